//! What happened in this room.

use serde::{Deserialize, Serialize};

use super::{Afterwards, Foreign, Frame, Ongoing, Revised};
use crate::words::{
    BulletinId, ComponentKey, Estimate, IncidentId, Overview, PersonKey, Personal, Public, Review,
    SmolStr, Timestamp, UpdateId,
};

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A matter was told of for the first time.
    Opened {
        /// Its bulletin.
        bulletin: BulletinId,
        /// Its number among the organisation's bulletins, from 1.
        number: u32,
        /// The incident behind it.
        incident: IncidentId,
    },
    /// A word was said.
    Told {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// The word.
        entry: UpdateId,
        /// Who said it; nobody, where Mayday says that it is over.
        author: Option<PersonKey>,
        /// What is known; empty where Mayday says that it is over.
        overview: Overview,
        /// By when the next word follows.
        next_by: Option<Timestamp>,
        /// How long it may take.
        estimate: Option<Estimate>,
        /// Heading, phase and components.
        public: Public,
    },
    /// The next word was promised for another time.
    Promised {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// The time that is promised now.
        next_by: Timestamp,
    },
    /// A promised time passed without a word.
    Late {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// The time that is promised now.
        next_by: Timestamp,
    },
    /// Machines, programs or readers had seen a component fail before anyone said so.
    Observed {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Which component.
        component: ComponentKey,
        /// Since when.
        since: Timestamp,
    },
    /// What was said was put right.
    Corrected {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Which word.
        entry: UpdateId,
        /// What it says now.
        overview: Overview,
        /// Who put it right.
        by: PersonKey,
        /// What stands around it now; as before, where nothing is said of it. Later words that
        /// went on with the same heading or components are put right with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        frame: Option<Box<Frame>>,
        /// Why, if somebody said so.
        #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
        reason: SmolStr,
        /// Whether words were taken back: what it had said is shown to nobody any more.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        takes_back: bool,
        /// Under which heading all of it stands from now on, where that becomes another by this.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        titled: Option<SmolStr>,
    },
    /// Somebody wrote what a word should have said. It stands on the page once it is out: at once,
    /// or when whoever approves public text has had the time to object.
    CorrectionWritten {
        /// In which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Which word.
        entry: UpdateId,
        /// What it is to say.
        revised: Box<Revised>,
        /// Who wrote it.
        by: PersonKey,
    },
    /// A matter that was told elsewhere was taken in.
    Imported {
        /// Its number among the organisation's bulletins.
        number: u32,
        /// What was told.
        told: Foreign,
    },
    /// A matter that was told elsewhere, and goes on, is told on here.
    Continued {
        /// Its number among the organisation's bulletins.
        number: u32,
        /// The incident behind it from now on.
        incident: IncidentId,
        /// What was told until then.
        told: Ongoing,
        /// By when the next word follows.
        next_by: Timestamp,
    },
    /// Somebody wrote of a matter that was over, and of which nobody had been told. It stands on
    /// the page once it is out: at once, or when whoever approves public text has had the time to
    /// object.
    AfterwardsWritten {
        /// Its bulletin.
        bulletin: BulletinId,
        /// Its first word.
        entry: UpdateId,
        /// What it says.
        said: Box<Afterwards>,
        /// Who wrote it.
        by: PersonKey,
    },
    /// What was written of a matter that is over stands on the page.
    ToldAfterwards {
        /// Its bulletin.
        bulletin: BulletinId,
        /// Its number among the organisation's bulletins.
        number: u32,
        /// Its first word.
        entry: UpdateId,
        /// What it says.
        said: Box<Afterwards>,
        /// Who wrote it.
        by: PersonKey,
    },
    /// Somebody wrote the review of a matter that is over. It stands on the page once it is out:
    /// at once, or when whoever approves public text has had the time to object.
    ReviewWritten {
        /// Of which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// The id of this version.
        entry: UpdateId,
        /// What it says.
        review: Review,
        /// Whether subscribers are to be told, unless they were.
        tells: bool,
        /// Who wrote it.
        by: PersonKey,
    },
    /// The review stands on the page, for the first time or put right.
    Reviewed {
        /// Of which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// The id of this version.
        entry: UpdateId,
        /// What it says now.
        review: Review,
        /// Whether subscribers are told by this version; that happens once.
        tells: bool,
        /// Who wrote it.
        by: PersonKey,
    },
    /// Somebody said that no review is written.
    ReviewWaived {
        /// Of which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Who said so.
        by: PersonKey,
    },
    /// Somebody said that it never was: no reader finds it any more.
    NeverWas {
        /// Which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Why it was told, in one line that readers see.
        reason: SmolStr,
        /// Who said so.
        by: PersonKey,
    },
    /// Somebody said that it was so after all: it stands where it stood.
    WasAfterAll {
        /// Which bulletin.
        bulletin: BulletinId,
        /// The incident behind it.
        incident: IncidentId,
        /// Who said so.
        by: PersonKey,
    },
    /// The oldest that is over made room.
    Left {
        /// Which bulletin.
        bulletin: BulletinId,
    },
}

impl Event {
    /// The incident behind it; none, where the oldest made room.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentId> {
        match self {
            Self::Opened { incident, .. }
            | Self::Told { incident, .. }
            | Self::Continued { incident, .. }
            | Self::Promised { incident, .. }
            | Self::Late { incident, .. }
            | Self::Observed { incident, .. }
            | Self::Corrected { incident, .. }
            | Self::CorrectionWritten { incident, .. }
            | Self::ReviewWritten { incident, .. }
            | Self::Reviewed { incident, .. }
            | Self::ReviewWaived { incident, .. }
            | Self::NeverWas { incident, .. }
            | Self::WasAfterAll { incident, .. } => Some(*incident),
            Self::Imported { .. }
            | Self::AfterwardsWritten { .. }
            | Self::ToldAfterwards { .. }
            | Self::Left { .. } => None,
        }
    }

    /// What is told to everyone is the vendor's word, not a person's.
    pub fn personal(&mut self, _visit: &mut dyn FnMut(&mut Personal)) {}
}
