//! Private pages for whoever reads mail at a domain that they name, and "it fails for me" on pages
//! that are read by a link, on the real program.

use std::time::Duration;

use crate::audiences::{link_in, link_of};
use crate::fake_mail::{FakeMail, Wire};
use crate::status::PAGE;
use crate::support::{Answer, Scratch, Server, TINY, eventually};

const PRIVATE: &str = r#"
[[customer]]
key = "willow"
name = "Willow Clinics"
access_names = ["Willow"]

[[customer.site]]
key = "elm"
name = "Elm Street"
component = "scanner"

[[component]]
key = "scanner"
name = "The isotope scanner"
audiences = ["clinics"]

[[audience]]
key = "clinics"
name = "Clinics"
customers = ["willow"]

[[status_page]]
key = "isotopes"
name = "Isotopes of Tiny"
zone = "UTC"
by_link = true
audiences = ["clinics"]
mail_domains = ["Hospital.Example", "spital-zürich.example"]

[[status_page]]
key = "held"
name = "Held back"
zone = "UTC"
by_link = true
"#;

fn server(mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&format!("{TINY}{PAGE}{PRIVATE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn form(server: &Server, page: &str) -> Answer {
    eventually("the form", || {
        let answer = server.get(page).header("Accept", "text/html").send();
        (answer.status == 200).then_some(answer)
    })
}

fn ask(server: &Server, address: &str) -> Answer {
    server.post("/status/p/isotopes/link", &[("address", address)]).send()
}

/// The path of the link in a mail, which breaks its lines with a sign of equality.
fn link(content: &str) -> String {
    link_in(&content.replace("=\r\n", ""))
}

fn opens(server: &Server, link: &str) -> Answer {
    eventually("the page by the link", || {
        let answer = server.get(link).send();
        (answer.status == 200).then_some(answer)
    })
}

#[test]
fn whoever_reads_mail_at_a_named_domain_is_sent_a_link_that_opens_that_page_and_no_other() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let form = form(&server, "/status/p/isotopes");
    let text = form.text();
    for said in ["Isotopes of Tiny", "name=\"address\"", "/help", "/status/p/isotopes/link"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("scanner") && !text.contains("hospital.example"), "{text}");
    assert!(form.header("cache-control").contains("no-store"));
    assert_eq!(form.header("x-robots-tag"), "noindex");
    // So it stands where one thing has its address, whether or not there is one of that number.
    for path in ["/status/p/isotopes/i/1", "/status/p/isotopes/m/99"] {
        let led = server.get(path).send();
        assert!(led.status == 200 && led.text().contains("name=\"address\""), "{path}");
    }
    // Whoever is not named gets the same answer, and nothing else.
    let strangers = ["ines@sub.hospital.example", "ines@elsewhere.example", "me@example.test"];
    let answers: Vec<_> = strangers.iter().map(|address| ask(&server, address)).collect();
    let named = ask(&server, " Ines@HOSPITAL.example ");
    for answer in answers.iter().chain([&named]) {
        assert_eq!((answer.status, answer.location()), (303, "/status/p/isotopes/link"));
        assert_eq!(answer.header("set-cookie"), "");
    }
    let sent = server.get(named.location()).send();
    assert!(sent.status == 200 && sent.text().contains("/help"), "{}", sent.text());
    let letter = eventually("a letter", || mail.received().into_iter().next());
    assert!(letter.recipient.ends_with("<Ines@hospital.example>"), "{}", letter.recipient);
    assert_eq!(ask(&server, "ines@hospital.example").status, 303, "again, at once");
    assert_eq!(ask(&server, "ana@spital-zürich.example").status, 303);
    let other = eventually("another letter", || mail.received().into_iter().next());
    assert!(other.recipient.contains("<ana@"), "nobody is sent two: {}", other.recipient);
    std::thread::sleep(Duration::from_millis(300));
    assert!(mail.received().is_empty(), "strangers are sent nothing");

    let link = link(&letter.content);
    let page = opens(&server, &link);
    let text = page.text();
    assert!(text.contains("The isotope scanner") && text.contains("Isotopes of Tiny"), "{text}");
    assert_eq!(page.header("cache-control"), "private, no-cache");
    assert_eq!(page.header("set-cookie"), "");
    assert!(!text.contains("/status/subscribe"), "nobody is told of a private page elsewhere");
    for rest in ["api/v2/summary.json", "history.atom", "history.html", "maintenance.ics"] {
        assert_eq!(server.get(&format!("{link}{rest}")).send().status, 200, "{rest}");
    }
    for rest in ["p/held/", "p/public/", "p/held/api/v2/summary.json"] {
        assert_eq!(server.get(&format!("{link}{rest}")).send().status, 404, "{rest}");
    }
    // It fails for them as for everyone, and leads to a person.
    assert!(text.contains("action=\"fails\""), "{text}");
    let said = server.post(&format!("{link}fails"), &[("component", "scanner")]).send();
    assert_eq!((said.status, said.location()), (303, format!("{link}fails-scanner").as_str()));
    let thanks = server.get(said.location()).send();
    let text = thanks.text();
    assert!(thanks.status == 200 && text.contains("One reader said so"), "{text}");
    assert!(text.contains("/help\"") && text.contains("href=\"index.html\""), "{text}");
    for (path, component) in [("fails", "fridge"), ("p/held/fails", "scanner"), ("else", "scanner")]
    {
        let answer = server.post(&format!("{link}{path}"), &[("component", component)]).send();
        assert_eq!(answer.status, 404, "{path} {component}");
    }

    // Once the domain is taken off, its links open nothing, also where it comes back.
    let before = format!("{TINY}{PAGE}{PRIVATE}");
    let without = before.replace("\"Hospital.Example\", ", "");
    assert!(server.apply(&without).good);
    let gone = eventually("the link ends", || {
        let answer = server.get(&link).send();
        (answer.status == 404).then_some(answer)
    });
    assert!(gone.text().contains("/help"), "{}", gone.text());
    assert!(server.apply(&before).good);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(server.get(&link).send().status, 404, "what ended does not open again");
    assert!(server.run(&["export"]).out.contains("\"hospital.example\", \"xn--"));
}

