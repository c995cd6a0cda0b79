//! The truth about when: since when it has failed as a person says, what is written afterwards,
//! what never was, and whom an update is sent to.

use serde_json::{Value, json};

use crate::clock::WallClock;
use crate::fake_mail::{FakeMail, Wire};
use crate::keys::make_token;
use crate::status::{PAGE, tell};
use crate::support::{Ask, Scratch, Server, TINY, eventually};

/// A page with a reader of its letters, and the lead of the vendor.
fn page(mail: &FakeMail) -> (Server, String) {
    let scratch = Scratch::new();
    let file = scratch.file("configuration.toml", &crate::mail::configuration(mail));
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    let fields = [
        ("addresses", "reader@a.example"),
        ("route", "email"),
        ("page", "public"),
        ("language", "en"),
        ("consent", "contract of May"),
    ];
    assert_eq!(server.post("/console/subscribers", &fields).cookie(&maria).send().status, 303);
    (server, maria)
}

/// An incident that a person opens, and how bad it is.
fn opened(server: &Server, maria: &str, fields: &[(&str, &str)]) {
    let all = [&[("title", "Cards fail"), ("severity", "high")], fields].concat();
    assert_eq!(server.post("/console/incidents", &all).cookie(maria).send().status, 303);
}

fn read(server: &Server, path: &str, awaited: &str) -> String {
    eventually(awaited, || {
        let answer = server.get(path).send();
        answer.text().contains(awaited).then(|| answer.text())
    })
}

/// Some minutes ago, as the form has it.
fn ago(mins: i64) -> (String, String) {
    let at = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(mins);
    let zoned = at.to_zoned(jiff::tz::TimeZone::UTC);
    let iso = zoned.strftime("%Y-%m-%dT%H:%M:00").to_string();
    (zoned.strftime("%Y-%m-%d %H:%M").to_string(), iso)
}

#[test]
fn since_when_it_has_failed_is_typed_kept_shown_and_refused_beside_its_field() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = page(&mail);
    let unread = [("title", "Cards"), ("severity", "high"), ("since", "a while ago")];
    let again = server.post("/console/incidents", &unread).cookie(&maria).send();
    assert_eq!(again.status, 422);
    let text = again.text();
    assert!(text.contains("Write the time like 20:24") && text.contains("a while ago"), "{text}");
    let zone = server.get("/console/incidents/new").cookie(&maria).send().text();
    assert!(zone.contains("by the clock of"), "{zone}");
    let (future, _) = ago(-60 * 26);
    let no = [("title", "Cards fail"), ("severity", "high"), ("since", future.as_str())];
    let no = server.post("/console/incidents", &no).cookie(&maria).send();
    assert_eq!(no.status, 422);
    assert!(no.text().contains("not in the future"), "{}", no.text());
    // In whatever zone Maria is: what she typed stands in the composer as she typed it.
    let (typed, _) = ago(26 * 60);
    opened(&server, &maria, &[("since", &typed)]);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains(&format!("value=\"{typed}\"")), "{room}");
    let wrong = tell(&server, &maria, &[("since", "soon")]);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("Write the time like 20:24"));
    assert!(wrong.text().contains("A link is &lt;cut&gt;."), "nothing that was typed is lost");
    assert_eq!(tell(&server, &maria, &[("since", &typed)]).status, 303);
    let shown = read(&server, "/status", "Failing since");
    assert!(shown.contains("We say so since"), "{shown}");
    let json = server.get("/api/v2/incidents.json").send().text();
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let (started, created) =
        (&json["incidents"][0]["started_at"], &json["incidents"][0]["created_at"]);
    assert!(started.is_string() && started != created, "{json}");
    let told = "/console/status/told/1";
    let list = server.get(told).cookie(&maria).send().text();
    let word = list.split("id=\"w").nth(1).and_then(|rest| rest.split('"').next()).expect("a word");
    let form = server.get(&format!("{told}?word={word}")).cookie(&maria).send().text();
    assert!(form.contains(&format!("value=\"{typed}\"")), "{form}");
    let (better, _) = ago(30 * 60);
    let put = [
        ("known", "A link is <cut>."),
        ("impact", "Cards fail in the north."),
        ("title", "Cards fail"),
        ("part", "authorisation"),
        ("fares", "major"),
        ("since", better.as_str()),
        ("reason", "The log says so."),
    ];
    let put = server.post(&format!("{told}/{word}"), &put).cookie(&maria).send();
    assert_eq!(put.status, 303, "{}", put.text());
    read(&server, "/status", "The log says so.");
    let log = server.get("/console/audit").cookie(&maria).send().text();
    assert!(log.contains("put right what the status page said"), "{log}");
}

