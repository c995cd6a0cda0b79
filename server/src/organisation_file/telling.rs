//! Components and status pages in the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::audiences::Audience;
use domain::components::Component;
use domain::organisation::Approver;
use domain::status_pages::{OwnLink, Readers, StatusPage};
use domain::words::{Cadence, ComponentKey, Language, Route, Translation};

use super::entries::choice;
use super::first_aid::LANGUAGES;
use super::read::{Fields, Reader};
use super::routines::translations;
use super::sections::{Section, Value, Writer, Written};
use crate::status::hosts::ascii as ascii_host;
use crate::status::logos;

/// How soon the next update is promised, by how severe it is.
const CADENCE: [&str; 3] = ["update_critical_secs", "update_high_secs", "update_low_secs"];

/// Reads how soon the next update is promised; what is left out is as usual.
pub(super) fn cadence(fields: &mut Fields<'_>, reader: &mut Reader) -> Option<Cadence> {
    if !CADENCE.iter().any(|name| fields.has(name)) {
        return None;
    }
    let usual = Cadence::default();
    let [critical, high, low] = CADENCE;
    let mut secs = |name: &'static str, usual: u32| {
        let secs = fields.number(name, reader).unwrap_or(usual.into());
        u32::try_from(secs).unwrap_or(u32::MAX)
    };
    let cadence = Cadence {
        critical_secs: secs(critical, usual.critical_secs),
        high_secs: secs(high, usual.high_secs),
        low_secs: secs(low, usual.low_secs),
    };
    if !cadence.is_sound() {
        let text = "An update is promised after one minute to one day, and for what is graver no \
                    later than for the rest.";
        reader.error(&fields.path(critical), text.to_owned());
    }
    Some(cadence)
}

/// Reads who may object to public text.
pub(super) fn approvers(fields: &mut Fields<'_>, reader: &mut Reader) -> Vec<Approver> {
    let named = fields.list("approvers", reader);
    let mut approvers = Vec::with_capacity(named.len());
    for name in &named {
        match Approver::parse(name) {
            Some(approver) => approvers.push(approver),
            None => {
                let text = format!("Write `person:KEY` or `team:KEY` in place of \"{name}\".");
                reader.error(&fields.path("approvers"), text);
            }
        }
    }
    approvers
}

/// Writes it, where the vendor has said so.
pub(super) fn with_cadence(mut own: Writer, cadence: Option<Cadence>) -> Writer {
    let Some(cadence) = cadence else { return own };
    let secs = [cadence.critical_secs, cadence.high_secs, cadence.low_secs];
    for (name, secs) in CADENCE.into_iter().zip(secs) {
        own = own.value(name, Value::Number(secs.into()));
    }
    own
}

/// Reads a component.
pub(super) fn component(fields: &mut Fields<'_>, reader: &mut Reader) -> Component {
    let name = fields.needed("name", "what readers call it", reader);
    let about = fields.words("about", reader).unwrap_or_default();
    let parent = fields.key("parent", reader).map(|key| key.as_str().into());
    let service = fields.key("service", reader).map(|key| key.as_str().into());
    let order = fields.number("order", reader).unwrap_or(0);
    let only_if_affected = fields.flag("only_if_affected", reader);
    let hides_history = fields.flag("hides_history", reader);
    let order = u32::try_from(order).unwrap_or(u32::MAX);
    let audiences = fields.keys("audiences", reader);
    let counted_from = fields.day("counted_from", reader).and_then(|day| {
        let from = views::times::utc_midnight(&day);
        if from.is_none() {
            reader.error(&fields.path("counted_from"), "Write a day, like 2024-02-29.".into());
        }
        from
    });
    Component {
        name,
        about: about.into(),
        parent,
        service,
        order,
        only_if_affected,
        hides_history,
        audiences,
        counted_from,
        translations: translations(fields, reader, named),
    }
}

