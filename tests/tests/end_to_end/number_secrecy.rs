//! The number to type is on the login page and in the person's head, and nowhere near the phone before it is typed.

use std::sync::Arc;

use countersign_core::engine::{Approval, Authenticator, PushOutcome};
use countersign_core::model::{ChallengeId, HistoryPage};
use countersign_server_mock::{Login, LoginSpec, MockServer, NumberStyle, Policy, UserSpec, Verification};
use countersign_tests::leaks::{Canary, Logs, contents, found};
use countersign_tests::{LossyTransport, ManualClock, PhoneHome, Recorded, Scene, SeededEntropy, USER};

const NOW: u64 = 1_800_000_000;

/// A phone whose times are the same in every run, so that no digits meet by chance.
struct Observed {
    scene: Scene,
    home: PhoneHome,
    phone: Authenticator,
    wire: Arc<LossyTransport>,
}

impl Observed {
    async fn start() -> Self {
        let server = MockServer::builder().seed(482_913).start_time(NOW).start().await.expect("a server");
        server.clock().freeze();
        let policy = Policy { number: NumberStyle::Enter { digits: 8 }, uv: Verification::None };
        server.world().add_user(UserSpec { policy, otp: true, ..UserSpec::named(USER) }).expect("a user");
        let (scene, home) = (Scene { server }, PhoneHome::new());
        let mut platform = home.platform();
        let wire = Arc::new(LossyTransport::new(Arc::clone(&platform.transport)));
        platform.transport = wire.clone();
        platform.clock = Arc::new(ManualClock::new(1_800_000_000));
        platform.entropy = Arc::new(SeededEntropy::default());
        let phone = Authenticator::new(platform);
        scene.enroll(&phone).await;
        Self { scene, home, phone, wire }
    }

    async fn challenge_of(&self, login: &Login) -> ChallengeId {
        let hint = self.scene.server.world().hints().pop().expect("a hint");
        let outcome = self.phone.handle_push(hint.payload.to_string().as_bytes()).await.expect("our push");
        let PushOutcome::Waiting(challenge) = outcome else { panic!("{outcome:?}") };
        assert_eq!(challenge.id.server.as_str(), login.challenge_id);
        self.phone.refresh().await.expect("a refresh");
        challenge.id
    }

    /// Everything the phone keeps, shows or prints.
    fn kept(&self, logs: &Logs) -> Vec<(String, Vec<u8>)> {
        let page = HistoryPage { account: None, before: None, limit: 100 };
        let mut places = contents(&self.home.path(), "");
        places.push(("logs".to_owned(), logs.bytes()));
        let pending = self.phone.pending().expect("pending challenges");
        let shown = format!("{:?} {pending:?}", self.phone.history(&page).expect("history"));
        let texts = pending.iter().map(|challenge| format!("{:?} {:?}", challenge.text, challenge.number));
        places.push(("shown".to_owned(), shown.into_bytes()));
        places.push(("texts".to_owned(), texts.collect::<String>().into_bytes()));
        let hints = self.scene.server.world().hints();
        places.push(("pushes".to_owned(), format!("{hints:?}").into_bytes()));
        places
    }
}

fn spec() -> LoginSpec {
    LoginSpec { message: Some("Sign in to the shop".to_owned()), ..LoginSpec::default() }
}

fn sent(recorded: &Recorded) -> Vec<u8> {
    let request = &recorded.request;
    let headers: String = request.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    [format!("{} {headers}", request.url).into_bytes(), request.body.clone()].concat()
}

fn received(recorded: &Recorded) -> Vec<u8> {
    let Some(response) = &recorded.response else { return Vec::new() };
    let headers: String = response.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    [headers.into_bytes(), response.body.clone()].concat()
}

fn assert_nowhere(number: &Canary, places: &[(String, Vec<u8>)]) {
    for (name, bytes) in places {
        assert!(!number.is_in(bytes), "the number is in {name}");
    }
}

#[tokio::test]
async fn before_it_is_typed_the_number_is_in_nothing_the_phone_receives_sends_keeps_or_prints() {
    let (logs, _guard) = Logs::capture();
    let observed = Observed::start().await;
    for _ in 0..3 {
        let login = observed.scene.server.world().start_login(USER, spec()).expect("a login");
        let number = Canary::new("number", login.number.as_deref().expect("a number"));
        observed.challenge_of(&login).await;

        for recorded in observed.wire.recorded() {
            assert!(!number.is_in(&sent(&recorded)), "sent to {}", recorded.request.url);
            assert!(!number.is_in(&received(&recorded)), "received from {}", recorded.request.url);
        }
        assert_nowhere(&number, &observed.kept(&logs));
        observed.scene.server.world().cancel_login(&login.id).expect("a waiting login");
    }
    assert!(!logs.bytes().is_empty(), "the phone's HTTP library logs at TRACE, so something must have been captured");
}

#[tokio::test]
async fn after_it_is_typed_the_number_is_in_the_answer_only() {
    let (logs, _guard) = Logs::capture();
    let observed = Observed::start().await;
    let login = observed.scene.server.world().start_login(USER, spec()).expect("a login");
    let typed = login.number.clone().expect("a number");
    let number = Canary::new("number", &typed);
    let id = observed.challenge_of(&login).await;

    observed.phone.approve(&id, Approval::with_number(&typed).expect("digits")).await.expect("an approval");
    observed.phone.refresh().await.expect("a refresh");

    let carriers: Vec<_> =
        observed.wire.recorded().into_iter().filter(|recorded| number.is_in(&sent(recorded))).collect();
    assert_eq!(carriers.len(), 1);
    assert!(carriers[0].request.url.path().ends_with("/answers"));
    assert!(carriers.iter().all(|recorded| !recorded.request.url.as_str().contains(&typed)));
    assert!(observed.wire.recorded().iter().all(|recorded| !number.is_in(&received(recorded))));
    assert_nowhere(&number, &observed.kept(&logs));
}

#[tokio::test]
async fn a_wrong_number_is_not_kept_or_printed_either() {
    let (logs, _guard) = Logs::capture();
    let observed = Observed::start().await;
    let login = observed.scene.server.world().start_login(USER, spec()).expect("a login");
    let id = observed.challenge_of(&login).await;
    let typed = "90817263";
    let wrong = Canary::new("wrong number", typed);

    let misfits = [Approval::with_number(typed).expect("digits"), Approval::with_number("9081").expect("digits")];
    let approval = misfits[0].clone();
    let short = observed.phone.approve(&id, misfits[1].clone()).await.expect_err("too short");
    let error = observed.phone.approve(&id, approval).await.expect_err("wrong");

    assert_eq!((short.code, error.code), ("answer.number_invalid_format", "answer.number_mismatch"));
    let printed = format!("{error} {error:?} {short} {short:?} {misfits:?}");
    assert_eq!(found(std::slice::from_ref(&wrong), printed.as_bytes()), [""; 0]);
    assert_nowhere(&wrong, &observed.kept(&logs));
}
