//! The public JSON of Atlassian Statuspage, version 2, field for field, as its clients read it.

use domain::State;
use domain::announcements::Announcement;
use domain::bulletins::{Bulletin, Entry, Reviewed};
use domain::maintenance::Stage;
use domain::status::{Matter, Overall, Part, Shown};
use domain::words::{ComponentKey, Condition, Language, Parts, Phase, Timestamp, TopicId};
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Value, json};

/// The documents that there are, by their names below `/api/v2/`.
pub const DOCUMENTS: [&str; 8] = [
    "summary.json",
    "status.json",
    "components.json",
    "incidents.json",
    "incidents/unresolved.json",
    "scheduled-maintenances.json",
    "scheduled-maintenances/upcoming.json",
    "scheduled-maintenances/active.json",
];
/// How many incidents the lists hold.
pub(super) const WINDOW: usize = 50;
/// The status of an incident of which there is a review, and of the update that is it.
const POSTMORTEM: &str = "postmortem";
/// An id has so many letters and digits.
const ID_LEN: usize = 12;

/// What the documents of one page are written from.
#[derive(Clone)]
pub struct Source<'a> {
    /// The page.
    pub shown: &'a Shown<'a>,
    /// In which language they are read; their own words are English, as Statuspage writes them.
    pub language: Language,
    /// In which language it is most likely written what nobody has translated for them.
    pub first: Language,
    /// Its address, whole.
    pub url: &'a str,
    /// The zone in which its times are written.
    pub zone: TimeZone,
    /// Where those read who have a link: the organisation, because they are led only to what stands
    /// at an address that everyone may open.
    pub by_link: Option<&'a State>,
}

#[derive(Serialize)]
struct Page {
    id: String,
    name: String,
    url: String,
    time_zone: String,
    updated_at: String,
}

#[derive(Serialize)]
struct Status {
    indicator: &'static str,
    description: &'static str,
}

#[derive(Clone, Serialize)]
pub(super) struct Component {
    id: String,
    name: String,
    status: &'static str,
    created_at: String,
    updated_at: String,
    position: usize,
    description: Option<String>,
    showcase: bool,
    start_date: Option<String>,
    group_id: Option<String>,
    page_id: String,
    group: bool,
    only_show_if_degraded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<Vec<String>>,
}

#[derive(Serialize)]
pub(super) struct Incident {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) status: &'static str,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) monitoring_at: Option<String>,
    pub(super) resolved_at: Option<String>,
    pub(super) impact: &'static str,
    pub(super) shortlink: String,
    pub(super) started_at: String,
    pub(super) page_id: String,
    pub(super) incident_updates: Vec<Update>,
    pub(super) components: Vec<Component>,
    #[serde(flatten)]
    pub(super) rest: Rest,
}

/// What incidents have and maintenance has not, and the other way round.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Rest {
    Incident { reminder_intervals: Option<String> },
    Maintenance { scheduled_for: String, scheduled_until: String },
}

#[derive(Serialize)]
pub(super) struct Update {
    pub(super) id: String,
    pub(super) status: &'static str,
    pub(super) body: String,
    pub(super) incident_id: String,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) display_at: String,
    pub(super) affected_components: Option<Vec<Turn>>,
    pub(super) deliver_notifications: bool,
    pub(super) custom_tweet: Option<String>,
    pub(super) tweet_id: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Turn {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) old_status: &'static str,
    pub(super) new_status: &'static str,
}

