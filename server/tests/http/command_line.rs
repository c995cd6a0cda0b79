//! The command line: what cannot be done is said in a sentence, and nothing is changed by it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::support::{
    Ran, Scratch, Server, TINY, eventually, finished, free_port, mayday, run, run_on,
};

/// A sentence for people, with these words in it.
fn says(ran: &Ran, words: &[&str]) {
    assert!(!ran.good, "{}", ran.out);
    for word in words {
        assert!(ran.err.contains(word), "{word}: {}", ran.err);
    }
    assert!(!ran.err.contains("panicked") && !ran.err.contains("src/"), "{}", ran.err);
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("a path of text")
}

#[test]
fn a_port_in_use_is_named_and_nothing_is_made() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let scratch = Scratch::new();
    let ran = run_on(&scratch.data(), &["serve", "--listen", &listen]);
    says(&ran, &[&listen, "in use by another program", "--listen"]);
    assert!(!scratch.data().exists());
}

#[test]
fn a_data_directory_that_is_a_file_is_named() {
    let scratch = Scratch::new();
    let file = scratch.file("data", "I am a file");
    let listen = format!("127.0.0.1:{}", free_port());
    says(
        &run_on(&file, &["serve", "--listen", &listen]),
        &["is a file, not a directory", "--data"],
    );
    let inside = file.join("inside");
    says(&run_on(&inside, &["serve", "--listen", &listen]), &["--data"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "I am a file");
}

#[test]
fn a_data_directory_in_use_is_named() {
    let server = Server::start();
    let listen = format!("127.0.0.1:{}", free_port());
    let ran = server.run(&["serve", "--listen", &listen]);
    says(&ran, &["in use by another Mayday", "--data"]);
    assert_eq!(server.get("/readyz").send().status, 200);
}

/// Runs a command as somebody who owns nothing here, so that rights count for the superuser too.
fn as_nobody(arguments: &[&str]) -> Ran {
    let probe = std::process::Command::new("id").arg("-u").output().expect("id");
    let mut command = mayday(arguments);
    if probe.stdout.starts_with(b"0\n") {
        let own = command.get_program().to_owned();
        let mut other = std::process::Command::new("setpriv");
        other.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(own);
        other.args(arguments);
        command = other;
    }
    finished(command)
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let mut server = Server::start();
    server.kill();
    let data = server.data();
    fs::set_permissions(&data, fs::Permissions::from_mode(0o555)).unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let arguments = ["serve", "--listen", listen.as_str(), "--data", text(&data)];
    let ran = as_nobody(&arguments);
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    says(&ran, &["cannot be written", "the right to write it"]);
}

#[test]
fn a_database_that_cannot_be_written_is_named() {
    let mut server = Server::start();
    server.kill();
    let data = server.data();
    for entry in fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        let mode = if path.ends_with("lock") { 0o666 } else { 0o444 };
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    }
    fs::set_permissions(&data, fs::Permissions::from_mode(0o777)).unwrap();
    let listen = format!("127.0.0.1:{}", free_port());
    let ran = as_nobody(&["serve", "--listen", &listen, "--data", text(&data)]);
    says(&ran, &["cannot be written", "the right to write it"]);
}

#[test]
fn a_damaged_installation_key_is_named() {
    let mut server = Server::start();
    server.kill();
    for damaged in ["", "abc", &"zz".repeat(32), &"0".repeat(63)] {
        fs::write(server.data().join("installation.key"), damaged).unwrap();
        let listen = format!("127.0.0.1:{}", free_port());
        says(&server.run(&["serve", "--listen", &listen]), &["installation.key", "damaged"]);
    }
}

