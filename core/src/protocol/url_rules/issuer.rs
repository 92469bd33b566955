//! The issuer URL itself.

use std::fmt;

use url::{Origin, ParseError, Url};

use super::host::{self, HostKind};
use super::{UrlError, display, path};

/// Whether this machine may be an issuer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum LoopbackHttp {
    /// Only public `https` hosts.
    #[default]
    Refused,
    /// Also `http` and `https` to `localhost`, `127.0.0.0/8` and `[::1]`: for tests and development.
    Allowed,
}

/// What an issuer URL may be. The default allows public `https` hosts only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct UrlRules {
    /// Whether this machine may be an issuer.
    pub loopback: LoopbackHttp,
}

/// A checked issuer base URL in its canonical form, without trailing slash.
///
/// Two issuers are the same exactly when their texts are.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IssuerUrl {
    text: String,
    url: Url,
}

impl IssuerUrl {
    /// Checks `text` against `rules`. What is accepted is kept byte for byte.
    ///
    /// # Errors
    /// The first rule that `text` breaks, in the order of [`UrlError`].
    pub fn parse(text: &str, rules: UrlRules) -> Result<Self, UrlError> {
        check_characters(text, MAX_BYTES)?;
        let authority = authority(text)?;
        check_authority(authority)?;
        let url = Url::parse(text).map_err(parse_error)?;
        check_host(&url, rules)?;
        if url.port() == Some(0) || authority.ends_with(':') {
            return Err(UrlError::Port);
        }
        if url.query().is_some() {
            return Err(UrlError::Query);
        }
        if url.fragment().is_some() {
            return Err(UrlError::Fragment);
        }
        path::check(after_authority(text, authority))?;
        let canonical = url.as_str();
        let canonical = if url.path() == "/" { canonical.strip_suffix('/').unwrap_or(canonical) } else { canonical };
        if canonical != text {
            return Err(UrlError::NotCanonical);
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// The text, as enrolled and as messages name the issuer.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Host name in its ASCII form, without port.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Host name as a person should see it: complete, in one script per label, else in its `xn--` form.
    pub fn display_host(&self) -> String {
        display::host(self.host())
    }

    /// The URL.
    pub const fn url(&self) -> &Url {
        &self.url
    }

    /// The URL of a resource below the issuer. Every segment is one path segment whatever it contains: separators in it
    /// are encoded, and `.` and `..` are dropped.
    pub fn join<'a>(&self, segments: impl IntoIterator<Item = &'a str>) -> Url {
        let mut url = self.url.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(segments);
        }
        url
    }

    /// Whether `url` has the same scheme, host and port.
    pub fn same_origin(&self, url: &Url) -> bool {
        let origin = self.url.origin();
        matches!(origin, Origin::Tuple(..)) && origin == url.origin()
    }
}

impl fmt::Display for IssuerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

pub(super) fn check_characters(text: &str, most: usize) -> Result<(), UrlError> {
    if text.len() > most {
        return Err(UrlError::TooLong);
    }
    if !text.is_ascii() {
        return Err(UrlError::NonAscii);
    }
    let is_forbidden = |byte: u8| {
        !byte.is_ascii_graphic() || matches!(byte, b'\\' | b'"' | b'<' | b'>' | b'^' | b'`' | b'{' | b'|' | b'}')
    };
    if text.bytes().any(is_forbidden) { Err(UrlError::ForbiddenCharacter) } else { Ok(()) }
}

/// What stands between `scheme://` and the next delimiter.
pub(super) fn authority(text: &str) -> Result<&str, UrlError> {
    let (scheme, rest) = text.split_once(':').ok_or(UrlError::NotAUrl)?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !is_scheme {
        return Err(UrlError::NotAUrl);
    }
    if !scheme.eq_ignore_ascii_case("https") && !scheme.eq_ignore_ascii_case("http") {
        return Err(UrlError::NotHttps);
    }
    // A URL parser also takes `https:host` and `https:////host`; other readers do not.
    let rest = rest.strip_prefix("//").ok_or(UrlError::NotAUrl)?;
    match rest.split(['/', '?', '#']).next() {
        Some(authority) if !authority.is_empty() => Ok(authority),
        Some(_) | None => Err(UrlError::NotAUrl),
    }
}

pub(super) fn check_authority(authority: &str) -> Result<(), UrlError> {
    if authority.contains('@') {
        return Err(UrlError::UserInfo);
    }
    if authority.contains('%') {
        return Err(UrlError::PercentInHost);
    }
    Ok(())
}

pub(super) fn check_host(url: &Url, rules: UrlRules) -> Result<(), UrlError> {
    let kind = host::kind(url.host().ok_or(UrlError::NotAUrl)?)?;
    match (kind, rules.loopback) {
        (HostKind::Loopback, LoopbackHttp::Allowed) => Ok(()),
        (HostKind::Public, _) if url.scheme() == "https" => Ok(()),
        (HostKind::Loopback, LoopbackHttp::Refused) => Err(UrlError::Loopback),
        (HostKind::Public, _) => Err(UrlError::NotHttps),
    }
}

/// The path as it was written: the parsed one has its dot segments resolved.
fn after_authority<'a>(text: &'a str, authority: &str) -> &'a str {
    let rest = text.split_once("//").map_or("", |(_, rest)| rest);
    rest.strip_prefix(authority).unwrap_or_default()
}

pub(super) const fn parse_error(error: ParseError) -> UrlError {
    match error {
        ParseError::InvalidPort => UrlError::Port,
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => UrlError::IpLiteral,
        ParseError::IdnaError | ParseError::InvalidDomainCharacter | ParseError::EmptyHost => UrlError::HostName,
        ParseError::RelativeUrlWithoutBase
        | ParseError::RelativeUrlWithCannotBeABaseBase
        | ParseError::SetHostOnCannotBeABaseUrl
        | ParseError::Overflow
        | _ => UrlError::NotAUrl,
    }
}

/// docs/protocol.md section 2.
const MAX_BYTES: usize = 512;

#[cfg(test)]
mod tests {
    use super::*;

    fn issuer(text: &str) -> IssuerUrl {
        IssuerUrl::parse(text, UrlRules::default()).unwrap()
    }

    #[test]
    fn joined_segments_stay_below_the_issuer() {
        let issuer = issuer("https://login.example.com:8443/t1");

        let url = issuer.join(["countersign", "v1", "a/b?c#d", "..", ".", "e"]);

        assert_eq!(url.as_str(), "https://login.example.com:8443/t1/countersign/v1/a%2Fb%3Fc%23d/e");
    }

    #[test]
    fn joining_at_the_root_makes_no_empty_segment() {
        assert_eq!(issuer("https://a.example").join(["x"]).as_str(), "https://a.example/x");
    }

    #[test]
    fn origin_is_scheme_host_and_port() {
        let issuer = issuer("https://a.example/t1");
        let same = |text: &str| issuer.same_origin(&Url::parse(text).unwrap());

        assert!(same("https://a.example/t2"));
        assert!(same("https://A.EXAMPLE:443"));
        assert!(!same("https://a.example:444/t1"));
        assert!(!same("http://a.example/t1"));
        assert!(!same("https://b.example/t1"));
        assert!(!same("blob:null"));
    }

    #[test]
    fn host_and_text_are_kept() {
        let issuer = issuer("https://login.example.com:8443/t1");

        assert_eq!(issuer.as_str(), "https://login.example.com:8443/t1");
        assert_eq!(issuer.host(), "login.example.com");
        assert_eq!(issuer.display_host(), "login.example.com");
    }
}
