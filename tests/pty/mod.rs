//! Runs a program in a pseudo-terminal, as an emulator would: answers its questions, keeps its
//! screen, and says what it left changed.
//!
//! ```ignore
//! mod pty;
//! let mut pty = Pty::spawn(&[env!("CARGO_BIN_EXE_nashra"), "corpus"], 80, 24, &[("HOME", home)]);
//! pty.wait_text("3 of 3");
//! pty.send("q");
//! assert!(pty.wait_exit(SOON).success());
//! assert_eq!(pty.modes_left(), [""; 0]);
//! ```

// Every test that includes this file uses its own part of it.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

pub(crate) use portable_pty::ExitStatus;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
pub(crate) use rustix::process::Signal;
use rustix::process::{Pid, kill_process, kill_process_group};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

/// Long enough for anything on a busy machine; only a failing test waits this long.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// How the emulator answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Emulator {
    /// Reorders text itself and lets mode 8 turn that off (GNOME Terminal and its family).
    Vte,
    /// Does not know mode 8, and says so.
    Xterm,
    /// Draws runs of Arabic letters from right to left.
    Kitty,
    /// Reorders text itself and lets an OSC of its own turn that off.
    Konsole,
    /// The same, with another OSC.
    Mlterm,
    /// Answers in place of the terminal around it.
    Tmux,
    /// Answers nothing.
    Silent,
    /// As [`Emulator::Vte`], over a connection that keeps every answer for this long.
    Slow(Duration),
    /// As [`Emulator::Vte`], over a connection that carries so many bytes a second, and each answer
    /// back in a quarter of a second.
    Narrow(u32),
    /// As [`Emulator::Vte`], but that it never says that it is ready.
    Unready,
}

/// A program in its terminal. Dropping it kills the program.
pub(crate) struct Pty {
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    writer: Option<Writer>,
    reader: Option<JoinHandle<()>>,
    /// The device, held open so that its settings outlive the program.
    device: Option<File>,
    settings: String,
    settings_at_end: Option<String>,
    shared: Arc<Shared>,
}

type Writer = Arc<Mutex<Box<dyn Write + Send>>>;

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    parser: vt100::Parser<Terminal>,
    raw: Vec<u8>,
    closed: bool,
}

impl Emulator {
    fn knows_bidi(self) -> bool {
        matches!(self, Self::Vte | Self::Slow(_) | Self::Narrow(_) | Self::Unready)
    }

    /// XTVERSION.
    fn version(self) -> Option<&'static str> {
        match self {
            Self::Xterm => Some("XTerm(379)"),
            Self::Kitty => Some("kitty(0.26.5)"),
            Self::Konsole => Some("Konsole 22.12.3"),
            Self::Tmux => Some("tmux 3.3a"),
            Self::Vte
            | Self::Slow(_)
            | Self::Narrow(_)
            | Self::Unready
            | Self::Mlterm
            | Self::Silent => None,
        }
    }

    /// DA2.
    fn secondary(self) -> &'static str {
        match self {
            Self::Vte | Self::Slow(_) | Self::Narrow(_) | Self::Unready | Self::Silent => {
                "65;7003;1"
            }
            Self::Xterm => "41;379;0",
            Self::Kitty => "1;4000;26",
            Self::Konsole => "1;221203;0",
            Self::Mlterm => "24;279;0",
            Self::Tmux => "84;0;0",
        }
    }

    /// The OSC that turns its reordering on or off.
    fn switch(self) -> Option<&'static str> {
        match self {
            Self::Konsole => Some("50;BidiRenderingEnabled"),
            Self::Mlterm => Some("5379;use_ctl"),
            _ => None,
        }
    }
}

/// What the screen model does not know of a terminal.
struct Terminal {
    emulator: Emulator,
    bidi: bool,
    /// Whether it reorders text unless mode 8 forbids; see [`Emulator::switch`].
    reorders: bool,
    /// How often kitty's keyboard protocol was put in force, less how often it was taken back.
    keyboard: i32,
    /// Private sequences that are another terminal's.
    foreign: Vec<String>,
    /// DEC private modes that the screen model does not keep, by number.
    modes: BTreeMap<u16, bool>,
    answers: Vec<u8>,
}

