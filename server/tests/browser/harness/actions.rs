//! What a person does to a page, what the world does to it, and what a checker says of it.

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::base64;
use super::devtools::Wrong;
use super::page::Page;
use super::{keys, scripts};

/// A little longer than `BLINK_MS` of `steady.js`.
const BLINK: Duration = Duration::from_millis(450);
/// So often somebody presses who reads that the page has let it go.
const PRESSES_MAX: u32 = 3;

impl Page {
    /// Presses the middle of the first element that matches, once it is visible, enabled,
    /// at rest and not covered.
    #[track_caller]
    pub fn click(&self, css: &str) {
        self.press_at(css, &scripts::by_selector(css));
    }

    /// Presses the visible button or link with this name, or else the first whose name starts
    /// with it.
    #[track_caller]
    pub fn click_text(&self, start: &str) {
        self.press_at(start, &scripts::by_name(start));
    }

    /// Types `text` over what a field holds; a list or a date is set to the value or label.
    #[track_caller]
    pub fn fill(&self, css: &str, text: &str) {
        let ready = scripts::ready_field(css, text);
        let typed = self.until(&format!("{css:?} can be filled"), || {
            let field = self.look(&ready)?;
            field["type"].as_bool().ok_or_else(|| field["why"].to_string())
        });
        if !typed {
            return;
        }
        if text.is_empty() {
            self.press("Delete");
        } else {
            self.must("Input.insertText", json!({ "text": text }));
        }
    }

    /// Chooses files of this machine in a field for files, as the picker of a phone does.
    #[track_caller]
    pub fn choose(&self, css: &str, files: &[PathBuf]) {
        let script = json!({ "expression": format!("document.querySelector({})", json!(css)) });
        let found = self.must("Runtime.evaluate", script);
        let object = found["result"]["objectId"].clone();
        self.must("DOM.setFileInputFiles", json!({ "files": files, "objectId": object }));
    }

    /// Presses a key: a character, a name such as `Enter`, or `Control+Enter`. Waits until the page
    /// has loaded, since its scripts hear no key before.
    #[track_caller]
    pub fn press(&self, key: &str) {
        self.wait_loaded();
        let Some(events) = keys::events(key) else {
            self.fail(&format!("there is no key {key:?}"))
        };
        for event in events {
            self.must("Input.dispatchKeyEvent", event);
        }
    }

    /// Goes one page back, as the browser's own button does.
    #[track_caller]
    pub fn back(&self) {
        let history = self.must("Page.getNavigationHistory", json!({}));
        let before = history["currentIndex"].as_u64().and_then(|index| index.checked_sub(1));
        let Some(entry) = before
            .and_then(|index| history["entries"].get(usize::try_from(index).unwrap_or(usize::MAX)))
        else {
            self.fail("there is no page to go back to");
        };
        self.must("Page.navigateToHistoryEntry", json!({ "entryId": entry["id"] }));
    }

    /// Loads the page again, and waits until it is another document.
    #[track_caller]
    pub fn reload(&self) {
        self.evaluate("window.before = true; null");
        self.must("Page.reload", json!({}));
        self.until("another document loads", || {
            match self.look("window.before !== true && document.readyState === 'complete'")? {
                Value::Bool(true) => Ok(()),
                _ => Err("it does not".to_owned()),
            }
        });
    }

    /// Whether something matches now.
    #[track_caller]
    pub fn exists(&self, css: &str) -> bool {
        self.evaluate(&format!("{} !== null", scripts::by_selector(css))) == true
    }

