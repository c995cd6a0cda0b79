//! I10: every promise has a timer; a missed one stands in the conversation, is escalated, and the
//! status page says so, naming the first that was missed until a person speaks. A time agreed with
//! one caller is theirs: it moves, silences and breaks nobody else's.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::bulletins::Event as Bulletin;
use domain::emergencies::{Event as Emergency, Line};
use domain::paging::Standing;
use domain::updates::Event as Update;
use domain::words::{BulletinId, EmergencyId, IncidentId, Phase, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};

/// How late a missed promise may be noticed while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Promises {
    missed: BTreeSet<IncidentId>,
    to_tell: BTreeSet<EmergencyId>,
    page: Page,
}

impl Invariant for Promises {
    fn name(&self) -> &'static str {
        "i10_promises"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row {
                event: Event::Updates(Update::Missed { incident, emergency, .. }),
                after,
                ..
            } => {
                self.missed.insert(*incident);
                let known = after.incidents.get(*incident).map(|known| known.emergencies.clone());
                let live = |id: &EmergencyId| {
                    after.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
                };
                let own = |id: &EmergencyId| {
                    after.updates.get(*incident).is_some_and(|board| board.own.contains_key(id))
                };
                let meant = |id: &EmergencyId| match emergency {
                    Some(emergency) => emergency == id,
                    None => !own(id),
                };
                let all = known.into_iter().flatten();
                self.to_tell.extend(all.filter(|id| live(id) && meant(id)));
                Ok(())
            }
            Seen::Row {
                event: Event::Updates(Update::Agreed { incident, emergency: Some(_), .. }),
                before,
                after,
                ..
            } => match before.updates.promise(*incident) == after.updates.promise(*incident) {
                true => Ok(()),
                false => Err(format!("what one caller of {incident} agreed to moved everyone's")),
            },
            Seen::PromiseRead { state, emergency, by } => hears(state, *emergency, *by),
            Seen::Row {
                event: Event::Emergencies(Emergency::Noted { emergency, line, .. }),
                ..
            } => {
                if matches!(line, Line::UpdateMissed { .. }) {
                    self.to_tell.remove(emergency);
                }
                Ok(())
            }
            Seen::Row { row, event: Event::Bulletins(event), .. } => {
                self.page.takes_in(event, row.at)
            }
            Seen::Settled => self.settled(view),
            Seen::Moment => {
                self.page.is_as_told(view.truth)?;
                promises_stand(view)
            }
            Seen::PageRead { bulletin, next_by, missed } => {
                self.page.names(*bulletin, *missed)?;
                page_is_true(*next_by, *missed, view)
            }
            _ => Ok(()),
        }
    }
}

impl Promises {
    fn settled(&mut self, view: &View<'_>) -> Result<(), String> {
        if let Some(emergency) = self.to_tell.pop_first() {
            return Err(format!("a promise was missed and {emergency} is not told"));
        }
        for incident in std::mem::take(&mut self.missed) {
            let standing = view.truth.paging.get(incident).map(|known| &known.standing);
            let live = view.truth.incidents.get(incident).is_some_and(|known| {
                known.emergencies.iter().any(|id| {
                    view.truth.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
                })
            });
            if live && !matches!(standing, Some(Standing::Ringing { .. })) {
                return Err(format!(
                    "a promise about {incident} was missed and nobody rings: {standing:?}"
                ));
            }
        }
        Ok(())
    }
}

/// What readers count on of one matter.
#[derive(Clone, Copy, Default)]
struct CountedOn {
    /// By when the next word was promised.
    next_by: Option<Timestamp>,
    /// The first promise that was broken since a person spoke.
    missed: Option<Timestamp>,
}

/// What the status page must say was missed, by nothing but the rows of the log.
#[derive(Default)]
struct Page {
    told: BTreeMap<BulletinId, CountedOn>,
    /// What never was, as it was when it was taken off: so it comes back.
    taken_off: BTreeMap<BulletinId, CountedOn>,
}

