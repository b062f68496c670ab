//! The thread that keeps what is to be kept, in the order in which it came: decisions, the reading
//! place, what was copied. In between it looks for what other processes decided, and for documents
//! that were edited.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;

use super::backend::Backend;
use super::corrections::{CorrectError, Corrected, Corrections};
use super::follow::{Roll, trace};
use super::index;
use super::latest::Latest;
use super::names;
use super::workers::{Events, Lazy};
use crate::action::Action;
use crate::app::{Decision, Event, Keep, Past};
use crate::model::{
    Cause, Correction, Decided, Decisions, DocId, Kind, Lang, Place, Step, StepId, Way, isolate,
};
use crate::store::{Store, StoreError};

/// Something to be kept.
pub(super) enum Task {
    Decide(Decision),
    Correct(Correction),
    /// There is an entity with this name, in this language or any.
    Introduce(Kind, String, Option<Lang>),
    Remember(Place),
    /// The steps of the history before this one, to be shown.
    Recall(Option<StepId>),
    /// Something about saved searches.
    Keep(Keep),
    /// A text that was copied, and whether the terminal was sent it.
    Copy {
        text: String,
        sent: bool,
    },
    /// All files have been read; so many documents are there.
    Read(Roll, usize),
    /// The person leaves.
    End,
}

/// Where things are kept.
pub(super) struct Keeper {
    pub(super) store: Store,
    /// What the reading place is kept under; `None` if the corpus cannot be come back to.
    pub(super) corpus: Option<Vec<PathBuf>>,
    /// Where files of the program are kept; `None` if nothing is to be written.
    pub(super) state: Option<PathBuf>,
    /// What is decided, which the keeper reads first of all.
    pub(super) latest: Latest,
    pub(super) corrections: Corrections,
    /// How long another program may hold a person who wants to leave.
    pub(super) leaving: Duration,
}

/// The keeper at work.
pub(super) struct Keeping {
    tasks: Sender<Task>,
    thread: JoinHandle<()>,
    /// Since when the person has been waiting to leave.
    leaving: Arc<OnceLock<Instant>>,
}

/// How often the keeper looks for what other processes decided.
const LOOK: Duration = Duration::from_millis(250);
/// How long the store is left alone before what was committed is made to survive a power cut.
const IDLE: Duration = Duration::from_millis(500);
/// How long another program may hold the database before the person is told.
const PATIENCE: Duration = Duration::from_millis(150);
/// How much time a person who wants to leave gives to what can be done next time as well.
const LAST: Duration = Duration::from_millis(300);

/// Starts the keeper, which first of all reads what is decided and sends it.
pub(super) fn keep(keeper: Keeper, backend: Lazy<Backend>, events: Events) -> Keeping {
    let (tasks, waiting) = mpsc::channel();
    let leaving = Arc::default();
    let own = keeper.corrections.own().clone();
    let mut worker = Worker {
        names: names::renew(own, Arc::clone(&backend), Arc::clone(&events)),
        keeper,
        backend,
        events,
        leaving: Arc::clone(&leaving),
        roll: None,
        untraced: Vec::new(),
        followed: false,
    };
    Keeping { tasks, thread: thread::spawn(move || worker.work(&waiting)), leaving }
}

impl Keeping {
    /// Where tasks go.
    pub(super) fn tasks(&self) -> &Sender<Task> {
        &self.tasks
    }

    /// Waits until everything sent has been kept, or an event says what was not; calls `wait` once
    /// if that takes a while.
    pub(super) fn end(self, wait: impl FnOnce()) {
        let Self { tasks, thread, leaving } = self;
        let since = *leaving.get_or_init(Instant::now);
        let _ = tasks.send(Task::End);
        while !thread.is_finished() && since.elapsed() < 2 * LAST {
            thread::sleep(Duration::from_millis(5));
        }
        if !thread.is_finished() {
            wait();
        }
        let _ = thread.join();
    }
}

struct Worker {
    keeper: Keeper,
    /// Where corrections go that were written.
    names: Sender<Corrected>,
    backend: Lazy<Backend>,
    events: Events,
    leaving: Arc<OnceLock<Instant>>,
    /// Documents to be looked at, and how many there are in all.
    roll: Option<(Roll, usize)>,
    /// Documents with decisions to be traced.
    untraced: Vec<DocId>,
    /// Whether decisions went over to documents of the roll.
    followed: bool,
}

