//! Who may do what: asked before every command is decided.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::access::{self, Role};
use crate::credentials::Scope;
use crate::words::{Actor, PersonKey};
use crate::{
    Command, Refusal, State, announcements, approvals, audiences, bulletins, callbacks, cards,
    credentials, crew, customers, deliveries, emergencies, erasures, floods, follow_ups, groups,
    incidents, maintenance, methods, monitoring, notes, oncall, paging, proof, readiness,
    redactions, restrictions, sightings, subscribers, updates,
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
    /// Answering what a registered contact was asked.
    AnswerInquiry,
    /// Reporting what a tool has seen.
    Signal,
    /// Looking after sessions, API tokens and passkeys, one's own or, as a manager, anybody's.
    KeepKeys,
    /// Saying how a person is rung: oneself, or as a lead anybody.
    KeepMethods,
    /// Asking to be told of what changes on a status page.
    Subscribe,
    /// Looking after a subscription: one's own by its link, or as a lead anybody's.
    KeepSubscription,
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
            Self::AnswerInquiry => "answer this",
            Self::Signal => "send alerts",
            Self::KeepKeys => "change this session, token or passkey",
            Self::KeepMethods => "change how this person is rung",
            Self::Subscribe => "subscribe",
            Self::KeepSubscription => "change this subscription",
            Self::Operate => "operate",
        })
    }
}

