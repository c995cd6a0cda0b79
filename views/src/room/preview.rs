//! An update before it leaves: what each reader would get, and what could be said better.

use std::collections::BTreeSet;
use std::sync::Arc;

use domain::emergencies::Emergency;
use domain::incidents::Incident;
use domain::status_pages::Readers;
use domain::subscribers::{Lane, TEXTS_UNASKED_MAX};
use domain::updates::{Estimate, Overview};
use domain::wording::{Advice, Beside};
use domain::words::{Language, Phase, Public, Timestamp};
use maud::{Markup, html};

use super::public::{CONDITIONS, PHASES};
use crate::board::names;
use crate::reader::Reader;
use crate::{Context, emergency};

/// What is to be shown before it is said.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What is known.
    pub overview: Overview,
    /// How long it may take.
    pub estimate: Option<Estimate>,
    /// By when the next follows.
    pub next_by: Timestamp,
    /// What it says to everyone.
    pub public: Option<Public>,
    /// What it means for the vendor itself.
    pub for_colleagues: Option<Arc<str>>,
    /// What those who subscribe would be sent, where it stands on a page that they can.
    pub told: Option<Told>,
    /// What colleagues would be sent; nothing, where it is restricted.
    pub colleagues: Option<Told>,
}

/// What those who subscribe would be sent.
#[derive(Clone, Debug)]
pub struct Told {
    /// How many it concerns, in each lane.
    pub counts: Vec<(Lane, u32)>,
    /// What they read: once for each page and for each language in which somebody reads it there.
    pub readings: Vec<Reading>,
}

/// What those get who subscribe to one page and read one language.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which page, by its name; none for colleagues.
    pub page: Option<String>,
    /// Which language.
    pub language: Language,
    /// The mail: its subject and its text.
    pub mail: (String, String),
    /// The text message.
    pub text_message: String,
    /// How many messages of a telephone that takes.
    pub text_messages: usize,
    /// What is posted.
    pub posts: Posts,
}

/// What would be posted, where it concerns somebody who gets it so.
#[derive(Clone, Debug, Default)]
pub struct Posts {
    /// What a chat would show.
    pub chat: Option<Chat>,
    /// The body of a signed webhook, as JSON.
    pub webhook: Option<String>,
    /// The body that programs get that were written for Statuspage.
    pub statuspage: Option<String>,
}

/// A message in a chat, whichever it is.
#[derive(Clone, Debug)]
pub struct Chat {
    /// Its first line.
    pub title: String,
    /// What it says, as long as chats take it.
    pub text: String,
    /// What its link says, and where it leads.
    pub link: (String, String),
}

/// The preview, above the form that it was made of.
pub(super) fn section(context: &Context<'_>, incident: &Incident, preview: &Preview) -> Markup {
    let times = (context.now, preview.next_by);
    let public = preview.public.as_ref();
    let beside = Beside {
        heading: public.map_or("", |public| public.title.as_str()),
        estimate: preview.estimate.as_ref(),
        for_colleagues: preview.for_colleagues.as_deref().unwrap_or_default(),
    };
    let mut advice = domain::wording::advice(&preview.overview, &beside, times);
    let told = context.state.bulletins.of(incident.id);
    let named = told.is_some_and(|told| !told.names_nothing());
    advice.extend(public.and_then(|public| domain::wording::advice_on_components(public, named)));
    let unwritten = context.state.unwritten(incident.id, &preview.overview, public);
    let dropped = drops_estimate(context, incident, preview);
    html! {
        section.stack aria-labelledby="preview-title" {
            h3 id="preview-title" { "Preview: nothing is sent yet" }
            @if !advice.is_empty() || !unwritten.is_empty() || dropped {
                div.notice data-tone="care" {
                    p { b { "Worth another look" } }
                    ul {
                        @if dropped { li { "The last estimate is dropped: this names no time." } }
                        @for one in &advice { li { (say(one)) } }
                        @for one in &unwritten { li { (crate::languages::say(one)) } }
                    }
                }
            }
            div.columns {
                (inside(context, incident, preview))
                @if let Some(public) = public {
                    @let offered = offered(context, incident, public);
                    @for language in &offered {
                        @let several = offered.len() > 1;
                        (on_page(context, incident, public, preview, (*language, several)))
                    }
                }
            }
            @if let Some(told) = &preview.told { (sent(told, To::Readers)) }
            @match &preview.colleagues {
                Some(told) => { (sent(told, To::Colleagues)) }
                None => {
                    p.soft.small { "It is restricted: colleagues are told nothing." }
                }
            }
        }
    }
}

/// Whether what was told last had an estimate and this has none, though it is not over.
fn drops_estimate(context: &Context<'_>, incident: &Incident, preview: &Preview) -> bool {
    let over = preview.public.as_ref().is_some_and(|public| public.phase == Phase::Resolved);
    preview.estimate.is_none() && !over && context.state.last_estimate(incident.id).is_some()
}

