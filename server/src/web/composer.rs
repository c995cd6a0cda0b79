//! Writing an update: looked at first, told, put right; and the time of the next one, agreed.

use std::sync::Arc;
use std::time::Duration;

use axum::response::Response;
use domain::bulletins::Revised;
use domain::templates::{Place, Places, Text, fill};
use domain::updates::{Aside, Estimate, Overview, Update};
use domain::wording::{self, Lacking};
use domain::words::{
    Affected, ComponentKey, EmergencyId, IncidentId, Language, NoteId, Phase, Public, TemplateKey,
    Timestamp, UpdateId,
};
use domain::{Command, Refusal, bulletins, updates};
use views::room::languages;
use views::room::update::{AS_IT_IS, KEPT, NO_ESTIMATE};
use views::tongue::Tongue;

use super::forms::{Fields, translations};
use super::in_room::InRoom;
use super::room::previewed;
use super::signed_in::SignedIn;
use super::{Problem, Site};

mod as_read;
pub(super) mod began;
pub(super) mod estimate;

/// What of a form cannot stand: which field, and why.
type Wrong = (&'static str, &'static str);

/// An update as it was typed.
struct Written {
    overview: Overview,
    next_by: Timestamp,
    estimate: Option<Estimate>,
    public: Option<Public>,
    for_colleagues: Option<Arc<str>>,
}

pub(super) fn overview(fields: &Fields) -> Overview {
    let text = |field: &str| Arc::from(fields.get(field));
    let parts = languages::PARTS.map(|(part, _)| part).into_iter().chain([languages::TITLE]);
    let parts: Vec<(&str, &str)> = parts.map(|part| (part, part)).collect();
    Overview {
        known: text("known"),
        impact: text("impact"),
        workaround: text("workaround"),
        next: text("next"),
        translations: translations(fields, &parts),
    }
}

fn written(
    (site, who): (&Site, &SignedIn),
    incident: IncidentId,
    fields: &Fields,
) -> Result<Written, Wrong> {
    let next_by = next_by((site, who), incident, fields)?;
    let published = site.line.published();
    let at = (&*published.state, published.now());
    let mut public = told_to_everyone(fields)?;
    if let Some(public) = &mut public {
        let since = began::typed(at, &who.viewer.person, (fields, "since"), None);
        public.since = since.map_err(|problem| ("since", problem))?;
    }
    // At its end nothing is expected any more, whatever stands in the form.
    let over = public.as_ref().is_some_and(|public| public.phase == Phase::Resolved);
    let estimate = if over { None } else { estimate::of_update(at, incident, fields)? };
    let line = fields.given("for_colleagues").filter(|line| !line.trim().is_empty());
    let for_colleagues = line.map(Arc::from);
    Ok(Written { overview: overview(fields), next_by, estimate, public, for_colleagues })
}

/// By when the next one follows: at the time that was typed, else after the span that was chosen.
fn next_by(
    (site, who): (&Site, &SignedIn),
    incident: IncidentId,
    fields: &Fields,
) -> Result<Timestamp, Wrong> {
    let published = site.line.published();
    let (state, now) = (&*published.state, published.now());
    if let Some(at) = fields.given("next_at") {
        let by = began::ahead((state, now), &who.viewer.person, at);
        return by.map_err(|problem| ("next_at", problem));
    }
    let typed = fields.number("next_in_mins");
    let typed = typed.map(|mins| Duration::from_secs(u64::from(mins) * 60));
    Ok(now + typed.unwrap_or_else(|| state.usually_within(incident)))
}

