//! An open article that is edited: the person stays at the letters that they read.

use std::ops::Range;
use std::sync::Arc;

use super::{Reader, RowId};
use crate::model::{Article, Hits};

impl Reader {
    /// Takes a later version of the article. What is at the top, under the cursor and selected stays
    /// that, as far as it is still there.
    pub fn revise(&mut self, article: Article, hits: Hits) {
        let text = Arc::clone(self.text.text());
        let now = Arc::clone(&article.document);
        let same = |old: Range<usize>| {
            let start = moved(&text, &now.text, old.start);
            let new = start..start + old.len();
            (now.text.get(new.clone()) == text.get(old)).then_some(new)
        };
        let (anchor, narrow) = (self.anchor.take(), self.narrow());
        let mut new = Self::new(article, hits, *self.text.options(), self.height);
        let mut row = |row| match row {
            RowId::Head(n) => RowId::Head(n.min(new.head() - 1)),
            RowId::Text(byte) => new.row_of(moved(&text, &now.text, byte)),
        };
        let (top, cursor) = (row(self.top), row(self.cursor));
        new.top = new.not_beyond_the_last_page(top);
        new.go(cursor);
        new.anchor = anchor.and_then(same);
        new.word = narrow.and_then(same);
        if let Some(word) = &new.word {
            new.mention = now.mentions.iter().position(|mention| mention.range == *word);
            new.word = new.word.take_if(|_| new.mention.is_none());
        }
        *self = new;
    }
}

/// Where in a new text stands what is at a byte of the old one, or what stood near it.
fn moved(old: &str, new: &str, byte: usize) -> usize {
    /// So many lines are looked for.
    const LINES: usize = 40;
    let same = |(a, b): &(u8, u8)| a == b;
    let prefix = old.bytes().zip(new.bytes()).take_while(same).count();
    if byte < prefix {
        return byte;
    }
    let (old_end, new_end) = (&old.as_bytes()[prefix..], &new.as_bytes()[prefix..]);
    let ends = old_end.iter().rev().zip(new_end.iter().rev());
    let suffix = ends.take_while(|(a, b)| a == b).count();
    if byte >= old.len() - suffix {
        return new.len() - (old.len() - byte);
    }
    // Between two changes: at this line, else behind the nearest one before it that is there.
    let lines = [&old[byte..]].into_iter().chain(old[..byte].rsplit('\n'));
    lines.take(LINES).find_map(|line| nearest(line, new, byte)).unwrap_or(prefix)
}

/// Where a text has this line, or the beginning of one that is long, nearest to a byte.
fn nearest(line: &str, text: &str, byte: usize) -> Option<usize> {
    const LONG: usize = 80;
    let whole = line.lines().next()?.trim_end();
    let line = &whole[..whole.floor_char_boundary(LONG)];
    let found = text.match_indices(line).filter(|_| !line.is_empty());
    let ends = |at: &usize| {
        line.len() < whole.len()
            || text[at + line.len()..].lines().next().is_none_or(|rest| rest.trim().is_empty())
    };
    found.map(|(at, _)| at).filter(ends).min_by_key(|at| at.abs_diff(byte))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{TEXT, article, open, under_cursor};
    use super::*;
    use crate::app::ReaderRow;

    const EDITS: &[(&str, &str)] = &[
        (
            "appended to",
            "un\ndeux\nvers Oslo\nquatre\ncinq\nsix\nde Rome\nhuit\nneuf\nOslo encore\nfin",
        ),
        (
            "with a line before",
            "zéro\nun\ndeux\nvers Oslo\nquatre\ncinq\nsix\nde Rome\nhuit\nneuf\nOslo encore",
        ),
        (
            "changed on both sides",
            "0\nun\ndeux\nvers Oslo\nquatre\ncinq\nsix\nde Rome\nhuit\nneuf\nBergen",
        ),
        ("cut", "de Rome\nhuit"),
    ];

    #[test]
    fn the_cursor_stays_on_its_line_and_its_mention_and_the_line_at_its_height() {
        for (edit, text) in EDITS {
            let mut reader = open("Titre", TEXT, 20, 4);
            assert!(reader.jump(true, true, |id| id.as_str() == "rome"));
            let (height, entity) = (reader.cursor(), reader.entity().cloned());
            reader.revise(article("Titre", text), Hits::default());
            assert_eq!(under_cursor(&reader), "de Rome", "{edit}");
            assert_eq!(reader.entity().cloned(), entity, "{edit}");
            if *edit != "cut" {
                assert_eq!(reader.cursor(), height, "{edit}");
            }
        }
    }

    #[test]
    fn what_is_selected_stays_selected_and_what_is_gone_does_not() {
        let mut reader = open("Titre", TEXT, 20, 6);
        reader.step(3);
        assert!(reader.select());
        reader.step(1);
        let new = format!("Mise à jour\n{TEXT}");
        reader.revise(article("Titre", &new), Hits::default());
        assert_eq!(reader.selection().map(|range| new[range].trim_end()), Some("quatre\ncinq"));
        let new = new.replace("quatre\n", "");
        reader.revise(article("Titre", &new), Hits::default());
        assert_eq!(reader.selection(), None);
        assert_eq!(under_cursor(&reader), "cinq");
    }

    #[test]
    fn who_is_at_the_top_stays_there_and_a_text_that_got_short_fills_the_pane() {
        let mut reader = open("Titre", TEXT, 20, 6);
        reader.revise(article("Titre", &format!("{TEXT}\nfin")), Hits::default());
        assert!(matches!(reader.screen()[0], ReaderRow::About));
        reader.end(true);
        reader.revise(article("Titre", "un\nOslo encore"), Hits::default());
        assert!(matches!(reader.screen()[0], ReaderRow::About));
        assert_eq!(under_cursor(&reader), "Oslo encore");
        reader.revise(article("Titre", ""), Hits::default());
        assert_eq!(under_cursor(&reader), "");
    }

    #[test]
    fn where_the_line_itself_was_edited_what_stands_near_is_found() {
        let (old, new) = ("α\nβ\nγδε\nζ\nη", "α!\nβ\nγε\nζ\nη!");
        let at = |letter: char| old.find(letter).unwrap();
        for (letter, near) in [('α', 'α'), ('β', 'β'), ('γ', 'β'), ('ζ', 'ζ'), ('η', 'ζ')]
        {
            assert!(new[moved(old, new, at(letter))..].starts_with(near), "{letter}");
        }
    }

    #[test]
    fn another_text_is_begun_at_its_top() {
        let mut reader = open("Titre", TEXT, 20, 6);
        reader.end(true);
        let other = "Une\ntout\nautre\nchose\net\nencore\nune\npuis\nrien";
        reader.revise(article("Autre", other), Hits::default());
        assert!(matches!(reader.screen()[0], ReaderRow::About));
    }
}
