//! What happened among the vendor's people.

use serde::{Deserialize, Serialize};

use super::{Digest, Person, Team};
use crate::words::{MethodKey, PersonKey, Personal, TeamKey, Timestamp};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A person was defined.
    PersonPut {
        /// Which.
        person: PersonKey,
        /// How.
        profile: Person,
    },
    /// A person was taken out; their sessions end.
    PersonRemoved {
        /// Which.
        person: PersonKey,
    },
    /// A team was defined.
    TeamPut {
        /// Which.
        team: TeamKey,
        /// How.
        profile: Team,
    },
    /// A team was taken out.
    TeamRemoved {
        /// Which.
        team: TeamKey,
    },
    /// A link to sign in, or to set up, was made.
    Offered {
        /// Its number.
        offer: u32,
        /// For whom; nobody yet for the setup link.
        person: Option<PersonKey>,
        /// Until when.
        until: Timestamp,
    },
    /// A person signed in.
    SignedIn {
        /// By which offer, which is used up; none with a passkey.
        offer: Option<u32>,
        /// Who.
        person: PersonKey,
        /// The session.
        session: Digest,
        /// Until when it lasts.
        until: Timestamp,
        /// On what, in plain words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        device: Option<Personal>,
    },
    /// A session was used for the first time on a day.
    Seen {
        /// Which.
        session: Digest,
    },
    /// A session ended.
    SignedOut {
        /// Which.
        session: Digest,
    },
    /// A person stopped the text messages of one contact method.
    OptedOut {
        /// Who.
        person: PersonKey,
        /// Which method.
        method: MethodKey,
    },
    /// They want them again.
    OptedIn {
        /// Who.
        person: PersonKey,
        /// Which method.
        method: MethodKey,
    },
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        if let Self::PersonPut { profile, .. } = self {
            visit(&mut profile.name);
            profile.methods.iter_mut().for_each(|method| visit(&mut method.address));
        }
        if let Self::SignedIn { device: Some(device), .. } = self {
            visit(device);
        }
    }
}
