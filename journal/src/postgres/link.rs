//! One connection to PostgreSQL: how it is made, what its session is set to, when it is given up.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_postgres::config::{SslMode, TargetSessionAttrs};
use tokio_postgres::error::{Severity, SqlState};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls, Socket};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::statements::Statements;
use super::trouble::{self, Trouble, bounded};
use super::{CONNECT_WAIT_MAX, STATEMENT_WAIT_MAX, layout};
use crate::Fault;

/// Between the first failure to connect and the next attempt; it doubles from then on.
const PAUSE_MIN: Duration = Duration::from_millis(50);
/// Longest pause between attempts to connect.
const PAUSE_MAX: Duration = Duration::from_secs(1);

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    Append,
    Read,
    Listen,
    /// A snapshot, a restore or cleaning up, on a connection of its own and at its own pace.
    Apart,
}

impl Duty {
    /// The session's settings, said aloud because a database may have others as its defaults.
    fn session(self) -> &'static str {
        match self {
            // A node that stands still or is cut off must not hold the lock for ever, and a
            // warning at a commit must be heard. A time limit on statements would turn a slow
            // commit into an unknown one.
            Self::Append => {
                "set statement_timeout = 0; set lock_timeout = '10s';
                 set idle_in_transaction_session_timeout = '10s';
                 set client_min_messages = 'warning'"
            }
            Self::Read => "set statement_timeout = '5s'",
            Self::Listen => "listen mayday",
            Self::Apart => "set statement_timeout = 0; set lock_timeout = '5s'",
        }
    }
}

/// Knows the way to the database.
pub(super) struct Connector {
    config: Config,
    tls: MakeRustlsConnect,
    /// Rung by every notification, on whichever connection it comes.
    bell: Arc<Notify>,
}

impl Connector {
    pub(super) fn new(url: &str) -> Result<Self, Fault> {
        let mut config: Config = url.parse().map_err(|error| {
            let why = trouble::sentence(&error);
            Fault::permanent(format!(
                "the database URL cannot be read: {why}. Write it like \
                 postgresql://user:password@host/database?sslmode=require."
            ))
        })?;
        if config.get_application_name().is_none() {
            config.application_name("mayday");
        }
        // With several hosts, only the one that takes writes will do.
        config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        config.keepalives_idle(Duration::from_secs(10));
        config.tcp_user_timeout(Duration::from_secs(10));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let tls = rustls::ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(Fault::permanent)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let tls = MakeRustlsConnect::new(tls);
        Ok(Self { config, tls, bell: Arc::default() })
    }

    pub(super) fn bell(&self) -> &Notify {
        &self.bell
    }

    /// Connects and prepares the session.
    pub(super) async fn connect(&self, duty: Duty) -> Result<Link, Fault> {
        let link = match tokio::time::timeout(CONNECT_WAIT_MAX, self.dial()).await {
            Ok(link) => link.map_err(|error| Trouble::Failed(error).at_start())?,
            Err(_) => return Err(Trouble::Silent(CONNECT_WAIT_MAX).at_start()),
        };
        let set = bounded(STATEMENT_WAIT_MAX, link.client.batch_execute(duty.session())).await;
        set.map_err(|trouble| trouble.at_start())?;
        if duty == Duty::Append {
            layout::refuse_weak_settings(&link).await?;
            layout::prepare(&link).await?;
        }
        if duty == Duty::Listen {
            return Ok(link);
        }
        let statements = bounded(STATEMENT_WAIT_MAX, Statements::prepare(&link.client)).await;
        let statements = statements.map_err(|trouble| trouble.at_start())?;
        Ok(Link { statements: Some(statements), ..link })
    }

    async fn dial(&self) -> Result<Link, tokio_postgres::Error> {
        if self.config.get_ssl_mode() == SslMode::Disable {
            return self.dial_plain().await;
        }
        match self.config.connect(self.tls.clone()).await {
            Ok((client, connection)) => Ok(Link::new(client, connection, &self.bell)),
            // "Prefer" promises no encryption: without one that both sides accept it goes without.
            Err(error)
                if self.config.get_ssl_mode() == SslMode::Prefer && trouble::is_tls(&error) =>
            {
                tracing::warn!(%error, "the connection to PostgreSQL is not encrypted");
                self.dial_plain().await
            }
            Err(error) => Err(error),
        }
    }

    async fn dial_plain(&self) -> Result<Link, tokio_postgres::Error> {
        let mut config = self.config.clone();
        let (client, connection) = config.ssl_mode(SslMode::Disable).connect(NoTls).await?;
        Ok(Link::new(client, connection, &self.bell))
    }
}

/// One connection.
pub(super) struct Link {
    pub(super) client: Client,
    statements: Option<Statements>,
    driver: Driver,
    /// Whether the server has warned that a commit may not be what it seems.
    warned: Arc<AtomicBool>,
    given_up: AtomicBool,
}

