//! The threads that do what the app wants done. Each takes its tasks from a channel and answers
//! with events; it ends when the channel closes.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use super::backend::Backend;
use crate::app::{Decision, Event, Past, Request};
use crate::corpus::{self, Item, Problem};
use crate::entities::Recogniser;
use crate::model::{Change, Decided, DocId, Document, Place, Step, StepId, Way};
use crate::store::{Store, StoreError};

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
    /// The steps of the history before this one, to be shown.
    Recall(Option<StepId>),
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

/// How often an idle keeper looks for what other processes decided.
const LOOK: Duration = Duration::from_millis(250);

/// Takes what others decided. What goes wrong in it is for the next decision to say.
fn look(store: &mut Store, backend: &Backend, events: &Events) {
    match store.news() {
        Ok(news) if !news.is_empty() => {
            backend.decided(&news);
            events(Event::News(news));
        }
        _ => {}
    }
}

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
        let mut idle = Instant::now();
        loop {
            let task = waiting.recv_timeout(LOOK);
            if task.is_ok() {
                idle = Instant::now();
            }
            let kept = match task {
                Ok(Task::Decide(decision)) => {
                    decide(&mut store, decision, &backend).map(|event| events(event));
                    Ok(())
                }
                Ok(Task::Remember(place)) => {
                    corpus.as_ref().map_or(Ok(()), |corpus| store.set_place(corpus, &place))
                }
                Ok(Task::Recall(before)) => {
                    events(recall(&store, before, &backend));
                    Ok(())
                }
                Ok(Task::Copy { text, sent }) => {
                    events(copied(&text, sent, state.as_deref()));
                    Ok(())
                }
                Err(RecvTimeoutError::Timeout) => {
                    look(&mut store, &backend, &events);
                    if idle.elapsed() < IDLE { Ok(()) } else { store.flush() }
                }
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

/// Commits a decision; nothing is said of a document that was read already.
pub fn decide(store: &mut Store, decision: Decision, backend: &Backend) -> Option<Event> {
    let (way, outcome) = match decision {
        Decision::Change(ids, changes) => (Way::Done, change(store, &ids, changes)),
        Decision::Seen(id) => match store.seen(id) {
            Ok(None) => return None,
            seen => (Way::Done, seen),
        },
        Decision::Undo => (Way::Undone, store.undo()),
        Decision::Redo => (Way::Redone, store.redo()),
    };
    Some(match outcome {
        Ok(Some(decided)) => {
            backend.decided(&decided.documents);
            let title = decided.documents.first().and_then(|(id, _)| backend.title(*id));
            Event::Decided(Ok((decided, title)))
        }
        Ok(None) => Event::Unchanged(way),
        Err(error) => Event::Decided(Err(error.to_string())),
    })
}

fn change(
    store: &mut Store,
    ids: &[DocId],
    mut changes: Vec<Change>,
) -> Result<Option<Decided>, StoreError> {
    match (changes.len(), changes.pop()) {
        (1, Some(change)) => store.decide(ids, change),
        (_, last) => {
            changes.extend(last);
            let all = ids.iter().flat_map(|id| changes.iter().map(|change| (*id, change.clone())));
            store.decide_all(&all.collect::<Vec<_>>())
        }
    }
}

/// How many steps of the history are looked at in one go.
const STEPS: usize = 200;

/// The steps of the history before one, or the last ones, with what is to be shown of them.
pub fn recall(store: &Store, before: Option<StepId>, backend: &Backend) -> Event {
    let steps = store.history(before, STEPS).map_err(|error| error.to_string());
    let past = |step: Step| {
        let title = step.documents.first().and_then(|id| backend.title(*id));
        let when = step.at.to_zoned(TimeZone::system());
        Past { when: when.strftime("%Y-%m-%d %H:%M").to_string(), title, step }
    };
    let steps = steps.map(|steps| steps.into_iter().map(past).collect());
    Event::Recalled { before, steps }
}

/// Reads the corpus into the engine: now, and again when a message on the channel asks for it.
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
        while waiting.recv().is_ok() {
            // Who asked several times meanwhile is served by one more reading.
            waiting.try_iter().for_each(drop);
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

/// Documents that were read and wait for the engine.
const AHEAD: usize = 256;
/// The longest that a document that was read is held back from the list.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

impl Loader {
    /// Reads the corpus for the first time. Documents are shown in batches that grow, so that the
    /// first come at once and the many do not keep the list busy.
    fn first(&self) {
        let read = self.read();
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
        if self.paths.iter().any(|path| path == Path::new("-")) {
            let message = "Standard input cannot be read again; what was read from it stays.";
            (self.events)(Event::Failed(message.to_owned()));
            return;
        }
        let documents = match self.backend.engine().replace(&mut self.read().into_iter()) {
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
    fn read(&self) -> Receiver<Document> {
        (self.events)(Event::Reading);
        let (documents, read) = mpsc::sync_channel(AHEAD);
        let (paths, events) = (self.paths.clone(), Arc::clone(&self.events));
        let recogniser = Arc::clone(&self.recogniser);
        thread::spawn(move || {
            let mut take = |document| documents.send(document).is_ok();
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
                document.mentions = recogniser.mentions(&document.text);
                if !document.begins_with_title() {
                    document.title_mentions = recogniser.mentions(&document.title);
                }
                take(document)
            }
            Item::Problem(problem) => tell(problem),
        };
        if goes_on { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
}
