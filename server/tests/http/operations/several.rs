//! The operations for which several callers, colleagues or contacts are needed.

use serde_json::{Value, json};

use super::{Api, part};
use crate::support::Server;

pub(super) fn join_and_search(api: &mut Api) {
    for words in ["All scanners are frozen", "Our scanners are frozen too"] {
        api.server.call_for_help(words);
    }
    let (one, other) = (part("number", "3"), part("number", "4"));
    let group = api.walk("getGroup", &one, None);
    assert_eq!(group["twins"][0]["incident"], 4, "{group}");
    let joined = api.walk("joinIncidents", &one, Some(json!({ "incidents": [4] })));
    assert_eq!((&joined["callers"], &joined["joined"][0]["incident"]), (&json!(2), &json!(4)));
    api.walk("writeToAll", &one, Some(json!({ "words": "We are on it." })));
    api.walk("askAll", &one, None);
    assert_eq!(api.walk("undoJoin", &other, None)["callers"], 1);
    api.walk("joinIncidents", &one, Some(json!({ "incidents": [4] })));
    api.walk("takeApart", &other, None);
    let rule = json!({ "lasts_secs": 600, "words": "scanners" });
    assert_eq!(api.walk("makeJoinRule", &one, Some(rule))["rules"][0]["number"], 1);
    api.walk("endJoinRule", &part("number", "1"), None);
    crate::support::eventually("the index has it", || {
        let found = api.walk("search", &[("q", "scanners"), ("kind", "message")], None);
        (found["items"].as_array().map(Vec::len) == Some(2)).then_some(())
    });
}

/// Who takes part, and what they prove, on a line whose links can be made here.
pub(super) fn prove(api: &mut Api) {
    let contact = |key: &str| {
        let email = format!("{key}@proof.example");
        json!({ "key": key, "name": key, "email": email, "phone": "+351912345678", "told": true })
    };
    let contacts = json!([contact("ines"), contact("joao")]);
    let body = json!({ "name": "Proof and Sons", "contacts": contacts });
    api.walk("putCustomer", &part("key", "proof"), Some(body));
    let fields = [("words", "Gate 9"), ("who", "Proof and Sons")];
    let answer = api.server.post("/help", &fields).send();
    let link = answer.location().trim_start_matches("/e/").to_owned();
    let all = api.walk("listEmergencies", &part("limit", "200"), None);
    let number = all["items"].as_array().unwrap().last().unwrap()["number"].to_string();
    let one = part("number", &number);
    api.walk("attachCustomer", &one, Some(json!({ "customer": "proof" })));
    let own = part("link", &link);
    let invited = api.walk("inviteColleague", &own, Some(json!({ "name": "Rui" })));
    assert!(invited["url"].as_str().unwrap().contains("/e/"));
    let rui = invited["participant"].as_str().unwrap().to_owned();
    let colleagues = api.walk("listColleagues", &own, None);
    let caller = colleagues[0]["participant"].as_str().unwrap().to_owned();
    api.walk("seekCode", &own, Some(json!({ "address": "ines@proof.example" })));
    let about = |contact: &str| json!({ "participant": &caller, "contact": contact });
    api.walk("verify", &one, Some(about("ines")));
    let key = std::fs::read_to_string(api.server.data().join("installation.key")).expect("a key");
    let key: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&key[2 * at..2 * at + 2], 16).unwrap()).collect();
    let key = mayday::links::InstallationKey::new(key.try_into().unwrap());
    let inquiry = latest_inquiry(&api.server);
    api.walk("enterCode", &own, Some(json!({ "code": key.code(inquiry) })));
    let shown = api.walk("getProof", &one, None);
    assert_eq!(shown["participants"][0]["level"], 2, "{shown}");
    api.walk("vouchForColleague", &[("link", &link), ("participant", &rui)], None);
    assert_eq!(api.walk("getProof", &one, None)["level"], 2);
    let mut what = about("joao");
    what["what"] = json!("Reset the access");
    api.walk("askConsent", &one, Some(what));
    let question = views::Links::inquiry(&key, latest_inquiry(&api.server));
    let asked = api.walk("getInquiry", &part("link", &question), None);
    assert_eq!(asked["what"], "Reset the access");
    let agreed =
        api.walk("answerInquiry", &part("link", &question), Some(json!({ "reply": "agree" })));
    assert_eq!(agreed["reply"], "agree");
    let act = json!({ "act": "reset_access", "note": "Reset it" });
    api.walk("act", &one, Some(act));
    api.walk("upgrade", &one, Some(json!({ "plan": "Gold" })));
    let asks = |minutes| json!({ "number": "+351 912 345 678", "wait_mins": minutes });
    api.walk("askForCall", &own, Some(asks(15)));
    let own_call = api.walk("getOwnCallBack", &own, None);
    let callback = own_call["call_back"]["call_back"].as_str().unwrap().to_owned();
    let at = [("number", number.as_str()), ("callback", &callback)];
    let waiting = api.walk("listCallBacks", &one, None);
    assert_eq!(waiting[0]["standing"], "waiting", "{waiting}");
    api.walk("textInPlaceOfCall", &at, None);
    api.walk("reportCall", &at, Some(json!({ "reached": false })));
    // Nothing rings for somebody without a proved telephone; that with one it does, others tell.
    let call = format!("/api/v1/emergencies/{number}/call-backs/{callback}/call");
    let refused = api.ask("POST", &call, &api.token.clone(), Some(&json!({})));
    assert!(refused.text().contains("telephone numbers is verified"), "{}", refused.text());
    api.walked.insert("callBack".to_owned());
    api.walk("cancelCall", &own, None);
    api.walk("certify", &one, Some(about("joao")));
    api.walk("tellContacts", &one, None);
    let of_rui = [("link", link.as_str()), ("participant", rui.as_str())];
    let renewed = api.walk("renewColleague", &of_rui, None);
    assert_ne!(renewed["url"], invited["url"], "the old link opens nothing any more");
    api.walk("renewParticipant", &[("number", &number), ("participant", &rui)], None);
    api.walk("removeColleague", &of_rui, None);
    let invited = api.walk("inviteColleague", &own, Some(json!({})));
    let eva = invited["participant"].as_str().unwrap().to_owned();
    let glass = json!({ "act": "export_or_destroy", "reason": "It spreads" });
    api.walk("breakGlass", &one, Some(glass));
    api.walk("reviewBreach", &part("number", "1"), None);
    api.walk("removeParticipant", &[("number", &number), ("participant", &eva)], None);
}

