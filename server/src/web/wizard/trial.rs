//! The test of the wizard: a real call at the real door, closed as soon as somebody accepts it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use domain::emergencies;
use domain::paging::Standing;
use domain::words::{Actor, CommandId, EmergencyId, IncidentId, ParticipantId};
use serde::Deserialize;
use views::wizard::{Sight, Step, Trial, Trying};

use super::{shown, turned_away, ways};
use crate::line::Line;
use crate::live::Topic;
use crate::web::signed_in::{Listening, SignedIn};
use crate::web::stream::{self, View};
use crate::web::{Problem, Site, see_other};

/// After this long without an answer the test stops by itself.
const STOPS_AFTER: Duration = Duration::from_secs(180);
/// What whoever is rung reads.
const WORDS: &str = "This is a test from the setup of this line. Nobody is in need. Please accept \
                     it the way you would at night.";
/// Who calls.
const WHO: &str = "Setup of this line (a test)";

/// The test call of this process. It is an ordinary emergency to everything else, so that after a
/// crash it stands on the board like any other and can be set aside there.
#[derive(Default)]
pub struct Trials(Mutex<Option<Ringing>>);

#[derive(Clone)]
struct Ringing {
    participant: ParticipantId,
    emergency: EmergencyId,
    incident: IncidentId,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    Open,
    Accepted { by: String, after: Duration },
    Stopped,
}

impl Trials {
    fn lock(&self) -> MutexGuard<'_, Option<Ringing>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes how a test ended, unless another has begun since or it had ended already.
    fn end(&self, emergency: EmergencyId, outcome: Outcome) {
        let mut known = self.lock();
        let same = known.as_mut().filter(|known| known.emergency == emergency);
        if let Some(known) = same.filter(|known| matches!(known.outcome, Outcome::Open)) {
            known.outcome = outcome;
        }
    }

    fn view(&self) -> Option<Trial> {
        let known = self.lock().clone()?;
        let trying = match known.outcome {
            Outcome::Open => Trying::Rings,
            Outcome::Accepted { by, after } => Trying::Accepted { by, after },
            Outcome::Stopped => Trying::Stopped,
        };
        Some(Trial { incident: known.incident, trying })
    }
}

/// `GET /console/setup/you`
pub(super) async fn show(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    let after = seen(&site, &who.viewer).map(|view| stream::id_of(&view)).unwrap_or_default();
    let trial = site.trials.view();
    shown(&site, &who, None, |context, sight| {
        views::wizard::you(context, sight, trial.as_ref(), &after)
    })
}

fn seen(site: &Site, viewer: &views::Viewer) -> Option<View> {
    let trial = site.trials.view();
    let sight = Sight { viewer, ways: ways(site), returned: None };
    let fragments =
        site.render(|context| views::wizard::fragments(context, &sight, trial.as_ref()));
    Some(View { fragments, messages: Vec::new() })
}

/// What a reader adds to the address.
#[derive(Deserialize, Default)]
pub(super) struct Options {
    after: Option<String>,
}

/// `GET /console/setup/you/stream`
pub(super) async fn stream(
    State(site): State<Arc<Site>>,
    Listening(viewer): Listening,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    // While the test is looked at, this page is a pager of whoever looks.
    let screens = vec![site.hub.screen(viewer.person.as_str())];
    let render: stream::Render = Arc::new(move |site| seen(site, &viewer));
    stream::stream(&site, &headers, options.after.as_deref(), changed, render, screens)
}

/// `GET /console/setup/you/poll`
pub(super) async fn poll(
    State(site): State<Arc<Site>>,
    Listening(viewer): Listening,
    Query(options): Query<Options>,
    headers: HeaderMap,
) -> Response {
    let changed = site.hub.watch(Topic::Console);
    let render: stream::Render = Arc::new(move |site| seen(site, &viewer));
    stream::poll(&site, &headers, options.after.as_deref(), changed, render).await
}

/// `POST /console/setup/you/test`: presses the button at one's own door.
pub(super) async fn ring(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    if let Some(response) = turned_away(&site, &who) {
        return response;
    }
    let back = see_other(&format!("{}#test", Step::You.path()));
    if site.trials.lock().as_ref().is_some_and(|known| matches!(known.outcome, Outcome::Open)) {
        return back;
    }
    let open = emergencies::Command::Open {
        words: WORDS.to_owned(),
        who: WHO.to_owned(),
        reach: String::new(),
        door: None,
        follows: None,
        language: None,
    };
    let id = CommandId(crate::chance::id());
    let outcome = match site.line.ask(id, Actor::Stranger, open).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(refusal)) => return who.told(&site, &Problem::from(refusal)),
        Err(unanswered) => return who.told(&site, &Problem::from(unanswered)),
    };
    let state = site.line.published().state;
    let incident = outcome.emergency.and_then(|id| state.incidents.of_emergency(id));
    let (Some(participant), Some(emergency), Some(incident)) =
        (outcome.participant, outcome.emergency, incident.map(|known| known.id))
    else {
        return who.told(&site, &Problem::from(domain::Refusal::Broken));
    };
    let ringing = Ringing { participant, emergency, incident, outcome: Outcome::Open };
    *site.trials.lock() = Some(ringing.clone());
    tokio::spawn(watch(Arc::clone(&site), ringing));
    back
}

/// `POST /console/setup/you/test/stop`
pub(super) async fn stop(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    if let Some(response) = turned_away(&site, &who) {
        return response;
    }
    let known = site.trials.lock().clone();
    if let Some(known) = known {
        site.trials.end(known.emergency, Outcome::Stopped);
        close(&site.line, &known).await;
    }
    see_other(&format!("{}#test", Step::You.path()))
}

/// Closes the test as its caller would: nobody else may.
async fn close(line: &Line, known: &Ringing) {
    let retract = emergencies::Command::Retract { emergency: known.emergency };
    let answer = line.tell(Actor::Participant(known.participant), retract).await;
    if !matches!(answer, Ok(Ok(_))) {
        tracing::warn!("the test call could not be closed; it stands on the board");
    }
}

/// Waits until somebody accepts, or long enough, and closes it.
async fn watch(site: Arc<Site>, known: Ringing) {
    let outcome = match tokio::time::timeout(STOPS_AFTER, accepted(&site.line, &known)).await {
        Ok(Some(outcome)) => outcome,
        Ok(None) | Err(_) => Outcome::Stopped,
    };
    site.trials.end(known.emergency, outcome);
    close(&site.line, &known).await;
}

async fn accepted(line: &Line, known: &Ringing) -> Option<Outcome> {
    let mut changes = line.changes();
    loop {
        let state = changes.borrow_and_update().state.clone();
        let opened_at = state.emergencies.get(known.emergency)?.opened_at;
        match &state.paging.get(known.incident)?.standing {
            Standing::Accepted { by, at, .. } => {
                let by = state.access.name(by).to_owned();
                return Some(Outcome::Accepted { by, after: at.since(opened_at) });
            }
            Standing::Stopped => return None,
            Standing::Ringing { .. } => {}
        }
        changes.changed().await.ok()?;
    }
}
