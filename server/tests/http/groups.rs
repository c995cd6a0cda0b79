//! Many callers, one fault, on the real program: joined by a person, undone, and left by a caller.

use crate::support::{Answer, Server};

/// Three callers; Maria has the first.
struct Crisis {
    server: Server,
    callers: Vec<String>,
    maria: String,
}

impl Crisis {
    fn of(count: usize) -> Self {
        let server = Server::start();
        let words = |number| format!("All terminals are offline, says caller {number}");
        let callers = (1..=count).map(|number| server.call_for_help(&words(number))).collect();
        let maria = server.sign_in("maria");
        let crisis = Self { server, callers, maria };
        assert_eq!(crisis.post("/console/incidents/1/accept", &[]).status, 303);
        crisis
    }

    fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.server.post(path, fields).cookie(&self.maria).send()
    }

    fn get(&self, path: &str) -> String {
        self.server.get(path).cookie(&self.maria).send().text()
    }

    fn caller(&self, index: usize) -> String {
        self.server.get(&self.callers[index]).send().text()
    }

    fn join_all(&self) -> Answer {
        let numbers: Vec<String> = (1..=self.callers.len()).map(|n| n.to_string()).collect();
        let fields: Vec<_> = numbers.iter().map(|n| ("incident", n.as_str())).collect();
        self.post("/console/incidents/join", &fields)
    }
}

#[test]
fn what_is_chosen_on_the_board_becomes_one_fault_and_each_caller_reads_the_truth() {
    let crisis = Crisis::of(6);
    assert!(crisis.get("/console").contains("looks like incident"), "twins are offered");
    let joined = crisis.join_all();
    assert_eq!((joined.status, joined.location()), (303, "/console/incidents/1"));
    for index in 0..6 {
        let page = crisis.caller(index);
        assert!(page.contains("Maria</bdi> leads"), "{page}");
        assert!(page.contains("6 have called about this."), "{page}");
        let others = (1..=6).filter(|other| *other != index + 1);
        for other in others {
            assert!(!page.contains(&format!("says caller {other}")), "the walls hold");
        }
    }
    let room = crisis.get("/console/incidents/1");
    assert!(room.contains("6 callers") && room.contains("says caller 6"));
    let moved = crisis.server.get("/console/incidents/4").cookie(&crisis.maria).send();
    assert_eq!((moved.status, moved.location()), (303, "/console/incidents/1"));
}

#[test]
fn few_are_told_no_number() {
    let crisis = Crisis::of(3);
    crisis.join_all();
    let page = crisis.caller(2);
    assert!(page.contains("Others have this too."), "{page}");
    assert!(!page.contains("have called about this"));
}

#[test]
fn a_join_is_undone_and_the_caller_has_an_incident_again() {
    let crisis = Crisis::of(2);
    crisis.join_all();
    assert!(crisis.caller(1).contains("/different\""));
    let undone = crisis.post("/console/incidents/2/undo", &[]);
    assert_eq!(undone.status, 303);
    assert!(!crisis.caller(1).contains("/different\""));
    assert!(crisis.get("/console/incidents/2").contains("says caller 2"));
    let again = crisis.post("/console/incidents/2/undo", &[]);
    assert_eq!(again.status, 422, "it says that there is nothing to undo");
    assert!(again.text().contains("can no longer be undone"));
}

#[test]
fn mine_is_different_and_someone_is_in_danger_ring_for_themselves() {
    let crisis = Crisis::of(3);
    crisis.join_all();
    let different = crisis.server.post(&format!("{}/different", crisis.callers[1]), &[]).send();
    assert_eq!(different.status, 303);
    let page = crisis.caller(1);
    assert!(page.contains("You said yours is different"), "{page}");
    assert!(page.contains("data-state=\"ringing\""));
    let danger = crisis.server.post(&format!("{}/danger", crisis.callers[2]), &[]).send();
    assert_eq!(danger.status, 303);
    let page = crisis.caller(2);
    assert!(page.contains("Someone is in danger: call first"), "{page}");
    assert!(page.contains("tel:112"));
    assert!(crisis.caller(0).contains("data-state=\"accepted\""), "the others keep who they have");
}

