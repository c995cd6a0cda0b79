//! Files and functions that have grown larger than a person can hold in view.

use super::{Violation, source::Source};

const FILE_LINES_AIM: usize = 300;
const FILE_LINES_MAX: usize = 600;
const FUNCTION_LINES_AIM: usize = 70;

/// Files that may be longer than the limit: `path: reason` on each line.
const EXCUSED: &str = include_str!("../outliers.txt");
const EXCUSED_NAME: &str = "xtask/src/outliers.txt";

/// Fails what is far too large without a reason, and lists what is larger than we aim.
pub fn check(sources: &[Source], violations: &mut Vec<Violation>) -> Vec<String> {
    let excused = excuses(EXCUSED, violations);
    let mut outliers = Vec::new();
    for source in sources {
        let lines = source.text.lines().count();
        let excuse = excused.iter().any(|name| *name == source.name);
        if lines > FILE_LINES_MAX && !excuse {
            let what = format!(
                "{lines} lines, more than {FILE_LINES_MAX}: split it, or give the reason in \
                 {EXCUSED_NAME}"
            );
            violations.push(Violation::new(&source.name, 0, what));
        } else if lines > FILE_LINES_AIM {
            outliers.push(format!("{}: {lines} lines", source.name));
        }
        if lines <= FILE_LINES_MAX && excuse {
            let what = format!("{} needs no excuse any more", source.name);
            violations.push(Violation::new(EXCUSED_NAME, 0, what));
        }
        for function in functions(&source.code) {
            if function.lines > FUNCTION_LINES_AIM {
                let Function { name, line, lines } = function;
                outliers.push(format!("{}:{line}: fn {name} has {lines} lines", source.name));
            }
        }
    }
    for name in excused.iter().filter(|name| sources.iter().all(|source| source.name != **name)) {
        violations.push(Violation::new(EXCUSED_NAME, 0, format!("{name} does not exist")));
    }
    outliers
}

fn excuses<'a>(text: &'a str, violations: &mut Vec<Violation>) -> Vec<&'a str> {
    let mut names = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once(": ") {
            Some((name, reason)) if !reason.trim().is_empty() => names.push(name),
            _ => violations.push(Violation::new(EXCUSED_NAME, index + 1, "wants `path: reason`")),
        }
    }
    names
}

#[derive(Debug, PartialEq, Eq)]
struct Function {
    name: String,
    line: usize,
    lines: usize,
}

/// Every function with a body, found by counting braces in code without strings and comments.
fn functions(code: &str) -> Vec<Function> {
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("fn ") {
        let starts_word =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let name: String =
            code[at + 3..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !starts_word || name.is_empty() {
            continue;
        }
        let Some(end) = body_end(bytes, at) else { continue };
        let count = |part: &[u8]| part.iter().filter(|byte| **byte == b'\n').count();
        found.push(Function {
            name,
            line: count(&bytes[..at]) + 1,
            lines: count(&bytes[at..end]) + 1,
        });
    }
    found
}

/// Where the body that follows the signature ends; nothing for a signature without a body.
fn body_end(bytes: &[u8], start: usize) -> Option<usize> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for (at, byte) in bytes.iter().enumerate().skip(start) {
        match byte {
            // `[u8; 32]` in a signature holds a semicolon that ends nothing.
            b'[' | b'(' => brackets += 1,
            b']' | b')' => brackets = brackets.saturating_sub(1),
            b';' if braces == 0 && brackets == 0 => return None,
            b'{' => braces += 1,
            b'}' => {
                braces = braces.checked_sub(1)?;
                if braces == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_and_lines(code: &str) -> Vec<(String, usize, usize)> {
        functions(code).into_iter().map(|found| (found.name, found.line, found.lines)).collect()
    }

    #[test]
    fn functions_are_measured_from_signature_to_closing_brace() {
        let code = "trait A {\n    fn a(&self) -> [u8; 4];\n  fn b() {\n    if c {}\n  }\n}\n\
                    type F = fn (u8);\nfn d() -> [u8; 2] { [0; 2] }\n";
        let expected = [("b".to_owned(), 3, 3), ("d".to_owned(), 8, 1)];
        assert_eq!(names_and_lines(code), expected);
    }

    #[test]
    fn a_long_file_fails_unless_it_is_excused_with_a_reason() {
        let long = Source::new("a/src/long.rs", "//\n".repeat(FILE_LINES_MAX + 1));
        let mut violations = Vec::new();
        check(&[long], &mut violations);
        assert!(violations.iter().any(|violation| violation.file == "a/src/long.rs"));
        let mut violations = Vec::new();
        assert_eq!(excuses("# why\n\na.rs: a table\nb.rs\n", &mut violations), ["a.rs"]);
        assert_eq!(violations.len(), 1);
    }

    #[test]
    fn a_long_function_is_listed() {
        let text = format!("fn a() {{\n{}}}\n", "b();\n".repeat(FUNCTION_LINES_AIM));
        let outliers = check(&[Source::new("a/src/a.rs", text)], &mut Vec::new());
        assert_eq!(outliers, ["a/src/a.rs:1: fn a has 72 lines"]);
    }
}
