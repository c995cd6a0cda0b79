//! Somebody of the vendor at the console, over a connection of their own.

use std::net::SocketAddr;

use crate::Outcome;
use crate::http::{self, Connection};

/// One who is signed in.
pub struct Responder {
    address: SocketAddr,
    connection: Connection,
    cookie: String,
}

impl Responder {
    /// Signs in by a link.
    pub async fn sign_in(address: SocketAddr, link: &str) -> Outcome<Self> {
        let mut connection = Connection::open(address).await?;
        let signed_in = connection.ask(&http::post(address, link, "")).await?;
        let cookie = signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.ok_or("the link does not sign in")?.to_owned();
        Ok(Self { address, connection, cookie })
    }

    /// Goes on over a new connection, because one that is idle for long is ended.
    pub async fn again(&mut self) -> Outcome {
        self.connection = Connection::open(self.address).await?;
        Ok(())
    }

    /// Posts a form of the console.
    pub async fn does(&mut self, path: &str, form: &str) -> Outcome {
        let request = http::post_as(self.address, path, form, &self.cookie);
        match self.connection.ask(&request).await?.status {
            303 => Ok(()),
            status => Err(format!("{path} was answered {status}.")),
        }
    }
}
