//! What goes wrong between a node and PostgreSQL, and what it means.

use std::error::Error as _;
use std::time::Duration;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, Severity, SqlState};

use crate::Fault;

/// Why a statement brought no answer.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The database or the way to it failed.
    Failed(Error),
    /// There was no answer in time.
    Silent(Duration),
}

/// Waits for an answer, but not for ever.
pub(super) async fn bounded<T>(
    wait: Duration,
    answer: impl Future<Output = Result<T, Error>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(wait, answer).await {
        Ok(answer) => answer.map_err(Trouble::Failed),
        Err(_) => Err(Trouble::Silent(wait)),
    }
}

impl Trouble {
    fn database(&self) -> Option<&DbError> {
        match self {
            Self::Failed(error) => error.as_db_error(),
            Self::Silent(_) => None,
        }
    }

    /// Whether the connection can still be used: the server refused one statement and said so.
    pub(super) fn leaves_connection(&self) -> bool {
        self.database().is_some_and(|error| error.parsed_severity() == Some(Severity::Error))
    }

    /// Whether the server said for sure that a commit was not carried out.
    pub(super) fn undoes_commit(&self) -> bool {
        let unsure =
            [SqlState::TRANSACTION_RESOLUTION_UNKNOWN, SqlState::T_R_STATEMENT_COMPLETION_UNKNOWN];
        self.leaves_connection() && self.code().is_some_and(|code| !unsure.contains(code))
    }

    /// What the server calls it.
    pub(super) fn code(&self) -> Option<&SqlState> {
        self.database().map(DbError::code)
    }

    /// As a fault that may pass.
    pub(super) fn passing(&self) -> Fault {
        match self {
            Self::Failed(error) => Fault::passing(format!("PostgreSQL: {}", sentence(error))),
            Self::Silent(wait) => {
                let secs = wait.as_secs();
                Fault::passing(format!("PostgreSQL did not answer within {secs} s"))
            }
        }
    }

    /// As a fault at start, where a wrong password does not become right by waiting.
    pub(super) fn at_start(&self) -> Fault {
        let mut fault = self.passing();
        let Some(code) = self.code() else { return fault };
        let advice = match code.code() {
            "28000" | "28P01" => "Check user and password in the database URL.",
            "3D000" => "Create the database, or correct its name in the database URL.",
            "42501" => "Grant this user the right to create tables in the database.",
            _ => return fault,
        };
        fault.message = format!("{}. {advice}", fault.message.trim_end_matches('.'));
        fault.permanent = true;
        fault
    }
}

/// The error with its cause, because the outermost one alone only says that something failed. The
/// server's details stay out: they may repeat a row, hence somebody's words.
pub(super) fn sentence(error: &Error) -> String {
    if let Some(error) = error.as_db_error() {
        return format!("{} [{}]", error.message(), error.code().code());
    }
    let outer = error.to_string();
    match error.source().map(ToString::to_string) {
        Some(cause) if !outer.contains(&cause) => format!("{outer}: {cause}"),
        _ => outer,
    }
}

/// Whether it was the encryption of the connection that could not be agreed on.
pub(super) fn is_tls(error: &Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
    let inner = cause.and_then(std::io::Error::get_ref);
    matches!(inner, Some(inner) if inner.is::<rustls::Error>())
}
