//! The crew: who is asked to help with an incident or to lead it, who has joined, who took over.
//!
//! A request never changes who has the incident: that takes the deliberate act of the one who was
//! asked. It goes on from one to the next by itself, and comes back to the asker in the end.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, IncidentId, Owner, PersonKey, Personal, Purpose, RequestId, Timestamp, tidied_line,
    tidy_words,
};

mod command;
mod event;
mod request;
pub use command::{Command, Whom};
pub use event::Event;
pub use request::{Asked, Reply, Request, Standing};

/// How long those who are asked have before the next are rung.
pub const TURN_LASTS: Duration = Duration::from_secs(120);
/// Most requests of one incident that may be open at once.
pub const OPEN_MAX: usize = 20;
/// Most requests that are kept with a live incident; the latest matter.
pub const REQUESTS_MAX: usize = 200;
/// Longest text of what is asked, in bytes: it is read in half a minute.
pub const WORDS_LEN_MAX: usize = 600;
/// Most requests that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 25;

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such incident is live.
    UnknownIncident,
    /// It is over.
    Over,
    /// There is no such person, team, schedule or service, or nobody there who responds.
    UnknownWhom,
    /// Only a person of the vendor does this.
    NotYours,
    /// Whoever asks named themselves.
    Yourself,
    /// They have joined already, or lead.
    AlreadyHere {
        /// Who.
        person: PersonKey,
    },
    /// No such request is known any more.
    Unknown,
    /// It was answered or withdrawn.
    Settled,
    /// Too many requests are open.
    TooMany,
    /// No reason was given.
    NoReason,
    /// Nobody has accepted yet: whoever would lead accepts.
    NotAccepted,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownIncident => f.write_str("There is no such live incident."),
            Self::Over => f.write_str("It is over: nobody needs to come any more."),
            Self::UnknownWhom => f.write_str(
                "Nobody who responds goes by that name. Choose a person, a team, a schedule or a \
                 service.",
            ),
            Self::NotYours => f.write_str("Only a signed-in responder can do this."),
            Self::Yourself => f.write_str("That is you. Choose somebody else."),
            Self::AlreadyHere { person } => write!(f, "{person} is here already."),
            Self::Unknown => f.write_str("There is no such request any more."),
            Self::Settled => f.write_str("You are not asked any more: it was answered otherwise."),
            Self::TooMany => write!(
                f,
                "{OPEN_MAX} requests are open already. Withdraw one of them, or wait for an answer."
            ),
            Self::NoReason => f.write_str("Say why in a few words; the others will want to know."),
            Self::NotAccepted => f.write_str("Nobody has it yet. Accept it, and you lead."),
        }
    }
}

/// Somebody led from then on because whoever led was gone.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeOver {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub person: PersonKey,
    /// Why.
    pub reason: Personal,
}

/// Who works on one incident, besides whoever leads it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Crew {
    /// The requests, oldest first.
    pub requests: Vector<Arc<Request>>,
    /// Who was asked to help and has joined, and since when.
    pub members: OrdMap<PersonKey, Timestamp>,
    /// Who took over, oldest first.
    pub takeovers: Vector<TakeOver>,
    /// Who was done and left, oldest first.
    pub left: Vector<(PersonKey, Timestamp)>,
}

impl Crew {
    /// The requests that still want an answer.
    pub fn open(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().map(Arc::as_ref).filter(|request| request.is_open())
    }

    /// The request of that id.
    #[must_use]
    pub fn request(&self, id: RequestId) -> Option<&Request> {
        self.requests.iter().map(Arc::as_ref).find(|request| request.id == id)
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// By incident.
    pub crews: OrdMap<IncidentId, Arc<Crew>>,
    /// Which incident a request is about.
    pub requests: OrdMap<RequestId, IncidentId>,
    timers: Timers<RequestId>,
}

impl State {
    /// Who works on a live incident, if anyone was ever asked.
    #[must_use]
    pub fn get(&self, incident: IncidentId) -> Option<&Crew> {
        self.crews.get(&incident).map(Arc::as_ref)
    }

    /// A request and the incident that it is about.
    #[must_use]
    pub fn request(&self, request: RequestId) -> Option<(IncidentId, &Request)> {
        let incident = *self.requests.get(&request)?;
        Some((incident, self.get(incident)?.request(request)?))
    }

