//! What has an address of its own on every page that shows it: an incident, planned maintenance, an
//! announcement. Each goes by its number, for ever; what a page shows at that address looks at
//! nothing else that happens, so that thousands of old matters cost a page nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use super::{Overall, Shown, spells};
use crate::State;
use crate::announcements::Announcement;
use crate::bulletins::Bulletin;
use crate::maintenance::{Maintenance, Stage};
use crate::readers::{Readable, ReadersSight};
use crate::words::{ComponentKey, Condition, StatusPageKey, Timestamp, TopicId};

/// A matter, by its number. It is written as addresses have it: `i/7`, `m/3`, `a/2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// What everyone was told about an incident.
    Incident(u32),
    /// Planned maintenance.
    Maintenance(u32),
    /// An announcement.
    Notice(u32),
}

impl Matter {
    /// The letter of its kind in addresses, and its number.
    #[must_use]
    pub fn parts(self) -> (&'static str, u32) {
        match self {
            Self::Incident(number) => ("i", number),
            Self::Maintenance(number) => ("m", number),
            Self::Notice(number) => ("a", number),
        }
    }
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, number) = self.parts();
        write!(f, "{kind}/{number}")
    }
}

/// That is no matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMatter;

impl FromStr for Matter {
    type Err = NoMatter;

    fn from_str(text: &str) -> Result<Self, NoMatter> {
        let (kind, digits) = text.split_once('/').ok_or(NoMatter)?;
        // Each has one address: no sign, and no zero before the others.
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
        let number = digits.parse().ok().filter(|_| plain).ok_or(NoMatter)?;
        match kind {
            "i" => Ok(Self::Incident(number)),
            "m" => Ok(Self::Maintenance(number)),
            "a" => Ok(Self::Notice(number)),
            _ => Err(NoMatter),
        }
    }
}

impl From<&Bulletin> for Matter {
    fn from(known: &Bulletin) -> Self {
        Self::Incident(known.number)
    }
}

impl From<&Maintenance> for Matter {
    fn from(known: &Maintenance) -> Self {
        Self::Maintenance(known.number)
    }
}

impl From<&Announcement> for Matter {
    fn from(known: &Announcement) -> Self {
        Self::Notice(known.number)
    }
}

impl State {
    /// The matter that a word to subscribers is about, where it is one that pages show.
    #[must_use]
    pub fn matter_of(&self, topic: TopicId) -> Option<Matter> {
        use crate::words::{BulletinId, MaintenanceId, NoticeId};
        let told = || self.bulletins.bulletins.get(&BulletinId(topic.0));
        let planned = || self.maintenance.get(MaintenanceId(topic.0));
        let notice = || self.announcements.get(NoticeId(topic.0));
        told()
            .map(|known| Matter::from(known.as_ref()))
            .or_else(|| planned().map(Matter::from))
            .or_else(|| notice().map(Matter::from))
    }

