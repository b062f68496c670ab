//! Turns paths into documents: walks directories, decodes bytes, reads formats, finds titles, dates
//! and languages.
//!
//! What cannot be read is handed over as a [`Problem`] among the documents, and the rest goes on.
//! Nothing is ever written. This module knows no entities, no engine and no terminal: mentions are
//! left empty, duplicates are not merged, and text is not cleaned.
//!
//! | format | taken for it |
//! |---|---|
//! | JSON Lines | `.jsonl`, `.ndjson`, `.json` (there also one value over several lines, or an array of objects), and any file of another extension whose first line is a JSON object |
//! | plain text | `.txt`, `.text`, `.md`, and everything else whose content is text: one document per file |

mod decode;
mod draft;
mod identity;
mod json;
mod lang;
mod problem;
mod read;
mod signs;
mod tail;
mod title;
mod walk;

use std::fs;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::Document;
use tail::Position;

pub use identity::{sketch, traces};
pub use problem::{Problem, Reason};
pub use tail::Tail;
pub use walk::{File, Found, Stat};

/// What reading comes upon.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A document, its mentions left empty.
    Document(Document),
    /// Something left out, or a reservation about the document just before.
    Problem(Problem),
}

/// Reads everything under the paths, in their order, until the sink breaks off.
///
/// A directory is walked recursively in byte order of names, through symbolic links; hidden files
/// and directories in it are left out. The path `-` is standard input, which `stdin` gives.
pub fn read(
    paths: &[PathBuf],
    stdin: &mut dyn Read,
    sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
) -> ControlFlow<()> {
    paths.iter().try_for_each(|path| match path.to_str() {
        Some("-") => read::stream(stdin, &mut Output { path, sink }).0,
        _ => walk::walk(path, &mut |found| match found {
            Found::File(file) => Reading::open(&file, None).read(&AtomicU64::new(0), sink).0,
            Found::Directory(_) => ControlFlow::Continue(()),
            Found::Problem(problem) => sink(Item::Problem(problem)),
        }),
    })
}

/// Finds the files that [`read`] would read, in the same order; standard input is none.
pub fn files(paths: &[PathBuf], sink: &mut dyn FnMut(Found) -> ControlFlow<()>) -> ControlFlow<()> {
    paths.iter().try_for_each(|path| walk::walk(path, sink))
}

/// A file that is about to be read: all of it, or what was appended since it was last read.
pub struct Reading<'a> {
    path: &'a Path,
    /// With where the lines are that were appended.
    opened: io::Result<(fs::File, Option<Position>)>,
}

impl<'a> Reading<'a> {
    /// Opens a file. If it still has all that was there up to `tail`, it is read from there on.
    pub fn open(file: &'a File, tail: Option<&Tail>) -> Self {
        let path = &*file.path;
        let opened = fs::File::open(path).and_then(|mut source| {
            let Some(tail) = tail else { return Ok((source, None)) };
            let position = read::lines_from(&mut source, path, tail);
            if position.is_none() {
                source.rewind()?;
            }
            Ok((source, position))
        });
        Self { path, opened }
    }

    /// Whether only what was appended is read.
    pub fn goes_on(&self) -> bool {
        matches!(self.opened, Ok((_, Some(_))))
    }

    /// Reads, adding the bytes read to `bytes` as it goes. Returns where to go on once something is
    /// appended, if it can be told.
    pub fn read(
        self,
        bytes: &AtomicU64,
        sink: &mut dyn FnMut(Item) -> ControlFlow<()>,
    ) -> (ControlFlow<()>, Option<Tail>) {
        let mut output = Output { path: self.path, sink };
        match self.opened {
            Err(error) => (output.problem(None, error.into()), None),
            Ok((source, None)) => read::stream(&mut Counted { source, bytes }, &mut output),
            Ok((source, Some(position))) => {
                read::lines(&mut Counted { source, bytes }, position, &mut output)
            }
        }
    }
}

/// Counts what is read.
struct Counted<'a> {
    source: fs::File,
    bytes: &'a AtomicU64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Where what is found in one file goes.
struct Output<'a> {
    path: &'a Path,
    sink: &'a mut dyn FnMut(Item) -> ControlFlow<()>,
}

impl Output<'_> {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        (self.sink)(Item::Document(document))
    }

    fn problem(&mut self, line: Option<usize>, reason: Reason) -> ControlFlow<()> {
        (self.sink)(Item::Problem(Problem { path: self.path.to_owned(), line, reason }))
    }
}

#[cfg(test)]
mod tests;
