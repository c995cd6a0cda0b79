//! Links to status pages for many customers at once: looked at first, made and mailed by one press.

use std::time::Duration;

use serde_json::{Value, json};

use crate::audiences::{link_in, link_of};
use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::status::PAGE;
use crate::support::{Ask, Scratch, Server, TINY, eventually, form_value};

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
customers = ["willow", "harbour", "maple"]
"#;

const ALL: &str = "/console/status-links";
const SHOPS: &str = "/console/audiences/shops/status-links";

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

#[test]
fn one_press_makes_the_links_that_are_missing_and_mails_them_to_those_who_asked() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let had = link_of(&server, &maria, "willow");
    let read = |path: &str| server.get(path).cookie(&maria).send().text();
    let press = |seen: &str| server.post(SHOPS, &[("seen", seen)]).cookie(&maria).send();
    let audience = read("/console/audiences/shops");
    assert!(audience.contains(SHOPS) && audience.contains("2 have none"), "{audience}");
    let look = read(SHOPS);
    for said in ["2 customers have no link, of 3", "1 mail leaves", "1 link goes to nobody"] {
        assert!(look.contains(said), "{said}: {look}");
    }
    let other = press("something else");
    assert_eq!(other.status, 422);
    assert!(other.text().contains("is another since you looked"), "{}", other.text());
    let seen = form_value(&look, "seen");
    let pressed = press(&seen);
    assert_eq!((pressed.status, pressed.location()), (303, SHOPS));
    let mut letters = Vec::new();
    eventually("the mail", || {
        letters.extend(mail.received());
        letters.iter().any(|one| one.recipient.contains("tom@maple.example")).then_some(())
    });
    let made = eventually("that it is done", || {
        Some(read(SHOPS)).filter(|page| page.contains("Every customer here has a link."))
    });
    assert!(made.contains("2 links were made, and 1 mail with one given out"), "{made}");
    let again = press(&seen);
    assert_eq!((again.status, again.location()), (303, SHOPS), "a second press makes nothing");
    let own = |customer: &str| link_in(&read(&format!("/console/customers/{customer}")));
    assert_eq!(own("willow"), had, "who had a link keeps it");
    let maple = own("maple");
    for link in [&maple, &own("harbour")] {
        eventually("their page", || (server.get(link).send().status == 200).then_some(()));
    }
    std::thread::sleep(Duration::from_millis(500));
    letters.extend(mail.received());
    let [letter] = letters.as_slice() else { panic!("{} letters", letters.len()) };
    let content = letter.content.replace("=\r\n", "");
    assert!(content.contains(maple.trim_end_matches('/')), "{maple}: {content}");
}

#[test]
fn a_program_looks_first_and_the_same_call_says_how_far_it_has_got() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond", "manage"]);
    let ask = |body: Value| {
        let answer = Ask::new(server.port, "POST", "/api/v1/status-links")
            .header("Authorization", &format!("Bearer {token}"))
            .header("Content-Type", "application/json")
            .body(body.to_string())
            .send();
        (answer.status, serde_json::from_slice::<Value>(&answer.body).unwrap_or_default())
    };
    assert_eq!(ask(json!({ "audience": "nobody" })).0, 404);
    let (status, look) = ask(json!({ "audience": "shops" }));
    let counted = |named: &Value| {
        ["customers", "links", "mails", "unsent", "made", "mailed"].map(|name| named[name].clone())
    };
    assert_eq!((status, counted(&look)), (200, [3, 3, 2, 1, 0, 0].map(|count| json!(count))));
    let (status, _) = ask(json!({ "audience": "shops", "make": true }));
    assert_eq!(status, 200);
    let made = eventually("it is done", || {
        let (_, made) = ask(json!({ "audience": "shops" }));
        (made["goes_on"] == false).then_some(made)
    });
    assert_eq!(counted(&made), [3, 0, 0, 0, 3, 2].map(|count| json!(count)), "{made}");
    assert_eq!(made["stopped"], Value::Null);
    let page = server.get(ALL).cookie(&maria).send().text();
    assert!(page.contains("3 customers have no link, of 6"), "{page}");
}

#[test]
fn nothing_is_made_where_no_mail_leaves_and_only_leads_look() {
    let server = Server::on(Scratch::new(), &["serve"]);
    apply(&server);
    let maria = server.sign_in("maria");
    let look = server.get(ALL).cookie(&maria).send().text();
    assert!(look.contains("No mail leaves from here"), "{look}");
    assert!(!look.contains("name=\"seen\""), "there is nothing to press: {look}");
    let refused = server.post(ALL, &[("seen", "")]).cookie(&maria).send();
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("No mail leaves from here"), "{}", refused.text());
    let list = server.get("/console/audiences").cookie(&maria).send().text();
    assert!(list.contains("6 have none"), "{list}");
    let nowhere = "/console/audiences/nobody/status-links";
    assert_eq!(server.get(nowhere).cookie(&maria).send().status, 404);
    let tom = server.sign_in("tom");
    for path in [ALL, SHOPS] {
        assert_eq!(server.get(path).cookie(&tom).send().status, 404);
        assert_eq!(server.post(path, &[("seen", "")]).cookie(&tom).send().status, 404);
    }
}
