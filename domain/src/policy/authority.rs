//! Authority: how much a participant has proved, by all that the organisation knows; what may be
//! shown and done on that; and what the commands of the room of proof need of other rooms.

use super::{review, tell};
use crate::customers::{Candidate, Contact, Profile, Reason, emails, phones, same_phone};
use crate::deliveries::{self, About, Address};
use crate::emergencies::{Emergency, Line, Message};
use crate::proof::{self, Act, Ask, Proven};
use crate::words::{
    Actor, Channel, ContactKey, CustomerKey, EmergencyId, Level, ParticipantId, Personal, e164,
};
use crate::{Command, Moment, Refusal, State, customers, emergencies, restrictions};

/// Why a participant stands at a level.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// Nothing speaks for them.
    Nothing,
    /// A registered contact says that it is not them, and nothing was proved since.
    Denied,
    /// The name fits, and this speaks for it beyond the name.
    Plausible(Vec<Reason>),
    /// They are a registered contact.
    Proven(Proven),
    /// The same, and this second contact agrees to what they ask for.
    Agreed(Proven, ContactKey),
}

/// How a participant stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// What they have proved themselves.
    pub level: Level,
    /// By what.
    pub why: Why,
    /// Somebody verified who vouches for them.
    pub vouched_by: Option<ParticipantId>,
}

impl Standing {
    /// Up to which level they may read: what they proved, or what somebody verified vouches for.
    #[must_use]
    pub fn reads(&self) -> Level {
        match self.vouched_by {
            Some(_) => self.level.max(Level::Verified),
            None => self.level,
        }
    }
}

impl State {
    /// How a participant stands, by what they proved and by what is known of them.
    #[must_use]
    pub fn standing(&self, emergency: EmergencyId, participant: ParticipantId) -> Standing {
        let (level, why) = self.own_level(emergency, participant);
        let vouch = self.proof.case(emergency).and_then(|case| case.vouches.get(&participant));
        // A vouch counts for as long as who vouches is there, and verified themselves.
        let vouched_by = vouch.map(|vouch| vouch.by).filter(|by| {
            self.takes_part(emergency, *by) && self.own_level(emergency, *by).0 >= Level::Verified
        });
        Standing { level, why, vouched_by }
    }

    fn takes_part(&self, emergency: EmergencyId, participant: ParticipantId) -> bool {
        let known = self.emergencies.get(emergency);
        known.is_some_and(|known| known.participants.contains(&participant))
    }

    fn own_level(&self, emergency: EmergencyId, participant: ParticipantId) -> (Level, Why) {
        let Some(attached) = self.customers.attached(emergency).map(|held| &held.customer) else {
            return (Level::Stranger, Why::Nothing);
        };
        let case = self.proof.case(emergency);
        let proof = case.and_then(|case| case.proofs.get(&participant));
        if let Some(proof) = proof.filter(|proof| proof.customer == *attached) {
            let consent = case.and_then(|case| case.consents.get(&participant));
            let second = consent.filter(|consent| {
                consent.customer == *attached && consent.contact != proof.contact
            });
            return match second {
                Some(second) => (Level::Dual, Why::Agreed(proof.clone(), second.contact.clone())),
                None => (Level::Verified, Why::Proven(proof.clone())),
            };
        }
        if case.is_some_and(|case| case.is_denied(attached)) {
            return (Level::Stranger, Why::Denied);
        }
        let opener = self.emergencies.get(emergency).map(|known| known.opener);
        let evidence = self.evidence(emergency, attached).filter(|_| opener == Some(participant));
        match evidence {
            Some(reasons) => (Level::Plausible, Why::Plausible(reasons)),
            None => (Level::Stranger, Why::Nothing),
        }
    }

    /// What speaks for a customer beyond its name, where the name speaks for it as well.
    fn evidence(&self, emergency: EmergencyId, customer: &CustomerKey) -> Option<Vec<Reason>> {
        let found = self.customers.search(emergency)?.candidates.as_ref()?;
        beyond_the_name(found.iter().find(|candidate| candidate.customer == *customer)?)
    }

