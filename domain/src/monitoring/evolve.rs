//! What is known after each event.

use std::sync::Arc;

use super::intake::key_of;
use super::integration::OPENED_MAX;
use super::{
    Alert, CHANGES_MAX, Declared, Ended, Event, Gathering, Hold, Integration, KEPT_FOR, Level,
    Manner, Matter, REMOVED_MAX, Report, Resolver, SILENT_AFTER, Seen, Standing, State, declared,
};
use crate::words::{AlertId, IncidentId, IntegrationKey, ServiceKey, SmolStr, Timestamp};

impl State {
    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::IntegrationPut { .. } | Event::IntegrationRemoved { .. } => {
                self.evolve_integrations(event, at);
            }
            Event::Tested { integration, summary } => self.of(integration, |known| {
                known.tested = Some((at, summary.clone()));
            }),
            Event::Changed { integration, change } => self.of(integration, |known| {
                known.changes.push_front(Arc::new((at, change.clone())));
                known.changes.truncate(CHANGES_MAX.min(known.changes.len()));
            }),
            Event::Triggered { alert, integration, key, report } => {
                self.triggered(*alert, integration, key, report, at);
            }
            Event::Repeated { alert, report, .. } => self.repeated(*alert, report.as_ref(), at),
            Event::Acknowledged { alert, .. } => {
                self.change(*alert, |known| known.standing = Standing::Acknowledged { at });
            }
            Event::Resolved { alert, by, .. } => self.resolved(*alert, by, at),
            Event::Joined { alert, incident, manner } => {
                self.joined(*alert, *incident, *manner, at);
            }
            Event::Overflowed { integration, level, summary, incident, fresh } => {
                let seen = Seen {
                    alert: None,
                    at,
                    level: *level,
                    summary: summary.clone(),
                    incident: *incident,
                };
                self.overflowed(integration, seen, fresh.is_some());
            }
            Event::Declared { alert, incident, key, report, service, rings, since, by } => {
                let own = || SmolStr::from(alert.to_string());
                let key = if key.is_empty() { own() } else { key.clone() };
                self.triggered(*alert, &declared::nowhere(), &key, report, at);
                self.joined(*alert, *incident, Manner::Opened, at);
                let (by, service) = (by.clone(), service.clone());
                self.gather(*incident, |known| {
                    known.declared = Some(Declared { by, service, rings: *rings, since: *since });
                });
            }
            Event::Held { incident, by } => self.gather(*incident, |known| {
                known.held = Some(Hold::By(by.clone()));
            }),
            Event::Carried { incident, by } => self.gather(*incident, |known| {
                known.carried = Some((at, by.clone()));
            }),
            Event::Over { incident, by } => {
                self.gather(*incident, |known| known.over = Some((at, by.clone())));
                self.timers.set(&Matter::Gathering(*incident), Some(at + KEPT_FOR));
            }
            Event::Forgotten { incident } => self.forget(*incident),
        }
    }

    fn evolve_integrations(&mut self, event: &Event, at: Timestamp) {
        self.generation += 1;
        match event {
            Event::IntegrationPut { integration, profile, route } => {
                let before =
                    self.removed.remove(integration).filter(|(_, known)| known.route == *route);
                let known = self.integrations.get(integration).cloned();
                let mut known = match known.or(before.map(|(_, known)| known)) {
                    Some(known) => Arc::unwrap_or_clone(known),
                    None => Integration::new(profile.clone(), *route, at),
                };
                known.profile = profile.clone();
                known.route = *route;
                // While it was out, nobody counted what a person closed.
                known.open = u32::try_from(self.firing_of(integration).count()).unwrap_or(u32::MAX);
                self.integrations.insert(integration.clone(), Arc::new(known));
            }
            Event::IntegrationRemoved { integration } => {
                if let Some(known) = self.integrations.remove(integration) {
                    self.removed.insert(integration.clone(), (at, known));
                }
                while self.removed.len() > REMOVED_MAX {
                    let oldest = self.removed.iter().min_by_key(|(_, (at, _))| *at);
                    let Some(oldest) = oldest.map(|(key, _)| key.clone()) else { break };
                    self.removed.remove(&oldest);
                }
            }
            _ => {}
        }
    }

    fn triggered(
        &mut self,
        id: AlertId,
        integration: &IntegrationKey,
        key: &SmolStr,
        report: &Report,
        at: Timestamp,
    ) {
        let alert = Alert {
            id,
            integration: integration.clone(),
            key: key.clone(),
            report: Arc::new(report.clone()),
            incident: None,
            first_at: at,
            last_at: at,
            count: 1,
            standing: Standing::Open,
        };
        self.by_key.insert(key_of(&alert), id);
        self.timers.set(&Matter::Alert(id), Some(at + SILENT_AFTER));
        self.alerts.insert(id, Arc::new(alert));
        let seen = Seen {
            alert: Some(id),
            at,
            level: report.level,
            summary: report.summary.clone(),
            incident: None,
        };
        self.of(integration, |known| {
            known.open += 1;
            known.heard(at);
            known.show(seen);
        });
    }

    fn repeated(&mut self, id: AlertId, report: Option<&Report>, at: Timestamp) {
        let Some(known) = self.alert(id) else { return };
        let (integration, incident) = (known.integration.clone(), known.incident);
        let waits = incident.is_none().then_some(at + SILENT_AFTER);
        self.change(id, |known| {
            known.last_at = at;
            known.count = known.count.saturating_add(1);
            if let Some(report) = report {
                known.report = Arc::new(report.clone());
            }
        });
        self.timers.set(&Matter::Alert(id), waits);
        self.of(&integration, |known| known.heard(at));
        if let (Some(incident), Some(report)) = (incident, report) {
            let severity = report.level.severity();
            self.gather(incident, |known| known.severity = known.severity.min(severity));
        }
    }

    fn resolved(&mut self, id: AlertId, by: &Resolver, at: Timestamp) {
        let Some(known) = self.alert(id) else { return };
        let (key, incident) = (key_of(known), known.incident);
        if !known.is_open() {
            return;
        }
        let (from, declared) = (known.first_at, incident.filter(|_| known.is_declared()));
        match (self.rings_for(known).cloned(), declared) {
            (Some(service), Some(incident)) => {
                self.ended(id, Ended { service, incident, from, until: at });
            }
            (Some(service), None) => self.fired.entry(service).or_default().add(from, at),
            (None, _) => {}
        }
        self.change(id, |known| known.standing = Standing::Resolved { at, by: by.clone() });
        self.by_key.remove(&key);
        self.timers.set(&Matter::Alert(id), None);
        self.of(&key.0, |known| {
            known.open = known.open.saturating_sub(1);
            if *by == Resolver::Tool {
                known.heard(at);
            }
        });
        match incident {
            Some(incident) => self.gather(incident, |known| {
                known.open = known.open.saturating_sub(1);
            }),
            // It rang nobody, so nobody looks for it; the list of the integration still shows it.
            None => _ = self.alerts.remove(&id),
        }
    }

    fn joined(&mut self, id: AlertId, incident: IncidentId, manner: Manner, at: Timestamp) {
        let Some(known) = self.alert(id).cloned() else { return };
        let severity = known.report.level.severity();
        let integration = known.integration;
        self.change(id, |known| known.incident = Some(incident));
        self.timers.set(&Matter::Alert(id), None);
        if manner == Manner::Opened {
            self.open(incident, &integration, severity, at);
        }
        self.of(&integration, |known| {
            if let Some(seen) = known.latest.front_mut().filter(|seen| seen.alert == Some(id)) {
                Arc::make_mut(seen).incident = Some(incident);
            }
        });
        self.gather(incident, |known| {
            known.alerts.push_back(id);
            known.open += 1;
            match manner {
                Manner::Opened | Manner::Folded { remind: false } => {}
                Manner::Folded { remind: true } => known.told_at = at,
                Manner::Revived => {
                    known.over = None;
                    known.held = Some(Hold::Flapping);
                }
            }
        });
        if manner == Manner::Revived {
            self.timers.set(&Matter::Gathering(incident), None);
        }
    }

    fn open(
        &mut self,
        incident: IncidentId,
        integration: &IntegrationKey,
        severity: crate::words::Severity,
        at: Timestamp,
    ) {
        let gathering = Gathering::new(incident, integration.clone(), severity, at);
        self.gatherings.insert(incident, Arc::new(gathering));
        self.of(integration, |known| {
            known.opened.push_front(incident);
            known.opened.truncate(OPENED_MAX.min(known.opened.len()));
        });
    }

    fn overflowed(&mut self, integration: &IntegrationKey, seen: Seen, is_fresh: bool) {
        let (at, incident): (Timestamp, Option<IncidentId>) = (seen.at, seen.incident);
        let level: Level = seen.level;
        if let (Some(incident), true) = (incident, is_fresh) {
            self.open(incident, integration, level.severity(), at);
        }
        self.of(integration, |known| {
            known.overflowed = Some((at, incident));
            known.heard(at);
            known.show(seen);
        });
        if let Some(incident) = incident {
            self.gather(incident, |known| {
                known.overflow = known.overflow.saturating_add(1);
                known.held.get_or_insert(Hold::Overflow);
            });
        }
    }

    fn forget(&mut self, incident: IncidentId) {
        self.timers.set(&Matter::Gathering(incident), None);
        let Some(known) = self.gatherings.remove(&incident) else { return };
        for alert in &known.alerts {
            if let Some(alert) = self.alerts.remove(alert).filter(|alert| alert.is_open()) {
                self.by_key.remove(&key_of(&alert));
            }
        }
    }

    /// The service that an alert is about, where it is grave enough to ring.
    pub(crate) fn rings_for(&self, alert: &Alert) -> Option<&ServiceKey> {
        let gathering = alert.incident.and_then(|incident| self.gathering(incident));
        if let Some(declared) = gathering.and_then(|known| known.declared.as_ref()) {
            return declared.service.as_ref();
        }
        let integration = self.integration(&alert.integration)?;
        let rings = integration.profile.urgency.rings(alert.report.level);
        integration.profile.service.as_ref().filter(|_| rings)
    }

    fn of(&mut self, integration: &IntegrationKey, change: impl FnOnce(&mut Integration)) {
        if let Some(known) = self.integrations.get_mut(integration) {
            change(Arc::make_mut(known));
        }
    }

    fn change(&mut self, alert: AlertId, change: impl FnOnce(&mut Alert)) {
        if let Some(known) = self.alerts.get_mut(&alert) {
            change(Arc::make_mut(known));
        }
    }

    fn gather(&mut self, incident: IncidentId, change: impl FnOnce(&mut Gathering)) {
        if let Some(known) = self.gatherings.get_mut(&incident) {
            change(Arc::make_mut(known));
        }
    }
}
