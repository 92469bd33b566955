//! Calls that are dropped in the middle, as when a person closes the app.

use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::Poll;

use async_trait::async_trait;
use countersign_core::engine::Platform;
use countersign_core::model::{KeyHandle, PublicKey, Signature};
use countersign_core::platform::{KeySpec, Prompt, Signer, SignerError, Transport, TransportError};
use countersign_core::protocol::{HttpRequest, HttpResponse};

/// On which side of a call's effect the future is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The call has no effect.
    Before,
    /// The call has its effect, nobody hears of it.
    After,
}

impl Side {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Before, Self::After];
}

/// Ends a future at its call number `index` to network or signer.
///
/// Those are all the places where the engine waits, so a sweep over `index` and [`Side`] visits every await.
#[derive(Debug)]
pub struct Cut {
    index: usize,
    side: Side,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    calls: usize,
    is_reached: bool,
}

impl Cut {
    /// Ends at call number `index`, counted from 0.
    pub fn at(index: usize, side: Side) -> Arc<Self> {
        Arc::new(Self { index, side, progress: Mutex::default() })
    }

    /// The platform whose network and signer know of the cut.
    pub fn placed_in(self: &Arc<Self>, platform: Platform) -> Platform {
        Platform {
            transport: Arc::new(CutTransport { inner: platform.transport, cut: Arc::clone(self) }),
            signer: Arc::new(CutSigner { inner: platform.signer, cut: Arc::clone(self) }),
            ..platform
        }
    }

    /// Runs `future` to its end, or drops it at the cut.
    pub async fn run<T>(&self, future: impl Future<Output = T>) -> Option<T> {
        let mut future = pin!(future);
        poll_fn(|context| match future.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if self.is_reached() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    /// Whether a future ended here.
    pub fn is_reached(&self) -> bool {
        self.progress().is_reached
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().expect("not poisoned")
    }

    async fn around<T>(&self, call: impl Future<Output = T>) -> T {
        let is_here = {
            let mut progress = self.progress();
            progress.calls += 1;
            progress.calls == self.index + 1
        };
        if !is_here {
            return call.await;
        }
        if self.side == Side::After {
            call.await;
        }
        self.progress().is_reached = true;
        pending().await
    }
}

struct CutTransport {
    inner: Arc<dyn Transport>,
    cut: Arc<Cut>,
}

#[async_trait]
impl Transport for CutTransport {
    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, TransportError> {
        self.cut.around(self.inner.send(request)).await
    }
}

struct CutSigner {
    inner: Arc<dyn Signer>,
    cut: Arc<Cut>,
}

#[async_trait]
impl Signer for CutSigner {
    async fn generate(&self, handle: &KeyHandle, spec: &KeySpec) -> Result<PublicKey, SignerError> {
        self.cut.around(self.inner.generate(handle, spec)).await
    }

    async fn sign(&self, handle: &KeyHandle, message: &[u8], prompt: Prompt) -> Result<Signature, SignerError> {
        self.cut.around(self.inner.sign(handle, message, prompt)).await
    }

    async fn delete(&self, handle: &KeyHandle) -> Result<(), SignerError> {
        self.cut.around(self.inner.delete(handle)).await
    }
}
