//! One alert: what a machine says, how bad it finds it, and where it stands.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::words::{
    AlertId, IncidentId, IntegrationKey, PersonKey, Severity, SmolStr, Timestamp, tidy_words,
};

/// Longest summary, in bytes.
pub const SUMMARY_LEN_MAX: usize = 1_024;
/// Longest source, and longest name of a detail, in bytes.
pub const NAME_LEN_MAX: usize = 255;
/// Longest value of a detail, in bytes.
pub const DETAIL_LEN_MAX: usize = 1_024;
/// Most details of one alert; what is beyond is cut, and the alert says so.
pub const DETAILS_MAX: usize = 40;
/// Most bytes of all details of one alert together.
pub const DETAILS_LEN_MAX: usize = 8 * 1_024;
/// Most links of one alert.
pub const LINKS_MAX: usize = 10;
/// Longest address of a link, in bytes; a cut one would lead elsewhere, so a longer one is left
/// out.
pub const HREF_LEN_MAX: usize = 2_048;
/// Longest deduplication key, in bytes; of a longer one the start and a digest are kept.
pub const KEY_LEN_MAX: usize = 255;

/// How bad a machine finds it, in the words that most tools use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Customers are cut off.
    Critical,
    /// Something fails.
    Error,
    /// Something may fail soon.
    Warning,
    /// Worth knowing.
    Info,
}

impl Level {
    /// How bad the incident is that it opens.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::Critical => Severity::Critical,
            Self::Error => Severity::High,
            Self::Warning | Self::Info => Severity::Low,
        }
    }

    /// What a person who declares an incident of that severity would have a machine say.
    #[must_use]
    pub const fn of(severity: Severity) -> Self {
        match severity {
            Severity::Critical => Self::Critical,
            Severity::High => Self::Error,
            Severity::Low => Self::Warning,
        }
    }

    /// Reads what tools call it. A word that nobody knows counts as an error: what cannot be
    /// judged must be looked at by a human.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        let word = word.trim();
        let is = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        if is(&["critical", "crit", "fatal", "emergency", "disaster", "page", "p1", "sev1", "5"]) {
            Self::Critical
        } else if is(&["warning", "warn", "minor", "average", "p4", "sev3", "2", "3"]) {
            Self::Warning
        } else if is(&["info", "information", "informational", "notice", "debug", "none", "low"])
            || is(&["p5", "sev4", "sev5", "0", "1", "not classified"])
        {
            Self::Info
        } else {
            Self::Error
        }
    }
}

/// A link that a tool sends along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where to; `http` or `https` only.
    pub href: SmolStr,
    /// What it is called; the address itself when empty.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub text: SmolStr,
}

/// What a machine says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// How bad.
    pub level: Level,
    /// In one sentence.
    pub summary: Arc<str>,
    /// Where: a host, a check, a rule.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub source: SmolStr,
    /// Since when, as the tool says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// Names and values: labels, annotations, numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<(SmolStr, Arc<str>)>,
    /// Where to look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// How many details, links or bytes were cut because there were too many.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cut: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Report {
    /// A report with nothing but a summary.
    #[must_use]
    pub fn new(level: Level, summary: &str) -> Self {
        let (summary, cut) = cut(summary, SUMMARY_LEN_MAX);
        let summary = if summary.is_empty() { "(no summary)".to_owned() } else { summary };
        Self {
            level,
            summary: summary.into(),
            source: SmolStr::default(),
            started_at: None,
            details: Vec::new(),
            links: Vec::new(),
            cut: u32::from(cut),
        }
    }

    /// The same with a source.
    #[must_use]
    pub fn from(mut self, source: &str) -> Self {
        self.source = cut(&source.replace('\n', " "), NAME_LEN_MAX).0.into();
        self
    }

    /// Adds a name and its value, within the limits; what says nothing is left out.
    pub fn detail(&mut self, name: &str, value: &str) {
        let (name, _) = cut(&name.replace('\n', " "), NAME_LEN_MAX);
        let (value, was_cut) = cut(value, DETAIL_LEN_MAX);
        if name.is_empty() || value.is_empty() {
            return;
        }
        let used: usize = self.details.iter().map(|(name, value)| name.len() + value.len()).sum();
        let fits = used + name.len() + value.len() <= DETAILS_LEN_MAX;
        if self.details.len() >= DETAILS_MAX || !fits {
            self.cut = self.cut.saturating_add(1);
            return;
        }
        self.cut = self.cut.saturating_add(u32::from(was_cut));
        self.details.push((name.into(), value.into()));
    }

    /// Adds a link, if it leads to a page and not to a script.
    pub fn link(&mut self, href: &str, text: &str) {
        let href = href.trim();
        let leads = href.starts_with("https://") || href.starts_with("http://");
        let plain = !href.contains(|c: char| c.is_control() || c.is_whitespace());
        if !leads || !plain || self.links.iter().any(|known| known.href == href) {
            return;
        }
        if self.links.len() >= LINKS_MAX || href.len() > HREF_LEN_MAX {
            self.cut = self.cut.saturating_add(1);
            return;
        }
        let text = cut(&text.replace('\n', " "), NAME_LEN_MAX).0.into();
        self.links.push(Link { href: href.into(), text });
    }
}

