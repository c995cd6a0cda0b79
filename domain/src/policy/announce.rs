//! From what everyone is told to those who asked to be told: whom a word concerns, and what whoever
//! signs up is sent.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::bulletins::{self, Bulletin};
use crate::deliveries::{self, About, Address};
use crate::readers::{Readable, ReadersSight};
use crate::subscribers::{self, Announcement, Audience, Kind, Lane};
use crate::words::{
    Affected, ComponentKey, Condition, Estimate, IncidentId, Overview, Phase, Public, ServiceKey,
    StatusPageKey, SubscriberId, Timestamp, TopicId,
};
use crate::{Command, Moment, State};

pub(super) mod notice;
mod turned;
pub(crate) mod versions;
pub(super) mod work;

pub(super) use versions::ended;

/// So long after a matter was over, or was written of afterwards, subscribers are told that the
/// last word they were sent was put right.
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
            only: Vec::new(),
        }
    }

    /// The word that subscribers would get if an incident's update told readers so, each as they
    /// may read it, and how many it would concern in each lane.
    #[must_use]
    pub fn would_tell(
        &self,
        incident: IncidentId,
        overview: &Overview,
        public: &Public,
        (next_by, estimate): (Timestamp, Option<&Estimate>),
        now: Timestamp,
    ) -> (Announcement, Vec<(Lane, u32)>) {
        // Subscribers are told what they may read, and nothing else.
        let said = (overview, public, next_by, estimate);
        let word = self.told_each(|open, sight| self.would_be(incident, said, (open, sight), now));
        let counts = word.as_ref().map(|word| self.subscribers.concerned(word, self));
        // Where it is for nobody who was asked, it is shown as it was written.
        let word = word.unwrap_or_else(|| {
            let audience = self.for_everyone().audience(&BTreeSet::new(), Condition::default());
            Announcement { audience, ..would_say(None, incident, said, now) }
        });
        (word, counts.unwrap_or_default())
    }

    /// The same as these readers would be told it; nothing, where it is not for them.
    fn would_be(
        &self,
        incident: IncidentId,
        (overview, public, next_by, estimate): Said<'_>,
        (open, sight): (&Readable, &ReadersSight),
        now: Timestamp,
    ) -> Option<Announcement> {
        let told = self.bulletins.of(incident);
        let known = told.and_then(|known| open.bulletins.bulletins.get(&known.id));
        let known = known.map(AsRef::as_ref);
        let mut seen = public.clone();
        seen.affected.retain(|one| open.components.get(&one.component).is_some());
        let limited = match told {
            Some(_) => known.is_none(),
            None => !sight.sees(&public.audiences),
        };
        if public.quiet || limited || (seen.affected.is_empty() && !public.affected.is_empty()) {
            return None;
        }
        let word = would_say(known, incident, (overview, &seen, next_by, estimate), now);
        let mut concerned: BTreeSet<ComponentKey> =
            known.into_iter().flat_map(Bulletin::concerned).collect();
        concerned.extend(word.affected.iter().map(|one| one.component.clone()));
        let worst = word.affected.iter().map(|one| one.condition).max().unwrap_or_default();
        let worst = known.map_or(worst, |known| known.worst.max(worst));
        Some(Announcement { audience: open.audience(&concerned, worst), ..word })
    }
}

/// What an update would say, by when the next follows, and how long it may take.
type Said<'a> = (&'a Overview, &'a Public, Timestamp, Option<&'a Estimate>);

/// What an update would say, whomever it concerns.
fn would_say(
    known: Option<&Bulletin>,
    incident: IncidentId,
    (overview, public, next_by, estimate): Said<'_>,
    now: Timestamp,
) -> Announcement {
    // A heading that stays keeps its translations.
    let titled = known.filter(|known| known.title == public.title);
    let titled = titled.map_or_else(|| overview.clone(), |known| known.entitled(overview));
    Announcement {
        topic: TopicId(known.map_or(incident.0, |known| known.id.0)),
        number: known.map(|known| known.number),
        kind: match (public.phase, known) {
            (Phase::Resolved, _) => Kind::Resolved,
            (_, None) => Kind::Opened,
            (_, Some(known)) if known.entries.iter().all(|entry| entry.is_untold()) => Kind::Opened,
            (_, Some(_)) => Kind::Updated,
        },
        heading: public.title.clone(),
        phase: public.phase,
        affected: public.affected.clone(),
        overview: titled,
        next_by: (public.phase != Phase::Resolved).then_some(next_by),
        expected: estimate
            .filter(|_| public.phase != Phase::Resolved)
            .map(|estimate| estimate.given_at(now)),
        since: known.map(Bulletin::began_at).or(public.since).unwrap_or(now),
        audience: Audience::default(),
        versions: Vec::new(),
        about: subscribers::About::Fault,
    }
}

