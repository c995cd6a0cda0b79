//! Who may do what: asked before every command is decided.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::access::{self, Role};
use crate::words::Actor;
use crate::{
    Command, Refusal, State, customers, emergencies, erasures, incidents, monitoring, oncall,
    paging, readiness, updates,
};

/// Kinds of deeds, each allowed to some.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Calling for help.
    Call,
    /// Taking part in one's own emergency.
    TakePart,
    /// Accepting and working on emergencies.
    Respond,
    /// Answering a page.
    AnswerPage,
    /// Changing schedules, policies, services and customers.
    Plan,
    /// Changing people and the organisation.
    Manage,
    /// Reporting what a tool has seen.
    Signal,
    /// What only Mayday itself does.
    Operate,
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Call => "call for help",
            Self::TakePart => "take part",
            Self::Respond => "respond",
            Self::AnswerPage => "answer this page",
            Self::Plan => "change plans",
            Self::Manage => "manage people",
            Self::Signal => "send alerts",
            Self::Operate => "operate",
        })
    }
}

/// What kind of deed a command is.
fn deed(command: &Command) -> Deed {
    use emergencies::Command as Emergency;
    match command {
        Command::Wake | Command::Resumed { .. } | Command::Deliveries(_) => Deed::Operate,
        Command::Organisation(_) => Deed::Manage,
        Command::Access(access::Command::PutPerson { .. })
        | Command::Access(access::Command::RemovePerson { .. })
        | Command::Access(access::Command::PutTeam { .. })
        | Command::Access(access::Command::RemoveTeam { .. }) => Deed::Manage,
        Command::Access(_) => Deed::Operate,
        Command::Emergencies(Emergency::Open { .. }) => Deed::Call,
        Command::Emergencies(
            Emergency::Say { .. }
            | Emergency::Mark { .. }
            | Emergency::Introduce { .. }
            | Emergency::Confirm { .. }
            | Emergency::Deny { .. }
            | Emergency::Reopen { .. }
            | Emergency::Retract { .. },
        ) => Deed::TakePart,
        Command::Emergencies(
            Emergency::Ask { .. } | Emergency::SetAside { .. } | Emergency::TakeUp { .. },
        ) => Deed::Respond,
        Command::Emergencies(Emergency::Note { .. } | Emergency::Archive { .. }) => Deed::Operate,
        Command::Incidents(
            incidents::Command::SetSeverity { .. } | incidents::Command::SetPhase { .. },
        ) => Deed::Respond,
        Command::Incidents(
            incidents::Command::PutService { .. } | incidents::Command::RemoveService { .. },
        ) => Deed::Plan,
        Command::Incidents(_) => Deed::Operate,
        Command::Paging(paging::Command::Accept { .. }) => Deed::Respond,
        Command::Paging(paging::Command::Answer { .. }) => Deed::AnswerPage,
        Command::Paging(
            paging::Command::PutPolicy { .. } | paging::Command::RemovePolicy { .. },
        ) => Deed::Plan,
        Command::Paging(_) => Deed::Operate,
        Command::Oncall(
            oncall::Command::AddOverride { .. } | oncall::Command::RemoveOverride { .. },
        ) => Deed::Respond,
        Command::Oncall(_) => Deed::Plan,
        Command::Customers(
            customers::Command::Attach { .. } | customers::Command::Detach { .. },
        ) => Deed::Respond,
        Command::Customers(customers::Command::Put { .. } | customers::Command::Remove { .. }) => {
            Deed::Plan
        }
        Command::Customers(_) => Deed::Operate,
        Command::Updates(updates::Command::Publish { .. }) => Deed::Respond,
        Command::Updates(_) => Deed::Operate,
        Command::Monitoring(command) => of_monitoring(command),
        Command::Readiness(readiness::Command::Dismiss { .. }) => Deed::Plan,
        Command::Readiness(_) => Deed::Operate,
        Command::Erasures(erasures::Command::Erase { .. }) => Deed::Manage,
        Command::Erasures(_) => Deed::Operate,
    }
}

fn of_monitoring(command: &monitoring::Command) -> Deed {
    use monitoring::Command as C;
    match command {
        C::PutIntegration { .. }
        | C::RemoveIntegration { .. }
        | C::RestoreIntegration { .. }
        | C::RenewRoute { .. }
        | C::Test { .. } => Deed::Plan,
        C::Take { .. } | C::Change { .. } => Deed::Signal,
        C::Hold { .. } | C::Carry { .. } | C::Close { .. } => Deed::Respond,
    }
}

/// Asks whether the actor may do this at all; whether it is *their* emergency or page, the room
/// itself asks.
///
/// # Errors
/// [`Refusal::NotAllowed`] when they may not.
pub(crate) fn check(state: &State, command: &Command, actor: &Actor) -> Result<(), Refusal> {
    let deed = deed(command);
    let role = match actor {
        Actor::Person(person) => state.access.person(person).map(|person| person.role),
        // The link of a page is as good as the person whom it reached.
        Actor::PageLink(page) => {
            let reached = state.paging.page(*page).map(|(_, page)| &page.person);
            reached.and_then(|person| state.access.person(person)).map(|person| person.role)
        }
        _ => None,
    };
    let at_least = |least: Role| role.is_some_and(|role| role >= least);
    let allowed = match (actor, deed) {
        (Actor::System, _) | (_, Deed::Call) => true,
        (Actor::Operator, Deed::Plan | Deed::Manage) => true,
        (Actor::Participant(_), Deed::TakePart) => true,
        (Actor::Integration(_), Deed::Signal) => true,
        (Actor::PageLink(_), Deed::AnswerPage) => at_least(Role::Responder),
        (Actor::Person(_), Deed::TakePart | Deed::Respond | Deed::AnswerPage) => {
            at_least(Role::Responder)
        }
        (Actor::Person(_), Deed::Plan) => at_least(Role::Lead),
        (Actor::Person(_), Deed::Manage) => at_least(Role::Manager),
        _ => false,
    };
    let own = match (command, actor) {
        (Command::Paging(paging::Command::Accept { person, .. }), Actor::Person(actor)) => {
            person == actor
        }
        (Command::Monitoring(command), Actor::Integration(actor)) => {
            command.integration() == Some(actor)
        }
        _ => true,
    };
    if allowed && own { Ok(()) } else { Err(Refusal::NotAllowed { deed }) }
}
