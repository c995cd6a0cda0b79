//! Passkeys, by a device made of software: registered, used, renamed, removed; and every lie told.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Answer, Scratch, Server, TINY};

const ORIGIN: &str = "http://localhost:4711";
/// Present, verified, and with a key.
const NEW: u8 = 0x45;
const USED: u8 = 0x05;

/// A device with one key.
struct Device {
    key: EcdsaKeyPair,
    count: u32,
    origin: &'static str,
    host: &'static str,
    flags: u8,
}

impl Device {
    fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let key = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key");
        Self { key, count: 0, origin: ORIGIN, host: "localhost", flags: USED }
    }

    fn client(&self, kind: &str, challenge: &str) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin }).to_string().into()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(self.host.as_bytes()).to_vec();
        data.push(flags);
        data.extend(self.count.to_be_bytes());
        data
    }

    fn attestation(&self) -> Vec<u8> {
        let mut data = self.data(NEW);
        data.extend([0; 16]);
        data.extend([0, 4, 1, 2, 3, 4]);
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 32]);
        data.extend(&point[33..]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(data);
        object
    }

    fn register(&self, server: &Server, cookie: &str) -> Answer {
        let challenge = challenge(server, "/console/passkeys/challenge", cookie);
        let client = BASE64.encode(self.client("webauthn.create", &challenge));
        let attestation = BASE64.encode(self.attestation());
        let fields = [("name", "Laptop"), ("client", &client), ("attestation", &attestation)];
        server.post("/console/passkeys", &fields).cookie(cookie).send()
    }

    /// Signs what was asked for.
    fn fields(&self, challenge: &str) -> Vec<(&'static str, String)> {
        let (client, data) = (self.client("webauthn.get", challenge), self.data(self.flags));
        let message = [data.as_slice(), &Sha256::digest(&client)].concat();
        let signature = self.key.sign(&SystemRandom::new(), &message).expect("a signature");
        vec![
            ("id", BASE64.encode([1, 2, 3, 4])),
            ("client", BASE64.encode(client)),
            ("data", BASE64.encode(data)),
            ("signature", BASE64.encode(signature)),
        ]
    }

    fn sign_in(&self, server: &Server) -> Answer {
        let challenge = challenge(server, "/signin/passkey/challenge", "");
        send(server, &self.fields(&challenge))
    }
}

fn send(server: &Server, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    server.post("/signin/passkey", &fields).send()
}

fn challenge(server: &Server, path: &str, cookie: &str) -> String {
    let answer = server.post(path, &[]).cookie(cookie).send();
    let asked: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert_eq!((&asked["host"], &asked["origin"]), (&json!("localhost"), &json!(ORIGIN)));
    asked["challenge"].as_str().expect("a challenge").to_owned()
}

fn start() -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("mayday.toml", &format!("public_url = \"{ORIGIN}\"\n"));
    let file = file.to_str().expect("a path of text").to_owned();
    let server = Server::on(scratch, &["serve", "--config", &file]);
    assert!(server.apply(TINY).good);
    server
}

#[test]
fn a_registered_device_signs_its_person_in_until_it_is_removed() {
    let server = start();
    let maria = server.sign_in("maria");
    let mut device = Device::new();
    let answer = device.register(&server, &maria);
    assert_eq!((answer.status, answer.location()), (303, "/console/me"), "{}", answer.text());
    assert_eq!(device.register(&server, &maria).status, 422, "once is enough");
    device.count = 1;
    let answer = device.sign_in(&server);
    assert_eq!((answer.status, answer.location()), (303, "/console"), "{}", answer.text());
    let page = server.get("/console/me").cookie(&answer.cookie()).send().text();
    assert!(page.contains("value=\"Laptop\""), "{page}");
    let rename = [("name", "Old laptop")];
    server.post("/console/passkeys/AQIDBA/name", &rename).cookie(&maria).send();
    let page = server.get("/console/me").cookie(&maria).send().text();
    assert!(page.contains("value=\"Old laptop\""), "{page}");
    let tom = server.sign_in("tom");
    let remove = |cookie: &str| {
        server.post("/console/passkeys/AQIDBA/removal", &[]).cookie(cookie).send().status
    };
    assert_eq!(remove(&tom), 403);
    assert_eq!(remove(&maria), 303);
    device.count = 2;
    assert_eq!(device.sign_in(&server).status, 422);
}

#[test]
fn a_copied_device_is_noticed() {
    let server = start();
    let maria = server.sign_in("maria");
    let mut device = Device::new();
    assert_eq!(device.register(&server, &maria).status, 303);
    device.count = 7;
    assert_eq!(device.sign_in(&server).status, 303);
    for count in [7, 3, 0] {
        device.count = count;
        let answer = device.sign_in(&server);
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("there may be a copy of it"), "{}", answer.text());
        assert_eq!(answer.cookie(), "");
    }
}

#[test]
fn nobody_gets_in_by_a_lie() {
    let server = start();
    let maria = server.sign_in("maria");
    let device = Device::new();
    assert_eq!(device.register(&server, &maria).status, 303);
    let lies: [(&str, Device); 4] = [
        ("another key", Device::new()),
        ("another site", Device { origin: "https://bad.example", ..Device::new() }),
        ("another host", Device { host: "bad.example", ..Device::new() }),
        ("nobody unlocked it", Device { flags: 0x01, ..Device::new() }),
    ];
    for (lie, mut liar) in lies {
        // All but the first lie are told with the right key.
        if lie != "another key" {
            liar.key = device_key(&device, &server, &maria, lie);
        }
        let answer = liar.sign_in(&server);
        assert_eq!((answer.status, answer.cookie().as_str()), (422, ""), "{lie}");
    }
    let challenge = challenge(&server, "/signin/passkey/challenge", "");
    let fields = Device::new().fields(&challenge);
    assert_eq!(send(&server, &fields).status, 422);
    let own = device.fields(&challenge);
    assert_eq!(send(&server, &own).status, 422, "a challenge is answered once");
    let forged = device.fields(&"A".repeat(43));
    assert_eq!(send(&server, &forged).status, 422, "a challenge of ours");
    for name in ["id", "client", "data", "signature"] {
        let fields: Vec<_> =
            device.fields("x").into_iter().filter(|(known, _)| *known != name).collect();
        assert!(matches!(send(&server, &fields).status, 422), "without {name}");
    }
}

/// A second device of Maria's whose only fault will be the lie; the first is taken away.
fn device_key(_first: &Device, server: &Server, cookie: &str, lie: &str) -> EcdsaKeyPair {
    server.post("/console/passkeys/AQIDBA/removal", &[]).cookie(cookie).send();
    let device = Device::new();
    assert_eq!(device.register(server, cookie).status, 303, "{lie}");
    device.key
}

#[test]
fn an_address_in_digits_offers_no_passkeys() {
    let server = Server::start();
    let answer = server.post("/signin/passkey/challenge", &[]).send();
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("http://localhost"), "{}", answer.text());
}
