//! Status pages: what everyone may read, as one string of bytes that needs nothing else.

use domain::announcements::Announcement;
use domain::bulletins::Mistake;
use domain::status::{Matter, Overall, Part, Shown};
use domain::words::{Condition, Language, Spoken, Timestamp, Translation};
use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use crate::tongue::Tongue;
use crate::{Context, addresses, plain, reader, say, spoken, times};

mod address;
mod bars;
mod bulletin;
mod by_mail;
mod colour;
mod corrected;
mod elsewhere;
mod evidence;
mod figures;
mod former;
mod history;
mod maintenance;
mod matter;
mod own;
pub(crate) mod review;

pub(crate) use address::open_on_pages;
pub use address::{address, address_of, at_host, below_door};
pub use bulletin::{expected_words, said_by_itself};
pub use by_mail::{ask_for_link, link_sent};
pub use colour::accents;
pub use elsewhere::{badge, badge_of, widget};
pub use evidence::thanks;
pub use history::{Around, history, month_code, months};
pub use maintenance::{own_words, said, said_first, stage_words};
pub use matter::{Matters, matter};
pub use own::{door_of, own};

use history::{Past, past};

/// For how many days what happened stands on the page itself.
const PAST_DAYS: i64 = 14;
/// The look, in the page itself: it must stand when everything else is down.
const STYLES: &str = concat!(include_str!("../assets/tokens.css"), include_str!("status/page.css"));
/// The script, in the page itself for the same reason: it renews the page, and says when it cannot.
const SCRIPT: &str = include_str!("status/live.js");
/// Stands where the digest of the page goes once it is known. The first of them is ours, because it
/// comes before anything that people wrote.
pub const EDITION: &str = "@edition@";
/// Stands where it says when the page was printed: once in digits, before anything that people
/// wrote, and once in words, after all of it.
pub const PRINTED: &str = "@printed@";

/// What stands in the `style` element of a page with that accent.
#[must_use]
pub fn styles(accent: &str) -> String {
    match accents(accent) {
        None => STYLES.to_owned(),
        Some([light, dark]) if light == dark => format!("{STYLES}:root{{--accent:{light}}}"),
        Some([light, dark]) => format!(
            "{STYLES}:root{{--accent:{light}}}@media(prefers-color-scheme:dark){{:root\
             {{--accent:{dark}}}}}"
        ),
    }
}

/// Where the parts of a page lie, below the base and seen from the page itself.
pub struct Places<'a> {
    /// The page.
    pub page: &'a str,
    /// What happened before.
    pub history: &'a str,
    /// The door; whole, because a copy of the page may lie elsewhere.
    pub door: &'a str,
    /// The feeds, Atom and RSS.
    pub feeds: [&'a str; 2],
    /// The JSON.
    pub json: &'a str,
    /// Planned maintenance, for calendars.
    pub calendar: &'a str,
    /// Where readers ask to be told, if anywhere; whole, for the same reason.
    pub subscribe: Option<&'a str>,
    /// The stream of the page that is written; a copy has none.
    pub live: Option<&'a str>,
    /// Whether it lies still: a month that is past says nothing of now, and asks nobody.
    pub still: bool,
    /// Where a reader says that a component fails for them; a copy has no such place.
    pub fails: Option<&'a str>,
    /// What a browser may do with the page, where no header can say it.
    pub policy: Option<&'a str>,
    /// Its own address, whole, where it has a host name of its own.
    pub canonical: Option<&'a str>,
    /// Where each thing that happens stands alone.
    pub matters: &'a Matters,
    /// What the page is about, where it is about one thing only.
    pub title: Option<&'a str>,
    /// Where the same stands in each language that the page is offered in; empty where it is one.
    pub languages: &'a [(Language, String)],
    /// The vendor's mark, where there is one.
    pub logo: Option<Logo<'a>>,
}

/// The vendor's mark in place of its name.
#[derive(Clone, Copy)]
pub struct Logo<'a> {
    /// Where it lies.
    pub light: &'a str,
    /// Where the one for dark screens lies, if that is another.
    pub dark: Option<&'a str>,
    /// How large it is shown, in pixels.
    pub size: (u32, u32),
}

