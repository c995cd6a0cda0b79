//! Finds Chromium, starts it with a fresh profile, and leaves nothing of it behind.

use std::env;
use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::devtools::Devtools;
use super::page::{Page, Viewport};

/// Two busy cores may take this long to bring a browser up.
const START_WAIT: Duration = Duration::from_secs(40);
const STOP_WAIT: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(20);
const NAMES: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

/// Runs the browser as a child of a shell in a process group of its own. The shell waits on a pipe
/// that only this process holds: when the test ends in any way, killed included, the pipe closes
/// and the whole group goes. When the browser ends by itself the shell goes too, which is seen.
const KEEPER: &str = r#"{ "$@"; kill -KILL 0; } & read -r _; kill -KILL 0"#;

const FLAGS: [&str; 23] = [
    "--headless=new",
    "--remote-debugging-port=0",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-breakpad",
    "--disable-sync",
    // Containers give little shared memory, and Chromium crashes when it is full.
    "--disable-dev-shm-usage",
    "--password-store=basic",
    "--use-mock-keychain",
    "--mute-audio",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    // Caller and responder are both "in front": neither page's clocks may be slowed down.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades",
];

/// A running browser; it ends when this and all of its pages are dropped.
pub struct Chrome(Arc<Browser>);

/// What pages share; its fields are dropped in this order.
pub struct Browser {
    pub devtools: Devtools,
    _process: Process,
}

impl Chrome {
    /// Starts the browser named by `MAYDAY_CHROMIUM`, or the first one on the path.
    #[track_caller]
    pub fn start() -> Self {
        let program = find();
        let started = Process::spawn(&program).and_then(|mut process| {
            let (port, path) = process.address()?;
            let devtools = Devtools::connect(port, &path)?;
            Ok(Browser { devtools, _process: process })
        });
        match started {
            Ok(browser) => Self(Arc::new(browser)),
            Err(why) => panic!("{} cannot start: {why}", program.display()),
        }
    }

    /// Opens a page with cookies and storage of its own, as on another person's device.
    #[track_caller]
    pub fn page(&self, viewport: Viewport) -> Page {
        match Page::open(Arc::clone(&self.0), viewport) {
            Ok(page) => page,
            Err(why) => panic!("cannot open a page: {why}"),
        }
    }
}

#[track_caller]
fn find() -> PathBuf {
    if let Some(named) = env::var_os("MAYDAY_CHROMIUM").filter(|named| !named.is_empty()) {
        return PathBuf::from(named);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    NAMES
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!("no Chromium found: install it, or name it in MAYDAY_CHROMIUM ({NAMES:?})")
        })
}

struct Process {
    keeper: Child,
    profile: PathBuf,
}

impl Process {
    fn spawn(program: &Path) -> Result<Self, String> {
        let profile = fresh_profile().map_err(|e| format!("no temporary profile: {e}"))?;
        let keeper = start_keeper(program, &profile);
        keeper.map(|keeper| Self { keeper, profile: profile.clone() }).map_err(|e| {
            // Nothing runs that could still write there.
            drop(fs::remove_dir_all(&profile));
            e.to_string()
        })
    }

    /// The debugging port and path, which the browser writes down once it listens.
    fn address(&mut self) -> Result<(u16, String), String> {
        let file = self.profile.join("DevToolsActivePort");
        let end = Instant::now() + START_WAIT;
        loop {
            let text = fs::read_to_string(&file).unwrap_or_default();
            // Both lines, the second whole: the file may be read while it is written.
            if let Some((port, path)) = text.split_once('\n')
                && let Ok(port) = port.trim().parse()
                && path.trim().len() > "/devtools/browser/".len()
            {
                return Ok((port, path.trim().to_owned()));
            }
            let ended = !matches!(self.keeper.try_wait(), Ok(None));
            if ended || Instant::now() >= end {
                let said = fs::read_to_string(self.profile.join("stderr")).unwrap_or_default();
                let why = if ended { "it ended" } else { "it opened no debugging port" };
                return Err(format!("{why}; it said:\n{said}"));
            }
            thread::sleep(LOOK_EVERY);
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Closing the pipe makes the keeper kill its group, itself included.
        drop(self.keeper.stdin.take());
        // There is nobody to tell if the wait fails: the keeper is then gone already.
        drop(self.keeper.wait());
        // The last dying processes may still write into the profile: once more until it is gone.
        let end = Instant::now() + STOP_WAIT;
        while fs::remove_dir_all(&self.profile).is_err()
            && self.profile.exists()
            && Instant::now() < end
        {
            thread::sleep(LOOK_EVERY);
        }
    }
}

fn fresh_profile() -> std::io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    loop {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("mayday-browser-{}-{number}", process::id());
        let profile = env::temp_dir().join(name);
        match DirBuilder::new().mode(0o700).create(&profile) {
            Ok(()) => return Ok(profile),
            // Left by a killed process that had the same number: never reused.
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(e),
        }
    }
}

fn start_keeper(program: &Path, profile: &Path) -> std::io::Result<Child> {
    let mut command = Command::new("sh");
    command.args(["-c", KEEPER, "sh"]).arg(program).args(FLAGS);
    command.arg(format!("--user-data-dir={}", profile.display()));
    // Chromium's sandbox refuses to run as root. Whoever made the profile is who we are.
    if fs::metadata(profile)?.uid() == 0 {
        command.arg("--no-sandbox");
    }
    command
        .arg("about:blank")
        // Nothing of the developer's own settings comes in, and nothing is left in their home.
        .env("HOME", profile)
        .env("XDG_CONFIG_HOME", profile.join("config"))
        .env("XDG_CACHE_HOME", profile.join("cache"))
        .process_group(0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(File::create(profile.join("stderr"))?)
        .spawn()
}
