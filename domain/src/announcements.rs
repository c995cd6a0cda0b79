//! Announcements: what everyone is told that is neither a fault nor work, from a time until a time.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    AUDIENCES_NAMED_MAX, AudienceKey, Flaw, Former, LINE_LEN_MAX, Language, NoticeId, PART_LEN_MAX,
    PersonKey, Personal, Showing, SmolStr, Spoken, StatusPageKey, Timestamp, Translation, UpdateId,
    each_once, stale, tidied, tidied_line,
};

mod former;
mod written;

pub use written::Written;

/// Most that are kept; the oldest that is over makes room.
pub const KEPT_MAX: usize = 500;
/// Most that wait or stand at a time: readers take in few.
pub const OPEN_MAX: usize = 50;
/// Longest that one stands; what is always true belongs into the text of the page.
pub const STANDS_MAX: Duration = Duration::from_secs(366 * 24 * 3600);
/// A start may lie so far back: whoever writes what stands at once types for a while.
pub const START_SLACK: Duration = Duration::from_secs(15 * 60);
/// Most that time brings about in one step; the rest follows in the next.
const WOKEN_AT_ONCE_MAX: usize = 200;

/// What is announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its heading.
    pub title: SmolStr,
    /// What it says.
    pub text: Arc<str>,
    /// Both in further languages, each at most once; what it says is what is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
    /// On which pages; on all of them, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<StatusPageKey>,
    /// For which audiences; for everyone, where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<AudienceKey>,
    /// From when it stands there.
    pub from: Timestamp,
    /// Until when.
    pub until: Timestamp,
    /// The zone in which these times were written.
    pub zone: SmolStr,
}

impl Notice {
    /// The heading for a reader: in their language where it is written in it.
    #[must_use]
    pub fn title_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.title, theirs.map(|known| known.title.as_str()))
    }

    /// What it says, for a reader.
    #[must_use]
    pub fn text_in(&self, language: Language) -> Spoken<'_> {
        let theirs = Translation::of(&self.translations, language);
        Spoken::of(&self.text, theirs.map(|known| &*known.known))
    }
}

