//! A press is never lost without a word: what was meant goes through, whatever changes meanwhile,
//! and whoever is let go reads it.

use super::SCREENS;
use crate::harness::{Chrome, Page};
use crate::server::Server;

/// What each script begins with: the page's own modules, an empty page, and a finger.
const HANDS: &str = r#"
    const file = (name) => [...document.querySelectorAll('link[rel=modulepreload]')]
        .find((one) => one.href.endsWith(`/${name}`)).href;
    const { steady } = await import(file('steady.js'));
    const { morph } = await import(file('morph.js'));
    const main = document.querySelector('main');
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const form = (to, style = '') =>
        `<form action="${to}"><button style="${style}">Accept</button></form>`;
    const middle = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return { clientX: x + width / 2, clientY: y + height / 2 };
    };
    let pressed = 'nothing';
    addEventListener('submit', (event) => {
        event.preventDefault();
        pressed = event.target.getAttribute('action');
    });
    const point = (type, at) => document.elementFromPoint(at.clientX, at.clientY).dispatchEvent(
        new PointerEvent(type, { bubbles: true, cancelable: true, isPrimary: true, ...at }));
    const click = (at) => document.elementFromPoint(at.clientX, at.clientY).dispatchEvent(
        new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, ...at }));
    const letGo = () => Number(document.documentElement.dataset.letGo ?? 0);
    const said = () => document.querySelector('body > [role=alert]')?.textContent ?? '';
    document.documentElement.removeAttribute('data-let-go');
"#;

#[track_caller]
fn plays(page: &Page, script: &str) -> serde_json::Value {
    page.evaluate(&format!("(async () => {{ {HANDS} {script} }})()"))
}

fn on_each_screen(play: impl Fn(&Page)) {
    let (server, chrome) = (Server::demo(), Chrome::start());
    for viewport in SCREENS {
        let page = chrome.page(viewport);
        page.goto(&server.at("/pager"));
        page.wait_text("Nothing rings.");
        play(&page);
    }
}

#[test]
fn who_is_let_go_reads_it_where_the_finger_is_and_the_next_press_counts() {
    on_each_screen(|page| {
        let script = "
            main.innerHTML = form('/one') + form('/two');
            const at = middle(main.querySelector('button'));
            steady(() => main.prepend(main.lastElementChild));
            click(at);
            const notice = document.querySelector('body > [role=alert]').getBoundingClientRect();
            const near = Math.abs(notice.bottom - at.clientY) < 120
                || Math.abs(notice.top - at.clientY) < 120;
            const inside = notice.left >= 0 && notice.right <= innerWidth;
            const first = [pressed, letGo(), said(), near, inside];
            await pause(450);
            click(at);
            return [...first, pressed, letGo()];";
        let words = "Not pressed: the page had only just changed here. Press again.";
        let expected = serde_json::json!(["nothing", 1, words, true, true, "/two", 1]);
        assert_eq!(plays(page, script), expected);
    });
}

#[test]
fn while_somebody_presses_the_page_stands_still_and_the_press_counts() {
    on_each_screen(|page| {
        let script = "
            main.innerHTML = form('/one');
            const button = main.querySelector('button');
            const at = middle(button);
            point('pointerdown', at);
            steady(() => (main.innerHTML = form('/two')));
            const held = button.isConnected;
            await pause(50);
            point('pointerup', at);
            click(at);
            await pause(200);
            const now = main.querySelector('form').getAttribute('action');
            return [held, pressed, now, letGo()];";
        assert_eq!(plays(page, script), serde_json::json!([true, "/one", "/two", 0]));
        // Whoever lifts the finger elsewhere has changed their mind, and is told nothing.
        let script = "
            main.innerHTML = form('/one') + form('/two');
            const [one, two] = [...main.querySelectorAll('button')].map(middle);
            point('pointerdown', one);
            point('pointerup', two);
            await pause(250);
            return [pressed, letGo()];";
        assert_eq!(plays(page, script), serde_json::json!(["nothing", 0]));
    });
}

#[test]
fn what_a_long_press_loses_is_said() {
    on_each_screen(|page| {
        let script = "
            main.innerHTML = form('/one');
            const at = middle(main.querySelector('button'));
            point('pointerdown', at);
            steady(() => (main.innerHTML = form('/two')));
            await pause(1700);
            const now = main.querySelector('form').getAttribute('action');
            point('pointerup', at);
            await pause(250);
            return [now, pressed, letGo(), said() !== ''];";
        assert_eq!(plays(page, script), serde_json::json!(["/two", "nothing", 1, true]));
    });
}

#[test]
fn what_lies_on_something_else_or_ticks_or_was_moved_by_the_reader_is_pressed() {
    on_each_screen(|page| {
        let lies = "
            const covers = 'position: fixed; inset: 20% 10% auto; height: 200px';
            const over = 'position: fixed; inset: calc(20% + 150px) 10% auto; height: 50px';
            main.innerHTML = form('/under', covers) + form('/over', over);
            steady(() => {});
            click(middle(main.lastElementChild.firstElementChild));
            return [pressed, letGo()];";
        assert_eq!(plays(page, lies), serde_json::json!(["/over", 0]));
        let ticks = "
            main.innerHTML = '<details><summary>Rings <time>59 s</time>, 2</summary></details>';
            const summary = main.querySelector('summary');
            steady(() => (summary.innerHTML = 'Rings <time>1 min</time>, 3'));
            click(middle(summary));
            return [main.firstElementChild.open, letGo()];";
        assert_eq!(plays(page, ticks), serde_json::json!([true, 0]));
        for moves in ["resize", "scroll"] {
            let script = format!(
                "main.innerHTML = form('/one') + form('/two');
                const at = middle(main.querySelector('button'));
                steady(() => main.prepend(main.lastElementChild));
                await pause(150);
                dispatchEvent(new Event('{moves}'));
                click(at);
                return [pressed, letGo()];"
            );
            assert_eq!(plays(page, &script), serde_json::json!(["/two", 0]), "{moves}");
        }
        // A key presses what has the focus, wherever that is.
        let keys = "
            main.innerHTML = form('/one') + form('/two');
            const button = main.querySelector('button');
            steady(() => main.prepend(main.lastElementChild));
            button.focus();
            button.click();
            return [pressed, letGo()];";
        assert_eq!(plays(page, keys), serde_json::json!(["/one", 0]));
    });
}

#[test]
fn a_button_that_stays_is_the_same_button_and_keeps_the_focus() {
    on_each_screen(|page| {
        for (before, after) in [
            ("'<p>Rings</p>' + form('/a')", "form('/a')"),
            ("form('/a')", "'<p>Rings</p>' + form('/a')"),
            ("form('/a')", "form('/b') + form('/a')"),
            ("form('/b') + form('/a')", "form('/a')"),
            (
                "'<div class=\"notice\">1</div><div>' + form('/a') + '</div>'",
                "`<div>${form('/a')}</div>`",
            ),
        ] {
            let script = format!(
                "main.innerHTML = '<section>' + {before} + '</section>';
                const button = main.querySelector('[action=\"/a\"] button');
                button.focus();
                const fresh = document.createElement('template');
                fresh.innerHTML = '<section>' + {after} + '</section>';
                const wanted = fresh.innerHTML;
                morph(main.firstElementChild, fresh.content.firstElementChild);
                const same = main.querySelector('[action=\"/a\"] button') === button;
                return [same, document.activeElement === button, main.innerHTML === wanted];"
            );
            let kept = plays(page, &script);
            assert_eq!(kept, serde_json::json!([true, true, true]), "{before} to {after}");
        }
    });
}
