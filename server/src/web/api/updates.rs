//! What customers are told: updates, agreed times, and what is put right.

use std::sync::Arc;
use std::time::Duration;

use domain::updates::{self, Aside, Estimate, Overview, Update};
use domain::words::{Affected, EmergencyId, IncidentId, Public, UpdateId};
use domain::{Refusal, State, bulletins};
use serde_json::Value;

use super::super::Problem;
use super::call::{Answer, Call, read_instant};
use super::incidents::{known, since};
use super::schema::{choice, list, maybe, named, number, object, text};
use super::shapes;
use super::table::Operation;
use super::translations;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let estimate = object(
        &[("high_mins", number(1, 43_200))],
        &[
            ("low_mins", number(0, 43_200)),
            ("likely_of_ten", number(1, 10)),
            ("depends_on", text()),
        ],
    );
    let conditions = views::room::public::CONDITIONS.map(|(word, _, _)| word);
    let affected = object(&[("component", text()), ("condition", choice(&conditions))], &[]);
    let phases = views::room::public::PHASES.map(|(word, _, _)| word);
    let public = object(
        &[("title", text()), ("phase", choice(&phases))],
        &[
            ("affected", list(affected)),
            ("audiences", list(text())),
            ("since", super::schema::time()),
            ("tell_subscribers", super::schema::flag()),
        ],
    );
    let translations = translations::taken(&shapes::TRANSLATED);
    let parts = [
        ("impact", text()),
        ("workaround", text()),
        ("next", text()),
        ("translations", translations),
    ];
    let mut right = parts.to_vec();
    right.extend([("estimate", maybe(estimate.clone())), ("for_colleagues", maybe(text()))]);
    let beside = [("estimate", estimate), ("public", public), ("for_colleagues", text())];
    let mut fields = [&parts[..], &beside].concat();
    fields.push(("next_in_mins", number(1, 1_440)));
    vec![
        Operation::post(
            "/incidents/{number}/updates",
            "publishUpdate",
            "Tells the customers what is known, and promises the next update.",
        )
        .takes(object(&[("known", text())], &fields))
        .answers(201, named("IncidentWithPages"))
        .by(publish),
        Operation::put(
            "/incidents/{number}/updates/{update}",
            "correctUpdate",
            "Puts right what an update said, visibly; and the line that colleagues alone read.",
        )
        .takes(object(&[("known", text())], &right))
        .answers(200, named("IncidentWithPages"))
        .by(correct),
        Operation::post(
            "/incidents/{number}/agreement",
            "agreeNextUpdate",
            "All who called agreed to that time for the next update, or one of them did.",
        )
        .takes(object(
            &[("next_by", super::schema::time())],
            &[("emergency", number(1, u32::MAX.into()))],
        ))
        .answers(200, named("IncidentWithPages"))
        .by(agree),
    ]
}

pub(super) fn overview(call: &Call) -> Result<Overview, Problem> {
    let part = |field: &str| Arc::from(call.text(field));
    let translations = translations::each(call, "known")?;
    Ok(Overview {
        known: part("known"),
        impact: part("impact"),
        workaround: part("workaround"),
        next: part("next"),
        translations,
    })
}

/// The incident as it is now, with what was told.
fn whole(call: &Call, incident: IncidentId) -> Result<Value, Problem> {
    let state = call.fresh();
    let known = state.incidents.get(incident).ok_or_else(|| Problem::unknown("live incident"))?;
    Ok(shapes::incident_whole(&state, known))
}

/// How long it may take; nothing, where nothing is said of it.
fn estimate(said: &Value) -> Option<Estimate> {
    let figure = |field: &str| said[field].as_u64();
    let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
    figure("high_mins").map(|high| Estimate {
        low_mins: narrow(figure("low_mins").unwrap_or(0)),
        high_mins: narrow(high),
        likely_of_ten: figure("likely_of_ten").and_then(|n| u8::try_from(n).ok()).unwrap_or(7),
        depends_on: said["depends_on"].as_str().unwrap_or_default().into(),
    })
}

async fn publish(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let typed = call.figure("next_in_mins").map(|mins| Duration::from_secs(u64::from(mins) * 60));
    let next_by = call.now() + typed.unwrap_or_else(|| call.state().usually_within(incident));
    let estimate = estimate(&call.body["estimate"]);
    let public = told_to_everyone(&call)?;
    let overview = overview(&call)?;
    // Programs are told what a person would be asked for; nothing holds their words up.
    let lacking = match public {
        Some(_) => Vec::new(),
        None => domain::wording::lacking(&overview, typed.is_some()),
    };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public,
        for_colleagues: call.body["for_colleagues"].as_str().map(Arc::from),
    };
    call.ask_naming(publish, field_of).await?;
    let mut answer = whole(&call, incident)?;
    if !lacking.is_empty() {
        answer["warnings"] = lacking.iter().map(|lacking| lacking.name()).collect();
    }
    Answer::created(answer)
}

