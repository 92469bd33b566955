//! Enrollment over a network that loses, repeats and spoils, with calls that are dropped: one account or none.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::engine::{Approval, Authenticator, Platform, Removal};
use countersign_core::error::{Error, ErrorKind};
use countersign_core::model::{Account, AccountState, ApprovalKey, DecisionState, Recorded, UserVerification};
use countersign_core::store::Row;
use countersign_server_mock::{Fault, FaultAction, Offer, Settings, UserSpec};
use countersign_tests::{Cut, Loss, Person, PhoneHome, Scene, Side, USER, every_step};

/// How the person goes on after an enrollment that did not end well.
#[derive(Debug, Clone, Copy)]
enum Next {
    /// Scans the same code again.
    SameCode,
    /// Does nothing; the app brings itself up to date at its next start.
    Nothing,
    /// Gets another code and scans that.
    AnotherCode,
}

const NEXT: [Next; 3] = [Next::SameCode, Next::Nothing, Next::AnotherCode];

/// What the phone's key store can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyKinds {
    /// Device keys only.
    Device,
    /// Keys that ask the person, too.
    DeviceAndApproval,
}

const KEYS: [KeyKinds; 2] = [KeyKinds::Device, KeyKinds::DeviceAndApproval];

fn every_way() -> impl Iterator<Item = (KeyKinds, Next)> {
    KEYS.into_iter().flat_map(|keys| NEXT.map(|next| (keys, next)))
}

async fn enroll(phone: &Authenticator, offer: &Offer) -> Result<Account, Error> {
    let preview = phone.preview(&offer.uri).await?;
    phone.enroll(&preview).await
}

fn accounts(phone: &Authenticator) -> Vec<Account> {
    phone.accounts().expect("accounts").into_iter().filter_map(Row::intact).collect()
}

/// A scene for one point: a fresh user, offer and phone at a shared server.
struct Point<'a> {
    scene: &'a Scene,
    user: String,
    home: PhoneHome,
    offer: Offer,
    keys: KeyKinds,
    person: Arc<Person>,
}

impl<'a> Point<'a> {
    fn new(scene: &'a Scene, keys: KeyKinds, index: usize) -> Self {
        let user = format!("user{index}@example.com");
        scene.server.world().add_user(UserSpec::named(&user)).expect("a new name");
        let offer = scene.server.world().offer(&user).expect("an offer");
        Self { scene, user, home: PhoneHome::new(), offer, keys, person: Person::new() }
    }

    fn with_keys(&self, platform: Platform) -> Platform {
        match self.keys {
            KeyKinds::Device => platform,
            KeyKinds::DeviceAndApproval => self.person.in_front_of(platform),
        }
    }

    fn open(&self) -> Authenticator {
        self.home.open_with(|platform| self.with_keys(platform))
    }

    /// With the network healed and the phone opened anew: goes on as `next` says and checks every promise.
    async fn check(&self, next: Next, point: &str) {
        let point = &format!("{:?}, {point}, then {next:?}", self.keys);
        let phone = self.open();
        match next {
            Next::SameCode => self.retry(&phone, &self.offer, point).await,
            Next::AnotherCode => {
                let offer = self.scene.server.world().offer(&self.user).expect("an offer");
                self.retry(&phone, &offer, point).await;
            }
            Next::Nothing => {
                let refreshed = phone.refresh().await.expect("a refresh");
                assert_eq!(refreshed.problems, [], "{point}");
                let (here, there) = (accounts(&phone).len(), self.scene.server.world().devices(&self.user).len());
                assert_eq!(here, there, "{point}: accounts here and devices there");
            }
        }
        drop(phone);

        let phone = self.open();
        phone.refresh().await.expect("a refresh");
        self.assert_finished(&phone, next, point).await;
        let devices = self.scene.server.world().devices(&self.user);
        assert!(devices.len() <= 1, "{point}: {devices:?}");
        assert_eq!(accounts(&phone).len(), devices.len(), "{point}");
        if !devices.is_empty() {
            self.approve_a_login(&phone, point).await;
        }
    }

    /// Nothing is left half done, unless the person is still to be asked: then nothing was sent.
    async fn assert_finished(&self, phone: &Authenticator, next: Next, point: &str) {
        let unfinished = phone.doctor().await.expect("a report").unfinished_enrollments;
        if !matches!((self.keys, next), (KeyKinds::DeviceAndApproval, Next::Nothing)) {
            assert_eq!(unfinished, [], "{point}");
        }
        let enrollments = self.home.platform().store.enrollments().expect("enrollments");
        for enrollment in enrollments.into_iter().filter_map(Row::intact) {
            assert_eq!(enrollment.approval, ApprovalKey::Undecided, "{point}");
            assert!(self.scene.server.world().devices(&self.user).is_empty(), "{point}");
        }
    }