impl Page {
    fn takes_in(&mut self, event: &Bulletin, at: Timestamp) -> Result<(), String> {
        match event {
            Bulletin::Told { bulletin, author, next_by, public, .. } => {
                let over = public.phase == Phase::Resolved;
                // A line that no person wrote keeps no promise, and makes none.
                if over || author.is_some() {
                    let next_by = next_by.filter(|_| !over);
                    self.told.insert(*bulletin, CountedOn { next_by, missed: None });
                }
            }
            Bulletin::Continued { told, next_by, .. } => {
                let counted = CountedOn { next_by: Some(*next_by), missed: None };
                self.told.insert(told.bulletin, counted);
            }
            Bulletin::Promised { bulletin, next_by, .. }
            | Bulletin::Late { bulletin, next_by, .. } => {
                let known = self.told.entry(*bulletin).or_default();
                // What has passed was broken, whatever the row that promises another is called.
                let broken = known.next_by.filter(|by| *by <= at);
                if broken.is_none() && matches!(event, Bulletin::Late { .. }) {
                    let by = known.next_by;
                    return Err(format!("{bulletin:?} is late at {at:?} and promised for {by:?}"));
                }
                *known = CountedOn { next_by: Some(*next_by), missed: known.missed.or(broken) };
            }
            Bulletin::NeverWas { bulletin, .. } => {
                let known = self.told.remove(bulletin);
                self.taken_off.extend(known.map(|known| (*bulletin, known)));
            }
            Bulletin::WasAfterAll { bulletin, .. } => {
                let known = self.taken_off.remove(bulletin);
                self.told.extend(known.map(|known| (*bulletin, known)));
            }
            Bulletin::Left { bulletin } => {
                self.told.remove(bulletin);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether of every matter that is shown the promise is named that was missed, and no other.
    fn is_as_told(&self, truth: &State) -> Result<(), String> {
        let mut shown = truth.bulletins.bulletins.values();
        shown.try_for_each(|told| self.names(told.id, told.missed))
    }

    fn names(&self, bulletin: BulletinId, missed: Option<Timestamp>) -> Result<(), String> {
        let known = self.told.get(&bulletin).and_then(|known| known.missed);
        match known == missed {
            true => Ok(()),
            false => Err(format!(
                "the page says of {bulletin:?} that {missed:?} was missed, and it was {known:?}"
            )),
        }
    }
}

/// Each caller is shown what is promised to them, and not to others.
fn hears(state: &State, emergency: EmergencyId, by: Timestamp) -> Result<(), String> {
    let incident = state.incidents.of_emergency(emergency).map(|known| known.id);
    let promise = incident.and_then(|incident| state.updates.promise_to(incident, emergency));
    match promise {
        Some(promise) if promise.by == by => Ok(()),
        other => Err(format!("{emergency} reads {by:?}, and is promised {other:?}")),
    }
}

/// The status page never goes on promising what has passed, and says of nothing that lies ahead
/// that it was missed.
fn page_is_true(
    next_by: Timestamp,
    missed: Option<Timestamp>,
    view: &View<'_>,
) -> Result<(), String> {
    if let Some(missed) = missed.filter(|missed| *missed >= next_by) {
        return Err(format!(
            "the status page says that {missed:?} passed and promises {next_by:?}"
        ));
    }
    match view.calm_now(CALM) {
        Some(now) if next_by + LATE_MAX < now => {
            Err(format!("the status page still promises a word by {next_by:?}, and it is {now:?}"))
        }
        _ => Ok(()),
    }
}

fn promises_stand(view: &View<'_>) -> Result<(), String> {
    for escalation in view.truth.paging.escalations.values() {
        let incident = escalation.incident;
        let live = view.truth.incidents.get(incident).is_some_and(|known| {
            known.emergencies.iter().any(|id| {
                view.truth.emergencies.get(*id).is_some_and(|known| known.standing.is_live())
            })
        });
        let promise = view.truth.updates.promise(incident);
        if live && escalation.accepted_by().is_some() && promise.is_none() {
            return Err(format!("{incident} was accepted and no update is promised"));
        }
    }
    let Some(now) = view.calm_now(CALM) else { return Ok(()) };
    for (incident, board) in &view.truth.updates.boards {
        if board.promises().any(|(_, promise)| promise.by + LATE_MAX < now) {
            return Err(format!("the promise about {incident} passed and nobody noticed"));
        }
    }
    for told in view.truth.bulletins.live() {
        if told.next_by.is_some_and(|by| by + LATE_MAX < now) {
            let incident = told.incident;
            let inside = view.truth.updates.promise(incident);
            let escalation = view.truth.paging.get(incident).map(|known| &known.standing);
            let waits = view.truth.approvals.waiting().len();
            return Err(format!(
                "what everyone was promised about {incident} passed in silence, by {:?} and it is \
                 {now:?}; inside {inside:?}, {waits} texts wait, and it is {escalation:?}",
                told.next_by
            ));
        }
    }
    Ok(())
}
