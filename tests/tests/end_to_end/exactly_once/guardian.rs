//! A server that cannot be asked what it recorded: one answer all the same, and no claim about it that is not true.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::engine::{Approval, Authenticator};
use countersign_core::error::Error;
use countersign_core::model::{ChallengeId, ChallengeStatus, DecisionState, Recorded, Settlement, Verdict};
use countersign_server_mock::{Fault, FaultAction, LoginContext, TransactionView};
use countersign_tests::{Loss, LossyTransport, ManualClock, PhoneHome, TenantScene, reachable};

const VERDICTS: [Verdict; 2] = [Verdict::Approve, Verdict::Deny];

async fn decide(phone: &Authenticator, id: &ChallengeId, verdict: Verdict) -> Result<DecisionState, Error> {
    match verdict {
        Verdict::Approve => phone.approve(id, Approval::without_number()).await,
        Verdict::Deny => phone.deny(id, None).await,
    }
}

const fn recorded(verdict: Verdict) -> Recorded {
    match verdict {
        Verdict::Approve => Recorded::Approved,
        Verdict::Deny => Recorded::Denied,
    }
}

const fn server_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approve => "accepted",
        Verdict::Deny => "rejected",
    }
}

const fn opposite(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Approve => Verdict::Deny,
        Verdict::Deny => Verdict::Approve,
    }
}

/// What was said must be true of what the server has.
fn assert_truthful(result: &Result<DecisionState, Error>, verdict: Verdict, server: &TransactionView, point: &str) {
    let stands = match result {
        Ok(state) => *state,
        Err(error) => error.decision.unwrap_or_else(|| panic!("{point}: no decision state in {error:?}")),
    };
    match stands {
        DecisionState::NotSent => assert_eq!(server.state, "pending", "{point}"),
        DecisionState::RecordedByUs(what) => {
            assert_eq!((what, server.state.as_str()), (recorded(verdict), server_word(verdict)), "{point}");
        }
        DecisionState::RecordedElsewhere(what) => {
            assert_eq!(what, Recorded::Undisclosed, "{point}");
            assert_ne!(server.state, "pending", "{point}");
        }
        DecisionState::Unknown => {}
    }
}

/// Enrolls, starts a login, decides it over a network that `spoil` prepared, and checks every promise after a restart.
async fn point(verdict: Verdict, point: &str, spoil: impl FnOnce(&TenantScene, &LossyTransport)) {
    let scene = TenantScene::start().await;
    let home = PhoneHome::new();
    scene.enroll(&TenantScene::phone(&home)).await;
    let login = scene.login(LoginContext::default());
    let (phone, network) = home.open_lossy_with(reachable);
    let id = scene.bring(&phone).await.id;
    spoil(&scene, &network);

    let result = decide(&phone, &id, verdict).await;
    assert_truthful(&result, verdict, &scene.transaction(&login), point);
    drop(phone);
    scene.server.faults().clear();
    let phone = TenantScene::phone(&home);
    phone.refresh().await.expect("storage works");

    let (_, status) = phone.challenge(&id).expect("the challenge");
    if let ChallengeStatus::Settled { settlement: Settlement { recorded: what, by_us, .. }, .. } = status {
        assert!((what == recorded(verdict) && by_us) || what == Recorded::Undisclosed, "{point}: {status:?}");
        assert_eq!(scene.transaction(&login).state, server_word(verdict), "{point}: {result:?}");
    } else {
        assert_eq!(status, ChallengeStatus::Pending, "{point}: only an approve that never left may wait");
    }
    let again = decide(&phone, &id, verdict).await;
    assert_truthful(&again, verdict, &scene.transaction(&login), point);
    assert_eq!(scene.transaction(&login).state, server_word(verdict), "{point}: {again:?}");
    assert!(decide(&phone, &id, opposite(verdict)).await.is_err(), "{point}: nothing turns a decision around");
    assert_eq!(scene.transaction(&login).state, server_word(verdict), "{point}");
}

#[tokio::test]
async fn losing_or_repeating_an_answer_leaves_one_decision_and_no_false_claim() {
    for verdict in VERDICTS {
        for loss in Loss::ALL {
            for index in 0..2 {
                point(verdict, &format!("{verdict:?} {index} {loss:?}"), |_, network| network.lose(index, loss)).await;
            }
            point(verdict, &format!("{verdict:?} all {loss:?}"), |_, network| network.lose_all(loss)).await;
        }
    }
}

