//! The console's side of subscribers: who they are, whom nothing reaches, and how far each word to
//! them has got.

use domain::access::Role;
use domain::incidents::Incident;
use domain::subscribers::{Broadcast, Lane, Progress, Route, Standing, Subscriber, Through};
use domain::words::{BulletinId, Condition, Owner};
use maud::{Markup, html};

use crate::board::{frame, names};
use crate::{Context, Returned, Viewer, kept, settings, shell, times};

mod adding;
pub mod colleagues;
pub mod listed;

/// Most words that nobody was told by wish that are listed.
const QUIET_MAX: usize = 5;
const TITLE: &str = "Subscribers";
/// Most subscribers that one page lists.
const LISTED_MAX: usize = 100;
/// Most of a word's failures that are listed.
const FAILURES_MAX: usize = 200;

/// Most receivers that ask us to slow down and are named.
const SLOW_MAX: usize = 20;

/// What the list is asked for.
#[derive(Default)]
pub struct Wanted<'a> {
    /// A part of the address.
    pub text: &'a str,
    /// Only those of a kind: `failing`, `unconfirmed`, `colleagues`, `customers`.
    pub only: &'a str,
    /// Those with higher numbers than this.
    pub after: u32,
}

/// Words on their way, and the list.
#[must_use]
pub fn page(
    context: &Context<'_>,
    viewer: &Viewer,
    wanted: &Wanted<'_>,
    returned: Option<&Returned>,
) -> Markup {
    let room = &context.state.subscribers;
    let paused = room.all().filter(|known| known.standing == Standing::Paused).count();
    let waits = |known: &&Subscriber| matches!(known.standing, Standing::Unconfirmed { .. });
    let unconfirmed = room.all().filter(waits).count();
    let colleagues = room.colleagues();
    let by_link = room.all().filter(|known| known.profile.through.is_some()).count();
    let content = html! {
        (shell::problem(returned))
        p.soft {
            "Who is told when something changes on a status page. They sign up there themselves; \
             what you tell everyone leaves to them at once. Colleagues, whom you put in here, are \
             told what the customers of an incident are told."
        }
        (words(context))
        section.section aria-labelledby="list-title" {
            header { h2 id="list-title" { "Who is told" } }
            p {
                (room.len()) " in all"
                @if paused > 0 {
                    ", " a href="?only=failing" { (paused) " whom nothing reaches" }
                }
                @if unconfirmed > 0 {
                    ", " a href="?only=unconfirmed" { (unconfirmed) " not confirmed" }
                }
                @if colleagues > 0 {
                    ", " a href="?only=colleagues" {
                        (names::count(colleagues, "colleague", "colleagues"))
                    }
                }
                @if by_link > 0 {
                    ", " a href="?only=customers" { (by_link) " who read more than everyone" }
                }
            }
            form.row role="search" aria-label="Subscribers" method="get"
                action={ (context.base) "/console/subscribers" } {
                div.field {
                    label for="text" { "Find an address, or a customer" }
                    input id="text" name="text" type="search" value=(wanted.text);
                }
                button.button type="submit" { "Find" }
            }
            @if !room.is_empty() {
                p { a href={ (context.base) "/console/subscribers.csv" } { "All of them as CSV" } }
            }
            (list(context, wanted))
            (kept::by_address(context, viewer))
        }
        (adding::form(context, returned.filter(|known| known.value("kind") != colleagues::KIND)))
        (colleagues::add(context, returned))
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

fn is_wanted(known: &Subscriber, wanted: &Wanted<'_>) -> bool {
    let kind = match wanted.only {
        "failing" => known.standing == Standing::Paused || !known.reason.is_empty(),
        "unconfirmed" => matches!(known.standing, Standing::Unconfirmed { .. }),
        "colleagues" => known.profile.colleague.is_some(),
        "customers" => known.profile.through.is_some(),
        _ => true,
    };
    let text = wanted.text.trim().to_lowercase();
    let customer = known.profile.through.as_ref().and_then(Through::customer);
    let found = || {
        known.address.as_str().to_lowercase().contains(&text)
            || customer.is_some_and(|customer| customer.as_str().contains(&text))
    };
    kind && known.number > wanted.after && (text.is_empty() || found())
}

fn list(context: &Context<'_>, wanted: &Wanted<'_>) -> Markup {
    let mut found = context.state.subscribers.all().filter(|known| is_wanted(known, wanted));
    let shown: Vec<&Subscriber> = found.by_ref().take(LISTED_MAX).collect();
    let more = found.next().is_some();
    html! {
        @if shown.is_empty() {
            p.empty {
                @if context.state.subscribers.is_empty() { "Nobody is told yet." }
                @else { "There is nobody of that kind." }
            }
        }
        ul.list {
            @for known in &shown {
                li.row data-row tabindex="-1" {
                    div {
                        a href={ (context.base) "/console/subscribers/" (known.id) } {
                            bdi { (known.address.as_str()) }
                        }
                        " " span.soft.small {
                            (route(known.profile.route)) ", " (colleagues::of_what(known))
                        }
                    }
                    (standing(known))
                }
            }
        }
        @if let (true, Some(last)) = (more, shown.last()) {
            p {
                a href={ "?text=" (encoded(wanted.text)) "&only=" (encoded(wanted.only))
                    "&after=" (last.number) } { "The next ones" }
            }
        }
    }
}

/// What somebody looks for, as it can stand in an address.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
    text.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

pub(crate) fn route(route: Route) -> &'static str {
    match route {
        Route::Email => "e-mail",
        Route::Sms => "text message",
        Route::Webhook => "signed webhook",
        Route::Statuspage => "webhook like Statuspage’s",
        Route::Slack => "Slack",
        Route::Teams => "Teams",
        Route::Discord => "Discord",
    }
}

fn standing(known: &Subscriber) -> Markup {
    html! {
        @match known.standing {
            Standing::Unconfirmed { .. } => { span.tag { "not confirmed" } }
            Standing::Paused => { span.tag data-tone="signal" { "paused: nothing arrives" } }
            Standing::Stopped => { span.tag { "sent STOP" } }
            Standing::Active if known.is_failing() => {
                span.tag data-tone="care" { "failing" }
            }
            Standing::Active => { span.tag data-tone="steady" { "told" } }
        }
    }
}

/// What subscribers were not told because somebody wished so, the latest first.
fn quiet(context: &Context<'_>) -> Markup {
    let all = context.state.bulletins.latest();
    let words = all.iter().flat_map(|known| known.entries.iter().map(move |entry| (known, entry)));
    let mut quiet: Vec<_> = words.filter(|(_, entry)| entry.quiet).collect();
    quiet.sort_by_key(|(_, entry)| std::cmp::Reverse(entry.at));
    html! {
        @if !quiet.is_empty() {
            p.soft { "Nobody was told, by wish:" }
            ul.list {
                @for (known, entry) in quiet.into_iter().take(QUIET_MAX) {
                    li.row {
                        a href={ (crate::told::href(context, known)) "#w" (entry.id) } {
                            bdi { (entry.title) }
                        }
                        " " span.soft.small { (times::day_time(context, entry.at)) }
                    }
                }
            }
        }
    }
}

/// The words at hand, and how far each has got.
fn words(context: &Context<'_>) -> Markup {
    html! {
        section.section aria-labelledby="words-title" {
            header { h2 id="words-title" { "Words to them" } }
            (given_up(context))
            (slow(context))
            (quiet(context))
            @if context.state.subscribers.words().next().is_none() {
                p.empty { "Nothing was said yet that anybody asked to be told." }
            }
            ul.list {
                @for word in context.state.subscribers.words().take(20) {
                    li.row data-row tabindex="-1" {
                        div {
                            a href={ (context.base) "/console/subscribers/words/" (word.number) } {
                                bdi { (context.state.as_it_stands(&word.word).heading) }
                            }
                            " " span.soft.small { (times::day_time(context, word.at)) }
                            (held(context, word, None))
                        }
                        (course(word))
                    }
                }
            }
        }
    }
}

/// Who asks us to slow down, so that nobody wonders why a word does not leave.
fn slow(context: &Context<'_>) -> Markup {
    let mut all = context.state.subscribers.slow(context.now);
    let shown: Vec<_> = all.by_ref().take(SLOW_MAX).collect();
    let more = all.count();
    html! {
        @if !shown.is_empty() {
            ul.list {
                @for (lane, receiver, until) in &shown {
                    li.row {
                        span {
                            bdi { (host_of(*lane, receiver)) } " asks us to slow down"
                        }
                        span.soft.small {
                            "what is for it waits until " (times::day_time(context, *until))
                        }
                    }
                }
                @if more > 0 { li.row { span.soft { "and " (more) " more" } } }
            }
        }
    }
}

/// A receiver by its name alone: the path of a program's address is often a secret.
fn host_of(lane: Lane, receiver: &str) -> &str {
    match lane {
        Lane::Mail | Lane::Text => receiver,
        Lane::Hook => {
            let rest = receiver.split_once("://").map_or(receiver, |(_, rest)| rest);
            let host = rest.split(['/', '?', '#']).next().unwrap_or(rest);
            host.rsplit_once('@').map_or(host, |(_, host)| host)
        }
    }
}

/// What was given up lately, so that nobody takes it for told.
fn given_up(context: &Context<'_>) -> Markup {
    let known = context.state.subscribers.given_up(context.now);
    html! {
        @if let Some(known) = known {
            @let words = usize::try_from(known.words).unwrap_or(usize::MAX);
            @let people = usize::try_from(known.people).unwrap_or(usize::MAX);
            p.notice data-tone="care" {
                "Too many words were under way at once: the oldest "
                (names::count(words, "word was", "words were")) " given up. "
                (names::count(people, "message", "messages")) " never left; the last word was "
                a href={ (context.base) "/console/subscribers/words/" (known.last) } {
                    "number " (known.last)
                }
                ", " (times::day_time(context, known.at)) "."
            }
        }
    }
}

/// What waits for a person because it costs money, as the board shows it.
pub(crate) fn banner(context: &Context<'_>, viewer: &Viewer) -> Markup {
    html! {
        @if frame::may_respond(context, viewer) {
            @for word in context.state.subscribers.held() {
                @let incident = incident_of(context, word);
                (held(context, word, Some(incident.map_or(0, |incident| incident.number))))
            }
        }
    }
}

/// The same about one incident, for its room.
pub(crate) fn held_about(context: &Context<'_>, viewer: &Viewer, incident: &Incident) -> Markup {
    let waits = context.state.subscribers.held();
    let mut waits = waits
        .filter(|word| incident_of(context, word).is_some_and(|known| known.id == incident.id));
    html! {
        @if let (true, Some(word)) = (frame::may_respond(context, viewer), waits.next()) {
            (held(context, word, Some(incident.number)))
        }
    }
}

fn incident_of<'a>(context: &Context<'a>, word: &Broadcast) -> Option<&'a Incident> {
    if let Some(inside) = word.word.inside() {
        return context.state.incidents.get(inside.incident);
    }
    let bulletin = context.state.bulletins.bulletins.get(&BulletinId(word.word.topic.0))?;
    context.state.incidents.get(bulletin.incident)
}

