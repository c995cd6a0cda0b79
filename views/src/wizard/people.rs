//! Step three: who else answers; several at once, invited by mail or by a link to hand over.

use domain::words::{PersonKey, Timestamp};
use maud::{Markup, html};

use super::field::{area, choice};
use super::{Sight, Step, you};
use crate::{Context, times, wording};

/// What people may be, and what that means.
const ROLES: [(&str, &str); 4] = [
    ("responder", "answer calls"),
    ("lead", "answer, and change schedules and policies"),
    ("manager", "answer, and change everything"),
    ("observer", "only look; they are not rung"),
];

/// A link by which somebody signs in for the first time.
pub struct Invitation {
    /// Who.
    pub person: PersonKey,
    /// The whole address.
    pub url: String,
    /// Until when it works.
    pub until: Timestamp,
}

/// The step.
#[must_use]
pub fn people(context: &Context<'_>, sight: &Sight<'_>, invitations: &[Invitation]) -> Markup {
    let path = format!("{}{}", context.base, Step::People.path());
    let roles = ROLES.map(|(role, may)| (role.to_owned(), format!("They {may}")));
    let content = html! {
        section.section aria-labelledby="there-title" {
            header {
                h2 id="there-title" { "Here so far" } " "
                span.count { (context.state.access.people.len()) }
            }
            ul.rows {
                @for (key, person) in &context.state.access.people {
                    li data-row {
                        span.lamp data-tone=(if person.methods.is_empty() { "care" } else {
                            "steady"
                        }) {}
                        span { b { bdi { (person.name.as_str()) } } " " span.soft { (key) } }
                        p.about {
                            span { (wording::role(person.role)) }
                            span {
                                @if person.methods.is_empty() { "cannot be reached yet" }
                                @else { (you::by(person)) }
                            }
                        }
                        (invitation(context, &path, sight, key, invitations))
                    }
                }
            }
        }
        section.section aria-labelledby="add-title" {
            header { h2 id="add-title" { "Add people" } }
            form.stack method="post" action=(path) {
                (area(sight.returned, ("list", "One person a line"), "", 5,
                    "Name, e-mail, telephone: Tom Okafor, tom@example.com, +47 400 00 000. \
                     A name alone is enough; a pasted list of many is fine."))
                (choice(sight.returned, ("role", "What they do"), "responder", &roles))
                div.row { button.button data-tone="ink" type="submit" { "Add and invite" } }
            }
            p.soft.small {
                @if sight.ways.mails {
                    "Whoever has a mail address gets their link by mail. For the others it stands \
                     above, to copy."
                } @else {
                    "No mail server is configured, so no invitation is sent. Each link stands \
                     above: copy it and hand it over."
                }
            }
        }
    };
    super::document(context, sight, Step::People, "Who else answers", &[], None, content)
}

fn invitation(
    context: &Context<'_>,
    path: &str,
    sight: &Sight<'_>,
    key: &PersonKey,
    invitations: &[Invitation],
) -> Markup {
    let open = invitations.iter().find(|known| known.person == *key);
    html! {
        @if *key != sight.viewer.person {
            div.act {
                @if let Some(open) = open {
                    div.field {
                        label for={ "link-" (key) } {
                            "Their link, until " (times::day_time(context, open.until))
                        }
                        input id={ "link-" (key) } readonly value=(open.url);
                    }
                } @else {
                    div.row {
                        form method="post" action={ (path) "/invite" } {
                            input type="hidden" name="person" value=(key);
                            button.button type="submit" { "Make a link to sign in" }
                        }
                    }
                }
            }
        }
    }
}
