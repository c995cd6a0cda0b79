//! What is left of words that were said: what readers see of them once they say another thing.

use serde::{Deserialize, Serialize};

/// What readers are shown of what a word had said before it was put right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Showing {
    /// Nothing: so it was before former versions were kept.
    #[default]
    Nothing,
    /// That it was put right, and what it had said.
    Former,
    /// That something was taken back, and not what.
    TakenBack,
}

impl Showing {
    /// Whether nothing is shown.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        *self == Self::Nothing
    }
}

/// Whether those who are named after are all among those who were named before; naming none is
/// naming all.
#[must_use]
pub fn is_within<T: PartialEq>(before: &[T], after: &[T]) -> bool {
    before.is_empty() || !after.is_empty() && after.iter().all(|one| before.contains(one))
}

/// What stands where words were left out of a sentence.
const LEFT_OUT: [&str; 2] = ["…", "..."];

/// Whether a text is what is left of another when words are left out: whole sentences without a
/// mark, and what stood inside of one with "…" in its place, so that it does not turn round what
/// the rest says.
#[must_use]
pub fn is_left_of(after: &str, before: &str) -> bool {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    let ends = |word: &str| word.ends_with(['.', '!', '?', ':', ';', '。', '…']);
    let before: Vec<&str> = before.split_whitespace().collect();
    let (mut at, mut marked) = (0, true);
    for word in after.split_whitespace() {
        if LEFT_OUT.contains(&word) {
            marked = true;
            continue;
        }
        let mut rest = before[at..].iter();
        let Some(skipped) = rest.position(|known| bare(known) == bare(word)) else { return false };
        let sentence = at == 0 || ends(before[at - 1]);
        let whole = skipped == 0 || sentence && ends(before[at + skipped - 1]);
        if !marked && !whole {
            return false;
        }
        (at, marked) = (at + skipped + 1, LEFT_OUT.iter().any(|mark| word.ends_with(mark)));
    }
    marked || at == before.len() || at == 0 || ends(before[at - 1])
}
