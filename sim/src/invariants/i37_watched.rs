//! I37: two known customers who call about a service are evidence, and callers of whom nobody knows
//! who they are count as one; no machine ends that. Maintenance that runs past its end says so, the
//! sentence above it never says that everything works, and its strip counts that time for good. So
//! does what a person writes of afterwards, until they find that it never was. And
//! whatever changes on a page is written at once. The model is made of the rows, and of the calls
//! one by one.

use std::collections::{BTreeMap, BTreeSet};

use domain::bulletins::Event as Bulletin;
use domain::maintenance::{Event as Upkeep, Plan, Stage};
use domain::words::{BulletinId, Condition, MaintenanceId, Timestamp};
use domain::{Event, State};

use super::{Invariant, Seen, View};
use crate::watched::{Look, calls, part, service};

/// So many of them are enough.
const ENOUGH: usize = 2;

/// Maintenance that everyone reads of.
struct Work {
    /// Whether it names the component that is looked at: what names none concerns the sentence
    /// above everything, and counts in no strip.
    named: bool,
    /// Until when it is announced.
    until: Timestamp,
    /// From when until when it was under way as announced.
    ran: Vec<(Timestamp, Option<Timestamp>)>,
    /// Since when it has gone on for longer than that.
    overran: Option<Timestamp>,
}

/// See the sentences at the top of the file.
#[derive(Default)]
pub struct Watched {
    work: BTreeMap<MaintenanceId, Work>,
    /// Whether any was taken in from elsewhere: what was announced there nobody here has seen.
    foreign: bool,
    /// Instants at which the strip has said that what was maintained failed.
    counted: Vec<Timestamp>,
    /// Instants at which it failed by what was written afterwards, and whether that stands: it may
    /// be found that it never was.
    written: BTreeMap<BulletinId, (Timestamp, bool)>,
}

impl Invariant for Watched {
    fn name(&self) -> &'static str {
        "i37_watched"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event, before, after } => {
                // A node whose clock is behind starts at the last row, and lives through what it
                // had seen since once more.
                self.counted.retain(|at| *at <= row.at);
                match event {
                    Event::Maintenance(event) => self.take(event, row.at),
                    Event::Bulletins(event) => self.hear(event),
                    _ => {}
                }
                let machine = row.actor == "\"system\"" || row.actor.contains("\"integration\"");
                let ended = || is_evidence(before) && !is_evidence(after);
                match machine && ended() {
                    true => Err(format!("a machine ended what callers need: {}", row.kind)),
                    false => Ok(()),
                }
            }
            Seen::Watched { look } => self.looked(look, view.truth),
            _ => Ok(()),
        }
    }
}

/// Whether enough of them call, by what the page goes by.
fn is_evidence(state: &State) -> bool {
    state.called().contains_key(&service())
}

/// The same, call by call.
fn are_enough(state: &State) -> bool {
    let who = calls(state)
        .map(|(call, _)| state.customers.attached(call).map(|held| held.customer.clone()));
    who.collect::<BTreeSet<_>>().len() >= ENOUGH
}

impl Watched {
    fn take(&mut self, event: &Upkeep, at: Timestamp) {
        let concerns = |plan: &Plan| {
            let named = plan.components.is_empty() || plan.components.contains(&part());
            named && plan.audiences.is_empty()
        };
        match event {
            Upkeep::Planned { maintenance, plan, .. } if concerns(plan) => {
                let named = plan.components.contains(&part());
                let work = Work { named, until: plan.until, ran: Vec::new(), overran: None };
                self.work.insert(*maintenance, work);
            }
            Upkeep::Imported { .. } => self.foreign = true,
            Upkeep::Changed { maintenance, plan, .. } => {
                if let Some(work) = self.work.get_mut(maintenance) {
                    work.named = plan.components.contains(&part());
                    work.until = plan.until;
                }
            }
            Upkeep::Extended { maintenance, until, .. } => {
                if let Some(work) = self.work.get_mut(maintenance) {
                    work.until = *until;
                    if work.overran.take().is_some() {
                        work.ran.push((at, None));
                    }
                }
            }
            Upkeep::Said { maintenance, stage, .. } => {
                if let Some(work) = self.work.get_mut(maintenance) {
                    work.turn(*stage, at);
                }
            }
            _ => {}
        }
    }

