//! What everyone is told that is neither a fault nor work: people announce it, change it, take it
//! down, or let its time pass; and another status page is taken in, broken off, and taken in again.
//! Drawn apart, so that histories without it stay as they were.

use std::time::Duration;

use domain::announcements::{Command, Notice, Standing};
use domain::bulletins::{self, Foreign, ForeignReview, ForeignWord};
use domain::maintenance::{self, Ending, Plan, Stage};
use domain::words::{Actor, BulletinId, MaintenanceId, Overview, Phase, Timestamp, UpdateId};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs something is announced.
const THERE: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 12;
/// In how many of a thousand runs another page is taken in.
const TAKEN_IN: u64 = 300;
/// Most times that it is begun.
const BEGUN_MAX: u64 = 5;
/// How many matters the other page has told of.
const MATTERS: u64 = 9;
/// How much the other page has planned.
const PLANNED: u64 = 3;
/// How many of them are asked for at once, as the shell does it.
const AT_ONCE: usize = 2;
/// When the first of them was told of: long before any run.
const LONG_AGO: Timestamp = Timestamp(1_577_836_800_000);

impl World {
    /// When somebody does something about announcements, or takes in another page.
    pub(crate) fn plans_notices(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[170]);
        if chance.hits(THERE) {
            for number in 0..chance.within(3, DEEDS_MAX) {
                let at = chance.below(self.plan.span);
                self.schedule(at, Happening::Notice { number });
            }
        }
        let mut chance = Chance::of(self.plan.seed, &[172]);
        if chance.hits(TAKEN_IN) {
            for number in 0..chance.within(2, BEGUN_MAX) {
                let at = chance.below(self.plan.span);
                self.schedule(at, Happening::Import { number });
            }
        }
    }

    /// Somebody does something about announcements.
    pub(crate) fn notice(&mut self, number: u64) {
        let mut chance = self.chance(171, number);
        if self.healing {
            return;
        }
        let revision = domain::revision::LATEST;
        self.ask(Who::Person(0), Ask::Other, Actor::System, domain::Command::Adopt { revision });
        let (Some(state), Some(now)) = (self.glimpse(&mut chance), self.log_now()) else { return };
        let open = state.announcements.as_written();
        let open: Vec<_> = open.iter().filter(|known| known.standing != Standing::Over).collect();
        let any = (!open.is_empty()).then(|| chance.pick(&open).id);
        let command = match (chance.below(6), any) {
            (0, Some(announcement)) => {
                let notice = announced(&mut chance, now, number);
                Command::Change { announcement, notice, tells: true, takes_back: false }
            }
            (1, Some(announcement)) => Command::End { announcement },
            _ => Command::Post { notice: announced(&mut chance, now, number), tells: true },
        };
        let actor = Actor::Person(person_key(0));
        self.ask(Who::Person(0), Ask::Other, actor, domain::Command::Announcements(command));
    }

    /// Somebody takes in another page, and is interrupted after any part of it.
    pub(crate) fn import(&mut self, number: u64) {
        let mut chance = self.chance(173, number);
        if self.healing {
            return;
        }
        let revision = domain::revision::LATEST;
        self.ask(Who::Person(0), Ask::Other, Actor::System, domain::Command::Adopt { revision });
        let told: Vec<Foreign> = (1..=MATTERS)
            .map(|matter| {
                let own = u128::from(matter) << 64;
                // What is the same there has the same id here, whoever takes it in and when.
                let fresh = self.bug == Some(Bug::FreshImportIds);
                foreign(matter, if fresh { chance.wide() } else { own })
            })
            .collect();
        let parts: Vec<&[Foreign]> = told.chunks(AT_ONCE).collect();
        let until = chance.within(1, parts.len() as u64);
        for part in parts.into_iter().take(usize::try_from(until).unwrap_or(1)) {
            let command = bulletins::Command::Import { told: part.to_vec() };
            let actor = Actor::Person(person_key(0));
            self.ask(Who::Person(0), Ask::Other, actor, command.into());
        }
        let Some(now) = self.log_now() else { return };
        let fresh = self.bug == Some(Bug::FreshImportIds);
        let planned: Vec<maintenance::Foreign> = (1..=PLANNED)
            .map(|nth| planned(nth, if fresh { chance.wide() } else { u128::from(nth) << 96 }, now))
            .collect();
        let until = usize::try_from(chance.within(1, PLANNED)).unwrap_or(1);
        let command = maintenance::Command::Import { told: planned[..until].to_vec() };
        let actor = Actor::Person(person_key(0));
        self.ask(Who::Person(0), Ask::Other, actor, command.into());
    }
}

/// Work that the other page has planned: the first of it is over, the others lie ahead of whoever
/// takes it in.
fn planned(nth: u64, id: u128, now: Timestamp) -> maintenance::Foreign {
    let from = match nth {
        1 => LONG_AGO,
        _ => now + Duration::from_millis(nth * 30 * MINUTE),
    };
    let until = from + Duration::from_secs(1_800);
    let over = nth == 1;
    maintenance::Foreign {
        maintenance: MaintenanceId(id),
        plan: Plan {
            title: format!("Work {nth}").into(),
            impact: "Some cards fail for minutes.".into(),
            translations: Vec::new(),
            components: Vec::new(),
            audiences: Vec::new(),
            from,
            until,
            zone: "Europe/Berlin".into(),
            owner: person_key(0),
            remind_mins: vec![60, 10],
            ends: Ending::ByItself,
        },
        entry: UpdateId(id + 1),
        planned_at: LONG_AGO,
        stage: if over { Stage::Completed } else { Stage::Scheduled },
        began_at: over.then_some(from),
        ended_at: over.then_some(until),
        words: Vec::new(),
    }
}

/// Each has words of its own, so that nobody can have read them elsewhere.
fn announced(chance: &mut Chance, now: Timestamp, number: u64) -> Notice {
    let from = now + Duration::from_millis(chance.below(40 * MINUTE));
    Notice {
        title: format!("New hours {number}").into(),
        text: format!("We answer from six, {number}.").into(),
        translations: Vec::new(),
        pages: Vec::new(),
        audiences: Vec::new(),
        from,
        until: from + Duration::from_millis(chance.within(1, 40) * MINUTE),
        zone: "Europe/Berlin".into(),
    }
}

fn foreign(matter: u64, id: u128) -> Foreign {
    let opened_at = LONG_AGO + Duration::from_secs(matter * 86_400);
    let resolved_at = opened_at + Duration::from_secs(3_600);
    let word = |nth: u128, at, phase| ForeignWord {
        entry: UpdateId(id + nth),
        at,
        phase,
        overview: Overview { known: "A line was cut.".into(), ..Overview::default() },
        affected: Vec::new(),
    };
    Foreign {
        bulletin: BulletinId(id),
        title: format!("Matter {matter}").into(),
        opened_at,
        resolved_at,
        review: matter.is_multiple_of(3).then(|| ForeignReview {
            entry: UpdateId(id + 3),
            at: resolved_at + Duration::from_secs(86_400),
            text: "A fuse blew.".into(),
        }),
        words: vec![word(1, opened_at, Phase::Identified), word(2, resolved_at, Phase::Resolved)],
    }
}
