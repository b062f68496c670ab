//! What a person would miss: decisions, with a journal that is only ever appended to, undo and
//! redo, saved searches, and the reading place; one SQLite database.
//!
//! It knows documents by their ids alone: no titles, no corpus, no engine. Every change is one
//! transaction, so that it is either there as a whole or not at all, whatever happens to the
//! program, and several processes may work on one database.

mod aside;
mod error;
mod field;
mod history;
mod identity;
mod journal;
mod merge;
mod news;
mod open;
mod place;
mod saved;
mod schema;

use std::fs::File;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::Connection;

use crate::model::Decisions;
use aside::beside;
use open::{FileId, SUSPECT, make_file};

pub use aside::SetAside;
pub use error::StoreError;

/// The database, through one connection. Every method blocks, for up to five seconds while another
/// process writes.
pub struct Store {
    connection: Connection,
    /// The directory that was asked for; `None` in memory.
    dir: Option<PathBuf>,
    /// Where the database is.
    path: PathBuf,
    /// The file that it was when it was opened.
    file: Option<FileId>,
    /// The write-ahead log, where there is one.
    log: Option<PathBuf>,
    /// How long to wait for another process.
    patience: Duration,
    /// Why nothing can be written, if so.
    refusal: Option<String>,
    /// What happened to the file and was not said yet.
    notice: Option<String>,
    /// Whether something was committed since the last flush.
    dirty: bool,
    /// The steps up to this one are no news.
    seen: i64,
    /// What SQLite says of the database when no other connection has changed it since.
    version: i64,
}

impl Store {
    /// What was decided about every document, by this process and by others.
    pub fn decisions(&self) -> Result<Decisions, StoreError> {
        let mut decisions = Decisions::default();
        let mut read = || {
            let sql = "SELECT document, field, value FROM decision ORDER BY document";
            let mut fields = self.connection.prepare(sql)?;
            journal::triages(fields.query([])?, |id, triage| decisions.set(id, triage))
        };
        read().map_err(self.error())?;
        Ok(decisions)
    }

    /// Makes everything committed so far survive a power cut, not just the end of the process; does
    /// nothing when nothing was committed since. It waits for the disk: call it when idle, and
    /// before leaving.
    pub fn flush(&mut self) -> Result<(), StoreError> {
        if self.dirty {
            self.secure()?;
        }
        // Without a log each commit waits for the disk already. A checkpoint would do it too, but
        // make the next decision wait, to begin the log anew.
        if let (true, Some(log)) = (self.dirty, &self.log) {
            // SQLite holds no POSIX lock on the log, so closing it here drops none.
            File::open(log)
                .and_then(|log| log.sync_data())
                .map_err(|source| StoreError::Io { path: log.clone(), source })?;
        }
        self.dirty = false;
        Ok(())
    }

    /// Says where an error happened. Damage is remembered, so that the database is set aside when
    /// it is next opened.
    fn error(&self) -> impl Fn(rusqlite::Error) -> StoreError + use<> {
        let (path, is_file) = (self.path.clone(), self.dir.is_some());
        move |source| {
            let error = StoreError::new(&path, source);
            if let (StoreError::Corrupt { .. }, true) = (&error, is_file) {
                let _ = make_file(&beside(&path, SUSPECT));
            }
            error
        }
    }
}

#[cfg(test)]
mod tests;
