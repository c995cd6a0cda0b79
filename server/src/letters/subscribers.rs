//! Letters to subscribers: the link by which they confirm, and the words that they asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::State;
use domain::methods::Shown;
use domain::subscribers::{
    About, Addressee, Announcement, Broadcast, Class, Kind, Readership, Route, Stands, Subscriber,
    Work,
};
use domain::words::{
    AnnouncementId, Channel, ComponentKey, Condition, Language, Overview, Parts, Phase, Review,
    Severity, StatusPageKey, SubscriberId, Timestamp, TopicId,
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use views::plain;
use views::tongue::Tongue;

use super::Writer;
use crate::channels::{Action, Letter};
use crate::links::{Returned, Signer};

/// What a word to a subscriber is called.
pub(crate) const TOLD: &str = "status.told";

impl Writer {
    pub(super) fn subscription_url(&self, subscriber: SubscriberId) -> String {
        format!("{}/s/{}", self.public_url, self.key.subscriber(subscriber))
    }

    /// The words that somebody in a slice gets, as one letter; `None` when they have left, or when
    /// there is nothing left to say.
    #[must_use]
    pub fn told(&self, state: &State, to: &Addressee, now: Timestamp) -> Option<Told> {
        let known = state.subscribers.numbered(to.number).filter(|known| known.is_active())?;
        let reading = state.reading(known)?;
        let words = to.words.iter().filter_map(|number| state.subscribers.word(*number));
        // What was theirs when it was said may not be any more: they chose otherwise since, or
        // read less, or it is for fewer.
        let theirs = |word: &&Broadcast| known.profile.takes(&word.word, &reading);
        let (mut words, left_out): (Vec<&Broadcast>, Vec<&Broadcast>) = words.partition(theirs);
        words.sort_by_key(|word| word.number);
        let latest = words.last().copied()?;
        let language = known.profile.language;
        let tongue = Tongue::of(language);
        let channel = known.profile.route.channel();
        let shown = |word: &Broadcast| {
            as_shown(state, &word.word, channel).as_read(reading.class.as_ref()).into_owned()
        };
        let said: Vec<Announcement> = words.iter().map(|word| shown(word)).collect();
        let colleague = known.profile.colleague.is_some();
        let leave = self.subscription_url(known.id);
        // Mails are passed on: a link that opens what is not for everyone stands in none of them.
        let by_link = known.profile.through.is_some();
        let place = |said: &[Announcement]| match (colleague, said) {
            (false, _) if by_link => leave.clone(),
            (false, said) => told_at(state, &known.profile.page, said, &self.public_url),
            (true, [one]) => room_url(one, &self.public_url),
            (true, _) => format!("{}/console", self.public_url),
        };
        let url = place(&said);
        // From this a body of Statuspage's makes the address of each matter itself.
        let whole = match by_link {
            true => leave.clone(),
            false => page_url(state, &known.profile.page, &self.public_url),
        };
        let page = page_name(state, &known.profile.page, language);
        let mut lines = Vec::new();
        if to.replaces {
            lines.push(plain!(tongue, "told-replaces"));
        }
        let subject = match said.as_slice() {
            [one] => {
                lines.extend(paragraphs(state, &known.profile.wants.zone, one, tongue));
                subject(one, &page, tongue)
            }
            several => {
                for word in several {
                    lines.push(format!("## {}", headline(word, tongue)));
                    let zone = &known.profile.wants.zone;
                    lines.extend(paragraphs(state, zone, word, tongue));
                }
                plain!(tongue, "told-digest-subject", page = page.clone(), count = several.len())
            }
        };
        let (label, why) = match colleague {
            true => {
                let why = plain!(tongue, "told-colleague-why", page = page.clone());
                (plain!(tongue, "told-colleague-open"), why)
            }
            false => {
                let label = match by_link {
                    true => plain!(tongue, "told-known-open"),
                    false => plain!(tongue, "told-open"),
                };
                (label, plain!(tongue, "told-why", page = page.clone()))
            }
        };
        let open = Action { label, url: url.clone() };
        let mut tail = format!("{why}\n{leave}");
        if known.profile.route == Route::Email && !colleague {
            tail.push_str(&own_links(state, &known.profile.page));
        }
        lines.push(tail);
        let last = said.last()?;
        let ids: Vec<AnnouncementId> = words.iter().map(|word| word.id).collect();
        let delivery = self.key.word(known.id, &ids);
        let returns = Returned::Word { subscriber: known.id, word: latest.number };
        let letter = Letter {
            delivery,
            attempt: u32::from(to.attempts) + 1,
            to: known.address.as_str().to_owned(),
            kind: TOLD,
            language,
            organisation: state.organisation.settings.name.to_string(),
            subject,
            lines,
            action: Some(open),
            asks: None,
            joins: None,
            at: now,
            leave: Some(format!("{leave}/leave")),
            returns: Some(self.key.return_tag(returns)),
            data: match known.profile.route {
                Route::Statuspage => {
                    let ways = (whole.as_str(), leave.as_str());
                    let topic = latest.word.topic;
                    let sight = state.sight_of_subscriber(known)?;
                    let read = (&known.profile.page, language);
                    let body = crate::status::webhook(state, &sight, read, topic, ways, now);
                    // Of what the page no longer shows, our own shape says as much as is known.
                    body.unwrap_or_else(|| data(state, (latest.id, language), last, &url))
                }
                _ => data(state, (latest.id, language), last, &url),
            },
        };
        let besides = match known.profile.route {
            Route::Statuspage => {
                self.besides(state, known, &words, (&letter, whole.as_str(), leave.as_str()))
            }
            // A program reads one body at a time: what the others are about is posted beside it.
            Route::Webhook => {
                let of_each: BTreeMap<TopicId, (&Broadcast, &Announcement)> = words
                    .iter()
                    .zip(&said)
                    .map(|(word, said)| (word.word.topic, (*word, said)))
                    .collect();
                let others = of_each.into_values().filter(|(word, _)| word.number != latest.number);
                let others = others.map(|(word, said)| Letter {
                    delivery: self.key.word(known.id, &[word.id]),
                    data: {
                        let url = place(std::slice::from_ref(said));
                        data(state, (word.id, language), said, &url)
                    },
                    ..letter.clone()
                });
                vec![others.collect()]
            }
            _ => Vec::new(),
        };
        let (route, signer) = (known.profile.route, known.into());
        let left_out = left_out.iter().map(|word| word.number).collect();
        Some(Told { route, signer, letter, besides, left_out })
    }

    /// What a program that was written for Statuspage is posted beside the latest word, one event
    /// in each: what the other words are about, and which components fare differently. What is
    /// said of one component is posted one after the other.
    fn besides(
        &self,
        state: &State,
        known: &Subscriber,
        words: &[&Broadcast],
        (letter, url, leave): (&Letter, &str, &str),
    ) -> Vec<Vec<Letter>> {
        let (ways, now, language) = ((url, leave), letter.at, letter.language);
        let Some(sight) = state.sight_of_subscriber(known) else { return Vec::new() };
        let post = |delivery, data| Letter { delivery, data, ..letter.clone() };
        // Of several words about the same only the last one: its body holds them all.
        let of_each: BTreeMap<TopicId, &Broadcast> =
            words.iter().map(|word| (word.word.topic, *word)).collect();
        let latest = words.last().map(|word| word.number);
        let others = of_each.values().filter(|word| Some(word.number) != latest);
        let others = others.filter_map(|word| {
            let (topic, read) = (word.word.topic, (&known.profile.page, language));
            let data = crate::status::webhook(state, &sight, read, topic, ways, now)?;
            Some(post(self.key.word(known.id, &[word.id]), data))
        });
        let mut rounds: Vec<Vec<Letter>> = vec![others.collect()];
        let mut posted: BTreeMap<&ComponentKey, usize> = BTreeMap::new();
        for (pending, data) in crate::status::turned(state, known, ways, now) {
            let component = &pending.turn.component;
            let round = posted.entry(component).or_default();
            if *round == rounds.len() {
                rounds.push(Vec::new());
            }
            let slice = AnnouncementId(u128::from(pending.slice));
            let delivery = self.key.turned(self.key.word(known.id, &[slice]), component);
            rounds[*round].push(post(delivery, data));
            *round += 1;
        }
        rounds
    }
}

/// Stands where a word's id will, before it is said.
const NOT_YET: AnnouncementId = AnnouncementId(0);

/// A word as somebody who subscribes to a page would get it, before it is said.
pub(crate) struct Sample {
    /// The subject of the mail; it stands in the text message as well.
    pub subject: String,
    /// The paragraphs of the mail.
    pub lines: Vec<String>,
    /// Where both lead.
    pub url: String,
    /// What the way there is called in a chat.
    pub label: String,
    /// The word for programs; it has no id of its own yet.
    pub data: Value,
}

/// What those would get who subscribe to that page, read that language and belong to that class of
/// readers; nothing, where there is no such page.
pub(crate) fn sample(
    state: &State,
    word: &Announcement,
    (page, language, class): (&StatusPageKey, Language, Option<&Class>),
    public_url: &str,
) -> Option<Sample> {
    let word = &*word.as_read(class);
    let zone = &state.status_pages.get(page)?.profile.zone;
    let tongue = Tongue::of(language);
    let (url, label) = match class {
        None => (
            told_at(state, page, std::slice::from_ref(word), public_url),
            plain!(tongue, "told-open"),
        ),
        // Whoever reads more than everyone is sent to what they chose, and never to the page.
        Some(_) => (format!("{public_url}/s/…"), plain!(tongue, "told-known-open")),
    };
    Some(Sample {
        subject: subject(word, &page_name(state, page, language), tongue),
        lines: paragraphs(state, zone, word, tongue),
        label,
        data: data(state, (NOT_YET, tongue.language()), word, &url),
        url,
    })
}

/// What colleagues would get over a channel, in their language.
pub(crate) fn sample_for_colleagues(
    state: &State,
    word: &Announcement,
    (channel, language): (Channel, Language),
    public_url: &str,
) -> Sample {
    let settings = &state.organisation.settings;
    let tongue = Tongue::of(language);
    let word = as_shown(state, word, channel);
    let url = room_url(&word, public_url);
    Sample {
        subject: subject(&word, &settings.name, tongue),
        lines: paragraphs(state, &settings.zone, &word, tongue),
        label: plain!(tongue, "told-colleague-open"),
        data: data(state, (NOT_YET, tongue.language()), &word, &url),
        url,
    }
}

/// What of a word may stand in a message over a channel. What everyone may read stands in all of
/// them; of what is said inside, as much as may be shown of the customers whose incident it is.
fn as_shown<'a>(state: &State, word: &'a Announcement, channel: Channel) -> Cow<'a, Announcement> {
    let Some(inside) = word.inside() else { return state.as_it_stands(word) };
    if state.may_show(channel, inside.incident) > Shown::Nothing {
        return Cow::Borrowed(word);
    }
    let mut bare = word.clone();
    bare.heading = format!("#{}", word.number.unwrap_or_default()).into();
    bare.overview = Overview::default();
    if let About::Inside(inside) = &mut bare.about {
        inside.line = None;
    }
    Cow::Owned(bare)
}

