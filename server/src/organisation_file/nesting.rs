//! Teams within teams: refused, and a circle among them is named.

use std::collections::BTreeMap;

use domain::words::SmolStr;

use super::PROBLEMS_MAX;
use super::read::Reader;
use super::words::quoted;

/// Most teams of a circle that are named; the rest is left to be found.
const TEAMS_SHOWN_MAX: usize = 8;

/// The teams that teams list, as far as anyone tried.
#[derive(Default)]
pub(super) struct Nesting {
    teams: BTreeMap<SmolStr, (Vec<SmolStr>, String)>,
}

impl Nesting {
    /// Notes what a team lists.
    pub(super) fn note(&mut self, team: &str, inner: Vec<SmolStr>, path: String) {
        if !inner.is_empty() {
            self.teams.insert(team.into(), (inner, path));
        }
    }

    /// Says for each that a team holds people only, and shows the circle if it closes one.
    pub(super) fn refuse(&self, reader: &mut Reader) {
        // More than are reported need no look, and each look may go through all teams.
        for (team, (_, path)) in self.teams.iter().take(PROBLEMS_MAX) {
            let why = match self.way_back(team) {
                Some(circle) if circle.len() == 1 => {
                    format!("This is a cycle: the team {} lists itself.", quoted(team))
                }
                Some(circle) => {
                    let shown = circle.iter().take(TEAMS_SHOWN_MAX).map(SmolStr::as_str);
                    let mut names: Vec<&str> = shown.collect();
                    if names.len() < circle.len() {
                        names.push("…");
                    }
                    format!("This is a cycle: {} -> {team}.", names.join(" -> "))
                }
                None => "A team cannot hold teams.".to_owned(),
            };
            reader.error(path, format!("{why} Take `teams` out and list the people in `members`."));
        }
    }

    /// The shortest way from a team back to itself.
    fn way_back(&self, team: &SmolStr) -> Option<Vec<SmolStr>> {
        let mut came_from: BTreeMap<&SmolStr, &SmolStr> = BTreeMap::new();
        let mut waiting = std::collections::VecDeque::from([team]);
        while let Some(here) = waiting.pop_front() {
            let inner = self.teams.get(here).map_or(&[][..], |(inner, _)| inner);
            for next in inner {
                if next == team {
                    let mut way = vec![here.clone()];
                    while let Some(before) = came_from.get(&way[way.len() - 1]) {
                        way.push(SmolStr::clone(before));
                    }
                    way.reverse();
                    return Some(way);
                }
                if !came_from.contains_key(next) {
                    came_from.insert(next, here);
                    waiting.push_back(next);
                }
            }
        }
        None
    }
}
