//! I23: an open alert that must ring is being reached or was accepted for a while, and no trigger
//! is swallowed for good.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::Event;
use domain::monitoring::{ACCEPTANCE_LASTS, Event as Monitoring, Level};
use domain::paging::Standing;
use domain::words::AlertId;

use super::{Invariant, Seen, View};
use crate::plan::HOUR;
use crate::requests::Ask;
use crate::tools;

/// An answer may be this late; what was over in between was not swallowed.
const ANSWER_WITHIN: u64 = HOUR;
/// A person who works on may promise an update for so long, and is then expected to be at it. Who
/// writes for everyone here promises the most.
const PROMISED_MAX: Duration = Duration::from_secs(3 * 3_600 + 60);

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Alerts {
    keys: BTreeMap<AlertId, String>,
    over: BTreeMap<String, u64>,
}

impl Invariant for Alerts {
    fn name(&self) -> &'static str {
        "i23_alerts"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { event: Event::Monitoring(event), .. } => {
                match event {
                    Monitoring::Triggered { alert, key, .. } => {
                        self.keys.insert(*alert, key.to_string());
                    }
                    Monitoring::Resolved { alert, .. } => {
                        if let Some(key) = self.keys.get(alert) {
                            self.over.insert(key.clone(), view.now);
                        }
                    }
                    _ => {}
                }
                Ok(())
            }
            Seen::Told { request, answer } => match request.ask {
                Ask::Alert { alert, fires: true } if answer.is_ok() => self.is_known(alert, view),
                _ => Ok(()),
            },
            Seen::Moment => all_are_reached(view),
            _ => Ok(()),
        }
    }
}

impl Alerts {
    fn is_known(&self, alert: u64, view: &View<'_>) -> Result<(), String> {
        let key = tools::key_of(alert);
        let fires = view.truth.monitoring.firing(&tools::tool(), &key).is_some();
        let over = self.over.get(&key).is_some_and(|at| at + ANSWER_WITHIN > view.now);
        if fires || over { Ok(()) } else { Err(format!("the trigger of {key} was swallowed")) }
    }
}

fn all_are_reached(view: &View<'_>) -> Result<(), String> {
    for alert in view.truth.monitoring.alerts.values() {
        if !alert.is_open() || alert.report.level > Level::Error {
            continue;
        }
        let key = &alert.key;
        let incident = alert.incident.ok_or_else(|| format!("{key} fires without an incident"))?;
        let incident = view.truth.groups.root(incident);
        let escalation = view.truth.paging.get(incident);
        let escalation = escalation.ok_or_else(|| format!("{key} fires and nobody is paged"))?;
        match &escalation.standing {
            Standing::Stopped => return Err(format!("{key} fires and its paging has stopped")),
            Standing::Accepted { silent_at, .. } => {
                let Some(now) = view.log_now else { continue };
                let latest = now + ACCEPTANCE_LASTS.max(PROMISED_MAX) + Duration::from_secs(5);
                // A clock that jumped back makes every term look longer.
                if *silent_at > latest && view.jumps == 0 {
                    return Err(format!("{key} fires and rests for ever once accepted"));
                }
            }
            Standing::Ringing { .. } => {}
        }
    }
    Ok(())
}
