//! How one human is rung: by their rules, over what can be used, and folded in a storm.

use super::reach::owe;
use crate::access::{Method, Role};
use crate::deliveries::About;
use crate::methods::{self, is_silent};
use crate::paging::{self, Later, PageStanding};
use crate::words::{Channel, IncidentId, MethodKey, PageId, PersonKey, Severity};
use crate::{Command, Moment, State};

/// A ring that did not leave within this time is superseded by the next one anyway.
pub(super) const PAGE_LASTS: std::time::Duration = std::time::Duration::from_secs(300);

impl State {
    /// Every method by which a person can be reached.
    #[must_use]
    pub fn methods_of(&self, person: &PersonKey) -> Vec<Method> {
        let Some(known) = self.access.person(person) else { return Vec::new() };
        let mut methods = known.methods.clone();
        let devices = self.methods.devices_of(person).map(|(key, device)| Method {
            key: key.clone(),
            channel: Channel::Push,
            address: device.address.clone(),
        });
        methods.extend(devices);
        methods
    }

    /// Whether anything may be sent over a method: its person has not stopped it, and it is not
    /// a device that was lost.
    pub(crate) fn takes(&self, person: &PersonKey, method: &MethodKey) -> bool {
        !self.access.opted_out(person, method) && !self.methods.is_lost(person, method)
    }
}

/// The order to ring a person, with what their rules make of it.
pub(super) fn order(
    now: &State,
    incident: IncidentId,
    person: PersonKey,
    moment: &Moment<'_>,
) -> Command {
    let order = planned(now, incident, &person, moment);
    let later = order.later.into_iter();
    let later = later.map(|(wait, method)| Later { at: moment.now + wait, method }).collect();
    let severity = severity(now, incident);
    paging::Command::Reach { incident, person, severity, later }.into()
}

fn severity(now: &State, incident: IncidentId) -> Severity {
    now.incidents.get(incident).map_or(Severity::Critical, |known| known.severity)
}

/// In which order a person is rung about an incident, at this instant.
fn planned(
    now: &State,
    incident: IncidentId,
    person: &PersonKey,
    moment: &Moment<'_>,
) -> methods::Order {
    let known = usable(now, incident, person, moment);
    let keys: Vec<(MethodKey, Channel)> =
        known.iter().map(|method| (method.key.clone(), method.channel)).collect();
    let page = now.paging.get(incident).and_then(|escalation| escalation.page_of(person));
    let waited = page.map(|page| moment.now.since(page.requested_at)).unwrap_or_default();
    let none = methods::Rules::default();
    let rules = now.methods.rules(person).unwrap_or(&none);
    rules.order(&keys, severity(now, incident), waited)
}

/// The methods over which a person may be rung now. In their quiet hours what is of low urgency
/// makes no noise; where nothing silent is left, it rings: nobody is left unreached by a rule.
fn usable(
    now: &State,
    incident: IncidentId,
    person: &PersonKey,
    moment: &Moment<'_>,
) -> Vec<Method> {
    let Some(known) = now.access.person(person) else { return Vec::new() };
    let wanted = |method: &Method| now.takes(person, &method.key);
    let all: Vec<Method> = now.methods_of(person).into_iter().filter(wanted).collect();
    let quiet = now.methods.rules(person).and_then(|rules| rules.quiet);
    let asleep = severity(now, incident) == Severity::Low
        && quiet.is_some_and(|quiet| quiet.holds(moment.now, &known.zone, moment.zones));
    if asleep && all.iter().any(|method| is_silent(method.channel)) {
        return all.into_iter().filter(|method| is_silent(method.channel)).collect();
    }
    all
}

