//! The words of a text message: short, and in letters of which 160 fit into one.

/// How many characters of the plain alphabet one message carries; more cost another message and
/// may arrive in parts.
pub const MESSAGE_LEN_MAX: usize = 160;
/// However long the address is, so much of the summary is kept.
const SUMMARY_LEN_MIN: usize = 40;

/// The message of a page: what it is, what to reply, where to look.
#[must_use]
pub fn of_page(subject: &str, url: &str) -> String {
    with_reply(subject, ". Reply 1 to take it, 2 to pass on. ", url)
}

/// The message of a page that a colleague sent on purpose.
#[must_use]
pub fn of_errand(subject: &str, url: &str) -> String {
    with_reply(subject, ". Reply 1 to come, 2 if you cannot. ", url)
}

fn with_reply(subject: &str, asked: &str, url: &str) -> String {
    let room = MESSAGE_LEN_MAX.saturating_sub(asked.len() + url.len()).max(SUMMARY_LEN_MIN);
    format!("{}{asked}{url}", cut(&plain(subject), room))
}

/// The message of anything else.
#[must_use]
pub fn of_notice(subject: &str, url: &str) -> String {
    let room = MESSAGE_LEN_MAX.saturating_sub(url.len() + 2).max(SUMMARY_LEN_MIN);
    format!("{}. {url}", cut(&plain(subject), room)).trim_end().to_owned()
}

/// The text in the alphabet of which 160 characters fit (GSM 03.38). One letter outside of it
/// would make the whole message more than twice as long, so names lose their rarer accents.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '·' | '–' | '—' => out.push('-'),
            '“' | '”' | '„' => out.push('"'),
            '‘' | '’' => out.push('\''),
            '…' => out.push_str(".."),
            c if c.is_whitespace() => out.push(' '),
            c if is_basic(c) => out.push(c),
            c => out.extend(
                deunicode::deunicode_char(c).unwrap_or("?").chars().filter(|c| is_basic(*c)),
            ),
        }
    }
    out
}

fn is_basic(c: char) -> bool {
    // The backquote, brackets, backslash, caret, bar and tilde cost two places or do not exist.
    let ascii = (' '..='z').contains(&c) && !matches!(c, '`' | '[' | '\\' | ']' | '^');
    ascii || "@£$¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§¿äöñüà¡¤".contains(c)
}

fn cut(text: &str, len_max: usize) -> String {
    if text.chars().count() <= len_max {
        return text.to_owned();
    }
    let start: String = text.chars().take(len_max.saturating_sub(2)).collect();
    format!("{}..", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://help.example.com/p/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    #[test]
    fn a_page_fits_into_one_message_and_keeps_its_link_whole() {
        let text = of_page("EMERGENCY 12 (critical): Brightwater Clinics? · Card terminals", URL);
        assert!(text.starts_with("EMERGENCY 12 (critical): Brightwater"), "{text}");
        assert!(text.contains(". Reply 1 to take it, 2 to pass on. https://"), "{text}");
        assert!(text.ends_with(URL) && text.chars().count() <= MESSAGE_LEN_MAX, "{text}");
    }

    #[test]
    fn a_name_in_any_script_stays_readable_in_plain_letters() {
        assert_eq!(plain("Čedok · Żabka “x”…"), "Cedok - Zabka \"x\"..");
        assert_eq!(plain("Åhléns Göteborg"), "Åhléns Göteborg");
        assert_eq!(plain("a\nb\t`{}\u{202e}"), "a b ");
        bolero::check!().with_type::<String>().for_each(|text| {
            assert!(plain(text).chars().all(is_basic), "{text:?}");
            assert!(of_page(text, URL).chars().count() <= MESSAGE_LEN_MAX.max(40 + 36 + URL.len()));
        });
    }
}
