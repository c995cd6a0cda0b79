//! The responders: each looks at a visible pager and accepts pages with one deliberate post.

use super::{http, ledger::Ledger, load};
use crate::chance::Chance;
use std::net::SocketAddr;

/// Acceptances are a small part of the load, so that most emergencies go on ringing.
const ACCEPT_PERCENT: u64 = 5;
/// What a page says about itself once it is accepted.
const ACCEPTED: &str = "data-state=\"accepted\"";

/// A page to accept now, if this is the moment for one and a pager shows one. The demo
/// shows everyone's on one page.
pub fn next(
    address: SocketAddr,
    pagers: &[String],
    ledger: &Ledger,
    chance: &mut Chance,
) -> Option<String> {
    if pagers.is_empty() || !chance.percent(ACCEPT_PERCENT) {
        return None;
    }
    let which = chance.below(u64::try_from(pagers.len()).ok()?);
    let pager = pagers.get(usize::try_from(which).ok()?)?;
    let answer = http::get(address, pager).ok().filter(|answer| answer.status == 200)?;
    pages_in(&answer.body).into_iter().find(|path| !ledger.is_accepted(path))
}

/// Accepts a page, as the button on it does.
pub fn accept(
    address: SocketAddr,
    path: &str,
    command: &str,
    ledger: &Ledger,
) -> Result<(), String> {
    let target = format!("{path}/accept");
    let answer = http::post(address, &target, &[("command", command)])?;
    // Someone else was faster or the page was withdrawn: a true answer, and no promise to keep.
    if matches!(answer.status, 404 | 409 | 410) {
        return Ok(());
    }
    load::acknowledged(Ok(answer), ledger)?;
    ledger.accepted(path);
    Ok(())
}

/// What is wrong with a page whose acceptance was acknowledged.
pub fn fault(address: SocketAddr, path: &str) -> Option<String> {
    match http::get(address, path) {
        Ok(answer) if answer.status == 200 && answer.body.contains(ACCEPTED) => None,
        Ok(answer) if answer.status == 200 => Some(format!("{path} forgot that it was accepted")),
        Ok(answer) => Some(format!("{path} was accepted and now answers {}", answer.status)),
        Err(why) => Some(format!("{path} was accepted and does not answer: {why}")),
    }
}

/// The links `/p/<link>` on a pager, in their order and each once.
fn pages_in(html: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (at, _) in html.match_indices("/p/") {
        let link: String = html[at + 3..]
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
            .collect();
        let path = format!("/p/{link}");
        if !link.is_empty() && !found.contains(&path) {
            found.push(path);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::pages_in;

    #[test]
    fn links_to_pages_are_found_on_a_pager() {
        let html = r#"<a href="/p/abc-1">1</a> <a href='http://x/p/def'>2</a> <a href="/p/abc-1">"#;
        assert_eq!(pages_in(html), ["/p/abc-1", "/p/def"]);
    }
}
