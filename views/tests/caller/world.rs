//! An organisation to which things happen, second by second, and what its people then read.

use std::time::Duration;

use domain::access::{self, Method, Person, Role};
use domain::emergencies::{self, Emergency};
use domain::organisation::{self, Settings};
use domain::paging::{self, Answer, Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, IncidentId, InquiryId, NodeId, Owner, PageId,
    ParticipantId, PersonKey, Personal, StatusLinkId, Timestamp,
};
use domain::{Command, Event, Moment, State, decide};
use jiff::tz::TimeZoneDatabase;
use views::{Context, Links, Reader, Returned, emergency, page};

use crate::reading::{PAGE_BYTES_MAX, assert_sound};

/// The number that a form carries, so that a second press is the same command.
pub const HEX: &str = "0b1f3d5a7c9e0b1f3d5a7c9e0b1f3d5a";

struct PlainLinks;

impl Links for PlainLinks {
    fn participant(&self, _: ParticipantId) -> String {
        "caller-link".into()
    }
    fn renewed(&self, _: ParticipantId, generation: u32) -> String {
        format!("caller-link-{generation}")
    }
    fn inquiry(&self, _: InquiryId) -> String {
        "inquiry-link".into()
    }
    fn status(&self, _: StatusLinkId, generation: u32) -> String {
        format!("status-link-{generation}")
    }
    fn page(&self, page: PageId) -> String {
        format!("page-{:x}", page.0 & 0xffff)
    }
}

/// An organisation to which things happen, second by second.
pub struct World {
    pub state: State,
    pub now: Timestamp,
    zones: TimeZoneDatabase,
    commands: u128,
    pub reader: Reader,
    pub nodes: views::Nodes,
}

impl World {
    /// Maria is rung first, then Tom; they answer a card-terminal vendor's line.
    pub fn new() -> Self {
        let now = Timestamp::from_secs(1_772_546_400);
        let zones = TimeZoneDatabase::bundled();
        let mut world = Self {
            state: State::default(),
            now,
            zones,
            commands: 0,
            reader: Reader::default(),
            nodes: views::Nodes::default(),
        };
        let settings = Settings {
            name: "NordPay".into(),
            zone: "Europe/Stockholm".into(),
            front_door: Some("front".into()),
            phone: "+44 20 7946 0112".into(),
            danger_number: "112".into(),
            first_aid: "Switch to offline mode\nPress F, then 4.".into(),
            ..Settings::default()
        };
        world.settings(settings);
        for (key, name) in [("maria", "Maria"), ("tom", "Tom")] {
            world.person(key, name);
        }
        world.policy(1);
        world
    }

    pub fn settings(&mut self, settings: Settings) {
        let put = organisation::Command::Put { settings };
        self.does(&Actor::Operator, Command::Organisation(put));
    }

    pub fn person(&mut self, key: &str, name: &str) {
        let owner = Owner::Person(key.into());
        let method = Method {
            key: "screen".into(),
            channel: Channel::Screen,
            address: Personal::new(owner.clone(), ""),
        };
        let profile = Person {
            name: Personal::new(owner, name),
            role: Role::Responder,
            zone: "Africa/Lagos".into(),
            methods: vec![method],
        };
        let put = access::Command::PutPerson { person: key.into(), profile };
        self.does(&Actor::Operator, Command::Access(put));
    }

    pub fn policy(&mut self, rounds: u8) {
        let step = |key: &str| Step { targets: vec![Target::Person(key.into())], delay_secs: 45 };
        let definition =
            Policy { name: "Front door".into(), steps: vec![step("maria"), step("tom")], rounds };
        let put = paging::Command::PutPolicy { policy: "front".into(), definition };
        self.does(&Actor::Operator, Command::Paging(put));
    }

    pub fn does(&mut self, actor: &Actor, command: Command) -> Vec<Event> {
        self.commands += 1;
        let id = CommandId(self.commands);
        let moment = Moment::new(self.now, id, actor, NodeId(1), &self.zones);
        let decision = decide(&self.state, command, &moment).expect("the command is possible");
        self.state = decision.state;
        decision.events
    }

