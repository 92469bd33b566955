//! Codes, logins and accounts.

use countersign_core::engine::Removal;
use countersign_core::model::{DenyReason, EventKind, NumberChallenge, OneTimeCodes, PushTarget, Recorded};
use countersign_ffi::{Advice, DecisionState, Fault, HistoryEntry, PushOutcome};
use countersign_server_mock::{Fault as ServerFault, FaultAction};
use countersign_tests::encrypt;
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::phone::{APPROVED, DENIED, Parts, Stage, bring, fault};

/// Another number of the same length.
fn wrong(number: &str) -> String {
    number.chars().map(|digit| if digit == '9' { '0' } else { '9' }).collect()
}

#[tokio::test]
async fn enroll() {
    let stage = Stage::set(Parts::default()).await;
    let preview = stage.phone.preview(stage.offer(), None).await.expect("a preview");
    let details = preview.details();
    assert_eq!((details.issuer_host.as_str(), details.account_name.as_str()), ("127.0.0.1", countersign_tests::USER));
    assert!(stage.phone.accounts().expect("storage works").accounts.is_empty());

    let account = stage.phone.enroll(preview.clone()).await.expect("an account");
    let again = fault(stage.phone.enroll(preview).await);

    assert!(matches!(again, Fault::Enrollment { .. }));
    assert_eq!(again.facts().code, "enroll.already_enrolled");
    let accounts = stage.phone.accounts().expect("storage works").accounts;
    assert!(accounts == [account], "one account, as it was returned");
}

#[tokio::test]
async fn approve_pushed_number() {
    let stage = Stage::enrolled(Parts::default()).await;
    let login = stage.scene.login();
    let hint = stage.scene.server.world().hints().pop().expect("a push");

    let challenge = bring(&stage.phone, hint.payload.to_string().into_bytes()).await;
    let decision = stage.approve(&challenge.id, &login.number.expect("a number")).await;

    let accounts = stage.phone.accounts().expect("storage works").accounts;
    assert_eq!(accounts.into_iter().map(|account| account.id).collect::<Vec<_>>(), [challenge.account]);
    assert_eq!(challenge.number, NumberChallenge::Enter { digits: 6 });
    assert_eq!(decision, Ok(APPROVED));
    assert!(stage.phone.pending().expect("storage works").is_empty());
}

#[tokio::test]
async fn web_push() {
    let Stage { scene, home: _home, phone } = Stage::enrolled(Parts::default()).await;
    let login = scene.login();
    let hint = scene.server.world().hints().pop().expect("a push").payload.to_string();
    let target = |endpoint: &str| phone.web_push_target(endpoint.to_owned());
    let subscription = target("https://push.example/up").expect("a target");
    let moved = target("https://push.example/moved").expect("a target");
    let token = |target: &PushTarget| serde_json::from_str::<Value>(&target.token).expect("JSON");
    let keys = token(&moved)["keys"].clone();
    let key = |name: &str| BASE64URL_NOPAD.decode(keys[name].as_str().expect("text").as_bytes()).expect("base64url");

    let problems = phone.set_push_target(Some(moved.clone())).await.expect("storage works");
    let mut content = encrypt(&key("p256dh"), &key("auth"), &[hint.as_bytes(), &[2]].concat());
    let Ok(PushOutcome::Waiting { challenge }) = phone.handle_web_push(content.clone()).await else {
        panic!("no challenge")
    };
    *content.last_mut().expect("a tag") ^= 1;
    let malformed = fault(phone.handle_web_push(content).await);
    let refused = fault(target("http://push.example/up"));

    assert_eq!(subscription.provider, "webpush");
    assert_eq!(token(&subscription), json!({"endpoint": "https://push.example/up", "keys": keys}));
    assert_eq!(keys.as_object().expect("an object").len(), 2);
    assert!(problems.is_empty());
    let accounts = phone.accounts().expect("storage works").accounts;
    assert_eq!(accounts.into_iter().map(|account| account.id).collect::<Vec<_>>(), [challenge.account]);
    assert_eq!(phone.approve(challenge.id, login.number, None).await, Ok(APPROVED));
    assert!(matches!((&malformed, &refused), (Fault::Challenge { .. }, Fault::Enrollment { .. })));
    assert_eq!(malformed.facts().code, "challenge.push_malformed");
    assert_eq!(refused.facts().code, "push.target_refused");
}

#[tokio::test]
async fn deny() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;

    let decision = stage.phone.deny(challenge.id, Some(DenyReason::Suspicious)).await;

    assert_eq!(decision, Ok(DENIED));
    assert_eq!(stage.scene.answers(&login).len(), 1);
}

#[tokio::test]
async fn deny_stays() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;
    stage.phone.deny(challenge.id.clone(), None).await.expect("a deny");

    let refused = fault(stage.approve(&challenge.id, &login.number.expect("a number")).await);

    assert!(matches!(refused, Fault::AlreadyDecided { .. }));
    assert_eq!((refused.facts().code.as_str(), refused.facts().decision), ("answer.already_answered", Some(DENIED)));
}

