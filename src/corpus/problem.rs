//! What can be wrong with what is read.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::read::LIMIT;
use crate::model::DateError;

/// One thing that could not be read, or was read with a reservation. Displays as
/// `path:line: what; what to do`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// The file or directory, `-` for standard input.
    pub path: PathBuf,
    /// The line of the file, from 1, where one is to blame.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: Reason,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.path.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.reason)
    }
}

/// What is wrong, and what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// The path leads nowhere; so does a symbolic link whose target is gone.
    #[error("no such file or directory; check the path")]
    NotFound,
    /// A file or directory that this user may not read.
    #[error("permission denied; change its mode or its owner to have it read")]
    PermissionDenied,
    /// The system could not read it for another reason.
    #[error("cannot be read: {0}; try again, or leave it out")]
    Io(String),
    /// A symbolic link to a directory that contains it.
    #[error(
        "a link to a directory above it, not followed; remove the link to be rid of this message"
    )]
    Loop,
    /// A socket, pipe or device found in a directory.
    #[error("not a regular file; name it on the command line to have it read")]
    NotAFile,
    /// Nothing in it but white space.
    #[error("empty; write something into it, or remove it")]
    Empty,
    /// Its content is not text in any encoding known here.
    #[error("not text; extract its text into a .txt file to have it read")]
    NotText,
    /// A file or line longer than a document may be.
    #[error("longer than {} MiB; split it into several documents", LIMIT >> 20)]
    TooLong,
    /// Not valid JSON.
    #[error("broken JSON ({0}); correct it at its source")]
    BadJson(String),
    /// Valid JSON, but no object.
    #[error("JSON, but not an object; write {{\"title\": …, \"text\": …}}")]
    NotObject,
    /// An object without title and text.
    #[error("neither `title` nor `text` in the object; give it one of them")]
    NoText,
    /// A value that is no string. A document without its title or text is left out, one without
    /// another field is kept.
    #[error("`{0}` is not a string; put its value in quotes")]
    NotString(&'static str),
    /// The document is kept, without a date.
    #[error("{0}; the document has no date until it is corrected")]
    BadDate(#[from] DateError),
    /// The document is kept, its language identified from its text.
    #[error("`{0}` is not a language such as fr, fra or French; identified from the text instead")]
    BadLang(String),
    /// The document is kept, with U+FFFD for each escape of half a surrogate pair.
    #[error(
        "halves of characters (such as \\ud83d alone) replaced by �: {0}; write whole ones at the source"
    )]
    LoneSurrogates(usize),
    /// The document is kept, with this many U+0000 in it.
    #[error("NUL characters in the text: {0}; restore the file if it is damaged")]
    Nul(usize),
    /// The document is kept, with U+FFFD in these places.
    #[error("{0} places that could not be decoded were replaced by �; save the file as UTF-8")]
    Replaced(usize),
}

impl From<io::Error> for Reason {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Reason::NotFound,
            io::ErrorKind::PermissionDenied => Reason::PermissionDenied,
            _ => Reason::Io(error.to_string()),
        }
    }
}
