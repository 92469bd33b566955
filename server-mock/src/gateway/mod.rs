//! The push gateway: brings pushes to phones that listen and keeps a copy of every push ever sent.
//!
//! A phone listens as itself on the native hint stream, as a virtual phone by the provider and token it registered, or
//! at a Web Push endpoint.

mod delivery;
mod outbox;
mod parcel;
mod phones;
mod routes;
mod web_push;

pub use parcel::{EndpointOutcome, EndpointReply, SentHint};

pub(crate) use delivery::Gateway;
pub(crate) use parcel::PushMessage;
pub(crate) use routes::routes;
pub(crate) use web_push::{PROVIDER as WEB_PUSH, Subscription};
