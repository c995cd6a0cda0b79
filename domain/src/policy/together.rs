//! Many callers, one fault: what follows when people join incidents and take them apart, when new
//! callers fit a rule, when theirs is different, and when someone is in danger.

use std::collections::BTreeMap;

use super::promise::{self, Came};
use super::{outward, reach, ring, settle, tell};
use crate::customers::fold::fold;
use crate::deliveries::NoticeKind;
use crate::emergencies::{Emergency, Line, Speaker, Text};
use crate::groups::{self, Event, JOINED_AT_ONCE_MAX, Refusal, Rule, Why};
use crate::paging::{self, Answer, PageStanding, Standing};
use crate::words::{
    AudienceKey, Condition, EmergencyId, IncidentId, PersonKey, Phase, Public, ServiceKey, Severity,
};
use crate::{Command, Moment, State, bulletins, emergencies, incidents, updates};

/// Fills in what a command must know of other rooms, and refuses what cannot be.
///
/// # Errors
/// A [`Refusal`] when what is to be joined or parted does not stand where that could be done.
pub(crate) fn prepared(state: &State, command: Command) -> Result<Command, Refusal> {
    match command {
        Command::Groups(groups::Command::Join { incidents, into, .. }) => {
            join(state, &incidents, into).map(Into::into)
        }
        Command::Groups(groups::Command::Undo { incident }) => {
            let join = state.groups.joins.get(&incident).ok_or(Refusal::NotJoined)?;
            let apart = state.groups.is_joined(join.into);
            if apart { Err(Refusal::NotJoined) } else { Ok(command) }
        }
        Command::Groups(groups::Command::Split { emergency, why, .. }) => {
            let from = state.incidents.of_emergency(emergency).ok_or(Refusal::Unknown)?.id;
            let from = shares(state, emergency).then_some(from).ok_or(Refusal::Alone)?;
            Ok(groups::Command::Split { emergency, from: Some(from), why }.into())
        }
        Command::Groups(groups::Command::MakeRule { into, .. }) => {
            live(state, into)?;
            Ok(command)
        }
        // Whoever answers for an incident that was joined meanwhile answers for the whole.
        Command::Paging(paging::Command::Accept { incident, person }) => {
            let incident = state.groups.root(incident);
            Ok(paging::Command::Accept { incident, person }.into())
        }
        Command::Paging(paging::Command::Answer { page, answer: Answer::Accept }) => {
            let known = state.paging.page(page);
            let moved = known.filter(|(known, rung)| {
                state.groups.is_joined(known.incident) && rung.errand.is_none()
            });
            let Some((known, rung)) = moved else { return Ok(command) };
            let (incident, person) = (state.groups.root(known.incident), rung.person.clone());
            Ok(paging::Command::Accept { incident, person }.into())
        }
        // What is told of components that only some may know of is for these from its first word.
        Command::Bulletins(bulletins::Command::Continue { incident, mut told, next_by }) => {
            let words = told.words.iter();
            let affected = words.flat_map(|word| word.affected.iter().cloned()).collect();
            let (title, phase) = (told.title.clone(), Phase::Investigating);
            let public =
                Public { title, phase, affected, audiences: Vec::new(), ..Public::default() };
            told.audiences = state.meant_by(&public);
            Ok(bulletins::Command::Continue { incident, told, next_by }.into())
        }
        Command::Bulletins(bulletins::Command::TellAfterwards(mut said)) => {
            said.public.audiences = for_whom(state, &said.public);
            Ok(bulletins::Command::TellAfterwards(said).into())
        }
        // What everyone reads is told of the whole, which has the promises and the people.
        Command::Updates(updates::Command::Publish {
            incident,
            overview,
            next_by,
            estimate,
            public: public @ Some(_),
            for_colleagues,
        }) => {
            let incident = state.groups.root(incident);
            let publish = updates::Command::Publish {
                incident,
                overview,
                next_by,
                estimate,
                public,
                for_colleagues,
            };
            Ok(publish.into())
        }
        other => Ok(other),
    }
}

/// For whom that is which is written afterwards: as it says, or by what it names. A component that
/// works is named by nothing that is kept.
fn for_whom(state: &State, public: &Public) -> Vec<AudienceKey> {
    if !public.audiences.is_empty() {
        return public.audiences.clone();
    }
    let mut kept = public.clone();
    kept.affected.retain(|one| one.condition != Condition::Operational);
    state.meant_by(&kept)
}

/// An incident to which others can be joined.
fn live(state: &State, incident: IncidentId) -> Result<IncidentId, Refusal> {
    let known = state.incidents.get(incident).ok_or(Refusal::Unknown)?;
    match known.settled_at.is_some() {
        true => Err(Refusal::Over),
        false => Ok(incident),
    }
}

