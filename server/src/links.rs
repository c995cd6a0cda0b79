//! Links that open something: derived from an id and the installation key, never stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::words::{
    AnnouncementId, CallId, ComponentKey, DeliveryId, InquiryId, PageId, ParticipantId, RouteId,
    StatusLinkId, SubscriberId,
};
use subtle::ConstantTimeEq;

mod readers;
mod returns;
mod signer;

pub use readers::Sent;
pub use returns::Returned;
pub use signer::Signer;

/// How many bytes of a link are the id, and how many the proof that we made it.
const PART_LEN: usize = 16;

/// How many bytes name an attempt: a page, a delivery and a fence.
const ATTEMPT_LEN: usize = 2 * PART_LEN + 4;

/// One attempt to reach somebody by telephone or push message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// For which page; it outlives the delivery, which a later ring replaces.
    pub page: PageId,
    /// By which delivery.
    pub delivery: DeliveryId,
    /// Under which claim.
    pub fence: u32,
}

impl Attempt {
    fn bytes(&self) -> [u8; ATTEMPT_LEN] {
        let mut bytes = [0; ATTEMPT_LEN];
        bytes[..PART_LEN].copy_from_slice(&self.page.0.to_be_bytes());
        bytes[PART_LEN..2 * PART_LEN].copy_from_slice(&self.delivery.0.to_be_bytes());
        bytes[2 * PART_LEN..].copy_from_slice(&self.fence.to_be_bytes());
        bytes
    }

    fn of(bytes: [u8; ATTEMPT_LEN]) -> Option<Self> {
        let (page, rest) = bytes.split_first_chunk()?;
        let (delivery, fence) = rest.split_first_chunk()?;
        Some(Self {
            page: PageId(u128::from_be_bytes(*page)),
            delivery: DeliveryId(u128::from_be_bytes(*delivery)),
            fence: u32::from_be_bytes(fence.try_into().ok()?),
        })
    }
}

/// What a link opens; a link for one purpose never opens another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Participant,
    Page,
    SignIn,
    Call,
    Bridge,
    Route,
    Challenge,
    Inquiry,
    Code,
    Device,
    Question,
    MethodCode,
    Push,
    Subscriber,
    SubscriberCode,
    SubscriberSecret,
    Word,
    Turned,
    StatusLink,
    PageByMail,
    Reader,
    ReturnOfDelivery,
    ReturnOfWord,
    ReturnOfDrill,
    Installation,
    Here,
}

