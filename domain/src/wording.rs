//! Advice on wording: what a reader at three in the morning may stumble over. Never a wall.

use std::collections::BTreeSet;
use std::fmt;

use crate::words::{Condition, Estimate, Language, Overview, Phase, Public, Timestamp};

mod lists;

/// Most pieces of advice that are given at once; whoever heeds these sees the others next.
pub const ADVICE_MAX: usize = 6;
/// A longer update is advised against, in characters over all its parts.
pub const LONG_CHARS: usize = 900;

/// A piece of advice on an update.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Advice {
    /// It does not say what it means for the reader.
    NoImpact,
    /// It does not say what is done next.
    NoNext,
    /// A place of a template that nobody has filled in.
    Unfilled {
        /// As it stands.
        words: String,
    },
    /// It names somebody's fault.
    Blame {
        /// As it was written.
        words: String,
    },
    /// A word that only engineers know.
    Jargon {
        /// As it was written.
        words: String,
        /// What could stand there instead.
        plainly: &'static str,
    },
    /// It says soon, and not when.
    Vague {
        /// As it was written.
        words: String,
    },
    /// It is longer than anybody reads in a crisis.
    Long {
        /// How many characters it has.
        chars: usize,
    },
    /// The fix is expected before the next word is promised.
    EndsBeforeNextWord,
    /// It is for everyone and names no component that fares badly.
    NoComponent,
}

/// What could be said better to everyone: without a component each of them works on the page, and
/// the sentence above says that some of it fails. `named` is whether an earlier word named one.
#[must_use]
pub fn advice_on_components(public: &Public, named: bool) -> Option<Advice> {
    let fares = public.affected.iter().any(|one| one.condition != Condition::Operational);
    (public.phase != Phase::Resolved && !fares && !named).then_some(Advice::NoComponent)
}

/// What is said with an update beside its four parts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The heading on status pages; empty where it is on none.
    pub heading: &'a str,
    /// How long it may take, and what that depends on.
    pub estimate: Option<&'a Estimate>,
    /// What it means for the vendor itself; may be empty.
    pub for_colleagues: &'a str,
}

/// What is asked for once, before an update goes to the customers inside without it. Whoever writes
/// may say that it goes as it is: help is never held up by a form. Everyone outside is told nothing
/// without an impact at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lacking {
    /// What it means for them.
    Impact,
    /// By when they hear the next word; the usual time is promised.
    NextTime,
}

impl Lacking {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Impact, Self::NextTime];

    /// What programs call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Impact => "no_impact",
            Self::NextTime => "no_next_time",
        }
    }
}

impl fmt::Display for Lacking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Impact => {
                "What does it mean for them: what can they not do, and where? Add it, or send it \
                 as it is."
            }
            Self::NextTime => {
                "When do they hear from you next? Choose a time, or send it as it is: the usual \
                 one is promised."
            }
        })
    }
}

/// What an update lacks, the most important first; `timed` where a next time was chosen.
#[must_use]
pub fn lacking(overview: &Overview, timed: bool) -> Vec<Lacking> {
    let no_impact = overview.tidied().impact.is_empty();
    let lacks = [(no_impact, Lacking::Impact), (!timed, Lacking::NextTime)];
    lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, what)| what).collect()
}

/// What could be said better in an update; the most important first.
#[must_use]
pub fn advice(
    overview: &Overview,
    beside: &Beside<'_>,
    (now, next_by): (Timestamp, Timestamp),
) -> Vec<Advice> {
    let overview = overview.tidied();
    let parts = [&overview.known, &overview.impact, &overview.workaround, &overview.next];
    let text = parts.map(AsRef::as_ref).join("\n");
    let mut found = Vec::new();
    if overview.impact.is_empty() {
        found.push(Advice::NoImpact);
    }
    if overview.next.is_empty() {
        found.push(Advice::NoNext);
    }
    let others = overview.translations.iter();
    let others: Vec<_> = others
        .map(|known| (format!("{}\n{}", known.parts().join("\n"), known.title), known.language))
        .collect();
    let depends_on = beside.estimate.map_or("", |known| known.depends_on.as_str());
    let further = [beside.heading, depends_on, beside.for_colleagues];
    let all = std::iter::once(text.as_str()).chain(further);
    let all = all.chain(others.iter().map(|(text, _)| text.as_str()));
    found.extend(all.filter_map(unfilled));
    // A heading has too few words to say by itself in which language it is.
    let whole = std::iter::once(text.as_str()).chain(further).collect::<Vec<_>>().join("\n");
    let language = language_of(&words_of(&whole));
    for text in std::iter::once(text.as_str()).chain(further) {
        found.extend(on_words(&words_of(text), language));
    }
    for (text, language) in &others {
        found.extend(on_words(&words_of(text), *language));
    }
    let chars = text.chars().count();
    if chars > LONG_CHARS {
        found.push(Advice::Long { chars });
    }
    let high = beside
        .estimate
        .map(|known| std::time::Duration::from_secs(u64::from(known.high_mins) * 60));
    if high.is_some_and(|high| now + high < next_by) {
        found.push(Advice::EndsBeforeNextWord);
    }
    let mut seen = BTreeSet::new();
    found.retain(|one| seen.insert(one.clone()));
    found.truncate(ADVICE_MAX);
    found
}

