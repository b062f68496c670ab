//! Finds the files under a path.

use std::ffi::OsStr;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use walkdir::{DirEntry, WalkDir};

use super::{Problem, Reason};

/// What a walk comes upon.
#[derive(Debug)]
pub enum Found {
    /// A file to read.
    File(File),
    /// A directory, before what is in it.
    Directory(PathBuf),
    /// Something that cannot be read.
    Problem(Problem),
}

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where it is, beginning with the path that was walked.
    pub path: PathBuf,
}

/// What a file looks like from outside: as long as that stays, so does what is in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stat {
    /// Bytes.
    pub size: u64,
    /// When it was last written to: seconds and nanoseconds.
    pub modified: (i64, i64),
    /// Its number on its disk.
    pub inode: u64,
}

impl File {
    /// How the file looks now.
    pub fn stat(&self) -> io::Result<Stat> {
        let meta = std::fs::metadata(&self.path)?;
        let modified = (meta.mtime(), meta.mtime_nsec());
        Ok(Stat { size: meta.len(), modified, inode: meta.ino() })
    }
}

/// Finds the file, or every file under the directory.
pub(super) fn walk(root: &Path, sink: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
    let problem =
        |path: &Path, reason| Found::Problem(Problem { path: path.to_owned(), line: None, reason });
    let entries = WalkDir::new(root).follow_links(true).sort_by_file_name();
    let mut entries =
        entries.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if leads_above(&entry, root) => {
                sink(problem(entry.path(), Reason::Loop))?;
                entries.skip_current_dir();
            }
            Ok(entry) if entry.file_type().is_dir() => sink(Found::Directory(entry.into_path()))?,
            // Opening a pipe that nobody writes to would wait for ever, unless the person asked
            // for it.
            Ok(entry) if entry.depth() > 0 && !entry.file_type().is_file() => {
                sink(problem(entry.path(), Reason::NotAFile))?;
            }
            Ok(entry) => sink(Found::File(File { path: entry.into_path() }))?,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if error.depth() > 0 && is_hidden_name(path.file_name()) {
                    continue;
                }
                let reason = match error.loop_ancestor() {
                    Some(_) => Reason::Loop,
                    None => Reason::from(io::Error::from(error)),
                };
                sink(problem(&path, reason))?;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Whether the entry is a link to a directory that the root is in; links to those below the root
/// are errors of the walk.
fn leads_above(entry: &DirEntry, root: &Path) -> bool {
    let is_link = entry.depth() > 0 && entry.path_is_symlink() && entry.file_type().is_dir();
    is_link
        && matches!(
            (root.canonicalize(), entry.path().canonicalize()),
            (Ok(root), Ok(target)) if root.starts_with(&target)
        )
}

fn is_hidden(entry: &DirEntry) -> bool {
    is_hidden_name(Some(entry.file_name()))
}

fn is_hidden_name(name: Option<&OsStr>) -> bool {
    name.is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