#[test]
fn a_configuration_that_cannot_work_is_named() {
    let scratch = Scratch::new();
    for (configuration, words) in [
        ("listne = \"127.0.0.1:1\"", &["listne", "line 1"][..]),
        (
            "[smtp]\nhost = \"x\"\nfrom = \"a@b.example\"\npasword = \"hunter2\"",
            &["pasword", "line 4"],
        ),
        ("public_url = \"help.example.com\"", &["public_url", "https://"]),
        ("public_url = \"https://help.example.com/path\"", &["public_url"]),
        ("public_url = \"ftp://x\"", &["public_url"]),
        ("public_url = \"https://\"", &["public_url"]),
        ("listen = \"nowhere\"", &["listen"]),
        ("listen = \"0.0.0.0:0\"", &["beyond this machine", "public_url"]),
        ("= = =", &["configuration.toml"]),
        ("database = \"mysql://x\"", &["postgresql://"]),
        ("[[webhook]]\nkey = \"x\"\nurl = \"not a url\"\nsecret = \"x\"", &["webhook"]),
    ] {
        let file = scratch.file("configuration.toml", configuration);
        let ran = run_on(&scratch.data(), &["serve", "--config", text(&file)]);
        says(&ran, words);
        assert!(!ran.err.contains("hunter2"), "a slip shows no password: {}", ran.err);
    }
    let none = scratch.0.join("none.toml");
    says(&run_on(&scratch.data(), &["serve", "--config", text(&none)]), &["none.toml"]);
    fs::write(&none, b"\xff\xfe").unwrap();
    says(&run_on(&scratch.data(), &["serve", "--config", text(&none)]), &["none.toml"]);
    fs::write(&none, vec![b'#'; 2_000_000]).unwrap();
    says(&run_on(&scratch.data(), &["serve", "--config", text(&none)]), &["larger than"]);
    let mut command = mayday(&["serve", "--data", text(&scratch.data())]);
    command.env("MAYDAY_LISTEN", "here");
    says(&finished(command), &["MAYDAY_LISTEN=here"]);
}

#[test]
fn without_a_data_directory_only_serving_makes_one() {
    let scratch = Scratch::new();
    let file = scratch.file("organisation.toml", TINY);
    for arguments in [&["check"][..], &["export"], &["sign-in", "maria"], &["apply", text(&file)]] {
        let ran = run_on(&scratch.data(), arguments);
        says(&ran, &["does not exist", "--data"]);
        assert!(!scratch.data().exists(), "{arguments:?}");
    }
    says(&run_on(&scratch.data(), &["replay"]), &["data"]);
    says(&run(&["apply", "/nowhere/organisation.toml"]), &["/nowhere/organisation.toml"]);
}

/// Organisation files that must be refused, and what the refusal names.
fn bad_files() -> Vec<(String, &'static [&'static str])> {
    let changed = |from: &str, to: &str| {
        assert!(TINY.contains(from), "{from}");
        TINY.replacen(from, to, 1)
    };
    vec![
        (changed("\"person:tom\"", "\"person:tim\""), &["tim"]),
        (changed("zone = \"Europe/Lisbon\"", "zone = \"Europe/Lisboa\""), &["Europe/Lisboa"]),
        (changed("role = \"responder\"", "role = \"hero\""), &["hero"]),
        (changed("delay_secs = 60", "delay_secs = \"soon\""), &["delay_secs"]),
        (changed("front_door = \"door\"", "front_door = \"window\""), &["window"]),
        (changed("name = \"Door\"", "name = \"Door\"\nnmae = \"x\""), &["nmae"]),
        (
            changed("targets = [\"person:maria\", \"person:tom\", \"person:wei\"]", "targets = []"),
            &["door"],
        ),
        (changed("key = \"tom\"", "key = \"maria\""), &["maria"]),
        (changed("key = \"tom\"", "key = \"Tom Fletcher\""), &["Tom Fletcher"]),
        (changed("\"person:wei\"", "\"policy:door\""), &["policy:door"]),
        ("[[[".to_owned(), &["1"]),
        ("[organisation]\nname = 5".to_owned(), &["name"]),
    ]
}

#[test]
fn a_bad_organisation_file_changes_nothing_on_a_running_server() {
    let server = Server::start();
    let before = server.run(&["export"]).out;
    for (file, words) in bad_files() {
        let ran = server.apply(&file);
        says(&ran, words);
        assert!(!ran.err.contains("{\""), "{}", ran.err);
    }
    let path = server.scratch.file("bad.toml", "");
    fs::write(&path, b"[organisation]\nname = \"\xff\"").unwrap();
    says(&server.run(&["apply", text(&path)]), &["UTF-8"]);
    fs::write(&path, "#".repeat(2_000_000)).unwrap();
    says(&server.run(&["apply", text(&path)]), &["1"]);
    assert_eq!(server.run(&["export"]).out, before);
    server.call_for_help("Still open");
}

#[test]
fn a_bad_organisation_file_changes_nothing_while_the_server_stands_still() {
    let mut server = Server::start();
    server.kill();
    let before = server.run(&["export"]);
    assert!(before.good, "{}", before.err);
    for (file, words) in bad_files() {
        says(&server.apply(&file), words);
    }
    assert_eq!(server.run(&["export"]).out, before.out);
}

