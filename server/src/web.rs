//! The web: every route in one place, and what the handlers share.

mod announcements;
pub mod api;
mod approvals;
mod assets;
mod audiences;
mod audit;
mod callbacks;
mod cards;
mod colleagues;
mod composer;
mod console;
mod crisis;
mod declare;
mod device;
mod documents;
pub mod door;
pub mod doorstep;
mod emergency;
mod feedback;
mod files;
mod flood;
mod follow_ups;
mod forms;
mod health;
mod hooks;
mod hosts;
mod importing;
mod in_room;
mod inquiry;
mod intake;
mod integrations;
mod kept;
mod keys;
mod logos;
mod maintenance;
mod opsgenie;
mod page;
mod pagers;
mod passkeys;
mod people;
mod plans;
mod posted;
mod problem;
mod proof;
mod push;
mod reader;
pub mod ready;
mod redactions;
mod rehearse;
mod reports;
mod restrictions;
mod reviews;
mod ringing;
mod room;
mod search;
mod security;
mod seen;
mod setup;
mod shows;
mod sign_in;
mod signed_in;
mod silent;
mod spliced;
mod status;
pub mod stream;
mod subscribe;
mod subscribers;
mod talk;
mod telephones;
mod telling;
mod templates;
mod together;
mod told;
mod unsent;
mod watch;
mod way_back;
mod webhooks;
mod wizard;

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use domain::emergencies::{Speaker, Text};
use domain::words::{Actor, CommandId, EmergencyId, MessageId, WORDS_LEN_MAX, tidy_words};
use maud::Markup;

use crate::line::Line;
use crate::links::InstallationKey;
use crate::live::Hub;

pub use problem::Problem;

/// Longest body of a form, in bytes; the door reads up to it and takes what it has got.
pub const FORM_LEN_MAX: usize = 256 * 1024;

/// Everything a handler needs.
pub struct Site {
    /// The organisation's loop.
    pub line: Line,
    /// Makes and opens links.
    pub key: InstallationKey,
    /// Who watches.
    pub hub: Arc<Hub>,
    /// Backups, what is kept about somebody, and erasures.
    pub keep: crate::keeping::Keep,
    /// The database, for what has left the live state.
    pub store: Arc<dyn journal::Store>,
    /// Takes files in.
    pub uploads: Arc<crate::uploads::Uploads>,
    /// Drills, where somebody may have them made.
    pub drill: OnceLock<Arc<crate::drill::Drill>>,
    /// The index over everything that was said.
    pub search: OnceLock<crate::search::Search>,
    /// What is watched elsewhere.
    pub watching: OnceLock<Arc<crate::watching::Watching>>,
    /// The address under which people reach it.
    pub public_url: String,
    /// The demo's other side, where there is one.
    pub demo: Option<Arc<crate::demo::Demo>>,
    /// The telephone carriers.
    pub telephone: Arc<crate::channels::telephone::Office>,
    /// Push messages: the public key, and which addresses may be sent to.
    pub push: Arc<crate::channels::push::Push>,
    /// Posts to subscribers' own addresses, and which may be posted to.
    pub posts: Arc<crate::channels::posts::Posts>,
    /// What was replied to text messages lately.
    pub texts: hooks::reply::Recent,
    /// Whether a mail server is configured.
    pub mails: bool,
    /// The door as it was last rendered.
    pub door: ready::Kept,
    /// The status pages as they lie ready.
    pub status: crate::status::Press,
    /// How many signed up from where lately.
    pub sign_ups: subscribe::SignUps,
    /// The copies of them that are kept elsewhere.
    pub copies: crate::status::export::Exports,
    /// What was just rendered for callers who watch.
    pub views: stream::Shared,
    /// Which integration a routing key belongs to.
    pub routes: intake::Routes,
    /// Who rings at once, and who answers a question first.
    pub flood: flood::Flood,
    /// The test call of the setup wizard.
    pub trials: wizard::Trials,
    /// What stands before every path: `/try` on the stage of the rehearsals.
    pub base: &'static str,
    /// The stage of the rehearsals, once somebody has rehearsed.
    pub stage: tokio::sync::OnceCell<Arc<crate::rehearsal::Stage>>,
}

