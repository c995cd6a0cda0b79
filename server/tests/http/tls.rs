//! TLS from files: greeted, replaced without a pause, refused with a sentence when it cannot be.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use rustls::pki_types::{CertificateDer, ServerName};

use crate::support::{Ask, Scratch, TINY, eventually, free_port, mayday, run, run_on};

fn certificate(scratch: &Scratch) -> CertificateDer<'static> {
    certificate_for(scratch, "localhost", "")
}

/// A certificate for a name, in files whose names begin so.
fn certificate_for(scratch: &Scratch, name: &str, before: &str) -> CertificateDer<'static> {
    let made = rcgen::generate_simple_self_signed(vec![name.to_owned()]).expect("one");
    scratch.file(&format!("{before}certificate.pem"), &made.cert.pem());
    scratch.file(&format!("{before}key.pem"), &made.signing_key.serialize_pem());
    made.cert.der().clone()
}

/// A request over TLS that trusts this certificate and no other.
fn ask(port: u16, root: &CertificateDer<'static>, path: &str) -> Result<String, String> {
    ask_at("localhost", port, root, path)
}

/// The same for another name.
fn ask_at(
    host: &'static str,
    port: u16,
    root: &CertificateDer<'static>,
    path: &str,
) -> Result<String, String> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(root.clone()).expect("a root");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(host).expect("a name");
    let mut session = rustls::ClientConnection::new(Arc::new(config), name).expect("a session");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(|error| error.to_string())?;
    let mut tls = rustls::Stream::new(&mut session, &mut stream);
    let asked = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
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
fn a_status_page_is_greeted_by_its_own_name_and_plain_http_leads_to_it() {
    const HOST: &str = "status.tiny.example";
    let scratch = Scratch::new();
    let usual = certificate(&scratch);
    let own = certificate_for(&scratch, HOST, "own-");
    let (port, plain) = (free_port(), free_port());
    let configuration = format!(
        "public_url = \"https://localhost:{port}\"\n[tls]\ncertificate = \
         \"{0}/certificate.pem\"\nkey = \"{0}/key.pem\"\nredirect_from = \"127.0.0.1:{plain}\"\n\
         [[tls.host]]\nnames = [\"Status.Tiny.Example\"]\ncertificate = \
         \"{0}/own-certificate.pem\"\nkey = \"{0}/own-key.pem\"\n",
        scratch.0.display()
    );
    let file = scratch.file("mayday.toml", &configuration);
    let (listen, data) = (format!("127.0.0.1:{port}"), scratch.data());
    let place = ["--listen", &listen, "--data", data.to_str().expect("text")];
    let config = ["serve", "--config", file.to_str().expect("text")];
    let started = mayday(&[&config, &place[..]].concat())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let running = Running(started);
    eventually("it greets", || ask(port, &usual, "/healthz").ok().filter(|a| a.contains("alive")));
    let page = format!("{}hosts = [\"{HOST}\"]\n", crate::status::PAGE);
    let organisation = scratch.file("organisation.toml", &format!("{TINY}{page}"));
    let applied = run_on(&data, &["apply", organisation.to_str().expect("text")]);
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let read = || ask_at(HOST, port, &own, "/").ok().filter(|a| a.contains("Everything works."));
    let page = eventually("the page stands there", read);
    assert!(page.contains(&format!("href=\"https://{HOST}:{port}\"")), "{page}");
    assert!(page.contains(&format!("href=\"https://localhost:{port}/help\"")), "{page}");
    assert!(ask_at(HOST, port, &usual, "/").is_err(), "the usual one is for another name");
    let door = ask(port, &usual, "/").expect("the door");
    assert!(!door.contains("Everything works."), "{door}");
    let sent_on = Ask::new(plain, "GET", "/history").header("Host", HOST).send();
    assert_eq!(sent_on.location(), format!("https://{HOST}:{port}/history"));
    let sent_on = Ask::new(plain, "GET", "/history").header("Host", "localhost").send();
    assert_eq!(sent_on.location(), format!("https://localhost:{port}/history"));
    // A new certificate is taken up here as well.
    let next = certificate_for(&scratch, HOST, "own-");
    let told = Command::new("kill").args(["-HUP", &running.0.id().to_string()]).status();
    assert!(told.is_ok_and(|told| told.success()));
    eventually("the new one is shown", || ask_at(HOST, port, &next, "/").ok());
}

#[test]
fn a_certificate_for_another_name_is_named_before_anything_starts() {
    let scratch = Scratch::new();
    certificate(&scratch);
    let place = |name: &str| scratch.0.join(name).display().to_string();
    let (certificate, key) = (place("certificate.pem"), place("key.pem"));
    let one = |names: &str, key: &str| {
        format!("[[tls.host]]\nnames = {names}\ncertificate = \"{certificate}\"\nkey = \"{key}\"\n")
    };
    for (hosts, says) in [
        (one("[\"status.tiny.example\"]", &key), "is not for status.tiny.example"),
        (one("[\"10.0.0.7\"]", &key), "is no host name"),
        (one("[]", &key), "names must name"),
        (one("[\"status.tiny.example\"]", &certificate), "private key"),
    ] {
        let usual = format!("[tls]\ncertificate = \"{certificate}\"\nkey = \"{key}\"\n");
        let file = scratch.file("mayday.toml", &format!("{usual}{hosts}"));
        let listen = format!("127.0.0.1:{}", free_port());
        let (file, data) = (file.display().to_string(), scratch.data().display().to_string());
        let ran = run(&["serve", "--config", &file, "--listen", &listen, "--data", &data]);
        assert!(!ran.good && ran.err.contains(says), "{says}: {}", ran.err);
        assert!(ran.err.contains("[[tls.host]]"), "{}", ran.err);
    }
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
