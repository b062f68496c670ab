use std::fs;

use tempfile::TempDir;

use super::*;
use crate::corpus::Reason;
use crate::engine::Memory;
use crate::entities::Catalogue;
use crate::model::{Decisions, EntityId, Sort};
use crate::query::Query;

/// A corpus on disk, and a place for its index.
pub(super) struct Place {
    pub(super) dir: TempDir,
}

impl Place {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(name, text)| place.write(name, text));
        place
    }

    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.dir.path().join("news").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn remove(&self, name: &str) {
        fs::remove_file(self.dir.path().join("news").join(name)).unwrap();
    }

    pub(super) fn paths(&self) -> Vec<PathBuf> {
        vec![self.dir.path().join("news")]
    }

    pub(super) fn indexer(&self) -> Indexer {
        let (engine, dir) = open(&self.dir.path().join("cache"), &self.paths()).unwrap();
        Indexer::new(engine, dir, self.paths(), names(), Arc::default())
    }

    /// What is found once the index is up to date.
    fn update(&self) -> Vec<Document> {
        let indexer = self.indexer();
        assert!(indexer.update(Wish::Asked, &mut |_| true).unwrap());
        assert!(indexer.is_current());
        all(&**indexer.engine())
    }

    /// What reading all files finds.
    pub(super) fn read(&self) -> Vec<Document> {
        let engine = Memory::new();
        let mut documents = Vec::new();
        let mut take = |document| {
            documents.push(document);
            true
        };
        let names = names().get();
        let label = |document: &mut Document| names.label(document);
        super::super::read_corpus(&self.paths(), &label, &mut take, &mut |_| true);
        engine.upsert(documents).unwrap();
        all(&engine)
    }

    pub(super) fn index(&self) -> PathBuf {
        index_dir(&self.dir.path().join("cache"), &Roots::new(&self.paths()))
    }
}

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    let table = "[[entity]]\nid = \"vladimir-putin\"\nkind = \"person\"\nen = [\"Putin\"]\n";
    assert!(catalogue.extend_from_toml(table, Path::new("x")).is_empty());
    catalogue
}

fn names() -> Arc<InForce> {
    Arc::new(InForce::new(catalogue))
}

pub(super) fn all(engine: &dyn Engine) -> Vec<Document> {
    let everything = Query::default();
    let view = engine.open_view(&everything, Sort::Corpus, &Decisions::default()).unwrap();
    let document = |id: &_| (*engine.document(*id).unwrap().unwrap()).clone();
    view.ids.iter().map(document).collect()
}

/// The documents by id: what came later stands later, whatever file it is in.
pub(super) fn sorted(mut documents: Vec<Document>) -> Vec<Document> {
    for document in &mut documents {
        document.origins.sort_by_key(ToString::to_string);
    }
    documents.sort_by_key(|document| document.id);
    documents
}

const FILES: &[(&str, &str)] = &[
    ("a.txt", "One title\n\nPutin said one thing."),
    ("b.txt", "Another title\n\nNothing was said."),
    ("sub/c.txt", "One title\n\nPutin said one thing."),
    (
        "d.jsonl",
        "{\"title\":\"x\",\"text\":\"first line\",\"date\":\"2015-11-17\"}\n\
         {\"title\":\"y\",\"text\":\"second line\",\"source\":\"AFP\"}\nbroken\n",
    ),
];

#[test]
fn what_cannot_be_written_is_an_error_and_not_a_stop() {
    let place = Place::new(FILES);
    let indexer = place.indexer();
    fs::remove_dir_all(place.index().join("segments")).unwrap();
    assert!(indexer.update(Wish::Asked, &mut |_| true).is_err());
    assert!(!indexer.stop.load(Ordering::Relaxed));
}

#[test]
fn who_follows_has_nothing_to_stop() {
    let place = Place::new(FILES);
    let (writer, follower) = (place.indexer(), place.indexer());
    assert!(writer.update(Wish::Asked, &mut |_| true).unwrap());
    follower.stop.store(true, Ordering::Relaxed);
    assert!(!follower.update(Wish::Quiet, &mut |_| true).unwrap());
    assert!(!follower.stop.load(Ordering::Relaxed));
}

