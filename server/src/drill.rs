//! Drills: a synthetic emergency on the real path, from the door to an acceptance, by which an
//! installation shows that it would ring.
//!
//! A drill is an organisation of its own beside the real one. Its only member is a robot, so no
//! human can be rung; its log is not kept, so no board, figure or backup has a trace of it. What it
//! shares with the real one is everything that may break: the listener, the handlers of the door
//! and of the page, the program of the loop. And it begins with a command that the real line
//! carries out and makes durable, under its own lock, on its own disk.

mod robot;
pub mod round;
pub mod token;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Command;
use domain::access::{self, Method, Person, Role};
use domain::organisation::{self, Settings};
use domain::paging::{self, Policy, Standing, Step, Target};
use domain::words::{Actor, Channel, CommandId, Owner, ParticipantId, PersonKey, Personal};
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use crate::channels::{Carriers, Secret};
use crate::letters::Writer;
use crate::line::{Line, World};
use crate::links::InstallationKey;
use crate::live::Hub;
use crate::web::{Problem, Site};

/// A drill that takes longer has failed.
pub const TRIP_MAX: Duration = Duration::from_secs(20);
/// How long a drill waits for the one before it.
const TURN_WITHIN: Duration = Duration::from_secs(5);
/// Longest page that is looked at, in bytes.
const PAGE_LEN_MAX: usize = 1024 * 1024;
/// The robot's key.
const ROBOT: &str = "robot";
/// What the robot is called where it shows.
const ROBOT_NAME: &str = "Drill robot";

/// The section `[drill]` of the configuration.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrillConfiguration {
    /// Whoever knows it may have drills made from outside; without it nobody may.
    pub secret: Option<Secret>,
    /// Whether mail is sent to ourselves now and then, which must come back.
    #[serde(default)]
    pub mail: bool,
    /// Numbers of our own, to which each carrier sends a text message now and then.
    #[serde(default)]
    pub texts: Vec<String>,
    /// How often each of these ways is tried, in seconds.
    #[serde(default = "every_secs")]
    pub every_secs: u64,
}

fn every_secs() -> u64 {
    3_600
}

/// How a drill went, in milliseconds from its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trip {
    /// Until the real line had made a command durable.
    pub stored_ms: u64,
    /// Until the door had answered.
    pub answered_ms: u64,
    /// Until the robot had accepted and the caller's page said so.
    pub accepted_ms: u64,
}

/// The drills of an installation.
pub struct Drill {
    main: Line,
    own: Line,
    key: InstallationKey,
    way: Arc<Way>,
    gate: token::Gate,
    /// How what leaves here fares.
    pub rounds: Arc<round::Rounds>,
    /// From the configuration, and one that only this process knows.
    secrets: Vec<String>,
    turn: Semaphore,
}

impl Drill {
    /// Sets the drill's organisation up beside the real one.
    ///
    /// # Errors
    /// A sentence, when that cannot be.
    pub async fn open(
        site: &Site,
        configuration: &DrillConfiguration,
        rounds: Arc<round::Rounds>,
    ) -> Result<Self, String> {
        let secret = configuration.secret.as_ref().map(|secret| secret.0.clone());
        if secret.as_ref().is_some_and(|secret| secret.len() < token::SECRET_LEN_MIN) {
            let least = token::SECRET_LEN_MIN;
            return Err(format!("[drill]: secret must have at least {least} bytes."));
        }
        let own_secret = format!("{:032x}", crate::chance::id());
        let key = site.key.of_drills();
        let robot = robot::Robot::default();
        let hub = Arc::<Hub>::default();
        let store: Arc<dyn journal::Store> = Arc::new(crate::scratch::Scratch::default());
        let world = World {
            store: Arc::clone(&store),
            carriers: Arc::new(Carriers::new(vec![Box::new(robot.clone())])),
            writer: Arc::new(Writer::new(key.clone(), String::new())),
            hub: Arc::clone(&hub),
            shelf: None,
        };
        let own = Line::open("drill", world).await.map_err(|fault| fault.message)?;
        set_up(&own).await?;
        let beside = site.of_drills(own.clone(), key.clone(), hub, store);
        let way = Arc::new(Way(TowerToHyperService::new(crate::web::router(Arc::new(beside)))));
        robot.goes_by(&way);
        Ok(Self {
            main: site.line.clone(),
            own,
            key,
            way,
            gate: token::Gate::default(),
            rounds,
            secrets: secret.into_iter().chain([own_secret]).collect(),
            turn: Semaphore::new(1),
        })
    }

    /// A token by which this process has a drill made over its own listener.
    #[must_use]
    pub fn own_token(&self) -> String {
        self.secrets.last().map(|secret| token::make(secret, seconds())).unwrap_or_default()
    }

    /// Makes one drill.
    ///
    /// # Errors
    /// A sentence that says how far it got.
    pub async fn trip(&self) -> Result<Trip, String> {
        let turn = tokio::time::timeout(TURN_WITHIN, self.turn.acquire()).await;
        let Ok(Ok(_turn)) = turn else { return Err("another drill is under way".to_owned()) };
        if self.rounds.all_fail() {
            return Err("nothing that it sends to itself comes back".to_owned());
        }
        match tokio::time::timeout(TRIP_MAX, self.go()).await {
            Ok(trip) => trip,
            Err(_) => Err(format!("it was not accepted within {} s", TRIP_MAX.as_secs())),
        }
    }

