//! Words about planned maintenance that begin with a template.

use crate::support::page::between;
use crate::support::{Server, TINY};
use crate::translated::PAGE;
use crate::translated_work::{read, typed};

const GERMAN: &str = r#"
[[component]]
key = "cards"
name = "Card payments"

[[component.translation]]
language = "de"
name = "Kartenzahlung"
"#;

/// What stands in a field of several lines.
fn area<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, after) = page.split_once(&format!("name=\"{name}\"")).expect("the field");
    between(after, ">", "</textarea>").expect("what stands in it")
}

#[test]
fn a_template_fills_the_form_for_maintenance_and_plans_nothing() {
    let server = Server::start();
    let page = PAGE.replace("[[component]]\nkey = \"cards\"\nname = \"Card payments\"\n", GERMAN);
    let applied = server.apply(&format!("{TINY}{page}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let post = |path: &str, fields: &[(&str, &str)]| {
        server.post(&format!("/console/maintenance{path}"), fields).cookie(&maria).send()
    };
    let form = server.get("/console/maintenance/new").cookie(&maria).send().text();
    assert!(form.contains("Begin with a template") && form.contains("formnovalidate"), "{form}");
    let offered = between(&form, "name=\"template\"", "</select>").expect("templates");
    assert!(offered.contains("Planned maintenance") && !offered.contains("cause"), "{offered}");
    let (from, until) = (typed(86_400), typed(90_000));
    let mut fields = vec![
        ("template", "work"),
        ("template_language", "en"),
        ("component", "cards"),
        ("from", from.as_str()),
        ("until", ""),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", "24 h"),
        ("title", ""),
        ("impact", ""),
    ];
    let filled = post("/template", &fields);
    let text = filled.text();
    assert_eq!(filled.status, 200, "{text}");
    assert!(text.contains("value=\"Maintenance: Card payments\""), "{text}");
    assert!(text.contains("value=\"Wartung: Kartenzahlung\""), "in both languages: {text}");
    let day = from.split('T').next().expect("a day");
    assert!(area(&text, "impact").contains(day), "when it starts: {text}");
    assert!(area(&text, "impact").contains("[ends]"), "what is not known yet: {text}");
    assert!(text.contains("value=\"cards\" checked"), "what was chosen stays: {text}");
    let listed = server.get("/console/maintenance").cookie(&maria).send().text();
    assert!(!listed.contains("Maintenance: Card"), "nothing is planned");
    let none = post("/template", &[("template", "none")]);
    assert!(none.status == 422 && none.text().contains("Choose a template."));

    fields[4].1 = &until;
    fields[8].1 = "Works";
    fields[9].1 = "Cards fail for minutes.";
    assert_eq!(post("", &fields).status, 303);
    let word = [("template", "work-soon"), ("template_language", "en"), ("stage", "scheduled")];
    let soon = post("/1/template", &word).text();
    assert!(area(&soon, "words").contains("As announced, we work on Card payments"), "{soon}");
    assert!(area(&soon, "words-de").contains("Wie angekündigt"), "{soon}");
    assert_eq!(post("/1/stage", &[("stage", "in_progress")]).status, 303);
    let word = [("template", "work-over"), ("template_language", "en"), ("stage", "in_progress")];
    let over = post("/1/template", &word).text();
    assert!(area(&over, "words").contains("is over, and everything works as before"), "{over}");
    assert!(over.contains("value=\"completed\" selected"), "it would end it, and says so: {over}");
    assert!(!read(&server, "/status", "Works").contains("everything works as before"));
    let said = [("stage", "completed"), ("words", "It is over, and all is well.")];
    assert_eq!(post("/1/stage", &said).status, 303);
    read(&server, "/history.atom", "It is over, and all is well.");
}

#[test]
fn leads_write_templates_for_maintenance_in_a_form_of_their_own() {
    let server = Server::start();
    let maria = crate::translated::prepared(&server);
    let path = "/console/templates/new";
    let form = server.get(&format!("{path}?begins=work")).cookie(&maria).send().text();
    assert!(form.contains("name=\"impact-en\"") && !form.contains("name=\"next-en\""), "{form}");
    assert!(!form.contains("name=\"phase\""), "{form}");
    let mut fields =
        vec![("name", "Ours"), ("begins", "work"), ("title-en", "Works"), ("impact-en", " ")];
    let refused = server.post(path, &fields).cookie(&maria).send();
    let back = refused.text();
    assert_eq!(refused.status, 422, "{back}");
    assert!(back.contains("what the work means for the reader"), "{back}");
    assert!(!back.contains("name=\"next-en\"") && back.contains(">Works</textarea>"), "{back}");
    fields[3].1 = "From {starts} on, {components} fail.";
    assert_eq!(server.post(path, &fields).cookie(&maria).send().status, 303);
    let form = server.get("/console/maintenance/new").cookie(&maria).send().text();
    assert!(form.contains("value=\"ours\""), "{form}");
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("begins = \"work\""), "{exported}");
    assert!(server.apply(&exported).good);
}
