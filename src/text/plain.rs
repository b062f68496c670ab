//! A short cut through the stages: a paragraph of characters that take a cell each and run from
//! left to right, as most Latin text is, needs no units, no levels and no shaping. It is only broken
//! into rows.

use std::ops::Range;

use super::breaks::opportunities;
use super::clean::find_byte;
use super::line::LineBuilder;
use super::width::{Class, class};
use super::wrap::{Step, is_glued, wrap};
use super::{BaseDirection, Line, Options, OutputMode};

/// Whether the short cut leads to the same rows.
pub(super) fn is_plain(text: &str, options: &Options) -> bool {
    if options.base == BaseDirection::Rtl {
        return false;
    }
    // Any first byte but those of printable ASCII and of U+00C0 to U+02FF, all of which are plain.
    let is_special = |byte: u8| (byte < b' ') | (byte == 0x7F) | (byte == 0xC2) | (byte > 0xCB);
    let mut at = 0;
    while let Some(special) = find_byte(text, at, is_special) {
        match text[special..].chars().next() {
            Some(c) if is_plain_char(c) => at = special + c.len_utf8(),
            _ => return false,
        }
    }
    true
}

/// Whether a character is in a script that runs from left to right and takes a cell: Latin to
/// Armenian, general punctuation, the spaces of French, the euro.
fn is_plain_char(c: char) -> bool {
    matches!(c, ' '..='\u{589}' | '\u{2010}'..='\u{2027}' | '\u{202F}' | '€')
        && matches!(class(c), Class::Narrow | Class::FixedSpace)
}

/// Breaks a plain paragraph into rows; returns the bytes at which they start.
pub(super) fn rows(text: &str, width: usize) -> Vec<usize> {
    let width = width.max(1);
    let mut rows = vec![0];
    let mut row = 0;
    loop {
        let mut over = text[row..].chars();
        let beyond = over.nth(width - 1).map_or("", |_| over.as_str().trim_start_matches(' '));
        if beyond.is_empty() {
            return rows;
        }
        row = match last_break(text, row, text.len() - beyond.len()) {
            Some(at) => at,
            None => return wrapped(text, width),
        };
        rows.push(row);
    }
}

/// Returns the last break of a row before a character that does not fit, if it is plain to see.
///
/// What UAX #14 says of breaks behind a letter does not depend on what stands before the letter, so
/// it is asked for the end of the row only.
fn last_break(text: &str, row: usize, over: usize) -> Option<usize> {
    let end = text.ceil_char_boundary(over + 1);
    [16, usize::MAX].into_iter().find_map(|part| {
        let near = text.floor_char_boundary(over.saturating_sub(part)).max(row);
        let letter = near + text[near..over].find(|c: char| c.is_ascii_alphabetic())?;
        let breaks = opportunities(&text[letter..end]).map(|at| letter + at);
        breaks.filter(|at| *at <= over && !is_glued(text, *at)).last()
    })
}

fn wrapped(text: &str, width: usize) -> Vec<usize> {
    let step = |(start, c)| Step { start, width: 1, space: c == ' ' };
    let steps_from = |from| text[from..].char_indices().map(move |(at, c)| step((from + at, c)));
    wrap(text, steps_from, width)
}

/// Sets the rows of a plain paragraph, which covers these bytes of its document.
pub(super) fn lines(
    text: &str,
    rows: &[usize],
    source: Range<usize>,
    mode: OutputMode,
) -> Vec<Line> {
    let ends = rows.iter().skip(1).map(|end| source.start + end).chain([source.end]);
    let line = |(start, end): (&usize, usize)| {
        let row = &text[*start..text.len().min(end - source.start)];
        line(row.trim_end_matches(' '), source.start + start..end, mode)
    };
    rows.iter().zip(ends).map(line).collect()
}

fn line(row: &str, source: Range<usize>, mode: OutputMode) -> Line {
    let start = source.start;
    let mut line = LineBuilder::new(source, false, mode, 0, row.len());
    let mut at = 0;
    for piece in row.split_inclusive(is_no_break_space) {
        let stretch = piece.trim_end_matches(is_no_break_space);
        line.push_stretch(stretch, start + at);
        at += piece.len();
        if stretch.len() < piece.len() {
            line.push(' ', "", 1, start + at - (piece.len() - stretch.len())..start + at);
        }
    }
    line.finish()
}

fn is_no_break_space(c: char) -> bool {
    matches!(c, '\u{A0}' | '\u{202F}')
}
