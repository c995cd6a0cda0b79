//! The last-resort alarm: an emergency reaches nobody, and this machine says so until somebody
//! accepts.

use std::process::Stdio;
use std::time::Duration;

use domain::paging::Standing;
use serde::Deserialize;

use crate::line::Line;

/// How often the line's health is looked at while nothing sounds.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often the alarm is repeated while it sounds.
const REPEAT_EVERY: Duration = Duration::from_secs(60);
/// A command that has not ended by then is ended.
const COMMAND_WITHIN: Duration = Duration::from_secs(30);

/// What else sounds, besides the log, the metrics, the console and everyone's methods.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlarmConfiguration {
    /// A program and its arguments: a siren, a modem, a message to another pager.
    #[serde(default)]
    pub command: Vec<String>,
}

/// Watches the line for as long as it runs.
pub async fn watch(line: Line, configuration: AlarmConfiguration) {
    let mut published = line.changes();
    loop {
        let numbers = sounding(&line);
        if numbers.is_empty() {
            tokio::select! {
                changed = published.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            continue;
        }
        tracing::error!(incidents = ?numbers, "LAST-RESORT ALARM: emergencies reach nobody");
        tokio::join!(sound(&configuration), tokio::time::sleep(REPEAT_EVERY));
    }
}

/// The numbers of the incidents whose alarm sounds.
fn sounding(line: &Line) -> Vec<u32> {
    let state = line.published().state;
    let health = line.health();
    // While nothing can be stored no escalation goes on: whatever rings then is an alarm.
    let stuck = health.not_storing.is_some() || health.stopped.is_some();
    let alarms = state.paging.escalations.values().filter(|escalation| {
        escalation.alarm || (stuck && matches!(escalation.standing, Standing::Ringing { .. }))
    });
    let number = |incident| state.incidents.get(incident).map(|known| known.number);
    alarms.filter_map(|escalation| number(escalation.incident)).collect()
}

async fn sound(configuration: &AlarmConfiguration) {
    let Some((program, arguments)) = configuration.command.split_first() else { return };
    let started = tokio::process::Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let outcome = match started {
        Ok(mut child) => tokio::time::timeout(COMMAND_WITHIN, child.wait()).await,
        Err(error) => return tracing::error!(%error, program, "the alarm's command did not start"),
    };
    match outcome {
        Ok(Ok(status)) if status.success() => {}
        Ok(ended) => tracing::error!(?ended, program, "the alarm's command failed"),
        Err(_) => tracing::error!(program, "the alarm's command did not end and was ended"),
    }
}
