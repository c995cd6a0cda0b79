//! What is announced and what is planned, where somebody may object to its words: they wait, and
//! what takes place, where and when, does not.

use super::super::revision;
use crate::announcements::{self, Notice};
use crate::approvals::{self, Approval, Subject, Words};
use crate::bulletins::{self, Afterwards};
use crate::maintenance::{self, PlanWords, Wording};
use crate::words::{
    Actor, Affected, ComponentKey, Condition, IncidentId, MaintenanceId, NoticeId, Overview,
    PersonKey, Phase, Public, RoutineKey, Showing, Timestamp, UpdateId,
};
use crate::{Command, Moment, State};

/// What is asked for, by somebody whose words wait: the same, with its words kept apart. What takes
/// words back of what is out never waits; of what is not, there is nothing to take back.
pub(crate) fn written(state: &State, command: Command, actor: &Actor) -> Command {
    use announcements::Command as Announce;
    use maintenance::Command as Upkeep;
    let waits = actor.person().is_some_and(|by| !state.waits_for(by).is_empty());
    match command {
        Command::Announcements(Announce::Post { notice, tells }) if waits => {
            Announce::Write { announcement: None, notice, tells }.into()
        }
        Command::Announcements(Announce::Change { announcement, notice, tells, takes_back })
            if waits && (!takes_back || state.announcements.get(announcement).is_none()) =>
        {
            Announce::Write { announcement: Some(announcement), notice, tells }.into()
        }
        Command::Maintenance(
            asked @ (Upkeep::Plan { .. }
            | Upkeep::Change { takes_back: false, .. }
            | Upkeep::Say { .. }
            | Upkeep::Extend { .. }
            | Upkeep::Rewrite { .. }
            | Upkeep::PutRoutine { .. }),
        ) if waits => Upkeep::Write { asked: Box::new(asked) }.into(),
        other => other,
    }
}

/// What was written of an announcement waits; what is not to go out any more does not, and what
/// was taken back is kept nowhere.
pub(in super::super) fn of_notice(now: &State, event: &announcements::Event) -> Vec<Command> {
    use announcements::Event;
    match event {
        Event::Written { announcement, entry, notice, by, .. } => {
            vec![hold((*entry, by), noticed(*announcement, notice))]
        }
        Event::Changed { announcement, notice, by, before: Showing::TakenBack, .. } => {
            // It is no writing of its own.
            let gone = taken_back(now, (UpdateId(0), by), noticed(*announcement, notice));
            withdrawn(now).into_iter().chain(gone).collect()
        }
        _ => withdrawn(now),
    }
}

fn noticed(announcement: NoticeId, notice: &Notice) -> Box<Words> {
    let Notice { title, text, translations, audiences, from, .. } = notice.clone();
    let overview = Overview { known: text, translations, ..Overview::default() };
    let public = Public {
        title,
        phase: Phase::Identified,
        affected: Vec::new(),
        audiences,
        ..Public::default()
    };
    about((overview, public), Subject::Notice { announcement, from })
}

/// The same of what was written about maintenance.
pub(in super::super) fn of_work(
    now: &State,
    event: &maintenance::Event,
    actor: &Actor,
) -> Vec<Command> {
    match event {
        maintenance::Event::Written { maintenance, entry, words, by } => {
            let Some(held) = worded(now, *maintenance, words) else { return Vec::new() };
            let maintenance = *maintenance;
            let subject = match words {
                Wording::Plan(_) => Subject::Work { maintenance },
                Wording::Said { .. } => Subject::WorkWord { maintenance },
            };
            vec![hold((*entry, by), about(held, subject))]
        }
        maintenance::Event::Changed {
            maintenance,
            entry,
            plan,
            by,
            before: Showing::TakenBack,
        } => {
            let left = planned(&plan.words(), &plan.components);
            let subject = Subject::Work { maintenance: *maintenance };
            // Where words of a routine were taken back, those who approve hear of that once.
            let own = by.is_some() || !now.approvals.of_subject(&subject).is_empty();
            let by = by.as_ref().or(actor.person()).filter(|_| own);
            let gone = by.and_then(|by| taken_back(now, (*entry, by), about(left, subject)));
            withdrawn(now).into_iter().chain(gone).collect()
        }
        maintenance::Event::TakenBack { maintenance, entry, words, translations, by } => {
            let (words, translations) = (words.clone(), translations.clone());
            let said = Wording::Said { words, translations };
            let Some(left) = worded(now, *maintenance, &said) else { return Vec::new() };
            let left = about(left, Subject::WorkWord { maintenance: *maintenance });
            taken_back(now, (*entry, by), left).into_iter().collect()
        }
        maintenance::Event::RoutineTakenBack { routine, entry, words, by } => {
            let Some(known) = now.maintenance.routines.get(routine) else { return Vec::new() };
            let left = planned(words, &known.profile.components);
            let left = about(left, Subject::Routine { routine: routine.clone() });
            let gone = taken_back(now, (*entry, by), left);
            withdrawn(now).into_iter().chain(gone).collect()
        }
        maintenance::Event::RoutineWritten { routine, entry, words, by } => {
            let Some(known) = now.maintenance.routines.get(routine) else { return Vec::new() };
            let held = planned(words, &known.profile.components);
            let subject = Subject::Routine { routine: routine.clone() };
            vec![hold((*entry, by), about(held, subject))]
        }
        _ => withdrawn(now),
    }
}

