//! What is sent to take the terminal and to give it back.
//!
//! Nothing here waits for an answer: questions are sent with a fence behind them (primary device
//! attributes, which every terminal answers), so that the fence's answer says that no other will
//! come. What the terminals' common language has is spelled by crossterm, the rest here.

use std::io;

use crossterm::cursor::{Hide, Show};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};

/// The batch of questions: XTVERSION (name and version), DA2 (kind and version), DECRQM for the ANSI
/// mode 8, BDSM (ECMA-48, 7.2.1: does the terminal reorder text itself?), and for the private mode
/// 2026, synchronized update, kitty's question for its keyboard protocol, OSC 11 (which colour is the
/// ground?), and DA1, the fence. ENQ is not among them: its answer, which people set, comes as if it
/// were typed.
pub(super) const ASK: &str = "\x1b[>q\x1b[>c\x1b[8$p\x1b[?2026$p\x1b[?u\x1b]11;?\x07\x1b[c";
/// What begins and ends an update that is shown as a whole.
pub(super) const UPDATE: (&str, &str) = ("\x1b[?2026h", "\x1b[?2026l");
/// kitty's keyboard protocol, level 1 (Esc and keys with ctrl or alt are told apart from what else
/// their bytes may be), put on top of the keyboard modes of this screen and taken off again.
pub(super) const KEYBOARD: (&str, &str) = ("\x1b[>1u", "\x1b[<u");
/// DSR 5: are you there? What was sent before has been taken when the answer comes.
pub(super) const ASK_READY: &str = "\x1b[5n";
/// BDSM reset: cells stand as they are sent. A terminal of the VTE family binds this to a row when
/// the row is erased, so it goes before every full clear.
pub(super) const BIDI_OFF: &str = "\x1b[8l";
pub(super) const BIDI_ON: &str = "\x1b[8h";
/// What turns Konsole's reordering off and on. OSC 50 sets the font in xterm: only for Konsole.
pub(super) const KONSOLE: (&str, &str) =
    ("\x1b]50;BidiRenderingEnabled=false\x07", "\x1b]50;BidiRenderingEnabled=true\x07");
/// What turns mlterm's reordering off and on.
pub(super) const MLTERM: (&str, &str) =
    ("\x1b]5379;use_ctl=false\x07", "\x1b]5379;use_ctl=true\x07");
const PASTE_ON: &str = "\x1b[?2004h";
const PASTE_OFF: &str = "\x1b[?2004l";
/// Focus is told: a multiplexer's client may be another terminal when it comes back.
const FOCUS_ON: &str = "\x1b[?1004h";
const FOCUS_OFF: &str = "\x1b[?1004l";

pub(super) const HIDE_CURSOR: &str = "\x1b[?25l";
pub(super) const SHOW_CURSOR: &str = "\x1b[?25h";
/// SGR 0: the default colours, no attributes.
pub(super) const PLAIN: &str = "\x1b[m";
/// EL 0: erases to the end of the row.
pub(super) const CLEAR_ROW: &str = "\x1b[K";
/// Before a frame that is painted from nothing.
pub(super) const CLEAR: &[&str] = &[BIDI_OFF, PLAIN, "\x1b[2J"];

/// A program between us and the terminal, which swallows what it does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Multiplexer {
    Tmux,
    Screen,
}

impl Multiplexer {
    /// A sequence to be passed on to the terminal as it is.
    pub(super) fn wrap(self, sequence: &str) -> String {
        match self {
            Self::Tmux => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")),
            Self::Screen => format!("\x1bP{sequence}\x1b\\"),
        }
    }
}

/// Takes the terminal; `ask` is whether it is asked what it is. A terminal that prints what it does
/// not know does so on a screen that is cleared next.
pub(super) fn start(ask: bool) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    queue!(
        out,
        EnterAlternateScreen,
        Hide,
        Print(if ask { ASK } else { "" }),
        Print(BIDI_OFF),
        Print(PASTE_ON),
        Print(FOCUS_ON),
        Print(PLAIN),
        Clear(ClearType::All)
    )?;
    Ok(out)
}

/// Gives back what is seen of the terminal, and its keyboard if that was taken; its own reordering comes last, once answers are in.
pub(super) fn leave(keyboard: bool) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    queue!(
        out,
        Print(if keyboard { KEYBOARD.1 } else { "" }),
        Print(PASTE_OFF),
        Print(FOCUS_OFF),
        Show,
        Print(PLAIN),
        LeaveAlternateScreen
    )?;
    Ok(out)
}
