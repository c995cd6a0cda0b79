//! Electronic mail: one SMTP conversation per letter, and what its end means.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use domain::deliveries::Outcome;
use domain::words::{Channel, WORDS_LEN_MAX, tidy_line, tidy_words};
use lettre::Address;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsParametersBuilder,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use maud::{DOCTYPE, html};
use serde::Deserialize;

use super::{
    Carrier, Letter, Secret, Trust, Unusable, attempt_time, default_timeout_secs, failed, refused,
    unknown,
};

pub mod bounce;

/// Most paragraphs of a letter that go into a mail.
const PARAGRAPHS_MAX: usize = 100;
/// Longest name of the mailbox for mail that comes back: 64 bytes less a plus sign and the tag.
const RETURNS_NAME_MAX: usize = 18;
/// Longest link, in bytes.
const URL_LEN_MAX: usize = 2_000;
/// Longest wait for a mail server's good-bye, which nobody waits for.
const GOODBYE_MAX: Duration = Duration::from_secs(1);
/// Replies that ask for, or turn down, a sign-in: the operator's to mend, not the letter's fault.
const SIGN_IN_CODES: [u16; 4] = [530, 534, 535, 538];

type SmtpError = lettre::transport::smtp::Error;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// It starts in the clear and must be upgraded before anything else is said.
    #[default]
    StartTls,
    /// TLS from the first byte.
    Implicit,
    /// None; only to this very machine.
    None,
}

/// The section `[smtp]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmtpConfiguration {
    /// The mail server's name.
    pub host: String,
    /// Its port: 587 with `starttls`, 465 with `implicit`, 25 with `none` when it is left out.
    #[serde(default)]
    pub port: Option<u16>,
    /// How the connection is protected: `starttls`, `implicit` or `none`.
    #[serde(default)]
    pub tls: Tls,
    /// Who signs in; nobody when it is left out.
    #[serde(default)]
    pub username: Option<String>,
    /// The password itself.
    #[serde(default)]
    pub password: Option<Secret>,
    /// Or a file that holds it, read again for each mail so that it can be changed any time.
    #[serde(default)]
    pub password_file: Option<PathBuf>,
    /// The sender: an address, or `Name <address>`.
    pub from: String,
    /// Where mail that comes back goes, such as `bounces@example.com`: each mail returns to an
    /// address of its own there, `bounces+…@example.com`. To the sender when it is left out.
    #[serde(default)]
    pub returns: Option<String>,
    /// A PEM file of further roots to trust, for a server with a certificate of the house.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds that one attempt may take.
    #[serde(default = "default_timeout_secs")]
    pub timeout_secs: u64,
}

enum Password {
    Given(Secret),
    File(PathBuf),
}

/// Sends mail through the configured server. Each mail has a connection of its own: an idle one
/// that the server has given up would turn into a doubt about the next urgent mail.
pub struct Email {
    host: String,
    port: u16,
    tls: Tls,
    /// Present unless `tls` is `None`.
    tls_parameters: Option<TlsParameters>,
    sign_in: Option<(String, Password)>,
    from: Mailbox,
    /// The name and the domain of the mailbox for mail that comes back.
    returns: Option<(String, String)>,
    time: Duration,
}

