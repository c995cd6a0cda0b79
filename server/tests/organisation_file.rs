//! The organisation file: what is read, what is refused in which words, and what a plan does.

use domain::access::{Method, Person, Role, Team};
use domain::customers::{Contact, Money, Profile, Site};
use domain::incidents::Service;
use domain::oncall::{Cadence, Rotation, Schedule, TimeOfDay, Window, parse_date};
use domain::organisation::Settings;
use domain::paging::{Policy, Step, Target};
use domain::words::{
    Actor, Channel, CommandId, NodeId, Owner, PersonKey, Personal, SmolStr, Timestamp, tidy_line,
    tidy_words,
};
use domain::{Command, Moment, State, access, customers, incidents, oncall, organisation, paging};
use jiff::tz::TimeZoneDatabase;
use mayday::organisation_file::{
    FILE_BYTES_MAX, File, Ground, Kind, PROBLEMS_MAX, Plan, Problem, Severity, check, export,
    parse, parse_bytes, plan,
};

const NORDPAY: &str = include_str!("../../examples/nordpay.toml");

/// Something small that is right, for changing one thing in it.
const SMALL: &str = r#"
[organisation]
name = "Tiny"
zone = "Europe/Lisbon"
front_door = "door"

[[person]]
key = "ana"
name = "Ana"
role = "manager"
zone = "Europe/Lisbon"
[[person.method]]
key = "screen"
channel = "screen"

[[team]]
key = "all"
name = "All of us"
members = ["ana"]

[[schedule]]
key = "days"
name = "Days"
zone = "Europe/Lisbon"
[[schedule.rotation]]
key = "weeks"
people = ["ana"]
cadence = "weekly"
hand_off = "09:00"
start = 2026-01-05

[[policy]]
key = "door"
name = "Door"
[[policy.step]]
targets = ["schedule:days"]

[[service]]
key = "till"
name = "Tills"
team = "all"
policy = "door"
"#;

fn zones() -> TimeZoneDatabase {
    TimeZoneDatabase::bundled()
}

fn day(text: &str) -> Timestamp {
    let day: jiff::civil::Date = text.parse().expect("a day");
    let at = day.to_zoned(jiff::tz::TimeZone::UTC).expect("an instant");
    Timestamp(at.timestamp().as_millisecond())
}

fn read(text: &str) -> File {
    parse(text).unwrap_or_else(|problems| panic!("{}", lines(&problems)))
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Everything that is said about a text, whether on reading or on checking it.
fn said(text: &str) -> String {
    let (state, zones) = (State::default(), zones());
    let ground = Ground { state: &state, prune: false, now: day("2026-03-02"), zones: &zones };
    match parse(text) {
        Ok(file) => lines(&check(&file, &ground)),
        Err(problems) => lines(&problems),
    }
}

fn planned(state: &State, text: &str, prune: bool) -> Plan {
    let zones = zones();
    let ground = Ground { state, prune, now: day("2026-03-02"), zones: &zones };
    plan(&read(text), &ground)
}

/// Carries a plan out as the operator does.
fn applied(state: &State, plan: &Plan) -> State {
    let (zones, now) = (zones(), day("2026-03-02"));
    plan.steps.iter().zip(1_u32..).fold(state.clone(), |state, (step, number)| {
        let id = CommandId(number.into());
        let moment = Moment::new(now, id, &Actor::Operator, NodeId(1), &zones);
        let decided = domain::decide(&state, step.command.clone(), &moment);
        decided.unwrap_or_else(|refusal| panic!("{}: {refusal}", step.what)).state
    })
}

fn made(text: &str) -> State {
    let state = State::default();
    applied(&state, &planned(&state, text, false))
}

/// The small file with one thing changed.
fn with(old: &str, new: &str) -> String {
    assert!(SMALL.contains(old), "the small file has no {old}");
    SMALL.replacen(old, new, 1)
}

#[track_caller]
fn refused(text: &str, sentences: &str) {
    assert_eq!(said(text), sentences);
}

// What is right.

#[test]
fn the_small_file_is_right() {
    refused(SMALL, "");
}

#[test]
fn the_example_in_the_documentation_is_right() {
    let page = include_str!("../../docs/organisation-file.md");
    let (_, rest) = page.split_once("```toml\n").expect("an example");
    let (example, _) = rest.split_once("```").expect("its end");
    refused(example, "");
}

#[test]
fn the_demo_has_nothing_to_complain_about_whatever_the_day() {
    let (state, zones, file) = (State::default(), zones(), read(NORDPAY));
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
32 to add, 0 to change, 0 to remove";
    assert_eq!(planned(&State::default(), NORDPAY, false).to_string(), expected);
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

// What is wrong, and in which words it is said.

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

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let expected = "error\n  \
                    The file has 2048 KiB; at most 1024 KiB are read. Check that it is the right \
                    file, or split it and apply the parts one after the other without --prune.";
    let text = "#".repeat(2 * 1024 * 1024);
    refused(&text, expected);
    assert_eq!(lines(&parse_bytes(text.as_bytes()).expect_err("too large")), expected);
    assert!(parse(&"#".repeat(FILE_BYTES_MAX)).is_ok(), "the limit itself fits");
}

#[test]
fn binary_garbage_is_not_read() {
    refused(
        "\0\u{1}GIF89a",
        "error\n  \
                              This is not a text file. Check that it is the right one.",
    );
    let problems = parse_bytes(b"\xff\xd8\xff\xe0JFIF").expect_err("no text");
    let expected = "error\n  \
                    This is not text in UTF-8. Check that it is the right file, and save it as \
                    UTF-8.";
    assert_eq!(lines(&problems), expected);
}

#[test]
fn deep_nesting_is_not_read() {
    let expected = "Values are nested too deeply here. Nothing in this file needs more than three \
                    levels; check the brackets.";
    let many = 100_000;
    for text in [
        format!("a = {}", "[".repeat(many)),
        format!("a = {}", "{a = ".repeat(many)),
        format!("a{} = 1", ".a".repeat(many)),
    ] {
        let problems = parse(&text).expect_err("too deep");
        assert_eq!(problems[0].text, expected);
    }
}

#[test]
fn an_endless_list_of_problems_is_cut() {
    let text = "[[person]]\n".repeat(3 * PROBLEMS_MAX);
    let problems = parse(&text).expect_err("nothing is in them");
    assert_eq!(problems.len(), PROBLEMS_MAX + 1);
    assert!(problems[PROBLEMS_MAX].text.ends_with("Mend those above first, then look again."));
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let problems = said(&with("role = \"manager\"", "role = \"\\u001b[31m\\u202e\""));
    assert!(!problems.contains('\u{1b}') && !problems.contains('\u{202e}'), "{problems:?}");
}

// Properties.

#[test]
fn no_text_makes_the_reader_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = parse_bytes(bytes);
    });
}