impl vt100::Callbacks for Terminal {
    fn unhandled_csi(
        &mut self,
        _: &mut vt100::Screen,
        first: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        last: char,
    ) {
        let knows_bidi = self.emulator.knows_bidi();
        match (first, params, last) {
            _ if self.emulator == Emulator::Silent && matches!(last, 'p' | 'c' | 'q' | 'n') => {}
            (Some(b'$'), _, 'p') if self.emulator == Emulator::Tmux => {}
            (Some(b'>'), _, 'q') => {
                let version = self.emulator.version();
                self.answers
                    .extend(version.iter().flat_map(|v| format!("\x1bP>|{v}\x1b\\").into_bytes()));
            }
            (Some(b'>'), _, 'c') => {
                self.answers.extend(format!("\x1b[>{}c", self.emulator.secondary()).bytes());
            }
            (None, [[5]], 'n') if self.emulator != Emulator::Unready => {
                self.answers.extend(b"\x1b[0n");
            }
            // The private modes it knows, and the keyboard protocol.
            (Some(b'?'), [[2026]], 'p') if self.emulator == Emulator::Kitty => {
                self.answers.extend(b"\x1b[?2026;2$y");
            }
            (Some(b'?'), _, 'u') if self.emulator == Emulator::Kitty => {
                self.answers.extend(b"\x1b[?0u");
            }
            (Some(b'>'), _, 'u') => self.keyboard += 1,
            (Some(b'<'), _, 'u') => self.keyboard -= 1,
            (Some(b'$'), [[mode]], 'p') => {
                let state = match (mode, self.bidi) {
                    (8, true) if knows_bidi => 1,
                    (8, false) if knows_bidi => 2,
                    _ => 0,
                };
                self.answers.extend(format!("\x1b[{mode};{state}$y").bytes());
            }
            (None, _, 'c') => self.answers.extend(b"\x1b[?65;1;9c"),
            // WezTerm and others turn reordering on when mode 8 is set, known or not.
            (None, [[8]], 'h' | 'l') => self.bidi = last == 'h',
            (Some(b'?'), modes, 'h' | 'l') => {
                self.modes.extend(modes.iter().flat_map(|m| m.iter()).map(|&m| (m, last == 'h')));
            }
            _ => {}
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, params: &[&[u8]]) {
        let text = String::from_utf8_lossy(&params.join(&b';')).into_owned();
        let ours = self.emulator.switch().and_then(|switch| text.strip_prefix(switch));
        match ours {
            Some("=true") => self.reorders = true,
            Some("=false") => self.reorders = false,
            // The colour of the ground: a question that every terminal knows, or passes over.
            _ if text == "11;?" => {}
            _ => self.foreign.push(text),
        }
    }
}

impl Pty {
    /// Runs a program with its arguments in an emulator of the VTE family, in an environment that
    /// has PATH, TERM and what is given.
    pub(crate) fn spawn(command: &[&str], columns: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        Self::spawn_in(Emulator::Vte, command, columns, rows, env)
    }

    /// The same in another emulator.
    pub(crate) fn spawn_in(
        emulator: Emulator,
        command: &[&str],
        columns: u16,
        rows: u16,
        env: &[(&str, &str)],
    ) -> Self {
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        let pair = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let name = pair.master.tty_name().expect("the device's name");
        let device = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(rustix::fs::OFlags::NOCTTY.bits().cast_signed())
            .open(name)
            .expect("the device");

        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.cwd(std::env::current_dir().expect("the current directory"));
        builder.env_clear();
        builder.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        builder.env("TERM", "xterm-256color");
        for (name, value) in env {
            builder.env(name, value);
        }
        let settings = settings(&device);
        let child = pair.slave.spawn_command(builder).expect("the program");

        let terminal = Terminal {
            emulator,
            bidi: true,
            reorders: true,
            keyboard: 0,
            foreign: Vec::new(),
            modes: BTreeMap::new(),
            answers: Vec::new(),
        };
        let parser =
            vt100::Parser::new_with_callbacks(at_least_1(rows), at_least_1(columns), 0, terminal);
        let shared = Arc::new(Shared {
            state: Mutex::new(State { parser, raw: Vec::new(), closed: false }),
            changed: Condvar::new(),
        });
        let output = pair.master.try_clone_reader().expect("the output");
        let writer = Arc::new(Mutex::new(pair.master.take_writer().expect("the input")));
        let reader = thread::spawn({
            let (shared, writer) = (Arc::clone(&shared), Arc::clone(&writer));
            move || read(output, &shared, &writer, emulator)
        });
        Self {
            child,
            master: Some(pair.master),
            writer: Some(writer),
            reader: Some(reader),
            device: Some(device),
            settings,
            settings_at_end: None,
            shared,
        }
    }

