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
    /// How long an article is in view before it counts as read; `None` leaves that to the person.
    pub dwell: Option<Duration>,
    /// Whether the cursor moves on from a document that was kept or discarded.
    pub advance: bool,
    /// Whether harakat are drawn; `None` leaves them out where the terminal breaks them.
    pub harakat: Option<Harakat>,
    /// The program that opens addresses and files, with its arguments: `{}` in them stands for what
    /// is opened, which else comes last. None at all opens nothing; `None` is the system's own.
    pub open: Option<Vec<String>>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keys: BTreeMap::new(),
            rest: Duration::from_millis(120),
            dwell: Some(Duration::from_secs(3)),
            advance: true,
            harakat: None,
            open: None,
        }
    }
}

/// A mistake in the configuration.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum ConfigError {
    #[error("{}: {error}; the file is left out", path.display())]
    Read { path: PathBuf, error: std::io::Error },
    #[error("{}: {}; correct it, until then the file is left out", path.display(), error.to_string().trim_end())]
    Toml { path: PathBuf, error: Box<toml::de::Error> },
    #[error(
        "{}: there is no action `{name}`, so its keys are left out; the browser shows the names \
         of actions under `:`", path.display()
    )]
    Action { path: PathBuf, name: String },
    #[error("{}: dwell = {seconds} is no time in seconds; 0 is never, until then it is 3", path.display())]
    Dwell { path: PathBuf, seconds: f64 },
    #[error("{}: {name}: {error}; the action keeps the keys it has without the file", path.display())]
    Key { path: PathBuf, name: String, error: KeyError },
}

/// The file as written.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct File {
    keys: BTreeMap<String, OneOrMany>,
    rest_ms: Option<u64>,
    dwell: Option<f64>,
    advance: Option<bool>,
    harakat: Option<Marks>,
    open: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Marks {
    Auto,
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
    /// Reads the file at `path`; one that is not there sets nothing. What is wrong in it is left out.
    pub fn load(path: &Path) -> (Self, Vec<ConfigError>) {
        match std::fs::read_to_string(path) {
            Ok(toml) => Self::parse(&toml, path),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Default::default(),
            Err(error) => {
                (Self::default(), vec![ConfigError::Read { path: path.to_owned(), error }])
            }
        }
    }

    /// Reads settings from the text of the file at `path`.
    pub fn parse(toml: &str, path: &Path) -> (Self, Vec<ConfigError>) {
        let path = || path.to_owned();
        let mut settings = Self::default();
        let file: File = match toml::from_str(toml) {
            Ok(file) => file,
            Err(error) => {
                let error = Box::new(error);
                return (settings, vec![ConfigError::Toml { path: path(), error }]);
            }
        };
        if let Some(ms) = file.rest_ms {
            settings.rest = Duration::from_millis(ms);
        }
        settings.harakat = match file.harakat {
            None | Some(Marks::Auto) => None,
            Some(Marks::Keep) => Some(Harakat::Keep),
            Some(Marks::Strip) => Some(Harakat::Strip),
        };
        settings.open = file.open;
        settings.advance = file.advance.unwrap_or(settings.advance);
        let mut mistakes = Vec::new();
        if let Some(seconds) = file.dwell {
            match Duration::try_from_secs_f64(seconds) {
                Ok(dwell) => settings.dwell = (!dwell.is_zero()).then_some(dwell),
                Err(_) => mistakes.push(ConfigError::Dwell { path: path(), seconds }),
            }
        }
        for (name, keys) in file.keys {
            let Some(action) = Action::named(&name) else {
                mistakes.push(ConfigError::Action { path: path(), name });
                continue;
            };
            let keys = match keys {
                OneOrMany::One(key) => vec![key],
                OneOrMany::Many(keys) => keys,
            };
            match keys.iter().map(|key| key.parse()).collect() {
                Ok(keys) => {
                    settings.keys.insert(action, keys);
                }
                Err(error) => mistakes.push(ConfigError::Key { path: path(), name, error }),
            }
        }
        (settings, mistakes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(toml: &str) -> (Settings, String) {
        let (settings, mistakes) = Settings::parse(toml, Path::new("config.toml"));
        (settings, mistakes.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_missing_file_sets_nothing() {
        let (settings, mistakes) = Settings::load(Path::new("/nowhere/config.toml"));
        assert_eq!((settings, mistakes.len()), (Settings::default(), 0));
    }

    #[test]
    fn a_mistake_is_named_and_the_rest_counts() {
        let toml = "rest-ms = 7\n[keys]\nfly = \"f\"\nkeep = \"strg-k\"\nstar = [\"+\"]";
        let (settings, mistakes) = parse(toml);
        assert!(mistakes.contains("no action `fly`"), "{mistakes}");
        assert!(mistakes.contains("keep: `strg-k` is not a key"), "{mistakes}");
        assert_eq!(settings.rest, Duration::from_millis(7));
        assert_eq!(settings.keys.keys().collect::<Vec<_>>(), [&Action::ToggleStar]);
    }

    #[test]
    fn reading_takes_as_long_as_the_person_says_or_is_left_to_them() {
        let dwell = |toml| parse(toml).0.dwell.map(|dwell| dwell.as_millis());
        assert_eq!(dwell("dwell = 7"), Some(7000));
        assert_eq!((dwell("dwell = 0.5"), dwell("dwell = 0")), (Some(500), None));
        let (settings, mistakes) = parse("dwell = -1\nadvance = false");
        assert!(mistakes.contains("dwell = -1 is no time"), "{mistakes}");
        assert_eq!((settings.dwell, settings.advance), (Settings::default().dwell, false));
    }

    #[test]
    fn marks_are_left_out_as_the_person_says_or_as_the_terminal_needs() {
        let harakat = |toml| parse(toml).0.harakat;
        assert_eq!(harakat("harakat = \"keep\""), Some(Harakat::Keep));
        assert_eq!(harakat("harakat = \"strip\""), Some(Harakat::Strip));
        assert_eq!((harakat("harakat = \"auto\""), harakat("")), (None, None));
    }

    #[test]
    fn a_file_that_is_no_toml_is_left_out_with_its_line() {
        let (settings, mistakes) = parse("rest-ms = 1\nspeed = 2");
        assert!(mistakes.contains("line 2") && mistakes.contains("left out"), "{mistakes}");
        assert_eq!(settings, Settings::default());
    }
}
