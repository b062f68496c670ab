//! What is new, changed or gone since the files of a corpus were last read.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::PathBuf;

use super::manifest::{Lines, State};
use super::remembered::Remembered;
use super::{Indexer, Step};
use crate::corpus::{self, File, Found, Problem, Stat, Tail};

/// The files of the corpus, as they are and as they were.
pub(super) struct Changes {
    /// To be read.
    pub(super) jobs: Vec<Job>,
    /// From the root; no longer there.
    pub(super) gone: Vec<PathBuf>,
    /// What there is to say of the others.
    pub(super) steps: Vec<Step>,
    /// What of it is about paths, of which no list remembers anything.
    pub(super) missed: Vec<String>,
}

impl Changes {
    fn miss(&mut self, problem: &Problem) {
        let problem = problem.to_string();
        self.missed.push(problem.clone());
        self.steps.push(Step::Problem(problem));
    }
}

/// A file to be read.
pub(super) struct Job {
    pub(super) file: File,
    /// From the root.
    pub(super) path: PathBuf,
    pub(super) stat: Stat,
    /// Whether documents of it may be in the index.
    pub(super) known: bool,
    /// What was read of it, if it may only have grown since.
    pub(super) grown: Option<(Lines, Remembered)>,
}

impl Job {
    fn new(file: File, path: PathBuf, stat: Stat, known: Option<&State>) -> Self {
        let grown = match known {
            Some(State::Read { stat: before, problems, lines: Some(lines) })
                if before.inode == stat.inode && before.size < stat.size =>
            {
                let mut problems = problems.clone();
                problems.cut(lines.tail.lines());
                Some((lines.clone(), problems))
            }
            _ => None,
        };
        Self { file, path, stat, known: known.is_some(), grown }
    }

    /// Where to go on, if it still has what was read of it.
    pub(super) fn tail(&self) -> Option<&Tail> {
        self.grown.as_ref().map(|(lines, _)| &lines.tail)
    }

    /// Bytes to be read, as far as that can be told before.
    pub(super) fn bytes(&self) -> u64 {
        let read = self.tail().map_or(0, Tail::end);
        self.stat.size.saturating_sub(read)
    }
}

impl Indexer {
    pub(super) fn changes(&self, known: &BTreeMap<PathBuf, State>) -> Changes {
        let mut changes = Changes { jobs: vec![], gone: vec![], steps: vec![], missed: vec![] };
        let (mut there, mut places) = (HashSet::new(), Vec::new());
        let given: HashSet<&PathBuf> = self.paths.iter().collect();
        let _ = corpus::files(&self.paths, &mut |found| {
            let file = match found {
                Found::File(file) => file,
                Found::Directory(path) => {
                    places.push(path);
                    return ControlFlow::Continue(());
                }
                Found::Problem(problem) => {
                    changes.miss(&problem);
                    return ControlFlow::Continue(());
                }
            };
            if given.contains(&file.path) {
                places.push(file.path.clone());
            }
            let path = self.engine.roots().stored(&file.path);
            let stat = match file.stat() {
                Ok(stat) => stat,
                Err(error) => {
                    let problem = Problem { path: file.path, line: None, reason: error.into() };
                    changes.miss(&problem);
                    return ControlFlow::Continue(());
                }
            };
            // The same file may lie under two of the paths.
            if !there.insert(path.clone()) {
                return ControlFlow::Continue(());
            }
            match known.get(&path) {
                Some(State::Read { stat: before, problems, .. }) if *before == stat => {
                    changes.steps.extend(problems.steps(&file));
                }
                Some(State::Closed(problems)) if fs::File::open(&file.path).is_err() => {
                    changes.steps.extend(problems.steps(&file));
                }
                known => changes.jobs.push(Job::new(file, path, stat, known)),
            }
            ControlFlow::Continue(())
        });
        self.watch().set(&places);
        let gone = known.keys().filter(|path| !there.contains(*path));
        changes.gone.extend(gone.cloned());
        changes
    }
}
