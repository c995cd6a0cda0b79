//! What messages may show, of everybody and of single customers.

use domain::methods::{ByChannel, Command, Shown, Shows};
use domain::words::CustomerKey;
use serde_json::{Map, Value, json};

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, key, list, named, object};
use super::table::Operation;

const SHOWN: [&str; 3] = ["nothing", "summary", "words"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let channels: Vec<_> = Shows::CHANNELS.map(|channel| (channel.name(), choice(&SHOWN))).to_vec();
    let one = object(&[("customer", key()), ("shows", named("ShowsByChannel"))], &[]);
    vec![
        ("ShowsByChannel", object(&[], &channels)),
        ("Shows", object(&[("everybody", named("ShowsByChannel")), ("customers", list(one))], &[])),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/shows", "getShows", "What messages may show, by channel and customer.")
            .answers(200, named("Shows"))
            .by(show),
        Operation::put(
            "/shows",
            "putShows",
            "Says what messages show of everybody; a channel that is left out shows a summary.",
        )
        .takes(named("ShowsByChannel"))
        .answers(200, named("Shows"))
        .by(put),
        Operation::put(
            "/customers/{key}/shows",
            "putShowsOfCustomer",
            "Says it of one customer; a channel that is left out shows what it shows of everybody.",
        )
        .takes(named("ShowsByChannel"))
        .answers(200, named("Shows"))
        .by(put_of_one),
    ]
}

fn by_channel(channels: &ByChannel) -> Value {
    let each = channels.iter();
    let each = each.map(|(channel, shown)| (channel.name().to_owned(), json!(shown.name())));
    Value::Object(each.collect::<Map<String, Value>>())
}

fn shape(shows: &Shows) -> Value {
    let everybody = Shows::CHANNELS.into_iter().map(|channel| (channel, shows.on(channel)));
    let customers = shows.customers();
    let customers = customers.map(|(customer, channels)| {
        json!({ "customer": customer.as_str(), "shows": by_channel(channels) })
    });
    json!({
        "everybody": by_channel(&everybody.collect()),
        "customers": customers.collect::<Vec<_>>(),
    })
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(shape(call.state().methods.shows()))
}

async fn put(call: Call) -> Result<Answer, Problem> {
    said(call, None).await
}

async fn put_of_one(call: Call) -> Result<Answer, Problem> {
    let customer = CustomerKey::from(call.part("key"));
    if call.state().customers.profile(&customer).is_none() {
        return Err(Problem::unknown("customer"));
    }
    said(call, Some(customer)).await
}

async fn said(call: Call, customer: Option<CustomerKey>) -> Result<Answer, Problem> {
    let mut channels = ByChannel::new();
    for channel in Shows::CHANNELS {
        let shown = call.body[channel.name()].as_str().and_then(Shown::of_name);
        channels.extend(shown.map(|shown| (channel, shown)));
    }
    call.ask(Command::PutShows { customer, channels }).await?;
    Answer::ok(shape(call.fresh().methods.shows()))
}
