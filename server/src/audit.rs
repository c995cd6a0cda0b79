//! The audit log: who did what when, read from the event log itself. There is no second record that
//! could differ from what happened, and no personal words are in it.

use std::collections::BTreeSet;

use domain::State;
use domain::words::{Actor, EmergencyId, IncidentId, PersonKey, Timestamp};
use journal::Record;
use serde_json::Value;

use crate::line::Unanswered;
use crate::web::{Problem, Site};

/// How many events are read at a time, and how many at most for one page.
const SCANNED: (u64, u64) = (1_000, 20_000);
/// Most events of one subject that are read.
const ABOUT_MAX: usize = 5_000;
/// Fields of events that name what they are about.
const NOUNS: [&str; 10] = [
    "emergency",
    "incident",
    "customer",
    "person",
    "team",
    "schedule",
    "policy",
    "service",
    "token",
    "passkey",
];
/// Fields of events that hold a word of an enumeration.
const WORDS: [&str; 6] = ["severity", "phase", "reason", "how", "act", "reply"];
/// What Mayday itself notes down because of somebody.
const OF_SOMEBODY: [&str; 5] = [
    "access.offered",
    "access.signed_in",
    "access.signed_out",
    "credentials.passkey_used",
    "credentials.token_used",
];

/// Kinds of events in words; the others are called by their name.
const PHRASES: &[(&str, &str)] = &[
    ("access.offered", "a link to sign in was made"),
    ("access.person_put", "defined a person"),
    ("access.person_removed", "removed a person"),
    ("access.signed_in", "signed in"),
    ("access.signed_out", "a session ended"),
    ("access.team_put", "defined a team"),
    ("access.team_removed", "removed a team"),
    ("announcements.changed", "changed an announcement"),
    ("announcements.ended", "an announcement was taken down"),
    ("announcements.posted", "announced something to everyone"),
    ("announcements.withdrawn", "what was written of an announcement does not go out"),
    ("announcements.written", "wrote an announcement, which waits for an objection"),
    ("approvals.amended", "public text was put right while it waits"),
    ("approvals.approved", "let public text out"),
    ("approvals.held", "public text waits for an objection"),
    ("approvals.objected", "objected to public text"),
    ("approvals.passed", "nobody objected, and public text went out"),
    ("approvals.replaced", "newer words took the place of public text that waited"),
    ("approvals.taken_back", "took words back that everyone was told"),
    ("audiences.forgotten", "a customer left the audiences"),
    ("audiences.link_given", "gave somebody a link to the status page"),
    ("audiences.link_mailed", "sent a contact the link to the status page"),
    ("audiences.link_taken", "ended somebody’s link to the status page"),
    ("audiences.put", "defined an audience"),
    ("audiences.removed", "took out an audience"),
    ("bulletins.afterwards_written", "wrote of an incident that was over"),
    ("bulletins.told_afterwards", "an incident that was over stands on the status page"),
    ("bulletins.never_was", "took off the status page what never was"),
    ("bulletins.was_after_all", "said that it was so after all, on the status page"),
    ("bulletins.corrected", "what was put right stands on the status page"),
    ("bulletins.continued", "tells on what another status page had told"),
    ("bulletins.correction_written", "put right what the status page said"),
    ("bulletins.imported", "took in what another status page had told"),
    ("bulletins.late", "the status page was told of a late update"),
    ("bulletins.observed", "what was told had been seen before"),
    ("bulletins.promised", "the status page was told another time for the next word"),
    ("bulletins.review_waived", "said that no review is written for readers"),
    ("bulletins.review_written", "wrote a review for readers"),
    ("bulletins.reviewed", "a review stands on the status page"),
    ("bulletins.told", "told everyone, on the status page"),
    ("components.put", "defined a component"),
    ("components.removed", "removed a component"),
    ("templates.put", "wrote a template of updates"),
    ("templates.removed", "took out a template of updates"),
    ("sightings.called", "customers who called need no help any more"),
    ("sightings.dismissed", "said that what machines saw to fail was nothing"),
    ("sightings.reported", "said whether a component fails"),
    ("sightings.seen", "a reader said that it fails for them"),
    ("status_pages.put", "defined a status page"),
    ("status_pages.removed", "removed a status page"),
    ("subscribers.added", "added a subscriber"),
    ("subscribers.announced", "subscribers are told"),
    ("subscribers.asked_again", "a subscriber was sent their link again"),
    ("subscribers.bounced", "a message to a subscriber came back"),
    ("subscribers.confirmed", "confirmed that they subscribe"),
    ("subscribers.given_up", "a word to subscribers was given up for whom it had not reached"),
    ("subscribers.left", "a subscriber left, or was taken out"),
    ("subscribers.mistyped", "typed a wrong code to subscribe"),
    ("subscribers.narrowed", "a word to subscribers is for fewer readers"),
    ("subscribers.preferred", "changed what a subscriber is told"),
    ("subscribers.released", "let texts to subscribers leave"),
    ("subscribers.resumed", "had a subscriber written to again"),
    ("subscribers.secret_renewed", "made the secret of a subscriber’s webhook anew"),
    ("subscribers.signed_up", "signed up for word of a status page"),
    ("subscribers.stopped", "sent STOP"),
    ("subscribers.withheld", "kept texts to subscribers from leaving"),
    ("cards.put", "defined a first-aid card"),
    ("cards.removed", "removed a first-aid card"),
    ("cards.restored", "brought a first-aid card back"),
    ("cards.sent", "sent a first-aid card"),
    ("cards.ticked", "said which step was tried"),
    ("callbacks.asked", "asked to be called"),
    ("callbacks.cancelled", "did not need the call any more"),
    ("callbacks.changed", "gave another number or time for a call"),
    ("callbacks.ended", "a call to a caller ended"),
    ("callbacks.missed", "a promised call was not made"),
    ("callbacks.placed", "called somebody back"),
    ("callbacks.taken", "pressed the key, and the caller was rung"),
    ("callbacks.texted", "sent a text in place of a call"),
    ("credentials.passkey_added", "registered a passkey"),
    ("credentials.passkey_removed", "removed a passkey"),
    ("credentials.passkey_renamed", "renamed a passkey"),
    ("credentials.passkey_used", "a passkey was used"),
    ("credentials.token_made", "made an API token"),
    ("credentials.token_revoked", "revoked an API token"),
    ("credentials.token_used", "an API token was used that day"),
    ("crew.asked", "asked for somebody to come"),
    ("crew.declined", "said that they cannot come"),
    ("crew.expired", "nobody had come in time"),
    ("crew.joined", "came to help"),
    ("crew.left", "was done helping"),
    ("crew.missed", "could not be reached"),
    ("crew.rang", "those who were next were asked"),
    ("crew.took_over", "took over"),
    ("crew.unanswered", "nobody was left to ask"),
    ("crew.withdrawn", "nobody was needed any more"),
    ("customers.attached", "said who is calling"),
    ("customers.detached", "took back who is calling"),
    ("customers.put", "defined a customer"),
    ("customers.removed", "removed a customer"),
    ("deliveries.replayed", "sent a message to a program again"),
    ("emergencies.admitted", "took part"),
    ("emergencies.asked", "asked whether it works again"),
    ("emergencies.attached", "showed a file"),
    ("emergencies.closed", "said that it works again"),
    ("emergencies.denied", "said that it does not work yet"),
    ("emergencies.invited", "invited a colleague"),
    ("emergencies.named", "said what they are called"),
    ("emergencies.removed", "removed a participant"),
    ("emergencies.renewed", "gave a participant a new link"),
    ("emergencies.introduced", "said who they are"),
    ("emergencies.marked", "read the conversation"),
    ("emergencies.opened", "called for help"),
    ("emergencies.differed", "the customer said that theirs is different"),
    ("emergencies.impaired", "the customer said what it stops them doing"),
    ("emergencies.endangered", "the customer said that someone is in danger"),
    ("emergencies.reopened", "it is live again"),
    ("floods.guarded", "let known callers go first"),
    ("floods.unguarded", "let everybody ring at once again"),
    ("follow_ups.owed", "a customer is owed a word the day after"),
    ("follow_ups.sent_again", "sent a word to a customer again"),
    ("follow_ups.undelivered", "a word to a customer did not arrive"),
    ("follow_ups.waived", "said that no word to the customer is needed"),
    ("follow_ups.written", "sent a customer a word the day after"),
    ("groups.admitted", "a new caller joined by a rule"),
    ("groups.joined", "joined an incident to another one"),
    ("groups.rule_ended", "a rule for new callers ended"),
    ("groups.rule_made", "made a rule by which new callers join"),
    ("groups.split", "an emergency got an incident of its own"),
    ("groups.undone", "undid a join"),
    ("incidents.joined", "an emergency joined an incident"),
    ("emergencies.said", "wrote"),
    ("emergencies.set_aside", "set it aside"),
    ("feedback.given", "said how the help was"),
    ("incidents.phase_set", "said how far the work has got"),
    ("incidents.rerouted", "sent it to others"),
    ("incidents.restarted", "restarted it with the current policy"),
    ("incidents.service_put", "defined a service"),
    ("incidents.service_removed", "removed a service"),
    ("incidents.severity_set", "said how bad it is"),
    ("maintenance.changed", "planned maintenance otherwise"),
    ("maintenance.extended", "said that maintenance takes longer"),
    ("maintenance.imported", "took in maintenance that another status page had planned"),
    ("maintenance.planned", "planned maintenance"),
    ("maintenance.refused", "what was written of maintenance stays in; its author has it"),
    ("maintenance.routine_put", "defined maintenance that comes again"),
    ("maintenance.routine_removed", "took out maintenance that comes again"),
    ("maintenance.routine_taken_back", "took words of maintenance that comes again back"),
    ("maintenance.routine_withdrawn", "words of maintenance that comes again wait no more"),
    ("maintenance.routine_written", "wrote of maintenance that comes again; it waits"),
    ("maintenance.said", "said how far maintenance is"),
    ("maintenance.taken_back", "took words about maintenance back"),
    ("maintenance.withdrawn", "what was written of maintenance does not go out"),
    ("maintenance.written", "wrote about maintenance, which waits for an objection"),
    ("methods.coded", "sent themselves a code"),
    ("methods.device_added", "added a device for messages"),
    ("methods.device_lost", "a device takes no messages any more"),
    ("methods.device_removed", "took a device for messages away"),
    ("methods.rules_put", "said how somebody is rung"),
    ("methods.shows_put", "said what messages may show"),
    ("methods.verified", "verified a contact method"),
    ("monitoring.declared", "opened an incident"),
    ("notes.share_owed", "shared a note with customers"),
    ("notes.share_undone", "took back the sharing of a note"),
    ("notes.shared", "a shared note left"),
    ("notes.written", "wrote a note"),
    ("oncall.override_added", "arranged a cover"),
    ("oncall.override_removed", "took back a cover"),
    ("oncall.schedule_put", "defined a schedule"),
    ("oncall.schedule_removed", "removed a schedule"),
    ("organisation.put", "changed the settings"),
    ("paging.accepted", "accepted"),
    ("paging.shared", "has it as well"),
    ("paging.declined", "passed it on"),
    ("paging.joined", "said that they come"),
    ("paging.policy_put", "defined a policy"),
    ("paging.policy_removed", "removed a policy"),
    ("policy.adopted", "every machine runs a newer version, and what is new there works now"),
    ("paging.rerouted", "others are called from now on"),
    ("paging.snoozed", "snoozed it"),
    ("paging.unsnoozed", "ended the snooze"),
    ("paging.withdrawn", "was not needed any more"),
    ("proof.acted", "did what needs proof"),
    ("proof.answered", "answered an inquiry"),
    ("proof.consented", "agreed as second contact"),
    ("proof.denied", "said that it is not them"),
    ("proof.entered", "broke the glass of a restricted incident"),
    ("proof.glass_broken", "broke the glass"),
    ("proof.inquired", "asked a registered contact"),
    ("proof.joined", "joined as a registered contact"),
    ("proof.lapsed", "a second contact's agreement ended"),
    ("proof.looked", "an address was looked for"),
    ("proof.proven", "a participant was verified"),
    ("proof.reviewed", "reviewed a broken glass"),
    ("proof.sought", "named an address to be verified by"),
    ("proof.told", "told the customer's contacts"),
    ("proof.tried", "entered a wrong code"),
    ("proof.upgraded", "raised the service level"),
    ("proof.vouched", "vouched for a participant"),
    ("readiness.dismissed", "saw to what was not ready"),
    ("readiness.test_answered", "said what woke them in a test"),
    ("readiness.test_dropped", "took back a test with the phone on silent"),
    ("readiness.test_missed", "a test with the phone on silent could not ring"),
    ("readiness.test_planned", "planned a test with the phone on silent"),
    ("readiness.test_rang", "a test with the phone on silent rang"),
    ("readiness.test_unanswered", "nobody answered a test with the phone on silent"),
    ("redactions.asked", "redacted a message or a file"),
    ("redactions.redacted", "a redacted message or file was deleted"),
    ("redactions.undone", "left a message or a file in after all"),
    ("restrictions.inherited", "it is restricted like what it came from"),
    ("restrictions.let_in", "let somebody in"),
    ("restrictions.lifted", "lifted a restriction"),
    ("restrictions.restricted", "restricted an incident"),
    ("restrictions.shut_out", "took back that somebody was let in"),
    ("updates.agreed", "agreed with the customer when the next update comes"),
    ("updates.corrected", "put an update right"),
    ("updates.line_corrected", "put right what an update said to colleagues only"),
    ("updates.missed", "a promised update did not come"),
    ("updates.published", "published an update"),
];

