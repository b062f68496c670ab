//! The report of what could not be read: file by file, line by line.

use std::collections::HashMap;

use super::Page;
use crate::text::Options;

/// How many problems are kept, to be shown; the others are counted.
const KEPT: usize = 10_000;

/// What could not be read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    kept: Vec<String>,
    count: usize,
}

impl Problems {
    /// Number of problems.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Takes a problem, a sentence that begins with where it is.
    pub(super) fn add(&mut self, problem: String) {
        self.count += 1;
        if self.kept.len() < KEPT {
            self.kept.push(problem);
        }
    }

    /// All of them, to be read.
    pub(super) fn page(&self, options: Options) -> Page {
        Page::new("What could not be read", &self.text(), options)
    }

    /// Those of one file stand together, under its name where there are several.
    fn text(&self) -> String {
        if self.count == 0 {
            return "Everything could be read.".to_owned();
        }
        let mut files: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut places = HashMap::new();
        for problem in &self.kept {
            let (file, what) = parts(problem);
            let place = *places.entry(file).or_insert(files.len());
            if place == files.len() {
                files.push((file, Vec::new()));
            }
            files[place].1.push(what);
        }
        let mut text = String::new();
        for (file, problems) in files {
            match problems.as_slice() {
                [what] => text.push_str(&format!("{file}{what}\n")),
                many => {
                    text.push_str(&format!("{file}: {} problems\n", many.len()));
                    for what in many {
                        text.push_str(&format!("  {}\n", what.trim_start_matches(':').trim()));
                    }
                }
            }
        }
        if self.count > self.kept.len() {
            let more = self.count - self.kept.len();
            text.push_str(&format!("and {more} more; `nashra list` with these paths names all\n"));
        }
        text.truncate(text.trim_end().len());
        text
    }
}

/// The file that a problem is in, and the rest: `:12: broken JSON`.
fn parts(problem: &str) -> (&str, &str) {
    let end = problem.find(": ").unwrap_or(0);
    let line = problem[..end].rfind(':').filter(|at| {
        let number = &problem[at + 1..end];
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    problem.split_at(line.unwrap_or(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_problems_of_a_file_stand_together_and_none_is_left_out() {
        let mut problems = Problems::default();
        assert_eq!(problems.text(), "Everything could be read.");
        for problem in [
            "a.jsonl:3: broken JSON; correct it",
            "أخبار/b.txt: empty; remove it",
            "a.jsonl:12: neither `title` nor `text`: give one",
            "no place at all",
        ] {
            problems.add(problem.to_owned());
        }
        assert_eq!(
            problems.text(),
            "a.jsonl: 2 problems\n  3: broken JSON; correct it\n  12: neither `title` nor `text`: \
             give one\nأخبار/b.txt: empty; remove it\nno place at all"
        );
    }

    #[test]
    fn thousands_of_problems_are_turned_through_and_the_rest_is_counted() {
        let mut problems = Problems::default();
        (0..KEPT + 7).for_each(|n| problems.add(format!("a.jsonl:{n}: broken JSON")));
        let page = problems.page(Options { width: 80, ..Options::default() });
        assert_eq!((page.lines().len(), problems.count()), (KEPT + 2, KEPT + 7));
        assert!(page.lines()[KEPT + 1].text().starts_with("and 7 more"));
    }
}
