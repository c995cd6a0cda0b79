//! What is asked of the vendor's people.

use serde::{Deserialize, Serialize};

use super::{Digest, Person, Team};
use crate::words::{PersonKey, SmolStr, TeamKey};

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Defines a person, whole.
    PutPerson {
        /// Which.
        person: PersonKey,
        /// Their definition.
        profile: Person,
    },
    /// Takes a person out.
    RemovePerson {
        /// Which.
        person: PersonKey,
    },
    /// Defines a team, whole.
    PutTeam {
        /// Which.
        team: TeamKey,
        /// Its definition.
        profile: Team,
    },
    /// Takes a team out.
    RemoveTeam {
        /// Which.
        team: TeamKey,
    },
    /// Makes the one link that sets up an empty installation.
    OfferSetup,
    /// Makes a link by which a person signs in once.
    OfferSignIn {
        /// Who.
        person: PersonKey,
    },
    /// Makes a link by which a person signs in for the first time; it works for days.
    Invite {
        /// Who.
        person: PersonKey,
    },
    /// Uses a link to sign in.
    SignIn {
        /// Which offer.
        offer: u32,
        /// The digest of the new session's token.
        session: Digest,
        /// Who was just set up, when the offer is the setup link, which is for nobody yet.
        by: Option<PersonKey>,
        /// On what they signed in, in plain words.
        device: String,
    },
    /// Signs a person in who has proved themselves with a passkey.
    Enter {
        /// Who.
        person: PersonKey,
        /// The digest of the new session's token.
        session: Digest,
        /// On what they signed in, in plain words.
        device: String,
    },
    /// A session was used; noted once a day.
    See {
        /// Which.
        session: Digest,
    },
    /// Ends a session of one's own, or, by a manager, anybody's.
    EndSession {
        /// Which.
        session: Digest,
    },
    /// Ends all sessions of a person, but perhaps one.
    EndSessions {
        /// Whose.
        person: PersonKey,
        /// The one that goes on.
        but: Option<Digest>,
    },
    /// Ends a session.
    SignOut {
        /// Which.
        session: Digest,
    },
    /// Whoever has this number wants no text messages any more, as the law lets them.
    OptOut {
        /// The number, in its plain form.
        number: SmolStr,
    },
    /// They want them again.
    OptIn {
        /// The number, in its plain form.
        number: SmolStr,
    },
}
