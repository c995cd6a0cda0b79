//! The story that every document tells: a vendor of payments on one evening, by a fixed clock.

use std::time::Duration;

use domain::access::{self, Method, Person, Role};
use domain::bulletins;
use domain::components::{self, Component};
use domain::deliveries;
use domain::emergencies;
use domain::maintenance::{self, Maintenance, Stage};
use domain::organisation::{self, Settings};
use domain::paging;
use domain::status_pages;
use domain::subscribers::{self, Entry, Profile, Route, Wants};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Channel, CommandId, DeliveryId, EmergencyId, IncidentId, Language, NodeId, Owner,
    PersonKey, Personal, Public, Review, Timestamp,
};
use domain::{Command, Event, Moment, State, announcements};
use serde_json::{Value, json};

/// It begins on 21 November 2026 at 20:00 UTC; the page's clocks are an hour ahead.
const BEGINS: Timestamp = Timestamp::from_secs(1_795_291_200);
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;

/// What has happened, and what time it is.
pub(crate) struct Story {
    /// Everything.
    pub state: State,
    /// When it is looked at.
    pub now: Timestamp,
    commands: u128,
}

fn ana() -> Actor {
    Actor::Person("ana".into())
}

/// Definitions that grow are written as they are stored: what is new in them has a default.
fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).expect("a definition")
}

impl Story {
    /// The whole evening: one incident is over and looked back on, one goes on; of planned
    /// maintenance there is one in each state, and a notice stands on the page.
    pub(crate) fn told() -> Self {
        let mut story = Self::set_up();
        story.plans();
        story.pass(5 * MINUTE);
        story.a_fault_that_is_over();
        story.pass(4 * HOUR);
        story.what_became_of_the_plans();
        story.post_a_notice();
        story.pass(10 * MINUTE);
        story.a_fault_that_goes_on();
        story.pass(5 * MINUTE);
        story
    }

    fn set_up() -> Self {
        let mut story = Self { state: State::default(), now: BEGINS, commands: 0 };
        story.tell(Actor::System, Command::Adopt { revision: domain::revision::LATEST });
        for (key, role) in [("ana", Role::Responder), ("cleo", Role::Lead)] {
            let person = PersonKey::from(key);
            let name = Personal::new(Owner::Person(person.clone()), key);
            let address = Personal::new(Owner::Person(person.clone()), "");
            let methods = vec![Method { key: "screen".into(), channel: Channel::Screen, address }];
            let profile = Person { name, role, zone: "UTC".into(), methods };
            story.tell(Actor::Operator, access::Command::PutPerson { person, profile });
        }
        let settings =
            Settings { name: "NordPay".into(), zone: "UTC".into(), ..Settings::default() };
        story.tell(Actor::Operator, organisation::Command::Put { settings });
        for (key, name, about, parent, order, hidden) in [
            ("payments", "Card payments", "", None, 1, false),
            ("authorisation", "Authorisation", "Asking the bank.", Some("payments"), 1, false),
            ("settlement", "Settlement", "", Some("payments"), 2, false),
            ("spare", "Spare link", "Shown while it matters.", Some("payments"), 3, true),
            ("reports", "Reports", "", None, 2, false),
            ("portal", "Merchant <portal>", "", None, 3, false),
        ] {
            let profile = Component {
                name: name.into(),
                about: about.into(),
                parent: parent.map(Into::into),
                order,
                only_if_affected: hidden,
                ..Component::default()
            };
            let put = components::Command::Put { component: key.into(), profile };
            story.tell(Actor::Operator, put);
        }
        let page =
            json!({ "name": "NordPay", "about": "Cards & tills.", "zone": "Europe/Copenhagen" });
        let profile = Box::new(read(page));
        story.tell(Actor::Operator, status_pages::Command::Put { page: "public".into(), profile });
        let profile = Profile {
            through: None,
            page: "public".into(),
            route: Route::Statuspage,
            language: Language::English,
            wants: Wants::default(),
            colleague: None,
        };
        let entries = vec![Entry { profile, address: "https://hooks.harbour.example/x".into() }];
        let add = subscribers::Command::Add { entries, consent: "contract".into() };
        story.tell(Actor::Person("cleo".into()), add);
        story
    }

