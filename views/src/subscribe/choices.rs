//! What a subscriber can choose: about what, how bad, when, and in which language.

use domain::State;
use domain::readers::{Readable, ReadersSight};
use domain::status_pages::StatusPage;
use domain::subscribers::{NAMED_MAX, Profile, Through, Wants};
use domain::words::{ComponentKey, Condition, Language, ServiceKey, Severity, SiteKey};
use maud::{Markup, html};

use crate::nested::{Listed, of_these, tick, ticked};
use crate::subscribers::colleagues::word;
use crate::telling::typed;
use crate::{Context, Returned, say, shell, status};

/// Of what somebody chooses: a page, as they read it.
pub(super) struct About<'a> {
    /// The page.
    pub page: &'a StatusPage,
    /// Through what they read it, if not as everyone does.
    pub through: Option<&'a Through>,
    /// With what sight.
    pub sight: &'a ReadersSight,
    /// What is chosen already, where this stands behind the link to it.
    pub own: Option<&'a Wants>,
}

/// The services behind the components of a page, as far as these readers know of them.
#[must_use]
fn services_on<'a>(open: &'a Readable, page: &StatusPage) -> Vec<(&'a ServiceKey, &'a str)> {
    let mut found: Vec<(&ServiceKey, &str)> = Vec::new();
    for (_, key, _) in open.components_on(page) {
        let service = open.components.get(key).and_then(|known| known.profile.service.as_ref());
        let known = service.and_then(|key| open.incidents.services.get_key_value(key));
        if let Some((key, service)) = known
            && !found.iter().any(|(known, _)| *known == key)
        {
            found.push((key, service.name.as_str()));
        }
    }
    found.truncate(NAMED_MAX);
    found
}

/// The sites of the customer to whom they belong, as far as somebody has said what serves them.
fn sites_of<'a>(open: &'a Readable, through: Option<&Through>) -> Vec<(&'a str, &'a str)> {
    let customer = through.and_then(Through::customer);
    let profile = customer.and_then(|customer| open.customers.profile(customer));
    let sites = profile.into_iter().flat_map(|profile| &profile.sites);
    let served = sites.filter(|site| {
        site.component.as_ref().is_some_and(|key| open.components.get(key).is_some())
    });
    served.take(NAMED_MAX).map(|site| (site.key.as_str(), site.name.as_str())).collect()
}

/// What stands in a form to choose from.
struct Offered<'a> {
    /// Components: how deep each lies, and its name.
    parts: Vec<Listed<'a>>,
    /// Services.
    behind: Vec<(&'a ServiceKey, &'a str)>,
    /// Sites of the customer to whom they belong.
    places: Vec<(&'a str, &'a str)>,
}

impl<'a> Offered<'a> {
    /// What somebody chooses from who reads that much.
    fn of(
        open: &'a Readable,
        page: &StatusPage,
        through: Option<&Through>,
        reads: Language,
    ) -> Self {
        let (parts, behind) = (open.components_on(page).into_iter(), services_on(open, page));
        let parts = parts.map(|(depth, key, known)| (depth, key, known.name_in(reads).words));
        let parts = parts.collect();
        Self { parts, behind, places: sites_of(open, through) }
    }

    /// Of what was chosen, what does not stand here.
    fn unseen(&self, wants: &Wants) -> Wants {
        let part = |key: &&ComponentKey| !self.parts.iter().any(|(_, known, _)| known == key);
        let behind = |key: &&ServiceKey| !self.behind.iter().any(|(known, _)| known == key);
        let place = |key: &&SiteKey| !self.places.iter().any(|(known, _)| *known == key.as_str());
        Wants {
            components: wants.components.iter().filter(part).cloned().collect(),
            services: wants.services.iter().filter(behind).cloned().collect(),
            sites: wants.sites.iter().filter(place).cloned().collect(),
            ..Wants::default()
        }
    }
}

/// What is read behind the link to somebody's choices. Mails are passed on, and with them that
/// link: of what is for them and not for everyone it shows no name, whoever opens it.
fn behind_link(state: &State, about: &About<'_>) -> Option<Readable> {
    if about.through.is_none() {
        return Some(state.for_readers(about.sight));
    }
    let open = state.for_everyone();
    let shown = open.status_pages.pages.values().any(|known| known.profile == *about.page);
    shown.then_some(open)
}

