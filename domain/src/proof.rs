//! Proof: who has shown over a registered contact that they are who they say, what a second
//! contact agrees to, who says that it is not them, and what was done on that.

use std::sync::Arc;
use std::time::Duration;

use imbl::OrdMap;

use crate::Moment;
use crate::timers::Timers;
use crate::words::{
    Actor, ContactKey, CustomerKey, EmergencyId, InquiryId, Level, Owner, ParticipantId, PersonKey,
    Personal, SmolStr, Timestamp, WORDS_LEN_MAX, tidy_line, tidy_words,
};

mod acts;
mod case;
mod command;
mod event;
mod evolve;
mod inquiry;

pub use acts::{Act, Breach, Done, Glass, Upgrade};
pub use case::{Case, Consent, Denial, Pace, Proven, Sought, Vouch};
pub use command::{Command, Refusal};
pub use event::{Event, How};
pub use inquiry::{Ask, CODE_LASTS, Inquiry, Reply, TOLD_LASTS};

/// An address is looked for this long after it was named, whatever it is, so that no answer's time
/// tells whether it is known. By then the search for the customer has ended.
pub const LOOK_DELAY: Duration = Duration::from_secs(3);
/// Most wrong codes of one participant in an hour.
pub const TRIES_MAX: u32 = 5;
/// Most addresses that one participant names in an hour, and most times that one contact is asked.
pub const SEEKS_MAX: u32 = 3;
/// Contacts are told at most once in this time that someone calls in their company's name.
pub const TOLD_EVERY: Duration = Duration::from_secs(3600);
/// How long the agreement of a second contact counts.
pub const CONSENT_LASTS: Duration = Duration::from_secs(3600);
/// Most contacts that are told at once.
pub const TOLD_AT_ONCE_MAX: usize = 20;
/// Most emergencies that time changes in one step; the others follow in the next.
const WOKEN_AT_ONCE_MAX: usize = 100;

/// What this room knows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct State {
    cases: OrdMap<EmergencyId, Arc<Case>>,
    inquiries: OrdMap<InquiryId, Arc<Inquiry>>,
    /// When the contacts of a customer were last told.
    told: OrdMap<CustomerKey, Timestamp>,
    /// How often a contact was asked of late.
    asked: OrdMap<(CustomerKey, ContactKey), Pace>,
    /// What was done without proof and nobody has reviewed.
    pub breaches: OrdMap<u32, Arc<Breach>>,
    /// How often that ever happened.
    pub breach_count: u32,
    timers: Timers<EmergencyId>,
}

impl State {
    /// What is proved in an emergency, if anything ever was.
    #[must_use]
    pub fn case(&self, emergency: EmergencyId) -> Option<&Case> {
        self.cases.get(&emergency).map(Arc::as_ref)
    }

    /// An inquiry that is still known.
    #[must_use]
    pub fn inquiry(&self, inquiry: InquiryId) -> Option<&Inquiry> {
        self.inquiries.get(&inquiry).map(Arc::as_ref)
    }

    /// The inquiries about an emergency, the latest last.
    pub fn inquiries(&self, emergency: EmergencyId) -> impl Iterator<Item = &Inquiry> {
        let ids = self.case(emergency).into_iter().flat_map(|case| case.inquiries.iter());
        ids.filter_map(|id| self.inquiry(*id))
    }

    /// Those whose code a participant may enter now.
    pub fn codes(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        now: Timestamp,
    ) -> impl Iterator<Item = &Inquiry> {
        let wanted = Ask::Code { participant };
        self.inquiries(emergency).filter(move |known| known.ask == wanted && known.is_open(now))
    }

    /// Whether a participant has wrong tries left.
    #[must_use]
    pub fn may_try(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        now: Timestamp,
    ) -> bool {
        let tries = self.case(emergency).and_then(|case| case.tries.get(&participant));
        tries.is_none_or(|tries| tries.has_room(TRIES_MAX, now))
    }

    fn person(actor: &Actor) -> Result<PersonKey, Refusal> {
        actor.person().cloned().ok_or(Refusal::NotYours)
    }

