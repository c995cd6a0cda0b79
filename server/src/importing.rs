//! What another status page has told, read from its own documents: Statuspage's JSON, version 2,
//! Atom or RSS. It is read, shown as what would be made, and made in one step; what is here already
//! is left alone, so that the same again changes nothing.

use std::fmt::Write as _;

use domain::bulletins::{self, Foreign};
use domain::components::{self, Component};
use domain::maintenance;
use domain::words::{Actor, ComponentKey, Condition, PersonKey, SmolStr, Timestamp, tidied_line};
use domain::{Command, State};

mod feed;
mod going_on;
mod json;
mod layout;
mod planned;

pub use going_on::{GoesOn, take_up};

/// Longest text that is read, in bytes.
pub const TEXT_LEN_MAX: usize = 1024 * 1024;
/// Most documents in one text.
const DOCUMENTS_MAX: usize = 10;
/// Most matters that are made by one command.
const AT_ONCE_MAX: usize = 100;

/// A component of another page.
#[derive(Clone, Debug, PartialEq)]
struct Part {
    id: String,
    name: String,
    about: String,
    group: Option<String>,
    order: u32,
    only_if_affected: bool,
    /// From when on its uptime counts there.
    counted_from: Option<Timestamp>,
}

/// What was found in the documents.
#[derive(Clone, Debug, Default, PartialEq)]
struct Found {
    parts: Vec<Part>,
    matters: Vec<Matter>,
    /// Matters that go on: whoever tells of them here has an incident.
    open: Vec<GoesOn>,
    /// Maintenance, past and to come.
    planned: Vec<planned::Planned>,
    /// The zone in which the other page tells times.
    zone: Option<String>,
}

/// A matter, with the components by the ids that the other page gave them.
#[derive(Clone, Debug, PartialEq)]
struct Matter {
    id: String,
    told: Foreign,
    /// For each word, which components fared how since.
    turns: Vec<Vec<(String, Condition)>>,
}

/// What would be made.
#[derive(Clone, Debug, Default)]
pub struct Import {
    components: Vec<(ComponentKey, Component)>,
    matters: Vec<Foreign>,
    /// How much of it is here already.
    known: usize,
    /// What goes on there and is not told on here.
    open: Vec<GoesOn>,
    planned: Vec<maintenance::Foreign>,
    /// Maintenance that cannot be planned here, each with why.
    left_out: Vec<String>,
}

impl Import {
    /// Whether there is nothing to make.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.components.is_empty() && self.matters.is_empty() && self.planned.is_empty()
    }

    /// What would be made, line by line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (key, component) in &self.components {
            let within = component.parent.as_ref().map(|parent| format!(", a part of {parent}"));
            let within = within.unwrap_or_default();
            lines.push(format!("component {key}: {}{within}", component.name));
        }
        for told in &self.matters {
            let day = jiff::Timestamp::from_millisecond(told.opened_at.0).unwrap_or_default();
            let day = day.strftime("%Y-%m-%d");
            let review = if told.review.is_some() { ", a review" } else { "" };
            lines.push(format!("{day} {} ({} words{review})", told.title, told.words.len()));
        }
        for told in &self.planned {
            let how = match told.stage {
                maintenance::Stage::Scheduled => "lies ahead",
                stage if stage.is_running() => "is under way",
                _ => "is over",
            };
            let from = jiff::Timestamp::from_millisecond(told.plan.from.0).unwrap_or_default();
            let from = from.strftime("%Y-%m-%d %H:%M UTC");
            lines.push(format!("{from} maintenance {}, which {how}", told.plan.title));
        }
        lines
    }

    /// The sum of it, in sentences.
    #[must_use]
    pub fn summary(&self) -> String {
        let count = |number: usize, one: &str| match number {
            1 => format!("1 {one}"),
            number => format!("{number} {one}s"),
        };
        let (components, incidents) =
            (count(self.components.len(), "component"), count(self.matters.len(), "incident"));
        let made = match self.planned.len() {
            0 => format!("{components} and {incidents}"),
            planned => {
                let planned = count(planned, "planned maintenance");
                format!("{components}, {incidents} and {planned}")
            }
        };
        let mut text = format!("To make: {made}. Here already: {}.", self.known);
        if !self.open.is_empty() {
            let titles: Vec<&str> = self.open.iter().map(GoesOn::title).collect();
            let _ = write!(
                text,
                " Still going on, and made only where a person opens an incident for it: {}.",
                titles.join(", ")
            );
        }
        if !self.left_out.is_empty() {
            let _ = write!(text, " Left out: {}.", self.left_out.join(", "));
        }
        text
    }

    /// What goes on there and is not told on here.
    #[must_use]
    pub fn open(&self) -> &[GoesOn] {
        &self.open
    }

    /// The commands that make its components.
    fn of_components(&self) -> impl Iterator<Item = Command> {
        self.components.iter().map(|(component, profile)| {
            components::Command::Put { component: component.clone(), profile: profile.clone() }
                .into()
        })
    }

    /// The commands that make it.
    #[must_use]
    pub fn commands(&self) -> Vec<Command> {
        let components = self.of_components();
        let matters = self.matters.chunks(AT_ONCE_MAX);
        let matters = matters.map(|told| bulletins::Command::Import { told: told.to_vec() }.into());
        let planned = self.planned.chunks(AT_ONCE_MAX);
        let planned =
            planned.map(|told| maintenance::Command::Import { told: told.to_vec() }.into());
        components.chain(matters).chain(planned).collect()
    }
}

