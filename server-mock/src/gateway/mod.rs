//! The push gateway: brings pushes to phones that listen and keeps a copy of every push ever sent.
//!
//! A phone listens as itself on the native hint stream, or as a virtual phone by the provider and token it registered.

mod delivery;
mod parcel;
mod phones;
mod routes;

pub use parcel::SentHint;

pub(crate) use delivery::Gateway;
pub(crate) use parcel::PushMessage;
pub(crate) use routes::routes;