    /// An attribute of the first element that matches; nothing when it has none. Waits for the
    /// element.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> Option<String> {
        let element = scripts::by_selector(css);
        let script = format!("{element} && [{element}.getAttribute({})]", json!(name));
        self.until(&format!("{css:?} is there"), || match self.look(&script)? {
            Value::Array(found) => Ok(found[0].as_str().map(str::to_owned)),
            _ => Err("it is not".to_owned()),
        })
    }

    /// Cuts the page off from the network, open streams included, or restores it.
    #[track_caller]
    pub fn offline(&self, offline: bool) {
        self.network.cut(offline);
        // Tells the page's scripts, which a phone would do as well.
        let conditions = json!({
            "offline": offline,
            "latency": 0,
            "downloadThroughput": -1,
            "uploadThroughput": -1,
        });
        self.must("Network.emulateNetworkConditions", conditions);
    }

    /// Turns the page's own scripts off, from the next page it opens; the test's still run.
    #[track_caller]
    pub fn disable_script(&self) {
        self.scripted.set(false);
        self.must("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// Whether this person prefers dark pages.
    #[track_caller]
    pub fn dark(&self, dark: bool) {
        let [_, still] = self.media.get();
        self.prefer([dark, still]);
    }

    /// Whether this person prefers that nothing moves.
    #[track_caller]
    pub fn reduced_motion(&self, still: bool) {
        let [dark, _] = self.media.get();
        self.prefer([dark, still]);
    }

    /// Makes the window this wide, in the page's own pixels; its height stays.
    #[track_caller]
    pub fn width(&self, width: u32) {
        let mut metrics = self.viewport.metrics();
        metrics["width"] = json!(width);
        self.must("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Gives the page a device that makes passkeys and is unlocked at once.
    #[track_caller]
    pub fn with_authenticator(&self) {
        self.must("WebAuthn.enable", json!({}));
        let options = json!({
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": true,
            "hasUserVerification": true,
            "isUserVerified": true,
            "automaticPresenceSimulation": true,
        });
        self.must("WebAuthn.addVirtualAuthenticator", json!({ "options": options }));
    }

    /// The page as it is printed on paper of this size, in inches: a PDF.
    #[track_caller]
    pub fn print(&self, (width, height): (f64, f64)) -> Vec<u8> {
        let paper = json!({ "paperWidth": width, "paperHeight": height, "printBackground": true });
        let printed = self.must("Page.printToPDF", paper);
        match base64::decode(printed["data"].as_str().unwrap_or_default()) {
            Some(bytes) => bytes,
            None => self.fail("what was printed is not base64"),
        }
    }

    /// Forgets who this person was.
    #[track_caller]
    pub fn clear_cookies(&self) {
        self.must("Network.clearBrowserCookies", json!({}));
    }

    /// What went wrong since this was last asked: scripts that threw, errors logged, loads that
    /// failed, and breaches of the content security policy.
    #[track_caller]
    pub fn console_errors(&self) -> Vec<String> {
        // What the page has reported before this answer has arrived before it, too.
        self.evaluate("0");
        std::mem::take(self.watch.borrow_mut().errors())
    }

    /// What the accessibility checker finds wrong, one line a rule.
    #[track_caller]
    pub fn axe(&self) -> Vec<String> {
        // The checker needs timers, which stand still while scripts are off. The page's own do not
        // come to life by this: they were skipped when it was opened.
        let off = json!({ "value": !self.scripted.get() });
        self.must("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
        let lines = self.try_axe();
        self.must("Emulation.setScriptExecutionDisabled", off);
        match lines {
            Ok(Value::Array(lines)) => {
                lines.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            }
            Ok(other) => self.fail(&format!("axe answered {other}")),
            Err(why) => self.fail(&format!("axe: {why}")),
        }
    }

    /// How many bytes an address that ends so took over the wire, headers included: the largest
    /// of its loads, since a later one may come from the cache. Waits for the load to end.
    #[track_caller]
    pub fn transferred_bytes(&self, url_suffix: &str) -> u64 {
        self.until(&format!("{url_suffix:?} has loaded"), || {
            let mut watch = self.watch.borrow_mut();
            let loads = watch.loads();
            let sizes = loads.iter().filter(|load| load.url.ends_with(url_suffix));
            sizes.map(|load| load.bytes).max().ok_or_else(|| {
                let urls: Vec<&str> = loads.iter().map(|load| load.url.as_str()).collect();
                format!("only these have: {urls:?}")
            })
        })
    }

    fn try_axe(&self) -> Result<Value, Wrong> {
        let world = self.world()?;
        // The world may be there from an earlier look at the same page.
        if self.try_evaluate("typeof axe", Some(world))? != "object" {
            self.try_evaluate(&format!("{}\n;null", scripts::AXE), Some(world))?;
        }
        self.try_evaluate(scripts::AXE_RUN, Some(world))
    }

    #[track_caller]
    fn prefer(&self, [dark, still]: [bool; 2]) {
        self.media.set([dark, still]);
        let scheme = if dark { "dark" } else { "light" };
        let motion = if still { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.must("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    #[track_caller]
    fn press_at(&self, what: &str, element: &str) {
        for _ in 0..PRESSES_MAX {
            let (x, y) = self.where_at_rest(what, element);
            let before = self.times_let_go();
            // A page that cannot be listened to now is pressed all the same.
            let _ = self.look(scripts::LISTEN);
            self.mouse("mouseMoved", 0, x, y);
            self.mouse("mousePressed", 1, x, y);
            self.mouse("mouseReleased", 1, x, y);
            // Whoever reads that their press was let go presses again; nobody else does.
            if self.times_let_go() <= before {
                return;
            }
            self.let_go.set(self.let_go.get() + 1);
            if self.look(scripts::STOOD_STILL).is_ok_and(|still| still == true) {
                self.fail(&format!("{what:?} was let go though nothing had moved"));
            }
        }
        self.fail(&format!("{what:?} was let go {PRESSES_MAX} times"));
    }

    /// Where an element can be pressed. Twice in the same place: what still slides in would be
    /// missed. A page that changes by itself lets go what is pressed within a blink of a change, as
    /// no person could have meant it; so the second look is as late as a person's press.
    #[track_caller]
    fn where_at_rest(&self, what: &str, element: &str) -> (f64, f64) {
        let script = scripts::point_of(element);
        let look = || {
            let point = self.look(&script)?;
            match (point["x"].as_f64(), point["y"].as_f64()) {
                (Some(x), Some(y)) => Ok((x, y)),
                _ => Err(point["why"].to_string()),
            }
        };
        self.until(&format!("{what:?} can be pressed"), || {
            let before = look()?;
            if self.look("document.querySelector('[data-live]') !== null")? == true {
                self.look(&scripts::watch(element))?;
                thread::sleep(BLINK);
            }
            let now = look()?;
            if before == now { Ok(now) } else { Err("it is moving".to_owned()) }
        })
    }

    /// How many presses the page that is shown has let go.
    fn times_let_go(&self) -> u64 {
        self.look(scripts::LET_GO).ok().and_then(|count| count.as_u64()).unwrap_or_default()
    }

    #[track_caller]
    fn mouse(&self, kind: &str, presses: u32, x: f64, y: f64) {
        let button = if presses == 0 { "none" } else { "left" };
        let event =
            json!({ "type": kind, "x": x, "y": y, "button": button, "clickCount": presses });
        self.must("Input.dispatchMouseEvent", event);
    }
}