#[tokio::test]
async fn a_server_that_fails_leaves_one_decision_and_no_false_claim() {
    let statuses = [400, 401, 403, 409, 418, 429, 500, 503];
    let statuses = statuses.map(|code| FaultAction::Status { code, retry_after: None });
    let others = [
        FaultAction::DropRequest,
        FaultAction::DropReply,
        FaultAction::Duplicate,
        FaultAction::Redirect { url: "http://127.0.0.1:1/".to_owned() },
    ];
    let skews = [-3_600, 3_600].map(|seconds| FaultAction::DateSkew { seconds });
    for verdict in VERDICTS {
        for action in others.iter().chain(&statuses).chain(&skews) {
            let name = format!("{verdict:?} {action:?}");
            let fault = Fault::once("guardian_resolve", action.clone());
            point(verdict, &name, |scene, _| scene.server.faults().add(fault)).await;
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_sent_again_after_its_date_is_dated_anew() {
    for verdict in VERDICTS {
        let scene = TenantScene::start().await;
        let home = PhoneHome::new();
        scene.enroll(&TenantScene::phone(&home)).await;
        let (phone, network) = home.open_lossy_with(reachable);
        let (login, challenge) = scene.login_seen_by(&phone).await;
        network.lose_all(Loss::Request);
        let lost = decide(&phone, &challenge.id, verdict).await.expect_err("nothing arrives");
        assert_eq!(lost.decision, Some(DecisionState::Unknown));

        scene.server.clock().advance(Duration::from_secs(120));
        let state = decide(&TenantScene::phone(&home), &challenge.id, verdict).await;

        assert_eq!(state, Ok(DecisionState::RecordedByUs(recorded(verdict))));
        assert_eq!(scene.transaction(&login).state, server_word(verdict));
    }
}

#[tokio::test]
async fn after_the_end_of_the_login_the_answer_is_not_claimed_to_count() {
    let scene = TenantScene::start().await;
    let home = PhoneHome::new();
    scene.enroll(&TenantScene::phone(&home)).await;
    let (phone, network) = home.open_lossy_with(reachable);
    let (login, challenge) = scene.login_seen_by(&phone).await;
    network.lose_all(Loss::Request);
    phone.approve(&challenge.id, Approval::without_number()).await.expect_err("nothing arrives");

    scene.server.clock().advance(Duration::from_secs(3_600));
    let error = decide(&TenantScene::phone(&home), &challenge.id, Verdict::Approve).await.expect_err("too late");

    assert_eq!(error.code, "challenge.over");
    assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(Recorded::Undisclosed)));
    assert_eq!(scene.transaction(&login).state, "expired");
}

#[tokio::test]
async fn a_deny_after_the_end_of_the_login_is_known_not_to_count() {
    let scene = TenantScene::start().await;
    let phone = TenantScene::phone(&PhoneHome::new());
    scene.enroll(&phone).await;
    let (login, challenge) = scene.login_seen_by(&phone).await;
    scene.server.clock().advance(Duration::from_secs(3_600));
    phone.name_device(&challenge.id.account, "Phone").await.expect("the phone hears what time it is");

    let error = phone.deny(&challenge.id, None).await.expect_err("too late");

    assert_eq!(error.code, "challenge.expired");
    assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(Recorded::Expired)));
    assert_eq!(scene.transaction(&login).state, "expired");
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_years_approves_all_the_same() {
    for wrong in [0, 4_000_000_000] {
        let scene = TenantScene::start().await;
        let home = PhoneHome::new();
        let clock = Arc::new(ManualClock::new(1_000_000_000));
        let with = |clock: Arc<ManualClock>| {
            home.open_with(move |platform| countersign_core::engine::Platform { clock, ..reachable(platform) })
        };
        scene.enroll(&with(Arc::clone(&clock))).await;

        // Restarted with another wrong clock, so that what was remembered of the server's clock is wrong too.
        clock.set_wall(wrong);
        let phone = with(clock);
        let (login, challenge) = scene.login_seen_by(&phone).await;
        let state = phone.approve(&challenge.id, Approval::without_number()).await;

        assert_eq!(state, Ok(DecisionState::RecordedByUs(Recorded::Approved)), "{wrong}");
        assert_eq!(scene.transaction(&login).state, "accepted");
    }
}
