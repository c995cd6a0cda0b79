//! The line in this process: on a store that fails in every way, with carriers that remember.

mod archive;
mod aside;
mod away;
mod clock;
mod ended;
#[path = "../newer/mod.rs"]
mod newer;
mod outdated;
mod screen;
mod slots;
mod world;
