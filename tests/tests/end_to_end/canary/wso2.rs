//! Challenges, tokens, keys, numbers and names of a whole WSO2 story, failures included, stay out of files, logs, errors and
//! `Debug`.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::model::{Account, ChallengeId, DenyReason, HistoryPage, PushTarget, Secret};
use countersign_server_mock::{Fault, FaultAction, LoginOrigin, TokenSpec};
use countersign_tests::leaks::Logs;
use countersign_tests::{IdentityScene, Loss, LossyTransport, PhoneHome, USER, Witness};
use serde_json::Value;

const TOKEN: &str = "canary-push-token-0123456789";
const DEVICE: &str = "Canary Device Name";

struct Story {
    scene: IdentityScene,
    home: PhoneHome,
    phone: Authenticator,
    wire: Arc<LossyTransport>,
    witness: Witness,
}

impl Story {
    async fn start() -> Self {
        let scene = IdentityScene::start().await;
        let home = PhoneHome::new();
        let (phone, wire) = home.open_lossy_with(|mut platform| {
            platform.device.name = DEVICE.to_owned();
            platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: TOKEN.to_owned() });
            platform
        });
        let witness = Witness::of(&[
            ("push token", TOKEN),
            ("device name", DEVICE),
            ("account name", USER),
            ("application", "Canary Shop"),
            ("browser", "Canary Browser"),
            ("system", "Canary System"),
            ("address", "198.51.100.77"),
        ]);
        Self { scene, home, phone, wire, witness }
    }

    fn fault(&self, operation: &str, action: FaultAction) {
        self.scene.server.faults().add(Fault::once(operation, action));
    }

    async fn enroll(&mut self) -> Account {
        let spec = TokenSpec {
            user: Some(self.scene.user.clone()),
            scopes: vec!["internal_login".to_owned()],
            ..TokenSpec::default()
        };
        let token = self.scene.identity().access_token(spec).expect("a token");
        self.witness.plant("access token", &token);
        let dialect = self.phone.token_dialects().pop().expect("one dialect");
        let server = format!("{}/t/carbon.super", self.scene.server.url());
        let secret = Secret::new(token.into_bytes());
        self.witness.print(&secret);
        self.fault("wso2_discovery_data", FaultAction::Status { code: 503, retry_after: None });
        let result = self.phone.preview_with_token(&dialect, &server, &secret).await;
        self.witness.fails("server.unavailable", result);
        let broken = Secret::new(format!("{TOKEN}\n{TOKEN}").into_bytes());
        let result = self.phone.preview_with_token(&dialect, &server, &broken).await;
        self.witness.fails("qr.invalid_parameter", result);
        let preview = self.phone.preview_with_token(&dialect, &server, &secret).await.expect("a preview");
        self.witness.print(&preview);
        let replies = self.wire.recorded().into_iter().filter_map(|recorded| recorded.response);
        let code = replies.map(|reply| reply.body).next_back().expect("a code");
        let code: Value = serde_json::from_slice(&code).expect("JSON");
        self.witness.plant("challenge of the code", text(&code["challenge"]));
        let result = self.phone.preview(&code.to_string().replace("https", "ftp").replace("http", "ftp")).await;
        self.witness.fails("qr.insecure_endpoint", result);

        self.fault("wso2_register", FaultAction::DropReply);
        self.fault("wso2_authenticate", FaultAction::Status { code: 500, retry_after: None });
        let result = self.phone.enroll(&preview).await;
        assert!(result.is_err());
        self.witness.print(&result);
        let account = self.phone.enroll(&preview).await;
        self.witness.print(&account);
        let account = match account {
            Ok(account) => account,
            Err(_) => self.phone.enroll(&preview).await.expect("an account"),
        };
        self.witness.print(&account);
        self.witness.plant_private_key(&self.home, &account);
        account
    }

    async fn login(&mut self) -> ChallengeId {
        let origin = LoginOrigin {
            ip_address: Some("198.51.100.77".to_owned()),
            device_os: Some("Canary System".to_owned()),
            browser: Some("Canary Browser".to_owned()),
        };
        self.scene.identity().start_push(&self.scene.user, "Canary Shop", &origin).expect("a login");
        let push: Value = serde_json::from_slice(&self.scene.push()).expect("JSON");
        self.witness.plant("challenge of the login", text(&push["data"]["challenge"]));
        let challenge = self.scene.bring(&self.phone).await;
        self.witness.print(&challenge);
        self.witness.print(&challenge.context);
        challenge.id
    }

    async fn decide(&mut self) {
        let id = self.login().await;
        self.wire.lose_all(Loss::Request);
        let result = self.phone.approve(&id, Approval::without_number()).await;
        self.witness.fails("net.timeout", result);
        let (phone, wire) = self.home.open_lossy();
        (self.phone, self.wire) = (phone, wire);
        self.phone.approve(&id, Approval::without_number()).await.expect("approved");

        let id = self.login().await;
        let state = self.phone.deny(&id, Some(DenyReason::Suspicious)).await.expect("denied");
        self.witness.print(state);
        let result = self.phone.approve(&id, Approval::without_number()).await;
        self.witness.fails("answer.already_answered", result);
        self.witness.print(self.phone.diagnostics());
        let history = self.phone.history(&HistoryPage { account: None, before: None, limit: 100 }).expect("history");
        assert!(history.len() >= 2);
        self.witness.print(&history);
        let recorded = self.wire.recorded();
        self.witness.print(&recorded);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text")
}

#[tokio::test]
async fn no_secret_and_no_personal_text_leaves_its_place() {
    let (logs, _guard) = Logs::capture();
    let mut story = Story::start().await;

    let account = story.enroll().await;
    story.decide().await;
    story.witness.assert_nothing_sang(&story.home, &logs, "while the account is there");

    story.fault("wso2_remove", FaultAction::Status { code: 500, retry_after: None });
    let result = story.phone.remove(&account.id, Removal::Everywhere).await;
    story.witness.fails("server.unavailable", result);
    story.phone.remove(&account.id, Removal::Everywhere).await.expect("removed");
    story.witness.assert_nothing_sang(&story.home, &logs, "after the removal");

    assert!(story.witness.planted() >= 12, "every canary was planted");
    let pushes = story.scene.identity().pushes();
    let sent: String = pushes.iter().map(|push| push.payload.to_string()).collect();
    assert!(story.witness.found_in(sent.as_bytes()).contains(&"application"), "the search finds what is there");
}
