//! Who takes part: the caller, colleagues whom they bring, contacts who join; each by a link of
//! their own that can be taken away.

use super::{Emergency, Event, Refusal, Speaker, State};
use crate::Moment;
use crate::words::{
    Actor, BadNumber, Channel, EmergencyId, Level, MessageId, Owner, ParticipantId, Personal,
    Timestamp, e164, tidied_line, tidy_line,
};

/// Most participants of one emergency, the caller included.
pub const PARTICIPANTS_MAX: usize = 20;
/// Most invitations of one emergency that are sent by mail or text; the others are passed on by
/// hand. A stranger must not send messages to whom they like at the vendor's cost.
pub const INVITATIONS_SENT_MAX: usize = 5;
/// Most links that one participant gets one after the other.
pub const GENERATION_MAX: u32 = 1_000;

/// Somebody who takes part and did not call.
#[derive(Clone, Debug, PartialEq)]
pub struct Guest {
    /// What they are called.
    pub name: Option<Personal>,
    /// Who brought them; nobody when they came by a link from us.
    pub by: Option<ParticipantId>,
    /// Where their link was sent, and how.
    pub to: Option<(Personal, Channel)>,
    /// Since when they may take part.
    pub since: Timestamp,
    /// Since when they may not any more.
    pub removed_at: Option<Timestamp>,
}

