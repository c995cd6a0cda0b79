//! Atom and RSS: each entry is a matter that is over, told in one word. Where an entry says that it
//! is not over, a word of a feed is too little to tell on from, and it is left out.

use domain::bulletins::{Foreign, ForeignWord};
use domain::words::{BulletinId, Overview, PART_LEN_MAX, Phase, Timestamp, UpdateId};
use roxmltree::{Document, Node, ParsingOptions};

use super::flat::{heading, kept, of_html, phases};
use super::{Found, Matter};

/// Most nodes of a feed; what has more is no feed that people read.
const NODES_MAX: u32 = 200_000;
/// The phases of which each says that it is over, in the languages of status pages.
const OVER: &str = "resolved, completed, postmortem, behoben, gelöst, abgeschlossen, résolu, \
    terminé, terminée, resuelto, completado, finalizado, resolvido, concluído, concluída";
/// Those of maintenance that has begun.
const BEGUN: &str = "in progress, verifying, in arbeit, läuft, wird überprüft, en cours, \
    vérification, en curso, en progreso, verificando, em andamento, em curso, em verificação";
/// Those of maintenance that lies ahead.
const AHEAD: &str =
    "scheduled, geplant, planifié, planifiée, programmé, programado, agendado, agendada";
/// Those of what goes on.
const GOES_ON: &str = "investigating, identified, monitoring, update, wird untersucht, \
    untersuchung, identifiziert, ursache gefunden, überwachung, wird beobachtet, \
    enquête en cours, identifié, surveillance, investigando, identificado, en observación, \
    supervisando, monitorando";

/// Reads a feed.
pub(super) fn read(text: &str, now: Timestamp) -> Result<Found, String> {
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
        matter(entry, &format!("{noun} {}", at + 1), (times, texts), now, &mut found)?;
    }
    Ok(found)
}

fn inside(entry: Node<'_, '_>, name: &str) -> Option<String> {
    let node = entry.children().find(|node| node.tag_name().name() == name)?;
    let text: String =
        node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect();
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// The id at the end of the address of an entry, such as `https://…/incidents/<id>`.
fn at_address(entry: Node<'_, '_>) -> Option<String> {
    let links = entry.children().filter(|node| matches!(node.tag_name().name(), "link" | "guid"));
    let links = links.filter(|node| node.attribute("rel").is_none_or(|rel| rel == "alternate"));
    let addresses = links.filter_map(|node| node.attribute("href").or_else(|| node.text()));
    let mut ids = addresses.filter_map(|address| {
        let (_, id) = address.trim().rsplit_once("/incidents/")?;
        let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        (plain && !id.is_empty()).then(|| id.to_owned())
    });
    ids.next_back()
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
    (times, texts): ([&str; 2], [&str; 2]),
    now: Timestamp,
    found: &mut Found,
) -> Result<(), String> {
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
    let named = inside(entry, "id").or_else(|| inside(entry, "guid"));
    let named = named.or_else(|| inside(entry, "link"));
    let named = named.unwrap_or_else(|| format!("{title} {}", opened_at.0));
    // Where its address tells the id that its JSON has, it goes by that: it is the same matter in
    // both, and found here by the address that it had there.
    let id = at_address(entry).unwrap_or_else(|| named.clone());
    let said = texts.iter().find_map(|name| inside(entry, name)).unwrap_or_default();
    let mut cut = Vec::new();
    let title = heading(&title, &format!("the title of {place}"), &mut cut);
    if let Some(why) = not_over(&said, opened_at, now) {
        found.left_out.push(format!("{title} ({why})"));
        return Ok(());
    }
    let known = kept(&of_html(&said), PART_LEN_MAX, place, &mut cut);
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
        title,
        opened_at,
        resolved_at,
        words: vec![word],
    };
    found.matters.push(Matter { id, named, told, turns: vec![Vec::new()], cut });
    Ok(())
}

/// Why it cannot be told as over, by the phases that the entry has, or by its time.
fn not_over(said: &str, opened_at: Timestamp, now: Timestamp) -> Option<&'static str> {
    let phases: Vec<String> = phases(said).iter().map(|phase| phase.to_lowercase()).collect();
    let has = |names: &str| names.split(", ").any(|name| phases.iter().any(|one| one == name));
    match () {
        () if has(OVER) => None,
        () if opened_at > now || (has(AHEAD) && !has(BEGUN)) => {
            Some("it lies ahead there: take it in from the JSON")
        }
        () if phases.is_empty() => None,
        () if has(BEGUN) || has(GOES_ON) => Some("still going on there: take it in from the JSON"),
        // It may be over, or not: nobody is told so for whom it is not.
        () => Some("how far it is stands there in words not known here: take it in from the JSON"),
    }
}
