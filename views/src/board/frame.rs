//! The frame of every console page: the bar, who you are, the list of keys, what went wrong.

use domain::access::Role;
use domain::words::Timestamp;
use maud::{Markup, html};

use super::duty::{self, Duty};
use super::names;
use crate::{Context, Viewer, schedules, shell, times};

/// The pages of the console that stand in the bar.
const TABS: [(&str, &str); 7] = [
    ("Board", "/console"),
    ("Schedules", "/console/schedules"),
    ("Policies", "/console/policies"),
    ("People", "/console/people"),
    ("Customers", "/console/customers"),
    ("Settings", "/console/me"),
    ("Docs", "/docs"),
];

/// What the keyboard does, for the list that `?` opens.
const KEYS: [(&[&str], &str); 22] = [
    (&["j", "k"], "next, previous"),
    (&["Enter"], "open"),
    (&["a"], "accept"),
    (&["u"], "write the update"),
    (&["w"], "write to them"),
    (&["f"], "send the proposed first words"),
    (&["b"], "bring somebody"),
    (&["h"], "hand over command"),
    (&["n"], "write a note"),
    (&["s"], "share the note with those on its button"),
    (&["e"], "make an update of the note"),
    (&["d"], "do not share it after all, for five seconds"),
    (&["r"], "restart with the current policy"),
    (&["1", "2", "3"], "this is the customer"),
    (&["0"], "it is not this customer"),
    (&["c"], "the next conversation"),
    (&["x"], "choose the line"),
    (&["t"], "join: it is one fault"),
    (&["z"], "undo the join"),
    (&["/"], "search"),
    (&["Esc"], "leave the field"),
    (&["?"], "this list"),
];

/// What differs from page to page of the console.
pub(crate) struct Frame<'a> {
    /// The page's own title.
    pub title: &'a str,
    /// Which tab is the present one.
    pub current: &'a str,
    /// The scripts that the page needs.
    pub scripts: &'a [&'a str],
}

/// A whole page of the console.
pub(crate) fn document(
    context: &Context<'_>,
    viewer: &Viewer,
    frame: &Frame<'_>,
    main: Markup,
) -> Markup {
    let head = shell::Head {
        title: &shell::title(context, frame.title),
        styles: &["tokens.css", "base.css", "console.css"],
        scripts: frame.scripts,
    };
    let header = html! {
        (header(context, viewer, frame.current))
        (crate::settings::ways::banner(context, viewer))
        @if frame.title != "You" { (crate::settings::silent::banner(context, viewer)) }
        (shell::connection())
        // On the board it stands in a part that changes by itself.
        @if frame.current != "Board" { (crate::flood::banner(context, viewer)) }
    };
    shell::document(context, &head, "console", header, main, keys())
}

/// The bar over every page of the console.
#[must_use]
pub fn header(context: &Context<'_>, viewer: &Viewer, current: &str) -> Markup {
    let base = context.base;
    html! {
        header.bar {
            a.brand href={ (base) "/console" } {
                (shell::lighthouse())
                (shell::organisation(context))
            }
            nav.slides aria-label="Console" {
                ul.tabs {
                    @for (label, path) in TABS {
                        li {
                            a href={ (base) (path) }
                                aria-current=[(label == current).then_some("page")] {
                                (label)
                            }
                        }
                    }
                }
            }
            form.find role="search" action={ (base) "/console/search" } {
                label.visually-hidden for="find" { "Search everything" }
                input id="find" name="q" type="search" placeholder="Search  /"
                    data-find;
            }
            // What is wanted once a day lies folded behind the name, so that the bar is one line.
            details.account {
                summary { (you(context, viewer)) }
                ul.menu {
                    li { a href={ (base) "/pager/" (viewer.person) } { "My pager" } }
                    li { a href={ (base) "/console/me" } { "My passkeys and devices" } }
                    li {
                        form method="post" action={ (base) "/signout" } {
                            button.button data-tone="plain" type="submit" { "Sign out" }
                        }
                    }
                }
            }
        }
    }
}

/// Who looks, and whether they have the pager. Its times are on the clocks of the viewer's own zone
/// and say so; script leaves them, so that they never disagree with what stands below.
pub(crate) fn you(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let zone = schedules::viewer_zone(context, viewer);
    let at = |at: Timestamp| {
        html! {
            (times::day_time_in(context, &zone, at)) " "
            span title=(zone) { (times::zone_name(context, &zone, at)) }
        }
    };
    html! {
        span.you id="you" {
            b { (names::person(context, &viewer.person)) } " "
            @match duty::of(context, &viewer.person) {
                Duty::OnCall { until: Some(until) } => { "on call until " (at(until)) }
                Duty::OnCall { until: None } => { "on call" }
                Duty::Named(named) => { (named.words()) }
                Duty::Next { from } => { "on call from " (at(from)) }
                Duty::None => { "not on call" }
            }
        }
    }
}

/// Where what is shown on the page is changed.
pub(crate) fn by_file(context: &Context<'_>, what: &str) -> Markup {
    html! {
        p.soft.small {
            (what) " change through the organisation file: edit it, then run "
            code { "mayday apply" } ". "
            a href={ (context.base) "/docs/organisation-file" } { "How the file works" } "."
        }
    }
}

/// Whether the viewer has at least this role.
pub(crate) fn is_at_least(context: &Context<'_>, viewer: &Viewer, role: Role) -> bool {
    context.state.access.person(&viewer.person).is_some_and(|person| person.role >= role)
}

/// Whether the viewer may accept and work on emergencies.
pub(crate) fn may_respond(context: &Context<'_>, viewer: &Viewer) -> bool {
    is_at_least(context, viewer, Role::Responder)
}

fn keys() -> Markup {
    html! {
        dialog id="keys" aria-labelledby="keys-title" {
            form.stack method="dialog" {
                h2 id="keys-title" { "Keys" }
                dl.keys {
                    @for (keys, does) in KEYS {
                        dt { @for key in keys { kbd { (key) } " " } }
                        dd { (does) }
                    }
                }
                button.button type="submit" { "Close" }
            }
        }
    }
}
