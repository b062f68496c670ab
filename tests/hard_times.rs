//! Disks that are full or cannot be written. Each test runs itself again in a mount namespace of its
//! own, where it may mount what it needs; where the system allows nobody that, it says so and is
//! skipped.
#![cfg(feature = "browser")]

mod pty;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nashra::model::{Change, DocId, Verdict};
use nashra::store::{Store, StoreError};
use pty::{Pty, SOON};

const KEPT: Change = Change::Verdict(Some(Verdict::Kept));
const INSIDE: &str = "NASHRA_TEST_NAMESPACE";

fn id(n: usize) -> DocId {
    DocId::of("", &n.to_string())
}

/// Whether this is the run in a namespace; makes it, if not.
fn is_inside(test: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let unshare = || {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount"]);
        command
    };
    let allowed = unshare().args(["sh", "-c", "mount -t tmpfs tmpfs /mnt"]).output();
    if !allowed.is_ok_and(|output| output.status.success()) {
        eprintln!("{test}: skipped, as this system lets nobody mount");
        return false;
    }
    let run = unshare()
        .arg(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture"])
        .env(INSIDE, "1")
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    false
}

fn mount(arguments: &[&str], dir: &Path) {
    let run = Command::new("mount").args(arguments).arg(dir).output().unwrap();
    assert!(run.status.success(), "{run:?}");
}

/// A disk of its own, of a megabyte.
fn disk() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    mount(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], dir.path());
    dir
}

/// Takes all the room there is.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("fill");
    fs::write(&path, vec![0; 2 << 20]).unwrap_err();
    path
}

fn set_writable(disk: &Path, writable: bool) {
    mount(&["-o", if writable { "remount,rw" } else { "remount,ro" }], disk);
}

fn open(dir: &Path) -> Store {
    let (store, aside) = Store::open(dir).unwrap();
    assert_eq!(aside, None);
    store
}

#[test]
fn a_disk_that_fills_up_keeps_every_decision_that_was_acknowledged() {
    if !is_inside("a_disk_that_fills_up_keeps_every_decision_that_was_acknowledged") {
        return;
    }
    let disk = disk();
    let mut store = open(disk.path());
    let mut kept = 0;
    let error = loop {
        match store.decide(&[id(kept)], KEPT) {
            Ok(outcome) => assert!(outcome.is_some()),
            Err(error) => break error,
        }
        kept += 1;
    };
    assert!(matches!(error, StoreError::Full { .. }), "{error:?}");
    assert!(error.to_string().contains("free some space"), "{error}");
    assert!(kept > 20, "{kept}");
    assert_eq!(store.decisions().unwrap().len(), kept);
    store.undo().unwrap_err();
    drop(store);

    // There is no room to write, but what there is can be read.
    let mut store = open(disk.path());
    assert_eq!(store.load().unwrap().0.len(), kept);
    mount(&["-o", "remount,size=4m"], disk.path());
    assert!(store.decide(&[id(kept)], KEPT).unwrap().is_some());
    assert_eq!(store.undo().unwrap().unwrap().documents[0].0, id(kept));
    drop(store);
    assert_eq!(open(disk.path()).decisions().unwrap().len(), kept);
}

#[test]
fn a_disk_that_is_full_from_the_start_is_said_and_tried_again() {
    if !is_inside("a_disk_that_is_full_from_the_start_is_said_and_tried_again") {
        return;
    }
    for old in [false, true] {
        let disk = disk();
        if old {
            open(disk.path()).decide(&[id(0)], KEPT).unwrap();
        }
        let filled = fill(disk.path());
        let mut store = open(disk.path());
        assert!(store.refusal().is_some());
        assert_eq!(store.load().unwrap().0.len(), usize::from(old));
        let error = store.decide(&[id(1)], KEPT).unwrap_err();
        assert!(matches!(error, StoreError::Full { .. } | StoreError::Io { .. }), "{error:?}");
        fs::remove_file(filled).unwrap();
        assert!(store.decide(&[id(1)], KEPT).unwrap().is_some());
        assert_eq!(store.refusal(), None);
        assert_eq!(open(disk.path()).decisions().unwrap().len(), 1 + usize::from(old));
    }
}

