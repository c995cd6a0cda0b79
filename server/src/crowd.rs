//! The crowd at the door: how many connections and listeners there may be, and who leaves first.
//!
//! Connections come out of a fixed number of file handles, and a database and a mail server need
//! some of them too. So there is a seat for each connection, and when all are taken the one that
//! has been idle for longest leaves: whoever calls for help gets in, however many others keep a
//! connection open without a word. Listeners, who stay for hours, may take three quarters of the
//! seats, and one address a quarter, so that neither can shut out the rest.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::http::{Request, Response, StatusCode};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::service::Service;
use tokio::sync::Notify;

use crate::web::Problem;

/// File handles that are kept for the database, letters, files and other commands.
const KEPT_HANDLES: usize = 256;
/// Fewest and most seats, whatever the system allows.
const SEATS: (usize, usize) = (64, 100_000);
/// File handles where the system does not say.
const HANDLES_DEFAULT: usize = 1024;
/// Most who listen with the same link at a time.
pub const LISTENERS_PER_LINK_MAX: usize = 200;
/// A request that has not been answered to its end by then may have to leave: a body is read, and
/// a poll waits, for less.
const ASKING_MAX: Duration = Duration::from_secs(60);

/// What the addresses of status pages begin with.
const READERS: &str = "/status";

/// How many may come.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections.
    pub seats: usize,
    /// Connections of one address, unless it is a proxy's beside us.
    pub seats_per_address: usize,
    /// Streams and polls that wait for news.
    pub listeners: usize,
    /// The same, with one link.
    pub listeners_per_link: usize,
    /// The same, of status pages: an eighth of the seats stays for listeners who call, and a
    /// quarter for whoever asks something.
    pub readers: usize,
}

impl Limits {
    /// The limits for that many seats.
    #[must_use]
    pub fn of_seats(seats: usize) -> Self {
        Self {
            seats,
            seats_per_address: seats.div_ceil(4),
            listeners: seats - seats.div_ceil(4),
            listeners_per_link: LISTENERS_PER_LINK_MAX,
            readers: seats / 8 * 5,
        }
    }

    /// What this process may open, less what it needs itself.
    #[must_use]
    pub fn of_this_process() -> Self {
        let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
        let soft = line.and_then(|line| line.split_whitespace().next()?.parse::<usize>().ok());
        let seats = soft.unwrap_or(HANDLES_DEFAULT).saturating_sub(KEPT_HANDLES);
        Self::of_seats(seats.clamp(SEATS.0, SEATS.1))
    }
}

/// Lets connections in, and decides who leaves when there is no seat.
pub struct Admission {
    limits: Limits,
    room: Mutex<Room>,
}

#[derive(Default)]
struct Room {
    seated: usize,
    by_address: HashMap<IpAddr, usize>,
    listeners: usize,
    by_link: HashMap<String, usize>,
    /// Who may have to leave, in the order in which they do: the idle, then those who ask.
    leaving: BTreeMap<Turn, (Instant, Arc<Guest>)>,
    turns: u64,
}

/// First by whether something is being asked, then by how long ago it began.
type Turn = (bool, u64);

/// One connection, as the room knows it. What changes is guarded by the room.
struct Guest {
    address: Option<IpAddr>,
    leave: Notify,
    standing: Mutex<Standing>,
}

#[derive(Default)]
struct Standing {
    asking: usize,
    listening: usize,
    turn: Option<Turn>,
    gone: bool,
}

impl Admission {
    /// Room for so many.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, room: Mutex::default() })
    }

    /// A seat for a connection; `None` when everyone is busy, or that address has its share.
    pub fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = (!is_beside_us(address)).then_some(address);
        let mut room = lock(&self.room);
        if let Some(address) = address
            && room
                .by_address
                .get(&address)
                .is_some_and(|own| *own >= self.limits.seats_per_address)
        {
            return None;
        }
        if room.seated >= self.limits.seats {
            room.send_one_away()?;
        }
        room.seated += 1;
        if let Some(address) = address {
            *room.by_address.entry(address).or_default() += 1;
        }
        let guest = Arc::new(Guest { address, leave: Notify::new(), standing: Mutex::default() });
        room.queue(&guest);
        Some(Seat { admission: Arc::clone(self), guest })
    }

    /// How many connections there are.
    #[must_use]
    pub fn seated(&self) -> usize {
        lock(&self.room).seated
    }
}

impl Room {
    /// The idlest leaves. `None` when nobody is idle.
    fn send_one_away(&mut self) -> Option<()> {
        let (&turn, (since, _)) = self.leaving.first_key_value()?;
        if turn.0 && since.elapsed() < ASKING_MAX {
            return None;
        }
        let (_, guest) = self.leaving.remove(&turn)?;
        self.release(&guest);
        guest.leave.notify_one();
        Some(())
    }

