//! Subscribers of status pages: who is told, and how far each word to them has got.

use std::sync::Arc;

use domain::access::Role;
use domain::credentials::Scope;
use domain::status_pages::Readers;
use domain::subscribers::{
    Broadcast, Command, Entry, IMPORT_MAX, Lane, Profile, Route, Standing, Subscriber, Through,
    Wants, tidy_address,
};
use domain::words::{Condition, Language, Severity, StatusPageKey, SubscriberId, Timestamp};
use domain::{Deed, State};
use serde_json::{Value, json};
use views::subscribers::colleagues;
use views::times::iso_exact;

use super::super::Problem;
use super::super::subscribers::{PRIVATE, of_customer};
use super::call::{Answer, Call};
use super::schema::{
    Schema, choice, count, flag, key, list, maybe, named, number, object, text, time,
};
use super::table::Operation;

const STANDINGS: [&str; 4] = ["unconfirmed", "active", "paused", "stopped"];
pub(super) const ROUTES: [&str; 7] =
    ["email", "sms", "webhook", "statuspage", "slack", "teams", "discord"];
const SEVERITIES: [&str; 3] = ["critical", "high", "low"];
const CONDITIONS: [&str; 4] = ["operational", "degraded", "partial", "major"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let subscriber = [
        ("id", text()),
        ("page", maybe(key())),
        ("customer", maybe(key())),
        ("audience", maybe(key())),
        ("domain", maybe(text())),
        ("by_link", flag()),
        ("colleague", maybe(choice(&SEVERITIES))),
        ("route", choice(&ROUTES)),
        ("address", text()),
        ("standing", choice(&STANDINGS)),
        ("language", text()),
        ("components", list(key())),
        ("services", list(key())),
        ("sites", list(key())),
        ("at_least", choice(&CONDITIONS)),
        ("daily", maybe(number(0, 23))),
        ("since", time()),
        ("reason", text()),
        ("slow_until", maybe(time())),
    ];
    let word = [
        ("number", count()),
        ("heading", text()),
        ("at", time()),
        ("concerns", count()),
        ("reached", count()),
        ("failed", count()),
        ("replaced", count()),
        ("held", flag()),
        ("done", flag()),
        ("given_up", flag()),
    ];
    vec![("Subscriber", object(&subscriber, &[])), ("SubscriberWord", object(&word, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let added = object(
        &[("addresses", list(text())), ("consent", text())],
        &[
            ("page", key()),
            ("customer", key()),
            ("colleague", choice(&SEVERITIES)),
            ("route", choice(&ROUTES)),
            ("language", text()),
            ("components", list(key())),
            ("services", list(key())),
            ("sites", list(key())),
            ("at_least", choice(&CONDITIONS)),
            ("daily", number(0, 23)),
        ],
    );
    vec![
        Operation::get(
            "/subscribers",
            "listSubscribers",
            "Who is told when something changes on a status page, and which colleagues are told \
             what is told inside; for leads.",
        )
        .query("text", "A part of the address.", text())
        .pages("Subscriber")
        .needs(Scope::Manage)
        .by(list_all),
        Operation::post(
            "/subscribers",
            "addSubscribers",
            "Adds those who agreed elsewhere, to a page, where `customer` is given as its readers, \
             or as colleagues from a severity on; those who are there keep what they chose.",
        )
        .needs(Scope::Manage)
        .takes(added)
        .answers(200, object(&[("count", count())], &[]))
        .by(add),
        Operation::get("/subscribers/{id}", "getSubscriber", "One subscriber; for leads.")
            .needs(Scope::Manage)
            .answers(200, named("Subscriber"))
            .by(show),
        Operation::delete(
            "/subscribers/{id}",
            "removeSubscriber",
            "Nothing is sent to them any more.",
        )
        .by(remove),
        Operation::post("/subscribers/{id}/resume", "resumeSubscriber", "Writes to them again.")
            .needs(Scope::Manage)
            .by(resume),
        Operation::get("/subscriber-words", "listSubscriberWords", "How far each word has got.")
            .pages("SubscriberWord")
            .by(words),
        Operation::post(
            "/subscriber-words/{number}/release",
            "releaseSubscriberWord",
            "Lets text messages leave that wait for a person.",
        )
        .by(release),
        Operation::post(
            "/subscriber-words/{number}/withhold",
            "withholdSubscriberWord",
            "Those text messages do not leave.",
        )
        .by(withhold),
    ]
}

/// Addresses are personal: leads look after them.
pub(super) fn may_look(call: &Call) -> Result<(), Problem> {
    let person = call.actor.person().and_then(|person| call.state().access.person(person));
    let lead = person.is_some_and(|person| person.role >= Role::Lead);
    let refusal = domain::Refusal::NotAllowed { deed: Deed::KeepSubscription };
    if lead { Ok(()) } else { Err(Problem::from(refusal)) }
}

fn shape(state: &State, known: &Subscriber, now: Timestamp) -> Value {
    let wants = &known.profile.wants;
    let standing = match known.standing {
        Standing::Unconfirmed { .. } => STANDINGS[0],
        Standing::Active => STANDINGS[1],
        Standing::Paused => STANDINGS[2],
        Standing::Stopped => STANDINGS[3],
    };
    let through = known.profile.through.as_ref();
    let (audience, domain) = match through {
        Some(Through::Audience { audience, .. }) => (Some(audience), None),
        Some(Through::Mail { domain }) => (None, Some(domain)),
        Some(Through::Customer { .. }) | None => (None, None),
    };
    let by_link =
        matches!(through, Some(Through::Audience { .. } | Through::Customer { link: Some(_), .. }));
    json!({
        "id": known.id.to_string(),
        "page": known.profile.colleague.is_none().then(|| known.profile.page.as_str()),
        "customer": through.and_then(Through::customer),
        "audience": audience,
        "domain": domain,
        "by_link": by_link,
        "colleague": known.profile.colleague.map(colleagues::word),
        "route": known.profile.route.name(),
        "address": known.address.as_str(),
        "standing": standing,
        "language": known.profile.language.code(),
        "components": wants.components,
        "services": wants.services,
        "sites": wants.sites,
        "at_least": wants.at_least,
        "daily": wants.daily,
        "since": iso_exact(known.since),
        "reason": known.reason,
        "slow_until": state.subscribers.slow_until(known, now).map(iso_exact),
    })
}

fn word_shape(state: &State, word: &Broadcast) -> Value {
    let total = word.total();
    json!({
        "number": word.number,
        "heading": state.as_it_stands(&word.word).heading,
        "at": iso_exact(word.at),
        "concerns": total.count,
        "reached": total.reached,
        "failed": total.failed,
        "replaced": total.collapsed,
        "held": word.held,
        "done": word.is_done(),
        "given_up": word.given_up,
    })
}

async fn list_all(call: Call) -> Result<Answer, Problem> {
    may_look(&call)?;
    let wanted = call.query.get("text").map(|text| text.to_lowercase()).unwrap_or_default();
    let found = call.state().subscribers.all();
    let found = found.filter(|known| known.address.as_str().to_lowercase().contains(&wanted));
    let items = found.map(|known| (known.number, known)).collect();
    let (state, now) = (call.state(), call.now());
    call.page(|text| text.parse().ok(), items, |known| shape(state, known, now))
}

async fn add(call: Call) -> Result<Answer, Problem> {
    may_look(&call)?;
    let route = Route::parse(call.text("route")).unwrap_or(Route::Email);
    let language = Language::of_tag(call.text("language")).unwrap_or_default();
    let keys = |field: &str| -> Vec<String> {
        let list = call.body.get(field).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let at_least = match call.text("at_least") {
        "degraded" => Condition::Degraded,
        "partial" => Condition::Partial,
        "major" => Condition::Major,
        _ => Condition::Operational,
    };
    let wants = Wants {
        components: keys("components").iter().map(|key| key.as_str().into()).collect(),
        services: keys("services").iter().map(|key| key.as_str().into()).collect(),
        sites: keys("sites").iter().map(|key| key.as_str().into()).collect(),
        at_least,
        daily: call.figure("daily").and_then(|hour| u8::try_from(hour).ok()),
        ..Wants::default()
    };
    let profile = profile(&call, Profile::colleague(Severity::Critical, route, language, wants))?;
    let addresses = keys("addresses");
    if addresses.len() > IMPORT_MAX {
        return Err(Problem::bad("addresses", format!("At most {IMPORT_MAX} at a time.")));
    }
    let bad = addresses.iter().position(|one| {
        let posts = |one: &String| call.site.posts.checked(one).is_ok();
        tidy_address(route, one).is_err() || route.lane() == Lane::Hook && !posts(one)
    });
    if let Some(bad) = bad {
        let number = bad + 1;
        return Err(Problem::bad("addresses", format!("Number {number} leads nowhere.")));
    }
    let entry =
        |address: &String| Entry { profile: profile.clone(), address: Arc::from(address.as_str()) };
    let entries: Vec<Entry> = addresses.iter().map(entry).collect();
    let consent = Arc::from(call.text("consent"));
    let before = call.fresh().subscribers.len();
    call.ask(Command::Add { entries, consent }).await?;
    let count = call.fresh().subscribers.len().saturating_sub(before);
    Answer::ok(json!({ "count": count }))
}

/// Whose profile it is: a colleague's, where the body says how severe it must be; else that of a
/// reader of a page.
pub(super) fn profile(call: &Call, profile: Profile) -> Result<Profile, Problem> {
    let Profile { route, language, mut wants, .. } = profile;
    if !call.text("colleague").is_empty() {
        let least = colleagues::severity(call.text("colleague"));
        let no = || Problem::bad("colleague", "It is none of the three severities.".to_owned());
        wants.zone = call.state().organisation.settings.zone.clone();
        return Ok(Profile::colleague(least.ok_or_else(no)?, route, language, wants));
    }
    let page = StatusPageKey::from(call.text("page"));
    let Some(known) = call.state().status_pages.get(&page) else {
        return Err(Problem::bad("page", "There is no such status page.".to_owned()));
    };
    let customer = call.text("customer");
    let through = (!customer.is_empty()).then(|| of_customer(customer));
    if through.is_none() && known.profile.readers != Readers::Everyone {
        return Err(Problem::bad("customer", PRIVATE.to_owned()));
    }
    wants.zone = known.profile.zone.clone();
    Ok(Profile { page, route, language, wants, colleague: None, through })
}

fn id(call: &Call) -> Result<SubscriberId, Problem> {
    let id = SubscriberId::parse(call.part("id"));
    let known = id.filter(|id| call.state().subscribers.get(*id).is_some());
    known.ok_or_else(|| Problem::unknown("subscriber"))
}

async fn show(call: Call) -> Result<Answer, Problem> {
    may_look(&call)?;
    let id = id(&call)?;
    let state = call.fresh();
    let known = state.subscribers.get(id);
    Answer::ok(known.map_or(Value::Null, |known| shape(&state, known, call.now())))
}

async fn remove(call: Call) -> Result<Answer, Problem> {
    let subscriber = id(&call)?;
    call.ask(Command::Leave { subscriber }).await?;
    Answer::done()
}

async fn resume(call: Call) -> Result<Answer, Problem> {
    let subscriber = id(&call)?;
    call.ask(Command::Resume { subscriber }).await?;
    Answer::done()
}

async fn words(call: Call) -> Result<Answer, Problem> {
    let items = call.state().subscribers.words().map(|word| (word.number, word)).collect();
    call.page(|text| text.parse().ok(), items, |word| word_shape(call.state(), word))
}

async fn release(call: Call) -> Result<Answer, Problem> {
    let broadcast = call.number().ok_or_else(|| Problem::unknown("word"))?;
    call.ask(Command::Release { broadcast }).await?;
    Answer::done()
}

async fn withhold(call: Call) -> Result<Answer, Problem> {
    let broadcast = call.number().ok_or_else(|| Problem::unknown("word"))?;
    call.ask(Command::Withhold { broadcast }).await?;
    Answer::done()
}
