//! Web Push, the phone's side: where pushes go, and how their content is opened (RFC 8291). Pure.
//!
//! A push service carries content that only this phone can read, and may itself be anybody's. So nothing is believed that
//! does not open under the subscription's own key, and what opens is still only the payload of a push.

mod content;
mod error;
mod subscription;

pub use content::MAX_CONTENT;
pub use error::WebPushError;
pub use subscription::{STORED_BYTES, Subscription};
