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
    let months: Vec<Value> = call.site.render(|context| {
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
        months.map(shape).collect()
    });
    Answer::ok(json!({ "months": months }))
}