impl Purpose {
    const fn name(self) -> &'static [u8] {
        match self {
            Self::Participant => b"participant",
            Self::Page => b"page",
            Self::SignIn => b"sign-in",
            Self::Call => b"call",
            Self::Bridge => b"bridge",
            Self::Route => b"route",
            Self::Challenge => b"challenge",
            Self::Inquiry => b"inquiry",
            Self::Code => b"code",
            Self::Device => b"device",
            Self::Question => b"question",
            Self::MethodCode => b"method-code",
            Self::Push => b"push",
            Self::Subscriber => b"subscriber",
            Self::SubscriberCode => b"subscriber-code",
            Self::SubscriberSecret => b"subscriber-secret",
            Self::Word => b"word",
            Self::Turned => b"turned",
            Self::StatusLink => b"status-link",
            Self::PageByMail => b"page-by-mail",
            Self::Reader => b"reader",
            Self::ReturnOfDelivery => b"return-of-delivery",
            Self::ReturnOfWord => b"return-of-word",
            Self::ReturnOfDrill => b"return-of-drill",
            Self::Installation => b"installation",
            Self::Here => b"here",
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

    /// The key as it is written into a file: 64 hexadecimal digits.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The key of drills, so that no link of theirs opens anything real.
    #[must_use]
    pub fn of_drills(&self) -> Self {
        Self(*blake3::Hasher::new_keyed(&self.0).update(b"drills").finalize().as_bytes())
    }

    /// The key of rehearsals, for the same reason.
    #[must_use]
    pub fn of_rehearsals(&self) -> Self {
        Self(*blake3::Hasher::new_keyed(&self.0).update(b"rehearsals").finalize().as_bytes())
    }

    /// By which this installation is told from others; it says nothing about the key.
    #[must_use]
    pub fn installation(&self) -> String {
        format!("{:032x}", u128::from_be_bytes(self.proof(Purpose::Installation, 0)))
    }

    fn link(&self, purpose: Purpose, id: u128) -> String {
        let mut bytes = [0; 2 * PART_LEN];
        bytes[..PART_LEN].copy_from_slice(&id.to_be_bytes());
        bytes[PART_LEN..].copy_from_slice(&self.proof(purpose, id));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn proof(&self, purpose: Purpose, id: u128) -> [u8; PART_LEN] {
        self.proof_of(purpose, &id.to_be_bytes())
    }

    fn proof_of(&self, purpose: Purpose, content: &[u8]) -> [u8; PART_LEN] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        hasher.update(purpose.name()).update(&[0]).update(content);
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

    /// What every node of the installation answers with when it is asked who it is.
    #[must_use]
    pub fn here(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.proof(Purpose::Here, 0))
    }

    /// What a telephone carrier calls back with about one attempt.
    #[must_use]
    pub fn call(&self, attempt: &Attempt) -> String {
        self.attempt(Purpose::Call, attempt)
    }

    /// What a device answers with to one push message.
    #[must_use]
    pub fn push(&self, attempt: &Attempt) -> String {
        self.attempt(Purpose::Push, attempt)
    }

    fn attempt(&self, purpose: Purpose, attempt: &Attempt) -> String {
        let mut bytes = attempt.bytes().to_vec();
        bytes.extend(self.proof_of(purpose, &attempt.bytes()));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The secret of the key pair by which push services know this installation. It is derived, so
    /// that every node has it and a backup that has the installation key has it too. Almost every
    /// number is a secret key; `try_number` counts past the few that are none.
    #[must_use]
    pub fn of_push(&self, try_number: u8) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        *hasher.update(b"vapid").update(&[0, try_number]).finalize().as_bytes()
    }

    /// The attempt that a carrier speaks of, if we made the link.
    #[must_use]
    pub fn open_call(&self, link: &str) -> Option<Attempt> {
        self.open_attempt(Purpose::Call, link)
    }

    /// The attempt that a device answers to, if we made the link.
    #[must_use]
    pub fn open_push(&self, link: &str) -> Option<Attempt> {
        self.open_attempt(Purpose::Push, link)
    }

    fn open_attempt(&self, purpose: Purpose, link: &str) -> Option<Attempt> {
        let bytes = URL_SAFE_NO_PAD.decode(link).ok()?;
        let (content, proof) = bytes.split_at_checked(ATTEMPT_LEN)?;
        let genuine: bool = self.proof_of(purpose, content).ct_eq(proof).into();
        if genuine { Attempt::of(content.try_into().ok()?) } else { None }
    }

    /// What a telephone carrier calls back with about one call to a caller.
    #[must_use]
    pub fn bridge(&self, call: CallId) -> String {
        self.link(Purpose::Bridge, call.0)
    }

    /// The call to a caller that a carrier speaks of, if we made the link.
    #[must_use]
    pub fn open_bridge(&self, link: &str) -> Option<CallId> {
        self.open(Purpose::Bridge, link).map(CallId)
    }

    /// The participant whose link it is, if we made it and it is the one that works: the first,
    /// or that of the generation which `generation` tells.
    #[must_use]
    pub fn open_participant(
        &self,
        link: &str,
        generation: impl FnOnce(ParticipantId) -> u32,
    ) -> Option<ParticipantId> {
        let bytes: [u8; 2 * PART_LEN] = URL_SAFE_NO_PAD.decode(link).ok()?.try_into().ok()?;
        let (id, proof) = bytes.split_at(PART_LEN);
        let participant = ParticipantId(u128::from_be_bytes(id.try_into().ok()?));
        let expected = self.proof_of_participant(participant, generation(participant));
        let genuine: bool = expected.ct_eq(proof).into();
        genuine.then_some(participant)
    }

    /// The first link has the proof that it always had; those after it name their generation.
    fn proof_of_participant(&self, participant: ParticipantId, generation: u32) -> [u8; PART_LEN] {
        match generation {
            0 => self.proof(Purpose::Participant, participant.0),
            generation => {
                let mut content = participant.0.to_be_bytes().to_vec();
                content.extend(generation.to_be_bytes());
                self.proof_of(Purpose::Participant, &content)
            }
        }
    }

    /// The inquiry whose link it is, if we made it.
    #[must_use]
    pub fn open_inquiry(&self, link: &str) -> Option<InquiryId> {
        self.open(Purpose::Inquiry, link).map(InquiryId)
    }

    /// The code of an inquiry: six digits that are derived, so that nothing secret is stored.
    #[must_use]
    pub fn code(&self, inquiry: InquiryId) -> String {
        let proof = u128::from_be_bytes(self.proof(Purpose::Code, inquiry.0));
        format!("{:06}", proof % 1_000_000)
    }

    /// Whether what was typed is the code of an inquiry.
    #[must_use]
    pub fn is_code(&self, inquiry: InquiryId, typed: &str) -> bool {
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let code = self.code(inquiry);
        digits.len() == code.len() && digits.as_bytes().ct_eq(code.as_bytes()).into()
    }

    /// By which the device of a caller is known who proved who they are; it opens nothing.
    #[must_use]
    pub fn device(&self, participant: ParticipantId) -> String {
        self.link(Purpose::Device, participant.0)
    }

    /// Whose device it is, if we made that up.
    #[must_use]
    pub fn open_device(&self, device: &str) -> Option<ParticipantId> {
        self.open(Purpose::Device, device).map(ParticipantId)
    }

    /// A question of the gate, with our proof.
    #[must_use]
    pub fn question(&self, question: u128) -> String {
        self.link(Purpose::Question, question)
    }

    /// The question, if we asked it.
    #[must_use]
    pub fn open_question(&self, question: &str) -> Option<u128> {
        self.open(Purpose::Question, question)
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

    /// The routing key of an integration: 32 hexadecimal digits, as every tool takes them. It is
    /// the proof alone, and is looked up rather than opened, because the id does not fit beside it.
    #[must_use]
    pub fn routing_key(&self, route: RouteId) -> String {
        format!("{:032x}", u128::from_be_bytes(self.proof(Purpose::Route, route.0)))
    }

    /// The six digits of a code that proves a contact method: they follow from its number, so that
    /// they are stored nowhere and can be sent again.
    #[must_use]
    pub fn method_code(&self, number: u32) -> String {
        let proof = self.proof(Purpose::MethodCode, u128::from(number));
        let proof = u128::from_be_bytes(proof);
        format!("{:06}", proof % 1_000_000)
    }

    /// Whether these are the digits of a code, whatever stands between them.
    #[must_use]
    pub fn is_method_code(&self, number: u32, typed: &str) -> bool {
        let digits: String = typed.chars().filter(char::is_ascii_digit).take(12).collect();
        self.method_code(number).as_bytes().ct_eq(digits.as_bytes()).into()
    }

    /// The link by which a subscriber confirms, chooses and leaves.
    #[must_use]
    pub fn subscriber(&self, subscriber: SubscriberId) -> String {
        self.link(Purpose::Subscriber, subscriber.0)
    }

    /// The subscriber whose link it is, if we made it.
    #[must_use]
    pub fn open_subscriber(&self, link: &str) -> Option<SubscriberId> {
        self.open(Purpose::Subscriber, link).map(SubscriberId)
    }

    /// The six digits that a subscriber's telephone is sent; they are stored nowhere.
    #[must_use]
    pub fn subscriber_code(&self, subscriber: SubscriberId) -> String {
        let proof = u128::from_be_bytes(self.proof(Purpose::SubscriberCode, subscriber.0));
        format!("{:06}", proof % 1_000_000)
    }

    /// Whether these are the digits of a subscriber's code, whatever stands between them.
    #[must_use]
    pub fn is_subscriber_code(&self, subscriber: SubscriberId, typed: &str) -> bool {
        let digits: String = typed.chars().filter(char::is_ascii_digit).take(12).collect();
        self.subscriber_code(subscriber).as_bytes().ct_eq(digits.as_bytes()).into()
    }

    /// By what a receiver recognises a repeat: one number for each subscriber and word.
    #[must_use]
    pub fn word(&self, subscriber: SubscriberId, words: &[AnnouncementId]) -> DeliveryId {
        let mut content = subscriber.0.to_be_bytes().to_vec();
        for word in words {
            content.extend(word.0.to_be_bytes());
        }
        DeliveryId(u128::from_be_bytes(self.proof_of(Purpose::Word, &content)))
    }

    /// The same for what is posted beside a word: one number for each delivery and component.
    #[must_use]
    pub fn turned(&self, word: DeliveryId, component: &ComponentKey) -> DeliveryId {
        let mut content = word.0.to_be_bytes().to_vec();
        content.extend(component.as_str().as_bytes());
        DeliveryId(u128::from_be_bytes(self.proof_of(Purpose::Turned, &content)))
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

    fn renewed(&self, participant: ParticipantId, generation: u32) -> String {
        let mut bytes = [0; 2 * PART_LEN];
        bytes[..PART_LEN].copy_from_slice(&participant.0.to_be_bytes());
        let proof = self.proof_of_participant(participant, generation);
        bytes[PART_LEN..].copy_from_slice(&proof);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    fn page(&self, page: PageId) -> String {
        self.link(Purpose::Page, page.0)
    }

    fn inquiry(&self, inquiry: InquiryId) -> String {
        self.link(Purpose::Inquiry, inquiry.0)
    }

    fn status(&self, link: StatusLinkId, generation: u32) -> String {
        self.written_status(link, generation)
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
        assert_eq!(key.open_participant(&link, |_| 0), Some(ParticipantId(42)));
        assert_eq!(key.open_page(&link), None);
        assert_eq!(InstallationKey::new([8; 32]).open_participant(&link, |_| 0), None);
    }

    #[test]
    fn a_new_link_of_a_participant_ends_the_former_ones() {
        let key = InstallationKey::new([7; 32]);
        let participant = ParticipantId(42);
        let links: Vec<String> = (0..4).map(|n| key.renewed(participant, n)).collect();
        assert_eq!(links[0], key.participant(participant), "the first one stays what it was");
        for (working, _) in links.iter().enumerate() {
            let opened = links.iter().map(|link| key.open_participant(link, |_| working as u32));
            let works: Vec<bool> = opened.map(|opened| opened == Some(participant)).collect();
            let expected: Vec<bool> = (0..4).map(|n| n == working).collect();
            assert_eq!(works, expected);
        }
    }

    #[test]
    fn a_code_fits_its_own_inquiry_however_it_is_typed() {
        let key = InstallationKey::new([7; 32]);
        let (one, other) = (InquiryId(1), InquiryId(2));
        let code = key.code(one);
        assert_eq!(code.len(), 6);
        assert!(
            key.is_code(one, &code) && key.is_code(one, &format!(" {} {}", &code[..3], &code[3..]))
        );
        assert!(
            !key.is_code(other, &code) && !key.is_code(one, "") && !key.is_code(one, &code[1..])
        );
        assert_eq!(key.open_inquiry(&key.inquiry(one)), Some(one));
        assert_eq!(key.open_page(&key.inquiry(one)), None);
    }

    #[test]
    fn a_link_of_anybodys_making_opens_nothing() {
        let key = InstallationKey::new([7; 32]);
        bolero::check!().with_type::<String>().for_each(|link| {
            assert_eq!(key.open_page(link), None);
            assert_eq!(key.open_participant(link, |_| 0), None);
            assert_eq!(key.open_inquiry(link), None);
            assert_eq!(key.open_sign_in(link), None);
        });
    }

    #[test]
    fn the_link_of_a_call_names_the_attempt_and_cannot_be_made_up() {
        let key = InstallationKey::new([7; 32]);
        let attempt = Attempt { page: PageId(9), delivery: DeliveryId(u128::MAX), fence: 3 };
        let link = key.call(&attempt);
        assert_eq!(key.open_call(&link), Some(attempt));
        assert_eq!(InstallationKey::new([8; 32]).open_call(&link), None);
        assert_eq!(key.open_page(&link), None);
        assert_eq!(key.open_push(&link), None);
        assert_eq!(key.open_push(&key.push(&attempt)), Some(attempt));
        assert_ne!(key.call(&Attempt { fence: 4, ..attempt }), link);
        bolero::check!().with_type::<String>().for_each(|link| {
            assert_eq!(key.open_call(link), None);
            assert_eq!(key.open_push(link), None);
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
