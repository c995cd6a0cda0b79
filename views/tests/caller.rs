//! What callers and those who are paged read: every standing says only what is known.

use std::time::Duration;

use domain::access::{self, Method, Person, Role};
use domain::emergencies::{self, Aside, Emergency};
use domain::organisation::{self, Settings};
use domain::paging::{self, Answer, Policy, Step, Target};
use domain::updates::{self, Estimate, Overview};
use domain::words::{
    Actor, Channel, CommandId, EmergencyId, IncidentId, MessageId, NodeId, Owner, PageId,
    ParticipantId, PersonKey, Personal, Timestamp,
};
use domain::{Command, Event, Moment, State, decide};
use jiff::tz::TimeZoneDatabase;
use views::door::Door;
use views::{Context, Links, Returned, crisis, document, door, emergency, page, pager, problem};
use views::{PreEscaped, sign_in, times};

const HEX: &str = "0b1f3d5a7c9e0b1f3d5a7c9e0b1f3d5a";
const PAGE_BYTES_MAX: usize = 14 * 1024;

struct PlainLinks;

impl Links for PlainLinks {
    fn participant(&self, _: ParticipantId) -> String {
        "caller-link".into()
    }
    fn page(&self, page: PageId) -> String {
        format!("page-{:x}", page.0 & 0xffff)
    }
}

/// An organisation to which things happen, second by second.
struct World {
    state: State,
    now: Timestamp,
    zones: TimeZoneDatabase,
    commands: u128,
}

impl World {
    /// Maria is rung first, then Tom; they answer a card-terminal vendor's line.
    fn new() -> Self {
        let now = Timestamp::from_secs(1_772_546_400);
        let zones = TimeZoneDatabase::bundled();
        let mut world = Self { state: State::default(), now, zones, commands: 0 };
        let settings = Settings {
            name: "NordPay".into(),
            zone: "Europe/Stockholm".into(),
            front_door: Some("front".into()),
            phone: "+44 20 7946 0112".into(),
            danger_number: "112".into(),
            first_aid: "Switch to offline mode\nPress F, then 4.".into(),
            ..Settings::default()
        };
        world.settings(settings);
        for (key, name) in [("maria", "Maria"), ("tom", "Tom")] {
            world.person(key, name);
        }
        world.policy(1);
        world
    }

    fn settings(&mut self, settings: Settings) {
        let put = organisation::Command::Put { settings };
        self.does(&Actor::Operator, Command::Organisation(put));
    }

    fn person(&mut self, key: &str, name: &str) {
        let owner = Owner::Person(key.into());
        let method = Method {
            key: "screen".into(),
            channel: Channel::Screen,
            address: Personal::new(owner.clone(), ""),
        };
        let profile = Person {
            name: Personal::new(owner, name),
            role: Role::Responder,
            zone: "Africa/Lagos".into(),
            methods: vec![method],
        };
        let put = access::Command::PutPerson { person: key.into(), profile };
        self.does(&Actor::Operator, Command::Access(put));
    }

    fn policy(&mut self, rounds: u8) {
        let step = |key: &str| Step { targets: vec![Target::Person(key.into())], delay_secs: 45 };
        let definition =
            Policy { name: "Front door".into(), steps: vec![step("maria"), step("tom")], rounds };
        let put = paging::Command::PutPolicy { policy: "front".into(), definition };
        self.does(&Actor::Operator, Command::Paging(put));
    }

    fn does(&mut self, actor: &Actor, command: Command) -> Vec<Event> {
        self.commands += 1;
        let id = CommandId(self.commands);
        let moment = Moment::new(self.now, id, actor, NodeId(1), &self.zones);
        let decision = decide(&self.state, command, &moment).expect("the command is possible");
        self.state = decision.state;
        decision.events
    }

    fn says(&mut self, actor: &Actor, command: emergencies::Command) {
        self.does(actor, Command::Emergencies(command));
    }

    /// Time passes, and timers do what they do.
    fn waits(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while let Some(due) = self.state.due().filter(|due| *due <= until) {
            self.now = due.max(self.now);
            if self.does(&Actor::System, Command::Wake).is_empty() {
                break;
            }
        }
        self.now = until;
    }

