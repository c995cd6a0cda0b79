//! Finds out which customer calls: off the loop, and invisible to the caller.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::State;
use domain::customers::{self, Context, Index};
use domain::words::{Actor, EmergencyId, Timestamp};
use tokio::sync::Semaphore;

use super::Line;

/// Most searches at a time; a thousand that are owed at once must not take a thread each.
const SEARCHES_AT_ONCE_MAX: usize = 2;

static SLOTS: Semaphore = Semaphore::const_new(SEARCHES_AT_ONCE_MAX);

/// The index, with the generation of the directory that it was built from.
type Kept = Mutex<Option<(u64, Arc<Index>)>>;

/// The index of the directory, and which searches are under way.
#[derive(Default)]
pub(super) struct Matcher {
    shared: Arc<Mutex<Shared>>,
    index: Arc<Kept>,
}

#[derive(Default)]
struct Shared {
    under_way: BTreeSet<(EmergencyId, u32)>,
}

impl Matcher {
    /// When the next search may start that is not under way already.
    pub(super) fn next_at(&self, state: &State, now: Timestamp) -> Option<Timestamp> {
        let first = state.customers.owed_at()?;
        let shared = lock(&self.shared);
        let key = |owed: customers::Owed<'_>| (owed.emergency, owed.search.attempt);
        let all_under_way =
            state.customers.owed(now).all(|owed| shared.under_way.contains(&key(owed)));
        // While these run the loop need not look; their answers wake it.
        (first > now || !all_under_way).then_some(first)
    }

    /// Starts every search that is owed and not under way.
    pub(super) fn match_owed(
        &self,
        line: &Line,
        runtime: &tokio::runtime::Handle,
        state: &Arc<State>,
        now: Timestamp,
    ) {
        for owed in state.customers.owed(now) {
            let key = (owed.emergency, owed.search.attempt);
            if !lock(&self.shared).under_way.insert(key) {
                continue;
            }
            let who = owed.evidence.who.as_str().to_owned();
            let reach = owed.evidence.reach.as_str().to_owned();
            let (shared, state, line) = (Arc::clone(&self.shared), Arc::clone(state), line.clone());
            let kept = Arc::clone(&self.index);
            runtime.spawn(async move {
                let Ok(_slot) = SLOTS.acquire().await else { return };
                let found = tokio::task::spawn_blocking(move || {
                    index(&kept, &state).identify(&who, &reach, &Context::default())
                });
                if let Ok(found) = found.await {
                    let (emergency, attempt) = key;
                    let command = customers::Command::Record { emergency, attempt, found };
                    // A search that was superseded meanwhile is refused, and that is fine.
                    let _ = line.tell(Actor::System, domain::Command::Customers(command)).await;
                }
                lock(&shared).under_way.remove(&key);
            });
        }
    }
}

/// The index of this generation of the directory. The lock is held while it is built: whoever
/// searches meanwhile waits for the one index and does not build another.
fn index(kept: &Kept, state: &State) -> Arc<Index> {
    let generation = state.customers.generation();
    let mut kept = lock(kept);
    if let Some((known, index)) = kept.as_ref()
        && *known >= generation
    {
        return Arc::clone(index);
    }
    // The old one goes first, so that there are never two in memory.
    *kept = None;
    let index = Arc::new(Index::build(state.customers.directory()));
    *kept = Some((generation, Arc::clone(&index)));
    index
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
