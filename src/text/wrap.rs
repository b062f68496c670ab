//! The third stage: rows are broken where UAX #14 allows, with French spaces glued.
//!
//! Spaces at the end of a row hang: they take no cell. What is glued and wider than a row is broken
//! where UAX #14 allows, a word wider than a row between grapheme clusters, and a cluster wider than
//! a row between its characters.

use unicode_segmentation::GraphemeCursor;

use super::breaks::opportunities;

/// What breaking rows needs to know of a unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    /// Where it starts in the text, in bytes.
    pub(super) start: usize,
    /// 1 or 2 cells.
    pub(super) width: u8,
    /// Whether it is a space that hangs at the end of a row.
    pub(super) space: bool,
}

/// Breaks a paragraph into rows of at most so many cells; returns the bytes at or after which the
/// units of each row start, hanging spaces included. A paragraph has one row at least. No unit may be
/// wider than a row. `steps_from` goes through the units that start at or after a byte.
pub(super) fn wrap<I: Iterator<Item = Step>>(
    text: &str,
    steps_from: impl Fn(usize) -> I,
    width: usize,
) -> Vec<usize> {
    let mut rows = vec![0];
    // Where this row starts, and the cells of the paragraph before it.
    let mut row = (0, 0);
    // Where UAX #14 lets this row break, likewise.
    let mut breaks: Vec<(usize, usize)> = Vec::new();
    let (mut start, mut cells) = (0, 0);
    for end in opportunities(text) {
        let steps = steps_from(start).take_while(|step| step.start < end);
        let (mut word, mut spaces) = (0, 0);
        for step in steps {
            spaces += usize::from(step.width);
            if !step.space {
                word += std::mem::take(&mut spaces);
            }
        }
        while word > 0 && cells + word - row.1 > width {
            let free = breaks.iter().rev().find(|(at, _)| !is_glued(text, *at));
            row = match free.or(breaks.last()) {
                Some(end) => *end,
                None => {
                    let (at, before) = within_word(text, steps_from(row.0), width);
                    (at, row.1 + before)
                }
            };
            rows.push(row.0);
            breaks.retain(|(_, before)| *before > row.1);
        }
        (start, cells) = (end, cells + word + spaces);
        if cells > row.1 {
            breaks.push((end, cells));
        }
    }
    rows
}

/// Returns where a row ends that fits no word, and the cells before: the last grapheme cluster that
/// begins where it fits still, or any unit if none does.
fn within_word(text: &str, row: impl Iterator<Item = Step>, width: usize) -> (usize, usize) {
    let mut steps = Vec::new();
    let mut cells = 0;
    for step in row {
        steps.push((step.start, cells));
        cells += usize::from(step.width);
        if cells > width && !step.space {
            break;
        }
    }
    let first = steps.first().map_or(0, |(at, _)| *at);
    let begins_cluster = |(at, _): &&(usize, usize)| {
        let mut cursor = GraphemeCursor::new(at - first, text.len() - first, true);
        cursor.is_boundary(&text[first..], 0).unwrap_or(true)
    };
    let end = steps.iter().skip(1).rev().find(begins_cluster).or(steps.last());
    end.copied().unwrap_or_default()
}

/// Whether a break that UAX #14 allows is none to a reader: at a soft hyphen, for no hyphen is
/// drawn, and at the spaces of French typography: inside « », before » : ; ! ? and between a number
/// and % or €.
pub(super) fn is_glued(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let Some(next) = after.chars().next() else { return false };
    if before.ends_with('\u{AD}') {
        return true;
    }
    let word = before.trim_end_matches(' ');
    if word.len() == before.len() {
        return false;
    }
    match next {
        ':' | ';' | '!' | '?' => return true,
        '%' | '‰' | '٪' | '€' => return word.ends_with(char::is_numeric),
        // Outward marks, »Zitat«, open here instead.
        '»' | '›' => return !after[next.len_utf8()..].starts_with(char::is_alphanumeric),
        _ => {}
    }
    match word.strip_suffix(['«', '‹']) {
        Some(outside) => {
            outside.is_empty()
                || outside.ends_with(|c: char| c.is_whitespace() || "([’'\"—–-".contains(c))
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, paragraph::Paragraph};

    fn rows(text: &str, width: usize) -> Vec<&str> {
        let paragraph = Paragraph::new(text, 0, &Options { width, ..Options::default() });
        let at = |n: usize| paragraph.units().get(n).map_or(text.len(), |unit| unit.range.start);
        paragraph.rows().into_iter().map(|row| &text[at(row.start)..at(row.end)]).collect()
    }

    #[test]
    fn rows_break_at_spaces_that_hang() {
        assert_eq!(rows("one two three", 7), ["one two ", "three"]);
        assert_eq!(rows("one two   three", 7), ["one two   ", "three"]);
        assert_eq!(rows("   x", 2), ["   ", "x"]);
        assert_eq!(rows("قال الرئيس أمس", 10), ["قال الرئيس ", "أمس"]);
        assert_eq!(rows("", 5), [""]);
    }

    #[test]
    fn french_spaces_do_not_break() {
        assert_eq!(rows("En Syrie : oui", 8), ["En ", "Syrie : ", "oui"]);
        assert_eq!(rows("Quoi ! Où ? Là ; ici", 6), ["Quoi ! ", "Où ? ", "Là ; ", "ici"]);
        assert_eq!(rows("dit « oui » hier", 9), ["dit ", "« oui » ", "hier"]);
        assert_eq!(rows("soit 50 % ici", 7), ["soit ", "50 % ", "ici"]);
        assert_eq!(rows("de l’« État » dit", 7), ["de ", "l’« ", "État » ", "dit"]);
        assert_eq!(rows("Syrie : oui", 5), ["Syrie ", ": oui"]);
    }

    #[test]
    fn outward_quotes_open_after_a_space() {
        assert_eq!(rows("er rief »Halt« zu", 10), ["er rief ", "»Halt« zu"]);
        assert_eq!(rows("rief »Halt« laut", 11), ["rief »Halt« ", "laut"]);
    }

    #[test]
    fn long_words_break_between_clusters() {
        assert_eq!(rows("abcdef", 4), ["abcd", "ef"]);
        assert_eq!(rows("مُحَمَّدٌ", 2), ["مُحَ", "مَّدٌ"]);
        assert_eq!(rows("aनि", 2), ["a", "नि"]);
        assert_eq!(rows("नि", 1), ["न", "ि"]);
        assert_eq!(rows("a🌞b", 2), ["a", "🌞", "b"]);
        assert_eq!(rows("東京", 1), ["東", "京"]);
    }

    #[test]
    fn lam_alef_is_one_cell_and_never_parted() {
        assert_eq!(rows("سلام", 3), ["سلام"]);
        assert_eq!(rows("سسلام", 2), ["سس", "لام"]);
        assert_eq!(rows("سلَا", 1), ["س", "لَا"]);
    }

    #[test]
    fn no_break_spaces_and_soft_hyphens_hold() {
        assert_eq!(rows("soit 4\u{A0}111 x", 7), ["soit ", "4\u{A0}111 x"]);
        assert_eq!(rows("in\u{AD}ter oui", 6), ["in\u{AD}ter ", "oui"]);
        assert_eq!(rows("un\u{200B}deux", 4), ["un\u{200B}", "deux"]);
    }
}
