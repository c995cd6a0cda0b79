//! The frame of every console page: the bar, who you are, the list of keys, what went wrong.

use domain::access::Role;
use domain::words::{PersonKey, Timestamp};
use maud::{Markup, html};

use super::names;
use crate::{Context, Viewer, shell, times};

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
const KEYS: [(&[&str], &str); 11] = [
    (&["j", "k"], "next, previous"),
    (&["Enter"], "open"),
    (&["a"], "accept"),
    (&["u"], "write the update"),
    (&["w"], "write to them"),
    (&["f"], "send the proposed first words"),
    (&["1", "2", "3"], "this is the customer"),
    (&["0"], "it is not this customer"),
    (&["/"], "find a customer"),
    (&["Esc"], "leave the field"),
    (&["?"], "this list"),
];

/// How far ahead the next turn of the viewer is looked for.
const TURN_AHEAD: std::time::Duration = std::time::Duration::from_secs(14 * 86_400);

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
        (shell::connection())
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
            nav aria-label="Console" {
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
            form.find role="search" action={ (base) "/console/customers" } {
                label.visually-hidden for="find" { "Find a customer" }
                input id="find" name="find" type="search" placeholder="Find a customer  /"
                    data-find;
            }
            (you(context, viewer))
            a.soft.small href={ (base) "/pager/" (viewer.person) } { "My pager" }
            form method="post" action={ (base) "/signout" } {
                button.button data-tone="plain" type="submit" { "Sign out" }
            }
        }
    }
}

/// Who looks, and until when they have the pager.
pub(crate) fn you(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let name = names::person(context, &viewer.person);
    html! {
        p.you id="you" {
            b { (name) } " "
            @match turn(context, &viewer.person) {
                Turn::OnCall { until: Some(until) } => {
                    "on call until " (times::day_time(context, until))
                }
                Turn::OnCall { until: None } => { "on call" }
                Turn::Next { from } => { "on call from " (times::day_time(context, from)) }
                Turn::None => { "not on call" }
            }
        }
    }
}

enum Turn {
    /// `until` is absent when no end is in sight.
    OnCall {
        until: Option<Timestamp>,
    },
    Next {
        from: Timestamp,
    },
    None,
}

/// The viewer's present turn in any schedule, or else their next one.
fn turn(context: &Context<'_>, person: &PersonKey) -> Turn {
    let (now, horizon) = (context.now, context.now + TURN_AHEAD);
    let oncall = &context.state.oncall;
    let concerns = |key, schedule: &domain::oncall::Schedule| {
        schedule.rotations.iter().any(|rotation| rotation.people.contains(person))
            || oncall.overrides(key).iter().any(|entry| entry.person == *person)
    };
    let mine = oncall.schedules().filter(|(key, schedule)| concerns(key, schedule));
    let mut turns: Vec<(Timestamp, Timestamp)> = mine
        .flat_map(|(key, _)| oncall.shifts(key, now, horizon, context.zones))
        .filter(|shift| shift.person == *person)
        .map(|shift| (shift.from, shift.until))
        .collect();
    turns.sort_unstable();
    let Some((from, _)) = turns.first().copied() else { return Turn::None };
    if from > now {
        return Turn::Next { from };
    }
    // Turns that touch are one watch to the one who keeps it.
    let joined = turns.iter().fold(
        now,
        |end, (from, until)| {
            if *from <= end { end.max(*until) } else { end }
        },
    );
    Turn::OnCall { until: (joined < horizon).then_some(joined) }
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
