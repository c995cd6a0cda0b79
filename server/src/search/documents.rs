//! What of the log can be found: each event as the documents that it adds or replaces.

use domain::emergencies::Speaker;
use domain::redactions::Place;
use domain::words::{EmergencyId, IncidentId, Owner, Personal};
use domain::{Event, access, customers, emergencies, incidents, monitoring, notes, updates};

use super::written::{self, parts};

/// Kinds of documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What was said in a conversation.
    Message,
    /// Who calls, and how to reach them.
    Caller,
    /// What customers were told.
    Update,
    /// What a machine reported.
    Alert,
    /// A customer of the directory.
    Customer,
    /// A person of the vendor.
    Person,
    /// What colleagues wrote for each other.
    Note,
    /// What status pages said, also elsewhere and long ago.
    Bulletin,
    /// What somebody was asked to do.
    Brief,
    /// Why somebody did something.
    Reason,
    /// What callers said about the help.
    Feedback,
    /// What is planned.
    Maintenance,
    /// What is announced on status pages.
    Announcement,
    /// What callers can try meanwhile.
    Card,
    /// What updates are written from.
    Template,
    /// A service, team, schedule, policy or component, by its name.
    Definition,
    /// Public text that waits for an objection, or waited.
    Approval,
    /// What a customer was written the day after, or why nobody wrote.
    FollowUp,
}

impl Kind {
    /// All of them, by the number under which they are kept.
    pub const ALL: [Self; 18] = [
        Self::Message,
        Self::Caller,
        Self::Update,
        Self::Alert,
        Self::Customer,
        Self::Person,
        Self::Note,
        Self::Bulletin,
        Self::Brief,
        Self::Reason,
        Self::Feedback,
        Self::Maintenance,
        Self::Announcement,
        Self::Card,
        Self::Template,
        Self::Definition,
        Self::Approval,
        Self::FollowUp,
    ];

    /// Its name in addresses and in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Caller => "caller",
            Self::Update => "update",
            Self::Alert => "alert",
            Self::Customer => "customer",
            Self::Person => "person",
            Self::Note => "note",
            Self::Bulletin => "bulletin",
            Self::Brief => "brief",
            Self::Reason => "reason",
            Self::Feedback => "feedback",
            Self::Maintenance => "maintenance",
            Self::Announcement => "announcement",
            Self::Card => "card",
            Self::Template => "template",
            Self::Definition => "definition",
            Self::Approval => "approval",
            Self::FollowUp => "follow-up",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(super) fn number(self) -> i64 {
        Self::ALL.iter().position(|kind| *kind == self).map_or(0, |at| at as i64)
    }
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What it is.
    pub kind: Kind,
    /// Under this name there is only the newest: a customer, a person, a caller.
    pub name: Option<String>,
    /// Of which emergency.
    pub emergency: Option<EmergencyId>,
    /// Of which incident, where it belongs to no emergency.
    pub incident: Option<IncidentId>,
    /// Who says it, or what it is called.
    pub who: String,
    /// The words.
    pub text: String,
}

/// What an event does to the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// There is more to find.
    Add(Document),
    /// What had that name is gone.
    Remove(String),
    /// An emergency has that number.
    Emergency(EmergencyId, u32),
    /// An incident has that number.
    Incident(IncidentId, u32),
    /// An emergency belongs to an incident.
    Belongs(EmergencyId, IncidentId),
    /// An alert belongs to an incident.
    AlertOf(String, IncidentId),
}

/// What an event does to the index.
#[must_use]
pub fn changes(event: &Event) -> Vec<Change> {
    match event {
        Event::Emergencies(event) => of_emergencies(event),
        Event::Incidents(event) => of_incidents(event),
        // Put right, it is found by what it says now.
        Event::Updates(
            updates::Event::Published { incident, update, author, overview, .. }
            | updates::Event::Corrected { incident, update, author, overview, .. },
        ) => {
            let (name, who) = (format!("update/{update}"), format!("person/{author}"));
            vec![add(Kind::Update, Some(name), (None, Some(*incident)), who, parts(overview))]
        }
        Event::Notes(notes::Event::Written { incident, note, by, words: said }) => {
            let Some(text) = words(said) else { return Vec::new() };
            let (name, who) = (format!("note/{note}"), format!("person/{by}"));
            vec![add(Kind::Note, Some(name), (None, Some(*incident)), who, text.to_owned())]
        }
        Event::Monitoring(event) => of_monitoring(event),
        Event::Customers(customers::Event::Put { customer, profile }) => {
            let mut words = vec![profile.name.to_string(), customer.to_string()];
            let others = profile.access_names.iter().chain(&profile.former_names);
            words.extend(others.chain(&profile.domains).map(ToString::to_string));
            let contact = |contact: &customers::Contact| {
                let reach = [Some(&contact.name), contact.email.as_ref(), contact.phone.as_ref()];
                let reach = reach.into_iter().flatten().filter_map(self::words);
                reach.map(ToOwned::to_owned).collect::<Vec<_>>()
            };
            words.extend(profile.contacts.iter().flat_map(contact));
            words.extend(profile.sites.iter().map(|site| site.name.to_string()));
            let (name, who) = (format!("customer/{customer}"), profile.name.to_string());
            vec![add(Kind::Customer, Some(name), (None, None), who, words.join(" · "))]
        }
        Event::Customers(customers::Event::Removed { customer }) => {
            vec![Change::Remove(format!("customer/{customer}"))]
        }
        Event::Access(access::Event::PersonPut { person, profile }) => {
            let Some(known) = words(&profile.name) else { return Vec::new() };
            let (name, text) = (format!("person/{person}"), format!("{known} · {person}"));
            vec![add(Kind::Person, Some(name), (None, None), known.to_owned(), text)]
        }
        Event::Access(access::Event::PersonRemoved { person }) => {
            vec![Change::Remove(format!("person/{person}"))]
        }
        Event::Access(event) => written::of_teams(event),
        Event::Bulletins(event) => written::of_bulletins(event),
        Event::Approvals(event) => written::of_approvals(event),
        Event::FollowUps(event) => written::of_follow_ups(event),
        Event::Maintenance(event) => written::of_maintenance(event),
        Event::Announcements(event) => written::of_announcements(event),
        Event::Cards(event) => written::of_cards(event),
        Event::Templates(event) => written::of_templates(event),
        Event::Oncall(event) => written::of_schedules(event),
        Event::Components(event) => written::of_components(event),
        Event::Paging(event) => written::of_paging(event),
        Event::Crew(event) => written::of_crew(event),
        Event::Restrictions(event) => written::of_restrictions(event),
        Event::Proof(event) => written::of_proof(event),
        Event::Feedback(event) => written::of_feedback(event),
        _ => Vec::new(),
    }
}

