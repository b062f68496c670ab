//! What other processes decided in the meantime.

use rusqlite::{Connection, Result};

use super::{Store, StoreError, journal};
use crate::model::{DocId, Triage};

impl Store {
    /// Documents about which others have decided since this was last asked or, at first, since the
    /// database was opened, as they now stand; some of this one's own may be among them. Next to
    /// free where nobody has.
    ///
    /// After an error nothing is lost: the next answer has it too.
    pub fn news(&mut self) -> Result<Vec<(DocId, Triage)>, StoreError> {
        let error = self.error();
        self.look().map_err(error)
    }

    fn look(&mut self) -> Result<Vec<(DocId, Triage)>> {
        let mut news = Vec::new();
        // Asked for first: what is committed afterwards is seen twice rather than not at all.
        let version = version(&self.connection)?;
        if version == self.version {
            return Ok(news);
        }
        let latest = latest(&self.connection)?;
        if latest > self.seen {
            let mut fields = self.connection.prepare_cached(
                "SELECT document, field, value FROM decision
                 WHERE document IN (SELECT document FROM journal WHERE step > ?)
                 ORDER BY document",
            )?;
            journal::triages(fields.query([self.seen])?, |id, triage| news.push((id, triage)))?;
        }
        (self.seen, self.version) = (latest, version);
        Ok(news)
    }

    /// Takes everything there is as known.
    pub(super) fn begin_news(&mut self) -> Result<(), StoreError> {
        let error = self.error();
        self.version = version(&self.connection).map_err(&error)?;
        self.seen = latest(&self.connection).map_err(error)?;
        Ok(())
    }
}

fn version(connection: &Connection) -> Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}

fn latest(connection: &Connection) -> Result<i64> {
    let sql = "SELECT ifnull(max(id), 0) FROM step";
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Place, Verdict};

    const KEPT: Change = Change::Verdict(Some(Verdict::Kept));

    fn id(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    fn who(news: Vec<(DocId, Triage)>) -> Vec<DocId> {
        news.into_iter().map(|(id, _)| id).collect()
    }

    #[test]
    fn what_others_decide_is_news_once_and_what_one_decides_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let mut a = Store::open(dir.path()).unwrap().0;
        a.decide(&[id(9)], KEPT).unwrap();
        let mut b = Store::open(dir.path()).unwrap().0;
        assert_eq!(b.news().unwrap(), []);
        a.decide(&[id(1), id(2)], KEPT).unwrap();
        a.decide(&[id(1)], Change::Starred(true)).unwrap();
        assert_eq!(a.news().unwrap(), []);
        let news = b.news().unwrap();
        assert!(news[0].1.starred && news[0].1.verdict == Some(Verdict::Kept));
        assert_eq!(who(news), [id(1), id(2)]);
        assert_eq!(b.news().unwrap(), []);
        a.undo().unwrap();
        assert_eq!(who(b.news().unwrap()), [id(1)]);
        a.set_place(&["/news".into()], &Place::default()).unwrap();
        assert_eq!(b.news().unwrap(), []);
    }

    #[test]
    fn nothing_of_others_is_missed_between_decisions_of_ones_own() {
        let dir = tempfile::tempdir().unwrap();
        let mut a = Store::open(dir.path()).unwrap().0;
        let mut b = Store::open(dir.path()).unwrap().0;
        for n in 0..4 {
            a.decide(&[id(n)], KEPT).unwrap();
            b.decide(&[id(100 + n)], KEPT).unwrap();
        }
        let news = who(b.news().unwrap());
        assert!((0..4).all(|n| news.contains(&id(n))), "{news:?}");
        assert_eq!(b.news().unwrap(), []);
        b.decide(&[id(7)], KEPT).unwrap();
        assert_eq!(b.news().unwrap(), []);
    }
}
