//! A server whose replies get lost and whose codes serve once: one answer, one account or none, and no claim that is not true.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::engine::{Approval, Authenticator};
use countersign_core::error::Error;
use countersign_core::model::{Challenge, ChallengeStatus, DecisionState, Recorded, Settlement, Verdict};
use countersign_core::store::Row;
use countersign_server_mock::{Fault, FaultAction, PushAuthView};
use countersign_tests::{IdentityScene, Loss, LossyTransport, ManualClock, PhoneHome, reachable, wrong_number};

/// What the person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tap {
    Approve,
    WrongNumber,
    Deny,
}

const TAPS: [Tap; 3] = [Tap::Approve, Tap::WrongNumber, Tap::Deny];

impl Tap {
    async fn on(
        self,
        phone: &Authenticator,
        challenge: &Challenge,
        login: &PushAuthView,
    ) -> Result<DecisionState, Error> {
        let number = match self {
            Self::Approve => login.number.clone().expect("a number"),
            Self::WrongNumber => wrong_number(challenge, login),
            Self::Deny => return phone.deny(&challenge.id, None).await,
        };
        phone.approve(&challenge.id, Approval::with_number(&number).expect("digits")).await
    }

    const fn recorded(self) -> Recorded {
        match self {
            Self::Approve => Recorded::Approved,
            Self::WrongNumber => Recorded::WrongNumber,
            Self::Deny => Recorded::Denied,
        }
    }

    /// A wrong number reaches the server as a deny.
    const fn server_word(self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::WrongNumber | Self::Deny => "denied",
        }
    }

    const fn verdict(self) -> Verdict {
        match self {
            Self::Approve => Verdict::Approve,
            Self::WrongNumber | Self::Deny => Verdict::Deny,
        }
    }

    const fn opposite(self) -> Self {
        match self {
            Self::Approve => Self::Deny,
            Self::WrongNumber | Self::Deny => Self::Approve,
        }
    }
}

/// What was said must be true of what the server has.
fn assert_truthful(result: &Result<DecisionState, Error>, tap: Tap, server: &str, point: &str) {
    let stands = match result {
        Ok(state) => *state,
        Err(error) => error.decision.unwrap_or_else(|| panic!("{point}: no decision state in {error:?}")),
    };
    match stands {
        DecisionState::NotSent => assert_eq!(server, "pending", "{point}"),
        DecisionState::RecordedByUs(what) => {
            assert_eq!((what, server), (tap.recorded(), tap.server_word()), "{point}");
        }
        DecisionState::RecordedElsewhere(what) => {
            assert_eq!(what, Recorded::Undisclosed, "{point}");
            assert_ne!(server, "pending", "{point}");
        }
        DecisionState::Unknown => {}
    }
    assert!(result.is_err() || tap != Tap::WrongNumber, "{point}: a wrong number is never what was asked for");
}

/// Enrolls, starts a login, decides it over a network that `spoil` prepared, and checks every promise after a restart.
async fn point(tap: Tap, point: &str, spoil: impl FnOnce(&IdentityScene, &LossyTransport)) {
    let scene = IdentityScene::start().await;
    scene.show_numbers();
    let home = PhoneHome::new();
    scene.enroll(&IdentityScene::phone(&home)).await;
    let (phone, network) = home.open_lossy_with(reachable);
    let (login, challenge) = scene.login_seen_by(&phone).await;
    spoil(&scene, &network);

    let result = tap.on(&phone, &challenge, &login).await;
    assert_truthful(&result, tap, &scene.stands(&login), point);
    drop(phone);
    scene.server.faults().clear();
    let phone = IdentityScene::phone(&home);
    phone.refresh().await.expect("storage works");

    let (_, status) = phone.challenge(&challenge.id).expect("the challenge");
    if let ChallengeStatus::Settled { verdict, settlement: Settlement { recorded: what, by_us, .. } } = status {
        assert!((what == tap.recorded() && by_us) || what == Recorded::Undisclosed, "{point}: {status:?}");
        assert_eq!(verdict, Some(tap.verdict()), "{point}");
        assert_eq!(scene.stands(&login), tap.server_word(), "{point}: {result:?}");
    } else {
        assert_eq!((status, tap), (ChallengeStatus::Pending, Tap::Approve), "{point}: only an approve that never left");
    }
    let again = tap.on(&phone, &challenge, &login).await;
    assert_truthful(&again, tap, &scene.stands(&login), point);
    assert_eq!(scene.stands(&login), tap.server_word(), "{point}: {again:?}");
    assert!(tap.opposite().on(&phone, &challenge, &login).await.is_err(), "{point}: nothing turns a decision around");
    assert_eq!(scene.stands(&login), tap.server_word(), "{point}");
}