/// What is asked of this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Announces something.
    Post {
        /// What.
        notice: Notice,
        /// Whether subscribers are told, once it stands there.
        #[serde(default)]
        tells: bool,
    },
    /// Announces it otherwise, while it waits or stands; what takes words back does so later too.
    Change {
        /// Which.
        announcement: NoticeId,
        /// What.
        notice: Notice,
        /// Whether subscribers are told: once it stands there, or of this change where it does.
        #[serde(default)]
        tells: bool,
        /// Whether it takes words back that nobody should read any more: what it had said is shown
        /// to nobody then, and it may only leave words out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        takes_back: bool,
    },
    /// The same as either, where somebody may object before anybody reads it.
    Write {
        /// Which; a new one, where none is named.
        announcement: Option<NoticeId>,
        /// What.
        notice: Notice,
        /// Whether subscribers are told.
        tells: bool,
    },
    /// Lets out what was written.
    LetOut {
        /// Which.
        announcement: NoticeId,
        /// Which writing of it.
        entry: UpdateId,
    },
    /// Takes it down now, with what was written of it.
    End {
        /// Which.
        announcement: NoticeId,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// Something was announced.
    Posted {
        /// Which.
        announcement: NoticeId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// What.
        notice: Notice,
        /// Whether subscribers are told, once it stands there.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        tells: bool,
        /// By whom.
        by: PersonKey,
    },
    /// It was announced otherwise.
    Changed {
        /// Which.
        announcement: NoticeId,
        /// What.
        notice: Notice,
        /// Whether subscribers are told: once it stands there, or of this change where it does.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        tells: bool,
        /// By whom.
        by: PersonKey,
        /// What readers are shown of what it had said before.
        #[serde(default, skip_serializing_if = "Showing::is_nothing")]
        before: Showing,
    },
    /// It was written, or written otherwise, and nobody reads it yet.
    Written {
        /// Which.
        announcement: NoticeId,
        /// Its number among the organisation's, from 1.
        number: u32,
        /// This writing of it.
        entry: UpdateId,
        /// What.
        notice: Notice,
        /// Whether subscribers are to be told.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        tells: bool,
        /// By whom.
        by: PersonKey,
    },
    /// What was written does not go out any more: it was taken back, or its time was over, or it
    /// was written otherwise.
    Withdrawn {
        /// Which.
        announcement: NoticeId,
    },
    /// From now on it stands there.
    Began {
        /// Which.
        announcement: NoticeId,
    },
    /// It stands there no more.
    Ended {
        /// Which.
        announcement: NoticeId,
        /// By whom; nobody, where its time was over.
        by: Option<PersonKey>,
    },
    /// The oldest that is over made room.
    Left {
        /// Which.
        announcement: NoticeId,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such announcement.
    Unknown,
    /// It has no heading, or one that is too long.
    BadTitle,
    /// It says nothing, or too much.
    BadText,
    /// What stands in a further language cannot stand.
    BadTranslation(Flaw),
    /// It names a page that is not there, or one twice.
    BadPages,
    /// It names too many audiences, one twice, or one that is not there.
    BadAudiences,
    /// It would end before it starts.
    EndBeforeStart,
    /// It would lie in the past.
    Past,
    /// It would stand too long.
    TooLong,
    /// No such time zone.
    BadZone,
    /// It is over.
    Over,
    /// Too many wait or stand.
    TooMany,
    /// What takes words back says something that was not there.
    SaysMore,
    /// Only a person of the vendor announces.
    NotYours,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("There is no such announcement."),
            Self::BadTitle => {
                write!(f, "The announcement needs a heading of at most {LINE_LEN_MAX} bytes.")
            }
            Self::BadText => write!(f, "Say what you announce, in at most {PART_LEN_MAX} bytes."),
            Self::BadTranslation(flaw) => flaw.fmt(f),
            Self::BadPages => f.write_str("Name status pages that are there, each once."),
            Self::BadAudiences => {
                write!(f, "Name at most {AUDIENCES_NAMED_MAX} audiences that are there, each once.")
            }
            Self::EndBeforeStart => f.write_str("It would end before it starts. Mend the end."),
            Self::Past => f.write_str("That time has passed already. Choose a later one."),
            Self::TooLong => write!(
                f,
                "It can stand for {} days at most. What is always true belongs into the text of \
                 the page.",
                STANDS_MAX.as_secs() / 86_400
            ),
            Self::BadZone => {
                f.write_str("There is no such time zone. Write one like Europe/Copenhagen.")
            }
            Self::Over => f.write_str("It is over already. Announce it anew."),
            Self::TooMany => write!(
                f,
                "At most {OPEN_MAX} announcements can wait or stand. Take one down first."
            ),
            Self::SaysMore => f.write_str(
                "Taking words back can only leave words out: whole sentences, or words with … in \
                 their place. Write anything else as a change.",
            ),
            Self::NotYours => f.write_str("Only a signed-in responder announces something."),
        }
    }
}

/// How far an announcement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its time has not come.
    Waiting,
    /// It stands on the page.
    Shown,
    /// It is over.
    Over,
}

/// An announcement.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// Its id.
    pub id: NoticeId,
    /// Its number, from 1.
    pub number: u32,
    /// What it says now.
    pub notice: Notice,
    /// Who announced it.
    pub by: PersonKey,
    /// When something about it last changed.
    pub changed_at: Timestamp,
    /// When it came to stand on the page.
    pub began_at: Option<Timestamp>,
    /// Whether subscribers are told, once it stands there.
    pub tells: bool,
    /// When subscribers were last told of it.
    pub told_at: Option<Timestamp>,
    /// How far it is.
    pub standing: Standing,
    /// In which languages it says what it said before the rest of it changed.
    pub stale: BTreeSet<Language>,
    /// What it had said to readers before, the first version first.
    pub former: Vec<Former>,
}

impl Announcement {
    fn rewrite(&mut self, notice: &Notice) {
        let (before, after) = (&self.notice, notice);
        let changed = (&before.title, &before.text) != (&after.title, &after.text);
        let both = (&*before.translations, &*after.translations);
        self.stale = stale(&self.stale, changed, both, |known| known.language);
        self.notice = notice.clone();
    }

    fn due(&self) -> Option<Timestamp> {
        match self.standing {
            Standing::Waiting => Some(self.notice.from),
            Standing::Shown => Some(self.notice.until),
            Standing::Over => None,
        }
    }

