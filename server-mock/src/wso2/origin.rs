//! Where a request comes from, and what it says.

use std::net::SocketAddr;

use axum::http::HeaderMap;

use super::identity::LoginOrigin;
use crate::agent::Agent;
use crate::journey::Params;
use crate::rp::Form;

/// The browser behind a request, as far as it is known.
pub(super) fn origin(peer: SocketAddr, headers: &HeaderMap) -> LoginOrigin {
    let agent = Agent::of(headers);
    LoginOrigin {
        ip_address: Some(peer.ip().to_string()),
        device_os: agent.system.map(str::to_owned),
        browser: agent.browser.map(str::to_owned),
    }
}

/// The fields of a form as scripts see them: everything but the password.
pub(super) fn params(form: &Form) -> Params {
    let fields = form.fields().filter(|(name, _)| *name != "password" && *name != "client_secret");
    fields.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).collect()
}