/// It was over later than was written: that is put right for everyone to see.
fn end_put_right(server: &Server, maria: &str, until: &str) {
    let told = "/console/status/told/1";
    let list = server.get(told).cookie(maria).send().text();
    let first = list.rsplit("id=\"w").next().and_then(|rest| rest.split('"').next());
    let word = first.expect("a word");
    let form = server.get(&format!("{told}?word={word}")).cookie(maria).send().text();
    let field = form.split("name=\"until\"").nth(1).expect("a field for its end");
    assert!(field[..160].contains(until), "{form}");
    let put = |until: &str| {
        let fields = [
            ("known", "A <disk> was full."),
            ("impact", "Pages took minutes."),
            ("title", "Portal slow"),
            ("part", "portal"),
            ("fares", "degraded"),
            ("until", until),
            ("reason", "The log says so."),
        ];
        server.post(&format!("{told}/{word}"), &fields).cookie(maria).send()
    };
    let none = put(" ");
    assert!(none.status == 422 && none.text().contains("Say when it was over"), "{}", none.text());
    let ((early, _), (later, _)) = (ago(60 * 24), ago(110));
    let early = put(&early);
    assert_eq!(early.status, 422);
    let text = early.text();
    let field = text.split("name=\"until\"").nth(1).expect("a field for its end");
    assert!(field[..300].contains("aria-invalid"), "beside the end: {text}");
    assert_eq!(put(&later).status, 303);
    read(server, "/status/i/1", "It was over:");
    read(server, "/status/i/1", "The log says so.");
}

#[test]
fn what_is_over_is_written_afterwards_and_taken_off_when_it_never_was() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = page(&mail);
    let blank = server.get("/console/status/told/new").cookie(&maria).send().text();
    assert!(blank.contains("It failed from") && blank.contains("Tell subscribers too"), "{blank}");
    let ((from, _), (until, _)) = (ago(180), ago(120));
    let said = |from: &str, until: &str| {
        let fields = [
            ("from", from),
            ("until", until),
            ("title", "Portal slow"),
            ("known", "A <disk> was full."),
            ("impact", "Pages took minutes."),
            ("part", "portal"),
            ("fares", "degraded"),
        ];
        server.post("/console/status/told", &fields).cookie(&maria).send()
    };
    let turned = said(&until, &from);
    assert_eq!(turned.status, 422);
    assert!(turned.text().contains("It must begin before it ends"), "{}", turned.text());
    assert!(turned.text().contains("A &lt;disk&gt; was full."), "nothing that was typed is lost");
    assert_eq!(said("", &until).status, 422);
    assert_eq!(said(&from, &until).status, 303);
    let page = read(&server, "/status/history", "Portal slow");
    assert!(page.contains("Written afterwards") && page.contains("It is over."), "{page}");
    end_put_right(&server, &maria, &until);
    let found = || server.get("/console/search?q=disk&kind=bulletin").cookie(&maria).send().text();
    eventually("found", || found().contains("was full").then_some(()));
    let never = |reason: &str| {
        let path = "/console/status/told/1/never";
        server.post(path, &[("reason", reason)]).cookie(&maria).send()
    };
    let empty = never(" ");
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say why"), "{}", empty.text());
    assert_eq!(never("It was a <drill>.").status, 303);
    let page = read(&server, "/status", "It was a &lt;drill&gt;.");
    assert!(page.contains("that was a mistake") && !page.contains("Portal slow"), "{page}");
    assert!(!server.get("/status/history").send().text().contains("Portal slow"));
    assert!(!server.get("/api/v2/incidents.json").send().text().contains("Portal slow"));
    assert!(!server.get("/history.atom").send().text().contains("Portal slow"));
    assert!(!found().contains("was full"), "search forgets it: {}", found());
    let list = server.get("/console/status/told").cookie(&maria).send().text();
    assert!(list.contains("It was so after all") && list.contains("drill"), "{list}");
    let back = server.post("/console/status/told/1/after-all", &[]).cookie(&maria).send();
    assert_eq!((back.status, back.location()), (303, "/console/status/told/1"));
    read(&server, "/status/history", "Portal slow");
    let log = server.get("/console/audit").cookie(&maria).send().text();
    assert!(log.contains("took off the status page what never was"), "{log}");
    assert!(mail.received().iter().all(|letter| !letter.content.contains("Portal slow")));
    assert_eq!(server.post("/console/status/told/9/never", &[]).cookie(&maria).send().status, 404);
}

#[test]
fn without_the_tick_subscribers_get_nothing_and_the_last_word_reaches_who_was_told() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = page(&mail);
    opened(&server, &maria, &[]);
    let room = || server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room().contains("Tell subscribers"), "{}", room());
    // As a browser sends it: the field is there, and the tick is not.
    let quiet = tell(&server, &maria, &[("known", "Quiet first."), ("tell_subscribers", "0")]);
    assert_eq!(quiet.status, 303, "{}", quiet.text());
    read(&server, "/status", "Quiet first.");
    assert!(room().contains("subscribers were not told, by wish"), "{}", room());
    let words = server.get("/console/subscribers").cookie(&maria).send().text();
    assert!(words.contains("Nobody was told, by wish"), "{words}");
    assert_eq!(tell(&server, &maria, &[("known", "Loud second.")]).status, 303);
    let letter = |awaited: &'static str| {
        eventually(awaited, || {
            mail.received().into_iter().find(|letter| letter.content.contains(awaited))
        })
    };
    letter("Loud second.");
    assert!(mail.received().iter().all(|letter| !letter.content.contains("Quiet first.")));
    let over = [("public_phase", "resolved"), ("tell_subscribers", "0"), ("known", "It is over.")];
    let over = tell(&server, &maria, &over);
    assert_eq!(over.status, 422);
    assert!(over.text().contains("whoever was told that it fails"), "{}", over.text());
    let never = [("reason", "We rehearsed.")];
    let never = server.post("/console/status/told/1/never", &never).cookie(&maria).send();
    assert_eq!(never.status, 303);
    let last = letter("We rehearsed.");
    assert!(last.content.contains("this was a mistake"), "{}", last.content);
}

