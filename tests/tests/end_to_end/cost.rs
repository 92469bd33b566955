//! What one approve costs the world: signatures, requests and bytes. Fsyncs and instructions are counted in the bench lane.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use countersign_core::engine::{Approval, Authenticator};
use countersign_core::model::{KeyHandle, PublicKey, Signature};
use countersign_core::platform::{KeySpec, Prompt, Signer, SignerError};
use countersign_tests::{LossyTransport, PhoneHome, Scene};

struct CountingSigner {
    inner: Arc<dyn Signer>,
    signatures: AtomicUsize,
}

#[async_trait]
impl Signer for CountingSigner {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        self.inner.generate(handle, spec).await
    }

    async fn sign(&self, handle: &KeyHandle, message: &[u8], prompt: Prompt) -> Result<Signature, SignerError> {
        self.signatures.fetch_add(1, Ordering::Relaxed);
        self.inner.sign(handle, message, prompt).await
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError> {
        self.inner.delete(handle).await
    }
}

#[tokio::test]
async fn an_approve_is_one_signature_and_one_small_request() {
    let home = PhoneHome::new();
    let mut platform = home.platform();
    let transport = Arc::new(LossyTransport::new(Arc::clone(&platform.transport)));
    let signer = Arc::new(CountingSigner { inner: Arc::clone(&platform.signer), signatures: AtomicUsize::new(0) });
    platform.transport = transport.clone();
    platform.signer = signer.clone();
    let phone = Authenticator::new(platform);
    let scene = Scene::start().await;
    scene.enroll(&phone).await;
    let (login, id) = scene.login_seen_by(&phone).await;
    let (sent_before, signed_before) = (transport.recorded().len(), signer.signatures.load(Ordering::Relaxed));

    let approval = Approval::with_number(&login.number.expect("a number")).expect("digits");
    phone.approve(&id, approval).await.expect("approved");

    let exchanges = transport.recorded().split_off(sent_before);
    let request_bytes: usize = exchanges.iter().map(|exchange| exchange.request.body.len()).sum();
    let replies = exchanges.iter().filter_map(|exchange| exchange.response.as_ref());
    let reply_bytes: usize = replies.map(|reply| reply.body.len()).sum();
    assert_eq!(signer.signatures.load(Ordering::Relaxed) - signed_before, 1);
    assert_eq!(exchanges.len(), 1);
    println!("approve: {request_bytes} bytes sent, {reply_bytes} bytes received");
    assert!(request_bytes + reply_bytes < 600, "{request_bytes} bytes sent, {reply_bytes} bytes received");
}
