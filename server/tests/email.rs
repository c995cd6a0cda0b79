//! Mail against a server that behaves, and against servers that do not.

use std::time::{Duration, Instant};

use domain::deliveries::Outcome;
use domain::words::{Channel, DeliveryId, Timestamp};
use mayday::channels::email::{Email, SmtpConfiguration, asks_to_slow_down};
use mayday::channels::{Action, Carrier, Carriers, Letter, Secret};

#[path = "email/elsewhere.rs"]
mod elsewhere;
mod fake_mail;

use fake_mail::{At, FakeMail, Fault, Received, Wire};

/// The whole attempt, a stall included, and some patience for a busy machine.
const ATTEMPT_MAX: Duration = Duration::from_secs(5);
const NAMES: [&str; 11] = [
    "from",
    "to",
    "date",
    "message-id",
    "subject",
    "auto-submitted",
    "x-auto-response-suppress",
    "importance",
    "x-priority",
    "mime-version",
    "content-language",
];

fn configuration(server: &FakeMail, tls: &str) -> SmtpConfiguration {
    let text = format!(
        "host = 'localhost'\nport = {}\ntls = '{tls}'\nfrom = 'mayday@nordpay.test'\n\
         username = 'mayday'\npassword = 'right'\ntimeout_secs = 1\nca_file = '{}'",
        server.port,
        fake_mail::ca_file().display()
    );
    toml::from_str(&text).expect("a configuration")
}

fn letter() -> Letter {
    Letter {
        delivery: DeliveryId(0xfeed),
        attempt: 1,
        to: "tom.fletcher@nordpay.test".to_owned(),
        kind: "page.requested",
        language: domain::words::Language::German,
        organisation: "NordPay".to_owned(),
        subject: "EMERGENCY: Brightwater Clinics, card terminals".to_owned(),
        lines: vec!["Brightwater Clinics (likely) needs a person now.".to_owned()],
        asks: None,
        joins: None,
        action: Some(Action {
            label: "See it and answer".to_owned(),
            url: "https://mayday.nordpay.test/p/abc".to_owned(),
        }),
        at: Timestamp::from_secs(1_700_000_000),
        leave: None,
        returns: None,
        data: serde_json::json!({}),
    }
}

async fn send(server: &FakeMail, tls: &str) -> Outcome {
    let email = Email::new(&configuration(server, tls)).expect("a carrier");
    email.send(&letter()).await
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Failed { reason, .. }
        | Outcome::Unknown { reason }
        | Outcome::Unanswered { reason } => reason,
        Outcome::Sent | Outcome::Delivered => "",
    }
}

fn is_permanent(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { permanent: true, .. })
}

fn is_temporary(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed { permanent: false, .. })
}

/// The unfolded headers of a message.
fn headers(received: &Received) -> Vec<(String, String)> {
    let (head, _) = received.content.split_once("\r\n\r\n").expect("headers and a body");
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let split = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap_or((line, ""));
        (name.to_lowercase(), value.to_owned())
    };
    unfolded.split("\r\n").map(split).collect()
}

fn header(received: &Received, name: &str) -> String {
    let found = headers(received).into_iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value).unwrap_or_default()
}

#[tokio::test]
async fn a_letter_goes_out_encrypted_and_signed_in_with_both_ways_of_tls() {
    for (wire, tls) in [(Wire::StartTls, "starttls"), (Wire::Implicit, "implicit")] {
        let server = FakeMail::start(wire, None);
        assert_eq!(send(&server, tls).await, Outcome::Sent);
        let [received] = &server.received()[..] else { panic!("one mail") };
        assert!(received.encrypted);
        // "\0mayday\0right" in base64.
        assert_eq!(received.sign_in.as_deref(), Some("AUTH PLAIN AG1heWRheQByaWdodA=="));
        assert_eq!(received.sender, "MAIL FROM:<mayday@nordpay.test>");
        assert_eq!(received.recipient, "RCPT TO:<tom.fletcher@nordpay.test>");
        assert_eq!(header(received, "from"), "NordPay <mayday@nordpay.test>");
        assert_eq!(header(received, "subject"), letter().subject);
        assert_eq!(header(received, "date"), "Tue, 14 Nov 2023 22:13:20 +0000");
        assert_eq!(header(received, "auto-submitted"), "auto-generated");
        assert_eq!(header(received, "x-auto-response-suppress"), "All");
        assert_eq!(header(received, "content-language"), "de");
        let spoken = ["<html lang=\"de\">", "<html lang=3D\"de\">"];
        assert!(spoken.iter().any(|html| received.content.contains(html)), "{}", received.content);
        assert!(received.content.contains("text/plain"), "{}", received.content);
        assert!(received.content.contains("text/html"), "{}", received.content);
        assert!(received.content.contains("https://mayday.nordpay.test/p/abc"));
    }
}

