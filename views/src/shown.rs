//! What is shown beside the words of a conversation: files, and what was taken out of it.

use domain::emergencies::{
    Emergency, FILES_PER_MESSAGE_MAX, File, FileKind, Message, Speaker, Text,
};
use domain::redactions::{Place, Redaction, UNDO_FOR};
use domain::words::{Actor, ParticipantId};
use maud::{Markup, html};

use crate::emergency::withheld;
use crate::room::audience_of;
use crate::{Context, addresses, plain, say, times, uploads, wording};

/// Who reads, and where what they press leads.
#[derive(Clone, Copy)]
pub(crate) enum Reader<'a> {
    /// A caller, at the path of their page.
    Caller(ParticipantId, &'a str),
    /// Somebody of the vendor. Whoever sees a patient's name first takes it out, whatever their
    /// role.
    Vendor,
}

/// The form that every button for taking something out belongs to.
pub(crate) fn form(action: &str) -> Markup {
    html! { form id="redactions" method="post" action=(action) {} }
}

impl Reader<'_> {
    fn files(self, context: &Context<'_>, emergency: &Emergency) -> String {
        match self {
            Self::Caller(_, path) => format!("{path}/files"),
            Self::Vendor => {
                format!("{}/console/emergencies/{}/files", context.base, emergency.number)
            }
        }
    }

    /// What a button names: callers within their conversation, the vendor with its number.
    fn names(self, emergency: &Emergency, place: Place) -> String {
        let file = place.file.map(|file| format!("/{file}")).unwrap_or_default();
        match self {
            Self::Caller(..) => format!("{}{file}", place.number),
            Self::Vendor => format!("{}/{}{file}", emergency.number, place.number),
        }
    }

    fn may_redact(self, message: &Message) -> bool {
        match self {
            Self::Caller(own, _) => message.from == Speaker::Participant(own),
            Self::Vendor => message.from != Speaker::Mayday,
        }
    }

    /// The button that takes a message, or a file of it, out.
    fn redacts(
        self,
        context: &Context<'_>,
        names: &str,
        number: u32,
        file: Option<&str>,
    ) -> Markup {
        let tongue = context.reader.tongue;
        let (word, whole) = match (self, file) {
            (Self::Caller(..), None) => {
                let whole = plain!(tongue, "redact-own-message", number = number);
                (plain!(tongue, "redact-own"), whole)
            }
            (Self::Caller(..), Some(name)) => {
                let whole = plain!(tongue, "redact-own-file", name = name);
                (plain!(tongue, "redact-own"), whole)
            }
            (Self::Vendor, None) => ("Redact".to_owned(), format!("Redact message {number}")),
            (Self::Vendor, Some(name)) => ("Redact".to_owned(), format!("Redact {name}")),
        };
        html! {
            button.redact type="submit" form="redactions" name="redact" value=(names)
                aria-label=(whole) { (word) }
        }
    }
}

