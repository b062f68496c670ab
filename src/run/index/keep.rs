//! Keeps an index up to date while the browser is open.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

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
const LOOK_SHARE: u32 = 100;
/// How often a process that does not write looks for what another one has written.
const FOLLOW: Duration = Duration::from_secs(1);

/// Keeps an index up to date until nobody waits any more: now, when a message asks for it, and when
/// files have changed.
pub(in crate::run) fn keep(indexer: &Indexer, waiting: &Receiver<()>, events: &Events) {
    let engine = &indexer.engine;
    if let Some(reason) = engine.rebuilt() {
        events(Event::Told(rebuilt(reason)));
    }
    let mut wish = Wish::Asked;
    loop {
        let began = Instant::now();
        let mut news = wish == Wish::Asked;
        let outcome = indexer.update(wish, &mut |step| {
            news = true;
            events(match step {
                Step::Begin => Event::Reading,
                Step::Progress(progress) => Event::Progress(progress),
                Step::Found => Event::Read { documents: engine.len(), done: false },
                Step::Problem(problem) => Event::Problem(problem),
            })
        });
        let pause = match outcome {
            Ok(true) => LOOK.max(began.elapsed() * LOOK_SHARE),
            Ok(false) => {
                news |= engine.refresh().unwrap_or(false);
                FOLLOW
            }
            Err(error) => {
                events(Event::Failed(error.to_string()));
                LOOK
            }
        };
        if news && !events(Event::Read { documents: engine.len(), done: true }) {
            return;
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
                Wish::Asked
            }
            Err(RecvTimeoutError::Timeout) => Wish::Quiet,
            Err(RecvTimeoutError::Disconnected) => return,
        };
    }
}
