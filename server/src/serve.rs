//! Serving: open what is kept, start the line, answer the web, until told to stop.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use domain::Command;
use domain::words::Actor;
use journal::Store;
use tokio::net::TcpListener;

use crate::accept::{Hall, accept};
use crate::channels::{Carriers, Watched, posts, push, telephone};
use crate::configuration::Configuration;
use crate::crowd::{Admission, Limits};
use crate::data_directory::DataDirectory;
use crate::demo::Demo;
use crate::drill::Drill;
use crate::drill::round::Rounds;
use crate::keeping::Keep;
use crate::letters::Writer;
use crate::line::{Line, World};
use crate::live::Hub;
use crate::objects::Shelf;
use crate::organisation_file::{self, Ground, Severity};
use crate::proxies::TrustedProxies;
use crate::shelf;
use crate::status::export::Exports;
use crate::tls::Tls;
use crate::uploads::Uploads;
use crate::watching::Watching;
use crate::web::{self, Site};

/// The name under which the one organisation of this installation is kept.
pub const ORGANISATION: &str = "main";
/// How long the start waits for a database that cannot be reached.
const DATABASE_WITHIN: std::time::Duration = std::time::Duration::from_secs(60);

/// Where it listens when nobody says.
pub(crate) fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 7878))
}

/// What to serve.
pub struct Plan {
    /// The configuration.
    pub configuration: Configuration,
    /// Whether to play the demo.
    pub demo: bool,
}

