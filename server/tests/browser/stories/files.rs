//! Files in a conversation: picked, dropped and pasted, without script, hostile, broken off.
//! And first-aid cards, ticked and sent.

use std::path::PathBuf;

use super::accessible::check;
use super::tour::shot;
use super::{WORDS, call, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Files as somebody might choose them.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let place = std::env::temp_dir().join(format!("mayday-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&place).expect("a place for files");
        Self(place)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A picture of one colour that is a page as well, for whoever believes a browser that guesses.
fn polyglot() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_pixel(64, 48, image::Rgb([40, 90, 160]));
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    let mut bytes = bytes.into_inner();
    bytes.extend(b"<script>document.title = 'taken over'</script>");
    bytes
}

/// A small archive of very much nothing; nobody here unpacks it.
fn bomb() -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\x14\0\0\0\x08\0".to_vec();
    bytes.extend([0; 40_000]);
    bytes
}

fn files_shown(page: &Page) -> u64 {
    let count = page.evaluate("document.querySelectorAll('.files > li').length");
    count.as_u64().expect("a number")
}

/// Files as a desk has them, made by the page's own means.
fn hand_over(page: &Page, how: &str, name: &str) {
    let event = match how {
        "drop" => {
            "document.body.dispatchEvent(new DragEvent('drop', \
                   { dataTransfer: box, bubbles: true, cancelable: true }))"
        }
        _ => {
            "document.querySelector('#words').dispatchEvent(new ClipboardEvent('paste', \
              { clipboardData: box, bubbles: true, cancelable: true }))"
        }
    };
    page.evaluate(&format!(
        "(() => {{ const box = new DataTransfer();
            box.items.add(new File(['13:58 timeout'], '{name}', {{ type: 'text/plain' }}));
            {event}; return true; }})()"
    ));
}

#[test]
fn photos_and_logs_come_by_picker_drop_and_paste() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let desk = Desk::new("chosen");
    let (caller, room) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    call(&caller, &server, WORDS);
    caller.click_text("Photo or file");
    caller.wait_text("No patient or card data, please.");
    check(&caller, "/e, choosing files");

    // A picture that is a page as well is drawn anew, an archive is kept closed.
    let chosen = [("photo.png", polyglot()), ("all.zip", bomb())];
    let chosen: Vec<PathBuf> = chosen.iter().map(|(name, bytes)| desk.file(name, bytes)).collect();
    caller.choose("#file", &chosen);
    caller.wait_text("Files chosen: 2. Press Send.");
    caller.fill("#words", "This is what it shows");
    caller.click_text("Send");
    caller.wait_text("not checked: open it with care");
    assert_eq!(files_shown(&caller), 2);
    let drawn = "(async () => {
        const image = document.querySelector('.files img');
        await image.decode();
        return image.naturalWidth;
    })()";
    assert_eq!(caller.evaluate(drawn), 64, "it is seen");
    check(&caller, "/e, with files");

    // What is dropped or pasted stands in the same field.
    for (how, name) in [("drop", "dropped.log"), ("paste", "pasted.log")] {
        hand_over(&caller, how, name);
        caller.wait_text("Files chosen: 1. Press Send.");
        caller.click_text("Send");
        caller.wait_text(name);
    }
    assert_eq!(files_shown(&caller), 4);

    sign_in(&room, &server, "maria");
    room.goto(&server.at("/console/incidents/1"));
    room.wait_text("pasted.log");
    check(&room, "/console/incidents/1, with files");
    let picture = room.attribute(".files a.picture", "href").expect("a picture");
    room.goto(&server.at(&picture));
    assert_ne!(room.evaluate("document.title"), "taken over");
    assert!(caller.console_errors().is_empty(), "{:?}", caller.console_errors());

    // One tap takes it out, on every open page.
    room.goto(&server.at("/console/incidents/1"));
    room.wait_text("pasted.log");
    room.click(".log > li:last-child > button.redact");
    caller.wait_no_text("pasted.log");
    caller.wait_text("Redacted by");
}

