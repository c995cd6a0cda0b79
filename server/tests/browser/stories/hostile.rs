//! Hostile text in every field: nothing of it runs, nothing deceives, nothing breaks the layout.

use super::{assert_calm, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// A script in three disguises, a null, a bell and an escape, text turned around, and a word
/// without end, written as the script that posts it would.
const HOSTILE: &str = r#"'</textarea></title><script>window.hurt=1</script>"\'><img src=x onerror=window.hurt=1>'
    + 'javascript:window.hurt=1 ${7*7} \u0000\u0007\u001b[31m \u202eesrever\u202c \u2066x '
    + 'W'.repeat(180)"#;

/// An organisation whose every name is hostile.
const ORGANISATION: &str = r#"
[organisation]
name = "<script>window.hurt=1</script> Gesellschaftsversicherungsanstaltsverwaltung"
zone = "UTC"
front_door = "door"
phone = "<img src=x onerror=window.hurt=1> +1 555"
danger_number = "<b>112</b>"
first_aid = "<script>window.hurt=1</script>\nWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"

[[person]]
key = "ana"
name = "<img src=x onerror=window.hurt=1> Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren"
role = "manager"
zone = "UTC"
[[person.method]]
key = "screen"
channel = "screen"

[[team]]
key = "a-team-with-a-key-as-long-as-a-key-may-be-which-is-sixty-four-ch"
name = "</h2><script>window.hurt=1</script>"
members = ["ana"]

[[schedule]]
key = "always"
name = "\"><svg onload=window.hurt=1> Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
zone = "UTC"
[[schedule.rotation]]
key = "weeks"
people = ["ana"]
cadence = "weekly"
hand_off = "09:00"
start = 2026-01-05

[[policy]]
key = "door"
name = "<script>window.hurt=1</script>WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
[[policy.step]]
targets = ["schedule:always"]
delay_secs = 900

[[customer]]
key = "clinic"
name = "<script>window.hurt=1</script> WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW"
access_names = ["<img src=x onerror=window.hurt=1>"]
plan = "<b>Basic</b>"
"#;

#[test]
fn hostile_text() {
    let (server, chrome) = (Server::with_organisation(ORGANISATION), Chrome::start());
    let (caller, page) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Phone));
    sign_in(&page, &server, "ana");
    caller.goto(&server.at("/help"));
    let emergency = post(&caller, "/help", &["words", "who", "reach", "command", "service"]);
    let path = emergency.strip_prefix(&server.at("")).expect("an emergency").to_owned();
    caller.goto(&emergency);
    post(&caller, &format!("{path}/messages"), &["words", "message"]);
    post(&caller, &format!("{path}/introduction"), &["who", "reach"]);
    page.goto(&server.at("/pager/ana"));
    let lock = page.attribute("a[href^='/p/']", "href").expect("a page");
    let responder = chrome.page(Viewport::Phone);
    responder.goto(&server.at(&lock));

    for (door, paths) in [
        (
            &caller,
            vec!["/help", "/help/%3Cscript%3Ewindow.hurt=1%3C%2Fscript%3E", &path, "/signin"],
        ),
        (&responder, vec![&lock, "/nowhere/<script>window.hurt=1</script>", "/docs"]),
        (
            &page,
            vec![
                "/console",
                "/console/incidents/1",
                "/console/schedules",
                "/console/schedules/always",
                "/console/policies",
                "/console/people",
                "/console/customers",
                "/console/customers?find=%3Cscript%3Ewindow.hurt=1%3C%2Fscript%3E",
                "/console/customers/clinic",
                "/pager/ana",
            ],
        ),
    ] {
        for path in paths {
            door.goto(&server.at(path));
            stands(door, path);
        }
    }

    // Words of the vendor's own side, and answers with what was typed.
    page.goto(&server.at("/console/incidents/1"));
    page.click("#headline button[data-key=a]");
    page.wait_text("leads");
    post(&page, "/console/emergencies/1/messages", &["words", "message"]);
    let update = ["known", "impact", "workaround", "next", "next_in_mins", "command"];
    post(&page, "/console/incidents/1/update", &update);
    // Minutes that cannot be read come back with all that was typed.
    post(&page, "/console/incidents/1/update", &["known", "high_mins", "depends_on"]);
    post(&page, "/console/emergencies/1/customer", &["customer"]);
    post(&page, "/console/schedules/always/overrides", &["from", "until", "person", "replaces"]);
    post(&page, "/signin", &["who"]);
    page.goto(&server.at("/console/incidents/1"));
    stands(&page, "the room, accepted");
    caller.goto(&emergency);
    stands(&caller, "the emergency, accepted");
    // An answer of 404 is what was asked for, and the browser notes it as an error.
    let errors = responder.console_errors();
    assert!(errors.iter().all(|error| error.contains("404")), "{errors:?}");
    assert_calm(&[("caller", &caller)]);
}

/// Posts the hostile text in all of these fields; gives the address it led to.
#[track_caller]
fn post(page: &Page, path: &str, fields: &[&str]) -> String {
    let script = format!(
        "(async () => {{
            const text = {HOSTILE};
            const body = new URLSearchParams({fields:?}.map((name) => [name, text]));
            const headers = {{ Accept: 'text/html' }};
            const answer = await fetch({path:?}, {{ method: 'POST', body, headers }});
            return answer.status < 500 ? answer.url : `answered ${{answer.status}}`;
        }})()"
    );
    let url = page.evaluate(&script).as_str().expect("an address").to_owned();
    assert!(!url.starts_with("answered"), "{path}: {url}");
    // A form that is refused is noted by the browser as an error; what may not be is anything else.
    let errors = page.console_errors();
    assert!(errors.iter().all(|error| error.contains("status of 4")), "{path}: {errors:?}");
    url
}

/// Nothing ran, and nothing sticks out, on a usual and on a narrow telephone.
#[track_caller]
fn stands(page: &Page, path: &str) {
    for width in [390, 320] {
        page.width(width);
        let script = "(() => {
            const { scrollWidth, clientWidth } = document.documentElement;
            if (scrollWidth <= clientWidth) return null;
            const right = (one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                const rects = [...range.getClientRects(), one.getBoundingClientRect()];
                return Math.max(...rects.map((rect) => rect.right));
            };
            const out = [...document.querySelectorAll('body *')].filter((one) =>
                right(one) > clientWidth + 1 && !one.closest('.scroll, .slides'));
            return out.slice(0, 5).map((one) => one.cloneNode(false).outerHTML).join(' ');
        })()";
        assert_eq!(page.evaluate(script), serde_json::Value::Null, "{path} at {width}: too wide");
    }
    assert_eq!(page.evaluate("window.hurt ?? 'nothing'"), "nothing", "{path}: a script ran");
    assert_eq!(page.evaluate("document.querySelectorAll('img').length"), 0, "{path}");
    assert!(!page.text().contains('\u{202e}'), "{path}: text is turned around");
}
