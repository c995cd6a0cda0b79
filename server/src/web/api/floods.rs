//! Floods: the guard that makes known callers go first.

use domain::floods::Command;
use domain::words::PersonKey;
use serde_json::json;
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, count, flag, key, maybe, named, number, object, time};
use super::table::Operation;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let since_the_start =
        [("rang", count()), ("known", count()), ("answered", count()), ("asked", count())];
    let guard = [
        ("up", flag()),
        ("since", maybe(time())),
        ("until", maybe(time())),
        ("by", maybe(key())),
        ("calls", object(&since_the_start, &[])),
    ];
    vec![("FloodGuard", object(&guard, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get(
            "/flood-guard",
            "getFloodGuard",
            "Whether known callers go first, and what became of calls here since the start.",
        )
        .answers(200, named("FloodGuard"))
        .by(show),
        Operation::put(
            "/flood-guard",
            "raiseFloodGuard",
            "Known callers go first for so many minutes; others answer one question before.",
        )
        .takes(object(&[("minutes", number(1, 1_440))], &[]))
        .answers(200, named("FloodGuard"))
        .by(raise),
        Operation::delete("/flood-guard", "lowerFloodGuard", "Nobody is asked any more.").by(lower),
    ]
}

async fn show(call: Call) -> Result<Answer, Problem> {
    // What was just changed is in it, and not in what the call began with.
    let state = call.site.line.published().state;
    let guard = state.floods.guard.as_ref();
    let totals = call.site.flood.totals();
    Answer::ok(json!({
        "up": guard.is_some(),
        "since": guard.map(|guard| iso_exact(guard.since)),
        "until": guard.map(|guard| iso_exact(guard.until)),
        "by": guard.map(|guard| PersonKey::as_str(&guard.by)),
        "calls": {
            "rang": totals.rang, "known": totals.known,
            "answered": totals.answered, "asked": totals.asked,
        },
    }))
}

async fn raise(call: Call) -> Result<Answer, Problem> {
    let minutes = call.figure("minutes").unwrap_or_default();
    call.ask(Command::Guard { minutes }).await?;
    show(call).await
}

async fn lower(call: Call) -> Result<Answer, Problem> {
    call.ask(Command::Unguard).await?;
    Answer::done()
}
