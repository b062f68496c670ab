//! The documents that a script means: named as arguments or on standard input, or all that a query
//! finds.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Stdin};
use std::path::PathBuf;

use serde::Deserialize;

use super::state;
use crate::cli::find::{Index, NotFound};
use crate::cli::load::{self, Loaded, is_standard_input};
use crate::cli::output::complain;
use crate::cli::{Error, args};
use crate::model::{DocId, Sort};
use crate::query::Query;

/// A name of a document, and the line of standard input that it stands on, from 1.
pub(super) struct Name {
    text: String,
    line: Option<usize>,
}

/// Finds the documents that are meant.
pub(super) struct Chooser<'a> {
    chosen: &'a args::Chosen,
    /// The corpus read last, of these paths.
    corpus: Option<(Vec<PathBuf>, Loaded, Option<Index>)>,
    /// How many names meant no document.
    pub(super) unknown: usize,
}

impl<'a> Chooser<'a> {
    pub(super) fn new(chosen: &'a args::Chosen) -> Self {
        Self { chosen, corpus: None, unknown: 0 }
    }

    /// The corpus, if it was read.
    pub(super) fn corpus(&self) -> Option<&Loaded> {
        self.corpus.as_ref().map(|(_, loaded, _)| loaded)
    }

    /// All documents that a query finds.
    pub(super) fn query(&mut self, query: &str) -> Result<Vec<DocId>, Error> {
        let query = Query::parse(query).map_err(Error::Query)?;
        let (_, loaded, _) = self.read(self.chosen.paths.clone())?;
        Ok(loaded.view(query, Sort::Corpus)?.ids.to_vec())
    }

    /// The documents of these names, each once; a name that means none is complained of.
    pub(super) fn find(&mut self, names: &[Name]) -> Result<Vec<DocId>, Error> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for Name { text, line } in names {
            match self.find_one(text, names)? {
                Ok(id) if seen.insert(id) => found.push(id),
                Ok(_) => {}
                Err(error) => {
                    self.unknown += 1;
                    complain(&match line {
                        Some(line) => format!("standard input, line {line}: {error}"),
                        None => error.to_string(),
                    });
                }
            }
        }
        Ok(found)
    }

    fn find_one(&mut self, name: &str, all: &[Name]) -> Result<Result<DocId, NotFound>, Error> {
        // A whole id is taken at its word: the articles may be elsewhere.
        if let (Ok(id), true) = (name.parse(), self.chosen.paths.is_empty()) {
            return Ok(Ok(id));
        }
        let mut paths = self.chosen.paths.clone();
        if paths.is_empty() {
            let vague = all.iter().filter(|name| name.text.parse::<DocId>().is_err());
            let files: Vec<PathBuf> = vague.map(|name| PathBuf::from(&name.text)).collect();
            // Files are read by themselves, as `nashra show` does.
            if files.iter().all(|file| file.exists()) {
                paths = files;
            }
        }
        let (_, loaded, index) = self.read(paths)?;
        let index = match index {
            Some(index) => index,
            None => index.insert(Index::new(loaded)?),
        };
        Ok(index.find_one(name))
    }

    /// The corpus of these paths, or the one opened last.
    fn read(
        &mut self,
        paths: Vec<PathBuf>,
    ) -> Result<&mut (Vec<PathBuf>, Loaded, Option<Index>), Error> {
        let known = self.corpus.take_if(|(known, ..)| *known == paths);
        let corpus = match known {
            Some(corpus) => corpus,
            None => {
                let state = state(self.chosen.report.state_dir.as_ref());
                let loaded = load::load(&args::Corpus { paths: paths.clone(), state })?;
                (paths, loaded, None)
            }
        };
        Ok(self.corpus.insert(corpus))
    }
}

/// The names that were given, in their order.
pub(super) struct Names<'a> {
    arguments: std::slice::Iter<'a, String>,
    input: Option<BufReader<Stdin>>,
    line: usize,
    /// Lines that could not be read.
    pub(super) bad: usize,
}

impl<'a> Names<'a> {
    pub(super) fn new(chosen: &'a args::Chosen) -> Result<Self, Error> {
        let asks_twice = chosen.which.documents.iter().any(|name| name == "-")
            && chosen.paths.iter().any(|path| is_standard_input(path));
        if asks_twice {
            let message = "standard input cannot hold both the names and the documents";
            return Err(Error::Usage(message.to_owned()));
        }
        Ok(Self { arguments: chosen.which.documents.iter(), input: None, line: 0, bad: 0 })
    }

    /// Whether the next name may have to be waited for.
    pub(super) fn waits(&self) -> bool {
        self.input.as_ref().is_some_and(|input| !input.buffer().contains(&b'\n'))
    }

    pub(super) fn next(&mut self) -> io::Result<Option<Name>> {
        loop {
            if let Some(input) = &mut self.input {
                let mut line = Vec::new();
                if input.read_until(b'\n', &mut line)? > 0 {
                    self.line += 1;
                    match name(&line) {
                        Ok(None) => {}
                        Ok(Some(text)) => return Ok(Some(Name { text, line: Some(self.line) })),
                        Err(error) => {
                            self.bad += 1;
                            complain(&format!("standard input, line {}: {error}", self.line));
                        }
                    }
                    continue;
                }
                self.input = None;
            }
            match self.arguments.next() {
                Some(name) if name == "-" => {
                    self.input = Some(BufReader::new(io::stdin()));
                }
                Some(name) => return Ok(Some(Name { text: name.clone(), line: None })),
                None => return Ok(None),
            }
        }
    }
}

/// What `nashra list --json` prints of a document, as far as it matters here.
#[derive(Deserialize)]
struct Listed {
    id: String,
}

/// The name on a line: all of it, the id that `nashra list` begins it with, or that of a JSON object.
fn name(line: &[u8]) -> Result<Option<String>, String> {
    let line = str::from_utf8(line).map_err(|_| "it is not UTF-8, and left out".to_owned())?.trim();
    if line.starts_with('{') {
        let listed: Result<Listed, _> = serde_json::from_str(line);
        return match listed {
            Ok(Listed { id }) => Ok(Some(id)),
            Err(error) => Err(format!("{error}; it is left out")),
        };
    }
    let first = line.split_whitespace().next();
    let id = first.filter(|first| first.parse::<DocId>().is_ok());
    Ok(first.map(|_| id.unwrap_or(line).to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_document_as_list_prints_it_or_in_full() {
        let id = "0123456789abcdef0123456789abcdef";
        let named = |line: &str| name(line.as_bytes()).unwrap();
        for line in [format!("{id}\r\n"), format!("{id}  ar   2015-11-17  r--  title")] {
            assert_eq!(named(&line).as_deref(), Some(id));
        }
        assert_eq!(named(&format!("{{\"title\": \"x\", \"id\": \"{id}\"}}")).as_deref(), Some(id));
        assert_eq!(named("une dépêche.txt\n").as_deref(), Some("une dépêche.txt"));
        assert_eq!(named("  \n"), None);
        assert!(name(b"{\"title\": 1}").unwrap_err().contains("`id`"));
        assert!(name(b"\xff\n").is_err());
    }
}
