//! Approvals: public text that waits up to ten minutes for an objection, and then goes out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    ApprovalId, BulletinId, Estimate, IncidentId, LINE_LEN_MAX, MaintenanceId, NoticeId, Overview,
    PersonKey, Public, Review, RoutineKey, SmolStr, Timestamp, UpdateId, tidied_line,
};

mod event;
mod taken_back;

pub use event::Event;

/// Longest that public text waits, whatever happens.
pub const OBJECT_WITHIN: Duration = Duration::from_secs(10 * 60);
/// Most that are decided and kept; the oldest makes room. What waits always has room.
pub const KEPT_MAX: usize = 500;
/// Most that time lets out in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 50;

/// What waits: an update, or a review, as everyone is to read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// What is known.
    pub overview: Overview,
    /// By when the next word was promised.
    pub next_by: Timestamp,
    /// How long it may take.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// Heading, phase and components.
    pub public: Public,
    /// The review of a matter that is over, where it is one; the overview is empty then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<LookBack>,
    /// What it puts right of what everyone was told before, where it does that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<PutRight>,
    /// What it is about, where that is no incident: an announcement, or planned maintenance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
}

/// What public text is about that is about no incident.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An announcement.
    Notice {
        /// Which.
        announcement: NoticeId,
        /// From when it is to stand there. Before that nobody waits for it, so that it may be
        /// objected to until then.
        from: Timestamp,
    },
    /// The words of planned maintenance.
    Work {
        /// Which.
        maintenance: MaintenanceId,
    },
    /// Something that is said about planned maintenance.
    WorkWord {
        /// About which.
        maintenance: MaintenanceId,
    },
    /// The words of maintenance that comes again.
    Routine {
        /// Which.
        routine: RoutineKey,
    },
    /// A matter that was over before anybody was told of it.
    Past {
        /// Its bulletin.
        bulletin: BulletinId,
        /// When it was over.
        until: Timestamp,
        /// Whether subscribers are to be told.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        tells: bool,
    },
}

impl Subject {
    /// Until when it waits, whatever the clock says: what is shown later need not be let out now.
    fn not_before(&self) -> Option<Timestamp> {
        match self {
            Self::Notice { from, .. } => Some(*from),
            Self::Work { .. }
            | Self::WorkWord { .. }
            | Self::Routine { .. }
            | Self::Past { .. } => None,
        }
    }
}

/// A correction that waits. Which word it puts right says the update.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PutRight {
    /// In which bulletin.
    pub bulletin: BulletinId,
    /// Whether heading, components and estimate are put right with the words.
    pub framed: bool,
    /// Why, if somebody said so.
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub reason: SmolStr,
    /// When what was written afterwards was over, where that is put right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// For what public text waits: each waits by itself, and gives way only to newer text of its own
/// kind. An update does not take the place of a correction of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The next word of an incident.
    Next(IncidentId),
    /// A word that was said.
    Said(IncidentId, UpdateId),
    /// An announcement.
    Notice(NoticeId),
    /// The words of planned maintenance.
    Work(MaintenanceId),
    /// Something that is said about planned maintenance: each by itself.
    WorkWord(UpdateId),
    /// The words of what comes again.
    Routine(RoutineKey),
    /// A matter that is over.
    Past(BulletinId),
    /// What was taken back: it has gone out already.
    Gone(UpdateId),
}

