use rusqlite::types::Value;

use super::*;
use crate::model::Verdict;

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const DISCARDED: Change = Change::Verdict(Some(Verdict::Discarded));

fn id(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

/// What the journal says of a document, oldest first.
fn history(store: &Store, document: DocId) -> Vec<(String, Value, Value)> {
    let sql = "SELECT field, before, after FROM journal WHERE document = ? ORDER BY step";
    let mut query = store.connection.prepare(sql).unwrap();
    let rows =
        query.query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    rows.unwrap().map(Result::unwrap).collect()
}

fn outcome(way: Way, documents: Vec<(DocId, Triage)>) -> Decided {
    Decided { deed: Deed { cause: Cause::Decided, way, changes: vec![KEPT] }, documents }
}

#[test]
fn different_decisions_are_one_step_and_the_last_one_about_a_field_holds() {
    let mut store = Store::ephemeral().unwrap();
    let tag = |tag: &str, on| Change::Tag(tag.parse().unwrap(), on);
    store.decide(&[id(1)], tag("a", true)).unwrap();
    let changes = [
        (id(2), KEPT),
        (id(1), tag("b", true)),
        (id(1), DISCARDED),
        (id(1), tag("a", false)),
        (id(2), DISCARDED),
        (id(1), KEPT),
        (id(3), Change::Read(false)),
    ];
    let decided = store.decide_all(&changes).unwrap().unwrap();
    let tags = vec!["b".parse().unwrap()];
    let one = Triage { verdict: Some(Verdict::Kept), tags, ..Triage::default() };
    let two = Triage { verdict: Some(Verdict::Discarded), ..Triage::default() };
    assert_eq!(decided.documents, [(id(1), one), (id(2), two)]);
    assert_eq!(store.decide_all(&changes).unwrap(), None);
    let undone = store.undo().unwrap().unwrap();
    let tags = vec!["a".parse().unwrap()];
    let one = Triage { tags, ..Triage::default() };
    assert_eq!(undone.documents, [(id(1), one), (id(2), Triage::default())]);
    assert_eq!(undone.deed.changes.len(), 4);
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
    assert_eq!(decided, outcome(Way::Done, documents));

    let undone = store.undo().unwrap().unwrap();
    let documents = vec![(id(1), discarded), (id(2), Triage::default())];
    assert_eq!(undone, outcome(Way::Undone, documents));
    assert_eq!(store.decisions().unwrap(), before);

    let redone = store.redo().unwrap().unwrap();
    let documents = vec![(id(1), kept.clone()), (id(2), kept)];
    assert_eq!(redone, outcome(Way::Redone, documents));
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
        [entry(&none, &kept), entry(&kept, &none), entry(&none, &Value::Text("discarded".into()))]
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

#[test]
fn a_step_whose_undo_changes_nothing_any_more_does_not_stand_in_the_way_of_the_others() {
    let mut store = Store::ephemeral().unwrap();
    store.decide(&[id(1)], Change::Read(true)).unwrap();
    store.decide(&[id(1)], Change::Read(false)).unwrap();
    store.seen(id(1)).unwrap().unwrap();
    assert!(store.undo().unwrap().unwrap().documents[0].1.read);
    assert!(!store.undo().unwrap().unwrap().documents[0].1.read);
    assert_eq!(store.undo().unwrap(), None);
    assert!(store.redo().unwrap().is_some() && store.redo().unwrap().is_some());
    assert_eq!(store.redo().unwrap(), None);
}
