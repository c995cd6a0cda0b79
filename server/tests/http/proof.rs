//! Proof and authority on the real program: links of one's own, codes over what is on file, words
//! that only the verified read, and a contact who says "it is not us".

use crate::fake_mail::{FakeMail, Wire};
use crate::mail::configuration;
use crate::support::{Answer, Scratch, Server, TINY, eventually};

const SECRET: &str = "The vault opens with 4711";
const CALLER_WORDS: &str = "Smoke in the server room";

/// Brightwater has two contacts on file; Ines asked to be told.
fn organisation() -> String {
    let contact = |key: &str, told: bool| {
        format!(
            "[[customer.contact]]\nkey = \"{key}\"\nname = \"{key} of Brightwater\"\n\
             email = \"{key}@brightwater.test\"\nphone = \"+351 912 345 678\"\ntold = {told}\n"
        )
    };
    let name = "name = \"Brightwater Clinics\"\n";
    let contacts = format!("{name}{}{}", contact("ines", true), contact("joao", false));
    let domains = contacts.replacen(name, &format!("{name}domains = [\"brightwater.test\"]\n"), 1);
    let changed = TINY.replacen(name, &domains, 1);
    assert!(changed.contains("ines@brightwater.test"));
    changed
}

struct Room {
    server: Server,
    mail: FakeMail,
    maria: String,
    emergency: String,
}

impl Room {
    /// Somebody of Brightwater calls, and Maria has it.
    fn new() -> Self {
        Self::speaking("en")
    }

    /// The same, in this language.
    fn speaking(language: &str) -> Self {
        let mail = FakeMail::start(Wire::Plain, None);
        let scratch = Scratch::new();
        let file = scratch.file("configuration.toml", &configuration(&mail));
        let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
        let applied = server.apply(&organisation());
        assert!(applied.good, "{}{}", applied.out, applied.err);
        let who = ("who", "Brightwater Clinics");
        let fields = [("words", CALLER_WORDS), who, ("lang", language)];
        let emergency = server.post("/help", &fields).send().location().to_owned();
        let maria = server.sign_in("maria");
        let room = Self { server, mail, maria, emergency };
        assert_eq!(room.deed("/console/incidents/1/accept", &[]).status, 303);
        eventually("the customer is found", || {
            let attach = [("customer", "brightwater")];
            (room.deed("/console/emergencies/1/customer", &attach).status == 303).then_some(())
        });
        room
    }

    fn deed(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(path, fields).cookie(&self.maria).send()
    }

    fn seen(&self, path: &str) -> String {
        self.server.get(path).send().text()
    }

    /// The caller's own id, as the room's forms name it.
    fn participants(&self) -> Vec<String> {
        let room = self.server.get("/console/incidents/1").cookie(&self.maria).send().text();
        let field = room.split("name=\"participant\"").nth(1).expect("the field").to_owned();
        let options = field.split("</select>").next().expect("its end").to_owned();
        options.split("value=\"").skip(1).map(|part| part[..32].to_owned()).collect()
    }

    fn invite(&self, name: &str) -> String {
        let path = format!("{}/invitations", self.emergency);
        let answer = self.server.post(&path, &[("name", name)]).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = self.seen(&self.emergency);
        let link = page.rsplit("value=\"http").next().expect("a link to pass on");
        let url = link.split('"').next().expect("its end");
        url[url.find("/e/").expect("a conversation")..].to_owned()
    }

    fn prove(&self, participant: &str, contact: &str, way: &str) -> Answer {
        let fields = [("participant", participant), ("contact", contact), ("way", way)];
        self.deed("/console/emergencies/1/proof", &fields)
    }

    fn disclose(&self, words: &str, level: &str) {
        let fields = [("words", words), ("level", level)];
        assert_eq!(self.deed("/console/emergencies/1/messages", &fields).status, 303);
    }

    /// The letters to a contact, as text.
    fn letters(&self, to: &str) -> Vec<String> {
        let all = self.mail.received();
        let own = all.into_iter().filter(|letter| letter.recipient.contains(to));
        own.map(|letter| letter.content.replace("=\r\n", "")).collect()
    }

    fn letter(&self, to: &str, with: &str) -> String {
        eventually(&format!("a letter to {to} with {with}"), || {
            self.letters(to).into_iter().find(|letter| letter.contains(with))
        })
    }
}

fn link(letter: &str, start: &str) -> String {
    let at = letter.find(start).unwrap_or_else(|| panic!("no {start} in {letter}"));
    letter[at..at + start.len() + 43].to_owned()
}

fn code(letter: &str) -> String {
    let subject = letter.lines().find(|line| line.starts_with("Subject:")).expect("a subject");
    subject.chars().filter(char::is_ascii_digit).take(6).collect()
}

/// What a caller's link leads to, wherever words of the conversation may stand.
fn everything(room: &Room, link: &str) -> String {
    let api = link.replace("/e/", "/api/v1/calls/");
    [room.seen(link), room.seen(&format!("{link}/poll?after=")), room.seen(&api)].join("\n")
}

