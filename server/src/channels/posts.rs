//! Words to subscribers' own addresses: signed webhooks and the chats that take posts. Somebody
//! else named these addresses, so the guard looks at each and no redirect is followed.

use std::sync::Arc;
use std::time::Duration;

use domain::deliveries::Outcome;
use domain::subscribers::Route;
use domain::words::Timestamp;
use reqwest::{Client, Url};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Answer, Later, Letter, POST_SECS_MAX, Trust, Unusable, attempt_within, failed, refused, unknown,
};
use crate::guard::{Guard, PrivateAddress, is_private};
use crate::letters::TOLD;
use crate::links::{InstallationKey, Signer};
use crate::signed::signature;

mod discord;
mod fetch;
mod named;
mod slack;
pub(crate) mod standard;
mod statuspage;
mod teams;

pub(crate) use fetch::Unfetched;
pub(crate) use named::{NotTaken, host_of};

/// Longest text that goes into one message of a chat, in characters.
const TEXT_CHARS_MAX: usize = 1_800;

/// How long it may take until a receiver can be spoken to.
const CONNECT_MAX: Duration = Duration::from_secs(3);

/// `[posts]` of the configuration. Nothing needs to be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PostsConfiguration {
    /// Whether subscribers may name private addresses, and some without TLS.
    pub allow_private: bool,
    /// A PEM file of further roots to trust.
    pub ca_file: Option<std::path::PathBuf>,
    /// Seconds that one attempt may take.
    pub timeout_secs: u64,
}

impl Default for PostsConfiguration {
    fn default() -> Self {
        Self { allow_private: false, ca_file: None, timeout_secs: POST_SECS_MAX }
    }
}

/// Posts to subscribers' addresses.
pub struct Posts {
    client: Client,
    key: InstallationKey,
    allow_private: bool,
    time: Duration,
}

impl Posts {
    /// Sets it up; nobody is contacted yet.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(configuration: &PostsConfiguration, key: InstallationKey) -> Result<Self, Unusable> {
        let wrong = |text: &str| Unusable(format!("[posts]: {text}"));
        let time = attempt_within("[posts]", configuration.timeout_secs, POST_SECS_MAX)?;
        let trust = Trust::load("[posts]", configuration.ca_file.as_deref())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| wrong(&format!("TLS cannot be set up: {error}.")))?
            .with_root_certificates(trust.into_store())
            .with_no_client_auth();
        let client = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(concat!("Mayday/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .dns_resolver(Guard { allow_private: configuration.allow_private })
            .pool_max_idle_per_host(0)
            // Who is not there at all is not waited for so long.
            .connect_timeout(CONNECT_MAX.min(time * 3 / 4))
            .build()
            .map_err(|error| wrong(&format!("the client cannot be set up: {error}.")))?;
        Ok(Self { client, key, allow_private: configuration.allow_private, time })
    }

    /// Whether an address may be posted to, before anybody resolves its name.
    ///
    /// # Errors
    /// Why not.
    pub fn checked(&self, address: &str) -> Result<Url, &'static str> {
        let url = Url::parse(address).map_err(|_| "This is no address.")?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_private => {}
            _ => return Err("The address must start with https://."),
        }
        if !self.allow_private && is_private(&url) {
            return Err("The address leads into a private network.");
        }
        Ok(url)
    }

    /// Makes one attempt, in bounded time. The answer's body is never read.
    pub async fn send(&self, route: Route, signer: Signer, letter: &Letter) -> Answer {
        let url = match self.checked(&letter.to) {
            Ok(url) => url,
            Err(why) => return refused(why).into(),
        };
        let body = body(route, letter).to_string();
        let id = letter.delivery.to_string();
        let mut request = self.client.post(url).header("content-type", "application/json");
        if route.is_signed() {
            let seconds = letter.at.0.div_euclid(1_000).to_string();
            let key = self.key.subscriber_secret(signer);
            let signed = signature(&key, &id, &seconds, &body);
            request = request
                .header("webhook-id", &id)
                .header("webhook-timestamp", seconds)
                .header("webhook-signature", signed);
        }
        match tokio::time::timeout(self.time, request.body(body).send()).await {
            Ok(Ok(response)) => {
                let code = response.status().as_u16();
                let named = response.headers().get("retry-after").and_then(|it| it.to_str().ok());
                let after = named.and_then(|named| retry_after(named, letter.at));
                Answer { outcome: judge(code), later: later(code, after) }
            }
            Ok(Err(error)) => broken(&error).into(),
            Err(_) => unknown("the receiver did not answer in time").into(),
        }
    }
}

