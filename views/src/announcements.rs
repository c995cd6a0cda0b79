//! Announcements in the console: what stands on the pages, what waits, what is over, and the form.

use domain::announcements::{Announcement, Notice, Standing};
use domain::subscribers::{Lane, TEXTS_UNASKED_MAX};
use domain::words::Translation;
use maud::{Markup, html};

use crate::board::frame;
use crate::languages::{self, Part, folds};
use crate::maintenance::{instant, instant_text};
use crate::telling::{area, line, typed, wrong};
use crate::{Context, Returned, Viewer, settings, shell, subscribers, times};

const TITLE: &str = "Announcements";
/// Most that are over and listed.
const OVER_MAX: usize = 30;

/// All of them, and the way to a new one.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let all = context.state.announcements.as_written();
    let of = |standing: Standing| {
        all.iter().filter(|known| known.standing == standing).collect::<Vec<_>>()
    };
    let mut over = of(Standing::Over);
    over.truncate(OVER_MAX);
    let content = html! {
        p.soft {
            "What everyone should know that is neither a fault nor work: new hours, an end of \
             support, a holiday. It stands on the status pages from its time until its time."
        }
        @if frame::may_respond(context, viewer) {
            p {
                a.button data-tone="ink" href={ (context.base) "/console/announcements/new" } {
                    "Announce something"
                }
            }
        }
        (section(context, "On the pages now", &of(Standing::Shown)))
        (section(context, "Waiting", &of(Standing::Waiting)))
        (section(context, "Over", &over))
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn section(context: &Context<'_>, title: &str, listed: &[&Announcement]) -> Markup {
    let row = |known: &&Announcement| {
        let href = format!("{}/console/announcements/{}", context.base, known.number);
        let window = html! {
            (window(context, known))
            @if context.state.announcements.written.contains_key(&known.id) { " · not out yet" }
        };
        settings::row(&href, &known.notice.title, &window)
    };
    settings::section(title, "None.", listed.iter().map(row))
}

fn window(context: &Context<'_>, known: &Announcement) -> Markup {
    let time = |at| times::day_time_in(context, &known.notice.zone, at);
    html! {
        (time(known.notice.from)) " – " (time(known.notice.until)) " "
        (times::zone_name(context, &known.notice.zone, known.notice.from))
    }
}

/// The form: one that is known, or a new one.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: Option<&Announcement>,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let list = format!("{}/console/announcements", context.base);
    let path = known.map_or_else(|| list.clone(), |known| format!("{list}/{}", known.number));
    let open = known.is_none_or(|known| known.standing != Standing::Over);
    let writes = frame::may_respond(context, viewer) && open;
    let content = html! {
        h2 {
            @match known {
                Some(known) => { bdi { (known.notice.title) } }
                None => { "Announce something" }
            }
        }
        (shell::problem(returned))
        @if let Some(known) = known {
            (crate::status::open_on_pages(context, known.into()))
            @if let Some(written) = context.state.announcements.written.get(&known.id) {
                (crate::approvals::of_writing(context, written.entry, "What is written here"))
            }
        }
        @if writes {
            @if let Some(known) = known {
                (languages::unwritten(&context.state.unwritten_of_notice(known)))
            }
            (form(context, (viewer, known), &path, command, returned))
            p { a href=(list) { "All announcements" } }
            @if known.is_some() {
                form method="post" action={ (path) "/end" } {
                    button.button data-tone="plain" type="submit" { "Take it down now" }
                }
            }
        } @else if let Some(known) = known {
            p.soft {
                (window(context, known)) " · " bdi { (context.state.access.name(&known.by)) }
            }
            p.words { (known.notice.text) }
            (languages::said(&known.notice.translations))
            @if frame::may_respond(context, viewer) && known.began_at.is_some() {
                (left_of(context, known, (&path, command), returned))
            }
            p { a href=(list) { "All announcements" } }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

fn form(
    context: &Context<'_>,
    (viewer, known): (&Viewer, Option<&Announcement>),
    path: &str,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let notice = known.map(|known| &known.notice);
    let zone = notice.map_or(&context.state.organisation.settings.zone, |notice| &notice.zone);
    let was = |field: &str, value: &str| typed(returned, field, value);
    let ticked: Vec<String> = match (returned, notice) {
        (Some(returned), _) => {
            let ticks = returned.typed.iter().filter(|(name, _)| name == "page");
            ticks.map(|(_, value)| value.clone()).collect()
        }
        (None, Some(notice)) => notice.pages.iter().map(ToString::to_string).collect(),
        (None, None) => Vec::new(),
    };
    let from = notice.map_or_else(
        || instant_text(context, zone, context.now),
        |notice| instant_text(context, zone, notice.from),
    );
    let until = notice.map(|notice| instant_text(context, zone, notice.until));
    html! {
        form.stack method="post" action=(path) {
            input type="hidden" name="command" value=(command);
            (line(
                "title",
                "Heading",
                &was("title", notice.map_or("", |notice| &notice.title)),
                None,
                returned,
            ))
            (area("text", "What it says", &was("text", notice.map_or("", |n| &n.text)), returned))
            (further(context, notice, returned))
            div.columns {
                (instant("from", "From", &from, returned))
                (instant("until", "Until", until.as_deref().unwrap_or_default(), returned))
            }
            (line("zone", "Time zone of these times", &was("zone", zone), None, returned))
            @if context.state.status_pages.pages.len() > 1 {
                fieldset {
                    legend { "On which pages" }
                    p.hint { "Tick none to show it on all of them." }
                    @for (key, page) in &context.state.status_pages.pages {
                        label.choice {
                            input type="checkbox" name="page" value=(key)
                                checked[ticked.iter().any(|one| one == key.as_str())];
                            span { (page.profile.name) }
                        }
                    }
                    (wrong("page", returned))
                }
            }
            (crate::audiences::ticks(
                context,
                notice.map_or(&[], |notice| &notice.audiences),
                "Whoever is not meant never reads it.",
                returned,
            ))
            (tells(context, known, returned))
            @if known.is_some_and(|known| known.began_at.is_some()) { (takes_back(returned)) }
            (crate::approvals::before(context, &viewer.person, "For readers of the pages it"))
            div { button.button data-tone="ink" type="submit" { "Announce it" } }
        }
    }
}

/// Whether a change takes words back: readers see no former version then.
pub(crate) fn takes_back(returned: Option<&Returned>) -> Markup {
    html! {
        p.hint { "Readers see that its words were changed, when, and what they had read before." }
        (takes_back_tick(returned))
    }
}

/// The same where nothing else can be done: what disappears, and from where.
pub(crate) fn takes_back_tick(returned: Option<&Returned>) -> Markup {
    let ticked = returned.is_some_and(|returned| !returned.value("takes_back").is_empty());
    html! {
        div.field {
            label.choice {
                input type="checkbox" name="takes_back" value="1" checked[ticked];
                span {
                    "Take it back: a name or somebody’s data stood there. Leave words out, or \
                     write … in their place; what it had said is shown to nobody."
                }
            }
            p.hint {
                "What is left out disappears at once from the status pages with their feeds, \
                 calendars and JSON, from what waits to be sent to subscribers, from the texts \
                 kept for those who approve, and from the search. What was sent or copied before \
                 stays where it is. Readers see that something was taken out, and when; those who \
                 approve hear of it."
            }
            (wrong("takes_back", returned))
        }
    }
}

/// Of what is over: nothing but words can be taken back.
fn left_of(
    context: &Context<'_>,
    known: &Announcement,
    (path, command): (&str, &str),
    returned: Option<&Returned>,
) -> Markup {
    let was = |field: &str, value: &str| typed(returned, field, value);
    html! {
        details open[returned.is_some()] {
            summary { "Take words back" }
            form.stack method="post" action=(path) {
                input type="hidden" name="command" value=(command);
                (line("title", "Heading", &was("title", &known.notice.title), None, returned))
                (area("text", "What it says", &was("text", &known.notice.text), returned))
                (further(context, Some(&known.notice), returned))
                (takes_back_tick(returned))
                div { button.button data-tone="signal" type="submit" { "Take words back" } }
            }
        }
    }
}

/// Both in further languages.
fn further(context: &Context<'_>, notice: Option<&Notice>, returned: Option<&Returned>) -> Markup {
    let parts = [
        Part { name: "title", label: "Heading", rows: 1 },
        Part { name: "text", label: "What it says", rows: 2 },
    ];
    let known = |part: &str, language| {
        let all = notice.map_or(&[][..], |notice| &notice.translations);
        let known = Translation::of(all, language);
        known.map_or("", |known| if part == "title" { known.title.as_str() } else { &known.known })
    };
    folds(context.state, &parts, known, returned)
}

/// Whether subscribers are told: once it stands there, and of a change only where that is wanted
/// anew.
fn tells(
    context: &Context<'_>,
    known: Option<&Announcement>,
    returned: Option<&Returned>,
) -> Markup {
    let stands = known.is_some_and(|known| known.standing == Standing::Shown);
    let ticked = match returned {
        Some(typed) => !typed.value("tells").is_empty(),
        None => !stands && known.is_some_and(|known| known.tells),
    };
    let pages = known.map_or(&[][..], |known| &known.notice.pages);
    let audiences = known.map_or(&[][..], |known| &known.notice.audiences);
    let counts = context.state.would_tell_of_notice(pages, audiences);
    let texts = subscribers::in_lane(&counts, Lane::Text);
    html! {
        div.field {
            label.choice {
                input type="checkbox" name="tells" value="1" checked[ticked];
                span {
                    @match known.and_then(|known| known.told_at) {
                        Some(_) => { "Tell subscribers of this change" }
                        None if stands => { "Tell subscribers of it now" }
                        None => { "Tell subscribers, once it stands there" }
                    }
                    ": " (subscribers::reach(&counts))
                }
            }
            p.hint {
                @if let Some(at) = known.and_then(|known| known.told_at) {
                    "They were last told " (times::day_time(context, at)) ". "
                }
                "Whoever may read it, each at the hours they chose."
                @if texts > TEXTS_UNASKED_MAX {
                    " Texts cost money: these wait until a lead presses Send under Subscribers."
                }
            }
            (wrong("tells", returned))
        }
    }
}
