//! First-aid cards over the API: what a caller sees and ticks, what a responder sends.

use domain::State;
use domain::cards::Command;
use domain::emergencies::Emergency;
use domain::redactions::Place;
use domain::words::{Actor, PersonKey};
use serde_json::{Value, json};

use super::super::Problem;
use super::call::{Answer, Call};
use super::callers::caller;
use super::schema::{Schema, count, flag, key, list, maybe, number, object, text};
use super::table::Operation;

/// The operations of this part of the table. Cards themselves are among the definitions.
pub fn operations() -> Vec<Operation> {
    let tick = object(
        &[("card", key()), ("edition", count()), ("step", number(1, 12)), ("tried", flag())],
        &[],
    );
    vec![
        Operation::post(
            "/calls/{link}/steps",
            "tickStep",
            "The caller has tried a step of a first-aid card in vain, or takes that back.",
        )
        .open()
        .takes(tick)
        .by(tick_step),
        Operation::post(
            "/emergencies/{number}/cards",
            "sendCard",
            "Sends a first-aid card to the callers of an emergency.",
        )
        .takes(object(&[("card", key())], &[]))
        .by(send),
    ]
}

/// The schema of a card as a caller sees it.
pub fn schema() -> Schema {
    let step = object(&[("words", text()), ("tried", flag())], &[]);
    object(
        &[
            ("card", key()),
            ("edition", count()),
            ("language", text()),
            ("title", text()),
            ("steps", list(step)),
            ("sent_by", maybe(text())),
        ],
        &[],
    )
}

/// The cards of an emergency as its caller sees them.
pub fn of_call(
    state: &State,
    known: &Emergency,
    name: impl Fn(&PersonKey) -> String,
) -> Vec<Value> {
    if !known.standing.is_live() || state.emergencies.get(known.id).is_none() {
        return Vec::new();
    }
    let language = known.language.unwrap_or_default();
    let shown = state.cards.shown(known.id, known.door.as_ref(), first_words(state, known));
    let one = |shown: domain::cards::Shown<'_>| {
        let text = shown.known.card.text(language)?;
        let tried = state.cards.tried(known.id, shown.key);
        let steps = (1_u16..).zip(&text.steps);
        let steps =
            steps.map(|(step, words)| json!({ "words": &**words, "tried": tried.contains(&step) }));
        Some(json!({
            "card": shown.key.as_str(), "edition": shown.known.edition,
            "language": text.language.code(), "title": text.title.as_str(),
            "steps": steps.collect::<Vec<_>>(), "sent_by": shown.by.map(&name),
        }))
    };
    shown.into_iter().filter_map(one).collect()
}

/// What the caller wrote first, as on their page.
fn first_words<'a>(state: &State, known: &'a Emergency) -> &'a str {
    let there = |number: u32| {
        let place = Place { emergency: known.id, number, file: None };
        state.redactions.of(place).is_none()
    };
    let mut written = known.words_of_callers().filter(|(number, _)| there(*number));
    written.next().map_or("", |(_, words)| words.as_str())
}

async fn tick_step(call: Call) -> Result<Answer, Problem> {
    let own = caller(&call)?;
    let (emergency, actor) = (own.emergency, Actor::Participant(own.participant));
    let step = call.figure("step").and_then(|step| u16::try_from(step).ok()).unwrap_or(0);
    let tick = Command::Tick {
        emergency,
        card: call.text("card").into(),
        edition: call.figure("edition").unwrap_or(0),
        step,
        tried: call.body["tried"].as_bool().unwrap_or(true),
    };
    call.ask_as(actor, tick).await?;
    Answer::done()
}

async fn send(call: Call) -> Result<Answer, Problem> {
    let emergency = super::emergencies::known(&call)?.id;
    call.ask(Command::Send { emergency, card: call.text("card").into() }).await?;
    Answer::done()
}
