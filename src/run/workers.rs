//! The threads that do what the app wants done. Each takes its tasks from a channel and answers
//! with events; it ends when the channel closes.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::backend::Backend;
use super::index::{self, Kept};
use crate::app::{Decided, Decision, Event, Request, Way};
use crate::corpus::{self, Item, Problem};
use crate::entities::Recogniser;
use crate::model::{Document, Place};
use crate::store::{Outcome, Store};

/// Where events go; false once nobody takes them any more.
pub(super) type Events = Arc<dyn Fn(Event) -> bool + Send + Sync>;

/// A backend that is made by the first thread that needs it: the table of names takes a moment,
/// and the first screen is not to wait for it.
pub(super) type Lazy<T> = Arc<LazyLock<T, Box<dyn FnOnce() -> T + Send>>>;

/// Answers questions. Of several questions of one kind that wait, only the last still matters.
pub(super) fn answer(backend: Lazy<Backend>, events: Events) -> Sender<Request> {
    let (questions, waiting) = mpsc::channel::<Request>();
    thread::spawn(move || {
        while let Ok(first) = waiting.recv() {
            let batch: Vec<Request> = [first].into_iter().chain(waiting.try_iter()).collect();
            let kinds: Vec<_> = batch.iter().map(std::mem::discriminant).collect();
            for (n, request) in batch.into_iter().enumerate() {
                if !kinds[n + 1..].contains(&kinds[n]) && !events(backend.answer(request)) {
                    return;
                }
            }
        }
    });
    questions
}

/// Something to be kept.
pub(super) enum Task {
    Decide(Decision),
    Remember(Place),
    /// A text that was copied, and whether the terminal was sent it.
    Copy {
        text: String,
        sent: bool,
    },
}

/// Where things are kept.
pub(super) struct Keeper {
    pub(super) store: Store,
    /// What the reading place is kept under; `None` if the corpus cannot be come back to.
    pub(super) corpus: Option<Vec<PathBuf>>,
    /// Where files of the program are kept; `None` if nothing is to be written.
    pub(super) state: Option<PathBuf>,
}

/// How long the store is left alone before what was committed is made to survive a power cut.
const IDLE: Duration = Duration::from_millis(500);