/// For whom and when documents are read.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// What is here already.
    pub state: &'a State,
    /// The instant at which they are read.
    pub now: Timestamp,
    /// Who looks after the maintenance that lies ahead; one who manages, where nobody is named.
    pub owner: Option<&'a PersonKey>,
}

/// Reads the documents of another page, and says what they would make here.
///
/// # Errors
/// A sentence that says what is wrong, and where.
pub fn read(text: &str, ground: Ground<'_>) -> Result<Import, String> {
    if text.len() > TEXT_LEN_MAX {
        return Err(format!("This is longer than {} KiB. Give it in parts.", TEXT_LEN_MAX / 1024));
    }
    let text = text.trim_start_matches('\u{feff}').trim();
    let found = match text.chars().next() {
        None => return Err("There is nothing in it.".to_owned()),
        Some('{') => json::read(text)?,
        Some('<') => feed::read(text)?,
        Some(_) => {
            return Err("This is neither JSON, which begins with {, nor Atom or RSS, which begin \
                        with <."
                .to_owned());
        }
    };
    layout::laid_out(found, ground)
}

/// The same for the same matter, whenever it is read.
fn digest(kind: &str, id: &str) -> u128 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"mayday import 1").update(kind.as_bytes()).update(b"/").update(id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    u128::from_be_bytes(bytes)
}

/// Makes it, as somebody. What was made before something was refused stays; the same again goes on
/// from there.
///
/// # Errors
/// A sentence, when something is refused or cannot be stored.
pub async fn make(line: &crate::line::Line, actor: &Actor, import: &Import) -> Result<(), String> {
    for command in import.commands() {
        tell(line, actor, command).await?;
    }
    Ok(())
}

async fn tell(line: &crate::line::Line, actor: &Actor, command: Command) -> Result<(), String> {
    match line.tell(actor.clone(), command).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(refusal)) => Err(refusal.to_string()),
        Err(unanswered) => Err(format!("It could not be stored: {unanswered:?}.")),
    }
}

/// A text of somebody else's as a heading.
fn heading(text: &str) -> SmolStr {
    let (line, _) = tidied_line(text);
    if line.is_empty() { "(no heading)".into() } else { line.into() }
}

#[cfg(test)]
mod tests {
    use domain::words::UpdateId;

    use super::*;

