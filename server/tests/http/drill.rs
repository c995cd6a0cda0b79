//! Whoever watches from outside sees whether a call would ring, and nobody else sees anything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use crate::fake_carrier::{FakeCarrier, Mood};
use crate::fake_mail::{FakeMail, Wire};
use crate::support::{Ask, Scratch, Server, TINY, eventually, run};

const SECRET: &str = "two installations know this";

/// A server with the organisation [`TINY`] and this configuration.
fn server(configuration: &str) -> Server {
    let scratch = Scratch::new();
    let file = scratch.file("mayday.toml", configuration);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(TINY).good);
    server
}

/// Another place that counts how often it is fetched.
fn receiver() -> (String, Arc<AtomicU32>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}/beat/secret-number", listener.local_addr().expect("an address"));
    let count = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut read = [0; 2048];
            let _ = stream.read(&mut read);
            counted.fetch_add(1, Ordering::Relaxed);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        }
    });
    (url, count)
}

fn untouched(server: &Server) {
    let metrics = server.get("/metrics").send().text();
    for figure in ["emergencies_live", "escalations_ringing", "deliveries_open", "troubles"] {
        assert!(metrics.contains(&format!("mayday_{figure} 0\n")), "{figure}: {metrics}");
    }
    let cookie = server.sign_in("maria");
    let board = server.get("/console").cookie(&cookie).send().text();
    assert!(board.contains("Nobody needs you right now."), "{board}");
    assert!(!board.to_lowercase().contains("drill"), "{board}");
    let pager = server.get("/pager/maria").cookie(&cookie).send().text();
    assert!(!pager.contains("/p/"), "no human is rung");
}

#[test]
fn the_heartbeat_is_sent_after_a_drill_went_all_the_way_and_leaves_no_trace() {
    let (url, count) = receiver();
    let server = server(&format!("[heartbeat]\nurl = \"{url}\"\nevery_secs = 10\n"));
    eventually("a heartbeat", || (count.load(Ordering::Relaxed) > 0).then_some(()));
    untouched(&server);
    let replayed = server.run(&["replay"]).out;
    assert!(replayed.contains("0 emergencies were ever opened"), "{replayed}");
    assert!(!server.log().contains("secret-number"), "the address may be a secret");
}

#[test]
fn strangers_have_no_drill_made() {
    let server = server(&format!("[drill]\nsecret = \"{SECRET}\"\n"));
    let none = server.get("/nothing-here").send();
    for token in ["", "1.2.3", SECRET] {
        let answer = server.post("/drill", &[]).header("Mayday-Drill", token).send();
        assert_eq!(answer.status, none.status, "{token}");
    }
    assert_eq!(Ask::new(server.port, "POST", "/drill").send().status, 404);
    untouched(&server);
    for (text, why) in [
        ("[drill]\nsecret = \"short\"\n", "at least 16 bytes"),
        ("[drill]\nmail = true\n", "needs [smtp] with returns"),
        ("[drill]\ntexts = [\"+46701234567\"]\n", "needs a [[carrier]]"),
    ] {
        let bad = Scratch::new();
        let file = bad.file("mayday.toml", text);
        let listen = format!("127.0.0.1:{}", crate::support::free_port());
        let data = bad.data();
        let place =
            ["--config", file.to_str().expect("text"), "--data", data.to_str().expect("text")];
        let ran = run(&[&["serve", "--listen", &listen], &place[..]].concat());
        assert!(!ran.good && ran.err.contains(why), "{}", ran.err);
    }
}

#[test]
fn a_watcher_rings_its_own_people_when_the_other_would_ring_nobody_and_closes_when_it_does_again() {
    let mut other = server(&format!("[drill]\nsecret = \"{SECRET}\"\n"));
    let address = format!("http://127.0.0.1:{}", other.port);
    let watching = server(&format!(
        "[[watch]]\nurl = \"{address}/\"\nsecret = \"{SECRET}\"\nevery_secs = 10\n"
    ));
    let cookie = watching.sign_in("maria");
    let status = || watching.get("/console/watch").cookie(&cookie).send().text();
    eventually("a drill went through", || status().contains("accepted after").then_some(()));
    untouched(&other);
    untouched(&watching);
    other.kill();
    let page = eventually_long("the outage rings here", || {
        let pager = watching.get("/pager/maria").cookie(&cookie).send().text();
        pager.find("/p/").map(|start| pager[start..start + 46].to_owned())
    });
    assert!(status().contains("would ring nobody"), "{}", status());
    let shown = watching.get(&page).send().text();
    assert!(shown.contains("would not ring anybody"), "{shown}");
    assert_eq!(watching.post(&format!("{page}/accept"), &[]).send().status, 303);

    // Back on the same port: the watcher says so itself and closes its call.
    let port = other.port.to_string();
    let scratch = std::mem::replace(&mut other.scratch, Scratch("/nonexistent".into()));
    let config = scratch.0.join("mayday.toml");
    let data = scratch.data();
    let listen = format!("127.0.0.1:{port}");
    let mut again = crate::support::mayday(&[
        "serve",
        "--listen",
        &listen,
        "--config",
        config.to_str().expect("text"),
        "--data",
        data.to_str().expect("text"),
    ])
    .stdout(std::process::Stdio::null())
    .stderr(std::process::Stdio::null())
    .spawn()
    .expect("it starts");
    eventually_long("it is closed here", || {
        let metrics = watching.get("/metrics").send().text();
        metrics.contains("mayday_emergencies_live 0\n").then_some(())
    });
    let room = watching.get("/console/incidents/1").cookie(&cookie).send().text();
    assert!(room.contains("rings again"), "{room}");
    let _ = again.kill();
    let _ = again.wait();
    drop(scratch);
}

