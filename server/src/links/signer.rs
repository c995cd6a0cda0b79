//! By whose secret a post to a subscriber is signed.

use domain::subscribers::Subscriber;
use domain::words::SubscriberId;

use super::{InstallationKey, PART_LEN, Purpose};

/// Whose secret signs a post, and how often it was made anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Whose.
    pub subscriber: SubscriberId,
    /// How often it was made anew.
    pub renewed: u32,
}

impl From<&Subscriber> for Signer {
    fn from(known: &Subscriber) -> Self {
        Self { subscriber: known.id, renewed: known.secret }
    }
}

impl InstallationKey {
    /// The bytes with which words to a subscriber's webhook are signed: derived, so that they can
    /// be shown again.
    #[must_use]
    pub fn subscriber_secret(&self, signer: Signer) -> [u8; 32] {
        let mut secret = [0; 2 * PART_LEN];
        for (number, half) in secret.chunks_exact_mut(PART_LEN).enumerate() {
            let mut content = signer.subscriber.0.to_be_bytes().to_vec();
            content.push(u8::try_from(number).unwrap_or(0));
            if signer.renewed > 0 {
                content.extend(signer.renewed.to_be_bytes());
            }
            half.copy_from_slice(&self.proof_of(Purpose::SubscriberSecret, &content));
        }
        secret
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_made_anew_is_another_and_nobody_elses() {
        let key = InstallationKey::new([7; 32]);
        let of =
            |id, renewed| key.subscriber_secret(Signer { subscriber: SubscriberId(id), renewed });
        let all = [of(1, 0), of(1, 1), of(1, 2), of(2, 0), of(2, 1)];
        let once: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(once.len(), all.len());
        assert_eq!(of(1, 1), of(1, 1), "it can be shown again");
    }
}
