//! The thread that reads the terminal: the only one that does.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::fmt;
use std::fs::File;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::light::is_light;
use super::parser::Parser;
use super::signals::Signals;
use super::{Input, Reply, sequences};

/// How long a lone ESC may be the beginning of more.
const ESCAPE_WAIT: Duration = Duration::from_millis(50);
/// How long a paste may pause, as on a connection that hangs; what came later would be typed.
const PASTE_WAIT: Duration = Duration::from_secs(5);
/// How long the thread may take to end; its receiver may be busy.
const STOP_WAIT: Duration = Duration::from_millis(100);

/// How long answers are waited for. Over a slow link they take seconds; who gives none by then
/// gives none.
pub(super) const ANSWER_WAIT: Duration = Duration::from_secs(3);

/// What was asked of the terminal and what it answered, for the thread that reads and the one that
/// gives the terminal back.
#[derive(Debug, Default)]
pub(super) struct Dialogue {
    /// The state of mode 8 before it was touched.
    bidi_mode: AtomicU8,
    /// Whether the first batch is answered.
    begun: AtomicBool,
    /// When the batch was sent whose fence has not been answered yet.
    asked: Mutex<Option<Instant>>,
    /// When the terminal was asked whether it is ready, for each such answer that is to come.
    ready: Mutex<VecDeque<Instant>>,
    /// Whether updates can be shown as a whole.
    synchronizes: AtomicBool,
    /// Whether the ground is light.
    light: AtomicBool,
    /// Whether the keyboard protocol is there, and whether it is in force by our doing.
    keyboard: AtomicBool,
    keyboard_taken: AtomicBool,
    /// What else is sent when the terminal is given back.
    end: Mutex<String>,
    /// What is on the screen is no longer what was painted there.
    pub(super) resized: AtomicBool,
}

impl Dialogue {
    fn note(&self, input: &Input) {
        match input {
            Input::Reply(Reply::BidiMode(state)) if !self.begun.load(Ordering::SeqCst) => {
                self.bidi_mode.store(*state, Ordering::SeqCst);
            }
            Input::Reply(Reply::DeviceAttributes(_)) => {
                self.begun.store(true, Ordering::SeqCst);
                *lock(&self.asked) = None;
            }
            Input::Reply(Reply::Synchronized(state)) => {
                self.synchronizes.store(matches!(state, 1 | 2), Ordering::SeqCst);
            }
            Input::Reply(Reply::Background(color)) => {
                self.light.store(is_light(*color), Ordering::SeqCst);
            }
            Input::Reply(Reply::Keyboard(_)) => self.keyboard.store(true, Ordering::SeqCst),
            Input::Reply(Reply::Ready) => {
                let mut ready = lock(&self.ready);
                // Whoever has not answered by then never will.
                ready.retain(|at| at.elapsed() < ANSWER_WAIT);
                ready.pop_front();
            }
            Input::Resize | Input::Resume => self.resized.store(true, Ordering::SeqCst),
            _ => {}
        }
    }

    /// Whether a batch may be sent; if so it counts as sent. One at a time: who does not answer is
    /// not asked over and over.
    pub(super) fn may_ask(&self) -> bool {
        let mut asked = lock(&self.asked);
        let may = asked.is_none_or(|at| at.elapsed() >= ANSWER_WAIT);
        if may {
            *asked = Some(Instant::now());
        }
        may
    }

    /// Whether updates can be shown as a whole.
    pub(super) fn synchronizes(&self) -> bool {
        self.synchronizes.load(Ordering::SeqCst)
    }

    /// Whether the ground is light, as far as is known.
    pub(super) fn is_light(&self) -> bool {
        self.light.load(Ordering::SeqCst)
    }

    /// Whether the keyboard protocol is to be put in force now; if so it counts as done.
    pub(super) fn takes_keyboard(&self) -> bool {
        self.keyboard.load(Ordering::SeqCst) && !self.keyboard_taken.swap(true, Ordering::SeqCst)
    }

    /// Whether the keyboard protocol is to be taken back now; if so it counts as done.
    pub(super) fn gives_keyboard(&self) -> bool {
        self.keyboard_taken.swap(false, Ordering::SeqCst)
    }

    /// Takes note that the terminal is being asked whether it is ready.
    pub(super) fn asked_ready(&self) {
        lock(&self.ready).push_back(Instant::now());
    }

    /// When the last answer that is to come was asked for.
    fn last_asked(&self) -> Option<Instant> {
        let batch = *lock(&self.asked);
        batch.max(lock(&self.ready).back().copied())
    }

    /// Sets what else is sent when the terminal is given back.
    pub(super) fn set_end(&self, end: &str) {
        end.clone_into(&mut lock(&self.end));
    }

    /// What gives reordering back. Mode 8 is set again only where it was set before us: elsewhere that
    /// would turn reordering on. Silence is no.
    pub(super) fn end(&self) -> String {
        let bidi_was_on = self.bidi_mode.load(Ordering::SeqCst) == 1;
        lock(&self.end).clone() + if bidi_was_on { sequences::BIDI_ON } else { "" }
    }

