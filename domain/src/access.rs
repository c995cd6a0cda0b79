//! Access: the vendor's people, their teams and contact methods, and how they sign in.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, OrdSet};
use serde::{Deserialize, Serialize};

use crate::Moment;
pub use crate::words::is_mail_address;
use crate::words::{
    Channel, MethodKey, Owner, PersonKey, Personal, SmolStr, TeamKey, Timestamp, e164, is_key,
    same_day, tidy_line,
};

mod command;
mod event;

pub use command::Command;
pub use event::Event;

/// Most people of one organisation.
pub const PEOPLE_MAX: usize = 5_000;
/// Most contact methods of a person.
pub const METHODS_MAX: usize = 10;
/// Most teams.
pub const TEAMS_MAX: usize = 500;
/// How long a link to sign in works.
pub const OFFER_LASTS: Duration = Duration::from_secs(15 * 60);
/// How long an invitation works: people are away for a weekend, and not for long.
pub const INVITATION_LASTS: Duration = Duration::from_secs(7 * 24 * 3600);
/// How long the setup link works.
pub const SETUP_LASTS: Duration = Duration::from_secs(24 * 3600);
/// How long a session lasts.
pub const SESSION_LASTS: Duration = Duration::from_secs(30 * 24 * 3600);
/// Most open links to sign in of one person; beyond it the oldest stops working.
pub const OFFERS_PER_PERSON_MAX: usize = 5;

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Sees everything, answers nothing.
    Observer,
    /// Accepts and works on emergencies.
    Responder,
    /// Also plans schedules and policies.
    Lead,
    /// Also manages people and the organisation.
    Manager,
}

/// How to reach a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Method {
    /// Its key within the person.
    pub key: MethodKey,
    /// Over which channel.
    pub channel: Channel,
    /// The mail address, or the name of a webhook in the configuration; empty for the screen.
    pub address: Personal,
}

/// A person of the vendor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name that customers see.
    pub name: Personal,
    /// What they may do.
    pub role: Role,
    /// Their IANA time zone.
    pub zone: SmolStr,
    /// How to reach them, all at once for a critical page.
    pub methods: Vec<Method>,
}

/// A group of the vendor's people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Team {
    /// Its name.
    pub name: SmolStr,
    /// Its members.
    pub members: Vec<PersonKey>,
}

/// The digest of a random token; the token itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(pub SmolStr);

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such person.
    UnknownPerson {
        /// Who.
        person: PersonKey,
    },
    /// No such team.
    UnknownTeam,
    /// The link was used, is too old or was never made.
    OfferGone,
    /// No such session.
    UnknownSession,
    /// The installation is set up already.
    SetUpAlready,
    /// The definition cannot be.
    Bad {
        /// Why, and what to do.
        reason: SmolStr,
    },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownPerson { person } => write!(f, "There is no person {person}."),
            Self::UnknownTeam => f.write_str("There is no such team."),
            Self::OfferGone => f.write_str(
                "This link was used already or is too old. Ask for a new one at /signin.",
            ),
            Self::UnknownSession => f.write_str("That session has ended already."),
            Self::SetUpAlready => {
                f.write_str("This installation is set up. Sign in at /signin instead.")
            }
            Self::Bad { reason } => f.write_str(reason),
        }
    }
}

/// A link to sign in that was not used yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// For whom; nobody yet for the setup link.
    pub person: Option<PersonKey>,
    /// Until when it works.
    pub until: Timestamp,
}

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Whose.
    pub person: PersonKey,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// On what, in plain words.
    pub device: Option<Personal>,
    /// The first use on the last day on which it was used.
    pub seen_at: Timestamp,
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The vendor's people.
    pub people: OrdMap<PersonKey, Arc<Person>>,
    /// Their teams.
    pub teams: OrdMap<TeamKey, Arc<Team>>,
    /// Links to sign in that may still be used.
    pub offers: OrdMap<u32, Offer>,
    /// The sessions, by the digest of their token.
    pub sessions: OrdMap<Digest, Session>,
    /// How many links were ever made.
    pub offer_count: u32,
    /// Contact methods over which their person wants nothing sent.
    stopped: OrdSet<(PersonKey, MethodKey)>,
}