fn room_url(word: &Announcement, public_url: &str) -> String {
    match word.number {
        Some(number) => format!("{public_url}/console/incidents/{number}"),
        None => format!("{public_url}/console"),
    }
}

/// A letter to a subscriber, and the way that it takes.
pub struct Told {
    /// Over which way.
    pub route: Route,
    /// Whose secret signs it, where it is signed.
    pub signer: Signer,
    /// What.
    pub letter: Letter,
    /// What is posted beside it, each under a number of its own, once it was taken; one round
    /// after the other.
    pub besides: Vec<Vec<Letter>>,
    /// Words that are not for them any more, by their numbers.
    pub left_out: Vec<u32>,
}

/// What a page is called in a language.
pub(super) fn page_name(state: &State, page: &StatusPageKey, language: Language) -> String {
    let page = state.status_pages.get(page);
    let us = state.organisation.settings.name.as_str();
    page.map_or(us, |page| page.profile.name_in(language).words).to_owned()
}

fn page_url(state: &State, page: &StatusPageKey, public_url: &str) -> String {
    views::status::address(state, public_url, "", page)
}

/// The vendor's own addresses at the foot of a page, each on a line.
fn own_links(state: &State, page: &StatusPageKey) -> String {
    let links = state.status_pages.get(page).map(|known| known.profile.links.iter());
    let lines = links.into_iter().flatten().map(|link| {
        let address = link.address.strip_prefix("mailto:").unwrap_or(&link.address);
        format!("\n{}: {address}", link.label)
    });
    lines.collect()
}

