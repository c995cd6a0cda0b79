//! Devices that get push messages: adding the one that shows this page, and taking any away.

use domain::access::Method;
use domain::words::{Channel, PersonKey};
use maud::{Markup, html};

use crate::{Context, Returned, shell, wording};

/// How much of the end of an address tells a device apart for the script on its own page.
const MARK_LEN: usize = 24;

/// By what the script knows the device that it runs on: the end of where it is reached.
pub(super) fn mark(method: &Method) -> Option<&str> {
    let endpoint = method.address.as_str().split(' ').next()?;
    let start = endpoint.len().saturating_sub(MARK_LEN);
    (method.channel == Channel::Push).then(|| endpoint.get(start..)).flatten()
}

/// The way to take a device away; other methods are changed by managers.
pub(super) fn removal(context: &Context<'_>, person: &PersonKey, method: &Method) -> Markup {
    let path = format!("{}/console/devices/{}/removal", context.base, method.key);
    html! {
        @if method.channel == Channel::Push {
            form method="post" action=(path) {
                button.button type="submit" {
                    "Take it away"
                    span.visually-hidden {
                        ": " bdi { (wording::address(context, person, method)) }
                    }
                }
            }
        }
    }
}

/// The form by which the device that shows this page gets messages. The script fills it in, or says
/// why it cannot.
pub(super) fn adding(context: &Context<'_>, returned: Option<&Returned>) -> Markup {
    html! {
        section.section aria-labelledby="devices-title" {
            header { h2 id="devices-title" { "Messages to this device" } }
            form.stack id="push-add" method="post" action={ (context.base) "/console/devices" }
                data-key={ (context.base) "/console/devices/key" }
                data-worker={ (context.base) "/console/worker.js" }
                data-scope={ (context.base) "/console" } hidden {
                p.soft {
                    "This device can ring too, with a message that you accept right from the lock "
                    "screen. A message makes less noise than a call: keep the call as well."
                }
                p.notice data-tone="signal" role="alert" hidden {}
                @for name in ["endpoint", "p256dh", "auth"] {
                    input type="hidden" name=(name) value=(shell::typed(returned, name));
                }
                div.row {
                    button.button data-tone="ink" type="submit" { "Send messages to this device" }
                }
            }
            p.soft id="push-says" role="status" hidden {}
            noscript { p.soft { "Messages to this device need script. Calls and texts do not." } }
        }
    }
}
