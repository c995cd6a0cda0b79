//! Planned maintenance: planned, looked after, and listed.

use domain::maintenance::{
    self, Command, Ending, Maintenance, Plan, PlanWords, REMIND_MINS, Routine, Stage,
};
use domain::words::{MaintenanceId, RoutineKey, Timestamp, Translation, UpdateId, is_left_of};
use domain::{Refusal, State};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call, read_instant};
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text, time};
use super::table::Operation;
use super::translations;

/// What is planned in each language.
const PLANNED: [&str; 2] = ["title", "impact"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let stages = Stage::ALL.map(Stage::name);
    let update = object(
        &[
            ("id", text()),
            ("at", time()),
            ("stage", choice(&stages)),
            ("by", maybe(key())),
            ("words", text()),
            ("translations", translations::shown(&["words"])),
            ("taken_back_at", maybe(time())),
        ],
        &[],
    );
    let approval = ("approval", maybe(number(1, 1 << 32)));
    let written = object(
        &[
            ("id", text()),
            ("title", text()),
            ("impact", text()),
            ("translations", translations::shown(&PLANNED)),
            ("audiences", list(key())),
            ("by", maybe(key())),
            approval.clone(),
        ],
        &[],
    );
    let unsaid = object(
        &[
            ("id", text()),
            ("words", text()),
            ("translations", translations::shown(&["words"])),
            ("by", key()),
            ("at", time()),
            ("objected", flag()),
            approval,
        ],
        &[],
    );
    let one = object(
        &[
            ("number", number(1, 1 << 32)),
            ("title", maybe(text())),
            ("impact", maybe(text())),
            ("translations", translations::shown(&PLANNED)),
            ("components", list(key())),
            ("audiences", list(key())),
            ("from", time()),
            ("until", time()),
            ("zone", text()),
            ("owner", key()),
            ("remind_mins", list(number(1, 43_200))),
            ("by_hand", flag()),
            ("routine", maybe(key())),
            ("stage", choice(&stages)),
            ("overruns", flag()),
            ("began_at", maybe(time())),
            ("ended_at", maybe(time())),
            ("overlaps", list(number(1, 1 << 32))),
            ("updates", list(update)),
            ("approvals", list(number(1, 1 << 32))),
            ("written", maybe(named("WrittenMaintenance"))),
            ("unsaid", list(named("UnsaidWords"))),
        ],
        &[],
    );
    vec![("Maintenance", one), ("WrittenMaintenance", written), ("UnsaidWords", unsaid)]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let fields = |more: &[(&'static str, Schema)]| {
        object(
            &[
                ("title", text()),
                ("impact", text()),
                ("from", time()),
                ("until", time()),
                ("zone", text()),
            ],
            &[
                ("translations", translations::taken(&PLANNED)),
                ("components", list(key())),
                ("audiences", list(key())),
                ("owner", key()),
                ("remind_mins", list(number(1, 43_200))),
                ("by_hand", flag()),
            ]
            .into_iter()
            .chain(more.iter().cloned())
            .collect::<Vec<_>>(),
        )
    };
    let stages = Stage::ALL.map(Stage::name);
    let words =
        || object(&[("words", text())], &[("translations", translations::taken(&["words"]))]);
    vec![
        Operation::get("/maintenance", "listMaintenance", "All planned maintenance, by number.")
            .query("stage", "Only what is as far as this.", choice(&stages))
            .pages("Maintenance")
            .by(many),
        Operation::get("/maintenance/{number}", "getMaintenance", "One planned maintenance.")
            .answers(200, named("Maintenance"))
            .by(show),
        Operation::post(
            "/maintenance",
            "planMaintenance",
            "Plans maintenance. What takes place at the same time stands in `overlaps`.",
        )
        .takes(fields(&[]))
        .answers(201, named("Maintenance"))
        .by(make),
        Operation::put("/maintenance/{number}", "changeMaintenance", "Plans it otherwise, whole.")
            .needs(domain::credentials::Scope::Respond)
            .takes(fields(&[("takes_back", flag())]))
            .answers(200, named("Maintenance"))
            .by(change),
        Operation::post(
            "/maintenance/{number}/updates",
            "updateMaintenance",
            "Says how far it is, or something about it; also starts, ends and cancels it.",
        )
        .takes(object(
            &[("stage", choice(&stages))],
            &[("words", text()), ("translations", translations::taken(&["words"]))],
        ))
        .answers(200, named("Maintenance"))
        .by(say),
        Operation::put(
            "/maintenance/{number}/updates/{entry}",
            "takeBackMaintenanceUpdate",
            "Takes words back of what was said about it, at once; it may only leave words out.",
        )
        .needs(domain::credentials::Scope::Respond)
        .takes(words())
        .answers(200, named("Maintenance"))
        .by(take_back),
        Operation::put(
            "/maintenance/{number}/unsaid/{entry}",
            "rewriteMaintenanceUpdate",
            "Says otherwise what was written about it and is not out.",
        )
        .needs(domain::credentials::Scope::Respond)
        .takes(words())
        .answers(200, named("Maintenance"))
        .by(rewrite),
        Operation::delete(
            "/maintenance/{number}/unsaid/{entry}",
            "withdrawMaintenanceUpdate",
            "Takes back what was written about it before anybody has read it.",
        )
        .needs(domain::credentials::Scope::Respond)
        .by(withdraw),
        Operation::put(
            "/maintenance-routines/{key}/words",
            "takeBackRoutine",
            "Takes words of maintenance that comes again back, and of all it has planned.",
        )
        .takes(object(
            &[("title", text()), ("impact", text())],
            &[("translations", translations::taken(&PLANNED))],
        ))
        .by(take_back_routine),
        Operation::post("/maintenance/{number}/extension", "extendMaintenance", "It takes longer.")
            .takes(object(
                &[("until", time()), ("reason", text())],
                &[("translations", translations::taken(&["reason"]))],
            ))
            .answers(200, named("Maintenance"))
            .by(extend),
    ]
}

/// What is out, and beside it what is written and is not out, with the numbers of the texts about
/// it.
fn shape(call: &Call, known: &Maintenance) -> Value {
    let state = call.fresh();
    let unsaid = known.unsaid.iter().map(|written| written.entry);
    let own = known.written.as_ref().map(|written| written.entry).into_iter();
    let waits = own.chain(unsaid).filter_map(|entry| state.approvals.of_writing(entry));
    let waits: Vec<u32> = waits.map(|known| known.number).collect();
    let overlaps = match known.stage.is_over() {
        true => Vec::new(),
        false => state.maintenance.overlapping(&known.plan, Some(known.id)),
    };
    let overlaps: Vec<u32> = overlaps.into_iter().map(|other| other.number).collect();
    let plan = &known.plan;
    let out = !plan.is_unspoken();
    json!({
        "number": known.number, "title": out.then_some(&plan.title),
        "impact": out.then_some(&*plan.impact),
        "translations": translations::of(&plan.translations, &PLANNED),
        "components": plan.components.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "audiences": plan.audiences.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "from": iso_exact(plan.from), "until": iso_exact(plan.until), "zone": plan.zone,
        "owner": plan.owner.to_string(), "remind_mins": plan.remind_mins,
        "by_hand": plan.ends == Ending::ByHand,
        "routine": known.origin.as_ref().map(|origin| origin.routine.to_string()),
        "stage": known.stage.name(), "overruns": known.is_late(),
        "began_at": known.began_at.map(iso_exact),
        "ended_at": known.ended_at.map(iso_exact), "overlaps": overlaps,
        "updates": updates(known), "approvals": waits, "written": written(&state, known),
        "unsaid": unsaid_words(&state, known),
    })
}

fn updates(known: &Maintenance) -> Vec<Value> {
    let tongue = views::tongue::Tongue::of(domain::words::Language::default());
    let one = |entry: &std::sync::Arc<domain::maintenance::Entry>| {
        json!({
            "id": entry.id.to_string(), "at": iso_exact(entry.at),
            "stage": entry.stage.name(), "by": entry.by.as_ref().map(ToString::to_string),
            "words": views::status::said_first(tongue, known, entry, &iso_exact),
            "translations": translations::of(&entry.translations, &["words"]),
            "taken_back_at": entry.taken_back.map(iso_exact),
        })
    };
    known.entries.iter().map(one).collect()
}

/// Its words as they were last written, where these are not out: its own, or those of what it is an
/// occurrence of.
fn written(state: &State, known: &Maintenance) -> Option<Value> {
    let routine = known.origin.as_ref().and_then(|it| state.maintenance.routines.get(&it.routine));
    let theirs = routine.and_then(|known| known.written.as_ref());
    let theirs = theirs.filter(|_| known.plan.is_unspoken());
    let written = known.written.as_ref().or(theirs)?;
    let words = &written.words;
    let approval = state.approvals.of_writing(written.entry).map(|known| known.number);
    Some(json!({
        "id": written.entry.to_string(), "title": words.title, "impact": &*words.impact,
        "translations": translations::of(&words.translations, &PLANNED),
        "audiences": words.audiences.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "by": written.by.to_string(), "approval": approval,
    }))
}

/// What was written about it besides and is not out.
fn unsaid_words(state: &State, known: &Maintenance) -> Vec<Value> {
    let all = known.unsaid.iter().map(|one| {
        let (words, translations) = &one.words;
        let approval = state.approvals.of_writing(one.entry).map(|known| known.number);
        json!({
            "id": one.entry.to_string(), "words": &**words,
            "translations": translations::of(translations, &["words"]),
            "by": one.by.to_string(), "at": iso_exact(one.at), "objected": one.refused,
            "approval": approval,
        })
    });
    all.collect()
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let wanted = call.query.get("stage").cloned();
    let state = call.fresh();
    let all = state.maintenance.planned.values();
    let fits = |known: &&std::sync::Arc<Maintenance>| {
        wanted.as_ref().is_none_or(|wanted| known.stage.name() == wanted)
    };
    let items = all.filter(fits).map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&call, known))
}

