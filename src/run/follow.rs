//! Finds documents again that were edited, so that what was decided about them stays theirs, and
//! that who reads one goes on reading it.
//!
//! A document is known by its title and text alone, wherever it lies, so one that was moved is the
//! same. One that was edited is another: it is taken for a version of a decided document that the
//! corpus no longer has, if it is known in the same place and says much the same.

use std::cmp::Ordering;

use crate::corpus;
use crate::engine::{Engine, EngineError};
use crate::model::{Decisions, DocId, Document, Trace, Triage};
use crate::store::{Store, StoreError};

/// Where documents are known, collected while they are read into an engine.
#[derive(Debug, Default)]
pub struct Roll {
    /// Those that were not looked at yet.
    traces: Vec<(Trace, DocId)>,
}

/// What came of looking at a part of a [`Roll`].
#[derive(Debug, Default)]
struct Found {
    /// Versions, in pairs of the old one and the new.
    versions: Vec<(DocId, DocId)>,
    /// Documents with decisions that would not be found again yet.
    untraced: Vec<DocId>,
}

impl Roll {
    /// Enters a document.
    pub fn enter(&mut self, document: &Document) {
        self.traces.extend(corpus::traces(document).map(|trace| (trace, document.id)));
    }

    /// Looks at the next ones of the roll: lets decisions go over to documents that are versions of
    /// decided ones, which are returned as they now stand, and adds those with decisions that are
    /// still to be traced to `untraced`. `None` once all have been looked at.
    pub fn follow(
        &mut self,
        store: &mut Store,
        engine: &dyn Engine,
        decisions: &Decisions,
        untraced: &mut Vec<DocId>,
    ) -> Result<Option<Vec<(DocId, Triage)>>, StoreError> {
        /// So few that a decision does not wait for them.
        const PART: usize = 500;
        if self.traces.is_empty() || decisions.is_empty() {
            return Ok(None);
        }
        let part = self.traces.split_off(self.traces.len().saturating_sub(PART));
        let found = self.look(&part, store, engine, decisions)?;
        untraced.extend(&found.untraced);
        let followed = match store.follow(&found.versions) {
            Ok(decided) => decided.map(|decided| decided.documents).unwrap_or_default(),
            // It holds for this time; the next decision says what is wrong.
            Err(_) => found
                .versions
                .iter()
                .map(|(old, new)| (*new, decisions.get(*old).clone()))
                .collect(),
        };
        untraced.extend(followed.iter().map(|(document, _)| document));
        Ok(Some(followed))
    }

    fn look(
        &self,
        part: &[(Trace, DocId)],
        store: &Store,
        engine: &dyn Engine,
        decisions: &Decisions,
    ) -> Result<Found, StoreError> {
        let mut found = Found::default();
        for &(trace, document) in part {
            if !decisions.get(document).is_untouched() {
                if !store.is_traced(document, trace)? {
                    found.untraced.push(document);
                }
                continue;
            }
            let here = |id: &DocId| engine.rows(&[*id]).is_ok_and(|rows| !rows.is_empty());
            let gone = |id: &DocId| !decisions.get(*id).is_untouched() && !here(id);
            let gone: Vec<_> = store.traced(trace)?.into_iter().filter(gone).collect();
            let new = if gone.is_empty() { None } else { engine.document(document).ok().flatten() };
            let Some(new) = new else { continue };
            let sketch = corpus::sketch(&new);
            let mut best = None;
            for old in gone {
                let likeness = store.sketch(old)?.and_then(|old| sketch.likeness(&old));
                if likeness > best.map(|(likeness, _)| likeness) {
                    best = likeness.map(|likeness| (likeness, old));
                }
            }
            found.versions.extend(best.map(|(_, old)| (old, document)));
        }
        Ok(found)
    }
}

/// What a document is now, to who reads it: itself while the corpus has it, else what is in its place
/// in one of its files, where that says much the same or nothing else may be meant.
pub(super) fn version(
    document: &Document,
    engine: &dyn Engine,
) -> Result<Option<DocId>, EngineError> {
    /// Of files with many documents those are looked at that came last, as versions do; and a
    /// document may be in many files. The person waits for it.
    const FILES: usize = 32;
    const DOCUMENTS: usize = 5_000;
    if !engine.rows(&[document.id])?.is_empty() {
        return Ok(Some(document.id));
    }
    let traces: Vec<_> = corpus::traces(document).collect();
    let in_place = |other: &Document| {
        corpus::traces(other).any(|trace| traces.contains(&trace))
            || other.origins.iter().any(|origin| document.origins.contains(origin))
    };
    let mut files: Vec<_> = document.origins.iter().map(|origin| &origin.path).collect();
    files.dedup();
    let sketch = corpus::sketch(document);
    let mut found: Vec<(Option<f64>, DocId)> = Vec::new();
    for file in files.into_iter().take(FILES) {
        for id in engine.found_in(file)?.into_iter().rev().take(DOCUMENTS) {
            if found.iter().any(|(_, known)| *known == id) {
                continue;
            }
            if let Some(other) = engine.document(id)?.filter(|other| in_place(other)) {
                found.push((sketch.likeness(&corpus::sketch(&other)), id));
            }
        }
    }
    // Many may have one address.
    let likely = |(likeness, _): &(Option<f64>, DocId)| likeness.is_some() || found.len() == 1;
    let best = found
        .iter()
        // Of several that say the same, what came last.
        .rev()
        .filter(|one| likely(one))
        .max_by(|a, b| a.0.partial_cmp(&b.0).unwrap_or(Ordering::Equal));
    Ok(best.map(|(_, id)| *id))
}

/// Remembers by what documents with decisions are to be found again.
pub fn trace(
    store: &mut Store,
    engine: &dyn Engine,
    documents: &[DocId],
) -> Result<(), StoreError> {
    let traced: Vec<_> = documents
        .iter()
        .filter_map(|id| engine.document(*id).ok().flatten())
        .map(|document| {
            (document.id, corpus::traces(&document).collect::<Vec<_>>(), corpus::sketch(&document))
        })
        .filter(|(_, traces, _)| !traces.is_empty())
        .collect();
    if traced.is_empty() { Ok(()) } else { store.trace(&traced) }
}

/// Looks at the whole roll at once, and lets the decisions know what has gone over; where nothing can
/// be written, that holds for this time.
pub fn follow_all(
    mut roll: Roll,
    store: &mut Store,
    engine: &dyn Engine,
    decisions: &mut Decisions,
) -> Result<(), StoreError> {
    let mut untraced = Vec::new();
    while let Some(followed) = roll.follow(store, engine, decisions, &mut untraced)? {
        followed.into_iter().for_each(|(id, triage)| decisions.set(id, triage));
    }
    // What cannot be kept now is kept when the files are next read.
    let _ = trace(store, engine, &untraced);
    Ok(())
}

#[cfg(test)]
mod tests;
