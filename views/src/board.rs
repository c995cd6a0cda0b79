//! The board: who needs a person now, what is under way, and whether the line is ready.

use domain::words::Timestamp;
use maud::{Markup, html};

use crate::{Context, Fragment, Returned, Viewer, shell, times};

mod breaches;
pub(crate) mod duty;
pub(crate) mod frame;
pub(crate) mod machines;
pub(crate) mod names;
pub(crate) mod needs;
mod nodes;
pub(crate) mod reached;
mod readiness;
pub(crate) mod suspected;
mod together;
mod under_way;
pub mod unsaid;

pub use frame::header;
pub use readiness::trouble_command;

use frame::Frame;

/// The board, whole.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    after: &str,
    returned: Option<&Returned>,
) -> Markup {
    let base = context.base;
    let frame = Frame {
        title: "Board",
        current: "Board",
        scripts: &["clock.js", "live.js", "keys.js", "ring.js"],
    };
    let live = format!("{base}/console/stream");
    let poll = format!("{base}/console/poll");
    let main = html! {
        main id="main" tabindex="-1" data-live=(live) data-poll=(poll) data-after=(after) {
            (shell::problem(returned))
            (needs::section(context, viewer))
            div.columns {
                (under_way::under_way(context, viewer))
                (under_way::set_aside(context))
                (under_way::closed(context))
                (suspected::section(context))
                (unsaid::section(context, viewer, returned))
                (machines::quiet(context))
            }
            (together::form(context, viewer))
            (readiness::section(context, viewer))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// The parts of the board that change by themselves.
#[must_use]
pub fn fragments(context: &Context<'_>, viewer: &Viewer) -> Vec<Fragment> {
    vec![
        Fragment::new("you", frame::you(context, viewer)),
        Fragment::new("needs", needs::section(context, viewer)),
        Fragment::new("under-way", under_way::under_way(context, viewer)),
        Fragment::new("set-aside", under_way::set_aside(context)),
        Fragment::new("closed", under_way::closed(context)),
        Fragment::new("suspected", suspected::section(context)),
        Fragment::new("unsaid", unsaid::section(context, viewer, None)),
        Fragment::new("quiet", machines::quiet(context)),
        Fragment::new("join-help", together::help(context, viewer)),
        Fragment::new("readiness", readiness::section(context, viewer)),
    ]
}

/// One line of the board.
pub(crate) struct Row<'a> {
    /// How the lamp looks, and what it says to those who do not see it.
    pub lamp: (&'a str, &'a str),
    /// Where the line leads.
    pub href: String,
    /// What it is about.
    pub what: Markup,
    /// Since when the clock runs.
    pub since: Option<Timestamp>,
    /// What else is known, one after the other.
    pub about: Vec<Markup>,
    /// What can be done at once.
    pub act: Option<Markup>,
    /// What to say in the title while it rings; `None` while it does not.
    pub ringing: Option<String>,
    /// Whether somebody must act now.
    pub urgent: bool,
}

pub(crate) fn row(context: &Context<'_>, row: &Row<'_>) -> Markup {
    let (tone, says) = row.lamp;
    html! {
        li.needs[row.urgent] data-row data-ringing=[row.ringing.as_deref()] {
            span.lamp data-tone=(tone) { span.visually-hidden { (says) } }
            a.what href=(row.href) { (row.what) }
            @if let Some(since) = row.since { (times::count_up(context, since)) }
            p.about { @for part in &row.about { span { (part) } } }
            @if let Some(act) = &row.act { div.act { (act) } }
        }
    }
}
