//! Time is the server's: the wall clock of the phone may be wrong by years and may jump.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_core::engine::Approval;
use countersign_core::model::{Account, DecisionState, Recorded};
use countersign_core::protocol::HttpResponse;
use countersign_tests::issuer::{Operation, START, httpdate};
use countersign_tests::{Lab, jws};
use serde_json::json;

const TEN_YEARS: i64 = 315_576_000;
const WRONG_BY: [i64; 7] = [0, 1, -1, 86_400, -86_400, TEN_YEARS, -TEN_YEARS];

/// An enrolled phone whose wall clock was wrong from the start.
async fn wrong_by(seconds: i64) -> (Lab, Account) {
    let lab = Lab::new();
    lab.clock.set_wall(START + seconds);
    let lab = lab.restarted();
    let account = lab.enroll().await;
    (lab, account)
}

async fn waiting(lab: &Lab) {
    lab.issuer.serve(vec![lab.issuer.sealed_challenge("c")]);
    let refreshed = lab.phone.refresh().await.expect("a refresh");
    assert_eq!((refreshed.new.len(), refreshed.problems.len()), (1, 0));
}

fn number() -> Approval {
    Approval::with_number("123456").expect("digits")
}

fn pending(lab: &Lab) -> usize {
    lab.phone.pending().expect("pending challenges").len()
}

/// The time that the last proof to `operation` claims.
fn claimed_time(lab: &Lab, operation: Operation) -> i64 {
    let requests = lab.issuer.requests();
    let (_, request) = requests.iter().rev().find(|(asked, _)| *asked == operation).expect("a request");
    let proof = request.headers.iter().find(|(name, _)| *name == "authorization").expect("a proof");
    jws::open(proof.1.trim_start_matches("Countersign ")).claims["iat"].as_i64().expect("a time")
}

#[tokio::test]
async fn a_wrong_wall_clock_changes_nothing_about_fetching_and_approving() {
    for seconds in WRONG_BY {
        let (lab, account) = wrong_by(seconds).await;
        waiting(&lab).await;
        lab.advance(299);
        lab.phone.refresh().await.expect("a refresh");

        assert_eq!(pending(&lab), 1, "{seconds}");
        assert_eq!(claimed_time(&lab, Operation::Challenges), START + 299, "{seconds}");
        assert_eq!(account.clock_offset, -seconds, "{seconds}");
        let state = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect("an approval");
        assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved), "{seconds}");
        let answer = jws::open(&lab.issuer.answers()[0]);
        assert_eq!(answer.claims["iat"], START + 299, "{seconds}");
    }
}

#[tokio::test]
async fn a_challenge_ends_by_the_servers_clock_also_without_contact() {
    for seconds in WRONG_BY {
        let (lab, account) = wrong_by(seconds).await;
        waiting(&lab).await;
        lab.advance(300);

        assert_eq!(pending(&lab), 0, "{seconds}");
        let error = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect_err("expired");
        assert_eq!((error.code, error.decision), ("challenge.expired", Some(DecisionState::NotSent)), "{seconds}");
        assert!(lab.issuer.answers().is_empty(), "{seconds}");
    }
}

#[tokio::test]
async fn wall_clock_jumps_while_a_challenge_waits_neither_end_it_nor_prolong_it() {
    for jump in WRONG_BY {
        let (lab, account) = wrong_by(0).await;
        waiting(&lab).await;

        lab.clock.set_wall(START + jump);
        assert_eq!(pending(&lab), 1, "{jump}");
        lab.advance(299);
        lab.clock.set_wall(START - jump);
        assert_eq!(pending(&lab), 1, "{jump}");
        lab.advance(1);
        lab.clock.set_wall(START);
        assert_eq!(pending(&lab), 0, "{jump}");
        let error = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect_err("expired");
        assert_eq!(error.code, "challenge.expired", "{jump}");
        assert!(lab.issuer.answers().is_empty(), "{jump}");
    }
}

#[tokio::test]
async fn a_server_that_changes_its_mind_about_the_time_is_followed() {
    let (lab, account) = wrong_by(0).await;
    waiting(&lab).await;
    lab.issuer.advance(300);
    assert_eq!(pending(&lab), 1, "nobody has told the phone yet");

    lab.issuer.serve(Vec::new());
    lab.issuer.record(Some(json!({"cid": "c", "state": "expired"})));
    lab.phone.refresh().await.expect("a refresh");

    assert_eq!(pending(&lab), 0);
    let error = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect_err("expired");
    assert_eq!(error.code, "challenge.expired");
}

#[tokio::test]
async fn after_a_restart_with_a_wrong_clock_the_first_reply_puts_time_right() {
    for seconds in WRONG_BY {
        let (lab, account) = wrong_by(0).await;
        waiting(&lab).await;
        lab.clock.set_wall(START + seconds);
        let lab = lab.restarted();

        lab.phone.refresh().await.expect("a refresh");

        assert_eq!(pending(&lab), 1, "{seconds}");
        let state = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect("an approval");
        assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved), "{seconds}");
    }
}