/// What stands between brackets, as templates leave what whoever writes has to fill in.
fn unfilled(text: &str) -> Option<Advice> {
    let (_, after) = text.split_once('[')?;
    let (place, _) = after.split_once(']')?;
    let fits = !place.trim().is_empty() && !place.contains('\n');
    fits.then(|| Advice::Unfilled { words: format!("[{place}]") })
}

/// What could be said in other words.
fn on_words(words: &[String], language: Language) -> Vec<Advice> {
    let blame = hits(words, lists::blame(language)).map(|(words, ())| Advice::Blame { words });
    let vague = hits(words, lists::vague(language)).map(|(words, ())| Advice::Vague { words });
    // Engineers use the English words in every language.
    let own = hits(words, lists::jargon(language));
    let english = hits(words, lists::jargon(Language::English));
    let jargon = own.chain(english.filter(|_| language != Language::English));
    let jargon = jargon.map(|(words, plainly)| Advice::Jargon { words, plainly });
    blame.chain(vague).chain(jargon).collect()
}

/// The words of a text, in small letters.
fn words_of(text: &str) -> Vec<String> {
    let word = |part: &str| part.to_lowercase();
    let is_within = |c: char| c.is_alphanumeric() || c == '\'' || c == '’' || c == '-';
    text.split(|c: char| !is_within(c)).filter(|part| !part.is_empty()).map(word).collect()
}

/// In which language it is most likely written, by its smallest words.
fn language_of(words: &[String]) -> Language {
    let count = |language: Language| {
        let small = lists::small(language);
        words.iter().filter(|word| small.contains(&word.as_str())).count()
    };
    // The first of those that are equal, so that English stands where nothing tells.
    let all = Language::ALL.into_iter();
    all.rev().max_by_key(|language| count(*language)).unwrap_or_default()
}