    /// What the whole conversation counts as: its lowest reader. Everyone with a link counts,
    /// whether or not they have opened it, because they can at any moment.
    #[must_use]
    pub fn conversation_level(&self, emergency: EmergencyId) -> Level {
        let known = self.emergencies.get(emergency);
        let everyone = known.into_iter().flat_map(|known| known.participants.iter());
        let reads = everyone.map(|one| self.standing(emergency, *one).reads());
        reads.min().unwrap_or_default()
    }

    /// On how much proof something may be done: what the conversation counts as; what needs a
    /// second contact also needs it only for the one who asks.
    #[must_use]
    pub fn authority(&self, emergency: EmergencyId) -> Level {
        let level = self.conversation_level(emergency);
        if level < Level::Verified {
            return level;
        }
        let known = self.emergencies.get(emergency);
        let everyone = known.into_iter().flat_map(|known| known.participants.iter());
        everyone.map(|one| self.standing(emergency, *one).level).max().unwrap_or(level).max(level)
    }

    /// Whether a participant may read a message of their conversation.
    pub(super) fn may_read(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        message: &Message,
    ) -> bool {
        let own = message.from == emergencies::Speaker::Participant(participant);
        own || message.level.is_for_all()
            || message.level <= self.standing(emergency, participant).reads()
    }

    /// The contacts of the customer that an emergency is attached to.
    #[must_use]
    pub fn contacts_on_file(&self, emergency: EmergencyId) -> Option<(&CustomerKey, &[Contact])> {
        let attached = &self.customers.attached(emergency)?.customer;
        Some((attached, &self.customers.profile(attached)?.contacts))
    }
}

/// What speaks for a candidate beyond its name, where the name speaks for it as well.
fn beyond_the_name(candidate: &Candidate) -> Option<Vec<Reason>> {
    let named = candidate.reasons.iter().any(|reason| {
        matches!(
            reason,
            Reason::ExactName
                | Reason::AccessName
                | Reason::FormerName
                | Reason::SiteName
                | Reason::SimilarName { .. }
                | Reason::SimilarSite { .. }
                | Reason::Acronym
                | Reason::NameWithin
        )
    });
    let beyond = candidate.reasons.iter().filter(|reason| {
        matches!(
            reason,
            Reason::PhoneOnFile | Reason::EmailOnFile | Reason::EmailDomain | Reason::LiveAlert
        )
    });
    let beyond: Vec<Reason> = beyond.cloned().collect();
    (named && !beyond.is_empty()).then_some(beyond)
}