    /// Whether it is for that page.
    #[must_use]
    pub fn is_for(&self, page: &StatusPageKey) -> bool {
        self.notice.pages.is_empty() || self.notice.pages.contains(page)
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// All that readers read, or will read once its time has come, or have read.
    pub all: OrdMap<NoticeId, Arc<Announcement>>,
    /// What was written of these, or of new ones, and is not out.
    pub written: OrdMap<NoticeId, Arc<Written>>,
    timers: Timers<NoticeId>,
    lapses: Timers<NoticeId>,
    count: u32,
}

impl State {
    /// The announcement of that id.
    #[must_use]
    pub fn get(&self, announcement: NoticeId) -> Option<&Announcement> {
        self.all.get(&announcement).map(Arc::as_ref)
    }

    /// The announcement of that number.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Option<&Announcement> {
        self.all.values().map(Arc::as_ref).find(|known| known.number == number)
    }

    /// All of them, the latest first.
    #[must_use]
    pub fn latest(&self) -> Vec<&Announcement> {
        let mut all: Vec<&Announcement> = self.all.values().map(Arc::as_ref).collect();
        all.sort_by_key(|known| std::cmp::Reverse((known.notice.from, known.number)));
        all
    }

    fn is_open(known: &Announcement) -> bool {
        known.standing != Standing::Over
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        let by = || moment.actor.person().cloned().ok_or(Refusal::NotYours);
        match command {
            Command::Post { notice, tells } => {
                let (by, notice) = (by()?, tidy(notice, None, None, moment)?);
                self.has_room()?;
                let (announcement, number) = (NoticeId(moment.id()), self.count + 1);
                Ok(self.posted(Event::Posted { announcement, number, notice, tells, by }))
            }
            Command::Change { announcement, notice, tells, takes_back } => {
                let by = by()?;
                self.change((announcement, by), notice, tells, takes_back, moment)
            }
            Command::Write { announcement, notice, tells } => {
                self.write(announcement, notice, tells, by()?, moment)
            }
            Command::LetOut { announcement, entry } => {
                Ok(self.let_out(announcement, entry, moment.now))
            }
            Command::End { announcement } => {
                let by = by()?;
                let written = self.written.contains_key(&announcement);
                let withdrawn = written.then_some(Event::Withdrawn { announcement });
                if written && self.get(announcement).is_none_or(|known| !Self::is_open(known)) {
                    return Ok(Vec::from_iter(withdrawn));
                }
                self.open(announcement)?;
                let ended = Event::Ended { announcement, by: Some(by) };
                Ok(withdrawn.into_iter().chain([ended]).collect())
            }
        }
    }

    fn open(&self, announcement: NoticeId) -> Result<&Announcement, Refusal> {
        let known = self.get(announcement).ok_or(Refusal::Unknown)?;
        if Self::is_open(known) { Ok(known) } else { Err(Refusal::Over) }
    }

    /// Announces it, and makes room for it.
    fn posted(&self, posted: Event) -> Vec<Event> {
        let full = self.all.len() >= KEPT_MAX;
        let over = self.all.values().filter(|known| full && !Self::is_open(known));
        let oldest = over.min_by_key(|known| known.number);
        let left = oldest.map(|known| Event::Left { announcement: known.id });
        left.into_iter().chain([posted]).collect()
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        let (announcement, due) = match event {
            Event::Posted { announcement, number, notice, tells, by } => {
                self.count = self.count.max(*number);
                let new = Announcement {
                    id: *announcement,
                    number: *number,
                    notice: notice.clone(),
                    by: by.clone(),
                    changed_at: at,
                    began_at: None,
                    tells: *tells,
                    told_at: None,
                    standing: Standing::Waiting,
                    stale: BTreeSet::new(),
                    former: Vec::new(),
                };
                let due = new.due();
                self.all.insert(*announcement, Arc::new(new));
                self.forget_written(*announcement);
                (announcement, due)
            }
            Event::Written { announcement, .. } => {
                return self.keep_written(*announcement, event, at);
            }
            Event::Withdrawn { announcement } => return self.forget_written(*announcement),
            Event::Left { announcement } => {
                self.all.remove(announcement);
                (announcement, None)
            }
            Event::Changed { announcement, .. }
            | Event::Began { announcement }
            | Event::Ended { announcement, .. } => {
                let Some(known) = self.all.get_mut(announcement) else { return };
                let known = Arc::make_mut(known);
                known.changed_at = at;
                match event {
                    Event::Changed { notice, tells, by, before, .. } => {
                        known.keep_former(notice, *before, (by, at));
                        known.rewrite(notice);
                        match known.standing {
                            Standing::Shown if *tells => known.told_at = Some(at),
                            Standing::Shown | Standing::Over => {}
                            Standing::Waiting => known.tells = *tells,
                        }
                    }
                    Event::Began { .. } => {
                        known.standing = Standing::Shown;
                        known.began_at = Some(at);
                        // What is over by the time that it begins is told to nobody.
                        if known.tells && at < known.notice.until {
                            known.told_at = Some(at);
                        }
                    }
                    _ => known.standing = Standing::Over,
                }
                (announcement, known.due())
            }
        };
        self.timers.set(announcement, due);
    }