/// Which entries of a list stand in a text, as the list writes them.
fn hits<'a, T: Copy + 'a>(
    words: &'a [String],
    list: &'a [(&'a str, T)],
) -> impl Iterator<Item = (String, T)> + 'a {
    let stands = move |entry: &str| {
        let parts: Vec<&str> = entry.split(' ').collect();
        words.windows(parts.len()).any(|window| window.iter().zip(&parts).all(|(a, b)| a == b))
    };
    list.iter()
        .filter(move |(entry, _)| stands(entry))
        .map(|(entry, more)| ((*entry).into(), *more))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_000);

    fn said(known: &str, impact: &str, next: &str) -> Vec<Advice> {
        let overview = Overview {
            known: known.into(),
            impact: impact.into(),
            next: next.into(),
            ..Overview::default()
        };
        let next_by = NOW + std::time::Duration::from_secs(900);
        advice(&overview, &Beside::default(), (NOW, next_by))
    }

    #[test]
    fn what_is_plain_gets_no_advice() {
        let known = "Card payments fail for shops in the north since 13:58.";
        let next = "We move them to the spare link. You hear from us by 14:20.";
        assert_eq!(said(known, "You can take cash and offline cards.", next), []);
    }

    #[test]
    fn the_missing_impact_comes_first() {
        let first = said("The database of our supplier is at fault.", "", "").remove(0);
        assert_eq!(first, Advice::NoImpact);
    }

    #[test]
    fn jargon_blame_and_soon_are_pointed_at_in_the_language_of_the_text() {
        let english = said("Elevated latency. It is their fault.", "x", "We fix it asap.");
        assert!(matches!(&english[0], Advice::Blame { words } if words == "their fault"));
        assert!(english.iter().any(|one| matches!(one, Advice::Vague { .. })));
        assert!(
            english
                .iter()
                .any(|one| matches!(one, Advice::Jargon { words, .. } if words == "latency"))
        );
        let german = said("Die Latenz ist hoch, und das ist der Fehler von anderen.", "x", "y");
        assert!(
            german
                .iter()
                .any(|one| matches!(one, Advice::Jargon { words, .. } if words == "latenz"))
        );
    }

    #[test]
    fn what_lacks_an_impact_or_a_next_time_is_asked_for_them_in_that_order() {
        let bare = Overview { known: "A line is cut.".into(), ..Overview::default() };
        assert_eq!(lacking(&bare, false), [Lacking::Impact, Lacking::NextTime]);
        let blank = Overview { impact: " \n ".into(), ..bare.clone() };
        assert_eq!(lacking(&blank, true), [Lacking::Impact]);
        let whole = Overview { impact: "No cards.".into(), ..bare };
        assert_eq!(
            (lacking(&whole, false), lacking(&whole, true)),
            (vec![Lacking::NextTime], vec![])
        );
    }

    #[test]
    fn a_place_that_nobody_has_filled_in_is_pointed_at() {
        let found = said("Cards fail because of [the cause, in plain words].", "x", "y");
        let words = "[the cause, in plain words]".to_owned();
        assert_eq!(found, [Advice::Unfilled { words }]);
    }

    #[test]
    fn words_in_further_languages_are_looked_at_as_well() {
        let overview = Overview {
            known: "Card payments fail.".into(),
            impact: "Take cash.".into(),
            next: "We mend it.".into(),
            translations: vec![crate::words::Translation {
                language: Language::German,
                known: "Die Latenz ist hoch.".into(),
                ..Default::default()
            }],
            ..Overview::default()
        };
        let found = advice(&overview, &Beside::default(), (NOW, NOW));
        assert!(matches!(&found[..], [Advice::Jargon { words, .. }] if words == "latenz"));
    }

    #[test]
    fn the_heading_the_estimate_and_the_line_for_colleagues_are_looked_at_as_well() {
        let overview = Overview {
            known: "Card payments fail.".into(),
            impact: "Take cash.".into(),
            next: "We mend it.".into(),
            ..Overview::default()
        };
        let on = |beside: Beside<'_>| advice(&overview, &beside, (NOW, NOW));
        let heading = on(Beside { heading: "Elevated latency", ..Beside::default() });
        assert!(matches!(&heading[..], [Advice::Jargon { words, .. }] if words == "latency"));
        let estimate = Estimate {
            high_mins: 60,
            likely_of_ten: 7,
            depends_on: "whether the failover works, [which line]".into(),
            ..Estimate::default()
        };
        let depends = on(Beside { estimate: Some(&estimate), ..Beside::default() });
        let [Advice::Unfilled { words: place }, Advice::Jargon { words, .. }] = &depends[..] else {
            panic!("{depends:?}");
        };
        assert_eq!((place.as_str(), words.as_str()), ("[which line]", "failover"));
        let line = on(Beside { for_colleagues: "It is their fault.", ..Beside::default() });
        assert!(matches!(&line[..], [Advice::Blame { words }] if words == "their fault"));
        assert_eq!(on(Beside { heading: "Cards fail in the north", ..Beside::default() }), []);
    }

    #[test]
    fn a_heading_in_a_further_language_is_looked_at_by_the_words_of_that_language() {
        let overview = Overview {
            known: "Card payments fail.".into(),
            impact: "Take cash.".into(),
            next: "We mend it.".into(),
            translations: vec![crate::words::Translation {
                language: Language::German,
                title: "Bedienfehler an Kassen".into(),
                known: "Karten gehen nicht.".into(),
                ..Default::default()
            }],
            ..Overview::default()
        };
        let found = advice(&overview, &Beside::default(), (NOW, NOW));
        assert!(matches!(&found[..], [Advice::Blame { words }] if words == "bedienfehler"));
    }

    #[test]
    fn advice_is_bounded_and_no_word_stands_twice() {
        let all: String = lists::jargon(Language::English)
            .iter()
            .fold(String::new(), |s, (w, _)| s + w + ". " + w + ". ");
        assert_eq!(said(&all, "x", "y").len(), ADVICE_MAX);
        let long = "word ".repeat(400);
        assert!(said(&long, "x", "y").iter().any(|one| matches!(one, Advice::Long { .. })));
    }

    #[test]
    fn a_fix_that_is_expected_before_the_next_word_is_worth_a_sooner_word() {
        let overview = Overview {
            known: "a".into(),
            impact: "b".into(),
            next: "c".into(),
            ..Overview::default()
        };
        let estimate = Estimate { high_mins: 10, likely_of_ten: 7, ..Estimate::default() };
        let next_by = NOW + std::time::Duration::from_secs(3_600);
        let beside = Beside { estimate: Some(&estimate), ..Beside::default() };
        let found = advice(&overview, &beside, (NOW, next_by));
        assert_eq!(found, [Advice::EndsBeforeNextWord]);
    }
}
