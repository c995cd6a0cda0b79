//! The tables of routes, wherever in the web they stand, for tests that hold something against all
//! of them.

use std::path::PathBuf;

/// The addresses whose entry has one of these methods, as in `get(`.
pub fn addresses(methods: &[&str]) -> Vec<String> {
    let web = concat!(env!("CARGO_MANIFEST_DIR"), "/src/web");
    let mut waiting = vec![PathBuf::from(format!("{web}.rs")), PathBuf::from(web)];
    let mut found = Vec::new();
    while let Some(next) = waiting.pop() {
        if next.is_dir() {
            let inside = std::fs::read_dir(&next).expect("a directory");
            waiting.extend(inside.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        // The API has a table of its own, which only programs read.
        if next.ends_with("api/table.rs") {
            continue;
        }
        let table = std::fs::read_to_string(&next).expect("a source file");
        let entries = table.split(".route(").skip(1);
        let has = |entry: &&str| {
            let entry = entry.split("\n}").next().unwrap_or_default();
            methods.iter().any(|method| entry.contains(method))
        };
        let named = entries.filter(has).filter_map(|entry| entry.split('"').nth(1));
        found.extend(named.map(str::to_owned));
    }
    found
}
