//! A document as the index stores it: one record, decoded whole.
//!
//! Beside each origin stands what was said of the document there, so that an origin that goes takes
//! its date, source and language with it, as if the document had never been found there.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ffi::OsStr;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::super::EngineError;
use crate::model::{DocId, Document, EntityId, Label, Lang, Mention, Origin};

/// A document in one record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Stored {
    pub(super) title: String,
    pub(super) text: String,
    pub(super) words: usize,
    /// Every place it was found in; the first one leads.
    pub(super) sightings: Vec<Sighting>,
    /// The entities that the mentions name, by number.
    entities: Vec<String>,
    mentions: Vec<Span>,
    title_mentions: Vec<Span>,
}

/// Start and end in bytes, label, number of the entity.
type Span = (usize, usize, Label, usize);

/// A place in which a document was found, and what was said of it there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sighting {
    /// The path as the system has it, which need not be UTF-8.
    path: Vec<u8>,
    line: Option<usize>,
    own_id: Option<String>,
    url: Option<String>,
    date: Option<String>,
    source: Option<String>,
    lang: String,
}

impl Sighting {
    /// The file.
    pub(super) fn path(&self) -> &Path {
        Path::new(OsStr::from_bytes(&self.path))
    }

    /// The line of the file.
    pub(super) fn line(&self) -> Option<usize> {
        self.line
    }

    fn origin(&self) -> Origin {
        Origin {
            path: PathBuf::from(std::ffi::OsString::from_vec(self.path.clone())),
            line: self.line,
            own_id: self.own_id.clone(),
            url: self.url.clone(),
        }
    }

    fn lang(&self) -> Lang {
        self.lang.parse().unwrap_or(Lang::UNKNOWN)
    }
}

/// What a sighting that is known already does when it comes again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It stays as it was.
    Keep,
    /// Its file was read anew, so what is said now holds.
    Renew,
}

impl Stored {
    /// The record of a document.
    pub(super) fn of(document: &Document) -> Self {
        let Document { title, text, words, mentions, title_mentions, .. } = document;
        let mut entities: Vec<String> = Vec::new();
        let mut spans = |mentions: &[Mention]| -> Vec<Span> {
            let mut number = |entity: &EntityId| {
                entities.iter().position(|known| known == entity.as_str()).unwrap_or_else(|| {
                    entities.push(entity.to_string());
                    entities.len() - 1
                })
            };
            let span = |m: &Mention| (m.range.start, m.range.end, m.label, number(&m.entity));
            mentions.iter().map(span).collect()
        };
        let (mentions, title_mentions) = (spans(mentions), spans(title_mentions));
        let sighting = |origin: &Origin| Sighting {
            path: origin.path.as_os_str().as_bytes().to_vec(),
            line: origin.line,
            own_id: origin.own_id.clone(),
            url: origin.url.clone(),
            date: document.date.map(|date| date.to_string()),
            source: document.source.clone(),
            lang: document.lang.to_string(),
        };
        let sightings = document.origins.iter().map(sighting).collect();
        let (title, text, words) = (title.clone(), text.clone(), *words);
        Self { title, text, words, sightings, entities, mentions, title_mentions }
    }

    /// Takes what another record of the same document says; returns whether that changes anything.
    pub(super) fn take(&mut self, other: Stored, again: Again) -> bool {
        let same = |sighting: &Sighting| match again {
            Again::Keep => sighting.origin(),
            Again::Renew => Origin { own_id: None, url: None, ..sighting.origin() },
        };
        let mut known = HashMap::new();
        for (n, old) in self.sightings.iter().enumerate() {
            known.entry(same(old)).or_insert(n);
        }
        let mut changed = false;
        for new in other.sightings {
            match known.entry(same(&new)) {
                Entry::Vacant(free) => {
                    free.insert(self.sightings.len());
                    self.sightings.push(new);
                }
                Entry::Occupied(known) => match (&mut self.sightings[*known.get()], again) {
                    (old, Again::Renew) if *old != new => *old = new,
                    (old, Again::Keep) if old.lacks(&new) => old.fill(new),
                    _ => continue,
                },
            }
            changed = true;
        }
        changed
    }

