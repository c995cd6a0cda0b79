//! Files in conversations: kept before they are told of, shown to those who may see them and to
//! nobody else, and gone when they are taken out or their owner is erased.

use std::io::Cursor;
use std::path::Path;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use crate::support::{Answer, Ask, Server, attribute, eventually};

pub const BOUNDARY: &str = "----mayday-test";

/// A form with files, as a browser without script posts it.
pub fn form(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
        body.extend(head.as_bytes());
        body.extend(value.as_bytes());
        body.extend(b"\r\n");
    }
    for (name, content) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; \
             filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
        );
        body.extend(head.as_bytes());
        body.extend(*content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn ask(server: &Server, path: &str, words: &str, files: &[(&str, &[u8])]) -> Ask {
    let body = form(&[("words", words)], files);
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    Ask::new(server.port, "POST", &format!("{path}/messages"))
        .header("Content-Type", &kind)
        .body(body)
}

/// Posts words and files.
pub fn send(server: &Server, path: &str, words: &str, files: &[(&str, &[u8])]) -> Answer {
    ask(server, path, words, files).send()
}

pub fn png() -> Vec<u8> {
    let image = DynamicImage::ImageRgb8(RgbImage::from_pixel(40, 30, Rgb([0, 120, 60])));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

/// The addresses on a page that lead to files.
pub fn files_on(page: &str, path: &str) -> Vec<String> {
    let start = format!("{path}/files/");
    let mut found: Vec<String> = page
        .match_indices(&start)
        .map(|(at, _)| page[at..at + start.len() + 32].to_owned())
        .collect();
    found.dedup();
    found
}

pub fn page(server: &Server, path: &str) -> String {
    server.get(path).send().text()
}

/// Whether a word stands in any file below a directory.
fn holds(directory: &Path, word: &[u8]) -> Option<std::path::PathBuf> {
    for entry in std::fs::read_dir(directory).expect("a directory") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if let Some(found) = holds(&path, word) {
                return Some(found);
            }
        } else if let Ok(bytes) = std::fs::read(&path)
            && bytes.windows(word.len()).any(|window| window == word)
        {
            return Some(path);
        }
    }
    None
}

