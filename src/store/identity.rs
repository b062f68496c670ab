//! Which documents are versions of each other: decisions go over from one that was edited to what
//! it has become.

use rusqlite::{Connection, OptionalExtension, Result, Transaction, params};

use super::journal::triage;
use super::{Store, StoreError, field};
use crate::model::{Cause, Change, Decided, DocId, Sketch, Trace, Way};

impl Store {
    /// Remembers by what a document, about which something was decided, is to be found again. What
    /// was remembered of it before stays.
    pub fn trace(&mut self, documents: &[(DocId, Vec<Trace>, Sketch)]) -> Result<(), StoreError> {
        let error = self.error();
        let run = || {
            let transaction = self.connection.unchecked_transaction()?;
            for (document, traces, sketch) in documents {
                let document = document.as_bytes();
                transaction
                    .prepare_cached(
                        "INSERT OR REPLACE INTO sketch (document, sketch) VALUES (?, ?)",
                    )?
                    .execute(params![document, sketch.to_bytes()])?;
                for Trace(key) in traces {
                    transaction
                        .prepare_cached(
                            "INSERT OR IGNORE INTO trace (key, document) VALUES (?, ?)",
                        )?
                        .execute(params![key, document])?;
                }
            }
            transaction.commit()
        };
        run().map_err(error)?;
        self.dirty = true;
        Ok(())
    }

    /// Whether a document is remembered by a trace.
    pub fn is_traced(&self, document: DocId, Trace(key): Trace) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM trace WHERE key = ? AND document = ?)";
        let read = || {
            let mut query = self.connection.prepare_cached(sql)?;
            query.query_row(params![key, document.as_bytes()], |row| row.get(0))
        };
        read().map_err(self.error())
    }

    /// The documents that are remembered by a trace; a few, where it is everybody's.
    pub fn traced(&self, Trace(key): Trace) -> Result<Vec<DocId>, StoreError> {
        let read = || {
            let sql = "SELECT document FROM trace WHERE key = ? LIMIT 32";
            let mut query = self.connection.prepare_cached(sql)?;
            let documents = query.query_map([key], |row| Ok(DocId::from_bytes(row.get(0)?)))?;
            documents.collect::<Result<_>>()
        };
        read().map_err(self.error())
    }

    /// What a document said when it was last traced.
    pub fn sketch(&self, document: DocId) -> Result<Option<Sketch>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached("SELECT sketch FROM sketch WHERE document = ?")?
                .query_row([document.as_bytes()], |row| {
                    Ok(Sketch::from_bytes(row.get_ref(0)?.as_blob()?))
                })
                .optional()
        };
        Ok(read().map_err(self.error())?.flatten())
    }

    /// Lets decisions about documents go over to what these have become, in pairs of the old and the
    /// new one. It is a step that undo passes over; undoing what was decided before it reaches the
    /// new document too. One that anything was ever decided about keeps its own.
    pub fn follow(&mut self, versions: &[(DocId, DocId)]) -> Result<Option<Decided>, StoreError> {
        let mut versions = versions.to_vec();
        versions.sort_by_key(|(_, new)| *new);
        self.step(Cause::Followed, Way::Done, |draft| {
            for (old, new) in versions {
                let mut triage = triage(draft.transaction, new)?;
                let fields = fields(draft.transaction, old)?;
                let stands = |(change, _): &(Change, i64)| change.as_in(&triage) != *change;
                if is_decided(draft.transaction, new)? || !fields.iter().any(stands) {
                    continue;
                }
                let step = draft.append()?;
                for (change, at) in fields {
                    if change.as_in(&triage) != change {
                        draft.write(new, &mut triage, &change)?;
                    }
                    draft
                        .transaction
                        .prepare_cached("INSERT INTO decision VALUES (?, ?, ?, ?)")?
                        .execute(params![
                        new.as_bytes(),
                        field::name(&change),
                        field::value(&change),
                        at
                    ])?;
                }
                let sql = "INSERT OR IGNORE INTO replaced_note
                           SELECT ?, note FROM replaced_note WHERE document = ?";
                draft
                    .transaction
                    .prepare_cached(sql)?
                    .execute(params![new.as_bytes(), old.as_bytes()])?;
                let sql = "INSERT INTO successor (document, step, successor) VALUES (?, ?, ?)";
                draft.transaction.prepare_cached(sql)?.execute(params![
                    old.as_bytes(),
                    step,
                    new.as_bytes()
                ])?;
            }
            Ok(())
        })
    }
}

