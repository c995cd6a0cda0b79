//! One question when it works again: how was our help? One tap answers it; words may follow.

use domain::emergencies::{Closure, Emergency, Standing};
use domain::feedback::SCORE_MAX;
use domain::words::{ParticipantId, Personal};
use maud::{Markup, html};

use crate::{Context, Returned, say, shell, wording};

/// The question, or what was answered and the way to change it. Nothing before it works again.
pub(super) fn section(
    context: &Context<'_>,
    emergency: &Emergency,
    participant: ParticipantId,
    path: &str,
    returned: Option<&Returned>,
) -> Markup {
    let over = matches!(emergency.standing, Standing::Closed { how: Closure::Works, .. })
        || context.state.emergencies.get(emergency.id).is_none();
    let given = context.state.feedback.of(emergency.id);
    let own = given.filter(|given| given.participant == participant);
    let words = match shell::typed(returned, "feedback") {
        typed if typed.is_empty() => own
            .and_then(|given| given.words.as_ref())
            .map(|words: &Personal| words.as_str().to_owned())
            .unwrap_or_default(),
        typed => typed,
    };
    let chosen = shell::typed(returned, "score").parse::<u8>().ok();
    let chosen = chosen.filter(|score| (1..=SCORE_MAX).contains(score));
    html! {
        @if over {
            section.answer aria-labelledby="feedback-title" {
                h2 id="feedback-title" { (say!(context, "feedback-title")) }
                @if own.is_some() {
                    p { (say!(context, "feedback-thanks")) }
                } @else {
                    p.soft { (say!(context, "feedback-hint")) }
                }
                @if let Some(score) = chosen {
                    p.notice role="status" {
                        (say!(context, "feedback-chosen",
                            answer = wording::score(context.reader.tongue, score)))
                    }
                }
                form.stack method="post" action={ (path) "/feedback" } data-keep {
                    div.scores {
                        @for score in 1..=SCORE_MAX {
                            button.button type="submit" name="score" value=(score)
                                data-tone=[(chosen == Some(score)).then_some("signal")]
                                aria-pressed=[own.map(|own| if own.score == score {
                                    "true"
                                } else {
                                    "false"
                                })] { (wording::score(context.reader.tongue, score)) }
                        }
                    }
                    details open[!words.is_empty()] {
                        summary { (say!(context, "feedback-words")) }
                        div.field {
                            label for="feedback" { (say!(context, "feedback-question")) }
                            textarea id="feedback" name="feedback" rows="2" dir="auto" data-draft {
                                (words)
                            }
                            p.hint { (say!(context, "feedback-order")) }
                        }
                    }
                }
            }
        }
    }
}
