//! What programs say of components, beside what machines and readers do.

use domain::evidence::Evidence;
use domain::sightings::Command;
use domain::words::ComponentKey;
use serde_json::json;
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
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
                ],
                &[("since", time())],
            ),
        )
        .by(seen),
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
    let mut answer = json!({
        "alerts": counted(|evidence| evidence.alerts),
        "programs": counted(|evidence| evidence.programs),
        "people": counted(|evidence| evidence.people),
        "callers": counted(|evidence| evidence.callers),
        "readers": counted(|evidence| evidence.readers),
        "customers": customers.iter().map(|customer| customer.as_str()).collect::<Vec<_>>(),
        "suspected": evidence.is_some_and(|evidence| evidence.is_suspected()),
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