/// What the form says to everyone, if it does.
fn told_to_everyone(fields: &Fields) -> Result<Option<Public>, Wrong> {
    if fields.given("public").is_none() {
        return Ok(None);
    }
    let phase = views::room::public::phase(fields.get("public_phase"));
    let phase = phase.ok_or(("public_phase", "Choose how far we are."))?;
    let mut affected = Vec::new();
    for (part, fares) in views::room::public::named_in(fields.pairs()) {
        let condition = views::room::public::condition(fares);
        let condition = condition.ok_or(("fares", "Choose how each component fares."))?;
        affected.push(Affected { component: part.into(), condition });
    }
    let audiences = fields.all("audience").into_iter().map(Into::into).collect();
    // Only a form that has the tick can leave it out.
    let ticks = fields.all("tell_subscribers");
    let quiet = !ticks.is_empty() && !ticks.contains(&"1");
    let title = fields.get("title").into();
    Ok(Some(Public { title, phase, affected, audiences, quiet, ..Public::default() }))
}

/// The field of the form that a refusal is about, where it is about one of an update's.
pub(super) fn field_of(refusal: &Refusal) -> Option<&'static str> {
    use bulletins::Refusal as B;
    use updates::Refusal as U;
    Some(match refusal {
        Refusal::Bulletins(B::Empty) => "known",
        Refusal::Bulletins(B::BadReason) => "reason",
        Refusal::Bulletins(B::BadEstimate) => "low_mins",
        Refusal::Bulletins(B::NoImpact) => "impact",
        Refusal::Bulletins(B::BadTitle) => "title",
        Refusal::Bulletins(B::BadComponents) => "part",
        Refusal::Bulletins(B::BadAudiences) => "audience",
        Refusal::Bulletins(B::BadSince | B::BadSpan) => "since",
        Refusal::Bulletins(B::MustTell) => "tell_subscribers",
        Refusal::Updates(U::BadTime) => "next_in_mins",
        Refusal::Updates(U::BadEstimate) => "low_mins",
        Refusal::Updates(U::Empty) => "known",
        _ => return None,
    })
}

/// What is asked for once, before it goes to the customers inside without it. What everyone reads
/// has rules of its own, and whoever was asked and sends it as it is is not asked again.
fn asked(fields: &Fields, overview: &Overview, public: Option<&Public>) -> Option<Lacking> {
    if public.is_some() || fields.given(AS_IT_IS).is_some() {
        return None;
    }
    let timed =
        ["next_in_mins", "next_at"].iter().any(|field| !fields.get(field).trim().is_empty());
    // What has no words at all is refused for that.
    let lacking = wording::lacking(overview, timed).into_iter().next();
    lacking.filter(|_| !overview.tidied().known.is_empty())
}

/// `POST /console/incidents/<number>/update`
pub async fn publish(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let Written { overview, next_by, estimate, public, for_colleagues } =
        match written((&room.site, &room.who), incident, &fields) {
            Ok(written) => written,
            Err((field, problem)) => {
                return room.wrong(&fields, field, problem);
            }
        };
    if let Some(lacking) = asked(&fields, &overview, public.as_ref()) {
        let field = match lacking {
            Lacking::Impact => "impact",
            Lacking::NextTime => "next_in_mins",
        };
        let mut returned = fields.returned(Some(field), &lacking.to_string());
        returned.typed.push((views::room::update::ASKED.to_owned(), "1".to_owned()));
        return room.page(&returned);
    }
    let command =
        updates::Command::Publish { incident, overview, next_by, estimate, public, for_colleagues };
    let deed = room.deed(&fields);
    // The promised time moves on while a form is sent again; what was typed does not.
    let told = ["known", "impact", "workaround", "next", "next_in_mins", "next_at"];
    let mut content: Vec<&str> = told.map(|field| fields.get(field)).to_vec();
    let estimated = ["low_mins", "high_mins", "likely", "depends_on", NO_ESTIMATE];
    content.extend(estimated.iter().filter_map(|field| fields.given(field)));
    content.extend(
        ["public", "title", "public_phase", "for_colleagues", "since"]
            .map(|field| fields.get(field)),
    );
    let sent = &fields;
    let typed = |one: Language| {
        let parts = languages::PARTS.map(|(part, _)| part).into_iter().chain([languages::TITLE]);
        parts.map(move |part| sent.get(&languages::field(part, one)))
    };
    content.extend(Language::ALL.into_iter().flat_map(typed).filter(|words| !words.is_empty()));
    // A form without the list below its rows is the same as ever, so that its number is.
    let parts = ["part", "fares", "tell_subscribers"].map(|field| fields.all(field).join(" "));
    let more = Some(fields.all("more").concat()).filter(|more| !more.is_empty());
    content.extend(parts.iter().chain(&more).map(String::as_str));
    deed.done(Some("known"), "update", &content, Command::Updates(command)).await
}

