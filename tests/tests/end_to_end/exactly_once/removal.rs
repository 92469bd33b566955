//! Removing an account over a network that loses things: the phone forgets only what the server has forgotten.

use countersign_core::engine::Removal;
use countersign_core::model::{Account, AccountState};
use countersign_core::store::Row;
use countersign_server_mock::{Fault, FaultAction, UserSpec};
use countersign_tests::{Cut, Loss, Person, PhoneHome, Scene, Side, every_step};

/// An account to remove, of a user of its own, with a key that only the person can use.
struct Point<'a> {
    scene: &'a Scene,
    user: String,
    home: PhoneHome,
    account: Account,
}

impl<'a> Point<'a> {
    async fn new(scene: &'a Scene, index: usize) -> Self {
        let user = format!("user{index}@example.com");
        scene.server.world().add_user(UserSpec::named(&user)).expect("a new name");
        let home = PhoneHome::new();
        let phone = home.open_with(|platform| Person::new().in_front_of(platform));
        let account = scene.enroll_as(&user, &phone).await;
        assert_eq!(home.rows("private_key"), 2);
        Self { scene, user, home, account }
    }

    fn devices(&self) -> usize {
        self.scene.server.world().devices(&self.user).len()
    }

    fn accounts(&self) -> Vec<Account> {
        self.home.open().accounts().expect("accounts").into_iter().filter_map(Row::intact).collect()
    }

    /// No account here while the server still has the device.
    fn assert_nothing_is_orphaned(&self, point: &str) {
        assert!(!self.accounts().is_empty() || self.devices() == 0, "{point}: the server still has the device");
    }

    /// With the network healed and the phone opened anew.
    async fn check(&self, is_done: bool, point: &str) {
        self.assert_nothing_is_orphaned(point);
        if is_done {
            assert_eq!((self.accounts().len(), self.devices()), (0, 0), "{point}: removed");
        }
        let phone = self.home.open();
        phone.refresh().await.expect("a refresh");
        self.assert_nothing_is_orphaned(point);
        let left = self.accounts();
        assert!(left.iter().all(|account| account.state == AccountState::RemovedOnServer), "{point}: {left:?}");
        assert_eq!(self.devices(), 0, "{point}: the app does not finish what the person asked for");

        // The person asks again; it may have happened already.
        if let Err(error) = phone.remove(&self.account.id, Removal::Everywhere).await {
            assert_eq!(error.code, "account.not_found", "{point}");
        }
        assert_eq!((self.accounts().len(), self.devices()), (0, 0), "{point}: removed again");
        assert_eq!(self.home.rows("private_key"), 0, "{point}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_or_repeating_any_request_of_a_removal_orphans_no_device() {
    let scene = Scene::patient().await;
    let mut points = 0;
    for loss in Loss::ALL {
        every_step(async |index| {
            points += 1;
            let at = Point::new(&scene, points).await;
            let point = format!("request {index}: {loss:?}");
            let (phone, transport) = at.home.open_lossy();
            transport.lose(index, loss);
            let result = phone.remove(&at.account.id, Removal::Everywhere).await;
            let requests = transport.requests();

            at.check(result.is_ok(), &point).await;

            index < requests
        })
        .await;
    }
    assert!(points >= 8, "{points} points");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_fault_of_the_server_during_a_removal_orphans_no_device() {
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
        FaultAction::DateSkew { seconds: 315_360_000 },
    ];
    for (index, action) in others.into_iter().chain(statuses).enumerate() {
        let at = Point::new(&scene, index).await;
        let point = format!("{action:?}");
        let phone = at.home.open();
        scene.server.faults().add(Fault::always("unenroll", action));
        let result = phone.remove(&at.account.id, Removal::Everywhere).await;
        at.assert_nothing_is_orphaned(&point);
        scene.server.faults().clear();

        at.check(result.is_ok(), &point).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_a_removal_at_any_await_orphans_no_device() {
    let scene = Scene::patient().await;
    let mut points = 0;
    for side in Side::ALL {
        every_step(async |index| {
            points += 1;
            let at = Point::new(&scene, points).await;
            let point = format!("dropped {side:?} call {index}");
            let cut = Cut::at(index, side);
            let phone = at.home.open_with(|platform| cut.placed_in(platform));
            let result = cut.run(phone.remove(&at.account.id, Removal::Everywhere)).await;
            drop(phone);

            at.check(result.is_some_and(|result| result.is_ok()), &point).await;

            cut.is_reached()
        })
        .await;
    }
    assert!(points >= 8, "{points} points");
}

#[tokio::test]
async fn removing_only_here_needs_no_server_and_leaves_its_device() {
    let scene = Scene::patient().await;
    let at = Point::new(&scene, 0).await;
    let (phone, transport) = at.home.open_lossy();
    transport.lose_all(Loss::NotSent);

    phone.remove(&at.account.id, Removal::OnlyHere).await.expect("no network is needed");

    assert_eq!((at.accounts().len(), at.devices()), (0, 1));
    assert_eq!((transport.requests(), at.home.rows("private_key")), (0, 0));
}
