//! Who works on it: who leads, who is here now, who was asked and what they answered.

use domain::crew::{Asked, Crew, Reply, Request, Standing, Whom};
use domain::deliveries::About;
use domain::incidents::Incident;
use domain::paging::PageStanding;
use domain::words::{PersonKey, Purpose};
use maud::{Markup, html};

use super::Look;
use crate::board::{frame, names};
use crate::{Context, Viewer, times, wording};

/// How many of the settled requests are shown; the timeline has all of them.
const SETTLED_SHOWN_MAX: usize = 3;

/// The card, and the requests that wait for an answer before it.
pub(super) fn card(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    look: &Look,
) -> Markup {
    let crew = context.state.crew.get(incident.id);
    let helpers = helping(incident, crew);
    let open: Vec<&Request> = crew.into_iter().flat_map(Crew::open).collect();
    html! {
        section.card {
            h2 { "Who is on it" }
            dl.crew {
                @match &incident.lead {
                    Some(lead) => { dt { "Leads" } dd { b { (names::person(context, lead)) } } }
                    None => { dt { "Leads" } dd.soft { "nobody yet" } }
                }
                @if !helpers.is_empty() {
                    dt { "Helping" } dd { (names::people(context, &helpers)) }
                }
                @let responders = responders(context, incident, &helpers);
                @if !responders.is_empty() {
                    dt { "Has had it" } dd { (names::people(context, &responders)) }
                }
                dt { "Here now" }
                dd {
                    @let others: Vec<_> =
                        look.here.iter().filter(|key| **key != viewer.person).collect();
                    @if others.is_empty() { span.soft { "only you" } }
                    @else { (names::people(context, others)) " and you" }
                }
            }
            @if helpers.contains(&viewer.person) {
                form method="post" action={ (names::room(context, incident)) "/leave" } {
                    button.button data-tone="plain" type="submit" { "I am done helping" }
                }
            }
            @for request in &open { (asking(context, viewer, incident, request)) }
            @for request in settled(crew) { p.small { (outcome(context, request)) } }
        }
    }
}

fn helping(incident: &Incident, crew: Option<&Crew>) -> Vec<PersonKey> {
    let members = crew.into_iter().flat_map(|crew| crew.members.keys());
    members.filter(|person| incident.lead.as_ref() != Some(*person)).cloned().collect()
}

/// Those who have accepted it at some time, and neither lead nor help now.
fn responders(context: &Context<'_>, incident: &Incident, but: &[PersonKey]) -> Vec<PersonKey> {
    let escalation = context.state.paging.get(incident.id);
    let pages = escalation.into_iter().flat_map(|known| known.pages.values());
    let accepted = pages.filter(|page| page.standing == PageStanding::Accepted);
    let mut people: Vec<PersonKey> = accepted.map(|page| page.person.clone()).collect();
    people.sort();
    people.dedup();
    people.retain(|person| incident.lead.as_ref() != Some(person) && !but.contains(person));
    people
}

fn settled(crew: Option<&Crew>) -> Vec<&Request> {
    let all = crew.into_iter().flat_map(|crew| crew.requests.iter().rev());
    all.map(AsRef::as_ref).filter(|known| !known.is_open()).take(SETTLED_SHOWN_MAX).collect()
}

/// A request that waits: who is rung since when and over what, and how to take it back.
fn asking(
    context: &Context<'_>,
    viewer: &Viewer,
    incident: &Incident,
    request: &Request,
) -> Markup {
    let action = format!("{}/requests/{}/withdrawal", names::room(context, incident), request.id);
    html! {
        div.asking {
            p {
                b { (names::person(context, &request.by)) " asks " (whom(context, &request.whom)) }
                " " (purpose(request)) ", " (times::count_up_words(context, request.at)) " ago."
                @if let Some(words) = &request.words { " " q.words { (words.as_str()) } }
            }
            ul.plain {
                @for asked in &request.asked { li { (answer(context, incident, request, asked)) } }
            }
            p.soft.small {
                "Without an answer it goes on in "
                (times::count_down(context, request.until, "a moment")) "."
            }
            @if frame::may_respond(context, viewer) {
                form method="post" action=(action) {
                    button.button data-tone="plain" type="submit" { "Not needed any more" }
                }
            }
        }
    }
}