/// The customers who called, each in their language.
fn inside(context: &Context<'_>, incident: &Incident, preview: &Preview) -> Markup {
    let callers: Vec<&Emergency> =
        names::emergencies(context, incident).filter(|known| known.standing.is_live()).collect();
    let mut languages: Vec<_> =
        callers.iter().map(|known| context.state.language_with(known.id)).collect();
    languages.sort();
    languages.dedup();
    if languages.is_empty() {
        languages.push(context.state.written_in());
    }
    html! {
        @for language in &languages {
            @let theirs = Context { reader: Reader::of(*language), ..*context };
            section.card lang=(language.code()) {
                h4 lang="en" {
                    "The customers inside"
                    @if languages.len() > 1 { " (" (language.own_name()) ")" }
                }
                p.soft.small lang="en" {
                    (names::count(callers.len(), "conversation reads", "conversations read"))
                    " this at once"
                }
                @let zone = &context.state.organisation.settings.zone;
                (emergency::as_read(&theirs, preview, zone))
            }
        }
    }
}

/// In which languages it would be read on status pages.
fn offered(context: &Context<'_>, incident: &Incident, public: &Public) -> Vec<Language> {
    let pages = context.state.pages_with(incident.id, public);
    let pages = pages.iter().filter_map(|key| context.state.status_pages.get(key));
    let offered: BTreeSet<Language> = pages.flat_map(|known| known.profile.offered()).collect();
    match offered.is_empty() {
        true => vec![context.state.written_in()],
        false => offered.into_iter().collect(),
    }
}

/// The zone in which the page tells times that is read in that language.
fn zone_of(
    context: &Context<'_>,
    incident: &Incident,
    public: &Public,
    language: Language,
) -> String {
    let pages = context.state.pages_with(incident.id, public);
    let mut pages = pages.iter().filter_map(|key| context.state.status_pages.get(key));
    let page = pages.find(|known| known.profile.offered().contains(&language));
    let zone = page.map_or(&context.state.organisation.settings.zone, |page| &page.profile.zone);
    zone.to_string()
}

/// How it would read on a status page in that language, one of several or the only one.
fn on_page(
    context: &Context<'_>,
    incident: &Incident,
    public: &Public,
    preview: &Preview,
    (language, several): (Language, bool),
) -> Markup {
    let theirs = Context { reader: Reader::of(language), ..*context };
    // A heading that stays keeps its translations.
    let told = context.state.bulletins.of(incident.id);
    let told = told.filter(|known| known.title == public.title);
    let told = told.map_or(public.title.as_str(), |known| known.title_in(language).words);
    let title = preview.overview.title(language).unwrap_or(told);
    let phase = PHASES.iter().find(|(_, _, phase)| *phase == public.phase);
    let called = |key: &domain::words::ComponentKey| {
        let known = context.state.components.get(key);
        let name = known.map(|known| known.profile.name_in(language).words);
        name.unwrap_or(key.as_str()).to_owned()
    };
    let audiences = context.state.would_be_for(incident.id, public);
    let audiences = audiences.iter().map(|key| {
        let known = context.state.audiences.get(key);
        known.map_or(key.as_str(), |known| known.name.as_str())
    });
    let audiences: Vec<&str> = audiences.collect();
    html! {
        section.card lang=(language.code()) {
            h4 lang="en" {
                @if audiences.is_empty() {
                    "Everyone, on the status page"
                } @else {
                    "Only " bdi { (audiences.join(", ")) } ", on the status page"
                }
                @if several { " (" (language.own_name()) ")" }
            }
            p.soft.small lang="en" { (for_whom(context, incident, public)) }
            p { b dir="auto" { (title) } }
            @if let Some((_, words, _)) = phase { p.soft.small lang="en" { (words) } }
            @for one in &public.affected {
                @let fares = CONDITIONS.iter().find(|(_, _, known)| *known == one.condition);
                p.small lang="en" {
                    (called(&one.component))
                    @if let Some((_, words, _)) = fares { ": " (words) }
                }
            }
            (emergency::as_read(&theirs, preview, &zone_of(context, incident, public, language)))
        }
    }
}

/// On which pages it stands, and who of those that may open them finds it there.
fn for_whom(context: &Context<'_>, incident: &Incident, public: &Public) -> Markup {
    let limited = !context.state.would_be_for(incident.id, public).is_empty();
    let keys = context.state.pages_with(incident.id, public);
    let pages: Vec<_> = keys.iter().filter_map(|key| context.state.status_pages.get(key)).collect();
    html! {
        @for (at, known) in pages.iter().enumerate() {
            @if at > 0 { ", " }
            bdi { (known.profile.name) }
            @if known.profile.readers != Readers::Everyone { " (private)" }
        }
        @if !pages.is_empty() {
            @match limited {
                true => { ": who opens it by a link of theirs; nobody else, and no subscriber." }
                false => { ": whoever may open it." }
            }
        }
    }
}

