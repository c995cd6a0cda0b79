//! What the operator says about a telephone carrier, and what is missing before it can be used.

use std::path::PathBuf;

use domain::words::{e164, is_key};
use reqwest::Url;
use serde::Deserialize;

use crate::channels::{Secret, Unusable};

/// Most carriers; each further one is asked only when all before it failed.
pub const CARRIERS_MAX: usize = 5;
/// Most calls a second that can be configured.
const CALLS_PER_SECOND_MAX: u32 = 1_000;
/// Most seconds for one request to a carrier: two of them must fit into one attempt.
const TIMEOUT_SECS_MAX: u64 = 5;

/// One `[[carrier]]` of the configuration. The token stands in the environment or in a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CarrierConfiguration {
    /// Its name here: in the address that it calls back, and in the name of its token's variable.
    pub key: String,
    /// The account there.
    pub account: String,
    /// The number that calls come from; without it, it makes no calls.
    #[serde(default)]
    pub from: Option<String>,
    /// The number that text messages come from, where it is another.
    #[serde(default)]
    pub sms_from: Option<String>,
    /// The messaging service that sends text messages, in place of a number.
    #[serde(default)]
    pub messaging_service: Option<String>,
    /// Where its programming interface is.
    #[serde(default = "default_base_url")]
    pub base_url: String,
    /// How many calls a second the account may start.
    #[serde(default = "default_calls_per_second")]
    pub calls_per_second: u32,
    /// A file that holds the token, in place of the environment.
    #[serde(default)]
    pub token_file: Option<PathBuf>,
    /// What the carrier does with an answered call while we cannot be reached: the address of a
    /// document on another machine.
    #[serde(default)]
    pub fallback_url: Option<String>,
    /// A PEM file of further roots to trust.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds for one request.
    #[serde(default = "default_timeout_secs")]
    pub timeout_secs: u64,
}

fn default_base_url() -> String {
    "https://api.twilio.com".to_owned()
}

fn default_calls_per_second() -> u32 {
    1
}

fn default_timeout_secs() -> u64 {
    3
}

impl CarrierConfiguration {
    /// What stands before a sentence about it.
    #[must_use]
    pub fn section(&self) -> String {
        format!("[[carrier]] {}", self.key)
    }

    /// The variable of the environment that holds its token.
    #[must_use]
    pub fn token_variable(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
        format!("MAYDAY_CARRIER_{}_TOKEN", self.key.chars().map(plain).collect::<String>())
    }

    /// The token, from the environment or else its file.
    ///
    /// # Errors
    /// A sentence that says where it is looked for.
    pub fn token(&self) -> Result<Secret, Unusable> {
        let variable = self.token_variable();
        let wrong = |text: String| Unusable(format!("{}: {text}", self.section()));
        if let Some(token) = std::env::var(&variable).ok().filter(|token| !token.is_empty()) {
            return Ok(Secret(token));
        }
        let Some(file) = &self.token_file else {
            return Err(wrong(format!(
                "its token is missing. Put it into the environment as {variable}, or into a file \
                 and name that with token_file."
            )));
        };
        let name = file.display();
        let text = std::fs::read_to_string(file)
            .map_err(|error| wrong(format!("token_file {name}: {error}.")))?;
        match text.trim() {
            "" => Err(wrong(format!("token_file {name} is empty."))),
            token => Ok(Secret(token.to_owned())),
        }
    }

    /// Everything but the token, looked at without asking anybody.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), Unusable> {
        let wrong = |text: &str| Err(Unusable(format!("{}: {text}", self.section())));
        if !is_key(&self.key) {
            return wrong("key must be of a-z, 0-9, '-', '_' and '.'.");
        }
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if self.account.is_empty() || !self.account.chars().all(plain) {
            return wrong(
                "account must be the account's id at the carrier, like AC and 32 digits.",
            );
        }
        for (name, number) in [("from", &self.from), ("sms_from", &self.sms_from)] {
            let Some(number) = number else { continue };
            // A name in letters can send text messages, but nobody can reply to it.
            if let Err(bad) = e164(number) {
                return wrong(&format!("{name}: {bad}"));
            }
        }
        if self.from.is_none() && !self.texts() {
            return wrong("it has no number: set from, sms_from or messaging_service.");
        }
        if !(1..=CALLS_PER_SECOND_MAX).contains(&self.calls_per_second) {
            return wrong(&format!("calls_per_second must be from 1 to {CALLS_PER_SECOND_MAX}."));
        }
        if !(1..=TIMEOUT_SECS_MAX).contains(&self.timeout_secs) {
            return wrong(&format!("timeout_secs must be from 1 to {TIMEOUT_SECS_MAX}."));
        }
        if !is_safe(&self.base_url) {
            return wrong("base_url must start with https://: the token travels along.");
        }
        match &self.fallback_url {
            Some(url) if !is_safe(url) => wrong("fallback_url must start with https://."),
            _ => Ok(()),
        }
    }

    /// Whether it can make calls.
    #[must_use]
    pub fn calls(&self) -> bool {
        self.from.is_some()
    }

    /// Whether it can send text messages.
    #[must_use]
    pub fn texts(&self) -> bool {
        self.from.is_some() || self.sms_from.is_some() || self.messaging_service.is_some()
    }
}

/// Whether nobody on the way can listen: TLS, or this very machine.
fn is_safe(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let here = || {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
        let address: Option<std::net::IpAddr> = host.parse().ok();
        host == "localhost" || address.is_some_and(|address| address.is_loopback())
    };
    url.scheme() == "https" || url.scheme() == "http" && here()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(more: &str) -> Result<(), String> {
        let text = format!("key = \"main-1\"\naccount = \"AC0123\"\n{more}");
        let carrier: CarrierConfiguration = toml::from_str(&text).map_err(|e| e.to_string())?;
        carrier.check().map_err(|unusable| unusable.0)
    }

    #[test]
    fn what_cannot_work_is_named() {
        assert_eq!(read("from = \"+46 8 123 456 78\""), Ok(()));
        assert_eq!(read("messaging_service = \"MG1\""), Ok(()));
        for (more, word) in [
            ("", "no number"),
            ("from = \"08-123\"", "country's code"),
            ("from = \"+4681234567\"\ncalls_per_second = 0", "calls_per_second"),
            ("from = \"+4681234567\"\ntimeout_secs = 60", "timeout_secs"),
            ("from = \"+4681234567\"\nbase_url = \"http://a.test\"", "base_url"),
            ("from = \"+4681234567\"\nfallback_url = \"ftp://a.test\"", "fallback_url"),
            ("from = \"+4681234567\"\ntoken = \"x\"", "unknown field"),
        ] {
            let problem = read(more).expect_err(more);
            assert!(problem.contains(word), "{more}: {problem}");
        }
    }

    #[test]
    fn the_token_comes_from_the_environment_or_a_file() {
        let text = "key = \"main-1\"\naccount = \"AC0123\"\nfrom = \"+4681234567\"";
        let mut carrier: CarrierConfiguration = toml::from_str(text).expect("a carrier");
        assert_eq!(carrier.token_variable(), "MAYDAY_CARRIER_MAIN_1_TOKEN");
        let missing = carrier.token().expect_err("there is none").0;
        assert!(missing.contains("MAYDAY_CARRIER_MAIN_1_TOKEN"), "{missing}");
        carrier.token_file = Some("/nonexistent/token".into());
        assert!(carrier.token().expect_err("no file").0.contains("/nonexistent/token"));
    }
}
