//! Crates that must not come in, directly or behind another one.

use super::Violation;
use crate::Outcome;
use std::path::Path;

const OPENSSL: &str = "one TLS, in Rust: rustls with ring";
const AWS_LC: &str = "one cryptographic library, ring; this one needs a C toolchain of its own";

/// Banned anywhere in the lock file.
const BANNED: [(&str, &str); 5] = [
    ("openssl", OPENSSL),
    ("openssl-sys", OPENSSL),
    ("native-tls", OPENSSL),
    ("aws-lc-sys", AWS_LC),
    ("aws-lc-rs", AWS_LC),
];

/// Allowed behind another crate, but not as a dependency of ours.
const INDIRECT: [(&str, &str); 1] = [("chrono", "jiff is our calendar")];

pub fn check(root: &Path, violations: &mut Vec<Violation>) -> Outcome {
    let read = |name: &str| {
        std::fs::read_to_string(root.join(name)).map_err(|e| format!("cannot read {name}: {e}."))
    };
    check_lock(&read("Cargo.lock")?, violations);
    let workspace = read("Cargo.toml")?;
    let mut manifests = vec![("Cargo.toml".to_owned(), workspace.clone())];
    for member in members(&workspace) {
        let name = format!("{member}/Cargo.toml");
        manifests.push((name.clone(), read(&name)?));
    }
    for (name, text) in &manifests {
        check_manifest(name, text, violations);
    }
    Ok(())
}

fn check_lock(text: &str, violations: &mut Vec<Violation>) {
    for (index, line) in text.lines().enumerate() {
        let Some(name) = line.strip_prefix("name = ").map(|name| name.trim_matches('"')) else {
            continue;
        };
        if let Some((_, why)) = BANNED.iter().find(|(banned, _)| *banned == name) {
            let what = format!("{name} is banned: {why} (cargo tree -i {name})");
            violations.push(Violation::new("Cargo.lock", index + 1, what));
        }
    }
}

fn check_manifest(file: &str, text: &str, violations: &mut Vec<Violation>) {
    for (index, line) in text.lines().enumerate() {
        let key: String =
            line.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
        if let Some((name, why)) = INDIRECT.iter().find(|(name, _)| *name == key) {
            let what = format!("{name} is not for our own code: {why}");
            violations.push(Violation::new(file, index + 1, what));
        }
    }
}

/// The directories named in `members = [ … ]` of the workspace.
fn members(manifest: &str) -> Vec<String> {
    let Some((_, rest)) = manifest.split_once("members = [") else { return Vec::new() };
    let Some((list, _)) = rest.split_once(']') else { return Vec::new() };
    let named = list.split(',').map(|part| part.trim().trim_matches('"').to_owned());
    named.filter(|part| !part.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banned_crate_is_found_by_its_whole_name() {
        let mut violations = Vec::new();
        let lock = "[[package]]\nname = \"openssl-probe\"\n\n[[package]]\nname = \"openssl\"\n";
        check_lock(lock, &mut violations);
        let lines: Vec<usize> = violations.iter().map(|violation| violation.line).collect();
        assert_eq!(lines, [5]);
    }

    #[test]
    fn chrono_may_not_be_our_own_dependency() {
        let mut violations = Vec::new();
        check_manifest(
            "a/Cargo.toml",
            "[dependencies]\nchrono-tz = 1\njiff.workspace = true\n",
            &mut violations,
        );
        assert_eq!(violations, []);
        check_manifest("a/Cargo.toml", "chrono.workspace = true\n", &mut violations);
        assert_eq!(violations.len(), 1);
    }

    #[test]
    fn members_of_the_workspace_are_read() {
        let manifest = "[workspace]\nmembers = [\"domain\", \"xtask\",]\n";
        assert_eq!(members(manifest), ["domain", "xtask"]);
    }
}
