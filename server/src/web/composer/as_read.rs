//! An update before it leaves, as each of those would read it who are told: callers, readers of the
//! page, subscribers in their languages and over their ways, colleagues.

use std::collections::BTreeSet;

use domain::bulletins;
use domain::readers::ReadersSight;
use domain::subscribers::{Announcement, ReadBy, Route};
use domain::updates::{Estimate, Overview};
use domain::words::{
    Actor, Channel, CommandId, IncidentId, Language, NodeId, Public, StatusPageKey, Timestamp,
    TopicId, UpdateId,
};
use domain::{Event, Moment, State};
use views::room::preview::{Chat, Posts, Preview, Reading, Told};

use super::{Site, Written};
use crate::channels::posts;
use crate::channels::telephone::text::{self, MESSAGE_LEN_MAX};
use crate::letters::Sample;

/// Most readings that are shown: a page for each language is five, and few vendors have more pages
/// than fingers. The others read the same words.
const READINGS_MAX: usize = 20;

/// What each reader would get.
pub(super) fn before(site: &Site, incident: IncidentId, written: Written) -> Preview {
    let Written { overview, next_by, estimate, public, for_colleagues } = written;
    let (overview, estimate) = (overview.tidied(), estimate.map(Estimate::tidied));
    let published = site.line.published();
    let (state, now) = (&published.state, published.now());
    let url = site.public_url.trim_end_matches('/');
    let told = public.as_ref().and_then(|public| {
        let (word, counts) =
            state.would_tell(incident, &overview, public, (next_by, estimate.as_ref()), now);
        // What is only for some readers concerns nobody, whatever they asked for.
        let read = match counts.is_empty() {
            true => ReadBy::new(),
            false => state.subscribers.read_by(&word, &**state),
        };
        let read =
            or_nobody(read, || Some((word.audience.pages.first()?.clone(), state.written_in())));
        let then = as_told(state, (incident, now), (&overview, estimate.as_ref()), public, next_by);
        let then = then.as_ref().map(|(state, topic)| (state, *topic));
        let readings =
            read.iter().take(READINGS_MAX).filter_map(|((page, language, class), routes)| {
                let reading = (page, *language, class.as_ref());
                let sample = crate::letters::sample(state, &word, reading, url)?;
                let posted = routes.contains(&Route::Statuspage) && class.is_none();
                let statuspage = then.filter(|_| posted);
                let statuspage = statuspage.and_then(|(then, topic)| {
                    let ways = (sample.url.as_str(), "…");
                    let (sight, read) = (ReadersSight::public(), (page, *language));
                    let body = crate::status::webhook(then, &sight, read, topic, ways, now)?;
                    Some(format!("{body:#}"))
                });
                let name = &state.status_pages.get(page)?.profile.name;
                let name = match class {
                    None => name.to_string(),
                    Some(_) => format!("{name}, as some read it by a link"),
                };
                let posts = Posts { statuspage, ..as_posted(routes, &sample, now) };
                Some(Reading { page: Some(name), posts, ..as_sent(&sample, *language) })
            });
        let readings: Vec<Reading> = readings.collect();
        (!readings.is_empty()).then_some(Told { counts, readings })
    });
    let line = for_colleagues.as_ref();
    let inside = state.would_tell_colleagues(incident, &overview, public.as_ref(), line, next_by);
    let colleagues = inside.map(|(word, counts)| {
        let spoken = state.organisation.settings.spoken(None);
        let read = state.subscribers.read_by(&word, &**state);
        let read = or_nobody(read, || Some((StatusPageKey::from(""), spoken)));
        let readings = read.iter().take(READINGS_MAX);
        let readings = readings.map(|((_, language, _), routes)| {
            to_colleagues(state, &word, (*language, routes), (url, now))
        });
        Told { counts, readings: readings.collect() }
    });
    Preview { overview, estimate, next_by, public, for_colleagues, told, colleagues }
}

/// Where nobody gets it yet, it is shown as the first who subscribes would.
fn or_nobody(read: ReadBy, first: impl FnOnce() -> Option<(StatusPageKey, Language)>) -> ReadBy {
    match read.is_empty() {
        true => {
            let reading = first().map(|(page, language)| (page, language, None));
            reading.map(|reading| (reading, BTreeSet::new())).into_iter().collect()
        }
        false => read,
    }
}

/// The organisation as it is once everyone was told, and about what. An objection that public text
/// may wait for is left out: what is shown is what leaves when nobody objects.
fn as_told(
    state: &State,
    (incident, now): (IncidentId, Timestamp),
    (overview, estimate): (&Overview, Option<&Estimate>),
    public: &Public,
    next_by: Timestamp,
) -> Option<(State, TopicId)> {
    let actor = Actor::System;
    let moment = Moment::new(now, CommandId(0), &actor, NodeId(0), crate::zones());
    let tell = bulletins::Command::Tell {
        incident,
        update: UpdateId(0),
        author: None,
        overview: overview.clone(),
        next_by: Some(next_by),
        estimate: estimate.cloned(),
        public: Public { audiences: state.would_be_for(incident, public), ..public.clone() },
    };
    let events = state.bulletins.decide(tell, &moment).ok()?;
    let mut then = State::clone(state);
    for event in events {
        then.evolve(&Event::Bulletins(event), now);
    }
    let topic = TopicId(then.bulletins.of(incident)?.id.0);
    Some((then, topic))
}

/// What colleagues would get. What may be shown of a customer is another thing on each channel.
fn to_colleagues(
    state: &State,
    word: &Announcement,
    (language, routes): (Language, &BTreeSet<Route>),
    (url, now): (&str, Timestamp),
) -> Reading {
    let sample =
        |channel| crate::letters::sample_for_colleagues(state, word, (channel, language), url);
    let posts = as_posted(routes, &sample(Channel::Webhook), now);
    Reading { posts, ..as_sent(&sample(Channel::Email), language) }
}

/// A word as it leaves, by mail and on a telephone.
fn as_sent(sample: &Sample, language: Language) -> Reading {
    let text_message = text::of_notice(&sample.subject, &sample.url);
    let text_messages = text_message.chars().count().div_ceil(MESSAGE_LEN_MAX);
    let mail = format!("{}\n\n{}", sample.lines.join("\n\n"), sample.url);
    let mail = (sample.subject.clone(), mail);
    Reading { page: None, language, mail, text_message, text_messages, posts: Posts::default() }
}

/// A word as chats and programs get it, as far as it concerns any.
fn as_posted(routes: &BTreeSet<Route>, sample: &Sample, now: Timestamp) -> Posts {
    let chats = [Route::Slack, Route::Teams, Route::Discord];
    let chat = chats.iter().any(|chat| routes.contains(chat)).then(|| Chat {
        title: sample.subject.clone(),
        text: posts::paragraphs(&sample.lines),
        link: (sample.label.clone(), sample.url.clone()),
    });
    let webhook = routes.contains(&Route::Webhook).then(|| {
        let body = posts::standard::of(crate::letters::TOLD, now, &sample.data);
        format!("{body:#}")
    });
    Posts { chat, webhook, statuspage: None }
}
