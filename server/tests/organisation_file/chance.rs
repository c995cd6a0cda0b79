//! Organisations that chance made survive the way out to a file and back.

use std::sync::Arc;

use domain::access::{Method, Person, Role, Team};
use domain::cards::{Card, Text};
use domain::customers::{Contact, Money, Profile, Site};
use domain::incidents::Service;
use domain::oncall::{Cadence, Rotation, Schedule, TimeOfDay, Window, parse_date};
use domain::organisation::{Approver, Settings};
use domain::paging::{Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, Country, Language, NodeId, Owner, PersonKey, Personal, SmolStr,
    tidy_line, tidy_words,
};
use domain::{
    Command, Moment, State, access, cards, customers, incidents, oncall, organisation, paging,
};
use mayday::organisation_file::export;

use crate::ground::{NORDPAY, SMALL, day, fresh, made, planned, zones};

#[test]
fn an_export_plans_nothing() {
    for state in (0..200).map(an_organisation).chain([made(NORDPAY), made(SMALL)]) {
        let text = export(&state);
        let again = planned(&state, &text, true);
        assert_eq!(again.steps.len(), 0, "{again}\n{text}");
        assert_eq!(export(&made(&text)), text);
    }
}

/// Small numbers that look like chance and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        let pieces = [
            "ana", " ", "\"", "\\", "'", "\"\"\"", "é", "Ø", "=", "#", "\n", "[x]", "{", "日", "\t",
        ];
        (0..=self.below(6)).map(|_| self.pick(&pieces)).collect()
    }

    /// One tidy line with something in it.
    fn name(&mut self) -> SmolStr {
        SmolStr::new(tidy_line(&format!("n{}", self.text())))
    }

    fn names(&mut self) -> Vec<SmolStr> {
        let mut names: Vec<_> = (0..self.below(3)).map(|_| self.name()).collect();
        names.dedup();
        names
    }

    fn zone(&mut self) -> SmolStr {
        self.pick(&["Europe/Lisbon", "Asia/Kolkata", "UTC", "America/St_Johns"]).into()
    }

    fn some_of<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        (0..=self.below(3)).map(|_| from[self.below(from.len())].clone()).collect()
    }
}

/// A small organisation of whatever the seed says.
fn an_organisation(seed: u64) -> State {
    let mut dice = Dice(seed);
    let people: Vec<PersonKey> = ["ana", "bo.b", "c-3", "4_d"].map(PersonKey::from).into();
    let mut commands: Vec<Command> = Vec::new();
    for person in &people {
        let profile = a_person(&mut dice, person);
        let person = person.clone();
        commands.push(Command::Access(access::Command::PutPerson { person, profile }));
    }
    for team in ["one", "two"] {
        let profile = Team { name: dice.name(), members: dice.some_of(&people) };
        commands.push(Command::Access(access::Command::PutTeam { team: team.into(), profile }));
    }
    for key in ["days", "nights"] {
        let schedule = a_schedule(&mut dice, &people);
        commands.push(Command::Oncall(oncall::Command::PutSchedule { key: key.into(), schedule }));
    }
    let targets = ["days", "nights"].map(|key| Target::Schedule(key.into()));
    let targets =
        [&targets[..], &[Target::Team("one".into()), Target::Person("ana".into())]].concat();
    let steps = (0..=dice.below(3)).map(|_| Step {
        targets: dice.some_of(&targets),
        delay_secs: 5 + u32::try_from(dice.below(800)).expect("small"),
    });
    let definition = Policy { steps: steps.collect(), name: dice.name(), rounds: 2 };
    let policy = "door".into();
    commands.push(Command::Paging(paging::Command::PutPolicy { policy, definition }));
    let profile = Service {
        name: dice.name(),
        team: dice.pick(&[None, Some("one")]).map(Into::into),
        policy: dice.pick(&[None, Some("door")]).map(Into::into),
    };
    let service = "till".into();
    commands.push(Command::Incidents(incidents::Command::PutService { service, profile }));
    let texts = [Language::English, Language::German].map(|language| {
        let steps = vec![Arc::from(dice.name().as_str()), Arc::from(dice.name().as_str())];
        Text { language, title: dice.name(), steps }
    });
    let service = dice.pick(&[None, Some("till")]).map(Into::into);
    let profile = Card { service, asset: dice.name(), order: 3, texts: texts.into() };
    commands.push(Command::Cards(cards::Command::Put { card: "dark".into(), profile }));
    let settings = Settings {
        name: dice.name(),
        zone: dice.zone(),
        front_door: dice.pick(&[None, Some("door")]).map(Into::into),
        phone: dice.pick(&["", "+1 555 0100"]).into(),
        danger_number: dice.pick(&["", "112"]).into(),
        first_aid: tidy_words(&format!("{}\n{}", dice.text(), dice.text()), 8_000).into(),
        webhooks: dice.pick(&[None, Some("ours")]).map(Into::into).into_iter().collect(),
        call_countries: dice.pick(&[None, Country::parse("SE")]).into_iter().collect(),
        language: dice.pick(&[None, Some(Language::German)]),
        serves: dice.pick(&[None, Country::parse("AT")]).into_iter().collect(),
        cadence: dice.pick(&[None, Some(PROMPT)]),
        approvers: Approver::parse(dice.pick(&["", "person:ana", "team:one"]))
            .into_iter()
            .collect(),
    };
    commands.push(Command::Organisation(organisation::Command::Put { settings }));
    let profile = Box::new(a_customer(&mut dice));
    let customer = "acme".into();
    commands.push(Command::Customers(customers::Command::Put { customer, profile }));
    commands.into_iter().fold(fresh(), |state, command| {
        let (zones, now) = (zones(), day("2026-03-02"));
        let moment = Moment::new(now, CommandId(1), &Actor::Operator, NodeId(1), &zones);
        domain::decide(&state, command, &moment).expect("a good organisation").state
    })
}

