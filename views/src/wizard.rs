//! The setup wizard: from an empty installation to a line that wakes somebody. What it knows stands
//! in the organisation itself, so that every step can be left, resumed, skipped and done again.

use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Returned, Viewer};

mod field;
mod front_door;
mod help_page;
mod link;
mod night;
mod organisation;
mod people;
mod qr;
mod ready;
mod schedule;
mod sheet;
mod standing;
mod you;

pub use front_door::{ROWS, front_door};
pub use help_page::help_page;
pub use link::{first_organisation, first_person};
pub use organisation::organisation;
pub use people::{Invitation, people};
pub use ready::ready;
pub use schedule::{Planned, schedule};
pub use sheet::sheet;
pub use standing::{Standing, standing};
pub use you::{Trial, Trying, fragments, you};

/// By what this installation reaches people, as it is configured.
#[derive(Clone, Copy, Debug)]
pub struct Ways<'a> {
    /// Whether there is a mail server.
    pub mails: bool,
    /// Whether a carrier takes text messages.
    pub texts: bool,
    /// Whether a carrier makes calls.
    pub calls: bool,
    /// The address under which people reach it.
    pub public_url: &'a str,
}

impl Ways<'_> {
    /// Whether the address leads nowhere but to this machine.
    #[must_use]
    pub fn is_local(&self) -> bool {
        let host = self.public_url.split_once("://").map_or(self.public_url, |(_, rest)| rest);
        let inner = host.starts_with('[').then(|| host.split(']').next()).flatten();
        let name = inner.unwrap_or_else(|| host.split([':', '/']).next().unwrap_or_default());
        matches!(name, "localhost" | "0.0.0.0" | "[::1" | "[::") || name.starts_with("127.")
    }
}

/// One step of the wizard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Who the vendor is.
    Organisation,
    /// Who sets it up, and whether it wakes them.
    You,
    /// Who else answers.
    People,
    /// Who has it when.
    Schedule,
    /// Who is rung after whom.
    FrontDoor,
    /// What callers see.
    HelpPage,
}

impl Step {
    /// All steps, in order.
    pub const ALL: [Self; 6] = [
        Self::Organisation,
        Self::You,
        Self::People,
        Self::Schedule,
        Self::FrontDoor,
        Self::HelpPage,
    ];

    /// The last part of its address.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::You => "you",
            Self::People => "people",
            Self::Schedule => "schedule",
            Self::FrontDoor => "front-door",
            Self::HelpPage => "help-page",
        }
    }

    /// What it is called.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Organisation => "Organisation",
            Self::You => "You",
            Self::People => "Who else",
            Self::Schedule => "Who has it when",
            Self::FrontDoor => "Who is rung",
            Self::HelpPage => "Your help page",
        }
    }

    /// The address of the step after this one; after the last, whether all is ready.
    #[must_use]
    pub fn after(self) -> String {
        let at = Self::ALL.iter().position(|step| *step == self).unwrap_or_default();
        match Self::ALL.get(at + 1) {
            Some(next) => next.path(),
            None => "/console/setup".to_owned(),
        }
    }

    /// Its own address.
    #[must_use]
    pub fn path(self) -> String {
        format!("/console/setup/{}", self.slug())
    }

    fn before(self) -> Option<Self> {
        let at = Self::ALL.iter().position(|step| *step == self)?;
        at.checked_sub(1).map(|at| Self::ALL[at])
    }
}

/// What every step is shown with.
pub struct Sight<'a> {
    /// Who looks.
    pub viewer: &'a Viewer,
    /// What is configured.
    pub ways: Ways<'a>,
    /// What came back refused.
    pub returned: Option<&'a Returned>,
}

/// A whole step: where one is, the step itself, and the way back and on.
fn document(
    context: &Context<'_>,
    sight: &Sight<'_>,
    step: Step,
    title: &str,
    scripts: &[&str],
    live: Option<(&str, &str)>,
    content: Markup,
) -> Markup {
    let path = live.map(|(path, _)| format!("{}{path}", context.base));
    let end = |end: &str| path.as_ref().map(|path| format!("{path}/{end}"));
    let main = html! {
        main.wizard id="main" tabindex="-1" data-live=[end("stream")] data-poll=[end("poll")]
            data-after=[live.map(|(_, after)| after)] {
            header.page-head { h1 { (title) } }
            (progress(context, sight, Some(step)))
            (crate::shell::problem(sight.returned.filter(|known| known.field.is_none())))
            (content)
            (ways_on(context, step))
        }
    };
    let frame = Frame { title, current: "Settings", scripts };
    frame::document(context, sight.viewer, &frame, main)
}

/// The steps, each with a sign whether it is done.
fn progress(context: &Context<'_>, sight: &Sight<'_>, current: Option<Step>) -> Markup {
    html! {
        nav.slides aria-label="Steps of setting up" {
            ol.tabs {
                @for step in Step::ALL {
                    @let done = standing(context, sight, step).done;
                    li {
                        a href={ (context.base) (step.path()) }
                            aria-current=[(current == Some(step)).then_some("step")] {
                            span.sign aria-hidden="true" { (if done { "✓" } else { "○" }) } " "
                            (step.label())
                            span.visually-hidden { (if done { ", done" } else { ", open" }) }
                        }
                    }
                }
                li {
                    a href={ (context.base) "/console/setup" }
                        aria-current=[current.is_none().then_some("step")] { "Ready?" }
                }
            }
        }
    }
}

fn ways_on(context: &Context<'_>, step: Step) -> Markup {
    html! {
        nav.row aria-label="Back and on" {
            @if let Some(before) = step.before() {
                a.button href={ (context.base) (before.path()) } { "Back" }
            }
            a.button data-tone="plain" href={ (context.base) (step.after()) } { "Later, go on" }
            a.soft.small.push href={ (context.base) "/console" } { "Leave; nothing is lost" }
        }
    }
}
