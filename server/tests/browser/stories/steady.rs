//! Nothing moves under a finger: what is next is in sight, and a page that changes takes no press
//! that was meant for something else.

use super::{SCREENS, WORDS, assert_calm, call, rung, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

/// Where the field to write in ends, and where the window does.
const BELOW: &str = "document.querySelector('#words').getBoundingClientRect().bottom - innerHeight";

#[track_caller]
fn assert_in_sight(page: &Page, state: &str) {
    page.evaluate("document.activeElement?.blur(); scrollTo(0, 0)");
    let below = page.evaluate(BELOW).as_f64().expect("a length");
    assert!(below <= 0.0, "{state}: the answer box is {below} px below the window");
}

#[test]
fn the_answer_box_is_in_sight_without_scrolling() {
    let chrome = Chrome::start();
    for viewport in SCREENS {
        let server = Server::demo();
        let (caller, us) = (chrome.page(viewport), chrome.page(viewport));
        call(&caller, &server, WORDS);
        assert_in_sight(&caller, "/e, ringing");
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console/incidents/1"));
        assert_in_sight(&us, "room, ringing");
        us.press("a");
        us.wait_text("Maria Lindqvist leads");
        caller.wait_text(" has it.");
        assert_in_sight(&us, "room, with the first words proposed");
        assert_in_sight(&caller, "/e, accepted");
        us.click("#ends button");
        caller.wait_text("Does it for you?");
        assert_in_sight(&caller, "/e, asked");
        caller.click_text("Yes, it works again");
        caller.wait_text("You said it works again.");
        assert_in_sight(&caller, "/e, closed");
        assert_calm(&[("caller", &caller), ("us", &us)]);
    }
}

/// Somebody else's telephone that begins to ring once took the place of the one that somebody was
/// about to press.
#[test]
fn a_telephone_that_begins_to_ring_stays_where_it_is() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let places = "JSON.stringify([...document.querySelectorAll('.pagers > li')].map((one) => {
        const { x, y } = one.getBoundingClientRect();
        return [one.id, x + scrollX, y + scrollY];
    }))";
    for viewport in SCREENS {
        let (caller, pager) = (chrome.page(viewport), chrome.page(viewport));
        pager.goto(&server.at("/pager"));
        pager.wait_text("Nothing rings.");
        let before = pager.evaluate(places);
        call(&caller, &server, WORDS);
        let (person, name) = rung(&pager);
        assert_eq!(pager.evaluate(places), before, "{name} rings");
        pager.click_text(&name);
        pager.click(&format!("#pager-{person} article[data-ringing] button"));
        caller.wait_text(&format!("{name} has it."));
        caller.click_text("It works again");
        caller.wait_text("You said it works again.");
    }
}

/// What is said beside the buttons of a room changes by the second. At a desk it once took so much
/// room that the buttons went to another line, under a finger that was on its way to *Accept*.
#[test]
fn what_a_room_says_moves_none_of_its_buttons() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, us) = (chrome.page(Viewport::Desk), chrome.page(Viewport::Desk));
    call(&caller, &server, WORDS);
    sign_in(&us, &server, "maria");
    us.goto(&server.at("/console/incidents/1"));
    us.wait_text("Bring");
    let place = |said: &str| {
        us.evaluate(&format!(
            "(() => {{
                document.querySelector('#headline > .soft').textContent = '{said}';
                const {{ x, y }} = document.querySelector('#room-actions').getBoundingClientRect();
                return JSON.stringify([x, y + scrollY]);
            }})()"
        ))
    };
    let short = place("ringing");
    let long = "ringing Maria Lindqvist, then Priya Nair as well in 37 s ".repeat(3);
    assert_eq!(place(&long), short);
}

/// Two buttons of different deeds change places; a press within a blink of that is let go.
const SWAPPED: &str = r#"(async (wait) => {
    const file = [...document.querySelectorAll('link[rel=modulepreload]')]
        .find((one) => one.href.endsWith('/steady.js')).href;
    const { steady } = await import(file);
    const main = document.querySelector('main');
    main.innerHTML = '<form action="/one"><button>Accept</button></form>'
        + '<form action="/two"><button>Accept</button></form>';
    const [one, two] = main.querySelectorAll('button');
    const { x, y, width, height } = one.getBoundingClientRect();
    const at = { clientX: x + width / 2, clientY: y + height / 2 };
    steady(() => main.prepend(two.form));
    await new Promise((done) => setTimeout(done, wait));
    let pressed = 'nothing';
    main.addEventListener('submit', (event) => {
        event.preventDefault();
        pressed = event.target.getAttribute('action');
    });
    const target = document.elementFromPoint(at.clientX, at.clientY);
    target.dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, ...at }));
    return pressed;
})"#;

#[test]
fn a_press_does_not_hit_what_has_just_come_under_the_finger() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let page = chrome.page(SCREENS[1]);
    for (wait, pressed) in [(0, "nothing"), (600, "/two")] {
        page.goto(&server.at("/pager"));
        page.wait_text("Nothing rings.");
        assert_eq!(page.evaluate(&format!("{SWAPPED}({wait})")), pressed);
    }
}

/// Whether both the panel of proof and the fold inside it lie open.
const UNFOLDED: &str = "document.querySelector('#proof-1').open
    && document.querySelector('#verify-1').closest('details').open";

#[test]
fn a_link_to_what_is_folded_away_opens_it_without_script() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, us) = (chrome.page(SCREENS[0]), chrome.page(SCREENS[0]));
    call(&caller, &server, WORDS);
    sign_in(&us, &server, "maria");
    us.disable_script();
    us.goto(&server.at("/console/incidents/1"));
    assert_eq!(us.evaluate(UNFOLDED), false);
    us.goto(&server.at("/console/incidents/1#verify-1"));
    us.reload();
    assert_eq!(us.evaluate(UNFOLDED), true);
    us.goto(&server.at("/console/incidents/1?show=words#course"));
    assert_eq!(us.evaluate("document.querySelector('#timeline').open"), true);
}

#[test]
fn what_the_reader_opened_and_typed_stays_while_the_room_changes() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    for viewport in SCREENS {
        let (caller, us) = (chrome.page(viewport), chrome.page(viewport));
        let emergency = call(&caller, &server, WORDS);
        sign_in(&us, &server, "maria");
        us.goto(&server.at("/console"));
        us.click(".rows a.what");
        us.wait_text("Conversation");
        us.click_text("Proof: level 0 of 3");
        us.click_text("Do it anyway: break the glass");
        us.fill("[id^=glass-reason-]", "They asked tw");
        us.evaluate("document.activeElement.blur()");
        let introduce = "fetch(location.pathname + '/introduction', { method: 'POST',
            body: new URLSearchParams({ who: 'Brightwater Clinics' }) }).then((a) => a.status)";
        assert_eq!(caller.evaluate(introduce), 200);
        us.wait_text("Who: Brightwater Clinics");
        us.wait_text("Customer: ");
        let kept = "document.querySelector('.theirs details[id^=proof-]').open
            && document.querySelector('[id^=glass-reason-]').value";
        assert_eq!(us.evaluate(kept), "They asked tw");
        caller.goto(&emergency);
        caller.click_text("I pressed by mistake");
        us.wait_text("closed by the customer");
        assert_calm(&[("us", &us)]);
    }
}
