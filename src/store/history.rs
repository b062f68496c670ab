//! The history of decisions, to be walked back.

use rusqlite::{Connection, OptionalExtension, Result, params};

use super::{Store, StoreError, field};
use crate::model::{Cause, Deed, DocId, Step, StepId, Way};

impl Store {
    /// The steps made before this one, or the last ones, the newest first, at most `limit`; undoing
    /// and redoing are steps too. What was taken for read by itself is none that a person made.
    pub fn history(&self, before: Option<StepId>, limit: usize) -> Result<Vec<Step>, StoreError> {
        let read = || {
            // An undo leaves itself to be redone, a redo itself to be undone.
            let mut steps = self.connection.prepare_cached(
                "SELECT id, at, cause, reverts IS NULL, next_redo IS id FROM step
                 WHERE id < ? AND cause IS NOT 'seen' ORDER BY id DESC LIMIT ?",
            )?;
            let before = before.map_or(i64::MAX, |step| step.0);
            let steps = steps.query_map(params![before, limit as i64], |row| {
                let way = match (row.get(3)?, row.get(4)?) {
                    (true, _) => Way::Done,
                    (false, true) => Way::Undone,
                    (false, false) => Way::Redone,
                };
                step(&self.connection, row.get(0)?, row.get(1)?, row.get(2)?, way)
            })?;
            steps.collect::<Result<_>>()
        };
        read().map_err(self.error())
    }
}

fn step(connection: &Connection, id: i64, at: i64, cause: Cause, way: Way) -> Result<Step> {
    let mut deed = Deed { cause, way, changes: Vec::new() };
    let mut documents = Vec::<DocId>::new();
    // What an undo did is what it took away.
    let mut entries = connection.prepare_cached(
        "SELECT document, field, iif(?, before, after) FROM journal WHERE step = ?
         ORDER BY document, field LIMIT 100",
    )?;
    let mut entries = entries.query(params![way == Way::Undone, id])?;
    let mut last = None;
    while let Some(entry) = entries.next()? {
        let document = DocId::from_bytes(entry.get(0)?);
        deed.add(field::change(entry.get_ref(1)?.as_str()?, entry.get_ref(2)?)?);
        if last.replace(document) != Some(document) && documents.len() < Step::MOST {
            documents.push(document);
        }
    }
    let count: i64 = connection
        .prepare_cached("SELECT count(DISTINCT document) FROM journal WHERE step = ?")?
        .query_row([id], |row| row.get(0))?;
    let undone = undone(connection, id)?;
    let (id, at, count) = (StepId(id), field::time(at), count as usize);
    Ok(Step { id, at, deed, documents, count, undone })
}

/// Whether a step was undone, and not redone since: a step is reverted at most once, by another
/// that may be reverted itself.
fn undone(connection: &Connection, mut step: i64) -> Result<bool> {
    let mut reverted = connection.prepare_cached("SELECT id FROM step WHERE reverts = ?")?;
    let mut undone = false;
    while let Some(by) = reverted.query_row([step], |row| row.get(0)).optional()? {
        (step, undone) = (by, !undone);
    }
    Ok(undone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Change, Verdict};

    const KEPT: Change = Change::Verdict(Some(Verdict::Kept));

    fn id(n: u8) -> DocId {
        DocId::from_bytes([n; 16])
    }

    fn words(steps: &[Step]) -> Vec<(String, usize, bool)> {
        steps.iter().map(|step| (step.deed.to_string(), step.count, step.undone)).collect()
    }

    #[test]
    fn a_history_says_what_was_done_undone_and_redone_the_newest_first() {
        let mut store = Store::ephemeral().unwrap();
        assert_eq!(store.history(None, 9).unwrap(), []);
        store.decide(&[id(1), id(2)], KEPT).unwrap();
        store.decide(&[id(3)], Change::Starred(true)).unwrap();
        store.undo().unwrap();
        store.undo().unwrap();
        store.redo().unwrap();
        let steps = store.history(None, 9).unwrap();
        let line = |words: &str, count, undone| (words.to_owned(), count, undone);
        let expected = [
            line("Done again: kept", 2, false),
            line("Undone: kept", 2, true),
            line("Undone: starred", 1, false),
            line("starred", 1, true),
            line("kept", 2, false),
        ];
        assert_eq!(words(&steps), expected);
        assert_eq!(steps[0].documents, [id(1), id(2)]);
        store.undo().unwrap();
        let steps = store.history(None, 9).unwrap();
        assert_eq!(
            words(&steps[..2]),
            [line("Undone: kept", 2, false), line("Done again: kept", 2, true)]
        );
        assert!(steps.last().unwrap().undone);
    }

    #[test]
    fn what_was_only_looked_at_is_read_and_no_step_to_undo_or_to_show() {
        let mut store = Store::ephemeral().unwrap();
        store.decide(&[id(1)], KEPT).unwrap();
        store.decide(&[id(2)], KEPT).unwrap();
        store.undo().unwrap();
        let seen = store.seen(id(3)).unwrap().unwrap();
        assert_eq!((seen.deed.cause, seen.documents.len()), (Cause::Seen, 1));
        assert_eq!(store.seen(id(3)).unwrap(), None);
        assert_eq!(store.history(None, 9).unwrap().len(), 3);
        assert_eq!(store.redo().unwrap().unwrap().documents[0].0, id(2));
        store.seen(id(2)).unwrap();
        assert_eq!(store.undo().unwrap().unwrap().documents[0].0, id(2));
        assert_eq!(store.undo().unwrap().unwrap().documents[0].0, id(1));
        assert_eq!(store.undo().unwrap(), None);
        let decisions = store.decisions().unwrap();
        assert!(decisions.get(id(2)).read && decisions.get(id(3)).read);
    }

    #[test]
    fn pages_of_a_history_join_and_a_step_of_many_documents_names_a_few() {
        let mut store = Store::ephemeral().unwrap();
        for n in 0..5 {
            store.decide(&[id(n)], KEPT).unwrap();
        }
        let all: Vec<_> = (0..100).map(id).collect();
        store.decide(&all, Change::Read(true)).unwrap();
        let whole = store.history(None, 100).unwrap();
        assert_eq!((whole[0].count, whole[0].documents.len()), (100, Step::MOST));
        let (mut pages, mut before) = (Vec::new(), None);
        loop {
            let page = store.history(before, 2).unwrap();
            let Some(last) = page.last() else { break };
            before = Some(last.id);
            pages.extend(page);
        }
        assert_eq!(pages, whole);
    }
}