#[test]
fn what_cannot_be_written_can_be_read_and_is_written_once_it_can() {
    if !is_inside("what_cannot_be_written_can_be_read_and_is_written_once_it_can") {
        return;
    }
    for crashed in [false, true] {
        let disk = disk();
        let dir = disk.path().join("state");
        let mut store = open(&dir);
        store.decide(&[id(0)], KEPT).unwrap();
        if crashed {
            // As a process that was killed leaves it: a log that holds everything.
            let copy = disk.path().join("copy");
            fs::create_dir(&copy).unwrap();
            for file in fs::read_dir(&dir).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), copy.join(file.file_name())).unwrap();
            }
            drop(store);
            fs::remove_dir_all(&dir).unwrap();
            fs::rename(copy, &dir).unwrap();
            assert!(dir.join("nashra.db-wal").metadata().unwrap().len() > 0);
        } else {
            drop(store);
        }
        set_writable(disk.path(), false);
        let mut store = open(&dir);
        assert!(store.refusal().unwrap().contains("--state-dir"), "{:?}", store.refusal());
        assert_eq!(store.load().unwrap().0.len(), 1);
        assert_eq!(store.history(None, 9).unwrap().len(), 1);
        assert!(store.decide(&[id(1)], KEPT).unwrap_err().to_string().contains("--state-dir"));
        set_writable(disk.path(), true);
        assert!(store.decide(&[id(1)], KEPT).unwrap().is_some());
        assert_eq!(open(&dir).decisions().unwrap().len(), 2);
    }
}

#[test]
fn a_directory_that_cannot_be_made_leaves_the_reader_able_to_read() {
    if !is_inside("a_directory_that_cannot_be_made_leaves_the_reader_able_to_read") {
        return;
    }
    let disk = disk();
    set_writable(disk.path(), false);
    let mut store = open(&disk.path().join("a/b"));
    assert!(store.refusal().is_some());
    assert!(store.load().unwrap().0.is_empty());
    assert!(store.decide(&[id(1)], KEPT).is_err());
}

#[test]
fn the_browser_opens_on_a_disk_that_cannot_be_written_and_says_so() {
    if !is_inside("the_browser_opens_on_a_disk_that_cannot_be_written_and_says_so") {
        return;
    }
    let (disk, home) = (disk(), tempfile::tempdir().unwrap());
    let corpus = home.path().join("news");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("a"), "Premier article\n\nUn texte.").unwrap();
    fs::write(corpus.join("b"), "Deuxième article\n\nUn autre texte.").unwrap();
    let state = disk.path().join("state");
    let arguments = ["--state-dir", state.to_str().unwrap(), corpus.to_str().unwrap()];
    let open = || {
        let command: Vec<_> = [env!("CARGO_BIN_EXE_nashra")].into_iter().chain(arguments).collect();
        let home = home.path().to_str().unwrap();
        Pty::spawn(&command, 120, 40, &[("HOME", home), ("LANG", "C.UTF-8")])
    };
    let mut first = open();
    first.wait_text("2 of 2");
    first.send("s");
    first.wait_text("starred");
    first.send("q");
    assert!(first.wait_exit(SOON).success());

    set_writable(disk.path(), false);
    let mut second = open();
    second.wait_text("--state-dir");
    second.send("/is:starred\r");
    second.wait_text("1 of 2");
    second.send("K");
    second.wait_text("cannot be written, so nothing was changed");
    second.send("k");
    second.wait_text("1 of 2");
    second.send("q");
    second.wait_exit(SOON);
    assert_eq!(second.modes_left(), [""; 0]);
}
