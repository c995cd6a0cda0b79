//! What opens the console for a person: sessions, passkeys, and tokens for their programs.

use domain::access::{Digest, Role, Session};
use domain::credentials::{Passkey, Scope, Token};
use domain::words::{PersonKey, Timestamp, same_day};
use maud::{Markup, html};

use super::{document, ringing, silent, ways};
use crate::{Context, Returned, Viewer, shell, times};

/// A token that was just made: its secret is shown this once.
pub struct MadeToken {
    /// What it is for.
    pub name: String,
    /// What the program sends.
    pub secret: String,
}

/// How long a token may work, in days, as the form offers it.
const DAYS: [(u32, &str); 4] = [(7, "a week"), (30, "30 days"), (90, "90 days"), (365, "a year")];

/// One's own sessions and passkeys.
#[must_use]
pub fn me(
    context: &Context<'_>,
    viewer: &Viewer,
    present: Option<&Digest>,
    returned: Option<&Returned>,
) -> Markup {
    let content = html! {
        (shell::problem(returned))
        (ways::section(context, viewer, returned))
        (silent::section(context, viewer, returned))
        (ringing::section(context, &viewer.person, returned))
        (passkeys(context, &viewer.person, true))
        (sessions(context, &viewer.person, present))
    };
    document(context, viewer, "You", &["keys.js", "passkey.js", "push.js"], content)
}

/// What opens the console for somebody else, for a manager to take away.
#[must_use]
pub fn of_person(context: &Context<'_>, viewer: &Viewer, person: &PersonKey) -> Markup {
    let name = context.state.access.name(person);
    let title = format!("Keys of {name}");
    let content = html! {
        p.soft {
            "Take away what was lost or stolen. New ones are made by " bdi { (name) } " alone."
        }
        (sessions(context, person, None))
        (passkeys(context, person, false))
        section.section aria-labelledby="tokens-title" {
            header { h2 id="tokens-title" { "API tokens" } }
            (token_table(context, person))
        }
    };
    document(context, viewer, &title, &["keys.js"], content)
}

fn sessions(context: &Context<'_>, person: &PersonKey, present: Option<&Digest>) -> Markup {
    let mut known: Vec<(&Digest, &Session)> =
        context.state.access.sessions_of(person, context.now).collect();
    known.sort_by_key(|(_, session)| std::cmp::Reverse(session.since));
    html! {
        section.section aria-labelledby="sessions-title" {
            header { h2 id="sessions-title" { "Signed in" } " " span.count { (known.len()) } }
            @if known.is_empty() { p.empty { "Nowhere." } }
            @else {
                table.table id="sessions" {
                    thead { tr {
                        th scope="col" { "On" } th scope="col" { "Since" }
                        th scope="col" { "Last seen" } th scope="col" { "Until" }
                        th scope="col" { span.visually-hidden { "End it" } }
                    } }
                    tbody { @for (digest, session) in &known {
                        tr data-row tabindex="-1" {
                            th scope="row" {
                                bdi { (device(session)) }
                                @if present == Some(*digest) { span.soft { ", this one" } }
                            }
                            td data-label="Since" { (times::day_time(context, session.since)) }
                            td data-label="Last seen" { (day(context, session.seen_at)) }
                            td data-label="Until" { (day(context, session.until)) }
                            td { (end(context, digest, session)) }
                        }
                    } }
                }
            }
            @if known.len() > 1 {
                form method="post" action={ (context.base) "/console/sessions/end-others" } {
                    input type="hidden" name="person" value=(person);
                    button.button type="submit" {
                        @if present.is_some() { "End all others" } @else { "End all" }
                    }
                }
            }
        }
    }
}

fn end(context: &Context<'_>, digest: &Digest, session: &Session) -> Markup {
    html! {
        form method="post" action={ (context.base) "/console/sessions/end" } {
            input type="hidden" name="session" value=(digest.0);
            button.button type="submit" {
                "End" span.visually-hidden { " the session on " (device(session)) }
            }
        }
    }
}

fn device(session: &Session) -> &str {
    session.device.as_ref().map_or("a browser", |device| device.as_str())
}

/// A day, said as people say it; finer is not kept.
fn day(context: &Context<'_>, at: Timestamp) -> Markup {
    html! {
        @if same_day(at, context.now) { "today" }
        @else { (times::day_time(context, at)) }
    }
}

fn used(context: &Context<'_>, at: Option<Timestamp>) -> Markup {
    html! { @if let Some(at) = at { (day(context, at)) } @else { span.soft { "never" } } }
}

fn passkeys(context: &Context<'_>, person: &PersonKey, own: bool) -> Markup {
    let known: Vec<&Passkey> = context.state.credentials.passkeys_of(person).collect();
    html! {
        section.section aria-labelledby="passkeys-title" {
            header { h2 id="passkeys-title" { "Passkeys" } " " span.count { (known.len()) } }
            @if own {
                p.soft {
                    "A passkey signs you in with this device's lock, without waiting for a mail."
                }
            }
            @if !known.is_empty() {
                ul.list id="passkeys" { @for passkey in known {
                    li.row {
                        @let path = format!("{}/console/passkeys/{}", context.base, passkey.id);
                        @if own {
                            form.row method="post" action={ (path) "/name" } {
                                label.visually-hidden for={ "name-" (passkey.id) } { "Its name" }
                                input id={ "name-" (passkey.id) } name="name" maxlength="80"
                                    value=(passkey.name.as_str());
                                button.button type="submit" { "Rename" }
                            }
                        } @else { b { bdi { (passkey.name.as_str()) } } }
                        span.soft.small { "last used: " (used(context, passkey.used_at)) }
                        form method="post" action={ (path) "/removal" } {
                            button.button type="submit" {
                                "Remove" span.visually-hidden { " " (passkey.name.as_str()) }
                            }
                        }
                    }
                } }
            } @else { p.empty { "None yet." } }
            @if own { (add_passkey(context)) }
        }
    }
}

