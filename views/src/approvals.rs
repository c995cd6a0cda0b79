//! Public text that waits for an objection: the list, one text with what can be done about it, and
//! its lines on the board and in the room.

use domain::approvals::{Approval, PutRight, Standing, Subject};
use domain::bulletins::Bulletin;
use domain::incidents::Incident;
use domain::words::{PersonKey, Timestamp, UpdateId};
use maud::{Markup, html};

use crate::board::{Row, names, row};
use crate::room::public::PHASES;
use crate::telling::{line, typed};
use crate::{Context, Returned, Viewer, settings, shell, times};

const TITLE: &str = "Approvals";
/// Most that are decided and listed.
const DECIDED_SHOWN_MAX: usize = 50;

pub(crate) fn href(context: &Context<'_>, known: &Approval) -> String {
    format!("{}/console/approvals/{}", context.base, known.number)
}

fn approves(context: &Context<'_>, viewer: &Viewer) -> bool {
    context.state.approvers().contains(&viewer.person)
}

/// For so long those who approve see on the board that something was taken back.
const TAKEN_BACK_SHOWN: std::time::Duration = std::time::Duration::from_secs(3_600);

/// What stands on the board: all that waits, and for those who approve what somebody else has just
/// taken back.
pub(crate) fn on_board<'a>(context: &Context<'a>, viewer: &Viewer) -> Vec<&'a Approval> {
    let mut all = context.state.approvals.waiting();
    if approves(context, viewer) {
        let lately = |at: Timestamp| at + TAKEN_BACK_SHOWN > context.now;
        all.extend(context.state.approvals.decided().filter(|known| {
            let gone = known.standing == Standing::TakenBack;
            gone && known.author != viewer.person && known.decided_at.is_some_and(lately)
        }));
    }
    all
}

/// What kind of text it is.
fn kind(known: &Approval) -> &'static str {
    match (&known.words.subject, &known.words.correction) {
        (Some(Subject::Notice { .. }), _) => "Announcement",
        (Some(Subject::Past { .. }), _) => "Past incident",
        (Some(_), _) => "Maintenance",
        (None, Some(_)) => "Correction",
        (None, None) => "Public text",
    }
}

/// Its line on the board while it waits.
pub(crate) fn board_row(context: &Context<'_>, viewer: &Viewer, known: &Approval) -> Markup {
    let href = href(context, known);
    let yours = approves(context, viewer);
    let gone = known.standing == Standing::TakenBack;
    let about = match gone {
        true => vec![html! { (names::person(context, &known.author)) " took words back" }],
        false => vec![
            html! { (names::person(context, &known.author)) " wrote it" },
            html! { "goes out in " b { (times::count_down(context, known.until, "a moment")) } },
        ],
    };
    let act = html! {
        a.button href=(href) { @if yours && !gone { "Read and decide" } @else { "Read it" } }
    };
    let what = html! { (kind(known)) ": " bdi { (known.words.public.title) } };
    row(
        context,
        &Row {
            lamp: ("care", if gone { "Taken back" } else { "Waits for an objection" }),
            href,
            what,
            since: Some(known.since),
            about,
            act: Some(act),
            ringing: None,
            urgent: false,
        },
    )
}

/// In the room: what waits, or what somebody objected to.
pub(crate) fn banner(context: &Context<'_>, incident: &Incident) -> Markup {
    let waiting = context.state.approvals.waiting_for(incident.id);
    let objection = context.state.approvals.objection(incident.id);
    html! {
        div id="approval" {
            (crate::reviews::way(context, incident))
            @if let Some(known) = waiting.filter(|known| known.words.review.is_none()) {
                p.notice data-tone="care" {
                    "The customers inside have the update. "
                    a href=(href(context, known)) { "Its public part" }
                    " waits for " (people(context, &context.state.waits_for(&known.author)))
                    " and goes out by itself in "
                    (times::count_down(context, known.until, "a moment")) "."
                }
            } @else if let Some(known) = objection.filter(|known| known.words.review.is_none()) {
                @if let Standing::Objected { by, reason } = &known.standing {
                    p.notice data-tone="care" {
                        (names::person(context, by)) " objected to the "
                        a href=(href(context, known)) { "public part" }
                        " of the last update: " q { (reason) }
                        " It did not go out. Write it anew."
                    }
                }
            }
        }
    }
}

