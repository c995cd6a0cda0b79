//! What is folded away until somebody wants it: a summary that says how it stands, and the rest.

use maud::{Markup, html};

/// How one part of the room stands when nobody has opened it.
pub(super) struct Fold<'a> {
    /// Its id, under which a live update finds it and leaves it as open as the reader made it.
    pub id: &'a str,
    /// What it is.
    pub title: &'a str,
    /// How it stands: a count or a state, so that most readers need not open it.
    pub state: Markup,
    /// What it needs a decision about. It lies open then, and opens by itself, once, when that is
    /// another than before.
    pub needs: Option<&'a str>,
}

impl Fold<'_> {
    /// The whole of it, with what is inside.
    pub fn around(self, inside: Markup) -> Markup {
        html! {
            details.fold id=(self.id) open[self.needs.is_some()] data-needs=[self.needs] {
                summary { span { (self.title) ": " b { (self.state) } } }
                div.stack id={ (self.id) "-inside" } tabindex="-1" { (inside) }
            }
        }
    }
}
