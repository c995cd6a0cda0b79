//! Webhooks, from the event to the log: what failed is tried again and can be sent once more.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use crate::support::page::between;
use crate::support::{Scratch, Server, TINY, eventually, form_value};

/// A program that is told things, and is well or not.
struct Program {
    port: u16,
    well: Arc<AtomicBool>,
    heard: Arc<Mutex<Vec<(String, String)>>>,
}

impl Program {
    fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let (well, heard) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(Vec::new())));
        let program = Self { port, well: well.clone(), heard: heard.clone() };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let mut reader = BufReader::new(stream);
                let (mut id, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    if reader.read_line(&mut line).is_err() || line.trim().is_empty() {
                        break;
                    }
                    match line.split_once(": ") {
                        Some(("webhook-id", value)) => id = value.trim().to_owned(),
                        Some(("content-length", value)) => {
                            length = value.trim().parse().unwrap_or(0);
                        }
                        _ => {}
                    }
                }
                let mut body = vec![0; length];
                let _ = reader.read_exact(&mut body);
                let status = if well.load(Ordering::Relaxed) { "200 OK" } else { "404 Not Found" };
                heard
                    .lock()
                    .expect("sound")
                    .push((id, String::from_utf8_lossy(&body).into_owned()));
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n");
                let _ = reader.get_mut().write_all(answer.as_bytes());
            }
        });
        program
    }

    fn ids_of(&self, kind: &str) -> Vec<String> {
        let heard = self.heard.lock().expect("sound");
        let of_kind = heard.iter().filter(|(_, body)| body.contains(kind));
        of_kind.map(|(id, _)| id.clone()).collect()
    }
}

fn start(program: &Program) -> Server {
    let scratch = Scratch::new();
    let configuration = format!(
        "[[webhook]]\nkey = \"ops\"\nurl = \"http://127.0.0.1:{}/in\"\nallow_private = true\n\
         secret = \"whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"\n",
        program.port
    );
    let file = scratch.file("mayday.toml", &configuration);
    let file = file.to_str().expect("a path of text").to_owned();
    let server = Server::on(scratch, &["serve", "--config", &file]);
    let told =
        TINY.replacen("front_door = \"door\"", "front_door = \"door\"\nwebhooks = [\"ops\"]", 1);
    let ran = server.apply(&told);
    assert!(ran.good, "{}{}", ran.out, ran.err);
    server
}

#[test]
fn what_a_program_missed_is_seen_in_the_log_and_sent_once_more() {
    let program = Program::start();
    let server = start(&program);
    let maria = server.sign_in("maria");
    server.call_for_help("The caller's own words");
    let log = eventually("the failure stands in the log", || {
        let page = server.get("/console/webhooks").cookie(&maria).send().text();
        // The log may be ahead of what can be sent once more, by the blink between both.
        (page.contains("answered 404") && page.contains("name=\"delivery\"")).then_some(page)
    });
    assert!(log.contains("emergency.opened") && !log.contains("own words"), "{log}");
    let missed = program.ids_of("emergency.opened");
    assert_eq!(missed.len(), 1);

    program.well.store(true, Ordering::Relaxed);
    let one = [("delivery", form_value(&log, "delivery"))].map(|(n, v)| (n, v));
    let fields: Vec<(&str, &str)> = one.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let tom = server.sign_in("tom");
    let refused = server.post("/console/webhooks/ops/replay", &fields).cookie(&tom).send();
    assert_eq!(refused.status, 403);
    let answer = server.post("/console/webhooks/ops/replay", &fields).cookie(&maria).send();
    assert_eq!(answer.status, 303);
    let ids = eventually("it is sent once more", || {
        let ids = program.ids_of("emergency.opened");
        (ids.len() == 2).then_some(ids)
    });
    assert_eq!(ids[0], ids[1], "it is the same message, so that nothing is done twice");
    eventually("that it was taken stands in the log", || {
        let page = server.get("/console/webhooks").cookie(&maria).send().text();
        between(&page, "data-tone=\"good\">", "<").filter(|said| *said == "taken").map(|_| ())
    });

    let all = server.post("/console/webhooks/ops/replay", &[("hours", "1")]).cookie(&maria).send();
    assert_eq!(all.status, 303);
    eventually("all are sent once more", || {
        (program.ids_of("emergency.opened").len() == 3).then_some(())
    });
    assert_eq!(server.get("/console/webhooks").cookie(&tom).send().status, 404);
}
