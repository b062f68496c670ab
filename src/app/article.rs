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
        // On the text, unless what leads to it fills the pane.
        reader.cursor = Some(reader.head()).filter(|head| *head < reader.height).unwrap_or(0);
        reader.fill();
        reader
    }

    /// Takes the same article again, as another query or another reading of the files gives it.
    pub fn refresh(&mut self, article: Article, hits: Vec<Range<usize>>) {
        self.mention = self.mention.filter(|n| *n < article.document.mentions.len());
        (self.article, self.hits) = (article, hits);
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
            let row = self.head() + self.text.line_of(byte);
            self.top = row;
            self.go(row);
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

    /// Moves the cursor to a row. At the edge of the screen the article scrolls by half a page, as
    /// the list does: beside other panes a step there costs a repaint.
    fn go(&mut self, row: usize) {
        let rows = self.rows();
        self.cursor = row.min(rows.saturating_sub(1));
        if !(self.top..self.top + self.height).contains(&self.cursor) {
            let middle = self.cursor.saturating_sub(self.height / 2);
            self.top = middle.min(rows.saturating_sub(self.height));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DocId, Label, Lang, Mention};

    /// An article of paragraphs, with every "Oslo" in it as a mention of one entity and every "Rome"
    /// as one of another.
    fn article(title: &str, text: &str) -> Article {
        let named = |name: &str| -> Vec<Mention> {
            let entity = EntityId::from(name.to_lowercase().as_str());
            let found = text.match_indices(name).map(|(at, name)| Mention {
                range: at..at + name.len(),
                label: Label::Gpe,
                entity: entity.clone(),
            });
            found.collect()
        };
        let mut mentions = [named("Oslo"), named("Rome")].concat();
        mentions.sort_by_key(|mention| mention.range.start);
        let document = Document {
            id: DocId::of(title, text),
            title: title.into(),
            text: text.into(),
            lang: Lang::FR,
            date: None,
            source: None,
            origins: vec![],
            words: 0,
            mentions,
            title_mentions: vec![],
        };
        Article { document: Arc::new(document), figures: vec![] }
    }

    fn open(title: &str, text: &str, width: usize, height: usize) -> Reader {
        let options = Options { width, ..Options::default() };
        Reader::new(article(title, text), vec![], options, height)
    }

    /// Ten paragraphs of a row each at 20 cells, named in the third, the seventh and the last.
    const TEXT: &str = "un\ndeux\nvers Oslo\nquatre\ncinq\nsix\nde Rome\nhuit\nneuf\nOslo encore";

    fn under_cursor(reader: &Reader) -> &str {
        match &reader.screen()[reader.cursor()] {
            ReaderRow::Text(line) => reader.article.document.text[line.range()].trim_end(),
            _ => "",
        }
    }

    #[test]
    fn a_title_that_is_not_in_the_text_stands_above_it() {
        let apart = open("Titre", TEXT, 20, 10);
        assert!(matches!(apart.screen()[2], ReaderRow::Title(_)));
        assert_eq!(under_cursor(&apart), "un");
        let headline = open("un", TEXT, 20, 10);
        assert!(matches!(headline.screen()[2], ReaderRow::Text(_)));
        assert_eq!(headline.heading(), 0..2);
        // Made of the first sentence, so neither shown twice nor a headline.
        let derived = open("un…", TEXT, 20, 10);
        assert!(matches!(derived.screen()[2], ReaderRow::Text(_)));
        assert_eq!(derived.heading(), 0..0);
    }

    #[test]
    fn the_cursor_goes_from_mention_to_mention_and_round() {
        let mut reader = open("Titre", TEXT, 20, 4);
        let any = |_: &EntityId| true;
        let mut seen = Vec::new();
        for _ in 0..4 {
            assert!(reader.jump(true, any));
            seen.push(under_cursor(&reader).to_owned());
        }
        assert_eq!(seen, ["vers Oslo", "de Rome", "Oslo encore", "vers Oslo"]);
        assert!(reader.jump(false, any));
        assert_eq!(under_cursor(&reader), "Oslo encore");
    }

    #[test]
    fn mentions_of_one_entity_can_be_gone_through_alone() {
        let mut reader = open("Titre", TEXT, 20, 4);
        for expected in ["vers Oslo", "Oslo encore"] {
            assert!(reader.jump(true, |id| id.as_str() == "oslo"));
            assert_eq!(under_cursor(&reader), expected);
            assert_eq!(reader.entity().map(EntityId::as_str), Some("oslo"));
        }
        assert!(!reader.jump(true, |id| id.as_str() == "paris"));
    }

    #[test]
    fn after_a_step_the_next_mention_is_the_one_after_the_cursor() {
        let mut reader = open("Titre", TEXT, 20, 20);
        assert!(reader.jump(true, |_| true));
        reader.step(2);
        assert_eq!(reader.mention(), None);
        assert!(reader.jump(true, |_| true));
        assert_eq!(under_cursor(&reader), "de Rome");
    }

    #[test]
    fn hits_are_reached_row_by_row_and_round() {
        let mut reader = open("Titre", TEXT, 20, 4);
        let hits = TEXT.match_indices("Oslo").map(|(at, hit)| at..at + hit.len()).collect();
        reader.refresh(article("Titre", TEXT), hits);
        let mut seen = Vec::new();
        for forward in [true, true, true, false] {
            assert!(reader.jump_to_hit(forward));
            seen.push(under_cursor(&reader).to_owned());
        }
        assert_eq!(seen, ["vers Oslo", "Oslo encore", "vers Oslo", "Oslo encore"]);
    }

    #[test]
    fn another_width_keeps_the_cursor_on_its_text() {
        let text = "Une première phrase assez longue.\nLa deuxième, où est le curseur.\nFin.";
        let mut reader = open("Titre", text, 40, 5);
        reader.step(1);
        assert_eq!(under_cursor(&reader), "La deuxième, où est le curseur.");
        for width in [10, 7, 40] {
            reader.resize(Options { width, ..Options::default() }, 5);
            let shown = under_cursor(&reader);
            assert!(shown.starts_with("La") && !shown.is_empty(), "{shown}");
        }
    }

    #[test]
    fn a_step_over_the_edge_scrolls_half_a_page_and_not_beyond_the_end() {
        let mut reader = open("Titre", TEXT, 20, 8);
        let mut tops = Vec::new();
        for _ in 0..11 {
            reader.step(1);
            assert!(reader.cursor() < reader.screen().len());
            tops.push(reader.top);
        }
        // Fourteen rows, the cursor first on the fifth.
        assert_eq!(tops, [0, 0, 0, 4, 4, 4, 4, 6, 6, 6, 6]);
        reader.step(-8);
        assert_eq!(reader.top, 1);
    }

    #[test]
    fn a_place_in_the_text_is_come_back_to() {
        let mut reader = open("Titre", TEXT, 20, 4);
        reader.scroll(5);
        let byte = reader.byte();
        assert!(byte > 0);
        let mut again = open("Titre", TEXT, 30, 4);
        again.show_from(byte);
        assert_eq!(again.byte(), byte);
    }

    #[test]
    fn the_end_is_a_hundred_percent_and_not_beyond() {
        let mut reader = open("Titre", TEXT, 20, 4);
        assert!(reader.percent() < 100);
        reader.end(true);
        assert_eq!((reader.percent(), under_cursor(&reader)), (100, "Oslo encore"));
        reader.scroll(9);
        assert_eq!(under_cursor(&reader), "Oslo encore");
        let empty = open("", "", 20, 4);
        assert_eq!(empty.percent(), 100);
    }
}
