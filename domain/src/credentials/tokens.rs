//! API tokens: a person's arm for programs, never longer than the person's own.

use serde::{Deserialize, Serialize};

use super::{EXPIRED_SHOWN, Event, Refusal, State, TOKEN_LASTS_MAX, TOKENS_PER_PERSON_MAX, named};
use crate::words::{PersonKey, Personal, SmolStr, Timestamp};

/// The digest of a token's secret; the secret itself is never stored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprint(pub SmolStr);

/// What a token may do, within what its person's role allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// See everything.
    Read,
    /// Accept, write, and work on emergencies, as its person.
    Respond,
    /// Change customers, people, schedules, policies and services.
    Manage,
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 3] = [Self::Read, Self::Respond, Self::Manage];

    /// The scope's name in interfaces.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Respond => "respond",
            Self::Manage => "manage",
        }
    }
}

/// An API token.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Its number.
    pub number: u32,
    /// Who made it, and for whom it acts.
    pub person: PersonKey,
    /// What it is for.
    pub name: Personal,
    /// What it may do, in order and once each.
    pub scopes: Vec<Scope>,
    /// The digest of its secret.
    pub fingerprint: Fingerprint,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// The first use on the last day on which it was used.
    pub used_at: Option<Timestamp>,
}

impl State {
    pub(super) fn make_token(
        &self,
        person: PersonKey,
        name: &str,
        mut scopes: Vec<Scope>,
        fingerprint: Fingerprint,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Event>, Refusal> {
        let name = named(&person, name)?;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.is_empty() {
            return Err(Refusal::NoScope);
        }
        if expires_at <= now || expires_at > now + TOKEN_LASTS_MAX {
            return Err(Refusal::BadExpiry);
        }
        let working = self.tokens_of(&person).filter(|token| token.expires_at > now).count();
        if working >= TOKENS_PER_PERSON_MAX {
            let limit = u32::try_from(TOKENS_PER_PERSON_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { limit });
        }
        let token = self.token_count + 1;
        Ok(vec![Event::TokenMade { token, person, name, scopes, fingerprint, expires_at }])
    }

    pub(super) fn drop_token(&mut self, token: u32) {
        if let Some(known) = self.tokens.remove(&token) {
            self.by_fingerprint.remove(&known.fingerprint);
        }
    }

    /// An expired token is shown for a while, so that its owner sees why a program stopped working.
    pub(super) fn drop_long_expired(&mut self, at: Timestamp) {
        let gone = self.tokens.values().filter(|token| token.expires_at + EXPIRED_SHOWN <= at);
        let gone: Vec<u32> = gone.map(|token| token.number).collect();
        for token in gone {
            self.drop_token(token);
        }
    }
}
