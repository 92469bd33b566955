//! Where a request comes from, and what it says.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use super::identity::LoginOrigin;
use super::pages::PORTAL_COOKIES;
use crate::agent::Agent;
use crate::journey::Params;
use crate::rp::Form;

/// Who makes a request, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Visitor {
    pub(super) origin: LoginOrigin,
    /// By lower-case name, without credentials; for scripts.
    pub(super) headers: BTreeMap<String, String>,
    /// Without those that sign in to this server's own pages; for scripts.
    pub(super) cookies: BTreeMap<String, String>,
}

impl Visitor {
    /// The browser or app behind a request.
    pub(super) fn of(peer: SocketAddr, headers: &HeaderMap) -> Self {
        let agent = Agent::of(headers);
        let origin = LoginOrigin {
            ip_address: Some(peer.ip().to_string()),
            device_os: agent.system.map(str::to_owned),
            browser: agent.browser.map(str::to_owned),
        };
        let readable = headers.iter().filter(|(name, _)| ![AUTHORIZATION, COOKIE].contains(*name));
        let text =
            |(name, value): (&HeaderName, &HeaderValue)| Some((name.to_string(), value.to_str().ok()?.to_owned()));
        Self { origin, headers: readable.filter_map(text).collect(), cookies: cookies(headers) }
    }
}

fn cookies(headers: &HeaderMap) -> BTreeMap<String, String> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs = texts.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let foreign = pairs.filter(|(name, _)| !PORTAL_COOKIES.contains(name));
    foreign.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The fields of a form as scripts see them: everything but the password.
pub(super) fn params(form: &Form) -> Params {
    let fields = form.fields().filter(|(name, _)| *name != "password" && *name != "client_secret");
    fields.map(|(name, value)| (name.to_owned(), vec![value.to_owned()])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_see_headers_and_cookies_but_no_credentials() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("user-agent", "Firefox"),
            ("authorization", "Basic c2VjcmV0"),
            ("cookie", "a=1; portal=key; b=2=3; portal-login=x; broken"),
        ] {
            headers.append(name, HeaderValue::from_static(value));
        }

        let visitor = Visitor::of(SocketAddr::from(([192, 0, 2, 7], 1)), &headers);

        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(visitor.headers, map(&[("user-agent", "Firefox")]));
        assert_eq!(visitor.cookies, map(&[("a", "1"), ("b", "2=3")]));
        assert_eq!(visitor.origin.ip_address.as_deref(), Some("192.0.2.7"));
    }
}
