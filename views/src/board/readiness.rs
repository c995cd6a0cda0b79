//! Whether the line is ready: coverage of the front door, people without methods, open troubles.

use std::time::Duration;

use domain::access::Role;
use domain::paging::{Policy, Target};
use domain::readiness::Trouble;
use domain::words::{CommandId, PersonKey, ScheduleKey, Timestamp};
use maud::{Markup, html};

use super::{breaches, frame, names, nodes, reached};
use crate::{Context, Viewer, schedules, times};

/// How far ahead coverage is shown.
pub(crate) const AHEAD_DAYS: u64 = 30;
/// Most gaps that are told of one schedule before they are counted only.
const GAPS_TOLD_MAX: usize = 3;

/// One line of the section.
pub(super) enum Finding {
    Good(Markup),
    Care(Markup),
    Hint(Markup),
}

/// The policy of the front door, if there is one.
pub(crate) fn front_door<'a>(context: &Context<'a>) -> Option<&'a Policy> {
    let key = context.state.organisation.settings.front_door.as_ref()?;
    context.state.paging.policies.get(key).map(AsRef::as_ref)
}

/// Whom a call at the front door would ring first at this moment.
pub(super) fn on_guard(context: &Context<'_>) -> Vec<PersonKey> {
    let Some(policy) = front_door(context) else {
        return context.state.access.responders().cloned().collect();
    };
    let meant = |step: &domain::paging::Step| {
        let people = reached::of_step(context, step);
        (!people.is_empty()).then_some(people)
    };
    policy.steps.iter().find_map(meant).unwrap_or_default()
}

/// The schedules that the front door's policy uses, each once.
fn guarded_schedules(context: &Context<'_>) -> Vec<ScheduleKey> {
    let mut keys: Vec<ScheduleKey> = Vec::new();
    let steps = front_door(context).map(|policy| policy.steps.as_slice()).unwrap_or_default();
    for target in steps.iter().flat_map(|step| &step.targets) {
        if let Target::Schedule(key) = target
            && !keys.contains(key)
        {
            keys.push(key.clone());
        }
    }
    keys
}

/// The last section of the board.
pub(super) fn section(context: &Context<'_>, viewer: &Viewer) -> Markup {
    let mut findings = nodes::findings(context);
    findings.extend(policy(context));
    findings.extend(coverage(context));
    findings.extend(methods(context));
    findings.extend(proofs(context));
    findings.extend(tests(context));
    findings.extend(files(context));
    let troubles = &context.state.readiness.troubles;
    let cares = findings.iter().filter(|f| matches!(f, Finding::Care(_))).count()
        + troubles.len()
        + breaches::count(context);
    html! {
        section.section id="readiness" aria-labelledby="readiness-title" {
            header {
                h2 id="readiness-title" { "Readiness" } " "
                span.count {
                    @if cares == 0 { "ready" }
                    @else { (names::count(cares, "thing", "things")) " to mend" }
                }
            }
            ul.readiness {
                @for finding in &findings {
                    @match finding {
                        Finding::Good(words) => {
                            li {
                                span.sign aria-hidden="true" { "✓" }
                                span { (words) }
                            }
                        }
                        Finding::Care(words) => { (care(words)) }
                        Finding::Hint(words) => {
                            li {
                                span.sign aria-hidden="true" { "·" }
                                span { (words) }
                            }
                        }
                    }
                }
                (breaches::lines(context, viewer))
                @for (index, (trouble, since)) in troubles.iter().enumerate() {
                    li data-tone="care" {
                        span.sign aria-hidden="true" { "!" }
                        span {
                            (trouble_words(context, trouble)) ", "
                            (times::day_time(context, *since))
                        }
                        @if frame::is_at_least(context, viewer, Role::Lead) {
                            (dismissal(context, index, trouble, *since))
                        }
                    }
                }
            }
        }
    }
}

fn care(words: &Markup) -> Markup {
    html! {
        li data-tone="care" {
            span.sign aria-hidden="true" { "!" }
            span { span.visually-hidden { "To mend: " } (words) }
        }
    }
}

fn policy(context: &Context<'_>) -> Vec<Finding> {
    let base = context.base;
    if front_door(context).is_none() {
        return vec![Finding::Care(html! {
            "The front door has no policy: a call rings everyone at once. "
            a href={ (base) "/docs/organisation-file" } { "Give it one" }
        })];
    }
    if on_guard(context).is_empty() {
        return vec![Finding::Care(html! {
            "A call now would reach nobody by the front door's policy, and ring everyone. "
            a href={ (base) "/console/policies" } { "Look at the policy" }
        })];
    }
    Vec::new()
}

fn coverage(context: &Context<'_>) -> Vec<Finding> {
    let keys = guarded_schedules(context);
    let until = context.now + Duration::from_secs(AHEAD_DAYS * 86_400);
    let mut findings = Vec::new();
    for key in &keys {
        let gaps = context.state.oncall.gaps(key, context.now, until, context.zones);
        if gaps.is_empty() {
            continue;
        }
        let name = schedules::name(context, key);
        findings.push(Finding::Care(html! {
            b { (name) } ": nobody on call "
            @for (index, gap) in gaps.iter().take(GAPS_TOLD_MAX).enumerate() {
                @if index > 0 { "; " }
                (times::day_time(context, gap.from)) " to " (times::day_time(context, gap.until))
            }
            @if gaps.len() > GAPS_TOLD_MAX { "; and " (gaps.len() - GAPS_TOLD_MAX) " more" }
            ". "
            a href={ (context.base) "/console/schedules/" (key) } { "Cover it" }
        }));
    }
    if findings.is_empty() && !keys.is_empty() {
        findings.push(Finding::Good(html! { "Every minute covered for " (AHEAD_DAYS) " days" }));
    }
    findings
}

