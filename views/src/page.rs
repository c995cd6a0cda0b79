//! The page on a lock screen: who, what, how long, and one thumb to accept.

use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::paging::{Escalation, Page, PageStanding, Standing};
use domain::words::{PersonKey, Purpose};
use maud::{Markup, html};

use crate::board::machines;
use crate::board::names::{self, Caller};
use crate::{Context, Fragment, Returned, shell, times, wording};

pub(crate) mod act;
pub(crate) mod errand;
mod more;

/// The page, whole. Opening it changes nothing.
#[must_use]
pub fn page(
    context: &Context<'_>,
    escalation: &Escalation,
    page: &Page,
    link: &str,
    command: &str,
    after: &str,
    returned: Option<&Returned>,
) -> Markup {
    let sight = Sight::of(context, escalation, page);
    let path = format!("{}/p/{link}", context.base);
    let reply = act::Reply { path: &path, command, back: None };
    let head = shell::Head {
        title: &sight.title(),
        styles: &["tokens.css", "base.css", "caller.css"],
        scripts: &["clock.js", "live.js"],
    };
    let main = html! {
        main.page id="main" tabindex="-1" data-state=(sight.stand.word())
            data-live={ (path) "/stream" } data-poll={ (path) "/poll" } data-after=(after) {
            (sight.state())
            (shell::problem(returned))
            (sight.facts())
            (sight.their_words())
            (act::act(&sight, reply))
            (sight.more())
        }
    };
    let name = context.state.access.name(&page.person);
    let aside = html! { span.soft.small { "Paging " bdi { (name) } } };
    let header = html! { (shell::plain_header(context, "/console", aside)) (shell::connection()) };
    shell::refreshing(context, &head, "caller", header, main, html! {})
}

/// Everything on the page that changes by itself.
#[must_use]
pub fn fragments(
    context: &Context<'_>,
    escalation: &Escalation,
    page: &Page,
    link: &str,
    command: &str,
) -> Vec<Fragment> {
    let sight = Sight::of(context, escalation, page);
    let path = format!("{}/p/{link}", context.base);
    let reply = act::Reply { path: &path, command, back: None };
    vec![
        Fragment::new("state", sight.state()),
        Fragment::new("facts", sight.facts()),
        Fragment::new("act", act::act(&sight, reply)),
        Fragment::new("more", sight.more()),
    ]
}

/// Where a page stands for the one whom it reaches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stand<'a> {
    /// It rings.
    Ringing,
    /// This person has it.
    Accepted,
    /// Somebody else has it.
    Taken(&'a PersonKey),
    /// This person passed it on; others are rung.
    PassedOn,
    /// This person is not rung any more; others are.
    Withdrawn,
    /// Somebody asks this person on purpose, to help or to lead.
    Asked(Purpose),
    /// This person was asked to help, and has come.
    Joined,
    /// This person was asked, and is not needed any more or has said no.
    NotAsked,
    /// Nobody needs to be reached.
    Over,
}

impl<'a> Stand<'a> {
    pub(crate) fn of(escalation: &'a Escalation, page: &Page) -> Self {
        if let (Some(errand), true) = (page.errand, escalation.standing != Standing::Stopped) {
            let has = escalation.accepted_by() == Some(&page.person);
            return match page.standing {
                PageStanding::Requested => Self::Asked(errand.purpose),
                PageStanding::Accepted if has => Self::Accepted,
                PageStanding::Accepted => Self::Joined,
                PageStanding::Declined { .. } | PageStanding::Withdrawn => Self::NotAsked,
            };
        }
        match &escalation.standing {
            Standing::Stopped => Self::Over,
            Standing::Accepted { by, .. } if *by == page.person => Self::Accepted,
            // Both accepted while they could not know of each other: both have it.
            Standing::Accepted { .. } if escalation.also.contains(&page.person) => Self::Accepted,
            Standing::Accepted { by, .. } => Self::Taken(by),
            Standing::Ringing { .. } => match page.standing {
                PageStanding::Requested => Self::Ringing,
                PageStanding::Declined { .. } => Self::PassedOn,
                PageStanding::Accepted | PageStanding::Withdrawn => Self::Withdrawn,
            },
        }
    }

