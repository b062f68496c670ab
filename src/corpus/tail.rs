//! How far a file of lines was read, so that what was appended to it can be read alone.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};

use serde::{Deserialize, Serialize};

/// How far a file of lines was read, and what was before that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tail {
    /// Bytes to the end of the last complete line.
    end: u64,
    /// Complete lines.
    lines: usize,
    /// Of the first and of the last bytes before that end.
    sum: [u8; 16],
}

impl Tail {
    /// Number of complete lines that were read.
    pub fn lines(&self) -> usize {
        self.lines
    }

    /// Bytes of these lines.
    pub fn end(&self) -> u64 {
        self.end
    }
}

/// Bytes that are compared at the beginning and before the end of what was read.
const COMPARED: usize = 4 << 10;

/// Where the reading of lines is.
#[derive(Debug, Default)]
pub(super) struct Position {
    lines: usize,
    end: u64,
    first: Vec<u8>,
    last: Vec<u8>,
    /// Whether it cannot be told where to go on.
    lost: bool,
}

impl Position {
    /// The number of the next line, from 1.
    pub(super) fn next(&self) -> usize {
        self.lines + 1
    }

    /// Takes a line with its end.
    pub(super) fn pass(&mut self, line: &[u8]) {
        self.lines += 1;
        self.end += line.len() as u64;
        self.first.extend(line.iter().take(COMPARED - self.first.len()));
        self.last.extend(end(line));
        // Not with every short line.
        if self.last.len() > 8 * COMPARED {
            self.last.drain(..self.last.len() - COMPARED);
        }
    }

    /// Takes a line of which not all was kept.
    pub(super) fn skip(&mut self) {
        self.lines += 1;
        self.lost = true;
    }

    /// Knows no longer where it is.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    /// Where to go on another time.
    pub(super) fn tail(&self) -> Option<Tail> {
        let sum = sum(&self.first, end(&self.last));
        (!self.lost).then_some(Tail { end: self.end, lines: self.lines, sum })
    }

    /// Goes to where the last reading ended, if the file still has what was before that.
    pub(super) fn find(file: &mut fs::File, tail: &Tail) -> io::Result<Option<Self>> {
        let compared = tail.end.min(COMPARED as u64);
        let mut bytes = |at| {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(at))?;
            file.take(compared).read_to_end(&mut bytes).map(|_| bytes)
        };
        let (first, last) = (bytes(0)?, bytes(tail.end - compared)?);
        let same = last.len() as u64 == compared && sum(&first, &last) == tail.sum;
        Ok(same.then_some(Self { lines: tail.lines, end: tail.end, first, last, lost: false }))
    }
}

/// As many of the last bytes as are compared.
fn end(bytes: &[u8]) -> &[u8] {
    &bytes[bytes.len().saturating_sub(COMPARED)..]
}

fn sum(first: &[u8], last: &[u8]) -> [u8; 16] {
    let mut sum = [0; 16];
    let hash = blake3::Hasher::new().update(first).update(last).finalize();
    sum.copy_from_slice(&hash.as_bytes()[..16]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_read_in_parts_is_known_as_if_it_was_read_at_once(
            lengths in prop::collection::vec(1usize..6000, 1..12),
            stop in 0usize..12,
        ) {
            let line = |(n, length): (usize, &usize)| {
                let mut line: Vec<u8> = (0..*length).map(|at| (n + at) as u8 | 16).collect();
                line.push(b'\n');
                line
            };
            let lines: Vec<_> = lengths.iter().enumerate().map(line).collect();
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("a.jsonl");
            fs::write(&path, lines.concat()).unwrap();
            let mut file = fs::File::open(&path).unwrap();

            let (before, after) = lines.split_at(stop.min(lines.len()));
            let mut whole = Position::default();
            before.iter().for_each(|line| whole.pass(line));
            let mut part = Position::find(&mut file, &whole.tail().unwrap()).unwrap().unwrap();
            prop_assert_eq!(file.stream_position().unwrap(), before.concat().len() as u64);
            for line in after {
                whole.pass(line);
                part.pass(line);
            }
            prop_assert_eq!(part.next(), lines.len() + 1);
            prop_assert_eq!(part.tail(), whole.tail());
        }
    }

    #[test]
    fn a_file_that_is_another_or_shorter_is_not_gone_on_with() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.jsonl");
        let found = |content: &[u8], tail: &Tail| {
            fs::write(&path, content).unwrap();
            Position::find(&mut fs::File::open(&path).unwrap(), tail).unwrap().is_some()
        };
        let lines = ["a".repeat(9000), "b".repeat(9000)].map(|line| line + "\n");
        let mut position = Position::default();
        lines.iter().for_each(|line| position.pass(line.as_bytes()));
        let tail = position.tail().unwrap();
        let content = lines.concat();
        assert!(found(format!("{content}more").as_bytes(), &tail));
        assert!(!found(&content.as_bytes()[..content.len() - 1], &tail));
        assert!(!found(&content.replacen('a', "x", 1).into_bytes(), &tail));
        assert!(!found(format!("x{content}").as_bytes(), &tail));
        assert!(!found(b"", &tail));
        position.skip();
        assert_eq!(position.tail(), None);
    }
}
