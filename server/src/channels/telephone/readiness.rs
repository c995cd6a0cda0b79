//! What is missing before telephones ring, found without asking anybody outside.

use domain::State;
use domain::words::Channel;

use super::CarrierConfiguration;

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Somebody may go unrung until this is mended.
    pub missing: Vec<String>,
    /// It works, but could be surer.
    pub notes: Vec<String>,
}

/// Compares who is to be reached by telephone with what is configured for it.
#[must_use]
pub fn look(carriers: &[CarrierConfiguration], state: &State, public_url: &str) -> Findings {
    let mut found = Findings::default();
    let calls = carriers.iter().filter(|carrier| carrier.calls()).count();
    let texts = carriers.iter().filter(|carrier| carrier.texts()).count();
    let ways = [
        (Channel::Voice, calls, "voice", "[[carrier]] with a number under from"),
        (Channel::Sms, texts, "sms", "[[carrier]]"),
    ];
    for (channel, able, name, wanted) in ways {
        let has = |person: &domain::access::Person| {
            person.methods.iter().any(|method| method.channel == channel)
        };
        let people = state.access.people.iter().filter(|(_, person)| has(person));
        let people: Vec<&str> = people.map(|(key, _)| key.as_str()).collect();
        if people.is_empty() {
            continue;
        }
        let people = people.join(", ");
        match able {
            0 => found.missing.push(format!(
                "{people}: a contact method has channel = \"{name}\", but no carrier is \
                 configured for it. Add {wanted} to the configuration."
            )),
            1 => found.notes.push(format!(
                "Only one carrier is configured for channel = \"{name}\": when it fails, nothing \
                 takes its place. A second [[carrier]] would."
            )),
            _ => {}
        }
    }
    for carrier in carriers {
        let checked = carrier.check().and_then(|()| carrier.token().map(drop));
        found.missing.extend(checked.err().map(|unusable| unusable.0));
    }
    let local = ["http://127.", "http://localhost", "http://[::1]"];
    let outside = |carrier: &CarrierConfiguration| {
        !local.iter().any(|start| carrier.base_url.starts_with(start))
    };
    if carriers.iter().any(outside) && !public_url.starts_with("https://") {
        found.missing.push(format!(
            "Carriers call back at public_url, and {public_url} is not reached from outside over \
             https://. Without their callbacks no key can accept a page."
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carrier(more: &str) -> CarrierConfiguration {
        let text = format!("key = \"main\"\naccount = \"AC1\"\n{more}");
        toml::from_str(&text).expect("a carrier")
    }

    #[test]
    fn a_carrier_without_a_token_or_a_way_back_is_missing_something() {
        let found = look(&[carrier("from = \"+4681234567\"")], &State::default(), "http://a.test");
        assert_eq!(found.missing.len(), 2, "{found:?}");
        assert!(found.missing[0].contains("MAYDAY_CARRIER_MAIN_TOKEN"), "{found:?}");
        assert!(found.missing[1].contains("https://"), "{found:?}");
        assert_eq!(look(&[], &State::default(), "http://a.test"), Findings::default());
    }
}
