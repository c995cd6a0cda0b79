//! What messages may show: a word of the caller's never leaves on a channel that may not show it.

use std::cell::RefCell;

use crate::fake_carrier::{FakeCarrier, Phone, TOKEN};
use crate::fake_mail::{FakeMail, Wire};
use crate::fake_push::FakePush;
use crate::support::{Scratch, Server, TINY, eventually};

const NUMBER: &str = "+46701234567";
/// What the caller writes, and nobody else.
const CANARY: &str = "zanzibarcanary";

struct House {
    server: Server,
    carrier: FakeCarrier,
    mail: FakeMail,
    /// What came by mail so far.
    mails: RefCell<Vec<String>>,
    push: FakePush,
    maria: String,
}

impl House {
    /// Tom is reached by mail, text, call and push message.
    fn new() -> Self {
        let carrier = FakeCarrier::start().with(NUMBER, Phone::Mailbox);
        let (mail, push) = (FakeMail::start(Wire::Plain, None), FakePush::start());
        let scratch = Scratch::new();
        let token = scratch.file("token", &format!("{TOKEN}\n"));
        let text = format!(
            "{}[push]\nallow_private = true\n[[carrier]]\nkey = \"c0\"\n\
             account = \"AC0123456789\"\nfrom = \"+46 10 000 00 00\"\n\
             base_url = \"http://127.0.0.1:{}\"\ntoken_file = \"{}\"\n",
            super::mail::configuration(&mail),
            carrier.port,
            token.display()
        );
        let file = scratch.file("configuration.toml", &text);
        let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
        let tom = "key = \"tom\"\nname = \"Tom\"\nrole = \"responder\"\nzone = \"Europe/Lisbon\"\n";
        let method = |key: &str, address: &str| {
            format!(
                "[[person.method]]\nkey = \"{key}\"\nchannel = \"{key}\"\naddress = \"{address}\"\n"
            )
        };
        let more =
            [method("email", "tom@tiny.test"), method("sms", NUMBER), method("voice", NUMBER)];
        let organisation = TINY.replace(tom, &format!("{tom}{}", more.concat()));
        let applied = server.apply(&organisation);
        assert!(applied.good, "{}{}", applied.out, applied.err);
        let device = push.device("phone");
        assert_eq!(super::push::added(&server, &server.sign_in("tom"), &device).status, 303);
        let maria = server.sign_in("maria");
        Self { server, carrier, mail, mails: RefCell::default(), push, maria }
    }

    fn says(&self, fields: &[(&str, &str)]) {
        let answer = self.server.post("/console/shows", fields).cookie(&self.maria).send();
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = self
            .server
            .get(answer.location().trim_end_matches("#customers"))
            .cookie(&self.maria)
            .send();
        assert!(page.text().contains("Saved."), "{}", page.text());
    }

    /// Everything that has left about emergencies, by channel, once each channel had something.
    fn left(&self, emergency: u32) -> [(&'static str, String); 4] {
        let number = format!("EMERGENCY {emergency}");
        let sms = format!("{emergency} (critical)");
        let texts = || self.carrier.texts_to(NUMBER).into_iter().map(|t| t.form.get("Body").into());
        eventually("every channel carries something", || {
            let came = self.mail.received().into_iter().map(|one| one.content);
            self.mails.borrow_mut().extend(came);
            let mails = self.mails.borrow().clone().into_iter();
            let mail: Vec<String> = mails.filter(|one| one.contains(&number)).collect();
            let text: Vec<String> = texts().filter(|one: &String| one.contains(&sms)).collect();
            let pushes = self.push.messages().into_iter().map(|one| one.content.to_string());
            let push: Vec<String> = pushes.filter(|one| one.contains(&number)).collect();
            let said = format!("Emergency {emergency},");
            let calls = self.carrier.calls_to(NUMBER).into_iter().map(|one| one.said.join(" "));
            let call: Vec<String> = calls.filter(|one| one.contains(&said)).collect();
            let all = [("email", mail), ("sms", text), ("push", push), ("voice", call)];
            let any = all.iter().all(|(_, left)| !left.is_empty());
            any.then(|| all.map(|(channel, left)| (channel, left.join("\n"))))
        })
    }

    /// Over which channels the words of the caller went.
    fn told(&self, emergency: u32) -> Vec<&'static str> {
        let left = self.left(emergency).into_iter();
        left.filter(|(_, text)| text.contains(CANARY)).map(|(channel, _)| channel).collect()
    }

    fn call(&self, who: &str) {
        let words = format!("{CANARY} is what failed");
        let nonce = self.server.get("/help").send().text();
        let nonce = crate::support::form_value(&nonce, "command");
        let fields = [("command", nonce.as_str()), ("words", words.as_str()), ("who", who)];
        assert_eq!(self.server.post("/help", &fields).send().status, 303);
    }
}

#[test]
fn a_callers_words_never_leave_on_a_channel_that_may_not_show_them() {
    let house = House::new();
    // A summary is what everybody shows until somebody says otherwise.
    house.call("");
    assert_eq!(house.told(1), Vec::<&str>::new());

    house.says(&[("email", "words"), ("push", "words"), ("sms", "nothing")]);
    house.call("");
    let mut told = house.told(2);
    told.sort_unstable();
    assert_eq!(told, ["email", "push"]);

    // One customer wants less: until it is known who calls, it may be they.
    let nothing: Vec<_> = ["email", "push", "sms", "voice"].map(|name| (name, "nothing")).into();
    house.says(&[&[("customer", "brightwater")], &nothing[..]].concat());
    house.call("Brightwater Clinics");
    assert_eq!(house.told(3), Vec::<&str>::new());
    for (channel, left) in house.left(3) {
        assert!(!left.contains("Brightwater"), "{channel}: {left}");
    }

    // Who is not a manager reads the page, and changes nothing.
    let tom = house.server.sign_in("tom");
    let answer = house.server.post("/console/shows", &[("sms", "words")]).cookie(&tom);
    assert_eq!(answer.send().status, 403);
    let page = house.server.get("/console/shows").cookie(&house.maria).send().text();
    assert!(page.contains("Brightwater Clinics"), "{page}");
    let unknown = [("customer", "nobody"), ("sms", "nothing")];
    let answer = house.server.post("/console/shows", &unknown).cookie(&house.maria).send();
    assert_eq!(answer.location(), "/console/shows?customer=nobody");
    let told = house.server.get(answer.location()).cookie(&house.maria).send();
    assert_eq!(told.status, 422);
    assert!(told.text().contains("no customer of that key"));
    assert_eq!(house.server.get("/console/shows").cookie(&tom).send().status, 404);

    // The file says the same, and applying what was exported changes nothing.
    let exported = house.server.run(&["export"]).out;
    assert!(
        exported.contains("shows = { email = \"words\", sms = \"nothing\", push = \"words\" }")
    );
    assert!(exported.contains("shows = { email = \"nothing\","), "{exported}");
    let again = house.server.apply(&exported);
    assert!(again.out.contains("0 to add, 0 to change, 0 to remove"), "{}", again.out);
    let wrong = exported.replace("sms = \"nothing\"", "sms = \"everything\"");
    let wrong = house.server.apply(&wrong);
    assert!(!wrong.good && wrong.err.contains("one of nothing, summary, words"), "{}", wrong.err);
}
