//! What follows from what machines report: who is rung, when it is over, who is reminded.

use super::{outward, reach, settle};
use crate::monitoring::{self, ACCEPTANCE_LASTS, Gathering, Manner};
use crate::paging::{self, Standing};
use crate::words::{Actor, AlertId, IncidentId, ServiceKey};
use crate::{Command, Moment, State, incidents, updates};

pub(super) fn reactions(
    now: &State,
    event: &monitoring::Event,
    moment: &Moment<'_>,
) -> Vec<Command> {
    use monitoring::Event as E;
    // What was joined to another incident concerns whoever has that one.
    let root = |incident: &IncidentId| now.groups.root(*incident);
    match event {
        E::Joined { alert, incident, manner } => joined(now, *alert, *incident, *manner),
        E::Declared { alert, incident, .. } => joined(now, *alert, *incident, Manner::Opened),
        E::Overflowed { incident: Some(incident), fresh: Some(alert), .. } => {
            joined(now, *alert, *incident, Manner::Opened)
        }
        E::Repeated { alert, again, .. } => repeated(now, *alert, *again),
        E::Carried { incident, .. } => sign_of_life(now, root(incident), moment),
        // Keeping it open is a sign of life too, as every deed of a human about it is.
        E::Held { incident, .. } => sign_of_life(now, root(incident), moment),
        E::Over { incident, .. } => outward::quiet(now, Some(root(incident))),
        E::Forgotten { incident } => Vec::from_iter(settle::forgotten(now, *incident)),
        E::IntegrationPut { .. }
        | E::IntegrationRemoved { .. }
        | E::Tested { .. }
        | E::Triggered { .. }
        | E::Acknowledged { .. }
        | E::Resolved { .. }
        | E::Overflowed { .. }
        | E::Changed { .. } => Vec::new(),
    }
}

fn joined(now: &State, alert: AlertId, incident: IncidentId, manner: Manner) -> Vec<Command> {
    match manner {
        Manner::Opened => {
            let Some(gathering) = now.monitoring.gathering(incident) else { return Vec::new() };
            let service = now.service_of(gathering).cloned();
            let severity = gathering.severity;
            vec![incidents::Command::Raise { incident, alert, service, severity }.into()]
        }
        // A storm rings the one who has it once in a while, not for every drop of it.
        Manner::Folded { remind: true } => {
            settle::remind_lead(now, Some(now.groups.root(incident))).into_iter().collect()
        }
        Manner::Folded { remind: false } => Vec::new(),
        Manner::Revived if now.groups.is_joined(incident) => {
            let root = Some(now.groups.root(incident));
            let mut commands = settle::ring_again(now, root, &Actor::System);
            commands.extend(settle::remind_lead(now, root));
            commands
        }
        Manner::Revived => {
            vec![incidents::Command::Revive { incident }.into(), reach::start(now, incident)]
        }
    }
}

/// It fires on. What is known by now can be worse than what was known at first, and what was quiet
/// for long rings again: an open alert never swallows a new trigger for good.
fn repeated(now: &State, alert: AlertId, again: bool) -> Vec<Command> {
    let Some(known) = now.monitoring.alert(alert) else { return Vec::new() };
    let root = known.incident.map(|incident| now.groups.root(incident));
    let Some(incident) = root.and_then(|incident| now.incidents.get(incident)) else {
        return Vec::new();
    };
    let severity = known.report.level.severity();
    let incident_id = incident.id;
    let mut commands = Vec::new();
    if severity < incident.severity {
        commands.push(incidents::Command::SetSeverity { incident: incident_id, severity }.into());
        commands.extend(settle::remind_lead(now, Some(incident_id)));
    }
    if again {
        let why = paging::Lapse::AlertAgain;
        commands.push(paging::Command::Lapse { incident: incident_id, why }.into());
    }
    commands
}

/// Rings for an incident that a machine opened, unless the same report said that it is over.
pub(super) fn start(now: &State, incident: IncidentId) -> Vec<Command> {
    if let Some(gathering) = now.monitoring.gathering(incident).filter(|known| known.is_live()) {
        let mut commands = vec![reach::start(now, incident)];
        // Whoever declares it and rings nobody else has it before a page can leave.
        if let Some(person) = gathering.taken_by().cloned() {
            commands.push(paging::Command::Accept { incident, person }.into());
        }
        return commands;
    }
    settle::if_over(now, Some(incident)).into_iter().collect()
}

/// Nobody needs to be reached any more; what was over before anyone was rung has nothing to stop.
pub(super) fn stop(now: &State, incident: IncidentId) -> Vec<Command> {
    let rings = now.paging.get(incident).is_some();
    Vec::from_iter(rings.then(|| paging::Command::Stop { incident }.into()))
}

/// Somebody accepted. A customer is promised an update; where only machines report, there is
/// nobody to write to, and the acceptance itself has a term.
pub(super) fn accepted(now: &State, incident: IncidentId, moment: &Moment<'_>) -> Vec<Command> {
    if is_of_machines(now, incident) {
        return sign_of_life(now, incident, moment);
    }
    let by = super::promise::usual(now, incident, moment.now);
    vec![updates::Command::Promise { incident, by }.into()]
}

/// Whoever has an incident that only machines report has shown that they are still at it.
pub(super) fn sign_of_life(now: &State, incident: IncidentId, moment: &Moment<'_>) -> Vec<Command> {
    let accepted = now
        .paging
        .get(incident)
        .is_some_and(|escalation| matches!(escalation.standing, Standing::Accepted { .. }));
    if !accepted || !is_of_machines(now, incident) {
        return Vec::new();
    }
    let quiet_until = Some(moment.now + ACCEPTANCE_LASTS);
    vec![paging::Command::Speak { incident, quiet_until }.into()]
}

impl State {
    /// The service that a gathering of alerts is about.
    fn service_of<'a>(&'a self, gathering: &'a Gathering) -> Option<&'a ServiceKey> {
        if let Some(declared) = &gathering.declared {
            return declared.service.as_ref();
        }
        let integration = self.monitoring.integration(&gathering.integration)?;
        integration.profile.service.as_ref()
    }
}

fn is_of_machines(now: &State, incident: IncidentId) -> bool {
    now.incidents.get(incident).is_some_and(|known| known.emergencies.is_empty())
}
