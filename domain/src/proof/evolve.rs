//! How each event changes what is known of proof.

use std::sync::Arc;

use imbl::OrdMap;

use super::{
    Ask, Breach, Case, Consent, Denial, Done, Event, Glass, How, Inquiry, Pace, Proven, Sought,
    State, Upgrade, Vouch,
};
use crate::words::{ContactKey, CustomerKey, EmergencyId, Owner, ParticipantId, Timestamp};

/// Contacts who were asked longer ago than it counts are forgotten once there are so many.
const ASKED_SWEPT_AT: usize = 1_000;
/// Most records of what was done that are kept of one emergency; the log has them all.
const DONE_MAX: usize = 100;

impl State {
    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Inquired { inquiry, emergency, customer, contact, ask, over, by } => {
                self.note_asked(customer, contact, at);
                let known = Inquiry {
                    id: *inquiry,
                    emergency: *emergency,
                    customer: customer.clone(),
                    contact: contact.clone(),
                    ask: ask.clone(),
                    over: *over,
                    by: by.clone(),
                    at,
                    reply: None,
                    joined: None,
                };
                self.inquiries.insert(*inquiry, Arc::new(known));
            }
            Event::Told { customer, .. } => {
                self.told.insert(customer.clone(), at);
            }
            Event::Answered { inquiry, reply, .. } => {
                self.change_inquiry(*inquiry, |known| known.reply = Some((*reply, at)));
            }
            Event::Joined { inquiry, participant, .. } => {
                self.change_inquiry(*inquiry, |known| known.joined = Some(*participant));
            }
            Event::GlassBroken { breach, emergency, act, reason, by, level } => {
                self.breach_count = *breach;
                let (emergency, reason, by) = (*emergency, reason.clone(), by.clone());
                let (act, level, number) = (*act, *level, *breach);
                let glass = Glass::Act { emergency, act, level };
                let known = Breach { number, glass, reason, by, at };
                self.breaches.insert(number, Arc::new(known));
            }
            Event::Entered { breach, incident, reason, by } => {
                self.breach_count = *breach;
                let (reason, by, number) = (reason.clone(), by.clone(), *breach);
                let glass = Glass::Restriction { incident: *incident };
                self.breaches.insert(number, Arc::new(Breach { number, glass, reason, by, at }));
            }
            Event::Reviewed { breach, .. } => {
                self.breaches.remove(breach);
            }
            Event::Carried { from, to, pairs } => {
                if let Some(case) = self.case(*from) {
                    let case = case.carried(pairs);
                    self.timers.set(to, case.due());
                    self.cases.insert(*to, Arc::new(case));
                }
                return;
            }
            Event::Forgotten { emergency } => {
                if let Some(case) = self.cases.remove(emergency) {
                    for inquiry in &case.inquiries {
                        self.inquiries.remove(inquiry);
                    }
                }
                self.timers.set(emergency, None);
                return;
            }
            _ => {}
        }
        if let Some(emergency) = event.emergency() {
            let case = Arc::make_mut(self.cases.entry(emergency).or_default());
            case.evolve(event, at);
            let due = case.due();
            self.timers.set(&emergency, due);
        }
    }

    fn note_asked(&mut self, customer: &CustomerKey, contact: &ContactKey, at: Timestamp) {
        if self.asked.len() >= ASKED_SWEPT_AT {
            let counts = self.asked.iter().filter(|(_, pace)| !pace.is_over(at));
            self.asked = counts.map(|(key, pace)| (key.clone(), *pace)).collect();
        }
        let key = (customer.clone(), contact.clone());
        let pace = Pace::after(self.asked.get(&key).copied(), at);
        self.asked.insert(key, pace);
    }

    fn change_inquiry(
        &mut self,
        inquiry: crate::words::InquiryId,
        change: impl FnOnce(&mut Inquiry),
    ) {
        if let Some(known) = self.inquiries.get_mut(&inquiry) {
            change(Arc::make_mut(known));
        }
    }

    /// Takes out what was proved and done in an emergency.
    pub(crate) fn hide(&mut self, emergency: EmergencyId) {
        self.cases.remove(&emergency);
        let of_it = |breach: &Breach| match breach.glass {
            Glass::Act { emergency: of, .. } => of == emergency,
            Glass::Restriction { .. } => false,
        };
        let gone = self.breaches.iter().filter(|(_, breach)| of_it(breach));
        for number in gone.map(|(number, _)| *number).collect::<Vec<_>>() {
            self.breaches.remove(&number);
        }
    }

    /// Forgets every word of this owner, wherever it stands.
    pub(crate) fn forget(&mut self, owner: &Owner) {
        each(&mut self.inquiries, |known| match &known.ask {
            Ask::Consent { participant, what } if what.is_of(owner) => {
                let (participant, mut what) = (*participant, what.clone());
                what.forget(owner);
                let ask = Ask::Consent { participant, what };
                Some(Arc::new(Inquiry { ask, ..(**known).clone() }))
            }
            _ => None,
        });
        each(&mut self.breaches, |breach| {
            let mut reason = breach.reason.clone();
            reason.is_of(owner).then(|| {
                reason.forget(owner);
                Arc::new(Breach { reason, ..(**breach).clone() })
            })
        });
        each(&mut self.cases, |case| {
            case.has_words_of(owner).then(|| {
                let mut case = (**case).clone();
                case.forget(owner);
                Arc::new(case)
            })
        });
    }
}

