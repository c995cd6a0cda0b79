//! What a page is about, in the few words that a telephone may say or show: never the caller's.

use domain::State;
use domain::methods::Shown;
use domain::paging::{Escalation, Page, PageStanding, Standing};
use domain::words::{
    Channel, IncidentId, PageId, PersonKey, Purpose, Severity, SmolStr, Timestamp,
};

use crate::letters::{likely_customer, service_name};

/// A page in a few words.
pub struct Summary {
    /// The incident's number.
    pub number: u32,
    severity: Severity,
    customer: String,
    words: Option<SmolStr>,
    service: String,
    /// Whether somebody is said to be in danger.
    danger: bool,
    ringing: std::time::Duration,
    organisation: String,
    /// How many others ring for the same person.
    pub more: usize,
}

impl Summary {
    /// The summary of an incident, while it is live.
    #[must_use]
    pub fn of(
        state: &State,
        incident: IncidentId,
        channel: Channel,
        now: Timestamp,
    ) -> Option<Self> {
        let shown = state.may_show(channel, incident);
        let service = match shown {
            Shown::Nothing => String::new(),
            Shown::Summary | Shown::Words => service_name(state, incident),
        };
        let words = (shown == Shown::Words).then(|| state.first_words(incident)).flatten();
        let known = state.incidents.get(incident)?;
        let escalation = state.paging.get(incident)?;
        Some(Self {
            number: known.number,
            severity: known.severity,
            customer: likely_customer(state, incident, shown),
            service: service.trim_start_matches([' ', '·']).to_owned(),
            words,
            danger: state.is_in_danger(incident),
            ringing: now.since(escalation.started_at),
            organisation: state.organisation.settings.name.to_string(),
            more: 0,
        })
    }

    /// The same for one person, with how much else rings for them.
    #[must_use]
    pub fn counting(self, state: &State, person: &PersonKey, incident: IncidentId) -> Self {
        Self { more: crate::letters::others(state, person, incident), ..self }
    }

    /// To be heard by somebody who was asleep a moment ago.
    #[must_use]
    pub fn spoken(&self) -> String {
        let severity = views::wording::severity(self.severity);
        let who = match self.customer.strip_suffix('?') {
            _ if self.customer == "restricted" => " It is restricted.".to_owned(),
            Some(name) => format!(" Probably {name}."),
            None if self.customer.is_empty() => String::new(),
            None => " The customer is not yet known.".to_owned(),
        };
        let words = self.words.as_ref().map(|words| format!(" They wrote: {words}."));
        let words = words.unwrap_or_default();
        let service = if self.service.is_empty() {
            String::new()
        } else {
            format!(" The service is {}.", self.service)
        };
        let more = match self.more {
            0 => String::new(),
            1 => " 1 more rings for you.".to_owned(),
            more => format!(" {more} more ring for you."),
        };
        let danger = if self.danger { " Someone is in danger." } else { "" };
        format!(
            "This is the emergency line of {}.{danger} Emergency {}, {severity}.{who}{service}\
             {words} It has been ringing for {}.{more}",
            self.organisation,
            spoken_number(self.number),
            spoken_span(self.ringing),
        )
    }

    /// To stand in a list in a text message.
    #[must_use]
    pub fn short(&self) -> String {
        let danger = if self.danger { "DANGER " } else { "" };
        format!("{} {danger}{}", self.number, self.customer).trim_end().to_owned()
    }
}

/// A number as a voice should say it: long ones digit by digit.
#[must_use]
pub fn spoken_number(number: u32) -> String {
    let digits = number.to_string();
    if digits.len() <= 2 {
        return digits;
    }
    digits.chars().map(String::from).collect::<Vec<_>>().join(" ")
}

fn spoken_span(span: std::time::Duration) -> String {
    let of = |count: u64, noun: &str| {
        if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
    };
    match span.as_secs() {
        secs @ 0..=90 => of(secs.max(1), "second"),
        secs @ 91..=5_400 => of(secs / 60, "minute"),
        secs => of(secs / 3_600, "hour"),
    }
}

/// Where a page stands for the person whom it reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// It wants an answer.
    Asks,
    /// This person has it.
    Own,
    /// Somebody else has it, of this name.
    Others(String),
    /// Nobody is needed any more.
    Over,
}

/// Where a page stands; one that is not known any more is over.
#[must_use]
pub fn stands(state: &State, page: PageId) -> Stands {
    let Some((escalation, page)) = state.paging.page(page) else { return Stands::Over };
    if page.errand.is_some() && escalation.standing != Standing::Stopped {
        return match page.standing {
            PageStanding::Requested => Stands::Asks,
            PageStanding::Accepted => Stands::Own,
            PageStanding::Declined { .. } | PageStanding::Withdrawn => Stands::Over,
        };
    }
    match &escalation.standing {
        Standing::Ringing { .. } => Stands::Asks,
        Standing::Accepted { by, .. } if *by == page.person => Stands::Own,
        Standing::Accepted { by, .. } => Stands::Others(state.access.name(by).to_owned()),
        Standing::Stopped => Stands::Over,
    }
}

/// What a page that a colleague sent on purpose asks, to be heard; `None` for any other page.
#[must_use]
pub fn errand_spoken(state: &State, page: PageId, now: Timestamp) -> Option<String> {
    let (escalation, page) = state.paging.page(page)?;
    let errand = page.errand?;
    let (_, request) = state.crew.request(errand.request)?;
    let asks = match errand.purpose {
        Purpose::Help => "asks you to help with it. Press 1 to join.",
        Purpose::Lead => "asks you to take command. Press 1 to take it.",
    };
    let summary = Summary::of(state, escalation.incident, Channel::Voice, now)?.spoken();
    let asker = state.access.name(&request.by);
    Some(format!("{summary} {asker} {asks} Press 2 if you cannot. Press 9 to hear this again."))
}

/// The others who were rung about it, by name.
#[must_use]
pub fn rung_as_well(state: &State, escalation: &Escalation, person: &PersonKey) -> Vec<String> {
    let others = escalation.pages.values().filter(|page: &&Page| page.person != *person);
    others.map(|page| state.access.name(&page.person).to_owned()).collect()
}

/// Names as they are said: "Ana", "Ana and Ben", "Ana, Ben and 3 more".
#[must_use]
pub fn said(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, three] => format!("{one}, {two} and {three}"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more", rest.len()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn numbers_and_times_are_said_as_people_say_them() {
        assert_eq!(spoken_number(7), "7");
        assert_eq!(spoken_number(42), "42");
        assert_eq!(spoken_number(1204), "1 2 0 4");
        assert_eq!(spoken_span(Duration::ZERO), "1 second");
        assert_eq!(spoken_span(Duration::from_secs(45)), "45 seconds");
        assert_eq!(spoken_span(Duration::from_secs(600)), "10 minutes");
        assert_eq!(spoken_span(Duration::from_secs(7_300)), "2 hours");
        let names =
            |count: usize| ["Ana", "Ben", "Chloe", "Dinesh"].map(String::from)[..count].to_vec();
        assert_eq!(said(&names(0)), "");
        assert_eq!(said(&names(2)), "Ana and Ben");
        assert_eq!(said(&names(4)), "Ana, Ben and 2 more");
    }
}
