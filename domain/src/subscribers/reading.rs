//! As whom a subscriber reads: as everyone does, or as somebody who was given a link. What is told
//! to some only is a version of the word of its own; each subscriber gets the one that is theirs.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Announcement, Audience, Broadcast, Fares, Kind, Subscriber};
use crate::words::{
    Affected, AudienceKey, ComponentKey, CustomerKey, SmolStr, StatusLinkId, StatusPageKey,
    Timestamp,
};

/// A link to a status page, under the generation in which it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GivenLink {
    /// What it is derived from.
    pub id: StatusLinkId,
    /// Under which generation.
    pub generation: u32,
}

/// Through what somebody reads who reads more than everyone does. Whoever came by a link is told
/// nothing any more once that very link has ended.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// They belong to a customer.
    Customer {
        /// To which.
        customer: CustomerKey,
        /// By which of its links they came; none where the vendor put them in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        link: Option<GivenLink>,
    },
    /// They came by the link of an audience.
    Audience {
        /// Of which.
        audience: AudienceKey,
        /// By which of its links.
        link: GivenLink,
    },
    /// They read mail at a domain that a private page names.
    Mail {
        /// At which.
        domain: SmolStr,
    },
}

impl Through {
    /// The customer to whom they belong, if to one.
    #[must_use]
    pub fn customer(&self) -> Option<&CustomerKey> {
        match self {
            Self::Customer { customer, .. } => Some(customer),
            Self::Audience { .. } | Self::Mail { .. } => None,
        }
    }
}

/// What some of the readers may read who read more than everyone.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Class {
    /// What is for these audiences.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub audiences: BTreeSet<AudienceKey>,
    /// Of the private pages only this one, where not every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only: Option<StatusPageKey>,
}

impl Class {
    /// Whether whoever reads as `other` does may read all of this.
    fn is_within(&self, other: &Self) -> bool {
        self.only == other.only && self.audiences.is_subset(&other.audiences)
    }
}

/// A word as those are told it who read more than everyone. What it says is the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// Who is told it so.
    pub classes: Vec<Class>,
    /// What kind of word it is for them.
    pub kind: Kind,
    /// Which components are concerned now, of those that they know of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub affected: Vec<Affected>,
    /// Whom of them it concerns.
    pub audience: Audience,
}

/// How a subscriber reads now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What they may read above what everyone may.
    pub class: Option<Class>,
    /// The components that serve the sites that they chose.
    pub sites: Vec<ComponentKey>,
}

/// Whoever knows how a subscriber reads now: the organisation, which sees every room.
pub trait Readership {
    /// How they read; nothing once what they came by opens nothing any more.
    fn reading(&self, known: &Subscriber) -> Option<Reading>;

    /// Whether a word is for them, and one that they want.
    fn is_for(&self, known: &Subscriber, word: &Announcement) -> bool {
        let takes = |reading: Reading| known.profile.takes(word, &reading);
        word.is_among(known.number) && self.reading(known).is_some_and(takes)
    }

    /// How the components fare that these are posted about beside their words, each in the order of
    /// their page: those that the words are about, and those of which they were posted before.
    fn fares(&self, of: &[(&Subscriber, Vec<&Broadcast>)], _now: Timestamp) -> Vec<Vec<Fares>> {
        of.iter().map(|_| Vec::new()).collect()
    }
}

/// A readership that knows of nobody but those who read what everyone may.
pub struct Everyone;

impl Readership for Everyone {
    fn reading(&self, known: &Subscriber) -> Option<Reading> {
        known.profile.through.is_none().then(Reading::default)
    }
}

impl Announcement {
    /// The version that readers of that class are told: their own; else, where they came to belong
    /// to more audiences since it was said, the richest that they may read whole.
    fn version(&self, class: &Class) -> Option<&Version> {
        let each = self.versions.iter();
        let each = each.flat_map(|version| version.classes.iter().map(move |one| (one, version)));
        let theirs = each.filter(|(one, _)| one.is_within(class));
        theirs.max_by_key(|(one, _)| one.audiences.len()).map(|(_, version)| version)
    }

    /// Whom it concerns of those who read so.
    #[must_use]
    pub fn audience_of(&self, class: Option<&Class>) -> &Audience {
        let version = class.and_then(|class| self.version(class));
        version.map_or(&self.audience, |version| &version.audience)
    }

    /// The word as those are told it who read so, and with nothing in it that is for others.
    #[must_use]
    pub fn as_read(&self, class: Option<&Class>) -> Cow<'_, Self> {
        if self.versions.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut word = self.clone();
        word.versions = Vec::new();
        if let Some(version) = class.and_then(|class| self.version(class)) {
            word.kind = version.kind;
            word.affected.clone_from(&version.affected);
            word.audience = version.audience.clone();
        }
        Cow::Owned(word)
    }

    /// As the first are told it to whom it is told at all: everyone, else those of a version.
    #[must_use]
    pub fn as_somebody_reads(&self) -> Cow<'_, Self> {
        let everyone = !self.audience.pages.is_empty() || self.versions.is_empty();
        let first = self.versions.first().and_then(|version| version.classes.first());
        self.as_read(first.filter(|_| !everyone))
    }

    /// Whether something of it was for readers who are told nothing by `other`: a page, or a
    /// version of one.
    pub(crate) fn exceeds(&self, other: Option<&Self>) -> bool {
        let classes = self.versions.iter().flat_map(|version| &version.classes).map(Some);
        classes.chain([None]).any(|class| {
            let said = &self.audience_of(class).pages;
            said.iter().any(|page| {
                !other.is_some_and(|other| other.audience_of(class).pages.contains(page))
            })
        })
    }

    /// The worst that anybody is told of.
    pub(super) fn worst(&self) -> crate::words::Condition {
        let versions = self.versions.iter().map(|version| version.audience.worst);
        versions.fold(self.audience.worst, Ord::max)
    }
}
