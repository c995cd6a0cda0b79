//! The corridor between the rooms: which event of one room causes which command in another.
//!
//! Read [`reactions`] as a table. It may read the whole organisation. What it orders can be
//! refused without undoing what happened: the refusal is recorded as [`Event::Unfollowed`].

use std::sync::Arc;

use imbl::Vector;
use serde::{Deserialize, Serialize};

use crate::deliveries::{About, NoticeKind};
use crate::emergencies::{Line, RingsAgain};
use crate::words::{Actor, Personal, SmolStr, Timestamp};
use crate::{Command, Event as Root, Moment, Refusal, State as Organisation};
use crate::{
    access, audiences, callbacks as call_backs, cards, credentials, customers, deliveries,
    emergencies, incidents, methods, notes, paging, proof, readiness, updates,
};

mod alerts;
pub mod announce;
pub mod apart;
pub(crate) mod approve;
pub mod authority;
pub mod callbacks;
pub mod colleagues;
pub(crate) mod crew;
pub mod crowd;
pub(crate) mod erase;
pub mod evidence;
pub mod figures;
pub mod follow;
pub(crate) mod never;
mod outward;
pub(crate) mod own;
pub(crate) mod promise;
mod prove;
pub mod publish;
mod reach;
pub mod readers;
pub(crate) mod redact;
mod review;
pub mod revision;
mod ring;
mod settle;
mod show;
pub(crate) mod sight;
mod silent;
pub mod spoken;
pub mod status;
mod tell;
pub(crate) mod together;
pub mod twins;
mod upkeep;
pub use together::words_of;

/// Most postponed events whose reactions one step of time takes up; the others follow in the next.
const CONTINUED_AT_ONCE_MAX: usize = 50;

/// What the corridor records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A reaction could not be carried out.
    Unfollowed {
        /// Which command.
        command: SmolStr,
        /// Why not.
        refusal: SmolStr,
    },
    /// One command brought about more than it had room for: what follows from this event is
    /// carried out next.
    Postponed {
        /// How many reactions led to it.
        depth: u8,
        /// What had happened. It is kept whole, so that an upcast of a kind must look here too.
        event: Box<Root>,
    },
    /// What follows from the oldest postponed event is carried out now.
    Continued,
    /// Every node knows this revision: from now on what needs it may happen.
    Adopted {
        /// Which.
        revision: revision::Revision,
    },
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::Postponed { event, .. } = self {
            event.personal(visit);
        }
    }
}

/// An event whose reactions are still to be carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Postponed {
    /// How many reactions led to it.
    pub depth: u8,
    /// What had happened.
    pub event: Root,
    /// When.
    pub at: Timestamp,
}

/// What the corridor remembers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// How many reactions could not be carried out.
    pub unfollowed_count: u64,
    /// The last of them, and when.
    pub last: Option<(Event, Timestamp)>,
    /// What was postponed, the oldest first.
    pub postponed: Vector<Arc<Postponed>>,
    /// What was taken up again last.
    pub resumed: Option<Arc<Postponed>>,
    /// The latest revision of which something may happen.
    pub adopted: revision::Revision,
}

impl State {
    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Unfollowed { .. } => {
                self.unfollowed_count += 1;
                self.last = Some((event.clone(), at));
            }
            Event::Postponed { depth, event } => {
                let (depth, event) = (*depth, (**event).clone());
                self.postponed.push_back(Arc::new(Postponed { depth, event, at }));
            }
            Event::Continued => self.resumed = self.postponed.pop_front(),
            Event::Adopted { revision } => self.adopted = self.adopted.max(*revision),
        }
    }

    /// What was postponed is due at once.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.postponed.front().map(|first| first.at)
    }

    /// Takes up what was postponed.
    #[must_use]
    pub fn wake(&self, now: Timestamp) -> Vec<Event> {
        let due = self.postponed.iter().take_while(|postponed| postponed.at <= now);
        due.take(CONTINUED_AT_ONCE_MAX).map(|_| Event::Continued).collect()
    }
}

pub(crate) fn unfollowed(command: &Command, refusal: &Refusal) -> Root {
    not_carried_out(command, refusal.to_string().into())
}

/// A reaction at the end of a chain that goes round in circles.
pub(crate) fn endless(command: &Command) -> Root {
    not_carried_out(command, "it follows from too long a chain of reactions".into())
}

fn not_carried_out(command: &Command, refusal: SmolStr) -> Root {
    let command = format!("{command:?}");
    let name = command.split([' ', '{']).next().unwrap_or_default();
    Root::Policy(Event::Unfollowed { command: name.into(), refusal })
}

