//! Whom a word concerned that was given up before it was written down whom: as it was decided then.
//! Old logs mean what this says for ever, so it never changes with what subscribers want today.

use super::super::{About, Announcement, Subscriber};

/// Whether a word concerned somebody who read what everyone may.
pub(super) fn concerned(known: &Subscriber, word: &Announcement) -> bool {
    if !known.is_active() || known.profile.through.is_some() {
        return false;
    }
    let wants = &known.profile.wants;
    match (known.profile.colleague, word.inside()) {
        (None, None) => {
            let audience = &word.audience;
            if !audience.pages.contains(&known.profile.page) {
                return false;
            }
            let grave = audience.worst >= wants.at_least;
            if audience.components.is_empty() {
                return grave || !matches!(word.about, About::Work(_) | About::Notice(_));
            }
            let all = wants.components.is_empty() && wants.services.is_empty();
            let named = wants.components.iter().any(|key| audience.components.contains(key));
            let served = wants.services.iter().any(|key| audience.services.contains(key));
            grave && (all || named || served)
        }
        (Some(least), Some(inside)) => {
            let (named, hit) = (&wants.services, &word.audience.services);
            let meant = named.is_empty() || hit.is_empty();
            inside.severity <= least && (meant || named.iter().any(|key| hit.contains(key)))
        }
        (Some(_), None) | (None, Some(_)) => false,
    }
}
