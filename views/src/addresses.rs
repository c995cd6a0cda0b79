//! Addresses in people's words, as links. A link shows the very address to which it leads, so that
//! nobody can pass one off as another, and there is no other way to write one.

use domain::status_pages::tidy_host;
use maud::{Markup, html};

/// What every address begins with that becomes a link.
const START: &str = "https://";
/// Longest address that becomes a link, in bytes.
const LEN_MAX: usize = 2_000;

/// A stretch of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stretch<'a> {
    /// Words.
    Words(&'a str),
    /// An address.
    Address(&'a str),
}

/// A text with links where it has addresses; everything else in it is text.
#[must_use]
pub fn linked(text: &str) -> Markup {
    html! {
        @for stretch in stretches(text) {
            @match stretch {
                Stretch::Words(words) => { (words) }
                Stretch::Address(address) => {
                    a href=(address) rel="nofollow noopener noreferrer" { (address) }
                }
            }
        }
    }
}

/// The stretches of a text, in their order; put together they are the text.
#[must_use]
pub fn stretches(text: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let (mut done, mut from) = (0, 0);
    while let Some(found) = text[from..].find(START) {
        let start = from + found;
        let len = len(&text[start..]);
        from = start + len.max(START.len());
        // What is glued to a word, or to another address, is a part of it.
        let glued = |before: char| before.is_alphanumeric() || before == '/';
        let alone = !text[..start].chars().next_back().is_some_and(glued);
        if len > 0 && alone {
            if done < start {
                stretches.push(Stretch::Words(&text[done..start]));
            }
            stretches.push(Stretch::Address(&text[start..from]));
            done = from;
        }
    }
    if done < text.len() {
        stretches.push(Stretch::Words(&text[done..]));
    }
    stretches
}

/// How long the address is that begins here; 0 where it is none.
fn len(text: &str) -> usize {
    // Letters that run from right to left would show the address in another order.
    let fits = |c: char| {
        c.is_ascii_graphic() && !"<>\"`\\^{|}".contains(c) || c < '\u{590}' && c.is_alphanumeric()
    };
    // It is looked at no further than an address may go, however long the text is.
    let fitting = text.char_indices().take_while(|(at, c)| fits(*c) && *at <= LEN_MAX);
    let run = fitting.last().map_or(0, |(at, c)| at + c.len_utf8());
    if run > LEN_MAX {
        return 0;
    }
    let address = without_end(&text[..run]);
    let rest = &address[START.len().min(address.len())..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = host.split_once(':').unwrap_or((host, "443"));
    let sound = tidy_host(name).is_some() && port.parse::<u16>().is_ok_and(|port| port > 0);
    if sound { address.len() } else { 0 }
}

/// An address without the punctuation of the sentence in which it stands. A bracket belongs to it
/// where it was opened in it.
fn without_end(address: &str) -> &str {
    let count = |bracket: char| address.matches(bracket).count();
    let mut unopened = [('(', ')'), ('[', ']')].map(|(open, shut)| {
        let (open, shut_count) = (count(open), count(shut));
        (shut, shut_count.saturating_sub(open))
    });
    let mut left = address;
    while let Some(last) = left.chars().next_back() {
        match unopened.iter_mut().find(|(shut, count)| *shut == last && *count > 0) {
            Some((_, count)) => *count -= 1,
            None if ".,;:!?'*_~".contains(last) => {}
            None => break,
        }
        left = &left[..left.len() - last.len_utf8()];
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        let addresses = stretches(text).into_iter().filter_map(|stretch| match stretch {
            Stretch::Address(address) => Some(address),
            Stretch::Words(_) => None,
        });
        addresses.collect()
    }

    #[test]
    fn an_address_is_a_link_without_the_punctuation_around_it() {
        for (text, address) in [
            ("https://nordpay.example", "https://nordpay.example"),
            ("See https://nordpay.example/a.", "https://nordpay.example/a"),
            ("(https://nordpay.example/a), and so on", "https://nordpay.example/a"),
            ("https://nordpay.example/a_(b)", "https://nordpay.example/a_(b)"),
            ("“https://nordpay.example/a?b=c&d#e”!", "https://nordpay.example/a?b=c&d#e"),
            ("[here](https://nordpay.example/a)", "https://nordpay.example/a"),
            ("<https://nordpay.example:8443/>", "https://nordpay.example:8443/"),
            ("a\nhttps://nordpay.example/über…", "https://nordpay.example/über"),
        ] {
            assert_eq!(found(text), [address], "{text}");
        }
    }

    #[test]
    fn nothing_that_hides_where_it_leads_is_a_link() {
        for text in [
            "http://nordpay.example",
            "javascript:alert(1)",
            "https://",
            "https://nordpay",
            "https://127.0.0.1/",
            "https://nordpay.example@evil.example/",
            "https://nordpäy.example/",
            "xhttps://nordpay.example",
            "https://nordpay.example:0/",
            "https://nordpay.example:port/",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
        let long = format!("https://nordpay.example/{}", "a".repeat(LEN_MAX));
        assert_eq!(found(&long), [""; 0]);
        // What turns the letters around ends it.
        assert_eq!(found("https://a.example/\u{202e}gpj.exe"), ["https://a.example/"]);
    }

    #[test]
    fn hostile_words_stay_words() {
        let text = "<b>https://a.example/\"onmouseover=\"x</b> 'https://b.example/<script>'";
        let html = linked(text).into_string();
        assert!(!html.contains("<b>") && !html.contains("<script>"));
        assert_eq!(html.matches("<a href=\"https://a.example/\" rel=\"nofollow ").count(), 1);
        assert_eq!(html.matches("<a href=\"https://b.example/\" rel=\"nofollow ").count(), 1);
    }

    #[test]
    fn no_text_loses_anything_and_none_breaks_out() {
        let pieces = [
            "https://",
            "a.example",
            "/",
            "(",
            ")",
            ".",
            "<",
            ">",
            "\"",
            "&",
            "ü",
            "\u{202e}",
            " ",
            "\n",
            "@",
            ":",
            "'",
            "]",
            "…",
            "http",
        ];
        // Every text of four pieces.
        let count = pieces.len();
        for number in 0..count.pow(4) {
            let digits = (0..4).map(|place| number / count.pow(place) % count);
            let text: String = digits.map(|digit| pieces[digit]).collect();
            let all = stretches(&text).into_iter().map(|stretch| match stretch {
                Stretch::Words(words) => words,
                Stretch::Address(address) => address,
            });
            assert_eq!(all.collect::<String>(), text);
            let html = linked(&text).into_string();
            let links = found(&text).len();
            assert_eq!(html.matches("<a href=\"https://").count(), links, "{text}");
            assert_eq!(html.matches('<').count(), links * 2, "{text}");
            assert_eq!(html.matches("</a>").count(), links, "{text}");
        }
        let long = "https://a.example/".repeat(100_000);
        assert_eq!(found(&long).len(), 0);
    }
}
