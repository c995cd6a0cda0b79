//! Live: who watches what, and how what changed reaches them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::words::{EmergencyId, IncidentId, PersonKey};
use domain::{Event, State, deliveries, subjects::Subject};
use tokio::sync::watch;

/// What can be watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// One emergency, as its callers see it.
    Emergency(EmergencyId),
    /// One incident, as the vendor sees it.
    Incident(IncidentId),
    /// Everything that the console shows.
    Console,
    /// The visible pagers.
    Pagers,
}

/// Topics that nobody watches any more are looked for once there are at least this many.
const SWEPT_AT_MIN: usize = 64;

/// Wakes those who watch when something of theirs has changed.
#[derive(Default)]
pub struct Hub {
    topics: Mutex<Topics>,
    screens: Mutex<BTreeMap<String, usize>>,
    rooms: Mutex<BTreeMap<(IncidentId, String), usize>>,
}

#[derive(Default)]
struct Topics {
    senders: HashMap<Topic, watch::Sender<u64>>,
    swept_at: usize,
}

impl Topics {
    /// Forgets what nobody watches, as soon as there may be as much of it as of what is watched:
    /// so there is never more than twice what is watched, and each costs little.
    fn sweep(&mut self) {
        if self.senders.len() < self.swept_at.max(SWEPT_AT_MIN) {
            return;
        }
        self.senders.retain(|_, sender| sender.receiver_count() > 0);
        self.swept_at = self.senders.len() * 2;
    }
}

impl Hub {
    /// Wakes its receiver whenever the topic has changed.
    pub fn watch(&self, topic: Topic) -> watch::Receiver<u64> {
        let mut topics = lock(&self.topics);
        topics.sweep();
        topics.senders.entry(topic).or_insert_with(|| watch::channel(0).0).subscribe()
    }

    /// How many topics are remembered.
    #[must_use]
    pub fn topics(&self) -> usize {
        lock(&self.topics).senders.len()
    }

    /// Something happened: wakes everyone whom it concerns.
    pub fn changed<'a>(&self, state: &State, events: impl Iterator<Item = &'a Event>) {
        let mut touched = BTreeSet::new();
        for event in events {
            touch(state, event, &mut touched);
        }
        if touched.is_empty() {
            return;
        }
        let topics = &mut lock(&self.topics).senders;
        for topic in touched {
            if let Some(sender) = topics.get(&topic) {
                if sender.receiver_count() == 0 {
                    topics.remove(&topic);
                } else {
                    sender.send_modify(|version| *version += 1);
                }
            }
        }
    }

    /// Everything may be another: wakes everyone.
    pub fn all_changed(&self) {
        for sender in lock(&self.topics).senders.values() {
            sender.send_modify(|version| *version += 1);
        }
    }

    /// A person's visible pager is being watched, until what is returned is dropped.
    pub fn screen(self: &std::sync::Arc<Self>, person: &str) -> Screen {
        *lock(&self.screens).entry(person.to_owned()).or_default() += 1;
        Screen { hub: std::sync::Arc::clone(self), person: person.to_owned(), room: None }
    }

    /// The same for somebody who has an incident's room open; the others there see that.
    pub fn enter(self: &std::sync::Arc<Self>, incident: IncidentId, person: &str) -> Screen {
        *lock(&self.rooms).entry((incident, person.to_owned())).or_default() += 1;
        self.touch(Topic::Incident(incident));
        let mut screen = self.screen(person);
        screen.room = Some(incident);
        screen
    }

    /// Who has an incident's room open, on this node.
    pub fn present(&self, incident: IncidentId) -> Vec<PersonKey> {
        let rooms = lock(&self.rooms);
        let here = rooms.range((incident, String::new())..);
        let here = here.take_while(|((room, _), _)| *room == incident);
        here.map(|((_, person), _)| PersonKey::from(person.as_str())).collect()
    }

    fn touch(&self, topic: Topic) {
        if let Some(sender) = lock(&self.topics).senders.get(&topic) {
            sender.send_modify(|version| *version += 1);
        }
    }

    /// Whether anyone watches the person's visible pager.
    pub fn is_watched(&self, person: &str) -> bool {
        lock(&self.screens).contains_key(person)
    }
}