impl State {
    /// The person of that key.
    #[must_use]
    pub fn person(&self, person: &PersonKey) -> Option<&Person> {
        self.people.get(person).map(Arc::as_ref)
    }

    /// The name that customers see; the key where the person is gone.
    #[must_use]
    pub fn name<'a>(&'a self, person: &'a PersonKey) -> &'a str {
        self.person(person).map_or(person.as_str(), |known| known.name.as_str())
    }

    /// Whether a person stopped what is sent over a method.
    #[must_use]
    pub fn opted_out(&self, person: &PersonKey, method: &MethodKey) -> bool {
        !self.stopped.is_empty() && self.stopped.contains(&(person.clone(), method.clone()))
    }

    /// Whose telephone that is: everyone who has the number as a method, in its plain form.
    pub fn with_number<'a>(
        &'a self,
        number: &'a str,
    ) -> impl Iterator<Item = (&'a PersonKey, &'a Method)> {
        let telephone = |method: &&Method| matches!(method.channel, Channel::Sms | Channel::Voice);
        self.people.iter().flat_map(move |(key, person)| {
            let methods = person.methods.iter().filter(telephone);
            methods.filter(move |m| m.address.as_str() == number).map(move |method| (key, method))
        })
    }

    /// Whose session it is, if it still lasts.
    #[must_use]
    pub fn session(&self, session: &Digest, now: Timestamp) -> Option<&Session> {
        let known = self.sessions.get(session)?;
        (known.until > now && self.people.contains_key(&known.person)).then_some(known)
    }

    /// The sessions of a person that still last.
    pub fn sessions_of(
        &self,
        person: &PersonKey,
        now: Timestamp,
    ) -> impl Iterator<Item = (&Digest, &Session)> {
        let lasts = move |session: &Session| session.person == *person && session.until > now;
        self.sessions.iter().filter(move |(_, session)| lasts(session))
    }

    /// Everyone who can respond and can be reached.
    pub fn responders(&self) -> impl Iterator<Item = &PersonKey> {
        let responds = |person: &Person| person.role > Role::Observer && !person.methods.is_empty();
        self.people.iter().filter(move |(_, person)| responds(person)).map(|(key, _)| key)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::PutPerson { person, profile } => {
                if self.people.get(&person).is_some_and(|old| **old == profile) {
                    return Ok(Vec::new());
                }
                self.check_person(&person, &profile, moment)?;
                Ok(vec![Event::PersonPut { person, profile }])
            }
            Command::RemovePerson { person } => match self.people.get(&person) {
                Some(_) => Ok(vec![Event::PersonRemoved { person }]),
                None => Err(Refusal::UnknownPerson { person }),
            },
            Command::PutTeam { team, profile } => {
                if self.teams.get(&team).is_some_and(|old| **old == profile) {
                    return Ok(Vec::new());
                }
                self.check_team(&team, &profile)?;
                Ok(vec![Event::TeamPut { team, profile }])
            }
            Command::RemoveTeam { team } => match self.teams.get(&team) {
                Some(_) => Ok(vec![Event::TeamRemoved { team }]),
                None => Err(Refusal::UnknownTeam),
            },
            Command::OfferSetup if self.people.is_empty() => {
                let until = moment.now + SETUP_LASTS;
                Ok(vec![Event::Offered { offer: self.offer_count + 1, person: None, until }])
            }
            Command::OfferSetup => Err(Refusal::SetUpAlready),
            Command::OfferSignIn { person } => self.offer(person, moment.now + OFFER_LASTS),
            Command::Invite { person } => self.offer(person, moment.now + INVITATION_LASTS),
            Command::SignIn { offer, session, by, device } => {
                let known = self.offers.get(&offer).ok_or(Refusal::OfferGone)?;
                let person = known.person.clone().or(by).ok_or(Refusal::OfferGone)?;
                if known.until <= moment.now || !self.people.contains_key(&person) {
                    return Err(Refusal::OfferGone);
                }
                Ok(vec![signed_in(Some(offer), person, session, &device, moment)])
            }
            Command::Enter { person, session, device } => match self.people.get(&person) {
                Some(_) => Ok(vec![signed_in(None, person, session, &device, moment)]),
                None => Err(Refusal::UnknownPerson { person }),
            },
            Command::See { session } => {
                let known = self.sessions.get(&session).ok_or(Refusal::UnknownSession)?;
                let noted = same_day(known.seen_at, moment.now);
                Ok(Vec::from_iter((!noted).then_some(Event::Seen { session })))
            }
            Command::EndSession { session } => match self.sessions.get(&session) {
                Some(_) => Ok(vec![Event::SignedOut { session }]),
                None => Err(Refusal::UnknownSession),
            },
            Command::EndSessions { person, but } => {
                let all = self.sessions_of(&person, moment.now).map(|(session, _)| session);
                let ended = all.filter(|session| Some(*session) != but.as_ref());
                Ok(ended.map(|session| Event::SignedOut { session: session.clone() }).collect())
            }
            Command::SignOut { session } => {
                let known = self.sessions.contains_key(&session);
                Ok(Vec::from_iter(known.then_some(Event::SignedOut { session })))
            }
            Command::OptOut { number } => Ok(self.texts(&number, false).map(opted_out).collect()),
            Command::OptIn { number } => Ok(self.texts(&number, true).map(opted_in).collect()),
        }
    }

    fn offer(&self, person: PersonKey, until: Timestamp) -> Result<Vec<Event>, Refusal> {
        if !self.people.contains_key(&person) {
            return Err(Refusal::UnknownPerson { person });
        }
        Ok(vec![Event::Offered { offer: self.offer_count + 1, person: Some(person), until }])
    }

    /// The methods by which text messages go to a number, those that are stopped or those not.
    fn texts<'a>(
        &'a self,
        number: &'a str,
        stopped: bool,
    ) -> impl Iterator<Item = (PersonKey, MethodKey)> + 'a {
        self.with_number(number)
            .filter(|(_, method)| method.channel == Channel::Sms)
            .map(|(person, method)| (person.clone(), method.key.clone()))
            .filter(move |(person, method)| self.opted_out(person, method) == stopped)
    }

    fn check_person(
        &self,
        key: &PersonKey,
        profile: &Person,
        moment: &Moment<'_>,
    ) -> Result<(), Refusal> {
        let bad = |reason: String| Err(Refusal::Bad { reason: reason.into() });
        if !is_key(key.as_str()) {
            return bad(format!("\"{key}\" is no key: use up to 64 of a-z, 0-9, - and _."));
        }
        if self.people.len() >= PEOPLE_MAX && !self.people.contains_key(key) {
            return bad(format!("At most {PEOPLE_MAX} people are possible."));
        }
        if profile.name.is_empty() || profile.name.as_str().len() > 200 {
            return bad(format!("The name of {key} must have 1 to 200 bytes."));
        }
        if moment.zones.get(&profile.zone).is_err() {
            let zone = &profile.zone;
            return bad(format!("\"{zone}\" is no time zone. Use a name such as Europe/Berlin."));
        }
        if profile.methods.len() > METHODS_MAX {
            return bad(format!("{key} has more than {METHODS_MAX} contact methods."));
        }
        let own = Owner::Person(key.clone());
        for method in &profile.methods {
            let address = method.address.as_str();
            let good = match method.channel {
                Channel::Screen => address.is_empty(),
                Channel::Email => is_mail_address(address),
                Channel::Webhook => is_key(address),
                Channel::Sms | Channel::Voice => e164(address).as_deref() == Ok(address),
                // Devices are added on the device itself.
                Channel::Push => false,
            };
            if !good || method.address.of != own {
                let (method, channel) = (&method.key, method.channel.name());
                return bad(format!("The {channel} address of method {method} of {key} is wrong."));
            }
        }
        Ok(())
    }

    fn check_team(&self, key: &TeamKey, profile: &Team) -> Result<(), Refusal> {
        let bad = |reason: String| Err(Refusal::Bad { reason: reason.into() });
        if !is_key(key.as_str()) {
            return bad(format!("\"{key}\" is no key: use up to 64 of a-z, 0-9, - and _."));
        }
        if self.teams.len() >= TEAMS_MAX && !self.teams.contains_key(key) {
            return bad(format!("At most {TEAMS_MAX} teams are possible."));
        }
        match profile.members.iter().find(|member| !self.people.contains_key(*member)) {
            Some(person) => Err(Refusal::UnknownPerson { person: person.clone() }),
            None => Ok(()),
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PersonPut { person, profile } => {
                self.forget_stops(person, Some(profile));
                self.people.insert(person.clone(), Arc::new(profile.clone()));
            }
            Event::PersonRemoved { person } => {
                self.forget_stops(person, None);
                self.people.remove(person);
                keep(&mut self.sessions, |session| session.person != *person);
                keep(&mut self.offers, |offer| offer.person.as_ref() != Some(person));
            }
            Event::TeamPut { team, profile } => {
                self.teams.insert(team.clone(), Arc::new(profile.clone()));
            }
            Event::TeamRemoved { team } => {
                self.teams.remove(team);
            }
            Event::Offered { offer, person, until } => {
                self.offer_count = *offer;
                keep(&mut self.offers, |known| known.until > at);
                let of_person = |known: &Offer| known.person == *person;
                let count = self.offers.values().filter(|known| of_person(known)).count();
                if count >= OFFERS_PER_PERSON_MAX {
                    let oldest = self.offers.iter().find(|(_, known)| of_person(known));
                    if let Some(oldest) = oldest.map(|(number, _)| *number) {
                        self.offers.remove(&oldest);
                    }
                }
                self.offers.insert(*offer, Offer { person: person.clone(), until: *until });
            }
            Event::SignedIn { offer, person, session, until, device } => {
                if let Some(offer) = offer {
                    self.offers.remove(offer);
                }
                keep(&mut self.sessions, |known| known.until > at);
                let (person, device) = (person.clone(), device.clone());
                let known = Session { person, since: at, until: *until, device, seen_at: at };
                self.sessions.insert(session.clone(), known);
            }
            Event::Seen { session } => {
                if let Some(known) = self.sessions.get_mut(session) {
                    known.seen_at = at;
                }
            }
            Event::SignedOut { session } => {
                self.sessions.remove(session);
            }
            Event::OptedOut { person, method } => {
                self.stopped.insert((person.clone(), method.clone()));
            }
            Event::OptedIn { person, method } => {
                self.stopped.remove(&(person.clone(), method.clone()));
            }
        }
    }

    /// Whoever gets another number has stopped nothing on that one.
    fn forget_stops(&mut self, person: &PersonKey, now: Option<&Person>) {
        let address = |profile: Option<&Person>, key: &MethodKey| {
            let method = profile?.methods.iter().find(|method| method.key == *key)?;
            Some((method.channel, method.address.text.clone()))
        };
        let before = self.people.get(person).cloned();
        let kept = |(owner, method): &(PersonKey, MethodKey)| {
            owner != person || address(before.as_deref(), method) == address(now, method)
        };
        if !self.stopped.iter().all(kept) {
            self.stopped = std::mem::take(&mut self.stopped).into_iter().filter(kept).collect();
        }
    }

    /// Forgets the name and the addresses of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let Owner::Person(person) = owner else { return };
        if let Some(known) = self.people.get_mut(person) {
            let known = Arc::make_mut(known);
            known.name.forget(owner);
            known.methods.iter_mut().for_each(|method| method.address.forget(owner));
        }
    }

    /// Sessions and links expire by being looked at; there are no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

fn opted_out((person, method): (PersonKey, MethodKey)) -> Event {
    Event::OptedOut { person, method }
}

fn opted_in((person, method): (PersonKey, MethodKey)) -> Event {
    Event::OptedIn { person, method }
}

fn signed_in(
    offer: Option<u32>,
    person: PersonKey,
    session: Digest,
    device: &str,
    moment: &Moment<'_>,
) -> Event {
    let device = tidy_line(device);
    let owner = Owner::Person(person.clone());
    let device = (!device.is_empty()).then(|| Personal::new(owner, &device));
    Event::SignedIn { offer, person, session, until: moment.now + SESSION_LASTS, device }
}

fn keep<K: Ord + Clone, V: Clone>(map: &mut OrdMap<K, V>, wanted: impl Fn(&V) -> bool) {
    if map.values().any(|value| !wanted(value)) {
        *map = std::mem::take(map).into_iter().filter(|(_, value)| wanted(value)).collect();
    }
}
