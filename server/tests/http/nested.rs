//! A vendor with many components, one below the other: every form lists them as they are nested,
//! and an update names as many as are concerned. And one component is shown without its strip.

use serde_json::Value;

use crate::fake_mail::{FakeMail, Wire};
use crate::support::page::between;
use crate::support::{Answer, Server, TINY, eventually};
use crate::translated::PAGE;
use crate::translated_work::read;

/// Four regions of three services with four devices each: sixty-four, and the one that was there.
fn server() -> (Server, String, FakeMail) {
    let mut file = format!("{TINY}{PAGE}");
    let mut add = |key: &str, parent: Option<&str>| {
        let parent = parent.map(|key| format!("parent = \"{key}\"\n")).unwrap_or_default();
        file.push_str(&format!("[[component]]\nkey = \"{key}\"\nname = \"The {key}\"\n{parent}"));
        file.push_str("[[component.translation]]\nlanguage = \"de\"\n");
        file.push_str(&format!("name = \"Der {key}\"\n"));
    };
    for region in ["north", "south", "east", "west"] {
        add(region, None);
        for service in 1..=3 {
            let service = format!("{region}-{service}");
            add(&service, Some(region));
            for device in ["a", "b", "c", "d"] {
                add(&format!("{service}{device}"), Some(&service));
            }
        }
    }
    let mail = FakeMail::start(Wire::Plain, None);
    let server = crate::subscribers::server(&mail);
    let applied = server.apply(&file);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    (server, maria, mail)
}

/// What stands in the fold of the parts of a region.
fn parts<'a>(form: &'a str, region: &str) -> &'a str {
    let (_, after) = form.split_once(&format!("value=\"{region}\"")).expect("the region");
    let (before, _) = after.split_once("</details>").expect("a fold");
    &before[before.find("<details").expect("a fold")..]
}

fn holds_all_of_north(form: &str, closed: &str, said: &str) {
    let north = parts(form, "north");
    assert!(north.contains(said), "that they come along: {north}");
    for key in ["north-1", "north-3d"] {
        assert!(north.contains(&format!("value=\"{key}\"")), "{key}: {north}");
    }
    assert!(north.contains("\u{2003}\u{2003}"), "as deep as they lie: {north}");
    assert!(parts(form, closed).starts_with("<details><summary>"), "{form}");
}

#[test]
fn every_form_lists_components_to_any_depth_below_what_they_are_a_part_of() {
    let (server, maria, _mail) = server();
    let console = |path: &str| server.get(path).cookie(&maria).send().text();
    let english = "15 parts, which come along";
    for path in ["/console/status/pages/public", "/console/maintenance/new"] {
        holds_all_of_north(&console(path), "south", english);
    }
    holds_all_of_north(&console("/console/subscribers"), "south", english);
    let form = |language: &str| {
        server.get(&format!("/status/subscribe?page=public&lang={language}")).send().text()
    };
    holds_all_of_north(&form("en"), "south", english);
    let german = form("de");
    holds_all_of_north(&german, "south", "15 Teile, die mitkommen");
    assert!(german.contains("Der north-3d") && !german.contains("The north"), "{german}");

    // What was chosen deep below stands open, and the page shows it with its own parts alone.
    let fields = [
        ("name", "Tiny"),
        ("zone", "Europe/Lisbon"),
        ("language", "en"),
        ("languages", "de"),
        ("component", "north-2"),
        ("component", "east-1c"),
    ];
    let saved = server.post("/console/status/pages/public", &fields).cookie(&maria).send();
    assert_eq!(saved.status, 303, "{}", saved.text());
    let form = console("/console/status/pages/public");
    assert!(parts(&form, "north").starts_with("<details open>"), "{form}");
    assert!(form.contains("value=\"east-1c\" checked"), "{form}");
    assert!(parts(&form, "south").starts_with("<details><summary>"), "{form}");
    eventually("what was chosen, and its parts", || {
        let page = server.get("/status").send().text();
        let chosen = page.contains("The east-1c") && page.contains("The north-2d");
        (chosen && !page.contains("The north-1") && !page.contains("The west")).then_some(())
    });
}

