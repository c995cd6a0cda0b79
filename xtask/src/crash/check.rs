//! After a crash: every acknowledged word is there once, and every open emergency is being reached.

use super::ledger::{Emergency, Ledger};
use super::server::Server;
use super::{accept, http};
use crate::chance::Chance;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// Older emergencies looked at again in each round; all of them are looked at when the store ends.
const OLDER_EACH_ROUND: u64 = 20;
/// What the caller's page says about itself while someone is reached, or has accepted.
const REACHED: [&str; 3] =
    ["data-state=\"ringing\"", "data-state=\"accepted\"", "data-state=\"alarm\""];
/// The time within which a page must say so again after the start.
const REACHED_WAIT: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Checks what the latest round touched, and some of what lies further back.
pub fn recent(server: &Server, ledger: &Ledger, chance: &mut Chance) -> Vec<String> {
    let all = ledger.emergencies();
    let latest = all.iter().map(|emergency| emergency.round).max().unwrap_or(0);
    let mut chosen: Vec<&Emergency> =
        all.iter().filter(|emergency| emergency.round == latest).collect();
    if let Ok(limit @ 1..) = u64::try_from(all.len()) {
        let older = (0..OLDER_EACH_ROUND).filter_map(|_| usize::try_from(chance.below(limit)).ok());
        chosen.extend(older.filter_map(|index| all.get(index)));
    }
    check(server.address(), &chosen, ledger)
}

/// Checks everything that was ever acknowledged on this store.
pub fn everything(server: &Server, ledger: &Ledger) -> Vec<String> {
    let all = ledger.emergencies();
    let chosen: Vec<&Emergency> = all.iter().collect();
    check(server.address(), &chosen, ledger)
}

fn check(address: SocketAddr, chosen: &[&Emergency], ledger: &Ledger) -> Vec<String> {
    let mut faults = ledger.take_contradictions();
    faults.extend(chosen.iter().flat_map(|emergency| faults_of(address, emergency)));
    let accepted = ledger.acceptances();
    faults.extend(accepted.iter().filter_map(|path| accept::fault(address, path)));
    faults
}

fn faults_of(address: SocketAddr, emergency: &Emergency) -> Vec<String> {
    let begun = Instant::now();
    loop {
        let (html, reached) = match http::get(address, &emergency.path) {
            Ok(answer) if answer.status == 200 => {
                let reached = REACHED.iter().any(|state| answer.body.contains(state));
                (answer.body, reached)
            }
            Ok(answer) => return vec![format!("{} answers {}", emergency.path, answer.status)],
            Err(why) => return vec![format!("{} does not answer: {why}", emergency.path)],
        };
        if !reached && begun.elapsed() < REACHED_WAIT {
            std::thread::sleep(LOOK_AGAIN);
            continue;
        }
        let mut faults = faults_on(&html, emergency);
        if !reached {
            faults.push(format!("{} is at rest: nobody is reached, no alarm", emergency.path));
        }
        return faults;
    }
}

/// What is missing or doubled on the page of an emergency.
fn faults_on(html: &str, emergency: &Emergency) -> Vec<String> {
    let mut faults = Vec::new();
    if !html.contains(&emergency.token) {
        faults.push(format!("{} lost its first words, {}", emergency.path, emergency.token));
    }
    for token in &emergency.messages {
        let wrong = match html.matches(token.as_str()).count() {
            1 => continue,
            0 => format!("{} lost a message, {token}", emergency.path),
            many => format!("{} shows a message {many} times, {token}", emergency.path),
        };
        faults.push(wrong);
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{Emergency, faults_on};

    #[test]
    fn lost_and_doubled_words_are_found() {
        let messages = vec!["word2".to_owned(), "word3".to_owned()];
        let emergency =
            Emergency { path: "/e/a".into(), token: "word1".into(), messages, round: 1 };
        assert!(faults_on("word1 word2 word3", &emergency).is_empty());
        assert_eq!(faults_on("word1 word2", &emergency).len(), 1);
        assert_eq!(faults_on("word2 word3 word3", &emergency).len(), 2);
    }
}
