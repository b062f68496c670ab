//! Two buffers → the bytes that turn the first on the screen into the second.
//!
//! The painter writes only cells that changed, and trusts no symbol: whatever a cell holds, it
//! fills exactly its own columns and sends no control and no format character. Where there is no
//! room for all that changed it paints a part, and knows what is still to come. It knows no file.

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::{Position, Rect};

use super::sequences::{CLEAR, CLEAR_ROW, HIDE_CURSOR, SHOW_CURSOR};
use super::sgr::Look;
use super::symbols::{char_width, is_blank, is_disputed, may_be_sent, widths};

/// In a cell of which it is not known what the terminal shows.
const UNKNOWN: &str = "\0";

/// What the terminal shows, as far as we know.
#[derive(Debug)]
pub(super) struct Painter {
    /// Whether colours are sent.
    color: bool,
    shown: Buffer,
    /// Nothing is known: clear first.
    stale: bool,
    pen: Look,
    /// Where the cursor is, unless that depends on the terminal: after the last column (the wrap is
    /// still due), or after a symbol of disputed width.
    at: Option<Position>,
    cursor_shown: bool,
    out: String,
}

impl Painter {
    /// A painter for a screen of which nothing is known but that its cursor is hidden.
    pub(super) fn new(color: bool) -> Self {
        Self {
            color,
            shown: Buffer::default(),
            stale: true,
            pen: Look::default(),
            at: None,
            cursor_shown: false,
            out: String::new(),
        }
    }

    /// Makes the next frame clear the screen first.
    pub(super) fn redraw(&mut self) {
        self.stale = true;
    }

    /// Takes note that the cursor may be anywhere.
    pub(super) fn lose_cursor(&mut self) {
        self.at = None;
    }

    /// Takes the frame, leaving an old one in its place, and returns what to write: nothing if
    /// nothing changed. A frame of another size than the last clears the screen first.
    pub(super) fn paint(&mut self, frame: &mut Buffer, cursor: Option<Position>) -> &[u8] {
        self.begin(frame, cursor);
        self.whole(frame);
        std::mem::swap(&mut self.shown, frame);
        self.end(cursor)
    }

    /// The same within about `room` bytes. If they are not enough, the cells of the areas in
    /// `first` are painted before the others, and then from the top; false says that cells are
    /// left, which this frame, or the next, has still to be painted for.
    pub(super) fn paint_within(
        &mut self,
        room: usize,
        first: &[Rect],
        frame: &mut Buffer,
        cursor: Option<Position>,
    ) -> (&[u8], bool) {
        self.begin(frame, cursor);
        let (start, pen, at) = (self.out.len(), self.pen, self.at);
        self.whole(frame);
        let mut all = self.out.len() <= room;
        if all {
            std::mem::swap(&mut self.shown, frame);
        } else {
            self.out.truncate(start);
            (self.pen, self.at) = (pen, at);
            all = self.areas(room, first, frame);
        }
        (self.end(cursor), all)
    }

    fn begin(&mut self, frame: &Buffer, cursor: Option<Position>) {
        self.out.clear();
        if self.cursor_shown && !cursor.is_some_and(|position| frame.area.contains(position)) {
            self.out.push_str(HIDE_CURSOR);
            self.cursor_shown = false;
        }
        if self.stale || self.shown.area != frame.area {
            self.clear(frame);
        }
    }

    fn end(&mut self, cursor: Option<Position>) -> &[u8] {
        if let Some(position) = cursor.filter(|&position| self.shown.area.contains(position)) {
            self.go(position);
            if !self.cursor_shown {
                self.out.push_str(SHOW_CURSOR);
                self.cursor_shown = true;
            }
        }
        self.out.as_bytes()
    }

    fn clear(&mut self, frame: &Buffer) {
        self.out.extend(CLEAR.iter().copied());
        self.shown = Buffer::empty(frame.area);
        self.pen = Look::default();
        self.at = None;
        self.stale = false;
    }

    /// Writes all that is not shown yet.
    fn whole(&mut self, frame: &Buffer) {
        let shown = std::mem::take(&mut self.shown);
        let columns = usize::from(frame.area.width).max(1);
        let rows = shown.content.chunks(columns).zip(frame.content.chunks(columns));
        for (y, (old, new)) in (0..).zip(rows) {
            if old != new {
                self.row(Position::new(0, y), old, new, columns);
            }
        }
        self.shown = shown;
    }

    /// Writes what is not shown yet of these areas, then of the others, until there is no room.
    /// Returns whether nothing is left.
    fn areas(&mut self, room: usize, first: &[Rect], frame: &Buffer) -> bool {
        let mut shown = std::mem::take(&mut self.shown);
        let start = self.out.len();
        let areas = first.iter().chain([&frame.area]);
        for area in areas.map(|area| area.intersection(frame.area)) {
            for y in area.rows().map(|row| row.y) {
                if self.out.len() - start >= room {
                    break;
                }
                self.part(Rect { y, height: 1, ..area }, &mut shown, frame);
            }
        }
        self.shown = shown;
        self.shown.content == frame.content
    }

    /// Writes a part of a row and takes it over into what is shown.
    fn part(&mut self, part: Rect, shown: &mut Buffer, frame: &Buffer) {
        let columns = usize::from(frame.area.width).max(1);
        let row = usize::from(part.y) * columns..(usize::from(part.y) + 1) * columns;
        let (old, new) = (&mut shown.content[row.clone()], &frame.content[row]);
        let (mut from, to) = (usize::from(part.left()), usize::from(part.right()));
        if old[from..to] == new[from..to] {
            return;
        }
        let (old_widths, new_widths) = (widths(old), widths(new));
        while new_widths[from] == 0 {
            from -= 1;
        }
        let end = self.row(Position::new(from as u16, part.y), old, new, to);
        // Half of a symbol that sticks out is gone, and the other half is not known.
        let covered = |x: &usize| old_widths[*x] == 0;
        let before = (0..=from).rev().take_while(covered).count();
        let after = (end..columns).take_while(covered).count();
        for cell in &mut old[from - before..end + after] {
            cell.set_symbol(UNKNOWN);
        }
        old[from..end].clone_from_slice(&new[from..end]);
    }