    fn calls(&mut self, words: &str, who: &str, reach: &str) -> Call {
        let open = emergencies::Command::Open {
            words: words.into(),
            who: who.into(),
            reach: reach.into(),
            door: None,
            follows: None,
        };
        let events = self.does(&Actor::Stranger, Command::Emergencies(open));
        let mut call = None;
        for event in events {
            if let Event::Emergencies(emergencies::Event::Opened {
                emergency, participant, ..
            }) = event
            {
                call = Some(Call { emergency, participant });
            }
        }
        call.expect("an emergency was opened")
    }

    fn incident(&self, call: &Call) -> IncidentId {
        self.state.incidents.of_emergency(call.emergency).expect("it has an incident").id
    }

    fn accepts(&mut self, call: &Call, person: &str) {
        let person = PersonKey::from(person);
        let incident = self.incident(call);
        let accept = paging::Command::Accept { incident, person: person.clone() };
        self.does(&Actor::Person(person), Command::Paging(accept));
    }

    fn emergency(&self, call: &Call) -> &Emergency {
        self.state.emergencies.get(call.emergency).expect("it is live")
    }

    fn context(&self) -> Context<'_> {
        Context {
            state: &self.state,
            now: self.now,
            zones: &self.zones,
            links: &PlainLinks,
            base: "",
            demo: true,
        }
    }

    fn read(&self, call: &Call) -> String {
        self.read_as(call, None, false)
    }

    fn read_as(&self, call: &Call, returned: Option<&Returned>, writing: bool) -> String {
        let (context, known) = (self.context(), self.emergency(call));
        let html = emergency::page(&context, known, call.participant, HEX, "a1", returned, writing);
        let html = html.into_string();
        assert_sound(&html);
        html
    }

    fn page_of(&self, call: &Call, person: &str) -> String {
        let escalation = self.state.paging.get(self.incident(call)).expect("it escalates");
        let known = escalation.page_of(&person.into()).expect("this person was paged");
        let context = self.context();
        let html = page::page(&context, escalation, known, "page-link", HEX, "a1", None);
        let html = html.into_string();
        assert_sound(&html);
        assert!(html.len() < PAGE_BYTES_MAX, "{} bytes", html.len());
        html
    }

    fn answers(&mut self, call: &Call, person: &str, answer: Answer) {
        let escalation = self.state.paging.get(self.incident(call)).expect("it escalates");
        let page = escalation.page_of(&person.into()).expect("this person was paged").id;
        let command = paging::Command::Answer { page, answer };
        self.does(&Actor::PageLink(page), Command::Paging(command));
    }
}

#[derive(Clone, Copy)]
struct Call {
    emergency: EmergencyId,
    participant: ParticipantId,
}

impl Call {
    fn caller(&self) -> Actor {
        Actor::Participant(self.participant)
    }
}

fn maria() -> Actor {
    Actor::Person("maria".into())
}

/// Ids are unique, nothing is styled or scripted inline.
fn assert_sound(html: &str) {
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "the id stands twice");
    }
    for inline in ["style=\"", "<style", "<script>", " onclick", "javascript:"] {
        assert!(!html.contains(inline), "{inline} in {html}");
    }
    assert!(html.contains("<html lang=\"en\""));
    assert!(html.contains("href=\"#main\""));
}

/// The text of a page as it is read, without its elements.
fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

#[track_caller]
fn assert_reads(html: &str, sentences: &[&str]) {
    let text = text(html);
    for sentence in sentences {
        assert!(text.contains(sentence), "“{sentence}” is not in: {text}");
    }
}

#[test]
fn the_door_is_small_and_its_command_stands_once() {
    let world = World::new();
    let context = world.context();
    let html = door::page(&context, &Door { command: HEX, who: "Elm St", returned: None });
    let html = html.into_string();
    assert_sound(&html);
    assert_eq!(html.matches(HEX).count(), 1);
    assert!(html.len() < PAGE_BYTES_MAX, "{} bytes", html.len());
    assert_reads(&html, &["Get a person now", "Someone in danger? Call 112 first.", "NordPay"]);
    assert!(html.contains("href=\"tel:+442079460112\""));
    assert!(html.contains("value=\"Elm St\""));
    assert!(!html.contains("data-now"), "the door is the same bytes at any time");
}