impl Email {
    /// A carrier for this mail server; it is not contacted yet.
    ///
    /// # Errors
    /// When the configuration cannot work.
    pub fn new(configuration: &SmtpConfiguration) -> Result<Self, Unusable> {
        let wrong = |text: &str| Unusable(format!("[smtp]: {text}"));
        let SmtpConfiguration { host, tls, .. } = configuration;
        if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control()) {
            return Err(wrong("host must be the name of the mail server."));
        }
        if *tls == Tls::None && !is_this_machine(host) {
            return Err(wrong(
                "tls = \"none\" is for a mail server on this machine only; use \"starttls\" or \
                 \"implicit\".",
            ));
        }
        let from: Mailbox = configuration
            .from
            .parse()
            .map_err(|_| wrong("from must be a mail address, or a name and then <address>."))?;
        let standard_port = match tls {
            Tls::StartTls => 587,
            Tls::Implicit => 465,
            Tls::None => 25,
        };
        Ok(Self {
            host: host.clone(),
            port: configuration.port.unwrap_or(standard_port),
            tls: *tls,
            tls_parameters: tls_parameters(configuration)?,
            sign_in: sign_in(configuration).map_err(|text| wrong(&text))?,
            from,
            returns: returns(configuration).map_err(wrong)?,
            time: attempt_time("[smtp]", configuration.timeout_secs)?,
        })
    }

    /// The address at which what bears that tag comes back, where there is a mailbox for it.
    #[must_use]
    pub fn comes_back_to(&self, tag: &str) -> Option<Address> {
        let (name, domain) = self.returns.as_ref()?;
        Address::new(format!("{name}+{tag}"), domain.clone()).ok()
    }

    async fn attempt(&self, mail: &Outgoing, step: &mut Step) -> Result<(), Fault> {
        let hello = match self.from.email.domain() {
            domain if domain.is_ascii() => ClientId::Domain(domain.to_owned()),
            _ => ClientId::default(),
        };
        // Half the time for each of the server's addresses, so that a dead one leaves some for
        // the next.
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.time / 2),
            &hello,
            self.tls_parameters.clone().filter(|_| self.tls == Tls::Implicit),
            None,
        )
        .await?;
        if let (Tls::StartTls, Some(tls)) = (self.tls, self.tls_parameters.clone()) {
            *step = Step::Protect;
            connection.starttls(tls, &hello).await?;
        }
        let handed_over = self.hand_over(&mut connection, mail, step).await;
        // The outcome is known; a slow good-bye must not delay it.
        tokio::spawn(async move { tokio::time::timeout(GOODBYE_MAX, connection.quit()).await });
        handed_over
    }

    async fn hand_over(
        &self,
        connection: &mut AsyncSmtpConnection,
        mail: &Outgoing,
        step: &mut Step,
    ) -> Result<(), Fault> {
        if let Some((username, password)) = &self.sign_in {
            *step = Step::SignIn;
            let password = match password {
                Password::Given(secret) => secret.0.clone(),
                Password::File(file) => {
                    let read = tokio::fs::read_to_string(file).await;
                    read.map_err(|_| Fault::Ours("password_file cannot be read"))?.trim().to_owned()
                }
            };
            let credentials = Credentials::new(username.clone(), password);
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        *step = Step::Sender;
        let options = mail.options(connection)?;
        connection.command(Mail::new(Some(mail.from.clone()), options)).await?;
        *step = Step::Recipient;
        connection.command(Rcpt::new(mail.to.clone(), Vec::new())).await?;
        *step = Step::Data;
        connection.command(Data).await?;
        *step = Step::Content;
        connection.message(&mail.content).await?;
        Ok(())
    }

    fn compose(&self, letter: &Letter) -> Result<Outgoing, &'static str> {
        let to: Address = letter.to.trim().parse().map_err(|_| MALFORMED)?;
        let name = self.from.name.clone().unwrap_or_else(|| letter.organisation.clone());
        let from = Mailbox::new(Some(tidy_line(&name)), self.from.email.clone());
        let id = format!("<{}.mayday@{}>", letter.delivery, self.from.email.domain());
        let urgent = matches!(letter.kind, "page.requested" | super::TEST);
        let mut builder = Message::builder()
            .from(from)
            .to(Mailbox::new(None, to.clone()))
            .date(date(letter.at.0))
            .message_id(Some(id))
            .subject(tidy_line(&letter.subject))
            // Nobody's holiday notice shall answer, and no list server shall pass it on.
            .raw_header(header("Auto-Submitted", "auto-generated"))
            // Read aloud, it is read in its own language.
            .raw_header(header("Content-Language", letter.language.code()))
            .raw_header(header("X-Auto-Response-Suppress", "All"));
        if let Some(leave) = &letter.leave {
            // One press in the reader's own mail program ends it, without opening anything.
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{}>", tidy_url(leave))))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        if urgent {
            builder = builder
                .raw_header(header("Importance", "high"))
                .raw_header(header("X-Priority", "1"));
        }
        let bodies = MultiPart::alternative_plain_html(plain(letter), rich(letter));
        let message = builder.multipart(bodies).map_err(|_| "the mail could not be composed")?;
        let returned = letter.returns.as_ref().and_then(|tag| self.comes_back_to(tag));
        let from = returned.unwrap_or_else(|| self.from.email.clone());
        Ok(Outgoing { from, to, content: message.formatted() })
    }
}

#[async_trait]
impl Carrier for Email {
    fn channel(&self) -> Channel {
        Channel::Email
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let mail = match self.compose(letter) {
            Ok(mail) => mail,
            Err(reason) => return refused(reason),
        };
        let mut step = Step::Greeting;
        let attempt = tokio::time::timeout(self.time, self.attempt(&mail, &mut step)).await;
        match attempt {
            Ok(Ok(())) => Outcome::Sent,
            Ok(Err(Fault::Smtp(error))) => judge(step, &error),
            Ok(Err(Fault::Ours(reason))) => failed(reason),
            Ok(Err(Fault::Address(reason))) => refused(reason),
            Err(_) if step == Step::Content => unknown(DOUBT),
            Err(_) => failed(format!(
                "the mail server did not answer within {} s {}",
                self.time.as_secs(),
                step.words()
            )),
        }
    }
}

