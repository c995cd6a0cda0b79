//! What a newer version would write, with everything that belongs to a row of the log.

use domain::words::CommandId;
use journal::{Head, Record, codec};

/// The kind of event that this version does not know.
pub const KIND: &str = "telepathy.heard";

/// The row after this one.
pub fn after(head: &Head) -> Record {
    let mut record = Record {
        seq: head.seq + 1,
        at: head.at,
        kind: KIND.into(),
        version: 1,
        actor: "\"system\"".into(),
        command: CommandId(1),
        body: r#"{"telepathy":{"heard":{}}}"#.into(),
        digests: "{}".into(),
        chain: head.chain,
        subjects: Vec::new(),
        personal: Vec::new(),
        erases: None,
        redacts: None,
    };
    record.chain = codec::chain(&head.chain, &record);
    record
}
