//! What a test reads out of a page.

/// What stands between two texts, the first time.
pub fn between<'a>(page: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let (_, after) = page.split_once(start)?;
    after.split_once(end).map(|(between, _)| between)
}

/// The value of a form's field.
pub fn form_value(page: &str, name: &str) -> String {
    let marker = format!("name=\"{name}\" value=\"");
    between(page, &marker, "\"").unwrap_or_else(|| panic!("no field {name} in {page}")).to_owned()
}

/// The values of an attribute, wherever it stands.
pub fn attribute<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let marker = format!(" {name}=\"");
    page.split(marker.as_str()).skip(1).filter_map(|after| after.split('"').next()).collect()
}

/// The page with all that differs between two renderings of the same: numbers for single use,
/// links, times and digests.
pub fn without_nonces(page: &str) -> String {
    let mut plain = String::with_capacity(page.len());
    let mut run = String::new();
    let is_opaque = |run: &str| {
        let hex = run.len() >= 8 && run.bytes().all(|byte| byte.is_ascii_hexdigit());
        let time =
            run.contains(':') && run.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        hex || time || run.len() >= 40
    };
    for c in page.chars().chain(Some('\n')) {
        if c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | ':') {
            run.push(c);
            continue;
        }
        // The id of a view is several digests in a row.
        let parts: Vec<&str> = run.split('-').collect();
        let opaque =
            is_opaque(&run) || (parts.len() > 2 && parts[1..].iter().all(|p| is_opaque(p)));
        plain.push_str(if opaque { "…" } else { &run });
        run.clear();
        plain.push(c);
    }
    plain
}
