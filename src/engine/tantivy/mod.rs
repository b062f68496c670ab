//! The engine on disk, for corpora that are opened again: built on tantivy.
//!
//! Questions are answered from a [`Snapshot`] of the last commit, which nobody changes; a writer
//! makes the next one. One process writes to an index, others follow it ([`Tantivy::refresh`]).

mod beginnings;
mod ids;
mod indexed;
mod open;
mod phrase;
mod places;
mod rank;
mod roots;
mod schema;
mod seen;
mod select;
mod snapshot;
mod starts;
mod stored;
mod terms;
mod threads;
mod values;
mod words;
mod writer;

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::iter;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, RwLock, Weak};

use super::bits::Bits;
use super::{Engine, EngineError, Sort};
use crate::model::{Counts, Decisions, DocId, Document, EntityId, Facet, Facets, Row, View};
use crate::query::Query;
use open::{Mark, Opened, commit_mark};
use snapshot::Snapshot;
use stored::Again;
use writer::Writer;

pub use open::OpenError;
pub use roots::Roots;
pub use seen::Seen;

/// An engine that keeps its documents in a directory.
pub struct Tantivy {
    roots: Roots,
    opened: RwLock<Arc<Opened>>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Of the last commit that was seen.
    mark: Mutex<Option<Mark>>,
    writer: Mutex<Writer>,
    recent: Mutex<VecDeque<Recent>>,
}

/// A view that was opened a moment ago, and the numbers of its documents.
struct Recent {
    ids: Weak<[DocId]>,
    snapshot: Weak<Snapshot>,
    found: Arc<Found>,
}

/// The documents of a view, by number.
struct Found {
    documents: Bits,
    /// In how many of them each entity is, which both the names of an article and the facets show.
    entities: OnceLock<Arc<[u32]>>,
}

impl Found {
    fn new(documents: Bits) -> Arc<Self> {
        Arc::new(Self { documents, entities: OnceLock::new() })
    }

    /// In how many of them each value of a field is, by its number.
    fn count(&self, snapshot: &Snapshot, facet: Facet) -> Result<Arc<[u32]>, EngineError> {
        let values = snapshot.values(facet)?;
        let count = || values.count(&self.documents, &snapshot.there).into();
        Ok(match facet {
            Facet::Entity => Arc::clone(self.entities.get_or_init(count)),
            _ => count(),
        })
    }
}

/// How many views are remembered by their numbers.
const RECENT: usize = 4;

impl Tantivy {
    /// Opens the index in a directory, which is made if there is none, of documents from under
    /// the roots.
    pub fn open(dir: &Path, roots: Roots) -> Result<Self, OpenError> {
        // Before: whatever is committed meanwhile is news.
        let mark = commit_mark(dir);
        let (opened, snapshot) = Opened::open(dir)?;
        Ok(Self {
            roots,
            mark: Mutex::new(mark),
            opened: RwLock::new(Arc::new(opened)),
            snapshot: RwLock::new(Arc::new(snapshot)),
            writer: Mutex::default(),
            recent: Mutex::default(),
        })
    }

    /// The paths that the corpus was opened by.
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// Why the index had to be made anew when it was opened.
    pub fn rebuilt(&self) -> Option<String> {
        self.opened().rebuilt().map(str::to_owned)
    }

    fn opened(&self) -> Arc<Opened> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the directory was deleted, or another one has taken its place.
    pub fn is_gone(&self) -> bool {
        self.opened().is_gone()
    }

    /// Opens the directory again, which has been deleted; the index is made anew if there is none.
    pub fn reopen(&self) -> Result<(), OpenError> {
        let mut writer = self.lock_writer();
        let dir = self.opened().dir().to_owned();
        let mark = commit_mark(&dir);
        let (opened, snapshot) = Opened::open(&dir)?;
        *writer = Writer::default();
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(opened);
        self.answer_from(snapshot, mark);
        Ok(())
    }

