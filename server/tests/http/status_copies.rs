//! Copies of the status pages: they lie elsewhere, lead nowhere that is not there, and stand when
//! everything here is down.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use crate::fake_store::{FakeStore, Mood};
use crate::status::PAGE;
use crate::support::{Scratch, Server, TINY, attribute, eventually};

fn server_with(configuration: impl FnOnce(&Scratch) -> String) -> Server {
    let scratch = Scratch::new();
    let text = configuration(&scratch);
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

fn into(directory: &Path) -> String {
    format!("[[status_export]]\ndirectory = \"{}\"\n", directory.display())
}

/// The file, once it says what is awaited.
fn holds(file: &Path, awaited: &str) -> String {
    eventually(awaited, || fs::read_to_string(file).ok().filter(|text| text.contains(awaited)))
}

/// Every file below a directory, by its path in it.
fn files(directory: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(next).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(directory).expect("below it");
                found.insert(name.to_str().expect("text").to_owned());
            }
        }
    }
    found
}

/// Serves the files of a directory below `/some/where/`, and knows nothing of Mayday.
fn serve(directory: &Path) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let directory = directory.to_owned();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let mut line = String::new();
            let _ = BufReader::new(&stream).read_line(&mut line);
            let path = line.split(' ').nth(1).unwrap_or_default();
            let name = path.strip_prefix("/some/where/").unwrap_or("nothing");
            let (status, body) = match fs::read(directory.join(name)) {
                Ok(body) => ("200 OK", body),
                Err(_) => ("404 Not Found", Vec::new()),
            };
            let mut stream = &stream;
            let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(&body);
        }
    });
    port
}

#[test]
fn a_copy_is_whole_leads_nowhere_that_is_not_there_and_stands_when_the_server_is_dead() {
    let away = Scratch::new();
    let copy = away.0.join("web");
    let mut server = server_with(|_| into(&copy));
    let page = holds(&copy.join("index.html"), "Everything works.");
    assert!(page.contains("Tiny &amp; Sons") && page.contains("Content-Security-Policy"));
    eventually("all pages", || files(&copy).contains("p/public/index.html").then_some(()));
    let known = files(&copy);
    assert!(known.iter().all(|name| !name.contains("partial")), "{known:?}");
    for (page, beside) in
        [("index.html", ""), ("history.html", ""), ("p/public/index.html", "p/public/")]
    {
        let text = holds(&copy.join(page), "</html>");
        assert!(!text.contains("data-live"), "a copy has no line to a server");
        let links = attribute(&text, "href").into_iter().chain(attribute(&text, "action"));
        // What stands in the page itself is not elsewhere.
        let links = links.filter(|link| !link.starts_with('#') && !link.starts_with("data:"));
        for link in links {
            // Help is asked for, and signed up for, where the line itself stands.
            let there = link.ends_with("/help") || link.contains("/status/subscribe?page=");
            let outside = link.starts_with("http://127.0.0.1:") && there;
            assert!(outside || known.contains(&format!("{beside}{link}")), "{page}: {link}");
        }
    }
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    assert_eq!(crate::status::tell(&server, &maria, &[]).status, 303);
    holds(&copy.join("index.html"), "Part of it is down.");
    holds(&copy.join("api/v2/summary.json"), "Partial System Outage");
    server.kill();
    let port = serve(&copy);
    let get = |path: &str| crate::support::Ask::new(port, "GET", path).send();
    assert!(get("/some/where/index.html").text().contains("Cards fail in the north."));
    assert!(get("/some/where/history.html").text().contains("Cards fail"));
    let month = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC);
    let month = month.strftime("%Y-%m").to_string();
    let month = get(&format!("/some/where/history-{month}.html"));
    assert!(month.status == 404 || month.text().contains("Cards fail"));
    assert!(get("/some/where/history.atom").text().contains("<feed"));
}

#[test]
fn a_page_that_is_taken_down_goes_from_the_copy_also_after_a_start() {
    let away = Scratch::new();
    let copy = away.0.join("web");
    let server = server_with(|_| into(&copy));
    let more = "[[status_page]]\nkey = \"second\"\nname = \"Second\"\nzone = \"UTC\"\n";
    assert!(server.apply(&format!("{TINY}{PAGE}{more}")).good);
    let second = copy.join("p/second/index.html");
    holds(&second, "Second");
    fs::write(copy.join("own.txt"), "the host's own").expect("a file");
    let server = server.killed_and_started_again();
    let maria = server.sign_in("maria");
    let removal = "/console/status/pages/second/removal";
    assert_eq!(server.post(removal, &[]).cookie(&maria).send().status, 303);
    let directory = copy.to_str().expect("text");
    let written = server.run(&["export-status", directory]);
    assert!(written.good, "{}{}", written.out, written.err);
    assert!(!second.exists() && copy.join("index.html").exists());
    assert!(copy.join("own.txt").exists(), "what is not ours stays");
}

