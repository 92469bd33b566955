//! A server like WSO2 Identity Server and Asgardeo: what its phones, browsers, applications and administrators call.
//!
//! [`identity`] is a plain state machine like the world's: time and randomness are passed in. Everything beside it reads a
//! request, asks the state and writes a reply; it decides nothing.

mod error;
pub(crate) mod identity;
mod operation;
mod prefix;
mod routes;

pub(crate) use error::{IdentityError, plain_error};
pub(crate) use operation::{OPERATIONS, name as operation_name};
pub(crate) use routes::routes;