/// A name and what it stands for, in a further language.
fn named(fields: &mut Fields<'_>, reader: &mut Reader) -> Translation {
    Translation {
        title: fields.line("name", reader).unwrap_or_default(),
        known: fields.words("about", reader).unwrap_or_default().into(),
        ..Translation::default()
    }
}

/// The same as sections, after those of what is named.
fn with_names(own: Writer, all: &[Translation]) -> Vec<Section> {
    let further = all.iter().map(|known| {
        Writer::within("translation", known.language.code())
            .needed("language", known.language.code())
            .text("name", &known.title)
            .text("about", &known.known)
    });
    std::iter::once(own).chain(further).map(|writer| writer.0).collect()
}

/// Reads an audience.
pub(super) fn audience(fields: &mut Fields<'_>, reader: &mut Reader) -> Audience {
    let name = fields.needed("name", "what you call these customers", reader);
    Audience { name, customers: fields.keys("customers", reader) }
}

/// Reads a status page.
pub(super) fn status_page(fields: &mut Fields<'_>, reader: &mut Reader) -> StatusPage {
    let name = fields.needed("name", "the heading of the page", reader);
    let about = fields.words("about", reader).unwrap_or_default();
    let zone = fields.needed("zone", "a time zone, such as \"Europe/Copenhagen\"", reader);
    let language = match fields.has("language") {
        true => choice(fields, "language", &LANGUAGES, reader).unwrap_or_default(),
        false => Language::default(),
    };
    let components = fields.keys("components", reader);
    let accent = fields.line("accent", reader).unwrap_or_default();
    let shows_promises = fields.flag("shows_promises", reader);
    let shows_suspicions = fields.flag("shows_suspicions", reader);
    let by_link = fields.flag("by_link", reader);
    let audiences = fields.keys("audiences", reader);
    if !by_link && !audiences.is_empty() {
        let text = "Only a page with by_link = true is for audiences; everyone reads the others.";
        reader.error(&fields.path("audiences"), text.to_owned());
    }
    let domains = fields.list("mail_domains", reader);
    if !by_link && !domains.is_empty() {
        let text = "Only a page with by_link = true asks who reads it; everyone reads the others.";
        reader.error(&fields.path("mail_domains"), text.to_owned());
    }
    let domains = domains.iter().map(|domain| ascii_host(domain).into()).collect();
    let readers = match by_link {
        true => Readers::ByLink { audiences, domains },
        false => Readers::Everyone,
    };
    let hosts = fields.list("hosts", reader);
    let languages = languages(fields, reader);
    let subscribe_by = ways(fields, reader);
    let links = fields.list("links", reader);
    StatusPage {
        name,
        about: about.into(),
        zone,
        language,
        components,
        accent,
        shows_promises,
        shows_suspicions,
        languages,
        subscribe_by,
        logo: logo("logo", fields, reader),
        logo_dark: logo("logo_dark", fields, reader),
        readers,
        hosts: hosts.iter().map(|host| ascii_host(host).into()).collect(),
        translations: translations(fields, reader, named),
        links: links.iter().map(|line| OwnLink::parse(line)).collect(),
    }
}

/// A logo, drawn anew.
fn logo(name: &'static str, fields: &mut Fields<'_>, reader: &mut Reader) -> Arc<str> {
    let path = fields.path(name);
    let written = fields.words(name, reader).filter(|written| !written.is_empty());
    match written.map(|written| logos::again(&written)) {
        None => Arc::default(),
        Some(Ok(drawn)) => drawn.into(),
        Some(Err(sentence)) => {
            reader.error(&path, sentence);
            Arc::default()
        }
    }
}

/// The further languages of a page; one that there is not is named.
fn languages(fields: &mut Fields<'_>, reader: &mut Reader) -> Vec<Language> {
    let path = fields.path("languages");
    let named = fields.list("languages", reader).into_iter();
    let known = |code: &str| Language::ALL.into_iter().find(|one| one.code() == code);
    let mut found = Vec::new();
    for code in named {
        match known(&code) {
            Some(language) => found.push(language),
            None => {
                let all = Language::ALL.map(Language::code).join(", ");
                reader.error(&path, format!("There is no language \"{code}\" here, but {all}."));
            }
        }
    }
    found
}

