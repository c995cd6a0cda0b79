//! A mail server for tests: real sockets, real TLS, and a fault at the step of your choice.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How the server speaks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    Plain,
    StartTls,
    Implicit,
}

/// Where in the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum At {
    Greeting,
    Hello,
    StartTls,
    SignIn,
    Sender,
    Recipient,
    Data,
    Content,
}

impl At {
    pub const ALL: [Self; 8] = [
        Self::Greeting,
        Self::Hello,
        Self::StartTls,
        Self::SignIn,
        Self::Sender,
        Self::Recipient,
        Self::Data,
        Self::Content,
    ];
}

/// What goes wrong there.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// This is said instead of the ordinary reply.
    Say(&'static str),
    /// This is said and the line goes dead.
    SayAndHangUp(&'static str),
    /// Nothing is said, and the line stays open.
    Stall,
    /// The line goes dead.
    HangUp,
}

/// A message that the server has read to its end.
pub struct Received {
    pub encrypted: bool,
    pub sign_in: Option<String>,
    pub sender: String,
    pub recipient: String,
    pub content: String,
}

/// The server; its threads end with the test's process.
pub struct FakeMail {
    pub port: u16,
    received: Inbox,
}

type Inbox = Arc<Mutex<Vec<Received>>>;

impl FakeMail {
    pub fn start(wire: Wire, fault: Option<(At, Fault)>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("a bound socket").port();
        let received = Inbox::default();
        let inbox = received.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(stream), inbox) = (stream, inbox.clone()) else { return };
                // A client that goes away early is part of some tests.
                thread::spawn(move || serve(stream, wire, fault, inbox));
            }
        });
        Self { port, received }
    }

    /// What has arrived since the last time; a reply is only sent after it is noted here.
    pub fn received(&self) -> Vec<Received> {
        std::mem::take(&mut self.received.lock().expect("a sound inbox"))
    }
}

/// The certificate of all fake servers, for their names on this machine, as a PEM file.
pub fn ca_file() -> PathBuf {
    identity().0.clone()
}

/// A directory of the build for files of tests.
pub fn scratch_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{}-{name}", std::process::id()))
}

fn identity() -> &'static (PathBuf, Arc<ServerConfig>) {
    static IDENTITY: OnceLock<(PathBuf, Arc<ServerConfig>)> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let names = ["localhost", "files-of-tests.localhost"].map(str::to_owned);
        let made = rcgen::generate_simple_self_signed(names);
        let made = made.expect("a certificate");
        let file = scratch_file("ca.pem");
        std::fs::write(&file, made.cert.pem()).expect("a file");
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key)
            });
        (file, Arc::new(config.expect("a TLS configuration")))
    })
}

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

struct Conversation<'a> {
    line: Box<dyn Line + 'a>,
    offers_tls: bool,
    encrypted: bool,
    fault: Option<(At, Fault)>,
    inbox: Inbox,
}

/// TLS with that certificate over a connection that somebody else has made.
pub fn encrypt(stream: TcpStream) -> io::Result<StreamOwned<ServerConnection, TcpStream>> {
    let connection = ServerConnection::new(identity().1.clone()).map_err(io::Error::other)?;
    Ok(StreamOwned::new(connection, stream))
}

fn serve(
    stream: TcpStream,
    wire: Wire,
    fault: Option<(At, Fault)>,
    inbox: Inbox,
) -> io::Result<()> {
    let again = stream.try_clone()?;
    let offers_tls = wire == Wire::StartTls;
    let encrypted = wire == Wire::Implicit;
    let line: Box<dyn Line> = if encrypted { Box::new(encrypt(stream)?) } else { Box::new(stream) };
    let mut first = Conversation { line, offers_tls, encrypted, fault, inbox: inbox.clone() };
    first.reply(At::Greeting, "220 fake.test ESMTP")?;
    if first.run()? {
        let line = Box::new(encrypt(again)?);
        Conversation { line, offers_tls: false, encrypted: true, fault, inbox }.run()?;
    }
    Ok(())
}

impl Conversation<'_> {
    /// Says what belongs here, or does what the fault wants; an error ends the conversation.
    fn reply(&mut self, at: At, usual: &str) -> io::Result<()> {
        // Before TLS starts only the steps that come before it count.
        let early = self.offers_tls && !matches!(at, At::Greeting | At::StartTls);
        let fault = self.fault.filter(|(where_to, _)| *where_to == at && !early);
        let text = match fault.map(|(_, fault)| fault) {
            Some(Fault::Stall) => {
                // Open until the other side gives up.
                io::copy(&mut self.line, &mut io::sink())?;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Some(Fault::HangUp) => return Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Fault::Say(text) | Fault::SayAndHangUp(text)) => text,
            None => usual,
        };
        self.line.write_all(format!("{text}\r\n").as_bytes())?;
        self.line.flush()?;
        match fault {
            Some((_, Fault::SayAndHangUp(_))) => Err(io::ErrorKind::ConnectionAborted.into()),
            _ => Ok(()),
        }
    }

    fn read_until(&mut self, end: &[u8]) -> io::Result<String> {
        let mut read = Vec::new();
        let mut byte = [0];
        while !read.ends_with(end) {
            self.line.read_exact(&mut byte)?;
            read.push(byte[0]);
        }
        read.truncate(read.len() - end.len());
        String::from_utf8(read).map_err(io::Error::other)
    }

    /// Speaks until the other side leaves; `true` when TLS is to start.
    fn run(&mut self) -> io::Result<bool> {
        let (mut sign_in, mut sender, mut recipient) = (None, String::new(), String::new());
        loop {
            let command = self.read_until(b"\r\n")?;
            match command.split([' ', ':']).next().unwrap_or_default() {
                "EHLO" if self.offers_tls => {
                    self.reply(At::Hello, "250-fake.test\r\n250 STARTTLS")?;
                }
                "EHLO" => self.reply(At::Hello, "250-fake.test\r\n250 AUTH PLAIN")?,
                "STARTTLS" => {
                    self.reply(At::StartTls, "220 go ahead")?;
                    return Ok(true);
                }
                "AUTH" => {
                    sign_in = Some(command);
                    self.reply(At::SignIn, "235 welcome")?;
                }
                "MAIL" => {
                    sender = command;
                    self.reply(At::Sender, "250 yes")?;
                }
                "RCPT" => {
                    recipient = command;
                    // Nobody is there whose name starts so.
                    let bounces = recipient.contains("<bounce");
                    let usual = if bounces { "550 5.1.1 nobody of that name" } else { "250 yes" };
                    self.reply(At::Recipient, usual)?;
                }
                "DATA" => {
                    self.reply(At::Data, "354 go ahead")?;
                    let content = self.read_until(b"\r\n.\r\n")?.replace("\r\n..", "\r\n.");
                    self.inbox.lock().expect("a sound inbox").push(Received {
                        encrypted: self.encrypted,
                        sign_in: sign_in.take(),
                        sender: sender.clone(),
                        recipient: recipient.clone(),
                        content,
                    });
                    self.reply(At::Content, "250 taken")?;
                }
                "QUIT" => return self.line.write_all(b"221 bye\r\n").map(|()| false),
                _ => self.line.write_all(b"500 what?\r\n")?,
            }
        }
    }
}
