//! The real binary, spoken to as the world does: over plain HTTP and the command line, with
//! everything wrong that can be wrong.

mod alarm;
mod alerts;
mod api;
mod approvals;
mod approved_apart;
mod archived;
mod audiences;
mod audit;
mod bad_imports;
mod by_mail;
mod call_back;
mod cards;
mod clock;
mod colleagues;
mod command_line;
mod conversation;
mod corrected;
mod curl;
mod damage;
mod database;
mod declared;
mod deploy;
mod door;
mod doorstep;
mod drill;
mod failing_disk;
#[path = "../fake_carrier/mod.rs"]
mod fake_carrier;
#[path = "../fake_mail/mod.rs"]
#[expect(dead_code, reason = "the tests of the mail channel itself use the rest")]
mod fake_mail;
#[path = "../fake_push/mod.rs"]
mod fake_push;
#[path = "../fake_store/mod.rs"]
mod fake_store;
mod feedback;
mod feeds;
mod files;
mod floods;
mod follow_ups;
mod full_disk;
mod going_on;
mod groups;
mod hosts;
mod keeping;
mod kept;
mod keys;
mod languages;
mod limits;
mod links;
mod logging;
mod looks;
mod mail;
mod mail_server;
mod maintenance;
mod moving;
#[path = "../newer/mod.rs"]
mod newer;
mod nodes;
mod operations;
mod pages;
mod parity;
mod passkeys;
mod posted_sign_ups;
mod printed;
mod proof;
mod proving;
mod push;
mod read_apart;
mod rehearsal;
mod restricted;
mod reviews;
mod search;
mod security;
mod session;
mod shows;
mod silent;
mod status;
mod status_copies;
mod store;
mod store_answers;
mod subscriber_lists;
mod subscribers;
mod support;
#[path = "../tables/mod.rs"]
mod tables;
mod telephone;
mod tls;
mod told_colleagues;
mod told_components;
mod told_notices;
mod told_texts;
mod too_much;
mod translated;
mod translated_notices;
mod translated_reviews;
mod translated_work;
mod updates;
mod versions;
mod waking;
mod webhooks;
