//! TLS from files: the certificate is read anew when it changes, and plain HTTP sends people on.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock};
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Uri};
use domain::status_pages::tidy_host;
use domain::words::SmolStr;
use rustls::ServerConfig;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{ClientHello, ParsedCertificate, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::status::hosts::{self, ascii};
use crate::web::Site;

/// A client that has not greeted by then is hung up on.
const GREETING_WITHIN: Duration = Duration::from_secs(10);
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// Longest file that is read, in bytes.
const FILE_LEN_MAX: u64 = 1024 * 1024;

/// The section `[tls]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TlsConfiguration {
    /// The certificate and those between it and its root, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
    /// Where plain HTTP is answered with the way to `public_url`.
    pub redirect_from: Option<SocketAddr>,
    /// Certificates for the host names of status pages.
    #[serde(default, rename = "host")]
    pub hosts: Vec<HostCertificate>,
}

/// A section `[[tls.host]]`: what is shown to whoever asks for one of these names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HostCertificate {
    /// The names.
    pub names: Vec<String>,
    /// The certificate and those between it and its root, in PEM.
    pub certificate: PathBuf,
    /// Its private key, in PEM.
    pub key: PathBuf,
}

/// What connections are greeted with; a new certificate takes its place while others go on.
pub struct Tls {
    files: TlsConfiguration,
    present: RwLock<Arc<ServerConfig>>,
}

impl Tls {
    /// Reads the files.
    ///
    /// # Errors
    /// A sentence that says what is wrong with which file.
    pub fn open(files: TlsConfiguration) -> Result<Self, String> {
        let present = RwLock::new(Arc::new(read(&files)?));
        Ok(Self { files, present })
    }

    fn acceptor(&self) -> TlsAcceptor {
        let present = self.present.read().unwrap_or_else(PoisonError::into_inner);
        TlsAcceptor::from(Arc::clone(&present))
    }

    /// Reads the files anew. What is wrong with them is told, and the old certificate stays.
    pub fn reload(&self) {
        match read(&self.files) {
            Ok(config) => {
                *self.present.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(config);
                tracing::info!("the certificate was read anew");
            }
            Err(sentence) => tracing::error!(sentence, "the old certificate is kept"),
        }
    }

    /// Reads the files anew when they change, and on SIGHUP.
    pub async fn watch(self: Arc<Self>) {
        use tokio::signal::unix::{SignalKind, signal};
        let Ok(mut told) = signal(SignalKind::hangup()) else { return };
        let mut known = self.changed_at();
        loop {
            let asked = tokio::select! {
                asked = told.recv() => asked.is_some(),
                () = tokio::time::sleep(LOOK_EVERY) => false,
            };
            let now = self.changed_at();
            if asked || now != known {
                known = now;
                self.reload();
            }
        }
    }

    fn changed_at(&self) -> Vec<Option<SystemTime>> {
        let own = [&self.files.certificate, &self.files.key].into_iter();
        let others = self.files.hosts.iter().flat_map(|host| [&host.certificate, &host.key]);
        let changed = |file: &PathBuf| std::fs::metadata(file).and_then(|at| at.modified()).ok();
        own.chain(others).map(changed).collect()
    }
}

/// Certificates by the name that is asked for, and the one for everybody else.
#[derive(Debug)]
struct Shown {
    usual: Arc<CertifiedKey>,
    by_name: HashMap<SmolStr, Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().and_then(tidy_host);
        let named = name.and_then(|name| self.by_name.get(&name));
        Some(Arc::clone(named.unwrap_or(&self.usual)))
    }
}

fn read(files: &TlsConfiguration) -> Result<ServerConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let usual = certified("[tls]", &files.certificate, &files.key, &provider)?;
    let mut by_name = HashMap::new();
    for host in &files.hosts {
        const SECTION: &str = "[[tls.host]]";
        let certificate = Arc::new(certified(SECTION, &host.certificate, &host.key, &provider)?);
        if host.names.is_empty() {
            return Err(format!("{SECTION}: names must name whom the certificate is for."));
        }
        for typed in &host.names {
            let name = tidy_host(&ascii(typed));
            let name = name.ok_or_else(|| format!("{SECTION}: {typed:?} is no host name."))?;
            stands_for(&certificate, &name).map_err(|()| {
                format!("{SECTION}: certificate {} is not for {name}.", host.certificate.display())
            })?;
            if by_name.insert(name.clone(), Arc::clone(&certificate)).is_some() {
                return Err(format!("{SECTION}: {name} is named twice."));
            }
        }
    }
    let shown = Shown { usual: Arc::new(usual), by_name };
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(shown));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}

