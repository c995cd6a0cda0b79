//! Addresses that readers name themselves: anybody can type one, so more is asked of them than of
//! those that a lead puts in.

use domain::subscribers::{Route, tidy_address};
use reqwest::Url;

use super::Posts;
use crate::guard::is_private;

/// Ends of names that lead into a house's own network wherever they are resolved.
const INSIDE: [&str; 8] =
    [".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".private"];

/// Why an address that a reader named is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotTaken {
    /// It is no address of the web that starts with `https://`.
    Bad,
    /// It leads into a private network.
    Inside,
    /// It is none of the chat's incoming webhooks.
    NotTheChats,
}

impl Posts {
    /// An address that a reader named, as it is kept. Where its name leads is seen when something
    /// is sent there, by the guard.
    ///
    /// # Errors
    /// Why it is not taken; nobody has been asked anything yet.
    pub(crate) fn named(&self, route: Route, typed: &str) -> Result<String, NotTaken> {
        named(self.allow_private, route, typed)
    }

    /// Whether an address leads into a house's own network for all that can be seen without
    /// asking, and nothing is posted there.
    pub(crate) fn is_inside(&self, address: &str) -> bool {
        !self.allow_private && Url::parse(address).is_ok_and(|url| leads_inside(&url))
    }

    /// Whether an address leads to where `own` stands, which is this installation itself. Whoever
    /// lets readers post into the house may have other programs on the same machine.
    pub(crate) fn leads_to(&self, own: &str, address: &str) -> bool {
        leads_to(self.allow_private, own, address)
    }
}

fn leads_to(allow_private: bool, own: &str, address: &str) -> bool {
    let host = host_of(address);
    let port = |address: &str| Url::parse(address).ok().and_then(|url| url.port_or_known_default());
    let there = !allow_private || port(address) == port(own);
    !host.is_empty() && host == host_of(own) && there
}

fn named(allow_private: bool, route: Route, typed: &str) -> Result<String, NotTaken> {
    // What the parser would pass over in silence is looked at first.
    let typed = tidy_address(route, typed).map_err(|_| NotTaken::Bad)?;
    let mut url = Url::parse(&typed).map_err(|_| NotTaken::Bad)?;
    // A name or password before the host looks like the host, and is none.
    if !url.username().is_empty() || url.password().is_some() {
        return Err(NotTaken::Bad);
    }
    url.set_fragment(None);
    let inside = leads_inside(&url);
    if inside && !allow_private {
        return Err(NotTaken::Inside);
    }
    if url.scheme() != "https" && !allow_private {
        return Err(NotTaken::Bad);
    }
    // Whoever lets readers post into the house may have a chat of the same kind there.
    if route.is_chat() && !inside && !is_of(route, &url) {
        return Err(NotTaken::NotTheChats);
    }
    tidy_address(route, url.as_str()).map_err(|_| NotTaken::Bad)
}

/// The host that an address names. A dot behind a name changes nothing of where it leads.
pub(crate) fn host_of(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.trim_end_matches('.').to_owned()
}

/// Whether an address leads into a private network for all that can be seen without asking.
fn leads_inside(url: &Url) -> bool {
    let Some(name) = url.domain() else { return is_private(url) };
    let name = name.trim_end_matches('.');
    !name.contains('.') || INSIDE.iter().any(|end| name.ends_with(end))
}

