//! A small vendor whose story a test tells: who calls, who answers, how time passes.

use std::time::Duration;

use domain::access::{Method, Person, Role};
use domain::deliveries::{self, Outcome};
use domain::emergencies::{self, Emergency, Line, Marks, Reader, Speaker, Text};
use domain::paging::{self, Answer, Escalation, PageStanding, Target};
use domain::readers::ReadersSight;
use domain::updates::Promise;
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, IncidentId, Level, MessageId, NodeId, Owner, PageId,
    PersonKey, Personal, Timestamp,
};
use domain::{Command, Decision, Event, Moment, Refusal, State, access, organisation};
use jiff::tz::TimeZoneDatabase;

pub fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

pub fn ana() -> PersonKey {
    "ana".into()
}

pub fn ben() -> PersonKey {
    "ben".into()
}

pub fn cleo() -> PersonKey {
    "cleo".into()
}

/// The state, its whole history and the hour.
pub struct Story {
    pub state: State,
    pub now: Timestamp,
    pub history: Vec<(Event, Timestamp)>,
    pub emergencies: Vec<EmergencyId>,
    /// What the program that decides knows and needs.
    pub revisions: &'static domain::Revisions,
    commands: u128,
    zones: TimeZoneDatabase,
}

impl Story {
    /// Nothing is set up.
    pub fn unprepared() -> Self {
        Self {
            state: State::default(),
            now: Timestamp::from_secs(1_780_000_000),
            history: Vec::new(),
            emergencies: Vec::new(),
            revisions: &domain::REVISIONS,
            commands: 0,
            zones: TimeZoneDatabase::bundled(),
        }
    }

    /// Ana is rung first, Ben 45 seconds later, for two rounds; Cleo only when all else fails, and
    /// Eve only looks on.
    pub fn new() -> Self {
        let mut story = Self::unprepared();
        for (key, role) in [
            ("ana", Role::Responder),
            ("ben", Role::Responder),
            ("cleo", Role::Lead),
            ("eve", Role::Observer),
        ] {
            let person = PersonKey::from(key);
            let owner = Owner::Person(person.clone());
            let method = Method {
                key: "screen".into(),
                channel: Channel::Screen,
                address: Personal::new(owner.clone(), ""),
            };
            let name = Personal::new(owner, key);
            let profile = Person { name, role, zone: "UTC".into(), methods: vec![method] };
            story.operator(access::Command::PutPerson { person, profile });
        }
        let step = |person| paging::Step { targets: vec![Target::Person(person)], delay_secs: 45 };
        let steps = vec![step(ana()), step(ben())];
        let definition = paging::Policy { name: "Front door".into(), steps, rounds: 2 };
        story.operator(paging::Command::PutPolicy { policy: "front-door".into(), definition });
        let settings = organisation::Settings {
            name: "Vendor".into(),
            zone: "UTC".into(),
            front_door: Some("front-door".into()),
            ..organisation::Settings::default()
        };
        story.operator(organisation::Command::Put { settings });
        story
    }

    /// The number that people get here.
    pub const NUMBER: &str = "+4520123456";

    /// The person gets text messages and calls beside the screen.
    pub fn give_telephones(&mut self, person: &PersonKey) {
        self.give_number(person, Self::NUMBER);
    }

    /// The same, with another number.
    pub fn give_number(&mut self, person: &PersonKey, number: &str) {
        let mut profile = self.state.access.person(person).expect("a known person").clone();
        profile.methods.truncate(1);
        let address = Personal::new(Owner::Person(person.clone()), number);
        for channel in [Channel::Sms, Channel::Voice] {
            let key = channel.name().into();
            profile.methods.push(Method { key, channel, address: address.clone() });
        }
        self.operator(access::Command::PutPerson { person: person.clone(), profile });
    }

    /// A carrier tells what became of everything over one channel, whoever was still waiting.
    pub fn report_of(&mut self, emergency: EmergencyId, channel: Channel, outcome: Outcome) {
        let state = self.state.clone();
        let all = state.deliveries.about(self.incident(emergency));
        for known in all.filter(|known| known.address.channel == channel) {
            let (delivery, fence, outcome) = (known.id, known.fence, outcome.clone());
            let report = deliveries::Command::Report { delivery, fence, outcome };
            self.tell(Actor::System, report).expect("a report is taken");
        }
    }

