//! Writes a backup from a snapshot, a few hundred lines in memory at a time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use super::{BATCH, Files, Line, Opening};
use crate::{Fault, Snapshot};

/// Writes everything that the snapshot holds.
///
/// # Errors
/// A [`Fault`] when the snapshot cannot be read or the text cannot be written.
pub async fn write(
    snapshot: &mut dyn Snapshot,
    opening: Opening,
    out: &mut (dyn AsyncWrite + Send + Unpin),
) -> Result<(), Fault> {
    write_with(snapshot, opening, None, out).await
}

/// The same, with the files of conversations. They are read after the snapshot was taken, so each
/// that it names is there, unless it was erased since.
///
/// # Errors
/// A [`Fault`] when the snapshot or a file cannot be read, or the text cannot be written.
pub async fn write_with(
    snapshot: &mut dyn Snapshot,
    opening: Opening,
    files: Option<&dyn Files>,
    out: &mut (dyn AsyncWrite + Send + Unpin),
) -> Result<(), Fault> {
    let mut text = Text { out, lines: 0, digest: blake3::Hasher::new() };
    text.add(&Line::MaydayBackup(opening)).await?;
    for name in snapshot.organisations().await? {
        let head = snapshot.head(&name).await?;
        let chain = super::hex(&head.chain);
        text.add(&Line::Organisation { name: name.clone(), seq: head.seq, chain }).await?;
        let mut after = 0;
        while after < head.seq {
            let records = snapshot.read(&name, after, BATCH).await?;
            let last = records.last().map(|last| last.seq);
            after = last.ok_or_else(|| {
                Fault::permanent(format!("events after {after} are missing from the log"))
            })?;
            for record in records {
                text.add(&Line::event(record)).await?;
            }
        }
        let mut after = None;
        loop {
            let rows = snapshot.outcomes(&name, after, BATCH).await?;
            let Some(last) = rows.last() else { break };
            after = Some(last.command);
            for row in rows {
                text.add(&Line::outcome(row)).await?;
            }
        }
    }
    if let Some(files) = files {
        for name in files.names().await? {
            if let Some(bytes) = files.read(&name).await? {
                text.add(&Line::Object { name, content: STANDARD.encode(bytes) }).await?;
            }
        }
    }
    text.end().await
}

struct Text<'a> {
    out: &'a mut (dyn AsyncWrite + Send + Unpin),
    lines: u64,
    digest: blake3::Hasher,
}

impl Text<'_> {
    async fn add(&mut self, line: &Line) -> Result<(), Fault> {
        let mut bytes = serde_json::to_vec(line).map_err(Fault::permanent)?;
        bytes.push(b'\n');
        self.lines += 1;
        self.digest.update(&bytes);
        self.out.write_all(&bytes).await.map_err(cannot_write)
    }

    async fn end(mut self) -> Result<(), Fault> {
        let digest = self.digest.finalize().to_hex().to_string();
        let lines = self.lines;
        self.add(&Line::End { lines, digest }).await?;
        self.out.flush().await.map_err(cannot_write)
    }
}

fn cannot_write(error: std::io::Error) -> Fault {
    Fault::passing(format!("the backup cannot be written: {error}"))
}