fn known(call: &Call) -> Result<MaintenanceId, Problem> {
    let number = call.number();
    let known = number.and_then(|number| call.state().maintenance.numbered(number));
    known.map(|known| known.id).ok_or_else(|| Problem::unknown("maintenance"))
}

fn whole(call: &Call, id: MaintenanceId) -> Result<Value, Problem> {
    let state = call.fresh();
    let known = state.maintenance.get(id).ok_or_else(|| Problem::unknown("maintenance"))?;
    Ok(shape(call, known))
}

async fn show(call: Call) -> Result<Answer, Problem> {
    Answer::ok(whole(&call, known(&call)?)?)
}

/// An instant of the body.
pub(super) fn instant(call: &Call, field: &'static str) -> Result<Timestamp, Problem> {
    read_instant(call.text(field)).ok_or_else(|| {
        Problem::bad(field, "Write an instant like 2026-03-01T14:00:00Z.".to_owned())
    })
}

/// What the body plans; whoever made the token looks after it, where nobody is named.
fn planned(call: &Call) -> Result<Plan, Problem> {
    let list = |field: &str| call.body[field].as_array().cloned();
    let components = list("components").unwrap_or_default();
    let components = components.iter().filter_map(Value::as_str).map(Into::into).collect();
    let audiences = list("audiences").unwrap_or_default();
    let audiences = audiences.iter().filter_map(Value::as_str).map(Into::into).collect();
    let mins = list("remind_mins").map(|mins| {
        let each = mins.iter().filter_map(Value::as_u64);
        each.filter_map(|mins| u32::try_from(mins).ok()).collect()
    });
    let owner = call.given("owner").map(|key| key.as_str().into());
    let owner = owner.or_else(|| call.actor.person().cloned());
    Ok(Plan {
        title: call.text("title").into(),
        impact: call.text("impact").into(),
        translations: translations::read(call, "", Translation::of_a_plan)?,
        components,
        audiences,
        from: instant(call, "from")?,
        until: instant(call, "until")?,
        zone: call.text("zone").into(),
        owner: owner.ok_or_else(|| Problem::bad("owner", "Name who looks after it.".to_owned()))?,
        remind_mins: mins.unwrap_or_else(|| REMIND_MINS.to_vec()),
        ends: if call.flag("by_hand") { Ending::ByHand } else { Ending::ByItself },
    })
}

