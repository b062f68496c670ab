//! Deciding, undoing and redoing: each is a step, and a step is never changed afterwards.
//!
//! The database has one history, whoever writes to it: undo reverts the latest step that stands,
//! made by this process or another. So no later change to the same documents can be in its way, as
//! with two windows on one file. Undoing appends a step that swaps what the undone one journalled;
//! redoing appends one that swaps what the undo journalled. Each step carries what undo and redo
//! would revert after it, so that the last one tells, however long the history.

use std::time::SystemTime;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{
    Connection, OptionalExtension, Result, Rows, Transaction, TransactionBehavior, params,
};

use super::{Store, StoreError, field, identity};
use crate::model::{Cause, Change, Decided, Deed, DocId, NoteDigest, Triage, Way};

impl Store {
    /// Decides the same about documents, as one step to undo, committed on return. Documents so
    /// decided already are left out; `None`, and no step, if that leaves none.
    ///
    /// What was undone before can then no longer be redone, though the journal keeps it.
    pub fn decide(
        &mut self,
        documents: &[DocId],
        change: Change,
    ) -> Result<Option<Decided>, StoreError> {
        // In the order of the tables, a million documents take a third of the time.
        let mut documents = documents.to_vec();
        documents.sort_unstable();
        self.step(Cause::Decided, Way::Done, |draft| {
            for document in documents {
                let mut triage = triage(draft.transaction, document)?;
                draft.change(document, &mut triage, &change)?;
            }
            Ok(())
        })
    }

    /// Decides different things about documents, otherwise as [`decide`](Self::decide) does. Of two
    /// values for the same field of a document, the last one holds.
    pub fn decide_all(
        &mut self,
        changes: &[(DocId, Change)],
    ) -> Result<Option<Decided>, StoreError> {
        let mut changes: Vec<_> = changes.iter().collect();
        changes.sort_by_key(|(document, _)| *document);
        self.step(Cause::Decided, Way::Done, |draft| {
            for changes in changes.chunk_by(|a, b| a.0 == b.0) {
                let document = changes[0].0;
                let before = triage(draft.transaction, document)?;
                let mut after = before.clone();
                changes.iter().for_each(|(_, change)| change.apply(&mut after));
                let mut triage = before;
                for (_, change) in changes {
                    draft.change(document, &mut triage, &change.as_in(&after))?;
                }
            }
            Ok(())
        })
    }

    /// Takes a document for read because it was looked at for a while: a step that undo and redo
    /// pass over, and that does not end redo. `None` if it was read already.
    pub fn seen(&mut self, document: DocId) -> Result<Option<Decided>, StoreError> {
        self.step(Cause::Seen, Way::Done, |draft| {
            let mut triage = triage(draft.transaction, document)?;
            draft.change(document, &mut triage, &Change::Read(true))
        })
    }

    /// Undoes the latest step of the person's that stands, giving each document back what that step
    /// changed; `None` if there is none.
    pub fn undo(&mut self) -> Result<Option<Decided>, StoreError> {
        self.revert(Way::Undone)
    }

    /// Redoes what was undone last; `None` if nothing was undone since the last decision.
    pub fn redo(&mut self) -> Result<Option<Decided>, StoreError> {
        self.revert(Way::Redone)
    }

    fn revert(&mut self, way: Way) -> Result<Option<Decided>, StoreError> {
        self.step(Cause::Decided, way, |draft| {
            let Some(reverted) = draft.reverts()? else { return Ok(()) };
            let mut entries = entries(draft.transaction, reverted)?;
            identity::extend_to_successors(draft.transaction, reverted, &mut entries)?;
            for entries in entries.chunk_by(|a, b| a.0 == b.0) {
                let document = entries[0].0;
                let mut triage = triage(draft.transaction, document)?;
                for (_, before) in entries {
                    draft.set(document, &mut triage, before)?;
                }
            }
            Ok(())
        })
    }

