//! What a search finds, in terms that a responder reads.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::words::CustomerKey;

/// The most candidates that a responder is shown.
pub const CANDIDATES_MAX: usize = 3;

/// Why a customer is a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The caller said its name.
    ExactName,
    /// The caller said a name that the customer chose.
    AccessName,
    /// The caller said a name that it once had.
    FormerName,
    /// The caller said the name of one of its sites.
    SiteName,
    /// The caller said something like one of its names.
    SimilarName {
        /// How alike, in permille.
        permille: u16,
    },
    /// The caller said something like the name of one of its sites.
    SimilarSite {
        /// How alike, in permille.
        permille: u16,
    },
    /// One name is the initials of the other.
    Acronym,
    /// Its whole name stands in what the caller said.
    NameWithin,
    /// The caller's number belongs to one of its contacts.
    PhoneOnFile,
    /// The caller's address belongs to one of its contacts.
    EmailOnFile,
    /// The caller's address is in one of its domains.
    EmailDomain,
    /// Its systems raise an alarm right now.
    LiveAlert,
    /// Speaks against it: other numbers in the name.
    OtherNumber,
    /// Speaks against it: another legal form.
    OtherLegalForm,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ExactName => f.write_str("same name"),
            Self::AccessName => f.write_str("name they chose"),
            Self::FormerName => f.write_str("former name"),
            Self::SiteName => f.write_str("name of a site"),
            Self::SimilarName { permille } => write!(f, "similar name, {} %", permille / 10),
            Self::SimilarSite { permille } => write!(f, "similar site, {} %", permille / 10),
            Self::Acronym => f.write_str("initials"),
            Self::NameWithin => f.write_str("name in their words"),
            Self::PhoneOnFile => f.write_str("number on file"),
            Self::EmailOnFile => f.write_str("address on file"),
            Self::EmailDomain => f.write_str("e-mail domain on file"),
            Self::LiveAlert => f.write_str("alarm on their systems now"),
            Self::OtherNumber => f.write_str("but another number in the name"),
            Self::OtherLegalForm => f.write_str("but another legal form"),
        }
    }
}

/// A customer whom the caller may mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub customer: CustomerKey,
    /// How likely, for ordering.
    pub rank_permille: u16,
    /// How alike the names are, counted strictly, for deciding without a human.
    pub gate_permille: u16,
    /// What speaks for it and against it.
    pub reasons: Vec<Reason>,
}

/// What a machine may do with the candidates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Attach this customer; a human can undo it.
    Auto(CustomerKey),
    /// Show the candidates to the responder.
    Suggest,
    /// Nobody we know: full service all the same.
    Unknown,
}

/// The outcome of one search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The likeliest first, at most [`CANDIDATES_MAX`].
    pub candidates: Vec<Candidate>,
    /// What to do with them.
    pub verdict: Verdict,
}

/// What is known at the moment of the call, beyond the caller's words.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Customers whose systems raise an alarm right now: the likely callers.
    pub alarmed: Vec<CustomerKey>,
}