    /// Puts a guest where they belong after what they do has changed.
    fn queue(&mut self, guest: &Arc<Guest>) {
        let mut standing = lock(&guest.standing);
        if let Some(turn) = standing.turn.take() {
            self.leaving.remove(&turn);
        }
        if standing.gone || standing.listening > 0 {
            return;
        }
        self.turns += 1;
        let turn = (standing.asking > 0, self.turns);
        standing.turn = Some(turn);
        self.leaving.insert(turn, (Instant::now(), Arc::clone(guest)));
    }

    fn release(&mut self, guest: &Guest) {
        let mut standing = lock(&guest.standing);
        if std::mem::replace(&mut standing.gone, true) {
            return;
        }
        if let Some(turn) = standing.turn.take() {
            self.leaving.remove(&turn);
        }
        self.seated -= 1;
        if let Some(address) = guest.address {
            count_down(&mut self.by_address, &address);
        }
    }
}

fn count_down<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

/// Whether it is a proxy's address, behind which many stand.
pub(crate) fn is_beside_us(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

/// A connection's seat, until it is dropped.
pub struct Seat {
    admission: Arc<Admission>,
    guest: Arc<Guest>,
}

impl Seat {
    /// The service with its requests counted.
    pub fn counting<S>(&self, service: S) -> Counting<S> {
        let (admission, guest) = (Arc::clone(&self.admission), Arc::clone(&self.guest));
        Counting { service, admission, guest }
    }

    /// Serves the connection until it ends or has to make room.
    pub async fn hold(self, connection: impl Future) {
        tokio::select! {
            _ = connection => {}
            () = self.guest.leave.notified() => {}
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.admission.room).release(&self.guest);
    }
}

/// A service whose requests are counted while they are answered.
pub struct Counting<S> {
    service: S,
    admission: Arc<Admission>,
    guest: Arc<Guest>,
}

impl<S> Service<Request<Incoming>> for Counting<S>
where
    S: Service<Request<Incoming>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let Some(asking) = self.asking(request.uri().path()) else {
            return Box::pin(std::future::ready(Ok(too_many_listeners())));
        };
        let answer = self.service.call(request);
        Box::pin(async move {
            let (head, body) = answer.await?.into_parts();
            Ok(Response::from_parts(head, Body::new(Held { body, _asking: asking })))
        })
    }
}

impl<S> Counting<S> {
    /// Counts a request; `None` when too many listen already.
    fn asking(&self, path: &str) -> Option<Asking> {
        let link = path.strip_suffix("/stream").or_else(|| path.strip_suffix("/poll"));
        // Who reads a status page is one of many, whichever page it is.
        let reads = link.is_some_and(|link| link.starts_with(READERS));
        let link = if reads { Some(READERS) } else { link };
        let limits = self.admission.limits;
        let mut room = lock(&self.admission.room);
        if let Some(link) = link {
            // A link is shared by few people; a page of the vendor's own by all of them.
            let shared = link.starts_with("/e/") || link.starts_with("/p/");
            let own = room.by_link.get(link).copied().unwrap_or_default();
            if room.listeners >= limits.listeners
                || (shared && own >= limits.listeners_per_link)
                || (reads && own >= limits.readers)
            {
                return None;
            }
            room.listeners += 1;
            *room.by_link.entry(link.to_owned()).or_default() += 1;
        }
        {
            let mut standing = lock(&self.guest.standing);
            standing.asking += 1;
            standing.listening += usize::from(link.is_some());
        }
        room.queue(&self.guest);
        drop(room);
        let (admission, guest) = (Arc::clone(&self.admission), Arc::clone(&self.guest));
        Some(Asking { admission, guest, link: link.map(ToOwned::to_owned) })
    }
}

/// A request that is being answered.
struct Asking {
    admission: Arc<Admission>,
    guest: Arc<Guest>,
    link: Option<String>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        let mut room = lock(&self.admission.room);
        if let Some(link) = &self.link {
            room.listeners -= 1;
            count_down(&mut room.by_link, link);
        }
        {
            let mut standing = lock(&self.guest.standing);
            standing.asking -= 1;
            standing.listening -= usize::from(self.link.is_some());
        }
        room.queue(&self.guest);
    }
}

/// A body that counts as being asked for until it was sent.
struct Held {
    body: Body,
    _asking: Asking,
}

impl hyper::body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

fn too_many_listeners() -> Response<Body> {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "too-many-listeners",
        "Too many are watching",
        "The page goes on without live updates: load it again to see what is new.",
    )
    .json()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
