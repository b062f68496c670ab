//! A note in the person's editor: on a file of its own that only they can read, gone afterwards.

use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;
use std::process::{self, Command};

use crate::terminal::{Lent, Signal, Terminal};

/// What came of editing a text.
pub(super) struct Edited {
    /// What the person left, or a sentence about why nothing is to be changed.
    pub(super) text: Result<String, String>,
    /// What asked the program to end meanwhile.
    pub(super) signal: Option<Signal>,
}

/// Has the person edit a text. They have the terminal, which stays given back.
pub(super) fn edit(terminal: &mut Terminal, text: &str) -> Edited {
    let failed = |reason| Edited { text: Err(reason), signal: None };
    let draft = match Draft::new(text) {
        Ok(draft) => draft,
        Err(error) => return failed(format!("No file for the editor could be made ({error})")),
    };
    let editor = editor();
    // As other programs do, so that the editor may come with arguments.
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(&draft.path);
    match terminal.lend(&mut command) {
        Ok(Lent::Ended(status)) if status.success() => Edited { text: draft.text(), signal: None },
        // What was saved before the end counts, if anything was.
        Ok(Lent::Interrupted(signal)) => Edited { text: draft.text(), signal: Some(signal) },
        Ok(Lent::Ended(status)) if matches!(status.code(), Some(126 | 127)) => {
            failed(format!("There is no editor `{editor}`; set VISUAL or EDITOR to one"))
        }
        Ok(Lent::Ended(status)) => {
            failed(format!("{editor} failed ({status}); the note is as it was"))
        }
        Err(error) => failed(format!("{editor} could not be run ({error}); the note is as it was")),
    }
}

/// The person's editor, or the one that every system is to have.
fn editor() -> String {
    let mut named = ["VISUAL", "EDITOR"].iter().filter_map(|name| env::var(name).ok());
    named.find(|value| !value.trim().is_empty()).unwrap_or_else(|| "vi".to_owned())
}

/// A file to be edited, removed with this value.
struct Draft {
    path: PathBuf,
}

impl Draft {
    fn new(text: &str) -> io::Result<Self> {
        let mut tries = 0;
        loop {
            let name = format!("nashra-note-{}-{tries}.txt", process::id());
            let path = env::temp_dir().join(name);
            let mut options = OpenOptions::new();
            // Never one that is there: who put it there may read it.
            options.write(true).create_new(true).mode(0o600);
            match options.open(&path) {
                Ok(mut file) => {
                    let draft = Self { path };
                    file.write_all(text.as_bytes())?;
                    if !text.is_empty() && !text.ends_with('\n') {
                        file.write_all(b"\n")?;
                    }
                    return Ok(draft);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < 100 => {
                    tries += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn text(&self) -> Result<String, String> {
        let text = fs::read(&self.path)
            .map_err(|error| format!("What the editor left could not be read ({error})."))?;
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_draft_is_for_one_person_alone_and_gone_afterwards() {
        let (one, two) = (Draft::new("نص").unwrap(), Draft::new("").unwrap());
        assert_ne!(one.path, two.path);
        assert_eq!(fs::metadata(&one.path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(one.text(), Ok("نص".to_owned()));
        fs::write(&one.path, "\n un \ndeux\n\n").unwrap();
        assert_eq!(one.text(), Ok("un \ndeux".to_owned()));
        let path = one.path.clone();
        drop(one);
        assert!(!path.exists());
    }
}
