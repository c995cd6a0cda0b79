//! One person's page: where it is, what it says, and how a test fails with it in view.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::base64;
use super::chrome::Browser;
use super::devtools::Wrong;
use super::network::Network;
use super::scripts;
use super::watch::{Watch, exception_text};

const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_EVERY: Duration = Duration::from_millis(25);
/// Chromium paints no picture taller than this.
const PICTURE_PIXELS_MAX: f64 = 16_384.0;

/// The screen a page is seen on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Viewport {
    /// 390 by 844 at twice the density, by touch.
    Phone,
    /// 1280 by 800, by mouse.
    Desk,
}

impl Viewport {
    fn scale(self) -> f64 {
        match self {
            Self::Phone => 2.0,
            Self::Desk => 1.0,
        }
    }

    pub(super) fn metrics(self) -> Value {
        let (width, height) = match self {
            Self::Phone => (390, 844),
            Self::Desk => (1280, 800),
        };
        json!({
            "width": width,
            "height": height,
            "deviceScaleFactor": self.scale(),
            "mobile": self == Self::Phone,
        })
    }
}

/// A page with cookies of its own. Whatever waits does so until it comes true or patience ends;
/// then the test fails with the page's address, its text and a picture.
pub struct Page {
    browser: Arc<Browser>,
    pub(super) viewport: Viewport,
    context: String,
    /// The main frame has the same id.
    target: String,
    session: String,
    patience: Cell<Duration>,
    told: Cell<bool>,
    pub(super) network: Network,
    pub(super) watch: RefCell<Watch>,
    pub(super) media: Cell<[bool; 2]>,
    pub(super) scripted: Cell<bool>,
    /// How many presses pages have let go.
    pub(super) let_go: Cell<u32>,
}

impl Page {
    /// Opens an empty page in a context of its own.
    pub fn open(browser: Arc<Browser>, viewport: Viewport) -> Result<Self, Wrong> {
        let network = Network::start().map_err(|why| Wrong::Refused(why.to_string()))?;
        let ask = |method, params| browser.devtools.call(None, method, params, PATIENCE);
        // This machine too is reached through the network, which Chromium would else go around.
        let own = json!({ "proxyServer": network.proxy(), "proxyBypassList": "<-loopback>" });
        let context = text_of(&ask("Target.createBrowserContext", own)?["browserContextId"]);
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let target = text_of(&ask("Target.createTarget", blank)?["targetId"]);
        let attach = json!({ "targetId": target, "flatten": true });
        let session = text_of(&ask("Target.attachToTarget", attach)?["sessionId"]);
        // Before anything is enabled, so that no event is missed.
        let watch = RefCell::new(Watch::new(browser.devtools.events(&session)));
        let page = Self {
            browser,
            viewport,
            context,
            target,
            session,
            patience: Cell::new(PATIENCE),
            told: Cell::new(false),
            network,
            watch,
            media: Cell::new([false; 2]),
            scripted: Cell::new(true),
            let_go: Cell::new(0),
        };
        for domain in ["Page", "Runtime", "Log", "Network", "Inspector"] {
            page.call(&format!("{domain}.enable"), json!({}))?;
        }
        page.call("Emulation.setDeviceMetricsOverride", viewport.metrics())?;
        if viewport == Viewport::Phone {
            let touch = json!({ "enabled": true, "maxTouchPoints": 5 });
            page.call("Emulation.setTouchEmulationEnabled", touch)?;
        }
        // Each person has their own device: all pages are in front and take keys at once.
        page.call("Emulation.setFocusEmulationEnabled", json!({ "enabled": true }))?;
        Ok(page)
    }

    /// Sets how long later waits may take; ten seconds until then.
    pub fn patience(&self, patience: Duration) {
        self.patience.set(patience);
    }

    /// Opens an address and waits until it has loaded.
    #[track_caller]
    pub fn goto(&self, url: &str) {
        let moved = self.must("Page.navigate", json!({ "url": url }));
        if let Some(why) = moved["errorText"].as_str() {
            self.fail(&format!("cannot open {url}: {why}"));
        }
        self.wait_loaded();
    }

