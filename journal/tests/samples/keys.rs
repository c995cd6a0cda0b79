//! Samples of people, and of the keys by which they and their programs come in.

use domain::{access, credentials};

use super::*;

pub fn of_access() -> Vec<access::Event> {
    use access::{Digest, Event as E, Method, Person, Role, Team};
    let method = |key: &str, channel, address| Method { key: key.into(), channel, address };
    let person = |role| E::PersonPut {
        person: maria(),
        profile: Person {
            name: of_person("Maria"),
            role,
            zone: "Europe/Lisbon".into(),
            methods: vec![
                method("pager", Channel::Screen, Personal::new(Owner::Person(maria()), "")),
                method("mail", Channel::Email, of_person("maria@brightwater.example")),
                method("chat", Channel::Webhook, of_person("chat")),
                method("text", Channel::Sms, of_person("+351912345678")),
                method("call", Channel::Voice, of_person("+351912345678")),
            ],
        },
    };
    let session = || Digest("5f".repeat(32).into());
    let roles = [Role::Observer, Role::Responder, Role::Lead, Role::Manager];
    let mut events: Vec<E> = roles.into_iter().map(person).collect();
    let profile = Team { name: "Night shift".into(), members: vec![maria()] };
    events.extend([
        E::PersonRemoved { person: maria() },
        E::TeamPut { team: "night".into(), profile },
        E::TeamRemoved { team: "night".into() },
        E::Offered { offer: 1, person: None, until: AT },
        E::Offered { offer: 2, person: Some(maria()), until: AT },
        E::SignedIn {
            offer: Some(2),
            person: maria(),
            session: session(),
            until: AT,
            device: None,
        },
        E::SignedIn {
            offer: None,
            person: maria(),
            session: session(),
            until: AT,
            device: Some(of_person("Firefox on Linux")),
        },
        E::Seen { session: session() },
        E::SignedOut { session: session() },
        E::OptedOut { person: maria(), method: "text".into() },
        E::OptedIn { person: maria(), method: "text".into() },
    ]);
    events
}

pub fn of_credentials() -> Vec<credentials::Event> {
    use credentials::{Event as E, Fingerprint, PublicKey, Scope};
    let added = |key| E::PasskeyAdded {
        id: "AQIDBA".into(),
        person: maria(),
        key,
        name: of_person("Maria's telephone"),
    };
    vec![
        E::TokenMade {
            token: 3,
            person: maria(),
            name: of_person("Deploys"),
            scopes: Scope::ALL.to_vec(),
            fingerprint: Fingerprint("6e".repeat(32).into()),
            expires_at: AT,
        },
        E::TokenRevoked { token: 3 },
        E::TokenUsed { token: 3 },
        added(PublicKey::P256("BAEC".into())),
        added(PublicKey::Ed25519("AQI".into())),
        added(PublicKey::Rsa("AQI".into(), "AQAB".into())),
        E::PasskeyRenamed { id: "AQIDBA".into(), name: of_person("The old telephone") },
        E::PasskeyRemoved { id: "AQIDBA".into() },
        E::PasskeyUsed { id: "AQIDBA".into(), count: 7 },
    ]
}
