//! Where the host names of a status page lead at present.

use domain::credentials::Scope;
use domain::words::StatusPageKey;
use serde_json::json;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{choice, list, object, text};
use super::table::Operation;
use crate::status::pointing::{self, Found};

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let host = object(
        &[("host", text()), ("leads", choice(&Found::ALL.map(Found::name))), ("says", text())],
        &[],
    );
    let summary = "Looks where the host names of a status page lead at present: resolves each and \
                   asks over it for the sign of this installation.";
    vec![
        Operation::post("/status-pages/{key}/look", "lookAtHosts", summary)
            .needs(Scope::Manage)
            .answers(200, object(&[("hosts", list(host))], &[]))
            .by(look),
    ]
}

async fn look(call: Call) -> Result<Answer, Problem> {
    let page = StatusPageKey::from(call.part("key"));
    let known = call.state().status_pages.get(&page);
    let hosts = known.ok_or_else(|| Problem::unknown("status page"))?.profile.hosts.clone();
    let found = pointing::look(&call.site, &hosts).await.into_iter();
    let found = found.map(|(host, found)| {
        json!({ "host": host, "leads": found.name(), "says": found.sentence(&host) })
    });
    Answer::ok(json!({ "hosts": found.collect::<Vec<_>>() }))
}