/// `POST /console/incidents/<number>/update/preview`: nothing is told.
pub async fn preview(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    match written((&room.site, &room.who), incident, &fields) {
        Ok(written) => {
            let preview = as_read::before(&room.site, incident, written);
            let returned =
                views::Returned { typed: fields.pairs().to_vec(), ..views::Returned::default() };
            previewed(&room.site, &room.who, incident, &preview, &returned)
        }
        Err((field, problem)) => room.wrong(&fields, field, problem),
    }
}

/// `POST /console/incidents/<number>/update/template`: the fields filled in; nothing is told.
pub async fn fill_in(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let state = room.site.line.published().state;
    let language = Language::ALL.into_iter().find(|l| l.code() == fields.get("template_language"));
    let template = state.templates.get(&TemplateKey::from(fields.get("template")));
    let text = template.as_ref().and_then(|known| known.text(language.unwrap_or_default()));
    let Some(text) = text else {
        return room.wrong(&fields, "template", "Choose a template.");
    };
    let mut typed = fields.pairs().to_vec();
    let mut write = |text: &Text, field_of: &dyn Fn(&str) -> String, places: &Places| {
        let overview = &text.overview;
        let parts = [&overview.known, &overview.impact, &overview.workaround, &overview.next];
        let parts = parts.map(|words| &**words);
        let title = Some((languages::TITLE, text.title.as_str())).filter(|(_, it)| !it.is_empty());
        let names = languages::PARTS.map(|(part, _)| part);
        for (part, words) in names.into_iter().zip(parts).chain(title) {
            let field = field_of(part);
            typed.retain(|(name, _)| *name != field);
            typed.push((field, fill(words, places)));
        }
    };
    write(text, &str::to_owned, &places(&room, &fields, (text.language, true)));
    // The folds get the same template, each in its own language.
    let texts = template.iter().flat_map(|known| &known.texts);
    let read = state.also_read_in(incident);
    for text in texts.filter(|text| read.contains(&text.language)) {
        let places = places(&room, &fields, (text.language, false));
        write(text, &|part| languages::field(part, text.language), &places);
    }
    let returned = views::Returned { typed, ..views::Returned::default() };
    room.page(&returned)
}

/// `POST /console/incidents/<number>/update/estimate`: how long others like it took, written into
/// the fields; nothing is told.
pub async fn take_estimate(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let published = room.site.line.published();
    let Some(likely) = published.state.likely(incident, published.now()) else {
        let why = "There are too few like it to say how long it takes.";
        return room.wrong(&fields, "low_mins", why);
    };
    let mut typed = fields.pairs().to_vec();
    for (field, value) in [
        ("low_mins", likely.estimate.low_mins),
        ("high_mins", likely.estimate.high_mins),
        ("likely", likely.estimate.likely_of_ten.into()),
    ] {
        typed.retain(|(name, _)| name != field && name != NO_ESTIMATE);
        typed.push((field.to_owned(), value.to_string()));
    }
    // It counts from now, whatever had stood there.
    typed.retain(|(name, _)| name != KEPT);
    typed.push((KEPT.to_owned(), String::new()));
    let returned = views::Returned { typed, ..views::Returned::default() };
    room.page(&returned)
}