#[test]
fn an_index_holds_what_reading_the_files_finds() {
    let place = Place::new(FILES);
    assert_eq!(place.update(), place.read());
    // Opened again, it is the same, and nothing is left to do.
    let indexer = place.indexer();
    assert_eq!(all(&**indexer.engine()), place.read());
    assert!(indexer.is_current());
    let mut steps = 0;
    let mut count = |_| {
        steps += 1;
        true
    };
    assert!(indexer.update(Wish::Quiet, &mut count).unwrap());
    assert_eq!(steps, 0);
}

#[test]
fn only_what_has_changed_is_taken_up() {
    let place = Place::new(FILES);
    place.update();
    for change in 0..8 {
        match change {
            0 => place.write("e.txt", "A new one\n\nWith a text."),
            1 => place.write("b.txt", "Another title\n\nSomething was said after all."),
            // A document that is in another file too.
            2 => place.remove("sub/c.txt"),
            3 => place.write("d.jsonl", "{\"title\":\"y\",\"text\":\"second line\"}\n"),
            4 => {
                let news = place.dir.path().join("news");
                fs::rename(news.join("a.txt"), news.join("moved.txt")).unwrap();
            }
            5 => place
                .write("d.jsonl", "{\"title\":\"y\",\"text\":\"second line\"}\n{\"text\":\"z\"}\n"),
            6 => place.remove("d.jsonl"),
            _ => fs::remove_dir_all(place.dir.path().join("news")).unwrap(),
        }
        assert_eq!(sorted(place.update()), sorted(place.read()), "{change}");
    }
}

/// What is told by an update: problems, then how many more.
pub(super) fn told(indexer: &Indexer) -> (Vec<String>, usize) {
    let (mut problems, mut more) = (Vec::new(), 0);
    let mut tell = |step| {
        match step {
            Step::Problem(problem) => problems.push(problem),
            Step::More(_, count) => more += count,
            _ => {}
        }
        true
    };
    indexer.update(Wish::Asked, &mut tell).unwrap();
    (problems, more)
}

#[test]
fn of_thousands_of_problems_in_a_file_the_number_is_told_again() {
    let broken = "broken\n".repeat(1500);
    let place = Place::new(&[("a.jsonl", &broken)]);
    assert_eq!(told(&place.indexer()).0.len(), 1500);
    let (problems, more) = told(&place.indexer());
    assert_eq!((problems.len(), more), (1000, 500));
    assert!(problems[999].contains("a.jsonl:1000: broken JSON"), "{}", problems[999]);
}

#[test]
fn a_file_that_could_not_be_opened_is_read_once_it_can_be_though_it_looks_the_same() {
    let place = Place::new(&[("a.txt", "One title\n\nText"), ("b.txt", "Another\n\nText")]);
    let indexer = place.indexer();
    let mut manifest = Manifest::open(&indexer.manifest_path()).unwrap();
    let jobs = indexer.changes(manifest.files()).jobs;
    let mut batch = Batch::new(&jobs);
    for (n, job) in jobs.iter().enumerate() {
        batch.begin(n, false, &mut manifest, &mut |_| true);
        let path = job.file.path.clone();
        batch.miss(&Problem { path, line: None, reason: Reason::PermissionDenied });
        batch.end(n, None);
    }
    batch.complete(&mut manifest);
    manifest.write().unwrap();
    assert_eq!(indexer.changes(manifest.files()).jobs.len(), 2);
    assert!(!indexer.is_current());
    assert!(indexer.update(Wish::Quiet, &mut |_| true).unwrap());
    assert_eq!(all(&**indexer.engine()), place.read());
    assert!(indexer.is_current());
}

#[test]
fn problems_are_told_again_without_reading() {
    let place = Place::new(FILES);
    for _ in 0..2 {
        let (problems, _) = told(&place.indexer());
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("d.jsonl:3: broken JSON"), "{problems:?}");
    }
}