/// Of a word that everyone was told: its correction that waits, or that somebody objected to.
pub(crate) fn of_correction(context: &Context<'_>, told: &Bulletin, word: UpdateId) -> Markup {
    let waits = context.state.approvals.correction_of(told.incident, word);
    let objected = context.state.approvals.objected_correction(told.incident, word);
    html! {
        @if let Some(known) = waits {
            p.notice data-tone="care" {
                a href=(href(context, known)) { "A correction" } " waits for "
                (of_whom(context, known)) " and goes out by itself in "
                (times::count_down(context, known.until, "a moment")) "."
            }
        } @else if let Some((known, Standing::Objected { by, reason })) =
            objected.map(|known| (known, &known.standing))
        {
            p.notice data-tone="care" {
                (names::person(context, by)) " objected to "
                a href=(href(context, known)) { "a correction" } ": " q { (reason) }
                " It did not go out. Write it anew."
            }
        }
    }
}

/// Of an announcement or of maintenance: a writing of it that waits, or that somebody objected to.
pub(crate) fn of_writing(context: &Context<'_>, entry: UpdateId, what: &str) -> Markup {
    let known = context.state.approvals.of_writing(entry);
    html! {
        @match known.map(|known| (known, &known.standing)) {
            Some((known, Standing::Waiting)) => {
                p.notice data-tone="care" {
                    a href=(href(context, known)) { (what) } " waits for "
                    (of_whom(context, known)) " and goes out by itself in "
                    (times::count_down(context, known.until, "a moment"))
                    ". Readers do not have it yet."
                }
            }
            Some((known, Standing::Objected { by, reason })) => {
                p.notice data-tone="care" {
                    (names::person(context, by)) " objected to "
                    a href=(href(context, known)) { "what was written" } ": " q { (reason) }
                    " Readers do not have it. Write it anew."
                }
            }
            _ => {}
        }
    }
}

/// Before anything is sent: for whom public text would wait.
pub(crate) fn before(context: &Context<'_>, author: &PersonKey, what: &str) -> Markup {
    // Where there is no page for everyone, nothing could wait.
    let pages = !context.state.status_pages.pages.is_empty();
    let waits_for = if pages { context.state.waits_for(author) } else { Vec::new() };
    html! {
        @if !waits_for.is_empty() {
            p.hint {
                (what) " waits up to ten minutes for "
                (people(context, &waits_for)) ", and goes out by itself unless they object."
            }
        }
    }
}

/// For whom that text waits.
pub(crate) fn of_whom(context: &Context<'_>, known: &Approval) -> Markup {
    people(context, &context.state.waits_for(&known.author))
}

/// Names with "or" before the last.
fn people(context: &Context<'_>, people: &[PersonKey]) -> Markup {
    html! {
        @for (at, person) in people.iter().enumerate() {
            @if at > 0 { @if at + 1 == people.len() { " or " } @else { ", " } }
            bdi { (names::person(context, person)) }
        }
    }
}