/// One thing that somebody did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The number of its event.
    pub seq: u64,
    /// When.
    pub at: Timestamp,
    /// Room and event, such as `paging.accepted`.
    pub kind: String,
    /// Who, in words.
    pub who: String,
    /// Who, where it was a person of the vendor.
    pub person: Option<PersonKey>,
    /// What, in words; no personal ones.
    pub what: String,
    /// What it is about: the noun, and its key or number.
    pub about: Vec<(String, String)>,
}

impl Entry {
    fn of(record: &Record, state: &State) -> Self {
        let body: Value = serde_json::from_str(&record.body).unwrap_or_default();
        let inner = inner(&body);
        let actor: Option<Actor> = serde_json::from_str(&record.actor).ok();
        let about = about_of(inner, &record.kind, state);
        let named = inner["person"].as_str().map(PersonKey::from);
        let person = match &actor {
            Some(Actor::PageLink(_)) => named,
            Some(Actor::System) if OF_SOMEBODY.contains(&record.kind.as_str()) => named,
            other => other.as_ref().and_then(Actor::person).cloned(),
        };
        let phrase = PHRASES.iter().find(|(kind, _)| *kind == record.kind);
        let mut what = match phrase {
            Some((_, words)) => (*words).to_owned(),
            None => record.kind.replace(['.', '_'], " "),
        };
        let words: Vec<&str> = WORDS.iter().filter_map(|name| inner[*name].as_str()).collect();
        if !words.is_empty() {
            what = format!("{what}: {}", words.join(", ").replace('_', " "));
        }
        let who = who(actor.as_ref(), person.as_ref(), state);
        let kind = record.kind.to_string();
        Self { seq: record.seq, at: record.at, kind, who, person, what, about }
    }
}

