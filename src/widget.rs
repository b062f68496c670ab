//! Text of the engine in ratatui.
//!
//! [`BidiText`] draws a document that scrolls, [`BidiLine`] one [`Line`], such as a title or a
//! prompt. Both draw what is to be seen, and no cell but those of the engine, which are clean.
//! Where the terminal moves cells by itself ([`OutputMode::KittyWords`],
//! [`OutputMode::RunAnchored`]), [`send`] turns the whole frame into what has to be sent, once
//! everything is drawn.
//!
//! ```
//! use nashra::text::{Layout, Options, OutputMode};
//! use nashra::widget::{BidiText, BidiTextState, send};
//! use ratatui_core::buffer::Buffer;
//! use ratatui_core::layout::Rect;
//! use ratatui_core::style::{Color, Style};
//! use ratatui_core::widgets::StatefulWidget;
//!
//! let text = "عنوان\nUn titre";
//! let mut state = BidiTextState::new(Layout::new(text, Options::default()));
//! let hits = [(0.."عنوان".len(), Style::new().bg(Color::Yellow))];
//!
//! let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 2));
//! BidiText::new().highlights(&hits).render(buffer.area, &mut buffer, &mut state);
//! send(&mut buffer, OutputMode::Visual, None);
//!
//! // The Arabic row stands at the right edge.
//! assert_eq!((buffer[(4, 0)].symbol(), buffer[(9, 0)].symbol()), (" ", "\u{FECB}"));
//! assert_eq!((buffer[(4, 0)].bg, buffer[(9, 0)].bg), (Color::Reset, Color::Yellow));
//! assert_eq!(buffer[(0, 1)].symbol(), "U");
//! ```

use std::ops::Range;
use std::sync::Arc;

use ratatui_core::buffer::{Buffer, Cell, CellWidth};
use ratatui_core::layout::{Position, Rect};
use ratatui_core::style::{Modifier, Style};
use ratatui_core::widgets::{StatefulWidget, Widget};

use crate::text::{self, Font, Layout, Line, Options, OutputMode, Seen};

/// Bytes of the original text and the style to add to them.
pub type Highlight = (Range<usize>, Style);

/// A line in the first row of an area: where a reader of its script begins, so at the right edge if
/// it runs from right to left. What has no room is cut off at its end.
#[derive(Debug, Clone)]
pub struct BidiLine<'a> {
    line: &'a Line,
    style: Style,
    highlights: &'a [Highlight],
}

impl<'a> BidiLine<'a> {
    /// A line without style.
    pub fn new(line: &'a Line) -> Self {
        Self { line, style: Style::new(), highlights: &[] }
    }

    /// Adds a style to its cells.
    pub fn style(self, style: impl Into<Style>) -> Self {
        Self { style: style.into(), ..self }
    }

    /// Adds styles to parts of it, later ones over earlier ones. Those elsewhere in the document
    /// cost a comparison each.
    pub fn highlights(self, highlights: &'a [Highlight]) -> Self {
        Self { highlights, ..self }
    }

    /// The column of an area of so many cells in which its first cell stands.
    pub fn start(&self, width: usize) -> usize {
        if self.line.rtl() { width.saturating_sub(self.line.width()) } else { 0 }
    }
}

impl Widget for BidiLine<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let area = area.intersection(buf.area);
        if area.is_empty() {
            return;
        }
        let width = usize::from(area.width);
        let start = self.start(width);
        let cut = if self.line.rtl() { self.line.width().saturating_sub(width) } else { 0 };
        // The place of some columns of the line on the screen, as far as they have one.
        let place = |columns: Range<usize>| {
            let columns = columns.start.max(cut)..columns.end.min(cut + width);
            let x = area.x + (start + columns.start.saturating_sub(cut)) as u16;
            Rect { x, width: columns.len() as u16, height: 1, ..area }
        };
        for cell in self.line.cells() {
            debug_assert!(!cell.symbol.contains(char::is_control), "{cell:?}");
            let place = place(cell.column..cell.column + usize::from(cell.width));
            // A wide cell that would stick out is not begun.
            if place.width == u16::from(cell.width) {
                for (n, position) in place.positions().enumerate() {
                    // The symbol covers the second half of a wide cell.
                    let symbol = if n == 0 { cell.symbol } else { " " };
                    buf[position].set_symbol(symbol).set_style(self.style);
                }
            }
        }
        let shown = self.line.range();
        for (range, style) in self.highlights {
            if range.start < shown.end && shown.start < range.end {
                for columns in self.line.columns(range.clone()) {
                    buf.set_style(place(columns), *style);
                }
            }
        }
    }
}

