//! What My Account and the Console have in common: signing in, forms that no other site can send, and their refusals.

mod ended;
mod form;
mod sign_in;
mod visit;

pub(super) use ended::Ended;
pub(super) use form::Submitted;
pub(super) use sign_in::{asked, routes, with_cookie};
pub(in crate::wso2) use visit::PORTAL_COOKIES;
pub(super) use visit::{Member, Portal, STARTED_LOGIN, Visit};
