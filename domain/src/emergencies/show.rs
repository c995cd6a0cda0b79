//! Writing into a conversation and showing files in it; a full one goes on in another.

use super::{
    Emergency, Event, FILES_LEN_MAX, FILES_MAX, FILES_PER_MESSAGE_MAX, NewFile, Refusal, Speaker,
    Standing, State,
};
use crate::Moment;
use crate::words::{
    Actor, EmergencyId, MessageId, ParticipantId, Personal, WORDS_LEN_MAX, tidy_words,
};

impl State {
    /// Somebody writes.
    pub(super) fn say(
        &self,
        emergency: EmergencyId,
        message: MessageId,
        words: &str,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        self.show(emergency, message, words, Vec::new(), moment)
    }

    /// Somebody writes, shows files, or both.
    pub(super) fn show(
        &self,
        emergency: EmergencyId,
        message: MessageId,
        words: &str,
        files: Vec<NewFile>,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let actor = moment.actor;
        let known = match actor {
            Actor::Person(_) | Actor::Token { .. } => self.known(self.latest(emergency))?,
            _ => self.caller(emergency, actor)?,
        };
        let emergency = known.id;
        let from = match actor {
            Actor::Participant(id) => Speaker::Participant(known.speaks_as(*id)),
            Actor::Person(key) | Actor::Token { person: key, .. } => Speaker::Person(key.clone()),
            _ => return Err(Refusal::NotYours),
        };
        if words.len() > WORDS_LEN_MAX {
            return Err(Refusal::TooLong { len_max: WORDS_LEN_MAX });
        }
        let words = tidy_words(words, WORDS_LEN_MAX);
        if words.is_empty() && files.is_empty() {
            return Err(Refusal::Empty);
        }
        // The same number with other words is another message; nothing that was written is lost.
        let repeated = known.messages.iter().rev().any(|said| {
            let same = said.id == Some(message) && said.from == from;
            same && said.is_words(&words) && said.files.len() == files.len()
        });
        if repeated {
            return Ok(Vec::new());
        }
        let fits = files.len() <= FILES_PER_MESSAGE_MAX && known.takes(&files);
        if !files.is_empty() && !fits {
            return Err(Refusal::TooManyFiles);
        }
        if known.is_full() {
            return Ok(self.go_on(known, message, &words, files, moment));
        }
        let number = known.next_number();
        let words = Personal::new(from.owner(), &words);
        let said = Event::Said { emergency, message, number, from: from.clone(), words };
        let mut events = vec![said];
        events.extend(files.into_iter().map(|file| file.attached(emergency, number, &from)));
        // Any word of the caller makes what was set aside ring again.
        let rings = matches!(known.standing, Standing::SetAside { .. });
        if rings && matches!(actor, Actor::Participant(_)) {
            events.push(Event::Reopened { emergency, broken: false });
        }
        Ok(events)
    }

    /// The next word to a full conversation opens a new emergency of the same incident, in which
    /// it goes on: nobody is turned away for having said too much.
    fn go_on(
        &self,
        known: &Emergency,
        message: MessageId,
        words: &str,
        files: Vec<NewFile>,
        moment: &Moment<'_>,
    ) -> Vec<Event> {
        let to = EmergencyId(moment.id());
        let participant = ParticipantId(moment.id());
        let from = match moment.actor {
            Actor::Person(key) => Speaker::Person(key.clone()),
            _ => Speaker::Participant(participant),
        };
        let words = Personal::new(from.owner(), words);
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
            },
            Event::Said { emergency: to, message, number: 1, from: from.clone(), words },
        ];
        events.extend(files.into_iter().map(|file| file.attached(to, 1, &from)));
        events
    }
}

impl Emergency {
    /// Whether so many more files fit beside those that are there.
    #[must_use]
    pub fn takes(&self, files: &[NewFile]) -> bool {
        let (count, len) =
            self.files().fold((0, 0), |(count, len), (_, file)| (count + 1, len + file.len));
        let more: u64 = files.iter().map(|file| file.len).sum();
        count + files.len() <= FILES_MAX && len + more <= FILES_LEN_MAX
    }
}