/// What kind of deed a command is.
fn deed(command: &Command) -> Deed {
    use emergencies::Command as Emergency;
    match command {
        Command::Deliveries(deliveries::Command::Replay { .. }) => Deed::Plan,
        Command::Wake
        | Command::Resumed { .. }
        | Command::Adopt { .. }
        | Command::Deliveries(_) => Deed::Operate,
        Command::Organisation(_) => Deed::Manage,
        Command::Access(access::Command::PutPerson { .. })
        | Command::Access(access::Command::RemovePerson { .. })
        | Command::Access(access::Command::Invite { .. })
        | Command::Access(access::Command::PutTeam { .. })
        | Command::Access(access::Command::RemoveTeam { .. }) => Deed::Manage,
        Command::Access(
            access::Command::EndSession { .. } | access::Command::EndSessions { .. },
        ) => Deed::KeepKeys,
        Command::Access(_) => Deed::Operate,
        Command::Credentials(
            credentials::Command::UseToken { .. }
            | credentials::Command::UsePasskey { .. }
            | credentials::Command::Forget { .. },
        ) => Deed::Operate,
        Command::Credentials(_) => Deed::KeepKeys,
        Command::Methods(
            methods::Command::PutRules { .. }
            | methods::Command::SendCode { .. }
            | methods::Command::TryCode { .. }
            | methods::Command::AddDevice { .. }
            | methods::Command::RemoveDevice { .. },
        ) => Deed::KeepMethods,
        Command::Methods(methods::Command::PutShows { .. }) => Deed::Manage,
        Command::Methods(_) => Deed::Operate,
        Command::Emergencies(Emergency::Open { .. }) => Deed::Call,
        Command::Emergencies(
            Emergency::Say { .. }
            | Emergency::Impair { .. }
            | Emergency::Show { .. }
            | Emergency::Mark { .. }
            | Emergency::Introduce { .. }
            | Emergency::Confirm { .. }
            | Emergency::Deny { .. }
            | Emergency::Reopen { .. }
            | Emergency::Retract { .. }
            | Emergency::Invite { .. }
            | Emergency::Remove { .. }
            | Emergency::Renew { .. }
            | Emergency::Differ { .. }
            | Emergency::Endanger { .. },
        ) => Deed::TakePart,
        Command::Emergencies(
            Emergency::Ask { .. }
            | Emergency::SetAside { .. }
            | Emergency::TakeUp { .. }
            | Emergency::Disclose { .. }
            | Emergency::Tell { .. }
            | Emergency::AskEach { .. },
        ) => Deed::Respond,
        Command::Emergencies(
            Emergency::Note { .. }
            | Emergency::Share { .. }
            | Emergency::Archive { .. }
            | Emergency::Admit { .. },
        ) => Deed::Operate,
        Command::Proof(command) => of_proof(command),
        Command::Callbacks(command) => of_callbacks(command),
        Command::Restrictions(
            restrictions::Command::Inherit { .. } | restrictions::Command::Keep { .. },
        ) => Deed::Operate,
        Command::Restrictions(_) => Deed::Respond,
        Command::Incidents(
            incidents::Command::SetSeverity { .. }
            | incidents::Command::SetPhase { .. }
            | incidents::Command::Restart { .. }
            | incidents::Command::Reroute { .. },
        ) => Deed::Respond,
        Command::Incidents(
            incidents::Command::PutService { .. } | incidents::Command::RemoveService { .. },
        ) => Deed::Plan,
        Command::Incidents(_) => Deed::Operate,
        Command::Paging(
            paging::Command::Accept { .. }
            | paging::Command::Snooze { .. }
            | paging::Command::Unsnooze { .. },
        ) => Deed::Respond,
        Command::Crew(command) => of_crew(command),
        Command::Notes(notes::Command::Forget { .. }) => Deed::Operate,
        Command::Notes(_) => Deed::Respond,
        Command::Floods(floods::Command::Guard { .. } | floods::Command::Unguard) => Deed::Manage,
        Command::Floods(_) => Deed::Operate,
        Command::FollowUps(
            follow_ups::Command::Write { .. }
            | follow_ups::Command::Waive { .. }
            | follow_ups::Command::SendAgain { .. },
        ) => Deed::Respond,
        Command::FollowUps(_) => Deed::Operate,
        Command::Approvals(
            approvals::Command::Approve { .. } | approvals::Command::Object { .. },
        ) => Deed::Respond,
        Command::Approvals(_) => Deed::Operate,
        Command::Paging(paging::Command::Answer { .. } | paging::Command::AcceptAll { .. }) => {
            Deed::AnswerPage
        }
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
        Command::Updates(
            updates::Command::Publish { .. }
            | updates::Command::Agree { .. }
            | updates::Command::Correct { .. },
        ) => Deed::Respond,
        Command::Updates(_) => Deed::Operate,
        Command::Monitoring(command) => of_monitoring(command),
        Command::Readiness(readiness::Command::Dismiss { .. }) => Deed::Plan,
        Command::Readiness(
            readiness::Command::PlanTest { .. }
            | readiness::Command::DropTest { .. }
            | readiness::Command::AnswerTest { .. },
        ) => Deed::KeepMethods,
        Command::Readiness(_) => Deed::Operate,
        Command::Groups(
            groups::Command::Join { .. }
            | groups::Command::Undo { .. }
            | groups::Command::Split { .. }
            | groups::Command::MakeRule { .. }
            | groups::Command::EndRule { .. },
        ) => Deed::Respond,
        Command::Groups(_) => Deed::Operate,
        Command::Erasures(erasures::Command::Erase { .. }) => Deed::Manage,
        Command::Erasures(_) => Deed::Operate,
        Command::Redactions(redactions::Command::Note { .. }) => Deed::Operate,
        Command::Redactions(_) | Command::Feedback(_) => Deed::TakePart,
        Command::Components(_) | Command::StatusPages(_) | Command::Templates(_) => Deed::Plan,
        Command::Audiences(audiences::Command::Forget { .. }) => Deed::Operate,
        Command::Audiences(_) => Deed::Plan,
        Command::Maintenance(
            maintenance::Command::PutRoutine { .. }
            | maintenance::Command::TakeBackRoutine { .. }
            | maintenance::Command::RemoveRoutine { .. }
            | maintenance::Command::Import { .. },
        ) => Deed::Plan,
        // What waits is let out by time, or by whoever approves it.
        Command::Maintenance(
            maintenance::Command::Write { .. }
            | maintenance::Command::LetOut { .. }
            | maintenance::Command::Refuse { .. }
            | maintenance::Command::LetRoutineOut { .. },
        )
        | Command::Announcements(
            announcements::Command::Write { .. } | announcements::Command::LetOut { .. },
        ) => Deed::Operate,
        Command::Maintenance(_) | Command::Announcements(_) => Deed::Respond,
        Command::Bulletins(
            bulletins::Command::Import { .. }
            | bulletins::Command::Continue { .. }
            // Whoever makes history forget something answers for it.
            | bulletins::Command::NeverWas { .. }
            | bulletins::Command::WasAfterAll { .. },
        ) => Deed::Plan,
        Command::Subscribers(command) => of_subscribers(command),
        Command::Bulletins(
            bulletins::Command::Correct { .. }
            | bulletins::Command::TellAfterwards(_)
            | bulletins::Command::Review { .. }
            | bulletins::Command::WaiveReview { .. },
        ) => Deed::Respond,
        Command::Bulletins(_) => Deed::Operate,
        Command::Sightings(
            sightings::Command::Report { .. } | sightings::Command::Dismiss(_),
        ) => Deed::Respond,
        Command::Sightings(_) => Deed::Operate,
        Command::Cards(
            cards::Command::Put { .. }
            | cards::Command::Move { .. }
            | cards::Command::Remove { .. }
            | cards::Command::Restore { .. },
        ) => Deed::Plan,
        Command::Cards(cards::Command::Send { .. }) => Deed::Respond,
        Command::Cards(cards::Command::Tick { .. }) => Deed::TakePart,
        Command::Cards(cards::Command::Forget { .. }) => Deed::Operate,
    }
}

