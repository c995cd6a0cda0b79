//! What is kept about somebody, and erasing it: for managers.

use domain::access::Role;
use domain::credentials::Scope;
use domain::erasures::{Command, Reason};
use domain::words::Owner;
use domain::{Deed, Refusal};
use serde_json::json;

use super::super::{Problem, kept};
use super::call::{Answer, Call};
use super::schema::{Schema, choice, count, flag, list, maybe, named, object, text, time};
use super::table::Operation;

const WANTED: &str = "Write whose it is, such as person/maria or participant/<id>.";

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let erasure =
        object(&[("owner", text()), ("reason", choice(&Reason::ALL.map(Reason::name)))], &[]);
    let found = object(&[("owner", text()), ("events", count())], &[]);
    vec![
        Operation::get("/kept", "getKept", "Everything that is kept about somebody.")
            .needs(Scope::Manage)
            .query("owner", WANTED, text())
            .answers(200, named("Kept"))
            .by(show),
        Operation::post("/kept/owners", "findKept", "As whose words an address is kept.")
            .needs(Scope::Manage)
            .takes(object(&[("address", text())], &[]))
            .answers(200, object(&[("owners", list(found))], &[]))
            .by(find),
        Operation::post("/erasures", "erase", "Erases every word of somebody for good.")
            .needs(Scope::Manage)
            .takes(erasure)
            .answers(200, named("Kept"))
            .by(erase),
    ]
}

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let test = object(
        &[
            ("rang_at", time()),
            ("methods", list(text())),
            ("answered_at", maybe(time())),
            ("woke", list(text())),
            ("phone", maybe(text())),
        ],
        &[],
    );
    let entry = object(
        &[
            ("number", count()),
            ("at", time()),
            ("what", text()),
            ("words", list(text())),
            ("event", json!({})),
        ],
        &[],
    );
    let fields = [
        ("owner", text()),
        ("made_at", time()),
        ("now", json!({})),
        ("erased_at", maybe(time())),
        ("with_words", count()),
        ("naming", count()),
        ("cut", flag()),
        ("silent_tests", list(test)),
        ("entries", list(entry)),
    ];
    vec![("Kept", object(&fields, &[]))]
}

/// Only managers look, and only what whoever asks may see is shown.
fn managers_only(call: &Call) -> Result<(), Problem> {
    let person = call.actor.person().and_then(|person| call.state().access.person(person));
    match person.is_some_and(|known| known.role >= Role::Manager) {
        true => Ok(()),
        false => Err(Problem::from(Refusal::NotAllowed { deed: Deed::Manage })),
    }
}

async fn read(call: &Call, owner: &Owner) -> Result<Answer, Problem> {
    let kept = kept::read(&call.site, &call.actor, owner).await?;
    let whole = serde_json::to_value(&kept).map_err(|_| Problem::from(Refusal::Broken))?;
    Answer::ok(whole)
}

async fn show(call: Call) -> Result<Answer, Problem> {
    managers_only(&call)?;
    let asked = call.query.get("owner").map(String::as_str).unwrap_or_default();
    let owner = Owner::parse(asked).ok_or_else(|| Problem::bad("owner", WANTED))?;
    read(&call, &owner).await
}

async fn find(call: Call) -> Result<Answer, Problem> {
    managers_only(&call)?;
    let sought = kept::sought(call.text("address"));
    let sought = sought.map_err(|sentence| Problem::bad("address", sentence))?;
    let found = kept::owners(&call.site, &call.actor, sought).await?;
    let found =
        found.iter().map(|one| json!({ "owner": one.owner.to_string(), "events": one.events }));
    Answer::ok(json!({ "owners": found.collect::<Vec<_>>() }))
}

async fn erase(call: Call) -> Result<Answer, Problem> {
    managers_only(&call)?;
    let owner = Owner::parse(call.text("owner")).ok_or_else(|| Problem::bad("owner", WANTED))?;
    let reason = Reason::parse(call.text("reason"));
    let reason = reason.ok_or_else(|| Problem::bad("reason", "Say why."))?;
    call.ask(Command::Erase { owner: owner.clone(), reason }).await?;
    kept::settle(&call.site).await;
    read(&call, &owner).await
}
