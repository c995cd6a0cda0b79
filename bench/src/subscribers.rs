//! A word to 20,000 subscribers by mail, handed to a relay on this machine.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::figures::{count, megabytes, rate, time};
use crate::http::{self, Connection};
use crate::mayday::Mayday;
use crate::report::{Measurement, Row};
use crate::scratch::Scratch;
use crate::{Outcome, log, vendor};

/// The measurement.
pub const MEASUREMENT: Measurement = Measurement {
    name: "subscribers",
    how: "20,000 subscribers at 200 domains; from just before an update for everyone is posted \
          until a relay on this machine has taken the last of 20,000 mails, each over a \
          connection of its own, claims and reports synced on the way; and the highest memory.",
    measure,
};

const SUBSCRIBERS: usize = 20_000;
/// So many lines fit in one form.
const AT_ONCE: usize = 4_000;
const DOMAINS: usize = 200;
/// Within a minute, so that whoever is told last still has most of the five minutes that the
/// soonest promise of a next update leaves.
const TOLD_WITHIN: Duration = Duration::from_secs(60);
const WITHIN: Duration = Duration::from_secs(300);

fn measure() -> Outcome<Vec<Row>> {
    let scratch = Scratch::new()?;
    let runtime = log::runtime()?;
    let (relay, taken) = runtime.block_on(relay())?;
    let configuration = format!(
        "[smtp]\nhost = \"localhost\"\nport = {}\ntls = \"none\"\n\
         from = \"status@nordpay.example\"\n",
        relay.port()
    );
    let page = "[[status_page]]\nkey = \"public\"\nname = \"NordPay\"\nzone = \"UTC\"\n";
    let organisation = format!("{}{page}", vendor::of_one(300));
    let server = Mayday::with(&scratch, configuration, organisation, &[])?;
    let link = server.sign_in("duty")?;
    let before = server.memory_kib("VmRSS");
    let lasted = runtime.block_on(tell(server.address(), &link, &taken))?;
    let per_second = SUBSCRIBERS as f64 / lasted.as_secs_f64();
    Ok(vec![
        Row::judged(
            format!("a word to {} subscribers by mail", count(SUBSCRIBERS as u64)),
            format!("{}, {}", time(lasted), rate(per_second)),
            "< 60 s",
            lasted < TOLD_WITHIN,
        ),
        Row::context(
            "memory with them, and at the highest",
            format!("{}, {}", megabytes(before), megabytes(server.memory_kib("VmHWM"))),
        ),
    ])
}

async fn tell(address: SocketAddr, link: &str, taken: &AtomicUsize) -> Outcome<Duration> {
    let mut lead = Connection::open(address).await?;
    let signed_in = lead.ask(&http::post(address, link, "")).await?;
    let cookie = signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    let cookie = cookie.ok_or("the link does not sign in")?.to_owned();
    for from in (0..SUBSCRIBERS).step_by(AT_ONCE) {
        let all = (from..from + AT_ONCE).map(|n| format!("r{n}%40d{}.example", n % DOMAINS));
        let all = all.collect::<Vec<_>>().join("%0A");
        let form = format!("addresses={all}&route=email&page=public&language=en&consent=list");
        done(&mut lead, &http::post_as(address, "/console/subscribers", &form, &cookie)).await?;
    }
    let form = format!("words=All+down&who=Clinic&command={:032x}", 1);
    done(&mut lead, &http::post(address, "/help", &form)).await?;
    let form = "known=A+link+is+cut&impact=Cards+fail&next_in_mins=15&public=1&title=Cards+fail&\
                public_phase=identified";
    let request = http::post_as(address, "/console/incidents/1/update", form, &cookie);
    let begun = Instant::now();
    done(&mut lead, &request).await?;
    while taken.load(Ordering::Relaxed) < SUBSCRIBERS {
        if begun.elapsed() > WITHIN {
            let taken = taken.load(Ordering::Relaxed);
            return Err(format!("only {taken} mails came within {}.", time(WITHIN)));
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    Ok(begun.elapsed())
}

async fn done(connection: &mut Connection, request: &[u8]) -> Outcome {
    match connection.ask(request).await?.status {
        303 => Ok(()),
        status => Err(format!("a deed was answered {status}.")),
    }
}

/// A mail server that takes everything and keeps nothing, and how many mails it took.
async fn relay() -> Outcome<(SocketAddr, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| error.to_string())?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let taken = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&taken);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let taken = Arc::clone(&counts);
            // Who hangs up early is noticed by the count.
            tokio::spawn(async move { converse(stream, &taken).await.ok() });
        }
    });
    Ok((address, taken))
}

async fn converse(stream: TcpStream, taken: &AtomicUsize) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 relay ESMTP\r\n").await?;
    let (mut line, mut content) = (String::new(), false);
    loop {
        line.clear();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match line.get(..4) {
            _ if content && line == ".\r\n" => {
                content = false;
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            _ if content => continue,
            Some("EHLO") => b"250 relay\r\n",
            Some("DATA") => {
                content = true;
                b"354 go ahead\r\n"
            }
            Some("QUIT") => return stream.write_all(b"221 bye\r\n").await,
            _ => b"250 yes\r\n",
        };
        stream.write_all(answer).await?;
    }
}
