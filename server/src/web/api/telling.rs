//! What programs say of components, beside what machines and readers do.

use domain::Refusal;
use domain::evidence::{Evidence, Unsaid};
use domain::sightings::{self, Command, DISMISSED_MAX, Dismissal};
use domain::words::ComponentKey;
use serde_json::json;
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::incidents::since as instant;
use super::schema::{count, flag, key, list, object, text, time};
use super::table::Operation;

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::post(
            "/components/{key}/evidence",
            "reportEvidence",
            "Says whether a component fails, as a program sees it.",
        )
        .takes(object(&[("source", text()), ("failing", flag())], &[]))
        .by(report),
        Operation::get(
            "/components/{key}/evidence",
            "getEvidence",
            "What was seen of a component, whatever is said of it.",
        )
        .answers(
            200,
            object(
                &[
                    ("alerts", count()),
                    ("programs", count()),
                    ("people", count()),
                    ("callers", count()),
                    ("readers", count()),
                    ("customers", list(key())),
                    ("suspected", flag()),
                    ("never_told", list(object(&[("from", time()), ("until", time())], &[]))),
                ],
                &[("since", time())],
            ),
        )
        .by(seen),
        Operation::post(
            "/evidence/dismissed",
            "dismissEvidence",
            "Says that what machines saw to fail, and nobody told, was nothing.",
        )
        .takes(object(
            &[("components", list(key())), ("from", time()), ("until", time()), ("reason", text())],
            &[],
        ))
        .by(dismiss),
    ]
}

/// What was seen, and the customers whose readers said so by a link of their own.
async fn seen(call: Call) -> Result<Answer, Problem> {
    let component = ComponentKey::from(call.part("key"));
    let (state, now) = (call.state(), call.now());
    state.components.get(&component).ok_or_else(|| Problem::unknown("component"))?;
    let known = state.sightings.seen.get(&component);
    let customers = known.map(|known| known.customers_at(now)).unwrap_or_default();
    let evidence = state.evidence_at(now).remove(&component);
    let counted = |count: fn(&Evidence) -> u32| evidence.as_ref().map_or(0, count);
    let mut unsaid = state.unsaid(now);
    unsaid.retain(|asked| asked.components.contains(&component));
    let span =
        |asked: &Unsaid| json!({ "from": iso_exact(asked.from), "until": iso_exact(asked.until) });
    let mut answer = json!({
        "alerts": counted(|evidence| evidence.alerts),
        "programs": counted(|evidence| evidence.programs),
        "people": counted(|evidence| evidence.people),
        "callers": counted(|evidence| evidence.callers),
        "readers": counted(|evidence| evidence.readers),
        "customers": customers.iter().map(|customer| customer.as_str()).collect::<Vec<_>>(),
        "suspected": evidence.is_some_and(|evidence| evidence.is_suspected()),
        "never_told": unsaid.iter().map(span).collect::<Vec<_>>(),
    });
    if let Some(evidence) = evidence {
        answer["since"] = iso_exact(evidence.since).into();
    }
    Answer::ok(answer)
}

async fn report(call: Call) -> Result<Answer, Problem> {
    let component = ComponentKey::from(call.part("key"));
    let failing = call.body["failing"].as_bool().unwrap_or(true);
    let source = call.text("source").into();
    call.ask(Command::Report { component, source, failing }).await?;
    Answer::done()
}

async fn dismiss(call: Call) -> Result<Answer, Problem> {
    let components = call.body["components"].as_array().into_iter().flatten();
    let components = components.filter_map(|key| key.as_str()).map(Into::into);
    let components: Vec<ComponentKey> = components.collect();
    let at = |field: &str| {
        let said = instant(&call.body[field], field)?;
        said.ok_or_else(|| Problem::bad(field, "Say when."))
    };
    let (from, until) = (at("from")?, at("until")?);
    if components.is_empty() || components.len() > DISMISSED_MAX {
        return Err(Problem::bad("components", "Name 1 to 50 components."));
    }
    if until <= from || until > call.now() {
        return Err(Problem::bad("until", "It must end after it began, and not in the future."));
    }
    let reason = call.text("reason").into();
    let said = Dismissal { components, from, until, reason };
    call.ask_naming(Command::Dismiss(said), field_of).await?;
    Answer::done()
}

/// The field that a refusal is about.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use sightings::Refusal as S;
    let Refusal::Sightings(refusal) = refusal else { return None };
    match refusal {
        S::BadSpan => Some("from"),
        S::BadReason => Some("reason"),
        S::Unknown => Some("components"),
        S::BadSource | S::TooMany | S::NotYours => None,
    }
}
