//! Words about planned maintenance that begin with a template, and of what comes again taken back.

use crate::support::page::between;
use crate::support::{Answer, Server, TINY, eventually};
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
    let first = between(&form, "action=\"/console/maintenance\"", "</button>").expect("a button");
    assert!(!first.contains("formaction"), "Enter in a field plans it: {first}");
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

/// Sends a form about what comes again.
fn post_routine(server: &Server, maria: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(&format!("/console/maintenance/routines{path}"), fields).cookie(maria).send()
}

/// What comes again each week from tomorrow on.
fn weekly<'a>(day: &'a str, title: &'a str, impact: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("title", title),
        ("impact", impact),
        ("component", "cards"),
        ("first", day),
        ("at", "02:30"),
        ("lasts", "90"),
        ("repeat", "weekly"),
        ("every", "1"),
        ("zone", "Europe/Lisbon"),
        ("owner", "maria"),
        ("remind", ""),
    ]
}

fn tomorrow() -> String {
    jiff::Zoned::now().date().tomorrow().expect("a day").to_string()
}

#[test]
fn a_template_fills_the_form_for_what_comes_again_and_leaves_its_times_open() {
    let server = Server::start();
    let maria = crate::translated::prepared(&server);
    let post = |path: &str, fields: &[(&str, &str)]| post_routine(&server, &maria, path, fields);
    let read = |path: &str| {
        let path = format!("/console/maintenance{path}");
        server.get(&path).cookie(&maria).send().text()
    };
    let form = read("/routines/new");
    let offered = between(&form, "name=\"template\"", "</select>").expect("templates");
    assert!(offered.contains("Planned maintenance") && !offered.contains("cause"), "{offered}");
    assert!(form.contains("formaction=\"/console/maintenance/routines/new/template\""), "{form}");
    let action = "action=\"/console/maintenance/routines\"";
    let first = between(&form, action, "</button>").expect("a button");
    assert!(!first.contains("formaction"), "Enter in a field keeps it: {first}");
    let day = tomorrow();
    let mut fields = weekly(&day, "", "");
    fields.extend([("template", "work"), ("template_language", "en")]);
    let filled = post("/new/template", &fields);
    let text = filled.text();
    assert_eq!(filled.status, 200, "{text}");
    assert!(text.contains("value=\"Maintenance: Card payments\""), "{text}");
    assert!(text.contains("name=\"title-de\""), "in both languages: {text}");
    assert!(area(&text, "impact").contains("[starts]"), "each has its own: {text}");
    assert!(
        text.contains("value=\"02:30\"") && text.contains(&day),
        "what was typed stays: {text}"
    );
    assert!(read("").contains("Nothing comes again by itself."), "nothing is planned");
    let none = post("/new/template", &[("template", "none")]);
    assert!(none.status == 422 && none.text().contains("Choose a template."));

    assert_eq!(post("", &weekly(&day, "Patches", "Cards fail.")).status, 303);
    let form = read("/routines/patches");
    let action = "formaction=\"/console/maintenance/routines/patches/template\"";
    assert!(form.contains(action), "{form}");
    let filled = post("/patches/template", &fields).text();
    assert!(filled.contains("value=\"Maintenance: Card payments\""), "{filled}");
    assert!(area(&read("/routines/patches"), "impact").contains("Cards fail."), "nothing is kept");
    assert_eq!(post("/nothing/template", &fields).status, 404);
}

#[test]
fn of_what_comes_again_words_are_taken_back_and_nothing_else_of_the_form_is_read() {
    let server = Server::start();
    let maria = crate::translated::prepared(&server);
    let post = |path: &str, fields: &[(&str, &str)]| post_routine(&server, &maria, path, fields);
    let day = tomorrow();
    let said = "Mr Jones restarts them. Cards fail once.";
    assert_eq!(post("", &weekly(&day, "Patches", said)).status, 303);
    read(&server, "/status", "Mr Jones restarts them.");
    let mut left =
        vec![("title", "Patches"), ("impact", "Eve restarts them."), ("takes_back", "1")];
    let refused = post("/patches", &left);
    let text = refused.text();
    assert_eq!(refused.status, 422, "{text}");
    let beside = between(&text, "name=\"takes_back\"", "</div>").expect("what is ticked");
    assert!(beside.contains("can only leave words out"), "{beside}");
    // What else stands in the form is missing, changed, or cannot be.
    left[1].1 = "Cards fail once.";
    left.extend([("at", "05:00"), ("lasts", "soon"), ("zone", "Moon/Base")]);
    let taken = post("/patches", &left);
    assert_eq!(taken.status, 303, "{}", taken.text());
    let form = server.get("/console/maintenance/routines/patches").cookie(&maria).send().text();
    assert_eq!(area(&form, "impact").trim(), "Cards fail once.");
    for kept in ["value=\"02:30\"", "value=\"90\"", "value=\"Europe/Lisbon\"", day.as_str()] {
        assert!(form.contains(kept), "{kept}: {form}");
    }
    assert!(form.contains("value=\"cards\" checked"), "{form}");
    eventually("it is gone", || {
        (!server.get("/status").send().text().contains("Mr Jones")).then_some(())
    });
    // Without the tick the same fields are a change, and are looked at.
    left.retain(|(name, _)| *name != "takes_back");
    assert_eq!(post("/patches", &left).status, 422);
}
