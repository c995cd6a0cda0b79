//! What status pages told: every matter with each word, and putting a word right.

use domain::bulletins::{
    self, Afterwards, Bulletin, Command, Correction, Entry, Frame, Mistake, Revised,
};
use domain::updates::{Estimate, Overview};
use domain::words::{Affected, CommandId, PersonKey, Phase, Public, UpdateId};
use domain::{Refusal, State};
use serde_json::{Value, json};
use views::room::public::{CONDITIONS, PHASES, condition};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::incidents::since as since_of;
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text, time};
use super::table::Operation;
use super::{shapes, updates};

/// What is said of an estimate, as it is taken and given.
fn estimate_schema() -> Schema {
    let rest =
        [("low_mins", number(0, 43_200)), ("likely_of_ten", number(1, 10)), ("depends_on", text())];
    object(&[("high_mins", number(1, 43_200))], &rest)
}

fn affected_schema() -> Schema {
    let conditions = CONDITIONS.map(|(word, _, _)| word);
    list(object(&[("component", key()), ("condition", choice(&conditions))], &[]))
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let said = || {
        let words = ["title", "known", "impact", "workaround", "next"].map(|part| (part, text()));
        let mut said = words.to_vec();
        said.extend([
            ("translations", list(named("Translation"))),
            ("affected", affected_schema()),
            ("estimate", maybe(estimate_schema())),
            ("since", maybe(time())),
            ("until", maybe(time())),
        ]);
        said
    };
    let mut correction = vec![("at", time()), ("by", key()), ("reason", maybe(text()))];
    correction.push(("taken_back", flag()));
    correction.extend(said());
    let phases = PHASES.map(|(word, _, _)| word);
    let mut word = vec![
        ("id", text()),
        ("at", time()),
        ("changed_at", time()),
        ("author", maybe(key())),
        ("phase", choice(&phases)),
        ("tell_subscribers", flag()),
        ("corrections", list(object(&correction, &[]))),
    ];
    word.extend(said());
    let matter = [
        ("number", number(1, 1 << 32)),
        ("title", text()),
        ("incident", maybe(number(1, 1 << 32))),
        ("opened_at", time()),
        ("began_at", time()),
        ("written_at", maybe(time())),
        ("resolved_at", maybe(time())),
        ("words", list(named("StatusWord"))),
    ];
    let mistake = [
        ("number", number(1, 1 << 32)),
        ("title", text()),
        ("at", time()),
        ("by", key()),
        ("reason", text()),
    ];
    vec![
        ("StatusIncident", object(&matter, &[])),
        ("StatusMistake", object(&mistake, &[])),
        ("StatusWord", object(&word, &[])),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let parts = ["title", "known", "impact", "workaround", "next"].map(|part| (part, text()));
    let mut revised = parts.to_vec();
    let named_parts = parts.clone();
    revised.extend([
        ("translations", list(object(&[("language", shapes::language())], &named_parts))),
        ("affected", affected_schema()),
        ("estimate", maybe(estimate_schema())),
        ("since", maybe(time())),
        ("until", time()),
        ("reason", text()),
        ("takes_back", flag()),
    ]);
    let past = [
        ("title", text()),
        ("known", text()),
        ("impact", text()),
        ("since", time()),
        ("until", time()),
    ];
    let further = [
        ("workaround", text()),
        ("next", text()),
        ("translations", list(object(&[("language", shapes::language())], &named_parts))),
        ("affected", affected_schema()),
        ("audiences", list(text())),
        ("tell_subscribers", flag()),
    ];
    let afterwards = "Writes of an incident that is over and of which nobody was told.";
    let mistakes = "What was taken off the status pages because it never was.";
    let never = "Takes one off the status pages: a test, or a mistake. It never was.";
    let restoring = "It was so after all: it stands where it stood.";
    let listing = "Every incident that status pages told of, with each word.";
    let correcting = "Puts right what one of its words said, visibly; what is left out stays.";
    vec![
        Operation::get("/status-incidents", "listStatusIncidents", listing)
            .pages("StatusIncident")
            .by(many),
        Operation::post("/status-incidents", "tellAfterwards", afterwards)
            .takes(object(&past, &further))
            .answers(201, object(&[("waits", flag())], &[("number", number(1, 1 << 32))]))
            .by(tell_afterwards),
        Operation::get("/status-mistakes", "listStatusMistakes", mistakes)
            .pages("StatusMistake")
            .by(mistaken),
        Operation::post("/status-incidents/{number}/mistake", "takeOffStatusIncident", never)
            .takes(object(&[("reason", text())], &[]))
            .answers(200, named("StatusMistake"))
            .by(never_was),
        Operation::delete("/status-incidents/{number}/mistake", "restoreStatusIncident", restoring)
            .answers(200, named("StatusIncident"))
            .by(was_after_all),
        Operation::get("/status-incidents/{number}", "getStatusIncident", "One of them.")
            .answers(200, named("StatusIncident"))
            .by(one),
        Operation::post("/status-incidents/{number}/words/{word}", "correctStatusWord", correcting)
            .takes(object(&[], &revised))
            .answers(200, named("StatusIncident"))
            .by(correct),
    ]
}

fn said(overview: &Overview, frame: &Frame) -> Value {
    let affected = frame.affected.iter().map(|one| {
        let word = CONDITIONS.iter().find(|(_, _, condition)| *condition == one.condition);
        let condition = word.map_or("operational", |(word, _, _)| *word);
        json!({ "component": one.component.as_str(), "condition": condition })
    });
    json!({
        "title": frame.title.as_str(), "known": &*overview.known, "impact": &*overview.impact,
        "workaround": &*overview.workaround, "next": &*overview.next,
        "translations": shapes::translations(overview),
        "affected": affected.collect::<Vec<_>>(),
        "estimate": frame.estimate.as_ref().map(|known| json!({
            "low_mins": known.low_mins, "high_mins": known.high_mins,
            "likely_of_ten": known.likely_of_ten, "depends_on": known.depends_on.as_str(),
        })),
        "since": frame.since.map(iso_exact), "until": frame.until.map(iso_exact),
    })
}

fn correction(known: &Correction) -> Value {
    let mut shape = said(&known.said, &known.frame);
    shape["at"] = iso_exact(known.at).into();
    shape["by"] = known.by.to_string().into();
    let reason = Some(known.reason.as_str()).filter(|reason| !reason.is_empty());
    shape["reason"] = reason.into();
    shape["taken_back"] = known.taken_back.into();
    shape
}

fn word(bulletin: &Bulletin, known: &Entry) -> Value {
    let phase = PHASES.iter().find(|(_, _, phase)| *phase == known.phase);
    let mut shape = said(&known.overview, &bulletin.frame_of(known));
    shape["id"] = known.id.to_string().into();
    shape["at"] = iso_exact(known.at).into();
    shape["changed_at"] = iso_exact(known.changed_at).into();
    shape["author"] = known.author.as_ref().map(PersonKey::to_string).into();
    shape["phase"] = phase.map_or("resolved", |(word, _, _)| *word).into();
    shape["tell_subscribers"] = (!known.quiet).into();
    shape["corrections"] = known.corrections.iter().map(correction).collect();
    shape
}

fn shape(state: &State, known: &Bulletin) -> Value {
    json!({
        "number": known.number, "title": known.title.as_str(),
        "incident": state.incidents.get(known.incident).map(|incident| incident.number),
        "opened_at": iso_exact(known.opened_at), "began_at": iso_exact(known.began_at()),
        "written_at": known.written_at.map(iso_exact),
        "resolved_at": known.resolved_at.map(iso_exact),
        "words": known.entries.iter().map(|entry| word(known, entry)).collect::<Vec<_>>(),
    })
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let all = state.bulletins.bulletins.values();
    let items = all.map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&state, known))
}

