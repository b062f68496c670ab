//! The third stage: rows are broken where UAX #14 allows, with French spaces glued.
//!
//! Spaces at the end of a row hang: they take no cell. What is glued and wider than a row is broken
//! where UAX #14 allows, a word wider than a row between grapheme clusters, and a cluster wider than
//! a row between its characters.

use std::ops::Range;

use unicode_segmentation::GraphemeCursor;

use super::breaks::opportunities;
use super::unit::Unit;

/// Breaks a paragraph into rows of at most so many cells; returns the units of each, hanging spaces
/// included. A paragraph has one row at least. No unit may be wider than a row.
pub(super) fn wrap(text: &str, units: &[Unit], width: usize) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    // Cells from the start of the row, spaces included.
    let mut cells = 0;
    // Where UAX #14 lets this row break: the byte and the unit that would begin the next.
    let mut breaks: Vec<(usize, usize)> = Vec::new();
    let mut n = 0;
    for at in opportunities(text) {
        while let Some(unit) = units.get(n).filter(|unit| unit.range.start < at) {
            cells += usize::from(unit.width);
            while cells > width && !unit.space && n > start {
                let end = breaks.iter().rev().find(|(at, _)| !is_glued(text, *at));
                let end = match end.or(breaks.last()) {
                    Some((_, end)) => *end,
                    None => cluster_start(text, units, start, n),
                };
                rows.push(start..end);
                start = end;
                breaks.retain(|(_, unit)| *unit > end);
                cells = units[start..=n].iter().map(|unit| usize::from(unit.width)).sum();
            }
            n += 1;
        }
        if n > start {
            breaks.push((at, n));
        }
    }
    rows.push(start..units.len());
    rows
}

/// Returns the last unit in `start + 1..=n` that begins a grapheme cluster, or `n` if none does.
fn cluster_start(text: &str, units: &[Unit], start: usize, n: usize) -> usize {
    let first = units[start].range.start;
    let row = &text[first..units[n].range.end];
    let begins = |unit: &Unit| {
        let mut cursor = GraphemeCursor::new(unit.range.start - first, row.len(), true);
        cursor.is_boundary(row, 0).unwrap_or(true)
    };
    (start + 1..=n).rev().find(|n| begins(&units[*n])).unwrap_or(n)
}

/// Whether a break that UAX #14 allows is none to a reader: at a soft hyphen, for no hyphen is
/// drawn, and at the spaces of French typography: inside « », before » : ; ! ? and between a number
/// and % or €.
fn is_glued(text: &str, at: usize) -> bool {
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
    use super::super::{Options, unit::Units};
    use super::*;

    fn rows(text: &str, width: usize) -> Vec<&str> {
        let units = Units::of(text, &Options { width, ..Options::default() }).list;
        let at = |n: usize| units.get(n).map_or(text.len(), |unit| unit.range.start);
        wrap(text, &units, width).into_iter().map(|row| &text[at(row.start)..at(row.end)]).collect()
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
