//! Accounts that are nothing but one-time codes: from any issuer's code, and from another app's export.

use countersign_core::dialect::Code;
use countersign_core::engine::{EnrollmentPreview, Removal};
use countersign_core::error::{Error, ErrorKind};
use countersign_core::model::{Account, OneTimeCodes, PushTarget};
use countersign_core::store::Row;
use countersign_tests::leaks::{Canary, Logs, contents, found};
use countersign_tests::{Lab, PhoneHome};
use serde_json::Value;

const TIME: &str = "otpauth://totp/Acme:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme";
const COUNTER: &str = "otpauth://hotp/Acme:ann?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme&counter=1";

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../vectors/otpauth.json")).expect("the vectors are JSON")
}

async fn enroll(lab: &Lab, code: &str) -> Result<Account, Error> {
    let preview = lab.phone.preview(code).await?;
    lab.phone.enroll(&preview).await
}

async fn import(lab: &Lab, code: &str) -> Vec<EnrollmentPreview> {
    lab.phone.preview_all(&Code { text: code, server: None }).await.expect("previews")
}

fn accounts(lab: &Lab) -> Vec<Account> {
    lab.phone.accounts().expect("accounts").into_iter().filter_map(Row::intact).collect()
}

/// The codes of `account` are those that another library computed.
fn assert_codes(lab: &Lab, account: &Account, case: &Value) {
    let mut counter = 0;
    for code in case["codes"].as_array().expect("codes") {
        if let Some(time) = code["time"].as_i64() {
            assert_eq!(account.one_time_codes, OneTimeCodes::Time, "{case}");
            lab.clock.set_wall(time);
        } else {
            assert_eq!(account.one_time_codes, OneTimeCodes::Counter, "{case}");
            while counter < code["step"].as_u64().expect("a step") {
                lab.phone.next_one_time_code(&account.id).expect("a next code");
                counter += 1;
            }
        }
        let shown = lab.phone.one_time_code(&account.id).expect("a code");
        assert_eq!(shown.digits(), code["code"], "{case}");
    }
}

#[tokio::test]
async fn the_codes_of_every_issuer_are_those_of_another_library() {
    let vectors = vectors();
    let lab = Lab::new();
    for case in vectors["uris"].as_array().expect("cases") {
        let preview = lab.phone.preview(case["uri"].as_str().expect("a code")).await.expect("a preview");
        assert_eq!(
            (preview.issuer_name.as_str(), preview.account_name.as_str()),
            (text(case, "issuer"), text(case, "account"))
        );
        assert_eq!((preview.issuer_host.as_str(), preview.expires_at, preview.part), ("", None, None));

        // Some cases differ only in what makes codes of the same secret.
        if let Some(existing) = preview.existing {
            lab.phone.remove(&existing, Removal::Everywhere).await.expect("a removal");
        }
        let preview = lab.phone.preview(case["uri"].as_str().expect("a code")).await.expect("a preview");
        let account = lab.phone.enroll(&preview).await.expect("an account");
        assert_codes(&lab, &account, case);
    }
    assert!(lab.issuer.requests().is_empty(), "nobody is asked");
}

#[tokio::test]
async fn an_export_becomes_as_many_accounts_as_it_has() {
    for case in vectors()["migrations"].as_array().expect("cases") {
        let lab = Lab::new();
        let previews = import(&lab, text(case, "uri")).await;
        let expected = case["accounts"].as_array().expect("accounts");
        assert_eq!(previews.len(), expected.len());

        for (preview, expected) in previews.iter().zip(expected) {
            let part = preview.part.expect("a place in the batch");
            assert_eq!((part.number, part.of), (number(case, "part"), number(case, "parts")));
            let account = lab.phone.enroll(preview).await.expect("an account");
            assert_eq!(
                (account.issuer_name.as_str(), account.account_name.as_str()),
                (text(expected, "issuer"), text(expected, "account"))
            );
            assert_codes(&lab, &account, expected);
        }

        assert_eq!(accounts(&lab).len(), expected.len());
        assert!(import(&lab, text(case, "uri")).await.iter().all(|preview| preview.existing.is_some()));
    }
}

fn text<'a>(case: &'a Value, member: &str) -> &'a str {
    case[member].as_str().expect(member)
}

fn number(case: &Value, member: &str) -> u32 {
    case[member].as_u64().expect(member).try_into().expect(member)
}

