//! The story of one emergency, lived through in a real browser against the real binary.

mod harness;
mod server;
mod stories;
#[path = "../tables/mod.rs"]
mod tables;
