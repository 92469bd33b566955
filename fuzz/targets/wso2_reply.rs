//! Replies of a WSO2 server that is broken or hostile, to every request that a phone makes.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_core::dialect::{Attribution, Manage, Managed, Reported, Wanted};
use countersign_core::model::{Challenge, Recorded, Secret};
use countersign_core::protocol::HttpResponse;
use countersign_core::protocol::url_rules::UrlRules;
use countersign_fuzz::{Wso2Phone, approve, drive, moment, reply};
use libfuzzer_sys::fuzz_target;

static PHONE: LazyLock<Wso2Phone> = LazyLock::new(Wso2Phone::new);
static CHALLENGE: LazyLock<Challenge> = LazyLock::new(challenge);

#[derive(Debug, Arbitrary)]
enum Exchange {
    Register,
    Invitation,
    Deliver,
    Rename,
    Remove,
}

#[derive(Debug, Arbitrary)]
struct Reply<'a> {
    exchange: Exchange,
    status: Option<u16>,
    body: &'a [u8],
}

fuzz_target!(|told: Reply<'_>| {
    let respond = || response(&told);
    let (phone, dialect) = (&*PHONE, PHONE.dialect());
    let is_success = (200..300).contains(&told.status.unwrap_or(200));
    match told.exchange {
        Exchange::Register => {
            let flow = dialect.enroll(&phone.offer.state, &phone.device(), Some(&phone.key), moment());
            if let Ok(enrolled) = drive(flow, respond) {
                let is_known = told.body.windows(9).any(|code| code == b"PBA-15010" || code == b"PBA-15011");
                assert!(is_success || is_known || told.body.contains(&b'\\'));
                assert_eq!(enrolled.issuer, phone.offer.issuer);
            }
        }
        Exchange::Invitation => {
            let token = Secret::new(b"token".to_vec());
            let flow = dialect.invitation(Wso2Phone::HOST, &token, UrlRules::default()).expect("known");
            assert_eq!(drive(flow, respond).is_ok(), is_success && std::str::from_utf8(told.body).is_ok());
        }
        Exchange::Deliver => {
            let entry = phone.entry(&CHALLENGE, &approve(None));
            match drive(dialect.deliver(&phone.account, &entry, moment()), respond) {
                Ok(Reported::Recorded(Recorded::Approved, Attribution::ThisAnswer)) => assert!(is_success),
                Ok(other) => assert_eq!(other, Reported::Recorded(Recorded::Undisclosed, Attribution::Another)),
                Err(_) => assert!(!is_success),
            }
        }
        Exchange::Rename => {
            let change = Manage::Name("New".into());
            let renamed = drive(dialect.manage(&phone.account, &change, 7, moment()), respond);
            assert_eq!(renamed.is_ok(), is_success);
        }
        Exchange::Remove => {
            let removed = drive(dialect.manage(&phone.account, &Manage::Unenroll, 7, moment()), respond);
            assert_eq!(removed == Ok(Managed::Done), is_success);
        }
    }
});

fn response(told: &Reply<'_>) -> HttpResponse {
    reply(told.status.unwrap_or(200), told.body)
}

fn challenge() -> Challenge {
    let push = br#"{"pushId":"p","challenge":"c","deviceId":"device-1"}"#;
    let pushed = PHONE.dialect().parse_push(push).expect("ours").expect("well-formed");
    let countersign_core::dialect::Pushed::Challenge(hint) = pushed else { panic!("a login") };
    let flow = PHONE.dialect().pending(&PHONE.account, Wanted::One(hint), moment());
    drive(flow, || reply(500, b"")).expect("nobody is asked").remove(0).expect("acceptable")
}
