//! The service worker of a page: messages delivered to it, and presses on what it shows.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::page::Page;

const LOOK_EVERY: Duration = Duration::from_millis(50);

impl Page {
    /// The person allows notifications.
    #[track_caller]
    pub fn grant_notifications(&self, origin: &str) {
        let grant = json!({
            "permissions": ["notifications"], "origin": origin,
            "browserContextId": self.context(),
        });
        self.must("Browser.grantPermissions", grant);
    }

    /// Begins to notice which workers there are.
    #[track_caller]
    pub fn watch_workers(&self) {
        self.must("ServiceWorker.enable", json!({}));
    }

    /// Waits until a worker of this page is active.
    #[track_caller]
    pub fn until_worker_runs(&self) {
        self.wait_for("a worker is active", || {
            let state = "navigator.serviceWorker.getRegistration('/console')
                .then((one) => one?.active?.state)";
            (self.evaluate(state) == "activated").then_some(())
        });
    }

    /// A push service delivers this to the worker.
    #[track_caller]
    pub fn deliver_push(&self, origin: &str, data: &str) {
        let registration = self.wait_for("a registration is known", || {
            self.evaluate("0");
            self.watch.borrow_mut().registrations().last().cloned()
        });
        // A worker that has nothing to do is stopped; what comes while it stops may be lost.
        self.must("ServiceWorker.startWorker", json!({ "scopeURL": format!("{origin}/console") }));
        let message = json!({ "origin": origin, "registrationId": registration, "data": data });
        self.must("ServiceWorker.deliverPushMessage", message);
    }

    /// Presses a button on the notification that is shown. No browser without a screen has one to
    /// press, so the worker is given the event itself.
    #[track_caller]
    pub fn press_notification(&self, action: &str) {
        let script = format!(
            "self.registration.getNotifications().then(([notification]) => {{ \
             const event = new NotificationEvent('notificationclick', {{ notification, action: \
             {action:?} }}); event.waitUntil = () => {{}}; self.dispatchEvent(event); return 1; }})"
        );
        let answer = self.in_worker(&script);
        assert_eq!(answer["result"]["value"], 1, "{answer}");
    }

    /// Runs a script in the worker.
    #[track_caller]
    fn in_worker(&self, script: &str) -> Value {
        let targets = self.must("Target.getTargets", json!({}));
        let all = targets["targetInfos"].as_array().cloned().unwrap_or_default();
        let worker = all.iter().find(|one| {
            one["type"] == "service_worker" && one["browserContextId"] == self.context()
        });
        let Some(worker) = worker else { self.fail(&format!("no worker in {targets}")) };
        let attach = json!({ "targetId": worker["targetId"], "flatten": true });
        let session = self.must("Target.attachToTarget", attach);
        let session = session["sessionId"].as_str().unwrap_or_default().to_owned();
        let run = json!({ "expression": script, "awaitPromise": true, "returnByValue": true });
        match self.call_in(&session, "Runtime.evaluate", run) {
            Ok(answer) => answer,
            Err(why) => self.fail(&format!("in the worker: {why}")),
        }
    }

    /// Waits until there is what is looked for.
    #[track_caller]
    pub fn wait_for<T>(&self, what: &str, look: impl Fn() -> Option<T>) -> T {
        let end = Instant::now() + Duration::from_secs(10);
        loop {
            if let Some(found) = look() {
                return found;
            }
            if Instant::now() > end {
                self.fail(what);
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}