    fn known(&self, request: RequestId) -> Result<(IncidentId, &Request), Refusal> {
        self.request(request).ok_or(Refusal::Unknown)
    }

    fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
        actor.person().cloned().ok_or(Refusal::NotYours)
    }

    /// Decides what a command brings about. Whether the incident and those who are named exist,
    /// the corridor has asked before.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let now = moment.now;
        match command {
            Command::Ask { incident, whom, purpose, words } => {
                let by = Self::person(moment.actor)?;
                self.ask(incident, whom, purpose, &words, by, RequestId(moment.id()))
            }
            Command::Ring { request, turn, people } => {
                let (incident, known) = self.known(request)?;
                if !known.is_open() {
                    return Ok(Vec::new());
                }
                let until = now + TURN_LASTS;
                Ok(vec![Event::Rang { incident, request, turn, people, until }])
            }
            Command::GiveUp { request } => {
                let (incident, known) = self.known(request)?;
                Ok(match (known.is_open(), known.has_joined()) {
                    (false, _) => Vec::new(),
                    (true, true) => vec![Event::Withdrawn { incident, request }],
                    (true, false) => vec![Event::Unanswered { incident, request }],
                })
            }
            Command::Join { request, person } => Ok(self.join(request, person)),
            Command::Decline { request, person, reason } => {
                let reason = tidied_line(&reason).0;
                let owner = Owner::Person(person.clone());
                let reason = (!reason.is_empty()).then(|| Personal::new(owner, &reason));
                let (incident, known) = self.known(request)?;
                if known.of(&person).is_none_or(|one| one.reply != Reply::None) || !known.is_open()
                {
                    return Err(Refusal::Settled);
                }
                let declined =
                    Event::Declined { incident, request, person: person.clone(), reason };
                Ok(onward(declined, incident, known, &person))
            }
            Command::Miss { request, person } => {
                let (incident, known) = self.known(request)?;
                if known.of(&person).is_none_or(|one| one.reply != Reply::None) || !known.is_open()
                {
                    return Ok(Vec::new());
                }
                let missed = Event::Missed { incident, request, person: person.clone() };
                Ok(onward(missed, incident, known, &person))
            }
            Command::Withdraw { request } => {
                let (incident, known) = self.known(request)?;
                let open = known.is_open();
                Ok(Vec::from_iter(open.then_some(Event::Withdrawn { incident, request })))
            }
            Command::TakeOver { incident, reason } => {
                let person = Self::person(moment.actor)?;
                let reason = tidied_line(&reason).0;
                if reason.is_empty() {
                    return Err(Refusal::NoReason);
                }
                let reason = Personal::new(Owner::Person(person.clone()), &reason);
                Ok(vec![Event::TookOver { incident, person, reason }])
            }
            Command::Leave { incident } => {
                let person = Self::person(moment.actor)?;
                let here =
                    self.get(incident).is_some_and(|crew| crew.members.contains_key(&person));
                Ok(Vec::from_iter(here.then_some(Event::Left { incident, person })))
            }
            Command::Close { incident } => {
                let open = self.get(incident).into_iter().flat_map(Crew::open);
                Ok(open.map(|known| Event::Withdrawn { incident, request: known.id }).collect())
            }
            Command::Forget { incident } => {
                let known = self.crews.contains_key(&incident);
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { incident })))
            }
        }
    }

    fn ask(
        &self,
        incident: IncidentId,
        whom: Whom,
        purpose: Purpose,
        words: &str,
        by: PersonKey,
        request: RequestId,
    ) -> Result<Vec<Event>, Refusal> {
        let crew = self.get(incident);
        let mut open = crew.into_iter().flat_map(Crew::open);
        // Asking twice rings nobody twice.
        if open.any(|known| known.whom == whom && known.purpose == purpose) {
            return Ok(Vec::new());
        }
        if crew.is_some_and(|crew| crew.open().count() >= OPEN_MAX) {
            return Err(Refusal::TooMany);
        }
        if let Whom::Person(person) = &whom {
            if *person == by {
                return Err(Refusal::Yourself);
            }
            let here = crew.is_some_and(|crew| crew.members.contains_key(person));
            if here && purpose == Purpose::Help {
                return Err(Refusal::AlreadyHere { person: person.clone() });
            }
        }
        let words = tidy_words(words, WORDS_LEN_MAX);
        let owner = Owner::Person(by.clone());
        let words = (!words.is_empty()).then(|| Personal::new(owner, &words));
        Ok(vec![Event::Asked { incident, request, by, whom, purpose, words }])
    }

    /// Somebody said yes; where one leads now, nobody else needs to.
    fn join(&self, request: RequestId, person: PersonKey) -> Vec<Event> {
        let Some((incident, known)) = self.request(request) else { return Vec::new() };
        if known.of(&person).is_some_and(|one| one.reply == Reply::Joined) {
            return Vec::new();
        }
        let mut events = vec![Event::Joined { incident, request, person }];
        if known.purpose == Purpose::Lead {
            let others = self.get(incident).into_iter().flat_map(Crew::open);
            let others = others.filter(|o| o.purpose == Purpose::Lead && o.id != request);
            events.extend(others.map(|o| Event::Withdrawn { incident, request: o.id }));
        }
        events
    }

    /// Lets go of the words of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = |crew: &Crew| {
            crew.takeovers.iter().any(|one| one.reason.is_of(owner))
                || crew.requests.iter().any(|request| request.has_words_of(owner))
        };
        let ids = self.crews.iter().filter(|(_, crew)| concerned(crew)).map(|(id, _)| *id);
        for id in ids.collect::<Vec<_>>() {
            if let Some(crew) = self.crews.get_mut(&id) {
                let crew = Arc::make_mut(crew);
                crew.takeovers.iter_mut().for_each(|one| one.reason.forget(owner));
                for request in crew.requests.iter_mut().filter(|known| known.has_words_of(owner)) {
                    Arc::make_mut(request).forget(owner);
                }
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let incident = event.incident();
        if let Event::Forgotten { .. } = event {
            if let Some(crew) = self.crews.remove(&incident) {
                for request in &crew.requests {
                    self.requests.remove(&request.id);
                    self.timers.set(&request.id, None);
                }
            }
            return;
        }
        let crew = Arc::make_mut(self.crews.entry(incident).or_default());
        match event {
            Event::Asked { request, by, whom, purpose, words, .. } => {
                self.requests.insert(*request, incident);
                let until = at + TURN_LASTS;
                self.timers.set(request, Some(until));
                if crew.requests.len() >= REQUESTS_MAX
                    && let Some(place) = crew.requests.iter().position(|known| !known.is_open())
                {
                    self.requests.remove(&crew.requests.remove(place).id);
                }
                crew.requests.push_back(Arc::new(Request {
                    id: *request,
                    by: by.clone(),
                    whom: whom.clone(),
                    purpose: *purpose,
                    words: words.clone(),
                    at,
                    turn: 0,
                    until,
                    asked: Vector::new(),
                    standing: Standing::Open,
                    settled_at: None,
                }));
            }
            Event::TookOver { person, reason, .. } => {
                let (person, reason) = (person.clone(), reason.clone());
                crew.takeovers.push_back(TakeOver { at, person, reason });
            }
            Event::Left { person, .. } => {
                crew.members.remove(person);
                crew.left.push_back((person.clone(), at));
            }
            Event::Rang { request, .. }
            | Event::Expired { request, .. }
            | Event::Unanswered { request, .. }
            | Event::Joined { request, .. }
            | Event::Declined { request, .. }
            | Event::Missed { request, .. }
            | Event::Withdrawn { request, .. } => {
                let mut known = crew.requests.iter_mut().filter(|known| known.id == *request);
                let Some(known) = known.next() else { return };
                let known = Arc::make_mut(known);
                known.evolve(event, at);
                self.timers.set(request, known.due());
                if let (Event::Joined { person, .. }, Purpose::Help) = (event, known.purpose) {
                    crew.members.insert(person.clone(), at);
                }
            }
            Event::Forgotten { .. } => {}
        }
    }

    /// When the next of those who are asked are rung.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        let due = due.filter_map(|request| self.request(*request));
        due.map(|(incident, known)| Event::Expired {
            incident,
            request: known.id,
            turn: known.turn,
        })
        .collect()
    }
}

/// Somebody will not come; when nobody else of this turn may, the next are rung at once.
fn onward(answer: Event, incident: IncidentId, known: &Request, person: &PersonKey) -> Vec<Event> {
    let mut events = vec![answer];
    if !known.waits_for_another(person) {
        events.push(Event::Expired { incident, request: known.id, turn: known.turn });
    }
    events
}
