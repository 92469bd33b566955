//! What can be wrong with a Web Push.

use crate::protocol::url_rules::UrlError;

/// Why an endpoint or the content of a push was refused. Carries nothing of either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WebPushError {
    /// The endpoint is no address that servers send to.
    #[error("the push service gave an address that cannot be used: {0}")]
    Endpoint(UrlError),
    /// This phone has no subscription, so nobody can have encrypted anything for it.
    #[error("this phone has no push subscription; register for pushes again")]
    NotSubscribed,
    /// More than [`MAX_CONTENT`](super::MAX_CONTENT) bytes.
    #[error("the content of the push is too long")]
    TooLong,
    /// Too short for a header and one record.
    #[error("the content of the push is cut off")]
    Truncated,
    /// The record size is smaller than the smallest record.
    #[error("the content of the push has an impossible record size")]
    RecordSize,
    /// More than one record, which RFC 8291 section 4 forbids.
    #[error("the content of the push has more than one record")]
    SeveralRecords,
    /// The sender's key is no point of the curve in uncompressed form.
    #[error("the content of the push has no valid sender key")]
    SenderKey,
    /// Damaged, cut off, or encrypted for another subscription.
    #[error("the push was not encrypted for this phone as it is registered now; register for pushes again")]
    Undecryptable,
    /// What was decrypted has no delimiter between content and padding.
    #[error("the content of the push is wrongly padded")]
    Padding,
}
