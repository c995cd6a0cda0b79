//! I33: public text is never lost: it is out, objected to, replaced, or within its ten minutes; and
//! the customers inside have the update the moment it is written. No reader has a word of an
//! announcement or of maintenance that waits or was objected to, and nothing begins with words that
//! give way to others in that moment.

use std::time::Duration;

use domain::State;
use std::collections::BTreeSet;

use domain::announcements::Event as Announced;
use domain::approvals::{Approval, Event as Text, OBJECT_WITHIN, PutRight, Standing, Subject};
use domain::words::{NoticeId, Timestamp};
use domain::{Event, approvals};

use super::{Invariant, Seen, View};

/// How late time may let it out while nothing is disturbed.
const LATE_MAX: Duration = Duration::from_secs(60);
const CALM: u64 = 60_000;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Approvals;

impl Invariant for Approvals {
    fn name(&self) -> &'static str {
        "i33_approvals"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event: Event::Approvals(event), before, .. } => {
                happened(event, row.at, before)
            }
            Seen::Row {
                row,
                event: Event::Announcements(Announced::Began { announcement }),
                before,
                ..
            } => begins(*announcement, row.at, before),
            Seen::Settled => is_out(view.truth),
            Seen::Moment => {
                nobody_reads(view.truth)?;
                view.calm_now(CALM).map_or(Ok(()), |now| in_time(view.truth, now))
            }
            _ => Ok(()),
        }
    }
}

/// What goes out by a moment goes out before anything begins at it.
fn begins(announcement: NoticeId, at: Timestamp, before: &State) -> Result<(), String> {
    let about = |known: &&Approval| match &known.words.subject {
        Some(Subject::Notice { announcement: other, .. }) => *other == announcement,
        _ => false,
    };
    let mut waiting = before.approvals.waiting().into_iter().filter(about);
    match waiting.find(|known| known.until <= at) {
        None => Ok(()),
        Some(known) => Err(format!("it begins, and text {} was to be out by then", known.number)),
    }
}

fn happened(event: &Text, at: Timestamp, before: &State) -> Result<(), String> {
    match event {
        Text::Held { incident, update, until, words, .. } => {
            // What is shown later waits until then.
            let later = match &words.subject {
                Some(Subject::Notice { from, .. }) => *from,
                _ => at,
            };
            if *until > (at + OBJECT_WITHIN).max(later) {
                return Err(format!("{update} would wait until {until:?}"));
            }
            // What is said in hindsight is for readers alone.
            if words.review.is_some() {
                return Ok(());
            }
            // What is put right is inside in the same step, and may be archived there.
            if words.correction.is_some() {
                return Ok(());
            }
            // There is nobody inside of these.
            if words.subject.is_some() {
                return Ok(());
            }
            let inside = before.updates.get(*incident).and_then(|board| board.update(*update));
            match inside {
                Some(_) => Ok(()),
                None => Err(format!("{update} waits, and the customers inside have not got it")),
            }
        }
        Text::Passed { approval } => {
            let known = before.approvals.get(*approval).filter(|known| known.waits());
            match known.is_some_and(|known| known.until <= at) {
                true => Ok(()),
                false => Err(format!("{approval} went out by itself too early")),
            }
        }
        _ => Ok(()),
    }
}

/// What was let out stands on the status page, as long as that is kept.
fn is_out(truth: &State) -> Result<(), String> {
    for known in truth.approvals.decided().filter(|known| is_let_out(known)) {
        if let Some(subject) = &known.words.subject {
            if is_kept(truth, known, subject) {
                return Err(format!("text {} was let out, and is kept in", known.number));
            }
            continue;
        }
        if let Some(correction) = &known.words.correction {
            is_right(truth, known, correction)?;
            continue;
        }
        let told = truth.bulletins.of(known.incident);
        let full = told.is_some_and(|told| told.entries.len() >= domain::bulletins::ENTRIES_MAX);
        let said = match &known.words.review {
            // What was told elsewhere has no incident here, and can be looked back on as well.
            Some(review) => {
                let told = truth.bulletins.bulletins.get(&review.bulletin);
                told.is_none_or(|told| told.review.is_some())
            }
            None => told.is_some_and(|told| told.entries.iter().any(|one| one.id == known.update)),
        };
        if !said && !full {
            return Err(format!("{} was let out, and nobody can read it", known.update));
        }
    }
    Ok(())
}

