//! Words that every row of a log is full of: ids, and whose words they are.

use domain::words::{Owner, ParticipantId};

#[test]
fn an_id_is_read_from_its_digits_and_from_nothing_else() {
    let written = "0123456789abcdefABCDEF9876543210";
    let read = ParticipantId::parse(written).map(|id| id.0);
    assert_eq!(read, Some(0x0123_4567_89ab_cdef_abcd_ef98_7654_3210));
    // Whatever byte stands anywhere: it is read as the standard library reads it, which takes a
    // sign in front as well.
    for place in 0..written.len() {
        for byte in 0..=0x7F_u8 {
            let mut bytes = written.as_bytes().to_vec();
            bytes[place] = byte;
            let text = String::from_utf8(bytes).unwrap();
            let expected = u128::from_str_radix(&text, 16).ok().filter(|_| byte != b'+');
            assert_eq!(ParticipantId::parse(&text).map(|id| id.0), expected, "{text:?}");
        }
    }
    for other in ["", "0", &written[1..], "0123456789abcdefABCDEF98765432100", &"é".repeat(16)] {
        assert_eq!(ParticipantId::parse(other), None, "{other:?}");
    }
}

#[test]
fn an_owner_is_recognised_by_how_it_is_written() {
    let owners = [
        Owner::Participant(ParticipantId(1)),
        Owner::Participant(ParticipantId(u128::MAX)),
        Owner::Person("ana".into()),
        Owner::Contact("acme".into(), "ana".into()),
        Owner::Contact("acme".into(), "desk".into()),
    ];
    for (place, owner) in owners.iter().enumerate() {
        for (other_place, other) in owners.iter().enumerate() {
            assert_eq!(owner.is_written(&other.to_string()), place == other_place);
        }
        assert!(!owner.is_written("") && !owner.is_written(&format!("{owner}/more")));
    }
}
