//! Planned maintenance: people plan it, change it, extend it, say that it is over, or forget it.
//! Drawn apart, so that histories without it stay as they were.

use std::time::Duration;

use domain::maintenance::{Command, Ending, Plan, Repeat, Routine, Stage, Weekdays};
use domain::words::{Actor, Language, Timestamp, Translation};

use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs there is maintenance.
const THERE: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 12;

impl World {
    /// When somebody does something about maintenance.
    pub(crate) fn plans_upkeep(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[140]);
        if !chance.hits(THERE) {
            return;
        }
        for number in 0..chance.within(3, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Upkeep { number });
        }
    }

    /// Somebody does something about maintenance.
    pub(crate) fn upkeep(&mut self, number: u64) {
        let mut chance = self.chance(141, number);
        if self.healing {
            return;
        }
        // Whoever manages is always there, so that what is planned is not refused for its owner.
        let revision = domain::revision::LATEST;
        self.ask(Who::Person(0), Ask::Other, Actor::System, domain::Command::Adopt { revision });
        let (Some(state), Some(now)) = (self.glimpse(&mut chance), self.log_now()) else { return };
        let open = state.maintenance.listed();
        let open: Vec<_> = open.into_iter().filter(|known| !known.stage.is_over()).collect();
        let any = (!open.is_empty()).then(|| *chance.pick(&open));
        let later = |mins: u64| now + Duration::from_millis(mins * MINUTE);
        let command = match (chance.below(8), any) {
            (0, Some(known)) => {
                let plan = planned(&mut chance, now, number);
                Command::Change { maintenance: known.id, plan, takes_back: false }
            }
            (1, Some(known)) => {
                let until = later(chance.within(1, 60));
                let reason = format!("Part {number} is late.").into();
                let translations = in_german("");
                Command::Extend { maintenance: known.id, until, reason, translations }
            }
            (2, Some(known)) => {
                let stage = *chance.pick(&Stage::ALL);
                let words = format!("So it is, {number}.").into();
                let translations = in_german("So ist es.");
                Command::Say { maintenance: known.id, stage, words, translations }
            }
            (3, _) => Command::PutRoutine {
                routine: "patches".into(),
                profile: routine(&mut chance, now, number),
            },
            (4, _) if chance.hits(300) => Command::RemoveRoutine { routine: "patches".into() },
            _ => Command::Plan { plan: planned(&mut chance, now, number) },
        };
        let actor = Actor::Person(person_key(0));
        self.ask(Who::Person(0), Ask::Other, actor, domain::Command::Maintenance(command));
    }
}

/// The same words in one more language, whichever part of it they are.
fn in_german(words: &str) -> Vec<Translation> {
    let (known, impact) = (words.into(), words.into());
    let language = Language::German;
    vec![Translation { language, known, impact, ..Translation::default() }]
}

/// Each has words of its own, so that nobody can have read them elsewhere.
fn planned(chance: &mut Chance, now: Timestamp, number: u64) -> Plan {
    let from = now + Duration::from_millis(chance.below(40 * MINUTE));
    Plan {
        title: format!("New links {number}").into(),
        impact: format!("Cards fail for minutes, {number}.").into(),
        translations: in_german("Eine Minute Pause."),
        components: Vec::new(),
        audiences: Vec::new(),
        from,
        until: from + Duration::from_millis(chance.within(1, 40) * MINUTE),
        zone: "Europe/Berlin".into(),
        owner: person_key(0),
        remind_mins: (0..chance.below(3)).map(|nth| 5 + 10 * nth as u32).collect(),
        ends: if chance.hits(500) { Ending::ByItself } else { Ending::ByHand },
    }
}

fn routine(chance: &mut Chance, now: Timestamp, number: u64) -> Routine {
    let zone = crate::vendor::zones().get("Europe/Berlin");
    let zone = zone.expect("a zone of the bundled database");
    let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or_default().to_zoned(zone);
    let mins = u64::from(at.hour().unsigned_abs()) * 60 + u64::from(at.minute().unsigned_abs());
    let at_mins = (mins + chance.below(60)) % 1_440;
    let two = Weekdays::named(["tue", "thu"]).expect("days of the week");
    Routine {
        title: format!("Patches {number}").into(),
        impact: format!("Terminals restart once, {number}.").into(),
        translations: in_german("Eine Minute Pause."),
        components: Vec::new(),
        audiences: Vec::new(),
        zone: "Europe/Berlin".into(),
        owner: person_key(0),
        remind_mins: vec![10],
        ends: Ending::ByItself,
        first: at.date(),
        at_mins: u16::try_from(at_mins).unwrap_or(0),
        lasts_mins: u32::try_from(chance.within(1, 60)).unwrap_or(1),
        repeat: *chance.pick(&[
            Repeat::Weekly { every: 1 },
            Repeat::OnWeekdays { every: 1, days: two },
            Repeat::MonthDay { every: 1 },
            Repeat::MonthWeekday { every: 2 },
        ]),
    }
}
