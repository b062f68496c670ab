//! Reads names from other systems: FollowTheMoney JSON lines and CSV alias lists, told apart by their
//! content. Each entity becomes a line of JSON, the shape in which imports are kept.

mod ftm;
mod list;
mod name;

use std::collections::BTreeMap;
use std::io::{self, BufRead};

use serde::{Deserialize, Serialize};

use super::table::{KINDS, lang_of};
use crate::model::{Kind, Name, Role};

/// An entity as an import is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// What it is called: it may be known by these.
    pub(super) names: Vec<String>,
    /// What it is called too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) aliases: Vec<String>,
}

impl Line {
    /// All names, as a catalogue has them.
    pub(super) fn into_names(self) -> impl Iterator<Item = Name> {
        let texts = self.names.into_iter().chain(self.aliases);
        texts.map(|text| Name { lang: lang_of(&text), text, role: Role::Name })
    }
}

/// What a file to import was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportFormat {
    /// FollowTheMoney, one entity a line.
    Ftm,
    /// A list of aliases with a header.
    Csv,
}

/// What became of what a file holds.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct ImportCounts {
    /// Entities taken.
    pub entities: usize,
    /// How many of them were known already, and only got more names.
    pub known: usize,
    /// Names taken, of all entities.
    pub names: usize,
    /// Names left out because they would be found everywhere, or nowhere.
    pub refused: usize,
    /// Weak aliases of FollowTheMoney, which are left out.
    pub weak: usize,
    /// Entities left out because they are nothing to look for in news, by schema.
    pub skipped: BTreeMap<String, usize>,
    /// Lines that could not be read.
    pub bad: usize,
}

/// Why a line of a file to import is left out.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadLine {
    #[error("this is no FollowTheMoney entity ({}, column {})", what_in_json(.0), .0.column())]
    Ftm(serde_json::Error),
    #[error("this is not UTF-8; save the file as UTF-8")]
    Encoding,
    #[error("this has no id, and no name to make one of")]
    NoId,
    #[error("`{0}` has no name left to look for")]
    NoName(String),
    #[error("`{0}` has no kind; write {kinds} in the column kind", kinds = KINDS)]
    NoKind(String),
    #[error("`{0}` is not a kind; write {kinds}", kinds = KINDS)]
    Kind(String),
}

/// Why nothing of a file can be imported.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs)]
pub enum BadFile {
    #[error("no such file; check the path")]
    Missing,
    #[error("cannot be read: {0}")]
    Read(io::Error),
    #[error("its names cannot be kept: {0}")]
    Keep(#[from] io::Error),
    #[error("this is one JSON list; write one entity a line, as `jq -c '.[]'` does")]
    JsonList,
    #[error("the first line has to name the columns, `name` among them; there are {0}")]
    Header(String),
    #[error("there is no name in it to import")]
    Empty,
}

impl BadFile {
    /// Why a file cannot be opened.
    pub(super) fn unopened(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Read(error),
        }
    }
}

/// What is wrong in a line of JSON, without the number of the line, which is always the first.
fn what_in_json(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what).to_owned()
}

/// Where the names of a file go.
pub(super) trait Sink {
    /// The kind of the entity of the tables with this id.
    fn kind_of(&self, id: &str) -> Option<Kind>;
    fn take(&mut self, line: Line) -> io::Result<()>;
    /// Is told what is wrong in a line, from 1.
    fn bad(&mut self, line: u64, problem: BadLine);
}

/// Reads a file named `stem`, which distinguishes ids that mean something in that file only.
pub(super) fn read(
    mut source: impl BufRead,
    stem: &str,
    counts: &mut ImportCounts,
    sink: &mut impl Sink,
) -> Result<ImportFormat, BadFile> {
    if source.fill_buf().map_err(BadFile::Read)?.starts_with("\u{FEFF}".as_bytes()) {
        source.consume("\u{FEFF}".len());
    }
    let start = source.fill_buf().map_err(BadFile::Read)?.trim_ascii_start();
    let format = match start.first() {
        Some(b'{') => ImportFormat::Ftm,
        Some(b'[') => return Err(BadFile::JsonList),
        Some(_) => ImportFormat::Csv,
        None => return Err(BadFile::Empty),
    };
    match format {
        ImportFormat::Ftm => ftm::read(source, counts, sink)?,
        ImportFormat::Csv => list::read(source, stem, counts, sink)?,
    }
    if counts.entities == 0 { Err(BadFile::Empty) } else { Ok(format) }
}

/// Collects the names that are good to look for, each once.
#[derive(Debug, Default)]
struct Names {
    keys: std::collections::HashSet<String>,
    kept: Vec<String>,
}

impl Names {
    fn add(&mut self, text: &str, counts: &mut ImportCounts) {
        let text = name::tidy(text);
        if text.is_empty() {
            return;
        }
        let key = super::forms::key(&text);
        if name::refused(&text, &key) {
            counts.refused += 1;
        } else if self.keys.insert(key) {
            self.kept.push(text);
        }
    }

    /// What was kept since the last time, names in Latin letters first: they are shown to readers of
    /// languages without a name of their own.
    fn take(&mut self) -> Vec<String> {
        let mut kept = std::mem::take(&mut self.kept);
        kept.sort_by_key(|name| !name.contains(|c: char| c.is_ascii_alphabetic()));
        kept
    }
}

#[cfg(test)]
mod tests;
