//! Over which programs and chats readers of a status page may subscribe themselves.

use domain::status_pages::StatusPage;
use domain::words::Route;
use maud::{Markup, html};

use crate::{Returned, subscribers};

/// The ways to tick; none of them stands there unasked.
pub(super) fn ticks(known: &StatusPage, returned: Option<&Returned>) -> Markup {
    let ticked = |way: Route| match returned {
        Some(returned) => {
            returned.typed.iter().any(|(name, value)| name == "subscribe_by" && value == way.name())
        }
        None => known.subscribe_by.contains(&way),
    };
    html! {
        fieldset {
            legend { "Readers may subscribe with programs and chats" }
            p.hint {
                "Besides mail and text messages. Each address is sent one message with a link, and \
                 nothing else before the button behind it is pressed."
            }
            @for way in Route::ALL.into_iter().filter(|way| way.is_chosen()) {
                label.choice {
                    input type="checkbox" name="subscribe_by" value=(way.name())
                        checked[ticked(way)];
                    span { (subscribers::route(way)) }
                }
            }
        }
    }
}