/// How an invitation can be sent to what was typed.
///
/// # Errors
/// [`Refusal::BadAddress`] when it is neither a mail address nor a telephone number.
pub fn address(typed: &str) -> Result<(String, Channel), Refusal> {
    let (typed, cut) = tidied_line(typed);
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '\\');
    let mail = typed.split_once('@').is_some_and(|(user, domain)| {
        !user.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if mail && !cut && typed.chars().all(plain) {
        return Ok((typed, Channel::Email));
    }
    match e164(&typed) {
        Ok(number) => Ok((number, Channel::Sms)),
        Err(BadNumber::National) => Err(Refusal::NationalNumber),
        Err(_) => Err(Refusal::BadAddress),
    }
}

impl State {
    /// The emergency that a participant's link lets them into; none once it was taken away.
    #[must_use]
    pub fn lets_in(&self, participant: ParticipantId) -> Option<EmergencyId> {
        let emergency = self.participants.get(&participant).copied();
        emergency.filter(|_| !self.removed.contains(&self.root(participant)))
    }

    /// Which link of a participant works, counted from the first, 0.
    #[must_use]
    pub fn generation(&self, participant: ParticipantId) -> u32 {
        self.generations.get(&participant).copied().unwrap_or(0)
    }

    /// Who somebody was when they first took part, through all that their emergency went on in.
    fn root(&self, participant: ParticipantId) -> ParticipantId {
        self.roots.get(&participant).copied().unwrap_or(participant)
    }

    /// As whom somebody takes part where their emergency goes on now; nobody while they have not
    /// spoken there, and are not let in by themselves.
    #[must_use]
    pub fn counterpart(&self, participant: ParticipantId) -> Option<ParticipantId> {
        let emergency = self.lets_in(participant)?;
        let latest = self.latest(emergency);
        if latest == emergency {
            return Some(participant);
        }
        self.counterpart_in(self.get(latest)?, participant)
    }

    /// As whom somebody takes part in this emergency, whatever they were in another.
    #[must_use]
    pub fn counterpart_in(
        &self,
        known: &Emergency,
        participant: ParticipantId,
    ) -> Option<ParticipantId> {
        if known.participants.contains(&participant) {
            return Some(participant);
        }
        let root = self.root(participant);
        known.participants.iter().copied().find(|own| self.root(*own) == root)
    }

    /// Who each participant of an emergency is in the one in which it goes on.
    #[must_use]
    pub fn pairs(&self, from: EmergencyId, to: EmergencyId) -> Vec<(ParticipantId, ParticipantId)> {
        let (Some(from), Some(to)) = (self.get(from), self.get(to)) else { return Vec::new() };
        let pair = |old: &ParticipantId| Some((*old, self.counterpart_in(to, *old)?));
        from.participants.iter().filter_map(pair).collect()
    }

    /// Where the caller of an emergency is not written down, it is the first who took part.
    pub(super) fn caller_of(&self, emergency: EmergencyId) -> Option<ParticipantId> {
        match self.get(emergency) {
            Some(known) => Some(known.opener),
            None => self.participants.iter().find(|(_, at)| **at == emergency).map(|(id, _)| *id),
        }
    }

    pub(super) fn invite(
        &self,
        emergency: EmergencyId,
        name: &str,
        to: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.caller(emergency, moment.actor)?;
        let Actor::Participant(by) = moment.actor else { return Err(Refusal::CustomerOnly) };
        let by = self.counterpart_in(known, *by).ok_or(Refusal::NotYours)?;
        if known.participants.len() >= PARTICIPANTS_MAX {
            return Err(Refusal::TooMany);
        }
        let participant = ParticipantId(moment.id());
        let owned = |text: &str| Personal::new(Owner::Participant(participant), text);
        let (to, channel) = match to.trim() {
            "" => (None, None),
            typed => {
                let sent = known.guests.values().filter(|guest| guest.to.is_some()).count();
                if sent >= INVITATIONS_SENT_MAX {
                    return Err(Refusal::TooManySent);
                }
                let (to, channel) = address(typed)?;
                (Some(owned(&to)), Some(channel))
            }
        };
        let name = Some(tidy_line(name)).filter(|name| !name.is_empty());
        let name = name.map(|name| owned(&name));
        Ok(vec![Event::Invited { emergency: known.id, participant, by, name, to, channel }])
    }

    pub(super) fn remove(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.hosts(emergency, participant, actor)?;
        if !known.participants.contains(&participant) {
            return Ok(Vec::new());
        }
        if known.participants.len() == 1 {
            return Err(Refusal::LastOne);
        }
        Ok(vec![Event::Removed { emergency: known.id, participant }])
    }

    pub(super) fn renew(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        actor: &Actor,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.hosts(emergency, participant, actor)?;
        let generation = self.generation(participant) + 1;
        if !known.participants.contains(&participant) || generation > GENERATION_MAX {
            return Err(Refusal::Elsewhere);
        }
        Ok(vec![Event::Renewed { emergency: known.id, participant, generation }])
    }

    /// The emergency, if the actor may say who takes part by this link: who brought them, and the
    /// vendor.
    fn hosts(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        actor: &Actor,
    ) -> Result<&Emergency, Refusal> {
        if let Actor::Participant(own) = actor {
            let known = self.caller(emergency, actor)?;
            let own = self.counterpart_in(known, *own);
            let brought = known.guests.get(&participant).and_then(|guest| guest.by);
            return if own.is_some() && own == brought {
                Ok(known)
            } else {
                Err(Refusal::NotYours)
            };
        }
        Self::person(actor)?;
        let known = self.known(self.latest(emergency))?;
        let part = known.opener == participant || known.guests.contains_key(&participant);
        if part { Ok(known) } else { Err(Refusal::Elsewhere) }
    }

    pub(super) fn admit(
        &self,
        emergency: EmergencyId,
        participant: ParticipantId,
        name: Option<Personal>,
    ) -> Result<Vec<Event>, Refusal> {
        let known = self.known(emergency)?;
        let part = known.participants.contains(&participant);
        let admitted = Event::Admitted { emergency, participant, name, of: None, by: None };
        Ok(Vec::from_iter((!part).then_some(admitted)))
    }

    /// Whoever takes part is called something; of the caller, that is what they say of themselves.
    pub(super) fn name(
        &self,
        known: &Emergency,
        participant: ParticipantId,
        name: Option<String>,
    ) -> Result<Vec<Event>, Refusal> {
        let Some(name) = name else { return Ok(Vec::new()) };
        let (name, cut) = tidied_line(&name);
        if cut {
            return Err(Refusal::TooLong { len_max: crate::words::LINE_LEN_MAX });
        }
        let before = known.guests.get(&participant).and_then(|guest| guest.name.as_ref());
        if name.is_empty() || before.is_some_and(|before| before.as_str() == name) {
            return Ok(Vec::new());
        }
        let name = Personal::new(Owner::Participant(participant), &name);
        Ok(vec![Event::Named { emergency: known.id, participant, name }])
    }

    /// The next word to a full conversation opens a new emergency of the same incident, in which
    /// it goes on with everyone who took part: nobody is turned away for having said too much.
    pub(super) fn go_on(
        &self,
        known: &Emergency,
        message: MessageId,
        words: &str,
        level: Level,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let to = EmergencyId(moment.id());
        let moved = known.participants.iter().map(|old| (*old, ParticipantId(moment.id())));
        let mut moved: Vec<(ParticipantId, ParticipantId)> = moved.collect();
        let from = match moment.actor {
            Actor::Participant(actor) => {
                let old = self.counterpart_in(known, *actor).unwrap_or(*actor);
                if !moved.iter().any(|(own, _)| *own == old) {
                    moved.push((old, ParticipantId(moment.id())));
                }
                let new = moved.iter().find(|(own, _)| *own == old).map(|(_, new)| *new);
                Speaker::Participant(new.unwrap_or(old))
            }
            other => Self::person(other).map_or(Speaker::Mayday, Speaker::Person),
        };
        let new = |old: ParticipantId| moved.iter().find(|(own, _)| *own == old).map(|(_, n)| *n);
        let participant = moved[0].1;
        let mut events = vec![
            Event::WentOn { emergency: known.id, to, participant },
            Event::Opened {
                emergency: to,
                participant,
                number: self.count + 1,
                who: known.who.clone(),
                reach: known.reach.clone(),
                door: known.door.clone(),
                follows: Some(known.id),
                of: Some(moved[0].0),
                language: known.language,
            },
        ];
        for (old, participant) in moved.iter().skip(1).copied() {
            let guest = known.guests.get(&old);
            let name = guest.and_then(|guest| guest.name.clone());
            let by = guest.and_then(|guest| guest.by).and_then(new);
            events.push(Event::Admitted { emergency: to, participant, name, of: Some(old), by });
        }
        let words = Personal::new(from.owner(), words);
        events.push(Event::Said { emergency: to, message, number: 1, from, words, level });
        events
    }

    /// Takes in who may take part in what.
    pub(super) fn evolve_people(&mut self, event: &Event) {
        match event {
            Event::Invited { emergency, participant, .. } => {
                self.participants.insert(*participant, *emergency);
            }
            Event::Admitted { emergency, participant, of, .. } => {
                self.participants.insert(*participant, *emergency);
                if let Some(of) = of {
                    let root = self.root(*of);
                    self.roots.insert(*participant, root);
                }
            }
            Event::Removed { participant, .. } => {
                // Whoever is removed cannot come back by a link of something earlier.
                self.removed.insert(self.root(*participant));
            }
            Event::Renewed { participant, generation, .. } => {
                self.generations.insert(*participant, *generation);
            }
            Event::Opened { participant, follows: Some(before), of, .. } => {
                if let Some(of) = of.or_else(|| self.caller_of(*before)) {
                    let root = self.root(of);
                    self.roots.insert(*participant, root);
                }
            }
            _ => {}
        }
    }
}

impl Emergency {
    /// What a participant is called; of the caller, what they say of themselves.
    #[must_use]
    pub fn name_of(&self, participant: ParticipantId) -> Option<&str> {
        if participant == self.opener {
            return self.who.as_ref().map(Personal::as_str);
        }
        self.guests.get(&participant)?.name.as_ref().map(Personal::as_str)
    }

    /// Takes in who takes part.
    pub(super) fn evolve_people(&mut self, event: &Event, at: Timestamp) {
        let guest = |name: &Option<Personal>, by: Option<ParticipantId>, to| Guest {
            name: name.clone(),
            by,
            to,
            since: at,
            removed_at: None,
        };
        match event {
            Event::Invited { participant, by, name, to, channel, .. } => {
                let to = to.clone().zip(*channel);
                self.guests.insert(*participant, guest(name, Some(*by), to));
                self.participants.push_back(*participant);
            }
            Event::Admitted { participant, name, by, .. } => {
                self.guests.insert(*participant, guest(name, *by, None));
                self.participants.push_back(*participant);
            }
            Event::Named { participant, name, .. } => {
                if let Some(guest) = self.guests.get_mut(participant) {
                    guest.name = Some(name.clone());
                }
            }
            Event::Removed { participant, .. } => {
                self.participants.retain(|own| own != participant);
                if let Some(guest) = self.guests.get_mut(participant) {
                    guest.removed_at = Some(at);
                }
            }
            _ => {}
        }
    }
}
