//! Deciding, undoing and redoing: each is a step, and a step is never changed afterwards.
//!
//! The database has one history, whoever writes to it: undo reverts the latest step that stands,
//! made by this process or another. So no later change to the same documents can be in its way, as
//! with two windows on one file. Undoing appends a step that swaps what the undone one journalled;
//! redoing appends one that swaps what the undo journalled. Each step carries what undo and redo
//! would revert after it, so that the last one tells, however long the history.

use std::borrow::Cow;
use std::time::SystemTime;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Result, Transaction, TransactionBehavior, params};

use super::{Store, StoreError};
use crate::model::{Change, Decisions, DocId, Triage, Verdict};

/// What a step changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What was decided, now or, if undone or redone, back then.
    pub change: Change,
    /// Whether that was undone.
    pub undone: bool,
    /// The documents concerned, by id, as they now stand; never empty.
    pub documents: Vec<(DocId, Triage)>,
}

impl Store {
    /// Decides the same about documents, as one step to undo, committed on return. Documents so
    /// decided already are left out; `None`, and no step, if that leaves none.
    ///
    /// What was undone before can then no longer be redone, though the journal keeps it.
    pub fn decide(
        &mut self,
        documents: &[DocId],
        change: Change,
    ) -> Result<Option<Outcome>, StoreError> {
        // In the order of the tables, a million documents take a third of the time.
        let mut documents = documents.to_vec();
        documents.sort_unstable();
        self.step(|transaction| {
            let id = next_id(transaction)?;
            append(transaction, id, None, Next { undo: Some(id), redo: None })?;
            let mut changed = Vec::new();
            for document in documents {
                let triage = triage(transaction, document)?;
                if change.as_in(&triage) != change {
                    changed.push((document, write(transaction, id, document, triage, &change)?));
                }
            }
            let outcome = Outcome { change, undone: false, documents: changed };
            Ok((!outcome.documents.is_empty()).then_some(outcome))
        })
    }

    /// Undoes the latest step that stands, giving each document back what that step changed; `None`
    /// if there is none.
    pub fn undo(&mut self) -> Result<Option<Outcome>, StoreError> {
        self.step(|transaction| revert(transaction, true))
    }

    /// Redoes what was undone last; `None` if nothing was undone since the last decision.
    pub fn redo(&mut self) -> Result<Option<Outcome>, StoreError> {
        self.step(|transaction| revert(transaction, false))
    }

