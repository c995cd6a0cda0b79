//! Every document can be reached from the table of contents.

use super::Violation;
use crate::Outcome;
use std::path::Path;

const INDEX: &str = "docs/index.md";

pub fn check(root: &Path, violations: &mut Vec<Violation>) -> Outcome {
    let Ok(entries) = std::fs::read_dir(root.join("docs")) else { return Ok(()) };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| format!("cannot read docs: {error}."))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| name.ends_with(".md") && name != "index.md");
    names.sort();
    if names.is_empty() {
        return Ok(());
    }
    let Ok(index) = std::fs::read_to_string(root.join(INDEX)) else {
        violations.push(Violation::new(INDEX, 0, "is missing, and there are documents to list"));
        return Ok(());
    };
    for name in unlinked(&index, &names) {
        let what = format!("is not linked from {INDEX}");
        violations.push(Violation::new(&format!("docs/{name}"), 0, what));
    }
    Ok(())
}

/// Documents without a link. Served pages drop the `.md`, so either spelling counts.
fn unlinked<'a>(index: &str, names: &'a [String]) -> Vec<&'a str> {
    let targets: Vec<&str> = index
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', '#', ' ']).next())
        .map(|target| target.trim_start_matches("./").trim_start_matches("/docs/"))
        .collect();
    let linked =
        |name: &str| targets.iter().any(|t| *t == name || Some(*t) == name.strip_suffix(".md"));
    names.iter().map(String::as_str).filter(|name| !linked(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::unlinked;

    #[test]
    fn a_document_without_a_link_is_found() {
        let names = ["install.md", "paging.md", "words.md"].map(str::to_owned);
        let index = "- [Install](install.md#first)\n- [Paging](./paging)\n- words.md\n";
        assert_eq!(unlinked(index, &names), ["words.md"]);
    }
}
