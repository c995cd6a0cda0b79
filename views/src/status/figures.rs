//! Figures of the last weeks, where the vendor wants readers to know them.

use std::time::Duration;

use domain::figures::{CASES_MIN, Figures};
use domain::status::Shown;
use maud::{Markup, html};

use crate::tongue::Tongue;
use crate::{Context, plain, times};

/// Over how many days they are counted.
const FIGURES_DAYS: u64 = 90;

/// The figures, a line each; nothing where the page does not show them.
pub(super) fn figures(context: &Context<'_>, shown: &Shown<'_>) -> Markup {
    let from = context.now - Duration::from_secs(FIGURES_DAYS * 86_400);
    let wanted = shown.page.profile.shows_promises;
    let figures = wanted.then(|| context.state.figures(from, context.now));
    let lines = figures.map(|known| lines(context.reader.tongue, &known)).unwrap_or_default();
    html! {
        @for line in lines { p.soft { (line) } }
    }
}

/// What the figures say; of what did not happen, nothing.
fn lines(tongue: &Tongue, known: &Figures) -> Vec<String> {
    let promises = known.kept + known.missed;
    let promises = (promises > 0)
        .then(|| plain!(tongue, "status-promises", kept = known.kept, all = promises));
    let estimates = (known.estimates > 0)
        .then(|| plain!(tongue, "status-estimates", hits = known.hits, all = known.estimates));
    // A single call would tell everyone of one customer, and "half of them" says nothing of a few.
    let calls = known.first_words.len() >= CASES_MIN;
    let within = |ten| known.first_word_of_ten(ten).filter(|_| calls).map(Duration::from_secs);
    let first_word = within(5).zip(within(9)).map(|(half, nine)| {
        let (half, nine) = (times::span_in(tongue, half), times::span_in(tongue, nine));
        plain!(tongue, "status-first-word", half = half, nine = nine)
    });
    promises.into_iter().chain(estimates).chain(first_word).collect()
}

#[cfg(test)]
mod tests {
    use domain::words::Language;

    use super::*;

    fn said(known: &Figures) -> Vec<String> {
        lines(Tongue::of(Language::English), known)
    }

    #[test]
    fn each_figure_stands_for_itself_and_what_did_not_happen_is_not_counted() {
        assert_eq!(said(&Figures::default()), Vec::<String>::new());
        let promises = Figures { kept: 1, ..Figures::default() };
        let kept = "Promises of a next update that we kept in the last 90 days: 1 of 1.";
        assert_eq!(said(&promises), [kept]);
        let estimates = Figures { estimates: 4, hits: 3, ..Figures::default() };
        let held = "Estimates of when it works again that held in the last 90 days: 3 of 4.";
        assert_eq!(said(&estimates), [held]);
    }

    #[test]
    fn the_time_to_the_first_word_is_told_of_five_calls_and_more() {
        let of = |first_words: &[u64]| {
            said(&Figures { first_words: first_words.to_vec(), ..Figures::default() })
        };
        assert!(of(&[20, 30, 40, 50]).is_empty());
        let within = "Time to the first word from a person in the last 90 days: at most 40 seconds \
                      for half of the calls, at most 10 min for nine of ten.";
        assert_eq!(of(&[20, 30, 40, 50, 600]), [within]);
    }

    #[test]
    fn they_are_told_in_every_language() {
        let known = Figures { kept: 2, missed: 1, estimates: 1, hits: 1, first_words: vec![30; 5] };
        for language in Language::ALL {
            let lines = lines(Tongue::of(language), &known);
            assert_eq!(lines.len(), 3, "{lines:?}");
            assert!(lines.iter().all(|line| line.contains("90")), "{lines:?}");
        }
    }
}
