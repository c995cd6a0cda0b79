//! Health: alive, ready, and figures for the operator.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::State;
use domain::monitoring::Integration;
use domain::paging::Standing;
use domain::words::Timestamp;

use super::Site;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: a cry for help would be stored.
pub async fn ready(Shared(site): Shared<Arc<Site>>) -> Response {
    let health = site.line.health();
    if let Some(why) = health.outdated {
        // It names a kind of event and nobody's words: a balancer's log may hold it.
        return (StatusCode::SERVICE_UNAVAILABLE, format!("outdated: {why}\n")).into_response();
    }
    match health.stopped.or(health.not_storing) {
        None if health.kept_aside.is_some() => {
            let words = "ready; the database is away, so all is kept on this machine\n";
            (StatusCode::OK, words).into_response()
        }
        None if health.clock_leapt => {
            (StatusCode::OK, "ready, but the clock leapt and is not believed\n").into_response()
        }
        None if site.uploads.shelf().standing.trouble().is_some() => {
            (StatusCode::OK, "ready, but files are not kept or not read; see the log\n")
                .into_response()
        }
        None if site.copies.fare().iter().any(|copy| copy.trouble.is_some()) => {
            let words = "ready, but a copy of the status pages is not renewed; see the log\n";
            (StatusCode::OK, words).into_response()
        }
        None => (StatusCode::OK, "ready\n").into_response(),
        // The reason may name hosts and files; it stands in the log.
        Some(_) => (StatusCode::SERVICE_UNAVAILABLE, "cannot store; see the log\n").into_response(),
    }
}