    /// Commits what `make` did, with the step that it came to, if to any. Locks before it reads, so
    /// that no other process's change is lost.
    pub(super) fn step(
        &mut self,
        cause: Cause,
        way: Way,
        make: impl FnOnce(&mut Draft) -> Result<()>,
    ) -> Result<Option<Decided>, StoreError> {
        self.secure()?;
        let error = self.error();
        let run = || {
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut draft = Draft::new(&transaction, cause, way);
            make(&mut draft)?;
            let Draft { id, decided, .. } = draft;
            transaction.commit()?;
            self.dirty = true;
            // If another process made the step before, there is news.
            self.seen += i64::from(id == Some(self.seen + 1));
            Ok((!decided.documents.is_empty()).then_some(decided))
        };
        run().map_err(error)
    }
}

/// A step in the making.
pub(super) struct Draft<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    /// Milliseconds since 1970, UTC.
    at: i64,
    /// Known once the step has been appended, by its first change.
    id: Option<i64>,
    reverts: Option<i64>,
    decided: Decided,
}

impl<'a> Draft<'a> {
    fn new(transaction: &'a Transaction<'a>, cause: Cause, way: Way) -> Self {
        let at = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis() as i64;
        let deed = Deed { cause, way, changes: Vec::new() };
        let decided = Decided { deed, documents: Vec::new() };
        Self { transaction, at, id: None, reverts: None, decided }
    }

    /// The step that an undo or a redo made now reverts, if there is one.
    fn reverts(&mut self) -> Result<Option<i64>> {
        let next = next_before(self.transaction, i64::MAX)?;
        self.reverts = if self.decided.deed.way == Way::Undone { next.undo } else { next.redo };
        if let Some(step) = self.reverts {
            self.decided.deed.cause = self
                .transaction
                .prepare_cached("SELECT cause FROM step WHERE id = ?")?
                .query_row([step], |row| row.get(0))?;
        }
        Ok(self.reverts)
    }

    /// Changes a document, unless it is so already, as of now.
    fn change(&mut self, document: DocId, triage: &mut Triage, change: &Change) -> Result<()> {
        match change.as_in(triage) == *change {
            true => Ok(()),
            false => self.set(document, triage, change),
        }
    }

    /// Changes a document as of now, also if it is so already: a step is undone even where a document
    /// came by the same in another way.
    fn set(&mut self, document: DocId, triage: &mut Triage, change: &Change) -> Result<()> {
        let field = field::name(change);
        self.write(document, triage, change)?;
        // A later decision is later, also where the one before came from a clock that is ahead.
        self.transaction
            .prepare_cached(
                "INSERT INTO decision (document, field, value, at) VALUES (?, ?, ?, ?)
                 ON CONFLICT DO UPDATE SET value = excluded.value, at = max(excluded.at, at + 1)",
            )?
            .execute(params![document.as_bytes(), field, field::value(change), self.at])?;
        Ok(())
    }

    /// Journals a change to a document, with the value that it has now, and makes it in the triage;
    /// what is decided in the database is the caller's.
    pub(super) fn write(
        &mut self,
        document: DocId,
        triage: &mut Triage,
        change: &Change,
    ) -> Result<()> {
        let step = self.append()?;
        let old = change.as_in(triage);
        change.apply(triage);
        self.transaction
            .prepare_cached(
                "INSERT INTO journal (step, document, field, before, after) VALUES (?, ?, ?, ?, ?)",
            )?
            .execute(params![
                step,
                document.as_bytes(),
                field::name(change),
                field::value(&old),
                field::value(change)
            ])?;
        if let Change::Note(Some(text)) = &old {
            replaced(self.transaction, document, NoteDigest::of(text))?;
        }
        let Decided { deed, documents } = &mut self.decided;
        deed.add(if deed.way == Way::Undone { old } else { change.clone() });
        match documents.last_mut() {
            Some((last, now)) if *last == document => now.clone_from(triage),
            _ => documents.push((document, triage.clone())),
        }
        Ok(())
    }