#[tokio::test]
async fn a_server_on_this_machine_may_do_without_tls() {
    let server = FakeMail::start(Wire::Plain, None);
    assert_eq!(send(&server, "none").await, Outcome::Sent);
    assert!(!server.received()[0].encrypted);
}

#[tokio::test]
async fn a_repeat_is_recognised_by_its_message_id() {
    let server = FakeMail::start(Wire::Plain, None);
    let email = Email::new(&configuration(&server, "none")).expect("a carrier");
    for attempt in 1..=2 {
        let repeated = Letter { attempt, ..letter() };
        assert_eq!(email.send(&repeated).await, Outcome::Sent);
    }
    assert_eq!(email.send(&Letter { delivery: DeliveryId(2), ..letter() }).await, Outcome::Sent);
    let ids: Vec<String> =
        server.received().iter().map(|mail| header(mail, "message-id")).collect();
    assert_eq!(ids[0], "<0000000000000000000000000000feed.mayday@nordpay.test>");
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[0], ids[2]);
}

#[tokio::test]
async fn what_the_server_says_decides_whether_it_is_worth_another_try() {
    let replies = [
        (At::Greeting, "554 5.3.2 no service here", false),
        (At::Greeting, "421 4.3.2 going down", false),
        (At::SignIn, "535 5.7.8 wrong password", false),
        (At::Sender, "530 5.7.0 sign in first", false),
        (At::Sender, "550 5.7.1 not from you", true),
        (At::Sender, "452 4.3.1 no room", false),
        (At::Recipient, "550 5.1.1 <tom.fletcher@nordpay.test>: no Tom Fletcher here", true),
        (At::Recipient, "451 4.7.1 greylisted, come back", false),
        (At::Data, "554 5.5.1 no valid recipients", true),
        (At::Content, "554 5.7.1 looks like spam", true),
        (At::Content, "451 4.3.0 try again", false),
    ];
    for (at, reply, permanent) in replies {
        let server = FakeMail::start(Wire::StartTls, Some((at, Fault::Say(reply))));
        let outcome = send(&server, "starttls").await;
        // Of these only one is a domain that asks us to slow down.
        let slow = reply.starts_with("451 4.7.1");
        assert_eq!(asks_to_slow_down(reason(&outcome)), slow, "{reply}: {outcome:?}");
        assert_eq!(is_permanent(&outcome), permanent, "{reply}: {outcome:?}");
        assert_eq!(is_temporary(&outcome), !permanent, "{reply}: {outcome:?}");
        let code_and_detail = &reply[..9];
        assert!(reason(&outcome).contains(code_and_detail), "{reply}: {outcome:?}");
        // The reason is kept for ever, so it names nobody.
        assert!(!reason(&outcome).to_lowercase().contains("tom"), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_stall_at_any_step_ends_in_time_and_only_after_the_message_in_doubt() {
    let mut stalls = tokio::task::JoinSet::new();
    for at in At::ALL {
        stalls.spawn(async move {
            let server = FakeMail::start(Wire::StartTls, Some((at, Fault::Stall)));
            let begun = Instant::now();
            let outcome = send(&server, "starttls").await;
            (at, outcome, begun.elapsed())
        });
    }
    for (at, outcome, took) in stalls.join_all().await {
        assert!(took < ATTEMPT_MAX, "{at:?} took {took:?}");
        match at {
            At::Content => assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}"),
            _ => assert!(is_temporary(&outcome), "{at:?}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_dead_line_at_any_step_is_tried_again_and_only_after_the_message_in_doubt() {
    for at in At::ALL {
        let server = FakeMail::start(Wire::StartTls, Some((at, Fault::HangUp)));
        let outcome = send(&server, "starttls").await;
        match at {
            At::Content => {
                assert!(matches!(outcome, Outcome::Unknown { .. }), "{outcome:?}");
                assert_eq!(server.received().len(), 1);
            }
            _ => assert!(is_temporary(&outcome), "{at:?}: {outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_server_that_takes_the_message_and_vanishes_has_taken_it() {
    let fault = (At::Content, Fault::SayAndHangUp("250 2.0.0 queued"));
    let server = FakeMail::start(Wire::StartTls, Some(fault));
    assert_eq!(send(&server, "starttls").await, Outcome::Sent);
}

#[tokio::test]
async fn a_server_that_talks_nonsense_is_tried_again() {
    for nonsense in ["HTTP/1.1 200 OK", "250 \u{1b}[2J", "", "999 what"] {
        let server = FakeMail::start(Wire::Plain, Some((At::Greeting, Fault::Say(nonsense))));
        let outcome = send(&server, "none").await;
        assert!(is_temporary(&outcome) || outcome == Outcome::Sent, "{nonsense}: {outcome:?}");
        assert!(!reason(&outcome).contains('\u{1b}'));
    }
}

#[tokio::test]
async fn nothing_is_said_in_the_clear_when_the_server_offers_no_tls() {
    let server = FakeMail::start(Wire::Plain, None);
    let outcome = send(&server, "starttls").await;
    assert!(is_temporary(&outcome), "{outcome:?}");
    assert!(reason(&outcome).contains("STARTTLS"), "{outcome:?}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_server_with_a_strange_certificate_gets_nothing() {
    for (wire, tls) in [(Wire::StartTls, "starttls"), (Wire::Implicit, "implicit")] {
        let server = FakeMail::start(wire, None);
        let mut configuration = configuration(&server, tls);
        configuration.ca_file = None;
        let outcome = Email::new(&configuration).expect("a carrier").send(&letter()).await;
        assert!(is_temporary(&outcome), "{outcome:?}");
        assert!(reason(&outcome).contains("certificate"), "{outcome:?}");
        assert!(server.received().is_empty());
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_tried_again() {
    let server = FakeMail::start(Wire::Plain, None);
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let port = free.local_addr().expect("a bound socket").port();
    drop(free);
    for (host, port) in [("localhost", port), ("mail.invalid", 25)] {
        let mut configuration = configuration(&server, "starttls");
        configuration.host = host.to_owned();
        configuration.port = Some(port);
        let begun = Instant::now();
        let outcome = Email::new(&configuration).expect("a carrier").send(&letter()).await;
        assert!(is_temporary(&outcome), "{outcome:?}");
        assert!(begun.elapsed() < ATTEMPT_MAX);
    }
}

#[tokio::test]
async fn hostile_words_add_no_header_and_no_recipient() {
    let attack = "x\r\nBcc: all@nordpay.test\r\n\r\n.\r\nMAIL FROM:<a@b.test>\u{0}\u{85}\u{202e}";
    let server = FakeMail::start(Wire::Plain, None);
    let email = Email::new(&configuration(&server, "none")).expect("a carrier");
    let hostile = Letter {
        subject: format!("{attack} Ünïcode {}", "long ".repeat(200)),
        organisation: format!("Evil\" <evil@evil.test>,{attack}"),
        lines: vec![
            attack.to_owned(),
            ".".to_owned(),
            "\r\n.\r\nQUIT\r\n".to_owned(),
            "<script>alert(1)</script>".to_owned(),
            "w".repeat(5_000),
        ],
        asks: None,
        joins: None,
        action: Some(Action {
            label: attack.to_owned(),
            url: format!("https://mayday.nordpay.test/p/\"><b>{attack}"),
        }),
        ..letter()
    };
    assert_eq!(email.send(&hostile).await, Outcome::Sent);
    let [received] = &server.received()[..] else { panic!("one mail") };
    assert_eq!(received.recipient, "RCPT TO:<tom.fletcher@nordpay.test>");
    for (name, _) in headers(received) {
        assert!(NAMES.contains(&name.as_str()) || name == "content-type", "{name}");
    }
    assert_eq!(header(received, "to"), "tom.fletcher@nordpay.test");
    assert!(header(received, "from").ends_with("<mayday@nordpay.test>"));
    assert!(received.content.is_ascii());
    assert!(received.content.lines().all(|line| line.len() < 998));
    let (_, html) = received.content.split_once("text/html").expect("a part in HTML");
    assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
}

#[tokio::test]
async fn a_malformed_address_is_refused_before_anything_is_sent() {
    let server = FakeMail::start(Wire::Plain, None);
    let email = Email::new(&configuration(&server, "none")).expect("a carrier");
    let addresses = [
        "",
        "tom",
        "tom@",
        "tom@nordpay.test\r\nRCPT TO:<all@nordpay.test>",
        "<tom@nordpay.test>, <all@nordpay.test>",
        "\"a\r\nb\"@nordpay.test",
        "tom@nordpay.test> SIZE=1",
    ];
    for to in addresses {
        let outcome = email.send(&Letter { to: to.to_owned(), ..letter() }).await;
        assert!(is_permanent(&outcome), "{to}: {outcome:?}");
    }
    // A server without SMTPUTF8 cannot take this one, and no later attempt changes that.
    let outcome = email.send(&Letter { to: "töm@nordpay.test".to_owned(), ..letter() }).await;
    assert!(is_permanent(&outcome), "{outcome:?}");
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_changed_password_file_counts_for_the_next_mail() {
    let server = FakeMail::start(Wire::Plain, None);
    let file = fake_mail::scratch_file("password");
    std::fs::write(&file, "wrong\n").expect("a file");
    let mut configuration = configuration(&server, "none");
    configuration.password = None;
    configuration.password_file = Some(file.clone());
    let email = Email::new(&configuration).expect("a carrier");
    assert_eq!(email.send(&letter()).await, Outcome::Sent);
    std::fs::write(&file, "right\n").expect("a file");
    assert_eq!(email.send(&letter()).await, Outcome::Sent);
    std::fs::remove_file(&file).expect("the file");
    assert!(is_temporary(&email.send(&letter()).await));
    let signed_in: Vec<_> = server.received().into_iter().map(|mail| mail.sign_in).collect();
    assert_ne!(signed_in[0], signed_in[1]);
    assert_eq!(signed_in[1].as_deref(), Some("AUTH PLAIN AG1heWRheQByaWdodA=="));
}

#[test]
fn a_configuration_that_cannot_work_says_what_to_do() {
    let server = FakeMail::start(Wire::Plain, None);
    let good = || configuration(&server, "starttls");
    let unusable = |change: &dyn Fn(&mut SmtpConfiguration)| {
        let mut changed = good();
        change(&mut changed);
        Email::new(&changed).err().map(|error| error.to_string()).unwrap_or_default()
    };
    assert_eq!(unusable(&|_| {}), "");
    let away = |changed: &mut SmtpConfiguration| {
        changed.tls = mayday::channels::email::Tls::None;
        changed.host = "mail.nordpay.test".to_owned();
    };
    assert!(unusable(&away).contains("starttls"));
    assert!(unusable(&|changed| changed.host = String::new()).contains("host"));
    assert!(unusable(&|changed| changed.from = "nobody".to_owned()).contains("from"));
    assert!(unusable(&|changed| changed.password = None).contains("password"));
    assert!(unusable(&|changed| changed.username = None).contains("username"));
    assert!(unusable(&|changed| changed.timeout_secs = 0).contains("timeout_secs"));
    assert!(unusable(&|changed| changed.timeout_secs = 10).contains("timeout_secs"));
    assert!(unusable(&|changed| changed.ca_file = Some("/no/file".into())).contains("/no/file"));
    let both = |changed: &mut SmtpConfiguration| changed.password_file = Some("/no/file".into());
    assert!(unusable(&both).contains("not both"));
    assert!(
        toml::from_str::<SmtpConfiguration>("host = 'a'\nfrom = 'a@b.test'\nprot = 1").is_err()
    );
    let secret =
        format!("{:?}", SmtpConfiguration { password: Some(Secret("s3cr3t".into())), ..good() });
    assert!(!secret.contains("s3cr3t"));
}

#[tokio::test]
async fn a_channel_that_is_not_configured_fails_for_good_and_says_so() {
    let carriers = Carriers::from_configuration(None, &[], std::sync::Arc::new(|_| true));
    let carriers = carriers.expect("carriers");
    assert_eq!(carriers.send(Channel::Screen, &letter()).await, Outcome::Delivered);
    let outcome = carriers.send(Channel::Email, &letter()).await;
    assert!(is_permanent(&outcome));
    assert_eq!(reason(&outcome), "no mail server is configured");
    assert!(is_permanent(&carriers.send(Channel::Webhook, &letter()).await));
    assert!(carriers.get(Channel::Webhook).is_none());
}
