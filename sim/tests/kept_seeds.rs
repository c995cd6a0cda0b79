//! Every kept seed once broke a promise; none does any more.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use sim::plan::Plan;
use sim::{report, run};

#[test]
fn kept_seeds_pass() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("there is a folder of kept seeds")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    // Each worker takes the next that nobody has taken.
    let next = AtomicUsize::new(0);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                    passes(file);
                }
            });
        }
    });
}

fn passes(file: &Path) {
    let text = std::fs::read_to_string(file).expect("a kept seed can be read");
    let first = text.lines().next().and_then(|line| line.strip_prefix("seed "));
    let seed = first.and_then(|number| number.parse().ok());
    let seed = seed.unwrap_or_else(|| panic!("{} names no seed", file.display()));
    // As it was when it was kept, and with the store away for long on top of it.
    for plan in [Plan::draw(seed).without_outages(), Plan::draw(seed)] {
        if run(&plan, None, false).failure.is_some() {
            let told = report::failure(&plan, None, &run(&plan, None, true));
            panic!("{} broke again\n{told}", file.display());
        }
    }
}
