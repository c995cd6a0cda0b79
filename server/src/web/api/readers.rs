//! The links by which customers and audiences read their status pages: read, made, ended, sent.

use domain::audiences::{Command, Holder};
use domain::credentials::Scope;
use domain::words::{AudienceKey, CustomerKey};
use serde_json::{Value, json};
use views::Links;
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, count, key, named, object, text, time};
use super::table::Operation;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let link = [("url", text()), ("since", time()), ("subscribers", count())];
    vec![("StatusLink", object(&link, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let made = "Makes a new link to the status page; those before it end.";
    vec![
        Operation::get(
            "/customers/{key}/status-link",
            "getCustomerStatusLink",
            "The link by which a customer reads its status page.",
        )
        .needs(Scope::Manage)
        .answers(200, named("StatusLink"))
        .by(|call| async move { Answer::ok(whole(&call, &customer(&call))?) }),
        Operation::post("/customers/{key}/status-link", "giveCustomerStatusLink", made)
            .needs(Scope::Manage)
            .answers(201, named("StatusLink"))
            .by(|call| async move {
                let whose = customer(&call);
                give(call, whose).await
            }),
        Operation::delete("/customers/{key}/status-link", "takeCustomerStatusLink", "Ends it now.")
            .by(|call| async move {
                let whose = customer(&call);
                take(call, whose).await
            }),
        Operation::post(
            "/customers/{key}/status-link/mail",
            "mailCustomerStatusLink",
            "Sends it by mail to a contact on file.",
        )
        .needs(Scope::Manage)
        .takes(object(&[("contact", key())], &[]))
        .by(mail),
        Operation::get(
            "/audiences/{key}/status-link",
            "getAudienceStatusLink",
            "The link by which an audience reads its status page.",
        )
        .needs(Scope::Manage)
        .answers(200, named("StatusLink"))
        .by(|call| async move { Answer::ok(whole(&call, &audience(&call))?) }),
        Operation::post("/audiences/{key}/status-link", "giveAudienceStatusLink", made)
            .needs(Scope::Manage)
            .answers(201, named("StatusLink"))
            .by(|call| async move {
                let whose = audience(&call);
                give(call, whose).await
            }),
        Operation::delete("/audiences/{key}/status-link", "takeAudienceStatusLink", "Ends it now.")
            .by(|call| async move {
                let whose = audience(&call);
                take(call, whose).await
            }),
    ]
}

fn customer(call: &Call) -> Holder {
    Holder::Customer(CustomerKey::from(call.part("key")))
}

fn audience(call: &Call) -> Holder {
    Holder::Audience(AudienceKey::from(call.part("key")))
}

fn whole(call: &Call, whose: &Holder) -> Result<Value, Problem> {
    let state = call.fresh();
    let link = state.audiences.link_of(whose).ok_or_else(|| Problem::unknown("link"))?;
    let (public, base) = (call.site.public_url.trim_end_matches('/'), call.site.base);
    let own = call.site.key.status(link.id, link.generation);
    let since = link.since.map(iso_exact);
    Ok(json!({
        "url": format!("{public}{base}/status/for/{own}/"),
        "since": since,
        "subscribers": state.came_by(whose),
    }))
}

async fn give(call: Call, whose: Holder) -> Result<Answer, Problem> {
    call.ask(Command::GiveLink { whose: whose.clone() }).await?;
    Answer::created(whole(&call, &whose)?)
}

async fn take(call: Call, whose: Holder) -> Result<Answer, Problem> {
    call.tell(Command::TakeLink { whose }).await?;
    Answer::done()
}

async fn mail(call: Call) -> Result<Answer, Problem> {
    let (customer, contact) = (call.part("key").into(), call.text("contact").into());
    call.ask(Command::MailLink { customer, contact }).await?;
    Answer::done()
}
