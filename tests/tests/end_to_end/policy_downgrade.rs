//! Every policy against every challenge: exactly the weaker ones are refused, however well they are signed.

use countersign_core::model::EventKind;
use countersign_core::model::{HistoryEntry, HistoryPage, Requirement};
use countersign_core::store::Row;
use countersign_server_mock::{LoginSpec, NumberStyle, Policy, UserSpec, Verification};
use countersign_tests::{PhoneHome, Scene};

/// From strong to weak, as docs/protocol.md section 3.3 orders them.
fn ladder() -> Vec<NumberStyle> {
    let enter = (2..=8).rev().map(|digits| NumberStyle::Enter { digits });
    let select = (2..=5).rev().map(|choices| NumberStyle::Select { choices });
    enter.chain(select).chain([NumberStyle::None]).collect()
}

#[tokio::test]
async fn exactly_the_challenges_below_the_policy_are_refused() {
    let scene = Scene::start().await;
    for (rank, policy) in ladder().into_iter().enumerate() {
        let (home, user) = (PhoneHome::new(), format!("user-{rank}@example.com"));
        let policy = Policy { number: policy, uv: Verification::None };
        scene.server.world().add_user(UserSpec { policy, ..UserSpec::named(&user) }).expect("a user");
        let phone = home.open();
        let offer = scene.server.world().offer(&user).expect("an offer");
        let preview = phone.preview(&offer.uri).await.expect("a preview");
        phone.enroll(&preview).await.expect("an account");
        let start = |number| LoginSpec { number: Some(number), ..LoginSpec::default() };
        let logins: Vec<_> = ladder()
            .into_iter()
            .map(|number| scene.server.world().start_login(&user, start(number)).expect("a login").challenge_id)
            .collect();

        let refreshed = phone.refresh().await.expect("a refresh");

        let shown: Vec<_> = refreshed.new.iter().map(|challenge| challenge.id.server.as_str()).collect();
        assert_eq!(shown, logins[..=rank], "{policy:?}");
        let codes: Vec<_> = refreshed.problems.iter().map(|problem| problem.error.code).collect();
        let has_weaker = rank + 1 < logins.len();
        assert_eq!(codes, vec!["challenge.weaker_than_policy"; usize::from(has_weaker)], "{policy:?}");
        let page = HistoryPage { account: None, before: None, limit: 100 };
        let history = phone.history(&page).expect("history").into_iter().filter_map(Row::intact);
        let is_noted = |entry: HistoryEntry| matches!(entry, HistoryEntry::Event(event) if event.kind == EventKind::WeakChallengeRefused);
        assert_eq!(history.into_iter().any(is_noted), has_weaker, "the person is told: {policy:?}");
    }
}

#[tokio::test]
async fn a_policy_that_asks_for_verification_holds_for_challenges_that_do_not() {
    use countersign_core::engine::Approval;
    use countersign_core::model::{DecisionState, Recorded, UserVerification};
    let policy = Policy { number: NumberStyle::None, uv: Verification::Required };
    let scene = Scene::with_user(UserSpec { policy, ..UserSpec::named(countersign_tests::USER) }).await;
    let home = PhoneHome::new();
    let phone = home.open();
    scene.enroll(&phone).await;
    let lax = LoginSpec { uv: Some(Verification::None), ..LoginSpec::default() };
    scene.server.world().start_login(countersign_tests::USER, lax).expect("a login");
    let challenge = phone.refresh().await.expect("a refresh").new.remove(0);

    let refused = phone.approve(&challenge.id, Approval::without_number()).await.expect_err("refused");
    let verified = Approval::without_number().verified_by(UserVerification::Biometric);
    let state = phone.approve(&challenge.id, verified).await.expect("an approval");

    assert_eq!(challenge.user_verification, Requirement::Required);
    assert_eq!((refused.code, refused.decision), ("uv.required", Some(DecisionState::NotSent)));
    assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved));
}
