//! Challenges, tokens, keys, numbers and names of a whole WSO2 story, failures included, stay out of files, logs, errors and
//! `Debug`.

use countersign_core::model::{Account, ChallengeId, Secret};
use countersign_server_mock::{Fault, FaultAction, LoginOrigin, TokenSpec};
use countersign_tests::IdentityScene;
use countersign_tests::leaks::Logs;
use serde_json::Value;

use super::handset::{Handset, TOKEN};

struct Story {
    scene: IdentityScene,
    handset: Handset,
}

impl Story {
    async fn start() -> Self {
        let scene = IdentityScene::start().await;
        let handset = Handset::of(&[
            ("application", "Canary Shop"),
            ("browser", "Canary Browser"),
            ("system", "Canary System"),
            ("address", "198.51.100.77"),
        ]);
        Self { scene, handset }
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
        self.handset.witness.plant("access token", &token);
        let dialect = self.handset.phone.token_dialects().pop().expect("one dialect");
        let server = format!("{}/t/carbon.super", self.scene.server.url());
        let secret = Secret::new(token.into_bytes());
        self.handset.witness.print(&secret);
        self.fault("wso2_discovery_data", FaultAction::Status { code: 503, retry_after: None });
        let result = self.handset.phone.preview_with_token(&dialect, &server, &secret).await;
        self.handset.witness.fails("server.unavailable", result);
        let broken = Secret::new(format!("{TOKEN}\n{TOKEN}").into_bytes());
        let result = self.handset.phone.preview_with_token(&dialect, &server, &broken).await;
        self.handset.witness.fails("qr.invalid_parameter", result);
        let preview = self.handset.phone.preview_with_token(&dialect, &server, &secret).await.expect("a preview");
        self.handset.witness.print(&preview);
        let replies = self.handset.wire.recorded().into_iter().filter_map(|recorded| recorded.response);
        let code = replies.map(|reply| reply.body).next_back().expect("a code");
        let code: Value = serde_json::from_slice(&code).expect("JSON");
        self.handset.witness.plant("challenge of the code", text(&code["challenge"]));
        let result = self.handset.phone.preview(&code.to_string().replace("https", "ftp").replace("http", "ftp")).await;
        self.handset.witness.fails("qr.insecure_endpoint", result);

        self.fault("wso2_register", FaultAction::DropReply);
        self.fault("wso2_authenticate", FaultAction::Status { code: 500, retry_after: None });
        let result = self.handset.phone.enroll(&preview).await;
        assert!(result.is_err());
        self.handset.witness.print(&result);
        let account = self.handset.phone.enroll(&preview).await;
        self.handset.witness.print(&account);
        let account = match account {
            Ok(account) => account,
            Err(_) => self.handset.phone.enroll(&preview).await.expect("an account"),
        };
        self.handset.witness.print(&account);
        self.handset.witness.plant_private_key(&self.handset.home, &account);
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
        self.handset.witness.plant("challenge of the login", text(&push["data"]["challenge"]));
        let challenge = self.scene.bring(&self.handset.phone).await;
        self.handset.witness.print(&challenge);
        self.handset.witness.print(&challenge.context);
        challenge.id
    }

    async fn decide(&mut self) {
        let id = self.login().await;
        self.handset.approve(&id).await;
        let id = self.login().await;
        self.handset.deny(&id).await;
        self.handset.look_back();
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
    story.handset.assert_nothing_sang(&logs, "while the account is there");

    story.fault("wso2_remove", FaultAction::Status { code: 500, retry_after: None });
    story.handset.remove(&account.id).await;
    story.handset.assert_nothing_sang(&logs, "after the removal");

    assert!(story.handset.witness.planted() >= 12, "every canary was planted");
    let pushes = story.scene.identity().pushes();
    let sent: String = pushes.iter().map(|push| push.payload.to_string()).collect();
    assert!(story.handset.witness.found_in(sent.as_bytes()).contains(&"application"), "the search finds what is there");
}
