//! Calls that are ended from outside.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use async_trait::async_trait;
use countersign_ffi::{
    Authenticator, Cancellation, DesktopVault, Fault, HttpRequest, HttpResponse, Preview, Transport, TransportFailure,
};
use tempfile::TempDir;

use crate::parts::{OFFER, settings};

/// A server that never replies. Counts who waits for it, and who no longer does.
#[derive(Default)]
struct Silent {
    sent: AtomicUsize,
    dropped: AtomicUsize,
}

struct Waiting<'a>(&'a Silent);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::Relaxed);
    }
}

#[async_trait]
impl Transport for Silent {
    async fn send(&self, _: HttpRequest) -> Result<HttpResponse, TransportFailure> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let _waiting = Waiting(self);
        pending().await
    }
}

impl Silent {
    fn counts(&self) -> [usize; 2] {
        [self.sent.load(Ordering::Relaxed), self.dropped.load(Ordering::Relaxed)]
    }
}

struct Phone {
    _home: TempDir,
    server: Arc<Silent>,
    authenticator: Arc<Authenticator>,
}

fn phone() -> Phone {
    let home = TempDir::new().expect("a folder");
    let server = Arc::new(Silent::default());
    let settings = settings(&home, DesktopVault::File);
    let transport: Arc<dyn Transport> = Arc::<Silent>::clone(&server);
    let authenticator = Authenticator::open(settings, None, Some(transport), None);
    Phone { _home: home, server, authenticator: authenticator.expect("a phone") }
}

async fn preview(phone: &Authenticator) -> Result<Arc<Preview>, Fault> {
    phone.preview(OFFER.to_owned(), None).await
}

fn polled<T>(call: std::pin::Pin<&mut impl Future<Output = T>>) -> Poll<T> {
    call.poll(&mut Context::from_waker(Waker::noop()))
}

fn code(result: Result<Arc<Preview>, Fault>) -> String {
    result.err().expect("no server is there").facts().code.clone()
}

#[tokio::test]
async fn canceling_drops_what_a_call_waits_for() {
    let phone = phone();
    let cancellation = Cancellation::new();
    let view = phone.authenticator.cancelable(Arc::clone(&cancellation));
    let mut call = pin!(preview(&view));
    assert!(polled(call.as_mut()).is_pending());
    assert_eq!(phone.server.counts(), [1, 0]);

    cancellation.cancel();
    cancellation.cancel();

    assert_eq!(code(call.await), "core.canceled");
    assert_eq!(phone.server.counts(), [1, 1]);
}

#[tokio::test]
async fn one_cancellation_ends_every_call_of_its_view_and_no_other() {
    let phone = phone();
    let cancellation = Cancellation::new();
    let view = phone.authenticator.cancelable(Arc::clone(&cancellation));
    let (mut first, mut second) = (pin!(preview(&view)), pin!(preview(&view)));
    let mut other = pin!(preview(&phone.authenticator));
    assert!(polled(first.as_mut()).is_pending());
    assert!(polled(second.as_mut()).is_pending());
    assert!(polled(other.as_mut()).is_pending());

    cancellation.cancel();

    assert_eq!([code(first.await), code(second.await)], ["core.canceled", "core.canceled"]);
    assert!(polled(other.as_mut()).is_pending());
    assert_eq!(phone.server.counts(), [3, 2]);
}

#[tokio::test]
async fn what_is_canceled_beforehand_never_begins() {
    let phone = phone();
    let cancellation = Cancellation::new();
    cancellation.cancel();

    let view = phone.authenticator.cancelable(cancellation);

    assert_eq!(code(preview(&view).await), "core.canceled");
    assert_eq!(phone.server.counts(), [0, 0]);
}

#[tokio::test]
async fn calls_that_are_not_canceled_end_as_ever() {
    let phone = phone();
    let view = phone.authenticator.cancelable(Cancellation::new());

    assert_eq!(code(view.preview("nothing to scan".to_owned(), None).await), "qr.unknown_scheme");
    assert!(view.accounts().expect("storage works").accounts.is_empty());
}
