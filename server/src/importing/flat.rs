//! Texts of other pages as plain ones: their Markdown and their HTML flattened, and what does not
//! fit named by its place.

use domain::words::{LINE_LEN_MAX, SmolStr, tidied, tidied_line};

/// Longest name of a character in HTML, with the mark behind it, in bytes.
const NAME_LEN_MAX: usize = 10;

/// A text within its length. Where something of it did not fit, its place is named among what was
/// cut.
pub(super) fn kept(text: &str, len_max: usize, place: &str, cut: &mut Vec<String>) -> String {
    let (text, too_long) = tidied(text, len_max);
    noted(too_long, len_max, place, cut);
    text
}

/// The same for a field of one line.
pub(super) fn line(text: &str, place: &str, cut: &mut Vec<String>) -> String {
    let (text, too_long) = tidied_line(text);
    noted(too_long, LINE_LEN_MAX, place, cut);
    text
}

/// The same for a heading, which always says something.
pub(super) fn heading(text: &str, place: &str, cut: &mut Vec<String>) -> SmolStr {
    let line = line(text, place, cut);
    if line.is_empty() { "(no heading)".into() } else { line.into() }
}

fn noted(too_long: bool, len_max: usize, place: &str, cut: &mut Vec<String>) {
    if too_long {
        let most = match len_max {
            0..1_000 => len_max.to_string(),
            _ => format!("{},{:03}", len_max / 1_000, len_max % 1_000),
        };
        cut.push(format!("{place} was longer than {most} bytes and is cut"));
    }
}

/// Markdown without what marks headings and bold words, and each link as its words and its target.
/// Everything else stays as it was written.
pub(super) fn of_markdown(text: &str) -> String {
    let lines = text.lines().map(|line| without_bold(&with_targets(without_heading(line))));
    lines.collect::<Vec<_>>().join("\n")
}

fn without_heading(line: &str) -> &str {
    let start = line.trim_start();
    let words = start.trim_start_matches('#');
    let marks = start.len() - words.len();
    if (1..=6).contains(&marks) && words.starts_with(' ') { words.trim() } else { line }
}

fn with_targets(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("](") {
        // It ends before the next link begins: no part of the line is looked at over and over.
        let end = after.find(|c: char| matches!(c, ')' | ']') || c.is_whitespace());
        let target = end.and_then(|end| after.split_at_checked(end));
        let target = target.filter(|(target, _)| is_address(target));
        let behind = target.and_then(|(target, behind)| Some((target, behind.strip_prefix(')')?)));
        match before.rsplit_once('[').zip(behind) {
            Some(((outside, words), (target, behind))) => {
                text.push_str(outside);
                text.push_str(words);
                text.push_str(&target_behind(words, target));
                rest = behind;
            }
            None => {
                text.push_str(before);
                text.push_str("](");
                rest = after;
            }
        }
    }
    text.push_str(rest);
    text
}

fn without_bold(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("**") {
        let Some((bold, behind)) = after.split_once("**") else { break };
        text.push_str(before);
        if bold.is_empty() || bold.trim() != bold {
            // These marks embrace no words.
            text.push_str("**");
            rest = after;
        } else {
            text.push_str(bold);
            rest = behind;
        }
    }
    text.push_str(rest);
    text
}

fn is_address(target: &str) -> bool {
    ["https://", "http://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

/// What is written behind the words of a link: where it leads, unless they say that themselves.
fn target_behind(words: &str, target: &str) -> String {
    let bare = |text: &str| {
        let text = text.trim();
        let after = ["https://", "http://", "mailto:"].iter().find_map(|it| text.strip_prefix(it));
        after.unwrap_or(text).trim_end_matches('/').to_owned()
    };
    match () {
        () if words.trim().is_empty() => target.to_owned(),
        () if bare(words) == bare(target) => String::new(),
        () => format!(" ({target})"),
    }
}

/// HTML without its markup. What ends a line there ends one here, and a link is its words and its
/// target.
pub(super) fn of_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut link: Option<(usize, String)> = None;
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(&decoded(before));
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) {
            // A mark that opens nothing is a mark.
            text.push('<');
            rest = after;
            continue;
        }
        let Some((tag, behind)) = after.split_once('>') else {
            text.push('<');
            rest = after;
            break;
        };
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        match name.to_ascii_lowercase().as_str() {
            "br" | "p" | "div" | "li" | "ul" if !text.ends_with('\n') => text.push('\n'),
            "a" if tag.starts_with('/') => {
                if let Some((from, target)) = link.take() {
                    let words = text.get(from..).unwrap_or_default();
                    let behind = target_behind(words, &target);
                    text.push_str(&behind);
                }
            }
            "a" => link = target_of(tag).map(|target| (text.len(), target)),
            _ => {}
        }
        rest = behind;
    }
    text.push_str(&decoded(rest));
    text
}

/// Where a link leads, if that is an address.
fn target_of(tag: &str) -> Option<String> {
    let (_, given) = tag.split_once("href=")?;
    let quote = given.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let target = decoded(given.strip_prefix(quote)?.split_once(quote)?.0);
    is_address(&target).then_some(target)
}