#[test]
fn a_copy_that_cannot_be_written_is_said_and_tried_again() {
    let away = Scratch::new();
    let copy = away.0.join("web");
    fs::write(&copy, "a file where a directory should be").expect("a file");
    let server = server_with(|_| into(&copy));
    eventually("it is said", || {
        server.get("/readyz").send().text().contains("copy of the status pages").then_some(())
    });
    assert!(server.get("/metrics").send().text().contains("mayday_status_copies_failing 1"));
    let maria = server.sign_in("maria");
    let console = server.get("/console/status").cookie(&maria).send().text();
    assert!(console.contains("not renewed") && console.contains("web"), "{console}");
    eventually("the page itself stands", || {
        (server.get("/status").send().status == 200).then_some(())
    });
    fs::remove_file(&copy).expect("a file");
    holds(&copy.join("index.html"), "Everything works.");
    eventually("all is well again", || {
        (server.get("/readyz").send().text() == "ready\n").then_some(())
    });
}

#[test]
fn a_copy_in_a_bucket_has_the_types_that_browsers_need_and_outlives_a_store_that_is_away() {
    let store = FakeStore::start();
    store.is(Mood::Refuses(503, "SlowDown"));
    let server = server_with(|scratch| {
        let text = store.configuration(&scratch.0.join("secret"));
        text.replace("[objects]", "[[status_export]]\npage = \"public\"")
    });
    eventually("it is said", || {
        server.get("/readyz").send().text().contains("copy of the status pages").then_some(())
    });
    store.is(Mood::Works);
    let kept = eventually("the page is in the bucket", || {
        let objects = store.objects();
        let page = objects.iter().find(|(name, _)| name.ends_with("index.html"));
        page.map(|(_, kept)| kept.clone())
    });
    assert!(kept.content_type.starts_with("text/html") && kept.cache_control.contains("max-age"));
    assert!(String::from_utf8_lossy(&kept.bytes).contains("Everything works."));
}

#[test]
fn a_copy_can_be_written_once_by_hand_while_the_server_runs_and_while_it_stands_still() {
    let mut server = server_with(|_| String::new());
    let away = Scratch::new();
    for name in ["running", "still"] {
        let directory = away.0.join(name);
        let text = directory.to_str().expect("text");
        let written = server.run(&["export-status", text, "--page", "public"]);
        assert!(written.good, "{}{}", written.out, written.err);
        assert!(holds(&directory.join("index.html"), "Tiny &amp; Sons").contains("/help"));
        let missing = server.run(&["export-status", text, "--page", "nobody"]);
        assert!(!missing.good && missing.err.contains("no status page nobody"), "{}", missing.err);
        server.kill();
    }
}

/// What a stream says, line by line.
fn listen(server: &Server, path: &str) -> BufReader<TcpStream> {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port)).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n\r\n", server.port).expect("sent");
    BufReader::new(stream)
}

fn next_edition(lines: &mut BufReader<TcpStream>) -> String {
    let mut told = false;
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).expect("a line") > 0, "the stream goes on");
        told |= line.trim() == "event: edition";
        if let Some(edition) = line.strip_prefix("data: ").filter(|_| told) {
            return edition.trim().to_owned();
        }
    }
}

#[test]
fn who_has_the_page_open_is_told_when_it_has_changed_and_nothing_else() {
    let server = server_with(|_| String::new());
    let page = eventually("the page", || {
        let page = server.get("/status").send();
        (page.status == 200 && page.text().contains("Merchant")).then(|| page.text())
    });
    let own = attribute(&page, "data-edition")[0].to_owned();
    let mut lines = listen(&server, attribute(&page, "data-live")[0]);
    assert_eq!(next_edition(&mut lines), own, "who has it all fetches nothing");
    let maria = server.sign_in("maria");
    server.call_for_help("Dark");
    assert_eq!(crate::status::tell(&server, &maria, &[]).status, 303);
    let news = next_edition(&mut lines);
    let page = server.get("/status").send().text();
    assert_eq!(attribute(&page, "data-edition")[0], news);
    assert!(news != own && page.contains("Part of it is down."));
    assert_eq!(server.get("/status/p/nobody/stream").send().status, 404);
    assert_eq!(server.get("/api/v2/summary.json/stream").send().status, 404);
}
