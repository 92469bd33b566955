//! Tickets, tokens, keys and names of a whole Guardian story, failures included, stay out of files, logs, errors and `Debug`.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::model::{DenyReason, HistoryPage, PushTarget};
use countersign_server_mock::{ConsentSpec, Fault, FaultAction, LoginContext};
use countersign_tests::leaks::Logs;
use countersign_tests::{Loss, LossyTransport, PhoneHome, TenantScene, USER, Witness};
use serde_json::{Value, json};

const TOKEN: &str = "canary-push-token-0123456789";
const DEVICE: &str = "Canary Device Name";

struct Story {
    scene: TenantScene,
    home: PhoneHome,
    phone: Authenticator,
    wire: Arc<LossyTransport>,
    witness: Witness,
}

impl Story {
    async fn start() -> Self {
        let scene = TenantScene::start().await;
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
            ("browser", "Canary Browser"),
            ("place", "Canary Place"),
            ("message", "Canary message"),
            ("fact", "Canary 1,000 EUR"),
            ("audience", "https://canary-api.example"),
        ]);
        Self { scene, home, phone, wire, witness }
    }

    fn fault(&self, operation: &str, action: FaultAction) {
        self.scene.server.faults().add(Fault::once(operation, action));
    }

    async fn enroll(&mut self) {
        let invite = self.scene.tenant().invite(USER).expect("an invitation");
        self.witness.plant("ticket", &invite.enrollment_tx_id);
        let cut = invite.uri.replace("base_url=", "server=");
        let result = self.phone.preview(&cut).await;
        self.witness.fails("qr.missing_parameter", result);
        let preview = self.phone.preview(&invite.uri).await.expect("a preview");
        self.witness.print(&preview);
        self.fault("guardian_enroll", FaultAction::Status { code: 503, retry_after: None });
        let result = self.phone.enroll(&preview).await;
        self.witness.fails("server.unavailable", result);
        let account = self.phone.enroll(&preview).await.expect("an account");
        self.witness.print(&account);

        let enrollment = self.scene.tenant().enrollments().remove(0);
        self.witness.plant("user id", &enrollment.user_id);
        let replies = self.wire.recorded().into_iter().filter_map(|recorded| recorded.response);
        let reply: Value =
            replies.filter_map(|reply| serde_json::from_slice(&reply.body).ok()).next_back().expect("it");
        self.witness.plant("device token", text(&reply["token"]));
        self.witness.plant("one-time-code secret", text(&reply["totp"]["secret"]));
        self.witness.plant_private_key(&self.home, &account);
    }

    async fn login(&mut self) -> countersign_core::model::ChallengeId {
        let detail = json!({"type": "payment", "amount": "Canary 1,000 EUR"});
        let consent = ConsentSpec {
            audience: Some("https://canary-api.example".to_owned()),
            binding_message: Some("Canary message".to_owned()),
            authorization_details: vec![detail.as_object().expect("an object").clone()],
            ..ConsentSpec::default()
        };
        self.scene.login(LoginContext {
            browser: Some("Canary Browser".to_owned()),
            location: Some("Canary Place".to_owned()),
            consent: Some(consent),
            ..LoginContext::default()
        });
        let push: Value = serde_json::from_slice(&self.scene.push()).expect("JSON");
        self.witness.plant("transaction token", text(&push["txtkn"]));
        self.witness.plant("challenge", text(&push["c"]));
        self.fault("guardian_consent", FaultAction::Status { code: 500, retry_after: None });
        let result = self.phone.handle_push(&self.scene.push()).await;
        self.witness.fails("server.unavailable", result);
        let challenge = self.scene.bring(&self.phone).await;
        self.witness.print(&challenge);
        self.witness.print((&challenge.details, &challenge.authorization_details));
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

    story.enroll().await;
    story.decide().await;
    story.witness.assert_nothing_sang(&story.home, &logs, "while the account is there");

    let account = story.phone.accounts().expect("accounts").remove(0).intact().expect("intact");
    story.fault("guardian_unenroll", FaultAction::Status { code: 500, retry_after: None });
    let result = story.phone.remove(&account.id, Removal::Everywhere).await;
    story.witness.fails("server.unavailable", result);
    story.phone.remove(&account.id, Removal::Everywhere).await.expect("removed");
    story.witness.assert_nothing_sang(&story.home, &logs, "after the removal");

    assert!(story.witness.planted() >= 16, "every canary was planted");
    let traffic: Vec<u8> = story
        .wire
        .recorded()
        .into_iter()
        .filter_map(|recorded| recorded.response)
        .flat_map(|reply| reply.body)
        .collect();
    assert!(story.witness.found_in(&traffic).contains(&"message"), "the search finds what is there");
}