    /// Reads answers that are still under way, up to the last, so that they do not end in the shell.
    /// For when the thread has ended.
    pub(super) fn drain(&self, mut tty: &File) {
        let mut parser = Parser::default();
        let mut buffer = [0; 1024];
        loop {
            let Some(asked) = self.last_asked() else { return };
            let left = ANSWER_WAIT.saturating_sub(asked.elapsed());
            let mut fds = [PollFd::new(&tty, PollFlags::IN)];
            if left.is_zero() || !matches!(poll(&mut fds, timeout(left).as_ref()), Ok(1..)) {
                return;
            }
            match tty.read(&mut buffer) {
                Ok(n @ 1..) => parser.feed(&buffer[..n]).iter().for_each(|input| self.note(input)),
                _ => return,
            }
        }
    }
}

/// What is locked is only ever copied: a panic leaves it whole.
fn lock<T>(value: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where inputs go. It outlives the thread, which ends whenever the terminal is given back.
#[derive(Clone)]
pub(super) struct Sink(Arc<Mutex<dyn FnMut(Input) -> ControlFlow<()> + Send>>);

impl Sink {
    pub(super) fn new(sink: impl FnMut(Input) -> ControlFlow<()> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(sink)))
    }

    fn send(&self, input: Input) -> ControlFlow<()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)(input)
    }
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sink")
    }
}

/// A handle on the thread.
#[derive(Debug)]
pub(super) struct Reader {
    stop: PipeWriter,
    ended: Receiver<Infallible>,
    thread: ThreadId,
}

impl Reader {
    /// Starts the thread, which sends every input to `sink` until that breaks.
    pub(super) fn spawn(
        tty: File,
        signals: Signals,
        answers: Arc<Dialogue>,
        sink: Sink,
    ) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let (alive, ended) = mpsc::channel();
        let thread = thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            let _alive = alive;
            let mut send = |input| {
                answers.note(&input);
                sink.send(input)
            };
            // A break and a stop are the same: nobody listens any more.
            let _ = read_until_stopped(tty, signals, &stopped, &mut send);
        })?;
        Ok(Self { stop, ended, thread: thread.thread().id() })
    }

    /// Stops the thread and waits a little for its end.
    pub(super) fn stop(self) {
        drop(self.stop);
        if thread::current().id() != self.thread {
            let _ = self.ended.recv_timeout(STOP_WAIT);
        }
    }
}

fn read_until_stopped(
    tty: File,
    mut signals: Signals,
    stopped: &PipeReader,
    send: &mut impl FnMut(Input) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut parser = Parser::default();
    // None after a hang-up, which a poll would report for ever.
    let mut tty = Some(tty);
    let mut buffer = [0; 4096];
    loop {
        let wait = match parser.in_paste() {
            true => Some(PASTE_WAIT),
            false => parser.pending().then_some(ESCAPE_WAIT),
        };
        let Some(ready) = wait_for(tty.as_ref(), &signals, stopped, wait) else { continue };
        if ready.stopped {
            return ControlFlow::Break(());
        }
        if ready.signals {
            signals.take().try_for_each(&mut *send)?;
        }
        if ready.tty {
            match tty.as_mut().map(|tty| tty.read(&mut buffer)) {
                Some(Ok(n @ 1..)) => {
                    parser.feed(&buffer[..n]).into_iter().try_for_each(&mut *send)?;
                }
                Some(Err(error))
                    if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::WouldBlock) => {}
                _ => {
                    tty = None;
                    parser = Parser::default();
                    send(Input::Hangup)?;
                }
            }
        } else if !ready.signals {
            parser.flush().into_iter().try_for_each(&mut *send)?;
        }
    }
}

struct Ready {
    tty: bool,
    signals: bool,
    stopped: bool,
}

/// Waits until something is there to read or the time is up; `None` if the wait was interrupted.
fn wait_for(
    tty: Option<&File>,
    signals: &Signals,
    stopped: &PipeReader,
    wait: Option<Duration>,
) -> Option<Ready> {
    let wait = wait.and_then(timeout);
    let mut fds = vec![PollFd::new(stopped, PollFlags::IN), PollFd::new(signals, PollFlags::IN)];
    fds.extend(tty.map(|tty| PollFd::new(tty, PollFlags::IN)));
    poll(&mut fds, wait.as_ref()).ok()?;
    let ready = |i: usize| fds.get(i).is_some_and(|fd| !fd.revents().is_empty());
    Some(Ready { stopped: ready(0), signals: ready(1), tty: ready(2) })
}

fn timeout(wait: Duration) -> Option<Timespec> {
    wait.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    fn reader() -> (UnixStream, Receiver<Input>, Reader) {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let (sender, inputs) = mpsc::channel();
        let signals = Signals::catch().expect("signals");
        let sink = move |input| match sender.send(input) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        };
        let tty = File::from(OwnedFd::from(theirs));
        let reader = Reader::spawn(tty, signals, Arc::default(), Sink::new(sink));
        let reader = reader.expect("a thread");
        (ours, inputs, reader)
    }

    #[test]
    fn the_end_of_the_terminal_is_told_once_and_the_thread_still_stops() {
        use std::io::Write;

        let (mut terminal, inputs, reader) = reader();
        terminal.write_all(b"j").expect("a byte written");
        drop(terminal);
        let soon = Duration::from_secs(20);
        assert_eq!(inputs.recv_timeout(soon), Ok(Input::Key(crate::config::Key::char('j'))));
        assert_eq!(inputs.recv_timeout(soon), Ok(Input::Hangup));
        reader.stop();
        // The thread is gone and with it the sender: nothing else was sent.
        assert_eq!(inputs.recv_timeout(soon), Err(mpsc::RecvTimeoutError::Disconnected));
    }
}
