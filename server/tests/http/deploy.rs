//! The files that people deploy with name what the program really understands.

use std::path::Path;

use crate::support::{Scratch, run, run_on};

fn read(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy").join(name);
    std::fs::read_to_string(file).expect("a file to deploy with")
}

/// `--help` at the end: everything before it is read, and nothing is carried out.
fn understood(arguments: &[&str]) {
    let ran = run(&[arguments, &["--help"]].concat());
    assert!(ran.good && ran.out.contains("Usage"), "{arguments:?}: {}", ran.err);
}

#[test]
fn the_unit_starts_the_program_with_words_that_it_knows() {
    let unit = read("mayday.service");
    let start = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).expect("a start");
    let mut words = start.split_whitespace();
    assert_eq!(words.next(), Some("/usr/local/bin/mayday"));
    understood(&words.collect::<Vec<_>>());
    for needed in ["User=mayday", "Restart=always", "StartLimitIntervalSec=0", "UMask=0077"] {
        assert!(unit.lines().any(|line| line == needed), "{needed}");
    }
}

#[test]
fn the_image_starts_the_program_with_words_that_it_knows_and_not_as_root() {
    let file = read("Dockerfile");
    let list = |word: &str| -> Vec<String> {
        let line = file.lines().find_map(|line| line.strip_prefix(word)).expect("a command");
        serde_json::from_str(line).expect("a list of words")
    };
    assert_eq!(list("ENTRYPOINT "), ["/usr/local/bin/mayday"]);
    let words = list("CMD ");
    understood(&words.iter().map(String::as_str).collect::<Vec<_>>());
    let user = file.find("USER mayday").expect("a user");
    assert!(file.find("ENTRYPOINT").is_some_and(|start| start > user), "not as root");
    assert!(file.contains("VOLUME /data"));
}

#[test]
fn the_configuration_in_the_manual_is_one() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/operating.md");
    let manual = std::fs::read_to_string(manual).expect("the manual");
    let start = manual.find("```toml\n# Proving it from outside").expect("the sections");
    let text = &manual[start + "```toml\n".len()..];
    let text = &text[..text.find("```").expect("an end")];
    let scratch = Scratch::new();
    let file = scratch.file("mayday.toml", text);
    // Read whole, it is refused only because there is nothing at that place.
    let ran = run_on(&scratch.data(), &["check", "--config", file.to_str().expect("text")]);
    assert!(ran.err.contains("does not exist"), "{}", ran.err);
}