fn of_subscribers(command: &subscribers::Command) -> Deed {
    use subscribers::Command as C;
    match command {
        C::SignUp(_) => Deed::Subscribe,
        C::Add { .. } => Deed::Plan,
        C::Confirm { .. }
        | C::Mistype { .. }
        | C::Prefer { .. }
        | C::Leave { .. }
        | C::Resume { .. }
        | C::RenewSecret { .. } => Deed::KeepSubscription,
        C::Release { .. } | C::Withhold { .. } => Deed::Respond,
        C::Stop { .. }
        | C::Start { .. }
        | C::Bounce { .. }
        | C::Announce(_)
        | C::Shut { .. }
        | C::Recall { .. }
        | C::Retract { .. }
        | C::Narrow { .. }
        | C::Claim { .. }
        | C::Report { .. } => Deed::Operate,
    }
}

fn of_crew(command: &crew::Command) -> Deed {
    use crew::Command as C;
    match command {
        C::Ask { .. } | C::Withdraw { .. } | C::TakeOver { .. } | C::Leave { .. } => Deed::Respond,
        C::Decline { .. } => Deed::AnswerPage,
        C::Ring { .. }
        | C::GiveUp { .. }
        | C::Join { .. }
        | C::Miss { .. }
        | C::Close { .. }
        | C::Forget { .. } => Deed::Operate,
    }
}

fn of_callbacks(command: &callbacks::Command) -> Deed {
    use callbacks::Command as C;
    match command {
        C::Ask { .. } | C::Cancel { .. } => Deed::TakePart,
        // A key that somebody pressed is their own deed.
        C::Place { .. } | C::Tell { .. } | C::Text { .. } | C::Take { .. } => Deed::Respond,
        C::Answer { .. } | C::End { .. } | C::Close { .. } | C::Carry { .. } | C::Forget { .. } => {
            Deed::Operate
        }
    }
}

fn of_proof(command: &proof::Command) -> Deed {
    use proof::Command as C;
    match command {
        C::Seek { .. } | C::Try { .. } | C::Vouch { .. } => Deed::TakePart,
        C::Answer { .. } => Deed::AnswerInquiry,
        C::Inquire { .. }
        | C::Tell { .. }
        | C::Certify { .. }
        | C::Act { .. }
        | C::BreakGlass { .. }
        | C::Upgrade { .. } => Deed::Respond,
        C::Review { .. } => Deed::Plan,
        // What is restricted opens to those who answer for the organisation.
        C::Enter { .. } => Deed::Manage,
        C::CalledBack { .. } | C::Disown { .. } | C::Carry { .. } | C::Forget { .. } => {
            Deed::Operate
        }
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
        C::Declare { .. } | C::Hold { .. } | C::Carry { .. } | C::Close { .. } => Deed::Respond,
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
        Actor::Person(person) | Actor::Token { person, .. } => {
            state.access.person(person).map(|person| person.role)
        }
        // The link of a page is as good as the person whom it reached.
        Actor::PageLink(page) => {
            let reached = state.paging.page(*page).map(|(_, page)| &page.person);
            reached.and_then(|person| state.access.person(person)).map(|person| person.role)
        }
        _ => None,
    };
    let at_least = |least: Role| role.is_some_and(|role| role >= least);
    let redacts = matches!(command, Command::Redactions(_));
    let allowed = match (actor, deed) {
        (Actor::System, _) | (_, Deed::Call | Deed::Subscribe) => true,
        (Actor::Operator, Deed::Plan | Deed::Manage | Deed::KeepMethods) => true,
        (Actor::Participant(_), Deed::TakePart) => true,
        (Actor::Inquiry(_), Deed::AnswerInquiry) => true,
        (Actor::Subscriber(own), Deed::KeepSubscription) => match command {
            Command::Subscribers(command) => command.subscriber() == Some(*own),
            _ => false,
        },
        (Actor::Integration(_), Deed::Signal) => true,
        (Actor::PageLink(_), Deed::AnswerPage) => at_least(Role::Responder),
        // A token does what both its scopes and its person's role allow.
        (Actor::Token { token, person }, deed) if !in_scope(state, *token, person, deed) => false,
        // Whoever sees a patient's name first takes it out, observers too.
        (Actor::Person(_) | Actor::Token { .. }, Deed::TakePart) if redacts => {
            at_least(Role::Observer)
        }
        (
            Actor::Person(_) | Actor::Token { .. },
            Deed::TakePart | Deed::Respond | Deed::AnswerPage,
        ) => at_least(Role::Responder),
        // Only whoever reads what is sent there can say that an address is theirs.
        (Actor::Person(_) | Actor::Token { .. }, Deed::KeepSubscription) => {
            let confirms = matches!(
                command,
                Command::Subscribers(
                    subscribers::Command::Confirm { .. } | subscribers::Command::Mistype { .. }
                )
            );
            at_least(Role::Lead) && !confirms
        }
        (Actor::Person(_) | Actor::Token { .. }, Deed::Plan) => at_least(Role::Lead),
        (Actor::Person(_) | Actor::Token { .. }, Deed::Manage) => at_least(Role::Manager),
        (Actor::Person(_) | Actor::Token { .. }, Deed::KeepKeys) => {
            keeps(state, command, actor, at_least(Role::Manager))
        }
        (Actor::Person(_) | Actor::Token { .. }, Deed::KeepMethods) => {
            let of = match command {
                Command::Methods(command) => command.person(),
                Command::Readiness(command) => command.person(),
                _ => None,
            };
            let own = of.is_some_and(|person| actor.person() == Some(person));
            match command {
                // Nobody has another woken, or says for them what woke them.
                Command::Readiness(_) => own,
                Command::Methods(
                    methods::Command::PutRules { .. } | methods::Command::RemoveDevice { .. },
                ) => own || at_least(Role::Lead),
                // Only whoever holds the telephone can read a code from it, or add a device.
                _ => own && matches!(actor, Actor::Person(_)),
            }
        }
        _ => false,
    };
    let own = match command {
        Command::Paging(paging::Command::Accept { person, .. }) => {
            actor.person().is_none_or(|actor| actor == person)
        }
        // A link to sign in outlives the token that would have made it.
        Command::Access(access::Command::Invite { .. }) => !matches!(actor, Actor::Token { .. }),
        Command::Monitoring(command) => match actor {
            Actor::Integration(actor) => command.integration() == Some(actor),
            _ => true,
        },
        _ => true,
    };
    if allowed && own { Ok(()) } else { Err(Refusal::NotAllowed { deed }) }
}