/// The words of an entry and its files; or that they are for others, or were taken out.
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
    if let Reader::Caller(own, _) = reader
        && !context.state.sees(&Actor::Participant(own), (emergency.id, message))
    {
        return withheld(context);
    }
    let level = matches!(reader, Reader::Vendor).then(|| audience_of(message));
    html! {
        @match &message.text {
            Text::Words(words) => {
                @if !words.is_empty() || !message.level.is_for_all() {
                    p.words dir="auto" {
                        @if let Some(level) = level { (level) }
                        // A stranger may have written the others: what they send somebody to is
                        // never one press away.
                        @match message.from {
                            Speaker::Person(_) => { (addresses::linked(words.as_str())) }
                            Speaker::Participant(_) | Speaker::Mayday => { (words.as_str()) }
                        }
                    }
                }
            }
            Text::Line(line) => {
                p.words {
                    @match reader {
                        Reader::Caller(..) => {
                            (wording::line_for_caller(context, emergency, line))
                        }
                        Reader::Vendor => {
                            (wording::line_for_responder(context, emergency, line))
                        }
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
            (reader.redacts(context, &reader.names(emergency, place), message.number, None))
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
        return html! { p.redacted { (say!(context, "attach-erased")) } };
    }
    let path = format!("{}/{}", reader.files(context, emergency), file.id);
    let name = file.name.as_str();
    html! {
        @match file.kind {
            FileKind::Picture { width, height } => {
                a.picture href=(path) target="_blank" rel="noopener" {
                    img src={ (path) "/small" } loading="lazy"
                        alt=(plain!(context.reader.tongue, "attach-picture", name = name))
                        width=(small(width, height).0) height=(small(width, height).1);
                }
            }
            FileKind::Text => {
                a href=(path) download { bdi { (name) } } " "
                span.soft.small { (say!(context, "attach-text", size = size(context, file.len))) }
                @if let Some(extract) = &file.extract {
                    details {
                        summary { (say!(context, "attach-beginning")) }
                        pre.extract dir="auto" tabindex="0" { (extract.as_str()) }
                    }
                }
            }
            FileKind::Other => {
                a href=(path) download { bdi { (name) } } " "
                span.soft.small {
                    (say!(context, "attach-unchecked", size = size(context, file.len)))
                }
            }
        }
        @if reader.may_redact(message) && (message.files.len() > 1 || has_words(message)) {
            " "
            (reader.redacts(context, &names, message.number, Some(name)))
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
    let time = || times::clock_time(context, redaction.at);
    let said = match (&redaction.by, reader) {
        (Actor::Participant(by), Reader::Caller(own, _)) if *by == own => {
            say!(context, "redacted-you", time = time())
        }
        (Actor::Participant(_), _) => say!(context, "redacted-caller", time = time()),
        (Actor::Person(key) | Actor::Token { person: key, .. }, _) => {
            let name = match reader {
                Reader::Caller(..) => wording::name_for_caller(context, key),
                Reader::Vendor => context.state.access.name(key).to_owned(),
            };
            say!(context, "redacted-person", name = name, time = time())
        }
        _ => say!(context, "redacted-operator", time = time()),
    };
    let may_undo = match (&redaction.by, reader) {
        (Actor::Participant(by), Reader::Caller(own, _)) => *by == own,
        (by, Reader::Vendor) => by.person().is_some(),
        _ => false,
    };
    html! {
        (said)
        @if redaction.undo_until.is_some() && may_undo {
            " "
            button.redact type="submit" form="redactions" name="undo" value=(names) {
                (say!(context, "redact-undo", seconds = UNDO_FOR.as_secs()))
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
fn size(context: &Context<'_>, bytes: u64) -> String {
    let tongue = context.reader.tongue;
    match bytes {
        0..1_000 => plain!(tongue, "size-bytes", count = bytes),
        1_000..1_000_000 => plain!(tongue, "size-kilobytes", count = bytes / 1_000),
        _ => {
            let (whole, tenths) = (bytes / 1_000_000, bytes % 1_000_000 / 100_000);
            plain!(tongue, "size-megabytes", whole = whole, tenths = tenths)
        }
    }
}

/// Where files are chosen, beside the field for words. It works as a plain form.
pub(crate) fn chooser(context: &Context<'_>) -> Markup {
    let (count, size) = (FILES_PER_MESSAGE_MAX, uploads::megabytes_max());
    html! {
        details.attach {
            summary { (say!(context, "attach-open")) }
            div.stack {
                div.field.camera {
                    label for="camera" { (say!(context, "attach-camera")) }
                    input id="camera" type="file" name="file" accept="image/jpeg"
                        capture="environment";
                }
                div.field {
                    label for="file" { (say!(context, "attach-files")) }
                    input id="file" type="file" name="file" multiple
                        aria-describedby="file-hint";
                    p.hint id="file-hint" {
                        strong { (say!(context, "attach-private")) } " "
                        (say!(context, "attach-limits", count = count, size = size))
                    }
                }
                p.small id="upload" role="status" {}
            }
        }
    }
}