/// Puts what is made of a value in its place, wherever something is.
fn each<K: Ord + Clone, V: Clone>(map: &mut OrdMap<K, V>, change: impl Fn(&V) -> Option<V>) {
    let changed = map.iter().filter_map(|(key, value)| Some((key.clone(), change(value)?)));
    for (key, value) in changed.collect::<Vec<_>>() {
        map.insert(key, value);
    }
}

impl Case {
    fn has_words_of(&self, owner: &Owner) -> bool {
        let sought = self.sought.values().map(|sought| &sought.address);
        let consents = self.consents.values().map(|consent| &consent.what);
        let done = self.done.iter().map(|done| &done.note);
        sought.chain(consents).chain(done).any(|words| words.is_of(owner))
    }

    fn forget(&mut self, owner: &Owner) {
        each(&mut self.sought, |sought| {
            let mut address = sought.address.clone();
            address.forget(owner);
            Some(Sought { address, ..sought.clone() })
        });
        each(&mut self.consents, |consent| {
            let mut what = consent.what.clone();
            what.forget(owner);
            Some(Consent { what, ..consent.clone() })
        });
        self.done.iter_mut().for_each(|done| done.note.forget(owner));
    }

    fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Sought { participant, address, not_before, .. } => {
                let pace = Pace::after(self.seeks.get(participant).copied(), at);
                self.seeks.insert(*participant, pace);
                let not_before = Some(*not_before);
                self.sought
                    .insert(*participant, Sought { address: address.clone(), at, not_before });
            }
            Event::Looked { participant, .. } => {
                if let Some(sought) = self.sought.get_mut(participant) {
                    sought.not_before = None;
                }
            }
            Event::Tried { participant, .. } => {
                let pace = Pace::after(self.tries.get(participant).copied(), at);
                self.tries.insert(*participant, pace);
            }
            Event::Inquired { inquiry, .. } => self.inquiries.push_back(*inquiry),
            Event::Told { .. } => self.told_at = Some(at),
            Event::Proven { participant, customer, contact, how, .. } => {
                let (customer, contact, how) = (customer.clone(), contact.clone(), how.clone());
                self.proofs.insert(*participant, Proven { customer, contact, how, at });
            }
            Event::Joined { participant, customer, contact, .. } => {
                let (customer, contact) = (customer.clone(), contact.clone());
                let how = How::Joined;
                self.proofs.insert(*participant, Proven { customer, contact, how, at });
            }
            Event::Denied { customer, contact, .. } => {
                let (customer, contact) = (customer.clone(), contact.clone());
                self.denials.push_back(Denial { customer, contact, at });
                (self.proofs, self.consents, self.vouches) = Default::default();
            }
            Event::Consented { participant, customer, contact, what, until, .. } => {
                let (customer, contact) = (customer.clone(), contact.clone());
                let consent = Consent { customer, contact, what: what.clone(), until: *until };
                self.consents.insert(*participant, consent);
            }
            Event::Lapsed { participant, .. } => {
                self.consents.remove(participant);
            }
            Event::Vouched { by, participant, .. } => {
                self.vouches.insert(*participant, Vouch { by: *by, at });
            }
            Event::Acted { act, note, by, level, .. } => {
                let (act, note, by, level) = (*act, note.clone(), by.clone(), *level);
                self.done.push_back(Done { act, note, by, level, at });
                if self.done.len() > DONE_MAX {
                    self.done.pop_front();
                }
            }
            Event::GlassBroken { act, .. } => {
                self.broken.insert(*act);
            }
            Event::Upgraded { plan, by, .. } => {
                self.upgrade = Some(Upgrade { plan: plan.clone(), by: by.clone(), at });
            }
            Event::Answered { .. }
            | Event::Entered { .. }
            | Event::Reviewed { .. }
            | Event::Carried { .. }
            | Event::Forgotten { .. } => {}
        }
    }

    /// The same for other participants, who are the former ones where it goes on.
    fn carried(&self, pairs: &[(ParticipantId, ParticipantId)]) -> Self {
        let new = |old: &ParticipantId| pairs.iter().find(|(own, _)| own == old).map(|(_, n)| *n);
        let proofs = self.proofs.iter().filter_map(|(old, proof)| Some((new(old)?, proof.clone())));
        let consents = self.consents.iter();
        let vouches = self.vouches.iter();
        let vouch = |vouch: &Vouch| Some(Vouch { by: new(&vouch.by)?, ..*vouch });
        Self {
            proofs: proofs.collect(),
            consents: consents.filter_map(|(old, c)| Some((new(old)?, c.clone()))).collect(),
            vouches: vouches.filter_map(|(old, v)| Some((new(old)?, vouch(v)?))).collect(),
            denials: self.denials.clone(),
            told_at: self.told_at,
            done: self.done.clone(),
            broken: self.broken.clone(),
            upgrade: self.upgrade.clone(),
            ..Self::default()
        }
    }
}
