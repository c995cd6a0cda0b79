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
    sign_in, wizard,
};

#[path = "console/machines.rs"]
mod machines;
#[path = "console/setup.rs"]
mod setup;
#[path = "console/world.rs"]
mod world;
use world::{World, checked, fresh, says, says_not, text, viewer};

const HOSTILE: &str = "\"><script>alert(1)</script><img src=x onerror=alert(2)> ünï 🚑";

#[test]
fn what_was_promised_says_how_late_it_is_in_the_words_of_each_reader() {
    use domain::words::Language;
    let world = World::nordpay();
    let at = |mins: i64| Timestamp(world.now.0 + mins * 60_000);
    for (language, wanted) in [
        (Language::English, "late by 5 min"),
        (Language::German, "seit 5 Min. überfällig"),
        (Language::French, "en retard de 5 min"),
        (Language::Spanish, "con 5 min de retraso"),
        (Language::Portuguese, "com 5 min de atraso"),
    ] {
        let reader = views::reader::Reader::of(language);
        let context = Context { reader, ..world.context() };
        let late = views::times::promised(&context, at(-5), "in {span}");
        assert_eq!(text(&late.0), wanted);
        let ahead = views::times::promised(&context, at(5), "in {span}").0;
        assert!(text(&ahead).starts_with("in 5 "), "{ahead}");
        assert!(ahead.contains("data-late=") && ahead.contains("{span}"), "scripts go on: {ahead}");
    }
}

#[test]
fn an_empty_board_says_so_and_what_to_try() {
    let world = World::nordpay();
    let html = world.board("maria");
    says(&html, "Nobody needs you right now.");
    says(&html, "Maria Lindqvist is rung first.");
    says(&html, "Every minute covered for 30 days");
    says(&html, "Everyone who responds can be reached");
    says(&html, "Readiness ready");
    says(&html, "Maria Lindqvist on call until Mon 9 Mar, 09:00 CET");
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
        (
            world.room("maria"),
            room::fragments(&context, &me, &incident, None, &room::Look::default()),
        ),
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
    says(&html, "Proof: level 0 of 3");
    says(&html, "Accept a");
    says(&html, "Brightwater Clinics Ltd");
    let theirs =
        text(html.split("id=\"theirs\"").nth(1).unwrap().split("class=\"folds\"").next().unwrap());
    assert_eq!(theirs.matches('%').count(), 1, "one number for how likely it is: {theirs}");
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
        let outcome = Outcome::Failed { permanent: true, reason: "no screen was open".into() };
        world.system(deliveries::Command::Report { delivery, fence, outcome });
    }
    world.accept("tom");
    let overview = Overview {
        known: "Authorisation fails in the north.".into(),
        next: HOSTILE.into(),
        ..Overview::default()
    };
    let estimate =
        Some(Estimate { low_mins: 25, high_mins: 70, likely_of_ten: 7, ..Estimate::default() });
    let next_by = Timestamp(world.now.0 + 900_000);
    world.by(
        "tom",
        updates::Command::Publish {
            incident,
            overview,
            next_by,
            estimate,
            public: None,
            for_colleagues: None,
        },
    );
    let html = world.room("tom");
    says(&html, "Authorisation fails in the north.");
    says(&html, "25 to 70 min from then (7 of 10 like it)");
    says(&html, "1 kept, 0 missed");
    says(&html, "by screen: not seen by anyone (no screen was open)");
    says(&html, "update by Tom Okafor");
    says(&html, "Tom Okafor has it since");
}

#[test]
fn the_form_for_an_update_begins_with_what_is_left_of_the_last_estimate() {
    let mut world = World::nordpay();
    world.system(domain::Command::Adopt { revision: domain::revision::LATEST });
    world.call("All card terminals down", "");
    let incident = world.incident().id;
    world.accept("tom");
    let stands = |world: &World, field: &str| {
        let html = world.room("tom");
        let form = html.split("id=\"update\"").nth(1).expect("the form").to_owned();
        let start = format!("name=\"{field}\"");
        let field = form.split(start.as_str()).nth(1).expect("the field");
        let field = field.split('>').next().expect("its end");
        let value = field.split("value=\"").nth(1).and_then(|value| value.split('"').next());
        value.unwrap_or_default().to_owned()
    };
    assert_eq!((stands(&world, "low_mins"), stands(&world, "high_mins")), Default::default());
    says_not(&world.room("tom"), "No estimate any more");
    let depends_on = "the <part>".into();
    let estimate = Estimate { low_mins: 25, high_mins: 70, likely_of_ten: 7, depends_on };
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let next_by = Timestamp(world.now.0 + 7_200_000);
    let (estimate, public, for_colleagues) = (Some(estimate), None, None);
    let publish =
        updates::Command::Publish { incident, overview, next_by, estimate, public, for_colleagues };
    world.by("tom", publish);
    world.pass(30 * 60);
    assert_eq!(stands(&world, "low_mins"), "0");
    assert_eq!(stands(&world, "high_mins"), "40");
    assert_eq!(stands(&world, "depends_on"), "the &lt;part&gt;");
    says(&world.room("tom"), "No estimate any more");
    world.pass(40 * 60);
    assert_eq!(stands(&world, "high_mins"), "", "it has passed");
}

