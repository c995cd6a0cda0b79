//! Subscribers who read more than everyone, on the real program: by a customer's own link, and by
//! mail at a domain that a private page names. Every letter and body is searched for what is for
//! others.

use std::time::Duration;

use crate::audiences::{CANARY, FOR_SOME, link_in, link_of, told};
use crate::fake_mail::{FakeMail, Received, Wire};
use crate::status::PAGE;
use crate::subscribers::{link, receiver};
use crate::support::{Scratch, Server, TINY, eventually};

const PRIVATE: &str = r#"
[[status_page]]
key = "isotopes"
name = "Inner rooms"
zone = "UTC"
by_link = true
audiences = ["clinics"]
mail_domains = ["hospital.example"]
"#;

const TAKEN: &str = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

fn applied(domain: &str) -> String {
    let served = "name = \"Elm Street\"\ncomponent = \"isotope-scanner\"";
    let some = FOR_SOME.replace("name = \"Elm Street\"", served);
    format!("{TINY}{PAGE}{some}{}", PRIVATE.replace("hospital.example", domain))
}

fn server(mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let text = format!("{}\n[posts]\nallow_private = true\n", crate::mail::configuration(mail));
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&applied("hospital.example"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn opens(server: &Server, path: &str) -> String {
    eventually(path, || {
        let answer = server.get(path).send();
        (answer.status == 200).then(|| answer.text())
    })
}

fn letter_to(mail: &FakeMail, address: &str) -> Received {
    eventually(address, || mail.received().into_iter().find(|one| one.recipient.contains(address)))
}

/// Somebody signs up beside the page at that link, and confirms; the path of what they chose.
fn joins(server: &Server, mail: &FakeMail, link_to_page: &str, address: &str) -> String {
    let form = format!("{link_to_page}subscribe");
    let fields = [("by", "email"), ("address", address), ("zone", "UTC"), ("language", "en")];
    let answer = server.post(&form, &fields).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(answer.location().starts_with(&format!("{form}/sent?page=")), "{}", answer.location());
    let sent = server.get(answer.location()).send();
    assert!(sent.status == 200 && sent.header("cache-control").contains("no-store"));
    let own = link(&letter_to(mail, address).content);
    assert_eq!(server.post(&format!("{own}/confirm"), &[]).send().status, 303);
    own
}

/// All letters until it stays quiet for a while, by who they are for.
fn letters(mail: &FakeMail) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let mut quiet = 0;
    while quiet < 10 {
        let new = mail.received();
        quiet = if new.is_empty() { quiet + 1 } else { 0 };
        let text = |one: Received| (one.recipient, one.content.replace("=\r\n", ""));
        all.extend(new.into_iter().map(text));
        std::thread::sleep(Duration::from_millis(200));
    }
    all
}

fn is_tainted(text: &str) -> bool {
    text.to_lowercase().contains(CANARY)
}

#[test]
fn a_reader_of_a_customers_own_link_is_told_of_it_and_nobody_else_hears_a_word() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let clinics = link_of(&server, &maria, "willow");
    let shops = link_of(&server, &maria, "harbour");
    let page = opens(&server, &clinics);
    assert!(page.contains("href=\"subscribe\""), "{page}");
    opens(&server, &shops);
    let form = opens(&server, &format!("{clinics}subscribe"));
    for said in ["The isotope scanner", "Elm Street", "name=\"site\"", "name=\"address\""] {
        assert!(form.contains(said), "{said}: {form}");
    }
    assert!(!is_tainted(&opens(&server, &format!("{shops}subscribe"))));
    assert!(!is_tainted(&server.get("/status/subscribe").send().text()));
    let own = joins(&server, &mail, &clinics, "ines@willow.test");
    joins(&server, &mail, &shops, "shop@harbour.test");
    let chosen = opens(&server, &own);
    // Mails are passed on: behind the link in them stands no name of what only some may read.
    assert!(!chosen.contains("Elm Street") && !is_tainted(&chosen), "{chosen}");
    assert!(!chosen.contains("/status/for/") && !chosen.contains("name=\"component\""), "{chosen}");
    // Leads add who agreed elsewhere, also for a customer; programs are told apart as well.
    let ways: Vec<_> = ["webhook", "statuspage", "slack"]
        .into_iter()
        .flat_map(|route| [("willow", route), ("", route)])
        .map(|(customer, route)| (customer, route, receiver(Some(TAKEN))))
        .collect();
    let add = |customer: &str, route: &str, page: &str, address: &str| {
        let fields = [
            ("addresses", address),
            ("route", route),
            ("page", page),
            ("customer", customer),
            ("language", "en"),
            ("consent", "contract of May"),
        ];
        server.post("/console/subscribers", &fields).cookie(&maria).send()
    };
    for (customer, route, (port, _)) in &ways {
        let address = format!("http://127.0.0.1:{port}/{route}");
        assert_eq!(add(customer, route, "public", &address).status, 303);
    }
    assert_eq!(add("", "email", "public", "all@public.test").status, 303);
    let nobody = add("nobody", "email", "public", "x@public.test");
    assert!(
        nobody.status == 422 && nobody.text().contains("not for that customer"),
        "{}",
        nobody.text()
    );
    let private = add("", "email", "isotopes", "x@public.test");
    assert!(private.status == 422 && private.text().contains("This page is private"));
    assert_eq!(add("harbour", "email", "isotopes", "x@public.test").status, 422);

    told(&server, &maria);
    let all = letters(&mail);
    let to = |address: &str| -> Vec<&String> {
        let theirs = all.iter().filter(|(recipient, _)| recipient.contains(address));
        theirs.map(|(_, text)| text).collect()
    };
    for address in ["all@public.test", "shop@harbour.test"] {
        let theirs = to(address);
        assert!(!theirs.is_empty(), "{address} hears of what is for everyone");
        assert!(!theirs.iter().any(|text| is_tainted(text)), "{address}: {theirs:#?}");
    }
    let theirs = to("ines@willow.test");
    for said in ["The isotope is cold.", "New isotope links", "Lens of isotope: down"] {
        assert!(theirs.iter().any(|text| text.contains(said)), "{said}: {theirs:#?}");
    }
    assert!(!all.iter().any(|(_, text)| text.contains("/status/for/")), "no link is passed on");
    for (customer, route, (_, received)) in &ways {
        let what = format!("{route} of {customer}");
        let posts = eventually(&what, || {
            let posts = received.lock().expect("a sound inbox").clone();
            (!posts.is_empty()).then_some(posts)
        });
        assert!(!posts.iter().any(|post| post.contains("/status/for/")), "{what}: {posts:#?}");
        let tainted = posts.iter().any(|post| is_tainted(post));
        assert_eq!(tainted, *customer == "willow", "{what}: {posts:#?}");
    }

    // Who holds a link is shown where it is renewed, and what came by it ends with it.
    let card = server.get("/console/customers/willow").cookie(&maria).send().text();
    assert!(card.contains("1 subscriber") && card.contains("signed up by this link"), "{card}");
    let list = server.get("/console/subscribers?only=customers").cookie(&maria).send().text();
    assert!(list.contains("customer willow, by its link"), "{list}");
    assert!(!list.contains("all@public.test"), "{list}");
    let renewed = link_of(&server, &maria, "willow");
    assert!(opens(&server, &own).contains("You are told nothing any more"));
    let again = server.post(&format!("{clinics}subscribe"), &[("address", "t@thief.test")]).send();
    assert!(again.status == 404 && again.text().contains("/help"), "{}", again.status);
    joins(&server, &mail, &renewed, "ines@willow.test");
}