/// When a page was printed, as it stands in its last line.
#[must_use]
pub fn printed(context: &Context<'_>, shown: &Shown<'_>, at: Timestamp) -> String {
    let time = times::day_time_in(context, &shown.page.profile.zone, at);
    say!(context, "status-printed", time = time).into_string()
}

/// The same of a copy that somebody makes by hand, which nothing renews.
#[must_use]
pub fn printed_once(context: &Context<'_>, shown: &Shown<'_>, at: Timestamp) -> String {
    let time = times::day_time_in(context, &shown.page.profile.zone, at);
    say!(context, "status-printed-once", time = time).into_string()
}

/// The page as it is now.
#[must_use]
pub fn page(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    let from = context.now - std::time::Duration::from_secs(PAST_DAYS as u64 * 86_400);
    let recent: Vec<Past<'_>> =
        past(shown).into_iter().filter(|past| past.changed_at() > from).collect();
    let main = html! {
        main id="main" tabindex="-1" {
            (overall(context, shown))
            @for known in shown.announced() { (announcement(context, shown, known, Some(places))) }
            @for known in &shown.mistakes { (mistake(context, shown, known)) }
            @if !shown.live.is_empty() || shown.running().next().is_some() {
                section aria-label=(plain!(context.reader.tongue, "status-now")) {
                    @for bulletin in &shown.live {
                        (bulletin::whole(context, shown, places, bulletin))
                    }
                    @for known in shown.running() {
                        (maintenance::whole(context, shown, places, known))
                    }
                }
            }
            section aria-labelledby="components" {
                h2 id="components" { (say!(context, "status-components")) }
                @if shown.parts.is_empty() {
                    p.soft { (say!(context, "status-no-components")) }
                } @else {
                    (parts(context, shown, places))
                }
            }
            (maintenance::ahead(context, shown, places))
            section aria-labelledby="past" {
                h2 id="past" { (say!(context, "status-past", days = PAST_DAYS as u32)) }
                @if recent.is_empty() { p.soft { (say!(context, "status-past-none")) } }
                @for past in &recent { (past.folded(context, shown, places)) }
                p { a href=(places.history) { (say!(context, "status-history")) } }
                (figures::figures(context, shown))
            }
        }
    };
    document(context, shown, places, main)
}

/// A heading that leads to where the matter stands alone, unless it is read there.
fn linked(places: Option<&Places<'_>>, matter: Matter, title: &str) -> Markup {
    html! {
        @match places {
            Some(places) => { a href=(places.matters.at(matter)) { (title) } }
            None => { (title) }
        }
    }
}

/// What stood here and never was, without its words.
fn mistake(context: &Context<'_>, shown: &Shown<'_>, known: &Mistake) -> Markup {
    let time = |at| times::day_time_in(context, &shown.page.profile.zone, at);
    let told_at = known.bulletin.written_at.unwrap_or(known.bulletin.opened_at);
    html! {
        p.soft {
            (say!(context, "status-mistake", from = time(told_at), until = time(known.at))) " "
            span dir="auto" { (known.reason) }
        }
    }
}

/// What is announced, above everything that happens.
fn announcement(
    context: &Context<'_>,
    shown: &Shown<'_>,
    known: &Announcement,
    places: Option<&Places<'_>>,
) -> Markup {
    let until = times::day_time_in(context, &shown.page.profile.zone, known.notice.until);
    let reads = spoken::language(context);
    let (title, text) = (known.notice.title_in(reads), known.notice.text_in(reads));
    html! {
        article.matter.note id={ "a" (known.number) } {
            h2 lang=[spoken::lang(context, title)] { (linked(places, known.into(), title.words)) }
            p.soft { (say!(context, "status-announced", time = until)) }
            p.said dir="auto" lang=[spoken::lang(context, text)] { (addresses::linked(text.words)) }
            (former::of_notice(context, shown, known))
        }
    }
}

