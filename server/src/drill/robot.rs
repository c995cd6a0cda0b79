//! The robot: the only one who is ever rung by a drill, and who accepts as a human would.

use std::sync::{Arc, OnceLock, Weak};

use async_trait::async_trait;
use axum::http::StatusCode;
use domain::deliveries::Outcome;
use domain::words::Channel;

use super::Way;
use crate::channels::{Carrier, Letter};

/// Takes pages and presses "Accept" on the page that each leads to.
#[derive(Clone, Default)]
pub(super) struct Robot {
    way: Arc<OnceLock<Weak<Way>>>,
}

impl Robot {
    /// Shows it the way to the pages.
    pub(super) fn goes_by(&self, way: &Arc<Way>) {
        let _ = self.way.set(Arc::downgrade(way));
    }
}

#[async_trait]
impl Carrier for Robot {
    fn channel(&self) -> Channel {
        Channel::Screen
    }

    async fn send(&self, letter: &Letter) -> Outcome {
        let way = self.way.get().and_then(Weak::upgrade);
        let path = letter.action.as_ref().and_then(|action| {
            let start = action.url.find("/p/")?;
            Some(action.url[start..].to_owned())
        });
        // What is not a page to accept, such as a withdrawal, it reads and does nothing.
        let (Some(way), Some(path), "page.requested") = (way, path, letter.kind) else {
            return Outcome::Delivered;
        };
        tokio::spawn(async move {
            let command = format!("{:032x}", crate::chance::id());
            let form = [("command", command.as_str())];
            match way.post(&format!("{path}/accept"), &form).await {
                Ok(answer) if answer.status() == StatusCode::SEE_OTHER => {}
                Ok(answer) => tracing::warn!(status = %answer.status(), "the robot cannot accept"),
                Err(sentence) => tracing::warn!(sentence, "the robot cannot accept"),
            }
        });
        Outcome::Delivered
    }
}
