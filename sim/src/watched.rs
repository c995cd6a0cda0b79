//! A status page that somebody looks at again and again: of a service that customers call about,
//! and that is maintained for longer than was announced. Drawn apart, so that histories without it
//! stay as they were.

use std::time::Duration;

use domain::bulletins::{self, Afterwards};
use domain::components::{self, Component};
use domain::customers::{self, Profile};
use domain::incidents::Incident;
use domain::maintenance::{self, Ending, Plan, Stage};
use domain::readers::Readable;
use domain::status::{Overall, PageChange};
use domain::status_pages::{self, StatusPage};
use domain::words::{
    Actor, Affected, ComponentKey, Condition, CustomerKey, EmergencyId, Overview, Public,
    ServiceKey, StatusPageKey, Timestamp,
};
use domain::{Command, State};

use crate::bug::Bug;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// In how many of a thousand runs there is such a page.
const THERE: u64 = 300;
/// Most deeds of a run.
const DEEDS_MAX: u64 = 50;
/// Most calls that are made for its sake.
const CALLS_MAX: u64 = 6;
/// Numbers of these calls begin behind all others.
const FIRST_CALL: u64 = 1_000_000;

/// What customers call about.
#[must_use]
pub fn service() -> ServiceKey {
    "terminals".into()
}

/// What readers know it as.
#[must_use]
pub fn part() -> ComponentKey {
    "tills".into()
}

fn page() -> StatusPageKey {
    "watched".into()
}

/// What a reader finds there.
pub struct Look {
    /// By the clock of the log.
    pub now: Timestamp,
    /// Whether it says that the component was seen to fail.
    pub suspects: bool,
    /// Whether any alert fires.
    pub alerts: bool,
    /// Whether the sentence above it says that everything works.
    pub all_works: bool,
    /// Whether it says that something takes longer than planned.
    pub overruns: bool,
    /// The strip of the component: from when until when it fared how.
    pub strip: Vec<(Timestamp, Option<Timestamp>, Condition)>,
    /// Whether it is as it would be if it were written now.
    pub fresh: bool,
}

impl World {
    /// When somebody does something about the page.
    pub(crate) fn plans_watched(&mut self) {
        let mut chance = Chance::of(self.plan.seed, &[180]);
        if !chance.hits(THERE) {
            return;
        }
        for number in 0..chance.within(25, DEEDS_MAX) {
            let at = chance.below(self.plan.span);
            self.schedule(at, Happening::Watched { number });
        }
    }

    /// Something is done; then a reader looks.
    pub(crate) fn watched(&mut self, number: u64) {
        let mut chance = self.chance(181, number);
        let state = self.witness.truth.clone();
        if !self.healing {
            let set_up = wanting(&state);
            if let Some((actor, command)) = set_up {
                self.ask(Who::Operator, Ask::Other, actor, command);
            } else if number < CALLS_MAX {
                self.call_about_terminals(FIRST_CALL + number);
            } else if let Some(command) = self.deed_of_watched(&state, number, &mut chance) {
                let actor = Actor::Person(person_key(0));
                self.ask(Who::Person(0), Ask::Other, actor, command);
            }
        }
        self.reader_looks(&state);
    }

    /// Each deed has words of its own, so that it is known which of them readers have.
    fn deed_of_watched(&self, state: &State, number: u64, chance: &mut Chance) -> Option<Command> {
        let now = self.log_now()?;
        let later = |mins: u64| now + Duration::from_millis(mins * MINUTE);
        let mut all = state.maintenance.listed().into_iter();
        let overrun = all.find(|known| known.is_late()).map(|known| known.id);
        match (chance.below(10), overrun) {
            (0..=3, _) => {
                let calls: Vec<EmergencyId> = calls(state).map(|(id, _)| id).collect();
                let emergency = (!calls.is_empty()).then(|| *chance.pick(&calls))?;
                let customer = CustomerKey::from(*chance.pick(&["shop-a", "shop-b"]));
                Some(customers::Command::Attach { emergency, customer }.into())
            }
            (4, Some(maintenance)) => {
                let (stage, words, translations) =
                    (Stage::Completed, format!("The tills are done, {number}.").into(), Vec::new());
                Some(maintenance::Command::Say { maintenance, stage, words, translations }.into())
            }
            (5, Some(maintenance)) => {
                let (until, reason) =
                    (later(chance.within(1, 9)), format!("A till is late, {number}.").into());
                let translations = Vec::new();
                Some(
                    maintenance::Command::Extend { maintenance, until, reason, translations }
                        .into(),
                )
            }
            (4..=6, _) => {
                let from = later(chance.below(2));
                let plan = Plan {
                    title: format!("New tills {number}").into(),
                    impact: format!("Minutes without tills, {number}.").into(),
                    translations: Vec::new(),
                    components: vec![part()],
                    audiences: Vec::new(),
                    from,
                    until: from + Duration::from_millis(chance.within(1, 5) * MINUTE),
                    zone: "UTC".into(),
                    owner: person_key(0),
                    remind_mins: Vec::new(),
                    ends: Ending::ByHand,
                };
                Some(maintenance::Command::Plan { plan }.into())
            }
            (7, _) => Some(self.past_matter(number, chance)?.into()),
            (8, _) => {
                let written = state.bulletins.latest();
                let bulletin = written.iter().find(|known| known.written_at.is_some())?.id;
                let reason = format!("It was a test, {number}.").into();
                Some(bulletins::Command::NeverWas { bulletin, reason }.into())
            }
            (9, _) => {
                let bulletin = state.bulletins.mistaken().first()?.bulletin.id;
                Some(bulletins::Command::WasAfterAll { bulletin }.into())
            }
            _ => None,
        }
    }

