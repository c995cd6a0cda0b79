//! Methods are proved by a code that is sent over them, and whoever is reached by none hears of it.

use crate::fake_carrier::{FakeCarrier, Mood, Phone, TOKEN};
use crate::fake_mail::{FakeMail, Wire};
use crate::support::{Scratch, Server, TINY, eventually};

const NUMBER: &str = "+46701234567";

/// Tom has a screen, mail, texts and calls.
fn server(carrier: &FakeCarrier, mail: &FakeMail) -> Server {
    let scratch = Scratch::new();
    let token = scratch.file("token", &format!("{TOKEN}\n"));
    let text = format!(
        "{}[[carrier]]\nkey = \"c0\"\naccount = \"AC0123456789\"\nfrom = \"+46 10 000 00 00\"\n\
         base_url = \"http://127.0.0.1:{}\"\ntoken_file = \"{}\"\ntimeout_secs = 1\n\
         calls_per_second = 20\n",
        super::mail::configuration(mail),
        carrier.port,
        token.display()
    );
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let tom = "key = \"tom\"\nname = \"Tom\"\nrole = \"responder\"\nzone = \"Europe/Lisbon\"\n";
    let method = |key: &str, channel: &str, address: &str| {
        format!(
            "[[person.method]]\nkey = \"{key}\"\nchannel = \"{channel}\"\naddress = \"{address}\"\n"
        )
    };
    let more = [
        method("mail", "email", "tom@tiny.test"),
        method("text", "sms", NUMBER),
        method("call", "voice", NUMBER),
    ];
    let organisation = TINY.replace(tom, &format!("{tom}{}", more.concat()));
    assert!(organisation.contains("tom@tiny.test"));
    let applied = server.apply(&organisation);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn ask(server: &Server, cookie: &str, method: &str) -> u16 {
    server.post(&format!("/console/methods/{method}/code"), &[]).cookie(cookie).send().status
}

fn tried(server: &Server, cookie: &str, method: &str, code: &str) -> (u16, String) {
    let path = format!("/console/methods/{method}/proof");
    let answer = server.post(&path, &[("code", code)]).cookie(cookie).send();
    (answer.status, answer.text())
}

/// The six digits that stand in what came.
fn digits(text: &str) -> Option<String> {
    let plain: String = text.chars().map(|c| if c.is_ascii_digit() { c } else { ' ' }).collect();
    plain.split_whitespace().find(|word| word.len() == 6).map(str::to_owned)
}

#[test]
fn a_code_over_each_method_proves_it() {
    let (carrier, mail) =
        (FakeCarrier::start().with(NUMBER, Phone::Mailbox), FakeMail::start(Wire::Plain, None));
    let server = server(&carrier, &mail);
    let tom = server.sign_in("tom");
    let page = || server.get("/console/me").cookie(&tom).send().text();
    assert_eq!(page().matches("! not verified").count(), 3, "{}", page());

    assert_eq!(ask(&server, &tom, "text"), 303);
    let code = eventually("a text with the code", || {
        carrier.texts_to(NUMBER).iter().find_map(|text| digits(text.form.get("Body")))
    });
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let (status, text) = tried(&server, &tom, "text", wrong);
    assert!(status == 422 && text.contains("That is not the code"), "{status} {text}");
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    assert_eq!(tried(&server, &tom, "text", &spaced).0, 303);

    assert_eq!(ask(&server, &tom, "call"), 303);
    let code = eventually("a call that says the code", || {
        let calls = carrier.calls_to(NUMBER);
        let said = calls.iter().flat_map(|call| &call.said);
        let said = said.filter(|said| said.contains("Your code is"));
        said.map(|said| said.replace(", ", "")).find_map(|said| digits(&said))
    });
    assert_eq!(tried(&server, &tom, "call", &code).0, 303);

    assert_eq!(ask(&server, &tom, "mail"), 303);
    let code = eventually("a mail with the code", || {
        mail.received().iter().find_map(|letter| {
            let start = letter.content.find("Your code is ")?;
            digits(&letter.content[start..start + 30])
        })
    });
    assert_eq!(tried(&server, &tom, "mail", &code).0, 303);
    assert_eq!(page().matches(">verified<").count(), 3, "{}", page());
    assert!(!page().contains("! not verified"), "{}", page());
}

#[test]
fn codes_cannot_be_guessed_nor_be_sent_without_end() {
    let (carrier, mail) = (FakeCarrier::start(), FakeMail::start(Wire::Plain, None));
    let server = server(&carrier, &mail);
    let (tom, wei) = (server.sign_in("tom"), server.sign_in("wei"));
    assert_eq!(ask(&server, &wei, "text"), 404, "only one's own");
    assert_eq!(ask(&server, &tom, "screen"), 404, "a screen is seen where it is");
    assert_eq!(tried(&server, &tom, "text", "000000").0, 422, "no code was sent");
    assert_eq!(ask(&server, &tom, "text"), 303);
    assert_eq!(ask(&server, &tom, "text"), 422, "the next one only after a minute");
    let code = eventually("a text with the code", || {
        carrier.texts_to(NUMBER).iter().find_map(|text| digits(text.form.get("Body")))
    });
    let wrong = if code == "000000" { "000001" } else { "000000" };
    for guess in ["", "abc", wrong, "\u{661}\u{662}", "99999999999999999999"] {
        assert_eq!(tried(&server, &tom, "text", guess).0, 422, "{guess}");
    }
    let (status, text) = tried(&server, &tom, "text", &code);
    assert!(status == 422 && text.contains("no longer works"), "{status} {text}");
}

#[test]
fn whoever_fails_to_be_reached_is_told_on_every_page_by_mail_and_to_the_lead() {
    let dead = FakeCarrier::start().in_mood(Mood::Refuses(400, 21_211));
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&dead, &mail);
    let (tom, maria) = (server.sign_in("tom"), server.sign_in("maria"));
    for number in 0..3 {
        server.call_for_help(&format!("Down {number}"));
    }
    eventually("the console says so", || {
        let page = server.get("/console/policies").cookie(&tom).send().text();
        page.contains("You cannot be reached by").then_some(())
    });
    eventually("a mail says so", || {
        let mut all = mail.received().into_iter();
        all.find(|letter| letter.content.contains("You cannot be reached by"))
    });
    let board = server.get("/console").cookie(&maria).send().text();
    assert!(board.contains("it fails"), "{board}");
    let people = server.get("/console/people").cookie(&maria).send().text();
    assert!(people.contains("! failing"), "{people}");
}
