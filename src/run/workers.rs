//! The threads that do what the app wants done. Each takes its tasks from a channel and answers
//! with events; it ends when the channel closes.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread;
use std::time::{Duration, Instant};

use super::backend::Backend;
use super::follow::Roll;
use super::index::{self, Kept};
use super::keeper::Task;
use super::names;
use super::naming::in_order;
use crate::app::{Event, Request};
use crate::corpus::{self, Item, Problem};
use crate::model::Document;

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

/// Reads the corpus into the engine: now, and again when a message on the channel asks for it.
pub(super) fn load(
    load: Load,
    backend: Lazy<Backend>,
    events: Events,
    keeper: Sender<Task>,
) -> Sender<()> {
    let (rescans, waiting) = mpsc::channel();
    thread::spawn(move || {
        if let Kept::Index(indexer) = &**load.kept {
            return index::keep(indexer, &waiting, &events, &keeper);
        }
        let loader = Loader { load, backend, events, keeper };
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
    /// Set when the person wants no more to be read.
    pub(super) stop: Arc<AtomicBool>,
}

struct Loader {
    load: Load,
    backend: Lazy<Backend>,
    events: Events,
    /// Told when all files have been read, and who is there.
    keeper: Sender<Task>,
}

/// Documents that were read and wait for the engine.
const AHEAD: usize = 256;
/// Documents that the engine gets at a time, so that it works while others are read.
const PART: usize = 256;
/// The longest that a document that was read is held back from the list.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Loader {
    /// Reads the corpus for the first time. Documents are shown in batches that grow, so that the
    /// first come at once and the many do not keep the list busy.
    fn first(&self) {
        let corrections = self.backend.corrections();
        let read = self.read();
        let mut roll = Roll::default();
        let mut batch = Vec::new();
        let mut documents = 0;
        let mut pause = Duration::from_millis(20);
        let mut due = Instant::now() + pause;
        loop {
            let next = read.recv_timeout(due.saturating_duration_since(Instant::now()));
            let done = matches!(next, Err(RecvTimeoutError::Disconnected))
                || self.load.stop.load(Ordering::Relaxed);
            batch.extend(next.inspect(|document| roll.enter(document)));
            let shown = done || Instant::now() >= due;
            if shown || batch.len() >= PART {
                documents += self.add(&mut batch);
            }
            if shown {
                if done {
                    self.catch_up(corrections);
                }
                let goes_on = (self.events)(Event::Read { documents, done });
                if done || !goes_on {
                    break;
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
                due = Instant::now() + pause;
            }
        }
        let _ = self.keeper.send(Task::Read(roll, documents));
        self.group();
    }

    /// Finds out which unknown names are those of one.
    fn group(&self) {
        match self.backend.group() {
            Ok(0) => {}
            Ok(_) => drop((self.events)(Event::Grouped)),
            Err(error) => drop((self.events)(Event::Failed(error.to_string()))),
        }
    }

    /// Reads the corpus again; what there was stays in view until all of it has been read.
    fn again(&self) {
        let taken_up = names::taken_up(self.backend.in_force.take_up(self.backend.engine()));
        if let Some(event) = taken_up {
            (self.events)(event);
        }
        if self.load.paths.iter().any(|path| path == Path::new("-")) {
            let message = "Standard input cannot be read again; what was read from it stays.";
            (self.events)(Event::Failed(message.to_owned()));
            return;
        }
        let corrections = self.backend.corrections();
        let mut roll = Roll::default();
        // Half of it must not take the place of the whole: this cannot be stopped.
        let mut read = self.read().into_iter().inspect(|document| roll.enter(document));
        let documents = match self.backend.engine().replace(&mut read) {
            Ok(documents) => documents,
            Err(error) => {
                (self.events)(Event::Failed(error.to_string()));
                0
            }
        };
        drop(read);
        self.catch_up(corrections);
        (self.events)(Event::Read { documents, done: true });
        let _ = self.keeper.send(Task::Read(roll, documents));
        self.group();
    }

    /// Sees to the corrections that were made meanwhile.
    fn catch_up(&self, corrections: usize) {
        if let Err(error) = self.backend.catch_up(corrections) {
            (self.events)(Event::Failed(error.to_string()));
        }
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
    fn read(&self) -> Receiver<Document> {
        (self.events)(Event::Reading);
        let (documents, read) = mpsc::sync_channel(AHEAD);
        let (paths, events) = (self.load.paths.clone(), Arc::clone(&self.events));
        let backend = Arc::clone(&self.backend);
        thread::spawn(move || {
            let label = |document: &mut Document| backend.names().label(document);
            let mut take = |document| documents.send(document).is_ok();
            let mut tell = |problem: Problem| events(Event::Problem(problem.to_string()));
            read_corpus(&paths, &label, &mut take, &mut tell);
        });
        read
    }
}

/// Reads every document under the paths and has `label` find the names in it, of several at once;
/// ends early once `take` or `tell` returns false, which get everything in order.
pub fn read_corpus(
    paths: &[PathBuf],
    label: &(dyn Fn(&mut Document) + Sync),
    take: &mut dyn FnMut(Document) -> bool,
    tell: &mut dyn FnMut(Problem) -> bool,
) {
    in_order(
        |pass| {
            let _ = corpus::read(paths, &mut io::stdin(), &mut |item| match pass(item) {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            });
        },
        |item| {
            if let Item::Document(document) = item {
                label(document);
            }
        },
        |item| match item {
            Item::Document(document) => take(document),
            Item::Problem(problem) => tell(problem),
        },
    );
}
