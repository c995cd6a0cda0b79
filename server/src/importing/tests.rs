//! What other pages' documents are read as, and what is refused of them.

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
    let told = |text: &str| read(text, ground(&state)).expect("what can be read").matters.remove(0);
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
    let bad = INCIDENTS.replace("2026-08-02T16:00:00.000-04:00\",\"incident", "soon\",\"incident");
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
fn an_entry_of_a_feed_that_is_not_over_is_left_out_and_named() {
    let state = State::default();
    let word = |phase: &str| {
        format!(
            "<p><small>Nov <var data-var='date'>23</var>, <var data-var='time'>10:31</var> \
             UTC</small><br /><strong>{phase}</strong> - It&#39;s <a href=\"https://a.example/\">\
             here</a>.</p>"
        )
    };
    let entry = |title: &str, day: &str, text: &str| {
        format!(
            "<entry><id>{title}</id><title>{title}</title><published>{day}T10:00:00Z</published>\
             <updated>{day}T11:00:00Z</updated><content type='html'><![CDATA[{text}]]></content>\
             </entry>"
        )
    };
    let before = word("Investigating");
    let entries = [
        entry("Ended", "2026-11-20", &format!("{}{before}", word("Resolved"))),
        entry("Done", "2026-11-20", &format!("{}{}", word("Completed"), word("Scheduled"))),
        entry("Plain", "2026-11-20", "Over."),
        entry("Dark", "2026-11-23", &before),
        entry("New disks", "2026-11-23", &word("Scheduled")),
        entry("New fans", "2026-11-23", &format!("{}{}", word("In progress"), word("Scheduled"))),
        entry("To come", "2026-11-30", "Soon."),
        entry("Vorbei", "2026-11-20", &format!("{}{}", word("BEHOBEN"), word("Untersuchung"))),
        entry("Fini", "2026-11-20", &format!("{}{}", word("Terminé"), word("Planifié"))),
        entry("Em breve", "2026-11-23", &word("Agendado")),
        entry("Bezig", "2026-11-23", &word("Onderzoek")),
    ];
    let import = read(&format!("<feed>{}</feed>", entries.concat()), ground(&state));
    let import = import.expect("a feed");
    let titles: Vec<&str> = import.matters.iter().map(|told| &*told.title).collect();
    assert_eq!(titles, ["Ended", "Done", "Plain", "Vorbei", "Fini"]);
    let known = &*import.matters[0].words[0].overview.known;
    assert!(known.contains("Resolved - It's here (https://a.example/)."), "{known}");
    let (on, ahead) = ("still going on there", "it lies ahead there");
    let unknown = "how far it is stands there in words not known here";
    let named = [
        ("Dark", on),
        ("New disks", ahead),
        ("New fans", on),
        ("To come", ahead),
        ("Em breve", ahead),
        ("Bezig", unknown),
    ];
    let named = named.map(|(title, why)| format!("{title} ({why}: take it in from the JSON)"));
    let summary = import.summary();
    assert!(summary.ends_with(&format!(" Left out: {}.", named.join(", "))), "{summary}");
}

#[test]
fn what_is_cut_is_named_by_its_place_and_only_where_it_is_made() {
    let state = State::default();
    let mut all: serde_json::Value = serde_json::from_str(INCIDENTS).expect("JSON");
    all["incidents"][0]["name"] = "x".repeat(401).into();
    all["incidents"][0]["incident_updates"][0]["body"] = "y".repeat(4_001).into();
    all["incidents"][0]["postmortem_body"] = "z".repeat(20_001).into();
    let summary = read(&all.to_string(), ground(&state)).expect("what can be read").summary();
    let cut = "Left out in part: incidents[0].name was longer than 400 bytes and is cut, \
               incidents[0].postmortem_body was longer than 20,000 bytes and is cut, \
               incidents[0].incident_updates[0] was longer than 4,000 bytes and is cut.";
    assert!(summary.ends_with(cut), "{summary}");
    let first = all["incidents"][0].clone();
    all["incidents"].as_array_mut().expect("a list").push(first);
    let twice = read(&all.to_string(), ground(&state)).expect("what can be read").summary();
    assert!(twice.ends_with(cut), "the second is left alone: {twice}");
    let long = "n".repeat(401);
    let parts = (0..30).map(|id| format!("{{\"id\":\"{id}\",\"name\":\"{long}\"}}"));
    let parts = parts.collect::<Vec<_>>().join(",");
    let summary = read(&format!("{{\"components\":[{parts}]}}"), ground(&state));
    // All thirty have the same name from then on, and each its own key.
    let summary = summary.expect("what can be read").summary();
    assert!(summary.ends_with(", and 10 more."), "{summary}");
    assert!(!read(INCIDENTS, ground(&state)).expect("JSON").summary().contains("in part"));
}

