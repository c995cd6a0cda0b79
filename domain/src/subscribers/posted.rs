//! What programs are posted of components that were written for Statuspage: how each fared and
//! fares. What is posted follows from what was posted before it, so that every program reads one
//! history in which nothing is left out and nothing is said twice: it is written down when a slice
//! is claimed, and posted as it was written, again too, until all of it was taken.

use std::sync::Arc;

use imbl::OrdMap;
use serde::{Deserialize, Serialize};

use super::{Broadcast, Readership, Route, State, Subscriber};
use crate::words::{ComponentKey, Condition, Timestamp};

/// Most components that are posted beside one word; more of them a program finds in the page's own
/// documents.
const TURNED_MAX: usize = 20;
/// Most that is to be posted to one program at a time. What comes on top is posted with a later
/// word, once some of it was taken.
const PENDING_MAX: usize = 100;

/// That a component fares differently, as a program is posted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Which component.
    pub component: ComponentKey,
    /// How it fared by what was posted before.
    pub before: Condition,
    /// How it fares.
    pub after: Condition,
    /// When that was said.
    pub at: Timestamp,
}

/// What turned for a subscriber of a slice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turned {
    /// The number of the subscriber.
    pub number: u32,
    /// What is posted beside their words, after what is still to be posted from before.
    pub turns: Vec<Turn>,
}

/// What is posted to a program until it has taken all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// In which slice it was first posted; with its component this says which it is.
    pub slice: u32,
    /// What.
    pub turn: Turn,
}

/// What a program was posted of components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Posts {
    /// How each fares by what it has taken.
    pub fares: OrdMap<ComponentKey, Condition>,
    /// What it is posted with the next word that leaves, in this order.
    pub pending: Vec<Pending>,
}

/// How a component fares on a subscriber's page, of which they want to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fares {
    /// Which component.
    pub component: ComponentKey,
    /// How it fares now.
    pub now: Condition,
    /// How it fared before what the words are about, as somebody knows it who was posted nothing of
    /// it; nothing, where they are not about it.
    pub before: Option<Condition>,
    /// When it turned.
    pub at: Timestamp,
}

impl Posts {
    /// How a component fares by the last that is posted.
    fn last(&self, component: &ComponentKey) -> Option<Condition> {
        let mut pending = self.pending.iter().rev();
        let pending = pending.find(|pending| pending.turn.component == *component);
        pending.map(|pending| pending.turn.after).or_else(|| self.fares.get(component).copied())
    }

    /// What is posted on top of what is pending.
    fn turns(&self, fares: Vec<Fares>) -> Vec<Turn> {
        let room = PENDING_MAX.saturating_sub(self.pending.len()).min(TURNED_MAX);
        let turns = fares.into_iter().filter_map(|Fares { component, now, before, at }| {
            let before = self.last(&component).or(before)?;
            (before != now).then_some(Turn { component, before, after: now, at })
        });
        turns.take(room).collect()
    }
}

impl State {
    /// What turned for those of a slice who are posted it.
    pub(super) fn turned(
        &self,
        to: &[(u32, Vec<u32>)],
        readers: &dyn Readership,
        now: Timestamp,
    ) -> Vec<Turned> {
        let of = to.iter().filter_map(|(number, words)| {
            let known = self.numbered(*number)?;
            let words = words.iter().filter_map(|word| self.word(*word));
            (known.profile.route == Route::Statuspage).then(|| (known, words.collect()))
        });
        let of: Vec<(&Subscriber, Vec<&Broadcast>)> = of.collect();
        if of.is_empty() {
            return Vec::new();
        }
        let fares = readers.fares(&of, now);
        let turned = of.iter().zip(fares).map(|((known, _), fares)| {
            let none = Posts::default();
            let turns = known.posts.as_deref().unwrap_or(&none).turns(fares);
            Turned { number: known.number, turns }
        });
        turned.filter(|turned| !turned.turns.is_empty()).collect()
    }

    /// What turned is to be posted from now on.
    pub(super) fn put_turned(&mut self, slice: u32, turned: &[Turned]) {
        for Turned { number, turns } in turned {
            self.change_numbered(*number, |known| {
                let posts = Arc::make_mut(known.posts.get_or_insert_default());
                let turns = turns.iter().cloned();
                posts.pending.extend(turns.map(|turn| Pending { slice, turn }));
            });
        }
    }
}

impl Subscriber {
    /// All that was pending was taken.
    pub(super) fn took_turned(&mut self) {
        let Some(posts) = self.posts.as_mut().filter(|posts| !posts.pending.is_empty()) else {
            return;
        };
        let posts = Arc::make_mut(posts);
        for Pending { turn, .. } in std::mem::take(&mut posts.pending) {
            posts.fares.insert(turn.component, turn.after);
        }
    }
}
