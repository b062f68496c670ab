//! The terminal: takes it, paints it, is the only reader of it, and gives it back as it was.
//!
//! Input comes as [`Input`], a type of our own, so that another source of bytes can stand in for
//! the device: [`Parser`] needs no file. What is drawn comes as a ratatui [`Buffer`]; this module
//! knows nothing of panes, documents or keys' meanings.

mod keys;
mod pace;
mod paint;
mod parser;
mod reader;
mod sequences;
mod session;
mod sgr;
mod signals;
mod symbols;
mod tty;

use std::env;
use std::fs::File;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use self::pace::Pace;
use self::paint::Painter;
use self::reader::{Answers, Reader};
use self::session::Session;
use self::signals::Signals;
use crate::config::Key;

pub use self::parser::Parser;
pub use self::session::install_panic_hook;

/// Something that came from the person, the terminal or the system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted. Lines end in a line feed; TAB is the only other control character in it.
    Paste(String),
    /// The size changed; [`Terminal::size`] tells it.
    Resize,
    /// The terminal is gone: nothing more will be read, and nothing drawn will be seen.
    Hangup,
    /// The system asks the program to end.
    Signal(Signal),
    /// The terminal answered a question.
    Reply(Reply),
}

/// A signal that asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// SIGINT. Ctrl-c is a key instead.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// SIGHUP.
    Hangup,
}

/// A terminal's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// DECRPM for the ANSI mode 8, BDSM: 0 not known, 1 set, 2 reset, 3 always set, 4 always reset.
    BidiMode(u8),
    /// DA1: no other answer to what was asked before it will come.
    DeviceAttributes,
    /// DSR 0: what was sent before the question has been taken. [`Terminal::ready`] wants to know.
    Ready,
}

/// Why the terminal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// TERM says that the terminal cannot move its cursor.
    #[error(
        "this terminal cannot show the browser (TERM=dumb); use `nashra list` or `nashra show`"
    )]
    Dumb,
    /// Standard output is a file or a pipe.
    #[error("standard output is not a terminal; use `nashra list` or `nashra show`")]
    Redirected,
    /// The process has no terminal.
    #[error("there is no terminal ({0}); use `nashra list` or `nashra show`")]
    NoTerminal(io::Error),
    /// The terminal was found and something about it failed.
    #[error("the terminal cannot be set up ({0}); use `nashra list` or `nashra show`")]
    Setup(#[from] io::Error),
    /// The terminal is in use by this process already.
    #[error("the terminal is in use already; give it back first")]
    InUse,
}

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    tty: File,
    answers: Arc<Answers>,
    painter: Painter,
    frame: Buffer,
    pace: Pace,
    first: Vec<Rect>,
    behind: bool,
}

impl Terminal {
    /// Takes the terminal and starts the thread that sends every [`Input`] to `sink`, until that
    /// breaks. Waits for no answer: one arrives as an input.
    pub fn enter(
        sink: impl FnMut(Input) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Self, TerminalError> {
        if session::is_open() {
            return Err(TerminalError::InUse);
        }
        let tty = tty::open()?;
        let (ours, theirs) = (tty.try_clone()?, tty.try_clone()?);
        let Size { width, height } = tty::size(&tty)?;
        let frame = Buffer::empty(Rect::new(0, 0, width, height));
        let given_back = Arc::new(AtomicBool::new(false));
        let signals = Signals::catch(&given_back)?;
        let original = tty::set_raw(&tty)?;
        let answers = Arc::new(Answers::default());
        let reader = match Reader::spawn(theirs, signals, Arc::clone(&answers), sink) {
            Ok(reader) => reader,
            Err(error) => {
                tty::set(&tty, &original)?;
                return Err(error.into());
            }
        };
        Session { tty, original, answers: Arc::clone(&answers), reader, given_back }.open();
        // From here on Drop gives the terminal back, whatever fails.
        let color = env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let mut terminal = Self {
            tty: ours,
            answers,
            painter: Painter::new(color),
            frame,
            pace: Pace::default(),
            first: Vec::new(),
            behind: false,
        };
        terminal.tty.write_all(&sequences::start()?)?;
        Ok(terminal)
    }

    /// The size in cells; of a terminal that is gone, the last one.
    pub fn size(&self) -> Size {
        tty::size(&self.tty).unwrap_or(self.frame.area.as_size())
    }

    /// Draws one frame: `f` fills an empty buffer of the terminal's size and returns where the text
    /// cursor is shown, if it is. What changed since the last frame is sent, or as much of it as
    /// the connection can carry soon, which may be nothing: then the terminal is
    /// [behind](Terminal::behind). An error means that the terminal is gone; [`Input::Hangup`] says
    /// it too.
    pub fn draw(&mut self, f: impl FnOnce(&mut Buffer) -> Option<Position>) -> io::Result<()> {
        // Given back, perhaps by a panic on another thread: its message must not be drawn over.
        if !session::is_open() {
            return Ok(());
        }
        self.behind = true;
        if self.pace.room(Instant::now()) == Some(0) {
            return Ok(());
        }
        // Two changes of size may leave the size as it was and the screen not.
        if self.answers.resized.swap(false, Ordering::SeqCst) {
            self.painter.redraw();
        }
        let Size { width, height } = self.size();
        self.frame.resize(Rect::new(0, 0, width, height));
        self.frame.reset();
        let cursor = f(&mut self.frame);
        let mut room = self.pace.room(Instant::now());
        while self.behind && room != Some(0) {
            let written = self.send(room, cursor);
            if written.is_err() {
                self.painter.redraw();
                return written;
            }
            room = self.pace.room(Instant::now());
        }
        Ok(())
    }

    /// Sends the frame, or the part of it that there is room for.
    fn send(&mut self, room: Option<usize>, cursor: Option<Position>) -> io::Result<()> {
        let (out, all) = match room {
            None => (self.painter.paint(&mut self.frame, cursor), true),
            Some(room) => self.painter.paint_within(room, &self.first, &mut self.frame, cursor),
        };
        self.behind = !all;
        if self.pace.sent(out.len(), Instant::now()) {
            self.answers.asked.fetch_add(1, Ordering::SeqCst);
            self.tty.write_all(&[out, sequences::ASK_READY.as_bytes()].concat())
        } else {
            self.tty.write_all(out)
        }
    }

    /// Tells which areas of the next frames come first, in this order, where a connection is too
    /// slow for all that changed.
    pub fn first(&mut self, areas: Vec<Rect>) {
        self.first = areas;
    }

    /// Whether the last frame, or a part of it, was not sent: the next is due at the latest
    /// [then](Terminal::waits_until), or when the terminal says that it is [ready](Terminal::ready).
    pub fn behind(&self) -> bool {
        self.behind
    }

    /// Up to when an answer is waited for, if one is.
    pub fn waits_until(&self) -> Option<Instant> {
        self.pace.until()
    }

    /// Takes note of [`Reply::Ready`].
    pub fn ready(&mut self) {
        self.pace.answered(Instant::now());
    }

    /// Makes the next frame clear the screen and paint every cell. How fast the connection is has to
    /// show anew: it may be another, and an answer may have been lost.
    pub fn redraw(&mut self) {
        self.painter.redraw();
        self.pace = Pace::default();
    }

    /// Gives the terminal back as it was. Further calls do nothing. Never fails: a terminal that is
    /// gone needs nothing back.
    pub fn restore(&mut self) {
        session::close();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.restore();
    }
}
