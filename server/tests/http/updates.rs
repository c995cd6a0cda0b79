//! Writing updates: looked at before they are told, made of notes, put right, agreed, and what the
//! caller says it stops them doing.

use crate::subscribers::add;
use crate::support::page::between;
use crate::support::{Answer, Ask, Server, TINY, eventually};

const PAGE: &str = r#"
[[component]]
key = "payments"
name = "Card payments"

[[status_page]]
key = "public"
name = "Tiny & Sons"
zone = "Europe/Lisbon"
"#;

fn server() -> (Server, String, String) {
    let server = Server::start();
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    let link = server.call_for_help("Dark");
    (server, maria, link)
}

fn post(server: &Server, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
    server.post(&format!("/console/incidents/1/{path}"), fields).cookie(cookie).send()
}

const UPDATE: [(&str, &str); 9] = [
    ("known", "Elevated latency, and it is <their> fault. Their fault."),
    ("impact", ""),
    ("next", "We fix it asap."),
    ("next_in_mins", "30"),
    ("high_mins", "60"),
    ("depends_on", "whether the line comes back"),
    ("title", "Cards fail"),
    ("public_phase", "investigating"),
    ("likely", "7"),
];

#[test]
fn a_preview_shows_every_reader_and_what_could_be_said_better_and_tells_nobody() {
    let (server, maria, link) = server();
    let mut fields = UPDATE.to_vec();
    fields.push(("public", "1"));
    let preview = post(&server, &maria, "update/preview", &fields);
    let page = preview.text();
    assert_eq!(preview.status, 200, "{page}");
    for said in [
        "Preview: nothing is sent yet",
        "Say what it means for them",
        "latency",
        "asap",
        "The customers inside",
        "Everyone, on the status page",
        "It depends on",
        "whether the line comes back",
        "characters",
        "Elevated latency, and it is &lt;their&gt; fault.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!server.get(&link).send().text().contains("Elevated latency"), "nobody is told");
    let told = post(&server, &maria, "update", &fields);
    let page = told.text();
    assert_eq!(told.status, 422, "everyone is told nothing without what it means for them");
    assert!(page.contains("Say what it means for the reader") && page.contains("Cards fail"));
    assert!(page.contains("whether the line comes back"), "what was typed comes back");
    let bad = [("known", "x"), ("next_at", "noon")];
    let told = post(&server, &maria, "update", &bad);
    assert!(
        told.status == 422 && told.text().contains("Write the time like 08:00, or with its day")
    );
}

#[test]
fn a_preview_shows_what_chats_and_programs_are_posted_where_it_concerns_any() {
    let (server, maria, _) = server();
    let mut fields = UPDATE.to_vec();
    fields[1].1 = "No cards at <all>.";
    fields.push(("public", "1"));
    let preview = || post(&server, &maria, "update/preview", &fields).text();
    let (chat, webhook) = ("As a chat shows it", "As it is posted to a signed webhook");
    assert_eq!(add(&server, &maria, "email", "ines@harbour.test"), 303);
    let page = preview();
    assert!(page.contains("To subscribers: 1 mail"), "{page}");
    assert!(!page.contains(chat) && !page.contains(webhook), "{page}");
    assert_eq!(add(&server, &maria, "teams", "https://chat.harbour.test/x"), 303);
    let page = preview();
    let shown = between(&page, chat, "</details>").expect("what a chat shows");
    assert!(shown.contains("Cards fail") && shown.contains("No cards at &lt;all&gt;."), "{shown}");
    assert!(shown.contains("/status"), "and where it leads: {shown}");
    assert!(!page.contains(webhook), "{page}");
    assert_eq!(add(&server, &maria, "webhook", "https://program.harbour.test/x"), 303);
    let page = preview();
    let body = between(&page, webhook, "</pre>").expect("what is posted");
    let body = body.rsplit_once('>').expect("the end of the tag").1;
    let body = body.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!((&body["type"], &body["data"]["kind"]), (&"status.told".into(), &"opened".into()));
    assert_eq!(body["data"]["impact"], "No cards at <all>.");
}

#[test]
fn a_preview_shows_each_page_and_language_that_somebody_subscribes_in() {
    let (server, maria, _) = server();
    let second = "[[status_page]]\nkey = \"tills\"\nname = \"Tills\"\nzone = \"UTC\"\n";
    let applied = server.apply(&format!("{TINY}{PAGE}{second}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let subscribe = |page: &str, language: &str, route: &str, address: &str| {
        let fields = [
            ("addresses", address),
            ("route", route),
            ("page", page),
            ("language", language),
            ("consent", "contract of May"),
        ];
        server.post("/console/subscribers", &fields).cookie(&maria).send().status
    };
    let mut fields = UPDATE.to_vec();
    fields[1].1 = "No cards at <all>.";
    fields.extend([("public", "1"), ("impact-de", "Keine Karten.")]);
    let preview = || post(&server, &maria, "update/preview", &fields).text();
    let statuspage = "As Statuspage would post it";
    let page = preview();
    assert!(page.contains("whoever may open it") && !page.contains(statuspage), "{page}");
    assert_eq!(subscribe("public", "en", "email", "ines@harbour.test"), 303);
    assert_eq!(subscribe("tills", "de", "email", "jan@harbour.test"), 303);
    let program = "https://program.harbour.test/x";
    assert_eq!(subscribe("tills", "de", "statuspage", program), 303);
    let page = preview();
    let sent = between(&page, "To subscribers: 2 mails", "To colleagues").expect("what is sent");
    for said in ["<bdi>Tills</bdi>", "Deutsch", "<bdi>Tiny &amp; Sons</bdi>", "Keine Karten."] {
        assert!(sent.contains(said), "{said}: {sent}");
    }
    let body = between(sent, statuspage, "</pre>").expect("what Statuspage would post");
    let body = body.rsplit_once('>').expect("the end of the tag").1;
    let body = body.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">");
    let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["incident"]["name"], "Cards fail");
    assert_eq!(body["incident"]["status"], "investigating");
    let said = &body["incident"]["incident_updates"][0]["body"];
    assert!(said.as_str().is_some_and(|said| said.contains("Keine Karten.")), "{said}");
    assert!(!server.get("/status").send().text().contains("Cards fail"), "nobody is told");
}

