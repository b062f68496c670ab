//! Opening the database: where it lies, who may read it, and what is done with one that is damaged.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{fmt, io, thread};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::schema::{APPLICATION, MIGRATIONS, migrate, stamp};
use super::{Store, StoreError};

/// How long to wait for another process.
const PATIENCE: Duration = Duration::from_secs(5);

/// A damaged database was moved out of the way and an empty one opened in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where the database was.
    pub from: PathBuf,
    /// Where it is now.
    pub to: PathBuf,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.display(), self.to.display());
        write!(
            f,
            "{from} was damaged and is now {to}; decisions start afresh; `sqlite3 {to} .recover` \
             may bring back what it held"
        )
    }
}

impl Store {
    /// Opens the database `nashra.db` in a directory, making both where missing, for the person
    /// alone to read. If it turns out damaged, it is set aside, under a name of its own, and an
    /// empty one opened; the person is to be told.
    pub fn open(dir: &Path) -> Result<(Store, Option<SetAside>), StoreError> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(dir)
            .map_err(|source| StoreError::Io { path: dir.to_owned(), source })?;
        // Processes that start together would be in each other's way when the database is made,
        // switched to its log, migrated or set aside.
        let _lock = lock(dir)?;
        let path = dir.join("nashra.db");
        // SQLite follows a link too, and keeps its log beside the file itself.
        let path = path.canonicalize().unwrap_or(path);
        let remote = is_remote(path.parent().unwrap_or(dir));
        match connect(&path, remote) {
            Err(StoreError::Corrupt { .. }) => {
                let aside = set_aside(path.clone())
                    .map_err(|source| StoreError::Io { path: path.clone(), source })?;
                Ok((connect(&path, remote)?, Some(aside)))
            }
            opened => Ok((opened?, None)),
        }
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
        let mut store = Store { connection, path, log, dirty: false, seen: 0, version: 0 };
        store.begin_news()?;
        Ok(store)
    }
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
    // SQLite gives its own files the mode of this one. One that exists isn't opened here, as closing
    // it would drop the locks that SQLite holds on it elsewhere in this process.
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(StoreError::Io { path: path.to_owned(), source });
        }
        _ => {}
    }
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
    let known = MIGRATIONS.len() as i64;
    match stamp(connection).map_err(error)? {
        (found, APPLICATION) if found > known => {
            return Err(StoreError::Newer { path, found, known });
        }
        (0, 0) | (_, APPLICATION) => {}
        _ => return Err(StoreError::Foreign { path }),
    }
    let log = set_up(connection, remote).map_err(error)?;
    match is_sound(connection).map_err(error)? {
        true => Ok(log),
        false => Err(StoreError::Corrupt { path }),
    }
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
    migrate(connection, MIGRATIONS)?;
    Ok(log)
}

