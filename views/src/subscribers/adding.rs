//! The forms by which leads add subscribers: those who agreed elsewhere, and what both forms ask.

use domain::status_pages::StatusPage;
use domain::subscribers::Route;
use domain::words::{Condition, Language};
use maud::{Markup, html};

use super::listed::Preview;
use crate::subscribe::tick;
use crate::telling::wrong;
use crate::{Context, Returned, shell, status};

/// One of the two forms: what its fields are called in the page, and what was typed there.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    /// What the ids of its fields begin with, so that both forms stand on one page.
    pub prefix: &'static str,
    /// What was typed and is wrong.
    pub returned: Option<&'a Returned>,
}

impl Form<'_> {
    fn was(&self, field: &str) -> &str {
        self.returned.map_or("", |returned| returned.value(field))
    }

    /// Who they are, one on each line.
    pub(super) fn addresses(&self, label: &str, rows: u8) -> Markup {
        let id = format!("{}addresses", self.prefix);
        html! {
            div.field {
                label for=(id) { (label) }
                textarea id=(id) name="addresses" rows=(rows) required
                    aria-invalid=[shell::invalid(self.returned, "addresses")] {
                    (self.was("addresses"))
                }
            }
        }
    }

    /// A list: pasted, or from files.
    fn list(&self, again: bool) -> Markup {
        html! {
            div.field {
                label for="addresses" { "Addresses, or a list" }
                textarea id="addresses" name="addresses" rows="4" spellcheck="false"
                    aria-invalid=[shell::invalid(self.returned, "addresses")] {
                    (self.was("addresses"))
                }
                (wrong("addresses", self.returned))
            }
            div.field {
                label for="file" { "Or choose files" }
                input id="file" name="file" type="file" multiple accept=".csv,.tsv,.txt";
                @if again { p.hint { "Choose the same files again to add them." } }
            }
        }
    }

    /// One of several.
    pub(super) fn select<'b>(
        &self,
        name: &str,
        label: &str,
        options: impl IntoIterator<Item = (&'b str, &'b str)>,
    ) -> Markup {
        let id = format!("{}{name}", self.prefix);
        html! {
            div.field {
                label for=(id) { (label) }
                select id=(id) name=(name) {
                    @for (value, says) in options {
                        option value=(value) selected[self.was(name) == value] { (says) }
                    }
                }
            }
        }
    }

    /// Over which way.
    pub(super) fn route(&self) -> Markup {
        let all = Route::ALL.into_iter().map(|one| (one.name(), super::route(one)));
        self.select("route", "Over which way", all)
    }

    /// In which language.
    pub(super) fn language(&self) -> Markup {
        let all = Language::ALL.into_iter().map(|one| (one.code(), one.own_name()));
        self.select("language", "In which language", all)
    }

    /// How they agreed, or who they are.
    pub(super) fn consent(&self, label: &str, hint: &str) -> Markup {
        let id = format!("{}consent", self.prefix);
        let hint_id = format!("{id}-hint");
        html! {
            div.field {
                label for=(id) { (label) }
                input id=(id) name="consent" required value=(self.was("consent"))
                    autocomplete="off" aria-describedby=(hint_id)
                    aria-invalid=[shell::invalid(self.returned, "consent")];
                p.hint id=(hint_id) { (hint) }
            }
        }
    }

    /// To which customer they belong, if to one.
    fn customer(&self) -> Markup {
        html! {
            div.field {
                label for="customer" { "Of which customer, if of one" }
                input id="customer" name="customer" value=(self.was("customer"))
                    autocomplete="off" aria-describedby="customer-hint"
                    aria-invalid=[shell::invalid(self.returned, "customer")];
                p.hint id="customer-hint" {
                    "Its key. They are then told what that customer may read."
                }
            }
        }
    }

    /// Services to tick; nothing ticked is all of them.
    pub(super) fn services(&self, context: &Context<'_>) -> Markup {
        html! {
            fieldset {
                legend { "Services, with all that they stand behind" }
                @for (key, service) in &context.state.incidents.services {
                    (self.tick("service", key.as_str(), 0, &service.name))
                }
            }
        }
    }

    fn tick(&self, field: &str, key: &str, depth: usize, name: &str) -> Markup {
        let typed = self.returned.into_iter().flat_map(|returned| &returned.typed);
        let ticked = typed.into_iter().any(|(name, value)| name == field && value == key);
        tick((field, key), depth, name, ticked)
    }
}

/// The form by which the vendor adds those who agreed elsewhere.
pub(super) fn form(context: &Context<'_>, returned: Option<&Returned>) -> Markup {
    html! {
        @if !context.state.status_pages.pages.is_empty() {
            section.section aria-labelledby="add-title" {
                header { h2 id="add-title" { "Add those who agreed elsewhere" } }
                p.soft {
                    "One address on each line, or the lists that Statuspage exports, as they are: \
                     a column or the filled cell says over which way. First you see what would \
                     come of it. Those who are there already keep what they chose."
                }
                (fields(context, returned, None))
            }
        }
    }
}

/// The same with a list that was looked at, to add those of it that can be.
pub(super) fn given(context: &Context<'_>, typed: &Returned, preview: &Preview<'_>) -> Markup {
    html! {
        section.section aria-labelledby="add-title" {
            header { h2 id="add-title" { "Add them" } }
            (fields(context, Some(typed), Some(preview)))
        }
    }
}

fn fields(
    context: &Context<'_>,
    returned: Option<&Returned>,
    preview: Option<&Preview<'_>>,
) -> Markup {
    let form = Form { prefix: "", returned };
    let pages = context.state.status_pages.pages.iter();
    let pages = pages.map(|(key, known)| (key.as_str(), known.profile.name.as_str()));
    let grave = [
        (Condition::Operational, "everything, planned maintenance and notices too"),
        (Condition::Partial, "what fails for some, or is down"),
        (Condition::Major, "only what is down"),
    ];
    let grave = grave.map(|(one, says)| (status::code(one), says));
    html! {
        form.stack method="post" enctype="multipart/form-data"
            action={ (context.base) "/console/subscribers" } {
            (form.list(preview.is_some_and(|preview| preview.files)))
            (form.route())
            p.hint {
                "It holds where the list does not say. Webhooks of a list are posted what \
                 Statuspage posts, unless you choose the signed one."
            }
            (form.select("page", "Of which page", pages))
            (form.customer())
            (form.language())
            (form.select("grave", "How bad it must be", grave))
            @if !context.state.components.listed().is_empty() {
                details {
                    summary { "Only about some of it" }
                    (parts(context, form))
                }
            }
            (form.consent(
                "How they agreed",
                "Such as “contract of May 2026”. It is kept with each of them.",
            ))
            div.row {
                @if let Some(preview) = preview.filter(|preview| preview.count > 0) {
                    input type="hidden" name="seen" value=(preview.seen);
                    button.button data-tone="ink" type="submit" name="do" value="add" {
                        "Add " (preview.count)
                    }
                }
                button.button type="submit" name="do" value="look" {
                    "Show what it would add"
                }
            }
        }
    }
}

/// Components and services to tick; nothing ticked is everything.
fn parts(context: &Context<'_>, form: Form<'_>) -> Markup {
    let whole = StatusPage::default();
    let open = context.state.for_everyone();
    html! {
        fieldset {
            legend { "Components, with all that is part of them" }
            @for (depth, key, name) in open.components_on(&whole) {
                (form.tick("component", key.as_str(), depth, name))
            }
        }
        @if !context.state.incidents.services.is_empty() { (form.services(context)) }
    }
}
