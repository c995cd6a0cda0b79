//! The vendor of a run: its people, teams, schedules with gaps, policies and services.

use std::num::NonZeroU16;
use std::sync::OnceLock;

use domain::Command;
use domain::access::{self, Method, Person, Role, Team};
use domain::incidents::{self, Service};
use domain::methods::{self, Quiet, Rule, Rules};
use domain::oncall::{self, Cadence, Rotation, Schedule, TimeOfDay, Window};
use domain::organisation::{self, Settings};
use domain::paging::{self, Policy, Target};
use domain::words::{
    Channel, MethodKey, Owner, PersonKey, Personal, PolicyKey, RotationKey, ScheduleKey,
    ServiceKey, Severity, TeamKey,
};
use jiff::tz::TimeZoneDatabase;

use crate::chance::Chance;
use crate::plan::Edit;

/// The name under which the one organisation is kept.
pub const ORGANISATION: &str = "vendor";
/// How many people the vendor has. The first is always there and can always be reached.
pub const PEOPLE: usize = 6;
const NAMES: [&str; PEOPLE] = ["ana", "ben", "chloe", "dinesh", "eva", "femi"];
const ZONES: [&str; 3] = ["Europe/Berlin", "America/New_York", "Asia/Kolkata"];

/// The bundled time-zone database.
pub fn zones() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}

/// The key of a person.
#[must_use]
pub fn person_key(index: usize) -> PersonKey {
    PersonKey::from(NAMES[index % PEOPLE])
}

/// Which person a key names.
#[must_use]
pub fn person_index(person: &PersonKey) -> Option<usize> {
    NAMES.iter().position(|name| *name == person.as_str())
}

/// The key of the front door's policy.
#[must_use]
pub fn front_door() -> PolicyKey {
    PolicyKey::from("front-door")
}

/// A person's profile; without methods they cannot be reached.
#[must_use]
pub fn put_person(seed: u64, index: usize, reachable: bool) -> Command {
    let mut chance = Chance::of(seed, &[2, index as u64]);
    let owner = Owner::Person(person_key(index));
    let method = |channel: Channel, address: &str| Method {
        key: MethodKey::from(channel.name()),
        channel,
        address: Personal::new(owner.clone(), address),
    };
    let mut methods = Vec::new();
    if index == 0 || chance.hits(700) {
        methods.push(method(Channel::Screen, ""));
    }
    if chance.hits(600) {
        methods.push(method(Channel::Email, &format!("{}@vendor.example", NAMES[index])));
    }
    if chance.hits(300) {
        methods.push(method(Channel::Webhook, NAMES[index]));
    }
    let mut telephones = Chance::of(seed, &[74, index as u64]);
    let (texts, calls) = (telephones.hits(500), telephones.hits(600));
    if crate::telephones::are_there(seed) {
        let number = format!("+4670000000{index}");
        methods.extend(texts.then(|| method(Channel::Sms, &number)));
        methods.extend(calls.then(|| method(Channel::Voice, &number)));
    }
    if !reachable {
        methods.clear();
    }
    let role = match (index, chance.below(5)) {
        (0, _) => Role::Manager,
        (_, 0) => Role::Observer,
        (_, 1) => Role::Lead,
        _ => Role::Responder,
    };
    let profile = Person {
        name: Personal::new(owner.clone(), &format!("zq {}", NAMES[index])),
        role,
        zone: (*chance.pick(&ZONES)).into(),
        methods,
    };
    Command::Access(access::Command::PutPerson { person: person_key(index), profile })
}

/// How a person wants to be rung, in some histories; from a stream of its own, so that what was
/// kept before there were rules means what it meant.
#[must_use]
pub fn put_rules(seed: u64, index: usize) -> Option<Command> {
    let mut chance = Chance::of(seed, &[80, index as u64]);
    if !chance.hits(400) {
        return None;
    }
    let mut rules = Vec::new();
    for channel in [Channel::Screen, Channel::Email, Channel::Webhook, Channel::Sms, Channel::Voice]
    {
        for urgency in [Severity::Critical, Severity::High, Severity::Low] {
            if chance.hits(700) {
                let method = MethodKey::from(channel.name());
                let delay_secs = *chance.pick(&[0, 0, 10, 30, 60, 120, 600]);
                rules.push(Rule { urgency, method, delay_secs });
            }
        }
    }
    let quiet = chance.hits(300).then_some(Quiet { from: 22 * 60, until: 6 * 60 });
    let person = person_key(index);
    Some(Command::Methods(methods::Command::PutRules { person, rules: Rules { rules, quiet } }))
}