#[test]
fn a_door_without_settings_still_calls() {
    let mut world = World::new();
    world.state = State::default();
    let context = world.context();
    let html = door::page(&context, &Door { command: HEX, who: "", returned: None }).into_string();
    assert_sound(&html);
    assert_reads(&html, &["Call 112 / 911 first", "Get a person now"]);
}

#[test]
fn a_refused_door_gives_the_words_back_escaped() {
    let world = World::new();
    let typed = "</textarea><script>alert(1)</script>\u{202e}\u{0}gone";
    let returned = Returned {
        typed: vec![("words".into(), typed.into()), ("reach".into(), "\"><b>".into())],
        field: None,
        problem: Some("Please <b>again</b>.".into()),
    };
    let context = world.context();
    let html = door::page(&context, &Door { command: HEX, who: "", returned: Some(&returned) });
    let html = html.into_string();
    assert_sound(&html);
    assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;gone"));
    assert!(html.contains("value=\"&quot;&gt;&lt;b&gt;\""));
    assert!(!html.contains(['\u{202e}', '\u{0}']));
}

#[test]
fn ringing_says_who_is_rung_and_when_the_next_is() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.waits(8);
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"ringing\"").count(), 2);
    assert_reads(
        &html,
        &[
            "We have it. Ringing the engineer on duty.",
            "Ringing for 8 s. The next person is rung in 37 s.",
            "How do we reach you if this page dies?",
            "Switch to offline mode",
            "Received. We are ringing the engineer on duty.",
        ],
    );
    assert!(!text(&html).contains("Maria"), "before acceptance no name is told");
    assert!(!text(&html).contains("You may also call us"));

    world.waits(40);
    let html = world.read(&call);
    assert_reads(&html, &["We have it. Ringing 2 people.", "The whole team is rung in"]);
}

#[test]
fn nobody_answers_and_the_truth_is_told_at_each_turn() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "+44 1");
    world.waits(91);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\" data-tone=\"unanswered\""));
    assert_reads(&html, &["Nobody has answered yet. We are ringing the whole team", "2 people"]);

    world.waits(100);
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"alarm\"").count(), 2);
    assert_reads(
        &html,
        &[
            "Nobody has answered yet. Our last alarm is sounding.",
            "The alarm stops when somebody answers.",
            "You may also call us.+44 20 7946 0112",
            "How do we reach you if this page dies?",
        ],
    );
    assert!(html.contains("value=\"+44 1\""));
}

#[test]
fn accepted_names_who_has_it_and_the_promise() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "Elm St", "+44 1");
    world.waits(12);
    world.accepts(&call, "maria");
    let html = world.read(&call);
    assert_eq!(html.matches("data-state=\"accepted\"").count(), 2);
    assert_reads(
        &html,
        &[
            "Maria has it.",
            "Maria accepted 12 seconds after you asked. You hear from us by 15:15, or sooner.",
            "Next update by15:15 (in 15 min)",
            "Maria has accepted.",
            "It works again",
            "I pressed by mistake",
        ],
    );
    assert!(!text(&html).contains("Tom"));
    assert_eq!(emergency::state_word(&world.context(), world.emergency(&call)), "accepted");
}

#[test]
fn who_goes_quiet_is_said_to_have_gone_quiet() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.waits(5);
    world.accepts(&call, "maria");
    world.waits(121);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\" data-tone=\"lapsed\""));
    assert_reads(
        &html,
        &["Maria has it, but has gone quiet. We are ringing others as well.", "is being rung now"],
    );
}

#[test]
fn the_overview_tells_what_is_known_and_the_estimate_as_none_of_a_promise() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    world.accepts(&call, "maria");
    let publish = updates::Command::Publish {
        incident: world.incident(&call),
        overview: Overview {
            known: "Card authorisation fails <in the north>.".into(),
            impact: "Cash still works.".into(),
            workaround: "".into(),
            next: "Traffic moves.".into(),
        },
        next_by: world.now + Duration::from_secs(720),
        estimate: Some(Estimate { low_mins: 25, high_mins: 70, likely_of_ten: 7 }),
    };
    world.does(&maria(), Command::Updates(publish));
    let html = world.read(&call);
    assert!(html.contains("fails &lt;in the north&gt;"));
    assert_reads(
        &html,
        &[
            "What is wrong",
            "Cash still works.",
            "25-70 min from 15:00 (7 of 10 like it; not a promise)",
            "Next update by15:12 (in 12 min)",
        ],
    );
    assert!(!text(&html).contains("What you can do meanwhileN"), "an empty part is left out");

    world.waits(730);
    let html = world.read(&call);
    assert_reads(&html, &["The update promised for 15:12 did not come."]);
    world.waits(70 * 60);
    assert_reads(&world.read(&call), &["It takes longer than we thought."]);
}

