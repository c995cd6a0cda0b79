//! Notification rules: over which of a person's methods they are rung, after how long, and when
//! the night is theirs.

use std::time::Duration;

use jiff::tz::TimeZoneDatabase;
use serde::{Deserialize, Serialize};

use crate::words::{Channel, MethodKey, Severity, Timestamp};

/// Most rules of a person.
pub const RULES_MAX: usize = 60;
/// Longest wait of a rule: what comes later reaches nobody in time.
pub const RULE_DELAY_SECS_MAX: u32 = 3_600;
/// Minutes of a day.
pub const DAY_MINUTES: u16 = 24 * 60;

/// One rule: for something this urgent, ring over this method after this long.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rule {
    /// For what.
    pub urgency: Severity,
    /// Over which of the person's methods.
    pub method: MethodKey,
    /// How long after the page began; 0 is at once.
    pub delay_secs: u32,
}

/// Hours in which what is of low urgency makes no noise, on the wall clock where the person lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// The minute of the day at which they begin.
    pub from: u16,
    /// The minute of the day at which they end; it may lie on the next day.
    pub until: u16,
}

impl Quiet {
    /// Reads two times of day, like `22:00` and `07:00`.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(from: &str, until: &str) -> Result<Self, String> {
        let minute = |text: &str| {
            let (hour, minute) = text.split_once(':')?;
            let two = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            let (hour, minute) = (two(hour) && two(minute)).then_some((hour, minute))?;
            let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let wrong = |text: &str| {
            let shown: String = text.chars().take(20).collect();
            format!("\"{shown}\" is no time of day. Write it like 22:00.")
        };
        let from = minute(from).ok_or_else(|| wrong(from))?;
        let until = minute(until).ok_or_else(|| wrong(until))?;
        Ok(Self { from, until })
    }

    /// Both times, as `parse` reads them.
    #[must_use]
    pub fn texts(&self) -> (String, String) {
        let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        (text(self.from), text(self.until))
    }

    /// Whether an instant lies in them, on the wall clock of this zone. In a zone that is not known
    /// no hour is quiet: ringing is the safer mistake.
    #[must_use]
    pub fn holds(&self, at: Timestamp, zone: &str, zones: &TimeZoneDatabase) -> bool {
        let local = zones.get(zone).ok().and_then(|zone| {
            let at = jiff::Timestamp::from_millisecond(at.0).ok()?;
            Some(at.to_zoned(zone).time())
        });
        let minute = local.map(|time| i32::from(time.hour()) * 60 + i32::from(time.minute()));
        let (from, until) = (i32::from(self.from), i32::from(self.until));
        minute.is_some_and(|minute| {
            if from < until {
                (from..until).contains(&minute)
            } else {
                minute >= from || minute < until
            }
        })
    }
}

/// How a person wants to be rung. Without rules for an urgency, every method rings at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The rules.
    pub rules: Vec<Rule>,
    /// The hours in which what is of low urgency makes no noise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
}

/// Over which methods a page goes out, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// These now; never empty unless there is no method at all.
    pub at_once: Vec<MethodKey>,
    /// These so long from now, while nobody answers.
    pub later: Vec<(Duration, MethodKey)>,
}

/// A channel that a sleeping house does not hear.
#[must_use]
pub fn is_silent(channel: Channel) -> bool {
    matches!(channel, Channel::Screen | Channel::Email | Channel::Webhook)
}

impl Rules {
    /// Whether the rules can be.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what is possible.
    pub fn check(&self) -> Result<(), String> {
        if self.rules.len() > RULES_MAX {
            return Err(format!("At most {RULES_MAX} rules are possible."));
        }
        for (index, rule) in self.rules.iter().enumerate() {
            if rule.delay_secs > RULE_DELAY_SECS_MAX {
                return Err(format!(
                    "A rule may wait {RULE_DELAY_SECS_MAX} seconds at most: what comes later \
                     reaches nobody in time."
                ));
            }
            let same = |other: &Rule| other.urgency == rule.urgency && other.method == rule.method;
            if self.rules[..index].iter().any(same) {
                let method = &rule.method;
                return Err(format!("There are two rules for {method} and the same urgency."));
            }
        }
        let day = |minute: u16| minute < DAY_MINUTES;
        match self.quiet {
            Some(quiet) if !day(quiet.from) || !day(quiet.until) || quiet.from == quiet.until => {
                Err("Quiet hours need a beginning and another end, such as 22:00 and 07:00.".into())
            }
            _ => Ok(()),
        }
    }

