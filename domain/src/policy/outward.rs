//! What everyone was told goes on until a person of the vendor's says that it is over. Callers who
//! say that it works are heard: at most it is watched by then, whoever leads is asked for the last
//! word, and until that word is told there is a promise of the next one, which rings when broken.

use super::{acting_person, evidence, never, reach, settle};
use crate::emergencies::{Aside, Closure, Standing as Call};
use crate::incidents::Incident;
use crate::paging::{self, Standing};
use crate::words::{Actor, EmergencyId, IncidentId, Phase};
use crate::{Command, State, bulletins, monitoring, updates};

impl State {
    /// Whether nobody needs help any more and nothing fires, and everyone is still told of it: only
    /// a person's last word is missing.
    #[must_use]
    pub fn awaits_last_word(&self, incident: IncidentId) -> bool {
        let known = self.incidents.get(incident);
        is_told(self, incident) && known.is_some_and(|known| is_quiet(self, known))
    }

    /// Whether somebody who called needs help although everyone was told that it is over.
    #[must_use]
    pub fn is_over_too_soon(&self, incident: IncidentId) -> bool {
        let over = self.bulletins.of(incident).is_some_and(bulletins::Bulletin::is_over);
        let live = |known: &Incident| known.emergencies.iter().any(|id| is_live(self, *id));
        over && self.incidents.get(incident).is_some_and(live)
    }
}

fn is_live(now: &State, emergency: EmergencyId) -> bool {
    now.emergencies.get(emergency).is_some_and(|known| known.standing.is_live())
}

/// Whether none of its callers needs help and none of its alerts fires.
pub(super) fn is_quiet(now: &State, known: &Incident) -> bool {
    let fires = now.groups.whole(known.id).iter().any(|one| now.monitoring.is_live(*one));
    !fires && !known.emergencies.iter().any(|id| is_live(now, *id))
}

/// Whether everyone is told of it, or is about to be, and nobody has said that it is over.
pub(super) fn is_told(now: &State, incident: IncidentId) -> bool {
    let told = now.bulletins.of(incident).is_some_and(|told| !told.is_over());
    let waits = now.approvals.waiting_for(incident);
    told || waits.is_some_and(|waiting| waiting.words.review.is_none())
}

/// A caller closed it. What was told to everyone is not over by that.
pub(super) fn closed(
    now: &State,
    incident: Option<IncidentId>,
    (emergency, how): (EmergencyId, Closure),
) -> Vec<Command> {
    let mut commands = quiet(now, incident);
    if how == Closure::Works {
        commands.extend(evidence::heard(now, emergency));
    }
    let Some(known) = incident.and_then(|incident| now.incidents.get(incident)) else {
        return commands;
    };
    let works = |id: &EmergencyId| {
        let standing = now.emergencies.get(*id).map(|known| &known.standing);
        matches!(standing, Some(Call::Closed { how: Closure::Works | Closure::GoesOn, .. }))
    };
    // That those who called say so is told only where all of them do.
    let all = known.emergencies.iter().all(works);
    if how == Closure::Works && all && now.awaits_last_word(known.id) {
        commands.push(bulletins::Command::Watch { incident: known.id }.into());
    }
    commands
}

/// A responder set a call aside: nobody outside learns of that. What was a mistake or abuse was
/// never evidence of anything.
pub(super) fn set_aside(
    now: &State,
    incident: Option<IncidentId>,
    (emergency, reason): (EmergencyId, Aside),
) -> Vec<Command> {
    let called = matches!(reason, Aside::BelievedFixed | Aside::Unreachable);
    let heard = called.then(|| evidence::heard(now, emergency)).flatten();
    settle::if_over(now, incident).into_iter().chain(heard).collect()
}

/// Nothing of it may be live any more: then it is over, or whoever leads is asked to say so to
/// everyone who was told of it.
pub(super) fn quiet(now: &State, incident: Option<IncidentId>) -> Vec<Command> {
    if incident.is_some_and(|incident| now.awaits_last_word(incident)) {
        return settle::remind_lead(now, incident).into_iter().collect();
    }
    settle::if_over(now, incident).into_iter().collect()
}

/// Everyone was told that it is over: then it is, unless somebody still needs help. Everyone was
/// told anything else: then somebody has it, also where it had been over for those who called. And
/// what never was is told of no more.
pub(super) fn told(now: &State, event: &bulletins::Event, by: &Actor) -> Vec<Command> {
    let bulletins::Event::Told { incident, public, .. } = event else {
        return never::was(now, event);
    };
    let Some(known) = now.incidents.get(*incident) else { return Vec::new() };
    let incident = known.id;
    match (public.phase == Phase::Resolved, known.settled_at.is_some()) {
        (false, false) => Vec::new(),
        (false, true) => settle::ring_again(now, Some(incident), by),
        (true, false) if is_only_declared(now, known) && acting_person(by).is_some() => {
            vec![monitoring::Command::Close { incident }.into()]
        }
        (true, false) => Vec::from_iter(settle::if_over(now, Some(incident))),
        (true, true) => {
            let ended = updates::Command::End { incident };
            std::iter::once(ended.into()).chain(settled(now, incident)).collect()
        }
    }
}

/// Whether nobody who called needs help, and nothing but a person's own word keeps it open: they
/// declared it, and have told everyone now that it is over.
fn is_only_declared(now: &State, known: &Incident) -> bool {
    let whole = now.groups.whole(known.id);
    let mut live = whole.iter().filter_map(|one| now.monitoring.gathering(*one));
    let called = known.emergencies.iter().any(|id| is_live(now, *id));
    let declared = live.next().is_some_and(|one| one.declared.is_some() && one.is_live());
    declared && live.next().is_none() && !called
}

/// It is over for everyone at last. Where all who called have long left, it leaves as well: nothing
/// else would take it out.
pub(super) fn settled(now: &State, incident: IncidentId) -> Option<Command> {
    settle::forgotten(now, incident).filter(|_| !now.groups.is_joined(incident))
}

/// A caller is back. What was told for the callers alone is taken back, and it rings as anything
/// that was over; where others keep it live, whoever has it hears of this one.
pub(super) fn back(
    now: &State,
    incident: Option<IncidentId>,
    (emergency, broken): (EmergencyId, bool),
    by: &Actor,
) -> Vec<Command> {
    let mut commands = Vec::new();
    if let Some(incident) = incident.filter(|_| broken) {
        commands.push(bulletins::Command::Unwatch { incident }.into());
    }
    if let Some(incident) = incident.filter(|incident| was_quiet(now, *incident, emergency)) {
        commands.push(reach::start(now, incident));
        if let Some(person) = acting_person(by) {
            commands.push(paging::Command::Accept { incident, person: person.clone() }.into());
        }
        return commands;
    }
    commands.extend(settle::ring_again(now, incident, by));
    if broken {
        commands.extend(settle::remind_lead(now, incident));
    }
    commands
}

/// Whether only what everyone was told has kept it live until this caller came back.
fn was_quiet(now: &State, incident: IncidentId, back: EmergencyId) -> bool {
    let Some(known) = now.incidents.get(incident).filter(|known| known.settled_at.is_none()) else {
        return false;
    };
    let accepted =
        now.paging.get(incident).is_some_and(|e| matches!(e.standing, Standing::Accepted { .. }));
    let others = known.emergencies.iter().any(|id| *id != back && is_live(now, *id));
    let fires = now.groups.whole(incident).iter().any(|one| now.monitoring.is_live(*one));
    accepted && !others && !fires && is_told(now, incident)
}