#[test]
fn an_update_names_as_many_components_as_are_concerned_and_loses_none() {
    let (server, maria, _mail) = server();
    assert_eq!(server.post("/help", &[("words", "All is dark")]).send().status, 303);
    let post = |what: &str, fields: &[(&str, &str)]| -> Answer {
        server.post(&format!("/console/incidents/1/{what}"), fields).cookie(&maria).send()
    };
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let more = between(&room, "More components</summary>", "</details>").expect("a list");
    assert_eq!(more.matches("name=\"more\"").count(), 66, "each once: {more}");
    assert!(more.contains("\u{2003}\u{2003}<bdi>The west-3d"), "{more}");
    let mut fields = vec![
        ("known", "A line is cut."),
        ("impact", ""),
        ("next", "We mend it."),
        ("title", "The north is dark"),
        ("public", "1"),
        ("public_phase", "identified"),
        ("next_in_mins", "15"),
        ("part", "north"),
        ("fares", "major"),
        ("more", ""),
    ];
    let others = ["south-1a degraded", "south-1b degraded", "east-2 partial", "west-3d major"];
    fields.extend(others.map(|one| ("more", one)));
    let refused = post("update", &fields);
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    for key in ["north", "south-1a", "south-1b", "east-2", "west-3d"] {
        assert!(back.contains(&format!("value=\"{key}\" selected")), "{key}: {back}");
    }
    fields[1].1 = "Nobody can pay in the north.";
    assert_eq!(post("update", &fields).status, 303);
    let summary = read(&server, "/api/v2/summary.json", "A line is cut.");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let fares = |name: &str| {
        let all = summary["components"].as_array().expect("components");
        let one = all.iter().find(|one| one["name"] == name).expect("it");
        one["status"].as_str().expect("a state").to_owned()
    };
    assert_eq!(fares("The north"), "major_outage");
    assert_eq!(fares("The south-1b"), "degraded_performance");
    assert_eq!(fares("The east-2"), "partial_outage");
    assert_eq!(fares("The west-3d"), "major_outage");
    assert_eq!(fares("The west-3c"), "operational");
    let odd = [("part", "north"), ("fares", "major"), ("more", "south-1a upside-down")];
    fields.truncate(7);
    fields.extend(odd);
    assert_eq!(post("update", &fields).status, 422, "how it fares is chosen from a list");
}

#[test]
fn a_component_is_shown_without_its_strip_and_programs_are_told_so() {
    let (server, maria, _mail) = server();
    let strips = |page: &str| page.matches("<svg class=\"bar\"").count();
    let before = strips(&read(&server, "/status", "The west-3d"));
    let form = "/console/status/components/north-1a";
    let fields = [("name", "The very north"), ("parent", "north-1"), ("hides_history", "1")];
    assert_eq!(server.post(form, &fields).cookie(&maria).send().status, 303);
    let page = read(&server, "/status", "The very north");
    assert_eq!(strips(&page), before - 1, "{page}");
    let own = between(&page, "The very north", "</li>").expect("its row");
    assert!(!own.contains('%') && own.contains("works"), "no figure, but how it fares: {own}");
    let kept = server.get(form).cookie(&maria).send().text();
    assert!(kept.contains("name=\"hides_history\" value=\"1\" checked"), "{kept}");
    let summary = read(&server, "/api/v2/components.json", "The very north");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let all = summary["components"].as_array().expect("components");
    let shows =
        |name: &str| all.iter().find(|one| one["name"] == name).expect("it")["showcase"].clone();
    assert_eq!(shows("The very north"), false);
    assert_eq!(shows("The north-1b"), true);
    assert_eq!(shows("The north"), false, "a group has none");

    // What another page shows so is shown so here.
    let mut document = summary.clone();
    document["page"]["time_zone"] = "UTC".into();
    for one in document["components"].as_array_mut().expect("components") {
        let name = format!("Other {}", one["name"].as_str().expect("a name"));
        one["name"] = name.into();
    }
    let text = document.to_string();
    let fields = [("text", text.as_str()), ("do", "make")];
    let made = server.post("/console/status/import", &fields).cookie(&maria).send();
    assert_eq!(made.status, 303, "{}", made.text());
    read(&server, "/api/v2/components.json", "Other The very north");
    let summary = read(&server, "/api/v2/components.json", "Other The north-1b");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    let all = summary["components"].as_array().expect("components");
    let shows =
        |name: &str| all.iter().find(|one| one["name"] == name).expect("it")["showcase"].clone();
    assert_eq!(shows("Other The very north"), false);
    assert_eq!(shows("Other The north-1b"), true);
}
