//! What can go wrong, in sentences. A failed change leaves everything as it was.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the database could not be opened, read or changed.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum StoreError {
    /// The directory or a file in it cannot be made or reached.
    #[error(
        "{}: {source}; choose another directory with --state-dir, or save nothing with --ephemeral",
        path.display()
    )]
    Io { path: PathBuf, source: io::Error },
    /// A later version of the program made it.
    #[error(
        "{} was made by a newer nashra (format {found}; this one knows up to {known}) and was not \
         touched; update nashra, or choose another directory with --state-dir",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// Another program made it.
    #[error(
        "{} belongs to another program and was not touched; move it away, or choose another \
         directory with --state-dir",
        path.display()
    )]
    Foreign { path: PathBuf },
    /// The file is damaged.
    #[error(
        "{} is damaged, so nothing was changed; quit and start again: it is then moved aside, and \
         what can be read of it is kept",
        path.display()
    )]
    Corrupt { path: PathBuf },
    /// Another process held it locked for too long.
    #[error("{} is in use by another program, so nothing was changed; try again", path.display())]
    Busy { path: PathBuf },
    /// No room is left.
    #[error(
        "the disk that holds {} is full, so nothing was changed; free some space and try again",
        path.display()
    )]
    Full { path: PathBuf },
    /// The file or its directory cannot be written.
    #[error(
        "{} cannot be written, so nothing was changed; check its permissions, or choose another \
         directory with --state-dir",
        path.display()
    )]
    ReadOnly { path: PathBuf },
    /// It is no longer where it was, and cannot be put there again.
    #[error(
        "{} was moved or replaced while it was open, so nothing was changed; quit and start again \
         to go on with what is there",
        path.display()
    )]
    Replaced { path: PathBuf },
    /// Anything else that SQLite reports.
    #[error("{}: {source}; nothing was changed", path.display())]
    Sql { path: PathBuf, source: rusqlite::Error },
}

impl StoreError {
    /// Whether it came about because nothing can be written.
    pub(super) fn is_about_writing(&self) -> bool {
        use io::ErrorKind as Kind;
        match self {
            Self::ReadOnly { .. } | Self::Full { .. } => true,
            Self::Io { source, .. } => matches!(
                source.kind(),
                Kind::PermissionDenied
                    | Kind::ReadOnlyFilesystem
                    | Kind::StorageFull
                    | Kind::QuotaExceeded
            ),
            Self::Sql { source, .. } => {
                source.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
            }
            _ => false,
        }
    }

    pub(super) fn new(path: &Path, source: rusqlite::Error) -> Self {
        use ErrorCode as Code;
        let path = path.to_owned();
        // Of the memory that processes share, which is a file too.
        let no_room = |error: &rusqlite::ffi::Error| {
            error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE
        };
        match source.sqlite_error_code() {
            _ if source.sqlite_error().is_some_and(no_room) => Self::Full { path },
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Corrupt { path },
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy { path },
            Some(Code::DiskFull) => Self::Full { path },
            Some(Code::ReadOnly | Code::PermissionDenied | Code::CannotOpen) => {
                Self::ReadOnly { path }
            }
            _ => Self::Sql { path, source },
        }
    }
}