/// What waits for a person because it costs money. Who presses comes back to that room, or to the
/// board where it is none.
fn held(context: &Context<'_>, word: &Broadcast, room: Option<u32>) -> Markup {
    let count = word.progress(Lane::Text).count;
    let path = format!("{}/console/subscribers/words/{}", context.base, word.number);
    html! {
        @if word.held {
            div.notice data-tone="care" {
                p {
                    b { (count) " text messages wait for you" }
                    @if room.is_some() {
                        ": " bdi { (context.state.as_it_stands(&word.word).heading) }
                    }
                    ". Each costs what your carrier asks; long words count as several."
                }
                div.row {
                    form method="post" action={ (path) "/release" } {
                        (came_from(room))
                        button.button data-tone="ink" type="submit" {
                            "Send " (count) " texts"
                        }
                    }
                    form method="post" action={ (path) "/withhold" } {
                        (came_from(room))
                        button.button data-tone="plain" type="submit" { "Do not send them" }
                    }
                }
            }
        }
    }
}

fn came_from(room: Option<u32>) -> Markup {
    html! { @if let Some(room) = room { input type="hidden" name="room" value=(room); } }
}

fn left_of(word: &Broadcast, progress: Progress) -> u32 {
    let untaken = match word.replaced || word.given_up {
        true => 0,
        false => progress.count.saturating_sub(progress.taken),
    };
    untaken + u32::try_from(word.waiting.len()).unwrap_or(u32::MAX)
}