    /// Appends the step, unless that was done; its id.
    pub(super) fn append(&mut self) -> Result<i64> {
        if let Some(id) = self.id {
            return Ok(id);
        }
        let id = self
            .transaction
            .prepare_cached("SELECT ifnull(max(id), 0) + 1 FROM step")?
            .query_row([], |row| row.get(0))?;
        let Deed { cause, way, .. } = self.decided.deed;
        let next = match (cause, way, self.reverts) {
            (_, Way::Undone, Some(reverted)) => {
                let below = next_before(self.transaction, reverted)?;
                Next { undo: below.undo, redo: Some(id) }
            }
            (_, Way::Redone, Some(reverted)) => {
                let below = next_before(self.transaction, reverted)?;
                Next { undo: Some(id), redo: below.redo }
            }
            // Not the person's doing, so not theirs to undo.
            (Cause::Followed | Cause::Seen, ..) => next_before(self.transaction, id)?,
            _ => Next { undo: Some(id), redo: None },
        };
        self.transaction
            .prepare_cached(
                "INSERT INTO step (id, at, reverts, next_undo, next_redo, cause)
                 VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute(params![id, self.at, self.reverts, next.undo, next.redo, cause])?;
        self.id = Some(id);
        Ok(id)
    }
}

/// The steps that undo and redo would revert.
struct Next {
    undo: Option<i64>,
    redo: Option<i64>,
}

/// What undo and redo would have reverted just before a step.
fn next_before(transaction: &Transaction, step: i64) -> Result<Next> {
    let sql = "SELECT next_undo, next_redo FROM step WHERE id < ? ORDER BY id DESC LIMIT 1";
    let next = transaction
        .prepare_cached(sql)?
        .query_row([step], |row| Ok(Next { undo: row.get(0)?, redo: row.get(1)? }))
        .optional()?;
    Ok(next.unwrap_or(Next { undo: None, redo: None }))
}

/// The fields that a step changed, with the values before it, in the order of documents.
fn entries(transaction: &Transaction, step: i64) -> Result<Vec<(DocId, Change)>> {
    let mut entries = transaction.prepare_cached(
        "SELECT document, field, before FROM journal WHERE step = ? ORDER BY document, field",
    )?;
    let entries = entries.query_map([step], |row| {
        Ok((
            DocId::from_bytes(row.get(0)?),
            field::change(row.get_ref(1)?.as_str()?, row.get_ref(2)?)?,
        ))
    })?;
    entries.collect()
}

/// Remembers a text of a note that another one has taken the place of.
pub(super) fn replaced(
    connection: &Connection,
    document: DocId,
    NoteDigest(note): NoteDigest,
) -> Result<()> {
    connection
        .prepare_cached("INSERT OR IGNORE INTO replaced_note (document, note) VALUES (?, ?)")?
        .execute(params![document.as_bytes(), note as i64])?;
    Ok(())
}

/// What is decided about a document.
pub(super) fn triage(connection: &Connection, document: DocId) -> Result<Triage> {
    let mut triage = Triage::default();
    let mut fields =
        connection.prepare_cached("SELECT field, value FROM decision WHERE document = ?")?;
    let mut fields = fields.query([document.as_bytes()])?;
    while let Some(row) = fields.next()? {
        field::change(row.get_ref(0)?.as_str()?, row.get_ref(1)?)?.apply(&mut triage);
    }
    Ok(triage)
}

/// What is decided about the documents that a query has fields of, in the order of documents.
pub(super) fn triages(mut fields: Rows, mut take: impl FnMut(DocId, Triage)) -> Result<()> {
    let mut current: Option<(DocId, Triage)> = None;
    while let Some(row) = fields.next()? {
        let document = DocId::from_bytes(row.get(0)?);
        let change = field::change(row.get_ref(1)?.as_str()?, row.get_ref(2)?)?;
        if let Some((before, triage)) = current.take_if(|(before, _)| *before != document) {
            take(before, triage);
        }
        change.apply(&mut current.get_or_insert_with(|| (document, Triage::default())).1);
    }
    current.into_iter().for_each(|(document, triage)| take(document, triage));
    Ok(())
}

impl ToSql for Cause {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(match self {
            Cause::Decided => rusqlite::types::Null.into(),
            Cause::Imported => "imported".into(),
            Cause::Followed => "followed".into(),
            Cause::Seen => "seen".into(),
        })
    }
}

impl FromSql for Cause {
    fn column_result(value: ValueRef) -> FromSqlResult<Self> {
        match value.as_str_or_null()? {
            None => Ok(Self::Decided),
            Some("imported") => Ok(Self::Imported),
            Some("followed") => Ok(Self::Followed),
            Some("seen") => Ok(Self::Seen),
            Some(other) => Err(FromSqlError::Other(format!("unknown cause `{other}`").into())),
        }
    }
}

#[cfg(test)]
mod tests;
