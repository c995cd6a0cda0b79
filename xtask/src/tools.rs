//! Finds the programs that the tests need, and says exactly how to get what is missing.

use crate::{Outcome, chromium, clock, fonts, mail_server, postgres};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The root of the checkout: the directory above this package.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// The cargo that runs this task, in the root of the checkout.
pub fn cargo<const N: usize>(words: [&str; N]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(words).current_dir(root());
    // What cargo says of this program's own package is not handed on: build scripts watch these
    // variables, and what hangs on them would be built once by this command and once more by a
    // plain `cargo`.
    let own = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(own)) {
        command.env_remove(name);
    }
    command
}

/// Runs a command with its output shown, and turns a failure into a sentence.
pub fn run(command: &mut Command) -> Outcome {
    let shown = format!("{command:?}").replace('"', "");
    let status = command.status().map_err(|error| format!("cannot run {shown}: {error}."))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed ({status}).")) }
}

/// The first executable of that name on the search path.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(name)).find(|file| is_program(file))
}

/// Whether the file can be executed by someone.
pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

/// Whether this process runs as root. The owner of `/proc/self` is asked first; elsewhere `id`.
pub fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    if let Ok(found) = std::fs::metadata("/proc/self") {
        return found.uid() == 0;
    }
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

/// A program that a stage needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Postgres,
    Chromium,
    Clock,
    MailServer,
    Fonts,
}

impl Tool {
    fn is_missing(self) -> bool {
        match self {
            Self::Postgres => postgres::find().is_none(),
            Self::Chromium => chromium::find().is_none(),
            Self::Clock => clock::find().is_none(),
            Self::MailServer => mail_server::find().is_none(),
            Self::Fonts => !fonts::are_there(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL server (initdb, postgres)",
            Self::Chromium => "Chromium",
            Self::Clock => "libfaketime",
            Self::MailServer => "Exim, a mail server",
            Self::Fonts => "fonts as wide as those of telephones (Liberation)",
        }
    }

    /// The name of the package under each package manager.
    fn package(self, manager: Manager) -> &'static str {
        match (self, manager) {
            (Self::Postgres, Manager::Apt | Manager::Homebrew) => "postgresql",
            (Self::Postgres, Manager::Dnf) => "postgresql-server",
            (Self::Chromium, Manager::Apt | Manager::Dnf) => "chromium",
            (Self::Chromium, Manager::Homebrew) => "--cask chromium",
            (Self::Clock, _) => "libfaketime",
            (Self::MailServer, Manager::Apt) => "exim4-daemon-light",
            (Self::MailServer, Manager::Dnf | Manager::Homebrew) => "exim",
            (Self::Fonts, Manager::Apt) => "fonts-liberation",
            (Self::Fonts, Manager::Dnf) => "liberation-fonts-all",
            (Self::Fonts, Manager::Homebrew) => "--cask font-liberation",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Homebrew,
}

/// Makes sure that every named tool is there: installs as root on Debian, explains elsewhere.
pub fn provide(wanted: &[Tool]) -> Outcome {
    let missing: Vec<Tool> = wanted.iter().copied().filter(|tool| tool.is_missing()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing on this machine:");
    for tool in &missing {
        println!("  {}", tool.name());
    }
    let debian = Path::new("/etc/debian_version").exists();
    if !(debian && is_root()) {
        return Err(format!(
            "please install what is missing:\n{}",
            how_to_install(&missing, debian)
        ));
    }
    install_with_apt(&missing)?;
    match missing.iter().find(|tool| tool.is_missing()) {
        None => Ok(()),
        Some(tool) => Err(format!("{} was installed, but cannot be found.", tool.name())),
    }
}

fn how_to_install(missing: &[Tool], debian: bool) -> String {
    let packages = |manager: Manager| -> Vec<&str> {
        missing.iter().map(|tool| tool.package(manager)).collect()
    };
    if debian {
        // The command is for a person to read and run; this program never raises its own rights.
        let packages = packages(Manager::Apt).join(" ");
        return format!(
            "  apt-get update && apt-get install -y --no-install-recommends {packages}\n\
             (as root)"
        );
    }
    if cfg!(target_os = "macos") {
        let line = |package: &str| format!("  brew install {package}");
        let lines: Vec<String> = packages(Manager::Homebrew).into_iter().map(line).collect();
        return lines.join("\n");
    }
    if on_path("dnf").is_some() {
        return format!("  dnf install -y {}\n(as root)", packages(Manager::Dnf).join(" "));
    }
    let names: Vec<&str> = missing.iter().map(|tool| tool.name()).collect();
    format!("  {}, with your system's package manager", names.join(" and "))
}

fn install_with_apt(missing: &[Tool]) -> Outcome {
    println!("Running as root on Debian: installing them with apt-get.");
    run(Command::new("apt-get").arg("update"))?;
    run(Command::new("apt-get")
        // Another mail server of the machine's is not thrown out for the one of the tests.
        .args(["install", "-y", "--no-install-recommends", "--no-remove"])
        .args(missing.iter().map(|tool| tool.package(Manager::Apt)))
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The program found in the search path, or else in one of the directories, newest version first.
pub fn find_in(name: &str, directories: &[PathBuf]) -> Option<PathBuf> {
    let listed = directories.iter().map(|directory| directory.join(name));
    on_path(name).or_else(|| listed.into_iter().find(|file| is_program(file)))
}

/// Directories `parent/prefix*/tail`, the highest number first.
pub fn versions(parent: &str, prefix: &str, tail: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<(u32, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?;
            let digits: String = version.chars().filter(char::is_ascii_digit).collect();
            Some((digits.parse().unwrap_or(0), entry.path().join(tail)))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, path)| path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_to_run_names_only_what_is_missing() {
        let both = how_to_install(&[Tool::Postgres, Tool::Chromium], true);
        assert!(both.contains("--no-install-recommends postgresql chromium"), "{both}");
        let one = how_to_install(&[Tool::Chromium], true);
        assert!(!one.contains("postgresql") && !one.contains("sudo"), "{one}");
    }

    #[test]
    fn the_newest_version_is_looked_at_first() {
        let parent = std::env::temp_dir().join(format!("mayday-versions-{}", std::process::id()));
        for version in ["9", "16", "15"] {
            std::fs::create_dir_all(parent.join(version).join("bin")).unwrap();
        }
        let found = versions(parent.to_str().unwrap(), "", "bin");
        let expected: Vec<PathBuf> =
            ["16", "15", "9"].iter().map(|version| parent.join(version).join("bin")).collect();
        assert_eq!(found, expected);
        std::fs::remove_dir_all(parent).unwrap();
    }
}
