//! How fast corpora are indexed and questions answered. See `docs/benchmarks-engine.md`.
//!
//! ```sh
//! cargo bench --bench engine -- generate 100000 /tmp/corpus.jsonl
//! cargo bench --bench engine -- index /tmp/cache /tmp/corpus.jsonl
//! cargo bench --bench engine -- ask /tmp/cache /tmp/corpus.jsonl
//! ```

mod corpus;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use corpus::{Draw, generate};
use nashra::engine::Engine;
use nashra::entities::Catalogue;
use nashra::model::{Decisions, DocId, Facet, Sort, View};
use nashra::query::Query;
use nashra::run::{InForce, Indexer, Wish, open_index};

/// Rows of a screen.
const ROWS: usize = 40;
/// Times that each thing is measured.
const TIMES: usize = 200;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["generate", documents, file] => {
            let documents = documents.parse().expect("a number of documents");
            let mut file = BufWriter::new(File::create(file).expect("a file to write"));
            generate(documents, &mut file).and_then(|()| file.flush()).expect("room for the file");
        }
        ["index", cache, file] => index(Path::new(cache), file.into()),
        ["ask", cache, file] => ask(Path::new(cache), file.into()),
        // What `cargo bench` runs with the others: enough to see that it works.
        _ => {
            let dir = tempfile::tempdir().expect("a directory");
            let file = dir.path().join("corpus.jsonl");
            generate(500, &mut File::create(&file).expect("a file")).expect("room for the file");
            index(&dir.path().join("cache"), file.clone());
            ask(&dir.path().join("cache"), file);
        }
    }
}

fn index(cache: &Path, file: PathBuf) {
    let bytes = fs::metadata(&file).expect("the corpus").len();
    let (engine, dir) = open_index(cache, std::slice::from_ref(&file)).expect("an index");
    let names = InForce::new(|| Catalogue::builtin().expect("the built-in tables"));
    let indexer =
        Indexer::new(Arc::clone(&engine), dir.clone(), vec![file], Arc::new(names), Arc::default());
    let began = Instant::now();
    let mut first = None;
    indexer
        .update(Wish::Asked, &mut |_| {
            if !engine.is_empty() {
                first.get_or_insert(began.elapsed());
            }
            true
        })
        .expect("a directory to write to");
    let seconds = began.elapsed().as_secs_f64();
    let rate = bytes as f64 / 1e6 / seconds;
    println!("{} documents, {:.0} MB", engine.len(), bytes as f64 / 1e6);
    println!("indexed in {seconds:.1} s: {rate:.1} MB/s; first found after {first:.0?}");
    println!("index {:.0} MB, peak memory {} MB", size(&dir) as f64 / 1e6, memory("VmHWM"));
}

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).expect("the index").flatten();
    let of = |entry: fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    entries.map(of).sum()
}

/// A line of what the system says of this process, in MB.
fn memory(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1000
}

fn query(text: &str) -> Query {
    let mut query = Query::parse(text).expect("a query");
    query.link(&|name| vec![name.into()]).expect("names are ids");
    query
}

fn view(engine: &dyn Engine, query: &Query, sort: Sort) -> View {
    engine.open_view(query, sort, &Decisions::default()).expect("an answer")
}

/// A view and its first screen, as after a key.
fn screen(engine: &dyn Engine, text: &str, sort: Sort) -> View {
    let view = view(engine, &query(text), sort);
    engine.rows(&view.ids[..ROWS.min(view.ids.len())]).expect("rows");
    view
}

/// What the browser asks for while a word is typed that is not there yet: one behind a hyphen is never
/// the beginning of others.
fn typed(letters: &str) -> String {
    let begins = letters.chars().all(char::is_alphanumeric);
    if begins { format!("{letters}*") } else { letters.to_owned() }
}

/// Of two words with a hyphen between them the first, and the second one's first letter.
fn first_of_second(word: &str) -> Option<String> {
    let (first, second) = word.split_once('-')?;
    Some(format!("{first}-{}", second.chars().next()?))
}

