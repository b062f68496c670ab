//! All that is told of one entity at once.

use std::sync::Arc;

use super::{EntityId, Kind, Lang};

/// An entity as the documents of a view show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whom.
    pub id: EntityId,
    /// The name to display.
    pub name: String,
    /// What sort of thing it is.
    pub kind: Kind,
    /// The country it belongs to, where one is clear.
    pub country: Option<String>,
    /// Number of documents of the view that name it.
    pub documents: usize,
    /// How many of these, the newest, were gone through for names and mentions.
    pub read: usize,
    /// Number of mentions in them.
    pub mentions: usize,
    /// The names in them as written, with the language of the document, most frequent first.
    pub names: Vec<(String, Lang, usize)>,
    /// Number of its documents in each month that has some (`2015-11`), the newest first.
    pub months: Vec<(Arc<str>, usize)>,
    /// Who else is named in its documents, and in how many, most first.
    pub company: Vec<Companion>,
    /// The names that the tables have for it.
    pub aliases: Vec<(String, Lang)>,
}

/// An entity that is named in the documents of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Companion {
    /// Whom.
    pub id: EntityId,
    /// The name to display.
    pub name: String,
    /// In how many of the documents.
    pub documents: usize,
}
