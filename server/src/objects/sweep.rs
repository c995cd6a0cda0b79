//! Sweeps the object store: deletes what was let go, and what no event ever came to name.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use domain::State;
use domain::words::FileId;

use super::{Object, Shelf};
use crate::line::Line;

/// How often it looks for objects that nobody names.
const EVERY: Duration = Duration::from_secs(3600);
/// An object that nobody names may belong to a command on its way, or on the way from a node that
/// is cut off: it stays for so long by the clock, and must be seen unnamed twice.
const GRACE: Duration = Duration::from_secs(3 * 24 * 3600);
/// How long it waits when the store does not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(30);

/// The file that an object belongs to.
#[must_use]
pub fn file_of(name: &str) -> Option<FileId> {
    FileId::parse(name.strip_suffix(".small").unwrap_or(name))
}

/// Which objects were seen without a name, and when first.
#[derive(Default)]
pub struct Unnamed(BTreeMap<String, Instant>);

impl Unnamed {
    /// Which of these objects go now. `clock` is the wall's, `now` one that only ever moves on: a
    /// wall clock that leaps deletes nothing.
    pub fn over(
        &mut self,
        objects: &[Object],
        state: &State,
        clock: SystemTime,
        now: Instant,
    ) -> Vec<String> {
        let named = |file: &FileId| state.emergencies.files.contains_key(file);
        let dropped = |file: &FileId| state.emergencies.dropped.contains_key(file);
        let unnamed = |object: &&Object| file_of(&object.name).is_none_or(|file| !named(&file));
        let mut seen = BTreeMap::new();
        let mut over = Vec::new();
        for object in objects.iter().filter(unnamed) {
            let first = self.0.get(&object.name).copied().unwrap_or(now);
            let old = clock.duration_since(object.at).is_ok_and(|age| age >= GRACE);
            let twice = now.duration_since(first) >= EVERY;
            if file_of(&object.name).is_some_and(|file| dropped(&file)) || (old && twice) {
                over.push(object.name.clone());
            } else {
                seen.insert(object.name.clone(), first);
            }
        }
        self.0 = seen;
        over
    }
}

/// Sweeps for as long as the line goes on.
pub async fn watch(shelf: Shelf, line: Line) {
    let Ok(objects) = shelf.objects else { return };
    let mut changes = line.changes();
    let mut unnamed = Unnamed::default();
    let mut settled = None;
    loop {
        let state = changes.borrow_and_update().state.clone();
        let dropped = state.emergencies.dropped.len();
        // What is not the latest of the log names less than there is.
        let sure = line.health().not_storing.is_none() && line.health().stopped.is_none();
        let due = settled
            .is_none_or(|(count, at): (usize, Instant)| count != dropped || at.elapsed() >= EVERY);
        if due && sure {
            let swept = async {
                let listed = objects.list().await?;
                for name in unnamed.over(&listed, &state, SystemTime::now(), Instant::now()) {
                    objects.remove(&name).await?;
                }
                Ok::<_, String>(())
            };
            match swept.await {
                Ok(()) => settled = Some((dropped, Instant::now())),
                Err(sentence) => {
                    tracing::warn!(sentence, "files that were let go are not deleted yet");
                    tokio::time::sleep(AGAIN_AFTER).await;
                    continue;
                }
            }
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_let_go_or_stayed_unnamed_for_days_is_deleted() {
        let (clock, now) = (SystemTime::now(), Instant::now());
        let object =
            |id: u128, age| Object { name: FileId(id).to_string(), len: 1, at: clock - age };
        let mut state = State::default();
        let held = domain::emergencies::Held {
            emergency: domain::words::EmergencyId(1),
            number: 1,
            owner: domain::words::Owner::Person("maria".into()),
            kind: domain::emergencies::FileKind::Other,
            len: 1,
        };
        state.emergencies.files.insert(FileId(1), held);
        state.emergencies.dropped.insert(FileId(2), domain::words::Timestamp(0));
        let young = Duration::from_secs(60);
        let objects = [object(1, GRACE * 9), object(2, young), object(3, young), object(4, GRACE)];
        let mut unnamed = Unnamed::default();
        assert_eq!(unnamed.over(&objects, &state, clock, now), [FileId(2).to_string()]);
        // The wall clock leaps a year ahead: that alone deletes nothing.
        let leapt = clock + GRACE * 100;
        assert_eq!(unnamed.over(&objects[..1], &state, leapt, now), [] as [String; 0]);
        assert_eq!(unnamed.over(&objects[2..], &state, leapt, now), [] as [String; 0]);
        let later = now + EVERY;
        assert_eq!(unnamed.over(&objects[2..], &state, clock, later), [FileId(4).to_string()]);
    }
}
