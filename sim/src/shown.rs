//! What is shown in conversations and taken out of them, and first-aid cards. It is drawn apart, so
//! that histories without it stay as they were.

use std::sync::Arc;

use domain::cards::{self, Card, Text};
use domain::emergencies::{self, FileKind, Message, NewFile, Speaker};
use domain::redactions::{self, Place};
use domain::words::{Actor, EmergencyId, FileId, Language, Level, MessageId, ParticipantId};
use domain::{Command, State};

use crate::bug::Bug;
use crate::callers::MARK;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// Every so manieth seed has files and cards.
const THERE_EVERY: u64 = 3;
/// How often something of the kind is done in one emergency.
const ROUNDS: u32 = 10;

fn are_there(seed: u64) -> bool {
    seed.is_multiple_of(THERE_EVERY)
}

fn card() -> Card {
    let steps = vec!["Leave it on.".into(), "Use another one.".into()];
    let text = Text { language: Language::English, title: "Terminals".into(), steps };
    Card { texts: vec![text], ..Card::default() }
}

/// The messages that a page shows whole. The hand of the bug is a page that forgets to ask.
fn read(
    state: &State,
    emergency: EmergencyId,
    participant: ParticipantId,
    bug: Option<Bug>,
) -> Vec<Place> {
    let Some(known) = state.emergencies.get(emergency) else { return Vec::new() };
    let place = |message: &Arc<Message>| Place { emergency, number: message.number, file: None };
    let shown = known.messages.iter().filter(|message| {
        let out = state.redactions.of(place(message)).is_some();
        let reader = Actor::Participant(participant);
        (!out || bug == Some(Bug::RedactedShown)) && state.sees(&reader, (emergency, &***message))
    });
    let words = |message: &&Arc<Message>| matches!(message.text, emergencies::Text::Words(_));
    shown.filter(words).map(place).collect()
}

impl World {
    /// Files and cards come into the emergency of one caller.
    pub(crate) fn showing_begins(&mut self, caller: usize) {
        if are_there(self.plan.seed) {
            let mut chance = self.chance(95, caller as u64);
            let delay = chance.within(3_000, 2 * MINUTE);
            self.schedule(delay, Happening::Showing { caller, round: 0 });
        }
    }

    /// Somebody shows something, takes something out, or helps by a card; then the caller looks.
    pub(crate) fn showing(&mut self, caller: usize, round: u32) {
        let mut chance = self.chance(96, (caller as u64) << 32 | u64::from(round));
        let Some((first, participant)) = self.callers[caller].at else { return };
        let state = self.witness.truth.clone();
        let emergency = state.emergencies.latest(first);
        if !self.healing {
            self.deed_about_shown(&state, caller, (emergency, participant), &mut chance);
        }
        if state.emergencies.lets_in(participant) == Some(emergency) {
            let places = read(&state, emergency, participant, self.bug);
            self.observe(&Seen::OnPage { places: &places });
        }
        if round < ROUNDS {
            let delay = chance.within(1_000, 4 * MINUTE);
            self.schedule(delay, Happening::Showing { caller, round: round + 1 });
        }
    }

    fn deed_about_shown(
        &mut self,
        state: &State,
        caller: usize,
        (emergency, participant): (EmergencyId, ParticipantId),
        chance: &mut Chance,
    ) {
        let Some(known) = state.emergencies.get(emergency) else { return };
        let (own, responder) = (Actor::Participant(participant), Actor::Person(person_key(0)));
        let written = known.messages.iter().filter(|message| message.from != Speaker::Mayday);
        let places = written.map(|message| {
            let file = message.files.first().map(|file| file.id);
            Place { emergency, number: message.number, file }
        });
        let places: Vec<Place> = places.collect();
        let some = (!places.is_empty()).then(|| *chance.pick(&places));
        let whole = some.map(Place::message);
        let card_key = || domain::words::CardKey::from("terminals");
        let (who, actor, command): (Who, Actor, Command) = match chance.below(10) {
            0..=3 => {
                let actor = if chance.hits(700) { own } else { responder };
                let who = match actor {
                    Actor::Person(_) => Who::Person(0),
                    _ => Who::Caller(caller),
                };
                (who, actor, self.shows(emergency, chance))
            }
            4 => {
                let Some(place) = whole else { return };
                (Who::Caller(caller), own, redactions::Command::Redact { place }.into())
            }
            5 | 6 => {
                let part = if chance.hits(500) { some } else { whole };
                let Some(place) = part else { return };
                (Who::Person(0), responder, redactions::Command::Redact { place }.into())
            }
            7 => {
                let Some(place) = state.redactions.pending.keys().next().copied() else { return };
                (Who::Person(0), responder, redactions::Command::Undo { place }.into())
            }
            8 => {
                let put = cards::Command::Put { card: card_key(), profile: card() };
                self.ask(Who::Operator, Ask::Other, Actor::Operator, put.into());
                let send = cards::Command::Send { emergency, card: card_key() };
                (Who::Person(0), responder, send.into())
            }
            _ => {
                let edition = state.cards.get(&card_key()).map_or(0, |known| known.edition);
                let (card, step) = (card_key(), 1 + u16::try_from(chance.below(3)).unwrap_or(0));
                let tried = chance.hits(800);
                let tick = cards::Command::Tick { emergency, card, edition, step, tried };
                (Who::Caller(caller), own, tick.into())
            }
        };
        self.ask(who, Ask::Other, actor, command);
    }

    /// A message with files, which lie on the shelf before anybody hears of them.
    fn shows(&mut self, emergency: EmergencyId, chance: &mut Chance) -> Command {
        let one = |id| NewFile {
            id: FileId(id),
            name: format!("{MARK} terminal.log"),
            kind: FileKind::Text,
            len: 1_000,
            extract: format!("{MARK} 13:58 timeout"),
        };
        // Whoever was answered twice does everything twice, each time under numbers of its own.
        let mut numbers = self.chance(201, self.ordinal());
        let files: Vec<NewFile> = (0..=chance.below(2)).map(|_| one(numbers.wide())).collect();
        for file in &files {
            // The hand of the bug: the event is on its way, and the bytes are still in memory.
            if self.bug != Some(Bug::NamedBeforeStored) {
                self.observe(&Seen::Shelved { file: file.id });
            }
        }
        let message = MessageId(numbers.wide());
        let words = format!("{MARK} look at this {message}");
        let level = Level::Stranger;
        emergencies::Command::Show { emergency, message, words, files, level }.into()
    }
}
