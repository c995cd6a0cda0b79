//! The return addresses of mails, and what else leaves and comes back: each says what it was,
//! with a proof that we made it.

use domain::words::{DeliveryId, SubscriberId};
use subtle::ConstantTimeEq;

use super::{InstallationKey, PART_LEN, Purpose};

/// What it was that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// One of a delivery.
    Delivery {
        /// Which.
        delivery: DeliveryId,
        /// Under which claim.
        fence: u32,
    },
    /// A word to a subscriber.
    Word {
        /// To whom.
        subscriber: SubscriberId,
        /// Which; the latest, where several went in one mail.
        word: u32,
    },
    /// What a drill sent to ourselves.
    Drill {
        /// Which.
        number: u128,
    },
}

/// How many bytes name a mail, and how many prove it: all of it fits into the name of a mailbox.
const RETURN_LEN: usize = PART_LEN + 4;
const RETURN_PROOF_LEN: usize = 8;
/// Servers may write a mailbox's name in capitals, so it has letters of one kind only.
const RETURN_LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

impl InstallationKey {
    /// What stands in the return address of a mail, or in what a drill sends, so that it is known
    /// when it comes back.
    #[must_use]
    pub fn return_tag(&self, returned: Returned) -> String {
        let (purpose, id, number) = match returned {
            Returned::Delivery { delivery, fence } => {
                (Purpose::ReturnOfDelivery, delivery.0, fence)
            }
            Returned::Word { subscriber, word } => (Purpose::ReturnOfWord, subscriber.0, word),
            Returned::Drill { number } => (Purpose::ReturnOfDrill, number, 0),
        };
        let mut bytes = [0; RETURN_LEN + RETURN_PROOF_LEN];
        bytes[..PART_LEN].copy_from_slice(&id.to_be_bytes());
        bytes[PART_LEN..RETURN_LEN].copy_from_slice(&number.to_be_bytes());
        let proof = self.proof_of(purpose, &bytes[..RETURN_LEN]);
        bytes[RETURN_LEN..].copy_from_slice(&proof[..RETURN_PROOF_LEN]);
        in_letters(&bytes)
    }

    /// What has this in it, if we made it.
    #[must_use]
    pub fn open_return(&self, tag: &str) -> Option<Returned> {
        let bytes: [u8; RETURN_LEN + RETURN_PROOF_LEN] = out_of_letters(tag)?.try_into().ok()?;
        let (content, proof) = bytes.split_at(RETURN_LEN);
        let (id, number) = content.split_at(PART_LEN);
        let id = u128::from_be_bytes(id.try_into().ok()?);
        let number = u32::from_be_bytes(number.try_into().ok()?);
        let is_of = |purpose| -> bool {
            self.proof_of(purpose, content)[..RETURN_PROOF_LEN].ct_eq(proof).into()
        };
        if is_of(Purpose::ReturnOfDelivery) {
            return Some(Returned::Delivery { delivery: DeliveryId(id), fence: number });
        }
        if is_of(Purpose::ReturnOfDrill) {
            return Some(Returned::Drill { number: id });
        }
        let word = Returned::Word { subscriber: SubscriberId(id), word: number };
        is_of(Purpose::ReturnOfWord).then_some(word)
    }
}

/// Bytes as letters and digits, five bits each.
fn in_letters(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(letter(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        out.push(letter(held << (5 - bits)));
    }
    out
}

fn letter(five_bits: u32) -> char {
    char::from(RETURN_LETTERS[(five_bits & 31) as usize])
}

fn out_of_letters(text: &str) -> Option<Vec<u8>> {
    const LETTERS: usize = (RETURN_LEN + RETURN_PROOF_LEN) * 8 / 5 + 1;
    if text.len() != LETTERS {
        return None;
    }
    let mut out = Vec::with_capacity(RETURN_LEN + RETURN_PROOF_LEN);
    let (mut held, mut bits) = (0_u32, 0_u32);
    for byte in text.bytes().map(|byte| byte.to_ascii_lowercase()) {
        let five = RETURN_LETTERS.iter().position(|known| *known == byte)?;
        held = held << 5 | u32::try_from(five).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 255).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_address_says_which_mail_it_was_and_nothing_else_does() {
        let key = InstallationKey::new([7; 32]);
        let delivery = Returned::Delivery { delivery: DeliveryId(u128::MAX - 5), fence: 3 };
        let word = Returned::Word { subscriber: SubscriberId(77), word: 12 };
        let drill = Returned::Drill { number: 7 << 100 };
        for returned in [delivery, word, drill] {
            let tag = key.return_tag(returned);
            assert_eq!(tag.len(), 45, "{tag}");
            assert_eq!(key.open_return(&tag), Some(returned));
            assert_eq!(key.open_return(&tag.to_uppercase()), Some(returned));
            assert_eq!(InstallationKey::new([8; 32]).open_return(&tag), None);
        }
        bolero::check!().with_type::<String>().for_each(|tag| {
            assert_eq!(key.open_return(tag), None);
        });
    }
}
