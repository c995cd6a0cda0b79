//! Shapes: what the things of the line look like in JSON, each beside its schema.

use domain::State;
use domain::emergencies::{Emergency, Message, Speaker, Standing, Text};
use domain::incidents::{Incident, Phase};
use domain::paging::{Escalation, Standing as Paging};
use domain::redactions::Place;
use domain::updates::{Board, Estimate, Update};
use domain::words::{
    Actor, Language, Overview, ParticipantId, PersonKey, Personal, ServiceKey, Severity, Timestamp,
};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::schema::{
    Schema, choice, count, flag, key, list, maybe, named, number, object, text, time,
};

/// How bad, from the worst.
pub const SEVERITIES: [&str; 3] = ["critical", "high", "low"];
/// How far the work has got.
pub const PHASES: [&str; 4] = ["investigating", "identified", "monitoring", "resolved"];
/// Why an emergency is set aside.
pub const ASIDES: [&str; 4] = ["believed_fixed", "unreachable", "mistake", "abuse"];
const STANDINGS: [&str; 4] = ["open", "asked", "set_aside", "closed"];
const SPEAKERS: [&str; 3] = ["caller", "vendor", "mayday"];

/// The schemas of all shapes, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let mut all = vec![
        ("Person", object(&[("key", key()), ("name", text())], &[])),
        ("Message", message_schema()),
        ("Emergency", object(&emergency_fields(), &[])),
        ("EmergencyWithConversation", {
            let mut fields = emergency_fields();
            fields.push(("messages", list(named("Message"))));
            fields.push(("candidates", list(named("Candidate"))));
            object(&fields, &[])
        }),
        (
            "Candidate",
            object(
                &[
                    ("customer", key()),
                    ("name", text()),
                    ("rank_permille", count()),
                    ("reasons", list(text())),
                ],
                &[],
            ),
        ),
        ("Incident", object(&incident_fields(), &[])),
        ("IncidentWithPages", {
            let mut fields = incident_fields();
            fields.push(("pages", list(named("PageState"))));
            fields.push(("updates", list(named("Update"))));
            // What an update was told without, where it was only for the customers inside.
            let lacking = domain::wording::Lacking::ALL.map(domain::wording::Lacking::name);
            object(&fields, &[("warnings", list(choice(&lacking)))])
        }),
        (
            "PageState",
            object(
                &[
                    ("person", named("Person")),
                    ("standing", text()),
                    ("requested_at", time()),
                    ("rang_at", time()),
                    ("rings", count()),
                ],
                &[],
            ),
        ),
        ("Update", update_schema()),
        ("Translation", translation_schema()),
        (
            "TimelineEntry",
            object(
                &[
                    ("seq", count()),
                    ("at", time()),
                    ("kind", text()),
                    ("by", text()),
                    ("what", text()),
                    ("about", list(named("About"))),
                ],
                &[],
            ),
        ),
        ("About", object(&[("kind", text()), ("key", text())], &[])),
        ("Call", call_schema()),
        ("PageSummary", page_schema()),
    ];
    all.extend(caller_schemas());
    all.extend(super::conversation::schemas());
    all.extend(super::groups::schemas());
    all.extend(super::proof::schemas());
    all.extend(super::shows::schemas());
    all.extend(super::silent::schemas());
    all.extend(super::restrictions::schemas());
    all.extend(super::duty::schemas());
    all.extend(super::access::schemas());
    all.extend(super::colleagues::schemas());
    all.extend(super::floods::schemas());
    all.extend(super::figures::schemas());
    all.extend(super::subscribers::schemas());
    all.extend(super::subscriber_lists::schemas());
    all
}

/// A person of the vendor, named.
pub fn person(state: &State, person: &PersonKey) -> Value {
    json!({ "key": person.as_str(), "name": state.access.name(person) })
}

/// The same, where there is one.
pub fn perhaps(state: &State, person_key: Option<&PersonKey>) -> Value {
    person_key.map_or(Value::Null, |known| person(state, known))
}

fn message_schema() -> Schema {
    object(
        &[
            ("number", count()),
            ("at", time()),
            ("from", choice(&SPEAKERS)),
            ("person", maybe(named("Person"))),
            ("words", maybe(text())),
            ("line", maybe(text())),
            ("files", list(named("File"))),
            ("redacted_at", maybe(time())),
            ("level", number(0, 3)),
        ],
        &[],
    )
}

