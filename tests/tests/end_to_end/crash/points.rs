//! The phone's process is killed with `SIGKILL` at every system call that changes the world: the disk, the network.
//!
//! A reference run under strace lists those calls; then one run after the other is killed at the first, the second, the third of
//! each name, until a run ends unharmed. After each kill the person goes on, and every promise is checked.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex};

use countersign_core::model::{Account, AccountState, ChallengeStatus};
use countersign_core::store::Row;
use countersign_server_mock::{Login, LoginState, UserSpec};
use countersign_tests::{Attempt, Choice, Ended, KillPoint, PhoneHome, Scene, Terminal, challenge_id, state_of};
use tokio::task::JoinSet;

/// What changes the disk, talks to the server or ends the process. Killing before each of them is killing after the one before.
const CALLS: [&str; 21] = [
    "openat",
    "mkdir",
    "write",
    "writev",
    "pwrite64",
    "fdatasync",
    "fsync",
    "ftruncate",
    "fallocate",
    "fchmod",
    "unlink",
    "unlinkat",
    "rename",
    "renameat2",
    "linkat",
    "connect",
    "sendto",
    "sendmsg",
    "recvfrom",
    "read",
    "exit_group",
];
/// Processes that are killed at the same time, each in a folder of its own.
const WORKERS: usize = 3;
/// More calls of one name than any command makes.
const MAX_CALLS: usize = 500;

/// Something that is killed again and again.
trait Victim: Send + Sync + 'static {
    /// Runs, is killed at `point`, recovers and is checked. Returns whether it was killed.
    fn kill_at(&self, point: &KillPoint) -> impl Future<Output = bool> + Send;
}

/// Kills the victims at every point of the calls in `trace`. Returns how often that was.
async fn sweep<V: Victim>(trace: &[String], victims: Vec<V>) -> usize {
    let calls = Arc::new(Mutex::new(first_calls(trace)));
    let mut sweeps = JoinSet::new();
    for victim in victims {
        let calls = Arc::clone(&calls);
        sweeps.spawn(async move {
            let mut kills = 0;
            loop {
                let next = calls.lock().expect("not poisoned").pop();
                let Some(mut point) = next else { return kills };
                while victim.kill_at(&point).await {
                    kills += 1;
                    point.nth += 1;
                    assert!(point.nth < MAX_CALLS, "{point:?}: the command does not end");
                }
            }
        });
    }
    sweeps.join_all().await.into_iter().sum()
}

/// The first call of each name that matters: before it, libraries and certificates are loaded.
fn first_calls(trace: &[String]) -> Vec<KillPoint> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut first = BTreeMap::new();
    for (call, arguments) in trace.iter().filter_map(|line| line.split_once('(')) {
        let nth = counts.entry(call).or_default();
        *nth += 1;
        let matters = match call {
            "openat" => arguments.contains("O_CREAT"),
            "read" => arguments.contains("<socket:") || arguments.contains("<TCP"),
            _ => true,
        };
        if matters {
            first.entry(call).or_insert(*nth);
        }
    }
    first.into_iter().map(|(call, nth)| KillPoint { call: call.to_owned(), nth }).collect()
}

/// One enrolled phone that decides one login after the other and is killed each time.
struct Decider {
    scene: Arc<Scene>,
    user: String,
    home: PhoneHome,
    account: Account,
    choice: Choice,
}

impl Decider {
    async fn new(scene: &Arc<Scene>, choice: Choice, index: usize) -> Self {
        let user = format!("{choice:?}{index}@example.com");
        scene.server.world().add_user(UserSpec::named(&user)).expect("a new name");
        let home = PhoneHome::new();
        let account = scene.enroll_as(&user, &home.open()).await;
        Self { scene: Arc::clone(scene), user, home, account, choice }
    }

    fn terminal(&self) -> Terminal {
        Terminal::new(self.home.path())
    }

    fn login(&self) -> Login {
        self.scene.login_of(&self.user)
    }

    /// The command line, which also fetches a challenge that was not seen yet.
    fn arguments(&self, choice: Choice, login: &Login) -> Vec<String> {
        let id = challenge_id(&self.account, login).to_string();
        let number = login.number.clone().expect("a number");
        match choice {
            Choice::Approve => vec!["approve".to_owned(), id, "--number".to_owned(), number],
            Choice::Deny => vec!["deny".to_owned(), id],
            Choice::WrongNumber => panic!("nobody types a wrong number here"),
        }
    }

