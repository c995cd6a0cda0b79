//! The links by which customers and audiences read their status pages: read, made, ended, sent.

use domain::Deed;
use domain::access::Role;
use domain::audiences::{Command, Holder};
use domain::credentials::Scope;
use domain::words::{AudienceKey, CustomerKey};
use serde_json::{Value, json};
use views::Links;
use views::audiences::handed::NO_MAIL;
use views::times::iso_exact;

use super::super::Problem;
use super::super::audiences::plan_of_links;
use super::call::{Answer, Call};
use super::schema::{Schema, count, flag, key, maybe, named, object, text, time};
use super::table::Operation;
use crate::status_links;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let link = [("url", text()), ("since", time()), ("subscribers", count())];
    let many = [
        ("customers", count()),
        ("links", count()),
        ("mails", count()),
        ("unsent", count()),
        ("more", count()),
        ("made", count()),
        ("mailed", count()),
        ("goes_on", flag()),
        ("stopped", maybe(text())),
    ];
    vec![("StatusLink", object(&link, &[])), ("StatusLinks", object(&many, &[]))]
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
        Operation::post(
            "/status-links",
            "makeStatusLinks",
            "Says what it would make for all customers who have no link, or for those of an \
             audience: how many links, and how many mails to contacts who asked to be told. Makes \
             and sends them when `make` is true, up to 10,000 links at a time; it goes on by \
             itself, and the same call says how far it has got.",
        )
        .needs(Scope::Manage)
        .takes(object(&[], &[("audience", key()), ("make", flag())]))
        .answers(200, named("StatusLinks"))
        .by(many),
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

/// For many customers: what one press makes and sends, and what came of the last.
async fn many(call: Call) -> Result<Answer, Problem> {
    let person = call.actor.person().and_then(|person| call.state().access.person(person));
    if person.is_none_or(|person| person.role < Role::Lead) {
        return Err(Problem::from(domain::Refusal::NotAllowed { deed: Deed::Plan }));
    }
    let whom = call.given("audience").map(|key| AudienceKey::from(key.as_str()));
    if whom.as_ref().is_some_and(|whom| call.state().audiences.get(whom).is_none()) {
        return Err(Problem::unknown("audience"));
    }
    let plan = plan_of_links(&call.site, whom.clone());
    if call.flag("make") && !plan.look.can_mail {
        return Err(Problem::bad("make", NO_MAIL));
    }
    if call.flag("make") && plan.look.links > 0 {
        let made = status_links::press(&call.site.line, call.actor.clone(), plan).await;
        made.map_err(|why| Problem::bad("make", why))?;
    }
    let look = plan_of_links(&call.site, whom.clone()).look;
    let last = status_links::progress(whom.as_ref()).unwrap_or_default();
    Answer::ok(json!({
        "customers": look.customers,
        "links": look.links,
        "mails": look.mails,
        "unsent": look.unsent,
        "more": look.more,
        "made": last.links,
        "mailed": last.mails,
        "goes_on": last.goes_on,
        "stopped": last.stopped,
    }))
}

async fn mail(call: Call) -> Result<Answer, Problem> {
    let (customer, contact) = (call.part("key").into(), call.text("contact").into());
    call.ask(Command::MailLink { customer, contact }).await?;
    Answer::done()
}