/// Where readers find what words are about: alone, where all of them are about the same.
fn told_at(state: &State, page: &StatusPageKey, said: &[Announcement], public_url: &str) -> String {
    let url = page_url(state, page, public_url);
    let topic = said.first().map(|one| one.topic);
    let topic = topic.filter(|topic| said.iter().all(|one| one.topic == *topic));
    let matter = topic.and_then(|topic| state.matter_of(topic));
    matter.map_or_else(|| url.clone(), |matter| views::status::address_of(&url, matter))
}

fn phase(phase: Phase, tongue: &Tongue) -> String {
    match phase {
        Phase::Investigating => plain!(tongue, "status-phase-investigating"),
        Phase::Identified => plain!(tongue, "status-phase-identified"),
        Phase::Monitoring => plain!(tongue, "status-phase-monitoring"),
        Phase::Resolved => plain!(tongue, "status-phase-resolved"),
    }
}

fn condition(condition: Condition, tongue: &Tongue) -> String {
    match condition {
        Condition::Operational => plain!(tongue, "status-condition-operational"),
        Condition::Maintenance => plain!(tongue, "status-condition-maintenance"),
        Condition::Degraded => plain!(tongue, "status-condition-degraded"),
        Condition::Partial => plain!(tongue, "status-condition-partial"),
        Condition::Major => plain!(tongue, "status-condition-major"),
    }
}

