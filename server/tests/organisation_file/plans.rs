//! What is right, and what a plan does with it.

use mayday::organisation_file::{Ground, Kind, Severity, check, export, plan};

use crate::ground::{
    NORDPAY, SMALL, applied, day, fresh, lines, made, planned, read, refused, with, zones,
};

#[test]
fn the_small_file_is_right() {
    refused(SMALL, "");
}

#[test]
fn the_example_in_the_documentation_is_right() {
    let page = include_str!("../../../docs/organisation-file.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    refused(example, "");
}

#[test]
fn every_field_of_what_readers_are_told_is_in_the_documentation() {
    let page = include_str!("../../../docs/organisation-file.md");
    let readers = [
        include_str!("../../src/organisation_file/telling.rs"),
        include_str!("../../src/organisation_file/routines.rs"),
        include_str!("../../src/organisation_file/updates.rs"),
    ];
    let mut count = 0;
    for reader in readers {
        // Whatever is asked of the fields is asked by its name.
        for start in ["needed(", "words(", "line(", "key(", "keys(", "number(", "flag(", "list("] {
            for asked in reader.split(&format!("fields.{start}\"")).skip(1) {
                let (name, _) = asked.split_once('"').expect("a name");
                assert!(page.contains(&format!("`{name}`")), "{name} is documented");
                count += 1;
            }
        }
    }
    assert!(count > 30, "the readers are read: {count}");
}

#[test]
fn the_demo_has_nothing_to_complain_about_whatever_the_day() {
    let (state, zones, file) = (fresh(), zones(), read(NORDPAY));
    let days = ["2026-01-01", "2026-03-28", "2026-10-24", "2027-12-31", "2031-07-15", "2039-02-28"];
    for today in days {
        let ground = Ground { state: &state, prune: true, now: day(today), zones: &zones };
        assert_eq!(lines(&check(&file, &ground)), "", "on {today}");
    }
}

#[test]
fn the_demo_on_an_empty_installation_is_this_plan() {
    let expected = "\
add person ana
add person freja
add person grace
add person hafiz
add person jonas
add person maria
add person priya
add person tom
add person wei
add team gateway
add team terminals
add schedule duty-manager
add schedule gateway-on-call
add schedule terminals-on-call
add policy front-door
add policy gateway
add service authorisation-gateway
add service card-terminals
add service merchant-portal
add organisation NordPay
add card all-terminals
add card charged-twice
add card one-terminal
add audience clinics
add component clinic-kiosks
add component payments
add component portal
add component authorisation
add component terminals
add status_page public
add routine gateway-patches
add customer bright-water-leisure
add customer brightwater-clinics
add customer brightwater-dental
add customer harbor-books
add customer harbour-foods
add customer kestrel-coffee
add customer lion-gate-hawkers
add customer oresund-cykler
add customer prairie-outfitters
add customer saint-brigid-bakery
add customer st-brigid-pharmacy
add customer tidewater-gardens
43 to add, 0 to change, 0 to remove";
    assert_eq!(planned(&fresh(), NORDPAY, false).to_string(), expected);
}

#[test]
fn applying_a_file_twice_changes_nothing_the_second_time() {
    for text in [NORDPAY, SMALL] {
        let state = made(text);
        for prune in [false, true] {
            let again = planned(&state, text, prune);
            assert_eq!(again.to_string(), "0 to add, 0 to change, 0 to remove");
        }
    }
}

#[test]
fn a_change_is_told_field_by_field() {
    let state = made(SMALL);
    let text =
        with("hand_off = \"09:00\"", "hand_off = \"08:00\"\nwindows = [\"mon 08:00-09:00\"]");
    let text = text.replace("role = \"manager\"", "role = \"lead\"");
    let expected = "\
change person ana: role manager -> lead
change schedule days: rotation weeks hand_off 09:00 -> 08:00; rotation weeks windows (none) -> mon \
08:00-09:00
0 to add, 2 to change, 0 to remove";
    assert_eq!(planned(&state, &text, false).to_string(), expected);
}

#[test]
fn parts_that_come_and_go_are_told() {
    let state = made(SMALL);
    let second = "key = \"nights\"\npeople = [\"ana\"]\ncadence = \"daily\"\nhand_off = \"20:00\"\n\
                  start = 2026-01-05\n[[schedule.rotation]]\nkey = \"weeks\"";
    let more = with("key = \"weeks\"", second);
    let plan = planned(&state, &more, false);
    assert_eq!(plan.steps[0].what, "change schedule days: new rotation nights");
    let state = applied(&state, &plan);
    let plan = planned(&state, SMALL, false);
    assert_eq!(plan.steps[0].what, "change schedule days: without rotation nights");
}

#[test]
fn what_is_absent_stays_unless_it_is_pruned() {
    let state = made(SMALL);
    let without = &SMALL[..SMALL.find("[[service]]").expect("a service")];
    assert_eq!(planned(&state, without, false).steps.len(), 0);
    let plan = planned(&state, without, true);
    assert_eq!(plan.to_string(), "remove service till\n0 to add, 0 to change, 1 to remove");
    assert!(applied(&state, &plan).incidents.services.is_empty());
}

#[test]
fn what_is_pruned_goes_after_whatever_named_it() {
    let state = made(SMALL);
    let others = SMALL.replace("\"ana\"", "\"bo\"").replace("\"all\"", "\"both\"");
    let plan = planned(&state, &others, true);
    let expected = "\
add person bo
add team both
change schedule days: rotation weeks people ana -> bo
change service till: team all -> both
remove team all
remove person ana
2 to add, 2 to change, 2 to remove";
    assert_eq!(plan.to_string(), expected);
    let state = applied(&state, &plan);
    assert_eq!(export(&state), export(&made(&others)));
    assert_eq!(plan.count(Kind::Remove), 2);
}

#[test]
fn a_file_may_name_what_the_organisation_has_already() {
    let state = made(SMALL);
    let zones = zones();
    let text = "[[team]]\nkey = \"night\"\nname = \"Night\"\nmembers = [\"ana\"]\n";
    let ground = Ground { state: &state, prune: false, now: day("2026-03-02"), zones: &zones };
    assert_eq!(lines(&check(&read(text), &ground)), "");
    assert_eq!(plan(&read(text), &ground).steps.len(), 1);
}

#[test]
fn what_was_wrong_before_does_not_keep_a_good_file_out() {
    let state = made(SMALL);
    let lame = applied(
        &state,
        &planned(&state, &with("role = \"manager\"", "role = \"observer\""), false),
    );
    let zones = zones();
    let text = "[[customer]]\nkey = \"one\"\nname = \"One\"\n";
    let ground = Ground { state: &lame, prune: false, now: day("2026-03-02"), zones: &zones };
    let problems = check(&read(text), &ground);
    assert!(!problems.is_empty());
    assert!(problems.iter().all(|problem| problem.severity == Severity::Warning));
}
