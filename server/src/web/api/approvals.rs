//! Public text that waits for an objection: listed, read, let out, kept in.

use domain::State;
use domain::approvals::{Approval, Command, Standing, Subject};
use domain::words::ApprovalId;
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, key, list, maybe, named, number, object, text, time};
use super::shapes;
use super::table::Operation;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let corrects = [
        ("number", number(1, 1 << 32)),
        ("word", text()),
        ("since", maybe(time())),
        ("until", maybe(time())),
    ];
    let one = [
        ("number", number(1, 1 << 32)),
        ("incident", maybe(number(1, 1 << 32))),
        ("author", key()),
        ("title", text()),
        ("known", text()),
        ("impact", text()),
        ("workaround", text()),
        ("next", text()),
        ("translations", list(named("Translation"))),
        ("review", maybe(named("ReviewText"))),
        ("announcement", maybe(number(1, 1 << 32))),
        ("maintenance", maybe(number(1, 1 << 32))),
        ("routine", maybe(key())),
        ("corrects", maybe(object(&corrects, &[]))),
        ("since", time()),
        ("until", time()),
        ("standing", choice(&["waiting", "out", "objected", "replaced", "taken_back"])),
        ("decided_by", maybe(key())),
        ("decided_at", maybe(time())),
        ("reason", maybe(text())),
    ];
    vec![("Approval", object(&one, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/approvals", "listApprovals", "Public text that waits, or waited.")
            .pages("Approval")
            .by(many),
        Operation::get("/approvals/{number}", "getApproval", "One of them.")
            .answers(200, named("Approval"))
            .by(one),
        Operation::post("/approvals/{number}/approval", "approveText", "Lets it out now.")
            .answers(200, named("Approval"))
            .by(approve),
        Operation::post("/approvals/{number}/objection", "objectToText", "Keeps it in.")
            .takes(object(&[("reason", text())], &[]))
            .answers(200, named("Approval"))
            .by(object_to),
    ]
}

fn shape(state: &State, known: &Approval) -> Value {
    let (standing, by, reason) = match &known.standing {
        Standing::Waiting => ("waiting", None, None),
        Standing::Out { by } => ("out", by.as_ref(), None),
        Standing::Objected { by, reason } => ("objected", Some(by), Some(reason.as_str())),
        Standing::Replaced => ("replaced", None, None),
        Standing::TakenBack => ("taken_back", None, None),
    };
    let (announcement, maintenance, routine) = subject(state, known);
    let (words, told) = (&known.words, &known.words.overview);
    let review = words.review.as_ref().map(|review| super::reviews::said(&review.said));
    let corrects = words.correction.as_ref().map(|correction| {
        let told = state.bulletins.bulletins.get(&correction.bulletin);
        let number = told.map_or(1, |told| told.number);
        let since = words.public.since.filter(|_| correction.framed);
        json!({
            "number": number, "word": known.update.to_string(),
            "since": since.map(iso_exact), "until": correction.until.map(iso_exact),
        })
    });
    let incident = state.incidents.get(known.incident).map(|incident| incident.number);
    json!({
        "number": known.number, "incident": incident, "author": known.author.to_string(),
        "title": words.public.title, "known": &*told.known, "impact": &*told.impact,
        "workaround": &*told.workaround, "next": &*told.next,
        "translations": shapes::translations(told), "review": review, "corrects": corrects,
        "announcement": announcement, "maintenance": maintenance, "routine": routine,
        "since": iso_exact(known.since), "until": iso_exact(known.until),
        "standing": standing, "decided_by": by.map(ToString::to_string),
        "decided_at": known.decided_at.map(iso_exact), "reason": reason,
    })
}

/// What it is about, where that is no incident.
fn subject(state: &State, known: &Approval) -> (Option<u32>, Option<u32>, Option<String>) {
    match &known.words.subject {
        None | Some(Subject::Past { .. }) => (None, None, None),
        Some(Subject::Notice { announcement, .. }) => {
            let out = state.announcements.get(*announcement).map(|known| known.number);
            let written = state.announcements.written.get(announcement).map(|one| one.number);
            (out.or(written), None, None)
        }
        Some(Subject::Work { maintenance } | Subject::WorkWord { maintenance }) => {
            (None, state.maintenance.get(*maintenance).map(|known| known.number), None)
        }
        Some(Subject::Routine { routine }) => (None, None, Some(routine.to_string())),
    }
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let items = state.approvals.all.values().map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&state, known))
}

async fn one(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.approvals.numbered(number));
    Answer::ok(shape(&state, known.ok_or_else(|| Problem::unknown("text"))?))
}

fn known(call: &Call) -> Result<ApprovalId, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.approvals.numbered(number));
    known.map(|known| known.id).ok_or_else(|| Problem::unknown("text"))
}

async fn approve(call: Call) -> Result<Answer, Problem> {
    let approval = known(&call)?;
    call.ask(Command::Approve { approval }).await?;
    one(call).await
}

async fn object_to(call: Call) -> Result<Answer, Problem> {
    let (approval, reason) = (known(&call)?, call.text("reason").to_owned());
    call.ask(Command::Object { approval, reason }).await?;
    one(call).await
}
