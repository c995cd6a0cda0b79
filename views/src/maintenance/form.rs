//! The form for planned maintenance, and what it has in common with the one for what comes again.

use domain::maintenance::{Ending, Maintenance, Plan, REMIND_MINS};
use domain::templates::Begins;
use domain::words::{AudienceKey, ComponentKey, Language, PersonKey, Timestamp, Translation};
use maud::{Markup, html};

use super::{TITLE, place};
use crate::languages::{Part, folds};
use crate::telling::{area, line, typed, wrong};
use crate::{Context, Returned, Viewer, nested, settings, shell, templates, times};

/// What stands in a form before anybody types.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The heading.
    pub title: String,
    /// What it means for the reader.
    pub impact: String,
    /// Both in further languages.
    pub translations: Vec<Translation>,
    /// Which components it concerns.
    pub components: Vec<ComponentKey>,
    /// For which audiences it is.
    pub audiences: Vec<AudienceKey>,
    /// In which zone its times are.
    pub zone: String,
    /// Who looks after it.
    pub owner: Option<PersonKey>,
    /// When readers are reminded.
    pub remind_mins: Vec<u32>,
    /// Whether somebody must say that it is over.
    pub by_hand: bool,
    /// When it starts, as the form has it.
    pub from: String,
    /// When it ends, as the form has it.
    pub until: String,
}

impl Draft {
    /// An empty one, for somebody.
    #[must_use]
    pub fn new(context: &Context<'_>, viewer: &Viewer) -> Self {
        Self {
            zone: context.state.organisation.settings.zone.to_string(),
            owner: Some(viewer.person.clone()),
            remind_mins: REMIND_MINS.to_vec(),
            ..Self::default()
        }
    }

    /// What is planned.
    #[must_use]
    pub fn of(context: &Context<'_>, plan: &Plan) -> Self {
        Self {
            title: plan.title.to_string(),
            impact: plan.impact.to_string(),
            translations: plan.translations.clone(),
            components: plan.components.clone(),
            audiences: plan.audiences.clone(),
            zone: plan.zone.to_string(),
            owner: Some(plan.owner.clone()),
            remind_mins: plan.remind_mins.clone(),
            by_hand: plan.ends == Ending::ByHand,
            from: instant_text(context, &plan.zone, plan.from),
            until: instant_text(context, &plan.zone, plan.until),
        }
    }

    /// What is written of a part in a language.
    fn in_language(&self, part: &str, language: Language) -> &str {
        let known = Translation::of(&self.translations, language);
        match part {
            "title" => known.map_or("", |known| known.title.as_str()),
            _ => known.map_or("", |known| &known.impact),
        }
    }
}

