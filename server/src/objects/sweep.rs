//! Sweeps the object store: deletes what was let go, and what no event ever came to name.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use domain::State;
use domain::words::FileId;

use super::{Object, Objects, Shelf, small};
use crate::line::Line;
use crate::live::Hub;

/// How often it looks for objects that nobody names.
const EVERY: Duration = Duration::from_secs(3600);
/// An object that nobody names may belong to a command on its way, or on the way from a node that
/// is cut off: it stays for so long by the clock, and must be seen unnamed twice.
const GRACE: Duration = Duration::from_secs(3 * 24 * 3600);
/// How long it waits when the store does not answer.
const AGAIN_AFTER: Duration = Duration::from_secs(10);

/// The file that an object belongs to.
#[must_use]
pub fn file_of(name: &str) -> Option<FileId> {
    FileId::parse(name.strip_suffix(".small").unwrap_or(name))
}

/// Whether an object has a name like those that are given here: a file's, its small picture's, or
/// that of a probe which was cut off.
#[must_use]
pub fn is_ours(name: &str) -> bool {
    file_of(name).is_some() || name.starts_with(super::PROBE_NAME)
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
pub async fn watch(shelf: Shelf, line: Line, hub: Arc<Hub>) {
    let Ok(objects) = &shelf.objects else { return };
    let mut changes = line.changes();
    let mut sweep = Sweep::default();
    let mut shown = shelf.standing.shown();
    loop {
        // The board says how files fare.
        if shown != shelf.standing.shown() {
            shown = shelf.standing.shown();
            hub.all_changed();
        }
        let state = changes.borrow_and_update().state.clone();
        // What is not the latest of the log names less than there is.
        let sure = line.health().not_storing.is_none() && line.health().stopped.is_none();
        if sure {
            let mut swept = sweep.go(objects.as_ref(), &state).await;
            if swept.is_ok() && shelf.standing.trouble().is_some() {
                // Nobody sends files while none are kept: so it is found out here when they are.
                swept = objects.probe().await.map(drop);
            }
            shelf.standing.waits(sweep.waiting(&state));
            if let Err(sentence) = swept {
                tracing::warn!(sentence, "the object store does not do its work");
                if shown != shelf.standing.shown() {
                    hub.all_changed();
                }
                shown = shelf.standing.shown();
                tokio::time::sleep(AGAIN_AFTER).await;
                continue;
            }
        }
        // A trouble that a reader met is looked into soon, too.
        let rest = shelf.standing.trouble().map_or(EVERY, |_| AGAIN_AFTER);
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return },
            () = shelf.standing.troubled() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}

/// How far sweeping has got.
#[derive(Default)]
struct Sweep {
    unnamed: Unnamed,
    /// When the whole store was looked at last.
    looked_at: Option<Instant>,
    /// What was let go and is deleted, since it was first looked at.
    gone: BTreeSet<FileId>,
}

impl Sweep {
    /// Deletes what is due: everything once an hour, and what was let go meanwhile at once.
    async fn go(&mut self, objects: &dyn Objects, state: &State) -> Result<(), String> {
        if self.looked_at.is_some_and(|at| at.elapsed() < EVERY) {
            for file in self.waiting_files(state) {
                let name = file.to_string();
                objects.remove(&small(&name)).await?;
                objects.remove(&name).await?;
                self.gone.insert(file);
            }
            return Ok(());
        }
        let listed = objects.list().await?;
        for name in self.unnamed.over(&listed, state, SystemTime::now(), Instant::now()) {
            objects.remove(&name).await?;
        }
        self.gone = state.emergencies.dropped.keys().copied().collect();
        self.looked_at = Some(Instant::now());
        Ok(())
    }

    fn waiting_files(&self, state: &State) -> Vec<FileId> {
        let dropped = state.emergencies.dropped.keys();
        dropped.filter(|file| !self.gone.contains(file)).copied().collect()
    }

    /// How many files were let go and may still be there; none as long as nobody has looked.
    fn waiting(&self, state: &State) -> usize {
        self.looked_at.map_or(0, |_| self.waiting_files(state).len())
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
