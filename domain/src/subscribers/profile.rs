//! What a subscriber wants: of which page, over which way, about what, how bad, and when.

use jiff::civil::Time;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};

use super::{About, Announcement, Audience, Refusal, Through};
use crate::words::{
    ComponentKey, Condition, Language, Route, ServiceKey, Severity, SiteKey, SmolStr,
    StatusPageKey, Timestamp, dialling, e164, is_mail_address,
};

/// Most components, services or sites that a subscriber names; their parts come along.
pub const NAMED_MAX: usize = 100;
/// Longest address, in bytes.
pub const ADDRESS_LEN_MAX: usize = 1_000;

/// Hours in which what is not grave waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quiet {
    /// From this full hour on, local.
    pub from: u8,
    /// Until this one.
    pub until: u8,
}

/// What a subscriber wants to hear of, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wants {
    /// Of these components with all that is part of them; of all of them where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<ComponentKey>,
    /// Of what these services stand behind; of all of it where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<ServiceKey>,
    /// Of what serves these sites of the customer to whom they belong; of all of it where none is
    /// named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sites: Vec<SiteKey>,
    /// Only of what gets at least as bad.
    #[serde(default)]
    pub at_least: Condition,
    /// Once a day, at this full hour; at once where it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily: Option<u8>,
    /// When what is not grave waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<Quiet>,
    /// The IANA time zone of those hours.
    #[serde(default)]
    pub zone: SmolStr,
}

/// Who subscribes, and to what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// To which page.
    pub page: StatusPageKey,
    /// Over which way.
    pub route: Route,
    /// In which language.
    pub language: Language,
    /// What they want.
    #[serde(default)]
    pub wants: Wants,
    /// Nothing for readers of a page. A colleague of the vendor is told what is told inside, of
    /// incidents that are at least so severe, and belongs to no page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub colleague: Option<Severity>,
    /// Through what they read, who read more than everyone does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
}

impl Profile {
    /// The profile of a colleague: it belongs to no page, whose key is never empty.
    #[must_use]
    pub fn colleague(least: Severity, route: Route, language: Language, wants: Wants) -> Self {
        let page = StatusPageKey::from("");
        Self { page, route, language, wants, colleague: Some(least), through: None }
    }
}

impl Wants {
    /// As they are kept.
    ///
    /// # Errors
    /// A [`Refusal`] when something in it cannot be.
    pub fn tidied(mut self, zones: &TimeZoneDatabase) -> Result<Self, Refusal> {
        self.components.sort_unstable();
        self.components.dedup();
        self.services.sort_unstable();
        self.services.dedup();
        self.sites.sort_unstable();
        self.sites.dedup();
        let named = [self.components.len(), self.services.len(), self.sites.len()];
        if named.into_iter().any(|named| named > NAMED_MAX) {
            return Err(Refusal::TooManyNamed);
        }
        let hours = [self.daily, self.quiet.map(|q| q.from), self.quiet.map(|q| q.until)];
        if hours.into_iter().flatten().any(|hour| hour > 23) {
            return Err(Refusal::BadHour);
        }
        self.quiet = self.quiet.filter(|quiet| quiet.from != quiet.until);
        if self.zone.is_empty() {
            self.zone = "UTC".into();
        }
        let known = zones.get(&self.zone).ok().filter(|zone| !zone.is_unknown());
        if known.is_none() {
            return Err(Refusal::BadZone);
        }
        Ok(self)
    }

    /// Whether a word is one of those that they want, seen by whom of those it concerns who read
    /// as they do, and by what serves the sites that they chose.
    #[must_use]
    pub fn include(
        &self,
        word: &Announcement,
        audience: &Audience,
        sites: &[ComponentKey],
    ) -> bool {
        let grave = audience.worst >= self.at_least;
        // What names no component concerns everyone, unless it is only planned or announced.
        if audience.components.is_empty() {
            return grave || !matches!(word.about, About::Work(_) | About::Notice(_));
        }
        grave && self.name_any_of(audience, sites)
    }

    /// Whether something of what an audience is meant by is named here; nothing has to be. Of the
    /// sites that are named what serves them counts; where nobody says any more what does, they
    /// are as good as not named, because too much is better than silence.
    #[must_use]
    pub fn name_any_of(&self, audience: &Audience, sites: &[ComponentKey]) -> bool {
        let all = self.components.is_empty() && self.services.is_empty() && sites.is_empty();
        let mut components = self.components.iter().chain(sites);
        let named = components.any(|key| audience.components.contains(key));
        let served = self.services.iter().any(|key| audience.services.contains(key));
        all || named || served
    }