    /// One emergency, which Ana has accepted.
    pub fn accepted() -> Self {
        let mut story = Self::new();
        let emergency = story.call();
        let page = story.page_of(emergency, &ana());
        story.by_page(page, Answer::Accept).expect("nobody else has it");
        story
    }

    pub fn decide(&self, command: u128, actor: &Actor, what: Command) -> Result<Decision, Refusal> {
        let id = CommandId(command);
        let moment = Moment::new(self.now, id, actor, NodeId(1), &self.zones);
        domain::decide(&self.state, what, &moment.knowing(self.revisions))
    }

    pub fn tell(&mut self, actor: Actor, command: impl Into<Command>) -> Result<(), Refusal> {
        self.tell_once(actor, command)?;
        let due = self.state.due().is_none_or(|due| due > self.now);
        assert!(due, "what was due now was brought about now");
        Ok(())
    }

    /// The same, where more may be due than one command can bring about.
    pub fn tell_once(&mut self, actor: Actor, command: impl Into<Command>) -> Result<(), Refusal> {
        self.commands += 1;
        let decision = self.decide(self.commands, &actor, command.into())?;
        self.written_anew(&decision);
        self.history.extend(decision.events.into_iter().map(|event| (event, self.now)));
        self.state = decision.state;
        Ok(())
    }

    /// Whatever a story brings about: where a page shows it, pages are written anew at once.
    fn written_anew(&self, decision: &Decision) {
        let after = &decision.state;
        if after.status_pages.pages.is_empty() || after.pages_differ(&self.state, self.now) {
            return;
        }
        for sight in after.classes().into_iter().chain([ReadersSight::public()]) {
            let (before, after) = (self.state.for_readers(&sight), after.for_readers(&sight));
            for page in after.status_pages.pages.keys() {
                let shown = after.status_page_at(page, self.now);
                let before = before.status_page_at(page, self.now);
                assert!(shown == before, "{page} is late: {:?}", decision.events);
            }
        }
    }

    pub fn operator(&mut self, command: impl Into<Command>) {
        self.tell(Actor::Operator, command).expect("the operator's plan is sound");
    }