#[test]
fn whoever_asked_for_a_link_is_found_by_their_address_and_erased_for_good() {
    const CANARY: &str = "vermilion-kingfisher";
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    form(&server, "/status/p/isotopes");
    let address = format!("{CANARY}@hospital.example");
    assert_eq!(ask(&server, &address).status, 303);
    eventually("the letter", || mail.received().into_iter().next());
    assert!(!crate::keeping::holding(&server.data(), CANARY).is_empty(), "it is kept");
    let (maria, tom) = (server.sign_in("maria"), server.sign_in("tom"));
    let find = |cookie: &str, address: &str| {
        server.post("/console/kept", &[("address", address)]).cookie(cookie).send()
    };
    assert_eq!(server.get("/console/kept").cookie(&tom).send().status, 403);
    assert_eq!(find(&tom, &address).status, 403);
    assert_eq!(find(&maria, " ").status, 422);
    let nobody = find(&maria, "else@hospital.example").text();
    assert!(nobody.contains("Nothing that you may see."), "{nobody}");
    let found = find(&maria, &format!(" {} ", address.to_uppercase())).text();
    let start = found.find("/console/kept/subscriber/").expect("whose it is");
    let path: String = found[start..].chars().take_while(|c| *c != '"').collect();
    let owner = path.trim_start_matches("/console/kept/");
    let said = server.run(&["kept", &address]).out;
    assert!(said.contains(owner), "{said}");
    let page = server.get(&path).cookie(&maria).send().text();
    assert!(page.contains(&address) && page.contains("cannot be undone"), "{page}");
    let erase = [("owner", owner), ("reason", "asked"), ("sure", "yes")];
    let erased = server.post("/console/erasures", &erase).cookie(&maria).send();
    assert_eq!((erased.status, erased.location()), (303, path.as_str()));
    assert_eq!(crate::keeping::holding(&server.data(), CANARY), Vec::<String>::new());
    assert!(!server.log().contains(CANARY), "nor in the log");
    let again = find(&maria, &address).text();
    assert!(again.contains("Nothing that you may see."), "{again}");
}

