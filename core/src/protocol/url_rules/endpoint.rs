//! The address that a push service gives out for this phone.

use url::Url;

use super::issuer::{authority, check_authority, check_characters, check_host, parse_error};
use super::{UrlError, UrlRules};

/// A checked push endpoint in its canonical form.
///
/// Unlike an issuer it comes from another app and not from a person, is shown to nobody and may have a query, so its path and
/// its spelling are the push service's own business. The host has to be as public as an issuer's: servers send to no other.
#[derive(Clone, PartialEq, Eq)]
pub struct PushEndpoint(Url);

impl PushEndpoint {
    /// Checks `text`, of at most 2,048 characters, against `rules`.
    ///
    /// # Errors
    /// The first rule that `text` breaks.
    pub fn parse(text: &str, rules: UrlRules) -> Result<Self, UrlError> {
        check_characters(text, MAX_BYTES)?;
        check_authority(authority(text)?)?;
        let url = Url::parse(text).map_err(parse_error)?;
        check_host(&url, rules)?;
        if url.port() == Some(0) {
            return Err(UrlError::Port);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        if url.as_str().len() > MAX_BYTES { Err(UrlError::TooLong) } else { Ok(Self(url)) }
    }

    /// The address. Whoever knows it can send pushes: not for logs.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl std::fmt::Debug for PushEndpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PushEndpoint(redacted)")
    }
}

/// docs/protocol.md section 8.
const MAX_BYTES: usize = 2_048;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::url_rules::LoopbackHttp;

    fn check(text: &str) -> Result<String, UrlError> {
        PushEndpoint::parse(text, UrlRules::default()).map(|endpoint| endpoint.as_str().to_owned())
    }

    #[test]
    fn endpoints_of_push_services_are_kept() {
        for text in [
            "https://ntfy.example/upAbCdEf0123?up=1",
            "https://updates.push.services.example/wpush/v2/gAAAA_B-c",
            "https://fcm.example/fcm/send/abc:APA91b-_x",
            "https://wns.example:8443/w/?token=BQYAAA%2fx%3d%3d",
            "https://push.example/a//b/;c",
        ] {
            assert_eq!(check(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn an_endpoint_is_told_in_its_canonical_form() {
        assert_eq!(check("HTTPS://Push.Example:443").as_deref(), Ok("https://push.example/"));
        assert_eq!(check("https://push.example/a/../b").as_deref(), Ok("https://push.example/b"));
    }

    #[test]
    fn what_servers_would_not_send_to_is_refused() {
        let long = format!("https://push.example/{}", "a".repeat(MAX_BYTES));
        for (text, expected) in [
            ("", UrlError::NotAUrl),
            (long.as_str(), UrlError::TooLong),
            ("push.example", UrlError::NotAUrl),
            ("https:push.example/a", UrlError::NotAUrl),
            ("http://push.example/a", UrlError::NotHttps),
            ("wss://push.example/a", UrlError::NotHttps),
            ("https://user@push.example/a", UrlError::UserInfo),
            ("https://push%2eexample/a", UrlError::PercentInHost),
            ("https://192.168.1.7/a", UrlError::IpLiteral),
            ("https://[fe80::1]/a", UrlError::IpLiteral),
            ("https://0x7f.1/a", UrlError::Loopback),
            ("http://localhost/a", UrlError::Loopback),
            ("https://printer.local/a", UrlError::NoPublicName),
            ("https://printer/a", UrlError::NoPublicName),
            ("https://push.example:0/a", UrlError::Port),
            ("https://push.example/a#b", UrlError::Fragment),
            ("https://push.example/a b", UrlError::ForbiddenCharacter),
            ("https://push.example/\"a", UrlError::ForbiddenCharacter),
            ("https://push.example/\\a", UrlError::ForbiddenCharacter),
            ("https://push.example/\u{e4}", UrlError::NonAscii),
        ] {
            assert_eq!(check(text), Err(expected), "{text}");
        }
    }

    #[test]
    fn this_machine_is_allowed_where_the_rules_say_so() {
        let rules = UrlRules { loopback: LoopbackHttp::Allowed };

        assert!(PushEndpoint::parse("http://127.0.0.1:8080/up?x=1", rules).is_ok());
        assert_eq!(PushEndpoint::parse("http://push.example/a", rules), Err(UrlError::NotHttps));
        assert_eq!(PushEndpoint::parse("https://10.0.0.1/a", rules), Err(UrlError::IpLiteral));
    }

    #[test]
    fn debug_does_not_show_the_address() {
        let endpoint = PushEndpoint::parse("https://push.example/canary", UrlRules::default());
        assert_eq!(format!("{endpoint:?}"), "Ok(PushEndpoint(redacted))");
    }
}