/// The command with what it needs of other rooms filled in.
///
/// # Errors
/// A refusal when what other rooms know stands against it.
pub(crate) fn weighed(state: &State, command: Command, actor: &Actor) -> Result<Command, Refusal> {
    use proof::Command as C;
    let Command::Proof(command) = command else { return Ok(command) };
    let weighed = match command {
        C::Seek { emergency, participant, .. } | C::Try { emergency, participant, .. } => {
            own(state, emergency, participant, actor)?;
            command
        }
        C::Vouch { emergency, by, participant } => {
            own(state, emergency, by, actor)?;
            let verified = state.own_level(emergency, by).0 >= Level::Verified;
            match (verified, state.takes_part(emergency, participant)) {
                (false, _) => return Err(proof::Refusal::NotVerified.into()),
                (_, false) => return Err(proof::Refusal::Unknown.into()),
                (true, true) => command,
            }
        }
        C::Inquire { emergency, contact, ask, over, .. } => {
            let (customer, known) = contact_on_file(state, emergency, &contact)?;
            if reachable(known, over).is_empty() {
                return Err(proof::Refusal::NoContact.into());
            }
            let (customer, contact) = (Some(customer.clone()), known.key.clone());
            askable(state, emergency, &ask, &contact)?;
            C::Inquire { emergency, customer, contact, ask, over }
        }
        C::Certify { emergency, participant, contact, .. } => {
            let (customer, known) = contact_on_file(state, emergency, &contact)?;
            if known.phone.is_none() {
                return Err(proof::Refusal::NoContact.into());
            }
            if !state.takes_part(emergency, participant) {
                return Err(proof::Refusal::Unknown.into());
            }
            let customer = Some(customer.clone());
            C::Certify { emergency, participant, customer, contact }
        }
        C::Tell { emergency, .. } => {
            let (customer, known) =
                state.contacts_on_file(emergency).ok_or(proof::Refusal::NoCustomer)?;
            let (customer, contacts) = (Some(customer.clone()), to_be_told(known));
            C::Tell { emergency, customer, contacts }
        }
        C::Act { emergency, act, note, .. } => {
            C::Act { emergency, act, note, level: Some(live_authority(state, emergency)?) }
        }
        C::Upgrade { emergency, plan, .. } => {
            C::Upgrade { emergency, plan, level: Some(live_authority(state, emergency)?) }
        }
        C::BreakGlass { emergency, act, reason, .. } => {
            let level = Some(live_authority(state, emergency)?);
            let on_file = state.contacts_on_file(emergency);
            let customer = on_file.map(|(customer, _)| customer.clone());
            let contacts = on_file.map(|(_, known)| to_be_warned(known)).unwrap_or_default();
            C::BreakGlass { emergency, act, reason, level, customer, contacts }
        }
        C::CalledBack { .. } | C::Disown { .. } => command,
        C::Enter { incident, reason } => {
            let incident = state.restricted_as(incident).ok_or(restrictions::Refusal::Open)?;
            // There is no glass for whoever is inside.
            if state.sees(actor, incident) {
                return Err(restrictions::Refusal::Inside.into());
            }
            C::Enter { incident, reason }
        }
        C::Review { breach } => {
            review::check(state, breach, actor)?;
            command
        }
        C::Answer { .. } | C::Carry { .. } | C::Forget { .. } => command,
    };
    Ok(Command::Proof(weighed))
}

fn live_authority(state: &State, emergency: EmergencyId) -> Result<Level, Refusal> {
    if state.emergencies.get(emergency).is_none() {
        return Err(proof::Refusal::Unknown.into());
    }
    Ok(state.authority(emergency))
}

/// Whether the actor is this participant.
fn own(
    state: &State,
    emergency: EmergencyId,
    participant: ParticipantId,
    actor: &Actor,
) -> Result<(), proof::Refusal> {
    let own = matches!(actor, Actor::Participant(own) if *own == participant);
    let within = state.emergencies.lets_in(participant) == Some(emergency)
        && state.emergencies.get(emergency).is_some();
    if own && within { Ok(()) } else { Err(proof::Refusal::NotYours) }
}

pub(super) fn contact_on_file<'a>(
    state: &'a State,
    emergency: EmergencyId,
    contact: &ContactKey,
) -> Result<(&'a CustomerKey, &'a Contact), proof::Refusal> {
    let (customer, contacts) =
        state.contacts_on_file(emergency).ok_or(proof::Refusal::NoCustomer)?;
    let known = contacts.iter().find(|known| known.key == *contact);
    known.map(|known| (customer, known)).ok_or(proof::Refusal::NoContact)
}

/// Whether a contact may be asked this.
fn askable(
    state: &State,
    emergency: EmergencyId,
    ask: &Ask,
    contact: &ContactKey,
) -> Result<(), proof::Refusal> {
    match ask {
        Ask::Code { participant } if !state.takes_part(emergency, *participant) => {
            Err(proof::Refusal::Unknown)
        }
        Ask::Consent { participant, .. } => match state.own_level(emergency, *participant).1 {
            Why::Proven(proof) | Why::Agreed(proof, _) if proof.contact == *contact => {
                Err(proof::Refusal::SameContact)
            }
            Why::Proven(_) | Why::Agreed(..) => Ok(()),
            _ => Err(proof::Refusal::NotVerified),
        },
        // These two follow from other commands.
        Ask::Told | Ask::Glass { .. } => Err(proof::Refusal::NoAnswer),
        Ask::Code { .. } => Ok(()),
    }
}

