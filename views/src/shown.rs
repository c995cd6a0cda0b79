//! What is shown beside the words of a conversation: files, and what was taken out of it.

use domain::emergencies::{Emergency, File, FileKind, Message, Speaker, Text};
use domain::redactions::{Place, Redaction};
use domain::words::{Actor, ParticipantId};
use maud::{Markup, html};

use crate::{Context, times, wording};

/// Who reads, and where what they press leads.
#[derive(Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// A caller, at the path of their page.
    Caller(ParticipantId, &'a str),
    /// Somebody of the vendor; `true` who may do something.
    Vendor(bool),
}

/// The form that every button for taking something out belongs to.
pub(crate) fn form(action: &str) -> Markup {
    html! { form id="redactions" method="post" action=(action) {} }
}

impl Reader<'_> {
    fn files(self, context: &Context<'_>, emergency: &Emergency) -> String {
        match self {
            Self::Caller(_, path) => format!("{path}/files"),
            Self::Vendor(_) => {
                format!("{}/console/emergencies/{}/files", context.base, emergency.number)
            }
        }
    }

    /// What a button names: callers within their conversation, the vendor with its number.
    fn names(self, emergency: &Emergency, place: Place) -> String {
        let file = place.file.map(|file| format!("/{file}")).unwrap_or_default();
        match self {
            Self::Caller(..) => format!("{}{file}", place.number),
            Self::Vendor(_) => format!("{}/{}{file}", emergency.number, place.number),
        }
    }

    fn may_redact(self, message: &Message) -> bool {
        match self {
            Self::Caller(own, _) => message.from == Speaker::Participant(own),
            Self::Vendor(may) => may && message.from != Speaker::Mayday,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Caller(..) => "Take back",
            Self::Vendor(_) => "Redact",
        }
    }
}

/// The words of an entry and its files; or that they were taken out, by whom and when.
pub(crate) fn content(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    reader: Reader<'_>,
) -> Markup {
    let place = Place { emergency: emergency.id, number: message.number, file: None };
    if let Some(redaction) = context.state.redactions.of(place) {
        let undo = reader.names(emergency, place);
        return html! { p.words.redacted { (taken_out(context, redaction, reader, &undo)) } };
    }
    html! {
        @match &message.text {
            Text::Words(words) => {
                @if !words.is_empty() { p.words dir="auto" { (words.as_str()) } }
            }
            Text::Line(line) => {
                p.words {
                    @match reader {
                        Reader::Caller(..) => { (wording::line_for_caller(context, line)) }
                        Reader::Vendor(_) => { (wording::line_for_responder(context, line)) }
                    }
                }
            }
        }
        @if !message.files.is_empty() {
            ul.files {
                @for file in &message.files {
                    li { (one(context, emergency, message, file, reader)) }
                }
            }
        }
    }
}

/// The button that takes a whole message out; nothing where there is none for this reader.
pub(crate) fn button(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    reader: Reader<'_>,
) -> Markup {
    let place = Place { emergency: emergency.id, number: message.number, file: None };
    let gone = match &message.text {
        Text::Words(words) => words.text.is_none(),
        Text::Line(_) => true,
    };
    html! {
        @if !gone && reader.may_redact(message) && context.state.redactions.of(place).is_none() {
            button.redact type="submit" form="redactions" name="redact"
                value=(reader.names(emergency, place)) {
                (reader.word()) span.visually-hidden { " message " (message.number) }
            }
        }
    }
}

