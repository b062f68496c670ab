//! The threads that do what the app wants done. Each takes its tasks from a channel and answers
//! with events; it ends when the channel closes.

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::backend::Backend;
use crate::app::{Decided, Decision, Event, Request, Way};
use crate::corpus::{self, Item};
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
}

/// How long the store is left alone before what was committed is made to survive a power cut.
const IDLE: Duration = Duration::from_millis(500);

/// Keeps decisions and the reading place. When the channel closes, everything sent has been kept;
/// the handle tells.
pub(super) fn keep(
    mut store: Store,
    corpus: Vec<PathBuf>,
    backend: Lazy<Backend>,
    events: Events,
) -> (Sender<Task>, JoinHandle<()>) {
    let (tasks, waiting) = mpsc::channel();
    let work = move || {
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
                Ok(Task::Remember(place)) => store.set_place(&corpus, &place),
                Err(RecvTimeoutError::Timeout) => store.flush(),
                Err(RecvTimeoutError::Disconnected) => break,
            };
            if let Err(error) = kept {
                events(Event::Failed(error.to_string()));
            }
        }
        // The terminal is given back already: nobody is left to tell but the next start.
        let _ = store.flush();
    };
    (tasks, thread::spawn(work))
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

/// Reads the corpus into the engine: now, and again for every message on the channel.
pub(super) fn load(
    paths: Vec<PathBuf>,
    recogniser: Lazy<Recogniser>,
    backend: Lazy<Backend>,
    events: Events,
) -> Sender<()> {
    let (rescans, waiting) = mpsc::channel();
    thread::spawn(move || {
        let loader = Loader { paths, recogniser, backend, events };
        loader.first();
        for () in waiting {
            loader.again();
        }
    });
    rescans
}

struct Loader {
    paths: Vec<PathBuf>,
    recogniser: Lazy<Recogniser>,
    backend: Lazy<Backend>,
    events: Events,
}

impl Loader {
    /// Reads the corpus for the first time. Documents are shown in batches that grow, so that the
    /// first come at once and the many do not keep the list busy.
    fn first(&self) {
        let mut batch = Vec::new();
        let mut documents = 0;
        let (mut shown, mut pause) = (Instant::now(), Duration::from_millis(20));
        self.read(&mut |document| {
            batch.push(document);
            if shown.elapsed() < pause {
                return ControlFlow::Continue(());
            }
            documents += self.add(&mut batch);
            (shown, pause) = (Instant::now(), pause * 2);
            self.tell(Event::Read { documents, done: false })
        });
        documents += self.add(&mut batch);
        let _ = self.tell(Event::Read { documents, done: true });
    }

    /// Reads the corpus again; what there was stays in view until all of it has been read.
    fn again(&self) {
        if self.paths.iter().any(|path| path == Path::new("-")) {
            let message = "Standard input cannot be read again; what was read from it stays.";
            let _ = self.tell(Event::Failed(message.to_owned()));
            return;
        }
        let mut all = Vec::new();
        self.read(&mut |document| {
            all.push(document);
            ControlFlow::Continue(())
        });
        let outcome = self.backend.engine().replace(&mut all.into_iter());
        let _ = match outcome {
            Ok(documents) => self.tell(Event::Read { documents, done: true }),
            Err(error) => self.tell(Event::Failed(error.to_string())),
        };
    }

    fn add(&self, batch: &mut Vec<Document>) -> usize {
        match self.backend.engine().upsert(std::mem::take(batch)) {
            Ok(new) => new,
            Err(error) => {
                let _ = self.tell(Event::Failed(error.to_string()));
                0
            }
        }
    }

    /// Hands over every document with its mentions, and tells of every problem.
    fn read(&self, take: &mut dyn FnMut(Document) -> ControlFlow<()>) {
        let _ = corpus::read(&self.paths, &mut io::stdin(), &mut |item| match item {
            Item::Document(mut document) => {
                document.mentions = self.recogniser.mentions(&document.text);
                take(document)
            }
            Item::Problem(problem) => self.tell(Event::Problem(problem.to_string())),
        });
    }

    fn tell(&self, event: Event) -> ControlFlow<()> {
        if (self.events)(event) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
