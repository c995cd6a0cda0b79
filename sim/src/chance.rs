//! Chance from a seed: the same seed and the same labels give the same numbers for ever.

/// A small generator (SplitMix64). Every actor has its own, so that taking one fault or one
/// caller out of a plan changes nothing about the others: that is what makes shrinking work.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The generator for one thing of a seed, named by its labels.
    #[must_use]
    pub fn of(seed: u64, labels: &[u64]) -> Self {
        let mut chance = Self(seed ^ 0x6d61_7964_6179_2031);
        for label in labels {
            chance.0 = chance.draw() ^ label.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        chance.draw();
        chance
    }

    /// The next 64 bits.
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// The next 128 bits.
    pub fn wide(&mut self) -> u128 {
        u128::from(self.draw()) << 64 | u128::from(self.draw())
    }

    /// A number below `limit`; zero when the limit is.
    pub fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.draw() % limit }
    }

    /// A number from `low` to `high`, both included.
    pub fn within(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// Whether something that happens so often in a thousand happens now.
    pub fn hits(&mut self, permille: u64) -> bool {
        self.below(1_000) < permille
    }

    /// One of several.
    ///
    /// # Panics
    /// When there is none to choose from.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let index = self.below(from.len() as u64);
        &from[usize::try_from(index).unwrap_or(0)]
    }
}
