//! Follow-ups: what customers are owed the day after, listed, read, written and waived.

use domain::State;
use domain::follow_ups::{Command, FollowUp, Party, Standing};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::super::follow_ups::addressed;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text, time};
use super::table::Operation;

const STANDINGS: [&str; 3] = ["owed", "written", "waived"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let one = [
        ("number", number(1, 1 << 32)),
        ("incident", number(1, 1 << 32)),
        ("customer", maybe(key())),
        ("emergencies", number(0, 1 << 32)),
        ("standing", choice(&STANDINGS)),
        ("due", time()),
        ("called_at", time()),
        ("over_at", time()),
        ("unheard", flag()),
        ("had_by", maybe(key())),
        ("settled_by", maybe(key())),
        ("settled_at", maybe(time())),
        ("subject", maybe(text())),
        ("text", maybe(text())),
        ("to", list(text())),
        ("undelivered", list(text())),
        ("reason", maybe(text())),
        ("draft", maybe(named("FollowUpDraft"))),
    ];
    let draft =
        [("subject", text()), ("text", text()), ("to", list(text())), ("could", list(text()))];
    vec![("FollowUp", object(&one, &[])), ("FollowUpDraft", object(&draft, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let letter = object(&[("subject", text()), ("text", text()), ("to", list(text()))], &[]);
    vec![
        Operation::get("/follow-ups", "listFollowUps", "What customers are owed the day after.")
            .pages("FollowUp")
            .by(many),
        Operation::get("/follow-ups/{number}", "getFollowUp", "One of them, with its draft.")
            .answers(200, named("FollowUp"))
            .by(one),
        Operation::post("/follow-ups/{number}/letter", "writeFollowUp", "Sends it.")
            .takes(letter)
            .answers(200, named("FollowUp"))
            .by(write),
        Operation::post(
            "/follow-ups/{number}/waiver",
            "waiveFollowUp",
            "Says that none is needed.",
        )
        .takes(object(&[("reason", text())], &[]))
        .answers(200, named("FollowUp"))
        .by(waive),
        Operation::post(
            "/follow-ups/{number}/again",
            "resendFollowUp",
            "Sends a letter again that did not arrive, to the same address.",
        )
        .takes(object(&[("to", text())], &[]))
        .answers(200, named("FollowUp"))
        .by(again),
    ]
}

fn shape(state: &State, known: &FollowUp) -> Value {
    let story = &known.story;
    let customer = match &known.party {
        Party::Customer(customer) => Some(customer.to_string()),
        Party::Callers(_) => None,
    };
    let mut shape = json!({
        "number": known.number, "incident": story.number, "customer": customer,
        "emergencies": known.emergencies.len(), "standing": STANDINGS[0],
        "due": iso_exact(known.due), "called_at": iso_exact(story.called_at),
        "over_at": iso_exact(story.over_at),
        "unheard": story.unheard,
        "had_by": story.by.as_ref().map(ToString::to_string),
        "settled_by": null, "settled_at": known.settled_at().map(iso_exact),
        "subject": null, "text": null, "to": [], "undelivered": [], "reason": null,
        "draft": null,
    });
    match &known.standing {
        Standing::Owed => {
            let draft = views::follow_ups::draft(state, crate::zones(), known);
            let readers = state.readers_of(known);
            let asked = readers.iter().filter(|reader| reader.asked);
            shape["draft"] = json!({
                "subject": draft.subject, "text": draft.text,
                "to": asked.map(|reader| reader.to.as_str()).collect::<Vec<_>>(),
                "could": readers.iter().map(|reader| reader.to.as_str()).collect::<Vec<_>>(),
            });
        }
        Standing::Written { by, subject, copies, .. } => {
            let text = copies.first().map(|copy| copy.text.as_str());
            let failed = known.undelivered.iter();
            let failed = failed.filter_map(|(place, _)| copies.get(usize::from(*place)));
            shape["standing"] = STANDINGS[1].into();
            shape["settled_by"] = by.to_string().into();
            shape["subject"] = subject.as_str().into();
            shape["text"] = text.into();
            shape["to"] = copies.iter().map(|copy| copy.to.as_str()).collect();
            shape["undelivered"] = failed.map(|copy| copy.to.as_str()).collect();
        }
        Standing::Waived { by, reason, .. } => {
            shape["standing"] = STANDINGS[2].into();
            shape["settled_by"] = by.to_string().into();
            shape["reason"] = reason.as_str().into();
        }
    }
    shape
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let all = state.follow_ups.all.values();
    let items = all.map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&state, known))
}

async fn one(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let number = call.number();
    let known = number.and_then(|number| state.follow_ups.numbered(number));
    let known = known.ok_or_else(|| Problem::unknown("follow-up"))?;
    Answer::ok(shape(&state, known))
}

async fn write(call: Call) -> Result<Answer, Problem> {
    let to = call.body["to"].as_array().cloned().unwrap_or_default();
    let to: Vec<&str> = to.iter().filter_map(serde_json::Value::as_str).collect();
    let state = call.fresh();
    let number = call.number();
    let known = number.and_then(|number| state.follow_ups.numbered(number));
    let known = known.ok_or_else(|| Problem::unknown("follow-up"))?;
    let chosen = addressed(&state, known, &to);
    // An address for which it is not is told, and not left out in silence.
    if chosen.len() != to.len() {
        return Err(domain::Refusal::from(domain::follow_ups::Refusal::BadReaders).into());
    }
    let (subject, text) = (call.text("subject").to_owned(), call.text("text").to_owned());
    call.ask(Command::Write { follow_up: known.id, subject, text, to: chosen }).await?;
    one(call).await
}

async fn again(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.follow_ups.numbered(number));
    let known = known.ok_or_else(|| Problem::unknown("follow-up"))?;
    let to = call.text("to");
    let is_to =
        |place: &u16| known.copy(*place).is_some_and(|copy| copy.to.text.as_deref() == Some(to));
    let place = known.undelivered.iter().map(|(place, _)| *place).find(is_to);
    let refused = domain::Refusal::from(domain::follow_ups::Refusal::NotFailed);
    let place = place.ok_or_else(|| Problem::from(refused))?;
    call.ask(Command::SendAgain { follow_up: known.id, place }).await?;
    one(call).await
}

async fn waive(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let number = call.number();
    let known = number.and_then(|number| state.follow_ups.numbered(number));
    let follow_up = known.ok_or_else(|| Problem::unknown("follow-up"))?.id;
    let reason = call.text("reason").to_owned();
    call.ask(Command::Waive { follow_up, reason }).await?;
    one(call).await
}
