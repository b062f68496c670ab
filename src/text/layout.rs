//! A whole document in rows, laid out as far as it is asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::clean::{last_separator, separator};
use super::paragraph::Paragraph;
use super::{Line, Options, plain};

/// Rows kept laid out; beyond, those not asked for last are dropped.
const KEPT_ROWS: usize = 1024;

/// Bytes of the document between two paragraphs whose row is remembered, at least.
const STRIDE: usize = 1024;

/// A document in rows of a width.
///
/// Nothing is laid out until it is asked for, so a large document opens as fast as a small one.
/// There are two ways to ask:
/// - by the bytes of the document, with [`line_at`](Self::line_at). That lays out one paragraph,
///   wherever it stands, so it is the way to show a part of a large document, to go through it from
///   there and to keep the place when the width changes;
/// - by numbers of rows, with all other methods. To know a number, the paragraphs before are broken
///   into rows once, which costs a third of laying them out.
///
/// About a thousand rows are kept, and less than a fiftieth of the document for numbers. The least
/// step is a paragraph, however long.
///
/// Every document has a row at least; an empty paragraph is an empty row; a separator at the very
/// end begins no paragraph.
#[derive(Debug)]
pub struct Layout {
    text: Arc<str>,
    options: Options,
    /// Some of the paragraphs whose row is known, in order. The first is the first of the document.
    known: Vec<Start>,
    /// The first paragraph whose rows were not counted.
    next: Start,
    /// Paragraphs laid out, by their first byte.
    kept: BTreeMap<usize, Vec<Line>>,
}

/// Where a paragraph starts.
#[derive(Debug, Clone, Copy, Default)]
struct Start {
    byte: usize,
    row: usize,
}

impl Layout {
    /// Takes a document; nothing is laid out yet.
    pub fn new(text: impl Into<Arc<str>>, options: Options) -> Self {
        let start = Start::default();
        Self { text: text.into(), options, known: vec![start], next: start, kept: BTreeMap::new() }
    }

    /// The document.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What it is laid out for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The row that covers a byte of the document; the last one for a byte beyond. Lays its
    /// paragraph out, and nothing else.
    ///
    /// The rows of a document follow each other without a gap, so the next one is that at the end of
    /// its [`range`](Line::range), if that is not the end of the document, and the one before is that
    /// at the byte before its start.
    pub fn line_at(&mut self, byte: usize) -> &Line {
        let covers = |lines: &[Line]| lines.last().is_some_and(|line| byte < line.range().end);
        let start = match self.kept.range(..=byte).next_back() {
            Some((start, lines)) if covers(lines) => *start,
            _ => last_separator(&self.text, byte).map_or(0, |separator| separator.end),
        };
        self.lay_out(start..start + 1);
        let lines = &self.kept[&start];
        &lines[row_of(lines, byte)]
    }

    /// The row of a number, if the document has so many. Breaks the paragraphs before it into rows
    /// and lays its own out.
    pub fn line(&mut self, n: usize) -> Option<&Line> {
        self.lines(n..n.saturating_add(1)).next()
    }

    /// The rows of some numbers, as far as the document has them. Costs what
    /// [`line`](Self::line) does for each.
    pub fn lines(&mut self, rows: Range<usize>) -> impl Iterator<Item = &Line> {
        self.count(rows.start, |layout| layout.next.row >= rows.end);
        let end = rows.end.min(self.next.row);
        let rows = rows.start.min(end)..end;
        let (mut bytes, mut skipped) = (0..0, 0);
        if !rows.is_empty() {
            let first = self.paragraph_of(|start| start.row <= rows.start);
            let last = self.paragraph_of(|start| start.row < rows.end);
            (bytes, skipped) = (first.byte..last.byte + 1, rows.start - first.row);
            self.lay_out(bytes.clone());
        }
        self.kept.range(bytes).flat_map(|(_, lines)| lines).skip(skipped).take(rows.len())
    }

    /// The number of rows. Breaks the whole document into rows.
    pub fn line_count(&mut self) -> usize {
        self.count(usize::MAX, |_| false);
        self.next.row
    }