impl Site {
    /// The site of the drills' organisation: the same pages over another line.
    #[must_use]
    pub fn of_drills(
        &self,
        line: Line,
        key: InstallationKey,
        hub: Arc<Hub>,
        store: Arc<dyn journal::Store>,
    ) -> Self {
        Self {
            line,
            key,
            hub,
            keep: self.keep.clone(),
            store,
            uploads: Arc::clone(&self.uploads),
            drill: OnceLock::new(),
            search: OnceLock::new(),
            watching: OnceLock::new(),
            public_url: self.public_url.clone(),
            demo: None,
            mails: false,
            telephone: Arc::clone(&self.telephone),
            push: Arc::clone(&self.push),
            posts: Arc::clone(&self.posts),
            texts: Default::default(),
            door: Default::default(),
            status: Default::default(),
            sign_ups: Default::default(),
            copies: Default::default(),
            views: Default::default(),
            routes: Default::default(),
            flood: Default::default(),
            trials: Default::default(),
            base: self.base,
            stage: Default::default(),
        }
    }

    /// The site of the rehearsals: the caller's pages over the stage.
    #[must_use]
    pub fn of_rehearsals(
        &self,
        line: Line,
        key: InstallationKey,
        hub: Arc<Hub>,
        store: Arc<dyn journal::Store>,
    ) -> Self {
        Self { base: crate::rehearsal::BASE, ..self.of_drills(line, key, hub, store) }
    }

    /// Renders something from what was last made durable.
    pub fn render<R>(&self, view: impl FnOnce(&views::Context<'_>) -> R) -> R {
        self.render_for(views::Reader::default(), view)
    }

    /// The same in a reader's language.
    pub fn render_for<R>(
        &self,
        reader: views::Reader,
        view: impl FnOnce(&views::Context<'_>) -> R,
    ) -> R {
        let (published, nodes) = (self.line.published(), self.line.nodes());
        let context = views::Context {
            nodes: &nodes,
            state: &published.state,
            now: published.now(),
            zones: crate::zones(),
            links: &self.key,
            kept_here: published.kept_here,
            files: self.uploads.shelf().standing.shown(),
            public_url: self.public_url.trim_end_matches('/'),
            base: self.base,
            demo: self.demo.is_some(),
            // Only on the stage is there anything before the paths.
            rehearsal: (!self.base.is_empty()).then_some(""),
            reader,
        };
        view(&context)
    }

    /// Renders something as somebody may see it: what is restricted and not theirs to read is not
    /// in what the view gets.
    pub fn render_to<R>(&self, who: &Actor, view: impl FnOnce(&views::Context<'_>) -> R) -> R {
        let published = self.line.published();
        match published.state.for_eyes_of(who) {
            None => self.render(view),
            Some(state) => {
                self.render(|context| view(&views::Context { state: &state, ..*context }))
            }
        }
    }

    /// An answer that keeps the language which the address asked for.
    fn kept(&self, response: Response, asked: &reader::Asked) -> Response {
        reader::kept(response, asked, self.public_url.starts_with("https://"))
    }
}

/// All routes.
pub fn router(site: Arc<Site>) -> Router {
    let routes = for_everyone()
        .merge(for_machines())
        .merge(for_the_vendor().layer(from_fn_with_state(Arc::clone(&site), unsent::give_back)))
        .merge(api::router())
        .fallback(problem::not_found)
        .layer(from_fn_with_state(Arc::clone(&site), security::guard))
        .layer(DefaultBodyLimit::max(FORM_LEN_MAX))
        .layer(status::compression())
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(problem::broken))
        .with_state(Arc::clone(&site));
    hosts::before(&site, routes)
}

/// The caller's pages alone, for the stage of the rehearsals; what guards them lies around both.
pub fn callers_router(site: Arc<Site>) -> Router {
    for_callers().fallback(problem::not_found).with_state(site)
}

/// What callers reach: the door, and their own emergency.
fn for_callers() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(door::show))
        .route("/help", get(door::show).post(door::open))
        .route("/help/", get(door::show))
        .route("/help/{name}", get(door::show_named))
        .route("/e/{link}", get(emergency::show))
        .route("/e/{link}/stream", get(emergency::stream))
        .route("/e/{link}/poll", get(emergency::poll))
        .route("/e/{link}/messages", post(emergency::say))
        .route("/e/{link}/files/{file}", get(files::of_caller))
        .route("/e/{link}/files/{file}/small", get(files::small_of_caller))
        .route("/e/{link}/impact", post(emergency::impact))
        .route("/e/{link}/cards", post(cards::tick))
        .route("/e/{link}/redactions", post(redactions::by_caller))
        .route("/e/{link}/feedback", post(feedback::give))
        .route("/e/{link}/marks", post(emergency::mark))
        .route("/e/{link}/introduction", post(emergency::introduce))
        .route("/e/{link}/invitations", post(people::invite))
        .route("/e/{link}/participants/{one}/{deed}", post(people::about_one))
        .route("/e/{link}/call-back", post(callbacks::ask))
        .route("/e/{link}/call-back/removal", post(callbacks::cancel))
        .route("/e/{link}/proof", post(people::seek))
        .route("/e/{link}/code", post(people::enter_code))
        .route("/e/{link}/{answer}", post(emergency::answer))
        .route("/assets/{version}/{file}", get(assets::show))
}

