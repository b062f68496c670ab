//! An index that is being made when the program is killed.
#![cfg(feature = "browser")]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Instant;

use nashra::engine::{Engine, Tantivy};
use nashra::entities::Catalogue;
use nashra::model::{Decisions, Document, Facet, Facets, Sort, View};
use nashra::query::Query;
use nashra::run::{InForce, Indexer, Wish, open_index};

/// Set for the process that is killed: the cache directory, and the corpus.
const CACHE: &str = "NASHRA_TEST_CACHE";
const CORPUS: &str = "NASHRA_TEST_CORPUS";
/// Set to have it killed ten times rather than three.
const FULL: &str = "NASHRA_TEST_FULL";

/// What the process does that is killed.
#[test]
#[ignore = "run by the other tests, which kill it"]
fn index_until_killed() {
    if let (Some(cache), Some(corpus)) = (std::env::var_os(CACHE), std::env::var_os(CORPUS)) {
        update(Path::new(&cache), Path::new(&corpus));
    }
}

#[test]
fn an_index_completes_after_being_killed_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("news");
    write_corpus(&corpus);
    let began = Instant::now();
    spawn(&dir.path().join("clean"), &corpus).wait().unwrap();
    let whole = began.elapsed();
    let clean = update(&dir.path().join("clean"), &corpus);
    let expected = answers(&clean);
    assert!(expected.0.len() > 300, "{}", expected.0.len());

    let shares: &[u32] = match std::env::var_os(FULL) {
        Some(_) => &[5, 13, 29, 37, 46, 58, 67, 79, 88, 97],
        None => &[31, 64, 90],
    };
    for share in shares {
        let cache = dir.path().join(format!("killed-{share}"));
        let mut child = spawn(&cache, &corpus);
        thread::sleep(whole * *share / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        let there = kept(&cache, &corpus);
        assert!(there <= expected.0.len());
        assert_eq!(answers(&update(&cache, &corpus)), expected, "{share} %: {there} were kept");
    }
    // Killed again and again.
    let cache = dir.path().join("killed-often");
    for share in [40, 30, 50] {
        let mut child = spawn(&cache, &corpus);
        thread::sleep(whole * share / 100);
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(answers(&update(&cache, &corpus)), expected);
}

#[test]
fn a_file_that_has_grown_is_whole_after_being_killed_at_any_moment() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = dir.path().join("news");
    fs::create_dir(&corpus).unwrap();
    fs::write(corpus.join("a.txt"), "Un titre\n\nVladimir Poutine a quitté Moscou.").unwrap();
    let feed = corpus.join("feed.jsonl");
    // The last line has no end yet.
    fs::write(&feed, write_lines(0..150).trim_end()).unwrap();
    let shares: &[u32] = match std::env::var_os(FULL) {
        Some(_) => &[5, 13, 29, 37, 46, 58, 67, 79, 88, 97],
        None => &[45, 80],
    };
    let caches = [0].iter().chain(shares).map(|share| dir.path().join(share.to_string()));
    let caches: Vec<_> = caches.collect();
    for cache in &caches {
        assert_eq!(update(cache, &corpus).len(), 151);
    }
    let mut file = fs::OpenOptions::new().append(true).open(&feed).unwrap();
    file.write_all(format!("\n{}", write_lines(150..400)).as_bytes()).unwrap();
    let expected = answers(&update(&dir.path().join("clean"), &corpus));
    assert_eq!(expected.0.len(), 401);
    let began = Instant::now();
    spawn(&caches[0], &corpus).wait().unwrap();
    let whole = began.elapsed();
    assert_eq!(answers(&update(&caches[0], &corpus)), expected);
    for (cache, share) in caches[1..].iter().zip(shares) {
        let mut child = spawn(cache, &corpus);
        thread::sleep(whole * *share / 100);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(kept(cache, &corpus) >= 151);
        assert_eq!(answers(&update(cache, &corpus)), expected, "{share} %");
    }
}

/// Lines of a feed.
fn write_lines(numbers: std::ops::Range<usize>) -> String {
    let mut lines = String::new();
    for n in numbers {
        let text = format!("Le gouvernement a répondu {n} fois à Vladimir Poutine. ").repeat(60);
        let line = serde_json::json!({ "title": format!("Line {n}"), "text": text });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}

fn spawn(cache: &Path, corpus: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "index_until_killed", "--ignored"]);
    command.env(CACHE, cache).env(CORPUS, corpus);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// How many documents are in an index as it was left.
fn kept(cache: &Path, corpus: &Path) -> usize {
    open_index(cache, &[corpus.to_owned()]).unwrap().0.len()
}

fn update(cache: &Path, corpus: &Path) -> Arc<Tantivy> {
    let paths: Vec<PathBuf> = vec![corpus.to_owned()];
    let (engine, dir) = open_index(cache, &paths).unwrap();
    assert_eq!(engine.rebuilt(), None);
    let names = Arc::new(InForce::new(|| Catalogue::builtin().unwrap()));
    let indexer = Indexer::new(Arc::clone(&engine), dir, paths, names, Arc::default());
    assert!(indexer.update(Wish::Asked, &mut |_| true).unwrap());
    assert!(indexer.is_current());
    engine
}

/// Everything that the engine says of its documents.
fn answers(engine: &Tantivy) -> (Vec<Document>, Vec<View>, Vec<Facets>) {
    let view = |query: &str, sort| {
        engine.open_view(&Query::parse(query).unwrap(), sort, &Decisions::default()).unwrap()
    };
    let everything = view("", Sort::Corpus);
    let document = |id: &_| (*engine.document(*id).unwrap().unwrap()).clone();
    let documents = everything.ids.iter().map(document).collect();
    let views = vec![
        view("", Sort::Date),
        view("", Sort::Title),
        view("الحكومة", Sort::Date),
        view("\"the government\" lang:en", Sort::Relevance),
        view("gouv* -lang:ar", Sort::Source),
    ];
    let facet = |facet| engine.facets(&everything, facet, usize::MAX).unwrap();
    let facets = [Facet::Lang, Facet::Source, Facet::Month, Facet::Entity].map(facet);
    (documents, views, facets.into())
}

/// Articles by themselves and in a file of many, some of them in both.
fn write_corpus(dir: &Path) {
    fs::create_dir_all(dir.join("sub")).unwrap();
    let sentences = [
        "قال الرئيس فلاديمير بوتين إن الحكومة في موسكو مستعدة للحوار مع فرنسا.",
        "Le gouvernement français a répondu à Vladimir Poutine depuis Paris.",
        "Turkey told the government of Russia that it would answer in Ankara.",
    ];
    let mut lines = String::new();
    for n in 0..200 {
        let text = format!("{} {n}. ", sentences[n % 3]).repeat(20 + n % 30);
        fs::write(dir.join(format!("sub/{n:03}.txt")), format!("Article {n}\n\n{text}")).unwrap();
        let title = format!("Line {}", n % 150);
        let text = format!("{} {}. ", sentences[n % 3], n % 150).repeat(30);
        let line = serde_json::json!({ "title": title, "text": text, "source": "AFP" });
        writeln!(lines, "{line}").unwrap();
    }
    fs::write(dir.join("lines.jsonl"), lines).unwrap();
}
