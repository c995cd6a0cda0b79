//! The heartbeat: another place is told that all is well, only after a drill went all the way.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use serde::Deserialize;

use crate::drill::{Drill, TRIP_MAX, token};

/// How long the other place may take to answer.
const PING_WITHIN: Duration = Duration::from_secs(10);
/// Fewest seconds between two drills.
const EVERY_SECS_MIN: u64 = 10;

/// The section `[heartbeat]` of the configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeartbeatConfiguration {
    /// What is fetched: it rings on its own when it was not fetched for a while.
    pub url: String,
    /// How often.
    #[serde(default = "every_secs")]
    pub every_secs: u64,
}

fn every_secs() -> u64 {
    60
}

/// Where this process reaches itself.
#[must_use]
pub fn own_address(listen: SocketAddr, tls: bool) -> String {
    let host = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    let scheme = if tls { "https" } else { "http" };
    format!("{scheme}://{}", SocketAddr::new(host, listen.port()))
}

/// Makes a drill over the own listener again and again, and tells the other place of each that
/// went all the way. A drill that failed is told to nobody: silence is what rings there.
///
/// # Errors
/// A sentence, when the configuration cannot work.
pub fn start(
    configuration: HeartbeatConfiguration,
    drill: Arc<Drill>,
    own: String,
) -> Result<(), String> {
    let url: reqwest::Url = configuration.url.parse().map_err(|_| {
        "[heartbeat]: url must be an address such as https://example.com/beat/1.".to_owned()
    })?;
    if configuration.every_secs < EVERY_SECS_MIN {
        return Err(format!("[heartbeat]: every_secs must be at least {EVERY_SECS_MIN}."));
    }
    let broken = |error: reqwest::Error| format!("[heartbeat]: {error}.");
    let inner = reqwest::Client::builder()
        .timeout(TRIP_MAX + Duration::from_secs(5))
        .no_proxy()
        // This process talks to itself, under an address that no certificate names.
        .danger_accept_invalid_certs(true)
        .build()
        .map_err(broken)?;
    let outer = reqwest::Client::builder().timeout(PING_WITHIN).build().map_err(broken)?;
    tokio::spawn(async move {
        let mut beat = tokio::time::interval(Duration::from_secs(configuration.every_secs));
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            if let Err(sentence) = go(&inner, &own, &drill).await {
                tracing::error!(sentence, "the heartbeat is withheld: a drill failed");
                continue;
            }
            let told = outer.get(url.clone()).send().await;
            // The address may be a secret; only what went wrong is said.
            match told.and_then(reqwest::Response::error_for_status) {
                Ok(_) => {}
                Err(error) => {
                    let error = error.without_url();
                    tracing::warn!(%error, "the heartbeat was not taken");
                }
            }
        }
    });
    Ok(())
}

async fn go(client: &reqwest::Client, own: &str, drill: &Drill) -> Result<(), String> {
    let asked = client.post(format!("{own}/drill")).header(token::HEADER, drill.own_token());
    let answer = asked.send().await.map_err(|error| error.without_url().to_string())?;
    match answer.status() {
        status if status.is_success() => Ok(()),
        status => Err(format!("the drill was answered with {status}")),
    }
}
