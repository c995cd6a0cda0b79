//! The shell of every page: head, skip link, the line that tells of a lost connection, and assets.

use domain::words::{Language, tidy_words};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{Context, Returned, plain, reader, say, times};

/// What a page without script waits before it asks for itself again, in seconds.
pub const REFRESH_SECS: u32 = 10;

/// What stands in the head of a page.
pub struct Head<'a> {
    /// The title, whole.
    pub title: &'a str,
    /// The style sheets, in order.
    pub styles: &'a [&'a str],
    /// The scripts, each a module that improves one thing.
    pub scripts: &'a [&'a str],
}

/// A whole page. `header`, `main` and `footer` bring their own elements; `main` has the id `main`.
#[must_use]
pub fn document(
    context: &Context<'_>,
    head: &Head<'_>,
    body_class: &str,
    header: Markup,
    main: Markup,
    footer: Markup,
) -> Markup {
    write(context, head, html! {}, body_class, html! { (header) (main) (footer) })
}

/// A page that asks for itself again where no script keeps it true.
#[must_use]
pub fn refreshing(
    context: &Context<'_>,
    head: &Head<'_>,
    body_class: &str,
    header: Markup,
    main: Markup,
    footer: Markup,
) -> Markup {
    let again = refresh(context, REFRESH_SECS);
    write(context, head, again, body_class, html! { (header) (main) (footer) })
}

/// Without script: the page asks for itself again, and what would lose half-written words is
/// hidden.
#[must_use]
pub fn refresh(context: &Context<'_>, seconds: u32) -> Markup {
    html! {
        noscript {
            meta http-equiv="refresh" content=(seconds);
            link rel="stylesheet" href=(asset(context, "noscript.css"));
        }
    }
}

fn write(
    context: &Context<'_>,
    head: &Head<'_>,
    more: Markup,
    body_class: &str,
    body: Markup,
) -> Markup {
    let rehearsal = context.rehearsal.map(|_| say!(context, "rehearsal-title"));
    // Only running clocks need the server's time; a page without them is the same bytes all day.
    let ticks = head.scripts.contains(&"clock.js");
    let now = ticks.then(|| times::iso_exact(context.now));
    let (tongue, reader) = (context.reader.tongue, context.reader);
    let locale = ticks.then(|| reader.tag());
    let hours = (ticks && reader.twelve_hours()).then_some("12");
    let words = crate::words::block(tongue, head.scripts);
    html! {
        (DOCTYPE)
        html lang=(tongue.code()) dir=(tongue.direction()) data-now=[now] data-writing=[locale]
            data-hours=[hours] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { @if let Some(rehearsal) = &rehearsal { (rehearsal) " · " } (head.title) }
                link rel="icon" type="image/svg+xml" href=(asset(context, "icon.svg"));
                // The console can be installed; the caller's pages need nothing of the kind.
                @if head.styles.contains(&"console.css") {
                    link rel="manifest" href={ (context.base) "/console/manifest.webmanifest" };
                    // Some telephones take no drawing for their home screen.
                    link rel="apple-touch-icon" href=(asset(context, "touch.png"));
                }
                @for name in head.styles {
                    link rel="stylesheet" href=(asset(context, name));
                }
                @for name in head.scripts {
                    script type="module" src=(asset(context, name)) {}
                }
                @for name in imports(head.scripts) {
                    link rel="modulepreload" href=(asset(context, name));
                }
                (more)
                (words)
            }
            body class=(body_class) data-rehearsal[rehearsal.is_some()] {
                a.skip href="#main" { (say!(context, "skip-link")) }
                (crate::rehearsal::bar(context))
                (body)
            }
        }
    }
}

/// The modules that these scripts import. Asked for with the page, they come in the same breath; on
/// a bad network a line that is found only after another may never be.
fn imports(scripts: &[&str]) -> Vec<&'static str> {
    const IMPORTS: [(&str, &[&str]); 5] = [
        ("attach.js", &["words.js"]),
        ("clock.js", &["words.js"]),
        ("door.js", &["drafts.js", "words.js"]),
        ("live.js", &["line.js", "morph.js", "steady.js", "backoff.js", "poll.js", "words.js"]),
        ("outbox.js", &["drafts.js", "pending.js", "words.js"]),
    ];
    let used = IMPORTS.iter().filter(|(script, _)| scripts.contains(script));
    let mut found = Vec::new();
    for import in used.flat_map(|(_, imports)| imports.iter().copied()) {
        if !found.contains(&import) {
            found.push(import);
        }
    }
    found
}

/// Where lost connections are told of. It stands between the header and `main` of every live page.
#[must_use]
pub fn connection() -> Markup {
    html! { p id="connection" role="status" {} }
}

/// The address of a style sheet, script or picture.
#[must_use]
pub fn asset(context: &Context<'_>, name: &str) -> String {
    format!("{}/assets/{}/{name}", context.base, crate::assets::version())
}

