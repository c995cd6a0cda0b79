//! One person's way to the server: a SOCKS5 proxy that can be cut, and that leads nowhere else.
//!
//! Chromium's own offline switch lets streams that are open live on. Losing exactly those is what
//! the stories are about, so the connections themselves are cut.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Ipv6Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

const VERSION: u8 = 5;
const CONNECT: u8 = 1;
const IP4: u8 = 1;
const NAME: u8 = 3;
const IP6: u8 = 4;
const DONE: u8 = 0;
const NOT_ALLOWED: u8 = 2;
const REFUSED: u8 = 5;

/// A network of one page; it ends when this is dropped.
pub struct Network {
    port: u16,
    lines: Arc<Mutex<Lines>>,
}

#[derive(Default)]
struct Lines {
    cut: bool,
    closed: bool,
    next: u64,
    open: HashMap<u64, TcpStream>,
}

impl Network {
    /// Listens on a port of its own on this machine.
    pub fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        let lines = Arc::new(Mutex::new(Lines::default()));
        let accepting = Arc::clone(&lines);
        thread::Builder::new().name("network".to_owned()).spawn(move || {
            for stream in listener.incoming().flatten() {
                if held(&accepting).closed {
                    break;
                }
                let lines = Arc::clone(&accepting);
                thread::spawn(move || lead(&lines, stream));
            }
        })?;
        Ok(Self { port, lines })
    }

    /// Where Chromium finds it.
    pub fn proxy(&self) -> String {
        format!("socks5://127.0.0.1:{}", self.port)
    }

    /// Ends every connection and refuses new ones, or lets them through again.
    pub fn cut(&self, cut: bool) {
        let mut lines = held(&self.lines);
        lines.cut = cut;
        if cut {
            for (_, stream) in lines.open.drain() {
                // One that has ended by itself is as good.
                drop(stream.shutdown(Shutdown::Both));
            }
        }
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        held(&self.lines).closed = true;
        self.cut(true);
        // Wakes the thread that accepts, so that it sees the end.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
    }
}

/// Leads one connection to where it asks to go, until either side ends it or it is cut.
fn lead(lines: &Mutex<Lines>, stream: TcpStream) {
    let Some(id) = admit(lines, &stream) else { return };
    // A connection that fails is closed, and the browser deals with it: that is the test.
    drop(join(stream));
    held(lines).open.remove(&id);
}

fn admit(lines: &Mutex<Lines>, stream: &TcpStream) -> Option<u64> {
    let mut lines = held(lines);
    if lines.cut {
        return None;
    }
    let id = lines.next;
    lines.next += 1;
    lines.open.insert(id, stream.try_clone().ok()?);
    Some(id)
}

fn join(mut near: TcpStream) -> io::Result<()> {
    near.set_nodelay(true)?;
    let [_, methods] = read::<2>(&mut near)?;
    near.read_exact(&mut vec![0; usize::from(methods)])?;
    near.write_all(&[VERSION, 0])?;
    let [_, command, _, kind] = read::<4>(&mut near)?;
    let here = is_this_machine(&mut near, kind)?;
    let port = u16::from_be_bytes(read(&mut near)?);
    let far = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
    let (reply, far) = match far {
        _ if !here || command != CONNECT => (NOT_ALLOWED, None),
        Ok(far) => (DONE, Some(far)),
        Err(_) => (REFUSED, None),
    };
    near.write_all(&[VERSION, reply, 0, IP4, 0, 0, 0, 0, 0, 0])?;
    let Some(far) = far else { return Ok(()) };
    far.set_nodelay(true)?;
    let (back, forth) = ((far.try_clone()?, near.try_clone()?), (near, far));
    let answers = thread::spawn(move || pour(back.0, back.1));
    pour(forth.0, forth.1);
    // It ends too: each direction closes both sides when it is done.
    drop(answers.join());
    Ok(())
}

fn pour(mut from: TcpStream, mut to: TcpStream) {
    // However it ended, it is over for both sides.
    drop(io::copy(&mut from, &mut to));
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

/// Reads the address asked for. Names under `localhost` are this machine too, so that a story can
/// give each organisation a host of its own.
fn is_this_machine(stream: &mut TcpStream, kind: u8) -> io::Result<bool> {
    match kind {
        IP4 => Ok(Ipv4Addr::from(read::<4>(stream)?).is_loopback()),
        IP6 => Ok(Ipv6Addr::from(read::<16>(stream)?).is_loopback()),
        NAME => {
            let [length] = read::<1>(stream)?;
            let mut name = vec![0; usize::from(length)];
            stream.read_exact(&mut name)?;
            let name = String::from_utf8_lossy(&name);
            Ok(name == "localhost" || name.ends_with(".localhost") || name == "127.0.0.1")
        }
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

fn read<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The lock, even after a panic elsewhere: the failing test must still reach its pages.
fn held(lines: &Mutex<Lines>) -> MutexGuard<'_, Lines> {
    lines.lock().unwrap_or_else(PoisonError::into_inner)
}
