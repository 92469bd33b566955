//! Previews and receipts that are not what the enrollment code and the person agreed to.

use countersign_core::error::Error;
use countersign_core::model::{Account, OneTimeCodes};
use countersign_tests::Lab;
use countersign_tests::issuer::{ISSUER, START, ScriptedIssuer};
use countersign_tests::jws::{Draft, TestKey};
use serde_json::{Value, json};

const UNVERIFIABLE: &str = "server.reply_unverifiable";
const UNACCEPTABLE: &str = "server.reply_unacceptable";
const UNTRUSTED: &str = "enroll.issuer_untrusted";

type Change = fn(&mut Draft);

async fn preview_of(lab: &Lab) -> Result<(), Error> {
    lab.phone.preview(&lab.issuer.offer()).await.map(|_| ())
}

async fn receipt_of(lab: &Lab) -> Result<Account, Error> {
    let preview = lab.phone.preview(&lab.issuer.offer()).await.expect("an honest preview");
    lab.phone.enroll(&preview).await
}

/// Nothing was made: no account, no enrollment to go on with.
fn assert_untouched(lab: &Lab, what: &str) {
    assert_eq!(lab.dump(), Lab::new().dump(), "{what}");
}

#[tokio::test]
async fn the_honest_preview_and_receipt_of_these_tests_are_accepted() {
    let lab = Lab::new();

    let account = receipt_of(&lab).await.expect("an account");

    assert_eq!(account.one_time_codes, OneTimeCodes::Time);
    assert_eq!(account.issuer, ISSUER);
}

#[tokio::test]
async fn an_issuer_with_another_key_than_the_code_names_is_not_believed() {
    let other = TestKey::ed25519([66; 32]);
    let mut surplus = ScriptedIssuer::new().key.jwk();
    surplus["kid"] = json!("x");
    let mut private = ScriptedIssuer::new().key.jwk();
    private["d"] = private["x"].clone();
    for jwk in [other.jwk(), TestKey::es256().jwk(), surplus, private, json!({}), json!("x"), Value::Null, json!([])] {
        let lab = Lab::new();
        lab.issuer.show_key(jwk.clone());

        let error = preview_of(&lab).await.expect_err("refused");

        assert_eq!(error.code, UNTRUSTED, "{jwk}");
        assert_untouched(&lab, &jwk.to_string());
    }
}

#[tokio::test]
async fn previews_that_are_not_signed_as_they_must_be_are_refused() {
    let cases: [(&str, Change); 9] = [
        ("typ of a receipt", |draft| draft.header["typ"] = json!("countersign-receipt+jwt")),
        ("typ of a challenge", |draft| draft.header["typ"] = json!("countersign-challenge+jwt")),
        ("no typ", |draft| drop(draft.header.as_object_mut().expect("an object").remove("typ"))),
        ("alg none", |draft| draft.header["alg"] = json!("none")),
        ("alg of another key", |draft| draft.header["alg"] = json!("ES256")),
        ("kid", |draft| draft.header["kid"] = json!("x")),
        ("crit", |draft| draft.header["crit"] = json!(["exp"])),
        ("jwk", |draft| draft.header["jwk"] = TestKey::ed25519([66; 32]).jwk()),
        ("claims that are a list", |draft| draft.claims = json!([1, 2])),
    ];
    for (what, change) in cases {
        let lab = Lab::new();
        lab.issuer.change_preview(change);

        assert_eq!(preview_of(&lab).await.expect_err("refused").code, UNVERIFIABLE, "{what}");
        assert_untouched(&lab, what);
    }
}

