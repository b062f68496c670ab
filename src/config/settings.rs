//! `config.toml`: what a person can set. A mistake in it is named with its line; the program then
//! goes on with what it would do without the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::{Key, KeyError};
use crate::action::Action;
use crate::text::Harakat;

/// What a person can set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The keys of the actions that are given other ones than the table's.
    pub keys: BTreeMap<Action, Vec<Key>>,
    /// How long the list's cursor rests before the article follows it.
    pub rest: Duration,
    /// Whether harakat are drawn; some terminals cannot.
    pub harakat: Harakat,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), rest: Duration::from_millis(120), harakat: Harakat::Keep }
    }
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ConfigError {
    #[error("{}: {error}; the file is left out", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    #[error("{}: {}; correct it, until then the file is left out", path.display(), error.to_string().trim_end())]
    Toml { path: PathBuf, error: Box<toml::de::Error> },
    #[error("{}: there is no action `{name}`; `nashra` shows their names under `?`", path.display())]
    Action { path: PathBuf, name: String },
    #[error("{}: {name}: {error}", path.display())]
    Key { path: PathBuf, name: String, error: KeyError },
}

/// The file as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    keys: BTreeMap<String, OneOrMany>,
    rest_ms: Option<u64>,
    harakat: Option<Marks>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Marks {
    Keep,
    Strip,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl Settings {
    /// Reads the file at `path`; one that is not there sets nothing.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        match std::fs::read_to_string(path) {
            Ok(toml) => Self::from_toml(&toml, path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(ConfigError::Read { path: path.to_owned(), error }),
        }
    }

    /// Reads settings from a text, as from a file `config.toml`.
    pub fn parse(toml: &str) -> Result<Self, ConfigError> {
        Self::from_toml(toml, Path::new("config.toml"))
    }

    fn from_toml(toml: &str, path: &Path) -> Result<Self, ConfigError> {
        let path = path.to_owned();
        let file: File = match toml::from_str(toml) {
            Ok(file) => file,
            Err(error) => return Err(ConfigError::Toml { path, error: Box::new(error) }),
        };
        let mut settings = Self::default();
        if let Some(ms) = file.rest_ms {
            settings.rest = Duration::from_millis(ms);
        }
        if let Some(Marks::Strip) = file.harakat {
            settings.harakat = Harakat::Strip;
        }
        for (name, keys) in file.keys {
            let Some(action) = Action::named(&name) else {
                return Err(ConfigError::Action { path, name });
            };
            let keys = match keys {
                OneOrMany::One(key) => vec![key],
                OneOrMany::Many(keys) => keys,
            };
            let keys = keys.iter().map(|key| key.parse()).collect::<Result<_, _>>();
            match keys {
                Ok(keys) => settings.keys.insert(action, keys),
                Err(error) => return Err(ConfigError::Key { path, name, error }),
            };
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(toml: &str) -> String {
        Settings::parse(toml).unwrap_err().to_string()
    }

    #[test]
    fn a_missing_file_sets_nothing() {
        let settings = Settings::load(Path::new("/nowhere/config.toml")).unwrap();
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn mistakes_say_where_and_what() {
        assert!(error("[keys]\nfly = \"f\"").contains("no action `fly`"));
        assert!(error("[keys]\nkeep = \"strg-k\"").contains("keep: `strg-k` is not a key"));
        assert!(error("rest-ms = 1\nspeed = 2").contains("line 2"));
    }
}
