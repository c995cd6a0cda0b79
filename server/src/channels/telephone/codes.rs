//! What carriers mean by the numbers of their errors: whose fault it is that nobody is reached.
//!
//! The numbers are those of Twilio's contract (<https://www.twilio.com/docs/api/errors>). Only what
//! they say about the number itself is ever held against whoever has it.

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The number's, for good: no other carrier would fare better, and trying again is of no use.
    Dead,
    /// The number's, for now: it is switched off, or where nothing reaches it.
    Away,
    /// Our own, or that of those between us and the number.
    Ours,
}

/// The table: what each error says, and whose fault it is. What is not in it says nothing about
/// any number.
const CODES: [(u32, Fault, &str); 35] = [
    (13_223, Fault::Dead, "this is no valid number"),
    (13_224, Fault::Dead, "this is no valid number"),
    (13_225, Fault::Dead, "the number is blocked"),
    (20_003, Fault::Ours, "it does not know this account and token"),
    (20_429, Fault::Ours, "too many requests"),
    (21_211, Fault::Dead, "this is no valid number"),
    (21_217, Fault::Dead, "this is no valid number"),
    (21_408, Fault::Ours, "the account may not send to that country"),
    (21_606, Fault::Ours, "the sender cannot send text messages"),
    (21_610, Fault::Dead, "they replied STOP to this sender"),
    (21_611, Fault::Ours, "too many messages wait for this sender"),
    (21_612, Fault::Ours, "the sender cannot send to that number"),
    (21_614, Fault::Dead, "the number cannot take text messages"),
    (21_617, Fault::Ours, "the message is too long"),
    (21_659, Fault::Ours, "the sender is no number of this account"),
    (30_001, Fault::Ours, "too many messages wait for this sender"),
    (30_002, Fault::Ours, "the account is suspended"),
    (30_003, Fault::Away, "the telephone cannot be reached"),
    (30_004, Fault::Dead, "the number is blocked"),
    (30_005, Fault::Dead, "the number is not in use"),
    (30_006, Fault::Dead, "the number cannot take text messages"),
    (30_007, Fault::Ours, "the message was filtered out on its way"),
    (30_008, Fault::Ours, "the carrier does not know why"),
    (30_009, Fault::Ours, "a part of the message was lost"),
    (30_010, Fault::Ours, "the message would cost more than allowed"),
    (30_017, Fault::Ours, "the network there is overloaded"),
    (30_018, Fault::Ours, "the sender is not registered for text messages in that country"),
    (30_022, Fault::Ours, "the campaign sends faster than it may"),
    (30_023, Fault::Ours, "the brand has sent as much as it may in a day"),
    (30_024, Fault::Ours, "the sender is not provisioned with that network"),
    (30_027, Fault::Ours, "the brand has sent as much as it may in a day"),
    (30_032, Fault::Ours, "the toll-free sender is not verified"),
    (30_033, Fault::Ours, "the campaign is suspended"),
    (30_034, Fault::Ours, "the sender is not registered for text messages in that country"),
    (30_036, Fault::Ours, "the message was too long on its way"),
];

fn known(code: u32) -> Option<(Fault, &'static str)> {
    let found = CODES.binary_search_by_key(&code, |(known, ..)| *known).ok()?;
    let (_, fault, why) = CODES[found];
    Some((fault, why))
}

/// What is wrong with the number itself, for good.
#[must_use]
pub fn of_the_number(code: u32) -> Option<&'static str> {
    known(code).filter(|(fault, _)| *fault == Fault::Dead).map(|(_, why)| why)
}

/// What an error says, if that is known.
#[must_use]
pub fn why(code: u32) -> Option<&'static str> {
    known(code).map(|(_, why)| why)
}

/// Whose fault it is that a message was not delivered. What the carrier does not say, or we do not
/// know, speaks of nobody's number.
#[must_use]
pub fn fault(code: Option<u32>) -> Fault {
    code.and_then(known).map_or(Fault::Ours, |(fault, _)| fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_says_each_once() {
        assert!(CODES.is_sorted_by(|(one, ..), (next, ..)| one < next));
    }

    #[test]
    fn only_what_speaks_of_the_number_is_held_against_it() {
        for dead in [21_211, 21_610, 21_614, 30_004, 30_005, 30_006] {
            assert_eq!(fault(Some(dead)), Fault::Dead, "{dead}");
            assert!(of_the_number(dead).is_some(), "{dead}");
        }
        assert_eq!(fault(Some(30_003)), Fault::Away);
        // A full queue, a suspended account, a filter, an unregistered campaign.
        for ours in [30_001, 30_002, 30_007, 30_008, 30_032, 30_034, 21_408] {
            assert_eq!(fault(Some(ours)), Fault::Ours, "{ours}");
            assert!(of_the_number(ours).is_none() && why(ours).is_some(), "{ours}");
        }
        // What nobody knows speaks of nobody.
        assert_eq!((fault(None), fault(Some(99_999))), (Fault::Ours, Fault::Ours));
        assert_eq!(why(99_999), None);
    }
}
