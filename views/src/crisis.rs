//! "Play a crisis": the demo acts the other side, one step at a time.

use maud::{Markup, html};

use crate::{Context, Fragment, shell};

/// One step of the play.
pub struct Step {
    /// What the form sends.
    pub name: &'static str,
    /// What happens.
    pub title: &'static str,
    /// What to look at.
    pub tells: &'static str,
    /// Whether it was played.
    pub state: StepState,
}

/// Whether a step was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It was.
    Done,
    /// It can be played now.
    Now,
    /// Others come first.
    Later,
}

/// The play, whole. `emergency_link` is what stands behind `/e/`.
#[must_use]
pub fn page(
    context: &Context<'_>,
    steps: &[Step],
    emergency_link: Option<&str>,
    incident: Option<u32>,
    after: &str,
) -> Markup {
    let base = context.base;
    let head = shell::Head {
        title: &shell::title(context, "Play a crisis"),
        styles: &["tokens.css", "base.css", "console.css", "pager.css"],
        scripts: &["clock.js", "live.js"],
    };
    let main = html! {
        main id="main" tabindex="-1" data-live={ (base) "/demo/stream" }
            data-poll={ (base) "/demo/poll" } data-after=(after) {
            header.page-head {
                h1 { "Play a crisis" }
                p.soft { "You act one side, we act the other. Nothing leaves this machine." }
            }
            div.play {
                (played(context, steps))
                (watch(context, emergency_link, incident))
            }
        }
    };
    let header = html! { (demo_bar(context)) (shell::connection()) };
    shell::document(context, &head, "console", header, main, html! {})
}

/// Everything on the page that changes by itself.
#[must_use]
pub fn fragments(
    context: &Context<'_>,
    steps: &[Step],
    emergency_link: Option<&str>,
    incident: Option<u32>,
) -> Vec<Fragment> {
    vec![
        Fragment::new("steps", played(context, steps)),
        Fragment::new("watch", watch(context, emergency_link, incident)),
    ]
}

/// The bar over the pages of the demo, for which nobody signs in.
pub(crate) fn demo_bar(context: &Context<'_>) -> Markup {
    let base = context.base;
    let tabs = [
        ("/demo", "Play a crisis"),
        ("/pager", "Telephones"),
        ("/help", "The door"),
        ("/console", "The board"),
        ("/docs", "Docs"),
    ];
    html! {
        header.bar {
            a.brand href={ (base) "/demo" } { (shell::lighthouse()) (shell::organisation(context)) }
            nav aria-label="Demo" {
                ul.tabs {
                    @for (path, label) in tabs { li { a href={ (base) (path) } { (label) } } }
                }
            }
        }
    }
}

fn played(context: &Context<'_>, steps: &[Step]) -> Markup {
    let done = steps.iter().filter(|step| step.state == StepState::Done).count();
    let over = done == steps.len();
    html! {
        section.section id="steps" aria-labelledby="steps-title" {
            header {
                h2 id="steps-title" { "Step by step" }
                span.count { (done) " of " (steps.len()) " played" }
            }
            ol.steps {
                @for step in steps { (one(context, step)) }
            }
            @if let Some(first) = steps.first().filter(|_| over) {
                (play(context, first.name, "Play it again"))
            }
        }
    }
}

fn one(context: &Context<'_>, step: &Step) -> Markup {
    let now = step.state == StepState::Now;
    let done = step.state == StepState::Done;
    html! {
        li data-done[done] aria-current=[now.then_some("step")] {
            span {
                @if now { b { (step.title) } } @else { (step.title) }
                @if done { " " span.visually-hidden { "Done." } }
            }
            @if !step.tells.is_empty() { span.soft.small { (step.tells) } }
            @if now { (play(context, step.name, "Play this step")) }
        }
    }
}

fn play(context: &Context<'_>, step: &str, label: &str) -> Markup {
    html! {
        form method="post" action={ (context.base) "/demo/step" } {
            input type="hidden" name="step" value=(step);
            button.button data-tone="ink" type="submit" { (label) }
        }
    }
}

fn watch(context: &Context<'_>, emergency_link: Option<&str>, incident: Option<u32>) -> Markup {
    let base = context.base;
    let mut links: Vec<(String, &str)> = Vec::new();
    match emergency_link {
        Some(link) => links.push((format!("{base}/e/{link}"), "The caller’s page")),
        None => links.push((format!("{base}/help"), "The door")),
    }
    links.push((format!("{base}/pager"), "The telephones"));
    links.push((format!("{base}/console"), "The board"));
    if let Some(number) = incident {
        links.push((format!("{base}/console/incidents/{number}"), "The incident room"));
    }
    html! {
        aside.section id="watch" aria-labelledby="watch-title" {
            header { h2 id="watch-title" { "Watch it" } }
            ul.links {
                @for (href, label) in &links {
                    li {
                        a.button data-wide href=(href) target="_blank" rel="noopener" { (label) }
                    }
                }
            }
        }
    }
}
