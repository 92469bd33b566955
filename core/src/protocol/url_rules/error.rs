//! What can be wrong with a URL.

/// Why a text is not an issuer URL or a push endpoint. Carries nothing of the text: offers hold tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum UrlError {
    /// More than 512 bytes, as a push endpoint more than 2,048.
    #[error("the address is too long")]
    TooLong,
    /// Letters outside ASCII. Host names travel as `xn--` labels, paths percent-encoded.
    #[error("the address has characters that must be encoded")]
    NonAscii,
    /// White space, a control character, a backslash, a quote or another character no URL contains.
    #[error("the address has a character that no address may have")]
    ForbiddenCharacter,
    /// Not of the form `scheme://host`.
    #[error("the text is not a web address")]
    NotAUrl,
    /// Another scheme than `https`; also `http`, except to this machine where the rules allow it.
    #[error("the address does not start with https")]
    NotHttps,
    /// A user name or password before the host: `https://known.example@evil.example`.
    #[error("the address contains a user name")]
    UserInfo,
    /// Percent-encoding in the host.
    #[error("the host name is percent-encoded")]
    PercentInHost,
    /// The host is an IP address in any notation, or looks enough like one that parsers disagree.
    #[error("the address has an IP address instead of a host name")]
    IpLiteral,
    /// The host is this machine (`localhost`, `127.0.0.0/8`, `::1`), which the rules refuse.
    #[error("the address points to this device")]
    Loopback,
    /// The host is no DNS name: empty label, trailing dot, underscore, hyphen at an end, bad `xn--` label, too long.
    #[error("the host name is malformed")]
    HostName,
    /// The host can exist in a private network only: a single label, or a name like `printer.local`.
    #[error("the host name is not public")]
    NoPublicName,
    /// Port 0, no port after the colon, or no number up to 65,535.
    #[error("the port is not a port")]
    Port,
    /// It has a query, even an empty one.
    #[error("the address has a query")]
    Query,
    /// It has a fragment, even an empty one.
    #[error("the address has a fragment")]
    Fragment,
    /// It ends in a slash.
    #[error("the address ends in a slash")]
    TrailingSlash,
    /// Two slashes in a row in the path.
    #[error("the path has an empty segment")]
    EmptySegment,
    /// A segment `.` or `..`, also percent-encoded.
    #[error("the path has a dot segment")]
    DotSegment,
    /// Percent-encoding that is malformed, hides a separator or a control character, is no UTF-8, or was not needed.
    #[error("the path is wrongly percent-encoded")]
    PercentEncoding,
    /// A character in the path that has to be percent-encoded, such as `;` or `@`.
    #[error("the path has a character that must be encoded")]
    PathCharacter,
    /// Understandable, but written differently than a URL parser writes it: capitals in the host, the default port.
    #[error("the address is not in its canonical form")]
    NotCanonical,
}
