//! The visible pagers: one telephone for each person, which rings, is answered, and sleeps again.

use domain::access::Person;
use domain::paging::{Escalation, Page};
use domain::words::{PersonKey, Purpose};
use maud::{Markup, html};

use crate::board::machines;
use crate::board::names::{self, Caller};
use crate::page::{Stand, act, errand};
use crate::{Context, Fragment, crisis, shell, times, wording};

/// Most telephones that are named above the others.
const NAMED_MAX: usize = 12;
/// Most slips that one telephone shows.
const SLIPS_MAX: usize = 4;
/// For how long one cannot, by the button of a telephone.
const AWAY_MINUTES: u16 = 10;

/// The telephones of these people: everyone's in the demo, one's own elsewhere.
#[must_use]
pub fn page(context: &Context<'_>, people: &[PersonKey], after: &str) -> Markup {
    let path = path(context, people);
    let title = match people {
        [person] => format!("The telephone of {}", context.state.access.name(person)),
        _ => format!("The telephones of {}", shell::organisation(context)),
    };
    let head = shell::Head {
        title: &shell::title(context, "Pager"),
        styles: &["tokens.css", "base.css", "console.css", "pager.css"],
        scripts: &["clock.js", "live.js", "ring.js"],
    };
    let main = html! {
        main id="main" tabindex="-1" data-live={ (path) "/stream" } data-poll={ (path) "/poll" }
            data-after=(after) {
            header.page-head {
                h1 { (title) }
                @if context.demo { p.soft { "Nothing here leaves this machine." } }
                button.button.push type="button" data-sound aria-pressed="false" {
                    "Turn sound on"
                }
            }
            @if people.is_empty() {
                p.notice { "Nobody is in the organisation yet, so nobody can be rung." }
            }
            @if people.len() > 1 { (who_rings(context, people)) }
            ul.pagers id="pagers" {
                @for person in in_order(context, people) { (telephone(context, person, &path)) }
            }
        }
    };
    let bar = if context.demo { crisis::demo_bar(context) } else { bar(context) };
    let header = html! { (bar) (shell::connection()) };
    shell::refreshing(context, &head, "console", header, main, html! {})
}

/// One element for each telephone.
#[must_use]
pub fn fragments(context: &Context<'_>, people: &[PersonKey]) -> Vec<Fragment> {
    let path = path(context, people);
    let fragment = |person| Fragment::new(id(person), telephone(context, person, &path));
    let telephones = people.iter().map(fragment);
    let named = (people.len() > 1).then(|| Fragment::new("rings", who_rings(context, people)));
    named.into_iter().chain(telephones).collect()
}

/// What rings comes first when the page is opened. From then on every telephone stays where it is:
/// one that moves would put its button under a finger that is on its way to another.
fn in_order<'a>(context: &Context<'_>, people: &'a [PersonKey]) -> Vec<&'a PersonKey> {
    let mut people: Vec<&PersonKey> = people.iter().collect();
    people.sort_by_key(|person| !rings(context, person));
    people
}

fn rings(context: &Context<'_>, person: &PersonKey) -> bool {
    slips(context, person).first().is_some_and(Slip::rings)
}

/// Whose telephone rings, with the way to it; as high with nobody as with one.
fn who_rings(context: &Context<'_>, people: &[PersonKey]) -> Markup {
    let ringing: Vec<&PersonKey> =
        people.iter().filter(|person| rings(context, person)).take(NAMED_MAX).collect();
    html! {
        p.filters.rings id="rings" {
            @if ringing.is_empty() { span.soft { "Nothing rings." } }
            @else { "Rings: " }
            @for person in ringing {
                a href={ "#" (id(person)) } { bdi { (context.state.access.name(person)) } } " "
            }
        }
    }
}

fn path(context: &Context<'_>, people: &[PersonKey]) -> String {
    match people {
        [person] => format!("{}/pager/{person}", context.base),
        _ => format!("{}/pager", context.base),
    }
}

