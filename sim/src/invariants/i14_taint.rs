//! I14, as taint: every word that a caller wrote carries their number, and no page of another
//! caller ever has it, whoever leads, joins, merges or follows.

use super::{Invariant, Seen, View};
use crate::callers::MARK;

/// See the sentence at the top of the file.
#[derive(Default)]
pub struct Taint;

/// The callers whose words stand there.
fn speakers(html: &str) -> impl Iterator<Item = usize> {
    html.split(MARK).skip(1).filter_map(|rest| {
        let (number, _) = rest.split_once('w')?;
        number.parse().ok()
    })
}

impl Invariant for Taint {
    fn name(&self) -> &'static str {
        "i14_taint"
    }

    fn check(&mut self, seen: &Seen<'_>, _: &View<'_>) -> Result<(), String> {
        let Seen::Page { caller, html } = seen else { return Ok(()) };
        match speakers(html).find(|speaker| speaker != caller) {
            None => Ok(()),
            Some(other) => Err(format!("caller {caller} reads the words of caller {other}")),
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_caller_is_known_by_the_number_in_their_words() {
        let html = "<p>zq17w all down</p> zq St. Brigid <b>zq4w</b>";
        assert_eq!(super::speakers(html).collect::<Vec<_>>(), [17, 4]);
    }
}
