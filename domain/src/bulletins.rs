//! Bulletins: what readers of status pages are told about one matter, from its first word to its
//! last; which components it concerns, and how each fared at every instant.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{
    Affected, AudienceKey, BulletinId, ComponentKey, Condition, Estimate, IncidentId, Overview,
    PersonKey, Phase, Public, Review, SmolStr, Timestamp, UpdateId, each_once, may_be_promised,
    tidied_line,
};

mod afterwards;
mod began;
mod correction;
mod course;
mod event;
mod foreign;
mod headings;
mod heard;
mod never;
mod refusal;
mod reviewed;
pub use afterwards::{AFTERWARDS_MAX, Afterwards};
pub use correction::{Correction, Frame, Revised};
pub use course::{Spell, spells};
pub use event::Event;
pub use foreign::{FOREIGN_REVIEW_LEN_MAX, Foreign, ForeignReview, ForeignWord, Ongoing};
pub use headings::Headings;
pub use never::{MISTAKE_SHOWN, MISTAKES_MAX, Mistake};
pub use refusal::Refusal;
pub use reviewed::{Former, Reviewed};

/// Most bulletins that are kept; the oldest that is over makes room for a new one.
pub const BULLETINS_MAX: usize = 2_000;
/// Most words about one matter.
pub const ENTRIES_MAX: usize = 500;
/// Most times that one word is put right.
pub const CORRECTIONS_MAX: usize = 100;
/// Most components that one bulletin names at a time.
pub const AFFECTED_MAX: usize = 500;

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Tells everyone about an incident, for the first time or once more.
    Tell {
        /// About which.
        incident: IncidentId,
        /// The update that says it to the customers who called.
        update: UpdateId,
        /// Who wrote it.
        author: Option<PersonKey>,
        /// What is known.
        overview: Overview,
        /// By when the next word follows.
        next_by: Option<Timestamp>,
        /// How long it may take.
        estimate: Option<Estimate>,
        /// Heading, phase and components.
        public: Public,
    },
    /// The next word is promised for another time, before the former one has passed.
    Promise {
        /// About which incident.
        incident: IncidentId,
        /// The time that is promised now.
        next_by: Timestamp,
    },
    /// The promised time passed without a word; another is promised.
    Late {
        /// About which incident.
        incident: IncidentId,
        /// The time that is promised now.
        next_by: Timestamp,
    },
    /// What is told of was seen before anyone said so.
    Observe {
        /// Of which incident.
        incident: IncidentId,
        /// Which components were seen to fail, and since when.
        seen: Vec<(ComponentKey, Timestamp)>,
    },
    /// Those who called say that it works again: it is watched, and goes on to be told of.
    Watch {
        /// Which incident.
        incident: IncidentId,
    },
    /// One of those who called says that it is broken again: what was watched for them alone is
    /// where it was before.
    Unwatch {
        /// Which incident.
        incident: IncidentId,
    },
    /// Takes in what was told elsewhere, before; what is here already is left alone.
    Import {
        /// What.
        told: Vec<Foreign>,
    },
    /// Tells on what was told elsewhere and goes on: an incident stands behind it from now on.
    Continue {
        /// Which incident.
        incident: IncidentId,
        /// What was told until now.
        told: Ongoing,
        /// By when the next word follows.
        next_by: Timestamp,
    },
    /// Writes of what is over already, and of which nobody was told.
    TellAfterwards(Box<Afterwards>),
    /// What was written of what is over is out.
    PutAfterwards {
        /// Its bulletin.
        bulletin: BulletinId,
        /// Its first word.
        entry: UpdateId,
        /// What it says.
        said: Box<Afterwards>,
        /// Who wrote it.
        by: PersonKey,
    },
    /// Puts right what was said, visibly.
    Correct {
        /// In which bulletin.
        bulletin: BulletinId,
        /// Which word.
        entry: UpdateId,
        /// What it should have said.
        revised: Box<Revised>,
    },
    /// What was put right is out: it stands here as well.
    PutCorrection {
        /// In which bulletin.
        bulletin: BulletinId,
        /// Which word.
        entry: UpdateId,
        /// What it should have said.
        revised: Box<Revised>,
        /// Who put it right.
        by: PersonKey,
    },
    /// Writes the review of a matter that is over, for the first time or put right.
    Review {
        /// Of which bulletin.
        bulletin: BulletinId,
        /// What it says.
        review: Review,
        /// Whether subscribers are told, unless they were.
        tells: bool,
    },
    /// A review that was written stands on the page.
    PutReview {
        /// Of which bulletin.
        bulletin: BulletinId,
        /// The id of this version.
        entry: UpdateId,
        /// What it says.
        review: Review,
        /// Whether subscribers are told, unless they were.
        tells: bool,
        /// Who wrote it.
        by: PersonKey,
    },
    /// Says that no review is written.
    WaiveReview {
        /// Of which bulletin.
        bulletin: BulletinId,
    },
    /// Says that it never was: a test, or a mistake.
    NeverWas {
        /// Which bulletin.
        bulletin: BulletinId,
        /// Why it was told, in one line that readers see.
        reason: SmolStr,
    },
    /// Says that it was so after all.
    WasAfterAll {
        /// Which bulletin.
        bulletin: BulletinId,
    },
}