    /// The number of the row that covers a byte of the document; that of the last one for a byte
    /// beyond. Breaks the paragraphs before it into rows and lays its own out.
    pub fn line_of(&mut self, byte: usize) -> usize {
        self.count(usize::MAX, |layout| layout.next.byte > byte);
        let paragraph = self.paragraph_of(|start| start.byte <= byte);
        self.lay_out(paragraph.byte..paragraph.byte + 1);
        paragraph.row + row_of(&self.kept[&paragraph.byte], byte)
    }

    /// The rows of the paragraph to which a row belongs, if the document has so many. Costs what
    /// breaking the paragraphs up to it into rows does.
    pub fn paragraph(&mut self, line: usize) -> Option<Range<usize>> {
        self.count(usize::MAX, |layout| layout.next.row > line);
        if line >= self.next.row {
            return None;
        }
        let paragraph = self.paragraph_of(|start| start.row <= line);
        Some(paragraph.row..self.after(paragraph).row)
    }

    /// Counts rows until enough are known or the document ends. Paragraphs with rows from `wanted`
    /// on are laid out at once.
    fn count(&mut self, wanted: usize, enough: impl Fn(&Self) -> bool) {
        while (self.next.byte < self.text.len() || self.next.row == 0) && !enough(self) {
            let start = self.next;
            if self.known.last().is_some_and(|last| start.byte - last.byte >= STRIDE) {
                self.known.push(start);
            }
            let (rows, end, lines) = self.break_up(start.byte, |rows| start.row + rows > wanted);
            self.next = Start { byte: end, row: start.row + rows };
            if let Some(lines) = lines {
                self.kept.insert(start.byte, lines);
            }
        }
    }

    /// Returns the last paragraph of those whose rows were counted that is `in_time`, as the first
    /// one is.
    fn paragraph_of(&self, in_time: impl Fn(&Start) -> bool) -> Start {
        let known = self.known.partition_point(&in_time).saturating_sub(1);
        let mut paragraph = self.known[known];
        loop {
            let next = self.after(paragraph);
            if next.byte >= self.next.byte || !in_time(&next) {
                return paragraph;
            }
            paragraph = next;
        }
    }

    /// Returns the paragraph after another.
    fn after(&self, Start { byte, row }: Start) -> Start {
        let (rows, end) = match self.kept.get(&byte).map(|lines| (lines.len(), lines.last())) {
            Some((rows, Some(last))) => (rows, last.range().end),
            _ => {
                let (rows, end, _) = self.break_up(byte, |_| false);
                (rows, end)
            }
        };
        Start { byte: end, row: row + rows }
    }

    /// Breaks the paragraph that starts at a byte into rows; returns how many, where the next
    /// paragraph starts and, if so many are `wanted`, the rows.
    fn break_up(
        &self,
        start: usize,
        wanted: impl Fn(usize) -> bool,
    ) -> (usize, usize, Option<Vec<Line>>) {
        let separator = separator(&self.text, start);
        let end = separator.as_ref().map_or(self.text.len(), |separator| separator.end);
        let text = &self.text[start..separator.map_or(end, |separator| separator.start)];
        if plain::is_plain(text, &self.options) {
            let rows = plain::rows(text, self.options.width);
            let lines = wanted(rows.len())
                .then(|| plain::lines(text, &rows, start..end, self.options.mode));
            return (rows.len(), end, lines);
        }
        let mut paragraph = Paragraph::new(text, start, &self.options);
        let rows = paragraph.rows();
        let lines = wanted(rows.len()).then(|| paragraph.lines(&rows, end));
        (rows.len(), end, lines)
    }

