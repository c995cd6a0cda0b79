//! Reads e-mail addresses and telephone numbers out of what a caller typed.

use std::collections::BTreeSet;

use super::fold::CONSIDERED_CHARS_MAX;

/// Fewer digits than this are a house number, not a telephone.
const PHONE_DIGITS_MIN: usize = 7;
/// The longest international number, with room for an access code.
const PHONE_DIGITS_MAX: usize = 18;
/// Numbers are looked up by this many of their last digits.
const PHONE_TAIL: u64 = 10_u64.pow(7);

/// The telephone numbers in a text, as numbers without leading zeros.
#[must_use]
pub fn phones(text: &str) -> BTreeSet<u64> {
    let head: String = text.chars().take(CONSIDERED_CHARS_MAX).collect();
    let plain = deunicode::deunicode_with_tofu(&head, " ");
    let mut found = BTreeSet::new();
    // A plus begins a new number; the trunk zero in "+44 (0)20" is not dialled from abroad.
    for run in plain
        .replace("(0)", "")
        .replace('+', ",")
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, ' ' | '-' | '.' | '(' | ')' | '/')))
    {
        let digits: String = run.chars().filter(char::is_ascii_digit).collect();
        let number = digits.trim_start_matches('0');
        if (PHONE_DIGITS_MIN..=PHONE_DIGITS_MAX).contains(&number.len())
            && let Ok(number) = number.parse()
        {
            found.insert(number);
        }
    }
    found
}

/// What two spellings of one number surely share.
#[must_use]
pub fn phone_tail(number: u64) -> u64 {
    number % PHONE_TAIL
}

/// Whether one number is the other with a country's or an area's code before it.
#[must_use]
pub fn same_phone(a: u64, b: u64) -> bool {
    let (short, long) = (a.min(b), a.max(b));
    let size = 10_u64.checked_pow(short.max(1).ilog10() + 1);
    size.is_none_or(|size| long % size == short)
}

/// The e-mail addresses in a text, in lower case.
#[must_use]
pub fn emails(text: &str) -> BTreeSet<String> {
    let head: String = text.chars().take(CONSIDERED_CHARS_MAX).collect();
    let apart = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | ':' | '/')
    };
    head.to_lowercase()
        .split(apart)
        .map(|word| word.trim_matches(['.', '\'', '!', '?']))
        .filter(|word| {
            word.split_once('@')
                .is_some_and(|(user, domain)| !user.is_empty() && domain.contains('.'))
        })
        .map(str::to_owned)
        .collect()
}

/// The domain of an address and the domains above it, the nearest first.
pub fn domains(email: &str) -> impl Iterator<Item = &str> {
    let domain = email.rsplit_once('@').map_or("", |(_, domain)| domain);
    std::iter::successors(Some(domain), |domain| domain.split_once('.').map(|(_, above)| above))
        .filter(|domain| domain.contains('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        let on_file = *phones("+44 20 7946 0123").first().expect("a number");
        for typed in ["020 7946 0123", "(020) 7946-0123", "0044 20 79460123", "+44 (0)20 7946 0123"]
        {
            let typed = phones(typed);
            assert!(typed.iter().any(|number| same_phone(*number, on_file)), "{typed:?}");
            assert!(typed.iter().any(|number| phone_tail(*number) == phone_tail(on_file)));
        }
        assert!(phones("room 12, call me").is_empty());
        assert_eq!(phones("+15550100001+15550100002").len(), 2);
        assert_eq!(phones("٠١٢٣٤٥٦٧٨٩").len(), 1);
    }

    #[test]
    fn other_numbers_are_other() {
        assert!(!same_phone(442_079_460_123, 442_079_460_124));
        assert!(!same_phone(2_079_460_123, 3_079_460_123));
    }

    #[test]
    fn addresses_are_found_in_talk() {
        let found = emails("mail me: <Ana.Lima@shop.Brightwater.example>, thanks!");
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["ana.lima@shop.brightwater.example"]);
        let above: Vec<_> = domains("a@shop.brightwater.example").collect();
        assert_eq!(above, ["shop.brightwater.example", "brightwater.example"]);
        assert!(emails("@ a@ @b.c").is_empty());
    }
}
