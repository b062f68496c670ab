//! The terminal: takes it, paints it, is the only reader of it, and gives it back as it was.
//!
//! Input comes as [`Input`], a type of our own, so that another source of bytes can stand in for
//! the device: [`Parser`] needs no file. What is drawn comes as a ratatui [`Buffer`]; this module
//! knows nothing of panes, documents or keys' meanings.

mod ascii;
mod ask;
mod client;
mod clipboard;
mod detect;
mod environment;
mod job;
mod keys;
mod known;
mod lend;
mod light;
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

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect, Size};

use self::clipboard::Way;
use self::pace::Pace;
use self::paint::Painter;
use self::reader::{Dialogue, Reader, Sink};
use self::session::Session;
use self::signals::Signals;
use crate::config::Key;

pub use self::ascii::locale_is_utf8;
pub use self::ask::ask;
pub use self::client::{Client, client};
pub use self::detect::{Answers, Chosen, choose};
pub use self::environment::Environment;
pub use self::known::{Known, KnownError};
pub use self::lend::Lent;
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
    /// The system asks the program to stop: [`Terminal::suspend`] does.
    Suspend,
    /// The program goes on after it was stopped from outside; [`Terminal::resume`] takes the
    /// terminal again, which others have used.
    Resume,
    /// The terminal answered a question; see [`Terminal::ask`].
    Reply(Reply),
    /// The person came back to the terminal's window; a multiplexer's may be another terminal now.
    Focus,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// XTVERSION: its name and version.
    Version(String),
    /// DA2: its kind, its version, and a third number.
    Secondary(Vec<u32>),
    /// DECRPM for the ANSI mode 8, BDSM: 0 not known, 1 set, 2 reset, 3 always set, 4 always reset.
    BidiMode(u8),
    /// DA1: what it can do; no other answer to what was asked before it will come.
    DeviceAttributes(Vec<u32>),
    /// DECRPM for the private mode 2026, synchronized update; the states are those of BDSM.
    Synchronized(u8),
    /// OSC 11: the red, green and blue of the ground, 16 bits each.
    Background([u16; 3]),
    /// kitty's keyboard protocol is there, with these flags set.
    Keyboard(u8),
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

/// From how many bytes on a frame may be seen half painted.
const TORN: usize = 512;

/// The terminal while it is ours. Dropping it gives it back.
#[derive(Debug)]
pub struct Terminal {
    tty: File,
    answers: Arc<Dialogue>,
    painter: Painter,
    frame: Buffer,
    sink: Sink,
    given_back: Arc<AtomicBool>,
    /// Whether anything but ASCII would be taken for other signs.
    ascii: bool,
    may_ask: bool,
    /// What was sent last of [`Chosen::start`].
    started: String,
    pace: Pace,
    first: Vec<Rect>,
    behind: bool,
}

impl Terminal {
    /// Takes the terminal, asks it what it is if that is safe in this environment, and starts the
    /// thread that sends every [`Input`] to `sink`, until that breaks. Waits for no answer: one
    /// arrives as an input.
    pub fn enter(
        environment: &Environment,
        sink: impl FnMut(Input) -> ControlFlow<()> + Send + 'static,
    ) -> Result<Self, TerminalError> {
        if session::is_open() {
            return Err(TerminalError::InUse);
        }
        let tty = tty::open()?;
        let Size { width, height } = tty::size(&tty)?;
        let given_back = Arc::new(AtomicBool::new(false));
        signals::end_by_default(&given_back)?;
        let mut terminal = Self {
            tty,
            answers: Arc::default(),
            painter: Painter::new(is_colored()),
            frame: Buffer::empty(Rect::new(0, 0, width, height)),
            sink: Sink::new(sink),
            given_back,
            ascii: !locale_is_utf8(),
            may_ask: environment.may_ask(),
            started: String::new(),
            pace: Pace::default(),
            first: Vec::new(),
            behind: false,
        };
        terminal.take()?;
        Ok(terminal)
    }

    /// Makes the terminal ours.
    fn take(&mut self) -> Result<(), TerminalError> {
        self.given_back.store(false, Ordering::SeqCst);
        let (tty, theirs) = (self.tty.try_clone()?, self.tty.try_clone()?);
        let signals = Signals::catch()?;
        let original = tty::set_raw(&tty)?;
        self.answers = Arc::default();
        let answers = Arc::clone(&self.answers);
        let reader = match Reader::spawn(theirs, signals, answers, self.sink.clone()) {
            Ok(reader) => reader,
            Err(error) => {
                tty::set(&tty, &original)?;
                return Err(error.into());
            }
        };
        let (answers, given_back) = (Arc::clone(&self.answers), Arc::clone(&self.given_back));
        Session { tty, original, answers, reader, given_back }.open();
        // From here on Drop gives the terminal back, whatever fails.
        self.start()
    }