/// What stands in the head of all that readers see: first how it is read, then how it looks.
fn head(places: &Places<'_>, title: &impl Render, accent: &str) -> Markup {
    html! {
        meta charset="utf-8";
        @if let Some(policy) = places.policy {
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="referrer" content="no-referrer";
        }
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="color-scheme" content="light dark";
        title { (title) }
        style { (PreEscaped(styles(accent))) }
    }
}

fn document(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>, main: Markup) -> Markup {
    let profile = &shown.page.profile;
    let (tongue, reads) = (context.reader.tongue, spoken::language(context));
    let name = profile.name_in(reads);
    let tongue_of = |words| theirs(context, shown, words, &profile.translations);
    let called = match places.title {
        Some(title) => format!("{title} · {}", name.words),
        None => name.words.to_owned(),
    };
    let (sentence, fares) = match places.still {
        true => (html! {}, Condition::Operational),
        false => verdict(context, shown),
    };
    // Tabs cut off the end of a title: where something is wrong, it begins with that.
    let wrong = fares != Condition::Operational && places.title.is_none();
    let title = html! {
        @if wrong { (without_stop(sentence)) " · " }
        (plain!(tongue, "status-title", name = called))
    };
    html! {
        (DOCTYPE)
        html lang=(tongue.code()) dir=(tongue.direction()) data-edition=(EDITION)
            data-printed=[(!places.still).then_some(PRINTED)] data-live=[places.live] {
            head {
                (head(places, &title, &profile.accent))
                link rel="icon" href=(icon(fares));
                @if let Some(canonical) = places.canonical.filter(|_| is_own(context, shown)) {
                    link rel="canonical" href=(canonical);
                }
                @for (language, link) in places.languages {
                    link rel="alternate" hreflang=(language.code()) href=(link);
                }
                link rel="alternate" type="application/atom+xml" href=(places.feeds[0]);
            }
            body {
                a.skip href="#main" { (say!(context, "skip-link")) }
                header {
                    div {
                        h1 { (mark_or_name(places, name.words)) }
                        @let about = profile.about_in(reads);
                        @if !about.words.is_empty() {
                            p.soft dir="auto" lang=[tongue_of(about)] {
                                (addresses::linked(about.words))
                            }
                        }
                        (languages(context, places))
                        @if let Some(subscribe) = places.subscribe {
                            p { a href=(subscribe) { (say!(context, "status-subscribe")) } }
                        }
                    }
                    div.door {
                        a.button href=(places.door) { (say!(context, "status-help")) }
                        p.soft { (say!(context, "status-help-hint")) }
                    }
                }
                @if !places.still { (says_when_old(context)) }
                (main)
                footer {
                    p {
                        @if !places.still {
                            @let at = shown.changed_at();
                            (say!(
                                context,
                                "status-updated",
                                time = times::day_time_in(context, &profile.zone, at)
                            ))
                            " "
                        }
                        (say!(context, "status-zone", zone = profile.zone.to_string()))
                    }
                    p {
                        a href=(places.feeds[0]) { (say!(context, "status-feed")) } " "
                        a href=(places.feeds[1]) { (say!(context, "status-rss")) } " "
                        a href=(places.json) { (say!(context, "status-json")) } " "
                        a href=(places.calendar) { (say!(context, "status-calendar")) }
                    }
                    @if !profile.links.is_empty() {
                        p lang=[theirs(context, shown, Spoken::of("", None), &[])] {
                            @for link in &profile.links {
                                a href=(link.address) rel="noreferrer" { (link.label) } " "
                            }
                        }
                    }
                    @if !places.still { p { (PRINTED) } }
                }
                @if !places.still { script { (PreEscaped(SCRIPT)) } }
            }
        }
    }
}

/// Where the script says that it cannot renew what stands there, and what has changed.
fn says_when_old(context: &Context<'_>) -> Markup {
    let says = plain!(context.reader.tongue, "status-stale", ago = "{ago}");
    html! {
        p.late id="stale" role="status" hidden data-says=(says) {}
        p.skip id="said" role="status" {}
    }
}

