//! Components in forms, each below what it is a part of, as deep as it lies.

use domain::State;
use domain::words::ComponentKey;
use maud::{Markup, html};

use crate::Returned;

/// So many stand in a form as they are; of more, the parts are folded below what they belong to.
const UNFOLDED_MAX: usize = 15;

/// A component in a list: how deep it lies, which it is, and what it is called.
pub(crate) type Listed<'a> = (usize, &'a ComponentKey, &'a str);

/// All components, as the vendor calls them.
pub(crate) fn all(state: &State) -> Vec<Listed<'_>> {
    let listed = state.components.listed().into_iter();
    listed.map(|(depth, key, known)| (depth, key, known.profile.name.as_str())).collect()
}

/// All components to tick, in the console.
pub(crate) fn ticks(state: &State, ticked: &[String]) -> Markup {
    of_these(&all(state), ticked, |count| match count {
        1 => html! { "1 part, which comes along" },
        _ => html! { (count) " parts, which come along" },
    })
}

/// These components to tick: the parts of each that stands alone lie in a fold below it, which says
/// that they come along, and is open where one of them is ticked by itself.
pub(crate) fn of_these(
    listed: &[Listed<'_>],
    ticked: &[String],
    come_along: impl Fn(usize) -> Markup,
) -> Markup {
    let is = |key: &ComponentKey| ticked.iter().any(|one| one == key.as_str());
    let one =
        |(depth, key, name): &Listed<'_>| tick(("component", key.as_str()), *depth, name, is(key));
    let few = listed.len() <= UNFOLDED_MAX;
    html! {
        @for tree in listed.chunk_by(|_, (depth, _, _)| *depth > 0) {
            @for top in tree.iter().take(1) { (one(top)) }
            @if tree.len() > 1 {
                @let open = few || tree.iter().skip(1).any(|(_, key, _)| is(key));
                details open[open] {
                    summary { (come_along(tree.len() - 1)) }
                    @for part in tree.iter().skip(1) { (one(part)) }
                }
            }
        }
    }
}

/// A component or a service to tick, as deep as it lies.
pub(crate) fn tick((field, key): (&str, &str), depth: usize, name: &str, ticked: bool) -> Markup {
    html! {
        label.choice {
            input type="checkbox" name=(field) value=(key) checked[ticked];
            span { (indent(depth)) bdi { (name) } }
        }
    }
}

/// How deep something lies, in front of its name.
pub(crate) fn indent(depth: usize) -> Markup {
    html! { @for _ in 0..depth { "\u{2003}" } }
}

/// What is ticked: as it was sent, else as it is kept.
pub(crate) fn ticked<K: ToString>(
    returned: Option<&Returned>,
    field: &str,
    known: &[K],
) -> Vec<String> {
    match returned {
        Some(returned) => {
            let ticks = returned.typed.iter().filter(|(name, _)| name == field);
            ticks.map(|(_, value)| value.clone()).collect()
        }
        None => known.iter().map(ToString::to_string).collect(),
    }
}