/// What those who are paged, those who sign in and machines reach, without a session.
fn for_everyone() -> Router<Arc<Site>> {
    for_callers()
        .route("/status", get(status::show))
        .route("/status/subscribe", get(subscribe::form).post(subscribe::sign_up))
        .route("/status/subscribe/sent", get(subscribe::sent))
        .route("/status/subscribe/code", post(subscribe::enter_code))
        .route("/s/{link}", get(subscribe::show).post(subscribe::change))
        .route("/s/{link}/leave", get(subscribe::leaving).post(subscribe::leave))
        .route("/s/{link}/{deed}", post(subscribe::change))
        .route("/status/{*rest}", get(status::show))
        .merge(status::own::routes())
        .merge(status::matters::routes().merge(documents::of_api()))
        .route("/status/p/{page}/fails", post(status::fails::say))
        .route("/status/p/{page}/fails/{component}", get(status::fails::thanks))
        .route("/api/v2/{*rest}", get(status::show).options(status::preflight))
        .route("/history.atom", get(status::show))
        .route("/history.rss", get(status::show))
        .route("/try", get(rehearse::show))
        .route("/try/", get(rehearse::show))
        .route("/try/e/{link}/real", post(rehearse::real))
        .route("/try/{*rest}", any(rehearse::within))
        .route("/v/{link}", get(inquiry::show))
        .route("/v/{link}/{reply}", post(inquiry::answer))
        .route("/p/{link}", get(page::show))
        .route("/p/{link}/stream", get(page::stream))
        .route("/p/{link}/poll", get(page::poll))
        .route("/p/{link}/{answer}", post(page::answer))
        .route("/push/{link}/{deed}", post(push::answer))
        .route("/signin", get(sign_in::ask).post(sign_in::offer))
        .route("/signin/passkey", post(passkeys::enter))
        .route("/signin/passkey/challenge", post(passkeys::sign_in_challenge))
        .route("/signin/{link}", get(sign_in::confirm).post(sign_in::sign_in))
        .route("/setup/{link}", get(setup::show).post(setup::set_up))
        .route("/signout", post(sign_in::sign_out))
        .route("/docs", get(documents::index))
        .route("/docs/problems/{slug}", get(documents::problem))
        .route("/docs/{page}", get(documents::show))
        .route("/hooks/{carrier}/calls/{link}", post(hooks::call::answered))
        .route("/hooks/{carrier}/calls/{link}/key", post(hooks::call::key))
        .route("/hooks/{carrier}/calls/{link}/status", post(hooks::call::status))
        .route("/hooks/{carrier}/bridges/{link}", post(hooks::bridge::answered))
        .route("/hooks/{carrier}/bridges/{link}/{step}", post(hooks::bridge::step))
        .route("/hooks/{carrier}/texts/{link}/status", post(hooks::reply::status))
        .route("/hooks/mail/bounces", post(hooks::bounces::received))
        .route("/hooks/{carrier}/sms", post(hooks::reply::received))
        .route("/drill", post(crate::drill::answer))
        .route(crate::status::pointing::PATH, get(hosts::token))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
}