#[test]
fn what_is_asked_opens_the_form_with_what_is_known_and_it_was_nothing_wants_a_reason() {
    let mail = FakeMail::start(Wire::Plain, None);
    let (server, maria) = page(&mail);
    let (_, from) = ago(60);
    let (_, until) = ago(30);
    let form = |query: &str| {
        let answer = server.get(&format!("/console/status/told/new?{query}")).cookie(&maria).send();
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.text()
    };
    let known = form(&format!("from={from}Z&until={until}Z&component=portal&component=none"));
    let hour = known.split("name=\"from\"").nth(1).expect("a field");
    assert!(!hour[..120].contains("value=\"\""), "{known}");
    assert!(known.contains("<option value=\"portal\" selected"), "{known}");
    let nothing = form("from=soon&until=&component=%FF");
    assert!(!nothing.contains("<option value=\"portal\" selected"), "{nothing}");
    let dismiss = |reason: &str, from: &str| {
        let (from, until) = (format!("{from}Z"), format!("{until}Z"));
        let fields =
            [("component", "portal"), ("from", &*from), ("until", &*until), ("reason", reason)];
        server.post("/console/sightings/dismissed", &fields).cookie(&maria).send()
    };
    let empty = dismiss(" ", &from);
    assert_eq!(empty.status, 422);
    assert!(empty.text().contains("Say why it was nothing"), "{}", empty.text());
    assert_eq!(dismiss("A probe was moved.", "soon").status, 422);
    assert_eq!(dismiss("A probe was moved.", &from).location(), "/console#unsaid");
    let log = server.get("/console/audit").cookie(&maria).send().text();
    assert!(log.contains("what machines saw to fail was nothing"), "{log}");
    assert!(log.contains("component portal"), "of what: {log}");
}

#[test]
fn what_a_program_saw_and_nobody_told_is_asked_on_the_board_and_over_the_api_until_it_is_answered()
{
    let scratch = Scratch::new();
    let clock = WallClock::new(&scratch);
    // It begins 20 minutes ago.
    clock.set("-1200");
    let server = Server::under(scratch, &["serve"], &clock.environment());
    assert!(server.apply(&format!("{TINY}{PAGE}")).good);
    let maria = server.sign_in("maria");
    let token = make_token(&server, &maria, &["read", "respond", "manage"]);
    let sees = |server: &Server, failing: bool| {
        let path = "/api/v1/components/portal/evidence";
        let body = json!({ "source": "probe-7", "failing": failing }).to_string();
        let ask =
            Ask::new(server.port, "POST", path).header("Authorization", &format!("Bearer {token}"));
        let answer = ask.header("Content-Type", "application/json").body(body).send();
        assert!(answer.status < 300, "{}", answer.text());
    };
    let never_told = |server: &Server| -> Value {
        let ask = server.get("/api/v1/components/portal/evidence");
        let answer = ask.header("Authorization", &format!("Bearer {token}")).send();
        let seen: Value = serde_json::from_slice(&answer.body).expect("JSON");
        seen["never_told"].clone()
    };
    let board = |server: &Server| server.get("/console").cookie(&maria).send().text();
    sees(&server, true);
    assert_eq!(never_told(&server), json!([]), "it is suspected, and may be confirmed");
    // The server was away meanwhile, and has the true time now.
    let server = server.killed_and_started_again();
    sees(&server, false);
    let asked = never_told(&server);
    let at = |end: &str| asked[0][end].as_str().expect("a time").to_owned();
    let lasted = at("until")
        .parse::<jiff::Timestamp>()
        .expect("a time")
        .duration_since(at("from").parse::<jiff::Timestamp>().expect("a time"));
    assert!((1_150..1_400).contains(&lasted.as_secs()), "{lasted}");
    let text = board(&server);
    assert!(text.contains("Seen to fail, and never told"), "{text}");
    assert!(text.contains("Merchant &lt;portal&gt;"), "{text}");
    let (from, until) = (at("from"), at("until"));
    let answer = |reason: &str| {
        let fields = [
            ("component", "portal"),
            ("from", from.as_str()),
            ("until", until.as_str()),
            ("reason", reason),
        ];
        server.post("/console/sightings/dismissed", &fields).cookie(&maria).send()
    };
    let refused = answer("");
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("Say why it was nothing"), "{}", refused.text());
    assert_eq!(answer("A probe was moved.").status, 303);
    assert_eq!(never_told(&server), json!([]));
    let text = board(&server);
    let section = text.split("id=\"unsaid\"").nth(1).expect("a section");
    assert!(section[..120].contains("hidden"), "{section}");
}
