//! What a delivery is about, and where it goes.

use serde::{Deserialize, Serialize};

use super::NoticeKind;
use crate::words::{
    ApprovalId, CallId, CallbackId, Channel, CustomerKey, EmergencyId, FollowUpId, IncidentId,
    InquiryId, MaintenanceId, MethodKey, PageId, ParticipantId, PersonKey, Personal, StatusPageKey,
    SubscriberId,
};

/// What a delivery is about; its words are rendered from state when it leaves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// A human is asked to accept.
    Page {
        /// About which incident.
        incident: IncidentId,
        /// Which page.
        page: PageId,
    },
    /// That human is not needed any more.
    Withdrawal {
        /// About which incident.
        incident: IncidentId,
        /// Which page.
        page: PageId,
    },
    /// Who leads is reminded of the update they promised.
    Reminder {
        /// About which incident.
        incident: IncidentId,
    },
    /// Whoever looks after planned maintenance is told how far it is.
    Maintenance {
        /// Which.
        maintenance: MaintenanceId,
    },
    /// A link to sign in.
    SignIn {
        /// Which offer.
        offer: u32,
    },
    /// A code, by which a person shows that this method leads to them.
    Code {
        /// Its number.
        number: u32,
    },
    /// A test with the phone on silent.
    Test {
        /// Of whom.
        person: PersonKey,
    },
    /// One of the reader's methods fails.
    Failing {
        /// Whose.
        person: PersonKey,
        /// Which.
        method: MethodKey,
    },
    /// A colleague of the caller's is sent the link by which they take part.
    Invitation {
        /// About which incident.
        incident: IncidentId,
        /// To which emergency.
        emergency: EmergencyId,
        /// As whom.
        participant: ParticipantId,
    },
    /// Somebody who was invited by mail is told that it works again, and asked how the help was.
    Farewell {
        /// About which incident.
        incident: IncidentId,
        /// Of which emergency.
        emergency: EmergencyId,
        /// As whom they took part.
        participant: ParticipantId,
    },
    /// A registered contact is asked something.
    Inquiry {
        /// About which incident.
        incident: IncidentId,
        /// About which emergency.
        emergency: EmergencyId,
        /// What.
        inquiry: InquiryId,
    },
    /// Whoever calls a caller is rung, and then joined with them.
    Call {
        /// About which incident.
        incident: IncidentId,
        /// In which emergency.
        emergency: EmergencyId,
        /// Which call.
        call: CallId,
    },
    /// A caller who could not be reached by a call is sent a text message.
    CallText {
        /// About which incident.
        incident: IncidentId,
        /// In which emergency.
        emergency: EmergencyId,
        /// In place of which call-back.
        callback: CallbackId,
    },
    /// Whoever signed up for word of a status page is sent the link, or the code, by which they
    /// confirm it; who has confirmed already, the link to what they chose.
    Subscription {
        /// Who.
        subscriber: SubscriberId,
    },
    /// A contact of a customer is sent the link by which the customer reads its status page.
    StatusLink {
        /// Which customer.
        customer: CustomerKey,
    },
    /// Whoever reads mail at a domain that a private page names is sent the link to it.
    PageLink {
        /// Which page.
        page: StatusPageKey,
    },
    /// A customer is owed a word the day after, and nobody has written it.
    FollowUp {
        /// Which.
        follow_up: FollowUpId,
    },
    /// The word to a customer the day after, as a person wrote it.
    FollowedUp {
        /// Which.
        follow_up: FollowUpId,
        /// Whose copy, by its place.
        place: u16,
    },
    /// Public text waits for whoever may object to it.
    Approval {
        /// Which.
        approval: ApprovalId,
    },
    /// Somebody objected to public text: its author is told.
    Objection {
        /// Which.
        approval: ApprovalId,
    },
    /// A notice to other programs.
    Notice {
        /// About which incident.
        incident: IncidentId,
        /// About which emergency.
        emergency: EmergencyId,
        /// What happened.
        kind: NoticeKind,
    },
}

impl About {
    /// The incident it is about; sign-in links and some others are about none.
    #[must_use]
    pub fn incident(&self) -> IncidentId {
        match self {
            Self::Page { incident, .. }
            | Self::Withdrawal { incident, .. }
            | Self::Reminder { incident }
            | Self::Invitation { incident, .. }
            | Self::Farewell { incident, .. }
            | Self::Inquiry { incident, .. }
            | Self::Call { incident, .. }
            | Self::CallText { incident, .. }
            | Self::Notice { incident, .. } => *incident,
            Self::SignIn { .. }
            | Self::Maintenance { .. }
            | Self::Code { .. }
            | Self::Test { .. }
            | Self::Subscription { .. }
            | Self::StatusLink { .. }
            | Self::PageLink { .. }
            | Self::FollowUp { .. }
            | Self::FollowedUp { .. }
            | Self::Approval { .. }
            | Self::Objection { .. }
            | Self::Failing { .. } => IncidentId(0),
        }
    }
}

/// Where a delivery goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// Over which channel.
    pub channel: Channel,
    /// To whom; notices go to no person.
    #[serde(default)]
    pub person: Option<PersonKey>,
    /// The mail address, or the name of the webhook in the configuration.
    pub to: Personal,
}
