//! How often somebody may sign up and try codes: asked before anybody is looked up, and the same
//! for addresses that are known and for those that are not.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::subscribers::{ASK_AGAIN_AFTER, CODES_MAX, Lane, Route, Through};
use domain::words::StatusPageKey;

use super::super::Site;
use crate::channels::posts::host_of;

/// Most of each kind from one network within an hour: mails; text messages, which cost money; posts
/// to addresses that somebody typed; and codes that are tried.
const PER_HOUR: [(Kind, u32); 4] =
    [(Kind::Mail, 30), (Kind::Text, 4), (Kind::Post, 20), (Kind::Code, 60)];
/// Most networks, hosts or numbers that are counted; beyond it the count begins anew.
const COUNTED_MAX: usize = 50_000;
/// Text messages with a code, for the whole installation within an hour.
const CODES_PER_HOUR: u32 = 200;
/// Posts to programs and chats that sign up, for the whole installation within an hour.
const POSTS_PER_HOUR: u32 = 500;
/// The same for one host of programs: nobody has others knocked at by us.
const POSTS_TO_HOST_PER_HOUR: u32 = 20;
/// The same from one network: nobody uses up the room of all who share a host.
const POSTS_TO_HOST_FROM_ONE_PER_HOUR: u32 = 4;

/// What is counted apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Mail,
    Text,
    Post,
    Code,
}

impl Kind {
    fn of(route: Route) -> Self {
        match route.lane() {
            Lane::Mail => Self::Mail,
            Lane::Text => Self::Text,
            Lane::Hook => Self::Post,
        }
    }

    fn per_hour(self) -> u32 {
        PER_HOUR.into_iter().find(|(kind, _)| *kind == self).map_or(0, |(_, most)| most)
    }
}

/// Who tries codes for what: a number on a page, as whoever reads it.
pub(super) type Number = (StatusPageKey, Option<Through>, String);

/// How many sign-ups came from where within this hour, and how many codes were tried.
#[derive(Default)]
pub struct SignUps {
    counted: Mutex<Counted>,
    codes: Mutex<BTreeMap<Number, Tries>>,
}

#[derive(Default)]
struct Counted {
    since: Option<Instant>,
    by_network: HashMap<(u64, Kind), u32>,
    by_host: HashMap<String, u32>,
    by_network_and_host: HashMap<(u64, String), u32>,
    texts: u32,
    posts: u32,
}

/// How many codes were tried for a number since its code was asked for, or since somebody first
/// tried one for which none was asked for here.
struct Tries {
    since: Instant,
    count: u8,
    asked: bool,
}

impl Tries {
    fn begun(now: Instant, asked: bool) -> Self {
        Self { since: now, count: 0, asked }
    }

    /// Whether a code that is asked for would be sent again.
    fn is_old(&self, now: Instant) -> bool {
        now.duration_since(self.since) >= ASK_AGAIN_AFTER
    }
}

impl SignUps {
    /// Takes one sign-up of that address; false where there were too many.
    pub(in crate::web) fn take(
        &self,
        client: Option<IpAddr>,
        (route, address): (Route, &str),
        now: Instant,
    ) -> bool {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        counted.turn(now);
        if !client.is_none_or(|client| counted.take_from(client, Kind::of(route))) {
            return false;
        }
        match Kind::of(route) {
            Kind::Text => {
                counted.texts += 1;
                counted.texts <= CODES_PER_HOUR
            }
            Kind::Post => {
                // All who use a chat share its host.
                let host = (!route.is_chat()).then(|| host_of(address));
                if !host.is_none_or(|host| counted.take_to(client, host)) {
                    return false;
                }
                counted.posts += 1;
                counted.posts <= POSTS_PER_HOUR
            }
            Kind::Mail | Kind::Code => true,
        }
    }

    /// A code was asked for: once it would be sent again, as many may be tried as before.
    pub(super) fn code_asked(&self, number: Number, now: Instant) {
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = || Tries::begun(now, true);
        let tries = room(&mut codes, now).entry(number).or_insert_with(begun);
        // What a stranger tried before anybody asked does not stop the code that is sent now.
        if !tries.asked || tries.is_old(now) {
            *tries = begun();
        }
    }

