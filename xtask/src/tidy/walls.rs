//! The walls between rooms and crates, read from the paths that the code names.

use super::paths::{self, Named};
use super::{Violation, source::Source};

/// The rooms of the domain. Only `policy` and the root may see more than one of them.
const ROOMS: [&str; 31] = [
    "access",
    "bulletins",
    "callbacks",
    "cards",
    "components",
    "credentials",
    "crew",
    "customers",
    "deliveries",
    "emergencies",
    "erasures",
    "feedback",
    "floods",
    "groups",
    "incidents",
    "methods",
    "monitoring",
    "notes",
    "oncall",
    "paging",
    "proof",
    "readiness",
    "redactions",
    "restrictions",
    "reviews",
    "runbooks",
    "sightings",
    "status_pages",
    "audiences",
    "templates",
    "updates",
];

/// What a room may name of its own crate besides itself.
const SHARED: [&str; 3] = ["crate::words", "crate::Moment", "crate::timers"];

/// Modules of the domain that may see every room: the root, the parts it is split into, and the
/// one corridor, `policy`; and `rehearsal`, which sets up an organisation of its own.
const CORRIDORS: [&str; 6] = ["", "organisation", "permission", "policy", "rehearsal", "subjects"];

/// Parts of the server of which each file stands alone, by directory.
const LEAVES: [&str; 3] = ["channels", "probes", "alerts"];

/// The web side of the server, which a leaf must not know.
const WEB: [&str; 6] = ["web", "routes", "pages", "api", "console", "door"];

/// Which crate may not name what, and why.
const BANNED: [(&str, &[&str], &str); 4] = [
    (
        "domain/src/",
        &[
            "journal",
            "server",
            "views",
            "sim",
            "tokio",
            "axum",
            "hyper",
            "rusqlite",
            "tokio_postgres",
            "reqwest",
            "rand",
            "getrandom",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
            "std::time::Instant",
            "std::time::SystemTime",
            "std::collections::HashMap",
            "std::collections::HashSet",
        ],
        "the domain is pure: time, chance and the world come in as arguments",
    ),
    (
        "journal/src/",
        &["axum", "hyper", "maud", "views", "server", "sim", "reqwest"],
        "the journal keeps events and knows neither pages nor the program around it",
    ),
    (
        "views/src/",
        &[
            "journal",
            "server",
            "sim",
            "tokio",
            "axum",
            "hyper",
            "rusqlite",
            "tokio_postgres",
            "reqwest",
            "std::fs",
            "std::net",
            "std::env",
            "std::process",
            "std::thread",
        ],
        "views take state and return markup",
    ),
    ("sim/src/", &["server", "axum", "hyper"], "the simulator is a world for the domain alone"),
];

pub fn check(sources: &[Source], violations: &mut Vec<Violation>) {
    for source in sources {
        let Some(module) = module_of(&source.name) else { continue };
        for named in paths::named_in(&source.code, &module) {
            let fault = banned(&source.name, &named)
                .or_else(|| room_wall(&source.name, &module, &named))
                .or_else(|| leaf_wall(&source.name, &module, &named, sources));
            if let Some(why) = fault {
                let what = format!("`{}` is behind a wall: {why}", named.shown());
                violations.push(Violation::new(&source.name, named.line, what));
            }
        }
    }
}

/// The module path of a file under some `src/`, empty for the root of a crate.
fn module_of(name: &str) -> Option<Vec<String>> {
    let (_, inside) = name.split_once("/src/")?;
    let mut module: Vec<String> =
        inside.strip_suffix(".rs")?.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        module.pop();
    }
    Some(module)
}

fn banned(file: &str, named: &Named) -> Option<String> {
    let (_, list, why) = BANNED.iter().find(|(prefix, _, _)| file.starts_with(prefix))?;
    list.iter().any(|path| named.is_within(path)).then(|| (*why).to_owned())
}

