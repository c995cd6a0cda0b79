//! Access: whose token it is, one's keys, what was not ready, and who did what.

use domain::access::{self, Digest, Role, Session};
use domain::credentials::{self, Scope, Token};
use domain::methods::{self, Device};
use domain::readiness;
use domain::words::{Actor, DeliveryId, MethodKey, PersonKey, SmolStr, Timestamp};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, count, key, list, maybe, named, object, text, time};
use super::table::Operation;
use crate::{audit, delivery_log};

const SCOPES: [&str; 3] = ["read", "respond", "manage"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let token = [
        ("number", count()),
        ("person", key()),
        ("name", text()),
        ("scopes", list(choice(&SCOPES))),
        ("made_at", time()),
        ("expires_at", time()),
        ("used_at", maybe(time())),
    ];
    let session = [
        ("id", text()),
        ("person", key()),
        ("device", maybe(text())),
        ("since", time()),
        ("seen_at", time()),
        ("until", time()),
    ];
    let device = [
        ("key", key()),
        ("person", key()),
        ("name", text()),
        ("since", time()),
        ("lost_at", maybe(time())),
        ("verified", super::schema::flag()),
    ];
    vec![
        ("Token", object(&token, &[])),
        ("Session", object(&session, &[])),
        ("Device", object(&device, &[])),
        (
            "Me",
            object(
                &[("person", named("Person")), ("role", text()), ("token", named("Token"))],
                &[],
            ),
        ),
        (
            "Trouble",
            object(
                &[("id", text()), ("since", time()), ("kind", text()), ("person", maybe(key()))],
                &[],
            ),
        ),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let entries = object(&[("items", list(named("TimelineEntry"))), ("next", maybe(text()))], &[]);
    vec![
        Operation::get("/me", "getMe", "As whom the token acts, and what it may do.")
            .answers(200, named("Me"))
            .by(me),
        Operation::get("/tokens", "listTokens", "One's tokens; a manager sees everybody's.")
            .pages("Token")
            .by(tokens),
        Operation::delete("/tokens/{number}", "revokeToken", "Ends a token.").by(revoke),
        Operation::get("/sessions", "listSessions", "One's sessions; a manager sees everybody's.")
            .pages("Session")
            .by(sessions),
        Operation::delete("/sessions/{id}", "endSession", "Ends a session.").by(end_session),
        Operation::get("/devices", "listDevices", "Devices with push messages; a lead sees all.")
            .pages("Device")
            .by(devices),
        Operation::delete("/devices/{person}/{key}", "removeDevice", "Sends it nothing any more.")
            .by(remove_device),
        Operation::get("/readiness", "getReadiness", "What showed that the line was not ready.")
            .answers(200, object(&[("items", list(named("Trouble")))], &[]))
            .by(troubles),
        Operation::delete("/readiness/{id}", "dismissTrouble", "Somebody has seen to it.")
            .by(dismiss),
        Operation::get(
            "/webhooks/attempts",
            "listAttempts",
            "What became of messages to programs, oldest first.",
        )
        .pages("DeliveryAttempt")
        .by(attempts),
        Operation::post(
            "/webhooks/{key}/replay",
            "replayNotices",
            "Sends notices once more: one, or all since an instant.",
        )
        .needs(Scope::Manage)
        .takes(object(&[], &[("delivery", text()), ("since", time())]))
        .answers(200, object(&[("count", count())], &[]))
        .by(replay),
        Operation::get("/audit", "listAudit", "Who did what when, newest first; for managers.")
            .query("after", "What stood in `next` of the page before.", text())
            .query(
                "limit",
                "Most items of the page, 1 to 200; 50 otherwise.",
                super::schema::number(1, 200),
            )
            .query("person", "What this person did, or what was done to them.", key())
            .query("customer", "What concerns this customer.", key())
            .query("kind", "Kinds that start so, such as `paging.accepted`.", text())
            .query("from", "Not earlier than this.", time())
            .query("until", "Earlier than this.", time())
            .answers(200, entries)
            .by(audit),
    ]
}

fn person(call: &Call) -> Result<&PersonKey, Problem> {
    call.actor.person().ok_or_else(|| Problem::unknown("person"))
}

fn role(call: &Call) -> Role {
    let known = call.actor.person().and_then(|person| call.state().access.person(person));
    known.map_or(Role::Observer, |known| known.role)
}

/// Whether the keys of this person may be seen: what may not be looks as if it were not there.
fn sees(call: &Call, owner: &PersonKey) -> bool {
    role(call) == Role::Manager || call.actor.person() == Some(owner)
}

async fn me(call: Call) -> Result<Answer, Problem> {
    let person = person(&call)?;
    let Actor::Token { token, .. } = &call.actor else { return Err(Problem::unknown("token")) };
    let known = call.state().credentials.token(*token).ok_or_else(|| Problem::unknown("token"))?;
    let role = super::shapes::name_of(&role(&call));
    let person = super::shapes::person(call.state(), person);
    Answer::ok(json!({ "person": person, "role": role, "token": shape(known) }))
}

fn shape(token: &Token) -> Value {
    let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.name()).collect();
    json!({
        "number": token.number, "person": token.person.as_str(), "name": token.name.as_str(),
        "scopes": scopes, "made_at": iso_exact(token.made_at),
        "expires_at": iso_exact(token.expires_at), "used_at": token.used_at.map(day),
    })
}

