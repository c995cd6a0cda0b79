//! What people and misfortune do to words on their way.

use domain::subscribers::{
    About, Announcement, Audience, Broadcast, Command as Ask, Inside, Kind, Route, Standing,
    Stands, Subscriber,
};
use domain::updates::Overview;
use domain::words::{Actor, Condition, IncidentId, Phase, Severity, TopicId};

use super::{BUSY_TOPICS, CARELESS_WORDS, INSIDE, NODES, NOTICE, Slip, World};

impl World {
    /// What was taken and did not arrive, as carriers and mail servers tell of it.
    pub(super) fn comes_back(&mut self) {
        let now = self.now;
        let (due, rest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.returning).into_iter().partition(|(at, ..)| *at <= now);
        self.returning = rest;
        for (_, (number, broadcast), dead) in due {
            let Some(state) = self.some_state() else { continue };
            let Some(known) = state.subscribers.numbered(number) else { continue };
            let word = state.subscribers.word(broadcast);
            let early = word.is_some_and(|word| !word.reached.contains_key(&number));
            let copies = self.copies.get(&(number, broadcast)).copied().unwrap_or_default();
            self.returned.insert((number, broadcast), copies);
            self.told.returned += 1;
            if early && self.slip == Some(Slip::LosesEarlyReturns) {
                continue;
            }
            let (subscriber, reason) = (known.id, "it came back".into());
            let bounce = Ask::Bounce { subscriber, broadcast, reason, dead, ours: false };
            self.by_any(Actor::System, bounce.into());
        }
    }

    /// A person looks at what waits because it costs money, and has the last word.
    pub(super) fn presses(&mut self) {
        let looks = !self.faults || self.chance.hits(30);
        let hasty = self.slip == Some(Slip::UnaskedTexts);
        let Some(state) = self.some_state().filter(|_| looks || hasty) else { return };
        for word in state.subscribers.held() {
            let (broadcast, back) = (word.number, self.chance.hits(200));
            if looks && back {
                self.withheld.insert(broadcast, topic_of(word));
            }
            if looks && !back {
                self.pressed.insert(broadcast);
            }
            self.told.pressed += u64::from(looks);
            let command = match back {
                true => Ask::Withhold { broadcast },
                false => Ask::Release { broadcast },
            };
            self.by_any(Actor::System, command.into());
        }
    }

    /// A telephone says STOP, or START.
    pub(super) fn says_stop(&mut self) {
        let Some(subscriber) = self.some_subscriber() else { return };
        let Some(state) = self.some_state() else { return };
        let known = state.subscribers.get(subscriber);
        let known = known.filter(|known| known.profile.route == Route::Sms);
        let Some(number) = known.and_then(|known| known.address.text.as_deref()) else { return };
        let number = number.into();
        let command = match known.is_some_and(Subscriber::has_stopped) {
            true => Ask::Start { number },
            false => Ask::Stop { number },
        };
        self.told.stopped += 1;
        self.by_any(Actor::System, command.into());
    }

    /// What people and misfortune do.
    pub(super) fn happens(&mut self) {
        if self.chance.hits(if self.busy { 900 } else { 25 }) {
            self.announce();
        }
        if self.slip == Some(Slip::MakesRoom) {
            let state = self.some_state();
            let many = state.filter(|state| state.subscribers.words().count() >= CARELESS_WORDS);
            let oldest = many.and_then(|state| state.subscribers.words().last().map(topic_of));
            if let Some(topic) = oldest {
                self.by_any(Actor::System, Ask::Retract { topic }.into());
            }
        }
        if self.chance.hits(20) {
            let node = usize::try_from(self.chance.below(NODES as u64)).unwrap_or(0);
            if self.nodes[node].appender.take().is_some() {
                self.told.crashes += 1;
                self.dead.insert(self.nodes[node].id);
                self.nodes[node].sending.clear();
                self.nodes[node].back_at = self.now + self.chance.within(500, 30_000);
            }
        }
        if self.chance.hits(60) {
            let known = self.some_subscriber();
            if let Some(subscriber) = known {
                let leave = Ask::Leave { subscriber };
                self.by_any(Actor::Subscriber(subscriber), leave.into());
            }
        }
        if self.chance.hits(60) {
            self.says_stop();
        }
        if self.chance.hits(60) {
            let number = self.chance.within(1_000, 9_000);
            let entries = vec![self.entry(number)];
            let add = Ask::Add { entries, consent: "contract".into() };
            self.by_any(Actor::System, add.into());
        }
        if self.chance.hits(10) {
            self.renews();
        }
        if self.chance.hits(40) {
            self.turns();
        }
        if self.chance.hits(60) {
            self.prefers();
        }
        self.was_never();
        if self.chance.hits(15) {
            let paused = self.some_state().and_then(|state| {
                let mut all = state.subscribers.all();
                all.find(|known| known.standing == Standing::Paused).map(|known| known.id)
            });
            if let Some(subscriber) = paused {
                self.by_any(Actor::System, Ask::Resume { subscriber }.into());
            }
        }
    }

    pub(super) fn announce(&mut self) {
        let topic = match self.busy {
            true => TopicId(BUSY_TOPICS + self.next),
            false => TopicId(u128::from(self.chance.within(1, 4))),
        };
        let grave = self.chance.hits(700);
        let worst = if grave { Condition::Major } else { Condition::Degraded };
        let incident = IncidentId(topic.0);
        let inside = topic == INSIDE;
        if inside && !grave {
            return self.by_any(Actor::System, Ask::Recall { incident }.into());
        }
        let notice = topic == NOTICE;
        if notice && !grave {
            let words = self.some_state();
            let words = words.iter().flat_map(|state| state.subscribers.words());
            let left = words.filter(|word| word.word.topic == topic && !word.is_done());
            let latest = left.map(|word| word.number).max();
            self.retracted = latest.unwrap_or(self.retracted);
            return self.by_any(Actor::System, Ask::Retract { topic }.into());
        }
        let page = (!inside).then(|| "public".into());
        let (severity, since) = (Severity::Critical, self.tick().wall);
        let word = Announcement {
            topic,
            number: None,
            kind: Kind::Updated,
            heading: "Cards fail".into(),
            phase: Phase::Identified,
            affected: Vec::new(),
            overview: Overview::default(),
            next_by: None,
            expected: None,
            since,
            audience: Audience {
                pages: page.into_iter().collect(),
                components: vec!["cards".into()],
                services: Vec::new(),
                worst,
                only: Vec::new(),
            },
            versions: Vec::new(),
            about: match topic {
                INSIDE => About::Inside(Inside { incident, severity, line: None }),
                NOTICE => About::Notice(Stands { from: since, until: since }),
                _ => About::Fault,
            },
        };
        let apart = !inside && self.chance.hits(300);
        let word = if apart { self.read_apart(word) } else { word };
        self.by_any(Actor::System, Ask::Announce(Box::new(word)).into());
    }
}

fn topic_of(word: &Broadcast) -> TopicId {
    word.word.topic
}
