//! The terminal around tmux, as tmux knows it: it answers our questions itself, in its own name.

use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::environment::Environment;

/// A terminal that shows a session of tmux.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Client {
    /// Its TERM.
    pub term: String,
    /// What it answered tmux to XTVERSION; may be empty.
    pub version: String,
    /// Its process: another one may be another terminal of the same kind.
    #[serde(skip)]
    pub process: String,
}

/// Asks tmux for the terminal that shows us; `None` where there is no tmux to ask. May take a while.
pub fn client(environment: &Environment) -> Option<Client> {
    environment.get("TMUX")?;
    let format = "#{client_pid} #{client_termname} #{client_termtype}";
    let mut tmux = Command::new("tmux");
    tmux.args(["display-message", "-p"]);
    if let Some(pane) = environment.get("TMUX_PANE") {
        tmux.args(["-t", pane]);
    }
    let output = tmux.arg(format).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    if output.status.success() { parse(said.trim_end()) } else { None }
}

fn parse(said: &str) -> Option<Client> {
    let mut parts = said.splitn(3, ' ').map(str::to_owned);
    let (process, term) = (parts.next()?, parts.next()?);
    let client = Client { term, version: parts.next().unwrap_or_default(), process };
    // A session that nobody is attached to has none.
    (!client.process.is_empty()).then_some(client)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tmux_says_of_its_client_is_read_and_silence_is_none() {
        let client = parse("4711 xterm-256color Konsole 22.12.3").unwrap();
        assert_eq!((client.term.as_str(), client.process.as_str()), ("xterm-256color", "4711"));
        assert_eq!(client.version, "Konsole 22.12.3");
        assert_eq!(parse("4711 xterm").unwrap().version, "");
        assert_eq!((parse("  "), parse("")), (None, None));
    }

    #[test]
    fn outside_tmux_nobody_is_asked() {
        assert_eq!(client(&Environment::default()), None);
    }
}
