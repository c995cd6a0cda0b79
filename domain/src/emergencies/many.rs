//! What concerns several emergencies of one fault: their callers' own word about it, and what is
//! said to all of them at once.

use super::{Command, DANGER_AGAIN_AFTER, Event, Refusal, Standing, State, TOLD_AT_ONCE_MAX};
use crate::Moment;
use crate::words::{EmergencyId, Level, MessageId, WORDS_LEN_MAX, tidy_words};

/// Sets the messages of one answer to all apart from each other.
const EACH: &[u8] = b"mayday told to each 1";

impl State {
    /// Decides what a command of this kind brings about.
    pub(super) fn of_many(
        &self,
        command: Command,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        match command {
            Command::Differ { emergency } => {
                let known = self.caller(emergency, moment.actor)?;
                match known.standing.is_live() {
                    true => Ok(vec![Event::Differed { emergency: known.id }]),
                    false => Err(Refusal::Elsewhere),
                }
            }
            // In whatever way it was over: it is not over for who is in danger.
            Command::Endanger { emergency } => {
                let known = self.caller(emergency, moment.actor)?;
                let heard = known.danger.is_some_and(|at| moment.now < at + DANGER_AGAIN_AFTER);
                Ok(Vec::from_iter((!heard).then_some(Event::Endangered { emergency: known.id })))
            }
            Command::Tell { emergencies, message, words } => {
                self.tell(&emergencies, message, &words, moment)
            }
            Command::AskEach { emergencies } => {
                let by = Self::person(moment.actor)?;
                let open = |id: &&EmergencyId| {
                    self.get(**id).is_some_and(|known| known.standing == Standing::Open)
                };
                let open = emergencies.iter().filter(open).take(TOLD_AT_ONCE_MAX);
                Ok(open.map(|id| Event::Asked { emergency: *id, by: by.clone() }).collect())
            }
            _ => Ok(Vec::new()),
        }
    }

    /// The same words to each, as a message of their own conversation. Who has said that it works
    /// again hears no more of it.
    fn tell(
        &self,
        emergencies: &[EmergencyId],
        message: MessageId,
        words: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        Self::person(moment.actor)?;
        if tidy_words(words, WORDS_LEN_MAX).is_empty() {
            return Err(Refusal::Empty);
        }
        let live = |id: &&EmergencyId| self.get(**id).is_some_and(|known| known.standing.is_live());
        let live: Vec<&EmergencyId> =
            emergencies.iter().filter(live).take(TOLD_AT_ONCE_MAX).collect();
        if live.is_empty() {
            return Err(Refusal::Elsewhere);
        }
        let mut events = Vec::new();
        for (index, emergency) in live.into_iter().enumerate() {
            // In the conversation in which it was written it has the number that it was given.
            let own = if index == 0 { message } else { of_each(message, *emergency) };
            events.extend(self.say(*emergency, own, words, Level::Stranger, moment)?);
        }
        Ok(events)
    }
}

/// The number that a message to all has in one conversation.
fn of_each(message: MessageId, emergency: EmergencyId) -> MessageId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(EACH).update(&message.0.to_be_bytes()).update(&emergency.0.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    MessageId(u128::from_be_bytes(bytes))
}
