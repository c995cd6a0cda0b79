//! Planned maintenance in the console: what is under way, ahead and over, one of them whole, and
//! what comes again.

use domain::access::Role;
use domain::maintenance::{Maintenance, Origin, Said, Stage};
use domain::templates::Begins;
use domain::words::{ComponentKey, PersonKey, Timestamp, UpdateId};
use maud::{Markup, html};

use crate::board::frame;
use crate::languages::{self, Part, folds, is_wrong};
use crate::telling::{area, wrong};
use crate::{Context, Returned, Viewer, settings, shell, templates, times};

mod form;
mod routine;
mod words;

pub(crate) use form::instant;
pub use form::{Draft, instant_text, plan, remind_words};
pub use routine::{NEW, REPEATS, RoutineDraft, routine, time_of_day};

pub(crate) const TITLE: &str = "Maintenance";
/// Most that is over and listed.
const OVER_MAX: usize = 30;

/// Everything that is planned, and what comes again.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let base = context.base;
    let all = context.state.maintenance.listed();
    let of = |wanted: fn(Stage) -> bool| {
        all.iter().copied().filter(|known| wanted(known.stage)).collect::<Vec<_>>()
    };
    let mut over = of(Stage::is_over);
    over.reverse();
    over.truncate(OVER_MAX);
    let content = html! {
        p.soft {
            "Work that readers know of beforehand. It starts and ends by itself, readers and their \
             calendars are told, and what fails meanwhile does not count as a fault. Whoever calls \
             is helped as ever."
        }
        @if frame::may_respond(context, viewer) {
            p {
                a.button data-tone="ink" href={ (base) "/console/maintenance/new" } {
                    "Plan maintenance"
                }
            }
        }
        (section(context, "Under way", &of(Stage::is_running), "Nothing is under way."))
        (section(
            context,
            "Ahead",
            &of(|stage| stage == Stage::Scheduled),
            "Nothing is planned.",
        ))
        (routine::list(context, viewer))
        (section(context, "Over", &over, "Nothing is over yet."))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn section(context: &Context<'_>, title: &str, listed: &[&Maintenance], none: &str) -> Markup {
    let row = |known: &&Maintenance| {
        html! {
            li.row data-row tabindex="-1" {
                div {
                    a href=(place(context, known)) {
                        (known.number) " · " bdi { (written(context, known).plan.title) }
                    }
                    " "
                    span.soft.small { (window(context, known)) " · " (concerned(context, known)) }
                }
                (tag(known))
            }
        }
    };
    settings::section(title, none, listed.iter().map(row))
}

/// With the words that were last written, whether they are out or not.
fn written(context: &Context<'_>, known: &Maintenance) -> Maintenance {
    known.as_written(&context.state.maintenance)
}

/// Where one stands.
#[must_use]
pub fn place(context: &Context<'_>, known: &Maintenance) -> String {
    format!("{}/console/maintenance/{}", context.base, known.number)
}

fn stage_words(stage: Stage) -> &'static str {
    match stage {
        Stage::Scheduled => "planned",
        Stage::InProgress => "under way",
        Stage::Verifying => "being checked",
        Stage::Overrun => "overruns",
        Stage::Completed => "over",
        Stage::Cancelled => "cancelled",
    }
}

fn tag(known: &Maintenance) -> Markup {
    let tone = match known.stage {
        Stage::Verifying if known.overruns => Some("signal"),
        Stage::Overrun => Some("signal"),
        Stage::InProgress | Stage::Verifying => Some("care"),
        Stage::Completed => Some("steady"),
        Stage::Scheduled | Stage::Cancelled => None,
    };
    // What overruns says so while it is checked, too.
    let late = known.is_late() && known.stage != Stage::Overrun;
    html! {
        span.tag data-tone=[tone] { (stage_words(known.stage)) @if late { ", overruns" } }
    }
}

fn window(context: &Context<'_>, known: &Maintenance) -> Markup {
    html! {
        (times::window_in(context, &known.plan.zone, known.plan.from, known.plan.until)) " "
        (times::zone_name(context, &known.plan.zone, known.plan.from))
    }
}

