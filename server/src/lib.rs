//! The shell around the domain: the loop, the web, the channels and the command line of `mayday`.

pub mod accept;
pub mod alarm;
pub mod alerts;
pub mod audit;
pub mod cbor;
pub mod chance;
pub mod channels;
pub mod command_line;
pub mod configuration;
pub mod control;
pub mod crowd;
pub mod data_directory;
pub mod delivery_log;
pub mod demo;
pub mod drill;
mod guard;
pub mod heartbeat;
pub mod importing;
pub mod keeping;
pub mod letters;
pub mod line;
pub mod links;
pub mod live;
pub mod logging;
pub mod objects;
pub mod organisation_file;
pub mod pictures;
pub mod proxies;
pub mod rehearsal;
mod scratch;
pub mod search;
pub mod serve;
mod shelf;
pub mod signals;
mod signed;
pub mod status;
mod status_links;
mod subscriber_list;
pub mod summary;
pub mod tls;
pub mod uploads;
pub mod watching;
pub mod web;
pub mod webauthn;

use std::sync::OnceLock;

use jiff::tz::TimeZoneDatabase;

/// The process ends with this when it must replay before it may write again.
pub const EXIT_STOPPED: i32 = 70;

/// The bundled time-zone database; the system's is never asked.
pub fn zones() -> &'static TimeZoneDatabase {
    static ZONES: OnceLock<TimeZoneDatabase> = OnceLock::new();
    ZONES.get_or_init(TimeZoneDatabase::bundled)
}
