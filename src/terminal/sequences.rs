//! What is sent to take the terminal and to give it back.
//!
//! Nothing here waits for an answer: a question is sent with a fence behind it (primary device
//! attributes, which every terminal answers), so that the fence's answer says that no other will
//! come. What the terminals' common language has is spelled by crossterm, the rest here.

use std::io;

use crossterm::cursor::{Hide, Show};
use crossterm::queue;
use crossterm::style::Print;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};

/// DECRQM for the ANSI mode 8, BDSM (ECMA-48, 7.2.1): does the terminal reorder text itself?
const ASK_BIDI: &str = "\x1b[8$p";
/// DA1, the fence.
const FENCE: &str = "\x1b[c";
/// DSR 5: are you there? What was sent before has been taken when the answer comes.
pub(super) const ASK_READY: &str = "\x1b[5n";
/// BDSM reset: cells stand as they are sent. A terminal of the VTE family binds this to a row when
/// the row is erased, so it goes before every full clear.
const BIDI_OFF: &str = "\x1b[8l";
const BIDI_ON: &str = "\x1b[8h";
const PASTE_ON: &str = "\x1b[?2004h";
const PASTE_OFF: &str = "\x1b[?2004l";

pub(super) const HIDE_CURSOR: &str = "\x1b[?25l";
pub(super) const SHOW_CURSOR: &str = "\x1b[?25h";
/// SGR 0: the default colours, no attributes.
pub(super) const PLAIN: &str = "\x1b[m";
/// EL 0: erases to the end of the row.
pub(super) const CLEAR_ROW: &str = "\x1b[K";
/// Before a frame that is painted from nothing.
pub(super) const CLEAR: &[&str] = &[BIDI_OFF, PLAIN, "\x1b[2J"];

/// Takes the terminal.
pub(super) fn start() -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    queue!(
        out,
        Print(ASK_BIDI),
        Print(FENCE),
        Print(BIDI_OFF),
        EnterAlternateScreen,
        Hide,
        Print(PASTE_ON),
        Print(PLAIN),
        Clear(ClearType::All)
    )?;
    Ok(out)
}

/// Gives the terminal back. Mode 8 is set again only where it was set: elsewhere that would turn
/// reordering on.
pub(super) fn end(bidi_was_on: bool) -> io::Result<Vec<u8>> {
    let bidi = if bidi_was_on { BIDI_ON } else { "" };
    let mut out = Vec::new();
    queue!(out, Print(PASTE_OFF), Show, Print(PLAIN), LeaveAlternateScreen, Print(bidi))?;
    Ok(out)
}
