//! Round trips: now and then something leaves by mail, and as a text message over each carrier, to
//! an address and a number of our own, and must come back.
//!
//! A drill ends at a robot, so it cannot show that the mail server and the carriers work. This
//! shows it, with the same code and the same hooks as all that is meant for people. What comes
//! back may reach any node, so it is told to the log: as a command that changes nothing and is
//! kept under the number of the trip, where the node that sent it finds it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::deliveries::Outcome;
use domain::words::{Actor, CommandId, DeliveryId, Language, e164};
use journal::Store;

use super::DrillConfiguration;
use crate::channels::email::Email;
use crate::channels::telephone::{CarrierConfiguration, Office};
use crate::channels::{Carrier, Letter};
use crate::configuration::Configuration;
use crate::line::tick;
use crate::links::{InstallationKey, Returned};
use crate::serve::ORGANISATION;
use crate::watching::{AGAIN_AFTER, FAILURES_BEFORE_RINGING, Seen};
use crate::web::{Problem, Site};

/// Fewest seconds between two trips by one way: messages cost money.
const EVERY_SECS_MIN: u64 = 60;
/// What has not come back by then does not count: mail that takes longer wakes nobody in time.
const BACK_WITHIN: Duration = Duration::from_secs(300);
/// How often the log is asked meanwhile whether it came. Another node may have told it, so there
/// is nothing on this one that could be waited for.
const LOOKS_EVERY: Duration = Duration::from_secs(1);
/// Most words of a message that are looked at.
const WORDS_MAX: usize = 100;
/// Most numbers that can be named.
const NUMBERS_MAX: usize = 5;

/// The ways out that are tried, and how they are.
#[derive(Default)]
pub struct Rounds {
    seen: Mutex<Vec<(String, Seen)>>,
}

/// One way out.
enum Way {
    /// By mail to the mailbox for mail that comes back.
    Mail(Box<Email>),
    /// By text message over this carrier, counted from 0, to that number of ours.
    Text(usize, String),
}

/// What a trip needs.
struct Traveller {
    key: InstallationKey,
    store: Arc<dyn Store>,
    office: Arc<Office>,
}

