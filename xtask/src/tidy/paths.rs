//! Reads which paths a Rust file names, with `self` and `super` resolved and `use` trees unfolded.

/// A path named in the code, such as `crate::words::Timestamp`, and its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    pub line: usize,
    pub segments: Vec<String>,
}

impl Named {
    /// Whether the path is this one or lies inside it.
    pub fn is_within(&self, path: &str) -> bool {
        let mut own = self.segments.iter();
        path.split("::").all(|segment| own.next().is_some_and(|mine| mine == segment))
    }

    pub fn shown(&self) -> String {
        self.segments.join("::")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Word(String),
    /// `::`
    Step,
    Other(char),
}

/// All paths in the code (comments and strings already blanked) of a module such as
/// `["channels", "mail"]`; paths of the same crate come out starting with `crate`.
pub fn named_in(code: &str, module: &[String]) -> Vec<Named> {
    let mut reader = Reader {
        tokens: tokens_of(code),
        at: 0,
        module: module.to_vec(),
        inline: Vec::new(),
        depth: 0,
    };
    reader.read()
}

fn tokens_of(code: &str) -> Vec<(usize, Token)> {
    let chars: Vec<char> = code.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() {
        let c = chars[at];
        if c == '_' || c.is_alphanumeric() {
            let rest = chars[at..].iter().take_while(|c| **c == '_' || c.is_alphanumeric());
            let word: String = rest.collect();
            at += word.chars().count();
            tokens.push((line, Token::Word(word)));
            continue;
        }
        if c == ':' && chars.get(at + 1) == Some(&':') {
            tokens.push((line, Token::Step));
            at += 2;
            continue;
        }
        if !c.is_whitespace() {
            tokens.push((line, Token::Other(c)));
        }
        line += usize::from(c == '\n');
        at += 1;
    }
    tokens
}

struct Reader {
    tokens: Vec<(usize, Token)>,
    at: usize,
    module: Vec<String>,
    /// Inline modules that are open here, with the depth of braces outside each.
    inline: Vec<(String, usize)>,
    depth: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead).map(|(_, token)| token)
    }

    fn line(&self) -> usize {
        self.tokens.get(self.at).map_or(0, |(line, _)| *line)
    }

    fn read(&mut self) -> Vec<Named> {
        let mut found = Vec::new();
        while let Some(token) = self.peek(0).cloned() {
            match token {
                Token::Word(word) if word == "use" => {
                    self.at += 1;
                    self.tree(&[], true, &mut found);
                }
                Token::Word(word) if word == "mod" && self.opens_module() => {
                    if let Some(Token::Word(name)) = self.peek(1).cloned() {
                        self.inline.push((name, self.depth));
                    }
                    self.at += 2;
                }
                Token::Word(_) if self.peek(1) == Some(&Token::Step) => self.path(&mut found),
                Token::Other('{') => self.enter(),
                Token::Other('}') => self.leave(),
                _ => self.at += 1,
            }
        }
        found
    }

    fn opens_module(&self) -> bool {
        matches!(self.peek(1), Some(Token::Word(_))) && self.peek(2) == Some(&Token::Other('{'))
    }

    fn enter(&mut self) {
        self.depth += 1;
        self.at += 1;
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.inline.last().is_some_and(|(_, outside)| *outside == self.depth) {
            self.inline.pop();
        }
        self.at += 1;
    }

    /// A plain path in an expression or a type.
    fn path(&mut self, found: &mut Vec<Named>) {
        let line = self.line();
        let mut segments = Vec::new();
        while let Some(Token::Word(word)) = self.peek(0).cloned() {
            segments.push(word);
            self.at += 1;
            let goes_on = matches!(self.peek(1), Some(Token::Word(_)));
            if self.peek(0) != Some(&Token::Step) || !goes_on {
                break;
            }
            self.at += 1;
        }
        found.push(Named { line, segments: self.resolve(&segments, false) });
    }

    /// One branch of a `use` declaration after what leads to it; reads up to `,`, `}` or `;`.
    fn tree(&mut self, lead: &[String], is_first: bool, found: &mut Vec<Named>) {
        let line = self.line();
        let mut segments = lead.to_vec();
        let mut renamed = false;
        while let Some(token) = self.peek(0).cloned() {
            match token {
                Token::Word(word) if word == "as" => renamed = true,
                Token::Word(word) if !renamed => segments.push(word),
                Token::Other('{') => {
                    self.at += 1;
                    return self.branches(&segments, is_first, found);
                }
                Token::Other(',' | '}' | ';') => break,
                // `#` of a raw name, `*`, and the name after `as` add nothing to the path.
                Token::Word(_) | Token::Step | Token::Other(_) => {}
            }
            self.at += 1;
        }
        if !segments.is_empty() {
            found.push(Named { line, segments: self.resolve(&segments, true) });
        }
        if is_first && self.peek(0) == Some(&Token::Other(';')) {
            self.at += 1;
        }
    }

    fn branches(&mut self, lead: &[String], is_first: bool, found: &mut Vec<Named>) {
        loop {
            match self.peek(0) {
                None => return,
                Some(Token::Other('}')) => break,
                Some(Token::Other(',')) => self.at += 1,
                Some(Token::Other(';')) => return,
                Some(_) => self.tree(lead, false, found),
            }
        }
        self.at += 1;
        if is_first && self.peek(0) == Some(&Token::Other(';')) {
            self.at += 1;
        }
    }

    /// Turns `self` and `super` into `crate::…` as seen from here.
    fn resolve(&self, segments: &[String], is_use: bool) -> Vec<String> {
        let first = segments.first().map_or("", String::as_str);
        if !matches!(first, "self" | "super") {
            return segments.iter().filter(|word| !(is_use && *word == "self")).cloned().collect();
        }
        let mut here: Vec<String> = self.module.clone();
        here.extend(self.inline.iter().map(|(name, _)| name.clone()));
        let ups =
            segments.iter().take_while(|word| matches!(word.as_str(), "self" | "super")).count();
        for _ in segments.iter().take(ups).filter(|word| *word == "super") {
            here.pop();
        }
        let mut path = vec!["crate".to_owned()];
        path.extend(here);
        path.extend(segments[ups..].iter().cloned());
        path
    }
}

