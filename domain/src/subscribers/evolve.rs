//! What each event changes about subscribers and about the words on their way to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use imbl::{OrdMap, OrdSet};

use super::broadcast::GIVEN_UP;
use super::sign_up::hour_of;
use super::{
    Addressee, Again, Broadcast, CAME_BACK_WITHIN, Event, Failure, Lane, Profile, Progress, Queue,
    Slice, Standing, State, Subscriber, Timer, Waits, What,
};
use crate::words::{PersonKey, Personal, SmolStr, SubscriberId, Timestamp};

impl State {
    /// Replays an event.
    pub fn evolve(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::SignedUp { subscriber, number, profile, address, until } => {
                self.count_letter(at);
                let standing = Standing::Unconfirmed { until: *until };
                let new = new((*subscriber, *number), profile, address, standing, at);
                self.put(new);
            }
            Event::Added { subscriber, number, profile, address, consent, by } => {
                let mut new = new((*subscriber, *number), profile, address, Standing::Active, at);
                (new.consent, new.by) = (Some(consent.clone()), by.clone());
                self.put(new);
            }
            Event::AskedAgain { subscriber } => {
                self.count_letter(at);
                self.change(*subscriber, |known| {
                    (known.asked_at, known.mistyped) = (at, 0);
                });
            }
            Event::Confirmed { subscriber } => self.change(*subscriber, |known| {
                known.standing = Standing::Active;
                known.mistyped = 0;
            }),
            Event::Mistyped { subscriber } => {
                self.change(*subscriber, |known| known.mistyped = known.mistyped.saturating_add(1));
            }
            Event::Preferred { subscriber, language, wants, colleague } => {
                self.change(*subscriber, |known| {
                    // What somebody prefers makes nobody a colleague.
                    let is = known.profile.colleague;
                    known.profile.colleague = is.and(colleague.or(is));
                    known.profile.language = *language;
                    known.profile.wants = wants.clone();
                });
            }
            Event::Resumed { subscriber } => self.change(*subscriber, |known| {
                known.standing = Standing::Active;
                (known.failures, known.came_back.0) = (0, 0);
            }),
            Event::SecretRenewed { subscriber } => self.change(*subscriber, |known| {
                known.secret = known.secret.saturating_add(1);
            }),
            Event::Stopped { subscriber } => self.stop(*subscriber),
            Event::Bounced { subscriber, broadcast, reason, pauses, ours } => {
                self.bounced((*subscriber, *broadcast), reason, (*pauses, *ours), at);
            }
            Event::Left { subscriber, .. } => self.remove(*subscriber),
            Event::Announced { broadcast, id, word, counts, held } => {
                self.broadcast_count = *broadcast;
                let up_to = self.count;
                let of_lane = |(lane, count): &(Lane, u32)| {
                    (*lane, Progress { count: *count, ..Progress::default() })
                };
                let new = Broadcast {
                    number: *broadcast,
                    id: *id,
                    word: word.clone(),
                    at,
                    up_to,
                    held: *held,
                    replaced: false,
                    given_up: false,
                    lanes: counts.iter().map(of_lane).collect(),
                    reached: OrdMap::new(),
                    failed: OrdMap::new(),
                    waiting: OrdSet::new(),
                };
                self.replace(&new);
                self.broadcasts.insert(*broadcast, Arc::new(new));
                self.changed_word(*broadcast, |_| {});
            }
            Event::Released { broadcast } => self.changed_word(*broadcast, |word| {
                word.held = false;
            }),
            Event::Withheld { broadcast } => self.changed_word(*broadcast, |word| {
                word.held = false;
                let up_to = word.up_to;
                let lane = word.lane(Lane::Text);
                lane.cursor = up_to;
                lane.collapsed += lane.count.saturating_sub(lane.taken);
            }),
            Event::Claimed { slice, lane, what, claim } => {
                self.slice_count = *slice;
                let (queue, to) = match what {
                    What::Next { broadcast, through, to, later, replaces, turned } => {
                        self.take_next(*broadcast, *lane, *through, to, later);
                        self.put_turned(*slice, turned);
                        let to = to.iter().map(|number| Addressee {
                            number: *number,
                            words: vec![*broadcast],
                            replaces: replaces.binary_search(number).is_ok(),
                            attempts: 0,
                        });
                        (Queue::First, to.collect())
                    }
                    What::Waited { to, later, rests, turned } => {
                        self.rest(later, rests, at);
                        self.put_turned(*slice, turned);
                        self.take_waited(to)
                    }
                };
                // Where nobody was concerned, nothing is on its way.
                let any = !Vec::is_empty(&to);
                if any {
                    self.timers.set(&Timer::Slice(*slice), Some(claim.until));
                    let new = Slice { number: *slice, lane: *lane, queue, to, claim: *claim };
                    self.slices.insert(*slice, Arc::new(new));
                }
            }
            Event::Reported { slice, failed, again, not_theirs, left_out, slow } => {
                self.hear(slow, at);
                self.leave_out(*slice, left_out);
                self.reported(*slice, (failed, again, not_theirs), at);
            }
            Event::Forgotten { broadcast } => {
                if let Some(gone) = self.broadcasts.remove(broadcast) {
                    let slices = self.slices.values().flat_map(|slice| &slice.to);
                    let theirs = slices.filter(|to| to.words.contains(broadcast));
                    self.told.keep(&gone, theirs.map(|to| to.number).collect());
                }
                self.open.remove(broadcast);
            }
            Event::GivenUp { broadcast, apart, concerned } => {
                self.give_up_word(*broadcast, (apart, concerned.as_deref()), at);
            }
            Event::Narrowed { broadcast, audience, versions, counts } => {
                self.put_narrowed(*broadcast, (audience, versions), counts);
            }
        }
    }

    fn count_letter(&mut self, at: Timestamp) {
        let hour = hour_of(at);
        self.letters = match self.letters {
            (known, count) if known == hour => (hour, count + 1),
            _ => (hour, 1),
        };
    }

    fn put(&mut self, new: Subscriber) {
        self.count = self.count.max(new.number);
        if let Standing::Unconfirmed { until } = new.standing {
            self.unconfirmed += 1;
            self.timers.set(&Timer::Unconfirmed(new.number), Some(until));
        }
        self.by_id.insert(new.id, new.number);
        if let Some(address) = &new.address.text {
            self.by_address.insert(new.profile.place(address), new.number);
        }
        self.by_lane.insert((new.profile.route.lane(), new.number));
        self.people.insert(new.number, Arc::new(new));
    }

    /// Changes a subscriber and what is derived from them.
    fn change(&mut self, id: SubscriberId, change: impl FnOnce(&mut Subscriber)) {
        if let Some(number) = self.by_id.get(&id).copied() {
            self.change_numbered(number, change);
        }
    }

    pub(super) fn change_numbered(&mut self, number: u32, change: impl FnOnce(&mut Subscriber)) {
        let Some(known) = self.people.get_mut(&number) else { return };
        let was_waiting = matches!(known.standing, Standing::Unconfirmed { .. });
        let known = Arc::make_mut(known);
        change(known);
        let lane = known.profile.route.lane();
        let due = [Queue::First, Queue::Again].map(|queue| (queue, known.due_in(queue)));
        if was_waiting && !matches!(known.standing, Standing::Unconfirmed { .. }) {
            self.unconfirmed = self.unconfirmed.saturating_sub(1);
            self.timers.set(&Timer::Unconfirmed(number), None);
        }
        for (queue, due) in due {
            if due.is_some() || self.later.contains_key(&(lane, queue)) {
                self.later.entry((lane, queue)).or_default().set(&number, due);
            }
        }
    }

    pub(super) fn remove(&mut self, id: SubscriberId) {
        let Some(number) = self.by_id.remove(&id) else { return };
        let mut waits = Vec::new();
        self.change_numbered(number, |known| {
            waits = std::mem::take(&mut known.waiting);
            known.standing = Standing::Paused;
        });
        let Some(known) = self.people.remove(&number) else { return };
        self.unhear(&known);
        self.by_lane.remove(&(known.profile.route.lane(), number));
        if let Some(address) = &known.address.text {
            self.by_address.remove(&known.profile.place(address));
        }
        for Waits { word, .. } in waits {
            self.changed_word(word, |word| {
                word.waiting.remove(&number);
            });
        }
    }

    /// What is left of earlier words about the same does not leave any more; but of one that was
    /// for readers whom the new one tells nothing it does.
    fn replace(&mut self, new: &Broadcast) {
        let earlier = self.broadcasts.values().filter(|word| {
            word.word.topic == new.word.topic && !word.word.exceeds(Some(&new.word))
        });
        let earlier: Vec<u32> = earlier.filter(|word| !word.replaced).map(|w| w.number).collect();
        for number in earlier {
            self.changed_word(number, |word| {
                word.replaced = true;
                word.held = false;
                for lane in Lane::ALL {
                    if let Some(progress) = word.lanes.get_mut(&lane) {
                        progress.collapsed += progress.count.saturating_sub(progress.taken);
                    }
                }
            });
        }
    }

    fn take_next(
        &mut self,
        broadcast: u32,
        lane: Lane,
        through: u32,
        to: &[u32],
        later: &[(u32, Timestamp)],
    ) {
        let taken = u32::try_from(to.len() + later.len()).unwrap_or(u32::MAX);
        self.changed_word(broadcast, |word| {
            let progress = word.lane(lane);
            progress.cursor = through;
            progress.taken = progress.taken.saturating_add(taken);
            word.waiting.extend(to.iter().copied());
            word.waiting.extend(later.iter().map(|(number, _)| *number));
        });
        for number in to {
            self.drop_replaced(*number, broadcast);
        }
        for (number, until) in later {
            self.drop_replaced(*number, broadcast);
            let waits = Waits { word: broadcast, due: *until, attempts: 0 };
            self.change_numbered(*number, |known| known.await_word(waits));
        }
    }

    /// An earlier word about the same that still waits for somebody is not sent to them any more.
    fn drop_replaced(&mut self, number: u32, by: u32) {
        let Some(known) = self.people.get(&number).filter(|known| !known.waiting.is_empty()) else {
            return;
        };
        let topic = self.broadcasts.get(&by).map(|word| word.word.topic);
        let same = |one: &u32| self.broadcasts.get(one).map(|word| word.word.topic) == topic;
        let gone = known.waiting.iter().map(|waits| waits.word);
        let gone: Vec<u32> = gone.filter(same).collect();
        if gone.is_empty() {
            return;
        }
        let lane = known.profile.route.lane();
        self.change_numbered(number, |known| {
            known.take_waiting(&gone);
        });
        self.collapse(lane, number, &gone);
    }

    fn collapse(&mut self, lane: Lane, number: u32, gone: &[u32]) {
        for broadcast in gone {
            self.changed_word(*broadcast, |word| {
                if word.waiting.remove(&number).is_some() {
                    word.lane(lane).collapsed += 1;
                }
            });
        }
    }

    /// What waited for some is on its way now.
    fn take_waited(&mut self, to: &[(u32, Vec<u32>)]) -> (Queue, Vec<Addressee>) {
        let mut queue = Queue::First;
        let mut members = Vec::with_capacity(to.len());
        for (number, words) in to {
            let (number, words) = (*number, words.clone());
            let mut attempts = 0;
            self.change_numbered(number, |known| attempts = known.take_waiting(&words));
            if attempts > 0 {
                queue = Queue::Again;
            }
            members.push(Addressee { number, words, replaces: false, attempts });
        }
        (queue, members)
    }

    fn reported(
        &mut self,
        slice: u32,
        (failed, again, not_theirs): (&[Failure], &[Again], &[u32]),
        at: Timestamp,
    ) {
        self.timers.set(&Timer::Slice(slice), None);
        let Some(known) = self.slices.remove(&slice) else { return };
        let failed: BTreeMap<u32, &Failure> = failed.iter().map(|one| (one.number, one)).collect();
        let again: BTreeMap<u32, &Again> = again.iter().map(|one| (one.number, one)).collect();
        for to in &known.to {
            let number = to.number;
            match (failed.get(&number), again.get(&number)) {
                (_, Some(again)) => self.wait_again(known.lane, to, again),
                (Some(failure), None) => self.give_up(known.lane, to, failure),
                (None, None) if not_theirs.contains(&number) => self.pass_by(known.lane, to),
                (None, None) => self.reach(known.lane, to, at),
            }
        }
    }

    /// It is not for them any more, as if it had never concerned them.
    fn pass_by(&mut self, lane: Lane, to: &Addressee) {
        for broadcast in &to.words {
            self.changed_word(*broadcast, |word| {
                word.waiting.remove(&to.number);
                let lane = word.lane(lane);
                lane.count = lane.count.saturating_sub(1);
                lane.taken = lane.taken.saturating_sub(1);
            });
        }
    }

    /// What was in no letter, because it is not for them any more, is not counted as theirs.
    fn leave_out(&mut self, slice: u32, left_out: &[(u32, u32)]) {
        let Some(known) = self.slices.get(&slice).filter(|_| !left_out.is_empty()) else { return };
        let lane = known.lane;
        let mut left = Vec::new();
        let mut known = Slice::clone(known);
        for to in &mut known.to {
            let out = |word: &u32| left_out.contains(&(to.number, *word));
            let (words, stay): (Vec<u32>, Vec<u32>) = to.words.iter().copied().partition(out);
            if !words.is_empty() {
                to.words = stay;
                left.push(Addressee { words, ..to.clone() });
            }
        }
        self.slices.insert(slice, Arc::new(known));
        for to in &left {
            self.pass_by(lane, to);
        }
    }

    fn reach(&mut self, lane: Lane, to: &Addressee, at: Timestamp) {
        let number = to.number;
        // Of whoever has left in the meantime nothing is claimed.
        let here = self.people.get(&number).is_some_and(|known| !known.has_stopped());
        for broadcast in &to.words {
            self.changed_word(*broadcast, |word| {
                word.waiting.remove(&number);
                // That it came back may be known before that it left.
                let here = here && !word.failed.contains_key(&number);
                if here && word.reached.insert(number, at).is_none() {
                    word.lane(lane).reached += 1;
                }
            });
        }
        let troubled = |known: &Arc<Subscriber>| known.is_failing() || to.attempts > 0;
        if self.people.get(&number).is_some_and(troubled) {
            self.change_numbered(number, |known| {
                known.failures = 0;
                known.reason = SmolStr::default();
            });
        }
        let posted = |known: &Arc<Subscriber>| known.posts.is_some();
        if self.people.get(&number).is_some_and(posted) {
            self.change_numbered(number, Subscriber::took_turned);
        }
    }

    fn give_up(&mut self, lane: Lane, to: &Addressee, failure: &Failure) {
        let number = to.number;
        for broadcast in &to.words {
            self.changed_word(*broadcast, |word| word.fail(lane, number, &failure.reason));
        }
        self.change_numbered(number, |known| {
            known.failures = known.failures.saturating_add(u8::from(!failure.ours));
            known.reason = failure.reason.clone();
        });
        if failure.pauses {
            self.pause(number, &failure.reason);
        }
    }

    /// Nothing is sent there any more, and what waited is not reached.
    fn pause(&mut self, number: u32, reason: &SmolStr) {
        let mut waits = Vec::new();
        let mut lane = Lane::Mail;
        self.change_numbered(number, |known| {
            lane = known.profile.route.lane();
            known.standing = Standing::Paused;
            waits = std::mem::take(&mut known.waiting);
        });
        for Waits { word, .. } in waits {
            self.changed_word(word, |word| {
                if word.waiting.contains(&number) {
                    word.fail(lane, number, reason);
                }
            });
        }
    }

    /// Who sent STOP waits for nothing.
    fn stop(&mut self, id: SubscriberId) {
        let Some(number) = self.by_id.get(&id).copied() else { return };
        let mut waits = Vec::new();
        self.change_numbered(number, |known| {
            known.standing = Standing::Stopped;
            waits = std::mem::take(&mut known.waiting);
        });
        for Waits { word, .. } in waits {
            self.changed_word(word, |word| {
                word.waiting.remove(&number);
            });
        }
    }

    /// What counted as handed over did not arrive.
    fn bounced(
        &mut self,
        (id, broadcast): (SubscriberId, u32),
        reason: &SmolStr,
        (pauses, ours): (bool, bool),
        at: Timestamp,
    ) {
        let Some(number) = self.by_id.get(&id).copied() else { return };
        let mut lane = Lane::Mail;
        self.change_numbered(number, |known| {
            lane = known.profile.route.lane();
            let (before, last) = known.came_back;
            let before = if at.since(last) > CAME_BACK_WITHIN { 0 } else { before };
            if !ours {
                known.came_back = (before.saturating_add(1), at);
            }
            known.returned = known.returned.max(broadcast);
            known.reason = reason.clone();
        });
        self.changed_word(broadcast, |word| {
            let reached = word.reached.remove(&number).is_some();
            if reached {
                let lane = word.lane(lane);
                lane.reached = lane.reached.saturating_sub(1);
            }
            if reached || word.waiting.contains(&number) {
                word.fail(lane, number, reason);
            }
        });
        if pauses {
            self.pause(number, reason);
        }
    }

    /// What a later word about the same has replaced meanwhile is not tried again.
    fn wait_again(&mut self, lane: Lane, to: &Addressee, again: &Again) {
        let number = to.number;
        let replaced = |one: &u32| {
            let word = self.broadcasts.get(one);
            word.is_none_or(|word| word.replaced || self.is_overtaken(word, number))
        };
        let (gone, stay): (Vec<u32>, Vec<u32>) = to.words.iter().copied().partition(replaced);
        self.collapse(lane, number, &gone);
        // Of what was given up meanwhile, or came back, nothing is tried again either.
        let over = |one: &u32| {
            self.word(*one).is_some_and(|word| word.given_up || word.failed.contains_key(&number))
        };
        let (over, stay): (Vec<u32>, Vec<u32>) = stay.into_iter().partition(over);
        for broadcast in over {
            self.changed_word(broadcast, |word| word.fail(lane, number, &GIVEN_UP.into()));
        }
        if stay.is_empty() {
            return;
        }
        let tried = !again.reason.is_empty();
        let attempts = to.attempts.saturating_add(u8::from(tried));
        self.change_numbered(number, |known| {
            if tried {
                known.reason = again.reason.clone();
            }
            for word in stay {
                known.await_word(Waits { word, due: again.at, attempts });
            }
        });
    }
}

fn new(
    (id, number): (SubscriberId, u32),
    profile: &Profile,
    address: &Personal,
    standing: Standing,
    at: Timestamp,
) -> Subscriber {
    Subscriber {
        id,
        number,
        profile: profile.clone(),
        address: address.clone(),
        since: at,
        standing,
        consent: None,
        by: None::<PersonKey>,
        asked_at: at,
        secret: 0,
        mistyped: 0,
        failures: 0,
        came_back: (0, at),
        returned: 0,
        reason: SmolStr::default(),
        waiting: Vec::new(),
        posts: None,
    }
}
