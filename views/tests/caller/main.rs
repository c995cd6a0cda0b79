//! What callers and those who are paged read: every standing says only what is known.

mod conversation;
mod door;
mod going_on;
mod others;
mod paged;
mod pseudo;
mod reading;
mod standing;
mod world;
