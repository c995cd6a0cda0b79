//! Tables as text (RFC 4180 and what spreadsheets make of it): separators, quotes, line ends and
//! marks at the beginning, whichever a file has.

/// Most cells of a row that are read.
const CELLS_MAX: usize = 100;
/// What may stand between two cells.
const SEPARATORS: [u8; 3] = *b"\t;,";
/// How many bytes are looked at for the separator.
const LOOKED_AT: usize = 4_096;

/// A row: the number of the line in which it begins, from 1, and its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub line: u32,
    pub cells: Vec<String>,
    /// Whether it has more cells than are read.
    pub cut: bool,
}

/// The text of a file in UTF-8, or in UTF-16 where it says so, as some spreadsheets write it.
#[must_use]
pub fn decoded(bytes: &[u8]) -> Option<String> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let (pairs, odd) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|pair| read(*pair)).collect();
        odd.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
    };
    match bytes {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned),
    }
}

/// The separator of a table: which of them its first line has most of, outside of quotes. A list
/// without any in its first line has the one that comes next.
fn separator(text: &str) -> u8 {
    let (mut quoted, mut counts, mut any) = (false, [0_usize; 3], false);
    for byte in text.bytes().take(LOOKED_AT) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted && any => break,
            _ if quoted => {}
            _ => {
                if let Some(at) = SEPARATORS.iter().position(|one| *one == byte) {
                    counts[at] += 1;
                    any = true;
                }
            }
        }
    }
    let most = counts.into_iter().max().unwrap_or_default();
    let at = counts.iter().position(|count| *count == most && most > 0);
    at.map_or(b',', |at| SEPARATORS[at])
}

/// The rows of a table, one after the other.
pub struct Rows<'a> {
    rest: &'a str,
    separator: u8,
    line: u32,
}

/// A quote is opened in that line and never closed, so that nobody knows where its row ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenQuote(pub u32);

impl<'a> Rows<'a> {
    pub fn of(text: &'a str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        // Some spreadsheets name the separator in a line of its own.
        let named = text.strip_prefix("sep=").and_then(|rest| rest.as_bytes().first().copied());
        match named.filter(|one| SEPARATORS.contains(one)) {
            Some(separator) => {
                let rest = text.get(5..).unwrap_or_default().trim_start_matches('\r');
                Self { rest: rest.strip_prefix('\n').unwrap_or(rest), separator, line: 2 }
            }
            None => Self { rest: text, separator: separator(text), line: 1 },
        }
    }

    /// Takes the line end that stands next.
    fn line_end(&mut self) {
        let after = ["\r\n", "\n", "\r"].into_iter().find_map(|end| self.rest.strip_prefix(end));
        if let Some(after) = after {
            self.rest = after;
            self.line += 1;
        }
    }

    /// What stands before the next separator or line end.
    fn plain(&mut self) -> &'a str {
        let ends = |byte: u8| byte == self.separator || byte == b'\n' || byte == b'\r';
        let end = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        self.rest = rest;
        cell
    }

    /// A cell, which may be in quotes with line ends and separators inside.
    fn cell(&mut self) -> Result<String, OpenQuote> {
        let tab = self.separator == b'\t';
        let start = self.rest.trim_start_matches(|c| c == ' ' || c == '\t' && !tab);
        let Some(mut inside) = start.strip_prefix('"') else { return Ok(self.plain().to_owned()) };
        let opened = self.line;
        let mut cell = String::new();
        loop {
            let end = inside.find('"').ok_or(OpenQuote(opened))?;
            cell.push_str(&inside[..end]);
            inside = &inside[end + 1..];
            match inside.strip_prefix('"') {
                Some(more) => {
                    cell.push('"');
                    inside = more;
                }
                None => break,
            }
        }
        let ends = cell.replace("\r\n", "\n").matches(['\n', '\r']).count();
        self.line += u32::try_from(ends).unwrap_or(u32::MAX);
        self.rest = inside;
        // What a careless program wrote behind the quote belongs to the cell.
        cell.push_str(self.plain().trim_end());
        Ok(cell)
    }

    fn row(&mut self) -> Result<Row, OpenQuote> {
        let mut row = Row { line: self.line, cells: Vec::new(), cut: false };
        loop {
            let cell = self.cell()?;
            if row.cells.len() < CELLS_MAX {
                row.cells.push(cell);
            } else {
                row.cut = true;
            }
            match self.rest.as_bytes().first() {
                Some(byte) if *byte == self.separator => self.rest = &self.rest[1..],
                _ => break,
            }
        }
        self.line_end();
        Ok(row)
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<Row, OpenQuote>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.rest = "";
        }
        Some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        Rows::of(text).filter_map(Result::ok).map(|row| (row.line, row.cells)).collect()
    }

    fn cells(text: &str) -> Vec<Vec<String>> {
        rows(text).into_iter().map(|(_, cells)| cells).collect()
    }

    #[test]
    fn a_table_is_read_whatever_separates_its_cells_and_lines() {
        for text in [
            "a,b\nc,d\n",
            "a;b\r\nc;d",
            "a\tb\rc\td\r",
            "\u{feff}a,b\nc,d",
            "sep=;\na;b\nc;d",
            "\"a\";\"b\"\n \"c\";d\n",
        ] {
            assert_eq!(cells(text), [["a", "b"], ["c", "d"]], "{text:?}");
        }
        assert_eq!(cells("\"a, b\nc\"\"d\",x\ny,z"), [["a, b\nc\"d", "x"], ["y", "z"]]);
        assert_eq!(rows("\"a\nb\",x\n\ny,z")[2].0, 4, "the line of the file is named");
        assert_eq!(Rows::of("a,b\n\"c,d\n").last(), Some(Err(OpenQuote(2))));
        assert_eq!(cells("one\ntwo;2\n").len(), 2);
    }

    #[test]
    fn a_file_is_text_in_utf_8_or_says_that_it_is_in_utf_16() {
        assert_eq!(decoded("é".as_bytes()).as_deref(), Some("é"));
        let wide: Vec<u8> = "\u{feff}é;b".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&decoded(&wide).expect("text")), [["é", "b"]]);
        assert_eq!(decoded(b"caf\xe9"), None);
        assert_eq!(decoded(&[0xff, 0xfe, 0x61]), None);
    }

    #[test]
    fn a_table_of_any_bytes_has_an_end_and_lines_that_only_grow() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let Some(text) = decoded(bytes) else { return };
            let (mut last, mut ended) = (0, false);
            for row in Rows::of(&text) {
                assert!(!ended, "nothing comes behind what has no end");
                match row {
                    Ok(row) => {
                        assert!(row.line > last && !row.cells.is_empty());
                        assert!(row.cells.len() <= CELLS_MAX);
                        last = row.line;
                    }
                    Err(OpenQuote(line)) => {
                        assert!(line >= last);
                        ended = true;
                    }
                }
            }
        });
    }

    #[test]
    fn any_cells_that_are_written_are_read_again() {
        bolero::check!().with_type::<Vec<String>>().for_each(|cells| {
            if cells.is_empty() || cells.len() > CELLS_MAX {
                return;
            }
            let quoted = cells.iter().map(|cell| super::super::written::quoted(cell));
            let text = format!("a,b\n{}\n", quoted.collect::<Vec<_>>().join(","));
            let read = Rows::of(&text).nth(1).expect("a row").expect("whole").cells;
            let read: Vec<_> =
                read.iter().map(|cell| super::super::columns::unquoted(cell)).collect();
            assert_eq!(read, *cells);
        });
    }
}
