//! Checking a file as a whole: who is missing, who cannot be reached, what nobody would answer.

use domain::access::{Method, Role, is_mail_address};
use domain::words::{Channel, PersonKey, e164, is_key};

use super::plan::lay_out;
use super::words::quoted;
use super::{File, Ground, Problem, Severity, in_order};

/// How many days ahead the front door is looked at for hours in which nobody is on call.
pub const COVERAGE_DAYS: u64 = 30;

/// Looks at what the organisation will be once the file is applied. An error keeps the file from
/// being applied; a warning says where somebody may go unheard.
#[must_use]
pub fn check(file: &File, ground: &Ground<'_>) -> Vec<Problem> {
    let whole = file.over(ground);
    let mut problems = problems_of(&whole, ground);
    if !ground.state.organisation.settings.name.is_empty() {
        keep_from_blocking(&mut problems, ground);
    }
    let (_, refused) = lay_out(file, ground);
    for refusal in refused {
        // What was said more precisely above is not said again.
        let said = |problem: &Problem| {
            problem.severity == Severity::Error && problem.path.starts_with(&refusal.path)
        };
        if !problems.iter().any(said) {
            problems.push(refusal);
        }
    }
    // Who cannot be looked up counts as nobody, so gaps are looked for once all else is right; and
    // then every list is within its limit, which bounds the work.
    if problems.iter().all(|problem| problem.severity == Severity::Warning) {
        let mut checker = Checker { whole: &whole, ground, problems };
        checker.gaps();
        problems = checker.problems;
    }
    in_order(problems)
}

fn problems_of(whole: &File, ground: &Ground<'_>) -> Vec<Problem> {
    let mut checker = Checker { whole, ground, problems: Vec::new() };
    checker.organisation();
    checker.people();
    checker.teams();
    checker.schedules();
    checker.policies();
    checker.services();
    checker.integrations();
    checker.cards();
    checker.components();
    checker.audiences();
    checker.status_pages();
    checker.routines();
    checker.templates();
    checker.customers();
    checker.front_door();
    checker.problems
}

/// What is wrong already and stands outside the file is worth a warning, but must not keep a file
/// that is right from being applied.
fn keep_from_blocking(problems: &mut [Problem], ground: &Ground<'_>) {
    let before = problems_of(&File::of(ground.state), ground);
    for problem in problems.iter_mut().filter(|problem| problem.line.is_none()) {
        if before.contains(problem) {
            problem.severity = Severity::Warning;
        }
    }
}

/// Collects what is wrong with the organisation as it will be.
pub(super) struct Checker<'a> {
    pub(super) whole: &'a File,
    pub(super) ground: &'a Ground<'a>,
    pub(super) problems: Vec<Problem>,
}

