//! The nodes that run on the same log: whether one of them is too old, and holds the others up.

use maud::html;

use super::names;
use super::readiness::Finding;
use crate::Context;

/// Nothing, as long as this node runs alone.
pub(super) fn findings(context: &Context<'_>) -> Vec<Finding> {
    let nodes = context.nodes;
    let page = format!("{}/docs/operating#updating-several-nodes", context.base);
    let how = || html! { a href=(page) { "What to do" } };
    if let Some(why) = &nodes.outdated {
        return vec![Finding::Care(html! {
            "This machine runs an older version of Mayday than others, which decide for it ("
            bdi { (why) } ") " (how())
        })];
    }
    let behind = nodes.others.iter().filter(|(_, revision)| *revision < nodes.revision);
    let behind: Vec<&str> = behind.map(|(name, _)| name.as_str()).collect();
    if !behind.is_empty() {
        let waits = context.state.policy.adopted < nodes.revision;
        return vec![Finding::Care(html! {
            @if waits {
                "What is new in this version of Mayday waits until every machine runs it; not yet: "
            } @else {
                "An older version of Mayday, which stores nothing here, runs on: "
            }
            @for (index, name) in behind.iter().enumerate() {
                @if index > 0 { ", " }
                bdi { (name) }
            }
            ". " (how())
        })];
    }
    if nodes.others.is_empty() {
        return Vec::new();
    }
    let adopted = context.state.policy.adopted;
    let all = names::count(nodes.others.len() + 1, "machine", "machines");
    vec![Finding::Good(html! {
        (all) " run Mayday"
        @if adopted == nodes.revision { ", all as new as each other" }
    })]
}
