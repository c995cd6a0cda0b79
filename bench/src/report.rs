//! Rows of figures against their targets, on the terminal and in docs/benchmarks.md.

use std::fmt::Write;
use std::path::Path;

use crate::{Outcome, machine};

/// One measurement.
pub struct Measurement {
    /// Its name on the command line.
    pub name: &'static str,
    /// How it is done, in one sentence.
    pub how: &'static str,
    /// Does it.
    pub measure: fn() -> Outcome<Vec<Row>>,
}

/// How a figure compares with its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Met,
    Missed,
    /// Nobody set a target for it.
    Context,
    /// It could not be measured.
    Failed,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Missed => "missed",
            Self::Context => "",
            Self::Failed => "not measured",
        }
    }
}

/// One line of the table.
#[derive(Clone)]
pub struct Row {
    what: String,
    figure: String,
    target: String,
    verdict: Verdict,
}

impl Row {
    /// A figure that stands beside a target.
    pub fn judged(
        what: impl Into<String>,
        figure: impl Into<String>,
        target: impl Into<String>,
        met: bool,
    ) -> Self {
        let verdict = if met { Verdict::Met } else { Verdict::Missed };
        Self { what: what.into(), figure: figure.into(), target: target.into(), verdict }
    }

    /// A figure that helps to read the others.
    pub fn context(what: impl Into<String>, figure: impl Into<String>) -> Self {
        let (what, figure) = (what.into(), figure.into());
        Self { what, figure, target: String::new(), verdict: Verdict::Context }
    }

    /// What could not be measured, and why.
    pub fn failed(what: impl Into<String>, why: &str) -> Self {
        let (what, figure) = (what.into(), why.to_owned());
        Self { what, figure, target: String::new(), verdict: Verdict::Failed }
    }

    /// Whether it could not be measured.
    pub fn has_failed(&self) -> bool {
        self.verdict == Verdict::Failed
    }

    /// Shows the row.
    pub fn print(&self) {
        let Self { what, figure, target, verdict } = self;
        println!("{what:<58} {figure:<46} {target:<26} {}", verdict.word());
    }
}

/// Shows what the columns are.
pub fn print_head() {
    println!("{:<58} {:<46} {:<26} verdict", "what", "figure", "target");
}

/// Rewrites docs/benchmarks.md.
pub fn write(measurements: &[Measurement], rows: &[Row]) -> Outcome {
    let mut text = String::from(
        "# Benchmarks\n\nThe budgets of the design, measured on the real program. Read ratios \
         rather than plain figures: a peer that was measured in the same run shared the machine, \
         the noise and the disk. Where there is no peer, the target is what a person needs: a \
         change reaches whoever has the page open within a second, while it is news; the largest \
         page is read anew within half of the ten seconds for which Statuspage’s clients are used \
         to an old answer; nobody notices that a page is being printed; and the last of 20,000 \
         mails is with the relay within a minute, so that whoever is told last still has most of \
         the five minutes that the soonest promise of a next update leaves.\n\n```\n\
         cargo xtask bench --write\n```\n\n",
    );
    let _ = writeln!(text, "Measured on {}.\n", machine::today());
    for line in machine::describe() {
        let _ = writeln!(text, "- {line}");
    }
    text.push_str("\n| what | figure | target | verdict |\n|---|---|---|---|\n");
    for Row { what, figure, target, verdict } in rows {
        let _ = writeln!(text, "| {what} | {figure} | {target} | {} |", verdict.word());
    }
    text.push_str("\n## How each is measured\n\n");
    for Measurement { name, how, .. } in measurements {
        let _ = writeln!(text, "- **{name}**: {how}");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".."));
    std::fs::write(root.join("docs/benchmarks.md"), text)
        .map_err(|error| format!("docs/benchmarks.md cannot be written: {error}."))
}
