//! The article pane: an article laid out at the pane's width, with a cursor by line and by mention.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Article, Document, EntityId};
use crate::text::{Layout, Line, Options};

/// Rows above the text: the line about the document, a blank one.
const ABOUT: usize = 2;

/// An open article. Its rows are a line about the document, its title where the text does not
/// begin with it, and the text.
#[derive(Debug)]
pub struct Reader {
    article: Article,
    hits: Vec<Range<usize>>,
    title: Layout,
    text: Layout,
    /// Whether the text begins with the title, which then is not shown apart.
    titled: bool,
    cursor: usize,
    top: usize,
    height: usize,
    mention: Option<usize>,
    screen: Vec<ReaderRow>,
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
    pub fn new(article: Article, hits: Vec<Range<usize>>, options: Options, height: usize) -> Self {
        let document = &article.document;
        let titled = document.begins_with_title();
        let title = if titled { "" } else { document.title.as_str() };
        let mut reader = Self {
            title: Layout::new(title, options),
            text: Layout::new(document.text.as_str(), options),
            titled,
            cursor: 0,
            top: 0,
            height: height.max(1),
            mention: None,
            screen: Vec::new(),
            article,
            hits,
        };
        reader.cursor = reader.head();
        reader.fill();
        reader
    }

    /// The article.
    pub fn article(&self) -> &Article {
        &self.article
    }

    /// Bytes of the text that the query's words hit, in order.
    pub fn hits(&self) -> &[Range<usize>] {
        &self.hits
    }

    /// The rows on the screen, from the top.
    pub fn screen(&self) -> &[ReaderRow] {
        &self.screen
    }

    /// The row of the screen that the cursor is on.
    pub fn cursor(&self) -> usize {
        self.cursor - self.top
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

    /// How far the screen's end is into the article, in percent.
    pub fn percent(&mut self) -> usize {
        let rows = self.rows();
        (self.top + self.height).min(rows) * 100 / rows.max(1)
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
            let row = self.head() + self.text.line_of(byte);
            self.top = row;
            self.go(row);
        }
    }

    /// Lays the article out anew for a pane of another size.
    pub fn resize(&mut self, options: Options, height: usize) {
        if options != *self.text.options() {
            let at = self.cursor_byte();
            self.title = Layout::new(Arc::clone(self.title.text()), options);
            self.text = Layout::new(Arc::clone(self.text.text()), options);
            self.cursor = self.head() + at.map_or(0, |byte| self.text.line_of(byte));
            self.top = self.cursor.saturating_sub(self.height / 2);
        }
        self.height = height.max(1);
        self.go(self.cursor);
    }

    /// Moves the cursor by rows, down if positive; the mention under it is left.
    pub fn step(&mut self, rows: isize) {
        self.mention = None;
        self.go(self.cursor.saturating_add_signed(rows));
    }

    /// Scrolls by rows and takes the cursor along.
    pub fn scroll(&mut self, rows: isize) {
        let last = self.rows().saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows).min(last);
        self.step(rows);
    }

    /// Moves the cursor to the first or the last row.
    pub fn end(&mut self, last: bool) {
        self.mention = None;
        self.go(if last { usize::MAX } else { 0 });
    }

    /// Moves to the next mention, or the previous one, among those that `chosen` admits; false if
    /// there is none. After the last comes the first.
    pub fn jump(&mut self, forward: bool, chosen: impl Fn(&EntityId) -> bool) -> bool {
        let at = self.cursor_byte().unwrap_or(0);
        let mentions = &self.article.document.mentions;
        let beyond = |n: usize| match (self.mention, forward) {
            (Some(here), true) => n > here,
            (Some(here), false) => n < here,
            (None, true) => mentions[n].range.start >= at,
            (None, false) => mentions[n].range.start < at,
        };
        let all = (0..mentions.len()).filter(|&n| chosen(&mentions[n].entity));
        let next = if forward {
            all.clone().find(|&n| beyond(n)).or_else(|| all.clone().next())
        } else {
            all.clone().rev().find(|&n| beyond(n)).or_else(|| all.clone().next_back())
        };
        let Some(next) = next else { return false };
        let start = mentions[next].range.start;
        self.show(start);
        self.mention = Some(next);
        true
    }

    /// Moves to the next place that the query's words hit, or the previous one; false if there is
    /// none. After the last comes the first.
    pub fn jump_to_hit(&mut self, forward: bool) -> bool {
        let head = self.head();
        let starts: Vec<usize> =
            self.hits.iter().map(|hit| head + self.text.line_of(hit.start)).collect();
        let next = if forward {
            starts.iter().find(|&&row| row > self.cursor).or(starts.first())
        } else {
            starts.iter().rev().find(|&&row| row < self.cursor).or(starts.last())
        };
        let Some(&row) = next else { return false };
        self.mention = None;
        self.go(row);
        true
    }

    /// Moves the cursor to the row of this byte of the text.
    fn show(&mut self, byte: usize) {
        let row = self.head() + self.text.line_of(byte);
        self.go(row);
    }

    fn go(&mut self, row: usize) {
        self.cursor = row.min(self.rows().saturating_sub(1));
        if self.cursor < self.top {
            self.top = self.cursor;
        } else if self.cursor >= self.top + self.height {
            self.top = self.cursor + 1 - self.height;
        }
        // What leads to the first line of the text is shown with it.
        if self.cursor <= self.head() && self.head() < self.height {
            self.top = 0;
        }
        self.fill();
    }

    /// Number of rows above the text.
    fn head(&mut self) -> usize {
        if self.titled { ABOUT } else { ABOUT + self.title.line_count() + 1 }
    }

    fn rows(&mut self) -> usize {
        self.head() + self.text.line_count()
    }

    fn cursor_byte(&mut self) -> Option<usize> {
        let line = self.cursor.checked_sub(self.head())?;
        self.text.line(line).map(|line| line.range().start)
    }

    fn fill(&mut self) {
        let head = self.head();
        let rows = (self.top..self.top + self.height).map_while(|row| match row {
            0 => Some(ReaderRow::About),
            row if row >= head => self.text.line(row - head).cloned().map(ReaderRow::Text),
            row => Some(match row.checked_sub(ABOUT).and_then(|n| self.title.line(n)) {
                Some(line) => ReaderRow::Title(line.clone()),
                None => ReaderRow::Blank,
            }),
        });
        self.screen = rows.collect();
    }
}
