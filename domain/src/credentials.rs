//! Credentials: what programs and devices prove themselves with, API tokens and passkeys.
//!
//! They are a room of their own beside `access`, which has as many events as one room should.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use crate::Moment;
use crate::words::{Owner, PersonKey, Personal, SmolStr, Timestamp, same_day, tidy_line};

mod passkeys;
mod tokens;

pub use passkeys::{Passkey, PublicKey};
pub use tokens::{Fingerprint, Scope, Token};

/// Most API tokens of one person that still work.
pub const TOKENS_PER_PERSON_MAX: usize = 20;
/// Longest that an API token may work.
pub const TOKEN_LASTS_MAX: Duration = Duration::from_secs(366 * 24 * 3600);
/// How long an expired token stays in its owner's list.
pub const EXPIRED_SHOWN: Duration = Duration::from_secs(30 * 24 * 3600);
/// Most passkeys of one person.
pub const PASSKEYS_PER_PERSON_MAX: usize = 10;
/// Longest name of a token or a passkey, in characters.
pub const NAME_CHARS_MAX: usize = 80;
/// Longest id of a passkey, in characters of base64: its device chooses up to 1,023 bytes.
pub const PASSKEY_ID_CHARS_MAX: usize = 1_364;

/// What is asked of this room.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Command {
    /// Makes an API token for whoever asks.
    MakeToken {
        /// Whose it will be.
        person: PersonKey,
        /// What it is for, in their words.
        name: String,
        /// What it may do.
        scopes: Vec<Scope>,
        /// The digest of the secret, which is never stored.
        fingerprint: Fingerprint,
        /// Until when it works.
        expires_at: Timestamp,
    },
    /// Ends a token.
    RevokeToken {
        /// Its number.
        token: u32,
    },
    /// A token was used; noted once a day.
    UseToken {
        /// Its number.
        token: u32,
    },
    /// A device of a person's may sign in from now on.
    AddPasskey {
        /// Whose.
        person: PersonKey,
        /// The id that the device chose, in base64 for addresses.
        id: SmolStr,
        /// What its signatures are checked with.
        key: PublicKey,
        /// What the person calls it.
        name: String,
    },
    /// Calls a passkey something else.
    RenamePasskey {
        /// Which.
        id: SmolStr,
        /// Its new name.
        name: String,
    },
    /// Takes a passkey away.
    RemovePasskey {
        /// Which.
        id: SmolStr,
    },
    /// A passkey signed somebody in.
    UsePasskey {
        /// Which.
        id: SmolStr,
        /// How often the device says that it signed; 0 when it does not count.
        count: u32,
    },
    /// The person is gone, and so is everything that proved them.
    Forget {
        /// Who.
        person: PersonKey,
    },
}

/// What happened in this room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// An API token was made.
    TokenMade {
        /// Its number.
        token: u32,
        /// Whose it is.
        person: PersonKey,
        /// What it is for.
        name: Personal,
        /// What it may do.
        scopes: Vec<Scope>,
        /// The digest of its secret.
        fingerprint: Fingerprint,
        /// Until when it works.
        expires_at: Timestamp,
    },
    /// A token was ended.
    TokenRevoked {
        /// Its number.
        token: u32,
    },
    /// A token was used for the first time on a day.
    TokenUsed {
        /// Its number.
        token: u32,
    },
    /// A device may sign in from now on.
    PasskeyAdded {
        /// Its id.
        id: SmolStr,
        /// Whose it is.
        person: PersonKey,
        /// What its signatures are checked with.
        key: PublicKey,
        /// What the person calls it.
        name: Personal,
    },
    /// A passkey is called something else.
    PasskeyRenamed {
        /// Which.
        id: SmolStr,
        /// Its new name.
        name: Personal,
    },
    /// A passkey was taken away.
    PasskeyRemoved {
        /// Which.
        id: SmolStr,
    },
    /// A passkey signed somebody in.
    PasskeyUsed {
        /// Which.
        id: SmolStr,
        /// How often the device says that it signed.
        count: u32,
    },
}

/// An expected "no" of this room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// No such token.
    UnknownToken,
    /// No such passkey.
    UnknownPasskey,
    /// It has no name.
    NoName,
    /// It may do nothing.
    NoScope,
    /// It would end in the past, or too far ahead.
    BadExpiry,
    /// There are as many as there may be.
    TooMany {
        /// How many that is.
        limit: u32,
    },
    /// The device is registered already.
    AddedAlready,
    /// The device counts backwards: somebody may have a copy of it.
    Copied,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownToken => f.write_str("There is no such token any more."),
            Self::UnknownPasskey => f.write_str("There is no such passkey any more."),
            Self::NoName => f.write_str("Give it a name, so that you know it again."),
            Self::NoScope => f.write_str("Choose at least one thing that the token may do."),
            Self::BadExpiry => f.write_str("Choose how long it works: from one day to one year."),
            Self::TooMany { limit } => {
                write!(f, "You have {limit} of them, the most there can be. Remove one first.")
            }
            Self::AddedAlready => f.write_str("This device is registered already."),
            Self::Copied => f.write_str(
                "This passkey was used elsewhere in the meantime, so there may be a copy of it. \
                 Sign in by mail, remove it and register it again.",
            ),
        }
    }
}

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    /// The API tokens, by number.
    pub tokens: OrdMap<u32, Arc<Token>>,
    /// The passkeys, by the id that their device chose.
    pub passkeys: OrdMap<SmolStr, Arc<Passkey>>,
    /// How many tokens were ever made.
    pub token_count: u32,
    by_fingerprint: OrdMap<Fingerprint, u32>,
}

