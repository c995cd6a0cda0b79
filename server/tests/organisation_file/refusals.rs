//! What is wrong, and in which words it is said.

use crate::ground::{refused, said, with};

#[test]
fn a_team_that_holds_itself_is_a_cycle() {
    refused(
        &with("members = [\"ana\"]", "members = [\"ana\"]\nteams = [\"all\"]"),
        "error, line 20, team \"all\": teams\n  \
         This is a cycle: the team \"all\" lists itself. Take `teams` out and list the people in \
         `members`.",
    );
}

#[test]
fn teams_that_hold_each_other_are_a_cycle() {
    let second =
        "members = [\"ana\"]\nteams = [\"b\"]\n[[team]]\nkey=\"b\"\nname=\"B\"\nteams=[\"all\"]";
    refused(
        &with("members = [\"ana\"]", second),
        "error, line 20, team \"all\": teams\n  \
         This is a cycle: all -> b -> all. Take `teams` out and list the people in `members`.\n\
         error, line 24, team \"b\": teams\n  \
         This is a cycle: b -> all -> b. Take `teams` out and list the people in `members`.",
    );
}

#[test]
fn a_policy_that_leads_to_a_policy_is_refused() {
    refused(
        &with("targets = [\"schedule:days\"]", "targets = [\"policy:door\"]"),
        "error, line 36, policy \"door\", step 1: targets\n  \
         \"policy:door\": A policy cannot lead to a policy, so that none can lead back to \
         itself. Write \"person:<key>\", \"schedule:<key>\" or \"team:<key>\".",
    );
}

#[test]
fn a_missing_person_is_named_where_it_is_missed() {
    refused(
        &with("members = [\"ana\"]", "members = [\"ana\", \"bo\"]"),
        "error, line 19, team \"all\": members\n  \
         There is no person \"bo\". Correct the key, or add [[person]] with key = \"bo\".",
    );
    refused(
        &with("people = [\"ana\"]", "people = [\"ana\", \"bo\"]"),
        "error, line 27, schedule \"days\", rotation 1: people\n  \
         There is no person \"bo\". Correct the key, or add [[person]] with key = \"bo\".",
    );
    refused(
        &with("targets = [\"schedule:days\"]", "targets = [\"schedule:days\", \"person:bo\"]"),
        "error, line 36, policy \"door\", step 1: targets\n  \
         \"person:bo\": There is no person \"bo\". Correct the key, or add [[person]] with key = \
         \"bo\".",
    );
}

#[test]
fn a_missing_team_or_policy_is_named() {
    refused(
        &with("team = \"all\"\npolicy = \"door\"", "team = \"most\"\npolicy = \"gate\""),
        "error, line 41, service \"till\": team\n  \
         There is no team \"most\". Correct the key, or add [[team]] with key = \"most\".\n\
         error, line 42, service \"till\": policy\n  \
         There is no policy \"gate\". Correct the key, or add [[policy]] with key = \"gate\".",
    );
    refused(
        &with("front_door = \"door\"", "front_door = \"window\""),
        "error, line 5, organisation: front_door\n  \
         There is no policy \"window\". Correct the key, or add [[policy]] with key = \"window\".",
    );
}

#[test]
fn a_wrong_time_zone_is_named() {
    refused(
        &with("zone = \"Europe/Lisbon\"\n[[person", "zone = \"Europe/Lisboa\"\n[[person"),
        "error, line 11, person \"ana\": zone\n  \
         There is no time zone \"Europe/Lisboa\". Write a name like Europe/Copenhagen or UTC.",
    );
}

#[test]
fn a_policy_nobody_answers_is_refused() {
    refused(
        &with("[[person.method]]\nkey = \"screen\"\nchannel = \"screen\"\n", ""),
        "warning, line 7, person \"ana\"\n  \
         Ana has no contact method, so no page reaches them. Add [[person.method]], for example \
         with channel = \"screen\".\n\
         error, line 29, policy \"door\"\n  \
         Nobody can answer this policy: no step has a person with the role responder or above \
         and a contact method. Add one.",
    );
}

#[test]
fn a_schedule_with_nobody_is_refused() {
    let problems = said(&with("people = [\"ana\"]", "people = []"));
    let first = "error, line 27, schedule \"days\", rotation 1: people\n  \
                 Nobody is in this rotation. Add at least one person to `people`.";
    assert!(problems.starts_with(first), "{problems}");
}

#[test]
fn an_unknown_key_is_refused_with_the_likely_one() {
    refused(
        &with("name = \"All of us\"", "name = \"All of us\"\nmebmers = []"),
        "error, line 19, team \"all\": mebmers\n  \
         The key \"mebmers\" is unknown here. Did you mean `members`?",
    );
    refused(
        &with("[[service]]", "[[services]]"),
        "error, line 38, services\n  \
         The key \"services\" is unknown here. Did you mean `service`?",
    );
    refused(
        &with("name = \"All of us\"", "name = \"All of us\"\npassword = \"x\""),
        "error, line 19, team \"all\": password\n  \
         The key \"password\" is unknown here. Secrets do not belong in this file but in the \
         configuration.",
    );
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    refused(
        &with("key = \"till\"", "key = \"till\"\nname = \"Old\"\n[[service]]\nkey = \"till\""),
        "error, line 42, service 2: key\n  \
         A service with the key \"till\" already stands above. Give each service its own key.",
    );
    refused(
        &with("name = \"Ana\"", "name = \"Ana\"\nname = \"Ana\""),
        "error, line 10\n  \
         This stands twice in the same table. Keep one of them; for another person, team or \
         customer use double brackets, like [[person]].",
    );
}

#[test]
fn several_mistakes_are_told_at_once() {
    let text = with("hand_off = \"09:00\"", "hand_off = \"9 o'clock\"");
    let text = text.replace("role = \"manager\"", "role = \"boss\"");
    refused(
        &text,
        "error, line 10, person \"ana\": role\n  \
         \"boss\" does not work here. Write one of observer, responder, lead, manager.\n\
         error, line 29, schedule \"days\", rotation 1: hand_off\n  \
         \"9 o'clock\" does not work here. Write a time of day from 00:00 to 23:59, like 09:00.",
    );
}

#[test]
fn hours_without_anybody_at_the_front_door_are_warned_about() {
    refused(
        &with("start = 2026-01-05", "start = 2026-01-05\nwindows = [\"mon-fri 09:00-17:00\"]"),
        "warning, line 36, policy \"door\", step 1\n  \
         Within the next 30 days this step of the front door rings nobody from 2026-03-02 00:00 \
         to 2026-03-02 09:00 (Europe/Lisbon), and in 22 more stretches: 544 h 0 min in all. \
         Extend a rotation, or add a target.",
    );
}

#[test]
fn a_door_without_a_policy_is_warned_about() {
    refused(
        &with("front_door = \"door\"", ""),
        "warning, line 2, organisation: front_door\n  \
         No policy stands behind the front door, so everyone is rung at once. Name one with \
         front_door = \"<policy key>\".",
    );
}

#[test]
fn a_step_out_of_range_and_a_bad_address_are_told_where_they_stand() {
    refused(
        &with("targets = [\"schedule:days\"]", "targets = [\"schedule:days\"]\ndelay_secs = 2"),
        "error, line 37, policy \"door\", step 1: delay_secs\n  \
         A step waits 5 to 900 seconds. Write a number in between.",
    );
    refused(
        &with("channel = \"screen\"", "channel = \"email\"\naddress = \"ana\""),
        "error, line 15, person \"ana\", method 1: address\n  \
         This method needs a mail address, like ana@example.com.",
    );
}