#[test]
fn asked_denied_confirmed_and_broken_again() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "", "");
    let emergency = call.emergency;
    world.accepts(&call, "maria");
    world.says(&maria(), emergencies::Command::Ask { emergency });
    let html = world.read(&call);
    assert!(html.contains("data-state=\"asked\""));
    assert!(html.contains("action=\"/e/caller-link/deny\""));
    assert_eq!(html.matches("action=\"/e/caller-link/confirm\"").count(), 1);
    assert_reads(&html, &["It works again for us. Does it for you?", "Not yet"]);

    world.says(&call.caller(), emergencies::Command::Deny { emergency });
    assert_reads(&world.read(&call), &["You said: not yet. The work goes on.", "Maria has it."]);

    world.waits(60);
    world.says(&call.caller(), emergencies::Command::Confirm { emergency });
    let html = world.read(&call);
    assert_reads(&html, &["You said it works again.", "Closed by you at 15:01, 1 min after"]);
    assert!(html.contains("action=\"/e/caller-link/reopen\""));
    assert!(html.contains("action=\"/e/caller-link/messages\""), "a word is always possible");

    world.says(&call.caller(), emergencies::Command::Reopen { emergency });
    let html = world.read(&call);
    assert!(html.contains("data-state=\"ringing\""));
    assert_reads(&html, &["You said it is broken again. We are ringing at once."]);
}

#[test]
fn set_aside_says_why_and_that_a_word_rings_again() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    world.accepts(&call, "maria");
    let emergency = call.emergency;
    let aside = emergencies::Command::SetAside { emergency, reason: Aside::Unreachable };
    world.says(&maria(), aside);
    let html = world.read(&call);
    assert!(html.contains("data-state=\"aside\""));
    assert_reads(
        &html,
        &[
            "Maria has set this aside: we could not reach you.",
            "Write one word, and it rings again at once.",
        ],
    );
}

#[test]
fn pressed_by_mistake_is_closed_kindly() {
    let mut world = World::new();
    let call = world.calls("", "", "");
    let emergency = call.emergency;
    world.says(&call.caller(), emergencies::Command::Retract { emergency });
    assert_reads(&world.read(&call), &["You pressed by mistake. That is all right."]);
}

#[test]
fn every_message_stands_once_with_how_far_it_got() {
    let mut world = World::new();
    let call = world.calls("first words", "", "");
    world.accepts(&call, "maria");
    let say = |number, words: &str| emergencies::Command::Say {
        emergency: call.emergency,
        message: MessageId(number),
        words: words.into(),
    };
    world.says(&maria(), say(7, "which store?"));
    world.says(&call.caller(), say(8, "elm street"));
    let html = world.read(&call);
    for words in ["first words", "which store?", "elm street"] {
        assert_eq!(html.matches(words).count(), 1, "{words}");
    }
    assert_reads(&html, &["first wordsseen", "elm streetstored"]);
    let known = world.emergency(&call);
    let last = known.messages.last().expect("something was said");
    let fragment = emergency::message(&world.context(), known, last, call.participant);
    let markup = fragment.markup.into_string();
    assert!(html.contains(&markup), "first load and live update are the same");
    assert!(markup.starts_with(&format!("<li id=\"{}\"", fragment.id)));
    assert!(markup.contains(&format!("data-message=\"{}\"", MessageId(8))));
}

#[test]
fn fragments_are_the_same_elements_as_on_the_page() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    for step in 0..3 {
        if step == 1 {
            world.accepts(&call, "maria");
        }
        if step == 2 {
            let emergency = call.emergency;
            world.says(&call.caller(), emergencies::Command::Confirm { emergency });
        }
        let html = world.read(&call);
        let context = world.context();
        let fragments = emergency::fragments(&context, world.emergency(&call), call.participant);
        let ids: Vec<&str> = fragments.iter().map(|fragment| fragment.id.as_str()).collect();
        assert_eq!(ids, ["state", "answer", "actions", "overview"]);
        for fragment in fragments {
            let markup = fragment.markup.into_string();
            assert!(markup.contains(&format!("id=\"{}\"", fragment.id)));
            assert!(html.contains(&markup), "{} differs", fragment.id);
        }
    }
}

