//! The harness tried on a page with two forms and planted faults.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::{Chrome, Page, Viewport};

const CSP: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; \
                   style-src 'unsafe-inline'; form-action 'self'";

const HOME: &str = r#"<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Two forms</title>
<link rel="icon" href="data:,"><script src="/page.js" defer></script>
<main><h1>Two forms</h1><p id="state">no script</p><p id="line">quiet</p><p id="keys"></p>
<form method="post" action="/first"><label for="words">Words</label>
<textarea id="words" name="words">old</textarea>
<label for="pick">Pick</label><select id="pick" name="pick"><option>a<option>b</select>
<button id="covered" type="button">Covered</button><button>Send words</button></form>
<div style="height: 3000px"></div>
<form method="post" action="/second"><label for="who">Who</label>
<input id="who" name="who"><button aria-label="Accept this one">Accept</button></form></main>"#;

const SCRIPT: &str = r#"
const say = (id, words) => { document.getElementById(id).textContent = words; };
say("state", "script runs");
document.addEventListener("keydown", (event) => {
  if (event.target === document.body) say("keys", `pressed ${event.key}`);
});
const stream = new EventSource("/stream");
stream.onmessage = () => say("line", "connected");
stream.onerror = () => say("line", "cut off");
"#;

const FAULTY: &str = r#"<!doctype html><html lang="en"><title>Faults</title>
<link rel="icon" href="data:,"><main><h1>Faults</h1><form><input id="bare"></form>
<script>document.title = "the policy forbids this"</script></main>"#;

#[test]
fn a_person_fills_forms_and_presses_buttons() {
    let (site, chrome) = (serve(), Chrome::start());
    for viewport in [Viewport::Phone, Viewport::Desk] {
        let page = chrome.page(viewport);
        page.goto(&site);
        page.wait_text("script runs");
        page.press("k");
        page.wait_text("pressed k");
        page.press("Shift+?");
        page.wait_text("pressed ?");
        page.fill("#words", "all down\n\u{1f6a8}");
        page.fill("#pick", "b");
        page.click_text("Send words");
        page.wait_text("got words=all+down%0D%0A%F0%9F%9A%A8&pick=b at /first");
        assert_eq!(page.url(), format!("{site}first"));

        page.goto(&site);
        page.fill("#who", "first");
        page.fill("#who", "");
        page.fill("#who", "Brightwater");
        page.press("Enter");
        page.wait_text("got who=Brightwater at /second");
        page.wait_no_text("Two forms");
        page.goto(&site);
        page.click_text("Accept");
        page.wait_text("got who= at /second");
        assert_eq!(page.console_errors(), Vec::<String>::new());
    }
}

#[test]
fn without_script_the_page_is_plain_and_the_test_still_sees_it() {
    let (site, chrome) = (serve(), Chrome::start());
    let page = chrome.page(Viewport::Phone);
    page.disable_script();
    page.goto(&site);
    assert!(page.text().contains("no script"));
    assert_eq!(page.evaluate("Promise.resolve(40 + 2)"), 42);
    assert_eq!(page.axe(), Vec::<String>::new());
    page.fill("#words", "plain");
    page.click_text("Send words");
    page.wait_text("got words=plain&pick=a at /first");
}

#[test]
fn each_page_has_its_own_cookies_network_and_preferences() {
    let (site, chrome) = (serve(), Chrome::start());
    let (caller, responder) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    for page in [&caller, &responder] {
        page.goto(&site);
        page.wait_text("connected");
        assert_eq!(page.evaluate("document.hasFocus() && !document.hidden"), true);
    }
    caller.evaluate("document.cookie = 'name=caller'");
    assert_eq!(responder.evaluate("document.cookie"), "");
    caller.clear_cookies();
    assert_eq!(caller.evaluate("document.cookie"), "");

    caller.offline(true);
    caller.wait_text("cut off");
    assert_eq!(caller.evaluate("navigator.onLine"), false);
    assert!(responder.text().contains("connected"));
    caller.offline(false);
    caller.wait_text("connected");

    let wishes = "['(prefers-color-scheme: dark)', '(prefers-reduced-motion: reduce)']
        .map((wish) => matchMedia(wish).matches).join()";
    caller.dark(true);
    caller.reduced_motion(true);
    assert_eq!(caller.evaluate(wishes), "true,true");
    caller.dark(false);
    assert_eq!(caller.evaluate(wishes), "false,true");
    assert_eq!(responder.evaluate(wishes), "false,false");
}