    /// Until when a word waits that is said now; not at all, where it goes at once.
    #[must_use]
    pub fn waits_until(
        &self,
        word: &Announcement,
        now: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Option<Timestamp> {
        if let Some(hour) = self.daily {
            let zone = zones.get(&self.zone).unwrap_or(TimeZone::UTC);
            return next_hour(now, hour, &zone);
        }
        self.quiet_until(word, now, zones)
    }

    /// Until when their quiet hours hold back a word now, if they do.
    #[must_use]
    pub fn quiet_until(
        &self,
        word: &Announcement,
        now: Timestamp,
        zones: &TimeZoneDatabase,
    ) -> Option<Timestamp> {
        let quiet = self.quiet.filter(|_| !word.is_grave())?;
        let zone = zones.get(&self.zone).unwrap_or(TimeZone::UTC);
        let local = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone());
        let hour = u8::try_from(local.hour()).ok()?;
        let within = match quiet.from <= quiet.until {
            true => (quiet.from..quiet.until).contains(&hour),
            false => hour >= quiet.from || hour < quiet.until,
        };
        within.then(|| next_hour(now, quiet.until, &zone)).flatten()
    }
}

/// When the clock of that zone next shows that full hour. An hour that is left out when clocks go
/// forward is the one after it.
fn next_hour(now: Timestamp, hour: u8, zone: &TimeZone) -> Option<Timestamp> {
    let local = jiff::Timestamp::from_millisecond(now.0).ok()?.to_zoned(zone.clone());
    let time = Time::new(i8::try_from(hour).ok()?, 0, 0, 0).ok()?;
    let at = |day: jiff::civil::Date| {
        let at = day.to_datetime(time).to_zoned(zone.clone()).ok()?;
        Some(Timestamp(at.timestamp().as_millisecond()))
    };
    let mut day = local.date();
    for _ in 0..3 {
        let found = at(day)?;
        if found > now {
            return Some(found);
        }
        day = day.tomorrow().ok()?;
    }
    None
}

/// An address as it is kept: without what lies around it, in its one plain form.
///
/// # Errors
/// [`Refusal::BadAddress`] when it leads nowhere over that way.
pub fn tidy_address(route: Route, address: &str) -> Result<String, Refusal> {
    let address = address.trim();
    if address.len() > ADDRESS_LEN_MAX {
        return Err(Refusal::BadAddress);
    }
    match route {
        Route::Email => {
            let (local, domain) = address.rsplit_once('@').ok_or(Refusal::BadAddress)?;
            let plain = format!("{local}@{}", domain.to_lowercase());
            let good = is_mail_address(&plain) && domain.contains('.') && !is_trap(local);
            good.then_some(plain).ok_or(Refusal::BadAddress)
        }
        Route::Sms => {
            let number = e164(address).map_err(|_| Refusal::BadAddress)?;
            // Whoever types a number that costs a fortune earns by each code that is sent there.
            let dear = dialling::barred(&number, &[]).is_some();
            (!dear).then_some(number).ok_or(Refusal::BadAddress)
        }
        Route::Webhook | Route::Statuspage | Route::Slack | Route::Teams | Route::Discord => {
            let leads = address.starts_with("https://") || address.starts_with("http://");
            let odd = address.contains(|c: char| c.is_whitespace() || c.is_control());
            (leads && !odd).then(|| address.to_owned()).ok_or(Refusal::BadAddress)
        }
    }
}

/// Whether mail there reaches who runs the mail, and no reader: whoever signs these up means harm.
#[must_use]
pub fn is_trap(local: &str) -> bool {
    const TRAPS: [&str; 5] = ["abuse", "mailer-daemon", "noreply", "no-reply", "postmaster"];
    TRAPS.contains(&local.to_ascii_lowercase().as_str())
}

/// Where a subscriber is found again: on which page, through what, over which way, and at which
/// address.
pub(super) type Place = (StatusPageKey, Option<Through>, Route, SmolStr);

impl Profile {
    /// Where a subscriber of this profile is found again.
    pub(super) fn place(&self, address: &str) -> Place {
        (self.page.clone(), self.through.clone(), self.route, sought(address))
    }
}

/// By what an address is found again, whoever wrote it how. No letter of a mail's is small or
/// large to anybody; of a program's or a chat's that holds for the host only, because two whose
/// paths differ in a letter's size are two.
#[must_use]
pub fn sought(address: &str) -> SmolStr {
    let posted = ["https://", "http://"].into_iter().find_map(|scheme| {
        let rest = address.strip_prefix(scheme)?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        // A name or password before the host is as it was written.
        let (before, host) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
        Some(format!("{scheme}{before}{}{path}", host.to_lowercase()))
    });
    posted.unwrap_or_else(|| address.to_lowercase()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_programs_address_only_the_host_is_read_whatever_the_size_of_its_letters() {
        for (address, found) in [
            ("Ines@Harbour.Example", "ines@harbour.example"),
            ("+46701230077", "+46701230077"),
            ("https://Hooks.Example/In?a=B#C", "https://hooks.example/In?a=B#C"),
            ("https://Hooks.Example?Q@R", "https://hooks.example?Q@R"),
            ("http://User:Secret@Hooks.Example:80/X", "http://User:Secret@hooks.example:80/X"),
            ("https://", "https://"),
        ] {
            assert_eq!(sought(address).as_str(), found);
        }
        assert_ne!(sought("https://a.example/T0/Abc"), sought("https://a.example/T0/abc"));
    }
}
