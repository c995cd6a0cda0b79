//! What planned maintenance means elsewhere: whether what it names is there, who is told how far it
//! is, and which incidents began in the middle of it.

use std::time::Duration;

use super::{approve, reach};
use crate::access::Role;
use crate::deliveries::About;
use crate::maintenance::{Command as Ask, Event, Maintenance, Plan, Refusal, Stage};
use crate::words::{Channel, ComponentKey, IncidentId, PersonKey, Timestamp};
use crate::{Command, Moment, State};

/// For so long a message about maintenance is worth sending.
const NEWS_LASTS: Duration = Duration::from_secs(3_600);

/// Whether the components that maintenance names are there, and whoever looks after it responds.
///
/// # Errors
/// What is missing.
pub(super) fn check(state: &State, command: &Ask) -> Result<(), crate::Refusal> {
    let plan = |plan: &Plan| there(state, &plan.components, &plan.owner);
    match command {
        Ask::Plan { plan: planned } | Ask::Change { plan: planned, takes_back: false, .. } => {
            plan(planned)
        }
        Ask::Import { told } => told.iter().try_for_each(|told| plan(&told.plan)),
        Ask::PutRoutine { profile, .. } => there(state, &profile.components, &profile.owner),
        Ask::Write { asked } => check(state, asked),
        // Words are taken back whatever has become of what they are about.
        Ask::Change { takes_back: true, .. }
        | Ask::TakeBack { .. }
        | Ask::TakeBackRoutine { .. }
        | Ask::Refuse { .. }
        | Ask::Withdraw { .. }
        | Ask::Rewrite { .. }
        | Ask::Say { .. }
        | Ask::Extend { .. }
        | Ask::LetOut { .. }
        | Ask::LetRoutineOut { .. }
        | Ask::RemoveRoutine { .. } => Ok(()),
    }
}

fn there(
    state: &State,
    components: &[ComponentKey],
    owner: &PersonKey,
) -> Result<(), crate::Refusal> {
    if !components.iter().all(|component| state.components.get(component).is_some()) {
        return Err(Refusal::BadComponents.into());
    }
    if state.responding(vec![owner.clone()]).is_empty() {
        return Err(Refusal::BadOwner.into());
    }
    Ok(())
}

/// Words that somebody may object to wait, and whoever looks after it hears what time brings.
pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    let written = approve::of_work(now, event, moment.actor).into_iter();
    written.chain(brought(now, event, moment)).collect()
}

/// What time brings: that it comes, that it starts, that it overruns.
fn brought(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    let maintenance = match event {
        Event::Reminded { maintenance, .. }
        | Event::Said {
            maintenance, by: None, stage: Stage::InProgress | Stage::Overrun, ..
        } => *maintenance,
        Event::Planned { .. }
        | Event::Imported { .. }
        | Event::Changed { .. }
        | Event::Said { .. }
        | Event::Extended { .. }
        | Event::Written { .. }
        | Event::Withdrawn { .. }
        | Event::Refused { .. }
        | Event::TakenBack { .. }
        | Event::RoutineTakenBack { .. }
        | Event::RoutinePut { .. }
        | Event::RoutineWritten { .. }
        | Event::RoutineWithdrawn { .. }
        | Event::RoutineRemoved { .. }
        | Event::Skipped { .. }
        | Event::Left { .. } => return Vec::new(),
    };
    let Some(known) = now.maintenance.get(maintenance) else { return Vec::new() };
    let about = About::Maintenance { maintenance };
    let told = owners(now, known).into_iter();
    told.flat_map(|person| {
        let mut methods = now.methods_of(&person);
        // A call is for what cannot wait until somebody looks.
        methods
            .retain(|method| method.channel != Channel::Voice && now.takes(&person, &method.key));
        let owe = |method| reach::owe(&about, &person, &method, moment, NEWS_LASTS);
        methods.into_iter().map(owe).collect::<Vec<Command>>()
    })
    .collect()
}

/// Whoever looks after it; once they have left, those who manage.
fn owners(now: &State, known: &Maintenance) -> Vec<PersonKey> {
    let owner = now.responding(vec![known.plan.owner.clone()]);
    if !owner.is_empty() {
        return owner;
    }
    let manages = now.access.people.iter().filter(|(_, person)| person.role == Role::Manager);
    manages.map(|(key, _)| key.clone()).collect()
}

impl State {
    /// Whether maintenance concerns a component: it names it, or something that it is a part of.
    #[must_use]
    pub fn maintains(&self, known: &Maintenance, component: &ComponentKey) -> bool {
        let named = &known.plan.components;
        named.contains(component)
            || self.components.around(component).any(|outer| named.contains(outer))
    }

    /// The maintenance that was under way where an incident arose, when it arose. It rings all the
    /// same; whoever comes knows what may be behind it.
    #[must_use]
    pub fn arose_during(&self, incident: IncidentId) -> Option<&Maintenance> {
        let known = self.incidents.get(incident)?;
        let service = known.service.as_ref()?;
        let components = self.components.components.iter();
        let behind: Vec<&ComponentKey> = components
            .filter(|(_, component)| component.profile.service.as_ref() == Some(service))
            .map(|(key, _)| key)
            .collect();
        let during = |at: Timestamp, known: &Maintenance| {
            known.began_at.is_some_and(|began| began <= at)
                && known.ended_at.is_none_or(|ended| at < ended)
        };
        let mut all = self.maintenance.listed().into_iter();
        all.find(|one| {
            during(known.opened_at, one) && behind.iter().any(|key| self.maintains(one, key))
        })
    }
}
