//! An organisation to look at, and what must hold for every page of it.

use std::collections::BTreeSet;

use domain::access::{Method, Person, Role, Team};
use domain::customers::{self, Index, Profile};
use domain::emergencies;
use domain::incidents::{self, Incident, Service};
use domain::oncall::{Cadence, Rotation, Schedule, TimeOfDay, Window, parse_date};
use domain::organisation::Settings;
use domain::paging::{self, Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, InquiryId, MessageId, NodeId, Owner, PageId,
    ParticipantId, PersonKey, Personal, StatusLinkId, Timestamp,
};
use domain::{Command, Moment, State, access, oncall, organisation};
use jiff::tz::TimeZoneDatabase;
use views::{Context, Links, Markup, Viewer, board, room};

/// A number as clients make them for messages and commands.
pub const MESSAGE: &str = "0123456789abcdef0123456789abcdef";

struct NoLinks;

impl Links for NoLinks {
    fn participant(&self, _: ParticipantId) -> String {
        "participant-link".to_owned()
    }

    fn renewed(&self, _: ParticipantId, _: u32) -> String {
        "renewed-link".to_owned()
    }

    fn page(&self, _: PageId) -> String {
        "page-link".to_owned()
    }

    fn status(&self, _: StatusLinkId, _: u32) -> String {
        "status-link".to_owned()
    }

    fn inquiry(&self, _: InquiryId) -> String {
        "inquiry-link".to_owned()
    }
}

/// One organisation under test, with an hour that moves on by hand.
pub struct World {
    pub state: State,
    pub now: Timestamp,
    commands: u128,
    pub zones: TimeZoneDatabase,
    pub nodes: views::Nodes,
}

impl World {
    pub fn empty() -> Self {
        let now: jiff::Timestamp = "2026-03-03T14:00:00Z".parse().unwrap();
        let now = Timestamp(now.as_millisecond());
        let (zones, nodes) = (TimeZoneDatabase::bundled(), views::Nodes::default());
        Self { state: State::default(), now, commands: 0, zones, nodes }
    }

    /// NordPay: three responders and an observer, one schedule, one policy, two customers.
    pub fn nordpay() -> Self {
        let mut world = Self::empty();
        let settings = Settings {
            name: "NordPay".into(),
            zone: "Europe/Berlin".into(),
            front_door: Some("front-door".into()),
            ..Settings::default()
        };
        world.operate(organisation::Command::Put { settings });
        world.person("maria", "Maria Lindqvist", Role::Lead, true);
        world.person("tom", "Tom Okafor", Role::Responder, true);
        world.person("ana", "Ana Duarte", Role::Responder, true);
        world.person("olga", "Olga Watcher", Role::Observer, false);
        let members = vec!["tom".into(), "ana".into()];
        let profile = Team { name: "Network".into(), members };
        world.operate(access::Command::PutTeam { team: "network".into(), profile });
        world.schedule(Vec::new());
        world.policy(vec![Target::Schedule("first-line".into())]);
        let profile = Service {
            name: "Card terminals".into(),
            team: None,
            policy: Some("front-door".into()),
        };
        world.operate(incidents::Command::PutService { service: "terminals".into(), profile });
        world.customer("brightwater", "Brightwater Clinics Ltd");
        world.customer("st-brigid", "St. Brigid Hospital");
        world
    }

    pub fn ask(&mut self, actor: &Actor, command: impl Into<Command>) {
        self.commands += 1;
        let moment = Moment::new(self.now, CommandId(self.commands), actor, NodeId(1), &self.zones);
        self.state = domain::decide(&self.state, command.into(), &moment).expect("decided").state;
    }

    pub fn operate(&mut self, command: impl Into<Command>) {
        self.ask(&Actor::Operator, command);
    }

    pub fn system(&mut self, command: impl Into<Command>) {
        self.ask(&Actor::System, command);
    }

    pub fn by(&mut self, person: &str, command: impl Into<Command>) {
        self.ask(&Actor::Person(person.into()), command);
    }

    pub fn pass(&mut self, secs: i64) {
        for _ in 0..secs {
            self.now = Timestamp(self.now.0 + 1_000);
            if self.state.due().is_some_and(|due| due <= self.now) {
                self.system(Command::Wake);
            }
        }
    }

    pub fn person(&mut self, key: &str, name: &str, role: Role, reachable: bool) {
        let of = Owner::Person(key.into());
        let method = Method {
            key: "screen".into(),
            channel: Channel::Screen,
            address: Personal::new(of.clone(), ""),
        };
        let profile = Person {
            name: Personal::new(of, name),
            role,
            zone: "Europe/Stockholm".into(),
            methods: if reachable { vec![method] } else { Vec::new() },
        };
        self.operate(access::Command::PutPerson { person: key.into(), profile });
    }

    pub fn schedule(&mut self, windows: Vec<Window>) {
        let rotation = Rotation {
            key: "weeks".into(),
            people: vec!["maria".into(), "tom".into()],
            cadence: Cadence::parse("weekly", 1).unwrap(),
            hand_off: TimeOfDay::parse("09:00").unwrap(),
            start: parse_date("2026-03-02").unwrap(),
            windows,
        };
        let schedule = Schedule {
            name: "First line".into(),
            zone: "Europe/Berlin".into(),
            rotations: vec![rotation],
        };
        self.operate(Command::Oncall(oncall::Command::PutSchedule {
            key: "first-line".into(),
            schedule,
        }));
    }

