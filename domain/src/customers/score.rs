//! Says how alike two names are: once to rank, once (more strictly) to let a machine decide.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use super::distance::likeness;
use super::fold::{CONSIDERED_CHARS_MAX, WORDS_MAX, fold, join_initials};
use super::legal_forms::{Form, conflict, spell_out, strip};
use super::numerals::{designators, with_digits};
use super::sound::{SOUND_LEN_MIN, sound};
use super::trigrams::{pieces, shared_permille};

/// Words that carry no name in any of the languages most names are written in.
const LITTLE_WORDS: [&str; 26] = [
    "and", "the", "of", "de", "la", "le", "les", "du", "des", "da", "do", "und", "et", "y", "e",
    "der", "die", "das", "for", "at", "in", "from", "is", "this", "we", "are",
];
/// Said in full and written short.
const SAINTS: [&str; 3] = ["saint", "sankt", "sint"];
const LITTLE_WEIGHT: u32 = 100;
/// Two words that are less alike than this are two words.
const WORD_LIKENESS_MIN: u32 = 700;
/// What words are worth that sound alike and look different. Below the gate: sound alone never
/// attaches.
const SOUND_PERMILLE: u32 = 840;
/// What a word is worth that the other shortens.
const SHORTENED_PERMILLE: u32 = 800;
const SHORTENED_LEN_MIN: usize = 3;
/// A word this close to the weightiest of its name is what makes the name this one.
const TELLING_PERMILLE: u32 = 750;
/// How much better than its telling word a whole name may count.
const TELLING_ALLOWANCE: u32 = 15;
/// One letter may differ in so many when names are compared without their spaces.
const GLUED_LETTERS_PER_EDIT: u32 = 10;
const GLUED_LEN_MIN: usize = 6;
const COMPOSITE_ALONE_PERMILLE: u32 = 700;
const ACRONYM_LEN_MIN: usize = 3;
const ACRONYM_PERMILLE: u32 = 640;
const WITHIN_PERMILLE: u32 = 720;

/// A name, taken apart for comparing.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The folded name without legal forms, its numbers as digits.
    pub core: String,
    /// The legal form that came off.
    pub form: Option<Form>,
    words: Vec<SmolStr>,
    /// For each word how it sounds, and which letters it has.
    traits: Vec<(SmolStr, u32)>,
    /// The core without spaces.
    pub compact: String,
    /// First letters of its words; empty when there are too few of them.
    pub acronym: String,
    /// How it sounds; empty when that is too short to say anything.
    pub sound: String,
    /// Its pieces of three letters.
    pub pieces: Vec<u16>,
}

impl Words {
    /// Takes a name apart as it was written.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let name: String = name.chars().take(CONSIDERED_CHARS_MAX).collect();
        let joined = join_initials(&fold(&spell_out(&name)));
        let (left, form) = strip(&joined);
        let left = match left {
            [first, rest @ ..] if first == "the" && !rest.is_empty() => rest,
            all => all,
        };
        let saint = |word: String| if SAINTS.contains(&word.as_str()) { "st".into() } else { word };
        let words: Vec<String> = with_digits(left).into_iter().map(saint).collect();
        Self::of_core(&words.join(" "), form)
    }

    /// Takes a core apart that was made before.
    #[must_use]
    pub fn of_core(core: &str, form: Option<Form>) -> Self {
        let words: Vec<SmolStr> = core
            .split(' ')
            .filter(|word| !word.is_empty())
            .take(WORDS_MAX)
            .map(SmolStr::new)
            .collect();
        let telling = || words.iter().filter(|word| !LITTLE_WORDS.contains(&word.as_str()));
        let acronym: String = telling().filter_map(|word| word.chars().next()).collect();
        let traits: Vec<(SmolStr, u32)> =
            words.iter().map(|word| (SmolStr::new(sound(word)), letters(word))).collect();
        let sound: String = traits.iter().map(|(sound, _)| sound.as_str()).collect();
        Self {
            traits,
            compact: words.concat(),
            acronym: if acronym.len() < ACRONYM_LEN_MIN { String::new() } else { acronym },
            sound: if sound.len() < SOUND_LEN_MIN { String::new() } else { sound },
            pieces: pieces(core),
            core: core.to_owned(),
            form,
            words,
        }
    }

    /// Every run of neighbouring words without its spaces, the longest runs first: a name may
    /// stand anywhere in what was said.
    pub fn runs(&self, words_max: usize) -> impl Iterator<Item = String> {
        let longest = words_max.min(self.words.len());
        (1..=longest).rev().flat_map(|size| self.words.windows(size)).map(<[SmolStr]>::concat)
    }

    /// The words of the core.
    pub fn words(&self) -> impl Iterator<Item = &SmolStr> {
        self.words.iter()
    }
}

/// How telling each word is: rare words make a name, common ones hardly.
#[derive(Debug, Default)]
pub struct Weights {
    seen: BTreeMap<SmolStr, u32>,
    names: u32,
}

