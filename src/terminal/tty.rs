//! The terminal device: opening it, raw mode, its size.

use std::env;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;

use ratatui_core::layout::Size;
use rustix::termios::{OptionalActions, Termios, isatty, tcgetattr, tcgetwinsize, tcsetattr};

use super::TerminalError;

/// Opens the terminal that controls the process, also where standard input is a pipe.
pub(super) fn open() -> Result<File, TerminalError> {
    if env::var_os("TERM").is_some_and(|term| term == "dumb") {
        return Err(TerminalError::Dumb);
    }
    if !isatty(io::stdout()) {
        return Err(TerminalError::Redirected);
    }
    device().map_err(TerminalError::NoTerminal)
}

/// The device that controls the process.
pub(super) fn device() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

/// Turns raw mode on and returns the settings to give back. Output is not waited for, so a stalled
/// terminal cannot block.
pub(super) fn set_raw(tty: impl AsFd) -> io::Result<Termios> {
    let original = tcgetattr(&tty)?;
    let mut raw = original.clone();
    raw.make_raw();
    set(tty, &raw)?;
    Ok(original)
}

pub(super) fn set(tty: impl AsFd, settings: &Termios) -> io::Result<()> {
    Ok(tcsetattr(tty, OptionalActions::Now, settings)?)
}

/// The size in cells. A terminal that does not know its own (a serial line) gets 80 × 24.
pub(super) fn size(tty: impl AsFd) -> io::Result<Size> {
    let size = tcgetwinsize(tty)?;
    Ok(match (size.ws_col, size.ws_row) {
        (0, _) | (_, 0) => Size::new(80, 24),
        (columns, rows) => Size::new(columns, rows),
    })
}