    /// Lays out the paragraphs that start in some bytes, of which the first is one, and keeps them.
    fn lay_out(&mut self, starts: Range<usize>) {
        if self.kept.values().map(Vec::len).sum::<usize>() > KEPT_ROWS {
            self.kept.retain(|start, _| starts.contains(start));
        }
        let mut start = starts.start;
        loop {
            if !self.kept.contains_key(&start) {
                let (_, _, lines) = self.break_up(start, |_| true);
                self.kept.insert(start, lines.unwrap_or_default());
            }
            let next = self.after(Start { byte: start, row: 0 }).byte;
            // Nothing comes after the only paragraph of an empty document.
            if next >= starts.end || next == start {
                return;
            }
            start = next;
        }
    }
}

/// Returns which row of a paragraph covers a byte; the last one for a byte beyond.
fn row_of(rows: &[Line], byte: usize) -> usize {
    rows.partition_point(|line| line.range().end <= byte).min(rows.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str, width: usize) -> Layout {
        Layout::new(text, Options { width, ..Options::default() })
    }

    fn rows(text: &str, width: usize) -> Vec<String> {
        layout(text, width).lines(0..usize::MAX).map(|line| line.text().to_owned()).collect()
    }

    #[test]
    fn every_paragraph_has_a_row() {
        assert_eq!(rows("", 9), [""]);
        assert_eq!(rows("\n", 9), [""]);
        assert_eq!(rows("a\r\n\r\nb\n", 9), ["a", "", "b"]);
        assert_eq!(rows("a b\u{2029}c", 1), ["a", "b", "c"]);
    }

    #[test]
    fn rows_cover_the_document_without_a_gap() {
        let text = "un deux  \n\nقال لا\r\ntrois";
        let mut layout = layout(text, 4);
        let ranges: Vec<_> = layout.lines(0..99).map(|line| &text[line.range()]).collect();
        assert_eq!(ranges, ["un ", "deux  \n", "\n", "قال ", "لا\r\n", "troi", "s"]);
        assert_eq!(layout.line_count(), 7);
        for (byte, row) in [(0, 0), (3, 1), (9, 1), (10, 2), (11, 3), (21, 4), (99, 6)] {
            assert_eq!(layout.line_of(byte), row, "{byte}");
        }
        assert_eq!(layout.paragraph(4), Some(3..5));
        assert_eq!(layout.paragraph(7), None);
    }

    #[test]
    fn nothing_is_laid_out_before_it_is_asked_for() {
        let mut layout = layout(&"قال\n".repeat(10_000), 10);
        assert_eq!((layout.next.row, layout.kept.len()), (0, 0));
        assert!(layout.line(50).is_some_and(|line| line.rtl()));
        assert_eq!((layout.next.row, layout.kept.len()), (51, 1));
        assert_eq!(layout.line_of(7 * 9_000), 9_000);
        assert_eq!(layout.kept.len(), 2);
        assert_eq!(layout.line(10_000), None);
    }

    #[test]
    fn a_row_that_is_asked_for_by_its_bytes_is_not_counted() {
        let mut layout = layout(&"قال\n".repeat(10_000), 10);
        assert_eq!(layout.line_at(7 * 9_000 + 6).range(), 63_000..63_007);
        assert_eq!(layout.line_at(7 * 9_000 - 1).range(), 62_993..63_000);
        assert_eq!(layout.line_at(usize::MAX).range(), 69_993..70_000);
        assert_eq!((layout.next.row, layout.kept.len()), (0, 3));
    }

    #[test]
    fn counting_keeps_little() {
        let mut layout = layout(&"\n".repeat(100_000), 10);
        assert_eq!(layout.line_count(), 100_000);
        assert!(layout.known.len() <= 100_000 / STRIDE + 1);
        assert_eq!((layout.line_of(70_001), layout.paragraph(33)), (70_001, Some(33..34)));
    }

    #[test]
    fn rows_come_out_the_same_after_others_were_dropped() {
        let text: String = (0..6_000).map(|n| format!("السطر {n}\n")).collect();
        let mut layout = layout(&text, 40);
        let first = layout.line(0).cloned();
        for n in 0..6_000 {
            assert!(layout.line(n).is_some());
        }
        assert!(layout.kept.len() <= KEPT_ROWS + 1);
        assert_eq!(layout.line(0).cloned(), first);
    }
}
