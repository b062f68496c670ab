//! The report of what could not be read: file by file, line by line.

use std::collections::{BTreeMap, HashMap};

use super::{Besides, Page};
use crate::text::Options;

/// How many problems are kept, to be shown; the others are counted.
const KEPT: usize = 10_000;

/// What could not be read.
#[derive(Debug, Default)]
pub(super) struct Problems {
    besides: BTreeMap<Besides, Vec<String>>,
    files: Vec<File>,
    places: HashMap<String, usize>,
    kept: usize,
    count: usize,
}

/// What could not be read of one file.
#[derive(Debug)]
struct File {
    name: String,
    kept: Vec<String>,
    count: usize,
}

impl Problems {
    /// Number of problems.
    pub(super) fn count(&self) -> usize {
        self.count + self.besides.values().map(Vec::len).sum::<usize>()
    }

    /// Forgets what was wrong in the corpus, which is read again.
    pub(super) fn begin(&mut self) {
        *self = Self { besides: std::mem::take(&mut self.besides), ..Self::default() };
    }

    /// Takes all that is wrong with something besides the corpus.
    pub(super) fn put(&mut self, besides: Besides, problems: Vec<String>) {
        self.besides.insert(besides, problems);
    }

    /// Takes a problem, a sentence that begins with where it is.
    pub(super) fn add(&mut self, problem: &str) {
        self.count += 1;
        let (name, what) = parts(problem);
        let full = self.kept == KEPT;
        let place = match self.places.get(name) {
            Some(place) => *place,
            None if full => return,
            None => {
                let file = File { name: name.to_owned(), kept: vec![], count: 0 };
                self.places.insert(name.to_owned(), self.files.len());
                self.files.push(file);
                self.files.len() - 1
            }
        };
        let file = &mut self.files[place];
        file.count += 1;
        if !full {
            file.kept.push(what.to_owned());
            self.kept += 1;
        }
    }

    /// Takes the number of further problems of a file.
    pub(super) fn add_more(&mut self, file: &str, count: usize) {
        self.count += count;
        if let Some(place) = self.places.get(file) {
            self.files[*place].count += count;
        }
    }

    /// All of them, to be read.
    pub(super) fn page(&self, options: Options) -> Page {
        Page::new("What could not be read", &self.text(), options)
    }

    /// Those of one file stand together, under its name where there are several.
    fn text(&self) -> String {
        if self.count() == 0 {
            return "Everything could be read.".to_owned();
        }
        let besides = self.besides.values().flatten();
        let mut text: String = besides.map(|problem| format!("{problem}\n")).collect();
        let mut rest = self.count;
        for File { name, kept, count } in &self.files {
            rest -= count;
            if let ([what], 1) = (kept.as_slice(), count) {
                text.push_str(&format!("{name}{what}\n"));
                continue;
            }
            text.push_str(&format!("{name}: {count} problems\n"));
            for what in kept {
                text.push_str(&format!("  {}\n", what.trim_start_matches(':').trim()));
            }
            if *count > kept.len() {
                text.push_str(&format!("  … and {} more in this file\n", count - kept.len()));
            }
        }
        if rest > 0 {
            text.push_str(&format!("… and {rest} more in other files\n"));
        }
        if self.count > self.kept {
            text.push_str("`nashra list --ephemeral` with these paths names all.\n");
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
            problems.add(problem);
        }
        assert_eq!(
            problems.text(),
            "a.jsonl: 2 problems\n  3: broken JSON; correct it\n  12: neither `title` nor `text`: \
             give one\nأخبار/b.txt: empty; remove it\nno place at all"
        );
    }

    #[test]
    fn what_is_wrong_besides_the_corpus_stays_when_that_is_read_until_it_is_right() {
        let mut problems = Problems::default();
        problems.put(Besides::Names, vec!["entities.toml:2: no id".to_owned()]);
        problems.put(Besides::Settings, vec!["config.toml:1: no number".to_owned()]);
        problems.add("a.txt: empty");
        problems.begin();
        problems.add("b.txt: empty");
        assert_eq!(problems.count(), 3);
        assert_eq!(
            problems.text(),
            "config.toml:1: no number\nentities.toml:2: no id\nb.txt: empty"
        );
        problems.put(Besides::Names, vec![]);
        assert_eq!(problems.text(), "config.toml:1: no number\nb.txt: empty");
    }

    #[test]
    fn thousands_of_problems_are_turned_through_and_the_rest_is_counted() {
        let mut problems = Problems::default();
        problems.add("b.jsonl:1: broken JSON");
        (1..KEPT + 7).for_each(|n| problems.add(&format!("a.jsonl:{n}: broken JSON")));
        problems.add("c.jsonl:1: broken JSON");
        let page = problems.page(Options { width: 80, ..Options::default() });
        let line = |n: usize| page.lines()[n].text().to_owned();
        assert_eq!((page.lines().len(), problems.count()), (KEPT + 4, KEPT + 8));
        assert_eq!(line(1), format!("a.jsonl: {} problems", KEPT + 6));
        assert_eq!(line(KEPT + 1), "  … and 7 more in this file");
        assert_eq!(line(KEPT + 2), "… and 1 more in other files");
        assert!(line(KEPT + 3).contains("--ephemeral"));
    }

    #[test]
    fn what_only_a_number_is_known_of_counts_in_its_file() {
        let mut problems = Problems::default();
        problems.add("a.jsonl:1: broken JSON");
        problems.add_more("a.jsonl", 41);
        problems.add("b.txt: empty");
        assert_eq!(problems.count(), 43);
        assert_eq!(
            problems.text(),
            "a.jsonl: 42 problems\n  1: broken JSON\n  … and 41 more in this file\nb.txt: empty\n\
             `nashra list --ephemeral` with these paths names all."
        );
    }
}
