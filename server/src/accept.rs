//! Accepting connections: their seats, TLS, whose address they have, and what answers them.

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::response::Response;
use hyper::Request;
use hyper::body::Incoming;
use hyper::service::Service;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use crate::crowd::Admission;
use crate::proxies::TrustedProxies;
use crate::tls::{self, Tls};
use crate::web::Site;
use crate::web::doorstep;

/// A client that has not sent its headers by then is hung up on.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);

/// What whoever connects to one port finds there.
pub struct Hall {
    /// What answers.
    pub router: Router,
    /// Whose door lies ready, where there is one.
    pub site: Option<Arc<Site>>,
    /// Who may come in. The ports of one process share it, as they share its file handles.
    pub admission: Arc<Admission>,
    /// How it is encrypted, if it is.
    pub tls: Option<Arc<Tls>>,
    /// Whose word on a client's address is believed.
    pub proxies: Arc<TrustedProxies>,
}

/// Accepts connections for ever; one that misbehaves is its own loss.
pub async fn accept(listener: TcpListener, hall: Hall) {
    let mut builder = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS_WITHIN);
    builder.http2().timer(TokioTimer::new());
    let builder = Arc::new(builder);
    let router = TowerToHyperService::new(hall.router);
    loop {
        let (stream, peer) = match listener.accept().await {
            Ok((stream, peer)) => (stream, peer.ip()),
            Err(error) => {
                // Out of file handles, mostly: the ones that are open will close.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Some(seat) = hall.admission.admit(peer) else { continue };
        let _ = stream.set_nodelay(true);
        let (builder, tls) = (Arc::clone(&builder), hall.tls.clone());
        let proxies = Arc::clone(&hall.proxies);
        let known = Known { behind: router.clone(), peer, proxies };
        let (service, site) = (seat.counting(known), hall.site.clone());
        tokio::spawn(async move {
            let connection = async {
                let Some(stream) = tls::greet(tls.as_deref(), stream).await else { return };
                let begun = doorstep::serve(stream, site.as_deref(), HEADERS_WITHIN).await;
                let Some(begun) = begun else { return };
                let _ = builder.serve_connection(TokioIo::new(begun), service).await;
            };
            seat.hold(connection).await;
        });
    }
}

/// Says with each request whose address it has.
struct Known<S> {
    behind: S,
    peer: IpAddr,
    proxies: Arc<TrustedProxies>,
}

impl<S> Service<Request<Incoming>> for Known<S>
where
    S: Service<Request<Incoming>, Response = Response, Error = Infallible>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = S::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        let client = self.proxies.client(self.peer, request.headers());
        request.extensions_mut().insert(client);
        self.behind.call(request)
    }
}
