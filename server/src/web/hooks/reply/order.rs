//! What a reply orders, in the few words that people type with one thumb.

/// What a message orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Take(Which),
    Pass(Which),
    Stop,
    Start,
    Help,
    Unknown,
}

/// Which emergency is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// The one that rings.
    The,
    /// The one of this number.
    Number(u32),
    /// All that ring.
    All,
}

impl Order {
    /// Reads a reply as tired thumbs type it.
    pub(super) fn read(body: &str) -> Self {
        let plain = |c: char| if c.is_alphanumeric() { c } else { ' ' };
        let text: String = body.chars().take(200).map(plain).collect::<String>().to_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let which = match words.get(1..).unwrap_or_default() {
            [] => Some(Which::The),
            ["all"] => Some(Which::All),
            [number] => number.parse().ok().map(Which::Number),
            _ => None,
        };
        match (words.as_slice(), which) {
            (["1" | "take" | "accept", ..], Some(which)) => Self::Take(which),
            (["2" | "pass", ..], Some(which)) => Self::Pass(which),
            (["stop" | "stopall" | "unsubscribe" | "end" | "quit" | "cancel"], _) => Self::Stop,
            (["start" | "unstop"], _) => Self::Start,
            (["help" | "info"], _) => Self::Help,
            _ => Self::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_understood_as_tired_thumbs_type_it() {
        for (body, order) in [
            ("1", Order::Take(Which::The)),
            (" 1. ", Order::Take(Which::The)),
            ("1 12", Order::Take(Which::Number(12))),
            ("1 #12", Order::Take(Which::Number(12))),
            ("1 ALL!", Order::Take(Which::All)),
            ("2", Order::Pass(Which::The)),
            ("Pass 7", Order::Pass(Which::Number(7))),
            ("Stop", Order::Stop),
            ("START", Order::Start),
            ("help?", Order::Help),
            ("12", Order::Unknown),
            ("1 of us will look", Order::Unknown),
            ("1 99999999999", Order::Unknown),
            ("", Order::Unknown),
            ("stop calling me", Order::Unknown),
        ] {
            assert_eq!(Order::read(body), order, "{body:?}");
        }
        bolero::check!().with_type::<String>().for_each(|body| _ = Order::read(body));
    }
}
