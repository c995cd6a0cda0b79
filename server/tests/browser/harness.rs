//! A small browser for the stories: Chromium, driven over the Chrome DevTools Protocol.
//!
//! Each test starts a `Chrome` of its own, because only dropping it ends the process: one kept in
//! a static would outlive the tests.

mod actions;
mod base64;
mod chrome;
mod devtools;
mod keys;
mod network;
mod page;
mod scripts;
mod self_test;
mod watch;
mod worker;

pub use chrome::Chrome;
pub use page::{Page, Viewport};
