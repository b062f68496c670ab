//! What is done with a damaged database: it is moved out of the way as it is, and never overwritten.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use super::open::SUSPECT;

/// A damaged database was moved out of the way and an empty one opened in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetAside {
    /// Where the database was.
    pub from: PathBuf,
    /// Where it is now.
    pub to: PathBuf,
    /// Of how many documents the decisions could still be read, and were kept.
    pub rescued: usize,
}

impl fmt::Display for SetAside {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from.display(), self.to.display());
        write!(
            f,
            "{from} was damaged and is now {to}; decisions about {} documents could be kept; \
             `sqlite3 {to} .recover` may bring back more",
            self.rescued
        )
    }
}

pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Gives a database and its log a name that is not taken. The log goes first: left beside a new
/// database, it would be thrown away.
pub(super) fn set_aside(from: PathBuf) -> io::Result<SetAside> {
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
    // It was about the database that is gone.
    let _ = fs::remove_file(beside(&from, SUSPECT));
    Ok(SetAside { from, to, rescued: 0 })
}
