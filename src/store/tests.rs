//! Several stores on one database, and what a store must do over time.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::time::Duration;

use proptest::prelude::*;
use rusqlite::types::Value;

use super::{Store, StoreError};
use crate::model::{Change, Decisions, DocId, Triage, Verdict};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const DISCARDED: Change = Change::Verdict(Some(Verdict::Discarded));

fn id(n: usize) -> DocId {
    DocId::of("", &n.to_string())
}

fn open(dir: &Path) -> Store {
    let (store, aside) = Store::open(dir).unwrap();
    assert_eq!(aside, None);
    store
}

#[test]
fn two_stores_on_one_database_share_one_history_and_lose_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut a = open(dir.path());
    let mut b = open(dir.path());
    a.decide(&[id(1)], KEPT).unwrap();
    let outcome = b.decide(&[id(1)], Change::Starred(true)).unwrap().unwrap();
    let both = Triage { starred: true, verdict: Some(Verdict::Kept), ..Triage::default() };
    assert_eq!(outcome.documents, [(id(1), both.clone())]);
    assert_eq!(*a.decisions().unwrap().get(id(1)), both);
    assert_eq!(a.undo().unwrap().unwrap().deed.changes, [Change::Starred(true)]);
    assert_eq!(b.undo().unwrap().unwrap().deed.changes, [KEPT]);
    assert_eq!(a.redo().unwrap().unwrap().deed.changes, [KEPT]);
    assert_eq!(b.decisions().unwrap(), a.decisions().unwrap());
}

#[test]
fn a_lock_that_is_held_too_long_fails_the_decision() {
    let dir = tempfile::tempdir().unwrap();
    let (other, mut store) = (open(dir.path()), open(dir.path()));
    store.connection.busy_timeout(Duration::ZERO).unwrap();
    other.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    let error = store.decide(&[id(1)], KEPT).unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
    other.connection.execute_batch("ROLLBACK").unwrap();
    assert!(store.decide(&[id(1)], KEPT).unwrap().is_some());
}

#[test]
fn stores_that_open_and_write_at_once_wait_for_each_other() {
    let dir = tempfile::tempdir().unwrap();
    let (ready, opened) = (Barrier::new(4), Barrier::new(4));
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let (dir, ready, opened) = (dir.path(), &ready, &opened);
            scope.spawn(move || {
                ready.wait();
                let store = Store::open(dir);
                opened.wait();
                let mut store = store.unwrap().0;
                for n in 0..100 {
                    store.decide(&[id(writer * 100 + n)], KEPT).unwrap().unwrap();
                }
            });
        }
    });
    let mut store = open(dir.path());
    assert_eq!(store.decisions().unwrap().len(), 400);
    while store.undo().unwrap().is_some() {}
    assert!(store.decisions().unwrap().is_empty());
}

#[test]
fn stores_that_find_the_database_damaged_at_once_set_it_aside_once() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("nashra.db"), "this is no database").unwrap();
    let ready = Barrier::new(4);
    let aside = || {
        ready.wait();
        Store::open(dir.path()).unwrap().1
    };
    let found: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(aside)).collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(found.len(), 1, "{found:?}");
}

/// The test runs itself again as the process to be killed.
#[test]
fn a_killed_process_loses_no_decision_that_was_acknowledged() {
    const DIR: &str = "NASHRA_TEST_KILL";
    if let Some(dir) = std::env::var_os(DIR) {
        let mut store = open(Path::new(&dir));
        for n in 0.. {
            store.decide(&[id(n)], KEPT).unwrap();
            writeln!(io::stderr(), "{n}").unwrap();
        }
    }
    let dir = tempfile::tempdir().unwrap();
    let name = "store::tests::a_killed_process_loses_no_decision_that_was_acknowledged";
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([name, "--exact", "--nocapture"])
        .env(DIR, dir.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let last = lines.map(|line| line.unwrap()).nth(200).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let decisions = open(dir.path()).decisions().unwrap();
    for n in 0..=last.parse().unwrap() {
        assert!(decisions.get(id(n)).verdict.is_some(), "{n} of {last}");
    }
}

#[derive(Debug, Clone)]
enum Act {
    Decide(Vec<usize>, Change),
    Undo,
    Redo,
    Reopen,
}

fn act() -> impl Strategy<Value = Act> {
    let change = prop_oneof![
        any::<bool>().prop_map(Change::Read),
        any::<bool>().prop_map(Change::Starred),
        proptest::sample::select(vec![KEPT, DISCARDED, Change::Verdict(None)]),
        any::<bool>().prop_map(|on| Change::Tag("raqqa".parse().unwrap(), on)),
        proptest::option::of("[a-c]").prop_map(|note| Change::Note(note.map(Into::into))),
    ];
    prop_oneof![
        5 => (proptest::collection::vec(0..4_usize, 0..4), change)
            .prop_map(|(documents, change)| Act::Decide(documents, change)),
        4 => Just(Act::Undo),
        3 => Just(Act::Redo),
        1 => Just(Act::Reopen),
    ]
}

fn journal(store: &Store) -> Vec<Vec<Value>> {
    let sql = "SELECT * FROM step JOIN journal ON step = id ORDER BY id, document, field";
    let mut query = store.connection.prepare(sql).unwrap();
    let rows = query.query_map([], |row| (0..11).map(|column| row.get(column)).collect());
    rows.unwrap().map(Result::unwrap).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// The model is what an undo should be: a stack of past states and one of undone ones.
    #[test]
    fn any_sequence_leaves_what_a_stack_of_states_would(
        acts in proptest::collection::vec((act(), any::<bool>()), 1..40),
    ) {
        let dir = tempfile::tempdir().unwrap();
                let mut stores = [open(dir.path()), open(dir.path())];
        let (mut past, mut now, mut undone) = (Vec::new(), Decisions::default(), Vec::new());
        let mut journalled = Vec::new();
        for (act, other) in acts {
            let store = &mut stores[usize::from(other)];
            match act {
                Act::Decide(documents, change) => {
                    let documents: Vec<_> = documents.into_iter().map(id).collect();
                    let mut next = now.clone();
                    for &document in &documents {
                        next.apply(document, &change);
                    }
                    let outcome = store.decide(&documents, change).unwrap();
                    prop_assert_eq!(outcome.is_some(), next != now);
                    if next != now {
                        past.push(std::mem::replace(&mut now, next));
                        undone.clear();
                    }
                }
                Act::Undo => {
                    let outcome = store.undo().unwrap();
                    prop_assert_eq!(outcome.is_some(), !past.is_empty());
                    if let Some(state) = past.pop() {
                        undone.push(std::mem::replace(&mut now, state));
                    }
                }
                Act::Redo => {
                    let outcome = store.redo().unwrap();
                    prop_assert_eq!(outcome.is_some(), !undone.is_empty());
                    if let Some(state) = undone.pop() {
                        past.push(std::mem::replace(&mut now, state));
                    }
                }
                Act::Reopen => *store = open(dir.path()),
            }
            prop_assert_eq!(&store.decisions().unwrap(), &now);
            let longer = journal(store);
            prop_assert!(longer.starts_with(&journalled));
            journalled = longer;
        }
    }
}
