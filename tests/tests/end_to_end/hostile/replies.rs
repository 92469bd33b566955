//! Replies that no honest server sends. A phone that gets one is exactly as wise as one that got no reply at all.

use countersign_core::engine::{Approval, Removal};
use countersign_core::error::Error;
use countersign_core::model::{Account, PushTarget};
use countersign_core::platform::TransportError;
use countersign_core::protocol::HttpResponse;
use countersign_tests::issuer::Operation;
use countersign_tests::{Dump, Lab};

/// Everything a phone asks a server.
const OPERATIONS: [Operation; 10] = [
    Operation::Preview,
    Operation::Enroll,
    Operation::Challenges,
    Operation::Challenge,
    Operation::Outcome,
    Operation::Answer,
    Operation::Update,
    Operation::Rotate,
    Operation::Unenroll,
    Operation::Report,
];

/// A phone just before it asks for `operation`.
async fn before(operation: Operation) -> (Lab, Option<Account>) {
    let lab = Lab::new();
    if matches!(operation, Operation::Preview | Operation::Enroll) {
        return (lab, None);
    }
    let account = lab.enroll().await;
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("waiting")]);
    lab.phone.refresh().await.expect("a refresh");
    if operation == Operation::Outcome {
        lab.issuer.twist(Operation::Answer, |_| Err(TransportError::Interrupted));
    }
    (lab, Some(account))
}

