//! From what the customers inside are told to the colleagues who want to know: each update of every
//! incident, also of those that no page shows; and nothing of what is restricted.

use std::sync::Arc;

use crate::bulletins::tidy;
use crate::incidents::Incident;
use crate::subscribers::{self, About, Announcement, Audience, Inside, Kind, Lane};
use crate::updates::{Board, for_colleagues};
use crate::words::{Condition, IncidentId, Overview, Phase, Public, SmolStr, Timestamp, TopicId};
use crate::{Command, State, restrictions, updates};

/// What an update says, besides what it says to the customers.
struct Said<'a> {
    kind: Kind,
    overview: &'a Overview,
    public: Option<&'a Public>,
    line: Option<Arc<str>>,
    next_by: Option<Timestamp>,
}

impl State {
    /// The word that colleagues would get with an update, and how many it would concern in each
    /// lane; nothing where the incident is restricted, because then nobody is told.
    #[must_use]
    pub fn would_tell_colleagues(
        &self,
        incident: IncidentId,
        overview: &Overview,
        public: Option<&Public>,
        line: Option<&Arc<str>>,
        next_by: Timestamp,
    ) -> Option<(Announcement, Vec<(Lane, u32)>)> {
        let first = self.updates.get(incident).and_then(Board::latest).is_none();
        let kind = if first { Kind::Opened } else { Kind::Updated };
        let line = line.and_then(|line| for_colleagues(line));
        let said = Said { kind, overview, public, line, next_by: Some(next_by) };
        let word = word(self, incident, said)?;
        let counts = self.subscribers.concerned(&word, self);
        Some((word, counts))
    }
}

/// What colleagues are told when the customers of an incident were told something.
pub(super) fn told(now: &State, event: &updates::Event) -> Option<Command> {
    use updates::Event as E;
    if now.subscribers.is_empty() {
        return None;
    }
    let incident = event.incident();
    let board = now.updates.get(incident)?;
    let nothing = Overview::default();
    let said = match event {
        E::Published { overview, next_by, public, for_colleagues, .. } => {
            let kind = if board.updates.len() == 1 { Kind::Opened } else { Kind::Updated };
            let (public, line) = (public.as_ref(), for_colleagues.clone());
            Said { kind, overview, public, line, next_by: Some(*next_by) }
        }
        // An earlier word that is put right would only hide the latest one.
        E::Corrected { update, .. } | E::LineCorrected { update, .. } => {
            let latest = board.latest().filter(|latest| latest.id == *update)?;
            let (kind, line) = (Kind::Corrected, latest.for_colleagues.clone());
            let next_by = board.promise.map(|promise| promise.by);
            Said { kind, overview: &latest.overview, public: None, line, next_by }
        }
        // Whoever was told that something is wrong is told that it is over, once.
        E::Ended { .. } => {
            let topic = TopicId(incident.0);
            let last = now.subscribers.words().find(|word| word.word.topic == topic)?;
            if last.word.kind == Kind::Resolved {
                return None;
            }
            let kind = Kind::Resolved;
            Said { kind, overview: &nothing, public: None, line: None, next_by: None }
        }
        E::Promised { .. }
        | E::Agreed { .. }
        | E::Carried { .. }
        | E::Excused { .. }
        | E::Warned { .. }
        | E::Missed { .. }
        | E::Forgotten { .. } => return None,
    };
    Some(subscribers::Command::Announce(Box::new(word(now, incident, said)?)).into())
}

/// What is restricted is told to nobody any more, and what is on its way is called back.
pub(super) fn recalled(now: &State, event: &restrictions::Event) -> Vec<Command> {
    use restrictions::Event as E;
    let (E::Restricted { incident, .. } | E::Inherited { incident, .. }) = event else {
        return Vec::new();
    };
    if now.subscribers.is_empty() {
        return Vec::new();
    }
    let whole = now.groups.whole(*incident).into_iter();
    whole.map(|incident| subscribers::Command::Recall { incident }.into()).collect()
}

fn word(now: &State, incident: IncidentId, said: Said<'_>) -> Option<Announcement> {
    let known = now.incidents.get(incident)?;
    if now.restricted_as(incident).is_some() {
        return None;
    }
    let Said { kind, overview, public, line, next_by } = said;
    let phase = match (kind, public) {
        (Kind::Resolved, _) => Phase::Resolved,
        (_, Some(public)) => public.phase,
        (_, None) => known.phase,
    };
    let over = phase == Phase::Resolved;
    let latest = now.updates.get(incident).and_then(Board::latest);
    let expected = latest.and_then(|said| Some(said.estimate.as_ref()?.given_at(said.at)));
    let kind = if over { Kind::Resolved } else { kind };
    // Never the topic of the page's word, which has an id of its own: neither replaces the other.
    let topic = TopicId(incident.0);
    let severity =
        now.subscribers.worst_told(topic).map_or(known.severity, |worst| worst.min(known.severity));
    Some(Announcement {
        topic,
        number: Some(known.number),
        kind,
        heading: heading(now, known, public),
        phase,
        affected: Vec::new(),
        overview: overview.clone(),
        next_by: next_by.filter(|_| !over),
        expected: expected.filter(|_| !over),
        since: known.opened_at,
        audience: Audience {
            services: known.service.iter().cloned().collect(),
            worst: Condition::default(),
            ..Audience::default()
        },
        versions: Vec::new(),
        about: About::Inside(Inside { incident, severity, line }),
    })
}

/// What it is called: as on the page, else by the service; never by whose it is.
fn heading(now: &State, known: &Incident, public: Option<&Public>) -> SmolStr {
    let title = public.and_then(|public| tidy(public).ok()).map(|public| public.title);
    let told = || now.bulletins.of(known.id).map(|told| told.title.clone());
    let service = || {
        let service = known.service.as_ref()?;
        Some(now.incidents.services.get(service)?.name.clone())
    };
    let number = || SmolStr::from(format!("#{}", known.number));
    title.or_else(told).or_else(service).unwrap_or_else(number)
}
