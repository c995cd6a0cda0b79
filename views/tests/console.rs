//! The console says what is the case, to the right person, in every state; hostile words stay
//! words.

use domain::Command;
use domain::access::Role;
use domain::customers;
use domain::deliveries::{self, About, Outcome};
use domain::emergencies::{self, Aside};
use domain::oncall::{self, Window};
use domain::paging::Target;
use domain::readiness;
use domain::updates::{self, Estimate, Overview};
use domain::words::Timestamp;
use views::{
    Context, Returned, board, customers as customer_pages, people, policies, room, schedules,
};

#[path = "console/world.rs"]
mod world;
use world::{MESSAGE, World, checked, says, says_not, text, viewer};

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(2)> ünï 🚑";

#[test]
fn an_empty_board_says_so_and_what_to_try() {
    let world = World::nordpay();
    let html = world.board("maria");
    says(&html, "Nobody needs you right now.");
    says(&html, "Maria Lindqvist is rung first.");
    says(&html, "Every minute covered for 30 days");
    says(&html, "Everyone who responds can be reached");
    says(&html, "Readiness ready");
    says(&html, "Maria Lindqvist on call until Mon 9 Mar, 09:00");
    assert!(html.contains("href=\"/o/nordpay/help\""));
    let demo = Context { demo: true, ..world.context() };
    says(&checked(&board::page(&demo, &viewer("tom"), "", None)), "play a crisis");
}

#[test]
fn a_call_stands_first_with_its_words_who_is_rung_and_who_is_next() {
    let mut world = World::nordpay();
    world.call("screens frozen, patients waiting", "Brightwater Clinics");
    world.seek();
    let html = world.board("maria");
    says(&html, "One needs a person now");
    says(&html, "screens frozen, patients waiting");
    says(&html, "Brightwater Clinics Ltd? likely");
    says(&html, "ringing Maria Lindqvist, then Tom Okafor in 43 s");
    assert!(html.contains("action=\"/o/nordpay/console/incidents/1/accept\""));
    says_not(&world.board("olga"), "Accept a");
}

#[test]
fn who_waits_longest_comes_first_and_the_alarm_before_all() {
    let mut world = World::nordpay();
    world.call("the first", "");
    world.pass(400);
    world.call("the second", "");
    let html = text(&world.board("ana"));
    says(&html, "2 need a person now");
    says(&html, "Nobody has answered. The last-resort alarm sounds.");
    assert!(html.find("the first") < html.find("the second"));
    world.accept("tom");
    world.pass(5);
    let html = text(&world.board("ana"));
    says(&html, "One needs a person now");
    says(&html, "Under way 1");
    assert!(html.find("the second") < html.find("the first"));
}

#[test]
fn a_promise_that_is_near_needs_a_person() {
    let mut world = World::nordpay();
    world.call("terminals down", "");
    world.accept("maria");
    world.say("maria", "I am here.");
    world.pass(60);
    says(&world.board("maria"), "Nobody needs you right now.");
    world.pass(13 * 60);
    let html = world.board("maria");
    says(&html, "promised update due in");
    assert!(html.contains("/console/incidents/1#known"));
}

#[test]
fn what_is_set_aside_says_why_and_by_whom() {
    let mut world = World::nordpay();
    world.call("login slow", "");
    world.accept("tom");
    let (emergency, reason) = (world.emergency(), Aside::BelievedFixed);
    world.by("tom", emergencies::Command::SetAside { emergency, reason });
    world.pass(5);
    let html = world.board("maria");
    says(&html, "Set aside any word rings");
    says(&html, "believed fixed");
    says(&html, "by Tom Okafor");
    says(&world.room("maria"), "Take it up again");
}

#[test]
fn troubles_stand_on_the_board_until_a_lead_has_seen_to_them() {
    let mut world = World::nordpay();
    world.person("ben", "Ben Mute", Role::Responder, false);
    let trouble = readiness::Trouble::MethodFailed {
        person: "tom".into(),
        channel: "email".into(),
        reason: HOSTILE.into(),
    };
    world.system(readiness::Command::Notice { trouble });
    let html = world.board("maria");
    says(&html, "Ben Mute cannot be reached: no contact method.");
    says(&html, "Tom Okafor could not be reached by email");
    says(&html, "2 things to mend");
    assert!(html.contains("action=\"/o/nordpay/console/readiness/dismissal\""));
    assert!(!world.board("tom").contains("/console/readiness/dismissal"));
}

#[test]
fn the_live_parts_are_the_same_bytes_as_in_the_page() {
    let mut world = World::nordpay();
    world.call("screens frozen", "Brightwater");
    world.seek();
    world.accept("maria");
    world.say("maria", "Hello.");
    let (context, me, incident) = (world.context(), viewer("maria"), world.incident());
    let pages = [
        (world.board("maria"), board::fragments(&context, &me)),
        (world.room("maria"), room::fragments(&context, &me, &incident)),
    ];
    for (page, fragments) in pages {
        for fragment in fragments {
            let html = fragment.markup.0;
            assert!(html.contains(&format!("id=\"{}\"", fragment.id)), "{} has no id", fragment.id);
            assert!(page.contains(&html), "{} differs from the page", fragment.id);
            assert!(!html.contains("<textarea"), "{} would overwrite what is typed", fragment.id);
        }
    }
}

