//! Who approves public text, what waits for them, and what follows when it goes out or stays in.
//! The customers inside never wait for any of it.

use std::time::Duration;

use super::{publish, revision, settle, tell};
use crate::approvals::{self, Approval, Event, LookBack, OBJECT_WITHIN, PutRight, Refusal, Words};
use crate::bulletins::{Frame, Revised};
use crate::deliveries::About;
use crate::organisation::Approver;
use crate::words::{Actor, BulletinId, IncidentId, Overview, PersonKey, Phase, Public, UpdateId};
use crate::{Command, Moment, State, bulletins, updates};

mod written;

pub(crate) use written::written;
pub(super) use written::{announced, of_work};

/// For so long it is worth telling an author that somebody objected.
const OBJECTION_LASTS: Duration = Duration::from_secs(3_600);

impl State {
    /// Those who approve public text, each once; nobody, where it waits for nobody.
    #[must_use]
    pub fn approvers(&self) -> Vec<PersonKey> {
        let named = self.organisation.settings.approvers.iter();
        let people = named.flat_map(|approver| match approver {
            Approver::Person(person) => vec![person.clone()],
            Approver::Team(team) => {
                self.access.teams.get(team).map(|team| team.members.clone()).unwrap_or_default()
            }
        });
        self.responding(people.collect())
    }

    /// For whom public text of this author would wait: for nobody, where they approve themselves.
    #[must_use]
    pub fn waits_for(&self, author: &PersonKey) -> Vec<PersonKey> {
        let approvers = self.approvers();
        // Before every machine knows of approvals, nothing waits.
        let known = self.policy.adopted >= revision::LATEST;
        if !known || approvers.contains(author) { Vec::new() } else { approvers }
    }
}

impl State {
    /// The same for text about an incident: what warns of immediate danger is never held.
    #[must_use]
    pub fn waits_for_in(&self, incident: IncidentId, author: &PersonKey) -> Vec<PersonKey> {
        if self.is_in_danger(incident) { Vec::new() } else { self.waits_for(author) }
    }
}

/// Asks whether it is for this person to approve or to object.
///
/// # Errors
/// A refusal, when they are none of those who approve.
pub(crate) fn check(state: &State, command: &Command, actor: &Actor) -> Result<(), Refusal> {
    let Command::Approvals(approvals::Command::Approve { .. } | approvals::Command::Object { .. }) =
        command
    else {
        return Ok(());
    };
    let approves = |person: &PersonKey| state.approvers().contains(person);
    if actor.person().is_some_and(approves) { Ok(()) } else { Err(Refusal::NotYours) }
}

/// What becomes of the public part of an update that was just published: it waits where somebody
/// else approves it, and goes out at once where nobody does.
pub(super) fn published(
    now: &State,
    event: &updates::Event,
    moment: &Moment<'_>,
) -> Option<Vec<Command>> {
    let updates::Event::Published {
        incident,
        update,
        author,
        overview,
        next_by,
        estimate,
        public: Some(public),
        ..
    } = event
    else {
        return None;
    };
    let incident = *incident;
    let words = Words {
        overview: overview.clone(),
        next_by: *next_by,
        estimate: estimate.clone(),
        public: public.clone(),
        review: None,
        correction: None,
        subject: None,
    };
    if now.waits_for_in(incident, author).is_empty() {
        let mut commands = Vec::new();
        if now.approvals.waiting_for(incident).is_some() {
            commands.push(approvals::Command::Replace { incident }.into());
        }
        commands.extend(publish::out(now, (incident, *update), author, words, moment));
        return Some(commands);
    }
    let (update, author, next_by) = (*update, author.clone(), *next_by);
    // What everyone was promised moves openly with what the customers inside are promised.
    let moved = bulletins::Command::Promise { incident, next_by };
    let words = Box::new(words);
    Some(vec![approvals::Command::Hold { incident, update, author, words }.into(), moved.into()])
}

/// What becomes of a review that was just written, or of a matter that is over: the same.
pub(super) fn reviewed(now: &State, event: &bulletins::Event) -> Vec<Command> {
    let bulletins::Event::ReviewWritten { bulletin, incident, entry, review, tells, by } = event
    else {
        return Vec::from_iter(written::afterwards(now, event));
    };
    let Some(known) = now.bulletins.bulletins.get(bulletin) else { return Vec::new() };
    let (bulletin, incident, entry) = (*bulletin, *incident, *entry);
    let (review, tells, by) = (review.clone(), *tells, by.clone());
    if now.waits_for(&by).is_empty() {
        let waits = now.approvals.waiting_for(incident).is_some();
        let mut commands: Vec<Command> =
            Vec::from_iter(waits.then(|| approvals::Command::Replace { incident }.into()));
        let put = bulletins::Command::PutReview { bulletin, entry, review, tells, by };
        commands.push(put.into());
        return commands;
    }
    let public = Public {
        title: known.title.clone(),
        phase: Phase::Resolved,
        affected: Vec::new(),
        audiences: known.audiences.clone(),
        ..Public::default()
    };
    let words = Words {
        overview: Overview::default(),
        next_by: known.changed_at,
        estimate: None,
        public,
        review: Some(LookBack { bulletin, said: review, tells }),
        correction: None,
        subject: None,
    };
    let words = Box::new(words);
    vec![approvals::Command::Hold { incident, update: entry, author: by, words }.into()]
}