/// How a component fared before and after a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Which component.
    pub component: ComponentKey,
    /// How it fared before, as far as this matter goes.
    pub before: Condition,
    /// How it fares since.
    pub after: Condition,
}

/// One word about a matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: UpdateId,
    /// When it was said.
    pub at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// Who said it; nobody, where Mayday says what callers say.
    pub author: Option<PersonKey>,
    /// The heading of the matter since then.
    pub title: SmolStr,
    /// How far the work was.
    pub phase: Phase,
    /// What is known.
    pub overview: Overview,
    /// By when the next word was promised.
    pub next_by: Option<Timestamp>,
    /// How long it might take.
    pub estimate: Option<Estimate>,
    /// Since when it has failed, if it says so.
    pub since: Option<Timestamp>,
    /// Whether subscribers were not told of it, by wish.
    pub quiet: bool,
    /// Which components fare differently since; also those that fare the same and are named again.
    pub turns: Vec<Turn>,
    /// How it was put right, the first time first.
    pub corrections: Vec<Correction>,
}

/// Everything that was told about one matter.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulletin {
    /// Its id.
    pub id: BulletinId,
    /// Its number, from 1.
    pub number: u32,
    /// The incident behind it.
    pub incident: IncidentId,
    /// For which audiences it is, since its first word; for everyone, where none is named.
    pub audiences: Vec<AudienceKey>,
    /// Its heading.
    pub title: SmolStr,
    /// When it was told of for the first time.
    pub opened_at: Timestamp,
    /// When something about it last changed.
    pub changed_at: Timestamp,
    /// When it was written, where that was after it was over.
    pub written_at: Option<Timestamp>,
    /// When it was first said to be mended and watched.
    pub monitoring_at: Option<Timestamp>,
    /// When it was said to be over, if it is.
    pub resolved_at: Option<Timestamp>,
    /// What was said, the first word first.
    pub entries: Vector<Arc<Entry>>,
    /// How the components that it names fare.
    pub affected: OrdMap<ComponentKey, Condition>,
    /// Since when components had been seen to fail that it named later.
    pub seen: OrdMap<ComponentKey, Timestamp>,
    /// The worst that any component fared.
    pub worst: Condition,
    /// By when the next word is promised.
    pub next_by: Option<Timestamp>,
    /// When the next word was promised for another time, since the last word.
    pub moved_at: Option<Timestamp>,
    /// How many promised times passed without a word since the last one.
    pub late: u32,
    /// The first promise that was missed since the last word of a person.
    pub missed: Option<Timestamp>,
    /// What readers were told once it was over, if somebody has written that.
    pub review: Option<Arc<Reviewed>>,
    /// Who said that no review is written, unless one was.
    pub waived_by: Option<PersonKey>,
}

