//! The connection that listens: it hears that a node has appended, and comes back when it is lost.

use std::sync::Arc;

use tokio::task::JoinHandle;

use super::link::{Connector, Duty, longer};

/// Listens for as long as it lives.
pub(super) struct Listener {
    connector: Arc<Connector>,
    task: JoinHandle<()>,
}

impl Listener {
    pub(super) fn start(connector: Arc<Connector>) -> Self {
        let task = tokio::spawn(listen(Arc::clone(&connector)));
        Self { connector, task }
    }

    /// Waits for the next notification.
    pub(super) async fn heard(&self) {
        self.connector.bell().notified().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn listen(connector: Arc<Connector>) {
    let mut pause = None;
    loop {
        match connector.connect(Duty::Listen).await {
            Ok(mut link) => {
                pause = None;
                // What was said while nobody listened is found by looking.
                connector.bell().notify_waiters();
                link.ended().await;
            }
            Err(fault) => tracing::warn!(%fault, "cannot listen to PostgreSQL"),
        }
        let wait = longer(pause);
        pause = Some(wait);
        tokio::time::sleep(wait).await;
    }
}
