//! What must hold for every page, and how a page reads.

/// What the pages that matter most may weigh before compression.
pub const PAGE_BYTES_MAX: usize = 14 * 1024;

/// Ids are unique, nothing is styled or scripted inline.
pub fn assert_sound(html: &str) {
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    for pair in ids.windows(2) {
        assert_ne!(pair[0], pair[1], "the id stands twice");
    }
    for inline in ["style=\"", "<style", "<script>", " onclick", "javascript:"] {
        assert!(!html.contains(inline), "{inline} in {html}");
    }
    assert!(html.contains("<html lang=\"en\""));
    assert!(html.contains("href=\"#main\""));
}

/// The text of a page as it is read, without its elements.
pub fn text(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text
}

/// Each sentence stands on the page as one reads it.
#[track_caller]
pub fn assert_reads(html: &str, sentences: &[&str]) {
    let text = text(html);
    for sentence in sentences {
        assert!(text.contains(sentence), "“{sentence}” is not in: {text}");
    }
}