#[test]
fn a_photograph_and_a_log_are_shown_to_both_sides_and_to_nobody_else() {
    let server = Server::start();
    let path = server.call_for_help("All terminals are dark");
    let mut polyglot = png();
    polyglot.extend(b"<script>alert('polyglot')</script>");
    let log = b"13:58:01 <b>timeout</b> & more";
    let answer = send(&server, &path, "Look", &[("photo.png", &polyglot), ("pos.log", log)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    let text = page(&server, &path);
    assert!(text.contains("13:58:01 &lt;b&gt;timeout&lt;/b&gt; &amp; more"), "escaped: {text}");
    let found = files_on(&text, &path);
    assert_eq!(found.len(), 2, "{text}");

    let picture = server.get(&found[0]).send();
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    assert!(!String::from_utf8_lossy(&picture.body).contains("polyglot"), "it is drawn anew");
    let small = server.get(&format!("{}/small", found[0])).send();
    assert_eq!((small.status, small.header("content-type")), (200, "image/jpeg"));
    let text = server.get(&found[1]).send();
    assert_eq!((text.status, text.body.as_slice()), (200, &log[..]));
    assert_eq!(text.header("content-type"), "application/octet-stream");
    assert!(text.header("content-disposition").starts_with("attachment; filename=\"pos.log\""));
    for answer in [&picture, &small, &text] {
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(
            answer.header("content-security-policy").starts_with("sandbox; default-src 'none'")
        );
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
    }
    let again = server.get(&found[0]).header("If-None-Match", picture.header("etag")).send();
    assert_eq!(again.status, 304);

    // Another caller's link opens none of it, and neither does none at all.
    let other = server.call_for_help("Something else");
    for file in &found {
        let theirs = file.replace(&path, &other);
        assert_eq!(server.get(&theirs).send().status, 404);
        let strangers = file.replace(&path, "/console/emergencies/1");
        assert_eq!(server.get(&strangers).send().status, 303, "they are led to the sign-in");
    }
    let maria = server.sign_in("maria");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let own = files_on(&room, "/console/emergencies/1");
    assert_eq!(own.len(), 2);
    assert_eq!(server.get(&own[1]).cookie(&maria).send().body, log);
    let elsewhere = own[1].replace("emergencies/1", "emergencies/2");
    assert_eq!(server.get(&elsewhere).cookie(&maria).send().status, 404);
}

#[test]
fn words_are_kept_whatever_becomes_of_the_file() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let large = vec![b'x'; 16 * 1024 * 1024];
    let answer = send(&server, &path, "The large one", &[("big.bin", &large), ("ok.txt", b"fine")]);
    assert_eq!(answer.status, 422);
    let text = answer.text();
    assert!(text.contains("Your words and the other files are stored."), "{text}");
    assert!(text.contains("“big.bin” was not kept. It is larger than 15 MB."), "{text}");
    assert!(page(&server, &path).contains("The large one"));
    assert_eq!(files_on(&page(&server, &path), &path).len(), 1);

    let alone = ask(&server, &path, "", &[("big.bin", &large)]).json().send();
    assert_eq!(alone.status, 422, "nothing is left of it");
    // A form that stops in the middle: what came is kept.
    let body = form(&[("words", "The line broke")], &[("half.log", b"half")]);
    let cut = &body[..body.len() - 40];
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let answer = Ask::new(server.port, "POST", &format!("{path}/messages"))
        .header("Content-Type", &kind)
        .body(cut)
        .send();
    assert_eq!(answer.status, 422);
    assert!(page(&server, &path).contains("The line broke"));
    // The form of a browser in which no file was chosen.
    let none = send(&server, &path, "No file at all", &[("", b"")]);
    assert_eq!(none.status, 303, "{}", none.text());
    for count in 0..7 {
        let name = format!("{count}.txt");
        let six: Vec<(&str, &[u8])> = vec![(name.as_str(), &b"six"[..]); 7];
        if count == 6 {
            let answer = send(&server, &path, "Seven", &six);
            assert!(answer.text().contains("6 files go with one message."));
        }
    }
}

/// What the program has taken of the machine's memory at most, in kilobytes.
fn peak_kb(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id()));
    let status = status.expect("a process of ours");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its peak");
    line.split_whitespace().next().expect("a number").parse().expect("a number")
}

#[test]
fn hostile_files_take_little_memory_and_do_no_harm() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let before = peak_kb(&server);
    // A picture of 20,000 by 20,000 black pixels, which is small while it is packed.
    let mut huge = Cursor::new(Vec::new());
    {
        let mut encoder = png_of(&mut huge, 20_000, 20_000);
        encoder.finish();
    }
    let answer = send(&server, &path, "Huge", &[("huge.png", &huge.into_inner())]);
    assert!(answer.text().contains("more than 50 million pixels"), "{}", answer.text());
    // A bomb stays packed: nobody unpacks it.
    let mut bomb = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bomb.extend(vec![0; 200_000]);
    assert_eq!(send(&server, &path, "Bomb", &[("bomb.zip", &bomb)]).status, 303);
    let grown = peak_kb(&server) - before;
    assert!(grown < 120 * 1024, "it took {grown} kB more");
    println!("hostile files took {grown} kB more");
}

/// A PNG of one colour, written row by row: only its packed rows are held.
struct Rows<'a> {
    out: &'a mut Cursor<Vec<u8>>,
    width: u32,
    height: u32,
}

fn png_of(out: &mut Cursor<Vec<u8>>, width: u32, height: u32) -> Rows<'_> {
    Rows { out, width, height }
}

impl Rows<'_> {
    fn finish(&mut self) {
        use std::io::Write;
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let row = vec![0; self.width as usize * 3 + 1];
        for _ in 0..self.height {
            packed.write_all(&row).expect("memory");
        }
        let packed = packed.finish().expect("memory");
        let mut head = self.width.to_be_bytes().to_vec();
        head.extend(self.height.to_be_bytes());
        head.extend([8, 2, 0, 0, 0]);
        self.out.write_all(b"\x89PNG\r\n\x1a\n").expect("memory");
        for (name, content) in [(b"IHDR", head), (b"IDAT", packed), (b"IEND", Vec::new())] {
            let mut chunk = name.to_vec();
            chunk.extend(&content);
            let mut crc = flate2::Crc::new();
            crc.update(&chunk);
            let length = u32::try_from(content.len()).expect("it is short");
            self.out.write_all(&length.to_be_bytes()).expect("memory");
            self.out.write_all(&chunk).expect("memory");
            self.out.write_all(&crc.sum().to_be_bytes()).expect("memory");
        }
    }
}

