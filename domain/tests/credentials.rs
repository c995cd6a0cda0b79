//! Tokens and passkeys: limits, ownership, expiry, and what the actor of a token may do.

use std::time::Duration;

use domain::access::{self, Person, Role};
use domain::credentials::{
    Command, EXPIRED_SHOWN, Fingerprint, PublicKey, Refusal, Scope, TOKEN_LASTS_MAX,
    TOKENS_PER_PERSON_MAX,
};
use domain::words::{Actor, CommandId, NodeId, Owner, Personal, SmolStr, Timestamp};
use domain::{Deed, Moment, State};
use jiff::tz::TimeZoneDatabase;

const DAY: Duration = Duration::from_secs(86_400);

struct World {
    state: State,
    now: Timestamp,
    count: u128,
}

impl World {
    fn new() -> Self {
        let mut world =
            Self { state: State::default(), now: Timestamp(1_800_000_000_000), count: 0 };
        for (key, role) in [("maria", Role::Manager), ("tom", Role::Responder)] {
            let name = Personal::new(Owner::Person(key.into()), key);
            let profile = Person { name, role, zone: "Europe/Lisbon".into(), methods: vec![] };
            let put = access::Command::PutPerson { person: key.into(), profile };
            world.tell(&Actor::Operator, put.into()).expect("a person");
        }
        world
    }

    fn tell(&mut self, actor: &Actor, command: domain::Command) -> Result<(), domain::Refusal> {
        self.count += 1;
        let zones = TimeZoneDatabase::bundled();
        let moment = Moment::new(self.now, CommandId(self.count), actor, NodeId(1), &zones);
        self.state = domain::decide(&self.state, command, &moment)?.state;
        Ok(())
    }

    fn make(&mut self, person: &str, scopes: &[Scope]) -> Result<u32, domain::Refusal> {
        let fingerprint = Fingerprint(SmolStr::new(format!("print {}", self.count)));
        let make = Command::MakeToken {
            person: person.into(),
            name: "Deploys".to_owned(),
            scopes: scopes.to_vec(),
            fingerprint,
            expires_at: self.now + DAY * 90,
        };
        self.tell(&Actor::Person(person.into()), make.into())?;
        Ok(self.state.credentials.token_count)
    }
}

fn token(token: u32, person: &str) -> Actor {
    Actor::Token { token, person: person.into() }
}

fn not_allowed(answer: &Result<(), domain::Refusal>) -> bool {
    matches!(answer, Err(domain::Refusal::NotAllowed { .. }))
}

fn remove_customer() -> domain::Command {
    domain::customers::Command::Remove { customer: "none".into() }.into()
}

#[test]
fn a_token_does_what_both_its_scopes_and_its_persons_role_allow() {
    let mut world = World::new();
    let (managing, reading) = (
        world.make("maria", &[Scope::Manage]).unwrap(),
        world.make("maria", &[Scope::Read]).unwrap(),
    );
    let toms = world.make("tom", &Scope::ALL).unwrap();
    let plan = Deed::Plan;
    assert!(!not_allowed(&world.tell(&token(managing, "maria"), remove_customer())));
    for actor in
        [token(reading, "maria"), token(toms, "tom"), token(managing, "tom"), token(99, "maria")]
    {
        let refused = world.tell(&actor, remove_customer());
        assert_eq!(refused, Err(domain::Refusal::NotAllowed { deed: plan }), "{actor:?}");
    }
}

#[test]
fn a_token_makes_no_token_and_no_passkey() {
    let mut world = World::new();
    let number = world.make("maria", &Scope::ALL).unwrap();
    let key = PublicKey::Ed25519("AQI".into());
    let name = "Copy".to_owned();
    let add = Command::AddPasskey { person: "maria".into(), id: "AQ".into(), key, name };
    assert!(not_allowed(&world.tell(&token(number, "maria"), add.clone().into())));
    assert_eq!(world.tell(&Actor::Person("maria".into()), add.into()), Ok(()));
    assert!(not_allowed(
        &world
            .tell(&Actor::Person("tom".into()), Command::RemovePasskey { id: "AQ".into() }.into())
    ));
}

#[test]
fn a_token_of_somebody_else_is_revoked_by_managers_only() {
    let mut world = World::new();
    let (marias, toms) =
        (world.make("maria", &[Scope::Read]).unwrap(), world.make("tom", &[Scope::Read]).unwrap());
    let revoke = |token| domain::Command::from(Command::RevokeToken { token });
    assert!(not_allowed(&world.tell(&Actor::Person("tom".into()), revoke(marias))));
    assert_eq!(world.tell(&Actor::Person("maria".into()), revoke(toms)), Ok(()));
    let gone = world.tell(&Actor::Person("maria".into()), revoke(toms));
    assert_eq!(gone, Err(Refusal::UnknownToken.into()));
}