    /// What is written afterwards fails in the strip at its midst, unless that was maintenance.
    fn hear(&mut self, event: &Bulletin) {
        match event {
            Bulletin::ToldAfterwards { bulletin, said, .. } => {
                let Some(from) = said.public.since.filter(|from| *from < said.until) else {
                    return;
                };
                let midst = Timestamp(from.0 + (said.until.0 - from.0) / 2);
                let ran = |work: &Work| {
                    let mut ran = work.ran.iter();
                    ran.any(|(from, until)| {
                        *from <= midst && until.is_none_or(|until| midst <= until)
                    })
                };
                let maintained = self.foreign || self.work.values().any(ran);
                let named = said.public.affected.iter().any(|one| one.component == part());
                if named && !maintained && said.public.audiences.is_empty() {
                    self.written.insert(*bulletin, (midst, true));
                }
            }
            Bulletin::NeverWas { bulletin, .. } => {
                if let Some(known) = self.written.get_mut(bulletin) {
                    known.1 = false;
                }
            }
            Bulletin::WasAfterAll { bulletin, .. } => {
                if let Some(known) = self.written.get_mut(bulletin) {
                    known.1 = true;
                }
            }
            _ => {}
        }
    }

    fn looked(&mut self, look: &Look, truth: &State) -> Result<(), String> {
        if !look.fresh {
            return Err("a page is as it was although what it shows has changed".to_owned());
        }
        let enough = are_enough(truth);
        if enough && !look.suspects {
            return Err("enough customers call, and their page does not say so".to_owned());
        }
        if !enough && !look.alerts && look.suspects {
            return Err("a page suspects a fault for which too few have called".to_owned());
        }
        let running = self.work.values().any(Work::is_running);
        if running && look.all_works {
            return Err("everything works, and something is being worked on".to_owned());
        }
        let longer: Vec<(MaintenanceId, Timestamp)> =
            self.work.iter().filter_map(|(id, work)| Some((*id, work.overran?))).collect();
        for (id, since) in longer {
            if !look.overruns {
                return Err(format!("{id} takes longer than planned, and its page is silent"));
            }
            let midst = Timestamp(since.0 + (look.now.0 - since.0) / 2);
            let named = self.work.get(&id).is_some_and(|work| work.named);
            if since < midst && named && !self.foreign && !self.others_ran(id, since) {
                self.counted.push(midst);
            }
        }
        let fails = |at: &&Timestamp| {
            look.strip.iter().any(|(from, until, condition)| {
                let within = from <= *at && until.is_none_or(|until| **at <= until);
                within && *condition >= Condition::Partial
            })
        };
        let mut written = self.written.values().filter(|(_, stands)| *stands);
        if let Some((at, _)) = written.find(|(at, _)| !fails(&at)) {
            return Err(format!("at {at:?} it failed, as was written afterwards"));
        }
        match self.counted.iter().find(|at| !fails(at)) {
            Some(at) => Err(format!("at {at:?} it was maintained for longer than announced")),
            None => Ok(()),
        }
    }

    /// Whether anything else was under way as announced since then.
    fn others_ran(&self, id: MaintenanceId, since: Timestamp) -> bool {
        let others = self.work.iter().filter(|(other, _)| **other != id);
        let mut ran = others.flat_map(|(_, work)| &work.ran);
        ran.any(|(_, until)| until.is_none_or(|until| since <= until))
    }
}

impl Work {
    fn is_running(&self) -> bool {
        self.overran.is_some() || self.ran.last().is_some_and(|(_, until)| until.is_none())
    }

    fn turn(&mut self, stage: Stage, at: Timestamp) {
        let end = |ran: &mut Vec<(Timestamp, Option<Timestamp>)>| {
            if let Some((_, until)) = ran.last_mut().filter(|(_, until)| until.is_none()) {
                *until = Some(at);
            }
        };
        match stage {
            Stage::Scheduled => {}
            Stage::InProgress | Stage::Verifying => {
                if !self.is_running() {
                    self.ran.push((at, None));
                }
            }
            Stage::Overrun => {
                end(&mut self.ran);
                self.overran = self.overran.or(Some(self.until));
            }
            Stage::Completed | Stage::Cancelled => {
                end(&mut self.ran);
                self.overran = None;
            }
        }
    }
}