#[test]
fn clocks_that_count_are_no_news() {
    let mut world = World::new();
    let call = world.calls("Help data-count=\"", "", "+44 1");
    let state = |world: &World| {
        let context = world.context();
        let known = world.emergency(&call);
        let fragments = emergency::fragments(&context, known, call.participant);
        let all: Vec<String> =
            fragments.into_iter().map(|fragment| fragment.markup.into_string()).collect();
        all.concat()
    };
    let before = state(&world);
    world.waits(7);
    let after = state(&world);
    assert_ne!(before, after);
    assert_eq!(times::without_counts(&before), times::without_counts(&after));
    world.accepts(&call, "maria");
    assert_ne!(times::without_counts(&after), times::without_counts(&state(&world)));
}

#[test]
fn hostile_words_are_only_words() {
    let mut world = World::new();
    let hostile = "<script>alert('x')</script>\u{202e}evil\u{7}";
    let call = world.calls(hostile, "<img src=x onerror=1>", "\" onfocus=\"x");
    world.person("maria", "<b>Maria</b>");
    world.accepts(&call, "maria");
    let pages = [
        world.read(&call),
        world.page_of(&call, "maria"),
        pager::page(&world.context(), &["maria".into(), "tom".into()], "a1").into_string(),
    ];
    for html in pages {
        assert!(!html.contains("<script>alert"), "{html}");
        assert!(!html.contains("<img"), "{html}");
        assert!(!html.contains("<b>Maria"), "{html}");
        assert!(!html.contains("\" onfocus=\"x"), "{html}");
        assert!(!html.contains(['\u{202e}', '\u{7}']), "{html}");
    }
    assert!(world.read(&call).contains("&lt;script&gt;alert('x')&lt;/script&gt;evil"));
}

#[test]
fn without_script_the_page_renews_itself_except_where_one_writes() {
    let mut world = World::new();
    let call = world.calls("Help", "", "");
    let html = world.read(&call);
    assert!(html.contains("<noscript><meta http-equiv=\"refresh\" content=\"10\">"));
    assert!(html.contains("href=\"/e/caller-link?write=1\""));
    let html = world.read_as(&call, None, true);
    assert!(!html.contains("http-equiv"));
    let (composer, log) = (html.find("id=\"composer\""), html.find("id=\"conversation\""));
    assert!(composer < log, "the composer comes first");

    let returned = Returned {
        typed: vec![("words".into(), "too long a message".into())],
        field: Some("words".into()),
        problem: Some("That is too long.".into()),
    };
    let html = world.read_as(&call, Some(&returned), true);
    assert_reads(&html, &["That is too long.", "too long a message"]);
}

#[test]
fn a_broken_store_keeps_the_words_in_the_form() {
    let world = World::new();
    let returned =
        Returned { typed: vec![("words".into(), "terminals down".into())], ..Returned::default() };
    let html = emergency::alarm_only(&world.context(), &returned, HEX, true).into_string();
    assert_sound(&html);
    assert_reads(
        &html,
        &["We are ringing. Your words are not stored yet.", "terminals down", "Send again"],
    );
    assert_eq!(html.matches(HEX).count(), 1);
}