/// Tom has it; the token's person restricts it, is taken out, and breaks the glass.
pub(super) fn restrict(api: &mut Api) {
    api.server.call_for_help("A payroll file is public");
    let all = api.walk("listIncidents", &part("limit", "200"), None);
    let number = all["items"].as_array().unwrap().last().unwrap()["number"].to_string();
    let one = part("number", &number);
    let tom = api.server.sign_in("tom");
    let accept = format!("/console/incidents/{number}/accept");
    assert_eq!(api.server.post(&accept, &[]).cookie(&tom).send().status, 303);
    let body = json!({ "reason": "A data breach", "people": ["wei"] });
    let restricted = api.walk("restrictIncident", &one, Some(body));
    assert_eq!(restricted["people"].as_array().map(Vec::len), Some(2), "{restricted}");
    let with = |key: &'static str| [("number", number.as_str()), ("key", key)];
    api.walk("letIn", &with("olga"), None);
    api.walk("shutOut", &with("wei"), None);
    let shown = api.walk("getRestriction", &one, None);
    assert_eq!(shown["reason"], "A data breach");
    api.walk("shutOut", &with("maria"), None);
    let reason = json!({ "reason": "The board asked" });
    let entered = api.walk("breakGlassOfRestriction", &one, Some(reason));
    assert_eq!(entered["people"][0]["key"], "maria", "{entered}");
    api.walk("liftRestriction", &one, None);
    assert_eq!(api.walk("getRestriction", &one, None)["by"], serde_json::Value::Null);
}

/// The id of the inquiry that was made last, read from the log.
fn latest_inquiry(server: &Server) -> domain::words::InquiryId {
    use journal::Store;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let store = journal::sqlite::Sqlite::open(&server.data().join("mayday.sqlite"));
        let store = store.expect("the log");
        let rows = store.read(mayday::serve::ORGANISATION, 0, 10_000).await.expect("its rows");
        let found = rows.iter().rev().find_map(|row| match journal::codec::decode(row) {
            Ok(domain::Event::Proof(domain::proof::Event::Inquired { inquiry, .. })) => {
                Some(inquiry)
            }
            _ => None,
        });
        found.expect("somebody was asked")
    })
}

