//! Replacing a device key over a network that loses things: one key is in force, and everything else goes on working.

use countersign_core::engine::{Approval, Authenticator, Removal};
use countersign_core::model::{Account, DecisionState, Recorded};
use countersign_server_mock::{Algorithm, Fault, FaultAction, Login, Settings, UserSpec};
use countersign_tests::{Choice, Cut, Loss, PhoneHome, Scene, Side, challenge_id, every_step};

/// What the person does after a rotation that did not end well, before the app brings itself up to date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Rotate,
    Refresh,
    Approve,
    Deny,
    Remove,
}

const NEXT: [Next; 5] = [Next::Rotate, Next::Refresh, Next::Approve, Next::Deny, Next::Remove];

/// An account whose key is replaced, with a login that waits.
struct Point<'a> {
    scene: &'a Scene,
    user: String,
    home: PhoneHome,
    account: Account,
    login: Login,
}

impl<'a> Point<'a> {
    async fn new(scene: &'a Scene, index: usize) -> Self {
        let user = format!("user{index}@example.com");
        scene.server.world().add_user(UserSpec::named(&user)).expect("a new name");
        let home = PhoneHome::new();
        let phone = home.open();
        let account = scene.enroll_as(&user, &phone).await;
        let login = scene.login_of(&user);
        phone.refresh().await.expect("a refresh");
        Self { scene, user, home, account, login }
    }

    /// With the network healed and the phone opened anew.
    async fn check(&self, next: Next, point: &str) {
        let point = &format!("{point}, then {next:?}");
        let phone = self.home.open();
        match next {
            Next::Rotate => {
                phone.rotate_key(&self.account.id).await.unwrap_or_else(|error| panic!("{point}: {error:?}"))
            }
            Next::Refresh => {}
            Next::Approve => self.decide(&phone, Choice::Approve, Recorded::Approved, point).await,
            Next::Deny => self.decide(&phone, Choice::Deny, Recorded::Denied, point).await,
            Next::Remove => {
                let result = phone.remove(&self.account.id, Removal::Everywhere).await;
                assert_eq!(result, Ok(()), "{point}");
                assert!(self.scene.server.world().devices(&self.user).is_empty(), "{point}");
                assert_eq!(self.home.rows("private_key"), 0, "{point}");
                return;
            }
        }
        let refreshed = phone.refresh().await.expect("a refresh");
        assert_eq!(refreshed.problems, [], "{point}");
        drop(phone);

        let phone = self.home.open();
        let account = phone.account(&self.account.id).expect("the account");
        assert_eq!(account.next_key, None, "{point}");
        // What a crash has left behind goes with the next rotation.
        phone.rotate_key(&self.account.id).await.unwrap_or_else(|error| panic!("{point}: {error:?}"));
        assert_eq!(self.home.rows("private_key"), 1, "{point}: keys on the phone");
        self.approve_another(&phone, point).await;
    }

    async fn decide(&self, phone: &Authenticator, choice: Choice, recorded: Recorded, point: &str) {
        let result = choice.make(phone, &challenge_id(&self.account, &self.login), &self.login).await;
        assert_eq!(result, Ok(DecisionState::RecordedByUs(recorded)), "{point}");
    }