/// A document in an area, each of its lines as [`BidiLine`] draws it.
#[derive(Debug, Clone, Default)]
pub struct BidiText<'a> {
    style: Style,
    highlights: &'a [Highlight],
}

impl<'a> BidiText<'a> {
    /// Text without style.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a style to the whole area.
    pub fn style(self, style: impl Into<Style>) -> Self {
        Self { style: style.into(), ..self }
    }

    /// Adds styles to parts of the text, later ones over earlier ones. Each costs a comparison for
    /// every row that is drawn.
    pub fn highlights(self, highlights: &'a [Highlight]) -> Self {
        Self { highlights, ..self }
    }
}

impl StatefulWidget for BidiText<'_> {
    type State = BidiTextState;

    fn render(self, area: Rect, buf: &mut Buffer, state: &mut BidiTextState) {
        let area = area.intersection(buf.area);
        buf.set_style(area, self.style);
        state.fit(area);
        let mut row = Some(state.place);
        for y in area.top()..area.bottom() {
            let Some(byte) = row else { break };
            let line = state.layout.line_at(byte);
            let place = Rect { y, height: 1, ..area };
            BidiLine::new(line).highlights(self.highlights).render(place, buf);
            row = state.after(byte);
        }
    }
}

/// The document that a [`BidiText`] draws, and how far it is scrolled.
///
/// It takes the width of the area in which it is drawn and keeps the place of reading when that
/// changes. It lays out what is near that place, so that a large document is drawn as fast as a small
/// one, wherever it is scrolled to.
#[derive(Debug)]
pub struct BidiTextState {
    layout: Layout,
    /// A byte in the first row on the screen.
    place: usize,
}

impl BidiTextState {
    /// A document at its top. Its width is that of the area when it is drawn.
    pub fn new(layout: Layout) -> Self {
        Self { layout, place: 0 }
    }

    /// The document in rows, as wide as it was drawn last.
    pub fn layout(&mut self) -> &mut Layout {
        &mut self.layout
    }

    /// The first row on the screen, by number, for which all rows before it are counted.
    pub fn top(&mut self) -> usize {
        self.layout.line_of(self.place)
    }

    /// Lays the document out anew, such as in another output mode; its width remains.
    pub fn set_options(&mut self, options: Options) {
        let options = Options { width: self.layout.options().width, ..options };
        self.lay_out(options);
    }

    /// Scrolls by rows, down if positive. Drawing stops it at the last page.
    pub fn scroll(&mut self, rows: isize) {
        self.place = self.rows_away(self.place, rows);
    }

    /// Scrolls to a row, by number, for which all rows before it are counted.
    pub fn scroll_to(&mut self, row: usize) {
        self.place = self.layout.line(row).map_or(usize::MAX, |line| line.range().start);
    }

    /// Scrolls so that a byte of the text is in the first row.
    pub fn show(&mut self, byte: usize) {
        self.place = byte;
    }

    /// The first byte of the text that the cell at a position shows, for an area in which it was
    /// drawn.
    pub fn byte_at(&mut self, area: Rect, position: Position) -> Option<usize> {
        if !area.contains(position) {
            return None;
        }
        let row = (area.y..position.y).try_fold(self.place, |row, _| self.after(row))?;
        let line = self.layout.line_at(row);
        let start = BidiLine::new(line).start(area.width.into());
        line.byte_at(usize::from(position.x - area.x).checked_sub(start)?)
    }