/// No finer than a day: use leaves no trail.
fn day(at: Timestamp) -> String {
    const DAY_MS: i64 = 86_400_000;
    iso_exact(Timestamp(at.0.div_euclid(DAY_MS) * DAY_MS))
}

async fn tokens(call: Call) -> Result<Answer, Problem> {
    let known = call.state().credentials.tokens.values().map(AsRef::as_ref);
    let seen = known.filter(|token: &&Token| sees(&call, &token.person));
    let items = seen.map(|token| (token.number, token)).collect();
    call.page(|text| text.parse().ok(), items, shape)
}

async fn revoke(call: Call) -> Result<Answer, Problem> {
    let known = call.number().and_then(|number| call.state().credentials.token(number));
    let known = known.filter(|token| sees(&call, &token.person));
    let token = known.ok_or_else(|| Problem::unknown("token"))?.number;
    call.ask(credentials::Command::RevokeToken { token }).await?;
    Answer::done()
}

/// The session's digest is no secret: nothing can be done with it but end the session.
async fn sessions(call: Call) -> Result<Answer, Problem> {
    let now = call.now();
    let known = call.state().access.sessions.iter();
    let seen = known.filter(|(_, session)| session.until > now && sees(&call, &session.person));
    let items = seen.map(|(digest, session)| (digest.0.to_string(), (digest, session))).collect();
    let shape = |(digest, session): (&Digest, &Session)| {
        json!({
            "id": digest.0.as_str(), "person": session.person.as_str(),
            "device": session.device.as_ref().map(domain::words::Personal::as_str),
            "since": iso_exact(session.since), "seen_at": day(session.seen_at),
            "until": iso_exact(session.until),
        })
    };
    call.page(|text| Some(text.to_owned()), items, shape)
}

async fn end_session(call: Call) -> Result<Answer, Problem> {
    let session = Digest(SmolStr::new(call.part("id")));
    let known = call.state().access.sessions.get(&session);
    known.filter(|known| sees(&call, &known.person)).ok_or_else(|| Problem::unknown("session"))?;
    call.ask(access::Command::EndSession { session }).await?;
    Answer::done()
}

/// A device is added in its own browser alone; where it is reached is shown to nobody.
async fn devices(call: Call) -> Result<Answer, Problem> {
    let state = call.state();
    let lead = role(&call) >= Role::Lead;
    let people = state.access.people.keys();
    let seen = people.filter(|person| lead || call.actor.person() == Some(*person));
    let all = seen.flat_map(|person| {
        let of = state.methods.devices_of(person);
        of.map(move |(key, device)| (person, key, device))
    });
    let items = all.map(|one| (format!("{} {}", one.0, one.1), one)).collect();
    call.page(
        |text| Some(text.to_owned()),
        items,
        |(person, key, device): (&PersonKey, &MethodKey, &Device)| {
            let verified = state.methods.proved(person, key, &device.address).is_some();
            json!({
                "key": key.as_str(), "person": person.as_str(), "name": device.name.as_str(),
                "since": iso_exact(device.since), "lost_at": device.lost_at.map(iso_exact),
                "verified": verified,
            })
        },
    )
}

