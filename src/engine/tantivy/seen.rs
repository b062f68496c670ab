//! What was seen in a file when it was read again.

use std::collections::HashSet;

use crate::model::DocId;

/// What was found in a file: documents, and the line of each where there are several.
#[derive(Debug, Default)]
pub struct Seen {
    /// Lines that were not looked at, because they are as they were.
    passed: usize,
    documents: HashSet<(DocId, Option<usize>)>,
}

impl Seen {
    /// Nothing so far of a file whose first lines are as they were.
    pub fn after(lines: usize) -> Self {
        Self { passed: lines, documents: HashSet::new() }
    }

    /// Takes a document.
    pub fn insert(&mut self, id: DocId, line: Option<usize>) {
        self.documents.insert((id, line));
    }

    /// Whether a document is still there.
    pub(super) fn has(&self, id: DocId, line: Option<usize>) -> bool {
        line.is_some_and(|line| line <= self.passed) || self.documents.contains(&(id, line))
    }
}
