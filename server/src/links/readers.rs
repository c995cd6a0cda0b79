//! The links by which a customer or an audience reads its status page: each names its generation,
//! and those of earlier ones open nothing. And those that were sent by mail to whoever may read a
//! page because of their domain: they say for which page and when, and nothing of who it was.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::words::{SmolStr, StatusLinkId, StatusPageKey, SubscriberId, Timestamp, is_key};
use subtle::ConstantTimeEq;

use super::{InstallationKey, PART_LEN, Purpose};

/// How many bytes of a link that was sent by mail stand before the key of its page.
const SENT_LEN: usize = PART_LEN + 8;

/// What a link that was sent by mail says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Which page it opens.
    pub page: StatusPageKey,
    /// To a reader at which mail domain; it does not stand in the link, and is proved by it.
    pub domain: SmolStr,
    /// When.
    pub at: Timestamp,
}

impl InstallationKey {
    fn proof_of_mail(&self, page: &StatusPageKey, domain: &str, at: Timestamp) -> [u8; PART_LEN] {
        let mut content = at.0.to_be_bytes().to_vec();
        content.extend(page.as_str().as_bytes());
        content.push(0);
        content.extend(domain.as_bytes());
        self.proof_of(Purpose::PageByMail, &content)
    }

    /// The link that is sent by mail.
    #[must_use]
    pub fn page_by_mail(&self, sent: &Sent) -> String {
        let mut bytes = self.proof_of_mail(&sent.page, &sent.domain, sent.at).to_vec();
        bytes.extend(sent.at.0.to_be_bytes());
        bytes.extend(sent.page.as_str().as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What such a link says, if we made it for one of the domains that its page names.
    #[must_use]
    pub fn open_page_by_mail(
        &self,
        text: &str,
        named: impl FnOnce(&StatusPageKey) -> Vec<SmolStr>,
    ) -> Option<Sent> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (head, page) = bytes.split_at_checked(SENT_LEN)?;
        let (proof, at) = head.split_at(PART_LEN);
        let at = Timestamp(i64::from_be_bytes(at.try_into().ok()?));
        let page = std::str::from_utf8(page).ok().filter(|page| is_key(page))?;
        let page = StatusPageKey::from(page);
        let ours = |domain: &SmolStr| -> bool {
            self.proof_of_mail(&page, domain, at).ct_eq(proof).into()
        };
        let domain = named(&page).into_iter().find(ours)?;
        Some(Sent { page, domain, at })
    }

    /// As whose words an address is kept to which a page's link was sent: the same for the same
    /// address, and it tells nobody which that is.
    #[must_use]
    pub fn reader(&self, address: &str) -> SubscriberId {
        let proof = self.proof_of(Purpose::Reader, address.to_lowercase().as_bytes());
        SubscriberId(u128::from_be_bytes(proof))
    }

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

    #[test]
    fn a_link_by_mail_opens_its_page_for_its_domain_and_nothing_else() {
        let key = InstallationKey::new([7; 32]);
        let sent = Sent {
            page: "clinics".into(),
            domain: "hospital.example".into(),
            at: Timestamp::from_secs(1_800_000_000),
        };
        let named = |domains: &[&str]| domains.iter().map(SmolStr::new).collect();
        let text = key.page_by_mail(&sent);
        let opened = key.open_page_by_mail(&text, |page| {
            assert_eq!(page.as_str(), "clinics");
            named(&["other.example", "hospital.example"])
        });
        assert_eq!(opened, Some(sent));
        assert_eq!(key.open_page_by_mail(&text, |_| named(&["other.example"])), None);
        assert_eq!(key.open_page_by_mail(&text, |_| Vec::new()), None);
        assert_eq!(key.open_status(&text, |_| Some(0)), None);
        let other = InstallationKey::new([8; 32]);
        assert_eq!(other.open_page_by_mail(&text, |_| named(&["hospital.example"])), None);
        let bytes = URL_SAFE_NO_PAD.decode(&text).expect("a link");
        for place in 0..bytes.len() {
            let mut bent = bytes.clone();
            bent[place] ^= 1;
            let bent = URL_SAFE_NO_PAD.encode(bent);
            assert_eq!(key.open_page_by_mail(&bent, |_| named(&["hospital.example"])), None);
        }
        bolero::check!().with_type::<String>().for_each(|text| {
            assert_eq!(key.open_page_by_mail(text, |_| named(&["hospital.example"])), None);
        });
    }
}
