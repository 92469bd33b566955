//! What an app brings, and calls that overlap or end early.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use countersign_core::model::{UserVerification, Verdict};
use countersign_ffi::{ChallengeStatus, DecisionState, Fault, SigningPrompt};
use countersign_server_mock::{Fault as ServerFault, FaultAction};
use tempfile::TempDir;

use crate::phone::{APPROVED, DENIED, MemoryVault, P256Signer, Parts, PlainHttp, Stage, fault, open};

fn with_transport(transport: &Arc<PlainHttp>) -> Parts {
    Parts { transport: Some(transport.clone()), ..Parts::default() }
}

fn with_vault(vault: &Arc<MemoryVault>) -> Parts {
    Parts { vault: Some(vault.clone()), ..Parts::default() }
}

fn with_signer(signer: &Arc<P256Signer>) -> Parts {
    Parts { signer: Some(signer.clone()), ..Parts::default() }
}

#[tokio::test]
async fn own_transport() {
    let transport = Arc::new(PlainHttp::default());
    let stage = Stage::enrolled(with_transport(&transport)).await;
    let (login, challenge) = stage.login().await;

    let decision = stage.approve(&challenge.id, &login.number.clone().expect("a number")).await;

    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(stage.scene.answers(&login).len(), 1);
    assert!(transport.requests.load(Ordering::SeqCst) >= 4);
}