impl Checker<'_> {
    pub(super) fn error(&mut self, place: &str, field: &str, text: String) {
        self.report(Severity::Error, place, field, text);
    }

    pub(super) fn warning(&mut self, place: &str, field: &str, text: String) {
        self.report(Severity::Warning, place, field, text);
    }

    fn report(&mut self, severity: Severity, place: &str, field: &str, text: String) {
        let path = if field.is_empty() { place.to_owned() } else { format!("{place}: {field}") };
        let line = self.whole.line(&path).or_else(|| self.whole.line(place));
        self.problems.push(Problem { severity, line, path, text });
    }

    pub(super) fn zone(&mut self, place: &str, zone: &str) {
        let known = self.ground.zones.get(zone).is_ok_and(|zone| !zone.is_unknown());
        if !known {
            let zone = quoted(zone);
            let text = format!(
                "There is no time zone {zone}. Write a name like Europe/Copenhagen or UTC."
            );
            self.error(place, "zone", text);
        }
    }

    fn organisation(&mut self) {
        match &self.whole.organisation {
            Some(settings) => self.zone("organisation", &settings.zone.clone()),
            None => {
                let text = "The organisation has no name yet. Add [organisation] with name, zone \
                            and front_door.";
                self.error("organisation", "", text.to_owned());
            }
        }
    }

    fn people(&mut self) {
        for (key, person) in &self.whole.people {
            let place = named("person", key);
            self.zone(&place, &person.zone);
            for (index, method) in person.methods.iter().enumerate() {
                self.method(&format!("{place}, method {}", index + 1), method);
            }
            self.rules(key.as_str(), &place, person);
            if person.role > Role::Observer && person.methods.is_empty() {
                let text = format!(
                    "{} has no contact method, so no page reaches them. Add [[person.method]], for \
                     example with channel = \"screen\".",
                    person.name.as_str()
                );
                self.warning(&place, "", text);
            }
        }
        let managers = self.whole.people.values().any(|person| person.role == Role::Manager);
        if !managers {
            let text = "Nobody is a manager, and only a manager may change people and the \
                        organisation. Write role = \"manager\" under one person.";
            self.warning("person", "", text.to_owned());
        }
    }

    fn method(&mut self, place: &str, method: &Method) {
        let address = method.address.as_str();
        let wanted = match method.channel {
            Channel::Screen if !address.is_empty() => "A screen has no address. Take it out.",
            Channel::Email if !is_mail_address(address) => {
                "This method needs a mail address, like ana@example.com."
            }
            Channel::Webhook if !is_key(address) => {
                "This method needs the name of a webhook of the configuration as its address."
            }
            Channel::Sms | Channel::Voice => match e164(address) {
                Ok(_) => return,
                Err(bad) => return self.error(place, "address", bad.to_string()),
            },
            // No file says where a browser is reached.
            Channel::Push => "Devices are added on the device itself, under Settings, You.",
            Channel::Screen | Channel::Email | Channel::Webhook => return,
        };
        self.error(place, "address", wanted.to_owned());
    }

    fn teams(&mut self) {
        for (key, team) in &self.whole.teams {
            let place = named("team", key);
            for member in &team.members {
                if self.whole.teams.contains_key(&member.as_str().into())
                    && !self.whole.people.contains_key(member)
                {
                    let text = format!(
                        "{} is a team. A team holds people only; list them.",
                        quoted(member.as_str())
                    );
                    self.error(&place, "members", text);
                } else {
                    self.person(&place, "members", member);
                }
            }
        }
    }

    pub(super) fn person(&mut self, place: &str, field: &str, person: &PersonKey) {
        if !self.whole.people.contains_key(person) {
            self.error(place, field, missing("person", person.as_str()));
        }
    }

    fn services(&mut self) {
        for (key, service) in &self.whole.services {
            let place = named("service", key);
            if let Some(team) = service.team.as_ref().filter(|t| !self.whole.teams.contains_key(*t))
            {
                self.error(&place, "team", missing("team", team.as_str()));
            }
            let policy = service.policy.as_ref();
            if let Some(policy) = policy.filter(|key| !self.whole.policies.contains_key(*key)) {
                self.error(&place, "policy", missing("policy", policy.as_str()));
            }
        }
    }

    fn integrations(&mut self) {
        for (key, integration) in &self.whole.integrations {
            let service = integration.service.as_ref();
            if let Some(service) = service.filter(|key| !self.whole.services.contains_key(*key)) {
                let place = named("integration", key);
                self.error(&place, "service", missing("service", service.as_str()));
            }
        }
    }

    fn cards(&mut self) {
        for (key, card) in &self.whole.cards {
            let service = card.service.as_ref();
            if let Some(service) = service.filter(|key| !self.whole.services.contains_key(*key)) {
                let place = named("card", key);
                self.error(&place, "service", missing("service", service.as_str()));
            }
        }
    }

    fn components(&mut self) {
        for (key, component) in &self.whole.components {
            let place = named("component", key);
            let service = component.service.as_ref();
            if let Some(service) = service.filter(|key| !self.whole.services.contains_key(*key)) {
                self.error(&place, "service", missing("service", service.as_str()));
            }
            let parent = component.parent.as_ref();
            if let Some(parent) = parent.filter(|key| !self.whole.components.contains_key(*key)) {
                self.error(&place, "parent", missing("component", parent.as_str()));
            }
            let mut lost = component.audiences.iter();
            let lost = lost.find(|key| !self.whole.audiences.contains_key(*key));
            if let Some(lost) = lost {
                self.error(&place, "audiences", missing("audience", lost.as_str()));
            }
        }
    }

    fn audiences(&mut self) {
        for (key, audience) in &self.whole.audiences {
            let mut lost = audience.customers.iter();
            let lost = lost.find(|key| !self.whole.customers.contains_key(*key));
            if let Some(lost) = lost {
                let place = named("audience", key);
                self.error(&place, "customers", missing("customer", lost.as_str()));
            }
        }
    }

    fn status_pages(&mut self) {
        for (key, page) in &self.whole.status_pages {
            let place = named("status_page", key);
            self.zone(&place, &page.zone);
            let lost = page.components.iter().find(|key| !self.whole.components.contains_key(*key));
            if let Some(lost) = lost {
                self.error(&place, "components", missing("component", lost.as_str()));
            }
            let mut lost = page.readers.audiences().iter();
            let lost = lost.find(|key| !self.whole.audiences.contains_key(*key));
            if let Some(lost) = lost {
                self.error(&place, "audiences", missing("audience", lost.as_str()));
            }
        }
    }

    fn routines(&mut self) {
        for (key, routine) in &self.whole.routines {
            let place = named("routine", key);
            self.zone(&place, &routine.zone);
            let lost = routine.components.iter();
            let mut lost = lost.filter(|key| !self.whole.components.contains_key(*key));
            if let Some(lost) = lost.next() {
                self.error(&place, "components", missing("component", lost.as_str()));
            }
            if !self.whole.people.contains_key(&routine.owner) {
                self.error(&place, "owner", missing("person", routine.owner.as_str()));
            }
            let mut lost = routine.audiences.iter();
            let lost = lost.find(|key| !self.whole.audiences.contains_key(*key));
            if let Some(lost) = lost {
                self.error(&place, "audiences", missing("audience", lost.as_str()));
            }
        }
    }

    fn templates(&mut self) {
        for (key, template) in &self.whole.templates {
            let place = named("template", key);
            let service = template.service.as_ref();
            if let Some(service) = service.filter(|key| !self.whole.services.contains_key(*key)) {
                self.error(&place, "service", missing("service", service.as_str()));
            }
            if let Err(refusal) = domain::templates::tidy(template) {
                self.error(&place, "text", refusal.to_string());
            }
        }
    }

    fn customers(&mut self) {
        for (key, customer) in &self.whole.customers {
            for (index, site) in customer.sites.iter().enumerate() {
                let place = format!("{}, site {}", named("customer", key), index + 1);
                if let Some(zone) = &site.zone {
                    self.zone(&place, zone);
                }
                let component = site.component.as_ref();
                let lost = component.filter(|key| !self.whole.components.contains_key(*key));
                if let Some(lost) = lost {
                    self.error(&place, "component", missing("component", lost.as_str()));
                }
            }
        }
    }
}

/// How a thing is called in problems, the same as on reading it.
pub(super) fn named(noun: &str, key: &impl ToString) -> String {
    format!("{noun} {}", quoted(&key.to_string()))
}

/// What names something that is not there.
pub(super) fn missing(noun: &str, key: &str) -> String {
    let key = quoted(key);
    format!("There is no {noun} {key}. Correct the key, or add [[{noun}]] with key = {key}.")
}