    /// The pages on which everyone finds a matter, the oldest first. It looks at the matter alone,
    /// so that the console may ask each time that it is drawn.
    #[must_use]
    pub fn public_pages_of(&self, matter: Matter) -> Vec<&StatusPageKey> {
        let public = ReadersSight::public();
        let hidden = |key: &ComponentKey| {
            let mut line = std::iter::once(key).chain(self.components.around(key));
            line.any(|key| {
                self.components.get(key).is_none_or(|known| !public.sees(&known.profile.audiences))
            })
        };
        let about = match matter {
            Matter::Incident(number) => {
                let known = self.bulletins.numbered(number);
                known.map(|known| (&known.audiences, known.concerned().into_iter().collect()))
            }
            Matter::Maintenance(number) => {
                let known = self.maintenance.numbered(number);
                let known =
                    known.filter(|known| known.began_at.is_some() || !known.plan.is_unspoken());
                known.map(|known| (&known.plan.audiences, known.plan.components.clone()))
            }
            Matter::Notice(number) => {
                let known = self.announcements.numbered(number);
                let known = known.filter(|known| known.began_at.is_some());
                known.map(|known| (&known.notice.audiences, Vec::new()))
            }
        };
        let about = about.filter(|(audiences, _)| public.sees(audiences));
        let Some((_, concerned)) = about else { return Vec::new() };
        let seen: Vec<&ComponentKey> = concerned.iter().filter(|key| !hidden(key)).collect();
        if seen.is_empty() && !concerned.is_empty() {
            return Vec::new();
        }
        let notice = |key: &StatusPageKey| match matter {
            Matter::Notice(number) => {
                self.announcements.numbered(number).is_some_and(|known| known.is_for(key))
            }
            _ => true,
        };
        // Maintenance of something is maintenance of all that is part of it.
        let all_of = matches!(matter, Matter::Maintenance(_));
        let part = |key: &&ComponentKey| {
            !hidden(key) && self.components.around(key).any(|outer| seen.contains(&outer))
        };
        let shows = |named: &[ComponentKey]| {
            let has = |key: &&ComponentKey| {
                named.contains(key) || self.components.around(key).any(|key| named.contains(key))
            };
            let parts = || all_of && named.iter().any(|key| part(&key));
            seen.is_empty() || named.is_empty() || seen.iter().any(has) || parts()
        };
        let pages = self.pages_for(&public).into_iter();
        let pages = pages.filter(|(key, known)| notice(key) && shows(&known.profile.components));
        pages.map(|(key, _)| key).collect()
    }
}

impl Readable {
    /// A page with one matter, and without anything else that happens: its heading and its
    /// components are those of the page, and it fares as the matter does. `None` where these
    /// readers do not find the matter on that page.
    #[must_use]
    pub fn status_page_about(&self, page: &StatusPageKey, matter: Matter) -> Option<Shown<'_>> {
        let (key, known) = self.status_pages.pages.get_key_value(page)?;
        let parts = self.parts_of(&known.profile.components);
        let mut shown = Shown {
            key,
            page: known,
            parts,
            live: Vec::new(),
            past: Vec::new(),
            maintenance: Vec::new(),
            announcements: Vec::new(),
            overall: Overall::Operational,
            seen: BTreeMap::new(),
            maintained: BTreeMap::new(),
            overran: BTreeMap::new(),
            evidence: BTreeMap::new(),
            belied: BTreeMap::new(),
            mistakes: Vec::new(),
        };
        let on_page: BTreeSet<&ComponentKey> = shown.parts.iter().map(|part| part.key).collect();
        match matter {
            Matter::Incident(number) if self.bulletins.numbered(number).is_none() => {
                let never = self.bulletins.mistaken_numbered(number)?;
                if !concerns(&never.bulletin, &on_page) {
                    return None;
                }
                shown.mistakes.push(never);
            }
            Matter::Incident(number) => {
                let told = self.bulletins.numbered(number)?;
                let concerned = told.concerned();
                if !concerns(told, &on_page) {
                    return None;
                }
                if told.is_over() {
                    let named = on_page.into_iter().filter(|key| concerned.contains(*key));
                    shown.maintained = self.maintained(named);
                    shown.past.push(told);
                } else {
                    shown.overall = as_grave(told.gravity());
                    shown.live.push(told);
                }
            }
            Matter::Maintenance(number) => {
                let known = self.maintenance.numbered(number)?;
                if !self.works_on(known, &on_page) {
                    return None;
                }
                if known.stage.is_running() {
                    shown.overall = Overall::Maintenance;
                }
                shown.maintenance.push(known);
            }
            Matter::Notice(number) => {
                let known = self.announcements.numbered(number)?;
                if !stands_on(known, key) {
                    return None;
                }
                shown.announcements.push(known);
            }
        }
        Some(shown)
    }

    /// When each of these components was under maintenance as announced.
    fn maintained<'a>(
        &self,
        components: impl Iterator<Item = &'a ComponentKey>,
    ) -> BTreeMap<&'a ComponentKey, Vec<crate::bulletins::Spell>> {
        let all = self.maintenance.listed();
        let begun: Vec<&Maintenance> =
            all.into_iter().filter(|known| !known.announced.is_empty()).collect();
        let of_each = components.map(|key| {
            let own = begun.iter().copied().filter(|known| self.maintains(known, key));
            (key, spells::of(&own.collect::<Vec<_>>()))
        });
        of_each.collect()
    }

    /// Whether planned maintenance works on anything of a page; what names no component does.
    pub(super) fn works_on(&self, known: &Maintenance, on_page: &BTreeSet<&ComponentKey>) -> bool {
        let named = known.plan.components.is_empty();
        named || on_page.iter().any(|key| self.maintains(known, key))
    }
}