/// One message. A line of Mayday's own comes as its name; what a caller reads of it, the page says.
pub fn message(state: &State, emergency: &Emergency, message: &Message) -> Value {
    let (from, speaker) = match &message.from {
        Speaker::Participant(_) => ("caller", None),
        Speaker::Person(key) => ("vendor", Some(key)),
        Speaker::Mayday => ("mayday", None),
    };
    let (words, line) = match &message.text {
        Text::Words(words) => (Some(words.as_str()), None),
        Text::Line(line) => (None, Some(name_of(line))),
    };
    let place = Place { emergency: emergency.id, number: message.number, file: None };
    let redacted = state.redactions.of(place);
    let words = words.filter(|_| redacted.is_none());
    json!({
        "number": message.number, "at": iso_exact(message.at), "from": from,
        "person": perhaps(state, speaker), "words": words, "line": line,
        "files": super::conversation::files(state, emergency, message),
        "redacted_at": redacted.map(|redaction| iso_exact(redaction.at)),
        "level": message.level.number(),
    })
}

/// The name under which a value of an enumeration is stored.
pub fn name_of(value: &impl serde::Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        Ok(Value::Object(fields)) => fields.keys().next().cloned().unwrap_or_default(),
        _ => String::new(),
    }
}

fn emergency_fields() -> Vec<(&'static str, Schema)> {
    vec![
        ("number", count()),
        ("id", text()),
        ("opened_at", time()),
        ("standing", choice(&STANDINGS)),
        ("reason", maybe(choice(&ASIDES))),
        ("who", maybe(text())),
        ("reach", maybe(text())),
        ("service", maybe(key())),
        ("customer", maybe(key())),
        ("customer_by_hand", flag()),
        ("incident", maybe(count())),
        ("unread", flag()),
        ("message_count", count()),
    ]
}

fn standing(known: &Emergency) -> &'static str {
    match known.standing {
        Standing::Open => "open",
        Standing::Asked { .. } => "asked",
        Standing::SetAside { .. } => "set_aside",
        Standing::Closed { .. } => "closed",
    }
}

/// An emergency, as the vendor sees it.
pub fn emergency(state: &State, known: &Emergency) -> Value {
    let reason = match &known.standing {
        Standing::SetAside { reason, .. } => Some(name_of(reason)),
        _ => None,
    };
    let attached = state.customers.attached(known.id);
    let by_hand = attached.is_some_and(|held| held.by.person().is_some());
    json!({
        "number": known.number, "id": known.id.to_string(), "opened_at": iso_exact(known.opened_at),
        "standing": standing(known), "reason": reason,
        "who": known.who.as_ref().map(Personal::as_str),
        "reach": known.reach.as_ref().map(Personal::as_str),
        "service": known.door.as_ref().map(ServiceKey::as_str),
        "customer": attached.map(|held| held.customer.as_str()), "customer_by_hand": by_hand,
        "incident": state.incidents.of_emergency(known.id).map(|incident| incident.number),
        "unread": known.unread.is_some(), "message_count": known.messages.len(),
    })
}

/// An emergency with what was said in it and who may have called.
pub fn emergency_whole(state: &State, known: &Emergency) -> Value {
    let mut whole = emergency(state, known);
    whole["messages"] = known.messages.iter().map(|said| message(state, known, said)).collect();
    let found = state.customers.search(known.id).and_then(|search| search.candidates.as_ref());
    let candidate = |candidate: &domain::customers::Candidate| {
        let name = state.customers.profile(&candidate.customer).map_or("", |known| &known.name);
        let reasons: Vec<String> = candidate.reasons.iter().map(ToString::to_string).collect();
        json!({
            "customer": candidate.customer.as_str(), "name": name,
            "rank_permille": candidate.rank_permille, "reasons": reasons,
        })
    };
    whole["candidates"] = found.into_iter().flatten().map(candidate).collect();
    whole
}

fn incident_fields() -> Vec<(&'static str, Schema)> {
    vec![
        ("number", count()),
        ("id", text()),
        ("opened_at", time()),
        ("settled_at", maybe(time())),
        ("service", maybe(key())),
        ("severity", choice(&SEVERITIES)),
        ("phase", choice(&PHASES)),
        ("lead", maybe(named("Person"))),
        ("paging", choice(&["ringing", "accepted", "stopped"])),
        ("alarm", flag()),
        ("next_update_by", maybe(time())),
        ("emergencies", list(count())),
        ("snoozed_until", maybe(time())),
        ("restricted", flag()),
    ]
}

/// How bad, as a word.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Low => "low",
    }
}

fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "investigating",
        Phase::Identified => "identified",
        Phase::Monitoring => "monitoring",
        Phase::Resolved => "resolved",
    }
}

fn paging(escalation: Option<&Escalation>) -> &'static str {
    match escalation.map(|known| &known.standing) {
        Some(Paging::Ringing { .. }) => "ringing",
        Some(Paging::Accepted { .. }) => "accepted",
        Some(Paging::Stopped) | None => "stopped",
    }
}