/// Over what a contact can be reached: the channel that was named, or all on file.
fn reachable(contact: &Contact, over: Option<Channel>) -> Vec<(Channel, Personal)> {
    let mail = contact.email.iter().map(|mail| (Channel::Email, mail.clone()));
    let dialled = |phone: &&Personal| phone.text.as_deref().is_some_and(|p| e164(p).is_ok());
    let text = contact.phone.iter().filter(dialled).map(|phone| (Channel::Sms, phone.clone()));
    let all = mail.chain(text).filter(|(_, address)| address.text.is_some());
    all.filter(|(channel, _)| over.is_none_or(|over| over == *channel)).collect()
}

fn to_be_told(contacts: &[Contact]) -> Vec<ContactKey> {
    let told = contacts.iter().filter(|contact| contact.told);
    told.filter(|contact| !reachable(contact, None).is_empty())
        .map(|contact| contact.key.clone())
        .collect()
}

/// Those who asked to be told; where nobody did, everyone: what is done without proof is not kept
/// from the customer.
fn to_be_warned(contacts: &[Contact]) -> Vec<ContactKey> {
    let told = to_be_told(contacts);
    if !told.is_empty() {
        return told;
    }
    let reached = contacts.iter().filter(|contact| !reachable(contact, None).is_empty());
    reached.map(|contact| contact.key.clone()).collect()
}

/// What follows from what happens about proof.
pub(super) fn of_proof(now: &State, event: &proof::Event, moment: &Moment<'_>) -> Vec<Command> {
    use proof::Event as E;
    match event {
        E::Sought { emergency, participant, address, .. } => {
            as_evidence(now, *emergency, *participant, address).into_iter().collect()
        }
        E::Looked { emergency, participant } => {
            look(now, *emergency, *participant).into_iter().collect()
        }
        E::Inquired { inquiry, emergency, customer, contact, ask, over, .. } => {
            let about =
                |incident| About::Inquiry { incident, emergency: *emergency, inquiry: *inquiry };
            let Some(incident) = now.incidents.of_emergency(*emergency) else { return Vec::new() };
            let profile = now.customers.profile(customer);
            let known = profile.and_then(|profile| contact_of(profile, contact));
            let reached = known.map(|known| reachable(known, *over)).unwrap_or_default();
            let owed = reached.into_iter().map(|(channel, to)| {
                let address = Address { channel, person: None, to };
                let (about, expires_at) = (about(incident.id), moment.now + ask.lasts());
                deliveries::Command::Owe { about, address, expires_at }.into()
            });
            owed.collect()
        }
        E::Proven { emergency, customer, .. } => {
            attach(now, *emergency, customer).into_iter().collect()
        }
        E::Joined { emergency, participant, customer, contact, .. } => {
            let known = now.customers.profile(customer).and_then(|p| contact_of(p, contact));
            let name = known.map(|known| known.name.clone());
            let (emergency, participant) = (*emergency, *participant);
            let admit = emergencies::Command::Admit { emergency, participant, name };
            vec![admit.into(), tell::note(emergency, Line::TakesPart { participant })]
        }
        E::Denied { emergency, .. } => {
            let incident = now.incidents.of_emergency(*emergency).map(|known| known.id);
            super::settle::remind_lead(now, incident).into_iter().collect()
        }
        E::Upgraded { emergency, plan, by, .. } => {
            let line = Line::Upgraded { plan: plan.clone(), by: by.clone() };
            vec![tell::note(*emergency, line)]
        }
        E::Entered { incident, by, .. } => {
            let (incident, person) = (*incident, by.clone());
            vec![restrictions::Command::LetIn { incident, person }.into()]
        }
        E::Tried { .. }
        | E::Told { .. }
        | E::Answered { .. }
        | E::Consented { .. }
        | E::Lapsed { .. }
        | E::Vouched { .. }
        | E::Acted { .. }
        | E::GlassBroken { .. }
        | E::Reviewed { .. }
        | E::Carried { .. }
        | E::Forgotten { .. } => Vec::new(),
    }
}