/// What other tools post their alerts to; the routing key is their proof.
fn for_machines() -> Router<Arc<Site>> {
    Router::new()
        .route("/v2/enqueue", post(intake::enqueue))
        .route("/v2/change/enqueue", post(intake::change))
        .route("/generic/2010-04-15/create_event.json", post(intake::create_event))
        .route("/alerts/{format}/{key}", post(intake::alerts))
        .route("/v2/alerts", post(opsgenie::open))
        .route("/v2/alerts/{identifier}", axum::routing::delete(opsgenie::delete))
        .route("/v2/alerts/{identifier}/{deed}", post(opsgenie::act))
        .route("/v2/alerts/requests/{number}", get(opsgenie::request))
}

/// What the vendor's own people work with; each page asks for the session that it needs.
fn for_the_vendor() -> Router<Arc<Site>> {
    Router::new()
        .route("/console", get(console::board))
        .route("/console/stream", get(console::stream))
        .route("/console/poll", get(console::poll))
        .route("/console/readiness/dismissal", post(console::dismiss))
        .route("/console/incidents/join", post(together::join_chosen))
        .route("/console/incidents/{number}/join", post(together::join))
        .route("/console/incidents/{number}/undo", post(together::undo))
        .route("/console/incidents/{number}/ask", post(together::ask))
        .route("/console/incidents/{number}/rules", post(together::make_rule))
        .route("/console/incidents/{number}/rules/{rule}/end", post(together::end_rule))
        .route("/console/emergencies/{number}/apart", post(together::apart))
        .route("/console/incidents/{number}", get(room::show))
        .route("/console/incidents/{number}/stream", get(room::stream))
        .route("/console/incidents/{number}/poll", get(room::poll))
        .route("/console/incidents/{number}/accept", post(room::accept))
        .route("/console/incidents/{number}/severity", post(room::severity))
        .route("/console/incidents/{number}/phase", post(room::phase))
        .route("/console/incidents/{number}/update", post(composer::publish))
        .route("/console/incidents/{number}/update/preview", post(composer::preview))
        .route("/console/incidents/{number}/update/estimate", post(composer::take_estimate))
        .route("/console/incidents/{number}/update/template", post(composer::fill_in))
        .route("/console/incidents/{number}/agreement", post(composer::agree))
        .route("/console/incidents/{number}/correction", post(composer::correct))
        .merge(in_a_room())
        .route("/console/emergencies/{number}/messages", post(talk::say))
        .route("/console/emergencies/{number}/files/{file}", get(files::of_vendor))
        .route("/console/emergencies/{number}/files/{file}/small", get(files::small_of_vendor))
        .route("/console/emergencies/{number}/cards", post(cards::send))
        .route("/console/redactions", post(redactions::by_vendor))
        .route("/console/emergencies/{number}/marks", post(room::mark))
        .route("/console/emergencies/{number}/customer", post(room::attach))
        .route("/console/emergencies/{number}/customer/removal", post(room::detach))
        .route("/console/emergencies/{number}/participants/{one}/{deed}", post(proof::about_one))
        .route("/console/breaches/{number}/review", post(proof::review))
        .route("/console/emergencies/{number}/{deed}", post(room::deed))
        .route("/console/schedules", get(plans::schedules))
        .route("/console/schedules/{key}", get(plans::schedule))
        .route("/console/schedules/{key}/overrides", post(plans::add_override))
        .route("/console/schedules/{key}/overrides/{id}/removal", post(plans::remove_override))
        .route("/console/policies", get(plans::policies))
        .merge(kept::routes())
        .route("/console/search", get(search::show))
        .route("/console/watch", get(watch::show))
        .route("/console/people", get(plans::people))
        .route("/console/telephones", get(telephones::show))
        .route("/console/telephones/card", get(telephones::contact_card))
        .route("/console/customers", get(plans::customers))
        .route("/console/customers/{key}", get(plans::customer))
        .route("/console/incidents/{number}/{deed}", post(room::machine))
        .route("/console/integrations", get(integrations::list).post(integrations::add))
        .route("/console/integrations/stream", get(integrations::stream))
        .route("/console/integrations/poll", get(integrations::poll))
        .route("/console/integrations/{key}", get(integrations::show).post(integrations::change))
        .route("/console/integrations/{key}/stream", get(integrations::stream_one))
        .route("/console/integrations/{key}/poll", get(integrations::poll_one))
        .route("/console/integrations/{key}/{deed}", post(integrations::deed))
        .merge(settings())
        .merge(wizard::routes())
        .route("/pager", get(pagers::all))
        .route("/pager/stream", get(pagers::stream_all))
        .route("/pager/poll", get(pagers::poll_all))
        .route("/pager/{person}", get(pagers::one))
        .route("/pager/{person}/stream", get(pagers::stream_one))
        .route("/pager/{person}/poll", get(pagers::poll_one))
        .route("/demo", get(crisis::show))
        .route("/demo/stream", get(crisis::stream))
        .route("/demo/poll", get(crisis::poll))
        .route("/demo/step", post(crisis::step))
}

