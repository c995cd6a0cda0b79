//! Places in templates: `{service}`, filled in from the incident; an own small syntax, bounded.

use std::collections::BTreeMap;

use super::{PLACES_MAX, Refusal};
use crate::words::SmolStr;

macro_rules! places {
    ($($(#[doc = $doc:literal])* $place:ident = $name:literal),* $(,)?) => {
        /// Something of an incident, or of maintenance, that a template can name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Place {
            $($(#[doc = $doc])* $place,)*
        }

        impl Place {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$place),*];

            /// Its name between the braces.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$place => $name,)*
                }
            }
        }
    };
}

places! {
    /// What the vendor is called.
    Vendor = "vendor",
    /// The service that it is about.
    Service = "service",
    /// The components that are named with it.
    Components = "components",
    /// What it means for the reader, as it was told last.
    Impact = "impact",
    /// What they can do meanwhile, as it was told last.
    Workaround = "workaround",
    /// When it began.
    Since = "since",
    /// For how long it has lasted.
    Lasted = "lasted",
    /// How many customers are known to be concerned.
    Customers = "customers",
    /// When the last update was told.
    LastUpdate = "last update",
    /// By when the next update follows.
    NextUpdate = "next update",
    /// When maintenance starts.
    Starts = "starts",
    /// When maintenance ends.
    Ends = "ends",
    /// How long it may take.
    Estimate = "estimate",
    /// Where to call for help.
    Line = "line",
    /// The incident's number.
    Number = "number",
}

/// What stands for each place; one that is missing stays as it is, between brackets, for whoever
/// writes to fill in.
pub type Places = BTreeMap<Place, String>;

/// A piece of a text.
enum Piece<'a> {
    Words(&'a str),
    Place(Place),
}

fn pieces(text: &str) -> Result<Vec<Piece<'_>>, Refusal> {
    let mut pieces = Vec::new();
    let (mut rest, mut count) = (text, 0);
    while let Some(start) = rest.find('{') {
        pieces.push(Piece::Words(&rest[..start]));
        let inside = &rest[start + 1..];
        let end = inside.find(['}', '{', '\n']).ok_or(Refusal::OpenPlace)?;
        if !inside[end..].starts_with('}') {
            return Err(Refusal::OpenPlace);
        }
        let name = inside[..end].trim();
        let place = Place::ALL.iter().find(|place| place.name() == name);
        let unknown = || {
            let place: SmolStr = name.chars().take(40).collect();
            Refusal::UnknownPlace { place }
        };
        pieces.push(Piece::Place(*place.ok_or_else(unknown)?));
        rest = &inside[end + 1..];
        count += 1;
        if count > PLACES_MAX {
            return Err(Refusal::TooManyPlaces);
        }
    }
    pieces.push(Piece::Words(rest));
    Ok(pieces)
}

/// Whether a text names only places that there are.
pub(super) fn check(text: &str) -> Result<(), Refusal> {
    pieces(text).map(|_| ())
}

/// The text with its places filled in.
#[must_use]
pub fn fill(text: &str, places: &Places) -> String {
    let Ok(pieces) = pieces(text) else { return text.to_owned() };
    let mut filled = String::with_capacity(text.len());
    for piece in pieces {
        match piece {
            Piece::Words(words) => filled.push_str(words),
            Piece::Place(place) => match places.get(&place).filter(|words| !words.is_empty()) {
                Some(words) => filled.push_str(words),
                None => {
                    filled.push('[');
                    filled.push_str(place.name());
                    filled.push(']');
                }
            },
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_and_what_is_not_known_stays_to_be_written() {
        let places = Places::from([(Place::Service, "Card payments".to_owned())]);
        let text = "{service} fails since { since }. {service}!";
        assert_eq!(fill(text, &places), "Card payments fails since [since]. Card payments!");
        assert_eq!(fill("no places } here", &places), "no places } here");
    }

    #[test]
    fn what_is_filled_in_is_never_read_as_places_again() {
        let places = Places::from([(Place::Service, "{since} {boom".to_owned())]);
        assert_eq!(fill("{service}", &places), "{since} {boom");
    }

    #[test]
    fn a_place_that_is_not_there_is_named() {
        assert_eq!(check("{sevice}"), Err(Refusal::UnknownPlace { place: "sevice".into() }));
        assert_eq!(check("{"), Err(Refusal::OpenPlace));
        assert_eq!(check("{service\n}"), Err(Refusal::OpenPlace));
        assert_eq!(check("{ser{vice}}"), Err(Refusal::OpenPlace));
        assert_eq!(check(&"{number}".repeat(PLACES_MAX)), Ok(()));
        assert_eq!(check(&"{number}".repeat(PLACES_MAX + 1)), Err(Refusal::TooManyPlaces));
        let refusal = Refusal::UnknownPlace { place: "x".into() };
        assert!(refusal.to_string().contains("{next update}"), "{refusal}");
    }
}