    async fn go(&self) -> Result<Trip, String> {
        let start = Instant::now();
        let ms = || u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        // Kept under a number of its own, so that the real line must write and sync.
        let id = CommandId(crate::chance::id());
        match self.main.ask(id, Actor::System, Command::Wake).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return Err(format!("the line refuses: {refusal}")),
            Err(_) => return Err("the line cannot store".to_owned()),
        }
        let stored_ms = ms();
        let command = format!("{:032x}", crate::chance::id());
        let form = [("words", "This is a drill. No human is rung."), ("command", command.as_str())];
        let answer = self.way.post("/help", &form).await?;
        let location = answer.headers().get(header::LOCATION).and_then(|to| to.to_str().ok());
        let link = location.and_then(|to| to.strip_prefix("/e/")).map(str::to_owned);
        let Some(link) = link else {
            return Err(format!("the door answered {}", answer.status()));
        };
        let answered_ms = ms();
        let participant =
            self.key.open_participant(&link, |_| 0).ok_or("the door's link is none")?;
        self.accepted(participant).await?;
        let page = self.way.get(&format!("/e/{link}")).await?;
        if !page.contains(ROBOT_NAME) {
            return Err("the caller's page does not say who has it".to_owned());
        }
        let accepted_ms = ms();
        self.way.post(&format!("/e/{link}/retract"), &[]).await?;
        Ok(Trip { stored_ms, answered_ms, accepted_ms })
    }

    async fn accepted(&self, participant: ParticipantId) -> Result<(), String> {
        let mut changes = self.own.changes();
        loop {
            let state = changes.borrow_and_update().state.clone();
            let emergency = state.emergencies.of_participant(participant).map(|known| known.id);
            let incident = emergency.and_then(|id| state.incidents.of_emergency(id));
            let escalation = incident.and_then(|incident| state.paging.get(incident.id));
            let standing = escalation.map(|escalation| &escalation.standing);
            if matches!(standing, Some(Standing::Accepted { .. })) {
                return Ok(());
            }
            changes.changed().await.map_err(|_| "the drill's line has ended")?;
        }
    }
}

/// The drill's organisation: a robot, and a policy that rings it.
async fn set_up(line: &Line) -> Result<(), String> {
    let robot = PersonKey::from(ROBOT);
    let of = Owner::Person(robot.clone());
    let address = Personal::new(of.clone(), "");
    let profile = Person {
        name: Personal::new(of, ROBOT_NAME),
        role: Role::Responder,
        zone: "UTC".into(),
        methods: vec![Method { key: "robot".into(), channel: Channel::Screen, address }],
    };
    let step = Step { targets: vec![Target::Person(robot.clone())], delay_secs: 45 };
    let definition = Policy { name: "Drill".into(), steps: vec![step], rounds: 3 };
    let settings = Settings {
        name: "Drill".into(),
        zone: "UTC".into(),
        front_door: Some("drill".into()),
        ..Settings::default()
    };
    let commands: [Command; 3] = [
        access::Command::PutPerson { person: robot, profile }.into(),
        paging::Command::PutPolicy { policy: "drill".into(), definition }.into(),
        organisation::Command::Put { settings }.into(),
    ];
    for command in commands {
        match line.tell(Actor::Operator, command).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return Err(format!("Drills cannot be set up: {refusal}")),
            Err(unanswered) => return Err(format!("Drills cannot be set up: {unanswered:?}")),
        }
    }
    Ok(())
}

/// The way through the real handlers, without a network in between.
struct Way(TowerToHyperService<axum::Router>);

impl Way {
    async fn ask(&self, request: Request<Body>) -> Result<Response, String> {
        self.0.call(request).await.map_err(|error| error.to_string())
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Result<Response, String> {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.ask(request.map_err(|error| error.to_string())?).await
    }

    async fn get(&self, path: &str) -> Result<String, String> {
        let request = Request::get(path).body(Body::empty()).map_err(|error| error.to_string())?;
        let answer = self.ask(request).await?;
        let body = axum::body::to_bytes(answer.into_body(), PAGE_LEN_MAX).await;
        let body = body.map_err(|error| error.to_string())?;
        Ok(String::from_utf8_lossy(&body).into_owned())
    }
}

fn seconds() -> u64 {
    u64::try_from(crate::line::tick().wall.0 / 1_000).unwrap_or_default()
}

/// `POST /drill`: makes one drill for whoever knows the secret; for all others there is nothing
/// here.
pub async fn answer(State(site): State<Arc<Site>>, headers: HeaderMap) -> Response {
    let token = headers.get(token::HEADER).and_then(|token| token.to_str().ok());
    let known = site.drill.get().filter(|drill| {
        let secrets = drill.secrets.iter().map(String::as_str);
        token.is_some_and(|token| drill.gate.lets_in(token, secrets, seconds()))
    });
    let Some(drill) = known else { return Problem::unknown("page").answer(&site, &headers) };
    match drill.trip().await {
        Ok(trip) => axum::Json(trip).into_response(),
        Err(sentence) => {
            tracing::error!(sentence, "a drill failed");
            Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "drill-failed",
                "A drill failed",
                format!("An emergency would not have been accepted just now: {sentence}."),
            )
            .json()
        }
    }
}