fn redact(server: &Server, cookie: &str, what: &str) {
    let answer = server.post("/console/redactions", &[("redact", what)]).cookie(cookie).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
}

#[test]
fn what_is_redacted_is_gone_from_every_page_and_every_file() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let secret = "Mrs-Vermilion-Kingfisher";
    let log = format!("patient {secret} again");
    assert_eq!(send(&server, &path, secret, &[("pos.log", log.as_bytes())]).status, 303);
    let file = files_on(&page(&server, &path), &path).remove(0);
    assert_eq!(server.get(&file).send().status, 200);
    let maria = server.sign_in("maria");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let own = room.find(secret).expect("it is shown");
    let button = room[own..].find("name=\"redact\"").expect("a button beside it");
    // The whole message, not only its file.
    let what = attribute(&room[own + button..], "value")[0];
    let what = what.split('/').take(2).collect::<Vec<_>>().join("/");
    redact(&server, &maria, &what);
    let message = what.split('/').nth(1).expect("the message");
    let others = server.post(&format!("{path}/redactions"), &[("undo", message)]).send();
    assert_eq!(others.status, 422, "a caller undoes nothing of the vendor's");
    for text in
        [page(&server, &path), server.get("/console/incidents/1").cookie(&maria).send().text()]
    {
        assert!(!text.contains(secret), "nobody sees it from the tap on");
        assert!(text.contains("Redacted by"), "the place stays");
    }
    assert_eq!(server.get(&file).send().status, 404);
    // Within five seconds it can come back.
    let undo = server.post("/console/redactions", &[("undo", &what)]).cookie(&maria).send();
    assert_eq!(undo.status, 303);
    assert!(page(&server, &path).contains(secret));
    assert_eq!(server.get(&file).send().status, 200);

    redact(&server, &maria, &what);
    let data = server.data();
    eventually("the words and the file are gone from the disk", || {
        holds(&data, secret.as_bytes()).is_none().then_some(())
    });
    assert!(page(&server, &path).contains("Redacted by"));
    let late = server.post("/console/redactions", &[("undo", &what)]).cookie(&maria).send();
    assert_eq!(late.status, 410, "{}", late.text());
    let audit = server.get("/console/audit").cookie(&maria).send().text();
    assert!(audit.contains("redacted a message or a file"));
    let server = server.killed_and_started_again();
    assert!(page(&server, &path).contains("Redacted by"));
}

#[test]
fn a_caller_takes_back_their_own_and_nothing_else() {
    let server = Server::start();
    let path = server.call_for_help("My card is 4929 1234");
    let answer = server.post(&format!("{path}/redactions"), &[("redact", "1")]).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(!page(&server, &path).contains("4929"));
    let maria = server.sign_in("maria");
    let fields = [("words", "I have it")];
    let said = server.post("/console/emergencies/1/messages", &fields).cookie(&maria).send();
    assert_eq!(said.status, 303);
    for number in ["2", "3", "4", "99", "x", ""] {
        let answer = server.post(&format!("{path}/redactions"), &[("redact", number)]).send();
        assert_ne!(answer.status, 303, "message {number}");
    }
    assert!(page(&server, &path).contains("I have it"));
}