    /// Types.
    pub(crate) fn send(&self, bytes: impl AsRef<[u8]>) {
        let writer = self.writer.as_ref().expect("the terminal is there");
        writer.lock().expect("the input").write_all(bytes.as_ref()).expect("typing");
    }

    /// Waits until the screen is as wanted; panics with the screen if it never is.
    #[track_caller]
    pub(crate) fn wait_for(
        &self,
        mut wanted: impl FnMut(&vt100::Screen) -> bool,
        what: &str,
        timeout: Duration,
    ) {
        let deadline = Instant::now() + timeout;
        let mut state = self.shared.lock();
        while !wanted(state.parser.screen()) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited for {what}; the screen:\n{}", picture(&state));
            state = self.shared.changed.wait_timeout(state, left).expect("the state").0;
        }
    }

    /// Waits until the text stands on the screen, within one row.
    #[track_caller]
    pub(crate) fn wait_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text), &format!("`{text}`"), SOON);
    }

    /// Waits until nothing has been written for a while.
    pub(crate) fn wait_quiet(&self) {
        let mut written = 0;
        while self.raw_output().len() != written {
            written = self.raw_output().len();
            thread::sleep(Duration::from_millis(300));
        }
    }

    /// The screen's rows, without the blanks at their ends.
    pub(crate) fn screen_text(&self) -> String {
        self.shared.lock().parser.screen().contents()
    }

    /// Everything that the program has written so far.
    pub(crate) fn raw_output(&self) -> Vec<u8> {
        self.shared.lock().raw.clone()
    }

    /// Puts another emulator in the place of this one, as a multiplexer's client that attaches.
    pub(crate) fn becomes(&self, emulator: Emulator) {
        self.shared.lock().parser.callbacks_mut().emulator = emulator;
    }

    /// Whether the emulator reorders text, as far as its own sequence tells.
    pub(crate) fn reorders(&self) -> bool {
        self.shared.lock().parser.callbacks().reorders
    }

    /// Changes the size of the window.
    pub(crate) fn resize(&self, columns: u16, rows: u16) {
        self.shared.lock().parser.set_size(at_least_1(rows), at_least_1(columns));
        let size = PtySize { rows, cols: columns, ..PtySize::default() };
        self.master.as_ref().expect("the terminal is there").resize(size).expect("a new size");
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        let id = self.child.process_id().and_then(|id| i32::try_from(id).ok());
        let pid = id.and_then(Pid::from_raw).expect("the program runs");
        kill_process(pid, signal).expect("a signal");
    }

    /// Sends the job in the foreground a signal, whichever a shell has put there.
    pub(crate) fn signal_foreground(&self, signal: Signal) {
        let leader = self.master.as_ref().and_then(|master| master.process_group_leader());
        let group = leader.and_then(Pid::from_raw).expect("a job in the foreground");
        kill_process_group(group, signal).expect("a signal");
    }

    /// Closes the window, as a dropped connection does.
    pub(crate) fn hang_up(&mut self) {
        if let Some(device) = &self.device {
            self.settings_at_end.get_or_insert_with(|| settings(device));
            // Dropping the writer would type the end-of-file character, if there is one.
            let mut quiet = tcgetattr(device).expect("settings");
            quiet.special_codes[SpecialCodeIndex::VEOF] = 0;
            let _ = tcsetattr(device, OptionalActions::Now, &quiet);
            // The reader holds the window open until something comes.
            self.shared.lock().closed = true;
            let _ = (&*device).write_all(b"\0");
        }
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader");
        }
        self.writer = None;
        self.master = None;
        self.device = None;
    }

    /// Waits for the program's end, then for its last output.
    #[track_caller]
    pub(crate) fn wait_exit(&mut self, timeout: Duration) -> ExitStatus {
        let deadline = Instant::now() + timeout;
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the program's state") {
                break status;
            }
            if Instant::now() > deadline {
                panic!("waited for the end; the screen:\n{}", picture(&self.shared.lock()));
            }
            thread::sleep(Duration::from_millis(5));
        };
        if let Some(device) = self.device.take() {
            self.settings_at_end = Some(settings(&device));
            // The last holder closes the device, and the reader comes to the end.
            drop(device);
            if let Some(reader) = self.reader.take() {
                reader.join().expect("the reader");
            }
        }
        status
    }

    /// What is not as the program found it: modes, colours, the cursor, the screen, the device's
    /// settings. Empty when all was given back.
    pub(crate) fn modes_left(&self) -> Vec<String> {
        let state = self.shared.lock();
        let screen = state.parser.screen();
        let terminal = state.parser.callbacks();
        let now = self.settings_at_end.clone();
        let now = now.or_else(|| self.device.as_ref().map(settings));
        let plain = (vt100::Color::Default, vt100::Color::Default);
        let attributes = [
            screen.bold(),
            screen.dim(),
            screen.italic(),
            screen.underline(),
            screen.inverse(),
            (screen.fgcolor(), screen.bgcolor()) != plain,
        ];
        let checks = [
            ("bidi mode 8 reset", !terminal.bidi),
            ("reordering turned off", !terminal.reorders),
            ("alternate screen", screen.alternate_screen()),
            ("cursor hidden", screen.hide_cursor()),
            ("bracketed paste", screen.bracketed_paste()),
            ("application keypad", screen.application_keypad()),
            ("application cursor keys", screen.application_cursor()),
            ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
            ("colours or attributes", attributes.contains(&true)),
            ("keyboard protocol", terminal.keyboard != 0),
            ("device settings", now.is_some_and(|now| now != self.settings)),
        ];
        let named = checks.into_iter().filter(|(_, left)| *left).map(|(name, _)| name.to_owned());
        let foreign = terminal.foreign.iter().map(|text| format!("another terminal's {text}"));
        let modes = terminal.modes.iter().filter(|(_, set)| **set);
        named.chain(foreign).chain(modes.map(|(mode, _)| format!("private mode {mode}"))).collect()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("the state")
    }
}