    /// Takes one try at a code; false where there were too many, from there or for that number.
    pub(super) fn take_code(&self, client: Option<IpAddr>, number: Number, now: Instant) -> bool {
        let from_there = {
            let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
            counted.turn(now);
            client.is_none_or(|client| counted.take_from(client, Kind::Code))
        };
        let mut codes = self.codes.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = || Tries::begun(now, false);
        let tries = room(&mut codes, now).entry(number).or_insert_with(begun);
        // It may have been asked for at another node, which counts it itself.
        if !tries.asked && tries.is_old(now) {
            *tries = begun();
        }
        tries.count = tries.count.saturating_add(1);
        from_there && tries.count <= CODES_MAX
    }
}

/// The tries, with room for one more number.
fn room(codes: &mut BTreeMap<Number, Tries>, now: Instant) -> &mut BTreeMap<Number, Tries> {
    if codes.len() >= COUNTED_MAX {
        codes.retain(|_, tries| !tries.is_old(now));
    }
    if codes.len() >= COUNTED_MAX {
        codes.clear();
    }
    codes
}

impl Counted {
    /// Begins anew where the hour is over.
    fn turn(&mut self, now: Instant) {
        let old = |since: Instant| now.duration_since(since) >= Duration::from_secs(3_600);
        let hosts = self.by_host.len().max(self.by_network_and_host.len());
        let full = self.by_network.len().max(hosts) >= COUNTED_MAX;
        if full || self.since.is_none_or(old) {
            *self = Self { since: Some(now), ..Self::default() };
        }
    }

    fn take_from(&mut self, client: IpAddr, kind: Kind) -> bool {
        let count = self.by_network.entry((network_of(client), kind)).or_default();
        *count += 1;
        *count <= kind.per_hour()
    }

    /// Takes one post to a host. What one network has too many of takes no room from the others.
    fn take_to(&mut self, client: Option<IpAddr>, host: String) -> bool {
        if let Some(client) = client {
            let key = (network_of(client), host.clone());
            let count = self.by_network_and_host.entry(key).or_default();
            *count += 1;
            if *count > POSTS_TO_HOST_FROM_ONE_PER_HOUR {
                return false;
            }
        }
        let count = self.by_host.entry(host).or_default();
        *count += 1;
        *count <= POSTS_TO_HOST_PER_HOUR
    }
}

/// The network that an address belongs to.
fn network_of(client: IpAddr) -> u64 {
    match client.to_canonical() {
        IpAddr::V4(four) => u64::from(four.to_bits()),
        // Whoever has one address of these has all with the same first half.
        IpAddr::V6(six) => (six.to_bits() >> 64) as u64 | 1 << 63,
    }
}

/// What a code that was typed comes to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Judged<T> {
    /// It is the one of this subscriber.
    Right(T),
    /// It is not, or there is nobody whose it could be.
    Wrong(Option<T>),
    /// Too many were tried: nobody was looked up.
    TooMany,
}

/// Judges a code. Whoever types numbers learns nothing of which of them are known: the bounds come
/// first, then whoever has that number is looked up, and then one comparison is made, with a code
/// that is nobody's where nobody has it.
pub(super) fn judge<T: Copy>(
    nobody: T,
    in_bounds: impl FnOnce() -> bool,
    look_up: impl FnOnce() -> Option<T>,
    compare: impl FnOnce(T) -> bool,
) -> Judged<T> {
    if !in_bounds() {
        return Judged::TooMany;
    }
    let known = look_up();
    let same = compare(known.unwrap_or(nobody));
    match known {
        Some(known) if same => Judged::Right(known),
        known => Judged::Wrong(known),
    }
}

