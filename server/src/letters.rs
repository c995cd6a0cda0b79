//! Letters: what a delivery says, written from state when it leaves.

use domain::State;
use domain::deliveries::{About, NoticeKind};
use domain::methods::Shown;
use domain::words::{
    Channel, DeliveryId, EmergencyId, IncidentId, MethodKey, PageId, PersonKey, Timestamp,
};
use serde_json::json;
use views::Links;

use crate::channels::{Action, Asks, CODE, Letter, TEST};
use crate::links::{InstallationKey, Returned};

mod approve;
mod calls;
mod confirm;
pub(crate) mod contacts;
mod errand;
mod follow;
mod machine;
mod maintenance;
mod restricted;
mod subscribers;
pub(crate) use subscribers::{Sample, TOLD, Told, sample, sample_for_colleagues};

/// How long a reminder tells first that a contact says it is not them.
const DENIAL_NEWS: std::time::Duration = std::time::Duration::from_secs(120);

/// What a letter says first when somebody is in danger, to whoever is to help them.
const IN_DANGER: &str = "The customer says that someone is in danger. Everyone is rung at once. \
                         Ask first whether the emergency services were called.";
/// How long after its moment a test is still sent.
const TEST_READ_WITHIN: std::time::Duration = std::time::Duration::from_secs(600);

/// Writes letters with links that only this installation can make.
pub struct Writer {
    key: InstallationKey,
    public_url: String,
}

impl Writer {
    /// A writer whose links lead to `public_url`.
    #[must_use]
    pub fn new(key: InstallationKey, public_url: String) -> Self {
        Self { key, public_url }
    }

    /// The letter of a delivery, and the channel it takes; `None` when it is not wanted any more.
    #[must_use]
    pub fn letter(
        &self,
        state: &State,
        delivery: DeliveryId,
        now: Timestamp,
    ) -> Option<(Channel, Letter)> {
        let known = state.deliveries.get(delivery)?;
        let shown = state.may_show(known.address.channel, known.about.incident());
        let text = match &known.about {
            About::Page { incident, page } => self.page(state, *incident, *page, shown, now),
            About::Withdrawal { incident, page } => self.withdrawal(state, *incident, *page),
            About::Reminder { incident } => {
                self.reminder(state, *incident, known.address.person.as_ref(), now)
            }
            About::SignIn { offer } => self.sign_in(state, *offer, now),
            About::Farewell { emergency, participant, .. } => {
                self.farewell(state, *emergency, *participant)
            }
            About::Maintenance { maintenance } => self.maintenance(state, *maintenance),
            About::Code { number } => self.code(state, *number),
            About::Test { person } => self.test(state, person, now),
            About::Failing { person, method } => self.failing(state, person, method),
            About::Invitation { emergency, participant, .. } => {
                self.invitation(state, *emergency, *participant)
            }
            About::Inquiry { inquiry, .. } => self.inquiry(state, *inquiry, now),
            About::Call { call, .. } => calls::ring(state, *call),
            About::CallText { callback, .. } => self.in_place_of_call(state, *callback),
            About::Subscription { subscriber } => self.subscription(state, *subscriber),
            About::StatusLink { customer } => self.status_link(state, customer),
            About::PageLink { page } => self.page_link(state, page, known),
            About::Approval { approval } => self.approval(state, *approval, now),
            About::Objection { approval } => self.objection(state, *approval),
            About::FollowUp { follow_up } => self.follow_up(state, *follow_up),
            About::FollowedUp { follow_up, place } => self.followed_up(state, *follow_up, *place),
            About::Notice { incident, emergency, kind } => {
                self.notice(state, *incident, *emergency, *kind)
            }
        }?;
        let to = match (known.address.channel, &known.address.person) {
            (Channel::Screen, Some(person)) => person.as_str(),
            _ => known.address.to.as_str(),
        };
        let returns = Returned::Delivery { delivery, fence: known.fence };
        let letter = Letter {
            delivery,
            attempt: known.fence,
            to: to.to_owned(),
            kind: text.kind,
            language: contacts::language_of(state, &known.about),
            organisation: state.organisation.settings.name.to_string(),
            subject: text.subject,
            lines: text.lines,
            action: text.action,
            asks: asked(state, &known.about),
            joins: joined(&known.about),
            at: now,
            leave: None,
            returns: Some(self.key.return_tag(returns)),
            data: text.data,
        };
        Some((known.address.channel, letter))
    }

