//! Signals: what the readers of alerts share, so that no format needs to know another.

pub mod event;
pub mod group;
pub mod reading;

pub use reading::{LIST_MAX, Unreadable};
