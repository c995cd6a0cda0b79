//! Links to status pages for many customers at once: made and mailed in parts, so that whoever
//! calls for help meanwhile waits for one of them at most, and no faster than mail leaves.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::State;
use domain::audiences::{Command, Handout, LINKS_AT_ONCE_MAX};
use domain::deliveries::{About, Delivery, Standing};
use domain::words::{Actor, AudienceKey, IncidentId};
use views::audiences::handed::{Look, Progress};

use crate::line::{Line, Unanswered};
use crate::web::Problem;

/// Most customers who are given a link by one press.
pub const LINKS_MAX: usize = 10_000;
/// Most mails of one part, unless a single customer has more contacts.
const MAILS_AT_ONCE_MAX: usize = 100;
/// While more of these mails have not left, no further part is made: what rings by mail goes out
/// over the same slots.
const WAITING_MAX: usize = 100;
/// How often it is looked whether they have, and after how long it is given up.
const LOOKED: (Duration, u32) = (Duration::from_millis(100), 600);
/// How long a part waits where the line is full, and how often.
const PATIENCE: (Duration, u32) = (Duration::from_millis(250), 40);
/// For so long a press waits for the end before it says how far it has got.
const WAITED: Duration = Duration::from_secs(2);
/// For so long it is said what came of it.
const SAID: Duration = Duration::from_secs(600);

/// The last press; one goes on at a time.
static LAST: Mutex<Option<Last>> = Mutex::new(None);

struct Last {
    whom: Option<AudienceKey>,
    seen: String,
    progress: Progress,
    changed_at: Instant,
}

/// What one press would make and send.
pub struct Plan {
    /// For whom: the customers of an audience, or all.
    whom: Option<AudienceKey>,
    /// What whoever presses is shown of it.
    pub look: Look,
    links: Vec<Handout>,
}

impl Plan {
    /// What a press would make and send now.
    #[must_use]
    pub fn of(state: &State, whom: Option<AudienceKey>, can_mail: bool) -> Self {
        let customers = state.customers_of(whom.as_ref());
        let missing = customers.iter().filter_map(|customer| state.handout(customer));
        let mut links: Vec<Handout> = missing.collect();
        let more = links.len().saturating_sub(LINKS_MAX);
        links.truncate(LINKS_MAX);
        let look = Look {
            customers: customers.len(),
            links: links.len(),
            mails: links.iter().map(|one| one.contacts.len()).sum(),
            unsent: links.iter().filter(|one| one.contacts.is_empty()).count(),
            more,
            seen: digest(&links),
            can_mail,
        };
        Self { whom, look, links }
    }
}

/// By what it is known that what is made is what was looked at.
fn digest(links: &[Handout]) -> String {
    let mut hasher = blake3::Hasher::new();
    for Handout { customer, contacts } in links {
        // Keys hold neither of these letters, so that no two plans read the same.
        hasher.update(customer.as_str().as_bytes()).update(b"\n");
        for contact in contacts {
            hasher.update(b" ").update(contact.as_str().as_bytes());
        }
        hasher.update(b"\n");
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn last() -> MutexGuard<'static, Option<Last>> {
    LAST.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far the last press for these customers has got, while that is worth saying.
#[must_use]
pub fn progress(whom: Option<&AudienceKey>) -> Option<Progress> {
    let last = last();
    let known = last.as_ref().filter(|known| known.whom.as_ref() == whom)?;
    let worth = known.progress.goes_on || known.changed_at.elapsed() < SAID;
    worth.then(|| known.progress.clone())
}

/// Whether what was looked at is being made already, or was.
#[must_use]
pub fn was_pressed(whom: Option<&AudienceKey>, seen: &str) -> bool {
    last().as_ref().is_some_and(|known| known.whom.as_ref() == whom && known.seen == seen)
}

/// Makes and sends what stands in the plan, also where nobody waits for it any more.
///
/// # Errors
/// Why it does not begin.
pub async fn press(line: &Line, actor: Actor, plan: Plan) -> Result<(), &'static str> {
    if !begins(&plan)? {
        return Ok(());
    }
    let made = tokio::spawn(run(line.clone(), actor, plan.links));
    let _ = tokio::time::timeout(WAITED, made).await;
    Ok(())
}

/// Whether it begins now; not where the same goes on already.
fn begins(plan: &Plan) -> Result<bool, &'static str> {
    let mut last = last();
    if let Some(known) = last.as_ref().filter(|known| known.progress.goes_on) {
        return match known.whom == plan.whom {
            true => Ok(false),
            false => Err("Links for other customers are being made. Press again in a minute."),
        };
    }
    let progress = Progress { of: plan.links.len(), goes_on: true, ..Progress::default() };
    let (whom, seen) = (plan.whom.clone(), plan.look.seen.clone());
    *last = Some(Last { whom, seen, progress, changed_at: Instant::now() });
    Ok(true)
}