/// The vendor's mark, which says its name to those who do not see it.
fn mark_or_name(places: &Places<'_>, name: &str) -> Markup {
    html! {
        @match places.logo {
            None => { (name) }
            Some(Logo { light, dark, size: (width, height) }) => {
                picture {
                    @if let Some(dark) = dark {
                        source media="(prefers-color-scheme: dark)" srcset=(dark);
                    }
                    img src=(light) alt=(name) width=(width) height=(height);
                }
            }
        }
    }
}

/// The way to the same page in the other languages, each by its own name.
fn languages(context: &Context<'_>, places: &Places<'_>) -> Markup {
    let tongue = context.reader.tongue;
    html! {
        @if !places.languages.is_empty() {
            nav aria-label=(plain!(tongue, "status-languages")) {
                @for (language, link) in places.languages {
                    @let code = language.code();
                    @if code == tongue.code() {
                        b { (language.own_name()) } " "
                    } @else {
                        a href=(link) lang=(code) hreflang=(code) { (language.own_name()) } " "
                    }
                }
            }
        }
    }
}

/// Whether what is written stands in the page's own language.
fn is_own(context: &Context<'_>, shown: &Shown<'_>) -> bool {
    context.reader.tongue.code() == shown.page.profile.language.code()
}

/// In which language a name is taken to be, or what stands below it, where that is not the one
/// around it; `all` is what is written of it in further languages.
fn theirs(
    context: &Context<'_>,
    shown: &Shown<'_>,
    words: Spoken<'_>,
    all: &[Translation],
) -> Option<&'static str> {
    let languages = (context.state.written_in(), spoken::language(context));
    shown.tongue_of(words, all, languages).map(Language::code)
}

/// What this reader calls a component, marked where that is not in their language.
fn called(context: &Context<'_>, shown: &Shown<'_>, part: &Part<'_>) -> Markup {
    let profile = &part.known.profile;
    let name = profile.name_in(spoken::language(context));
    match theirs(context, shown, name, &profile.translations) {
        None => html! { (name.words) },
        tongue => html! { span lang=[tongue] { (name.words) } },
    }
}

/// The icon tells how everything fares, among the tabs of whoever keeps the page open.
fn icon(fares: Condition) -> String {
    // By the shape that stands on the page as well: nobody has to tell colours apart.
    let (colour, shape) = match fares {
        Condition::Operational => ("0a655d", "M4.5 .5a4 4 0 1 0 .01 0z"),
        Condition::Maintenance => ("1c4c79", "M4.5 0L9 4.5 4.5 9 0 4.5z"),
        Condition::Degraded => {
            ("b07c00", "M.5 4.5a4 4 0 0 0 8 0zM.5 4.5a4 4 0 0 1 8 0h-1a3 3 0 0 0-6 0z")
        }
        Condition::Partial => ("b07c00", "M4.5 .5l4.3 8H.2z"),
        Condition::Major => {
            ("b3261e", "M2 0l2.5 2.5L7 0l2 2-2.5 2.5L9 7 7 9 4.5 6.5 2 9 0 7l2.5-2.5L0 2z")
        }
    };
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E\
         %3Cpath d='{shape}' fill='%23{colour}'/%3E%3C/svg%3E"
    )
}

/// How everything fares, in a sentence and in a state.
fn verdict(context: &Context<'_>, shown: &Shown<'_>) -> (Markup, Condition) {
    match shown.overall {
        Overall::Operational if shown.only_suspects() => {
            (say!(context, "status-overall-suspected"), Condition::Degraded)
        }
        Overall::Operational => {
            (say!(context, "status-overall-operational"), Condition::Operational)
        }
        Overall::Maintenance => {
            (say!(context, "status-overall-maintenance"), Condition::Maintenance)
        }
        Overall::SomeDegraded => {
            (say!(context, "status-overall-some-degraded"), Condition::Degraded)
        }
        Overall::AllDegraded => (say!(context, "status-overall-all-degraded"), Condition::Degraded),
        Overall::SomePartial => (say!(context, "status-overall-some-partial"), Condition::Partial),
        Overall::Partial => (say!(context, "status-overall-partial"), Condition::Major),
        Overall::Major => (say!(context, "status-overall-major"), Condition::Major),
    }
}

