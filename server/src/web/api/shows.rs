//! What messages may show, read and set whole.

use std::collections::BTreeMap;

use domain::methods::{Command, Shown, Shows};
use domain::words::{Channel, CustomerKey};
use serde_json::{Value, json};

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, key, list, named, object};
use super::table::Operation;

const SHOWN: [&str; 3] = ["nothing", "summary", "words"];
const CHANNELS: [&str; 5] = ["email", "webhook", "sms", "voice", "push"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let channel = object(&[("channel", choice(&CHANNELS)), ("shows", choice(&SHOWN))], &[]);
    let customer = object(&[("customer", key()), ("shows", choice(&SHOWN))], &[]);
    vec![("Shows", object(&[("channels", list(channel)), ("customers", list(customer))], &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/shows", "getShows", "What messages may show, by channel and customer.")
            .answers(200, named("Shows"))
            .by(show),
        Operation::put("/shows", "putShows", "Says so, whole; what is left out is a summary.")
            .takes(named("Shows"))
            .answers(200, named("Shows"))
            .by(put),
    ]
}

fn shape(shows: &Shows) -> Value {
    let channels = Shows::CHANNELS.into_iter();
    let channels = channels
        .map(|channel| json!({ "channel": channel.name(), "shows": shows.on(channel).name() }));
    let customers = shows.customers.iter();
    let customers = customers
        .map(|(customer, shown)| json!({ "customer": customer.as_str(), "shows": shown.name() }));
    json!({
        "channels": channels.collect::<Vec<_>>(), "customers": customers.collect::<Vec<_>>(),
    })
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(shape(call.state().methods.shows()))
}

async fn put(call: Call) -> Result<Answer, Problem> {
    let items = |name: &str| call.body[name].as_array().cloned().unwrap_or_default();
    let shown = |one: &Value| Shown::of_name(one["shows"].as_str()?);
    let mut channels: BTreeMap<Channel, Shown> = BTreeMap::new();
    for one in items("channels") {
        let name = one["channel"].as_str().unwrap_or_default();
        let channel = Shows::CHANNELS.into_iter().find(|known| known.name() == name);
        channels.extend(channel.zip(shown(&one)));
    }
    let mut customers: BTreeMap<CustomerKey, Shown> = BTreeMap::new();
    for one in items("customers") {
        let key = CustomerKey::from(one["customer"].as_str().unwrap_or_default());
        if call.state().customers.profile(&key).is_none() {
            let why = format!("There is no customer {key}.");
            return Err(Problem::bad("customers", why));
        }
        customers.extend(shown(&one).map(|shown| (key, shown)));
    }
    call.ask(Command::PutShows { shows: Shows { channels, customers } }).await?;
    Answer::ok(shape(call.fresh().methods.shows()))
}