fn changed(change: impl FnOnce(&mut Progress)) {
    if let Some(known) = last().as_mut() {
        change(&mut known.progress);
        known.changed_at = Instant::now();
    }
}

/// Whatever ends it, the next press finds that it has ended.
struct GoesOn;

impl Drop for GoesOn {
    fn drop(&mut self) {
        changed(|progress| progress.goes_on = false);
    }
}

async fn run(line: Line, actor: Actor, links: Vec<Handout>) {
    let _goes_on = GoesOn;
    let mut rest = links.as_slice();
    while !rest.is_empty() {
        let (part, after) = rest.split_at(part_of(rest));
        match make(&line, &actor, part).await {
            Ok((links, mails)) => changed(|progress| {
                progress.links += links;
                progress.mails += mails;
            }),
            Err(why) => return changed(|progress| progress.stopped = Some(why)),
        }
        rest = after;
    }
}

/// How many of them make the next part.
fn part_of(rest: &[Handout]) -> usize {
    let mut mails = 0;
    let fits = |one: &&Handout| {
        mails += one.contacts.len();
        mails <= MAILS_AT_ONCE_MAX
    };
    rest.iter().take(LINKS_AT_ONCE_MAX).take_while(fits).count().max(1)
}

/// One part: those who have no link still, and of whom was looked at those who are still to be
/// told.
async fn make(line: &Line, actor: &Actor, part: &[Handout]) -> Result<(usize, usize), String> {
    mail_leaves(line).await?;
    let state = line.published().state;
    let still = |looked: &Handout| {
        let mut now = state.handout(&looked.customer)?;
        now.contacts.retain(|contact| looked.contacts.contains(contact));
        Some(now)
    };
    let links: Vec<Handout> = part.iter().filter_map(still).collect();
    let made = (links.len(), links.iter().map(|one| one.contacts.len()).sum());
    if links.is_empty() {
        return Ok(made);
    }
    for _ in 0..PATIENCE.1 {
        match line.tell(actor.clone(), Command::HandOut { links: links.clone() }).await {
            Ok(Ok(_)) => return Ok(made),
            Ok(Err(refusal)) => return Err(refusal.to_string()),
            // Whatever rings goes first.
            Err(Unanswered::Busy) => tokio::time::sleep(PATIENCE.0).await,
            Err(unanswered) => return Err(Problem::from(unanswered).detail().to_owned()),
        }
    }
    Err(Problem::from(Unanswered::Busy).detail().to_owned())
}

/// Waits until few enough of these mails have not left.
async fn mail_leaves(line: &Line) -> Result<(), String> {
    for _ in 0..LOOKED.1 {
        if waiting(&line.published().state) <= WAITING_MAX {
            return Ok(());
        }
        tokio::time::sleep(LOOKED.0).await;
    }
    Err(format!("More than {WAITING_MAX} mails with links have not left: mail is slow or down."))
}

fn waiting(state: &State) -> usize {
    let all = state.deliveries.about(IncidentId(0));
    let links = all.filter(|known| matches!(known.about, About::StatusLink { .. }));
    let left =
        |known: &&Delivery| !matches!(known.standing, Standing::Owed { .. } | Standing::Claimed(_));
    links.filter(|known| !left(known)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handout(customer: &str, contacts: usize) -> Handout {
        let contacts = (0..contacts).map(|number| format!("c{number}").as_str().into());
        Handout { customer: customer.into(), contacts: contacts.collect() }
    }

    #[test]
    fn a_part_holds_so_many_customers_and_mails_and_never_nobody() {
        let few: Vec<Handout> = (0..60).map(|_| handout("one", 1)).collect();
        assert_eq!(part_of(&few), LINKS_AT_ONCE_MAX);
        let many: Vec<Handout> = (0..60).map(|_| handout("one", 30)).collect();
        assert_eq!(part_of(&many), 3);
        assert_eq!(part_of(&[handout("one", MAILS_AT_ONCE_MAX + 1)]), 1);
    }

    #[test]
    fn another_customer_or_another_contact_is_another_look() {
        let one = digest(&[handout("one", 2)]);
        assert_eq!(one, digest(&[handout("one", 2)]));
        assert_ne!(one, digest(&[handout("one", 1)]));
        assert_ne!(one, digest(&[handout("two", 2)]));
        assert_ne!(one, digest(&[handout("one", 2), handout("two", 0)]));
    }
}
