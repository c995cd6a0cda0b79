//! Initials of people, for bars that are too narrow for a name.

use std::collections::BTreeMap;

use domain::words::PersonKey;

use crate::Context;
use crate::board::names;

/// The initials of each, no two alike.
pub(super) fn of<'a>(
    context: &Context<'_>,
    people: impl IntoIterator<Item = &'a PersonKey>,
) -> BTreeMap<&'a PersonKey, String> {
    let mut given: BTreeMap<&PersonKey, String> = BTreeMap::new();
    for person in people {
        if given.contains_key(person) {
            continue;
        }
        let name = names::person(context, person);
        let longer = (1..=name.chars().count()).map(|letters| initials(name, letters));
        let numbered = (2_u32..).map(|number| format!("{}{number}", initials(name, 1)));
        let mut forms = longer.chain(numbered);
        if let Some(own) = forms.find(|form| given.values().all(|taken| taken != form)) {
            given.insert(person, own);
        }
    }
    given
}

/// So many letters of the first word and one of the last: "ML", "MaL".
fn initials(name: &str, letters: usize) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().unwrap_or_default();
    let last = words.next_back().and_then(|word| word.chars().next());
    // One word alone gives two letters, so that it still reads as a name.
    let letters = if last.is_none() { letters + 1 } else { letters };
    first.chars().take(letters).chain(last.map(upper)).enumerate().map(capital).collect()
}

fn capital((at, letter): (usize, char)) -> char {
    if at == 0 { upper(letter) } else { letter }
}

/// In capitals, where the letter has one that is one letter too.
fn upper(letter: char) -> char {
    let mut capital = letter.to_uppercase();
    match (capital.next(), capital.next()) {
        (Some(capital), None) => capital,
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_name_has_initials_and_longer_forms_of_them() {
        assert_eq!(initials("Maria Lindqvist", 1), "ML");
        assert_eq!(initials("Maria Lindqvist", 2), "MaL");
        assert_eq!(initials("ana maria de souza", 1), "AS");
        assert_eq!(initials("Wei", 1), "We");
        assert_eq!(initials("王 伟", 1), "王伟");
        assert_eq!(initials("", 1), "");
    }
}
