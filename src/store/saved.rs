//! Saved searches: queries under names, whatever the corpus.

use rusqlite::params;

use super::{Store, StoreError};
use crate::model::SavedSearch;

impl Store {
    /// The saved searches, by name.
    pub fn saved(&self) -> Result<Vec<SavedSearch>, StoreError> {
        let read = || {
            let sql = "SELECT name, query, sort FROM saved ORDER BY name";
            let mut saved = self.connection.prepare(sql)?;
            let saved = saved.query_map([], |row| {
                Ok(SavedSearch {
                    name: row.get(0)?,
                    query: row.get(1)?,
                    // An order of another version of the program is no loss.
                    sort: row.get::<_, String>(2)?.parse().unwrap_or_default(),
                })
            })?;
            saved.collect::<rusqlite::Result<_>>()
        };
        read().map_err(self.error())
    }

    /// Saves a search, in the place of one of the same name, which is returned, and of the one of the
    /// name `before`.
    pub fn save(
        &mut self,
        search: &SavedSearch,
        before: Option<&str>,
    ) -> Result<Option<SavedSearch>, StoreError> {
        self.secure()?;
        let SavedSearch { name, query, sort } = search;
        let replaced = self.saved()?.into_iter().find(|known| known.name == *name);
        let write = || {
            let transaction = self.connection.unchecked_transaction()?;
            transaction.execute("DELETE FROM saved WHERE name = ?", [before])?;
            let sql = "INSERT OR REPLACE INTO saved (name, query, sort) VALUES (?, ?, ?)";
            transaction.execute(sql, params![name, query, sort.to_string()])?;
            transaction.commit()
        };
        write().map_err(self.error())?;
        self.dirty = true;
        Ok(replaced)
    }

    /// Saves a search from elsewhere, unless there is one of the same name: that is returned.
    pub fn bring(&mut self, search: &SavedSearch) -> Result<Option<SavedSearch>, StoreError> {
        self.secure()?;
        let SavedSearch { name, query, sort } = search;
        let sql = "INSERT OR IGNORE INTO saved (name, query, sort) VALUES (?, ?, ?)";
        let new = self.connection.execute(sql, params![name, query, sort.to_string()]);
        if new.map_err(self.error())? > 0 {
            self.dirty = true;
            return Ok(None);
        }
        Ok(self.saved()?.into_iter().find(|known| known.name == *name))
    }

    /// Deletes the saved search of this name; false if there is none.
    pub fn unsave(&mut self, name: &str) -> Result<bool, StoreError> {
        self.secure()?;
        let sql = "DELETE FROM saved WHERE name = ?";
        let deleted = self.connection.execute(sql, [name]).map_err(self.error())?;
        self.dirty = true;
        Ok(deleted > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Sort;

    fn search(name: &str, query: &str) -> SavedSearch {
        SavedSearch { name: name.into(), query: query.into(), sort: Sort::Relevance }
    }

    #[test]
    fn searches_are_saved_replaced_renamed_and_deleted_for_all_processes() {
        let dir = tempfile::tempdir().unwrap();
        let mut one = Store::open(dir.path()).unwrap().0;
        let mut other = Store::open(dir.path()).unwrap().0;
        let (war, grain) = (search("الحرب", "lang:ar حرب"), search("grain", "céréales"));
        one.save(&war, None).unwrap();
        let wheat = search("grain", "blé");
        assert_eq!(one.save(&wheat, None).unwrap(), None);
        assert_eq!(other.save(&grain, None).unwrap(), Some(wheat));
        assert_eq!(one.saved().unwrap(), [grain.clone(), war.clone()]);

        let wheat = search("wheat", &grain.query);
        one.save(&wheat, Some("grain")).unwrap();
        assert_eq!(other.saved().unwrap(), [wheat, war.clone()]);
        assert!(other.unsave("wheat").unwrap() && !one.unsave("wheat").unwrap());
        assert_eq!(one.bring(&grain).unwrap(), None);
        assert_eq!(other.bring(&search("grain", "orge")).unwrap(), Some(grain));
        assert!(one.unsave("grain").unwrap());
        drop((one, other));
        assert_eq!(Store::open(dir.path()).unwrap().0.saved().unwrap(), [war]);
    }
}
