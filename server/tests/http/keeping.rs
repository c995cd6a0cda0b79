//! Backups that can be relied on, and people who are gone when they are erased.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, thread};

use crate::database::Database;
use crate::support::{Ask, Ran, Scratch, Server, TINY, eventually, run, run_on};

const CANARY: &str = "Vermilion-Kingfisher-4711";

fn path(path: &Path) -> &str {
    path.to_str().expect("text")
}

fn good(ran: Ran) -> String {
    assert!(ran.good, "{}{}", ran.out, ran.err);
    ran.out
}

fn refused(ran: Ran, says: &str) {
    assert!(!ran.good, "{}", ran.out);
    assert!(ran.err.contains(says), "{}", ran.err);
}

/// The digest of the state that a replay comes to.
fn digest(out: &str) -> String {
    let line = out.lines().find(|line| line.starts_with("State ")).expect("a digest");
    line.split(' ').nth(1).expect("a digest").to_owned()
}

fn events(out: &str) -> u64 {
    out.split(' ').next().and_then(|count| count.parse().ok()).expect("a count")
}

/// Calls for help come in on four lines at once, until told to stop; their links.
fn calls(port: u16, over: &Arc<AtomicBool>) -> Vec<thread::JoinHandle<Vec<String>>> {
    let call = move |over: Arc<AtomicBool>, line: usize| {
        let mut links = Vec::new();
        while !over.load(Ordering::Relaxed) && links.len() < 400 {
            let words = format!("Call {} on line {line}", links.len());
            let answer = Ask::new(port, "POST", "/help").form(&[("words", &words)]).send();
            assert_eq!(answer.status, 303);
            links.push(answer.location().to_owned());
        }
        links
    };
    (0..4)
        .map(|line| {
            let over = Arc::clone(over);
            thread::spawn(move || call(over, line))
        })
        .collect()
}

#[test]
fn a_backup_made_under_load_restores_into_the_other_database_to_the_same_state() {
    let database = Database::new();
    let mut server = Server::start();
    let early = server.call_for_help("Before the backup");
    let over = Arc::new(AtomicBool::new(false));
    let lines = calls(server.port, &over);
    let backups = server.scratch.0.join("backups");
    fs::create_dir(&backups).expect("a directory");
    let said = good(server.run(&["backup", path(&backups), "--with-key"]));
    over.store(true, Ordering::Relaxed);
    let called: usize =
        lines.into_iter().map(|line| line.join().expect("all answered").len()).sum();
    assert!(called > 0);
    server.kill();
    let names: Vec<_> =
        fs::read_dir(&backups).expect("it").map(|e| e.expect("a file").path()).collect();
    assert_eq!(names.len(), 1, "nothing half-written is left: {names:?}");
    let file = path(&names[0]);
    assert!(said.contains(file) && said.contains("ends at event"), "{said}");

    let other = Scratch::new();
    let place = ["--data", path(&other.data()), "--database", &database.url].map(str::to_owned);
    let place: Vec<&str> = place.iter().map(String::as_str).collect();
    let restored = good(run(&[&["restore", file], &place[..]].concat()));
    assert!(restored.contains("Links made before it work."), "{restored}");
    let there = good(run(&[&["replay"], &place[..]].concat()));
    let until = events(&there).to_string();
    let here = good(server.run(&["replay", "--until", &until]));
    assert_eq!(events(&here), events(&there));
    assert_eq!(digest(&here), digest(&there));
    refused(run(&[&["restore", file], &place[..]].concat()), "not empty");

    // The restored line serves, the links open, and it goes on; and back again from there.
    let mut moved = Server::on(other, &["serve", "--database", &database.url]);
    assert!(moved.get(&early).send().text().contains("Before the backup"));
    let later = moved.call_for_help("After the restore");
    let back = moved.scratch.0.join("back.backup");
    good(run(&[&["backup", path(&back), "--with-key"], &place[..]].concat()));
    moved.kill();
    let home = Scratch::new();
    good(run_on(&home.data(), &["restore", path(&back)]));
    let home = Server::on(home, &["serve"]);
    for (link, words) in [(&early, "Before the backup"), (&later, "After the restore")] {
        assert!(home.get(link).send().text().contains(words));
    }
}