    /// One for each state that there is.
    fn plans(&mut self) {
        for (title, components, from, until, ends) in [
            ("New certificates", ["portal"], 2 * HOUR, 3 * HOUR, "by_itself"),
            ("A second link", ["portal"], 3 * HOUR, 6 * HOUR, "by_hand"),
            ("Faster reports", ["reports"], 3 * HOUR, 8 * HOUR, "by_itself"),
            ("A larger disk", ["reports"], 3 * HOUR, 3 * HOUR + 1_800, "by_hand"),
            ("Firmware 5.2", ["authorisation"], 48 * HOUR, 50 * HOUR, "by_itself"),
            ("Moving the racks", ["settlement"], 72 * HOUR, 80 * HOUR, "by_itself"),
        ] {
            let plan = read(json!({
                "title": title,
                "impact": "It fails for some minutes.",
                "components": components,
                "from": self.now + Duration::from_secs(from),
                "until": self.now + Duration::from_secs(until),
                "zone": "Europe/Copenhagen",
                "owner": "ana",
                "remind_mins": [60],
                "ends": ends,
            }));
            self.tell(ana(), maintenance::Command::Plan { plan });
        }
    }

    fn what_became_of_the_plans(&mut self) {
        for (title, stage, words) in [
            ("A second link", Stage::Verifying, "We watch it for an hour."),
            ("Moving the racks", Stage::Cancelled, "The new racks are late."),
        ] {
            let planned = |known: &&std::sync::Arc<Maintenance>| known.plan.title == title;
            let known = self.state.maintenance.planned.values().find(planned);
            let maintenance = known.expect("it was planned").id;
            let words = words.into();
            self.tell(
                ana(),
                maintenance::Command::Say { maintenance, stage, words, translations: Vec::new() },
            );
        }
    }

    fn post_a_notice(&mut self) {
        let notice = read(json!({
            "title": "Open on Sunday",
            "text": "You reach us on Sunday from 9 to 17.",
            "from": self.now,
            "until": self.now + Duration::from_secs(24 * HOUR),
            "zone": "Europe/Copenhagen",
            "translations": [{ "language": "de", "title": "Sonntags erreichbar" }],
        }));
        self.tell(ana(), announcements::Command::Post { notice, tells: false });
    }

    /// The page is read in German as well, in which hardly anything is written.
    pub(crate) fn also_in_german(mut self) -> Self {
        let page = json!({
            "name": "NordPay", "about": "Cards & tills.", "zone": "Europe/Copenhagen",
            "languages": ["de"],
        });
        let profile = Box::new(read(page));
        self.tell(Actor::Operator, status_pages::Command::Put { page: "public".into(), profile });
        self
    }

    fn a_fault_that_is_over(&mut self) {
        let (emergency, incident) = self.taken_call("The portal is down");
        let affected = json!([{ "component": "portal", "condition": "partial" }]);
        self.publish(
            incident,
            ("The portal fails", "investigating", affected),
            "A page is missing.",
        );
        self.pass(10 * MINUTE);
        let affected = json!([{ "component": "portal", "condition": "degraded" }]);
        self.publish(incident, ("The portal fails", "monitoring", affected), "It is back.");
        self.pass(10 * MINUTE);
        self.publish(incident, ("The portal fails", "resolved", json!([])), "It works again.");
        let caller = self.state.emergencies.get(emergency).expect("it is live").participants[0];
        self.tell(Actor::Participant(caller), emergencies::Command::Confirm { emergency });
        self.pass(20 * MINUTE);
        let review = Review {
            translations: Vec::new(),
            happened: "For 20 minutes the portal answered with errors.".into(),
            cause: "A page was left out.".into(),
            change: "We look for every page before we go on.".into(),
        };
        let bulletin = self.state.bulletins.of(incident).expect("it was told").id;
        self.tell(ana(), bulletins::Command::Review { bulletin, review, tells: true });
    }

