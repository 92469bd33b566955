//! Which hosts an issuer may have.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Host;

use super::UrlError;

/// What kind of host an acceptable host is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HostKind {
    /// A name in the public DNS.
    Public,
    /// This machine.
    Loopback,
}

/// Classifies `host` as a URL parser understood it, which is how the network stack will.
pub(super) fn kind(host: Host<&str>) -> Result<HostKind, UrlError> {
    match host {
        Host::Ipv4(address) if address.is_loopback() => Ok(HostKind::Loopback),
        Host::Ipv6(address) if is_loopback(address) => Ok(HostKind::Loopback),
        Host::Ipv4(_) | Host::Ipv6(_) => Err(UrlError::IpLiteral),
        Host::Domain("localhost") => Ok(HostKind::Loopback),
        Host::Domain(name) => check_name(name).map(|()| HostKind::Public),
    }
}

/// `::1` only. The mapped form of 127.0.0.1 is an address like any other.
fn is_loopback(address: Ipv6Addr) -> bool {
    address == Ipv6Addr::LOCALHOST
}

fn check_name(name: &str) -> Result<(), UrlError> {
    if name.len() > MAX_NAME || !name.split('.').all(is_label) {
        return Err(UrlError::HostName);
    }
    if name.parse::<Ipv4Addr>().is_ok() {
        return Err(UrlError::IpLiteral);
    }
    let Some((_, last)) = name.rsplit_once('.') else {
        return Err(UrlError::NoPublicName);
    };
    let is_private = PRIVATE_TOP_LEVEL.contains(&last) || name == "home.arpa" || name.ends_with(".home.arpa");
    if is_private { Err(UrlError::NoPublicName) } else { Ok(()) }
}

/// Letters, digits and inner hyphens (RFC 1123), 1 to 63.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// RFC 1035 section 2.3.4, without the trailing dot.
const MAX_NAME: usize = 253;

/// Top-level names that are not in the public DNS: RFC 6761, 6762 (with its appendix G), 7686 and 9476, and those that
/// ICANN keeps out of it because private networks use them. `example` is reserved too, but resolves nowhere and serves documentation.
const PRIVATE_TOP_LEVEL: [&str; 14] = [
    "alt",
    "corp",
    "home",
    "internal",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localhost",
    "mail",
    "onion",
    "private",
    "test",
];