/// All of them.
#[must_use]
pub fn page(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let waiting = context.state.approvals.waiting();
    let decided: Vec<&Approval> =
        context.state.approvals.decided().take(DECIDED_SHOWN_MAX).collect();
    let approvers = context.state.approvers();
    let content = html! {
        p.soft {
            "Text for everyone can wait up to ten minutes for somebody to object: updates, \
             reviews, corrections, announcements and the words of planned maintenance. The \
             customers inside never wait for it, and without an objection it goes out by itself. \
             What takes words back never waits; it stands here afterwards."
        }
        p {
            @if approvers.is_empty() {
                "Nobody approves public text: it goes out at once. "
            } @else {
                (people(context, &approvers)) " may object. "
            }
            a href={ (context.base) "/console/templates#approvers-title" } { "Who approves" }
        }
        section.section aria-labelledby="waiting-title" {
            header { h2 id="waiting-title" { "Waiting" } }
            @if waiting.is_empty() { p.empty { "Nothing waits." } }
            ul.list { @for known in &waiting { (listed(context, known)) } }
        }
        section.section aria-labelledby="decided-title" {
            header { h2 id="decided-title" { "Decided" } }
            @if decided.is_empty() { p.empty { "None yet." } }
            ul.list { @for known in &decided { (listed(context, known)) } }
        }
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

fn listed(context: &Context<'_>, known: &Approval) -> Markup {
    html! {
        li.row data-row tabindex="-1" {
            div {
                a href=(href(context, known)) {
                    (kind(known)) ": " bdi { (known.words.public.title) }
                }
                " "
                span.soft.small { (became(context, known)) }
            }
            (state(known))
        }
    }
}

/// What became of it, in a word.
fn state(known: &Approval) -> Markup {
    let (tone, words) = match &known.standing {
        Standing::Waiting => (Some("care"), "waits"),
        Standing::Out { .. } => (Some("steady"), "out"),
        Standing::Objected { .. } => (Some("signal"), "objected"),
        Standing::Replaced => (None, "replaced"),
        Standing::TakenBack => (Some("care"), "taken back"),
    };
    html! { span.tag data-tone=[tone] { (words) } }
}

fn became(context: &Context<'_>, known: &Approval) -> Markup {
    html! {
        @match &known.standing {
            Standing::Waiting => {
                "goes out in " (times::count_down(context, known.until, "a moment"))
            }
            Standing::Out { by: Some(by) } => { "let out by " (names::person(context, by)) }
            Standing::Out { by: None } => { "went out by itself" }
            Standing::Objected { by, .. } => { (names::person(context, by)) " objected" }
            Standing::Replaced if known.words.subject.is_some() => {
                "written otherwise, or taken back"
            }
            Standing::Replaced => { "newer words took its place" }
            Standing::TakenBack => { "words were taken back, at once" }
        }
        @if let Some(at) = known.decided_at { ", " (times::day_time(context, at)) }
    }
}

/// One of them, with what can be done about it.
#[must_use]
pub fn one(
    context: &Context<'_>,
    viewer: &Viewer,
    known: &Approval,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let words = &known.words;
    let phase = PHASES.iter().find(|(_, _, phase)| *phase == words.public.phase);
    let parts = [
        ("What we know", &words.overview.known),
        ("What it means", &words.overview.impact),
        ("What one can do meanwhile", &words.overview.workaround),
        ("What we do next", &words.overview.next),
    ];
    let incident = context.state.incidents.get(known.incident);
    let content = html! {
        h2 { bdi { (words.public.title) } " " (state(known)) }
        (shell::problem(returned))
        p.soft {
            (names::person(context, &known.author))
            @if known.standing == Standing::TakenBack { " took words back, " }
            @else { " wrote it, " }
            (times::day_time(context, known.since)) " · " (became(context, known))
            @if let Some(incident) = incident {
                " · " a href=(names::room(context, incident)) { "Incident " (incident.number) }
            }
        }
        section.card aria-label="The text" {
            @if let Some(subject) = &words.subject {
                (about(context, subject))
                @if known.standing == Standing::TakenBack {
                    p.soft.small { "What is left of it:" }
                }
            } @else if known.standing == Standing::TakenBack {
                p.soft.small { "What is left of it:" }
            } @else if let Some(correction) = &words.correction {
                (corrects(context, known, correction))
            } @else if words.review.is_some() {
                p.soft.small { "A review, in hindsight" }
            } @else if let Some((_, said, _)) = phase {
                p.soft.small { (said) }
            }
            @for one in &words.public.affected {
                @let part = context.state.components.get(&one.component);
                p.small {
                    (part.map_or(one.component.as_str(), |part| part.profile.name.as_str()))
                    ": "
                    (crate::room::public::CONDITIONS
                        .iter()
                        .find(|(_, _, condition)| *condition == one.condition)
                        .map_or("", |(_, said, _)| *said))
                }
            }
            @if let Some(review) = &words.review {
                (crate::status::review::parts(context, review.said.first()))
                (crate::languages::reviewed(&review.said))
                @if review.tells { p.soft.small { "Subscribers are told of it." } }
            }
            @for (label, said) in parts {
                @if !said.is_empty() { h3 { (label) } p.words dir="auto" { (said) } }
            }
            (crate::languages::said(&words.overview.translations))
        }
        @if known.waits() && approves(context, viewer) {
            (deeds(&href(context, known), command, returned))
        } @else if let Standing::Objected { reason, .. } = &known.standing {
            h3 { "Why it stays in" }
            p.words { (reason) }
        }
        p { a href={ (context.base) "/console/approvals" } { "All approvals" } }
    };
    settings::document(context, viewer, TITLE, &["clock.js", "keys.js"], content)
}

/// What a correction puts right, and why.
fn corrects(context: &Context<'_>, known: &Approval, correction: &PutRight) -> Markup {
    let told = context.state.bulletins.bulletins.get(&correction.bulletin);
    let said = told.and_then(|told| Some((told, told.entry(known.update)?)));
    html! {
        p.soft.small {
            "A correction"
            @if let Some((told, said)) = said {
                " of "
                a href={ (crate::told::href(context, told)) "#w" (said.id) } {
                    "what was said " (times::day_time(context, said.at))
                }
            }
        }
        @if !correction.reason.is_empty() { p.small { "Why: " q { (correction.reason) } } }
        @if let Some(since) = known.words.public.since.filter(|_| correction.framed) {
            p.small { "It has failed since " (times::day_time(context, since)) }
        }
        @if let Some(until) = correction.until {
            p.small { "It was over " (times::day_time(context, until)) }
        }
        @if let Some(estimate) = &known.words.estimate {
            p.small {
                "Estimate: " (estimate.low_mins) "–" (estimate.high_mins) " minutes ("
                (estimate.likely_of_ten) " of 10)"
            }
        }
    }
}

/// What a text is about that is about no incident, and where that stands.
fn about(context: &Context<'_>, subject: &Subject) -> Markup {
    let base = context.base;
    let time = |at: Timestamp| times::day_time(context, at);
    let work = |maintenance| {
        let known = context.state.maintenance.get(maintenance);
        html! {
            @if let Some(known) = known {
                " " a href=(crate::maintenance::place(context, known)) { (known.number) } ", "
                (time(known.plan.from)) " – " (time(known.plan.until))
            }
        }
    };
    html! {
        p.soft.small {
            @match subject {
                Subject::Notice { announcement, from } => {
                    @let all = &context.state.announcements;
                    @let number = all.get(*announcement).map(|known| known.number);
                    @let written = all.written.get(announcement).map(|known| known.number);
                    "Announcement"
                    @if let Some(number) = number.or(written) {
                        " " a href={ (base) "/console/announcements/" (number) } { (number) }
                    }
                    ", to stand there from " (time(*from))
                }
                Subject::Work { maintenance } => { "Maintenance" (work(*maintenance)) }
                Subject::WorkWord { maintenance } => {
                    "A word about maintenance" (work(*maintenance))
                }
                Subject::Past { until, tells, .. } => {
                    "An incident that was over " (time(*until))
                    @if *tells { ". Subscribers are told of it." }
                }
                Subject::Routine { routine } => {
                    a href={ (base) "/console/maintenance/routines/" (routine) } {
                        "Maintenance that comes again"
                    }
                }
            }
        }
    }
}

fn deeds(path: &str, command: &str, returned: Option<&Returned>) -> Markup {
    html! {
        form method="post" action={ (path) "/approval" } {
            input type="hidden" name="command" value=(command);
            button.button data-tone="ink" type="submit" { "Let it out now" }
        }
        form.stack method="post" action={ (path) "/objection" } {
            input type="hidden" name="command" value=(command);
            (line(
                "reason",
                "What must change",
                &typed(returned, "reason", ""),
                Some("Whoever wrote it reads this, and writes it anew."),
                returned,
            ))
            div { button.button data-tone="plain" type="submit" { "Object: it stays in" } }
        }
    }
}
