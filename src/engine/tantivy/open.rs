//! The directory of an index: its version, its one writer, and what is done if it is damaged.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use tantivy::directory::MmapDirectory;
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use super::super::EngineError;
use super::schema::{Fields, tokenizers};
use super::snapshot::Snapshot;

/// The fields, the records and the analysis: an index of others is made anew.
const FORMAT: &str = "nashra index 5, analysis 4\n";

/// The parts of the directory. Whoever keeps files beside the index, in the same directory, loses
/// them with it.
const FORMAT_FILE: &str = "format";
const SEGMENTS: &str = "segments";
const LOCK: &str = "lock";
const INTACT: &str = "intact";

/// Decompressed blocks of documents that are kept of each part of the index: few, for documents that
/// stand side by side in a list seldom share one.
const BLOCKS: usize = 8;

/// What this process may do with an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Change it.
    Writer,
    /// Read what another process writes.
    Follower,
}

/// Why an index cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Its directory cannot be used.
    #[error("{}: {error}; the files are read without an index", path.display())]
    Io {
        /// The directory.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// Another process makes it now, or another version of the program.
    #[error("another nashra makes the index of this corpus; this one reads the files without it")]
    Busy,
    /// It could not even be made anew.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<OpenError> for EngineError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Io { error, .. } => error.into(),
            OpenError::Busy => Self::Follows,
            OpenError::Engine(error) => error,
        }
    }
}

/// An index that is open.
pub(super) struct Opened {
    dir: PathBuf,
    fields: Fields,
    index: Index,
    reader: IndexReader,
    /// Locked by the process that writes.
    lock: File,
    role: Mutex<Role>,
    /// Why the index was made anew.
    rebuilt: Option<String>,
}

/// Why an index is not used as it is; nothing if there is none.
type Damage = Option<String>;

