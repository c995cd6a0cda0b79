//! Atom and RSS: each entry is a matter that is over, told in one word.

use domain::bulletins::{Foreign, ForeignWord};
use domain::words::{BulletinId, Overview, PART_LEN_MAX, Phase, Timestamp, UpdateId, tidy_words};
use roxmltree::{Document, Node, ParsingOptions};

use super::{Found, Matter, heading};

/// Most nodes of a feed; what has more is no feed that people read.
const NODES_MAX: u32 = 200_000;

/// Reads a feed.
pub(super) fn read(text: &str) -> Result<Found, String> {
    let options = ParsingOptions { nodes_limit: NODES_MAX, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options);
    let document = document.map_err(|error| format!("This is not XML: {error}."))?;
    let root = document.root_element();
    let (noun, times, texts) = match root.tag_name().name() {
        "feed" => ("entry", ["published", "updated"], ["content", "summary"]),
        "rss" => ("item", ["pubDate", "pubDate"], ["description", "encoded"]),
        _ => return Err("This is XML, but neither an Atom feed nor RSS.".to_owned()),
    };
    // They stand side by side: what lies in an entry is a part of it.
    let within = root.children().filter(|node| node.tag_name().name() == "channel");
    let beside = root.children().chain(within.flat_map(|channel| channel.children()));
    let entries = beside.filter(|node| node.tag_name().name() == noun);
    let mut found = Found::default();
    for (at, entry) in entries.enumerate() {
        found.matters.push(matter(entry, &format!("{noun} {}", at + 1), times, texts)?);
    }
    Ok(found)
}

fn inside(entry: Node<'_, '_>, name: &str) -> Option<String> {
    let node = entry.children().find(|node| node.tag_name().name() == name)?;
    let text: String =
        node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn instant(text: &str) -> Option<Timestamp> {
    let own: Option<jiff::Timestamp> = text.parse().ok();
    let read = own.or_else(|| {
        let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
        Some(zoned.timestamp())
    })?;
    Some(Timestamp(read.as_millisecond()))
}

fn matter(
    entry: Node<'_, '_>,
    place: &str,
    times: [&str; 2],
    texts: [&str; 2],
) -> Result<Matter, String> {
    let time = |name: &str| match inside(entry, name) {
        None => Ok(None),
        Some(text) => match instant(&text) {
            Some(at) => Ok(Some(at)),
            None => Err(format!("{place}: {name} is no time.")),
        },
    };
    let (first, last) = (time(times[0])?, time(times[1])?);
    let opened_at = first.or(last);
    let opened_at = opened_at.ok_or_else(|| format!("{place} says no time."))?;
    let resolved_at = last.unwrap_or(opened_at).max(opened_at);
    let title = inside(entry, "title").ok_or_else(|| format!("{place} has no title."))?;
    let id = inside(entry, "id").or_else(|| inside(entry, "guid"));
    let id = id.or_else(|| inside(entry, "link"));
    let id = id.unwrap_or_else(|| format!("{title} {}", opened_at.0));
    let said = texts.iter().find_map(|name| inside(entry, name)).unwrap_or_default();
    let known = tidy_words(&plain(&said), PART_LEN_MAX);
    let overview = Overview { known: known.into(), ..Overview::default() };
    let word = ForeignWord {
        entry: UpdateId(0),
        at: resolved_at,
        phase: Phase::Resolved,
        overview,
        affected: Vec::new(),
    };
    let told = Foreign {
        review: None,
        bulletin: BulletinId(0),
        title: heading(&title),
        opened_at,
        resolved_at,
        words: vec![word],
    };
    Ok(Matter { id, told, turns: vec![Vec::new()] })
}

/// A text without its markup; what ends a line there ends one here.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let Some((tag, behind)) = after.split_once('>') else {
            // A mark that opens nothing is a mark.
            text.push('<');
            rest = after;
            continue;
        };
        let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
        if matches!(name, "br" | "p" | "div" | "li" | "ul") && !text.ends_with('\n') {
            text.push('\n');
        }
        rest = behind;
    }
    text.push_str(rest);
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " ")];
    let text = marks.iter().fold(text, |text, (mark, char)| text.replace(mark, char));
    text.replace("&amp;", "&")
}
