//! What programs say of components, beside what machines and readers do.

use domain::sightings::Command;
use domain::words::ComponentKey;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{flag, object, text};
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
    ]
}

async fn report(call: Call) -> Result<Answer, Problem> {
    let component = ComponentKey::from(call.part("key"));
    let failing = call.body["failing"].as_bool().unwrap_or(true);
    let source = call.text("source").into();
    call.ask(Command::Report { component, source, failing }).await?;
    Answer::done()
}