/// The tries that a site counts, for one number.
pub(super) fn takes_code(site: &Site, client: Option<IpAddr>, number: Number) -> bool {
    site.sign_ups.take_code(client, number, Instant::now())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const HERE: Option<IpAddr> = Some(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    fn number(digits: &str) -> Number {
        (StatusPageKey::from("public"), None, digits.to_owned())
    }

    #[test]
    fn a_known_number_and_an_unknown_one_take_the_same_steps_in_the_same_order() {
        let steps = |in_bounds: bool, known: Option<u8>| {
            let seen = RefCell::new(Vec::new());
            let did = |what: &'static str| seen.borrow_mut().push(what);
            let judged = judge(
                0,
                || {
                    did("bounds");
                    in_bounds
                },
                || {
                    did("look up");
                    known
                },
                |_| {
                    did("compare");
                    // Even digits that happen to fit nobody are nobody's.
                    true
                },
            );
            (judged, seen.into_inner())
        };
        let all = vec!["bounds", "look up", "compare"];
        assert_eq!(steps(true, Some(7)), (Judged::Right(7), all.clone()));
        assert_eq!(steps(true, None), (Judged::Wrong(None), all));
        for known in [Some(7), None] {
            assert_eq!(steps(false, known), (Judged::TooMany, vec!["bounds"]));
        }
    }

    #[test]
    fn a_number_takes_as_many_codes_as_one_was_asked_for_and_no_more() {
        let (ups, now) = (SignUps::default(), Instant::now());
        ups.code_asked(number("+46701230001"), now);
        let tries = |at| ups.take_code(HERE, number("+46701230001"), at);
        assert!((0..CODES_MAX).all(|_| tries(now)));
        assert!(!tries(now));
        assert!(ups.take_code(HERE, number("+46701230002"), now), "another number is another");
        // Asked for at once no new code is sent, so none may be tried either.
        ups.code_asked(number("+46701230001"), now + Duration::from_secs(60));
        assert!(!tries(now + Duration::from_secs(60)));
        ups.code_asked(number("+46701230001"), now + ASK_AGAIN_AFTER);
        assert!(tries(now + ASK_AGAIN_AFTER));
    }

    #[test]
    fn what_a_stranger_tried_before_a_code_was_asked_for_does_not_stop_the_right_one() {
        let (ups, now) = (SignUps::default(), Instant::now());
        let tries = |at| ups.take_code(HERE, number("+46701230003"), at);
        assert!((0..CODES_MAX).all(|_| tries(now)));
        assert!(!tries(now), "they are counted all the same");
        ups.code_asked(number("+46701230003"), now + Duration::from_secs(1));
        assert!((0..CODES_MAX).all(|_| tries(now + Duration::from_secs(2))));
        assert!(!tries(now + Duration::from_secs(2)));
        // Where it was asked for at another node, that count ends as well.
        let elsewhere = |at| ups.take_code(HERE, number("+46701230004"), at);
        assert!((0..CODES_MAX).all(|_| elsewhere(now)) && !elsewhere(now));
        assert!(elsewhere(now + ASK_AGAIN_AFTER));
    }

    #[test]
    fn one_network_leaves_the_others_room_at_a_host_that_they_share() {
        let (ups, now) = (SignUps::default(), Instant::now());
        let from = |last: u8| Some(IpAddr::V4(std::net::Ipv4Addr::new(8, 8, 8, last)));
        let take = |last, address: &str| ups.take(from(last), (Route::Webhook, address), now);
        let taken = (0..10).filter(|n| take(1, &format!("https://shared.example/{n}"))).count();
        assert_eq!(taken, 4);
        assert!(!take(1, "https://SHARED.example.:8443/"), "it is the same host");
        assert!(take(1, "https://else.example/"));
        let others = (2..18).filter(|last| take(*last, "https://shared.example/x")).count();
        assert_eq!(others, 16, "what was refused took no room");
        assert!(!take(19, "https://shared.example/x"));
    }

    #[test]
    fn a_host_is_knocked_at_only_so_often_however_many_ask() {
        let (ups, now) = (SignUps::default(), Instant::now());
        let from = |last: u32| Some(IpAddr::V4(std::net::Ipv4Addr::from(0x0808_0000 + last)));
        let take = |last, address: &str| ups.take(from(last), (Route::Webhook, address), now);
        for one in 0..POSTS_TO_HOST_PER_HOUR {
            assert!(take(one, &format!("https://victim.example/{one}")));
        }
        assert!(!take(900, "https://victim.example/another"));
        assert!(take(901, "https://else.example/"));
        let chat = |last, address: &str| ups.take(from(last), (Route::Slack, address), now);
        let all = (0..30)
            .all(|one| chat(2_000 + one, &format!("https://hooks.slack.com/services/{one}")));
        assert!(all, "all who use a chat share its host");
    }

    #[test]
    fn a_network_signs_up_only_so_many_programs_an_hour() {
        let (ups, now) = (SignUps::default(), Instant::now());
        let take =
            |n: u32, at| ups.take(HERE, (Route::Webhook, &format!("https://h{n}.example/")), at);
        let taken = (0..40).filter(|n| take(*n, now)).count();
        assert_eq!(taken, 20);
        assert!(take(99, now + Duration::from_secs(3_600)));
    }
}
