//! Many callers, one fault, and the search over everything.

use std::time::Duration;

use domain::crowd::Crowd;
use domain::emergencies;
use domain::groups::{self, Pattern, Rule, Why};
use domain::incidents::Incident;
use domain::words::{IncidentId, MessageId, PersonKey, ServiceKey};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::{Problem, search, together};
use super::call::{Answer, Call};
use super::incidents::known;
use super::schema::{Schema, choice, count, flag, list, maybe, named, number, object, text, time};
use super::shapes;
use super::table::Operation;
use crate::search::documents::Kind;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let kinds = Kind::ALL.map(Kind::name);
    let rule =
        object(&[("lasts_secs", number(60, 86_400))], &[("service", text()), ("words", text())]);
    vec![
        Operation::get(
            "/incidents/{number}/group",
            "getGroup",
            "Who has called about it, what may be the same fault, what was joined, and the rules.",
        )
        .answers(200, named("Group"))
        .by(show),
        Operation::post("/incidents/{number}/join", "joinIncidents", "Others are the same fault.")
            .takes(object(&[("incidents", list(number(1, u64::from(u32::MAX))))], &[]))
            .answers(200, named("Group"))
            .by(join),
        Operation::post("/incidents/{number}/undo", "undoJoin", "It was not the same fault.")
            .answers(200, named("Group"))
            .by(undo),
        Operation::post(
            "/emergencies/{number}/apart",
            "takeApart",
            "The caller gets an incident of their own again, which rings.",
        )
        .by(apart),
        Operation::post("/incidents/{number}/messages", "writeToAll", "Writes to each caller.")
            .takes(object(&[("words", text())], &[]))
            .by(tell),
        Operation::post("/incidents/{number}/ask", "askAll", "Asks each whether it works again.")
            .by(ask),
        Operation::post(
            "/incidents/{number}/rules",
            "makeJoinRule",
            "New callers who match join it by themselves, for a while.",
        )
        .takes(rule)
        .answers(200, named("Group"))
        .by(make_rule),
        Operation::delete("/join-rules/{number}", "endJoinRule", "Ends such a rule.")
            .needs(domain::credentials::Scope::Respond)
            .by(end_rule),
        Operation::get("/search", "search", "Finds what was said and written down, newest first.")
            .query("q", "Words, of which the beginning is enough; phrases in quotes.", text())
            .query("kind", "Only of this kind.", choice(&kinds))
            .query("since", "Not before this day.", text())
            .query("until", "Not after this day.", text())
            .query("after", "What stood in `next` of the page before.", text())
            .answers(200, named("SearchResults"))
            .by(find),
    ]
}

/// The shapes of this part.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let group = object(
        &[
            ("callers", count()),
            ("confirmed", count()),
            ("asked", count()),
            ("aside", count()),
            ("open", count()),
            ("more", flag()),
            ("answering", list(named("Person"))),
            ("twins", list(named("Twin"))),
            ("joined", list(named("Joined"))),
            ("rules", list(named("JoinRule"))),
        ],
        &[],
    );
    let hit = object(
        &[
            ("kind", choice(&Kind::ALL.map(Kind::name))),
            ("at", time()),
            ("emergency", maybe(count())),
            ("incident", maybe(count())),
            ("who", text()),
            ("words", text()),
        ],
        &[],
    );
    vec![
        ("Group", group),
        (
            "Twin",
            object(&[("incident", count()), ("score", count()), ("reasons", list(text()))], &[]),
        ),
        ("Joined", object(&[("incident", count()), ("by", named("Person")), ("at", time())], &[])),
        (
            "JoinRule",
            object(
                &[
                    ("number", count()),
                    ("service", maybe(text())),
                    ("words", text()),
                    ("until", time()),
                    ("by", named("Person")),
                    ("count", count()),
                ],
                &[],
            ),
        ),
        ("SearchHit", hit),
        (
            "SearchResults",
            object(
                &[
                    ("items", list(named("SearchHit"))),
                    ("next", maybe(text())),
                    ("instead", list(list(text()))),
                    ("behind", flag()),
                ],
                &[],
            ),
        ),
    ]
}

fn person(call: &Call) -> Result<PersonKey, Problem> {
    call.actor.person().cloned().ok_or_else(|| Problem::unknown("person"))
}

fn unknown() -> Problem {
    Problem::unknown("live incident")
}

fn numbered(call: &Call, number: u64) -> Option<&Incident> {
    let mut all = call.state().incidents.incidents.values();
    all.find(|known| u64::from(known.number) == number).map(AsRef::as_ref)
}