/// What the people of a room do with each other.
fn in_a_room() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/incidents/{number}/bring", post(colleagues::bring))
        .route("/console/incidents/{number}/hand-over", post(colleagues::hand_over))
        .route("/console/incidents/{number}/take-over", post(colleagues::take_over))
        .route("/console/incidents/{number}/leave", post(colleagues::leave))
        .route(
            "/console/incidents/{number}/requests/{request}/withdrawal",
            post(colleagues::withdraw),
        )
        .route("/console/incidents/{number}/restriction", post(restrictions::restrict))
        .route("/console/incidents/{number}/restriction/{deed}", post(restrictions::change))
        .route("/console/incidents/{number}/glass", post(restrictions::break_glass))
        .route("/console/incidents/{number}/restart", post(colleagues::restart))
        .route("/console/incidents/{number}/reroute", post(colleagues::reroute))
        .route("/console/incidents/{number}/snooze", post(colleagues::snooze))
        .route("/console/incidents/{number}/snooze/removal", post(colleagues::unsnooze))
        .route("/console/incidents/{number}/notes", post(colleagues::write))
        .route("/console/incidents/{number}/notes/{note}/{deed}", post(colleagues::note))
}

/// One's own keys, those of others, and what managers look at.
fn settings() -> Router<Arc<Site>> {
    Router::new()
        .route("/console/me", get(keys::me))
        .route("/console/people/{key}/keys", get(keys::of_person))
        .route("/console/people/{key}/rules", get(ringing::show).post(ringing::put))
        .route("/console/methods/{key}/code", post(ringing::send_code))
        .route("/console/methods/{key}/proof", post(ringing::try_code))
        .route("/console/sessions/end", post(keys::end_session))
        .route("/console/sessions/end-others", post(keys::end_other_sessions))
        .route("/console/shows", get(shows::show).post(shows::put))
        .route("/console/silent-test", post(silent::plan))
        .route("/console/silent-test/removal", post(silent::remove))
        .route("/console/silent-test/answer", post(silent::answer))
        .route("/console/devices", post(push::add))
        .route("/console/devices/key", post(push::key))
        .route("/console/devices/{key}/removal", post(push::remove))
        .route("/console/worker.js", get(push::worker))
        .route("/console/manifest.webmanifest", get(push::manifest))
        .route("/console/passkeys", post(passkeys::add))
        .route("/console/passkeys/challenge", post(passkeys::challenge))
        .route("/console/passkeys/{id}/name", post(passkeys::rename))
        .route("/console/passkeys/{id}/removal", post(passkeys::remove))
        .route("/console/rehearsals", get(rehearse::list))
        .route("/console/floods", get(flood::show))
        .route("/console/floods/guard", post(flood::guard))
        .route("/console/floods/guard/removal", post(flood::unguard))
        .route("/console/webhooks", get(webhooks::show))
        .route("/console/feedback", get(feedback::report))
        .merge(telling::routes())
        .route("/console/reports", get(reports::show))
        .merge(maintenance::routes())
        .merge(audiences::routes())
        .merge(declare::routes())
        .merge(follow_ups::routes())
        .merge(approvals::routes())
        .merge(reviews::routes())
        .merge(told::routes())
        .route("/console/templates", get(templates::show))
        .route("/console/templates/cadence", post(templates::cadence))
        .route("/console/templates/new", get(templates::blank).post(templates::create))
        .route("/console/templates/of/{key}", get(templates::one).post(templates::edit))
        .route("/console/templates/of/{key}/removal", post(templates::remove))
        .merge(subscribers::routes())
        .route("/console/cards", get(cards::list).post(cards::create))
        .route("/console/cards/new", get(cards::blank))
        .route("/console/cards/{key}", get(cards::one).post(cards::edit))
        .route("/console/cards/{key}/{deed}", post(cards::deed))
        .route("/console/webhooks/{key}/replay", post(webhooks::replay))
        .route("/console/audit", get(audit::show))
        .route("/console/audit.csv", get(audit::csv))
        .route("/console/audit.jsonl", get(audit::json_lines))
        .route("/console/tokens", get(keys::tokens).post(keys::make_token))
        .route("/console/tokens/{number}/revocation", post(keys::revoke_token))
}

