//! What a browser says about itself, and where it is.

use std::net::SocketAddr;

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;

/// A browser by its `User-Agent`; what it does not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Agent {
    pub(crate) browser: Option<&'static str>,
    pub(crate) version: Option<String>,
    pub(crate) system: Option<&'static str>,
}

impl Agent {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).map(Self::parse).unwrap_or_default()
    }

    fn parse(agent: &str) -> Self {
        let browser = BROWSERS.iter().find(|(token, _, _)| agent.contains(token));
        Self {
            browser: browser.map(|(_, name, _)| *name),
            version: browser.and_then(|(_, _, before)| version(agent, before)),
            system: SYSTEMS.iter().find(|(token, _)| agent.contains(token)).map(|(_, name)| *name),
        }
    }
}

/// The place of a browser, as far as it is known without a map of the world's addresses.
pub(crate) fn place(peer: SocketAddr) -> Option<String> {
    peer.ip().is_loopback().then(|| "This computer".to_owned())
}

fn version(agent: &str, before: &str) -> Option<String> {
    let (_, rest) = agent.split_once(before)?;
    let version: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').take(MAX_VERSION).collect();
    (!version.is_empty()).then_some(version)
}

/// Token, name, and what stands before the version. Order matters: most browsers also claim to be others.
const BROWSERS: [(&str, &str, &str); 4] = [
    ("Edg/", "Edge", "Edg/"),
    ("Firefox/", "Firefox", "Firefox/"),
    ("Chrome/", "Chrome", "Chrome/"),
    ("Safari/", "Safari", "Version/"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];
/// Characters of a version.
const MAX_VERSION: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_that_claim_to_be_others_are_told_apart() {
        for (agent, browser, version, system) in [
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.1",
                Some("Edge"),
                Some("120.1"),
                Some("Windows"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/121.0 Mobile Safari/537.36",
                Some("Chrome"),
                Some("121.0"),
                Some("Android"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_0) AppleWebKit/605.1 Version/17.4 Safari/605.1",
                Some("Safari"),
                Some("17.4"),
                Some("macOS"),
            ),
            ("Firefox/", Some("Firefox"), None, None),
            ("curl/8", None, None, None),
        ] {
            let expected = Agent { browser, version: version.map(str::to_owned), system };
            assert_eq!(Agent::parse(agent), expected, "{agent}");
        }
    }
}
