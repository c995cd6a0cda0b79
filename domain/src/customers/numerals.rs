//! Makes number words, ordinals and Roman numerals equal to digits, and finds the ones that tell
//! sisters apart.

const SMALL: [(&str, u32); 40] = [
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("1st", 1),
    ("2nd", 2),
    ("3rd", 3),
    ("4th", 4),
    ("5th", 5),
    ("6th", 6),
    ("7th", 7),
    ("8th", 8),
    ("9th", 9),
    ("10th", 10),
];

const TENS: [(&str, u32); 8] = [
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Longer ones are left out: "mix", "civil" and "dc" are words before they are numbers.
const ROMAN: [(&str, u32); 17] = [
    ("ii", 2),
    ("iii", 3),
    ("iv", 4),
    ("vi", 6),
    ("vii", 7),
    ("viii", 8),
    ("ix", 9),
    ("xi", 11),
    ("xii", 12),
    ("xiii", 13),
    ("xiv", 14),
    ("xv", 15),
    ("xvi", 16),
    ("xvii", 17),
    ("xviii", 18),
    ("xix", 19),
    ("xx", 20),
];

/// One letter is a number only where numbers stand, at the end of a name: "Fund V", not "V Shoes".
const ROMAN_LAST: [(&str, u32); 3] = [("i", 1), ("v", 5), ("x", 10)];

fn look_up(table: &[(&str, u32)], word: &str) -> Option<u32> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Rewrites the words of a folded name with digits for every number.
#[must_use]
pub fn with_digits(words: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(words.len());
    let mut tens: Option<u32> = None;
    for (place, word) in words.iter().enumerate() {
        let last = place > 0 && place + 1 == words.len();
        let small = look_up(&SMALL, word)
            .or_else(|| look_up(&ROMAN, word))
            .or_else(|| last.then(|| look_up(&ROMAN_LAST, word)).flatten());
        if let (Some(sum), Some(unit @ 1..=9)) = (tens, look_up(&SMALL, word)) {
            out.pop();
            out.push((sum + unit).to_string());
            tens = None;
            continue;
        }
        tens = look_up(&TENS, word);
        match tens.or(small) {
            Some(value) => out.push(value.to_string()),
            None => out.push(word.clone()),
        }
    }
    out
}

/// What tells "Fund 4" from "Fund 5" and "Hall A" from "Hall B": every number in the name, and a
/// single letter at its end. Sorted, so that two names compare by equality.
#[must_use]
pub fn designators(core: &str) -> Vec<&str> {
    let mut found: Vec<&str> = core
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .map(|run| run.trim_start_matches('0'))
        .collect();
    if let Some((_, letter)) = core.rsplit_once(' ')
        && letter.len() == 1
        && letter.as_bytes()[0].is_ascii_lowercase()
    {
        found.push(letter);
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: &str) {
        let words: Vec<String> = name.split(' ').map(str::to_owned).collect();
        assert_eq!(with_digits(&words).join(" "), expected);
    }

    #[test]
    fn words_are_digits() {
        check("seven eleven", "7 11");
        check("studio fifty four", "studio 54");
        check("first harbour bank", "1 harbour bank");
        check("twenty twenty vision", "20 20 vision");
    }

    #[test]
    fn roman_numerals_are_digits_only_as_whole_words() {
        check("harbour fund iv", "harbour fund 4");
        check("harbour fund v", "harbour fund 5");
        check("v shoes", "v shoes");
        check("livia", "livia");
    }

    #[test]
    fn designators_tell_sisters_apart() {
        assert_ne!(designators("fund 4"), designators("fund 5"));
        assert_ne!(designators("hall a"), designators("hall b"));
        assert_eq!(designators("store 014"), designators("14 store"));
    }
}
