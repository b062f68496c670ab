//! What was read since the last commit, file by file.

use std::collections::HashMap;
use std::path::PathBuf;

use super::Step;
use super::changes::Job;
use super::manifest::{Lines, Manifest, State};
use super::remembered::Remembered;
use crate::corpus::{Problem, Reason, Tail};
use crate::engine::Seen;
use crate::model::{DocId, Document};

/// What was read since the last commit.
pub(super) struct Batch<'a> {
    pub(super) jobs: &'a [Job],
    /// The file that is being read.
    at: usize,
    /// Its last document, and the line of it.
    last: Option<(DocId, usize)>,
    /// The document of a line that had no end, until it is seen there again.
    unended: Option<(DocId, usize)>,
    /// What could not be read of it.
    problems: Remembered,
    /// Whether it could not be opened.
    closed: bool,
    /// What was found in files that have been read before.
    seen: HashMap<PathBuf, Seen>,
    /// Files that came to their end.
    done: Vec<(PathBuf, State)>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(jobs: &'a [Job]) -> Self {
        let (last, unended, problems, closed, seen, done) = Default::default();
        Self { jobs, at: 0, last, unended, problems, closed, seen, done }
    }

    /// Begins with a file, or goes on with what was appended to it.
    pub(super) fn begin(
        &mut self,
        n: usize,
        goes_on: bool,
        manifest: &mut Manifest,
        tell: &mut dyn FnMut(Step) -> bool,
    ) {
        let job = &self.jobs[n];
        (self.at, self.last, self.unended, self.closed) = (n, None, None, false);
        match &job.grown {
            Some((lines, problems)) if goes_on => {
                self.problems = problems.clone();
                for step in problems.steps(&job.file) {
                    tell(step);
                }
                // Only the line that had no end can have another document now.
                if let Some(id) = lines.unended {
                    let lines = lines.tail.lines();
                    self.unended = Some((DocId::from_bytes(id), lines + 1));
                    self.seen.insert(job.path.clone(), Seen::after(lines));
                }
            }
            _ => {
                self.problems = Remembered::default();
                if job.known {
                    self.seen.insert(job.path.clone(), Seen::default());
                }
            }
        }
        manifest.set(job.path.clone(), State::Begun);
    }

    /// Takes a document of the file.
    pub(super) fn see(&mut self, document: &Document) {
        let line = document.origins.first().and_then(|origin| origin.line);
        self.last = line.map(|line| (document.id, line));
        let path = &self.jobs[self.at].path;
        if self.unended.is_some() && self.unended == self.last {
            // So nothing has gone, and the index need not be looked through.
            self.seen.remove(path);
        }
        if let Some(seen) = self.seen.get_mut(path) {
            seen.insert(document.id, line);
        }
    }

    /// Takes what could not be read of the file.
    pub(super) fn miss(&mut self, problem: &Problem) {
        self.closed |= matches!(problem.reason, Reason::PermissionDenied | Reason::NotFound);
        self.problems.add(problem);
    }

    /// Ends the file; `tail` is where it is to be gone on with.
    pub(super) fn end(&mut self, n: usize, tail: Option<Tail>) {
        let Job { path, stat, .. } = &self.jobs[n];
        let lines = tail.map(|tail| {
            let unended = self.last.filter(|(_, line)| *line > tail.lines());
            Lines { unended: unended.map(|(id, _)| *id.as_bytes()), tail }
        });
        let problems = std::mem::take(&mut self.problems);
        let state = match self.closed {
            true => State::Closed(problems),
            false => State::Read { stat: *stat, problems, lines },
        };
        self.done.push((path.clone(), state));
    }

    /// Lets it be known that files have been read whose documents are committed now; returns those of
    /// which the index may have more than they do.
    pub(super) fn complete(&mut self, manifest: &mut Manifest) -> HashMap<PathBuf, Seen> {
        let mut complete = HashMap::new();
        for (path, state) in self.done.drain(..) {
            if let Some(seen) = self.seen.remove(&path) {
                complete.insert(path.clone(), seen);
            }
            manifest.set(path, state);
        }
        complete
    }
}
