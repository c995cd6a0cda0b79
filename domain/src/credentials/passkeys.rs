//! Passkeys: a device that signs in for its person, known by a public key.

use serde::{Deserialize, Serialize};

use super::{Event, PASSKEY_ID_CHARS_MAX, PASSKEYS_PER_PERSON_MAX, Refusal, State, named};
use crate::words::{PersonKey, Personal, SmolStr, Timestamp};

/// What a passkey's signatures are checked with. It opens nothing by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicKey {
    /// ECDSA over P-256 with SHA-256: the point, uncompressed, in base64.
    P256(SmolStr),
    /// Ed25519: the point, in base64.
    Ed25519(SmolStr),
    /// RSA with PKCS #1 v1.5 padding and SHA-256: modulus and exponent, in base64.
    Rsa(SmolStr, SmolStr),
}

/// A device that signs in for its person.
#[derive(Clone, Debug, PartialEq)]
pub struct Passkey {
    /// The id that the device chose, in base64 for addresses.
    pub id: SmolStr,
    /// Whose it is.
    pub person: PersonKey,
    /// What its signatures are checked with.
    pub key: PublicKey,
    /// What the person calls it.
    pub name: Personal,
    /// When it was registered.
    pub added_at: Timestamp,
    /// How often the device said that it signed; 0 when it does not count.
    pub count: u32,
    /// When it was last used.
    pub used_at: Option<Timestamp>,
}

impl Passkey {
    pub(super) fn new(
        id: &SmolStr,
        person: &PersonKey,
        key: &PublicKey,
        name: &Personal,
        at: Timestamp,
    ) -> Self {
        Self {
            id: id.clone(),
            person: person.clone(),
            key: key.clone(),
            name: name.clone(),
            added_at: at,
            count: 0,
            used_at: None,
        }
    }

    /// Whether the device counts and did not count on: then two devices hold the same key.
    #[must_use]
    pub fn was_copied(&self, count: u32) -> bool {
        (count > 0 || self.count > 0) && count <= self.count
    }
}

impl State {
    pub(super) fn add_passkey(
        &self,
        person: PersonKey,
        id: SmolStr,
        key: PublicKey,
        name: &str,
    ) -> Result<Vec<Event>, Refusal> {
        let name = named(&person, name)?;
        if id.is_empty() || id.len() > PASSKEY_ID_CHARS_MAX {
            return Err(Refusal::UnknownPasskey);
        }
        if self.passkeys.contains_key(&id) {
            return Err(Refusal::AddedAlready);
        }
        if self.passkeys_of(&person).count() >= PASSKEYS_PER_PERSON_MAX {
            let limit = u32::try_from(PASSKEYS_PER_PERSON_MAX).unwrap_or(u32::MAX);
            return Err(Refusal::TooMany { limit });
        }
        Ok(vec![Event::PasskeyAdded { id, person, key, name }])
    }
}