    /// When something comes to stand on the page, or stands there no more.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first().into_iter().chain(self.lapses.first()).min()
    }

    /// What has come about by time alone.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let lapsed = self.lapses.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        let lapsed = lapsed.map(|announcement| Event::Withdrawn { announcement: *announcement });
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        let turned = due.filter_map(|announcement| {
            let announcement = *announcement;
            match self.get(announcement)?.standing {
                Standing::Waiting => Some(Event::Began { announcement }),
                Standing::Shown => Some(Event::Ended { announcement, by: None }),
                Standing::Over => None,
            }
        });
        lapsed.chain(turned).collect()
    }
}

/// What is announced, as it is kept. `written` is what was written before and is not out.
fn tidy(
    notice: Notice,
    known: Option<&Announcement>,
    written: Option<&Written>,
    moment: &Moment<'_>,
) -> Result<Notice, Refusal> {
    let notice = worded(notice, known)?;
    let zone = moment.zones.get(&notice.zone).ok().filter(|zone| !zone.is_unknown());
    zone.ok_or(Refusal::BadZone)?;
    let stands = known.is_some_and(|known| known.standing != Standing::Waiting);
    let from = notice.from;
    let until = notice.until;
    // Times that stay were looked at before: those of what is over are past.
    let stays = known.is_some_and(|known| (known.notice.from, known.notice.until) == (from, until));
    let now = moment.now;
    // The start of what waited for somebody may have passed meanwhile.
    let waited = written.is_some_and(|written| written.notice.from == from);
    match () {
        () if !stays && until <= from => Err(Refusal::EndBeforeStart),
        () if !stays && until <= now => Err(Refusal::Past),
        () if !stands && !waited && from + START_SLACK < now => Err(Refusal::Past),
        () if !stays && until.since(from.max(now)) > STANDS_MAX => Err(Refusal::TooLong),
        () => Ok(notice),
    }
}

/// The same without a look at its times.
fn worded(notice: Notice, known: Option<&Announcement>) -> Result<Notice, Refusal> {
    let (title, cut) = tidied_line(&notice.title);
    if title.is_empty() || cut {
        return Err(Refusal::BadTitle);
    }
    let (text, cut) = tidied(&notice.text, PART_LEN_MAX);
    if text.is_empty() || cut {
        return Err(Refusal::BadText);
    }
    let translations = Translation::checked(&notice.translations, Translation::of_a_notice);
    let translations = translations.map_err(Refusal::BadTranslation)?;
    let mut pages = notice.pages.clone();
    pages.sort_unstable();
    pages.dedup();
    if pages.len() != notice.pages.len() {
        return Err(Refusal::BadPages);
    }
    if !each_once(&notice.audiences) {
        return Err(Refusal::BadAudiences);
    }
    // The start of what stands there already, or stood there, is past, and stays.
    let stands = known.filter(|known| known.standing != Standing::Waiting);
    let from = stands.map_or(notice.from, |known| known.notice.from);
    let (title, text) = (title.into(), text.into());
    Ok(Notice { title, text, translations, pages, from, ..notice })
}

impl Event {
    /// What is announced is the vendor's word, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
