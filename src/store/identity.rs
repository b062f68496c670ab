//! Which documents are versions of each other: decisions go over from one that was edited to what
//! it has become.

use rusqlite::{Result, Transaction, params};

use crate::model::{Change, DocId};

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
