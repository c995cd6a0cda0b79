//! Whose address a request has, when proxies that are trusted stand in front.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// Most addresses of a forwarding header that are looked at.
const FORWARDED_MAX: usize = 20;

/// The address of whoever sent a request, as far as it can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Networks whose word on the address before them is believed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<(IpAddr, u8)>);

impl TrustedProxies {
    /// Reads addresses and networks, such as `10.0.0.0/8` or `::1`.
    ///
    /// # Errors
    /// A sentence that names the one which is neither.
    pub fn parse(texts: &[String]) -> Result<Self, String> {
        let network = |text: &String| {
            let (address, bits) = match text.split_once('/') {
                Some((address, bits)) => (address, bits.parse().ok()),
                None => (text.as_str(), Some(u8::MAX)),
            };
            let address: Option<IpAddr> = address.parse().ok();
            let (address, bits) = address.map(plain).zip(bits)?;
            let width = if address.is_ipv4() { 32 } else { 128 };
            match bits {
                u8::MAX => Some((address, width)),
                bits => (bits <= width).then_some((address, bits)),
            }
        };
        let networks = texts.iter().map(|text| {
            network(text).ok_or_else(|| {
                format!(
                    "trusted_proxies: \"{text}\" must be an address such as 127.0.0.1 or a \
                     network such as 10.0.0.0/8."
                )
            })
        });
        networks.collect::<Result<_, _>>().map(Self)
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.0.iter().any(|(network, bits)| is_within(address, *network, *bits))
    }

    /// The address of whoever is behind the trusted proxies: the last one in `X-Forwarded-For`
    /// that is none of theirs. Without a trusted proxy it is the peer's own, whatever it writes.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let mut client = plain(peer);
        if !self.trusts(client) {
            return ClientAddress(client);
        }
        let lines = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok());
        let named: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        for name in named.iter().rev().take(FORWARDED_MAX) {
            let Some(address) = read(name.trim()) else { break };
            client = address;
            if !self.trusts(client) {
                break;
            }
        }
        ClientAddress(client)
    }
}

/// An address as proxies write it: alone, with a port, or in brackets.
fn read(text: &str) -> Option<IpAddr> {
    let address = text.parse().ok();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|socket| socket.ip());
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    address.or_else(with_port).or_else(bracketed).map(plain)
}

/// An IPv4 address that was written as an IPv6 one is the IPv4 address.
fn plain(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

fn is_within(address: IpAddr, network: IpAddr, bits: u8) -> bool {
    let same = |address: u128, network: u128, width: u32| {
        let shift = width - u32::from(bits);
        shift >= width || address >> shift == network >> shift
    };
    match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            same(address.to_bits().into(), network.to_bits().into(), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => {
            same(address.to_bits(), network.to_bits(), 128)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(trusted: &[&str], peer: &str, forwarded: &[&str], client: &str) {
        let trusted: Vec<String> = trusted.iter().map(ToString::to_string).collect();
        let trusted = TrustedProxies::parse(&trusted).expect("networks");
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().expect("a header"));
        }
        let address = |text: &str| text.parse().expect("an address");
        assert_eq!(trusted.client(address(peer), &headers), ClientAddress(address(client)));
    }

    #[test]
    fn nobody_is_believed_who_is_not_trusted() {
        check(&[], "192.0.2.7", &["198.51.100.1"], "192.0.2.7");
        check(&["10.0.0.0/8"], "192.0.2.7", &["198.51.100.1"], "192.0.2.7");
    }

    #[test]
    fn the_last_address_that_is_no_proxy_counts_whatever_stands_before_it() {
        let forged = "127.0.0.1, 203.0.113.9, 198.51.100.1";
        check(&["10.0.0.0/8"], "10.1.2.3", &[forged], "198.51.100.1");
        check(
            &["10.0.0.0/8"],
            "10.1.2.3",
            &["203.0.113.9", "198.51.100.1, 10.9.9.9"],
            "198.51.100.1",
        );
        check(&["::1", "127.0.0.1"], "::ffff:127.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
        check(&["127.0.0.1"], "127.0.0.1", &[], "127.0.0.1");
        check(&["127.0.0.1"], "127.0.0.1", &["unknown"], "127.0.0.1");
        check(&["0.0.0.0/0"], "127.0.0.1", &["198.51.100.1"], "198.51.100.1");
    }

    #[test]
    fn what_is_no_network_is_named() {
        for text in ["", "localhost", "10.0.0.0/33", "10.0.0/8", "::/129", "10.0.0.0/x"] {
            let problem = TrustedProxies::parse(&[text.to_owned()]).expect_err(text);
            assert!(problem.contains(&format!("\"{text}\"")), "{problem}");
        }
    }
}