    /// Replaces the mentions by those of a document with the same title and text; returns whether
    /// they differ.
    pub(super) fn name_anew(&mut self, document: &Document) -> bool {
        let new = Self::of(document);
        let changed = (&self.entities, &self.mentions, &self.title_mentions)
            != (&new.entities, &new.mentions, &new.title_mentions);
        self.entities = new.entities;
        self.mentions = new.mentions;
        self.title_mentions = new.title_mentions;
        changed
    }

    /// The document.
    pub(super) fn document(self, id: DocId) -> Document {
        let entities: Vec<EntityId> =
            self.entities.iter().map(|entity| entity.as_str().into()).collect();
        let mentions = |spans: &[Span]| -> Vec<Mention> {
            let spans = spans.iter().filter_map(|(start, end, label, entity)| {
                let entity = entities.get(*entity)?.clone();
                Some(Mention { range: *start..*end, label: *label, entity })
            });
            spans.collect()
        };
        let langs = self.sightings.iter().map(Sighting::lang);
        Document {
            id,
            lang: langs.into_iter().find(|lang| *lang != Lang::UNKNOWN).unwrap_or(Lang::UNKNOWN),
            date: self.sightings.iter().find_map(|s| s.date.as_ref()?.parse().ok()),
            source: self.sightings.iter().find_map(|s| s.source.clone()),
            origins: self.sightings.iter().map(Sighting::origin).collect(),
            words: self.words,
            mentions: mentions(&self.mentions),
            title_mentions: mentions(&self.title_mentions),
            title: self.title,
            text: self.text,
        }
    }

    pub(super) fn encode(&self) -> Result<Vec<u8>, EngineError> {
        let record = Vec::with_capacity(self.title.len() + self.text.len() + 1024);
        postcard::to_extend(self, record).map_err(|error| EngineError::Index(error.to_string()))
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, EngineError> {
        postcard::from_bytes(bytes).map_err(|error| EngineError::Index(error.to_string()))
    }
}

impl Sighting {
    fn lacks(&self, other: &Self) -> bool {
        (self.date.is_none() && other.date.is_some())
            || (self.source.is_none() && other.source.is_some())
            || (self.lang() == Lang::UNKNOWN && other.lang() != Lang::UNKNOWN)
    }

    fn fill(&mut self, other: Self) {
        if self.lang() == Lang::UNKNOWN {
            self.lang = other.lang;
        }
        self.date = self.date.take().or(other.date);
        self.source = self.source.take().or(other.source);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(path: &str, date: &str) -> Document {
        Document {
            id: DocId::of("t", "x Putin"),
            title: "t".into(),
            text: "x Putin".into(),
            lang: Lang::FR,
            date: date.parse().ok(),
            source: Some("AFP".into()),
            origins: vec![Origin { path: path.into(), line: Some(3), ..Origin::default() }],
            words: 2,
            mentions: vec![Mention {
                range: 2..7,
                label: Label::Per,
                entity: "vladimir-putin".into(),
            }],
            title_mentions: vec![],
        }
    }

    #[test]
    fn a_record_reads_back_as_its_document() {
        let document = document("a\u{fffd}", "2015-11-17T10:00:00.5+03:30");
        let stored = Stored::decode(&Stored::of(&document).encode().unwrap()).unwrap();
        assert_eq!(stored.document(document.id), document);
        assert!(Stored::decode(b"\xff\xff").is_err());
    }

    #[test]
    fn what_is_said_anew_of_a_place_replaces_what_was_said() {
        let mut stored = Stored::of(&document("a", "2015-11-17"));
        assert!(!stored.take(Stored::of(&document("a", "2016-01-01")), Again::Keep));
        assert!(stored.take(Stored::of(&document("b", "2016-01-02")), Again::Keep));
        assert!(stored.take(Stored::of(&document("a", "")), Again::Renew));
        assert!(!stored.take(Stored::of(&document("a", "")), Again::Renew));
        let document = stored.document(DocId::of("t", "x Putin"));
        assert_eq!(document.date, "2016-01-02".parse().ok());
        assert_eq!(document.origins.len(), 2);
    }
}
