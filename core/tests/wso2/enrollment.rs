//! Codes, and what becomes of a registration whose reply is lost, late or a refusal.

use countersign_core::dialect::{Code, DialectError, OfferError, RefusalCode};
use countersign_core::model::Secret;
use countersign_core::protocol::url_rules::{UrlError, UrlRules};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use serde_json::{Value, json};

use crate::stage::{Reply, drive, enroll, now, recognize, refused, reply, text, wso2};

fn code() -> Value {
    serde_json::from_str(text("code")).expect("JSON")
}

fn read(code: &Value) -> Result<(), OfferError> {
    recognize(&code.to_string(), None).map(drop)
}

/// What a refusal says, by the code of the last request.
fn outcome(replies: Vec<Reply>) -> Result<(), RefusalCode> {
    let offer = recognize(text("code"), None).expect("a usable code");
    match enroll(&offer, "fcm", replies).0 {
        Ok(_) => Ok(()),
        Err(DialectError::Refused(refusal)) => Err(refusal.code),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn the_preview_names_host_person_and_organization() {
    for (name, issuer, host) in [
        ("code", "carbon.super", "https://is.example.com:9443/t/carbon.super"),
        ("organization_code", "Acme", "https://is.example.com:9443/o/org-1"),
    ] {
        let offer = recognize(text(name), None).expect("a usable code");
        let preview = drive(wso2().preview(&offer, UrlRules::default()), vec![]).0.expect("a preview");

        assert_eq!((offer.issuer.as_str(), offer.issuer_host.as_str()), (host, "is.example.com"));
        assert_eq!((preview.issuer_name.as_str(), preview.account_name.as_str()), (issuer, "alice"));
        assert!(!format!("{offer:?}").contains("c1a7f9d2"), "the challenge is not printed");
    }
}

#[test]
fn unknown_members_spaces_and_the_user_store_are_read() {
    let mut code = code();
    code["userStoreDomain"] = json!("EUROPE");
    code["x"] = json!({"new": [1]});
    let pretty = format!(" \n{}\n", serde_json::to_string_pretty(&code).expect("JSON"));

    let offer = recognize(&pretty, None).expect("a usable code");

    let preview = drive(wso2().preview(&offer, UrlRules::default()), vec![]).0.expect("a preview");
    assert_eq!(preview.account_name, "EUROPE/alice");
}

#[test]
fn unusable_codes_are_refused_with_the_reason() {
    let insecure = OfferError::Issuer(UrlError::NotHttps);
    for (member, value, error) in [
        ("deviceId", json!("has space"), OfferError::Invalid("deviceId")),
        ("deviceId", json!(7), OfferError::Invalid("deviceId")),
        ("deviceId", json!(""), OfferError::Missing("deviceId")),
        ("challenge", json!("line\nbreak"), OfferError::Invalid("challenge")),
        ("challenge", json!("c".repeat(257)), OfferError::Invalid("challenge")),
        ("challenge", json!(null), OfferError::Missing("challenge")),
        ("username", json!(null), OfferError::Missing("username")),
        ("username", json!("a".repeat(129)), OfferError::Invalid("username")),
        ("username", json!("a\u{7}"), OfferError::Invalid("username")),
        ("host", json!(null), OfferError::Missing("host")),
        ("host", json!("http://is.example.com"), insecure),
        ("host", json!(["https://is.example.com"]), OfferError::Invalid("host")),
        ("tenantDomain", json!("a/b"), OfferError::Invalid("tenant or organization")),
        ("tenantDomain", json!(true), OfferError::Invalid("tenantDomain")),
        ("organizationName", json!("o".repeat(65)), OfferError::Invalid("organizationName")),
    ] {
        let mut code = code();
        code[member] = value.clone();
        assert_eq!(read(&code), Err(error), "{member} {value}");
    }
    let twice = text("code").replacen('{', r#"{"deviceId":"other","#, 1);
    let cut = text("code").trim_end_matches('}');
    for text in [&twice, cut, &format!(r#"{{"deviceId":"d","challenge":"{}"}}"#, "c".repeat(5_000))] {
        assert_eq!(recognize(text, None), Err(OfferError::Malformed), "{text}");
    }
}

#[test]
fn codes_of_an_old_format_are_told_apart() {
    let old = json!({"did": "d", "un": "alice", "td": "carbon.super", "hst": "https://is.example.com", "chg": "c"});
    let codes =
        [old.to_string(), BASE64.encode(text("code").as_bytes()), BASE64URL_NOPAD.encode(text("code").as_bytes())];
    for code in codes {
        for server in [None, Some("https://is.example.com")] {
            assert_eq!(recognize(&code, server), Err(OfferError::Outdated), "{code}");
        }
    }
}

#[test]
fn codes_of_others_are_passed_on() {
    for text in ["{}", "{", r#"{"did":"d"}"#, r#"{"type":"other"}"#, "eyJhIjoxfQ", "otpauth://totp/a", "", "[]"] {
        let code = Code { text, server: None };
        assert_eq!(wso2().recognize(&code, UrlRules::default()), None, "{text}");
    }
}

#[test]
fn a_registration_of_which_the_reply_was_lost_is_found_again() {
    for code in ["PDH-15002", "PDH-15003", "PDH-15020", "PDH-15019", "PDH-15005"] {
        assert_eq!(outcome(vec![refused(400, code), refused(400, "PBA-15010")]), Ok(()), "{code}");
    }
    assert_eq!(outcome(vec![refused(400, "PDH-15002"), refused(410, "PBA-15011")]), Ok(()));
    // Something on the way, of which nothing can be concluded.
    assert_eq!(outcome(vec![reply(404, "<html>"), refused(400, "PBA-15010")]), Ok(()));
}

#[test]
fn a_registration_that_never_arrived_is_refused_for_good() {
    for (code, meaning) in [
        ("PDH-15002", RefusalCode::TicketInvalid),
        ("PDH-15003", RefusalCode::DeviceLimit),
        ("PDH-15020", RefusalCode::TicketUsed),
        ("PDH-15004", RefusalCode::TicketInvalid),
        ("PDH-15005", RefusalCode::TicketInvalid),
        ("PDH-15013", RefusalCode::FeatureDisabled),
        ("PDH-15018", RefusalCode::DeviceLimit),
        ("PDH-15019", RefusalCode::DeviceLimit),
        ("PPE-65002", RefusalCode::PushTargetRefused),
        ("PPE-65003", RefusalCode::PushTargetRefused),
    ] {
        for unknown in [refused(500, "PBA-15003"), refused(400, "PDH-15009"), refused(400, "PBA-15004")] {
            assert_eq!(outcome(vec![refused(400, code), unknown]), Err(meaning), "{code}");
        }
    }
}

#[test]
fn a_server_of_another_kind_is_given_up() {
    for (status, meaning) in
        [(400, RefusalCode::Malformed), (401, RefusalCode::TicketInvalid), (404, RefusalCode::IssuerUnknown)]
    {
        for asked in [reply(404, "<html>"), reply(200, ""), reply(410, "")] {
            assert_eq!(outcome(vec![reply(status, "<html>"), asked]), Err(meaning), "{status}");
        }
    }
}

#[test]
fn what_may_have_arrived_is_not_given_up() {
    for something_on_the_way in [reply(404, "<html>"), reply(401, ""), reply(200, "welcome"), reply(410, "")] {
        let replies = vec![refused(400, "PDH-15002"), something_on_the_way];
        assert_eq!(outcome(replies), Err(RefusalCode::Unavailable));
    }
    for (status, body, meaning) in [
        (500, "<html>", RefusalCode::Unavailable),
        (503, "", RefusalCode::Unavailable),
        (500, r#"{"code":"PDH-15007"}"#, RefusalCode::Unavailable),
        (429, "", RefusalCode::RateLimited),
        (302, "", RefusalCode::Redirect),
        (418, "", RefusalCode::Other),
    ] {
        assert_eq!(outcome(vec![reply(status, body)]), Err(meaning), "{status}");
        assert_eq!(outcome(vec![refused(400, "PDH-15002"), reply(status, body)]), Err(meaning), "{status}");
    }
}

#[test]
fn a_wrong_clock_does_not_make_a_registration_look_foreign() {
    let late = |status, code: &str| Reply { date: now().plus(3_600), ..refused(status, code) };

    let replies = vec![refused(400, "PDH-15002"), late(400, "PBA-15004"), late(400, "PBA-15010")];

    assert_eq!(outcome(replies), Ok(()));
}

#[test]
fn a_code_is_fetched_with_an_access_token() {
    let token = Secret::new(b"canary-token\n".to_vec());
    for (server, url) in [
        ("https://is.example.com/t/wso2.com", "https://is.example.com/t/wso2.com/api/users/v1/me/push/discovery-data"),
        ("IS.example.com/o/org-1/", "https://is.example.com/o/org-1/api/users/v1/me/push/discovery-data"),
    ] {
        let flow = wso2().invitation(server, &token, UrlRules::default()).expect("known");
        assert!(!format!("{flow:?}").contains("canary"));

        let (code, requests) = drive(flow, vec![reply(200, text("code"))]);

        assert_eq!(code.as_deref(), Ok(text("code")));
        assert_eq!((requests[0].method.as_str(), requests[0].url.as_str()), ("GET", url));
        assert!(requests[0].headers.contains(&("authorization", "Bearer canary-token".to_owned())));
        assert!(!format!("{requests:?}").contains("canary"));
    }
}

#[test]
fn an_access_token_that_is_refused_or_unusable_is_said_so() {
    for (status, meaning) in [
        (401, RefusalCode::TicketInvalid),
        (403, RefusalCode::TicketInvalid),
        (404, RefusalCode::IssuerUnknown),
        (500, RefusalCode::Unavailable),
    ] {
        let flow = wso2().invitation("is.example.com", &Secret::new(b"t".to_vec()), UrlRules::default());
        let (code, _) = drive(flow.expect("known"), vec![reply(status, "")]);
        assert!(matches!(code, Err(DialectError::Refused(refusal)) if refusal.code == meaning), "{status}");
    }
    for token in ["", " ", "two words", "line\r\nbreak", "é"] {
        let flow = wso2().invitation("is.example.com", &Secret::new(token.into()), UrlRules::default());
        let error = flow.expect("known").map(drop).expect_err("no token");
        assert_eq!(error, DialectError::Offer(OfferError::Invalid("access token")), "{token:?}");
    }
    let flow = wso2().invitation("http://is.example.com", &Secret::new(b"t".to_vec()), UrlRules::default());
    assert_eq!(flow.expect("known").map(drop), Err(DialectError::Offer(OfferError::Issuer(UrlError::NotHttps))));
}

#[test]
fn a_phone_without_a_push_address_is_not_registered() {
    let device = countersign_core::dialect::DeviceInfo { push: None, ..crate::stage::device("fcm") };
    let offer = recognize(text("code"), None).expect("a usable code");

    let flow = wso2().enroll(&offer.state, &device, Some(&crate::stage::public_key()), crate::stage::moment());

    assert_eq!(flow.map(drop), Err(DialectError::Unsupported));
    assert!(wso2().capabilities().push_required);
}
