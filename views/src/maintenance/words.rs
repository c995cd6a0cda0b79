//! Words about maintenance: those that were said are taken back, and those that are not out are
//! written otherwise.

use domain::maintenance::Maintenance;
use domain::words::{Language, Translation, UpdateId};
use maud::{Markup, html};

use super::place;
use crate::announcements::takes_back_tick;
use crate::languages::{Part, folds};
use crate::telling::{area, line, typed};
use crate::{Context, Returned};

/// Where something is done about a word.
pub(super) fn href(context: &Context<'_>, known: &Maintenance, entry: UpdateId) -> String {
    format!("{}?word={entry}#word", place(context, known))
}

/// What the forms have in common.
pub(super) struct Form<'a> {
    /// The maintenance, as readers have it.
    pub(super) known: &'a Maintenance,
    /// Its number, so that pressing twice is once.
    pub(super) command: &'a str,
    /// What was typed.
    pub(super) returned: Option<&'a Returned>,
}

impl Form<'_> {
    /// Of its plan, once it has begun. Before that it is planned otherwise.
    pub(super) fn of_plan(&self, context: &Context<'_>) -> Markup {
        let Self { known, command, returned } = *self;
        let plan = &known.plan;
        let parts = [
            Part { name: "title", label: "Heading", rows: 1 },
            Part { name: "impact", label: "What it means for the reader", rows: 2 },
        ];
        let typed_here =
            |returned: &Returned| returned.typed.iter().any(|(name, _)| name == "title");
        let wrong = returned.is_some_and(typed_here);
        let was = |field: &str, value: &str| typed(returned.filter(|_| wrong), field, value);
        let further = |part: &str, language: Language| {
            let known = Translation::of(&plan.translations, language);
            known.map_or(
                "",
                |known| if part == "title" { known.title.as_str() } else { &known.impact },
            )
        };
        html! {
            @if known.began_at.is_some() && !plan.is_unspoken() {
                details open[wrong] {
                    summary { "Take words of the plan back" }
                    form.stack method="post" action={ (place(context, known)) "/taking-back" } {
                        input type="hidden" name="command" value=(command);
                        (line("title", "Heading", &was("title", &plan.title), None, returned))
                        (area("impact", parts[1].label, &was("impact", &plan.impact), returned))
                        (folds(context.state, &parts, further, returned.filter(|_| wrong)))
                        (takes_back_tick(returned))
                        div { button.button data-tone="signal" type="submit" { "Take words back" } }
                    }
                }
            }
        }
    }

    /// Of one word: what was said of it, or was written and is not out.
    pub(super) fn of_word(&self, context: &Context<'_>, entry: UpdateId) -> Markup {
        let unsaid = self.known.unsaid.iter().find(|one| one.entry == entry);
        let said = self.known.entry(entry).filter(|said| !said.words.is_empty());
        html! {
            @if let Some(one) = unsaid {
                section.section id="word" aria-labelledby="word-title" {
                    header { h2 id="word-title" { "What was written, and is not out" } }
                    (self.anew(context, entry, (&one.words.0, &one.words.1)))
                }
            } @else if let Some(said) = said {
                section.section id="word" aria-labelledby="word-title" {
                    header { h2 id="word-title" { "Take words back" } }
                    (self.left(context, entry, (&said.words, &said.translations)))
                }
            }
        }
    }

    fn anew(
        &self,
        context: &Context<'_>,
        entry: UpdateId,
        words: (&str, &[Translation]),
    ) -> Markup {
        let path = format!("{}/words/{entry}", place(context, self.known));
        html! {
            form.stack method="post" action=(path) {
                (self.fields(context, words, "What it says"))
                div { button.button data-tone="ink" type="submit" { "Write it otherwise" } }
            }
            form method="post" action={ (path) "/withdrawal" } {
                button.button data-tone="plain" type="submit" {
                    "Take it back: nobody has read it"
                }
            }
        }
    }

    fn left(
        &self,
        context: &Context<'_>,
        entry: UpdateId,
        words: (&str, &[Translation]),
    ) -> Markup {
        html! {
            form.stack method="post"
                action={ (place(context, self.known)) "/words/" (entry) "/taking-back" } {
                (self.fields(context, words, "What is left of it"))
                (takes_back_tick(self.returned))
                div { button.button data-tone="signal" type="submit" { "Take words back" } }
            }
        }
    }

    fn fields(
        &self,
        context: &Context<'_>,
        (words, translations): (&str, &[Translation]),
        label: &'static str,
    ) -> Markup {
        let further = |_: &str, language: Language| {
            Translation::of(translations, language).map_or("", |known| &*known.known)
        };
        html! {
            input type="hidden" name="command" value=(self.command);
            (area("left", label, &typed(self.returned, "left", words), self.returned))
            (folds(
                context.state,
                &[Part { name: "left", label, rows: 2 }],
                further,
                self.returned,
            ))
        }
    }
}