impl Link {
    fn new<S>(client: Client, connection: Connection<Socket, S>, bell: &Arc<Notify>) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let warned = Arc::new(AtomicBool::new(false));
        let task = drive(connection, Arc::clone(bell), Arc::clone(&warned));
        let driver = Driver(tokio::spawn(task));
        Self { client, statements: None, driver, warned, given_up: AtomicBool::new(false) }
    }

    /// The statements; a connection that only listens has none.
    pub(super) fn statements(&self) -> &Statements {
        self.statements.as_ref().expect("the connection appends or reads")
    }

    pub(super) fn is_usable(&self) -> bool {
        !self.given_up.load(Ordering::Acquire) && !self.client.is_closed()
    }

    /// Never uses the connection again, whatever still comes over it.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Release);
        self.driver.0.abort();
    }

    /// Turns trouble into a fault, and gives the connection up if it is not to be trusted.
    pub(super) fn settle<T>(&self, answer: Result<T, Trouble>) -> Result<T, Fault> {
        answer.map_err(|trouble| {
            if !trouble.leaves_connection() {
                self.give_up();
            }
            trouble.passing()
        })
    }

    pub(super) fn forget_warnings(&self) {
        self.warned.store(false, Ordering::Release);
    }

    pub(super) fn was_warned(&self) -> bool {
        self.warned.load(Ordering::Acquire)
    }

    /// Waits until the connection ends.
    pub(super) async fn ended(&mut self) {
        let _ = (&mut self.driver.0).await;
    }
}

/// The task that moves a connection's bytes; it ends with the connection's last user.
struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        // A server that has fallen silent would otherwise keep the task, and the socket, for ever.
        self.0.abort();
    }
}

async fn drive<S>(mut connection: Connection<Socket, S>, bell: Arc<Notify>, warned: Arc<AtomicBool>)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    loop {
        match poll_fn(|context| connection.poll_message(context)).await {
            Some(Ok(AsyncMessage::Notification(_))) => bell.notify_waiters(),
            Some(Ok(AsyncMessage::Notice(notice))) => {
                // The wait for a standby was cancelled: it is committed here, but perhaps only
                // here. The notice comes before the answer to the commit, hence in time.
                let doubt = [SqlState::WARNING, SqlState::ADMIN_SHUTDOWN].contains(notice.code());
                if doubt && notice.parsed_severity() == Some(Severity::Warning) {
                    warned.store(true, Ordering::Release);
                }
                tracing::warn!(notice = notice.message(), "PostgreSQL says");
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => {
                let why = trouble::sentence(&error);
                tracing::warn!(why, "a connection to PostgreSQL ended");
                return;
            }
            None => return,
        }
    }
}

/// Where a connection stands or, after a failure, will stand again.
pub(super) struct Slot {
    duty: Duty,
    /// Whether the database was fit once. What is wrong with it later, somebody is mending.
    was_fit: bool,
    link: Option<Arc<Link>>,
    failure: Option<Failure>,
}

/// A slot whose connection nobody else uses meanwhile.
pub(super) type OwnSlot = OwnedMutexGuard<Slot>;

struct Failure {
    fault: Fault,
    pause: Duration,
    until: Instant,
}

impl Slot {
    pub(super) fn new(duty: Duty) -> Self {
        Self { duty, was_fit: false, link: None, failure: None }
    }

    /// The same for a database that was fit in a former life of this process.
    pub(super) fn fit_before(duty: Duty) -> Self {
        Self { was_fit: true, ..Self::new(duty) }
    }

    /// The connection, made anew where it was lost. Shortly after a failure to connect the answer
    /// is that failure, at once: those who wait in line must not each wait for the network.
    pub(super) async fn link(&mut self, connector: &Connector) -> Result<Arc<Link>, Fault> {
        if let Some(link) = self.link.as_ref().filter(|link| link.is_usable()) {
            return Ok(Arc::clone(link));
        }
        self.link = None;
        if let Some(failure) = &self.failure
            && Instant::now() < failure.until
        {
            return Err(failure.fault.clone());
        }
        match connector.connect(self.duty).await {
            Ok(link) => {
                (self.failure, self.was_fit) = (None, true);
                let link = Arc::new(link);
                self.link = Some(Arc::clone(&link));
                Ok(link)
            }
            Err(mut fault) => {
                fault.permanent &= !self.was_fit;
                let last = self.failure.as_ref().map(|failure| failure.pause);
                let pause = longer(last);
                let until = Instant::now() + pause;
                self.failure = Some(Failure { fault: fault.clone(), pause, until });
                Err(fault)
            }
        }
    }
}

/// The pause after the last one.
pub(super) fn longer(last: Option<Duration>) -> Duration {
    last.map_or(PAUSE_MIN, |pause| (pause * 2).min(PAUSE_MAX))
}
