//! A server like WSO2 Identity Server and Asgardeo: what its phones, browsers, applications and administrators call.
//!
//! [`identity`] is a plain state machine like the world's: time and randomness are passed in. Everything beside it reads a
//! request, asks the state and writes a reply; it decides nothing.

mod admin;
mod call;
mod error;
mod ground;
pub(crate) mod identity;
mod me;
mod messages;
mod oauth;
mod openapi;
mod operation;
mod origin;
mod pages;
mod prefix;
mod push_auth;
mod reply;
mod routes;

pub(crate) use error::{IdentityError, plain_error};
pub(crate) use openapi::document;
pub(crate) use operation::{OPERATIONS, name as operation_name};
pub(crate) use routes::routes;