    fn page(
        &self,
        state: &State,
        incident: IncidentId,
        page: PageId,
        shown: Shown,
        now: Timestamp,
    ) -> Option<Text> {
        let (escalation, known) = state.paging.page(page)?;
        if known.errand.is_some() && state.restricted_as(incident).is_none() {
            return self.errand(state, incident, known, shown);
        }
        let number = state.incidents.get(incident)?.number;
        let severity = views::wording::severity(state.incidents.get(incident)?.severity);
        if let Some(text) = self.restricted(state, incident, known) {
            return Some(text);
        }
        let since = views::times::span_words(now.since(escalation.started_at));
        let url = format!("{}/p/{}", self.public_url, self.key.page(page));
        let more = others(state, &known.person, incident);
        if let Some(alert) = machine::foremost(state, incident) {
            let (alert, service) = match shown {
                Shown::Nothing => ("a fault is reported".to_owned(), String::new()),
                Shown::Summary | Shown::Words => (alert, service_name(state, incident)),
            };
            return Some(Text {
                kind: "page.requested",
                subject: format!("ALERT {number} ({severity}): {alert}{service}{}", and_more(more)),
                lines: maintenance::mark(state, incident)
                    .into_iter()
                    .chain([
                        format!(
                            "{} It has been ringing for {since}.",
                            machine::reporter(state, incident)
                        ),
                        "Open the link and press Accept. Opening it alone accepts nothing."
                            .to_owned(),
                    ])
                    .collect(),
                action: Some(Action {
                    label: "Open the page to accept".to_owned(),
                    url: url.clone(),
                }),
                data: json!({
                    "page": page.to_string(), "incident": number, "severity": severity,
                    "person": known.person.as_str(), "alert": alert, "url": url, "more": more,
                }),
            });
        }
        // Mail and other channels are read by more eyes than one.
        let who = likely_customer(state, incident, shown);
        let words = (shown == Shown::Words).then(|| state.first_words(incident)).flatten();
        let said = words.iter().map(|words| format!(" · “{words}”")).collect::<String>();
        let service = if shown == Shown::Nothing { None } else { Some(incident) };
        let service = service.map(|known| service_name(state, known)).unwrap_or_default();
        let about = format!("{who}{service}{said}");
        let about = about.trim_start_matches([' ', '·']);
        let danger = state.is_in_danger(incident);
        let (head, what, needs) = match danger {
            true => ("DANGER", "someone is in danger. ", IN_DANGER),
            false => ("EMERGENCY", "", "A customer needs a person now."),
        };
        let colon = if about.is_empty() && !danger { "" } else { ": " };
        let subject = format!("{head} {number} ({severity}){colon}{what}{about}{}", and_more(more));
        let mut lines = vec![
            format!("{needs} It has been ringing for {since}."),
            "Open the link and press Accept. Opening it alone accepts nothing.".to_owned(),
        ];
        lines.extend(words.iter().map(|words| format!("They wrote: {words}")));
        Some(Text {
            kind: "page.requested",
            subject,
            lines,
            action: Some(Action { label: "Open the page to accept".to_owned(), url: url.clone() }),
            data: json!({
                "page": page.to_string(), "incident": number, "severity": severity,
                "person": known.person.as_str(), "customer": who, "words": words,
                "url": url, "more": more, "danger": danger,
            }),
        })
    }

    fn withdrawal(&self, state: &State, incident: IncidentId, page: PageId) -> Option<Text> {
        let (escalation, known) = state.paging.page(page)?;
        let number = state.incidents.get(incident)?.number;
        let by = escalation.accepted_by().map(|person| state.access.name(person).to_owned());
        let line = match &by {
            Some(by) => format!("{by} has it. You need not do anything."),
            None => "It is over. You need not do anything.".to_owned(),
        };
        Some(Text {
            kind: "page.withdrawn",
            subject: format!("Emergency {number}: not needed any more"),
            lines: vec![line],
            action: None,
            data: json!({
                "page": page.to_string(), "incident": number, "person": known.person.as_str(),
                "accepted_by": by,
            }),
        })
    }