impl Opened {
    pub(super) fn open(dir: &Path) -> Result<(Self, Snapshot), OpenError> {
        let failed = |error| OpenError::Io { path: dir.to_owned(), error };
        DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let lock = options.open(dir.join(LOCK)).map_err(failed)?;
        let leads = lock_now(&lock).map_err(failed)?;
        let role = if leads { Role::Writer } else { Role::Follower };
        let (fields, schema) = Fields::new();
        let mut rebuilt = None;
        let (index, reader, snapshot) = match open(dir, &schema, fields, role) {
            Ok(opened) => opened,
            Err(_) if role == Role::Follower => return Err(OpenError::Busy),
            Err(damage) => {
                rebuilt = damage;
                clear(dir).map_err(failed)?;
                create(dir, schema, fields).map_err(|error| match error {
                    EngineError::Index(error) => failed(io::Error::other(error)),
                    error => OpenError::Engine(error),
                })?
            }
        };
        let (dir, role) = (dir.to_owned(), Mutex::new(role));
        Ok((Self { dir, fields, index, reader, lock, role, rebuilt }, snapshot))
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn rebuilt(&self) -> Option<&str> {
        self.rebuilt.as_deref()
    }

    fn lock_role(&self) -> MutexGuard<'_, Role> {
        self.role.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn role(&self) -> Role {
        *self.lock_role()
    }

    /// Whether the directory was deleted, or another one has taken its place.
    pub(super) fn is_gone(&self) -> bool {
        let number = |meta: fs::Metadata| (meta.dev(), meta.ino());
        match fs::metadata(self.dir.join(LOCK)) {
            Ok(there) => self.lock.metadata().is_ok_and(|ours| number(ours) != number(there)),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        }
    }

    /// Becomes the writer if there is none; returns whether it is one now.
    pub(super) fn lead(&self) -> Result<bool, EngineError> {
        if self.is_gone() {
            return Err(EngineError::Gone);
        }
        let mut role = self.lock_role();
        if *role == Role::Follower && lock_now(&self.lock)? {
            // The one before may have been of another version.
            if fs::read_to_string(self.dir.join(FORMAT_FILE)).is_ok_and(|found| found == FORMAT) {
                *role = Role::Writer;
            } else {
                flock(&self.lock, FlockOperation::Unlock).map_err(io::Error::from)?;
            }
        }
        Ok(*role == Role::Writer)
    }

    /// The last commit.
    pub(super) fn snapshot(&self) -> Result<Snapshot, EngineError> {
        self.reader.reload()?;
        Snapshot::new(self.reader.searcher(), self.fields)
    }

    pub(super) fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes the files of the last commit private, and remembers that they are whole.
    pub(super) fn tidy(&self) -> io::Result<()> {
        let segments = self.dir.join(SEGMENTS);
        let mut marks = String::new();
        for entry in fs::read_dir(&segments)? {
            let entry = entry?;
            // A file may go while the parts are merged.
            let Ok(meta) = entry.metadata() else { continue };
            if meta.mode() & 0o077 != 0 {
                let _ = fs::set_permissions(entry.path(), Permissions::from_mode(0o600));
            }
            marks.extend([&entry.file_name().to_string_lossy(), " ", &state(&meta)]);
        }
        write(&self.dir.join(INTACT), &marks)
    }
}

/// Something that changes with every commit.
pub(super) type Mark = (u64, i64, i64);

/// The mark of the last commit in a directory.
pub(super) fn commit_mark(dir: &Path) -> Option<Mark> {
    let meta = fs::metadata(dir.join(SEGMENTS).join("meta.json")).ok()?;
    Some((meta.ino(), meta.mtime(), meta.mtime_nsec()))
}

/// Opens an index as it is, or says what is wrong with it.
fn open(
    dir: &Path,
    schema: &Schema,
    fields: Fields,
    role: Role,
) -> Result<(Index, IndexReader, Snapshot), Damage> {
    let said = |error: TantivyError| Some(error.to_string());
    match fs::read_to_string(dir.join(FORMAT_FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(None),
        Ok(format) if format == FORMAT => {}
        _ => return Err(Some("another version of the program made it".to_owned())),
    }
    let mut index = Index::open_in_dir(dir.join(SEGMENTS)).map_err(said)?;
    if index.schema() != *schema {
        return Err(Some("it has other fields".to_owned()));
    }
    index.set_tokenizers(tokenizers());
    if role == Role::Writer {
        verify(dir, &index)?;
    }
    let reader = reader(&index).map_err(said)?;
    let snapshot = Snapshot::new(reader.searcher(), fields).map_err(|e| Some(e.to_string()))?;
    Ok((index, reader, snapshot))
}

fn create(
    dir: &Path,
    schema: Schema,
    fields: Fields,
) -> Result<(Index, IndexReader, Snapshot), EngineError> {
    let segments = dir.join(SEGMENTS);
    DirBuilder::new().mode(0o700).create(&segments)?;
    let segments = MmapDirectory::open(&segments).map_err(TantivyError::from)?;
    let index =
        Index::builder().schema(schema).tokenizers(tokenizers()).open_or_create(segments)?;
    let reader = reader(&index)?;
    let snapshot = Snapshot::new(reader.searcher(), fields)?;
    // Last: half an index is none.
    write(&dir.join(FORMAT_FILE), FORMAT)?;
    Ok((index, reader, snapshot))
}

fn reader(index: &Index) -> Result<IndexReader, TantivyError> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
    reader.doc_store_cache_num_blocks(BLOCKS).try_into()
}

/// Checks the sums of all files that are not as they were when they were last known to be whole:
/// tantivy itself takes what it maps for whole.
fn verify(dir: &Path, index: &Index) -> Result<(), Damage> {
    let known = fs::read_to_string(dir.join(INTACT)).unwrap_or_default();
    let known: BTreeMap<&str, &str> =
        known.split_inclusive('\n').filter_map(|line| line.split_once(' ')).collect();
    let metas = index.load_metas().map_err(|error| Some(error.to_string()))?;
    let segments: Vec<String> = metas.segments.iter().map(|s| s.id().uuid_string()).collect();
    for file in index.directory().list_managed_files() {
        if !segments.iter().any(|segment| file.to_string_lossy().starts_with(segment)) {
            continue;
        }
        let path = dir.join(SEGMENTS).join(&file);
        let Ok(meta) = fs::metadata(&path) else { continue };
        if known.get(file.to_string_lossy().as_ref()).is_some_and(|known| *known == state(&meta)) {
            continue;
        }
        let whole = has_footer(&path).unwrap_or(false)
            && index.directory().validate_checksum(&file).unwrap_or(false);
        if !whole {
            return Err(Some(format!("{} is damaged", file.display())));
        }
    }
    Ok(())
}

/// Whether a file ends in what tantivy adds to each: a description, its length and a number. Without
/// one it cannot be asked for the sum.
fn has_footer(path: &Path) -> io::Result<bool> {
    const NUMBER: u32 = 1337;
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    let mut end = [0; 8];
    if len < 8 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-8))?;
    file.read_exact(&mut end)?;
    let [a, b, c, d, number @ ..] = end;
    let footer = u64::from(u32::from_le_bytes([a, b, c, d]));
    Ok(u32::from_le_bytes(number) == NUMBER && footer + 8 <= len)
}

fn state(meta: &fs::Metadata) -> String {
    format!("{} {}.{}\n", meta.len(), meta.mtime(), meta.mtime_nsec())
}

/// Whether the lock is this process's now.
fn lock_now(lock: &File) -> io::Result<bool> {
    match flock(lock, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Removes everything but the lock.
fn clear(dir: &Path) -> io::Result<()> {
    // First: what is left if this is not the last thing done is no index.
    match fs::remove_file(dir.join(FORMAT_FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else if entry.file_name() != LOCK {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}