#[test]
fn a_path_that_is_not_there_is_named_until_it_is_and_its_files_are_taken_up() {
    let place = Place::new(FILES);
    let later = place.dir.path().join("later");
    let paths = vec![place.paths().remove(0), later.clone()];
    let (engine, dir) = open(&place.dir.path().join("cache"), &paths).unwrap();
    let indexer = Indexer::new(engine, dir, paths, names(), Arc::default());
    let quietly = || {
        let mut problems = None;
        let mut tell = |step| {
            match step {
                Step::Begin => problems = Some(Vec::new()),
                Step::Problem(problem) => problems.get_or_insert_default().push(problem),
                _ => {}
            }
            true
        };
        indexer.update(Wish::Quiet, &mut tell).unwrap();
        problems
    };
    let about_it = |problem: &String| problem.starts_with(&format!("{}: no such", later.display()));
    assert_eq!(quietly().unwrap().iter().filter(|problem| about_it(problem)).count(), 1);
    assert_eq!(indexer.engine().len(), 4);
    place.write("e.txt", "A new one\n\nWith a text.");
    assert!(quietly().unwrap().iter().any(about_it));
    assert_eq!(indexer.engine().len(), 5);
    assert_eq!(quietly(), None);
    // Nothing is to be read of it yet.
    fs::create_dir(&later).unwrap();
    assert!(!quietly().unwrap().iter().any(about_it));
    fs::write(later.join("f.txt"), "Later\n\nWith a text.").unwrap();
    assert!(!quietly().unwrap().iter().any(about_it));
    assert_eq!(indexer.engine().len(), 6);
}

#[test]
fn names_are_found_anew_when_the_table_changes() {
    let place = Place::new(FILES);
    place.update();
    let engine = open(&place.dir.path().join("cache"), &place.paths()).unwrap().0;
    let nobody = Arc::new(InForce::of(Catalogue::default()));
    let indexer = Indexer::new(engine, place.index(), place.paths(), nobody, Arc::default());
    indexer.update(Wish::Asked, &mut |_| true).unwrap();
    let found = all(&**indexer.engine());
    let mut named = found.iter().flat_map(Document::named);
    assert!(named.all(EntityId::is_proposed));
    drop(indexer);
    assert_eq!(place.update(), place.read());
}

#[test]
fn one_process_writes_and_the_others_follow() {
    let place = Place::new(FILES);
    let writer = place.indexer();
    writer.update(Wish::Asked, &mut |_| true).unwrap();
    let follower = place.indexer();
    assert_eq!(all(&**follower.engine()), place.read());
    place.write("e.txt", "A new one\n\nWith a text.");
    assert!(!follower.is_current());
    assert!(!follower.update(Wish::Asked, &mut |_| true).unwrap());
    follower.engine().refresh().unwrap();
    assert!(!follower.engine().refresh().unwrap());
    writer.update(Wish::Quiet, &mut |_| true).unwrap();
    assert!(follower.engine().refresh().unwrap());
    assert!(follower.is_current());
    assert_eq!(all(&**follower.engine()), all(&**writer.engine()));
    // What it has not heard of counts too when it writes.
    place.write("f.txt", "Another one\n\nWith a text.");
    writer.update(Wish::Quiet, &mut |_| true).unwrap();
    drop(writer);
    place.remove("e.txt");
    assert!(follower.update(Wish::Quiet, &mut |_| true).unwrap());
    assert_eq!(all(&**follower.engine()), place.read());
}