#[test]
fn forged_ended_and_foreign_links_sign_nobody_up() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let clinics = link_of(&server, &maria, "willow");
    let shops = link_of(&server, &maria, "harbour");
    opens(&server, &clinics);
    let forged = format!("/status/for/{}/", "A".repeat(43));
    let bent = clinics.replacen("/status/for/", "/status/for/x", 1);
    let fields = [("by", "email"), ("address", "t@thief.test"), ("page", "isotopes")];
    for path in [
        format!("{forged}subscribe"),
        format!("{bent}subscribe"),
        format!("{shops}p/isotopes/subscribe"),
        format!("{clinics}p/nobody/subscribe"),
        format!("{clinics}xsubscribe"),
    ] {
        let answers = [server.get(&path).send(), server.post(&path, &fields).send()];
        assert!(answers.iter().all(|answer| answer.status == 404), "{path}");
        let code = server.post(&format!("{path}/code"), &[("code", "123456")]).send();
        assert_eq!(code.status, 404, "{path}");
    }
    // A private page is no page of everyone's, whatever a form says.
    assert_eq!(server.post("/status/subscribe", &fields).send().status, 404);
    let ended = server.post("/console/customers/willow/status-link", &[("deed", "take")]);
    assert_eq!(ended.cookie(&maria).send().status, 303);
    assert_eq!(server.get(&format!("{clinics}subscribe")).send().status, 404);
    assert!(letters(&mail).is_empty(), "nobody was written to");
}

#[test]
fn a_reader_by_mail_subscribes_with_an_address_of_the_domain_and_all_are_answered_alike() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let asked = [("address", "ward@hospital.example")];
    eventually("the form", || {
        let answer = server.post("/status/p/isotopes/link", &asked).send();
        (answer.status == 303).then_some(())
    });
    let page = letter_to(&mail, "ward@hospital.example").content.replace("=\r\n", "");
    let page = link_in(&page);
    assert!(opens(&server, &page).contains("href=\"subscribe\""));
    let form = format!("{page}subscribe");
    assert!(opens(&server, &form).contains("an address of your house"));
    let ask = |address: &str| {
        let fields = [("by", "email"), ("address", address), ("zone", "UTC")];
        let answer = server.post(&form, &fields).send();
        (answer.status, answer.location().to_owned())
    };
    let strangers = ["ward@sub.hospital.example", "ward@elsewhere.example"].map(ask);
    let own = joins(&server, &mail, &page, "ward@hospital.example");
    let known = ask("ward@hospital.example");
    assert!(strangers.iter().all(|stranger| *stranger == known), "{strangers:?} {known:?}");
    assert_eq!(ask("nobody").0, 422);
    told(&server, &maria);
    let all = letters(&mail);
    assert!(all.iter().all(|(recipient, _)| recipient.contains("ward@hospital.example")));
    assert!(all.iter().any(|(_, text)| text.contains("The isotope is cold.")), "{all:#?}");
    assert!(!all.iter().any(|(_, text)| text.contains("/status/for/")), "{all:#?}");
    assert!(server.apply(&applied("elsewhere.example")).good);
    assert!(opens(&server, &own).contains("You are told nothing any more"));
}
