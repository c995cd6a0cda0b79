//! Chance that can be repeated: a small generator, so that a printed seed gives the same choices.

/// `SplitMix64`: one word of state and well mixed, which is all a test driver needs.
#[derive(Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A seed for a run that named none.
    pub fn fresh_seed() -> u64 {
        let since_epoch = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        let nanos = u64::try_from(since_epoch.as_nanos() & u128::from(u64::MAX)).unwrap_or(0);
        Self(nanos ^ u64::from(std::process::id())).next() >> 16
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        assert!(limit > 0, "there is no number below zero");
        self.next() % limit
    }

    /// True in about `percent` of a hundred calls.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// 32 hex digits: the form of a command id made by a client.
    pub fn id(&mut self) -> String {
        format!("{:016x}{:016x}", self.next(), self.next())
    }

    /// A generator of its own, whose choices do not depend on who asks first.
    pub fn fork(&mut self) -> Self {
        Self(self.next())
    }
}

#[cfg(test)]
mod tests {
    use super::Chance;

    #[test]
    fn the_same_seed_gives_the_same_choices() {
        let (mut one, mut two) = (Chance::new(7), Chance::new(7));
        assert_eq!(one.id(), two.id());
        assert_eq!(one.fork().next(), two.fork().next());
        assert_ne!(one.id(), Chance::new(8).id());
        assert_eq!(one.id().len(), 32);
    }
}