/// What was put right says so on the page: this, or what was put right later.
fn is_right(truth: &State, known: &Approval, correction: &PutRight) -> Result<(), String> {
    let told = truth.bulletins.bulletins.get(&correction.bulletin);
    let Some(entry) = told.and_then(|told| told.entry(known.update)) else { return Ok(()) };
    let decided_at = known.decided_at.unwrap_or(known.until);
    let is_said = entry.overview == known.words.overview;
    let later = entry.corrections.iter().any(|one| one.at >= decided_at);
    match is_said || later {
        true => Ok(()),
        false => Err(format!("{} was let out, and nobody reads it", known.update)),
    }
}

/// Whether what was written waits apart from what readers have.
fn is_kept(truth: &State, known: &Approval, subject: &Subject) -> bool {
    let entry = known.update;
    match subject {
        Subject::Notice { announcement, .. } => {
            truth.announcements.written.get(announcement).is_some_and(|one| one.entry == entry)
        }
        Subject::Work { maintenance } | Subject::WorkWord { maintenance } => {
            truth.maintenance.keeps(*maintenance, entry)
        }
        // Once it is out it stands in the history, or never was.
        Subject::Past { bulletin, .. } => {
            let told = &truth.bulletins;
            !told.bulletins.contains_key(bulletin) && !told.mistakes.contains_key(bulletin)
        }
        Subject::Routine { routine } => truth.maintenance.keeps_of_routine(routine, entry),
    }
}

/// What waits, or was objected to, stands nowhere that readers look. In these histories nothing is
/// written twice; what is for some only is the business of others.
fn nobody_reads(truth: &State) -> Result<(), String> {
    let kept = truth.approvals.all.values().filter(|known| {
        let held = matches!(known.standing, Standing::Waiting | Standing::Objected { .. });
        held && known.words.subject.is_some() && known.words.public.audiences.is_empty()
    });
    let words = |known: &std::sync::Arc<Approval>| {
        let told = &known.words.overview;
        // A word that is said of it comes with a heading that may be out.
        let own = match known.words.subject {
            Some(Subject::WorkWord { .. }) => vec![told.known.to_string()],
            _ => vec![known.words.public.title.to_string(), told.known.to_string()],
        };
        own.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>()
    };
    let kept: BTreeSet<String> = kept.flat_map(words).collect();
    if kept.is_empty() {
        return Ok(());
    }
    let open = truth.for_everyone();
    let announced = open
        .announcements
        .all
        .values()
        .flat_map(|known| [known.notice.title.to_string(), known.notice.text.to_string()]);
    let planned = open.maintenance.planned.values().flat_map(|known| {
        let said = known.entries.iter().map(|entry| entry.words.to_string());
        said.chain([known.plan.title.to_string()]).collect::<Vec<_>>()
    });
    match announced.chain(planned).find(|words| kept.contains(words)) {
        Some(words) => Err(format!("everyone reads {words:?}, and it waits or was objected to")),
        None => Ok(()),
    }
}

fn is_let_out(known: &approvals::Approval) -> bool {
    matches!(known.standing, Standing::Out { .. })
}

fn in_time(truth: &State, now: Timestamp) -> Result<(), String> {
    let late = |known: &&approvals::Approval| known.until + LATE_MAX < now;
    match truth.approvals.waiting().into_iter().find(late) {
        Some(known) => Err(format!("text {} waits beyond its ten minutes", known.number)),
        None => Ok(()),
    }
}