fn unknown() -> Problem {
    Problem::unknown("incident on the status page")
}

async fn one(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.bulletins.numbered(number));
    Answer::ok(shape(&state, known.ok_or_else(unknown)?))
}

async fn correct(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.bulletins.numbered(number));
    let known = known.ok_or_else(unknown)?;
    let entry = UpdateId::parse(call.part("word")).and_then(|word| known.entry(word));
    let said = entry.ok_or_else(|| Problem::unknown("word on the status page"))?;
    let (bulletin, entry) = (known.id, said.id);
    let overview = overview(&call, &said.overview)?;
    let frame = Some(frame(&call, said.frame())?);
    // Where an end is asked for, it is the end that does not fit.
    let ends = !call.body["until"].is_null();
    let field_of = move |refusal: &Refusal| match refusal {
        Refusal::Bulletins(bulletins::Refusal::BadSpan) if ends => Some("until"),
        refusal => field_of(refusal),
    };
    let (reason, takes_back) = (call.text("reason").into(), call.flag("takes_back"));
    let revised = Box::new(Revised { overview, frame, reason, takes_back });
    call.ask_naming(Command::Correct { bulletin, entry, revised }, field_of).await?;
    one(call).await
}

fn mistake(known: &Mistake) -> Value {
    json!({
        "number": known.bulletin.number, "title": known.bulletin.title.as_str(),
        "at": iso_exact(known.at), "by": known.by.to_string(), "reason": known.reason.as_str(),
    })
}

async fn mistaken(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let all = state.bulletins.mistakes.values();
    let mut items: Vec<_> = all.map(|known| (known.bulletin.number, known)).collect();
    items.sort_by_key(|(number, _)| *number);
    call.page(|text| text.parse().ok(), items, |known| mistake(known))
}

async fn never_was(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let number = call.number().ok_or_else(unknown)?;
    let known = state.bulletins.numbered(number).map(|known| known.id);
    let gone = || state.bulletins.mistaken_numbered(number).map(|known| known.bulletin.id);
    let bulletin = known.or_else(gone).ok_or_else(unknown)?;
    let never = Command::NeverWas { bulletin, reason: call.text("reason").into() };
    call.ask_naming(never, field_of).await?;
    let state = call.fresh();
    Answer::ok(mistake(state.bulletins.mistaken_numbered(number).ok_or_else(unknown)?))
}