#[test]
fn a_stopped_server_is_backed_up_too_and_restore_says_what_is_wrong() {
    let mut server = Server::start();
    let link = server.call_for_help("Down");
    server.kill();
    let file = server.scratch.0.join("one.backup");
    let said = good(server.run(&["backup", path(&file)]));
    assert!(said.contains("The installation key is not in it"), "{said}");
    refused(server.run(&["backup", path(&file)]), "is there already");
    refused(server.run(&["restore", path(&file)]), "not empty");

    let text = fs::read_to_string(&file).expect("text");
    let bad = |name: &str, text: &str| server.scratch.file(name, text);
    let empty = Scratch::new();
    let try_restore = |file: &Path, says: &str| {
        refused(run_on(&empty.data(), &["restore", path(file)]), says);
    };
    try_restore(&bad("foreign", "id,name\n1,Ana\n"), "not a backup of Mayday");
    try_restore(&bad("newer", &text.replacen("\"format\":2", "\"format\":9", 1)), "newer version");
    try_restore(&bad("short", &text[..text.len() / 2]), "");
    try_restore(&bad("changed", &text.replacen("Tiny", "Tinz", 1)), "not what was written");
    try_restore(&server.scratch.0.join("nowhere"), "There is no file");

    // Without the key: said, and with it in place again the links work.
    let said = good(run_on(&empty.data(), &["restore", path(&file)]));
    assert!(said.contains("no link that was sent before opens"), "{said}");
    let key = server.data().join("installation.key");
    fs::copy(key, empty.data().join("installation.key")).expect("a copy");
    let again = Server::on(empty, &["serve"]);
    assert!(again.get(&link).send().text().contains("Down"));
}

#[test]
fn a_backup_restored_under_the_key_of_another_installation_says_that_its_links_are_dead() {
    let mut server = Server::start();
    let link = server.call_for_help("Down");
    server.kill();
    let file = server.scratch.0.join("one.backup");
    good(server.run(&["backup", path(&file), "--with-key"]));
    let stranger = Server::bare();
    let home = Scratch::new();
    fs::create_dir_all(home.data()).expect("a directory");
    let [theirs, ours] = [stranger.data(), home.data()].map(|data| data.join("installation.key"));
    fs::copy(&theirs, &ours).expect("a copy");
    let said = good(run_on(&home.data(), &["restore", path(&file)]));
    assert!(said.contains("differs from the backup's and stays"), "{said}");
    assert_eq!(fs::read(&theirs).expect("a key"), fs::read(&ours).expect("a key"));
    // What was kept is there; who holds a link from before is told where to call instead.
    let home = Server::on(home, &["serve"]);
    let dead = home.get(&link).send();
    assert_eq!(dead.status, 404);
    assert!(dead.text().contains("/help"), "{}", dead.text());
    let cookie = home.sign_in("maria");
    let room = home.get("/console/incidents/1").cookie(&cookie).send().text();
    assert!(room.contains("Down"), "{room}");
}

/// Whether the canary stands in any file of the directory, whatever its name.
fn holds(directory: &Path) -> Vec<String> {
    holding(directory, CANARY)
}

/// The files of the directory in which these words stand.
pub fn holding(directory: &Path, words: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![directory.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
            } else if let Ok(bytes) = fs::read(&path)
                && bytes.windows(words.len()).any(|window| window == words.as_bytes())
            {
                found.push(path.display().to_string());
            }
        }
    }
    found
}

/// Everything that somebody can write, with the canary in it; the emergency's link.
fn canary_everywhere(server: &Server) -> String {
    let canary = |what: &str| format!("{CANARY} {what}");
    let fields = [
        ("words", canary("words")),
        ("who", canary("who")),
        ("reach", format!("{CANARY}@canary.example")),
    ];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = server.post("/help", &fields).send();
    let link = answer.location().to_owned();
    let message = [("words", canary("a message")), ("message", format!("{:032x}", 7))];
    let message = message.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(server.post(&format!("{link}/messages"), &message).send().status, 303);
    let said = canary("introduced");
    let introduction = [("who", said.as_str()), ("reach", said.as_str())];
    assert_eq!(server.post(&format!("{link}/introduction"), &introduction).send().status, 303);
    link
}

fn participant(server: &Server) -> String {
    let cookie = server.sign_in("maria");
    eventually("the search is over", || {
        let page = server.get("/console/incidents/1").cookie(&cookie).send().text();
        let start = page.find("/console/kept/participant/")? + "/console/kept/".len();
        Some(page[start..].chars().take_while(|c| *c != '"').collect())
    })
}