#[test]
fn what_is_disclosed_is_read_by_the_verified_alone_on_pages_streams_and_in_the_api() {
    let room = Room::new();
    let colleague = room.invite("Rui");
    room.disclose(SECRET, "2");
    for link in [&room.emergency, &colleague] {
        let all = everything(&room, link);
        assert!(!all.contains(SECRET), "{all}");
        assert!(all.contains("This is shown once you are verified"), "{all}");
    }
    let caller = room.participants()[0].clone();
    assert_eq!(room.prove(&caller, "ines", "email").status, 303);
    let letter = room.letter("ines", "is your code");
    assert!(!letter.contains(CALLER_WORDS) && !letter.contains(SECRET), "{letter}");
    let enter = |link: &str, code: &str| {
        room.server.post(&format!("{link}/code"), &[("code", code)]).send()
    };
    let code = code(&letter);
    assert_eq!(enter(&colleague, &code).status, 422, "it is not their code");
    assert_eq!(enter(&room.emergency, "000000").status, 422);
    assert_eq!(enter(&room.emergency, &code).status, 303);
    assert!(everything(&room, &room.emergency).contains(SECRET));
    assert!(!everything(&room, &colleague).contains(SECRET), "each by their own proof");
    room.disclose("Both of you must agree 0815", "3");
    assert!(!everything(&room, &room.emergency).contains("0815"));
    // Vouched for, the colleague reads what is for the verified, and no more.
    let rui = room.participants()[1].clone();
    let vouch = format!("{}/participants/{rui}/vouch", room.emergency);
    assert_eq!(room.server.post(&vouch, &[]).send().status, 303);
    let all = everything(&room, &colleague);
    assert!(all.contains(SECRET) && !all.contains("0815"), "{all}");
}

#[test]
fn contacts_are_written_to_and_asked_in_the_language_of_the_emergency() {
    let room = Room::speaking("pt");
    let caller = room.participants()[0].clone();
    assert_eq!(room.prove(&caller, "ines", "email").status, 303);
    let letter = room.letter("ines", "/v/");
    let subject = letter.lines().find(|line| line.starts_with("Subject:")).expect("a subject");
    assert!(subject.contains("c=C3=B3digo") || subject.contains("utf-8"), "{subject}");
    assert!(letter.contains("Vale 15 minutos") && !letter.contains("works for"), "{letter}");
    let question = link(&letter, "/v/");
    let page = room.seen(&question);
    assert!(page.contains("<html lang=\"pt\"") && page.contains("Sim, sou eu"), "{page}");
    assert!(!page.contains("Press yes") && !page.contains("It is not us"), "{page}");
    // A contact's own browser counts more than what the caller speaks.
    let own = room.server.get(&question).header("Accept-Language", "fr").send().text();
    assert!(own.contains("Oui, c’est moi"), "{own}");
}

