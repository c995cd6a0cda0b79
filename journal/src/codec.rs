//! Events become rows and rows become events; personal words stand beside the event, not in it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Event;
use domain::redactions::Place;
use domain::subjects::Subject;
use domain::words::{Actor, CommandId, Personal, Timestamp};
use serde::Deserialize;
use smol_str::{SmolStr, format_smolstr};

use crate::{Chain, Fault, PersonalRow, Record, Redacts, upcast};

/// Where salts come from: the shell's random numbers, or the simulator's seed.
pub type Salts = Box<dyn FnMut() -> [u8; 16] + Send>;

/// Turns an event into its row, chained to the row before.
///
/// # Panics
/// When an event cannot be written as JSON, which would be a fault of the program.
pub fn encode(
    event: &Event,
    seq: u64,
    at: Timestamp,
    actor: &Actor,
    command: CommandId,
    before: &Chain,
    salts: &mut Salts,
) -> Record {
    let mut bare = event.clone();
    let mut words: BTreeMap<String, Vec<Option<Arc<str>>>> = BTreeMap::new();
    bare.personal(&mut |personal: &mut Personal| {
        words.entry(personal.of.to_string()).or_default().push(personal.text.take());
    });
    let body = json(&bare);
    let kind = kind_of(&body);
    let mut digests = BTreeMap::new();
    let mut personal = Vec::new();
    for (person, words) in words {
        let words = json(&words);
        let salt = salts();
        digests.insert(person.clone(), digest(&salt, &words));
        personal.push(PersonalRow { person, words, salt });
    }
    let mut record = Record {
        seq,
        at,
        version: upcast::version(&kind),
        kind,
        actor: json(actor).into(),
        command,
        body,
        digests: json(&digests).into(),
        chain: *before,
        subjects: event.subjects().iter().map(ToString::to_string).collect(),
        personal,
        erases: event.erases().map(ToString::to_string),
        redacts: event.redacts().map(redacts),
    };
    record.chain = chain(before, &record);
    record
}

/// Where a message, or a file of one, stands in the bodies of events. The order of their fields is
/// kept for ever, as everything in them is.
fn redacts(place: Place) -> Redacts {
    let Place { emergency, number, file } = place;
    let within = format!("\"emergency\":\"{emergency}\",");
    let attached = format!("{{\"attached\":{{{within}\"number\":{number},");
    let needles = match file {
        Some(file) => vec![[attached, format!("\"file\":\"{file}\"")]],
        None => vec![
            [format!("{{\"said\":{{{within}"), format!("\"number\":{number},")],
            [attached, "\"file\":\"".to_owned()],
        ],
    };
    Redacts { subject: Subject::Emergency(emergency).to_string(), needles }
}

/// What the domain holds can always be written as JSON; that it could not would be a fault of the
/// program.
fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("what the domain holds can be written as JSON")
}

/// Turns a row back into its event, with the personal words that are still there.
///
/// # Errors
/// A permanent [`Fault`] when the row is of a newer version or is damaged.
pub fn decode(record: &Record) -> Result<Event, Fault> {
    let seq = record.seq;
    let fault = |why: String| Fault::permanent(format!("event {seq} ({}): {why}", record.kind));
    let body = upcast::upcast(&record.kind, record.version, &record.body)
        .ok_or_else(|| fault("written by a newer version of Mayday. Start that version.".into()))?;
    let mut event: Event =
        serde_json::from_str(&body).map_err(|error| fault(format!("cannot be read: {error}")))?;
    if record.personal.is_empty() {
        return Ok(event);
    }
    let mut words = Vec::with_capacity(record.personal.len());
    for row in &record.personal {
        let of_person: Vec<Option<Word<'_>>> = serde_json::from_str(&row.words)
            .map_err(|error| fault(format!("words of {} cannot be read: {error}", row.person)))?;
        words.push((row.person.as_str(), of_person.into_iter()));
    }
    event.personal(&mut |personal: &mut Personal| {
        let of_person = words.iter_mut().find(|(person, _)| personal.of.is_written(person));
        let word = of_person.and_then(|(_, words)| words.next()).flatten();
        personal.text = word.map(|Word(text)| Arc::from(text));
    });
    Ok(event)
}

/// Personal words where they stand in their row, so that reading them takes memory once.
#[derive(Deserialize)]
#[serde(transparent)]
struct Word<'a>(#[serde(borrow)] Cow<'a, str>);

/// Whether a row is what was written, and follows the one before.
///
/// # Errors
/// A permanent [`Fault`] that names the row.
pub fn verify(record: &Record, before: &Chain) -> Result<(), Fault> {
    let seq = record.seq;
    if chain(before, record) != record.chain {
        return Err(Fault::permanent(format!(
            "event {seq} is not what was written, or one before it is missing. Restore a backup."
        )));
    }
    let digests: BTreeMap<String, String> = serde_json::from_str(&record.digests)
        .map_err(|_| Fault::permanent(format!("event {seq}: its digests cannot be read.")))?;
    for row in &record.personal {
        if digests.get(&row.person) != Some(&digest(&row.salt, &row.words)) {
            return Err(Fault::permanent(format!(
                "event {seq}: the words of {} are not what was written. Restore a backup.",
                row.person
            )));
        }
    }
    Ok(())
}

/// The digest over a row and everything before it.
#[must_use]
pub fn chain(before: &Chain, record: &Record) -> Chain {
    let mut hasher = blake3::Hasher::new();
    let mut part = |bytes: &[u8]| {
        // Lengths stand before the parts, so that no two rows can look alike.
        hasher.update(&(bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    part(before);
    part(&record.seq.to_be_bytes());
    part(&record.at.0.to_be_bytes());
    part(record.kind.as_bytes());
    part(&record.version.to_be_bytes());
    part(record.actor.as_bytes());
    part(&record.command.0.to_be_bytes());
    part(record.body.as_bytes());
    part(record.digests.as_bytes());
    *hasher.finalize().as_bytes()
}

fn digest(salt: &[u8; 16], words: &str) -> String {
    blake3::Hasher::new().update(salt).update(words.as_bytes()).finalize().to_hex().to_string()
}

/// Room and event are the two outer keys of the body: `{"emergencies":{"said":{…`.
fn kind_of(body: &str) -> SmolStr {
    let mut names = body.split('"').skip(1).step_by(2);
    format_smolstr!("{}.{}", names.next().unwrap_or_default(), names.next().unwrap_or_default())
}
