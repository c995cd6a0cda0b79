//! The list of subscribers as a file that spreadsheets open, and that comes in again as it went
//! out.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use domain::State;
use domain::subscribers::{Standing, Subscriber, Through};
use domain::words::{ComponentKey, Condition, ServiceKey, SiteKey};
use views::subscribers::colleagues;
use views::times::iso_exact;

use super::columns::is_formula;

/// How many numbers of subscribers are written at a time.
const AT_ONCE: u32 = 1_000;

/// The names of the columns, in their order.
pub const HEAD: &str = "route,address,page,customer,by_link,colleague,language,components,\
     services,sites,at_least,daily,quiet_from,quiet_until,zone,standing,since,consent\n";

/// A cell in quotes, never taken for a formula; the mark that sees to that is taken off again when
/// it comes in.
pub fn quoted(text: &str) -> String {
    let mark = if is_formula(text) { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

/// How bad it must be, in the words of the API.
pub fn grave(condition: Condition) -> &'static str {
    match condition {
        Condition::Operational | Condition::Maintenance => "operational",
        Condition::Degraded => "degraded",
        Condition::Partial => "partial",
        Condition::Major => "major",
    }
}

/// All subscribers as the organisation knew them at that instant, written as it is sent.
pub fn file(state: Arc<State>) -> Body {
    let last = state.subscribers.all().next_back().map_or(0, |known| known.number);
    let parts = futures_util::stream::unfold(Some(0), move |from: Option<u32>| {
        let state = Arc::clone(&state);
        async move {
            let from = from?;
            let until = last.min(from.saturating_add(AT_ONCE));
            let head = if from == 0 { HEAD } else { "" };
            let known = (from..until).filter_map(|one| state.subscribers.numbered(one + 1));
            let text = known.fold(head.to_owned(), |text, known| text + &line(known));
            Some((Ok::<_, Infallible>(text), (until < last).then_some(until)))
        }
    });
    Body::from_stream(parts)
}

/// A subscriber as a line of it.
pub fn line(known: &Subscriber) -> String {
    let (profile, wants) = (&known.profile, &known.profile.wants);
    let standing = match known.standing {
        Standing::Unconfirmed { .. } => "unconfirmed",
        Standing::Active => "active",
        Standing::Paused => "paused",
        Standing::Stopped => "stopped",
    };
    let by_link = match &profile.through {
        Some(Through::Customer { link, .. }) => link.is_some(),
        Some(Through::Audience { .. } | Through::Mail { .. }) => true,
        None => false,
    };
    let hour = |hour: Option<u8>| hour.map(|hour| hour.to_string()).unwrap_or_default();
    let keys = |keys: Vec<&str>| keys.join(";");
    let customer = profile.through.as_ref().and_then(Through::customer);
    let cells = [
        profile.route.name().to_owned(),
        known.address.as_str().to_owned(),
        profile.page.to_string(),
        customer.map(ToString::to_string).unwrap_or_default(),
        if by_link { "yes".to_owned() } else { String::new() },
        profile.colleague.map(|least| colleagues::word(least).to_owned()).unwrap_or_default(),
        profile.language.code().to_owned(),
        keys(wants.components.iter().map(ComponentKey::as_str).collect()),
        keys(wants.services.iter().map(ServiceKey::as_str).collect()),
        keys(wants.sites.iter().map(SiteKey::as_str).collect()),
        grave(wants.at_least).to_owned(),
        hour(wants.daily),
        hour(wants.quiet.map(|quiet| quiet.from)),
        hour(wants.quiet.map(|quiet| quiet.until)),
        wants.zone.to_string(),
        standing.to_owned(),
        iso_exact(known.since),
        known.consent.as_ref().map(|consent| consent.as_str().to_owned()).unwrap_or_default(),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    cells.join(",") + "\n"
}
