//! Who may read a status page.

use serde::{Deserialize, Serialize};

use super::{Refusal, hosts::HOST_LEN_MAX, tidy_host};
use crate::words::{AudienceKey, SmolStr};

/// Most mail domains that a page names; who has more customers than that gives them links.
pub const DOMAINS_MAX: usize = 200;

/// Who may read a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Readers {
    /// Everyone.
    #[default]
    Everyone,
    /// Whoever reads by a link of their own.
    ByLink {
        /// Only those of these audiences; every holder of a link, where none is named.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        audiences: Vec<AudienceKey>,
        /// And whoever reads mail at one of these domains: they have a link sent to themselves.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        domains: Vec<SmolStr>,
    },
}

impl Readers {
    pub(super) fn is_everyone(&self) -> bool {
        *self == Self::Everyone
    }

    /// The audiences that are named.
    #[must_use]
    pub fn audiences(&self) -> &[AudienceKey] {
        match self {
            Self::Everyone => &[],
            Self::ByLink { audiences, .. } => audiences,
        }
    }

    /// The mail domains that are named.
    #[must_use]
    pub fn domains(&self) -> &[SmolStr] {
        match self {
            Self::Everyone => &[],
            Self::ByLink { domains, .. } => domains,
        }
    }

    /// As they are kept: the domains in small letters, each once.
    pub(super) fn tidied(self) -> Result<Self, Refusal> {
        let Self::ByLink { audiences, domains: named } = self else { return Ok(self) };
        if named.len() > DOMAINS_MAX {
            return Err(Refusal::TooManyDomains);
        }
        let mut domains: Vec<SmolStr> = Vec::with_capacity(named.len());
        for typed in &named {
            let short = || typed.chars().take(HOST_LEN_MAX).collect::<SmolStr>();
            let domain = tidy_host(typed).ok_or_else(|| Refusal::BadDomain(short()))?;
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        }
        Ok(Self::ByLink { audiences, domains })
    }
}

/// The domain of a mail address, as pages name it; none where its letters are not those of ASCII.
#[must_use]
pub fn domain_of(address: &str) -> Option<SmolStr> {
    tidy_host(address.rsplit_once('@')?.1)
}