#[tokio::test]
async fn losing_or_repeating_an_answer_leaves_one_decision_and_no_false_claim() {
    for tap in TAPS {
        for loss in Loss::ALL {
            for index in 0..2 {
                point(tap, &format!("{tap:?} {index} {loss:?}"), |_, network| network.lose(index, loss)).await;
            }
            point(tap, &format!("{tap:?} all {loss:?}"), |_, network| network.lose_all(loss)).await;
        }
    }
}

#[tokio::test]
async fn a_server_that_fails_leaves_one_decision_and_no_false_claim() {
    let statuses = [400, 401, 403, 404, 409, 418, 429, 500, 503];
    let statuses = statuses.map(|code| FaultAction::Status { code, retry_after: None });
    let others = [
        FaultAction::DropRequest,
        FaultAction::DropReply,
        FaultAction::Duplicate,
        FaultAction::Redirect { url: "http://127.0.0.1:1/".to_owned() },
    ];
    let skews = [-3_600, 3_600].map(|seconds| FaultAction::DateSkew { seconds });
    for tap in TAPS {
        for action in others.iter().chain(&statuses).chain(&skews) {
            let fault = Fault::once("wso2_authenticate", action.clone());
            point(tap, &format!("{tap:?} {action:?}"), |scene, _| scene.server.faults().add(fault)).await;
        }
    }
}

#[tokio::test]
async fn an_answer_that_is_sent_again_after_its_date_is_dated_anew() {
    for tap in TAPS {
        let scene = IdentityScene::start().await;
        scene.show_numbers();
        let home = PhoneHome::new();
        scene.enroll(&IdentityScene::phone(&home)).await;
        let (phone, network) = home.open_lossy_with(reachable);
        let (login, challenge) = scene.login_seen_by(&phone).await;
        network.lose_all(Loss::Request);
        let lost = tap.on(&phone, &challenge, &login).await.expect_err("nothing arrives");
        assert_eq!(lost.decision, Some(DecisionState::Unknown));

        scene.server.clock().advance(Duration::from_secs(400));
        let state = tap.on(&IdentityScene::phone(&home), &challenge, &login).await;

        assert_truthful(&state, tap, tap.server_word(), "late");
        assert_eq!(scene.stands(&login), tap.server_word());
    }
}

#[tokio::test]
async fn after_the_end_of_the_login_the_answer_is_not_claimed_to_count() {
    let scene = IdentityScene::start().await;
    let home = PhoneHome::new();
    scene.enroll(&IdentityScene::phone(&home)).await;
    let (phone, network) = home.open_lossy_with(reachable);
    let (login, challenge) = scene.login_seen_by(&phone).await;
    network.lose_all(Loss::Request);
    phone.approve(&challenge.id, Approval::without_number()).await.expect_err("nothing arrives");

    scene.server.clock().advance(Duration::from_secs(3_600));
    let phone = IdentityScene::phone(&home);
    let error = phone.approve(&challenge.id, Approval::without_number()).await.expect_err("too late");

    assert_eq!(error.code, "challenge.over");
    assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(Recorded::Undisclosed)));
    assert_eq!(scene.stands(&login), "expired");
}

