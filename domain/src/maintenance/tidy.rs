//! What is typed, as it is kept: checked, without what could deceive a reader.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::{
    COMPONENTS_MAX, EVERY_MAX, LASTS_MAX, PLANNED_AHEAD_MAX, Plan, PlanWords, REMIND_MINS_MAX,
    REMINDERS_MAX, Refusal, Repeat, Routine, START_SLACK, Stage,
};
use crate::Moment;
use crate::words::{
    ComponentKey, PART_LEN_MAX, SmolStr, Translation, each_once, tidied, tidied_line,
};

/// What is planned, as it is kept.
pub(super) fn tidy(plan: Plan, moment: &Moment<'_>) -> Result<Plan, Refusal> {
    let plan = sound(plan, moment)?;
    let now = moment.now;
    match plan.until <= now || plan.from + START_SLACK < now {
        true => Err(Refusal::Past),
        false => Ok(plan),
    }
}

/// What was planned elsewhere, as it is kept: it may have begun, and be over.
pub(super) fn tidy_foreign(plan: Plan, stage: Stage, moment: &Moment<'_>) -> Result<Plan, Refusal> {
    let plan = sound(plan, moment)?;
    // What nobody began in its time did not take place.
    match stage == Stage::Scheduled && plan.until <= moment.now {
        true => Err(Refusal::Past),
        false => Ok(plan),
    }
}

/// What is planned, wherever it lies in time.
pub(super) fn sound(plan: Plan, moment: &Moment<'_>) -> Result<Plan, Refusal> {
    let plan = worded(plan)?;
    zone(&plan.zone, moment)?;
    match () {
        () if plan.until <= plan.from => Err(Refusal::EndBeforeStart),
        () if plan.until.since(plan.from) > LASTS_MAX => Err(Refusal::TooLong),
        () if plan.from.since(moment.now) > PLANNED_AHEAD_MAX => Err(Refusal::TooFar),
        () => Ok(plan),
    }
}

/// The same without a look at its times.
pub(super) fn worded(plan: Plan) -> Result<Plan, Refusal> {
    let texts = Texts {
        title: plan.title,
        impact: plan.impact,
        translations: plan.translations,
        components: plan.components,
        remind_mins: plan.remind_mins,
    };
    let Texts { title, impact, translations, components, remind_mins } = texts.tidied()?;
    match each_once(&plan.audiences) {
        true => Ok(Plan { title, impact, translations, components, remind_mins, ..plan }),
        false => Err(Refusal::BadAudiences),
    }
}

/// What is left of the words of a routine.
pub(super) fn words_left(words: &PlanWords, of: Routine) -> Result<PlanWords, Refusal> {
    let texts = Texts {
        title: words.title.clone(),
        impact: words.impact.clone(),
        translations: words.translations.clone(),
        components: Vec::new(),
        remind_mins: Vec::new(),
    };
    let Texts { title, impact, translations, .. } = texts.tidied()?;
    Ok(PlanWords { title, impact, translations, audiences: of.audiences })
}

pub(super) fn tidy_routine(
    profile: Routine,
    moment: &Moment<'_>,
) -> Result<(Routine, TimeZone), Refusal> {
    let texts = Texts {
        title: profile.title,
        impact: profile.impact,
        translations: profile.translations,
        components: profile.components,
        remind_mins: profile.remind_mins,
    };
    let Texts { title, impact, translations, components, remind_mins } = texts.tidied()?;
    let zone = zone(&profile.zone, moment)?;
    if !each_once(&profile.audiences) {
        return Err(Refusal::BadAudiences);
    }
    let lasts = Duration::from_secs(u64::from(profile.lasts_mins) * 60);
    let every = profile.repeat.every();
    if !(1..=EVERY_MAX).contains(&every) || profile.at_mins >= 24 * 60 || profile.lasts_mins == 0 {
        return Err(Refusal::BadRepeat);
    }
    if lasts > LASTS_MAX {
        return Err(Refusal::TooLong);
    }
    // A day less than the pause, so that none runs into the next, whatever the clocks do.
    let longest = match profile.repeat {
        Repeat::Weekly { .. } => u64::from(every) * 6 * 24,
        // From one night to the next there is no day to spare, only the hours that clocks jump.
        Repeat::OnWeekdays { days, .. } => days.shortest_pause(every) * 24 - 2,
        Repeat::MonthDay { .. } | Repeat::MonthWeekday { .. } => LASTS_MAX.as_secs() / 3_600,
    };
    if lasts > Duration::from_secs(longest * 3_600) {
        return Err(Refusal::BadRepeat);
    }
    Ok((Routine { title, impact, translations, components, remind_mins, ..profile }, zone))
}

fn zone(name: &str, moment: &Moment<'_>) -> Result<TimeZone, Refusal> {
    let zone = moment.zones.get(name).ok().filter(|zone| !zone.is_unknown());
    zone.ok_or(Refusal::BadZone)
}

/// What one and what comes again have in common.
struct Texts {
    title: SmolStr,
    impact: Arc<str>,
    translations: Vec<Translation>,
    components: Vec<ComponentKey>,
    remind_mins: Vec<u32>,
}

impl Texts {
    fn tidied(self) -> Result<Self, Refusal> {
        let (title, cut) = tidied_line(&self.title);
        if title.is_empty() || cut {
            return Err(Refusal::BadTitle);
        }
        let (impact, cut) = tidied(&self.impact, PART_LEN_MAX);
        if impact.is_empty() || cut {
            return Err(Refusal::BadImpact);
        }
        let translations = Translation::checked(&self.translations, Translation::of_a_plan);
        let translations = translations.map_err(Refusal::BadTranslation)?;
        let once: BTreeSet<&ComponentKey> = self.components.iter().collect();
        if once.len() != self.components.len() || once.len() > COMPONENTS_MAX {
            return Err(Refusal::BadComponents);
        }
        let mut remind_mins = self.remind_mins;
        remind_mins.sort_unstable_by(|one, other| other.cmp(one));
        remind_mins.dedup();
        let sound = remind_mins.iter().all(|mins| (1..=REMIND_MINS_MAX).contains(mins));
        if remind_mins.len() > REMINDERS_MAX || !sound {
            return Err(Refusal::BadReminders);
        }
        let (title, impact) = (title.into(), impact.into());
        Ok(Self { title, impact, translations, components: self.components, remind_mins })
    }
}

/// What is added, with the same in further languages; nobody reads less of it because it is written
/// in another than theirs.
pub(super) fn tidy_words(
    words: &str,
    translations: &[Translation],
    needed: bool,
) -> Result<(Arc<str>, Vec<Translation>), Refusal> {
    let (words, cut) = tidied(words, PART_LEN_MAX);
    let translations = Translation::checked(translations, Translation::of_a_word);
    let translations = translations.map_err(Refusal::BadTranslation)?;
    match words.is_empty() {
        _ if cut => Err(Refusal::BadWords),
        true if needed || !translations.is_empty() => Err(Refusal::BadWords),
        _ => Ok((words.into(), translations)),
    }
}
