//! One escalation: who is being reached, who has accepted, and when it goes on.

use imbl::{OrdMap, OrdSet, Vector};
use serde::{Deserialize, Serialize};

use super::{Event, FIRST_WORD_WITHIN, Plan, SILENT_AFTER, Snooze, Stage};
use crate::words::{Errand, IncidentId, MethodKey, PageId, PersonKey, Timestamp};

/// Where an escalation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Humans are being reached.
    Ringing {
        /// Who had accepted before the acceptance expired.
        holder: Option<PersonKey>,
    },
    /// A human has it.
    Accepted {
        /// Who.
        by: PersonKey,
        /// Since when.
        at: Timestamp,
        /// Until when the first word to the customer is due; `None` once it was said.
        first_word_by: Option<Timestamp>,
        /// When silence pages again.
        silent_at: Timestamp,
    },
    /// Nobody needs to be reached.
    Stopped,
}

/// Where a page stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageStanding {
    /// The human is being reached.
    Requested,
    /// The human accepted.
    Accepted,
    /// The human passed it on, or is away until then.
    Declined {
        /// Until when.
        away_until: Timestamp,
    },
    /// Nobody needs this human any more.
    Withdrawn,
}

/// Reaching one human about one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// Its id.
    pub id: PageId,
    /// Whom it reaches.
    pub person: PersonKey,
    /// When it was first requested.
    pub requested_at: Timestamp,
    /// When it last rang.
    pub rang_at: Timestamp,
    /// How often it rang.
    pub rings: u32,
    /// Where it stands.
    pub standing: PageStanding,
    /// Whether nothing that was sent can arrive.
    pub failed: bool,
    /// What is asked, when somebody asked on purpose; otherwise, to accept what rings.
    pub errand: Option<Errand>,
    /// Which methods follow while the human does not answer, the next one first.
    pub later: Vec<Later>,
    /// Whether nothing was sent for it, because another page asked the human already.
    pub folded: bool,
}

/// One of a person's methods that is used later than the first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Later {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub method: MethodKey,
}

impl Page {
    /// Whether it wants an answer.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.standing == PageStanding::Requested
    }

    /// Whether a message about it may still be on its way, or in the human's hand.
    #[must_use]
    pub fn leads(&self) -> bool {
        self.asks() && !self.failed && !self.folded
    }

    /// When the next of the human's methods follows.
    fn rings_on_at(&self) -> Option<Timestamp> {
        self.later.first().map(|later| later.at).filter(|_| self.asks())
    }

    /// The methods that follow next: those that are due, else the first of those that wait.
    pub(super) fn next_methods(&self, now: Timestamp) -> Vec<MethodKey> {
        let first = self.later.first().map(|later| later.at).unwrap_or_default();
        let next = self.later.iter().filter(|later| later.at <= first.max(now));
        next.map(|later| later.method.clone()).collect()
    }
}

/// The escalation of one incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Escalation {
    /// Of which incident.
    pub incident: IncidentId,
    /// Its frozen shape.
    pub plan: Plan,
    /// When it was (last) started.
    pub started_at: Timestamp,
    /// How far it has got.
    pub stage: Stage,
    /// When the stage was entered.
    pub entered_at: Timestamp,
    /// When it goes on, while ringing.
    pub next_at: Timestamp,
    /// Whether it goes on with the same stage once more, because the installation stood still.
    pub again: bool,
    /// Where it stands.
    pub standing: Standing,
    /// Whether the last-resort alarm sounds.
    pub alarm: bool,
    /// One page for each human.
    pub pages: OrdMap<PageId, Page>,
    /// Which page is whose; thousands may be rung at one time.
    of_person: OrdMap<PersonKey, PageId>,
    /// The pages that the present stage rings.
    pub ringing: Vector<PageId>,
    /// Who has it as well: they accepted while they could not know of each other.
    pub also: OrdSet<PersonKey>,
    /// Who accepted last, for late words.
    pub last_responder: Option<PersonKey>,
    /// Until when, and why, it is left alone although nobody writes.
    pub snooze: Option<Snooze>,
    /// Whether a page of it ever had methods that follow; most have none, and thousands of pages
    /// need not be looked through for them.
    ruled: bool,
    /// Whether a message of its own went out to somebody and may still arrive.
    pub heard: bool,
}

impl Escalation {
    pub(super) fn new(incident: IncidentId, plan: Plan, at: Timestamp) -> Self {
        Self {
            incident,
            stage: plan.first(),
            plan,
            started_at: at,
            entered_at: at,
            next_at: at,
            again: false,
            standing: Standing::Ringing { holder: None },
            alarm: false,
            pages: OrdMap::new(),
            of_person: OrdMap::new(),
            ringing: Vector::new(),
            also: OrdSet::new(),
            last_responder: None,
            snooze: None,
            ruled: false,
            heard: false,
        }
    }