    const COMPONENTS: &str = r#"{"page":{"id":"p"},"components":[
        {"id":"c1","name":"API","description":null,"position":2,"group_id":"g1","group":false},
        {"id":"g1","name":"Platform","position":1,"group_id":null,"group":true}]}"#;
    const INCIDENTS: &str = r#"{"page":{"id":"p"},"incidents":[
        {"id":"i1","name":"API <slow>","status":"resolved","created_at":"2026-08-02T14:59:36.991-04:00",
         "resolved_at":"2026-08-02T16:00:00.000-04:00","incident_updates":[
           {"id":"u2","status":"resolved","body":"Over.","created_at":"2026-08-02T16:00:00.000-04:00",
            "affected_components":[{"code":"c1","new_status":"operational"}]},
           {"id":"u1","status":"investigating","body":"We look.","created_at":"2026-08-02T14:59:36.991-04:00",
            "affected_components":[{"code":"c1","new_status":"major_outage"}]}]},
        {"id":"i2","name":"Still on","status":"identified","created_at":"2026-08-03T00:00:00Z","incident_updates":[]}]}"#;

    fn ground(state: &State) -> Ground<'_> {
        let now: jiff::Timestamp = "2026-11-23T12:00:00Z".parse().expect("a time");
        Ground { state, now: Timestamp(now.as_millisecond()), owner: None }
    }

    #[test]
    fn documents_of_statuspage_make_components_and_past_incidents() {
        let state = State::default();
        let import =
            read(&format!("{COMPONENTS}\n{INCIDENTS}"), ground(&state)).expect("what can be read");
        let keys: Vec<_> = import.components.iter().map(|(key, _)| key.to_string()).collect();
        assert_eq!(keys, ["platform", "api"]);
        assert_eq!(import.components[1].1.parent, Some("platform".into()));
        let told = &import.matters[0];
        assert_eq!((import.matters.len(), told.words.len(), &*told.title), (1, 2, "API <slow>"));
        assert_eq!(told.words[0].affected[0].component, "api".into());
        assert_eq!(&*told.words[1].overview.known, "Over.");
        assert!(import.summary().contains("Still on"), "{}", import.summary());
    }

    #[test]
    fn a_postmortem_is_the_review_and_no_word_of_its_own() {
        let state = State::default();
        let update = r#"{"id":"u3","status":"postmortem","body":"A fuse blew.\nWe doubled it.",
            "created_at":"2026-08-04T10:00:00Z"},{"id":"u2""#;
        let told =
            |text: &str| read(text, ground(&state)).expect("what can be read").matters.remove(0);
        let as_update = INCIDENTS.replacen("{\"id\":\"u2\"", update, 1);
        let field = "\"postmortem_body\":\"Two fuses blew.\",\"postmortem_published_at\":\
                     \"2026-08-05T10:00:00Z\",\"incident_updates\"";
        let as_field = INCIDENTS.replacen("\"incident_updates\"", field, 1);
        for (text, says, day) in [
            (as_update, "A fuse blew.\nWe doubled it.", "2026-08-04T10:00:00Z"),
            (as_field, "Two fuses blew.", "2026-08-05T10:00:00Z"),
        ] {
            let told = told(&text);
            assert_eq!(told.words.len(), 2, "the words are the words");
            let review = told.review.expect("a review");
            assert_eq!(&*review.text, says);
            let at: jiff::Timestamp = day.parse().expect("a time");
            assert_eq!(review.at.0, at.as_millisecond());
            assert_ne!(review.entry, UpdateId(0));
        }
        assert_eq!(told(INCIDENTS).review, None);
        let bad = INCIDENTS.replacen(
            "\"incident_updates\"",
            "\"postmortem_body\":\"x\",\
                     \"postmortem_published_at\":\"soon\",\"incident_updates\"",
            1,
        );
        let why = read(&bad, ground(&state)).expect_err("a sentence");
        assert!(why.contains("incidents[0].postmortem_published_at"), "{why}");
    }

    #[test]
    fn what_is_broken_is_named_by_its_place() {
        let state = State::default();
        let why = |text: &str| read(text, ground(&state)).expect_err("a sentence");
        assert!(why("{\"incidents\": [").contains("line 1"), "{}", why("{\"incidents\": ["));
        let bad =
            INCIDENTS.replace("2026-08-02T16:00:00.000-04:00\",\"incident", "soon\",\"incident");
        assert!(why(&bad).contains("incidents[0].resolved_at"), "{}", why(&bad));
        assert!(why("{\"incidents\": 4}").contains("incidents"));
        assert!(why("{}").contains("neither components nor incidents"));
        assert!(why("<feed><entry></feed>").contains("1:"), "{}", why("<feed><entry></feed>"));
        assert!(why("<html></html>").contains("neither an Atom feed nor RSS"));
        assert!(why("hello").contains("neither JSON"));
        assert!(why(" ").contains("nothing in it"));
        assert!(why(&"{".repeat(TEXT_LEN_MAX + 1)).contains("longer than"));
    }

    #[test]
    fn feeds_are_read_as_one_incident_for_each_entry_without_their_markup() {
        let state = State::default();
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>t:1</id>\
            <title>API &amp; more</title><published>2026-08-02T14:59:36Z</published>\
            <updated>2026-08-02T16:00:00Z</updated><content type='html'>&lt;p&gt;It is \
            &lt;b&gt;over&lt;/b&gt;.&lt;/p&gt;</content></entry></feed>";
        let import = read(atom, ground(&state)).expect("a feed");
        let told = &import.matters[0];
        assert_eq!((&*told.title, &*told.words[0].overview.known), ("API & more", "It is over."));
        let rss = "<rss><channel><item><guid>1</guid><title>Slow</title>\
            <pubDate>Sun, 02 Aug 2026 14:59:36 +0000</pubDate><description>Over.</description>\
            </item></channel></rss>";
        assert_eq!(read(rss, ground(&state)).expect("a feed").matters.len(), 1);
    }

    #[test]
    fn what_is_there_to_break_a_reader_is_refused_in_a_sentence_and_at_once() {
        let state = State::default();
        let why = |text: &str| {
            assert!(text.len() <= TEXT_LEN_MAX, "its length alone would refuse it");
            let begun = std::time::Instant::now();
            let why = read(text, ground(&state)).err();
            assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{}", &text[..40]);
            why
        };
        let deep = format!("{{\"incidents\":{}", "[".repeat(500_000));
        assert!(why(&deep).is_some_and(|why| why.contains("deeper")), "nested JSON");
        let deep = format!("<feed>{}{}</feed>", "<a>".repeat(90_000), "</a>".repeat(90_000));
        assert_eq!(why(&deep), None, "nested XML that holds no entry");
        let entry = "<entry><title>T</title><updated>2026-08-02T14:59:36Z</updated><content>";
        let (open, shut) = (entry.repeat(9_000), "</content></entry>".repeat(9_000));
        let nested = read(&format!("<feed>{open}{shut}</feed>"), ground(&state));
        assert_eq!(nested.expect("one entry").matters.len(), 1, "what lies in it is a part of it");
        let bomb = "<!DOCTYPE feed [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><feed>&b;</feed>";
        assert!(why(bomb).is_some_and(|why| why.contains("not XML")), "entities");
        let same = vec!["{\"id\":\"c\",\"name\":\"x\"}"; 30_000].join(",");
        let same = why(&format!("{{\"components\":[{same}]}}"));
        assert!(same.is_some_and(|why| why.contains("2000")), "the same over and over");
        let (most, name) = (components::COMPONENTS_MAX, "\"name\":\"x\"");
        let alike = (0..most).map(|id| format!("{{\"id\":\"{id}\",{name}}}"));
        let alike = alike.collect::<Vec<_>>().join(",");
        assert_eq!(why(&format!("{{\"components\":[{alike}]}}")), None, "each under its own key");
    }

    #[test]
    fn the_same_twice_is_one_and_words_of_no_meaning_are_read_for_the_least_that_they_say() {
        let state = State::default();
        let twice = INCIDENTS.replacen("\"incidents\":[", &format!("\"incidents\":[{},", {
            let first = INCIDENTS.split_once("\"incidents\":[").expect("a list").1;
            first.split_once(",\n        {\"id\":\"i2\"").expect("two").0
        }), 1);
        let import = read(&twice, ground(&state)).expect("what can be read");
        assert_eq!((import.matters.len(), import.known), (1, 1), "{}", import.summary());
        let many = vec!["{\"id\":\"u\",\"status\":\"?\"}"; 600].join(",");
        let many = INCIDENTS.replacen("\"incident_updates\":[]", &format!("\"incident_updates\":[{many}]"), 1);
        let why = read(&many, ground(&state)).expect_err("too many");
        assert!(why.contains("incidents[1] has 600 updates"), "{why}");
        // A status that nobody knows is no end: it goes on until a person says otherwise.
        let odd = INCIDENTS.replacen("\"status\":\"resolved\",\"created", "\"status\":\"?\",\"created", 1);
        let import = read(&odd, ground(&state)).expect_err("its components are not here");
        assert!(import.contains("neither here") || import.contains("c1"), "{import}");
    }

    #[test]
    fn any_text_is_read_or_refused() {
        let state = State::default();
        bolero::check!().with_type::<(u8, String)>().for_each(|(start, text)| {
            let text = match start % 3 {
                0 => format!("{{\"incidents\":[{{\"id\":{text:?},\"name\":{text}}}]}}"),
                1 => format!("<feed><entry><title>{text}</title></entry></feed>"),
                _ => text.clone(),
            };
            let _ = read(&text, ground(&state));
        });
    }
}