#[test]
fn what_a_token_asks_for_is_checked() {
    let mut world = World::new();
    assert_eq!(world.make("maria", &[]), Err(Refusal::NoScope.into()));
    for _ in 0..TOKENS_PER_PERSON_MAX {
        world.make("maria", &[Scope::Read]).unwrap();
    }
    assert_eq!(world.make("maria", &[Scope::Read]), Err(Refusal::TooMany { limit: 20 }.into()));
    let mut make = |name: &str, expires_at| {
        let make = Command::MakeToken {
            person: "tom".into(),
            name: name.to_owned(),
            scopes: vec![Scope::Read],
            fingerprint: Fingerprint("x".into()),
            expires_at,
        };
        world.tell(&Actor::Person("tom".into()), make.into())
    };
    let now = Timestamp(1_800_000_000_000);
    assert_eq!(make(" ", now + DAY), Err(Refusal::NoName.into()));
    assert_eq!(make("x", now), Err(Refusal::BadExpiry.into()));
    assert_eq!(make("x", now + TOKEN_LASTS_MAX + DAY), Err(Refusal::BadExpiry.into()));
    assert_eq!(make("x", now + TOKEN_LASTS_MAX), Ok(()));
}

#[test]
fn a_token_stops_working_when_it_expires_and_leaves_the_list_later() {
    let mut world = World::new();
    let number = world.make("maria", &[Scope::Read]).unwrap();
    let print = world.state.credentials.token(number).unwrap().fingerprint.clone();
    assert!(world.state.credentials.working(&print, world.now).is_some());
    world.now = world.now + DAY * 90;
    assert!(world.state.credentials.working(&print, world.now).is_none());
    assert!(world.state.credentials.token(number).is_some(), "its owner still sees it");
    world.now = world.now + EXPIRED_SHOWN;
    world.make("tom", &[Scope::Read]).unwrap();
    assert!(world.state.credentials.token(number).is_none());
}

#[test]
fn use_is_noted_once_a_day() {
    let mut world = World::new();
    let number = world.make("maria", &[Scope::Read]).unwrap();
    let mut used = |later: Duration| {
        world.now = world.now + later;
        let before = world.state.credentials.token(number).unwrap().used_at;
        world.tell(&Actor::System, Command::UseToken { token: number }.into()).unwrap();
        world.state.credentials.token(number).unwrap().used_at != before
    };
    assert!(used(Duration::ZERO));
    assert!(!used(Duration::from_secs(1)));
    assert!(used(DAY));
}

#[test]
fn whoever_is_removed_loses_every_key() {
    let mut world = World::new();
    world.make("tom", &[Scope::Read]).unwrap();
    let key = PublicKey::Ed25519("AQI".into());
    let name = "Telephone".to_owned();
    let add = Command::AddPasskey { person: "tom".into(), id: "AQ".into(), key, name };
    world.tell(&Actor::Person("tom".into()), add.into()).unwrap();
    let remove = access::Command::RemovePerson { person: "tom".into() };
    world.tell(&Actor::Operator, remove.into()).unwrap();
    assert!(
        world.state.credentials.tokens.is_empty() && world.state.credentials.passkeys.is_empty()
    );
}

#[test]
fn a_passkey_that_counts_backwards_is_refused() {
    let mut world = World::new();
    let key = PublicKey::Ed25519("AQI".into());
    let name = "Telephone".to_owned();
    let add = Command::AddPasskey { person: "tom".into(), id: "AQ".into(), key, name };
    world.tell(&Actor::Person("tom".into()), add.into()).unwrap();
    let mut use_at = |count| {
        let used = Command::UsePasskey { id: "AQ".into(), count };
        world.tell(&Actor::System, used.into())
    };
    assert_eq!(use_at(0), Ok(()), "most do not count");
    assert_eq!(use_at(5), Ok(()));
    assert_eq!(use_at(5), Err(Refusal::Copied.into()));
    assert_eq!(use_at(0), Err(Refusal::Copied.into()));
    assert_eq!(use_at(6), Ok(()));
}

#[test]
fn only_a_manager_at_a_browser_invites() {
    let mut world = World::new();
    let managing = world.make("maria", &[Scope::Manage]).unwrap();
    let invite = || domain::Command::from(access::Command::Invite { person: "tom".into() });
    for actor in [token(managing, "maria"), Actor::Person("tom".into()), Actor::Stranger] {
        assert!(not_allowed(&world.tell(&actor, invite())), "{actor:?}");
    }
    assert!(world.tell(&Actor::Person("maria".into()), invite()).is_ok());
    let offer = world.state.access.offers.values().next().expect("a link");
    assert_eq!(offer.until, world.now + access::INVITATION_LASTS);
}