    async fn run(&self, choice: Choice, login: &Login) -> Ended {
        self.terminal().run(&borrowed(&self.arguments(choice, login))).await
    }

    /// Tries the opposite of what was killed: it must not win over a decision that had become durable.
    async fn try_opposite(&self, login: &Login, is_durable: bool, point: &str) -> bool {
        let (opposite, state) = match self.choice {
            Choice::Deny => (Choice::Approve, LoginState::Approved),
            Choice::Approve | Choice::WrongNumber => (Choice::Deny, LoginState::Denied),
        };
        let ended = self.run(opposite, login).await;
        let won = ended.code == Some(0);
        assert_eq!(won, !is_durable, "{point}: {opposite:?} afterwards: {ended:?}");
        assert_eq!(state_of(&self.scene, login) == state, won, "{point}: {ended:?}");
        if !won {
            assert!(matches!(ended.code, Some(8 | 12)), "{point}: {ended:?}");
            assert_eq!(ended.error(), Some("answer.already_answered"), "{point}: {ended:?}");
        }
        won
    }
}

impl Victim for Decider {
    async fn kill_at(&self, point: &KillPoint) -> bool {
        let login = self.login();
        let id = challenge_id(&self.account, &login);
        let killed = self.terminal().run_until(point, &borrowed(&self.arguments(self.choice, &login))).await;
        let was_killed = killed.code.is_none();
        assert!(was_killed || killed.code == Some(0), "{point:?}: {killed:?}");
        let answers = self.scene.answers(&login).len();
        let status = self.home.open().challenge(&id).map(|(_, status)| status);
        let is_durable = status.is_ok_and(|status| status != ChallengeStatus::Pending);
        assert!(answers == 0 || (answers == 1 && is_durable), "{point:?}: {answers} answers, durable: {is_durable}");

        let description = format!("{:?} killed at {point:?}", self.choice);
        if point.nth.is_multiple_of(2) && self.try_opposite(&login, is_durable, &description).await {
            assert_eq!(self.scene.answers(&login).len(), 1, "{description}");
            return was_killed;
        }
        // Either the person runs the command again, or the app brings itself up to date by itself.
        if !is_durable || point.nth % 4 < 2 {
            let again = self.run(self.choice, &login).await;
            assert_eq!(again.code, Some(0), "{description}, again: {again:?}");
        }
        let phone = self.home.open();
        phone.refresh().await.expect("a refresh");
        let attempt = Attempt::witness(&self.scene, &phone, &id, &login, self.choice, None, &description);
        attempt.check(&self.scene, &phone, &id, &login, &description).await;
        was_killed
    }
}

async fn kill_decisions(choice: Choice) {
    let scene = Arc::new(Scene::patient().await);
    let mut victims = Vec::new();
    for index in 0..WORKERS {
        victims.push(Decider::new(&scene, choice, index).await);
    }
    let decider = victims.first().expect("there are workers");
    let trace = decider.terminal().trace(&CALLS, &borrowed(&decider.arguments(choice, &decider.login()))).await;

    let kills = sweep(&trace, victims).await;

    countersign_tests::say(&format!("{choice:?} was killed at {kills} points"));
    assert!(kills > 20, "only {kills} kills");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs strace: tests/run crash"]
async fn an_approve_that_is_killed_anywhere_leaves_one_answer_or_none() {
    kill_decisions(Choice::Approve).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs strace: tests/run crash"]
async fn a_deny_that_is_killed_anywhere_leaves_one_answer_or_none() {
    kill_decisions(Choice::Deny).await;
}

/// Commands about an account, each killed on a phone of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Enroll,
    RotateKey,
    Remove,
}

struct Owner {
    scene: Arc<Scene>,
    step: Step,
    worker: usize,
}

/// A phone and its user for one kill.
struct Phone<'a> {
    scene: &'a Scene,
    user: String,
    home: PhoneHome,
    arguments: Vec<String>,
}

impl Owner {
    async fn phone(&self, name: &str) -> Phone<'_> {
        let user = format!("{name}-{:?}-{}@example.com", self.step, self.worker);
        self.scene.server.world().add_user(UserSpec::named(&user)).expect("a new name");
        let home = PhoneHome::new();
        let arguments = match self.step {
            Step::Enroll => {
                let offer = self.scene.server.world().offer(&user).expect("an offer");
                vec!["enroll".to_owned(), offer.uri, "--yes".to_owned()]
            }
            Step::RotateKey | Step::Remove => {
                let account = self.scene.enroll_as(&user, &home.open()).await;
                let command = if self.step == Step::Remove { "remove" } else { "rotate-key" };
                vec![command.to_owned(), account.id.to_string()]
            }
        };
        Phone { scene: &self.scene, user, home, arguments }
    }
}

