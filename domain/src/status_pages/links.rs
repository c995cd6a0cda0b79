//! The vendor's own addresses at the foot of a status page: its website, who it is by law, how it
//! deals with what is known of people, and where it is reached.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Refusal, domain_of, tidy_host};
use crate::words::{SmolStr, tidied_line};

/// Most of them on one page.
pub const LINKS_MAX: usize = 6;
/// Longest name of one, in bytes.
pub const LABEL_LEN_MAX: usize = 60;
/// Longest address of one, in bytes.
pub const ADDRESS_LEN_MAX: usize = 300;

/// One of them. It is written as its name and its address, with a space between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLink {
    /// What readers see, such as "Imprint".
    pub label: SmolStr,
    /// Where it leads: `https://…` or `mailto:…`.
    pub address: SmolStr,
}

impl OwnLink {
    /// From its name and its address in one line; whatever it is, nothing of it is lost.
    #[must_use]
    pub fn parse(line: &str) -> Self {
        let line = line.trim();
        let (label, address) = line.rsplit_once(char::is_whitespace).unwrap_or(("", line));
        Self { label: label.trim().into(), address: address.into() }
    }

    /// It as it is kept.
    fn tidied(&self) -> Result<Self, Refusal> {
        let (label, cut) = tidied_line(&self.label);
        let address = self.address.trim();
        if cut || label.is_empty() || label.len() > LABEL_LEN_MAX || !is_address(address) {
            let shown: String = self.to_string().chars().take(ADDRESS_LEN_MAX).collect();
            return Err(Refusal::BadLink(shown.into()));
        }
        Ok(Self { label: label.into(), address: address.into() })
    }
}

impl fmt::Display for OwnLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.label.is_empty() {
            true => f.write_str(&self.address),
            false => write!(f, "{} {}", self.label, self.address),
        }
    }
}

/// Whether readers may be led there: by HTTPS to a name, which hides nobody in front of it, or to a
/// mailbox.
fn is_address(address: &str) -> bool {
    let fits = |c: char| !c.is_whitespace() && !c.is_control() && !"<>\"'`\\".contains(c);
    if address.len() > ADDRESS_LEN_MAX || !address.chars().all(fits) {
        return false;
    }
    if let Some(mailbox) = address.strip_prefix("mailto:") {
        let (name, host) = mailbox.rsplit_once('@').unwrap_or_default();
        let plain = !name.is_empty() && name.is_ascii() && !name.contains(['@', '?', '&', ',']);
        return plain && domain_of(mailbox).is_some() && tidy_host(host).is_some();
    }
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = host.split_once(':').unwrap_or((host, "443"));
    tidy_host(host).is_some() && port.parse::<u16>().is_ok_and(|port| port > 0)
}

/// The links of a page as they are kept, in their order.
pub(super) fn tidy(links: &[OwnLink]) -> Result<Vec<OwnLink>, Refusal> {
    match links.len() > LINKS_MAX {
        true => Err(Refusal::TooManyLinks),
        false => links.iter().map(OwnLink::tidied).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_are_led_by_https_or_to_a_mailbox_and_nowhere_else() {
        for line in [
            "Website https://nordpay.example",
            "Legal notice https://nordpay.example:8443/legal?lang=da#top",
            "Contact mailto:support@nordpay.example",
        ] {
            let link = OwnLink::parse(line);
            assert_eq!(link.tidied().map(|link| link.to_string()), Ok(line.to_owned()));
        }
        for line in [
            "",
            "Imprint",
            "https://nordpay.example",
            "Imprint http://nordpay.example",
            "Imprint javascript:alert(1)",
            "Imprint https://",
            "Imprint https://127.0.0.1/",
            "Imprint https://localhost/",
            "Imprint https://nordpay.example@evil.example/",
            "Imprint https://nordpay.example:0/",
            "Imprint https://nordpay.example/\"onclick=\"x",
            "Contact mailto:nobody",
            "Contact mailto:a@b@nordpay.example",
            "Contact mailto:a@nordpay.example?bcc=b@nordpay.example",
        ] {
            assert!(OwnLink::parse(line).tidied().is_err(), "{line}");
        }
        let long = format!("{} https://nordpay.example", "a".repeat(LABEL_LEN_MAX + 1));
        assert!(OwnLink::parse(&long).tidied().is_err());
    }

    #[test]
    fn whatever_is_typed_is_kept_whole_or_refused() {
        bolero::check!().with_type::<String>().for_each(|line| {
            if let Ok(kept) = OwnLink::parse(line).tidied() {
                assert_eq!(OwnLink::parse(&kept.to_string()), kept);
                assert_eq!(kept.tidied().as_ref(), Ok(&kept));
            }
        });
    }
}
