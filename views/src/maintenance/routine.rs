//! Maintenance that comes again: the list of rules, and the form for one.

use domain::maintenance::{Ending, Repeat, Routine, Weekdays};
use domain::templates::Begins;
use domain::words::RoutineKey;
use jiff::civil::Weekday;
use maud::{Markup, html};

use super::form::{Draft, rest, texts};
use super::{TITLE, leads};
use crate::telling::{line, typed, wrong};
use crate::{Context, Returned, Viewer, settings, shell, templates};

/// Stands in the address of the form in the place of a key, while there is none.
pub const NEW: &str = "new";
/// How it comes again, by the words of the form.
pub const REPEATS: [(&str, &str); 3] = [
    ("weekly", "weeks, on the weekday of the first or those ticked"),
    ("monthly", "months, on the day of the month of the first"),
    ("monthly_weekday", "months, on the same weekday of the month as the first"),
];

/// What stands in the form before anybody types.
#[derive(Clone, Debug)]
pub struct RoutineDraft {
    /// What it has in common with planned maintenance.
    pub common: Draft,
    /// The day of the first.
    pub first: String,
    /// At which time of day it starts.
    pub at: String,
    /// How long it lasts, in minutes.
    pub lasts: String,
    /// How it comes again.
    pub repeat: String,
    /// Every so many weeks or months.
    pub every: String,
    /// On which days of the week, where they are named.
    pub weekdays: Option<Weekdays>,
}

/// A time of day, from the minutes after midnight.
#[must_use]
pub fn time_of_day(mins: u16) -> String {
    format!("{:02}:{:02}", mins / 60, mins % 60)
}

impl RoutineDraft {
    fn new(context: &Context<'_>, viewer: &Viewer) -> Self {
        Self {
            common: Draft::new(context, viewer),
            first: String::new(),
            at: "02:00".to_owned(),
            lasts: "120".to_owned(),
            repeat: "weekly".to_owned(),
            every: "1".to_owned(),
            weekdays: None,
        }
    }

    fn of(known: &Routine) -> Self {
        Self {
            common: Draft {
                title: known.title.to_string(),
                impact: known.impact.to_string(),
                translations: known.translations.clone(),
                components: known.components.clone(),
                audiences: known.audiences.clone(),
                zone: known.zone.to_string(),
                owner: Some(known.owner.clone()),
                remind_mins: known.remind_mins.clone(),
                by_hand: known.ends == Ending::ByHand,
                ..Draft::default()
            },
            first: known.first.to_string(),
            at: time_of_day(known.at_mins),
            lasts: known.lasts_mins.to_string(),
            repeat: known.repeat.name().to_owned(),
            every: known.repeat.every().to_string(),
            weekdays: known.repeat.days(),
        }
    }
}

fn comes(known: &Routine) -> String {
    let unit = match known.repeat {
        Repeat::Weekly { .. } | Repeat::OnWeekdays { .. } => "week",
        Repeat::MonthDay { .. } | Repeat::MonthWeekday { .. } => "month",
    };
    let every = match (known.repeat.every(), known.repeat.days()) {
        (1, Some(Weekdays::ALL)) => "every day".to_owned(),
        (1, Some(days)) => format!("every {}", spoken(days)),
        (every, Some(days)) => format!("every {every} weeks on {}", spoken(days)),
        (1, None) => format!("every {unit}"),
        (every, None) => format!("every {every} {unit}s"),
    };
    let at = time_of_day(known.at_mins);
    format!("{every} at {at} for {} min, {}", known.lasts_mins, known.zone)
}