#[test]
fn applying_twice_and_applying_what_was_exported_changes_nothing() {
    let mut server = Server::start();
    for running in [true, false] {
        if !running {
            server.kill();
        }
        let events = events(&server);
        let again = server.apply(TINY);
        assert!(again.good, "{}", again.err);
        let exported = server.run(&["export"]);
        assert!(exported.good, "{}", exported.err);
        let applied = server.apply(&exported.out);
        assert!(applied.good, "{}", applied.err);
        let file = server.scratch.file("pruned.toml", &exported.out);
        let pruned = server.run(&["apply", text(&file), "--prune"]);
        assert!(pruned.good, "{}", pruned.err);
        assert_eq!(events, self::events(&server), "{}{}{}", again.out, applied.out, pruned.out);
        assert_eq!(server.run(&["export"]).out, exported.out);
    }
}

#[test]
fn a_dry_run_shows_the_plan_and_changes_nothing() {
    let server = Server::start();
    let before = server.run(&["export"]).out;
    let file =
        server.scratch.file("dry.toml", &TINY.replace("name = \"Tiny\"", "name = \"Large\""));
    let ran = server.run(&["apply", text(&file), "--dry-run"]);
    assert!(ran.good && !ran.out.trim().is_empty(), "{}", ran.err);
    assert_eq!(server.run(&["export"]).out, before);
}

/// How many events the log holds, by what `replay` prints.
fn events(server: &Server) -> u64 {
    let ran = server.run(&["replay"]);
    assert!(ran.good, "{}", ran.err);
    let number = ran.out.split(' ').next().and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("figures first: {}", ran.out))
}

#[test]
fn looking_at_a_stopped_server_leaves_its_emergencies_to_the_next_one() {
    let mut server = Server::start();
    let emergency = server.call_for_help("Down");
    server.page_of("maria");
    server.kill();
    let before = events(&server);
    for arguments in [&["check"][..], &["export"], &["replay"]] {
        server.run(arguments);
    }
    assert_eq!(events(&server), before, "a look writes nothing");
    let applied = server.apply(&TINY.replace("name = \"Tiny\"", "name = \"Small\""));
    assert!(applied.good, "{}", applied.err);
    let link = server.sign_in_link("maria");
    let server = server.killed_and_started_again();
    let seen = server.get(&emergency).send().text();
    assert!(seen.contains("data-state=\"ringing\"") && seen.contains("Small"), "{seen}");
    let cookie = server.post(&link, &[]).send().cookie();
    let room = server.get("/console/incidents/1").cookie(&cookie).send().text();
    assert!(!room.contains("not configured") && !room.contains("no mail server"), "{room}");
    let page = server.page_of("tom");
    assert_eq!(server.post(&format!("{page}/accept"), &[]).send().status, 303);
}

#[test]
fn check_and_replay_say_what_they_found() {
    let server = Server::start();
    server.call_for_help("Down");
    let check = server.run(&["check"]);
    let said = format!("{}{}", check.out, check.err);
    assert!(said.contains("events is whole"), "{said}");
    let replay = server.run(&["replay"]);
    assert!(replay.good, "{}", replay.err);
    for figure in ["events per second", "1 emergencies were ever opened", "4 people", "3 customers"]
    {
        assert!(replay.out.contains(figure), "{}", replay.out);
    }
}

#[test]
fn a_link_to_sign_in_is_printed_and_works_and_for_nobody_there_is_none() {
    let server = Server::start();
    let link = server.sign_in_link("maria");
    assert_eq!(server.post(&link, &[]).send().location(), "/console");
    for person in ["mallory", "", "ma ria", "\u{202e}"] {
        let ran = server.run(&["sign-in", person]);
        assert!(!ran.good && !ran.out.contains("/signin/"), "{person}: {}", ran.out);
    }
}

