//! The signature of a carrier's callback: an HMAC over the public address and what was posted.
//!
//! It carries no time, so a callback that was once overheard can be posted again for ever. What
//! protects us from that is that every callback may come twice without changing anything.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use ring::hmac;

/// Whether somebody who knows the token signed a form that was posted to this address.
#[must_use]
pub fn is_genuine(token: &str, url: &str, form: &[(String, String)], signature: &str) -> bool {
    let Ok(signature) = BASE64.decode(signature) else { return false };
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    let content = content(form);
    // Carriers are not of one mind about whether the port belongs to the address. Each comparison
    // takes the same time wherever the difference lies.
    let fits =
        |url: &String| hmac::verify(&key, format!("{url}{content}").as_bytes(), &signature).is_ok();
    spellings(url).iter().any(fits)
}

/// The names in the order of their bytes, each followed by each of its values, once.
fn content(form: &[(String, String)]) -> String {
    let mut fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.into_iter().flat_map(|(name, value)| [name, value]).collect()
}

/// The address as it is, and with the port said or unsaid.
fn spellings(url: &str) -> Vec<String> {
    let mut all = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return all };
    let (host, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|b| b.is_ascii_digit()));
    match port {
        Some((name, _)) => all.push(format!("{scheme}://{name}{path}")),
        None => {
            let usual = if scheme == "http" { 80 } else { 443 };
            all.push(format!("{scheme}://{host}:{usual}{path}"));
        }
    }
    all
}

/// Signs as a carrier does.
#[cfg(test)]
fn sign(token: &str, url: &str, form: &[(String, String)]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    BASE64.encode(hmac::sign(&key, format!("{url}{}", content(form)).as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn caller() -> Vec<(String, String)> {
        form(&[
            ("To", "+18005551212"),
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+14158675309"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
        ])
    }

    #[test]
    fn the_published_vectors_hold() {
        assert!(is_genuine("12345", URL, &caller(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="));
        let twice = form(&[
            ("Sid", "CA123"),
            ("SidAccount", "AC123"),
            ("Digits", "5678"),
            ("Digits", "1234"),
            ("Digits", "1234"),
        ]);
        assert!(is_genuine("12345", URL, &twice, "IK+Dwps556ElfBT0I3Rgjkr1wJU="));
    }

    #[test]
    fn the_port_may_be_said_or_not() {
        for (signed, ours) in [
            ("https://a.test:443/hooks/x?y=1", "https://a.test/hooks/x?y=1"),
            ("https://a.test/hooks/x", "https://a.test:443/hooks/x"),
            ("http://a.test:80/hooks/x", "http://a.test/hooks/x"),
            ("https://a.test/hooks/x", "https://a.test:8443/hooks/x"),
            ("https://a.test:8443/hooks/x", "https://a.test:8443/hooks/x"),
        ] {
            let signature = sign("secret", signed, &caller());
            assert!(is_genuine("secret", ours, &caller(), &signature), "{signed} {ours}");
        }
        let elsewhere = sign("secret", "https://b.test/hooks/x", &caller());
        assert!(!is_genuine("secret", "https://a.test/hooks/x", &caller(), &elsewhere));
    }

    #[test]
    fn whatever_was_changed_shows() {
        let good = sign("secret", URL, &caller());
        assert!(is_genuine("secret", URL, &caller(), &good));
        assert!(!is_genuine("other", URL, &caller(), &good));
        assert!(!is_genuine("secret", "https://mycompany.com/myapp.php", &caller(), &good));
        let mut more = caller();
        more.push(("Digits".to_owned(), "1".to_owned()));
        assert!(!is_genuine("secret", URL, &more, &good));
        for cut in ["", "=", "RSOYDt4T1cUTdK1PDd93", "💥"] {
            assert!(!is_genuine("secret", URL, &caller(), cut));
        }
        bolero::check!().with_type::<(String, Vec<(String, String)>)>().for_each(
            |(given, form)| {
                assert!(!is_genuine("secret", URL, form, given));
            },
        );
    }
}
