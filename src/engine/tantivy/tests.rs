use std::ops::Deref;

use tempfile::TempDir;

use super::*;

/// An engine in a directory of its own, which goes with it.
struct Temporary {
    engine: Tantivy,
    _dir: TempDir,
}

impl Deref for Temporary {
    type Target = Tantivy;

    fn deref(&self) -> &Tantivy {
        &self.engine
    }
}

fn temporary() -> Temporary {
    let dir = tempfile::tempdir().unwrap();
    let engine = Tantivy::open(dir.path(), Roots::default()).unwrap();
    Temporary { engine, _dir: dir }
}

impl Engine for Temporary {
    fn open_view(&self, query: &Query, sort: Sort, by: &Decisions) -> Result<View, EngineError> {
        self.engine.open_view(query, sort, by)
    }

    fn rows(&self, ids: &[DocId]) -> Result<Vec<Row>, EngineError> {
        self.engine.rows(ids)
    }

    fn facets(&self, view: &View, facet: Facet, top: usize) -> Result<Facets, EngineError> {
        self.engine.facets(view, facet, top)
    }

    fn decided(&self, view: &View, decisions: &Decisions) -> Result<Vec<usize>, EngineError> {
        self.engine.decided(view, decisions)
    }

    fn document(&self, id: DocId) -> Result<Option<Arc<Document>>, EngineError> {
        self.engine.document(id)
    }

    fn upsert(&self, documents: Vec<Document>) -> Result<usize, EngineError> {
        self.engine.upsert(documents)
    }

    fn having(
        &self,
        asked: &dyn Fn(&str) -> bool,
        named: &[EntityId],
    ) -> Result<Vec<DocId>, EngineError> {
        self.engine.having(asked, named)
    }

    fn found_in(&self, file: &Path) -> Result<Vec<DocId>, EngineError> {
        self.engine.found_in(file)
    }

    fn relabel(&self, documents: Vec<Document>) -> Result<(), EngineError> {
        self.engine.relabel(documents)
    }

    fn delete(&self, ids: &[DocId]) -> Result<usize, EngineError> {
        self.engine.delete(ids)
    }

    fn replace(&self, documents: &mut dyn Iterator<Item = Document>) -> Result<usize, EngineError> {
        self.engine.replace(documents)
    }
}

crate::engine::contract::contract_tests!(temporary);

#[test]
fn an_index_of_another_version_is_made_anew() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Tantivy::open(dir.path(), Roots::default()).unwrap();
    let engine = open();
    engine.upsert(vec![Document::of("one", "text")]).unwrap();
    drop(engine);
    assert_eq!((open().len(), open().rebuilt()), (1, None));
    std::fs::write(dir.path().join("format"), "nashra index 2, analysis 2\n").unwrap();
    let engine = open();
    assert_eq!(engine.rebuilt().as_deref(), Some("another version of the program made it"));
    assert!(engine.is_empty());
    assert_eq!(engine.upsert(vec![Document::of("one", "text")]).unwrap(), 1);
}

#[test]
fn a_document_that_goes_takes_none_with_it_that_came_after_another_went() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Tantivy::open(dir.path(), Roots::default()).unwrap();
    let document = |title| Document::of(title, "text");
    let titles = |engine: &Tantivy| -> Vec<String> {
        let view = engine.open_view(&Query::default(), Sort::Title, &Decisions::default());
        let rows = engine.rows(&view.unwrap().ids).unwrap();
        rows.into_iter().map(|row| row.title).collect()
    };
    let engine = open();
    engine.upsert(["a", "b", "c"].map(document).into()).unwrap();
    engine.delete(&[document("c").id]).unwrap();
    drop(engine);
    // The last one's number is given out once more.
    let engine = open();
    engine.upsert(["d", "e"].map(document).into()).unwrap();
    assert_eq!(titles(&engine), ["a", "b", "d", "e"]);
    engine.delete(&[document("d").id, document("a").id]).unwrap();
    assert_eq!(titles(&engine), ["b", "e"]);
    engine.replace(&mut ["e", "f", "a"].map(document).into_iter()).unwrap();
    engine.delete(&[document("a").id]).unwrap();
    assert_eq!(titles(&engine), ["e", "f"]);
}
