//! The guard of outgoing addresses: nothing that somebody else named leads into the house's own
//! network, unless the operator says so.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names and keeps the addresses of the house's own network to itself. What it lets pass
/// is connected to as it is, so a name cannot change its mind in between.
pub(crate) struct Guard {
    /// Whether the house's own network is meant.
    pub allow_private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let addresses: Addrs = Box::new(allowed(found, allow_private)?.into_iter());
            Ok(addresses)
        })
    }
}

/// Of what a name led to, what may be connected to. A name that leads to both sides, as rebinding
/// ones do, is left with its public addresses only.
fn allowed(found: Vec<SocketAddr>, allow_private: bool) -> Result<Vec<SocketAddr>, PrivateAddress> {
    let any = !found.is_empty();
    let allowed: Vec<SocketAddr> =
        found.into_iter().filter(|at| allow_private || is_public(at.ip())).collect();
    if any && allowed.is_empty() { Err(PrivateAddress) } else { Ok(allowed) }
}

/// A name leads into the house's own network only.
#[derive(Debug)]
pub(crate) struct PrivateAddress;

impl fmt::Display for PrivateAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to a private address, and allow_private is not set")
    }
}

impl std::error::Error for PrivateAddress {}

/// Whether an address in digits leads into the house's own network. It never passes the resolver,
/// so it is looked at here; the parser has already turned its odd spellings (octal, hexadecimal,
/// one number) into the plain one.
pub(crate) fn is_private(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let literal: Option<IpAddr> = host.trim_matches(['[', ']']).parse().ok();
    literal.is_some_and(|address| !is_public(address))
}

/// Whether an address belongs to the open internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        (0 | 10 | 127, _, _) // this network, private, loopback
            | (100, 64..=127, _) // shared by carriers
            | (169, 254, _) // link-local, where clouds keep their credentials
            | (172, 16..=31, _) // private
            | (192, 0, 0 | 2) // protocol assignments, documentation
            | (192, 88, 99) // relays to IPv6
            | (192, 168, _) // private
            | (198, 18 | 19, _) // benchmarks
            | (198, 51, 100) // documentation
            | (203, 0, 113) // documentation
            | (224..=255, _, _) // multicast, reserved, broadcast
    );
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| {
        is_public(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)).into())
    };
    match [a, b, c, d, e, f] {
        // An address of IPv4 in other clothes is judged as what it is.
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => v4(g, h),
        [0x2002, high, low, ..] => v4(high, low),
        // Protocol assignments (tunnels among them) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // What is left of the one range handed out to the open internet.
        _ => (0x2000..=0x3fff).contains(&a),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_open_internet_are_public() {
        let private = "0.0.0.0 10.1.2.3 100.64.0.1 100.127.255.255 127.0.0.1 127.8.8.8 \
            169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.168.1.1 \
            198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 \
            240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 \
            ::ffff:10.0.0.1 ::ffff:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe \
            64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:a00:1:: 3fff::1 \
            5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1";
        let public = "1.1.1.1 8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 192.1.0.1 \
            198.17.0.1 198.20.0.1 223.255.255.255 2001:200::1 2606:4700::1111 \
            2a00:1450::1 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1";
        for (addresses, expected) in [(private, false), (public, true)] {
            for address in addresses.split_whitespace() {
                let parsed: IpAddr = address.parse().expect("an address");
                assert_eq!(is_public(parsed), expected, "{address}");
            }
        }
    }

    #[test]
    fn a_name_that_leads_to_both_sides_is_left_with_the_public_one() {
        let at = |text: &str| SocketAddr::new(text.parse().expect("an address"), 443);
        let both = || vec![at("127.0.0.1"), at("8.8.8.8"), at("::1"), at("169.254.169.254")];
        assert_eq!(allowed(both(), false).expect("one is public"), [at("8.8.8.8")]);
        assert_eq!(allowed(both(), true).expect("all may be"), both());
        assert!(allowed(vec![at("10.0.0.1")], false).is_err());
        assert_eq!(allowed(vec![], false).expect("nothing is refused for nothing"), []);
    }
}