/// What stands inside room and event.
fn inner(body: &Value) -> &Value {
    let mut inner = body;
    for _ in 0..2 {
        inner = inner.as_object().and_then(|fields| fields.values().next()).unwrap_or(inner);
    }
    inner
}

fn who(actor: Option<&Actor>, person: Option<&PersonKey>, state: &State) -> String {
    let name = person.map(|person| state.access.name(person).to_owned());
    match (actor, name) {
        (Some(Actor::Token { token, .. }), Some(name)) => format!("{name}, by token {token}"),
        (_, Some(name)) => name,
        (Some(Actor::Stranger | Actor::Participant(_)), None) => "a caller".to_owned(),
        (Some(Actor::Operator), None) => "the operator".to_owned(),
        (Some(Actor::PageLink(_)), None) => "whom the page reached".to_owned(),
        (Some(Actor::Inquiry(_)), None) => "a registered contact".to_owned(),
        (Some(Actor::Subscriber(_)), None) => "a subscriber".to_owned(),
        _ => "Mayday".to_owned(),
    }
}

fn about_of(inner: &Value, kind: &str, state: &State) -> Vec<(String, String)> {
    let mut about = Vec::new();
    let inner = if inner["place"].is_object() { &inner["place"] } else { inner };
    for noun in NOUNS {
        let found = match (&inner[noun], noun) {
            (Value::String(id), "emergency") => number_of_emergency(id, state),
            (Value::String(id), "incident") => number_of_incident(id, state),
            (Value::String(key), _) => key.clone(),
            (Value::Number(number), _) => number.to_string(),
            _ => continue,
        };
        about.push((noun.to_owned(), found));
    }
    if let (Some(key), true) = (inner["key"].as_str(), kind.starts_with("oncall.")) {
        about.push(("schedule".to_owned(), key.to_owned()));
    }
    // What machines saw and was nothing: of what, and when.
    if kind == "sightings.dismissed" {
        let components = inner["components"].as_array().into_iter().flatten();
        let components = components.filter_map(Value::as_str);
        about.extend(components.map(|key| ("component".to_owned(), key.to_owned())));
        let time = |field: &str| inner[field].as_i64().map(Timestamp);
        let times = ["from", "until"].into_iter().filter_map(|field| Some((field, time(field)?)));
        about.extend(times.map(|(field, at)| (field.to_owned(), views::times::iso_exact(at))));
    }
    about
}

