//! A whole document in rows, laid out as far as it is asked for.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::clean::separator;
use super::paragraph::Paragraph;
use super::{Line, Options, plain};

/// Rows kept laid out; beyond, those not asked for last are dropped.
const KEPT_ROWS: usize = 1024;

/// A document in rows of a width.
///
/// Nothing is laid out until it is asked for, so a large document opens as fast as a small one. To
/// know the number of a row, the paragraphs before it are broken into rows once, which costs a
/// sixth (Arabic) to a half (French) of laying them out and keeps 16 bytes a paragraph; what a row needs besides is done for
/// its paragraph only, and about a thousand rows are kept. The least step is a paragraph, however long.
///
/// Every document has a row at least; an empty paragraph is an empty row; a separator at the very
/// end begins no paragraph.
#[derive(Debug)]
pub struct Layout {
    text: Arc<str>,
    options: Options,
    /// The paragraphs found so far.
    paragraphs: Vec<Start>,
    /// Where the next one starts.
    next: Start,
    /// Paragraphs laid out, by index.
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
        let (paragraphs, next, kept) = (Vec::new(), Start::default(), BTreeMap::new());
        Self { text: text.into(), options, paragraphs, next, kept }
    }

    /// The document.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What it is laid out for.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The row of a number, if the document has so many. Breaks the paragraphs before it into rows
    /// and lays its own out.
    pub fn line(&mut self, n: usize) -> Option<&Line> {
        self.lines(n..n.saturating_add(1)).next()
    }

    /// The rows of some numbers, as far as the document has them. Costs what
    /// [`line`](Self::line) does for each.
    pub fn lines(&mut self, rows: Range<usize>) -> impl Iterator<Item = &Line> {
        self.find(rows.start, |layout| layout.next.row >= rows.end);
        let end = rows.end.min(self.next.row);
        let rows = rows.start.min(end)..end;
        let paragraphs = if rows.is_empty() {
            0..0
        } else {
            self.paragraph_of_row(rows.start)..self.paragraph_of_row(rows.end - 1) + 1
        };
        self.lay_out(paragraphs.clone());
        let first = self.paragraphs.get(paragraphs.start).map_or(0, |start| start.row);
        self.kept
            .range(paragraphs)
            .flat_map(|(_, lines)| lines)
            .skip(rows.start - first.min(rows.start))
            .take(rows.len())
    }

    /// The number of rows. Breaks the whole document into rows.
    pub fn line_count(&mut self) -> usize {
        self.find(usize::MAX, |_| false);
        self.next.row
    }

    /// The row that covers a byte of the document; the last one for a byte beyond. Breaks the
    /// paragraphs before it into rows and lays its own out.
    pub fn line_of(&mut self, byte: usize) -> usize {
        self.find(usize::MAX, |layout| layout.next.byte > byte);
        let after = self.paragraphs.partition_point(|start| start.byte <= byte);
        let paragraph = after.saturating_sub(1);
        self.lay_out(paragraph..paragraph + 1);
        let lines = &self.kept[&paragraph];
        let row = lines.partition_point(|line| line.range().end <= byte).min(lines.len() - 1);
        self.paragraphs[paragraph].row + row
    }

    /// The rows of the paragraph to which a row belongs, if the document has so many. Costs what
    /// breaking the paragraphs up to it into rows does.
    pub fn paragraph(&mut self, line: usize) -> Option<Range<usize>> {
        self.find(usize::MAX, |layout| layout.next.row > line);
        if line >= self.next.row {
            return None;
        }
        let paragraph = self.paragraph_of_row(line);
        let end = self.paragraphs.get(paragraph + 1).unwrap_or(&self.next).row;
        Some(self.paragraphs[paragraph].row..end)
    }

    /// Finds paragraphs and breaks them into rows until enough are known or the document ends. Those
    /// with rows from `wanted` on are laid out at once.
    fn find(&mut self, wanted: usize, enough: impl Fn(&Self) -> bool) {
        while (self.next.byte < self.text.len() || self.paragraphs.is_empty()) && !enough(self) {
            let start = self.next;
            let (rows, end, lines) = self.break_up(start.byte, |rows| start.row + rows > wanted);
            self.next = Start { byte: end, row: start.row + rows };
            if let Some(lines) = lines {
                self.kept.insert(self.paragraphs.len(), lines);
            }
            self.paragraphs.push(start);
        }
    }

    /// Breaks the paragraph that starts at a byte into rows; returns how many, where the next
    /// paragraph starts and, if so many are `wanted`, the rows.
    fn break_up(
        &self,
        start: usize,
        wanted: impl Fn(usize) -> bool,
    ) -> (usize, usize, Option<Vec<Line>>) {
        let (text, end) = self.bounds(start);
        let text = &self.text[text];
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

    /// Returns the bytes of the paragraph that starts at a byte, and where the next one does.
    fn bounds(&self, start: usize) -> (Range<usize>, usize) {
        match separator(&self.text, start) {
            Some(separator) => (start..separator.start, separator.end),
            None => (start..self.text.len(), self.text.len()),
        }
    }

    fn paragraph_of_row(&self, row: usize) -> usize {
        self.paragraphs.partition_point(|start| start.row <= row).saturating_sub(1)
    }

    /// Lays paragraphs out and keeps them.
    fn lay_out(&mut self, paragraphs: Range<usize>) {
        if self.kept.values().map(Vec::len).sum::<usize>() > KEPT_ROWS {
            self.kept.retain(|paragraph, _| paragraphs.contains(paragraph));
        }
        for n in paragraphs {
            if !self.kept.contains_key(&n) {
                let (_, _, lines) = self.break_up(self.paragraphs[n].byte, |_| true);
                self.kept.insert(n, lines.unwrap_or_default());
            }
        }
    }
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
        assert!(layout.paragraphs.is_empty());
        assert!(layout.line(50).is_some_and(|line| line.rtl()));
        assert_eq!((layout.paragraphs.len(), layout.kept.len()), (51, 1));
        assert_eq!(layout.line_of(7 * 9_000), 9_000);
        assert_eq!(layout.kept.len(), 2);
        assert_eq!(layout.line(10_000), None);
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
