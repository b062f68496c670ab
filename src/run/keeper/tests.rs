use std::sync::LazyLock;

use rusqlite::Connection;

use super::*;
use crate::engine::Memory;
use crate::entities::{Catalogue, OwnNames};
use crate::model::{Change, Verdict};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));

/// Not so long as a person would wait.
const LEAVING: Duration = Duration::from_secs(1);

fn id(n: u8) -> DocId {
    DocId::from_bytes([n; 16])
}

fn decision(n: u8) -> Task {
    Task::Decide(Decision::Change(vec![id(n)], vec![KEPT]))
}

/// A keeper at work on a directory, and what it tells.
fn start(dir: &Path) -> (Keeping, Receiver<Event>) {
    let (sender, told) = mpsc::channel();
    let events: Events = Arc::new(move |event| sender.send(event).is_ok());
    let latest = Latest::default();
    let decisions = latest.clone();
    let backend: Lazy<Backend> = Arc::new(LazyLock::new(Box::new(move || {
        Backend::new(Arc::new(Memory::new()), Catalogue::default(), decisions)
    })));
    let store = Store::open(dir).unwrap().0;
    let corpus = Some(vec!["/news".into()]);
    let corrections = Corrections::new(OwnNames::none());
    let keeper = Keeper { store, corpus, state: None, latest, corrections, leaving: LEAVING };
    (keep(keeper, backend, events), told)
}

/// Waits for an event, however slow the machine; what comes before it is passed over.
fn wait_for<T>(told: &Receiver<Event>, mut what: impl FnMut(Event) -> Option<T>) -> T {
    let long = Duration::from_secs(30);
    std::iter::from_fn(|| told.recv_timeout(long).ok()).find_map(&mut what).unwrap()
}

fn decided(event: Event) -> Option<Result<DocId, String>> {
    match event {
        Event::Decided(outcome) => Some(outcome.map(|(decided, _)| decided.documents[0].0)),
        _ => None,
    }
}

fn news(event: Event) -> Option<Vec<DocId>> {
    match event {
        Event::News(news) => Some(news.into_iter().map(|(id, _)| id).collect()),
        _ => None,
    }
}

fn known(event: Event) -> Option<Vec<DocId>> {
    match event {
        Event::Known(decisions) => Some(decisions.iter().map(|(id, _)| id).collect()),
        _ => None,
    }
}

fn failed(event: Event) -> Option<String> {
    match event {
        Event::Failed(message) => Some(message),
        _ => None,
    }
}

fn end(keeping: Keeping) {
    keeping.end(|| {});
}

#[test]
fn what_was_decided_before_comes_first_and_what_others_decide_as_news() {
    let dir = tempfile::tempdir().unwrap();
    let mut other = Store::open(dir.path()).unwrap().0;
    other.decide(&[id(1)], KEPT).unwrap();
    let (keeping, told) = start(dir.path());
    assert_eq!(told.recv().ok().and_then(known), Some(vec![id(1)]));
    keeping.tasks().send(decision(2)).unwrap();
    assert_eq!(wait_for(&told, decided), Ok(id(2)));
    other.decide(&[id(3)], KEPT).unwrap();
    assert_eq!(wait_for(&told, |event| news(event).filter(|news| news.contains(&id(3)))).len(), 1);
    end(keeping);
}

#[test]
fn a_lock_of_another_program_is_said_and_what_was_decided_meanwhile_keeps_its_order() {
    let dir = tempfile::tempdir().unwrap();
    let (keeping, told) = start(dir.path());
    let lock = Connection::open(dir.path().join("nashra.db")).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    for n in 0..20 {
        keeping.tasks().send(decision(n)).unwrap();
    }
    let waiting = wait_for(&told, |event| match event {
        Event::Told(message) => Some(message),
        _ => None,
    });
    assert!(waiting.starts_with("Waiting for another program"), "{waiting}");
    lock.execute_batch("COMMIT").unwrap();
    for n in 0..20 {
        assert_eq!(wait_for(&told, decided), Ok(id(n)));
    }
    end(keeping);
    assert_eq!(Store::open(dir.path()).unwrap().0.decisions().unwrap().len(), 20);
}

