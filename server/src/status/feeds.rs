//! Feeds of everything that was told: Atom (RFC 4287) and RSS 2.0, each word an item of its own.

use std::fmt::Write;

use domain::announcements::Announcement;
use domain::bulletins::{Bulletin, Entry, Reviewed};
use domain::maintenance::{self, Maintenance};
use domain::words::{Language, Parts, Spoken, Timestamp, UpdateId};
use jiff::fmt::rfc2822;
use views::addresses::{Stretch, stretches};
use views::plain;
use views::tongue::Tongue;

use super::statuspage::Source;

/// How many words a feed holds, the latest first.
const WORDS_MAX: usize = 100;

/// A word, as a feed has it.
struct Word {
    id: UpdateId,
    title: String,
    at: Timestamp,
    changed_at: Timestamp,
    /// Where what it is about stands alone.
    place: String,
    body: String,
    /// In which language its heading is, and its body, where that is not the one of the feed.
    tongues: [Option<Language>; 2],
}

impl Source<'_> {
    /// In which language the vendor's words are in something, where all of them are in another one
    /// than the feed or the calendar.
    pub(super) fn other(&self, said: &[Spoken<'_>]) -> Option<Language> {
        let mut said = said.iter().filter(|said| !said.words.is_empty()).peekable();
        let any = said.peek().is_some() && self.first != self.language;
        (any && said.all(|said| !said.translated)).then_some(self.first)
    }
}

fn words(source: &Source<'_>) -> Vec<Word> {
    let told = source.shown.live.iter().chain(&source.shown.past);
    let told = told.flat_map(|bulletin| {
        let entries = bulletin.entries.iter();
        entries.map(|entry| (news_since(bulletin, entry), Of::Bulletin(bulletin, entry)))
    });
    let reviewed = source.shown.past.iter();
    let reviewed = reviewed.filter_map(|bulletin| {
        let review = bulletin.reviewed()?;
        Some((review.at, Of::Review(bulletin, review)))
    });
    let planned = source.shown.maintenance.iter().flat_map(|known| {
        known.entries.iter().map(|entry| (entry.at, Of::Maintenance(known, entry)))
    });
    let announced = source.shown.announcements.iter();
    let announced = announced.filter_map(|known| Some((known.began_at?, Of::Announcement(known))));
    let mut words: Vec<(Timestamp, Of<'_>)> =
        told.chain(reviewed).chain(planned).chain(announced).collect();
    // What was written at one time stands in the order in which it took place.
    let took_place = |at: Timestamp, of: &Of<'_>| match of {
        Of::Bulletin(_, entry) => entry.at,
        _ => at,
    };
    words.sort_by_key(|(at, of)| std::cmp::Reverse((*at, took_place(*at, of))));
    words.into_iter().take(WORDS_MAX).map(|(_, of)| of.word(source)).collect()
}

/// Since when a word can be read: what was written afterwards is news then, and not when it was so,
/// or readers who look at the latest words would never find it.
fn news_since(bulletin: &Bulletin, entry: &Entry) -> Timestamp {
    bulletin.written_at.map_or(entry.at, |written_at| written_at.max(entry.at))
}

/// What a word is about, so that only those are written out that the feed holds.
enum Of<'a> {
    Bulletin(&'a Bulletin, &'a Entry),
    Review(&'a Bulletin, &'a Reviewed),
    Maintenance(&'a Maintenance, &'a maintenance::Entry),
    Announcement(&'a Announcement),
}

impl Of<'_> {
    fn word(&self, source: &Source<'_>) -> Word {
        match self {
            Self::Bulletin(bulletin, entry) => {
                let title = heading(bulletin, entry, source.language);
                let Parts { known, impact, workaround, next } =
                    entry.overview.spoken(source.language);
                let said = [known, impact, workaround, next];
                let (at, body) = (news_since(bulletin, entry), source.body(entry));
                // When it was so stands in its words, where that is not when they were written.
                let body = match bulletin.written_at {
                    Some(_) => format!("{}\n\n{body}", source.spoken(entry.at)),
                    None => body,
                };
                Word {
                    id: entry.id,
                    title: title.words.to_owned(),
                    at,
                    changed_at: entry.changed_at.max(at),
                    place: source.at_address((*bulletin).into()),
                    body,
                    tongues: [source.other(&[title]), source.other(&said)],
                }
            }
            Self::Review(bulletin, review) => {
                let tongue = Tongue::of(source.language);
                let title = bulletin.title_in(source.language);
                let said = review.said.spoken(source.language);
                Word {
                    id: review.id,
                    title: format!("{} · {}", title.words, plain!(tongue, "review-title")),
                    at: review.at,
                    changed_at: review.changed_at,
                    place: source.at_address((*bulletin).into()),
                    body: source.review_body(review),
                    tongues: [source.other(&[title]), source.other(&said)],
                }
            }
            Self::Announcement(known) => {
                let title = known.notice.title_in(source.language);
                let text = known.notice.text_in(source.language);
                Word {
                    id: UpdateId(known.id.0),
                    title: title.words.to_owned(),
                    at: known.began_at.unwrap_or(known.notice.from),
                    changed_at: known.changed_at,
                    place: source.at_address((*known).into()),
                    body: text.words.to_owned(),
                    tongues: [source.other(&[title]), source.other(&[text])],
                }
            }
            Self::Maintenance(known, entry) => {
                let title = known.plan.title_in(source.language);
                let (from, until) = (known.plan.from, known.plan.until);
                let times = format!("{} – {}", source.spoken(from), source.spoken(until));
                Word {
                    id: entry.id,
                    title: title.words.to_owned(),
                    at: entry.at,
                    changed_at: entry.at,
                    place: source.at_address((*known).into()),
                    body: format!("{times}\n\n{}", source.said(known, entry)),
                    tongues: [source.other(&[title]), source.of_work(known, entry)],
                }
            }
        }
    }
}

