//! Reviews for readers: listed, read with their draft, written and waived.

use domain::State;
use domain::bulletins::{Bulletin, Command};
use domain::words::{BulletinId, Language, Review, ReviewTranslation};
use serde_json::{Value, json};
use views::times::iso_exact;

use super::super::Problem;
use super::call::{Answer, Call};
use super::schema::{Schema, choice, flag, key, list, maybe, named, number, object, text, time};
use super::table::Operation;
use super::translations;

/// What a review says in each language.
const PARTS: [&str; 3] = ["happened", "cause", "change"];
const STANDINGS: [&str; 4] = ["unwritten", "waiting", "published", "waived"];

/// The shapes of this part, by name.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let said = || {
        let parts = PARTS.map(|part| (part, text())).into_iter();
        parts.chain([("translations", translations::shown(&PARTS))]).collect::<Vec<_>>()
    };
    let mut former = said();
    former.push(("until", time()));
    let one = [
        ("number", number(1, 1 << 32)),
        ("title", text()),
        ("incident", maybe(number(1, 1 << 32))),
        ("opened_at", time()),
        ("resolved_at", maybe(time())),
        ("standing", choice(&STANDINGS)),
        ("review", maybe(named("ReviewText"))),
        ("waiting", maybe(named("ReviewText"))),
        ("draft", maybe(named("ReviewText"))),
        ("by", maybe(key())),
        ("published_at", maybe(time())),
        ("changed_at", maybe(time())),
        ("subscribers_told_at", maybe(time())),
        ("former", list(named("FormerReview"))),
    ];
    vec![
        ("StatusReview", object(&one, &[])),
        ("ReviewText", object(&said(), &[])),
        ("FormerReview", object(&former, &[])),
    ]
}

/// The operations of this part of the table.
pub fn operations() -> Vec<Operation> {
    let said = object(
        &[("happened", text())],
        &[
            ("cause", text()),
            ("change", text()),
            ("translations", translations::taken(&PARTS)),
            ("tell_subscribers", flag()),
        ],
    );
    let listing = "Every incident of status pages that is over, with its review.";
    let writing = "Writes its review, or puts that right.";
    let waiving = "Says that no review is written.";
    vec![
        Operation::get("/status-reviews", "listStatusReviews", listing)
            .pages("StatusReview")
            .by(many),
        Operation::get("/status-reviews/{number}", "getStatusReview", "One of them.")
            .answers(200, named("StatusReview"))
            .by(one),
        Operation::post("/status-reviews/{number}", "writeStatusReview", writing)
            .takes(said)
            .answers(200, named("StatusReview"))
            .by(write),
        Operation::post("/status-reviews/{number}/waiver", "waiveStatusReview", waiving)
            .answers(200, named("StatusReview"))
            .by(waive),
    ]
}

/// What a review says.
pub(super) fn said(review: &Review) -> Value {
    let one = |known: &ReviewTranslation| {
        json!({
            "language": known.language.code(), "happened": &*known.happened,
            "cause": &*known.cause, "change": &*known.change,
        })
    };
    json!({
        "happened": &*review.happened, "cause": &*review.cause, "change": &*review.change,
        "translations": review.translations.iter().map(one).collect::<Vec<_>>(),
    })
}

fn shape(state: &State, known: &Bulletin) -> Value {
    let waiting = state.approvals.waiting_for(known.incident);
    let waiting = waiting.and_then(|waiting| waiting.words.review.as_ref());
    let review = known.reviewed();
    let standing = match (review, waiting, &known.waived_by) {
        (Some(_), ..) => STANDINGS[2],
        (None, Some(_), _) => STANDINGS[1],
        (None, None, Some(_)) => STANDINGS[3],
        (None, None, None) => STANDINGS[0],
    };
    let draft = || said(&views::reviews::draft(state, crate::zones(), known));
    let former = review.into_iter().flat_map(|review| &review.former).map(|former| {
        let mut shape = said(&former.said);
        shape["until"] = iso_exact(former.at).into();
        shape
    });
    json!({
        "number": known.number, "title": known.title.as_str(),
        "incident": state.incidents.get(known.incident).map(|incident| incident.number),
        "opened_at": iso_exact(known.opened_at),
        "resolved_at": known.resolved_at.map(iso_exact),
        "standing": standing,
        "review": review.map(|review| said(&review.said)),
        "waiting": waiting.map(|waiting| said(&waiting.said)),
        "draft": (standing == STANDINGS[0]).then(draft),
        "by": review.and_then(|review| review.by.as_ref()).map(ToString::to_string),
        "published_at": review.map(|review| iso_exact(review.at)),
        "changed_at": review.map(|review| iso_exact(review.changed_at)),
        "subscribers_told_at": review.and_then(|review| review.told_at).map(iso_exact),
        "former": former.collect::<Vec<_>>(),
    })
}

async fn many(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let over = state.bulletins.bulletins.values().filter(|known| known.is_over());
    let items = over.map(|known| (known.number, known)).collect();
    call.page(|text| text.parse().ok(), items, |known| shape(&state, known))
}

async fn one(call: Call) -> Result<Answer, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.bulletins.numbered(number));
    Answer::ok(shape(&state, known.ok_or_else(unknown)?))
}

fn unknown() -> Problem {
    Problem::unknown("incident on the status page")
}

fn known(call: &Call) -> Result<BulletinId, Problem> {
    let state = call.fresh();
    let known = call.number().and_then(|number| state.bulletins.numbered(number));
    known.map(|known| known.id).ok_or_else(unknown)
}

/// What the body says in further languages.
fn further(call: &Call) -> Result<Vec<ReviewTranslation>, Problem> {
    let one = |(language, body): (Language, &Value)| {
        let part = |field: &str| body[field].as_str().unwrap_or_default().into();
        let (happened, cause, change) = (part("happened"), part("cause"), part("change"));
        ReviewTranslation { language, happened, cause, change }
    };
    let all: Vec<ReviewTranslation> = translations::bodies(call)?.into_iter().map(one).collect();
    let languages = || all.iter().map(|known| known.language);
    let checked = ReviewTranslation::checked(&all);
    checked.map_err(|flaw| translations::flawed(languages(), &flaw, "happened"))
}

async fn write(call: Call) -> Result<Answer, Problem> {
    let bulletin = known(&call)?;
    let part = |field: &str| call.text(field).into();
    let (happened, cause, change) = (part("happened"), part("cause"), part("change"));
    let review = Review { happened, cause, change, translations: further(&call)? };
    let tells = call.flag("tell_subscribers");
    call.ask(Command::Review { bulletin, review, tells }).await?;
    one(call).await
}

async fn waive(call: Call) -> Result<Answer, Problem> {
    let bulletin = known(&call)?;
    call.ask(Command::WaiveReview { bulletin }).await?;
    one(call).await
}