async fn remove_device(call: Call) -> Result<Answer, Problem> {
    let person = PersonKey::from(call.part("person"));
    let method = MethodKey::from(call.part("key"));
    let may = role(&call) >= Role::Lead || call.actor.person() == Some(&person);
    let known = call.state().methods.device(&person, &method).is_some();
    if !may || !known {
        return Err(Problem::unknown("device"));
    }
    call.ask(methods::Command::RemoveDevice { person, method }).await?;
    Answer::done()
}

fn id_of(trouble: &readiness::Trouble, since: Timestamp) -> String {
    views::board::trouble_command(trouble, since).to_string()
}

async fn troubles(call: Call) -> Result<Answer, Problem> {
    let known = call.state().readiness.troubles.iter();
    let items = known.map(|(trouble, since)| {
        let said = serde_json::to_value(trouble).unwrap_or_default();
        let inner = said.as_object().and_then(|fields| fields.values().next());
        let person = inner.and_then(|fields| fields["person"].as_str());
        json!({
            "id": id_of(trouble, *since), "since": iso_exact(*since),
            "kind": super::shapes::name_of(trouble), "person": person,
        })
    });
    Answer::ok(json!({ "items": items.collect::<Vec<_>>() }))
}

async fn dismiss(call: Call) -> Result<Answer, Problem> {
    let mut known = call.state().readiness.troubles.iter();
    let found = known.find(|(trouble, since)| id_of(trouble, **since) == call.part("id"));
    let trouble = found.ok_or_else(|| Problem::unknown("trouble"))?.0.clone();
    call.ask(readiness::Command::Dismiss { trouble }).await?;
    Answer::done()
}

async fn audit(call: Call) -> Result<Answer, Problem> {
    if role(&call) < Role::Manager {
        return Err(Problem::from(domain::Refusal::NotAllowed { deed: domain::Deed::Manage }));
    }
    let text = |name: &str| call.query.get(name).cloned();
    let number = |name: &'static str, least: u64, most: u64| match call.query.get(name) {
        None => Ok(None),
        Some(text) => match text.parse::<u64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Problem::bad(name, "This number does not work here.".to_owned())),
        },
    };
    let filter = audit::Filter {
        person: text("person"),
        customer: text("customer"),
        kind: text("kind"),
        from: call.instant("from")?,
        until: call.instant("until")?,
        all: false,
    };
    let before = number("after", 1, u64::MAX)?;
    let limit = number("limit", 1, 200)?.unwrap_or(50);
    let limit = usize::try_from(limit).unwrap_or(50);
    let page = audit::page(&call.site, &filter, before, limit).await?;
    let items: Vec<Value> = page.entries.iter().map(super::incidents::timeline_entry).collect();
    Answer::ok(json!({ "items": items, "next": page.next.map(|seq| seq.to_string()) }))
}

async fn attempts(call: Call) -> Result<Answer, Problem> {
    let all = delivery_log::attempts(&call.site).await?;
    let items = all.into_iter().map(|attempt| (attempt.seq, attempt)).collect();
    let shape = |attempt: delivery_log::Attempt| {
        json!({
            "seq": attempt.seq, "at": iso_exact(attempt.at),
            "delivery": attempt.delivery.to_string(), "webhook": attempt.webhook,
            "kind": attempt.kind, "incident": attempt.incident, "attempt": attempt.attempt,
            "outcome": attempt.outcome, "reason": attempt.reason,
            "retry_at": attempt.retry_at.map(iso_exact),
        })
    };
    call.page(|text| text.parse().ok(), items, shape)
}

async fn replay(call: Call) -> Result<Answer, Problem> {
    let one = call.given("delivery").map(|id| {
        let known = DeliveryId::parse(&id).and_then(|id| call.state().deliveries.get(id));
        let known = known.filter(|known| known.address.to.as_str() == call.part("key"));
        known.map(|known| known.id).ok_or_else(|| Problem::bad("delivery", "There is none."))
    });
    let since = call.given("since").and_then(|since| super::call::read_instant(&since));
    let deliveries = match (one, since) {
        (Some(one), _) => vec![one?],
        (None, Some(since)) => delivery_log::since(call.state(), call.part("key"), since),
        (None, None) => return Err(Problem::bad("since", "Name a delivery or an instant.")),
    };
    let count = deliveries.len();
    call.ask(domain::deliveries::Command::Replay { deliveries }).await?;
    Answer::ok(json!({ "count": count }))
}