async fn was_after_all(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let number = call.number().ok_or_else(unknown)?;
    let known = state.bulletins.mistaken_numbered(number).map(|known| known.bulletin.id);
    let there = || state.bulletins.numbered(number).map(|known| known.id);
    let bulletin = known.or_else(there).ok_or_else(unknown)?;
    call.ask(Command::WasAfterAll { bulletin }).await?;
    one(call).await
}

async fn tell_afterwards(mut call: Call) -> Result<Answer, Problem> {
    let before = Frame { title: call.text("title").into(), ..Frame::default() };
    let Frame { title, affected, since, .. } = frame(&call, before)?;
    let overview = overview(&call, &Overview::default())?;
    let until = since_of(&call.body["until"], "until")?.unwrap_or(call.now());
    let audiences = call.body["audiences"].as_array().into_iter().flatten();
    let audiences = audiences.filter_map(Value::as_str).map(Into::into).collect();
    let public =
        Public { title, phase: Phase::Identified, affected, audiences, since, ..Public::default() };
    let tells = call.flag("tell_subscribers");
    let said = Afterwards { overview, public, until, tells };
    // What it makes is known by the id of the command: a repeat finds the same, and nobody else's.
    let command = *call.id.get_or_insert_with(|| CommandId(crate::chance::id()));
    call.ask_naming(Command::TellAfterwards(Box::new(said)), field_of).await?;
    let (state, made) = (call.fresh(), Afterwards::made_by(command));
    let told = state.bulletins.bulletins.get(&made).map(|known| known.number);
    // A repeat may come after it was taken off the pages.
    let gone = || state.bulletins.mistakes.get(&made).map(|known| known.bulletin.number);
    let number = told.or_else(gone);
    let mut answer = json!({ "waits": number.is_none() });
    if let Some(number) = number {
        answer["number"] = number.into();
    }
    Answer::created(answer)
}

/// The field that a refusal is about.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use bulletins::Refusal as B;
    let Refusal::Bulletins(refusal) = refusal else { return None };
    Some(match refusal {
        B::BadTitle => "title",
        B::BadComponents => "affected",
        B::BadAudiences => "audiences",
        B::Empty => "known",
        B::NoImpact => "impact",
        B::BadSince | B::BadSpan => "since",
        B::MustTell => "tell_subscribers",
        B::BadReason => "reason",
        B::BadEstimate => "estimate",
        B::SaysMore => "takes_back",
        _ => return None,
    })
}

/// The words as asked for; those that are left out stay.
fn overview(call: &Call, before: &Overview) -> Result<Overview, Problem> {
    let mut asked = updates::overview(call)?;
    let stays = |field: &str| call.body[field].is_null();
    for (field, asked, before) in [
        ("known", &mut asked.known, &before.known),
        ("impact", &mut asked.impact, &before.impact),
        ("workaround", &mut asked.workaround, &before.workaround),
        ("next", &mut asked.next, &before.next),
    ] {
        if stays(field) {
            asked.clone_from(before);
        }
    }
    if stays("translations") {
        asked.translations.clone_from(&before.translations);
    }
    Ok(asked)
}

/// What is to stand around them; what is left out stays. Its schema has been checked.
fn frame(call: &Call, before: Frame) -> Result<Frame, Problem> {
    let body = &call.body;
    let title = body["title"].as_str().map_or(before.title, Into::into);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let affected = match body["affected"].as_array() {
        None => before.affected,
        Some(named) => named
            .iter()
            .map(|one| {
                let condition = condition(&text(&one["condition"]));
                let no = || Problem::bad("affected", "A condition is none of the four.");
                let component = text(&one["component"]).as_str().into();
                Ok(Affected { component, condition: condition.ok_or_else(no)? })
            })
            .collect::<Result<_, Problem>>()?,
    };
    // Only what is said to be nothing is taken away.
    let estimate = match body.get("estimate") {
        None => before.estimate,
        Some(Value::Null) => None,
        Some(asked) => Some(estimate(asked)),
    };
    let since = match body.get("since") {
        None => before.since,
        Some(said) => since_of(said, "since")?,
    };
    let until = body.get("until").map_or(Ok(None), |said| since_of(said, "until"))?;
    Ok(Frame { title, affected, estimate, since, until })
}

fn estimate(asked: &Value) -> Estimate {
    let figure = |field: &str| asked[field].as_u64().and_then(|figure| u32::try_from(figure).ok());
    Estimate {
        low_mins: figure("low_mins").unwrap_or(0),
        high_mins: figure("high_mins").unwrap_or(0),
        likely_of_ten: figure("likely_of_ten").and_then(|n| u8::try_from(n).ok()).unwrap_or(7),
        depends_on: asked["depends_on"].as_str().unwrap_or_default().into(),
    }
}