/// A file comes in by the caller's form; programs read it, and take it and a message out.
pub(super) fn show_and_redact(api: &mut Api) {
    let path = api.server.call_for_help("Look at this");
    let sent = crate::files::send(&api.server, &path, "", &[("pos.log", b"13:58 timeout")]);
    assert_eq!(sent.status, 303);
    let link = part("link", path.trim_start_matches("/e/"));
    let seen = api.walk("getCall", &link, None);
    let messages = seen["messages"].as_array().expect("messages");
    let shown = messages.iter().find(|said| said["files"] != json!([])).expect("a file");
    let file = shown["files"][0]["id"].as_str().expect("an id").to_owned();
    let all = api.walk("listEmergencies", &[], None);
    let number = all["items"].as_array().expect("some").last().expect("one")["number"].to_string();
    let of_file = [("number", number.as_str()), ("file", file.as_str())];
    let whole = api.walk("getFile", &of_file, None);
    assert_eq!(whole["content"], "MTM6NTggdGltZW91dA==");
    let here = part("number", &number);
    let file = json!({ "message": shown["number"], "file": file });
    api.walk("redact", &here, Some(file.clone()));
    api.walk("undoRedaction", &here, Some(file));
    api.walk("redactAsCaller", &link, Some(json!({ "message": 1 })));
    let seen = api.walk("getCall", &link, None);
    assert_eq!(seen["messages"][0]["words"], Value::Null);
}

/// Those who are told when something changes on a status page.
pub(super) fn subscribe(api: &mut Api) {
    let page = "[[status_page]]\nkey = \"public\"\nname = \"Tiny\"\nzone = \"UTC\"\n";
    let applied = api.server.apply(page);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let body = json!({
        "addresses": ["ines@harbour.example", "INES@harbour.example"], "page": "public",
        "consent": "contract of May", "at_least": "partial",
    });
    assert_eq!(api.walk("addSubscribers", &[], Some(body))["count"], 1);
    let listed = api.walk("listSubscribers", &part("text", "ines"), None);
    let id = listed["items"][0]["id"].as_str().expect("an id").to_owned();
    let one = part("id", &id);
    assert_eq!(api.walk("getSubscriber", &one, None)["standing"], "active");
    api.walk("resumeSubscriber", &one, None);
    api.walk("removeSubscriber", &one, None);
    assert_eq!(api.walk("listSubscribers", &[], None)["items"], json!([]));
    let body = json!({
        "addresses": ["sales@tiny.example"], "colleague": "high", "consent": "the sales desk",
    });
    assert_eq!(api.walk("addSubscribers", &[], Some(body))["count"], 1);
    let listed = api.walk("listSubscribers", &[], None);
    let colleague = &listed["items"][0];
    assert_eq!((&colleague["page"], &colleague["colleague"]), (&Value::Null, &json!("high")));
    let id = colleague["id"].as_str().expect("an id").to_owned();
    api.walk("removeSubscriber", &part("id", &id), None);
    let list = "type,address,country\nemail,ines@harbour.example,\nsms,0701234567,SE\nfax,7,\n";
    let body = |make: bool| {
        Some(json!({ "list": list, "page": "public", "consent": "moved", "make": make }))
    };
    let seen = api.walk("importSubscribers", &[], body(false));
    assert_eq!((&seen["made"], &seen["count"]), (&json!(false), &json!(2)), "{seen}");
    assert_eq!((&seen["refused"][0]["line"], &seen["refused_count"]), (&json!(4), &json!(1)));
    assert_eq!(api.walk("listSubscribers", &[], None)["items"], json!([]));
    assert_eq!(api.walk("importSubscribers", &[], body(true))["made"], true);
    let again = api.walk("importSubscribers", &[], body(true));
    assert_eq!((&again["count"], &again["known"]), (&json!(0), &json!(2)), "{again}");
    let file = api.walk("downloadSubscribers", &[], None);
    let file = file.as_str().expect("text");
    assert!(file.contains("\"sms\",\"'+46701234567\",\"public\""), "{file}");
    let body = json!({ "list": file, "page": "public", "consent": "moved" });
    let back = api.walk("importSubscribers", &[], Some(body));
    assert_eq!((&back["known"], &back["refused_count"]), (&json!(2), &json!(0)), "{back}");
    assert_eq!(api.walk("listSubscriberWords", &[], None)["items"], json!([]));
    // Nothing waits for a person, so that these say no.
    for (deed, id) in [("release", "releaseSubscriberWord"), ("withhold", "withholdSubscriberWord")]
    {
        let path = format!("/api/v1/subscriber-words/1/{deed}");
        let answer = api.ask("POST", &path, &api.token, None);
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        api.walked.insert(id.to_owned());
    }
}