#[tokio::test]
async fn previews_that_say_what_they_must_not_are_refused() {
    let cases: [(&str, Change); 21] = [
        ("another issuer", |draft| draft.claims["iss"] = json!("https://login.example.com/t2")),
        ("the issuer with a slash", |draft| draft.claims["iss"] = json!(format!("{ISSUER}/"))),
        ("another ticket", |draft| draft.claims["th"] = json!("A".repeat(43))),
        ("no ticket", |draft| draft.claims["th"] = json!("")),
        ("expired", |draft| draft.claims["exp"] = json!(START)),
        ("expired long ago", |draft| {
            draft.claims["iat"] = json!(START - 700);
            draft.claims["exp"] = json!(START - 100);
        }),
        ("a long life", |draft| draft.claims["exp"] = json!(START + 601)),
        ("an endless life", |draft| draft.claims["exp"] = json!(i64::MAX)),
        ("an end before the start", |draft| draft.claims["iat"] = json!(START + 601)),
        ("no algorithms", |draft| draft.claims["algs"] = json!([])),
        ("unknown algorithms", |draft| draft.claims["algs"] = json!(["none", "HS256", "RS256", "eddsa"])),
        ("digits with select", |draft| draft.claims["policy"]["number"] = json!("select")),
        ("digits with none", |draft| draft.claims["policy"]["number"] = json!("none")),
        ("enter without digits", |draft| draft.claims["policy"] = json!({"number": "enter", "uv": "none"})),
        ("enter with choices", |draft| {
            draft.claims["policy"] = json!({"number": "enter", "digits": 6, "choices": 3, "uv": "none"});
        }),
        ("select without choices", |draft| draft.claims["policy"] = json!({"number": "select", "uv": "none"})),
        ("a line break in the issuer name", |draft| draft.claims["rp"]["name"] = json!("Example\nBank")),
        ("an escape in the account name", |draft| draft.claims["account"] = json!("alice\u{1b}[2K")),
        ("a long issuer name", |draft| draft.claims["rp"]["name"] = json!("x".repeat(65))),
        ("a long account name", |draft| draft.claims["account"] = json!("x".repeat(129))),
        ("an older life", |draft| draft.claims["iat"] = json!(START - 1)),
    ];
    for (what, change) in cases {
        let lab = Lab::new();
        lab.issuer.change_preview(change);

        assert_eq!(preview_of(&lab).await.expect_err("refused").code, UNACCEPTABLE, "{what}");
        assert_untouched(&lab, what);
    }
}

#[tokio::test]
async fn previews_and_receipts_with_missing_or_mistyped_claims_are_refused() {
    let previews = ["iss", "iat", "exp", "th", "nonce", "rp", "account", "algs", "policy"];
    let receipts = ["iss", "iat", "th", "rp", "account", "policy", "sub", "aud", "device", "hint", "endpoints"];
    for wrong in [None, Some(Value::Null), Some(json!(true)), Some(json!([["x"]])), Some(json!({"x": 1}))] {
        for claim in previews {
            let (lab, value) = (Lab::new(), wrong.clone());
            lab.issuer.change_preview(move |draft| set(draft, claim, value.as_ref()));
            assert_eq!(preview_of(&lab).await.expect_err("refused").code, UNVERIFIABLE, "preview {claim} {wrong:?}");
        }
        for claim in receipts {
            let (lab, value) = (Lab::new(), wrong.clone());
            lab.issuer.change_receipt(move |draft| set(draft, claim, value.as_ref()));
            assert_eq!(receipt_of(&lab).await.expect_err("refused").code, UNVERIFIABLE, "receipt {claim} {wrong:?}");
            assert!(lab.phone.accounts().expect("accounts").is_empty(), "receipt {claim} {wrong:?}");
        }
    }
}

fn set(draft: &mut Draft, claim: &str, value: Option<&Value>) {
    let claims = draft.claims.as_object_mut().expect("an object");
    match value {
        Some(value) => drop(claims.insert(claim.to_owned(), value.clone())),
        None => drop(claims.remove(claim)),
    }
}

#[tokio::test]
async fn receipts_that_differ_from_code_preview_or_device_make_no_account() {
    let cases: [(&str, Change); 14] = [
        ("an approval key that nobody sent", |draft| draft.claims["approval"] = json!("A".repeat(43))),
        ("another issuer", |draft| draft.claims["iss"] = json!("https://other.example.com")),
        ("another ticket", |draft| draft.claims["th"] = json!("A".repeat(43))),
        ("another device key", |draft| draft.claims["aud"] = json!("A".repeat(43))),
        ("the issuer as audience", |draft| draft.claims["aud"] = json!(ISSUER)),
        ("another account than previewed", |draft| draft.claims["account"] = json!("mallory@example.com")),
        ("another issuer name than previewed", |draft| draft.claims["rp"]["name"] = json!("Other Bank")),
        ("a weaker policy than previewed", |draft| draft.claims["policy"] = json!({"number": "none", "uv": "none"})),
        ("fewer digits than previewed", |draft| draft.claims["policy"]["digits"] = json!(2)),
        ("a contradictory policy", |draft| draft.claims["policy"]["choices"] = json!(3)),
        ("control characters", |draft| draft.claims["account"] = json!("alice\u{0}")),
        ("a long name", |draft| draft.claims["rp"]["name"] = json!("x".repeat(65))),
        ("an empty secret", |draft| draft.claims["otp"]["secret"] = json!("")),
        ("a secret that is no base32", |draft| draft.claims["otp"]["secret"] = json!("!!!!not-base32!!!!")),
    ];
    for (what, change) in cases {
        let lab = Lab::new();
        lab.issuer.change_receipt(change);

        assert_eq!(receipt_of(&lab).await.expect_err("refused").code, UNACCEPTABLE, "{what}");
        assert!(lab.phone.accounts().expect("accounts").is_empty(), "{what}");
    }
}

