//! A story in which every message of the protocol is sent at least once.

use countersign_core::engine::{Approval, Authenticator, PushOutcome, Removal};
use countersign_core::model::{ChallengeId, DenyReason, PushTarget, UserVerification};
use countersign_server_mock::{Context, Detail, Login, LoginSpec, MockServer, RelyingParty};

use crate::{Loss, LossyTransport, USER};

/// Tells the story to the end: enroll, log in, manage, leave. `wire` is the phone's transport. A phone without approval
/// keys sends no message that registers one.
pub async fn tour(server: &MockServer, phone: &Authenticator, wire: &LossyTransport) {
    let offer = server.world().offer(USER).expect("an offer");
    let preview = phone.preview(&offer.uri).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");

    let (login, id) = hinted_login(server, phone).await;
    let mut approval = Approval::with_number(&login.number.expect("a number")).expect("digits");
    if account.approval_key.is_some() {
        approval = approval.verified_by(UserVerification::Biometric);
    }
    wire.lose(0, Loss::Reply);
    phone.approve(&id, approval).await.expect("an approval, found out by asking for the outcome");

    let (_, id) = hinted_login(server, phone).await;
    phone.refresh().await.expect("a refresh");
    phone.deny(&id, Some(DenyReason::Mistake)).await.expect("a deny");

    let canceled = server.world().start_login(USER, LoginSpec::default()).expect("a login");
    server.world().cancel_login(&canceled.id).expect("a waiting login");
    let late = server.world().hints().pop().expect("a hint").payload.to_string();
    assert_eq!(phone.handle_push(late.as_bytes()).await, Ok(PushOutcome::Nothing));

    let target = PushTarget { provider: "fcm".to_owned(), token: "new-push-token".to_owned() };
    assert!(phone.set_push_target(Some(target)).await.expect("a working store").is_empty());
    phone.name_device(&account.id, "Alice's phone").await.expect("a name");
    phone.rotate_key(&account.id).await.expect("a rotation");
    phone.lock_out(&account.id, Some(&id)).await.expect("a lockout");
    phone.remove(&account.id, Removal::Everywhere).await.expect("a removal");
}

/// Starts a login and brings its push to the phone.
pub async fn hinted_login(server: &MockServer, phone: &Authenticator) -> (Login, ChallengeId) {
    let text = |text: &str| Some(text.to_owned());
    let spec = LoginSpec {
        rp: Some(RelyingParty { name: "Example Shop".to_owned(), host: text("shop.example.com") }),
        context: Context {
            ip: text("192.0.2.17"),
            place: text("Vienna, Austria"),
            browser: text("Firefox"),
            ..Context::default()
        },
        message: text("Sign in to pay"),
        details: vec![Detail { label: "Amount".to_owned(), value: "42.00 EUR".to_owned() }],
        ..LoginSpec::default()
    };
    let login = server.world().start_login(USER, spec).expect("a login");
    let hint = server.world().hints().pop().expect("a hint").payload.to_string();
    let outcome = phone.handle_push(hint.as_bytes()).await.expect("our push");
    let PushOutcome::Waiting(challenge) = outcome else { panic!("the challenge waits") };
    (login, challenge.id)
}
