//! What whoever signs up is sent: the way to confirm it, over the way that they named.

use domain::State;
use domain::subscribers::{Lane, Route, Standing};
use domain::words::{DeliveryId, SubscriberId};
use serde_json::json;
use views::plain;
use views::tongue::Tongue;

use super::subscribers::page_name;
use super::{Text, Writer};
use crate::channels::Action;
use crate::links::Signer;

/// What a program is posted by which its owner confirms that it is to be told.
const CONFIRM: &str = "status.confirm";
/// What a program is posted that is told already.
const KNOWN: &str = "status.subscription";

impl Writer {
    /// What whoever signed up is sent. Who has confirmed already is sent the way to what they
    /// chose, so that signing up twice says nothing to whoever did it.
    pub(super) fn subscription(&self, state: &State, subscriber: SubscriberId) -> Option<Text> {
        let known = state.subscribers.get(subscriber)?;
        let tongue = Tongue::of(known.profile.language);
        let page = page_name(state, &known.profile.page, known.profile.language);
        let confirms = matches!(known.standing, Standing::Unconfirmed { .. });
        let route = known.profile.route;
        if route == Route::Sms {
            let code = self.key.subscriber_code(subscriber);
            return Some(Text {
                kind: crate::channels::CODE,
                subject: plain!(tongue, "told-code", code = code, page = page),
                lines: Vec::new(),
                action: None,
                data: json!({}),
            });
        }
        let first = match (confirms, route.is_chat()) {
            (true, false) => plain!(tongue, "told-confirm", page = page.clone()),
            (false, false) => plain!(tongue, "told-known", page = page.clone()),
            (true, true) => plain!(tongue, "told-confirm-chat", page = page.clone()),
            (false, true) => plain!(tongue, "told-known-chat", page = page.clone()),
        };
        let (subject, label) = match confirms {
            true => (
                plain!(tongue, "told-confirm-subject", page = page),
                plain!(tongue, "told-confirm-open"),
            ),
            false => {
                let subject = plain!(tongue, "told-known-subject", page = page);
                (subject, plain!(tongue, "told-known-open"))
            }
        };
        let url = self.subscription_url(subscriber);
        let (kind, data) = match (route.is_signed(), confirms) {
            (true, true) => (CONFIRM, json!({ "confirm": url })),
            (true, false) => (KNOWN, json!({ "choices": url })),
            (false, _) => ("subscription", json!({})),
        };
        Some(Text {
            kind,
            subject,
            lines: vec![first, plain!(tongue, "told-confirm-else")],
            action: Some(Action { label, url }),
            data,
        })
    }

    /// The way of a delivery that is posted to a subscriber's own address, and who signs it;
    /// nothing, where a carrier of a channel takes it.
    #[must_use]
    pub fn posted(&self, state: &State, delivery: DeliveryId) -> Option<(Route, Signer)> {
        let delivery = state.deliveries.get(delivery)?;
        let domain::deliveries::About::Subscription { subscriber } = &delivery.about else {
            return None;
        };
        let known = state.subscribers.get(*subscriber)?;
        let route = known.profile.route;
        (route.lane() == Lane::Hook).then(|| (route, known.into()))
    }
}
