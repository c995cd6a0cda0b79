//! The test programs of the workspace: built once with one set of features, run one by one.

use crate::tools::{self, cargo};
use crate::{Outcome, tools::root};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// Everything is built with the browser tests, in every stage: another set of features would build
/// the server and what it stands on a second time.
pub const FEATURES: &str = "server/browser-tests";
/// Suites whose tests wait most of the time (for a telephone that is not answered, for a program
/// that starts) and use a tenth of a core each.
const WAITING: [&str; 5] = ["http", "line", "mayday", "webhook", "journal"];
/// Tests at a time, for each core, of a suite that waits.
const WAITING_EACH: usize = 3;

/// One test program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    pub name: String,
    /// The package it belongs to: tests run there and find their files.
    directory: PathBuf,
    program: PathBuf,
}

impl Suite {
    /// The command that runs the suite, with as many tests at a time as suit it.
    pub fn command(&self) -> Command {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = match self.name.as_str() {
            name if WAITING.contains(&name) => cores * WAITING_EACH,
            _ => cores,
        };
        let mut command = Command::new(&self.program);
        command.current_dir(&self.directory).arg(format!("--test-threads={threads}"));
        // As cargo does for the tests that it runs.
        command.env("CARGO_MANIFEST_DIR", &self.directory);
        command
    }
}

/// Builds every target of the workspace with the features that all stages share.
pub fn build() -> Outcome {
    tools::run(&mut cargo(["build", "--workspace", "--all-targets", "--features", FEATURES]))
}

/// Where a program of the workspace lies once it is built with that profile.
pub fn program(profile: &str, name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| root().join("target")).join(profile).join(name)
}

/// All test programs, as cargo names them.
pub fn find() -> Outcome<Vec<Suite>> {
    let words = ["test", "--workspace", "--no-run", "--features", FEATURES];
    let mut command = cargo(words);
    command.arg("--message-format=json-render-diagnostics").stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| format!("cannot run cargo: {error}."))?;
    let stdout = child.stdout.take().ok_or("cargo has no output.")?;
    let lines = BufReader::new(stdout).lines().map_while(Result::ok);
    let suites: Vec<Suite> = lines.filter_map(|line| read(&line)).collect();
    let status = child.wait().map_err(|error| format!("cannot wait for cargo: {error}."))?;
    match (status.success(), suites.is_empty()) {
        (true, false) => Ok(suites),
        (true, true) => Err("cargo names no test program.".to_owned()),
        (false, _) => Err(format!("the tests do not build ({status}).")),
    }
}

