//! `terminals.toml`: the terminals that were seen, and what the person chose for them, so that the
//! first frame is right the next time. It may be deleted at any time.

use std::collections::BTreeMap;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::detect::{Answers, Chosen};
use super::environment::Environment;
use crate::text::OutputMode;

const FILE: &str = "terminals.toml";

/// What is known from earlier times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Where it is kept; nowhere if it is not to be.
    path: Option<PathBuf>,
    file: Contents,
}

/// The file as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Contents {
    /// The output modes that the person chose, by the fingerprint of the terminal.
    modes: BTreeMap<String, String>,
    /// What the last terminal in an environment answered, by the fingerprint of the environment.
    answers: BTreeMap<String, Answers>,
}

/// Why what is known of terminals was not kept or not read.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum KnownError {
    #[error("{}: {error}; delete it, it is made anew", path.display())]
    Toml { path: PathBuf, error: Box<toml::de::Error> },
    #[error("{}: {error}; what is known of this terminal is not kept", path.display())]
    File { path: PathBuf, error: io::Error },
}

impl Known {
    /// Reads what was kept in this directory; nothing is read and kept without one.
    pub fn load(directory: Option<&Path>) -> (Self, Option<KnownError>) {
        let Some(path) = directory.map(|directory| directory.join(FILE)) else {
            return Default::default();
        };
        let (file, error) = match fs::read_to_string(&path) {
            Ok(text) => match toml::from_str(&text) {
                Ok(file) => (file, None),
                Err(error) => {
                    let (path, error) = (path.clone(), Box::new(error));
                    (Contents::default(), Some(KnownError::Toml { path, error }))
                }
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Contents::default(), None),
            Err(error) => {
                let path = path.clone();
                (Contents::default(), Some(KnownError::File { path, error }))
            }
        };
        (Self { path: Some(path), file }, error)
    }

    /// Where it is kept, if it is.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// What the last terminal in this environment answered.
    pub fn answers(&self, environment: &Environment) -> Answers {
        self.file.answers.get(&environment.fingerprint()).cloned().unwrap_or_default()
    }

    /// The output mode that the person chose for this terminal.
    pub fn mode(&self, chosen: &Chosen) -> Option<OutputMode> {
        self.file.modes.get(&chosen.fingerprint)?.parse().ok()
    }

    /// Keeps what a terminal answered.
    pub fn answered(
        &mut self,
        environment: &Environment,
        answers: &Answers,
    ) -> Result<(), KnownError> {
        let before = self.file.answers.insert(environment.fingerprint(), answers.clone());
        if before.as_ref() == Some(answers) { Ok(()) } else { self.save() }
    }

    /// Keeps what the person chose; `None` forgets it.
    pub fn choose(&mut self, chosen: &Chosen, mode: Option<OutputMode>) -> Result<(), KnownError> {
        let key = chosen.fingerprint.clone();
        match mode {
            Some(mode) => self.file.modes.insert(key, mode.to_string()),
            None => self.file.modes.remove(&key),
        };
        self.save()
    }

    /// Writes the file in one step: another nashra may be reading it.
    fn save(&self) -> Result<(), KnownError> {
        let Some(path) = &self.path else { return Ok(()) };
        self.write(path).map_err(|error| KnownError::File { path: path.clone(), error })
    }

    fn write(&self, path: &Path) -> io::Result<()> {
        let text = toml::to_string(&self.file).map_err(io::Error::other)?;
        let directory = path.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
        let new = path.with_extension(format!("{}.new", std::process::id()));
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&new)?;
        file.write_all(text.as_bytes())?;
        fs::rename(&new, path)
    }
}

#[cfg(test)]
mod tests {
    use super::super::choose;
    use super::*;

    fn environment(term: &str) -> Environment {
        Environment::new(|name| (name == "TERM").then(|| term.to_owned()))
    }

    #[test]
    fn what_was_answered_and_chosen_is_there_the_next_time_for_the_person_alone() {
        use std::os::unix::fs::PermissionsExt;

        let home = tempfile::tempdir().unwrap();
        let directory = home.path().join("state");
        let (mut known, error) = Known::load(Some(&directory));
        assert!(error.is_none());
        let (here, there) = (environment("xterm"), environment("xterm-kitty"));
        let version = Some("kitty(0.26.5)".to_owned());
        let answers = Answers { version, primary: vec![62], ..Answers::default() };
        let kitty = choose(&there, &answers);
        known.answered(&there, &answers).unwrap();
        known.choose(&kitty, Some(OutputMode::Visual)).unwrap();

        let (mut again, error) = Known::load(Some(&directory));
        assert!(error.is_none());
        assert_eq!(again.answers(&there), answers);
        assert_eq!(again.mode(&kitty), Some(OutputMode::Visual));
        assert_eq!(again.answers(&here), Answers::default());
        assert_eq!(again.mode(&choose(&here, &Answers::default())), None);
        again.choose(&kitty, None).unwrap();
        assert_eq!(Known::load(Some(&directory)).0.mode(&kitty), None);

        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&directory), mode(again.path().unwrap())), (0o700, 0o600));
        assert_eq!(std::fs::read_dir(&directory).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named_and_nothing_is_known() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join(FILE), "modes = 3").unwrap();
        let (known, error) = Known::load(Some(directory.path()));
        assert!(error.unwrap().to_string().contains("terminals.toml"));
        assert_eq!(known.answers(&environment("xterm")), Answers::default());
    }

    #[test]
    fn without_a_directory_nothing_is_kept() {
        let (mut known, error) = Known::load(None);
        assert!(error.is_none());
        known.answered(&environment("xterm"), &Answers::default()).unwrap();
        assert_eq!(known.path(), None);
    }
}
