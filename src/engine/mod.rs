//! Engines: they store documents, search them and count them.
//!
//! [`Engine`] is the contract, `contract` the tests that every engine passes and `analysis` how
//! text becomes search terms, for all of them alike. An engine knows documents and queries; it
//! stores no decision (a query on them brings a snapshot) and resolves no name.

mod analysis;
mod bits;
#[cfg(test)]
mod contract;
mod memory;
mod relevance;
mod tantivy;

use std::path::Path;
use std::sync::Arc;

use crate::model::{
    Counts, Decisions, DocId, Document, EntityId, Facet, Facets, Hits, Row, Snippet, Sort, View,
};
use crate::query::Query;
use crate::text::words;

pub use self::tantivy::{OpenError, Roots, Seen, Tantivy};
pub use memory::Memory;

/// A store of documents that can be searched. Calls block, so they belong on worker threads; one
/// that reads never waits for one that writes longer than a batch of documents takes.
///
/// Documents are known by id. One that comes again adds its origins to the first, which keeps
/// everything it has and gets only what it lacks: date, source, language.
pub trait Engine: Send + Sync {
    /// Finds what a query asks for. Actor terms must be linked ([`Query::link`]): one without
    /// entities finds nothing. What happens to the corpus later does not change the view.
    fn open_view(
        &self,
        query: &Query,
        sort: Sort,
        decisions: &Decisions,
    ) -> Result<View, EngineError>;

    /// What a list shows of these documents, in the same order; those that are gone are left out.
    fn rows(&self, ids: &[DocId]) -> Result<Vec<Row>, EngineError>;

    /// Counts the values of a field in a view, and gives the `top` most frequent. Documents that
    /// are gone do not count.
    fn facets(&self, view: &View, facet: Facet, top: usize) -> Result<Facets, EngineError>;

    /// In how many documents of a view each entity is named.
    fn counts(&self, view: &View) -> Result<Counts, EngineError> {
        Ok(self.facets(view, Facet::Entity, usize::MAX)?.values.into_iter().collect())
    }

    /// In how many documents of a view each triage is, by its number among
    /// [`Decisions::triages`]; about all others nothing was decided.
    fn decided(&self, view: &View, decisions: &Decisions) -> Result<Vec<usize>, EngineError> {
        Ok(decisions.count(view.ids.iter().filter_map(|id| decisions.number(*id))))
    }

    /// The document of this id, if the corpus has it.
    fn document(&self, id: DocId) -> Result<Option<Arc<Document>>, EngineError>;

    /// Where the words that a query searches for stand in a document. Negated words are not
    /// searched, and those of `title:` in the title only.
    fn highlights(&self, query: &Query, id: DocId) -> Result<Hits, EngineError> {
        let document = self.document(id)?;
        Ok(document.map_or(Hits::default(), |document| analysis::highlights(query, &document)))
    }

    /// For each of these documents one line around the words that a query searches for: of its text,
    /// or of its title where the text has none of them; `None` where that has none, either.
    fn snippets(&self, query: &Query, ids: &[DocId]) -> Result<Vec<Option<Snippet>>, EngineError> {
        let snippet = |document: Arc<Document>| analysis::snippet(query, &document);
        ids.iter().map(|id| Ok(self.document(*id)?.and_then(snippet))).collect()
    }

    /// Adds documents at the end of the corpus; they are found once this returns. Returns how many
    /// were new.
    fn upsert(&self, documents: Vec<Document>) -> Result<usize, EngineError>;

    /// The documents that may have, in title or text, a word whose folded form is asked for, and
    /// those in which one of these entities is named. There may be some more, never fewer: an
    /// engine goes through its distinct words, not through its documents.
    fn having(
        &self,
        asked: &dyn Fn(&str) -> bool,
        named: &[EntityId],
    ) -> Result<Vec<DocId>, EngineError>;

    /// The documents that were found in a file, in the order of arrival. There may be some more, by
    /// a rare chance.
    fn found_in(&self, file: &Path) -> Result<Vec<DocId>, EngineError>;

    /// Gives documents that are there the mentions that they come with here; what else they come
    /// with is not looked at, and one that is gone stays so. Filters and counts know the new
    /// mentions once this returns; where the documents stand in an order stays. (An engine that can
    /// only replace a document writes the one that it has, with these mentions, in its place.)
    fn relabel(&self, documents: Vec<Document>) -> Result<(), EngineError>;

    /// Removes documents. Returns how many there were.
    fn delete(&self, ids: &[DocId]) -> Result<usize, EngineError>;

    /// Replaces the whole corpus, as a rescan does: documents and origins that are gone disappear,
    /// the order is the new one. Until `documents` ends, everything is answered from the old corpus.
    /// Returns how many documents there are now.
    fn replace(&self, documents: &mut dyn Iterator<Item = Document>) -> Result<usize, EngineError>;
}

/// Why an engine could not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// An index in memory numbers documents and words with 32 bits.
    #[error("the corpus is too large to be held in memory; open fewer files")]
    Full,
    /// Another process has the index.
    #[error("another nashra keeps the index of this corpus; it takes changes up by itself")]
    Follows,
    /// The index on disk was deleted.
    #[error("the index of this corpus was deleted while it was open; read the files again")]
    Gone,
    /// The index on disk cannot be read or written.
    #[error("the index of this corpus: {0}; `--ephemeral` reads the files without it")]
    Index(String),
}

impl From<::tantivy::TantivyError> for EngineError {
    fn from(error: ::tantivy::TantivyError) -> Self {
        Self::Index(error.to_string())
    }
}

impl From<std::io::Error> for EngineError {
    fn from(error: std::io::Error) -> Self {
        Self::Index(error.to_string())
    }
}

/// What a text is sorted by: its words, folded. Quotes and dashes that begin a title have no place in
/// the order.
fn sort_key(text: &str) -> String {
    words(text).flat_map(|word| [word.folded, " ".to_owned()]).collect()
}