impl Phone<'_> {
    fn terminal(&self) -> Terminal {
        Terminal::new(self.home.path())
    }

    fn accounts(&self) -> Vec<Account> {
        self.home.open().accounts().expect("accounts").into_iter().filter_map(Row::intact).collect()
    }

    fn devices(&self) -> usize {
        self.scene.server.world().devices(&self.user).len()
    }

    async fn refresh(&self, description: &str) {
        let refreshed = self.home.open().refresh().await.expect("a refresh");
        assert_eq!(refreshed.problems, [], "{description}");
    }

    /// The command again, which may find that it was carried out already.
    async fn again(&self, done: &str, description: &str) {
        let again = self.terminal().run(&borrowed(&self.arguments)).await;
        let is_done = again.code == Some(0) || again.error() == Some(done);
        assert!(is_done, "{description}, again: {again:?}");
    }

    async fn approve_a_login(&self, description: &str) {
        let login = self.scene.login_of(&self.user);
        let phone = self.home.open();
        phone.refresh().await.expect("a refresh");
        let [account] = &self.accounts()[..] else { panic!("{description}: {:?}", self.accounts()) };
        let result = Choice::Approve.make(&phone, &challenge_id(account, &login), &login).await;
        assert!(result.is_ok(), "{description}: {result:?}");
    }
}

impl Victim for Owner {
    async fn kill_at(&self, point: &KillPoint) -> bool {
        let KillPoint { call, nth } = point;
        let phone = self.phone(&format!("{call}-{nth}")).await;
        let killed = phone.terminal().run_until(point, &borrowed(&phone.arguments)).await;
        let was_killed = killed.code.is_none();
        let description = format!("{:?} killed at {point:?}", self.step);
        assert!(was_killed || killed.code == Some(0), "{description}: {killed:?}");

        let is_refreshed_first = nth % 2 == 0;
        if is_refreshed_first {
            phone.refresh(&description).await;
        }
        match self.step {
            Step::Enroll => {
                if is_refreshed_first {
                    assert_eq!(phone.accounts().len(), phone.devices(), "{description}");
                }
                phone.again("enroll.already_enrolled", &description).await;
                assert_eq!((phone.accounts().len(), phone.devices()), (1, 1), "{description}");
                phone.approve_a_login(&description).await;
            }
            Step::RotateKey => {
                phone.again("none", &description).await;
                phone.approve_a_login(&description).await;
                assert_eq!(phone.home.rows("private_key"), 1, "{description}: keys on the phone");
            }
            Step::Remove => {
                let left = phone.accounts();
                assert!(!left.is_empty() || phone.devices() == 0, "{description}: the server still has the device");
                let is_used = |account: &Account| account.state == AccountState::Active;
                assert!(
                    !is_refreshed_first || phone.devices() == 0 || left.iter().all(is_used),
                    "{description}: {left:?}"
                );
                phone.again("account.not_found", &description).await;
                assert_eq!((phone.accounts().len(), phone.devices()), (0, 0), "{description}");
                assert_eq!(phone.home.rows("private_key"), 0, "{description}");
            }
        }
        was_killed
    }
}

async fn kill_account_step(step: Step) {
    let scene = Arc::new(Scene::patient().await);
    let owner = |worker| Owner { scene: Arc::clone(&scene), step, worker };
    let reference = owner(WORKERS);
    let phone = reference.phone("reference").await;
    let trace = phone.terminal().trace(&CALLS, &borrowed(&phone.arguments)).await;

    let kills = sweep(&trace, (0..WORKERS).map(owner).collect()).await;

    countersign_tests::say(&format!("{step:?} was killed at {kills} points"));
    assert!(kills > 20, "only {kills} kills");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs strace: tests/run crash"]
async fn an_enrollment_that_is_killed_anywhere_and_tried_again_makes_one_account() {
    kill_account_step(Step::Enroll).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs strace: tests/run crash"]
async fn a_rotation_that_is_killed_anywhere_leaves_one_key_that_works() {
    kill_account_step(Step::RotateKey).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs strace: tests/run crash"]
async fn a_removal_that_is_killed_anywhere_orphans_no_device() {
    kill_account_step(Step::Remove).await;
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}