#[test]
fn what_is_no_address_comes_back_and_pages_that_ask_nobody_are_not_there() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    form(&server, "/status/p/isotopes");
    for wrong in ["", "ines", "ines@", "@hospital.example", "a b@hospital.example", "a@b@c"] {
        let answer = ask(&server, wrong);
        assert_eq!(answer.status, 422, "{wrong}");
        let text = answer.text();
        assert!(text.contains("/help") && text.contains("name=\"address\""), "{text}");
    }
    assert!(ask(&server, "ines@").text().contains("value=\"ines@\""), "what was typed is kept");
    for page in ["held", "public", "nobody", "💥"] {
        let path = format!("/status/p/{page}/link");
        let fields = [("address", "ines@hospital.example")];
        assert_eq!(server.post(&path, &fields).send().status, 404, "{page}");
        assert_eq!(server.get(&path).send().status, 404, "{page}");
    }
    for path in ["/status/p/held", "/status/p/isotopes/history", "/status/p/isotopes/widget"] {
        assert_eq!(server.get(path).send().status, 404, "{path}");
    }
    let asked = |number: u32| ask(&server, &format!("a{number}@elsewhere.example")).status;
    let many: Vec<u16> = (0..40).map(asked).collect();
    assert_eq!((many[0], many[39]), (303, 429), "one network asks so often and no more");
}

#[test]
fn mail_domains_are_named_in_the_console_and_what_is_none_is_said_beside_the_field() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let put = |domains: &str| {
        let fields = [
            ("name", "Held back"),
            ("zone", "UTC"),
            ("language", "en"),
            ("readers", "link"),
            ("mail_domains", domains),
        ];
        server.post("/console/status/pages/held", &fields).cookie(&maria).send()
    };
    let wrong = put("@clinic.example, 10.0.0.1");
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("“10.0.0.1” is no mail domain."), "{}", wrong.text());
    assert_eq!(put("@clinic.example, spital-zürich.example").status, 303);
    let shown = server.get("/console/status/pages/held").cookie(&maria).send().text();
    for said in ["clinic.example", "xn--spital-zrich-klb.example", "spital-zürich.example"] {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    form(&server, "/status/p/held");
    assert_eq!(put("").status, 303);
    assert_eq!(server.get("/status/p/held").send().status, 404);
}

#[test]
fn it_fails_for_me_on_a_customers_page_says_of_whom_and_leads_to_the_door_in_its_name() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&mail);
    let maria = server.sign_in("maria");
    let theirs = link_of(&server, &maria, "willow");
    let page = opens(&server, &theirs).text();
    assert!(page.contains("action=\"fails\""), "{page}");
    let site = "<bdi>Elm Street</bdi> <span class=\"soft\"><bdi>The isotope scanner</bdi></span>";
    assert!(page.contains(site), "{page}");
    let said = server.post(&format!("{theirs}p/isotopes/fails"), &[("component", "scanner")]);
    let said = said.send();
    let thanks = format!("{theirs}p/isotopes/fails-scanner");
    assert_eq!((said.status, said.location()), (303, thanks.as_str()));
    let thanks = server.get(&thanks).send();
    assert!(thanks.text().contains("/help/Willow"), "{}", thanks.text());
    assert!(thanks.header("cache-control").contains("no-store"));
    let console = server.get("/console/status").cookie(&maria).send().text();
    assert!(console.contains("1 reader, of <bdi>Willow Clinics</bdi>"), "{console}");
    let public = server.get("/status/p/public").send().text();
    assert!(!public.contains("Willow"), "readers learn nothing of each other");
    let ended = format!("/status/for/{}/fails", "A".repeat(43));
    let nothing = server.post(&ended, &[("component", "scanner")]).send();
    assert!(nothing.status == 404 && nothing.text().contains("/help"));
}
