//! Backups, what is kept about somebody and erasures, asked for over the socket.

use domain::Command;
use domain::erasures::{self, Reason};
use domain::words::{Actor, Owner};
use tokio::io::AsyncWriteExt;
use tokio::net::unix::OwnedWriteHalf;

use super::{Address, Reply};
use crate::keeping::kept::{self, Kept};
use crate::keeping::whose;
use crate::line::Line;

/// Answers, and then writes the backup after the answer.
pub(super) async fn backup(
    address: &Address,
    with_key: bool,
    without_files: bool,
    writer: OwnedWriteHalf,
) {
    let mut writer = tokio::io::BufWriter::with_capacity(1 << 16, writer);
    let keep = match without_files {
        true => address.keep.clone().without_files(),
        false => address.keep.clone(),
    };
    // Once the text has begun there is no way left to say why it ends.
    let reply = match keep.reaches_files().await {
        Ok(()) => Reply::good(""),
        Err(sentence) => Reply::bad(sentence),
    };
    let Ok(mut text) = serde_json::to_string(&reply) else { return };
    text.push('\n');
    let said = writer.write_all(text.as_bytes()).await;
    if said.is_err() || writer.flush().await.is_err() || !reply.good {
        return;
    }
    // What is cut short has no end, and whoever reads it sees that.
    match keep.backup(with_key, &mut writer).await {
        Ok(()) => drop(writer.shutdown().await),
        Err(sentence) => tracing::warn!(sentence, "a backup was not finished"),
    }
}

fn owner(text: &str) -> Result<Owner, Reply> {
    Owner::parse(text).ok_or_else(|| {
        Reply::bad(format!(
            "\"{text}\" names nobody. Write person/KEY, contact/CUSTOMER/KEY, \
             participant/NUMBER or subscriber/NUMBER; `mayday kept ADDRESS` says as whose words an \
             address is kept."
        ))
    })
}

async fn about(line: &Line, address: &Address, owner: &Owner) -> Result<Kept, Reply> {
    let state = line.published().state;
    let store = address.keep.store().as_ref();
    kept::about(store, line.organisation(), &state, owner, &|_| true).await.map_err(Reply::bad)
}

/// Everything about somebody, as JSON; of an address, as whose words it is kept.
pub(super) async fn kept(line: &Line, address: &Address, text: &str) -> Reply {
    if Owner::parse(text).is_none() && (text.contains('@') || text.starts_with('+')) {
        return whose(line, address, text).await;
    }
    let found = async {
        let kept = about(line, address, &owner(text)?).await?;
        serde_json::to_string_pretty(&kept).map_err(|error| Reply::bad(error.to_string()))
    };
    found.await.map_or_else(|reply| reply, Reply::good)
}

async fn whose(line: &Line, address: &Address, sought: &str) -> Reply {
    let store = address.keep.store().as_ref();
    match whose::address(store, line.organisation(), sought, &|_| true).await {
        Ok(found) if found.is_empty() => Reply::bad(format!("Nothing of {sought} is kept.")),
        Ok(found) => {
            let lines = found.iter().map(|one| format!("{} ({} events)", one.owner, one.events));
            Reply::good(lines.collect::<Vec<_>>().join("\n"))
        }
        Err(sentence) => Reply::bad(sentence),
    }
}

/// Erases somebody, or says what would go.
pub(super) async fn erase(
    line: &Line,
    address: &Address,
    text: &str,
    reason: &str,
    yes: bool,
) -> Reply {
    match try_erase(line, address, text, reason, yes).await {
        Ok(reply) | Err(reply) => reply,
    }
}

async fn try_erase(
    line: &Line,
    address: &Address,
    text: &str,
    reason: &str,
    yes: bool,
) -> Result<Reply, Reply> {
    let owner = owner(text)?;
    let reason = Reason::parse(reason)
        .ok_or_else(|| Reply::bad("The reason must be asked, expired, misplaced or left."))?;
    let kept = about(line, address, &owner).await?;
    if !yes {
        return Ok(Reply::good(preview(&kept)));
    }
    if kept.with_words == 0 {
        return Err(Reply::bad(format!("Nothing of {text} is kept.")));
    }
    let command = Command::Erasures(erasures::Command::Erase { owner, reason });
    match line.tell(Actor::Operator, command).await {
        Ok(Ok(_)) => {}
        Ok(Err(refusal)) => return Err(Reply::bad(refusal.to_string())),
        Err(unanswered) => return Err(Reply::bad(format!("{unanswered:?}"))),
    }
    let state = line.published().state;
    let cleared = address.keep.settle(line.organisation(), &state).await;
    let mut said = format!("Erased: words of {text} in {} events.", kept.with_words);
    match cleared {
        Ok(true) => {}
        Ok(false) => said.push_str(
            " Somebody still reads the database, so its files are cleared out a little later.",
        ),
        Err(sentence) => said.push_str(&format!(" But: {sentence}")),
    }
    said.push_str(
        " Backups made before still hold them: keep the erasure ledger beside those, and \
         take them out of your organisation file.",
    );
    Ok(Reply::good(said))
}

fn preview(kept: &Kept) -> String {
    let first = kept.entries.iter().find(|entry| !entry.words.is_empty());
    let last = kept.entries.iter().rev().find(|entry| !entry.words.is_empty());
    let span = match (first, last) {
        (Some(first), Some(last)) => format!(" from {} to {}", first.at, last.at),
        _ => String::new(),
    };
    format!(
        "{}: words in {} events{span} would go for good, for everybody. {} events name them by \
         key or number and stay. Nothing was changed; say --yes to do it.",
        kept.owner, kept.with_words, kept.naming
    )
}