/// One document. Their keys stand in the order in which Statuspage writes them.
#[derive(Serialize)]
struct Document {
    page: Page,
    #[serde(skip_serializing_if = "Option::is_none")]
    components: Option<Vec<Component>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    incidents: Option<Vec<Incident>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scheduled_maintenances: Option<Vec<Incident>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

impl Source<'_> {
    /// The document of that name, one of [`DOCUMENTS`].
    #[must_use]
    pub fn document(&self, name: &str) -> Option<String> {
        let shown = self.shown;
        let page = self.page();
        let empty = Document {
            page,
            components: None,
            incidents: None,
            scheduled_maintenances: None,
            status: None,
        };
        let live = || shown.live.iter().map(|bulletin| self.incident(bulletin)).collect();
        let document = match name {
            "summary.json" => Document {
                components: Some(self.components()),
                incidents: Some(live()),
                scheduled_maintenances: Some(self.maintenances(|stage| !stage.is_over())),
                status: Some(status(shown.overall)),
                ..empty
            },
            "status.json" => Document { status: Some(status(shown.overall)), ..empty },
            "components.json" => Document { components: Some(self.components()), ..empty },
            "incidents.json" => {
                let mut all: Vec<&Bulletin> =
                    shown.live.iter().chain(&shown.past).copied().collect();
                all.sort_by_key(|bulletin| {
                    std::cmp::Reverse((bulletin.opened_at, bulletin.number))
                });
                let all = all.into_iter().take(WINDOW).map(|bulletin| self.incident(bulletin));
                Document { incidents: Some(all.collect()), ..empty }
            }
            "incidents/unresolved.json" => Document { incidents: Some(live()), ..empty },
            "scheduled-maintenances.json" => {
                Document { scheduled_maintenances: Some(self.maintenances(|_| true)), ..empty }
            }
            "scheduled-maintenances/upcoming.json" => {
                let upcoming = self.maintenances(|stage| stage == Stage::Scheduled);
                Document { scheduled_maintenances: Some(upcoming), ..empty }
            }
            "scheduled-maintenances/active.json" => {
                let active = self.maintenances(Stage::is_running);
                Document { scheduled_maintenances: Some(active), ..empty }
            }
            _ => return None,
        };
        serde_json::to_string(&document).ok()
    }

    /// Where a matter stands alone, whole.
    pub(super) fn at_address(&self, matter: Matter) -> String {
        let hidden = |state: &State| !state.public_pages_of(matter).contains(&self.shown.key);
        match self.by_link.is_some_and(hidden) {
            true => self.url.to_owned(),
            false => views::status::address_of(self.url, matter),
        }
    }

    pub(super) fn page_id(&self) -> String {
        id("page", self.shown.key.as_str())
    }

    fn page(&self) -> Page {
        Page {
            id: self.page_id(),
            name: self.shown.page.profile.name_in(self.language).words.to_owned(),
            url: self.url.to_owned(),
            time_zone: self.shown.page.profile.zone.to_string(),
            updated_at: self.at(self.shown.changed_at()),
        }
    }

    fn components(&self) -> Vec<Component> {
        self.shown.parts.iter().map(|part| self.component(part)).collect()
    }

    /// Statuspage knows groups and what is in them, and nothing deeper: what lies deeper is listed
    /// in the group at the top, and what has parts of its own there is a component as well.
    pub(super) fn component(&self, part: &Part<'_>) -> Component {
        let profile = &part.known.profile;
        let group = part.depth == 0 && part.has_parts;
        let siblings = self.shown.parts.iter().take_while(|other| other.key != part.key);
        let position = siblings.filter(|other| other.parent == part.parent).count() + 1;
        let within = |other: &&Part<'_>| self.top(other) == Some(part.key);
        Component {
            id: component_id(part.key),
            name: profile.name_in(self.language).words.to_owned(),
            status: condition(part.condition),
            created_at: self.at(part.known.since),
            updated_at: self.at(self.changed_at(part)),
            position,
            description: Some(profile.about_in(self.language).words)
                .filter(|about| !about.is_empty())
                .map(str::to_owned),
            showcase: !group && !profile.hides_history,
            start_date: (!group).then(|| self.zoned(part.known.since).date().to_string()),
            group_id: self.top(part).map(component_id),
            page_id: self.page_id(),
            group,
            only_show_if_degraded: profile.only_if_affected,
            components: group.then(|| {
                self.shown
                    .parts
                    .iter()
                    .filter(within)
                    .map(|other| component_id(other.key))
                    .collect()
            }),
        }
    }

    /// The outermost component that it is a part of on this page.
    fn top(&self, part: &Part<'_>) -> Option<&ComponentKey> {
        std::iter::successors(self.parent(part.key), |key| self.parent(key)).last()
    }

