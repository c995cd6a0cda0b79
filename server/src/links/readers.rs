//! The links by which a customer or an audience reads its status page: each names its generation,
//! and those of earlier ones open nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::words::StatusLinkId;
use subtle::ConstantTimeEq;

use super::{InstallationKey, PART_LEN, Purpose};

impl InstallationKey {
    fn proof_of_status(&self, link: StatusLinkId, generation: u32) -> [u8; PART_LEN] {
        let mut content = link.0.to_be_bytes().to_vec();
        content.extend(generation.to_be_bytes());
        self.proof_of(Purpose::StatusLink, &content)
    }

    pub(super) fn written_status(&self, link: StatusLinkId, generation: u32) -> String {
        let mut bytes = [0; 2 * PART_LEN];
        bytes[..PART_LEN].copy_from_slice(&link.0.to_be_bytes());
        bytes[PART_LEN..].copy_from_slice(&self.proof_of_status(link, generation));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The link that this is, if we made it and it is of the generation that works.
    #[must_use]
    pub fn open_status(
        &self,
        text: &str,
        generation: impl FnOnce(StatusLinkId) -> Option<u32>,
    ) -> Option<StatusLinkId> {
        let bytes: [u8; 2 * PART_LEN] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let (id, proof) = bytes.split_at(PART_LEN);
        let link = StatusLinkId(u128::from_be_bytes(id.try_into().ok()?));
        // An unknown one is compared as well, so that its answer takes as long.
        let known = generation(link);
        let expected = self.proof_of_status(link, known.unwrap_or_default());
        let genuine: bool = expected.ct_eq(proof).into();
        known.filter(|_| genuine).map(|_| link)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_link_to_the_page_ends_those_before_it_and_opens_nothing_else() {
        let key = InstallationKey::new([7; 32]);
        let link = StatusLinkId(42);
        let texts: Vec<String> = (0..3).map(|n| key.written_status(link, n)).collect();
        for (number, text) in texts.iter().enumerate() {
            for working in 0..3 {
                let opened = key.open_status(text, |_| Some(working));
                assert_eq!(opened.is_some(), working as usize == number);
            }
            assert_eq!(key.open_status(text, |_| None), None, "it has ended");
            assert_eq!(key.open_page(text), None);
            assert_eq!(key.open_participant(text, |_| 0), None);
        }
        let other = InstallationKey::new([8; 32]);
        assert_eq!(other.open_status(&texts[0], |_| Some(0)), None);
        bolero::check!().with_type::<String>().for_each(|text| {
            assert_eq!(key.open_status(text, |_| Some(0)), None);
        });
    }
}