#[tokio::test]
async fn refused_redirect() {
    let transport = Arc::new(PlainHttp::default());
    let stage = Stage::set(with_transport(&transport)).await;
    let action = FaultAction::Redirect { url: "http://127.0.0.1:9/elsewhere".to_owned() };
    stage.scene.server.faults().add(ServerFault::once("preview", action));

    let refused = fault(stage.phone.preview(stage.offer(), None).await);

    assert!(matches!(refused, Fault::Server { .. }));
    assert_eq!(refused.facts().code, "net.redirect_refused");
    assert_eq!(transport.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn own_vault() {
    let vault = Arc::new(MemoryVault::default());
    let stage = Stage::enrolled(with_vault(&vault)).await;

    let again = open(&stage.home, with_vault(&vault)).expect("the same accounts");

    assert_eq!(again.accounts().expect("storage works").accounts.len(), 1);
    assert_eq!(vault.saved.load(Ordering::SeqCst), 1);
    assert_eq!(vault.key.lock().expect("no panic while locked").as_ref().map(Vec::len), Some(32));
}

#[tokio::test]
async fn lost_vault() {
    let vault = Arc::new(MemoryVault::default());
    let stage = Stage::enrolled(with_vault(&vault)).await;

    let refused = fault(open(&stage.home, with_vault(&Arc::default())));

    assert!(matches!(refused, Fault::Storage { .. }));
    assert_eq!(refused.facts().code, "store.key_lost");
    let again = open(&stage.home, with_vault(&vault)).expect("the same accounts");
    assert_eq!(again.accounts().expect("storage works").accounts.len(), 1);
}

#[tokio::test]
async fn own_signer() {
    let signer = Arc::new(P256Signer::default());
    let stage = Stage::enrolled(with_signer(&signer)).await;
    let (login, challenge) = stage.login().await;

    let decision = stage.phone.approve(challenge.id, login.number.clone(), Some(UserVerification::Biometric)).await;

    assert_eq!(decision, Ok(APPROVED));
    let prompts = signer.prompts.lock().expect("no panic while locked");
    assert!(prompts.contains(&SigningPrompt::Approve { verification: UserVerification::Biometric }));
}

#[tokio::test]
async fn approval_key() {
    const APPROVE: SigningPrompt = SigningPrompt::Approve { verification: UserVerification::Biometric };
    let signer = Arc::new(P256Signer::default());
    signer.has_approval_keys.store(true, Ordering::SeqCst);
    let stage = Stage::set(with_signer(&signer)).await;
    let asked = || signer.asked.lock().expect("no panic while locked").clone();
    let account = stage.enroll().await;
    let (_, denied) = stage.login().await;
    let decision = stage.phone.deny(denied.id, None).await;

    assert!(account.has_approval_key && stage.phone.capabilities(account.id).expect("an account").approval_key);
    assert_eq!(decision, Ok(DENIED));
    assert_eq!(asked(), [SigningPrompt::RegisterKey]);

    let (login, challenge) = stage.login().await;
    let refused = fault(stage.approve(&challenge.id, &login.number.clone().expect("a number")).await);
    let unasked = asked().len();
    let decision = stage.phone.approve(challenge.id, login.number, Some(UserVerification::Biometric)).await;

    assert!(matches!(refused, Fault::UserVerification { .. }));
    assert_eq!(
        (refused.facts().code.as_str(), refused.facts().decision, unasked),
        ("uv.required", Some(DecisionState::NotSent), 1)
    );
    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(asked(), [SigningPrompt::RegisterKey, APPROVE]);
}

#[tokio::test]
async fn refused_prompt() {
    let signer = Arc::new(P256Signer::default());
    let stage = Stage::enrolled(with_signer(&signer)).await;
    let (login, challenge) = stage.login().await;
    let number = login.number.clone().expect("a number");

    signer.refuses_to_approve.store(true, Ordering::SeqCst);
    let refused = fault(stage.approve(&challenge.id, &number).await);
    signer.refuses_to_approve.store(false, Ordering::SeqCst);
    let decision = stage.approve(&challenge.id, &number).await;

    assert!(matches!(refused, Fault::UserVerification { .. }));
    assert_eq!(
        (refused.facts().code.as_str(), refused.facts().decision),
        ("uv.canceled", Some(DecisionState::NotSent))
    );
    assert_eq!(decision, Ok(APPROVED));
}

#[tokio::test]
async fn failing_callback() {
    let transport = Arc::new(PlainHttp::default());
    let stage = Stage::enrolled(with_transport(&transport)).await;
    let (login, challenge) = stage.login().await;
    let number = login.number.clone().expect("a number");
    // The answer, and the question that follows.
    transport.failures.store(2, Ordering::SeqCst);

    let failed = fault(stage.approve(&challenge.id, &number).await);
    let decision = stage.approve(&challenge.id, &number).await;

    assert_eq!(
        (failed.facts().code.as_str(), failed.facts().decision),
        ("net.interrupted", Some(DecisionState::Unknown))
    );
    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(stage.scene.answers(&login).len(), 1);
}

#[tokio::test]
async fn canceled_while_slow() {
    let transport = Arc::new(PlainHttp::default());
    let stage = Stage::enrolled(with_transport(&transport)).await;
    let (login, challenge) = stage.login().await;
    let number = login.number.clone().expect("a number");

    transport.is_slow.store(true, Ordering::SeqCst);
    tokio::select! {
        decision = stage.approve(&challenge.id, &number) => panic!("it cannot end: {decision:?}"),
        permit = transport.waits.0.acquire() => permit.expect("never closed").forget(),
    }
    let status = stage.phone.challenge(challenge.id.clone()).expect("the challenge").status;
    transport.is_slow.store(false, Ordering::SeqCst);
    let decision = stage.approve(&challenge.id, &number).await;

    assert_eq!(status, ChallengeStatus::Decided { verdict: Verdict::Approve });
    assert_eq!(decision, Ok(APPROVED));
    assert_eq!(stage.scene.answers(&login).len(), 1);
}

#[tokio::test]
async fn two_calls_at_once() {
    let stage = Stage::enrolled(Parts::default()).await;
    let (login, challenge) = stage.login().await;
    let number = login.number.clone().expect("a number");

    let decisions = tokio::join!(stage.approve(&challenge.id, &number), stage.approve(&challenge.id, &number));

    assert_eq!(decisions, (Ok(APPROVED), Ok(APPROVED)));
    assert_eq!(stage.scene.answers(&login).len(), 1);
}

#[test]
fn open_and_close() {
    let home = TempDir::new().expect("a folder");
    let open_here = || {
        let descriptors = std::fs::read_dir("/proc/self/fd").expect("descriptors");
        let targets = descriptors.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
        targets.filter(|target| target.starts_with(home.path())).count()
    };

    for _ in 0..200 {
        let phone = open(&home, Parts::default()).expect("a phone");
        assert!(phone.accounts().expect("storage works").accounts.is_empty());
    }

    assert_eq!(open_here(), 0, "other tests have files of their own open");
}
