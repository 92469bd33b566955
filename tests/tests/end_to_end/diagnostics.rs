//! What a person sends to a developer: what it tells, and how long it may be. That it tells no secret is for the canaries to show.

use countersign_core::engine::{Approval, MAX_DIAGNOSTICS};
use countersign_core::model::PushTarget;
use countersign_core::store::Row;
use countersign_tests::{Loss, PhoneHome, Scene};
use rusqlite::Connection;

fn lines<'a>(text: &'a str, beginning: &str) -> Vec<&'a str> {
    text.lines().filter(|line| line.starts_with(beginning)).collect()
}

#[tokio::test]
async fn they_tell_of_accounts_failures_and_history() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let (phone, wire) = home.open_lossy_with(|mut platform| {
        platform.device.push = Some(PushTarget { provider: "fcm".to_owned(), token: "token".to_owned() });
        platform
    });
    let account = scene.enroll(&phone).await;
    let (login, id) = scene.login_seen_by(&phone).await;
    let approval = Approval::with_number(&login.number.expect("a number")).expect("digits");
    phone.approve(&id, approval).await.expect("approved");
    wire.lose_all(Loss::NotSent);
    for _ in 0..3 {
        phone.refresh().await.expect("a refresh");
    }

    let told = phone.diagnostics();

    assert!(told.starts_with("countersign diagnostics 1\ncore "), "{told}");
    let (short, rest) = account.id.as_str().split_at(4);
    let shown = lines(&told, "account ");
    assert_eq!(shown.len(), 1, "{told}");
    for fact in
        [&format!("account {short} native at an address: Active"), "key Ed25519", "push fcm registered", "clock +0 s"]
    {
        assert!(shown[0].contains(fact), "{fact}: {told}");
    }
    assert!(!told.contains(rest) && !told.contains("127.0.0.1") && !told.contains("token"), "{told}");
    assert_eq!(lines(&told, "failed net.").len(), 1, "{told}");
    assert!(told.contains(", 3 times, last "), "{told}");
    assert_eq!(lines(&told, &format!("login {short} ")).len(), 1, "{told}");
    assert!(told.contains("Approve, RecordedByUs(Approved)"), "{told}");
    assert!(told.contains(": Enrolled"), "{told}");
}

#[tokio::test]
async fn a_damaged_record_is_told_by_its_place() {
    let (scene, home) = (Scene::start().await, PhoneHome::new());
    let phone = home.open();
    scene.enroll(&phone).await;
    let database = Connection::open(home.path().join("countersign.db")).expect("a database");
    database.execute("UPDATE account SET profile = zeroblob(length(profile))", []).expect("damage");

    let told = phone.diagnostics();

    let rows = phone.accounts().expect("accounts");
    let Some(Row::Quarantined(row)) = rows.first() else { panic!("the record is damaged") };
    assert!(told.contains(&format!("damaged {}\n", row.place)), "{told}");
    assert!(lines(&told, "account ").is_empty(), "{told}");
}

#[tokio::test]
async fn many_accounts_do_not_make_them_longer_than_they_may_be() {
    let home = PhoneHome::new();
    let phone = home.open();
    for number in 0..300 {
        let code = format!("otpauth://totp/Example:{number}?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Example");
        let preview = phone.preview(&code).await.expect("a preview");
        phone.enroll(&preview).await.expect("an account");
    }

    let told = phone.diagnostics();

    assert!(told.len() <= MAX_DIAGNOSTICS, "{} bytes", told.len());
    assert!(told.contains("accounts 300,"), "{told}");
    assert!(lines(&told, "account ").len() > 100, "{told}");
    assert!(told.ends_with('\n'));
}
