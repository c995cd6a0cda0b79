//! TLS from files: greeted, replaced without a pause, refused with a sentence when it cannot be.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};

use crate::support::{Ask, Scratch, eventually, free_port, mayday, run};

fn certificate(scratch: &Scratch) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("one");
    scratch.file("certificate.pem", &made.cert.pem());
    scratch.file("key.pem", &made.signing_key.serialize_pem());
    made.cert.der().clone()
}

/// A request over TLS that trusts this certificate and no other.
fn ask(port: u16, root: &CertificateDer<'static>, path: &str) -> Result<String, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).expect("a session");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let mut tls = rustls::Stream::new(&mut session, &mut stream);
    let asked = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    tls.write_all(asked.as_bytes()).map_err(|error| error.to_string())?;
    let mut answer = Vec::new();
    // The end may come without a goodbye; what was read counts.
    let _ = tls.read_to_end(&mut answer);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_new_certificate_is_taken_up_while_it_serves_and_a_bad_one_is_not() {
    let scratch = Scratch::new();
    let first = certificate(&scratch);
    let (port, plain) = (free_port(), free_port());
    let configuration = format!(
        "public_url = \"https://localhost:{port}\"\ntrusted_proxies = [\"127.0.0.1\"]\n[tls]\n\
         certificate = \"{0}/certificate.pem\"\nkey = \"{0}/key.pem\"\nredirect_from = \
         \"127.0.0.1:{plain}\"\n[heartbeat]\nurl = \"http://127.0.0.1:1/\"\nevery_secs = 10\n",
        scratch.0.display()
    );
    let file = scratch.file("mayday.toml", &configuration);
    let log = std::fs::File::create(scratch.0.join("log")).expect("a file");
    let listen = format!("127.0.0.1:{port}");
    let data = scratch.data();
    let place = ["--listen", &listen, "--data", data.to_str().expect("text")];
    let config = ["serve", "--config", file.to_str().expect("text")];
    let child = mayday(&[&config, &place[..]].concat())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .expect("it starts");
    let running = Running(child);
    eventually("it greets", || ask(port, &first, "/healthz").ok().filter(|a| a.contains("alive")));
    let door = ask(port, &first, "/help").expect("the door");
    assert!(door.to_lowercase().contains("strict-transport-security"), "{door}");

    let sent_on = Ask::new(plain, "POST", "/help?service=x").form(&[("words", "Smoke")]).send();
    assert_eq!(sent_on.status, 308, "a form is sent again as it is");
    assert_eq!(sent_on.location(), format!("https://localhost:{port}/help?service=x"));

    let told = || Command::new("kill").args(["-HUP", &running.0.id().to_string()]).status();
    let second = certificate(&scratch);
    assert!(ask(port, &second, "/healthz").is_err(), "the old one is still shown");
    told().expect("it is told");
    eventually("the new one is shown", || ask(port, &second, "/healthz").ok());
    scratch.file("certificate.pem", "nothing of the kind");
    told().expect("it is told");
    let said = || std::fs::read_to_string(scratch.0.join("log")).expect("the log");
    eventually("it is told", || said().contains("the old certificate is kept").then_some(()));
    assert!(ask(port, &second, "/healthz").is_ok(), "it goes on with the good one");
    // Its own drills go over TLS too; only the other place does not answer.
    eventually("a drill went all the way", || {
        said().contains("the heartbeat was not taken").then_some(())
    });
}

#[test]
fn what_cannot_be_used_is_named() {
    let scratch = Scratch::new();
    certificate(&scratch);
    let other = Scratch::new();
    certificate(&other);
    let place = |s: &Scratch, name: &str| s.0.join(name).display().to_string();
    let wrong = [
        (place(&scratch, "nowhere.pem"), place(&scratch, "key.pem"), "nowhere.pem"),
        (place(&scratch, "key.pem"), place(&scratch, "key.pem"), "there is no certificate"),
        (place(&scratch, "certificate.pem"), place(&other, "key.pem"), "does not fit"),
        (place(&scratch, "certificate.pem"), place(&scratch, "certificate.pem"), "private key"),
    ];
    for (certificate, key, says) in wrong {
        let text = format!("[tls]\ncertificate = \"{certificate}\"\nkey = \"{key}\"\n");
        let file = scratch.file("mayday.toml", &text);
        let listen = format!("127.0.0.1:{}", free_port());
        let data = scratch.data();
        let ran = run(&[
            "serve",
            "--config",
            file.to_str().expect("text"),
            "--listen",
            &listen,
            "--data",
            data.to_str().expect("text"),
        ]);
        assert!(!ran.good && ran.err.contains(says), "{says}: {}", ran.err);
    }
}