/// Under which heading a word was said: a matter that is called otherwise later does not rename
/// what readers have read.
fn heading<'a>(bulletin: &'a Bulletin, entry: &'a Entry, language: Language) -> Spoken<'a> {
    let headings = bulletin.headings_of(entry.id, language);
    headings.map_or_else(|| Spoken::of(&entry.title, None), |headings| headings.own)
}

/// The language of what stands in an element, where that is not the one of the feed.
fn lang(tongue: Option<Language>) -> String {
    tongue.map(|tongue| format!(" xml:lang=\"{}\"", tongue.code())).unwrap_or_default()
}

/// What the page is called, as XML has it, and in which language that is where it is another one.
fn name(source: &Source<'_>) -> (String, Option<Language>) {
    let profile = &source.shown.page.profile;
    let name = profile.name_in(source.language);
    let languages = (source.first, source.language);
    (escaped(name.words), source.shown.tongue_of(name, &profile.translations, languages))
}

/// An id that stays (RFC 4287 §4.2.6), of a feed or of a word in it: whatever address the page has
/// or gets, for a reader takes what bears another id for new. It is the same installation's for as
/// long as the page is there, and another one in each language.
fn lasting_id(source: &Source<'_>, word: Option<UpdateId>) -> String {
    let shown = source.shown;
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"mayday feed 1").update(source.language.code().as_bytes());
    hasher.update(&shown.page.since.0.to_be_bytes()).update(shown.key.as_str().as_bytes());
    if let Some(word) = word {
        hasher.update(b"/").update(word.to_string().as_bytes());
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    // Version 8 of the one variant there is: a UUID of whoever makes it (RFC 9562 §5.8).
    (bytes[6], bytes[8]) = (bytes[6] & 0x0f | 0x80, bytes[8] & 0x3f | 0x80);
    let hex = bytes.map(|byte| format!("{byte:02x}")).concat();
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    format!("urn:uuid:{}", parts.join("-"))
}

/// The Atom feed.
pub(super) fn atom(source: &Source<'_>) -> String {
    let (name, tongue) = name(source);
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        feed,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>{id}</id>\
         <title{}>{name}</title><updated>{}</updated><link rel=\"alternate\" href=\"{url}\"/>\
         <author><name>{name}</name></author>",
        source.language.code(),
        lang(tongue),
        source.at(source.shown.changed_at()),
        id = lasting_id(source, None),
        url = escaped(source.url),
    );
    for word in words(source) {
        let _ = write!(
            feed,
            "<entry><id>{id}</id><title{}>{}</title><published>{}</published>\
             <updated>{}</updated><link rel=\"alternate\" href=\"{}\"/>\
             <content type=\"text\"{}>{}</content></entry>",
            lang(word.tongues[0]),
            escaped(&word.title),
            source.at(word.at),
            source.at(word.changed_at),
            escaped(&word.place),
            lang(word.tongues[1]),
            escaped(&word.body),
            id = lasting_id(source, Some(word.id)),
        );
    }
    feed.push_str("</feed>\n");
    feed
}

/// The RSS feed.
pub(super) fn rss(source: &Source<'_>) -> String {
    let profile = &source.shown.page.profile;
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        feed,
        "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>{}</title><link>{}</link>\
         <description>{}</description><language>{}</language>",
        name(source).0,
        escaped(source.url),
        escaped(&marked_up(profile.about_in(source.language).words)),
        source.language.code(),
    );
    for word in words(source) {
        let at = jiff::Timestamp::from_millisecond(word.at.0).unwrap_or_default();
        let at = rfc2822::to_string(&at.to_zoned(source.zone.clone())).unwrap_or_default();
        // RSS knows the language of a whole item only, and only by another vocabulary.
        let whole = word.tongues[1].filter(|tongue| word.tongues[0] == Some(*tongue));
        let language = whole.map(|tongue| format!("<dc:language>{}</dc:language>", tongue.code()));
        let language = language.unwrap_or_default();
        let _ = write!(
            feed,
            "<item><guid isPermaLink=\"false\">{}</guid><title>{}</title><pubDate>{at}</pubDate>\
             <link>{}</link>{language}<description>{}</description></item>",
            lasting_id(source, Some(word.id)),
            escaped(&word.title),
            escaped(&word.place),
            escaped(&marked_up(&word.body)),
        );
    }
    feed.push_str("</channel></rss>\n");
    feed
}

/// A text as the markup that readers of RSS take a description for: what looks like a tag in it
/// would not be shown otherwise, lines would run into each other, and addresses would be no links.
fn marked_up(text: &str) -> String {
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty());
    let paragraphs = paragraphs.map(|paragraph| {
        let lines: Vec<String> = paragraph.trim().lines().map(line).collect();
        format!("<p>{}</p>", lines.join("<br>"))
    });
    paragraphs.collect()
}

/// A line with links where it has addresses.
fn line(text: &str) -> String {
    let stretches = stretches(text).into_iter().map(|stretch| match stretch {
        Stretch::Words(words) => escaped(words),
        Stretch::Address(address) => {
            let address = escaped(address);
            format!("<a href=\"{address}\" rel=\"nofollow noopener noreferrer\">{address}</a>")
        }
    });
    stretches.collect()
}

/// Text as XML has it; what XML cannot have at all is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\t' | '\n' | '\r' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => safe.push(c),
        }
    }
    safe
}
