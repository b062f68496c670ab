//! A row of cells that knows where each comes from.

use std::ops::Range;

use unicode_bidi::BidiClass;

use super::anchor::{ANCHOR, is_rtl};
use super::paragraph::Paragraph;
use super::send::{Font, Seen, Sent, send};
use super::{Options, OutputMode, bidi};

/// A row of cells, from left to right as they are to be seen on the screen.
///
/// What a terminal that moves cells is to be sent for it is another matter: [`sent`](Self::sent).
/// In [`OutputMode::Logical`] the cells stand as they are sent.
///
/// What it holds is safe to print: no control character, no bidi control, nothing that takes no
/// cell but marks on their base. Spaces of the text at its end hang: its range covers them, and they
/// take no cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    text: String,
    /// Empty if one stretch from the start of the row on is all, as in nearly all left-to-right text.
    slots: Vec<Slot>,
    range: Range<usize>,
    width: usize,
    rtl: bool,
    mode: OutputMode,
}

/// A cell as it is kept, in 16 bytes: its place is that of those before it, its bytes are counted
/// from the start of the row's. Beyond 4 GiB in one row they are not told apart.
///
/// Or a stretch of cells: each shows one character of as many bytes as it comes from, and they come
/// from one stretch of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Slot {
    /// Where its symbol ends in the text of the row.
    end: u32,
    /// Where its bytes start and end.
    source: (u32, u32),
    /// In cells; 0 is a stretch of characters that take one each.
    width: u8,
}

/// What stands in one place of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell<'a> {
    /// What is to be seen: one character with its marks.
    pub symbol: &'a str,
    /// Cells from the left end of the row.
    pub column: usize,
    /// 1 or 2 cells.
    pub width: u8,
    /// The bytes of the original text that it shows; none for an [`ANCHOR`](super::ANCHOR).
    pub range: Range<usize>,
}

impl Line {
    /// The cells from left to right.
    pub fn cells(&self) -> impl Iterator<Item = Cell<'_>> {
        let base = self.range.start;
        let (mut start, mut column) = (0, 0);
        let whole = Slot::whole(&self.text);
        let mut n = 0;
        std::iter::from_fn(move || {
            let slot = if self.slots.is_empty() && start < self.text.len() {
                &whole
            } else {
                self.slots.get(n)?
            };
            let (end, source, width) = if slot.width == 0 {
                let end = start + self.text[start..].chars().next().map_or(1, char::len_utf8);
                let from = slot.source.1 as usize - (slot.end as usize - start);
                (end, from..from + (end - start), 1)
            } else {
                let source = slot.source.0 as usize..slot.source.1 as usize;
                (slot.end as usize, source, slot.width)
            };
            n += usize::from(end == slot.end as usize);
            let range = base + source.start..base + source.end;
            let cell = Cell { symbol: &self.text[start..end], column, width, range };
            start = end;
            column += usize::from(width);
            Some(cell)
        })
    }

    /// The row as it is to be seen, from left to right.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The row as its terminal is sent it, if it stands alone in its row of the screen and in one
    /// style: [`send`](super::send) for its cells.
    pub fn sent(&self) -> Vec<Sent<'_>> {
        let font = Font::default();
        let cells: Vec<_> = self.cells().map(|cell| Seen { symbol: cell.symbol, font }).collect();
        send(&cells, self.mode)
    }

    /// Its width in cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Whether its paragraph runs from right to left, so that it belongs at the right edge.
    pub fn rtl(&self) -> bool {
        self.rtl
    }

    /// The bytes of the original text that it covers, with spaces that hang at its end and, in the
    /// last row of a paragraph, the separator. The rows of a document follow each other without a
    /// gap.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The columns that show any of some bytes of the original text, from left to right. A range
    /// that is one stretch of text can be several on the screen.
    pub fn columns(&self, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut cells = self.cells().peekable();
        std::iter::from_fn(move || {
            let shows =
                |cell: &Cell<'_>| cell.range.start.max(range.start) < cell.range.end.min(range.end);
            let first = cells.find(shows)?;
            let mut end = first.column + usize::from(first.width);
            while let Some(cell) = cells.next_if(shows) {
                end += usize::from(cell.width);
            }
            Some(first.column..end)
        })
    }

    /// The first byte of the original text that the cell at a column shows, if it shows any.
    pub fn byte_at(&self, column: usize) -> Option<usize> {
        self.cells()
            .find(|cell| column < cell.column + usize::from(cell.width))
            .filter(|cell| !cell.range.is_empty())
            .map(|cell| cell.range.start)
    }

    /// The row behind an anchor if its terminal needs one and there is room in so many cells.
    pub(super) fn anchored(mut self, width: usize) -> Self {
        let mut bases = self.text.chars();
        if self.mode == OutputMode::RunAnchored
            && self.width < width
            && bases.find(|c| is_rtl(*c) || bidi::class(*c) == BidiClass::L).is_some_and(is_rtl)
        {
            let len = ANCHOR.len_utf8();
            if self.slots.is_empty() {
                self.slots.push(Slot::whole(&self.text));
            }
            self.text.insert(0, ANCHOR);
            for slot in &mut self.slots {
                slot.end = slot.end.saturating_add(len as u32);
            }
            self.slots.insert(0, Slot { end: len as u32, source: (0, 0), width: 1 });
            self.width += 1;
        }
        self
    }

    /// The part of the row in some of its cells, by index.
    pub(super) fn part(&self, cells: Range<usize>) -> Self {
        let cells = self.cells().skip(cells.start).take(cells.len());
        let mut part = LineBuilder::new(self.range(), self.rtl, self.mode, 0, 0);
        for cell in cells {
            let mut symbol = cell.symbol.chars();
            let base = symbol.next().unwrap_or(' ');
            part.push(base, symbol.as_str(), cell.width, cell.range);
        }
        part.finish()
    }
}

