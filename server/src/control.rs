//! The socket in the data directory, by which other commands reach a running server.
//!
//! One request, one answer, each a line of JSON. Who may open the socket may do everything: it
//! lies in the data directory, with the database and the installation key.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream as Blocking;
use std::path::Path;
use std::time::Duration;

use domain::words::Actor;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncBufReader};
use tokio::net::{UnixListener, UnixStream};

use crate::importing;
use crate::keeping::Keep;
use crate::line::Line;
use crate::links::InstallationKey;
use crate::organisation_file::{self, Ground, Severity};
use crate::status::{Ink, hosts};

/// Longest request, in bytes.
const REQUEST_LEN_MAX: u64 = 16 * 1024 * 1024;
/// How long a command waits for the answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(120);

mod keeping;

/// What a command asks of the running server.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Request {
    /// Make the organisation as the file says.
    Apply {
        /// The file's text.
        text: String,
        /// Whether what the file does not name is removed.
        prune: bool,
        /// Whether to show the plan only.
        dry_run: bool,
    },
    /// Write the organisation as a file.
    Export,
    /// Say what is not ready.
    Check,
    /// Write a backup: after the answer comes its text, up to the end of the connection.
    Backup {
        /// Whether the installation key is part of it.
        with_key: bool,
        /// Whether the files of conversations are left out.
        #[serde(default)]
        without_files: bool,
    },
    /// Say what is kept about somebody.
    Kept {
        /// About whom, such as `person/maria`.
        owner: String,
    },
    /// Erase somebody's words.
    Erase {
        /// Whose, such as `person/maria`.
        owner: String,
        /// The reason's name.
        reason: String,
        /// Whether to do it, rather than say what would go.
        yes: bool,
    },
    /// Make the search index anew.
    Reindex,
    /// Take in what another status page has told.
    ImportStatus {
        /// Its documents.
        text: String,
        /// Whether to make it, rather than say what would be made.
        yes: bool,
    },
    /// Write the status pages as files: the answer is a part of them, as JSON.
    ExportStatus {
        /// Which page; all of them where none is named.
        page: Option<String>,
        /// After which file to go on.
        #[serde(default)]
        after: Option<String>,
    },
    /// Make a link to sign in.
    SignIn {
        /// For whom.
        person: String,
    },
}

/// Where people reach the server, and what makes its links.
#[derive(Clone)]
pub struct Address {
    /// Without a slash at the end.
    pub public_url: String,
    /// The installation key.
    pub key: InstallationKey,
    /// Backups and erasures.
    pub keep: Keep,
}

/// The answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Reply {
    /// Whether it worked.
    pub good: bool,
    /// What to print.
    pub text: String,
}

impl Reply {
    fn good(text: impl Into<String>) -> Self {
        Self { good: true, text: text.into() }
    }

    fn bad(text: impl Into<String>) -> Self {
        Self { good: false, text: text.into() }
    }
}

/// Answers on the socket while the server runs.
///
/// # Errors
/// A sentence, when the socket cannot be made.
pub fn listen(socket: &Path, line: Line, address: Address) -> Result<(), String> {
    let _ = std::fs::remove_file(socket);
    let listener = UnixListener::bind(socket)
        .map_err(|error| format!("{} cannot be made: {error}.", socket.display()))?;
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(socket, mode).map_err(|error| error.to_string())?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, line.clone(), address.clone()));
        }
    });
    Ok(())
}

async fn serve(stream: UnixStream, line: Line, address: Address) {
    let (reader, mut writer) = stream.into_split();
    let mut text = String::new();
    let mut reader = AsyncBufReader::new(reader.take(REQUEST_LEN_MAX));
    if reader.read_line(&mut text).await.is_err() {
        return;
    }
    let reply = match serde_json::from_str(&text) {
        Ok(Request::Backup { with_key, without_files }) => {
            return keeping::backup(&address, with_key, without_files, writer).await;
        }
        Ok(request) => answer(&line, &address, request).await,
        Err(error) => Reply::bad(format!("The request cannot be read: {error}")),
    };
    if let Ok(mut text) = serde_json::to_string(&reply) {
        text.push('\n');
        let _ = writer.write_all(text.as_bytes()).await;
    }
}

