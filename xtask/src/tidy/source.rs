//! A Rust file split into its code and its comments, each in its own place in the text.

/// One file: the text as written, and two copies of the same shape in which all but one kind is
/// replaced by spaces, so that every line and column means the same in all three.
pub struct Source {
    pub name: String,
    pub text: String,
    /// Code only; comments and what stands between quotes are blank.
    pub code: String,
    /// Comments only.
    pub comments: String,
    /// Lines (from 1) of which some part lies inside a raw string.
    pub raw_lines: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Code,
    Comment,
    Quoted,
    Raw,
}

impl Source {
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        let chars: Vec<char> = text.chars().collect();
        let kinds = kinds_of(&chars);
        let only = |wanted: Kind| -> String {
            let shown = |(c, kind): (&char, &Kind)| {
                if *kind == wanted || *c == '\n' { *c } else { ' ' }
            };
            chars.iter().zip(&kinds).map(shown).collect()
        };
        let (code, comments) = (only(Kind::Code), only(Kind::Comment));
        let mut raw_lines = Vec::new();
        let mut line = 1;
        for (c, kind) in chars.iter().zip(&kinds) {
            if *kind == Kind::Raw && raw_lines.last() != Some(&line) {
                raw_lines.push(line);
            }
            line += usize::from(*c == '\n');
        }
        Self { name: name.into(), text, code, comments, raw_lines }
    }
}

fn kinds_of(chars: &[char]) -> Vec<Kind> {
    let mut kinds = vec![Kind::Code; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let (kind, end) = match chars[at] {
            '/' if chars.get(at + 1) == Some(&'/') => (Kind::Comment, line_end(chars, at)),
            '/' if chars.get(at + 1) == Some(&'*') => (Kind::Comment, block_end(chars, at)),
            '"' => (Kind::Quoted, quote_end(chars, at, '"')),
            '\'' => match char_end(chars, at) {
                Some(end) => (Kind::Quoted, end),
                None => (Kind::Code, at + 1),
            },
            'r' if !continues_word(chars, at) => match raw_end(chars, at) {
                Some(end) => (Kind::Raw, end),
                None => (Kind::Code, at + 1),
            },
            _ => (Kind::Code, at + 1),
        };
        let end = end.min(chars.len());
        kinds[at..end].fill(kind);
        at = end;
    }
    kinds
}

/// Whether the letter here is inside a word, apart from the prefixes `b` and `c` of a literal.
fn continues_word(chars: &[char], at: usize) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let Some(before) = at.checked_sub(1).map(|index| chars[index]) else { return false };
    if matches!(before, 'b' | 'c') {
        return at >= 2 && is_word(chars[at - 2]);
    }
    is_word(before)
}

fn line_end(chars: &[char], at: usize) -> usize {
    chars[at..].iter().position(|c| *c == '\n').map_or(chars.len(), |length| at + length)
}

fn block_end(chars: &[char], start: usize) -> usize {
    let (mut at, mut depth) = (start + 2, 1);
    while at < chars.len() && depth > 0 {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    at
}

fn quote_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            c if c == quote => return at + 1,
            _ => at += 1,
        }
    }
    chars.len()
}

/// The end of a character literal, or nothing where the quote begins a lifetime.
fn char_end(chars: &[char], start: usize) -> Option<usize> {
    match chars.get(start + 1)? {
        '\\' => Some(quote_end(chars, start, '\'')),
        '\'' => None,
        _ => (chars.get(start + 2) == Some(&'\'')).then_some(start + 3),
    }
}

/// The end of `r"…"` or `r#"…"#`, or nothing where the letter begins something else.
fn raw_end(chars: &[char], start: usize) -> Option<usize> {
    let hashes = chars[start + 1..].iter().take_while(|c| **c == '#').count();
    let open = start + 1 + hashes;
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let closes = |at: usize| {
        chars[at] == '"'
            && chars[at + 1..].iter().take(hashes).filter(|c| **c == '#').count() == hashes
    };
    (open + 1..chars.len()).find(|at| closes(*at)).map(|at| at + 1 + hashes).or(Some(chars.len()))
}

#[cfg(test)]
mod tests {
    use super::Source;

    /// Compares what is left of the code and of the comments, word by word, and the shape.
    #[track_caller]
    fn check(text: &str, code: &str, comments: &str) {
        let source = Source::new("a.rs", text);
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&source.code), code);
        assert_eq!(words(&source.comments), comments);
        let shape = |text: &str| text.lines().map(|line| line.chars().count()).collect::<Vec<_>>();
        assert_eq!(shape(&source.code), shape(text));
        assert_eq!(shape(&source.comments), shape(text));
    }

    #[test]
    fn code_and_comments_are_told_apart_in_their_places() {
        check("a // b\nc", "a c", "// b");
        check("a /* b /* c */ d */ e", "a e", "/* b /* c */ d */");
        check("f(\"// no {\");", "f( );", "");
        check("f(\"\\\"{\");", "f( );", "");
        check("'{' 'a 'b: x", "'a 'b: x", "");
        check("'\\'' '\\u{1}' é x", "é x", "");
    }

    #[test]
    fn raw_strings_end_where_their_hashes_do() {
        check("r#\"{ \"x\" {\"# + bar\"{\"", "+ bar", "");
        check("br\"{\\\" + r#type", "b + r#type", "");
        let source = Source::new("a.rs", "let a = r\"\n{\n\";\nlet b;");
        assert_eq!(source.raw_lines, [1, 2, 3]);
        assert_eq!(source.code.lines().nth(3), Some("let b;"));
    }
}