/// Asks for `operation` and tells what came of it.
async fn ask(lab: &Lab, account: Option<&Account>, operation: Operation) -> Result<(), Error> {
    let Some(account) = account else {
        let preview = lab.phone.preview(&lab.issuer.offer()).await?;
        return lab.phone.enroll(&preview).await.map(|_| ());
    };
    let target = PushTarget { provider: "fcm".to_owned(), token: "token".to_owned() };
    let first = |problems: Vec<countersign_core::engine::Problem>| {
        problems.into_iter().next().map_or(Ok(()), |problem| Err(problem.error))
    };
    match operation {
        Operation::Preview | Operation::Enroll => Ok(()),
        Operation::Challenges => first(lab.phone.refresh().await?.problems),
        Operation::Challenge => lab.phone.handle_push(br#"{"v":1,"a":"hint-1","c":"waiting"}"#).await.map(|_| ()),
        Operation::Outcome | Operation::Answer => {
            let approval = Approval::with_number("123456").expect("digits");
            lab.phone.approve(&lab.id(account, "waiting"), approval).await.map(|_| ())
        }
        Operation::Update => first(lab.phone.set_push_target(Some(target)).await?),
        Operation::Rotate => lab.phone.rotate_key(&account.id).await,
        Operation::Unenroll => lab.phone.remove(&account.id, Removal::Everywhere).await,
        Operation::Report => lab.phone.lock_out(&account.id, None).await,
    }
}

/// Twists `operation`, asks, and gives the error with what the phone remembers then.
async fn twisted(
    operation: Operation,
    twist: impl Fn(HttpResponse) -> Result<HttpResponse, TransportError> + Send + Clone + 'static,
) -> (Result<(), Error>, Dump) {
    let (lab, account) = before(operation).await;
    lab.issuer.twist(operation, twist);
    if operation == Operation::Answer {
        lab.issuer.twist(Operation::Outcome, |_| Err(TransportError::Interrupted));
    }
    let result = ask(&lab, account.as_ref(), operation).await;
    (result, lab.dump())
}

/// Operations whose successful reply says nothing, so that only its status counts.
fn is_silent(operation: Operation) -> bool {
    matches!(operation, Operation::Update | Operation::Unenroll | Operation::Report)
}

fn with_body(body: impl Into<Vec<u8>>) -> impl Fn(HttpResponse) -> Result<HttpResponse, TransportError> + Send + Clone {
    let body = body.into();
    move |response| Ok(HttpResponse { status: 200, body: body.clone(), ..response })
}

#[tokio::test]
async fn every_operation_succeeds_when_nothing_is_twisted() {
    for operation in OPERATIONS.into_iter().filter(|operation| *operation != Operation::Outcome) {
        let (lab, account) = before(operation).await;
        assert_eq!(ask(&lab, account.as_ref(), operation).await, Ok(()), "{operation:?}");
        assert!(lab.issuer.requests().iter().any(|(asked, _)| *asked == operation), "{operation:?} was asked");
    }
}

#[tokio::test]
async fn bodies_that_are_no_answer_leave_the_phone_as_if_there_had_been_no_reply() {
    let deep = format!(r#"{{"x":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let bodies: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("spaces", b"   ".to_vec()),
        ("text", b"Service temporarily unavailable".to_vec()),
        ("HTML", b"<!doctype html><html><body>Please log in to the Wi-Fi</body></html>".to_vec()),
        ("bytes", (0..=255).collect()),
        ("invalid UTF-8", b"{\"challenges\":[\"\xff\xfe\"],\"state\":\"\xc0\xaf\"}".to_vec()),
        ("half", b"{\"challenges\":[\"eyJ".to_vec()),
        ("null", b"null".to_vec()),
        ("number", b"7".to_vec()),
        ("list", b"[]".to_vec()),
        ("list of a list", b"[[]]".to_vec()),
        ("text in JSON", b"\"x\"".to_vec()),
        ("object without members", b"{}".to_vec()),
        ("two objects", b"{}{}".to_vec()),
        ("byte order mark", b"\xef\xbb\xbf{}".to_vec()),
        ("deep", deep.into_bytes()),
        ("wrong types", br#"{"jwk":1,"preview":2,"receipt":3,"challenges":4,"challenge":5,"cid":6,"state":7,"thumbprint":8}"#.to_vec()),
        ("nulls", br#"{"jwk":null,"preview":null,"receipt":null,"challenges":null,"challenge":null,"cid":null,"state":null,"thumbprint":null}"#.to_vec()),
        ("another challenge", br#"{"cid":"other","state":"approved","ans":"x"}"#.to_vec()),
        ("approved by nobody", br#"{"cid":"waiting","state":"approved"}"#.to_vec()),
        ("expired by somebody", br#"{"cid":"waiting","state":"expired","ans":"x"}"#.to_vec()),
        ("unknown state", br#"{"cid":"waiting","state":"granted","ans":"x"}"#.to_vec()),
        ("garbage messages", br#"{"jwk":{},"preview":"a.b.c","receipt":"a.b.c","challenge":"","thumbprint":"x"}"#.to_vec()),
    ];
    for operation in OPERATIONS.into_iter().filter(|operation| !is_silent(*operation)) {
        let (_, lost) = twisted(operation, |_| Err(TransportError::Interrupted)).await;
        for (what, body) in &bodies {
            let (result, dump) = twisted(operation, with_body(body.clone())).await;
            let error = result.expect_err(what);
            assert!(is_typed(&error), "{operation:?} {what}: {error}");
            assert_eq!(without_refusals(dump), without_refusals(lost.clone()), "{operation:?} {what}");
        }
    }
}

/// A refused challenge is noted in history; that is no change of what the phone can do.
fn without_refusals(dump: Dump) -> Dump {
    dump.without_events()
}

fn is_typed(error: &Error) -> bool {
    ["server.", "enroll.", "challenge.", "net.", "answer."].iter().any(|start| error.code.starts_with(start))
        && error.code != "core.internal"
}

#[tokio::test]
async fn honest_bodies_with_repeated_members_or_beyond_64_kib_are_refused() {
    for operation in OPERATIONS.into_iter().filter(|operation| !is_silent(*operation)) {
        let (_, lost) = twisted(operation, |_| Err(TransportError::Interrupted)).await;
        let repeated = |response: HttpResponse| {
            let body = String::from_utf8(response.body).expect("honest bodies are text");
            let member = body.trim_start_matches('{').split_once(',').map_or(body.as_str(), |(first, _)| first);
            let member = member.trim_start_matches('{').trim_end_matches('}').to_owned();
            let body = body.replacen('{', &format!("{{{member},"), 1).into_bytes();
            Ok(HttpResponse { body, ..response })
        };
        let padded = |response: HttpResponse| {
            let mut body = response.body;
            body.resize(65_537, b' ');
            Ok(HttpResponse { body, ..response })
        };
        for (what, reason, (result, dump)) in [
            ("repeated", "server.reply_unreadable", twisted(operation, repeated).await),
            ("huge", "net.response_too_large", twisted(operation, padded).await),
        ] {
            let error = result.expect_err(what);
            // Asking for the outcome is the second try: what is reported is why the answer itself failed.
            let code = if operation == Operation::Outcome { "net.interrupted" } else { reason };
            assert_eq!(error.code, code, "{operation:?} {what}");
            assert_eq!(dump, lost, "{operation:?} {what}");
        }
    }
}

#[tokio::test]
async fn a_body_of_exactly_64_kib_is_read() {
    let (lab, account) = before(Operation::Challenges).await;
    lab.issuer.twist(Operation::Challenges, |response| {
        let mut body = response.body;
        body.resize(65_536, b' ');
        Ok(HttpResponse { body, ..response })
    });

    assert_eq!(ask(&lab, account.as_ref(), Operation::Challenges).await, Ok(()));
}

#[tokio::test]
async fn statuses_that_are_no_answer_leave_the_phone_as_if_there_had_been_no_reply() {
    for operation in OPERATIONS {
        let (_, lost) = twisted(operation, |_| Err(TransportError::Interrupted)).await;
        for status in
            [0, 100, 199, 201, 202, 204, 206, 300, 301, 302, 307, 308, 402, 418, 500, 502, 503, 504, 599, 999, 65_535]
        {
            let (result, dump) = twisted(operation, move |response| {
                let mut headers = response.headers;
                headers.push(("location".to_owned(), "https://attacker.example/".to_owned()));
                Ok(HttpResponse { status, headers, body: response.body })
            })
            .await;
            let error = result.expect_err("not an answer");
            assert!(is_typed(&error), "{operation:?} {status}: {error}");
            assert_eq!(dump, lost, "{operation:?} {status}");
        }
    }
}

#[tokio::test]
async fn a_redirect_is_an_error_and_is_never_followed() {
    for operation in OPERATIONS {
        let (lab, account) = before(operation).await;
        lab.issuer.twist(operation, |response| {
            let headers = vec![("location".to_owned(), "https://attacker.example/".to_owned())];
            Ok(HttpResponse { status: 307, headers, ..response })
        });
        if operation == Operation::Answer {
            lab.issuer.twist(Operation::Outcome, |_| Err(TransportError::Interrupted));
        }

        let error = ask(&lab, account.as_ref(), operation).await.expect_err("refused");

        let codes = ["net.redirect_refused", "net.interrupted"];
        assert!(codes.contains(&error.code), "{operation:?}: {error}");
        assert!(lab.issuer.requests().iter().all(|(_, request)| request.url.host_str() == Some("login.example.com")));
    }
}

#[tokio::test]
async fn strange_headers_neither_panic_nor_hide_a_good_reply() {
    for (name, value) in [
        ("date", ""),
        ("date", "yesterday"),
        ("date", "Fri, 31 Dec 9999 23:59:59 GMT GMT"),
        ("date", "Thu, 01 Jan 1601 00:00:00 GMT"),
        ("retry-after", "-1"),
        ("retry-after", "99999999999999999999"),
        ("content-type", "text/html"),
        ("content-encoding", "gzip"),
        ("set-cookie", "a=b"),
        ("x", "\u{0}\r\n"),
    ] {
        let (lab, account) = before(Operation::Challenges).await;
        lab.issuer.twist(Operation::Challenges, move |response| {
            Ok(HttpResponse { headers: vec![(name.to_owned(), value.to_owned())], ..response })
        });

        assert_eq!(ask(&lab, account.as_ref(), Operation::Challenges).await, Ok(()), "{name}: {value:?}");
    }
}

#[tokio::test]
async fn a_server_that_says_it_is_busy_is_asked_again_no_sooner_than_it_says_and_within_the_hour() {
    use std::time::Duration;

    use countersign_core::error::Advice;
    for (header, wait) in [("7", 7), ("3600", 3_600), ("86400", 3_600), ("x", 5), ("-1", 5)] {
        let (result, _) = twisted(Operation::Challenges, move |response| {
            let headers = vec![("retry-after".to_owned(), header.to_owned())];
            Ok(HttpResponse { status: 429, headers, ..response })
        })
        .await;

        let error = result.expect_err("busy");
        assert_eq!((error.code, error.advice), ("server.rate_limited", Advice::After(Duration::from_secs(wait))));
    }
}
