//! The incident room: who calls, the conversation, what is promised, and what can be done.

use domain::emergencies::{Emergency, Message};
use domain::incidents::Incident;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::{machines as board_machines, names};
use crate::{Context, Fragment, Returned, Viewer, shell};

mod deeds;
mod deliveries;
mod headline;
pub(crate) mod machines;
mod now;
mod talk;
mod theirs;
mod timeline;
mod update;

/// How many of the latest messages of the vendor are rendered again when marks may have moved.
const MARKED_MESSAGES: usize = 8;

/// The room, whole. `new_message` and `command` are fresh numbers of 32 hexadecimal digits, for
/// the message and the update that may be written here.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    new_message: &str,
    command: &str,
    after: &str,
    returned: Option<&Returned>,
) -> Markup {
    let frame = Frame {
        title: &names::incident(context, incident),
        current: "Board",
        scripts: &["clock.js", "live.js", "outbox.js", "marks.js", "keys.js", "ring.js"],
    };
    let room = names::room(context, incident);
    let live = format!("{room}/stream");
    let poll = format!("{room}/poll");
    let emergency = names::present(context, incident);
    let main = html! {
        main.room id="main" tabindex="-1"
            data-live=(live) data-poll=(poll) data-after=(after) {
            (shell::problem(returned))
            (headline::headline(context, viewer, incident))
            div.desk data-alone[board_machines::is_alone(incident)] {
                (talk::section(context, viewer, incident, new_message, returned))
                (theirs::section(context, viewer, incident))
                (now::section(context, viewer, incident))
            }
            @if frame::may_respond(context, viewer)
                && incident.settled_at.is_none()
                && emergency.is_some() {
                (update::section(context, incident, command, returned))
            }
            @if frame::may_respond(context, viewer) {
                (deeds::section(context, incident, emergency))
            }
            (timeline::section(context, incident))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// The parts of the room that change by themselves; never a form in which somebody may be typing.
#[must_use]
pub fn fragments(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Vec<Fragment> {
    let mut fragments = vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("headline", headline::headline(context, viewer, incident)),
        Fragment::new("theirs", theirs::section(context, viewer, incident)),
        Fragment::new("now", now::section(context, viewer, incident)),
        Fragment::new("first-words", talk::first_words(context, viewer, incident)),
        Fragment::new("standing", talk::standing(context, incident)),
        Fragment::new("timeline", timeline::section(context, incident)),
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
