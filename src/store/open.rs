//! Opening the database: where it lies, who may read it, and what is done with one that is damaged.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{io, thread};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::aside::{SetAside, beside, set_aside};
use super::schema::{APPLICATION, MIGRATIONS, migrate, stamp};
use super::{Store, StoreError};
use crate::model::Decisions;

/// How long to wait for another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// Beside a database in which damage was found while it was open; it is then looked at as a whole
/// when it is next opened.
pub(super) const SUSPECT: &str = ".suspect";

/// The file that a store is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId(u64, u64);

impl Store {
    /// Opens the database `nashra.db` in a directory, making both where missing, for the person
    /// alone to read. If it turns out damaged, it is set aside, under a name of its own, and a new
    /// one opened with what could be read of it; the person is to be told.
    ///
    /// Where nothing can be written, the store holds what was decided so far, if anything, and every
    /// change fails until something can be; [`refusal`](Self::refusal) says why.
    pub fn open(dir: &Path) -> Result<(Store, Option<SetAside>), StoreError> {
        match Self::open_to_write(dir) {
            Err(error) if error.is_about_writing() => match Self::open_to_read(dir, &error) {
                Ok(store) => Ok((store, None)),
                Err(_) => Err(error),
            },
            opened => opened,
        }
    }

    fn open_to_write(dir: &Path) -> Result<(Store, Option<SetAside>), StoreError> {
        make_dir(dir)?;
        // Processes that start together would be in each other's way when the database is made,
        // switched to its log, migrated or set aside.
        let _lock = lock(dir)?;
        let path = path_in(dir);
        let remote = is_remote(path.parent().unwrap_or(dir));
        let (mut store, aside) = match connect(&path, remote) {
            Err(StoreError::Corrupt { .. }) => {
                let mut aside = set_aside(path.clone())
                    .map_err(|source| StoreError::Io { path: path.clone(), source })?;
                let mut store = connect(&path, remote)?;
                aside.rescued = rescue(&aside.to, &mut store);
                (store, Some(aside))
            }
            opened => (opened?, None),
        };
        store.dir = Some(dir.to_owned());
        Ok((store, aside))
    }

    /// Opens what there is, to be read alone, because of an error.
    fn open_to_read(dir: &Path, error: &StoreError) -> Result<Store, StoreError> {
        let path = path_in(dir);
        // One that could not be made is left empty.
        let mut store = match path.metadata().is_ok_and(|file| file.len() > 0) {
            true => read_only(&path)?,
            false => Store { path, ..Self::ephemeral()? },
        };
        store.connection.pragma_update(None, "query_only", true).map_err(store.error())?;
        store.dir = Some(dir.to_owned());
        store.refusal = Some(error.to_string());
        Ok(store)
    }

    /// Why nothing can be written, if so.
    pub fn refusal(&self) -> Option<&str> {
        self.refusal.as_deref()
    }

    /// What was decided about every document. If that cannot be read because the database is
    /// damaged, it is set aside as by [`open`](Self::open).
    pub fn load(&mut self) -> Result<(Decisions, Option<SetAside>), StoreError> {
        match (self.decisions(), self.dir.clone()) {
            (Err(error @ StoreError::Corrupt { .. }), Some(dir)) if self.refusal.is_none() => {
                self.leave_alone()?;
                let (store, aside) = Self::open(&dir)?;
                *self = store;
                if aside.is_none() { Err(error) } else { Ok((self.decisions()?, aside)) }
            }
            (decisions, _) => Ok((decisions?, None)),
        }
    }