    pub fn says(&mut self, actor: &Actor, command: emergencies::Command) {
        self.does(actor, Command::Emergencies(command));
    }

    /// Time passes, and timers do what they do.
    pub fn waits(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.state.due().filter(|due| *due <= until) {
            self.now = due.max(self.now);
            if self.does(&Actor::System, Command::Wake).is_empty() {
                break;
            }
        }
        self.now = until;
    }

    pub fn calls(&mut self, words: &str, who: &str, reach: &str) -> Call {
        let open = emergencies::Command::Open {
            words: words.into(),
            who: who.into(),
            reach: reach.into(),
            door: None,
            follows: None,
            language: None,
        };
        let events = self.does(&Actor::Stranger, Command::Emergencies(open));
        let mut call = None;
        for event in events {
            if let Event::Emergencies(emergencies::Event::Opened {
                emergency, participant, ..
            }) = event
            {
                call = Some(Call { emergency, participant });
            }
        }
        call.expect("an emergency was opened")
    }

    pub fn incident(&self, call: &Call) -> IncidentId {
        self.state.incidents.of_emergency(call.emergency).expect("it has an incident").id
    }

    pub fn accepts(&mut self, call: &Call, person: &str) {
        let person = PersonKey::from(person);
        let incident = self.incident(call);
        let accept = paging::Command::Accept { incident, person: person.clone() };
        self.does(&Actor::Person(person), Command::Paging(accept));
    }

    pub fn emergency(&self, call: &Call) -> &Emergency {
        self.state.emergencies.get(call.emergency).expect("it is live")
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            state: &self.state,
            now: self.now,
            zones: &self.zones,
            links: &PlainLinks,
            public_url: "https://help.example",
            base: "",
            kept_here: false,
            nodes: &self.nodes,
            files: views::Files::default(),
            demo: true,
            rehearsal: None,
            reader: self.reader,
        }
    }

    pub fn read(&self, call: &Call) -> String {
        self.read_as(call, None, false)
    }

    pub fn read_as(&self, call: &Call, returned: Option<&Returned>, writing: bool) -> String {
        let (context, known) = (self.context(), self.emergency(call));
        let html = emergency::page(&context, known, call.participant, HEX, "a1", returned, writing);
        let html = html.into_string();
        assert_sound(&html);
        html
    }

    /// The page in whatever language, which is none that [`assert_sound`] knows.
    pub fn read_aloud(&self, call: &Call) -> String {
        let (context, known) = (self.context(), self.emergency(call));
        emergency::page(&context, known, call.participant, HEX, "a1", None, false).into_string()
    }

    pub fn page_of(&self, call: &Call, person: &str) -> String {
        let escalation = self.state.paging.get(self.incident(call)).expect("it escalates");
        let known = escalation.page_of(&person.into()).expect("this person was paged");
        let context = self.context();
        let html = page::page(&context, escalation, known, "page-link", HEX, "a1", None);
        let html = html.into_string();
        assert_sound(&html);
        assert!(html.len() < PAGE_BYTES_MAX, "{} bytes", html.len());
        html
    }

    pub fn answers(&mut self, call: &Call, person: &str, answer: Answer) {
        let escalation = self.state.paging.get(self.incident(call)).expect("it escalates");
        let page = escalation.page_of(&person.into()).expect("this person was paged").id;
        let command = paging::Command::Answer { page, answer };
        self.does(&Actor::PageLink(page), Command::Paging(command));
    }
}

/// One call for help, and the link of the one who called.
#[derive(Clone, Copy)]
pub struct Call {
    pub emergency: EmergencyId,
    pub participant: ParticipantId,
}

impl Call {
    pub fn caller(&self) -> Actor {
        Actor::Participant(self.participant)
    }
}

pub fn maria() -> Actor {
    Actor::Person("maria".into())
}