#[test]
fn who_follows_tells_what_the_writer_could_not_read() {
    let broken = "broken\n".repeat(1001);
    let place = Place::new(&[("a.jsonl", &broken), FILES[3]]);
    let (writer, follower) = (place.indexer(), place.indexer());
    writer.update(Wish::Asked, &mut |_| true).unwrap();
    let quietly = |indexer: &Indexer| {
        let mut steps = 0;
        let mut count = |_| {
            steps += 1;
            true
        };
        indexer.update(Wish::Quiet, &mut count).unwrap();
        steps
    };
    assert_eq!(told(&writer), told(&follower));
    assert_eq!(told(&follower).1, 1);
    // Nothing more is said until the writer has read something.
    assert_eq!(quietly(&follower), 0);
    place.write("b.jsonl", "{\"text\":\"b\"}\nbroken\n");
    assert_eq!(quietly(&follower), 0);
    writer.update(Wish::Quiet, &mut |_| true).unwrap();
    // That it begins, 1002 problems, and how many more.
    assert_eq!(quietly(&follower), 1 + 1002 + 1);
    assert_eq!(told(&writer), told(&follower));
}

#[test]
fn a_damaged_index_is_made_anew() {
    let place = Place::new(FILES);
    place.update();
    let files = |dir: PathBuf| -> Vec<PathBuf> {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<_> = entries.filter(|path| path.is_file()).collect();
        files.sort();
        files
    };
    let targets = || [files(place.index().join("segments")), files(place.index())].concat();
    let count = targets().len();
    assert!(count > 8, "{count}");
    for n in 0..count {
        for damage in 0..4 {
            // Names change as parts are written anew.
            let targets = targets();
            let path = &targets[n % targets.len()];
            let mut bytes = fs::read(path).unwrap();
            match damage {
                0 => bytes.truncate(bytes.len() / 2),
                1 => bytes.iter_mut().for_each(|byte| *byte ^= 0x55),
                2 => bytes = b"garbage".to_vec(),
                _ => bytes.clear(),
            }
            fs::write(path, bytes).unwrap();
            assert_eq!(sorted(place.update()), sorted(place.read()), "{} {damage}", path.display());
        }
    }
}

#[test]
fn files_of_an_index_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new(FILES);
    place.update();
    let mut pending = vec![place.dir.path().join("cache")];
    while let Some(path) = pending.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode & 0o077, 0, "{} {mode:o}", path.display());
        if path.is_dir() {
            pending.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

#[test]
fn an_index_that_another_process_is_making_is_followed_once_it_is_there() {
    let mut tries = 0;
    let opened = super::patiently(|| {
        tries += 1;
        if tries < 3 { Err(OpenError::Busy) } else { Ok(tries) }
    });
    assert_eq!(opened.unwrap(), 3);
    // One of another version is not waited for without end.
    assert!(matches!(super::patiently(|| Err::<(), _>(OpenError::Busy)), Err(OpenError::Busy)));
}

#[test]
fn an_index_that_is_deleted_while_it_is_open_is_named_and_made_anew_by_who_asks_for_it() {
    let place = Place::new(FILES);
    let (writer, follower) = (place.indexer(), place.indexer());
    writer.update(Wish::Asked, &mut |_| true).unwrap();
    assert!(!follower.update(Wish::Asked, &mut |_| true).unwrap());
    fs::remove_dir_all(place.index()).unwrap();
    place.write("e.txt", "A new one\n\nWith a text.");
    for indexer in [&writer, &follower] {
        assert_eq!(indexer.update(Wish::Quiet, &mut |_| true), Err(EngineError::Gone));
    }
    assert_eq!(writer.engine().relabel(vec![]), Err(EngineError::Gone));
    // What was in it is still answered from.
    assert_eq!(writer.engine().len(), 4);
    assert!(writer.update(Wish::Asked, &mut |_| true).unwrap());
    assert_eq!(all(&**writer.engine()), place.read());
    assert!(place.index().join("names").exists());
    assert_eq!(follower.update(Wish::Quiet, &mut |_| true), Err(EngineError::Gone));
    assert!(!follower.update(Wish::Asked, &mut |_| true).unwrap());
    assert_eq!(all(&**follower.engine()), place.read());
    // As if it had never been.
    place.write("f.txt", "One more\n\nWith a text.");
    assert!(writer.update(Wish::Quiet, &mut |_| true).unwrap());
    assert!(follower.engine().refresh().unwrap());
    assert_eq!(all(&**follower.engine()), place.read());
}
