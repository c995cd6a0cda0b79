//! "It fails for me": whose word counts. One of each reader and component in an hour, without a
//! cookie; and of one network never so many that it could make a component suspected by itself.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use domain::evidence::READERS_SUSPECT;
use domain::sightings::READERS_COUNT_FOR;
use domain::words::Timestamp;

use crate::crowd::is_beside_us;

/// Most that one network says of one component within the time: fewer than make it suspected.
const OF_NETWORK_AND_PART_MAX: usize = READERS_SUSPECT as usize - 1;
/// Most that one network says within the time.
const OF_NETWORK_MAX: usize = 20;
/// Most that those say who stand beside us: behind a proxy that the configuration does not name,
/// that is everybody.
const BESIDE_US_MAX: usize = 100;
/// Most that all say within the time, so that nobody can fill the log.
const OF_ALL_MAX: usize = 5_000;
/// Most readers and networks that are remembered.
const REMEMBERED_MAX: usize = 50_000;

/// Who has said so lately; kept in memory, and nowhere else.
#[derive(Default)]
pub struct Reports(Mutex<Book>);

#[derive(Default)]
struct Book {
    /// When something was said by whom it is called after here, the oldest first.
    said: HashMap<[u8; 16], Vec<Timestamp>>,
    all: Vec<Timestamp>,
}

impl Book {
    /// How often it was said within the time.
    fn count(&self, by: &[u8; 16], now: Timestamp) -> usize {
        self.said.get(by).map_or(0, |at| at.iter().filter(|at| is_fresh(**at, now)).count())
    }

    fn note(&mut self, by: [u8; 16], now: Timestamp) {
        let known = self.said.entry(by).or_default();
        known.retain(|at| is_fresh(*at, now));
        known.push(now);
    }
}

fn is_fresh(at: Timestamp, now: Timestamp) -> bool {
    at + READERS_COUNT_FOR > now
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
        let reader = digest(&["reader", &format!("{address:?}"), agent, component]);
        let network = address.map_or_else(|| "beside us".to_owned(), network);
        let of_part = digest(&["part", &network, component]);
        let of_network = digest(&["network", &network]);
        let (part_max, network_max) = match address {
            Some(_) => (OF_NETWORK_AND_PART_MAX, OF_NETWORK_MAX),
            None => (BESIDE_US_MAX, BESIDE_US_MAX),
        };
        let book = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        book.all.retain(|at| is_fresh(*at, now));
        if book.said.len() >= REMEMBERED_MAX {
            book.said.retain(|_, at| at.iter().any(|at| is_fresh(*at, now)));
        }
        let counts = book.said.len() < REMEMBERED_MAX
            && book.all.len() < OF_ALL_MAX
            && book.count(&reader, now) == 0
            && book.count(&of_part, now) < part_max
            && book.count(&of_network, now) < network_max;
        if counts {
            for by in [reader, of_part, of_network] {
                book.note(by, now);
            }
            book.all.push(now);
        }
        counts
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

    const START: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn each_reader_counts_once_an_hour_for_each_component() {
        let reports = Reports::default();
        let says = |last: u8, component: &str, now| {
            reports.counts(Some(IpAddr::from([192, 0, 2, last])), "phone", component, now)
        };
        assert!(says(1, "cards", START));
        assert!(!says(1, "cards", START), "twice is once");
        assert!(says(1, "portal", START), "something else fails too");
        assert!(says(1, "cards", START + READERS_COUNT_FOR), "an hour later it may fail again");
    }

    #[test]
    fn no_network_makes_anything_suspected_by_itself() {
        let reports = Reports::default();
        let four = |last: u8| IpAddr::from([192, 0, 2, last]);
        let six = |last: u16| IpAddr::from([0x2001, 0xdb8, 7, last, 1, 2, 3, last]);
        let says = |address: IpAddr, now| reports.counts(Some(address), "desk", "cards", now);
        // However it spreads them: no hour has as many as make it suspected.
        let times: Vec<Timestamp> =
            (0..240).map(|minute| START + std::time::Duration::from_secs(minute * 60)).collect();
        let counted: Vec<Timestamp> = times
            .iter()
            .zip((0..=u8::MAX).cycle())
            .filter(|(now, last)| says(four(*last), **now))
            .map(|(now, _)| *now)
            .collect();
        for from in &counted {
            let hour = counted.iter().filter(|at| *at >= from && is_fresh(*from, **at));
            assert!(hour.count() < READERS_SUSPECT as usize);
        }
        let counted = (0..500).filter(|last| says(six(*last), START)).count();
        assert_eq!(counted, OF_NETWORK_AND_PART_MAX);
        assert!(says(IpAddr::from([198, 51, 100, 1]), START), "others go on counting");
    }

    #[test]
    fn a_network_says_no_more_of_all_components_than_a_house_could() {
        let reports = Reports::default();
        let address = Some(IpAddr::from([192, 0, 2, 1]));
        let says = |number: &u32| reports.counts(address, "desk", &format!("{number}"), START);
        assert_eq!((0..200).filter(says).count(), OF_NETWORK_MAX);
    }

    #[test]
    fn whoever_stands_behind_a_proxy_of_ours_counts_by_their_browser_within_a_limit() {
        let reports = Reports::default();
        let proxy = Some(IpAddr::from([10, 0, 0, 1]));
        let says = |agent: &u32| reports.counts(proxy, &format!("{agent}"), "cards", START);
        assert_eq!((0..500).filter(says).count(), BESIDE_US_MAX);
    }

    #[test]
    fn all_of_them_together_cannot_fill_the_log() {
        let reports = Reports::default();
        let counted = (0..20_000_u32).filter(|number| {
            let address = IpAddr::from((0x0b00_0000 + number * 256).to_be_bytes());
            reports.counts(Some(address), "desk", "cards", START)
        });
        assert_eq!(counted.count(), OF_ALL_MAX);
    }
}