/// A page.
fn html(markup: Markup) -> Response {
    axum::response::Html(markup.into_string()).into_response()
}

/// A page with a form, which comes back with what was typed where that cannot stand.
fn form_page(page: Markup, returned: Option<&views::Returned>) -> Response {
    match returned.filter(|returned| !returned.is_preview()) {
        Some(_) => (StatusCode::UNPROCESSABLE_ENTITY, html(page)).into_response(),
        None => html(page),
    }
}

/// A cookie that the browser sent.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|c| c.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// After a form: back to a page, so that a reload repeats nothing.
fn see_other(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The id of a message that somebody posts. The number that the form gave is its id; when they have
/// said something else under it before, this is another message, and gets an id of its own.
fn message_id(
    site: &Site,
    emergency: EmergencyId,
    speaker: &Speaker,
    number: &str,
    words: &str,
) -> MessageId {
    let Some(message) = MessageId::parse(number) else { return MessageId(crate::chance::id()) };
    let state = site.line.published().state;
    let mut said = state.emergencies.get(emergency).into_iter().flat_map(|known| &known.messages);
    let before = said.find(|said| said.id == Some(message) && said.from == *speaker);
    let tidied = tidy_words(words, WORDS_LEN_MAX);
    match before.map(|said| &said.text) {
        Some(Text::Words(earlier)) if earlier.as_str() != tidied => {
            MessageId(command_id(number, "other words", &[&tidied]).0)
        }
        _ => message,
    }
}

/// A key made of what somebody calls a thing.
pub(crate) fn key_for(name: &str, noun: &str, taken: impl Fn(&str) -> bool) -> String {
    cards::free_key(name, noun, &["new"], taken)
}

/// The id under which the outcome of a form is kept. Somebody else's number, or the same number
/// with other content, is a command of its own.
fn command_id(number: &str, endpoint: &str, content: &[&str]) -> CommandId {
    if number.len() != 32 || !number.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return CommandId(crate::chance::id());
    }
    let mut hasher = blake3::Hasher::new();
    for part in [number, endpoint].iter().chain(content) {
        hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    CommandId(u128::from_be_bytes(bytes))
}