#[test]
fn no_damage_to_a_good_file_makes_anything_panic() {
    let (state, zones) = (State::default(), zones());
    let ground = Ground { state: &state, prune: true, now: day("2026-03-02"), zones: &zones };
    bolero::check!().with_type::<(u16, u8, Vec<u8>)>().for_each(|(at, length, bytes)| {
        let mut text = SMALL.as_bytes().to_vec();
        let from = usize::from(*at) % text.len();
        let until = (from + usize::from(*length)).min(text.len());
        text.splice(from..until, bytes.iter().copied());
        if let Ok(file) = parse_bytes(&text) {
            let _ = check(&file, &ground);
            let _ = plan(&file, &ground);
        }
    });
}

#[test]
fn an_export_plans_nothing() {
    for state in (0..200).map(an_organisation).chain([made(NORDPAY), made(SMALL)]) {
        let text = export(&state);
        let again = planned(&state, &text, true);
        assert_eq!(again.steps.len(), 0, "{again}\n{text}");
        assert_eq!(export(&made(&text)), text);
    }
}

/// Small numbers that look like chance and are the same for the same seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % count
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn text(&mut self) -> String {
        let pieces = [
            "ana", " ", "\"", "\\", "'", "\"\"\"", "é", "Ø", "=", "#", "\n", "[x]", "{", "日", "\t",
        ];
        (0..=self.below(6)).map(|_| self.pick(&pieces)).collect()
    }

    /// One tidy line with something in it.
    fn name(&mut self) -> SmolStr {
        SmolStr::new(tidy_line(&format!("n{}", self.text())))
    }

    fn names(&mut self) -> Vec<SmolStr> {
        let mut names: Vec<_> = (0..self.below(3)).map(|_| self.name()).collect();
        names.dedup();
        names
    }

    fn zone(&mut self) -> SmolStr {
        self.pick(&["Europe/Lisbon", "Asia/Kolkata", "UTC", "America/St_Johns"]).into()
    }

    fn some_of<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        (0..=self.below(3)).map(|_| from[self.below(from.len())].clone()).collect()
    }
}

