//! The documentation, as pages.

use maud::{Markup, PreEscaped, html};

use crate::{Context, shell};

/// A page of the documentation. `nav` holds paths below the base and their titles; `body_html`
/// is our own text, made into HTML when the program was built.
#[must_use]
pub fn page(
    context: &Context<'_>,
    title: &str,
    nav: &[(String, String)],
    body_html: PreEscaped<String>,
) -> Markup {
    let base = context.base;
    let head = shell::Head {
        title: &format!("{title} · Mayday documentation"),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &[],
    };
    let header = html! {
        header {
            a.brand href={ (base) "/docs" } { (shell::lighthouse()) "Mayday documentation" }
            a href={ (base) "/console" } { "Console" }
        }
    };
    let main = html! {
        main.document id="main" tabindex="-1" {
            nav aria-label="Documentation" {
                ul {
                    @for (path, name) in nav {
                        li {
                            a href={ (base) (path) }
                                aria-current=[(name == title).then_some("page")] { (name) }
                        }
                    }
                }
            }
            article { (body_html) }
        }
    };
    shell::document(context, &head, "caller", header, main, html! {})
}