fn is_decided(connection: &Connection, document: DocId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM decision WHERE document = ?)";
    connection.prepare_cached(sql)?.query_row([document.as_bytes()], |row| row.get(0))
}

/// Every field that was decided of a document, and when, in milliseconds since 1970, UTC.
fn fields(connection: &Connection, document: DocId) -> Result<Vec<(Change, i64)>> {
    let sql = "SELECT field, value, at FROM decision WHERE document = ?";
    let mut fields = connection.prepare_cached(sql)?;
    let fields = fields.query_map([document.as_bytes()], |row| {
        Ok((field::change(row.get_ref(0)?.as_str()?, row.get_ref(1)?)?, row.get(2)?))
    })?;
    fields.collect()
}

/// The versions to which the decisions about a document have gone over after a step, those of the
/// versions included.
pub(super) fn successors(
    transaction: &Transaction,
    document: DocId,
    after: i64,
) -> Result<Vec<DocId>> {
    let mut query = transaction
        .prepare_cached("SELECT successor FROM successor WHERE document = ? AND step > ?")?;
    let mut found = vec![document];
    let mut n = 0;
    while let Some(document) = found.get(n) {
        let rows = query.query_map(params![document.as_bytes(), after], |row| {
            Ok(DocId::from_bytes(row.get(0)?))
        })?;
        for successor in rows.collect::<Result<Vec<_>>>()? {
            // A text may have been changed back.
            if !found.contains(&successor) {
                found.push(successor);
            }
        }
        n += 1;
    }
    found.remove(0);
    Ok(found)
}

