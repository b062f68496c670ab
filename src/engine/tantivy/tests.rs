use std::ops::Deref;

use tempfile::TempDir;

use super::*;

/// An engine in a directory of its own, which goes with it.
struct Temporary(Tantivy, #[allow(dead_code)] TempDir);

impl Deref for Temporary {
    type Target = Tantivy;

    fn deref(&self) -> &Tantivy {
        &self.0
    }
}

fn temporary() -> Temporary {
    let dir = tempfile::tempdir().unwrap();
    Temporary(Tantivy::open(dir.path(), Roots::default()).unwrap(), dir)
}

impl Engine for Temporary {
    fn open_view(&self, query: &Query, sort: Sort, by: &Decisions) -> Result<View, EngineError> {
        self.0.open_view(query, sort, by)
    }

    fn rows(&self, ids: &[DocId]) -> Result<Vec<Row>, EngineError> {
        self.0.rows(ids)
    }

    fn facets(&self, view: &View, facet: Facet, top: usize) -> Result<Facets, EngineError> {
        self.0.facets(view, facet, top)
    }

    fn document(&self, id: DocId) -> Result<Option<Arc<Document>>, EngineError> {
        self.0.document(id)
    }

    fn upsert(&self, documents: Vec<Document>) -> Result<usize, EngineError> {
        self.0.upsert(documents)
    }

    fn delete(&self, ids: &[DocId]) -> Result<usize, EngineError> {
        self.0.delete(ids)
    }

    fn replace(&self, documents: &mut dyn Iterator<Item = Document>) -> Result<usize, EngineError> {
        self.0.replace(documents)
    }
}

crate::engine::contract::contract_tests!(temporary);