/// How far what a word is about has got, or that this is said in hindsight.
fn stands(word: &Announcement, tongue: &Tongue) -> String {
    match &word.about {
        About::Work(work) => views::status::stage_words(tongue, work.stage),
        About::Review(_) => plain!(tongue, "review-title"),
        About::Notice(_) => plain!(tongue, "told-notice"),
        About::Fault if word.kind == Kind::Mistaken => plain!(tongue, "told-mistaken"),
        About::Fault | About::Inside(_) => phase(word.phase, tongue),
    }
}

/// The heading, in the reader's language where it is written in it.
fn heading<'a>(word: &'a Announcement, tongue: &Tongue) -> &'a str {
    word.overview.title(tongue.language()).unwrap_or(&word.heading)
}

fn headline(word: &Announcement, tongue: &Tongue) -> String {
    format!("{}: {}", heading(word, tongue), stands(word, tongue))
}

fn subject(word: &Announcement, page: &str, tongue: &Tongue) -> String {
    let heading = heading(word, tongue).to_owned();
    let phase = stands(word, tongue);
    plain!(tongue, "told-subject", page = page, heading = heading, phase = phase)
}

/// What a word says, a paragraph each.
fn paragraphs(state: &State, zone: &str, said: &Announcement, tongue: &Tongue) -> Vec<String> {
    match &said.about {
        About::Work(work) => planned(state, zone, said, work, tongue),
        About::Review(review) => in_hindsight(review, tongue),
        About::Notice(stands) => announced(zone, said, *stands, tongue),
        About::Fault | About::Inside(_) => of_a_fault(state, zone, said, tongue),
    }
}

fn in_hindsight(review: &Review, tongue: &Tongue) -> Vec<String> {
    let [happened, cause, change] = review.spoken(tongue.language());
    let parts = [
        (plain!(tongue, "review-happened"), happened),
        (plain!(tongue, "review-cause"), cause),
        (plain!(tongue, "review-change"), change),
    ];
    let said = parts.into_iter().filter(|(_, part)| !part.words.is_empty());
    let said = said.map(|(label, part)| format!("{label}\n{}", part.words));
    std::iter::once(plain!(tongue, "review-title")).chain(said).collect()
}

/// What a notice says, and until when it stands on the page.
fn announced(zone: &str, said: &Announcement, stands: Stands, tongue: &Tongue) -> Vec<String> {
    let until = plain!(tongue, "told-notice-until", time = local(zone, stands.until));
    vec![said.overview.spoken(tongue.language()).known.words.to_owned(), until]
}

