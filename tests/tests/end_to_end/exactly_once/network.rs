//! Every request and every reply of every decision is lost, repeated or spoiled once: there is one answer or none, and phone and
//! server agree on it afterwards.

use countersign_core::model::Account;
use countersign_server_mock::{Fault, FaultAction};
use countersign_tests::{Attempt, Choice, Loss, LossyTransport, PhoneHome, Scene, challenge_id};

/// More requests than any decision needs, so that a sweep that never ends is seen.
const MAX_REQUESTS: usize = 12;

/// An enrolled phone whose network is spoiled anew for each point of a sweep.
struct Sweep {
    scene: Scene,
    home: PhoneHome,
    account: Account,
    points: usize,
}

impl Sweep {
    async fn start() -> Self {
        let scene = Scene::patient().await;
        let home = PhoneHome::new();
        let account = scene.enroll(&home.open()).await;
        Self { scene, home, account, points: 0 }
    }

    /// One login, fetched and decided over a network that `spoil` has prepared, then healed and checked after a restart.
    /// Returns how many requests the phone made before the network was healed.
    async fn point(&mut self, choice: Choice, point: &str, spoil: impl FnOnce(&Scene, &LossyTransport)) -> usize {
        self.points += 1;
        let login = self.scene.login();
        let id = challenge_id(&self.account, &login);
        let (phone, transport) = self.home.open_lossy();
        spoil(&self.scene, &transport);

        // What could not be fetched cannot be decided; the restart below fetches it.
        let _ = phone.refresh().await;
        let result = match phone.challenge(&id) {
            Ok(_) => Some(choice.make(&phone, &id, &login).await),
            Err(_) => None,
        };
        let attempt = Attempt::witness(&self.scene, &phone, &id, &login, choice, result, point);
        let requests = transport.requests();
        drop(phone);
        self.scene.server.faults().clear();

        attempt.check(&self.scene, &self.home.open(), &id, &login, point).await;
        requests
    }
}

fn server_faults() -> Vec<FaultAction> {
    let statuses = [400, 401, 403, 404, 409, 413, 429, 500, 502, 503];
    let statuses = statuses.map(|code| FaultAction::Status { code, retry_after: None });
    let skews = [-315_360_000, -3_600, 3_600, 315_360_000].map(|seconds| FaultAction::DateSkew { seconds });
    let others = [
        FaultAction::DropRequest,
        FaultAction::DropReply,
        FaultAction::Duplicate,
        FaultAction::Status { code: 200, retry_after: None },
        FaultAction::Status { code: 429, retry_after: Some(7) },
        FaultAction::MalformedBody,
        FaultAction::TruncatedBody,
        FaultAction::OversizedBody,
        FaultAction::WrongSignature,
        FaultAction::Redirect { url: "http://127.0.0.1:1/".to_owned() },
    ];
    others.into_iter().chain(statuses).chain(skews).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_or_repeating_any_request_leaves_one_answer_that_both_sides_know() {
    let mut sweep = Sweep::start().await;
    for choice in Choice::ALL {
        for loss in Loss::ALL {
            for index in 0..=MAX_REQUESTS {
                let point = format!("{choice:?}, request {index}: {loss:?}");
                let requests = sweep.point(choice, &point, |_, transport| transport.lose(index, loss)).await;
                assert!(index < MAX_REQUESTS, "{point}: the phone does not stop asking");
                if index >= requests {
                    break;
                }
            }
        }
    }
    assert!(sweep.points > 30, "{} points", sweep.points);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn losing_any_two_requests_leaves_one_answer_that_both_sides_know() {
    let mut sweep = Sweep::start().await;
    for choice in Choice::ALL {
        for (first, second) in pairs(4) {
            for (one, other) in Loss::ALL.into_iter().flat_map(|one| Loss::ALL.map(|other| (one, other))) {
                let point = format!("{choice:?}, request {first}: {one:?}, request {second}: {other:?}");
                let spoil = |_: &Scene, transport: &LossyTransport| {
                    transport.lose(first, one);
                    transport.lose(second, other);
                };
                sweep.point(choice, &point, spoil).await;
            }
        }
    }
    assert_eq!(sweep.points, 3 * 6 * 16);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn any_fault_of_the_server_at_any_request_leaves_one_answer_that_both_sides_know() {
    let mut sweep = Sweep::start().await;
    for choice in Choice::ALL {
        for action in server_faults() {
            for index in 0..=MAX_REQUESTS {
                let point = format!("{choice:?}, request {index}: {action:?}");
                let fault = Fault::once("*", action.clone()).skip(index.try_into().expect("a small number"));
                let requests = sweep.point(choice, &point, |scene, _| scene.server.faults().add(fault)).await;
                assert!(index < MAX_REQUESTS, "{point}: the phone does not stop asking");
                if index >= requests {
                    break;
                }
            }
        }
    }
    assert!(sweep.points > 200, "{} points", sweep.points);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_that_stay_until_they_are_repaired_leave_one_answer_that_both_sides_know() {
    let mut sweep = Sweep::start().await;
    for choice in Choice::ALL {
        for operations in [&["answer"][..], &["outcome"], &["challenges"], &["answer", "outcome"], &["*"]] {
            for action in server_faults() {
                let point = format!("{choice:?}, always at {operations:?}: {action:?}");
                let spoil = |scene: &Scene, _: &LossyTransport| {
                    for operation in operations {
                        scene.server.faults().add(Fault::always(*operation, action.clone()));
                    }
                };
                sweep.point(choice, &point, spoil).await;
            }
        }
        for index in 0..4 {
            for loss in Loss::ALL {
                let point = format!("{choice:?}, request {index} loses its reply, then always {loss:?}");
                let spoil = |_: &Scene, transport: &LossyTransport| {
                    (0..index).for_each(|passing| transport.lose(passing, Loss::Duplicated));
                    transport.lose(index, Loss::Reply);
                    transport.lose_all(loss);
                };
                sweep.point(choice, &point, spoil).await;
            }
        }
    }
}

fn pairs(count: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..count).flat_map(move |first| (first + 1..count).map(move |second| (first, second)))
}