#[test]
fn a_preview_says_for_which_audience_the_public_part_is() {
    let (server, maria, _) = server();
    let audience = "[[audience]]\nkey = \"clinics\"\nname = \"Clinics <north>\"\n";
    let applied = server.apply(&format!("{TINY}{PAGE}{audience}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let mut fields = UPDATE.to_vec();
    fields[1].1 = "No cards.";
    fields.push(("public", "1"));
    let everyone = post(&server, &maria, "update/preview", &fields).text();
    assert!(everyone.contains("Everyone, on the status page"), "{everyone}");
    assert!(everyone.contains("<bdi>Tiny &amp; Sons</bdi>: whoever may open it."), "{everyone}");
    fields.push(("audience", "clinics"));
    let only = post(&server, &maria, "update/preview", &fields).text();
    assert!(only.contains("Only <bdi>Clinics &lt;north&gt;</bdi>, on the status page"), "{only}");
    assert!(only.contains("nobody else, and no subscriber"), "{only}");
    assert!(!only.contains("Everyone, on the status page"), "{only}");
}

#[test]
fn an_update_without_an_impact_is_asked_about_once_and_goes_as_it_is_by_a_second_press() {
    let (server, maria, link) = server();
    let mut fields = vec![
        ("known", "A line is <cut>."),
        ("next", "We mend it."),
        ("next_in_mins", "30"),
        ("for_colleagues", "Tell sales."),
    ];
    let asked = post(&server, &maria, "update", &fields);
    let page = asked.text();
    assert_eq!(asked.status, 422, "{page}");
    assert!(page.contains("What does it mean for them: what can they not do, and where?"));
    for kept in ["A line is &lt;cut&gt;.", "We mend it.", "Tell sales.", "value=\"30\" selected"] {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    assert!(page.contains("name=\"as_it_is\""), "{page}");
    assert!(!server.get(&link).send().text().contains("A line is"), "nobody is told yet");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(!room.contains("name=\"as_it_is\""), "only whoever was asked is offered it");
    fields.push(("as_it_is", "1"));
    assert_eq!(post(&server, &maria, "update", &fields).status, 303);
    assert!(server.get(&link).send().text().contains("A line is &lt;cut&gt;."));
    // Without a time the usual one is promised, and that is asked about as well.
    let untimed = [("known", "Mended."), ("impact", "All tills work.")];
    let asked = post(&server, &maria, "update", &untimed);
    assert!(asked.status == 422 && asked.text().contains("When do they hear from you next?"));
    let whole = [("known", "Mended."), ("impact", "All tills work."), ("next_in_mins", "15")];
    assert_eq!(post(&server, &maria, "update", &whole).status, 303);
    // What everyone reads cannot do without it, whatever was pressed.
    fields.extend([("public", "1"), ("title", "Cards"), ("public_phase", "identified")]);
    let refused = post(&server, &maria, "update", &fields);
    assert!(refused.status == 422 && refused.text().contains("Say what it means for the reader"));
}

#[test]
fn a_program_is_told_what_its_update_lacks_and_the_update_goes_out() {
    let (server, maria, link) = server();
    let token = crate::keys::make_token(&server, &maria, &["read", "respond"]);
    let publish = |body: serde_json::Value| {
        let ask = crate::support::Ask::new(server.port, "POST", "/api/v1/incidents/1/updates");
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        let answer = ask.header("Content-Type", "application/json").body(body.to_string()).send();
        assert_eq!(answer.status, 201, "{}", answer.text());
        serde_json::from_slice::<serde_json::Value>(&answer.body).expect("JSON")
    };
    let bare = publish(serde_json::json!({ "known": "A line is cut." }));
    assert_eq!(bare["warnings"], serde_json::json!(["no_impact", "no_next_time"]));
    assert!(server.get(&link).send().text().contains("A line is cut."), "never held up");
    let whole = serde_json::json!({ "known": "x", "impact": "No tills.", "next_in_mins": 15 });
    assert!(publish(whole).get("warnings").is_none());
}

#[test]
fn a_program_puts_right_the_estimate_and_the_line_for_colleagues_and_takes_them_away() {
    let (server, maria, link) = server();
    let token = crate::keys::make_token(&server, &maria, &["read", "respond", "manage"]);
    let send = |method: &'static str, path: &str, body: serde_json::Value| {
        let ask = Ask::new(server.port, method, &format!("/api/v1/incidents/1/updates{path}"));
        let ask = ask.header("Authorization", &format!("Bearer {token}"));
        let answer = ask.header("Content-Type", "application/json").body(body.to_string()).send();
        let said: serde_json::Value = serde_json::from_slice(&answer.body).expect("JSON");
        (answer.status, said)
    };
    let estimate = serde_json::json!({ "low_mins": 5, "high_mins": 20, "likely_of_ten": 8 });
    let mut body = serde_json::json!({ "known": "x", "impact": "No tills.", "next_in_mins": 15 });
    (body["estimate"], body["for_colleagues"]) = (estimate, "The wrong figure.".into());
    let (status, told) = send("POST", "", body.clone());
    assert_eq!(status, 201, "{told}");
    let path = format!("/{}", told["updates"][0]["id"].as_str().expect("an id"));
    let words = serde_json::json!({ "known": "x", "impact": "No tills." });
    let put = |field: &str, value: serde_json::Value| {
        let mut right = words.clone();
        right[field] = value;
        let (status, answer) = send("PUT", &path, right);
        assert_eq!(status, 200, "{answer}");
        answer["updates"][0].clone()
    };
    let now = put("for_colleagues", "The right figure.".into());
    assert_eq!(now["for_colleagues"], "The right figure.");
    assert_eq!(now["estimate"]["high_mins"], 20);
    assert_eq!(now["corrections"], serde_json::json!([]), "no customer reads of it");
    let longer = serde_json::json!({ "low_mins": 20, "high_mins": 60, "likely_of_ten": 8 });
    let now = put("estimate", longer);
    assert_eq!(now["estimate"]["high_mins"], 60);
    assert_eq!(now["corrections"][0]["estimate"]["high_mins"], 20);
    assert_eq!(now["for_colleagues"], "The right figure.", "what is left out stays");
    assert!(put("for_colleagues", serde_json::Value::Null)["for_colleagues"].is_null());
    assert!(put("estimate", serde_json::Value::Null)["estimate"].is_null());
    let caller = server.get(&link).send().text();
    assert!(!caller.contains("figure"), "{caller}");
    // What everyone was told is put right as a word of the status page.
    body["public"] = serde_json::json!({ "title": "Tills", "phase": "identified" });
    let (status, told) = send("POST", "", body);
    assert_eq!(status, 201, "{told}");
    let last =
        told["updates"].as_array().expect("updates").iter().find(|one| one["estimate"].is_object());
    let path = format!("/{}", last.expect("the last")["id"].as_str().expect("an id"));
    let mut right = words.clone();
    right["estimate"] = serde_json::Value::Null;
    let (status, refused) = send("PUT", &path, right);
    assert_eq!(status, 422, "{refused}");
    assert!(refused.to_string().contains("word of the status page"), "{refused}");
}

#[test]
fn a_note_becomes_a_draft_and_nothing_is_told() {
    let (server, maria, link) = server();
    let number = format!("{:032x}", 7);
    let note = [("note", "The spare line is <up>."), ("command", number.as_str())];
    assert_eq!(post(&server, &maria, "notes", &note).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let draft = between(&room, "?draft=", "#update").expect("a note can be made an update");
    let path = format!("/console/incidents/1?draft={draft}");
    let page = server.get(&path).cookie(&maria).send();
    assert_eq!(page.status, 200);
    let form = page.text();
    let composer = between(&form, "id=\"known\"", "</textarea>").unwrap();
    assert!(composer.contains("The spare line is &lt;up&gt;."), "{composer}");
    assert!(!server.get(&link).send().text().contains("The spare line"), "nobody is told");
    let other = server.get("/console/incidents/1?draft=00").cookie(&maria).send();
    assert_eq!(other.status, 200, "a note that is not there changes nothing");
}

#[test]
fn what_was_said_is_put_right_for_the_caller_and_on_the_page_with_what_it_had_said() {
    let (server, maria, link) = server();
    let mut fields = UPDATE.to_vec();
    fields[0].1 = "One shop is cut off.";
    fields[1].1 = "No cards there.";
    fields.push(("public", "1"));
    assert_eq!(post(&server, &maria, "update", &fields).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    let mut right = vec![("correct", update.as_str()), ("known", "Two shops are cut off.")];
    assert_eq!(post(&server, &maria, "correction", &right).status, 303);
    for (path, before) in [(link.as_str(), "Before, it said"), ("/status", "Before, it said")] {
        crate::support::eventually(path, || {
            let page = server.get(path).send().text();
            let all = ["Two shops are cut off.", "One shop is cut off.", before];
            all.iter().all(|said| page.contains(said)).then_some(())
        });
    }
    right[1].1 = "";
    let refused = post(&server, &maria, "correction", &right);
    assert_eq!(refused.status, 422);
    let strange = [("correct", "zz"), ("known", "x")];
    assert_eq!(post(&server, &maria, "correction", &strange).status, 404);
}

#[test]
fn a_time_that_was_agreed_is_read_on_both_sides() {
    let (server, maria, link) = server();
    let agreed = post(&server, &maria, "agreement", &[("agreed_at", "08:00")]);
    assert_eq!(agreed.status, 303, "{}", agreed.text());
    let caller = server.get(&link).send().text();
    assert!(caller.contains("you have agreed") && caller.contains("(as agreed with you)"));
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("as agreed with them"), "{room}");
    let bad = post(&server, &maria, "agreement", &[("agreed_at", "soon")]);
    assert!(bad.status == 422 && bad.text().contains("Write the time like 08:00, or with its day"));
}

#[test]
fn a_time_may_be_agreed_up_to_seven_days_ahead_with_its_day() {
    let (server, maria, _) = server();
    let days = |days: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
        at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%Y-%m-%d 08:00").to_string()
    };
    let room = || server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(!room().contains("type=\"time\""), "a day fits in");
    let monday = days(3);
    assert_eq!(post(&server, &maria, "agreement", &[("agreed_at", &monday)]).status, 303);
    let day = monday.split(' ').next().expect("a day");
    let agreed = room();
    assert!(agreed.contains(&format!("datetime=\"{day}T0")), "{agreed}");
    for far in [days(9), days(-1)] {
        let refused = post(&server, &maria, "agreement", &[("agreed_at", &far)]);
        let page = refused.text();
        assert_eq!(refused.status, 422);
        assert!(page.contains("Choose a time between now and seven days ahead."), "{page}");
        assert!(page.contains(&format!("value=\"{far}\"")), "what was typed stays: {page}");
    }
    let words = [("known", "We wait for the part."), ("impact", "No cards.")];
    let promised = |at: &str| {
        let fields: Vec<_> = words.into_iter().chain([("next_at", at)]).collect();
        post(&server, &maria, "update", &fields)
    };
    let refused = promised(&days(9));
    assert_eq!(refused.status, 422);
    let page = refused.text();
    let field = between(&page, "id=\"next_at\"", "</div>").expect("the field");
    assert!(field.contains("between now and seven days ahead"), "beside it: {field}");
    assert_eq!(promised(&days(2)).status, 303);
}

#[test]
fn an_estimate_is_read_strictly_and_what_is_left_of_it_is_told_again_until_it_is_dropped() {
    let (server, maria, link) = server();
    let words = [("known", "A line is cut."), ("impact", "No cards."), ("next_in_mins", "15")];
    let publish = |path: &str, more: &[(&str, &str)]| {
        let fields: Vec<_> = words.iter().chain(more).copied().collect();
        post(&server, &maria, path, &fields)
    };
    let beside = |more: &[(&str, &str)], field: &str| {
        let refused = publish("update", more);
        let page = refused.text();
        assert_eq!(refused.status, 422, "{page}");
        for (_, typed) in more.iter().filter(|(name, _)| *name != "likely") {
            assert!(page.contains(&format!("value=\"{typed}\"")), "{typed} is kept: {page}");
        }
        between(&page, &format!("id=\"{field}\""), "</div>").expect("the field").to_owned()
    };
    let unread = beside(&[("high_mins", "an hour"), ("likely", "7")], "high_mins");
    assert!(unread.contains("Write whole minutes"), "{unread}");
    let odds = beside(&[("high_mins", "1h"), ("likely", "")], "likely");
    assert!(odds.contains("How many of ten like it end in that time?"), "{odds}");
    let half = beside(&[("depends_on", "the spare part")], "high_mins");
    assert!(half.contains("In how many minutes at most?"), "{half}");
    assert!(!server.get(&link).send().text().contains("A line is cut."), "nobody is told yet");
    let told = [("low_mins", "30 min"), ("high_mins", "1h30"), ("likely", "6")];
    let told: Vec<_> = told.into_iter().chain([("depends_on", "the spare part")]).collect();
    assert_eq!(publish("update", &told).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("Estimate: 30 to 90 min"), "{room}");
    // What is left of it stands in the form, so that no change keeps it.
    let stands = |field: &str| {
        let field = between(&room, &format!("id=\"{field}\""), ">").expect("the field");
        between(field, "value=\"", "\"").unwrap_or_default().to_owned()
    };
    let (low, high) = (stands("low_mins"), stands("high_mins"));
    assert!(["29", "30"].contains(&&*low) && ["89", "90"].contains(&&*high), "{low} {high}");
    assert_eq!(stands("depends_on"), "the spare part");
    assert!(room.contains("value=\"6\" selected"), "{room}");
    let kept = crate::support::page::form_value(&room, "estimate_kept");
    let same = [("low_mins", &*low), ("high_mins", &*high), ("likely", "6")];
    let same: Vec<_> = same.into_iter().chain([("estimate_kept", &*kept)]).collect();
    let page = publish("update/preview", &same).text();
    assert!(!page.contains("The last estimate is dropped"), "{page}");
    let dropped: Vec<_> = same.iter().copied().chain([("no_estimate", "1")]).collect();
    let page = publish("update/preview", &dropped).text();
    assert!(page.contains("The last estimate is dropped"), "{page}");
    assert!(page.contains("name=\"no_estimate\" value=\"1\" checked"), "{page}");
    assert_eq!(publish("update", &dropped).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(!room.contains("Estimate: ") && !room.contains("name=\"estimate_kept\""), "{room}");
}

#[test]
fn an_estimate_that_was_told_inside_is_put_right_in_the_room_and_read_by_the_caller() {
    let (server, maria, link) = server();
    let words = [("known", "A line is cut."), ("impact", "No cards."), ("next_in_mins", "15")];
    let told = [("low_mins", "20"), ("high_mins", "40"), ("likely", "7")];
    let told: Vec<_> = words.into_iter().chain(told).collect();
    assert_eq!(post(&server, &maria, "update", &told).status, 303);
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    let update = between(&room, "name=\"correct\" value=\"", "\"").unwrap().to_owned();
    assert!(room.contains(&format!("id=\"high_mins-{update}\"")), "{room}");
    let mut right = vec![("correct", &*update), words[0], words[1]];
    right.extend([("low_mins", "1h"), ("high_mins", "soon"), ("likely", "7")]);
    let refused = post(&server, &maria, "correction", &right);
    assert!(refused.status == 422 && refused.text().contains("Write whole minutes"));
    right[4].1 = "3h";
    assert_eq!(post(&server, &maria, "correction", &right).status, 303);
    let caller = server.get(&link).send().text();
    for said in ["180", "Before, it said"] {
        assert!(caller.contains(said), "{said}: {caller}");
    }
}

#[test]
fn the_page_names_the_time_that_was_missed_and_no_longer_once_a_person_has_spoken() {
    let (server, maria, _) = server();
    let mut fields = UPDATE.to_vec();
    (fields[0].1, fields[1].1) = ("A line is cut.", "No cards.");
    fields.push(("public", "1"));
    assert_eq!(post(&server, &maria, "update", &fields).status, 303);
    let read = |awaited: &str| {
        eventually(awaited, || {
            let page = server.get("/status").send().text();
            page.contains(awaited).then_some(page)
        })
    };
    let late = "The update promised for";
    assert!(!read("A line is cut.").contains(late));
    // All who called agree to a time that is about to pass.
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3);
    let by = soon.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    let token = crate::keys::make_token(&server, &maria, &["read", "respond"]);
    let agree = Ask::new(server.port, "POST", "/api/v1/incidents/1/agreement")
        .header("Authorization", &format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .body(serde_json::json!({ "next_by": by }).to_string())
        .send();
    assert_eq!(agree.status, 200, "{}", agree.text());
    let page = read(late);
    let line = between(&page, late, "did not come").expect("the line is whole");
    assert!(line.contains(&format!("datetime=\"{by}\"")), "{line}");
    fields[0].1 = "Another line is found.";
    assert_eq!(post(&server, &maria, "update", &fields).status, 303);
    assert!(!read("Another line is found.").contains(late), "a person has spoken");
}

#[test]
fn the_caller_is_asked_once_what_it_stops_them_doing_and_their_words_stand_where_we_write() {
    let (server, maria, link) = server();
    let path = format!("{link}/impact");
    assert!(!server.get(&link).send().text().contains("stop you doing"), "help comes first");
    assert_eq!(post(&server, &maria, "accept", &[]).status, 303);
    assert!(server.get(&link).send().text().contains("What does this stop you doing?"));
    let empty = server.post(&path, &[("stops", " ")]).send();
    assert_eq!(empty.status, 422, "{}", empty.text());
    let words = [("stops", "No <cards> in 3 shops")];
    for _ in 0..2 {
        let answer = server.post(&path, &words).send();
        assert_eq!((answer.status, answer.location()), (303, link.as_str()));
    }
    let page = server.get(&link).send().text();
    assert!(!page.contains("What does this stop you doing?"), "asked once");
    assert_eq!(page.matches("No &lt;cards&gt; in 3 shops").count(), 1, "kept once, verbatim");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("It stops them") && room.contains("What it stops them doing"));
    let forged = server.post("/e/nobody/impact", &words).send();
    assert_eq!(forged.status, 404);
}

#[test]
fn the_vendor_says_how_soon_the_next_update_is_promised() {
    let (server, maria, _) = server();
    let path = "/console/templates/cadence";
    let typed =
        |critical, high| [("critical_mins", critical), ("high_mins", high), ("low_mins", "90")];
    let bad = server.post(path, &typed("60", "20")).cookie(&maria).send();
    assert!(bad.status == 422 && bad.text().contains("no later"), "{}", bad.text());
    let bad = server.post(path, &typed("soon", "20")).cookie(&maria).send();
    assert!(bad.status == 422 && bad.text().contains("value=\"soon\""), "{}", bad.text());
    assert_eq!(server.post(path, &typed("10", "20")).cookie(&maria).send().status, 303);
    let exported = server.run(&["export"]).out;
    assert!(exported.contains("update_critical_secs = 600"), "{exported}");
    let room = server.get("/console/incidents/1").cookie(&maria).send().text();
    assert!(room.contains("10 minutes (usual)"), "{room}");
}

#[test]
fn a_template_fills_the_form_from_the_incident_and_tells_nobody() {
    let (server, maria, link) = server();
    let fields = [
        ("template", "looking"),
        ("template_language", "de"),
        ("next_in_mins", "30"),
        ("public", "1"),
        ("title", ""),
    ];
    let filled = post(&server, &maria, "update/template", &fields);
    let page = filled.text();
    assert_eq!(filled.status, 200, "{page}");
    assert!(page.contains("Die Ursache kennen wir noch nicht."), "{page}");
    assert!(page.contains("[impact]"), "what is not known is to be written");
    assert!(page.contains("Sie hören bis ") && !page.contains("{next update}"));
    assert!(!server.get(&link).send().text().contains("Ursache"), "nobody is told");
    let none = post(&server, &maria, "update/template", &[("template", "none")]);
    assert!(none.status == 422 && none.text().contains("Choose a template."));
}

#[test]
fn leads_write_templates_and_a_place_that_is_not_there_is_named() {
    let (server, maria, _) = server();
    let list = server.get("/console/templates").cookie(&maria).send().text();
    assert!(list.contains("comes with Mayday") && list.contains("An apology"));
    let typed =
        |known| [("name", "Ours"), ("known-en", known), ("known-de", "{service} geht nicht")];
    let bad = server.post("/console/templates/new", &typed("{sevice} fails"));
    let bad = bad.cookie(&maria).send();
    assert_eq!(bad.status, 422);
    assert!(
        bad.text().contains("There is no place {sevice}") && bad.text().contains("{sevice} fails")
    );
    let good = server.post("/console/templates/new", &typed("{service} fails"));
    assert_eq!(good.cookie(&maria).send().location(), "/console/templates");
    let exported = server.run(&["export"]).out;
    assert!(
        exported.contains("[[template]]") && exported.contains("[[template.text]]"),
        "{exported}"
    );
    let again = server.apply(&exported);
    assert!(again.good, "{}{}", again.out, again.err);
    let path = "/console/templates/of/ours";
    assert!(server.get(path).cookie(&maria).send().text().contains("{service} geht nicht"));
    let gone = server.post("/console/templates/of/ours/removal", &[]).cookie(&maria).send();
    assert_eq!(gone.status, 303);
    assert_eq!(server.get(path).cookie(&maria).send().status, 404);
    let shipped = server.get("/console/templates/of/apology").cookie(&maria).send().text();
    assert!(shipped.contains("{impact}") && !shipped.contains("As it came with Mayday"));
}
