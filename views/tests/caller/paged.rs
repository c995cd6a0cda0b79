//! The page and the telephones of those who are rung.

use domain::emergencies;
use domain::paging::Answer;
use domain::words::PersonKey;
use views::pager;

use crate::reading::{assert_reads, assert_sound};
use crate::world::World;

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