    /// Decides what a command brings about.
    ///
    /// # Errors
    /// A [`Refusal`] when it cannot be carried out.
    pub fn decide(&self, command: Command, moment: &Moment<'_>) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Seek { emergency, participant, address } => {
                self.seek(emergency, participant, &address, moment)
            }
            Command::Try { emergency, participant, matched } => {
                self.try_code(emergency, participant, matched, moment)
            }
            Command::Inquire { emergency, customer, contact, ask, over } => {
                let customer = customer.ok_or(Refusal::NoCustomer)?;
                let pace = self.asked.get(&(customer.clone(), contact.clone()));
                if pace.is_some_and(|pace| !pace.has_room(SEEKS_MAX, moment.now)) {
                    return Err(Refusal::TooOften);
                }
                let ask = match ask {
                    Ask::Consent { participant, what } => {
                        let what = self.words(what.as_str(), moment)?;
                        Ask::Consent { participant, what }
                    }
                    other => other,
                };
                let (by, inquiry) = (moment.actor.person().cloned(), InquiryId(moment.id()));
                Ok(vec![Event::Inquired { inquiry, emergency, customer, contact, ask, over, by }])
            }
            Command::Tell { emergency, customer, contacts } => {
                self.tell(emergency, customer, contacts, moment)
            }
            Command::Answer { inquiry, reply } => self.answer(inquiry, reply, moment),
            Command::Certify { emergency, participant, customer, contact } => {
                let customer = customer.ok_or(Refusal::NoCustomer)?;
                let how = How::CallBack { by: Self::person(moment.actor)? };
                Ok(vec![Event::Proven { emergency, participant, customer, contact, how }])
            }
            Command::CalledBack { emergency, participant, customer, contact, by } => {
                let how = How::CallBack { by };
                Ok(vec![Event::Proven { emergency, participant, customer, contact, how }])
            }
            Command::Disown { emergency, customer, contact } => {
                Ok(vec![Event::Denied { emergency, customer, contact }])
            }
            Command::Vouch { emergency, by, participant } => {
                let held = self.case(emergency).and_then(|case| case.vouches.get(&participant));
                let again = by == participant || held.is_some_and(|held| held.by == by);
                let vouched = Event::Vouched { emergency, by, participant };
                Ok(Vec::from_iter((!again).then_some(vouched)))
            }
            Command::Act { emergency, act, note, level } => {
                let level = self.reaches(emergency, act, level)?;
                let (note, by) = (self.words(&note, moment)?, Self::person(moment.actor)?);
                Ok(vec![Event::Acted { emergency, act, note, by, level }])
            }
            Command::BreakGlass { emergency, act, reason, level, customer, contacts } => {
                self.break_glass(emergency, act, &reason, level, (customer, contacts), moment)
            }
            Command::Enter { incident, reason } => {
                let (reason, by) = (self.words(&reason, moment)?, Self::person(moment.actor)?);
                let breach = self.breach_count + 1;
                Ok(vec![Event::Entered { breach, incident, reason, by }])
            }
            Command::Review { breach } => {
                let by = Self::person(moment.actor)?;
                let known = self.breaches.contains_key(&breach);
                Ok(Vec::from_iter(known.then_some(Event::Reviewed { breach, by })))
            }
            Command::Upgrade { emergency, plan, level } => {
                let level = self.reaches(emergency, Act::Upgrade, level)?;
                let (plan, by) = (tidy_line(&plan), Self::person(moment.actor)?);
                if plan.is_empty() {
                    return Err(Refusal::Empty);
                }
                let held = self.case(emergency).and_then(|case| case.upgrade.as_ref());
                if held.is_some_and(|held| held.plan == plan) {
                    return Ok(Vec::new());
                }
                Ok(vec![Event::Upgraded { emergency, plan: SmolStr::new(plan), by, level }])
            }
            Command::Carry { from, to, pairs } => {
                let known = self.case(from).is_some() && self.case(to).is_none();
                Ok(Vec::from_iter(known.then_some(Event::Carried { from, to, pairs })))
            }
            Command::Forget { emergency } => {
                let known = self.case(emergency).is_some();
                Ok(Vec::from_iter(known.then_some(Event::Forgotten { emergency })))
            }
        }
    }

    /// What a person of the vendor wrote; something must be there.
    fn words(&self, text: &str, moment: &Moment<'_>) -> Result<Personal, Refusal> {
        let text = tidy_words(text, WORDS_LEN_MAX);
        if text.is_empty() {
            return Err(Refusal::Empty);
        }
        Ok(Personal::new(Owner::Person(Self::person(moment.actor)?), &text))
    }

    fn seek(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        address: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let address = tidy_line(address);
        if address.is_empty() {
            return Err(Refusal::Empty);
        }
        let paces = self.case(emergency).and_then(|case| case.seeks.get(&participant));
        if paces.is_some_and(|pace| !pace.has_room(SEEKS_MAX, moment.now)) {
            return Err(Refusal::TooOften);
        }
        let address = Personal::new(Owner::Participant(participant), &address);
        let not_before = moment.now + LOOK_DELAY;
        Ok(vec![Event::Sought { emergency, participant, address, not_before }])
    }

    fn try_code(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        matched: Option<InquiryId>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        // A right code after too many wrong ones is a guess.
        if !self.may_try(emergency, participant, moment.now) {
            return Err(Refusal::TooOften);
        }
        let fits = self.codes(emergency, participant, moment.now);
        let Some(known) = matched.and_then(|id| fits.into_iter().find(|known| known.id == id))
        else {
            return Ok(vec![Event::Tried { emergency, participant }]);
        };
        Ok(vec![
            Event::Answered { inquiry: known.id, emergency, reply: Reply::ItIsMe },
            proven(known, participant, How::Code),
        ])
    }

    fn tell(
        &self,
        emergency: EmergencyId,
        customer: Option<CustomerKey>,
        contacts: Vec<ContactKey>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let customer = customer.ok_or(Refusal::NoCustomer)?;
        let lately = self.told.get(&customer).is_some_and(|at| moment.now < *at + TOLD_EVERY);
        if lately {
            return match moment.actor.person() {
                Some(_) => Err(Refusal::ToldLately),
                None => Ok(Vec::new()),
            };
        }
        if contacts.is_empty() {
            return Err(Refusal::NoContact);
        }
        let mut events = vec![Event::Told { emergency, customer: customer.clone() }];
        events.extend(self.each(emergency, &customer, contacts, &Ask::Told, moment));
        Ok(events)
    }

    fn each(
        &self,
        emergency: EmergencyId,
        customer: &CustomerKey,
        contacts: Vec<ContactKey>,
        ask: &Ask,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let by = moment.actor.person().cloned();
        let inquired = |contact| Event::Inquired {
            inquiry: InquiryId(moment.id()),
            emergency,
            customer: customer.clone(),
            contact,
            ask: ask.clone(),
            over: None,
            by: by.clone(),
        };
        contacts.into_iter().take(TOLD_AT_ONCE_MAX).map(inquired).collect()
    }

    fn answer(
        &self,
        inquiry: InquiryId,
        reply: Reply,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        match moment.actor {
            Actor::Inquiry(own) if *own == inquiry => {}
            _ => return Err(Refusal::NotYours),
        }
        let known = self.inquiry(inquiry).ok_or(Refusal::Unknown)?;
        let emergency = known.emergency;
        let answered = Event::Answered { inquiry, emergency, reply };
        let customer = known.customer.clone();
        // A warning counts whenever it comes, and whatever was said before.
        if reply == Reply::NotUs {
            let already = known.reply.is_some_and(|(reply, _)| reply == Reply::NotUs);
            let contact = known.contact.clone();
            let denied = Event::Denied { emergency, customer, contact };
            return Ok(if already { Vec::new() } else { vec![answered, denied] });
        }
        match known.reply {
            Some((before, _)) if before == reply => return Ok(Vec::new()),
            _ if !known.is_open(moment.now) => return Err(Refusal::Expired),
            _ => {}
        }
        let follows = match (&known.ask, reply) {
            (Ask::Code { participant }, Reply::ItIsMe) => proven(known, *participant, How::Link),
            (Ask::Told | Ask::Glass { .. }, Reply::Join) => {
                let participant = ParticipantId(moment.id());
                let contact = known.contact.clone();
                Event::Joined { inquiry, emergency, participant, customer, contact }
            }
            (Ask::Consent { participant, what }, Reply::Agree) => Event::Consented {
                emergency,
                participant: *participant,
                customer,
                contact: known.contact.clone(),
                what: what.clone(),
                until: moment.now + CONSENT_LASTS,
            },
            (Ask::Consent { .. }, Reply::Disagree) => return Ok(vec![answered]),
            _ => return Err(Refusal::NoAnswer),
        };
        Ok(vec![answered, follows])
    }

    /// The level on which an act is done, if it is enough or the glass was broken for it.
    fn reaches(
        &self,
        emergency: EmergencyId,
        act: Act,
        level: Option<Level>,
    ) -> Result<Level, Refusal> {
        let has = level.unwrap_or_default();
        let broken = self.case(emergency).is_some_and(|case| case.broken.contains(&act));
        if has >= act.needs() || broken {
            return Ok(has);
        }
        Err(Refusal::OutOfReach { needs: act.needs(), has })
    }

    fn break_glass(
        &self,
        emergency: EmergencyId,
        act: Act,
        reason: &str,
        level: Option<Level>,
        (customer, contacts): (Option<CustomerKey>, Vec<ContactKey>),
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let (reason, by) = (self.words(reason, moment)?, Self::person(moment.actor)?);
        if self.case(emergency).is_some_and(|case| case.broken.contains(&act)) {
            return Ok(Vec::new());
        }
        let level = level.unwrap_or_default();
        let breach = self.breach_count + 1;
        let mut events = vec![Event::GlassBroken { breach, emergency, act, reason, by, level }];
        if let Some(customer) = customer {
            events.extend(self.each(emergency, &customer, contacts, &Ask::Glass { act }, moment));
        }
        Ok(events)
    }

    /// When an address is looked for, or what a second contact agreed to counts no more.
    #[must_use]
    pub fn due(&self) -> Option<Timestamp> {
        self.timers.first()
    }

    /// What time alone brings about.
    #[must_use]
    pub fn wake(&self, moment: &Moment<'_>) -> Vec<Event> {
        let due = self.timers.due(moment.now).take(WOKEN_AT_ONCE_MAX);
        due.filter_map(|emergency| Some((*emergency, self.case(*emergency)?)))
            .flat_map(|(emergency, case)| case.wake(emergency, moment.now))
            .collect()
    }
}

fn proven(known: &Inquiry, participant: ParticipantId, how: How) -> Event {
    Event::Proven {
        emergency: known.emergency,
        participant,
        customer: known.customer.clone(),
        contact: known.contact.clone(),
        how,
    }
}
