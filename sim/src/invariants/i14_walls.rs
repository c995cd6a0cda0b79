//! I14: each reads what their own proof allows, whoever was removed reads nothing, and proof comes
//! of deliberate acts only. The model is made of the rows alone and asks the domain nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::proof::How;
use domain::words::{ContactKey, CustomerKey, EmergencyId, Level, ParticipantId, Timestamp};
use domain::{Event, customers, emergencies, proof};

use super::{Invariant, Seen, View};

/// What is known of one emergency.
#[derive(Clone, Default)]
struct Model {
    present: BTreeSet<ParticipantId>,
    attached: Option<CustomerKey>,
    by_hand: bool,
    proven: BTreeMap<ParticipantId, ContactKey>,
    consents: BTreeMap<ParticipantId, ContactKey>,
    vouched: BTreeMap<ParticipantId, ParticipantId>,
    broken: BTreeSet<proof::Act>,
}

impl Model {
    fn own(&self, participant: ParticipantId) -> Level {
        let Some(contact) = self.proven.get(&participant) else { return Level::Stranger };
        let second = self.consents.get(&participant).is_some_and(|second| second != contact);
        match (&self.attached, second) {
            (None, _) => Level::Stranger,
            (Some(_), true) => Level::Dual,
            (Some(_), false) => Level::Verified,
        }
    }

    fn reads(&self, participant: ParticipantId) -> Level {
        let by = self
            .vouched
            .get(&participant)
            .filter(|by| self.present.contains(by) && self.own(**by) >= Level::Verified);
        let own = self.own(participant);
        if by.is_some() { own.max(Level::Verified) } else { own }
    }
}

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Walls {
    models: BTreeMap<EmergencyId, Model>,
    told: BTreeMap<CustomerKey, Timestamp>,
}

impl Walls {
    fn take_people(&mut self, event: &emergencies::Event) {
        use emergencies::Event as E;
        let model = self.models.entry(event.emergency()).or_default();
        match event {
            E::Opened { participant, .. }
            | E::Invited { participant, .. }
            | E::Admitted { participant, .. } => {
                model.present.insert(*participant);
            }
            E::Removed { participant, .. } => {
                model.present.remove(participant);
            }
            E::Archived { emergency } => {
                self.models.remove(emergency);
            }
            _ => {}
        }
    }

    fn take_customer(&mut self, event: &customers::Event) {
        use customers::Event as E;
        let Some(emergency) = event.emergencies() else { return };
        let hand = |model: &Model| (model.attached.clone(), model.by_hand);
        let before = self.models.get(&emergency).map(hand).unwrap_or_default();
        let now = match event {
            E::Attached { customer, .. } => (Some(customer.clone()), true),
            E::Matched { attached, .. } if !before.1 => (attached.clone(), false),
            E::Inherited { from, .. } => self.models.get(from).map(hand).unwrap_or_default(),
            E::Detached { .. } => (None, true),
            E::Forgotten { .. } => (None, false),
            E::Matched { .. } | E::Sought { .. } | E::Put { .. } | E::Removed { .. } => return,
        };
        if let Some(model) = self.models.get_mut(&emergency) {
            (model.attached, model.by_hand) = now;
        }
    }

    fn take_proof(
        &mut self,
        event: &proof::Event,
        at: Timestamp,
        by_hand: bool,
    ) -> Result<(), String> {
        use proof::Event as E;
        let Some(emergency) = event.emergency() else { return Ok(()) };
        let before = match event {
            E::Carried { from, .. } => self.models.get(from).cloned(),
            _ => None,
        };
        let model = self.models.entry(emergency).or_default();
        match event {
            // What a call shows, its carrier tells: I28 knows which calls may show anything.
            E::Proven { how, .. } if !by_hand && !matches!(how, How::CallBack { .. }) => {
                return Err(format!("nobody did what is said to be proof: {event:?}"));
            }
            E::Joined { .. } | E::Consented { .. } | E::Denied { .. } if !by_hand => {
                return Err(format!("nobody did what is said to be proof: {event:?}"));
            }
            E::Proven { participant, contact, .. } | E::Joined { participant, contact, .. } => {
                model.proven.insert(*participant, contact.clone());
            }
            E::Consented { participant, contact, .. } => {
                model.consents.insert(*participant, contact.clone());
            }
            E::Lapsed { participant, .. } => {
                model.consents.remove(participant);
            }
            E::Vouched { by, participant, .. } => {
                model.vouched.insert(*participant, *by);
            }
            E::Denied { .. } => {
                (model.proven, model.consents, model.vouched) = Default::default();
            }
            E::GlassBroken { act, .. } => {
                model.broken.insert(*act);
            }
            E::Acted { act, level, .. } if *level < act.needs() && !model.broken.contains(act) => {
                return Err(format!("{act:?} was done on {level:?}"));
            }
            E::Told { customer, .. } => {
                let last = self.told.insert(customer.clone(), at);
                if last.is_some_and(|last| at.since(last).as_secs() < 3_600) {
                    return Err(format!("the contacts of {customer} were told twice in an hour"));
                }
            }
            E::Carried { pairs, .. } => {
                if let Some(before) = before {
                    let new = |old: &ParticipantId| {
                        pairs.iter().find(|(own, _)| own == old).map(|(_, new)| *new)
                    };
                    for (old, contact) in &before.proven {
                        model.proven.extend(new(old).map(|new| (new, contact.clone())));
                    }
                    for (old, contact) in &before.consents {
                        model.consents.extend(new(old).map(|new| (new, contact.clone())));
                    }
                    for (old, by) in &before.vouched {
                        model.vouched.extend(new(old).zip(new(by)));
                    }
                    model.broken = before.broken;
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Invariant for Walls {
    fn name(&self) -> &'static str {
        "i14_walls"
    }

    fn check(&mut self, seen: &Seen<'_>, view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Row { row, event, .. } => match event {
                Event::Emergencies(event) => self.take_people(event),
                Event::Customers(event) => self.take_customer(event),
                Event::Proof(event) => {
                    let by_hand = view.by_command.contains_key(&row.command);
                    self.take_proof(event, row.at, by_hand)?;
                }
                _ => {}
            },
            Seen::Shown { emergency, participant, levels } => {
                let Some(model) = self.models.get(emergency) else { return Ok(()) };
                if !model.present.contains(participant) {
                    return Err(format!("{participant:?} was removed and still reads"));
                }
                let reads = model.reads(*participant);
                if let Some(level) = levels.iter().find(|level| **level > reads) {
                    return Err(format!("what is for {level:?} was shown to {reads:?}"));
                }
            }
            _ => {}
        }
        Ok(())
    }
}