#[test]
fn planted_faults_are_found() {
    let (site, chrome) = (serve(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    page.goto(&site);
    assert_eq!(page.axe(), Vec::<String>::new());
    page.goto(&format!("{site}faulty"));
    let faults = page.axe();
    assert!(faults.iter().any(|line| line.starts_with("label (critical) at #bare")), "{faults:?}");
    assert_eq!(page.axe(), faults);
    let errors = page.console_errors();
    assert!(errors.iter().any(|line| line.contains("Content Security Policy")), "{errors:?}");
    assert_eq!(errors.len(), 1, "{errors:?}");
    let bytes = page.transferred_bytes("/faulty");
    assert!((FAULTY.len()..FAULTY.len() + 400).contains(&(bytes as usize)), "{bytes}");
}

#[test]
fn the_whole_page_is_in_the_picture() {
    let (site, chrome) = (serve(), Chrome::start());
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("self-test.png");
    for (viewport, width) in [(Viewport::Phone, 780), (Viewport::Desk, 1280)] {
        let page = chrome.page(viewport);
        page.goto(&site);
        page.screenshot(&path);
        let (wide, high) = png_size(&path);
        assert_eq!(wide, width);
        assert!(high > 3000, "{high}");
        assert!(page.exists("#who") && !page.exists("#nobody"));
        assert_eq!(page.attribute("#who", "name").as_deref(), Some("who"));
        assert_eq!(page.attribute("#who", "title"), None);
    }
}

#[test]
fn what_cannot_be_done_fails_and_says_why() {
    let (site, chrome) = (serve(), Chrome::start());
    let page = chrome.page(Viewport::Desk);
    page.goto(&site);
    page.wait_text("script runs");
    page.patience(Duration::from_millis(500));
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend',
            '<dialog id=over>over all</dialog>'), document.getElementById('over').showModal()",
    );
    let said = failure(&page, |page| page.click("#covered"));
    assert!(said.contains("\"#covered\" can be pressed: \"it is covered by"), "{said}");
    assert!(said.contains(&site) && said.contains("script runs"), "{said}");

    let said = failure(&page, |page| page.wait_text("nothing like it"));
    assert!(said.contains("the page says \"nothing like it\""), "{said}");
    let said = failure(&page, |page| drop(page.evaluate("missing()")));
    assert!(said.contains("missing is not defined"), "{said}");
    let said = failure(&page, |page| page.goto("http://127.0.0.1:1/"));
    assert!(said.contains("ERR_"), "{said}");
}

/// What the test says when `act` fails, as it must, and after a picture of it was taken.
fn failure(page: &Page, act: impl FnOnce(&Page)) -> String {
    let caught = catch_unwind(AssertUnwindSafe(|| act(page))).expect_err("this must fail");
    let said = *caught.downcast::<String>().expect("a panic with words");
    let picture = said.lines().find_map(|line| line.strip_prefix("--- picture: "));
    let picture = Path::new(picture.expect("the failure names its picture"));
    assert_eq!(png_size(picture).0, 1280);
    // Only failures that nobody planted stay for people to look at.
    fs::remove_file(picture).expect("the picture is there");
    said
}

/// Width and height, from where the PNG format keeps them.
fn png_size(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).expect("the picture is there");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

/// Serves the pages above for as long as the test runs; gives their address.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("a bound address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // The browser may go away in the middle of an answer.
            thread::spawn(move || drop(answer(stream)));
        }
    });
    format!("http://127.0.0.1:{port}/")
}

fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        if reader.read_line(&mut header)? == 0 || header == "\r\n" {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let path = first.split(' ').nth(1).unwrap_or_default();
    let (kind, text) = match path {
        "/" => ("text/html", HOME.to_owned()),
        "/faulty" => ("text/html", FAULTY.to_owned()),
        "/page.js" => ("text/javascript", SCRIPT.to_owned()),
        "/stream" => return stream_events(stream),
        _ => ("text/plain", format!("got {} at {path}", String::from_utf8_lossy(&body))),
    };
    write!(
        stream,
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\
         content-security-policy: {CSP}\r\n\r\n{text}",
        text.len()
    )
}

fn stream_events(mut stream: TcpStream) -> std::io::Result<()> {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\nretry: 100\n\n")?;
    let end = Instant::now() + Duration::from_secs(60);
    while Instant::now() < end {
        stream.write_all(b"data: here\n\n")?;
        thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
