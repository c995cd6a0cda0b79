//! What ends the process: a log that lost acknowledged events, and a loop that broke.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::words::Channel;
use mayday::alarm::AlarmConfiguration;
use mayday::channels::{Carrier, Letter};
use mayday::line::Unanswered;

use crate::world::{Fickle, Mood, TWO, apply, call, line};

/// Names the file for what happened; set in the process that is to end.
const NOTES: &str = "MAYDAY_TEST_NOTES";

/// Runs one test of this file in a process of its own; its exit code and what it noted.
fn in_a_process(test: &str) -> (Option<i32>, String) {
    let file = std::env::temp_dir().join(format!("mayday-{test}-{}", std::process::id()));
    let program = std::env::current_exe().expect("this program");
    let name = format!("ended::{test}");
    let mut command = Command::new(program);
    command.args([&name, "--exact", "--nocapture"]).env(NOTES, &file);
    let status = command.status().expect("this program runs again");
    let notes = std::fs::read_to_string(&file).unwrap_or_default();
    let _ = std::fs::remove_file(&file);
    (status.code(), notes)
}

fn notes() -> Option<PathBuf> {
    std::env::var_os(NOTES).map(PathBuf::from)
}

fn note(file: &Path, line: &str) {
    use std::io::Write;
    let open = std::fs::OpenOptions::new().create(true).append(true).open(file);
    writeln!(open.expect("the notes"), "{line}").expect("a note");
}

struct Noting(PathBuf);

#[async_trait]
impl Carrier for Noting {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        note(&self.0, &format!("rang {}: {}", letter.to, letter.subject));
        Outcome::Failed { permanent: true, reason: "the mailbox does not exist".into() }
    }
}

/// Runs a line until something ends the process.
fn until_the_end(file: &Path, mood: Mood) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = Fickle::new();
        let line = line(&store, vec![Box::new(Noting(file.to_owned()))]).await;
        apply(&line, TWO).await;
        let siren = format!("echo \"alarm: $MAYDAY_ALARM\" >> {}", file.display());
        let command = vec!["sh".to_owned(), "-c".to_owned(), siren];
        tokio::spawn(mayday::alarm::watch(line.clone(), AlarmConfiguration { command }));
        store.is(mood);
        match call(&line, 1).await {
            Err(Unanswered::NotStored { ringing, .. }) => note(file, &format!("ringing {ringing}")),
            other => note(file, &format!("{other:?}")),
        }
        tokio::time::sleep(Duration::from_secs(20)).await;
    });
}

#[test]
fn a_log_that_lost_what_was_acknowledged_stops_the_node_and_still_rings() {
    if let Some(file) = notes() {
        return until_the_end(&file, Mood::Forgot);
    }
    let test = "a_log_that_lost_what_was_acknowledged_stops_the_node_and_still_rings";
    let (code, notes) = in_a_process(test);
    assert_eq!(code, Some(mayday::EXIT_STOPPED), "{notes}");
    assert!(notes.contains("ringing true"), "the caller hears that it rings: {notes}");
    assert!(notes.contains("rang tom@two.test") && notes.contains("(not stored)"), "{notes}");
    assert!(notes.contains("rang maria@two.test"), "Tom's mail failed, so Maria is next: {notes}");
    assert!(notes.contains("alarm: the emergency line has stopped"), "{notes}");
    assert!(notes.contains("lost data"), "{notes}");
}

#[test]
fn a_loop_that_breaks_ends_the_process_rather_than_looking_alive() {
    if let Some(file) = notes() {
        return until_the_end(&file, Mood::Breaks);
    }
    let (code, notes) =
        in_a_process("a_loop_that_breaks_ends_the_process_rather_than_looking_alive");
    assert_eq!(code, Some(mayday::EXIT_STOPPED), "{notes}");
}
