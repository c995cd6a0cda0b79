//! The real binary, spoken to as the world does: over plain HTTP and the command line, with
//! everything wrong that can be wrong.

mod api;
mod archived;
mod audit;
mod command_line;
mod conversation;
mod curl;
mod damage;
mod database;
mod door;
#[path = "../fake_mail/mod.rs"]
#[expect(dead_code, reason = "the tests of the mail channel itself use the rest")]
mod fake_mail;
mod full_disk;
mod kept;
mod keys;
mod links;
mod mail;
mod operations;
mod pages;
mod passkeys;
mod security;
mod session;
mod support;
mod webhooks;
