//! From what everyone is told to those who asked to be told: whom a word concerns, and what whoever
//! signs up is sent.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::bulletins::{self, Bulletin};
use crate::deliveries::{self, About, Address};
use crate::subscribers::{self, Announcement, Audience, Kind, Lane};
use crate::words::{
    Affected, ComponentKey, Condition, IncidentId, Overview, Phase, Public, ServiceKey,
    StatusPageKey, SubscriberId, Timestamp, TopicId,
};
use crate::{Command, Moment, State};

pub(super) mod notice;
pub(super) mod work;

/// So long after a matter was over, subscribers are told that its last word was put right.
const CORRECTED_WITHIN: Duration = Duration::from_secs(24 * 3_600);

impl State {
    /// Whom something concerns that is about these components: on which pages it stands, and who
    /// is meant by a component around them or by the service behind them.
    #[must_use]
    pub fn audience(&self, concerned: &BTreeSet<ComponentKey>, worst: Condition) -> Audience {
        let mut around = concerned.clone();
        for component in concerned {
            around.extend(self.components.around(component).cloned());
        }
        let service = |key: &ComponentKey| self.components.get(key)?.profile.service.clone();
        let services: BTreeSet<ServiceKey> = around.iter().filter_map(service).collect();
        let shows = |named: &[ComponentKey]| {
            concerned.is_empty()
                || named.is_empty()
                || named.iter().any(|component| around.contains(component))
        };
        let pages = self.status_pages.pages.iter();
        let pages = pages.filter(|(_, known)| shows(&known.profile.components));
        let pages: Vec<StatusPageKey> = pages.map(|(key, _)| key.clone()).collect();
        Audience {
            pages,
            components: around.into_iter().collect(),
            services: services.into_iter().collect(),
            worst,
        }
    }

    /// The word that subscribers would get if an incident's update told everyone so, and how many
    /// it would concern in each lane.
    #[must_use]
    pub fn would_tell(
        &self,
        incident: IncidentId,
        overview: &Overview,
        public: &Public,
        (next_by, now): (Timestamp, Timestamp),
    ) -> (Announcement, Vec<(Lane, u32)>) {
        // Subscribers are told what everyone may read, and nothing else.
        let open = self.for_everyone();
        let told = self.bulletins.of(incident);
        let known = told.and_then(|known| open.bulletins.bulletins.get(&known.id));
        let known = known.map(AsRef::as_ref);
        let named: BTreeSet<ComponentKey> =
            public.affected.iter().map(|one| one.component.clone()).collect();
        let mut public = public.clone();
        public.affected.retain(|one| open.components.get(&one.component).is_some());
        let limited = match told {
            Some(_) => known.is_none(),
            None => !public.audiences.is_empty(),
        };
        let nobody = limited || (public.affected.is_empty() && !named.is_empty());
        let public = &public;
        let mut concerned: BTreeSet<ComponentKey> =
            known.into_iter().flat_map(Bulletin::concerned).collect();
        concerned.extend(public.affected.iter().map(|one| one.component.clone()));
        let worst = public.affected.iter().map(|one| one.condition).max().unwrap_or_default();
        // A heading that stays keeps its translations.
        let titled = known.filter(|known| known.title == public.title);
        let titled = titled.map_or_else(|| overview.clone(), |known| known.entitled(overview));
        let word = Announcement {
            topic: TopicId(known.map_or(incident.0, |known| known.id.0)),
            number: known.map(|known| known.number),
            kind: match (public.phase, known) {
                (Phase::Resolved, _) => Kind::Resolved,
                (_, None) => Kind::Opened,
                (_, Some(_)) => Kind::Updated,
            },
            heading: public.title.clone(),
            phase: public.phase,
            affected: public.affected.clone(),
            overview: titled,
            next_by: (public.phase != Phase::Resolved).then_some(next_by),
            since: known.map_or(now, |known| known.opened_at),
            audience: open
                .audience(&concerned, known.map_or(worst, |known| known.worst.max(worst))),
            about: subscribers::About::Fault,
        };
        let counts = match nobody {
            true => Vec::new(),
            false => self.subscribers.concerned(&word),
        };
        (word, counts)
    }
}

