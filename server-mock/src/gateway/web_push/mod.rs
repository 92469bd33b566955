//! Web Push: the provider `webpush`, whose token is a subscription that says where to send and how to encrypt
//! (section 8; RFC 8030, RFC 8291).

mod encryption;
mod post_office;
mod public_hosts;
mod sender;
mod subscription;

pub(super) use post_office::{Letter, deliver};
pub(crate) use subscription::Subscription;

/// Id of the push provider.
pub(crate) const PROVIDER: &str = "webpush";