/// The group as it is now, wherever the incident belongs by then.
fn after(call: &Call, incident: IncidentId) -> Result<Answer, Problem> {
    let state = call.fresh();
    let root = state.groups.root(incident);
    let number = |id: IncidentId| state.incidents.get(id).map_or(0, |known| known.number);
    let Crowd { callers, confirmed, asked, aside, open, more, answering } =
        state.crowd(root, call.now());
    let answering: Vec<Value> = answering.iter().map(|p| shapes::person(&state, p)).collect();
    let twins: Vec<Value> = state
        .twins(root)
        .into_iter()
        .map(|twin| {
            let reasons: Vec<String> = twin.reasons.iter().map(ToString::to_string).collect();
            json!({ "incident": number(twin.incident), "score": twin.score, "reasons": reasons })
        })
        .collect();
    let joined = state.groups.joined_to(root).map(|(id, join)| {
        let by = shapes::person(&state, &join.by);
        json!({ "incident": number(id), "by": by, "at": iso_exact(join.at) })
    });
    let rule = |rule: &Rule| {
        json!({
            "number": rule.number, "service": rule.pattern.service.as_ref().map(ServiceKey::as_str),
            "words": rule.pattern.words.as_str(), "until": iso_exact(rule.until),
            "by": shapes::person(&state, &rule.by), "count": rule.count,
        })
    };
    Answer::ok(json!({
        "callers": callers, "confirmed": confirmed, "asked": asked, "aside": aside, "open": open,
        "more": more, "answering": answering, "twins": twins,
        "joined": joined.collect::<Vec<_>>(),
        "rules": state.groups.rules_of(root).map(rule).collect::<Vec<_>>(),
    }))
}

async fn show(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    after(&call, incident)
}

async fn join(call: Call) -> Result<Answer, Problem> {
    let into = known(&call)?.id;
    let numbers = call.body["incidents"].as_array().cloned().unwrap_or_default();
    let mut incidents = Vec::new();
    for number in numbers.iter().filter_map(Value::as_u64) {
        let found = numbered(&call, number).ok_or_else(unknown)?;
        if !call.state().sees(&call.actor, found.id) {
            return Err(Problem::restricted());
        }
        incidents.push(found.id);
    }
    call.ask(groups::Command::join(incidents, into)).await?;
    after(&call, into)
}

async fn undo(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    call.ask(groups::Command::Undo { incident }).await?;
    after(&call, incident)
}

async fn apart(call: Call) -> Result<Answer, Problem> {
    let number = call.number();
    let mut all = call.state().emergencies.emergencies.values();
    let found = all.find(|known| Some(known.number) == number).map(|known| known.id);
    let emergency = found.ok_or_else(|| Problem::unknown("live emergency"))?;
    let by = person(&call)?;
    call.ask(groups::Command::split(emergency, Why::Asked { by })).await?;
    Answer::done()
}

async fn tell(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let emergencies = together::everyone(&call.site, incident, None);
    let message = MessageId(call.id.map_or_else(crate::chance::id, |id| id.0));
    let words = call.text("words").to_owned();
    call.ask(emergencies::Command::Tell { emergencies, message, words }).await?;
    Answer::done()
}

async fn ask(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let emergencies = together::everyone(&call.site, incident, None);
    call.ask(emergencies::Command::AskEach { emergencies }).await?;
    Answer::done()
}

async fn make_rule(call: Call) -> Result<Answer, Problem> {
    let into = known(&call)?.id;
    let service = call.given("service").map(|key| ServiceKey::from(key.as_str()));
    let pattern = Pattern { service, words: call.text("words").into() };
    let lasts = Duration::from_secs(u64::from(call.figure("lasts_secs").unwrap_or(0)));
    call.ask(groups::Command::MakeRule { into, pattern, lasts }).await?;
    after(&call, into)
}

async fn end_rule(call: Call) -> Result<Answer, Problem> {
    let rule = call.number().ok_or_else(|| Problem::unknown("rule"))?;
    call.tell(groups::Command::EndRule { rule }).await?;
    Answer::done()
}

async fn find(call: Call) -> Result<Answer, Problem> {
    let given = |name: &str| call.query.get(name).map_or("", String::as_str);
    let narrowed = (given("kind"), given("since"), given("until"));
    let query = search::read(&call.site, given("q"), narrowed, given("after"))
        .map_err(|detail| Problem::bad("q", detail))?;
    let found = search::find(&call.site, call.actor.clone(), query).await?;
    let next = found.hits.last().filter(|_| found.more).map(|last| last.document.to_string());
    let state = call.fresh();
    let items: Vec<Value> = found
        .hits
        .iter()
        .filter(|hit| !search::never_was(&state, hit))
        .map(|hit| {
            json!({
                "kind": hit.kind.name(), "at": iso_exact(hit.at),
                "emergency": hit.emergency.map(|(_, number)| number),
                "incident": hit.incident.map(|(_, number)| number),
                "who": hit.who, "words": hit.text,
            })
        })
        .collect();
    let instead: Vec<Vec<&String>> = found.instead.iter().map(|(a, b)| vec![a, b]).collect();
    let behind = call.site.search.get().is_some_and(|search| search.progress().is_behind());
    Answer::ok(json!({ "items": items, "next": next, "instead": instead, "behind": behind }))
}
