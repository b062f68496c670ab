use std::os::unix::fs::PermissionsExt;

use super::*;
use crate::model::{Change, DocId};

const STARRED: Change = Change::Starred(true);

fn id(n: u64) -> DocId {
    DocId::of("", &n.to_string())
}

fn open(dir: &Path) -> Store {
    let (store, aside) = Store::open(dir).unwrap();
    assert_eq!(aside, None);
    store
}

fn files(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn directories_and_files_are_for_the_person_alone() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path().join("share/nashra");
    let mut store = open(&dir);
    store.decide(&[id(1)], STARRED).unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&root.path().join("share")), 0o700);
    assert_eq!(mode(&dir), 0o700);
    let log = store.log.as_ref().unwrap();
    for file in [&store.path, log, &beside(&store.path, "-shm")] {
        assert_eq!(mode(file), 0o600, "{}", file.display());
    }
}

#[test]
fn the_memory_writes_nothing() {
    let mut store = Store::ephemeral().unwrap();
    store.decide(&[id(1)], STARRED).unwrap();
    store.flush().unwrap();
    assert!(store.decisions().unwrap().get(id(1)).starred);
    let sql = "SELECT file FROM pragma_database_list";
    let file: String = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
    assert_eq!(file, "");
    assert_eq!(store.log, None);
    let temporary: i64 =
        store.connection.pragma_query_value(None, "temp_store", |row| row.get(0)).unwrap();
    assert_eq!(temporary, 2, "memory");
}

#[test]
fn a_database_of_a_newer_version_or_another_program_is_refused_untouched() {
    let known = MIGRATIONS.len() as i64;
    for (application, format) in [(APPLICATION, known + 1), (0, 7), (99, 0)] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nashra.db");
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("CREATE TABLE later (x)").unwrap();
        connection.pragma_update(None, "application_id", application).unwrap();
        connection.pragma_update(None, "user_version", format).unwrap();
        drop(connection);
        let before = fs::read(&path).unwrap();

        let error = Store::open(dir.path()).err().unwrap();
        match application {
            APPLICATION => assert!(
                matches!(error, StoreError::Newer { found, .. } if found == format),
                "{error}"
            ),
            _ => assert!(matches!(error, StoreError::Foreign { .. }), "{error}"),
        }
        assert!(error.to_string().contains(path.to_str().unwrap()));
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(files(dir.path()), ["nashra.db"]);
    }
}

#[test]
fn a_damaged_database_is_set_aside_and_none_set_aside_before_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nashra.db");
    for n in 1..=2 {
        let broken = format!("this is no database {n}");
        fs::write(&path, &broken).unwrap();
        let (mut store, aside) = Store::open(dir.path()).unwrap();
        let aside = aside.unwrap();
        assert!(aside.to.ends_with(format!("nashra.db.broken-{n}")));
        assert!(aside.to_string().contains(aside.to.to_str().unwrap()));
        assert_eq!(fs::read_to_string(&aside.to).unwrap(), broken);
        assert!(store.decide(&[id(1)], STARRED).unwrap().is_some());
    }
}

#[test]
fn a_database_with_a_damaged_page_or_a_missing_end_is_set_aside() {
    for cut in [false, true] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("nashra.db");
        let mut store = open(dir.path());
        let many: Vec<_> = (0..2000).map(id).collect();
        store.decide(&many, STARRED).unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'decision'";
        let page: i64 = store.connection.query_row(sql, [], |row| row.get(0)).unwrap();
        drop(store);
        let mut bytes = fs::read(&path).unwrap();
        match cut {
            true => bytes.truncate(bytes.len() / 2),
            false => bytes[(page as usize - 1) * 4096..page as usize * 4096].fill(0xaa),
        }
        fs::write(&path, &bytes).unwrap();

        let (mut store, early) = Store::open(dir.path()).unwrap();
        let (decisions, late) = store.load().unwrap();
        let aside = early.or(late).unwrap();
        assert!(fs::read(&aside.to).unwrap() == bytes);
        assert_eq!(decisions.len(), aside.rescued);
        assert!(store.decide(&[id(0)], Change::Read(true)).unwrap().is_some());
    }
}

