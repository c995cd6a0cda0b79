//! The real binary, each story's own: on a free port, with data of its own, gone when it is over.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

const BINARY: &str = env!("CARGO_BIN_EXE_mayday");
/// Two busy cores may take this long to bring a server up.
const START_WAIT: Duration = Duration::from_secs(30);

/// How it is started.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Demo,
    Serve,
}

/// A running server.
pub struct Server {
    kind: Kind,
    port: u16,
    folder: PathBuf,
    child: Child,
    printed: Vec<String>,
}

impl Server {
    /// The fictional vendor.
    #[track_caller]
    pub fn demo() -> Self {
        Self::start(Kind::Demo, &fresh_folder())
    }

    /// An installation that nobody has set up yet.
    #[track_caller]
    pub fn empty() -> Self {
        Self::start(Kind::Serve, &fresh_folder())
    }

    /// An installation with the organisation of this file.
    #[track_caller]
    pub fn with_organisation(file: &str) -> Self {
        let mut server = Self::empty();
        server.apply(file);
        server
    }

    fn start(kind: Kind, folder: &Path) -> Self {
        let port = free_port();
        let (child, printed) = spawn(kind, port, folder);
        Self { kind, port, folder: folder.to_owned(), child, printed }
    }

    /// Makes the organisation as this file says, while the server runs.
    #[track_caller]
    pub fn apply(&mut self, file: &str) {
        let path = self.folder.join("organisation.toml");
        fs::write(&path, file).expect("the folder can be written");
        self.command(&["apply", &path.to_string_lossy()]);
    }

    /// The whole address of a path.
    pub fn at(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A link by which this person signs in once.
    #[track_caller]
    pub fn sign_in_link(&self, person: &str) -> String {
        let said = self.command(&["sign-in", person]);
        let path = link_in(&said, "/signin/").unwrap_or_else(|| panic!("no link in {said:?}"));
        self.at(&path)
    }

    /// The link that it printed when it started, whose path begins so.
    #[track_caller]
    pub fn printed_link(&self, path: &str) -> String {
        let found = self.printed.iter().find_map(|line| link_in(line, path));
        self.at(&found.unwrap_or_else(|| panic!("no {path} in {:?}", self.printed)))
    }

    /// The key from which its links are derived, as it is written into its file.
    #[track_caller]
    pub fn installation_key(&self) -> String {
        fs::read_to_string(self.folder.join("data/installation.key")).expect("a key")
    }

    /// Where its log is.
    pub fn log(&self) -> PathBuf {
        self.folder.join("data/mayday.sqlite")
    }

    /// Ends it as a power cut would.
    #[track_caller]
    pub fn kill(&mut self) {
        // On Unix this is the signal that nothing can catch.
        self.child.kill().expect("the server ran");
        self.child.wait().expect("the server ended");
    }

    /// Starts it again where it was.
    #[track_caller]
    pub fn restart(&mut self) {
        (self.child, self.printed) = spawn(self.kind, self.port, &self.folder);
    }

    /// Writes the status pages as files, and says where.
    #[track_caller]
    pub fn copy_of_status(&self) -> PathBuf {
        let copy = self.folder.join("copy");
        self.command(&["export-status", &copy.to_string_lossy()]);
        copy
    }

    #[track_caller]
    fn command(&self, arguments: &[&str]) -> String {
        let listen = format!("127.0.0.1:{}", self.port);
        let mut command = Command::new(BINARY);
        command.args(arguments).arg("--data").arg(self.folder.join("data"));
        command.args(["--listen", &listen]);
        let output = command.output().expect("the binary runs");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        let wrong = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {wrong}\n{said}");
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already, by the story.
        drop(self.child.kill());
        drop(self.child.wait());
        if thread::panicking() {
            let said = fs::read_to_string(self.folder.join("stderr")).unwrap_or_default();
            eprintln!("--- the server said:\n{said}---");
        }
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn spawn(kind: Kind, port: u16, folder: &Path) -> (Child, Vec<String>) {
    let stderr = fs::File::options()
        .create(true)
        .append(true)
        .open(folder.join("stderr"))
        .expect("the folder can be written");
    let (name, last) = match kind {
        Kind::Demo => ("demo", "Nothing leaves"),
        Kind::Serve => ("serve", "/console"),
    };
    let mut command = Command::new(BINARY);
    command.arg(name).arg("--data").arg(folder.join("data"));
    command.arg("--listen").arg(format!("127.0.0.1:{port}"));
    // Nothing of the developer's own settings comes in.
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr);
    let mut child = command.spawn().expect("the binary runs");
    let lines = lines_of(&mut child);
    let mut printed = Vec::new();
    loop {
        match lines.recv_timeout(START_WAIT) {
            Ok(line) => {
                let is_last = line.contains(last);
                printed.push(line);
                if is_last {
                    break;
                }
            }
            Err(_) => {
                drop(child.kill());
                let said = fs::read_to_string(folder.join("stderr")).unwrap_or_default();
                panic!("the server did not start; it said:\n{}\n{said}", printed.join("\n"));
            }
        }
    }
    // Only an installation without people prints one line more; that is the first start.
    if kind == Kind::Serve && !folder.join("started").exists() {
        drop(fs::write(folder.join("started"), ""));
        printed.extend(lines.recv_timeout(START_WAIT));
    }
    (child, printed)
}

/// What it prints, line by line, read to the end so that it never waits for us.
fn lines_of(child: &mut Child) -> Receiver<String> {
    let stdout = child.stdout.take().expect("its output is piped");
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            // Nobody listens any more once it has started.
            drop(sender.send(line));
        }
    });
    lines
}

/// The path of a link in a line of words.
fn link_in(text: &str, path: &str) -> Option<String> {
    let from = text.find(path)?;
    text[from..].split_whitespace().next().map(str::to_owned)
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("a bound address").port()
}

fn fresh_folder() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("mayday-story-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    // Left by a killed process that had the same number.
    drop(fs::remove_dir_all(&folder));
    fs::create_dir(&folder).expect("a temporary folder");
    folder
}
