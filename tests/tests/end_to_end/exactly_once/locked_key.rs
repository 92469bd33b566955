//! A key that cannot sign does not make a deny weaker, and does not make an approve up.

use std::sync::Arc;
use std::sync::Mutex;

use async_trait::async_trait;
use countersign_core::engine::Approval;
use countersign_core::model::{ChallengeStatus, DecisionState, DenyReason, KeyHandle, PublicKey, Recorded, Signature};
use countersign_core::platform::{KeySpec, Prompt, Signer, SignerError};
use countersign_server_mock::LoginState;
use countersign_tests::{Choice, IdentityScene, PhoneHome, Scene, reachable, state_of, wrong_number};

/// Refuses to sign while `refusal` is set.
struct MoodySigner {
    inner: Arc<dyn Signer>,
    refusal: Arc<Mutex<Option<SignerError>>>,
}

#[async_trait]
impl Signer for MoodySigner {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        self.inner.generate(handle, spec).await
    }

    async fn sign(&self, handle: &KeyHandle, message: &[u8], prompt: Prompt) -> Result<Signature, SignerError> {
        let refusal = *self.refusal.lock().expect("not poisoned");
        match refusal {
            Some(error) => Err(error),
            None => self.inner.sign(handle, message, prompt).await,
        }
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError> {
        self.inner.delete(handle).await
    }
}

const REFUSALS: [(SignerError, &str); 4] = [
    (SignerError::Locked, "key.locked"),
    (SignerError::Canceled, "uv.canceled"),
    (SignerError::Failed, "key.failed"),
    (SignerError::Invalidated, "key.invalidated"),
];

#[tokio::test]
async fn a_deny_that_cannot_be_signed_is_latched_and_sent_when_the_key_works_again() {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    scene.enroll(&home.open()).await;
    for (refusal, code) in REFUSALS {
        let (login, id) = scene.login_seen_by(&home.open()).await;
        let mood = Arc::new(Mutex::new(Some(refusal)));
        let phone = home.open_with(|mut platform| {
            platform.signer = Arc::new(MoodySigner { inner: platform.signer, refusal: Arc::clone(&mood) });
            platform
        });

        let error = phone.deny(&id, Some(DenyReason::Suspicious)).await.expect_err("no signature");
        let (_, status) = phone.challenge(&id).expect("the challenge");
        let too_late = Choice::Approve.make(&phone, &id, &login).await.expect_err("denied");
        phone.refresh().await.expect("a refresh");
        assert_eq!((error.code, error.decision), (code, Some(DecisionState::NotSent)), "{refusal:?}");
        assert_eq!(status, ChallengeStatus::Latched { reason: Some(DenyReason::Suspicious) }, "{refusal:?}");
        assert_eq!(too_late.code, "answer.already_answered", "{refusal:?}");
        assert_eq!(phone.pending().expect("a list"), [], "{refusal:?}");
        assert_eq!(state_of(&scene, &login), LoginState::Waiting, "{refusal:?}");

        *mood.lock().expect("not poisoned") = None;
        let too_late = Choice::Approve.make(&phone, &id, &login).await.expect_err("denied");
        drop(phone);
        let phone = home.open();
        phone.refresh().await.expect("a refresh");

        assert_eq!(too_late.code, "answer.already_answered", "{refusal:?}");
        assert_eq!(state_of(&scene, &login), LoginState::DeniedSuspicious, "{refusal:?}");
        let (_, status) = phone.challenge(&id).expect("the challenge");
        let ChallengeStatus::Settled { settlement, .. } = status else { panic!("{refusal:?}: {status:?}") };
        assert_eq!(settlement.state(), DecisionState::RecordedByUs(Recorded::Denied), "{refusal:?}");
        assert_eq!(scene.answers(&login).len(), 1, "{refusal:?}");
    }
}

#[tokio::test]
async fn an_approve_that_cannot_be_signed_decides_nothing() {
    let scene = Scene::patient().await;
    let home = PhoneHome::new();
    scene.enroll(&home.open()).await;
    for (refusal, code) in REFUSALS {
        let (login, id) = scene.login_seen_by(&home.open()).await;
        let mood = Arc::new(Mutex::new(Some(refusal)));
        let phone = home.open_with(|mut platform| {
            platform.signer = Arc::new(MoodySigner { inner: platform.signer, refusal: Arc::clone(&mood) });
            platform
        });

        let error = Choice::Approve.make(&phone, &id, &login).await.expect_err("no signature");
        assert_eq!((error.code, error.decision), (code, Some(DecisionState::NotSent)), "{refusal:?}");
        assert_eq!(phone.challenge(&id).expect("the challenge").1, ChallengeStatus::Pending, "{refusal:?}");

        *mood.lock().expect("not poisoned") = None;
        phone.refresh().await.expect("a refresh");
        assert_eq!(state_of(&scene, &login), LoginState::Waiting, "{refusal:?}");
        let state = phone.deny(&id, None).await.expect("the person may think again");
        assert_eq!(state, DecisionState::RecordedByUs(Recorded::Denied), "{refusal:?}");
    }
}

/// A server that tells the phone the right number, so that the phone knows a wrong one before anything is sent.
#[tokio::test]
async fn a_wrong_number_whose_deny_cannot_be_signed_can_never_become_an_approve() {
    let scene = IdentityScene::start().await;
    scene.show_numbers();
    let home = PhoneHome::new();
    scene.enroll(&IdentityScene::phone(&home)).await;
    for (refusal, code) in REFUSALS {
        let mood = Arc::new(Mutex::new(Some(refusal)));
        let phone = home.open_with(|platform| {
            let mut platform = reachable(platform);
            platform.signer = Arc::new(MoodySigner { inner: platform.signer, refusal: Arc::clone(&mood) });
            platform
        });
        let (login, challenge) = scene.login_seen_by(&phone).await;
        let wrong = Approval::with_number(&wrong_number(&challenge, &login)).expect("digits");
        let right = Approval::with_number(login.number.as_deref().expect("a number")).expect("digits");

        let error = phone.approve(&challenge.id, wrong).await.expect_err("no signature");
        let (_, status) = phone.challenge(&challenge.id).expect("the challenge");
        let too_late = phone.approve(&challenge.id, right).await.expect_err("denied");

        assert_eq!((error.code, error.decision), (code, Some(DecisionState::NotSent)), "{refusal:?}");
        assert_eq!(status, ChallengeStatus::Latched { reason: Some(DenyReason::WrongNumber) }, "{refusal:?}");
        assert_eq!(too_late.code, "answer.already_answered", "{refusal:?}");
        assert_eq!(scene.stands(&login), "pending", "{refusal:?}");

        *mood.lock().expect("not poisoned") = None;
        phone.refresh().await.expect("a refresh");
        let (_, status) = phone.challenge(&challenge.id).expect("the challenge");
        let ChallengeStatus::Settled { settlement, .. } = status else { panic!("{status:?}") };
        assert_eq!((settlement.recorded, settlement.by_us), (Recorded::WrongNumber, true), "{refusal:?}");
        assert_eq!(scene.stands(&login), "denied", "{refusal:?}");
    }
}
