//! What a browser says about itself, for the context of a challenge.

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

use crate::server::Site;
use crate::world::{Context, LoginSpec, RelyingParty};

/// A login that was started on the login page of this server.
pub(super) fn page_login(site: &Site, peer: SocketAddr, headers: &HeaderMap, session: String) -> LoginSpec {
    let agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let host = url::Url::parse(&site.world.issuer().url).ok().and_then(|url| url.host_str().map(str::to_owned));
    LoginSpec {
        rp: Some(RelyingParty { name: site.world.settings().issuer_name, host }),
        context: Context {
            app: Some("Login page".to_owned()),
            ip: Some(peer.ip().to_string()),
            place: peer.ip().is_loopback().then(|| "This computer".to_owned()),
            browser: first_match(agent, &BROWSERS),
            os: first_match(agent, &SYSTEMS),
        },
        session: Some(session),
        ..LoginSpec::default()
    }
}

fn first_match(agent: &str, names: &[(&str, &str)]) -> Option<String> {
    names.iter().find(|(token, _)| agent.contains(token)).map(|(_, name)| (*name).to_owned())
}

/// Order matters: most browsers also claim to be others.
const BROWSERS: [(&str, &str); 4] =
    [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_claim_to_be_others_are_told_apart() {
        let edge = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0";
        let chrome = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36";

        assert_eq!(first_match(edge, &BROWSERS).as_deref(), Some("Edge"));
        assert_eq!(first_match(edge, &SYSTEMS).as_deref(), Some("Windows"));
        assert_eq!(first_match(chrome, &BROWSERS).as_deref(), Some("Chrome"));
        assert_eq!(first_match(chrome, &SYSTEMS).as_deref(), Some("Android"));
        assert_eq!(first_match("curl/8", &BROWSERS), None);
    }
}