    /// Commits what `make` did if it comes to something, else takes it back. Locks before it reads,
    /// so that no other process's change is lost.
    fn step(
        &mut self,
        make: impl FnOnce(&Transaction) -> Result<Option<Outcome>>,
    ) -> Result<Option<Outcome>, StoreError> {
        let error = self.error();
        let run = || {
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = make(&transaction)?;
            if outcome.is_some() {
                transaction.commit()?;
                self.dirty = true;
            }
            Ok(outcome)
        };
        run().map_err(error)
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

/// The id of the step to be appended.
fn next_id(transaction: &Transaction) -> Result<i64> {
    transaction
        .prepare_cached("SELECT ifnull(max(id), 0) + 1 FROM step")?
        .query_row([], |row| row.get(0))
}

fn append(transaction: &Transaction, id: i64, reverts: Option<i64>, next: Next) -> Result<()> {
    let now = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default().as_millis();
    transaction
        .prepare_cached(
            "INSERT INTO step (id, at, reverts, next_undo, next_redo) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![id, now as i64, reverts, next.undo, next.redo])?;
    Ok(())
}

/// Appends a step that takes back what undo, or else redo, is to revert.
fn revert(transaction: &Transaction, undone: bool) -> Result<Option<Outcome>> {
    let next = next_before(transaction, i64::MAX)?;
    let Some(reverted) = (if undone { next.undo } else { next.redo }) else { return Ok(None) };
    let below = next_before(transaction, reverted)?;
    let id = next_id(transaction)?;
    let next = match undone {
        true => Next { undo: below.undo, redo: Some(id) },
        false => Next { undo: Some(id), redo: below.redo },
    };
    append(transaction, id, Some(reverted), next)?;

    let mut outcome = None;
    let mut entries = transaction
        .prepare_cached("SELECT document, field, before, after FROM journal WHERE step = ?")?;
    let mut entries = entries.query([reverted])?;
    while let Some(entry) = entries.next()? {
        let document = DocId::from_bytes(entry.get(0)?);
        let field = entry.get_ref(1)?.as_str()?;
        let before = decode(field, entry.get_ref(2)?)?;
        let after = decode(field, entry.get_ref(3)?)?;
        let triage = triage(transaction, document)?;
        let triage = write(transaction, id, document, triage, &before)?;
        let change = if undone { after } else { before };
        outcome
            .get_or_insert(Outcome { change, undone, documents: Vec::new() })
            .documents
            .push((document, triage));
    }
    Ok(outcome)
}

/// Journals a change to a document and carries it out.
fn write(
    transaction: &Transaction,
    step: i64,
    document: DocId,
    mut triage: Triage,
    change: &Change,
) -> Result<Triage> {
    let (field, old) = encode(&change.as_in(&triage));
    let (_, new) = encode(change);
    change.apply(&mut triage);
    transaction
        .prepare_cached(
            "INSERT INTO journal (step, document, field, before, after) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![step, document.as_bytes(), field, old, new])?;
    transaction
        .prepare_cached(
            "INSERT OR REPLACE INTO decision (document, field, value, at)
             SELECT ?, ?, ?, at FROM step WHERE id = ?",
        )?
        .execute(params![document.as_bytes(), field, new, step])?;
    Ok(triage)
}

/// What is decided about a document.
fn triage(connection: &Connection, document: DocId) -> Result<Triage> {
    let mut triage = Triage::default();
    let mut fields =
        connection.prepare_cached("SELECT field, value FROM decision WHERE document = ?")?;
    let mut fields = fields.query([document.as_bytes()])?;
    while let Some(row) = fields.next()? {
        decode(row.get_ref(0)?.as_str()?, row.get_ref(1)?)?.apply(&mut triage);
    }
    Ok(triage)
}

/// What is decided about every document.
pub(super) fn decisions(connection: &Connection) -> Result<Decisions> {
    let mut decisions = Decisions::default();
    let mut rows = connection.prepare("SELECT document, field, value FROM decision")?;
    let mut rows = rows.query([])?;
    while let Some(row) = rows.next()? {
        let change = decode(row.get_ref(1)?.as_str()?, row.get_ref(2)?)?;
        decisions.apply(DocId::from_bytes(row.get(0)?), &change);
    }
    Ok(decisions)
}

/// The field that a change is about, and the value it gives it.
fn encode(change: &Change) -> (Cow<'static, str>, Value) {
    match change {
        Change::Read(read) => ("read".into(), (*read).into()),
        Change::Starred(starred) => ("starred".into(), (*starred).into()),
        Change::Verdict(verdict) => ("verdict".into(), verdict.map(|v| word(v).to_owned()).into()),
        Change::Tag(tag, on) => (format!("tag:{tag}").into(), (*on).into()),
        Change::Note(note) => ("note".into(), note.as_deref().map(str::to_owned).into()),
    }
}

/// The change that gives a field a value.
fn decode(field: &str, value: ValueRef) -> FromSqlResult<Change> {
    Ok(match field {
        "read" => Change::Read(bool::column_result(value)?),
        "starred" => Change::Starred(bool::column_result(value)?),
        "verdict" => Change::Verdict(Option::column_result(value)?),
        "note" => Change::Note(Option::column_result(value)?),
        _ => match field.strip_prefix("tag:").map(str::parse) {
            Some(Ok(tag)) => Change::Tag(tag, bool::column_result(value)?),
            _ => return Err(FromSqlError::Other(format!("unknown field `{field}`").into())),
        },
    })
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Kept => "kept",
        Verdict::Discarded => "discarded",
    }
}

impl ToSql for Verdict {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(word(*self).into())
    }
}

impl FromSql for Verdict {
    fn column_result(value: ValueRef) -> FromSqlResult<Self> {
        match value.as_str()? {
            "kept" => Ok(Self::Kept),
            "discarded" => Ok(Self::Discarded),
            other => Err(FromSqlError::Other(format!("unknown verdict `{other}`").into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
    const DISCARDED: Change = Change::Verdict(Some(Verdict::Discarded));

    fn id(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    /// What the journal says of a document, oldest first.
    fn history(store: &Store, document: DocId) -> Vec<(String, Value, Value)> {
        let sql = "SELECT field, before, after FROM journal WHERE document = ? ORDER BY step";
        let mut query = store.connection.prepare(sql).unwrap();
        let rows = query
            .query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
        rows.unwrap().map(Result::unwrap).collect()
    }

    #[test]
    fn a_decision_is_one_step_whose_undo_gives_each_document_its_own_state_back() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], DISCARDED).unwrap();
        let before = store.decisions().unwrap();
        let kept = Triage { verdict: Some(Verdict::Kept), ..Triage::default() };
        let discarded = before.get(id(1)).clone();

        let decided = store.decide(&[id(2), id(1)], KEPT).unwrap().unwrap();
        let documents = vec![(id(1), kept.clone()), (id(2), kept.clone())];
        assert_eq!(decided, Outcome { change: KEPT, undone: false, documents });

        let undone = store.undo().unwrap().unwrap();
        let documents = vec![(id(1), discarded), (id(2), Triage::default())];
        assert_eq!(undone, Outcome { change: KEPT, undone: true, documents });
        assert_eq!(store.decisions().unwrap(), before);

        let redone = store.redo().unwrap().unwrap();
        let documents = vec![(id(1), kept.clone()), (id(2), kept)];
        assert_eq!(redone, Outcome { change: KEPT, undone: false, documents });
        assert_eq!(store.undo().unwrap().unwrap(), undone);
    }

    #[test]
    fn what_is_decided_already_is_left_out_and_makes_no_step() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        assert_eq!(store.decide(&[id(1)], KEPT).unwrap(), None);
        assert_eq!(store.decide(&[id(3)], Change::Starred(false)).unwrap(), None);
        assert_eq!(store.decide(&[], KEPT).unwrap(), None);
        let outcome = store.decide(&[id(1), id(2), id(2)], KEPT).unwrap().unwrap();
        assert_eq!(outcome.documents.len(), 1);
        assert_eq!(outcome.documents[0].0, id(2));
        store.undo().unwrap().unwrap();
        store.undo().unwrap().unwrap();
        assert_eq!(store.undo().unwrap(), None);
        assert!(store.decisions().unwrap().is_empty());
    }

    #[test]
    fn undoing_one_field_leaves_the_others() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], Change::Read(true)).unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        let outcome = store.undo().unwrap().unwrap();
        let read = Triage { read: true, ..Triage::default() };
        assert_eq!(outcome.documents, [(id(1), read)]);
    }