    async fn approve_another(&self, phone: &Authenticator, point: &str) {
        let login = self.scene.login_of(&self.user);
        phone.refresh().await.expect("a refresh");
        let result = Choice::Approve.make(phone, &challenge_id(&self.account, &login), &login).await;
        assert_eq!(result, Ok(DecisionState::RecordedByUs(Recorded::Approved)), "{point}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_or_repeating_any_request_of_a_rotation_leaves_one_key_that_works() {
    let scene = Scene::patient().await;
    let mut points = 0;
    for next in NEXT {
        for loss in Loss::ALL {
            every_step(async |index| {
                points += 1;
                let at = Point::new(&scene, points).await;
                let point = format!("request {index}: {loss:?}");
                let (phone, transport) = at.home.open_lossy();
                transport.lose(index, loss);
                // Whether this works depends on the loss; what matters is what is left.
                let _ = phone.rotate_key(&at.account.id).await;
                let requests = transport.requests();
                drop(phone);

                at.check(next, &point).await;

                index < requests
            })
            .await;
        }
    }
    assert!(points >= 5 * 8, "{points} points");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_fault_of_the_server_during_a_rotation_leaves_one_key_that_works() {
    let scene = Scene::patient().await;
    let statuses = [400, 401, 403, 404, 409, 429, 500, 503].map(|code| FaultAction::Status { code, retry_after: None });
    let others = [
        FaultAction::DropRequest,
        FaultAction::DropReply,
        FaultAction::Duplicate,
        FaultAction::MalformedBody,
        FaultAction::TruncatedBody,
        FaultAction::OversizedBody,
        FaultAction::Redirect { url: "http://127.0.0.1:1/".to_owned() },
        FaultAction::DateSkew { seconds: -315_360_000 },
    ];
    let mut points = 0;
    for action in others.into_iter().chain(statuses) {
        for next in [Next::Rotate, Next::Refresh, Next::Approve] {
            points += 1;
            let at = Point::new(&scene, points).await;
            let phone = at.home.open();
            scene.server.faults().add(Fault::always("rotate", action.clone()));
            let _ = phone.rotate_key(&at.account.id).await;
            let _ = phone.refresh().await;
            drop(phone);
            scene.server.faults().clear();

            at.check(next, &format!("{action:?}")).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_rotation_at_any_await_leaves_one_key_that_works() {
    let scene = Scene::patient().await;
    let mut points = 0;
    for next in NEXT {
        for side in Side::ALL {
            every_step(async |index| {
                points += 1;
                let at = Point::new(&scene, points).await;
                let point = format!("dropped {side:?} call {index}");
                let cut = Cut::at(index, side);
                let phone = at.home.open_with(|platform| cut.placed_in(platform));
                let _ = cut.run(phone.rotate_key(&at.account.id)).await;
                drop(phone);

                at.check(next, &point).await;

                cut.is_reached()
            })
            .await;
        }
    }
    assert!(points >= 5 * 2 * 4, "{points} points");
}

#[tokio::test]
async fn an_answer_that_is_under_way_is_delivered_before_its_key_is_replaced() {
    let scene = Scene::patient().await;
    for (index, choice) in [Choice::Approve, Choice::Deny].into_iter().enumerate() {
        let at = Point::new(&scene, index).await;
        let id = challenge_id(&at.account, &at.login);
        let (phone, transport) = at.home.open_lossy();
        transport.lose_all(Loss::NotSent);
        let error = choice.make(&phone, &id, &at.login).await.expect_err("no network");
        assert_eq!(error.decision, Some(DecisionState::NotSent), "{choice:?}");
        drop(phone);

        let phone = at.home.open();
        phone.rotate_key(&at.account.id).await.expect("a rotation");
        phone.refresh().await.expect("a refresh");

        assert_eq!(scene.answers(&at.login).len(), 1, "{choice:?}");
        let again = choice.make(&phone, &id, &at.login).await;
        assert!(matches!(again, Ok(DecisionState::RecordedByUs(_))), "{choice:?}: {again:?}");
        at.approve_another(&phone, "after the rotation").await;
    }
}

#[tokio::test]
async fn a_new_key_that_the_server_refuses_is_given_up_and_the_old_one_goes_on() {
    let scene = Scene::start().await;
    let home = PhoneHome::new();
    let phone = home.open();
    let account = scene.enroll(&phone).await;
    let settings = scene.server.world().settings();
    let other_kind = Settings { algorithms: vec![Algorithm::Es256], ..settings };
    scene.server.world().set_settings(other_kind).expect("settings");

    let refused = phone.rotate_key(&account.id).await.expect_err("refused");
    let (login, id) = scene.login_seen_by(&phone).await;
    let number = Approval::with_number(&login.number.clone().expect("a number")).expect("digits");
    let state = phone.approve(&id, number).await.expect("an approval");

    assert_eq!(refused.code, "enroll.algorithm_refused");
    assert_eq!(state, DecisionState::RecordedByUs(Recorded::Approved));
    assert_eq!(home.rows("private_key"), 1);
}