/// Proof that a visible pager is being watched.
pub struct Screen {
    hub: std::sync::Arc<Hub>,
    person: String,
    room: Option<IncidentId>,
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(incident) = self.room {
            let key = (incident, self.person.clone());
            let mut rooms = lock(&self.hub.rooms);
            if let Some(count) = rooms.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    rooms.remove(&key);
                }
            }
            drop(rooms);
            self.hub.touch(Topic::Incident(incident));
        }
        let mut screens = lock(&self.hub.screens);
        if let Some(count) = screens.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                screens.remove(&self.person);
            }
        }
    }
}

fn touch(state: &State, event: &Event, touched: &mut BTreeSet<Topic>) {
    for subject in event.subjects() {
        match subject {
            Subject::Emergency(emergency) => {
                touched.insert(Topic::Emergency(emergency));
                if let Some(incident) = state.incidents.of_emergency(emergency) {
                    touched.insert(Topic::Incident(incident.id));
                }
            }
            Subject::Incident(incident) => {
                touched.insert(Topic::Incident(incident));
                // A matching stays invisible to the caller; what is done about the incident does
                // not.
                if let Some(known) = state.incidents.get(incident) {
                    touched.extend(known.emergencies.iter().copied().map(Topic::Emergency));
                }
            }
        }
    }
    // Who else has written to one of them is part of what each of them is told.
    if let Event::Emergencies(domain::emergencies::Event::Said {
        emergency,
        from: domain::emergencies::Speaker::Person(_),
        ..
    }) = event
        && let Some(known) = state.incidents.of_emergency(*emergency)
        && known.emergencies.len() > 1
    {
        touched.extend(known.emergencies.iter().copied().map(Topic::Emergency));
    }
    match event {
        Event::Customers(_) => {
            touched.insert(Topic::Console);
            touched.insert(Topic::Pagers);
        }
        Event::Deliveries(event) => {
            if let Some(delivery) = delivery_of(event).and_then(|id| state.deliveries.get(id)) {
                touched.insert(Topic::Incident(delivery.about.incident()));
            }
        }
        Event::Emergencies(domain::emergencies::Event::Marked { .. }) => {}
        Event::Paging(_) | Event::Access(_) | Event::Methods(_) => {
            touched.insert(Topic::Console);
            touched.insert(Topic::Pagers);
        }
        _ => {
            touched.insert(Topic::Console);
        }
    }
}

fn delivery_of(event: &deliveries::Event) -> Option<domain::words::DeliveryId> {
    match event {
        deliveries::Event::Owed { delivery, .. }
        | deliveries::Event::Claimed { delivery, .. }
        | deliveries::Event::Reported { delivery, .. }
        | deliveries::Event::Replayed { delivery, .. }
        | deliveries::Event::Voided { delivery } => Some(*delivery),
        // What has left the live state concerns nobody any more.
        deliveries::Event::Forgotten { .. } | deliveries::Event::Dropped { .. } => None,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_a_room_open_is_seen_there_until_the_last_screen_is_gone() {
        let hub = std::sync::Arc::new(Hub::default());
        let (room, other) = (IncidentId(7), IncidentId(8));
        let mut changes = hub.watch(Topic::Incident(room));
        let one = hub.enter(room, "ana");
        let two = hub.enter(room, "ana");
        let _elsewhere = hub.enter(other, "ben");
        assert_eq!(hub.present(room), [PersonKey::from("ana")]);
        assert!(changes.has_changed().is_ok_and(|changed| changed));
        drop(one);
        assert_eq!(hub.present(room).len(), 1);
        changes.mark_unchanged();
        drop(two);
        assert!(hub.present(room).is_empty());
        assert!(changes.has_changed().is_ok_and(|changed| changed));
    }

    #[test]
    fn topics_that_nobody_watches_any_more_are_forgotten() {
        let hub = Hub::default();
        let stays = hub.watch(Topic::Console);
        for number in 0..10_000 {
            drop(hub.watch(Topic::Emergency(EmergencyId(number))));
            assert!(hub.topics() <= SWEPT_AT_MIN, "{}", hub.topics());
        }
        let watched: Vec<_> =
            (0..1_000).map(|n| hub.watch(Topic::Emergency(EmergencyId(n)))).collect();
        assert!((1_001..=2_002).contains(&hub.topics()));
        assert!(watched.iter().chain([&stays]).all(|receiver| receiver.has_changed().is_ok()));
    }
}
