//! The program under test: started, killed and started again on the same data.

use super::http;
use crate::watchdog::Watchdog;
use crate::{Outcome, postgres::Cluster, suites};
use std::fs::OpenOptions;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const READY_WAIT_SECS_MAX: u64 = 30;
const LOOK_AGAIN: Duration = Duration::from_millis(10);
const LAST_WORDS_LINES: usize = 40;

/// Ends the program when the task itself was killed; the file is gone when it is not running.
const CLEAN_UP: &str = r#"[ -f "$1/pid" ] && kill -9 "$(cat "$1/pid")""#;

/// Where the program keeps its data.
pub struct Store {
    pub directory: PathBuf,
    pub database: Option<Cluster>,
}

pub struct Server {
    store: Store,
    address: SocketAddr,
    child: Option<Child>,
    _watchdog: Watchdog,
}

impl Server {
    pub fn new(store: Store) -> Outcome<Self> {
        let watchdog = Watchdog::start(CLEAN_UP, &store.directory)?;
        // The port is the same for every start, so that callers find the program again.
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let address = listener.and_then(|listener| listener.local_addr());
        let address = address.map_err(|error| format!("cannot find a free port: {error}."))?;
        Ok(Self { store, address, child: None, _watchdog: watchdog })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn database(&mut self) -> Option<&mut Cluster> {
        self.store.database.as_mut()
    }

    /// Starts the program without waiting for it.
    pub fn start(&mut self) -> Outcome {
        let log = OpenOptions::new().create(true).append(true).open(self.log());
        let log = log.map_err(|error| format!("cannot write the log: {error}."))?;
        let errors = log.try_clone().map_err(|error| format!("cannot write the log: {error}."))?;
        let mut command = Command::new(suites::program("debug", "mayday"));
        // The demo's vendor has people to ring and pagers that can be answered without signing in.
        command.arg("demo").arg("--listen").arg(self.address.to_string());
        // With a database the directory still holds the installation key and the spool.
        command.arg("--data").arg(self.store.directory.join("data"));
        if let Some(cluster) = &self.store.database {
            command.arg("--database").arg(cluster.url());
        }
        command.current_dir(&self.store.directory);
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let child = command.spawn().map_err(|error| format!("cannot start mayday: {error}."))?;
        std::fs::write(self.pid_file(), child.id().to_string())
            .map_err(|error| format!("cannot write the pid file: {error}."))?;
        self.child = Some(child);
        Ok(())
    }

    /// Waits until the program says that it is ready for callers.
    pub fn wait_until_ready(&mut self) -> Outcome {
        let begun = Instant::now();
        let mut last = String::new();
        while begun.elapsed() < Duration::from_secs(READY_WAIT_SECS_MAX) {
            if let Some(child) = &mut self.child
                && let Ok(Some(status)) = child.try_wait()
            {
                return Err(format!("the program ended by itself ({status})."));
            }
            match http::get(self.address, "/readyz") {
                Ok(answer) if answer.status == 200 => return Ok(()),
                Ok(answer) => last = format!("/readyz answers {}: {}", answer.status, answer.body),
                Err(why) => last = why,
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Err(format!("not ready after {READY_WAIT_SECS_MAX} s: {last}"))
    }

    /// Kills the program with -9: it gets no word and no time.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            // Whoever is already dead cannot be killed, which is as good.
            let _ = child.kill();
            let _ = child.wait();
            let _ = std::fs::remove_file(self.pid_file());
        }
    }

    pub fn log(&self) -> PathBuf {
        self.store.directory.join("log")
    }

    pub fn last_words(&self) -> String {
        let text = std::fs::read(self.log()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(LAST_WORDS_LINES)..].join("\n")
    }

    fn pid_file(&self) -> PathBuf {
        self.store.directory.join("pid")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