fn join(
    state: &State,
    incidents: &[IncidentId],
    into: IncidentId,
) -> Result<groups::Command, Refusal> {
    if incidents.len() > JOINED_AT_ONCE_MAX {
        return Err(Refusal::TooMany);
    }
    let into = live(state, state.groups.root(into))?;
    let mut chosen: Vec<IncidentId> = Vec::new();
    for incident in incidents {
        let root = state.groups.root(*incident);
        if root != into && !chosen.contains(&root) {
            chosen.push(live(state, root)?);
        }
    }
    // What everyone was told of one is carried on by that one; the other goes to it.
    if chosen.iter().any(|incident| outward::is_told(state, *incident)) {
        return Err(Refusal::ToldPublicly);
    }
    if chosen.is_empty() {
        return Err(if incidents.is_empty() { Refusal::Nothing } else { Refusal::Same });
    }
    let holder = |id: &IncidentId| Some((*id, state.paging.get(*id)?.accepted_by()?.clone()));
    let held: BTreeMap<IncidentId, PersonKey> = chosen.iter().filter_map(holder).collect();
    Ok(groups::Command::Join { incidents: chosen, into, held })
}

/// Whether an emergency has its incident not for itself. One that goes on from a full conversation
/// is the same caller.
pub(super) fn shares(now: &State, emergency: EmergencyId) -> bool {
    let Some(incident) = now.incidents.of_emergency(emergency) else { return false };
    let other = |id: &EmergencyId| {
        *id != emergency && now.emergencies.get(*id).is_some_and(|other| !other.went_on())
    };
    let machines = now.groups.whole(incident.id);
    incident.emergencies.iter().any(other)
        || machines.iter().any(|one| now.monitoring.gathering(*one).is_some())
}

impl State {
    /// Whether somebody of an incident is said to be in danger.
    #[must_use]
    pub fn is_in_danger(&self, incident: IncidentId) -> bool {
        is_in_danger(self, incident)
    }
}

/// Whether somebody of an incident is in danger, so that no step is waited for.
pub(super) fn is_in_danger(now: &State, incident: IncidentId) -> bool {
    let emergencies = now.incidents.get(incident).map(|known| &known.emergencies);
    let danger = |id: &EmergencyId| now.emergencies.get(*id).is_some_and(|e| e.danger.is_some());
    emergencies.is_some_and(|all| all.iter().any(danger))
}

pub(super) fn reactions(now: &State, event: &Event, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        Event::Joined { incident, into, by, held } => {
            joined(now, (*incident, *into), by, held.as_ref(), moment)
        }
        Event::Undone { incident, from, held, by } => {
            undone(now, (*incident, *from), held.as_ref(), by)
        }
        Event::Split { emergency, why, .. } => {
            let line = match why {
                Why::Asked { by } => Line::Apart { by: by.clone() },
                Why::Different => Line::Different,
                // It was said when they said so.
                Why::Danger => {
                    return vec![incidents::Command::Part { emergency: *emergency }.into()];
                }
            };
            let part = incidents::Command::Part { emergency: *emergency };
            vec![tell::note(*emergency, line), part.into()]
        }
        Event::Admitted { emergency, into, by, told, .. } => {
            admitted(now, *emergency, *into, by, *told, moment)
        }
        Event::RuleMade { .. } | Event::RuleEnded { .. } | Event::Forgotten { .. } => Vec::new(),
    }
}

/// Two incidents are one: the emergencies move, whoever is being rung goes on being rung, and what
/// was promised to some is promised to all.
fn joined(
    now: &State,
    (incident, into): (IncidentId, IncidentId),
    by: &PersonKey,
    held: Option<&PersonKey>,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let Some(known) = now.incidents.get(incident) else { return Vec::new() };
    let number = now.incidents.get(into).map_or(0, |into| into.number);
    let mut commands = Vec::new();
    for emergency in known.emergencies.iter().copied() {
        let Some(call) = now.emergencies.get(emergency) else { continue };
        commands.push(incidents::Command::Join { incident: into, emergency }.into());
        if call.standing.is_live() {
            let line = Line::Joined { by: by.clone(), number, by_rule: false };
            commands.push(tell::note(emergency, line));
            commands.extend(as_read(call, moment));
        }
    }
    commands.extend(promise::together(now, (Came::Incident(incident), into), moment));
    commands.extend(still_rung(now, (incident, into), by, (held, moment)));
    commands.push(incidents::Command::Settle { incident }.into());
    if known.severity == Severity::Critical {
        let severity = Severity::Critical;
        commands.push(incidents::Command::SetSeverity { incident: into, severity }.into());
    }
    commands
        .extend(settle::remind_lead(now, Some(into)).filter(|_| {
            now.paging.get(into).and_then(paging::Escalation::accepted_by) != Some(by)
        }));
    commands
}