/// The field that a refusal of a plan is about.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use maintenance::Refusal as M;
    let Refusal::Maintenance(refusal) = refusal else { return None };
    Some(match refusal {
        M::BadTitle => "title",
        M::BadImpact => "impact",
        M::BadComponents => "components",
        M::BadAudiences => "audiences",
        M::EndBeforeStart | M::TooLong | M::NotLonger => "until",
        M::Past | M::TooFar => "from",
        M::BadZone => "zone",
        M::BadReminders => "remind_mins",
        M::BadOwner => "owner",
        M::SaysMore => "takes_back",
        _ => return None,
    })
}

/// The same where something is said about it, or taken back of that.
fn words_field(refusal: &Refusal) -> Option<&'static str> {
    use maintenance::Refusal as M;
    match refusal {
        Refusal::Maintenance(M::BadWords | M::SaysMore) => Some("words"),
        _ => None,
    }
}

/// The same where it takes longer.
fn reason_field(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::Maintenance(maintenance::Refusal::BadWords) => Some("reason"),
        refusal => field_of(refusal),
    }
}

async fn make(call: Call) -> Result<Answer, Problem> {
    let plan = planned(&call)?;
    let (from, until) = (plan.from, plan.until);
    call.ask_naming(Command::Plan { plan }, field_of).await?;
    // The latest of these times is the one that was just planned, or was planned by the same call.
    let state = call.fresh();
    let all = state.maintenance.planned.values();
    let made = all.filter(|known| (known.plan.from, known.plan.until) == (from, until));
    let made = made.max_by_key(|known| known.number).map(|known| known.id);
    Answer::created(whole(&call, made.ok_or_else(|| Problem::unknown("maintenance"))?)?)
}

