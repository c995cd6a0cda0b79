//! Proof: who takes part and what each has proved, how it is proved now, and what may be done.

use domain::customers::{Contact, Reason};
use domain::emergencies::{Emergency, Message};
use domain::incidents::Incident;
use domain::policy::authority::{self, Standing, Why};
use domain::proof::{Act, Case, How};
use domain::words::{ContactKey, CustomerKey, Level, Owner, ParticipantId};
use maud::{Markup, html};

use super::fold::Fold;
use crate::board::{frame, names};
use crate::emergency::has_come;
use crate::{Context, Returned, Viewer, kept, shell, times};

/// What a level allows, in the words of whoever has to decide.
const fn allows(level: Level) -> &'static str {
    match level {
        Level::Stranger => "Calm, give general advice, bring anyone. Confirm nothing.",
        Level::Plausible => "Advise on the product, look at our side, raise the service level.",
        Level::Verified => "Tell what is known of the customer, act on their system.",
        Level::Dual => "Reset access, export or destroy data, change contact details.",
    }
}

/// What an act is called.
#[must_use]
pub(crate) const fn act_name(act: Act) -> &'static str {
    match act {
        Act::Upgrade => "Raise the service level",
        Act::Disclose => "Disclose customer data",
        Act::ActOnSystem => "Act on their system",
        Act::ResetAccess => "Reset somebody's access",
        Act::ExportOrDestroy => "Export or destroy data",
        Act::ChangeContacts => "Change contact details",
    }
}

/// The field that says who may read a message.
pub(super) fn audience(returned: Option<&Returned>) -> Markup {
    let chosen = shell::typed(returned, "level");
    let options = [
        ("", "Everyone here reads it"),
        ("2", "Only who is verified (level 2)"),
        ("3", "Only with a second contact (level 3)"),
    ];
    html! {
        label.visually-hidden for="level" { "Who may read it" }
        select id="level" name="level" {
            @for (value, words) in options {
                option value=(value) selected[chosen == value] { (words) }
            }
        }
    }
}

/// Who may read a message, where not everyone may.
pub(crate) fn audience_of(message: &Message) -> Markup {
    html! {
        @if !message.level.is_for_all() {
            span.label { "Level " (message.level.number()) " only" } " "
        }
    }
}

/// The id of what is inside the fold of an emergency's proof.
#[must_use]
pub fn inside_proof(number: u32) -> String {
    format!("proof-{number}-inside")
}

/// Everything about proof in one emergency. It opens by itself when somebody on file says that it
/// is not them.
pub(super) fn fold(context: &Context<'_>, viewer: &Viewer, emergency: &Emergency) -> Markup {
    let state = context.state;
    let level = state.conversation_level(emergency.id);
    let case = state.proof.case(emergency.id);
    let responds = frame::may_respond(context, viewer);
    let denied = case.is_some_and(|case| !case.denials.is_empty());
    let state = html! {
        "level " (level.number()) " of " (Level::Dual.number())
        @if denied { ", a contact says: not us" }
    };
    let id = format!("proof-{}", emergency.number);
    let needs = denied.then_some("denial");
    Fold { id: &id, title: "Proof", state, needs }.around(html! {
        p { (allows(level)) }
        p.soft.small { "The conversation counts as its lowest reader." }
        @if let Some(case) = case { (denials(context, case)) }
        ul.plain {
            @for one in &emergency.participants {
                (participant(context, viewer, emergency, *one))
            }
        }
        @if responds {
            (verify_now(context, emergency))
            (acts(context, emergency))
        }
        @if let Some(case) = case { (record(context, case)) }
    })
}

/// Whether a registered contact of one who calls says that it is not them.
pub(super) fn is_denied(context: &Context<'_>, incident: &Incident) -> bool {
    let mut cases = incident.emergencies.iter().filter_map(|id| context.state.proof.case(*id));
    cases.any(|case| !case.denials.is_empty())
}

fn denials(context: &Context<'_>, case: &Case) -> Markup {
    html! {
        @for denial in &case.denials {
            p.notice data-tone="signal" role="alert" {
                b { bdi { (contact_name(context, &denial.customer, &denial.contact)) } }
                " of " (names::customer(context, &denial.customer)) " says: it is not us ("
                (times::time(context, denial.at)) "). What was proved before counts no more. Go \
                on helping; call a number on file."
            }
        }
    }
}

fn contact_name<'a>(
    context: &Context<'a>,
    customer: &CustomerKey,
    contact: &'a ContactKey,
) -> &'a str {
    let profile = context.state.customers.profile(customer);
    let known = profile.and_then(|p| p.contacts.iter().find(|known| known.key == *contact));
    known.map_or(contact.as_str(), |known| known.name.as_str())
}

fn name(emergency: &Emergency, one: ParticipantId) -> &str {
    let unnamed = if one == emergency.opener { "Who called" } else { "A colleague" };
    emergency.name_of(one).unwrap_or(unnamed)
}