/// An incident.
pub fn incident(state: &State, known: &Incident) -> Value {
    let escalation = state.paging.get(known.id);
    let numbers = known.emergencies.iter().filter_map(|id| state.emergencies.get(*id));
    let numbers: Vec<u32> = numbers.map(|emergency| emergency.number).collect();
    let when = |at: Option<Timestamp>| at.map(iso_exact);
    let soonest = state.updates.get(known.id).and_then(Board::soonest);
    json!({
        "number": known.number, "id": known.id.to_string(), "opened_at": iso_exact(known.opened_at),
        "settled_at": when(known.settled_at),
        "service": known.service.as_ref().map(ServiceKey::as_str),
        "severity": severity(known.severity), "phase": phase(known.phase),
        "lead": perhaps(state, known.lead.as_ref()), "paging": paging(escalation),
        "alarm": escalation.is_some_and(|escalation| escalation.alarm),
        "next_update_by": when(soonest.map(|promise| promise.by)),
        "emergencies": numbers,
        "snoozed_until": when(escalation.and_then(|e| e.snooze.as_ref()).map(|s| s.until)),
        "restricted": state.restricted_as(known.id).is_some(),
    })
}

/// An incident with whom it rang and what was told.
pub fn incident_whole(state: &State, known: &Incident) -> Value {
    use domain::paging::PageStanding as P;
    let mut whole = incident(state, known);
    let pages = state.paging.get(known.id).into_iter().flat_map(|known| known.pages.values());
    let page = |page: &domain::paging::Page| {
        let standing = match page.standing {
            P::Requested => "requested",
            P::Accepted => "accepted",
            P::Declined { .. } => "declined",
            P::Withdrawn => "withdrawn",
        };
        json!({
            "person": person(state, &page.person), "standing": standing, "rings": page.rings,
            "requested_at": iso_exact(page.requested_at), "rang_at": iso_exact(page.rang_at),
        })
    };
    whole["pages"] = pages.map(page).collect();
    let updates = state.updates.get(known.id).into_iter().flat_map(|board| &board.updates);
    whole["updates"] = updates.map(|known| update(state, known)).collect();
    whole
}

/// A language that words are written in.
pub fn language() -> Schema {
    choice(&Language::ALL.map(Language::code))
}

/// The parts of an update in each language.
pub const TRANSLATED: [&str; 5] = ["title", "known", "impact", "workaround", "next"];

/// What is said in one more language.
pub fn translation_schema() -> Schema {
    let parts = TRANSLATED.map(|part| (part, text()));
    let fields: Vec<_> = std::iter::once(("language", language())).chain(parts).collect();
    object(&fields, &[])
}

/// What an update says in further languages.
pub fn translations(overview: &Overview) -> Value {
    super::translations::of(&overview.translations, &TRANSLATED)
}

fn update_schema() -> Schema {
    let estimate = object(
        &[
            ("low_mins", count()),
            ("high_mins", count()),
            ("likely_of_ten", number(1, 10)),
            ("depends_on", text()),
        ],
        &[],
    );
    let said = [
        ("known", text()),
        ("impact", text()),
        ("workaround", text()),
        ("next", text()),
        ("translations", list(named("Translation"))),
    ];
    let mut correction = vec![("at", time()), ("by", named("Person"))];
    correction.extend(said);
    correction.push(("estimate", maybe(estimate.clone())));
    object(
        &[
            ("id", text()),
            ("corrections", list(object(&correction, &[]))),
            ("at", time()),
            ("author", named("Person")),
            ("known", text()),
            ("impact", text()),
            ("workaround", text()),
            ("next", text()),
            ("translations", list(named("Translation"))),
            ("next_by", time()),
            ("for_colleagues", maybe(text())),
            ("estimate", maybe(estimate)),
        ],
        &[],
    )
}

fn update(state: &State, known: &Update) -> Value {
    let overview = &known.overview;
    let corrections = known.corrections.iter().map(|correction| {
        let said = &correction.said;
        json!({
            "at": iso_exact(correction.at), "by": person(state, &correction.by),
            "known": &*said.known, "impact": &*said.impact,
            "workaround": &*said.workaround, "next": &*said.next,
            "translations": translations(said),
            "estimate": correction.estimate.as_ref().map(estimate),
        })
    });
    json!({
        "id": known.id.to_string(), "corrections": corrections.collect::<Vec<_>>(),
        "at": iso_exact(known.at), "author": person(state, &known.author),
        "known": &*overview.known, "impact": &*overview.impact,
        "workaround": &*overview.workaround, "next": &*overview.next,
        "translations": translations(overview),
        "next_by": iso_exact(known.next_by), "for_colleagues": known.for_colleagues.as_deref(),
        "estimate": known.estimate.as_ref().map(estimate),
    })
}

