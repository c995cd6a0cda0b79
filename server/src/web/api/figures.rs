//! Figures: promises kept, estimates that held, and how soon callers had an answer, by month.

use serde_json::{Value, json};

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, list, maybe, named, number, object, text};
use super::table::Operation;

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let count = || number(0, 1 << 32);
    let month = object(
        &[
            ("month", text()),
            ("promises_kept", count()),
            ("promises_missed", count()),
            ("estimates", count()),
            ("estimates_held", count()),
            ("calls", count()),
            ("first_word_half_secs", maybe(count())),
            ("first_word_nine_of_ten_secs", maybe(count())),
        ],
        &[],
    );
    vec![("MonthFigures", month)]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let summary = "The figures of the reports, by month, the present one first. Only what is over \
                   counts; drills and rehearsals do not.";
    vec![
        Operation::get("/figures", "getFigures", summary)
            .answers(200, object(&[("months", list(named("MonthFigures")))], &[]))
            .by(figures),
    ]
}

async fn figures(call: Call) -> Result<Answer, Problem> {
    Answer::ok(call.site.render(body))
}

fn body(context: &views::Context<'_>) -> Value {
    let months = views::reports::months(context).into_iter();
    let shape = |(month, figures): (jiff::civil::Date, domain::figures::Figures)| {
        json!({
            "month": month.strftime("%Y-%m").to_string(),
            "promises_kept": figures.kept,
            "promises_missed": figures.missed,
            "estimates": figures.estimates,
            "estimates_held": figures.hits,
            "calls": figures.first_words.len(),
            "first_word_half_secs": figures.first_word_of_ten(5),
            "first_word_nine_of_ten_secs": figures.first_word_of_ten(9),
        })
    };
    json!({ "months": months.map(shape).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::links::InstallationKey;
    use crate::status::golden::{held, story::Story};

    #[test]
    fn figures_are_what_they_always_were_of_the_same_story() {
        let mut story = Story::told();
        // What is over counts once it has left the live state, two days later.
        story.pass(49 * 3_600);
        let context = views::Context {
            state: &story.state,
            now: story.now,
            zones: crate::zones(),
            links: &InstallationKey::new([7; 32]),
            public_url: "",
            base: "",
            kept_here: false,
            nodes: &views::Nodes::default(),
            files: Default::default(),
            demo: false,
            rehearsal: None,
            reader: views::Reader::default(),
        };
        let body = body(&context);
        held("figures.json", &format!("{body:#}\n"));
    }
}