/// Who is written to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum To {
    Readers,
    Colleagues,
}

/// How it would read to those who subscribe, and how many they are.
fn sent(told: &Told, to: To) -> Markup {
    let of = |wanted: Lane| {
        told.counts.iter().find(|(lane, _)| *lane == wanted).map_or(0, |(_, count)| *count)
    };
    let (mails, texts, posts) = (of(Lane::Mail), of(Lane::Text), of(Lane::Hook));
    html! {
        details {
            summary {
                @match to {
                    To::Readers => { "To subscribers: " }
                    To::Colleagues => { "To colleagues: " }
                }
                (many(mails, "mail", "mails")) ", " (many(texts, "text", "texts")) ", "
                (many(posts, "post to a program or chat", "posts to programs and chats"))
            }
            @if mails + texts + posts == 0 {
                @match to {
                    To::Readers => {
                        p.soft.small { "Nobody subscribes to this yet: it is sent to nobody." }
                    }
                    To::Colleagues => {
                        p.soft.small { "No colleague asked to hear of one like it." }
                    }
                }
            } @else {
                p.soft.small { "Each gets it in their own language, at the hours they chose." }
            }
            @if texts > TEXTS_UNASKED_MAX {
                p.notice data-tone="care" {
                    "Texts cost money: these wait until a lead presses Send under Subscribers."
                }
            }
            @match told.readings.as_slice() {
                [only] => { (read(only)) }
                several => {
                    @for (at, reading) in several.iter().enumerate() {
                        details open[at == 0] {
                            summary {
                                span {
                                    @if let Some(page) = &reading.page { bdi { (page) } ", " }
                                    span lang=(reading.language.code()) {
                                        (reading.language.own_name())
                                    }
                                }
                            }
                            (read(reading))
                        }
                    }
                }
            }
        }
    }
}

/// How it would read to those who get it from one page and in one language.
fn read(reading: &Reading) -> Markup {
    let lang = reading.language.code();
    html! {
        p.small lang=(lang) { b { (reading.mail.0) } }
        p.small.words dir="auto" lang=(lang) { (reading.mail.1) }
        p.small {
            b { "Text message " }
            span.soft {
                (reading.text_message.chars().count()) " characters, "
                (names::count(reading.text_messages, "message", "messages"))
            }
        }
        p.small.words dir="auto" lang=(lang) { (reading.text_message) }
        (posted(&reading.posts))
    }
}

/// How it would read in chats, and to programs.
fn posted(posts: &Posts) -> Markup {
    html! {
        @if let Some(chat) = &posts.chat {
            details {
                summary { "As a chat shows it (Slack, Teams, Discord)" }
                p.small { b dir="auto" { (chat.title) } }
                p.small.words dir="auto" { (chat.text) }
                p.small { (chat.link.0) ": " (chat.link.1) }
                p.soft.small { "At its end each is told how to stop it." }
            }
        }
        @if let Some(webhook) = &posts.webhook {
            details {
                summary { "As it is posted to a signed webhook" }
                pre.small.words tabindex="0" { (webhook) }
                p.soft.small { "Its ids and its time are set when it is sent." }
            }
        }
        @if let Some(statuspage) = &posts.statuspage {
            details {
                summary { "As Statuspage would post it" }
                pre.small.words tabindex="0" { (statuspage) }
                p.soft.small {
                    "Its ids, its time and the way to leave are set when it is sent. Beside it \
                     goes one post for each component that fares differently."
                }
            }
        }
    }
}

fn many(count: u32, one: &str, more: &str) -> String {
    names::count(usize::try_from(count).unwrap_or(usize::MAX), one, more)
}

/// A piece of advice, to whoever writes.
fn say(advice: &Advice) -> Markup {
    html! {
        @match advice {
            Advice::NoImpact => {
                "Say what it means for them: what they cannot do, and where. It is what they look \
                 for first."
            }
            Advice::NoNext => { "Say what you do next, even if it is only that you keep looking." }
            Advice::Unfilled { words } => { q { (words) } " is still yours to write." }
            Advice::Blame { words } => {
                q { (words) } " looks for somebody whose fault it is. They want to know what is \
                done; the rest belongs into the review."
            }
            Advice::Vague { words } => {
                q { (words) } " tells them nothing. Name a time: that of the next update will do."
            }
            Advice::Jargon { words, plainly } => {
                "Not everyone knows " q { (words) } ". Perhaps: " i { (plainly) } "."
            }
            Advice::Long { chars } => {
                "It has " (chars) " characters. On a phone, in a crisis, half of it is not read."
            }
            Advice::EndsBeforeNextWord => {
                "You expect it to be over before the next update is due. Promise that one sooner."
            }
            Advice::NoComponent => {
                "No component is named that fares badly: on the page each of them works, and the \
                 sentence above them says that part of it is down. Name what fails."
            }
        }
    }
}