fn estimate(known: &Estimate) -> Value {
    json!({
        "low_mins": known.low_mins, "high_mins": known.high_mins,
        "likely_of_ten": known.likely_of_ten, "depends_on": known.depends_on.as_str(),
    })
}

fn call_schema() -> Schema {
    object(
        &[
            ("state", choice(&["ringing", "accepted", "asked", "set_aside", "closed"])),
            ("opened_at", time()),
            ("who", maybe(text())),
            ("reach", maybe(text())),
            ("accepted_by", maybe(text())),
            ("next_update_by", maybe(time())),
            ("update", maybe(named("CallUpdate"))),
            ("messages", list(named("CallMessage"))),
            ("cards", list(named("CallCard"))),
        ],
        &[],
    )
}

/// What only callers see, by name.
fn caller_schemas() -> Vec<(&'static str, Schema)> {
    let update = [
        ("at", time()),
        ("known", text()),
        ("impact", text()),
        ("workaround", text()),
        ("next", text()),
    ];
    let message = [
        ("number", count()),
        ("at", time()),
        ("from", choice(&SPEAKERS)),
        ("name", maybe(text())),
        ("words", maybe(text())),
        ("line", maybe(text())),
        ("files", list(named("File"))),
        ("redacted_at", maybe(time())),
        ("withheld", flag()),
    ];
    vec![
        ("CallUpdate", object(&update, &[])),
        ("CallMessage", object(&message, &[])),
        ("CallCard", super::first_aid::schema()),
    ]
}

/// An emergency as its caller sees it: nothing of what the vendor's side knows or guesses.
pub fn call(state: &State, known: &Emergency, participant: ParticipantId) -> Value {
    let incident = state.incidents.of_emergency(known.id);
    let escalation = incident.and_then(|incident| state.paging.get(incident.id));
    let holder = escalation.and_then(|known| known.accepted_by());
    let now = match (standing(known), holder) {
        ("open", Some(_)) => "accepted",
        ("open", None) => "ringing",
        (other, _) => other,
    };
    // Never the key: it is not the caller's business.
    let name = |key: &PersonKey| {
        let known = state.access.person(key);
        known.map_or("An engineer", |known| known.name.as_str()).to_owned()
    };
    let said = |message: &Message| {
        let mut said = self::message(state, known, message);
        let person = match &message.from {
            Speaker::Person(key) => json!(name(key)),
            Speaker::Participant(_) | Speaker::Mayday => Value::Null,
        };
        if let Some(fields) = said.as_object_mut() {
            // What is for others stands here without its words.
            let reader = Actor::Participant(participant);
            let withheld = !state.sees(&reader, (known.id, message));
            fields.insert("withheld".to_owned(), json!(withheld));
            if withheld {
                fields.insert("words".to_owned(), Value::Null);
                fields.insert("files".to_owned(), json!([]));
            }
            fields.remove("level");
            fields.remove("person");
            fields.insert("name".to_owned(), person);
        }
        said
    };
    let board = incident.and_then(|incident| state.updates.get(incident.id));
    let latest = board.and_then(|board| board.latest()).map(|update| {
        // As on their page: in their language, where somebody wrote it in that.
        let theirs = state.organisation.settings.spoken(known.language);
        let told = update.overview.spoken(theirs);
        json!({
            "at": iso_exact(update.at), "known": told.known.words, "impact": told.impact.words,
            "workaround": told.workaround.words, "next": told.next.words,
        })
    });
    let promise = board.and_then(|board| board.promise_to(known.id));
    json!({
        "state": now, "opened_at": iso_exact(known.opened_at),
        "who": known.who.as_ref().map(Personal::as_str),
        "reach": known.reach.as_ref().map(Personal::as_str),
        "accepted_by": holder.map(name),
        "next_update_by": promise.map(|promise| iso_exact(promise.by)),
        "update": latest, "messages": known.messages.iter().map(|m| said(m)).collect::<Vec<_>>(),
        "cards": super::first_aid::of_call(state, known, name),
    })
}

fn page_schema() -> Schema {
    object(
        &[
            ("incident", count()),
            ("severity", choice(&SEVERITIES)),
            ("person", named("Person")),
            ("standing", choice(&["ringing", "accepted", "stopped"])),
            ("accepted_by", maybe(text())),
            ("rang_at", time()),
        ],
        &[],
    )
}
