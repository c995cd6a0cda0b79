//! What nobody is to be told of, by wish; and what never was: whoever was told of it hears so once.

use domain::access::{Method, Person, Role};
use domain::bulletins::{self, Event as Word};
use domain::subscribers::{Command as Ask, Event as Told, Kind, Readership, Route};
use domain::words::{Actor, Channel, Owner, PersonKey, Personal, TopicId};
use domain::{Event, State, access};

use super::{Slip, World};
use crate::chance::Chance;

/// On every so manieth seed something is told that never was.
const MISTAKEN_EVERY: u64 = 4;

fn lead() -> PersonKey {
    "ana".into()
}

impl World {
    /// Somebody who may say that something never was.
    pub(super) fn has_a_lead(&mut self) {
        let owner = Owner::Person(lead());
        let address = Personal::new(owner.clone(), "");
        let method = Method { key: "screen".into(), channel: Channel::Screen, address };
        let name = Personal::new(owner, "Ana");
        let profile = Person { name, role: Role::Lead, zone: "UTC".into(), methods: vec![method] };
        let put = access::Command::PutPerson { person: lead(), profile };
        self.ask(0, Actor::Operator, put.into());
    }

    /// Drawn apart, so that histories without it stay as they were.
    pub(super) fn apart(&self, of: u64) -> Chance {
        Chance::of(self.seed, &[123, of, self.now])
    }

    /// Somebody finds that what was told never was.
    pub(super) fn was_never(&mut self) {
        if self.seed % MISTAKEN_EVERY != 1 || !self.apart(1).hits(30) {
            return;
        }
        let Some(state) = self.some_state() else { return };
        let Some(bulletin) = state.bulletins.live().first().map(|known| known.id) else { return };
        let topic = TopicId(bulletin.0);
        self.mistakes.insert(topic, 0);
        let reason = "It was a test.".into();
        let never = bulletins::Command::NeverWas { bulletin, reason };
        self.by_any(Actor::Person(lead()), never.into());
        if self.slip == Some(Slip::SilentMistake) {
            self.by_any(Actor::System, Ask::Retract { topic }.into());
        }
    }

    /// Whom the events of one command tell.
    pub(super) fn looks_whom(&mut self, events: &[&Event]) {
        let mut quiet = Vec::new();
        for event in events {
            match event {
                Event::Bulletins(Word::Told { bulletin, entry, .. })
                    if self.quiet.contains(entry) =>
                {
                    self.told.quiet += 1;
                    quiet.push(TopicId(bulletin.0));
                }
                Event::Subscribers(Told::Announced { word, .. }) if quiet.contains(&word.topic) => {
                    self.fail(format!("{} is told, and nobody was to be", word.heading));
                }
                Event::Subscribers(Told::Announced { broadcast, word, .. })
                    if word.kind == Kind::Mistaken =>
                {
                    self.mistakes.insert(word.topic, *broadcast);
                }
                _ => {}
            }
        }
    }

    /// Why somebody who was told of what never was has not heard so, if anybody has not; and why
    /// somebody was told so who had been told nothing.
    pub(super) fn has_heard(&mut self, state: &State) -> Option<String> {
        for (topic, said) in self.mistakes.clone() {
            let word = state.subscribers.word(said);
            for known in state.subscribers.all().filter(|known| known.is_active()) {
                let number = known.number;
                let Some(latest) = self.latest.get(&(number, topic)) else { continue };
                let failed = word.is_some_and(|word| word.failed.contains_key(&number));
                let theirs = word.is_none_or(|word| state.is_for(known, &word.word));
                let troubled = self.silent.contains(&number) || number.is_multiple_of(23);
                let troubled = troubled || self.chose.contains(&number) || failed || !theirs;
                // Texts wait for a press, and may be held back.
                let texted = known.profile.route == Route::Sms;
                let troubled = troubled || texted || known.profile.through.is_some();
                if *latest == said {
                    self.told.mistaken += 1;
                } else if !troubled {
                    return Some(format!("{number} was told of what never was, and not that"));
                }
            }
        }
        None
    }
}
