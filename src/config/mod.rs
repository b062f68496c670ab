//! What a person can set, and where the program's files are. Reads TOML; knows no key's meaning.

mod key;
mod paths;
mod settings;

pub use key::{Key, KeyCode, KeyError};
pub use paths::Paths;
pub use settings::{ConfigError, Settings};
