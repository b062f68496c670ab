//! What the person has decided about documents, of whatever corpus.

use std::sync::atomic::{AtomicU64, Ordering};

use indexmap::{IndexMap, IndexSet};
use rustc_hash::FxBuildHasher;

use super::triage::UNTOUCHED;
use super::{Change, DocId, Triage};

/// What was decided about every document; one that is missing is untouched.
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    /// With the number of its triage.
    documents: IndexMap<DocId, u32, FxBuildHasher>,
    /// Each of them once: about thousands of documents the same may be decided.
    triages: IndexSet<Triage, FxBuildHasher>,
    changes: u64,
    stamp: u64,
}

/// The last stamp that was given.
static STAMP: AtomicU64 = AtomicU64::new(0);

impl Decisions {
    /// What was decided about a document.
    pub fn get(&self, id: DocId) -> &Triage {
        self.number(id).map_or(&UNTOUCHED, |number| &self.triages[number])
    }

    /// Records what was decided about a document.
    pub fn set(&mut self, id: DocId, triage: Triage) {
        if *self.get(id) == triage {
            return;
        }
        self.changes += 1;
        self.stamp = STAMP.fetch_add(1, Ordering::Relaxed) + 1;
        if triage.is_untouched() {
            self.documents.swap_remove(&id);
        } else {
            let (number, _) = self.triages.insert_full(triage);
            self.documents.insert(id, number as u32);
        }
    }

    /// Carries out a change.
    pub fn apply(&mut self, id: DocId, change: &Change) {
        let mut triage = self.get(id).clone();
        change.apply(&mut triage);
        self.set(id, triage);
    }

    /// Every document with a decision. One whose decision has not changed mostly keeps its place.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DocId, &Triage)> {
        self.numbered().map(|(id, number)| (id, &self.triages[number]))
    }

    /// The same, with the number of what was decided about it among [`Decisions::triages`].
    pub fn numbered(&self) -> impl ExactSizeIterator<Item = (DocId, usize)> {
        self.documents.iter().map(|(id, number)| (*id, *number as usize))
    }

    /// The number of what was decided about a document, if anything was.
    pub fn number(&self, id: DocId) -> Option<usize> {
        self.documents.get(&id).map(|number| *number as usize)
    }

    /// All that was decided about any document, each once, and perhaps what was changed since.
    pub fn triages(&self) -> impl ExactSizeIterator<Item = &Triage> {
        self.triages.iter()
    }

    /// How often each triage is among these numbers of some.
    pub fn count(&self, numbers: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut counts = vec![0; self.triages.len()];
        numbers.for_each(|number| counts[number] += 1);
        counts
    }

    /// Number of documents with a decision.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether nothing was decided at all.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// How often it was changed. Of two that are told of the same decisions in the same order, the
    /// one with fewer changes knows less.
    pub fn changes(&self) -> u64 {
        self.changes
    }

    /// A number that only those have which are the same, in the same order. It says nothing else, and
    /// is another one in every run.
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
}

/// The same decisions, however they came about.
impl PartialEq for Decisions {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(id, triage)| other.get(id) == triage)
    }
}

impl FromIterator<(DocId, Triage)> for Decisions {
    fn from_iter<I: IntoIterator<Item = (DocId, Triage)>>(iter: I) -> Self {
        let mut decisions = Self::default();
        iter.into_iter().for_each(|(id, triage)| decisions.set(id, triage));
        decisions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_back_is_no_decision_and_what_changes_nothing_no_change() {
        let [a, b] = [1, 2].map(|n| DocId::from_bytes([n; 16]));
        let mut decisions = Decisions::default();
        decisions.set(a, Triage::default());
        assert_eq!((decisions.len(), decisions.changes()), (0, 0));
        for id in [a, b, b] {
            decisions.apply(id, &Change::Starred(true));
        }
        assert_eq!((decisions.len(), decisions.changes()), (2, 2));
        decisions.apply(a, &Change::Starred(false));
        assert_eq!((decisions.len(), decisions.changes()), (1, 3));
        assert!(decisions.get(b).starred && decisions.get(a).is_untouched());
        let [mut one, mut other] = [decisions.clone(), decisions.clone()];
        assert_eq!(one.stamp(), other.stamp());
        for either in [&mut one, &mut other] {
            either.apply(a, &Change::Read(true));
        }
        assert_eq!((&one, one.changes()), (&other, other.changes()));
        assert_ne!(one.stamp(), other.stamp(), "who has one cannot know that");
        let starred = Triage { starred: true, ..Triage::default() };
        assert_eq!(decisions, [(b, starred)].into_iter().collect());
    }
}
