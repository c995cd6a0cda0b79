//! A list, written: in parts, so that whoever calls for help meanwhile waits for one of them at
//! most. Each can come again, and so can the whole list.

use std::sync::Arc;
use std::time::Duration;

use domain::subscribers::Command;
use domain::words::Actor;
use tokio::sync::{Semaphore, SemaphorePermit};

use super::List;
use crate::line::{Line, Unanswered};
use crate::web::Problem;

/// Most lists that are read and written at a time: each is some megabytes.
static LISTS: Semaphore = Semaphore::const_new(2);
/// How long a part waits where the line is full, and how often.
const PATIENCE: (Duration, u32) = (Duration::from_millis(250), 40);

/// A seat for one list.
pub async fn seat() -> Option<SemaphorePermit<'static>> {
    LISTS.acquire().await.ok()
}

/// It was stopped on the way: how many of it stand by then, and why no more do.
pub struct Stopped {
    /// How many of the list were taken.
    pub taken: usize,
    /// Why the others were not.
    pub why: Problem,
}

/// Writes a list, also where nobody waits for the answer any more.
///
/// # Errors
/// [`Stopped`]; the same list can be given again.
pub async fn make(
    line: &Line,
    actor: Actor,
    list: Arc<List>,
    consent: &str,
) -> Result<(), Stopped> {
    let (line, consent): (Line, Arc<str>) = (line.clone(), consent.into());
    let making = tokio::spawn(async move {
        let mut taken = 0;
        for entries in list.parts() {
            let count = entries.len();
            let part = Command::Add { entries, consent: Arc::clone(&consent) };
            add(&line, &actor, part).await.map_err(|why| Stopped { taken, why })?;
            taken += count;
        }
        Ok(())
    });
    making.await.unwrap_or_else(|_| {
        let why = Problem::from(domain::Refusal::Broken);
        Err(Stopped { taken: 0, why })
    })
}

async fn add(line: &Line, actor: &Actor, part: Command) -> Result<(), Problem> {
    for _ in 0..PATIENCE.1 {
        match line.tell(actor.clone(), part.clone()).await {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(refusal)) => return Err(Problem::from(refusal)),
            // Whatever rings goes first.
            Err(Unanswered::Busy) => tokio::time::sleep(PATIENCE.0).await,
            Err(unanswered) => return Err(Problem::from(unanswered)),
        }
    }
    Err(Problem::from(Unanswered::Busy))
}
