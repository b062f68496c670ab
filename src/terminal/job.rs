//! Stopping and going on, as a job of a shell.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use rustix::process::{Signal, getpgrp, getsid, kill_current_process_group};
use signal_hook::consts::SIGCONT;
use signal_hook::{flag, low_level};

/// Whether somebody could let the program go on if it stopped: a shell that controls jobs gives each
/// a process group of its own, and a session's first program has none to return to.
pub(super) fn can_stop() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops the job, with all its processes, and returns once it goes on.
pub(super) fn stop() -> io::Result<()> {
    let goes_on = Arc::new(AtomicBool::new(false));
    let id = flag::register(SIGCONT, Arc::clone(&goes_on))?;
    // TSTP is caught, so that one from outside gives the terminal back first.
    let stopped = kill_current_process_group(Signal::STOP);
    // It reaches this thread in its own time.
    while stopped.is_ok() && !goes_on.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(1));
    }
    low_level::unregister(id);
    Ok(stopped?)
}
