//! Samples of planned maintenance: windows, what is said of them, and what comes again.

use domain::maintenance;
use domain::words::{MaintenanceId, Timestamp, Translation};

use super::telling::UPDATE;
use super::{AT, maria};

/// All of them.
pub fn all() -> Vec<maintenance::Event> {
    use domain::words::Showing;
    use maintenance::{
        Ending, Event as E, Foreign, ForeignWord, Origin, Plan, PlanWords, Repeat, Routine, Stage,
        Weekdays, Wording,
    };
    let (maintenance, entry) = (MaintenanceId(0x3a), UPDATE);
    let routine = || "patches".into();
    let day = domain::oncall::parse_date("2027-01-12").expect("a day");
    let plain = Plan {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations: Vec::new(),
        components: Vec::new(),
        audiences: Vec::new(),
        from: Timestamp(AT.0 + 3_600_000),
        until: Timestamp(AT.0 + 7_200_000),
        zone: "Europe/Copenhagen".into(),
        owner: maria(),
        remind_mins: Vec::new(),
        ends: Ending::ByItself,
    };
    let full = Plan {
        components: vec!["authorisation".into()],
        remind_mins: vec![1_440, 60],
        ends: Ending::ByHand,
        ..plain.clone()
    };
    let profile = |repeat| Routine {
        title: "Patches".into(),
        impact: "Terminals restart once.".into(),
        translations: Vec::new(),
        components: vec!["authorisation".into()],
        audiences: vec!["clinics".into()],
        zone: "Europe/Copenhagen".into(),
        owner: maria(),
        remind_mins: vec![60],
        ends: Ending::ByItself,
        first: day,
        at_mins: 120,
        lasts_mins: 90,
        repeat,
    };
    let simple = Routine {
        components: Vec::new(),
        audiences: Vec::new(),
        remind_mins: Vec::new(),
        ends: Ending::ByHand,
        ..profile(Repeat::MonthDay { every: 2 })
    };
    let origin = Some(Origin { routine: routine(), day });
    let said = |stage, by: Option<domain::words::PersonKey>, words: &str| E::Said {
        maintenance,
        entry,
        stage,
        by,
        words: words.into(),
        translations: Vec::new(),
    };
    let in_german = super::rest::in_german;
    let planned = || in_german().into_iter().map(Translation::of_a_plan).collect();
    let added = || in_german().into_iter().map(Translation::of_a_word).collect();
    let translated = Plan { translations: planned(), ..plain.clone() };
    let working = Weekdays::named(["mon", "tue", "wed", "thu", "fri"]).expect("days");
    let spoken = Routine { translations: planned(), ..profile(Repeat::Weekly { every: 1 }) };
    let by = Some(maria());
    let imported = |foreign| E::Imported { number: 3, told: foreign };
    let ahead = Foreign {
        maintenance,
        plan: plain.clone(),
        entry,
        planned_at: AT,
        stage: Stage::Scheduled,
        began_at: None,
        ended_at: None,
        words: Vec::new(),
    };
    let word = ForeignWord { entry, at: AT, stage: Stage::InProgress, words: "It begins.".into() };
    let over = Foreign {
        stage: Stage::Completed,
        began_at: Some(AT),
        ended_at: Some(AT),
        words: vec![word],
        ..ahead.clone()
    };
    let changed = |plan, by, before| E::Changed { maintenance, entry, plan, by, before };
    let written = |words| E::Written { maintenance, entry, words, by: maria() };
    let words = PlanWords {
        title: "New links".into(),
        impact: "Cards fail for minutes.".into(),
        translations: planned(),
        audiences: vec!["clinics".into()],
    };
    vec![
        imported(ahead),
        imported(over),
        E::Planned { maintenance, number: 1, entry, plan: plain.clone(), origin: None },
        E::Planned { maintenance, number: 2, entry, plan: full.clone(), origin },
        changed(full.clone(), by.clone(), Showing::Nothing),
        changed(plain.clone(), None, Showing::Nothing),
        E::Reminded { maintenance, entry, mins: 60 },
        said(Stage::Scheduled, by.clone(), "One link more."),
        said(Stage::InProgress, None, ""),
        said(Stage::Verifying, by.clone(), ""),
        said(Stage::Overrun, None, ""),
        said(Stage::Completed, by.clone(), "All links work."),
        said(Stage::Cancelled, by.clone(), "The parts are late."),
        E::Extended {
            maintenance,
            entry,
            until: Timestamp(AT.0 + 9_000_000),
            reason: "A part is late.".into(),
            translations: Vec::new(),
            by: maria(),
        },
        E::RoutinePut {
            routine: routine(),
            profile: profile(Repeat::MonthWeekday { every: 1 }),
            after: day,
        },
        E::RoutinePut { routine: routine(), profile: simple, after: day },
        E::RoutinePut {
            routine: routine(),
            profile: profile(Repeat::Weekly { every: 2 }),
            after: day,
        },
        E::RoutineRemoved { routine: routine() },
        E::Skipped { routine: routine(), day },
        E::Left { maintenance },
        E::Planned { maintenance, number: 3, entry, plan: translated, origin: None },
        E::Said {
            maintenance,
            entry,
            stage: Stage::InProgress,
            by,
            words: "One link more.".into(),
            translations: added(),
        },
        E::Extended {
            maintenance,
            entry,
            until: Timestamp(AT.0 + 9_000_000),
            reason: "A part is late.".into(),
            translations: added(),
            by: maria(),
        },
        E::RoutinePut { routine: routine(), profile: spoken, after: day },
        changed(full, Some(maria()), Showing::Former),
        changed(plain.clone(), Some(maria()), Showing::TakenBack),
        written(Wording::Plan(plain.words())),
        written(Wording::Plan(words.clone())),
        written(Wording::Said { words: "One link more.".into(), translations: Vec::new() }),
        written(Wording::Said { words: "One link more.".into(), translations: added() }),
        E::Withdrawn { maintenance, entry },
        E::RoutineWritten { routine: routine(), entry, words: words.clone(), by: maria() },
        E::RoutineWithdrawn { routine: routine() },
        E::Refused { maintenance, entry },
        E::TakenBack {
            maintenance,
            entry,
            words: "One link more.".into(),
            translations: Vec::new(),
            by: maria(),
        },
        E::TakenBack {
            maintenance,
            entry,
            words: "One link more.".into(),
            translations: added(),
            by: maria(),
        },
        E::RoutineTakenBack { routine: routine(), entry, words, by: maria() },
        E::RoutinePut {
            routine: routine(),
            profile: profile(Repeat::OnWeekdays { every: 1, days: working }),
            after: day,
        },
    ]
}