/// An instant as browsers want it in a field, on the clocks of a zone.
#[must_use]
pub fn instant_text(context: &Context<'_>, zone: &str, at: Timestamp) -> String {
    times::in_zone(context, zone, at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// Reminders as people write them: "72 h, 24 h, 30 min".
#[must_use]
pub fn remind_words(mins: &[u32]) -> String {
    let one = |mins: &u32| match mins % 60 {
        0 => format!("{} h", mins / 60),
        _ => format!("{mins} min"),
    };
    mins.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The form for a new one, or for one that is planned otherwise.
#[must_use]
pub fn plan(
    context: &Context<'_>,
    viewer: &Viewer,
    known: Option<&Maintenance>,
    command: &str,
    returned: Option<&Returned>,
) -> Markup {
    let draft = match known {
        Some(known) => Draft::of(context, &known.as_written(&context.state.maintenance).plan),
        None => Draft::new(context, viewer),
    };
    let (path, back) = match known {
        Some(known) => (format!("{}/plan", place(context, known)), place(context, known)),
        None => (
            format!("{}/console/maintenance", context.base),
            format!("{}/console/maintenance", context.base),
        ),
    };
    let content = html! {
        h2 { @if known.is_some() { "Plan it otherwise" } @else { "Plan maintenance" } }
        (shell::problem(returned))
        form.stack method="post" action=(path) {
            (shell::enter_sends(None))
            input type="hidden" name="command" value=(command);
            (texts(context, &draft, returned))
            (templates::fold(
                context,
                &context.state.templates.that_begin(Begins::Work),
                &format!("{path}/template"),
                "Name components and times first, and they are filled in.",
                returned,
            ))
            div.columns {
                (instant("from", "It starts", &draft.from, returned))
                (instant("until", "It ends", &draft.until, returned))
            }
            (crate::audiences::ticks(
                context,
                &draft.audiences,
                "What concerns only components of an audience is for that audience anyway.",
                returned,
            ))
            (rest(context, &draft, returned))
            @if known.is_some_and(|known| !known.plan.is_unspoken()) {
                (crate::announcements::takes_back(returned))
            }
            (crate::approvals::before(context, &viewer.person, "What readers get of it"))
            div.row {
                button.button data-tone="ink" type="submit" { "Plan it" }
                a href=(back) { "Back" }
            }
        }
    };
    settings::document(context, viewer, TITLE, &["keys.js"], content)
}

/// A field for an instant.
pub(crate) fn instant(name: &str, label: &str, value: &str, returned: Option<&Returned>) -> Markup {
    html! {
        div.field {
            label for=(name) { (label) }
            input id=(name) name=(name) type="datetime-local" required
                value=(typed(returned, name, value))
                aria-invalid=[shell::invalid(returned, name)];
            (wrong(name, returned))
        }
    }
}

/// Heading, what it means, and which components.
pub(super) fn texts(context: &Context<'_>, draft: &Draft, returned: Option<&Returned>) -> Markup {
    let ticked = nested::ticked(returned, "component", &draft.components);
    html! {
        (line("title", "Heading", &typed(returned, "title", &draft.title), None, returned))
        (area(
            "impact",
            "What it means for the reader: what they cannot do, and where",
            &typed(returned, "impact", &draft.impact),
            returned
        ))
        (folds(
            context.state,
            &[
                Part { name: "title", label: "Heading", rows: 1 },
                Part { name: "impact", label: "What it means for the reader", rows: 2 },
            ],
            |part, language| draft.in_language(part, language),
            returned,
        ))
        @if !context.state.components.components.is_empty() {
            fieldset {
                legend { "Which components" }
                p.hint { "Tick none if it concerns everything. What is part of one comes along." }
                (nested::ticks(context.state, &ticked))
                (wrong("component", returned))
            }
        }
    }
}

/// Zone, owner, reminders and end.
pub(super) fn rest(context: &Context<'_>, draft: &Draft, returned: Option<&Returned>) -> Markup {
    let owner = draft.owner.as_ref().map_or("", |key| key.as_str());
    let owner = typed(returned, "owner", owner);
    let by_hand = match returned {
        Some(returned) => !returned.value("by_hand").is_empty(),
        None => draft.by_hand,
    };
    let people = context.state.access.people.keys().cloned().collect();
    html! {
        (line(
            "zone",
            "Time zone of these times",
            &typed(returned, "zone", &draft.zone),
            Some("Such as Europe/Copenhagen."),
            returned,
        ))
        div.field {
            label for="owner" { "Who looks after it" }
            select id="owner" name="owner" {
                @for person in context.state.responding(people) {
                    option value=(person) selected[owner == person.as_str()] {
                        (context.state.access.name(&person))
                    }
                }
            }
            p.hint { "They are told before it starts, when it starts, and when it overruns." }
            (wrong("owner", returned))
        }
        (line(
            "remind",
            "Reminders before it starts",
            &typed(returned, "remind", &remind_words(&draft.remind_mins)),
            Some("Such as 72 h, 24 h, 30 min. Leave it empty for none."),
            returned,
        ))
        label.choice {
            input type="checkbox" name="by_hand" value="1" checked[by_hand];
            span {
                "It is over only when somebody says so; until then it is shown to take longer than \
                 planned"
            }
        }
    }
}