    fn parent(&self, key: &ComponentKey) -> Option<&ComponentKey> {
        self.shown.parts.iter().find(|other| other.key == key).and_then(|other| other.parent)
    }

    /// When it last turned, or when its definition last changed.
    fn changed_at(&self, part: &Part<'_>) -> Timestamp {
        let told = self.shown.live.iter().chain(&self.shown.past);
        let entries = told.flat_map(|bulletin| &bulletin.entries);
        let turned = entries.filter(|entry| {
            entry.turns.iter().any(|turn| turn.component == *part.key && turn.before != turn.after)
        });
        let turned = turned.map(|entry| entry.at).chain(self.maintained_at(part));
        turned.fold(part.known.changed_at, Timestamp::max)
    }

    pub(super) fn incident(&self, bulletin: &Bulletin) -> Incident {
        let id = id("bulletin", &bulletin.id.to_string());
        let concerned = bulletin.concerned();
        let parts = self.shown.parts.iter().filter(|part| concerned.contains(part.key));
        Incident {
            name: bulletin.title_in(self.language).words.to_owned(),
            status: match bulletin.reviewed() {
                Some(_) => POSTMORTEM,
                None => phase(bulletin.phase()),
            },
            created_at: self.at(bulletin.opened_at),
            updated_at: self.at(bulletin.changed_at),
            monitoring_at: bulletin.monitoring_at.map(|at| self.at(at)),
            resolved_at: bulletin.resolved_at.map(|at| self.at(at)),
            impact: impact(bulletin.gravity()),
            shortlink: self.at_address(bulletin.into()),
            started_at: self.at(bulletin.began_at()),
            page_id: self.page_id(),
            incident_updates: bulletin
                .reviewed()
                .map(|review| self.in_hindsight(review, &id))
                .into_iter()
                .chain(bulletin.entries.iter().rev().map(|entry| self.update(entry, &id)))
                .collect(),
            components: parts.map(|part| self.component(part)).collect(),
            rest: Rest::Incident { reminder_intervals: None },
            id,
        }
    }

    fn update(&self, entry: &Entry, incident_id: &str) -> Update {
        let turns: Vec<Turn> = entry
            .turns
            .iter()
            .filter_map(|turn| {
                let part = self.shown.parts.iter().find(|part| *part.key == turn.component)?;
                Some(Turn {
                    code: component_id(part.key),
                    name: self.qualified(part),
                    old_status: condition(turn.before),
                    new_status: condition(turn.after),
                })
            })
            .collect();
        Update {
            id: id("update", &entry.id.to_string()),
            status: phase(entry.phase),
            body: self.body(entry),
            incident_id: incident_id.to_owned(),
            created_at: self.at(entry.at),
            updated_at: self.at(entry.changed_at),
            display_at: self.at(entry.at),
            affected_components: Some(turns).filter(|turns| !turns.is_empty()),
            deliver_notifications: !entry.quiet,
            custom_tweet: None,
            tweet_id: None,
        }
    }

    /// The review, as Statuspage has it: a last update of its own status.
    fn in_hindsight(&self, review: &Reviewed, incident_id: &str) -> Update {
        Update {
            id: id("update", &review.id.to_string()),
            status: POSTMORTEM,
            body: self.review_body(review),
            incident_id: incident_id.to_owned(),
            created_at: self.at(review.at),
            updated_at: self.at(review.changed_at),
            display_at: self.at(review.at),
            affected_components: None,
            deliver_notifications: review.told_at.is_some(),
            custom_tweet: None,
            tweet_id: None,
        }
    }

    /// What a review says, in one text.
    pub(super) fn review_body(&self, review: &Reviewed) -> String {
        views::reviews::body(&review.said, self.language)
    }

