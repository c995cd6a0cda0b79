//! Every kind of event survives being stored; what was shipped once can be read for ever.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use domain::words::{Actor, CommandId, Personal, Timestamp};
use journal::{CHAIN_START, Record, codec};
use serde_json::value::RawValue;

use crate::common::salts;
use crate::samples::{CANARY, KINDS, kind, samples};

const AT: Timestamp = Timestamp(1_800_000_000_000);

fn golden() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn encoded(event: &domain::Event) -> Record {
    let actor = Actor::System;
    codec::encode(event, 1, AT, &actor, CommandId(1), &CHAIN_START, &mut salts())
}

fn stored(kind: &str, version: u16, body: &str) -> Record {
    let mut record = encoded(&samples()[0]);
    (record.kind, record.version, record.body) = (kind.into(), version, body.into());
    record
}

fn without_words(event: &domain::Event) -> domain::Event {
    let mut event = event.clone();
    event.personal(&mut |personal: &mut Personal| personal.text = None);
    event
}

#[test]
fn there_is_a_sample_of_every_kind() {
    let sampled: BTreeSet<&str> = samples().iter().map(kind).collect();
    assert_eq!(sampled, KINDS.iter().copied().collect());
}

#[test]
fn every_kind_comes_back_as_it_was_stored() {
    for event in samples() {
        let record = encoded(&event);
        assert_eq!(record.kind, kind(&event));
        codec::verify(&record, &CHAIN_START).expect("it is what was written");
        assert_eq!(codec::decode(&record).expect("it can be read"), event);
    }
}

#[test]
fn personal_words_stand_beside_the_event_and_nowhere_in_it() {
    for event in samples() {
        let record = encoded(&event);
        let mut words = 0;
        event.clone().personal(&mut |personal: &mut Personal| {
            words += usize::from(personal.as_str().contains(CANARY));
        });
        let beside: usize =
            record.personal.iter().map(|row| row.words.matches(CANARY).count()).sum();
        assert_eq!(beside, words, "{}", record.kind);
        let within = format!("{record:?}").matches(CANARY).count();
        assert_eq!(within, words, "{}", record.kind);

        // Erased, the event can still be read, and still is what was written.
        let erased = Record { personal: Vec::new(), ..record };
        codec::verify(&erased, &CHAIN_START).expect("the chain covers digests, not words");
        assert_eq!(codec::decode(&erased).expect("it can be read"), without_words(&event));
    }
}

#[test]
fn what_is_stored_is_what_was_always_stored() {
    let mut bodies: BTreeMap<(String, u16), Vec<String>> = BTreeMap::new();
    for event in samples() {
        let record = encoded(&event);
        bodies.entry((record.kind.to_string(), record.version)).or_default().push(record.body);
    }
    for ((kind, version), bodies) in bodies {
        let file = golden().join(format!("{kind}.v{version}.json"));
        let now = format!("[\n{}\n]\n", bodies.join(",\n"));
        if std::env::var_os("MAYDAY_BLESS").is_some_and(|bless| bless == "1") {
            std::fs::write(&file, &now).expect("the golden file can be written");
        }
        let always = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(
            now,
            always,
            "{} differs. A shipped event keeps its meaning: add an optional field, a new kind or \
             an upcast. Only a kind or field that no release has written may be blessed, with \
             MAYDAY_BLESS=1.",
            file.display()
        );
    }
}

#[test]
fn whatever_was_ever_stored_can_be_read() {
    let mut events = samples();
    let files = std::fs::read_dir(golden()).expect("the golden files are there");
    let mut kinds = BTreeSet::new();
    for file in files.map(|file| file.expect("it can be listed").path()) {
        let name = file.file_stem().and_then(|name| name.to_str()).expect("a plain name");
        let (kind_name, version) = name.rsplit_once(".v").expect("named by kind and version");
        let version: u16 = version.parse().expect("a version is a number");
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let bodies: Vec<&RawValue> = serde_json::from_str(&text).expect("a list of bodies");
        assert!(!bodies.is_empty(), "{name}");
        for body in bodies {
            let event = codec::decode(&stored(kind_name, version, body.get()))
                .unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert_eq!(kind(&event), kind_name);
            events.retain(|sample| without_words(sample) != event);
        }
        kinds.insert(kind_name.to_owned());
    }
    assert_eq!(kinds, KINDS.iter().map(ToString::to_string).collect());
    assert_eq!(events, [], "these mean something else than when they were stored");
}

#[test]
fn a_version_from_the_future_is_not_guessed_at() {
    let mut record = encoded(&samples()[0]);
    record.version += 1;
    let fault = codec::decode(&record).expect_err("nobody knows what it means");
    assert!(fault.permanent && fault.message.contains("newer version"), "{fault}");
}

#[test]
fn no_body_breaks_the_reader() {
    let bodies: Vec<String> = samples().iter().map(|event| encoded(event).body).collect();
    bolero::check!().with_type::<(u16, u16, u16, Vec<u8>)>().for_each(|(which, cut, at, noise)| {
        // Half of the time a real body with noise in it, because pure noise is refused at once.
        let mut body = match which % 2 {
            0 => bodies[usize::from(*which) % bodies.len()].clone().into_bytes(),
            _ => Vec::new(),
        };
        body.truncate(body.len().saturating_sub(usize::from(*cut) % 8));
        let at = usize::from(*at) % (body.len() + 1);
        let until = (at + noise.len() / 2).min(body.len());
        body.splice(at..until, noise.iter().copied());
        let body = String::from_utf8_lossy(&body);
        let mut record = stored("emergencies.said", 1, &body);
        let _ = codec::decode(&record);
        let _ = codec::verify(&record, &CHAIN_START);
        record.digests = body.as_ref().into();
        for row in &mut record.personal {
            row.words = body.to_string();
        }
        let _ = codec::decode(&record);
        let _ = codec::verify(&record, &CHAIN_START);
    });
}