    #[test]
    fn a_decision_after_an_undo_ends_redo_but_the_journal_keeps_what_was_undone() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.undo().unwrap();
        store.decide(&[id(1)], DISCARDED).unwrap();
        assert_eq!(store.redo().unwrap(), None);
        let (none, kept) = (Value::Null, Value::Text("kept".into()));
        let entry = |a: &Value, b: &Value| ("verdict".to_owned(), a.clone(), b.clone());
        assert_eq!(
            history(&store, id(1)),
            [
                entry(&none, &kept),
                entry(&kept, &none),
                entry(&none, &Value::Text("discarded".into()))
            ]
        );
    }

    #[test]
    fn a_full_disk_fails_the_decision_whole_and_room_lets_it_through() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        let before = store.decisions().unwrap();
        let many: Vec<_> = (0..5000_u128).map(|n| DocId::from_bytes(n.to_le_bytes())).collect();
        let pages: i64 =
            store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        store.connection.pragma_update(None, "max_page_count", pages + 2).unwrap();
        let error = store.decide(&many, KEPT).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert_eq!(store.decisions().unwrap(), before);
        store.connection.pragma_update(None, "max_page_count", 1 << 30).unwrap();
        assert_eq!(store.decide(&many, KEPT).unwrap().unwrap().documents.len(), many.len());
    }

    #[test]
    fn a_database_that_cannot_be_written_fails_the_decision() {
        let mut store = Store::ephemeral().unwrap();
        store.connection.pragma_update(None, "query_only", true).unwrap();
        let error = store.decide(&[id(1)], KEPT).unwrap_err();
        assert!(matches!(error, StoreError::ReadOnly { .. }), "{error}");
        assert!(store.decisions().unwrap().is_empty());
    }
}
