//! Two processes on one phone decide the same login at the same time.

use countersign_core::model::ChallengeStatus;
use countersign_server_mock::LoginState;
use countersign_tests::{Choice, Ended, PhoneHome, Scene, Terminal, challenge_id, state_of};

/// Races per pair.
const ROUNDS: usize = 20;

async fn race(one: Choice, other: Choice) {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    let account = scene.enroll(&home.open()).await;
    let terminal = Terminal::new(home.path());
    let mut wins = [0, 0];
    for round in 0..ROUNDS {
        let login = scene.login();
        let id = challenge_id(&account, &login);
        let text = id.to_string();
        let number = login.number.clone().expect("a number");
        let command = |choice| match choice {
            Choice::Deny => vec!["deny", text.as_str()],
            Choice::Approve | Choice::WrongNumber => vec!["approve", text.as_str(), "--number", number.as_str()],
        };
        let (first, second) = (command(one), command(other));
        let (first, second) = if round % 2 == 0 {
            tokio::join!(terminal.run(&first), terminal.run(&second))
        } else {
            let (second, first) = tokio::join!(terminal.run(&second), terminal.run(&first));
            (first, second)
        };
        let point = format!("{one:?} against {other:?}, round {round}: {first:?}, {second:?}");

        let state = state_of(&scene, &login);
        for (index, (choice, ended)) in [(one, &first), (other, &second)].into_iter().enumerate() {
            let is_recorded = state == if choice == Choice::Deny { LoginState::Denied } else { LoginState::Approved };
            assert_eq!(ended.code == Some(0), is_recorded, "{point}");
            assert!(is_recorded || is_truthful_refusal(ended), "{point}");
            wins[index] += usize::from(is_recorded);
        }
        assert_eq!(scene.answers(&login).len(), 1, "{point}");
        let phone = home.open();
        let (_, status) = phone.challenge(&id).expect("the challenge");
        let ChallengeStatus::Settled { settlement, .. } = status else { panic!("{point}: {status:?}") };
        assert!(settlement.by_us, "{point}: {settlement:?}");
        assert_eq!(phone.settle_journal().await.expect("a journal"), 0, "{point}");
    }
    countersign_tests::say(&format!("{one:?} won {} and {other:?} {} of {ROUNDS} races", wins[0], wins[1]));
}

/// Decided before; with 12, by an answer that was not confirmed at that moment.
fn is_truthful_refusal(ended: &Ended) -> bool {
    matches!(ended.code, Some(8 | 12)) && ended.error() == Some("answer.already_answered")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the terminal phone: tests/run crash"]
async fn approving_and_denying_at_once_ends_with_one_of_them() {
    race(Choice::Approve, Choice::Deny).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the terminal phone: tests/run crash"]
async fn approving_twice_at_once_approves_once() {
    race(Choice::Approve, Choice::Approve).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the terminal phone: tests/run crash"]
async fn denying_twice_at_once_denies_once() {
    race(Choice::Deny, Choice::Deny).await;
}