#[test]
fn mail_that_leaves_must_come_back_and_a_report_that_it_did_not_counts_for_nothing() {
    let mail = FakeMail::start(Wire::Plain, None);
    let server = server(&format!(
        "{}returns = \"back@tiny.test\"\n[drill]\nmail = true\n",
        crate::mail::configuration(&mail)
    ));
    let cookie = server.sign_in("maria");
    let shown = || server.get("/console/watch").cookie(&cookie).send().text();
    let letter = eventually("a mail to ourselves", || mail.received().into_iter().next());
    assert!(letter.recipient.contains("back+"), "{}", letter.recipient);
    let hook = |body: String| server.post("/hooks/mail/bounces", &[]).body(body).send().status;
    let (head, _) = letter.content.split_once("\r\n\r\n").expect("a head");
    let start = head.find("back+").expect("the address of the mailbox");
    let address = head[start..].split(['>', '\r']).next().expect("an address");
    let report = crate::subscribers::report(address, "failed", "5.1.1");
    assert_eq!(hook(report), 204);
    assert!(shown().contains("not looked at yet"), "{}", shown());
    let forged = letter.content.replace(address, &format!("back+{}@tiny.test", "a".repeat(45)));
    assert_eq!(hook(forged), 422, "nobody else's mail counts");
    assert!(shown().contains("not looked at yet"), "{}", shown());
    for _ in 0..2 {
        assert_eq!(hook(letter.content.clone()), 204, "a mail server may bring it twice");
    }
    eventually("it is back", || shown().contains("back after").then_some(()));
    assert!(server.get("/metrics").send().text().contains("mayday_ways_failing 0\n"));
    untouched(&server);
}

#[test]
fn a_text_message_over_each_carrier_must_come_back_and_once_nothing_does_drills_fail() {
    let (one, two) = (FakeCarrier::start(), FakeCarrier::start());
    let (beat, count) = receiver();
    let scratch = Scratch::new();
    let text = format!(
        "{}[drill]\ntexts = [\"+46 10 000 00 00\", \"+46 10 000 00 01\"]\nevery_secs = 60\n\
         [heartbeat]\nurl = \"{beat}\"\nevery_secs = 10\n",
        crate::telephone::configuration(&scratch, &[&one, &two])
    );
    let file = scratch.file("mayday.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(TINY).good);
    let cookie = server.sign_in("maria");
    let shown = || server.get("/console/watch").cookie(&cookie).send().text();
    // Neither texts its own number.
    let ways = [(&one, "+46100000001", "c0", "c1"), (&two, "+46100000000", "c1", "c0")];
    for (carrier, to, key, other) in ways {
        let sent = eventually("a text to ourselves", || carrier.texts_to(to).into_iter().next());
        let hook = format!("http://127.0.0.1:{}/hooks/{other}/sms", server.port);
        let body = sent.form.get("Body");
        let reply = carrier.text_from(&hook, sent.form.get("From"), body, &format!("SM{key}"));
        assert_eq!(reply, None, "we do not text ourselves for ever");
    }
    eventually("both are back", || (shown().matches("back after").count() == 2).then_some(()));
    assert!(!shown().contains("! no"), "{}", shown());
    untouched(&server);
    let metrics = server.get("/metrics").send().text();
    assert!(metrics.contains("mayday_texts_from_strangers_total 0"), "{metrics}");
    eventually_long("a heartbeat", || (count.load(Ordering::Relaxed) > 0).then_some(()));
}

#[test]
fn carriers_that_refuse_stop_the_heartbeat_although_the_drill_itself_would_go_through() {
    let carrier = FakeCarrier::start().in_mood(Mood::Refuses(401, 20003));
    let scratch = Scratch::new();
    let text = format!(
        "{}[drill]\ntexts = [\"+46 10 000 00 09\"]\nsecret = \"{SECRET}\"\n",
        crate::telephone::configuration(&scratch, &[&carrier])
    );
    let file = scratch.file("mayday.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    assert!(server.apply(TINY).good);
    let cookie = server.sign_in("maria");
    eventually_long("it failed twice", || {
        let metrics = server.get("/metrics").send().text();
        metrics.contains("mayday_ways_failing 1\n").then_some(())
    });
    let shown = server.get("/console/watch").cookie(&cookie).send().text();
    assert!(shown.contains("carrier c0") && shown.contains("! no"), "{shown}");
    assert!(shown.contains("does not know this account and token"), "{shown}");
    let watching = server_watching(&server);
    let cookie = watching.sign_in("maria");
    eventually_long("whoever watches is told", || {
        let seen = watching.get("/console/watch").cookie(&cookie).send().text();
        seen.contains("The drill was not accepted").then_some(())
    });
}

fn server_watching(other: &Server) -> Server {
    let url = format!("http://127.0.0.1:{}", other.port);
    server(&format!("[[watch]]\nurl = \"{url}\"\nsecret = \"{SECRET}\"\nevery_secs = 10\n"))
}

/// A watcher looks twice, ten seconds apart.
fn eventually_long<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    for _ in 0..600 {
        if let Some(seen) = look() {
            return seen;
        }
        thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("it did not happen in time: {what}");
}

#[test]
fn watch_asks_for_what_it_needs() {
    let none = run(&["watch"]);
    assert!(!none.good && none.err.contains("at least one installation"), "{}", none.err);
    let secretless = run(&["watch", "https://help.example.com"]);
    assert!(secretless.err.contains("MAYDAY_DRILL_SECRET"), "{}", secretless.err);
}