#[test]
fn a_list_alone_is_read_as_the_incidents_the_maintenance_and_the_components_that_are_in_it() {
    let state = State::default();
    let list = |document: &str, name: &str| {
        let mut all: serde_json::Value = serde_json::from_str(document).expect("JSON");
        all[name].take().to_string()
    };
    let (parts, incidents) = (list(COMPONENTS, "components"), list(INCIDENTS, "incidents"));
    let whole = read(&format!("{COMPONENTS}{INCIDENTS}"), ground(&state)).expect("documents");
    let alone = read(&format!("{parts}{incidents}"), ground(&state)).expect("lists");
    assert_eq!((alone.lines(), alone.summary()), (whole.lines(), whole.summary()));
    let over = r#"[{"id":"m","name":"New links","status":"scheduled","created_at":
        "2026-10-01T00:00:00Z","scheduled_for":"2026-10-02T00:00:00Z","scheduled_until":
        "2026-10-02T01:00:00Z","incident_updates":[]}]"#;
    let summary = read(over, ground(&state)).expect("a list").summary();
    assert!(summary.contains("New links (its time has passed"), "{summary}");
    assert!(read("[]", ground(&state)).expect_err("a sentence").contains("neither components"));
    assert!(read("[7]", ground(&state)).expect_err("a sentence").contains("incidents[0].id"));
}

#[test]
fn the_marks_of_markdown_are_left_out_of_words_and_of_a_postmortem() {
    let state = State::default();
    let mut all: serde_json::Value = serde_json::from_str(INCIDENTS).expect("JSON");
    all["incidents"][0]["incident_updates"][0]["body"] =
        "It is **over**, see [why](https://a.example/why).".into();
    all["incidents"][0]["postmortem_body"] = "## Cause\nA **fuse** blew.".into();
    let told = read(&all.to_string(), ground(&state)).expect("JSON").matters.remove(0);
    assert_eq!(&*told.words[1].overview.known, "It is over, see why (https://a.example/why).");
    assert_eq!(&*told.review.expect("a review").text, "Cause\nA fuse blew.");
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
    let changed = |change: &dyn Fn(&mut Vec<serde_json::Value>)| {
        let mut all: serde_json::Value = serde_json::from_str(INCIDENTS).expect("JSON");
        change(all["incidents"].as_array_mut().expect("a list"));
        read(&all.to_string(), ground(&state))
    };
    let twice = changed(&|all| all.push(all[0].clone())).expect("what can be read");
    assert_eq!((twice.matters.len(), twice.known), (1, 1), "{}", twice.summary());
    // A status that nobody knows is no end: it goes on until a person says otherwise.
    let odd = changed(&|all| all[0]["status"] = "?".into()).expect("what can be read");
    assert_eq!((odd.matters.len(), odd.open().len()), (0, 2), "{}", odd.summary());
    let update = serde_json::json!({ "id": "u", "status": "?" });
    let many = changed(&|all| all[1]["incident_updates"] = vec![update.clone(); 600].into());
    let why = many.expect_err("too many");
    assert!(why.contains("incidents[1] has 600 updates"), "{why}");
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

/// Documents that are whole but for one place are read nearly to their end.
#[test]
fn a_document_with_anything_in_any_place_is_read_or_refused() {
    const ATOM: &str = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>t:1</id>\
        <title>API &amp; more</title><published>2026-08-02T14:59:36Z</published>\
        <content type='html'>&lt;p&gt;Over.&lt;/p&gt;</content></entry></feed>";
    const RSS: &str = "<rss><channel><item><guid>1</guid><title>Slow</title>\
        <pubDate>Sun, 02 Aug 2026 14:59:36 +0000</pubDate><description>Over.</description>\
        </item></channel></rss>";
    const PLANNED: &str = r#"{"scheduled_maintenances":[{"id":"m","name":"New links",
        "status":"scheduled","created_at":"2026-11-01T00:00:00Z","scheduled_for":
        "2026-12-01T00:00:00Z","scheduled_until":"2026-12-01T01:00:00Z","components":[],
        "incident_updates":[{"status":"scheduled","body":"x","created_at":
        "2026-11-01T00:00:00Z"}]}]}"#;
    let (state, both) = (State::default(), format!("{COMPONENTS}{INCIDENTS}"));
    let whole = [both.as_str(), PLANNED, ATOM, RSS];
    // Nobody is here who could look after what is planned.
    let read_whole = whole.map(|text| read(text, ground(&state)).is_ok());
    assert_eq!(read_whole, [true, false, true, true]);
    bolero::check!().with_type::<(u8, u16, u8, String)>().for_each(|(which, at, len, put)| {
        let mut text = whole[usize::from(*which) % whole.len()].to_owned();
        let from = usize::from(*at) % text.len();
        let until = (from + usize::from(*len) % 40).min(text.len());
        text.replace_range(from..until, put);
        match read(&text, ground(&state)) {
            Ok(import) => assert!(!import.summary().is_empty()),
            Err(why) => assert!(why.ends_with('.') && why.len() < 2 * put.len() + 500, "{why}"),
        }
    });
}
