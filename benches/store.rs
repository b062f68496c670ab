//! How long decisions take on a large state: 100,000 documents, a million journal entries. See
//! `docs/benchmarks.md`.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use nashra::model::{Change, DocId, Sketch, Trace, Verdict};
use nashra::store::Store;

const DOCUMENTS: u64 = 100_000;
const ENTRIES: u64 = 1_000_000;

fn id(n: u64) -> DocId {
    DocId::of("", &n.to_string())
}

fn main() {
    // The temporary directory may be in memory, where nothing is synced.
    let dir = tempfile::tempdir_in(std::env::current_dir().unwrap()).unwrap();
    let dir = dir.path();
    let mut store = Store::open(dir).unwrap().0;
    fill(&mut store);
    store.flush().unwrap();
    drop(store);
    let size = std::fs::metadata(dir.join("nashra.db")).unwrap().len();
    println!("{DOCUMENTS} documents, {ENTRIES} journal entries, {} MB\n", size / 1_000_000);

    let mut store = None;
    say("open", 5, || {
        drop(store.take());
        store = Some(Store::open(dir).unwrap().0);
    });
    let mut store = store.unwrap();
    say("what is decided, all of it", 5, || drop(store.load().unwrap()));
    let info = measure(|| std::mem::forget(store.decisions().unwrap()));
    println!("{:44} {:9.1} MB kept", "", info.bytes_current as f64 / 1e6);

    let mut n = 0;
    say("a decision", 2000, || {
        n += 1;
        let change = Change::Tag(format!("t{n}").parse().unwrap(), true);
        store.decide(&[id(n * 7919 % DOCUMENTS)], change).unwrap().unwrap();
    });
    say("an undo", 1000, || drop(store.undo().unwrap().unwrap()));
    say("a redo", 1000, || drop(store.redo().unwrap().unwrap()));
    say("a decision that is synced to the disk", 100, || {
        n += 1;
        store
            .decide(&[id(n * 7919 % DOCUMENTS)], Change::Note(Some(n.to_string().into())))
            .unwrap();
        store.flush().unwrap();
    });

    let mut before = None;
    say("a page of history, 40 steps, from the last", 200, || {
        let page = store.history(before, 40).unwrap();
        before = page.last().map(|step| step.id);
    });

    let mut other = Store::open(dir).unwrap().0;
    say("news, where there is none", 10_000, || assert!(other.news().unwrap().is_empty()));
    say("a decision, and the news of it elsewhere", 500, || {
        n += 1;
        store.decide(&[id(DOCUMENTS + n)], Change::Read(true)).unwrap();
        assert_eq!(other.news().unwrap().len(), 1);
    });
    let all: Vec<DocId> = (0..DOCUMENTS).map(id).collect();
    say("a decision about all documents", 1, || {
        store.decide(&all, Change::Tag("all".parse().unwrap(), true)).unwrap().unwrap();
    });
    say("news of that", 1, || assert!(other.news().unwrap().len() >= all.len()));
    say("a page of history that begins with it", 20, || drop(store.history(None, 40).unwrap()));
    say("its undo", 1, || drop(store.undo().unwrap().unwrap()));

    let mut records = Vec::new();
    say("export", 1, || {
        let mut take = |record| {
            records.push(record);
            ControlFlow::Continue(())
        };
        store.export(&mut take).unwrap();
    });
    let copy = records.clone();
    say("a merge that changes nothing", 1, || {
        assert!(store.merge(copy.clone()).unwrap().is_none())
    });
    let mut fresh = Store::ephemeral().unwrap();
    say("a merge of all that into nothing", 1, || drop(fresh.merge(records.clone()).unwrap()));

    say("a trace looked up", 100_000, || {
        n += 1;
        store.traced(Trace((n % DOCUMENTS) as i64)).unwrap();
    });
}

/// Says how long something takes: the median, and what 99 of 100 times stay below.
fn say(what: &str, times: usize, mut run: impl FnMut()) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let since = Instant::now();
            run();
            since.elapsed()
        })
        .collect();
    took.sort_unstable();
    let at = |part: f64| took[((times - 1) as f64 * part) as usize].as_secs_f64() * 1e3;
    println!("{what:44} {:9.3} ms median {:9.3} ms p99 {:9.3} ms most", at(0.5), at(0.99), at(1.0));
}

/// Ten decisions about each document, in steps of a thousand and, at the end, of one.
fn fill(store: &mut Store) {
    const ALONE: u64 = 20_000;
    let change = |n: u64| match n % 5 {
        0 => Change::Read(n.is_multiple_of(2)),
        1 => Change::Verdict(Some(if n.is_multiple_of(2) {
            Verdict::Kept
        } else {
            Verdict::Discarded
        })),
        2 => Change::Starred(n.is_multiple_of(2)),
        3 => Change::Tag("x".parse().unwrap(), n % 2 == 1),
        _ => Change::Note(Some(format!("note {n}").into())),
    };
    let rounds = (ENTRIES - ALONE) / DOCUMENTS;
    for round in 0..=rounds {
        for start in (0..DOCUMENTS).step_by(1000) {
            let ids: Vec<_> = (start..start + 1000).map(id).collect();
            store.decide(&ids, change(round)).unwrap();
        }
    }
    for n in 0..ALONE {
        store.decide(&[id(n * 7919 % DOCUMENTS)], change(n / DOCUMENTS + 11)).unwrap();
    }
    for start in (0..DOCUMENTS).step_by(1000) {
        let traced = (start..start + 1000).map(|n| {
            let sketch = Sketch::of((0..40).map(|k| (n * 40 + k) as u32).collect());
            (id(n), vec![Trace(n as i64), Trace(-(n as i64) - 1)], sketch)
        });
        store.trace(&traced.collect::<Vec<_>>()).unwrap();
    }
}
