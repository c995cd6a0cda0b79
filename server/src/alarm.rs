//! The last-resort alarm: an emergency reaches nobody, or none could be kept, and this machine says
//! so until somebody accepts or mends it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use domain::paging::Standing;
use serde::Deserialize;

use crate::line::Line;

/// How often the line's health is looked at while nothing sounds.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often the alarm is repeated while it sounds.
const REPEAT_EVERY: Duration = Duration::from_secs(60);
/// Nothing may be stored for this long before the alarm sounds though nothing rings.
const NOT_STORING_MAX: Duration = Duration::from_secs(30);
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
    let (mut published, mut health) = (line.changes(), line.health_changes());
    let mut not_storing_since = None;
    loop {
        health.borrow_and_update();
        let known = line.health();
        let away = known.not_storing.is_some() || known.kept_aside.is_some();
        let since = not_storing_since.filter(|_| away).unwrap_or_else(Instant::now);
        not_storing_since = away.then_some(since);
        let Some(reason) = reason(&line, since.elapsed()) else {
            tokio::select! {
                changed = published.changed() => if changed.is_err() { return },
                changed = health.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
            continue;
        };
        tracing::error!("LAST-RESORT ALARM: {reason}");
        tokio::join!(sound(&configuration, &reason), tokio::time::sleep(REPEAT_EVERY));
    }
}

/// Passes on what was opened for the line. Where that failed, because the log is damaged, of a
/// newer version or out of reach, the line does not even start: the alarm sounds before it ends.
///
/// # Errors
/// The sentence that was given.
pub async fn or_sound<T>(
    configuration: &AlarmConfiguration,
    opened: Result<T, String>,
) -> Result<T, String> {
    if let Err(why) = &opened {
        let reason = format!("the emergency line does not start: {why}");
        tracing::error!("LAST-RESORT ALARM: {reason}");
        sound(configuration, &reason).await;
    }
    opened
}

/// Why the alarm sounds, if it does.
fn reason(line: &Line, not_storing_for: Duration) -> Option<String> {
    let health = line.health();
    if let Some(why) = health.stopped {
        return Some(format!("the emergency line has stopped: {why}"));
    }
    if let Some(why) = health.outdated {
        let cries = match health.ringing_unstored {
            0 => String::new(),
            count => format!(" {count} new calls for help ring here and are not stored."),
        };
        return Some(format!("{why}{cries}"));
    }
    let unstored = health.ringing_unstored;
    if unstored > 0 {
        return Some(format!("nothing can be stored, and {unstored} new calls for help ring"));
    }
    let numbers = sounding(line, health.not_storing.is_some());
    if !numbers.is_empty() {
        return Some(format!("emergencies reach nobody: {numbers:?}"));
    }
    if let Some(kept) = health.kept_aside.filter(|_| not_storing_for > NOT_STORING_MAX) {
        let (why, waiting) = (kept.reason, kept.waiting);
        return Some(format!(
            "the database is away ({why}); this machine goes on by itself and keeps {waiting} \
             commands for it"
        ));
    }
    // The next call for help could not be kept: that must not be found out by a caller.
    let why = health.not_storing.filter(|_| not_storing_for > NOT_STORING_MAX)?;
    Some(format!("nothing can be stored: {why}"))
}

/// The numbers of the incidents whose alarm sounds.
fn sounding(line: &Line, stuck: bool) -> Vec<u32> {
    let state = line.published().state;
    // While nothing can be stored nobody can accept: whatever rings then is an alarm.
    let alarms = state.paging.escalations.values().filter(|escalation| {
        escalation.alarm || (stuck && matches!(escalation.standing, Standing::Ringing { .. }))
    });
    let number = |incident| state.incidents.get(incident).map(|known| known.number);
    alarms.filter_map(|escalation| number(escalation.incident)).collect()
}

async fn sound(configuration: &AlarmConfiguration, reason: &str) {
    let Some((program, arguments)) = configuration.command.split_first() else { return };
    let started = tokio::process::Command::new(program)
        .args(arguments)
        .env("MAYDAY_ALARM", reason)
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
