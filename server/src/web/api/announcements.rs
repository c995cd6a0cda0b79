//! Announcements: written, changed, taken down and listed.

use domain::announcements::{self, Announcement, Command, Notice, Standing};
use domain::credentials::Scope;
use domain::words::{NoticeId, Translation};
use domain::{Refusal, State};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::maintenance::instant;
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text, time};
use super::table::Operation;
use super::translations;

const STANDINGS: [(&str, Standing); 3] =
    [("waiting", Standing::Waiting), ("shown", Standing::Shown), ("over", Standing::Over)];
/// Where nothing of it is out.
const WRITTEN: &str = "written";

/// What is announced in each language.
const PARTS: [&str; 2] = ["title", "text"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let lists = [
        ("translations", translations::shown(&PARTS)),
        ("pages", list(key())),
        ("audiences", list(key())),
    ];
    let approval = ("approval", maybe(number(1, 1 << 32)));
    let written = [
        ("title", text()),
        ("text", text()),
        ("from", time()),
        ("until", time()),
        ("zone", text()),
        ("by", key()),
        ("tells_subscribers", flag()),
        approval.clone(),
    ];
    let written: Vec<_> = written.into_iter().chain(lists.clone()).collect();
    let names: Vec<&str> = STANDINGS.iter().map(|(name, _)| *name).chain([WRITTEN]).collect();
    let one = [
        ("number", number(1, 1 << 32)),
        ("title", maybe(text())),
        ("text", maybe(text())),
        ("from", maybe(time())),
        ("until", maybe(time())),
        ("zone", maybe(text())),
        ("by", key()),
        ("standing", choice(&names)),
        ("tells_subscribers", flag()),
        ("subscribers_told_at", maybe(time())),
        approval,
        ("written", maybe(named("WrittenAnnouncement"))),
    ];
    let one: Vec<_> = one.into_iter().chain(lists).collect();
    vec![("Announcement", object(&one, &[])), ("WrittenAnnouncement", object(&written, &[]))]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let notice = || {
        let times = [("from", time()), ("until", time()), ("zone", text())];
        let fields: Vec<_> =
            [("title", text()), ("text", text())].into_iter().chain(times).collect();
        let lists = [
            ("translations", translations::taken(&PARTS)),
            ("pages", list(key())),
            ("audiences", list(key())),
        ];
        let more: Vec<_> = lists.into_iter().chain([("tell_subscribers", flag())]).collect();
        (fields, more)
    };
    let posted = || {
        let (fields, more) = notice();
        object(&fields, &more)
    };
    let changed = || {
        let (fields, more) = notice();
        let more: Vec<_> = more.into_iter().chain([("takes_back", flag())]).collect();
        object(&fields, &more)
    };
    vec![
        Operation::get("/announcements", "listAnnouncements", "All announcements, by number.")
            .pages("Announcement")
            .by(many),
        Operation::post("/announcements", "postAnnouncement", "Announces something to everyone.")
            .takes(posted())
            .answers(201, named("Announcement"))
            .by(post),
        Operation::put("/announcements/{number}", "changeAnnouncement", "Changes it, whole.")
            .needs(Scope::Respond)
            .takes(changed())
            .answers(200, named("Announcement"))
            .by(change),
        Operation::delete("/announcements/{number}", "endAnnouncement", "Takes it down now.")
            .needs(Scope::Respond)
            .by(end),
    ]
}

/// What is out, and beside it what is written and is not out, with the number of the text that
/// waits; of what is not out at all, nothing but that.
fn shape(state: &State, known: &Announcement) -> Value {
    let out = state.announcements.get(known.id);
    let written = state.announcements.written.get(&known.id);
    let approval = written.and_then(|written| state.approvals.of_writing(written.entry));
    let approval = approval.map(|known| known.number);
    let mut whole = out.map_or_else(nothing, |known| said(&known.notice));
    let standing = out.and_then(|known| {
        STANDINGS.iter().find(|(_, standing)| *standing == known.standing).map(|(name, _)| *name)
    });
    let facts = json!({
        "number": known.number, "by": known.by.to_string(),
        "standing": standing.unwrap_or(WRITTEN),
        "tells_subscribers": out.is_some_and(|known| known.tells),
        "subscribers_told_at": known.told_at.map(iso_exact),
        "approval": approval,
        "written": written.map(|written| {
            let mut whole = said(&written.notice);
            add(&mut whole, json!({
                "by": written.by.to_string(), "tells_subscribers": written.tells,
                "approval": approval,
            }));
            whole
        }),
    });
    add(&mut whole, facts);
    whole
}