/// Whether browsers take a certificate for a name, whoever has signed it.
fn stands_for(certificate: &CertifiedKey, name: &str) -> Result<(), ()> {
    let end = certificate.end_entity_cert().map_err(drop)?;
    let parsed = ParsedCertificate::try_from(end).map_err(drop)?;
    let name = ServerName::try_from(name).map_err(drop)?;
    rustls::client::verify_server_name(&parsed, &name).map_err(drop)
}

/// A certificate with its key, from their files.
fn certified(
    section: &str,
    certificate: &Path,
    key: &Path,
    provider: &CryptoProvider,
) -> Result<CertifiedKey, String> {
    let wrong = |field: &str, file: &Path, why: &dyn std::fmt::Display| {
        format!("{section}: {field} {}: {why}.", file.display())
    };
    let pem = content(section, "certificate", certificate)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    let chain = chain.map_err(|error| wrong("certificate", certificate, &error))?;
    if chain.is_empty() {
        return Err(wrong("certificate", certificate, &"there is no certificate in it"));
    }
    let pem = content(section, "key", key)?;
    let secret = PrivateKeyDer::from_pem_slice(&pem);
    let secret = secret.map_err(|_| wrong("key", key, &"there is no private key in PEM in it"))?;
    CertifiedKey::from_der(chain, secret, provider)
        .map_err(|error| wrong("key", key, &format!("does not fit: {error}")))
}

fn content(section: &str, key: &str, file: &Path) -> Result<Vec<u8>, String> {
    let fault = |error: io::Error| format!("{section}: {key} {}: {error}.", file.display());
    let about = std::fs::metadata(file).map_err(fault)?;
    if about.len() > FILE_LEN_MAX {
        return Err(format!(
            "{section}: {key} {} is larger than {FILE_LEN_MAX} bytes.",
            file.display()
        ));
    }
    std::fs::read(file).map_err(fault)
}

/// Greets whoever comes, with TLS where it is configured. Nobody, when they do not greet back.
pub async fn greet(tls: Option<&Tls>, stream: TcpStream) -> Option<Stream> {
    let Some(tls) = tls else { return Some(Stream::Plain(stream)) };
    let greeting = tls.acceptor().accept(stream);
    let greeted = tokio::time::timeout(GREETING_WITHIN, greeting).await.ok()?;
    greeted.ok().map(|stream| Stream::Tls(Box::new(stream)))
}

/// Answers plain HTTP with the way to the public address, or to that of the status page whose name
/// is asked for; a form is sent again there as it is.
pub fn redirects(site: Arc<Site>) -> axum::Router {
    axum::Router::new().fallback(move |uri: Uri, headers: HeaderMap| {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        let host = hosts::asked(&uri, &headers);
        let own = host.filter(|host| site.status.at_host(host).is_some());
        let to = match own {
            Some(host) => views::status::at_host(&site.public_url, &host) + path,
            None => format!("{}{path}", site.public_url),
        };
        async move { axum::response::Redirect::permanent(&to) }
    })
}

/// A connection, with TLS or without.
pub enum Stream {
    /// Without.
    Plain(TcpStream),
    /// With.
    Tls(Box<TlsStream<TcpStream>>),
}

macro_rules! either {
    ($stream:expr, $inner:ident => $call:expr) => {
        match $stream.get_mut() {
            Stream::Plain(stream) => {
                let $inner = Pin::new(stream);
                $call
            }
            Stream::Tls(stream) => {
                let $inner = Pin::new(stream);
                $call
            }
        }
    };
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        either!(self, stream => stream.poll_read(context, into))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        either!(self, stream => stream.poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, stream => stream.poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        either!(self, stream => stream.poll_shutdown(context))
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        either!(self, stream => stream.poll_write_vectored(context, parts))
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(stream) => stream.is_write_vectored(),
            Self::Tls(stream) => stream.is_write_vectored(),
        }
    }
}