    fn lay_out(&mut self, options: Options) {
        if options != *self.layout.options() {
            self.layout = Layout::new(Arc::clone(self.layout.text()), options);
        }
    }

    /// Makes the document as wide as an area, and stops it at the last page.
    fn fit(&mut self, area: Rect) {
        if area.width > 0 {
            let width = area.width.into();
            self.lay_out(Options { width, ..*self.layout.options() });
        }
        let rows = usize::from(area.height).max(1) as isize - 1;
        let bottom = self.rows_away(self.place, rows);
        let last = self.rows_away(bottom, -rows);
        // The place stays as it is while its row does.
        if last < self.layout.line_at(self.place).range().start {
            self.place = last;
        }
    }

    /// The first byte of the row so many rows after that of a byte, or before it, as far as there
    /// are.
    fn rows_away(&mut self, mut byte: usize, rows: isize) -> usize {
        for _ in 0..rows.unsigned_abs() {
            match if rows < 0 { self.before(byte) } else { self.after(byte) } {
                Some(next) => byte = next,
                None => break,
            }
        }
        self.layout.line_at(byte).range().start
    }

    /// A byte of the row before that of a byte.
    fn before(&mut self, byte: usize) -> Option<usize> {
        self.layout.line_at(byte).range().start.checked_sub(1)
    }

    /// The first byte of the row after that of a byte.
    fn after(&mut self, byte: usize) -> Option<usize> {
        let end = self.layout.line_at(byte).range().end;
        (end < self.layout.text().len()).then_some(end)
    }
}

/// Turns a frame from what is to be seen into what is sent to a terminal of a mode, once everything
/// is drawn. Returns where the terminal is to be told that the cursor stands.
///
/// It depends on all that stands in a row, panes side by side and popups included, so it is called
/// once a frame, and not by the widgets.
pub fn send(buffer: &mut Buffer, mode: OutputMode, cursor: Option<Position>) -> Option<Position> {
    if !mode.moves_cells() {
        return cursor;
    }
    let mut moved = cursor;
    let width = usize::from(buffer.area.width).max(1);
    for (y, row) in (buffer.area.y..).zip(buffer.content.chunks_mut(width)) {
        let seen = row.to_vec();
        let places = places(&seen);
        let cells: Vec<_> = places
            .iter()
            .map(|place| {
                let cell = &seen[place.start];
                let bold = cell.modifier.contains(Modifier::BOLD);
                let italic = cell.modifier.contains(Modifier::ITALIC);
                Seen { symbol: cell.symbol(), font: Font { bold, italic } }
            })
            .collect();
        let mut x = 0;
        for sent in text::send(&cells, mode) {
            let from = places[sent.cell].clone();
            let to = x..x + from.len();
            if cursor == Some(Position { x: buffer.area.x + from.start as u16, y }) {
                moved = Some(Position { x: buffer.area.x + to.start as u16, y });
            }
            x = to.end;
            row[to.clone()].clone_from_slice(&seen[from]);
            row[to.start].set_symbol(&sent.symbol);
            for cell in &mut row[to] {
                cell.modifier.set(Modifier::BOLD, sent.font.bold);
                cell.modifier.set(Modifier::ITALIC, sent.font.italic);
            }
        }
    }
    moved
}

