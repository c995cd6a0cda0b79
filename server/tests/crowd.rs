//! The crowd at the door: however many hold a connection open, whoever calls for help gets in.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::service::TowerToHyperService;
use mayday::crowd::{Admission, Limits};

/// A door with few seats, served as the real one is.
async fn door(limits: Limits) -> (SocketAddr, Arc<Admission>) {
    let admission = Admission::new(limits);
    let own = Arc::clone(&admission);
    let endless = || async { Body::from_stream(futures_util::stream::pending::<Stuck>()) };
    let router = Router::new()
        .route("/help", post(|| async { "a person is called" }))
        .route("/e/{link}/stream", get(endless))
        .route("/slow", get(endless));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        loop {
            let (stream, peer) = listener.accept().await.expect("a connection");
            let Some(seat) = own.admit(peer.ip()) else { continue };
            let service = seat.counting(TowerToHyperService::new(router.clone()));
            tokio::spawn(async move {
                let builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                seat.hold(builder.serve_connection(TokioIo::new(stream), service)).await;
            });
        }
    });
    (address, admission)
}

type Stuck = Result<axum::body::Bytes, std::io::Error>;

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(5))).expect("a limit");
    stream
}

fn ask(stream: &mut TcpStream, method: &str, path: &str) -> String {
    let head = format!("{method} {path} HTTP/1.1\r\nHost: door\r\nContent-Length: 0\r\n\r\n");
    if stream.write_all(head.as_bytes()).is_err() {
        return String::new();
    }
    let mut read = [0; 1024];
    let len = stream.read(&mut read).unwrap_or(0);
    String::from_utf8_lossy(&read[..len]).into_owned()
}

/// Whether the other side has hung up.
fn is_closed(stream: &mut TcpStream) -> bool {
    stream.set_read_timeout(Some(Duration::from_millis(50))).expect("a limit");
    match stream.read(&mut [0; 1]) {
        Ok(len) => len == 0,
        Err(error) => !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_make_room_for_a_cry_for_help() {
    let (address, admission) = door(Limits::of_seats(20)).await;
    tokio::task::spawn_blocking(move || {
        let mut idle: Vec<TcpStream> = Vec::new();
        for round in 0..100 {
            idle.push(connect(address));
            if round % 10 == 9 {
                let answer = ask(&mut connect(address), "POST", "/help");
                assert!(answer.contains("200 OK"), "{round}: {answer}");
                assert!(admission.seated() <= 20, "{}", admission.seated());
            }
        }
        assert!(is_closed(&mut idle[0]), "who was idle for longest has left");
        let last = idle.last_mut().expect("a connection");
        assert!(!is_closed(last), "who came last has a seat");
        drop(idle);
        let until = std::time::Instant::now() + Duration::from_secs(5);
        while admission.seated() > 0 {
            assert!(std::time::Instant::now() < until, "{} seats", admission.seated());
            std::thread::sleep(Duration::from_millis(10));
        }
    })
    .await
    .expect("it holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn listeners_are_bounded_by_link_and_in_all_and_never_take_every_seat() {
    let limits = Limits { listeners_per_link: 3, ..Limits::of_seats(20) };
    let (address, _) = door(limits).await;
    tokio::task::spawn_blocking(move || {
        let mut held = Vec::new();
        let listen = |link: &str| {
            let mut stream = connect(address);
            let answer = ask(&mut stream, "GET", &format!("/e/{link}/stream"));
            (stream, answer.contains("200 OK"), answer)
        };
        for _ in 0..3 {
            let (stream, good, answer) = listen("one");
            assert!(good, "{answer}");
            held.push(stream);
        }
        let (_, good, answer) = listen("one");
        assert!(
            !good && answer.contains("503") && answer.contains("too-many-listeners"),
            "{answer}"
        );
        // Another link is not held to account for it, until three quarters of the seats listen.
        for link in 0..12 {
            let (stream, good, answer) = listen(&link.to_string());
            assert!(good, "{answer}");
            held.push(stream);
        }
        let (_, good, _) = listen("late");
        assert!(!good, "a quarter of the seats is for everybody else");
        let answer = ask(&mut connect(address), "POST", "/help");
        assert!(answer.contains("200 OK"), "{answer}");
        // Who leaves makes room.
        drop(held.remove(0));
        let until = std::time::Instant::now() + Duration::from_secs(5);
        while !listen("one").1 {
            assert!(std::time::Instant::now() < until, "the place is taken for ever");
            std::thread::sleep(Duration::from_millis(10));
        }
    })
    .await
    .expect("it holds");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_address_cannot_take_every_seat_but_a_proxy_may() {
    let admission = Admission::new(Limits::of_seats(20));
    let flood = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));
    let seats: Vec<_> = (0..20).filter_map(|_| admission.admit(flood)).collect();
    assert_eq!(seats.len(), 5);
    let caller = admission.admit(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)));
    assert!(caller.is_some());
    drop(seats);
    assert!(admission.admit(flood).is_some(), "when it has let go");
    let proxy = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let seats: Vec<_> = (0..19).filter_map(|_| admission.admit(proxy)).collect();
    assert_eq!(seats.len(), 19);
}