/// A card is sent to a caller, who ticks what they tried.
pub(super) fn help_meanwhile(api: &mut Api) {
    let path = api.server.call_for_help("Nothing works");
    let link = part("link", path.trim_start_matches("/e/"));
    let all = api.walk("listEmergencies", &part("limit", "200"), None);
    let number = all["items"].as_array().expect("some").last().expect("one")["number"].to_string();
    assert_eq!(api.walk("getCall", &link, None)["cards"], json!([]), "it is of another service");
    api.walk("sendCard", &part("number", &number), Some(json!({ "card": "tills-dark" })));
    let seen = api.walk("getCall", &link, None);
    assert_eq!(seen["cards"][0]["title"], "Tills are dark");
    assert!(seen["cards"][0]["sent_by"].is_string());
    let edition = &seen["cards"][0]["edition"];
    let tick = json!({ "card": "tills-dark", "edition": edition, "step": 2, "tried": true });
    api.walk("tickStep", &link, Some(tick));
    assert_eq!(api.walk("getCall", &link, None)["cards"][0]["steps"][1]["tried"], true);
}

/// Maria has it, and the others of the room come in.
pub(super) fn work_together(api: &mut Api) {
    let one = part("number", "1");
    let whom = json!({ "kind": "person", "key": "wei" });
    let asked = api.walk(
        "askForSomebody",
        &one,
        Some(json!({ "whom": whom, "words": "Look at pump 3, please." })),
    );
    assert_eq!(asked["items"][0]["asked"][0]["reply"], "none");
    let id = asked["items"][0]["id"].as_str().unwrap().to_owned();
    api.walk("withdrawRequest", &[("number", "1"), ("id", &id)], None);
    assert_eq!(api.walk("listRequests", &one, None)["items"][0]["standing"], "withdrawn");
    api.walk("leaveIncident", &one, None);
    let written = api.walk("writeNote", &one, Some(json!({ "words": "The spare pump runs." })));
    let id = written["items"][0]["id"].as_str().unwrap().to_owned();
    let note = [("number", "1"), ("id", id.as_str())];
    let shared = api.walk("shareNote", &note, Some(json!({ "emergencies": [1] })));
    assert!(shared["items"][0]["leaves_at"].is_string());
    let undone = api.walk("undoShare", &note, None);
    assert!(undone["items"][0]["leaves_at"].is_null());
    assert_eq!(api.walk("listNotes", &one, None)["items"][0]["shared_with"], json!([]));
    let snooze =
        json!({ "mins": 30, "waiting_for": "customer", "because": "They restart it at ten." });
    assert!(api.walk("snoozeIncident", &one, Some(snooze))["snoozed_until"].is_string());
    assert!(api.walk("endSnooze", &one, None)["snoozed_until"].is_null());
    assert_eq!(api.walk("restartIncident", &one, None)["paging"], "ringing");
    // It was hers, and rings again: nobody has it until somebody takes it.
    let taken = api.walk("takeOver", &one, Some(json!({ "reason": "I am back." })));
    assert_eq!(taken["paging"], "accepted");
    let policies = api.walk("listPolicies", &[], None);
    let policy = policies["items"][0]["key"].as_str().unwrap().to_owned();
    let to = json!({ "kind": "policy", "key": policy });
    assert_eq!(api.walk("rerouteIncident", &one, Some(to))["paging"], "ringing");
    api.walk("acceptIncident", &one, None);
}
