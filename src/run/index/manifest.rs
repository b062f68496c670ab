//! Which files are in an index, and how they looked when they were read.
//!
//! A log beside the index. That a file has been begun is written before a commit may hold
//! documents of it, that it has been read after all of them are in one: after a crash no document
//! is in the index whose file is not known here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::remembered::Remembered;
use crate::corpus::{Stat, Tail};

/// The files of an index, by their path from the root.
pub(super) struct Manifest {
    log: File,
    /// Records that have not been written.
    unwritten: Vec<u8>,
    files: BTreeMap<PathBuf, State>,
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// Documents of it may be in the index, but not all of them.
    Begun,
    /// All its documents are.
    Read {
        /// How it looked.
        stat: Stat,
        /// What could not be read of it.
        problems: Remembered,
        /// Of a file of lines, how far it was read.
        lines: Option<Lines>,
    },
    /// No document of it is.
    Gone,
    /// No document of it is, for it could not be opened: that may end without its looking different.
    Closed(Remembered),
}

/// How far a file of lines was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lines {
    /// The complete ones.
    pub(super) tail: Tail,
    /// The document of the line after these, which has no end yet.
    pub(super) unended: Option<[u8; 16]>,
}

/// A line of the log.
type Record = (Vec<u8>, State);

/// Bytes of the length and of the sum before each record.
const HEAD: usize = 8;

impl Manifest {
    /// Reads the log, or begins one. A record that was being written when the program ended is left
    /// out; one that is damaged otherwise is an error of the kind `InvalidData`.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut log = options.open(path)?;
        let mut bytes = Vec::new();
        log.read_to_end(&mut bytes)?;
        let mut manifest = Self { log, unwritten: Vec::new(), files: BTreeMap::new() };
        let (mut at, mut records) = (0, 0);
        while let Some((record, end)) = record(&bytes, at)? {
            note(&mut manifest.files, record);
            (at, records) = (end, records + 1);
        }
        manifest.log.set_len(at as u64)?;
        manifest.log.seek(SeekFrom::Start(at as u64))?;
        if records > 100 + 2 * manifest.files.len() {
            manifest.shorten(path)?;
        }
        Ok(manifest)
    }

    /// Reads the log of an index that another process may write.
    pub(super) fn peek(path: &Path) -> io::Result<BTreeMap<PathBuf, State>> {
        let bytes = std::fs::read(path)?;
        let (mut files, mut at) = (BTreeMap::new(), 0);
        while let Some((record, end)) = record(&bytes, at)? {
            note(&mut files, record);
            at = end;
        }
        Ok(files)
    }

    /// Writes the log anew, with one record for each file.
    fn shorten(&mut self, path: &Path) -> io::Result<()> {
        let fresh = path.with_extension("new");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true).mode(0o600);
        self.log = options.open(&fresh)?;
        let files = std::mem::take(&mut self.files);
        files.into_iter().for_each(|(path, state)| self.set(path, state));
        self.write()?;
        std::fs::rename(&fresh, path)
    }

    /// Every file of which there may be documents.
    pub(super) fn files(&self) -> &BTreeMap<PathBuf, State> {
        &self.files
    }

    /// Notes the state of a file, to be written with the next [`Manifest::write`].
    pub(super) fn set(&mut self, path: PathBuf, state: State) {
        let record: Record = (path.as_os_str().as_bytes().to_vec(), state);
        // Plain data of this size always has a form.
        let body = postcard::to_stdvec(&record).unwrap_or_default();
        self.unwritten.extend((body.len() as u32).to_le_bytes());
        self.unwritten.extend(sum(&body));
        self.unwritten.extend(body);
        note(&mut self.files, record);
    }

    /// Writes what was noted, so that not even a power cut loses it.
    pub(super) fn write(&mut self) -> io::Result<()> {
        if self.unwritten.is_empty() {
            return Ok(());
        }
        self.log.write_all(&self.unwritten)?;
        self.unwritten.clear();
        self.log.sync_data()
    }
}

fn note(files: &mut BTreeMap<PathBuf, State>, (path, state): Record) {
    let path = PathBuf::from(OsString::from_vec(path));
    match state {
        State::Gone => drop(files.remove(&path)),
        state => drop(files.insert(path, state)),
    }
}

/// The record that begins at a byte and where it ends, or nothing if it is not there in full.
fn record(bytes: &[u8], at: usize) -> io::Result<Option<(Record, usize)>> {
    let Some((length, rest)) = bytes[at..].split_first_chunk() else { return Ok(None) };
    let Some((known, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
    let length = u32::from_le_bytes(*length) as usize;
    let Some(body) = rest.get(..length) else { return Ok(None) };
    match postcard::from_bytes(body) {
        Ok(record) if sum(body) == *known => Ok(Some((record, at + HEAD + length))),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "its list of files is damaged")),
    }
}

fn sum(body: &[u8]) -> [u8; 4] {
    let mut sum = [0; 4];
    sum.copy_from_slice(&blake3::hash(body).as_bytes()[..4]);
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::{Problem, Reason};

    fn read(size: u64) -> State {
        let stat = Stat { size, modified: (1, 2), inode: 3 };
        let problem = Problem { path: "x".into(), line: None, reason: Reason::Empty };
        let mut problems = Remembered::default();
        problems.add(&problem);
        State::Read { stat, problems, lines: None }
    }

    #[test]
    fn what_was_written_is_known_again_and_a_torn_record_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("files");
        let mut manifest = Manifest::open(&path).unwrap();
        manifest.set("/a".into(), read(1));
        manifest.set("/b".into(), State::Begun);
        manifest.set("/c".into(), read(1));
        manifest.set("/c".into(), State::Gone);
        manifest.write().unwrap();
        manifest.set("/d".into(), read(4));
        manifest.write().unwrap();
        let length = manifest.log.metadata().unwrap().len();
        manifest.log.set_len(length - 3).unwrap();

        let mut manifest = Manifest::open(&path).unwrap();
        let known: Vec<_> = manifest.files().keys().map(|path| path.to_str().unwrap()).collect();
        assert_eq!(known, ["/a", "/b"]);
        assert_eq!(manifest.files()[Path::new("/a")], read(1));
        assert_eq!(manifest.files()[Path::new("/b")], State::Begun);
        assert_eq!(Manifest::peek(&path).unwrap(), *manifest.files());
        manifest.set("/e".into(), read(5));
        manifest.write().unwrap();
        assert_eq!(Manifest::open(&path).unwrap().files().len(), 3);
    }

    #[test]
    fn a_damaged_record_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("files");
        let mut manifest = Manifest::open(&path).unwrap();
        manifest.set("/a".into(), read(1));
        manifest.set("/b".into(), read(1));
        manifest.write().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[HEAD + 2] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let error = Manifest::open(&path).map(drop).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_long_log_is_shortened() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("files");
        let mut manifest = Manifest::open(&path).unwrap();
        (0..500).for_each(|size| manifest.set("/a".into(), read(size)));
        manifest.write().unwrap();
        let long = std::fs::metadata(&path).unwrap().len();
        let mut manifest = Manifest::open(&path).unwrap();
        assert!(std::fs::metadata(&path).unwrap().len() < long / 100);
        manifest.set("/b".into(), State::Begun);
        manifest.write().unwrap();
        let manifest = Manifest::open(&path).unwrap();
        assert_eq!(manifest.files()[Path::new("/a")], read(499));
        assert_eq!(manifest.files().len(), 2);
    }
}
