//! Long computations away from the thread that waits for them.

use std::future::{Future, poll_fn};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// Computes on a thread of its own: an app's event loop goes on meanwhile. `None` when the computation panicked or no thread could be
/// made. Whoever no longer waits lets it end for nobody.
pub(super) fn computed<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Option<T>> {
    let shared = Arc::new(Shared(Mutex::new(Slot { result: None, is_over: false, waker: None })));
    let ending = Ending(Arc::clone(&shared));
    // When there is no thread, `ending` is dropped here and the slot stays empty.
    let _ = std::thread::Builder::new().name("countersign".to_owned()).spawn(move || {
        let result = work();
        ending.0.slot().result = Some(result);
        drop(ending);
    });
    poll_fn(move |context| {
        let mut slot = shared.slot();
        if slot.is_over {
            return Poll::Ready(slot.result.take());
        }
        slot.waker = Some(context.waker().clone());
        Poll::Pending
    })
}

struct Shared<T>(Mutex<Slot<T>>);

struct Slot<T> {
    result: Option<T>,
    is_over: bool,
    waker: Option<Waker>,
}

/// Tells whoever waits that the computation is over, whatever ended it.
struct Ending<T>(Arc<Shared<T>>);

impl<T> Shared<T> {
    fn slot(&self) -> MutexGuard<'_, Slot<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Ending<T> {
    fn drop(&mut self) {
        let waker = {
            let mut slot = self.0.slot();
            slot.is_over = true;
            slot.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn others_run_while_something_is_computed() {
        let (go, went) = std::sync::mpsc::channel();
        let computation = computed(move || went.recv().map(|()| std::thread::current().id()));

        let (thread, ()) = tokio::join!(computation, async move { go.send(()).expect("somebody waits") });

        assert_ne!(thread.expect("no panic").expect("a message"), std::thread::current().id());
    }

    #[tokio::test]
    async fn a_panic_ends_the_wait() {
        let nothing: Option<()> = computed(|| panic!("expected by the test")).await;

        assert_eq!(nothing, None);
    }
}
