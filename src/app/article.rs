//! The article pane: an article laid out at the pane's width, with a cursor by line and by mention.

mod revised;

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Article, Document, EntityId, Hits};
use crate::text::{Layout, Line, Options, Word, words};

/// Rows above the text: the line about the document, a blank one.
const ABOUT: usize = 2;

/// An open article. Its rows are a line about the document, its title where the text does not
/// begin with it, and the text.
#[derive(Debug)]
pub struct Reader {
    article: Article,
    hits: Hits,
    title: Layout,
    text: Layout,
    /// Whether the text begins with the title, which then is not shown apart.
    titled: bool,
    cursor: RowId,
    top: RowId,
    height: usize,
    mention: Option<usize>,
    /// The word under the cursor, in bytes of the text, where the cursor is on one.
    word: Option<Range<usize>>,
    /// Where the selection began, in bytes of the text.
    anchor: Option<Range<usize>>,
    screen: Vec<ReaderRow>,
    /// The row of the screen that the cursor is on.
    shown: usize,
}

/// A row of an article. Those of the text are known by their first byte, for to number one all that
/// come before it would have to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowId {
    /// Above the text, from the top.
    Head(usize),
    Text(usize),
}

/// A row of the article pane.
#[derive(Debug, Clone)]
pub enum ReaderRow {
    /// The line about the document.
    About,
    /// Nothing.
    Blank,
    /// A line of the title.
    Title(Line),
    /// A line of the text.
    Text(Line),
}

impl Reader {
    /// Opens an article at its top.
    pub fn new(article: Article, hits: Hits, options: Options, height: usize) -> Self {
        let document = &article.document;
        let titled = document.begins_with_title();
        let title = if titled { "" } else { document.title.as_str() };
        let mut reader = Self {
            title: Layout::new(title, options),
            text: Layout::new(document.text.as_str(), options),
            titled,
            cursor: RowId::Head(0),
            top: RowId::Head(0),
            height: height.max(1),
            mention: None,
            word: None,
            anchor: None,
            screen: Vec::new(),
            shown: 0,
            article,
            hits,
        };
        // On the text, unless what leads to it fills the pane.
        if reader.head() < reader.height {
            reader.cursor = RowId::Text(0);
        }
        reader.fill();
        reader
    }

