//! Lending the terminal to another program, such as an editor, and taking it back.

use std::io;
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGTERM, SIGTSTP};
use signal_hook::{SigId, flag, low_level};

use super::{Signal, Terminal, TerminalError, job};

/// How long the program may take to end by itself once the system asks all to end.
const END_WAIT: Duration = Duration::from_secs(2);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(10);

/// How a program that had the terminal ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lent {
    /// By itself.
    Ended(ExitStatus),
    /// By a signal to both, or it is still about to end: the terminal went away, or the system wants
    /// all to end.
    Interrupted(Signal),
}

impl Terminal {
    /// Gives the terminal to a program until that ends. The terminal stays given back:
    /// [`Terminal::take_back`] takes it, so that what the program made can be kept before, whatever
    /// becomes of the terminal. Where there is no such program the error says so.
    pub fn lend(&mut self, command: &mut Command) -> io::Result<Lent> {
        let tty = || self.tty.try_clone();
        command.stdin(tty()?).stdout(tty()?).stderr(tty()?);
        let signals = Caught::new()?;
        self.restore();
        // Keys that interrupt are the program's now, and no signal may end us before it.
        self.given_back.store(false, Ordering::SeqCst);
        let mut program = command.spawn()?;
        let mut deadline = None;
        loop {
            if let Some(status) = program.try_wait()? {
                return Ok(signals.end().map_or(Lent::Ended(status), Lent::Interrupted));
            }
            if signals.stop.swap(false, Ordering::SeqCst) && job::can_stop() {
                // The program has stopped itself; the shell waits until all of the job has.
                job::stop()?;
            }
            if let Some(signal) = signals.end() {
                let deadline = *deadline.get_or_insert_with(|| Instant::now() + END_WAIT);
                if Instant::now() >= deadline {
                    return Ok(Lent::Interrupted(signal));
                }
            }
            thread::sleep(LOOK);
        }
    }

    /// Takes the terminal again after [`Terminal::lend`]. An error means that it is gone.
    pub fn take_back(&mut self) -> Result<(), TerminalError> {
        self.take()
    }
}

/// Signals that are noted for the time of this value.
#[derive(Default)]
struct Caught {
    hangup: Arc<AtomicBool>,
    terminate: Arc<AtomicBool>,
    stop: Arc<AtomicBool>,
    ids: Vec<SigId>,
}

impl Caught {
    fn new() -> io::Result<Self> {
        let mut caught = Self::default();
        let signals =
            [(SIGHUP, &caught.hangup), (SIGTERM, &caught.terminate), (SIGTSTP, &caught.stop)];
        for (signal, note) in signals.map(|(signal, note)| (signal, Arc::clone(note))) {
            caught.ids.push(flag::register(signal, note)?);
        }
        Ok(caught)
    }

    /// The signal that asks to end, if one came.
    fn end(&self) -> Option<Signal> {
        let came = |flag: &AtomicBool| flag.load(Ordering::SeqCst);
        match (came(&self.hangup), came(&self.terminate)) {
            (true, _) => Some(Signal::Hangup),
            (_, true) => Some(Signal::Terminate),
            _ => None,
        }
    }
}

impl Drop for Caught {
    fn drop(&mut self) {
        self.ids.iter().for_each(|id| {
            low_level::unregister(*id);
        });
    }
}
