//! The acted engineer: takes the pages of a rehearsal, and says what a real one would say next.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::emergencies::{self, Emergency, Speaker, Standing, Text};
use domain::paging::Answer;
use domain::updates::Overview;
use domain::words::{self, Channel, IncidentId, MessageId, PageId};
use domain::{Command, State, paging, rehearsal, updates};
use views::plain;
use views::tongue::Tongue;

use super::LASTS;
use crate::channels::{Carrier, Letter};
use crate::line::Line;
use crate::links::InstallationKey;

/// How long it rings before the acted engineer accepts: long enough to be seen.
const ACCEPTS_AFTER: Duration = Duration::from_secs(3);
/// How long the acted engineer takes to write.
const WRITES_AFTER: Duration = Duration::from_secs(2);
/// How long the caller is left to answer before the play goes on.
const LISTENS_FOR: Duration = Duration::from_secs(40);
/// How long after the update the question comes whether it works again.
const ASKS_AFTER: Duration = Duration::from_secs(12);
/// Most answers to what the caller writes.
const ANSWERS_MAX: usize = 20;

/// Takes the pages of the stage.
#[derive(Clone, Default)]
pub(super) struct Actor {
    stage: Arc<OnceLock<(Line, InstallationKey)>>,
}

impl Actor {
    /// Shows the actor where it plays.
    pub(super) fn plays_on(&self, line: Line, key: InstallationKey) {
        let _ = self.stage.set((line, key));
    }
}

#[async_trait]
impl Carrier for Actor {
    fn channel(&self) -> Channel {
        Channel::Screen
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let url = letter.action.as_ref().map(|action| action.url.as_str()).unwrap_or_default();
        let link = url.split_once("/p/").map(|(_, link)| link);
        let known = self.stage.get().zip(link);
        if let (Some(((line, key), link)), "page.requested") = (known, letter.kind)
            && let Some(page) = key.open_page(link)
        {
            let line = line.clone();
            tokio::spawn(async move {
                // A play that its caller left does not go on for ever.
                let _ = tokio::time::timeout(LASTS, play(&line, page)).await;
            });
        }
        Outcome::Delivered
    }
}

/// Plays from the page on until the caller closes it; `None` where the play breaks off.
async fn play(line: &Line, page: PageId) -> Option<()> {
    let incident = line.published().state.paging.page(page)?.0.incident;
    tokio::time::sleep(ACCEPTS_AFTER).await;
    tell(line, paging::Command::Answer { page, answer: Answer::Accept }).await?;
    tokio::time::sleep(WRITES_AFTER).await;
    let heard = heard(&*emergency(&line.published().state, incident)?);
    say(line, incident, |tongue| plain!(tongue, "rehearsal-hello")).await?;
    let _ = tokio::time::timeout(
        LISTENS_FOR,
        until(line, incident, |known| self::heard(known) > heard || !known.standing.is_live()),
    )
    .await;
    tokio::time::sleep(WRITES_AFTER).await;
    say(line, incident, |tongue| plain!(tongue, "rehearsal-thanks")).await?;
    publish(line, incident).await?;
    let mut answered = self::heard(&*emergency(&line.published().state, incident)?);
    for _ in 0..ANSWERS_MAX {
        tokio::time::sleep(ASKS_AFTER).await;
        let known = emergency(&line.published().state, incident)?;
        match known.standing {
            Standing::Open => {
                tell(line, emergencies::Command::Ask { emergency: known.id }).await?;
            }
            Standing::Asked { .. } => {}
            Standing::SetAside { .. } | Standing::Closed { .. } => return Some(()),
        }
        until(line, incident, |known| {
            let asked = matches!(known.standing, Standing::Asked { .. });
            self::heard(known) > answered || !asked
        })
        .await?;
        let known = emergency(&line.published().state, incident)?;
        if self::heard(&known) > answered && known.standing.is_live() {
            answered = self::heard(&known);
            tokio::time::sleep(WRITES_AFTER).await;
            say(line, incident, |tongue| plain!(tongue, "rehearsal-aside")).await?;
        }
    }
    Some(())
}

fn emergency(state: &State, incident: IncidentId) -> Option<Arc<Emergency>> {
    let id = *state.incidents.get(incident)?.emergencies.front()?;
    state.emergencies.get(id).map(|known| Arc::new(known.clone()))
}

/// How many messages the caller has written.
fn heard(known: &Emergency) -> usize {
    let own = |message: &&Arc<emergencies::Message>| {
        matches!((&message.from, &message.text), (Speaker::Participant(_), Text::Words(_)))
    };
    known.messages.iter().filter(own).count()
}

/// Waits until something is the case with the emergency.
async fn until(line: &Line, incident: IncidentId, come: impl Fn(&Emergency) -> bool) -> Option<()> {
    let mut changes = line.changes();
    loop {
        let state = changes.borrow_and_update().state.clone();
        if come(&*emergency(&state, incident)?) {
            return Some(());
        }
        changes.changed().await.ok()?;
    }
}

/// The tongue of whoever rehearses.
fn tongue(known: &Emergency) -> &'static Tongue {
    Tongue::of(known.language.unwrap_or_default())
}

async fn say(line: &Line, incident: IncidentId, words: impl Fn(&Tongue) -> String) -> Option<()> {
    let known = emergency(&line.published().state, incident)?;
    let (message, words) = (MessageId(crate::chance::id()), words(tongue(&known)));
    tell(line, emergencies::Command::Say { emergency: known.id, message, words }).await
}

async fn publish(line: &Line, incident: IncidentId) -> Option<()> {
    let tongue = tongue(&*emergency(&line.published().state, incident)?);
    let overview = Overview {
        known: plain!(tongue, "rehearsal-known").into(),
        impact: plain!(tongue, "rehearsal-impact").into(),
        workaround: plain!(tongue, "rehearsal-workaround").into(),
        next: plain!(tongue, "rehearsal-next").into(),
        ..Overview::default()
    };
    let next_by = line.published().now() + Duration::from_secs(15 * 60);
    tell(
        line,
        updates::Command::Publish {
            incident,
            overview,
            next_by,
            estimate: None,
            public: None,
            for_colleagues: None,
        },
    )
    .await
}

async fn tell(line: &Line, command: impl Into<Command>) -> Option<()> {
    let actor = words::Actor::Person(rehearsal::actor());
    matches!(line.tell(actor, command).await, Ok(Ok(_))).then_some(())
}