/// Whether an address is an incoming webhook of that chat.
fn is_of(route: Route, url: &Url) -> bool {
    let (host, path) = (url.domain().unwrap_or_default(), url.path());
    let theirs = match route {
        Route::Slack => {
            ["hooks.slack.com", "hooks.slack-gov.com"].contains(&host)
                && path.starts_with("/services/")
        }
        Route::Teams => {
            let ends = [".webhook.office.com", ".logic.azure.com", ".api.powerplatform.com"];
            ends.into_iter().any(|end| host.ends_with(end))
        }
        Route::Discord => {
            let hosts = ["discord.com", "discordapp.com", "ptb.discord.com", "canary.discord.com"];
            hosts.contains(&host) && path.starts_with("/api/webhooks/")
        }
        Route::Email | Route::Sms | Route::Webhook | Route::Statuspage => true,
    };
    theirs && url.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leads_inside_is_refused_before_anybody_is_asked() {
        let inside = "https://127.0.0.1/ https://10.1.2.3/x https://[::1]/ https://169.254.169.254/ \
            https://0x7f.1/ https://2130706433/ https://0177.0.0.1/ https://[::ffff:10.0.0.1]/ \
            https://localhost/ https://LOCALHOST:8443/x https://localhost./ https://intranet/ \
            https://db.internal/ https://nas.local/ https://a.localhost/ https://router.home.arpa/ \
            https://printer.lan/ http://127.0.0.1/ https://\u{ff11}27.0.0.1/";
        for address in inside.split_whitespace() {
            let answer = named(false, Route::Webhook, address);
            assert_eq!(answer, Err(NotTaken::Inside), "{address}");
        }
        let bad = [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "javascript:alert(1)",
            "https://",
            "https://a b.example/",
            "https://a.example/\nx",
            "https://user:secret@a.example/",
            "https://hooks.slack.com@evil.example/services/x",
        ];
        for address in bad {
            let answer = named(false, Route::Webhook, address);
            assert_eq!(answer, Err(NotTaken::Bad), "{address}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2_000));
        assert_eq!(named(false, Route::Webhook, &long), Err(NotTaken::Bad));
        let taken = named(false, Route::Webhook, " https://Hooks.Example.com:443/In?a=B#part ");
        assert_eq!(taken.as_deref(), Ok("https://hooks.example.com/In?a=B"));
        assert_eq!(host_of("https://hooks.example.com/In"), "hooks.example.com");
        assert_eq!(host_of("https://Hooks.Example.com.:8443/In"), "hooks.example.com");
    }

    #[test]
    fn what_leads_back_to_us_is_known_by_its_host() {
        let own = "https://help.example.com";
        for address in [
            "https://help.example.com/hooks/x",
            "https://HELP.example.com./",
            "https://help.example.com:8443/",
        ] {
            assert!(leads_to(false, own, address), "{address}");
        }
        for address in ["https://else.example.com/", "https://example.com/help.example.com", "x"] {
            assert!(!leads_to(false, own, address), "{address}");
            assert!(!leads_to(true, own, address), "{address}");
        }
        // On one machine another program listens at another port.
        let own = "http://127.0.0.1:7878";
        assert!(leads_to(true, own, "http://127.0.0.1:7878/x"));
        assert!(!leads_to(true, own, "http://127.0.0.1:8080/x"));
        assert!(leads_to(false, own, "http://127.0.0.1:8080/x"));
        assert!(leads_to(true, "https://help.example.com", "https://help.example.com:443/x"));
    }

    #[test]
    fn a_chats_address_is_one_of_that_chats_incoming_webhooks() {
        let good = [
            (Route::Slack, "https://hooks.slack.com/services/T0/B0/x"),
            (Route::Teams, "https://vendor.webhook.office.com/webhookb2/x/IncomingWebhook/y"),
            (Route::Teams, "https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers"),
            (Route::Discord, "https://discord.com/api/webhooks/1/x"),
        ];
        for (route, address) in good {
            assert!(named(false, route, address).is_ok(), "{address}");
        }
        let bad = [
            (Route::Slack, "https://evil.example/services/T0/B0/x"),
            (Route::Slack, "https://hooks.slack.com.evil.example/services/x"),
            (Route::Slack, "https://hooks.slack.com:8443/services/x"),
            (Route::Slack, "https://hooks.slack.com/"),
            (Route::Slack, "https://discord.com/api/webhooks/1/x"),
            (Route::Teams, "https://webhook.office.com/x"),
            (Route::Teams, "https://xwebhook.office.com/x"),
            (Route::Discord, "https://discord.com/channels/1/2"),
            (Route::Discord, "https://discord.com/api/webhooks/../users/1"),
        ];
        for (route, address) in bad {
            assert_eq!(named(false, route, address), Err(NotTaken::NotTheChats), "{address}");
        }
    }

    #[test]
    fn an_operator_who_means_it_lets_readers_post_into_the_house() {
        for route in [Route::Webhook, Route::Slack] {
            assert!(named(true, route, "http://127.0.0.1:8080/hook").is_ok());
        }
        let elsewhere = named(true, Route::Slack, "https://evil.example/services/x");
        assert_eq!(elsewhere, Err(NotTaken::NotTheChats));
    }

    #[test]
    fn any_text_is_an_address_that_is_taken_again_or_none() {
        bolero::check!().with_type::<String>().for_each(|typed| {
            for route in Route::ALL.into_iter().filter(|route| route.is_chosen()) {
                if let Ok(kept) = named(false, route, typed) {
                    assert!(kept.starts_with("https://"), "{kept}");
                    assert_eq!(named(false, route, &kept), Ok(kept.clone()));
                }
            }
        });
    }
}
