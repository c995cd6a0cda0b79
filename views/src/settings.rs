//! Settings: one's own keys, the tokens of programs, what other programs are told, who did what.

use domain::access::Role;
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::{Context, Viewer};

mod audit;
mod devices;
mod feedback;
mod keys;
mod ringing;
mod shows;
pub(crate) mod silent;
pub(crate) mod ways;
mod webhooks;

pub use audit::{AuditFilter, AuditLine, audit};
pub use feedback::feedback;
pub use keys::{MadeToken, me, of_person, tokens};
pub use ringing::{NEVER, URGENCIES, field as rule_field, rules_of};
pub use shows::{ShowsSaved, ShowsSight, shows};
pub use silent::AT as TEST_AT;
pub use ways::can_be_proved;
pub use webhooks::{Attempt, Receiver, webhooks};

/// The pages of the settings, and the least role that sees each.
const PAGES: [(&str, &str, Role); 22] = [
    ("You", "/console/me", Role::Observer),
    ("Setup", "/console/setup", Role::Manager),
    ("First-aid cards", "/console/cards", Role::Observer),
    ("Status pages", "/console/status", Role::Observer),
    ("Maintenance", "/console/maintenance", Role::Observer),
    ("Announcements", "/console/announcements", Role::Observer),
    ("Audiences", "/console/audiences", Role::Observer),
    ("Subscribers", "/console/subscribers", Role::Lead),
    ("Approvals", "/console/approvals", Role::Observer),
    ("Follow-ups", "/console/follow-ups", Role::Observer),
    ("Updates", "/console/templates", Role::Observer),
    ("Integrations", "/console/integrations", Role::Observer),
    ("Messages", "/console/shows", Role::Lead),
    ("Telephones", "/console/telephones", Role::Observer),
    ("Watched", "/console/watch", Role::Observer),
    ("Floods", "/console/floods", Role::Observer),
    ("Rehearsals", "/console/rehearsals", Role::Observer),
    ("API tokens", "/console/tokens", Role::Observer),
    ("Webhooks", "/console/webhooks", Role::Lead),
    ("Reports", "/console/reports", Role::Observer),
    ("Feedback", "/console/feedback", Role::Lead),
    ("Audit log", "/console/audit", Role::Manager),
];

/// Under which heading pages stand: each with the first of them, the rest follow.
const HEADINGS: [(&str, &str); 4] = [
    ("You and the start", "You"),
    ("Telling everyone", "Status pages"),
    ("Ways in and out", "Integrations"),
    ("Looking back", "Reports"),
];

/// Whether somebody has at least this role.
#[must_use]
pub fn at_least(context: &Context<'_>, viewer: &Viewer, role: Role) -> bool {
    context.state.access.person(&viewer.person).is_some_and(|person| person.role >= role)
}

/// The pages that somebody sees, under their headings.
fn headed(context: &Context<'_>, viewer: &Viewer) -> Vec<(&'static str, Vec<Page>)> {
    let mut headed: Vec<(&str, Vec<Page>)> = Vec::new();
    for (label, path, least) in PAGES {
        if let Some((heading, _)) = HEADINGS.iter().find(|(_, first)| *first == label) {
            headed.push((heading, Vec::new()));
        }
        if let (Some((_, under)), true) = (headed.last_mut(), at_least(context, viewer, least)) {
            under.push((label, path));
        }
    }
    headed.retain(|(_, under)| !under.is_empty());
    headed
}

type Page = (&'static str, &'static str);

/// The way to the other pages of the settings: the headings, and what stands under the present one.
pub(crate) fn pages(context: &Context<'_>, viewer: &Viewer, current: &str) -> Markup {
    let headed = headed(context, viewer);
    let is_here = |under: &[Page]| under.iter().any(|(label, _)| *label == current);
    let here = headed.iter().find(|(_, under)| is_here(under)).or(headed.first());
    let link = |label: &str, path: &str, here: Option<&str>| {
        html! { li { a href={ (context.base) (path) } aria-current=[here] { (label) } } }
    };
    html! {
        nav.slides aria-label="Settings" {
            ul.tabs {
                @for (heading, under) in &headed {
                    @if let Some((_, first)) = under.first() {
                        (link(heading, first, is_here(under).then_some("true")))
                    }
                }
            }
            @if let Some((heading, under)) = here {
                ul.tabs aria-label=(heading) {
                    @for (label, path) in under {
                        (link(label, path, (*label == current).then_some("page")))
                    }
                }
            }
        }
    }
}

/// A whole page of the settings.
pub(crate) fn document(
    context: &Context<'_>,
    viewer: &Viewer,
    title: &str,
    scripts: &[&str],
    content: Markup,
) -> Markup {
    let frame = Frame { title, current: "Settings", scripts };
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head { h1 { (title) } }
            (pages(context, viewer, title))
            (content)
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// A part of a page that lists things, or says that there are none.
pub(crate) fn section(title: &str, none: &str, rows: impl Iterator<Item = Markup>) -> Markup {
    let id = format!("{}-title", title.to_lowercase().replace(' ', "-"));
    let mut rows = rows.peekable();
    html! {
        section.section aria-labelledby=(id) {
            header { h2 id=(id) { (title) } }
            @if rows.peek().is_none() { p.empty { (none) } }
            ul.list { @for row in rows { (row) } }
        }
    }
}

/// One of them, with what is said beside its name.
pub(crate) fn row(href: &str, name: &str, said: &Markup) -> Markup {
    html! {
        li.row data-row tabindex="-1" {
            div {
                a href=(href) { bdi { (name) } }
                " "
                span.soft.small { (said) }
            }
        }
    }
}