impl Rounds {
    /// Begins to try the ways that the configuration names.
    ///
    /// # Errors
    /// A sentence, when one of them cannot work.
    pub fn start(site: &Site, configuration: &Configuration) -> Result<Arc<Self>, String> {
        let rounds = Arc::new(Self::default());
        let ways = ways(configuration)?;
        let every_secs = configuration.drill.every_secs;
        if !ways.is_empty() && every_secs < EVERY_SECS_MIN {
            return Err(format!("[drill]: every_secs must be at least {EVERY_SECS_MIN}."));
        }
        let traveller = Arc::new(Traveller {
            key: site.key.clone(),
            store: Arc::clone(&site.store),
            office: Arc::clone(&site.telephone),
        });
        for (place, (name, way)) in ways.into_iter().enumerate() {
            rounds.lock().push((name, Seen::default()));
            let every = Duration::from_secs(every_secs);
            tokio::spawn(Arc::clone(&rounds).keep(place, way, Arc::clone(&traveller), every));
        }
        Ok(rounds)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(String, Seen)>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How each way is.
    #[must_use]
    pub fn seen(&self) -> Vec<(String, Seen)> {
        self.lock().clone()
    }

    /// Whether nothing comes back any more by any way that is tried.
    #[must_use]
    pub fn all_fail(&self) -> bool {
        let seen = self.lock();
        !seen.is_empty() && seen.iter().all(|(_, seen)| fails(seen))
    }

    /// By how many ways nothing comes back.
    #[must_use]
    pub fn failing(&self) -> usize {
        self.lock().iter().filter(|(_, seen)| fails(seen)).count()
    }

    async fn keep(self: Arc<Self>, place: usize, way: Way, by: Arc<Traveller>, every: Duration) {
        loop {
            let gone = by.go(&way).await;
            let failures = {
                let mut seen = self.lock();
                let (name, seen) = &mut seen[place];
                seen.note(&gone);
                match &gone {
                    Err(why) if fails(seen) => {
                        tracing::error!(
                            way = name.as_str(),
                            why,
                            "what leaves here does not come back"
                        );
                    }
                    Err(why) => {
                        tracing::warn!(way = name.as_str(), why, "a round trip failed once");
                    }
                    Ok(_) => {}
                }
                seen.failures
            };
            let soon = (1..FAILURES_BEFORE_RINGING).contains(&failures);
            tokio::time::sleep(if soon { every.min(AGAIN_AFTER) } else { every }).await;
        }
    }
}

/// Whether a way failed more often than a hiccup does.
fn fails(seen: &Seen) -> bool {
    seen.failures >= FAILURES_BEFORE_RINGING
}

impl Traveller {
    /// One trip; after how many milliseconds it was back, or why it was not.
    async fn go(&self, way: &Way) -> Result<u64, String> {
        let number = crate::chance::id();
        let begun = Instant::now();
        match self.send(way, number).await {
            // Whoever did not say may have taken it all the same.
            Outcome::Sent | Outcome::Delivered | Outcome::Unknown { .. } => {}
            Outcome::Failed { reason, .. } | Outcome::Unanswered { reason } => {
                return Err(reason.into());
            }
        }
        if tokio::time::timeout(BACK_WITHIN, self.back(number)).await.is_err() {
            let minutes = BACK_WITHIN.as_secs() / 60;
            return Err(format!("it was taken, and did not come back within {minutes} minutes"));
        }
        Ok(u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    async fn send(&self, way: &Way, number: u128) -> Outcome {
        let tag = self.key.return_tag(Returned::Drill { number });
        let subject = format!("Drill {tag}: nobody needs help.");
        let mut letter = Letter {
            delivery: DeliveryId(number),
            attempt: 1,
            to: String::new(),
            kind: "drill",
            language: Language::English,
            organisation: "Drill".to_owned(),
            subject,
            lines: vec!["This mail is to come back to where it was sent from.".to_owned()],
            action: None,
            asks: None,
            joins: None,
            at: tick().wall,
            leave: None,
            returns: Some(tag.clone()),
            data: serde_json::json!({ "whole": true }),
        };
        match way {
            Way::Mail(email) => {
                letter.to = email.comes_back_to(&tag).map(|to| to.to_string()).unwrap_or_default();
                email.send(&letter).await
            }
            Way::Text(carrier, to) => {
                letter.to.clone_from(to);
                self.office.text_over(*carrier, &letter).await
            }
        }
    }

    async fn back(&self, number: u128) {
        loop {
            tokio::time::sleep(LOOKS_EVERY).await;
            // While the database is away nobody can tell; the trip has time.
            let kept = self.store.kept(ORGANISATION, &[CommandId(number)]).await;
            if kept.is_ok_and(|kept| !kept.is_empty()) {
                return;
            }
        }
    }
}

/// The ways that the configuration names, with what they are called.
fn ways(configuration: &Configuration) -> Result<Vec<(String, Way)>, String> {
    let DrillConfiguration { mail, texts, .. } = &configuration.drill;
    let mut ways = Vec::new();
    if *mail {
        let smtp = configuration.smtp.as_ref().filter(|smtp| smtp.returns.is_some());
        let smtp = smtp.ok_or("[drill]: mail = true needs [smtp] with returns: it goes there.")?;
        let email = Email::new(smtp).map_err(|unusable| unusable.0)?;
        ways.push(("Mail".to_owned(), Way::Mail(Box::new(email))));
    }
    if texts.is_empty() {
        return Ok(ways);
    }
    if texts.len() > NUMBERS_MAX {
        return Err(format!("[drill]: texts can name {NUMBERS_MAX} numbers at most."));
    }
    let numbers: Result<Vec<String>, String> =
        texts.iter().map(|to| e164(to).map_err(|bad| format!("[drill]: texts: {bad}"))).collect();
    let numbers = numbers?;
    let able = configuration.carriers.iter().enumerate().filter(|(_, carrier)| carrier.texts());
    let before = ways.len();
    for (place, carrier) in able {
        let key = &carrier.key;
        let to = numbers.iter().find(|to| !is_own(carrier, to)).ok_or_else(|| {
            format!(
                "[drill]: carrier {key} cannot send a text message to its own number. Name one of \
                 another carrier, or a second one, in texts."
            )
        })?;
        ways.push((format!("Text messages, carrier {key}"), Way::Text(place, to.clone())));
    }
    match ways.len() > before {
        true => Ok(ways),
        false => Err("[drill]: texts needs a [[carrier]] that sends text messages.".to_owned()),
    }
}

/// Whether a carrier sends its text messages from that number.
fn is_own(carrier: &CarrierConfiguration, number: &str) -> bool {
    let from = carrier.sms_from.as_ref().or(carrier.from.as_ref());
    from.and_then(|from| e164(from).ok()).is_some_and(|from| from == number)
}

/// Which trip one of these words is of, if one is.
pub fn number_in(
    key: &InstallationKey,
    words: impl IntoIterator<Item = impl AsRef<str>>,
) -> Option<u128> {
    words.into_iter().take(WORDS_MAX).find_map(|word| match key.open_return(word.as_ref()) {
        Some(Returned::Drill { number }) => Some(number),
        _ => None,
    })
}

/// Tells the log that a trip is over; the answer to whoever brought it. Told twice it is one
/// command, and only what we sent has a number, so nobody can fill the log by it.
pub async fn came_back(site: &Site, number: u128) -> Response {
    let wake = domain::Command::Wake;
    match site.line.ask(CommandId(number), Actor::System, wake).await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(unanswered) => Problem::from(unanswered).json(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(text: &str) -> Result<Vec<String>, String> {
        let configuration: Configuration = toml::from_str(text).expect("a configuration");
        ways(&configuration).map(|ways| ways.into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn a_way_that_could_not_come_back_is_named_before_anything_is_sent() {
        let smtp = "[smtp]\nhost = \"localhost\"\ntls = \"none\"\nfrom = \"a@a.test\"\n";
        let returns = "returns = \"back@a.test\"\n";
        let carrier = |key: &str, from: &str| {
            format!("[[carrier]]\nkey = \"{key}\"\naccount = \"AC1\"\nfrom = \"{from}\"\n")
        };
        let texts = "[drill]\ntexts = [\"+46 70 123 45 67\"]\n";
        assert_eq!(named(""), Ok(Vec::new()));
        assert_eq!(named(&format!("{smtp}{returns}[drill]\nmail = true")), Ok(vec!["Mail".into()]));
        let one = format!("{texts}{}", carrier("a", "+46101234567"));
        assert_eq!(named(&one), Ok(vec!["Text messages, carrier a".into()]));
        for (text, words) in [
            (format!("{smtp}[drill]\nmail = true"), "returns"),
            (texts.to_owned(), "[[carrier]]"),
            (format!("{texts}{}", carrier("a", "+46701234567")), "its own number"),
            ("[drill]\ntexts = [\"12\"]".to_owned(), "texts"),
            (format!("[drill]\ntexts = {:?}", ["+46701234567"; 6]), "5 numbers"),
        ] {
            let problem = named(&text).expect_err(&text);
            assert!(problem.contains(words), "{text}: {problem}");
        }
    }

    #[test]
    fn all_ways_fail_only_after_each_failed_twice_in_a_row() {
        let rounds = Rounds::default();
        assert!(!rounds.all_fail(), "nothing is tried");
        rounds.lock().extend(["a", "b"].map(|name| (name.to_owned(), Seen::default())));
        let note = |place: usize, gone: Result<u64, String>| rounds.lock()[place].1.note(&gone);
        for _ in 0..2 {
            note(0, Err("gone".to_owned()));
            assert!(!rounds.all_fail());
        }
        assert_eq!(rounds.failing(), 1);
        note(1, Err("gone".to_owned()));
        assert!(!rounds.all_fail(), "one may be a hiccup");
        note(1, Err("gone".to_owned()));
        assert!(rounds.all_fail());
        note(0, Ok(900));
        assert!(!rounds.all_fail() && rounds.failing() == 1);
    }
}
