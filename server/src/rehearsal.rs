//! "Try it: rings nobody": a rehearsal on the real pages over a stage of its own.
//!
//! The stage is an organisation beside the real one, with a key and a line of its own and a store
//! that keeps nothing. Its only member is an acted engineer, and its only carrier hands pages to
//! the actor: there is nobody whom a rehearsal could ring, and no board, figure, letter or backup
//! of the real organisation that could show it.

mod actor;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use axum::response::Response;
use domain::emergencies::{self, Emergency, Speaker, Standing, Text};
use domain::rehearsal;
use domain::words::{Actor, EmergencyId, ParticipantId, Timestamp};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::channels::Carriers;
use crate::letters::Writer;
use crate::line::{Line, World};
use crate::links::InstallationKey;
use crate::live::Hub;
use crate::web::Site;

/// What stands before every path of a rehearsal.
pub const BASE: &str = "/try";
/// Most rehearsals at a time; the real door has no such limit.
pub const RUNNING_MAX: usize = 100;
/// A rehearsal is cleared away after this long.
pub const LASTS: Duration = Duration::from_secs(3_600);
/// Most past rehearsals that the console tells of.
const PAST_MAX: usize = 50;

/// The stage of the rehearsals.
pub struct Stage {
    /// Its loop.
    pub line: Line,
    /// Its links, which open nothing real.
    pub key: InstallationKey,
    router: TowerToHyperService<axum::Router>,
    real: Line,
    set_from: tokio::sync::Mutex<Option<Arc<domain::State>>>,
    past: Mutex<VecDeque<Past>>,
}

/// A rehearsal that was cleared away.
#[derive(Clone, Debug)]
pub struct Past {
    /// When it began.
    pub at: Timestamp,
    /// Whether the caller walked all the way.
    pub whole: bool,
    /// Whether it became a real call.
    pub became_real: bool,
}

impl Stage {
    /// Sets the stage up beside the real organisation.
    ///
    /// # Errors
    /// A sentence, when that cannot be.
    pub async fn open(site: &Site) -> Result<Arc<Self>, String> {
        let key = site.key.of_rehearsals();
        let hub = Arc::<Hub>::default();
        let store: Arc<dyn journal::Store> = Arc::new(crate::scratch::Scratch::default());
        let actor = actor::Actor::default();
        let world = World {
            store: Arc::clone(&store),
            carriers: Arc::new(Carriers::new(vec![Box::new(actor.clone())])),
            writer: Arc::new(Writer::new(key.clone(), String::new())),
            hub: Arc::clone(&hub),
            shelf: None,
        };
        let line = Line::open("rehearsal", world).await.map_err(|fault| fault.message)?;
        let beside = Arc::new(site.of_rehearsals(line.clone(), key.clone(), hub, store));
        let router = TowerToHyperService::new(crate::web::callers_router(beside));
        actor.plays_on(line.clone(), key.clone());
        let stage = Arc::new(Self {
            line,
            key,
            router,
            real: site.line.clone(),
            set_from: tokio::sync::Mutex::default(),
            past: Mutex::default(),
        });
        stage.set().await?;
        Ok(stage)
    }

    /// Gives the stage what the real organisation says of itself now.
    ///
    /// # Errors
    /// A sentence, when that cannot be.
    pub async fn set(&self) -> Result<(), String> {
        let real = self.real.published().state;
        let mut set_from = self.set_from.lock().await;
        let same = |known: &Arc<domain::State>| {
            known.organisation == real.organisation
                && known.incidents.services == real.incidents.services
        };
        if set_from.as_ref().is_some_and(same) {
            return Ok(());
        }
        for command in rehearsal::stage(&real) {
            match self.line.tell(Actor::Operator, command).await {
                Ok(Ok(_)) => {}
                Ok(Err(refusal)) => return Err(format!("No rehearsal can be held: {refusal}")),
                Err(unanswered) => return Err(format!("No rehearsal can be held: {unanswered:?}")),
            }
        }
        *set_from = Some(real);
        Ok(())
    }

    /// Hands a request to the caller's own pages, as they are over the stage.
    pub async fn ask(&self, request: Request<Body>, path: &str) -> Option<Response> {
        let (parts, body) = request.into_parts();
        // A request of its own: what the outer router found in the address is none of the inner's.
        let mut request = Request::builder().method(parts.method).uri(path).body(body).ok()?;
        *request.headers_mut() = parts.headers;
        let mut response = self.router.call(request).await.ok()?;
        let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        // The pages do not know that they stand on a stage; their redirects stay on it.
        if let Some(to) = to.filter(|to| to.starts_with('/') && !to.starts_with("//"))
            && let Ok(within) = format!("{BASE}{to}").parse()
        {
            response.headers_mut().insert(header::LOCATION, within);
        }
        Some(response)
    }

    /// The rehearsal that a link leads to, while it is there.
    #[must_use]
    pub fn of_link(&self, link: &str) -> Option<(ParticipantId, Arc<Emergency>)> {
        let state = self.line.published().state;
        let generation = |participant| state.emergencies.generation(participant);
        let participant = self.key.open_participant(link, generation)?;
        let known = state.emergencies.of_participant(participant)?;
        let known = state.emergencies.get(known.id)?;
        Some((participant, Arc::new(known.clone())))
    }

    /// Everything the caller wrote in a rehearsal, as the first words of a real call.
    #[must_use]
    pub fn words_of(emergency: &Emergency) -> String {
        let own =
            emergency.messages.iter().filter_map(|message| match (&message.from, &message.text) {
                (Speaker::Participant(_), Text::Words(words)) => Some(words.as_str()),
                _ => None,
            });
        own.collect::<Vec<_>>().join("\n")
    }

    /// Whether there is room for another; clears away what has lasted long enough.
    pub async fn has_room(&self) -> bool {
        let published = self.line.published();
        let now = published.now();
        let old: Vec<EmergencyId> = published
            .state
            .emergencies
            .emergencies
            .values()
            .filter(|known| now.since(known.opened_at) > LASTS)
            .map(|known| known.id)
            .collect();
        for emergency in old {
            self.clear(emergency, false).await;
        }
        self.line.published().state.emergencies.emergencies.len() < RUNNING_MAX
    }

    /// Ends a rehearsal and takes it out of the stage.
    pub async fn clear(&self, emergency: EmergencyId, became_real: bool) {
        let state = self.line.published().state;
        let Some(known) = state.emergencies.get(emergency) else { return };
        let whole =
            matches!(known.standing, Standing::Closed { how: emergencies::Closure::Works, .. });
        let past = Past { at: known.opened_at, whole, became_real };
        if let Some(participant) = known.participants.front() {
            let retract = emergencies::Command::Retract { emergency };
            let _ = self.line.tell(Actor::Participant(*participant), retract).await;
        }
        let archive = emergencies::Command::Archive { emergency };
        if matches!(self.line.tell(Actor::System, archive).await, Ok(Ok(_))) {
            let mut all = self.past.lock().unwrap_or_else(PoisonError::into_inner);
            all.push_front(past);
            all.truncate(PAST_MAX);
        }
    }

    /// Those that were cleared away, the latest first.
    #[must_use]
    pub fn past(&self) -> Vec<Past> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}
