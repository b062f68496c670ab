//! The one way onto the screen: a rectangle that clips, and that takes text only as cells from the
//! text engine, which are clean.

use std::ops::Range;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use ratatui_core::widgets::Widget;

use crate::text::{BaseDirection, Line, Options, lay_out_line};
use crate::widget::BidiLine;

/// A rectangle of the screen to draw in; columns and rows count from its corner.
pub(super) struct Canvas<'a> {
    buffer: &'a mut Buffer,
    area: Rect,
    text: Options,
}

impl<'a> Canvas<'a> {
    /// The part of `buffer` within `area`; lines of text are laid out with `text`'s mode.
    pub(super) fn new(buffer: &'a mut Buffer, area: Rect, text: Options) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, area, text }
    }

    pub(super) fn width(&self) -> usize {
        self.area.width.into()
    }

    /// How text is laid out here, but for the width.
    pub(super) fn text(&self) -> Options {
        self.text
    }

    pub(super) fn height(&self) -> usize {
        self.area.height.into()
    }

    /// A part of this canvas.
    pub(super) fn part(&mut self, x: usize, y: usize, width: usize, height: usize) -> Canvas<'_> {
        let small = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
        let area = Rect {
            x: self.area.x.saturating_add(small(x)),
            y: self.area.y.saturating_add(small(y)),
            width: small(width),
            height: small(height),
        };
        Canvas { area: area.intersection(self.area), buffer: self.buffer, text: self.text }
    }

    /// Empties the canvas.
    pub(super) fn clear(&mut self) {
        self.fill(" ", Style::reset());
    }

    /// Draws one narrow sign into every cell.
    pub(super) fn fill(&mut self, sign: &str, style: Style) {
        for y in self.area.top()..self.area.bottom() {
            for x in self.area.left()..self.area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.set_symbol(sign).set_style(style);
                }
            }
        }
    }

    /// Adds a style to whole rows.
    pub(super) fn style_row_range(&mut self, rows: Range<usize>, style: Style) {
        let part = self.part(0, rows.start, self.width(), rows.len()).area;
        self.buffer.set_style(part, style);
    }

    /// Adds a style to columns of a row.
    pub(super) fn style(&mut self, columns: Range<usize>, y: usize, style: Style) {
        let part = self.part(columns.start, y, columns.len(), 1).area;
        self.buffer.set_style(part, style);
    }

    /// Draws a line of text where a reader of its script begins: at the right edge of the `width`
    /// cells from column `x` if it runs from right to left. Returns the column of its first cell.
    pub(super) fn aligned(
        &mut self,
        x: usize,
        y: usize,
        width: usize,
        line: &Line,
        style: Style,
    ) -> usize {
        let part = self.part(x, y, width, 1);
        let line = BidiLine::new(line).style(style);
        let start = x + line.start(part.width());
        line.render(part.area, part.buffer);
        start
    }

    /// Draws our own words, cut at this width; foreign names in them keep their direction. Returns
    /// the cells that it took.
    pub(super) fn words(
        &mut self,
        x: usize,
        y: usize,
        width: usize,
        words: &str,
        style: Style,
    ) -> usize {
        let width = width.min(self.width().saturating_sub(x));
        if width == 0 {
            return 0;
        }
        let line = lay_out_line(words, &Options { width, base: BaseDirection::Ltr, ..self.text });
        self.aligned(x, y, width, &line, style);
        line.width()
    }

    /// The place on the screen of a column of a row.
    pub(super) fn place(&self, x: usize, y: usize) -> ratatui_core::layout::Position {
        let x = self.area.x + (x as u16).min(self.area.width.saturating_sub(1));
        let y = self.area.y + (y as u16).min(self.area.height.saturating_sub(1));
        ratatui_core::layout::Position { x, y }
    }
}