const PROMPT: domain::words::Cadence =
    domain::words::Cadence { critical_secs: 60, high_secs: 61, low_secs: 86_400 };

fn a_person(dice: &mut Dice, key: &PersonKey) -> Person {
    let words = |text: &str| Personal::new(Owner::Person(key.clone()), text);
    let methods = [
        (Channel::Screen, "", "screen"),
        (Channel::Email, "ana@example.com", "mail"),
        (Channel::Webhook, "ours", "program"),
        (Channel::Sms, "+46701234567", "text"),
        (Channel::Voice, "+4520123456", "call"),
    ];
    let methods = methods.map(|(channel, address, key)| Method {
        key: key.into(),
        channel,
        address: words(address),
    });
    Person {
        name: words(&dice.name()),
        role: dice.pick(&[Role::Observer, Role::Responder, Role::Lead, Role::Manager]),
        zone: dice.zone(),
        methods: methods[..dice.below(6)].to_vec(),
    }
}

fn a_schedule(dice: &mut Dice, people: &[PersonKey]) -> Schedule {
    let keys = ["first", "second", "third"];
    let rotations = keys[..=dice.below(3)].iter().map(|key| Rotation {
        key: (*key).into(),
        people: dice.some_of(people),
        cadence: Cadence::parse(dice.pick(&["daily", "weekly", "monthly"]), dice.pick(&[1, 2, 14]))
            .expect("a cadence"),
        hand_off: TimeOfDay::parse(dice.pick(&["00:00", "09:30", "23:59"])).expect("a time"),
        start: parse_date(dice.pick(&["1999-12-31", "2026-02-28"])).expect("a day"),
        windows: dice
            .pick(&[None, Some("mon-fri 09:00-17:00"), Some("sat,sun 00:00-24:00")])
            .map(|window| Window::parse(window).expect("a window"))
            .into_iter()
            .collect(),
    });
    Schedule { rotations: rotations.collect(), name: dice.name(), zone: dice.zone() }
}

fn a_customer(dice: &mut Dice) -> Profile {
    let words = |text: &str| Personal::new(Owner::Contact("acme".into(), "jo".into()), text);
    let contact = Contact {
        key: "jo".into(),
        name: words(&dice.name()),
        email: dice.pick(&[None, Some("jo@example.com")]).map(words),
        phone: dice.pick(&[None, Some("+1 555 0100")]).map(words),
        told: dice.pick(&[true, false]),
    };
    let site = Site {
        key: "shop".into(),
        name: dice.name(),
        zone: dice.pick(&[None, Some("Asia/Kolkata")]).map(Into::into),
        component: None,
    };
    Profile {
        name: dice.name(),
        access_names: dice.names(),
        former_names: dice.names(),
        domains: dice.pick(&[None, Some("acme.example.com")]).map(Into::into).into_iter().collect(),
        contacts: vec![contact],
        sites: vec![site],
        plan: dice.pick(&["", "Basic"]).into(),
        downtime_rate: dice
            .pick(&[None, Some(0), Some(120_000)])
            .map(|minor_per_hour| Money { minor_per_hour, currency: "EUR".into() }),
    }
}