    async fn retry(&self, phone: &Authenticator, offer: &Offer, point: &str) {
        match enroll(phone, offer).await {
            Ok(account) => assert_eq!(account.account_name, self.user, "{point}"),
            Err(error) => assert_eq!(error.code, "enroll.already_enrolled", "{point}: {error:?}"),
        }
        assert_eq!(accounts(phone).len(), 1, "{point}");
        assert_eq!(self.scene.server.world().devices(&self.user).len(), 1, "{point}");
    }

    /// The account is not only there, it works.
    async fn approve_a_login(&self, phone: &Authenticator, point: &str) {
        let login = self.scene.login_of(&self.user);
        phone.refresh().await.expect("a refresh");
        let waiting = phone.pending().expect("a list");
        let [challenge] = waiting.as_slice() else { panic!("{point}: {waiting:?}") };
        let number = Approval::with_number(&login.number.clone().expect("a number")).expect("digits");
        let decided = phone.approve(&challenge.id, number.verified_by(UserVerification::Biometric)).await;
        assert_eq!(decided, Ok(DecisionState::RecordedByUs(Recorded::Approved)), "{point}");
        let keys = if self.keys == KeyKinds::Device { 1 } else { 2 };
        assert_eq!(self.home.rows("private_key"), keys, "{point}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_or_repeating_any_request_leaves_one_account_or_none() {
    let scene = Scene::patient().await;
    let mut points = 0;
    for (keys, next) in every_way() {
        for loss in Loss::ALL {
            for is_lasting in [false, true] {
                every_step(async |index| {
                    points += 1;
                    let at = Point::new(&scene, keys, points);
                    let point = format!("request {index}: {loss:?}, lasting: {is_lasting}");
                    let (phone, transport) = at.home.open_lossy_with(|platform| at.with_keys(platform));
                    transport.lose(index, loss);
                    if is_lasting {
                        (0..index).for_each(|passing| transport.lose(passing, Loss::Duplicated));
                        transport.lose_all(loss);
                    }
                    let result = enroll(&phone, &at.offer).await;
                    assert!(result.is_ok() || loss != Loss::Duplicated, "{point}: {result:?}");
                    let requests = transport.requests();
                    drop(phone);

                    at.check(next, &point).await;

                    index < requests
                })
                .await;
            }
        }
    }
    assert!(points >= 2 * 3 * 4 * 2 * 2, "{points} points");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_fault_of_the_server_leaves_one_account_or_none() {
    let scene = Scene::patient().await;
    let statuses =
        [400, 401, 403, 404, 409, 413, 429, 500, 503].map(|code| FaultAction::Status { code, retry_after: None });
    let others = [
        FaultAction::DropRequest,
        FaultAction::DropReply,
        FaultAction::Duplicate,
        FaultAction::MalformedBody,
        FaultAction::TruncatedBody,
        FaultAction::OversizedBody,
        FaultAction::WrongSignature,
        FaultAction::Redirect { url: "http://127.0.0.1:1/".to_owned() },
        FaultAction::DateSkew { seconds: 315_360_000 },
        FaultAction::DateSkew { seconds: -315_360_000 },
    ];
    let mut points = 0;
    for action in others.into_iter().chain(statuses) {
        for operation in ["preview", "enroll"] {
            for (keys, next) in every_way() {
                for fault in [Fault::once(operation, action.clone()), Fault::always(operation, action.clone())] {
                    points += 1;
                    let at = Point::new(&scene, keys, 100_000 + points);
                    let point = format!("{fault:?}");
                    scene.server.faults().add(fault);
                    let phone = at.open();
                    // Whether this works depends on the fault; what matters is what is left.
                    let _ = enroll(&phone, &at.offer).await;
                    let _ = phone.refresh().await;
                    drop(phone);
                    scene.server.faults().clear();

                    at.check(next, &point).await;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_an_enrollment_at_any_await_leaves_one_account_or_none() {
    let scene = Scene::patient().await;
    let mut cuts = 0;
    for (keys, next) in every_way() {
        for side in Side::ALL {
            every_step(async |index| {
                let at = Point::new(&scene, keys, 200_000 + cuts);
                cuts += 1;
                let point = format!("dropped {side:?} call {index}");
                let cut = Cut::at(index, side);
                let phone = at.home.open_with(|platform| cut.placed_in(at.with_keys(platform)));
                let _ = cut.run(enroll(&phone, &at.offer)).await;
                drop(phone);

                at.check(next, &point).await;

                cut.is_reached()
            })
            .await;
        }
    }
    assert!(cuts >= 2 * 3 * 2 * 4, "{cuts} cuts");
}

#[tokio::test]
async fn enrolling_twice_at_once_while_the_app_brings_itself_up_to_date_makes_one_account() {
    let scene = Scene::patient().await;
    for keys in KEYS {
        let at = Point::new(&scene, keys, usize::from(keys == KeyKinds::Device));
        let phone = at.open();
        let preview = phone.preview(&at.offer.uri).await.expect("a preview");

        let (first, second, refreshed) = tokio::join!(phone.enroll(&preview), phone.enroll(&preview), phone.refresh());

        assert!(first.is_ok() && second.is_ok(), "{keys:?}: {first:?}, {second:?}");
        assert!(refreshed.is_ok(), "{keys:?}: {refreshed:?}");
        assert_eq!((accounts(&phone).len(), scene.server.world().devices(&at.user).len()), (1, 1), "{keys:?}");
        at.approve_a_login(&phone, &format!("{keys:?}")).await;
    }
}

#[tokio::test]
async fn a_refused_code_leaves_nothing_behind() {
    let scene = Scene::patient().await;
    let other = PhoneHome::new();
    let (used, unused) = (offer(&scene), offer(&scene));
    enroll(&other.open(), &used).await.expect("the first phone");
    let home = PhoneHome::new();
    let phone = home.open();
    let preview = phone.preview(&unused.uri).await.expect("a preview");
    enroll(&PhoneHome::new().open(), &unused).await.expect("somebody was faster");

    let late = phone.enroll(&preview).await.expect_err("used");
    assert_eq!((late.kind, late.code), (ErrorKind::Enrollment, "enroll.token_used"));
    let used = enroll(&phone, &used).await.expect_err("used");
    assert_eq!(used.kind, ErrorKind::Enrollment, "{used:?}");
    assert_nothing_is_left(&home);

    let expired = offer(&scene);
    let preview = phone.preview(&expired.uri).await.expect("a preview");
    scene.server.clock().advance(Duration::from_secs(601));
    let late = phone.enroll(&preview).await.expect_err("expired");
    assert_eq!((late.kind, late.code), (ErrorKind::Enrollment, "enroll.token_invalid"));
    assert_nothing_is_left(&home);

    let preview = phone.preview(&offer(&scene).uri).await.expect("a preview");
    let settings = scene.server.world().settings();
    scene.server.world().set_settings(Settings { device_limit: 2, ..settings }).expect("settings");
    let full = phone.enroll(&preview).await.expect_err("two devices are enough");
    assert_eq!((full.kind, full.code), (ErrorKind::Enrollment, "enroll.device_limit"));
    assert_nothing_is_left(&home);
}

#[tokio::test]
async fn an_enrollment_that_is_removed_before_it_is_finished_leaves_nothing_on_either_side() {
    let scene = Scene::patient().await;
    for loss in [Loss::Request, Loss::Reply] {
        let home = PhoneHome::new();
        let (phone, transport) = home.open_lossy();
        let offer = offer(&scene);
        transport.lose(1, loss);
        enroll(&phone, &offer).await.expect_err("lost");
        transport.lose_all(Loss::NotSent);
        let unfinished = phone.doctor().await.expect("a report").unfinished_enrollments;
        let [id] = unfinished.as_slice() else { panic!("{unfinished:?}") };

        let offline = phone.remove(id, Removal::Everywhere).await.expect_err("the server may have the device");
        assert_eq!(offline.kind, ErrorKind::Network, "{loss:?}");
        home.open().remove(id, Removal::Everywhere).await.expect("a removal");

        assert_nothing_is_left(&home);
        assert!(scene.server.world().devices(USER).is_empty(), "{loss:?}");
    }
}

fn offer(scene: &Scene) -> Offer {
    scene.server.world().offer(USER).expect("an offer")
}

fn assert_nothing_is_left(home: &PhoneHome) {
    let phone = home.open();
    assert!(accounts(&phone).iter().all(|account| account.state != AccountState::Active));
    assert_eq!(home.rows("account"), 0);
    assert_eq!(home.rows("enrollment"), 0);
    assert_eq!(home.rows("private_key"), 0);
}
