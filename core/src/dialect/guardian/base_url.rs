//! Where a tenant's device API and its consents are, by the rules of Auth0's device SDKs.

use url::Url;

use crate::dialect::record::named_url;
use crate::protocol::url_rules::{IssuerUrl, UrlError, UrlRules};

/// The path segment under which tenants and custom domains serve the device API.
const SEGMENT: &str = "appliance-mfa";
const GUARDIAN_HOST: &str = "guardian.auth0.com";

/// The base URL of the device API of `server`: a domain, or a URL with or without the path of the API.
///
/// # Errors
/// When `server` is no acceptable issuer URL.
pub(super) fn device_api(server: &str, rules: UrlRules) -> Result<IssuerUrl, UrlError> {
    let issuer = named_url(server, rules)?;
    let is_complete = last_segment(issuer.url()) == Some(SEGMENT) || is_guardian_host(issuer.host());
    if is_complete { Ok(issuer) } else { IssuerUrl::parse(issuer.join([SEGMENT]).as_str(), rules) }
}

/// The URL of a consent: on the tenant's own host, beside the device API.
pub(super) fn consent(device_api: &IssuerUrl, id: &str) -> Url {
    let mut url = device_api.url().clone();
    if url.host_str().is_some_and(|host| host.ends_with("auth0.com")) {
        let host = device_api.host().replace(".guardian.", ".");
        url.set_host(Some(&host)).expect("a host without one of its labels is a host");
    }
    let is_api = last_segment(&url) == Some(SEGMENT);
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty();
        if is_api {
            path.pop();
        }
        path.extend(["rich-consents", id]);
    }
    url
}

fn last_segment(url: &Url) -> Option<&str> {
    url.path_segments()?.rfind(|segment| !segment.is_empty())
}

/// `guardian.auth0.com` below any name, with at most one label for the region in between.
fn is_guardian_host(host: &str) -> bool {
    let has_region = |rest: &str| rest.rsplit_once('.').is_some_and(|(_, last)| last == "guardian");
    host.ends_with(GUARDIAN_HOST)
        || host
            .strip_suffix(".auth0.com")
            .and_then(|rest| rest.rsplit_once('.'))
            .is_some_and(|(rest, _region)| rest == "guardian" || has_region(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::url_rules::LoopbackHttp;

    const OPEN: UrlRules = UrlRules { loopback: LoopbackHttp::Allowed };

    fn vectors(name: &str) -> Vec<(String, String)> {
        let table: serde_json::Value =
            serde_json::from_str(include_str!("../../../../tests/vectors/guardian-urls.json")).expect("JSON");
        let rows = table[name].as_array().expect("rows");
        rows.iter().map(|row| (text(&row["input"]), text(&row["base"]))).collect()
    }

    fn text(value: &serde_json::Value) -> String {
        value.as_str().expect("text").to_owned()
    }

    #[test]
    fn the_device_api_is_where_the_published_vectors_say() {
        let vectors = vectors("device_api");
        assert!(vectors.len() >= 14);
        for (input, base) in vectors {
            assert_eq!(device_api(&input, OPEN).expect(&input).as_str(), base, "{input}");
        }
    }

    #[test]
    fn consents_are_where_the_published_vectors_say() {
        let vectors = vectors("consents");
        assert!(vectors.len() >= 6);
        for (input, base) in vectors {
            let device_api = device_api(&input, OPEN).expect(&input);
            assert_eq!(consent(&device_api, "cns_1").as_str(), format!("{base}/cns_1"), "{input}");
        }
    }

    #[test]
    fn unsafe_servers_are_refused() {
        for (server, error) in [
            ("http://samples.auth0.com", UrlError::NotHttps),
            ("https://user@samples.auth0.com", UrlError::UserInfo),
            ("https://192.0.2.7", UrlError::IpLiteral),
            ("localhost", UrlError::Loopback),
            ("https://samples.auth0.com?x=1", UrlError::Query),
            ("", UrlError::NotAUrl),
        ] {
            assert_eq!(device_api(server, UrlRules::default()), Err(error), "{server}");
        }
    }
}
