//! `nashra triage follow`: decisions as they are made, by whichever process.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::SIGINT;

use super::{Printer, open};
use crate::cli::{Error, args};

/// How often is looked for decisions.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };

pub(super) fn run(report: &args::Report) -> Result<ExitCode, Error> {
    let interrupted = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, Arc::clone(&interrupted))?;
    let mut store = open(report.state_dir.as_ref())?;
    let mut printer = Printer::new(report.json);
    let stdout = io::stdout();
    while !interrupted.load(Ordering::Relaxed) {
        for (id, triage) in store.news()? {
            printer.print(id, None, &triage)?;
        }
        printer.flush()?;
        // Between decisions only this tells that nobody reads any more.
        let mut reader = [PollFd::new(&stdout, PollFlags::empty())];
        let gone = PollFlags::ERR | PollFlags::HUP | PollFlags::NVAL;
        match poll(&mut reader, Some(&LOOK)) {
            Ok(0) | Err(rustix::io::Errno::INTR) => {}
            Ok(_) if reader[0].revents().intersects(gone) => break,
            Ok(_) => {}
            Err(error) => return Err(io::Error::from(error).into()),
        }
    }
    Ok(ExitCode::SUCCESS)
}