/// What becomes of a correction that was just written: harmless text must not be let out and then
/// replaced unseen, so it waits as updates do.
///
/// One kind never waits: what takes words back, a name or data of a patient, because each minute
/// that it stands there does harm and is copied on. It needs no second pair of eyes, for it can
/// only leave words out of what went out before, and says nothing that nobody has approved; its
/// reason stays with us.
///
/// This is asked before the customers inside have it: what they get then is known to wait already,
/// and not taken for one more correction.
pub(super) fn corrected(now: &State, event: &bulletins::Event) -> Vec<Command> {
    let bulletins::Event::CorrectionWritten { bulletin, incident, entry, revised, by } = event
    else {
        return Vec::new();
    };
    correction(now, (*incident, *bulletin, *entry), revised, by)
}

/// What is put right for the customers inside is put right on the status page as well; there it
/// may wait.
pub(super) fn put_right(now: &State, event: &updates::Event) -> Vec<Command> {
    let updates::Event::Corrected { incident, update, overview, author, takes_back, .. } = event
    else {
        return Vec::new();
    };
    let told = now.bulletins.of(*incident);
    if *takes_back && told.is_none_or(|told| told.entry(*update).is_none()) {
        return kept_in(now, (*incident, *update), overview, author);
    }
    let Some(told) = told.filter(|_| reworded(now, (*incident, *update))) else {
        return Vec::new();
    };
    let waits = now.approvals.correction_of(*incident, *update);
    let waits = waits.is_some_and(|waits| waits.words.overview == *overview);
    let said = told.entry(*update).filter(|said| said.overview != *overview && !waits);
    let Some(said) = said else { return Vec::new() };
    let revised = Revised { takes_back: *takes_back, ..overview.clone().into() };
    correction(now, (*incident, told.id, said.id), &revised, author)
}

/// Whether it was the words of an update that were put right last: where it was the estimate alone,
/// what somebody objected to is not written a second time.
fn reworded(now: &State, (incident, update): (IncidentId, UpdateId)) -> bool {
    let known = now.updates.get(incident).and_then(|board| board.update(update));
    known
        .is_none_or(|known| known.corrections.last().is_none_or(|last| last.said != known.overview))
}

fn correction(
    now: &State,
    (incident, bulletin, entry): (IncidentId, BulletinId, UpdateId),
    revised: &Revised,
    by: &PersonKey,
) -> Vec<Command> {
    let told = now.bulletins.bulletins.get(&bulletin);
    let Some((known, said)) = told.and_then(|known| Some((known, known.entry(entry)?))) else {
        return Vec::new();
    };
    let by = by.clone();
    if revised.takes_back || now.waits_for_in(incident, &by).is_empty() {
        let revised = Box::new(revised.clone());
        let put = bulletins::Command::PutCorrection { bulletin, entry, revised, by };
        // What waits to put the same word right would bring back what is gone now.
        let waits = now.approvals.correction_of(incident, entry).is_some();
        let replace = approvals::Command::ReplaceCorrection { incident, update: entry };
        let gone = taken_back(now, (incident, entry), (&**known, said), &put);
        let replace = waits.then(|| replace.into()).into_iter();
        return replace.chain([put.into()]).chain(gone).collect();
    }
    // Where the components wait to be put right, a smaller correction of the words goes with that.
    let waits = now.approvals.correction_of(incident, entry);
    let waits = waits.filter(|waits| waits.words.correction.as_ref().is_some_and(|it| it.framed));
    let waiting = waits.map(|waits| Frame {
        title: waits.words.public.title.clone(),
        affected: waits.words.public.affected.clone(),
        estimate: waits.words.estimate.clone(),
        since: waits.words.public.since,
        until: waits.words.correction.as_ref().and_then(|it| it.until),
    });
    let framed = revised.frame.is_some() || waiting.is_some();
    let frame = revised.frame.clone().or(waiting).unwrap_or_else(|| said.frame());
    let public = Public {
        title: frame.title,
        phase: said.phase,
        affected: frame.affected,
        audiences: known.audiences.clone(),
        since: frame.since,
        ..Public::default()
    };
    let reason = revised.reason.clone();
    let words = Box::new(Words {
        overview: revised.overview.clone(),
        next_by: known.changed_at,
        estimate: frame.estimate,
        public,
        review: None,
        correction: Some(PutRight { bulletin, framed, reason, until: frame.until }),
        subject: None,
    });
    vec![approvals::Command::Hold { incident, update: entry, author: by, words }.into()]
}