impl Worker {
    fn work(&mut self, waiting: &Receiver<Task>) {
        self.keeper.store.set_patience(PATIENCE);
        self.load();
        let (mut busy, mut looked) = (Instant::now(), Instant::now());
        loop {
            let has_chores = self.roll.is_some() || !self.untraced.is_empty();
            match waiting.recv_timeout(if has_chores { Duration::ZERO } else { LOOK }) {
                Ok(Task::End) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(task) => {
                    self.carry_out(task);
                    busy = Instant::now();
                }
                Err(RecvTimeoutError::Timeout) if has_chores => self.chore(),
                Err(RecvTimeoutError::Timeout) if busy.elapsed() >= IDLE => self.flush(),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if looked.elapsed() >= LOOK {
                self.look();
                looked = Instant::now();
            }
        }
        let since = *self.leaving.get_or_init(Instant::now);
        while !self.untraced.is_empty() && since.elapsed() < LAST {
            self.trace();
        }
        self.flush();
    }

    /// Reads what is decided.
    fn load(&mut self) {
        let loaded = match self.keeper.store.load() {
            Err(StoreError::Busy { .. }) => {
                // The person need not wait for it.
                (self.events)(Event::Known(Box::default()));
                self.patiently(Store::load)
            }
            loaded => loaded,
        };
        if let Some(refusal) = self.keeper.store.refusal() {
            (self.events)(Event::Failed(refusal.to_owned()));
        }
        let decisions = match loaded {
            Ok((decisions, aside)) => {
                if let Some(aside) = aside {
                    (self.events)(Event::Failed(aside.to_string()));
                }
                decisions
            }
            Err(error) => {
                (self.events)(Event::Failed(error.to_string()));
                Decisions::default()
            }
        };
        self.keeper.latest.set(decisions.clone());
        (self.events)(Event::Known(Box::new(decisions)));
    }

    fn carry_out(&mut self, task: Task) {
        match task {
            Task::Decide(decision) => {
                if let Some(event) = self.decide(decision) {
                    (self.events)(event);
                }
                self.notice();
            }
            Task::Correct(correction) => {
                let names = self.backend.names();
                let outcome = self.keeper.corrections.correct(correction, &names);
                self.corrected(outcome);
            }
            Task::Introduce(kind, name, lang) => {
                let names = self.backend.names();
                let outcome = self.keeper.corrections.introduce((kind, name, lang), &names);
                self.corrected(outcome);
            }
            Task::Remember(place) => {
                let Some(corpus) = self.keeper.corpus.clone() else { return };
                if self.keeper.store.refusal().is_some() {
                    return;
                }
                if let Err(error) = self.patiently(|store| store.set_place(&corpus, &place)) {
                    (self.events)(Event::Failed(error.to_string()));
                }
            }
            Task::Recall(before) => {
                (self.events)(recall(&self.keeper.store, before, &self.backend));
            }
            Task::Keep(keep) => {
                let event = match self.patiently(|store| keep_search(store, &keep)) {
                    Ok(event) => event,
                    Err(error) => match keep {
                        Keep::Recall(generation) => {
                            Event::Saved { generation, saved: Err(error.to_string()) }
                        }
                        Keep::Save { .. } | Keep::Delete(_) => Event::Failed(error.to_string()),
                    },
                };
                (self.events)(event);
            }
            Task::Copy { text, sent } => {
                (self.events)(copied(&text, sent, self.keeper.state.as_deref()));
            }
            Task::Read(roll, documents) => self.roll = Some((roll, documents)),
            Task::End => {}
        }
    }

    /// Has a correction brought into force that was written.
    fn corrected(&self, outcome: Result<Corrected, CorrectError>) {
        match outcome {
            Ok(corrected) => {
                let _ = self.names.send(corrected);
            }
            Err(error) => {
                (self.events)(Event::Failed(error.to_string()));
            }
        }
    }

    /// Commits a decision; nothing is said of a document that was read already.
    fn decide(&mut self, decision: Decision) -> Option<Event> {
        let turn = match decision {
            Decision::Undo => self.keeper.corrections.turn(Way::Undone),
            Decision::Redo => self.keeper.corrections.turn(Way::Redone),
            Decision::Change(..) | Decision::Seen(_) => None,
        };
        if let Some(outcome) = turn {
            self.corrected(outcome);
            return None;
        }
        let outcome = self.patiently(|store| decide(store, &decision));
        let way = match decision {
            Decision::Change(..) => Way::Done,
            Decision::Undo => Way::Undone,
            Decision::Redo => Way::Redone,
            Decision::Seen(_) if matches!(outcome, Ok(None)) => return None,
            Decision::Seen(_) => Way::Done,
        };
        Some(match outcome {
            Ok(Some(decided)) => {
                if decided.deed.cause != Cause::Seen {
                    self.keeper.corrections.decided(way);
                }
                self.keeper.latest.take(&decided.documents);
                self.untraced.extend(decided.documents.iter().map(|(id, _)| id));
                let title = decided.documents.first().and_then(|(id, _)| self.backend.title(*id));
                Event::Decided(Ok((decided, title)))
            }
            Ok(None) => Event::Unchanged(way),
            Err(error) => Event::Decided(Err(error.to_string())),
        })
    }

    /// Does something with the store as soon as no other program holds it, and says so if that takes
    /// a while. What comes after waits too: decisions keep their order.
    fn patiently<T>(
        &mut self,
        mut act: impl FnMut(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut told = false;
        loop {
            let outcome = act(&mut self.keeper.store);
            let Err(StoreError::Busy { path }) = &outcome else { return outcome };
            if self.leaving.get().is_some_and(|since| since.elapsed() > self.keeper.leaving) {
                return outcome;
            }
            if !std::mem::replace(&mut told, true) {
                let message = format!(
                    "Waiting for another program to let go of {}; nothing is lost",
                    path.display()
                );
                (self.events)(Event::Told(message));
            }
        }
    }

    /// Takes what others decided. What goes wrong in it is for the next decision to say.
    fn look(&mut self) {
        match self.keeper.store.news() {
            Ok(news) if !news.is_empty() => {
                self.keeper.latest.take(&news);
                (self.events)(Event::News(news));
            }
            _ => {}
        }
    }

    fn notice(&mut self) {
        if let Some(notice) = self.keeper.store.take_notice() {
            (self.events)(Event::Failed(notice));
        }
    }

    fn flush(&mut self) {
        if let Err(error) = self.keeper.store.flush() {
            (self.events)(Event::Failed(error.to_string()));
        }
        self.notice();
    }

    /// Does a part of what nobody waits for, so small that a decision hardly has to.
    fn chore(&mut self) {
        let Some((mut roll, documents)) = self.roll.take() else { return self.trace() };
        let decisions = self.keeper.latest.get();
        let engine = self.backend.engine();
        match roll.follow(&mut self.keeper.store, engine, &decisions, &mut self.untraced) {
            Ok(Some(followed)) => {
                self.roll = Some((roll, documents));
                if !followed.is_empty() {
                    drop(decisions);
                    self.keeper.latest.take(&followed);
                    (self.events)(Event::News(followed));
                    self.followed = true;
                }
            }
            // For a view that asks for what was decided.
            _ if std::mem::take(&mut self.followed) => {
                (self.events)(Event::Read { documents, done: true });
            }
            _ => {}
        }
    }

    fn trace(&mut self) {
        let part = self.untraced.split_off(self.untraced.len().saturating_sub(16));
        // One that could not be is tried again when the files are next read.
        let _ = trace(&mut self.keeper.store, self.backend.engine(), &part);
    }
}

/// Commits a decision, as one step; `None` if nothing is to be changed.
pub fn decide(store: &mut Store, decision: &Decision) -> Result<Option<Decided>, StoreError> {
    match decision {
        Decision::Change(ids, changes) => match changes.as_slice() {
            [change] => store.decide(ids, change.clone()),
            changes => {
                let of = |id: &DocId| {
                    let id = *id;
                    changes.iter().map(move |change| (id, change.clone()))
                };
                store.decide_all(&ids.iter().flat_map(of).collect::<Vec<_>>())
            }
        },
        Decision::Seen(id) => store.seen(*id),
        Decision::Undo => store.undo(),
        Decision::Redo => store.redo(),
    }
}

/// Does what is to be done with saved searches, and says what was.
pub fn keep_search(store: &mut Store, keep: &Keep) -> Result<Event, StoreError> {
    Ok(match keep {
        Keep::Save { search, before } => {
            let replaced = store.save(search, before.as_deref())?;
            let name = isolate(&search.name);
            Event::Told(match replaced.filter(|old| old.query != search.query) {
                // It stays in sight, to be typed again.
                Some(old) => format!("Saved as “{name}”, in the place of {}", isolate(&old.query)),
                None => format!("Saved as “{name}”; {} lists it.", Action::Saved.key()),
            })
        }
        Keep::Delete(name) => {
            let query = store.saved()?.into_iter().find(|search| search.name == *name);
            store.unsave(name)?;
            let query = query.map(|search| search.query).unwrap_or_default();
            Event::Told(format!("Deleted “{}”: {}", isolate(name), isolate(&query)))
        }
        Keep::Recall(generation) => {
            Event::Saved { generation: *generation, saved: Ok(store.saved()?) }
        }
    })
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

/// Keeps what was copied in a file as well, for a terminal need not take it and does not say so.
fn copied(text: &str, sent: bool, state: Option<&Path>) -> Event {
    let Some(path) = state.map(|state| state.join("clipboard.txt")) else {
        return match sent {
            true => Event::Told("Copied, if the terminal takes it.".to_owned()),
            false => Event::Failed(format!(
                "Too long for the clipboard; {} selects a part.",
                Action::Select.key()
            )),
        };
    };
    let written = index::write(&path, &format!("{text}\n"));
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

#[cfg(test)]
mod tests;
