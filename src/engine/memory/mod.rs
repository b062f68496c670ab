//! The engine in memory: standard input, small corpora, and `--ephemeral`.

mod index;
mod names;
mod rank;
mod select;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::{Engine, EngineError, Sort};
use crate::model::{Decisions, DocId, Document, EntityId, Facet, Facets, Lang, Row, View};
use crate::query::Query;
use index::{Batch, Index, Slot};
use names::Names;

/// Documents analysed at a time while a corpus is replaced.
const BATCH: usize = 1_000;

/// An engine that keeps everything in memory and writes nothing.
#[derive(Default)]
pub struct Memory(RwLock<Index>);

impl Memory {
    /// An empty corpus.
    pub fn new() -> Self {
        Self::default()
    }

    // A panic elsewhere must not take the corpus away from the person.
    fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Index> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Engine for Memory {
    fn open_view(
        &self,
        query: &Query,
        sort: Sort,
        decisions: &Decisions,
    ) -> Result<View, EngineError> {
        let index = self.read();
        let found = select::select(&index, query.expr(), decisions);
        let order = index.order(sort).iter().copied();
        let mut slots: Vec<u32> = order.filter(|slot| found.contains(*slot)).collect();
        match sort {
            Sort::Relevance => rank::by_relevance(&index, query, &mut slots),
            Sort::Mentions => rank::by_mentions(&index, query, &mut slots),
            _ => {}
        }
        let slots = slots.iter().filter_map(|n| index.slots[*n as usize].as_ref());
        let mut ids: Vec<DocId> = slots.map(|slot| slot.id).collect();
        if sort == Sort::Unread {
            ids.sort_by_key(|id| decisions.get(*id).read);
        }
        Ok(View { ids: ids.into(), corpus: index.len() })
    }

    fn rows(&self, ids: &[DocId]) -> Result<Vec<Row>, EngineError> {
        let index = self.read();
        let documents = ids.iter().filter_map(|id| Some(&*index.slot(*id)?.document));
        let row = |document: &Document| Row {
            id: document.id,
            title: document.title.clone(),
            lang: document.lang,
            date: document.date,
            source: document.source.clone(),
        };
        Ok(documents.map(row).collect())
    }

    fn facets(&self, view: &View, facet: Facet, top: usize) -> Result<Facets, EngineError> {
        let index = self.read();
        let slots = view.ids.iter().filter_map(|id| index.slot(*id));
        let mut values: Vec<(String, usize)> = match facet {
            Facet::Lang => {
                let mut counts: HashMap<Lang, usize> = HashMap::new();
                slots.for_each(|slot| *counts.entry(slot.lang).or_default() += 1);
                counts.into_iter().map(|(lang, count)| (lang.to_string(), count)).collect()
            }
            Facet::Month => {
                let mut counts: HashMap<(i16, i8), usize> = HashMap::new();
                let days = slots.filter_map(|slot| slot.document.date).map(|date| date.to_day());
                days.for_each(|day| *counts.entry((day.year(), day.month())).or_default() += 1);
                let month = |((year, month), count)| (format!("{year:04}-{month:02}"), count);
                counts.into_iter().map(month).collect()
            }
            Facet::Source => count(&index.sources, slots.filter_map(|slot| slot.source)),
            Facet::Entity => {
                count(&index.entities, slots.flat_map(|slot| slot.entities.iter().copied()))
            }
        };
        values.sort_unstable_by(|a, b| (Reverse(a.1), &a.0).cmp(&(Reverse(b.1), &b.0)));
        values.truncate(top);
        let values = values.into_iter().map(|(value, n)| (value.into(), n)).collect();
        Ok(Facets { values, exact: true })
    }

    fn document(&self, id: DocId) -> Result<Option<Arc<Document>>, EngineError> {
        Ok(self.read().slot(id).map(|slot| slot.document.clone()))
    }

    fn upsert(&self, documents: Vec<Document>) -> Result<usize, EngineError> {
        let batch = Batch::of(documents)?;
        self.write().add(batch)
    }

    fn having(
        &self,
        asked: &dyn Fn(&str) -> bool,
        named: &[EntityId],
    ) -> Result<Vec<DocId>, EngineError> {
        Ok(self.read().having(asked, named))
    }

    fn found_in(&self, file: &Path) -> Result<Vec<DocId>, EngineError> {
        let index = self.read();
        let here = |slot: &&Slot| slot.document.origins.iter().any(|origin| origin.path == file);
        Ok(index.slots.iter().flatten().filter(here).map(|slot| slot.id).collect())
    }

    fn relabel(&self, documents: Vec<Document>) -> Result<(), EngineError> {
        let batch = Batch::of(documents)?;
        self.write().relabel(batch)
    }

    fn delete(&self, ids: &[DocId]) -> Result<usize, EngineError> {
        let mut index = self.write();
        Ok(ids.iter().filter(|id| index.remove(**id)).count())
    }

    fn replace(&self, documents: &mut dyn Iterator<Item = Document>) -> Result<usize, EngineError> {
        let mut index = Index::default();
        loop {
            let batch: Vec<_> = (&mut *documents).take(BATCH).collect();
            if batch.is_empty() {
                break;
            }
            index.add(Batch::of(batch)?)?;
        }
        let len = index.len();
        // The old index is large: it is freed once nobody waits for it.
        let old = std::mem::replace(&mut *self.write(), index);
        drop(old);
        Ok(len)
    }
}

/// How often each name is among the numbers.
fn count(names: &Names, numbers: impl Iterator<Item = u32>) -> Vec<(String, usize)> {
    let mut counts = vec![0; names.all().len()];
    numbers.for_each(|n| counts[n as usize] += 1);
    let counted = names.all().iter().zip(counts).filter(|(_, count)| *count > 0);
    counted.map(|(name, count)| (name.to_string(), count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    crate::engine::contract::contract_tests!(Memory::new);
}
