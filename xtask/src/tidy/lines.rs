//! What every line and every file must look like.

use super::{Violation, source::Source};

const COLUMNS_MAX: usize = 100;

/// Words that say a thing is not done, or that a check was switched off.
const BANNED_CODE: [(&str, &str); 7] = [
    ("todo!(", "`todo!` is a promise to crash; write it or leave it out"),
    ("unimplemented!(", "`unimplemented!` is a promise to crash; write it or leave it out"),
    ("dbg!(", "`dbg!` is for the desk, not for the repository"),
    ("#[ignore", "an ignored test proves nothing; mend it or remove it"),
    ("#[allow(", "use `#[expect(lint, reason = \"…\")]`, which goes when it is no longer needed"),
    ("#![allow(", "use `#![expect(lint, reason = \"…\")]`, which goes when it is no longer needed"),
    ("#[cfg_attr(not(test), allow(", "use `expect` with a reason"),
];

const BANNED_COMMENTS: [&str; 2] = ["FIXME", "XXX"];

/// Spaces at the end of lines, tabs, and the missing end of the last line.
pub fn check_spaces(name: &str, text: &str, violations: &mut Vec<Violation>) {
    for (index, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.ends_with([' ', '\t']) {
            violations.push(Violation::new(name, index + 1, "spaces at the end of the line"));
        }
        if line.contains('\t') {
            violations.push(Violation::new(
                name,
                index + 1,
                "a tab; use spaces, or \\t in a string",
            ));
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        let last = text.lines().count();
        violations.push(Violation::new(name, last, "the last line has no end"));
    }
}

/// What holds for Rust files only.
pub fn check(source: &Source, violations: &mut Vec<Violation>) {
    let mut add =
        |line: usize, what: &str| violations.push(Violation::new(&source.name, line, what));
    if let Some(what) = opening_fault(&source.text) {
        add(1, what);
    }
    for (index, line) in source.text.lines().enumerate() {
        let columns = line.chars().count();
        // An address cannot be broken, and a raw string shows its content as it is.
        let unbreakable = line.contains("://") || source.raw_lines.contains(&(index + 1));
        if columns > COLUMNS_MAX && !unbreakable {
            add(index + 1, &format!("{columns} columns, more than {COLUMNS_MAX}"));
        }
    }
    for (index, line) in source.code.lines().enumerate() {
        for (banned, why) in BANNED_CODE {
            if line.contains(banned) {
                add(index + 1, why);
            }
        }
    }
    for (index, line) in source.comments.lines().enumerate() {
        for banned in BANNED_COMMENTS.iter().filter(|banned| line.contains(**banned)) {
            add(index + 1, &format!("`{banned}` stays for ever; mend it or open an issue"));
        }
    }
}

/// Why the file's opening is not a sentence about the file, if it is not.
fn opening_fault(text: &str) -> Option<&'static str> {
    let paragraph: Vec<&str> = text
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(str::trim)
        .take_while(|line| !line.is_empty())
        .collect();
    match paragraph.last() {
        None => Some("the file must open with a `//!` sentence that says what it is for"),
        Some(last) if last.ends_with('.') => None,
        Some(_) => Some("the opening sentence must end with a period"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        let mut violations = Vec::new();
        check_spaces("a.rs", text, &mut violations);
        check(&Source::new("a.rs", text), &mut violations);
        violations.into_iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn a_file_opens_with_a_sentence() {
        assert_eq!(found("//! What it is for.\n\nfn a() {}\n"), []);
        assert_eq!(found("//! A sentence over\n//! two lines.\n//!\n//! More words\n"), []);
        assert_eq!(found("//! No period\n"), [1]);
        assert_eq!(found("fn a() {}\n"), [1]);
        assert_eq!(found("// Not a doc comment.\n"), [1]);
    }

    #[test]
    fn unfinished_work_is_found_in_code_and_not_in_strings() {
        assert_eq!(found("//! A.\nfn a() { todo!() }\n"), [2]);
        assert_eq!(found("//! A.\nfn a() -> &'static str { \"todo!()\" }\n"), []);
        assert_eq!(found("//! A.\n// FIXME later\n"), [2]);
        assert_eq!(found("//! A.\n#[allow(dead_code)]\nfn a() {}\n"), [2]);
    }

    #[test]
    fn long_lines_tabs_and_loose_spaces_are_found() {
        let long = "a".repeat(COLUMNS_MAX);
        assert_eq!(found(&format!("//! A.\n//{long}\n")), [2]);
        assert_eq!(found(&format!("//! A.\n// https://{long}\n")), []);
        assert_eq!(found(&format!("//! A.\nconst A: &str = r\"\n{long}{long}\n\";\n")), []);
        assert_eq!(found("//! A.\nfn a() {} \n"), [2]);
        assert_eq!(found("//! A.\n\tfn a() {}\n"), [2]);
        assert_eq!(found("//! A."), [1]);
    }
}
