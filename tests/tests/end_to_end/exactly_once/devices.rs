//! Two phones of one person, two processes on one phone, and logins that end without an answer.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use countersign_core::engine::Authenticator;
use countersign_core::model::{ChallengeId, ChallengeStatus, DecisionState, Recorded};
use countersign_core::platform::{Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};
use countersign_server_mock::{Login, LoginState};
use countersign_tests::{Choice, PhoneHome, Scene, challenge_id, state_of};
use tokio::sync::{Notify, mpsc};

#[tokio::test]
async fn a_phone_learns_what_another_phone_answered() {
    let scene = Scene::patient().await;
    let (here, there) = (PhoneHome::new(), PhoneHome::new());
    let (ours, theirs) = (here.open(), there.open());
    let account = scene.enroll(&ours).await;
    scene.enroll(&theirs).await;
    let cases = [
        (Choice::Approve, Recorded::Approved),
        (Choice::Deny, Recorded::Denied),
        (Choice::WrongNumber, Recorded::WrongNumber),
    ];
    for (choice, recorded) in cases {
        for ours_tries in [None, Some(Choice::Approve), Some(Choice::Deny)] {
            let point = format!("they {choice:?}, we {ours_tries:?}");
            let login = scene.login();
            ours.refresh().await.expect("a refresh");
            let (_, their_id) = seen(&theirs, &login).await;
            let id = challenge_id(&account, &login);
            let _ = choice.make(&theirs, &their_id, &login).await;

            if let Some(late) = ours_tries {
                let error = late.make(&ours, &id, &login).await.expect_err(&point);
                assert_eq!(error.code, "answer.already_answered_elsewhere", "{point}");
                assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(recorded)), "{point}");
            }
            ours.refresh().await.expect("a refresh");

            assert_eq!(settled(&ours, &id, &point), DecisionState::RecordedElsewhere(recorded), "{point}");
            assert_eq!(settled(&theirs, &their_id, &point), DecisionState::RecordedByUs(recorded), "{point}");
            assert_eq!(ours.pending().expect("a list"), [], "{point}");
            assert_eq!(scene.answers(&login).len(), 1, "{point}");
        }
    }
}

#[tokio::test]
async fn withdrawn_and_expired_logins_vanish_and_take_no_answer() {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    let phone = home.open();
    scene.enroll(&phone).await;
    for is_withdrawn in [true, false] {
        for late in [None, Some(Choice::Approve), Some(Choice::Deny)] {
            let (login, id) = scene.login_seen_by(&phone).await;
            let point = format!("withdrawn: {is_withdrawn}, then {late:?}");
            if is_withdrawn {
                scene.server.world().cancel_login(&login.id).expect("the login");
            } else {
                scene.server.clock().advance(Duration::from_secs(301));
            }

            let error = match late {
                Some(choice) => Some(choice.make(&phone, &id, &login).await.expect_err(&point)),
                None => None,
            };
            phone.refresh().await.expect("a refresh");

            let (recorded, code) = if is_withdrawn {
                (Recorded::Canceled, "challenge.canceled_by_requester")
            } else {
                (Recorded::Expired, "challenge.expired")
            };
            assert_eq!(phone.pending().expect("a list"), [], "{point}");
            if let Some(error) = error {
                assert_eq!(error.code, code, "{point}");
                assert_eq!(error.decision, Some(DecisionState::RecordedElsewhere(recorded)), "{point}");
            }
            if is_withdrawn || late.is_some() {
                assert_eq!(settled(&phone, &id, &point), DecisionState::RecordedElsewhere(recorded), "{point}");
            }
            assert_eq!(scene.answers(&login).len(), 0, "{point}");
            let error = Choice::Approve.make(&phone, &id, &login).await.expect_err(&point);
            assert_eq!(error.code, code, "{point}");
            let state = if is_withdrawn { LoginState::Canceled } else { LoginState::Expired };
            assert_eq!(state_of(&scene, &login), state, "{point}");
        }
    }
}

/// Holds the reply to an answer back until it is let go.
struct HeldReply {
    inner: Arc<dyn Transport>,
    gate: Arc<Gate>,
}