/// Serves until the process is told to stop.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub async fn run(plan: Plan) -> Result<(), String> {
    let configuration = plan.configuration;
    let listen = configuration.listen.unwrap_or_else(default_listen);
    let mut public_url = configuration.public_url(listen)?;
    if plan.demo && configuration.public_url.is_none() {
        // Browsers allow passkeys at names only, and this one is every machine's own.
        public_url = format!("http://localhost:{}", listen.port());
    }
    // The port first: another program on it is the likeliest trouble, and the cheapest to find.
    let listener = bind(listen).await?;
    let tls = configuration.tls.clone().map(Tls::open).transpose()?.map(Arc::new);
    let proxies = Arc::new(TrustedProxies::parse(&configuration.trusted_proxies)?);
    if let Some(tls) = &tls {
        tokio::spawn(Arc::clone(tls).watch());
    }
    let redirects = configuration.tls.as_ref().and_then(|tls| tls.redirect_from);
    let redirects = match redirects {
        Some(plain) => Some(bind(plain).await?),
        None => None,
    };
    let data = configuration.data.clone().unwrap_or_else(|| PathBuf::from("data"));
    let directory = DataDirectory::open(&data)?;
    let key = directory.installation_key()?;
    let alarm = &configuration.alarm;
    let opened = shelf::open(&configuration, &directory).await;
    let (store, shelf) = crate::alarm::or_sound(alarm, opened).await?;
    let hub = Arc::new(Hub::default());
    let watched: Watched = {
        let hub = Arc::clone(&hub);
        Arc::new(move |person: &str| hub.is_watched(person))
    };
    let carriers =
        Carriers::from_configuration(configuration.smtp.as_ref(), &configuration.webhooks, watched)
            .map_err(|unusable| unusable.0)?;
    let office = telephone::Office::new(&configuration.carriers, key.clone(), &public_url)
        .map_err(|unusable| unusable.0)?;
    let office = Arc::new(office);
    let carriers = office.channels().into_iter().fold(carriers, Carriers::and);
    let push = Arc::new(
        push::Push::new(&configuration.push, key.clone(), &public_url)
            .map_err(|unusable| unusable.0)?,
    );
    let carriers = carriers.and(Box::new(push::Channel(Arc::clone(&push))));
    let posts = Arc::new(
        posts::Posts::new(&configuration.posts, key.clone()).map_err(|unusable| unusable.0)?,
    );
    let carriers = carriers.posting(Arc::clone(&posts));
    let writer = Writer::new(key.clone(), public_url.clone());
    let world = World {
        store: Arc::clone(&store),
        carriers: Arc::new(carriers),
        writer: Arc::new(writer),
        hub: Arc::clone(&hub),
        shelf,
    };
    let opened = Line::open(ORGANISATION, world).await.map_err(|fault| fault.message);
    let line = crate::alarm::or_sound(alarm, opened).await?;
    if plan.demo {
        fill_demo(&line).await?;
    }
    let other = configuration.erasure_ledger.as_deref();
    let several = configuration.database.is_some();
    let shelf = Shelf::open(configuration.objects.as_ref(), &data, several, Some(&key))?;
    let keep = Keep::new(Arc::clone(&store), key.clone(), &data, other).with_files(shelf.clone());
    tokio::spawn(keep.clone().watch(line.clone()));
    tokio::spawn(crate::objects::sweep::watch(shelf.clone(), line.clone(), Arc::clone(&hub)));
    let uploads = Arc::new(Uploads::new(shelf, &data)?);
    let copies = Exports::open(&configuration.status_exports)?;
    let site = Arc::new(Site {
        keep: keep.clone(),
        line: line.clone(),
        key: key.clone(),
        hub,
        store,
        uploads,
        public_url: public_url.clone(),
        demo: plan.demo.then(|| Arc::new(Demo::default())),
        telephone: Arc::clone(&office),
        push,
        posts,
        texts: Default::default(),
        mails: configuration.smtp.is_some(),
        drill: Default::default(),
        search: Default::default(),
        watching: Default::default(),
        door: Default::default(),
        status: Default::default(),
        sign_ups: Default::default(),
        copies,
        views: Default::default(),
        routes: Default::default(),
        flood: Default::default(),
        trials: Default::default(),
        base: "",
        stage: Default::default(),
    });
    let search = crate::search::Search::start(&data, Arc::clone(&site.store), &line);
    keep.index(search.clone());
    let _ = site.search.set(search);
    let address =
        crate::control::Address { public_url: public_url.clone(), key: key.clone(), keep };
    crate::control::listen(&directory.socket(), line.clone(), address)?;
    tokio::spawn(crate::status::Press::keep(Arc::clone(&site)));
    site.copies.keep(&site);
    tokio::spawn(telephone::fall_silent(office, line.clone()));
    tokio::spawn(crate::alarm::watch(line.clone(), configuration.alarm.clone()));
    prove_itself(&site, &configuration, listen, tls.is_some()).await?;
    let watching = Watching::start(&configuration.watches, &line, &data)?;
    let _ = site.watching.set(watching);
    announce(&line, &site, plan.demo).await;
    let admission = Admission::new(Limits::of_this_process());
    if let Some(plain) = redirects {
        let router = crate::tls::redirects(Arc::clone(&site));
        let hall = Hall {
            router,
            site: None,
            admission: Arc::clone(&admission),
            tls: None,
            proxies: Arc::default(),
        };
        tokio::spawn(accept(plain, hall));
    }
    let router = web::router(Arc::clone(&site));
    let hall = Hall { router, site: Some(site), admission, tls, proxies };
    let served = accept(listener, hall);
    tokio::select! {
        () = served => {}
        () = told_to_stop() => tracing::info!("stopping; what was acknowledged is stored"),
    }
    let _ = std::fs::remove_file(directory.socket());
    Ok(())
}

/// Sets drills up where somebody may ask for them, tries the ways out that are to be tried, and
/// starts the heartbeat.
async fn prove_itself(
    site: &Site,
    configuration: &Configuration,
    listen: SocketAddr,
    tls: bool,
) -> Result<(), String> {
    let rounds = Rounds::start(site, configuration)?;
    let tried = !rounds.seen().is_empty();
    if configuration.drill.secret.is_none() && configuration.heartbeat.is_none() && !tried {
        return Ok(());
    }
    let drill = Arc::new(Drill::open(site, &configuration.drill, rounds).await?);
    let _ = site.drill.set(Arc::clone(&drill));
    match &configuration.heartbeat {
        Some(heartbeat) => {
            let own = crate::heartbeat::own_address(listen, tls);
            crate::heartbeat::start(heartbeat.clone(), drill, own)
        }
        None => Ok(()),
    }
}

