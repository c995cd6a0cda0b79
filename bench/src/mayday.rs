//! The real program as a process: started on a free port of loopback, ended with the measurement.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::scratch::Scratch;
use crate::{Outcome, machine};

/// How long the program may take until it is ready.
const READY_WITHIN: Duration = Duration::from_secs(120);
const LOOK_AGAIN: Duration = Duration::from_micros(500);

/// The optimised program.
pub fn program() -> Outcome<PathBuf> {
    beside("mayday")
}

/// A program that `cargo xtask bench` builds beside this one.
pub fn beside(name: &str) -> Outcome<PathBuf> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let program = own.with_file_name(name);
    if program.is_file() {
        return Ok(program);
    }
    Err(format!(
        "there is no `{name}` beside this program: run `cargo xtask bench`, which builds it."
    ))
}

/// A running server.
pub struct Mayday {
    child: Child,
    data: PathBuf,
    address: SocketAddr,
    /// From just before the process was made until `/readyz` said so.
    pub start_time: Duration,
}

impl Mayday {
    /// Starts `mayday serve` on the data directory, with further words, and waits until it is
    /// ready.
    pub fn serve(data: &Path, words: &[&str]) -> Outcome<Self> {
        let address = free_address()?;
        let log = File::create(data.with_extension("log")).map_err(|error| error.to_string())?;
        let mut command = Command::new(program()?);
        command.arg("serve").arg("--listen").arg(address.to_string()).arg("--data").arg(data);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let begun = Instant::now();
        let child = command.spawn().map_err(|error| format!("mayday cannot start: {error}."))?;
        let mut server = Self { child, data: data.to_owned(), address, start_time: Duration::ZERO };
        while !is_ready(address) {
            let ended = server.child.try_wait().map_err(|error| error.to_string())?;
            if ended.is_some() || begun.elapsed() > READY_WITHIN {
                let words = std::fs::read_to_string(data.with_extension("log"));
                return Err(format!("mayday does not start: {}", words.unwrap_or_default().trim()));
            }
            std::thread::sleep(LOOK_AGAIN);
        }
        server.start_time = begun.elapsed();
        Ok(server)
    }

    /// Starts it with a configuration, makes the organisation, and keeps all of it in one place.
    pub fn with(
        scratch: &Scratch,
        configuration: String,
        organisation: String,
        words: &[&str],
    ) -> Outcome<Self> {
        let configuration = scratch.write("mayday.toml", configuration)?;
        let configuration = configuration.to_string_lossy().into_owned();
        let words = [&["--config", configuration.as_str()], words].concat();
        let server = Self::serve(&scratch.path().join("data"), &words)?;
        server.apply(&scratch.write("organisation.toml", organisation)?)?;
        Ok(server)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Its memory, in kibibytes: `VmRSS` now, `VmHWM` at the highest.
    pub fn memory_kib(&self, figure: &str) -> u64 {
        machine::memory_kib(self.process(), figure)
    }

    /// Makes the organisation as a file says.
    pub fn apply(&self, file: &Path) -> Outcome {
        self.run(Command::new(program()?).arg("apply").arg(file)).map(|_| ())
    }

    /// The path by which somebody signs in once.
    pub fn sign_in(&self, person: &str) -> Outcome<String> {
        let said = self.run(Command::new(program()?).arg("sign-in").arg(person))?;
        let link = said.find("/signin/").map(|start| &said[start..]);
        let link = link.and_then(|link| link.lines().next());
        link.map(str::to_owned).ok_or_else(|| format!("there is no link in {said:?}."))
    }

    /// Runs a command beside the server; what it says.
    fn run(&self, command: &mut Command) -> Outcome<String> {
        let output = command.arg("--data").arg(&self.data).output();
        let output = output.map_err(|error| error.to_string())?;
        match output.status.success() {
            true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
            false => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        }
    }
}

impl Drop for Mayday {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on now.
pub fn free_address() -> Outcome<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener.and_then(|listener| listener.local_addr()).map_err(|error| error.to_string())
}

/// Whether a server answers `/readyz` with 200.
fn is_ready(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(1)));
    let request = format!("GET /readyz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    let mut answer = [0; 12];
    let asked = stream.write_all(request.as_bytes());
    asked.and_then(|()| stream.read_exact(&mut answer)).is_ok() && answer.ends_with(b" 200")
}