/// Whether a token's scopes allow such a deed.
fn in_scope(state: &State, token: u32, person: &PersonKey, deed: Deed) -> bool {
    let known = state.credentials.token(token).filter(|known| known.person == *person);
    let has = |scope| known.is_some_and(|known| known.scopes.contains(&scope));
    match deed {
        Deed::Call | Deed::Subscribe => true,
        Deed::TakePart | Deed::Respond | Deed::AnswerPage => has(Scope::Respond),
        Deed::Plan | Deed::Manage | Deed::KeepKeys | Deed::KeepMethods | Deed::KeepSubscription => {
            has(Scope::Manage)
        }
        Deed::Signal | Deed::Operate | Deed::AnswerInquiry => false,
    }
}

/// Whether the keys are the actor's own, or a manager takes somebody's away. Only a person at a
/// browser makes new ones: who finds a token must not be able to make one that outlives it.
fn keeps(state: &State, command: &Command, actor: &Actor, manages: bool) -> bool {
    use access::Command as Access;
    use credentials::Command as Key;
    let by_hand = matches!(actor, Actor::Person(_));
    let own = |owner: Option<&PersonKey>| owner.is_some() && owner == actor.person();
    // Of what is not there, nobody learns more than that it is not there.
    let own_or_gone = |owner: Option<&PersonKey>| owner.is_none() || own(owner);
    let passkey = |id: &str| state.credentials.passkey(id).map(|known| &known.person);
    match command {
        Command::Access(Access::EndSession { session }) => {
            manages || own_or_gone(state.access.sessions.get(session).map(|known| &known.person))
        }
        Command::Access(Access::EndSessions { person, .. }) => manages || own(Some(person)),
        Command::Credentials(Key::MakeToken { person, .. } | Key::AddPasskey { person, .. }) => {
            by_hand && own(Some(person))
        }
        Command::Credentials(Key::RenamePasskey { id, .. }) => by_hand && own_or_gone(passkey(id)),
        Command::Credentials(Key::RemovePasskey { id }) => manages || own_or_gone(passkey(id)),
        Command::Credentials(Key::RevokeToken { token }) => {
            let known = state.credentials.token(*token);
            manages || own_or_gone(known.map(|known| &known.person))
        }
        _ => false,
    }
}
