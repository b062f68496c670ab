//! Decisions that were acknowledged are there whatever happens to the program. The tests run
//! themselves again as the processes that are killed.
//!
//! The full version takes a minute or so:
//!
//! ```sh
//! cargo test --release --test durability -- --ignored
//! ```
#![cfg(feature = "browser")]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use nashra::model::{Change, Decided, DocId, Tag, Triage, Verdict};
use nashra::store::Store;
use rusqlite::Connection;

/// Where a process that was started by a test does its work.
const DIR: &str = "NASHRA_TEST_DIR";
/// The first step of the script that it carries out, or its name.
const FROM: &str = "NASHRA_TEST_FROM";

fn id(n: u64) -> DocId {
    DocId::of("", &n.to_string())
}

fn open(dir: &Path) -> Store {
    let (store, aside) = Store::open(dir).unwrap();
    assert_eq!(aside, None);
    store
}

/// A number that looks random, always the same for the same one.
fn scattered(n: u64) -> u64 {
    let n = (n ^ (n >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ (n >> 31)
}

/// Carries out a step of the script: mostly a decision about one document, at times about several,
/// or an undo, or a redo.
fn carry_out(store: &mut Store, step: u64) -> Option<Decided> {
    let random = scattered(step + 1);
    let (document, on) = (random >> 8, !step.is_multiple_of(3));
    let change = match random % 6 {
        0 => Change::Read(on),
        1 => Change::Starred(on),
        2 => Change::Verdict(Some(Verdict::Kept)),
        3 => Change::Verdict(Some(Verdict::Discarded)),
        4 => Change::Tag(format!("t{}", random % 3).parse().unwrap(), on),
        _ => Change::Note(Some(format!("ملاحظة {step}").into())),
    };
    let outcome = match random % 20 {
        7 => store.undo(),
        8 => store.redo(),
        9 => {
            let documents: Vec<_> = (0..30).map(|n| id((document + n) % 400)).collect();
            store.decide(&documents, change)
        }
        _ => store.decide(&[id(document % 400)], change),
    };
    outcome.unwrap()
}

/// Runs this test again as another process.
fn start(test: &str, dir: &Path, from: &str) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args([test, "--exact", "--nocapture", "--include-ignored"])
        .env(DIR, dir)
        .env(FROM, from)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The work of a process that is to be killed: steps of the script, each acknowledged.
fn flood(dir: &Path, steps: u64) {
    let mut store = open(dir);
    let from: u64 = std::env::var(FROM).unwrap().parse().unwrap();
    for step in from..from + steps {
        carry_out(&mut store, step);
        eprintln!("{step}");
        if step % 500 == 0 {
            store.flush().unwrap();
        }
    }
}

/// Kills a process in the middle of its decisions, again and again, and compares what it left with
/// a store in memory that took the same steps.
fn kill(test: &str, times: u64, steps: u64) {
    if let Some(dir) = std::env::var_os(DIR) {
        return flood(Path::new(&dir), steps);
    }
    let dir = tempfile::tempdir().unwrap();
    let mut model = Store::ephemeral().unwrap();
    let (mut done, mut unacknowledged) = (0, 0);
    for kill in 0..times {
        let random = scattered(1000 + kill);
        let mut child = start(test, dir.path(), &done.to_string());
        let mut acknowledged =
            BufReader::new(child.stderr.take().unwrap()).lines().map(|line| line.unwrap());
        let mut last = acknowledged.by_ref().nth((random % steps) as usize);
        // Somewhere in the next few decisions.
        thread::sleep(Duration::from_micros(random >> 32 & 0x3ff));
        child.kill().unwrap();
        child.wait().unwrap();
        last = acknowledged.last().or(last);

        if let Some(last) = last {
            let last: u64 = last.parse().unwrap_or_else(|_| panic!("{last}"));
            (done..=last).for_each(|step| drop(carry_out(&mut model, step)));
            done = last + 1;
        }
        let mut store = open(dir.path());
        let left = store.decisions().unwrap();
        if left != model.decisions().unwrap() {
            // Committed, and killed before it could say so.
            carry_out(&mut model, done);
            (done, unacknowledged) = (done + 1, unacknowledged + 1);
            assert_eq!(left, model.decisions().unwrap(), "after kill {kill}, step {done}");
        }
        let check = Connection::open(dir.path().join("nashra.db")).unwrap();
        let found: String =
            check.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(found, "ok", "after kill {kill}");
        drop(check);
        let (undone, expected) = (store.undo().unwrap(), model.undo().unwrap());
        assert_eq!(undone, expected, "after kill {kill}");
        if undone.is_some() {
            assert_eq!(store.redo().unwrap(), model.redo().unwrap());
        }
    }
    eprintln!(
        "{times} kills, {done} steps, of which {unacknowledged} were committed unacknowledged"
    );
    let (history, expected) = (open(dir.path()), model);
    let (history, expected) = (history.history(None, 1000), expected.history(None, 1000));
    for (step, expected) in history.unwrap().iter().zip(expected.unwrap()) {
        assert_eq!((&step.deed, step.count), (&expected.deed, expected.count));
    }
}

#[test]
fn a_process_that_is_killed_leaves_all_that_it_acknowledged() {
    kill("a_process_that_is_killed_leaves_all_that_it_acknowledged", 5, 300);
}

#[test]
#[ignore = "takes a minute"]
fn fifty_kills_in_floods_of_ten_thousand_lose_nothing() {
    kill("fifty_kills_in_floods_of_ten_thousand_lose_nothing", 50, 10_000);
}

/// Two processes that tag the same documents; this one looks on.
#[test]
fn two_processes_at_once_lose_nothing_and_see_each_other() {
    const TEST: &str = "two_processes_at_once_lose_nothing_and_see_each_other";
    const EACH: u64 = 300;
    let tag = |who: &str, n: u64| format!("{who}{n}").parse::<Tag>().unwrap();
    if let Some(dir) = std::env::var_os(DIR) {
        let who = std::env::var(FROM).unwrap();
        let mut store = open(Path::new(&dir));
        for n in 0..EACH {
            let tag = Change::Tag(tag(&who, n), true);
            assert!(store.decide(&[id(n % 10)], tag).unwrap().is_some());
        }
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let children = ["a", "b"].map(|who| start(TEST, dir.path(), who));
    let mut seen = std::collections::HashMap::<DocId, Triage>::new();
    let mut look = |store: &mut Store| seen.extend(store.news().unwrap());
    for mut child in children {
        while child.try_wait().unwrap().is_none() {
            look(&mut store);
            thread::sleep(Duration::from_millis(1));
        }
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    look(&mut store);
    let decisions = store.decisions().unwrap();
    for n in 0..EACH {
        for who in ["a", "b"] {
            assert!(seen[&id(n % 10)].tags.contains(&tag(who, n)), "{who}{n}");
        }
    }
    assert!(seen.iter().all(|(id, triage)| decisions.get(*id) == triage));
    let mut undone = 0;
    while store.undo().unwrap().is_some() {
        undone += 1;
    }
    assert_eq!(undone, 2 * EACH);
}