/// What subscribers are told when something was told on the status page.
pub(super) fn told(now: &State, event: &bulletins::Event) -> Vec<Command> {
    use bulletins::Event as E;
    let says = matches!(
        event,
        E::Told { .. } | E::Corrected { .. } | E::Reviewed { .. } | E::ToldAfterwards { .. }
    );
    if now.subscribers.is_empty() || !says {
        return Vec::new();
    }
    // Subscribers are told what they may read, and nothing else.
    let word = now.told_each(|open, _| word_of(open, event));
    word.map(|word| subscribers::Command::Announce(Box::new(word)).into()).into_iter().collect()
}

/// The word as these readers are told it.
fn word_of(now: &State, event: &bulletins::Event) -> Option<Announcement> {
    let bulletin = |id| now.bulletins.bulletins.get(id).map(AsRef::as_ref);
    match event {
        // What callers say of it stands on the page: nobody outside has thousands written to.
        bulletins::Event::Told { author: None, .. } => None,
        // Somebody wished that it is there for whoever looks.
        bulletins::Event::Told { public, .. } if public.quiet => None,
        bulletins::Event::Told { bulletin: id, overview, public, .. } => {
            let known: &Bulletin = bulletin(id)?;
            let kind = match public.phase {
                Phase::Resolved => Kind::Resolved,
                // For subscribers it is the first word where they were told none before.
                _ if known.entries.iter().rev().skip(1).all(|entry| entry.is_untold()) => {
                    Kind::Opened
                }
                _ => Kind::Updated,
            };
            Some(word(now, known, kind, overview))
        }
        // An earlier word that is put right stands on the page; sent once more it would only
        // hide the latest one. What was over long ago wakes nobody either.
        bulletins::Event::Corrected { bulletin: id, entry, overview, .. } => {
            let known = bulletin(id)?;
            // Of what was written afterwards, the first word is the one that they were sent.
            let sent = match known.written_at {
                Some(_) => known.entries.front(),
                None => known.entries.last(),
            };
            sent.filter(|sent| sent.id == *entry && !sent.quiet)?;
            let lately = |at| known.changed_at.since(at) <= CORRECTED_WITHIN;
            if !known.written_at.or(known.resolved_at).is_none_or(lately) {
                return None;
            }
            Some(word(now, known, Kind::Corrected, overview))
        }
        bulletins::Event::ToldAfterwards { bulletin: id, said, .. } if said.tells => {
            Some(word(now, bulletin(id)?, Kind::Resolved, &said.overview))
        }
        bulletins::Event::Reviewed { bulletin: id, review, tells: true, .. } => {
            let word = word(now, bulletin(id)?, Kind::Review, &Overview::default());
            Some(Announcement { about: subscribers::About::Review(review.clone()), ..word })
        }
        // What machines see, a time that moves or passes, and what was told elsewhere long ago
        // stand on the page; nobody is written to about it.
        bulletins::Event::Opened { .. }
        | bulletins::Event::Imported { .. }
        | bulletins::Event::Continued { .. }
        | bulletins::Event::Promised { .. }
        | bulletins::Event::Observed { .. }
        | bulletins::Event::Late { .. }
        | bulletins::Event::ReviewWritten { .. }
        | bulletins::Event::CorrectionWritten { .. }
        | bulletins::Event::AfterwardsWritten { .. }
        | bulletins::Event::ToldAfterwards { .. }
        | bulletins::Event::NeverWas { .. }
        | bulletins::Event::WasAfterAll { .. }
        | bulletins::Event::Reviewed { .. }
        | bulletins::Event::ReviewWaived { .. }
        | bulletins::Event::Left { .. } => None,
    }
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
        expected: known.expected(),
        since: known.began_at(),
        audience: now.audience(&concerned, known.worst),
        versions: Vec::new(),
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
    let address = Address { channel: route.channel(), person: None, to: known.address.clone() };
    let about = About::Subscription { subscriber };
    let expires_at = moment.now + deliveries::SUBSCRIPTION_LASTS;
    Some(deliveries::Command::Owe { about, address, expires_at }.into())
}