    /// Becomes the writer if there is none; returns whether it is one now.
    pub fn lead(&self) -> Result<bool, EngineError> {
        let leads = self.opened().lead()?;
        if leads {
            // Of the writer before, whose last commit counts.
            self.refresh()?;
        }
        Ok(leads)
    }

    /// Takes up what another process has committed; returns whether there was anything.
    pub fn refresh(&self) -> Result<bool, EngineError> {
        let seen = *self.mark.lock().unwrap_or_else(PoisonError::into_inner);
        let news = seen != commit_mark(self.opened().dir());
        if news {
            self.reload()?;
        }
        Ok(news)
    }

    /// The last commit that this process knows of.
    fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn lock_writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers from the last commit from now on.
    fn reload(&self) -> Result<(), EngineError> {
        let opened = self.opened();
        let mark = commit_mark(opened.dir());
        self.answer_from(opened.snapshot()?, mark);
        Ok(())
    }

    fn answer_from(&self, snapshot: Snapshot, mark: Option<Mark>) {
        *self.mark.lock().unwrap_or_else(PoisonError::into_inner) = mark;
        *self.snapshot.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(snapshot);
    }

    /// The numbers of the documents of a view that are still there.
    fn found(&self, snapshot: &Arc<Snapshot>, view: &View) -> Arc<Found> {
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let known = recent.iter().find(|recent| {
            let same = |ids: Arc<[DocId]>| Arc::ptr_eq(&ids, &view.ids);
            recent.ids.upgrade().is_some_and(same)
                && recent.snapshot.as_ptr() == Arc::as_ptr(snapshot)
        });
        let known = known.map(|recent| Arc::clone(&recent.found));
        drop(recent);
        known.unwrap_or_else(|| {
            let mut found = Bits::none(snapshot.end());
            let numbers = view.ids.iter().filter_map(|id| snapshot.number(*id));
            numbers.for_each(|number| found.insert(number));
            Found::new(found)
        })
    }
}

