//! What nobody would write is refused in a sentence, and nothing makes the reader panic.

use mayday::organisation_file::{
    FILE_BYTES_MAX, Ground, PROBLEMS_MAX, check, parse, parse_bytes, plan,
};

use crate::ground::{SMALL, day, fresh, lines, refused, said, with, zones};

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let expected = "error\n  \
                    The file has 2048 KiB; at most 1024 KiB are read. Check that it is the right \
                    file, or split it and apply the parts one after the other without --prune.";
    let text = "#".repeat(2 * 1024 * 1024);
    refused(&text, expected);
    assert_eq!(lines(&parse_bytes(text.as_bytes()).expect_err("too large")), expected);
    assert!(parse(&"#".repeat(FILE_BYTES_MAX)).is_ok(), "the limit itself fits");
}

#[test]
fn binary_garbage_is_not_read() {
    refused(
        "\0\u{1}GIF89a",
        "error\n  \
                              This is not a text file. Check that it is the right one.",
    );
    let problems = parse_bytes(b"\xff\xd8\xff\xe0JFIF").expect_err("no text");
    let expected = "error\n  \
                    This is not text in UTF-8. Check that it is the right file, and save it as \
                    UTF-8.";
    assert_eq!(lines(&problems), expected);
}

#[test]
fn deep_nesting_is_not_read() {
    let expected = "Values are nested too deeply here. Nothing in this file needs more than three \
                    levels; check the brackets.";
    let many = 100_000;
    for text in [
        format!("a = {}", "[".repeat(many)),
        format!("a = {}", "{a = ".repeat(many)),
        format!("a{} = 1", ".a".repeat(many)),
    ] {
        let problems = parse(&text).expect_err("too deep");
        assert_eq!(problems[0].text, expected);
    }
}

#[test]
fn an_endless_list_of_problems_is_cut() {
    let text = "[[person]]\n".repeat(3 * PROBLEMS_MAX);
    let problems = parse(&text).expect_err("nothing is in them");
    assert_eq!(problems.len(), PROBLEMS_MAX + 1);
    assert!(problems[PROBLEMS_MAX].text.ends_with("Mend those above first, then look again."));
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let problems = said(&with("role = \"manager\"", "role = \"\\u001b[31m\\u202e\""));
    assert!(!problems.contains('\u{1b}') && !problems.contains('\u{202e}'), "{problems:?}");
}

#[test]
fn no_text_makes_the_reader_panic() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = parse_bytes(bytes);
    });
}

#[test]
fn no_damage_to_a_good_file_makes_anything_panic() {
    let (state, zones) = (fresh(), zones());
    let ground = Ground { state: &state, prune: true, now: day("2026-03-02"), zones: &zones };
    bolero::check!().with_type::<(u16, u8, Vec<u8>)>().for_each(|(at, length, bytes)| {
        let mut text = SMALL.as_bytes().to_vec();
        let from = usize::from(*at) % text.len();
        let until = (from + usize::from(*length)).min(text.len());
        text.splice(from..until, bytes.iter().copied());
        if let Ok(file) = parse_bytes(&text) {
            let _ = check(&file, &ground);
            let _ = plan(&file, &ground);
        }
    });
}
