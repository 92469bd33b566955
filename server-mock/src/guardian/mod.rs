//! An Auth0 tenant with Guardian: what its phones, browsers, applications and administrators call.
//!
//! [`tenant`] is a plain state machine like the world's: time and randomness are passed in. Everything beside it reads a
//! request, asks the tenant and writes a reply; it decides nothing.

mod browser;
mod consents;
mod device;
mod error;
mod jws;
mod management;
mod mfa;
pub(crate) mod oauth;
mod operation;
mod page;
mod reply;
mod request;
mod routes;
pub(crate) mod tenant;

pub(crate) use error::{GuardianError, plain_error};
pub(crate) use operation::{OPERATIONS, name as operation_name};
pub(crate) use routes::routes;

use crate::speaks::Mode;