#[test]
fn an_empty_installation_prints_one_link_that_sets_it_up() {
    let server = Server::bare();
    let printed = eventually("the link", || {
        let out = fs::read_to_string(server.scratch.0.join("out")).ok()?;
        let start = out.find("/setup/")?;
        out[start..].lines().next().map(ToOwned::to_owned).filter(|link| link.len() == 50)
    });
    assert_eq!(server.get(&printed).send().status, 200);
    let bad = server.post(&printed, &[("organisation", "Tiny"), ("zone", "Nowhere/At_all")]).send();
    assert_eq!(bad.status, 422, "{}", bad.text());
    assert!(bad.text().contains("value=\"Tiny\""), "what was typed is kept: {}", bad.text());
    let long = "é".repeat(150);
    for (field, typed, told) in [
        ("organisation", long.as_str(), "too long for your organisation’s name: at most 200"),
        ("organisation", " ", "Please write your organisation’s name."),
        ("name", &long, "too long for your name: at most 200"),
        ("key", "Maria Lindqvist", "This cannot be your key."),
        ("email", "maria at home", "This is no e-mail address."),
        ("danger_number", &long, "too long for the number for danger of life: at most 40"),
    ] {
        let good = [
            ("organisation", "Tiny"),
            ("zone", "Europe/Lisbon"),
            ("name", "Maria"),
            ("key", "maria"),
        ];
        let mut fields: Vec<_> = good.into_iter().filter(|(name, _)| *name != field).collect();
        fields.push((field, typed));
        let bad = server.post(&printed, &fields).send();
        let page = bad.text();
        assert_eq!(bad.status, 422, "{field}: {page}");
        assert!(page.contains(told), "{field}: {page}");
        assert!(page.contains(&format!("id=\"{field}-wrong\"")), "{field}: {page}");
        assert!(page.contains(&format!("value=\"{}\"", typed.trim())), "{field}: {page}");
    }
    // Before anybody has set it up, a cry for help is taken all the same.
    let early = server.call_for_help("Is anybody there?");
    let fields = [
        ("organisation", "Tiny"),
        ("zone", "Europe/Lisbon"),
        ("name", "Maria"),
        ("key", "maria"),
        ("email", ""),
    ];
    let done = server.post(&printed, &fields).send();
    let goes_on = "/console/setup/you";
    assert_eq!((done.status, done.location()), (303, goes_on), "{}", done.text());
    assert_eq!(server.get(goes_on).cookie(&done.cookie()).send().status, 200);
    let again = server.post(&printed, &fields).send();
    assert_eq!(again.status, 410);
    assert_eq!(server.get(&early).send().status, 200);
    server.call_for_help("And now?");
    assert!(server.page_of("maria").starts_with("/p/"));
}

#[test]
fn the_demo_starts_and_its_link_signs_in() {
    let server = Server::on(Scratch::new(), &["demo"]);
    let link = eventually("the link", || {
        let out = fs::read_to_string(server.scratch.0.join("out")).ok()?;
        let start = out.find("/signin/")?;
        out.contains("Nothing leaves this machine.").then_some(())?;
        out[start..].split_whitespace().next().map(ToOwned::to_owned)
    });
    let entered = server.post(&link, &[]).send();
    assert_eq!((entered.status, entered.location()), (303, "/console"));
    for path in ["/demo", "/pager", "/help", "/docs"] {
        assert_eq!(server.get(path).send().status, 200, "{path}");
    }
    let steps =
        ["call", "pass", "accept", "first-word", "caller-answers", "update", "ask", "confirm"];
    assert!(server.post("/demo/step", &[("step", "accept")]).send().status >= 400);
    for step in steps {
        let answer = server.post("/demo/step", &[("step", step)]).send();
        assert_eq!(answer.status, 303, "{step}: {}", answer.text());
    }
    assert!(server.post("/demo/step", &[("step", "../../x")]).send().status >= 400);
    let exported = server.run(&["export"]);
    assert!(exported.good && exported.out.contains("NordPay"), "{}", exported.err);
}

#[test]
fn the_control_socket_answers_what_cannot_be_read_and_goes_on() {
    use std::io::{Read, Write};
    let server = Server::start();
    for hostile in [
        &b"\n"[..],
        b"{}\n",
        b"null\n",
        b"\xff\xfe\n",
        b"{\"apply\":{}}\n",
        b"[[[[[[[\n",
        b"{\"export\":5}\n",
        b"{\"sign_in\":{\"person\":\"\"}}\n",
    ] {
        let mut socket =
            std::os::unix::net::UnixStream::connect(server.data().join("control.socket")).unwrap();
        socket.write_all(hostile).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        let mut answer = String::new();
        let _ = socket.read_to_string(&mut answer);
        assert!(answer.is_empty() || answer.contains("\"good\":false"), "{answer}");
    }
    let mode = fs::metadata(server.data().join("control.socket")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "nobody else may open it");
    let key = fs::metadata(server.data().join("installation.key")).unwrap().permissions().mode();
    assert_eq!(key & 0o077, 0, "nobody else may read it");
    assert!(server.run(&["export"]).good);
}