fn room_wall(file: &str, module: &[String], named: &Named) -> Option<String> {
    if !file.starts_with("domain/src/") || named.segments.first()? != "crate" {
        return None;
    }
    let own = module.first().map_or("", String::as_str);
    if CORRIDORS.contains(&own) {
        return None;
    }
    let target = named.segments.get(1)?.as_str();
    if target == own {
        return None;
    }
    if ROOMS.contains(&own) && !SHARED.iter().any(|shared| named.is_within(shared)) {
        return Some(format!("{own} may name itself and {}", SHARED.join(" and ")));
    }
    let reaches_room = ROOMS.contains(&target);
    reaches_room.then(|| format!("only the root and `policy` see rooms, not {own}"))
}

fn leaf_wall(file: &str, module: &[String], named: &Named, all: &[Source]) -> Option<String> {
    let [kind, own, ..] = module else { return None };
    if !file.starts_with("server/src/") || !LEAVES.contains(&kind.as_str()) {
        return None;
    }
    if named.is_within("axum") {
        return Some(format!("{kind} know nothing of the web"));
    }
    let target = named.segments.get(1)?.as_str();
    if named.segments[0] != "crate" {
        return None;
    }
    if WEB.contains(&target) {
        return Some(format!("{kind} know nothing of the web"));
    }
    let sibling = named.segments.get(2).filter(|other| target == kind && *other != own)?;
    let exists = |name: &str| all.iter().any(|source| source.name == name);
    let is_file = exists(&format!("server/src/{kind}/{sibling}.rs"))
        || exists(&format!("server/src/{kind}/{sibling}/mod.rs"));
    is_file.then(|| format!("{kind} know nothing of each other"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The lines of `code` that break a wall when it stands in `file`.
    fn broken(file: &str, code: &str) -> Vec<usize> {
        let sources = [
            Source::new(file, code),
            Source::new("server/src/channels/webhook.rs", "//! A channel.\n"),
        ];
        let mut violations = Vec::new();
        check(&sources, &mut violations);
        violations.into_iter().map(|violation| violation.line).collect()
    }

    #[test]
    fn a_room_sees_words_and_itself_and_no_other_room() {
        let code = "use crate::words::Timestamp;\nuse crate::Moment;\nuse crate::paging::Page;\n";
        assert_eq!(broken("domain/src/paging.rs", code), []);
        assert_eq!(broken("domain/src/paging/steps.rs", code), []);
        assert_eq!(broken("domain/src/incidents.rs", code), [3]);
        assert_eq!(broken("domain/src/incidents.rs", "use super::paging;\n"), [1]);
        assert_eq!(broken("domain/src/incidents.rs", "fn a() { crate::decide() }\n"), [1]);
    }

    #[test]
    fn only_the_corridor_and_the_root_cross() {
        let code = "use crate::{incidents, paging};\n";
        assert_eq!(broken("domain/src/policy.rs", code), []);
        assert_eq!(broken("domain/src/policy/front_door.rs", code), []);
        assert_eq!(broken("domain/src/lib.rs", code), []);
        assert_eq!(broken("domain/src/words.rs", code), [1, 1]);
    }

    #[test]
    fn the_domain_asks_nobody() {
        assert_eq!(broken("domain/src/lib.rs", "use std::time::{Duration, SystemTime};\n"), [1]);
        assert_eq!(broken("domain/src/oncall.rs", "fn a() { std::env::var(\"X\"); }\n"), [1]);
        assert_eq!(broken("domain/src/oncall.rs", "use std::time::Duration;\n"), []);
        assert_eq!(broken("domain/tests/laws.rs", "use std::fs;\n"), []);
    }

    #[test]
    fn views_and_the_journal_keep_to_themselves() {
        assert_eq!(broken("views/src/door.rs", "use domain::State;\nuse maud::html;\n"), []);
        assert_eq!(broken("views/src/door.rs", "use axum::response::Html;\n"), [1]);
        assert_eq!(broken("journal/src/lib.rs", "use views::door;\n"), [1]);
    }

    #[test]
    fn channels_know_neither_the_web_nor_each_other() {
        let file = "server/src/channels/mail.rs";
        assert_eq!(broken(file, "use super::{Channel, Report};\nuse reqwest::Client;\n"), []);
        assert_eq!(broken(file, "use super::webhook::sign;\n"), [1]);
        assert_eq!(broken(file, "use axum::Router;\nuse crate::web::routes;\n"), [1, 2]);
        assert_eq!(broken("server/src/channels.rs", "use self::webhook::sign;\n"), []);
    }
}