fn course(word: &Broadcast) -> Markup {
    let total = word.total();
    let left = left_of(word, total);
    html! {
        span.small {
            (total.reached) " of " (total.count) " reached"
            @if !word.is_done() && left > 0 { ", " (left) " to go" }
            @if total.failed > 0 { ", " (total.failed) " failed" }
            @if total.collapsed > 0 { ", " (total.collapsed) " get a later word" }
        }
    }
}

/// One word: how far it has got in each lane, and whom it did not reach.
#[must_use]
pub fn word(context: &Context<'_>, viewer: &Viewer, word: &Broadcast) -> Markup {
    let content = html! {
        h2 { bdi { (context.state.as_it_stands(&word.word).heading) } }
        p { (times::day_time(context, word.at)) ". " (course(word)) "." }
        (held(context, word, None))
        @if word.given_up {
            p.notice data-tone="care" {
                "Too many later words were under way: it is sent to nobody any more."
            }
        }
        @if word.replaced {
            p.soft { "A later word about the same has taken the place of what had not left." }
        }
        table.table {
            thead {
                tr {
                    th { "Way" } th { "Concerns" } th { "Reached" } th { "Failed" }
                    th { "Replaced" }
                }
            }
            tbody {
                @for lane in Lane::ALL {
                    @let of_lane = word.progress(lane);
                    @if of_lane.count > 0 {
                        tr {
                            th scope="row" { (lane_name(lane)) }
                            td { (of_lane.count) } td { (of_lane.reached) }
                            td { (of_lane.failed) } td { (of_lane.collapsed) }
                        }
                    }
                }
            }
        }
        @if !word.failed.is_empty() {
            section.section aria-labelledby="failed-title" {
                header { h2 id="failed-title" { "Not reached" } }
                ul.list {
                    @for (number, reason) in word.failed.iter().take(FAILURES_MAX) {
                        li.row {
                            @match context.state.subscribers.numbered(*number) {
                                Some(known) => {
                                    a href={ (context.base) "/console/subscribers/" (known.id) } {
                                        bdi { (known.address.as_str()) }
                                    }
                                }
                                None => { span { "one who has left" } }
                            }
                            span.soft.small { (reason) }
                        }
                    }
                }
            }
        }
        p { a href={ (context.base) "/console/subscribers" } { "All subscribers" } }
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

/// How many of those whom a word concerns are reached over a lane.
pub(crate) fn in_lane(counts: &[(Lane, u32)], lane: Lane) -> u32 {
    counts.iter().find(|(known, _)| *known == lane).map_or(0, |(_, count)| *count)
}

/// How many a word concerns: "12 mails, 1 text, 0 posts to programs and chats".
pub(crate) fn reach(counts: &[(Lane, u32)]) -> String {
    let many = |lane, one: &str, more: &str| {
        let count = usize::try_from(in_lane(counts, lane)).unwrap_or(usize::MAX);
        names::count(count, one, more)
    };
    let mails = many(Lane::Mail, "mail", "mails");
    let texts = many(Lane::Text, "text", "texts");
    let posts = many(Lane::Hook, "post to a program or chat", "posts to programs and chats");
    format!("{mails}, {texts}, {posts}")
}

fn lane_name(lane: Lane) -> &'static str {
    match lane {
        Lane::Mail => "E-mail",
        Lane::Text => "Text messages",
        Lane::Hook => "Webhooks and chat",
    }
}

/// One subscriber: what they chose, and what reached them when.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Subscriber,
    secret: Option<&str>,
    returned: Option<&Returned>,
) -> Markup {
    let path = format!("{}/console/subscribers/{}", context.base, known.id);
    let wants = &known.profile.wants;
    let content = html! {
        h2 { bdi { (known.address.as_str()) } }
        (shell::problem(returned))
        p {
            (standing(known)) " " (route(known.profile.route)) ", "
            (colleagues::of_what(known)) ", "
            (known.profile.language.own_name()) ", since "
            (times::day_time(context, known.since)) "."
        }
        @if let Some(consent) = &known.consent {
            p.soft {
                "Agreed: " bdi { (consent.as_str()) }
                @if let Some(by) = &known.by {
                    ", written down by " (context.state.access.name(by))
                }
            }
        }
        @if !known.reason.is_empty() {
            p.notice data-tone="care" { "Last failure: " (known.reason) "." }
        }
        @if let Some(secret) = secret {
            p { "Messages are signed with " code { (secret) } "." }
        }
        p.soft {
            @let sites = wants.sites.iter().map(|site| format!("site {site}"));
            @let named = wants.components.iter().map(ToString::to_string)
                .chain(wants.services.iter().map(ToString::to_string)).chain(sites)
                .collect::<Vec<_>>();
            @if named.is_empty() { "About everything" }
            @else {
                "About " (named.join(", "))
            }
            @match wants.at_least {
                Condition::Operational | Condition::Maintenance => {}
                Condition::Degraded => { ", from slow on" }
                Condition::Partial => { ", from “fails for some” on" }
                Condition::Major => { ", only what is down" }
            }
            @if let Some(hour) = wants.daily { ", once a day at " (hour) ":00 " (wants.zone) }
            @if let Some(quiet) = wants.quiet {
                ", quiet from " (quiet.from) ":00 until " (quiet.until) ":00 " (wants.zone)
            }
            "."
        }
        div.row {
            @if known.standing == Standing::Paused {
                form method="post" action={ (path) "/resume" } {
                    button.button data-tone="ink" type="submit" { "Write to them again" }
                }
            }
            form method="post" action={ (path) "/leave" } {
                button.button data-tone="plain" type="submit" { "Take them out" }
            }
        }
        (kept::link(context, viewer, &Owner::Subscriber(known.id)))
        section.section aria-labelledby="got-title" {
            header { h2 id="got-title" { "What they got" } }
            ul.list {
                @for word in context.state.subscribers.words() {
                    @let reached = word.reached.get(&known.number);
                    @let failed = word.failed.get(&known.number);
                    @let waits = word.waiting.contains(&known.number);
                    @if reached.is_some() || failed.is_some() || waits {
                        li.row {
                            a href={ (context.base) "/console/subscribers/words/" (word.number) } {
                                bdi { (context.state.as_it_stands(&word.word).heading) }
                            }
                            @if let Some(at) = reached {
                                span.small { "handed over " (times::day_time(context, *at)) }
                            } @else if let Some(reason) = failed {
                                span.small { "not reached: " (reason) }
                            } @else { span.small { "waits" } }
                        }
                    }
                }
            }
        }
        p { a href={ (context.base) "/console/subscribers" } { "All subscribers" } }
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

/// The least role that looks after subscribers: their addresses are personal.
pub const LEAST: Role = Role::Lead;
