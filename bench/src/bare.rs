//! The same crowd before a bare server: what the machine itself allows.

use std::io::{BufRead, BufReader, Write};
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::audience::{Audience, LISTENERS, MARK};
use crate::{Outcome, log};

/// With this word alone this program is the bare server.
pub const WORD: &str = "bare";

/// What a connection is told first.
const WELCOME: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";

/// How long a text of so many bytes takes to all listeners where nothing is decided, stored or
/// rendered: a process of its own, as the program is one, writes each line that it is given to
/// every connection.
pub fn floor(bytes: usize, texts: usize, between: Duration) -> Outcome<Vec<Duration>> {
    let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
    let command = command.arg(WORD).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut server = command.spawn().map_err(|error| error.to_string())?;
    let delays = log::runtime()?.block_on(listen(&mut server, bytes, texts, between));
    server.kill().and_then(|()| server.wait()).map_err(|error| error.to_string())?;
    delays
}

async fn listen(
    server: &mut Child,
    bytes: usize,
    texts: usize,
    between: Duration,
) -> Outcome<Vec<Duration>> {
    let (to, from) = (server.stdin.as_mut(), server.stdout.as_mut());
    let (to, from) = to.zip(from).ok_or("the bare server has no pipes")?;
    let mut line = String::new();
    BufReader::new(from).read_line(&mut line).map_err(|error| error.to_string())?;
    let address = line.trim().parse().map_err(|_| "the bare server says not where it is")?;
    let audience = Audience::of_strangers(address).await?;
    let mut posted = Vec::new();
    for text in 0..texts {
        tokio::time::sleep(between).await;
        let said = format!("{MARK}{text:03}");
        posted.push(Instant::now());
        writeln!(to, "{said:bytes$}").map_err(|error| error.to_string())?;
    }
    match audience.read(&posted, LISTENERS).await {
        (delays, 0) => Ok(delays),
        (_, missed) => Err(format!("from the bare server {missed} texts never came")),
    }
}

/// Is the bare server, until what it is told ends.
pub fn serve() -> Outcome {
    let runtime = log::runtime()?;
    let said = |error: std::io::Error| error.to_string();
    let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).map_err(said)?;
    println!("{}", listener.local_addr().map_err(said)?);
    let (sender, receiver) = watch::channel(Arc::<[u8]>::default());
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(tell(stream, receiver.clone()));
        }
    });
    for line in std::io::stdin().lines() {
        sender.send_replace(line.map_err(said)?.into_bytes().into());
    }
    Ok(())
}

async fn tell(mut stream: TcpStream, mut texts: watch::Receiver<Arc<[u8]>>) {
    let mut request = [0; 1024];
    if stream.set_nodelay(true).is_err() || stream.read(&mut request).await.is_err() {
        return;
    }
    let mut said = stream.write_all(WELCOME).await;
    while said.is_ok() && texts.changed().await.is_ok() {
        let text = texts.borrow_and_update().clone();
        said = stream.write_all(&text).await;
    }
}
