//! How far apart two spellings are, counting a slip of the thumb less than another letter.

/// Longest spelling that is compared letter by letter, which bounds the work for hostile input.
pub const COMPARED_BYTES_MAX: usize = 64;
/// Below this likeness the exact figure does not matter, and zero is answered.
const FLOOR_PERMILLE: u32 = 400;

/// Another letter: it may well be another name.
const EDIT: u32 = 15;
/// A neighbouring key, two letters swapped, one doubled: how thumbs miss.
const SLIP: u32 = 10;
/// "Mueller" for "Müller": a way of writing, hardly a mistake.
const UMLAUT: u32 = 8;

/// Which keys touch on a telephone's keyboard, by letter from a to z.
const NEIGHBOURS: [&str; 26] = [
    "qwsz", "vghn", "xdfv", "serfcx", "wsdr", "drtgvc", "ftyhbv", "gyujnb", "ujko", "huikmn",
    "jiolm", "kop", "njk", "bhjm", "iklp", "ol", "wa", "edft", "awedxz", "rfgy", "yhji", "cfgb",
    "qase", "zsdc", "tghu", "asx",
];

fn touching(a: u8, b: u8) -> bool {
    let keys = a.checked_sub(b'a').and_then(|place| NEIGHBOURS.get(usize::from(place)));
    keys.is_some_and(|keys| keys.as_bytes().contains(&b))
}

/// The price of a letter at `place` that stands in one spelling only.
fn extra(word: &[u8], place: usize) -> u32 {
    let letter = word[place];
    let before = place.checked_sub(1).map(|before| word[before]);
    if before == Some(letter) || word.get(place + 1) == Some(&letter) {
        SLIP
    } else if letter == b'e' && matches!(before, Some(b'a' | b'o' | b'u')) {
        UMLAUT
    } else {
        EDIT
    }
}

/// Likeness of two spellings in permille: 1000 is equal. Expects folded text.
#[must_use]
pub fn likeness(left: &str, right: &str) -> u32 {
    if left == right {
        return 1_000;
    }
    let left = &left.as_bytes()[..left.len().min(COMPARED_BYTES_MAX)];
    let right = &right.as_bytes()[..right.len().min(COMPARED_BYTES_MAX)];
    let longest = u32::try_from(left.len().max(right.len())).unwrap_or(u32::MAX);
    if left.is_empty() || right.is_empty() {
        return 0;
    }
    let cost_max = (1_000 - FLOOR_PERMILLE) * longest / 100;
    let gap = u32::try_from(left.len().abs_diff(right.len())).unwrap_or(u32::MAX);
    if gap * UMLAUT > cost_max {
        return 0;
    }
    match cost(left, right, cost_max) {
        // Two names cut at the limit could look equal: they are not.
        Some(cost) => 999.min(1_000 - (cost * 100 / longest).min(1_000)),
        None => 0,
    }
}

/// The cheapest way from one spelling to the other (insert, delete, replace, swap two), or `None`
/// once it surely costs more than `cost_max`.
fn cost(left: &[u8], right: &[u8], cost_max: u32) -> Option<u32> {
    const WIDTH: usize = COMPARED_BYTES_MAX + 1;
    let mut rows = [[0_u32; WIDTH]; 3];
    for j in 1..=right.len() {
        rows[0][j] = rows[0][j - 1] + extra(right, j - 1);
    }
    for i in 1..=left.len() {
        let (now, last, before) = (i % 3, (i - 1) % 3, (i + 1) % 3);
        let removed = extra(left, i - 1);
        rows[now][0] = rows[last][0] + removed;
        let mut least = rows[now][0];
        for j in 1..=right.len() {
            let (a, b) = (left[i - 1], right[j - 1]);
            let replaced = match a == b {
                true => 0,
                false if touching(a, b) => SLIP,
                false => EDIT,
            };
            let mut best = (rows[last][j - 1] + replaced)
                .min(rows[last][j] + removed)
                .min(rows[now][j - 1] + extra(right, j - 1));
            if i > 1 && j > 1 && a == right[j - 2] && left[i - 2] == b {
                best = best.min(rows[before][j - 2] + SLIP);
            }
            rows[now][j] = best;
            least = least.min(best);
        }
        if least > cost_max + EDIT {
            return None;
        }
    }
    Some(rows[left.len() % 3][right.len()]).filter(|cost| *cost <= cost_max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_weigh_less_than_other_letters() {
        assert_eq!(likeness("brightwater", "brightwater"), 1_000);
        assert!(likeness("brightwater", "brihgtwater") > 900, "swapped");
        assert!(likeness("brightwater", "brightwster") > 900, "the key beside");
        assert!(likeness("brightwater", "brigghtwater") > 900, "pressed twice");
        assert!(likeness("mueller", "muller") > 880, "a way of writing");
        assert!(likeness("vista", "vesta") <= 700, "another name");
        assert!(likeness("johnson", "johnston") < 850, "another name");
        assert_eq!(likeness("alpha", "zulu"), 0);
        assert_eq!(likeness("", "zulu"), 0);
    }

    #[test]
    fn both_directions_agree() {
        for (a, b) in [("noel", "nol"), ("aab", "ab"), ("kitten", "sitting"), ("abcd", "acbd")] {
            assert_eq!(likeness(a, b), likeness(b, a), "{a} {b}");
        }
    }

    #[test]
    fn the_limit_holds() {
        let long = "a".repeat(5_000);
        assert_eq!(likeness(&long, &format!("{long}b")), 999);
    }

    #[test]
    fn keys_touch_both_ways() {
        for a in b'a'..=b'z' {
            for b in b'a'..=b'z' {
                assert_eq!(touching(a, b), touching(b, a), "{} {}", char::from(a), char::from(b));
            }
        }
    }
}