    /// The word of `data-state`.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Ringing | Self::Asked(_) => "ringing",
            Self::Accepted | Self::Joined => "accepted",
            Self::Taken(_) => "taken",
            Self::PassedOn | Self::Withdrawn | Self::NotAsked => "withdrawn",
            Self::Over => "over",
        }
    }
}

/// All that a page shows.
pub(crate) struct Sight<'a> {
    context: &'a Context<'a>,
    escalation: &'a Escalation,
    page: &'a Page,
    stand: Stand<'a>,
    incident: Option<&'a Incident>,
    emergency: Option<&'a Emergency>,
}

impl<'a> Sight<'a> {
    pub(crate) fn of(context: &'a Context<'a>, escalation: &'a Escalation, page: &'a Page) -> Self {
        let incident = context.state.incidents.get(escalation.incident);
        let emergency = incident.and_then(|incident| names::emergencies(context, incident).next());
        let stand = Stand::of(escalation, page);
        Self { context, escalation, page, stand, incident, emergency }
    }

    fn title(&self) -> String {
        let what = match self.stand {
            Stand::Ringing if self.is_of_machines() => "Alert".to_owned(),
            Stand::Ringing if self.is_danger() => "Someone is in danger".to_owned(),
            Stand::Ringing => "Emergency".to_owned(),
            Stand::Asked(_) => "You are asked".to_owned(),
            Stand::Joined => "You have joined".to_owned(),
            Stand::NotAsked => "Not asked any more".to_owned(),
            Stand::Accepted => "You have it".to_owned(),
            Stand::Taken(by) => format!("{} has it", self.name(by)),
            Stand::PassedOn => "Passed on".to_owned(),
            Stand::Withdrawn => "Not ringing you any more".to_owned(),
            Stand::Over => "Over".to_owned(),
        };
        shell::title(self.context, &what)
    }

    fn name(&self, person: &'a PersonKey) -> &'a str {
        self.context.state.access.name(person)
    }

    fn service(&self) -> Option<&'a str> {
        let service = self.incident?.service.as_ref()?;
        let known = self.context.state.incidents.services.get(service)?;
        Some(known.name.as_str())
    }

    fn is_of_machines(&self) -> bool {
        self.incident.is_some_and(machines::is_alone)
    }

    /// Whether the customer says that somebody is in danger.
    fn is_danger(&self) -> bool {
        self.context.state.is_in_danger(self.escalation.incident)
    }

    /// What a machine says in one sentence; it is nobody's words, so it may stand on a lock screen.
    fn reported(&self) -> Markup {
        let summary = self.incident.and_then(|known| machines::summary(self.context, known));
        html! { bdi { (summary.unwrap_or("a fault is reported.")) } }
    }

    fn state(&self) -> Markup {
        let rings = matches!(self.stand, Stand::Ringing | Stand::Asked(_));
        html! {
            section.state id="state" data-state=(self.stand.word()) data-title=(self.title()) {
                div.beam aria-hidden="true" {}
                p.row {
                    (self.tag())
                    @if let Some(incident) = self.incident {
                        span { (wording::severity(incident.severity)) }
                    }
                    @if rings {
                        span.push {
                            "ringing "
                            (times::count_up_words(self.context, self.page.rang_at))
                        }
                    }
                }
                // The clock beside it must not be read aloud every second.
                h1.sentence aria-live="assertive" aria-atomic="true" { (self.sentence()) }
            }
        }
    }

    fn tag(&self) -> Markup {
        let (tone, words) = match self.stand {
            Stand::Ringing if self.is_of_machines() => (Some("signal"), "Alert"),
            Stand::Ringing if self.is_danger() => (Some("signal"), "Danger"),
            Stand::Ringing => (Some("signal"), "Emergency"),
            Stand::Asked(Purpose::Help) => (Some("signal"), "Asked to help"),
            Stand::Asked(Purpose::Lead) => (Some("signal"), "Asked to lead"),
            Stand::Joined => (Some("steady"), "Joined"),
            Stand::NotAsked => (None, "Withdrawn"),
            Stand::Accepted => (Some("steady"), "Yours"),
            Stand::Taken(_) => (Some("steady"), "Accepted"),
            Stand::PassedOn => (None, "Passed on"),
            Stand::Withdrawn => (None, "Withdrawn"),
            Stand::Over => (None, "Over"),
        };
        html! { span.tag data-tone=[tone] { (words) } }
    }