fn id(person: &PersonKey) -> String {
    format!("pager-{person}")
}

fn bar(context: &Context<'_>) -> Markup {
    html! {
        header.bar {
            a.brand href={ (context.base) "/console" } {
                (shell::lighthouse()) (shell::organisation(context))
            }
            nav aria-label="Console" {
                ul.tabs { li { a href={ (context.base) "/console" } { "Board" } } }
            }
        }
    }
}

/// What one telephone has to say about one incident.
struct Slip<'a> {
    escalation: &'a Escalation,
    page: &'a Page,
    stand: Stand<'a>,
}

impl Slip<'_> {
    fn rings(&self) -> bool {
        matches!(self.stand, Stand::Ringing | Stand::Asked(_))
    }

    /// Follows from the page and how often it rang, so that pressing twice is one command.
    fn command(&self) -> String {
        format!("{:032x}", self.page.id.0.rotate_left(9) ^ u128::from(self.page.rings))
    }
}

/// The newest first, and what rings before everything else.
fn slips<'a>(context: &Context<'a>, person: &PersonKey) -> Vec<Slip<'a>> {
    let escalations = context.state.paging.escalations.values().map(AsRef::as_ref);
    let mut slips: Vec<Slip<'a>> = escalations
        .flat_map(|escalation: &'a Escalation| {
            let own = escalation.pages.values().filter(|page| page.person == *person);
            own.map(|page| Slip { escalation, page, stand: Stand::of(escalation, page) })
        })
        .collect();
    slips.sort_by_key(|slip| (!slip.rings(), std::cmp::Reverse(slip.page.rang_at)));
    slips.truncate(SLIPS_MAX);
    slips
}

fn telephone(context: &Context<'_>, person: &PersonKey, pager: &str) -> Markup {
    let name = context.state.access.name(person);
    let known = context.state.access.person(person);
    let slips = slips(context, person);
    let ringing = slips.first().filter(|slip| slip.rings());
    html! {
        li id=(id(person)) {
            article.phone data-ringing=[ringing.map(|_| format!("Ringing: {name}"))]
                data-asleep[slips.is_empty()] aria-label={ (name) "’s telephone" } {
                @if let Some(known) = known { (clock(context, known)) }
                div.screen {
                    @for slip in &slips { (one(context, slip)) }
                    @if slips.is_empty() {
                        p { "Nothing." }
                        p.small { "Asleep until it matters." }
                    }
                }
                @if let Some(slip) = ringing { (buttons(context, slip, pager)) }
            }
            p.owner {
                b { bdi { (name) } } br;
                span.soft { (reached_by(known)) }
            }
        }
    }
}

/// The time where that person lives; it stands still between updates, as nothing depends on it.
fn clock(context: &Context<'_>, person: &Person) -> Markup {
    let there = times::in_zone(context, &person.zone, context.now);
    let place = person.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    html! {
        header {
            time.clock datetime=(times::iso(context.now)) { (there.strftime("%H:%M").to_string()) }
            span.small.soft { (there.strftime("%A").to_string()) ", " (place) }
        }
    }
}

