//! Signals as inputs, while the terminal is ours.

use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::flag::register_conditional_default;
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;

use super::{Input, Signal};

/// Makes INT and TERM end the program whenever `given_back` is true: a handler that was installed
/// cannot be removed. HUP stays without effect then, since it often follows a hang-up that was told
/// already and must not cut short what is being saved.
pub(super) fn end_by_default(given_back: &Arc<AtomicBool>) -> io::Result<()> {
    for signal in [SIGINT, SIGTERM] {
        register_conditional_default(signal, Arc::clone(given_back))?;
    }
    Ok(())
}

/// Catches INT, TERM, HUP, TSTP, CONT and WINCH from its creation on; readable when one came.
pub(super) struct Signals(SignalDelivery<UnixStream, SignalOnly>);

impl Signals {
    pub(super) fn catch() -> io::Result<Self> {
        let (read, write) = UnixStream::pair()?;
        let signals = [SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH];
        SignalDelivery::with_pipe(read, write, SignalOnly, signals).map(Self)
    }

    /// The signals that came since the last call. Never blocks.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Input> {
        self.0.pending().filter_map(|signal| match signal {
            SIGINT => Some(Input::Signal(Signal::Interrupt)),
            SIGTERM => Some(Input::Signal(Signal::Terminate)),
            SIGHUP => Some(Input::Signal(Signal::Hangup)),
            SIGTSTP => Some(Input::Suspend),
            SIGCONT => Some(Input::Resume),
            SIGWINCH => Some(Input::Resize),
            _ => None,
        })
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.get_read().as_fd()
    }
}