impl Weights {
    /// Counts the words of one more name.
    pub fn add<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        self.names += 1;
        for word in words {
            if let Some(count) = self.seen.get_mut(word) {
                *count += 1;
            } else {
                self.seen.insert(SmolStr::new(word), 1);
            }
        }
    }

    fn of(&self, word: &str) -> u32 {
        if LITTLE_WORDS.contains(&word) {
            return LITTLE_WEIGHT;
        }
        let seen = self.seen.get(word).copied().unwrap_or(0).max(1);
        500 + log2_permille(self.names / seen + 1)
    }
}

/// The logarithm to base two, in thousandths, straight between powers of two.
fn log2_permille(number: u32) -> u32 {
    let whole = number.max(1).ilog2();
    let above = u64::from(number.max(1)) - (1_u64 << whole);
    whole * 1_000 + u32::try_from((above * 1_000) >> whole).unwrap_or(0)
}

/// The outcome of one comparison, in permille.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// For ordering.
    pub rank: u32,
    /// For deciding without a human.
    pub gate: u32,
    /// The cores are equal and no legal form speaks against it.
    pub exact: bool,
    /// The numbers in the names differ.
    pub other_number: bool,
    /// The legal forms differ.
    pub other_form: bool,
    /// One is the initials of the other.
    pub acronym: bool,
    /// The whole name stands inside what was said.
    pub within: bool,
}

/// Compares what was said with a name of the directory.
#[must_use]
pub fn score(said: &Words, name: &Words, weights: &Weights) -> Score {
    if said.words.is_empty() || name.words.is_empty() {
        return Score::default();
    }
    let against = conflict(said.form, name.form);
    let other_number = designators(&said.core) != designators(&name.core);
    if said.core == name.core {
        let rank = 1_000 - against;
        let exact = against == 0;
        return Score { rank, gate: rank, exact, other_form: !exact, ..Score::default() };
    }
    let compact = likeness(&said.compact, &name.compact);
    let glued = glued(said, name, compact);
    let aligned = align(said, name, weights);
    let acronym = acronym(said, name);
    let within = within(said, name, weights);
    let composite = aligned.likeness.max(glued);
    let pieces = shared_permille(&said.pieces, &name.pieces);
    // Whoever leaves out words of a long name still said it, though the letters hardly agree.
    let blend = (3 * pieces + 3 * compact + 4 * composite) / 10;
    let mut rank = blend.max(composite * COMPOSITE_ALONE_PERMILLE / 1_000);
    if acronym {
        rank = rank.max(ACRONYM_PERMILLE);
    }
    if within {
        rank = rank.max(WITHIN_PERMILLE);
    }
    let gate = aligned.likeness.min(aligned.telling + TELLING_ALLOWANCE).max(glued);
    Score {
        // Only equal names are entirely alike.
        rank: rank.min(990).saturating_sub(against),
        gate: gate.min(990).saturating_sub(against),
        exact: false,
        other_number,
        other_form: against > 0,
        acronym,
        within,
    }
}

/// "bright water" for "Brightwater": counts only when the words are cut differently or sound the
/// same, because equal words that differ by a few letters are compared one by one.
fn glued(said: &Words, name: &Words, compact: u32) -> u32 {
    let length = said.compact.len().max(name.compact.len());
    if said.words.len() == name.words.len() || length < GLUED_LEN_MIN {
        return 0;
    }
    let length = u32::try_from(length).unwrap_or(u32::MAX);
    let edits = (length / GLUED_LETTERS_PER_EDIT).min(3);
    if (1_000 - compact) * length <= edits * 1_500 { compact } else { 0 }
}

struct Alignment {
    likeness: u32,
    /// How alike the word is that tells most, on either side.
    telling: u32,
}

/// Pairs the words of both names, the most alike first, and weighs each pair by how telling it is.
fn align(said: &Words, name: &Words, weights: &Weights) -> Alignment {
    let said_weights: Vec<u32> = said.words.iter().map(|word| weights.of(word)).collect();
    let name_weights: Vec<u32> = name.words.iter().map(|word| weights.of(word)).collect();
    let mut pairs: Vec<(Alike, usize, usize)> = Vec::new();
    for i in 0..said.words.len() {
        for j in 0..name.words.len() {
            let alike = word_likeness((said, i), (name, j));
            if alike.at_all > 0 {
                pairs.push((alike, i, j));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut said_alike = vec![Alike::default(); said.words.len()];
    let mut name_alike = vec![Alike::default(); name.words.len()];
    for (alike, i, j) in pairs {
        if said_alike[i].at_all == 0 && name_alike[j].at_all == 0 {
            said_alike[i] = alike;
            name_alike[j] = alike;
        }
    }
    let mut shared = 0_u64;
    let mut whole = 0_u64;
    let weightiest = said_weights.iter().chain(&name_weights).copied().max().unwrap_or(0);
    let mut telling = 1_000;
    for (weight, alike) in
        said_weights.iter().zip(&said_alike).chain(name_weights.iter().zip(&name_alike))
    {
        shared += u64::from(*weight) * u64::from(alike.at_all);
        whole += u64::from(*weight);
        if weight * 1_000 >= weightiest * TELLING_PERMILLE {
            telling = telling.min(alike.in_writing);
        }
    }
    let likeness = u32::try_from(shared / whole.max(1)).unwrap_or(0);
    Alignment { likeness, telling }
}

/// How alike two words are, in permille.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    at_all: u32,
    /// Without what only sounds alike: "Vesta" and "Vista" are two companies.
    in_writing: u32,
}

/// Which letters a word has, a bit for each; the digits share the rest.
fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |bits, byte| match byte {
        b'a'..=b'z' => bits | 1 << (byte - b'a'),
        _ => bits | DIGITS,
    })
}
const DIGITS: u32 = 1 << 26;