    /// In which order to ring: `usable` are the methods that could be used now, `waited` is how
    /// long the page has been asking already. The first always rings at once, whatever its delay:
    /// no rule makes an escalation slower than having none. Where no rule fits, all ring at once.
    #[must_use]
    pub fn order(
        &self,
        usable: &[(MethodKey, Channel)],
        urgency: Severity,
        waited: Duration,
    ) -> Order {
        let waits = |method: &MethodKey| {
            let mut rules = self.rules.iter();
            rules
                .find(|rule| rule.urgency == urgency && rule.method == *method)
                .map(|rule| Duration::from_secs(u64::from(rule.delay_secs)).saturating_sub(waited))
        };
        let mut ruled: Vec<(Duration, MethodKey)> =
            usable.iter().filter_map(|(key, _)| Some((waits(key)?, key.clone()))).collect();
        if ruled.is_empty() {
            let at_once = usable.iter().map(|(key, _)| key.clone()).collect();
            return Order { at_once, later: Vec::new() };
        }
        ruled.sort();
        let first = ruled[0].0;
        let (now, later) = ruled
            .into_iter()
            .map(|(wait, key)| (wait - first, key))
            .partition::<Vec<_>, _>(|(wait, _)| wait.is_zero());
        Order { at_once: now.into_iter().map(|(_, key)| key).collect(), later }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(of: &[(Severity, &str, u32)]) -> Rules {
        let rule = |(urgency, method, delay_secs): &(Severity, &str, u32)| Rule {
            urgency: *urgency,
            method: (*method).into(),
            delay_secs: *delay_secs,
        };
        Rules { rules: of.iter().map(rule).collect(), quiet: None }
    }

    fn usable() -> Vec<(MethodKey, Channel)> {
        vec![
            ("mail".into(), Channel::Email),
            ("text".into(), Channel::Sms),
            ("call".into(), Channel::Voice),
        ]
    }

    #[test]
    fn without_a_rule_that_fits_everything_rings_at_once() {
        let all = rules(&[]).order(&usable(), Severity::Critical, Duration::ZERO);
        assert_eq!((all.at_once.len(), all.later.len()), (3, 0));
        let other = rules(&[(Severity::Low, "mail", 0), (Severity::Critical, "gone", 0)]);
        assert_eq!(other.order(&usable(), Severity::Critical, Duration::ZERO), all);
    }

    #[test]
    fn the_first_method_that_can_be_used_never_waits() {
        let known = rules(&[
            (Severity::High, "gone", 0),
            (Severity::High, "text", 60),
            (Severity::High, "call", 180),
        ]);
        let order = known.order(&usable(), Severity::High, Duration::ZERO);
        assert_eq!(order.at_once, ["text".into()]);
        assert_eq!(order.later, [(Duration::from_secs(120), "call".into())]);
        let again = known.order(&usable(), Severity::High, Duration::from_secs(200));
        assert_eq!((again.at_once.len(), again.later.len()), (2, 0));
    }

    #[test]
    fn quiet_hours_are_those_of_the_wall_clock_also_over_midnight_and_when_clocks_change() {
        let zones = TimeZoneDatabase::bundled();
        let quiet = Quiet::parse("22:00", "07:00").expect("two times");
        let at = |text: &str| {
            let zoned: jiff::Timestamp = text.parse().expect("an instant");
            quiet.holds(Timestamp(zoned.as_millisecond()), "Europe/Berlin", &zones)
        };
        assert!(at("2026-01-10T21:30:00Z"));
        assert!(at("2026-01-10T05:59:00Z"));
        assert!(!at("2026-01-10T06:00:00Z"));
        assert!(at("2026-07-10T04:59:00Z"));
        assert!(!at("2026-07-10T05:00:00Z"));
        assert!(!quiet.holds(Timestamp(0), "No/Where", &zones));
        for wrong in ["", "7:00", "24:00", "12:60", "ab:cd", "12:000", "１２:００"] {
            assert!(Quiet::parse(wrong, "07:00").is_err(), "{wrong:?}");
        }
        bolero::check!().with_type::<(String, String)>().for_each(|(from, until)| {
            if let Ok(quiet) = Quiet::parse(from, until) {
                assert_eq!(quiet.texts(), (from.clone(), until.clone()));
            }
        });
    }
}
