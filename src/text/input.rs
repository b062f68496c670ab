//! A line that is being typed, for prompts.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::clean::Cleaned;
use super::paragraph::Paragraph;
use super::{BaseDirection, Line, Options, bidi, clauses};

/// A line of text with a caret, edited by grapheme cluster.
///
/// The caret stands on a cluster, or behind the last one. Left and right move it through the text as
/// the line runs: left is backwards in a left-to-right line and forwards in a right-to-left one. In
/// a stretch of the other direction the caret so moves against the arrow, and no place is skipped or
/// met twice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Input {
    text: String,
    /// Where the caret stands, in bytes; always at a cluster's edge.
    caret: usize,
    /// Whether it runs as [`clauses_apart`](super::clauses_apart) says.
    clauses: bool,
}

impl Input {
    /// An empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// A line that holds a text, with the caret behind it. See [`insert_str`](Self::insert_str).
    pub fn with_text(text: &str) -> Self {
        let mut input = Self::new();
        input.insert_str(text);
        input
    }

    /// Such a line of clauses, which runs as [`clauses_apart`](super::clauses_apart) says.
    pub fn with_clauses(text: &str) -> Self {
        Self { clauses: true, ..Self::with_text(text) }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text before the caret.
    pub fn before_caret(&self) -> &str {
        &self.text[..self.caret]
    }

    /// Puts a text in the place of what follows this byte up to the caret.
    ///
    /// # Panics
    /// If the byte is behind the caret or inside a character.
    pub fn replace_from(&mut self, start: usize, text: &str) {
        self.text.replace_range(start..self.caret, "");
        self.caret = start;
        self.insert_str(text);
    }

    /// Inserts a character; a control character is ignored, but for a tab, which becomes a space.
    pub fn insert(&mut self, c: char) {
        self.insert_str(c.encode_utf8(&mut [0; 4]));
    }

    /// Inserts a text, such as one that was pasted: its line ends become spaces but for those at its
    /// end, its escape sequences and control characters go.
    pub fn insert_str(&mut self, text: &str) {
        let clean = Cleaned::of(text.trim_end_matches(['\r', '\n'])).text.replace('\t', " ");
        self.text.insert_str(self.caret, &clean);
        self.caret = self.boundary_from(self.caret + clean.len());
    }

    /// Deletes the cluster before the caret.
    pub fn backspace(&mut self) {
        let end = self.caret;
        self.delete_from(self.before(), end);
    }

    /// Deletes the cluster on which the caret stands.
    pub fn delete(&mut self) {
        self.delete_from(self.caret, self.after());
    }

    /// Deletes back to the start of the word.
    pub fn delete_word_back(&mut self) {
        let end = self.caret;
        self.delete_from(self.word_before(), end);
    }

    /// Deletes everything.
    pub fn clear(&mut self) {
        *self = Self { clauses: self.clauses, ..Self::new() };
    }

    /// Moves one cluster to the left.
    pub fn left(&mut self) {
        self.caret = if self.is_rtl() { self.after() } else { self.before() };
    }

    /// Moves one cluster to the right.
    pub fn right(&mut self) {
        self.caret = if self.is_rtl() { self.before() } else { self.after() };
    }

    /// Moves one word to the left. Words are what spaces part.
    pub fn word_left(&mut self) {
        self.caret = if self.is_rtl() { self.word_after() } else { self.word_before() };
    }

    /// Moves one word to the right.
    pub fn word_right(&mut self) {
        self.caret = if self.is_rtl() { self.word_before() } else { self.word_after() };
    }

    /// Moves to the start of the text.
    pub fn home(&mut self) {
        self.caret = 0;
    }

    /// Moves behind the text.
    pub fn end(&mut self) {
        self.caret = self.text.len();
    }

    /// Returns the part of the line around the caret that fits in [`Options::width`], and the column
    /// of the caret in it. The line runs as its content does. A blank cell stands behind the text,
    /// where the caret is at its end.
    pub fn view(&self, options: &Options) -> (Line, usize) {
        let base = match self.is_rtl() {
            true => BaseDirection::Rtl,
            false => BaseDirection::Ltr,
        };
        let mut paragraph = Paragraph::new(&self.text, 0, &Options { base, ..*options });
        let width = paragraph.width();
        let levels = if self.clauses { clauses::levels } else { bidi::levels };
        let mut resolved = paragraph.resolve_by(levels);
        let units = paragraph.units().len();
        paragraph.end_with(&mut resolved, units, ' ');
        let line = paragraph.line(&resolved, 0..units + 1, 0..self.text.len());
        let spans: Vec<_> =
            line.cells().map(|cell| cell.column..cell.column + usize::from(cell.width)).collect();
        // The cell that shows the caret's cluster; one that shows nothing leaves it to the next.
        let caret = (line.cells().enumerate())
            .filter(|(_, cell)| cell.range.end > self.caret || cell.range.start == self.text.len())
            .min_by_key(|(_, cell)| cell.range.start)
            .map_or(0, |(n, _)| n);
        let (mut first, mut last) = (0, spans.len() - 1);
        if line.rtl() {
            while spans[last].end - spans[caret].start > width {
                last -= 1;
            }
            first = (0..=last).find(|n| spans[last].end - spans[*n].start <= width).unwrap_or(last);
        } else {
            while spans[caret].end - spans[first].start > width {
                first += 1;
            }
            last = (first..=last)
                .rfind(|n| spans[*n].end - spans[first].start <= width)
                .unwrap_or(first);
        }
        let part = line.part(first..last + 1);
        let (width, caret) = (part.width(), spans[caret].start - spans[first].start);
        let part = part.anchored(options.width);
        let anchor = part.width() - width;
        (part, anchor + caret)
    }

    fn is_rtl(&self) -> bool {
        match self.clauses {
            true => clauses::is_rtl(&self.text),
            false => bidi::is_rtl(&self.text, BaseDirection::Auto),
        }
    }

    fn before(&self) -> usize {
        let clusters = self.text[..self.caret].grapheme_indices(true);
        clusters.map(|(at, _)| at).next_back().unwrap_or(0)
    }

    fn after(&self) -> usize {
        self.text[self.caret..]
            .graphemes(true)
            .next()
            .map_or(self.caret, |cluster| self.caret + cluster.len())
    }

    fn word_before(&self) -> usize {
        let word = self.text[..self.caret].trim_end();
        word.rfind(char::is_whitespace)
            .map_or(0, |space| space + word[space..].chars().next().map_or(0, char::len_utf8))
    }

    fn word_after(&self) -> usize {
        let rest = &self.text[self.caret..];
        let after_word = rest.trim_start_matches(|c: char| !c.is_whitespace());
        self.text.len() - after_word.trim_start().len()
    }

    fn delete_from(&mut self, start: usize, end: usize) {
        self.text.replace_range(start..end, "");
        self.caret = self.boundary_from(start);
    }

    /// Returns the first edge of a cluster at or after a byte that begins a character: what comes
    /// together by an edit may be one cluster.
    fn boundary_from(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        match cursor.is_boundary(&self.text, 0) {
            Ok(false) => {
                cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
            }
            _ => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: Options = Options {
        width: 40,
        mode: crate::text::OutputMode::VisualUnshaped,
        base: crate::text::BaseDirection::Auto,
        harakat: crate::text::Harakat::Keep,
    };

    fn view(input: &Input, width: usize) -> (String, usize) {
        let (line, caret) = input.view(&Options { width, ..WIDE });
        (line.text().to_owned(), caret)
    }

    #[test]
    fn clusters_are_deleted_whole() {
        let mut input = Input::with_text("aé🇫🇷مَ");
        input.backspace();
        assert_eq!(input.text(), "aé🇫🇷");
        input.backspace();
        input.insert('b');
        input.home();
        input.delete();
        assert_eq!(input.text(), "éb");
        input.clear();
        input.backspace();
        input.delete();
        assert_eq!(input, Input::new());
    }

    #[test]
    fn a_paste_is_one_clean_line() {
        let mut input = Input::with_text("ab");
        input.left();
        input.insert_str("un\r\ndeux\x1b[1m\x07\t3\n");
        assert_eq!(input.text(), "aun deux 3b");
        input.insert('\x1b');
        input.insert('!');
        assert_eq!(input.text(), "aun deux 3!b");
    }

    #[test]
    fn a_word_before_the_caret_gives_way_to_another() {
        let mut input = Input::with_text("is:un حلب");
        input.home();
        (0..5).for_each(|_| input.right());
        assert_eq!(input.before_caret(), "is:un");
        input.replace_from(3, "read");
        assert_eq!((input.text(), input.before_caret()), ("is:read حلب", "is:read"));
    }

    #[test]
    fn words_are_what_spaces_part() {
        let mut input = Input::with_text("lang:ar  actor:putin ");
        input.delete_word_back();
        assert_eq!(input.text(), "lang:ar  ");
        input.delete_word_back();
        assert_eq!(input.text(), "");
        input.insert_str("un deux");
        input.word_left();
        input.word_left();
        input.word_right();
        input.insert('x');
        assert_eq!(input.text(), "un xdeux");
    }

    #[test]
    fn arrows_move_as_the_line_runs() {
        let mut input = Input::with_text("قال");
        assert_eq!(view(&input, 9), (" لاق".to_owned(), 0));
        input.right();
        assert_eq!(view(&input, 9).1, 1);
        input.left();
        input.left();
        assert_eq!(view(&input, 9).1, 0);
        input.home();
        assert_eq!(view(&input, 9).1, 3);
        let mut input = Input::with_text("ab");
        input.left();
        assert_eq!(view(&input, 9), ("ab ".to_owned(), 1));
    }

    #[test]
    fn clauses_keep_their_order_and_the_caret_its_place() {
        let mut input = Input::with_clauses("אבג");
        assert_eq!(view(&input, 9), (" גבא".to_owned(), 0));
        input.insert_str(" lang:he");
        assert_eq!(view(&input, 40), ("גבא lang:he ".to_owned(), 11));
        input.home();
        assert_eq!(view(&input, 40).1, 2);
        // Through the text, a step each, and into the next clause.
        for column in [1, 0, 3, 4] {
            input.right();
            assert_eq!(view(&input, 40).1, column);
        }
        input.left();
        input.insert_str(" -דה");
        assert_eq!(view(&input, 40), ("הד- גבא lang:he ".to_owned(), 7));
        let (line, _) = input.view(&Options { width: 40, ..WIDE });
        let dash = input.text().find('-').unwrap();
        assert_eq!(line.columns(dash..dash + 1).next(), Some(2..3));
        input.clear();
        input.insert_str("אב x");
        assert_eq!(view(&input, 9).0, "בא x ");
    }

    #[test]
    fn spaces_at_the_end_are_seen() {
        assert_eq!(view(&Input::with_text("ab  "), 9), ("ab   ".to_owned(), 4));
        assert_eq!(view(&Input::with_text("אב  "), 9), ("   בא".to_owned(), 0));
    }

    #[test]
    fn the_view_follows_the_caret() {
        let mut input = Input::with_text("abcdef");
        assert_eq!(view(&input, 4), ("def ".to_owned(), 3));
        input.home();
        assert_eq!(view(&input, 4), ("abcd".to_owned(), 0));
        let mut input = Input::with_text("אבגדהו");
        assert_eq!(view(&input, 4), (" והד".to_owned(), 0));
        input.home();
        assert_eq!(view(&input, 4), ("דגבא".to_owned(), 3));
        assert_eq!(view(&Input::with_text("東京"), 2), (" ".to_owned(), 0));
    }

    #[test]
    fn a_mark_typed_after_its_letter_joins_its_cluster() {
        let mut input = Input::with_text("م");
        input.insert('\u{64E}');
        input.left();
        assert_eq!(view(&input, 9).1, 0);
        input.right();
        input.delete();
        assert_eq!(input.text(), "");
    }
}