/// What stands for the places of a template, as far as it is known.
fn places(room: &InRoom, fields: &Fields, (language, first): (Language, bool)) -> Places {
    let (site, incident) = (&room.site, room.incident);
    let state = site.line.published().state;
    let now = site.line.published().now();
    let settings = &state.organisation.settings;
    let next_by = next_by((site, &room.who), incident, fields);
    let mut places = Places::from([(Place::Vendor, settings.name.to_string())]);
    let line = match settings.phone.trim() {
        "" => format!("{}/help", site.public_url),
        phone => phone.to_owned(),
    };
    places.insert(Place::Line, line);
    let Some(known) = state.incidents.get(incident) else { return places };
    let service = known.service.as_ref().and_then(|key| state.incidents.services.get(key));
    places.extend(service.map(|service| (Place::Service, service.name.to_string())));
    places.insert(Place::Number, known.number.to_string());
    let callers = known.emergencies.iter().filter(|id| state.emergencies.get(**id).is_some());
    places.insert(Place::Customers, callers.count().to_string());
    let parts = views::room::public::named_in(fields.pairs()).into_iter();
    let names = parts.filter_map(|(part, _)| state.components.get(&part.into()));
    let names: Vec<&str> = names.map(|known| known.profile.name_in(language).words).collect();
    places.insert(Place::Components, names.join(", "));
    let board = state.updates.get(incident);
    if let Some(latest) = board.and_then(updates::Board::latest) {
        // What was told in another language is not put between the words of this one.
        let told = latest.overview.spoken(language);
        let said = [(Place::Impact, told.impact), (Place::Workaround, told.workaround)];
        let fitting = said.into_iter().filter(|(_, said)| first || said.translated);
        places.extend(fitting.map(|(place, said)| (place, said.words.to_owned())));
    }
    let told_at = board.and_then(updates::Board::latest).map(|latest| latest.at);
    let mins = |field: &str| estimate::minutes(fields.get(field));
    let (low, high) = (mins("low_mins"), mins("high_mins").filter(|_| !fields.has(NO_ESTIMATE)));
    let tongue = Tongue::of(language);
    if let Some(high) = high {
        let low = low.filter(|low| *low < high).map(|low| format!("{low}–"));
        places.insert(Place::Estimate, format!("{}{high} min", low.unwrap_or_default()));
    }
    places.insert(Place::Lasted, views::times::span_in(tongue, now.since(known.opened_at)));
    site.render(|context| {
        let clock = |at| views::times::local(context, at).strftime("%H:%M").to_string();
        places.insert(Place::Since, clock(known.opened_at));
        places.extend(next_by.ok().map(|at| (Place::NextUpdate, clock(at))));
        places.extend(told_at.map(|at| (Place::LastUpdate, clock(at))));
    });
    places
}

/// What the composer opens with when an update is made of a note; nothing is told.
pub(super) fn draft(
    site: &Site,
    who: &SignedIn,
    incident: IncidentId,
    note: Option<&str>,
) -> Option<views::Returned> {
    let note = NoteId::parse(note?)?;
    let state = site.line.published().state;
    let (of, known) = state.notes.note(note)?;
    let own = of == incident && state.sees(&who.actor(), incident);
    let words = known.words.as_str().to_owned();
    let typed = vec![("known".to_owned(), words)];
    own.then(|| views::Returned { typed, ..views::Returned::default() })
}

/// What the composer opens with when everyone is to be told what is suspected: which components,
/// how they fare, and what was seen of them; nothing is told.
pub(super) fn suspicion(
    site: &Site,
    who: &SignedIn,
    incident: IncidentId,
    component: &str,
) -> Option<views::Returned> {
    let published = site.line.published();
    let state = &published.state;
    let suspected = state.suspected(published.now());
    let key = ComponentKey::from(component);
    let (_, chosen) = suspected.iter().find(|(known, _)| *known == key)?;
    if !state.sees(&who.actor(), incident) {
        return None;
    }
    // What one incident is behind is told together.
    let behind = chosen.incident;
    let together = suspected.iter().filter(|(known, evidence)| {
        *known == key || behind.is_some() && evidence.incident == behind
    });
    let name = |key: &ComponentKey| {
        let known = state.components.get(key);
        known.map_or_else(|| key.to_string(), |known| known.profile.name.to_string())
    };
    let together: Vec<&ComponentKey> = together.map(|(known, _)| known).collect();
    let names: Vec<String> = together.iter().map(|key| name(key)).collect();
    let latest = state.updates.get(incident).and_then(updates::Board::latest);
    let known = latest.map_or("", |update| &update.overview.known);
    let mut typed = vec![
        ("known".to_owned(), known.to_owned()),
        ("public".to_owned(), "1".to_owned()),
        ("title".to_owned(), names.join(", ")),
        ("public_phase".to_owned(), "investigating".to_owned()),
    ];
    for key in together {
        typed.push(("part".to_owned(), key.to_string()));
        typed.push(("fares".to_owned(), "partial".to_owned()));
    }
    Some(views::Returned { typed, ..views::Returned::default() })
}