fn said(notice: &Notice) -> Value {
    json!({
        "title": notice.title, "text": &*notice.text,
        "translations": translations::of(&notice.translations, &PARTS),
        "pages": notice.pages.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "audiences": notice.audiences.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "from": iso_exact(notice.from), "until": iso_exact(notice.until), "zone": notice.zone,
    })
}

fn nothing() -> Value {
    json!({
        "title": null, "text": null, "translations": [], "pages": [], "audiences": [],
        "from": null, "until": null, "zone": null,
    })
}

fn add(whole: &mut Value, more: Value) {
    if let (Value::Object(whole), Value::Object(more)) = (whole, more) {
        whole.extend(more);
    }
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let all = state.announcements.as_written();
    let items = all.iter().map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&state, known))
}

fn known(call: &Call) -> Result<NoticeId, Problem> {
    let number = call.number();
    let known = number.and_then(|number| call.state().announcements.numbered_as_written(number));
    known.map(|known| known.id).ok_or_else(|| Problem::unknown("announcement"))
}

fn whole(call: &Call, id: NoticeId) -> Result<Value, Problem> {
    let state = call.fresh();
    let all = state.announcements.as_written();
    let known = all.iter().find(|known| known.id == id);
    known.map(|known| shape(&state, known)).ok_or_else(|| Problem::unknown("announcement"))
}

fn written(call: &Call) -> Result<Notice, Problem> {
    let pages = call.body["pages"].as_array().cloned().unwrap_or_default();
    let audiences = call.body["audiences"].as_array().cloned().unwrap_or_default();
    Ok(Notice {
        title: call.text("title").into(),
        text: call.text("text").into(),
        translations: translations::read(call, "text", Translation::of_a_notice)?,
        pages: pages.iter().filter_map(Value::as_str).map(Into::into).collect(),
        audiences: audiences.iter().filter_map(Value::as_str).map(Into::into).collect(),
        from: instant(call, "from")?,
        until: instant(call, "until")?,
        zone: call.text("zone").into(),
    })
}

/// The field that a refusal is about.
fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use announcements::Refusal as A;
    let Refusal::Announcements(refusal) = refusal else { return None };
    Some(match refusal {
        A::BadTitle => "title",
        A::BadText => "text",
        A::BadPages => "pages",
        A::BadAudiences => "audiences",
        A::EndBeforeStart | A::TooLong => "until",
        A::Past => "from",
        A::BadZone => "zone",
        A::SaysMore => "takes_back",
        _ => return None,
    })
}

async fn post(call: Call) -> Result<Answer, Problem> {
    let notice = written(&call)?;
    let (from, until) = (notice.from, notice.until);
    let tells = call.flag("tell_subscribers");
    call.ask_naming(Command::Post { notice, tells }, field_of).await?;
    let state = call.fresh();
    let all = state.announcements.as_written();
    let made = all.iter().filter(|known| (known.notice.from, known.notice.until) == (from, until));
    let made = made.max_by_key(|known| known.number).map(|known| shape(&state, known));
    Answer::created(made.ok_or_else(|| Problem::unknown("announcement"))?)
}

async fn change(call: Call) -> Result<Answer, Problem> {
    let (announcement, notice) = (known(&call)?, written(&call)?);
    let (tells, takes_back) = (call.flag("tell_subscribers"), call.flag("takes_back"));
    let change = Command::Change { announcement, notice, tells, takes_back };
    call.ask_naming(change, field_of).await?;
    Answer::ok(whole(&call, announcement)?)
}

async fn end(call: Call) -> Result<Answer, Problem> {
    call.tell(Command::End { announcement: known(&call)? }).await?;
    Answer::done()
}
