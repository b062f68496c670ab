//! Keeps an index up to date while the browser is open.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::super::keeper::Task;
use super::super::names;
use super::super::workers::Events;
use super::announce::Announced;
use super::watch::Watch;
use super::{Indexer, Step, Wish, rebuilt};
use crate::action::Action;
use crate::app::{Besides, Event};
use crate::engine::{Engine, EngineError};

/// What holds the documents.
pub(in crate::run) enum Kept {
    Memory(Arc<dyn Engine>),
    Index(Box<Indexer>),
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
/// How often it is asked whether something has changed, after how long that is looked at even if it
/// goes on changing, and how many times longer than a look one waits before another.
const GLANCE: Duration = Duration::from_millis(250);
const LONGEST_CHANGE: Duration = Duration::from_secs(1);
const CHANGE_SHARE: u32 = 10;
/// How often a process that does not write looks for what another one has written.
const FOLLOW: Duration = Duration::from_secs(1);

/// Said to who asks for the files to be read where another process does that.
const FOLLOWS: &str = "Another nashra reads these files; what it finds is shown here too.";

/// Said where the index is no longer there.
fn deleted() -> String {
    format!("The index of these files was deleted; {} makes it anew.", Action::Rescan.key())
}

/// Said to who asks for the files to be read where nothing is to be read.
const SAME: &str = "The files are as they were when they were read.";

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
        events(Event::Told(rebuilt(&reason)));
    }
    let mut wish = Wish::Asked;
    let mut asked = false;
    let mut failed = None;
    // What the process that writes has let this one know.
    let mut overheard = Announced::Whole;
    *indexer.watch() = Watch::begin();
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
                Step::More(file, count) => Event::MoreProblems { file, count },
            })
        });
        let leads = matches!(outcome, Ok(true));
        let before = std::mem::replace(&mut overheard, Announced::Whole);
        if outcome.is_ok() && failed.take().is_some() {
            events(Event::Wrong(Besides::Index, vec![]));
        }
        let pause = match outcome {
            // How long reading takes says nothing of how long a look takes.
            Ok(true) if read => LOOK,
            Ok(true) => (began.elapsed() * LOOK_SHARE).clamp(LOOK, LONGEST_LOOK),
            Ok(false) => {
                // Before its commits are taken up: once all is read, all is in them.
                overheard = indexer.overhear();
                if overheard == Announced::Stopped && before != overheard {
                    let again = Action::Rescan.key();
                    events(Event::Told(format!(
                        "Reading was stopped in another nashra: not all is here; {again} there \
                         goes on."
                    )));
                }
                if asked {
                    indexer.names.renew();
                    events(Event::Told(FOLLOWS.to_owned()));
                }
                if engine.refresh().unwrap_or(false) {
                    indexer.names.read_groups();
                    news = true;
                }
                (began.elapsed() * CHANGE_SHARE).clamp(FOLLOW, LONGEST_LOOK)
            }
            Err(error) => {
                // Once is enough of a disk that stays full.
                let said = error.to_string();
                if asked || failed.as_ref() != Some(&said) {
                    events(Event::Wrong(Besides::Index, vec![said.clone()]));
                    events(Event::Failed(match error {
                        EngineError::Gone => deleted(),
                        _ => said.clone(),
                    }));
                }
                failed = Some(said);
                LONGEST_LOOK
            }
        };
        let elsewhere = match overheard {
            Announced::Reading(progress) => Some(progress),
            Announced::Stopped | Announced::Whole => None,
        };
        let done = elsewhere.is_none();
        news |= done && matches!(before, Announced::Reading(_));
        if news && !events(Event::Read { documents: engine.len(), done }) {
            return;
        }
        if elsewhere.is_some_and(|progress| !events(Event::Progress(progress))) {
            return;
        }
        if news && done {
            let _ = keeper.send(Task::Read(indexer.take_roll(), engine.len()));
        }
        if leads && asked {
            if !read {
                events(Event::Told(SAME.to_owned()));
            }
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
            let again = Action::Rescan.key();
            let stopped = format!("Reading was stopped; what was read stays, and {again} goes on.");
            events(Event::Told(stopped));
            // Until the person asks for it.
            if waiting.recv().is_err() {
                return;
            }
            wish = Wish::Asked;
            continue;
        }
        let rest = (began.elapsed() * CHANGE_SHARE).min(pause);
        (wish, asked) = match wait(waiting, indexer, rest, pause) {
            Woken::Asked => (Wish::Asked, true),
            Woken::Changed | Woken::Due => (Wish::Quiet, false),
            Woken::Gone => return,
        };
    }
}

/// Why there is another look at the files.
#[derive(Debug, PartialEq, Eq)]
enum Woken {
    /// The person wants it.
    Asked,
    /// Something has changed.
    Changed,
    /// It is time.
    Due,
    /// Nobody waits any more.
    Gone,
}

