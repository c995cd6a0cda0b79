//! Putting right what an update said: its words, how long it may take, the line for colleagues.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Command, Correction, Event, Refusal, State, Update, for_colleagues};
use crate::Moment;
use crate::words::{Estimate, Overview, Timestamp};

/// What stands beside the words of an update.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aside {
    /// How long it may take, from when the update was told; nothing, where it names no time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// What it means for the vendor itself; nothing, where that was taken back or never said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub for_colleagues: Option<Arc<str>>,
}

impl Aside {
    fn tidied(self) -> Self {
        let line = self.for_colleagues.and_then(|line| for_colleagues(&line));
        Self { estimate: self.estimate.map(Estimate::tidied), for_colleagues: line }
    }
}

impl Update {
    /// What stands beside its words.
    #[must_use]
    pub fn aside(&self) -> Aside {
        let (estimate, for_colleagues) = (self.estimate.clone(), self.for_colleagues.clone());
        Aside { estimate, for_colleagues }
    }

    pub(super) fn put_right(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Corrected { overview, author, takes_back, aside, .. } => {
                let said = std::mem::replace(&mut self.overview, overview.clone());
                let estimate = self.estimate.clone();
                if let Some(aside) = aside {
                    self.estimate.clone_from(&aside.estimate);
                    self.for_colleagues.clone_from(&aside.for_colleagues);
                }
                self.corrections.push(Correction { at, by: author.clone(), said, estimate });
                if *takes_back {
                    // What is taken back may have stood there before this time as well.
                    for one in &mut self.corrections {
                        (one.said, one.estimate) = (Overview::default(), None);
                    }
                }
            }
            Event::LineCorrected { for_colleagues, .. } => {
                self.for_colleagues.clone_from(for_colleagues);
            }
            _ => {}
        }
    }
}

impl State {
    /// What is put right for the customers is an event that they read of. The line for colleagues
    /// is none of theirs: put right alone, it has an event of its own.
    pub(super) fn correct(
        &self,
        command: Command,
        moment: &Moment<'_>,
    ) -> Result<Option<Event>, Refusal> {
        let Command::Correct { incident, update, overview, takes_back, aside } = command else {
            return Err(Refusal::Unknown);
        };
        let author = moment.actor.person().cloned().ok_or(Refusal::NotYours)?;
        let known = self.get(incident).and_then(|board| board.update(update));
        let known = known.ok_or(Refusal::Unknown)?;
        let overview = overview.tidied();
        if overview.known.is_empty() {
            return Err(Refusal::Empty);
        }
        let stood = known.aside();
        let aside = match aside.map(Aside::tidied) {
            Some(aside) => aside,
            // Whose name stood in the words may stand in the line as well.
            None if takes_back => Aside { for_colleagues: None, ..stood.clone() },
            None => stood.clone(),
        };
        if !aside.estimate.as_ref().is_none_or(Estimate::is_sound) {
            return Err(Refusal::BadEstimate);
        }
        if known.overview != overview || aside.estimate != stood.estimate {
            let aside = (aside != stood).then_some(aside);
            let event = Event::Corrected { incident, update, overview, author, takes_back, aside };
            return Ok(Some(event));
        }
        let for_colleagues = aside.for_colleagues;
        let news = for_colleagues != stood.for_colleagues;
        Ok(news.then_some(Event::LineCorrected { incident, update, author, for_colleagues }))
    }
}
