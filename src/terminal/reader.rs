//! The thread that reads the terminal: the only one that does.

use std::convert::Infallible;
use std::fs::File;
use std::io::{self, ErrorKind, PipeReader, PipeWriter, Read};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::parser::Parser;
use super::signals::Signals;
use super::{Input, Reply};

/// How long a lone ESC may be the beginning of more.
const ESCAPE_WAIT: Duration = Duration::from_millis(50);
/// How long the thread may take to end; its receiver may be busy.
const STOP_WAIT: Duration = Duration::from_millis(100);

/// What the terminal answered so far.
#[derive(Debug, Default)]
pub(super) struct Answers {
    bidi_mode: AtomicU8,
    fence_passed: AtomicBool,
    /// How often the terminal was asked whether it is ready, and how often it said so.
    pub(super) asked: AtomicUsize,
    ready: AtomicUsize,
    /// The size changed since the last frame.
    pub(super) resized: AtomicBool,
}

impl Answers {
    fn note(&self, input: &Input) {
        match input {
            Input::Reply(Reply::BidiMode(state)) => self.bidi_mode.store(*state, Ordering::SeqCst),
            Input::Reply(Reply::DeviceAttributes) => {
                self.fence_passed.store(true, Ordering::SeqCst)
            }
            Input::Reply(Reply::Ready) => {
                self.ready.fetch_add(1, Ordering::SeqCst);
            }
            Input::Resize => self.resized.store(true, Ordering::SeqCst),
            _ => {}
        }
    }

    /// Whether mode 8 was set when it was asked for. Silence is no.
    pub(super) fn bidi_was_on(&self) -> bool {
        self.bidi_mode.load(Ordering::SeqCst) == 1
    }

    /// Whether answers are under way from a terminal that has answered before.
    pub(super) fn more_to_come(&self) -> bool {
        self.ready.load(Ordering::SeqCst) > 0 && !self.all_came()
    }

    fn all_came(&self) -> bool {
        self.fence_passed.load(Ordering::SeqCst)
            && self.ready.load(Ordering::SeqCst) >= self.asked.load(Ordering::SeqCst)
    }

    /// Reads answers that are still under way, up to the last or the deadline, so that they do not
    /// end in the shell. For when the thread has ended.
    pub(super) fn drain(&self, mut tty: &File, deadline: Instant) {
        let mut parser = Parser::default();
        let mut buffer = [0; 1024];
        while !self.all_came() {
            let left = deadline.saturating_duration_since(Instant::now());
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
        answers: Arc<Answers>,
        mut sink: impl FnMut(Input) -> ControlFlow<()> + Send + 'static,
    ) -> io::Result<Self> {
        let (stopped, stop) = io::pipe()?;
        let (alive, ended) = mpsc::channel();
        let thread = thread::Builder::new().name("terminal".to_owned()).spawn(move || {
            let _alive = alive;
            let mut send = |input| {
                answers.note(&input);
                sink(input)
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
        let wait = parser.pending().then_some(ESCAPE_WAIT);
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
        let signals = Signals::catch(&Arc::default()).expect("signals");
        let sink = move |input| match sender.send(input) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        };
        let tty = File::from(OwnedFd::from(theirs));
        let reader = Reader::spawn(tty, signals, Arc::default(), sink).expect("a thread");
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
