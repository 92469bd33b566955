//! A decision is dropped at every await, before and after what it waited for: it is made or not made, never half.

use countersign_core::model::{ChallengeStatus, DecisionState, Recorded};
use countersign_tests::{Attempt, Choice, Cut, PhoneHome, Scene, Side, challenge_id};

/// More awaits than any decision has.
const MAX_CALLS: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_decision_at_any_await_leaves_one_answer_that_both_sides_know() {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    let account = scene.enroll(&home.open()).await;
    let mut cuts = 0;
    for choice in Choice::ALL {
        for side in Side::ALL {
            for index in 0..=MAX_CALLS {
                let point = format!("{choice:?}, dropped {side:?} call {index}");
                let login = scene.login();
                let id = challenge_id(&account, &login);
                let cut = Cut::at(index, side);
                let phone = home.open_with(|platform| cut.placed_in(platform));

                let flow = async {
                    phone.refresh().await.expect("a refresh");
                    choice.make(&phone, &id, &login).await
                };
                let result = cut.run(flow).await;
                let attempt = Attempt::witness(&scene, &phone, &id, &login, choice, result, &point);
                drop(phone);
                attempt.check(&scene, &home.open(), &id, &login, &point).await;

                if !cut.is_reached() {
                    break;
                }
                assert!(index < MAX_CALLS, "{point}: the decision does not end");
                cuts += 1;
            }
        }
    }
    assert!(cuts >= 3 * 2 * 4, "{cuts} cuts");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deny_that_is_dropped_while_its_key_is_asked_can_never_become_an_approve() {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    scene.enroll(&home.open()).await;
    for side in Side::ALL {
        let (login, id) = scene.login_seen_by(&home.open()).await;
        let cut = Cut::at(0, side);
        let phone = home.open_with(|platform| cut.placed_in(platform));

        assert_eq!(cut.run(phone.deny(&id, None)).await, None);
        drop(phone);
        let phone = home.open();
        let error = Choice::Approve.make(&phone, &id, &login).await.expect_err("denied before");
        phone.refresh().await.expect("a refresh");

        assert_eq!(error.code, "answer.already_answered", "dropped {side:?} the signature");
        assert_eq!(error.decision, Some(DecisionState::NotSent), "dropped {side:?} the signature");
        let (_, status) = phone.challenge(&id).expect("the challenge");
        assert!(
            matches!(status, ChallengeStatus::Settled { settlement, .. }
                if settlement.recorded == Recorded::Denied && settlement.by_us),
            "dropped {side:?} the signature: {status:?}"
        );
    }
}
