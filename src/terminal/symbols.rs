//! The symbols of cells: how wide they are, and what of them may be sent.

use ratatui_core::buffer::{Cell, CellWidth};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The columns that each cell of a row takes: 0 where the symbol before covers it.
pub(super) fn widths(row: &[Cell]) -> Vec<u8> {
    let mut widths = vec![0; row.len()];
    let mut x = 0;
    while x < row.len() {
        let width = symbol_width(row[x].symbol()).min(row.len() - x);
        widths[x] = width as u8;
        x += width;
    }
    widths
}

/// The columns of a symbol, as ratatui counts them, and at least one.
fn symbol_width(symbol: &str) -> usize {
    // One byte may be a control character, which ratatui must not be asked about.
    if symbol.len() <= 1 { 1 } else { usize::from(symbol.cell_width()).clamp(1, 255) }
}

/// The columns of a character that may be sent.
pub(super) fn char_width(c: char) -> usize {
    usize::from(c.encode_utf8(&mut [0; 4]).cell_width())
}

/// Whether the cell holds a space.
pub(super) fn is_blank(cell: &Cell) -> bool {
    cell.symbol() == " "
}

/// Whether a character is text: terminals obey controls, and disagree on the width of format
/// characters and variation selectors.
pub(super) fn may_be_sent(c: char) -> bool {
    c.is_ascii_graphic()
        || !matches!(
            c.general_category(),
            GeneralCategory::Control
                | GeneralCategory::Format
                | GeneralCategory::LineSeparator
                | GeneralCategory::ParagraphSeparator
        ) && !matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Whether terminals may disagree on how wide a symbol is: emoji and newer scripts, by the age of
/// their tables.
pub(super) fn is_disputed(symbol: &str) -> bool {
    let wide_symbol = |c| c < '\u{2e80}' && symbol_width(symbol) > 1;
    symbol.chars().any(|c| c >= '\u{10000}') || symbol.chars().next().is_some_and(wide_symbol)
}
