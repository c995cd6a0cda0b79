//! Links to status pages for many customers at once: looked at first, made and mailed by one press.

use serde_json::json;

use crate::audiences::{link_in, link_of};
use crate::fake_mail::{FakeMail, Wire};
use crate::status::PAGE;
use crate::support::{Scratch, Server, TINY, attribute, eventually};

/// One who has a link, one of whom nobody asked to be told, and one of whom one of two did.
const THREE: &str = r#"
[[customer]]
key = "willow"
name = "Willow Clinics"

[[customer.contact]]
key = "ines"
name = "Ines"
email = "ines@willow.example"
told = true

[[customer]]
key = "harbour"
name = "Harbour Stores"

[[customer.contact]]
key = "rui"
name = "Rui"
email = "rui@harbour.example"

[[customer]]
key = "maple"
name = "Maple Foods"

[[customer.contact]]
key = "tom"
name = "Tom"
email = "tom@maple.example"
told = true

[[customer.contact]]
key = "una"
name = "Una"
email = "una@maple.example"

[[audience]]
key = "shops"
name = "Shops"
customers = ["willow", "harbour"]
"#;

const ALL: &str = "/console/status-links";

fn apply(server: &Server) {
    let applied = server.apply(&format!("{TINY}{PAGE}{THREE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
}

fn server(mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    apply(&server);
    server
}

/// What stands in the form by which it is pressed.
fn seen(page: &str) -> String {
    let (_, form) = page.split_once("name=\"seen\"").unwrap_or_else(|| panic!("no form: {page}"));
    attribute(form, "value").into_iter().next().expect("what was looked at")
}

#[test]
fn one_press_makes_the_links_that_are_missing_and_mails_them_to_those_who_asked() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let had = link_of(&server, &maria, "willow");
    let page = || server.get(ALL).cookie(&maria).send().text();
    let press = |seen: &str| server.post(ALL, &[("seen", seen)]).cookie(&maria).send();
    let list = server.get("/console/audiences").cookie(&maria).send().text();
    assert!(list.contains(ALL) && list.contains("2 have none"), "{list}");
    let look = page();
    for said in ["2 customers have no link, of 3", "1 mail leaves", "1 link goes to nobody"] {
        assert!(look.contains(said), "{said}: {look}");
    }
    let never = press("something else");
    assert_eq!(never.status, 422);
    assert!(never.text().contains("is another since you looked"), "{}", never.text());
    let seen = seen(&look);
    let pressed = press(&seen);
    assert_eq!((pressed.status, pressed.location()), (303, ALL));
    let letter = eventually("the mail", || {
        mail.received().into_iter().find(|one| one.recipient.contains("tom@maple.example"))
    });
    let made = eventually("that it is done", || {
        let page = page();
        page.contains("Every customer here has a link.").then_some(page)
    });
    assert!(made.contains("2 links were made, and 1 mail with one given out"), "{made}");
    let again = press(&seen);
    assert_eq!((again.status, again.location()), (303, ALL), "a second press makes nothing");
    let own = |customer: &str| {
        let path = format!("/console/customers/{customer}");
        link_in(&server.get(&path).cookie(&maria).send().text())
    };
    assert_eq!(own("willow"), had, "who had a link keeps it");
    let maple = own("maple");
    let content = letter.content.replace("=\r\n", "");
    assert!(content.contains(maple.trim_end_matches('/')), "{maple}: {content}");
    for link in [&maple, &own("harbour")] {
        eventually("their page", || (server.get(link).send().status == 200).then_some(()));
    }
    std::thread::sleep(std::time::Duration::from_millis(500));
    let others = mail.received().into_iter().map(|one| one.recipient);
    let others: Vec<String> = others.filter(|to| !to.contains("maria")).collect();
    assert!(others.is_empty(), "nobody is sent anything else: {others:?}");
}

#[test]
fn an_audience_is_given_its_own_links_and_a_program_asks_how_far_it_got() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let path = "/console/audiences/shops/status-links";
    let look = server.get(path).cookie(&maria).send().text();
    assert!(look.contains("2 customers have no link, of 2"), "{look}");
    let pressed = server.post(path, &[("seen", &seen(&look))]).cookie(&maria).send();
    assert_eq!((pressed.status, pressed.location()), (303, path));
    let token = server.token(&maria, &["manage"]);
    let ask = |body: serde_json::Value| server.api_post("/status-links", &token, &body);
    let all = eventually("one is left", || {
        let all = ask(json!({}));
        (all["links"] == 1).then_some(all)
    });
    assert_eq!((&all["customers"], &all["mails"], &all["made"]), (&json!(3), &json!(1), &json!(0)));
    let made = eventually("it is made", || {
        let made = ask(json!({ "make": true }));
        (made["links"] == 0 && made["goes_on"] == false).then_some(made)
    });
    assert_eq!((&made["made"], &made["mailed"], &made["stopped"]), (&json!(1), &json!(1), &json!(null)));
}

#[test]
fn nothing_is_made_where_no_mail_leaves_and_only_leads_look() {
    let server = Server::on(Scratch::new(), &["serve"]);
    apply(&server);
    let maria = server.sign_in("maria");
    let look = server.get(ALL).cookie(&maria).send().text();
    assert!(look.contains("No mail leaves from here") && !look.contains("name=\"seen\""), "{look}");
    let refused = server.post(ALL, &[("seen", "")]).cookie(&maria).send();
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("No mail leaves from here"), "{}", refused.text());
    let nowhere = "/console/audiences/nobody/status-links";
    assert_eq!(server.get(nowhere).cookie(&maria).send().status, 404);
    let state = server.get("/console/audiences").cookie(&maria).send().text();
    assert!(state.contains("3 have none"), "{state}");
}