/// Hidden until its script has seen that the browser can do it.
fn add_passkey(context: &Context<'_>) -> Markup {
    html! {
        form.row id="passkey-add" method="post" hidden
            action={ (context.base) "/console/passkeys" }
            data-challenge={ (context.base) "/console/passkeys/challenge" } {
            label for="passkey-name" { "Name of this device" }
            input id="passkey-name" name="name" required maxlength="80"
                placeholder="Work laptop" autocomplete="off";
            button.button data-tone="ink" type="submit" { "Register this device" }
            p.wrong id="passkey-problem" role="alert" hidden {}
        }
        noscript { p.soft { "Registering a device needs script. Links by mail work without." } }
    }
}

/// One's tokens, and the form that makes one.
#[must_use]
pub fn tokens(
    context: &Context<'_>,
    viewer: &Viewer,
    made: Option<&MadeToken>,
    returned: Option<&Returned>,
) -> Markup {
    let content = html! {
        (shell::problem(returned))
        @if let Some(made) = made {
            section.notice data-tone="good" role="status" aria-labelledby="made-title" {
                h2 id="made-title" { "The token " bdi { (made.name) } }
                p { "Copy it now. It is shown this once and kept nowhere." }
                p { code id="secret" { (made.secret) } }
            }
        }
        section.section aria-labelledby="tokens-title" {
            header { h2 id="tokens-title" { "Your tokens" } }
            (token_table(context, &viewer.person))
        }
        (new_token(context, viewer, returned))
    };
    document(context, viewer, "API tokens", &["keys.js"], content)
}

fn token_table(context: &Context<'_>, person: &PersonKey) -> Markup {
    let known: Vec<&Token> = context.state.credentials.tokens_of(person).collect();
    html! {
        @if known.is_empty() { p.empty { "None." } }
        @else {
            table.table id="tokens" {
                thead { tr {
                    th scope="col" { "For" } th scope="col" { "May" } th scope="col" { "Made" }
                    th scope="col" { "Last used" } th scope="col" { "Works until" }
                    th scope="col" { span.visually-hidden { "Revoke" } }
                } }
                tbody { @for token in known { (token_row(context, token)) } }
            }
        }
    }
}

fn token_row(context: &Context<'_>, token: &Token) -> Markup {
    let may: Vec<&str> = token.scopes.iter().map(|scope| scope.name()).collect();
    html! {
        tr data-row tabindex="-1" {
            th scope="row" {
                bdi { (token.name.as_str()) } " "
                span.soft.small { "no. " (token.number) }
            }
            td data-label="May" { (may.join(", ")) }
            td data-label="Made" { (day(context, token.made_at)) }
            td data-label="Last used" { (used(context, token.used_at)) }
            td data-label="Works until" {
                @if token.expires_at <= context.now {
                    span.tag data-tone="care" { "! expired" } " "
                }
                (times::day_time(context, token.expires_at))
            }
            td {
                form method="post"
                    action={ (context.base) "/console/tokens/" (token.number) "/revocation" } {
                    button.button type="submit" {
                        "Revoke" span.visually-hidden { " " (token.name.as_str()) }
                    }
                }
            }
        }
    }
}

/// What a scope means, within the role of whoever makes the token.
fn scope_words(scope: Scope, role: Role) -> &'static str {
    match (scope, role) {
        (Scope::Read, _) => "see everything that you see",
        (Scope::Respond, Role::Observer) => "nothing for now: observers do not respond",
        (Scope::Respond, _) => "accept, write and work on emergencies, in your name",
        (Scope::Manage, Role::Manager) => "change customers, people, schedules and policies",
        (Scope::Manage, Role::Lead) => "change customers, schedules, policies and services",
        (Scope::Manage, _) => "end your own sessions and tokens; your role allows no more",
    }
}

fn new_token(context: &Context<'_>, viewer: &Viewer, returned: Option<&Returned>) -> Markup {
    let role = context.state.access.person(&viewer.person).map_or(Role::Observer, |me| me.role);
    let ticked = |scope: Scope| match returned {
        Some(known) => known.typed.iter().any(|(n, v)| n == "scope" && v == scope.name()),
        None => scope == Scope::Read,
    };
    let days = returned.map_or("90", |known| known.value("days"));
    html! {
        section.section aria-labelledby="make-title" {
            header { h2 id="make-title" { "Make a token" } }
            p.soft {
                "A program that has it acts in your name, never beyond your own role, and stops "
                "when you leave. How to use it: "
                a href={ (context.base) "/docs/api" } { "the API" } "."
            }
            form.stack method="post" action={ (context.base) "/console/tokens" } {
                div.field {
                    label for="token-name" { "What is it for?" }
                    input id="token-name" name="name" required maxlength="80" autocomplete="off"
                        value=(shell::typed(returned, "name"))
                        aria-invalid=[shell::invalid(returned, "name")];
                }
                fieldset.stack {
                    legend { "What may it do?" }
                    @for scope in Scope::ALL {
                        label.row {
                            input type="checkbox" name="scope" value=(scope.name())
                                checked[ticked(scope)];
                            span { b { (scope.name()) } ": " (scope_words(scope, role)) }
                        }
                    }
                }
                div.field {
                    label for="token-days" { "For how long?" }
                    select id="token-days" name="days" {
                        @for (number, words) in DAYS {
                            option value=(number) selected[number.to_string() == days] { (words) }
                        }
                    }
                }
                div.row { button.button data-tone="ink" type="submit" { "Make the token" } }
            }
        }
    }
}