/// Reads one message of cargo: a test program, or nothing that matters here.
fn read(line: &str) -> Option<Suite> {
    if !line.starts_with(r#"{"reason":"compiler-artifact""#) {
        return None;
    }
    // A target says as well whether it has tests; the profile, whether this program is them.
    let (profile, _) = line.split_once(r#""profile":{"#)?.1.split_once('}')?;
    if !profile.contains(r#""test":true"#) {
        return None;
    }
    let manifest = PathBuf::from(text(line, "manifest_path")?);
    let target = line.split_once(r#""target":{"#)?.1;
    Some(Suite {
        name: text(target, "name")?,
        directory: manifest.parent().map(Path::to_path_buf)?,
        program: PathBuf::from(text(line, "executable")?),
    })
}

/// The text of a field of a JSON object, when it is a text without escapes.
fn text(json: &str, name: &str) -> Option<String> {
    let (_, rest) = json.split_once(&format!(r#""{name}":""#))?;
    let (value, _) = rest.split_once('"')?;
    (!value.contains('\\')).then(|| value.to_owned())
}

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub ignored: u64,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// Runs the commands one after the other, all of them whatever fails, so that one run names
/// everything that is red. Passes their output through and counts the tests in it.
pub fn count_tests(commands: Vec<Command>, total: &mut Count) -> Outcome {
    let mut count = Count::default();
    let mut red: Vec<String> = Vec::new();
    for mut command in commands {
        let name = command.get_program().to_string_lossy().into_owned();
        let name = Path::new(&name).file_name().map_or(name.clone(), |n| n.display().to_string());
        println!("\n--- {name}");
        let begun = Instant::now();
        let (found, good) = run(&mut command)?;
        println!("--- {name}: {:.1} s", begun.elapsed().as_secs_f64());
        if !good {
            red.push(name);
        }
        count.add(found);
    }
    total.add(count);
    match count {
        _ if !red.is_empty() => {
            Err(format!("{} tests failed, in {}.", count.failed, red.join(", ")))
        }
        Count { ignored: 1.., .. } => Err("tests were ignored; whatever cannot run fails.".into()),
        Count { passed: 0, .. } => Err("not one test ran.".to_owned()),
        Count { .. } => Ok(()),
    }
}

/// Runs one command; says what it counted and whether it ended well.
fn run(command: &mut Command) -> Outcome<(Count, bool)> {
    command.stdout(Stdio::piped());
    let shown = format!("{command:?}");
    let mut child = command.spawn().map_err(|error| format!("cannot run {shown}: {error}."))?;
    let stdout = child.stdout.take().ok_or("the tests have no output.")?;
    let mut count = Count::default();
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.map_err(|error| format!("cannot read the output: {error}."))?;
        if let Some(found) = read_result(&String::from_utf8_lossy(&line)) {
            count.add(found);
        }
        // A closed terminal is no reason to fail a test.
        let _ = out.write_all(&line).and_then(|()| out.write_all(b"\n"));
    }
    let status = child.wait().map_err(|error| format!("cannot wait for the tests: {error}."))?;
    Ok((count, status.success()))
}

/// Reads `test result: ok. 12 passed; 0 failed; 0 ignored; …`.
fn read_result(line: &str) -> Option<Count> {
    let rest = line.trim_start().strip_prefix("test result: ")?;
    let (_, numbers) = rest.split_once(". ")?;
    let mut count = Count::default();
    for part in numbers.split(';') {
        let mut words = part.split_whitespace();
        let (Some(number), Some(what)) = (words.next(), words.next()) else { continue };
        let Ok(number) = number.parse() else { continue };
        match what {
            "passed" => count.passed = number,
            "failed" => count.failed = number,
            "ignored" => count.ignored = number,
            _ => {}
        }
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_line_of_a_test_run_is_counted() {
        let line = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; \
                    finished in 0.01s";
        let expected = Count { passed: 12, failed: 0, ignored: 1 };
        assert_eq!(read_result(line), Some(expected));
        let line = "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured";
        let expected = Count { passed: 3, failed: 2, ignored: 0 };
        assert_eq!(read_result(line), Some(expected));
        assert_eq!(read_result("test emergencies::opens ... ok"), None);
    }

    #[test]
    fn a_test_program_is_read_from_what_cargo_says_and_nothing_else_is() {
        let artifact = |test: bool, executable: &str| {
            format!(
                r#"{{"reason":"compiler-artifact","package_id":"path+file:///m/domain#0.1.0","manifest_path":"/m/domain/Cargo.toml","target":{{"kind":["test"],"crate_types":["bin"],"name":"alerts","src_path":"/m/domain/tests/alerts.rs","edition":"2024","doc":false,"doctest":false,"test":true}},"profile":{{"opt_level":"0","overflow_checks":true,"test":{test}}},"features":[],"filenames":[],"executable":{executable},"fresh":true}}"#
            )
        };
        let found = read(&artifact(true, r#""/t/debug/deps/alerts-1""#));
        let expected = Suite {
            name: "alerts".to_owned(),
            directory: "/m/domain".into(),
            program: "/t/debug/deps/alerts-1".into(),
        };
        assert_eq!(found, Some(expected));
        assert_eq!(read(&artifact(false, r#""/t/debug/mayday""#)), None);
        assert_eq!(read(&artifact(true, "null")), None);
        assert_eq!(read(r#"{"reason":"build-finished","success":true}"#), None);
    }
}