/// `POST /console/incidents/<number>/agreement`
pub async fn agree(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let published = room.site.line.published();
    let at = (&*published.state, published.now());
    let by = match began::ahead(at, &room.who.viewer.person, fields.get("agreed_at")) {
        Ok(by) => by,
        Err(problem) => return room.wrong(&fields, "agreed_at", problem),
    };
    let emergency = match fields.get("agreed_with") {
        "" => None,
        with => match EmergencyId::parse(with) {
            Some(emergency) => Some(emergency),
            None => return room.wrong(&fields, "agreed_at", "Choose who agreed."),
        },
    };
    let deed = room.deed(&fields);
    let command = updates::Command::Agree { incident, by, emergency };
    let content = [fields.get("agreed_at"), fields.get("agreed_with")];
    deed.done(Some("agreed_at"), "agreement", &content, command).await
}

/// What of an update is to stand beside its words. What the form does not have stays as it is.
fn aside(fields: &Fields, known: &Update) -> Result<Option<Aside>, Wrong> {
    let (lined, estimated) = (fields.has("for_colleagues"), fields.has("high_mins"));
    let stood = known.aside();
    let line = fields.given("for_colleagues").map(Arc::from);
    let for_colleagues = if lined { line } else { stood.for_colleagues };
    let estimate = if estimated { estimate::typed(fields)? } else { stood.estimate };
    Ok((lined || estimated).then_some(Aside { estimate, for_colleagues }))
}

/// `POST /console/incidents/<number>/correction`: what everyone was told is put right for everyone,
/// with its heading, and by that for the customers inside; the rest for them alone, and the line
/// for colleagues for these alone.
pub async fn correct(room: InRoom, fields: Fields) -> Response {
    let incident = room.incident;
    let state = room.site.line.published().state;
    let update = UpdateId::parse(fields.get("correct"));
    let board = state.updates.get(incident);
    let known = update.and_then(|update| board?.update(update));
    let Some(known) = known else {
        return room.told(&Problem::unknown("update"));
    };
    let update = known.id;
    let deed = room.deed(&fields);
    let aside = match aside(&fields, known) {
        Ok(aside) => aside,
        Err((field, problem)) => return room.wrong(&fields, field, problem),
    };
    // The line for colleagues has a form of its own.
    let only_line = fields.has("for_colleagues") && !fields.has("known");
    let overview = if only_line { known.overview.clone() } else { overview(&fields) };
    let told = state.bulletins.of(incident).and_then(|told| Some((told.id, told.entry(update)?)));
    let Some((bulletin, entry)) = told.filter(|_| !only_line) else {
        let takes_back = false;
        let command = updates::Command::Correct { incident, update, overview, takes_back, aside };
        let field = if only_line { "for_colleagues" } else { "known" };
        return deed.again(Some(field), command).await;
    };
    let titled = |title: &str| bulletins::Frame { title: title.into(), ..entry.frame() };
    let frame = fields.has("title").then(|| titled(fields.get("title")));
    let (reason, takes_back) = (fields.get("reason").into(), fields.has("takes_back"));
    let revised = Box::new(Revised { overview, frame, reason, takes_back });
    let command = bulletins::Command::Correct { bulletin, entry: update, revised };
    deed.again(Some("known"), command).await
}