impl Slot {
    /// A stretch from the start of a row on.
    fn whole(text: &str) -> Self {
        let end = offset(text.len());
        Self { end, source: (0, end), width: 0 }
    }
}

/// Returns bytes from the start of a row as they are kept.
fn offset(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// A row in the making.
#[derive(Debug)]
pub(super) struct LineBuilder {
    line: Line,
    /// The cells for which there is to be room.
    cells: usize,
}

impl LineBuilder {
    /// Begins a row that covers some bytes of the document, with room for so many cells and bytes.
    pub(super) fn new(
        range: Range<usize>,
        rtl: bool,
        mode: OutputMode,
        cells: usize,
        bytes: usize,
    ) -> Self {
        let (text, slots) = (String::with_capacity(bytes), Vec::new());
        Self { line: Line { text, slots, range, width: 0, rtl, mode }, cells }
    }

    /// Adds a cell on the right.
    pub(super) fn push(&mut self, base: char, marks: &str, width: u8, range: Range<usize>) {
        let start = self.line.text.len();
        self.line.text.push(base);
        if !marks.is_empty() {
            self.line.text.push_str(marks);
        }
        self.line.width += usize::from(width);
        let len = self.line.text.len() - start;
        let is_stretch = width == 1 && marks.is_empty() && range.len() == len;
        self.keep(start, range, if is_stretch { 0 } else { width });
    }

    /// Adds characters that take a cell each and are those of the document from a byte on.
    pub(super) fn push_stretch(&mut self, text: &str, from: usize) {
        if !text.is_empty() {
            let start = self.line.text.len();
            self.line.text.push_str(text);
            self.line.width += text.chars().count();
            self.keep(start, from..from + text.len(), 0);
        }
    }

    /// Keeps where the text from `start` on comes from. A width of 0 is a stretch.
    fn keep(&mut self, start: usize, range: Range<usize>, width: u8) {
        let line = &mut self.line;
        let source = (offset(range.start - line.range.start), offset(range.end - line.range.start));
        let end = offset(line.text.len());
        if line.slots.is_empty() {
            if width == 0 && source == (offset(start), end) {
                return;
            }
            line.slots.reserve(self.cells);
            line.slots.extend((start > 0).then(|| Slot::whole(&line.text[..start])));
        }
        match line.slots.last_mut() {
            Some(last) if width == 0 && last.width == 0 && last.source.1 == source.0 => {
                (last.end, last.source.1) = (end, source.1);
            }
            _ => line.slots.push(Slot { end, source, width }),
        }
    }

    pub(super) fn finish(self) -> Line {
        self.line
    }
}

/// Lays a text out on one row, such as a title in a list: line ends become spaces, and a text that
/// is too wide ends in "…", which stands where the text would go on (on the left of a right-to-left
/// one) and covers the bytes that it hides. Costs time linear in the text, however narrow the row.
pub fn lay_out_line(text: &str, options: &Options) -> Line {
    let mut paragraph = Paragraph::new(text, 0, options);
    let mut resolved = paragraph.resolve();
    let units = paragraph.units();
    let end = units.len() - units.iter().rev().take_while(|unit| unit.space).count();
    if let Some(fitting) = fitting(units[..end].iter().map(|unit| unit.width), paragraph.width()) {
        let spaces = units[..fitting].iter().rev().take_while(|unit| unit.space).count();
        paragraph.end_with(&mut resolved, fitting - spaces, '…');
    }
    let line = paragraph.line(&resolved, 0..paragraph.units().len(), 0..text.len());
    line.anchored(options.width)
}

/// Returns how many units fit beside an ellipsis, or `None` if all fit without.
fn fitting(widths: impl Iterator<Item = u8>, room: usize) -> Option<usize> {
    let (mut used, mut fitting) = (0, 0);
    for (n, width) in widths.enumerate() {
        used += usize::from(width);
        if used > room {
            return Some(fitting);
        }
        if used < room {
            fitting = n + 1;
        }
    }
    None
}