#[tokio::test]
async fn a_device_endpoint_elsewhere_than_at_the_issuer_is_refused() {
    for endpoint in [
        "https://attacker.example/device",
        "https://login.example.com.attacker.example/device",
        "https://login.example.com:8443/device",
        "http://login.example.com/t1/device",
        "https://user@login.example.com/device",
        "https://login.example.com/device?x=1",
        "https://login.example.com/device#x",
        "https://127.0.0.1/device",
        "https://[::1]/device",
        "http://localhost/device",
        "ftp://login.example.com/device",
        "javascript:alert(1)",
        "//login.example.com/device",
        "/device",
        "",
        "https://login.example.com\\@attacker.example/",
        "https://login.example.com%2f@attacker.example/",
        "https://xn--login-.example.com/device",
    ] {
        let lab = Lab::new();
        lab.issuer.change_receipt(move |draft| draft.claims["endpoints"]["device"] = json!(endpoint));

        assert_eq!(receipt_of(&lab).await.expect_err("refused").code, UNACCEPTABLE, "{endpoint}");
        assert!(lab.phone.accounts().expect("accounts").is_empty(), "{endpoint}");
        lab.phone.refresh().await.expect("a refresh");
        assert!(
            lab.issuer.requests().iter().all(|(_, request)| request.url.as_str().starts_with(ISSUER)),
            "nothing is ever sent to {endpoint}"
        );
    }
}

#[tokio::test]
async fn one_time_code_parameters_out_of_range_make_no_account() {
    for (member, values) in [
        ("digits", [json!(5), json!(9), json!("6"), json!(null)]),
        ("period", [json!(14), json!(121), json!(0), json!(30.5)]),
        ("algorithm", [json!("MD5"), json!("sha1"), json!("SHA-1"), json!(1)]),
        ("secret", [json!("A"), json!("0189"), json!(["JBSWY3DP"]), json!("x".repeat(2_000))]),
        (
            "secret",
            ["AAAAAAAAAAAAAAA", "JBSW Y3DP EHPK 3PXP", "JBSW-Y3DP-EHPK-3PXP", "\nJBSWY3DPEHPK3PXP"]
                .map(|secret| json!(secret)),
        ),
    ] {
        for value in values {
            let (lab, value) = (Lab::new(), value.clone());
            let what = format!("{member} {value}");
            lab.issuer.change_receipt(move |draft| draft.claims["otp"][member] = value.clone());

            let error = receipt_of(&lab).await.expect_err("refused");

            assert!([UNACCEPTABLE, UNVERIFIABLE].contains(&error.code), "{what} gave {error}");
            assert!(lab.phone.accounts().expect("accounts").is_empty(), "{what}");
        }
    }
}

#[tokio::test]
async fn a_receipt_signed_by_another_key_makes_no_account() {
    let lab = Lab::new();
    lab.issuer.twist(countersign_tests::issuer::Operation::Enroll, |response| {
        let body: Value = serde_json::from_slice(&response.body).expect("JSON");
        let honest = countersign_tests::jws::open(body["receipt"].as_str().expect("a receipt"));
        let forged = TestKey::ed25519([66; 32]).seal(&Draft { header: honest.header, claims: honest.claims });
        Ok(countersign_core::protocol::HttpResponse {
            body: json!({"receipt": forged}).to_string().into_bytes(),
            ..response
        })
    });

    assert_eq!(receipt_of(&lab).await.expect_err("refused").code, UNVERIFIABLE);
    assert!(lab.phone.accounts().expect("accounts").is_empty());

    lab.issuer.untwist();
    let accounts = lab.phone.resume_enrollments().await.expect("a working store");
    assert_eq!(accounts.len(), 1, "the honest receipt still finishes the enrollment");
}
