//! What the environment says of the terminal.

use std::env;

/// The variables of the environment that tell of a terminal; of those without a value to compare
/// (a process, a window) only whether they are set counts.
const VARIABLES: [(&str, bool); 13] = [
    ("TERM", true),
    ("TERM_PROGRAM", true),
    ("TERM_PROGRAM_VERSION", true),
    ("LC_TERMINAL", true),
    ("VTE_VERSION", true),
    ("KONSOLE_VERSION", true),
    ("XTERM_VERSION", true),
    ("KITTY_WINDOW_ID", false),
    ("WT_SESSION", false),
    ("TMUX", false),
    ("TMUX_PANE", false),
    ("STY", false),
    ("SSH_CONNECTION", false),
];

/// What the environment says of the terminal. It may be wrong: programs hand it on to the terminals
/// that they start, and over SSH only TERM and LC_* travel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment(Vec<(&'static str, String)>);

impl Environment {
    /// The environment as `get` tells it.
    pub fn new(get: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name| get(name).filter(|value| !value.is_empty());
        Self(VARIABLES.iter().filter_map(|(name, _)| Some((*name, set(name)?))).collect())
    }

    /// The environment of this process.
    pub fn of_process() -> Self {
        Self::new(|name| env::var(name).ok())
    }

    /// What is set of what matters here.
    pub fn variables(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.as_str()))
    }

    /// The same for all terminals of one kind, as far as the environment can tell them apart.
    pub fn fingerprint(&self) -> String {
        let has_value = |name| VARIABLES.contains(&(name, true));
        let part = |(name, value)| {
            if has_value(name) { format!("{name}={value}") } else { name.to_owned() }
        };
        self.variables().map(part).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.variables().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether a tmux may be asked for the terminal around it.
    pub fn in_tmux(&self) -> bool {
        self.get("TMUX").is_some()
    }

    /// Whether questions are safe: Terminal.app prints the end of one that it does not know.
    pub(super) fn may_ask(&self) -> bool {
        self.get("TERM_PROGRAM") != Some("Apple_Terminal") && self.get("TERM") != Some("dumb")
    }
}
