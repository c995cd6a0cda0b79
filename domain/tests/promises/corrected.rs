//! What everyone was told is corrected visibly, and never silently.

use domain::bulletins::{self, Bulletin, Foreign, ForeignWord, Revised, spells};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, BulletinId, ComponentKey, Condition, EmergencyId, Estimate, IncidentId,
    Language, Phase, Public, Timestamp, Translation, UpdateId,
};

use crate::story::{Story, ana, secs};

fn story() -> (Story, EmergencyId, IncidentId) {
    let mut story = Story::new();
    let adopt = domain::Command::Adopt { revision: domain::revision::LATEST };
    story.tell(Actor::System, adopt).unwrap();
    for key in ["lines", "portal"] {
        let profile = domain::components::Component { name: key.into(), ..Default::default() };
        story.operator(domain::components::Command::Put { component: key.into(), profile });
    }
    let emergency = story.call();
    let incident = story.incident(emergency);
    let accept = domain::paging::Command::Accept { incident, person: ana() };
    story.tell(Actor::Person(ana()), accept).unwrap();
    (story, emergency, incident)
}

fn named(component: &str, condition: Condition) -> Vec<Affected> {
    vec![Affected { component: component.into(), condition }]
}

/// Tells everyone, ten minutes after whatever was before.
fn tell(
    story: &mut Story,
    incident: IncidentId,
    title: &str,
    phase: Phase,
    part: &str,
) -> UpdateId {
    story.pass(secs(600));
    let german =
        Translation { language: Language::German, known: "Weg.".into(), ..Default::default() };
    let overview = Overview {
        known: "A line is cut.".into(),
        impact: "Cards fail.".into(),
        translations: vec![german],
        ..Overview::default()
    };
    let affected = named(part, Condition::Major);
    let public =
        Public { title: title.into(), phase, affected, audiences: Vec::new(), ..Public::default() };
    let publish = updates::Command::Publish {
        incident,
        overview,
        next_by: story.now + secs(1_800),
        estimate: None,
        public: Some(public),
        for_colleagues: None,
    };
    story.tell(Actor::Person(ana()), publish).unwrap();
    told(story, incident).entries.last().unwrap().id
}

fn told(story: &Story, incident: IncidentId) -> &Bulletin {
    story.state.bulletins.of(incident).unwrap()
}

fn correct(
    story: &mut Story,
    incident: IncidentId,
    entry: UpdateId,
    revise: impl FnOnce(&mut Revised),
) -> Result<(), domain::Refusal> {
    let known = told(story, incident);
    let said = known.entry(entry).unwrap();
    let (overview, frame) = (said.overview.clone(), Some(said.frame()));
    let reason = "We named the wrong one.".into();
    let mut revised = Revised { overview, frame, reason, takes_back: false };
    revise(&mut revised);
    let (bulletin, revised) = (known.id, Box::new(revised));
    let correct = bulletins::Command::Correct { bulletin, entry, revised };
    story.tell(Actor::Person(ana()), correct).map(|_| ())
}

#[test]
fn a_new_heading_does_not_rename_what_was_read_and_says_what_it_had_been() {
    let (mut story, _, incident) = story();
    let first = tell(&mut story, incident, "Nobody can pay", Phase::Investigating, "lines");
    let second = tell(&mut story, incident, "A small hiccup", Phase::Identified, "lines");
    let third = tell(&mut story, incident, "A small hiccup", Phase::Monitoring, "lines");
    let known = told(&story, incident);
    assert!(known.was_renamed());
    let of = |entry| {
        let headings = known.headings_of(entry, Language::English).unwrap();
        (headings.own.words, headings.before.map(|before| before.words))
    };
    assert_eq!(of(first), ("Nobody can pay", None));
    assert_eq!(of(second), ("A small hiccup", Some("Nobody can pay")));
    assert_eq!(of(third), ("A small hiccup", None));
    // Put right, it is right in every word that went on with it, and says so.
    let right = |revised: &mut Revised| {
        revised.frame.as_mut().unwrap().title = "Cards fail in the north".into();
    };
    correct(&mut story, incident, second, right).unwrap();
    let known = told(&story, incident);
    let titles: Vec<&str> = known.entries.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Nobody can pay", "Cards fail in the north", "Cards fail in the north"]);
    assert_eq!(known.title, "Cards fail in the north");
    for entry in known.entries.iter().skip(1) {
        let correction = &entry.corrections[0];
        assert_eq!(correction.frame.title, "A small hiccup");
        assert_eq!((&correction.by, entry.changed_at), (&ana(), correction.at));
    }
    let empty = |revised: &mut Revised| revised.frame.as_mut().unwrap().title = " ".into();
    let refused = correct(&mut story, incident, second, empty);
    assert_eq!(refused, Err(bulletins::Refusal::BadTitle.into()));
    assert_eq!(story.folded(), story.state);
}