    fn a_fault_that_goes_on(&mut self) {
        let (_, incident) = self.taken_call("Cards fail");
        let affected = json!([
            { "component": "authorisation", "condition": "major" },
            { "component": "spare", "condition": "degraded" },
        ]);
        self.publish(incident, ("Cards fail", "investigating", affected), "We look for the cause.");
        self.pass(5 * MINUTE);
        let affected = json!([
            { "component": "authorisation", "condition": "partial" },
            { "component": "spare", "condition": "degraded" },
        ]);
        self.publish(incident, ("Cards fail", "identified", affected), "A line is <cut> & mended.");
    }

    /// Somebody calls, and Ana has it.
    fn taken_call(&mut self, words: &str) -> (EmergencyId, IncidentId) {
        let open = emergencies::Command::Open {
            words: words.to_owned(),
            who: "Harbour Stores".to_owned(),
            reach: String::new(),
            door: None,
            follows: None,
            language: None,
        };
        let opened = self.tell(Actor::Stranger, open).into_iter().find_map(|event| match event {
            Event::Emergencies(emergencies::Event::Opened { emergency, .. }) => Some(emergency),
            _ => None,
        });
        let emergency = opened.expect("a cry for help opens an emergency");
        let incident = self.state.incidents.of_emergency(emergency).expect("it has an incident").id;
        let accept = paging::Command::Accept { incident, person: "ana".into() };
        self.tell(ana(), accept);
        (emergency, incident)
    }

    fn publish(&mut self, incident: IncidentId, public: (&str, &str, Value), known: &str) {
        let (title, phase, affected) = public;
        let public: Public = read(json!({ "title": title, "phase": phase, "affected": affected }));
        let overview = Overview {
            known: known.into(),
            impact: "Shops in the north cannot take cards.".into(),
            workaround: "Take cash.".into(),
            next: "We keep at it.".into(),
            ..Overview::default()
        };
        let publish = updates::Command::Publish {
            incident,
            overview,
            next_by: self.now + Duration::from_secs(30 * MINUTE),
            estimate: None,
            public: Some(public),
            for_colleagues: None,
        };
        self.tell(ana(), publish);
    }

    pub(crate) fn tell(&mut self, actor: Actor, command: impl Into<Command>) -> Vec<Event> {
        self.commands += 1;
        let id = CommandId(self.commands);
        let moment = Moment::new(self.now, id, &actor, NodeId(1), crate::zones());
        let moment = moment.knowing(&domain::REVISIONS);
        let decided = domain::decide(&self.state, command.into(), &moment);
        let decided = decided.expect("nothing in the story is refused");
        self.state = decided.state;
        decided.events
    }

    /// The vendor adds those who agreed to be told.
    pub(crate) fn subscribe(&mut self, all: Vec<(Profile, String)>) {
        let entry =
            |(profile, address): (Profile, String)| Entry { profile, address: address.into() };
        let entries = all.into_iter().map(entry).collect();
        let add = subscribers::Command::Add { entries, consent: "contract".into() };
        self.tell(Actor::Person("cleo".into()), add);
    }

    /// Somebody signs up themselves, where the page lets them; what they are owed is to ask them.
    pub(crate) fn sign_up(&mut self, profile: Profile, address: String) -> DeliveryId {
        let page = json!({
            "name": "NordPay", "about": "Cards & tills.", "zone": "Europe/Copenhagen",
            "subscribe_by": ["webhook", "slack", "teams", "discord"],
        });
        let page = Box::new(read(page));
        let put = status_pages::Command::Put { page: "public".into(), profile: page };
        self.tell(Actor::Operator, put);
        let entry = Entry { profile, address: address.into() };
        let events = self.tell(Actor::Stranger, subscribers::Command::SignUp(entry));
        let owed = events.into_iter().find_map(|event| match event {
            Event::Deliveries(deliveries::Event::Owed { delivery, .. }) => Some(delivery),
            _ => None,
        });
        owed.expect("they are asked")
    }

    /// Time passes, and whatever falls due meanwhile happens when it does.
    pub(crate) fn pass(&mut self, secs: u64) {
        let end = self.now + Duration::from_secs(secs);
        while let Some(due) = self.state.due().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.tell(Actor::System, Command::Wake);
        }
        self.now = end;
    }
}