    /// Time passes, and at each instant at which something is due the domain is woken.
    pub fn pass(&mut self, span: Duration) {
        let end = self.now + span;
        while let Some(due) = self.state.due().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.tell(Actor::System, Command::Wake).expect("time is never refused");
        }
        self.now = end;
    }

    pub fn call(&mut self) -> EmergencyId {
        self.call_with("everything is down", "Acme", "+1 555 0100")
    }

    pub fn call_with(&mut self, words: &str, who: &str, reach: &str) -> EmergencyId {
        self.open(words, who, reach, None)
    }

    /// A word to an emergency that has left the live state.
    pub fn call_after(&mut self, before: EmergencyId, words: &str) -> EmergencyId {
        self.open(words, "Acme", "", Some(before))
    }

    fn open(
        &mut self,
        words: &str,
        who: &str,
        reach: &str,
        follows: Option<EmergencyId>,
    ) -> EmergencyId {
        let (words, who, reach) = (words.to_owned(), who.to_owned(), reach.to_owned());
        let open =
            emergencies::Command::Open { words, who, reach, door: None, follows, language: None };
        let before = self.history.len();
        self.tell(Actor::Stranger, open).expect("a cry for help is never refused");
        let opened = self.history[before..].iter().find_map(|(event, _)| match event {
            Event::Emergencies(emergencies::Event::Opened { emergency, .. }) => Some(*emergency),
            _ => None,
        });
        let emergency = opened.expect("a cry for help opens an emergency");
        self.emergencies.push(emergency);
        emergency
    }

    pub fn say(
        &mut self,
        actor: Actor,
        emergency: EmergencyId,
        words: &str,
    ) -> Result<(), Refusal> {
        let message = MessageId(self.commands + 1_000_000);
        self.tell(actor, emergencies::Command::Say { emergency, message, words: words.to_owned() })
    }

    pub fn caller(&self, emergency: EmergencyId) -> Actor {
        Actor::Participant(self.emergency(emergency).participants[0])
    }

    pub fn by_page(&mut self, page: PageId, answer: Answer) -> Result<(), Refusal> {
        self.tell(Actor::PageLink(page), paging::Command::Answer { page, answer })
    }

    /// Every attempt at a page under way ends like this.
    pub fn report_all(&mut self, outcome: &Outcome) {
        let incidents: Vec<_> = self.state.paging.escalations.keys().copied().collect();
        self.report(&incidents, outcome);
    }

    /// Every attempt to send a link for signing in ends like this.
    pub fn report_sign_ins(&mut self, outcome: &Outcome) {
        self.report(&[IncidentId(0)], outcome);
    }

    fn report(&mut self, incidents: &[IncidentId], outcome: &Outcome) {
        let state = self.state.clone();
        for incident in incidents {
            for known in state.deliveries.about(*incident) {
                let deliveries::Standing::Claimed(claim) = known.standing else { continue };
                let report = deliveries::Command::Report {
                    delivery: known.id,
                    fence: claim.fence,
                    outcome: outcome.clone(),
                };
                self.tell(Actor::System, report).expect("a report is taken");
            }
        }
    }

    /// The caller says so much that the conversation is full.
    pub fn fill(&mut self, emergency: EmergencyId) {
        let from = Speaker::Participant(self.emergency(emergency).participants[0]);
        let Speaker::Participant(caller) = from else { unreachable!("callers take part") };
        let first = self.emergency(emergency).messages.len() + 1;
        for number in (first..=emergencies::MESSAGES_MAX).map(|number| number as u32) {
            let message = MessageId(u128::from(number) << 64);
            let words = Personal::new(Owner::Participant(caller), "and another thing");
            let from = from.clone();
            let level = Level::Stranger;
            let said = emergencies::Event::Said { emergency, message, number, from, words, level };
            self.happened(Event::Emergencies(said));
        }
        // Somebody has read all that.
        let seen = emergencies::MESSAGES_MAX as u32;
        let marks = Marks { delivered: seen, seen };
        let reader = Reader::Person(ana());
        let marked = emergencies::Event::Marked { emergency, reader, marks };
        self.happened(Event::Emergencies(marked));
    }

    fn happened(&mut self, event: Event) {
        self.state.evolve(&event, self.now);
        self.history.push((event, self.now));
    }

    pub fn emergency(&self, emergency: EmergencyId) -> &Emergency {
        self.state.emergencies.get(emergency).expect("it is live")
    }

    pub fn incident(&self, emergency: EmergencyId) -> IncidentId {
        self.state.incidents.of_emergency(emergency).expect("it has an incident").id
    }

    pub fn escalation(&self, emergency: EmergencyId) -> &Escalation {
        self.state.paging.get(self.incident(emergency)).expect("it has an escalation")
    }

    pub fn promise(&self, emergency: EmergencyId) -> Option<Promise> {
        self.state.updates.promise(self.incident(emergency))
    }

    /// Whom the present stage rings.
    pub fn rung(&self, emergency: EmergencyId) -> Vec<PersonKey> {
        let escalation = self.escalation(emergency);
        let pages = escalation.ringing.iter().map(|page| &escalation.pages[page]);
        let requested = pages.filter(|page| page.standing == PageStanding::Requested);
        requested.map(|page| page.person.clone()).collect()
    }

    pub fn page_of(&self, emergency: EmergencyId, person: &PersonKey) -> PageId {
        self.escalation(emergency).page_of(person).expect("the person was rung").id
    }

    pub fn says(&self, emergency: EmergencyId, line: &Line) -> bool {
        let messages = self.emergency(emergency).messages.iter();
        messages.map(|message| &message.text).any(|text| *text == Text::Line(line.clone()))
    }

    /// The state that the history alone gives.
    pub fn folded(&self) -> State {
        let mut state = State::default();
        for (event, at) in &self.history {
            state.evolve(event, *at);
        }
        state
    }
}