fn participant(
    context: &Context<'_>,
    viewer: &Viewer,
    emergency: &Emergency,
    one: ParticipantId,
) -> Markup {
    let standing = context.state.standing(emergency.id, one);
    let to =
        format!("{}/console/emergencies/{}/participants/{one}", context.base, emergency.number);
    let brought_by = emergency.guests.get(&one).and_then(|guest| guest.by);
    html! {
        li {
            p {
                b { bdi { (name(emergency, one)) } } " · level " (standing.level.number())
                (kept::link(context, viewer, &Owner::Participant(one)))
            }
            p.soft.small {
                (why(context, emergency, &standing))
                @if let Some(by) = brought_by { " Invited by " bdi { (name(emergency, by)) } "." }
                @if !has_come(emergency, one) && one != emergency.opener {
                    " Has not opened the link yet."
                }
            }
            @if frame::may_respond(context, viewer) {
                (links(context, emergency, one, &to))
            }
        }
    }
}

/// What can be done about somebody's link: another in its place, or none.
fn links(context: &Context<'_>, emergency: &Emergency, one: ParticipantId, to: &str) -> Markup {
    let renewed = context.state.emergencies.generation(one) > 0;
    let label = format!("New link of {}", name(emergency, one));
    html! {
        @if renewed {
            input.link readonly aria-label=(label) size="24"
                value={ (context.public_url) (context.conversation(one)) };
            p.soft.small { "Their new link; pass it on over a way on file. The old one is dead." }
        }
        div.row {
            form method="post" action={ (to) "/renewal" } {
                button.button data-tone="plain" type="submit" {
                    "New link" span.visually-hidden { ": " (name(emergency, one)) }
                }
            }
            @if emergency.participants.len() > 1 {
                form method="post" action={ (to) "/removal" } {
                    button.button data-tone="plain" type="submit" {
                        "Remove" span.visually-hidden { ": " (name(emergency, one)) }
                    }
                }
            }
        }
    }
}

fn why(context: &Context<'_>, emergency: &Emergency, standing: &Standing) -> Markup {
    let reasons =
        |reasons: &[Reason]| names::list(reasons.iter().map(ToString::to_string).collect());
    html! {
        @match &standing.why {
            Why::Nothing => { "Nothing is proved." }
            Why::Denied => { "A registered contact says that it is not them." }
            Why::Plausible(found) => { "The name fits, and: " (reasons(found)) "." }
            Why::Proven(proof) => {
                "Is " bdi { (contact_name(context, &proof.customer, &proof.contact)) } ": "
                (how(context, &proof.how)) ", " (times::time(context, proof.at)) "."
            }
            Why::Agreed(proof, second) => {
                "Is " bdi { (contact_name(context, &proof.customer, &proof.contact)) } ", and "
                bdi { (contact_name(context, &proof.customer, second)) } " agrees."
            }
        }
        @if let Some(by) = standing.vouched_by {
            " " bdi { (name(emergency, by)) } " vouches for them: they read up to level 2."
        }
    }
}

fn how(context: &Context<'_>, how: &How) -> Markup {
    html! {
        @match how {
            How::Code => { "by a code sent to the contact on file" }
            How::Link => { "by the link sent to the contact on file" }
            How::Joined => { "joined by the link sent to the contact on file" }
            How::CallBack { by } => {
                "called back on the number on file by " (names::person(context, by))
            }
        }
    }
}

/// The ways to prove who somebody is, each one press away.
fn verify_now(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let on_file = context.state.contacts_on_file(emergency.id);
    let to = format!("{}/console/emergencies/{}", context.base, emergency.number);
    html! {
        details {
            summary { "Verify now" }
            // A link to what stands inside opens it, without any script.
            div id={ "verify-" (emergency.number) } tabindex="-1" { @match on_file {
                None => {
                    p.soft { "Say first which customer this is: proof is about a contact on file." }
                }
                Some((_, [])) => {
                    p.soft { "No contact of this customer is on file, so nothing can be proved." }
                }
                Some((_, contacts)) => {
                    form.stack method="post" action={ (to) "/proof" } data-keep {
                        // The only field that Enter can be pressed in says what is agreed to.
                        (shell::enter_sends(Some(("way", "consent"))))
                        (whom(emergency))
                        (contact_choice(emergency, contacts))
                        div.row {
                            button.button name="way" value="email" type="submit" { "Mail a code" }
                            button.button name="way" value="sms" type="submit" { "Text a code" }
                            button.button name="way" value="called" type="submit" {
                                "I called them on file: it is them"
                            }
                        }
                        p.soft.small {
                            "Never use a number or an address from this conversation. A code is \
                             typed in by them, on their own page."
                        }
                        div.field {
                            label for={ "what-" (emergency.number) } {
                                "For level 3: what the other contact agrees to"
                            }
                            input id={ "what-" (emergency.number) } name="what" dir="auto";
                        }
                        div {
                            button.button name="way" value="consent" type="submit" {
                                "Ask this contact to agree"
                            }
                        }
                    }
                    form method="post" action={ (to) "/telling" } {
                        button.button data-tone="plain" type="submit" {
                            "Tell their contacts that someone calls in their name"
                        }
                    }
                }
            } }
        }
    }
}

