//! Links that open something: derived from an id and the installation key, never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::words::{PageId, ParticipantId};
use subtle::ConstantTimeEq;

/// How many bytes of a link are the id, and how many the proof that we made it.
const PART_LEN: usize = 16;

/// What a link opens; a link for one purpose never opens another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Participant,
    Page,
    SignIn,
    Challenge,
}

impl Purpose {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Participant => b"participant",
            Self::Page => b"page",
            Self::SignIn => b"sign-in",
            Self::Challenge => b"challenge",
        }
    }
}

/// The secret of the installation, from which every link is derived.
#[derive(Clone)]
pub struct InstallationKey([u8; 32]);

impl InstallationKey {
    /// The key with these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn link(&self, purpose: Purpose, id: u128) -> String {
        let mut bytes = [0; 2 * PART_LEN];
        bytes[..PART_LEN].copy_from_slice(&id.to_be_bytes());
        bytes[PART_LEN..].copy_from_slice(&self.proof(purpose, id));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn proof(&self, purpose: Purpose, id: u128) -> [u8; PART_LEN] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(purpose.name()).update(&[0]).update(&id.to_be_bytes());
        let mut proof = [0; PART_LEN];
        proof.copy_from_slice(&hasher.finalize().as_bytes()[..PART_LEN]);
        proof
    }

    fn open(&self, purpose: Purpose, link: &str) -> Option<u128> {
        let bytes: [u8; 2 * PART_LEN] = URL_SAFE_NO_PAD.decode(link).ok()?.try_into().ok()?;
        let (id, proof) = bytes.split_at(PART_LEN);
        let id = u128::from_be_bytes(id.try_into().ok()?);
        // Compared in constant time, so that a proof cannot be guessed byte by byte.
        let genuine: bool = self.proof(purpose, id).ct_eq(proof).into();
        genuine.then_some(id)
    }

    /// The participant whose link it is, if we made it.
    #[must_use]
    pub fn open_participant(&self, link: &str) -> Option<ParticipantId> {
        self.open(Purpose::Participant, link).map(ParticipantId)
    }

    /// The page whose link it is, if we made it.
    #[must_use]
    pub fn open_page(&self, link: &str) -> Option<PageId> {
        self.open(Purpose::Page, link).map(PageId)
    }

    /// The number of the offer to sign in, if we made it.
    #[must_use]
    pub fn open_sign_in(&self, link: &str) -> Option<u32> {
        self.open(Purpose::SignIn, link).and_then(|offer| u32::try_from(offer).ok())
    }

    /// A challenge for a passkey, with our proof.
    #[must_use]
    pub fn challenge(&self, id: u128) -> String {
        self.link(Purpose::Challenge, id)
    }

    /// What the challenge was made of, if we made it.
    #[must_use]
    pub fn open_challenge(&self, challenge: &str) -> Option<u128> {
        self.open(Purpose::Challenge, challenge)
    }

    /// The link by which a person signs in, or sets up.
    #[must_use]
    pub fn sign_in(&self, offer: u32) -> String {
        self.link(Purpose::SignIn, u128::from(offer))
    }
}

impl views::Links for InstallationKey {
    fn participant(&self, participant: ParticipantId) -> String {
        self.link(Purpose::Participant, participant.0)
    }

    fn page(&self, page: PageId) -> String {
        self.link(Purpose::Page, page.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use views::Links;

    #[test]
    fn a_link_opens_what_it_was_made_for_and_nothing_else() {
        let key = InstallationKey::new([7; 32]);
        let link = key.participant(ParticipantId(42));
        assert_eq!(key.open_participant(&link), Some(ParticipantId(42)));
        assert_eq!(key.open_page(&link), None);
        assert_eq!(InstallationKey::new([8; 32]).open_participant(&link), None);
    }

    #[test]
    fn a_link_of_anybodys_making_opens_nothing() {
        let key = InstallationKey::new([7; 32]);
        bolero::check!().with_type::<String>().for_each(|link| {
            assert_eq!(key.open_page(link), None);
            assert_eq!(key.open_participant(link), None);
            assert_eq!(key.open_sign_in(link), None);
        });
    }

    #[test]
    fn a_changed_link_opens_nothing() {
        let key = InstallationKey::new([7; 32]);
        let link = key.page(PageId(9));
        for at in 0..link.len() {
            let mut changed = link.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            // The last character carries two unused bits, so another one may mean the same bytes.
            let same = URL_SAFE_NO_PAD.decode(&changed) == URL_SAFE_NO_PAD.decode(&link);
            assert!(same || key.open_page(&changed).is_none());
        }
        for hostile in ["", "/", "💥", &"A".repeat(10_000)] {
            assert_eq!(key.open_page(hostile), None);
        }
    }
}
