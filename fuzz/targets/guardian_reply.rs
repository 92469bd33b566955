//! Replies of a tenant that is broken or hostile, to every request that a phone makes, and pushes that anybody made.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_core::dialect::{Attribution, Manage, Pushed, Reported, Wanted};
use countersign_core::model::Recorded;
use countersign_core::protocol::HttpResponse;
use countersign_fuzz::{GuardianPhone, drive, moment};
use libfuzzer_sys::fuzz_target;

static PHONE: LazyLock<GuardianPhone> = LazyLock::new(GuardianPhone::new);

#[derive(Debug, Arbitrary)]
enum Exchange {
    Enroll,
    Consent,
    Push,
    Deliver,
    Rename,
    Unenroll,
}

#[derive(Debug, Arbitrary)]
struct Reply<'a> {
    exchange: Exchange,
    status: Option<u16>,
    reset: Option<&'a str>,
    body: &'a [u8],
}

fuzz_target!(|reply: Reply<'_>| {
    let respond = || response(&reply);
    let (phone, guardian) = (&*PHONE, PHONE.dialect());
    let is_success = (200..300).contains(&reply.status.unwrap_or(200));
    match reply.exchange {
        Exchange::Enroll => {
            let flow = guardian.enroll(&phone.offer.state, &phone.device(), Some(&phone.key), moment());
            let enrolled = drive(flow, respond);
            assert!(enrolled.is_err() || is_success);
            assert!(enrolled.is_err() || enrolled.is_ok_and(|enrolled| enrolled.issuer == phone.offer.issuer));
        }
        Exchange::Consent => {
            let wanted = Wanted::One(phone.hint(Some("cns_1")));
            for challenge in drive(guardian.pending(&phone.account, wanted, moment()), respond).into_iter().flatten() {
                let Ok(challenge) = challenge else { continue };
                assert!(challenge.details.len() <= 20);
                assert!(challenge.expires_at.is_some_and(|end| end > moment().now), "what is shown has not ended");
            }
        }
        Exchange::Push => {
            let Some(Ok(Pushed::Challenge(hint))) = guardian.parse_push(reply.body) else { return };
            let _ = drive(guardian.pending(&phone.account, Wanted::One(hint), moment()), respond);
        }
        Exchange::Deliver => match drive(guardian.deliver(&phone.account, &phone.entry(), moment()), respond) {
            Ok(Reported::Recorded(Recorded::Approved, Attribution::ThisAnswer)) => assert!(is_success),
            Ok(other) => assert_eq!(other, Reported::Recorded(Recorded::Undisclosed, Attribution::Another)),
            Err(_) => assert!(!is_success),
        },
        Exchange::Rename => manage(&Manage::Name("New".into()), respond),
        Exchange::Unenroll => manage(&Manage::Unenroll, respond),
    }
});

fn response(reply: &Reply<'_>) -> HttpResponse {
    let headers = reply.reset.map(|reset| ("x-ratelimit-reset".to_owned(), reset.to_owned()));
    let status = reply.status.unwrap_or(200);
    HttpResponse { status, headers: headers.into_iter().collect(), body: reply.body.to_vec() }
}

fn manage(change: &Manage, respond: impl Fn() -> HttpResponse) {
    let _ = drive(PHONE.dialect().manage(&PHONE.account, change, 7, moment()), respond);
}