/// A review that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookBack {
    /// Of which bulletin.
    pub bulletin: BulletinId,
    /// What it says.
    pub said: Review,
    /// Whether subscribers are to be told.
    pub tells: bool,
}

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Public text waits for an objection. What waits already in the same place gives way to it,
    /// and leaves it its time.
    Hold {
        /// Of which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// Who wrote it.
        author: PersonKey,
        /// What it says.
        words: Box<Words>,
    },
    /// Newer words go out at once: what waits gives way.
    Replace {
        /// Of which incident.
        incident: IncidentId,
    },
    /// What puts the same word right goes out at once: what waits gives way.
    ReplaceCorrection {
        /// Of which incident.
        incident: IncidentId,
        /// Which word.
        update: UpdateId,
    },
    /// What is written about no incident does not go out any more.
    Withdraw {
        /// Which.
        approval: ApprovalId,
    },
    /// Words were taken back of what everyone was told: what was kept of them here goes, and those
    /// who approve hear of it afterwards.
    TakeBack {
        /// Of which incident.
        incident: IncidentId,
        /// Of which word.
        update: UpdateId,
        /// By whom.
        by: PersonKey,
        /// What is left.
        left: Box<Words>,
        /// The heading that it had, where that was taken back as well.
        title: Option<SmolStr>,
    },
    /// What waits is put right before anybody has read it.
    Amend {
        /// Of which incident.
        incident: IncidentId,
        /// Which update.
        update: UpdateId,
        /// What it says now.
        overview: Overview,
    },
    /// An approver lets it out now.
    Approve {
        /// Which.
        approval: ApprovalId,
    },
    /// An approver keeps it in.
    Object {
        /// Which.
        approval: ApprovalId,
        /// Why.
        reason: String,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such text waits, or ever did.
    Unknown,
    /// It is decided already.
    Decided,
    /// It is not said why it stays in.
    BadReason,
    /// Only those who approve public text can do this.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("No such text waits."),
            Self::Decided => f.write_str(
                "It is decided already: it went out, or somebody objected, or newer words took \
                 its place.",
            ),
            Self::BadReason => write!(
                f,
                "Say what must change, in one line of at most {LINE_LEN_MAX} bytes: whoever wrote \
                 it reads that."
            ),
            Self::NotYours => f.write_str("Only those who approve public text can do this."),
        }
    }
}

/// What became of public text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It waits for an objection.
    Waiting,
    /// It is out: somebody let it, or nobody objected in time.
    Out {
        /// Who let it; nobody, where time did.
        by: Option<PersonKey>,
    },
    /// It stays in.
    Objected {
        /// Who says so.
        by: PersonKey,
        /// Why.
        reason: SmolStr,
    },
    /// Newer words took its place, or it was taken back before anybody had read it.
    Replaced,
    /// It took words back, and was out at once: this is what is left.
    TakenBack,
}

/// Public text that waits, or waited.
#[derive(Clone, Debug, PartialEq)]
pub struct Approval {
    /// Its id.
    pub id: ApprovalId,
    /// Its number, from 1.
    pub number: u32,
    /// Of which incident.
    pub incident: IncidentId,
    /// Which update.
    pub update: UpdateId,
    /// Who wrote it.
    pub author: PersonKey,
    /// What it says.
    pub words: Words,
    /// Since when it waits.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// What became of it.
    pub standing: Standing,
    /// When.
    pub decided_at: Option<Timestamp>,
}

impl Approval {
    fn place(&self) -> Place {
        match self.standing {
            Standing::TakenBack => Place::Gone(self.update),
            _ => place(self.incident, self.update, &self.words),
        }
    }

    /// Whether it waits for an objection.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.standing == Standing::Waiting
    }
}

