//! A page that somebody sent on purpose: a brief for half a minute, one tap to come, or a reason.

use domain::crew::Request;
use domain::words::Purpose;
use maud::{Markup, html};

use super::Sight;
use super::act::{self, Reply};
use crate::{times, wording};

fn request<'a>(sight: &Sight<'a>) -> Option<&'a Request> {
    let errand = sight.page.errand?;
    sight.context.state.crew.request(errand.request).map(|(_, request)| request)
}

pub(super) fn sentence(sight: &Sight<'_>, purpose: Purpose) -> Markup {
    let asker = request(sight).map_or("A colleague", |request| sight.name(&request.by));
    html! {
        bdi { (asker) } " asks you "
        @match purpose {
            Purpose::Help => { "to help." }
            Purpose::Lead => { "to take command." }
        }
    }
}

/// What is asked, how far it has come and who leads; who calls stands below it.
pub(super) fn brief(sight: &Sight<'_>) -> Markup {
    let context = sight.context;
    html! {
        @if let Some(words) = request(sight).and_then(|request| request.words.as_ref()) {
            div { dt { "Asked" } dd { q.words dir="auto" { (words.as_str()) } } }
        }
        @if let Some(incident) = sight.incident {
            div {
                dt { "How far" }
                dd {
                    (wording::phase(incident.phase))
                    @if let Some(lead) = &incident.lead {
                        ", " bdi { (sight.name(lead)) } " leads"
                    }
                    @if sight.emergency.is_none() {
                        ", for " (times::count_up_words(context, incident.opened_at))
                    }
                }
            }
        }
    }
}

/// The label of the one deliberate act that answers yes.
pub(crate) const fn yes(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Help => "Join",
        Purpose::Lead => "Take command",
    }
}

pub(super) fn choices(reply: Reply<'_>, purpose: Purpose) -> Markup {
    let no = html! {
        div.stack {
            div.field {
                label for="reason" { "Or say why you cannot" }
                input id="reason" name="reason" autocomplete="off" maxlength="200";
            }
            button.button data-size="large" data-wide type="submit" { "I cannot" }
        }
    };
    html! {
        (act::accept(reply, yes(purpose)))
        (reply.form("decline", no))
        p.soft.small {
            "Opening this page answers nothing. Whoever asked reads your reason; then the next is "
            "asked."
        }
    }
}

pub(super) fn joined(sight: &Sight<'_>) -> Markup {
    html! {
        p.under { "They know that you are coming." }
        @if let Some(incident) = sight.incident {
            a.button data-tone="ink" data-size="large" data-wide
                href={ (sight.context.base) "/console/incidents/" (incident.number) } {
                "Open the room"
            }
            p.soft.small { "If this device is not signed in yet, it is asked to first." }
        }
    }
}
