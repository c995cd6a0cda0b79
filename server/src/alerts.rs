//! Alerts of other tools: one file for each wire format, read into signals for the domain.
//!
//! A format knows nothing of the web, of keys or of the other formats. It is given bytes and
//! returns signals, or a sentence that says why the bytes could not be read.
//!
//! An alert, step by step:
//!
//! 1. A tool posts (`web/intake.rs`, `web/opsgenie.rs`). The integration is found by the digest of
//!    its routing key; the format reads the body into signals (`alerts/`), bounded, and never fails
//!    on what it does not need.
//! 2. `monitoring::Command::Take` goes to the line in parts of 200 signals, under no kept id: the
//!    same body tomorrow is news. Each signal is decided on the state that the ones before it left:
//!    new alert, repeat, resolved, folded into a storm, counted only.
//! 3. An alert that must ring mints its incident (`monitoring.joined`); `policy` raises it
//!    (`incidents.raised`), and the escalation of the integration's service starts, in the same
//!    commit. The tool is answered after it.
//! 4. Accepting an incident that only machines report promises nobody anything: it holds for 30
//!    minutes from the last sign of life, and then rings again.
//! 5. The last alert over (`monitoring.over`) settles the incident, unless a person, a flap or an
//!    overflow holds it open. 48 hours later it leaves the live state.
//!
//! What was decided on the way, and why:
//!
//! - Routing keys are derived from an id of the integration and the installation key, like links:
//!   they can be shown again at any time, nothing secret is stored, and a new id is a new key. They
//!   have 32 hexadecimal digits, all of them proof.
//! - Warnings and infos ring nobody. They are kept, shown on the board, and ring as soon as the
//!   same alert becomes graver. A severity that is missing or unknown counts as an error, because
//!   what cannot be judged must be looked at. An integration can overrule both.
//! - A tool's "acknowledge" accepts nothing, unlike in PagerDuty: only a human's deliberate act
//!   towards Mayday does.
//! - Repeats are recorded at most once in ten seconds for each alert; what comes in between changes
//!   nothing that anyone could be owed.
//! - A trigger without a key gets one from its content, so that a tool that repeats a lost request
//!   opens nothing twice.
//! - An unknown routing key is answered as PagerDuty answers it, and the same as one that was taken
//!   back.

use domain::monitoring::{Asks, Level, Mapping, Report, Signal};

pub mod alertmanager;
pub mod changes;
pub mod events_v1;
pub mod events_v2;
pub mod generic;
pub mod grafana;
pub mod opsgenie;

use crate::signals::Unreadable;

/// One wire format.
pub struct Format {
    /// Its name in files and addresses.
    pub name: &'static str,
    /// What people call the tool that speaks it.
    pub title: &'static str,
    /// Where its tool posts to; `{key}` stands for the routing key.
    pub path: &'static str,
    /// A header that its tool sends; `{key}` stands for the routing key.
    pub header: Option<&'static str>,
    /// A body as its tool sends it; `{key}` stands for the routing key.
    pub sample: &'static str,
    /// What to do in the tool, in a sentence.
    pub advice: &'static str,
    /// Reads a body.
    pub read: fn(&[u8], &Mapping) -> Result<Vec<Signal>, Unreadable>,
}

/// All formats, in the order in which they are offered.
pub static FORMATS: [Format; 5] =
    [alertmanager::FORMAT, grafana::FORMAT, events_v2::FORMAT, opsgenie::FORMAT, generic::FORMAT];

/// The format of that name.
#[must_use]
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// What stands for a body that is too large to be read: somebody must look at the tool itself.
#[must_use]
pub fn too_large(len_max: usize) -> Signal {
    let summary = format!(
        "An alert with more than {} KB arrived and could not be read. Look at the tool that sent \
         it.",
        len_max / 1_000
    );
    let report = Report::new(Level::Error, &summary).from("Mayday");
    Signal::new("mayday:too-large", Asks::Trigger(Box::new(report)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_reads_its_own_sample_as_something_that_fires() {
        for format in &FORMATS {
            let signals = (format.read)(format.sample.as_bytes(), &Mapping::default());
            let signals = signals.unwrap_or_else(|bad| panic!("{}: {bad}", format.name));
            assert_eq!(signals.len(), 1, "{}", format.name);
            assert!(matches!(signals[0].asks, Asks::Trigger(_)), "{}", format.name);
            assert!(domain::words::is_key(format.name));
            assert_eq!(super::format(format.name).expect("known").title, format.title);
        }
    }

    #[test]
    fn any_bytes_are_read_or_named() {
        bolero::check!().for_each(|bytes: &[u8]| {
            for format in &FORMATS {
                if let Err(bad) = (format.read)(bytes, &Mapping::default()) {
                    assert!(!bad.to_string().is_empty());
                }
            }
            let _ = events_v1::open(bytes);
            let _ = events_v2::open(bytes);
            let _ = changes::open(bytes);
            let _ = opsgenie::open(bytes);
        });
    }

    #[test]
    fn samples_with_noise_in_them_are_read_or_named() {
        bolero::check!().with_type::<(u8, u16, u16, Vec<u8>)>().for_each(
            |(which, at, length, noise)| {
                let format = &FORMATS[usize::from(*which) % FORMATS.len()];
                let mut body = format.sample.as_bytes().to_vec();
                let at = usize::from(*at) % (body.len() + 1);
                let end = (at + usize::from(*length) % 40).min(body.len());
                body.splice(at..end, noise.iter().copied());
                for signal in (format.read)(&body, &Mapping::default()).unwrap_or_default() {
                    assert!(signal.key.len() <= domain::monitoring::KEY_LEN_MAX);
                    if let Asks::Trigger(report) = signal.asks {
                        assert!(!report.summary.is_empty());
                        assert!(report.summary.len() <= domain::monitoring::SUMMARY_LEN_MAX);
                    }
                }
            },
        );
    }
}