/// Over which programs and chats readers of a page may subscribe; one that there is not is named.
fn ways(fields: &mut Fields<'_>, reader: &mut Reader) -> Vec<Route> {
    let path = fields.path("subscribe_by");
    let mut found = Vec::new();
    for name in fields.list("subscribe_by", reader) {
        match Route::parse(&name).filter(|way| way.is_chosen()) {
            Some(way) => found.push(way),
            None => {
                let all = Route::ALL.into_iter().filter(|way| way.is_chosen());
                let all = all.map(Route::name).collect::<Vec<_>>().join(", ");
                reader.error(&path, format!("Readers cannot subscribe by \"{name}\", but {all}."));
            }
        }
    }
    found
}

/// The components, each after what it is a part of; those in a circle come last.
pub(super) fn outside_in(
    components: &BTreeMap<ComponentKey, Component>,
) -> Vec<(&ComponentKey, &Component)> {
    let depth = |component: &Component| {
        let parent = |component: &Component| components.get(component.parent.as_ref()?);
        std::iter::successors(parent(component), |known| parent(known))
            .take(components.len())
            .count()
    };
    let mut ordered: Vec<(&ComponentKey, &Component)> = components.iter().collect();
    ordered.sort_by_key(|(key, component)| (depth(component), (*key).clone()));
    ordered
}

impl Written for Component {
    fn sections(&self) -> Vec<Section> {
        let mut own = Writer::own()
            .needed("name", &self.name)
            .text("about", &self.about)
            .text("parent", self.parent.as_ref().map_or("", |key| key.as_str()))
            .text("service", self.service.as_ref().map_or("", |key| key.as_str()))
            .value("order", Value::Number(self.order.into()));
        if self.only_if_affected {
            own = own.value("only_if_affected", Value::Flag(true));
        }
        if self.hides_history {
            own = own.value("hides_history", Value::Flag(true));
        }
        own = own.list("audiences", &self.audiences);
        let day = self.counted_from.map(views::times::utc_day).unwrap_or_default();
        with_names(own.text("counted_from", &day), &self.translations)
    }
}

impl Written for Audience {
    fn sections(&self) -> Vec<Section> {
        vec![Writer::own().needed("name", &self.name).list("customers", &self.customers).0]
    }
}

impl Written for StatusPage {
    fn sections(&self) -> Vec<Section> {
        let mut own = Writer::own()
            .needed("name", &self.name)
            .text("about", &self.about)
            .needed("zone", &self.zone)
            .needed("language", self.language.code())
            .list("components", &self.components)
            .text("accent", &self.accent)
            .text("logo", &self.logo)
            .text("logo_dark", &self.logo_dark);
        if self.shows_promises {
            own = own.value("shows_promises", Value::Flag(true));
        }
        if self.shows_suspicions {
            own = own.value("shows_suspicions", Value::Flag(true));
        }
        if !self.languages.is_empty() {
            own = own.list("languages", self.languages.iter().map(|language| language.code()));
        }
        if !self.subscribe_by.is_empty() {
            own = own.list("subscribe_by", self.subscribe_by.iter().map(|way| way.name()));
        }
        if let Readers::ByLink { audiences, domains } = &self.readers {
            own = own.value("by_link", Value::Flag(true)).list("audiences", audiences);
            if !domains.is_empty() {
                own = own.list("mail_domains", domains);
            }
        }
        if !self.hosts.is_empty() {
            own = own.list("hosts", &self.hosts);
        }
        if !self.links.is_empty() {
            own = own.list("links", self.links.iter().map(ToString::to_string));
        }
        with_names(own, &self.translations)
    }
}