    fn sentence(&self) -> Markup {
        html! {
            @match self.stand {
                Stand::Ringing => {
                    @match self.service() {
                        service if self.is_of_machines() => {
                            @if let Some(service) = service { bdi { (service) } ": " }
                            (self.reported())
                        }
                        Some(service) if self.is_danger() => {
                            bdi { (service) } ": someone is in danger."
                        }
                        None if self.is_danger() => { "Someone is in danger." }
                        Some(service) => { bdi { (service) } ": a customer needs help now." }
                        None => { "A customer needs help now." }
                    }
                }
                Stand::Asked(purpose) => { (errand::sentence(self, purpose)) }
                Stand::Joined => { "You have joined." }
                Stand::NotAsked => { "You are not asked any more." }
                Stand::Accepted => { "You have it." }
                Stand::Taken(by) => { bdi { (self.name(by)) } " has it. You can rest." }
                Stand::PassedOn => { "Passed on. Others are being rung." }
                Stand::Withdrawn => { "You are not rung any more. Others are." }
                Stand::Over => { "It is over. Nobody is needed any more." }
            }
        }
    }

    fn facts(&self) -> Markup {
        let context = self.context;
        html! {
            dl.facts id="facts" {
                @if self.is_danger() && self.stand != Stand::Over {
                    div {
                        dt { "Danger" }
                        dd {
                            b {
                                "The customer says that someone is in danger. Ask first whether \
                                 the emergency services were called."
                            }
                        }
                    }
                }
                @if matches!(self.stand, Stand::Asked(_) | Stand::Joined) {
                    (errand::brief(self))
                }
                @if let Some(emergency) = self.emergency {
                    div { dt { "Who" } dd { (who(&Caller::of(context, emergency))) } }
                    div {
                        dt { "Called" }
                        dd {
                            (times::clock_time(context, emergency.opened_at)) ", "
                            (times::count_up_words(context, emergency.opened_at)) " ago"
                        }
                    }
                }
                @if let Some(phrase) = self.incident.and_then(|i| machines::phrase(context, i)) {
                    div { dt { "Alerts" } dd { (phrase) } }
                }
                @if let Some(service) = self.service() {
                    div { dt { "Service" } dd { bdi { (service) } } }
                }
                @if let Some(incident) = self.incident {
                    div { dt { "Number" } dd { (incident.number) } }
                }
                @if self.page.rings > 1 && self.stand == Stand::Ringing {
                    div { dt { "Rung" } dd { (self.page.rings) " times" } }
                }
            }
        }
    }

    /// Kept closed: on a lock screen a summary is enough.
    fn their_words(&self) -> Markup {
        let words = self.emergency.and_then(|known| names::first_words(self.context, known));
        let reach = self.emergency.and_then(|emergency| emergency.reach.as_ref());
        html! {
            @if self.emergency.is_some() {
                details.first-aid {
                    summary { "Their words" }
                    @match words {
                        Some(words) => {
                            blockquote.words dir="auto" { (words.as_str()) }
                        }
                        None => { p.soft { "They pressed the button and wrote nothing." } }
                    }
                    @if let Some(reach) = reach {
                        p { "Reach them at " (shell::telephone(reach.as_str(), None)) }
                    }
                }
            }
        }
    }
}

fn who(caller: &Caller) -> Markup {
    html! {
        @match caller {
            Caller::Known(name) => { bdi { (name) } }
            Caller::Likely(name) => { bdi { (name) } " " span.tag { "likely" } }
            Caller::Typed(name) => { bdi { (name) } " " span.tag { "as they say" } }
            Caller::Unknown => { "Not known yet" }
        }
    }
}
