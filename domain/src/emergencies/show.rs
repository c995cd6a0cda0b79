//! Writing into a conversation and showing files in it; a full one goes on in another.

use super::{
    Emergency, Event, FILES_LEN_MAX, FILES_MAX, FILES_PER_MESSAGE_MAX, NewFile, Refusal, Speaker,
    Standing, State,
};
use crate::Moment;
use crate::words::{
    Actor, EmergencyId, Level, MessageId, ParticipantId, Personal, WORDS_LEN_MAX, tidy_words,
};

/// What somebody says or shows.
pub(super) struct Saying {
    /// The client's own number for it.
    pub message: MessageId,
    /// The words; may be empty beside files.
    pub words: String,
    /// The files, stored already.
    pub files: Vec<NewFile>,
    /// Who may read and see it.
    pub level: Level,
}

impl Saying {
    /// As the events of an emergency: the message, then its files.
    pub(super) fn said(self, emergency: EmergencyId, number: u32, from: &Speaker) -> Vec<Event> {
        let Self { message, words, files, level } = self;
        let words = Personal::new(from.owner(), &words);
        let from_whom = from.clone();
        let said = Event::Said { emergency, message, number, from: from_whom, words, level };
        let attached = files.into_iter().map(|file| file.attached(emergency, number, from));
        std::iter::once(said).chain(attached).collect()
    }
}

impl State {
    /// Somebody writes, shows files, or both.
    pub(super) fn say(
        &self,
        emergency: EmergencyId,
        saying: Saying,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        let actor = moment.actor;
        let known = match actor {
            Actor::Person(_) | Actor::Token { .. } => self.known(self.latest(emergency))?,
            _ => self.caller(emergency, actor)?,
        };
        let emergency = known.id;
        // Whoever comes back to what others have gone on in takes part there from now on.
        let own = match actor {
            Actor::Participant(id) => self.counterpart_in(known, *id),
            _ => None,
        };
        let from = match actor {
            Actor::Participant(_) => {
                Speaker::Participant(own.unwrap_or_else(|| ParticipantId(moment.id())))
            }
            Actor::Person(key) | Actor::Token { person: key, .. } => Speaker::Person(key.clone()),
            _ => return Err(Refusal::NotYours),
        };
        let Some(saying) = known.fitting(saying, &from)? else { return Ok(Vec::new()) };
        if known.is_full() {
            return Ok(self.go_on(known, saying, moment));
        }
        let mut events = Vec::new();
        if let (Actor::Participant(of), None, Speaker::Participant(participant)) =
            (actor, own, &from)
        {
            let (participant, of) = (*participant, Some(*of));
            events.push(Event::Admitted { emergency, participant, name: None, of, by: None });
        }
        events.extend(saying.said(emergency, known.next_number(), &from));
        // Any word of the caller makes what was set aside ring again.
        let rings = matches!(known.standing, Standing::SetAside { .. });
        if rings && matches!(actor, Actor::Participant(_)) {
            events.push(Event::Reopened { emergency, broken: false });
        }
        Ok(events)
    }

    /// The customer says what it stops them doing: a message like any other, and known as the
    /// answer to that question.
    pub(super) fn impair(
        &self,
        emergency: EmergencyId,
        message: MessageId,
        words: String,
        moment: &Moment<'_>,
    ) -> Result<Vec<Event>, Refusal> {
        if !matches!(moment.actor, Actor::Participant(_)) {
            return Err(Refusal::CustomerOnly);
        }
        let (files, level) = (Vec::new(), Level::Stranger);
        let mut events = self.say(emergency, Saying { message, words, files, level }, moment)?;
        let said = events.iter().find_map(|event| match event {
            Event::Said { emergency, number, .. } => Some((*emergency, *number)),
            _ => None,
        });
        events.extend(said.map(|(emergency, number)| Event::Impaired { emergency, number }));
        Ok(events)
    }
}

impl Emergency {
    /// What somebody says, as it is kept; nothing when it stands there already.
    fn fitting(&self, saying: Saying, from: &Speaker) -> Result<Option<Saying>, Refusal> {
        if saying.words.len() > WORDS_LEN_MAX {
            return Err(Refusal::TooLong { len_max: WORDS_LEN_MAX });
        }
        let words = tidy_words(&saying.words, WORDS_LEN_MAX);
        let Saying { message, files, level, .. } = saying;
        if words.is_empty() && files.is_empty() {
            return Err(Refusal::Empty);
        }
        // The same number with other words is another message; nothing that was written is lost.
        let repeated = self.messages.iter().rev().any(|said| {
            let same = said.id == Some(message) && said.from == *from;
            same && said.is_words(&words) && said.files.len() == files.len()
        });
        if repeated {
            return Ok(None);
        }
        let fits = files.len() <= FILES_PER_MESSAGE_MAX && self.takes(&files);
        if !files.is_empty() && !fits {
            return Err(Refusal::TooManyFiles);
        }
        Ok(Some(Saying { message, words, files, level }))
    }

    /// Whether so many more files fit beside those that are there.
    #[must_use]
    pub fn takes(&self, files: &[NewFile]) -> bool {
        let (count, len) =
            self.files().fold((0, 0), |(count, len), (_, file)| (count + 1, len + file.len));
        let more: u64 = files.iter().map(|file| file.len).sum();
        count + files.len() <= FILES_MAX && len + more <= FILES_LEN_MAX
    }
}
