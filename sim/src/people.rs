//! The customer's side beside whoever called: colleagues, contacts on file, and what is disclosed
//! to whom. It is drawn apart, so that histories without it stay as they were.

use domain::customers::{self, Contact, Profile};
use domain::emergencies;
use domain::proof::{self, Act, Ask as Question, Reply};
use domain::words::{
    Actor, ContactKey, CustomerKey, EmergencyId, InquiryId, Level, MessageId, Owner, ParticipantId,
    Personal,
};
use domain::{Command, State};
use journal::Envelope;

use crate::bug::Bug;
use crate::callers::MARK;
use crate::chance::Chance;
use crate::invariants::Seen;
use crate::plan::MINUTE;
use crate::requests::{Ask, Who};
use crate::taint::RENDERED_EVERY;
use crate::vendor::person_key;
use crate::world::{Happening, World};

/// Every so manieth seed has such a side.
const THERE_EVERY: u64 = 3;
/// How often something is done about one emergency.
const ROUNDS: u32 = 14;

/// Whether the customers of this run have more people than those who call.
pub(crate) fn are_there(seed: u64) -> bool {
    seed % THERE_EVERY == 2
}

/// The one customer on file, with two contacts; one of them asked to be told.
pub(crate) fn customer() -> Command {
    let contact = |key: &str, told: bool| {
        let of = Owner::Contact(CustomerKey::from("brightwater"), key.into());
        Contact {
            key: key.into(),
            name: Personal::new(of.clone(), &format!("{MARK} {key}")),
            email: Some(Personal::new(of.clone(), &format!("{key}@customer.example"))),
            phone: Some(Personal::new(of, "+46701112223")),
            told,
        }
    };
    let contacts = vec![contact("ines", true), contact("joao", false)];
    let profile = Profile { name: "Brightwater".into(), contacts, ..Profile::default() };
    let (customer, profile) = ("brightwater".into(), Box::new(profile));
    Command::Customers(customers::Command::Put { customer, profile })
}

/// What a page shows of what is not for everyone: the levels of the messages that are there whole.
/// None when the link opens nothing. The hands of the bugs are those of a shell that forgets.
fn shown(
    state: &State,
    emergency: EmergencyId,
    participant: ParticipantId,
    bug: Option<Bug>,
) -> Option<Vec<Level>> {
    let known = state.emergencies.get(emergency)?;
    let let_in = state.emergencies.lets_in(participant) == Some(emergency)
        && known.participants.contains(&participant);
    if !let_in && bug != Some(Bug::RemovedReads) {
        return None;
    }
    let most = known.participants.iter().max_by_key(|one| state.standing(emergency, **one).reads());
    let shared = most.filter(|_| bug == Some(Bug::SharedView));
    let reader = shared.copied().unwrap_or(participant);
    let may = |message: &&std::sync::Arc<emergencies::Message>| {
        bug == Some(Bug::ShownToAll)
            || state.sees(&Actor::Participant(reader), (emergency, &***message))
    };
    let tagged = known.messages.iter().filter(|message| !message.level.is_for_all());
    Some(tagged.filter(may).map(|message| message.level).collect())
}

impl World {
    /// The side of one caller begins to stir.
    pub(crate) fn side_begins(&mut self, caller: usize) {
        if are_there(self.plan.seed) {
            let mut chance = self.chance(90, caller as u64);
            let delay = chance.within(5_000, 3 * MINUTE);
            self.schedule(delay, Happening::Side { caller, round: 0 });
        }
    }

    /// Somebody of the customer's side, or a responder, does something about proof; then everyone
    /// who ever took part looks at their page.
    pub(crate) fn side(&mut self, caller: usize, round: u32) {
        let mut chance = self.chance(91, (caller as u64) << 32 | u64::from(round));
        let Some((first, _)) = self.callers[caller].at else { return };
        let state = self.witness.truth.clone();
        let emergency = state.emergencies.latest(first);
        if !self.healing {
            self.deed_about_proof(&state, caller, emergency, &mut chance);
        }
        self.everyone_looks(&state, caller, emergency, round);
        if round < ROUNDS {
            let delay = chance.within(2_000, 6 * MINUTE);
            self.schedule(delay, Happening::Side { caller, round: round + 1 });
        }
    }

