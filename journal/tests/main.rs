//! The journal's promises, kept on memory, SQLite and PostgreSQL alike.

mod common;
mod erasure;
mod faults;
mod faults_of_postgres;
mod faults_of_sqlite;
mod redaction;
mod roundtrip;
mod samples;
mod spool;
mod story;
mod two_nodes;
mod versions;
