//! The log of what other programs were told: every attempt at a webhook, read from the event log.

use std::collections::{BTreeMap, BTreeSet};

use domain::deliveries::{About, Address, Event, Outcome};
use domain::words::{Channel, DeliveryId, Timestamp};
use domain::{Event as Root, State};

use crate::line::Unanswered;
use crate::web::{Problem, Site};

/// How far back the log is read, in events, and how many at a time.
const SCANNED: (u64, usize) = (20_000, 2_000);

/// One attempt at one message.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The number of its event.
    pub seq: u64,
    /// When it was over.
    pub at: Timestamp,
    /// Which message; also its `webhook-id`.
    pub delivery: DeliveryId,
    /// The webhook, by its key in the configuration.
    pub webhook: String,
    /// What the message is: `page.requested`, `emergency.opened`.
    pub kind: &'static str,
    /// About which incident, while that is live.
    pub incident: Option<u32>,
    /// Which attempt, from 1.
    pub attempt: u32,
    /// `taken`, `failed` or `unknown`.
    pub outcome: &'static str,
    /// Why, where it was not taken; the answer's status stands in it.
    pub reason: String,
    /// When it is tried again, if it is.
    pub retry_at: Option<Timestamp>,
    /// Whether it can be sent once more.
    pub can_be_replayed: bool,
}

/// What a message is, as other programs know it.
fn kind(about: &About) -> &'static str {
    match about {
        About::Page { .. } => "page.requested",
        About::Withdrawal { .. } => "page.withdrawn",
        About::Reminder { .. } => "reminder",
        About::Notice { kind, .. } => kind.name(),
        About::SignIn { .. } => "sign_in",
        About::Maintenance { .. } => "maintenance",
        About::Code { .. } => "code",
        About::Test { .. } => crate::channels::TEST,
        About::Failing { .. } => "method.failing",
        About::Invitation { .. } => "invitation",
        About::Farewell { .. } => "farewell",
        About::Inquiry { .. } => "inquiry",
        About::Call { .. } => "call",
        About::CallText { .. } => "call_text",
        About::Subscription { .. } => "subscription",
        About::StatusLink { .. } | About::PageLink { .. } => "status_link",
        About::FollowUp { .. } => "follow_up.due",
        About::FollowedUp { .. } => "follow_up",
        About::Approval { .. } => "approval.asked",
        About::Objection { .. } => "approval.objected",
    }
}

/// The webhooks that there is something to say of: those that are told what happens, those that
/// are somebody's contact method, and those that were sent to.
#[must_use]
pub fn webhooks(state: &State, attempts: &[Attempt]) -> BTreeSet<String> {
    let told = state.organisation.settings.webhooks.iter().map(ToString::to_string);
    let methods = state.access.people.values().flat_map(|person| &person.methods);
    let hooks = methods.filter(|method| method.channel == Channel::Webhook);
    let own = hooks.map(|method| method.address.as_str().to_owned());
    told.chain(own).chain(attempts.iter().map(|attempt| attempt.webhook.clone())).collect()
}

/// The attempts of late, newest first.
///
/// # Errors
/// A problem, when the log cannot be read just now.
pub async fn attempts(site: &Site) -> Result<Vec<Attempt>, Problem> {
    let busy = |_| Problem::from(Unanswered::Busy);
    let state = site.line.published().state;
    let organisation = site.line.organisation();
    let head = site.store.head(organisation).await.map_err(busy)?.seq;
    let mut after = head.saturating_sub(SCANNED.0);
    let mut known: BTreeMap<DeliveryId, (String, About)> = BTreeMap::new();
    for delivery in state.deliveries.all().filter(|known| is_ours(&known.address, &known.about)) {
        let about = delivery.about.clone();
        known.insert(delivery.id, (delivery.address.to.as_str().to_owned(), about));
    }
    let mut attempts = Vec::new();
    loop {
        let records = site.store.read(organisation, after, SCANNED.1).await.map_err(busy)?;
        let Some(last) = records.last() else { break };
        after = last.seq;
        for record in records.iter().filter(|record| record.kind.starts_with("deliveries.")) {
            let Ok(Root::Deliveries(event)) = journal::codec::decode(record) else { continue };
            match event {
                Event::Owed { delivery, about, address, .. } if is_ours(&address, &about) => {
                    known.insert(delivery, (address.to.as_str().to_owned(), about));
                }
                Event::Reported { delivery, fence, outcome, retry_at } => {
                    let Some((webhook, about)) = known.get(&delivery) else { continue };
                    let (outcome, reason) = said(&outcome);
                    attempts.push(Attempt {
                        seq: record.seq,
                        at: record.at,
                        delivery,
                        webhook: webhook.clone(),
                        kind: kind(about),
                        incident: state.incidents.get(about.incident()).map(|known| known.number),
                        attempt: fence,
                        outcome,
                        reason,
                        retry_at,
                        can_be_replayed: false,
                    });
                }
                _ => {}
            }
        }
    }
    attempts.reverse();
    // Looked at last: while the log was read, what was under way may have ended.
    let state = site.line.published().state;
    for attempt in &mut attempts {
        let live = state.deliveries.get(attempt.delivery);
        attempt.can_be_replayed = live.is_some_and(domain::deliveries::Delivery::can_be_replayed);
    }
    Ok(attempts)
}

/// Whether it goes to a webhook of the configuration. What a reader of a page is posted goes to an
/// address of their own, which is theirs to see.
fn is_ours(address: &Address, about: &About) -> bool {
    address.channel == Channel::Webhook && !matches!(about, About::Subscription { .. })
}

fn said(outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Sent | Outcome::Delivered => ("taken", String::new()),
        Outcome::Failed { reason, .. } | Outcome::Unanswered { reason } => {
            ("failed", reason.to_string())
        }
        Outcome::Unknown { reason } => ("unknown", reason.to_string()),
    }
}

/// The notices to one webhook since an instant that can be sent once more.
#[must_use]
pub fn since(state: &State, webhook: &str, from: Timestamp) -> Vec<DeliveryId> {
    let of_it = state.deliveries.all().filter(|known| {
        let to = &known.address;
        to.channel == Channel::Webhook && to.to.as_str() == webhook && known.owed_at >= from
    });
    of_it.filter(|known| known.can_be_replayed()).map(|known| known.id).collect()
}