    pub(super) fn restarted(self, plan: Plan, at: Timestamp) -> Self {
        Self {
            standing: Standing::Ringing { holder: self.accepted_by().cloned() },
            pages: self.pages,
            of_person: self.of_person,
            last_responder: self.last_responder,
            ruled: self.ruled,
            ..Self::new(self.incident, plan, at)
        }
    }

    /// The page by which the escalation reaches a person, if there is one.
    #[must_use]
    pub fn page_of(&self, person: &PersonKey) -> Option<&Page> {
        self.pages.get(self.of_person.get(person)?)
    }

    /// Who has accepted, if anyone has.
    #[must_use]
    pub fn accepted_by(&self) -> Option<&PersonKey> {
        match &self.standing {
            Standing::Accepted { by, .. } => Some(by),
            Standing::Ringing { .. } | Standing::Stopped => None,
        }
    }

    /// The stage that follows when the time has come.
    #[must_use]
    pub fn next_stage(&self) -> Stage {
        if self.again { self.stage } else { self.plan.after(self.stage) }
    }

    /// Whether a person has said that they cannot now.
    #[must_use]
    pub fn is_away(&self, person: &PersonKey, now: Timestamp) -> bool {
        let standing = self.page_of(person).map(|page| &page.standing);
        matches!(standing, Some(PageStanding::Declined { away_until }) if *away_until > now)
    }

