//! A short cut through the stages: a paragraph of characters that take a cell each and run from
//! left to right, as most Latin text is, needs no units, no levels and no shaping. It is only broken
//! into rows.

use std::ops::Range;

use super::breaks::opportunities;
use super::line::LineBuilder;
use super::width::{Class, class};
use super::wrap::{Step, is_glued, wrap};
use super::{BaseDirection, Line, Options, OutputMode};

/// Whether the short cut leads to the same rows.
pub(super) fn is_plain(text: &str, options: &Options) -> bool {
    options.base != BaseDirection::Rtl
        && text.chars().all(|c| match c {
            ' '..='~' => true,
            // French spaces; Latin to Armenian; general punctuation; the euro. Nothing of these runs
            // from right to left.
            '\u{202F}' | '\u{A0}'..='\u{589}' | '\u{2010}'..='\u{2027}' | '€' => {
                matches!(class(c), Class::Narrow | Class::FixedSpace)
            }
            _ => false,
        })
}

/// Breaks a plain paragraph into rows; returns the bytes at which they start.
pub(super) fn rows(text: &str, width: usize) -> Vec<usize> {
    let width = width.max(1);
    let mut rows = vec![0];
    let mut row = 0;
    while let Some((over, _)) = text[row..].char_indices().skip(width).find(|(_, c)| *c != ' ') {
        row = match last_break(text, row, row + over) {
            Some(at) => at,
            None => return wrapped(text, width),
        };
        rows.push(row);
    }
    rows
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
    let mut line = LineBuilder::new(source, false, mode, 1, row.len());
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