/// The vendor's name, or the product's before it is set up.
#[must_use]
pub fn organisation<'a>(context: &'a Context<'_>) -> &'a str {
    let name = &context.state.organisation.settings.name;
    if name.is_empty() { "Mayday" } else { name }
}

/// A title with the vendor's name behind it.
#[must_use]
pub fn title(context: &Context<'_>, what: &str) -> String {
    plain!(context.reader.tongue, "page-title", page = what, organisation = organisation(context))
}

/// The header of the pages for people in need: who we are, and whom to call first in danger.
#[must_use]
pub fn caller_header(context: &Context<'_>) -> Markup {
    caller_header_with(context, languages(context, ""))
}

/// The same with something of one's own in the place of the choice of languages.
#[must_use]
pub fn caller_header_with(context: &Context<'_>, aside: Markup) -> Markup {
    html! {
        header {
            a.brand href={ (context.base) "/help" } { (lighthouse()) (organisation(context)) }
            (aside)
            p.danger { (reader::danger_first(context)) }
        }
    }
}

/// The choice of languages: links to this same page. `keep` is what else its address says, each
/// with `&` before it.
#[must_use]
pub fn languages(context: &Context<'_>, keep: &str) -> Markup {
    let current = context.reader.tongue.code();
    let name = Language::of_tag(current).map_or(current, Language::own_name);
    let label = plain!(context.reader.tongue, "language-label");
    html! {
        details.languages {
            summary aria-label={ (label) ": " (name) } { (name) }
            ul {
                @for language in Language::ALL.into_iter().filter(|one| one.code() != current) {
                    @let code = language.code();
                    li {
                        a href={ "?lang=" (code) (keep) } lang=(code) hreflang=(code) {
                            (language.own_name())
                        }
                    }
                }
            }
        }
    }
}

/// The footer of the pages for people in need.
#[must_use]
pub fn caller_footer(context: &Context<'_>) -> Markup {
    let zone = context.state.organisation.settings.zone.as_str();
    html! {
        footer {
            p { (say!(context, "footer-promise")) }
            @if !zone.is_empty() {
                noscript { p { (say!(context, "footer-zone", zone = zone.replace('_', " "))) } }
            }
        }
    }
}

/// The header of pages for the vendor's own people outside the console.
#[must_use]
pub fn plain_header(context: &Context<'_>, href: &str, aside: Markup) -> Markup {
    html! {
        header {
            a.brand href={ (context.base) (href) } { (lighthouse()) (organisation(context)) }
            (aside)
        }
    }
}

/// A number that can be called with a tap; as plain text when it has no digits.
#[must_use]
pub fn telephone(number: &str, class: Option<&str>) -> Markup {
    let number = number.trim();
    let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    html! {
        @if dial.is_empty() { bdi { (number) } }
        @else { a class=[class] href={ "tel:" (dial) } { bdi dir="ltr" { (number) } } }
    }
}

/// What was typed, without the marks that could deceive whoever reads it back.
#[must_use]
pub fn typed(returned: Option<&Returned>, field: &str) -> String {
    returned.map(|known| tidy_words(known.value(field), usize::MAX)).unwrap_or_default()
}

/// Whether this is the field that was refused; for `aria-invalid`.
pub(crate) fn invalid(returned: Option<&Returned>, field: &str) -> Option<&'static str> {
    (returned?.field.as_deref() == Some(field)).then_some("true")
}

/// What was refused and what to do; nothing when nothing was.
pub(crate) fn problem(returned: Option<&Returned>) -> Markup {
    html! {
        @if let Some(problem) = returned.and_then(|known| known.problem.as_deref()) {
            p.notice data-tone="signal" role="alert" data-refused { (problem) }
        }
    }
}

/// What Enter in a field presses; first in each form where another button stands before its main
/// one. Browsers press the first submit button in the order of the page, whatever that one does, so
/// Enter would fill in a template instead of sending. It is out of sight and not `hidden`, because
/// some browsers pass over what they do not draw. `pressed` is what the main button is called and
/// worth, where it has that.
pub(crate) fn enter_sends(pressed: Option<(&str, &str)>) -> Markup {
    html! {
        button.visually-hidden type="submit" tabindex="-1" aria-hidden="true"
            name=[pressed.map(|(name, _)| name)] value=[pressed.map(|(_, value)| value)] {}
    }
}

/// The mark of the house.
#[must_use]
pub fn lighthouse() -> Markup {
    PreEscaped(LIGHTHOUSE.to_owned())
}

const LIGHTHOUSE: &str = concat!(
    r#"<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" "#,
    r#"stroke-linejoin="round" stroke-linecap="round" aria-hidden="true" focusable="false">"#,
    r#"<path d="M9.2 21.2 10.4 10h3.2l1.2 11.2Z"/>"#,
    r#"<path d="M10.2 10V6.6L12 5l1.8 1.6V10M9.8 15.4h4.4"/>"#,
    r#"<path d="M7.4 7.4 2.6 5.6M7.4 9 2.6 10.8M16.6 7.4l4.8-1.8M16.6 9l4.8 1.8"/></svg>"#,
);
