//! Words that are for fewer readers than when they were said: of whoever has not got them yet,
//! those get them for whom they are still.

use super::broadcast::concerns;
use super::{Announcement, Audience, Broadcast, Class, Event, Lane, Readership, State, Version};

impl State {
    /// What was said of something is for those only from now on who are told it by `stands`.
    pub(super) fn narrow(&self, stands: &Announcement, readers: &dyn Readership) -> Vec<Event> {
        let topic = stands.topic;
        let said = self.words().filter(|word| word.word.topic == topic && !word.is_done());
        let said = said.filter(|word| word.word.exceeds(Some(stands)));
        said.map(|word| self.narrowed(word, stands, readers)).collect()
    }

    fn narrowed(&self, said: &Broadcast, stands: &Announcement, readers: &dyn Readership) -> Event {
        let word = said.word.narrowed_to(stands);
        let counts = said.lanes.keys().map(|lane| (*lane, self.still(said, &word, *lane, readers)));
        let counts: Vec<(Lane, u32)> = counts.collect();
        let Announcement { audience, versions, .. } = word;
        Event::Narrowed { broadcast: said.number, audience, versions, counts }
    }

    /// How many a word concerns in a lane: those whom it has been taken to, or who wait for it, and
    /// those of the others for whom it is still. Of what was replaced nobody comes on top.
    fn still(
        &self,
        said: &Broadcast,
        word: &Announcement,
        lane: Lane,
        readers: &dyn Readership,
    ) -> u32 {
        let progress = said.progress(lane);
        if said.replaced || said.given_up {
            return progress.count;
        }
        let rest = self.in_lane(lane, progress.cursor, said.up_to);
        let rest = rest.filter(|known| concerns(known, word, readers)).count();
        progress.taken.saturating_add(u32::try_from(rest).unwrap_or(u32::MAX))
    }

    pub(super) fn put_narrowed(
        &mut self,
        broadcast: u32,
        (audience, versions): (&Audience, &[Version]),
        counts: &[(Lane, u32)],
    ) {
        self.changed_word(broadcast, |known| {
            known.word.audience = audience.clone();
            known.word.versions = versions.to_vec();
            for (lane, count) in counts {
                known.lane(*lane).count = *count;
            }
            // Where no text is left to send, nobody has to be asked about what it costs.
            let texts = known.progress(Lane::Text);
            known.held &= texts.taken < texts.count;
        });
    }
}

impl Announcement {
    /// The word for those only who are told it by `stands` as well.
    fn narrowed_to(&self, stands: &Self) -> Self {
        let both = |class: Option<&Class>| {
            let shows = &stands.audience_of(class).pages;
            let audience = self.audience_of(class);
            let pages = audience.pages.iter().filter(|page| shows.contains(page));
            Audience { pages: pages.cloned().collect(), ..audience.clone() }
        };
        let named = self.versions.iter().chain(&stands.versions);
        let mut classes: Vec<&Class> = named.flat_map(|version| &version.classes).collect();
        classes.sort_unstable();
        classes.dedup();
        let versions = classes.into_iter().map(|class| {
            let read = self.as_read(Some(class));
            Version {
                classes: vec![class.clone()],
                kind: read.kind,
                affected: read.affected.clone(),
                audience: both(Some(class)),
            }
        });
        Self { audience: both(None), versions: versions.collect(), ..self.clone() }
    }
}