/// Adds to what was chosen behind the link what is chosen already and does not stand there: what
/// nobody could see nobody took back.
pub fn keep_unseen(state: &State, known: &Profile, sight: &ReadersSight, wants: &mut Wants) {
    let page = state.status_pages.get(&known.page);
    let about = page.map(|page| About {
        page: &page.profile,
        through: known.through.as_ref(),
        sight,
        own: Some(&known.wants),
    });
    let open = about.as_ref().and_then(|about| behind_link(state, about));
    let unseen = match about.as_ref().zip(open.as_ref()) {
        Some((about, open)) => {
            Offered::of(open, about.page, None, known.language).unseen(&known.wants)
        }
        None => known.wants.clone(),
    };
    wants.components.extend(unseen.components);
    wants.services.extend(unseen.services);
    wants.sites.extend(unseen.sites);
}

/// What readers of a page choose.
pub(super) fn form(
    context: &Context<'_>,
    about: &About<'_>,
    (wants, language): (&Wants, Language),
    returned: Option<&Returned>,
) -> Markup {
    let components = ticked(returned, "component", &wants.components);
    let services = ticked(returned, "service", &wants.services);
    let sites = ticked(returned, "site", &wants.sites);
    let is = |ticked: &[String], key: &str| ticked.iter().any(|one| one == key);
    let grave = typed(returned, "grave", status::code(wants.at_least));
    let open = match about.own {
        Some(_) => behind_link(context.state, about),
        None => Some(context.state.for_readers(about.sight)),
    };
    let through = about.through.filter(|_| about.own.is_none());
    let nothing = Offered { parts: Vec::new(), behind: Vec::new(), places: Vec::new() };
    let reads = context.reader.tongue.language();
    let offered = open.as_ref().map(|open| Offered::of(open, about.page, through, reads));
    let offered = offered.unwrap_or(nothing);
    let unseen = about.own.map(|own| offered.unseen(own)).unwrap_or_default();
    let unseen = unseen.components.len() + unseen.services.len() + unseen.sites.len();
    let Offered { parts, behind, places } = offered;
    let more =
        returned.is_some() || *wants != Wants { zone: wants.zone.clone(), ..Wants::default() };
    html! {
        details open[more] {
            summary { (say!(context, "subscribe-more")) }
            div.stack {
                @if !places.is_empty() {
                    fieldset {
                        legend { (say!(context, "subscribe-sites")) }
                        p.hint { (say!(context, "subscribe-sites-hint")) }
                        @for (key, name) in places {
                            (tick(("site", key), 0, name, is(&sites, key)))
                        }
                    }
                }
                @if !parts.is_empty() {
                    fieldset aria-invalid=[shell::invalid(returned, "component")] {
                        legend { (say!(context, "subscribe-about")) }
                        p.hint { (say!(context, "subscribe-about-hint")) }
                        (of_these(&parts, &components, |count| {
                            say!(context, "subscribe-parts", count = count)
                        }))
                    }
                }
                @if !behind.is_empty() {
                    fieldset {
                        legend { (say!(context, "subscribe-services")) }
                        p.hint { (say!(context, "subscribe-services-hint")) }
                        @for (key, name) in behind {
                            @let ticked = is(&services, key.as_str());
                            (tick(("service", key.as_str()), 0, name, ticked))
                        }
                    }
                }
                @if unseen > 0 {
                    p.hint {
                        @if about.through.is_some() {
                            (say!(context, "subscription-unseen-own", count = unseen))
                        } @else { (say!(context, "subscription-unseen", count = unseen)) }
                    }
                }
                div.field {
                    label for="grave" { (say!(context, "subscribe-grave")) }
                    select id="grave" name="grave" {
                        (option(status::code(Condition::Operational), &grave,
                            &say!(context, "subscribe-grave-all")))
                        (option(status::code(Condition::Partial), &grave,
                            &say!(context, "subscribe-grave-some")))
                        (option(status::code(Condition::Major), &grave,
                            &say!(context, "subscribe-grave-down")))
                    }
                }
                (when(context, &say!(context, "subscribe-quiet-from"), (wants, language), returned))
            }
        }
    }
}