    pub fn policy(&mut self, first: Vec<Target>) {
        let steps = vec![
            Step { targets: first, delay_secs: 45 },
            Step { targets: vec![Target::Person("tom".into())], delay_secs: 45 },
        ];
        let definition = Policy { name: "Front door".into(), steps, rounds: 3 };
        self.operate(paging::Command::PutPolicy { policy: "front-door".into(), definition });
    }

    pub fn customer(&mut self, key: &str, name: &str) {
        let profile = Profile { name: name.into(), plan: "Basic".into(), ..Profile::default() };
        let profile = Box::new(profile);
        self.operate(customers::Command::Put { customer: key.into(), profile });
    }

    pub fn call(&mut self, words: &str, who: &str) {
        self.ask(
            &Actor::Stranger,
            emergencies::Command::Open {
                words: words.to_owned(),
                who: who.to_owned(),
                reach: "+44 7700 900111".to_owned(),
                door: Some("terminals".into()),
                follows: None,
                language: None,
            },
        );
    }

    pub fn seek(&mut self) {
        self.pass(2);
        let index = Index::build(self.state.customers.directory());
        let owed: Vec<_> = self
            .state
            .customers
            .owed(self.now)
            .map(|owed| (owed.emergency, owed.search.attempt, owed.evidence.clone()))
            .collect();
        for (emergency, attempt, said) in owed {
            let known = customers::Context::default();
            let found = index.identify(said.who.as_str(), said.reach.as_str(), &known);
            self.system(customers::Command::Record { emergency, attempt, found });
        }
    }

    pub fn incident(&self) -> Incident {
        let first = self.state.incidents.incidents.values().min_by_key(|known| known.number);
        first.expect("an incident").as_ref().clone()
    }

    pub fn emergency(&self) -> EmergencyId {
        self.incident().emergencies[0]
    }

    pub fn accept(&mut self, person: &str) {
        let incident = self.incident().id;
        self.by(person, paging::Command::Accept { incident, person: person.into() });
    }

    pub fn say(&mut self, person: &str, words: &str) {
        let (emergency, message) = (self.emergency(), MessageId(self.commands + 1_000));
        let words = words.to_owned();
        self.by(person, emergencies::Command::Say { emergency, message, words });
    }

    pub fn context(&self) -> Context<'_> {
        let (state, now, zones) = (&self.state, self.now, &self.zones);
        Context {
            state,
            now,
            zones,
            links: &NoLinks,
            kept_here: false,
            nodes: &self.nodes,
            files: views::Files::default(),
            public_url: "https://help.example",
            base: "/o/nordpay",
            demo: false,
            rehearsal: None,
            reader: views::Reader::default(),
        }
    }

    pub fn board(&self, person: &str) -> String {
        checked(&board::page(&self.context(), &viewer(person), "7", None))
    }

    pub fn room(&self, person: &str) -> String {
        let (context, incident) = (self.context(), self.incident());
        checked(&room::page(&context, &viewer(person), &incident, &fresh("7"), None))
    }
}

pub fn viewer(person: &str) -> Viewer {
    Viewer { person: PersonKey::from(person) }
}

/// What holds for every page, whatever stands on it.
pub fn checked(markup: &Markup) -> String {
    let html = markup.0.clone();
    assert!(!html.contains(" style="), "a style attribute would be refused by the policy");
    assert!(!html.contains("<script>alert"), "hostile words became an element");
    assert!(!html.contains("<img"), "hostile words became an element");
    assert!(!html.contains(" onerror=") || html.contains("&lt;img"), "an inline handler");
    let ids = attributes(&html, "id");
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice: {ids:?}");
    for name in ["for", "aria-labelledby", "aria-describedby"] {
        for wanted in attributes(&html, name).iter().flat_map(|value| value.split(' ')) {
            assert!(unique.contains(wanted), "{name} names {wanted}, which is not there");
        }
    }
    for path in attributes(&html, "action").iter().chain(&attributes(&html, "href")) {
        let inner = path.starts_with("/o/nordpay/") || path.starts_with('#');
        assert!(inner, "{path} leaves the organisation");
    }
    html
}

/// The values of an attribute in the page, in order.
pub fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[track_caller]
pub fn says(html: &str, words: &str) {
    let plain = text(html);
    assert!(plain.contains(words), "{words:?} is missing in: {plain}");
}

#[track_caller]
pub fn says_not(html: &str, words: &str) {
    let plain = text(html);
    assert!(!plain.contains(words), "{words:?} should not stand in: {plain}");
}

/// What a reader reads: without elements, with a space where one element ends and another begins.
pub fn text(html: &str) -> String {
    let mut plain = String::new();
    for part in html.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
        if !matches!(name, "a" | "b" | "bdi" | "code" | "kbd" | "q" | "time") {
            plain.push(' ');
        }
        plain.push_str(text);
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What one load of a room is made with.
pub fn fresh(after: &str) -> room::Fresh<'_> {
    room::Fresh {
        with: None,
        message: MESSAGE,
        command: MESSAGE,
        after,
        look: room::Look::default(),
        preview: None,
    }
}
