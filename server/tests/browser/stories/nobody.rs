//! Nobody accepts: the caller reads the truth at each turn, and it never stops ringing.

use super::{call, rung, sign_in};
use crate::harness::{Chrome, Page, Viewport};
use crate::server::Server;

const ORGANISATION: &str = r#"
[organisation]
name = "Fjord Instruments"
zone = "Europe/Oslo"
front_door = "front-door"
danger_number = "113"

[[person]]
key = "ana"
name = "Ana Reyes"
role = "manager"
zone = "Europe/Oslo"
[[person.method]]
key = "screen"
channel = "screen"

[[person]]
key = "tom"
name = "Tom Okafor"
role = "responder"
zone = "Europe/Oslo"
[[person.method]]
key = "screen"
channel = "screen"

[[policy]]
key = "front-door"
name = "Front door"
rounds = 1
[[policy.step]]
targets = ["person:ana"]
delay_secs = 5
[[policy.step]]
targets = ["person:tom"]
delay_secs = 20
"#;

#[test]
fn nobody_accepts() {
    let (server, chrome) = (Server::with_organisation(ORGANISATION), Chrome::start());
    let [ana, tom] = ["ana", "tom"].map(|person| {
        let page = chrome.page(Viewport::Phone);
        sign_in(&page, &server, person);
        page.goto(&server.at(&format!("/pager/{person}")));
        page.wait_text("Asleep until it matters.");
        page
    });
    let caller = chrome.page(Viewport::Phone);

    // Ana is rung, with the seconds until the next person; she sleeps.
    call(&caller, &server, super::WORDS);
    caller.wait_text("We have it. Ringing the engineer on duty.");
    caller.wait_text("The next person is rung in");
    ana.wait_text("EMERGENCY");
    assert!(!tom.text().contains("EMERGENCY"), "one is rung first");

    // Five seconds later Tom is rung; he cannot for ten minutes, and the whole team is rung.
    tom.wait_text("EMERGENCY");
    caller.wait_text("The whole team is rung in");
    tom.click_text("I can’t: 10 min");
    tom.wait_text("Others are being rung.");
    caller.wait_text("We are ringing the whole team, and we keep ringing.");

    // Ana passes it on as well: the last alarm sounds, and everyone is rung again and again.
    ana.click_text("Pass on");
    caller.wait_text("Nobody has answered yet. Our last alarm is sounding.");
    caller.wait_text("We ring everyone again in");
    assert_eq!(caller.axe(), Vec::<String>::new());

    // A caller who is told the truth may still write, and whoever declined may still take it.
    caller.fill("#words", "Is somebody there?");
    caller.click_text("Send");
    caller.wait_text("Is somebody there?");
    accept(&tom);
    caller.wait_text("Tom Okafor has it.");
    ana.wait_text("Tom Okafor has it.");
}

#[test]
fn two_people_accept_in_the_same_instant() {
    let (server, chrome) = (Server::demo(), Chrome::start());
    let (caller, pager) = (chrome.page(Viewport::Phone), chrome.page(Viewport::Desk));
    call(&caller, &server, super::WORDS);
    // Passing on rings the next step at once, until one in which two people and more are rung.
    pager.goto(&server.at("/pager"));
    for _ in 0..2 {
        let (person, _) = rung(&pager);
        pager.click(&format!("#pager-{person} form[action$='/pass'] button"));
        pager.attribute(&format!("#pager-{person} article:not([data-ringing])"), "class");
    }
    let forms = "document.querySelectorAll('article[data-ringing] form[action$=\"/accept\"]')";
    while pager.evaluate(&format!("{forms}.length")).as_u64() < Some(2) {
        pager.wait_text("EMERGENCY");
    }

    // When two press in the same instant, one has it and the other is told who.
    let both = format!(
        "Promise.all([...{forms}].slice(0, 2).map(async (form) => {{
            const body = new URLSearchParams(new FormData(form));
            body.delete('back');
            const answer = await fetch(form.action, {{ method: 'POST', body }});
            return [answer.status, await answer.text()];
        }}))"
    );
    let answers = pager.evaluate(&both);
    let mut texts: Vec<(u64, String)> = answers
        .as_array()
        .expect("two answers")
        .iter()
        .map(|pair| (pair[0].as_u64().unwrap_or_default(), pair[1].to_string()))
        .collect();
    texts.sort();
    assert_eq!([texts[0].0, texts[1].0], [200, 409]);
    assert!(texts[0].1.contains("You have it."), "{}", texts[0].1);
    caller.wait_text(" has it.");
    let sentence = caller.evaluate("document.querySelector('#state .sentence').innerText");
    let winner = sentence.as_str().and_then(|said| said.split(" has it").next()).expect("a name");
    assert!(texts[1].1.contains(&format!("{winner} already has it.")), "{}", texts[1].1);
}

#[track_caller]
fn accept(page: &Page) {
    page.wait_text("Open the page");
    page.click_text("Accept");
}
