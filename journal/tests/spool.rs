//! The spool: whatever a crash or a full disk leaves of it, what was acknowledged is there.

use std::path::PathBuf;

use domain::words::{
    Actor, CommandId, EmergencyId, NodeId, Owner, ParticipantId, PersonKey, Personal, Timestamp,
};
use domain::{customers, emergencies};
use journal::spool::{Apart, read};
use journal::{Entry, Envelope, Quarantine, Spool};

struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let name = format!("mayday-spool-{}-{name}", std::process::id());
        let file = std::env::temp_dir().join(name);
        let _ = std::fs::remove_file(&file);
        Self(file)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn entry(number: u128, words: &str) -> Entry {
    let open = emergencies::Command::Open {
        words: words.to_owned(),
        who: String::new(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    let (actor, command) = (Actor::Stranger, open.into());
    let apart = Apart { at: Timestamp(7), node: NodeId(1), meaning: Default::default() };
    Entry { envelope: Envelope { id: CommandId(number), actor, command, keep: true }, apart }
}

fn numbers(entries: &[Entry]) -> Vec<u128> {
    entries.iter().map(|entry| entry.envelope.id.0).collect()
}

#[test]
fn wherever_a_crash_cuts_it_off_every_whole_frame_is_read_and_it_goes_on_from_there() {
    let place = Place::new("torn");
    let (mut spool, kept) = Spool::open(&place.0).unwrap();
    assert!(kept.is_empty());
    let mut ends = vec![std::fs::read(&place.0).unwrap().len()];
    for number in 1..=3 {
        spool.keep(&[entry(number, "Smoke"), entry(number + 10, "and fire")]).unwrap();
        ends.push(std::fs::read(&place.0).unwrap().len());
    }
    drop(spool);
    let whole = std::fs::read(&place.0).unwrap();
    for cut in 0..=whole.len() {
        std::fs::write(&place.0, &whole[..cut]).unwrap();
        let frames = ends.iter().filter(|end| **end <= cut).count().saturating_sub(1);
        let (mut spool, kept) = Spool::open(&place.0).unwrap();
        assert_eq!(kept.len(), 2 * frames, "cut at {cut}");
        spool.keep(&[entry(99, "later")]).unwrap();
        drop(spool);
        let (_, kept) = Spool::open(&place.0).unwrap();
        assert_eq!(numbers(&kept).last(), Some(&99), "cut at {cut}");
        assert_eq!(kept.len(), 2 * frames + 1);
    }
}

#[test]
fn a_flipped_bit_costs_one_frame_which_is_set_apart_and_brings_nothing_wrong() {
    let place = Place::new("bits");
    let (mut spool, _) = Spool::open(&place.0).unwrap();
    for number in 1..=3 {
        spool.keep(&[entry(number, "Smoke")]).unwrap();
    }
    let whole = std::fs::read(&place.0).unwrap();
    for at in 16..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x10;
        let held = read(&bytes).expect("a spool");
        let found = numbers(&held.entries);
        assert!(matches!(found[..], [1, 2] | [1, 3] | [2, 3]), "bit {at}: {found:?}");
        assert_eq!(held.damaged.len(), usize::from(found != [1, 2]), "the last one looks torn");
    }
    let mut bytes = whole.clone();
    bytes[40] ^= 0x10;
    std::fs::write(&place.0, &bytes).unwrap();
    for _ in 0..2 {
        let (_, kept) = Spool::open(&place.0).unwrap();
        assert_eq!(numbers(&kept), [2, 3]);
        let mut quarantine = Quarantine::beside(&place.0);
        assert_eq!(quarantine.count(), 1, "kept once, however often it is found");
        std::fs::read(quarantine.path()).unwrap();
    }
    let mut quarantine = Quarantine::beside(&place.0);
    quarantine.keep(&entry(4, "Smoke"), "it is over").unwrap();
    let lines = std::fs::read_to_string(quarantine.path()).unwrap();
    let last: serde_json::Value = serde_json::from_str(lines.lines().last().unwrap()).unwrap();
    assert_eq!(last["what"], "Emergencies Open");
    assert_eq!(last["why"], "it is over");
    assert!(lines.contains("Smoke"), "a person can read it");
    std::fs::remove_file(quarantine.path()).unwrap();
    assert_eq!(quarantine.count(), 0);
}

#[test]
fn beyond_its_limit_nothing_is_kept_and_what_was_stays() {
    let place = Place::new("full");
    let (spool, _) = Spool::open(&place.0).unwrap();
    let mut spool = spool.limited_to(2_000);
    let mut kept = 0;
    while spool.keep(&[entry(kept + 1, "Smoke")]).is_ok() {
        kept += 1;
        assert!(kept < 100, "it has an end");
    }
    assert!(spool.keep(&[entry(1_000, &"x".repeat(5_000))]).is_err());
    drop(spool);
    let (mut spool, entries) = Spool::open(&place.0).unwrap();
    assert_eq!(numbers(&entries), (1..=kept).collect::<Vec<_>>());
    spool.clear().unwrap();
    assert!(spool.is_empty());
    assert!(Spool::open(&place.0).unwrap().1.is_empty());
}

#[test]
fn personal_words_in_a_command_survive_the_spool_and_no_event_shows_them() {
    let who = Personal::new(Owner::Person(PersonKey::from("tom")), "tom@two.test");
    let evidence = customers::Evidence { who: who.clone(), reach: who.clone() };
    let mut kept = entry(1, "");
    let emergency = EmergencyId(1);
    kept.envelope.command = customers::Command::Seek { emergency, evidence }.into();
    let place = Place::new("words");
    let (mut spool, _) = Spool::open(&place.0).unwrap();
    spool.keep(&[kept]).unwrap();
    drop(spool);
    let (_, entries) = Spool::open(&place.0).unwrap();
    let written = format!("{:?}", entries[0].envelope.command);
    assert!(written.contains("tom@two.test"), "{written}");
    assert!(!serde_json::to_string(&who).unwrap().contains("tom@two.test"));
}

#[test]
fn what_is_no_spool_is_left_alone() {
    let place = Place::new("other");
    std::fs::write(&place.0, "somebody else's words, at length").unwrap();
    assert!(Spool::open(&place.0).unwrap_err().permanent);
    assert_eq!(std::fs::read_to_string(&place.0).unwrap(), "somebody else's words, at length");
    bolero::check!().for_each(|bytes| {
        let _ = read(bytes);
        let _ = read(&[b"mayday spool 1\n", bytes].concat());
    });
}

#[test]
fn an_erasure_overwrites_what_is_in_quarantine_and_leaves_the_rest() {
    let place = Place::new("erased");
    let of_spool = std::path::Path::new(&place.0);
    let id = ParticipantId(0xfeed);
    let gone = Owner::Participant(id);
    assert_eq!(Quarantine::erase(of_spool, &[&gone]).unwrap(), 0);
    let mut quarantine = Quarantine::beside(of_spool);
    let lines = Place(quarantine.path().to_owned());
    let mut said = entry(1, "canary");
    said.envelope.actor = Actor::Participant(id);
    quarantine.keep(&said, "archived").unwrap();
    quarantine.keep(&entry(2, "linnet"), "archived").unwrap();
    quarantine.keep_bytes(format!("{id} canary").as_bytes(), "damaged").unwrap();
    let before = std::fs::read_to_string(&lines.0).unwrap();
    assert_eq!(Quarantine::erase(of_spool, &[&gone]).unwrap(), 2);
    // Once more finds nothing, and what comes later is not touched.
    assert_eq!(Quarantine::erase(of_spool, &[&gone]).unwrap(), 0);
    quarantine.keep(&entry(3, "finch"), "archived").unwrap();
    let after = std::fs::read_to_string(&lines.0).unwrap();
    let trimmed: Vec<&str> = after.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.len(), 4);
    assert_eq!((trimmed[0], trimmed[2]), (r#"{"erased":true}"#, r#"{"erased":true}"#));
    assert_eq!(Some(trimmed[1]), before.lines().nth(1));
    assert!(before.contains("canary") && !after.contains("canary") && after.contains("finch"));
    assert_eq!(Quarantine::beside(of_spool).count(), 4);
}
