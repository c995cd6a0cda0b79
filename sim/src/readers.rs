//! Audiences: people say for whom something is, make and end links, tell of it; and readers look
//! with the sight of everyone and of an audience. Drawn apart, so that histories without it stay
//! as they were.

use std::time::Duration;

use domain::announcements::{self, Notice};
use domain::audiences::{self, Audience, Holder};
use domain::components::{self, Component};
use domain::maintenance::{self, Ending, Plan};
use domain::readers::ReadersSight;
use domain::status::Matter;
use domain::status_pages::{self, StatusPage};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, AudienceKey, ComponentKey, Condition, IncidentId, Phase, Public, StatusPageKey,
};
use domain::{Command, State};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs there are audiences.
const THERE: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 40;
/// Stands in everything that is for the audience only, and nowhere else.
pub const CANARY: &str = "isotope";

fn audience() -> AudienceKey {
    "clinics".into()
}

fn part() -> ComponentKey {
    "isotope-scanner".into()
}

fn page() -> StatusPageKey {
    "of-all".into()
}

impl World {
    /// When somebody does something about audiences.
    pub(crate) fn plans_readers(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[150]);
        if !chance.hits(THERE) {
            return;
        }
        for number in 0..chance.within(15, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Reader { number });
        }
    }

    /// Something is done about an audience; then readers look.
    pub(crate) fn reader(&mut self, number: u64) {
        let mut chance = self.chance(151, number);
        let state = self.witness.truth.clone();
        if !self.healing
            && let Some((who, actor, command)) = self.deed_for_some(&state, &mut chance)
        {
            self.ask(who, Ask::Other, actor, command);
        }
        self.everyone_reads(&state);
    }

    fn deed_for_some(&self, state: &State, chance: &mut Chance) -> Option<(Who, Actor, Command)> {
        let operator = |command: Command| Some((Who::Operator, Actor::Operator, command));
        if state.policy.adopted < domain::revision::LATEST {
            let adopt = Command::Adopt { revision: domain::revision::LATEST };
            return Some((Who::Person(0), Actor::System, adopt));
        }
        if state.audiences.get(&audience()).is_none() {
            let profile = Audience { name: "Clinics".into(), customers: Vec::new() };
            return operator(audiences::Command::Put { audience: audience(), profile }.into());
        }
        if state.components.get(&part()).is_none() {
            let name = "An isotope scanner".into();
            let audiences = vec![audience()];
            let profile = Component { name, audiences, ..Component::default() };
            return operator(components::Command::Put { component: part(), profile }.into());
        }
        if state.status_pages.get(&page()).is_none() {
            let (name, zone) = ("Vendor".into(), "UTC".into());
            let profile = StatusPage { name, zone, ..StatusPage::default() };
            return operator(
                status_pages::Command::Put { page: page(), profile: Box::new(profile) }.into(),
            );
        }
        let now = self.log_now()?;
        let (from, until) = (now, now + Duration::from_millis(chance.within(5, 60) * MINUTE));
        let (title, zone) = ("Isotope hours".into(), "UTC".into());
        let whose = Holder::Audience(audience());
        let person = Actor::Person(person_key(0));
        let command = match chance.below(8) {
            0 => audiences::Command::GiveLink { whose }.into(),
            1 => audiences::Command::TakeLink { whose }.into(),
            2 => {
                let (text, audiences) = ("From six.".into(), vec![audience()]);
                let pages = Vec::new();
                let translations = Vec::new();
                let notice =
                    Notice { title, text, translations, pages, audiences, from, until, zone };
                announcements::Command::Post { notice, tells: false }.into()
            }
            3 => {
                let (components, audiences) = match chance.hits(500) {
                    true => (vec![part()], Vec::new()),
                    false => (Vec::new(), vec![audience()]),
                };
                let plan = Plan {
                    title,
                    impact: "Minutes.".into(),
                    translations: Vec::new(),
                    components,
                    audiences,
                    from,
                    until,
                    zone,
                    owner: person_key(0),
                    remind_mins: Vec::new(),
                    ends: Ending::ByItself,
                };
                maintenance::Command::Plan { plan }.into()
            }
            _ => self.tells_some(state, chance)?,
        };
        Some((Who::Person(0), person, command))
    }

    /// A word about an incident that somebody has, for the audience alone.
    fn tells_some(&self, state: &State, chance: &mut Chance) -> Option<Command> {
        let had =
            |id: &IncidentId| state.paging.get(*id).is_some_and(|e| e.accepted_by().is_some());
        let live = state.incidents.incidents.values().filter(|known| known.settled_at.is_none());
        let own = |id: &IncidentId| {
            // What was told to everyone before stays with everyone: no canary goes in there.
            let told = state.bulletins.of(*id);
            told.is_none_or(|told| told.title.to_lowercase().contains(CANARY))
        };
        let all: Vec<IncidentId> = live.map(|known| known.id).filter(had).filter(own).collect();
        if all.is_empty() {
            return None;
        }
        let incident = *chance.pick(&all);
        let affected = vec![Affected { component: part(), condition: Condition::Major }];
        let (affected, audiences) = match chance.hits(500) {
            true => (affected, Vec::new()),
            false => (Vec::new(), vec![audience()]),
        };
        let (title, phase) = ("Isotopes are late".into(), Phase::Identified);
        let public = Some(Public { title, phase, affected, audiences, ..Public::default() });
        let overview = Overview {
            known: "The isotope is cold.".into(),
            impact: "No isotope today.".into(),
            ..Overview::default()
        };
        let next_by = self.log_now()? + Duration::from_secs(chance.within(3, 20) * 60);
        let estimate = None;
        Some(
            updates::Command::Publish {
                incident,
                overview,
                next_by,
                estimate,
                public,
                for_colleagues: None,
            }
            .into(),
        )
    }

    /// Everyone looks at the page, and at the own address of each matter that there is, for
    /// whomever it is. The hands of the bug hand them what was printed for others.
    fn everyone_reads(&mut self, state: &State) {
        let Some(now) = self.log_now() else { return };
        let sight = match self.bug {
            Some(Bug::AudienceTold) => ReadersSight::of([audience()]),
            _ => ReadersSight::public(),
        };
        let seen = state.for_readers(&sight);
        let Some(shown) = seen.status_page_at(&page(), now) else { return };
        let told = state.bulletins.bulletins.values().map(|known| Matter::from(known.as_ref()));
        let planned = state.maintenance.planned.values().map(|known| Matter::from(known.as_ref()));
        let notices = state.announcements.all.values().map(|known| Matter::from(known.as_ref()));
        let all = told.chain(planned).chain(notices);
        let alone = all.filter_map(|matter| seen.status_page_about(&page(), matter));
        let mut read = std::iter::once(shown).chain(alone);
        let tainted = read.any(|shown| format!("{shown:?}").to_lowercase().contains(CANARY));
        self.observe(&Seen::PublicRead { tainted });
    }
}
