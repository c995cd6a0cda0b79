//! Feeds of everything that was told: Atom (RFC 4287) and RSS 2.0, each word an item of its own.

use std::fmt::Write;

use domain::bulletins::{Bulletin, Entry};
use jiff::fmt::rfc2822;

use super::statuspage::Source;

/// How many words a feed holds, the latest first.
const WORDS_MAX: usize = 100;

/// A word, and the matter that it is about.
type Word<'a> = (&'a Bulletin, &'a Entry);

fn words<'a>(source: &'a Source<'_>) -> Vec<Word<'a>> {
    let told = source.shown.live.iter().chain(&source.shown.past);
    let mut words: Vec<Word<'a>> = told
        .flat_map(|bulletin| bulletin.entries.iter().map(move |entry| (*bulletin, &**entry)))
        .collect();
    words.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.at));
    words.truncate(WORDS_MAX);
    words
}

/// The Atom feed.
pub(super) fn atom(source: &Source<'_>) -> String {
    let profile = &source.shown.page.profile;
    let mut feed = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        feed,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>{url}</id>\
         <title>{}</title><updated>{}</updated><link rel=\"alternate\" href=\"{url}\"/>\
         <author><name>{}</name></author>",
        profile.language.code(),
        escaped(&profile.name),
        source.at(source.shown.changed_at()),
        escaped(&profile.name),
        url = escaped(source.url),
    );
    for (bulletin, entry) in words(source) {
        let _ = write!(
            feed,
            "<entry><id>{url}#u{id}</id><title>{}</title><published>{}</published>\
             <updated>{}</updated><link rel=\"alternate\" href=\"{url}#b{}\"/>\
             <content type=\"text\">{}</content></entry>",
            escaped(&bulletin.title),
            source.at(entry.at),
            source.at(entry.changed_at),
            bulletin.number,
            escaped(&source.body(entry)),
            url = escaped(source.url),
            id = entry.id,
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
        "<rss version=\"2.0\"><channel><title>{}</title><link>{}</link>\
         <description>{}</description><language>{}</language>",
        escaped(&profile.name),
        escaped(source.url),
        escaped(&profile.about),
        profile.language.code(),
    );
    for (bulletin, entry) in words(source) {
        let at = jiff::Timestamp::from_millisecond(entry.at.0).unwrap_or_default();
        let at = rfc2822::to_string(&at.to_zoned(source.zone.clone())).unwrap_or_default();
        let _ = write!(
            feed,
            "<item><guid isPermaLink=\"false\">u{}</guid><title>{}</title><pubDate>{at}</pubDate>\
             <link>{}#b{}</link><description>{}</description></item>",
            entry.id,
            escaped(&bulletin.title),
            escaped(source.url),
            bulletin.number,
            escaped(&source.body(entry)),
        );
    }
    feed.push_str("</channel></rss>\n");
    feed
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
