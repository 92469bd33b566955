//! What a browser says about itself, for the context of a challenge.

use std::net::SocketAddr;

use axum::http::HeaderMap;

use crate::agent::{Agent, place};
use crate::server::Site;
use crate::world::{Context, LoginSpec, RelyingParty};

/// A login that was started on the login page of this server.
pub(super) fn page_login(site: &Site, peer: SocketAddr, headers: &HeaderMap, session: String) -> LoginSpec {
    let agent = Agent::of(headers);
    let host = url::Url::parse(&site.world.issuer().url).ok().and_then(|url| url.host_str().map(str::to_owned));
    LoginSpec {
        rp: Some(RelyingParty { name: site.world.settings().issuer_name, host }),
        context: Context {
            app: Some("Login page".to_owned()),
            ip: Some(peer.ip().to_string()),
            place: place(peer),
            browser: agent.browser.map(str::to_owned),
            os: agent.system.map(str::to_owned),
        },
        session: Some(session),
        ..LoginSpec::default()
    }
}
