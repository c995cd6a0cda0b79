//! Holds what no compiler checks: walls, opening sentences, banned crates, sizes, linked documents.

mod assets;
mod documents;
mod lines;
mod lock;
mod paths;
mod sizes;
mod source;
mod walls;

use crate::{Outcome, flags::Flags, tools};
use source::Source;
use std::path::{Path, PathBuf};

/// Something that must be mended, and where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Violation {
    file: String,
    line: usize,
    what: String,
}

impl Violation {
    fn new(file: &str, line: usize, what: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, what: what.into() }
    }
}

/// Directories that hold nothing written by hand.
const SKIPPED: [&str; 4] = ["target", "vendor", "generated", "node_modules"];

pub fn run(words: Vec<String>) -> Outcome {
    Flags::new(words).done()?;
    let root = tools::root();
    let mut files = Vec::new();
    walk(&root, &mut files)?;
    let mut sources = Vec::new();
    let mut violations = Vec::new();
    for file in &files {
        let name = relative(&root, file);
        let kind = file.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if !matches!(kind, "rs" | "toml" | "css" | "js") {
            continue;
        }
        let text = std::fs::read_to_string(file)
            .map_err(|error| format!("cannot read {name}: {error}."))?;
        lines::check_spaces(&name, &text, &mut violations);
        if kind == "rs" {
            sources.push(Source::new(name, text));
        }
    }
    if sources.is_empty() {
        return Err(format!("there is not one Rust file under {}.", root.display()));
    }
    for source in &sources {
        lines::check(source, &mut violations);
    }
    walls::check(&sources, &mut violations);
    lock::check(&root, &mut violations)?;
    documents::check(&root, &mut violations)?;
    let outliers = sizes::check(&sources, &mut violations);
    let measured = assets::check(&root, &mut violations)?;
    report(&outliers, &measured, violations, sources.len())
}

fn report(
    outliers: &[String],
    measured: &[String],
    mut violations: Vec<Violation>,
    count: usize,
) -> Outcome {
    if !outliers.is_empty() {
        println!("Larger than we aim at (a list, not a failure):");
        outliers.iter().for_each(|line| println!("  {line}"));
    }
    measured.iter().for_each(|line| println!("{line}"));
    violations.sort();
    violations.dedup();
    for violation in &violations {
        match violation.line {
            0 => println!("{}: {}", violation.file, violation.what),
            line => println!("{}:{line}: {}", violation.file, violation.what),
        }
    }
    match violations.len() {
        0 => {
            println!("tidy: {count} Rust files, nothing to mend");
            Ok(())
        }
        1 => Err("tidy found one thing to mend.".to_owned()),
        many => Err(format!("tidy found {many} things to mend.")),
    }
}

fn relative(root: &Path, file: &Path) -> String {
    file.strip_prefix(root).unwrap_or(file).to_string_lossy().replace('\\', "/")
}

/// All files below, in order, without hidden directories and without what is not written by hand.
fn walk(directory: &Path, files: &mut Vec<PathBuf>) -> Outcome {
    let fault = |error| format!("cannot read {}: {error}.", directory.display());
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(fault)? {
        entries.push(entry.map_err(fault)?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        if path.is_symlink() || name.starts_with('.') {
            continue;
        }
        if path.is_file() {
            files.push(path);
        } else if path.is_dir() && !SKIPPED.contains(&name.as_str()) {
            walk(&path, files)?;
        }
    }
    Ok(())
}
