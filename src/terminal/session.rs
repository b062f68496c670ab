//! What must be given back, where a panic on any thread can reach it.

use std::backtrace::Backtrace;
use std::fs::File;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::{Duration, Instant};
use std::{panic, process};

use rustix::termios::Termios;

use super::reader::{Dialogue, Reader};
use super::{sequences, tty};

/// How long a panicking thread waits for another that is already giving the terminal back.
const PANIC_WAIT: Duration = Duration::from_secs(5);

/// The session, while there is one. The lock is held only to put it there or to take it out.
static SESSION: Mutex<Option<Session>> = Mutex::new(None);
/// Whether a session is in place; nothing is drawn without one.
static OPEN: AtomicBool = AtomicBool::new(false);
/// Whether a thread is giving the terminal back.
static CLOSING: AtomicBool = AtomicBool::new(false);

/// A terminal that was taken, and how it was before.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) tty: File,
    pub(super) original: Termios,
    pub(super) answers: Arc<Dialogue>,
    pub(super) reader: Reader,
    /// Tells the signal handlers that the terminal is no longer ours.
    pub(super) given_back: Arc<AtomicBool>,
}

impl Session {
    /// Puts the session where [`close`] finds it.
    pub(super) fn open(self) {
        *SESSION.lock().unwrap_or_else(PoisonError::into_inner) = Some(self);
        OPEN.store(true, Ordering::SeqCst);
    }

    /// Gives the terminal back. Errors are swallowed: on a terminal that is gone nothing can be
    /// mended, and nobody is left to be told.
    fn give_back(self) {
        self.reader.stop();
        // The person sees the shell's screen while answers are still under way.
        let _ = sequences::leave(self.answers.gives_keyboard())
            .and_then(|leave| (&self.tty).write_all(&leave));
        self.answers.drain(&self.tty);
        let _ = (&self.tty).write_all(self.answers.end().as_bytes());
        let _ = tty::set(&self.tty, &self.original);
        self.given_back.store(true, Ordering::SeqCst);
    }
}

/// Whether the terminal is ours.
pub(super) fn is_open() -> bool {
    OPEN.load(Ordering::SeqCst)
}

/// Ends the session, if there is one.
pub(super) fn close() {
    let Some(mut place) = lock() else { return };
    let Some(session) = place.take() else { return };
    OPEN.store(false, Ordering::SeqCst);
    CLOSING.store(true, Ordering::SeqCst);
    drop(place);
    session.give_back();
    CLOSING.store(false, Ordering::SeqCst);
}

/// The session's place. `None` if it stays locked, which only a panic inside this file could cause.
fn lock() -> Option<MutexGuard<'static, Option<Session>>> {
    for _ in 0..100 {
        match SESSION.try_lock() {
            Ok(place) => return Some(place),
            Err(TryLockError::Poisoned(place)) => return Some(place.into_inner()),
            Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
        }
    }
    None
}

/// What is said of a panic. Its message may quote the text that it stumbled over, so that goes out
/// escaped.
fn report(info: &panic::PanicHookInfo<'_>) -> String {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let message = info.payload_as_str().unwrap_or("no message").escape_debug().to_string();
    format!("nashra: internal error at {place}: {message}\n{}", Backtrace::capture())
}

/// Makes a panic on any thread give the terminal back first, then print its message on standard
/// error as usual and end the process with status 101.
pub fn install_panic_hook() {
    static PANICKING: AtomicBool = AtomicBool::new(false);
    panic::set_hook(Box::new(move |info| {
        // A second thread must not end the process while the first is at work.
        while PANICKING.swap(true, Ordering::SeqCst) {
            thread::park();
        }
        close();
        let deadline = Instant::now() + PANIC_WAIT;
        while CLOSING.load(Ordering::SeqCst) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        let _ = io::stderr().write_all(report(info).as_bytes());
        process::exit(101);
    }));
}