#[test]
fn a_page_rings_is_taken_is_passed_on_and_is_over() {
    let mut world = World::new();
    let call = world.calls("All terminals down", "Brightwater", "+44 1");
    world.waits(10);
    let html = world.page_of(&call, "maria");
    assert_eq!(html.matches("data-state=\"ringing\"").count(), 2);
    assert_reads(&html, &["A customer needs help now.", "Accept", "Pass on", "Brightwater"]);
    for minutes in [10, 30, 60] {
        assert!(html.contains(&format!("name=\"minutes\" value=\"{minutes}\"")));
    }
    assert_eq!(html.matches("All terminals down").count(), 1);

    world.answers(&call, "maria", Answer::PassOn);
    let html = world.page_of(&call, "maria");
    assert!(html.contains("data-state=\"withdrawn\""));
    assert_reads(&html, &["Passed on. Others are being rung.", "Accept after all"]);

    world.answers(&call, "tom", Answer::Accept);
    let html = world.page_of(&call, "tom");
    assert_eq!(html.matches("data-state=\"accepted\"").count(), 2);
    assert!(html.contains("href=\"/console/incidents/1\""));
    assert_reads(&html, &["You have it.", "Write to them within 2 min"]);
    let html = world.page_of(&call, "maria");
    assert!(html.contains("data-state=\"taken\""));
    assert_reads(&html, &["Tom has it. You can rest."]);

    let emergency = call.emergency;
    world.says(&call.caller(), emergencies::Command::Confirm { emergency });
    assert!(world.page_of(&call, "maria").contains("data-state=\"over\""));
}

#[test]
fn telephones_ring_and_sleep() {
    let mut world = World::new();
    let people: [PersonKey; 2] = ["maria".into(), "tom".into()];
    let _call = world.calls("All terminals down", "Brightwater", "");
    let html = pager::page(&world.context(), &people, "a1").into_string();
    assert_sound(&html);
    assert_eq!(html.matches("data-ringing=\"Ringing: Maria\"").count(), 1);
    assert_eq!(html.matches("data-asleep").count(), 1);
    assert_reads(&html, &["Asleep until it matters.", "EMERGENCY · critical", "Lagos"]);
    assert!(!html.contains("All terminals down"), "a summary, not their words");
    assert_eq!(html.matches("name=\"back\" value=\"/pager\"").count(), 3);
    for fragment in pager::fragments(&world.context(), &people) {
        assert!(html.contains(&fragment.markup.into_string()));
    }
}

#[test]
fn signing_in_tells_nobody_who_is_known() {
    let world = World::new();
    let context = world.context();
    let returned = Returned { problem: Some("Write who you are.".into()), ..Returned::default() };
    let asked = sign_in::ask(&context, Some(&returned)).into_string();
    assert_sound(&asked);
    assert!(asked.contains("name=\"who\""));
    assert_reads(&asked, &["Write who you are.", "Get a person now"]);
    let sent = sign_in::sent(&context).into_string();
    assert_sound(&sent);
    assert_reads(&sent, &["If you are known here, a link is on its way."]);
    let confirm = sign_in::confirm(&context, "abc", Some("Maria")).into_string();
    assert_eq!(confirm.matches("<button").count(), 1);
    assert!(confirm.contains("action=\"/signin/abc\""));
    let gone = sign_in::confirm(&context, "abc", None).into_string();
    assert!(!gone.contains("<form"));
    let setup = sign_in::setup(&context, "abc", None).into_string();
    assert_sound(&setup);
    for field in ["organisation", "zone", "name", "key", "email", "danger_number", "phone"] {
        assert!(setup.contains(&format!("name=\"{field}\"")), "{field}");
    }
}

#[test]
fn problems_documents_and_plays_are_whole_pages() {
    let world = World::new();
    let context = world.context();
    let gone = problem::page(&context, 404, "This link does not work.", "It was mistyped.", None);
    let gone = gone.into_string();
    assert_sound(&gone);
    assert_reads(&gone, &["Problem 404", "Get a person now"]);
    let nav = [("/docs/start".to_owned(), "Start".to_owned())];
    let body = PreEscaped("<h1>Start</h1>".to_owned());
    let page = document::page(&context, "Start", &nav, body).into_string();
    assert_sound(&page);
    assert!(page.contains("href=\"/docs/start\" aria-current=\"page\""));
    let step = |name, state| crisis::Step { name, title: "A clinic calls.", tells: "", state };
    let steps = [step("call", crisis::StepState::Done), step("accept", crisis::StepState::Now)];
    let play = crisis::page(&context, &steps, Some("caller-link"), Some(1), "a1").into_string();
    assert_sound(&play);
    assert!(play.contains("name=\"step\" value=\"accept\""));
    assert!(!play.contains("value=\"call\""));
    assert!(play.contains("href=\"/e/caller-link\""));
    for fragment in crisis::fragments(&context, &steps, Some("caller-link"), Some(1)) {
        assert!(play.contains(&fragment.markup.into_string()), "{}", fragment.id);
    }
}