#[test]
fn the_room_shows_who_calls_why_we_think_so_and_what_nobody_has_proven() {
    let mut world = World::nordpay();
    world.call("All card terminals down", "brightwater clinic");
    world.seek();
    let html = world.room("maria");
    says(&html, "Their words All card terminals down");
    says(&html, "Who: brightwater clinic");
    says(&html, "Reach: +44 7700 900111");
    says(&html, "Level 0: a stranger until proven.");
    says(&html, "Accept a");
    says(&html, " %");
    says(&html, "Brightwater Clinics Ltd");
    let emergency = world.emergency();
    let customer = "st-brigid".into();
    world.by("maria", customers::Command::Attach { emergency, customer });
    let html = world.room("maria");
    says(&html, "attached by Maria Lindqvist");
    assert!(html.contains("/console/emergencies/1/customer/removal"));
}

#[test]
fn the_first_words_are_proposed_to_whoever_accepted_until_they_spoke() {
    let mut world = World::nordpay();
    world.call("All card terminals down", "");
    says_not(&world.room("maria"), "Send this");
    world.accept("maria");
    let html = world.room("maria");
    says(&html, "I'm Maria Lindqvist. I have read what you wrote");
    says_not(&world.room("tom"), "Send this");
    assert!(!html.contains("data-key=\"a\""));
    world.say("maria", "I am here.");
    says_not(&world.room("maria"), "Send this");
}

#[test]
fn the_room_tells_the_update_the_promise_and_what_was_sent() {
    let mut world = World::nordpay();
    world.call("All card terminals down", "");
    let incident = world.incident().id;
    let sent: Vec<_> = world
        .state
        .deliveries
        .about(incident)
        .filter(|sent| matches!(sent.about, About::Page { .. }))
        .map(|sent| (sent.id, sent.fence))
        .collect();
    for (delivery, fence) in sent {
        let outcome = Outcome::Failed { permanent: true, reason: "no such screen".into() };
        world.system(deliveries::Command::Report { delivery, fence, outcome });
    }
    world.accept("tom");
    let overview = Overview {
        known: "Authorisation fails in the north.".into(),
        next: HOSTILE.into(),
        ..Overview::default()
    };
    let estimate = Some(Estimate { low_mins: 25, high_mins: 70, likely_of_ten: 7 });
    let next_by = Timestamp(world.now.0 + 900_000);
    world.by("tom", updates::Command::Publish { incident, overview, next_by, estimate });
    let html = world.room("tom");
    says(&html, "Authorisation fails in the north.");
    says(&html, "25 to 70 min from then (7 of 10 like it)");
    says(&html, "1 kept, 0 missed");
    says(&html, "no such screen");
    says(&html, "update by Tom Okafor");
    says(&html, "Tom Okafor has it since");
}

#[test]
fn a_refused_form_gives_the_words_back_and_says_what_is_wrong() {
    let mut world = World::nordpay();
    world.call("down", "");
    world.accept("tom");
    let returned = Returned {
        typed: vec![("known".into(), HOSTILE.into()), ("low_mins".into(), "70".into())],
        field: Some("low_mins".into()),
        problem: Some("The estimate needs a range.".into()),
    };
    let (context, incident) = (world.context(), world.incident());
    let page =
        room::page(&context, &viewer("tom"), &incident, MESSAGE, MESSAGE, "", Some(&returned));
    let html = checked(&page);
    says(&html, "The estimate needs a range.");
    assert!(html.contains("value=\"70\" aria-invalid=\"true\""));
    assert!(html.contains("ünï 🚑"));
    assert!(html.contains("id=\"update\" open"));
}

#[test]
fn an_observer_reads_everything_and_is_offered_nothing() {
    let mut world = World::nordpay();
    world.call("down", "");
    let html = world.room("olga");
    says(&html, "You are an observer");
    let posts: Vec<&str> = html.split("method=\"post\" action=\"").skip(1).collect();
    assert!(posts.iter().all(|post| post.starts_with("/o/nordpay/signout")));
}

#[test]
fn hostile_words_stay_words_on_every_page() {
    let mut world = World::nordpay();
    world.call(HOSTILE, HOSTILE);
    world.seek();
    world.person("maria", HOSTILE, Role::Lead, true);
    world.customer("brightwater", HOSTILE);
    world.accept("maria");
    world.say("maria", HOSTILE);
    for html in [world.board("maria"), world.room("maria")] {
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    }
    let (context, me) = (world.context(), viewer("maria"));
    checked(&people::page(&context, &me));
    checked(&policies::page(&context, &me));
    checked(&schedules::page(&context, &me, None));
    checked(&customer_pages::page(&context, &me, HOSTILE));
    checked(&customer_pages::one(&context, &me, &"brightwater".into()).unwrap());
}