const MALFORMED: &str = "the person's mail address is malformed";
const OUTSIDE_ASCII: &str = "the mail server cannot send to an address with letters outside ASCII";
const DOUBT: &str = "the mail server did not say whether it took the message";

/// How far a conversation came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Greeting,
    Protect,
    SignIn,
    Sender,
    Recipient,
    Data,
    /// From here on the server may have the message, whatever it says or does not say.
    Content,
}

impl Step {
    const fn words(self) -> &'static str {
        match self {
            Self::Greeting => "at the greeting",
            Self::Protect => "when TLS was to start",
            Self::SignIn => "at the sign-in",
            Self::Sender => "to the sender's address",
            Self::Recipient => "to the recipient's address",
            Self::Data => "before the message",
            Self::Content => "to the message",
        }
    }

    /// Whether a "no" at this step is about this letter rather than about the server or our access.
    const fn is_about_the_letter(self) -> bool {
        matches!(self, Self::Sender | Self::Recipient | Self::Data | Self::Content)
    }
}

enum Fault {
    Smtp(SmtpError),
    Ours(&'static str),
    Address(&'static str),
}

impl From<SmtpError> for Fault {
    fn from(error: SmtpError) -> Self {
        Self::Smtp(error)
    }
}

/// What a broken-off conversation means. Of the server's own words only the numbers are kept:
/// the rest may name the person, and a reason is kept for ever.
fn judge(step: Step, error: &SmtpError) -> Outcome {
    let Some(code) = error.status().map(u16::from) else {
        return match step {
            Step::Content => unknown(DOUBT),
            _ => failed(format!("no mail could be sent: {} {}", silent_cause(error), step.words())),
        };
    };
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let detail = said.split_whitespace().next().filter(|word| is_detail(word)).unwrap_or_default();
    let code_and_detail = format!("{code} {detail}");
    let code_and_detail = code_and_detail.trim_end();
    if step == Step::SignIn || SIGN_IN_CODES.contains(&code) {
        // A wrong password may be put right within the minute, and this letter is not to blame.
        return failed(format!(
            "the mail server refused the sign-in ({code_and_detail}): look at username and password"
        ));
    }
    let reason = format!("the mail server said no {} ({code_and_detail})", step.words());
    if error.is_permanent() && step.is_about_the_letter() {
        refused(reason)
    } else {
        failed(reason)
    }
}

/// Whether a failure for good is the recipient's address's own: a server that does not take our
/// mail at all says nothing about anyone in particular.
#[must_use]
pub fn is_of_the_recipient(reason: &str) -> bool {
    reason == MALFORMED
        || reason == OUTSIDE_ASCII
        || reason.starts_with("the mail server said no to the recipient's address")
}

/// Whether a failure says that the domain of the recipient takes no more mail of ours for now: it
/// closes the connection (421), or its policy asks for time (4.7.x). What our own server says of
/// itself, before it knows to whom, is about nobody's domain.
#[must_use]
pub fn asks_to_slow_down(reason: &str) -> bool {
    let about = [Step::Recipient, Step::Data, Step::Content]
        .iter()
        .any(|step| reason.starts_with(&format!("the mail server said no {} (", step.words())));
    let codes = reason.rsplit_once('(').map_or("", |(_, codes)| codes);
    about && (codes.starts_with("421") || codes.starts_with('4') && codes.contains(" 4.7."))
}

/// Why it ended without a reply's number.
fn silent_cause(error: &SmtpError) -> String {
    if error.is_response() {
        return "the mail server hung up or did not speak SMTP".to_owned();
    }
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tidy_line(&cause.unwrap_or_else(|| "the connection broke".to_owned()))
}

/// Whether it is an enhanced status code, such as `5.1.1`.
fn is_detail(word: &str) -> bool {
    let number = |part: &str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    word.split('.').count() == 3 && word.split('.').all(number)
}

/// A mail as it goes over the wire.
struct Outgoing {
    /// Where it returns to.
    from: Address,
    to: Address,
    content: Vec<u8>,
}

impl Outgoing {
    fn options(&self, connection: &AsyncSmtpConnection) -> Result<Vec<MailParameter>, Fault> {
        if self.content.is_ascii() && AsRef::<str>::as_ref(&self.to).is_ascii() {
            return Ok(Vec::new());
        }
        if !connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Fault::Address(OUTSIDE_ASCII));
        }
        Ok(vec![MailParameter::SmtpUtfEight, MailParameter::Body(MailBodyParameter::EightBitMime)])
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// The mail's date; one out of reach of the format becomes the present.
fn date(at_millis: i64) -> SystemTime {
    // The last second of the year 9999, the last that a mail's date can name.
    const LAST_MILLIS: u64 = 253_402_300_799_000;
    match u64::try_from(at_millis) {
        Ok(millis) if millis <= LAST_MILLIS => {
            SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
        }
        _ => SystemTime::now(),
    }
}

fn paragraphs(letter: &Letter) -> impl Iterator<Item = String> {
    let (words, tail) = letter.words_and_tail();
    let cut = (words.len() > PARAGRAPHS_MAX).then(|| "…".to_owned());
    let words = words.iter().take(PARAGRAPHS_MAX).map(|line| tidy_words(line, WORDS_LEN_MAX));
    words.chain(cut).chain(tail.map(|line| tidy_words(line, WORDS_LEN_MAX)))
}

fn plain(letter: &Letter) -> String {
    let mut text: Vec<String> = paragraphs(letter).collect();
    if let Some(action) = &letter.action {
        text.push(format!("{}:\n{}", tidy_line(&action.label), tidy_url(&action.url)));
    }
    text.push(format!("-- \n{} · Mayday\n", tidy_line(&letter.organisation)));
    text.join("\n\n")
}

fn rich(letter: &Letter) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(letter.language.code()) {
            head { meta charset="utf-8"; }
            body style="font-family: sans-serif; font-size: 16px; line-height: 1.5" {
                @for paragraph in paragraphs(letter) {
                    p style="white-space: pre-line" {
                        // What stands in other letters may be a stranger's.
                        @if letter.leave.is_some() { (views::addresses::linked(&paragraph)) }
                        @else { (paragraph) }
                    }
                }
                @if let Some(action) = &letter.action {
                    p style="font-size: 20px" {
                        a href=(tidy_url(&action.url)) { strong { (tidy_line(&action.label)) } }
                    }
                }
                p { small { (tidy_line(&letter.organisation)) " · Mayday" } }
            }
        }
    };
    page.into_string()
}