/// Sends one page over the methods whose turn it is; without any method, it has failed at once.
pub(super) fn page(
    now: &State,
    incident: IncidentId,
    page: PageId,
    person: &PersonKey,
    moment: &Moment<'_>,
) -> Vec<Command> {
    // Where this was postponed, somebody may have accepted meanwhile.
    let rung = now.paging.page(page).map(|(_, known)| known);
    let Some(rung) = rung.filter(|known| known.standing == PageStanding::Requested) else {
        return Vec::new();
    };
    // The message that asks them already counts it.
    if rung.folded {
        return Vec::new();
    }
    let at_once = |method: &Method| rung.later.iter().all(|later| later.method != method.key);
    let ruled = planned(now, incident, person, moment).at_once;
    let ruled = |method: &Method| ruled.contains(&method.key);
    let methods = usable(now, incident, person, moment);
    let commands: Vec<Command> = methods
        .into_iter()
        .filter(ruled)
        .filter(at_once)
        .map(|method| owe(&About::Page { incident, page }, person, &method, moment, PAGE_LASTS))
        .collect();
    if commands.is_empty() { unsent(rung, page) } else { commands }
}

/// Sends a page over the further methods whose turn has come.
pub(super) fn on(
    now: &State,
    incident: IncidentId,
    page: PageId,
    methods: &[MethodKey],
    moment: &Moment<'_>,
) -> Vec<Command> {
    let rung = now.paging.page(page).map(|(_, known)| known);
    let Some(rung) = rung.filter(|known| known.asks()) else { return Vec::new() };
    let person = &rung.person;
    let usable = usable(now, incident, person, moment);
    let commands: Vec<Command> = usable
        .into_iter()
        .filter(|method| methods.contains(&method.key))
        .map(|method| owe(&About::Page { incident, page }, person, &method, moment, PAGE_LASTS))
        .collect();
    if commands.is_empty() && !now.deliveries.is_hopeful(incident, page) {
        return unsent(rung, page);
    }
    commands
}

/// Nothing could be sent: the next rule comes now, and without one the chain goes on.
fn unsent(rung: &paging::Page, page: PageId) -> Vec<Command> {
    if rung.later.is_empty() {
        return vec![paging::Command::Fail { page, ring: rung.rings }.into()];
    }
    vec![paging::Command::RingOn { page }.into()]
}

/// A page stopped asking its person: what was folded into it rings by itself now, one of them,
/// which counts the others.
pub(super) fn uncover(now: &State, person: &PersonKey, moment: &Moment<'_>) -> Option<Command> {
    let (escalation, page) = now.paging.uncovered(person)?;
    Some(own_ring(now, escalation.incident, page, moment))
}

/// A page that was folded rings by itself. Whoever left the roster or answers no more is passed
/// over; the chain goes on without them.
fn own_ring(
    now: &State,
    incident: IncidentId,
    page: &paging::Page,
    moment: &Moment<'_>,
) -> Command {
    let known = now.access.person(&page.person);
    if known.is_none_or(|known| known.role <= Role::Observer) {
        return paging::Command::Fail { page: page.id, ring: page.rings }.into();
    }
    order(now, incident, page.person.clone(), moment)
}

/// The same for everyone whom an escalation had asked.
pub(super) fn uncover_all(now: &State, incident: IncidentId, moment: &Moment<'_>) -> Vec<Command> {
    let pages = now.paging.get(incident).into_iter().flat_map(|known| known.pages.values());
    pages.filter_map(|page| uncover(now, &page.person, moment)).collect()
}

/// A page cannot arrive, and neither can what was folded into it: those chains go on as well. Where
/// nobody hears of a crisis any more, the first whose page was folded is rung by itself.
pub(super) fn cannot_arrive(now: &State, page: PageId, moment: &Moment<'_>) -> Vec<Command> {
    let Some((escalation, known)) = now.paging.page(page) else { return Vec::new() };
    let folded = now.paging.failing_with(&known.person);
    let fail = |page: &paging::Page| paging::Command::Fail { page: page.id, ring: page.rings };
    let mut commands: Vec<Command> = folded.map(|page| fail(page).into()).collect();
    if severity(now, escalation.incident) == Severity::Critical
        && let Some(next) = escalation.unheard()
    {
        commands.push(own_ring(now, escalation.incident, next, moment));
    }
    commands
}