    /// Writes the cells of a row that changed, from a position up to a column. Returns the column
    /// up to which it came: a symbol may stick out, and what follows may be erased.
    fn row(&mut self, from: Position, old: &[Cell], new: &[Cell], to: usize) -> usize {
        let (old_widths, new_widths) = (widths(old), widths(new));
        let blank_from = new.iter().rposition(|cell| !self.is_empty(cell)).map_or(0, |x| x + 1);
        let mut x = usize::from(from.x);
        while x < to {
            let columns = x..x + usize::from(new_widths[x]);
            // Cells whose columns another symbol shared are damaged, equal or not.
            let same = old_widths[columns.clone()] == new_widths[columns.clone()]
                && self.looks_same(&old[x], &new[x]);
            if !same {
                self.go_in_row(Position::new(x as u16, from.y), new, &new_widths);
                if x >= blank_from {
                    self.set_pen(Look::default());
                    self.out.push_str(CLEAR_ROW);
                    return new.len();
                }
                self.cell(&new[x], columns.len(), x + columns.len() == new.len());
            }
            x = columns.end;
        }
        x
    }

    /// Whether erasing leaves what the cell shows.
    fn is_empty(&self, cell: &Cell) -> bool {
        is_blank(cell) && Look::of(cell, self.color).on_blank() == Look::default()
    }

    fn looks_same(&self, old: &Cell, new: &Cell) -> bool {
        let (before, after) = (Look::of(old, self.color), Look::of(new, self.color));
        old.symbol() == new.symbol()
            && (before == after || is_blank(new) && before.on_blank() == after.on_blank())
    }

    /// Writes a cell where the cursor is.
    fn cell(&mut self, cell: &Cell, width: usize, last: bool) {
        let look = Look::of(cell, self.color);
        if !(is_blank(cell) && self.pen.on_blank() == look.on_blank()) {
            self.set_pen(look);
        }
        let mut left = width;
        for c in cell.symbol().chars().filter(|&c| may_be_sent(c)) {
            let columns = char_width(c);
            // A mark without a base would change the cell before.
            if columns == 0 && left == width {
                continue;
            }
            if columns > left {
                break;
            }
            self.out.push(c);
            left -= columns;
        }
        self.out.extend(std::iter::repeat_n(' ', left));
        let certain = !last && !is_disputed(cell.symbol());
        self.at = self.at.filter(|_| certain).map(|at| Position::new(at.x + width as u16, at.y));
    }

    fn set_pen(&mut self, look: Look) {
        self.out.push_str(&self.pen.change_to(look));
        self.pen = look;
    }

    /// Moves the cursor to a cell of this row; over a cell or two it writes them again, which is
    /// shorter than a move.
    fn go_in_row(&mut self, to: Position, row: &[Cell], widths: &[u8]) {
        if let Some(at) = self.at.filter(|at| at.y == to.y && at.x < to.x) {
            let columns = usize::from(at.x)..usize::from(to.x);
            let gap = &row[columns.clone()];
            let bytes: usize = gap.iter().map(|cell| cell.symbol().len()).sum();
            if bytes <= by(to.x - at.x, 'C').len()
                && widths[columns].iter().all(|&width| width == 1)
                && gap.iter().all(|cell| self.is_simple(cell))
            {
                self.out.extend(gap.iter().map(Cell::symbol));
                self.at = Some(to);
            }
        }
        self.go(to);
    }

    /// Whether the cell holds one character, to be written with the pen as it is.
    fn is_simple(&self, cell: &Cell) -> bool {
        let look = Look::of(cell, self.color);
        let mut chars = cell.symbol().chars();
        matches!((chars.next(), chars.next()), (Some(c), None)
            if may_be_sent(c) && c < '\u{10000}' && char_width(c) == 1)
            && (look == self.pen || is_blank(cell) && look.on_blank() == self.pen.on_blank())
    }

    /// Moves the cursor by the shortest of the moves that every terminal knows.
    fn go(&mut self, to: Position) {
        if self.at == Some(to) {
            return;
        }
        let (row, column) = (to.y + 1, to.x + 1);
        let mut best = match (row, column) {
            (1, 1) => "\x1b[H".to_owned(),
            (_, 1) => format!("\x1b[{row}H"),
            _ => format!("\x1b[{row};{column}H"),
        };
        let near = self.at.and_then(|at| match to.y.checked_sub(at.y)? {
            0 if to.x == 0 => Some("\r".to_owned()),
            0 if to.x < at.x => Some(by(at.x - to.x, 'D')),
            0 => Some(by(to.x - at.x, 'C')),
            down @ 1..=3 => {
                let right = if to.x == 0 { String::new() } else { by(to.x, 'C') };
                Some(format!("\r{}{right}", "\n".repeat(usize::from(down))))
            }
            _ => None,
        });
        if let Some(near) = near.filter(|near| near.len() < best.len()) {
            best = near;
        }
        self.out.push_str(&best);
        self.at = Some(to);
    }
}

/// CUF or CUB.
fn by(columns: u16, letter: char) -> String {
    match columns {
        1 => format!("\x1b[{letter}"),
        n => format!("\x1b[{n}{letter}"),
    }
}

#[cfg(test)]
mod tests;