    /// Waits until the page with all its scripts has loaded.
    #[track_caller]
    pub(super) fn wait_loaded(&self) {
        self.until("the page loads", || match self.look("document.readyState")?.as_str() {
            Some("complete") => Ok(()),
            state => Err(format!("it is still {state:?}")),
        });
    }

    /// The address in the address bar.
    #[track_caller]
    pub fn url(&self) -> String {
        text_of(&self.evaluate("location.href"))
    }

    /// What a person can read on the page.
    #[track_caller]
    pub fn text(&self) -> String {
        text_of(&self.evaluate("document.body?.innerText ?? ''"))
    }

    /// Waits until the page says `words`; line breaks and runs of spaces count as one space.
    #[track_caller]
    pub fn wait_text(&self, words: &str) {
        let words = one_line(words);
        self.until(&format!("the page says {words:?}"), || match self.says(&words)? {
            true => Ok(()),
            false => Err("it does not".to_owned()),
        });
    }

    /// Waits until the page no longer says `words`.
    #[track_caller]
    pub fn wait_no_text(&self, words: &str) {
        let words = one_line(words);
        self.until(&format!("the page stops saying {words:?}"), || match self.says(&words)? {
            true => Err("it still does".to_owned()),
            false => Ok(()),
        });
    }

    /// The value of a script, or of the promise it gives. One that a navigation cut short is run
    /// again on the new page.
    #[track_caller]
    pub fn evaluate(&self, script: &str) -> Value {
        let end = Instant::now() + self.patience.get();
        loop {
            match self.try_evaluate(script, None) {
                Ok(value) => return value,
                Err(Wrong::Refused(_)) if Instant::now() < end => thread::sleep(LOOK_EVERY),
                Err(why) => self.fail(&format!("evaluate {script:?}: {why}")),
            }
        }
    }

    /// Saves a picture of the whole page, below the fold included, as PNG.
    #[track_caller]
    pub fn screenshot(&self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        if let Err(why) = self.try_screenshot(path) {
            self.fail(&format!("screenshot to {}: {why}", path.display()));
        }
    }

    /// Waits until `look` finds what it looks for; its error says what is still missing.
    #[track_caller]
    pub(super) fn until<T>(&self, what: &str, look: impl Fn() -> Result<T, String>) -> T {
        let end = Instant::now() + self.patience.get();
        loop {
            match look() {
                Ok(found) => return found,
                Err(_) if Instant::now() < end => thread::sleep(LOOK_EVERY),
                Err(why) => self.fail(&format!("waited {:?}: {what}: {why}", self.patience.get())),
            }
        }
    }

    /// The value of a script, where a failure may pass and is looked at again.
    pub(super) fn look(&self, script: &str) -> Result<Value, String> {
        self.try_evaluate(script, None).map_err(|why| why.to_string())
    }

    /// The value of a script, in the page's own world or in the one named.
    pub(super) fn try_evaluate(&self, script: &str, world: Option<i64>) -> Result<Value, Wrong> {
        let mut params = json!({
            "expression": script,
            "awaitPromise": true,
            "returnByValue": true,
            "userGesture": true,
        });
        if let Some(world) = world {
            params["contextId"] = json!(world);
        }
        let mut answer = self.call("Runtime.evaluate", params)?;
        match answer.get("exceptionDetails") {
            Some(details) => Err(Wrong::Thrown(exception_text(details))),
            None => Ok(answer["result"]["value"].take()),
        }
    }

    /// A world beside the page's own: same document, other globals, no content security policy.
    pub(super) fn world(&self) -> Result<i64, Wrong> {
        let params = json!({ "frameId": self.target, "worldName": "checks" });
        let world = self.call("Page.createIsolatedWorld", params)?;
        Ok(world["executionContextId"].as_i64().unwrap_or_default())
    }