/// Returns the columns of each symbol of a row.
fn places(row: &[Cell]) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::with_capacity(row.len());
    let mut x = 0;
    while x < row.len() {
        let width = match row[x].symbol() {
            // One byte may be a control character, of which ratatui must not be asked.
            symbol if symbol.len() <= 1 => 1,
            symbol => usize::from(symbol.cell_width()).max(1),
        };
        places.push(x..row.len().min(x + width));
        x += width;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use ratatui_core::style::Color;

    use super::*;
    use crate::text::{ANCHOR, lay_out_line};

    const HIT: Style = Style::new().bg(Color::Yellow);
    const UNSHAPED: Options = Options {
        width: 80,
        mode: OutputMode::VisualUnshaped,
        base: crate::text::BaseDirection::Auto,
        harakat: crate::text::Harakat::Keep,
    };

    fn rows(buffer: &Buffer) -> Vec<String> {
        let rows = buffer.content.chunks(buffer.area.width.into());
        rows.map(|row| row.iter().map(Cell::symbol).collect()).collect()
    }

    fn draw(state: &mut BidiTextState, width: u16, height: u16, hits: &[Highlight]) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        BidiText::new().highlights(hits).render(buffer.area, &mut buffer, state);
        buffer
    }

    fn state(text: &str) -> BidiTextState {
        BidiTextState::new(Layout::new(text, UNSHAPED))
    }

    #[test]
    fn each_line_stands_where_its_reader_begins() {
        let buffer = draw(&mut state("אבג דה\nabc de"), 5, 4, &[]);
        assert_eq!(rows(&buffer), ["  גבא", "   הד", "abc  ", "de   "]);
    }

    #[test]
    fn a_highlight_may_be_several_stretches() {
        let text = "ab אב cd";
        let hits = [(1..5, HIT), (4..5, Style::new().bg(Color::Red))];
        let buffer = draw(&mut state(text), 9, 1, &hits);
        let marked: String = buffer
            .content
            .iter()
            .filter(|cell| cell.bg == Color::Yellow)
            .map(Cell::symbol)
            .collect();
        assert_eq!(marked, "b ");
        assert_eq!((buffer[(4, 0)].symbol(), buffer[(4, 0)].bg), ("א", Color::Red));
    }

    #[test]
    fn the_place_of_reading_stays_when_the_width_changes() {
        let mut state = state("one two three four");
        draw(&mut state, 6, 1, &[]);
        state.show(9);
        assert_eq!(rows(&draw(&mut state, 6, 1, &[])), ["three "]);
        assert_eq!(rows(&draw(&mut state, 30, 1, &[]))[0].trim_end(), "one two three four");
        assert_eq!(rows(&draw(&mut state, 6, 1, &[])), ["three "]);
        state.set_options(Options { mode: OutputMode::Logical, ..UNSHAPED });
        assert_eq!(state.layout().options().width, 6);
        assert_eq!(state.top(), 2);
    }

    #[test]
    fn scrolling_ends_with_the_last_page() {
        let mut state = state("a\nb\nc\nd");
        state.scroll(2);
        assert_eq!(rows(&draw(&mut state, 1, 2, &[])), ["c", "d"]);
        state.scroll(9);
        assert_eq!(rows(&draw(&mut state, 1, 3, &[])), ["b", "c", "d"]);
        state.scroll(-9);
        assert_eq!(rows(&draw(&mut state, 1, 9, &[]))[..2], ["a", "b"]);
    }

    #[test]
    fn a_position_leads_to_the_byte_that_it_shows() {
        let area = Rect::new(3, 2, 6, 2);
        let mut state = state("ab\nאב");
        let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 5));
        BidiText::new().render(area, &mut buffer, &mut state);
        let mut at = |x, y| state.byte_at(area, Position { x, y });
        assert_eq!((at(4, 2), at(5, 2), at(2, 2)), (Some(1), None, None));
        assert_eq!((at(8, 3), at(7, 3), at(6, 3)), (Some(3), Some(5), None));
    }

    #[test]
    fn what_has_no_room_is_cut_off_at_its_end() {
        let line = |text: &str, width| {
            let mut buffer = Buffer::empty(Rect::new(0, 0, width, 1));
            BidiLine::new(&lay_out_line(text, &UNSHAPED)).render(buffer.area, &mut buffer);
            rows(&buffer).concat()
        };
        assert_eq!((line("abc", 2), line("אבג", 2)), ("ab".into(), "בא".into()));
        assert_eq!((line("a東", 2), line("אב🌞", 3)), ("a ".into(), " בא".into()));
    }

    #[test]
    fn a_word_half_bold_or_half_covered_is_right_in_kitty() {
        let options = Options { mode: OutputMode::KittyWords, ..UNSHAPED };
        let mut state = BidiTextState::new(Layout::new("אבגד הוז", options));
        let bold = [(2..8, Style::new().bold())];
        let mut buffer = draw(&mut state, 9, 1, &bold);
        buffer[(0, 0)].set_symbol("│");
        buffer[(1, 0)].set_symbol("┐");
        assert_eq!(rows(&buffer), ["│┐וה דגבא"]);
        send(&mut buffer, options.mode, None);
        // The plain letter by itself, the bold ones by themselves, what a popup left by itself.
        assert_eq!(rows(&buffer), ["│┐הו בגדא"]);
        let is_bold = |x: u16| buffer[(x, 0)].modifier.contains(Modifier::BOLD);
        assert_eq!((0..9).filter(|x| is_bold(*x)).collect::<Vec<_>>(), [5, 6, 7]);
    }

    #[test]
    fn styles_and_the_cursor_go_with_their_letters_where_the_terminal_moves_both() {
        let options = Options { mode: OutputMode::RunAnchored, ..UNSHAPED };
        let mut state = BidiTextState::new(Layout::new("אב🌞ג", options));
        let mut buffer = draw(&mut state, 8, 1, &[(0..2, HIT)]);
        assert_eq!(rows(&buffer).concat().replace(ANCHOR, "_"), "  _ג🌞 בא");
        let cursor = send(&mut buffer, options.mode, Some(Position { x: 7, y: 0 }));
        assert_eq!(rows(&buffer).concat().replace(ANCHOR, "_"), "  _אב🌞 ג");
        assert_eq!(cursor, Some(Position { x: 3, y: 0 }));
        assert_eq!((buffer[(3, 0)].bg, buffer[(7, 0)].bg), (Color::Yellow, Color::Reset));
    }

    proptest! {
        #[test]
        fn any_text_is_drawn_in_any_area(
            text in "[ab אבمَلا٣(«»\n\u{202E}\u{200B}東🌞\x1b\t-]{0,60}",
            (x, y, width, height) in (0..9_u16, 0..5_u16, 0..14_u16, 0..6_u16),
            rows in -9..9_isize,
            hit in (0..60_usize, 0..60_usize),
            mode in prop::sample::select(vec![
                OutputMode::Visual,
                OutputMode::KittyWords,
                OutputMode::RunAnchored,
                OutputMode::Logical,
            ]),
        ) {
            let mut state = BidiTextState::new(Layout::new(text, Options { mode, ..UNSHAPED }));
            let mut buffer = Buffer::empty(Rect::new(0, 0, 10, 5));
            let hits = [(hit.0..hit.1, HIT.bold())];
            let area = Rect::new(x, y, width, height);
            for _ in 0..2 {
                state.scroll(rows);
                BidiText::new().highlights(&hits).render(area, &mut buffer, &mut state);
                let inside = |x, y| area.contains(Position { x, y });
                for (x, y) in (0..10).flat_map(|x| (0..5).map(move |y| (x, y))) {
                    let symbol = buffer[(x, y)].symbol();
                    prop_assert!(inside(x, y) || symbol == " ");
                    prop_assert_eq!(text::clean(symbol), symbol);
                    prop_assert!(!symbol.contains(char::is_control));
                }
            }
            let mut before: Vec<_> = buffer.content.iter().map(|cell| (cell.bg, cell.fg)).collect();
            send(&mut buffer, mode, Some(Position { x, y }));
            // Every style is still there.
            let mut after: Vec<_> = buffer.content.iter().map(|cell| (cell.bg, cell.fg)).collect();
            before.sort_by_key(|style| format!("{style:?}"));
            after.sort_by_key(|style| format!("{style:?}"));
            prop_assert_eq!(before, after);
        }
    }
}