/// Waits for a reason to look again: for no change within `rest`, and no longer than `pause`.
fn wait(waiting: &Receiver<()>, indexer: &Indexer, rest: Duration, pause: Duration) -> Woken {
    let began = Instant::now();
    let mut since: Option<Instant> = None;
    loop {
        let left = pause.saturating_sub(began.elapsed());
        match waiting.recv_timeout(left.min(GLANCE)) {
            Ok(()) => {
                // Who asked several times meanwhile is served by one more look.
                waiting.try_iter().for_each(drop);
                return Woken::Asked;
            }
            Err(RecvTimeoutError::Disconnected) => return Woken::Gone,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if began.elapsed() >= pause {
            return Woken::Due;
        }
        if began.elapsed() < rest {
            continue;
        }
        // What is being written is better read once it is there.
        let news = indexer.watch().changed();
        if since.is_some_and(|since| !news || since.elapsed() >= LONGEST_CHANGE) {
            return Woken::Changed;
        }
        since = since.or_else(|| news.then(Instant::now));
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::sync::mpsc;

    use super::super::tests::{Place, all};
    use super::*;
    use crate::app::Progress;

    const LONG: Duration = Duration::from_secs(60);

    /// Keeps an index while a test lasts, which hears what is said and asks for the files to be read.
    fn while_kept(indexer: &Indexer, test: impl FnOnce(mpsc::Receiver<Event>, &mpsc::Sender<()>)) {
        let (ask, waiting) = mpsc::channel();
        let (sender, told) = mpsc::channel();
        let events: Events = Arc::new(move |event| sender.send(event).is_ok());
        let (keeper, _kept) = mpsc::channel();
        std::thread::scope(|scope| {
            let events = &events;
            scope.spawn(move || keep(indexer, &waiting, events, &keeper));
            test(told, &ask);
            drop(ask);
        });
    }

    #[test]
    fn who_asks_for_the_files_to_be_read_is_told_that_nothing_has_changed() {
        let place = Place::new(&[("a.txt", "One\n\nText")]);
        while_kept(&place.indexer(), |told, ask| {
            told.iter().find(|event| matches!(event, Event::Read { done: true, .. })).unwrap();
            ask.send(()).unwrap();
            let said = told.iter().find_map(|event| match event {
                Event::Told(said) => Some(said),
                _ => None,
            });
            assert_eq!(said.as_deref(), Some(SAME));
        });
    }

    #[test]
    fn who_follows_shows_that_reading_goes_on_elsewhere_until_it_is_done() {
        let place = Place::new(&[("a.txt", "One\n\nText")]);
        let (writer, follower) = (place.indexer(), place.indexer());
        let reading = Progress { documents: 7, ..Progress::default() };
        writer.announce(Announced::Reading(reading));
        while_kept(&follower, |told, _| {
            let mut read = told.iter().filter_map(|event| match event {
                Event::Read { done, .. } => Some((done, None)),
                Event::Progress(progress) => Some((progress.done, Some(progress))),
                _ => None,
            });
            assert_eq!(read.next(), Some((false, None)));
            let elsewhere = Progress { elsewhere: true, ..reading };
            assert_eq!(read.next(), Some((false, Some(elsewhere))));
            writer.update(Wish::Asked, &mut |_| true).unwrap();
            assert!(read.any(|(done, _)| done));
            assert_eq!(all(&**follower.engine()), place.read());
        });
    }

    #[test]
    fn a_file_that_is_new_wakes_whoever_keeps_the_index() {
        let place = Place::new(&[("a.txt", "One\n\nText")]);
        let indexer = place.indexer();
        *indexer.watch() = Watch::begin();
        let (sender, waiting) = mpsc::channel();
        let look = |woken| {
            assert_eq!(wait(&waiting, &indexer, Duration::ZERO, LONG), woken);
            assert!(indexer.update(Wish::Quiet, &mut |_| true).unwrap());
        };
        indexer.update(Wish::Asked, &mut |_| true).unwrap();
        // What came while it was looked for what to watch.
        look(Woken::Changed);
        assert_eq!(wait(&waiting, &indexer, Duration::ZERO, Duration::ZERO), Woken::Due);
        // In a directory that is new too.
        place.write("sub/b.txt", "Another\n\nText");
        look(Woken::Changed);
        assert_eq!(all(&**indexer.engine()), place.read());
        look(Woken::Changed);
        place.write("sub/c.txt", "A third\n\nText");
        look(Woken::Changed);
        assert_eq!(all(&**indexer.engine()), place.read());

        sender.send(()).unwrap();
        sender.send(()).unwrap();
        look(Woken::Asked);
        assert_eq!(wait(&waiting, &indexer, Duration::ZERO, Duration::ZERO), Woken::Due);
        drop(sender);
        look(Woken::Gone);
    }
}