fn one(
    context: &Context<'_>,
    emergency: &Emergency,
    message: &Message,
    file: &File,
    reader: Reader<'_>,
) -> Markup {
    let place = Place { emergency: emergency.id, number: message.number, file: Some(file.id) };
    let names = reader.names(emergency, place);
    if let Some(redaction) = context.state.redactions.of(place) {
        return html! { p.redacted { (taken_out(context, redaction, reader, &names)) } };
    }
    if !context.state.emergencies.files.contains_key(&file.id) {
        return html! { p.redacted { "A file stood here. It was erased." } };
    }
    let path = format!("{}/{}", reader.files(context, emergency), file.id);
    let name = file.name.as_str();
    html! {
        @match file.kind {
            FileKind::Picture { width, height } => {
                a.picture href=(path) target="_blank" rel="noopener" {
                    img src={ (path) "/small" } alt={ "Picture: " (name) } loading="lazy"
                        width=(small(width, height).0) height=(small(width, height).1);
                }
            }
            FileKind::Text => {
                a href=(path) download { bdi { (name) } } " "
                span.soft.small { "text, " (size(file.len)) }
                @if let Some(extract) = &file.extract {
                    details {
                        summary { "How it begins" }
                        pre.extract dir="auto" tabindex="0" { (extract.as_str()) }
                    }
                }
            }
            FileKind::Other => {
                a href=(path) download { bdi { (name) } } " "
                span.soft.small { (size(file.len)) ", not checked: open it with care" }
            }
        }
        @if reader.may_redact(message) && (message.files.len() > 1 || has_words(message)) {
            " "
            button.redact type="submit" form="redactions" name="redact" value=(names) {
                (reader.word()) span.visually-hidden { " " (name) }
            }
        }
    }
}

fn has_words(message: &Message) -> bool {
    matches!(&message.text, Text::Words(words) if !words.is_empty())
}

/// That something stood here, who took it out and when; with the way back while there is one.
fn taken_out(
    context: &Context<'_>,
    redaction: &Redaction,
    reader: Reader<'_>,
    names: &str,
) -> Markup {
    let by = match (&redaction.by, reader) {
        (Actor::Participant(by), Reader::Caller(own, _)) if *by == own => "you".to_owned(),
        (Actor::Participant(_), _) => "the caller".to_owned(),
        (Actor::Person(key) | Actor::Token { person: key, .. }, Reader::Caller(..)) => {
            wording::name_for_caller(context, key).to_owned()
        }
        (Actor::Person(key) | Actor::Token { person: key, .. }, Reader::Vendor(_)) => {
            context.state.access.name(key).to_owned()
        }
        _ => "the operator".to_owned(),
    };
    let may_undo = match (&redaction.by, reader) {
        (Actor::Participant(by), Reader::Caller(own, _)) => *by == own,
        (by, Reader::Vendor(may)) => may && by.person().is_some(),
        _ => false,
    };
    html! {
        "Redacted by " bdi { (by) } " at " (times::clock_time(context, redaction.at)) "."
        @if redaction.undo_until.is_some() && may_undo {
            " "
            button.redact type="submit" form="redactions" name="undo" value=(names) {
                "Undo (5 s)"
            }
        }
    }
}

/// How large the small picture is drawn at most.
const SMALL_EDGE: u32 = 240;

fn small(width: u32, height: u32) -> (u32, u32) {
    let longest = width.max(height).max(1);
    let fit = |edge: u32| match longest > SMALL_EDGE {
        true => (u64::from(edge) * u64::from(SMALL_EDGE) / u64::from(longest)).max(1) as u32,
        false => edge,
    };
    (fit(width), fit(height))
}

/// So many bytes, for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// Where files are chosen, beside the field for words. It works as a plain form.
pub(crate) fn chooser() -> Markup {
    html! {
        details.attach {
            summary { "Photo or file" }
            div.stack {
                div.field.camera {
                    label for="camera" { "Take a photo" }
                    input id="camera" type="file" name="file" accept="image/jpeg"
                        capture="environment";
                }
                div.field {
                    label for="file" { "Photos or log files" }
                    input id="file" type="file" name="file" multiple
                        aria-describedby="file-hint";
                    p.hint id="file-hint" {
                        strong { "No patient or card data, please." }
                        " Up to 6 files, each at most 15 MB. Photos lose where they were taken."
                    }
                }
                p.small id="upload" role="status" {}
            }
        }
    }
}