fn ask(cache: &Path, file: PathBuf) {
    let began = Instant::now();
    let (engine, _) = open_index(cache, &[file]).expect("an index");
    let opened = began.elapsed();
    let everything = screen(&*engine, "", Sort::Date);
    println!("opened {opened:.1?}, first screen {:.1?}", began.elapsed());
    let mut draw = Draw::new(1);
    let some = |draw: &mut Draw| everything.ids[draw.below(everything.ids.len())];
    let facets = engine.facets(&everything, Facet::Entity, 1000).expect("counts");
    let actors: Vec<String> = facets.values.into_iter().map(|(id, _)| id.to_string()).collect();
    let texts: Vec<String> = (0..TIMES)
        .map(|_| engine.document(some(&mut draw)).expect("a document").expect("it is there"))
        .map(|document| document.text.clone())
        .collect();
    let words: Vec<&str> = texts
        .iter()
        .filter_map(|text| text.split([' ', '.', '\n']).find(|word| word.chars().count() >= 6))
        .collect();

    measure("a page of rows", |_| {
        let at = draw.below(everything.ids.len());
        let ids: Vec<DocId> = everything.ids[at..].iter().take(ROWS).copied().collect();
        engine.rows(&ids).expect("rows");
    });
    measure("a document", |_| drop(engine.document(some(&mut draw)).expect("a document")));
    for (name, sort) in [("all", Sort::Date), ("all, by title", Sort::Title)] {
        measure(name, |_| drop(screen(&*engine, "", sort)));
    }
    let lang = |n: usize| ["lang:ar", "lang:fr", "lang:en"][n % 3];
    measure("a language", |n| drop(screen(&*engine, lang(n), Sort::Date)));
    let actor = |n: usize| format!("actor:{}", actors[n % actors.len()]);
    measure("an actor", |n| drop(screen(&*engine, &actor(n), Sort::Date)));
    measure("an actor in a language", |n| {
        drop(screen(&*engine, &format!("{} {}", actor(n), lang(n)), Sort::Date));
    });
    measure("a word", |n| drop(screen(&*engine, words[n % words.len()], Sort::Date)));
    for letters in 1..=6 {
        let prefix = |n: usize| words[n % words.len()].chars().take(letters).collect::<String>();
        let name = format!("{letters} letters of a word");
        measure(&name, |n| drop(screen(&*engine, &typed(&prefix(n)), Sort::Date)));
    }
    let begun: Vec<String> = words.iter().filter_map(|word| first_of_second(word)).collect();
    if !begun.is_empty() {
        measure("a word and a letter of the next", |n| {
            drop(screen(&*engine, &format!("{}*", begun[n % begun.len()]), Sort::Date));
        });
    }
    let pairs = texts
        .iter()
        .filter_map(|text| text.split_once(". "))
        .map(|(first, _)| first.split(' ').skip(2).take(2).collect::<Vec<_>>().join(" "));
    let pairs: Vec<String> = pairs.collect();
    measure("two words in a row", |n| {
        drop(screen(&*engine, &format!("\"{}\"", pairs[n % pairs.len()]), Sort::Date));
    });
    measure("a word, by relevance", |n| {
        drop(screen(&*engine, words[n % words.len()], Sort::Relevance));
    });
    let months = "date:2014-03..2015-02";
    measure("a year", |_| drop(screen(&*engine, months, Sort::Date)));
    for facet in [Facet::Lang, Facet::Source, Facet::Month, Facet::Entity] {
        measure(&format!("counts of all: {facet:?}"), |_| {
            engine.facets(&everything, facet, 1000).expect("counts");
        });
    }
    measure("an actor with all counts", |n| {
        let view = screen(&*engine, &actor(n), Sort::Date);
        for facet in [Facet::Lang, Facet::Source, Facet::Month, Facet::Entity] {
            engine.facets(&view, facet, 1000).expect("counts");
        }
    });
    let resident = memory("RssAnon");
    println!("memory {} MB, of it {resident} MB its own", memory("VmRSS"));
}

fn measure(name: &str, mut work: impl FnMut(usize)) {
    // What is put together once is not what a key waits for each time; it is told as the first.
    let began = Instant::now();
    work(0);
    let first = began.elapsed();
    let mut times: Vec<Duration> = (1..=TIMES)
        .map(|n| {
            let began = Instant::now();
            work(n);
            began.elapsed()
        })
        .collect();
    times.sort_unstable();
    let (median, p99) = (times[TIMES / 2], times[TIMES * 99 / 100]);
    println!("{name}: first {first:.2?}, median {median:.2?}, p99 {p99:.2?}");
}