#[test]
fn whoever_is_erased_leaves_no_file_behind() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let secret = "Amber-Plover-0815";
    assert_eq!(send(&server, &path, "", &[(secret, secret.as_bytes())]).status, 303);
    let file = files_on(&page(&server, &path), &path).remove(0);
    assert_eq!(server.post(&format!("{path}/retract"), &[]).send().status, 303);
    assert!(holds(&server.data(), secret.as_bytes()).is_some(), "or this test shows nothing");
    let maria = server.sign_in("maria");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let start = room.find("participant/").expect("who calls");
    let owner = &room[start..start + "participant/".len() + 32];
    let ran = server.run(&["erase", owner, "--reason", "asked", "--yes"]);
    assert!(ran.good, "{}{}", ran.out, ran.err);
    eventually("the file is gone from the disk", || {
        holds(&server.data(), secret.as_bytes()).is_none().then_some(())
    });
    assert_eq!(server.get(&file).send().status, 404);
    assert!(page(&server, &path).contains("A file stood here. It was erased."));
}

#[test]
fn a_backup_holds_the_files_and_a_restore_brings_back_those_that_nobody_took_out() {
    let server = Server::start();
    let path = server.call_for_help("Dark");
    let (stays, goes) = ("Blue-Pelican-1", "Grey-Osprey-2");
    for word in [stays, goes] {
        assert_eq!(send(&server, &path, word, &[(word, word.as_bytes())]).status, 303);
    }
    let found = files_on(&page(&server, &path), &path);
    let backups = crate::support::Scratch::new();
    let file = backups.0.join("one.backup");
    let file = file.to_str().expect("a path of text");
    let ran = server.run(&["backup", file, "--with-key"]);
    assert!(ran.good && ran.out.contains("2 files of conversations"), "{}{}", ran.out, ran.err);
    let text = page(&server, &path);
    let button = &text[text.find(goes).expect("it is shown")..];
    let button = &button[button.find("name=\"redact\"").expect("a button beside it")..];
    let number = attribute(button, "value")[0].split('/').next().expect("the message");
    let fields = [("redact", number)];
    assert_eq!(server.post(&format!("{path}/redactions"), &fields).send().status, 303);
    eventually("it is carried out and written down", || {
        let ledger = std::fs::read_to_string(server.data().join("erasures.jsonl")).ok()?;
        ledger.contains("redacted").then_some(())
    });
    std::fs::copy(server.data().join("erasures.jsonl"), backups.0.join("erasures.jsonl"))
        .expect("the ledger lies beside the backups");
    let place = crate::support::Scratch::new();
    let ran = crate::support::run_on(&place.data(), &["restore", file]);
    assert!(ran.good, "{}{}", ran.out, ran.err);
    assert!(holds(&place.data(), goes.as_bytes()).is_none(), "it does not come back");
    let again = Server::on(place, &["serve"]);
    assert_eq!(again.get(&found[0]).send().body, stays.as_bytes());
    assert_eq!(again.get(&found[1]).send().status, 404);
    assert!(page(&again, &path).contains("Redacted by"));
}

#[test]
fn an_observer_who_sees_a_name_first_takes_it_out_and_nobody_who_may_not_read_it_does() {
    let server = Server::start();
    let path = server.call_for_help("Patient Vermilion cannot be admitted");
    let olga = server.sign_in("olga");
    let room = server.get("/console/incidents/1").cookie(&olga).send().text();
    assert!(room.contains("You are an observer") && room.contains("name=\"redact\""), "{room}");
    redact(&server, &olga, "1/1");
    assert!(!page(&server, &path).contains("Vermilion"));
    let undo = server.post("/console/redactions", &[("undo", "1/1")]).cookie(&olga).send();
    assert_eq!(undo.status, 303, "{}", undo.text());
    assert!(page(&server, &path).contains("Vermilion"), "who took it out brings it back");
    let said = [("words", "x")];
    let said = server.post("/console/emergencies/1/messages", &said).cookie(&olga).send();
    assert!((400..500).contains(&said.status), "writing is another matter: {}", said.status);
    let tom = server.sign_in("tom");
    for (deed, fields) in [("accept", vec![]), ("restriction", vec![("why_restricted", "A name")])]
    {
        let path = format!("/console/incidents/1/{deed}");
        assert_eq!(server.post(&path, &fields).cookie(&tom).send().status, 303, "{deed}");
    }
    let refused = server.post("/console/redactions", &[("redact", "1/1")]).cookie(&olga).send();
    assert!((400..500).contains(&refused.status), "{}", refused.status);
    assert!(page(&server, &path).contains("Vermilion"), "who may not read it takes nothing out");
}
