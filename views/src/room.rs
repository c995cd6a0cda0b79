//! The incident room: who calls, the conversation, what is promised, and what can be done.

use domain::emergencies::{Emergency, Message};
use domain::incidents::Incident;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::{machines as board_machines, names};
use crate::{Context, Fragment, Returned, Viewer, shell};

mod bring;
pub mod course;
mod crew;
mod deeds;
mod deliveries;
mod headline;
mod look;
pub(crate) mod machines;
mod notes;
mod now;
mod talk;
mod theirs;
mod timeline;
mod together;
mod update;

pub use look::{Filter, Look};

/// How many of the latest messages of the vendor are rendered again when marks may have moved.
const MARKED_MESSAGES: usize = 8;

/// Fresh numbers of 32 hexadecimal digits, for what may be written and asked for here.
#[derive(Clone, Copy, Debug)]
pub struct Numbers<'a> {
    /// For the message.
    pub message: &'a str,
    /// For every other form; each goes to an address of its own.
    pub command: &'a str,
}

/// The room, whole.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    numbers: Numbers<'_>,
    after: &str,
    look: &Look,
    returned: Option<&Returned>,
) -> Markup {
    let Numbers { message: new_message, command } = numbers;
    let frame = Frame {
        title: &names::incident(context, incident),
        current: "Board",
        scripts: &[
            "clock.js",
            "live.js",
            "outbox.js",
            "marks.js",
            "keys.js",
            "ring.js",
            "looked.js",
        ],
    };
    let room = names::room(context, incident);
    let show = look.filter.name();
    let live = format!("{room}/stream?show={show}");
    let poll = format!("{room}/poll?show={show}");
    let emergency = names::present(context, incident);
    let main = html! {
        main.room id="main" tabindex="-1"
            data-live=(live) data-poll=(poll) data-after=(after) {
            (shell::problem(returned))
            (headline::headline(context, viewer, incident))
            div.desk data-alone[board_machines::is_alone(incident)] {
                (talk::section(context, viewer, incident, new_message, returned))
                (theirs::section(context, viewer, incident))
                (now::section(context, viewer, incident, look))
            }
            @if frame::may_respond(context, viewer) && incident.settled_at.is_none() {
                (bring::section(context, viewer, incident, command, returned))
            }
            (notes::section(context, viewer, incident, command, returned))
            @if frame::may_respond(context, viewer)
                && incident.settled_at.is_none()
                && emergency.is_some() {
                (update::section(context, incident, command, returned))
            }
            @if frame::may_respond(context, viewer) {
                (deeds::section(context, incident, emergency, command, returned))
            }
            (timeline::section(context, incident, look))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// The parts of the room that change by themselves; never a form in which somebody may be typing.
#[must_use]
pub fn fragments(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    look: &Look,
) -> Vec<Fragment> {
    let mut fragments = vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("headline", headline::headline(context, viewer, incident)),
        Fragment::new("theirs", theirs::section(context, viewer, incident)),
        Fragment::new("now", now::section(context, viewer, incident, look)),
        Fragment::new("notes", notes::list(context, viewer, incident)),
        Fragment::new("first-words", talk::first_words(context, viewer, incident)),
        Fragment::new("standing", talk::standing(context, incident)),
        Fragment::new("timeline", timeline::section(context, incident, look)),
    ];
    for emergency in names::emergencies(context, incident) {
        let ours = emergency.messages.iter().rev().filter(|message| talk::is_ours(message));
        fragments
            .extend(ours.take(MARKED_MESSAGES).map(|known| message(context, emergency, known)));
    }
    fragments
}

/// One entry of the conversation.
#[must_use]
pub fn message(context: &Context<'_>, emergency: &Emergency, message: &Message) -> Fragment {
    talk::message(context, emergency, message)
}