impl Bulletin {
    /// How far the work is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.entries.last().map_or(Phase::Investigating, |entry| entry.phase)
    }

    /// Whether it never named a component, so that it concerns everyone.
    #[must_use]
    pub fn names_nothing(&self) -> bool {
        self.entries.iter().all(|entry| entry.turns.is_empty())
    }

    /// How bad it is, or was: the worst that any component fared. What was told here and names no
    /// component fails for some of everyone; of what was told elsewhere nothing else is known.
    #[must_use]
    pub fn gravity(&self) -> Condition {
        let ours = self.entries.front().is_some_and(|first| first.author.is_some());
        match ours && self.names_nothing() {
            true => self.worst.max(Condition::Partial),
            false => self.worst,
        }
    }

    /// Every component that it ever named.
    #[must_use]
    pub fn concerned(&self) -> OrdSet<ComponentKey> {
        let turns = self.entries.iter().flat_map(|entry| &entry.turns);
        turns.map(|turn| turn.component.clone()).collect()
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The bulletins.
    pub bulletins: OrdMap<BulletinId, Arc<Bulletin>>,
    /// Which bulletin tells of which incident.
    pub of_incident: OrdMap<IncidentId, BulletinId>,
    /// What never was, though it was told.
    pub mistakes: OrdMap<BulletinId, Arc<Mistake>>,
    /// Of which incidents that was told. Readers who may not know of a mistake have this as well,
    /// so that what never was is evidence for none of them.
    never: OrdSet<(IncidentId, BulletinId)>,
    count: u32,
}

impl State {
    /// What is told about an incident.
    #[must_use]
    pub fn of(&self, incident: IncidentId) -> Option<&Bulletin> {
        self.bulletins.get(self.of_incident.get(&incident)?).map(Arc::as_ref)
    }