#[test]
fn components_and_estimates_that_were_wrong_are_put_right_when_all_is_over_and_the_bars_follow() {
    let (mut story, emergency, incident) = story();
    let first = tell(&mut story, incident, "Cards fail", Phase::Investigating, "lines");
    let second = tell(&mut story, incident, "Cards fail", Phase::Identified, "lines");
    let third = tell(&mut story, incident, "Cards fail", Phase::Resolved, "lines");
    let caller = story.caller(emergency);
    story.tell(caller, domain::emergencies::Command::Confirm { emergency }).unwrap();
    story.pass(secs(30 * 86_400));
    assert!(story.state.updates.get(incident).is_none(), "the incident is long archived");
    let subscribers_told = story.state.subscribers.clone();
    let estimate = Estimate { low_mins: 5, high_mins: 30, likely_of_ten: 7, depends_on: "".into() };
    let right = |revised: &mut Revised| {
        let frame = revised.frame.as_mut().unwrap();
        frame.affected = named("portal", Condition::Partial);
        frame.estimate = Some(estimate.clone());
        revised.overview.impact = "Some cannot sign in.".into();
        revised.overview.translations[0].known = "Gekappt.".into();
    };
    let unsaid = |revised: &mut Revised| {
        right(revised);
        revised.reason = " ".into();
    };
    let refused = correct(&mut story, incident, first, unsaid);
    assert_eq!(refused, Err(bulletins::Refusal::BadReason.into()));
    let nowhere = |revised: &mut Revised| {
        revised.frame.as_mut().unwrap().affected = named("nowhere", Condition::Partial);
    };
    let refused = correct(&mut story, incident, first, nowhere);
    assert_eq!(refused, Err(bulletins::Refusal::BadComponents.into()));
    correct(&mut story, incident, first, right).unwrap();
    let before = story.history.len();
    correct(&mut story, incident, first, right).unwrap();
    assert_eq!(story.history.len(), before, "the same once more changes nothing");
    let known = told(&story, incident);
    let of = |entry| known.entry(entry).unwrap();
    let spells = spells(&[known]);
    let portal = ComponentKey::from("portal");
    assert_eq!(spells.keys().collect::<Vec<_>>(), [&portal]);
    let spell = spells[&portal][0];
    assert_eq!((spell.from, spell.until), (of(first).at, Some(of(third).at)));
    assert_eq!((spell.condition, known.worst), (Condition::Partial, Condition::Partial));
    // The word after it went on with the same components, and was as wrong.
    assert_eq!(of(second).affected(), named("portal", Condition::Partial));
    assert_eq!(of(second).corrections[0].frame.affected, named("lines", Condition::Major));
    assert!(of(third).affected().is_empty() && of(third).corrections.is_empty());
    let word = of(first);
    assert_eq!((&word.estimate, &*word.overview.impact), (&Some(estimate), "Some cannot sign in."));
    let correction = &word.corrections[0];
    assert_eq!(correction.reason, "We named the wrong one.");
    assert_eq!((&correction.frame.estimate, &*correction.said.impact), (&None, "Cards fail."));
    assert_eq!(story.state.subscribers, subscribers_told, "nobody is written to about old words");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn what_was_told_elsewhere_is_put_right_like_our_own_words() {
    let (mut story, _, _) = story();
    let (bulletin, entry) = (BulletinId(7), UpdateId(8));
    let at =
        |hours_ago: u64| Timestamp(story.now.0 - i64::try_from(hours_ago).unwrap() * 3_600_000);
    let word = ForeignWord {
        entry,
        at: at(3),
        phase: Phase::Investigating,
        overview: Overview { known: "Nothing works.".into(), ..Overview::default() },
        affected: named("lines", Condition::Major),
    };
    let (opened_at, resolved_at) = (at(3), at(1));
    let title = "Nothing works".into();
    let told = Foreign { bulletin, title, opened_at, resolved_at, words: vec![word], review: None };
    story.operator(bulletins::Command::Import { told: vec![told] });
    let said = story.state.bulletins.bulletins[&bulletin].entry(entry).unwrap();
    let mut frame = said.frame();
    frame.title = "Cards fail".into();
    frame.affected = named("portal", Condition::Degraded);
    let overview = Overview { known: "Cards fail.".into(), ..Overview::default() };
    let reason = "It was taken in wrongly.".into();
    let revised = Box::new(Revised { overview, frame: Some(frame), reason, takes_back: false });
    let correct = bulletins::Command::Correct { bulletin, entry, revised };
    story.tell(Actor::Person(ana()), correct).unwrap();
    let known = &story.state.bulletins.bulletins[&bulletin];
    assert_eq!((known.title.as_str(), known.worst), ("Cards fail", Condition::Degraded));
    assert_eq!(&*known.entry(entry).unwrap().corrections[0].said.known, "Nothing works.");
    assert!(spells(&[&**known]).contains_key(&ComponentKey::from("portal")));
    assert_eq!(story.folded(), story.state);
}