/// A small organisation of whatever the seed says.
fn an_organisation(seed: u64) -> State {
    let mut dice = Dice(seed);
    let people: Vec<PersonKey> = ["ana", "bo.b", "c-3", "4_d"].map(PersonKey::from).into();
    let mut commands: Vec<Command> = Vec::new();
    for person in &people {
        let profile = a_person(&mut dice, person);
        let person = person.clone();
        commands.push(Command::Access(access::Command::PutPerson { person, profile }));
    }
    for team in ["one", "two"] {
        let profile = Team { name: dice.name(), members: dice.some_of(&people) };
        commands.push(Command::Access(access::Command::PutTeam { team: team.into(), profile }));
    }
    for key in ["days", "nights"] {
        let schedule = a_schedule(&mut dice, &people);
        commands.push(Command::Oncall(oncall::Command::PutSchedule { key: key.into(), schedule }));
    }
    let targets = ["days", "nights"].map(|key| Target::Schedule(key.into()));
    let targets =
        [&targets[..], &[Target::Team("one".into()), Target::Person("ana".into())]].concat();
    let steps = (0..=dice.below(3)).map(|_| Step {
        targets: dice.some_of(&targets),
        delay_secs: 5 + u32::try_from(dice.below(800)).expect("small"),
    });
    let definition = Policy { steps: steps.collect(), name: dice.name(), rounds: 2 };
    let policy = "door".into();
    commands.push(Command::Paging(paging::Command::PutPolicy { policy, definition }));
    let profile = Service {
        name: dice.name(),
        team: dice.pick(&[None, Some("one")]).map(Into::into),
        policy: dice.pick(&[None, Some("door")]).map(Into::into),
    };
    let service = "till".into();
    commands.push(Command::Incidents(incidents::Command::PutService { service, profile }));
    let settings = Settings {
        name: dice.name(),
        zone: dice.zone(),
        front_door: dice.pick(&[None, Some("door")]).map(Into::into),
        phone: dice.pick(&["", "+1 555 0100"]).into(),
        danger_number: dice.pick(&["", "112"]).into(),
        first_aid: tidy_words(&format!("{}\n{}", dice.text(), dice.text()), 8_000).into(),
        webhooks: dice.pick(&[None, Some("ours")]).map(Into::into).into_iter().collect(),
    };
    commands.push(Command::Organisation(organisation::Command::Put { settings }));
    let profile = Box::new(a_customer(&mut dice));
    let customer = "acme".into();
    commands.push(Command::Customers(customers::Command::Put { customer, profile }));
    commands.into_iter().fold(State::default(), |state, command| {
        let (zones, now) = (zones(), day("2026-03-02"));
        let moment = Moment::new(now, CommandId(1), &Actor::Operator, NodeId(1), &zones);
        domain::decide(&state, command, &moment).expect("a good organisation").state
    })
}

fn a_person(dice: &mut Dice, key: &PersonKey) -> Person {
    let words = |text: &str| Personal::new(Owner::Person(key.clone()), text);
    let methods = [
        (Channel::Screen, "", "screen"),
        (Channel::Email, "ana@example.com", "mail"),
        (Channel::Webhook, "ours", "program"),
    ];
    let methods = methods.map(|(channel, address, key)| Method {
        key: key.into(),
        channel,
        address: words(address),
    });
    Person {
        name: words(&dice.name()),
        role: dice.pick(&[Role::Observer, Role::Responder, Role::Lead, Role::Manager]),
        zone: dice.zone(),
        methods: methods[..dice.below(4)].to_vec(),
    }
}

fn a_schedule(dice: &mut Dice, people: &[PersonKey]) -> Schedule {
    let keys = ["first", "second", "third"];
    let rotations = keys[..=dice.below(3)].iter().map(|key| Rotation {
        key: (*key).into(),
        people: dice.some_of(people),
        cadence: Cadence::parse(dice.pick(&["daily", "weekly", "monthly"]), dice.pick(&[1, 2, 14]))
            .expect("a cadence"),
        hand_off: TimeOfDay::parse(dice.pick(&["00:00", "09:30", "23:59"])).expect("a time"),
        start: parse_date(dice.pick(&["1999-12-31", "2026-02-28"])).expect("a day"),
        windows: dice
            .pick(&[None, Some("mon-fri 09:00-17:00"), Some("sat,sun 00:00-24:00")])
            .map(|window| Window::parse(window).expect("a window"))
            .into_iter()
            .collect(),
    });
    Schedule { rotations: rotations.collect(), name: dice.name(), zone: dice.zone() }
}

fn a_customer(dice: &mut Dice) -> Profile {
    let words = |text: &str| Personal::new(Owner::Contact("acme".into(), "jo".into()), text);
    let contact = Contact {
        key: "jo".into(),
        name: words(&dice.name()),
        email: dice.pick(&[None, Some("jo@example.com")]).map(words),
        phone: dice.pick(&[None, Some("+1 555 0100")]).map(words),
        told: dice.pick(&[true, false]),
    };
    let site = Site {
        key: "shop".into(),
        name: dice.name(),
        zone: dice.pick(&[None, Some("Asia/Kolkata")]).map(Into::into),
    };
    Profile {
        name: dice.name(),
        access_names: dice.names(),
        former_names: dice.names(),
        domains: dice.pick(&[None, Some("acme.example.com")]).map(Into::into).into_iter().collect(),
        contacts: vec![contact],
        sites: vec![site],
        plan: dice.pick(&["", "Basic"]).into(),
        downtime_rate: dice
            .pick(&[None, Some(0), Some(120_000)])
            .map(|minor_per_hour| Money { minor_per_hour, currency: "EUR".into() }),
    }
}
