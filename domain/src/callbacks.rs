//! Call-backs: a caller asks to be called, and is promised by when. An engineer calls: their own
//! telephone rings first, then the caller's, and a carrier joins both; or they call by hand.
//!
//! No promise to call is ever forgotten: it is kept, missed and told, given up after several calls
//! that reached nobody, or not wanted any more. What a carrier tells may be lost, late, doubled or
//! out of order, so each call has a time after which it ends by what is known.

use std::sync::Arc;
use std::time::Duration;

use imbl::{OrdMap, Vector};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, BadNumber, CallEnd, CallId, CallWorth, CallbackId, EmergencyId, Owner, ParticipantId,
    PersonKey, Personal, Severity, Timestamp, dialling, e164,
};

mod callback;
mod command;
mod event;

pub use callback::{Call, Callback, Standing, Step};
pub use command::{Asker, Command, Heard, Lines, Refusal, Side};
pub use event::Event;

/// Whoever leads is warned this long before the promised time.
pub const WARNING: Duration = Duration::from_secs(3 * 60);
/// They are called again within this time after a call that reached nobody.
pub const TRIED_AGAIN: Duration = Duration::from_secs(10 * 60);
/// Most calls that reach nobody; then they are told, and may ask anew.
pub const TRIES_MAX: u32 = 3;
/// Most numbers that one participant gives in an hour.
pub const ASKS_MAX: usize = 6;
/// Most calls that are made in one emergency in an hour.
pub const CALLS_MAX: usize = 12;
/// Most text messages in place of calls, for one promise.
pub const TEXTS_MAX: u32 = 3;
/// Furthest ahead that a call can be asked for.
pub const WAIT_MAX: Duration = Duration::from_secs(24 * 3600);
/// Times that lie no further apart are the same wish, said twice.
const SAME_WISH: Duration = Duration::from_secs(60);
/// How long what is counted by the hour counts.
const PACE_SPAN: Duration = Duration::from_secs(3600);
/// How long our own side may take to answer and press a key.
const CALL_RINGS: Duration = Duration::from_secs(150);
/// How long the caller's side may take to answer.
const CALLER_RINGS: Duration = Duration::from_secs(90);
/// Longest talk over a carrier, with some room for what it tells afterwards.
const TALK_LASTS: Duration = Duration::from_secs(65 * 60);
/// How long it is waited for how a call went, once our side has ended.
const PARTED_WAITS: Duration = Duration::from_secs(10);
/// Most promises that are kept with an emergency; settled ones go first.
const CALLBACKS_KEPT_MAX: usize = 60;
/// Most calls that are kept with a promise; the latest matter.
const CALLS_KEPT_MAX: usize = 20;
/// Most promises that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 25;

/// Within what time somebody is called.
#[must_use]
pub const fn promised_within(severity: Severity) -> Duration {
    Duration::from_secs(match severity {
        Severity::Critical => 5 * 60,
        Severity::High => 15 * 60,
        Severity::Low => 60 * 60,
    })
}

/// What Mayday promises on its own when the time has passed so often: later each time, so that
/// nobody is told the same every few minutes all night.
const fn callback_renewed(missed: u32) -> Duration {
    Duration::from_secs(match missed {
        0 => 5 * 60,
        1 => 10 * 60,
        2 => 20 * 60,
        _ => 60 * 60,
    })
}

/// The call-backs of one emergency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Desk {
    /// The promises, oldest first.
    pub callbacks: Vector<Arc<Callback>>,
    /// Who gave a number, and when, in the last hour.
    asks: Vector<(ParticipantId, Timestamp)>,
    /// When calls were made in the last hour.
    placed: Vector<Timestamp>,
}

impl Desk {
    /// Those who are to be called, oldest first.
    pub fn open(&self) -> impl Iterator<Item = &Callback> {
        self.callbacks.iter().map(Arc::as_ref).filter(|known| known.is_open())
    }

    /// The latest promise to a participant.
    #[must_use]
    pub fn of(&self, participant: ParticipantId) -> Option<&Callback> {
        let own = |known: &&Arc<Callback>| known.participant == participant;
        self.callbacks.iter().rev().find(own).map(Arc::as_ref)
    }

    fn get(&self, id: CallbackId) -> Option<&Callback> {
        self.callbacks.iter().map(Arc::as_ref).find(|known| known.id == id)
    }

    fn note_ask(&mut self, participant: ParticipantId, at: Timestamp) {
        self.asks.retain(|(_, asked)| *asked + PACE_SPAN > at);
        self.asks.push_back((participant, at));
    }