/// Who joins an emergency to others has its words before them: it counts as read by them.
fn as_read(call: &Emergency, moment: &Moment<'_>) -> Option<Command> {
    super::acting_person(moment.actor)?;
    call.unread?;
    let seen = u32::try_from(call.messages.len()).unwrap_or(u32::MAX);
    Some(emergencies::Command::Mark { emergency: call.id, delivered: seen, seen }.into())
}

/// While nobody has what it is joined to, no page is lost: whoever was being rung is rung for that,
/// and whoever had it and joins it takes all of it.
fn still_rung(
    now: &State,
    (incident, into): (IncidentId, IncidentId),
    by: &PersonKey,
    (held, moment): (Option<&PersonKey>, &Moment<'_>),
) -> Vec<Command> {
    let (Some(left), Some(whole)) = (now.paging.get(incident), now.paging.get(into)) else {
        return Vec::new();
    };
    if !matches!(whole.standing, Standing::Ringing { .. }) {
        return Vec::new();
    }
    if held == Some(by) {
        return vec![paging::Command::Accept { incident: into, person: by.clone() }.into()];
    }
    let rings = |known: &paging::Escalation, person: &PersonKey| {
        let page = known.page_of(person);
        page.is_some_and(|page| {
            page.standing == PageStanding::Requested && known.ringing.contains(&page.id)
        })
    };
    let rung = left.pages.values().map(|page| &page.person).filter(|person| rings(left, person));
    rung.chain(held)
        .filter(|person| !rings(whole, person))
        .map(|person| ring::order(now, into, person.clone(), moment))
        .collect()
}

/// What came with a joined incident goes back to it, and to whoever had it; it rings if nobody did.
fn undone(
    now: &State,
    (incident, from): (IncidentId, IncidentId),
    held: Option<&PersonKey>,
    by: &PersonKey,
) -> Vec<Command> {
    let Some(whole) = now.incidents.get(from) else { return Vec::new() };
    let came = |id: &&EmergencyId| now.incidents.before(**id) == Some(incident);
    let back: Vec<EmergencyId> = whole.emergencies.iter().filter(came).copied().collect();
    let live = |id: &EmergencyId| now.emergencies.get(*id).is_some_and(|e| e.standing.is_live());
    let mut commands = Vec::new();
    for emergency in &back {
        commands.push(incidents::Command::Join { incident, emergency: *emergency }.into());
        if live(emergency) {
            commands.push(tell::note(*emergency, Line::Apart { by: by.clone() }));
        }
    }
    commands.extend(promise::apart(now, (incident, from), &back));
    let machines = now.groups.whole(incident);
    if back.iter().any(live) || machines.iter().any(|one| now.monitoring.is_live(*one)) {
        commands.push(incidents::Command::Revive { incident }.into());
        commands.push(reach::start(now, incident));
        let stays = held.filter(|person| now.access.person(person).is_some());
        commands.extend(stays.map(|person| {
            Command::from(paging::Command::Accept { incident, person: person.clone() })
        }));
    }
    commands.extend(settle::if_over(now, Some(from)));
    commands
}

/// An emergency went from one incident to another: the one it left may be over by that.
pub(super) fn left_behind(now: &State, emergency: EmergencyId) -> Vec<Command> {
    let before = now.incidents.before(emergency);
    let mut commands = promise::without(now, before, emergency);
    commands.extend(settle::if_over(now, before));
    commands
}

/// The incident is over: nobody joins it by a rule any more.
pub(super) fn settled(now: &State, incident: IncidentId) -> Option<Command> {
    let ruled = now.groups.rules_of(incident).next().is_some();
    ruled.then(|| groups::Command::EndRules { incident }.into())
}

/// What was joined to an incident leaves the live state with it.
pub(super) fn archived(now: &State, incident: IncidentId) -> Vec<Command> {
    let members = now.groups.joined_to(incident).map(|(id, _)| id);
    let members = members.filter(|id| now.incidents.get(*id).is_some());
    let mut commands: Vec<Command> =
        members.map(|incident| incidents::Command::Archive { incident }.into()).collect();
    commands.extend(settled(now, incident));
    if now.groups.is_joined(incident) || now.groups.joined_to(incident).next().is_some() {
        commands.push(groups::Command::Forget { incident }.into());
    }
    commands
}

/// A new emergency whose words are not in yet: while there are rules, it waits for them, which come
/// with the same command.
pub(super) fn admit_at_once(
    now: &State,
    emergency: EmergencyId,
    service: Option<ServiceKey>,
) -> Option<Command> {
    let wordless = now.emergencies.get(emergency).is_some_and(|known| known.messages.is_empty());
    let waits = wordless && !now.groups.rules.is_empty();
    (!waits).then(|| admit(now, emergency, service))
}

/// The same once they are in.
pub(super) fn admit_after_words(now: &State, emergency: EmergencyId) -> Vec<Command> {
    let fresh = now.incidents.of_emergency(emergency).is_none();
    if !fresh || now.groups.rules.is_empty() {
        return Vec::new();
    }
    let service = now.emergencies.get(emergency).and_then(|known| known.door.clone());
    vec![admit(now, emergency, service)]
}

fn admit(now: &State, emergency: EmergencyId, service: Option<ServiceKey>) -> Command {
    let known = now.emergencies.get(emergency);
    let rule =
        known.and_then(|known| now.groups.rules.values().find(|rule| fits(now, rule, known)));
    match rule {
        Some(rule) => groups::Command::Admit { rule: rule.number, emergency }.into(),
        None => incidents::Command::Open { emergency, service }.into(),
    }
}

/// Whether a rule joins a new emergency to an incident that somebody has, or is being rung for.
fn fits(now: &State, rule: &Rule, emergency: &Emergency) -> bool {
    let escalation = now.paging.get(rule.into);
    let open = escalation.is_some_and(|known| known.standing != Standing::Stopped);
    let known = now.incidents.get(rule.into).is_some_and(|known| known.settled_at.is_none());
    let served = rule.pattern.service.is_none() || rule.pattern.service == emergency.door;
    open && known && served && has_words(&rule.pattern.words, emergency)
}

/// Whether all words of a pattern are among what a caller has written so far.
fn has_words(pattern: &str, emergency: &Emergency) -> bool {
    let folded = fold(pattern);
    let wanted: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    if wanted.is_empty() {
        return true;
    }
    let said =
        emergency.messages.iter().filter_map(|message| match (&message.from, &message.text) {
            (Speaker::Participant(_), Text::Words(words)) => Some(words_of(words.as_str())),
            _ => None,
        });
    let said: Vec<String> = said.flatten().collect();
    wanted.iter().all(|word| said.iter().any(|known| known.starts_with(word)))
}

/// Every word of a text, folded; folding looks at a short text only, so it goes piece by piece.
#[must_use]
pub fn words_of(text: &str) -> Vec<String> {
    const WORDS_MAX: usize = 2_000;
    let words = text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | ',' | ';' | '.'));
    let words = words.filter(|word| !word.is_empty()).take(WORDS_MAX);
    words.flat_map(|word| fold(word).split(' ').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A new caller joins by a rule: nobody is rung for them alone, and whoever leads hears of them.
fn admitted(
    now: &State,
    emergency: EmergencyId,
    into: IncidentId,
    by: &PersonKey,
    told: bool,
    moment: &Moment<'_>,
) -> Vec<Command> {
    let number = now.incidents.get(into).map_or(0, |known| known.number);
    let line = Line::Joined { by: by.clone(), number, by_rule: true };
    let mut commands = vec![
        incidents::Command::Join { incident: into, emergency }.into(),
        tell::note(emergency, line),
    ];
    commands.extend(promise::together(now, (Came::Caller(emergency), into), moment));
    if told {
        commands.extend(settle::remind_lead(now, Some(into)));
    }
    commands.extend(settle::ring_again(now, Some(into), moment.actor));
    // Whoever waits has not heard of this caller: their words end the wait as anybody's do.
    commands.extend(super::crew::ends_wait(now, Some(into)));
    commands.extend(tell::notice(now, Some(into), emergency, NoticeKind::Opened, moment));
    commands
}

/// "Mine is different": out of the group, and rung for.
pub(super) fn differed(now: &State, emergency: EmergencyId) -> Vec<Command> {
    let Some(from) = now.incidents.of_emergency(emergency).map(|known| known.id) else {
        return Vec::new();
    };
    if !shares(now, emergency) {
        return Vec::new();
    }
    let why = Why::Different;
    vec![groups::Command::Split { emergency, from: Some(from), why }.into()]
}

/// "Someone is in danger": an incident of its own, of the gravest kind, which rings everyone now.
pub(super) fn endangered(now: &State, emergency: EmergencyId) -> Vec<Command> {
    let mut commands = vec![tell::note(emergency, Line::Danger)];
    let Some(incident) = now.incidents.of_emergency(emergency).map(|known| known.id) else {
        commands.push(incidents::Command::Open { emergency, service: None }.into());
        return commands;
    };
    if shares(now, emergency) {
        let (from, why) = (Some(incident), Why::Danger);
        commands.push(groups::Command::Split { emergency, from, why }.into());
        return commands;
    }
    let severity = Severity::Critical;
    commands.push(incidents::Command::Revive { incident }.into());
    commands.push(incidents::Command::SetSeverity { incident, severity }.into());
    commands.push(reach::start(now, incident));
    commands
}
