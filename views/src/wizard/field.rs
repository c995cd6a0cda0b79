//! One field of the wizard: what is known stands in it, what was typed comes back into it.

use maud::{Markup, html};

use crate::{Returned, shell};

/// A field of one line.
pub(super) struct Field<'a> {
    name: &'a str,
    label: &'a str,
    kind: &'static str,
    known: &'a str,
    hint: &'a str,
    required: bool,
    autocomplete: &'static str,
    list: Option<&'static str>,
}

impl<'a> Field<'a> {
    pub(super) const fn new(name: &'a str, label: &'a str) -> Self {
        Self {
            name,
            label,
            kind: "text",
            known: "",
            hint: "",
            required: true,
            autocomplete: "off",
            list: None,
        }
    }

    pub(super) const fn kind(self, kind: &'static str) -> Self {
        Self { kind, ..self }
    }

    pub(super) const fn known(self, known: &'a str) -> Self {
        Self { known, ..self }
    }

    pub(super) const fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    pub(super) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    pub(super) const fn fills(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    pub(super) const fn list(self, list: &'static str) -> Self {
        Self { list: Some(list), ..self }
    }

    pub(super) fn write(&self, returned: Option<&Returned>) -> Markup {
        let name = self.name;
        let value = match returned {
            Some(_) => shell::typed(returned, name),
            None => self.known.to_owned(),
        };
        let said = said(returned, name, self.hint);
        html! {
            div.field {
                label for=(name) {
                    (self.label)
                    @if !self.required { span.soft { " (not required)" } }
                }
                input id=(name) name=(name) type=(self.kind) value=(value) required[self.required]
                    autocomplete=(self.autocomplete) list=[self.list] spellcheck="false"
                    aria-describedby=[said.described.as_deref()]
                    aria-invalid=[shell::invalid(returned, name)];
                (said.markup)
            }
        }
    }
}

/// What stands under a field, and the ids by which the field names it.
pub(super) struct Said {
    pub(super) described: Option<String>,
    pub(super) markup: Markup,
}

/// What is wrong with a field and what belongs into it.
pub(super) fn said(returned: Option<&Returned>, name: &str, hint: &str) -> Said {
    let wrong = shell::invalid(returned, name).and_then(|_| returned?.problem.as_deref());
    let ids = [wrong.map(|_| "wrong"), (!hint.is_empty()).then_some("hint")];
    let ids: Vec<String> = ids.into_iter().flatten().map(|id| format!("{name}-{id}")).collect();
    let markup = html! {
        @if let Some(wrong) = wrong { p.wrong id={ (name) "-wrong" } role="alert" { (wrong) } }
        @if !hint.is_empty() { p.hint id={ (name) "-hint" } { (hint) } }
    };
    Said { described: (!ids.is_empty()).then(|| ids.join(" ")), markup }
}

/// A field of several lines.
pub(super) fn area(
    returned: Option<&Returned>,
    (name, label): (&str, &str),
    known: &str,
    rows: u8,
    hint: &str,
) -> Markup {
    let value = match returned {
        Some(_) => shell::typed(returned, name),
        None => known.to_owned(),
    };
    let said = said(returned, name, hint);
    html! {
        div.field {
            label for=(name) { (label) }
            textarea id=(name) name=(name) rows=(rows) dir="auto"
                aria-describedby=[said.described.as_deref()]
                aria-invalid=[shell::invalid(returned, name)] { (value) }
            (said.markup)
        }
    }
}

/// A choice of one; `options` are values with their words.
pub(super) fn choice(
    returned: Option<&Returned>,
    (name, label): (&str, &str),
    known: &str,
    options: &[(String, String)],
) -> Markup {
    let chosen = match returned {
        Some(_) => shell::typed(returned, name),
        None => known.to_owned(),
    };
    html! {
        div.field {
            label for=(name) { (label) }
            select id=(name) name=(name) aria-invalid=[shell::invalid(returned, name)] {
                @for (value, words) in options {
                    option value=(value) selected[*value == chosen] { (words) }
                }
            }
        }
    }
}

/// The names of all time zones, for a field to choose from.
pub(super) fn zones(context: &crate::Context<'_>) -> Markup {
    html! {
        datalist id="zones" {
            @for zone in context.zones.available() {
                @if zone.as_str().contains('/') { option value=(zone.as_str()) {} }
            }
        }
    }
}