/// What a colleague can choose: of which incidents, of which services, when, and in which language.
pub(super) fn for_colleague(
    context: &Context<'_>,
    least: Severity,
    profile: &Profile,
    returned: Option<&Returned>,
) -> Markup {
    let wants = &profile.wants;
    let ticked = ticked(returned, "service", &wants.services);
    let severity = typed(returned, "severity", word(least));
    let services = &context.state.incidents.services;
    html! {
        div.field {
            label for="severity" { (say!(context, "subscription-colleague-severity")) }
            select id="severity" name="severity" {
                (option("low", &severity, &say!(context, "subscription-colleague-low")))
                (option("high", &severity, &say!(context, "subscription-colleague-high")))
                (option("critical", &severity, &say!(context, "subscription-colleague-critical")))
            }
        }
        @if !services.is_empty() {
            fieldset {
                legend { (say!(context, "subscription-colleague-services")) }
                p.hint { (say!(context, "subscribe-about-hint")) }
                @for (key, service) in services {
                    @let is = ticked.iter().any(|one| one == key.as_str());
                    (tick(("service", key.as_str()), 0, &service.name, is))
                }
            }
        }
        @let quiet = say!(context, "subscription-colleague-quiet");
        (when(context, &quiet, (wants, profile.language), returned))
    }
}

/// At once or once a day, what waits at which hours, and in which language.
fn when(
    context: &Context<'_>,
    quiet_label: &Markup,
    (wants, language): (&Wants, Language),
    returned: Option<&Returned>,
) -> Markup {
    let hour = |hour: Option<u8>| hour.map_or_else(String::new, |hour| hour.to_string());
    let daily = typed(returned, "daily", &hour(wants.daily));
    let from = typed(returned, "quiet_from", &hour(wants.quiet.map(|quiet| quiet.from)));
    let until = typed(returned, "quiet_until", &hour(wants.quiet.map(|quiet| quiet.until)));
    let zone = typed(returned, "zone", &wants.zone);
    let language = typed(returned, "language", language.code());
    let never = say!(context, "subscribe-quiet-never");
    html! {
        div.field {
            label for="daily" { (say!(context, "subscribe-when")) }
            select id="daily" name="daily" aria-invalid=[shell::invalid(returned, "daily")] {
                (option("", &daily, &say!(context, "subscribe-when-now")))
                @for hour in 0..24_u8 {
                    (option(&hour.to_string(), &daily, &say!(
                        context, "subscribe-when-daily", hour = clock(hour)
                    )))
                }
            }
        }
        div.field {
            label for="quiet_from" { (quiet_label) }
            select id="quiet_from" name="quiet_from" {
                (option("", &from, &never))
                (hours(&from))
            }
        }
        div.field {
            label for="quiet_until" { (say!(context, "subscribe-quiet-until")) }
            select id="quiet_until" name="quiet_until" {
                (option("", &until, &never))
                (hours(&until))
            }
        }
        div.field {
            label for="zone" { (say!(context, "subscribe-zone")) }
            input id="zone" name="zone" value=(zone) autocomplete="off"
                aria-invalid=[shell::invalid(returned, "zone")];
        }
        div.field {
            label for="language" { (say!(context, "subscribe-language")) }
            select id="language" name="language" {
                @for one in Language::ALL {
                    option value=(one.code()) lang=(one.code())
                        selected[one.code() == language] { (one.own_name()) }
                }
            }
        }
    }
}

fn hours(chosen: &str) -> Markup {
    html! {
        @for hour in 0..24_u8 { (option(&hour.to_string(), chosen, &html! { (clock(hour)) })) }
    }
}

fn clock(hour: u8) -> String {
    format!("{hour:02}:00")
}

fn option(value: &str, chosen: &str, label: &Markup) -> Markup {
    html! { option value=(value) selected[value == chosen] { (label) } }
}