/// Keeps decisions, the reading place and what was copied. Once the channel is closed and the thread
/// has ended, everything sent has been kept, or an event says what was not.
pub(super) fn keep(
    keeper: Keeper,
    backend: Lazy<Backend>,
    events: Events,
) -> (Sender<Task>, JoinHandle<()>) {
    let (tasks, waiting) = mpsc::channel();
    let work = move || {
        let Keeper { mut store, corpus, state } = keeper;
        let mut dirty = false;
        loop {
            // Once flushed, wait as long as it takes.
            let task = match dirty {
                true => waiting.recv_timeout(IDLE),
                false => waiting.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            dirty = task.is_ok();
            let kept = match task {
                Ok(Task::Decide(decision)) => {
                    events(decide(&mut store, decision, &backend));
                    Ok(())
                }
                Ok(Task::Remember(place)) => {
                    corpus.as_ref().map_or(Ok(()), |corpus| store.set_place(corpus, &place))
                }
                Ok(Task::Copy { text, sent }) => {
                    events(copied(&text, sent, state.as_deref()));
                    Ok(())
                }
                Err(RecvTimeoutError::Timeout) => store.flush(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Err(error) = kept {
                events(Event::Failed(error.to_string()));
            }
        }
        if let Err(error) = store.flush() {
            events(Event::Failed(error.to_string()));
        }
    };
    (tasks, thread::spawn(work))
}

/// Keeps what was copied in a file as well, for a terminal need not take it and does not say so.
fn copied(text: &str, sent: bool, state: Option<&Path>) -> Event {
    let Some(path) = state.map(|state| state.join("clipboard.txt")) else {
        return match sent {
            true => Event::Told("Copied, if the terminal takes it.".to_owned()),
            false => Event::Failed("Too long for the clipboard; v selects a part.".to_owned()),
        };
    };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let written = options.open(&path).and_then(|mut file| writeln!(file, "{text}"));
    let home = std::env::home_dir();
    let shown = match home.and_then(|home| path.strip_prefix(home).ok().map(Path::to_owned)) {
        Some(path) => format!("~/{}", path.display()),
        None => path.display().to_string(),
    };
    match (written, sent) {
        (Err(error), _) => Event::Failed(format!("{shown}: {error}")),
        (Ok(()), true) => Event::Told(format!("Copied, also to {shown}")),
        (Ok(()), false) => Event::Told(format!("Too long to send; it is in {shown}")),
    }
}

fn decide(store: &mut Store, decision: Decision, backend: &Backend) -> Event {
    let (way, outcome) = match decision {
        Decision::Change(ids, change) => (Way::Done, store.decide(&ids, change)),
        Decision::Undo => (Way::Undone, store.undo()),
        Decision::Redo => (Way::Redone, store.redo()),
    };
    match outcome {
        Ok(Some(Outcome { change, documents, .. })) => {
            backend.decided(&documents);
            Event::Decided(Ok(Decided { change, way, documents }))
        }
        Ok(None) => Event::Unchanged(way),
        Err(error) => Event::Decided(Err(error.to_string())),
    }
}

/// Reads the corpus into the engine: now, and again when a message on the channel asks for it.
pub(super) fn load(load: Load, backend: Lazy<Backend>, events: Events) -> Sender<()> {
    let (rescans, waiting) = mpsc::channel();
    thread::spawn(move || {
        if let Kept::Index(indexer) = &**load.kept {
            return index::keep(indexer, &waiting, &events);
        }
        let loader = Loader { load, backend, events };
        loader.first();
        while waiting.recv().is_ok() {
            // Who asked several times meanwhile is served by one more reading.
            waiting.try_iter().for_each(drop);
            loader.again();
        }
    });
    rescans
}

/// What is read, and into what.
pub(super) struct Load {
    pub(super) paths: Vec<PathBuf>,
    pub(super) kept: Lazy<Kept>,
    pub(super) recogniser: Lazy<Recogniser>,
    /// Set when the person wants no more to be read.
    pub(super) stop: Arc<AtomicBool>,
}

struct Loader {
    load: Load,
    backend: Lazy<Backend>,
    events: Events,
}

/// Documents that were read and wait for the engine.
const AHEAD: usize = 256;
/// The longest that a document that was read is held back from the list.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Loader {
    /// Reads the corpus for the first time. Documents are shown in batches that grow, so that the
    /// first come at once and the many do not keep the list busy.
    fn first(&self) {
        let read = self.read(Arc::clone(&self.load.stop));
        let mut batch = Vec::new();
        let mut documents = 0;
        let mut pause = Duration::from_millis(20);
        let mut due = Instant::now() + pause;
        loop {
            let next = read.recv_timeout(due.saturating_duration_since(Instant::now()));
            let done = matches!(next, Err(RecvTimeoutError::Disconnected));
            batch.extend(next);
            if done || Instant::now() >= due {
                documents += self.add(&mut batch);
                if !(self.events)(Event::Read { documents, done }) || done {
                    return;
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
                due = Instant::now() + pause;
            }
        }
    }

    /// Reads the corpus again; what there was stays in view until all of it has been read.
    fn again(&self) {
        if self.load.paths.iter().any(|path| path == Path::new("-")) {
            let message = "Standard input cannot be read again; what was read from it stays.";
            (self.events)(Event::Failed(message.to_owned()));
            return;
        }
        // Half of it must not take the place of the whole: this cannot be stopped.
        let read = self.read(Arc::default());
        let documents = match self.backend.engine().replace(&mut read.into_iter()) {
            Ok(documents) => documents,
            Err(error) => {
                (self.events)(Event::Failed(error.to_string()));
                0
            }
        };
        (self.events)(Event::Read { documents, done: true });
    }

    fn add(&self, batch: &mut Vec<Document>) -> usize {
        match self.backend.engine().upsert(std::mem::take(batch)) {
            Ok(new) => new,
            Err(error) => {
                (self.events)(Event::Failed(error.to_string()));
                0
            }
        }
    }

    /// Starts to read every document, with its mentions, and tells of every problem.
    fn read(&self, stop: Arc<AtomicBool>) -> Receiver<Document> {
        (self.events)(Event::Reading);
        let (documents, read) = mpsc::sync_channel(AHEAD);
        let (paths, events) = (self.load.paths.clone(), Arc::clone(&self.events));
        let recogniser = Arc::clone(&self.load.recogniser);
        thread::spawn(move || {
            let mut take =
                |document| documents.send(document).is_ok() && !stop.load(Ordering::Relaxed);
            let mut tell = |problem: Problem| events(Event::Problem(problem.to_string()));
            read_corpus(&paths, &recogniser, &mut take, &mut tell);
        });
        read
    }
}

/// Reads every document under the paths and finds the names in it; ends early once `take` or `tell`
/// returns false.
pub fn read_corpus(
    paths: &[PathBuf],
    recogniser: &Recogniser,
    take: &mut dyn FnMut(Document) -> bool,
    tell: &mut dyn FnMut(Problem) -> bool,
) {
    let _ = corpus::read(paths, &mut io::stdin(), &mut |item| {
        let goes_on = match item {
            Item::Document(mut document) => {
                name(recogniser, &mut document);
                take(document)
            }
            Item::Problem(problem) => tell(problem),
        };
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
}

/// Finds the names in a document.
pub(super) fn name(recogniser: &Recogniser, document: &mut Document) {
    document.mentions = recogniser.mentions(&document.text);
    document.title_mentions = match document.begins_with_title() {
        true => Vec::new(),
        false => recogniser.mentions(&document.title),
    };
}
