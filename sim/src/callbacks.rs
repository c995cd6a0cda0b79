//! Callers who ask to be called, responders who call them, and carriers that join both and tell of
//! it late, twice, out of order or never. Drawn apart, so that histories without it stay as they
//! were.

use std::time::Duration;

use domain::access::Method;
use domain::callbacks::{Command as C, Heard, Side};
use domain::words::{
    Actor, CallEnd, CallId, CallbackId, Channel, EmergencyId, ParticipantId, PersonKey,
};
use domain::{Command, State, access, methods};

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::{PEOPLE, person_index, person_key, put_person};
use crate::world::{Happening, World};

/// Every so manieth seed has such callers.
const THERE_EVERY: u64 = 7;
/// How often something is done about the calls of one caller.
const ROUNDS: u32 = 16;

/// Whether anybody asks to be called in this run.
pub(crate) fn are_there(seed: u64) -> bool {
    seed % THERE_EVERY == 2
}

/// Everybody proves their telephones by a code: only such are rung for a call.
pub(crate) fn proofs(seed: u64) -> Vec<(Actor, Command)> {
    if !are_there(seed) {
        return Vec::new();
    }
    let profiles = (0..PEOPLE).filter_map(|index| match put_person(seed, index, true) {
        Command::Access(access::Command::PutPerson { person, profile }) => Some((person, profile)),
        _ => None,
    });
    let proof = |(person, profile): (PersonKey, access::Person)| {
        let telephone = |one: &Method| matches!(one.channel, Channel::Sms | Channel::Voice);
        let own = profile.methods.into_iter().filter(telephone);
        own.flat_map(move |Method { key: method, address, .. }| {
            let send = methods::Command::SendCode {
                person: person.clone(),
                method: method.clone(),
                address,
            };
            let guess = methods::Guess::Right;
            let typed = methods::Command::TryCode { person: person.clone(), method, guess };
            let actor = Actor::Person(person.clone());
            [(actor.clone(), Command::Methods(send)), (actor, Command::Methods(typed))]
        })
        .collect::<Vec<_>>()
    };
    profiles.flat_map(proof).collect()
}

impl World {
    /// The caller may ask to be called.
    pub(crate) fn calls_begin(&mut self, caller: usize) {
        if are_there(self.plan.seed) {
            let mut chance = self.chance(95, caller as u64);
            let delay = chance.within(5_000, 6 * MINUTE);
            self.schedule(delay, Happening::CallMe { caller, round: 0 });
        }
    }

    /// The caller, or a responder, does something about a call.
    pub(crate) fn call_me(&mut self, caller: usize, round: u32) {
        let mut chance = self.chance(96, (caller as u64) << 32 | u64::from(round));
        let Some((first, participant)) = self.callers[caller].at else { return };
        if !self.healing
            && let Some(state) = self.glimpse(&mut chance)
        {
            self.deed_about_call(&state, caller, (first, participant), &mut chance);
        }
        if round < ROUNDS {
            let delay = chance.within(2_000, 8 * MINUTE);
            self.schedule(delay, Happening::CallMe { caller, round: round + 1 });
        }
    }

    fn deed_about_call(
        &mut self,
        state: &State,
        caller: usize,
        (emergency, participant): (EmergencyId, ParticipantId),
        chance: &mut Chance,
    ) {
        let latest = state.emergencies.latest(emergency);
        let desk = state.callbacks.desk(latest);
        let open: Vec<CallbackId> = desk
            .into_iter()
            .flat_map(domain::callbacks::Desk::open)
            .map(|known| known.id)
            .collect();
        let person = usize::try_from(chance.below(3)).unwrap_or(0);
        let own = Actor::Participant(participant);
        let responder = Actor::Person(person_key(person));
        let contact = chance.hits(200).then(|| "ines".into());
        let lines = None;
        let (actor, command) = match (chance.below(10), open.first().copied()) {
            (0 | 1, _) | (_, None) => {
                let numbers = ["+46701112224", "+46701112225", "+19005550123", "070 12"];
                let number = (*chance.pick(&numbers)).to_owned();
                let wait = Duration::from_secs(*chance.pick(&[0, 0, 0, 900]));
                (own, C::Ask { emergency, number, wait, asker: None })
            }
            (2, _) => (own, C::Cancel { emergency, asker: None }),
            (3..=6, Some(callback)) => (responder, C::Place { callback, contact, lines }),
            (7 | 8, Some(callback)) => {
                let reached = chance.hits(500);
                (responder, C::Tell { callback, contact, reached, lines })
            }
            (_, Some(callback)) => (responder, C::Text { callback }),
        };
        let who = match &actor {
            Actor::Person(_) => Who::Person(person),
            _ => Who::Caller(caller),
        };
        self.ask(who, Ask::Other, actor, Command::Callbacks(command));
    }

    /// A carrier rings whoever calls, and perhaps the caller. What it tells is drawn: some of it
    /// never comes, some twice, some before what came before it.
    pub(crate) fn joins(&mut self, call: CallId) {
        let mut chance = self.chance(97, self.ordinal());
        let theirs = *chance.pick(&[
            CallEnd::Talked { secs: Some(180) },
            CallEnd::Talked { secs: Some(9) },
            CallEnd::Busy,
            CallEnd::NoAnswer,
            CallEnd::Unreachable,
        ]);
        let heard = *chance.pick(&[Heard::Somebody, Heard::Contact, Heard::Machine]);
        let pressed = chance.hits(750);
        let mut told = Vec::new();
        if pressed {
            told.push((chance.within(2_000, 20_000), C::Take { call }));
            if matches!(theirs, CallEnd::Talked { .. }) {
                let heard = C::Answer { call, heard };
                told.push((chance.within(22_000, 45_000), heard));
            }
            let end = C::End { call, side: Side::Theirs, end: theirs };
            told.push((chance.within(46_000, 5 * MINUTE), end));
        }
        let end = C::End { call, side: Side::Ours, end: CallEnd::NotPressed };
        told.push((chance.within(47_000, 5 * MINUTE), end));
        for (after, command) in told {
            // A key is answered with a document, so it is the one thing that never gets lost.
            let key = matches!(command, C::Take { .. });
            if !key && chance.hits(200) {
                continue;
            }
            let after = if !key && chance.hits(150) { chance.below(3 * MINUTE) } else { after };
            self.schedule(after, Happening::Told { command: Box::new(command.clone()) });
            if chance.hits(200) {
                let later = after + chance.below(2 * MINUTE);
                self.schedule(later, Happening::Told { command: Box::new(command) });
            }
        }
    }

    /// A callback of a carrier arrives at some node.
    pub(crate) fn carrier_tells(&mut self, command: C) {
        let mut chance = self.chance(98, self.ordinal());
        if let C::Take { call } = command {
            // A key is pressed by somebody, and counts in their own name.
            let state = self.witness.truth.clone();
            let by = state.callbacks.call(call).map(|(_, call)| call.person.clone());
            if let Some(person) = by.as_ref().and_then(person_index) {
                let actor = Actor::Person(person_key(person));
                self.ask(Who::Person(person), Ask::Other, actor, Command::Callbacks(command));
            }
            return;
        }
        if let Some(node) = self.some_node(&mut chance) {
            self.hand_in_system(node, Command::Callbacks(command));
        }
    }
}
