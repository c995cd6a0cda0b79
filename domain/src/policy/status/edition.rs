//! When pages are written anew: what can make any of them look another way than it did, and what
//! no page shows, however often it happens.

use crate::words::Timestamp;
use crate::{State, monitoring};

/// What has happened to pages between two states, the weightiest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageChange {
    /// Nothing that any of them shows.
    Nothing,
    /// More or less may be seen of components: they change if the evidence does.
    Seen,
    /// What they show has changed.
    Shown,
}

impl State {
    /// What has happened to pages since then, by time that stood still. It looks at which parts of
    /// the rooms are still the same ones, so that it costs nothing however large they are.
    #[must_use]
    pub fn page_change(&self, last: &Self) -> PageChange {
        // Every room is named here, so that none is forgotten: whoever adds one says whether pages
        // show anything of it.
        let Self {
            // What is told, and where and to whom.
            components,
            status_pages,
            bulletins,
            maintenance,
            announcements,
            audiences,
            // How promises fared, where a page says so; and in which language most is written.
            updates,
            organisation,
            // What is seen, and by whom.
            monitoring,
            sightings,
            emergencies,
            incidents,
            groups,
            restrictions,
            customers,
            // No page shows anything of these. What a customer reads above a page is not printed.
            access: _,
            credentials: _,
            methods: _,
            oncall: _,
            paging: _,
            deliveries: _,
            readiness: _,
            erasures: _,
            redactions: _,
            cards: _,
            feedback: _,
            proof: _,
            crew: _,
            notes: _,
            callbacks: _,
            floods: _,
            subscribers: _,
            templates: _,
            follow_ups: _,
            approvals: _,
            policy: _,
        } = self;
        let stand = components.components.ptr_eq(&last.components.components)
            && status_pages.pages.ptr_eq(&last.status_pages.pages)
            && bulletins.bulletins.ptr_eq(&last.bulletins.bulletins)
            && bulletins.mistakes.ptr_eq(&last.bulletins.mistakes)
            && maintenance.planned.ptr_eq(&last.maintenance.planned)
            && announcements.all.ptr_eq(&last.announcements.all)
            && audiences.audiences.ptr_eq(&last.audiences.audiences)
            && audiences.links.ptr_eq(&last.audiences.links)
            && organisation.settings.language == last.organisation.settings.language
            && monitoring.fired.ptr_eq(&last.monitoring.fired)
            && monitoring.declared.ptr_eq(&last.monitoring.declared)
            && sightings.called.ptr_eq(&last.sightings.called);
        let same_incidents = incidents.incidents.ptr_eq(&last.incidents.incidents);
        let shown = !stand
            || !same_incidents && self.lifted() != last.lifted()
            || self.figures_differ(last, updates.boards.ptr_eq(&last.updates.boards));
        if shown {
            return PageChange::Shown;
        }
        let seen = same_incidents
            && watched_is_same(monitoring, &last.monitoring)
            && sightings.seen.ptr_eq(&last.sightings.seen)
            && emergencies.emergencies.ptr_eq(&last.emergencies.emergencies)
            && groups.joins.ptr_eq(&last.groups.joins)
            && restrictions.are_same(&last.restrictions)
            && customers.attachments_are_same(&last.customers);
        if seen { PageChange::Nothing } else { PageChange::Seen }
    }

    /// Whether any page looks another way than it did, at one instant: what has to be written anew.
    #[must_use]
    pub fn pages_differ(&self, last: &Self, now: Timestamp) -> bool {
        match self.page_change(last) {
            PageChange::Nothing => false,
            PageChange::Seen => self.evidence_at(now) != last.evidence_at(now),
            PageChange::Shown => true,
        }
    }

    /// Whether the figures are others that a page shows.
    fn figures_differ(&self, last: &Self, same_boards: bool) -> bool {
        let mut pages = self.status_pages.pages.values();
        if !pages.any(|page| page.profile.shows_promises) {
            return false;
        }
        let same_words = self.emergencies.first_words.ptr_eq(&last.emergencies.first_words);
        if same_boards && same_words && self.updates.past.ptr_eq(&last.updates.past) {
            return false;
        }
        let whole = |state: &Self| state.figures(Timestamp(i64::MIN), Timestamp(i64::MAX));
        whole(self) != whole(last)
    }
}

fn watched_is_same(now: &monitoring::State, last: &monitoring::State) -> bool {
    // What a person closes counts no more, whatever its alerts do; and an integration that no
    // longer rings, or belongs to another service, is evidence of something else.
    now.alerts.ptr_eq(&last.alerts)
        && now.gatherings.ptr_eq(&last.gatherings)
        && now.integrations.ptr_eq(&last.integrations)
}