#[test]
fn damage_that_is_found_once_the_database_can_be_written_again_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nashra.db");
    fs::write(&path, "this is no database").unwrap();
    let mut store = Store { dir: Some(dir.path().to_owned()), ..Store::ephemeral().unwrap() };
    store.refusal = Some("the disk was full".to_owned());
    assert!(store.decide(&[id(1)], STARRED).unwrap().is_some());
    assert!(store.take_notice().is_some_and(|notice| notice.contains("was damaged")));
}

#[test]
fn what_is_noted_of_damage_is_for_the_person_alone() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let damage = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT);
    store.error()(rusqlite::Error::SqliteFailure(damage, None));
    let suspect = beside(&store.path, SUSPECT);
    assert_eq!(suspect.metadata().unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_log_goes_aside_with_its_database_as_it_is() {
    let (dir, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    drop(open(dir.path()));
    let mut store = open(dir.path());
    store.decide(&[id(1)], STARRED).unwrap();
    let path = copy.path().join("nashra.db");
    fs::write(&path, "this is no database").unwrap();
    let log = fs::read(store.log.as_ref().unwrap()).unwrap();
    fs::write(beside(&path, "-wal"), &log).unwrap();

    let (store, aside) = Store::open(copy.path()).unwrap();
    assert!(store.decisions().unwrap().is_empty());
    let to = aside.unwrap().to;
    assert_eq!(fs::read_to_string(&to).unwrap(), "this is no database");
    assert!(fs::read(beside(&to, "-wal")).unwrap() == log);
}

#[test]
fn on_a_network_filesystem_there_is_no_log_and_a_database_can_move_there_and_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nashra.db");
    for (n, remote) in [false, true, false].into_iter().enumerate() {
        let mut store = connect(&path, remote).unwrap();
        assert_eq!(store.decisions().unwrap().len(), n);
        assert_eq!(store.log.is_none(), remote);
        store.decide(&[id(n as u64)], STARRED).unwrap().unwrap();
        store.flush().unwrap();
        assert_eq!(beside(&path, "-wal").exists(), !remote);
    }
}

#[test]
fn the_database_and_the_log_that_a_flush_saves_hold_every_decision() {
    let (dir, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(dir.path());
    store.decide(&[id(1)], STARRED).unwrap();
    store.flush().unwrap();
    let path = copy.path().join("nashra.db");
    fs::copy(&store.path, &path).unwrap();
    fs::copy(store.log.as_ref().unwrap(), beside(&path, "-wal")).unwrap();
    assert!(open(copy.path()).decisions().unwrap().get(id(1)).starred);
}

#[test]
fn a_database_that_is_a_link_is_saved_where_it_lies() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = other.path().join("decisions");
    drop(connect(&path, false).unwrap());
    std::os::unix::fs::symlink(&path, dir.path().join("nashra.db")).unwrap();
    let mut store = open(dir.path());
    store.decide(&[id(1)], STARRED).unwrap();
    store.flush().unwrap();
    drop(store);
    assert!(connect(&path, false).unwrap().decisions().unwrap().get(id(1)).starred);
}

#[test]
fn a_path_that_is_no_directory_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let error = Store::open(&file.join("nashra")).err().unwrap();
    assert!(matches!(error, StoreError::Io { .. }), "{error}");
    assert!(error.to_string().contains(file.to_str().unwrap()));
}

#[test]
fn on_a_network_filesystem_others_are_heard_of_too() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("nashra.db");
    let (mut one, mut two) = (connect(&path, true).unwrap(), connect(&path, true).unwrap());
    one.decide(&[id(1)], STARRED).unwrap();
    assert_eq!(two.news().unwrap().len(), 1);
    two.decide(&[id(2)], STARRED).unwrap();
    assert_eq!(one.news().unwrap()[0].0, id(2));
    assert_eq!(one.news().unwrap().len() + two.news().unwrap().len(), 0);
}

#[test]
fn a_file_that_took_the_place_of_the_database_is_not_written() {
    let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut store = open(dir.path());
    store.decide(&[id(1)], STARRED).unwrap();
    drop(open(other.path()));
    fs::rename(other.path().join("nashra.db"), dir.path().join("nashra.db")).unwrap();
    let error = store.decide(&[id(2)], STARRED).unwrap_err();
    assert!(matches!(error, StoreError::Replaced { .. }), "{error}");
    assert_eq!(store.decisions().unwrap().len(), 1);
}
