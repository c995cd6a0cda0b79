//! The next update has a time: which, who agreed to it, who is warned, and what is put right.

use domain::emergencies::{self, Line};
use domain::incidents;
use domain::organisation::{self, Settings};
use domain::updates::{self, Aside, Estimate, Overview};
use domain::words::{Actor, Cadence, EmergencyId, IncidentId, MessageId, Public, Severity};
use domain::words::{Phase, UpdateId};
use domain::{Command, Event, Refusal, paging};

use crate::story::{Story, ana, ben, secs};

/// Ana has it, and every node knows what agreements are.
fn accepted() -> (Story, EmergencyId, IncidentId) {
    let mut story = Story::accepted();
    story.tell(Actor::System, Command::Adopt { revision: domain::revision::LATEST }).unwrap();
    let emergency = story.emergencies[0];
    let incident = story.incident(emergency);
    (story, emergency, incident)
}

fn publish(story: &mut Story, incident: IncidentId, mins: u64, public: bool) -> UpdateId {
    let overview = Overview {
        known: "A line is cut.".into(),
        impact: "Cards fail.".into(),
        ..Overview::default()
    };
    let public = public.then(|| Public {
        title: "Cards fail".into(),
        phase: Phase::Investigating,
        affected: Vec::new(),
        audiences: Vec::new(),
        ..Public::default()
    });
    let next_by = story.now + secs(mins * 60);
    let estimate = None;
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    story.state.updates.get(incident).unwrap().latest().unwrap().id
}

#[test]
fn what_is_promised_follows_from_how_severe_it_is() {
    let (mut story, emergency, incident) = accepted();
    assert_eq!(story.promise(emergency).unwrap().by, story.now + secs(15 * 60));
    for (severity, mins) in [(Severity::Critical, 15), (Severity::High, 30), (Severity::Low, 60)] {
        let set = incidents::Command::SetSeverity { incident, severity };
        story.tell(Actor::Person(ana()), set).unwrap();
        assert_eq!(story.state.usually_within(incident), secs(mins * 60));
    }
}

#[test]
fn the_vendor_may_promise_sooner_or_later_and_the_graver_never_later() {
    let (mut story, _, incident) = accepted();
    let known = Settings::clone(&story.state.organisation.settings);
    let with = |critical_secs, high_secs| {
        let cadence = Some(Cadence { critical_secs, high_secs, low_secs: 7_200 });
        organisation::Command::Put { settings: Settings { cadence, ..known.clone() } }
    };
    let refused = story.tell(Actor::Operator, with(3_600, 600)).unwrap_err();
    assert_eq!(refused, Refusal::Organisation(organisation::Refusal::BadCadence));
    story.tell(Actor::Operator, with(600, 1_200)).unwrap();
    assert_eq!(story.state.usually_within(incident), secs(600));
}

#[test]
fn a_time_that_was_agreed_is_said_in_the_conversation_and_kept_like_any_promise() {
    let (mut story, emergency, incident) = accepted();
    let read = emergencies::Command::Mark { emergency, delivered: 9, seen: 9 };
    story.tell(Actor::Person(ana()), read).unwrap();
    let by = story.now + secs(6 * 3_600);
    let agree = updates::Command::Agree { incident, by, emergency: None };
    story.tell(Actor::Person(ana()), agree.clone()).unwrap();
    assert!(story.says(emergency, &Line::AgreedTime { by: ana(), next_by: by }));
    let promise = story.promise(emergency).unwrap();
    assert!(promise.by == by && promise.agreed);
    let caller = story.caller(emergency);
    assert!(story.tell(caller, agree).is_err(), "only the vendor notes down what was agreed");
    story.pass(secs(6 * 3_600 - 1));
    assert_eq!(
        story.escalation(emergency).accepted_by(),
        Some(&ana()),
        "agreed silence is no lapse"
    );
    story.pass(secs(1));
    assert!(!story.promise(emergency).unwrap().agreed, "it was missed, and is renewed for soon");
    assert_eq!(story.rung(emergency), [ana()]);
}

