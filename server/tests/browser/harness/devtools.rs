//! The Chrome DevTools Protocol over one websocket, shared by every page of a browser.

use std::collections::HashMap;
use std::fmt;
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::protocol::{Role, WebSocket, WebSocketConfig};
use tungstenite::{Message, client::client_with_config};

/// Why a call has no answer.
#[derive(Debug)]
pub enum Wrong {
    /// Chromium understood and said no; while a page navigates, this passes.
    Refused(String),
    /// The script that was sent threw.
    Thrown(String),
    /// Nothing came back in time.
    Silent(Duration),
    /// The browser is gone.
    Closed,
}

impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(why) => write!(out, "Chromium refused: {why}"),
            Self::Thrown(error) => write!(out, "the script threw: {error}"),
            Self::Silent(waited) => write!(out, "no answer from Chromium within {waited:?}"),
            Self::Closed => write!(out, "Chromium has gone"),
        }
    }
}

/// An open line to one browser; calls may come from any thread.
pub struct Devtools(Arc<Line>);

struct Line {
    /// Writes only. The reader owns a socket object of its own over the same stream, so that a
    /// blocked read never holds up a call.
    writer: Mutex<WebSocket<TcpStream>>,
    /// Nothing once the line is closed, so that a late call fails at once instead of waiting.
    routes: Mutex<Option<Routes>>,
    next_id: AtomicU64,
}

#[derive(Default)]
struct Routes {
    answers: HashMap<u64, Sender<Result<Value, Wrong>>>,
    sessions: HashMap<String, Sender<Value>>,
}

impl Devtools {
    /// Connects to the debugging port on this machine.
    pub fn connect(port: u16, path: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| e.to_string())?;
        stream.set_nodelay(true).map_err(|e| e.to_string())?;
        let writing = stream.try_clone().map_err(|e| e.to_string())?;
        // A full-page screenshot is one message of many megabytes.
        let config = WebSocketConfig::default().max_message_size(None).max_frame_size(None);
        let url = format!("ws://127.0.0.1:{port}{path}");
        let (reader, _) =
            client_with_config(url, stream, Some(config)).map_err(|e| e.to_string())?;
        let line = Arc::new(Line {
            writer: Mutex::new(WebSocket::from_raw_socket(writing, Role::Client, Some(config))),
            routes: Mutex::new(Some(Routes::default())),
            next_id: AtomicU64::new(1),
        });
        let reading = Arc::clone(&line);
        thread::Builder::new()
            .name("devtools".to_owned())
            .spawn(move || reading.read(reader))
            .map_err(|e| e.to_string())?;
        Ok(Self(line))
    }

    /// Calls `method`, of the browser itself or of one page's session, and waits for its answer.
    pub fn call(
        &self,
        session: Option<&str>,
        method: &str,
        params: Value,
        wait: Duration,
    ) -> Result<Value, Wrong> {
        let (answer, answered) = channel();
        let id = self.0.next_id.fetch_add(1, Ordering::Relaxed);
        held(&self.0.routes).as_mut().ok_or(Wrong::Closed)?.answers.insert(id, answer);
        self.0.send(id, session, method, params)?;
        let outcome = answered.recv_timeout(wait);
        if let Some(routes) = held(&self.0.routes).as_mut() {
            routes.answers.remove(&id);
        }
        match outcome {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(Wrong::Silent(wait)),
            Err(RecvTimeoutError::Disconnected) => Err(Wrong::Closed),
        }
    }

    /// Everything that `session` reports from now on.
    pub fn events(&self, session: &str) -> Receiver<Value> {
        let (event, events) = channel();
        if let Some(routes) = held(&self.0.routes).as_mut() {
            routes.sessions.insert(session.to_owned(), event);
        }
        events
    }
}

impl Drop for Devtools {
    fn drop(&mut self) {
        // Ends the reader. The browser is killed next, so a failure here has no consequence.
        drop(held(&self.0.writer).get_ref().shutdown(Shutdown::Both));
    }
}

impl Line {
    fn send(
        &self,
        id: u64,
        session: Option<&str>,
        method: &str,
        params: Value,
    ) -> Result<(), Wrong> {
        let mut call = json!({ "id": id, "method": method, "params": params });
        if let Some(session) = session {
            call["sessionId"] = json!(session);
        }
        held(&self.writer).send(Message::text(call.to_string())).map_err(|_| Wrong::Closed)
    }

    fn read(&self, mut reader: WebSocket<TcpStream>) {
        while let Ok(message) = reader.read() {
            if let Ok(text) = message.to_text()
                && let Ok(message) = serde_json::from_str::<Value>(text)
            {
                self.route(message);
            }
        }
        // Whoever still waits learns by this that nothing will come.
        *held(&self.routes) = None;
    }

    fn route(&self, mut message: Value) {
        if let Some(id) = message["id"].as_u64() {
            let waiting = held(&self.routes).as_mut().and_then(|routes| routes.answers.remove(&id));
            let answer = match message.get("error") {
                Some(error) => Err(Wrong::Refused(
                    error["message"].as_str().map_or_else(|| error.to_string(), str::to_owned),
                )),
                None => Ok(message["result"].take()),
            };
            if let Some(waiting) = waiting {
                // The caller may have given up in the meantime.
                drop(waiting.send(answer));
            }
        } else if let Some(session) = message["sessionId"].as_str().map(str::to_owned) {
            if message["method"] == "Page.javascriptDialogOpening" {
                self.accept_dialog(&session);
            }
            if let Some(routes) = held(&self.routes).as_ref()
                && let Some(listener) = routes.sessions.get(&session)
            {
                // The page may have been dropped already.
                drop(listener.send(message));
            }
        }
    }

    /// Says yes to a dialog at once: it blocks the page, and with it the call the test waits for.
    fn accept_dialog(&self, session: &str) {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let yes = json!({ "accept": true });
        // A closed line shows in the next call.
        drop(self.send(id, Some(session), "Page.handleJavaScriptDialog", yes));
    }
}

/// The lock, even after a panic elsewhere: each change under it is a single step, and a failing
/// test must still be able to take its screenshot.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