/// Days of the week in words: three or more in a row by the first and the last of them.
fn spoken(days: Weekdays) -> String {
    let all: Vec<Weekday> = days.days().collect();
    let runs = all.chunk_by(|one, next| one.next() == *next && *next != Weekday::Monday);
    let parts: Vec<String> = runs
        .flat_map(|run| match run {
            [first, _, .., last] => vec![format!("{} to {}", name(*first), name(*last))],
            few => few.iter().map(|day| name(*day).to_owned()).collect(),
        })
        .collect();
    match parts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// What comes again.
pub(super) fn list(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let base = context.base;
    html! {
        section.section aria-labelledby="routines-title" {
            header { h2 id="routines-title" { "Comes again" } }
            @if context.state.maintenance.routines.is_empty() {
                p.empty { "Nothing comes again by itself." }
            }
            ul.list {
                @for (key, known) in &context.state.maintenance.routines {
                    li.row data-row tabindex="-1" {
                        div {
                            a href={ (base) "/console/maintenance/routines/" (key) } {
                                bdi { (known.as_written().title) }
                            }
                            " " span.soft.small { (comes(&known.profile)) }
                        }
                    }
                }
            }
            @if leads(context, viewer) {
                p {
                    a.button href={ (base) "/console/maintenance/routines/new" } {
                        "Plan what comes again"
                    }
                }
            }
        }
    }
}

/// The form for what comes again: one that is known, or a new one.
#[must_use]
pub fn routine(
    context: &Context<'_>,
    viewer: &Viewer,
    known: Option<(&RoutineKey, &Routine)>,
    returned: Option<&Returned>,
) -> Markup {
    let draft = match known {
        Some((_, known)) => RoutineDraft::of(known),
        None => RoutineDraft::new(context, viewer),
    };
    let base = format!("{}/console/maintenance/routines", context.base);
    let path = known.map_or_else(|| base.clone(), |(key, _)| format!("{base}/{key}"));
    let begins = known.map_or_else(|| format!("{base}/{NEW}"), |_| path.clone());
    let waiting = known.and_then(|(key, _)| {
        let known = context.state.maintenance.routines.get(key)?;
        Some(known.written.as_ref()?.entry)
    });
    let content = html! {
        h2 {
            @match known {
                Some((_, known)) => { bdi { (known.title) } }
                None => { "Maintenance that comes again" }
            }
        }
        (shell::problem(returned))
        @if let Some(entry) = waiting {
            (crate::approvals::of_writing(context, entry, "What is written here"))
        }
        @if leads(context, viewer) {
            (crate::approvals::before(context, &viewer.person, "What readers get of it"))
            form.stack method="post" action=(path) {
                (shell::enter_sends(None))
                (texts(context, &draft.common, returned))
                (begin(context, &begins, returned))
                (when(&draft, returned))
                (crate::audiences::ticks(
                    context,
                    &draft.common.audiences,
                    "What concerns only components of an audience is for that audience anyway.",
                    returned,
                ))
                (rest(context, &draft.common, returned))
                @if known.is_some_and(|(key, _)| is_out(context, key)) {
                    (crate::announcements::takes_back(returned))
                    p.hint { "With that only words go: the rest of this form stays as it was." }
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Save" }
                    a href={ (context.base) "/console/maintenance" } { "All maintenance" }
                }
            }
            @if known.is_some() {
                form method="post" action={ (path) "/removal" } {
                    button.button data-tone="plain" type="submit" {
                        "It does not come again; cancel what is planned"
                    }
                }
            }
        } @else if let Some((_, known)) = known {
            p { (comes(known)) }
            p.words { (known.impact) }
            (crate::languages::said(&known.translations))
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// When the first takes place, and when it comes again.
fn when(draft: &RoutineDraft, returned: Option<&Returned>) -> Markup {
    let was = |field: &str, value: &str| typed(returned, field, value);
    let repeat = was("repeat", &draft.repeat);
    let (lasts, every) = (was("lasts", &draft.lasts), was("every", &draft.every));
    let field = |name: &str, label: &str, kind: &str, value: &str| {
        html! {
            div.field {
                label for=(name) { (label) }
                input id=(name) name=(name) type=(kind) required value=(was(name, value))
                    aria-invalid=[shell::invalid(returned, name)];
                (wrong(name, returned))
            }
        }
    };
    html! {
        div.columns {
            (field("first", "The day of the first", "date", &draft.first))
            (field("at", "It starts at", "time", &draft.at))
            (line("lasts", "It lasts (minutes)", &lasts, None, returned))
        }
        div.columns {
            (line("every", "It comes again every", &every, None, returned))
            div.field {
                label for="repeat" { "weeks or months" }
                select id="repeat" name="repeat" {
                    @for (code, words) in REPEATS {
                        option value=(code) selected[code == repeat] { (words) }
                    }
                }
            }
        }
        (weekdays(draft.weekdays, returned))
        p.hint {
            "It keeps its time of day when the clocks change. Each is planned two months ahead; \
             what somebody has changed by hand stays as it is."
        }
    }
}

/// A box for each day of the week.
fn weekdays(kept: Option<Weekdays>, returned: Option<&Returned>) -> Markup {
    let ticked = |name: &str, day: Weekday| match returned {
        Some(returned) => returned.typed.iter().any(|one| one.0 == "weekday" && one.1 == name),
        None => kept.is_some_and(|days| days.contains(day)),
    };
    html! {
        fieldset {
            legend { "On which days of the week" }
            p.hint {
                "For weeks only. Tick none for the weekday of the first, all for every day. The \
                 first is on the first of these days that is not before the day above."
            }
            @for (day, code) in Weekdays::NAMES {
                label.choice {
                    input type="checkbox" name="weekday" value=(code) checked[ticked(code, day)];
                    span { (name(day)) }
                }
            }
            (wrong("weekday", returned))
        }
    }
}

/// A template to begin with. It names no times: the same words stand for each that is planned.
fn begin(context: &Context<'_>, path: &str, returned: Option<&Returned>) -> Markup {
    templates::fold(
        context,
        &context.state.templates.that_begin(Begins::Work),
        &format!("{path}/template"),
        "Name components first, and they are filled in. Times are not: each has its own.",
        returned,
    )
}

/// Whether its words are out, so that there is something to take back.
fn is_out(context: &Context<'_>, key: &RoutineKey) -> bool {
    let known = context.state.maintenance.routines.get(key);
    known.is_some_and(|known| !known.profile.title.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_the_first_to_the_last_of_a_row() {
        let check = |names: &[&str], words| {
            let days = Weekdays::named(names.iter().copied()).unwrap();
            assert_eq!(spoken(days), words);
        };
        check(&["mon", "tue", "wed", "thu", "fri"], "Monday to Friday");
        check(&["mon", "wed", "fri"], "Monday, Wednesday and Friday");
        check(&["sat", "sun"], "Saturday and Sunday");
        check(&["mon", "thu", "fri", "sat"], "Monday and Thursday to Saturday");
        check(&["sun"], "Sunday");
    }
}