    /// A notice, for which Statuspage has no word: an incident that harms nothing and is over as
    /// soon as it is told, so that nobody waits for its end.
    fn notice(&self, known: &Announcement) -> Option<Incident> {
        let began = known.began_at?;
        let id = id("notice", &known.id.to_string());
        let (at, changed) = (self.at(began), self.at(known.changed_at));
        let update = Update {
            id: id.clone(),
            status: phase(Phase::Resolved),
            body: known.notice.text_in(self.language).words.to_owned(),
            incident_id: id.clone(),
            created_at: at.clone(),
            updated_at: changed.clone(),
            display_at: at.clone(),
            affected_components: None,
            deliver_notifications: known.told_at.is_some(),
            custom_tweet: None,
            tweet_id: None,
        };
        Some(Incident {
            name: known.notice.title_in(self.language).words.to_owned(),
            status: phase(Phase::Resolved),
            created_at: at.clone(),
            updated_at: changed,
            monitoring_at: None,
            resolved_at: Some(at.clone()),
            impact: impact(Condition::Operational),
            shortlink: self.at_address(known.into()),
            started_at: at,
            page_id: self.page_id(),
            incident_updates: vec![update],
            components: Vec::new(),
            rest: Rest::Incident { reminder_intervals: None },
            id,
        })
    }

    /// What Statuspage posts to its subscribers about an incident, also where it never was, about
    /// planned maintenance or about a notice.
    pub(super) fn webhook(&self, topic: TopicId, leave: &str) -> Option<Value> {
        let told = self.shown.live.iter().chain(&self.shown.past);
        let bulletin = told.copied().find(|bulletin| bulletin.id.0 == topic.0);
        let mut planned = self.shown.maintenance.iter().filter(|known| known.id.0 == topic.0);
        let mut notices = self.shown.announced().filter(|known| known.id.0 == topic.0);
        let mut never = self.shown.mistakes.iter().filter(|known| known.bulletin.id.0 == topic.0);
        let incident = match (bulletin, planned.next(), never.next()) {
            (Some(bulletin), _, _) => self.incident(bulletin),
            (None, Some(planned), _) => self.planned(planned),
            (None, None, Some(never)) => self.mistaken(never),
            (None, None, None) => self.notice(notices.next()?)?,
        };
        let mut incident = serde_json::to_value(incident).ok()?;
        let fields = incident.as_object_mut()?;
        for gone in ["components", "page_id", "reminder_intervals", "started_at"] {
            fields.remove(gone);
        }
        let updates = fields.get_mut("incident_updates").and_then(Value::as_array_mut);
        for update in updates.into_iter().flatten().filter_map(Value::as_object_mut) {
            for gone in ["affected_components", "custom_tweet", "deliver_notifications", "tweet_id"]
            {
                update.remove(gone);
            }
            update.insert("wants_twitter_update".to_owned(), false.into());
            update.insert("twitter_updated_at".to_owned(), Value::Null);
        }
        fields.insert("organization_id".to_owned(), self.page_id().into());
        fields.insert("backfilled".to_owned(), false.into());
        for unused in [
            "impact_override",
            "scheduled_auto_transition",
            "scheduled_for",
            "scheduled_remind_prior",
            "scheduled_reminded_at",
            "scheduled_until",
        ] {
            fields.entry(unused).or_insert(Value::Null);
        }
        let review = bulletin.and_then(Bulletin::reviewed);
        let waived = bulletin.is_some_and(|bulletin| bulletin.waived_by.is_some());
        let postmortem: [(&str, Value); 6] = [
            ("body", review.map(|review| self.review_body(review)).into()),
            ("body_last_updated_at", review.map(|review| self.at(review.changed_at)).into()),
            ("ignored", waived.into()),
            ("notified_subscribers", review.is_some_and(|review| review.told_at.is_some()).into()),
            ("notified_twitter", false.into()),
            ("published_at", review.map(|review| self.at(review.at)).into()),
        ];
        for (name, value) in postmortem {
            fields.insert(format!("postmortem_{name}"), value);
        }
        let mut body = self.envelope(leave);
        body["incident"] = incident;
        Some(body)
    }

    /// What stands around everything that Statuspage posts: how to leave, and how the page fares.
    pub(super) fn envelope(&self, leave: &str) -> Value {
        let Status { indicator, description } = status(self.shown.overall);
        json!({
            "meta": {
                "unsubscribe": leave,
                "documentation": "https://help.statuspage.io/knowledge_base/topics/webhook-notifications",
            },
            "page": {
                "id": self.page_id(),
                "status_indicator": indicator,
                "status_description": description,
            },
        })
    }