#[cfg(test)]
mod tests {
    use super::{Named, named_in};

    #[track_caller]
    fn check(code: &str, module: &[&str], expected: &[&str]) {
        let module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
        let found: Vec<String> = named_in(code, &module).iter().map(Named::shown).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn use_trees_are_unfolded() {
        check("use a::{b, c::{self, d as e}, f::*};", &[], &["a::b", "a::c", "a::c::d", "a::f"]);
        check("pub(crate) use {std::fmt, crate::words::*};", &[], &["std::fmt", "crate::words"]);
        check("use tokio;\nfn a() {}", &[], &["tokio"]);
    }

    #[test]
    fn plain_paths_are_found_and_fields_are_not() {
        check(
            "fn a() -> std::io::Result<()> { b.c::<D>(); e::f::<G>() }",
            &[],
            &["std::io::Result", "c", "e::f"],
        );
    }

    #[test]
    fn super_and_self_are_resolved_from_where_they_stand() {
        check("use super::paging;", &["incidents"], &["crate::paging"]);
        check("use super::identify;", &["customers", "names"], &["crate::customers::identify"]);
        check(
            "mod tests { use super::*; use super::super::words; }",
            &["oncall"],
            &["crate::oncall", "crate::words"],
        );
        check(
            "mod tests { fn a() { if b {} } }\nuse self::c::d;",
            &["oncall"],
            &["crate::oncall::c::d"],
        );
    }

    #[test]
    fn lines_are_kept() {
        let found = named_in("use a::b;\n\nuse c::{\n    d,\n    e,\n};\n", &[]);
        let lines: Vec<usize> = found.iter().map(|named| named.line).collect();
        assert_eq!(lines, [1, 4, 5]);
    }
}
