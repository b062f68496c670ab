//! The person's own files: `entities.toml` with their corrections, and beside it what they imported.
//! Only this part of the module knows files.

mod imports;
#[cfg(test)]
mod tests;

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;

use super::import::BadFile;
use super::{Catalogue, EditError};
use crate::model::Correction;

/// How long another process may take to write a correction.
const PATIENCE: Duration = Duration::from_secs(2);

pub use imports::{Imported, Kept};

/// The person's own names, in their configuration directory.
#[derive(Debug, Clone)]
pub struct OwnNames {
    dir: PathBuf,
    /// The text of the corrections, where it is written nowhere.
    unwritten: Option<Arc<Mutex<Option<String>>>>,
}

/// Why the person's own names cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum OwnError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: {problem}", path.display())]
    Edit { path: PathBuf, problem: EditError },
    #[error("{}: {problem}", path.display())]
    Import { path: PathBuf, problem: BadFile },
    #[error("{}: another nashra is writing here; try again", path.display())]
    Busy { path: PathBuf },
    #[error("{}: it was changed since this correction; take it out there by hand", path.display())]
    Changed { path: PathBuf },
    #[error("{} is no name for an import; rename the file", path.display())]
    Name { path: PathBuf },
    #[error("there is no import `{0}`; `nashra import --list` shows those there are")]
    NoImport(String),
}

/// What takes a correction back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    before: Option<String>,
    after: String,
}

impl OwnNames {
    /// The names in a configuration directory, which need not exist.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), unwritten: None }
    }

    /// The same, but corrections are written nowhere: they hold for this value and its clones.
    pub fn for_session(self) -> Self {
        let read = self.read_corrections().ok().flatten();
        Self { unwritten: Some(Arc::new(Mutex::new(read))), ..self }
    }

    /// Only the built-in table, and what is corrected in this session.
    pub fn none() -> Self {
        Self { dir: PathBuf::new(), unwritten: Some(Arc::default()) }
    }

    /// The file of corrections, written by hand or by [`OwnNames::correct`].
    pub fn corrections(&self) -> PathBuf {
        self.dir.join("entities.toml")
    }

    /// The built-in table with all that is the person's own. What cannot be read is told of and
    /// left out.
    pub fn catalogue(&self, tell: &mut dyn FnMut(&str)) -> Catalogue {
        let mut catalogue = Catalogue::builtin().unwrap_or_else(|error| {
            tell(&error.to_string());
            Catalogue::default()
        });
        let has_files = !self.dir.as_os_str().is_empty();
        let imports = if has_files { self.import_files() } else { Ok(Vec::new()) };
        let imports = imports.unwrap_or_else(|error| {
            tell(&error.to_string());
            Vec::new()
        });
        let read = |path: &Path, tell: &mut dyn FnMut(&str)| match fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tell(&format!("{}: {error}; its names are left out", path.display()));
                None
            }
        };
        for (_, path) in imports {
            let Some(lines) = read(&path, tell) else { continue };
            if let Some(error) = catalogue.extend_from_import(&lines, &path) {
                tell(&error.to_string());
            }
        }
        let path = self.corrections();
        let toml = match &self.unwritten {
            Some(toml) => toml.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            None => read(&path, tell),
        };
        if let Some(toml) = toml {
            for error in catalogue.extend_from_toml(&toml, &path) {
                tell(&error.to_string());
            }
        }
        catalogue
    }

    /// Writes a correction into the file of corrections.
    ///
    /// # Errors
    /// A file that cannot be read, understood or written; it is then as it was.
    pub fn correct(&self, correction: &Correction) -> Result<Undo, OwnError> {
        self.correct_all(std::slice::from_ref(correction))
    }

    /// Writes corrections into the file of corrections, in one step.
    ///
    /// # Errors
    /// A file that cannot be read, understood or written; it is then as it was.
    pub fn correct_all(&self, corrections: &[Correction]) -> Result<Undo, OwnError> {
        let path = self.corrections();
        let edit = |before: &Option<String>| {
            let before = before.clone().unwrap_or_default();
            let edited = corrections.iter().try_fold(before, |toml, one| one.edit(&toml));
            edited.map_err(|problem| OwnError::Edit { path: path.clone(), problem })
        };
        if let Some(toml) = &self.unwritten {
            let mut toml = toml.lock().unwrap_or_else(PoisonError::into_inner);
            let after = edit(&toml)?;
            return Ok(Undo { before: toml.replace(after.clone()), after });
        }
        let _lock = self.lock()?;
        let before = self.read_corrections()?;
        let after = edit(&before)?;
        let written = replace(&path, |file| file.write_all(after.as_bytes()));
        written.map_err(|source| OwnError::Io { path, source })?;
        Ok(Undo { before, after })
    }

    /// Takes the last correction back, or one after which all others were taken back.
    ///
    /// # Errors
    /// A file that cannot be written, or that is not as that correction left it.
    pub fn undo(&self, undo: &Undo) -> Result<(), OwnError> {
        let path = self.corrections();
        if let Some(toml) = &self.unwritten {
            let mut toml = toml.lock().unwrap_or_else(PoisonError::into_inner);
            if toml.as_ref() != Some(&undo.after) {
                return Err(OwnError::Changed { path });
            }
            toml.clone_from(&undo.before);
            return Ok(());
        }
        let _lock = self.lock()?;
        if self.read_corrections()?.as_ref() != Some(&undo.after) {
            return Err(OwnError::Changed { path });
        }
        let undone = match &undo.before {
            Some(before) => replace(&path, |file| file.write_all(before.as_bytes())),
            None => fs::remove_file(&path),
        };
        undone.map_err(|source| OwnError::Io { path, source })
    }

    fn read_corrections(&self) -> Result<Option<String>, OwnError> {
        let path = self.corrections();
        match fs::read_to_string(&path) {
            Ok(toml) => Ok(Some(toml)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(OwnError::Io { path, source }),
        }
    }

    /// Keeps other processes from writing here until it is dropped; `None` where the filesystem has
    /// no such locks.
    fn lock(&self) -> Result<Option<File>, OwnError> {
        let path = self.dir.clone();
        make_dir(&path)?;
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(source) => return Err(OwnError::Io { path, source }),
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            match flock(&file, FlockOperation::NonBlockingLockExclusive) {
                Ok(()) => return Ok(Some(file)),
                Err(Errno::WOULDBLOCK) if Instant::now() > deadline => {
                    return Err(OwnError::Busy { path });
                }
                Err(Errno::WOULDBLOCK) => thread::sleep(Duration::from_millis(5)),
                Err(_) => return Ok(None),
            }
        }
    }
}

fn make_dir(dir: &Path) -> Result<(), OwnError> {
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(dir);
    made.map_err(|source| OwnError::Io { path: dir.to_owned(), source })
}

/// Writes a file in one step, for the person alone unless they let others read it. A link stays one.
fn replace<T, E: From<io::Error>>(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<File>) -> Result<T, E>,
) -> Result<T, E> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut new = path.clone().into_os_string();
    new.push(format!(".{}.new", std::process::id()));
    let attempt = || {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        if let Ok(old) = fs::metadata(&path) {
            file.set_permissions(old.permissions())?;
        }
        let mut file = BufWriter::new(file);
        let written = write(&mut file)?;
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&new, &path)?;
        Ok(written)
    };
    let outcome = attempt();
    if outcome.is_err() {
        // It may not even be there.
        let _ = fs::remove_file(&new);
    }
    outcome
}
