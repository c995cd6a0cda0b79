//! The callers: each opens emergencies and writes, and asks again when no whole answer came.

use super::ledger::Ledger;
use super::{accept, http};
use crate::chance::Chance;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Messages to one emergency, so that every conversation fits on one page.
const MESSAGES_MAX: usize = 30;
/// Emergencies of one caller in a round, so that the check afterwards stays short.
const EMERGENCIES_MAX: usize = 8;
const OPEN_PERCENT: u64 = 20;
const REPEAT_PERCENT: u64 = 10;
/// How long an attempt may stay without an answer once the program is up again.
const SETTLE_WAIT: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(5);

/// One thing a caller wants. Its ids stay the same however often it has to be asked.
enum Attempt {
    Open { token: String, command: String },
    Write { number: usize, path: String, token: String, message: String },
    Accept { path: String, command: String },
}

/// One caller, with what is not yet answered.
pub struct Caller {
    address: SocketAddr,
    round: u64,
    chance: Chance,
    pagers: Vec<String>,
    pending: Option<Attempt>,
    /// Emergencies of this caller: number in the ledger, page, messages asked for.
    own: Vec<(usize, String, usize)>,
}

impl Caller {
    pub fn new(address: SocketAddr, round: u64, chance: Chance, pagers: Vec<String>) -> Self {
        Self { address, round, chance, pagers, pending: None, own: Vec::new() }
    }

    /// Calls and writes until told to stop; what is unanswered then stays pending.
    pub fn work(&mut self, ledger: &Ledger, stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            if self.pending.is_none() {
                self.pending = self.next_attempt(ledger);
            }
            // Whoever has nothing left to ask for waits for the crash like everyone else.
            if self.pending.is_none() || self.try_once(ledger).is_err() {
                std::thread::sleep(PAUSE);
            }
        }
    }

    /// Asks for what is still unanswered, with the same ids, until it is answered.
    pub fn settle(&mut self, ledger: &Ledger) -> Result<(), String> {
        let begun = Instant::now();
        while self.pending.is_some() {
            let Err(why) = self.try_once(ledger) else { continue };
            if begun.elapsed() > SETTLE_WAIT {
                return Err(format!(
                    "asked for {} s after the restart and still no answer: {why}.",
                    SETTLE_WAIT.as_secs()
                ));
            }
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    fn next_attempt(&mut self, ledger: &Ledger) -> Option<Attempt> {
        if let Some(path) = accept::next(self.address, &self.pagers, ledger, &mut self.chance) {
            return Some(Attempt::Accept { path, command: self.chance.id() });
        }
        let may_open = self.own.len() < EMERGENCIES_MAX;
        if may_open && (self.own.is_empty() || self.chance.percent(OPEN_PERCENT)) {
            return Some(Attempt::Open { token: self.token(), command: self.chance.id() });
        }
        let (token, message) = (self.token(), self.chance.id());
        let limit = u64::try_from(self.own.len()).ok()?;
        let which = usize::try_from(self.chance.below(limit)).ok()?;
        let (number, path, asked) = self.own.get_mut(which)?;
        if *asked >= MESSAGES_MAX {
            return None;
        }
        *asked += 1;
        Some(Attempt::Write { number: *number, path: path.clone(), token, message })
    }

    fn token(&mut self) -> String {
        format!("word{}", &self.chance.id()[..20])
    }

    fn try_once(&mut self, ledger: &Ledger) -> Result<(), String> {
        let Some(attempt) = self.pending.take() else { return Ok(()) };
        let outcome = match &attempt {
            Attempt::Open { token, command } => self.open(token, command, ledger),
            Attempt::Write { number, path, token, message } => {
                self.write(*number, path, token, message, ledger)
            }
            Attempt::Accept { path, command } => {
                accept::accept(self.address, path, command, ledger)
            }
        };
        if outcome.is_err() {
            self.pending = Some(attempt);
        }
        outcome
    }

    fn open(&mut self, token: &str, command: &str, ledger: &Ledger) -> Result<(), String> {
        let fields = [
            ("words", format!("Everything is down, {token}")),
            ("who", "Brightwater Clinics".to_owned()),
            ("reach", "+441632960011".to_owned()),
            ("command", command.to_owned()),
        ];
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let ask = || acknowledged(http::post(self.address, "/help", &fields), ledger);
        let location = |answer: http::Answer| {
            let location = answer.location.as_deref().map(path_of);
            location.filter(|path| path.contains("/e/")).ok_or("no Location with /e/ in the answer")
        };
        let path = location(ask()?)?;
        let number = ledger.opened(&path, token, self.round);
        if self.chance.percent(REPEAT_PERCENT)
            && let Ok(Ok(again)) = ask().map(location)
            && again != path
        {
            ledger.contradicted(format!("a double press opened both {path} and {again}"));
        }
        self.own.push((number, path, 0));
        Ok(())
    }

    fn write(
        &mut self,
        number: usize,
        path: &str,
        token: &str,
        message: &str,
        ledger: &Ledger,
    ) -> Result<(), String> {
        let fields = [("words", token), ("message", message)];
        let target = format!("{path}/messages");
        acknowledged(http::post(self.address, &target, &fields), ledger)?;
        ledger.wrote(number, token, self.round);
        if self.chance.percent(REPEAT_PERCENT) {
            // The same message again must change nothing; the check counts it on the page.
            let _ = http::post(self.address, &target, &fields);
        }
        Ok(())
    }
}

/// An answer that promises: 303 to a form, 200 or 201 to anything else. All others are asked again.
pub fn acknowledged(
    answer: Result<http::Answer, String>,
    ledger: &Ledger,
) -> Result<http::Answer, String> {
    let answer = answer?;
    match answer.status {
        200 | 201 | 303 => Ok(answer),
        429 | 503 => {
            ledger.refused_once();
            Err(format!("answered {}, later", answer.status))
        }
        status => {
            let body: String = answer.body.chars().take(200).collect();
            Err(format!("answered {status}: {body}"))
        }
    }
}

/// The path in a Location, which may be relative or absolute.
fn path_of(location: &str) -> String {
    match location.split_once("://") {
        None => location.to_owned(),
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn the_path_of_a_location_is_read_in_either_form() {
        assert_eq!(path_of("/e/abc"), "/e/abc");
        assert_eq!(path_of("http://127.0.0.1:8080/e/abc"), "/e/abc");
    }
}