#[test]
fn a_removed_link_stops_at_once_and_so_does_what_it_listens_to() {
    let room = Room::new();
    let colleague = room.invite("Rui");
    assert!(room.seen(&colleague).contains(CALLER_WORDS));
    let rui = room.participants()[1].clone();
    let removal = format!("{}/participants/{rui}/removal", room.emergency);
    let foreign = format!("{colleague}/participants/{}/removal", room.participants()[0]);
    assert_eq!(room.server.post(&foreign, &[]).send().status, 422, "not by the one invited");
    assert_eq!(room.server.post(&removal, &[]).send().status, 303);
    for path in ["", "/stream", "/poll"] {
        let answer = room.server.get(&format!("{colleague}{path}")).send();
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    for path in ["messages", "introduction", "invitations", "proof", "code", "confirm"] {
        let answer = room.server.post(&format!("{colleague}/{path}"), &[("words", "x")]).send();
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    let renewed = room.invite("Eva");
    let eva = room.participants()[1].clone();
    let renewal = format!("{}/participants/{eva}/renewal", room.emergency);
    assert_eq!(room.server.post(&renewal, &[]).send().status, 303);
    assert_eq!(room.server.get(&renewed).send().status, 404, "the former link opens nothing");
    let page = room.seen(&room.emergency);
    let link = page.rsplit("value=\"http").next().expect("a new link");
    let url = link.split('"').next().expect("its end");
    let link = &url[url.find("/e/").expect("a conversation")..];
    assert_eq!(room.server.get(link).send().status, 200);
}

#[test]
fn the_caller_s_page_never_tells_whether_a_contact_is_on_file() {
    let room = Room::new();
    let seek = |address: &str| {
        let path = format!("{}/proof", room.emergency);
        let answer = room.server.post(&path, &[("address", address)]).send();
        assert_eq!(answer.status, 303);
        let page = room.seen(&room.emergency);
        let start = page.find("id=\"people\"").expect("the people");
        page[start..].split("</section>").next().expect("its end").to_owned()
    };
    let unknown = seek("nobody@brightwater.test");
    assert!(unknown.contains("If we have this contact of yours on file"), "{unknown}");
    let known = seek("ines@brightwater.test");
    assert_eq!(known, unknown);
    let letter = room.letter("ines", "is your code");
    assert!(room.letters("nobody").is_empty());
    let answer = room.server.post(&format!("{}/code", room.emergency), &[("code", &code(&letter))]);
    assert_eq!(answer.send().status, 303);
    assert!(room.seen(&room.emergency).contains("You have shown who you are"));
}

#[test]
fn it_is_not_us_warns_the_room_and_lowers_without_a_word_to_the_caller() {
    let room = Room::new();
    let caller = room.participants()[0].clone();
    assert_eq!(room.prove(&caller, "joao", "called").status, 303);
    room.disclose(SECRET, "2");
    assert!(everything(&room, &room.emergency).contains(SECRET));
    assert_eq!(room.deed("/console/emergencies/1/telling", &[]).status, 303);
    assert_eq!(room.deed("/console/emergencies/1/telling", &[]).status, 422, "once an hour");
    let letter = room.letter("ines", "in the name of");
    assert!(!letter.contains(CALLER_WORDS), "never with the caller's words: {letter}");
    let path = link(&letter, "/v/");
    let asked = room.seen(&path);
    assert!(asked.contains("Brightwater Clinics") && !asked.contains(CALLER_WORDS), "{asked}");
    assert!(everything(&room, &room.emergency).contains(SECRET), "looking changes nothing");
    assert_eq!(room.server.post(&format!("{path}/not-us"), &[]).send().status, 303);
    let all = everything(&room, &room.emergency);
    assert!(!all.contains(SECRET) && !all.contains("not us"), "{all}");
    assert!(all.contains("<bdi>Maria</bdi> has it."), "help goes on");
    let console = room.server.get("/console/incidents/1").cookie(&room.maria).send().text();
    assert!(console.contains("says: it is not us"), "{console}");
}

#[test]
fn a_contact_joins_by_their_link_and_a_second_one_agrees_to_what_is_named() {
    let room = Room::new();
    let page = room.server.get("/console/incidents/1").cookie(&room.maria).send().text();
    let (_, form) = page.split_once("\"/console/emergencies/1/proof\"").expect("the form");
    let first = form.split("</button>").next().expect("a button");
    assert!(first.contains("value=\"consent\""), "Enter asks what its only field is for: {first}");
    assert_eq!(room.deed("/console/emergencies/1/telling", &[]).status, 303);
    let path = link(&room.letter("ines", "in the name of"), "/v/");
    let joined = room.server.post(&format!("{path}/join"), &[]).send();
    assert_eq!(joined.status, 303);
    let conversation = joined.location().to_owned();
    assert!(conversation.starts_with("/e/"), "{conversation}");
    assert!(room.seen(&conversation).contains("You have shown who you are"));
    let ines = room.participants()[1].clone();
    let fields = [
        ("participant", ines.as_str()),
        ("contact", "joao"),
        ("way", "consent"),
        ("what", "Reset the access of the night nurse"),
    ];
    assert_eq!(room.deed("/console/emergencies/1/proof", &fields).status, 303);
    let letter = room.letter("joao", "whether you agree");
    let question = link(&letter, "/v/");
    assert!(room.seen(&question).contains("Reset the access of the night nurse"));
    assert_eq!(room.server.get(&format!("{question}/agree")).send().status, 405);
    assert_eq!(room.server.post(&format!("{question}/agree"), &[]).send().status, 303);
    room.disclose("The new password is 0815", "3");
    assert!(everything(&room, &conversation).contains("0815"));
    assert!(!everything(&room, &room.emergency).contains("0815"));
    for forged in ["/v/x", "/v/%FF", &question.replace("/v/", "/v/A")] {
        assert_eq!(room.server.get(forged).send().status, 404, "{forged}");
    }
}

#[test]
fn what_is_out_of_reach_is_shown_with_the_way_to_it_and_can_be_done_anyway_for_a_reason() {
    let room = Room::new();
    let page = || room.server.get("/console/incidents/1").cookie(&room.maria).send().text();
    assert!(page().contains("needs level 2") && page().contains("Verify now"), "{}", page());
    let act = [("act", "act_on_system"), ("note", "Restarted the till server")];
    assert_eq!(room.deed("/console/emergencies/1/act", &act).status, 422);
    let glass = [("act", "act_on_system"), ("reason", "")];
    assert_eq!(room.deed("/console/emergencies/1/glass", &glass).status, 422);
    let glass = [("act", "act_on_system"), ("reason", "Patients are waiting")];
    assert_eq!(room.deed("/console/emergencies/1/glass", &glass).status, 303);
    let letter = room.letter("ines", "without the usual proof");
    assert!(!letter.contains("Patients"), "the reason is for the review: {letter}");
    assert_eq!(room.deed("/console/emergencies/1/act", &act).status, 303);
    assert!(page().contains("Restarted the till server"));
    let board = || room.server.get("/console").cookie(&room.maria).send().text();
    assert!(board().contains("Patients are waiting"), "{}", board());
    let tom = room.server.sign_in("tom");
    let review = room.server.post("/console/breaches/1/review", &[]);
    assert_eq!(review.cookie(&tom).send().status, 403);
    assert_eq!(room.deed("/console/breaches/1/review", &[]).status, 303);
    assert!(!board().contains("Patients are waiting"));
}