/// Answers one request on a line of this process.
pub async fn answer(line: &Line, address: &Address, request: Request) -> Reply {
    match request {
        Request::Apply { text, prune, dry_run } => {
            apply(line, address, &text, prune, dry_run).await
        }
        Request::Export => Reply::good(organisation_file::export(&line.published().state)),
        Request::Check => check(line, address),
        Request::Backup { .. } => Reply::bad("A backup is asked for over the socket."),
        Request::Kept { owner } => keeping::kept(line, address, &owner).await,
        Request::Erase { owner, reason, yes } => {
            keeping::erase(line, address, &owner, &reason, yes).await
        }
        Request::Reindex => match address.keep.search() {
            Some(search) => {
                search.rebuild().await;
                Reply::good("The search index is being made anew. Searching works meanwhile.")
            }
            None => Reply::good("The next server makes the search index anew."),
        },
        Request::ExportStatus { page, after } => export_status(line, address, page, after).await,
        Request::ImportStatus { text, yes } => import_status(line, &text, yes).await,
        Request::SignIn { person } => {
            let person = person.as_str().into();
            let command = domain::access::Command::OfferSignIn { person };
            match line.tell(Actor::System, domain::Command::Access(command)).await {
                Ok(Ok(outcome)) => {
                    let link = address.key.sign_in(outcome.offer.unwrap_or_default());
                    Reply::good(format!("{}/signin/{link}", address.public_url))
                }
                Ok(Err(refusal)) => Reply::bad(refusal.to_string()),
                Err(unanswered) => Reply::bad(format!("{unanswered:?}")),
            }
        }
    }
}

async fn import_status(line: &Line, text: &str, yes: bool) -> Reply {
    let (state, now) = (line.prospect(), line.published().now());
    let ground = importing::Ground { state: &state, now, owner: None };
    let import = match importing::read(text, ground) {
        Ok(import) => import,
        Err(sentence) => return Reply::bad(sentence),
    };
    let told = import.lines().into_iter().map(|line| line + "\n").collect::<String>();
    let told = told + &import.summary();
    if !yes || import.is_empty() {
        return Reply::good(told);
    }
    match importing::make(line, &Actor::Operator, &import).await {
        Ok(()) => Reply::good(told + " It is made."),
        Err(sentence) => Reply::bad(sentence),
    }
}

async fn export_status(
    line: &Line,
    address: &Address,
    page: Option<String>,
    after: Option<String>,
) -> Reply {
    let published = line.published();
    let (key, public_url) = (address.key.clone(), address.public_url.clone());
    // It takes a while, and whatever else is answered goes on meanwhile.
    let written = tokio::task::spawn_blocking(move || {
        let seen = &published.state.for_everyone();
        let ink = Ink { published: &published, seen, key: &key, public_url: &public_url, base: "" };
        let page = page.as_deref().map(domain::words::StatusPageKey::from);
        let part = crate::status::export::part(&ink, page.as_ref(), after.as_deref())?;
        serde_json::to_string(&part).map_err(|error| error.to_string())
    });
    match written.await {
        Ok(Ok(text)) => Reply::good(text),
        Ok(Err(sentence)) => Reply::bad(sentence),
        Err(error) => Reply::bad(error.to_string()),
    }
}

fn listed(problems: &[organisation_file::Problem]) -> String {
    problems.iter().map(|problem| format!("{problem}\n")).collect()
}

async fn apply(line: &Line, address: &Address, text: &str, prune: bool, dry_run: bool) -> Reply {
    let file = match organisation_file::parse(text) {
        Ok(file) => file,
        Err(problems) => return Reply::bad(listed(&problems)),
    };
    let (state, now) = (line.prospect(), line.published().now());
    let ground = Ground { state: &state, prune, now, zones: crate::zones() };
    let problems = organisation_file::check(&file, &ground);
    if problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Reply::bad(listed(&problems) + "Nothing was changed.");
    }
    for page in file.status_pages.values() {
        if let Err(refusal) = hosts::none_is_the_doors(&address.public_url, &page.hosts) {
            return Reply::bad(format!("{refusal}\nNothing was changed."));
        }
    }
    let plan = organisation_file::plan(&file, &ground);
    let mut text = listed(&problems) + &plan.to_string();
    if dry_run {
        return Reply::good(text);
    }
    for step in plan.steps {
        let refused = match line.tell(Actor::Operator, step.command).await {
            Ok(Ok(_)) => continue,
            Ok(Err(refusal)) => refusal.to_string(),
            Err(unanswered) => format!("{unanswered:?}"),
        };
        text.push_str(&format!("\nStopped at: {}: {refused}\nApply the file again.", step.what));
        return Reply::bad(text);
    }
    Reply::good(text)
}

