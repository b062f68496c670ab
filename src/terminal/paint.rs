//! Two buffers → the bytes that turn the first on the screen into the second.
//!
//! The painter writes only cells that changed, and trusts no symbol: whatever a cell holds, it
//! fills exactly its own columns and sends no control and no format character. It knows no file.

use ratatui_core::buffer::{Buffer, Cell};
use ratatui_core::layout::Position;

use super::sequences::{CLEAR, CLEAR_ROW, HIDE_CURSOR, SHOW_CURSOR};
use super::sgr::Look;
use super::symbols::{char_width, is_blank, is_disputed, may_be_sent, widths};

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

    /// Takes the frame, leaving an old one in its place, and returns what to write: nothing if
    /// nothing changed. A frame of another size than the last clears the screen first.
    pub(super) fn paint(&mut self, frame: &mut Buffer, cursor: Option<Position>) -> &[u8] {
        self.out.clear();
        let cursor = cursor.filter(|&position| frame.area.contains(position));
        if self.cursor_shown && cursor.is_none() {
            self.out.push_str(HIDE_CURSOR);
            self.cursor_shown = false;
        }
        if self.stale || self.shown.area != frame.area {
            self.clear(frame);
        }
        let columns = usize::from(frame.area.width).max(1);
        let shown = std::mem::take(&mut self.shown);
        let rows = shown.content.chunks(columns).zip(frame.content.chunks(columns));
        for (y, (old, new)) in (0..).zip(rows) {
            if old != new {
                self.row(y, old, new);
            }
        }
        self.shown = std::mem::replace(frame, shown);
        if let Some(position) = cursor {
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

    fn row(&mut self, y: u16, old: &[Cell], new: &[Cell]) {
        let (old_widths, new_widths) = (widths(old), widths(new));
        let blank_from = new.iter().rposition(|cell| !self.is_empty(cell)).map_or(0, |x| x + 1);
        let mut x = 0;
        while x < new.len() {
            let columns = x..x + usize::from(new_widths[x]);
            // Cells whose columns another symbol shared are damaged, equal or not.
            let same = old_widths[columns.clone()] == new_widths[columns.clone()]
                && self.looks_same(&old[x], &new[x]);
            if !same {
                self.go_in_row(Position::new(x as u16, y), new, &new_widths);
                if x >= blank_from {
                    self.set_pen(Look::default());
                    self.out.push_str(CLEAR_ROW);
                    return;
                }
                self.cell(&new[x], columns.len(), x + columns.len() == new.len());
            }
            x = columns.end;
        }
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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui_core::layout::Rect;
    use ratatui_core::style::{Color, Modifier};
    use std::num::NonZeroU16;

    const COLUMNS: u16 = 9;
    const ROWS: u16 = 4;

    fn screen() -> vt100::Parser {
        let size = |n| NonZeroU16::new(n).expect("not zero");
        vt100::Parser::new(size(ROWS), size(COLUMNS), 0)
    }

    fn frame(rows: &[&str]) -> Buffer {
        let mut frame = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
        for (y, row) in (0..).zip(rows) {
            frame.set_string(0, y, row, ratatui_core::style::Style::new());
        }
        frame
    }

    fn paint(painter: &mut Painter, frame: &Buffer, cursor: Option<Position>) -> String {
        String::from_utf8(painter.paint(&mut frame.clone(), cursor).to_vec()).expect("UTF-8")
    }

    fn color(color: Color) -> vt100::Color {
        match color {
            Color::Red => vt100::Color::Idx(1),
            Color::LightBlue => vt100::Color::Idx(12),
            Color::Indexed(n) => vt100::Color::Idx(n),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            _ => vt100::Color::Default,
        }
    }

    /// Compares the screen with a buffer whose symbols are all well-formed.
    fn assert_shows(screen: &vt100::Screen, frame: &Buffer) {
        for y in 0..ROWS {
            let mut x = 0;
            while x < COLUMNS {
                let cell = &frame[(x, y)];
                let wide = "世界🙂".contains(cell.symbol()) && cell.symbol() != "";
                // A wide symbol has no room in the last column.
                let fits = !wide || x + 1 < COLUMNS;
                let symbol = if fits { cell.symbol() } else { "" };
                let seen = screen.cell(y, x).expect("a cell of the screen");
                let place = format!("column {x}, row {y}");
                assert_eq!(seen.contents().trim_end(), symbol.trim_end(), "{place}");
                assert_eq!(seen.is_wide(), wide && fits, "{place}");
                assert_eq!(seen.bgcolor(), color(cell.bg), "{place}");
                assert_eq!(seen.inverse(), cell.modifier.contains(Modifier::REVERSED), "{place}");
                let line = cell.modifier.contains(Modifier::UNDERLINED);
                assert_eq!(seen.underline(), line, "{place}");
                // On a blank the colour shows only in a line or when swapped with the ground.
                if !symbol.trim_end().is_empty() || seen.inverse() || line {
                    assert_eq!(seen.fgcolor(), color(cell.fg), "{place}");
                }
                if !symbol.trim_end().is_empty() {
                    assert_eq!(seen.bold(), cell.modifier.contains(Modifier::BOLD), "{place}");
                    assert_eq!(seen.dim(), cell.modifier.contains(Modifier::DIM), "{place}");
                    assert_eq!(seen.italic(), cell.modifier.contains(Modifier::ITALIC), "{place}");
                }
                x += if wide && fits { 2 } else { 1 };
            }
        }
    }

    fn cell() -> impl Strategy<Value = Cell> {
        let symbol = prop_oneof![
            4 => Just(" "),
            4 => prop::sample::select(vec!["a", "é", "e\u{301}", "ﻻ", "ﺑ", "ﺑ\u{64e}", "│"]),
            2 => prop::sample::select(vec!["世", "界", "🙂"]),
        ];
        let shade = || {
            prop::sample::select(vec![
                Color::Reset,
                Color::Reset,
                Color::Red,
                Color::LightBlue,
                Color::Indexed(200),
                Color::Rgb(1, 2, 3),
            ])
        };
        let modifier = prop_oneof![
            2 => Just(Modifier::empty()),
            // The emulator knows one intensity at a time.
            1 => (prop::sample::select(vec![Modifier::BOLD, Modifier::DIM]), any::<u16>()).prop_map(
                |(intensity, bits)| {
                    let others = Modifier::ITALIC | Modifier::UNDERLINED | Modifier::REVERSED;
                    Modifier::from_bits_truncate(bits) & (others | intensity)
                },
            ),
        ];
        (symbol, shade(), shade(), modifier).prop_map(|(symbol, fg, bg, modifier)| {
            let mut cell = Cell::EMPTY;
            cell.set_symbol(symbol).set_fg(fg).set_bg(bg);
            cell.modifier = modifier;
            cell
        })
    }

    /// Frames of which each changes some cells of the one before, and places for the cursor.
    fn frames() -> impl Strategy<Value = Vec<(Buffer, Option<Position>)>> {
        let change = (any::<prop::sample::Index>(), prop::collection::vec(cell(), 1..12));
        let cursor = prop::option::of((0..COLUMNS, 0..ROWS).prop_map(Position::from));
        let step = (prop::collection::vec(change, 0..4), cursor);
        prop::collection::vec(step, 1..6).prop_map(|steps| {
            let mut frame = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
            steps
                .into_iter()
                .map(|(changes, cursor)| {
                    for (start, cells) in changes {
                        let start = start.index(frame.content.len());
                        for (old, new) in frame.content[start..].iter_mut().zip(cells) {
                            *old = new;
                        }
                    }
                    (frame.clone(), cursor)
                })
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn the_screen_shows_every_frame(frames in frames()) {
            let mut painter = Painter::new(true);
            let mut screen = screen();
            screen.process(b"junk that was there before");
            screen.process(HIDE_CURSOR.as_bytes());
            for (frame, cursor) in &frames {
                screen.process(paint(&mut painter, frame, *cursor).as_bytes());
                assert_shows(screen.screen(), frame);
                prop_assert_eq!(screen.screen().hide_cursor(), cursor.is_none());
                if let Some(Position { x, y }) = *cursor {
                    prop_assert_eq!(screen.screen().cursor_position(), (y, x));
                }
                // The same frame again is free.
                prop_assert_eq!(paint(&mut painter, frame, *cursor), "");
            }
        }

        #[test]
        fn without_colour_none_is_sent_and_attributes_stay(frames in frames()) {
            let mut painter = Painter::new(false);
            let mut screen = screen();
            for (mut frame, cursor) in frames {
                screen.process(paint(&mut painter, &frame, cursor).as_bytes());
                for cell in &mut frame.content {
                    cell.set_fg(Color::Reset).set_bg(Color::Reset);
                }
                assert_shows(screen.screen(), &frame);
            }
        }

        #[test]
        fn no_symbol_escapes_its_cell(symbol in "\\PC{0,3}|[\\x00-\\x9f]{1,3}|.{0,4}", x in 0..COLUMNS) {
            let mut frame = frame(&["", "#########"]);
            frame[(x, 0)].set_symbol(&symbol);
            let out = paint(&mut Painter::new(true), &frame, None);
            let text = out.replace(['\r', '\n'], "");
            // What is left of the painter's own sequences holds no control.
            let own = ["\x1b[8l", "\x1b[m", "\x1b[2J", "\x1b[H", "\x1b[2H"];
            let text = own.iter().fold(text, |text, own| text.replace(own, ""));
            let text = text.replace(&format!("\x1b[1;{}H", x + 1), "");
            prop_assert!(text.chars().all(may_be_sent), "{:?}", text);
        }
    }

    #[test]
    fn a_frame_begins_with_bidi_off_and_a_clear_after_a_change_of_size() {
        let mut painter = Painter::new(true);
        let clear = CLEAR.concat();
        assert!(paint(&mut painter, &frame(&["a"]), None).starts_with(&clear));
        assert_eq!(paint(&mut painter, &frame(&["b"]), None), "\rb");
        let smaller = Buffer::empty(Rect::new(0, 0, COLUMNS - 1, ROWS));
        assert_eq!(paint(&mut painter, &smaller, None), clear);
        painter.redraw();
        assert_eq!(paint(&mut painter, &smaller, None), clear);
    }

    #[test]
    fn moves_and_erasures_are_short() {
        let mut painter = Painter::new(true);
        paint(&mut painter, &frame(&["one", "two three", "c"]), None);
        let out = paint(&mut painter, &frame(&["ond f", "two", "d"]), None);
        assert_eq!(out, "\x1b[1;3Hd f\x1b[2;5H\x1b[K\r\nd");
    }

    #[test]
    fn after_the_last_column_the_cursor_is_placed_absolutely() {
        let mut painter = Painter::new(true);
        let out = paint(&mut painter, &frame(&["123456789", "x"]), None);
        assert!(out.ends_with("\x1b[H123456789\x1b[2Hx"), "{out:?}");
    }

    #[test]
    fn the_cursor_is_placed_anew_after_an_emoji() {
        let out = paint(&mut Painter::new(true), &frame(&["🙂a"]), None);
        assert!(out.ends_with("\x1b[H🙂\x1b[1;3Ha"), "{out:?}");
    }

    #[test]
    fn what_terminals_disagree_on_is_left_out_and_its_columns_filled() {
        let mut frame = frame(&[]);
        frame[(0, 0)].set_symbol("❤\u{fe0f}");
        frame[(2, 0)].set_symbol("👩\u{200d}👧");
        frame[(4, 0)].set_symbol("\u{64e}");
        frame[(5, 0)].set_symbol("a\x1b[2J");
        let mut screen = screen();
        screen.process(paint(&mut Painter::new(true), &frame, None).as_bytes());
        let row = screen.screen().rows(0, COLUMNS).next();
        assert_eq!(row.as_deref(), Some("❤ 👩 a[2J"));
    }
}