/// Feeds the screen and answers, until the program and the device are gone.
fn read(mut output: Box<dyn Read + Send>, shared: &Shared, writer: &Writer, emulator: Emulator) {
    // What a narrow connection carries comes in little by little.
    let mut buffer = vec![0; if matches!(emulator, Emulator::Narrow(_)) { 128 } else { 4096 }];
    let mut unparsed = Vec::new();
    while let Ok(n @ 1..) = output.read(&mut buffer) {
        let mut state = shared.lock();
        if state.closed {
            return;
        }
        if let Emulator::Narrow(rate) = emulator {
            drop(state);
            thread::sleep(Duration::from_secs_f64(n as f64 / f64::from(rate)));
            state = shared.lock();
        }
        state.raw.extend(&buffer[..n]);
        unparsed.extend(&buffer[..n]);
        let rest = unparsed.split_off(whole_chars(&unparsed));
        state.parser.process(&unparsed);
        unparsed = rest;
        let answers = std::mem::take(&mut state.parser.callbacks_mut().answers);
        drop(state);
        shared.changed.notify_all();
        if answers.is_empty() {
            continue;
        }
        let writer = Arc::clone(writer);
        let answer = move || {
            let _ = writer.lock().expect("the input").write_all(&answers);
        };
        let delay = match emulator {
            Emulator::Slow(delay) => Some(delay),
            Emulator::Narrow(_) => Some(Duration::from_millis(250)),
            _ => None,
        };
        match delay {
            Some(delay) => drop(thread::spawn(move || {
                thread::sleep(delay);
                answer();
            })),
            None => answer(),
        }
    }
}

/// How many of the bytes come before a character that is cut off at their end. The parser loses
/// a letter if it is given half of the "é" in "éré" and then the rest.
fn whole_chars(bytes: &[u8]) -> usize {
    let last = bytes.iter().rposition(|byte| byte & 0xC0 != 0x80).unwrap_or(0);
    match std::str::from_utf8(&bytes[last..]) {
        Err(error) if error.error_len().is_none() => last,
        _ => bytes.len(),
    }
}

fn settings(device: &File) -> String {
    format!("{:?}", tcgetattr(device).expect("settings"))
}

fn at_least_1(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

/// The screen in a frame, for a message.
fn picture(state: &State) -> String {
    let screen = state.parser.screen();
    let columns = screen.size().1.get();
    let line = format!("+{}+", "-".repeat(usize::from(columns)));
    let rows = screen.rows(0, columns).map(|row| format!("|{row}"));
    std::iter::once(line.clone()).chain(rows).chain([line]).collect::<Vec<_>>().join("\n")
}
