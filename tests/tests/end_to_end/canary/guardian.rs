//! Tickets, tokens, keys and names of a whole Guardian story, failures included, stay out of files, logs, errors and `Debug`.

use countersign_server_mock::{ConsentSpec, Fault, FaultAction, LoginContext};
use countersign_tests::leaks::Logs;
use countersign_tests::{TenantScene, USER};
use serde_json::{Value, json};

use super::handset::Handset;

struct Story {
    scene: TenantScene,
    handset: Handset,
}

impl Story {
    async fn start() -> Self {
        let scene = TenantScene::start().await;
        let handset = Handset::of(&[
            ("browser", "Canary Browser"),
            ("place", "Canary Place"),
            ("message", "Canary message"),
            ("fact", "Canary 1,000 EUR"),
            ("audience", "https://canary-api.example"),
        ]);
        Self { scene, handset }
    }

    fn fault(&self, operation: &str, action: FaultAction) {
        self.scene.server.faults().add(Fault::once(operation, action));
    }

    async fn enroll(&mut self) {
        let invite = self.scene.tenant().invite(USER).expect("an invitation");
        self.handset.witness.plant("ticket", &invite.enrollment_tx_id);
        let cut = invite.uri.replace("base_url=", "server=");
        let result = self.handset.phone.preview(&cut).await;
        self.handset.witness.fails("qr.missing_parameter", result);
        let preview = self.handset.phone.preview(&invite.uri).await.expect("a preview");
        self.handset.witness.print(&preview);
        self.fault("guardian_enroll", FaultAction::Status { code: 503, retry_after: None });
        let result = self.handset.phone.enroll(&preview).await;
        self.handset.witness.fails("server.unavailable", result);
        let account = self.handset.phone.enroll(&preview).await.expect("an account");
        self.handset.witness.print(&account);

        let enrollment = self.scene.tenant().enrollments().remove(0);
        self.handset.witness.plant("user id", &enrollment.user_id);
        let replies = self.handset.wire.recorded().into_iter().filter_map(|recorded| recorded.response);
        let reply: Value =
            replies.filter_map(|reply| serde_json::from_slice(&reply.body).ok()).next_back().expect("it");
        self.handset.witness.plant("device token", text(&reply["token"]));
        self.handset.witness.plant("one-time-code secret", text(&reply["totp"]["secret"]));
        self.handset.witness.plant_private_key(&self.handset.home, &account);
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
        self.handset.witness.plant("transaction token", text(&push["txtkn"]));
        self.handset.witness.plant("challenge", text(&push["c"]));
        self.fault("guardian_consent", FaultAction::Status { code: 500, retry_after: None });
        let result = self.handset.phone.handle_push(&self.scene.push()).await;
        self.handset.witness.fails("server.unavailable", result);
        let challenge = self.scene.bring(&self.handset.phone).await;
        self.handset.witness.print(&challenge);
        self.handset.witness.print((&challenge.details, &challenge.authorization_details));
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

    story.enroll().await;
    story.decide().await;
    story.handset.assert_nothing_sang(&logs, "while the account is there");

    let account = story.handset.phone.accounts().expect("accounts").remove(0).intact().expect("intact");
    story.fault("guardian_unenroll", FaultAction::Status { code: 500, retry_after: None });
    story.handset.remove(&account.id).await;
    story.handset.assert_nothing_sang(&logs, "after the removal");

    assert!(story.handset.witness.planted() >= 16, "every canary was planted");
    let traffic: Vec<u8> = story
        .handset
        .wire
        .recorded()
        .into_iter()
        .filter_map(|recorded| recorded.response)
        .flat_map(|reply| reply.body)
        .collect();
    assert!(story.handset.witness.found_in(&traffic).contains(&"message"), "the search finds what is there");
}