fn number_of_emergency(id: &str, state: &State) -> String {
    let known = EmergencyId::parse(id).and_then(|id| state.emergencies.get(id));
    known.map_or_else(|| id.to_owned(), |known| known.number.to_string())
}

fn number_of_incident(id: &str, state: &State) -> String {
    let known = IncidentId::parse(id).and_then(|id| state.incidents.get(id));
    known.map_or_else(|| id.to_owned(), |known| known.number.to_string())
}

/// Everything that happened to one subject, in order.
///
/// # Errors
/// A problem, when the log cannot be read just now.
pub async fn about(site: &Site, subject: &str) -> Result<Vec<Entry>, Problem> {
    let state = site.line.published().state;
    let organisation = site.line.organisation();
    let records = site.store.read_subject(organisation, subject, 0, ABOUT_MAX).await;
    let records = records.map_err(|_| Problem::from(Unanswered::Busy))?;
    Ok(records.iter().map(|record| Entry::of(record, &state)).collect())
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What this person did, or what was done to them.
    pub person: Option<String>,
    /// What concerns this customer.
    pub customer: Option<String>,
    /// Kinds that start so: `paging`, `paging.accepted`.
    pub kind: Option<String>,
    /// Not earlier than this.
    pub from: Option<Timestamp>,
    /// Earlier than this.
    pub until: Option<Timestamp>,
    /// Whether what Mayday did by itself counts too.
    pub all: bool,
}

