//! What was seen of a component beside what is said of it, and one button for whoever of the vendor
//! sees it fail, or work.

use domain::sightings::said_by;
use domain::words::ComponentKey;
use maud::{Markup, html};

use crate::board::{frame, suspected};
use crate::{Context, Viewer, times};

pub(super) fn section(context: &Context<'_>, viewer: &Viewer, key: &ComponentKey) -> Markup {
    let evidence = context.state.evidence_at(context.now).remove(key);
    let seen = context.state.sightings.seen.get(key);
    let own = seen.is_some_and(|seen| seen.says(&said_by(&viewer.person), context.now));
    let responds = frame::may_respond(context, viewer);
    html! {
        section.stack aria-labelledby="seen-title" {
            h3 id="seen-title" { "What was seen of it" }
            @match &evidence {
                None => { p.soft { "Nobody sees it fail now." } }
                Some(evidence) => {
                    p {
                        "Seen to fail since " (times::day_time(context, evidence.since)) ": "
                        (suspected::seen_by(context, key, evidence)) "."
                    }
                }
            }
            @if responds {
                form.row method="post"
                    action={ (context.base) "/console/status/components/" (key) "/evidence" } {
                    @if own {
                        button.button type="submit" name="failing" value="0" { "I see it work" }
                    } @else {
                        button.button type="submit" name="failing" value="1" { "I see it fail" }
                    }
                    p.soft.small {
                        "It counts for a day, as what a program says. Readers are told by an "
                        "update; where the page tells what is suspected, at once."
                    }
                }
            }
        }
    }
}
