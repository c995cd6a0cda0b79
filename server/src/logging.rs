//! What the program says of itself: lines for people or for machines, and nobody's words.

use std::panic::PanicHookInfo;

use clap::ValueEnum;
use tracing_subscriber::EnvFilter;

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Text,
    /// For machines: an object of JSON in each line.
    Json,
}

/// Begins to log to standard error.
pub fn start(form: Form) {
    let filter = EnvFilter::try_from_env("MAYDAY_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match form {
        Form::Text => lines.init(),
        Form::Json => lines.json().flatten_event(true).with_current_span(false).init(),
    }
    std::panic::set_hook(Box::new(broke));
}

/// Says where the program broke. What a broken assumption was about may be somebody's words, so
/// only a text that stands in the program itself is repeated.
fn broke(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let why = panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("(not repeated)");
    let thread = std::thread::current();
    let thread = thread.name().unwrap_or_default();
    tracing::error!(place, why, thread, "the program broke an assumption of its own");
}