/// What it concerns, by the names that readers know.
fn concerned(context: &Context<'_>, known: &Maintenance) -> String {
    let name = |key: &ComponentKey| {
        let component = context.state.components.get(key);
        component.map_or_else(|| key.to_string(), |known| known.profile.name.to_string())
    };
    match known.plan.components.as_slice() {
        [] => "everything".to_owned(),
        named => named.iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

/// One of them, with what can be done about it.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    (known, asked): (&Maintenance, Option<UpdateId>),
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let out = known;
    let known = &written(context, known);
    let responds = frame::may_respond(context, viewer);
    let form = words::Form { known: out, command, returned };
    let owner = context.state.access.name(&known.plan.owner);
    let acts = responds && !known.stage.is_over();
    let content = html! {
        h2 { (known.number) " · " bdi { (known.plan.title) } " " (tag(known)) }
        (shell::problem(returned))
        (crate::status::open_on_pages(context, known.into()))
        (waiting(context, known, responds))
        @if let Some(entry) = asked.filter(|_| responds) { (form.of_word(context, entry)) }
        (overlaps(context, known))
        @if acts { (languages::unwritten(&context.state.unwritten_of_work(known))) }
        dl.facts {
            dt { "When" } dd { (window(context, known)) }
            @if let Some(began) = known.began_at {
                dt { "It began" }
                dd {
                    (times::day_time(context, began))
                    @if let Some(ended) = known.ended_at {
                        ", and was over " (times::day_time(context, ended))
                    }
                }
            }
            dt { "What it concerns" } dd { (concerned(context, known)) }
            dt { "What it means for them" } dd.words { (known.plan.impact) }
            dt { "Who looks after it" } dd { bdi { (owner) } }
            dt { "Reminders before it" }
            dd {
                @if known.plan.remind_mins.is_empty() { "none" }
                @else { (remind_words(&known.plan.remind_mins)) }
            }
            @if let Some(Origin { routine, .. }) = &known.origin {
                dt { "It comes again" }
                dd {
                    a href={ (context.base) "/console/maintenance/routines/" (routine) } {
                        @match context.state.maintenance.routines.get(routine) {
                            Some(known) => { bdi { (known.as_written().title) } }
                            None => { (routine) }
                        }
                    }
                }
            }
        }
        (languages::said(&known.plan.translations))
        @if acts {
            (crate::approvals::before(
                context,
                &viewer.person,
                "What you write for the readers",
            ))
            (deeds(context, known, command, returned))
        }
        @if responds && asked.is_none() { (form.of_plan(context)) }
        (history(context, known, responds))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// Words that are not out: those of its plan, those of what it is an occurrence of, and what was
/// said about it besides.
fn waiting(context: &Context<'_>, known: &Maintenance, responds: bool) -> Markup {
    let own = known.written.as_ref().map(|written| written.entry);
    let routine = known.origin.as_ref().filter(|_| own.is_none() && !known.by_hand);
    let routine = routine.and_then(|origin| {
        context.state.maintenance.routines.get(&origin.routine)?.written.as_ref()
    });
    let routine = routine.map(|written| written.entry);
    html! {
        @for entry in own.into_iter().chain(routine) {
            (crate::approvals::of_writing(context, entry, "What is written here"))
        }
        @for one in &known.unsaid {
            (crate::approvals::of_writing(context, one.entry, "What was said of it"))
            @if responds {
                p {
                    a href=(words::href(context, known, one.entry)) {
                        "Write it otherwise, or take it back"
                    }
                }
            }
        }
    }
}

/// What takes place at the same time and concerns something of the same: told, not refused.
fn overlaps(context: &Context<'_>, known: &Maintenance) -> Markup {
    let others = match known.stage.is_over() {
        true => Vec::new(),
        false => context.state.maintenance.overlapping(&known.plan, Some(known.id)),
    };
    html! {
        @if !others.is_empty() {
            div.notice data-tone="care" {
                p { "At the same time something of the same is worked on by:" }
                ul {
                    @for other in others {
                        li {
                            a href=(place(context, other)) {
                                (other.number) " · " bdi { (written(context, other).plan.title) }
                            }
                            " " span.small { (window(context, other)) }
                        }
                    }
                }
            }
        }
    }
}

fn deeds(
    context: &Context<'_>,
    known: &Maintenance,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let path = place(context, known);
    let why = shell::typed(returned, "why");
    let turn = |stage: Stage, label: &str, tone: Option<&str>| {
        html! {
            form method="post" action={ (path) "/stage" } {
                input type="hidden" name="command" value=(command);
                input type="hidden" name="stage" value=(stage.name());
                button.button type="submit" data-tone=[tone] { (label) }
            }
        }
    };
    let running = known.stage.is_running();
    html! {
        section.section aria-labelledby="deeds-title" {
            header { h2 id="deeds-title" { "What is next" } }
            div.row {
                @for stage in known.next() {
                    @match stage {
                        _ if *stage == known.stage => {}
                        Stage::InProgress if known.stage == Stage::Scheduled => {
                            (turn(*stage, "Start it now", None))
                        }
                        Stage::InProgress | Stage::Overrun => {
                            (turn(*stage, "The work goes on", None))
                        }
                        Stage::Verifying => { (turn(*stage, "Done; we check it", None)) }
                        Stage::Completed => { (turn(*stage, "It is over", Some("ink"))) }
                        Stage::Scheduled | Stage::Cancelled => {}
                    }
                }
            }
            (say(context, known, &path, command, returned))
            @if known.stage == Stage::Scheduled {
                p {
                    a.button href={ (path) "/plan" } { "Plan it otherwise" }
                }
                details open[is_wrong(returned, "why")] {
                    summary { "Cancel it" }
                    form.stack method="post" action={ (path) "/stage" } {
                        input type="hidden" name="command" value=(command);
                        input type="hidden" name="stage" value=(Stage::Cancelled.name());
                        (area("why", "Why, for the readers", &why, returned))
                        (further(context, "why", "Why, for the readers", returned))
                        div {
                            button.button data-tone="signal" type="submit" { "Cancel it" }
                        }
                    }
                }
            }
        }
        @if running { (extend(context, known, &path, command, returned)) }
    }
}

fn extend(
    context: &Context<'_>,
    known: &Maintenance,
    path: &str,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let until = match returned.map(|returned| returned.value("until")) {
        Some(typed) if !typed.is_empty() => typed.to_owned(),
        _ => instant_text(context, &known.plan.zone, known.plan.until),
    };
    let reason = shell::typed(returned, "reason");
    html! {
        section.section aria-labelledby="longer-title" {
            header { h2 id="longer-title" { "It takes longer" } }
            form.stack method="post" action={ (path) "/extension" } {
                input type="hidden" name="command" value=(command);
                div.columns {
                    div.field {
                        label for="until" { "Until (" (known.plan.zone) ")" }
                        input id="until" name="until" type="datetime-local" value=(until) required
                            aria-invalid=[shell::invalid(returned, "until")];
                        (wrong("until", returned))
                    }
                    (area("reason", "Why, for the readers", &reason, returned))
                }
                (further(context, "reason", "Why, for the readers", returned))
                div { button.button type="submit" { "Extend it" } }
            }
        }
    }
}

/// The same words in further languages.
fn further(
    context: &Context<'_>,
    name: &'static str,
    label: &'static str,
    returned: Option<&Returned>,
) -> Markup {
    folds(context.state, &[Part { name, label, rows: 2 }], |_, _| "", returned)
}

fn say(
    context: &Context<'_>,
    known: &Maintenance,
    path: &str,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    // A word before it begins, while that lies ahead; then the one that it is over.
    let begins = match known.stage {
        Stage::Scheduled => Begins::Reminder,
        _ => Begins::Completed,
    };
    let chosen = returned.map_or(known.stage.name(), |returned| returned.value("stage"));
    let came = returned.is_some_and(|returned| !returned.value("words").is_empty());
    html! {
        details open[came || is_wrong(returned, "words")] {
            summary { "Tell the readers something" }
            form.stack method="post" action={ (path) "/stage" } {
                (shell::enter_sends(None))
                input type="hidden" name="command" value=(command);
                (area("words", "What is new", &shell::typed(returned, "words"), returned))
                (further(context, "words", "What is new", returned))
                (templates::fold(
                    context,
                    &context.state.templates.that_begin(begins),
                    &format!("{path}/template"),
                    "",
                    returned,
                ))
                @if known.stage.next().contains(&Stage::Completed) {
                    div.field {
                        label for="stage" { "With it" }
                        select id="stage" name="stage" {
                            option value=(known.stage.name()) { "nothing else changes" }
                            option value=(Stage::Completed.name())
                                selected[chosen == Stage::Completed.name()] { "it is over" }
                        }
                    }
                } @else {
                    input type="hidden" name="stage" value=(known.stage.name());
                }
                div { button.button data-tone="ink" type="submit" { "Tell them" } }
            }
        }
    }
}

/// What was said, the latest first.
fn history(context: &Context<'_>, known: &Maintenance, responds: bool) -> Markup {
    let time = |at: Timestamp| times::day_time_text_in(context, &known.plan.zone, at);
    let name = |person: &PersonKey| context.state.access.name(person).to_owned();
    // Before its first words are out, nobody is told anything but that it began.
    let out = context.state.maintenance.get(known.id);
    let silent = out.is_some_and(|known| known.plan.is_unspoken());
    let told = known.entries.iter().rev();
    let told = told.filter(|entry| !silent || matches!(entry.said, Said::Stage));
    html! {
        section.section aria-labelledby="said-title" {
            header { h2 id="said-title" { "What readers were told" } }
            ul.list {
                @for entry in told {
                    li {
                        p.soft.small {
                            (times::day_time(context, entry.at)) " · "
                            @match entry.said {
                                Said::Planned => { "planned" }
                                Said::Changed => { "planned otherwise" }
                                Said::Reminder(_) => { "reminded" }
                                Said::Extended(_) => { "extended" }
                                Said::Stage => { (stage_words(entry.stage)) }
                            }
                            @match &entry.by {
                                Some(person) => { " · " bdi { (name(person)) } }
                                None if entry.said == Said::Planned => {}
                                None => { " · by itself" }
                            }
                        }
                        p.words {
                            (crate::status::said_first(context.reader.tongue, known, entry, &time))
                        }
                        (languages::said(&entry.translations))
                        @if let Some(at) = entry.taken_back {
                            p.soft.small { "Words were taken back " (times::day_time(context, at)) }
                        }
                        @if responds && !entry.words.is_empty() {
                            p.small {
                                a href=(words::href(context, known, entry.id)) { "Take words back" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether somebody may define what comes again.
fn leads(context: &Context<'_>, viewer: &Viewer) -> bool {
    settings::at_least(context, viewer, Role::Lead)
}
