//! The shell of every page: head, skip link, the line that tells of a lost connection, and assets.

use domain::words::tidy_words;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{Context, Returned, times};

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
    // Only running clocks need the server's time; a page without them is the same bytes all day.
    let now = head.scripts.contains(&"clock.js").then(|| times::iso_exact(context.now));
    html! {
        (DOCTYPE)
        html lang="en" data-now=[now] {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (head.title) }
                link rel="icon" type="image/svg+xml" href=(asset(context, "icon.svg"));
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
            }
            body class=(body_class) {
                a.skip href="#main" { "Skip to the content" }
                (body)
            }
        }
    }
}

/// The modules that these scripts import. Asked for with the page, they come in the same breath; on
/// a bad network a line that is found only after another may never be.
fn imports(scripts: &[&str]) -> Vec<&'static str> {
    const IMPORTS: [(&str, &[&str]); 3] = [
        ("door.js", &["drafts.js"]),
        ("live.js", &["line.js", "morph.js", "backoff.js", "poll.js"]),
        ("outbox.js", &["drafts.js", "pending.js"]),
    ];
    let used = IMPORTS.iter().filter(|(script, _)| scripts.contains(script));
    used.flat_map(|(_, imports)| imports.iter().copied()).collect()
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
    format!("{what} · {}", organisation(context))
}

/// The header of the pages for people in need: who we are, and whom to call first in danger.
#[must_use]
pub fn caller_header(context: &Context<'_>) -> Markup {
    html! {
        header {
            a.brand href={ (context.base) "/help" } { (lighthouse()) (organisation(context)) }
            p.danger { "Someone in danger? Call " (danger_numbers(context)) " first." }
        }
    }
}

/// The footer of the pages for people in need.
#[must_use]
pub fn caller_footer(context: &Context<'_>) -> Markup {
    let zone = context.state.organisation.settings.zone.as_str();
    html! {
        footer {
            p { "We close nothing over your head. This line is open day and night." }
            @if !zone.is_empty() {
                noscript { p { "Times on this page are those of " (zone) "." } }
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

/// Most numbers for danger of life that a header shows.
const DANGER_NUMBERS_MAX: usize = 4;

/// The numbers to call in danger of life, here.
pub(crate) fn danger_numbers(context: &Context<'_>) -> Markup {
    let set = context.state.organisation.settings.danger_number.trim();
    let numbers = if set.is_empty() { "112 / 911" } else { set };
    html! {
        @for (index, number) in numbers.split(['/', ',']).take(DANGER_NUMBERS_MAX).enumerate() {
            @if index > 0 { " / " }
            (telephone(number, None))
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
        @else { a class=[class] href={ "tel:" (dial) } { bdi { (number) } } }
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
