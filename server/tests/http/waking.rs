//! Waking people for sure: rules that people choose, and storms that one tap takes.

use crate::support::{Server, eventually};

fn rules<'a>(call: &'a str, quiet: (&'a str, &'a str)) -> Vec<(&'a str, &'a str)> {
    vec![
        ("critical/screen", "0"),
        ("critical/mail", call),
        ("high/screen", "0"),
        ("high/mail", "60"),
        ("low/screen", "never"),
        ("low/mail", "0"),
        ("quiet_from", quiet.0),
        ("quiet_until", quiet.1),
    ]
}

/// Maria, who manages, and Wei, who leads nobody, have a screen and mail.
fn with_mail() -> Server {
    let server = Server::start();
    let file = server.run(&["export"]);
    assert!(file.good, "{}", file.err);
    let mail =
        "[[person.method]]\nkey = \"mail\"\nchannel = \"email\"\naddress = \"x@y.example\"\n";
    let parts = file.out.split("\n\n").map(|part| {
        let more = if part.contains("key = \"screen\"") { mail } else { "" };
        format!("{}\n\n{more}", part.trim_end())
    });
    let applied = server.apply(&parts.collect::<Vec<_>>().join("\n"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    server
}

#[test]
fn people_choose_how_they_are_rung_and_a_lead_for_others() {
    let server = with_mail();
    let (maria, wei) = (server.sign_in("maria"), server.sign_in("wei"));
    let page = server.get("/console/me").cookie(&wei).send().text();
    assert!(page.contains("Which rings when"), "{page}");
    let put = |person: &str, cookie: &str, fields: &[(&str, &str)]| {
        server.post(&format!("/console/people/{person}/rules"), fields).cookie(cookie).send()
    };
    let own = put("wei", &wei, &rules("120", ("22:00", "07:00")));
    assert_eq!((own.status, own.location()), (303, "/console/me#rules-title"), "{}", own.text());
    let page = server.get("/console/me").cookie(&wei).send().text();
    assert!(page.contains("value=\"120\" selected") && page.contains("value=\"22:00\""), "{page}");
    assert_eq!(put("maria", &wei, &rules("0", ("", ""))).status, 404, "not a lead");
    let shown = server.get("/console/people/wei/rules").cookie(&maria).send();
    assert!(shown.text().contains("How Wei is rung"), "{}", shown.text());
    assert_eq!(put("wei", &maria, &rules("300", ("", ""))).status, 303);

    // What is wrong is said, and what was chosen still stands there.
    let mut nobody = rules("300", ("", ""));
    nobody[4].1 = "never";
    nobody[5].1 = "never";
    let answer = put("wei", &wei, &nobody);
    assert_eq!(answer.status, 422);
    let text = answer.text();
    assert!(text.contains("Low: choose at least one method") && text.contains("value=\"300\""));
    for (quiet, said) in [(("25:00", "07:00"), "no time of day"), (("07:00", "07:00"), "another")] {
        let answer = put("wei", &wei, &rules("0", quiet));
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains(said), "{}", answer.text());
    }
    for hostile in ["-1", "99999", "1e9", "\u{663}"] {
        assert_eq!(put("wei", &wei, &rules(hostile, ("", ""))).status, 422, "{hostile}");
    }
    let file = server.run(&["export"]).out;
    assert!(file.contains("[[person.rule]]") && file.contains("delay_secs = 300"), "{file}");
    let again = server.apply(&file);
    assert!(again.good && again.out.contains("0 to change"), "{}{}", again.out, again.err);
}

#[test]
fn rules_stand_in_the_organisation_file_and_what_is_wrong_with_them_is_said() {
    let server = with_mail();
    let file = server.run(&["export"]).out;
    // Behind the first person, before the second.
    let second = file.match_indices("\n\n[[person]]").nth(1).expect("two people").0;
    let rule = |text: &str| format!("{}\n\n{text}{}", &file[..second], &file[second..]);
    let good = rule(
        "[[person.rule]]\nurgency = \"critical\"\nmethod = \"mail\"\n\n\
         [[person.rule]]\nurgency = \"critical\"\nmethod = \"screen\"\ndelay_secs = 30",
    );
    let applied = server.apply(&good);
    assert!(applied.good && applied.out.contains("rules for"), "{}{}", applied.out, applied.err);
    // A file that says nothing of rules leaves them alone.
    assert!(server.apply(&file).good);
    assert!(server.run(&["export"]).out.contains("delay_secs = 30"));
    let lost = server.apply(&rule("[[person.rule]]\nurgency = \"high\"\nmethod = \"fax\""));
    assert!(lost.out.contains("fax") || lost.err.contains("fax"), "{}{}", lost.out, lost.err);
    for bad in ["urgency = \"mild\"\nmethod = \"mail\"", "urgency = \"high\"", "method = \"mail\""]
    {
        assert!(!server.apply(&rule(&format!("[[person.rule]]\n{bad}"))).good, "{bad}");
    }
}

#[test]
fn one_tap_takes_everything_that_rings_and_each_can_be_taken_alone() {
    let server = Server::start();
    let calls: Vec<String> =
        (0..4).map(|number| server.call_for_help(&format!("Down {number}"))).collect();
    let page = server.page_of("maria");
    let shown = server.get(&page).send().text();
    assert!(shown.contains("And 3 more for you") && shown.contains("Accept all 4"), "{shown}");
    assert!(shown.len() < 40_000, "it stays small: {}", shown.len());

    // Each alone: by the form that stands beside it.
    let list = &shown[shown.find("id=\"more\"").expect("the others")..];
    let start = list.find("action=\"/p/").expect("a form") + "action=\"".len();
    let other = list[start..].split('"').next().expect("a path").to_owned();
    assert_eq!(server.post(&other, &[]).send().status, 303);
    let shown = server.get(&page).send().text();
    assert!(shown.contains("And 2 more for you"), "{shown}");

    let answer = server.post(&format!("{page}/accept-all"), &[]).send();
    assert_eq!((answer.status, answer.location()), (303, page.as_str()), "{}", answer.text());
    for call in &calls {
        eventually("each has an engineer", || {
            server.get(call).send().text().contains("<bdi>Maria</bdi> has it.").then_some(())
        });
    }
    assert_eq!(server.post(&format!("{page}/accept-all"), &[]).send().status, 303);
    let nobodys = server.post("/p/AAAA/accept-all", &[]).send();
    assert_eq!(nobodys.status, 404);
}
