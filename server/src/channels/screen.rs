//! The visible pager: a page in the browser that shows what is asked of its person.

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::words::Channel;

use super::{Carrier, Letter, Watched, failed};

/// The visible pager. State is the pager: there is nothing to carry, only to say whether somebody
/// is looking. A screen that is opened later shows what rings all the same.
pub struct Screen {
    watched: Watched,
}

impl Screen {
    /// A pager that asks `watched` whether a screen of the person with that key is open.
    #[must_use]
    pub fn new(watched: Watched) -> Self {
        Self { watched }
    }
}

#[async_trait]
impl Carrier for Screen {
    fn channel(&self) -> Channel {
        Channel::Screen
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        if (self.watched)(&letter.to) {
            return Outcome::Delivered;
        }
        // Whoever is nowhere to be seen must not hold up the next person. It may pass: a page that
        // is loaded again, or a phone that is taken out, is there at the next look, so the first
        // time is not the last word, and nobody is troubled with it as with a broken method.
        failed("no screen of theirs was open")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::words::{DeliveryId, Timestamp};

    use super::*;

    #[tokio::test]
    async fn a_screen_that_nobody_watches_reaches_nobody() {
        let screen = Screen::new(Arc::new(|person| person == "maria"));
        let letter = |person: &str| Letter {
            delivery: DeliveryId(1),
            attempt: 1,
            to: person.to_owned(),
            kind: "page.requested",
            language: domain::words::Language::English,
            organisation: "NordPay".to_owned(),
            subject: String::new(),
            lines: Vec::new(),
            action: None,
            asks: None,
            joins: None,
            at: Timestamp(0),
            leave: None,
            returns: None,
            data: serde_json::Value::Null,
        };
        assert_eq!(screen.send(&letter("maria")).await, Outcome::Delivered);
        let outcome = screen.send(&letter("tom")).await;
        assert_eq!(outcome, failed("no screen of theirs was open"));
    }
}
