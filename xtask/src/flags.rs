//! The few command-line flags of the tasks, read without a library so that tasks build in seconds.

use crate::Outcome;
use std::str::FromStr;

/// Words of the command line not yet claimed by the task.
pub struct Flags {
    left: Vec<String>,
}

impl Flags {
    pub fn new(words: Vec<String>) -> Self {
        // `--name=value` and `--name value` mean the same, so the first is split up front.
        let split = |word: String| match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => {
                vec![name.to_owned(), value.to_owned()]
            }
            _ => vec![word],
        };
        Self { left: words.into_iter().flat_map(split).collect() }
    }

    /// Whether the bare flag is present.
    pub fn switch(&mut self, name: &str) -> bool {
        let before = self.left.len();
        self.left.retain(|word| word != name);
        self.left.len() != before
    }

    /// The value of a flag that may be given once.
    pub fn one<T: FromStr>(&mut self, name: &str) -> Outcome<Option<T>> {
        let mut all = self.many(name)?;
        match all.len() {
            0 => Ok(None),
            1 => Ok(all.pop()),
            _ => Err(format!("{name} may be given once.")),
        }
    }

    /// The values of a flag that may be repeated.
    pub fn many<T: FromStr>(&mut self, name: &str) -> Outcome<Vec<T>> {
        let mut found = Vec::new();
        while let Some(at) = self.left.iter().position(|word| word == name) {
            if at + 1 >= self.left.len() {
                return Err(format!("{name} needs a value."));
            }
            let value = self.left.remove(at + 1);
            self.left.remove(at);
            found.push(value.parse().map_err(|_| format!("{name} cannot be {value:?}."))?);
        }
        Ok(found)
    }

    /// Refuses whatever nobody claimed, so that a misspelt flag is never silently ignored.
    pub fn done(self) -> Outcome {
        match self.left.first() {
            None => Ok(()),
            Some(word) => Err(format!("{word:?} is not understood here.")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Flags;

    fn flags(line: &str) -> Flags {
        Flags::new(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn values_switches_and_repeats_are_read_in_either_spelling() {
        let mut flags = flags("--only tidy --list --only=tests --seconds 60");
        assert_eq!(flags.many::<String>("--only").unwrap(), ["tidy", "tests"]);
        assert!(flags.switch("--list"));
        assert!(!flags.switch("--list"));
        assert_eq!(flags.one::<u64>("--seconds").unwrap(), Some(60));
        flags.done().unwrap();
    }

    #[test]
    fn what_nobody_claimed_is_refused() {
        assert!(flags("--onyl tidy").done().is_err());
        assert!(flags("--rounds").one::<u64>("--rounds").is_err());
        assert!(flags("--rounds many").one::<u64>("--rounds").is_err());
        assert!(flags("--rounds 1 --rounds 2").one::<u64>("--rounds").is_err());
    }
}
