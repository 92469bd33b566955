//! Promises that were rejected and that nobody looked at.

use std::cell::RefCell;
use std::hash::{DefaultHasher, Hash, Hasher};

use rquickjs::Value;

use super::error::ScriptError;
use super::exception;

/// The rejections of one run, as text: no value of the engine may be kept in a host closure.
#[derive(Debug, Default)]
pub(super) struct Rejections {
    open: RefCell<Vec<(u64, ScriptError)>>,
}

impl Rejections {
    /// Notes that a promise was rejected, or that somebody looked at it after all.
    pub(super) fn note(&self, promise: &Value<'_>, reason: &Value<'_>, is_handled: bool, file: &str) {
        let mut hasher = DefaultHasher::new();
        promise.hash(&mut hasher);
        let key = hasher.finish();
        if is_handled {
            self.open.borrow_mut().retain(|(known, _)| *known != key);
            return;
        }
        // This may run the script's own code, and so come back here.
        let error = exception::describe(reason, file);
        self.open.borrow_mut().push((key, error));
    }

    /// The first rejection that is still open.
    pub(super) fn take(&self) -> Option<ScriptError> {
        self.open.take().into_iter().next().map(|(_, error)| error)
    }
}
