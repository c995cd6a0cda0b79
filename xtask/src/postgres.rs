//! A PostgreSQL of the tests' own: unprivileged, on a Unix socket, and durable like a real one.

use crate::watchdog::Watchdog;
use crate::{Outcome, chance::Chance, tools};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The role that the cluster is made with.
const ROLE: &str = "mayday";
/// The directory must leave room for the socket's name in the 107 bytes that a path may have.
const DIRECTORY_LEN_MAX: usize = 80;
const READY_WAIT_SECS_MAX: u64 = 60;
const STOP_WAIT_SECS_MAX: u64 = 30;
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Ends the postmaster with `immediate` (SIGQUIT), waits until it is gone, removes its files.
const CLEAN_UP: &str = r#"
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill -QUIT "$pid" 2>/dev/null
    tries=0
    while [ -e "$1/data/postmaster.pid" ] && kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 100 ]; do
        sleep 0.1
        tries=$((tries + 1))
    done
fi
rm -rf "$1"
"#;

/// Where PostgreSQL's programs lie.
#[derive(Clone, Debug)]
pub struct Programs {
    initdb: PathBuf,
    postgres: PathBuf,
    pg_ctl: PathBuf,
}

/// The server's programs, on the search path or where distributions put them.
pub fn find() -> Option<Programs> {
    let directories: Vec<PathBuf> = [
        tools::versions("/usr/lib/postgresql", "", "bin"),
        tools::versions("/usr", "pgsql-", "bin"),
        tools::versions("/opt/homebrew/opt", "postgresql", "bin"),
        tools::versions("/usr/local/opt", "postgresql", "bin"),
        vec!["/usr/local/pgsql/bin".into(), "/usr/libexec/postgresql".into()],
    ]
    .concat();
    let initdb = tools::find_in("initdb", &directories)?;
    // Programs of one version belong together: the rest is taken from beside the real `initdb`.
    let real = initdb.canonicalize().ok()?;
    let beside = |name: &str| real.parent().map(|parent| parent.join(name));
    let program = |name: &str| beside(name).filter(|file| tools::is_program(file));
    Some(Programs { postgres: program("postgres")?, pg_ctl: program("pg_ctl")?, initdb: real })
}

/// The user that runs the server when this process is root, which PostgreSQL refuses to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Owner {
    uid: u32,
    gid: u32,
}

fn owner() -> Outcome<Option<Owner>> {
    if !tools::is_root() {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")
        .map_err(|error| format!("cannot read /etc/passwd: {error}."))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| user_in(&users, name))
        .map(Some)
        .ok_or_else(|| "there is no user postgres or nobody to run PostgreSQL as.".to_owned())
}

fn user_in(passwd: &str, name: &str) -> Option<Owner> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    let uid = fields.next()?.parse().ok().filter(|uid| *uid != 0)?;
    Some(Owner { uid, gid: fields.next()?.parse().ok()? })
}

/// A running cluster; dropped, it is stopped and removed.
pub struct Cluster {
    programs: Programs,
    owner: Option<Owner>,
    directory: PathBuf,
    server: Option<Child>,
    /// Last, so that it cleans up after everything else has let go.
    _watchdog: Watchdog,
}

impl Cluster {
    /// Makes an empty cluster in a temporary directory and starts it.
    pub fn start() -> Outcome<Self> {
        let programs = find().ok_or("there is no PostgreSQL server on this machine.")?;
        let owner = owner()?;
        let directory = make_directory(owner)?;
        let watchdog = Watchdog::start(CLEAN_UP, &directory)?;
        let mut cluster = Self { programs, owner, directory, server: None, _watchdog: watchdog };
        cluster.initialise()?;
        cluster.resume()?;
        Ok(cluster)
    }

    /// The address, as a URL that libpq and its relatives understand.
    pub fn url(&self) -> String {
        let directory = self.directory.display().to_string().replace('/', "%2F");
        format!("postgresql://{ROLE}@{directory}/postgres")
    }

    /// The server's own log, for when something went wrong.
    pub fn log(&self) -> PathBuf {
        self.directory.join("log")
    }

    /// Stops the server as a crash would: nothing is flushed, and the next start recovers.
    pub fn stop_immediately(&mut self) -> Outcome {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        let data = self.data();
        let mut stop = self.command(&self.programs.pg_ctl);
        stop.args(["stop", "-m", "immediate", "-w", "-t", &STOP_WAIT_SECS_MAX.to_string(), "-D"]);
        let stopped = tools::run(stop.arg(data).stdout(Stdio::null()));
        if stopped.is_err() {
            let _ = server.kill();
        }
        let _ = server.wait();
        stopped
    }