fn place(incident: IncidentId, update: UpdateId, words: &Words) -> Place {
    match (&words.subject, &words.correction) {
        (Some(Subject::Notice { announcement, .. }), _) => Place::Notice(*announcement),
        (Some(Subject::Work { maintenance }), _) => Place::Work(*maintenance),
        (Some(Subject::WorkWord { .. }), _) => Place::WorkWord(update),
        (Some(Subject::Routine { routine }), _) => Place::Routine(routine.clone()),
        (Some(Subject::Past { bulletin, .. }), _) => Place::Past(*bulletin),
        (None, Some(_)) => Place::Said(incident, update),
        (None, None) => Place::Next(incident),
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// All that wait, and the latest of the others.
    pub all: OrdMap<ApprovalId, Arc<Approval>>,
    waiting: OrdMap<Place, ApprovalId>,
    decided: OrdMap<u32, ApprovalId>,
    timers: Timers<ApprovalId>,
    count: u32,
}

impl State {
    /// The one of that id.
    #[must_use]
    pub fn get(&self, approval: ApprovalId) -> Option<&Approval> {
        self.all.get(&approval).map(Arc::as_ref)
    }

    /// The one of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Approval> {
        self.all.values().map(Arc::as_ref).find(|known| known.number == number)
    }

    /// What waits to be the next word about an incident: an update, or its review.
    #[must_use]
    pub fn waiting_for(&self, incident: IncidentId) -> Option<&Approval> {
        self.get(*self.waiting.get(&Place::Next(incident))?)
    }

    /// The correction of a word that waits.
    #[must_use]
    pub fn correction_of(&self, incident: IncidentId, update: UpdateId) -> Option<&Approval> {
        self.get(*self.waiting.get(&Place::Said(incident, update))?)
    }

    /// The correction of a word that was last objected to, unless another was written since.
    #[must_use]
    pub fn objected_correction(&self, incident: IncidentId, update: UpdateId) -> Option<&Approval> {
        let place = Place::Said(incident, update);
        let of = self.all.values().map(Arc::as_ref).filter(|known| known.place() == place);
        let last = of.max_by_key(|known| known.number)?;
        matches!(last.standing, Standing::Objected { .. }).then_some(last)
    }

    /// What was written last of that writing: it waits, or somebody objected to it.
    #[must_use]
    pub fn of_writing(&self, entry: UpdateId) -> Option<&Approval> {
        let of = self.all.values().map(Arc::as_ref);
        let of = of.filter(|known| known.words.subject.is_some() && known.update == entry);
        of.max_by_key(|known| known.number)
    }

    /// All that waits, what goes out first first.
    #[must_use]
    pub fn waiting(&self) -> Vec<&Approval> {
        let mut waiting: Vec<&Approval> =
            self.waiting.values().filter_map(|id| self.get(*id)).collect();
        waiting.sort_by_key(|known| (known.until, known.number));
        waiting
    }

    /// What is decided, the latest first.
    pub fn decided(&self) -> impl Iterator<Item = &Approval> {
        self.decided.iter().rev().filter_map(|(_, id)| self.get(*id))
    }

    /// What was last objected to about an incident, unless something else was written since.
    #[must_use]
    pub fn objection(&self, incident: IncidentId) -> Option<&Approval> {
        let place = Place::Next(incident);
        let of = self.all.values().map(Arc::as_ref).filter(|known| known.place() == place);
        let last = of.max_by_key(|known| known.number)?;
        matches!(last.standing, Standing::Objected { .. }).then_some(last)
    }

    /// Takes what is about an incident out of sight.
    pub(crate) fn hide(&mut self, incident: IncidentId) {
        let of = self.all.values().filter(|known| known.incident == incident);
        for id in of.map(|known| known.id).collect::<Vec<_>>() {
            self.remove(id);
        }
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = || moment.actor.person().cloned().ok_or(Refusal::NotYours);
        let waiting = |id| {
            let known = self.get(id).ok_or(Refusal::Unknown)?;
            if known.waits() { Ok(known) } else { Err(Refusal::Decided) }
        };
        match command {
            Command::Hold { incident, update, author, words } => {
                let before = self.waiting.get(&place(incident, update, &words));
                let before = before.and_then(|id| self.get(*id));
                // Newer words never wait longer than those before them would have.
                let own = moment.now + OBJECT_WITHIN;
                let until = before.map_or(own, |before| own.min(before.until));
                let later = words.subject.as_ref().and_then(Subject::not_before);
                let until = later.map_or(until, |later| until.max(later));
                let (approval, number) = (ApprovalId(moment.id()), self.count + 1);
                let held = Event::Held { approval, number, incident, update, author, words, until };
                let replaced = before.map(|before| Event::Replaced { approval: before.id });
                Ok(replaced.into_iter().chain([held]).collect())
            }
            Command::Replace { incident } => {
                let known = self.waiting_for(incident);
                let replaced = known.map(|known| Event::Replaced { approval: known.id });
                Ok(Vec::from_iter(replaced))
            }
            Command::ReplaceCorrection { incident, update } => {
                let known = self.correction_of(incident, update);
                let replaced = known.map(|known| Event::Replaced { approval: known.id });
                Ok(Vec::from_iter(replaced))
            }
            Command::Withdraw { approval } => {
                let known = self.get(approval).filter(|known| known.waits());
                Ok(Vec::from_iter(known.map(|known| Event::Replaced { approval: known.id })))
            }
            Command::TakeBack { incident, update, by, left, title } => {
                let (approval, number) = (ApprovalId(moment.id()), self.count + 1);
                let of = match &left.subject {
                    Some(_) => self.kept_of(update, &left),
                    None => self.of_word(incident, update),
                };
                let titled = title.map(|title| self.under(incident, &title)).unwrap_or_default();
                let gone =
                    Event::TakenBack { approval, number, incident, update, by, left, of, titled };
                Ok(vec![gone])
            }
            Command::Amend { incident, update, overview } => {
                let known = self.waiting_for(incident).filter(|known| known.update == update);
                let news = known.filter(|known| known.words.overview != overview);
                let amended = news.map(|known| Event::Amended { approval: known.id, overview });
                Ok(Vec::from_iter(amended))
            }
            Command::Approve { approval } => {
                let by = by()?;
                waiting(approval)?;
                Ok(vec![Event::Approved { approval, by }])
            }
            Command::Object { approval, reason } => {
                let by = by()?;
                waiting(approval)?;
                let (reason, cut) = tidied_line(&reason);
                if reason.is_empty() || cut {
                    return Err(Refusal::BadReason);
                }
                Ok(vec![Event::Objected { approval, by, reason: reason.into() }])
            }
        }
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let standing = match event {
            Event::Held { approval, number, incident, update, author, words, until } => {
                self.count = self.count.max(*number);
                self.waiting.insert(place(*incident, *update, words), *approval);
                self.timers.set(approval, Some(*until));
                let new = Approval {
                    id: *approval,
                    number: *number,
                    incident: *incident,
                    update: *update,
                    author: author.clone(),
                    words: (**words).clone(),
                    since: at,
                    until: *until,
                    standing: Standing::Waiting,
                    decided_at: None,
                };
                self.all.insert(*approval, Arc::new(new));
                return;
            }
            Event::Amended { approval, overview } => {
                if let Some(known) = self.all.get_mut(approval) {
                    Arc::make_mut(known).words.overview = overview.clone();
                }
                return;
            }
            Event::TakenBack { .. } => return self.take_back(event, at),
            Event::Replaced { .. } => Standing::Replaced,
            Event::Approved { by, .. } => Standing::Out { by: Some(by.clone()) },
            Event::Objected { by, reason, .. } => {
                Standing::Objected { by: by.clone(), reason: reason.clone() }
            }
            Event::Passed { .. } => Standing::Out { by: None },
        };
        self.settle(event.approval(), standing, at);
    }

    fn settle(&mut self, approval: ApprovalId, standing: Standing, at: Timestamp) {
        self.timers.set(&approval, None);
        let Some(known) = self.all.get_mut(&approval) else { return };
        let known = Arc::make_mut(known);
        known.standing = standing;
        known.decided_at = Some(at);
        let (place, number) = (known.place(), known.number);
        if self.waiting.get(&place) == Some(&approval) {
            self.waiting.remove(&place);
        }
        self.decided.insert(number, approval);
        self.make_room();
    }

    fn make_room(&mut self) {
        while self.decided.len() > KEPT_MAX {
            let Some((_, oldest)) = self.decided.get_min().copied() else { break };
            self.remove(oldest);
        }
    }

    fn remove(&mut self, approval: ApprovalId) {
        let Some(known) = self.all.remove(&approval) else { return };
        self.timers.set(&approval, None);
        self.decided.remove(&known.number);
        if self.waiting.get(&known.place()) == Some(&approval) {
            self.waiting.remove(&known.place());
        }
    }

    /// When what waits goes out by itself.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        due.map(|approval| Event::Passed { approval: *approval }).collect()
    }
}