#[tokio::test]
async fn wrong_number() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;

    let refused = fault(stage.approve(&challenge.id, &wrong(&login.number.expect("a number"))).await);

    assert!(matches!(refused, Fault::Answer { .. }));
    assert_eq!(refused.facts().code, "answer.number_mismatch");
    assert_eq!(refused.facts().decision, Some(DecisionState::RecordedByUs { recorded: Recorded::WrongNumber }));
}

#[tokio::test]
async fn no_code() {
    let stage = Stage::set(Parts::default()).await;

    let refused = fault(stage.phone.preview("https://example.com/nothing".to_owned(), None).await);

    assert!(matches!(refused, Fault::Code { .. }));
    assert_eq!((refused.facts().code.as_str(), refused.facts().advice), ("qr.unknown_scheme", Advice::AfterUserAction));
    assert_eq!(refused.facts().decision, None);
    assert!(!format!("{refused} {refused:?}").contains("example.com"));
}

#[tokio::test]
async fn busy_server_says_when() {
    let stage = Stage::set(Parts::default()).await;
    let action = FaultAction::Status { code: 503, retry_after: Some(7) };
    stage.scene.server.faults().add(ServerFault::once("preview", action));

    let refused = fault(stage.phone.preview(stage.offer(), None).await);

    assert!(matches!(refused, Fault::Server { .. }));
    assert_eq!(
        (refused.facts().code.as_str(), refused.facts().advice),
        ("server.unavailable", Advice::After { seconds: 7 })
    );
}

#[tokio::test]
async fn server_unreachable() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;
    let Stage { scene, home: _home, phone } = stage;
    drop(scene);

    let refused = fault(phone.approve(challenge.id, login.number, None).await);

    assert!(matches!(refused, Fault::Network { .. }));
    assert!(matches!(refused.facts().decision, Some(DecisionState::NotSent | DecisionState::Unknown)));
    assert!(!format!("{refused} {refused:?}").contains("127.0.0.1"));
}

#[tokio::test]
async fn lost_reply() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;
    let number = login.number.clone().expect("a number");
    // The phone asks at once what was recorded, and does not hear that either.
    for operation in ["answer", "outcome"] {
        stage.scene.server.faults().add(ServerFault::once(operation, FaultAction::DropReply));
    }

    let lost = fault(stage.approve(&challenge.id, &number).await);
    let decision = stage.approve(&challenge.id, &number).await;

    assert!(matches!(lost, Fault::Network { .. }));
    assert_eq!(lost.facts().decision, Some(DecisionState::Unknown));
    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(stage.scene.answers(&login).len(), 1);
}

/// Languages make their stream of this: fetch, list, and leave out what was seen.
#[tokio::test]
async fn watch() {
    let stage = Stage::enrolled(Parts::default()).await;
    let mut seen = Vec::new();

    for _ in 0..2 {
        stage.login().await;
        let waiting = stage.phone.pending().expect("storage works");
        seen.extend(
            waiting.into_iter().map(|challenge| challenge.id).filter(|id| !seen.contains(id)).collect::<Vec<_>>(),
        );
    }

    let waiting = stage.phone.pending().expect("storage works");
    assert_eq!(waiting.into_iter().map(|challenge| challenge.id).collect::<Vec<_>>(), seen);
    assert_eq!(seen.len(), 2);
}

#[tokio::test]
async fn one_time_codes() {
    let stage = Stage::set(Parts::default()).await;
    let code = "otpauth://hotp/Example:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example&counter=0";

    let account = crate::phone::enroll(&stage.phone, code.to_owned()).await;

    assert_eq!((account.one_time_codes, account.has_key), (OneTimeCodes::Counter, false));
    let shown = stage.phone.one_time_code(account.id.clone()).expect("a code");
    assert_eq!((shown.digits.as_str(), shown.seconds_left), ("755224", None));
    assert_eq!(stage.phone.next_one_time_code(account.id.clone()).expect("a code").digits, "287082");
    assert_eq!(stage.phone.one_time_code(account.id).expect("a code").digits, "287082");
}

#[tokio::test]
async fn remove() {
    let stage = Stage::set(Parts::default()).await;
    let account = stage.enroll().await;

    stage.phone.remove(account.id, Removal::Everywhere).await.expect("a removal");

    assert!(stage.phone.accounts().expect("storage works").accounts.is_empty());
    assert!(stage.scene.server.world().devices(countersign_tests::USER).is_empty());
    let history = stage.phone.history(None, None, 50).expect("storage works").entries;
    let kinds: Vec<EventKind> = history
        .into_iter()
        .map(|entry| match entry {
            HistoryEntry::Happened { event } => event.kind,
            HistoryEntry::Login { .. } => panic!("there was no login"),
        })
        .collect();
    assert_eq!(kinds, [EventKind::Removed, EventKind::Enrolled]);
}