#[tokio::test]
async fn an_export_of_several_accounts_is_no_code_for_one() {
    let lab = Lab::new();
    let vectors = vectors();

    let error = lab.phone.preview(text(&vectors["migrations"][0], "uri")).await.expect_err("several");

    assert_eq!(error.code, "qr.several_accounts");
}

#[tokio::test]
async fn scanning_a_code_twice_makes_one_account() {
    let lab = Lab::new();
    let account = enroll(&lab, TIME).await.expect("an account");
    let earlier = lab.phone.preview(TIME).await.expect("a preview");

    let error = lab.phone.enroll(&earlier).await.expect_err("enrolled before");

    assert_eq!(earlier.existing, Some(account.id.clone()));
    assert_eq!(error.code, "enroll.already_enrolled");
    assert_eq!(accounts(&lab), [account]);
}

#[tokio::test]
async fn one_name_with_two_secrets_is_two_accounts() {
    let lab = Lab::new();
    let other = TIME.replace("GEZD", "MZXW");

    let accounts = [enroll(&lab, TIME).await, enroll(&lab, &other).await].map(|account| account.expect("an account"));

    assert_eq!(accounts[0].account_name, accounts[1].account_name);
    let codes = accounts.each_ref().map(|account| lab.phone.one_time_code(&account.id).expect("a code"));
    assert_ne!(codes[0].digits(), codes[1].digits());
}

#[tokio::test]
async fn counter_based_codes_change_only_when_asked_and_never_go_back() {
    let lab = Lab::new();
    let account = enroll(&lab, COUNTER).await.expect("an account");
    let show = |lab: &Lab| lab.phone.one_time_code(&account.id).expect("a code").digits().to_owned();
    // RFC 4226 appendix D, from counter 1 on.
    assert_eq!(show(&lab), "287082");
    lab.advance(3_600);
    assert_eq!(show(&lab), "287082");
    assert_eq!(lab.phone.one_time_code(&account.id).expect("a code").seconds_left(), None);

    let next = lab.phone.next_one_time_code(&account.id).expect("a code");
    assert_eq!((next.digits(), next.seconds_left()), ("359152", None));
    assert_eq!(show(&lab), "359152");

    let lab = lab.restarted();
    assert_eq!(show(&lab), "359152");
    assert_eq!(lab.phone.next_one_time_code(&account.id).expect("a code").digits(), "969429");
}

#[tokio::test]
async fn codes_that_change_by_time_have_no_next() {
    let (lab, with_server) = Lab::enrolled().await;
    let account = enroll(&lab, TIME).await.expect("an account");

    for id in [&account.id, &with_server.id] {
        assert_eq!(lab.phone.next_one_time_code(id).expect_err("refused").code, "account.no_next_code");
    }
    let nobody = "nobody".parse().expect("an id");
    assert_eq!(lab.phone.next_one_time_code(&nobody).expect_err("refused").code, "account.not_found");
}

#[tokio::test]
async fn the_phone_clock_counts_also_after_it_was_set() {
    let lab = Lab::new();
    let account = enroll(&lab, TIME).await.expect("an account");

    for (time, digits, left) in [(59, "287082", 1), (1_111_111_109, "081804", 1), (1_234_567_890, "005924", 30)] {
        lab.clock.set_wall(time);
        let code = lab.phone.one_time_code(&account.id).expect("a code");
        assert_eq!((code.digits(), code.seconds_left()), (digits, Some(left)));
    }
}

#[tokio::test]
async fn nobody_is_ever_contacted_and_nothing_but_the_person_moves_the_counter() {
    let lab = Lab::new();
    let account = enroll(&lab, COUNTER).await.expect("an account");
    let target = PushTarget { provider: "fcm".to_owned(), token: "token".to_owned() };

    assert_eq!(lab.phone.refresh().await.expect("a refresh").problems, []);
    assert_eq!(lab.phone.set_push_target(Some(target)).await.expect("a working store"), []);
    assert_eq!(lab.phone.hint_streams().await.expect("streams").len(), 0);
    assert!(lab.phone.doctor().await.expect("a working store").is_good());
    for refused in [
        lab.phone.name_device(&account.id, "Phone").await,
        lab.phone.rotate_key(&account.id).await,
        lab.phone.lock_out(&account.id, None).await,
    ] {
        assert_eq!(refused.expect_err("no server").code, "core.feature_disabled");
    }

    assert_eq!(lab.phone.one_time_code(&account.id).expect("a code").digits(), "287082");
    lab.phone.remove(&account.id, Removal::Everywhere).await.expect("a removal");
    assert_eq!(accounts(&lab), []);
    assert!(lab.issuer.requests().is_empty());
}