fn methods(context: &Context<'_>) -> Vec<Finding> {
    let base = context.base;
    let people = &context.state.access.people;
    let mute: Vec<&PersonKey> = people
        .iter()
        .filter(|(_, person)| person.role > Role::Observer && person.methods.is_empty())
        .map(|(key, _)| key)
        .collect();
    if mute.is_empty() {
        let responders = context.state.access.responders().count();
        return vec![if responders == 0 {
            Finding::Care(html! {
                "Nobody can be reached at all. "
                a href={ (base) "/docs/organisation-file" } { "Add people" }
            })
        } else {
            Finding::Good(html! { "Everyone who responds can be reached" })
        }];
    }
    vec![Finding::Care(html! {
        (names::people(context, mute))
        " cannot be reached: no contact method. "
        a href={ (base) "/console/people" } { "Look at people" }
    })]
}

/// Methods of which nobody knows whether they work, and those that do not.
fn proofs(context: &Context<'_>) -> Vec<Finding> {
    let said = [
        (true, " cannot be reached by one of their methods: it fails. "),
        (false, " never verified how they are reached. "),
    ];
    let finding = |(failing, words): (bool, &'static str)| {
        let people = crate::settings::ways::doubtful(context, failing);
        (!people.is_empty()).then(|| {
            Finding::Care(html! {
                (names::people(context, people)) (words)
                a href={ (context.base) "/console/people" } { "Look at people" }
            })
        })
    };
    said.into_iter().filter_map(finding).collect()
}

/// Whom a test with the phone on silent woke, and whom not.
fn tests(context: &Context<'_>) -> Vec<Finding> {
    let crate::settings::silent::Sleepers { wakes, sleeps, unknown } =
        crate::settings::silent::sleepers(context);
    let own = html! {
        a href={ (context.base) "/console/me#silent-title" } { "Test yours" }
    };
    let mut findings = Vec::new();
    if !sleeps.is_empty() {
        findings.push(Finding::Care(html! {
            (names::people(context, sleeps)) " slept through a test with the phone on silent. "
            a href={ (context.base) "/console/people" } { "Look at people" }
        }));
    }
    let all = wakes.len() + unknown.len();
    if !wakes.is_empty() && unknown.is_empty() {
        findings.push(Finding::Good(html! {
            (names::people(context, wakes)) " wake by a page with the phone on silent"
        }));
    } else if !wakes.is_empty() {
        findings.push(Finding::Hint(html! {
            (wakes.len()) " of " (all) " know that a page wakes them with the phone on silent. "
            (own)
        }));
    } else if !unknown.is_empty() {
        findings.push(Finding::Hint(html! {
            "Nobody knows yet whether a page wakes them with the phone on silent. " (own)
        }));
    }
    findings
}

/// The object store, when it does not do its work.
fn files(context: &Context<'_>) -> Vec<Finding> {
    let docs = html! {
        a href={ (context.base) "/docs/operating#when-files-cannot-be-kept" } { "What to do" }
    };
    let failing = context.files.failing.then(|| {
        Finding::Care(html! {
            "Photos and files cannot be kept or read just now; words are kept. " (docs)
        })
    });
    let waiting = context.files.to_delete;
    let waiting = (waiting > 0).then(|| {
        Finding::Care(html! {
            (names::count(waiting, "file that was taken out is", "files that were taken out are"))
            " not deleted from the store yet. " (docs)
        })
    });
    failing.into_iter().chain(waiting).collect()
}

fn trouble_words(context: &Context<'_>, trouble: &Trouble) -> Markup {
    html! {
        @match trouble {
            Trouble::NobodyOnCall { incident, .. } => {
                "A step of the escalation reached nobody"
                @if let Some(incident) = context.state.incidents.get(*incident) {
                    " in " a href=(names::room(context, incident)) {
                        (names::incident(context, incident))
                    }
                }
            }
            Trouble::Unreachable { person } => {
                (names::person(context, person)) " was to be rung and has no contact method"
            }
            Trouble::MethodFailed { person, channel, reason } => {
                (names::person(context, person)) " could not be reached by " (channel)
                @if !reason.is_empty() { ": " bdi { (reason) } }
            }
            Trouble::NotCarriedOver { what, at, reason } => {
                "Something that was sent while the database was away, at "
                (times::day_time(context, *at))
                ", is in quarantine on the machine that took it (" bdi { (what) } ": "
                bdi { (reason) } "). "
                a href={ (context.base) "/docs/operating#quarantine" } { "What to do" }
            }
        }
    }
}

fn dismissal(context: &Context<'_>, index: usize, trouble: &Trouble, since: Timestamp) -> Markup {
    html! {
        form method="post" action={ (context.base) "/console/readiness/dismissal" } {
            input type="hidden" name="trouble" value=(index);
            input type="hidden" name="command" value=(trouble_command(trouble, since));
            button.button data-tone="plain" type="submit" {
                "Seen to" span.visually-hidden { ": trouble " (index + 1) }
            }
        }
    }
}

/// The command that dismisses a trouble: it follows from the trouble itself, so whoever receives
/// an index can tell whether the list has changed since it was shown.
#[must_use]
pub fn trouble_command(trouble: &Trouble, since: Timestamp) -> CommandId {
    /// FNV-1a in 128 bits: enough to tell troubles apart, and nothing secret depends on it.
    const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;
    let words = format!("{trouble:?} {}", since.0);
    CommandId(
        words.bytes().fold(OFFSET, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(PRIME)),
    )
}