#[derive(Default)]
struct Gate {
    recorded: Notify,
    open: Notify,
}

#[async_trait]
impl Transport for HeldReply {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let is_answer = request.url.path().ends_with("/answers");
        let response = self.inner.send(request).await;
        if is_answer {
            self.gate.recorded.notify_one();
            self.gate.open.notified().await;
        }
        response
    }
}

/// Lets things happen while the phone refreshes: after the list of challenges was made, and before an outcome is asked for.
struct Meanwhile {
    inner: Arc<dyn Transport>,
    after_list: Mutex<Option<BoxFuture>>,
    before_outcome: Mutex<Option<BoxFuture>>,
}

type BoxFuture = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;

#[async_trait]
impl Transport for Meanwhile {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        let path = request.url.path().to_owned();
        let due = |happening: &Mutex<Option<BoxFuture>>| happening.lock().expect("not poisoned").take();
        if path.ends_with("/outcome")
            && let Some(happening) = due(&self.before_outcome)
        {
            happening.await;
        }
        let response = self.inner.send(request).await;
        if path.ends_with("/challenges")
            && let Some(happening) = due(&self.after_list)
        {
            happening.await;
        }
        response
    }
}

#[tokio::test]
async fn an_answer_of_another_process_on_this_phone_is_not_taken_for_one_from_elsewhere() {
    for choice in [Choice::Approve, Choice::Deny] {
        let scene = Arc::new(Scene::patient().await);
        let home = PhoneHome::new();
        let account = scene.enroll(&home.open()).await;
        let gate = Arc::new(Gate::default());
        let other = Arc::new(home.open_with(|mut platform| {
            platform.transport = Arc::new(HeldReply { inner: platform.transport, gate: Arc::clone(&gate) });
            platform
        }));
        let (answers, mut answered) = mpsc::channel(1);
        let login: Arc<OnceLock<Login>> = Arc::default();
        let id = move |login: &Login| challenge_id(&account, login);
        let after_list: BoxFuture = {
            let (scene, other, login) = (Arc::clone(&scene), Arc::clone(&other), Arc::clone(&login));
            Box::pin(async move {
                login.set(scene.login()).expect("set once");
                other.refresh().await.expect("a refresh");
            })
        };
        let before_outcome: BoxFuture = {
            let gate = Arc::clone(&gate);
            Box::pin(async move {
                tokio::spawn(async move {
                    let login = login.get().expect("a login");
                    let id = id(login);
                    let result = choice.make(&other, &id, login).await;
                    answers.send((id, result)).await.expect("somebody waits for it");
                });
                gate.recorded.notified().await;
            })
        };
        let phone = home.open_with(|mut platform| {
            platform.transport = Arc::new(Meanwhile {
                inner: platform.transport,
                after_list: Mutex::new(Some(after_list)),
                before_outcome: Mutex::new(Some(before_outcome)),
            });
            platform
        });

        phone.refresh().await.expect("a refresh");
        gate.open.notify_one();
        let (id, result) = answered.recv().await.expect("an answer");

        assert!(matches!(result, Ok(DecisionState::RecordedByUs(_))), "{choice:?}: {result:?}");
        let state = settled(&phone, &id, &format!("{choice:?}"));
        assert!(matches!(state, DecisionState::RecordedByUs(_)), "{choice:?}: {state:?}");
    }
}

async fn seen(phone: &Authenticator, login: &Login) -> (Login, ChallengeId) {
    phone.refresh().await.expect("a refresh");
    let waiting = phone.pending().expect("a list");
    let challenge = waiting.iter().find(|challenge| challenge.id.server.as_str() == login.challenge_id);
    (login.clone(), challenge.expect("the login's challenge").id.clone())
}

fn settled(phone: &Authenticator, id: &ChallengeId, point: &str) -> DecisionState {
    let (_, status) = phone.challenge(id).expect("the challenge");
    let ChallengeStatus::Settled { settlement, .. } = status else { panic!("{point}: {status:?}") };
    settlement.state()
}