/// What is posted, in the shape that the receiver reads.
pub(crate) fn body(route: Route, letter: &Letter) -> Value {
    match route {
        Route::Slack => slack::body(letter),
        Route::Teams => teams::body(letter),
        Route::Discord => discord::body(letter),
        Route::Statuspage if letter.kind == TOLD => statuspage::body(letter),
        Route::Webhook | Route::Statuspage | Route::Email | Route::Sms => standard::body(letter),
    }
}

/// Whether an answer asks us to slow down. Many are just down when they answer 503, unless they
/// say until when.
fn later(code: u16, after: Option<Duration>) -> Option<Later> {
    (code == 429 || code == 503 && after.is_some()).then_some(Later { after })
}

/// What `Retry-After` names: seconds, with a fraction at some, or an instant as HTTP writes it.
fn retry_after(named: &str, now: Timestamp) -> Option<Duration> {
    let named = named.trim();
    if let Ok(secs) = named.parse::<f64>() {
        return Duration::try_from_secs_f64(secs.ceil()).ok();
    }
    let until = jiff::fmt::rfc2822::parse(named).ok()?.timestamp().as_millisecond();
    Some(Timestamp(until).since(now))
}

fn judge(code: u16) -> Outcome {
    match code {
        200..=299 => Outcome::Delivered,
        300..=399 => refused(format!("the receiver answered {code}, a redirect")),
        408 | 425 | 429 => failed(format!("the receiver answered {code}: not now")),
        400..=499 => refused(format!("the receiver answered {code}")),
        _ => failed(format!("the receiver answered {code}")),
    }
}

/// What a broken-off request means; the address stays out of the reason, because its path is often
/// a secret.
fn broken(error: &reqwest::Error) -> Outcome {
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        if cause.is::<PrivateAddress>() {
            return refused("the name leads to a private address");
        }
        next = cause.source();
    }
    match error.is_connect() {
        true => failed("the receiver cannot be reached"),
        false => unknown("the receiver took the request and gave no answer"),
    }
}

/// The paragraphs of a letter as one text that a chat takes. However long its words are, the way
/// to stop stands under them.
fn text(letter: &Letter) -> String {
    let (words, tail) = letter.words_and_tail();
    match tail {
        Some(tail) => {
            let room = TEXT_CHARS_MAX.saturating_sub(tail.chars().count());
            format!("{}\n\n{tail}", within(words, room))
        }
        None => paragraphs(words),
    }
}

/// The same, before there is a letter.
pub(crate) fn paragraphs(lines: &[String]) -> String {
    within(lines, TEXT_CHARS_MAX)
}

