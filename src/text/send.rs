//! The last stage: from what is to be seen to what is sent.
//!
//! A terminal that puts cells where it is told is sent what is to be seen. For one that moves cells
//! by itself and cannot be asked not to, a row is arranged so that what it does to it ends in what
//! is to be seen. That depends on the whole row of the screen, panes side by side and popups
//! included, and on its styles; so everything before this stage deals in what is seen.

use std::borrow::Cow;

use super::{OutputMode, anchor, kitty};

/// The face in which a cell is set. Colours and other attributes do not change how a terminal
/// orders a row; in kitty the face does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Font {
    /// Whether it is bold.
    pub bold: bool,
    /// Whether it is italic.
    pub italic: bool,
}

/// A cell as it is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    /// One character with its marks, as [`Cell::symbol`](super::Cell::symbol).
    pub symbol: &'a str,
    /// The face that it is to have.
    pub font: Font,
}

/// A cell as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent<'a> {
    /// What to print.
    pub symbol: Cow<'a, str>,
    /// The cell of the row as it is to be seen, by index, whose style and width it has. kitty moves
    /// letters and leaves styles where they are; other terminals move both.
    pub cell: usize,
    /// The face to send it in, which may not be the one that it was to have: see
    /// [`OutputMode::KittyWords`].
    pub font: Font,
}

/// Arranges a row of the screen for a terminal: returns cells in the order in which they are sent,
/// as many as there are to be seen.
///
/// The row is a whole one, from the left edge of the screen to the right: terminals reorder rows,
/// not panes. A program that composes its rows from several [`Line`](super::Line)s, or styles parts
/// of them, calls this once all is drawn; [`Line::sent`](super::Line::sent) is the short way for a
/// row of one line and one style.
///
/// ```
/// use nashra::text::{Font, OutputMode, Seen, send};
///
/// // Two letters and a digit, as they are to be seen from left to right.
/// let row = ["\u{FEAE}", "\u{FEA9}", "7"].map(|symbol| Seen { symbol, font: Font::default() });
/// let symbols = |mode| send(&row, mode).iter().map(|cell| &*cell.symbol).collect::<String>();
/// assert_eq!(symbols(OutputMode::Visual), "\u{FEAE}\u{FEA9}7");
/// assert_eq!(symbols(OutputMode::KittyWords), "\u{FEA9}\u{FEAE}7");
/// ```
pub fn send<'a>(row: &[Seen<'a>], mode: OutputMode) -> Vec<Sent<'a>> {
    match mode {
        OutputMode::KittyWords => kitty::send(row),
        OutputMode::RunAnchored => anchor::send(row),
        OutputMode::Visual | OutputMode::VisualUnshaped | OutputMode::Logical => as_is(row),
    }
}

/// The row sent as it is to be seen.
pub(super) fn as_is<'a>(row: &[Seen<'a>]) -> Vec<Sent<'a>> {
    let sent = |(cell, seen): (usize, &Seen<'a>)| Sent {
        symbol: Cow::Borrowed(seen.symbol),
        cell,
        font: seen.font,
    };
    row.iter().enumerate().map(sent).collect()
}

/// The character of a cell that advances.
pub(super) fn base(symbol: &str) -> char {
    symbol.chars().next().unwrap_or(' ')
}