    /// "Group - Component".
    pub(super) fn qualified(&self, part: &Part<'_>) -> String {
        let name = |part: &Part<'_>| part.known.profile.name_in(self.language).words.to_owned();
        let top = self.top(part);
        let group = self.shown.parts.iter().find(|other| Some(other.key) == top);
        match group {
            Some(group) => format!("{} - {}", name(group), name(part)),
            None => name(part),
        }
    }

    /// What was said, in one text, impact first; with the promise, whose time says its zone.
    pub(super) fn body(&self, entry: &Entry) -> String {
        let Parts { known, impact, workaround, next } = entry.overview.spoken(self.language);
        let mut parts: Vec<String> = [impact, known, workaround, next]
            .into_iter()
            .filter(|part| !part.words.is_empty())
            .map(|part| part.words.to_owned())
            .collect();
        let tongue = views::tongue::Tongue::of(self.language);
        if parts.is_empty() {
            parts.push(views::status::said_by_itself(tongue, entry));
        }
        if let Some(by) = entry.next_by {
            let by = self.zoned(by).strftime("%Y-%m-%d %H:%M %Z").to_string();
            parts.push(views::plain!(tongue, "told-next", time = by));
        }
        if let Some(estimate) = &entry.estimate {
            let time = |at| self.zoned(at).strftime("%Y-%m-%d %H:%M %Z").to_string();
            parts.push(views::status::expected_words(tongue, &estimate.given_at(entry.at), &time));
        }
        parts.join("\n\n")
    }

    pub(super) fn zoned(&self, at: Timestamp) -> jiff::Zoned {
        let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        instant.to_zoned(self.zone.clone())
    }

    /// With milliseconds and the page's offset, `Z` where that is none.
    pub(super) fn at(&self, at: Timestamp) -> String {
        let zoned = self.zoned(at);
        match zoned.offset().is_zero() {
            true => zoned.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
            false => zoned.strftime("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string(),
        }
    }
}

/// A component's id, the same for as long as its key is.
pub(super) fn component_id(key: &ComponentKey) -> String {
    id("component", key.as_str())
}

/// Twelve letters and digits that stand for a thing of that kind.
pub(super) fn id(kind: &str, of: &str) -> String {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"statuspage 1").update(kind.as_bytes()).update(b"/").update(of.as_bytes());
    let bytes = &hasher.finalize();
    let digit = |byte: &u8| char::from(DIGITS[usize::from(*byte) % DIGITS.len()]);
    bytes.as_bytes().iter().take(ID_LEN).map(digit).collect()
}

/// How a component fares, as Statuspage says it.
pub(super) fn condition(condition: Condition) -> &'static str {
    match condition {
        Condition::Operational => "operational",
        Condition::Maintenance => "under_maintenance",
        Condition::Degraded => "degraded_performance",
        Condition::Partial => "partial_outage",
        Condition::Major => "major_outage",
    }
}

pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Investigating => "investigating",
        Phase::Identified => "identified",
        Phase::Monitoring => "monitoring",
        Phase::Resolved => "resolved",
    }
}

pub(super) fn impact(worst: Condition) -> &'static str {
    match worst {
        Condition::Operational => "none",
        Condition::Maintenance => "maintenance",
        Condition::Degraded => "minor",
        Condition::Partial => "major",
        Condition::Major => "critical",
    }
}

fn status(overall: Overall) -> Status {
    let (indicator, description) = match overall {
        Overall::Operational => ("none", "All Systems Operational"),
        Overall::Maintenance => ("maintenance", "Service Under Maintenance"),
        Overall::SomeDegraded => ("minor", "Partially Degraded Service"),
        Overall::AllDegraded => ("minor", "Degraded System Service"),
        Overall::SomePartial => ("minor", "Minor Service Outage"),
        Overall::Partial => ("major", "Partial System Outage"),
        Overall::Major => ("critical", "Major System Outage"),
    };
    Status { indicator, description }
}