    fn reminder(
        &self,
        state: &State,
        incident: IncidentId,
        to: Option<&PersonKey>,
        now: Timestamp,
    ) -> Option<Text> {
        let lead = state.paging.get(incident).and_then(|known| known.accepted_by());
        let stands_in = to.is_some() && lead.is_some() && to != lead;
        let number = state.incidents.get(incident)?.number;
        let promise = state.updates.get(incident).and_then(domain::updates::Board::soonest);
        let denied = known_denials(state, incident);
        let (subject, line) = match promise {
            _ if denied.is_some_and(|at| now < at + DENIAL_NEWS) => (
                format!("Emergency {number}: a registered contact says that it is not them"),
                "What was proved before counts no more. Go on helping, and call a number on file.",
            ),
            _ if waits_for_call(state, incident) => (
                format!("Emergency {number}: the customer waits for a call"),
                "They asked to be called and were promised when. Open the incident and press Call.",
            ),
            _ if state.awaits_last_word(incident) => (
                format!("Incident {number}: is it over for everyone?"),
                "Nobody who called needs help any more, and the status page still tells of it. \
                 Open the incident: one press says that it is over, or write what you still see.",
            ),
            Some(promise) if promise.by >= now => {
                let left = views::times::span_words(promise.by.since(now));
                let line = if stands_in {
                    "Whoever has it has not written the promised update. Write it for them."
                } else {
                    "You promised the customer an update. Write it, or promise a new time."
                };
                (format!("Emergency {number}: an update is due in {left}"), line)
            }
            _ if state.restricted_as(incident).is_some() => {
                (format!("Incident {number}: there is news"), "Please look at it.")
            }
            _ if machine::foremost(state, incident).is_some() => (
                format!("Incident {number}: more alerts have come"),
                "More of the same fires, or it has become worse. Please look at it.",
            ),
            _ => (
                format!("Emergency {number}: the customer has written"),
                "There are new words from the customer. Please read them.",
            ),
        };
        let url = format!("{}/console/incidents/{number}", self.public_url);
        Some(Text {
            kind: "reminder",
            subject,
            lines: vec![line.to_owned()],
            action: Some(Action { label: "Open the incident".to_owned(), url: url.clone() }),
            data: json!({ "incident": number, "url": url }),
        })
    }

    fn sign_in(&self, state: &State, offer: u32, now: Timestamp) -> Option<Text> {
        let known = state.access.offers.get(&offer)?;
        // An invitation lives for days, what somebody asked for themselves for minutes.
        let lasting = known.until > now + domain::access::OFFER_LASTS;
        let lasts = if lasting { "within a week" } else { "for 15 minutes" };
        let url = format!("{}/signin/{}", self.public_url, self.key.sign_in(offer));
        let name = &state.organisation.settings.name;
        Some(Text {
            kind: "sign_in",
            subject: format!("Sign in to {name}"),
            lines: vec![
                format!("Open the link and press the button. It works once, {lasts}."),
                "If you did not ask for it, do nothing.".to_owned(),
            ],
            action: Some(Action { label: "Sign in".to_owned(), url }),
            data: json!({}),
        })
    }

    fn code(&self, state: &State, number: u32) -> Option<Text> {
        state.methods.numbered(number)?;
        Some(Text {
            kind: CODE,
            subject: format!("Your code is {}", self.key.method_code(number)),
            lines: vec![
                "Type it under Settings, You. It works for ten minutes.".to_owned(),
                "If you did not ask for it, do nothing.".to_owned(),
            ],
            action: None,
            data: json!({}),
        })
    }

    /// A test reads like a page, and says in its first word that it is none.
    fn test(&self, state: &State, person: &PersonKey, now: Timestamp) -> Option<Text> {
        let open = state.readiness.tests(person)?.open.as_ref()?;
        // Words that arrive when the night is over would only puzzle.
        if now > open.rang_at + TEST_READ_WITHIN {
            return None;
        }
        Some(Text {
            kind: TEST,
            subject: "TEST of the emergency line (critical): does this wake you?".to_owned(),
            lines: vec![
                "You asked for this test, with your phone on silent. Nobody is in need.".to_owned(),
                "When you are up, open the link and say what woke you.".to_owned(),
            ],
            action: Some(Action {
                label: "Say what woke me".to_owned(),
                url: format!("{}/console/me#silent-title", self.public_url),
            }),
            data: json!({}),
        })
    }

