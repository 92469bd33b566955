//! Ending calls from outside, for languages whose own cancellation does not reach this library.

use std::future::{Future, Pending, pending};
use std::pin::pin;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{AbortHandle, Abortable, Either, Shared, select};

use crate::Fault;

/// Ends the calls of an authenticator that was made with it: see `Authenticator.cancelable`.
#[derive(uniffi::Object)]
pub struct Cancellation {
    handle: AbortHandle,
    fired: Shared<Abortable<Pending<()>>>,
}

#[uniffi::export]
impl Cancellation {
    /// One that has not been used.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        let (handle, registration) = AbortHandle::new_pair();
        Arc::new(Self { handle, fired: Abortable::new(pending(), registration).shared() })
    }

    /// Ends the calls under way and refuses later ones, each with `core.canceled`. For good; twice is once.
    ///
    /// They stop where they wait, as if their caller had gone: what must not be lost is stored already.
    pub fn cancel(&self) {
        self.handle.abort();
    }
}

/// What `call` brings, unless `cancellation` fires first: then the call is dropped where it waits.
pub(crate) async fn unless<T>(
    cancellation: Option<&Arc<Cancellation>>,
    call: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let Some(cancellation) = cancellation else { return call.await };
    match select(cancellation.fired.clone(), pin!(call)).await {
        Either::Left(_) => Err(Fault::canceled()),
        Either::Right((result, _)) => result,
    }
}
