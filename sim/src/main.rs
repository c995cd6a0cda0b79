//! The simulator: `sim --seconds N [--seed S] [--runs N] [--bug NAME] [--keep NAME]`.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use sim::bug::Bug;
use sim::plan::{DAY, Plan};
use sim::{report, run, shrink};

const USAGE: &str = "usage: sim [--seconds N] [--seed S] [--runs N] [--bug NAME] [--keep NAME]";

struct Options {
    seconds: u64,
    seed: u64,
    runs: u64,
    bug: Option<Bug>,
    keep: Option<String>,
}

fn main() -> ExitCode {
    let options = match options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("{why}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    let begin = Instant::now();
    let (mut runs, mut events, mut checks, mut simulated) = (0, 0, 0, 0);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    let mut injected: BTreeMap<&'static str, u64> = BTreeMap::new();
    while runs < options.runs && begin.elapsed() < Duration::from_secs(options.seconds) {
        let plan = Plan::draw(options.seed.wrapping_add(runs));
        let played = run(&plan, options.bug, false);
        runs += 1;
        events += played.events;
        checks += played.checks;
        simulated += played.simulated;
        for (kind, count) in &played.kinds {
            *kinds.entry(kind.clone()).or_default() += count;
        }
        for (kind, count) in &played.injected {
            *injected.entry(kind).or_default() += count;
        }
        if let Some(failure) = &played.failure {
            println!("seed {} broke {}: {}; shrinking", plan.seed, failure.invariant, failure.why);
            let shrunk = shrink::shrink(&plan, options.bug, failure);
            let told = run(&shrunk, options.bug, true);
            let text = report::failure(&shrunk, options.bug, &told);
            print!("{text}");
            return keep(options.keep.as_deref(), &text);
        }
    }
    let took = begin.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a figure for people to read")]
    let days = simulated as f64 / DAY as f64;
    println!("runs                {runs}, seeds from {}", options.seed);
    println!("simulated days      {days:.1}");
    println!("days per second     {:.1} on one core", days / took);
    println!("events              {events}");
    for (kind, count) in kinds {
        println!("  {kind:<22} {count}");
    }
    println!("invariants checked  {checks}");
    println!("faults");
    for (kind, count) in injected {
        println!("  {kind:<22} {count}");
    }
    ExitCode::SUCCESS
}

fn keep(name: Option<&str>, text: &str) -> ExitCode {
    if let Some(name) = name {
        let path = format!("{}/seeds/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        match std::fs::write(&path, text) {
            Ok(()) => println!("kept in {path}"),
            Err(why) => eprintln!("could not be kept in {path}: {why}"),
        }
    }
    ExitCode::FAILURE
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { seconds: 60, seed: 1, runs: u64::MAX, bug: None, keep: None };
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        let number = || value.parse().map_err(|_| format!("{value} is no number"));
        match name.as_str() {
            "--seconds" => options.seconds = number()?,
            "--seed" => options.seed = number()?,
            "--runs" => options.runs = number()?,
            "--bug" => {
                let names: Vec<&str> = Bug::ALL.iter().map(|bug| bug.name()).collect();
                let unknown = || format!("no bug {value}; there are: {}", names.join(", "));
                options.bug = Some(Bug::parse(&value).ok_or_else(unknown)?);
            }
            "--keep" => options.keep = Some(value),
            _ => return Err(format!("{name} is not known")),
        }
    }
    Ok(options)
}
