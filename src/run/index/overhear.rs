//! What a process that follows another one learns of its reading.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::{MutexGuard, PoisonError};

use super::manifest::Manifest;
use super::watch::Watch;
use super::{Indexer, Step, Wish};

/// How the list of files looked: its number on the disk and its bytes, to which each change adds.
pub(super) type Mark = (u64, u64);

impl Indexer {
    /// What is watched for changes.
    pub(super) fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells what the writer could not read, if it has read since, or if the person wants to know.
    pub(super) fn hear(&self, wish: Wish, tell: &mut dyn FnMut(Step) -> bool) {
        let path = self.manifest_path();
        let mark = fs::metadata(&path).map(|meta| (meta.ino(), meta.len())).ok();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if wish == Wish::Quiet && *heard == mark {
            return;
        }
        // Being written or made anew, it can be read a moment later.
        let Ok(known) = Manifest::peek(&path) else { return };
        *heard = mark;
        let steps = self.changes(&known).steps;
        tell(Step::Begin);
        for step in steps {
            tell(step);
        }
    }
}