impl State {
    /// The token of that number.
    #[must_use]
    pub fn token(&self, token: u32) -> Option<&Token> {
        self.tokens.get(&token).map(Arc::as_ref)
    }

    /// The token with that secret, while it works.
    #[must_use]
    pub fn working(&self, fingerprint: &Fingerprint, now: Timestamp) -> Option<&Token> {
        let token = self.token(*self.by_fingerprint.get(fingerprint)?)?;
        (token.expires_at > now).then_some(token)
    }

    /// The tokens of a person, oldest first.
    pub fn tokens_of(&self, person: &PersonKey) -> impl Iterator<Item = &Token> {
        self.tokens.values().map(Arc::as_ref).filter(move |token| token.person == *person)
    }

    /// The passkey with that id.
    #[must_use]
    pub fn passkey(&self, id: &str) -> Option<&Passkey> {
        self.passkeys.get(id).map(Arc::as_ref)
    }

    /// The passkeys of a person.
    pub fn passkeys_of(&self, person: &PersonKey) -> impl Iterator<Item = &Passkey> {
        self.passkeys.values().map(Arc::as_ref).filter(move |passkey| passkey.person == *person)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::MakeToken { person, name, scopes, fingerprint, expires_at } => {
                self.make_token(person, &name, scopes, fingerprint, expires_at, moment.now)
            }
            Command::RevokeToken { token } => {
                self.token(token).ok_or(Refusal::UnknownToken)?;
                Ok(vec![Event::TokenRevoked { token }])
            }
            Command::UseToken { token } => {
                let known = self.token(token).ok_or(Refusal::UnknownToken)?;
                let noted = known.used_at.is_some_and(|used| same_day(used, moment.now));
                Ok(Vec::from_iter((!noted).then_some(Event::TokenUsed { token })))
            }
            Command::AddPasskey { person, id, key, name } => {
                self.add_passkey(person, id, key, &name)
            }
            Command::RenamePasskey { id, name } => {
                let known = self.passkey(&id).ok_or(Refusal::UnknownPasskey)?;
                let name = named(&known.person, &name)?;
                Ok(Vec::from_iter(
                    (known.name != name).then_some(Event::PasskeyRenamed { id, name }),
                ))
            }
            Command::RemovePasskey { id } => {
                self.passkey(&id).ok_or(Refusal::UnknownPasskey)?;
                Ok(vec![Event::PasskeyRemoved { id }])
            }
            Command::UsePasskey { id, count } => {
                let known = self.passkey(&id).ok_or(Refusal::UnknownPasskey)?;
                if known.was_copied(count) {
                    return Err(Refusal::Copied);
                }
                Ok(vec![Event::PasskeyUsed { id, count }])
            }
            Command::Forget { person } => Ok(self.forget(&person)),
        }
    }

    fn forget(&self, person: &PersonKey) -> Vec<Event> {
        let tokens =
            self.tokens_of(person).map(|token| Event::TokenRevoked { token: token.number });
        let passkeys =
            self.passkeys_of(person).map(|known| Event::PasskeyRemoved { id: known.id.clone() });
        tokens.chain(passkeys).collect()
    }

    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::TokenMade { token, person, name, scopes, fingerprint, expires_at } => {
                self.drop_long_expired(at);
                self.token_count = *token;
                self.by_fingerprint.insert(fingerprint.clone(), *token);
                let known = Token {
                    number: *token,
                    person: person.clone(),
                    name: name.clone(),
                    scopes: scopes.clone(),
                    fingerprint: fingerprint.clone(),
                    made_at: at,
                    expires_at: *expires_at,
                    used_at: None,
                };
                self.tokens.insert(*token, Arc::new(known));
            }
            Event::TokenRevoked { token } => self.drop_token(*token),
            Event::TokenUsed { token } => {
                if let Some(known) = self.tokens.get_mut(token) {
                    Arc::make_mut(known).used_at = Some(at);
                }
            }
            Event::PasskeyAdded { id, person, key, name } => {
                let known = Passkey::new(id, person, key, name, at);
                self.passkeys.insert(id.clone(), Arc::new(known));
            }
            Event::PasskeyRenamed { id, name } => {
                if let Some(known) = self.passkeys.get_mut(id) {
                    Arc::make_mut(known).name = name.clone();
                }
            }
            Event::PasskeyRemoved { id } => {
                self.passkeys.remove(id);
            }
            Event::PasskeyUsed { id, count } => {
                if let Some(known) = self.passkeys.get_mut(id) {
                    let known = Arc::make_mut(known);
                    (known.count, known.used_at) = (*count, Some(at));
                }
            }
        }
    }

    /// Tokens expire by being looked at; there are no timers.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing comes about by time alone.
    #[must_use]
    pub fn wake(&self, _moment: &Moment<'_>) -> Vec<Event> {
        Vec::new()
    }
}

/// What a person calls a thing of theirs.
fn named(person: &PersonKey, name: &str) -> Result<Personal, Refusal> {
    let name: String = tidy_line(name).chars().take(NAME_CHARS_MAX).collect();
    if name.is_empty() {
        return Err(Refusal::NoName);
    }
    Ok(Personal::new(Owner::Person(person.clone()), &name))
}

impl Event {
    /// Visits the personal words inside.
    pub fn personal(&mut self, visit: &mut dyn FnMut(&mut Personal)) {
        match self {
            Self::TokenMade { name, .. }
            | Self::PasskeyAdded { name, .. }
            | Self::PasskeyRenamed { name, .. } => visit(name),
            Self::TokenRevoked { .. }
            | Self::TokenUsed { .. }
            | Self::PasskeyRemoved { .. }
            | Self::PasskeyUsed { .. } => {}
        }
    }
}
