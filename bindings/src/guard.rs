//! Panics end here. What they say may name anything, so none of it crosses.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use countersign_core::error::Error;

use crate::Fault;

/// Runs `call`; a panic becomes `core.panicked`. The core keeps nothing in memory that a panic could leave half done.
pub(crate) async fn guarded<T>(call: impl Future<Output = Result<T, Error>>) -> Result<T, Fault> {
    let mut call = pin!(call);
    poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| call.as_mut().poll(context))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(result)) => Poll::Ready(result.map_err(Fault::from)),
        Err(_) => Poll::Ready(Err(Fault::panicked())),
    })
    .await
}

/// The same for a call that waits for nobody.
pub(crate) fn guarded_now<T>(call: impl FnOnce() -> Result<T, Error>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(Fault::from),
        Err(_) => Err(Fault::panicked()),
    }
}
