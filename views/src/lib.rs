//! Views: pages and fragments as functions of the state, for first load and live update alike.
//!
//! A page is made of named fragments. A [`Fragment`] is one element with a stable `id`; the same
//! function renders it for the first load, for the live stream and for catching up.

pub mod addresses;
pub mod announcements;
pub mod approvals;
pub mod assets;
pub mod audiences;
pub mod began;
pub mod board;
pub mod cards;
pub mod crisis;
pub mod customers;
pub mod declare;
pub mod document;
pub mod door;
pub mod emergency;
pub mod flood;
pub mod follow_ups;
pub mod importing;
pub mod inquiry;
pub mod integrations;
pub mod kept;
pub mod languages;
pub mod maintenance;
mod nested;
pub mod page;
pub mod pager;
pub mod people;
pub mod policies;
pub mod problem;
pub mod reader;
pub mod rehearsal;
pub mod reports;
pub mod restricted;
pub mod reviews;
pub mod room;
pub mod schedules;
pub mod search;
pub mod settings;
pub mod shell;
mod shown;
pub mod sign_in;
mod spoken;
pub mod status;
pub mod subscribe;
pub mod subscribers;
pub mod telephones;
pub mod telling;
pub mod templates;
pub mod times;
pub mod told;
pub mod tongue;
pub mod unsent;
pub mod uploads;
pub mod watch;
pub mod wizard;
pub mod wording;
pub mod words;

use domain::words::{Actor, InquiryId, PageId, ParticipantId, PersonKey, StatusLinkId, Timestamp};
use domain::{Revision, State};
use jiff::tz::TimeZoneDatabase;
pub use maud::{Markup, PreEscaped, html};
pub use reader::Reader;

/// Everything a page is a function of.
pub struct Context<'a> {
    /// The organisation.
    pub state: &'a State,
    /// The instant at which the page is rendered.
    pub now: Timestamp,
    /// The bundled time-zone database.
    pub zones: &'a TimeZoneDatabase,
    /// Makes the unguessable part of links.
    pub links: &'a dyn Links,
    /// The address under which people reach the server, without a slash at its end.
    pub public_url: &'a str,
    /// What stands before every path: empty, or `/o/<slug>`.
    pub base: &'a str,
    /// Whether the database is away, so that all is kept on one machine until it is back.
    pub kept_here: bool,
    /// The nodes that run on the same log.
    pub nodes: &'a Nodes,
    /// How the files of conversations fare.
    pub files: Files,
    /// Whether this is the demo, where pagers and the other side can be seen.
    pub demo: bool,
    /// On the pages of a rehearsal: what stands before the paths of the real pages.
    pub rehearsal: Option<&'a str>,
    /// Who reads, in which language.
    pub reader: Reader,
}

/// The nodes that run on the same log, as this one knows of them.
#[derive(Clone, Debug, Default)]
pub struct Nodes {
    /// What this node met that only newer versions understand, in a sentence for the operator.
    pub outdated: Option<String>,
    /// What this node understands.
    pub revision: Revision,
    /// The others that run: what people call them, and what they understand.
    pub others: Vec<(String, Revision)>,
}

impl Context<'_> {
    /// The address of a participant's conversation, by the link of theirs that works.
    #[must_use]
    pub fn conversation(&self, participant: ParticipantId) -> String {
        let generation = self.state.emergencies.generation(participant);
        let link = match generation {
            0 => self.links.participant(participant),
            generation => self.links.renewed(participant, generation),
        };
        format!("{}/e/{link}", self.base)
    }
}

/// How the files of conversations fare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Whether they cannot be kept or read just now.
    pub failing: bool,
    /// How many were taken out and are not deleted from their store yet.
    pub to_delete: usize,
}

/// Makes the unguessable part of links; derived, never stored.
pub trait Links {
    /// For `/e/<link>`.
    fn participant(&self, participant: ParticipantId) -> String;
    /// For `/e/<link>`, once a participant has another link than their first.
    fn renewed(&self, participant: ParticipantId, generation: u32) -> String;
    /// For `/v/<link>`.
    fn inquiry(&self, inquiry: InquiryId) -> String;
    /// For `/p/<link>`.
    fn page(&self, page: PageId) -> String;
    /// For `/status/for/<link>/`.
    fn status(&self, link: StatusLinkId, generation: u32) -> String;
}

/// One element with a stable id, rendered alone.
pub struct Fragment {
    /// The element's id.
    pub id: String,
    /// The element, whole.
    pub markup: Markup,
}

impl Fragment {
    /// An element and its id.
    #[must_use]
    pub fn new(id: impl Into<String>, markup: Markup) -> Self {
        Self { id: id.into(), markup }
    }
}

/// What a form returns to the one who typed: the words, and what is wrong, unless they only wanted
/// to look at it first.
#[derive(Clone, Debug, Default)]
pub struct Returned {
    /// Field names and what was typed.
    pub typed: Vec<(String, String)>,
    /// The field that is wrong, if it is one.
    pub field: Option<String>,
    /// What is wrong and what to do; nothing, where it is shown for a look.
    pub problem: Option<String>,
}

impl Returned {
    /// Whether what was typed is shown for a look, before it is done.
    #[must_use]
    pub fn is_preview(&self) -> bool {
        self.problem.is_none()
    }

    /// What was typed into a field.
    #[must_use]
    pub fn value(&self, field: &str) -> &str {
        self.typed.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value)
    }
}

/// Who looks at the console.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The signed-in person.
    pub person: PersonKey,
}

impl Viewer {
    /// As whom they see and act.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.clone())
    }
}