/// What follows from an event, in the state after it.
pub(crate) fn reactions(now: &Organisation, event: &Root, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        Root::Emergencies(event) => of_emergencies(now, event, moment),
        Root::Incidents(event) => of_incidents(now, event, moment),
        Root::Paging(event) => of_paging(now, event, moment),
        Root::Deliveries(event) => of_deliveries(now, event),
        Root::Updates(event) => {
            let told = colleagues::told(now, event);
            promise::reactions(now, event, moment).into_iter().chain(told).collect()
        }
        Root::Bulletins(event) => {
            let mut commands = approve::corrected(now, event);
            commands.extend(promise::put_right(now, event));
            commands.extend(promise::continued(event));
            commands.extend(approve::reviewed(now, event));
            commands.extend(announce::told(now, event));
            commands.extend(outward::told(now, event, moment.actor));
            commands
        }
        Root::Maintenance(event) => {
            let mut commands = upkeep::reactions(now, event, moment);
            commands.extend(announce::work::told(now, event));
            commands
        }
        Root::Announcements(event) => approve::announced(now, event, moment),
        Root::Monitoring(event) => alerts::reactions(now, event, moment),
        Root::Methods(event) => prove::reactions(now, event, moment),
        Root::Readiness(event) => silent::reactions(now, event, moment),
        Root::Crew(event) => crew::reactions(now, event, moment),
        Root::Notes(event) => crew::noted(now, event),
        Root::Callbacks(event) => callbacks::reactions(now, event, moment),
        Root::Groups(event) => {
            let mut commands = together::reactions(now, event, moment);
            commands.extend(crew::joined(event));
            commands.extend(sight::grouped(now, event));
            commands
        }
        Root::Access(access::Event::Offered { offer, person: Some(person), .. }) => {
            reach::sign_in(now, *offer, person, moment)
        }
        Root::Access(access::Event::PersonRemoved { person }) => {
            let mut commands = settle::left(now, person);
            commands.push(credentials::Command::Forget { person: person.clone() }.into());
            commands.push(methods::Command::Forget { person: person.clone() }.into());
            commands.push(readiness::Command::ForgetTests { person: person.clone() }.into());
            commands
        }
        Root::Access(access::Event::OptedOut { person, .. }) => {
            vec![settle::stopped_texts(person)]
        }
        Root::Cards(event) => settle::of_cards(now, event),
        Root::Proof(event) => authority::of_proof(now, event, moment),
        Root::Restrictions(event) => {
            let mut commands = sight::lifted(now, event);
            commands.extend(colleagues::recalled(now, event));
            commands
        }
        Root::Audiences(event) => {
            readers::mailed(now, event, moment).into_iter().chain(announce::ended(now)).collect()
        }
        Root::Subscribers(event) => announce::asked(now, event, moment),
        Root::Customers(customers::Event::Matched {
            emergency,
            candidates,
            attached: Some(attached),
        }) => {
            let mut commands = follow::recognised(now, *emergency, moment);
            commands.extend(authority::matched(*emergency, candidates, attached, now));
            commands
        }
        Root::Customers(
            customers::Event::Attached { emergency, .. }
            | customers::Event::Detached { emergency, .. },
        ) => follow::recognised(now, *emergency, moment),
        Root::Customers(customers::Event::Removed { customer }) => {
            let mut commands = show::gone(now, customer);
            commands.push(audiences::Command::Forget { customer: customer.clone() }.into());
            commands.extend(announce::ended(now));
            commands
        }
        Root::FollowUps(event) => follow::reactions(now, event, moment),
        Root::Approvals(event) => approve::reactions(now, event, moment),
        Root::StatusPages(_) => announce::ended(now).into_iter().collect(),
        Root::Access(_)
        | Root::Credentials(_)
        | Root::Organisation(_)
        | Root::Customers(_)
        | Root::Oncall(_)
        | Root::Floods(_)
        | Root::Erasures(_)
        | Root::Redactions(_)
        | Root::Feedback(_)
        | Root::Components(_)
        | Root::Sightings(_)
        | Root::Templates(_)
        | Root::Policy(_) => Vec::new(),
    }
}