/// The front door's policy; each version has other steps.
#[must_use]
pub fn put_policy(seed: u64, key: PolicyKey, version: u64) -> Command {
    let mut chance = Chance::of(seed, &[3, version]);
    let steps = (0..chance.within(1, 3))
        .map(|_| {
            let mut targets = vec![target(&mut chance)];
            if chance.hits(300) {
                targets.push(target(&mut chance));
            }
            paging::Step { targets, delay_secs: *chance.pick(&[15, 45, 45, 60, 120, 300]) }
        })
        .collect();
    let rounds = *chance.pick(&[1, 1, 2, 3]);
    let definition = Policy { name: "Front door".into(), steps, rounds };
    Command::Paging(paging::Command::PutPolicy { policy: key, definition })
}

fn target(chance: &mut Chance) -> Target {
    match chance.below(4) {
        0 => Target::Team(TeamKey::from("core")),
        1 => Target::Person(person_key(usize::try_from(chance.below(6)).unwrap_or(0))),
        _ => Target::Schedule(ScheduleKey::from(*chance.pick(&["day", "night"]))),
    }
}

fn put_schedule(seed: u64, name: &str) -> Command {
    let mut chance = Chance::of(seed, &[4, name.len() as u64]);
    let mut people: Vec<PersonKey> =
        (0..PEOPLE).filter(|_| chance.hits(500)).map(person_key).collect();
    people.push(person_key(0));
    let every = NonZeroU16::new(if chance.hits(500) { 1 } else { 2 }).unwrap_or(NonZeroU16::MIN);
    let cadence = match chance.below(2) {
        0 => Cadence::Daily { every },
        _ => Cadence::Weekly { every },
    };
    let window = *chance.pick(&["mon-fri 08:00-18:00", "mon-sun 20:00-07:00", ""]);
    let rotation = Rotation {
        key: RotationKey::from("main"),
        people,
        cadence,
        hand_off: TimeOfDay::new(9, 0).unwrap_or(TimeOfDay::MIDNIGHT),
        start: jiff::civil::date(2025, 12, 1),
        windows: Window::parse(window).into_iter().collect(),
    };
    let zone = (*chance.pick(&ZONES)).into();
    let schedule = Schedule { name: name.into(), zone, rotations: vec![rotation] };
    Command::Oncall(oncall::Command::PutSchedule { key: ScheduleKey::from(name), schedule })
}

/// Everything that the operator sets up before the first caller.
#[must_use]
pub fn setup(seed: u64) -> Vec<Command> {
    let mut chance = Chance::of(seed, &[5]);
    let settings = Settings {
        name: "Vendor".into(),
        zone: "Europe/Berlin".into(),
        front_door: (!chance.hits(100)).then(front_door),
        webhooks: if chance.hits(500) { vec!["partner".into()] } else { Vec::new() },
        ..Settings::default()
    };
    let mut commands = vec![Command::Organisation(organisation::Command::Put { settings })];
    let unreachable = chance.below(PEOPLE as u64 * 2);
    commands.extend(
        (0..PEOPLE).map(|index| put_person(seed, index, index == 0 || index as u64 != unreachable)),
    );
    commands.extend((0..PEOPLE).filter_map(|index| put_rules(seed, index)));
    let members = (0..PEOPLE).filter(|index| *index == 0 || chance.hits(500)).map(person_key);
    let profile = Team { name: "Core".into(), members: members.collect() };
    commands
        .push(Command::Access(access::Command::PutTeam { team: TeamKey::from("core"), profile }));
    commands.push(put_schedule(seed, "day"));
    commands.push(put_schedule(seed, "night"));
    commands.push(put_policy(seed, front_door(), 0));
    commands.push(put_policy(seed, PolicyKey::from("terminals"), 1_000));
    let policy = Some(PolicyKey::from("terminals"));
    let profile = Service { name: "Terminals".into(), team: None, policy };
    let service = ServiceKey::from("terminals");
    commands.push(Command::Incidents(incidents::Command::PutService { service, profile }));
    commands
}

/// What an edit in the middle of an incident orders.
#[must_use]
pub fn edit(seed: u64, edit: Edit, person: usize, version: u64) -> Command {
    match edit {
        Edit::RemovePolicy => {
            Command::Paging(paging::Command::RemovePolicy { policy: front_door() })
        }
        Edit::ChangePolicy => put_policy(seed, front_door(), version),
        Edit::LoseMethods => put_person(seed, person, false),
        Edit::RestorePerson => put_person(seed, person, true),
        Edit::RemovePerson => {
            Command::Access(access::Command::RemovePerson { person: person_key(person) })
        }
    }
}