    fn failing(&self, state: &State, person: &PersonKey, method: &MethodKey) -> Option<Text> {
        let known = state.methods_of(person).into_iter().find(|known| known.key == *method)?;
        let failing = state.methods.failing(person, method, &known.address)?;
        let channel = views::wording::channel(known.channel);
        Some(Text {
            kind: "method.failing",
            subject: format!("You cannot be reached by {channel}"),
            lines: vec![
                format!("What was sent to you by {channel} failed {} times.", failing.count),
                format!("The last reason: {}.", failing.reason.trim_end_matches('.')),
                "Pages may not wake you. Please look at it, and send yourself a code.".to_owned(),
            ],
            action: Some(Action {
                label: "Look at your contact methods".to_owned(),
                url: format!("{}/console/me", self.public_url),
            }),
            data: json!({ "method": method.as_str(), "channel": known.channel.name() }),
        })
    }

    fn notice(
        &self,
        state: &State,
        incident: IncidentId,
        emergency: EmergencyId,
        kind: NoticeKind,
    ) -> Option<Text> {
        let known = state.incidents.get(incident)?;
        let number = known.number;
        let kind = kind.name();
        let lead = known.lead.as_ref().map(|person| state.access.name(person).to_owned());
        Some(Text {
            kind,
            subject: format!("Emergency {number}: {kind}"),
            lines: Vec::new(),
            action: None,
            data: json!({
                "emergency": emergency.to_string(), "incident": number,
                "severity": views::wording::severity(known.severity), "lead": lead,
                "url": format!("{}/console/incidents/{number}", self.public_url),
            }),
        })
    }
}

/// When a registered contact last said that it is not them who call.
fn known_denials(state: &State, incident: IncidentId) -> Option<Timestamp> {
    let known = state.incidents.get(incident)?;
    let cases = known.emergencies.iter().filter_map(|emergency| state.proof.case(*emergency));
    cases.flat_map(|case| &case.denials).map(|denial| denial.at).max()
}

/// The page that a delivery asks its person to answer.
fn asked(state: &State, about: &About) -> Option<Asks> {
    let About::Page { incident, page } = *about else { return None };
    let severity = state.incidents.get(incident)?.severity;
    let rings = state.paging.page(page).map_or(1, |(_, known)| known.rings);
    Some(Asks { page, severity, rings })
}

/// Whether a call that was asked for is to be made about now.
fn waits_for_call(state: &State, incident: IncidentId) -> bool {
    let emergencies = state.incidents.get(incident).map(|known| &known.emergencies);
    let desks = emergencies.into_iter().flatten().filter_map(|id| state.callbacks.desk(*id));
    desks.flat_map(domain::callbacks::Desk::open).next().is_some()
}

/// The call that a delivery begins.
fn joined(about: &About) -> Option<domain::words::CallId> {
    match about {
        About::Call { call, .. } => Some(*call),
        _ => None,
    }
}

/// How many other pages want an answer of the same person: the one message counts them.
pub(crate) fn others(state: &State, person: &PersonKey, incident: IncidentId) -> usize {
    let asking = state.paging.asking_of(person);
    asking.filter(|(escalation, _)| escalation.incident != incident).count()
}

/// The count, ready to stand behind a subject; empty when nothing else rings.
fn and_more(count: usize) -> String {
    if count == 0 { String::new() } else { format!(" (and {count} more)") }
}

/// What a letter says, before it is addressed.
struct Text {
    kind: &'static str,
    subject: String,
    lines: Vec<String>,
    action: Option<Action>,
    data: serde_json::Value,
}

/// Who it probably is; empty where not even that may be shown.
pub(crate) fn likely_customer(state: &State, incident: IncidentId, shown: Shown) -> String {
    if shown == Shown::Nothing {
        return String::new();
    }
    if state.restricted_as(incident).is_some() {
        return "restricted".to_owned();
    }
    let emergencies = state.incidents.get(incident).map(|known| &known.emergencies);
    // One that goes on in another says less than the one in which they talk now.
    let present = |id: &&EmergencyId| state.emergencies.get(**id).is_some_and(|e| !e.went_on());
    let emergency = emergencies.and_then(|all| all.iter().find(present).or_else(|| all.head()));
    let attached = emergency.and_then(|emergency| state.customers.attached(*emergency));
    let profile = attached.and_then(|attached| state.customers.profile(&attached.customer));
    profile.map_or_else(|| "customer not yet known".to_owned(), |known| format!("{}?", known.name))
}

/// The service it is about, ready to stand behind the customer; empty when none is known.
pub(crate) fn service_name(state: &State, incident: IncidentId) -> String {
    let service = state.incidents.get(incident).and_then(|known| known.service.as_ref());
    let profile = service.and_then(|service| state.incidents.services.get(service));
    profile.map(|service| format!(" · {}", service.name)).unwrap_or_default()
}