pub(super) fn add(
    kind: Kind,
    name: Option<String>,
    of: (Option<EmergencyId>, Option<IncidentId>),
    who: String,
    text: String,
) -> Change {
    let (emergency, incident) = of;
    Change::Add(Document { kind, name, emergency, incident, who, text })
}

/// What is left of somebody's words: nothing when they were erased.
pub(super) fn words(personal: &Personal) -> Option<&str> {
    personal.text.as_deref().filter(|text| !text.trim().is_empty())
}

fn of_emergencies(event: &emergencies::Event) -> Vec<Change> {
    use emergencies::Event as E;
    match event {
        E::Opened { emergency, number, who, reach, .. } => {
            let mut changes = vec![Change::Emergency(*emergency, *number)];
            changes.extend(caller(*emergency, who.as_ref(), reach.as_ref()));
            changes
        }
        E::Introduced { emergency, who, reach } => {
            caller(*emergency, who.as_ref(), reach.as_ref()).into_iter().collect()
        }
        E::Said { emergency, number, from, words: said, .. } => {
            let Some(text) = words(said) else { return Vec::new() };
            let who = match from {
                Speaker::Person(person) => format!("person/{person}"),
                Speaker::Participant(_) | Speaker::Mayday => String::new(),
            };
            // By its place it is known whether it was taken out.
            let place = Place { emergency: *emergency, number: *number, file: None }.to_string();
            vec![add(Kind::Message, Some(place), (Some(*emergency), None), who, text.to_owned())]
        }
        E::Attached { emergency, number, file, name, extract, .. } => {
            let said = std::iter::once(name).chain(extract).filter_map(words);
            let text = said.collect::<Vec<_>>().join(" · ");
            if text.is_empty() {
                return Vec::new();
            }
            let who = match &name.of {
                Owner::Person(person) => format!("person/{person}"),
                _ => String::new(),
            };
            let place = Place { emergency: *emergency, number: *number, file: Some(*file) };
            let name = Some(place.to_string());
            vec![add(Kind::Message, name, (Some(*emergency), None), who, text)]
        }
        _ => Vec::new(),
    }
}

fn caller(
    emergency: EmergencyId,
    who: Option<&Personal>,
    reach: Option<&Personal>,
) -> Option<Change> {
    let said: Vec<&str> = [who, reach].into_iter().flatten().filter_map(words).collect();
    let name = Some(format!("caller/{emergency}"));
    let known = who.and_then(words).unwrap_or_default().to_owned();
    let text = said.join(" · ");
    (!said.is_empty()).then(|| add(Kind::Caller, name, (Some(emergency), None), known, text))
}

fn of_incidents(event: &incidents::Event) -> Vec<Change> {
    use incidents::Event as E;
    match event {
        E::Opened { incident, number, emergency, .. } => {
            vec![Change::Incident(*incident, *number), Change::Belongs(*emergency, *incident)]
        }
        E::Raised { incident, number, .. } => vec![Change::Incident(*incident, *number)],
        E::Joined { incident, emergency, .. } => vec![Change::Belongs(*emergency, *incident)],
        _ => written::of_services(event),
    }
}

fn of_monitoring(event: &monitoring::Event) -> Vec<Change> {
    use monitoring::Event as E;
    match event {
        E::Triggered { alert, integration, key, report } => {
            let details = report.details.iter().map(|(name, value)| format!("{name} {value}"));
            let first = [report.summary.to_string(), report.source.to_string(), key.to_string()];
            let all: Vec<String> = first.into_iter().chain(details).collect();
            let name = Some(format!("alert/{alert}"));
            vec![add(Kind::Alert, name, (None, None), integration.to_string(), all.join(" · "))]
        }
        E::Joined { alert, incident, .. } => {
            vec![Change::AlertOf(format!("alert/{alert}"), *incident)]
        }
        _ => Vec::new(),
    }
}