/// What subscribers are told when something was told on the status page.
pub(super) fn told(now: &State, event: &bulletins::Event) -> Vec<Command> {
    if now.subscribers.is_empty() {
        return Vec::new();
    }
    // Subscribers are told what everyone may read, and nothing else.
    let now = &*now.for_everyone();
    let word = match event {
        bulletins::Event::Told { bulletin, overview, public, .. } => {
            let Some(known) = now.bulletins.bulletins.get(bulletin) else { return Vec::new() };
            let kind = match public.phase {
                Phase::Resolved => Kind::Resolved,
                _ if known.entries.len() == 1 => Kind::Opened,
                _ => Kind::Updated,
            };
            word(now, known, kind, overview)
        }
        // An earlier word that is put right stands on the page; sent once more it would only
        // hide the latest one. What was over long ago wakes nobody either.
        bulletins::Event::Corrected { bulletin, entry, overview, .. } => {
            let Some(known) = now.bulletins.bulletins.get(bulletin) else { return Vec::new() };
            let lately = |at| known.changed_at.since(at) <= CORRECTED_WITHIN;
            let last = known.entries.last().is_some_and(|last| last.id == *entry);
            if !last || !known.resolved_at.is_none_or(lately) {
                return Vec::new();
            }
            word(now, known, Kind::Corrected, overview)
        }
        bulletins::Event::Reviewed { bulletin, review, tells: true, .. } => {
            let Some(known) = now.bulletins.bulletins.get(bulletin) else { return Vec::new() };
            let word = word(now, known, Kind::Review, &Overview::default());
            Announcement { about: subscribers::About::Review(review.clone()), ..word }
        }
        // What machines see, a time that moves or passes, and what was told elsewhere long ago
        // stand on the page; nobody is written to about it.
        bulletins::Event::Opened { .. }
        | bulletins::Event::Imported { .. }
        | bulletins::Event::Promised { .. }
        | bulletins::Event::Observed { .. }
        | bulletins::Event::Late { .. }
        | bulletins::Event::ReviewWritten { .. }
        | bulletins::Event::CorrectionWritten { .. }
        | bulletins::Event::Reviewed { .. }
        | bulletins::Event::ReviewWaived { .. }
        | bulletins::Event::Left { .. } => return Vec::new(),
    };
    vec![subscribers::Command::Announce(Box::new(word)).into()]
}

fn word(now: &State, known: &Bulletin, kind: Kind, overview: &Overview) -> Announcement {
    let concerned: BTreeSet<ComponentKey> = known.concerned().into_iter().collect();
    let affected = known.affected.iter().map(|(component, condition)| Affected {
        component: component.clone(),
        condition: *condition,
    });
    Announcement {
        topic: TopicId(known.id.0),
        number: Some(known.number),
        kind,
        heading: known.title.clone(),
        phase: known.phase(),
        affected: affected.collect(),
        overview: known.entitled(overview),
        next_by: known.next_by,
        since: known.opened_at,
        audience: now.audience(&concerned, known.worst),
        about: subscribers::About::Fault,
    }
}

/// What whoever signs up is sent; and what waits for the like goes to nobody who has left.
pub(super) fn asked(now: &State, event: &subscribers::Event, moment: &Moment<'_>) -> Vec<Command> {
    match event {
        subscribers::Event::SignedUp { subscriber, .. }
        | subscribers::Event::AskedAgain { subscriber } => {
            letter(now, *subscriber, moment).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn letter(now: &State, subscriber: SubscriberId, moment: &Moment<'_>) -> Option<Command> {
    let known = now.subscribers.get(subscriber)?;
    let route = known.profile.route;
    // Nobody signs up a program by a form that anyone can reach.
    if route.lane() == Lane::Hook {
        return None;
    }
    let address = Address { channel: route.channel(), person: None, to: known.address.clone() };
    let about = About::Subscription { subscriber };
    let expires_at = moment.now + deliveries::SUBSCRIPTION_LASTS;
    Some(deliveries::Command::Owe { about, address, expires_at }.into())
}