#[tokio::test]
async fn a_removed_account_can_be_enrolled_again_from_its_code() {
    for removal in [Removal::Everywhere, Removal::OnlyHere] {
        let lab = Lab::new();
        let account = enroll(&lab, COUNTER).await.expect("an account");
        lab.phone.next_one_time_code(&account.id).expect("a code");
        lab.phone.remove(&account.id, removal).await.expect("a removal");
        assert_eq!(lab.phone.one_time_code(&account.id).expect_err("removed").code, "account.not_found");

        let again = enroll(&lab, COUNTER).await.expect("an account");

        assert_eq!(lab.phone.one_time_code(&again.id).expect("a code").digits(), "287082");
    }
}

#[tokio::test]
async fn every_defect_of_a_code_has_its_own_error() {
    let with = |addition: &str| format!("{TIME}&{addition}");
    for (code, expected) in [
        (with("digits=5"), "qr.unsupported_algorithm"),
        (with("encoder=steam"), "qr.unsupported_algorithm"),
        (with("algorithm=md5"), "qr.unsupported_algorithm"),
        (with("period=0"), "qr.unsupported_algorithm"),
        (with("period=x"), "qr.invalid_parameter"),
        (with("issuer=Acme"), "qr.malformed"),
        (with("secret=GEZDGNBV"), "qr.malformed"),
        (TIME.replace("totp", "potp"), "qr.unsupported_algorithm"),
        (TIME.replace("secret", "decret"), "qr.missing_parameter"),
        (TIME.replace("GEZD", "1890"), "qr.invalid_parameter"),
        (TIME.replace("ann", "a%0Ann"), "qr.invalid_parameter"),
        (TIME.replace("ann", "%"), "qr.malformed"),
        (TIME.replace("ann", &"x".repeat(5_000)), "qr.malformed"),
        ("otpauth-migration://offline?data=AAAA".to_owned(), "qr.malformed"),
        ("otpauth-migration://offline?data=".to_owned(), "qr.malformed"),
        // One account with the hash MD5.
        ("otpauth-migration://offline?data=ChMKCjEyMzQ1Njc4OTASA2FubiAE".to_owned(), "qr.unsupported_algorithm"),
    ] {
        let lab = Lab::new();

        let error = enroll(&lab, &code).await.expect_err(&code);

        assert_eq!((error.kind, error.code), (ErrorKind::Code, expected), "{code}");
        let said = format!("{error} {error:?}");
        assert!(!said.contains("GEZD") && !said.contains("GNBVGY3"), "{said}");
        assert_eq!(accounts(&lab), []);
    }
}

#[tokio::test]
async fn neither_secrets_nor_names_are_in_files_or_logs() {
    let (logs, _guard) = Logs::capture();
    let (home, key) = (PhoneHome::new(), "kanarienvogelgeheim!");
    let secret = data_encoding::BASE32_NOPAD.encode(key.as_bytes());
    let canaries = [
        Canary::new("key", key),
        Canary::new("secret", &secret),
        Canary::new("issuer", "Kanarienbank"),
        Canary::new("account", "goldammer@example"),
    ];
    let phone = home.open();
    let code = format!("otpauth://hotp/Kanarienbank:goldammer@example?secret={secret}");

    let preview = phone.preview(&code).await.expect("a preview");
    let account = phone.enroll(&preview).await.expect("an account");
    let shown = phone.next_one_time_code(&account.id).expect("a code");
    let printed = format!("{preview:?} {account:?} {shown:?} {:?}", phone.preview(&code).await);
    drop(phone);

    assert_eq!(home.open().one_time_code(&account.id).expect("a code"), shown, "it is all there");
    for (name, bytes) in contents(&home.path(), "vault.key") {
        assert_eq!(found(&canaries, &bytes), [""; 0], "{name}");
    }
    assert_eq!(found(&canaries, &logs.bytes()), [""; 0], "logs");
    assert_eq!(found(&canaries, printed.as_bytes()), [""; 0], "{printed}");
}
