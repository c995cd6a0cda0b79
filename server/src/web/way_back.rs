//! The way back: where somebody wanted to go before they were asked to sign in.

use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::Response;
use domain::access::OFFER_LASTS;

use super::Site;
use super::forms::Fields;

/// Longest way that is kept, in bytes; the addresses of the console are far shorter.
pub const WAY_LEN_MAX: usize = 200;
/// The pages that need a sign-in. No way leads anywhere else.
const PLACES: [&str; 2] = ["/console", "/pager"];

/// The path of a page for signed-in people. What somebody sent becomes one only if it can lead
/// nowhere else: not to another site, not to another part of this one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayBack(String);

impl WayBack {
    /// The board, where everybody comes who wanted nothing in particular.
    #[must_use]
    pub fn board() -> Self {
        Self("/console".to_owned())
    }

    /// The way that this text says, if it may be taken.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let inside = |place: &&str| {
            let rest = text.strip_prefix(*place);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // Keys and numbers need no other characters. What is not among them, such as a backslash, a
        // percent sign or a control character, is read differently by one browser or another.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
        let steps = |step: &str| !matches!(step, "" | "." | "..");
        let good = text.len() <= WAY_LEN_MAX
            && PLACES.iter().any(inside)
            && text.bytes().all(plain)
            && text.split('/').skip(1).all(steps);
        good.then(|| Self(text.to_owned()))
    }

    /// Back to what was asked for; from a form, back to the page on which it stood.
    #[must_use]
    pub fn of(method: &Method, path: &str) -> Self {
        let page = match path.split('/').collect::<Vec<_>>().as_slice() {
            _ if matches!(*method, Method::GET | Method::HEAD) => Some(path.to_owned()),
            ["", "console", kind @ ("incidents" | "schedules"), which, ..] => {
                Some(format!("/console/{kind}/{which}"))
            }
            _ => None,
        };
        page.as_deref().and_then(Self::parse).unwrap_or_else(Self::board)
    }

    /// The path itself.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the page that asks who one is, and then leads here.
    #[must_use]
    pub fn sign_in(&self) -> String {
        if *self == Self::board() {
            "/signin".to_owned()
        } else {
            format!("/signin?next={}", self.0)
        }
    }

    /// The way that a form carries, or else the one that this browser was given to keep.
    #[must_use]
    pub fn carried(site: &Site, fields: &Fields, headers: &HeaderMap) -> Option<Self> {
        Self::parse(fields.get("next")).or_else(|| Self::kept(site, headers))
    }

    /// The way that this browser was given to keep while the mail was on its way.
    #[must_use]
    pub fn kept(site: &Site, headers: &HeaderMap) -> Option<Self> {
        super::cookie(headers, cookie_name(site)).and_then(Self::parse)
    }
}

fn cookie_name(site: &Site) -> &'static str {
    if site.public_url.starts_with("https://") { "__Host-mayday-next" } else { "mayday-next" }
}

/// Gives the browser the way to keep for as long as a link lives, or takes it away: the link comes
/// by mail, which is read in the same browser more often than not.
#[must_use]
pub fn keep(site: &Site, way: Option<&WayBack>, mut response: Response) -> Response {
    let secure = if site.public_url.starts_with("https://") { "; Secure" } else { "" };
    let name = cookie_name(site);
    let (way, secs) = way.map_or(("", 0), |way| (way.as_str(), OFFER_LASTS.as_secs()));
    let cookie = format!("{name}={way}; Path=/; HttpOnly; SameSite=Lax; Max-Age={secs}{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_leads_to_pages_for_signed_in_people_and_nowhere_else() {
        for good in [
            "/console",
            "/console/incidents/12",
            "/console/schedules/night-watch",
            "/pager/maria.l_2",
        ] {
            assert_eq!(WayBack::parse(good).map(|way| way.0).as_deref(), Some(good));
        }
        let long = format!("/console/{}", "a".repeat(WAY_LEN_MAX));
        for bad in [
            "",
            "/",
            "//evil.example",
            "//console",
            "///console",
            "https://evil.example/console",
            "console",
            "/consolex",
            "/console@evil.example",
            "/console//evil.example",
            "/console/../signout",
            "/console/./x",
            "/console/%2e%2e/x",
            "/console\\evil.example",
            "/\\evil.example",
            "/console/\r\nx: y",
            "/console/\u{0}",
            "/console/a b",
            "/console?find=x",
            "/console#x",
            "/console/ü",
            "/console;x=1",
            "/e/link",
            "/signin",
            &long,
        ] {
            assert_eq!(WayBack::parse(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn no_text_whatever_leads_out() {
        bolero::check!().with_type::<String>().for_each(|text| {
            if let Some(way) = WayBack::parse(text) {
                assert!(way.0.starts_with("/console") || way.0.starts_with("/pager"));
                assert!(!way.0.contains("//") && !way.0.contains('\\') && way.0.is_ascii());
                assert!(HeaderValue::from_str(&way.0).is_ok() && way.0.len() <= WAY_LEN_MAX);
            }
        });
    }

    #[test]
    fn a_form_leads_back_to_the_page_it_stood_on() {
        let of = |method, path| WayBack::of(&method, path).0;
        assert_eq!(of(Method::GET, "/console/customers/acme"), "/console/customers/acme");
        assert_eq!(of(Method::POST, "/console/incidents/3/accept"), "/console/incidents/3");
        assert_eq!(of(Method::POST, "/console/schedules/x/overrides"), "/console/schedules/x");
        assert_eq!(of(Method::POST, "/console/emergencies/3/messages"), "/console");
        assert_eq!(of(Method::POST, "/console/incidents/..%2f/accept"), "/console");
        assert_eq!(of(Method::GET, "/console/%0a"), "/console");
    }

    #[test]
    fn the_board_needs_no_mention() {
        assert_eq!(WayBack::board().sign_in(), "/signin");
        let room = WayBack::parse("/console/incidents/3").expect("a way");
        assert_eq!(room.sign_in(), "/signin?next=/console/incidents/3");
    }
}
