//! The mark of an index: a file beside it with the sum of the names that all its documents were
//! named with. While that may not be so there is none, and who next starts names them all anew.

use std::fs;
use std::path::PathBuf;

use super::index;
use super::names::Names;

/// What this process knows of the mark of the index that it writes; of nothing, if it writes none.
#[derive(Debug, Default)]
pub(super) struct Mark {
    /// Where it is, once all documents were named with the names in force, but for what is under way.
    path: Option<PathBuf>,
    /// Corrections, and readings with the names before them, that have not come to their end.
    under_way: usize,
    removed: bool,
    /// How often documents were left with names from before.
    losses: usize,
}

impl Mark {
    /// Whether documents were named with the names in force, or are being so.
    pub(super) fn holds(&self) -> bool {
        self.path.is_some()
    }

    /// The index is another one.
    pub(super) fn forget(&mut self) {
        self.path = None;
    }

    /// How often documents were left with names from before.
    pub(super) fn losses(&self) -> usize {
        self.losses
    }

    /// Something begins that labels documents.
    pub(super) fn begin(&mut self) {
        self.under_way += 1;
    }

    /// Other names are to be in force, which [`Mark::begin`] has said.
    pub(super) fn remove(&mut self) {
        if let Some(path) = &self.path {
            // One that cannot be removed is that of names which are not in force at the next start.
            let _ = fs::remove_file(path);
            self.removed = true;
        }
    }

    /// Something that began is done; `whole` if every document has its names in force now.
    pub(super) fn end(&mut self, whole: bool, names: &Names) {
        self.under_way -= 1;
        if !whole {
            self.remove();
            self.path = None;
            self.losses += 1;
        }
        self.write(names);
    }

    /// All documents have been named anew, when there had been so many losses.
    pub(super) fn set(&mut self, path: PathBuf, losses: usize, names: &Names) {
        if losses == self.losses {
            self.path = Some(path);
            self.remove();
            self.write(names);
        }
    }

    fn write(&mut self, names: &Names) {
        if let (0, true, Some(path)) = (self.under_way, self.removed, &self.path) {
            // Without it the next start takes longer.
            let _ = index::write(path, &names.fingerprint());
            self.removed = false;
        }
    }
}