#[test]
fn who_is_rung_by_name_is_not_called_off_duty() {
    let mut world = World::nordpay();
    says(&world.board("ana"), "Ana Duarte not on call");
    says(&world.board("tom"), "Tom Okafor on call from Mon 9 Mar, 09:00 CET");
    world.policy(vec![Target::Team("network".into())]);
    says(&world.board("ana"), "Ana Duarte rung first by the policy Front door");
    world.policy(vec![Target::Person("olga".into()), Target::Person("ana".into())]);
    says(&world.board("ana"), "Ana Duarte rung first by the policy Front door");
    says(&world.board("olga"), "Olga Watcher not on call");
    says(&world.board("maria"), "Maria Lindqvist on call until Mon 9 Mar");
}

#[test]
fn the_bar_tells_its_times_in_one_zone_that_no_script_changes() {
    let world = World::nordpay();
    let me = viewer("maria");
    let html = checked(&schedules::page(&world.context(), &me, None));
    says(&html, "Times are in your zone, Europe/Stockholm.");
    let you = html.split("id=\"you\"").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(you.contains("title=\"Europe/Stockholm\"") && !you.contains("data-local"), "{you}");
    assert!(!html.contains("data-local"), "nothing on the page moves to another zone");
}

#[test]
fn a_run_of_words_and_of_rings_is_one_line_of_the_timeline() {
    let mut world = World::nordpay();
    world.call("down", "");
    world.pass(400);
    world.accept("maria");
    for number in 1..=5 {
        world.pass(1);
        world.say("maria", &format!("Word {number}"));
    }
    let html = world.room("maria");
    let timeline = html.split("id=\"timeline\"").nth(1).unwrap();
    says(timeline, "Maria Lindqvist wrote ×5, last at 15:06");
    says(timeline, "Word 5");
    assert_eq!(timeline.matches("<details>").count(), 1);
    assert!(text(timeline).contains("rang Tom Okafor ×"), "{}", text(timeline));
    says(timeline, ", last at 15:0");
    // Two in a row are read faster than unfolded.
    let mut world = World::nordpay();
    world.call("down", "");
    world.accept("maria");
    world.say("maria", "One");
    world.say("maria", "Two");
    assert!(!world.room("maria").split("id=\"timeline\"").nth(1).unwrap().contains("<details>"));
}

#[test]
fn a_bar_too_narrow_for_a_name_has_initials_that_are_explained() {
    let mut world = World::nordpay();
    let me = viewer("maria");
    let chart = |world: &World| {
        let html = checked(&schedules::page(&world.context(), &me, None));
        html.split("<figure").nth(1).unwrap().split("</section>").next().unwrap().to_owned()
    };
    // Of a week each there is room for the name, but for what the end of the drawing cuts off.
    says(&chart(&world), "Tom Okafor");
    says_not(&chart(&world), "TO Tom Okafor");
    world.schedule(vec![Window::parse("mon-fri 09:00-17:00").unwrap()]);
    let drawn = chart(&world);
    says(&drawn, "ML Maria Lindqvist");
    says(&drawn, "TO Tom Okafor");
    assert!(drawn.contains("<title>Maria Lindqvist</title>"));
}

#[test]
fn a_problem_in_the_console_leads_back_to_the_board() {
    let world = World::nordpay();
    let page = views::problem::inside(&world.context(), &viewer("maria"), "Nothing here", HOSTILE);
    let html = checked(&page);
    says(&html, "Back to the board");
    assert!(html.contains("href=\"/o/nordpay/console/schedules\""), "the bar is there");
}