#[tokio::test]
async fn a_clock_that_is_wrong_by_years_enrolls_and_approves_all_the_same() {
    for wrong in [0, 4_000_000_000] {
        let scene = IdentityScene::start().await;
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
        assert_eq!(scene.stands(&login), "approved");
    }
}

/// How the person goes on after an enrollment that did not end well.
#[derive(Debug, Clone, Copy)]
enum Next {
    SameCode,
    Nothing,
    AnotherCode,
}

/// Enrolls over a spoiled network, goes on as `next` says and checks that accounts, devices and keys agree.
async fn enrollment(
    next: Next,
    late: Duration,
    point: &str,
    spoil: impl FnOnce(&IdentityScene, &LossyTransport),
) -> usize {
    let point = &format!("{point}, {} s later {next:?}", late.as_secs());
    let scene = IdentityScene::start().await;
    let home = PhoneHome::new();
    let code = scene.code();
    let (phone, network) = home.open_lossy_with(reachable);
    spoil(&scene, &network);
    let preview = phone.preview(&code).await.expect("previews ask nobody");
    let first = phone.enroll(&preview).await;
    drop(phone);
    scene.server.faults().clear();
    scene.server.clock().advance(late);

    let phone = IdentityScene::phone(&home);
    match next {
        Next::Nothing => {}
        Next::SameCode => retry(&phone, &code).await,
        Next::AnotherCode => retry(&phone, &scene.code()).await,
    }
    phone.refresh().await.expect("storage works");

    let accounts = phone.accounts().expect("accounts").into_iter().filter_map(Row::intact).count();
    let (devices, keys) = (scene.identity().devices().len(), home.rows("private_key"));
    assert_eq!(accounts, devices, "{point}: {first:?}");
    assert_eq!((i64::try_from(accounts), home.rows("enrollment")), (Ok(keys), 0), "{point}: {first:?}");
    if accounts == 1 {
        let (login, challenge) = scene.login_seen_by(&phone).await;
        phone.approve(&challenge.id, Approval::without_number()).await.expect(point);
        assert_eq!(scene.stands(&login), "approved", "{point}");
    }
    accounts
}

/// Refused where the first try turns out to have worked.
async fn retry(phone: &Authenticator, code: &str) {
    let preview = phone.preview(code).await.expect("previews ask nobody");
    if let Err(error) = phone.enroll(&preview).await {
        let known = ["enroll.already_enrolled", "enroll.token_invalid", "enroll.device_limit"];
        assert!(known.contains(&error.code), "{error:?}");
    }
}

#[tokio::test]
async fn a_lost_registration_ends_with_one_account_and_one_device_or_with_none() {
    for next in [Next::SameCode, Next::Nothing, Next::AnotherCode] {
        for late in [Duration::ZERO, Duration::from_secs(200)] {
            for loss in Loss::ALL {
                for index in 0..3 {
                    let name = format!("{index} {loss:?}");
                    let accounts = enrollment(next, late, &name, |_, network| network.lose(index, loss)).await;
                    let has_arrived = index > 0 || matches!(loss, Loss::Reply | Loss::Duplicated);
                    let is_code_good = late == Duration::ZERO || matches!(next, Next::AnotherCode);
                    assert_eq!(accounts, usize::from(has_arrived || is_code_good), "{name} {next:?} {late:?}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_registration_that_the_server_fails_ends_with_one_account_and_one_device_or_with_none() {
    let statuses = [400, 401, 404, 429, 500, 503].map(|code| FaultAction::Status { code, retry_after: None });
    let others = [FaultAction::DropRequest, FaultAction::DropReply, FaultAction::Duplicate];
    for action in statuses.into_iter().chain(others) {
        for operation in ["wso2_register", "wso2_authenticate"] {
            for next in [Next::SameCode, Next::Nothing] {
                let fault = Fault::once(operation, action.clone());
                let name = format!("{operation} {action:?}");
                enrollment(next, Duration::ZERO, &name, |scene, network| {
                    scene.server.faults().add(fault);
                    network.lose(0, Loss::Duplicated);
                })
                .await;
            }
        }
    }
}
