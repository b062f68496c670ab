//! Files of lines that something is appended to.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::FileExt;

use super::tests::{Place, all, sorted, told};
use super::*;

const LINES: &str = "{\"text\":\"first line of Putin\"}\nbroken\n{\"text\":\"second line\"}\n";

fn append(place: &Place, text: &str) {
    let path = place.paths()[0].join("a.jsonl");
    OpenOptions::new().append(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
}

/// Who is read by an update, after which the index holds what reading all files finds, and the
/// problems are those that reading all files has.
fn read(place: &Place) -> usize {
    let mut read = 0;
    let indexer = place.indexer();
    let manifest = Manifest::open(&indexer.manifest_path()).unwrap();
    let jobs = indexer.changes(manifest.files()).jobs;
    for job in &jobs {
        let mut count = |item| {
            read += usize::from(matches!(item, Item::Document(_)));
            ControlFlow::Continue(())
        };
        let reading = Reading::open(&job.file, job.tail());
        assert!(reading.read(&AtomicU64::new(0), &mut count).0.is_continue());
    }
    drop((manifest, jobs));
    let problems = told(&indexer).0;
    assert_eq!(sorted(all(&**indexer.engine())), sorted(place.read()));
    assert_eq!(told(&indexer).0, problems);
    drop(indexer);
    let mut expected = Vec::new();
    let mut name = |problem: Problem| {
        expected.push(problem.to_string());
        true
    };
    super::super::read_corpus(&place.paths(), &|_| {}, &mut |_| true, &mut name);
    assert_eq!(problems, expected);
    read
}

#[test]
fn only_what_was_appended_is_read() {
    let place = Place::new(&[("a.jsonl", LINES), ("b.txt", "Another\n\nfile")]);
    assert_eq!(read(&place), 3);
    append(&place, "{\"text\":\"third line\"}\nbroken again\n");
    assert_eq!(read(&place), 1);
    // A document that is there already, and one that is in another file.
    append(
        &place,
        "{\"text\":\"second line\"}\n{\"title\":\"Another\",\"text\":\"Another\\n\\nfile\"}\n",
    );
    assert_eq!(read(&place), 2);
    append(&place, "\n\n");
    assert_eq!(read(&place), 0);
    append(&place, "{\"text\":\"the last\"}\n");
    assert_eq!(read(&place), 1);
}

#[test]
fn a_line_without_an_end_is_read_again() {
    let place = Place::new(&[("a.jsonl", LINES)]);
    read(&place);
    for (appended, expected) in [
        ("{\"text\":\"half", 0),
        (" a line\"}", 1),
        // The document stays, with the end of its line.
        ("\n{\"text\":\"one more", 1),
        (" line\"}", 1),
        // What was a document is none any more.
        ("garbage", 0),
        ("\n", 0),
        ("{\"text\":\"unended\"}", 1),
        ("  ", 1),
        ("\n{\"text\":\"the last\"}\n", 2),
    ] {
        append(&place, appended);
        assert_eq!(read(&place), expected, "{appended:?}");
    }
}

#[test]
fn a_file_that_did_not_only_grow_is_read_whole() {
    let place = Place::new(&[("a.jsonl", LINES)]);
    read(&place);
    let path = place.paths()[0].join("a.jsonl");
    // Written anew: another file of the same name.
    let grown = format!("{LINES}{{\"text\":\"third line\"}}\n");
    fs::write(path.with_extension("new"), grown).unwrap();
    fs::rename(path.with_extension("new"), &path).unwrap();
    assert_eq!(read(&place), 3);
    // A letter before the end, and something more.
    let file = OpenOptions::new().write(true).open(&path).unwrap();
    file.write_all_at(b"F", 9).unwrap();
    append(&place, "{\"text\":\"fourth line\"}\n");
    assert_eq!(read(&place), 4);
    // Shorter, and the same length with other lines.
    place.write("a.jsonl", "{\"text\":\"another line\"}\n");
    assert_eq!(read(&place), 1);
    place.write("a.jsonl", "{\"text\":\"a third line\"}\n");
    assert_eq!(read(&place), 1);
    // No lines at all, by its beginning.
    place.write("a.jsonl", "[\n{\"text\":\"a third line\"}\n,{\"text\":\"and a fourth\"}\n]\n");
    assert_eq!(read(&place), 2);
}

#[test]
fn a_file_whose_reading_was_broken_off_is_read_whole() {
    let place = Place::new(&[("a.jsonl", LINES)]);
    read(&place);
    append(&place, "{\"text\":\"third line\"}\n");
    let indexer = place.indexer();
    indexer.stop.store(true, Ordering::Relaxed);
    let mut manifest = Manifest::open(&indexer.manifest_path()).unwrap();
    let jobs = indexer.changes(manifest.files()).jobs;
    indexer.read(&jobs, &mut manifest, &mut |_| true).unwrap();
    manifest.write().unwrap();
    drop((indexer, manifest, jobs));
    assert_eq!(read(&place), 3);
}
