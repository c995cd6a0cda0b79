//! The audit log for managers: a page, and the same as CSV and JSON lines.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::access::Role;
use domain::words::Timestamp;
use serde_json::json;
use views::settings::{AuditFilter, AuditLine};
use views::times::iso_exact;

use super::signed_in::SignedIn;
use super::{Problem, Site, html};
use crate::audit::{Entry, Filter, page};

/// Lines of one page, and most lines of one file.
const LINES: (usize, usize) = (100, 10_000);

type Asked = Query<BTreeMap<String, String>>;

fn managers_only(site: &Site, who: &SignedIn) -> Result<(), Problem> {
    match site.render(|context| views::settings::at_least(context, &who.viewer, Role::Manager)) {
        true => Ok(()),
        false => Err(Problem::unknown("page")),
    }
}

/// A day in the organisation's own zone: its first instant, or that of the day after.
fn day(site: &Site, text: &str, end: bool) -> Option<Timestamp> {
    let date: jiff::civil::Date = text.parse().ok()?;
    let date = if end { date.tomorrow().ok()? } else { date };
    let zone = site.line.published().state.organisation.settings.zone.clone();
    let zone = crate::zones().get(&zone).unwrap_or(jiff::tz::TimeZone::UTC);
    Some(Timestamp(date.to_zoned(zone).ok()?.timestamp().as_millisecond()))
}

fn filter(site: &Site, asked: &BTreeMap<String, String>) -> (AuditFilter, Filter) {
    let typed = |name: &str| asked.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let shown = AuditFilter {
        person: typed("person"),
        customer: typed("customer"),
        kind: typed("kind"),
        from: typed("from"),
        until: typed("until"),
        all: asked.contains_key("all"),
    };
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let wanted = Filter {
        person: given(&shown.person),
        customer: given(&shown.customer),
        kind: given(&shown.kind),
        from: day(site, &shown.from, false),
        until: day(site, &shown.until, true),
        all: shown.all,
    };
    (shown, wanted)
}

/// The same question, further back or as a file.
fn query(asked: &BTreeMap<String, String>, before: Option<u64>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(asked.iter().filter(|(name, _)| *name != "before"));
    if let Some(before) = before {
        query.append_pair("before", &before.to_string());
    }
    query.finish()
}

/// `GET /console/audit`
pub async fn show(State(site): State<Arc<Site>>, Query(asked): Asked, who: SignedIn) -> Response {
    if let Err(problem) = managers_only(&site, &who) {
        return who.told(&site, &problem);
    }
    let (shown, wanted) = filter(&site, &asked);
    let before = asked.get("before").and_then(|before| before.parse().ok());
    let found = match page(&site, &wanted, before, LINES.0).await {
        Ok(found) => found,
        Err(problem) => return who.told(&site, &problem),
    };
    let next = found.next.map(|next| query(&asked, Some(next)));
    let lines: Vec<AuditLine> = found.entries.into_iter().map(line).collect();
    let export = query(&asked, None);
    html(site.render(|context| {
        views::settings::audit(context, &who.viewer, &shown, &lines, next.as_deref(), &export)
    }))
}

fn line(entry: Entry) -> AuditLine {
    let Entry { seq, at, kind, who, what, about, person: _ } = entry;
    AuditLine { seq, at, who, what, kind, about }
}

/// Reads on until the file is full or the log ends.
async fn everything(site: &Site, wanted: &Filter) -> Result<Vec<Entry>, Problem> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let found = page(site, wanted, before, LINES.1 - all.len()).await?;
        all.extend(found.entries);
        before = found.next;
        if before.is_none() || all.len() >= LINES.1 {
            return Ok(all);
        }
    }
}

/// `GET /console/audit.csv`
pub async fn csv(State(site): State<Arc<Site>>, Query(asked): Asked, who: SignedIn) -> Response {
    let written = file(&site, &asked, &who, "seq,at,who,what,kind,about\n", |entry| {
        let about: Vec<String> = entry.about.iter().map(|(n, k)| format!("{n} {k}")).collect();
        let fields = [
            entry.seq.to_string(),
            iso_exact(entry.at),
            entry.who.clone(),
            entry.what.clone(),
            entry.kind.clone(),
            about.join("; "),
        ];
        fields.map(|field| quoted(&field)).join(",")
    });
    served(&site, &who, written.await, "text/csv; charset=utf-8", "audit.csv")
}

/// `GET /console/audit.jsonl`
pub async fn json_lines(
    State(site): State<Arc<Site>>,
    Query(asked): Asked,
    who: SignedIn,
) -> Response {
    let written = file(&site, &asked, &who, "", |entry| {
        let about: Vec<_> =
            entry.about.iter().map(|(kind, key)| json!({ "kind": kind, "key": key })).collect();
        json!({
            "seq": entry.seq, "at": iso_exact(entry.at), "who": entry.who, "what": entry.what,
            "kind": entry.kind, "about": about,
        })
        .to_string()
    });
    served(&site, &who, written.await, "application/jsonl", "audit.jsonl")
}

/// A field of a file for spreadsheets: in quotes, and never taken for a formula.
fn quoted(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if formula { "'" } else { "" }, text.replace('"', "\"\""))
}

async fn file(
    site: &Site,
    asked: &BTreeMap<String, String>,
    who: &SignedIn,
    head: &str,
    write: impl Fn(&Entry) -> String,
) -> Result<String, Problem> {
    managers_only(site, who)?;
    let (_, wanted) = filter(site, asked);
    let all = everything(site, &wanted).await?;
    Ok(all.iter().fold(head.to_owned(), |text, entry| text + &write(entry) + "\n"))
}

fn served(
    site: &Site,
    who: &SignedIn,
    written: Result<String, Problem>,
    kind: &'static str,
    name: &str,
) -> Response {
    match written {
        Ok(text) => {
            let name = format!("attachment; filename=\"{name}\"");
            ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], text)
                .into_response()
        }
        Err(problem) => who.told(site, &problem),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_is_no_formula() {
        assert_eq!(quoted("Maria \"M\""), "\"Maria \"\"M\"\"\"");
        assert_eq!(quoted("=1+1"), "\"'=1+1\"");
    }
}
