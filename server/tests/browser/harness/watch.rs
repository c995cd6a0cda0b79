//! What a page reports by itself while a test drives it: errors, and bytes that came in.

use std::collections::HashMap;
use std::sync::mpsc::Receiver;

use serde_json::Value;

/// Everything a page has reported so far.
pub struct Watch {
    events: Receiver<Value>,
    errors: Vec<String>,
    addresses: HashMap<String, String>,
    loads: Vec<Load>,
    registrations: Vec<String>,
}

/// One answer that came in whole.
pub struct Load {
    /// Where it came from.
    pub url: String,
    /// What went over the wire for it, headers included; a cached answer is small or nothing.
    pub bytes: u64,
}

impl Watch {
    pub fn new(events: Receiver<Value>) -> Self {
        Self {
            events,
            errors: Vec::new(),
            addresses: HashMap::new(),
            loads: Vec::new(),
            registrations: Vec::new(),
        }
    }

    /// Errors so far, oldest first.
    pub fn errors(&mut self) -> &mut Vec<String> {
        self.catch_up();
        &mut self.errors
    }

    /// Loads so far, oldest first.
    pub fn loads(&mut self) -> &[Load] {
        self.catch_up();
        &self.loads
    }

    /// The registrations of service workers so far, oldest first.
    pub fn registrations(&mut self) -> &[String] {
        self.catch_up();
        &self.registrations
    }

    fn catch_up(&mut self) {
        while let Ok(event) = self.events.try_recv() {
            self.note(&event);
        }
    }

    fn note(&mut self, event: &Value) {
        let params = &event["params"];
        match event["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => {
                self.errors.push(exception_text(&params["exceptionDetails"]));
            }
            "Runtime.consoleAPICalled" if params["type"] == "error" => {
                let words = params["args"].as_array().into_iter().flatten().map(argument_text);
                self.errors.push(words.collect::<Vec<_>>().join(" "));
            }
            "Log.entryAdded" if params["entry"]["level"] == "error" => {
                let entry = &params["entry"];
                self.errors.push(format!("{} ({})", text(&entry["text"]), text(&entry["url"])));
            }
            "Inspector.targetCrashed" => self.errors.push("the page crashed".to_owned()),
            "ServiceWorker.workerRegistrationUpdated" => {
                let all = params["registrations"].as_array().into_iter().flatten();
                self.registrations.extend(all.map(|one| text(&one["registrationId"])));
            }
            // A redirect keeps its id; the last address is where the answer came from.
            "Network.requestWillBeSent" => {
                let url = text(&params["request"]["url"]);
                self.addresses.insert(text(&params["requestId"]), url);
            }
            "Network.loadingFinished" => {
                if let Some(url) = self.addresses.remove(&text(&params["requestId"])) {
                    let bytes = params["encodedDataLength"].as_f64().unwrap_or_default() as u64;
                    self.loads.push(Load { url, bytes });
                }
            }
            _ => {}
        }
    }
}

/// The words of an error that a script threw.
pub fn exception_text(details: &Value) -> String {
    let exception = &details["exception"];
    let words = [&exception["description"], &exception["value"], &details["text"]];
    let words = words.into_iter().find(|words| !words.is_null()).map(text).unwrap_or_default();
    match details["url"].as_str() {
        Some(url) if !url.is_empty() => format!("{words} ({url}:{})", details["lineNumber"]),
        _ => words,
    }
}

fn argument_text(argument: &Value) -> String {
    argument.get("value").or_else(|| argument.get("description")).map(text).unwrap_or_default()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(
        || if value.is_null() { String::new() } else { value.to_string() },
        str::to_owned,
    )
}
