//! Finds out which customer calls: off the loop, and invisible to the caller.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use domain::State;
use domain::customers::{self, Context, Index};
use domain::words::{Actor, EmergencyId, Timestamp};

use super::Line;

/// The index of the directory, and which searches are under way.
#[derive(Default)]
pub(super) struct Matcher {
    shared: Arc<Mutex<Shared>>,
}

#[derive(Default)]
struct Shared {
    index: Option<(u64, Arc<Index>)>,
    under_way: BTreeSet<(EmergencyId, u32)>,
}

impl Matcher {
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
            let who = owed.search.evidence.who.as_str().to_owned();
            let reach = owed.search.evidence.reach.as_str().to_owned();
            let (shared, state, line) = (Arc::clone(&self.shared), Arc::clone(state), line.clone());
            runtime.spawn(async move {
                let looking = Arc::clone(&shared);
                let found = tokio::task::spawn_blocking(move || {
                    index(&looking, &state).identify(&who, &reach, &Context::default())
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

/// The index of this generation of the directory; it is built once and shared.
fn index(shared: &Mutex<Shared>, state: &State) -> Arc<Index> {
    let generation = state.customers.generation();
    if let Some((known, index)) = &lock(shared).index
        && *known == generation
    {
        return Arc::clone(index);
    }
    let index = Arc::new(Index::build(state.customers.directory()));
    lock(shared).index = Some((generation, Arc::clone(&index)));
    index
}

fn lock(shared: &Mutex<Shared>) -> std::sync::MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
