//! Replies of a server that is broken or hostile, to every request that a phone makes.
#![no_main]

use std::sync::LazyLock;

use arbitrary::Arbitrary;
use countersign_core::dialect::{Manage, ReportKind, Reported, Wanted};
use countersign_core::protocol::HttpResponse;
use countersign_core::protocol::url_rules::UrlRules;
use countersign_fuzz::{Phone, drive, moment};
use libfuzzer_sys::fuzz_target;

static PHONE: LazyLock<Phone> = LazyLock::new(Phone::new);

#[derive(Debug, Arbitrary)]
enum Exchange {
    Preview,
    Enroll,
    Challenges,
    Challenge,
    Deliver,
    Outcome,
    Rename,
    Rotate,
    Unenroll,
    Report,
}

#[derive(Debug, Arbitrary)]
struct Reply<'a> {
    exchange: Exchange,
    status: Option<u16>,
    date: Option<&'a str>,
    retry_after: Option<&'a str>,
    body: &'a [u8],
}

fuzz_target!(|reply: Reply<'_>| {
    let respond = || response(&reply);
    let (phone, native) = (&*PHONE, PHONE.dialect());
    match reply.exchange {
        Exchange::Preview => {
            // Unsigned bytes never become a preview, a receipt or a challenge.
            let preview = drive(native.preview(&phone.offer, UrlRules::default()), respond);
            assert!(preview.is_err() || contains(reply.body, b"eyJ"));
        }
        Exchange::Enroll => {
            let flow = native.enroll(&phone.preview.resume, &phone.device(), Some(&phone.key), moment());
            assert!(drive(flow, respond).is_err() || contains(reply.body, b"eyJ"));
        }
        Exchange::Challenges => {
            let found = drive(native.pending(&phone.account, Wanted::All, moment()), respond);
            assert!(found.is_err() || found.is_ok_and(|found| found.len() <= 100));
        }
        Exchange::Challenge => {
            let wanted = Wanted::One(phone.hint("cid-1"));
            let _ = drive(native.pending(&phone.account, wanted, moment()), respond);
        }
        Exchange::Deliver => {
            assert_about_us(&reply, drive(native.deliver(&phone.account, &phone.entry(), moment()), respond).ok())
        }
        Exchange::Outcome => {
            let flow = native.outcome(&phone.account, &phone.challenge("cid-1"), Some(&phone.entry()), moment());
            assert_about_us(&reply, drive(flow, respond).ok());
        }
        Exchange::Rename => manage(&Manage::Name("New".into()), respond),
        Exchange::Rotate => manage(&Manage::Rotate { next: phone.key.clone() }, respond),
        Exchange::Unenroll => manage(&Manage::Unenroll, respond),
        Exchange::Report => manage(&Manage::Report { kind: ReportKind::Lockout, challenge: None }, respond),
    }
});

fn response(reply: &Reply<'_>) -> HttpResponse {
    let header = |name: &str, value: Option<&str>| value.map(|value| (name.to_owned(), value.to_owned()));
    let headers = [header("date", reply.date), header("retry-after", reply.retry_after)];
    let response = HttpResponse {
        status: reply.status.unwrap_or(200),
        headers: headers.into_iter().flatten().collect(),
        body: reply.body.to_vec(),
    };
    let _ = response.date();
    assert!(response.retry_after().is_none_or(|seconds| seconds <= 3_600));
    response
}

/// A report about an answer names our challenge.
fn assert_about_us(reply: &Reply<'_>, reported: Option<Reported>) {
    assert!(reported.is_none() || contains(reply.body, b"cid"));
}

fn manage(change: &Manage, respond: impl Fn() -> HttpResponse) {
    let _ = drive(PHONE.dialect().manage(&PHONE.account, change, 7, moment()), respond);
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
