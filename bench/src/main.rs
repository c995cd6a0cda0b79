//! Measures the real program against the budgets of the design, beside a peer where there is one.

mod appends;
mod audience;
mod bare;
mod beside;
mod customers;
mod figures;
mod flood;
mod help_page;
mod help_to_page;
mod http;
mod identification;
mod joined;
mod listeners;
mod load;
mod log;
mod machine;
mod mayday;
mod memory;
mod nginx;
mod paging;
mod replay;
mod report;
mod responder;
mod scratch;
mod simulation;
mod sink;
mod spool;
mod start;
mod status_build;
mod status_page;
mod status_readers;
mod subscribers;
mod takeover;
mod vendor;
mod wall;

use std::process::ExitCode;

use report::{Measurement, Row};

/// What is measured within this process allocates as the program does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What went wrong, as a sentence for the person who measures.
type Outcome<T = ()> = Result<T, String>;

/// A measurement: its name for `--only`, how it is done, and the function that does it.
const ALL: [Measurement; 18] = [
    help_to_page::MEASUREMENT,
    flood::MEASUREMENT,
    paging::MEASUREMENT,
    takeover::MEASUREMENT,
    help_page::MEASUREMENT,
    status_page::MEASUREMENT,
    status_readers::MEASUREMENT,
    status_build::MEASUREMENT,
    listeners::MEASUREMENT,
    joined::MEASUREMENT,
    spool::MEASUREMENT,
    appends::MEASUREMENT,
    replay::MEASUREMENT,
    start::MEASUREMENT,
    memory::MEASUREMENT,
    subscribers::MEASUREMENT,
    identification::MEASUREMENT,
    simulation::MEASUREMENT,
];

const HELP: &str = "\
Usage: cargo xtask bench [--only NAME]... [--write]

  --only NAME  this measurement only; may be repeated
  --write      rewrite docs/benchmarks.md with what was measured (only when all were)

Measurements:";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what the command line asks for. False when something could not be measured; a target that
/// was missed is a figure like any other.
fn run(words: Vec<String>) -> Outcome<bool> {
    if words == [bare::WORD] {
        return bare::serve().map(|()| true);
    }
    let Some((only, write)) = parse(words)? else {
        println!("{HELP}");
        for measurement in &ALL {
            println!("  {:<16} {}", measurement.name, measurement.how);
        }
        return Ok(true);
    };
    mayday::program()?;
    let mut rows: Vec<Row> = Vec::new();
    report::print_head();
    for measurement in ALL.iter().filter(|one| only.is_empty() || only.contains(&one.name)) {
        let measured =
            (measurement.measure)().unwrap_or_else(|why| vec![Row::failed(measurement.name, &why)]);
        for row in measured {
            row.print();
            rows.push(row);
        }
    }
    if write {
        report::write(&ALL, &rows)?;
    }
    Ok(!rows.iter().any(Row::has_failed))
}

/// The measurements asked for by name and whether to write; `None` when help is asked for.
fn parse(words: Vec<String>) -> Outcome<Option<(Vec<&'static str>, bool)>> {
    let (mut only, mut write) = (Vec::new(), false);
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        let name = match word.as_str() {
            "--help" | "-h" => return Ok(None),
            "--write" => {
                write = true;
                continue;
            }
            "--only" => words.next().ok_or("--only needs the name of a measurement.")?,
            other => match other.strip_prefix("--only=") {
                Some(name) => name.to_owned(),
                None => return Err(format!("{other:?} is not understood here; see --help.")),
            },
        };
        let known = ALL.iter().find(|one| one.name == name);
        only.push(
            known.ok_or_else(|| format!("there is no measurement {name:?}; see --help."))?.name,
        );
    }
    if write && !only.is_empty() {
        return Err("--write replaces the whole table, so it goes without --only.".to_owned());
    }
    Ok(Some((only, write)))
}