/// `GET /metrics`: figures in the Prometheus text format, without a word of anyone's.
pub async fn metrics(Shared(site): Shared<Arc<Site>>) -> Response {
    let published = site.line.published();
    let state = &published.state;
    let escalations = || state.paging.escalations.values();
    let ringing = escalations().filter(|e| matches!(e.standing, Standing::Ringing { .. })).count();
    let alarms = escalations().filter(|escalation| escalation.alarm).count();
    let live = state.emergencies.emergencies.values().filter(|e| e.standing.is_live()).count();
    let promises = || state.updates.boards.values();
    let missed: u32 = promises().map(|board| board.fared().missed).sum();
    let health = site.line.health();
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: u64| {
        let _ = writeln!(text, "# HELP mayday_{name} {help}");
        let _ = writeln!(text, "# TYPE mayday_{name} gauge\nmayday_{name} {value}");
    };
    gauge("emergencies_live", "Emergencies neither closed nor set aside.", live as u64);
    gauge("escalations_ringing", "Incidents that nobody has accepted.", ringing as u64);
    gauge("alarms_sounding", "Incidents whose last-resort alarm sounds.", alarms as u64);
    gauge("promises_missed", "Missed promises of live incidents.", u64::from(missed));
    gauge(
        "deliveries_open",
        "Deliveries owed or being sent.",
        state.deliveries.open_count() as u64,
    );
    gauge(
        "troubles",
        "What showed that the line was not ready.",
        state.readiness.troubles.len() as u64,
    );
    gauge(
        "reactions_not_followed",
        "Reactions that could not be carried out.",
        state.policy.unfollowed_count,
    );
    gauge(
        "kept_aside",
        "Whether the database is away and all is kept on this machine until it is back.",
        u64::from(health.kept_aside.is_some()),
    );
    gauge(
        "kept_aside_waiting",
        "Commands on this machine that wait for the database.",
        health.kept_aside.as_ref().map_or(0, |kept| kept.waiting as u64),
    );
    gauge(
        "quarantined",
        "Things this machine kept that the database could not take in; a person must look.",
        health.quarantined as u64,
    );
    gauge(
        "storing",
        "Whether what is sent can be stored.",
        u64::from(health.not_storing.is_none()),
    );
    let shelf = site.uploads.shelf();
    gauge(
        "files_kept",
        "Whether files of conversations can be kept and read.",
        u64::from(shelf.objects.is_ok() && shelf.standing.trouble().is_none()),
    );
    gauge(
        "files_to_delete",
        "Files that were taken out and are not deleted from the store yet.",
        shelf.standing.waiting() as u64,
    );
    gauge(
        "outdated",
        "Whether this node is too old to decide anything, because newer ones write the log.",
        u64::from(health.outdated.is_some()),
    );
    gauge(
        "revision_adopted",
        "Which revision of what can be written the log has adopted.",
        u64::from(state.policy.adopted.0),
    );
    gauge(
        "flood_guard",
        "Whether a person has let known callers go first.",
        u64::from(state.floods.guard.is_some()),
    );
    let copies = site.copies.fare();
    gauge(
        "status_copies",
        "Copies of the status pages that are kept elsewhere.",
        copies.len() as u64,
    );
    gauge(
        "status_copies_failing",
        "Those of them that could not be renewed the last time.",
        copies.iter().filter(|copy| copy.trouble.is_some()).count() as u64,
    );
    if let Some(drill) = site.drill.get() {
        gauge(
            "ways_failing",
            "Ways by which what leaves here does not come back.",
            drill.rounds.failing() as u64,
        );
    }
    fleet(&site, &mut text);
    calls(&site, &mut text);
    tools(state, published.now(), &mut text);
    carriers(&site, &mut text);
    ([(axum::http::header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// The nodes that run on the same log, and what each of them understands.
fn fleet(site: &Site, text: &mut String) {
    let fleet = site.line.fleet();
    let others: Vec<_> = fleet.others().collect();
    let _ = writeln!(text, "# HELP mayday_nodes Nodes that run on this log, this one among them.");
    let _ = writeln!(text, "# TYPE mayday_nodes gauge\nmayday_nodes {}", others.len() + 1);
    let _ = writeln!(text, "# HELP mayday_node_revision What a node understands.");
    let _ = writeln!(text, "# TYPE mayday_node_revision gauge");
    for node in std::iter::once(&fleet.own).chain(&others) {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
        let name: String = node.name.chars().filter(plain).collect();
        let own = node.id == fleet.own.id;
        let revision = node.revision;
        let _ = writeln!(text, "mayday_node_revision{{node=\"{name}\",own=\"{own}\"}} {revision}");
    }
}

/// What became of calls at this node's door since the start.
fn calls(site: &Site, text: &mut String) {
    let totals = site.flood.totals();
    for (name, help, value) in [
        ("rang", "Calls of strangers that rang at once.", totals.rang),
        ("known", "Calls of known callers, which ring at once.", totals.known),
        ("answered", "Calls that rang after a question was answered.", totals.answered),
        ("asked", "How often a question was asked before a call rang.", totals.asked),
    ] {
        let _ = writeln!(text, "# HELP mayday_calls_{name}_total {help}");
        let _ = writeln!(
            text,
            "# TYPE mayday_calls_{name}_total counter\nmayday_calls_{name}_total {value}"
        );
    }
}

/// What the tools report whose alerts come in. A key has no characters that would need escaping.
fn tools(state: &State, now: Timestamp, text: &mut String) {
    let integrations = &state.monitoring.integrations;
    let mut gauge = |name: &str, help: &str, value: &dyn Fn(&Integration) -> Option<u64>| {
        let _ = writeln!(text, "# HELP mayday_{name} {help}\n# TYPE mayday_{name} gauge");
        for (key, known) in integrations {
            if let Some(value) = value(known) {
                let _ = writeln!(text, "mayday_{name}{{integration=\"{key}\"}} {value}");
            }
        }
    };
    if integrations.is_empty() {
        return;
    }
    gauge("alerts_open", "Alerts that fire.", &|known| Some(u64::from(known.open)));
    gauge("alert_signals_last_day", "Signals recorded in the last 24 hours.", &|known| {
        Some(u64::from(known.count_of_day(now)))
    });
    gauge("alert_silence_seconds", "Since the tool was last heard of.", &|known| {
        Some(now.since(known.heard_at?).as_secs())
    });
}

/// How the telephone carriers have fared since the start.
fn carriers(site: &Site, text: &mut String) {
    let fared = site.telephone.fared();
    if fared.is_empty() {
        return;
    }
    let strangers = site.telephone.strangers.load(std::sync::atomic::Ordering::Relaxed);
    let mut counter = |name: &str, help: &str, values: &[(String, u64)]| {
        let _ = writeln!(text, "# HELP mayday_{name} {help}");
        let _ = writeln!(text, "# TYPE mayday_{name} counter");
        for (label, value) in values {
            let _ = writeln!(text, "mayday_{name}{label} {value}");
        }
    };
    let by_carrier = |of: fn(&crate::channels::telephone::Fared) -> u64| -> Vec<(String, u64)> {
        fared.iter().map(|one| (format!("{{carrier=\"{}\"}}", one.key), of(one))).collect()
    };
    counter(
        "carrier_requests_taken_total",
        "Calls and messages that a carrier took.",
        &by_carrier(|one| one.taken),
    );
    counter(
        "carrier_requests_failed_total",
        "Calls and messages that a carrier did not take.",
        &by_carrier(|one| one.failed),
    );
    counter(
        "carrier_callbacks_forged_total",
        "Callbacks whose signature was wrong.",
        &by_carrier(|one| one.forged),
    );
    counter(
        "texts_from_strangers_total",
        "Text messages from numbers that nobody has.",
        &[(String::new(), strangers)],
    );
}