#[test]
fn the_sign_in_carries_the_way_back_and_helps_in_the_demo_only() {
    let mut world = World::nordpay();
    world.person("maria", "Maria Lindqvist", Role::Manager, true);
    let next = Some("/console/incidents/3");
    let html = checked(&sign_in::ask(&world.context(), next, None));
    assert!(html.contains("name=\"next\" value=\"/console/incidents/3\""));
    says(&html, "Your e-mail address, or your key");
    says_not(&html, "demo");
    let demo = Context { demo: true, ..world.context() };
    let html = checked(&sign_in::ask(&demo, None, None));
    says(&html, "Sign in as maria: Maria Lindqvist is a manager here.");
    assert!(!html.contains("name=\"next\""));
    let html = checked(&sign_in::confirm(&world.context(), "link", "Maria", next));
    assert!(html.contains("name=\"next\" value=\"/console/incidents/3\""));
}

#[test]
fn a_setup_form_that_is_refused_keeps_what_was_typed_and_says_where_it_is_wrong() {
    let world = World::empty();
    let returned = Returned {
        typed: vec![("organisation".into(), HOSTILE.into()), ("zone".into(), "Here".into())],
        field: Some("zone".into()),
        problem: Some("This time zone is not known.".into()),
    };
    let html = checked(&wizard::first_organisation(&world.context(), "link", Some(&returned)));
    assert!(html.contains("value=\"Here\""));
    assert!(html.contains("aria-describedby=\"zone-wrong zone-hint\" aria-invalid=\"true\""));
    assert_eq!(html.matches("aria-invalid").count(), 1);
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
    let page = room::page(&context, &viewer("tom"), &incident, &fresh(""), Some(&returned));
    let html = checked(&page);
    says(&html, "The estimate needs a range.");
    assert!(html.contains("value=\"70\" aria-invalid=\"true\""));
    assert!(html.contains("ünï 🚑"));
    assert!(html.contains("id=\"update\" open"));
}

#[test]
fn an_observer_reads_everything_and_is_offered_nothing_but_to_take_out_what_should_not_be_seen() {
    let mut world = World::nordpay();
    world.call("down", "");
    let html = world.room("olga");
    says(&html, "You are an observer");
    let posts: Vec<&str> = html.split("method=\"post\" action=\"").skip(1).collect();
    let own = |post: &&str| post.starts_with("/o/nordpay/signout");
    let takes_out = |post: &&str| post.starts_with("/o/nordpay/console/redactions");
    let others: Vec<_> = posts.iter().filter(|post| !own(post) && !takes_out(post)).collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(posts.iter().any(takes_out), "whoever may read a name may take it out");
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
    let html = checked(&schedules::one(&context, &me, &key, "", None).unwrap());
    says(&html, "Maria Lindqvist and Tom Okafor take turns; the pager passes on every week");
    says(&html, "on Monday at 09:00; only mon-fri 09:00-17:00, since 2 March 2026.");
    says(&html, "Ana Duarte instead of Maria Lindqvist");
    says(&html, "Used by Front door.");
    assert!(html.contains("/removal\""));
    assert!(
        html.contains("type=\"datetime-local\" required data-draft value=\"2026-03-03T17:00\"")
    );
    assert!(schedules::one(&context, &me, &"nothing".into(), "", None).is_none());
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
    let tom = "Tom Okafor tom, you rung by the policy Front door responder screen 15:00";
    says(&html, tom);
    says(&html, "Olga Watcher olga no observer");
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

#[test]
fn the_board_says_which_machine_holds_the_others_up_and_when_its_own_is_too_old() {
    let mut world = World::nordpay();
    world.nodes.revision = domain::Revision(2);
    let alone = world.board("maria");
    assert!(!alone.contains("machine"), "{alone}");
    world.nodes.others = vec![("berlin-2:77".into(), domain::Revision(1))];
    let board = world.board("maria");
    assert!(board.contains("not yet: <bdi>berlin-2:77</bdi>"), "{board}");
    world.state.policy.adopted = domain::Revision(2);
    assert!(world.board("maria").contains("stores nothing here, runs on: <bdi>berlin-2:77</bdi>"));
    world.nodes.others[0].1 = domain::Revision(2);
    assert!(world.board("maria").contains("2 machines run Mayday"));
    world.nodes.outdated = Some("event 7 (a.b) is new".into());
    assert!(world.board("maria").contains("older version of Mayday than others"));
}
