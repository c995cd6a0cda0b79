//! Definitions: customers, people, teams, schedules, policies and services, with the fields that
//! they have in the organisation file, and the organisation's own settings.

use domain::credentials::Scope;
use domain::customers::fold::fold;
use domain::maintenance::Weekdays;
use domain::templates::Begins;
use domain::words::SmolStr;
use serde_json::Value;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, flag, key, list, named, number, object, page, text};
use super::shapes::PHASES;
use super::table::Operation;
use crate::organisation_file::one::{Noun, definition, settings};
use crate::organisation_file::{self, File, Ground};
use crate::status::hosts;

/// Over which programs and chats readers of a page may subscribe.
const WAYS: [&str; 5] = ["webhook", "statuspage", "slack", "teams", "discord"];

struct Kind {
    noun: Noun,
    path: [&'static str; 2],
    ids: [&'static str; 4],
    summaries: [&'static str; 4],
    schema: &'static str,
}

macro_rules! kind {
    ($noun:ident, $path:literal, $one:literal, $many:literal) => {
        Kind {
            noun: Noun::$noun,
            path: [concat!("/", $path), concat!("/", $path, "/{key}")],
            ids: [
                concat!("list", $many),
                concat!("get", $one),
                concat!("put", $one),
                concat!("remove", $one),
            ],
            summaries: [
                concat!("All definitions, by key: ", $path, "."),
                concat!("One definition: ", $path, "."),
                concat!("Defines one, whole: ", $path, "."),
                concat!("Takes one out: ", $path, "."),
            ],
            schema: concat!($one, "Definition"),
        }
    };
}

const KINDS: [Kind; 12] = [
    kind!(Customer, "customers", "Customer", "Customers"),
    kind!(Person, "people", "Person", "People"),
    kind!(Team, "teams", "Team", "Teams"),
    kind!(Schedule, "schedules", "Schedule", "Schedules"),
    kind!(Policy, "policies", "Policy", "Policies"),
    kind!(Service, "services", "Service", "Services"),
    kind!(Card, "cards", "Card", "Cards"),
    kind!(Component, "components", "Component", "Components"),
    kind!(Audience, "audiences", "Audience", "Audiences"),
    kind!(StatusPage, "status-pages", "StatusPage", "StatusPages"),
    kind!(Routine, "maintenance-routines", "Routine", "Routines"),
    kind!(Template, "templates", "Template", "Templates"),
];

/// The definitions, by the names under which the document describes them: as they are sent, and,
/// with their key, as they are listed.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let method = object(&[("key", key()), ("channel", text())], &[("address", text())]);
    let rule = object(
        &[("urgency", choice(&["critical", "high", "low"])), ("method", key())],
        &[("delay_secs", number(0, 3_600))],
    );
    let rotation = object(
        &[
            ("key", key()),
            ("people", list(key())),
            ("cadence", text()),
            ("hand_off", text()),
            ("start", text()),
        ],
        &[("every", number(1, 999)), ("windows", list(text()))],
    );
    let step = object(&[("targets", list(text()))], &[("delay_secs", number(5, 900))]);
    let contact = object(
        &[("key", key()), ("name", text())],
        &[("email", text()), ("phone", text()), ("told", flag())],
    );
    let site =
        object(&[("key", key()), ("name", text())], &[("zone", text()), ("component", key())]);
    let rate = object(&[("per_hour_minor", number(0, 1 << 53)), ("currency", text())], &[]);
    let languages = ["en", "de", "fr", "es", "pt"];
    let card_text = object(
        &[("language", choice(&languages)), ("title", text()), ("instructions", list(text()))],
        &[],
    );
    let template_text = object(
        &[("language", choice(&languages))],
        &[
            ("title", text()),
            ("known", text()),
            ("impact", text()),
            ("workaround", text()),
            ("next", text()),
        ],
    );
    let own = ("key", key());
    vec![
        (
            "CustomerDefinition",
            object(
                &[("name", text())],
                &[
                    own.clone(),
                    ("access_names", list(text())),
                    ("former_names", list(text())),
                    ("domains", list(text())),
                    ("plan", text()),
                    ("downtime_rate", rate),
                    ("shows", named("ShowsByChannel")),
                    ("contacts", list(contact)),
                    ("sites", list(site)),
                ],
            ),
        ),
        (
            "PersonDefinition",
            object(
                &[("name", text()), ("role", text()), ("zone", text())],
                &[
                    own.clone(),
                    ("methods", list(method)),
                    ("rules", list(rule)),
                    ("quiet_from", text()),
                    ("quiet_until", text()),
                ],
            ),
        ),
        ("TeamDefinition", object(&[("name", text())], &[own.clone(), ("members", list(key()))])),
        (
            "ScheduleDefinition",
            object(
                &[("name", text()), ("zone", text())],
                &[own.clone(), ("rotations", list(rotation))],
            ),
        ),
        (
            "PolicyDefinition",
            object(
                &[("name", text())],
                &[own.clone(), ("rounds", number(1, 9)), ("steps", list(step))],
            ),
        ),
        (
            "ServiceDefinition",
            object(&[("name", text())], &[own.clone(), ("team", key()), ("policy", key())]),
        ),
        (
            "CardDefinition",
            object(
                &[("texts", list(card_text))],
                &[
                    own.clone(),
                    ("service", key()),
                    ("asset", text()),
                    ("order", number(0, 1_000_000)),
                ],
            ),
        ),
        (
            "ComponentDefinition",
            object(
                &[("name", text())],
                &[
                    own.clone(),
                    ("about", text()),
                    ("parent", key()),
                    ("service", key()),
                    ("order", number(0, 1_000_000)),
                    ("only_if_affected", flag()),
                    ("hides_history", flag()),
                    ("audiences", list(key())),
                    ("counted_from", text()),
                    ("translations", super::translations::taken(&["name", "about"])),
                ],
            ),
        ),
        (
            "AudienceDefinition",
            object(&[("name", text())], &[own.clone(), ("customers", list(key()))]),
        ),
        (
            "RoutineDefinition",
            object(
                &[
                    ("title", text()),
                    ("impact", text()),
                    ("zone", text()),
                    ("owner", key()),
                    ("first", text()),
                    ("at", text()),
                    ("lasts_mins", number(1, 20_160)),
                    ("repeat", choice(&["weekly", "monthly", "monthly_weekday"])),
                ],
                &[
                    own.clone(),
                    ("translations", super::translations::taken(&["title", "impact"])),
                    ("components", list(key())),
                    ("every", number(1, 12)),
                    ("weekdays", list(choice(&Weekdays::NAMES.map(|(_, name)| name)))),
                    ("remind_mins", list(text())),
                    ("by_hand", flag()),
                ],
            ),
        ),
        (
            "TemplateDefinition",
            object(
                &[("name", text()), ("texts", list(template_text))],
                &[
                    own.clone(),
                    ("begins", choice(&Begins::ALL.map(Begins::name))),
                    ("service", key()),
                    ("phase", choice(&PHASES)),
                ],
            ),
        ),
        (
            "StatusPageDefinition",
            object(
                &[("name", text()), ("zone", text())],
                &[
                    own,
                    ("about", text()),
                    ("language", choice(&languages)),
                    ("components", list(key())),
                    ("accent", text()),
                    ("shows_promises", flag()),
                    ("shows_suspicions", flag()),
                    ("by_link", flag()),
                    ("audiences", list(key())),
                    ("mail_domains", list(text())),
                    ("hosts", list(text())),
                    ("links", list(text())),
                    ("languages", list(choice(&languages))),
                    ("subscribe_by", list(choice(&WAYS))),
                    ("logo", text()),
                    ("logo_dark", text()),
                    ("translations", super::translations::taken(&["name", "about"])),
                ],
            ),
        ),
        (
            "Settings",
            object(
                &[("name", text()), ("zone", text())],
                &[
                    ("front_door", key()),
                    ("phone", text()),
                    ("danger_number", text()),
                    ("first_aid", text()),
                    ("webhooks", list(text())),
                    ("call_countries", list(text())),
                    ("language", text()),
                    ("serves", list(text())),
                    ("approvers", list(text())),
                    ("update_critical_secs", number(60, 86_400)),
                    ("update_high_secs", number(60, 86_400)),
                    ("update_low_secs", number(60, 86_400)),
                ],
            ),
        ),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let mut all = vec![
        Operation::get("/organisation", "getSettings", "The organisation's own settings.")
            .answers(200, named("Settings"))
            .by(show_settings),
        Operation::put("/organisation", "putSettings", "Sets them, whole.")
            .takes(named("Settings"))
            .answers(200, named("Settings"))
            .by(put_settings),
    ];
    for kind in &KINDS {
        let noun = kind.noun;
        let [list_id, get_id, put_id, remove_id] = kind.ids;
        let [list_words, get_words, put_words, remove_words] = kind.summaries;
        let mut listing = Operation::get(kind.path[0], list_id, list_words).pages(kind.schema);
        if noun == Noun::Customer {
            let meaning = "Part of a name or a key, in any spelling.";
            listing = listing.query("find", meaning, text());
        }
        listing.answer = (200, Some(page(kind.schema)));
        all.push(listing.by(move |call| many(noun, call)));
        all.push(
            Operation::get(kind.path[1], get_id, get_words)
                .answers(200, named(kind.schema))
                .by(move |call| one(noun, call)),
        );
        all.push(
            Operation::put(kind.path[1], put_id, put_words)
                .takes(named(kind.schema))
                .answers(200, named(kind.schema))
                .by(move |call| put(noun, call)),
        );
        all.push(
            Operation::delete(kind.path[1], remove_id, remove_words)
                .needs(Scope::Manage)
                .by(move |call| remove(noun, call)),
        );
    }
    all
}

fn with_key(key: &str, mut thing: Value) -> Value {
    thing["key"] = Value::String(key.to_owned());
    thing
}

async fn many(noun: Noun, call: Call) -> Result<Answer, Problem> {
    let mut all = noun.all(File::of(call.state()));
    if let Some(find) = call.query.get("find") {
        let wanted = fold(find);
        all.retain(|(key, thing)| key.contains(find.as_str()) || is_called(thing, &wanted));
    }
    let items = all.into_iter().map(|(key, thing)| (key.clone(), (key, thing))).collect();
    call.page(|text| Some(text.to_owned()), items, |(key, thing)| with_key(&key, thing))
}

/// Whether a customer, or a site of it, is called something with these words in it.
fn is_called(customer: &Value, wanted: &str) -> bool {
    let one = |thing: &Value| thing.as_str().is_some_and(|name| fold(name).contains(wanted));
    let lists = ["access_names", "former_names"].into_iter();
    let names = lists.flat_map(|list| customer[list].as_array().into_iter().flatten());
    let sites = customer["sites"].as_array().into_iter().flatten().map(|site| &site["name"]);
    one(&customer["name"]) || names.chain(sites).any(one)
}

async fn one(noun: Noun, call: Call) -> Result<Answer, Problem> {
    let key = call.part("key");
    let thing = noun.one(File::of(call.state()), key);
    let thing = thing.ok_or_else(|| Problem::unknown(noun.name()))?;
    Answer::ok(with_key(key, thing))
}

fn ground(call: &Call) -> Ground<'_> {
    Ground { state: call.state(), prune: false, now: call.now(), zones: crate::zones() }
}

/// The first thing that is wrong, at its field.
fn wrong(problems: &[organisation_file::Problem]) -> Problem {
    let Some(first) = problems.first() else { return Problem::bad("body", "It is wrong.") };
    let field = first.path.rsplit([' ', ',']).next().filter(|field| !field.is_empty());
    Problem::bad(field.unwrap_or("body"), first.text.clone())
}

async fn carry_out(call: &Call, plan: organisation_file::Plan) -> Result<(), Problem> {
    for step in plan.steps {
        // The same definition again changes nothing, so no outcome needs to be kept.
        call.tell(step.command).await?;
    }
    Ok(())
}

async fn put(noun: Noun, call: Call) -> Result<Answer, Problem> {
    let key = call.part("key").to_owned();
    let mut body = call.body.clone();
    let said = body.as_object_mut().and_then(|fields| fields.remove("key"));
    if said.is_some_and(|said| said != Value::String(key.clone())) {
        return Err(Problem::bad("key", "Write the key of the address, or none.".to_owned()));
    }
    if noun == Noun::StatusPage {
        let named = body["hosts"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let named: Vec<SmolStr> = named.map(|host| hosts::ascii(host).into()).collect();
        hosts::none_is_the_doors(&call.site.public_url, &named)
            .map_err(|refusal| Problem::bad("hosts", refusal.to_string()))?;
    }
    let plan = definition(Some((noun, &key)), &body, &ground(&call)).map_err(|all| wrong(&all))?;
    carry_out(&call, plan).await?;
    let thing = noun.one(File::of(&call.fresh()), &key);
    Answer::ok(with_key(&key, thing.ok_or_else(|| Problem::unknown(noun.name()))?))
}

async fn remove(noun: Noun, call: Call) -> Result<Answer, Problem> {
    let key = call.part("key");
    if noun.one(File::of(call.state()), key).is_none() {
        return Err(Problem::unknown(noun.name()));
    }
    let plan = noun.removal(key, &ground(&call)).map_err(|all| wrong(&all))?;
    carry_out(&call, plan).await?;
    Answer::done()
}

async fn show_settings(call: Call) -> Result<Answer, Problem> {
    Answer::ok(settings(call.state()))
}

async fn put_settings(call: Call) -> Result<Answer, Problem> {
    let plan = definition(None, &call.body, &ground(&call)).map_err(|all| wrong(&all))?;
    carry_out(&call, plan).await?;
    Answer::ok(settings(&call.fresh()))
}