    fn add(&mut self, callback: Callback) -> Option<Arc<Callback>> {
        let settled = |known: &Arc<Callback>| !known.is_open() && known.live_call().is_none();
        let place = self.callbacks.iter().position(settled);
        let full = self.callbacks.len() >= CALLBACKS_KEPT_MAX;
        let gone = place.filter(|_| full).map(|place| self.callbacks.remove(place));
        self.callbacks.push_back(Arc::new(callback));
        gone
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// By emergency.
    pub desks: OrdMap<EmergencyId, Arc<Desk>>,
    callbacks: OrdMap<CallbackId, EmergencyId>,
    calls: OrdMap<CallId, CallbackId>,
    timers: Timers<CallbackId>,
}

impl State {
    /// The call-backs of an emergency, if any were ever asked for.
    #[must_use]
    pub fn desk(&self, emergency: EmergencyId) -> Option<&Desk> {
        self.desks.get(&emergency).map(Arc::as_ref)
    }

    /// The live emergency in which somebody asked to be called on a plain number, the latest.
    #[must_use]
    pub fn asked_on(&self, number: &str) -> Option<EmergencyId> {
        let asked = self.desks.values().flat_map(|desk| &desk.callbacks);
        let same = asked.filter(|known| known.number.text.as_deref() == Some(number));
        same.max_by_key(|known| known.asked_at).map(|known| known.emergency)
    }

    /// A promise to call.
    #[must_use]
    pub fn get(&self, callback: CallbackId) -> Option<&Callback> {
        self.desk(*self.callbacks.get(&callback)?)?.get(callback)
    }

    /// A call, and the promise behind it.
    #[must_use]
    pub fn call(&self, call: CallId) -> Option<(&Callback, &Call)> {
        let known = self.get(*self.calls.get(&call)?)?;
        Some((known, known.calls.iter().find(|one| one.id == call)?))
    }

    fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
        actor.person().cloned().ok_or(Refusal::NotYours)
    }

    /// A promise that somebody may call for now.
    fn callable(&self, callback: CallbackId) -> Result<&Callback, Refusal> {
        let known = self.get(callback).filter(|known| known.is_open()).ok_or(Refusal::Unknown)?;
        match known.live_call() {
            Some(call) => Err(Refusal::Calling { person: call.person.clone() }),
            None => Ok(known),
        }
    }