#[test]
fn what_is_too_large_or_broken_off_is_said_and_can_be_sent_again() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let desk = Desk::new("broken");
    let caller = chrome.page(Viewport::Phone);
    call(&caller, &server, WORDS);
    caller.click_text("Photo or file");
    let large = desk.file("large.bin", &vec![7; 15 * 1024 * 1024 + 1]);
    caller.choose("#file", &[large]);
    caller.wait_text("is larger than 15 MB and will not be kept");
    caller.fill("#words", "The large one");
    caller.click_text("Send");
    caller.wait_text("was not kept. It is larger than 15 MB.");
    caller.wait_text("The large one");
    assert_eq!(files_shown(&caller), 0);

    // The line breaks on the way: the files stay chosen, and the second press sends them.
    let log = desk.file("pos.log", &b"13:58:01 timeout\n".repeat(4_000));
    caller.choose("#file", &[log]);
    caller.wait_text("Files chosen: 1. Press Send.");
    caller.fill("#words", "The log");
    caller.offline(true);
    caller.click_text("Send");
    caller.wait_text("Not sent: the connection was lost.");
    caller.offline(false);
    caller.click_text("Send");
    caller.wait_text("Sent.");
    caller.wait_text("pos.log");
    assert_eq!(files_shown(&caller), 1);
}

#[test]
fn without_script_a_file_is_sent_by_a_plain_form() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let desk = Desk::new("plain");
    let caller = chrome.page(Viewport::Phone);
    caller.disable_script();
    call(&caller, &server, WORDS);
    caller.click_text("Write to us");
    caller.click_text("Photo or file");
    caller.choose("#file", &[desk.file("photo.png", &polyglot())]);
    caller.fill("#words", "Without script");
    caller.click_text("Send");
    caller.wait_text("Without script");
    assert_eq!(files_shown(&caller), 1);
    caller.click_text("Take back");
    caller.wait_text("Redacted by you");
    caller.click_text("Undo");
    caller.wait_text("Without script");
}

#[test]
fn a_card_is_ticked_and_another_one_sent() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, room) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    caller.goto(&server.at("/help?service=card-terminals"));
    caller.wait_text("One card terminal does not answer");
    check(&caller, "/help?service=card-terminals");
    shot(&caller, "phone-door-cards");
    caller.fill("#words", WORDS);
    caller.click_text("Get a person now");
    caller.wait_text("Use another terminal");
    caller.click_text("Step 1: tried, did not help");
    caller.evaluate(
        "(async () => {
            while (!document.querySelector('li[data-tried]'))
                await new Promise((done) => setTimeout(done, 50));
            return true;
        })()",
    );
    check(&caller, "/e, with cards");
    shot(&caller, "phone-emergency-cards");
    sign_in(&room, &server, "maria");
    room.goto(&server.at("/console/incidents/1"));
    room.wait_text("1 of 3 tried, none helped");
    room.click_text("First aid: 1 of 3 tried");
    room.click_text("Send: Charged twice");
    room.wait_text("sent the first-aid card");
    caller.wait_text("sent you what to do");
    // It came like anything else that somebody says: above the field to write in, and in sight.
    let in_sight = caller.evaluate(
        "(async () => {
            const sent = () => document.querySelector('#conversation .first-aid');
            while (!sent()) await new Promise((done) => setTimeout(done, 50));
            const { top, bottom } = sent().getBoundingClientRect();
            const dock = document.querySelector('.dock').getBoundingClientRect();
            return sent().open && top >= 0 && top + 44 <= dock.top && bottom > top;
        })()",
    );
    shot(&caller, "phone-emergency-card-sent");
    assert_eq!(in_sight, true);
    shot(&room, "desk-room-cards");
    for path in ["/console/cards", "/console/cards/one-terminal"] {
        room.goto(&server.at(path));
        shot(&room, &format!("desk{}", path.replace('/', "-")));
    }
}
