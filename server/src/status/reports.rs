//! "It fails for me": whose word counts. One of each reader and component in an hour, without a
//! cookie, and no more of one network than a house could say.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use domain::sightings::READERS_COUNT_FOR;
use domain::words::Timestamp;

use crate::crowd::is_beside_us;

/// Most that one network says within the time.
const OF_NETWORK_MAX: u32 = 20;
/// Most that all say within the time.
const OF_ALL_MAX: u32 = 5_000;
/// Most entries that are remembered.
const REMEMBERED_MAX: usize = 50_000;

/// Who has said so lately; kept in memory, and nowhere else.
#[derive(Default)]
pub struct Reports(Mutex<Book>);

#[derive(Default)]
struct Book {
    said: HashMap<[u8; 16], Timestamp>,
    networks: HashMap<[u8; 16], (Timestamp, u32)>,
    all: (Timestamp, u32),
}

impl Reports {
    /// Whether this word counts: the first of a reader, within what a network may say.
    pub fn counts(
        &self,
        address: Option<IpAddr>,
        agent: &str,
        component: &str,
        now: Timestamp,
    ) -> bool {
        // Behind a proxy that is not named in the configuration everybody has its address.
        let address = address.filter(|address| !is_beside_us(*address));
        let reader = digest(&[&format!("{address:?}"), agent, component]);
        let book = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: &Timestamp| *at + READERS_COUNT_FOR > now;
        if book.said.get(&reader).is_some_and(fresh) {
            return false;
        }
        if book.said.len() >= REMEMBERED_MAX || book.networks.len() >= REMEMBERED_MAX {
            book.said.retain(|_, at| fresh(at));
            book.networks.retain(|_, (at, _)| fresh(at));
        }
        let network = address.map(|address| digest(&[&network(address)]));
        let full = |(at, count): &(Timestamp, u32), most| fresh(at) && *count >= most;
        let of_network = network.and_then(|network| book.networks.get(&network));
        if book.said.len() >= REMEMBERED_MAX
            || full(&book.all, OF_ALL_MAX)
            || of_network.is_some_and(|known| full(known, OF_NETWORK_MAX))
        {
            return false;
        }
        book.said.insert(reader, now);
        let counted = |known: &mut (Timestamp, u32)| {
            *known = if fresh(&known.0) { (known.0, known.1 + 1) } else { (now, 1) };
        };
        counted(&mut book.all);
        if let Some(network) = network {
            counted(book.networks.entry(network).or_default());
        }
        true
    }
}

/// The neighbourhood of an address: what one provider gives to one street.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(four) => format!("{:?}", &four.octets()[..3]),
        IpAddr::V6(six) => format!("{:?}", &six.segments()[..3]),
    }
}

fn digest(parts: &[&str]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
    }
    let mut short = [0; 16];
    short.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_counts_once_an_hour_and_a_network_no_more_than_a_house_could_say() {
        let (reports, start) = (Reports::default(), Timestamp::from_secs(1_800_000_000));
        let says = |last: u8, agent: &str, component: &str, now| {
            let address = IpAddr::from([192, 0, 2, last]);
            reports.counts(Some(address), agent, component, now)
        };
        assert!(says(1, "phone", "cards", start));
        assert!(!says(1, "phone", "cards", start), "twice is once");
        assert!(says(1, "phone", "portal", start), "something else fails too");
        let later = start + READERS_COUNT_FOR;
        assert!(says(1, "phone", "cards", later), "an hour later it may fail again");
        let counted = (0..200).filter(|last| says(*last, "desk", "cards", later)).count();
        assert_eq!(counted, OF_NETWORK_MAX as usize - 1);
        let elsewhere = IpAddr::from([198, 51, 100, 1]);
        assert!(reports.counts(Some(elsewhere), "desk", "cards", later));
    }

    #[test]
    fn whoever_stands_behind_a_proxy_of_ours_counts_by_their_browser() {
        let (reports, now) = (Reports::default(), Timestamp::from_secs(1_800_000_000));
        let proxy = Some(IpAddr::from([10, 0, 0, 1]));
        let counted = (0..50).filter(|n| reports.counts(proxy, &format!("{n}"), "cards", now));
        assert_eq!(counted.count(), 50);
    }
}