/// A page of the log, newest first.
pub struct Page {
    /// What was found.
    pub entries: Vec<Entry>,
    /// Before which event the next page goes on, if there may be more.
    pub next: Option<u64>,
}

/// Reads the log backwards from before an event, or from its end.
///
/// # Errors
/// A problem, when the log cannot be read just now.
pub async fn page(
    site: &Site,
    filter: &Filter,
    before: Option<u64>,
    limit: usize,
) -> Result<Page, Problem> {
    let busy = |_| Problem::from(Unanswered::Busy);
    let state = site.line.published().state;
    let organisation = site.line.organisation();
    let head = site.store.head(organisation).await.map_err(busy)?.seq;
    let mut until = before.unwrap_or(u64::MAX).min(head + 1);
    let stop = until.saturating_sub(SCANNED.1);
    let emergencies = filter.customer.as_deref().map(|key| emergencies_of(key, &state));
    let mut entries = Vec::new();
    while until > stop.max(1) {
        let after = until.saturating_sub(SCANNED.0 + 1);
        let count = usize::try_from(until - 1 - after).unwrap_or(0);
        let records = site.store.read(organisation, after, count).await.map_err(busy)?;
        for (index, record) in records.iter().enumerate().rev() {
            // The first event of a command is what somebody did; the others followed from it. At
            // the edge of what was read, one too many is shown rather than one too few.
            let follows = index > 0 && records[index - 1].command == record.command;
            let entry = Entry::of(record, &state);
            if wanted(filter, record, &entry, follows, emergencies.as_ref()) {
                entries.push(entry);
            }
            if entries.len() == limit {
                return Ok(Page { entries, next: (record.seq > 1).then_some(record.seq) });
            }
            if filter.from.is_some_and(|from| record.at < from) {
                return Ok(Page { entries, next: None });
            }
        }
        until = after + 1;
    }
    Ok(Page { entries, next: (until > 1).then_some(until) })
}

fn wanted(
    filter: &Filter,
    record: &Record,
    entry: &Entry,
    follows: bool,
    emergencies: Option<&BTreeSet<String>>,
) -> bool {
    let by_mayday = entry.who == "Mayday";
    if filter.kind.is_none() && !filter.all && (follows || by_mayday) {
        return false;
    }
    let names = |noun: &str, key: &str| entry.about.iter().any(|(n, k)| n == noun && k == key);
    let of_person = filter.person.as_deref().is_none_or(|key| {
        entry.person.as_ref().is_some_and(|person| person.as_str() == key) || names("person", key)
    });
    let of_customer = filter.customer.as_deref().is_none_or(|key| {
        let own = |number: &String| names("emergency", number);
        names("customer", key) || emergencies.is_some_and(|known| known.iter().any(own))
    });
    let of_kind = filter.kind.as_deref().is_none_or(|kind| record.kind.starts_with(kind));
    let in_time = filter.from.is_none_or(|from| record.at >= from)
        && filter.until.is_none_or(|until| record.at < until);
    of_person && of_customer && of_kind && in_time
}

/// The numbers of the live emergencies that are attached to a customer.
fn emergencies_of(customer: &str, state: &State) -> BTreeSet<String> {
    let known = state.emergencies.emergencies.values();
    let attached = known.filter(|known| {
        let held = state.customers.attached(known.id);
        held.is_some_and(|held| held.customer.as_str() == customer)
    });
    attached.map(|known| known.number.to_string()).collect()
}