    /// Decides what a command brings about. What depends on other rooms, the corridor has filled
    /// in before.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Ask { emergency, number, wait, asker } => {
                let asker = asker.ok_or(Refusal::NotYours)?;
                self.ask(emergency, &number, wait, &asker, moment)
            }
            Command::Cancel { emergency, asker } => {
                let asker = asker.ok_or(Refusal::NotYours)?;
                let known = self.desk(emergency).and_then(|desk| desk.of(asker.participant));
                let open = known.filter(|known| known.is_open()).map(|known| known.id);
                let cancelled = |callback| Event::Cancelled { emergency, callback };
                Ok(Vec::from_iter(open.map(cancelled)))
            }
            Command::Place { callback, lines, .. } => self.place(callback, lines, moment),
            Command::Tell { callback, reached, lines, .. } => {
                let person = Self::person(moment.actor)?;
                let known = self.callable(callback)?;
                let end = match reached {
                    true => CallEnd::Talked { secs: None },
                    false => CallEnd::NoAnswer,
                };
                let (emergency, call) = (known.emergency, CallId(moment.id()));
                let on_file = lines.and_then(|lines| lines.on_file);
                let next_by = next(known, end, moment.now);
                let by_hand = true;
                Ok(vec![Event::Ended {
                    emergency,
                    callback,
                    call,
                    person,
                    end,
                    next_by,
                    by_hand,
                    on_file,
                }])
            }
            Command::Text { callback } => {
                let person = Self::person(moment.actor)?;
                let known = self.get(callback).ok_or(Refusal::Unknown)?;
                if !matches!(known.standing, Standing::Waiting | Standing::GivenUp) {
                    return Err(Refusal::Unknown);
                }
                if known.texted >= TEXTS_MAX {
                    return Err(Refusal::TooOften);
                }
                Ok(vec![Event::Texted { emergency: known.emergency, callback, person }])
            }
            Command::Take { call } => {
                let (known, one) = self.call(call).ok_or(Refusal::Unknown)?;
                if moment.actor.person() != Some(&one.person) {
                    return Err(Refusal::NotYours);
                }
                let (emergency, callback) = (known.emergency, known.id);
                match one.step {
                    Step::Ringing if known.is_open() => {
                        Ok(vec![Event::Taken { emergency, callback, call }])
                    }
                    Step::Taken { .. } | Step::Heard { .. } => Ok(Vec::new()),
                    Step::Ringing | Step::Ended { .. } => Err(Refusal::Unknown),
                }
            }
            Command::Answer { call, heard } => Ok(self.answered(call, heard)),
            Command::End { call, side, end } => Ok(self.end(call, side, end, moment.now)),
            Command::Close { emergency } => {
                let open = self.desk(emergency).into_iter().flat_map(Desk::open);
                Ok(open.map(|known| Event::Closed { emergency, callback: known.id }).collect())
            }
            Command::Carry { from, to, pairs } => {
                let known = self.desk(from).is_some() && self.desk(to).is_none();
                Ok(Vec::from_iter(known.then_some(Event::Carried { from, to, pairs })))
            }
            Command::Forget { emergency } => {
                let known = self.desk(emergency).is_some();
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
        }
    }

    fn ask(
        &self,
        emergency: EmergencyId,
        number: &str,
        wait: Duration,
        asker: &Asker,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (now, participant) = (moment.now, asker.participant);
        let number = e164(number).map_err(|bad| match bad {
            BadNumber::National => Refusal::NationalNumber,
            BadNumber::Empty | BadNumber::Odd | BadNumber::Length => Refusal::BadNumber,
        })?;
        if dialling::barred(&number, &asker.allowed).is_some() {
            return Err(Refusal::Barred);
        }
        if wait > WAIT_MAX {
            return Err(Refusal::TooLate);
        }
        let desk = self.desk(emergency);
        let open = desk.and_then(|desk| desk.of(participant)).filter(|known| known.is_open());
        let not_before = (!wait.is_zero()).then(|| now + wait);
        let same = |known: &Callback| {
            let before = known.not_before.unwrap_or(now).max(now);
            let asked = not_before.unwrap_or(now);
            let apart = before.since(asked).max(asked.since(before));
            known.number.text.as_deref() == Some(number.as_str()) && apart <= SAME_WISH
        };
        // Said twice it is one promise.
        if open.is_some_and(same) {
            return Ok(Vec::new());
        }
        let lately = |(who, at): &&(_, Timestamp)| *who == participant && *at + PACE_SPAN > now;
        let asks = desk.map_or(0, |desk| desk.asks.iter().filter(lately).count());
        if asks >= ASKS_MAX {
            return Err(Refusal::TooOften);
        }
        let number = Personal::new(Owner::Participant(participant), &number);
        let by = now + wait + asker.within;
        Ok(vec![match open {
            Some(known) => {
                // Another number puts nothing off.
                let by = if wait.is_zero() { by.min(known.by.max(now)) } else { by };
                Event::Changed { emergency, callback: known.id, number, not_before, by }
            }
            None => {
                let callback = CallbackId(moment.id());
                Event::Asked { emergency, callback, participant, number, not_before, by }
            }
        }])
    }

    fn place(
        &self,
        callback: CallbackId,
        lines: Option<Lines>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let person = Self::person(moment.actor)?;
        let known = self.callable(callback)?;
        let Lines { ours, theirs, on_file } = lines.ok_or(Refusal::NoContact)?;
        let ours = ours.ok_or(Refusal::NoOwnNumber)?;
        let desk = self.desk(known.emergency);
        let lately = |at: &&Timestamp| **at + PACE_SPAN > moment.now;
        if desk.map_or(0, |desk| desk.placed.iter().filter(lately).count()) >= CALLS_MAX {
            return Err(Refusal::TooOften);
        }
        let (emergency, call) = (known.emergency, CallId(moment.id()));
        Ok(vec![Event::Placed { emergency, callback, call, person, ours, theirs, on_file }])
    }

    fn answered(&self, call: CallId, heard: Heard) -> Vec<Event> {
        let Some((known, one)) = self.call(call) else { return Vec::new() };
        let news = match one.step {
            Step::Taken { .. } => true,
            Step::Heard { heard: Heard::Machine, .. } => heard != Heard::Machine,
            Step::Heard { heard: Heard::Somebody, .. } => heard == Heard::Contact,
            Step::Ringing | Step::Heard { .. } | Step::Ended { .. } => false,
        };
        let (emergency, callback) = (known.emergency, known.id);
        Vec::from_iter(news.then_some(Event::Answered { emergency, callback, call, heard }))
    }

    fn end(&self, call: CallId, side: Side, told: CallEnd, now: Timestamp) -> Vec<Event> {
        let Some((known, one)) = self.call(call) else { return Vec::new() };
        let (emergency, callback) = (known.emergency, known.id);
        match (side, one.step) {
            (_, Step::Ended { .. }) => Vec::new(),
            (Side::Ours, Step::Ringing) => vec![ended(known, one, told, now)],
            // How their side fared is told apart, and perhaps later.
            (Side::Ours, _) => {
                let first = one.parted_at.is_none();
                Vec::from_iter(first.then_some(Event::Parted { emergency, callback, call }))
            }
            (Side::Theirs, _) => vec![ended(known, one, one.end_of(told), now)],
        }
    }

    /// Lets go of the words of one who was erased.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        let concerned = |desk: &Desk| {
            desk.callbacks.iter().any(|known| known.words().any(|words| words.is_of(owner)))
        };
        let ids = self.desks.iter().filter(|(_, desk)| concerned(desk)).map(|(id, _)| *id);
        for id in ids.collect::<Vec<_>>() {
            if let Some(desk) = self.desks.get_mut(&id) {
                let callbacks = Arc::make_mut(desk).callbacks.iter_mut();
                callbacks.for_each(|known| Arc::make_mut(known).forget(owner));
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let emergency = event.emergency();
        match event {
            Event::Forgotten { .. } => return self.leave(emergency),
            Event::Carried { from, to, pairs } => return self.carry(*from, *to, pairs),
            _ => {}
        }
        let desk = Arc::make_mut(self.desks.entry(emergency).or_default());
        if let (Event::Asked { callback, participant, .. }, Some(new)) =
            (event, Callback::new(event, at))
        {
            self.callbacks.insert(*callback, emergency);
            desk.note_ask(*participant, at);
            if let Some(gone) = desk.add(new) {
                self.callbacks.remove(&gone.id);
                gone.calls.iter().for_each(|call| _ = self.calls.remove(&call.id));
            }
        }
        let Some(callback) = event.callback() else { return };
        let Some(known) = desk.callbacks.iter_mut().find(|known| known.id == callback) else {
            return;
        };
        let known = Arc::make_mut(known);
        known.evolve(event, at);
        let participant = known.participant;
        self.timers.set(&callback, known.due());
        match event {
            Event::Changed { .. } => desk.note_ask(participant, at),
            Event::Placed { call, .. } => {
                self.calls.insert(*call, callback);
                desk.placed.retain(|placed| *placed + PACE_SPAN > at);
                desk.placed.push_back(at);
            }
            _ => {}
        }
    }

    fn carry(
        &mut self,
        from: EmergencyId,
        to: EmergencyId,
        pairs: &[(ParticipantId, ParticipantId)],
    ) {
        let Some(mut desk) = self.desks.remove(&from) else { return };
        let there = |one: ParticipantId| {
            pairs.iter().find(|(old, _)| *old == one).map_or(one, |(_, new)| *new)
        };
        let carried = Arc::make_mut(&mut desk);
        for known in &mut carried.callbacks {
            let known = Arc::make_mut(known);
            (known.emergency, known.participant) = (to, there(known.participant));
            self.callbacks.insert(known.id, to);
        }
        carried.asks.iter_mut().for_each(|(who, _)| *who = there(*who));
        self.desks.insert(to, desk);
    }

    /// Takes out what was promised in one emergency, for eyes that may not read it.
    pub(crate) fn hide(&mut self, emergency: EmergencyId) {
        self.leave(emergency);
    }

    fn leave(&mut self, emergency: EmergencyId) {
        let Some(desk) = self.desks.remove(&emergency) else { return };
        for known in &desk.callbacks {
            self.callbacks.remove(&known.id);
            self.timers.set(&known.id, None);
            known.calls.iter().for_each(|call| _ = self.calls.remove(&call.id));
        }
    }

    /// When a promise is near or past, or a call counts as ended.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let now = moment.now;
        let due = self.timers.due(now).take(WOKEN_AT_ONCE_MAX);
        due.filter_map(|id| {
            let known = self.get(*id)?;
            let (emergency, callback, by) = (known.emergency, known.id, known.by);
            if let Some(call) = known.live_call() {
                return Some(ended(known, call, call.weak_end(), now));
            }
            if by <= now {
                let next_by = known.renewed(now);
                return Some(Event::Missed { emergency, callback, by, next_by });
            }
            let near = known.warn_at().is_some_and(|at| at <= now);
            near.then_some(Event::Warned { emergency, callback, by })
        })
        .collect()
    }
}

/// A call over a carrier has ended.
fn ended(known: &Callback, call: &Call, end: CallEnd, now: Timestamp) -> Event {
    Event::Ended {
        emergency: known.emergency,
        callback: known.id,
        call: call.id,
        person: call.person.clone(),
        end,
        next_by: next(known, end, now),
        by_hand: false,
        on_file: None,
    }
}

/// By when they are called again after a call that ended so.
fn next(known: &Callback, end: CallEnd, now: Timestamp) -> Option<Timestamp> {
    let open = known.is_open();
    match end.worth() {
        CallWorth::Kept => None,
        CallWorth::Tried if known.tried + 1 >= TRIES_MAX => None,
        CallWorth::Tried => open.then(|| now + TRIED_AGAIN),
        // Nobody has heard from us: what was promised stands.
        CallWorth::Ours => open.then_some(known.by),
    }
}