impl<'a> Shown<'a> {
    /// What of a page somebody may be reading at its own address right now: what goes on, what lies
    /// ahead and is near, what is announced, what was over only a moment ago, and what never was
    /// while the page says so.
    #[must_use]
    pub fn fresh(&self, now: Timestamp) -> Vec<Matter> {
        let late = |at: Timestamp| now.since(at) < FRESH;
        let past = self.past.iter().filter(|known| late(known.changed_at));
        let told = self.live.iter().chain(past).map(|known| Matter::from(*known));
        let planned = self.maintenance.iter().filter(|known| match known.stage {
            Stage::Completed | Stage::Cancelled => late(known.changed_at),
            Stage::Scheduled => false,
            _ => true,
        });
        let ahead = self.upcoming().take(AHEAD_MAX);
        let planned = planned.copied().chain(ahead).map(Matter::from);
        let announced = self.announced().map(Matter::from);
        // Whoever follows a link that they were sent reads that it was a mistake.
        let never = self.mistakes.iter().map(|known| Matter::from(&*known.bulletin));
        told.chain(never).chain(planned).chain(announced).take(FRESH_MAX).collect()
    }

    /// Everything that has an address of its own on the page.
    pub fn matters(&self) -> impl Iterator<Item = Matter> {
        let told = self.live.iter().chain(&self.past).map(|known| Matter::from(*known));
        let planned = self.maintenance.iter().map(|known| Matter::from(*known));
        let announced = self.announcements.iter().map(|known| Matter::from(*known));
        told.chain(planned).chain(announced)
    }
}

/// For so long what is over is still looked at by those who were told of it.
const FRESH: std::time::Duration = std::time::Duration::from_secs(24 * 3600);
/// Most matters that a page has ready at their own addresses each time that anything happens.
const FRESH_MAX: usize = 60;
/// Most of what lies ahead that is among them.
const AHEAD_MAX: usize = 20;

/// What names no component concerns everyone.
pub(super) fn concerns(told: &Bulletin, on_page: &BTreeSet<&ComponentKey>) -> bool {
    let concerned = told.concerned();
    concerned.is_empty() || concerned.iter().any(|key| on_page.contains(key))
}

/// Whether an announcement stands or stood on a page.
pub(super) fn stands_on(known: &Announcement, page: &StatusPageKey) -> bool {
    known.began_at.is_some() && known.is_for(page)
}

fn as_grave(gravity: Condition) -> Overall {
    match gravity {
        Condition::Operational => Overall::Operational,
        Condition::Maintenance => Overall::Maintenance,
        Condition::Degraded => Overall::SomeDegraded,
        Condition::Partial => Overall::Partial,
        Condition::Major => Overall::Major,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matter_has_one_address() {
        for matter in [Matter::Incident(7), Matter::Maintenance(12), Matter::Notice(u32::MAX)] {
            assert_eq!(matter.to_string().parse(), Ok(matter));
        }
        for text in ["", "i", "i/", "i/0", "i/07", "i/+7", "i/-1", "i/4294967296", "x/7", "i/7/"] {
            assert_eq!(text.parse::<Matter>(), Err(NoMatter), "{text}");
        }
    }
}