/// A sentence as titles and badges say it, which end without a full stop.
fn without_stop(sentence: Markup) -> Markup {
    PreEscaped(sentence.into_string().trim_end_matches('.').to_owned())
}

fn overall(context: &Context<'_>, shown: &Shown<'_>) -> Markup {
    let (sentence, condition) = verdict(context, shown);
    html! {
        p.overall data-is=(code(condition)) { (mark(condition)) " " (sentence) }
    }
}

/// The components, nested as they are.
fn parts(context: &Context<'_>, shown: &Shown<'_>, places: &Places<'_>) -> Markup {
    let spells = shown.spells();
    html! {
        ul.parts {
            @for part in &shown.parts {
                @let depth = (part.depth > 0).then_some(part.depth);
                li data-depth=[depth] data-is=(code(part.condition)) {
                    (row(context, shown, part))
                    (evidence::seen(context, shown, part))
                    @if !part.has_parts {
                        @if !part.known.profile.hides_history {
                            @let spells = spells.get(part.key).map_or(&[][..], Vec::as_slice);
                            (bars::bar(context, shown, part, spells))
                        }
                        (evidence::button(context, part, places))
                    }
                }
            }
        }
    }
}

fn row(context: &Context<'_>, shown: &Shown<'_>, part: &Part<'_>) -> Markup {
    let profile = &part.known.profile;
    let reads = spoken::language(context);
    let (name, about) = (profile.name_in(reads), profile.about_in(reads));
    let tongue_of = |words| theirs(context, shown, words, &profile.translations);
    html! {
        div.row {
            span.name lang=[tongue_of(name)] { (name.words) }
            span.is { (mark(part.condition)) " " (condition(context, part.condition)) }
        }
        @if !about.words.is_empty() {
            p.soft dir="auto" lang=[tongue_of(about)] { (addresses::linked(about.words)) }
        }
    }
}

/// A state by shape as well as by colour; words stand beside it.
fn mark(condition: Condition) -> Markup {
    html! { span.mark aria-hidden="true" { (shape(condition)) } }
}

fn shape(condition: Condition) -> &'static str {
    match condition {
        Condition::Operational => "✓",
        Condition::Maintenance => "◆",
        Condition::Degraded => "◒",
        Condition::Partial => "▲",
        Condition::Major => "✕",
    }
}

fn condition(context: &Context<'_>, condition: Condition) -> Markup {
    html! { (condition_in(context.reader.tongue, condition)) }
}

/// The same as text.
fn condition_in(tongue: &Tongue, condition: Condition) -> String {
    match condition {
        Condition::Operational => plain!(tongue, "status-condition-operational"),
        Condition::Maintenance => plain!(tongue, "status-condition-maintenance"),
        Condition::Degraded => plain!(tongue, "status-condition-degraded"),
        Condition::Partial => plain!(tongue, "status-condition-partial"),
        Condition::Major => plain!(tongue, "status-condition-major"),
    }
}

/// The word for a condition in forms and styles.
#[must_use]
pub fn code(condition: Condition) -> &'static str {
    match condition {
        Condition::Operational => "fine",
        Condition::Maintenance => "work",
        Condition::Degraded => "slow",
        Condition::Partial => "some",
        Condition::Major => "down",
    }
}

/// Who reads a page: nobody in particular, in the language of the page or the one that is named.
#[must_use]
pub fn reader_in(shown: &Shown<'_>, language: Option<Language>) -> reader::Reader {
    reader::Reader {
        tongue: crate::tongue::Tongue::of(language.unwrap_or(shown.page.profile.language)),
        ..reader::Reader::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_icon_tells_each_condition_by_its_shape() {
        use Condition::{Degraded, Maintenance, Major, Operational, Partial};
        let all = [Operational, Maintenance, Degraded, Partial, Major].map(icon);
        let shapes =
            all.iter().filter_map(|icon| icon.split('\'').find(|part| part.ends_with('z')));
        assert_eq!(shapes.collect::<BTreeSet<_>>().len(), all.len(), "{all:?}");
    }
}