    fn everyone_looks(&mut self, state: &State, caller: usize, emergency: EmergencyId, round: u32) {
        let Some(known) = state.emergencies.get(emergency) else { return };
        let everyone: Vec<ParticipantId> =
            std::iter::once(known.opener).chain(known.guests.keys().copied()).collect();
        for participant in everyone {
            if let Some(levels) = shown(state, emergency, participant, self.bug) {
                self.observe(&Seen::Shown { emergency, participant, levels: &levels });
                if round.is_multiple_of(RENDERED_EVERY) {
                    self.page_is_read(state, caller, emergency, participant);
                }
            }
        }
    }

    fn deed_about_proof(
        &mut self,
        state: &State,
        caller: usize,
        emergency: EmergencyId,
        chance: &mut Chance,
    ) {
        let Some(known) = state.emergencies.get(emergency) else { return };
        let people: Vec<ParticipantId> = known.participants.iter().copied().collect();
        if people.is_empty() {
            return;
        }
        let (one, other) = (*chance.pick(&people), *chance.pick(&people));
        let responder = Actor::Person(person_key(0));
        let open: Vec<InquiryId> = state.proof.inquiries(emergency).map(|known| known.id).collect();
        let contact = ContactKey::from(*chance.pick(&["ines", "joao"]));
        let inquire = |ask, contact| {
            let (customer, over) = (None, None);
            proof::Command::Inquire { emergency, customer, contact, ask, over }.into()
        };
        let (actor, command): (Actor, Command) = match chance.below(16) {
            0 | 1 => {
                let customer = CustomerKey::from("brightwater");
                (responder, customers::Command::Attach { emergency, customer }.into())
            }
            2 => {
                let (name, to) = (format!("{MARK} colleague"), String::new());
                let invite = emergencies::Command::Invite { emergency, name, to };
                (Actor::Participant(one), invite.into())
            }
            3 => {
                let participant = one;
                let remove = emergencies::Command::Remove { emergency, participant };
                (responder, remove.into())
            }
            4 | 5 => {
                let level = *chance.pick(&[Level::Verified, Level::Verified, Level::Dual]);
                let (message, words) = (MessageId(chance.wide()), format!("{MARK} secret"));
                let disclose = emergencies::Command::Disclose { emergency, message, words, level };
                (responder, disclose.into())
            }
            6 | 7 => {
                if self.bug == Some(Bug::LinkProves)
                    && let Some(inquiry) = open.last()
                {
                    self.opened_only(*inquiry, chance);
                }
                (responder, inquire(Question::Code { participant: one }, contact))
            }
            8..=10 => {
                let Some(inquiry) = open.last().copied() else { return };
                let replies = [Reply::ItIsMe, Reply::Join, Reply::Agree, Reply::NotUs];
                let reply = *chance.pick(&replies);
                (Actor::Inquiry(inquiry), proof::Command::Answer { inquiry, reply }.into())
            }
            11 => {
                let (participant, customer) = (one, None);
                let certify = proof::Command::Certify { emergency, participant, customer, contact };
                (responder, certify.into())
            }
            12 => {
                let vouch = proof::Command::Vouch { emergency, by: one, participant: other };
                (Actor::Participant(one), vouch.into())
            }
            13 => {
                let what = Personal::new(Owner::Person(person_key(0)), "zq reset");
                let ask = Question::Consent { participant: one, what };
                (responder, inquire(ask, contact))
            }
            14 => {
                let (customer, contacts) = (None, Vec::new());
                (responder, proof::Command::Tell { emergency, customer, contacts }.into())
            }
            _ => {
                let act = *chance.pick(&Act::ALL);
                let (note, level) = (format!("{MARK} done"), None);
                (responder, proof::Command::Act { emergency, act, note, level }.into())
            }
        };
        let who = match &actor {
            Actor::Person(_) => Who::Person(0),
            _ => Who::Caller(caller),
        };
        self.ask(who, Ask::Other, actor, command);
    }

    /// A mail scanner opens a contact's link, and a shell takes that for their word.
    fn opened_only(&mut self, inquiry: InquiryId, chance: &mut Chance) {
        let Some(node) = self.some_node(chance) else { return };
        for reply in [Reply::ItIsMe, Reply::Join] {
            let id = domain::words::CommandId(chance.wide());
            let command = proof::Command::Answer { inquiry, reply }.into();
            let actor = Actor::Inquiry(inquiry);
            self.hand_in(node, Envelope { id, actor, command, keep: true }, None);
        }
    }
}