#[test]
fn whoever_is_erased_is_in_no_file_any_more() {
    let organisation = format!(
        "{TINY}\n[[customer.contact]]\nkey = \"ana\"\nname = \"{CANARY}\"\nemail = \
         \"{CANARY}@x.example\"\n[[person]]\nkey = \"eva\"\nname = \"{CANARY} Eva\"\nrole = \
         \"responder\"\nzone = \"Europe/Lisbon\"\n[[person.method]]\nkey = \"mail\"\nchannel = \
         \"email\"\naddress = \"{CANARY}@eva.example\"\n"
    );
    let server = Server::bare();
    assert!(server.apply(&organisation).good);
    let link = canary_everywhere(&server);
    // A person of the vendor writes it as well.
    let eva = server.sign_in("eva");
    let said = format!("{CANARY} says Eva");
    let fields = [("words", said.as_str())];
    let answer = server.post("/console/emergencies/1/messages", &fields).cookie(&eva).send();
    assert_eq!(answer.status, 303, "{}", answer.text());
    let backup = server.scratch.0.join("before.backup");
    good(server.run(&["backup", path(&backup)]));

    let caller = participant(&server);
    refused(server.run(&["erase", &caller, "--yes"]), "is not over");
    assert_eq!(server.post(&format!("{link}/retract"), &[]).send().status, 303);
    let preview = good(server.run(&["erase", &caller]));
    assert!(preview.contains("Nothing was changed"), "{preview}");
    let kept = good(server.run(&["kept", &caller]));
    assert!(kept.contains(&format!("{CANARY} a message")), "{kept}");
    good(server.run(&["erase", &caller, "--yes"]));
    let page = server.get(&link).send().text();
    assert!(page.contains("(erased)") && !page.contains(&format!("{CANARY} words")), "{page}");

    refused(server.run(&["erase", "person/eva", "--yes"]), "Take them out");
    assert!(server.run(&["erase", "contact/northgate-b/ana", "--yes"]).good);
    let file = server.scratch.file("without.toml", TINY);
    good(server.run(&["apply", path(&file), "--prune"]));
    good(server.run(&["erase", "person/eva", "--reason", "left", "--yes"]));
    assert_eq!(holds(&server.data()), Vec::<String>::new());
    assert!(!server.log().contains(CANARY), "nor in the log");
    let checked = server.run(&["check"]);
    assert!(checked.out.contains("whole"), "{}{}", checked.out, checked.err);

    // Replayed, the log without the words comes to the state that is live.
    let live = server.scratch.0.join("after.backup");
    good(server.run(&["backup", path(&live)]));
    let text = fs::read_to_string(&live).expect("a backup");
    assert!(!text.contains(CANARY));

    // The backup from before still has them, and the ledger beside it keeps them out.
    assert!(fs::read_to_string(&backup).expect("a backup").contains(CANARY));
    let other = Scratch::new();
    let said = good(run_on(&other.data(), &["restore", path(&backup)]));
    assert!(said.contains("3 people were erased since"), "{said}");
    assert_eq!(holds(&other.data()), Vec::<String>::new());
}

#[test]
fn whoever_is_erased_is_in_no_table_of_postgresql_any_more() {
    let database = Database::new();
    let scratch = Scratch::new();
    let file = scratch.file("organisation.toml", TINY);
    let server = Server::on(scratch, &["serve", "--database", &database.url]);
    let place = ["--database", &database.url];
    let on = |arguments: &[&str]| server.run(&[arguments, &place].concat());
    assert!(on(&["apply", path(&file)]).good);
    let link = canary_everywhere(&server);
    let caller = participant(&server);
    assert_eq!(server.post(&format!("{link}/retract"), &[]).send().status, 303);
    good(on(&["erase", &caller, "--yes"]));
    assert!(server.get(&link).send().text().contains("(erased)"));
    for table in ["event", "event_personal", "event_subject", "command", "head"] {
        let rows = database.rows(&format!("select t::text from mayday.{table} t"));
        assert!(!rows.iter().any(|row| row.contains(CANARY)), "{table}");
        assert!(!rows.is_empty() || table == "event_personal", "{table}");
    }
}

#[test]
fn a_manager_sees_what_is_kept_and_erases_it_and_nobody_else_may() {
    let server = Server::start();
    let link = canary_everywhere(&server);
    assert_eq!(server.post(&format!("{link}/retract"), &[]).send().status, 303);
    let owner = participant(&server);
    let path = format!("/console/kept/{owner}");
    let (maria, tom) = (server.sign_in("maria"), server.sign_in("tom"));
    assert_eq!(server.get(&path).send().status, 303, "to the sign-in");
    assert_eq!(server.get(&path).cookie(&tom).send().status, 403);
    let page = server.get(&path).cookie(&maria).send().text();
    assert!(page.contains(&format!("{CANARY} a message")), "{page}");
    assert!(page.contains("cannot be undone"), "{page}");
    let file = server.get(&format!("{path}?format=json")).cookie(&maria).send();
    assert!(file.header("content-disposition").contains("attachment"));
    let kept: serde_json::Value = serde_json::from_slice(&file.body).expect("JSON");
    assert_eq!(kept["owner"], owner.as_str());
    assert!(kept["with_words"].as_u64().is_some_and(|count| count > 2), "{kept}");

    let all = [("owner", owner.as_str()), ("reason", "asked"), ("sure", "yes")];
    assert_eq!(server.post("/console/erasures", &all).cookie(&tom).send().status, 403);
    for missing in [&all[..2], &[all[0], all[2]]] {
        let answer = server.post("/console/erasures", missing).cookie(&maria).send();
        assert_eq!(answer.status, 422, "{}", answer.text());
    }
    let nobody = [("owner", "nobody"), all[1], all[2]];
    assert_eq!(server.post("/console/erasures", &nobody).cookie(&maria).send().status, 404);
    let answer = server.post("/console/erasures", &all).cookie(&maria).send();
    assert_eq!((answer.status, answer.location()), (303, path.as_str()));
    let page = server.get(&path).cookie(&maria).send().text();
    assert!(page.contains("Erased") && !page.contains(CANARY), "{page}");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("(erased)") && !room.contains(CANARY), "{room}");
    assert_eq!(holds(&server.data()), Vec::<String>::new());
}
