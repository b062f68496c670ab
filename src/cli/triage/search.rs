//! A saved search as a line among exported decisions.

use serde::{Deserialize, Serialize};

use crate::model::SavedSearch;
use crate::query::Query;

/// A saved search.
#[derive(Serialize, Deserialize)]
pub(super) struct Search {
    saved: String,
    query: String,
    #[serde(default)]
    sort: String,
}

impl Search {
    pub(super) fn new(search: SavedSearch) -> Self {
        let SavedSearch { name, query, sort } = search;
        Self { saved: name, query, sort: sort.to_string() }
    }

    /// Reads a line, if it is such a line.
    pub(super) fn read(line: &[u8]) -> Option<Result<SavedSearch, String>> {
        let Self { saved: name, query, sort } = serde_json::from_slice(line).ok()?;
        if name.trim().is_empty() {
            return Some(Err("its saved search has no name".to_owned()));
        }
        if let Err(error) = Query::parse(&query) {
            return Some(Err(format!("its query cannot be asked: {error}")));
        }
        // An order of another version of the program is no loss.
        Some(Ok(SavedSearch { name, query, sort: sort.parse().unwrap_or_default() }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sort;

    #[test]
    fn a_search_reads_back_and_one_that_cannot_be_asked_is_refused() {
        let (name, query) = ("الحرب".to_owned(), "lang:ar حرب".to_owned());
        let search = SavedSearch { name, query, sort: Sort::Relevance };
        let line = serde_json::to_vec(&Search::new(search.clone())).unwrap();
        assert_eq!(Search::read(&line), Some(Ok(search)));
        let read = |line: &str| Search::read(line.as_bytes());
        let other = read(r#"{"saved":"x","query":"","sort":"by colour"}"#).unwrap().unwrap();
        assert_eq!(other.sort, Sort::default());
        assert!(read(r#"{"saved":" ","query":"x"}"#).unwrap().unwrap_err().contains("no name"));
        assert!(read(r#"{"saved":"x","query":"(x"}"#).unwrap().unwrap_err().contains("asked"));
        assert_eq!(read(r#"{"id":"x","query":"(x"}"#), None);
    }
}