fn whom(emergency: &Emergency) -> Markup {
    let id = format!("whom-{}", emergency.number);
    html! {
        div.field {
            label for=(id) { "Who is it about?" }
            select id=(id) name="participant" {
                @for one in &emergency.participants {
                    option value=(one) { (name(emergency, *one)) }
                }
            }
        }
    }
}

fn contact_choice(emergency: &Emergency, contacts: &[Contact]) -> Markup {
    let id = format!("contact-{}", emergency.number);
    let line = |contact: &Contact| {
        let reach = contact.email.iter().chain(&contact.phone);
        let reach: Vec<&str> = reach.map(domain::words::Personal::as_str).collect();
        format!("{}: {}", contact.name.as_str(), reach.join(", "))
    };
    html! {
        div.field {
            label for=(id) { "Contact on file" }
            select id=(id) name="contact" {
                @for contact in contacts { option value=(contact.key) { (line(contact)) } }
            }
        }
    }
}

/// What may be done. What is out of reach stands here too, with the way to it.
fn acts(context: &Context<'_>, emergency: &Emergency) -> Markup {
    let to = format!("{}/console/emergencies/{}", context.base, emergency.number);
    let reached = |act: &Act| authority::is_in_reach(context.state, emergency, *act);
    let (near, far): (Vec<Act>, Vec<Act>) = Act::ALL.into_iter().partition(reached);
    html! {
        @for act in near {
            details {
                summary { (act_name(act)) }
                (do_it(&to, emergency, act))
            }
        }
        @if !far.is_empty() {
            ul.plain {
                @for act in &far {
                    li {
                        (act_name(*act))
                        span.soft.small { " · needs level " (act.needs().number()) " · " }
                        a href={ "#verify-" (emergency.number) } { "Verify now" }
                    }
                }
            }
            (anyway(&to, emergency, &far))
        }
    }
}

fn do_it(to: &str, emergency: &Emergency, act: Act) -> Markup {
    let id = format!("{}-{}", act.name(), emergency.number);
    html! {
        @if act == Act::Upgrade {
            form.deed method="post" action={ (to) "/upgrade" } data-keep {
                div.field {
                    label for=(id) { "From now on they have" }
                    input id=(id) name="plan" value="Mission critical" dir="auto";
                }
                button.button type="submit" { "Raise it" }
                p.soft.small { "Free of charge. They are told, and it is written down." }
            }
        } @else {
            form.deed method="post" action={ (to) "/act" } data-keep {
                input type="hidden" name="act" value=(act.name());
                div.field {
                    label for=(id) { "What exactly you do" }
                    input id=(id) name="note" dir="auto";
                }
                button.button type="submit" { "Write it down" }
            }
        }
    }
}

fn anyway(to: &str, emergency: &Emergency, far: &[Act]) -> Markup {
    let (act, reason) =
        (format!("glass-act-{}", emergency.number), format!("glass-reason-{}", emergency.number));
    html! {
        details {
            summary { "Do it anyway: break the glass" }
            form.stack method="post" action={ (to) "/glass" } data-keep {
                div.field {
                    label for=(act) { "What" }
                    select id=(act) name="act" {
                        @for act in far { option value=(act.name()) { (act_name(*act)) } }
                    }
                }
                div.field {
                    label for=(reason) { "Why it cannot wait" }
                    input id=(reason) name="reason" dir="auto";
                }
                div { button.button type="submit" { "Break the glass" } }
                p.soft.small {
                    "For danger of life, or harm that spreads. The customer's contacts are told at \
                     once, and a lead reviews it."
                }
            }
        }
    }
}

fn record(context: &Context<'_>, case: &Case) -> Markup {
    html! {
        @if let Some(upgrade) = &case.upgrade {
            p.small {
                "Service level: " bdi { (upgrade.plan) } ", raised by "
                (names::person(context, &upgrade.by)) " at " (times::time(context, upgrade.at)) "."
            }
        }
        @for done in &case.done {
            p.small {
                (times::time(context, done.at)) " " (names::person(context, &done.by)) ", on level "
                (done.level.number()) ": " (act_name(done.act)) ". "
                span.words { (done.note.as_str()) }
            }
        }
        @for act in &case.broken {
            p.small { "Glass broken: " (act_name(*act)) ". It waits for review or was reviewed." }
        }
        @if let Some(at) = case.told_at {
            p.soft.small { "Their contacts were told at " (times::time(context, at)) "." }
        }
    }
}
