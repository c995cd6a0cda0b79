//! Where something that was found stands, when that is no room: its noun, its title and its page.

use domain::State;
use domain::status::Matter;
use domain::words::{ApprovalId, BulletinId, FollowUpId, MaintenanceId, NoticeId};

use crate::search::Hit;
use crate::search::documents::Kind;

/// The noun, the title and the address of what is found under a name; nothing where it stands in a
/// room.
type Place = (&'static str, String, Option<String>);

/// What it is, as a word beside the title.
pub(super) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Message => "said",
        Kind::Definition => "defined",
        kind => kind.name(),
    }
}

/// Whether it was told of what never was: that is found no more, unless it was so after all.
pub(in crate::web) fn never_was(state: &State, hit: &Hit) -> bool {
    let key = hit.name.as_deref().and_then(|name| name.strip_prefix("bulletin/"));
    let id = key.and_then(|key| BulletinId::parse(key.split('/').next().unwrap_or_default()));
    id.is_some_and(|id| state.bulletins.mistakes.contains_key(&id))
}

/// Where that stands.
pub(super) fn place(context: &views::Context<'_>, hit: &Hit, name: &str) -> Option<Place> {
    let state = context.state;
    let (noun, key) = name.split_once('/')?;
    let called = || hit.who.clone();
    let at = |noun: &'static str, there: bool, href: String| {
        Some((noun, called(), there.then_some(href)))
    };
    let first = key.split('/').next().unwrap_or_default();
    match noun {
        "customer" => at("customer", true, format!("/console/customers/{key}")),
        "person" if hit.kind == Kind::Person => {
            at("person", true, format!("/console/people#{key}"))
        }
        "card" => at("card", true, format!("/console/cards/{key}")),
        "template" => at("template", true, format!("/console/templates/of/{key}")),
        "component" => at("component", true, format!("/console/status/components/{key}")),
        "schedule" => at("schedule", true, format!("/console/schedules/{key}")),
        "policy" => at("policy", true, format!("/console/policies#policy-{key}")),
        "team" => at("team", true, "/console/people".to_owned()),
        "service" => at("service", true, "/console/policies".to_owned()),
        "routine" => {
            let title = hit.text.split(" · ").next().unwrap_or_default().to_owned();
            Some(("routine", title, Some(format!("/console/maintenance/routines/{key}"))))
        }
        "maintenance" => {
            let known = MaintenanceId::parse(first).and_then(|id| state.maintenance.get(id));
            let href = known.map(|known| format!("/console/maintenance/{}", known.number));
            let known = known.map(|known| known.as_written(&state.maintenance));
            let title = known.map(|known| known.plan.title.to_string());
            Some(("maintenance", title.unwrap_or_else(|| "Maintenance".to_owned()), href))
        }
        "announcement" => {
            let known = NoticeId::parse(first).and_then(|id| {
                state.announcements.as_written().into_iter().find(|known| known.id == id)
            });
            let href = known.as_ref();
            let href = href.map(|known| format!("/console/announcements/{}", known.number));
            let title = known.map(|known| known.notice.title.to_string());
            Some(("announcement", title.unwrap_or_else(|| "Announcement".to_owned()), href))
        }
        "approval" => {
            let known = ApprovalId::parse(first).and_then(|id| state.approvals.get(id));
            let href = known.map(|known| format!("/console/approvals/{}", known.number));
            let title = known.map(|known| known.words.public.title.to_string());
            Some(("approval", title.unwrap_or_else(|| "Public text".to_owned()), href))
        }
        "follow-up" => {
            let known = FollowUpId::parse(first).and_then(|id| state.follow_ups.get(id));
            let href = known.map(|known| format!("/console/follow-ups/{}", known.number));
            let title = known.map(|known| format!("Incident {}", known.story.number));
            Some(("follow-up", title.unwrap_or_else(|| "Follow-up".to_owned()), href))
        }
        "bulletin" => {
            let id = BulletinId::parse(first);
            let known = id.and_then(|id| state.bulletins.bulletins.get(&id));
            // Every page stands below the door's address too, where the console is.
            let href = known.map(|known| {
                let matter = Matter::from(known.as_ref());
                match state.public_pages_of(matter).first() {
                    Some(page) => {
                        let page = views::status::below_door(state, "", "", page);
                        views::status::address_of(&page, matter)
                    }
                    None => format!("/console/status/told/{}", known.number),
                }
            });
            let title = known.map(|known| known.title.to_string());
            Some(("status page", title.unwrap_or_else(|| "Status page".to_owned()), href))
        }
        _ => None,
    }
}