    /// Something that is over, as it is written afterwards.
    fn past_matter(&self, number: u64, chance: &mut Chance) -> Option<bulletins::Command> {
        let until = self.log_now()? - Duration::from_millis(chance.within(1, 90) * MINUTE);
        let since = until - Duration::from_millis(chance.within(1, 90) * MINUTE);
        let overview = Overview {
            known: format!("The tills were down, {number}.").into(),
            impact: "Nobody could pay.".into(),
            ..Overview::default()
        };
        let condition = *chance.pick(&[Condition::Partial, Condition::Major]);
        let public = Public {
            title: format!("Tills down {number}").into(),
            affected: vec![Affected { component: part(), condition }],
            since: Some(since),
            ..Public::default()
        };
        let said = Afterwards { overview, public, until, tells: false };
        Some(bulletins::Command::TellAfterwards(Box::new(said)))
    }

    /// A reader looks at the page as it was last written. The hands of the bugs are pages that are
    /// not written anew, that count every call, that end with the alerts, and that know no overrun.
    fn reader_looks(&mut self, state: &State) {
        let Some(now) = self.log_now() else { return };
        if state.status_pages.get(&page()).is_none() {
            return;
        }
        let written = self.edition.take().filter(|last| match self.bug {
            Some(Bug::LateEdition) => state.page_change(last) != PageChange::Shown,
            _ => !state.pages_differ(last, now),
        });
        let written = written.unwrap_or_else(|| state.clone());
        let (read, anew) = (written.for_everyone(), state.for_everyone());
        let fresh = read.status_page_at(&page(), now) == anew.status_page_at(&page(), now);
        self.edition = Some(written.clone());
        let Some(mut look) = look(&read, now) else { return };
        look.fresh = fresh;
        match self.bug {
            Some(Bug::EveryCallCounts) => look.suspects |= calls(&written).count() > 1,
            Some(Bug::AlertsEndCalls) => look.suspects &= look.alerts,
            Some(Bug::LateWordsUnseen) => look.strip = strip_of_told(&written, now),
            Some(Bug::OverrunAnnounced) => {
                look.overruns = false;
                look.strip.retain(|(.., condition)| *condition == Condition::Maintenance);
            }
            _ => {}
        }
        self.observe(&Seen::Watched { look: &look });
    }
}

/// The strip as if nothing had been written afterwards.
fn strip_of_told(state: &State, now: Timestamp) -> Vec<(Timestamp, Option<Timestamp>, Condition)> {
    let mut told = state.clone();
    for (bulletin, known) in &state.bulletins.bulletins {
        if known.written_at.is_some() {
            told.bulletins.bulletins.remove(bulletin);
        }
    }
    look(&told.for_everyone(), now).map(|look| look.strip).unwrap_or_default()
}

/// What is not there yet.
fn wanting(state: &State) -> Option<(Actor, Command)> {
    if state.policy.adopted < domain::revision::LATEST {
        let revision = domain::revision::LATEST;
        return Some((Actor::System, Command::Adopt { revision }));
    }
    let operator = |command: Command| Some((Actor::Operator, command));
    if state.components.get(&part()).is_none() {
        let (name, service) = ("Tills".into(), Some(service()));
        let profile = Component { name, service, ..Component::default() };
        return operator(components::Command::Put { component: part(), profile }.into());
    }
    if state.status_pages.get(&page()).is_none() {
        let profile = StatusPage {
            name: "Watched".into(),
            zone: "UTC".into(),
            components: vec![part()],
            shows_suspicions: true,
            ..StatusPage::default()
        };
        let put = status_pages::Command::Put { page: page(), profile: Box::new(profile) };
        return operator(put.into());
    }
    let shops = ["shop-a", "shop-b"].map(CustomerKey::from);
    let customer = shops.into_iter().find(|shop| state.customers.profile(shop).is_none())?;
    let profile = Box::new(Profile { name: customer.as_str().into(), ..Profile::default() });
    operator(customers::Command::Put { customer, profile }.into())
}

/// The calls about the service that need help, and the incident of each; of what is restricted
/// nobody outside knows.
pub fn calls(state: &State) -> impl Iterator<Item = (EmergencyId, &Incident)> {
    let live = state.emergencies.emergencies.values().filter(|call| call.standing.is_live());
    let known = live.filter_map(|call| Some((call.id, state.incidents.of_emergency(call.id)?)));
    known.filter(|(_, incident)| {
        let about = incident.service == Some(service()) && incident.settled_at.is_none();
        about && state.restricted_as(incident.id).is_none()
    })
}

fn look(read: &Readable, now: Timestamp) -> Option<Look> {
    let shown = read.status_page_at(&page(), now)?;
    let strip = shown.spells().remove(&part()).unwrap_or_default();
    Some(Look {
        now,
        suspects: shown.evidence.contains_key(&part()),
        alerts: read.monitoring.alerts.values().any(|alert| alert.is_open()),
        all_works: shown.overall == Overall::Operational,
        overruns: shown.running().any(domain::maintenance::Maintenance::is_late),
        strip: strip.iter().map(|spell| (spell.from, spell.until, spell.condition)).collect(),
        fresh: true,
    })
}