    /// Sends what takes the terminal, with the questions.
    fn start(&mut self) -> Result<(), TerminalError> {
        self.painter = Painter::new(is_colored());
        self.pace = Pace::default();
        self.started.clear();
        let ask = self.may_ask && self.answers.may_ask();
        Ok(self.tty.write_all(&sequences::start(ask)?)?)
    }

    /// Gives the terminal back, stops the program as a job of its shell, and takes the terminal
    /// again when the shell lets it go on. False, with nothing done, where no shell could. An error
    /// means that the terminal has gone meanwhile.
    pub fn suspend(&mut self) -> Result<bool, TerminalError> {
        if !job::can_stop() {
            return Ok(false);
        }
        self.restore();
        job::stop()?;
        self.take()?;
        Ok(true)
    }

    /// Takes the terminal again after a stop that left no time to give it back.
    pub fn resume(&mut self) -> Result<(), TerminalError> {
        if session::is_open() {
            tty::set_raw(&self.tty)?;
            // The modes go back first, so that mode 8 is asked for as it was before us.
            self.tty.write_all(&sequences::leave(self.answers.gives_keyboard())?)?;
            self.tty.write_all(self.answers.end().as_bytes())?;
            self.start()?;
        }
        Ok(())
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
        if self.ascii {
            ascii::in_ascii(&mut self.frame);
        }
        if self.answers.is_light() {
            light::for_light(&mut self.frame);
        }
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
        let (begin, end) = match out.len() >= TORN && self.answers.synchronizes() {
            true => sequences::UPDATE,
            false => ("", ""),
        };
        let asks = self.may_ask && self.pace.sent(out.len(), Instant::now());
        if asks {
            self.answers.asked_ready();
        }
        let question = if asks { sequences::ASK_READY } else { "" };
        let parts = [begin.as_bytes(), out, end.as_bytes(), question.as_bytes()];
        self.tty.write_all(&parts.concat())
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

    /// Asks the terminal what it is, unless that is being asked. Each answer is an input, the last
    /// one [`Reply::DeviceAttributes`].
    pub fn ask(&mut self) -> io::Result<()> {
        if self.may_ask && session::is_open() && self.answers.may_ask() {
            self.tty.write_all(sequences::ASK.as_bytes())?;
            // A question that the terminal does not know may be an order to it.
            self.painter.lose_cursor();
        }
        Ok(())
    }

    /// Sends what the terminal needs to be sent before all text, unless it has it already, and keeps
    /// what it is sent last. This is only for a terminal that has answered: another may take it for
    /// something else. One that has `moved` does not have it, whatever was sent before. The next frame
    /// paints every cell.
    pub fn adapt(&mut self, chosen: &Chosen, moved: bool) -> io::Result<()> {
        if !session::is_open() {
            return Ok(());
        }
        if self.answers.takes_keyboard() {
            self.tty.write_all(sequences::KEYBOARD.0.as_bytes())?;
        }
        self.answers.set_end(&chosen.end);
        if chosen.start == self.started && !moved {
            return Ok(());
        }
        self.started.clone_from(&chosen.start);
        self.painter.redraw();
        self.tty.write_all(chosen.start.as_bytes())
    }

    /// Makes the next frame clear the screen and paint every cell. How fast the connection is has to
    /// show anew: it may be another, and an answer may have been lost.
    pub fn redraw(&mut self) {
        self.painter.redraw();
        self.pace = Pace::default();
    }

    /// Sends a text to the clipboard of the person's own machine (OSC 52); false if it is too long
    /// for that. Whether the terminal takes it, it does not say.
    pub fn copy(&mut self, text: &str) -> io::Result<bool> {
        match clipboard::set(text, Way::from_env()) {
            Some(bytes) if session::is_open() => self.tty.write_all(&bytes).map(|()| true),
            set => Ok(set.is_some()),
        }
    }

    /// Gives the terminal back as it was. Further calls do nothing. Never fails: a terminal that is
    /// gone needs nothing back.
    pub fn restore(&mut self) {
        session::close();
    }
}

/// Whether the person wants colours (no-color.org).
fn is_colored() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.restore();
    }
}
