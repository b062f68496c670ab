//! Finds the files under a path.

use std::ffi::OsStr;
use std::fs::File;
use std::ops::ControlFlow;
use std::path::Path;

use walkdir::{DirEntry, WalkDir};

use super::{Item, Output, Reason, read};

/// Reads the file, or every file under the directory.
pub(super) fn walk(root: &Path, sink: &mut dyn FnMut(Item) -> ControlFlow<()>) -> ControlFlow<()> {
    let entries = WalkDir::new(root).follow_links(true).sort_by_file_name();
    let mut entries =
        entries.into_iter().filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry));
    while let Some(entry) = entries.next() {
        match entry {
            Ok(entry) if leads_above(&entry, root) => {
                Output { path: entry.path(), sink }.problem(None, Reason::Loop)?;
                entries.skip_current_dir();
            }
            Ok(entry) if entry.file_type().is_dir() => {}
            Ok(entry) => open(&entry, &mut Output { path: entry.path(), sink })?,
            Err(error) => {
                let path = error.path().unwrap_or(root).to_owned();
                if error.depth() > 0 && is_hidden_name(path.file_name()) {
                    continue;
                }
                let reason = match error.loop_ancestor() {
                    Some(_) => Reason::Loop,
                    None => Reason::from(std::io::Error::from(error)),
                };
                Output { path: &path, sink }.problem(None, reason)?;
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

fn open(entry: &DirEntry, output: &mut Output<'_>) -> ControlFlow<()> {
    // Opening a pipe that nobody writes to would wait for ever, unless the person asked for it.
    if entry.depth() > 0 && !entry.file_type().is_file() {
        return output.problem(None, Reason::NotAFile);
    }
    match File::open(entry.path()) {
        Ok(mut file) => read::stream(&mut file, output),
        Err(error) => output.problem(None, error.into()),
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    is_hidden_name(Some(entry.file_name()))
}

fn is_hidden_name(name: Option<&OsStr>) -> bool {
    name.is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
