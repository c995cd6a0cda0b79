//! Spans of time: when a component was under maintenance as announced, and what is left of its
//! trouble without these.

use std::time::Duration;

use crate::bulletins::Spell;
use crate::maintenance::Maintenance;
use crate::words::{Condition, Timestamp};

/// When it was under maintenance as announced, by start. Numbers of bulletins have no meaning here.
pub(super) fn of(maintenance: &[&Maintenance]) -> Vec<Spell> {
    let announced = maintenance.iter().flat_map(|known| known.announced.iter().copied());
    let mut spells: Vec<Spell> = announced
        .filter(|(from, until)| from < until)
        .map(|(from, until)| Spell {
            from,
            until: Some(until),
            condition: Condition::Maintenance,
            number: 0,
        })
        .collect();
    spells.sort_by_key(|spell| spell.from);
    spells
}

/// When it was under maintenance for longer than was announced. Whether it failed meanwhile nobody
/// has said, so it counts as what fails for some.
pub(super) fn overrun(maintenance: &[&Maintenance]) -> Vec<Spell> {
    let longer = maintenance.iter().flat_map(|known| known.overran());
    let spells =
        longer.map(|(from, until)| Spell { from, until, condition: Condition::Partial, number: 0 });
    spells.collect()
}

/// The trouble without what stands beside it.
pub(in crate::policy) fn beside(trouble: Vec<Spell>, others: &[Spell]) -> Vec<Spell> {
    let mut left = trouble;
    for window in others {
        let (from, until) = (window.from, window.until.unwrap_or(Timestamp(i64::MAX)));
        left = left.into_iter().flat_map(|spell| cut(spell, from, until)).collect();
    }
    left
}

/// The trouble without what fell into maintenance, and the maintenance itself.
pub(super) fn without(trouble: &[Spell], planned: &[Spell]) -> Vec<Spell> {
    let mut left = beside(trouble.to_vec(), planned);
    left.extend_from_slice(planned);
    left.sort_by_key(|spell| spell.from);
    left
}

/// What is left of a spell before and after a window.
fn cut(spell: Spell, from: Timestamp, until: Timestamp) -> impl Iterator<Item = Spell> {
    let ends = spell.until.unwrap_or(Timestamp(i64::MAX));
    let apart = ends <= from || spell.from >= until;
    let whole = apart.then_some(spell);
    let before = (!apart && spell.from < from).then_some(Spell { until: Some(from), ..spell });
    let after = (!apart && ends > until).then_some(Spell { from: until, ..spell });
    [whole, before, after].into_iter().flatten()
}

/// How long they last together; what overlaps is counted once, and what still lasts not at all.
pub(super) fn together(mut spells: Vec<Spell>) -> Duration {
    spells.sort_by_key(|spell| spell.from);
    let mut counted = Timestamp(i64::MIN);
    let mut whole = Duration::ZERO;
    for spell in spells {
        let Some(until) = spell.until else { continue };
        whole += until.since(spell.from.max(counted));
        counted = counted.max(until);
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spell(from: i64, until: Option<i64>, condition: Condition) -> Spell {
        let until = until.map(Timestamp);
        Spell { from: Timestamp(from), until, condition, number: 1 }
    }

    #[test]
    fn trouble_during_maintenance_is_cut_out_and_what_is_before_and_after_stays() {
        let trouble = [spell(0, Some(100), Condition::Major), spell(150, None, Condition::Partial)];
        let planned = [spell(40, Some(60), Condition::Maintenance)];
        let left = without(&trouble, &planned);
        let spans: Vec<_> = left.iter().map(|one| (one.from.0, one.until.map(|at| at.0))).collect();
        assert_eq!(spans, [(0, Some(40)), (40, Some(60)), (60, Some(100)), (150, None)]);
        let both =
            vec![spell(0, Some(40), Condition::Major), spell(20, Some(60), Condition::Partial)];
        assert_eq!(together(both), Duration::from_millis(60), "what overlaps counts once");
        assert_eq!(without(&trouble, &[spell(0, None, Condition::Maintenance)]).len(), 1);
    }
}