fn one(context: &Context<'_>, slip: &Slip<'_>) -> Markup {
    let incident = context.state.incidents.get(slip.escalation.incident);
    let machine = incident.is_some_and(machines::is_alone);
    let severity = incident.map_or("", |incident| wording::severity(incident.severity));
    html! {
        div.slip {
            p.label {
                span role=[slip.rings().then_some("alert")] {
                    @match slip.stand {
                        Stand::Ringing => {
                            (if machine { "ALERT · " } else { "EMERGENCY · " }) (severity)
                        }
                        Stand::Asked(Purpose::Help) => { "ASKED TO HELP · " (severity) }
                        Stand::Asked(Purpose::Lead) => { "ASKED TO LEAD · " (severity) }
                        Stand::Joined => { "Joined" }
                        Stand::NotAsked => { "Not asked any more" }
                        Stand::Accepted => { "Yours · " (severity) }
                        Stand::Taken(_) => { "Taken" }
                        Stand::PassedOn => { "Passed on" }
                        Stand::Withdrawn => { "Withdrawn" }
                        Stand::Over => { "Over" }
                    }
                }
                " "
                @if slip.rings() { (times::count_up_words(context, slip.page.rang_at)) }
                @else { (times::time(context, slip.page.rang_at)) }
            }
            @if let Some(incident) = incident {
                @let caller = names::emergencies(context, incident).next();
                p {
                    @match caller.map(|caller| Caller::of(context, caller)) {
                        Some(Caller::Unknown) => { "Caller not known yet. " }
                        Some(caller) => { b { bdi { (caller.short()) } } ". " }
                        None => {}
                    }
                    bdi { (names::incident(context, incident)) } "."
                    @if let Some(summary) = machines::summary(context, incident) {
                        " " bdi { (summary) }
                    }
                }
            }
            (outcome(context, slip))
        }
    }
}

fn outcome(context: &Context<'_>, slip: &Slip<'_>) -> Markup {
    let incident = context.state.incidents.get(slip.escalation.incident);
    html! {
        @match slip.stand {
            Stand::Ringing if slip.page.rings > 1 => {
                p.soft { "Rung " (slip.page.rings) " times." }
            }
            Stand::Ringing => {}
            Stand::Asked(_) => { (asked(context, slip)) }
            Stand::NotAsked => { p.soft { "It was answered otherwise." } }
            Stand::Accepted | Stand::Joined => {
                @if let Some(incident) = incident {
                    p {
                        a href={ (context.base) "/console/incidents/" (incident.number) } {
                            "Open the conversation"
                        }
                    }
                }
            }
            Stand::Taken(by) => {
                p.soft {
                    bdi { (context.state.access.name(by)) } " has it. Nothing for you to do."
                }
            }
            Stand::PassedOn | Stand::Withdrawn => { p.soft { "Others are being rung." } }
            Stand::Over => { p.soft { "Nobody is needed any more." } }
        }
    }
}

/// Who asks, and for what, in their words.
fn asked(context: &Context<'_>, slip: &Slip<'_>) -> Markup {
    let errand = slip.page.errand;
    let request = errand.and_then(|errand| context.state.crew.request(errand.request));
    html! {
        @if let Some((_, request)) = request {
            p {
                b { bdi { (context.state.access.name(&request.by)) } } " asks you"
                @if let Some(words) = &request.words { ": " q.words { (words.as_str()) } }
                @else { "." }
            }
        }
    }
}

fn buttons(context: &Context<'_>, slip: &Slip<'_>, pager: &str) -> Markup {
    let path = format!("{}/p/{}", context.base, context.links.page(slip.page.id));
    let command = slip.command();
    let reply = act::Reply { path: &path, command: &command, back: Some(pager) };
    if let Stand::Asked(purpose) = slip.stand {
        return html! {
            div.act {
                (act::accept(reply, errand::yes(purpose)))
                div.choices { (act::pass(reply)) }
                a.small href=(path) { "Open the page" }
            }
        };
    }
    html! {
        div.act {
            (act::accept(reply, "Accept"))
            div.choices {
                (act::pass(reply))
                (act::decline(reply, AWAY_MINUTES, "I can’t: 10 min"))
            }
            a.small href=(path) { "Open the page" }
        }
    }
}

fn reached_by(person: Option<&Person>) -> String {
    let Some(person) = person else { return "not here any more".to_owned() };
    let mut channels: Vec<&str> =
        person.methods.iter().map(|method| wording::channel(method.channel)).collect();
    channels.dedup();
    if channels.is_empty() {
        "has no way to be reached".to_owned()
    } else {
        format!("{}, reached by {}", wording::role(person.role), channels.join(", "))
    }
}
