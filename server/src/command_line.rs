//! The command line of `mayday`.

use std::io::Read as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use journal::Store;

use crate::channels::Secret;
use crate::configuration::Configuration;
use crate::control::{self, Address, Reply, Request};
use crate::data_directory::{self, DataDirectory};
use crate::keeping::Keep;
use crate::line::{Line, World};
use crate::logging::Form;
use crate::objects::Shelf;
use crate::serve::{self, ORGANISATION, default_listen};
use crate::watching::WatchConfiguration;

mod keeping;

/// The emergency line for the systems that other people's work depends on.
#[derive(Parser)]
#[command(name = "mayday", version, about, max_term_width = 100)]
struct CommandLine {
    /// How the log is written, on standard error.
    #[arg(long, global = true, env = "MAYDAY_LOG_FORM", value_enum, default_value_t)]
    log: Form,
    #[command(subcommand)]
    command: Subcommands,
}

#[derive(Subcommand)]
enum Subcommands {
    /// Serve the emergency line.
    Serve(Place),
    /// Serve, and watch other installations through their public doors.
    Watch {
        /// Their public addresses; the secret of their [drill] comes from MAYDAY_DRILL_SECRET.
        urls: Vec<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Serve a complete fictional vendor, with pagers that you can see; nothing leaves the machine.
    Demo(Place),
    /// Make the organisation as a file says; prints the plan.
    Apply {
        /// The organisation file.
        file: PathBuf,
        /// Also remove what the file does not name.
        #[arg(long)]
        prune: bool,
        /// Print the plan and change nothing.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Print the organisation as a file.
    Export(Place),
    /// Check the configuration, the log's chain and whether everyone can be reached.
    Check(Place),
    /// Print a link by which a person signs in once.
    SignIn {
        /// The person's key.
        person: String,
        #[command(flatten)]
        place: Place,
    },
    /// Replay the log from the start and print what it holds and how fast it was.
    Replay {
        /// Stop after this event.
        #[arg(long)]
        until: Option<u64>,
        #[command(flatten)]
        place: Place,
    },
    /// Write everything into one file, while the server runs or stands still.
    Backup {
        /// The new file, or a directory in which a file is named by the hour.
        target: PathBuf,
        /// Put the installation key into it.
        #[arg(long)]
        with_key: bool,
        /// Leave the files of conversations out.
        #[arg(long)]
        without_files: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Fill an empty data directory or database from a backup.
    Restore {
        /// The backup.
        file: PathBuf,
        /// A further erasure ledger; the one beside the backup is always read.
        #[arg(long)]
        erasures: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
    },
    /// Make the search index anew, while the server runs or stands still.
    Reindex(Place),
    /// Write the status pages as files that any web server can serve, while the server runs or
    /// stands still.
    ExportStatus {
        /// The directory.
        directory: PathBuf,
        /// Only this page; otherwise all of them, the first at the top.
        #[arg(long)]
        page: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Take in what another status page has told: its Statuspage JSON, Atom or RSS. Without --yes
    /// it says what would be made.
    ImportStatus {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Make it.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Print everything that is kept about somebody, as JSON.
    Kept {
        /// Who: person/KEY, contact/CUSTOMER/KEY, participant/NUMBER or subscriber/NUMBER. Of an
        /// address or a number (+4670…) it prints as whose words it is kept.
        owner: String,
        #[command(flatten)]
        place: Place,
    },
    /// Erase every word of somebody for good; without --yes it says what would go.
    Erase {
        /// Who: person/KEY, contact/CUSTOMER/KEY or participant/NUMBER.
        owner: String,
        /// Why: asked, expired, misplaced or left.
        #[arg(long, default_value = "asked")]
        reason: String,
        /// Do it.
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args, Clone)]
struct Place {
    /// Where to listen, such as 127.0.0.1:7878.
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// The data directory.
    #[arg(long)]
    data: Option<PathBuf>,
    /// A PostgreSQL URL, in place of SQLite in the data directory.
    #[arg(long)]
    database: Option<String>,
    /// The configuration file.
    #[arg(long)]
    config: Option<PathBuf>,
}

impl Place {
    fn configuration(&self, data: &str) -> Result<Configuration, String> {
        let mut configuration = Configuration::read(self.config.as_deref())?;
        configuration.listen = self.listen.or(configuration.listen);
        configuration.data = self.data.clone().or(configuration.data).or(Some(data.into()));
        configuration.database = self.database.clone().or(configuration.database);
        Ok(configuration)
    }
}

/// Runs the command line of this process.
pub fn run() -> ExitCode {
    // The provider is chosen here, once, because several could be compiled in.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let CommandLine { log, command } = CommandLine::parse();
    crate::logging::start(log);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error.to_string()),
    };
    match runtime.block_on(carry_out(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => complain(&sentence),
    }
}

fn complain(sentence: &str) -> ExitCode {
    eprintln!("mayday: {sentence}");
    ExitCode::FAILURE
}

async fn carry_out(command: Subcommands) -> Result<(), String> {
    match command {
        Subcommands::Serve(place) => {
            let configuration = place.configuration("data")?;
            serve::run(serve::Plan { configuration, demo: false }).await
        }
        Subcommands::Watch { urls, place } => watch(&place, urls).await,
        Subcommands::Demo(place) => demo(&place).await,
        Subcommands::Apply { file, prune, dry_run, place } => {
            let text = std::fs::read(&file).map_err(|e| format!("{}: {e}", file.display()))?;
            let text = String::from_utf8(text)
                .map_err(|_| format!("{} is not text in UTF-8.", file.display()))?;
            print(ask(&place, Request::Apply { text, prune, dry_run }).await?)
        }
        Subcommands::Export(place) => print(ask(&place, Request::Export).await?),
        Subcommands::Check(place) => check(&place).await,
        Subcommands::SignIn { person, place } => sign_in(&place, person).await,
        Subcommands::Replay { until, place } => replay(&place, until).await,
        Subcommands::Backup { target, with_key, without_files, place } => {
            keeping::backup(&place, &target, with_key, without_files).await
        }
        Subcommands::Restore { file, erasures, place } => {
            keeping::restore(&place, &file, &erasures).await
        }
        Subcommands::Reindex(place) => reindex(&place).await,
        Subcommands::ImportStatus { files, yes, place } => import_status(&place, &files, yes).await,
        Subcommands::ExportStatus { directory, page, place } => {
            export_status(&place, &directory, page).await
        }
        Subcommands::Kept { owner, place } => print(ask(&place, Request::Kept { owner }).await?),
        Subcommands::Erase { owner, reason, yes, place } => {
            print(ask(&place, Request::Erase { owner, reason, yes }).await?)
        }
    }
}

/// Serves its own organisation, whose people are rung when another installation would ring nobody.
async fn watch(place: &Place, urls: Vec<String>) -> Result<(), String> {
    let mut configuration = place.configuration("data")?;
    if !urls.is_empty() {
        let secret = std::env::var("MAYDAY_DRILL_SECRET").map_err(|_| {
            "Set MAYDAY_DRILL_SECRET to the secret in their [drill] section, or write a [[watch]] \
             section for each into the configuration."
        })?;
        configuration.watches.extend(urls.into_iter().map(|url| WatchConfiguration {
            url,
            secret: Secret(secret.clone()),
            every_secs: crate::watching::every_secs(),
            slow_secs: crate::watching::slow_secs(),
        }));
    }
    if configuration.watches.is_empty() {
        return Err("Name the public address of at least one installation to watch.".to_owned());
    }
    serve::run(serve::Plan { configuration, demo: false }).await
}

/// The demo keeps its data for as long as it runs, unless it is told where.
async fn demo(place: &Place) -> Result<(), String> {
    let temporary = std::env::temp_dir().join(format!("mayday-demo-{:032x}", crate::chance::id()));
    let configuration = place.configuration(&temporary.to_string_lossy())?;
    let own = configuration.data.as_ref() == Some(&temporary);
    let served = serve::run(serve::Plan { configuration, demo: true }).await;
    if own {
        let _ = std::fs::remove_dir_all(&temporary);
    }
    served
}

fn print(reply: Reply) -> Result<(), String> {
    if !reply.good {
        return Err(reply.text);
    }
    println!("{}", reply.text.trim_end());
    Ok(())
}

/// Asks the running server, or does it on the data itself where none runs.
async fn ask(place: &Place, request: Request) -> Result<Reply, String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let socket = data_directory::socket(&data);
    let own = tokio::task::spawn_blocking(move || {
        control::ask(&socket, &request).map(|reply| reply.ok_or(request))
    });
    match own.await.map_err(|error| error.to_string())?? {
        Ok(reply) => Ok(reply),
        Err(request) => {
            let (line, store, _directory) = offline(&configuration, &data).await?;
            let listen = configuration.listen.unwrap_or_else(default_listen);
            let public_url = configuration.public_url(listen)?;
            let key = data_directory::key_of(&data)?;
            let other = configuration.erasure_ledger.as_deref();
            let keep = Keep::new(store, key.clone(), &data, other);
            let address = Address { public_url, key, keep };
            Ok(control::answer(&line, &address, request).await)
        }
    }
}

/// Makes the search index anew: the running server's, or, without one, by removing it.
async fn reindex(place: &Place) -> Result<(), String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let socket = data_directory::socket(&data);
    let asked = tokio::task::spawn_blocking(move || control::ask(&socket, &Request::Reindex));
    match asked.await.map_err(|error| error.to_string())?? {
        Some(reply) => print(reply),
        None => {
            let _locked = DataDirectory::open(&data)?;
            crate::search::remove(&data)?;
            print(Reply { good: true, text: "The next server makes the index anew.".into() })
        }
    }
}

/// Takes in what another status page has told.
async fn import_status(place: &Place, files: &[PathBuf], yes: bool) -> Result<(), String> {
    let mut text = String::new();
    let most = crate::importing::TEXT_LEN_MAX;
    for file in files {
        // No more of it is read than is needed to say that it is too long.
        let read = std::fs::File::open(file).and_then(|opened| {
            let mut read = String::new();
            opened.take(most as u64 + 1).read_to_string(&mut read).map(|_| read)
        });
        let read = read.map_err(|error| format!("{}: {error}.", file.display()))?;
        text.push_str(&read);
        text.push('\n');
        if text.len() > most {
            let kib = most / 1024;
            return Err(format!("{} makes it longer than {kib} KiB.", file.display()));
        }
    }
    print(ask(place, Request::ImportStatus { text, yes }).await?)
}

/// Writes the status pages as files.
async fn export_status(
    place: &Place,
    directory: &Path,
    page: Option<String>,
) -> Result<(), String> {
    let mut leaves = Vec::new();
    let mut after = None;
    loop {
        let reply = ask(place, Request::ExportStatus { page: page.clone(), after }).await?;
        if !reply.good {
            return Err(reply.text);
        }
        let part: crate::status::export::Part =
            serde_json::from_str(&reply.text).map_err(|error| error.to_string())?;
        leaves.extend(part.files);
        after = part.after;
        if after.is_none() {
            break;
        }
    }
    crate::status::export::write_once(directory, &leaves).await?;
    println!("{} files are in {}.", leaves.len(), directory.display());
    Ok(())
}

/// A line on the data of a server that does not run. It sends nothing.
async fn offline(
    configuration: &Configuration,
    data: &Path,
) -> Result<(Line, Arc<dyn Store>, DataDirectory), String> {
    if !data.exists() && configuration.database.is_none() {
        return Err(format!(
            "{} does not exist. Name the data directory with --data, or start `mayday serve` \
             first.",
            data.display()
        ));
    }
    let directory = DataDirectory::open(data)?;
    let key = directory.installation_key()?;
    let store = serve::store(configuration, &directory).await?;
    let world = World {
        store: Arc::clone(&store),
        carriers: Arc::new(crate::channels::Carriers::new(Vec::new())),
        writer: Arc::new(crate::letters::Writer::new(key, String::new())),
        hub: Arc::default(),
        shelf: None,
    };
    let line = Line::open(ORGANISATION, world).await.map_err(|fault| fault.message)?;
    Ok((line, store, directory))
}

async fn check(place: &Place) -> Result<(), String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let listen = configuration.listen.unwrap_or_else(default_listen);
    let public_url = configuration.public_url(listen)?;
    if !data.exists() && configuration.database.is_none() {
        return Err(format!("{} does not exist. Name it with --data.", data.display()));
    }
    let (events, state) = walk(&configuration, &data, None).await?;
    println!("The log of {events} events is whole: each is what was written, in order.");
    let found =
        crate::channels::telephone::readiness::look(&configuration.carriers, &state, &public_url);
    let (files, note) = check_files(&configuration, &data).await;
    let notes = found.notes.iter().chain(&note);
    notes.for_each(|note| println!("note\n  {note}"));
    let checked = print(ask(place, Request::Check).await?);
    if found.missing.is_empty() && files.is_none() {
        return checked;
    }
    // What the organisation lacks and what the configuration lacks are told together.
    let missing = found.missing.iter().chain(&files);
    let missing: String = missing.map(|text| format!("warning\n  {text}\n")).collect();
    Err(checked.err().map(|text| format!("{text}\n")).unwrap_or_default() + &missing)
}

/// Whether files of conversations can be kept: what is wrong, and what is worth knowing.
async fn check_files(
    configuration: &Configuration,
    data: &Path,
) -> (Option<String>, Option<String>) {
    let several = configuration.database.is_some();
    let wanted = configuration.objects.as_ref();
    // The directory itself is made by the server, as its user.
    let directory = wanted.and_then(|wanted| wanted.directory.clone());
    let directory = directory.unwrap_or_else(|| data.join("objects"));
    let bucket = wanted.is_some_and(|wanted| wanted.bucket.is_some());
    if !bucket && !several && !directory.exists() {
        return (None, None);
    }
    let key = data_directory::key_of(data).ok();
    let probed = match Shelf::open(wanted, data, several, key.as_ref()) {
        Ok(Shelf { objects: Ok(objects), .. }) => objects.probe().await,
        Ok(Shelf { objects: Err(_), .. }) => Ok(Some(
            "Files cannot be shown in conversations: with PostgreSQL, name a bucket under \
             [objects], or a directory that all nodes share."
                .to_owned(),
        )),
        Err(sentence) => Err(sentence),
    };
    match probed {
        Ok(note) => (None, note),
        Err(sentence) => (Some(sentence), None),
    }
}

/// Reads the whole log, checks its chain and folds it. It takes no lock, so that it works beside a
/// running server.
async fn walk(
    configuration: &Configuration,
    data: &Path,
    until: Option<u64>,
) -> Result<(u64, domain::State), String> {
    let store: Arc<dyn Store> = match &configuration.database {
        Some(url) => {
            let open = journal::postgres::Postgres::open(url).await;
            Arc::new(open.map_err(|fault| fault.message)?)
        }
        None => {
            let file = data.join("mayday.sqlite");
            let sqlite = journal::sqlite::Sqlite::open(&file).map_err(|fault| fault.message)?;
            sqlite.check().await.map_err(|fault| fault.message)?;
            Arc::new(sqlite)
        }
    };
    let Some(until) = until else {
        let replayed =
            journal::replay(store.as_ref(), ORGANISATION, journal::Proof::Everything).await;
        let (state, head) = replayed.map_err(|fault| fault.message)?;
        return Ok((head.seq, state));
    };
    let mut state = domain::State::default();
    let (mut seq, mut chain) = (0, journal::CHAIN_START);
    loop {
        let records = store.read(ORGANISATION, seq, 2_000).await.map_err(|fault| fault.message)?;
        if records.is_empty() {
            return Ok((seq, state));
        }
        for record in &records {
            if record.seq > until {
                return Ok((seq, state));
            }
            journal::codec::verify(record, &chain).map_err(|fault| fault.message)?;
            let event = journal::codec::decode(record).map_err(|fault| fault.message)?;
            state.evolve(&event, record.at);
            (seq, chain) = (record.seq, record.chain);
        }
    }
}

async fn sign_in(place: &Place, person: String) -> Result<(), String> {
    print(ask(place, Request::SignIn { person }).await?)?;
    println!("It works once, for 15 minutes.");
    Ok(())
}

async fn replay(place: &Place, until: Option<u64>) -> Result<(), String> {
    let configuration = place.configuration("data")?;
    let data = configuration.data.clone().unwrap_or_default();
    let start = std::time::Instant::now();
    let (events, state) = walk(&configuration, &data, until).await?;
    let secs = start.elapsed().as_secs_f64();
    let speed = events as f64 / secs.max(1e-9);
    println!("{events} events in {secs:.3} s: {speed:.0} events per second, the chain included.");
    println!(
        "{} emergencies were ever opened, {} are in the live state; {} people, {} customers.",
        state.emergencies.count,
        state.emergencies.emergencies.len(),
        state.access.people.len(),
        state.customers.directory().count(),
    );
    println!("{}", keeping::compared(&state));
    Ok(())
}