    /// Starts the server again and waits until it answers.
    pub fn resume(&mut self) -> Outcome {
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log())
            .map_err(|error| format!("cannot write {}: {error}.", self.log().display()))?;
        let mut server = self.command(&self.programs.postgres);
        server.arg("-D").arg(self.data()).arg("-k").arg(&self.directory);
        // Said aloud although they are defaults: durability tested on anything less proves nothing.
        for setting in [
            "listen_addresses=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=200",
        ] {
            server.args(["-c", setting]);
        }
        server.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let child = server.spawn().map_err(|error| format!("cannot start postgres: {error}."))?;
        self.server = Some(child);
        self.wait_until_ready()
    }

    fn initialise(&self) -> Outcome {
        let mut command = self.command(&self.programs.initdb);
        command.args(["--auth=trust", "--encoding=UTF8", "--locale=C", "--data-checksums"]);
        command.args(["-U", ROLE, "-D"]).arg(self.data()).stdin(Stdio::null());
        let output = command.output().map_err(|error| format!("cannot run initdb: {error}."))?;
        if output.status.success() {
            return Ok(());
        }
        Err(format!("initdb failed:\n{}", String::from_utf8_lossy(&output.stderr)))
    }

    fn wait_until_ready(&mut self) -> Outcome {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(READY_WAIT_SECS_MAX) {
            // The eighth line of the lock file is the server's own word that it takes connections.
            let lock = self.data().join("postmaster.pid");
            let lines = std::fs::read_to_string(lock).unwrap_or_default();
            let ours = self.server.as_ref().map(|server| server.id().to_string());
            let written_by = lines.lines().next().map(str::to_owned);
            if written_by == ours && lines.lines().nth(7).map(str::trim) == Some("ready") {
                return Ok(());
            }
            if let Some(server) = &mut self.server
                && let Ok(Some(status)) = server.try_wait()
            {
                self.server = None;
                return Err(format!("PostgreSQL ended ({status}):\n{}", self.last_words()));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        Err(format!(
            "PostgreSQL is not ready after {READY_WAIT_SECS_MAX} s:\n{}",
            self.last_words()
        ))
    }

    fn last_words(&self) -> String {
        let text = std::fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }

    fn data(&self) -> PathBuf {
        self.directory.join("data")
    }

    fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        // In a group of its own, because ctrl-c is for the task; the watchdog ends the server.
        command.current_dir(&self.directory).process_group(0);
        // Settings of the person's own clusters must not leak into this one.
        for name in ["PGDATA", "PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGOPTIONS"] {
            command.env_remove(name);
        }
        if let Some(owner) = self.owner {
            command.uid(owner.uid).gid(owner.gid);
        }
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // The watchdog does the rest, so a failure here needs no word.
        let _ = self.stop_immediately();
    }
}

fn make_directory(owner: Option<Owner>) -> Outcome<PathBuf> {
    use std::os::unix::fs::DirBuilderExt;
    let name = format!("mayday-postgres-{}", &Chance::new(Chance::fresh_seed()).id()[..12]);
    let usual = std::env::temp_dir().join(&name);
    let long = usual.as_os_str().len() > DIRECTORY_LEN_MAX;
    let directory = if long { Path::new("/tmp").join(name) } else { usual };
    let fault = |error| format!("cannot make {}: {error}.", directory.display());
    std::fs::DirBuilder::new().mode(0o700).create(&directory).map_err(fault)?;
    if let Some(owner) = owner {
        std::os::unix::fs::chown(&directory, Some(owner.uid), Some(owner.gid)).map_err(fault)?;
    }
    Ok(directory)
}

#[cfg(test)]
mod tests {
    use super::{Owner, user_in};

    #[test]
    fn the_unprivileged_user_is_read_and_never_root() {
        let passwd = "root:x:0:0:root:/root:/bin/sh\npostgres:x:101:104:,,,:/var/lib:/bin/sh\n";
        assert_eq!(user_in(passwd, "postgres"), Some(Owner { uid: 101, gid: 104 }));
        assert_eq!(user_in(passwd, "root"), None);
        assert_eq!(user_in(passwd, "nobody"), None);
    }
}
