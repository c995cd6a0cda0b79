//! Nodes of several versions on one PostgreSQL: what is new waits for all of them, and one that
//! meets what it does not know stores nothing any more, while nobody goes unheard.

use std::time::{Duration, Instant};

use journal::Store;

use crate::alerts::{event, golden, key, post};
use crate::database::{Database, sql};
use crate::fake_mail::{FakeMail, Wire};
use crate::newer;
use crate::nodes::{start, wait_for};
use crate::support::{Server, eventually, run_on};

/// How long the first step waits before the next person is rung.
const STEP_SECS: u32 = 8;
/// Within this a node that only reads has rung for what it was left alone with: the step, then as
/// long as it waits for others, and some time for a slow machine.
const RINGS_WITHIN: Duration = Duration::from_secs(40);

fn organisation() -> String {
    let second = format!("delay_secs = {STEP_SECS}");
    crate::nodes::organisation().replace("delay_secs = 6", &second)
}

fn one(database: &Database) -> (Server, FakeMail) {
    let mail = FakeMail::start(Wire::Plain, None);
    let node = start(&database.url, &mail, None);
    let file = node.scratch.file("organisation.toml", &organisation());
    let path = file.to_str().expect("text").to_owned();
    let applied = node.run(&["apply", &path, "--database", &database.url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    (node, mail)
}

fn on_the_log<T>(url: &str, work: impl AsyncFnOnce(journal::postgres::Postgres) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        work(journal::postgres::Postgres::open(url).await.expect("a database")).await
    })
}

/// Appends what a newer version would write.
fn forge(database: &Database) {
    on_the_log(&database.url, async |store| {
        loop {
            let Ok(transaction) = store.begin("main").await else { continue };
            let record = newer::after(&transaction.head());
            if transaction.commit(vec![record], Vec::new()).await.is_ok() {
                return;
            }
        }
    });
}

fn length(database: &Database) -> u64 {
    let rows = database.rows("select max(seq)::text from mayday.event");
    rows[0].parse().expect("a number")
}

fn metric(node: &Server, name: &str) -> Option<String> {
    let text = node.get("/metrics").send().text();
    let line = text.lines().find(|line| line.starts_with(name) && !line.starts_with('#'))?;
    line.rsplit(' ').next().map(str::to_owned)
}

#[test]
fn a_node_that_meets_what_it_does_not_know_stores_nothing_and_nobody_goes_unheard() {
    let database = Database::new();
    let (node, mail) = one(&database);
    let mut seen = Vec::new();
    let known = node.call_for_help("Smoke in the hall");
    wait_for(&mail, "tom@tiny.test", &mut seen);
    // Its report is stored, so that whatever comes later was not under way before.
    eventually("it was sent", || (metric(&node, "mayday_deliveries_open")? == "0").then_some(()));
    forge(&database);
    let until = length(&database);

    let ready = eventually("it is not ready any more", || {
        let ready = node.get("/readyz").send();
        (ready.status == 503).then_some(ready)
    });
    let why = ready.text();
    assert!(why.contains("outdated") && why.contains(newer::KIND), "{why}");
    assert_eq!(node.get("/healthz").send().status, 200);
    assert_eq!(metric(&node, "mayday_outdated").as_deref(), Some("1"));
    let check = run_on(&node.data(), &["check", "--database", &database.url]);
    assert!(!check.good, "{}", check.out);

    // What stands in the log is read on, and is rung for when nobody else takes the next step.
    let page = node.get(&known).send();
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Smoke in the hall"));
    let forged = Instant::now();
    while !seen.iter().any(|recipient| recipient.contains("maria@tiny.test")) {
        assert!(forged.elapsed() < RINGS_WITHIN, "{seen:?}");
        std::thread::sleep(Duration::from_millis(50));
        seen.extend(mail.received().into_iter().map(|letter| letter.recipient));
    }

    // What is new rings at once, and says that it is not stored.
    seen.clear();
    let asked = Instant::now();
    let cry = node.post("/help", &[("words", "The pump has stopped"), ("command", "7")]).send();
    assert_eq!(cry.status, 503);
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert!(!cry.header("retry-after").is_empty());
    let words = cry.text();
    assert!(words.contains("The pump has stopped") && words.contains("not stored"), "{words}");
    let letter = eventually("a mail about the new call", || {
        mail.received().into_iter().find(|letter| letter.recipient.contains("tom@tiny.test"))
    });
    let subject = letter.content.replace("\r\n", "");
    assert!(subject.contains("(not stored)"), "{}", letter.content);

    let said = node.post(&format!("{known}/messages"), &[("words", "Still burning")]).send();
    assert_eq!(said.status, 503, "a word is not acknowledged");
    assert_eq!(length(&database), until, "nothing was appended");

    // A start does not skip anything.
    let again = run_on(&node.data(), &["replay", "--database", &database.url]);
    assert!(!again.good && again.err.contains(&format!("event {until}")), "{}", again.err);
}

#[test]
fn while_a_node_that_knows_more_is_at_work_an_old_one_leaves_the_log_to_it() {
    let database = Database::new();
    let (node, mail) = one(&database);
    let mut seen = Vec::new();
    node.call_for_help("Smoke in the hall");
    wait_for(&mail, "tom@tiny.test", &mut seen);
    eventually("it was sent", || (metric(&node, "mayday_deliveries_open")? == "0").then_some(()));
    let now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    let at_work =
        format!("insert into mayday.node values ('{:032x}', 'newer', 99, {now} + 30000)", 5);
    sql(&database.url, &at_work);
    forge(&database);
    let rung = || mail.received().into_iter().any(|letter| letter.recipient.contains("maria"));
    let until = Instant::now() + Duration::from_secs(u64::from(STEP_SECS) + 20);
    while Instant::now() < until {
        assert!(!rung(), "others have it in hand");
        std::thread::sleep(Duration::from_millis(200));
    }
    sql(&database.url, "update mayday.node set seen = 0 where name = 'newer'");
    eventually("nobody else is there any more", || rung().then_some(()));
}