    /// When this escalation next needs the clock.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        match &self.standing {
            Standing::Ringing { .. } => {
                let ruled = self.pages.values().filter(|_| self.ruled);
                let rings_on = ruled.filter_map(Page::rings_on_at).min();
                Some(rings_on.map_or(self.next_at, |at| at.min(self.next_at)))
            }
            Standing::Accepted { first_word_by, silent_at, .. } => {
                if let Some(snooze) = &self.snooze {
                    return Some(snooze.until);
                }
                Some(first_word_by.map_or(*silent_at, |by| by.min(*silent_at)))
            }
            Standing::Stopped => None,
        }
    }

    /// The pages whose human is to be rung over further methods by now.
    pub(super) fn ring_on(&self, now: Timestamp) -> impl Iterator<Item = &Page> {
        self.pages.values().filter(move |page| page.rings_on_at().is_some_and(|at| at <= now))
    }

    pub(super) fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Advanced { stage, next_at, .. } => {
                self.stage = *stage;
                self.entered_at = at;
                self.next_at = *next_at;
                self.again = false;
                self.ringing.clear();
            }
            Event::Reached { page, person, later, folded, errand, .. } => {
                self.reach(*page, person, *errand, at);
                self.ruled |= !later.is_empty();
                self.heard |= folded.is_none() && errand.is_none();
                self.set(*page, |page| {
                    page.later.clone_from(later);
                    page.folded = folded.is_some();
                });
            }
            Event::RungOn { page, methods, .. } => self.set(*page, |page| {
                page.later.retain(|later| !methods.contains(&later.method));
            }),
            Event::Skipped { .. } => self.hurry(at),
            Event::AlarmRaised { .. } => self.alarm = true,
            Event::Shared { person, .. } => self.share(person),
            Event::Accepted { person, page, .. } => self.accept(person, *page, at),
            Event::Joined { page, .. } => {
                self.set(*page, |page| page.standing = PageStanding::Accepted);
            }
            Event::Withdrawn { page, .. } => {
                self.set(*page, |page| page.standing = PageStanding::Withdrawn);
            }
            Event::Rerouted { plan, .. } => {
                self.plan = plan.clone();
                self.standing = Standing::Ringing { holder: self.accepted_by().cloned() };
                self.snooze = None;
                // Those who have it now belong to whom it goes, not to whom it came from.
                self.last_responder = None;
            }
            Event::Snoozed { by, until, wait, because, .. } => {
                let (by, because) = (by.clone(), because.clone());
                self.snooze = Some(Snooze { by, at, until: *until, wait: *wait, because });
            }
            Event::Unsnoozed { .. } => self.unsnooze(at),
            Event::Declined { page, away_until, .. } => {
                let away_until = *away_until;
                self.set(*page, |page| {
                    page.standing = PageStanding::Declined { away_until };
                    page.folded = false;
                    page.later.clear();
                });
                // Whoever passes on wants the next person now, whatever the others do.
                if !self.is_errand(*page) {
                    self.hurry(at);
                }
            }
            Event::Failed { page, .. } => {
                self.set(*page, |page| page.failed = true);
                let own = |page: &&Page| page.errand.is_none();
                self.heard = self.pages.values().filter(own).any(Page::leads);
                if !self.is_errand(*page) && self.nobody_rings() {
                    self.hurry(at);
                }
            }
            Event::Spoken { silent_at: until, .. } => {
                if let Standing::Accepted { first_word_by, silent_at, .. } = &mut self.standing {
                    *first_word_by = None;
                    *silent_at = *until;
                }
            }
            Event::Lapsed { .. } => {
                self.standing = Standing::Ringing { holder: self.accepted_by().cloned() };
                self.also.clear();
                self.snooze = None;
            }
            Event::Resumed { .. } => self.resume(at),
            Event::Stopped { .. } => {
                self.standing = Standing::Stopped;
                self.alarm = false;
                self.snooze = None;
                self.withdraw(|_| true);
            }
            Event::PolicyPut { .. }
            | Event::PolicyRemoved { .. }
            | Event::Started { .. }
            | Event::Reminded { .. }
            | Event::Forgotten { .. } => {}
        }
    }

    fn reach(&mut self, id: PageId, person: &PersonKey, errand: Option<Errand>, at: Timestamp) {
        let page = self.pages.entry(id).or_insert_with(|| Page {
            id,
            person: person.clone(),
            requested_at: at,
            rang_at: at,
            rings: 0,
            standing: PageStanding::Requested,
            failed: false,
            errand,
            later: Vec::new(),
            folded: false,
        });
        // Whoever is rung once more in the same stage is one of its people all the same.
        let twice = page.rings > 0 && page.rang_at >= self.entered_at;
        page.rang_at = at;
        page.rings += 1;
        page.standing = PageStanding::Requested;
        page.failed = false;
        if page.errand.is_some() {
            return;
        }
        if !twice || !self.ringing.contains(&id) {
            self.ringing.push_back(id);
        }
        self.of_person.insert(person.clone(), id);
    }

    fn accept(&mut self, person: &PersonKey, page: Option<PageId>, at: Timestamp) {
        // Whom it was handed over by has spoken to the customer already, or still owes the word.
        let (first_word_by, silent_at) = match &self.standing {
            Standing::Accepted { first_word_by, silent_at, .. } => (*first_word_by, *silent_at),
            Standing::Ringing { .. } | Standing::Stopped => {
                (Some(at + FIRST_WORD_WITHIN), Timestamp::default())
            }
        };
        self.standing = Standing::Accepted {
            by: person.clone(),
            at,
            first_word_by,
            silent_at: silent_at.max(at + SILENT_AFTER),
        };
        self.alarm = false;
        self.also.clear();
        self.last_responder = Some(person.clone());
        for id in self.page_of(person).map(|page| page.id).into_iter().chain(page) {
            self.set(id, |page| {
                page.standing = PageStanding::Accepted;
                page.folded = false;
                page.later.clear();
            });
        }
        // Who was asked to help is still wanted; the request itself says when not.
        self.withdraw(|page| page.errand.is_none());
    }

    fn share(&mut self, person: &PersonKey) {
        self.also.insert(person.clone());
        if let Some(id) = self.page_of(person).map(|page| page.id) {
            self.set(id, |page| page.standing = PageStanding::Accepted);
        }
    }

    fn resume(&mut self, at: Timestamp) {
        match &mut self.standing {
            Standing::Accepted { first_word_by, silent_at, .. } => {
                *first_word_by = first_word_by.map(|by| by.max(at + FIRST_WORD_WITHIN));
                *silent_at = (*silent_at).max(at + FIRST_WORD_WITHIN);
            }
            Standing::Ringing { .. } => {
                self.again = true;
                self.next_at = at;
            }
            Standing::Stopped => {}
        }
    }

    fn withdraw(&mut self, which: impl Fn(&Page) -> bool) {
        let waiting: Vec<PageId> = self
            .pages
            .values()
            .filter(|page| page.standing == PageStanding::Requested && which(page))
            .map(|page| page.id)
            .collect();
        for page in waiting {
            self.set(page, |page| {
                page.standing = PageStanding::Withdrawn;
                page.folded = false;
                page.later.clear();
            });
        }
        self.ringing.clear();
    }

    /// The next stage follows at once; only the catch-all, which has none after it, keeps its
    /// pace, because ringing without a pause would reach nobody sooner.
    fn hurry(&mut self, at: Timestamp) {
        if self.stage != Stage::CatchAll {
            self.next_at = at;
        }
    }

    fn is_errand(&self, page: PageId) -> bool {
        self.pages.get(&page).is_some_and(|page| page.errand.is_some())
    }

    /// The page that has to ring by itself now, because nothing that was sent about this can arrive
    /// and the others were folded: the first of those.
    #[must_use]
    pub fn unheard(&self) -> Option<&Page> {
        let rings = matches!(self.standing, Standing::Ringing { .. }) && !self.heard;
        let folded = self.pages.values().filter(|page| page.asks() && page.folded && !page.failed);
        folded.filter(|_| rings).min_by_key(|page| (page.requested_at, page.id))
    }

    fn nobody_rings(&self) -> bool {
        self.ringing.iter().all(|id| !self.rings(*id))
    }

    fn rings(&self, page: PageId) -> bool {
        let known = self.pages.get(&page);
        known.is_some_and(|page| !page.failed && page.standing == PageStanding::Requested)
    }

    /// Whether no page of the present stage but this one may still arrive.
    pub(super) fn is_last_hope(&self, page: PageId) -> bool {
        self.ringing.iter().all(|id| *id == page || !self.rings(*id))
    }

    fn set(&mut self, page: PageId, change: impl FnOnce(&mut Page)) {
        if let Some(page) = self.pages.get_mut(&page) {
            change(page);
        }
    }
}