    /// By which the browser knows this person's cookies and storage.
    pub(super) fn context(&self) -> &str {
        &self.context
    }

    pub(super) fn call_in(
        &self,
        session: &str,
        method: &str,
        params: Value,
    ) -> Result<Value, Wrong> {
        self.browser.devtools.call(Some(session), method, params, self.patience.get())
    }

    pub(super) fn call(&self, method: &str, params: Value) -> Result<Value, Wrong> {
        self.browser.devtools.call(Some(&self.session), method, params, self.patience.get())
    }

    #[track_caller]
    pub(super) fn must(&self, method: &str, params: Value) -> Value {
        match self.call(method, params) {
            Ok(answer) => answer,
            Err(why) => self.fail(&format!("{method}: {why}")),
        }
    }

    /// Fails the test, with all that can be seen of the page.
    #[track_caller]
    pub(super) fn fail(&self, what: &str) -> ! {
        self.told.set(true);
        panic!("{what}\n{}", self.report());
    }

    fn says(&self, words: &str) -> Result<bool, String> {
        let text = self.look("document.body?.innerText ?? ''")?;
        Ok(one_line(text.as_str().unwrap_or_default()).contains(words))
    }

    fn try_screenshot(&self, path: &Path) -> Result<(), String> {
        let take = |method, params| self.call(method, params).map_err(|why| why.to_string());
        let size = &take("Page.getLayoutMetrics", json!({}))?["cssContentSize"];
        let height = size["height"].as_f64().unwrap_or_default();
        let clip = json!({
            "x": 0,
            "y": 0,
            "width": size["width"],
            "height": height.min(PICTURE_PIXELS_MAX / self.viewport.scale()),
            "scale": 1,
        });
        let params = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
        let picture = take("Page.captureScreenshot", params)?;
        let bytes = base64::decode(picture["data"].as_str().unwrap_or_default())
            .ok_or("the picture is not base64")?;
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).and_then(|()| fs::write(path, bytes)).map_err(|e| e.to_string())
    }

    /// Where the page is, what it says, and where its picture lies; never panics.
    fn report(&self) -> String {
        // A page that no longer answers must not hold up the failure for long.
        let patience = self.patience.replace(PATIENCE / 3);
        let seen = |script| match self.look(script) {
            Ok(value) => text_of(&value),
            Err(why) => format!("({why})"),
        };
        let url = seen("location.href");
        let text = seen("document.body?.innerText ?? ''");
        let heard = seen(scripts::HEARD);
        let errors = self.watch.try_borrow_mut().map(|mut seen| seen.errors().join("\n"));
        let path = failure_path(self.viewport);
        let picture = match self.try_screenshot(&path) {
            Ok(()) => path.display().to_string(),
            Err(why) => format!("none ({why})"),
        };
        self.patience.set(patience);
        format!(
            "--- {viewport:?} page: {url}\n--- picture: {picture}\n--- errors: {errors}\n\
             --- presses let go: {let_go}\n--- presses heard:\n{heard}\n---\n{text}\n---",
            let_go = self.let_go.get(),
            viewport = self.viewport,
            errors = errors.unwrap_or_default(),
        )
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // An assertion of the test's own failed: what this page showed then helps as much.
        if thread::panicking() && !self.told.get() {
            eprintln!("{}", self.report());
        }
        let context = json!({ "browserContextId": self.context });
        // The browser may have gone first, and then its contexts went with it.
        drop(self.browser.devtools.call(None, "Target.disposeBrowserContext", context, PATIENCE));
    }
}

/// A new file under `target/browser-failures`, named for the running test.
fn failure_path(viewport: Viewport) -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let current = thread::current();
    let test = current.name().unwrap_or("page").replace(|c: char| !c.is_alphanumeric(), "-");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap_or(Path::new("target"));
    let name = format!("{test}-{number}-{viewport:?}.png").to_lowercase();
    target.join("browser-failures").join(name)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