/// A client gives up at a 4xx, and comes again at a 503: nothing of what tools say is lost.
#[test]
fn an_alert_that_cannot_be_stored_now_is_answered_so_that_its_tool_sends_it_again() {
    let database = Database::new();
    let (node, _mail) = one(&database);
    let formats = ["pagerduty", "alertmanager", "grafana", "json"];
    let tools = formats.map(|format| {
        format!(
            "\n[[integration]]\nkey = \"{format}\"\nname = \"The {format}\"\n\
             service = \"till\"\nformat = \"{format}\"\n"
        )
    });
    let service = "\n[[service]]\nkey = \"till\"\nname = \"Tills\"\npolicy = \"door\"\n";
    let file = format!("{}{service}{}", organisation(), tools.concat());
    let file = node.scratch.file("organisation.toml", &file);
    let path = file.to_str().expect("text").to_owned();
    let applied = node.run(&["apply", &path, "--database", &database.url]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let keys = formats.map(|format| key(&node, format));
    forge(&database);
    eventually("it stores nothing any more", || {
        (node.get("/readyz").send().status == 503).then_some(())
    });
    for (format, key) in formats.iter().zip(&keys) {
        let answer = match *format {
            "pagerduty" => post(&node, "/v2/enqueue", event(key, "trigger", "srv01")),
            "json" => post(&node, &format!("/alerts/json/{key}"), "{\"summary\": \"Down\"}"),
            _ => post(&node, &format!("/alerts/{format}/{key}"), golden(format)),
        };
        assert_eq!(answer.status, 503, "{format}: {}", answer.text());
        assert!(!answer.header("retry-after").is_empty(), "{format}");
    }
}

#[test]
fn of_two_nodes_that_are_too_old_one_rings_and_the_other_takes_its_place() {
    let database = Database::new();
    let (first, mail) = one(&database);
    let second = start(&database.url, &mail, Some(&first));
    let mut seen = Vec::new();
    first.call_for_help("Smoke in the hall");
    wait_for(&mail, "tom@tiny.test", &mut seen);
    eventually("it was sent", || (metric(&first, "mayday_deliveries_open")? == "0").then_some(()));
    seen.clear();
    forge(&database);
    let reading = "select name from mayday.node where reads order by id";
    let both = eventually("they know of each other", || {
        Some(database.rows(reading)).filter(|names| names.len() == 2)
    });
    // An outdated node rings with a letter of its own, which has no page that accepts.
    let news = || mail.received().into_iter().map(|letter| letter.recipient);
    eventually("one of them rings", || {
        seen.extend(news());
        seen.iter().any(|recipient| recipient.contains("maria@tiny.test")).then_some(())
    });
    std::thread::sleep(Duration::from_secs(4));
    seen.extend(news());
    let rung = seen.iter().filter(|recipient| recipient.contains("maria@tiny.test")).count();
    assert_eq!(rung, 1, "only one of them rings: {seen:?}");

    let mut nodes = [first, second];
    let its = |node: &&mut Server| both[0].ends_with(&format!(":{}", node.child.id()));
    nodes.iter_mut().find(its).expect("it runs").kill();
    let killed = Instant::now();
    let _ = news().count();
    while news().next().is_none() {
        assert!(killed.elapsed() < RINGS_WITHIN, "the other one stays silent");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_revision_is_adopted_once_every_node_that_runs_knows_it() {
    let database = Database::new();
    // An old node runs on an old log, and reports itself.
    on_the_log(&database.url, async |store| drop(store.begin("main").await));
    let now = "(extract(epoch from clock_timestamp()) * 1000)::bigint";
    let old = format!("insert into mayday.node values ('{:032x}', 'old-one:7', 1, {now})", 5);
    sql(&database.url, &old);
    let (first, mail) = one(&database);
    let second = start(&database.url, &mail, Some(&first));
    let adopted = "select count(*)::text from mayday.event where kind = 'policy.adopted'";
    assert_eq!(database.rows(adopted), ["0"], "the old one would not know it");
    let check = run_on(&first.data(), &["check", "--database", &database.url]);
    assert!(check.err.contains("old-one:7"), "{}{}", check.out, check.err);
    let figures = first.get("/metrics").send().text();
    assert!(figures.contains("mayday_node_revision{node=\"old-one:7\",own=\"false\"} 1"));
    eventually("it hears of the second", || (metric(&first, "mayday_nodes")? == "3").then_some(()));
    assert_eq!(metric(&first, "mayday_revision_adopted").as_deref(), Some("1"));

    // It falls silent, and does not hold the others up for longer than a minute.
    sql(&database.url, "update mayday.node set seen = seen - 61000 where name = 'old-one:7'");
    for node in [&first, &second] {
        eventually("it is adopted", || {
            (metric(node, "mayday_revision_adopted")? == "2").then_some(())
        });
    }
    std::thread::sleep(Duration::from_secs(6));
    assert_eq!(database.rows(adopted), ["1"], "of two that ask at once one wins");
    assert_eq!(first.get("/readyz").send().status, 200);
}
