//! What could not be read of a file, as it is remembered beside the index.

use serde::{Deserialize, Serialize};

use super::Step;
use crate::corpus::{File, Problem};

/// What could not be read of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// What is to be said behind the name of the file.
    kept: Vec<String>,
    /// How many more there are.
    more: usize,
    /// The line of the last ones, and how many it has.
    last: (usize, usize),
}

/// Problems that are kept of one file; the others are counted.
const KEPT: usize = 1000;

impl Remembered {
    /// Takes a problem of the file.
    pub(super) fn add(&mut self, problem: &Problem) {
        let line = problem.line.unwrap_or_default();
        let before = if self.last.0 == line { self.last.1 } else { 0 };
        self.last = (line, before + 1);
        if self.kept.len() == KEPT {
            self.more += 1;
            return;
        }
        let text = problem.to_string();
        let what = text.strip_prefix(&problem.path.display().to_string());
        self.kept.push(what.unwrap_or(&text).to_owned());
    }

    /// Forgets those of the last line, if it comes after this one.
    pub(super) fn cut(&mut self, line: usize) {
        let (last, mut count) = self.last;
        if last <= line {
            return;
        }
        let counted = count.min(self.more);
        self.more -= counted;
        count -= counted;
        self.kept.truncate(self.kept.len().saturating_sub(count));
        self.last = (0, 0);
    }

    /// What there is to say of the file.
    pub(super) fn steps(&self, file: &File) -> impl Iterator<Item = Step> {
        let name = file.path.display().to_string();
        let more = (self.more > 0).then(|| Step::More(name.clone(), self.more));
        let kept = self.kept.iter().map(move |what| Step::Problem(format!("{name}{what}")));
        kept.chain(more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Reason;

    fn remembered(lines: impl IntoIterator<Item = usize>) -> Remembered {
        let mut remembered = Remembered::default();
        for line in lines {
            let (path, line, reason) = ("a.jsonl".into(), Some(line), Reason::NotText);
            remembered.add(&Problem { path, line, reason });
        }
        remembered
    }

    /// How many are said in full, and how many more.
    fn said(remembered: &Remembered) -> (usize, usize) {
        let file = File { path: "b.jsonl".into() };
        remembered.steps(&file).fold((0, 0), |(kept, more), step| match step {
            Step::Problem(problem) if problem.starts_with("b.jsonl:") => (kept + 1, more),
            Step::More(name, count) if name == "b.jsonl" => (kept, more + count),
            _ => panic!("nothing else is said"),
        })
    }

    #[test]
    fn what_is_too_much_to_keep_is_counted() {
        assert_eq!(said(&remembered(1..=3)), (3, 0));
        assert_eq!(said(&remembered(1..=KEPT)), (KEPT, 0));
        assert_eq!(said(&remembered(1..=KEPT + 7)), (KEPT, 7));
    }

    #[test]
    fn what_was_said_of_a_line_that_is_read_again_is_taken_back() {
        for (lines, cut, left) in [
            (vec![1, 2, 3, 3], 2, (2, 0)),
            (vec![1, 2, 3, 3], 3, (4, 0)),
            (vec![5], 0, (0, 0)),
            ((1..=KEPT).chain([2000, 2000]).collect(), 1999, (KEPT, 0)),
            ((2..=KEPT).chain([2000, 2000]).collect(), 1999, (KEPT - 1, 0)),
            ((1..=KEPT + 5).chain([2000]).collect(), 1999, (KEPT, 5)),
        ] {
            let mut remembered = remembered(lines);
            remembered.cut(cut);
            assert_eq!(said(&remembered), left);
            // Nothing is taken back twice.
            remembered.cut(cut);
            assert_eq!(said(&remembered), left);
        }
    }
}
