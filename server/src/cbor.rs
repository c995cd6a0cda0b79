//! CBOR, as far as passkeys need it: a device's answer is read once, in bounds, and never written.

/// Deepest nesting that is read.
const DEPTH_MAX: u32 = 8;
/// Most entries of one list or map.
const ENTRIES_MAX: u64 = 64;

/// What was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Pairs, in the order in which they stood.
    Map(Vec<(Value, Value)>),
    /// True, false or nothing; devices put them where we do not look.
    Simple(u8),
}

impl Value {
    /// What stands under a number.
    #[must_use]
    pub fn at(&self, key: i64) -> Option<&Self> {
        self.find(&Self::Integer(key))
    }

    /// What stands under a name.
    #[must_use]
    pub fn named(&self, key: &str) -> Option<&Self> {
        self.find(&Self::Text(key.to_owned()))
    }

    fn find(&self, key: &Self) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The bytes, if they are.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(*number),
            _ => None,
        }
    }
}

/// Reads one value, and says how many bytes it took. What is not of definite length, or is no CBOR
/// that a device may send, is nothing.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<(Value, usize)> {
    let mut reader = Reader { bytes, at: 0 };
    let value = reader.value(0)?;
    Some((value, reader.at))
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: u64) -> Option<&'a [u8]> {
        let end = self.at.checked_add(usize::try_from(count).ok()?)?;
        let taken = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(taken)
    }

    fn argument(&mut self, short: u8) -> Option<u64> {
        let count = match short {
            0..=23 => return Some(u64::from(short)),
            24..=27 => 1_u64 << (short - 24),
            _ => return None,
        };
        let bytes = self.take(count)?;
        Some(bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        if depth > DEPTH_MAX {
            return None;
        }
        let first = *self.take(1)?.first()?;
        let (major, short) = (first >> 5, first & 0x1f);
        if major == 7 {
            return (short < 24).then_some(Value::Simple(short));
        }
        let argument = self.argument(short)?;
        match major {
            0 => i64::try_from(argument).ok().map(Value::Integer),
            1 => i64::try_from(argument).ok().map(|number| Value::Integer(-1 - number)),
            2 => Some(Value::Bytes(self.take(argument)?.to_vec())),
            3 => String::from_utf8(self.take(argument)?.to_vec()).ok().map(Value::Text),
            4 if argument <= ENTRIES_MAX => {
                (0..argument).map(|_| self.value(depth + 1)).collect::<Option<_>>().map(Value::List)
            }
            5 if argument <= ENTRIES_MAX => {
                let pair = |_| Some((self.value(depth + 1)?, self.value(depth + 1)?));
                (0..argument).map(pair).collect::<Option<_>>().map(Value::Map)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_of_the_standard_are_read() {
        let text = |text: &str| Value::Text(text.to_owned());
        for (bytes, value) in [
            (&[0x17][..], Value::Integer(23)),
            (&[0x19, 0x03, 0xe8], Value::Integer(1_000)),
            (&[0x39, 0x03, 0xe7], Value::Integer(-1_000)),
            (&[0x44, 1, 2, 3, 4], Value::Bytes(vec![1, 2, 3, 4])),
            (&[0x62, 0xc3, 0xbc], text("ü")),
            (&[0x82, 0x01, 0x20], Value::List(vec![Value::Integer(1), Value::Integer(-1)])),
            (&[0xa1, 0x61, b'a', 0xf5], Value::Map(vec![(text("a"), Value::Simple(21))])),
        ] {
            assert_eq!(read(bytes), Some((value, bytes.len())));
        }
        for bad in [&[][..], &[0x19, 0x03], &[0x5f], &[0x9f, 0xff], &[0x62, 0xff, 0xff], &[0xc0, 0]]
        {
            assert_eq!(read(bad), None, "{bad:?}");
        }
        assert_eq!(read(&[0x81; 100]), None, "too deep");
        assert_eq!(read(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), None);
    }

    #[test]
    fn any_bytes_are_read_or_refused() {
        bolero::check!().for_each(|bytes: &[u8]| {
            if let Some((_, taken)) = read(bytes) {
                assert!(taken <= bytes.len());
            }
        });
    }
}
