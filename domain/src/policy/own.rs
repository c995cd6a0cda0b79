//! Whether something that is said of an emergency is theirs to say who say it, and whether there is
//! such an emergency.

use crate::emergencies::{Closure, Standing};
use crate::words::{Actor, EmergencyId};
use crate::{Command, Refusal, State, cards, customers, emergencies, feedback};

/// Asks whether a caller takes part in the emergency that they speak of, and whether it stands so;
/// and whether one that a person names the customer of is there.
///
/// # Errors
/// A refusal when it is somebody else's, not over yet, or nowhere.
pub(crate) fn check(state: &State, command: &Command, actor: &Actor) -> Result<(), Refusal> {
    match command {
        Command::Feedback(feedback::Command::Give { emergency, .. }) => {
            takes_part(state, actor, *emergency)?;
            // What has left the live state is over.
            match state.emergencies.get(*emergency).map(|known| &known.standing) {
                None | Some(Standing::Closed { how: Closure::Works, .. }) => Ok(()),
                Some(_) => Err(feedback::Refusal::NotOver.into()),
            }
        }
        Command::Cards(cards::Command::Tick { emergency, .. }) => {
            takes_part(state, actor, *emergency)?;
            match state.emergencies.get(*emergency) {
                Some(_) => Ok(()),
                None => Err(emergencies::Refusal::Unknown.into()),
            }
        }
        // A card goes to whoever is there to read it.
        Command::Cards(cards::Command::Send { emergency, .. }) => {
            match state.emergencies.get(*emergency) {
                Some(known) if !known.went_on() => Ok(()),
                Some(_) => Err(emergencies::Refusal::Elsewhere.into()),
                None => Err(emergencies::Refusal::Unknown.into()),
            }
        }
        // The directory knows only the emergencies that were searched for.
        Command::Customers(customers::Command::Attach { emergency, .. })
            if state.emergencies.get(*emergency).is_none() =>
        {
            Err(customers::Refusal::UnknownEmergency { emergency: *emergency }.into())
        }
        _ => Ok(()),
    }
}

fn takes_part(
    state: &State,
    actor: &Actor,
    emergency: EmergencyId,
) -> Result<(), emergencies::Refusal> {
    match actor {
        Actor::Participant(own) if state.emergencies.lets_in(*own) == Some(emergency) => Ok(()),
        Actor::Participant(_) => Err(emergencies::Refusal::NotYours),
        _ => Err(emergencies::Refusal::CustomerOnly),
    }
}
