//! Which hosts a server sends to: devices choose endpoints, so nothing inside the server's own network may be one.

use std::future::Future;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper_util::client::legacy::connect::dns::{GaiResolver, Name};
use tower::Service;
use url::{Host, Url};

/// From where a host can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    Public,
    Private,
    ThisComputer,
}

/// What the host of a URL looks like; what a name stands for shows when it is resolved.
pub(super) fn reach_of(url: &Url) -> Reach {
    match url.host() {
        Some(Host::Domain(name)) => reach_of_name(name),
        Some(Host::Ipv4(address)) => reach_of_address(address.into()),
        Some(Host::Ipv6(address)) => reach_of_address(address.into()),
        None => Reach::Private,
    }
}

/// Resolves names to addresses that are as public, or as local, as the name.
#[derive(Clone, Debug)]
pub(super) struct Resolver {
    inner: GaiResolver,
}

impl Resolver {
    pub(super) fn new() -> Self {
        Self { inner: GaiResolver::new() }
    }
}

impl Service<Name> for Resolver {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, io::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let wanted = reach_of_name(name.as_str());
        let found = self.inner.call(name);
        Box::pin(async move {
            let addresses: Vec<SocketAddr> =
                found.await?.filter(|address| reach_of_address(address.ip()) == wanted).collect();
            if addresses.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "no address that may be sent to"));
            }
            Ok(addresses.into_iter())
        })
    }
}

fn reach_of_name(name: &str) -> Reach {
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    if name == "localhost" || name.ends_with(".localhost") {
        return Reach::ThisComputer;
    }
    let is_private = !name.contains('.') || PRIVATE_SUFFIXES.iter().any(|suffix| name.ends_with(suffix));
    if is_private { Reach::Private } else { Reach::Public }
}

fn reach_of_address(address: IpAddr) -> Reach {
    let is_public = match address.to_canonical() {
        address if address.is_loopback() => return Reach::ThisComputer,
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    };
    if is_public { Reach::Public } else { Reach::Private }
}

/// The special-purpose blocks of the IANA registry (RFC 6890) are not public.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 240..=255, _, _) | (100, 64..=127, _) | (198, 18 | 19, _) | (192, 0, 0) | (192, 88, 99)
    );
    !(is_special
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast())
}

/// Global unicast is 2000::/3; what is assigned to protocols (2001::/23), 6to4 and documentation addresses inside it lead elsewhere.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    first & 0xe000 == 0x2000
        && first != 0x2002
        && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
        && !(first == 0x3fff && second < 0x1000)
}

/// Names that are answered inside a network only (RFC 6762, RFC 8375, ICANN's `internal`).
const PRIVATE_SUFFIXES: [&str; 3] = [".local", ".internal", ".home.arpa"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_registry_of_special_purposes_are_not_public() {
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2001:2::1",
            "2001:20::1",
            "3fff::1",
            "2002:a00:1::1",
        ] {
            assert_eq!(reach_of_address(address.parse().unwrap()), Reach::Private, "{address}");
        }
        for address in ["127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1"] {
            assert_eq!(reach_of_address(address.parse().unwrap()), Reach::ThisComputer, "{address}");
        }
        for address in ["9.9.9.9", "172.32.0.1", "100.128.0.1", "2620:fe::fe"] {
            assert_eq!(reach_of_address(address.parse().unwrap()), Reach::Public, "{address}");
        }
    }

    #[test]
    fn names_are_private_without_a_dot_or_by_their_end() {
        let cases = [
            ("push.example.com", Reach::Public),
            ("push.example.com.", Reach::Public),
            ("intranet", Reach::Private),
            ("Printer.LOCAL", Reach::Private),
            ("vault.internal.", Reach::Private),
            ("router.home.arpa", Reach::Private),
            ("localhost", Reach::ThisComputer),
            ("push.localhost", Reach::ThisComputer),
        ];
        for (name, reach) in cases {
            assert_eq!(reach_of_name(name), reach, "{name}");
        }
    }

    #[tokio::test]
    async fn name_of_this_computer_resolves_to_it_only() {
        let found = Resolver::new().call("localhost".parse().unwrap()).await.unwrap();

        assert!(found.into_iter().all(|address| address.ip().is_loopback()));
    }
}
