//! Whether a host name leads to this installation at present: its name is resolved, and over it we
//! ask for something that only we can answer.

use std::time::Duration;

use axum::http::StatusCode;
use domain::words::SmolStr;

use crate::channels::posts::Unfetched;
use crate::web::Site;

/// Where every node answers with the token of the installation.
pub const PATH: &str = "/.well-known/mayday";
/// Longest answer that is read, in bytes.
const ANSWER_LEN_MAX: usize = 256;
/// How long a name may take to be resolved.
const RESOLVED_WITHIN: Duration = Duration::from_secs(5);

/// What a look has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// It leads here.
    Here,
    /// Nobody knows the name.
    NoName,
    /// It leads into a private network, where we do not look.
    Private,
    /// Somebody else answers.
    Elsewhere,
    /// Whoever answers has no certificate for the name.
    NoCertificate,
    /// Nobody answers.
    Nobody,
}

impl Found {
    /// All there are.
    pub const ALL: [Self; 6] = [
        Self::Here,
        Self::NoName,
        Self::Private,
        Self::Elsewhere,
        Self::NoCertificate,
        Self::Nobody,
    ];

    /// Its name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::NoName => "no_name",
            Self::Private => "private",
            Self::Elsewhere => "elsewhere",
            Self::NoCertificate => "no_certificate",
            Self::Nobody => "nobody",
        }
    }

    /// What it means, and what to do.
    #[must_use]
    pub fn sentence(self, host: &str) -> String {
        match self {
            Self::Here => format!("{host} leads here: readers find the page there."),
            Self::NoName => format!(
                "The name {host} is not known yet. Let it lead to the same address as the door; \
                 it can take hours until all know it."
            ),
            Self::Private => format!(
                "{host} leads into a private network, so we did not look. allow_private under \
                 [posts] in the configuration permits it."
            ),
            Self::Elsewhere => format!(
                "{host} points elsewhere: something that is not this installation answers there. \
                 Readers do not find the page until the name leads to the same address as the door."
            ),
            Self::NoCertificate => format!(
                "{host} is answered, but without a good certificate for this name: browsers warn \
                 their readers. Name one under [[tls.host]] in the configuration, or in the proxy."
            ),
            Self::Nobody => format!(
                "Nobody answers at {host}. Look whether the name leads to the same address as the \
                 door, and whether the proxy lets it pass."
            ),
        }
    }
}

/// Looks where each of these names leads.
pub async fn look(site: &Site, hosts: &[SmolStr]) -> Vec<(SmolStr, Found)> {
    let looks = hosts.iter().map(|host| async { (host.clone(), one(site, host).await) });
    futures_util::future::join_all(looks).await
}

async fn one(site: &Site, host: &str) -> Found {
    let resolved = tokio::time::timeout(RESOLVED_WITHIN, tokio::net::lookup_host((host, 443)));
    let found =
        resolved.await.ok().and_then(Result::ok).is_some_and(|mut all| all.next().is_some());
    if !found {
        return Found::NoName;
    }
    let url = format!("{}{PATH}", views::status::at_host(&site.public_url, host));
    judge(site.posts.fetch(&url, ANSWER_LEN_MAX).await, &site.key.here())
}

fn judge(answer: Result<(StatusCode, Vec<u8>), Unfetched>, token: &str) -> Found {
    match answer {
        Ok((StatusCode::OK, body)) if body == token.as_bytes() => Found::Here,
        Ok(_) => Found::Elsewhere,
        Err(Unfetched::Private) => Found::Private,
        Err(Unfetched::Distrusted) => Found::NoCertificate,
        Err(Unfetched::Unanswered) => Found::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_token_says_that_a_name_leads_here() {
        let answer = |status, body: &str| judge(Ok((status, body.into())), "token");
        assert_eq!(answer(StatusCode::OK, "token"), Found::Here);
        assert_eq!(answer(StatusCode::OK, "another"), Found::Elsewhere);
        assert_eq!(answer(StatusCode::OK, "token and more"), Found::Elsewhere);
        assert_eq!(answer(StatusCode::FOUND, "token"), Found::Elsewhere);
        assert_eq!(judge(Err(Unfetched::Private), "token"), Found::Private);
        assert_eq!(judge(Err(Unfetched::Distrusted), "token"), Found::NoCertificate);
        assert_eq!(judge(Err(Unfetched::Unanswered), "token"), Found::Nobody);
    }
}