/// Adds to what reverting a step does to documents the same for their later versions.
pub(super) fn extend_to_successors(
    transaction: &Transaction,
    step: i64,
    entries: &mut Vec<(DocId, Change)>,
) -> Result<()> {
    let sql = "SELECT EXISTS (SELECT 1 FROM successor WHERE step > ?)";
    if !transaction.prepare_cached(sql)?.query_row([step], |row| row.get(0))? {
        return Ok(());
    }
    let mut more = Vec::new();
    for (document, change) in entries.iter() {
        for successor in successors(transaction, *document, step)? {
            more.push((successor, change.clone()));
        }
    }
    // What the step itself says of a version holds.
    entries.append(&mut more);
    entries.sort_by_key(|(document, _)| *document);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::model::{Field, Record, Triage, Verdict};

    const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
    const STAR: Change = Change::Starred(true);

    fn id(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    fn triage_of(store: &Store, n: u8) -> Triage {
        store.decisions().unwrap().get(id(n)).clone()
    }

    fn kept() -> Triage {
        Triage { verdict: Some(Verdict::Kept), ..Triage::default() }
    }

    #[test]
    fn what_was_decided_goes_over_and_undo_passes_over_that_and_reaches_every_version() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        let followed = store.follow(&[(id(1), id(2))]).unwrap().unwrap();
        assert_eq!(followed.deed.to_string(), "followed the edits of");
        assert_eq!(followed.documents, [(id(2), kept())]);
        store.follow(&[(id(2), id(3))]).unwrap().unwrap();
        store.decide(&[id(3)], STAR).unwrap();

        let undone = store.undo().unwrap().unwrap();
        assert_eq!(undone.documents, [(id(3), kept())]);
        let undone = store.undo().unwrap().unwrap();
        let none = || Triage::default();
        assert_eq!(undone.documents, [(id(1), none()), (id(2), none()), (id(3), none())]);
        assert_eq!(store.undo().unwrap(), None);
        let redone = store.redo().unwrap().unwrap();
        assert_eq!(redone.documents, [(id(1), kept()), (id(2), kept()), (id(3), kept())]);
        assert_eq!(store.redo().unwrap().unwrap().documents.len(), 1);
    }

    #[test]
    fn a_decision_about_the_old_version_after_the_edit_is_about_that_one_alone() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.follow(&[(id(1), id(2))]).unwrap();
        store.decide(&[id(1)], STAR).unwrap();
        store.decide(&[id(2)], STAR).unwrap();
        store.undo().unwrap();
        let undone = store.undo().unwrap().unwrap();
        assert_eq!(undone.documents, [(id(1), kept())]);
    }

    #[test]
    fn a_document_that_was_decided_on_keeps_its_own_and_nothing_is_no_step() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.decide(&[id(2)], STAR).unwrap();
        store.undo().unwrap();
        assert_eq!(store.follow(&[(id(1), id(2)), (id(2), id(3)), (id(9), id(4))]).unwrap(), None);
        assert_eq!(store.history(None, 9).unwrap().len(), 3);
        assert!(store.redo().unwrap().is_some());
        let both =
            store.follow(&[(id(1), id(5)), (id(2), id(5)), (id(1), id(4))]).unwrap().unwrap();
        assert_eq!(both.documents, [(id(4), kept()), (id(5), kept())]);
    }

    #[test]
    fn following_does_not_end_redo() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.decide(&[id(1)], STAR).unwrap();
        store.undo().unwrap();
        store.follow(&[(id(1), id(2))]).unwrap().unwrap();
        let redone = store.redo().unwrap().unwrap();
        assert!(redone.documents.iter().all(|(_, triage)| triage.starred));
        assert_eq!(redone.documents.len(), 2);
    }

    #[test]
    fn what_others_decided_about_the_old_version_is_merged_into_the_new_one_too() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.follow(&[(id(1), id(2))]).unwrap();
        let at = field::time(5);
        let field = Field { change: STAR, at, replaces: vec![] };
        let records = [Record { document: id(1), fields: vec![field] }];
        assert_eq!(store.merge(records.clone()).unwrap().unwrap().documents.len(), 2);
        assert_eq!(store.merge(records).unwrap(), None);
        assert!(triage_of(&store, 2).starred);
    }

    #[test]
    fn the_time_of_a_decision_and_what_a_note_replaced_go_over_too() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], Change::Note(Some("one".into()))).unwrap();
        store.decide(&[id(1)], Change::Note(Some("two".into()))).unwrap();
        store.follow(&[(id(1), id(2))]).unwrap();
        let mut fields = Vec::new();
        let mut take = |record: Record| {
            fields.push(record.fields);
            ControlFlow::Continue(())
        };
        store.export(&mut take).unwrap();
        assert_eq!(fields[0], fields[1]);
        assert_eq!(fields[0][0].replaces.len(), 1);
    }

    #[test]
    fn traces_and_sketches_are_kept_and_a_moved_document_is_known_in_both_places() {
        let mut store = Store::ephemeral().unwrap();
        let sketch = |n: u32| Sketch::of((n..n + 40).collect());
        store.trace(&[(id(1), vec![Trace(7), Trace(-8)], sketch(1))]).unwrap();
        store
            .trace(&[(id(1), vec![Trace(9)], sketch(1)), (id(2), vec![Trace(9)], sketch(2))])
            .unwrap();
        assert_eq!(store.traced(Trace(7)).unwrap(), [id(1)]);
        assert_eq!(store.traced(Trace(9)).unwrap(), [id(1), id(2)]);
        assert_eq!(store.traced(Trace(1)).unwrap(), []);
        assert!(store.is_traced(id(2), Trace(9)).unwrap());
        assert!(!store.is_traced(id(2), Trace(7)).unwrap());
        assert_eq!(store.sketch(id(2)).unwrap(), Some(sketch(2)));
        assert_eq!(store.sketch(id(3)).unwrap(), None);
    }
}
