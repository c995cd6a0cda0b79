//! What else asks the same person: each alone, or all in one go.

use domain::paging::{Escalation, Page, Standing};
use maud::{Markup, html};

use super::Sight;
use super::act::Reply;
use crate::board::names::{self, Caller};
use crate::{times, wording};

/// Most others that are listed one by one; the button takes them all.
const LISTED_MAX: usize = 20;

impl<'a> Sight<'a> {
    /// What else rings for this person, the newest first.
    fn others(&self) -> Vec<(&'a Escalation, &'a Page)> {
        let asking = self.context.state.paging.asking_of(&self.page.person);
        let others = asking.filter(|(escalation, _)| {
            escalation.incident != self.escalation.incident
                && matches!(escalation.standing, Standing::Ringing { .. })
        });
        let mut others: Vec<_> = others.collect();
        others.sort_by_key(|(_, page)| std::cmp::Reverse(page.requested_at));
        others
    }

    /// How many others ring for this person.
    pub(super) fn others_count(&self) -> usize {
        self.others().len()
    }

    /// "And 3 more", each with its own button; nothing when nothing else rings.
    pub(super) fn more(&self) -> Markup {
        let others = self.others();
        let left = others.len().saturating_sub(LISTED_MAX);
        html! {
            section.more id="more" {
                @if !others.is_empty() {
                    h2 { "And " (others.len()) " more for you" }
                    ul.list {
                        @for (escalation, page) in others.iter().take(LISTED_MAX) {
                            (self.other(escalation, page))
                        }
                    }
                    @if left > 0 { p.soft { "and " (left) " more that are not listed here." } }
                }
            }
        }
    }

    fn other(&self, escalation: &Escalation, page: &Page) -> Markup {
        let context = self.context;
        let incident = context.state.incidents.get(escalation.incident);
        let number = incident.map_or(0, |known| known.number);
        let caller = incident.and_then(|known| names::emergencies(context, known).next());
        let path = format!("{}/p/{}", context.base, context.links.page(page.id));
        let command = format!("{}", page.id);
        let reply = Reply { path: &path, command: &command, back: None };
        html! {
            li.row {
                a href=(path) {
                    "No. " (number) ": "
                    @match caller.map(|caller| Caller::of(context, caller)) {
                        Some(Caller::Unknown) | None => {
                            @if let Some(known) = incident {
                                bdi { (names::incident(context, known)) }
                            }
                        }
                        Some(caller) => { bdi { (caller.short()) } }
                    }
                }
                @if let Some(known) = incident {
                    span.soft.small {
                        (wording::severity(known.severity)) ", "
                        (times::count_up_words(context, escalation.started_at))
                    }
                }
                (reply.form("accept", html! {
                    button.button type="submit" {
                        "Accept" span.visually-hidden { " number " (number) }
                    }
                }))
            }
        }
    }
}

/// One act for everything that rings.
pub(super) fn accept_all(reply: Reply<'_>, others: usize) -> Markup {
    html! {
        @if others > 0 {
            (reply.form("accept-all", html! {
                button.button data-tone="signal" data-size="large" data-wide type="submit" {
                    "Accept all " (others + 1)
                }
            }))
        }
    }
}