#[test]
fn who_leaves_while_the_database_is_locked_is_told_waits_a_little_and_hears_what_was_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (keeping, told) = start(dir.path());
    wait_for(&told, known);
    let lock = Connection::open(dir.path().join("nashra.db")).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    for n in 0..20 {
        keeping.tasks().send(decision(n)).unwrap();
    }
    let mut said = false;
    let since = Instant::now();
    keeping.end(|| said = true);
    assert!(said);
    // Not so long for each of them.
    assert!(since.elapsed() < 10 * LEAVING);
    let refused = told.try_iter().filter_map(decided).filter(Result::is_err).count();
    assert_eq!(refused, 20);
}

#[test]
fn a_directory_that_is_deleted_while_it_is_open_is_written_again() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("state/nashra");
    let (keeping, told) = start(&dir);
    keeping.tasks().send(decision(1)).unwrap();
    assert_eq!(wait_for(&told, decided), Ok(id(1)));
    std::fs::remove_dir_all(root.path().join("state")).unwrap();
    keeping.tasks().send(decision(2)).unwrap();
    assert_eq!(wait_for(&told, decided), Ok(id(2)));
    assert!(wait_for(&told, failed).contains("had been deleted"));
    end(keeping);
    let mut store = Store::open(&dir).unwrap().0;
    assert_eq!(store.decisions().unwrap().len(), 2);
    assert!(store.undo().unwrap().is_some() && store.undo().unwrap().is_some());
}

#[test]
fn a_deleted_database_is_missed_before_it_is_too_late() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("nashra");
    let (keeping, told) = start(&dir);
    keeping.tasks().send(decision(1)).unwrap();
    assert_eq!(wait_for(&told, decided), Ok(id(1)));
    std::fs::remove_dir_all(&dir).unwrap();
    // Nothing more is decided.
    end(keeping);
    assert_eq!(Store::open(&dir).unwrap().0.decisions().unwrap().len(), 1);
}

#[test]
fn damage_found_on_the_way_is_said_and_the_next_start_keeps_what_can_be_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nashra.db");
    let mut store = Store::open(dir.path()).unwrap().0;
    let many: Vec<_> = (0..2000_u128).map(|n| DocId::from_bytes(n.to_be_bytes())).collect();
    store.decide(&many, KEPT).unwrap();
    drop(store);
    // The journal is not read until something is undone.
    let connection = Connection::open(&path).unwrap();
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'journal'";
    let page: usize = connection.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() as usize;
    drop(connection);
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[(page - 1) * 4096..page * 4096].fill(0xaa);
    std::fs::write(&path, &bytes).unwrap();

    let (keeping, told) = start(dir.path());
    assert_eq!(wait_for(&told, known).len(), 2000);
    keeping.tasks().send(Task::Decide(Decision::Undo)).unwrap();
    let error = wait_for(&told, decided).unwrap_err();
    assert!(error.contains("is damaged") && error.contains("start again"), "{error}");
    end(keeping);

    let (mut store, aside) = Store::open(dir.path()).unwrap();
    let aside = aside.unwrap();
    assert_eq!(aside.rescued, 2000);
    assert!(aside.to_string().contains("2000"));
    assert_eq!(store.decisions().unwrap().len(), 2000);
    assert!(store.decide(&[id(99)], KEPT).unwrap().is_some());
    assert!(Store::open(dir.path()).unwrap().1.is_none(), "once");
}

#[test]
fn who_saves_a_search_is_told_the_key_that_lists_it() {
    let search = crate::model::SavedSearch {
        name: "grain".to_owned(),
        query: "blé".to_owned(),
        sort: Default::default(),
    };
    let mut store = Store::ephemeral().unwrap();
    let event = keep_search(&mut store, &Keep::Save { search, before: None });
    let Ok(Event::Told(said)) = event else { panic!("{event:?}") };
    let said = crate::action::with_keys(&said, |action| action.spec().keys[0].to_owned());
    let key = Action::Saved.spec().keys[0];
    assert!(said.ends_with(&format!("; {key} lists it.")), "{said}");
}

#[test]
fn who_saves_a_search_in_the_place_of_another_is_told_what_that_was() {
    let search = |query: &str| crate::model::SavedSearch {
        name: "grain".to_owned(),
        query: query.to_owned(),
        sort: Default::default(),
    };
    let mut store = Store::ephemeral().unwrap();
    let mut save =
        |query| keep_search(&mut store, &Keep::Save { search: search(query), before: None });
    save("blé").unwrap();
    let Ok(Event::Told(said)) = save("orge") else { panic!("nothing was said") };
    assert!(said.contains("in the place of \u{2068}blé\u{2069}"), "{said}");
    let Ok(Event::Told(said)) = save("orge") else { panic!("nothing was said") };
    assert!(!said.contains("place"), "{said}");
}