/// A machine found the customer: beyond the name, its contacts are told.
pub(super) fn matched(
    emergency: EmergencyId,
    candidates: &[Candidate],
    attached: &CustomerKey,
    now: &State,
) -> Option<Command> {
    let candidate = candidates.iter().find(|candidate| candidate.customer == *attached)?;
    beyond_the_name(candidate)?;
    let contacts = to_be_told(&now.customers.profile(attached)?.contacts);
    let customer = Some(attached.clone());
    let tell = proof::Command::Tell { emergency, customer, contacts };
    let any = matches!(&tell, proof::Command::Tell { contacts, .. } if !contacts.is_empty());
    any.then(|| tell.into())
}

fn contact_of<'a>(profile: &'a Profile, contact: &ContactKey) -> Option<&'a Contact> {
    profile.contacts.iter().find(|known| known.key == *contact)
}

/// By what the caller may be known, their company may be found as well.
fn as_evidence(
    now: &State,
    emergency: EmergencyId,
    participant: ParticipantId,
    address: &Personal,
) -> Option<Command> {
    let known = now.emergencies.get(emergency)?;
    if known.opener != participant || known.reach.is_some() {
        return None;
    }
    super::settle::seek(emergency, known.who.as_ref(), Some(address))
}

/// Asks the contact whose address a participant named, if one of the likely customers has it on
/// file. Nothing that the participant sees tells whether.
fn look(now: &State, emergency: EmergencyId, participant: ParticipantId) -> Option<Command> {
    let sought = now.proof.case(emergency)?.sought.get(&participant)?;
    let typed = sought.address.text.as_deref()?;
    let search = now.customers.search(emergency)?;
    let attached = search.attachment.as_ref().map(|held| &held.customer);
    let likely = search.candidates.iter().flatten().map(|candidate| &candidate.customer);
    let wanted: Vec<&CustomerKey> = match attached {
        Some(attached) => vec![attached],
        None => likely.collect(),
    };
    let (mails, numbers) = (emails(typed), phones(typed));
    let over = |contact: &Contact| {
        let has = |words: &Option<Personal>| words.as_ref().and_then(|words| words.text.clone());
        let mail = has(&contact.email).is_some_and(|mail| mails.contains(&mail.to_lowercase()));
        let phone = has(&contact.phone).is_some_and(|phone| {
            phones(&phone).iter().any(|own| numbers.iter().any(|typed| same_phone(*own, *typed)))
        });
        let over = [(mail, Channel::Email), (phone, Channel::Sms)];
        over.into_iter().find_map(|(fits, channel)| fits.then_some(channel))
    };
    wanted.into_iter().find_map(|customer| {
        let contacts = &now.customers.profile(customer)?.contacts;
        let (contact, over) = contacts.iter().find_map(|known| Some((known, over(known)?)))?;
        let (customer, contact) = (Some(customer.clone()), contact.key.clone());
        let (ask, over) = (Ask::Code { participant }, Some(over));
        Some(proof::Command::Inquire { emergency, customer, contact, ask, over }.into())
    })
}

/// Who proves to be a contact of a customer is of that customer, unless somebody said otherwise.
fn attach(now: &State, emergency: EmergencyId, customer: &CustomerKey) -> Option<Command> {
    let search = now.customers.search(emergency);
    let open = search.is_none_or(|search| search.attachment.is_none() && !search.by_hand);
    let customer = customer.clone();
    open.then(|| customers::Command::Attach { emergency, customer }.into())
}

/// What stands behind an act, for those who decide whether to do it.
#[must_use]
pub fn is_in_reach(state: &State, emergency: &Emergency, act: Act) -> bool {
    let case = state.proof.case(emergency.id);
    state.authority(emergency.id) >= act.needs()
        || case.is_some_and(|case| case.broken.contains(&act))
}