/// Whether what is needed at once can be read. The journal, which can be long, is left out.
fn is_sound(connection: &Connection) -> rusqlite::Result<bool> {
    for table in ["decision", "place"] {
        let sql = format!("PRAGMA quick_check({table})");
        let found: String = connection.query_row(&sql, [], |row| row.get(0))?;
        if found != "ok" {
            return Ok(false);
        }
    }
    Ok(true)
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Gives a database and its log a name that is not taken. The log goes first: left beside a new
/// database, it would be thrown away.
fn set_aside(from: PathBuf) -> io::Result<SetAside> {
    const PARTS: [&str; 4] = ["-wal", "-shm", "-journal", ""];
    let name = |n: u32| beside(&from, &format!(".broken-{n}"));
    let taken = |n| PARTS.iter().any(|part| beside(&name(n), part).symlink_metadata().is_ok());
    let mut n = 1;
    while taken(n) {
        n += 1;
    }
    let to = name(n);
    for part in PARTS {
        match fs::rename(beside(&from, part), beside(&to, part)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(SetAside { from, to })
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
mod tests {

    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::model::{Change, DocId};

    const STARRED: Change = Change::Starred(true);

    fn id(n: u64) -> DocId {
        DocId::of("", &n.to_string())
    }

    fn open(dir: &Path) -> Store {
        let (store, aside) = Store::open(dir).unwrap();
        assert_eq!(aside, None);
        store
    }

    fn files(dir: &Path) -> Vec<String> {
        let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
        let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn directories_and_files_are_for_the_person_alone() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("share/nashra");
        let mut store = open(&dir);
        store.decide(&[id(1)], STARRED).unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&root.path().join("share")), 0o700);
        assert_eq!(mode(&dir), 0o700);
        let log = store.log.as_ref().unwrap();
        for file in [&store.path, log, &beside(&store.path, "-shm")] {
            assert_eq!(mode(file), 0o600, "{}", file.display());
        }
    }

    #[test]
    fn the_memory_writes_nothing() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], STARRED).unwrap();
        store.flush().unwrap();
        assert!(store.decisions().unwrap().get(id(1)).starred);
        let sql = "SELECT file FROM pragma_database_list";
        let file: String = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
        assert_eq!(file, "");
        assert_eq!(store.log, None);
        let temporary: i64 =
            store.connection.pragma_query_value(None, "temp_store", |row| row.get(0)).unwrap();
        assert_eq!(temporary, 2, "memory");
    }

    #[test]
    fn a_database_of_a_newer_version_or_another_program_is_refused_untouched() {
        let known = MIGRATIONS.len() as i64;
        for (application, format) in [(APPLICATION, known + 1), (0, 7), (99, 0)] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("nashra.db");
            let connection = Connection::open(&path).unwrap();
            connection.execute_batch("CREATE TABLE later (x)").unwrap();
            connection.pragma_update(None, "application_id", application).unwrap();
            connection.pragma_update(None, "user_version", format).unwrap();
            drop(connection);
            let before = fs::read(&path).unwrap();

            let error = Store::open(dir.path()).err().unwrap();
            match application {
                APPLICATION => assert!(
                    matches!(error, StoreError::Newer { found, .. } if found == format),
                    "{error}"
                ),
                _ => assert!(matches!(error, StoreError::Foreign { .. }), "{error}"),
            }
            assert!(error.to_string().contains(path.to_str().unwrap()));
            assert_eq!(fs::read(&path).unwrap(), before);
            assert_eq!(files(dir.path()), ["nashra.db"]);
        }
    }

    #[test]
    fn a_damaged_database_is_set_aside_and_none_set_aside_before_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nashra.db");
        for n in 1..=2 {
            let broken = format!("this is no database {n}");
            fs::write(&path, &broken).unwrap();
            let (mut store, aside) = Store::open(dir.path()).unwrap();
            let aside = aside.unwrap();
            assert!(aside.to.ends_with(format!("nashra.db.broken-{n}")));
            assert!(aside.to_string().contains(aside.to.to_str().unwrap()));
            assert_eq!(fs::read_to_string(&aside.to).unwrap(), broken);
            assert!(store.decide(&[id(1)], STARRED).unwrap().is_some());
        }
    }

    #[test]
    fn a_database_with_a_damaged_page_or_a_missing_end_is_set_aside() {
        for cut in [false, true] {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("nashra.db");
            let mut store = open(dir.path());
            let many: Vec<_> = (0..2000).map(id).collect();
            store.decide(&many, STARRED).unwrap();
            let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'decision'";
            let page: i64 = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
            drop(store);
            let mut bytes = fs::read(&path).unwrap();
            match cut {
                true => bytes.truncate(bytes.len() / 2),
                false => bytes[(page as usize - 1) * 4096..page as usize * 4096].fill(0xaa),
            }
            fs::write(&path, &bytes).unwrap();

            let (store, aside) = Store::open(dir.path()).unwrap();
            assert!(store.decisions().unwrap().is_empty());
            assert!(fs::read(aside.unwrap().to).unwrap() == bytes);
        }
    }

    #[test]
    fn a_log_goes_aside_with_its_database_as_it_is() {
        let (dir, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        drop(open(dir.path()));
        let mut store = open(dir.path());
        store.decide(&[id(1)], STARRED).unwrap();
        let path = copy.path().join("nashra.db");
        fs::write(&path, "this is no database").unwrap();
        let log = fs::read(store.log.as_ref().unwrap()).unwrap();
        fs::write(beside(&path, "-wal"), &log).unwrap();

        let (store, aside) = Store::open(copy.path()).unwrap();
        assert!(store.decisions().unwrap().is_empty());
        let to = aside.unwrap().to;
        assert_eq!(fs::read_to_string(&to).unwrap(), "this is no database");
        assert!(fs::read(beside(&to, "-wal")).unwrap() == log);
    }

    #[test]
    fn on_a_network_filesystem_there_is_no_log_and_a_database_can_move_there_and_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nashra.db");
        for (n, remote) in [false, true, false].into_iter().enumerate() {
            let mut store = connect(&path, remote).unwrap();
            assert_eq!(store.decisions().unwrap().len(), n);
            assert_eq!(store.log.is_none(), remote);
            store.decide(&[id(n as u64)], STARRED).unwrap().unwrap();
            store.flush().unwrap();
            assert_eq!(beside(&path, "-wal").exists(), !remote);
        }
    }

    #[test]
    fn the_database_and_the_log_that_a_flush_saves_hold_every_decision() {
        let (dir, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut store = open(dir.path());
        store.decide(&[id(1)], STARRED).unwrap();
        store.flush().unwrap();
        let path = copy.path().join("nashra.db");
        fs::copy(&store.path, &path).unwrap();
        fs::copy(store.log.as_ref().unwrap(), beside(&path, "-wal")).unwrap();
        assert!(open(copy.path()).decisions().unwrap().get(id(1)).starred);
    }

    #[test]
    fn a_database_that_is_a_link_is_saved_where_it_lies() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let path = other.path().join("decisions");
        drop(connect(&path, false).unwrap());
        std::os::unix::fs::symlink(&path, dir.path().join("nashra.db")).unwrap();
        let mut store = open(dir.path());
        store.decide(&[id(1)], STARRED).unwrap();
        store.flush().unwrap();
        drop(store);
        assert!(connect(&path, false).unwrap().decisions().unwrap().get(id(1)).starred);
    }

    #[test]
    fn a_path_that_is_no_directory_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Store::open(&file.join("nashra")).err().unwrap();
        assert!(matches!(error, StoreError::Io { .. }), "{error}");
        assert!(error.to_string().contains(file.to_str().unwrap()));
    }
}
