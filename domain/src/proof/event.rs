//! What happened about proof.

use serde::{Deserialize, Serialize};

use super::{Act, Ask, Reply};
use crate::words::{
    Channel, ContactKey, CustomerKey, EmergencyId, IncidentId, InquiryId, Level, ParticipantId,
    PersonKey, Personal, SmolStr, Timestamp,
};

/// How somebody proved who they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// They entered the code that was sent to the contact.
    Code,
    /// The contact opened the link and said so.
    Link,
    /// A responder called the number on file and knows who answered.
    CallBack {
        /// The responder.
        by: PersonKey,
    },
    /// They came by the link that was sent to the contact.
    Joined,
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A participant named an address by which we may know them.
    Sought {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// The address.
        address: Personal,
        /// It is looked for at this instant and no sooner.
        not_before: Timestamp,
    },
    /// The time to look for it has come.
    Looked {
        /// In which emergency.
        emergency: EmergencyId,
        /// For whose address.
        participant: ParticipantId,
    },
    /// Something was entered that is no code of ours.
    Tried {
        /// In which emergency.
        emergency: EmergencyId,
        /// By whom.
        participant: ParticipantId,
    },
    /// A registered contact is asked.
    Inquired {
        /// Which inquiry.
        inquiry: InquiryId,
        /// About which emergency.
        emergency: EmergencyId,
        /// Of which customer.
        customer: CustomerKey,
        /// Whom.
        contact: ContactKey,
        /// What.
        ask: Ask,
        /// Over which channel; over all on file when none is named.
        over: Option<Channel>,
        /// By whom.
        by: Option<PersonKey>,
    },
    /// The contacts of a customer were told that someone calls in its name.
    Told {
        /// In which emergency.
        emergency: EmergencyId,
        /// Of which customer.
        customer: CustomerKey,
    },
    /// A contact answered.
    Answered {
        /// What.
        inquiry: InquiryId,
        /// About which emergency.
        emergency: EmergencyId,
        /// How.
        reply: Reply,
    },
    /// A participant proved who they are.
    Proven {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who.
        participant: ParticipantId,
        /// Of which customer.
        customer: CustomerKey,
        /// Whose method on file it was.
        contact: ContactKey,
        /// How.
        how: How,
    },
    /// A contact joins, and is verified by the link that was sent to them.
    Joined {
        /// By which inquiry.
        inquiry: InquiryId,
        /// Which emergency.
        emergency: EmergencyId,
        /// As whom.
        participant: ParticipantId,
        /// Of which customer.
        customer: CustomerKey,
        /// Who.
        contact: ContactKey,
    },
    /// A contact says that it is not them who call: what was proved before counts no more.
    Denied {
        /// Of which emergency.
        emergency: EmergencyId,
        /// Of which customer.
        customer: CustomerKey,
        /// Who says so.
        contact: ContactKey,
    },
    /// A second contact agrees to what was asked.
    Consented {
        /// In which emergency.
        emergency: EmergencyId,
        /// To whose request.
        participant: ParticipantId,
        /// Of which customer.
        customer: CustomerKey,
        /// Who agrees.
        contact: ContactKey,
        /// To what.
        what: Personal,
        /// Until when that counts.
        until: Timestamp,
    },
    /// What a second contact had agreed to counts no more.
    Lapsed {
        /// In which emergency.
        emergency: EmergencyId,
        /// Whose request.
        participant: ParticipantId,
    },
    /// Somebody verified vouches for another participant.
    Vouched {
        /// In which emergency.
        emergency: EmergencyId,
        /// Who vouches.
        by: ParticipantId,
        /// For whom.
        participant: ParticipantId,
    },
    /// A responder did what needs proof.
    Acted {
        /// In which emergency.
        emergency: EmergencyId,
        /// What.
        act: Act,
        /// In their words.
        note: Personal,
        /// Who.
        by: PersonKey,
        /// On how much proof.
        level: Level,
    },
    /// A responder did what needs more proof than there was.
    GlassBroken {
        /// Its number, for the review.
        breach: u32,
        /// In which emergency.
        emergency: EmergencyId,
        /// What.
        act: Act,
        /// Why, in their words.
        reason: Personal,
        /// Who.
        by: PersonKey,
        /// On how much proof.
        level: Level,
    },
    /// Somebody who may not read a restricted incident does so all the same.
    Entered {
        /// Its number, for the review.
        breach: u32,
        /// Which incident.
        incident: IncidentId,
        /// Why, in their words.
        reason: Personal,
        /// Who.
        by: PersonKey,
    },
    /// A lead has looked at it.
    Reviewed {
        /// The number of the breach.
        breach: u32,
        /// Who.
        by: PersonKey,
    },
    /// The service level was raised on the spot, free of charge.
    Upgraded {
        /// In which emergency.
        emergency: EmergencyId,
        /// To what.
        plan: SmolStr,
        /// By whom.
        by: PersonKey,
        /// On how much proof.
        level: Level,
    },
    /// What was proved in one emergency holds in the one in which it goes on.
    Carried {
        /// From which.
        from: EmergencyId,
        /// To which.
        to: EmergencyId,
        /// Who each participant is there.
        pairs: Vec<(ParticipantId, ParticipantId)>,
    },
    /// The emergency left the live state.
    Forgotten {
        /// Which.
        emergency: EmergencyId,
    },
}

impl Event {
    /// The emergency that it is about.
    #[must_use]
    pub fn emergency(&self) -> Option<EmergencyId> {
        match self {
            Self::Sought { emergency, .. }
            | Self::Looked { emergency, .. }
            | Self::Tried { emergency, .. }
            | Self::Inquired { emergency, .. }
            | Self::Told { emergency, .. }
            | Self::Answered { emergency, .. }
            | Self::Proven { emergency, .. }
            | Self::Joined { emergency, .. }
            | Self::Denied { emergency, .. }
            | Self::Consented { emergency, .. }
            | Self::Lapsed { emergency, .. }
            | Self::Vouched { emergency, .. }
            | Self::Acted { emergency, .. }
            | Self::GlassBroken { emergency, .. }
            | Self::Upgraded { emergency, .. }
            | Self::Carried { to: emergency, .. }
            | Self::Forgotten { emergency } => Some(*emergency),
            Self::Entered { .. } | Self::Reviewed { .. } => None,
        }
    }

    /// The incident that it is about, where it is about no emergency.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Entered { incident, .. } => Some(*incident),
            _ => None,
        }
    }

    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::Sought { address, .. } => visit(address),
            Self::Inquired { ask: Ask::Consent { what, .. }, .. }
            | Self::Consented { what, .. } => {
                visit(what);
            }
            Self::Acted { note, .. } => visit(note),
            Self::GlassBroken { reason, .. } | Self::Entered { reason, .. } => visit(reason),
            _ => {}
        }
    }
}
