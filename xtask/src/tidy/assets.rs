//! The weight of style sheets and scripts as they travel: compressed.

use super::Violation;
use crate::Outcome;
use std::path::{Path, PathBuf};
use std::process::Command;

const DIRECTORY: &str = "views/assets";

/// The most that all files of a kind may weigh together.
const BUDGETS_BYTES_MAX: [(&str, u64); 2] = [("css", 20_000), ("js", 30_000)];

/// Measures what there is, and returns a line on each kind.
pub fn check(root: &Path, violations: &mut Vec<Violation>) -> Outcome<Vec<String>> {
    let mut measured = Vec::new();
    for (kind, limit) in BUDGETS_BYTES_MAX {
        let mut files = Vec::new();
        collect(&root.join(DIRECTORY), kind, &mut files);
        let mut total = 0;
        for file in &files {
            total += compressed(file)?;
        }
        if total > limit {
            let what = format!("all .{kind} together: {total} bytes compressed, more than {limit}");
            violations.push(Violation::new(DIRECTORY, 0, what));
        }
        if !files.is_empty() {
            measured.push(format!("{DIRECTORY}: .{kind} {total} of {limit} bytes compressed"));
        }
    }
    Ok(measured)
}

/// All files of the kind; scripts of others travel too, so vendored ones count here.
fn collect(directory: &Path, kind: &str, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(directory) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, kind, files);
        } else if path.extension().is_some_and(|extension| extension == kind) {
            files.push(path);
        }
    }
}

fn compressed(file: &Path) -> Outcome<u64> {
    let output = Command::new("gzip")
        .args(["-9", "-n", "-c"])
        .arg(file)
        .output()
        .map_err(|error| format!("cannot run gzip: {error}."))?;
    if !output.status.success() {
        return Err(format!("gzip cannot read {}.", file.display()));
    }
    Ok(output.stdout.len().try_into().unwrap_or(u64::MAX))
}
