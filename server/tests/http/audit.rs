//! The audit log: who did what when, without a word of what people wrote.

use serde_json::Value;

use crate::support::Server;

const SECRET_WORDS: &str = "The vault stands open";

fn busy() -> (Server, String) {
    let server = Server::start();
    server.call_for_help(SECRET_WORDS);
    let maria = server.sign_in("maria");
    for (path, fields) in [
        ("/console/incidents/1/accept", &[][..]),
        ("/console/emergencies/1/messages", &[("words", SECRET_WORDS)]),
        ("/console/incidents/1/severity", &[("severity", "low")]),
    ] {
        let answer = server.post(path, fields).cookie(&maria).send();
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    }
    (server, maria)
}

#[test]
fn a_manager_reads_who_did_what_and_nobody_else_does() {
    let (server, maria) = busy();
    let page = server.get("/console/audit").cookie(&maria).send().text();
    for said in
        ["a caller", "called for help", "Maria", "accepted", "wrote", "said how bad it is: low"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("the operator") && page.contains("defined a customer"), "{page}");
    assert!(!page.contains(SECRET_WORDS) && !page.contains("deliveries.owed"), "{page}");
    let all = server.get("/console/audit?all=1").cookie(&maria).send().text();
    assert!(all.contains("deliveries.") && !all.contains(SECRET_WORDS));
    let tom = server.sign_in("tom");
    for path in ["/console/audit", "/console/audit.csv", "/console/audit.jsonl"] {
        assert_eq!(server.get(path).cookie(&tom).send().status, 404);
        assert!(server.get(path).send().location().starts_with("/signin"));
    }
}

#[test]
fn it_is_filtered_by_person_customer_kind_and_day() {
    let (server, maria) = busy();
    let lines = |query: &str| {
        let answer = server.get(&format!("/console/audit.jsonl?{query}")).cookie(&maria).send();
        assert_eq!(answer.status, 200, "{query}");
        let text = answer.text();
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .collect::<Vec<_>>()
    };
    let kinds = |query: &str| -> Vec<String> {
        lines(query)
            .iter()
            .map(|line| line["kind"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    assert!(lines("person=maria").iter().all(|line| line.to_string().contains("aria")));
    assert_eq!(kinds("kind=paging.accepted"), ["paging.accepted"]);
    assert_eq!(kinds("customer=brightwater"), ["customers.put"]);
    assert_eq!(kinds("from=2999-01-01"), [""; 0]);
    assert_eq!(kinds("until=1999-01-01"), [""; 0]);
    assert!(!kinds("from=1999-01-01&until=2999-01-01").is_empty());
    let newest_first: Vec<u64> = lines("").iter().filter_map(|line| line["seq"].as_u64()).collect();
    assert!(newest_first.is_sorted_by(|one, other| one > other), "{newest_first:?}");
    let csv = server.get("/console/audit.csv?kind=paging.accepted").cookie(&maria).send();
    assert!(csv.header("content-disposition").contains("audit.csv"));
    let text = csv.text();
    assert!(text.starts_with("seq,at,who,what,kind,about\n"), "{text}");
    assert!(
        text.contains("\"Maria\",\"accepted\",\"paging.accepted\",\"incident 1; person maria\""),
        "{text}"
    );
}