fn of_emergencies(
    now: &Organisation,
    event: &emergencies::Event,
    moment: &Moment<'_>,
) -> Vec<Command> {
    use emergencies::Event as E;
    let emergency = event.emergency();
    let incident = now.incidents.of_emergency(emergency).map(|incident| incident.id);
    let note = |line| tell::note(emergency, line);
    match event {
        E::Opened { door, number, who, reach, follows, .. } => {
            let service = door.clone();
            let mut commands = Vec::new();
            if let Some(before) = follows {
                if settle::was_full(now, *before) {
                    return settle::goes_on(now, (*before, emergency), *number, moment);
                }
                commands.push(note(Line::Follows));
            }
            commands.extend(together::admit_at_once(now, emergency, service));
            commands.extend(settle::seek(emergency, who.as_ref(), reach.as_ref()));
            commands
        }
        E::Introduced { who, reach, .. } => {
            let sought = settle::seek(emergency, who.as_ref(), reach.as_ref());
            sought.into_iter().chain(crew::ends_wait(now, incident)).collect()
        }
        E::Said { from: emergencies::Speaker::Person(person), message, .. } => {
            let notes = incident.into_iter().flat_map(|incident| now.notes.of(incident));
            match notes.rev().any(|note| note.is_said_as(*message)) {
                // Whoever shared it has pressed a button; that it leaves now is nobody's act.
                true => settle::told(now, incident),
                false => settle::spoken(now, incident, person),
            }
        }
        E::Said { from: emergencies::Speaker::Participant(_), .. } => {
            let mut commands = settle::late_word(now, emergency, incident);
            commands.extend(crew::ends_wait(now, incident));
            commands
        }
        E::Marked { reader: emergencies::Reader::Person(_), .. } => {
            settle::read(now, emergency, incident).into_iter().collect()
        }
        E::Noted { line: Line::Received, .. } => together::admit_after_words(now, emergency),
        E::Differed { .. } => together::differed(now, emergency),
        E::Endangered { .. } => {
            let mut commands = together::endangered(now, emergency);
            commands.extend(follow::withdrawn(now, emergency, moment));
            commands
        }
        E::Invited { participant, to, channel, .. } => {
            let mut commands = vec![note(Line::Invited { participant: *participant })];
            let to = to.clone().zip(*channel);
            commands.extend(tell::invitation(now, (emergency, *participant), to, moment));
            commands
        }
        E::Removed { participant, .. } => {
            let mut commands = vec![note(Line::Removed { participant: *participant })];
            commands.extend(callbacks::removed(now, emergency, *participant));
            commands
        }
        E::Said { .. }
        | E::Impaired { .. }
        | E::Attached { .. }
        | E::Noted { .. }
        | E::Marked { .. }
        | E::Admitted { .. }
        | E::Named { .. }
        | E::Renewed { .. } => Vec::new(),
        E::WentOn { .. } => follow::withdrawn(now, emergency, moment),
        E::Asked { by, .. } => vec![note(Line::Asked { by: by.clone() })],
        E::Denied { .. } => {
            let mut commands = vec![note(Line::NotYet)];
            commands.extend(settle::remind_lead(now, incident));
            commands.extend(crew::ends_wait(now, incident));
            commands
        }
        E::Closed { how, .. } => {
            let mut commands = vec![note(Line::Closed { how: *how })];
            commands.extend(callbacks::over(now, emergency));
            commands.extend(promise::without(now, incident, emergency));
            commands.extend(outward::closed(now, incident, (emergency, *how)));
            commands.extend(tell::notice(now, incident, emergency, NoticeKind::Closed, moment));
            commands.extend(tell::farewells(now, (emergency, *how), moment));
            commands.extend(follow::over(now, emergency, moment));
            commands
        }
        E::SetAside { reason, by, .. } => {
            let mut commands = vec![note(Line::SetAside { reason: *reason, by: by.clone() })];
            commands.extend(callbacks::over(now, emergency));
            commands.extend(promise::without(now, incident, emergency));
            commands.extend(outward::set_aside(now, incident, (emergency, *reason)));
            commands.extend(tell::notice(now, incident, emergency, NoticeKind::SetAside, moment));
            commands.extend(follow::over(now, emergency, moment));
            commands
        }
        E::Reopened { broken, .. } => {
            let line = if *broken { Line::BrokenAgain } else { Line::TakenUp };
            let mut commands = vec![note(line)];
            commands.extend(follow::withdrawn(now, emergency, moment));
            commands.extend(promise::back(now, incident, emergency, moment));
            commands.extend(outward::back(now, incident, (emergency, *broken), moment.actor));
            commands.extend(tell::notice(now, incident, emergency, NoticeKind::Reopened, moment));
            commands
        }
        E::Overlooked { .. } => settle::overlooked(now, incident),
        E::Archived { .. } => {
            let mut commands = vec![
                customers::Command::Forget { emergency }.into(),
                cards::Command::Forget { emergency }.into(),
                proof::Command::Forget { emergency }.into(),
                call_backs::Command::Forget { emergency }.into(),
                crate::floods::Command::Forget { emergency }.into(),
            ];
            commands.extend(sight::keeps(now, incident, Some(emergency)));
            commands.extend(settle::archived(now, incident, emergency));
            commands
        }
    }
}

