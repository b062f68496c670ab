//! The reading place: where the person was in each corpus, and in which corpus last.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use rusqlite::{OptionalExtension, params};

use super::{Store, StoreError};
use crate::model::{DocId, Place};

impl Store {
    /// Where the person was in the corpus of these paths (absolute, in this order), if ever.
    pub fn place(&self, corpus: &[PathBuf]) -> Result<Option<Place>, StoreError> {
        let sql = "SELECT document, offset, query, sort, queries FROM place WHERE corpus = ?";
        self.connection
            .query_row(sql, [key(corpus)], |row| {
                Ok(Place {
                    document: row.get::<_, Option<_>>(0)?.map(DocId::from_bytes),
                    byte: row.get::<_, i64>(1)? as usize,
                    query: row.get(2)?,
                    // An order of another version of the program is no loss.
                    sort: row.get::<_, String>(3)?.parse().unwrap_or_default(),
                    queries: row.get_ref(4)?.as_str()?.lines().map(str::to_owned).collect(),
                })
            })
            .optional()
            .map_err(self.error())
    }

    /// Saves where the person is in a corpus, which makes it the last one.
    pub fn set_place(&mut self, corpus: &[PathBuf], place: &Place) -> Result<(), StoreError> {
        self.secure()?;
        let sql =
            "INSERT OR REPLACE INTO place (corpus, saved, document, offset, query, sort, queries)
                   SELECT ?, ifnull(max(saved), 0) + 1, ?, ?, ?, ?, ? FROM place";
        let document = place.document.as_ref().map(DocId::as_bytes);
        let byte = place.byte as i64;
        let Place { query, sort, queries, .. } = place;
        // One of the command line may have several lines.
        let queries: Vec<_> =
            queries.iter().map(|query| query.replace(['\n', '\r'], " ")).collect();
        let (sort, queries) = (sort.to_string(), queries.join("\n"));
        self.connection
            .execute(sql, params![key(corpus), document, byte, query, sort, queries])
            .map_err(self.error())?;
        self.dirty = true;
        Ok(())
    }

    /// The paths of the corpus whose place was saved last.
    pub fn last_corpus(&self) -> Result<Option<Vec<PathBuf>>, StoreError> {
        let sql = "SELECT corpus FROM place ORDER BY saved DESC LIMIT 1";
        self.connection
            .query_row(sql, [], |row| {
                let key = row.get_ref(0)?.as_blob()?;
                let paths = key.split_inclusive(|&byte| byte == 0);
                Ok(paths.map(|path| OsStr::from_bytes(&path[..path.len() - 1]).into()).collect())
            })
            .optional()
            .map_err(self.error())
    }
}

/// The paths, each ended by the one byte that no path contains; a path need not be UTF-8.
fn key(corpus: &[PathBuf]) -> Vec<u8> {
    corpus.iter().flat_map(|path| [path.as_os_str().as_bytes(), b"\0"]).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sort;

    fn paths(paths: &[&[u8]]) -> Vec<PathBuf> {
        paths.iter().map(|path| OsStr::from_bytes(path).into()).collect()
    }

    #[test]
    fn each_corpus_has_its_place_and_the_one_saved_last_is_the_last_corpus() {
        let dir = tempfile::tempdir().unwrap();
        let mut store = Store::open(dir.path()).unwrap().0;
        let (one, two) = (paths(&[b"/news"]), paths(&[b"/a", b"/caf\xe9", b"/c"]));
        assert_eq!(store.last_corpus().unwrap(), None);
        assert_eq!(store.place(&one).unwrap(), None);

        let place = Place {
            document: Some(DocId::of("عنوان", "نص")),
            byte: 4096,
            query: "actor:\"الأمم المتحدة\" lang:ar".into(),
            sort: Sort::Title,
            queries: vec!["بوتين".into(), "lang:fr \"la mer\"".into()],
        };
        store.set_place(&one, &place).unwrap();
        store.set_place(&two, &Place::default()).unwrap();
        assert_eq!(store.last_corpus().unwrap(), Some(two.clone()));

        let moved = Place { byte: 8192, ..place };
        store.set_place(&one, &moved).unwrap();
        drop(store);
        let store = Store::open(dir.path()).unwrap().0;
        assert_eq!(store.last_corpus().unwrap().as_ref(), Some(&one));
        assert_eq!(store.place(&one).unwrap(), Some(moved));
        assert_eq!(store.place(&two).unwrap(), Some(Place::default()));
    }
}
