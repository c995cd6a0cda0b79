//! Matters that never were: a test, or a mistake, that everyone was told of. They leave everything
//! that readers see at once, and stay here, so that the audit can say what it was and a person can
//! say that it was so after all.
//!
//! Published text is corrected visibly and never silently. So for a day the pages on which it stood
//! have one honest line: that something stood there from when until when, that it was a mistake,
//! and why. After that nothing reminds of what never happened; the audit keeps it for good.

use std::sync::Arc;
use std::time::Duration;

use super::{Bulletin, Event, Refusal, State};
use crate::Moment;
use crate::words::{BulletinId, IncidentId, PersonKey, SmolStr, Timestamp, tidied_line};

/// For so long pages say that what stood there was a mistake.
pub const MISTAKE_SHOWN: Duration = Duration::from_secs(24 * 3600);
/// Most matters that never were that are kept, so that they can be brought back; the oldest goes.
pub const MISTAKES_MAX: usize = 500;

/// A matter that never was.
#[derive(Clone, Debug, PartialEq)]
pub struct Mistake {
    /// What everyone was told.
    pub bulletin: Arc<Bulletin>,
    /// Who took it off.
    pub by: PersonKey,
    /// When.
    pub at: Timestamp,
    /// Why, in the words that readers see.
    pub reason: SmolStr,
    /// Whether it told of an incident of ours.
    told_of: bool,
}

impl Mistake {
    /// Until when the pages say so.
    #[must_use]
    pub fn shown_until(&self) -> Timestamp {
        self.at + MISTAKE_SHOWN
    }
}

impl State {
    /// Whether what was told of an incident never was, and nothing was told of it since.
    #[must_use]
    pub fn never_was(&self, incident: IncidentId) -> bool {
        let mut from = self.never.range((incident, BulletinId(0))..);
        let never = from.next().is_some_and(|(of, _)| *of == incident);
        never && !self.of_incident.contains_key(&incident)
    }

    /// The matter of that number that never was.
    #[must_use]
    pub fn mistaken_numbered(&self, number: u32) -> Option<&Mistake> {
        self.mistakes.values().map(Arc::as_ref).find(|known| known.bulletin.number == number)
    }

    /// What never was, the latest first.
    #[must_use]
    pub fn mistaken(&self) -> Vec<&Mistake> {
        let mut all: Vec<&Mistake> = self.mistakes.values().map(Arc::as_ref).collect();
        all.sort_by_key(|known| std::cmp::Reverse((known.at, known.bulletin.number)));
        all
    }

    pub(super) fn says_it_never_was(
        &self,
        bulletin: BulletinId,
        reason: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        if self.mistakes.contains_key(&bulletin) {
            return Ok(Vec::new());
        }
        let known = self.bulletins.get(&bulletin).ok_or(Refusal::Unknown)?;
        let (reason, cut) = tidied_line(reason);
        if reason.is_empty() || cut {
            return Err(Refusal::BadReason);
        }
        let (incident, reason) = (known.incident, reason.into());
        Ok(vec![Event::NeverWas { bulletin, incident, reason, by }])
    }

    pub(super) fn says_it_was(
        &self,
        bulletin: BulletinId,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let by = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        if self.bulletins.contains_key(&bulletin) {
            return Ok(Vec::new());
        }
        let known = self.mistakes.get(&bulletin).ok_or(Refusal::Unknown)?;
        let incident = known.bulletin.incident;
        if known.told_of && self.of_incident.contains_key(&incident) {
            return Err(Refusal::ToldAnew);
        }
        let was = Event::WasAfterAll { bulletin, incident, by };
        Ok(self.makes_room().into_iter().chain([was]).collect())
    }

    pub(super) fn evolve_never(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::NeverWas { bulletin, incident, reason, by } => {
                let Some(known) = self.bulletins.remove(bulletin) else { return };
                let told_of = self.of_incident.get(incident) == Some(bulletin);
                if told_of {
                    self.of_incident.remove(incident);
                }
                if self.mistakes.len() >= MISTAKES_MAX {
                    let oldest = self.mistakes.iter().min_by_key(|(_, known)| known.at);
                    if let Some(oldest) = oldest.map(|(id, _)| *id) {
                        self.forgets_mistake(oldest);
                    }
                }
                let (by, reason) = (by.clone(), reason.clone());
                let new = Mistake { bulletin: known, by, at, reason, told_of };
                self.never.insert((new.bulletin.incident, *bulletin));
                self.mistakes.insert(*bulletin, Arc::new(new));
            }
            Event::WasAfterAll { bulletin, incident, .. } => {
                let Some(known) = self.forgets_mistake(*bulletin) else { return };
                if known.told_of {
                    self.of_incident.insert(*incident, *bulletin);
                }
                let mut again = Bulletin::clone(&known.bulletin);
                again.changed_at = at;
                self.bulletins.insert(*bulletin, Arc::new(again));
            }
            _ => {}
        }
    }

    /// What is told of the incident from now on is no mistake, also once that has left.
    pub(super) fn told_anew(&mut self, incident: IncidentId) {
        let of = self.never.range((incident, BulletinId(0))..).map(|(of, one)| (*of, *one));
        let of: Vec<_> = of.take_while(|(of, _)| *of == incident).collect();
        of.iter().for_each(|one| {
            self.never.remove(one);
        });
    }

    fn forgets_mistake(&mut self, bulletin: BulletinId) -> Option<Arc<Mistake>> {
        let known = self.mistakes.remove(&bulletin)?;
        self.never.remove(&(known.bulletin.incident, bulletin));
        Some(known)
    }
}
