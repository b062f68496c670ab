//! Where the program's files are, by the conventions of the system.

use std::path::PathBuf;

use etcetera::BaseStrategy;

/// The program's own places. `None` where no home directory is known.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    /// Of `config.toml` and `entities.toml`.
    pub config: Option<PathBuf>,
    /// Of decisions and the reading place.
    pub state: Option<PathBuf>,
    /// Of what can be made anew: the indexes.
    pub cache: Option<PathBuf>,
}

impl Paths {
    /// The places of this person on this system.
    pub fn of_user() -> Self {
        match etcetera::choose_base_strategy() {
            Ok(base) => Self {
                config: Some(base.config_dir().join("nashra")),
                state: Some(base.data_dir().join("nashra")),
                cache: Some(base.cache_dir().join("nashra")),
            },
            Err(_) => Self::default(),
        }
    }
}