    /// The bulletin of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Bulletin> {
        self.bulletins.values().map(Arc::as_ref).find(|known| known.number == number)
    }

    /// Those that are not over, the latest first.
    #[must_use]
    pub fn live(&self) -> Vec<&Bulletin> {
        let mut live = self.latest();
        live.retain(|bulletin| !bulletin.is_over());
        live
    }

    /// All of them, the latest first.
    #[must_use]
    pub fn latest(&self) -> Vec<&Bulletin> {
        let mut all: Vec<&Bulletin> = self.bulletins.values().map(Arc::as_ref).collect();
        all.sort_by_key(|bulletin| std::cmp::Reverse((bulletin.opened_at, bulletin.number)));
        all
    }

    /// How every component fares that something is wrong with.
    #[must_use]
    pub fn conditions(&self) -> OrdMap<ComponentKey, Condition> {
        let mut worst = OrdMap::new();
        for bulletin in self.bulletins.values().filter(|bulletin| !bulletin.is_over()) {
            for (component, condition) in &bulletin.affected {
                let known: &mut Condition = worst.entry(component.clone()).or_default();
                *known = (*known).max(*condition);
            }
        }
        worst
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Tell { incident, update, author, overview, next_by, estimate, public } => {
                let mut public = tidy(&public)?;
                let known = self.of(incident);
                let over = public.phase == Phase::Resolved;
                // That it is over can always be said.
                if !over && known.is_some_and(Bulletin::is_full) {
                    return Err(Refusal::TooMany);
                }
                // Nobody reads later what was told to others before.
                if let Some(known) = known {
                    public.audiences.clone_from(&known.audiences);
                }
                let mut events = Vec::new();
                let bulletin = known.map_or_else(|| BulletinId(moment.id()), |known| known.id);
                if known.is_none() {
                    events.extend(self.makes_room());
                    events.push(Event::Opened { bulletin, number: self.count + 1, incident });
                }
                // Nothing more is promised once it is over.
                let goes_on = public.phase != Phase::Resolved;
                let (next_by, estimate) =
                    (next_by.filter(|_| goes_on), estimate.filter(|_| goes_on));
                let entry = update;
                events.push(Event::Told {
                    bulletin,
                    incident,
                    entry,
                    author,
                    overview,
                    next_by,
                    estimate,
                    public,
                });
                Ok(events)
            }
            Command::Promise { incident, next_by } => {
                let known = self.of(incident).filter(|known| !known.is_over());
                let moved = known.filter(|known| known.next_by.is_some_and(|by| by != next_by));
                // Nobody moves what has passed: it was missed, and the page says so.
                let moved = moved.map(|known| match known.has_passed(moment.now) {
                    true => Event::Late { bulletin: known.id, incident, next_by },
                    false => Event::Promised { bulletin: known.id, incident, next_by },
                });
                Ok(Vec::from_iter(moved))
            }
            Command::Late { incident, next_by } => {
                let known = self.of(incident).filter(|known| !known.is_over());
                let late = known.filter(|known| known.has_passed(moment.now));
                let late = late.map(|known| Event::Late { bulletin: known.id, incident, next_by });
                Ok(Vec::from_iter(late))
            }
            Command::Observe { incident, seen } => {
                let known = self.of(incident).filter(|known| !known.is_over());
                Ok(known.map_or_else(Vec::new, |known| began::observed(known, seen)))
            }
            Command::Watch { incident } => Ok(Vec::from_iter(
                self.of(incident).and_then(|known| heard::watched(known, moment)),
            )),
            Command::Unwatch { incident } => Ok(Vec::from_iter(
                self.of(incident).and_then(|known| heard::unwatched(known, moment)),
            )),
            Command::Import { told } => self.import(told, moment.now),
            Command::Continue { incident, told, next_by } => {
                self.goes_on(incident, told, next_by, moment.now)
            }
            Command::TellAfterwards(said) => self.tell_afterwards(*said, moment),
            Command::PutAfterwards { bulletin, entry, said, by } => {
                Ok(self.put_afterwards((bulletin, entry), said, by))
            }
            Command::Correct { bulletin, entry, revised } => {
                self.correct(bulletin, entry, *revised, moment)
            }
            Command::PutCorrection { bulletin, entry, revised, by } => {
                self.put_right(bulletin, entry, *revised, by)
            }
            Command::Review { bulletin, review, tells } => {
                self.review(bulletin, &review, tells, moment)
            }
            Command::PutReview { bulletin, entry, review, tells, by } => {
                self.put_review(bulletin, entry, review, tells, by)
            }
            Command::WaiveReview { bulletin } => self.waive_review(bulletin, moment),
            Command::NeverWas { bulletin, reason } => {
                self.says_it_never_was(bulletin, &reason, moment)
            }
            Command::WasAfterAll { bulletin } => self.says_it_was(bulletin, moment),
        }
    }

    fn import(&self, told: Vec<Foreign>, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let mut seen = OrdSet::new();
        let mut events = Vec::new();
        for told in told {
            let known = self.bulletins.contains_key(&told.bulletin);
            if known || seen.insert(told.bulletin).is_some() {
                continue;
            }
            let number = self.count + u32::try_from(events.len()).unwrap_or(u32::MAX) + 1;
            events.push(Event::Imported { number, told: foreign::tidied(told, now)? });
        }
        match self.bulletins.len() + events.len() > BULLETINS_MAX {
            true => Err(Refusal::Full),
            false => Ok(events),
        }
    }

    /// What goes on is told on by one incident, and by none that tells of something else.
    fn goes_on(
        &self,
        incident: IncidentId,
        told: Ongoing,
        next_by: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        if self.bulletins.contains_key(&told.bulletin) || self.of(incident).is_some() {
            return Ok(Vec::new());
        }
        if !may_be_promised(next_by, now) {
            return Err(Refusal::BadTimes);
        }
        let told = foreign::tidied_ongoing(told, now)?;
        let continued = Event::Continued { number: self.count + 1, incident, told, next_by };
        Ok(self.makes_room().into_iter().chain([continued]).collect())
    }

    fn makes_room(&self) -> Option<Event> {
        let full = self.bulletins.len() >= BULLETINS_MAX;
        let over = self.bulletins.values().filter(|bulletin| bulletin.is_over());
        let oldest = over.min_by_key(|bulletin| bulletin.number).filter(|_| full)?;
        Some(Event::Left { bulletin: oldest.id })
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Opened { bulletin, number, incident } => {
                self.count = *number;
                self.of_incident.insert(*incident, *bulletin);
                self.told_anew(*incident);
                let new = Bulletin::new(*bulletin, *number, *incident, at);
                self.bulletins.insert(*bulletin, Arc::new(new));
            }
            Event::Imported { number, told } => {
                self.count = self.count.max(*number);
                self.bulletins.insert(told.bulletin, foreign::bulletin(*number, told));
            }
            Event::Continued { number, incident, told, next_by } => {
                self.count = self.count.max(*number);
                self.of_incident.insert(*incident, told.bulletin);
                let mut new = foreign::ongoing(*number, *incident, told);
                (new.next_by, new.changed_at) = (Some(*next_by), at);
                self.bulletins.insert(told.bulletin, Arc::new(new));
            }
            Event::Left { bulletin } => {
                if let Some(known) = self.bulletins.remove(bulletin) {
                    self.of_incident.remove(&known.incident);
                }
            }
            Event::ToldAfterwards { bulletin, number, .. } => {
                self.count = self.count.max(*number);
                self.bulletins.extend(afterwards::bulletin(event, at).map(|new| (*bulletin, new)));
            }
            Event::NeverWas { .. } | Event::WasAfterAll { .. } => self.evolve_never(event, at),
            // What is written is kept where it waits; here it stands once it is out.
            Event::ReviewWritten { .. }
            | Event::CorrectionWritten { .. }
            | Event::AfterwardsWritten { .. } => {}
            Event::Told { bulletin, .. }
            | Event::Promised { bulletin, .. }
            | Event::Late { bulletin, .. }
            | Event::Observed { bulletin, .. }
            | Event::Corrected { bulletin, .. }
            | Event::Reviewed { bulletin, .. }
            | Event::ReviewWaived { bulletin, .. } => {
                if let Some(known) = self.bulletins.get_mut(bulletin) {
                    Arc::make_mut(known).evolve(event, at);
                }
            }
        }
    }

    /// This room has no timers: promises lie with the updates.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

/// What is said to everyone, as it is kept.
///
/// # Errors
/// A [`Refusal`] when the heading or the components cannot stand.
pub fn tidy(public: &Public) -> Result<Public, Refusal> {
    let (title, cut) = tidied_line(&public.title);
    if title.is_empty() || cut {
        return Err(Refusal::BadTitle);
    }
    let mut affected: Vec<Affected> = match public.phase {
        Phase::Resolved => Vec::new(),
        _ => public.affected.clone(),
    };
    affected.retain(|one| one.condition != Condition::Operational);
    affected.sort_by(|one, other| one.component.cmp(&other.component));
    let twice = affected.windows(2).any(|pair| pair[0].component == pair[1].component);
    // What is planned is told as maintenance, and starts and ends by itself.
    let planned = affected.iter().any(|one| one.condition == Condition::Maintenance);
    if twice || planned || affected.len() > AFFECTED_MAX {
        return Err(Refusal::BadComponents);
    }
    if !each_once(&public.audiences) {
        return Err(Refusal::BadAudiences);
    }
    Ok(Public { title: title.into(), affected, ..public.clone() })
}