/// The field that a refusal to publish is about; what everyone is told stands in a part of its own.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use bulletins::Refusal as B;
    use updates::Refusal as U;
    Some(match refusal {
        Refusal::Bulletins(B::BadTitle) => "public.title",
        Refusal::Bulletins(B::BadComponents) => "public.affected",
        Refusal::Bulletins(B::BadAudiences) => "public.audiences",
        Refusal::Bulletins(B::BadSince) => "public.since",
        Refusal::Bulletins(B::MustTell) => "public.tell_subscribers",
        Refusal::Bulletins(B::Empty) | Refusal::Updates(U::Empty) => "known",
        Refusal::Bulletins(B::NoImpact) => "impact",
        Refusal::Updates(U::BadTime) => "next_in_mins",
        Refusal::Updates(U::BadEstimate) => "estimate",
        _ => return None,
    })
}

/// What the update says to everyone, if it does.
fn told_to_everyone(call: &Call) -> Result<Option<Public>, Problem> {
    let public = &call.body["public"];
    if public.is_null() {
        return Ok(None);
    }
    let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let phase = views::room::public::phase(&word(&public["phase"]));
    let phase = phase.ok_or_else(|| Problem::bad("public", "Its phase is none of the four."))?;
    let mut affected = Vec::new();
    for one in public["affected"].as_array().into_iter().flatten() {
        let condition = views::room::public::condition(&word(&one["condition"]));
        let condition =
            condition.ok_or_else(|| Problem::bad("public", "A condition is none of the four."))?;
        affected.push(Affected { component: word(&one["component"]).as_str().into(), condition });
    }
    let audiences = public["audiences"].as_array().into_iter().flatten();
    let audiences = audiences.filter_map(Value::as_str).map(Into::into).collect();
    let since = since(&public["since"], "public.since")?;
    let title = word(&public["title"]).into();
    let quiet = public["tell_subscribers"].as_bool() == Some(false);
    Ok(Some(Public { title, phase, affected, audiences, since, quiet }))
}

async fn correct(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let update = UpdateId::parse(call.part("update")).ok_or_else(|| Problem::unknown("update"))?;
    let overview = overview(&call)?;
    let state = call.fresh();
    let board = state.updates.get(incident);
    let said = board.and_then(|board| board.update(update));
    let aside = match said {
        Some(said) => aside(&call, said, has_public_text(&state, incident, update))?,
        None => None,
    };
    let takes_back = false;
    let correct = updates::Command::Correct { incident, update, overview, takes_back, aside };
    call.ask_naming(correct, field_of).await?;
    Answer::ok(whole(&call, incident)?)
}

/// Whether everyone was told an update, or is to be: then its estimate belongs to that.
fn has_public_text(state: &State, incident: IncidentId, update: UpdateId) -> bool {
    let told = state.bulletins.of(incident).and_then(|told| told.entry(update));
    let waits = state.approvals.waiting_for(incident);
    told.is_some() || waits.is_some_and(|waiting| waiting.update == update)
}

/// What is to stand beside the words. What is left out stays; what is said to be nothing goes.
fn aside(call: &Call, said: &Update, everyones: bool) -> Result<Option<Aside>, Problem> {
    let mut aside = said.aside();
    let (estimated, line) = (call.body.get("estimate"), call.body.get("for_colleagues"));
    if let Some(asked) = estimated {
        let asked = estimate(asked);
        if everyones && asked != aside.estimate {
            let why = "Everyone is told it: put it right as a word of the status page.";
            return Err(Problem::bad("estimate", why));
        }
        aside.estimate = asked;
    }
    if let Some(line) = line {
        aside.for_colleagues = line.as_str().map(Arc::from);
    }
    Ok((estimated.is_some() || line.is_some()).then_some(aside))
}

async fn agree(call: Call) -> Result<Answer, Problem> {
    let incident = known(&call)?.id;
    let by = read_instant(call.text("next_by"));
    let by =
        by.ok_or_else(|| Problem::bad("next_by", "Write an instant like 2026-03-01T14:00:00Z."))?;
    let emergency = match call.figure("emergency") {
        None => None,
        Some(number) => {
            let theirs =
                call.state().incidents.get(incident).map(|known| known.emergencies.clone());
            let mut theirs = theirs.into_iter().flatten();
            let is_meant = |id: &EmergencyId| {
                call.state().emergencies.get(*id).is_some_and(|known| known.number == number)
            };
            let no = || Problem::bad("emergency", "It is not one of this incident.");
            Some(theirs.find(is_meant).ok_or_else(no)?)
        }
    };
    call.ask(updates::Command::Agree { incident, by, emergency }).await?;
    Answer::ok(whole(&call, incident)?)
}