/// What was not ready, in words.
fn noticed(state: &domain::State, trouble: &domain::readiness::Trouble) -> String {
    use domain::readiness::Trouble;
    let what = match trouble {
        Trouble::NobodyOnCall { incident, .. } => {
            let known = state.incidents.get(*incident);
            let number = known.map(|known| format!(" {}", known.number)).unwrap_or_default();
            format!("A step of the escalation of incident{number} reached nobody.")
        }
        Trouble::Unreachable { person } => {
            format!("{person} was to be rung and has no contact method.")
        }
        Trouble::MethodFailed { person, channel, reason } => {
            format!("{person} could not be reached by {channel}: {reason}.")
        }
        Trouble::NotCarriedOver { what, reason, .. } => format!(
            "Something that was sent while the database was away is in quarantine, in the file \
             spool.quarantine of the machine that took it ({what}: {reason})."
        ),
    };
    format!("{what} Once mended, mark it \"Seen to\" on the board.")
}

fn check(line: &Line, address: &Address) -> Reply {
    let published = line.published();
    let (state, now) = (&published.state, published.now());
    let ground = Ground { state: &line.prospect(), prune: false, now, zones: crate::zones() };
    let problems = organisation_file::check(&organisation_file::File::of(state), &ground);
    let mut text = listed(&problems);
    let health = line.health();
    if let Some(why) = &health.outdated {
        text.push_str(&format!("This node is too old: {why}\n"));
    }
    for node in line.fleet().behind() {
        text.push_str(&format!(
            "The node {} runs an older version of Mayday (revision {}; this one knows {}). What is \
             new waits until it is updated, or a minute after it has stopped.\n",
            node.name,
            node.revision,
            line.fleet().own.revision
        ));
    }
    if let Some(reason) = health.not_storing.filter(|_| health.outdated.is_none()) {
        text.push_str(&format!("Nothing can be stored: {reason}\n"));
    }
    if let Some(kept) = health.kept_aside {
        text.push_str(&format!(
            "The database is away ({}). {} commands wait for it on this machine.\n",
            kept.reason, kept.waiting
        ));
    }
    if health.quarantined > 0 {
        text.push_str(&format!(
            "{} things that were sent while the database was away are in quarantine on this \
             machine, in the file spool.quarantine. Read it, and move it away.\n",
            health.quarantined
        ));
    }
    if health.clock_leapt {
        text.push_str("The clock leapt and is not believed. Set it right.\n");
    }
    if let Some(shelf) = address.keep.shelf() {
        text.push_str(&shelf.standing.said());
    }
    for trouble in state.readiness.troubles.keys() {
        text.push_str(&format!("{}\n", noticed(state, trouble)));
    }
    if text.is_empty() { Reply::good("Ready.") } else { Reply::bad(text) }
}

/// Asks the server that runs on a data directory; `None` when none does.
///
/// # Errors
/// A sentence, when the server runs but does not answer.
pub fn ask(socket: &Path, request: &Request) -> Result<Option<Reply>, String> {
    let Some((reply, _)) = say(socket, request)? else { return Ok(None) };
    Ok(Some(reply))
}

/// Asks for something that comes after the answer; `None` when no server runs.
///
/// # Errors
/// A sentence, when the server does not answer or says no.
pub fn open(socket: &Path, request: &Request) -> Result<Option<BufReader<Blocking>>, String> {
    match say(socket, request)? {
        None => Ok(None),
        Some((reply, rest)) if reply.good => Ok(Some(rest)),
        Some((reply, _)) => Err(reply.text),
    }
}

fn say(socket: &Path, request: &Request) -> Result<Option<(Reply, BufReader<Blocking>)>, String> {
    let Ok(mut stream) = Blocking::connect(socket) else { return Ok(None) };
    let silent = |error: std::io::Error| format!("The running server does not answer: {error}.");
    stream.set_read_timeout(Some(ANSWER_WITHIN)).map_err(silent)?;
    let mut text = serde_json::to_string(request).map_err(|error| error.to_string())?;
    text.push('\n');
    stream.write_all(text.as_bytes()).map_err(silent)?;
    let mut answer = String::new();
    let mut reader = BufReader::new(stream);
    reader.read_line(&mut answer).map_err(silent)?;
    let reply = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    Ok(Some((reply, reader)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_of_any_text_is_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            if let Ok(request) = serde_json::from_str::<Request>(&text) {
                let again = serde_json::to_string(&request).expect("a request can be written");
                serde_json::from_str::<Request>(&again).expect("and read again");
            }
            let _ = serde_json::from_str::<Reply>(&text);
        });
    }
}