/// Words of a public update were taken back that had never gone out: nothing of them is kept.
fn kept_in(
    now: &State,
    (incident, update): (IncidentId, UpdateId),
    overview: &Overview,
    by: &PersonKey,
) -> Vec<Command> {
    let last = now.approvals.of_word(incident, update).last().copied();
    // What waits is amended, and goes out as it is by then.
    let last = last.and_then(|id| now.approvals.get(id)).filter(|known| !known.waits());
    let Some(known) = last else { return Vec::new() };
    let left = Box::new(Words { overview: overview.clone(), ..known.words.clone() });
    let (by, title) = (by.clone(), None);
    vec![approvals::Command::TakeBack { incident, update, by, left, title }.into()]
}

/// Words were taken back of what everyone was told. What is kept of them for those who approve
/// goes as well, and they hear of it afterwards.
fn taken_back(
    now: &State,
    (incident, update): (IncidentId, UpdateId),
    (told, said): (&bulletins::Bulletin, &bulletins::Entry),
    put: &bulletins::Command,
) -> Option<Command> {
    let bulletins::Command::PutCorrection { revised, by, .. } = put else { return None };
    let known = now.policy.adopted >= revision::LATEST;
    let kept = !now.approvals.of_word(incident, update).is_empty();
    if !revised.takes_back || !known || !kept && now.approvers().is_empty() {
        return None;
    }
    let frame = revised.frame.clone().unwrap_or_else(|| said.frame());
    let title = (frame.title != said.title).then(|| said.title.clone());
    let audiences = told.audiences.clone();
    let public = Public {
        title: frame.title,
        phase: said.phase,
        affected: Vec::new(),
        audiences,
        ..Public::default()
    };
    let left = Box::new(Words {
        overview: revised.overview.clone(),
        next_by: told.changed_at,
        estimate: None,
        public,
        review: None,
        correction: Some(PutRight {
            bulletin: told.id,
            framed: false,
            reason: "".into(),
            until: None,
        }),
        subject: None,
    });
    let by = by.clone();
    Some(approvals::Command::TakeBack { incident, update, by, left, title }.into())
}

/// What follows from what happened to public text.
pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    let Some(known) = now.approvals.get(event.approval()) else { return Vec::new() };
    match event {
        Event::Held { .. } => {
            let about = About::Approval { approval: known.id };
            let people = now.waits_for(&known.author).into_iter();
            let told = people
                .flat_map(|person| tell::quietly(now, &about, &person, moment, OBJECT_WITHIN));
            told.collect()
        }
        Event::Approved { .. } | Event::Passed { .. } => goes_out(now, known, moment),
        Event::Objected { .. } => {
            let about = About::Objection { approval: known.id };
            let mut commands = tell::quietly(now, &about, &known.author, moment, OBJECTION_LASTS);
            match &known.words.subject {
                Some(subject) => commands.extend(written::refused(subject, known.update)),
                None => commands.extend(settle::if_over(now, Some(known.incident))),
            }
            commands
        }
        Event::TakenBack { by, .. } => {
            let about = About::Approval { approval: known.id };
            let people = now.approvers().into_iter().filter(|person| person != by);
            people
                .flat_map(|person| tell::quietly(now, &about, &person, moment, OBJECTION_LASTS))
                .collect()
        }
        // Text about what never was held its incident open.
        Event::Replaced { .. }
            if known.words.subject.is_none() && now.bulletins.never_was(known.incident) =>
        {
            settle::if_over(now, Some(known.incident)).into_iter().collect()
        }
        Event::Amended { .. } | Event::Replaced { .. } => Vec::new(),
    }
}

fn goes_out(now: &State, known: &Approval, moment: &Moment<'_>) -> Vec<Command> {
    if let Some(subject) = &known.words.subject {
        return vec![written::out(subject, known)];
    }
    let incident = known.incident;
    if let Some(LookBack { bulletin, said, tells }) = known.words.review.clone() {
        let (entry, by) = (known.update, known.author.clone());
        let put = bulletins::Command::PutReview { bulletin, entry, review: said, tells, by };
        return vec![put.into()];
    }
    if let Some(PutRight { bulletin, framed, reason, until }) = known.words.correction.clone() {
        let (entry, by) = (known.update, known.author.clone());
        let Words { overview, public, estimate, .. } = known.words.clone();
        let (title, affected, since) = (public.title, public.affected, public.since);
        let frame = Frame { title, affected, estimate, since, until };
        let frame = Some(frame).filter(|_| framed);
        let revised = Box::new(Revised { overview, frame, reason, takes_back: false });
        return vec![bulletins::Command::PutCorrection { bulletin, entry, revised, by }.into()];
    }
    // The time that is promised now, should it have moved while the text waited.
    let promised = now.updates.promise(incident).map(|promise| promise.by);
    let next_by = promised.unwrap_or(known.words.next_by);
    let words = Words { next_by, ..known.words.clone() };
    publish::out(now, (incident, known.update), &known.author, words, moment)
}

/// What is put right inside is put right in what waits as well.
pub(super) fn amended(now: &State, event: &updates::Event) -> Option<Command> {
    let updates::Event::Corrected { incident, update, overview, .. } = event else { return None };
    let known = now.approvals.waiting_for(*incident).filter(|known| known.update == *update)?;
    let (incident, update, overview) = (known.incident, known.update, overview.clone());
    Some(approvals::Command::Amend { incident, update, overview }.into())
}