#[test]
fn one_answer_and_one_question_reach_all_and_each_answers_for_itself() {
    let crisis = Crisis::of(3);
    crisis.join_all();
    let id = "0123456789abcdef0123456789abcdef";
    let fields = [("words", "We are rolling back."), ("to", "all"), ("message", id)];
    for _ in 0..2 {
        let said = crisis.post("/console/emergencies/2/messages", &fields);
        assert_eq!(said.status, 303, "{}", said.text());
        assert_eq!(said.location(), "/console/incidents/1?with=2");
    }
    for index in 0..3 {
        assert_eq!(crisis.caller(index).matches("We are rolling back.").count(), 1);
    }
    assert_eq!(crisis.post("/console/incidents/1/ask", &[]).status, 303);
    for index in 0..3 {
        assert!(crisis.caller(index).contains("Does it for you?"));
    }
    crisis.server.post(&format!("{}/confirm", crisis.callers[0]), &[]).send();
    let room = crisis.get("/console/incidents/1");
    assert!(room.contains("1 of 3 say that it works again"), "{room}");
    assert!(crisis.caller(1).contains("Does it for you?"), "nobody answers for the others");
}

#[test]
fn a_rule_joins_who_matches_and_a_refused_one_comes_back_as_typed() {
    let crisis = Crisis::of(1);
    let wide = crisis.post("/console/incidents/1/rules", &[("match", " "), ("hours", "2")]);
    assert_eq!(wide.status, 422);
    assert!(wide.text().contains("Say which service or which words"));
    let made = crisis.post("/console/incidents/1/rules", &[("match", "terminals"), ("hours", "2")]);
    assert_eq!(made.status, 303);
    let next = crisis.server.call_for_help("TERMINALS dead here as well");
    let page = crisis.server.get(&next).send().text();
    assert!(page.contains("Others have this too."), "{page}");
    assert!(page.contains("was at work on this already when you asked"), "{page}");
    let room = crisis.get("/console/incidents/1");
    assert!(room.contains("1 so far; a rule of"), "{room}");
    assert_eq!(crisis.post("/console/incidents/1/rules/1/end", &[]).status, 303);
    let alone = crisis.server.call_for_help("terminals dead here too");
    assert!(!crisis.server.get(&alone).send().text().contains("Others have this too."));
}

#[test]
fn an_observer_and_a_stranger_join_nothing() {
    let crisis = Crisis::of(2);
    let fields = [("incident", "1"), ("incident", "2")];
    let stranger = crisis.server.post("/console/incidents/join", &fields).send();
    assert!(!stranger.location().starts_with("/console"), "{}", stranger.location());
    assert!(!crisis.caller(1).contains("/different\""), "nothing was joined");
    let one = crisis.post("/console/incidents/join", &[("incident", "1")]);
    assert_eq!(one.status, 422);
    assert!(one.text().contains("Choose at least two"));
    let foreign = crisis.server.post("/e/0/danger", &[]).send();
    assert_eq!(foreign.status, 404);
}

/// The id of a caller, as the form for an agreement has it.
fn caller_id(room: &str, name: &str) -> String {
    let list = room.split("name=\"agreed_with\"").nth(1).expect("who agreed");
    let list = list.split("</select>").next().expect("its end");
    let option = list.split("<option").find(|option| option.contains(name)).expect("the caller");
    let value = option.split("value=\"").nth(1).expect("an id");
    value.split('"').next().expect("its end").to_owned()
}

#[test]
fn a_time_agreed_with_one_of_many_stands_on_their_page_alone() {
    let server = Server::start();
    let call = |who: &str| {
        let fields = [("words", "All terminals are offline"), ("who", who)];
        server.post("/help", &fields).send().location().to_owned()
    };
    let callers: Vec<String> = ["Elm Street", "Oak Street"].map(call).to_vec();
    let maria = server.sign_in("maria");
    let crisis = Crisis { server, callers, maria };
    assert_eq!(crisis.post("/console/incidents/1/accept", &[]).status, 303);
    assert_eq!(crisis.join_all().status, 303);
    let path = "/console/incidents/1/agreement";
    let id = caller_id(&crisis.get("/console/incidents/1"), "Oak Street");
    let agreed = crisis.post(path, &[("agreed_at", "08:00"), ("agreed_with", &id)]);
    assert_eq!(agreed.status, 303, "{}", agreed.text());
    let says = |index: usize| crisis.caller(index).contains("(as agreed with you)");
    assert_eq!((says(0), says(1)), (false, true));
    let room = crisis.get("/console/incidents/1");
    assert!(room.contains("as agreed with them") && room.contains("Oak Street"), "{room}");
    let strange = [("agreed_at", "08:00"), ("agreed_with", "zz")];
    let strange = crisis.post(path, &strange);
    assert!(strange.status == 422 && strange.text().contains("Choose who agreed."));
    let nobody = [("agreed_at", "08:00"), ("agreed_with", "00000000000000000000000000000000")];
    let nobody = crisis.post(path, &nobody);
    assert!(nobody.text().contains("does not wait for an update"), "{}", nobody.text());
}
