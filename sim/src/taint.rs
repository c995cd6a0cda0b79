//! The customer's pages as the product renders them, so that a word which crosses a wall is seen
//! where people would read it.

use domain::State;
use domain::words::{EmergencyId, InquiryId, PageId, ParticipantId, StatusLinkId};
use views::{Context, Files, Links, Nodes, Reader};

use crate::bug::Bug;
use crate::callers::MARK;
use crate::invariants::Seen;
use crate::vendor;
use crate::world::World;

/// Every so many rounds a page is rendered: it costs more than a decision does.
pub(crate) const RENDERED_EVERY: u32 = 3;

/// What stands in every word of a caller, and in nobody else's.
pub(crate) fn mark(caller: usize) -> String {
    format!("{MARK}{caller}w")
}

struct NoLinks;

impl Links for NoLinks {
    fn participant(&self, _: ParticipantId) -> String {
        "own".into()
    }

    fn renewed(&self, _: ParticipantId, generation: u32) -> String {
        format!("own-{generation}")
    }

    fn inquiry(&self, _: InquiryId) -> String {
        "inquiry".into()
    }

    fn page(&self, _: PageId) -> String {
        "page".into()
    }

    fn status(&self, _: StatusLinkId, _: u32) -> String {
        "status".into()
    }
}

impl World {
    /// A participant's page is rendered and read. The hand of the bug lets a link open what stands
    /// first in the incident; what is shown for one's own link alone would not come through, for
    /// views ask who may read each message.
    pub(crate) fn page_is_read(
        &mut self,
        state: &State,
        caller: usize,
        emergency: EmergencyId,
        participant: ParticipantId,
    ) {
        let wrong = self.bug == Some(Bug::NeighbourShown);
        let neighbour = wrong.then(|| {
            let incident = state.incidents.of_emergency(emergency)?;
            incident.emergencies.iter().next().copied()
        });
        let shown = neighbour.flatten().unwrap_or(emergency);
        let Some(known) = state.emergencies.get(shown) else { return };
        let Some(now) = self.log_now() else { return };
        let nodes = Nodes::default();
        let context = Context {
            state,
            now,
            zones: vendor::zones(),
            links: &NoLinks,
            public_url: "https://help.example",
            base: "",
            kept_here: false,
            nodes: &nodes,
            files: Files::default(),
            demo: false,
            rehearsal: None,
            reader: Reader::default(),
        };
        let reader = if shown == emergency { participant } else { known.opener };
        let page = views::emergency::page(&context, known, reader, "0", "0", None, false);
        self.observe(&Seen::Page { caller, html: &page.into_string() });
    }
}