/// For what somebody is asked, after "asks Ben".
pub(super) fn purpose(request: &Request) -> &'static str {
    match request.purpose {
        Purpose::Help => "to help",
        Purpose::Lead => "to take command",
    }
}

/// Whom a request is for, in words.
pub(super) fn whom(context: &Context<'_>, whom: &Whom) -> String {
    let state = context.state;
    match whom {
        Whom::Person(person) => names::person(context, person).to_owned(),
        Whom::Team(team) => {
            let name = state.access.teams.get(team).map(|team| team.name.to_string());
            format!("the team {}", name.unwrap_or_else(|| team.to_string()))
        }
        Whom::Schedule(schedule) => {
            let name = state.oncall.schedule(schedule).map(|known| known.name.to_string());
            format!("who is on call for {}", name.unwrap_or_else(|| schedule.to_string()))
        }
        Whom::Service(service) => {
            let name = state.incidents.services.get(service).map(|known| known.name.to_string());
            format!("who is on call for {}", name.unwrap_or_else(|| service.to_string()))
        }
    }
}

fn answer(context: &Context<'_>, incident: &Incident, request: &Request, asked: &Asked) -> Markup {
    html! {
        (names::person(context, &asked.person)) ": "
        @match &asked.reply {
            Reply::None if asked.turn < request.turn => { "has not answered; still rung" }
            Reply::None => {
                "asked " (times::count_up_words(context, asked.since)) " ago"
                @let ways = ways(context, incident, request, asked);
                @if !ways.is_empty() { ", by " (ways) }
            }
            Reply::Joined => { b { "has come" } }
            Reply::Declined(None) => { "cannot" }
            Reply::Declined(Some(why)) => { "cannot: " q.words { (why.as_str()) } }
            Reply::Missed => { "could not be reached" }
        }
    }
}

/// Over what somebody is rung for it.
fn ways(context: &Context<'_>, incident: &Incident, request: &Request, asked: &Asked) -> String {
    let escalation = context.state.paging.get(incident.id);
    let mut pages = escalation.into_iter().flat_map(|known| known.pages_of(request.id));
    let Some(page) = pages.find(|page| page.person == asked.person) else {
        return String::new();
    };
    let about = About::Page { incident: incident.id, page: page.id };
    let sent = context.state.deliveries.about(incident.id).filter(|known| known.about == about);
    let mut ways: Vec<String> =
        sent.map(|known| wording::channel(known.address.channel).to_owned()).collect();
    ways.sort();
    ways.dedup();
    names::list(ways)
}

/// How a request ended, as one sentence.
pub(super) fn outcome(context: &Context<'_>, request: &Request) -> Markup {
    let came = request.asked.iter().filter(|one| one.reply == Reply::Joined);
    let came: Vec<PersonKey> = came.map(|one| one.person.clone()).collect();
    html! {
        @match request.standing {
            Standing::Joined => {
                (names::people(context, &came)) " came, asked by "
                (names::person(context, &request.by)) "."
            }
            Standing::Unanswered => {
                b { "Nobody came" } " for " (whom(context, &request.whom)) " ("
                (names::people(context, request.asked.iter().map(|one| &one.person)))
                @if request.asked.is_empty() { "nobody there could be asked" }
                "). " (names::person(context, &request.by)) ", ask somebody else."
            }
            Standing::Withdrawn | Standing::Open => {
                "Not needed any more: " (whom(context, &request.whom)) " " (purpose(request)) "."
            }
        }
    }
}
