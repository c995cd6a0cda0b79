//! The intake: what each signal of a tool brings about, one after the other.

use super::{
    ALERTS_MAX, ALERTS_PER_INCIDENT_MAX, Alert, Asks, Event, FOLD_AFTER, FOLD_LASTS, FOLD_WINDOW,
    Gathering, Integration, Manner, OPEN_PER_INTEGRATION_MAX, QUIET_AFTER, REMIND_EVERY,
    REPEAT_EVERY, Refusal, Report, Resolver, SIGNALS_MAX, Signal, Standing, State, tidy_key,
};
use crate::Moment;
use crate::words::{AlertId, IncidentId, IntegrationKey, Severity, SmolStr, Timestamp};

impl State {
    /// Each signal is decided on the state that the ones before it left.
    pub(super) fn take(
        &self,
        integration: &IntegrationKey,
        signals: Vec<Signal>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        self.known(integration)?;
        let mut after = self.clone();
        let mut events = Vec::new();
        for signal in signals.into_iter().take(SIGNALS_MAX) {
            let mut step = Vec::new();
            after.signal(integration, signal, moment, &mut step);
            events.extend(step);
        }
        Ok(events)
    }

    fn signal(
        &mut self,
        integration: &IntegrationKey,
        signal: Signal,
        moment: &Moment<'_>,
        events: &mut Vec<Event>,
    ) {
        let Signal { key, asks } = signal;
        let known = self.firing(integration, &key).cloned();
        let mut happen = |state: &mut Self, event: Event| {
            state.evolve(&event, moment.now);
            events.push(event);
        };
        match (asks, known) {
            (Asks::Trigger(report), None) => {
                if self.is_full(integration) {
                    let event = self.overflow(integration, &report, moment);
                    event.into_iter().for_each(|event| happen(self, event));
                    return;
                }
                let alert = AlertId(moment.id());
                let integration = integration.clone();
                happen(self, Event::Triggered { alert, integration, key, report: *report });
                if let Some(event) = self.join(alert, moment) {
                    happen(self, event);
                }
            }
            (Asks::Trigger(report), Some(known)) => {
                if let Some(event) = repeat(&known, *report, moment.now) {
                    happen(self, event);
                }
                if let Some(event) = self.join(known.id, moment) {
                    happen(self, event);
                }
            }
            (Asks::Acknowledge, Some(known)) if known.standing == Standing::Open => {
                happen(self, Event::Acknowledged { alert: known.id, incident: known.incident });
            }
            (Asks::Resolve, Some(known)) => {
                let (alert, incident) = (known.id, known.incident);
                happen(self, Event::Resolved { alert, incident, by: Resolver::Tool });
                let gathering = incident.and_then(|incident| self.gathering(incident));
                if let Some(gathering) = gathering.filter(|known| known.is_finished()) {
                    let incident = gathering.incident;
                    happen(self, Event::Over { incident, by: None });
                }
            }
            // About what does not fire there is nothing to say.
            (Asks::Acknowledge, _) | (Asks::Resolve, None) => {}
        }
    }

    /// What a person takes up opens an incident of its own, whatever rings of that integration.
    pub(super) fn take_up(
        &self,
        integration: &IntegrationKey,
        key: &str,
        report: Box<Report>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        self.known(integration)?;
        if self.firing(integration, key).is_some() {
            return Ok(Vec::new());
        }
        if self.is_full(integration) {
            let reason = "too many of its alerts fire: close some first.".into();
            return Err(Refusal::BadIntegration { reason });
        }
        let (alert, incident) = (AlertId(moment.id()), IncidentId(moment.id()));
        let (integration, key, manner) = (integration.clone(), tidy_key(key), Manner::Opened);
        Ok(vec![
            Event::Triggered { alert, integration, key, report: *report },
            Event::Joined { alert, incident, manner },
        ])
    }

    fn is_full(&self, integration: &IntegrationKey) -> bool {
        let open = self.integration(integration).map_or(0, |known| known.open);
        open >= OPEN_PER_INTEGRATION_MAX || self.alerts.len() >= ALERTS_MAX
    }