    /// How long a method waits for another process that writes before it fails as busy.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
        // It cannot fail: it sets a number.
        let _ = self.connection.busy_timeout(patience);
    }

    /// What happened to the file that the person should know of, once.
    pub fn take_notice(&mut self) -> Option<String> {
        self.notice.take()
    }

    /// Makes sure that what is now committed is committed to the file where the person keeps it: one
    /// that was deleted meanwhile is written again, and one that could not be written is tried again.
    pub(super) fn secure(&mut self) -> Result<(), StoreError> {
        let Some(dir) = self.dir.clone() else { return Ok(()) };
        if self.refusal.is_some() {
            // As long as one connection is open to read, SQLite opens none to write.
            self.connection = Connection::open_in_memory().map_err(self.error())?;
            let (store, outcome) = match Self::open_to_write(&dir) {
                Ok((store, aside)) => {
                    (Store { notice: aside.map(|aside| aside.to_string()), ..store }, Ok(()))
                }
                Err(error) => (Self::open_to_read(&dir, &error)?, Err(error)),
            };
            self.replace_with(store);
            return outcome;
        }
        match FileId::of(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.restore(&dir),
            Err(source) => Err(StoreError::Io { path: self.path.clone(), source }),
            // Over a network a file need not be known by the same number for long.
            Ok(id) if self.log.is_none() || self.file == Some(id) => Ok(()),
            Ok(_) => Err(StoreError::Replaced { path: self.path.clone() }),
        }
    }

    /// Writes a database again that was deleted while it was open: all of it is still to be read.
    fn restore(&mut self, dir: &Path) -> Result<(), StoreError> {
        // SQLite takes where to from a text.
        let Some(into) = self.path.to_str().map(str::to_owned) else {
            return Err(StoreError::Replaced { path: self.path.clone() });
        };
        make_dir(self.path.parent().unwrap_or(dir))?;
        make_dir(dir)?;
        let lock = lock(dir)?;
        if !make_file(&self.path)? {
            return Err(StoreError::Replaced { path: self.path.clone() });
        }
        if let Err(source) = self.connection.execute("VACUUM INTO ?", [into]) {
            // An empty file would be taken for a new database.
            let _ = fs::remove_file(&self.path);
            return Err(StoreError::new(&self.path, source));
        }
        self.leave_alone()?;
        drop(lock);
        let (store, _) = Self::open_to_write(dir)?;
        let path = store.path.display();
        let notice = format!("{path} had been deleted; it was written again, with all decisions");
        self.replace_with(store);
        self.notice = Some(notice);
        Ok(())
    }

    /// Goes on with another connection, and what was seen through this one.
    fn replace_with(&mut self, store: Store) {
        let (seen, patience) = (self.seen, self.patience);
        // The version of another connection says nothing, so what is new is looked for.
        *self = Store { seen: seen.min(store.seen), version: -1, ..store };
        self.set_patience(patience);
    }

    /// Lets the file and the log be as they are when the connection is given up.
    fn leave_alone(&self) -> Result<(), StoreError> {
        let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
        self.connection.set_db_config(keep, true).map_err(self.error())?;
        Ok(())
    }

    /// Opens an empty database in memory, which writes nothing at all and is gone when dropped.
    pub fn ephemeral() -> Result<Store, StoreError> {
        let path = PathBuf::from("the database in memory");
        let open = || {
            let mut connection = Connection::open_in_memory()?;
            set_up(&mut connection, false)?;
            Ok(connection)
        };
        match open() {
            Ok(connection) => Store::new(connection, path, None),
            Err(source) => Err(StoreError::new(&path, source)),
        }
    }

    fn new(
        connection: Connection,
        path: PathBuf,
        log: Option<PathBuf>,
    ) -> Result<Self, StoreError> {
        connection.set_prepared_statement_cache_capacity(64);
        let mut store = Store {
            connection,
            dir: None,
            file: FileId::of(&path).ok(),
            path,
            log,
            patience: PATIENCE,
            refusal: None,
            notice: None,
            dirty: false,
            seen: 0,
            version: 0,
        };
        store.begin_news()?;
        Ok(store)
    }
}

impl FileId {
    fn of(path: &Path) -> io::Result<Self> {
        let metadata = fs::metadata(path)?;
        Ok(Self(metadata.dev(), metadata.ino()))
    }
}

fn make_dir(dir: &Path) -> Result<(), StoreError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|source| StoreError::Io { path: dir.to_owned(), source })
}

/// Makes an empty file for the person alone, after which SQLite gives its own files the mode; false
/// if there is a file. One that exists isn't opened, as closing it would drop the locks that SQLite
/// holds on it elsewhere in this process.
pub(super) fn make_file(path: &Path) -> Result<bool, StoreError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(true),
        Err(source) if source.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(StoreError::Io { path: path.to_owned(), source }),
    }
}

/// The database in a directory. SQLite follows a link too, and keeps its log beside the file itself.
fn path_in(dir: &Path) -> PathBuf {
    let path = dir.join("nashra.db");
    path.canonicalize().unwrap_or(path)
}

/// Keeps other processes from opening a database in the directory until it is dropped; `None` where
/// the filesystem has no such locks.
fn lock(dir: &Path) -> Result<Option<File>, StoreError> {
    let path = dir.to_owned();
    let file = match File::open(dir) {
        Ok(file) => file,
        Err(source) => return Err(StoreError::Io { path, source }),
    };
    let deadline = Instant::now() + PATIENCE;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(Some(file)),
            Err(Errno::WOULDBLOCK) if Instant::now() > deadline => {
                return Err(StoreError::Busy { path });
            }
            Err(Errno::WOULDBLOCK) => thread::sleep(Duration::from_millis(5)),
            Err(_) => return Ok(None),
        }
    }
}