impl Engine for Tantivy {
    fn open_view(
        &self,
        query: &Query,
        sort: Sort,
        decisions: &Decisions,
    ) -> Result<View, EngineError> {
        let snapshot = self.snapshot();
        let found = select::select(&snapshot, query.expr(), decisions)?.and(&snapshot.there);
        let mut numbers = in_order(snapshot.order(sort)?, &found);
        match sort {
            Sort::Relevance => rank::by_relevance(&snapshot, query, &mut numbers)?,
            Sort::Mentions => rank::by_mentions(&snapshot, query, &mut numbers)?,
            _ => {}
        }
        let all = snapshot.ids.all();
        if sort == Sort::Unread {
            let read = select::decided(&snapshot, decisions, |triage| triage.read);
            numbers.sort_by_key(|number| read.contains(*number));
        }
        let ids: Arc<[DocId]> = numbers.iter().map(|number| all[*number as usize]).collect();
        let view = View { ids, corpus: snapshot.len() };
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|recent| recent.ids.strong_count() > 0 && recent.snapshot.strong_count() > 0);
        recent.truncate(RECENT - 1);
        let (ids, snapshot) = (Arc::downgrade(&view.ids), Arc::downgrade(&snapshot));
        recent.push_front(Recent { ids, snapshot, found: Found::new(found) });
        Ok(view)
    }

    fn rows(&self, ids: &[DocId]) -> Result<Vec<Row>, EngineError> {
        let snapshot = self.snapshot();
        let numbers = ids.iter().filter_map(|id| snapshot.number(*id));
        numbers.map(|number| snapshot.row(number)).collect()
    }

    fn facets(&self, view: &View, facet: Facet, top: usize) -> Result<Facets, EngineError> {
        let snapshot = self.snapshot();
        let counts = self.found(&snapshot, view).count(&snapshot, facet)?;
        let names = snapshot.values(facet)?.names();
        // The names are in their order already.
        let counted = (0..).zip(counts.iter()).filter(|(_, n)| **n > 0);
        let mut most: Vec<(Reverse<u32>, usize)> =
            counted.map(|(name, n)| (Reverse(*n), name)).collect();
        if top < most.len() {
            most.select_nth_unstable(top);
            most.truncate(top);
        }
        most.sort_unstable();
        let values = most.into_iter().map(|(n, name)| (Arc::clone(&names[name]), n.0 as usize));
        Ok(Facets { values: values.collect(), exact: true })
    }

    fn counts(&self, view: &View) -> Result<Counts, EngineError> {
        let snapshot = self.snapshot();
        let counts = self.found(&snapshot, view).count(&snapshot, Facet::Entity)?;
        Ok(Counts::new(Arc::clone(snapshot.values(Facet::Entity)?.names()), counts))
    }

    fn decided(&self, view: &View, decisions: &Decisions) -> Result<Vec<usize>, EngineError> {
        if decisions.is_empty() {
            return Ok(decisions.count(iter::empty()));
        }
        let snapshot = self.snapshot();
        let found = self.found(&snapshot, view);
        let in_view = |document| found.documents.contains(document);
        let decided = snapshot.decided(decisions).filter(|(document, _)| in_view(*document));
        Ok(decisions.count(decided.map(|(_, triage)| triage)))
    }

    fn document(&self, id: DocId) -> Result<Option<Arc<Document>>, EngineError> {
        let snapshot = self.snapshot();
        let Some(number) = snapshot.number(id) else { return Ok(None) };
        let mut document = snapshot.stored(number)?.document(id);
        for origin in &mut document.origins {
            origin.path = self.roots.shown(&origin.path);
        }
        Ok(Some(Arc::new(document)))
    }

    fn upsert(&self, documents: Vec<Document>) -> Result<usize, EngineError> {
        let mut writer = self.lock_writer();
        let before = self.snapshot().len();
        for document in documents {
            writer.add(&self.opened(), &self.snapshot(), document, Again::Keep)?;
        }
        self.commit_by(&mut writer)?;
        Ok(self.snapshot().len() - before)
    }

    fn having(
        &self,
        asked: &dyn Fn(&str) -> bool,
        named: &[EntityId],
    ) -> Result<Vec<DocId>, EngineError> {
        let snapshot = self.snapshot();
        let found = words::with_asked(&snapshot, asked)?.or(&select::naming(&snapshot, named)?);
        let numbers = snapshot.order(Sort::Corpus)?.iter().filter(|n| found.contains(**n));
        Ok(numbers.map(|number| snapshot.ids.all()[*number as usize]).collect())
    }

    fn found_in(&self, file: &Path) -> Result<Vec<DocId>, EngineError> {
        let snapshot = self.snapshot();
        let term = snapshot.fields.path_term(&self.roots.stored(file));
        let numbers = snapshot.having(&[term])?;
        Ok(numbers.into_iter().map(|number| snapshot.ids.all()[number as usize]).collect())
    }

    fn relabel(&self, documents: Vec<Document>) -> Result<(), EngineError> {
        self.relabel_by(&mut self.lock_writer(), &documents)
    }

    fn delete(&self, ids: &[DocId]) -> Result<usize, EngineError> {
        let mut writer = self.lock_writer();
        let before = self.snapshot();
        let mut there = ids.iter().filter_map(|id| before.number(*id));
        there.try_for_each(|number| writer.delete(&self.opened(), &before, number))?;
        self.commit_by(&mut writer)?;
        Ok(before.len() - self.snapshot().len())
    }

    fn replace(&self, documents: &mut dyn Iterator<Item = Document>) -> Result<usize, EngineError> {
        let mut writer = self.lock_writer();
        self.replace_by(&mut writer, documents)?;
        Ok(self.snapshot().len())
    }
}

/// Those of the numbers in an order that are found, each of which is there once.
fn in_order(order: &[u32], found: &Bits) -> Vec<u32> {
    // One place more than there are: each number is written, and the next one over it if it is not
    // found. Whether it is could not be guessed.
    let mut numbers = vec![0; found.len() + 1];
    let mut len = 0;
    for number in order {
        numbers[len] = *number;
        len += usize::from(found.contains(*number));
    }
    numbers.truncate(len);
    numbers
}

#[cfg(test)]
mod tests;
