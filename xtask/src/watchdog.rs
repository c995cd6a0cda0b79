//! Cleans up after a task however it ends: even a task that was killed leaves nothing running.

use crate::Outcome;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A shell that sleeps until its standard input closes, which the kernel does when this process
/// ends for whatever reason, and then runs the clean-up script.
pub struct Watchdog {
    shell: Child,
    line: Option<ChildStdin>,
}

impl Watchdog {
    /// Starts the watchdog. The script sees `directory` as `$1`.
    pub fn start(script: &str, directory: &Path) -> Outcome<Self> {
        // Ignored signals stay ignored in `cat`, so that ctrl-c cannot end the wait early.
        let script = format!("trap '' INT TERM HUP QUIT\ncat >/dev/null\n{script}");
        let mut shell = Command::new("/bin/sh")
            .args(["-c", &script, "watchdog"])
            .arg(directory)
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start /bin/sh: {error}."))?;
        let line = shell.stdin.take();
        Ok(Self { shell, line })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        drop(self.line.take());
        // A shell that cannot be waited for has ended; there is nobody left to tell.
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::Watchdog;

    #[test]
    fn the_script_runs_when_the_guard_is_dropped() {
        let directory =
            std::env::temp_dir().join(format!("mayday-watchdog-{}", std::process::id()));
        std::fs::create_dir(&directory).unwrap();
        let guard = Watchdog::start("rm -rf \"$1\"", &directory).unwrap();
        assert!(directory.exists());
        drop(guard);
        assert!(!directory.exists());
    }
}
