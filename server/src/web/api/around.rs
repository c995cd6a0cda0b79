//! What stands around the line: rehearsals, other installations, carriers, another status page.

use domain::credentials::Scope;
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::{FORM_LEN_MAX, Problem};
use super::call::{Answer, Call};
use super::schema::{Schema, choice, count, flag, list, maybe, named, object, text, time};
use super::table::Operation;
use crate::importing::{self, Ground, TEXT_LEN_MAX};
use crate::watching::Seen;

/// Longest body with the documents of another status page, in bytes: JSON writes a line break with
/// two letters.
const IMPORT_LEN_MAX: usize = 2 * TEXT_LEN_MAX + FORM_LEN_MAX;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let import = object(&[("text", text())], &[("make", flag()), ("take_up", text())]);
    vec![
        Operation::get("/rehearsals", "listRehearsals", "Who rehearses, apart from what is real.")
            .answers(200, named("Rehearsals"))
            .by(rehearsals),
        Operation::get(
            "/watch",
            "listWatched",
            "Other installations, and whether they ring; our ways out, and whether they work.",
        )
        .answers(200, named("WatchedList"))
        .by(watched),
        Operation::get(
            "/telephones",
            "listTelephones",
            "The carriers, their numbers, and how often they failed.",
        )
        .answers(200, named("TelephoneList"))
        .by(telephones),
        Operation::post(
            "/status-import",
            "importStatus",
            "Reads what another status page has told; makes it when `make` is true, and opens an \
             incident for what goes on there under the id `take_up`.",
        )
        .needs(Scope::Manage)
        .takes(import)
        .up_to(IMPORT_LEN_MAX)
        .answers(200, named("StatusImport"))
        .by(import_it),
    ]
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let running = object(&[("number", count()), ("opened_at", time())], &[]);
    let past = object(&[("at", time()), ("whole", flag()), ("became_real", flag())], &[]);
    let seen = |name: &'static str, works: &'static str| {
        object(
            &[
                (name, text()),
                ("condition", choice(&["unknown", works, "fails"])),
                ("took_ms", maybe(count())),
                ("why", maybe(text())),
                ("since", maybe(time())),
                ("at", maybe(time())),
            ],
            &[],
        )
    };
    let watched = [("items", list(named("Watched"))), ("ways", list(named("Way")))];
    let telephone = object(
        &[
            ("carrier", text()),
            ("calls_from", maybe(text())),
            ("texts_from", maybe(text())),
            ("taken", count()),
            ("failed", count()),
            ("forged", count()),
            ("failed_at", maybe(time())),
            ("why", maybe(text())),
        ],
        &[],
    );
    let open = object(&[("id", text()), ("title", text())], &[]);
    let import = [
        ("lines", list(text())),
        ("summary", text()),
        ("open", list(open)),
        ("made", flag()),
        ("incident", maybe(count())),
    ];
    vec![
        ("Rehearsals", object(&[("running", list(running)), ("past", list(past))], &[])),
        ("Watched", seen("url", "rings")),
        ("Way", seen("way", "returns")),
        ("WatchedList", object(&watched, &[])),
        ("Telephone", telephone),
        ("TelephoneList", object(&[("items", list(named("Telephone")))], &[])),
        ("StatusImport", object(&import, &[])),
    ]
}

async fn rehearsals(call: Call) -> Result<Answer, Problem> {
    let Some(stage) = call.site.stage.get() else {
        return Answer::ok(json!({ "running": [], "past": [] }));
    };
    let state = stage.line.published().state;
    let running = state.emergencies.emergencies.values();
    let running =
        running.map(|one| json!({ "number": one.number, "opened_at": iso_exact(one.opened_at) }));
    let past = stage.past().into_iter().map(|past| {
        json!({
            "at": iso_exact(past.at), "whole": past.whole, "became_real": past.became_real,
        })
    });
    let (running, past): (Vec<Value>, Vec<Value>) = (running.collect(), past.collect());
    Answer::ok(json!({ "running": running, "past": past }))
}

async fn watched(call: Call) -> Result<Answer, Problem> {
    let watched = call.site.watching.get().map(|watching| watching.seen()).unwrap_or_default();
    let ways = call.site.drill.get().map(|drill| drill.rounds.seen()).unwrap_or_default();
    let all = |all: Vec<(String, Seen)>, name: &str, works: &str| -> Vec<Value> {
        all.into_iter().map(|(what, seen)| one(&what, &seen, name, works)).collect()
    };
    let (items, ways) = (all(watched, "url", "rings"), all(ways, "way", "returns"));
    Answer::ok(json!({ "items": items, "ways": ways }))
}

fn one(what: &str, seen: &Seen, name: &str, works: &str) -> Value {
    let condition = match (&seen.failure, seen.took_ms) {
        (Some(_), _) => "fails",
        (None, Some(_)) => works,
        (None, None) => "unknown",
    };
    json!({
        name: what, "condition": condition, "took_ms": seen.took_ms, "why": seen.failure,
        "since": seen.since.map(iso_exact), "at": seen.at.map(iso_exact),
    })
}

async fn telephones(call: Call) -> Result<Answer, Problem> {
    let one = |known: crate::channels::telephone::Fared| {
        let (at, why) = known.last.map(|(at, why)| (iso_exact(at), why)).unzip();
        json!({
            "carrier": known.key, "calls_from": known.calls_from, "texts_from": known.texts_from,
            "taken": known.taken, "failed": known.failed, "forged": known.forged,
            "failed_at": at, "why": why,
        })
    };
    let all: Vec<Value> = call.site.telephone.fared().into_iter().map(one).collect();
    Answer::ok(json!({ "items": all }))
}

async fn import_it(call: Call) -> Result<Answer, Problem> {
    let bad = |problem: String| Problem::bad("text", problem);
    let now = call.site.line.published().now();
    let ground = Ground { state: call.state(), now, owner: call.actor.person() };
    let import = importing::read(call.text("text"), ground).map_err(bad)?;
    let make = call.flag("make") && !import.is_empty();
    if make {
        importing::make(&call.site.line, &call.actor, &import).await.map_err(bad)?;
    }
    let mut incident = None;
    if !call.text("take_up").is_empty() {
        let bad = |problem: String| Problem::bad("take_up", problem);
        let id = call.text("take_up");
        let taken = importing::take_up(&call.site.line, &call.actor, &import, id).await;
        incident = Some(taken.map_err(bad)?);
    }
    let open = import.open().iter().map(|one| json!({ "id": one.id, "title": one.title() }));
    let open: Vec<Value> = open.collect();
    Answer::ok(json!({
        "lines": import.lines(), "summary": import.summary(), "open": open, "made": make,
        "incident": incident,
    }))
}
