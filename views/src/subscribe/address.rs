//! Where somebody wants to be told: an address of mail, a number, or that of a program or a chat.

use domain::subscribers::{Route, Through};
use maud::{Markup, html};

use super::SignUp;
use crate::{Context, say, shell};

/// What a chat calls itself.
#[must_use]
pub fn chat(route: Route) -> &'static str {
    match route {
        Route::Slack => "Slack",
        Route::Teams => "Microsoft Teams",
        Route::Discord => "Discord",
        Route::Email | Route::Sms | Route::Webhook | Route::Statuspage => "",
    }
}

/// Ways that stand in one form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mail,
    Text,
    Chat,
    Program,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Mail, Self::Text, Self::Chat, Self::Program];

    fn of(route: Route) -> Self {
        match route {
            Route::Email => Self::Mail,
            Route::Sms => Self::Text,
            Route::Slack | Route::Teams | Route::Discord => Self::Chat,
            Route::Webhook | Route::Statuspage => Self::Program,
        }
    }

    /// The ways of this kind that are offered.
    fn ways(self, offered: &[Route]) -> Vec<Route> {
        offered.iter().copied().filter(|route| Self::of(*route) == self).collect()
    }
}

/// The fields for the way and the address.
pub(super) fn field(context: &Context<'_>, form: &SignUp<'_>) -> Markup {
    let kind = Kind::of(form.route);
    let by_mail = matches!(form.place.through, Some(Through::Mail { .. }));
    let (label, input, fills) = match kind {
        Kind::Mail => (say!(context, "subscribe-email"), "email", "email"),
        Kind::Text => (say!(context, "subscribe-phone"), "tel", "tel"),
        Kind::Chat => (say!(context, "subscribe-chat-address"), "url", "off"),
        Kind::Program => (say!(context, "subscribe-program-address"), "url", "off"),
    };
    let hint = match kind {
        Kind::Mail => by_mail.then(|| say!(context, "subscribe-domain-hint")),
        Kind::Text => Some(say!(context, "subscribe-phone-hint")),
        Kind::Chat => Some(say!(context, "subscribe-chat-hint")),
        Kind::Program => Some(say!(context, "subscribe-program-hint")),
    };
    let typed = form.returned.map_or("", |returned| returned.value("address"));
    html! {
        (way(context, form, kind))
        div.field {
            label for="address" { (label) }
            input id="address" name="address" required value=(typed) type=(input)
                autocomplete=(fills)
                aria-describedby=[hint.is_some().then_some("address-hint")]
                aria-invalid=[shell::invalid(form.returned, "address")];
            @if let Some(hint) = &hint {
                p.hint id="address-hint" { (hint) }
            }
        }
    }
}

/// Which of the ways of a kind it is.
fn way(context: &Context<'_>, form: &SignUp<'_>, kind: Kind) -> Markup {
    let ways = kind.ways(form.offered);
    if ways.len() < 2 {
        return html! { input type="hidden" name="by" value=(form.route.name()); };
    }
    html! {
        div.field {
            label for="by" {
                @if kind == Kind::Chat { (say!(context, "subscribe-chat-which")) }
                @else { (say!(context, "subscribe-program-which")) }
            }
            select id="by" name="by" {
                @for way in ways {
                    option value=(way.name()) selected[way == form.route] {
                        @match way {
                            Route::Webhook => (say!(context, "subscribe-program-standard")),
                            Route::Statuspage => (say!(context, "subscribe-program-statuspage")),
                            way => (chat(way)),
                        }
                    }
                }
            }
        }
    }
}

/// The way to the forms of the other kinds.
pub(super) fn others(context: &Context<'_>, form: &SignUp<'_>) -> Markup {
    let place = &form.place;
    let others = Kind::ALL.into_iter().filter(|kind| *kind != Kind::of(form.route));
    html! {
        @for kind in others {
            @if let Some(way) = kind.ways(form.offered).first() {
                p {
                    a href={ (place.path) "?page=" (place.key) "&by=" (way.name()) } {
                        @match kind {
                            Kind::Mail => (say!(context, "subscribe-by-mail")),
                            Kind::Text => (say!(context, "subscribe-by-sms")),
                            Kind::Chat => (say!(context, "subscribe-by-chat")),
                            Kind::Program => (say!(context, "subscribe-by-program")),
                        }
                    }
                }
            }
        }
    }
}