/// The start of a text that fits, tidied, and whether something is missing.
fn cut(text: &str, len_max: usize) -> (String, bool) {
    // Tidying looks at every character; what lies far beyond the limit need not be looked at.
    let far = (0..=text.len().min(4 * len_max)).rev().find(|at| text.is_char_boundary(*at));
    let start = &text[..far.unwrap_or(0)];
    let tidy = tidy_words(start, len_max);
    let missing = text.trim().len() > len_max;
    (tidy, missing)
}

/// A deduplication key within its limit; two long keys stay two.
#[must_use]
pub fn tidy_key(key: &str) -> SmolStr {
    if key.len() <= KEY_LEN_MAX {
        return key.into();
    }
    let digest = blake3::hash(key.as_bytes()).to_hex();
    let start = (0..=KEY_LEN_MAX - 65).rev().find(|at| key.is_char_boundary(*at)).unwrap_or(0);
    format!("{}~{digest}", &key[..start]).into()
}

/// What a tool asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// It fires, or fires on.
    Trigger(Box<Report>),
    /// Somebody has pressed a button in the tool.
    Acknowledge,
    /// It is over.
    Resolve,
}

/// One signal of a tool about one alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signal {
    /// By which the tool knows the alert again.
    pub key: SmolStr,
    /// What it asks for.
    pub asks: Asks,
}

impl Signal {
    /// A signal about the alert of that key.
    #[must_use]
    pub fn new(key: &str, asks: Asks) -> Self {
        Self { key: tidy_key(key), asks }
    }
}

/// Where an alert stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It fires.
    Open,
    /// It fires, and somebody pressed a button in the tool; that accepts nothing here.
    Acknowledged {
        /// When.
        at: Timestamp,
    },
    /// It is over.
    Resolved {
        /// When.
        at: Timestamp,
        /// By whom.
        by: Resolver,
    },
}

/// Who says that an alert is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolver {
    /// The tool that had reported it.
    Tool,
    /// A person of the vendor, who closed the incident.
    Person(PersonKey),
    /// Nobody: it rang nobody and was silent for long.
    Silence,
}

/// One alert.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// Through which integration it came.
    pub integration: IntegrationKey,
    /// By which its tool knows it again.
    pub key: SmolStr,
    /// What was said last.
    pub report: Arc<Report>,
    /// The incident it belongs to; none while it rings nobody.
    pub incident: Option<IncidentId>,
    /// When it fired first.
    pub first_at: Timestamp,
    /// When it was last heard of.
    pub last_at: Timestamp,
    /// How often it was reported, counted at most once in ten seconds.
    pub count: u32,
    /// Where it stands.
    pub standing: Standing,
}

impl Alert {
    /// Whether it still fires.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self.standing, Standing::Resolved { .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_keeps_within_its_limits_and_says_what_it_cut() {
        let mut report = Report::new(Level::Critical, &"x".repeat(1_000_000));
        assert_eq!((report.summary.len(), report.cut), (SUMMARY_LEN_MAX, 1));
        for number in 0..100_000 {
            report.detail(&format!("label {number}"), &"y".repeat(number % 3_000));
        }
        let len: usize = report.details.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert!(report.details.len() <= DETAILS_MAX && len <= DETAILS_LEN_MAX);
        assert!(report.cut > 90_000);
        for number in 0..100 {
            report.link(&format!("https://example.com/{number}"), "graph");
        }
        assert_eq!(report.links.len(), LINKS_MAX);
    }

    #[test]
    fn a_link_leads_to_a_page_or_is_left_out() {
        let mut report = Report::new(Level::Info, "");
        for href in ["javascript:alert(1)", "data:text/html,x", "//x", "http://a b", "ftp://x", ""]
        {
            report.link(href, "x");
        }
        assert!(report.links.is_empty());
        report.link(" https://example.com/x ", "");
        report.link("https://example.com/x", "again");
        assert_eq!(report.links.len(), 1);
    }

    #[test]
    fn long_keys_stay_apart() {
        let (one, other) = ("k".repeat(300) + "1", "k".repeat(300) + "2");
        assert_ne!(tidy_key(&one), tidy_key(&other));
        assert!(tidy_key(&one).len() <= KEY_LEN_MAX);
        assert!(tidy_key(&"é".repeat(300)).len() <= KEY_LEN_MAX);
    }

    #[test]
    fn a_word_that_nobody_knows_is_an_error() {
        for (word, level) in [
            ("CRITICAL", Level::Critical),
            (" page ", Level::Critical),
            ("high", Level::Error),
            ("", Level::Error),
            ("purple", Level::Error),
            ("Warn", Level::Warning),
            ("P5", Level::Info),
        ] {
            assert_eq!(Level::parse(word), level, "{word}");
        }
    }
}