fn within(lines: &[String], chars_max: usize) -> String {
    let whole = lines.join("\n\n");
    let mut cut: String = whole.chars().take(chars_max).collect();
    if cut.len() < whole.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use domain::words::{DeliveryId, Language, Timestamp};
    use serde_json::Value;

    use super::*;
    use crate::channels::Action;

    /// What somebody might write, or paste, to ring a channel or to hide where a link leads.
    const HOSTILE: &str = "@everyone <!channel> <!here> <@U123> <@&9> <at>Ines</at> @channel\n\
        [your bank](http://evil.example/a_b) <http://evil.example|your bank> **now**\n\n\
        # Loud\n> quoted ||hidden|| `code` https://fine.example/a_b?c=d*e";

    fn letter(subject: &str, text: &str) -> Letter {
        let action = Action {
            label: "Open <!here>".to_owned(),
            url: "https://status.example/?a|b".to_owned(),
        };
        Letter {
            delivery: DeliveryId(1),
            attempt: 1,
            to: String::new(),
            kind: "status.told",
            language: Language::English,
            organisation: "NordPay".to_owned(),
            subject: subject.to_owned(),
            lines: text.split("\n\n").map(str::to_owned).collect(),
            action: Some(action),
            asks: None,
            joins: None,
            at: Timestamp(0),
            leave: None,
            returns: None,
            data: Value::Null,
        }
    }

    #[test]
    fn nobody_is_called_in_slack_and_a_link_says_where_it_leads() {
        let body = slack::body(&letter(HOSTILE, HOSTILE));
        let text = body["text"].as_str().expect("a text");
        // Slack calls people and hides addresses only between these, and ours is the only one.
        assert_eq!(text.matches('<').count(), 1, "{text}");
        assert!(text.ends_with("<https://status.example/?a%7Cb|Open &lt;!here&gt;>"), "{text}");
        assert!(text.contains("&lt;!channel&gt;") && text.contains("(http://evil.example/a_b)"));
        assert!(body.get("link_names").is_none(), "a bare @name stays a word");
    }

    #[test]
    fn nobody_is_called_in_teams_and_no_words_are_read_as_markdown() {
        let body = teams::body(&letter(HOSTILE, HOSTILE));
        let card = &body["attachments"][0]["content"];
        assert!(card.get("msteams").is_none(), "people are mentioned only by such a list");
        let blocks = card["body"].as_array().expect("blocks");
        for block in blocks {
            assert_eq!(block["type"], "RichTextBlock", "text blocks read Markdown");
            assert_eq!(block["inlines"][0]["type"], "TextRun");
        }
        let said: Vec<&str> =
            blocks.iter().filter_map(|block| block["inlines"][0]["text"].as_str()).collect();
        let lines = HOSTILE.lines().filter(|line| !line.is_empty());
        assert_eq!(said, std::iter::once(HOSTILE).chain(lines).collect::<Vec<_>>());
        let spacing: Vec<_> = blocks.iter().map(|block| block["spacing"].as_str()).collect();
        let (apart, close) = (Some("Default"), Some("None"));
        assert_eq!(spacing, [None, apart, close, apart, close]);
        let many = teams::body(&letter("x", &"a\n".repeat(TEXT_CHARS_MAX)));
        assert!(many.to_string().len() < 28_000, "Teams takes no more");
    }

    #[test]
    fn nobody_is_called_in_discord_and_a_link_says_where_it_leads() {
        let body = discord::body(&letter(HOSTILE, HOSTILE));
        assert_eq!(body["allowed_mentions"]["parse"].as_array().map(Vec::len), Some(0));
        let said = body["embeds"][0]["description"].as_str().expect("a description");
        for escaped in [r"\[your bank\]", r"\<\@U123\>", r"\@everyone", r"\*\*now", r"\|\|hidden"] {
            assert!(said.contains(escaped), "{escaped}: {said}");
        }
        assert!(said.contains(" https://fine.example/a_b?c=d"), "an address stays whole: {said}");
        let mut before = ' ';
        for c in said.replace("example/a_b", "").chars() {
            assert!(!"[]<>*_`|~#@".contains(c) || before == '\\', "{said}");
            before = c;
        }
        let long = discord::body(&letter(&"_".repeat(600), &"_".repeat(4_000)));
        let chars =
            |part: &str| long["embeds"][0][part].as_str().map_or(0, |it| it.chars().count());
        assert!(chars("title") <= 256 && chars("description") <= 4_096, "Discord takes no more");
        assert!(chars("title") > 200);
    }

    #[test]
    fn the_way_to_stop_stands_under_the_longest_update_in_every_chat() {
        let leave = "https://status.example/s/abc";
        let long = "It is still being looked into, link by link. ".repeat(200);
        let letter = Letter {
            delivery: DeliveryId(1),
            attempt: 1,
            to: "https://chat.example/hook".to_owned(),
            kind: "status.told",
            language: Language::English,
            organisation: "NordPay".to_owned(),
            subject: "Cards fail: identified".to_owned(),
            lines: vec![long, format!("You get this because you asked for it.\n{leave}")],
            action: None,
            asks: None,
            joins: None,
            at: Timestamp(1_700_000_000_250),
            leave: Some(format!("{leave}/leave")),
            returns: None,
            data: serde_json::Value::Null,
        };
        for body in [slack::body(&letter), teams::body(&letter), discord::body(&letter)] {
            let body = body.to_string();
            assert!(body.contains(leave) && body.contains("link by link"), "{body}");
        }
        let text = text(&letter);
        assert!(text.ends_with(leave) && text.contains('…'), "{text}");
        assert!(text.chars().count() <= TEXT_CHARS_MAX + 3);
    }

    #[test]
    fn a_receiver_names_its_pause_in_seconds_or_as_an_instant() {
        let now = Timestamp(1_700_000_000_000);
        let secs = |named| retry_after(named, now).map(|after| after.as_secs());
        assert_eq!(secs("30"), Some(30));
        assert_eq!(secs(" 0.35 "), Some(1));
        assert_eq!(secs("Tue, 14 Nov 2023 22:15:20 GMT"), Some(120));
        assert_eq!(secs("Tue, 14 Nov 2023 22:00:00 GMT"), Some(0));
        for odd in ["", "soon", "-5", "NaN", "1e300"] {
            assert_eq!(secs(odd), None, "{odd}");
        }
        let named = Some(Duration::from_secs(30));
        assert_eq!(later(429, None), Some(Later { after: None }));
        assert_eq!(later(503, named), Some(Later { after: named }));
        assert_eq!(later(503, None), None, "it is down, and says nothing of a pause");
        assert_eq!(later(200, named), None);
    }
}