fn worded(now: &State, maintenance: MaintenanceId, words: &Wording) -> Option<(Overview, Public)> {
    let known = now.maintenance.get(maintenance)?;
    Some(match words {
        Wording::Plan(words) => planned(words, &known.plan.components),
        Wording::Said { words, translations } => {
            let plan = known.as_written(&now.maintenance).plan;
            let (overview, public) = planned(&plan.words(), &plan.components);
            let (known, translations) = (words.clone(), translations.clone());
            let impact = overview.impact;
            (Overview { known, impact, translations, ..Overview::default() }, public)
        }
    })
}

fn planned(words: &PlanWords, components: &[ComponentKey]) -> (Overview, Public) {
    let PlanWords { title, impact, translations, audiences } = words.clone();
    let overview = Overview { impact, translations, ..Overview::default() };
    let condition = Condition::Maintenance;
    let affected = components.iter().map(|one| Affected { component: one.clone(), condition });
    let affected = affected.collect();
    (overview, Public { title, phase: Phase::Identified, affected, audiences, ..Public::default() })
}

fn about((overview, public): (Overview, Public), subject: Subject) -> Box<Words> {
    Box::new(Words {
        overview,
        next_by: Timestamp::default(),
        estimate: None,
        public,
        review: None,
        correction: None,
        subject: Some(subject),
    })
}

/// What becomes of what was just written of a matter that is over: the same.
pub(super) fn afterwards(now: &State, event: &bulletins::Event) -> Option<Command> {
    let bulletins::Event::AfterwardsWritten { bulletin, entry, said, by } = event else {
        return None;
    };
    let (bulletin, entry) = (*bulletin, *entry);
    if now.waits_for(by).is_empty() {
        let (said, by) = (said.clone(), by.clone());
        return Some(bulletins::Command::PutAfterwards { bulletin, entry, said, by }.into());
    }
    let Afterwards { overview, public, until, tells } = (**said).clone();
    let subject = Subject::Past { bulletin, until, tells };
    Some(hold((entry, by), about((overview, public), subject)))
}

/// What is about no incident.
const NO_INCIDENT: IncidentId = IncidentId(0);

fn hold((update, by): (UpdateId, &PersonKey), words: Box<Words>) -> Command {
    let (incident, author) = (NO_INCIDENT, by.clone());
    approvals::Command::Hold { incident, update, author, words }.into()
}

/// Words were taken back. What is kept of them for those who approve goes as well, and they hear of
/// it afterwards.
fn taken_back(
    now: &State,
    (update, by): (UpdateId, &PersonKey),
    left: Box<Words>,
) -> Option<Command> {
    let known = now.policy.adopted >= revision::LATEST;
    let kept = !now.approvals.kept_of(update, &left).is_empty();
    if !known || !kept && now.approvers().is_empty() {
        return None;
    }
    let (incident, by) = (NO_INCIDENT, by.clone());
    Some(approvals::Command::TakeBack { incident, update, by, left, title: None }.into())
}

/// What waits and is kept by nobody any more: it was taken back, or written otherwise.
fn withdrawn(now: &State) -> Vec<Command> {
    let gone = |known: &&Approval| !is_kept(now, known);
    let waiting = now.approvals.waiting().into_iter().filter(gone);
    let withdraw = waiting.map(|known| approvals::Command::Withdraw { approval: known.id }.into());
    withdraw.collect()
}

fn is_kept(now: &State, known: &Approval) -> bool {
    let entry = known.update;
    match &known.words.subject {
        // What it says is kept with what waits, and nowhere else.
        None | Some(Subject::Past { .. }) => true,
        Some(Subject::Notice { announcement, .. }) => {
            now.announcements.written.get(announcement).is_some_and(|one| one.entry == entry)
        }
        Some(Subject::Work { maintenance } | Subject::WorkWord { maintenance }) => {
            now.maintenance.keeps(*maintenance, entry)
        }
        Some(Subject::Routine { routine }) => now.maintenance.keeps_of_routine(routine, entry),
    }
}

/// It stays in: what is kept of it waits no more.
pub(super) fn refused(subject: &Subject, entry: UpdateId) -> Option<Command> {
    match subject {
        Subject::Work { maintenance } | Subject::WorkWord { maintenance } => {
            let maintenance = *maintenance;
            Some(maintenance::Command::Refuse { maintenance, entry }.into())
        }
        Subject::Notice { .. } | Subject::Routine { .. } | Subject::Past { .. } => None,
    }
}

/// It goes out, now.
pub(super) fn out(subject: &Subject, known: &Approval) -> Command {
    let entry = known.update;
    match subject {
        Subject::Past { bulletin, until, tells } => {
            let (bulletin, by) = (*bulletin, known.author.clone());
            let Words { overview, public, .. } = known.words.clone();
            let said = Afterwards { overview, public, until: *until, tells: *tells };
            bulletins::Command::PutAfterwards { bulletin, entry, said: Box::new(said), by }.into()
        }
        Subject::Notice { announcement, .. } => {
            let announcement = *announcement;
            announcements::Command::LetOut { announcement, entry }.into()
        }
        Subject::Work { maintenance } | Subject::WorkWord { maintenance } => {
            let maintenance = *maintenance;
            maintenance::Command::LetOut { maintenance, entry }.into()
        }
        Subject::Routine { routine } => {
            let routine: RoutineKey = routine.clone();
            maintenance::Command::LetRoutineOut { routine, entry }.into()
        }
    }
}

/// What follows from what happened to an announcement.
pub(in super::super) fn announced(
    now: &State,
    event: &announcements::Event,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let mut commands = of_notice(now, event);
    commands.extend(super::super::announce::notice::told(now, event, moment));
    commands
}
