//! Our mail before a server and a reader that are not ours: `mailin` takes it by its own idea of
//! SMTP, and `mail-parser` reads it by its own idea of a message.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use domain::deliveries::Outcome;
use mail_parser::{HeaderValue, Message, MessageParser};
use mailin::{Action, Handler, Response, SessionBuilder, response};
use mayday::channels::email::{Email, SmtpConfiguration};
use mayday::channels::{Action as Asked, Carrier, Letter};

const LEAVE: &str = "https://mayday.nordpay.test/s/AbC_-123/leave";

/// What the server took: from whom, for whom, and what.
#[derive(Clone, Default)]
struct Taken {
    from: String,
    to: Vec<String>,
    content: Vec<u8>,
}

/// One conversation.
struct Desk {
    taken: Taken,
    inbox: Sender<Taken>,
}

impl Handler for Desk {
    fn data_start(&mut self, _: &str, from: &str, _: bool, to: &[String]) -> Response {
        self.taken = Taken { from: from.to_owned(), to: to.to_vec(), content: Vec::new() };
        response::OK
    }

    fn data(&mut self, line: &[u8]) -> std::io::Result<()> {
        self.taken.content.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        match self.inbox.send(self.taken.clone()) {
            Ok(()) => response::OK,
            Err(_) => response::INTERNAL_ERROR,
        }
    }
}

/// A server in the clear on this machine, and what it takes.
fn server() -> (u16, Receiver<Taken>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound socket").port();
    let (inbox, taken) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // Whoever hangs up without a word has ended their own conversation.
            let _ = serve(&stream, Desk { taken: Taken::default(), inbox: inbox.clone() });
        }
    });
    (port, taken)
}

fn serve(stream: &TcpStream, desk: Desk) -> std::io::Result<()> {
    let mut session =
        SessionBuilder::new("elsewhere.test").build(IpAddr::V4(Ipv4Addr::LOCALHOST), desk);
    let (mut reader, mut writer) = (BufReader::new(stream), stream);
    session.greeting().write_to(&mut writer)?;
    loop {
        let mut line = Vec::new();
        if reader.read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let answer = session.process(&line);
        answer.write_to(&mut writer)?;
        writer.flush()?;
        if answer.action == Action::Close {
            return Ok(());
        }
    }
}

fn carrier(port: u16) -> Email {
    let text = format!(
        "host = 'localhost'\nport = {port}\ntls = 'none'\nfrom = 'mayday@nordpay.test'\n\
         returns = 'bounces@nordpay.test'\ntimeout_secs = 4"
    );
    let configuration: SmtpConfiguration = toml::from_str(&text).expect("a configuration");
    Email::new(&configuration).expect("a carrier")
}

fn text<'a>(message: &'a Message<'_>, name: &'static str) -> &'a str {
    message.header_raw(name).unwrap_or_else(|| panic!("{name}")).trim()
}

#[tokio::test]
async fn a_letter_arrives_elsewhere_as_it_was_written() {
    let (port, inbox) = server();
    let long = format!("Lang {} Ende", "wörter und noch mehr ".repeat(140).trim());
    let lines = [
        "Die Kartenzahlung fällt aus – überall. 🚨",
        ".forward liegt am Anfang einer Zeile",
        "..",
        ".",
        "Zwei\nZeilen = eine; 100 % sicher",
        long.trim(),
    ];
    let url = format!("https://mayday.nordpay.test/p/{}", "a".repeat(1_200));
    let written = Letter {
        subject: format!("Ausfall: {}", "Kartenzahlung über alle Kassen ".repeat(6).trim()),
        organisation: "Nørdpay & Söhne".to_owned(),
        lines: lines.map(str::to_owned).to_vec(),
        action: Some(Asked { label: "Ansehen".to_owned(), url: url.clone() }),
        leave: Some(LEAVE.to_owned()),
        returns: Some("tag123".to_owned()),
        ..super::letter()
    };
    assert_eq!(carrier(port).send(&written).await, Outcome::Sent);
    let taken = inbox.recv_timeout(Duration::from_secs(10)).expect("a mail");
    assert_eq!(taken.from, "bounces+tag123@nordpay.test");
    assert_eq!(taken.to, ["tom.fletcher@nordpay.test"]);
    assert!(taken.content.is_ascii());
    let longest = taken.content.split(|byte| *byte == b'\n').map(<[u8]>::len).max();
    assert!(longest.is_some_and(|length| length <= 998), "RFC 5322: {longest:?}");

    let message = MessageParser::default().parse(&taken.content).expect("a message");
    assert_eq!(message.subject(), Some(written.subject.as_str()));
    let from = message.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!(from.name(), Some("Nørdpay & Söhne"));
    assert_eq!(from.address(), Some("mayday@nordpay.test"));
    let to = message.to().and_then(|to| to.first()).expect("a recipient");
    assert_eq!(to.address(), Some("tom.fletcher@nordpay.test"));
    assert_eq!(message.date().map(mail_parser::DateTime::to_timestamp), Some(1_700_000_000));
    let id = "0000000000000000000000000000feed.mayday@nordpay.test";
    assert_eq!(message.message_id(), Some(id));
    // RFC 8058: both headers, so that one press in the mail program ends it.
    match message.list_unsubscribe() {
        HeaderValue::Address(to) => {
            assert_eq!(to.first().and_then(|one| one.address()), Some(LEAVE));
        }
        other => panic!("an address: {other:?}"),
    }
    assert_eq!(text(&message, "List-Unsubscribe"), format!("<{LEAVE}>"));
    assert_eq!(text(&message, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(text(&message, "Auto-Submitted"), "auto-generated");

    assert_eq!((message.text_body_count(), message.html_body_count()), (1, 1));
    assert_eq!(message.attachment_count(), 0);
    let plain = message.body_text(0).expect("a text").replace("\r\n", "\n");
    assert!(plain.contains(&lines.join("\n\n")), "{plain}");
    assert!(plain.contains(&url), "{plain}");
    let rich = message.body_html(0).expect("a page").into_owned();
    assert!(rich.contains(&format!("href=\"{url}\"")) && rich.contains("überall. 🚨"), "{rich}");
}

#[tokio::test]
async fn an_address_that_a_server_elsewhere_cannot_take_is_refused_before_it_is_tried() {
    let (port, inbox) = server();
    let outside = Letter { to: "jörg@nordpay.test".to_owned(), ..super::letter() };
    let outcome = carrier(port).send(&outside).await;
    assert!(super::is_permanent(&outcome), "{outcome:?}");
    assert!(inbox.try_recv().is_err(), "nothing was handed over");
    // The next letter finds the server as it was.
    assert_eq!(carrier(port).send(&super::letter()).await, Outcome::Sent);
}
