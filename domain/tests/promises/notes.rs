//! Notes are for colleagues; shared, they leave after five seconds in which it can be undone.

use domain::emergencies::{Speaker, Text};
use domain::notes::{self, Refusal as NotesRefusal};
use domain::words::{Actor, EmergencyId, NoteId, Owner};
use domain::{Refusal, erasures};

use crate::story::{Story, ana, ben, secs};

fn noted(story: &mut Story, emergency: EmergencyId) -> NoteId {
    let incident = story.incident(emergency);
    let words = "The spare link carries it; tell them to retry.".to_owned();
    story.tell(Actor::Person(ben()), notes::Command::Write { incident, words }).unwrap();
    story.state.notes.of(incident).next_back().expect("it was written").id
}

fn said(story: &Story, emergency: EmergencyId) -> Vec<(Speaker, String)> {
    let messages = story.emergency(emergency).messages.iter();
    let words = messages.filter_map(|message| match &message.text {
        Text::Words(words) => Some((message.from.clone(), words.as_str().to_owned())),
        Text::Line(_) => None,
    });
    words.collect()
}

#[test]
fn a_note_is_never_seen_by_the_caller_unless_it_is_shared() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    noted(&mut story, emergency);
    story.pass(secs(60));
    assert_eq!(said(&story, emergency).len(), 1, "only their own words");
}

#[test]
fn a_shared_note_leaves_after_five_seconds_as_a_message_of_whoever_shared_it() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let note = noted(&mut story, emergency);
    let share = || notes::Command::Share { note, emergencies: vec![emergency] };
    story.tell(Actor::Person(ana()), share()).unwrap();
    story.tell(Actor::Person(ben()), share()).unwrap();
    story.pass(secs(4));
    assert_eq!(said(&story, emergency).len(), 1, "nothing has left yet");
    story.pass(secs(1));
    let said = said(&story, emergency);
    assert_eq!(said.len(), 2, "pressed twice, it is said once");
    assert_eq!(said[1].0, Speaker::Person(ana()));
    assert!(said[1].1.contains("spare link"));
    let refused = story.tell(Actor::Person(ana()), notes::Command::Undo { note }).unwrap_err();
    assert_eq!(refused, Refusal::Notes(NotesRefusal::TooLate));
    let again = story.tell(Actor::Person(ana()), share()).unwrap_err();
    assert_eq!(again, Refusal::Notes(NotesRefusal::NoAudience), "they have it already");
    assert_eq!(story.folded(), story.state);
}

#[test]
fn whoever_shares_a_note_has_what_rings_by_that_press_and_not_when_it_leaves() {
    let mut story = Story::new();
    let emergency = story.call();
    let note = noted(&mut story, emergency);
    assert_eq!(story.escalation(emergency).accepted_by(), None, "a note is no word to them");
    let share = notes::Command::Share { note, emergencies: vec![emergency] };
    story.tell(Actor::Person(ana()), share).unwrap();
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()));
    story.pass(secs(119));
    assert_eq!(said(&story, emergency).len(), 2);
    assert_eq!(story.escalation(emergency).accepted_by(), Some(&ana()), "it was the first word");
    // What rings when it leaves rings on.
    let incident = story.incident(emergency);
    let other = noted(&mut story, emergency);
    let share = notes::Command::Share { note: other, emergencies: vec![emergency] };
    story.tell(Actor::Person(ana()), share).unwrap();
    let restart = domain::incidents::Command::Restart { incident };
    story.tell(Actor::Person(ben()), restart).unwrap();
    story.pass(secs(5));
    assert_eq!(said(&story, emergency).len(), 3);
    assert_eq!(story.escalation(emergency).accepted_by(), None);
}

#[test]
fn what_is_undone_in_time_never_leaves() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let note = noted(&mut story, emergency);
    let share = || notes::Command::Share { note, emergencies: vec![emergency] };
    story.tell(Actor::Person(ana()), share()).unwrap();
    story.pass(secs(4));
    story.tell(Actor::Person(ana()), notes::Command::Undo { note }).unwrap();
    story.pass(secs(600));
    assert_eq!(said(&story, emergency).len(), 1);
    story.tell(Actor::Person(ana()), share()).unwrap();
    story.pass(secs(5));
    assert_eq!(said(&story, emergency).len(), 2, "later, it can still be shared");
}

#[test]
fn a_note_is_shared_only_with_those_of_its_own_incident() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let other = story.call_with("cannot sign in", "Globex", "");
    let note = noted(&mut story, emergency);
    let share = notes::Command::Share { note, emergencies: vec![emergency, other] };
    let refused = story.tell(Actor::Person(ana()), share).unwrap_err();
    assert_eq!(refused, Refusal::Notes(NotesRefusal::NoAudience));
}

#[test]
fn the_words_of_one_who_was_erased_are_gone_from_notes_and_from_what_was_shared() {
    let mut story = Story::accepted();
    let emergency = story.emergencies[0];
    let note = noted(&mut story, emergency);
    let share = notes::Command::Share { note, emergencies: vec![emergency] };
    story.tell(Actor::Person(ana()), share).unwrap();
    story.pass(secs(5));
    story.operator(domain::access::Command::RemovePerson { person: ben() });
    let owner = Owner::Person(ben());
    let reason = erasures::Reason::Left;
    story.operator(erasures::Command::Erase { owner, reason });
    let incident = story.incident(emergency);
    assert!(story.state.notes.of(incident).all(|note| note.words.as_str() == "(erased)"));
    assert_eq!(said(&story, emergency)[1].1, "(erased)");
}