/// Opens one database and brings it up to date. A log needs memory that all processes share, which
/// they don't across machines.
fn connect(path: &Path, remote: bool) -> Result<Store, StoreError> {
    make_file(path)?;
    let error = |source| StoreError::new(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(error)?;
    match examine(&mut connection, path, remote) {
        Ok(log) => {
            let log = log.then(|| beside(path, "-wal"));
            Store::new(connection, path.to_owned(), log)
        }
        Err(error @ StoreError::Corrupt { .. }) => {
            // Or closing would copy what it can of the log into the file, and delete the log.
            let keep = DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE;
            connection.set_db_config(keep, true).map_err(|source| StoreError::new(path, source))?;
            Err(error)
        }
        Err(error) => Err(error),
    }
}

/// Refuses what is not ours, not yet known or damaged; whether the database has a log.
fn examine(connection: &mut Connection, path: &Path, remote: bool) -> Result<bool, StoreError> {
    let (error, path) = (|source| StoreError::new(path, source), path.to_owned());
    connection.busy_timeout(PATIENCE).map_err(error)?;
    // What it was asked to open for writing SQLite also opens for reading alone.
    if connection.is_readonly("main").map_err(error)? {
        return Err(StoreError::ReadOnly { path });
    }
    let known = MIGRATIONS.len() as i64;
    match stamp(connection).map_err(error)? {
        (found, APPLICATION) if found > known => {
            return Err(StoreError::Newer { path, found, known });
        }
        (0, 0) | (_, APPLICATION) => {}
        _ => return Err(StoreError::Foreign { path }),
    }
    let log = set_up(connection, remote).map_err(error)?;
    let suspect = beside(&path, SUSPECT);
    if suspect.exists() {
        if !is_sound(connection).map_err(error)? {
            return Err(StoreError::Corrupt { path });
        }
        let _ = fs::remove_file(suspect);
    }
    Ok(log)
}

/// Opens a database that cannot be written; one whose log is gone or empty can be read even where
/// SQLite cannot make the memory that processes share.
fn read_only(path: &Path) -> Result<Store, StoreError> {
    let error = |source| StoreError::new(path, source);
    let open = |immutable: bool| {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match immutable {
            true => Connection::open_with_flags(uri(path), flags | OpenFlags::SQLITE_OPEN_URI)?,
            false => Connection::open_with_flags(path, flags)?,
        };
        connection.busy_timeout(PATIENCE)?;
        let stamp = stamp(&connection)?;
        Ok((connection, stamp))
    };
    let is_empty = |log: PathBuf| log.metadata().map_or(true, |log| log.len() == 0);
    let (connection, stamp) = match open(false) {
        Err(_) if is_empty(beside(path, "-wal")) => open(true).map_err(error)?,
        opened => opened.map_err(error)?,
    };
    match stamp == (MIGRATIONS.len() as i64, APPLICATION) {
        true => Store::new(connection, path.to_owned(), None),
        // It would have to be brought up to date first.
        false => Err(StoreError::ReadOnly { path: path.to_owned() }),
    }
}

/// A path as SQLite's URI of a file that nobody changes.
fn uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' => {
                uri.push(byte.into())
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// Brings what can be read of a damaged database into a new one; of how many documents.
fn rescue(path: &Path, store: &mut Store) -> usize {
    let mut records = Vec::new();
    let mut take = |record| {
        records.push(record);
        std::ops::ControlFlow::Continue(())
    };
    // Up to where it cannot be read.
    let _ = read_only(path).and_then(|broken| broken.export(&mut take));
    let merged = store.merge(records).ok().flatten();
    merged.map_or(0, |decided| decided.documents.len())
}

/// Sets the connection up and brings the database to today's format; whether it now has a log.
fn set_up(connection: &mut Connection, remote: bool) -> rusqlite::Result<bool> {
    let mode = if remote { "DELETE" } else { "WAL" };
    let mode: String =
        connection.pragma_update_and_check(None, "journal_mode", mode, |row| row.get(0))?;
    let log = mode == "wal";
    // With a log, a commit survives the end of the process and `Store::flush` waits for the disk;
    // without, each commit does.
    connection.pragma_update(None, "synchronous", if log { "NORMAL" } else { "EXTRA" })?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    if stamp(connection)?.0 < MIGRATIONS.len() as i64 {
        migrate(connection, MIGRATIONS)?;
    }
    Ok(log)
}

/// Whether everything that a database says can be read.
fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(found == "ok")
}

/// Whether other machines may work on the files of a directory too: a network or a cluster
/// filesystem, or one that won't say.
#[cfg(target_os = "linux")]
fn is_remote(dir: &Path) -> bool {
    /// As in statfs(2) and Linux's `magic.h`.
    const REMOTE: [u32; 16] = [
        0x6969,      // NFS
        0x517b,      // SMB
        0xff53_4d42, // CIFS
        0xfe53_4d42, // SMB 2
        0x564c,      // NCP
        0x5346_414f, // AFS
        0x6b41_4653, // kAFS
        0x7375_7245, // Coda
        0x0102_1997, // 9P
        0x00c3_6400, // Ceph
        0x6573_5546, // FUSE: sshfs, GlusterFS
        0x0bd0_0bd0, // Lustre
        0x7461_636f, // OCFS2
        0x0116_1970, // GFS2
        0x4750_4653, // GPFS
        0x1983_0326, // BeeGFS
    ];
    rustix::fs::statfs(dir).map_or(true, |fs| REMOTE.contains(&(fs.f_type as u32)))
}

/// Nothing tells here; taken for local.
#[cfg(not(target_os = "linux"))]
fn is_remote(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests;
