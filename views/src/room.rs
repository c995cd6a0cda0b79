//! The incident room: who calls, the conversation, what is promised, and what can be done.

use domain::emergencies::{Emergency, Message};
use domain::incidents::Incident;
use domain::words::EmergencyId;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::{machines as board_machines, names};
use crate::{Context, Fragment, Returned, Viewer, shell};

mod aside;
mod bring;
mod call;
mod cards;
mod colleagues;
pub(crate) mod correct;
pub mod course;
mod crew;
mod deeds;
pub(crate) mod deliveries;
mod ends;
mod fold;
mod headline;
pub mod languages;
mod last_word;
mod look;
pub(crate) mod machines;
mod notes;
mod now;
pub mod preview;
mod proof;
pub mod public;
mod restriction;
mod talk;
mod theirs;
mod timeline;
mod together;
pub mod update;

pub use look::{Carriers, Filter, Look};
pub(crate) use proof::act_name;
pub(crate) use proof::audience_of;
pub use proof::inside_proof;

/// How many of the latest messages of the vendor are rendered again when marks may have moved.
const MARKED_MESSAGES: usize = 8;

/// What one load of the room is made with.
#[derive(Clone)]
pub struct Fresh<'a> {
    /// Whose conversation is asked for.
    pub with: Option<EmergencyId>,
    /// 32 hexadecimal digits for the message that may be written here.
    pub message: &'a str,
    /// The same for what else may be done here.
    pub command: &'a str,
    /// How far the reader has got, for the live line.
    pub after: &'a str,
    /// How they look at it.
    pub look: Look,
    /// The update that is to be looked at before it is told.
    pub preview: Option<&'a preview::Preview>,
}

/// The room, whole.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    fresh: &Fresh<'_>,
    returned: Option<&Returned>,
) -> Markup {
    let Fresh { with, message: new_message, command, after, ref look, .. } = *fresh;
    let frame = Frame {
        title: &names::incident(context, incident),
        current: "Board",
        scripts: &[
            "clock.js",
            "live.js",
            "outbox.js",
            "marks.js",
            "attach.js",
            "keys.js",
            "ring.js",
            "looked.js",
        ],
    };
    let room = names::room(context, incident);
    let emergency = together::chosen(context, incident, with);
    // The stream shows the same conversation as the page, whichever waits longest by then.
    let with = emergency.map(|known| known.id).filter(|_| together::is_shared(context, incident));
    let shown = emergency.filter(|_| with.is_some());
    let shown = shown.map_or_else(String::new, |known| format!("&with={}", known.number));
    let show = look.filter.name();
    let live = format!("{room}/stream?show={show}{shown}");
    let poll = format!("{room}/poll?show={show}{shown}");
    let responds = frame::may_respond(context, viewer);
    let open = incident.settled_at.is_none();
    let main = html! {
        main.room id="main" tabindex="-1"
            data-live=(live) data-poll=(poll) data-after=(after) {
            (shell::problem(returned))
            (headline::headline(context, viewer, incident))
            (restriction::banner(context, viewer, incident))
            (crate::approvals::banner(context, incident))
            (last_word::section(context, viewer, incident))
            (together::section(context, viewer, incident))
            // In the order in which it is needed, which is also the order on a phone.
            div.desk data-alone[board_machines::is_alone(incident)] {
                (theirs::asked(context, viewer, incident, with, look.carriers))
                div.work.stack {
                    (talk::section(context, viewer, incident, with, new_message, returned))
                    (ends::section(context, viewer, incident, with))
                    @if responds && open {
                        div.folds {
                            @if update::is_open(context, incident) {
                                (update::section(context, viewer, incident, fresh, returned))
                            }
                            (bring::section(context, viewer, incident, command, returned))
                        }
                    }
                    (notes::section(context, viewer, incident, command, returned))
                }
                (now::section(context, viewer, incident, look))
                (theirs::section(context, viewer, incident, with))
                div.folds {
                    @if responds {
                        (deeds::section(context, incident, emergency, command, returned))
                        (restriction::section(context, incident, command, returned))
                        @if open { (together::rule_form(context, incident, returned)) }
                    }
                    (timeline::section(context, incident, look))
                }
            }
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
    with: Option<EmergencyId>,
    look: &Look,
) -> Vec<Fragment> {
    let mut fragments = vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("headline", headline::headline(context, viewer, incident)),
        Fragment::new("restriction", restriction::banner(context, viewer, incident)),
        Fragment::new("approval", crate::approvals::banner(context, incident)),
        Fragment::new("last-word", last_word::section(context, viewer, incident)),
        Fragment::new("group", together::section(context, viewer, incident)),
        Fragment::new("conversations", together::tabs(context, incident, with)),
        Fragment::new("asked", theirs::asked(context, viewer, incident, with, look.carriers)),
        Fragment::new("theirs", theirs::section(context, viewer, incident, with)),
        Fragment::new("now", now::section(context, viewer, incident, look)),
        Fragment::new("ends", ends::section(context, viewer, incident, with)),
        Fragment::new("due", update::due(context, incident)),
        Fragment::new("notes", notes::list(context, viewer, incident)),
        Fragment::new("first-words", talk::first_words(context, viewer, incident, with)),
        Fragment::new("standing", talk::standing(context, incident, with)),
        Fragment::new("timeline", timeline::section(context, incident, look)),
    ];
    for emergency in talk::shown(context, incident, with) {
        let ours = emergency.messages.iter().rev().filter(|message| talk::is_ours(message));
        let one = |known: &std::sync::Arc<Message>| message(context, emergency, known);
        fragments.extend(ours.take(MARKED_MESSAGES).map(one));
    }
    fragments
}

/// The conversations that stand in the log: the chosen one, with what came before it.
#[must_use]
pub fn shown<'a>(
    context: &Context<'a>,
    incident: &'a Incident,
    with: Option<EmergencyId>,
) -> Vec<&'a Emergency> {
    talk::shown(context, incident, with)
}

/// One entry of the conversation.
#[must_use]
pub fn message(context: &Context<'_>, emergency: &Emergency, message: &Message) -> Fragment {
    talk::message(context, emergency, message)
}
