//! Keeps an index up to date while the browser is open.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::super::keeper::Task;
use super::super::names;
use super::super::workers::Events;
use super::{Indexer, Step, Wish, rebuilt};
use crate::app::Event;
use crate::engine::Engine;

/// What holds the documents.
pub(in crate::run) enum Kept {
    Memory(Arc<dyn Engine>),
    Index(Indexer),
}

impl Kept {
    pub(in crate::run) fn engine(&self) -> Arc<dyn Engine> {
        match self {
            Kept::Memory(engine) => Arc::clone(engine),
            Kept::Index(indexer) => indexer.engine.clone(),
        }
    }
}

/// The shortest time between two looks at the files, and how many times longer than a look it is.
const LOOK: Duration = Duration::from_secs(5);
const LONGEST_LOOK: Duration = Duration::from_secs(60);
const LOOK_SHARE: u32 = 100;
/// How often a process that does not write looks for what another one has written.
const FOLLOW: Duration = Duration::from_secs(1);

/// Said to who asks for the files to be read where another process does that.
const FOLLOWS: &str = "Another nashra reads these files; what it finds is shown here too.";

/// Keeps an index up to date until nobody waits any more: now, when a message asks for it, and when
/// files have changed.
pub(in crate::run) fn keep(
    indexer: &Indexer,
    waiting: &Receiver<()>,
    events: &Events,
    keeper: &Sender<Task>,
) {
    let engine = &indexer.engine;
    if let Some(reason) = engine.rebuilt() {
        events(Event::Told(rebuilt(reason)));
    }
    let mut wish = Wish::Asked;
    let mut asked = false;
    let mut failed = None;
    loop {
        let began = Instant::now();
        let (mut news, mut read) = (wish == Wish::Asked, false);
        let outcome = indexer.update(wish, &mut |step| {
            news = true;
            read |= matches!(step, Step::Found);
            events(match step {
                Step::Begin => Event::Reading,
                Step::Progress(progress) => Event::Progress(progress),
                Step::Found => Event::Read { documents: engine.len(), done: false },
                Step::Problem(problem) => Event::Problem(problem),
            })
        });
        let leads = matches!(outcome, Ok(true));
        let pause = match outcome {
            // How long reading takes says nothing of how long a look takes.
            Ok(true) if read => LOOK,
            Ok(true) => (began.elapsed() * LOOK_SHARE).clamp(LOOK, LONGEST_LOOK),
            Ok(false) => {
                if asked {
                    indexer.names.renew();
                    events(Event::Told(FOLLOWS.to_owned()));
                }
                if engine.refresh().unwrap_or(false) {
                    indexer.names.read_groups();
                    news = true;
                }
                FOLLOW
            }
            Err(error) => {
                // Once is enough of a disk that stays full.
                let error = error.to_string();
                if asked || failed.as_ref() != Some(&error) {
                    events(Event::Failed(error.clone()));
                }
                failed = Some(error);
                LONGEST_LOOK
            }
        };
        if news && !events(Event::Read { documents: engine.len(), done: true }) {
            return;
        }
        if news {
            let _ = keeper.send(Task::Read(indexer.take_roll(), engine.len()));
        }
        if leads && asked {
            let outcome = indexer.names.take_up(&**engine);
            if let Some(event) = names::taken_up(outcome) {
                events(event);
            }
        }
        if leads && (read || !indexer.names.has_groups()) {
            // What cannot be grouped now is when something is next read.
            if indexer.names.group(&**engine).is_ok_and(|documents| !documents.is_empty()) {
                events(Event::Grouped);
            }
        }
        if indexer.stop.swap(false, Ordering::Relaxed) {
            let stopped = "Reading was stopped; what was read stays, and R goes on.";
            events(Event::Told(stopped.to_owned()));
            // Until the person asks for it.
            if waiting.recv().is_err() {
                return;
            }
            wish = Wish::Asked;
            continue;
        }
        wish = match waiting.recv_timeout(pause) {
            // Who asked several times meanwhile is served by one more look.
            Ok(()) => {
                waiting.try_iter().for_each(drop);
                asked = true;
                Wish::Asked
            }
            Err(RecvTimeoutError::Timeout) => {
                asked = false;
                Wish::Quiet
            }
            Err(RecvTimeoutError::Disconnected) => return,
        };
    }
}
