//! What everyone was told is corrected visibly, and never silently.

use domain::bulletins::{self, Bulletin, Revised};
use domain::updates::{self, Overview};
use domain::words::{
    Actor, Affected, Condition, IncidentId, Language, Phase, Public, Translation, UpdateId,
};

use crate::story::{Story, ana, secs};

fn story() -> (Story, IncidentId) {
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
    (story, incident)
}

fn named(component: &str, condition: Condition) -> Vec<Affected> {
    vec![Affected { component: component.into(), condition }]
}

/// Tells everyone, ten minutes after whatever was before.
fn tell(story: &mut Story, incident: IncidentId, title: &str, phase: Phase, part: &str) -> UpdateId {
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
    let public = Public { title: title.into(), phase, affected, audiences: Vec::new() };
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
    let mut revised = Revised { overview, frame, reason: "We named the wrong one.".into() };
    revise(&mut revised);
    let (bulletin, revised) = (known.id, Box::new(revised));
    let correct = bulletins::Command::Correct { bulletin, entry, revised };
    story.tell(Actor::Person(ana()), correct).map(|_| ())
}

#[test]
fn a_new_heading_does_not_rename_what_was_read_and_says_what_it_had_been() {
    let (mut story, incident) = story();
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