async fn bind(listen: SocketAddr) -> Result<TcpListener, String> {
    let socket = match listen {
        SocketAddr::V4(_) => tokio::net::TcpSocket::new_v4(),
        SocketAddr::V6(_) => tokio::net::TcpSocket::new_v6(),
    };
    let bound = socket.and_then(|socket| {
        // After a crash the port is taken again at once.
        socket.set_reuseaddr(true)?;
        socket.bind(listen)?;
        socket.listen(4096)
    });
    bound.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => format!(
            "{listen} is in use by another program. Stop it, or choose another with --listen."
        ),
        std::io::ErrorKind::PermissionDenied => {
            format!("This user may not listen on {listen}. Choose a port above 1023 with --listen.")
        }
        _ => format!("It cannot listen on {listen}: {error}."),
    })
}

pub(crate) async fn store(
    configuration: &Configuration,
    directory: &DataDirectory,
) -> Result<Arc<dyn Store>, String> {
    match &configuration.database {
        Some(url) => {
            // A machine that starts may bring up its database a little later than us.
            let patient = tokio::time::Instant::now() + DATABASE_WITHIN;
            loop {
                match journal::postgres::Postgres::open(url).await {
                    Ok(open) => return Ok(Arc::new(open)),
                    Err(fault) if fault.permanent || tokio::time::Instant::now() > patient => {
                        return Err(fault.message);
                    }
                    Err(fault) => tracing::warn!(%fault, "waiting for the database"),
                }
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        }
        None => {
            let open = journal::sqlite::Sqlite::open(&directory.log_file());
            Ok(Arc::new(open.map_err(|fault| fault.message)?))
        }
    }
}

/// Gives the demo its fictional vendor, or what is still missing of it after a crash.
async fn fill_demo(line: &Line) -> Result<(), String> {
    let state = line.prospect();
    let problems = |problems: &[organisation_file::Problem]| {
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let file = organisation_file::parse(crate::demo::ORGANISATION).map_err(|p| problems(&p))?;
    let now = line.published().now();
    let ground = Ground { state: &state, prune: false, now, zones: crate::zones() };
    let found = organisation_file::check(&file, &ground);
    if found.iter().any(|problem| problem.severity == Severity::Error) {
        return Err(problems(&found));
    }
    for step in organisation_file::plan(&file, &ground).steps {
        match line.tell(Actor::Operator, step.command).await {
            Ok(Ok(_)) => {}
            Ok(Err(refusal)) => return Err(format!("{}: {refusal}", step.what)),
            Err(unanswered) => return Err(format!("{}: {unanswered:?}", step.what)),
        }
    }
    Ok(())
}

/// Says where it is, and on an empty installation by which link it is set up.
async fn announce(line: &Line, site: &Site, demo: bool) {
    let url = &site.public_url;
    println!("Mayday listens on {url}");
    if demo {
        println!("  {url}/demo     play a crisis, step by step");
        println!("  {url}/help     the door, as customers see it");
        println!("  {url}/pager    everyone's pager");
        if let Some(link) = offer(line, first_manager(line)).await {
            println!(
                "  {url}/signin/{}   the console (this link works once)",
                site.key.sign_in(link)
            );
        }
        println!("Nothing leaves this machine.");
        return;
    }
    println!("  {url}/help     the door");
    println!("  {url}/console  the console");
    if line.published().state.access.people.is_empty()
        && let Some(link) = offer(line, None).await
    {
        println!("Set it up within 24 hours: {url}/setup/{}", site.key.sign_in(link));
    }
}

fn first_manager(line: &Line) -> Option<domain::words::PersonKey> {
    let state = line.published().state;
    let manages = |person: &domain::access::Person| person.role == domain::access::Role::Manager;
    state.access.people.iter().find(|(_, person)| manages(person)).map(|(key, _)| key.clone())
}

async fn offer(line: &Line, person: Option<domain::words::PersonKey>) -> Option<u32> {
    let command = match person {
        Some(person) => domain::access::Command::OfferSignIn { person },
        None => domain::access::Command::OfferSetup,
    };
    let answer = line.tell(Actor::System, Command::Access(command)).await;
    answer.ok().and_then(Result::ok).and_then(|outcome| outcome.offer)
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
