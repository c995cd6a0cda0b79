//! A wall before the database that can be shut and opened again.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::Outcome;

/// The wall.
pub struct Wall {
    /// The database by way of it.
    pub url: String,
    gate: Gate,
}

#[derive(Clone, Default)]
struct Gate(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    shut: bool,
    open: Vec<TcpStream>,
}

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets a connection through, and remembers it; `None` while it is shut.
    fn lets(&self, stream: TcpStream) -> Option<TcpStream> {
        let mut state = self.state();
        if state.shut {
            return None;
        }
        state.open.push(stream.try_clone().ok()?);
        Some(stream)
    }
}

impl Wall {
    /// A wall before the database of that URL, which names a host and a port or, encoded, the
    /// directory of a socket.
    pub fn before(url: &str) -> Outcome<Self> {
        let (scheme, rest) = url.split_once("://").ok_or("the database's URL is none")?;
        let (place, path) = rest.split_once('/').ok_or("the database's URL names none")?;
        let (user, host) = place.rsplit_once('@').unwrap_or(("postgres", place));
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| error.to_string())?;
        let address = listener.local_addr().map_err(|error| error.to_string())?;
        let url = format!("{scheme}://{user}@{address}/{path}");
        let gate = Gate::default();
        let (own, host) = (gate.clone(), host.to_owned());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Some(stream) = own.lets(stream) {
                    // A connection that cannot be carried on is closed, which says it all.
                    let _ = join(stream, &host);
                }
            }
        });
        Ok(Self { url, gate })
    }

    /// Cuts what is connected, and lets nobody in.
    pub fn shut(&self) {
        let mut state = self.gate.state();
        state.shut = true;
        for stream in state.open.drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Lets everybody in again.
    pub fn open(&self) {
        self.gate.state().shut = false;
    }
}

/// Carries what comes from either side to the other, on two threads.
fn join(here: TcpStream, host: &str) -> std::io::Result<()> {
    here.set_nodelay(true)?;
    let back = here.try_clone()?;
    if host.contains("%2F") {
        let there = UnixStream::connect(format!("{}/.s.PGSQL.5432", host.replace("%2F", "/")))?;
        let forth = there.try_clone()?;
        carry(here, there);
        carry(forth, back);
    } else {
        let there = TcpStream::connect(host)?;
        there.set_nodelay(true)?;
        let forth = there.try_clone()?;
        carry(here, there);
        carry(forth, back);
    }
    Ok(())
}

fn carry(mut from: impl Read + Send + 'static, mut to: impl Write + Send + 'static) {
    std::thread::spawn(move || {
        let mut bytes = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if to.write_all(&bytes[..count]).is_err() {
                return;
            }
        }
    });
}
