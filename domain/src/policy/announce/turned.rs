//! How components fare, for programs that are posted it one component at a time: those that words
//! are about, and those of which they were posted before, as their own page shows them.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::State;
use crate::readers::{Readable, ReadersSight};
use crate::subscribers::{Audience, Broadcast, Fares, Readership, Subscriber};
use crate::words::{
    BulletinId, ComponentKey, Condition, MaintenanceId, StatusPageKey, Timestamp, TopicId,
};

/// A component that a matter turned.
struct Turned {
    /// How it fared before, as far as this matter goes.
    before: Condition,
    /// When that was last said to have changed.
    at: Timestamp,
}

/// What somebody is told of one page, by one sight.
struct Board {
    /// As far as they may read.
    open: Readable,
    /// The components of the page, in its order.
    listed: Vec<Listed>,
    /// How those fare that the page shows.
    fares: BTreeMap<ComponentKey, Condition>,
}

/// A component of a page.
struct Listed {
    key: ComponentKey,
    /// Who is meant by what is about it: looked up once for all who read the same.
    meant: OnceCell<Audience>,
}

/// How components fare for each of these, beside the words that they are sent.
pub(super) fn fares(
    state: &State,
    of: &[(&Subscriber, Vec<&Broadcast>)],
    now: Timestamp,
) -> Vec<Vec<Fares>> {
    // Most of them read the same page with the same sight.
    let mut boards: BTreeMap<(ReadersSight, &StatusPageKey), Option<Board>> = BTreeMap::new();
    let each = of.iter().map(|(known, words)| {
        let Some(sight) = state.sight_of_subscriber(known) else { return Vec::new() };
        let page = &known.profile.page;
        let board = boards.entry((sight, page));
        let board = board.or_insert_with_key(|(sight, page)| board_of(state, sight, page, now));
        let Some(board) = board else { return Vec::new() };
        of_board(state, board, known, words, now)
    });
    each.collect()
}

fn board_of(
    state: &State,
    sight: &ReadersSight,
    page: &StatusPageKey,
    now: Timestamp,
) -> Option<Board> {
    let open = state.for_readers(sight);
    let shown = open.status_page_at(page, now)?;
    // The page leaves out some that work again, and these are the ones whose end matters.
    let listed = open.components_on(&shown.page.profile);
    let listed = listed.into_iter().map(|(_, key, _)| {
        let (key, meant) = (key.clone(), OnceCell::new());
        Listed { key, meant }
    });
    let listed: Vec<Listed> = listed.collect();
    let fares = shown.parts.iter().map(|part| (part.key.clone(), part.condition));
    let fares: BTreeMap<ComponentKey, Condition> = fares.collect();
    Some(Board { open, listed, fares })
}

fn of_board(
    state: &State,
    board: &Board,
    known: &Subscriber,
    words: &[&Broadcast],
    now: Timestamp,
) -> Vec<Fares> {
    let sites = state.reading(known).map(|reading| reading.sites).unwrap_or_default();
    let topics = words.iter().map(|word| {
        let topic = word.word.topic;
        (topic, turns(&board.open, topic, untold_since(state, known, word)))
    });
    let topics: BTreeMap<TopicId, BTreeMap<ComponentKey, Turned>> = topics.collect();
    let posted = |key: &ComponentKey| {
        known.posts.as_ref().is_some_and(|posts| {
            let mut pending = posts.pending.iter();
            posts.fares.contains_key(key) || pending.any(|one| one.turn.component == *key)
        })
    };
    let fares = board.listed.iter().filter_map(|Listed { key, meant }| {
        let by: Vec<(&TopicId, &Turned)> =
            topics.iter().filter_map(|(topic, turned)| Some((topic, turned.get(key)?))).collect();
        if by.is_empty() && !posted(key) {
            return None;
        }
        let look_up = || board.open.audience(&BTreeSet::from([key.clone()]), Condition::default());
        if !known.profile.wants.name_any_of(meant.get_or_init(look_up), &sites) {
            return None;
        }
        let others = beside(&board.open, |topic| by.iter().any(|(one, _)| **one == topic), key);
        let before = by.iter().map(|(_, turned)| turned.before).max();
        Some(Fares {
            component: key.clone(),
            now: board.fares.get(key).copied().unwrap_or_default(),
            before: before.map(|before| before.max(others)),
            at: by.iter().map(|(_, turned)| turned.at).max().unwrap_or(now),
        })
    });
    fares.collect()
}

/// When a subscriber was last told of what a word is about: what was replaced before it reached
/// them, or failed, comes along with the word. What turned before they came they read elsewhere.
fn untold_since(state: &State, known: &Subscriber, word: &Broadcast) -> Option<Timestamp> {
    let mut earlier = state.subscribers.words().filter(|other| {
        other.word.topic == word.word.topic
            && other.number < word.number
            && other.reached.contains_key(&known.number)
    });
    let told = earlier.next().map(|other| other.at);
    // What was said in the moment in which they came is news to them.
    told.or_else(|| known.since.0.checked_sub(1).map(Timestamp))
}

/// The components that turned by what was said of a matter after that.
fn turns(open: &State, topic: TopicId, after: Option<Timestamp>) -> BTreeMap<ComponentKey, Turned> {
    let told = open.bulletins.bulletins.get(&BulletinId(topic.0)).into_iter();
    let told = told.flat_map(|known| &known.entries).flat_map(|entry| {
        let turns = entry.turns.iter().filter(|turn| turn.before != turn.after);
        turns.map(|turn| (&turn.component, turn.before, entry.at))
    });
    let planned = open.maintenance.get(MaintenanceId(topic.0)).into_iter();
    let planned = planned.flat_map(|known| &known.entries).flat_map(|entry| {
        let before = match entry.before.is_running() {
            true => Condition::Maintenance,
            false => Condition::Operational,
        };
        let turns = entry.before.is_running() != entry.stage.is_running();
        let components = entry.components.iter().filter(move |_| turns);
        components.map(move |component| (component, before, entry.at))
    });
    let mut all: BTreeMap<ComponentKey, Turned> = BTreeMap::new();
    for (component, before, at) in told.chain(planned) {
        if after.is_none_or(|after| at > after) {
            // What it was before the first of them is what whoever is posted it knows.
            all.entry(component.clone()).or_insert(Turned { before, at }).at = at;
        }
    }
    all
}

/// How badly a component fares by everything else: by what is told of other matters about it and
/// its parts, and by what is worked on.
fn beside(open: &State, meant: impl Fn(TopicId) -> bool, key: &ComponentKey) -> Condition {
    let within = |other: &ComponentKey| {
        other == key || open.components.around(other).any(|outer| outer == key)
    };
    let others = open.bulletins.live().into_iter();
    let others = others.filter(|known| !meant(TopicId(known.id.0)));
    let told = others.flat_map(|known| &known.affected);
    let told = told.filter(|(other, _)| within(other)).map(|(_, condition)| *condition);
    let mut worked_on = open.maintenance.running();
    let worked_on =
        worked_on.any(|known| !meant(TopicId(known.id.0)) && open.maintains(known, key));
    told.chain(worked_on.then_some(Condition::Maintenance)).max().unwrap_or_default()
}