#[tokio::test]
async fn after_a_restart_with_a_slow_clock_the_server_still_has_the_last_word_on_expiry() {
    for seconds in [0, -86_400, -TEN_YEARS] {
        let (lab, account) = wrong_by(0).await;
        waiting(&lab).await;
        lab.advance(300);
        lab.clock.set_wall(START + seconds);
        let lab = lab.restarted();
        lab.issuer.twist(Operation::Answer, |response| {
            let body = json!({"error": "expired", "cid": "c", "state": "expired"}).to_string().into_bytes();
            Ok(HttpResponse { status: 409, body, ..response })
        });

        let error = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect_err("expired");

        assert_eq!(error.code, "challenge.expired", "{seconds}");
        assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(Recorded::Expired)), "{seconds}");
        assert_eq!(pending(&lab), 0, "{seconds}");
    }
}

#[tokio::test]
async fn a_proof_that_the_server_finds_out_of_time_is_corrected_and_sent_once_more() {
    for (refusals, requests, problem) in
        [(0, 1, None), (1, 2, None), (2, 2, Some("server.time_rejected")), (9, 2, Some("server.time_rejected"))]
    {
        let (lab, _) = wrong_by(0).await;
        lab.issuer.advance(3_600);
        let refused = Arc::new(AtomicUsize::new(0));
        lab.issuer.twist(Operation::Challenges, move |response| {
            if refused.fetch_add(1, Ordering::Relaxed) >= refusals {
                return Ok(response);
            }
            Ok(HttpResponse { status: 401, body: br#"{"error":"proof_time"}"#.to_vec(), ..response })
        });

        let problems = lab.phone.refresh().await.expect("a refresh").problems;

        let asked = lab.issuer.requests().iter().filter(|(asked, _)| *asked == Operation::Challenges).count();
        assert_eq!((asked, problems.first().map(|problem| problem.error.code)), (requests, problem), "{refusals}");
        if requests == 2 {
            assert_eq!(claimed_time(&lab, Operation::Challenges), START + 3_600);
        }
    }
}

#[tokio::test]
async fn the_second_proof_is_another_one() {
    let (lab, _) = wrong_by(0).await;
    lab.issuer.twist(Operation::Challenges, |response| {
        Ok(HttpResponse { status: 401, body: br#"{"error":"proof_time"}"#.to_vec(), ..response })
    });
    lab.phone.refresh().await.expect("a refresh");

    let proofs = lab.issuer.requests().into_iter().filter(|(asked, _)| *asked == Operation::Challenges);
    let ids: Vec<_> = proofs
        .map(|(_, request)| {
            let proof = request.headers.into_iter().find(|(name, _)| *name == "authorization").expect("a proof").1;
            jws::open(proof.trim_start_matches("Countersign ")).claims["jti"].clone()
        })
        .collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn one_time_codes_follow_the_servers_clock() {
    for seconds in WRONG_BY {
        let (lab, account) = wrong_by(seconds).await;
        for step in 0..3 {
            let code = lab.phone.one_time_code(&account.id).expect("a code");
            assert_eq!(code.digits(), totp(START + step * 29), "wrong by {seconds}, step {step}");
            lab.advance(29);
            lab.clock.set_wall(START + TEN_YEARS * step);
        }
    }
}

/// RFC 6238 with SHA-1, six digits and 30 seconds, for the issuer's secret.
fn totp(at: i64) -> String {
    use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
    let secret = data_encoding::BASE32_NOPAD.decode(b"JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP").expect("base32");
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret), &(at / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let word: [u8; 4] = tag.as_ref()[offset..offset + 4].try_into().expect("four bytes");
    format!("{:06}", (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000)
}

#[tokio::test]
async fn a_lying_date_header_cannot_prolong_a_challenge_beyond_its_ten_minutes() {
    let (lab, account) = wrong_by(0).await;
    let mut draft = lab.issuer.challenge("c");
    draft.claims["iat"] = json!(START + 61);
    draft.claims["exp"] = json!(START + 600);
    lab.issuer.serve(vec![lab.issuer.key.seal(&draft)]);
    let problems = lab.phone.refresh().await.expect("a refresh").problems;
    assert_eq!(
        problems[0].error.code, "challenge.lifetime_refused",
        "issued more than a minute ahead of the server's own time"
    );

    lab.issuer.twist(Operation::Challenges, |response| {
        let headers = vec![("date".to_owned(), httpdate(START + 61))];
        Ok(HttpResponse { headers, ..response })
    });
    lab.phone.refresh().await.expect("a refresh");
    lab.clock.advance(539);
    let error = lab.phone.approve(&lab.id(&account, "c"), number()).await.expect_err("expired");
    assert_eq!(error.code, "challenge.expired");
}