/// A link holds no white space and nothing unseen, so that it ends where it seems to end.
fn tidy_url(url: &str) -> String {
    tidy_words(url, URL_LEN_MAX).chars().filter(|c| !c.is_whitespace()).collect()
}

/// The mailbox for mail that comes back: what is added to its name must fit behind it.
fn returns(configuration: &SmtpConfiguration) -> Result<Option<(String, String)>, &'static str> {
    let Some(address) = &configuration.returns else { return Ok(None) };
    let address: Address = address.trim().parse().map_err(|_| "returns must be a mail address.")?;
    let fits = address.user().len() <= RETURNS_NAME_MAX && address.to_string().is_ascii();
    match fits && !address.user().contains('+') {
        true => Ok(Some((address.user().to_owned(), address.domain().to_owned()))),
        false => Err("returns must have at most 18 plain letters before the @, and no +."),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn tls_parameters(configuration: &SmtpConfiguration) -> Result<Option<TlsParameters>, Unusable> {
    if configuration.tls == Tls::None {
        return Ok(None);
    }
    let wrong = |error: SmtpError| Unusable(format!("[smtp]: TLS cannot be set up: {error}."));
    let trust = Trust::load("[smtp]", configuration.ca_file.as_deref())?;
    let store = if trust.system.is_empty() {
        CertificateStore::WebpkiRoots
    } else {
        CertificateStore::None
    };
    let mut builder =
        TlsParametersBuilder::new(configuration.host.clone()).certificate_store(store);
    for root in trust.system.into_iter().chain(trust.extra) {
        let root = Certificate::from_der(root.to_vec()).map_err(wrong)?;
        builder = builder.add_root_certificate(root);
    }
    builder.build().map(Some).map_err(wrong)
}

fn sign_in(configuration: &SmtpConfiguration) -> Result<Option<(String, Password)>, String> {
    let SmtpConfiguration { username, password, password_file, .. } = configuration;
    let password = match (password, password_file) {
        (Some(_), Some(_)) => return Err("give password or password_file, not both.".to_owned()),
        (Some(secret), None) => Some(Password::Given(secret.clone())),
        (None, Some(file)) => {
            std::fs::read_to_string(file)
                .map_err(|error| format!("password_file {}: {error}.", file.display()))?;
            Some(Password::File(file.clone()))
        }
        (None, None) => None,
    };
    match (username, password) {
        (Some(username), Some(password)) => Ok(Some((username.clone(), password))),
        (None, None) => Ok(None),
        (Some(_), None) => Err("username needs a password or a password_file.".to_owned()),
        (None, Some(_)) => Err("a password needs a username.".to_owned()),
    }
}