    /// Takes the same article again, as another query, another reading of the files or a correction
    /// of names gives it. The cursor stays on its letters, a mention or not.
    pub fn refresh(&mut self, article: Article, hits: Hits) {
        if let Some(at) = self.narrow() {
            let same = |range: &Range<usize>| range.start < at.end && at.start < range.end;
            let mentions = &article.document.mentions;
            self.mention = mentions.iter().position(|mention| same(&mention.range));
            self.word = self.mention.is_none().then_some(at);
        }
        (self.article, self.hits) = (article, hits);
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// Where the query's words hit it.
    pub fn hits(&self) -> &Hits {
        &self.hits
    }

    /// The rows on the screen, from the top.
    pub fn screen(&self) -> &[ReaderRow] {
        &self.screen
    }

    /// The row of the screen that the cursor is on.
    pub fn cursor(&self) -> usize {
        self.shown
    }

    /// Number of rows that the pane has room for.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The bytes of the text that are its title; none where the title is made of the first sentence.
    pub fn heading(&self) -> Range<usize> {
        let Document { title, text, .. } = &*self.article.document;
        let start = text.len() - text.trim_start().len();
        match text[start..].strip_prefix(title.as_str()) {
            Some(rest) if rest.starts_with(['\r', '\n']) => start..start + title.len(),
            _ => 0..0,
        }
    }

    /// The mention under the cursor.
    pub fn mention(&self) -> Option<usize> {
        self.mention
    }

    /// Begins a selection at the cursor, or drops the one there is; true if one has begun.
    pub fn select(&mut self) -> bool {
        self.anchor = if self.anchor.is_some() { None } else { Some(self.here()) };
        self.anchor.is_some()
    }

    /// The bytes of the text that are selected: all between where the selection began and the
    /// cursor, with both ends, each a row or, where the cursor is on one, a mention.
    pub fn selection(&self) -> Option<Range<usize>> {
        let (anchor, here) = (self.anchor.as_ref()?, self.here());
        Some(anchor.start.min(here.start)..anchor.end.max(here.end))
    }

    /// Drops the selection; the cursor is on what was selected, as on one word.
    pub fn join_selection(&mut self) {
        if let Some(selected) = self.selection() {
            (self.anchor, self.mention, self.word) = (None, None, Some(selected));
        }
    }

    /// The word under the cursor, in bytes of the text, where the cursor is on one.
    pub fn word(&self) -> Option<Range<usize>> {
        self.word.clone()
    }

    /// The bytes of the text that the cursor is on; none above the text.
    fn here(&self) -> Range<usize> {
        match (self.narrow(), self.screen.get(self.cursor())) {
            (Some(range), _) => range,
            (None, Some(ReaderRow::Text(line))) => line.range(),
            _ => 0..0,
        }
    }

    /// The bytes of the mention or the word that the cursor is on.
    fn narrow(&self) -> Option<Range<usize>> {
        let mention = self.mention.and_then(|n| self.article.document.mentions.get(n));
        mention.map(|mention| mention.range.clone()).or_else(|| self.word.clone())
    }

    /// Moves to the next word, or the previous one; false if there is none.
    pub fn step_word(&mut self, forward: bool) -> bool {
        /// Bytes that are looked at first on the way back; then twice as many, and so on.
        const STRETCH: usize = 4096;
        let text = Arc::clone(self.text.text());
        let here = self.narrow().unwrap_or(self.cursor_byte()..self.cursor_byte());
        let found = if forward {
            words(&text[here.end..])
                .next()
                .map(|w| here.end + w.range.start..here.end + w.range.end)
        } else {
            let mut stretch = STRETCH;
            loop {
                let start = text.floor_char_boundary(here.start.saturating_sub(stretch));
                // A word that the stretch begins with may be the end of a longer one.
                let whole = |word: &Word| start == 0 || word.range.start > 0;
                match words(&text[start..here.start]).last().filter(whole) {
                    Some(word) => break Some(start + word.range.start..start + word.range.end),
                    None if start == 0 => break None,
                    None => stretch *= 2,
                }
            }
        };
        let Some(found) = found else { return false };
        let row = self.row_of(found.start);
        self.go(row);
        (self.mention, self.word) = (None, Some(found));
        true
    }

    /// How much of the text has come by at the end of the screen, in percent of its bytes.
    pub fn percent(&self) -> usize {
        let last = self.screen.iter().rev().find_map(|row| match row {
            ReaderRow::Text(line) => Some(line.range().end),
            _ => None,
        });
        match self.article.document.text.len() {
            0 => 100,
            all => last.unwrap_or(0) * 100 / all,
        }
    }

    /// The entity whose mention is under the cursor.
    pub fn entity(&self) -> Option<&EntityId> {
        let mention = self.article.document.mentions.get(self.mention?)?;
        Some(&mention.entity)
    }

    /// The first byte of the text on the screen.
    pub fn byte(&self) -> usize {
        let line = self.screen.iter().find_map(|row| match row {
            ReaderRow::Text(line) => Some(line.range().start),
            _ => None,
        });
        line.unwrap_or(0)
    }

    /// Scrolls so that this byte of the text is at the top.
    pub fn show_from(&mut self, byte: usize) {
        if byte > 0 {
            self.top = self.row_of(byte);
            self.go(self.top);
        }
    }

    /// Lays the article out anew for a pane of another size.
    pub fn resize(&mut self, options: Options, height: usize) {
        if options == *self.text.options() && height.max(1) == self.height {
            return;
        }
        if options != *self.text.options() {
            let at = self.cursor_byte();
            self.title = Layout::new(Arc::clone(self.title.text()), options);
            self.text = Layout::new(Arc::clone(self.text.text()), options);
            self.cursor = self.row_of(at);
            self.top = self.moved(self.cursor, -(self.height as isize / 2));
        }
        self.height = height.max(1);
        self.go(self.cursor);
    }

    /// Moves the cursor by rows, down if positive; the mention under it is left.
    pub fn step(&mut self, rows: isize) {
        (self.mention, self.word) = (None, None);
        let row = self.moved(self.cursor, rows);
        self.go(row);
    }

    /// Scrolls by rows and takes the cursor along.
    pub fn scroll(&mut self, rows: isize) {
        let top = self.moved(self.top, rows);
        self.top = self.not_beyond_the_last_page(top);
        self.step(rows);
    }

    /// The top of a full screen: this row, or an earlier one.
    fn not_beyond_the_last_page(&mut self, top: RowId) -> RowId {
        let page = self.height as isize - 1;
        let bottom = self.moved(top, page);
        top.min(self.moved(bottom, -page))
    }

    /// Moves the cursor to the first or the last row.
    pub fn end(&mut self, last: bool) {
        (self.mention, self.word) = (None, None);
        let row = if last { self.row_of(usize::MAX) } else { RowId::Head(0) };
        self.go(row);
    }

    /// Moves to the next mention, or the previous one, among those that `chosen` admits; false if
    /// there is none. After the last comes the first if it `turns`.
    pub fn jump(&mut self, forward: bool, turns: bool, chosen: impl Fn(&EntityId) -> bool) -> bool {
        let at = self.word.as_ref().map_or(self.cursor_byte(), |word| word.start);
        let mentions = &self.article.document.mentions;
        let beyond = |n: usize| match (self.mention, forward) {
            (Some(here), true) => n > here,
            (Some(here), false) => n < here,
            (None, true) => mentions[n].range.start >= at,
            (None, false) => mentions[n].range.start < at,
        };
        let all = (0..mentions.len()).filter(|&n| chosen(&mentions[n].entity));
        let next = if forward {
            all.clone().find(|&n| beyond(n)).or_else(|| all.clone().next().filter(|_| turns))
        } else {
            let last = || all.clone().next_back().filter(|_| turns);
            all.clone().rev().find(|&n| beyond(n)).or_else(last)
        };
        let Some(next) = next else { return false };
        let row = self.row_of(mentions[next].range.start);
        self.go(row);
        (self.mention, self.word) = (Some(next), None);
        true
    }

    /// Moves to the next place that the query's words hit, or the previous one; false if there is
    /// none. After the last comes the first.
    pub fn jump_to_hit(&mut self, forward: bool) -> bool {
        let shown = match self.cursor {
            RowId::Text(byte) => self.text.line_at(byte).range(),
            RowId::Head(_) => 0..0,
        };
        let mut starts = self.hits.text.iter().map(|hit| hit.start);
        let next = if forward {
            starts.clone().find(|start| *start >= shown.end).or_else(|| starts.next())
        } else {
            starts.clone().rfind(|start| *start < shown.start).or_else(|| starts.next_back())
        };
        let Some(next) = next else { return false };
        (self.mention, self.word) = (None, None);
        let row = self.row_of(next);
        self.go(row);
        true
    }

    /// Moves the cursor to a row. At the edge of the screen the article scrolls by half a page, as
    /// the list does: beside other panes a step there costs a repaint.
    fn go(&mut self, row: RowId) {
        self.cursor = row;
        let height = self.height as isize;
        if row < self.top || row > self.moved(self.top, height - 1) {
            let middle = self.moved(row, -(height / 2));
            self.top = self.not_beyond_the_last_page(middle);
        }
        // What leads to the first line of the text is shown with it.
        if self.cursor <= RowId::Text(0) && self.head() < self.height {
            self.top = RowId::Head(0);
        }
        self.fill();
    }

    /// Number of rows above the text.
    fn head(&mut self) -> usize {
        if self.titled { ABOUT } else { ABOUT + self.title.line_count() + 1 }
    }

    /// The row that shows a byte of the text, or its last one.
    fn row_of(&mut self, byte: usize) -> RowId {
        RowId::Text(self.text.line_at(byte).range().start)
    }

    /// The row so many rows on, or back, as far as there are.
    fn moved(&mut self, mut row: RowId, rows: isize) -> RowId {
        for _ in 0..rows.unsigned_abs() {
            match if rows < 0 { self.before(row) } else { self.after(row) } {
                Some(next) => row = next,
                None => break,
            }
        }
        row
    }

    fn before(&mut self, row: RowId) -> Option<RowId> {
        match row {
            RowId::Text(0) => self.head().checked_sub(1).map(RowId::Head),
            RowId::Text(byte) => Some(self.row_of(byte - 1)),
            RowId::Head(n) => n.checked_sub(1).map(RowId::Head),
        }
    }

    fn after(&mut self, row: RowId) -> Option<RowId> {
        match row {
            RowId::Head(n) if n + 1 < self.head() => Some(RowId::Head(n + 1)),
            RowId::Head(_) => Some(RowId::Text(0)),
            RowId::Text(byte) => {
                let end = self.text.line_at(byte).range().end;
                (end < self.text.text().len()).then_some(RowId::Text(end))
            }
        }
    }

    /// The first byte of the row that the cursor is on; 0 above the text.
    fn cursor_byte(&self) -> usize {
        match self.cursor {
            RowId::Head(_) => 0,
            RowId::Text(byte) => byte,
        }
    }

    fn fill(&mut self) {
        self.screen.clear();
        let mut next = Some(self.top);
        while let Some(row) = next.filter(|_| self.screen.len() < self.height) {
            if row == self.cursor {
                self.shown = self.screen.len();
            }
            self.screen.push(match row {
                RowId::Head(0) => ReaderRow::About,
                RowId::Head(n) => match n.checked_sub(ABOUT).and_then(|n| self.title.line(n)) {
                    Some(line) => ReaderRow::Title(line.clone()),
                    None => ReaderRow::Blank,
                },
                RowId::Text(byte) => ReaderRow::Text(self.text.line_at(byte).clone()),
            });
            next = self.after(row);
        }
    }
}

#[cfg(test)]
mod tests;