#[test]
fn whoever_stands_in_is_told_a_minute_before_it_is_missed() {
    let (mut story, emergency, incident) = accepted();
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    let reminded = |story: &Story| {
        let events = story.history.iter().filter_map(|(event, _)| match event {
            Event::Paging(paging::Event::Reminded { person, .. }) => Some(person.clone()),
            _ => None,
        });
        events.collect::<Vec<_>>()
    };
    story.pass(secs(12 * 60));
    assert_eq!(reminded(&story), [ana()], "the author three minutes before");
    story.pass(secs(2 * 60));
    assert_eq!(reminded(&story), [ana(), ana(), ben()], "and who stands in one minute before");
    publish(&mut story, incident, 30, false);
    assert_eq!(story.state.updates.get(incident).unwrap().kept, 1);
    assert_eq!(story.state.updates.get(incident).unwrap().missed, 0);
}

#[test]
fn what_is_put_right_stands_beside_what_it_had_said_inside_and_on_the_page() {
    let (mut story, emergency, incident) = accepted();
    let update = publish(&mut story, incident, 30, true);
    let overview = Overview { known: "Two lines are cut.".into(), ..Overview::default() };
    let correct = updates::Command::Correct {
        incident,
        update,
        overview: overview.clone(),
        takes_back: false,
        aside: None,
    };
    story.tell(Actor::Person(ben()), correct.clone()).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!((&told.overview, told.corrections.len()), (&overview, 1));
    assert_eq!(&*told.corrections[0].said.known, "A line is cut.");
    let entry = story.state.bulletins.of(incident).unwrap().entries.last().unwrap().clone();
    assert_eq!((&entry.overview, &entry.corrections[0].by), (&overview, &ben()));
    assert!(story.says(emergency, &Line::PutRight));
    let before = story.history.len();
    story.tell(Actor::Person(ben()), correct).unwrap();
    assert_eq!(story.history.len(), before, "the same once more changes nothing");
    // The other way round it is the same.
    let bulletin = story.state.bulletins.of(incident).unwrap().id;
    let overview = Overview { known: "Three lines are cut.".into(), ..Overview::default() };
    let revised = Box::new(overview.clone().into());
    let correct = domain::bulletins::Command::Correct { bulletin, entry: update, revised };
    story.tell(Actor::Person(ana()), correct).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!((&told.overview, told.corrections.len()), (&overview, 2));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_everyone_was_promised_stands_when_only_the_customers_inside_are_told() {
    let (mut story, emergency, incident) = accepted();
    publish(&mut story, incident, 10, true);
    let promised = story.now + secs(600);
    publish(&mut story, incident, 60, false);
    assert_eq!(story.promise(emergency).unwrap().by, promised);
    story.pass(secs(600));
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!((told.late, told.next_by), (1, story.promise(emergency).map(|promise| promise.by)));
    assert_eq!(told.missed, Some(promised), "the page names the time that passed");
    story.pass(secs(600));
    let told = story.state.bulletins.of(incident).unwrap();
    assert!(told.late > 1 && told.missed == Some(promised), "and the first of them, not the last");
    publish(&mut story, incident, 10, true);
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!((told.late, told.missed), (0, None), "a word of ours ends it");
}

#[test]
fn what_everyone_was_promised_does_not_pass_in_silence_while_promises_inside_are_missed() {
    let (mut story, emergency, incident) = accepted();
    publish(&mut story, incident, 18, true);
    let promised = story.now + secs(18 * 60);
    publish(&mut story, incident, 4, false);
    // Each miss promises the next word five minutes later: 9, 14 and then not 19.
    story.pass(secs(15 * 60));
    assert_eq!(story.state.updates.get(incident).unwrap().missed, 3);
    assert_eq!(story.promise(emergency).unwrap().by, promised);
    assert_eq!(story.state.bulletins.of(incident).unwrap().late, 0);
    story.pass(secs(3 * 60));
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!((told.late, told.next_by), (1, story.promise(emergency).map(|promise| promise.by)));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn the_page_says_openly_when_the_next_word_was_put_off() {
    let (mut story, _, incident) = accepted();
    publish(&mut story, incident, 10, true);
    let by = story.now + secs(3_600);
    story
        .tell(Actor::Person(ana()), updates::Command::Agree { incident, by, emergency: None })
        .unwrap();
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!((told.next_by, told.moved_at, told.late), (Some(by), Some(story.now), 0));
    story.pass(secs(700));
    assert_eq!(story.state.bulletins.of(incident).unwrap().late, 0);
    story.pass(secs(2_900));
    let told = story.state.bulletins.of(incident).unwrap();
    assert_eq!((told.late, told.missed), (1, Some(by)), "what was promised last was missed");
}

#[test]
fn what_has_passed_was_missed_though_something_else_is_promised_before_anybody_looks() {
    for inside in [true, false] {
        let (mut story, _, incident) = accepted();
        publish(&mut story, incident, 10, true);
        let promised = story.now + secs(600);
        story.pass(secs(599));
        // The domain is not woken at the instant: everything stood still.
        story.now = promised + secs(30);
        if inside {
            publish(&mut story, incident, 60, false);
        } else {
            let by = story.now + secs(3_600);
            let agree = updates::Command::Agree { incident, by, emergency: None };
            story.tell(Actor::Person(ana()), agree).unwrap();
        }
        let told = story.state.bulletins.of(incident).unwrap();
        assert_eq!((told.late, told.missed), (1, Some(promised)), "only inside: {inside}");
        assert_eq!(told.next_by, Some(story.now + secs(3_600)), "and the next word has a time");
        assert_eq!(story.folded(), story.state);
    }
}

#[test]
fn an_estimate_says_what_it_depends_on() {
    let (mut story, _, incident) = accepted();
    let estimate = Some(Estimate {
        low_mins: 10,
        high_mins: 20,
        likely_of_ten: 7,
        depends_on: "whether the spare part\ncomes\u{202e} today".into(),
    });
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let next_by = story.now + secs(600);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    let depends_on = &told.estimate.as_ref().unwrap().depends_on;
    assert_eq!(depends_on, "whether the spare part comes today");
}

/// An estimate that Ana gave inside, and the update that has it.
fn estimated(story: &mut Story, incident: IncidentId) -> (UpdateId, Estimate) {
    let estimate =
        Estimate { low_mins: 20, high_mins: 60, likely_of_ten: 7, depends_on: "the part".into() };
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(3_600),
        estimate: Some(estimate.clone()),
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    (story.state.updates.get(incident).unwrap().latest().unwrap().id, estimate)
}

#[test]
fn what_is_left_of_an_estimate_goes_on_from_now_until_it_has_passed() {
    let (mut story, _, incident) = accepted();
    assert_eq!(story.state.last_estimate(incident), None);
    let (_, estimate) = estimated(&mut story, incident);
    let left = |story: &Story| {
        let (at, last) = story.state.last_estimate(incident)?;
        last.left(story.now.since(at)).map(|left| (left.low_mins, left.high_mins))
    };
    assert_eq!(left(&story), Some((20, 60)));
    story.pass(secs(30 * 60));
    assert_eq!(left(&story), Some((0, 30)));
    let (_, last) = story.state.last_estimate(incident).unwrap();
    assert_eq!(*last, estimate, "what was told stays as it was told");
    story.pass(secs(29 * 60 + 59));
    assert_eq!(left(&story), Some((0, 1)));
    story.pass(secs(1));
    assert_eq!(left(&story), None);
    publish(&mut story, incident, 30, false);
    assert_eq!(story.state.last_estimate(incident), None, "the latest word counts");
}

#[test]
fn an_estimate_that_was_told_inside_is_put_right_with_what_it_had_been() {
    let (mut story, emergency, incident) = accepted();
    let (update, was) = estimated(&mut story, incident);
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let correct = |estimate| updates::Command::Correct {
        incident,
        update,
        overview: overview.clone(),
        takes_back: false,
        aside: Some(Aside { estimate, for_colleagues: None }),
    };
    let longer = Estimate { low_mins: 60, high_mins: 120, ..was.clone() };
    let absurd = Estimate { low_mins: 60, high_mins: 10, ..was.clone() };
    let refused = story.tell(Actor::Person(ben()), correct(Some(absurd)));
    assert_eq!(refused, Err(Refusal::Updates(updates::Refusal::BadEstimate)));
    story.tell(Actor::Person(ben()), correct(Some(longer.clone()))).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!(told.estimate, Some(longer.clone()));
    let said = &told.corrections[0];
    assert_eq!(
        (&said.by, &said.estimate, &*said.said.known),
        (&ben(), &Some(was), "A line is cut.")
    );
    assert!(story.says(emergency, &Line::PutRight), "and the callers are told that it was");
    let before = story.history.len();
    story.tell(Actor::Person(ben()), correct(Some(longer))).unwrap();
    assert_eq!(story.history.len(), before, "the same once more changes nothing");
    story.tell(Actor::Person(ben()), correct(None)).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!((&told.estimate, told.corrections.len()), (&None, 2));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn an_estimate_put_right_on_the_page_is_put_right_inside() {
    let (mut story, _, incident) = accepted();
    let entry = publish(&mut story, incident, 30, true);
    let known = story.state.bulletins.of(incident).unwrap();
    let said = known.entry(entry).unwrap();
    let estimate = Estimate { high_mins: 40, likely_of_ten: 6, ..Estimate::default() };
    let frame = domain::bulletins::Frame { estimate: Some(estimate.clone()), ..said.frame() };
    let revised = domain::bulletins::Revised {
        frame: Some(frame),
        ..domain::bulletins::Revised::from(said.overview.clone())
    };
    let (bulletin, revised) = (known.id, Box::new(revised));
    let correct = domain::bulletins::Command::Correct { bulletin, entry, revised };
    story.tell(Actor::Person(ana()), correct).unwrap();
    let told = story.state.updates.get(incident).unwrap().latest().unwrap();
    assert_eq!((&told.estimate, told.corrections.len()), (&Some(estimate.clone()), 1));
    let entry = story.state.bulletins.of(incident).unwrap().entries.last().unwrap();
    assert_eq!((&entry.estimate, entry.corrections.len()), (&Some(estimate), 1));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_it_stops_the_customer_doing_is_a_message_of_theirs_and_known_as_the_answer() {
    let (mut story, emergency, _) = accepted();
    let caller = story.caller(emergency);
    let words = "No cards in three shops".to_owned();
    let impair = emergencies::Command::Impair { emergency, message: MessageId(9), words };
    story.tell(caller.clone(), impair.clone()).unwrap();
    let known = story.emergency(emergency);
    assert!(known.impact().unwrap().is_words("No cards in three shops"));
    assert!(known.unread.is_some(), "somebody of the vendor must read it");
    let before = story.history.len();
    story.tell(caller, impair.clone()).unwrap();
    assert_eq!(story.history.len(), before, "the same once more is no second message");
    let refused = story.tell(Actor::Person(ana()), impair).unwrap_err();
    assert_eq!(refused, Refusal::Emergencies(emergencies::Refusal::CustomerOnly));
}

/// Somebody calls, is answered, told something, and says after so many minutes that it works.
fn one_that_lasts(story: &mut Story, mins: u64, estimate: Option<Estimate>) {
    let emergency = story.call();
    let incident = story.incident(emergency);
    let accept = paging::Command::Accept { incident, person: ana() };
    story.tell(Actor::Person(ana()), accept).unwrap();
    story.pass(secs(30));
    story.say(Actor::Person(ana()), emergency, "I am on it.").unwrap();
    let overview = Overview { known: "A line is cut.".into(), ..Overview::default() };
    let next_by = story.now + secs(6 * 3_600);
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by,
        estimate,
        public: None,
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    story.pass(secs(mins * 60 - 30));
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    story.pass(secs(49 * 3_600));
}

#[test]
fn how_long_it_takes_is_said_from_at_least_five_that_are_over() {
    let mut story = Story::new();
    let began = story.now;
    let guess = Estimate { low_mins: 5, high_mins: 25, likely_of_ten: 7, ..Estimate::default() };
    for mins in [10, 20, 30, 40] {
        one_that_lasts(&mut story, mins, Some(guess.clone()));
    }
    let emergency = story.call();
    let incident = story.incident(emergency);
    assert_eq!(story.state.likely(incident, story.now), None, "four say nothing");
    let caller = story.caller(emergency);
    story.tell(caller, emergencies::Command::Confirm { emergency }).unwrap();
    story.pass(secs(49 * 3_600));
    one_that_lasts(&mut story, 50, None);
    let emergency = story.call();
    let incident = story.incident(emergency);
    let likely = story.state.likely(incident, story.now).expect("five that lasted");
    assert_eq!((likely.cases, likely.since, likely.half_mins), (5, began, 30));
    assert_eq!((likely.estimate.low_mins, likely.estimate.high_mins), (20, 40));
    story.pass(secs(25 * 60));
    assert_eq!(story.state.likely(incident, story.now), None, "only three lasted as long as this");
    let figures = story.state.figures(began, story.now);
    assert_eq!((figures.estimates, figures.hits), (4, 2), "over within the range, or not");
    assert_eq!((figures.kept, figures.missed), (5, 0));
    assert_eq!(figures.first_word_of_ten(9), Some(30));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn an_update_is_the_first_word_where_nobody_wrote_before_it() {
    let (mut story, emergency, incident) = accepted();
    let began = story.now;
    story.pass(secs(60));
    publish(&mut story, incident, 15, false);
    story.pass(secs(30));
    story.say(Actor::Person(ana()), emergency, "Do you see it, too?").unwrap();
    publish(&mut story, incident, 15, false);
    let figures = story.state.figures(began, story.now);
    assert_eq!(figures.first_words, [60], "once for each who called");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn a_template_of_the_vendor_takes_the_place_of_the_shipped_one_until_it_is_taken_out() {
    use domain::templates::{Command as Templates, Refusal as R, SHIPPED, Template, Text, shipped};
    let (mut story, _, _) = accepted();
    let key = domain::words::TemplateKey::from("apology");
    let text = |known: &str| Text {
        overview: Overview { known: known.into(), ..Overview::default() },
        ..Text::default()
    };
    let ours = |texts| Template { name: "Sorry".into(), texts, ..Template::default() };
    let put = |profile| Templates::Put { template: key.clone(), profile };
    for (texts, refusal) in [
        (vec![], R::BadTexts),
        (vec![text("a"), text("b")], R::BadTexts),
        (vec![text(" ")], R::Empty),
        (vec![text("{who}")], R::UnknownPlace { place: "who".into() }),
    ] {
        let refused = story.tell(Actor::Operator, put(ours(texts))).unwrap_err();
        assert_eq!(refused, Refusal::Templates(refusal));
    }
    story.tell(Actor::Operator, put(ours(vec![text("We are sorry: {impact}")]))).unwrap();
    assert_eq!(story.state.templates.get(&key).unwrap().name, "Sorry");
    assert_eq!(story.state.templates.listed().len(), SHIPPED.len());
    let first = story.state.templates.fitting(None, Phase::Resolved).remove(0).0;
    assert!(["apology", "over"].contains(&first.as_str()) || first == key);
    story.tell(Actor::Operator, Templates::Remove { template: key.clone() }).unwrap();
    assert_eq!(*story.state.templates.get(&key).unwrap(), shipped(&key).unwrap());
    let gone = story.tell(Actor::Operator, Templates::Remove { template: key.clone() });
    assert_eq!(gone.unwrap_err(), Refusal::Templates(R::Unknown));
}

#[test]
fn a_template_for_maintenance_has_the_parts_of_its_words_and_begins_no_update() {
    use domain::templates::{Begins, Command as Templates, Refusal as R, Template, Text};
    let (mut story, _, _) = accepted();
    let text = |known: &str, impact: &str| Text {
        title: "Works".into(),
        overview: Overview {
            known: known.into(),
            impact: impact.into(),
            next: "Later.".into(),
            ..Overview::default()
        },
        ..Text::default()
    };
    let put = |begins, text| {
        let (name, phase) = ("Works".into(), Some(Phase::Resolved));
        let profile = Template { name, begins, phase, service: None, texts: vec![text] };
        Templates::Put { template: "works".into(), profile }
    };
    for (begins, empty) in [
        (Begins::Work, text("Known.", " ")),
        (Begins::Reminder, text("", "Meant.")),
        (Begins::Completed, text(" ", "Meant.")),
    ] {
        let refused = story.tell(Actor::Operator, put(begins, empty)).unwrap_err();
        assert_eq!(refused, Refusal::Templates(R::NoWords), "{begins:?}");
    }
    story.tell(Actor::Operator, put(Begins::Work, text("", "{components} fail."))).unwrap();
    let kept = story.state.templates.get(&"works".into()).unwrap();
    let words = &kept.texts[0];
    assert_eq!((words.title.as_str(), &*words.overview.impact), ("Works", "{components} fail."));
    assert!(words.overview.next.is_empty() && kept.phase.is_none(), "maintenance has no such part");
    let fitting = story.state.templates.fitting(None, Phase::Resolved);
    assert!(fitting.iter().all(|(_, known)| known.begins == Begins::Update));
    for begins in Begins::ALL {
        assert!(!story.state.templates.that_begin(begins).is_empty(), "{begins:?} is shipped");
    }
    story.tell(Actor::Operator, put(Begins::Completed, text("Over.", "Meant."))).unwrap();
    let kept = story.state.templates.get(&"works".into()).unwrap();
    assert!(kept.texts[0].title.is_empty() && kept.texts[0].overview.impact.is_empty());
}
