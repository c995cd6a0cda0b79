//! Finds names that share pieces of three letters with a query, among hundreds of thousands.

/// Letters, digits and the space: the alphabet that folding leaves.
const LETTERS: u16 = 37;
const CODES: usize = (LETTERS as usize).pow(3);
/// The most entries of the posting lists that one look-up reads; rare pieces are read first, so
/// what is left out says little.
const READ_MAX: usize = 500_000;
/// What is less near than this is no candidate, however few there are.
const NEARNESS_MIN: u32 = 300;
/// The most pieces of one name that are kept; their count has to fit one byte.
const PIECES_MAX: usize = 250;

fn letter(byte: u8) -> u16 {
    match byte {
        b'a'..=b'z' => u16::from(byte - b'a') + 1,
        b'0'..=b'9' => u16::from(byte - b'0') + 27,
        _ => 0,
    }
}

/// The pieces of a folded name, each once, in order. Every word is padded, so its start counts
/// more than its middle and the order of the words does not count.
#[must_use]
pub fn pieces(core: &str) -> Vec<u16> {
    let mut codes = Vec::with_capacity(core.len() + 8);
    for word in core.split(' ').filter(|word| !word.is_empty()) {
        let (mut before, mut last) = (0, 0);
        for byte in word.bytes().chain([b' ']) {
            let this = letter(byte);
            codes.push((before * LETTERS + last) * LETTERS + this);
            (before, last) = (last, this);
        }
    }
    codes.sort_unstable();
    codes.dedup();
    codes.truncate(PIECES_MAX);
    codes
}

/// How much two names share, in permille of their mean (Dice). Expects what [`pieces`] returns.
#[must_use]
pub fn shared_permille(left: &[u16], right: &[u16]) -> u32 {
    let shared = left.iter().filter(|code| right.binary_search(code).is_ok()).count();
    permille(2 * shared, left.len() + right.len())
}

fn permille(part: usize, whole: usize) -> u32 {
    u32::try_from(part * 1_000 / whole.max(1)).unwrap_or(u32::MAX)
}

/// For each piece the names that have it: one flat list, cut by offsets.
#[derive(Debug, Default)]
pub struct Postings {
    offsets: Vec<u32>,
    names: Vec<u32>,
    counts: Vec<u8>,
}

impl Postings {
    /// Indexes names by their place in `cores`.
    #[must_use]
    pub fn build<'a>(cores: impl Iterator<Item = &'a str> + Clone) -> Self {
        let mut offsets = vec![0_u32; CODES + 1];
        let mut counts = Vec::new();
        for core in cores.clone() {
            let codes = pieces(core);
            for code in &codes {
                offsets[usize::from(*code) + 1] += 1;
            }
            counts.push(u8::try_from(codes.len()).unwrap_or(u8::MAX));
        }
        for place in 1..offsets.len() {
            offsets[place] += offsets[place - 1];
        }
        let mut free = offsets.clone();
        let mut names = vec![0_u32; offsets[CODES] as usize];
        for (name, core) in (0_u32..).zip(cores) {
            for code in pieces(core) {
                let slot = &mut free[usize::from(code)];
                names[*slot as usize] = name;
                *slot += 1;
            }
        }
        Self { offsets, names, counts }
    }

    fn of(&self, code: u16) -> &[u32] {
        let code = usize::from(code);
        match self.offsets.get(code..code + 2) {
            Some([start, end]) => &self.names[*start as usize..*end as usize],
            _ => &[],
        }
    }

    /// The names nearest to the query, best first, at most `limit` of them: (nearness, name).
    #[must_use]
    pub fn nearest(&self, query: &[u16], limit: usize) -> Vec<(u32, u32)> {
        let mut lists: Vec<&[u32]> = query.iter().map(|code| self.of(*code)).collect();
        lists.sort_by_key(|list| list.len());
        let mut shared = vec![0_u8; self.counts.len()];
        let mut read = 0;
        for list in lists {
            read += list.len();
            if read > READ_MAX && read > list.len() {
                break;
            }
            for name in list {
                let count = &mut shared[*name as usize];
                *count = count.saturating_add(1);
            }
        }
        let least = least_shared(query.len());
        let mut near: Vec<(u32, u32)> = (0_u32..)
            .zip(shared.iter().zip(&self.counts))
            .filter(|(_, (shared, count))| **shared >= least[usize::from(**count)])
            .map(|(name, (shared, count))| (nearness(*shared, *count, query.len()), name))
            .collect();
        let order = |a: &(u32, u32), b: &(u32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        if near.len() > limit && limit > 0 {
            near.select_nth_unstable_by(limit - 1, order);
        }
        near.truncate(limit);
        near.sort_unstable_by(order);
        near
    }
}

/// For every length of a name, how many pieces it has to share to be worth sorting. A table, since
/// it is asked once for each name of the directory.
fn least_shared(query: usize) -> [u8; 256] {
    let mut least = [u8::MAX; 256];
    for (count, least) in (0_u8..=u8::MAX).zip(&mut least) {
        let enough = |shared: &u8| nearness(*shared, count, query) >= NEARNESS_MIN;
        *least = (1..u8::MAX).find(enough).unwrap_or(u8::MAX);
    }
    least
}

/// Half what is shared of both, and half what is shared of the shorter: callers say a part of the
/// name, or more than the name.
fn nearness(shared: u8, count: u8, query: usize) -> u32 {
    let (shared, count) = (usize::from(shared), usize::from(count));
    permille(2 * shared, count + query) / 2 + permille(shared, count.min(query).max(4)) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_words_does_not_count() {
        assert_eq!(pieces("bright water"), pieces("water bright"));
        assert_eq!(shared_permille(&pieces("abc"), &pieces("abc")), 1_000);
        assert_eq!(shared_permille(&pieces("abc"), &pieces("xyz")), 0);
    }

    #[test]
    fn the_nearest_comes_first() {
        let cores = ["brightwater clinics", "brite star clinic", "harbour bank", ""];
        let postings = Postings::build(cores.iter().copied());
        let near = postings.nearest(&pieces("britewater clinic"), 2);
        assert_eq!(near[0].1, 0);
        assert_eq!(near.len(), 2);
        assert!(postings.nearest(&[], 2).is_empty());
        assert!(Postings::default().nearest(&pieces("x"), 2).is_empty());
    }
}