fn of_a_fault(state: &State, zone: &str, said: &Announcement, tongue: &Tongue) -> Vec<String> {
    let mut lines = Vec::new();
    if said.kind == Kind::Mistaken {
        // Why is said in the language that it was written in.
        return vec![plain!(tongue, "told-mistaken-why"), said.overview.known.to_string()];
    }
    if said.kind == Kind::Corrected {
        lines.push(plain!(tongue, "told-corrected"));
    }
    lines.push(phase(said.phase, tongue));
    if let Some(inside) = said.inside() {
        let severity = match inside.severity {
            Severity::Critical => "critical",
            Severity::High => "high",
            Severity::Low => "low",
        };
        let number = said.number.unwrap_or_default();
        lines.push(plain!(tongue, "told-colleague-about", number = number, severity = severity));
        if let Some(line) = &inside.line {
            lines.push(format!("{}\n{line}", plain!(tongue, "told-colleague-line")));
        }
    }
    if said.overview.known.is_empty() && said.phase == Phase::Resolved {
        lines.push(match said.inside() {
            Some(_) => plain!(tongue, "told-colleague-over"),
            None => plain!(tongue, "status-over-by-itself"),
        });
    }
    let fares = said.affected.iter().filter_map(|one| {
        let component = state.components.get(&one.component)?;
        let name = component.profile.name_in(tongue.language()).words;
        Some(format!("{name}: {}", condition(one.condition, tongue)))
    });
    let fares: Vec<String> = fares.collect();
    if !fares.is_empty() {
        lines.push(fares.join("\n"));
    }
    let Parts { known, impact, workaround, next } = said.overview.spoken(tongue.language());
    let parts = [known, impact, workaround, next].map(|part| part.words);
    lines.extend(parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    if let Some(by) = said.next_by {
        lines.push(plain!(tongue, "told-next", time = local(zone, by)));
    }
    if let Some(expected) = &said.expected {
        lines.push(views::status::expected_words(tongue, expected, &|at| local(zone, at)));
    }
    lines
}

/// What a word about planned maintenance says, a paragraph each.
fn planned(
    state: &State,
    zone: &str,
    said: &Announcement,
    work: &Work,
    tongue: &Tongue,
) -> Vec<String> {
    let title = plain!(tongue, "status-maintenance");
    let time = |at| local(zone, at);
    let own =
        views::status::own_words(tongue, work.said, (work.before, work.stage), work.from, &time);
    let mut lines = vec![
        format!("{title}: {}", views::status::stage_words(tongue, work.stage)),
        format!("{} – {}", time(work.from), time(work.until)),
    ];
    let named = said.affected.iter().filter_map(|one| state.components.get(&one.component));
    let named = named.map(|component| component.profile.name_in(tongue.language()).words);
    let named: Vec<&str> = named.collect();
    if !named.is_empty() {
        lines.push(format!("{}: {}", plain!(tongue, "status-affected"), named.join(", ")));
    }
    let told = said.overview.spoken(tongue.language());
    let parts = [own.as_str(), told.known.words, told.impact.words];
    lines.extend(parts.into_iter().filter(|part| !part.is_empty()).map(str::to_owned));
    lines
}

/// An instant as the clock on the subscriber's wall shows it.
fn local(zone: &str, at: Timestamp) -> String {
    let zone = crate::zones().get(zone).unwrap_or(TimeZone::UTC);
    let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.to_zoned(zone).strftime("%Y-%m-%d %H:%M %Z").to_string()
}

/// The word for programs.
fn data(
    state: &State,
    (id, language): (AnnouncementId, Language),
    said: &Announcement,
    url: &str,
) -> Value {
    let told = said.overview.spoken(language);
    let components = said.affected.iter().map(|one| {
        let known = state.components.get(&one.component);
        let name = known.map(|known| known.profile.name_in(language).words);
        let name = name.unwrap_or(one.component.as_str());
        json!({ "key": one.component.as_str(), "name": name, "condition": one.condition })
    });
    let mut data = json!({
        "id": id.to_string(),
        "topic": said.topic.to_string(),
        "number": said.number,
        "kind": said.kind,
        "heading": heading(said, Tongue::of(language)),
        "phase": null,
        "maintenance": null,
        "notice": null,
        "components": components.collect::<Vec<_>>(),
        "known": told.known.words,
        "impact": told.impact.words,
        "workaround": told.workaround.words,
        "next": told.next.words,
        "review": null,
        "next_by": said.next_by.map(views::times::iso),
        "estimate": said.expected.as_ref().map(|expected| json!({
            "from": views::times::iso(expected.from),
            "until": views::times::iso(expected.until),
            "likely_of_ten": expected.likely_of_ten,
            "depends_on": expected.depends_on.as_str(),
        })),
        "since": views::times::iso(said.since),
        "url": url,
    });
    let time = views::times::iso;
    match &said.about {
        About::Fault => data["phase"] = json!(said.phase),
        About::Review(review) => {
            data["phase"] = json!(said.phase);
            let [happened, cause, change] = review.spoken(language).map(|part| part.words);
            data["review"] = json!({ "happened": happened, "cause": cause, "change": change });
        }
        About::Work(work) => {
            let (from, until) = (time(work.from), time(work.until));
            data["maintenance"] =
                json!({ "stage": work.stage.name(), "from": from, "until": until });
        }
        About::Notice(stands) => {
            data["notice"] = json!({ "from": time(stands.from), "until": time(stands.until) });
        }
        About::Inside(inside) => {
            data["phase"] = json!(said.phase);
            data["incident"] = json!(inside.incident.to_string());
            data["severity"] = json!(inside.severity);
            data["for_colleagues"] = json!(inside.line);
        }
    }
    data
}
