//! What of the organisation's own writing can be found: what was published, planned and announced,
//! what helps callers meanwhile, what is defined, and why somebody did something.

use domain::words::{
    BulletinId, EmergencyId, FollowUpId, IncidentId, Overview, PersonKey, Personal, Review,
    ReviewTranslation, Translation, UpdateId,
};
use domain::{
    access, announcements, approvals, bulletins, cards, components, crew, feedback, follow_ups,
    incidents, maintenance, oncall, paging, proof, restrictions, templates,
};

use super::documents::{Change, Kind, add, words};

/// Nobody's and nothing's in particular: it belongs to the organisation.
const OF_ALL: (Option<EmergencyId>, Option<IncidentId>) = (None, None);

fn by(person: &PersonKey) -> String {
    format!("person/{person}")
}

/// The parts of an update, one after the other, in every language that it is written in.
pub(super) fn parts(overview: &Overview) -> String {
    let first = [&overview.known, &overview.impact, &overview.workaround, &overview.next];
    in_each(&first.map(|part| &**part), &overview.translations)
}

/// The parts of something, one after the other, in every language that it is written in.
fn in_each(first: &[&str], translations: &[Translation]) -> String {
    let others = translations.iter();
    let others =
        others.flat_map(|known| std::iter::once(known.title.as_str()).chain(known.parts()));
    let parts = first.iter().copied().chain(others);
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// The parts of a review, one after the other.
fn in_hindsight(review: &Review) -> String {
    let parts = [&review.happened, &review.cause, &review.change];
    let others = review.translations.iter().flat_map(ReviewTranslation::parts);
    let parts = parts.into_iter().map(AsRef::as_ref).chain(others);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Public text that waits for an objection, or waited; and what was objected.
pub(super) fn of_approvals(event: &approvals::Event) -> Vec<Change> {
    use approvals::Event as E;
    match event {
        E::Held { approval, incident, author, words, .. } => {
            let said = match &words.review {
                Some(review) => in_hindsight(&review.said),
                None => parts(&words.overview),
            };
            let text = format!("{} · {said}", words.public.title);
            let name = Some(format!("approval/{approval}"));
            let about = words.subject.is_none().then_some(*incident);
            vec![add(Kind::Approval, name, (None, about), by(author), text)]
        }
        // What was taken back is found no more.
        E::TakenBack { of, titled, .. } => {
            let gone = of.iter().chain(titled);
            gone.map(|approval| Change::Remove(format!("approval/{approval}"))).collect()
        }
        _ => Vec::new(),
    }
}

/// What customers were written the day after, and why nobody wrote to them.
pub(super) fn of_follow_ups(event: &follow_ups::Event) -> Vec<Change> {
    use follow_ups::Event as E;
    let found = |follow_up: &FollowUpId, person: &PersonKey, text: String| {
        let name = Some(format!("follow-up/{follow_up}"));
        vec![add(Kind::FollowUp, name, OF_ALL, by(person), text)]
    };
    match event {
        E::Written { follow_up, by: person, subject, copies } => {
            let text = copies.iter().find_map(|copy| words(&copy.text));
            let text = text.map_or_else(String::new, |text| format!(" · {text}"));
            found(follow_up, person, format!("{subject}{text}"))
        }
        E::Waived { follow_up, by: person, reason } => found(follow_up, person, reason.to_string()),
        _ => Vec::new(),
    }
}

/// What status pages said. The heading is found apart, since it goes on while words are added, and
/// each word by itself, so that what is taken back of one is found no more.
pub(super) fn of_bulletins(event: &bulletins::Event) -> Vec<Change> {
    use bulletins::Event as E;
    match event {
        E::Told { bulletin, incident, entry, author, overview, public, .. } => {
            let of = (bulletin, Some(*incident));
            let who = author.as_ref().map(by).unwrap_or_default();
            let said = word(of, entry, who, overview);
            // What Mayday says by itself has no words of its own.
            let said = Some(said).filter(|_| !overview.known.is_empty());
            [heading(of, &public.title)].into_iter().chain(said).collect()
        }
        E::ToldAfterwards { bulletin, entry, said, by: author, .. } => {
            let of = (bulletin, None);
            vec![heading(of, &said.public.title), word(of, entry, by(author), &said.overview)]
        }
        E::Corrected { bulletin, incident, entry, overview, by: author, titled, .. } => {
            let of = (bulletin, Some(*incident));
            // Rows of long ago do not say whether the heading became another; what was taken back
            // of it then is found no more.
            let (E::Corrected { frame, takes_back, .. }, titled) = (event, titled.as_ref()) else {
                return Vec::new();
            };
            let left = frame.as_ref().filter(|_| *takes_back).map(|frame| &frame.title);
            let titled = titled.or(left).into_iter().map(|title| heading(of, title));
            titled.chain([word(of, entry, by(author), overview)]).collect()
        }
        E::Reviewed { bulletin, incident, review, by: author, .. } => {
            vec![look_back((bulletin, Some(*incident)), by(author), in_hindsight(review))]
        }
        E::Continued { told, incident, .. } => {
            let of = (&told.bulletin, Some(*incident));
            let words = told.words.iter();
            let words = words.map(|known| word(of, &known.entry, String::new(), &known.overview));
            [heading(of, &told.title)].into_iter().chain(words).collect()
        }
        E::Imported { told, .. } => {
            let of = (&told.bulletin, None);
            let words = told.words.iter();
            let words = words.map(|known| word(of, &known.entry, String::new(), &known.overview));
            let review = told.review.iter();
            let review = review.map(|known| look_back(of, String::new(), known.text.to_string()));
            [heading(of, &told.title)].into_iter().chain(words).chain(review).collect()
        }
        _ => Vec::new(),
    }
}

/// A bulletin, and the incident behind it, where it is one of ours.
type Of<'a> = (&'a BulletinId, Option<IncidentId>);

fn heading((bulletin, incident): Of<'_>, title: &str) -> Change {
    let (name, of) = (format!("bulletin/{bulletin}"), (None, incident));
    add(Kind::Bulletin, Some(name), of, String::new(), title.to_owned())
}

fn word((bulletin, incident): Of<'_>, entry: &UpdateId, who: String, said: &Overview) -> Change {
    let (name, of) = (format!("bulletin/{bulletin}/{entry}"), (None, incident));
    add(Kind::Bulletin, Some(name), of, who, parts(said))
}

fn look_back((bulletin, incident): Of<'_>, who: String, text: String) -> Change {
    let (name, of) = (format!("bulletin/{bulletin}/review"), (None, incident));
    add(Kind::Bulletin, Some(name), of, who, text)
}

/// What is planned, and what was said about it.
pub(super) fn of_maintenance(event: &maintenance::Event) -> Vec<Change> {
    use maintenance::Event as E;
    let said = |maintenance: &_, entry: &_, who: String, text: String| {
        let name = format!("maintenance/{maintenance}/{entry}");
        let change = || add(Kind::Maintenance, Some(name), OF_ALL, who, text.clone());
        Vec::from_iter((!text.is_empty()).then(change))
    };
    match event {
        // What was written and is not out is found by its approval.
        E::Planned { plan, .. } | E::Changed { plan, .. } if plan.is_unspoken() => Vec::new(),
        E::Planned { maintenance, plan, .. } | E::Changed { maintenance, plan, .. } => {
            let text = in_each(&[&plan.title, &plan.impact], &plan.translations);
            let name = format!("maintenance/{maintenance}");
            vec![add(Kind::Maintenance, Some(name), OF_ALL, by(&plan.owner), text)]
        }
        E::Imported { told, .. } => {
            let all = [&*told.plan.title, &told.plan.impact];
            let all: Vec<&str> = all.into_iter().filter(|text| !text.is_empty()).collect();
            let name = format!("maintenance/{}", told.maintenance);
            let who = by(&told.plan.owner);
            let plan = add(Kind::Maintenance, Some(name), OF_ALL, who.clone(), all.join(" · "));
            let words = told.words.iter().flat_map(|word| {
                said(&told.maintenance, &word.entry, who.clone(), word.words.to_string())
            });
            [plan].into_iter().chain(words).collect()
        }
        E::Said { maintenance, entry, by: person, words, translations, .. } => {
            let who = person.as_ref().map(by).unwrap_or_default();
            said(maintenance, entry, who, in_each(&[words], translations))
        }
        E::Extended { maintenance, entry, reason, translations, by: person, .. } => {
            said(maintenance, entry, by(person), in_each(&[reason], translations))
        }
        // What was taken back is found no more.
        E::TakenBack { maintenance, entry, words, translations, by: person } => {
            let left = said(maintenance, entry, by(person), in_each(&[words], translations));
            let name = format!("maintenance/{maintenance}/{entry}");
            if left.is_empty() { vec![Change::Remove(name)] } else { left }
        }
        E::RoutineTakenBack { routine, words, by: person, .. } => {
            let first = [words.title.as_str(), &words.impact, routine.as_str()];
            let text = in_each(&first, &words.translations);
            let name = format!("routine/{routine}");
            vec![add(Kind::Maintenance, Some(name), OF_ALL, by(person), text)]
        }
        E::RoutinePut { profile, .. } if profile.title.is_empty() => Vec::new(),
        E::RoutinePut { routine, profile, .. } => {
            let first = [profile.title.as_str(), &profile.impact, routine.as_str()];
            let text = in_each(&first, &profile.translations);
            let name = format!("routine/{routine}");
            vec![add(Kind::Maintenance, Some(name), OF_ALL, by(&profile.owner), text)]
        }
        E::RoutineRemoved { routine } => vec![Change::Remove(format!("routine/{routine}"))],
        _ => Vec::new(),
    }
}

/// What is announced on status pages.
pub(super) fn of_announcements(event: &announcements::Event) -> Vec<Change> {
    use announcements::Event as E;
    match event {
        E::Posted { announcement, notice, by: person, .. }
        | E::Changed { announcement, notice, by: person, .. } => {
            let text = in_each(&[&notice.title, &notice.text], &notice.translations);
            let name = format!("announcement/{announcement}");
            vec![add(Kind::Announcement, Some(name), OF_ALL, by(person), text)]
        }
        _ => Vec::new(),
    }
}

/// What callers can try meanwhile.
pub(super) fn of_cards(event: &cards::Event) -> Vec<Change> {
    use cards::Event as E;
    match event {
        E::Put { card, profile } => {
            let text = |text: &cards::Text| {
                let steps = text.steps.iter().map(ToString::to_string);
                std::iter::once(text.title.to_string()).chain(steps).collect::<Vec<_>>()
            };
            let all: Vec<String> = profile.texts.iter().flat_map(text).collect();
            let title = profile.texts.first().map(|text| text.title.to_string());
            vec![defined(Kind::Card, "card", card, title.unwrap_or_default(), &all)]
        }
        // One that was taken out comes back as it was: it stays, and is shown while it is there.
        _ => Vec::new(),
    }
}

/// What updates are written from.
pub(super) fn of_templates(event: &templates::Event) -> Vec<Change> {
    use templates::Event as E;
    match event {
        E::Put { template, profile } => {
            let text = |text: &templates::Text| [text.title.to_string(), parts(&text.overview)];
            let all: Vec<String> = profile.texts.iter().flat_map(text).collect();
            vec![defined(Kind::Template, "template", template, profile.name.to_string(), &all)]
        }
        E::Removed { template } => vec![Change::Remove(format!("template/{template}"))],
    }
}

/// Something with a key, by its name, its key and the rest of its words.
fn defined(
    kind: Kind,
    noun: &str,
    key: &impl std::fmt::Display,
    called: String,
    rest: &[String],
) -> Change {
    let key = key.to_string();
    let name = format!("{noun}/{key}");
    let first = [called.clone(), key];
    let all = first.iter().chain(rest).filter(|part| !part.is_empty());
    let text: Vec<&str> = all.map(String::as_str).collect();
    add(kind, Some(name), OF_ALL, called, text.join(" · "))
}

fn definition(noun: &str, key: &impl std::fmt::Display, called: &str) -> Vec<Change> {
    vec![defined(Kind::Definition, noun, key, called.to_owned(), &[])]
}

fn gone(noun: &str, key: &impl std::fmt::Display) -> Vec<Change> {
    vec![Change::Remove(format!("{noun}/{key}"))]
}

pub(super) fn of_teams(event: &access::Event) -> Vec<Change> {
    match event {
        access::Event::TeamPut { team, profile } => definition("team", team, &profile.name),
        access::Event::TeamRemoved { team } => gone("team", team),
        _ => Vec::new(),
    }
}

pub(super) fn of_services(event: &incidents::Event) -> Vec<Change> {
    match event {
        incidents::Event::ServicePut { service, profile } => {
            definition("service", service, &profile.name)
        }
        incidents::Event::ServiceRemoved { service } => gone("service", service),
        _ => Vec::new(),
    }
}

pub(super) fn of_schedules(event: &oncall::Event) -> Vec<Change> {
    match event {
        oncall::Event::SchedulePut { key, schedule } => definition("schedule", key, &schedule.name),
        oncall::Event::ScheduleRemoved { key } => gone("schedule", key),
        _ => Vec::new(),
    }
}

pub(super) fn of_components(event: &components::Event) -> Vec<Change> {
    match event {
        components::Event::Put { component, profile } => {
            let names = profile.translations.iter().map(|known| known.title.to_string());
            let about = [in_each(&[&profile.about], &profile.translations)];
            let about: Vec<String> = names.chain(about).collect();
            let called = profile.name.to_string();
            vec![defined(Kind::Definition, "component", component, called, &about)]
        }
        components::Event::Removed { component } => gone("component", component),
    }
}

/// Policies, and why something was left alone for a while.
pub(super) fn of_paging(event: &paging::Event) -> Vec<Change> {
    use paging::Event as E;
    match event {
        E::PolicyPut { policy, definition: known } => definition("policy", policy, &known.name),
        E::PolicyRemoved { policy } => gone("policy", policy),
        E::Snoozed { incident, by: person, because, .. } => {
            reason((None, Some(*incident)), person, because)
        }
        _ => Vec::new(),
    }
}

/// Why somebody did something, in their words.
fn reason(
    of: (Option<EmergencyId>, Option<IncidentId>),
    person: &PersonKey,
    because: &Personal,
) -> Vec<Change> {
    let found = words(because).map(|text| add(Kind::Reason, None, of, by(person), text.to_owned()));
    Vec::from_iter(found)
}

/// What colleagues asked of each other, and why somebody took over or could not.
pub(super) fn of_crew(event: &crew::Event) -> Vec<Change> {
    use crew::Event as E;
    match event {
        E::Asked { incident, request, by: person, words: Some(brief), .. } => {
            let Some(text) = words(brief) else { return Vec::new() };
            let (name, of) = (format!("request/{request}"), (None, Some(*incident)));
            vec![add(Kind::Brief, Some(name), of, by(person), text.to_owned())]
        }
        E::Declined { incident, person, reason: Some(because), .. }
        | E::TookOver { incident, person, reason: because } => {
            reason((None, Some(*incident)), person, because)
        }
        _ => Vec::new(),
    }
}

pub(super) fn of_restrictions(event: &restrictions::Event) -> Vec<Change> {
    match event {
        restrictions::Event::Restricted { incident, by: person, reason: because, .. } => {
            reason((None, Some(*incident)), person, because)
        }
        _ => Vec::new(),
    }
}

/// Why glass was broken, and what was noted with an act.
pub(super) fn of_proof(event: &proof::Event) -> Vec<Change> {
    use proof::Event as E;
    match event {
        E::GlassBroken { emergency, by: person, reason: because, .. } => {
            reason((Some(*emergency), None), person, because)
        }
        E::Entered { incident, by: person, reason: because, .. } => {
            reason((None, Some(*incident)), person, because)
        }
        _ => Vec::new(),
    }
}

/// What callers said about the help. What they say last counts.
pub(super) fn of_feedback(event: &feedback::Event) -> Vec<Change> {
    let feedback::Event::Given { emergency, participant, words: said, .. } = event;
    let name = format!("feedback/{emergency}/{participant}");
    match said.as_ref().and_then(words) {
        Some(text) => {
            let of = (Some(*emergency), None);
            vec![add(Kind::Feedback, Some(name), of, String::new(), text.to_owned())]
        }
        None => vec![Change::Remove(name)],
    }
}