async fn change(call: Call) -> Result<Answer, Problem> {
    let (maintenance, plan) = (known(&call)?, planned(&call)?);
    let takes_back = call.flag("takes_back");
    let change = Command::Change { maintenance, plan, takes_back };
    call.ask_naming(change, field_of).await?;
    Answer::ok(whole(&call, maintenance)?)
}

async fn say(call: Call) -> Result<Answer, Problem> {
    let maintenance = known(&call)?;
    let stage = Stage::ALL.into_iter().find(|stage| stage.name() == call.text("stage"));
    let stage = stage.ok_or_else(|| Problem::bad("stage", "There is no such stage.".to_owned()))?;
    let words = call.text("words").into();
    let translations = translations::read(&call, "words", Translation::of_a_word)?;
    let say = Command::Say { maintenance, stage, words, translations };
    call.ask_naming(say, words_field).await?;
    Answer::ok(whole(&call, maintenance)?)
}

async fn extend(call: Call) -> Result<Answer, Problem> {
    let (maintenance, until) = (known(&call)?, instant(&call, "until")?);
    let reason = call.text("reason").into();
    let translations = translations::read(&call, "reason", Translation::of_a_word)?;
    let extend = Command::Extend { maintenance, until, reason, translations };
    call.ask_naming(extend, reason_field).await?;
    Answer::ok(whole(&call, maintenance)?)
}

/// Which word of it, or about it, the path names.
fn entry(call: &Call) -> Result<UpdateId, Problem> {
    UpdateId::parse(call.part("entry")).ok_or_else(|| Problem::unknown("word"))
}

async fn take_back(call: Call) -> Result<Answer, Problem> {
    let (maintenance, entry) = (known(&call)?, entry(&call)?);
    let words = call.text("words").into();
    let translations = translations::read(&call, "words", Translation::of_a_word)?;
    let take_back = Command::TakeBack { maintenance, entry, words, translations };
    call.ask_naming(take_back, words_field).await?;
    Answer::ok(whole(&call, maintenance)?)
}

async fn rewrite(call: Call) -> Result<Answer, Problem> {
    let (maintenance, entry) = (known(&call)?, entry(&call)?);
    let words = call.text("words").into();
    let translations = translations::read(&call, "words", Translation::of_a_word)?;
    let rewrite = Command::Rewrite { maintenance, entry, words, translations };
    call.ask_naming(rewrite, words_field).await?;
    Answer::ok(whole(&call, maintenance)?)
}

async fn withdraw(call: Call) -> Result<Answer, Problem> {
    let (maintenance, entry) = (known(&call)?, entry(&call)?);
    call.tell(Command::Withdraw { maintenance, entry }).await?;
    Answer::done()
}

/// The first of these words of what comes again that says more than what is out.
fn says_more(call: &Call, routine: &RoutineKey, left: &PlanWords) -> &'static str {
    let state = call.state();
    let out = state.maintenance.routines.get(routine);
    let is_left = |after: &str, of: fn(&Routine) -> &str| {
        is_left_of(after, out.map_or("", |known| of(&known.profile)))
    };
    if !is_left(&left.title, |known| &known.title) {
        "title"
    } else if !is_left(&left.impact, |known| &known.impact) {
        "impact"
    } else {
        "translations"
    }
}

async fn take_back_routine(call: Call) -> Result<Answer, Problem> {
    let words = PlanWords {
        title: call.text("title").into(),
        impact: call.text("impact").into(),
        translations: translations::read(&call, "", Translation::of_a_plan)?,
        audiences: Vec::new(),
    };
    let routine = RoutineKey::from(call.part("key"));
    let more = says_more(&call, &routine, &words);
    let take_back = Command::TakeBackRoutine { routine, words };
    let field_of = |refusal: &Refusal| match refusal {
        Refusal::Maintenance(maintenance::Refusal::SaysMore) => Some(more),
        refusal => field_of(refusal),
    };
    call.ask_naming(take_back, field_of).await?;
    Answer::done()
}