#[test]
fn schedules_tell_who_has_it_what_comes_next_and_every_gap() {
    let mut world = World::nordpay();
    let me = viewer("maria");
    let html = checked(&schedules::page(&world.context(), &me, None));
    says(&html, "First line Maria Lindqvist until Mon 9 Mar, 09:00, then Tom Okafor");
    says(&html, "Every schedule is covered for the next 30 days.");
    world.schedule(vec![Window::parse("mon-fri 09:00-17:00").unwrap()]);
    let html = checked(&schedules::page(&world.context(), &me, None));
    says(&html, "in the next 30 days.");
    says(&html, "First line: nobody from Tue 3 Mar, 17:00 to Wed 4 Mar, 09:00.");
    says(&world.board("maria"), "First line: nobody on call");
}

#[test]
fn one_schedule_has_its_rotations_its_overrides_and_a_form_to_cover() {
    let mut world = World::nordpay();
    world.schedule(vec![Window::parse("mon-fri 09:00-17:00").unwrap()]);
    let (from, until) = (Timestamp(world.now.0 + 3_600_000), Timestamp(world.now.0 + 7_200_000));
    let command = oncall::Command::AddOverride {
        schedule: "first-line".into(),
        from,
        until,
        person: "ana".into(),
        replaces: Some("maria".into()),
    };
    world.by("maria", Command::Oncall(command));
    let (context, me) = (world.context(), viewer("maria"));
    let key = "first-line".into();
    let html = checked(&schedules::one(&context, &me, &key, None).unwrap());
    says(&html, "Maria Lindqvist and Tom Okafor take turns; the pager passes on every week");
    says(&html, "on Monday at 09:00; only mon-fri 09:00-17:00, since 2 March 2026.");
    says(&html, "Ana Duarte instead of Maria Lindqvist");
    says(&html, "Used by Front door.");
    assert!(html.contains("/removal\""));
    assert!(
        html.contains("type=\"datetime-local\" required data-draft value=\"2026-03-03T17:00\"")
    );
    assert!(schedules::one(&context, &me, &"nothing".into(), None).is_none());
}

#[test]
fn policies_are_sentences_and_warn_when_they_reach_nobody() {
    let mut world = World::nordpay();
    let me = viewer("maria");
    let html = checked(&policies::page(&world.context(), &me));
    says(&html, "At once: whoever is on call in First line");
    says(&html, "Now: Maria Lindqvist.");
    says(&html, "After 45 s: Tom Okafor");
    says(&html, "Three rounds of 90 s, then everyone this policy names");
    says(&html, "Used by the front door and Card terminals.");
    says_not(&html, "reaches nobody now");
    world.person("tom", "Tom Okafor", Role::Observer, false);
    world.policy(vec![Target::Team("nobody-knows".into())]);
    says(&checked(&policies::page(&world.context(), &me)), "! reaches nobody now");
}

#[test]
fn people_have_their_role_clock_methods_teams_and_duty() {
    let mut world = World::nordpay();
    world.person("ben", "Ben Mute", Role::Responder, false);
    let html = checked(&people::page(&world.context(), &viewer("tom")));
    says(&html, "Maria Lindqvist maria yes, First line lead screen 15:00 Europe/Stockholm none");
    says(&html, "Tom Okafor tom, you no responder screen 15:00 Europe/Stockholm Network");
    says(&html, "! cannot be reached");
    assert!(html.contains("href=\"/o/nordpay/docs/organisation-file\""));
}

#[test]
fn customers_are_found_by_any_name_however_it_is_written() {
    let world = World::nordpay();
    let (context, me) = (world.context(), viewer("tom"));
    let html = checked(&customer_pages::page(&context, &me, "BRIGHTWÁTER"));
    says(&html, "Found 1");
    says(&html, "Brightwater Clinics Ltd");
    says_not(&html, "Brigid");
    says(&checked(&customer_pages::page(&context, &me, "zzz")), "No customer has “zzz”");
    says(&checked(&customer_pages::page(&context, &me, "")), "All 2");
    let one = customer_pages::one(&context, &me, &"brightwater".into()).unwrap();
    says(&checked(&one), "Plan Basic");
    assert!(customer_pages::one(&context, &me, &"nothing".into()).is_none());
}

#[test]
fn an_installation_without_anything_has_a_page_for_everything() {
    let world = World::empty();
    let (context, me) = (world.context(), viewer("nobody"));
    says(&world.board("nobody"), "Nobody can be reached at all.");
    says(&checked(&schedules::page(&context, &me, None)), "There is no schedule yet.");
    says(&checked(&policies::page(&context, &me)), "There is no policy yet.");
    says(&checked(&customer_pages::page(&context, &me, "")), "There are no customers yet.");
    says(&checked(&people::page(&context, &me)), "0 people");
}
