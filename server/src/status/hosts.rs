//! The host names of status pages: as they are typed, as they are asked for, and whose they are.

use std::collections::HashMap;

use axum::http::{HeaderMap, Uri, header};
use domain::State;
use domain::status_pages::{HOST_LEN_MAX, Refusal, tidy_host};
use domain::words::{SmolStr, StatusPageKey};

/// Which page stands at which host name.
pub type Hosts = HashMap<SmolStr, StatusPageKey>;

/// A host name in the letters in which it is asked for: what somebody copied from an address bar,
/// or wrote in the letters of their language. What is none stays as it is, to be refused by name.
#[must_use]
pub fn ascii(typed: &str) -> String {
    let name = typed.trim();
    let name = name.split_once("://").map_or(name, |(_, name)| name);
    let name = name.strip_suffix('/').unwrap_or(name);
    if name.is_ascii() || name.len() > HOST_LEN_MAX * 4 {
        return name.to_owned();
    }
    let plain = name.chars().all(|one| one.is_alphanumeric() || "-.".contains(one));
    let url = plain.then(|| reqwest::Url::parse(&format!("http://{name}/")).ok()).flatten();
    url.and_then(|url| url.domain().map(ToOwned::to_owned)).unwrap_or_else(|| name.to_owned())
}

/// The host that an address leads to, without its port.
fn host_of(url: &str) -> Option<SmolStr> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    tidy_host(rest.split([':', '/']).next().unwrap_or_default())
}

/// A page may not take the name at which the door and the console stand.
///
/// # Errors
/// The refusal that names it.
pub fn none_is_the_doors(public_url: &str, hosts: &[SmolStr]) -> Result<(), Refusal> {
    match host_of(public_url) {
        Some(door) if hosts.iter().any(|host| tidy_host(host).as_ref() == Some(&door)) => {
            Err(Refusal::DoorsHost(door))
        }
        _ => Ok(()),
    }
}

/// All of them. Whatever is defined, the door's own name stays the door's.
pub(super) fn of(state: &State, public_url: &str) -> Hosts {
    let door = host_of(public_url);
    let pages = state.status_pages.pages.iter();
    let all = pages.flat_map(|(key, known)| {
        known.profile.hosts.iter().map(move |host| (host.clone(), key.clone()))
    });
    all.filter(|(host, _)| Some(host) != door.as_ref()).collect()
}

/// The host name that a request asks for.
#[must_use]
pub fn asked(uri: &Uri, headers: &HeaderMap) -> Option<SmolStr> {
    let header = || headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let host = uri.authority().map(axum::http::uri::Authority::as_str).or_else(header)?;
    tidy_host(host.split(':').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_any_letters_becomes_one_that_is_asked_for() {
        for (typed, kept) in [
            ("status.nordpay.example", "status.nordpay.example"),
            (" https://status.nordpay.example/ ", "status.nordpay.example"),
            ("störung.nordpay.example", "xn--strung-xxa.nordpay.example"),
            ("a b.example", "a b.example"),
            ("ä b.example", "ä b.example"),
            ("ä@b.example", "ä@b.example"),
        ] {
            assert_eq!(ascii(typed), kept);
        }
    }

    #[test]
    fn names_of_any_text_are_kept_or_refused() {
        bolero::check!().with_type::<String>().for_each(|typed| {
            if let Some(host) = tidy_host(&ascii(typed)) {
                assert_eq!(tidy_host(&ascii(&host)), Some(host));
            }
        });
    }

    #[test]
    fn the_doors_own_name_stays_the_doors() {
        let hosts = ["a.example".into(), "Help.Example".into()];
        let refused = none_is_the_doors("https://help.example:8443", &hosts);
        assert_eq!(refused, Err(Refusal::DoorsHost("help.example".into())));
        assert!(none_is_the_doors("https://help.example", &hosts[..1]).is_ok());
        assert!(none_is_the_doors("http://127.0.0.1:7878", &hosts).is_ok());
    }
}
