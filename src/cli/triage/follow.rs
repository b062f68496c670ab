//! `nashra triage follow`: decisions as they are made, by whichever process.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::SIGINT;

use super::{Printer, open};
use crate::cli::{Error, args, output};
use crate::store::StoreError;

/// How often is looked for decisions.
const LOOK: Timespec = Timespec { tv_sec: 0, tv_nsec: 200_000_000 };

/// How long another program may hold the database before it is said; an interrupt waits as long.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) fn run(report: &args::Report) -> Result<ExitCode, Error> {
    let interrupted = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, Arc::clone(&interrupted))?;
    let mut store = open(report.state_dir.as_ref())?;
    store.set_patience(PATIENCE);
    let mut printer = Printer::new(report.json);
    let mut held = false;
    let stdout = io::stdout();
    while !interrupted.load(Ordering::Relaxed) {
        for (id, triage) in heard(store.news(), &mut held, &mut output::complain)? {
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

/// What there is to hear. While another program holds the database that is nothing, which is said
/// once: what is decided meanwhile comes when it lets go.
fn heard<T>(
    news: Result<Vec<T>, StoreError>,
    held: &mut bool,
    tell: &mut dyn FnMut(&str),
) -> Result<Vec<T>, StoreError> {
    let was_held = std::mem::replace(held, matches!(news, Err(StoreError::Busy { .. })));
    match news {
        Err(StoreError::Busy { path }) => {
            if !was_held {
                let path = path.display();
                tell(&format!("waiting for another program to let go of {path}; nothing is lost"));
            }
            Ok(Vec::new())
        }
        news => news,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_is_held_is_waited_for_and_only_what_cannot_pass_ends_it() {
        let (mut held, mut told) = (false, Vec::new());
        let mut hear = |news| heard(news, &mut held, &mut |said| told.push(said.to_owned()));
        let busy = || Err(StoreError::Busy { path: "/state/nashra.db".into() });
        assert_eq!(hear(busy()).unwrap(), [0; 0]);
        assert_eq!(hear(busy()).unwrap(), [0; 0]);
        assert_eq!(hear(Ok(vec![1, 2])).unwrap(), [1, 2]);
        assert_eq!(hear(busy()).unwrap(), [0; 0]);
        let damaged = hear(Err(StoreError::Corrupt { path: "/state/nashra.db".into() }));
        assert!(matches!(damaged, Err(StoreError::Corrupt { .. })));
        let once = "waiting for another program to let go of /state/nashra.db; nothing is lost";
        assert_eq!(told, [once; 2]);
    }
}
