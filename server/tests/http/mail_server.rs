//! A mail server that is not ours, Exim, with a directory and ports of its own and no network: it
//! delivers our letters, refuses one at once, and sends one back that it had taken; what comes back
//! reaches us by the pipe that the documents show.

use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::fake_mail::{At, FakeMail, Fault, Wire};
use crate::subscribers::{PAGE, add, tell};
use crate::support::{Scratch, Server, TINY, eventually, free_port};

/// Who runs it where the tests run as root, which no mail server delivers as.
const NOBODY: u32 = 65_534;

/// A running Exim, which ends with the test.
struct Exim {
    child: Child,
    directory: PathBuf,
}

impl Exim {
    /// Starts it: `port` is its own, `hook` is where mail that comes back is posted, and `beyond`
    /// the port of the server to which it hands on what is not for itself.
    fn start(scratch: &Scratch, port: u16, hook: &str, beyond: u16) -> Self {
        let program = std::env::var("MAYDAY_TEST_MAIL_SERVER").expect(
            "MAYDAY_TEST_MAIL_SERVER: the path of Exim's program, as the test command sets it",
        );
        let directory = scratch.0.join("exim");
        std::fs::create_dir_all(directory.join("box")).expect("a directory");
        std::fs::create_dir_all(directory.join("spool")).expect("a directory");
        let own = directory.metadata().expect("a directory");
        let (user, group) = if own.uid() == 0 { (NOBODY, NOBODY) } else { (own.uid(), own.gid()) };
        let aliases = format!(
            "bounces: \"|curl --silent --fail --data-binary @- -H 'content-type: \
             message/rfc822' {hook}\"\n"
        );
        let options = configuration(&directory, (user, group), port, beyond);
        for (name, text) in [("aliases", &aliases), ("configuration", &options)] {
            std::fs::write(directory.join(name), text).expect("a file");
        }
        for path in ["", "box", "spool", "aliases", "configuration"] {
            let path = directory.join(path);
            chown(&path, Some(user), Some(group)).expect("a file of its user's");
            let mode = if path.is_dir() { 0o700 } else { 0o600 };
            std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("a mode");
        }
        let mut command = Command::new(program);
        command.arg("-C").arg(directory.join("configuration")).arg("-bdf");
        command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(&directory);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
        if own.uid() == 0 {
            command.gid(group).uid(user);
        }
        let mut child = command.spawn().expect("Exim");
        eventually("Exim listens", || {
            assert!(
                child.try_wait().expect("its state").is_none(),
                "Exim ended: {}",
                log(&directory)
            );
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Self { child, directory }
    }

    fn log(&self) -> String {
        log(&self.directory)
    }

    /// What lies in the mailbox of whoever reads.
    fn mailbox(&self) -> Option<String> {
        let read = std::fs::read_to_string(self.directory.join("box/reader")).ok()?;
        // A mailbox has each message from its `From ` line to an empty one.
        read.ends_with("\n\n").then_some(read)
    }
}

impl Drop for Exim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log(directory: &Path) -> String {
    ["mainlog", "rejectlog", "paniclog"]
        .map(|name| std::fs::read_to_string(directory.join(name)).unwrap_or_default())
        .join("\n")
}

/// Nothing in it asks the network: no name is looked up, and what is handed on stays here.
fn configuration(directory: &Path, owner: (u32, u32), port: u16, beyond: u16) -> String {
    let (directory, (user, group)) = (directory.display(), owner);
    format!(
        r#"primary_hostname = mail.tiny.test
exim_user = {user}
exim_group = {group}
admin_groups = {group}
never_users =
deliver_drop_privilege = true
spool_directory = {directory}/spool
log_file_path = {directory}/%slog
pid_file_path = {directory}/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
disable_ipv6 = true
host_lookup =
rfc1413_query_timeout = 0s
tls_advertise_hosts =
keep_environment =
acl_smtp_rcpt = recipient

begin acl
recipient:
  deny message = 5.1.1 nobody of that name
       local_parts = refused
  accept

begin routers
returned:
  driver = redirect
  domains = tiny.test
  local_part_suffix = +*
  local_part_suffix_optional
  data = ${{lookup{{$local_part}}lsearch{{{directory}/aliases}}}}
  pipe_transport = program
beyond:
  driver = manualroute
  domains = beyond.test
  route_list = * 127.0.0.1
  self = send
  transport = beyond
here:
  driver = accept
  domains = a.test
  local_parts = reader
  transport = mailbox

begin transports
program:
  driver = pipe
  log_output = true
mailbox:
  driver = appendfile
  file = {directory}/box/reader
  delivery_date_add
  envelope_to_add
  return_path_add
beyond:
  driver = smtp
  port = {beyond}
  allow_localhost
"#
    )
}

/// The fields above the first empty line, unfolded.
fn head(message: &str) -> String {
    let (head, _) = message.split_once("\n\n").expect("a head and a body");
    head.replace("\n ", " ").replace("\n\t", " ")
}

#[test]
fn a_mail_server_of_somebody_elses_delivers_refuses_and_sends_back() {
    let further = FakeMail::start(
        Wire::Plain,
        Some((At::Recipient, Fault::Say("550 5.1.1 no such mailbox here"))),
    );
    let (scratch, port) = (Scratch::new(), free_port());
    let text = format!(
        "[smtp]\nhost = \"localhost\"\nport = {port}\ntls = \"none\"\nfrom = \"mayday@tiny.test\"\n\
         returns = \"bounces@tiny.test\"\n"
    );
    let file = scratch.file("configuration.toml", &text);
    let server = Server::on(scratch, &["serve", "--config", file.to_str().expect("text")]);
    let hook = format!("http://127.0.0.1:{}/hooks/mail/bounces", server.port);
    let exim = Exim::start(&server.scratch, port, &hook, further.port);
    let applied = server.apply(&format!("{TINY}{PAGE}"));
    assert!(applied.good, "{}{}", applied.out, applied.err);
    let maria = server.sign_in("maria");
    for address in ["reader@a.test", "refused@a.test", "gone@beyond.test"] {
        assert_eq!(add(&server, &maria, "email", address), 303);
    }
    server.call_for_help("Dark");
    tell(&server, &maria, "investigating", "cards");
    let delivered = eventually("a letter in the mailbox", || exim.mailbox());
    let head = head(&delivered);
    for field in [
        "Return-path: <bounces+",
        "Envelope-to: reader@a.test",
        "List-Unsubscribe: <http",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
    ] {
        assert!(head.contains(field), "{field}: {head}");
    }
    // The line above the head belongs to the mailbox.
    let (_, delivered) = delivered.split_once('\n').expect("lines");
    let message = mail_parser::MessageParser::default().parse(delivered.as_bytes());
    let message = message.expect("a message");
    let (plain, marked) = (message.body_text(0), message.body_html(0));
    let (plain, marked) = (plain.expect("a text"), marked.expect("a page"));
    assert!(plain.contains("Cards fail in the north."), "{plain}");
    assert!(marked.contains("Cards fail in the north.") && marked.contains("<a "), "{marked}");
    // One was refused at once, one was taken and came back.
    let words = || server.get("/console/subscribers/words/1").cookie(&maria).send().text();
    eventually("the word of both", || {
        let words = words();
        (words.contains("1 of 3 reached") && words.contains("came back (5.1.1)")).then_some(())
    });
    assert!(words().contains("(550 5.1.1)"), "{}", words());
    let failing = server.get("/console/subscribers?only=failing").cookie(&maria).send().text();
    assert!(failing.contains("gone@beyond.test") && failing.contains("paused"), "{failing}");
    assert!(!failing.contains("reader@a.test"), "{failing}");
    let log = exim.log();
    assert!(log.contains("bounces+") && log.contains("gone@beyond.test"), "{log}");
    // Nothing more is sent to whom nothing reaches.
    let taken = |log: &str| log.matches("** gone@beyond.test").count();
    let before = taken(&log);
    tell(&server, &maria, "identified", "cards");
    eventually("the next word", || {
        let read = exim.mailbox()?;
        (read.matches("Envelope-to: reader@a.test").count() == 2).then_some(())
    });
    let log = exim.log();
    assert_eq!((before, taken(&log)), (1, 1), "{log}");
}
