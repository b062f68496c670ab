//! What a query finds, and what the browser shows of it.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::sync::Arc;

use super::{Date, DocId, Document, EntityId, Kind, Lang};

/// The documents that a query found, in their order, frozen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The documents in order.
    pub ids: Arc<[DocId]>,
    /// How many documents the corpus held when the view was opened.
    pub corpus: usize,
}

/// What a list shows of one document.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Row {
    pub id: DocId,
    pub title: String,
    pub lang: Lang,
    pub date: Option<Date>,
    pub source: Option<String>,
}

/// Where the words that a query searches for stand in a document: bytes, in order, without overlaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// Those of its title.
    pub title: Vec<Range<usize>>,
    /// Those of its text.
    pub text: Vec<Range<usize>>,
}

/// One line of a document's text around the words of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The line, with `…` where a sentence is cut.
    pub text: String,
    /// The bytes of the line that are the words: in order, without overlaps.
    pub hits: Vec<Range<usize>>,
}

/// A field whose values can be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Facet {
    Lang,
    Source,
    /// As in `2015-11`; undated documents have none.
    Month,
    Entity,
}

/// The values of a field with the number of documents that have each, most frequent first, ties by
/// value.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facets {
    /// Value (language code, source, month, entity id) and number of documents.
    pub values: Vec<(Arc<str>, usize)>,
    /// Whether the counts are exact.
    pub exact: bool,
}

/// In how many documents of a view each entity is named.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// In order. An engine lends its own: there may be hundreds of thousands.
    entities: Arc<[Arc<str>]>,
    /// Of each of them.
    documents: Arc<[u32]>,
}

impl Counts {
    /// Of entities in ascending order, each in so many documents, of which some may be 0.
    pub fn new(entities: Arc<[Arc<str>]>, documents: Arc<[u32]>) -> Self {
        Self { entities, documents }
    }

    /// In how many documents an entity is named; `None` if there is none.
    pub fn get(&self, entity: &EntityId) -> Option<usize> {
        let place = self.entities.binary_search_by(|other| (**other).cmp(entity.as_str())).ok()?;
        self.documents.get(place).map(|count| *count as usize).filter(|count| *count > 0)
    }
}

impl FromIterator<(Arc<str>, usize)> for Counts {
    fn from_iter<I: IntoIterator<Item = (Arc<str>, usize)>>(counts: I) -> Self {
        let mut counts: Vec<(Arc<str>, usize)> = counts.into_iter().collect();
        counts.sort_unstable();
        let (entities, documents): (Vec<_>, Vec<_>) =
            counts.into_iter().map(|(entity, count)| (entity, count as u32)).unzip();
        Self::new(entities.into(), documents.into())
    }
}

/// A document as the article pane and the sidebar show it.
#[derive(Debug, Clone, PartialEq)]
pub struct Article {
    /// The document.
    pub document: Arc<Document>,
    /// Who is in it: by kind, then by number of mentions, most first.
    pub figures: Vec<Figure>,
}

/// An entity of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// Whom.
    pub id: EntityId,
    /// The name to display.
    pub name: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// How many mentions of the document name it.
    pub mentions: usize,
    /// Of one that was only proposed all names that were found to be its own, if they are several.
    pub grouped: Vec<String>,
}

/// The order of a view. Documents that are equal in it stand in the order of their arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// By arrival.
    Corpus,
    /// Newest first, undated last.
    #[default]
    Date,
    /// By the words of the title, folded.
    Title,
    /// By the words of the source, folded; those without a source last.
    Source,
    /// What is unread first; of these and of the others, newest first.
    Unread,
    /// What has most of the words of the query first, the rarer and the denser the better, most of
    /// all in the title; newest first where that is equal, as it is for a query without words.
    Relevance,
    /// Most mentions of the actors of the query first, or of anyone where it has none; newest first
    /// where that is equal.
    Mentions,
}

impl Sort {
    /// Every order, as they follow one another under one key.
    pub const ALL: [Sort; 7] = [
        Sort::Date,
        Sort::Unread,
        Sort::Relevance,
        Sort::Mentions,
        Sort::Corpus,
        Sort::Title,
        Sort::Source,
    ];
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Sort::Corpus => "corpus",
            Sort::Date => "date",
            Sort::Title => "title",
            Sort::Source => "source",
            Sort::Unread => "unread",
            Sort::Relevance => "relevance",
            Sort::Mentions => "mentions",
        })
    }
}

/// Not an order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a sort order: date, unread, relevance, mentions, corpus, title or source")]
pub struct SortError(String);

impl FromStr for Sort {
    type Err = SortError;

    fn from_str(s: &str) -> Result<Self, SortError> {
        let found = Sort::ALL.into_iter().find(|sort| sort.to_string() == s);
        found.ok_or_else(|| SortError(s.to_owned()))
    }
}

/// A query that the person keeps under a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SavedSearch {
    /// What the person calls it.
    pub name: String,
    /// What it finds.
    pub query: String,
    /// In which order.
    pub sort: Sort,
}

/// Where the person is in a corpus.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The document under the cursor.
    pub document: Option<DocId>,
    /// The first byte of its text that is on the screen, so that it holds at every width.
    pub byte: usize,
    /// The query in force.
    pub query: String,
    /// The order in force.
    pub sort: Sort,
    /// The queries that were in force, oldest first.
    pub queries: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sort_order_reads_back() {
        for sort in Sort::ALL {
            assert_eq!(sort.to_string().parse(), Ok(sort));
        }
        let error = "size".parse::<Sort>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "`size` is not a sort order: date, unread, relevance, mentions, corpus, title or source"
        );
    }
}