/// A text with its characters for what names them in HTML. What names none stays.
fn decoded(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        let end = after.bytes().take(NAME_LEN_MAX).position(|byte| byte == b';');
        let named = end.and_then(|end| Some((named(after.get(..end)?)?, after.get(end + 1..)?)));
        let (char, behind) = named.unwrap_or(('&', after));
        text.push(char);
        rest = behind;
    }
    text.push_str(rest);
    text
}

fn named(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "rsquo" => '’',
        "lsquo" => '‘',
        "rdquo" => '”',
        "ldquo" => '“',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "eacute" => 'é',
        "egrave" => 'è',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        _ => return None,
    })
}

/// The phases that Statuspage writes into an entry of its feeds, before each word that was told:
/// when, in small print, and behind it the phase, in bold.
pub(super) fn phases(html: &str) -> Vec<&str> {
    let words = html.split("</small>").skip(1);
    let phases = words.filter_map(|word| {
        let (between, said) = word.split_once("<strong>")?;
        let (phase, _) = said.split_once("</strong>")?;
        matches!(between.trim(), "<br />" | "<br/>" | "<br>").then_some(phase.trim())
    });
    phases.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_is_flattened_and_what_is_none_stays() {
        for (written, flat) in [
            ("See [our docs](https://a.example/x).", "See our docs (https://a.example/x)."),
            ("[https://a.example](https://a.example/)", "https://a.example"),
            ("[a@b.example](mailto:a@b.example)", "a@b.example"),
            ("[](https://a.example)", "https://a.example"),
            ("[x](https://a.example/b_(c))!", "x (https://a.example/b_(c))!"),
            ("[**x**](https://a.example) and **y**", "x (https://a.example) and y"),
            ("a[0](b) and [x](javascript:y)", "a[0](b) and [x](javascript:y)"),
            ("[x](https://a.example", "[x](https://a.example"),
            ("](https://a.example)", "](https://a.example)"),
            ("## What happened\nA **fuse** blew.", "What happened\nA fuse blew."),
            ("  ###### Deep\r\n#5 of 7\n####### none", "Deep\n#5 of 7\n####### none"),
            ("2 ** 3 ** 4, **, **** and **x", "2 ** 3 ** 4, **, **** and **x"),
            ("", ""),
        ] {
            assert_eq!(of_markdown(written), flat, "{written}");
        }
    }

    #[test]
    fn html_is_flattened_and_its_names_of_characters_are_read() {
        for (written, flat) in [
            ("It&#39;s &#x27;on&#X27; &amp;lt; &rsquo;&hellip;", "It's 'on' &lt; ’…"),
            ("&eacute;&nbsp;&ndash;&mdash;&lsquo;&ldquo;&rdquo;", "é –—‘“”"),
            ("&nothing; & &; &#xD800; &#; &", "&nothing; & &; &#xD800; &#; &"),
            ("a<BR/>b<br />c", "a\nb\nc"),
            ("3 < 4 > 2 <3", "3 < 4 > 2 <3"),
            (
                "<a class='x' href=\"https://a.example/?b=1&amp;c=2\">Read <b>this</b></a>.",
                "Read this (https://a.example/?b=1&c=2).",
            ),
            ("<a href='https://a.example/'>https://a.example</a>", "https://a.example"),
            ("<a href='/here'>here</a> </a> <a href=x>y</a>", "here  y"),
            ("open <a href='https://a.example'", "open <a href='https://a.example'"),
        ] {
            assert_eq!(of_html(written), flat, "{written}");
        }
    }

    #[test]
    fn the_phases_of_an_entry_are_read_where_statuspage_writes_them() {
        let word = |phase: &str| {
            format!(
                "<p><small>Nov <var data-var='date'>23</var>, <var data-var='time'>20:31</var> \
                 UTC</small><br /><strong>{phase}</strong> - We look.</p>"
            )
        };
        let both = format!("{}{}", word("Resolved"), word("In progress"));
        assert_eq!(phases(&both), ["Resolved", "In progress"]);
        let beside = "<small>x</small> <strong>y</strong>";
        for none in ["", "<p><strong>Resolved</strong></p>", beside] {
            assert!(phases(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn what_did_not_fit_is_named_by_its_place() {
        let mut cut = Vec::new();
        assert_eq!(kept("whole", 5, "a", &mut cut), "whole");
        assert_eq!(kept("whole", 4, "b", &mut cut), "whol");
        assert_eq!(kept(&"x".repeat(20_001), 20_000, "c", &mut cut).len(), 20_000);
        assert_eq!(heading(" ", "d", &mut cut), "(no heading)");
        assert_eq!(heading(&"x".repeat(401), "e", &mut cut).len(), 400);
        let named = ["b was longer than 4", "c was longer than 20,000", "e was longer than 400"];
        assert_eq!(cut, named.map(|named| format!("{named} bytes and is cut")));
    }

    #[test]
    fn any_text_is_flattened_and_a_hostile_one_at_once() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let _ = (of_markdown(text), of_html(text), phases(text));
        });
        let begun = std::time::Instant::now();
        for part in ["](", "[x](https://", "**", "** x", "#", "<", "<a href='", "&", "</small>"] {
            let text = part.repeat(super::super::TEXT_LEN_MAX / part.len());
            let _ = (of_markdown(&text), of_html(&text), phases(&text));
        }
        assert!(begun.elapsed() < std::time::Duration::from_secs(10));
    }
}