/// Whether two words may reach the least likeness that counts: one edit changes two letters at
/// most, and the cheapest costs eight, so most pairs need no closer look.
fn may_be_alike(left: &str, right: &str, other_letters: u32) -> bool {
    let edits_max = 3 * left.len().max(right.len()) / 8;
    left.len().abs_diff(right.len()) <= edits_max && other_letters as usize <= 2 * edits_max
}

fn word_likeness((left, i): (&Words, usize), (right, j): (&Words, usize)) -> Alike {
    let (left_sound, left_letters) = &left.traits[i];
    let (right_sound, right_letters) = &right.traits[j];
    let (left, right) = (left.words[i].as_str(), right.words[j].as_str());
    if left == right {
        return Alike { at_all: 1_000, in_writing: 1_000 };
    }
    if (left_letters | right_letters) & DIGITS != 0 {
        // A number is right or wrong, never nearly right.
        return Alike::default();
    }
    let near = may_be_alike(left, right, (left_letters ^ right_letters).count_ones());
    let spelled = if near { likeness(left, right) } else { 0 };
    let spelled = if spelled >= WORD_LIKENESS_MIN { spelled } else { 0 };
    let (short, long) = if left.len() < right.len() { (left, right) } else { (right, left) };
    let shortened = short.len() >= SHORTENED_LEN_MIN && long.starts_with(short);
    let sounds = left_sound.len() >= SOUND_LEN_MIN && left_sound == right_sound;
    let in_writing = spelled.max(if shortened { SHORTENED_PERMILLE } else { 0 });
    Alike { at_all: in_writing.max(if sounds { SOUND_PERMILLE } else { 0 }), in_writing }
}

fn acronym(said: &Words, name: &Words) -> bool {
    let stands_for = |short: &Words, long: &Words| {
        short.words.len() == 1 && !long.acronym.is_empty() && short.compact == long.acronym
    };
    stands_for(said, name) || stands_for(name, said)
}

/// Whether every word of the name was said, one after the other, and one of them is telling.
fn within(said: &Words, name: &Words, weights: &Weights) -> bool {
    let telling = name.words.iter().any(|word| {
        word.len() >= SHORTENED_LEN_MIN
            && weights.of(word) * 1_000 >= weights.of("") * TELLING_PERMILLE
    });
    telling && said.words.windows(name.words.len()).any(|window| *window == *name.words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(said: &str, name: &str) -> Score {
        let mut weights = Weights::default();
        for _ in 0..200 {
            weights.add(["dental", "clinics", "group"].into_iter());
        }
        score(&Words::of(said), &Words::of(name), &weights)
    }

    #[test]
    fn equal_names_are_certain() {
        let same = compare("The Brightwater Clinics", "BRIGHTWATER CLINICS LTD");
        assert!(same.exact);
        assert_eq!((same.rank, same.gate), (1_000, 1_000));
        assert!(compare("Seven Eleven", "7-Eleven, Inc.").exact);
    }

    #[test]
    fn slips_pass_the_gate_and_other_names_do_not() {
        assert!(compare("brihgtwater clinics", "Brightwater Clinics").gate >= 850);
        assert!(compare("bright water clinics", "Brightwater Clinics").gate >= 850);
        assert!(compare("Vesta Dental", "Vista Dental").gate < 850);
        assert!(compare("Harbour East Dental", "Harbour West Dental").gate < 850);
        assert!(compare("Orion N.V.", "Orion plc").gate < 850);
        assert!(compare("Fund Five", "Fund IV").other_number);
    }

    #[test]
    fn initials_and_talk_are_suggestions() {
        let initials = compare("NMH", "Northern Mercy Hospital");
        assert!(initials.acronym && initials.rank >= 450 && initials.gate < 850);
        let talk = compare("Hi this is Anna from Brightwater Clinics, help", "Brightwater Clinics");
        assert!(talk.within && talk.rank >= 450 && talk.gate < 850);
    }

    #[test]
    fn logarithms_grow() {
        assert_eq!(log2_permille(1), 0);
        assert_eq!(log2_permille(1_024), 10_000);
        assert!((1..5_000).all(|n| log2_permille(n) <= log2_permille(n + 1)));
    }
}
