//! Opens addresses and files with another program, which gets nothing of our terminal.

use std::env;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;

use super::workers::Events;
use crate::app::{Event, Source};

/// The names of files that are opened end so: what is behind another one a program might run.
const ENDINGS: &[&str] = &["txt", "text", "md", "json", "jsonl", "ndjson", "csv"];

/// Opens things with the person's program, or the system's where there is a screen to show them on.
pub(super) struct Opener {
    command: Vec<String>,
    events: Events,
}

impl Opener {
    /// An opener that runs this command, or the system's own if `None`.
    pub(super) fn new(command: Option<Vec<String>>, events: Events) -> Self {
        Self { command: command.unwrap_or_else(system), events }
    }

    /// Opens something, if there is a program for that; a failure comes as an event.
    pub(super) fn open(&self, source: Source) {
        let target = match source {
            Source::Url(url) => url.into(),
            Source::File(path) if is_for_reading(&path) => match std::path::absolute(path) {
                Ok(path) => path,
                Err(_) => return,
            },
            Source::File(_) => return,
        };
        let Some(mut command) = command(&self.command, target) else { return };
        let (name, events) = (self.command[0].clone(), Arc::clone(&self.events));
        thread::spawn(move || {
            let failure = match command.status() {
                Ok(status) if status.success() => return,
                Ok(status) => status.to_string(),
                Err(error) => error.to_string(),
            };
            events(Event::Failed(format!("{name} could not open it ({failure})")));
        });
    }
}

fn is_for_reading(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    ENDINGS.contains(&ending.to_ascii_lowercase().as_str()) && path.is_file()
}

/// The system's program, where what it opens is seen: not at the other end of a connection.
fn system() -> Vec<String> {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let far = set("SSH_CONNECTION") || set("SSH_TTY");
    let command = match cfg!(target_os = "macos") {
        true if !far => Some("open"),
        false if !far && (set("DISPLAY") || set("WAYLAND_DISPLAY")) => Some("xdg-open"),
        _ => None,
    };
    let path = env::var_os("PATH").unwrap_or_default();
    let there = |name: &&str| env::split_paths(&path).any(|dir| dir.join(name).is_file());
    command.into_iter().filter(there).map(str::to_owned).collect()
}

/// The command that opens something, in a process group of its own, so that no key reaches it.
fn command(words: &[String], target: PathBuf) -> Option<Command> {
    let (program, arguments) = words.split_first()?;
    let mut command = Command::new(program);
    for argument in arguments {
        match argument.split_once("{}") {
            Some((before, after)) => {
                let mut argument = std::ffi::OsString::from(before);
                argument.push(&target);
                argument.push(after);
                command.arg(argument)
            }
            None => command.arg(argument),
        };
    }
    if !arguments.iter().any(|argument| argument.contains("{}")) {
        command.arg(target);
    }
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    Some(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn what_is_opened_is_one_argument_in_its_place() {
        let arguments = |given: &[&str]| -> Vec<String> {
            let command = command(&words(given), "https://x/;a b".into()).unwrap();
            command.get_args().map(|argument| argument.to_string_lossy().into_owned()).collect()
        };
        assert_eq!(arguments(&["open"]), ["https://x/;a b"]);
        assert_eq!(arguments(&["x", "--url={}", "-n"]), ["--url=https://x/;a b", "-n"]);
        assert!(command(&[], "x".into()).is_none());
    }

    #[test]
    fn only_files_to_read_are_opened() {
        let dir = tempfile::tempdir().unwrap();
        let file = |name: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, "x").unwrap();
            path
        };
        assert!(is_for_reading(&file("a.TXT")));
        assert!(!is_for_reading(&file("a.desktop")) && !is_for_reading(&file("a")));
        assert!(!is_for_reading(&dir.path().join("missing.txt")));
    }
}
