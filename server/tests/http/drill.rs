//! Whoever watches from outside sees whether a call would ring, and nobody else sees anything.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

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
    let bad = Scratch::new();
    let short = bad.file("mayday.toml", "[drill]\nsecret = \"short\"\n");
    let port = crate::support::free_port();
    let listen = format!("127.0.0.1:{port}");
    let data = bad.data();
    let place = ["--config", short.to_str().expect("text"), "--data", data.to_str().expect("text")];
    let ran = run(&[&["serve", "--listen", &listen], &place[..]].concat());
    assert!(!ran.good && ran.err.contains("at least 16 bytes"), "{}", ran.err);
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
