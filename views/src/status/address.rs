//! Where a status page is read: at its own host name if it has one, else below the door's address.

use domain::State;
use domain::status::Matter;
use domain::words::StatusPageKey;
use maud::{Markup, html};

use crate::Context;

/// Most pages to which the console leads from one matter.
const WAYS_MAX: usize = 5;

/// The whole address of a page.
#[must_use]
pub fn address(state: &State, public_url: &str, base: &str, page: &StatusPageKey) -> String {
    let public_url = public_url.trim_end_matches('/');
    let own = state.status_pages.get(page).and_then(|known| known.profile.hosts.first());
    match own {
        Some(host) => at_host(public_url, host),
        None => below_door(state, public_url, base, page),
    }
}

/// Where a matter stands alone, on a page with that address.
#[must_use]
pub fn address_of(page: &str, matter: Matter) -> String {
    format!("{}/{matter}", page.trim_end_matches('/'))
}

/// In the console: the way to where everyone reads a matter, on each page that has it.
pub(crate) fn open_on_pages(context: &Context<'_>, matter: Matter) -> Markup {
    let pages = context.state.public_pages_of(matter);
    html! {
        @for page in pages.into_iter().take(WAYS_MAX) {
            @let url = address(context.state, context.public_url, context.base, page);
            @let known = context.state.status_pages.get(page);
            p.soft {
                a href=(address_of(&url, matter)) {
                    "Open on the status page"
                    @if let Some(known) = known { " " bdi { (known.profile.name) } }
                }
            }
        }
    }
}

/// The address below the door's, where every page stands whatever names it has.
#[must_use]
pub fn below_door(state: &State, public_url: &str, base: &str, page: &StatusPageKey) -> String {
    match state.status_pages.first() {
        Some((first, _)) if first == page => format!("{public_url}{base}/status"),
        _ => format!("{public_url}{base}/status/p/{page}"),
    }
}

/// The address of a host name: over the same scheme and port as the door, because the same process
/// or the same proxy answers it.
#[must_use]
pub fn at_host(public_url: &str, host: &str) -> String {
    let (scheme, rest) = public_url.split_once("://").unwrap_or(("https", public_url));
    // An address in digits may stand in brackets, with colons of its own.
    let after = rest.rsplit_once(']').map_or(rest, |(_, after)| after);
    match after.rsplit_once(':') {
        Some((_, port)) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_reached_as_the_door_is() {
        let at = |public_url| at_host(public_url, "status.example");
        assert_eq!(at("https://help.example"), "https://status.example");
        assert_eq!(at("https://help.example:8443"), "https://status.example:8443");
        assert_eq!(at("http://127.0.0.1:7878"), "http://status.example:7878");
        assert_eq!(at("http://[::1]:7878"), "http://status.example:7878");
        assert_eq!(at("http://[::1]"), "http://status.example");
    }
}
