//! People: who they are, what they may do, what time it is for them, how they are reached.

use domain::access::{Person, Role};
use domain::words::{Owner, PersonKey, TeamKey};
use maud::{Markup, html};

use crate::board::frame::{self, Frame};
use crate::board::{duty, names};
use crate::{Context, Viewer, kept, times, wording};

/// Everyone of the vendor.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let frame = Frame { title: "People", current: "People", scripts: &["keys.js"] };
    let people = &context.state.access.people;
    let on_call = on_call_now(context);
    let main = html! {
        main id="main" tabindex="-1" {
            header.page-head {
                h1 { "People" }
                p.soft.figures { (names::count(people.len(), "person", "people")) }
            }
            table.table id="people" {
                thead {
                    tr {
                        th scope="col" { "Name" }
                        th scope="col" { "On call now" }
                        th scope="col" { "Role" }
                        th scope="col" { "Reached by" }
                        th scope="col" { "Their clock" }
                        th scope="col" { "Teams" }
                    }
                }
                tbody {
                    @for (key, person) in people { (line(context, viewer, key, person, &on_call)) }
                }
            }
            p {
                a href={ (context.base) "/console/telephones" } {
                    "The line's own numbers, to let through at night"
                }
            }
            (frame::by_file(context, "People, teams and contact methods"))
        }
    };
    frame::document(context, viewer, &frame, main)
}

/// Who is on call at this moment, with the names of the schedules.
fn on_call_now(context: &Context<'_>) -> Vec<(PersonKey, String)> {
    let oncall = &context.state.oncall;
    let duties = oncall.schedules().flat_map(|(key, schedule)| {
        let people = oncall.on_call(key, context.now, context.zones);
        people.into_iter().map(move |person| (person, schedule.name.to_string()))
    });
    duties.collect()
}

fn line(
    context: &Context<'_>,
    viewer: &Viewer,
    key: &PersonKey,
    person: &Person,
    on_call: &[(PersonKey, String)],
) -> Markup {
    let mine = on_call.iter().filter(|(who, _)| who == key).map(|(_, name)| name.clone());
    let duties: Vec<String> = mine.collect();
    let named = duty::named(context, key);
    let clock = times::in_zone(context, &person.zone, context.now);
    html! {
        tr data-row tabindex="-1" {
            th scope="row" {
                bdi { (person.name.as_str()) } " "
                span.soft.small { (key) @if *key == viewer.person { ", you" } }
                (links(context, viewer, key, person))
            }
            td data-label="On call" {
                @match (duties.is_empty(), named) {
                    (false, _) => { b { "yes" } ", " (names::list(duties)) }
                    (true, Some(named)) => { (named.words()) }
                    (true, None) => { span.soft { "no" } }
                }
            }
            td data-label="Role" { (wording::role(person.role)) }
            td data-label="Reached by" {
                (methods(context, key, person))
                (crate::settings::silent::known(context, key))
            }
            td data-label="Clock" {
                (clock.strftime("%H:%M").to_string()) " " span.soft.small { (person.zone) }
            }
            td data-label="Teams" {
                @let teams = teams_of(context, key);
                @if teams.is_empty() { span.soft { "none" } } @else { (names::list(teams)) }
            }
        }
    }
}

/// What a manager looks up about somebody, on a line of its own under the name.
fn links(context: &Context<'_>, viewer: &Viewer, key: &PersonKey, person: &Person) -> Markup {
    let manages = crate::settings::at_least(context, viewer, Role::Manager);
    html! {
        @if crate::settings::at_least(context, viewer, Role::Lead) {
            span.links {
                @if manages {
                    (kept::link(context, viewer, &Owner::Person(key.clone())))
                    a.small href={ (context.base) "/console/people/" (key) "/keys" } {
                        "Keys" span.visually-hidden { " of " (person.name.as_str()) }
                    }
                }
                a.small href={ (context.base) "/console/people/" (key) "/rules" } {
                    "Rules" span.visually-hidden { " of " (person.name.as_str()) }
                }
            }
        }
    }
}

fn methods(context: &Context<'_>, key: &PersonKey, person: &Person) -> Markup {
    html! {
        @let methods = context.state.methods_of(key);
        @if methods.is_empty() {
            @if person.role > Role::Observer {
                span.tag data-tone="care" { "! cannot be reached" }
            } @else {
                span.soft { "nothing; observers are not rung" }
            }
        }
        @for (index, method) in methods.iter().enumerate() {
            @if index > 0 { ", " }
            (wording::channel(method.channel))
            @if !method.address.is_empty() {
                " " span.soft.small { bdi { (wording::address(context, key, method)) } }
            }
            " " (crate::settings::ways::standing(context, key, method))
        }
    }
}

fn teams_of(context: &Context<'_>, person: &PersonKey) -> Vec<String> {
    let teams = context.state.access.teams.iter();
    let name = |(key, team): (&TeamKey, &std::sync::Arc<domain::access::Team>)| {
        if team.name.is_empty() { key.to_string() } else { team.name.to_string() }
    };
    teams.filter(|(_, team)| team.members.contains(person)).map(name).collect()
}
