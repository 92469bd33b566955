//! Push senders: whom an administrator lets send pushes. Of credentials only their presence is kept.

mod credentials;
mod manage;
mod resolve;
mod sender;

pub(crate) use manage::SenderSpec;
pub(crate) use sender::{AMAZON_SNS, SINGLE_SENDER, Sender};