fn of_incidents(now: &Organisation, event: &incidents::Event, moment: &Moment<'_>) -> Vec<Command> {
    use incidents::Event as E;
    match event {
        E::Opened { incident, emergency, .. } => {
            let mut commands = vec![reach::start(now, *incident)];
            commands.extend(together::left_behind(now, *emergency));
            commands.extend(sight::opened(now, *incident, *emergency));
            commands
        }
        E::Joined { emergency, .. } => together::left_behind(now, *emergency),
        E::Raised { incident, .. } => alerts::start(now, *incident),
        E::Settled { incident } => {
            let mut commands = alerts::stop(now, *incident);
            commands.push(updates::Command::End { incident: *incident }.into());
            commands.push(crate::crew::Command::Close { incident: *incident }.into());
            commands.extend(together::settled(now, *incident));
            commands.extend(outward::settled(now, *incident));
            commands
        }
        E::Archived { incident } => {
            let incident = *incident;
            let mut commands = together::archived(now, incident);
            commands.extend(follow::kept(now, incident));
            commands.extend(sight::keeps(now, Some(incident), None));
            commands.extend::<[Command; 5]>([
                crate::crew::Command::Forget { incident }.into(),
                notes::Command::Forget { incident }.into(),
                paging::Command::Forget { incident }.into(),
                deliveries::Command::Drop { incident }.into(),
                updates::Command::Forget { incident }.into(),
            ]);
            commands
        }
        E::ServicePut { .. }
        | E::ServiceRemoved { .. }
        | E::Left { .. }
        | E::Led { .. }
        | E::Revived { .. } => Vec::new(),
        E::Restarted { .. } | E::Rerouted { .. } | E::SeveritySet { .. } => {
            crew::changed(now, event)
        }
        E::PhaseSet { incident, .. } => alerts::sign_of_life(now, *incident, moment),
    }
}

