//! I3: the log is free of gaps, chained, its time never runs backwards and its end never goes back.

use journal::{Chain, Head, Record, codec};

use super::{Invariant, Seen, View};

/// See the sentence at the top of the file.
pub struct Log {
    head: Head,
}

impl Default for Log {
    fn default() -> Self {
        Self { head: Head::START }
    }
}

impl Invariant for Log {
    fn name(&self) -> &'static str {
        "i03_log"
    }

    fn check(&mut self, seen: &Seen<'_>, _view: &View<'_>) -> Result<(), String> {
        match seen {
            Seen::Head { stored } => {
                let known = self.head;
                if stored.seq < known.seq {
                    return Err(format!(
                        "the log ended at {} and now at {}",
                        known.seq, stored.seq
                    ));
                }
                if stored.seq == known.seq && *stored != known {
                    return Err(format!("the row {} is not what it was", known.seq));
                }
                Ok(())
            }
            Seen::Row { row, .. } => {
                self.head = follows(self.head, row)?;
                Ok(())
            }
            Seen::End { whole, .. } => {
                let mut head = Head::START;
                for row in *whole {
                    head = follows(head, row)?;
                }
                let same: Chain = self.head.chain;
                if head.chain == same { Ok(()) } else { Err("the log was rewritten".into()) }
            }
            _ => Ok(()),
        }
    }
}

fn follows(head: Head, row: &Record) -> Result<Head, String> {
    if row.seq != head.seq + 1 {
        return Err(format!("row {} follows row {}", row.seq, head.seq));
    }
    if row.at < head.at {
        return Err(format!("at row {} time runs backwards", row.seq));
    }
    codec::verify(row, &head.chain).map_err(|fault| fault.to_string())?;
    Ok(Head { seq: row.seq, chain: row.chain, at: row.at })
}
