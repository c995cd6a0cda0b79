//! Lists of readers in the console: looked at first, then written, and downloaded.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::emergencies::FILES_PER_MESSAGE_MAX;
use domain::subscribers::{self, Profile};
use domain::words::tidy_line;
use views::subscribers::listed::{self as view, Line, Preview};
use views::uploads::NotKept;

use super::super::posted::Posted;
use super::super::signed_in::SignedIn;
use super::super::subscribe::is_ours;
use super::super::{FORM_LEN_MAX, Problem, Site, html, see_other};
use super::{LIST, given_back, may_look};
use crate::subscriber_list::{
    self, Given, LIST_LEN_MAX, List, NAMED_LINES_MAX, Source, Stopped, decoded,
};
use crate::uploads::Refused;

/// Adds those of a list, once whoever brings it has seen what comes of it.
pub(super) async fn add(
    site: &Arc<Site>,
    who: &SignedIn,
    posted: &Posted,
    profile: Profile,
) -> Response {
    let fields = &posted.fields;
    let no = |field: &str, why: &str| given_back(site, who, &fields.returned(Some(field), why));
    if tidy_line(fields.get("consent")).is_empty() {
        return no("consent", &subscribers::Refusal::NoConsent.to_string());
    }
    let Some(_seat) = subscriber_list::seat().await else {
        return who.told(site, &Problem::from(crate::line::Unanswered::Busy));
    };
    let sources = match sources(posted).await {
        Ok(sources) => sources,
        Err(why) => return no("addresses", &why),
    };
    let seen = digest(&sources, &profile);
    let list = match read_list(site, sources, profile).await {
        Ok(list) => Arc::new(list),
        Err(why) => return no("addresses", &why),
    };
    if list.is_empty() && list.refused_count + list.known + list.doubles == 0 {
        return no("addresses", "Write at least one address, or choose a file.");
    }
    let deed = fields.get("do");
    let writes = match deed {
        "add" => fields.get("seen") == seen,
        "look" => false,
        // A form without buttons, such as a script sends: what is whole needs no second look.
        _ => list.refused_count == 0,
    };
    let preview = |problem: Option<&str>| {
        let preview = shown(&list, &seen, posted.files.iter().any(|file| file.len > 0));
        let typed = match problem {
            Some(problem) => fields.returned(None, problem),
            None => fields.preview(),
        };
        html(site.render(|context| view::page(context, &who.viewer, &preview, &typed)))
    };
    if !writes {
        let looked = deed == "look" || deed == "add";
        let status = if looked { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return (status, preview(None)).into_response();
    }
    let (actor, consent) = (who.actor(), fields.get("consent"));
    match subscriber_list::make(&site.line, actor, Arc::clone(&list), consent).await {
        Ok(()) => see_other(LIST),
        Err(Stopped { taken, why }) => {
            let (all, why) = (list.len(), why.detail());
            let problem = format!(
                "{taken} of {all} were added before it stopped. {why} Add them again: whoever is \
                 there by then is left alone."
            );
            (StatusCode::SERVICE_UNAVAILABLE, preview(Some(&problem))).into_response()
        }
    }
}

/// Reads a list against the organisation as it is now, off the loop that answers.
pub(in crate::web) async fn read_list(
    site: &Arc<Site>,
    sources: Vec<Source>,
    profile: Profile,
) -> Result<List, String> {
    let site = Arc::clone(site);
    let read = tokio::task::spawn_blocking(move || {
        let state = site.line.published().state;
        let shut = |address: &str| -> Option<String> {
            if let Err(why) = site.posts.checked(address) {
                return Some(why.to_owned());
            }
            if site.posts.is_inside(address) {
                return Some("the address leads into a private network".to_owned());
            }
            is_ours(&site, address).then(|| "the address leads back to this page".to_owned())
        };
        let given = Given { state: &state, profile, shut: &shut };
        subscriber_list::read(&sources, &given)
    });
    read.await.unwrap_or_else(|_| Err("This list cannot be read.".to_owned()))
}

/// What was pasted and chosen.
async fn sources(posted: &Posted) -> Result<Vec<Source>, String> {
    let pasted = posted.fields.get("addresses");
    if pasted.len() >= FORM_LEN_MAX {
        return Err("That is too long to paste. Save it as a file and choose that.".to_owned());
    }
    if let Some(why) = posted.refused.iter().find_map(not_taken) {
        return Err(why);
    }
    let len: u64 = posted.files.iter().map(|file| file.len).sum();
    if len > LIST_LEN_MAX as u64 {
        let mib = LIST_LEN_MAX / 1024 / 1024;
        return Err(format!("The files are longer than {mib} MiB. Give them in parts."));
    }
    let mut sources = vec![Source { name: String::new(), text: pasted.to_owned() }];
    for file in posted.files.iter().filter(|file| file.len > 0) {
        let bytes = tokio::fs::read(file.path.path()).await.unwrap_or_default();
        let text = decoded(&bytes);
        let text = text.ok_or_else(|| {
            format!("{} is no text in UTF-8. Save it as “CSV UTF-8” and choose that.", file.name)
        })?;
        sources.push(Source { name: file.name.clone(), text });
    }
    Ok(sources)
}

/// Why a file was not taken in; an empty one adds nobody, and is missed by nobody.
fn not_taken(refused: &Refused) -> Option<String> {
    let name = &refused.name;
    Some(match refused.why {
        NotKept::Empty => return None,
        NotKept::TooMany => format!(
            "At most {FILES_PER_MESSAGE_MAX} files are taken at a time. Leave {name} for the next."
        ),
        NotKept::TooLarge => {
            let mib = LIST_LEN_MAX / 1024 / 1024;
            format!("The file {name} is longer than {mib} MiB. Give it in parts.")
        }
        NotKept::Busy => "Too many files come in just now. Choose yours again in a minute.".into(),
        NotKept::NotStored | NotKept::NoRoom => {
            format!("The file {name} could not be stored just now. Choose it again later.")
        }
        NotKept::Rest => "The files did not arrive whole. Choose them again.".to_owned(),
        _ => format!("The file {name} did not arrive whole. Choose it again."),
    })
}

/// By what it is known that a list is the one that was looked at, with all that was chosen for it:
/// another page or way would add something else than what was shown.
fn digest(sources: &[Source], profile: &Profile) -> String {
    let mut hasher = blake3::Hasher::new();
    let chosen = format!("{profile:?}");
    hasher.update(&(chosen.len() as u64).to_be_bytes()).update(chosen.as_bytes());
    for Source { name, text } in sources {
        for part in [name, text] {
            hasher.update(&(part.len() as u64).to_be_bytes()).update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

fn shown<'a>(list: &'a List, seen: &'a str, files: bool) -> Preview<'a> {
    let line = |known: &'a subscriber_list::Refused| Line {
        source: &known.source,
        line: known.line,
        what: &known.what,
        why: &known.why,
    };
    Preview {
        count: list.len(),
        ways: list.ways.iter().map(|(route, count)| (*route, *count)).collect(),
        confirms: list.confirms,
        known: list.known,
        doubles: list.doubles,
        shared: list.shared,
        unknown: list.unknown.iter().map(String::as_str).collect(),
        refused: list.refused.iter().take(NAMED_LINES_MAX).map(line).collect(),
        refused_count: list.refused_count,
        seen,
        files,
    }
}

/// `GET /console/subscribers.csv`
pub(super) async fn download(State(site): State<Arc<Site>>, who: SignedIn) -> Response {
    match may_look(&site, &who) {
        Ok(()) => written(&site),
        Err(problem) => who.told(&site, &problem),
    }
}

/// The list of subscribers as a file.
fn written(site: &Site) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"subscribers.csv\""),
    ];
    (headers, subscriber_list::file(site.line.published().state)).into_response()
}