fn of_paging(now: &Organisation, event: &paging::Event, moment: &Moment<'_>) -> Vec<Command> {
    use paging::Event as E;
    match event {
        E::Started { incident, .. } => {
            tell::notice_each(now, *incident, NoticeKind::Opened, moment)
        }
        E::Advanced { incident, stage, .. } => reach::stage(now, *incident, *stage, moment),
        E::Reached { incident, page, person, .. } => {
            ring::page(now, *incident, *page, person, moment)
        }
        E::RungOn { incident, page, methods } => ring::on(now, *incident, *page, methods, moment),
        E::Skipped { incident, stage } => {
            let stage = format!("{stage:?}").into();
            let trouble = readiness::Trouble::NobodyOnCall { incident: *incident, stage };
            vec![readiness::Command::Notice { trouble }.into()]
        }
        E::AlarmRaised { incident } => {
            let mut commands = tell::note_each(now, *incident, &Line::Alarm);
            commands.extend(tell::notice_each(now, *incident, NoticeKind::Unanswered, moment));
            commands
        }
        E::Accepted { incident, person, from, .. } => {
            let mut commands = vec![
                incidents::Command::Lead { incident: *incident, person: person.clone() }.into(),
            ];
            let line = match from {
                None => Line::Accepted { by: person.clone() },
                Some(from) => Line::HandedOver { from: from.clone(), to: person.clone() },
            };
            commands.extend(tell::note_each(now, *incident, &line));
            commands.extend(crew::answered(now, event));
            commands.extend(alerts::accepted(now, *incident, moment));
            commands.extend(reach::withdraw(now, *incident, moment));
            commands.extend(tell::notice_each(now, *incident, NoticeKind::Accepted, moment));
            commands.extend(ring::uncover_all(now, *incident, moment));
            commands
        }
        E::Shared { incident, person } => {
            tell::note_each(now, *incident, &Line::Accepted { by: person.clone() })
        }
        E::Declined { incident, page, .. } => {
            let mut commands =
                vec![deliveries::Command::Void { incident: *incident, page: *page }.into()];
            let known = now.paging.page(*page).map(|(_, known)| &known.person);
            commands.extend(known.and_then(|person| ring::uncover(now, person, moment)));
            commands.extend(crew::answered(now, event));
            commands
        }
        E::Joined { incident, page, .. } => {
            let void = deliveries::Command::Void { incident: *incident, page: *page };
            std::iter::once(void.into()).chain(crew::answered(now, event)).collect()
        }
        E::Withdrawn { incident, page } => reach::withdraw_page(now, *incident, *page, moment),
        E::Failed { page, .. } => {
            let mut commands = settle::unreachable(now, *page);
            commands.extend(ring::cannot_arrive(now, *page, moment));
            commands.extend(crew::answered(now, event));
            commands
        }
        E::Snoozed { incident, by, until, wait, .. } => {
            crew::snoozed(now, *incident, by, *until, *wait)
        }
        E::Lapsed { why: paging::Lapse::PromiseMissed, .. } => Vec::new(),
        E::Lapsed { incident, why } => {
            let lapsed = now.paging.get(*incident);
            let holder = lapsed.and_then(|escalation| escalation.last_responder.clone());
            let line = match why {
                paging::Lapse::WaitOver => Line::RingsAgain { why: RingsAgain::WaitOver },
                paging::Lapse::Wrote => Line::RingsAgain { why: RingsAgain::Wrote },
                paging::Lapse::Raised => Line::RingsAgain { why: RingsAgain::Raised },
                _ => Line::Lapsed { holder },
            };
            let mut commands = tell::note_each(now, *incident, &line);
            commands.extend(tell::notice_each(now, *incident, NoticeKind::Lapsed, moment));
            commands
        }
        E::Reminded { incident, person } => {
            reach::send(now, &About::Reminder { incident: *incident }, person, moment)
        }
        E::Stopped { incident } => {
            let mut commands = reach::withdraw(now, *incident, moment);
            commands.extend(ring::uncover_all(now, *incident, moment));
            commands
        }
        E::PolicyPut { .. }
        | E::PolicyRemoved { .. }
        | E::Rerouted { .. }
        | E::Unsnoozed { .. }
        | E::Spoken { .. }
        | E::Resumed { .. }
        | E::Forgotten { .. } => Vec::new(),
    }
}

fn of_deliveries(now: &Organisation, event: &deliveries::Event) -> Vec<Command> {
    use deliveries::Event as E;
    match event {
        E::Reported { delivery, outcome, retry_at, .. } => {
            let mut commands = settle::failed(now, *delivery, outcome, *retry_at);
            commands.extend(callbacks::not_placed(now, *delivery, outcome, *retry_at));
            commands.extend(prove::noted(now, *delivery, outcome, *retry_at));
            commands.extend(follow::not_delivered(now, *delivery, outcome, *retry_at));
            commands
        }
        E::Voided { delivery } => follow::too_late(now, *delivery).into_iter().collect(),
        E::Owed { .. }
        | E::Claimed { .. }
        | E::Replayed { .. }
        | E::Dropped { .. }
        | E::Forgotten { .. } => Vec::new(),
    }
}

macro_rules! into_command {
    ($($room:ident: $variant:ident),* $(,)?) => {$(
        impl From<crate::$room::Command> for Command {
            fn from(command: crate::$room::Command) -> Self {
                Self::$variant(command)
            }
        }
    )*};
}

into_command! {
    access: Access,
    announcements: Announcements,
    audiences: Audiences,
    approvals: Approvals,
    bulletins: Bulletins,
    cards: Cards,
    callbacks: Callbacks,
    components: Components,
    credentials: Credentials,
    crew: Crew,
    customers: Customers,
    deliveries: Deliveries,
    emergencies: Emergencies,
    erasures: Erasures,
    feedback: Feedback,
    floods: Floods,
    follow_ups: FollowUps,
    groups: Groups,
    incidents: Incidents,
    maintenance: Maintenance,
    methods: Methods,
    monitoring: Monitoring,
    notes: Notes,
    oncall: Oncall,
    organisation: Organisation,
    paging: Paging,
    proof: Proof,
    readiness: Readiness,
    redactions: Redactions,
    restrictions: Restrictions,
    sightings: Sightings,
    status_pages: StatusPages,
    subscribers: Subscribers,
    templates: Templates,
    updates: Updates,
}

/// Whether the actor is a person who takes something up themselves.
fn acting_person(actor: &Actor) -> Option<&crate::words::PersonKey> {
    actor.person()
}