    /// The incident of an alert that must ring and belongs to none yet.
    fn join(&self, alert: AlertId, moment: &Moment<'_>) -> Option<Event> {
        let known = self.alert(alert).filter(|known| known.incident.is_none())?;
        let integration = self.integration(&known.integration)?;
        if !integration.profile.urgency.rings(known.report.level) {
            return None;
        }
        let severity = known.report.level.severity();
        let (incident, manner) = match self.fold_into(integration, severity, moment.now) {
            None => (IncidentId(moment.id()), Manner::Opened),
            Some(gathering) if gathering.is_live() => {
                let remind = gathering.told_at + REMIND_EVERY <= moment.now;
                (gathering.incident, Manner::Folded { remind })
            }
            Some(gathering) => (gathering.incident, Manner::Revived),
        };
        Some(Event::Joined { alert, incident, manner })
    }

    /// When incidents of the integration come thick and fast, the newest that is at least as grave
    /// takes in what follows. The first of each gravity is never folded: it rings at once.
    fn fold_into(
        &self,
        integration: &Integration,
        severity: Severity,
        now: Timestamp,
    ) -> Option<&Gathering> {
        let opened = || integration.opened.iter().filter_map(|incident| self.gathering(*incident));
        let recent = opened().filter(|known| known.opened_at + FOLD_WINDOW > now).count();
        let storms = recent >= FOLD_AFTER
            // A storm that goes on folds on, although it opens hardly anything new.
            || opened().any(|known| {
                let young = known.opened_at + 2 * FOLD_LASTS > now;
                young && known.is_live() && known.alerts.len() > FOLD_AFTER
            });
        let fits = |known: &&Gathering| {
            known.severity <= severity
                && known.opened_at + FOLD_LASTS > now
                && known.alerts.len() < ALERTS_PER_INCIDENT_MAX
        };
        if storms { opened().find(fits) } else { None }
    }

    /// What does not fit is counted by the newest live incident of the integration, or by a new
    /// one; what rings nobody is counted by the integration alone.
    fn overflow(
        &self,
        integration: &IntegrationKey,
        report: &Report,
        moment: &Moment<'_>,
    ) -> Option<Event> {
        let known = self.integration(integration)?;
        let rings = known.profile.urgency.rings(report.level);
        let opened = || known.opened.iter().filter_map(|incident| self.gathering(*incident));
        let severity = report.level.severity();
        let live = opened().find(|known| known.is_live() && known.severity <= severity);
        let live = live.map(|known| known.incident).filter(|_| rings);
        let just_now = known.overflowed.is_some_and(|(at, incident)| {
            at + REPEAT_EVERY > moment.now && (incident == live || !rings)
        });
        if just_now && (live.is_some() || !rings) {
            return None;
        }
        let fresh = (rings && live.is_none()).then(|| AlertId(moment.id()));
        let incident = live.or_else(|| fresh.map(|_| IncidentId(moment.id())));
        Some(Event::Overflowed {
            integration: integration.clone(),
            level: report.level,
            summary: report.summary.clone(),
            incident,
            fresh,
        })
    }
}

/// What a repeat is worth writing down.
fn repeat(known: &Alert, report: Report, now: Timestamp) -> Option<Event> {
    let quiet = known.last_at + QUIET_AFTER <= now;
    // A later start than the one known means that it was over in between, though nobody said so.
    let restarted = match (known.report.started_at, report.started_at) {
        (Some(before), Some(start)) => start > before,
        _ => false,
    };
    let again = quiet || restarted;
    let graver = report.level < known.report.level;
    let soon = known.last_at + REPEAT_EVERY > now;
    if soon && !again && !graver {
        return None;
    }
    let same = *known.report == report;
    let report = (!same).then_some(report);
    Some(Event::Repeated { alert: known.id, incident: known.incident, report, again })
}

/// The key under which an alert that fires is found.
pub(super) fn key_of(alert: &Alert) -> (IntegrationKey, SmolStr) {
    (alert.integration.clone(), alert.key.clone())
}
